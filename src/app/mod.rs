//! The screens. They show what `case` derives and call what `state` offers.
//!
//! Invariants: no rule of the procedure stands here, and no word of any language. Text of a case is only ever a text node
//! or the value of a field.

mod back;
mod border;
mod case_screen;
mod cases;
mod closing;
mod consents;
mod contacts;
mod door;
mod dossier;
mod edition;
mod erase;
mod facts;
mod fields;
mod files;
mod flags;
mod gate;
mod guard;
mod handover;
mod history;
mod incidents;
mod journey;
mod kept;
mod languages;
mod last_check;
mod later;
mod limits;
mod links;
mod middle;
mod missing;
mod offline;
mod outside;
mod paper;
mod parts;
mod practice;
mod printing;
mod reports;
mod send;
mod settings;
mod share;
mod shell;
mod spare;
mod start;
mod state;
mod step;
mod steps;
mod wipe;
mod words;

pub use start::mount;
