//! The app in a real browser: what an official does, from an empty browser to a printed case.
//!
//! Every test has a server, a driver, a browser and a profile of its own. `SOP_DIST` names the built app (else `dist`),
//! `SOP_XTASK` the build tool that serves it, `SOP_BROWSER` the browser: `chromium`, `firefox` or `webkit`. After a failure, a
//! picture and the text of the page lie in `target/tmp/e2e`.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod boot;
mod border;
mod calls;
mod consent;
mod deployed;
mod embed;
mod ending;
mod faults;
mod files;
mod fonts;
mod forms;
mod harness;
mod history;
mod languages;
mod limits;
mod lock;
mod notes;
mod odd;
mod official;
mod offline;
mod paper;
mod planted;
mod practice;
mod print;
mod procedures;
mod reach;
mod reports;
mod rewritten;
mod script;
mod self_test;
mod servers;
mod sharing;
mod sheets;
mod steps;
mod stops;
mod storage;
mod stumbles;
mod tabs;
mod tour;
mod webkit;

#[path = "../support/mod.rs"]
mod support;
