//! Files in and out. Knows their forms, never where they come from or go to.

pub mod casefile;
mod config;
pub mod page;
mod spare;

pub use config::{Config, ConfigProblem, Start};
pub use spare::{NotSpare, spare_from_text, spare_to_text};
