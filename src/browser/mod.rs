//! The only door to the browser: storage, clock, randomness, printing, other tabs, what the boot script brought.
//!
//! Invariants: nothing outside this module names `web_sys`, `js_sys` or gloo but the app's event handlers. Every call here
//! is guarded: what a browser refuses comes back as a value, never as a panic.

pub mod boot;
pub mod clock;
pub mod dom;
pub mod file;
pub mod hold;
pub mod host;
pub mod ledger;
pub mod offline;
pub mod page;
pub mod print;
pub mod random;
pub mod rewritten;
pub mod send;
pub mod shelf;
pub mod tabs;
pub mod texts;
