//! Files in and out. Knows their forms, never where they come from or go to.

pub mod casefile;
mod config;
mod csv;
pub mod host;
mod htcds;
pub mod page;
mod spare;

pub use config::{Config, ConfigProblem, Start};
pub use csv::csv;
pub use htcds::{LeftOut, OWN, Row, columns, row, to_csv, to_json};
pub use spare::{NotSpare, spare_from_text, spare_to_text};
