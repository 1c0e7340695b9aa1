//! Journals as they come about: several devices, each late in its own way; hostile files; words that must go; stored forms.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod acts;
mod consent;
mod devices;
mod erasure;
mod hostile;
mod sample;
mod seen;
mod stored;
#[path = "../support/mod.rs"]
mod support;
mod thin;
mod undo;
mod union;

use proptest::test_runner::Config;

/// Seeds are not kept: a failure prints its shortest input, which becomes a test of its own.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}
