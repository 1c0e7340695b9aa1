//! Case files: what leaves in them, what comes back, and what is done with those that are none.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

#[path = "../journal/acts.rs"]
#[allow(dead_code)]
mod acts;
mod forms;
mod hands;
mod merge;
mod mutated;
mod partner;
mod preview;
mod sample;
#[path = "../support/mod.rs"]
mod support;

use proptest::test_runner::Config;

/// Seeds are not kept: a failure prints its shortest input, which becomes a test of its own.
fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}
