//! The return checklist: one official, one device, one case, the next step.
//!
//! `docs/architecture.md` says which module may know what.

pub mod case;
pub mod exchange;
pub mod fnv;
pub mod journal;
pub mod json;
pub mod procedure;
pub mod shown;
pub mod table;
pub mod text;
pub mod vault;

#[cfg(feature = "browser")]
pub mod app;
#[cfg(feature = "browser")]
pub mod browser;
