//! The screens. They show what `case` derives and call what `state` offers.
//!
//! Invariants: no rule of the procedure stands here, and no word of any language. Text of a case is only ever a text node
//! or the value of a field.

mod case_screen;
mod cases;
mod consents;
mod door;
mod facts;
mod fields;
mod flags;
mod gate;
mod history;
mod incidents;
mod journey;
mod last_check;
mod later;
mod missing;
mod paper;
mod parts;
mod practice;
mod settings;
mod shell;
mod spare;
mod start;
mod state;
mod step;
mod steps;
mod wipe;
mod words;

pub use start::mount;
