//! Files in and out. Knows their forms, never where they come from or go to.

mod config;

pub use config::{Config, ConfigProblem, Start};
