//! What can be removed for good: words that somebody typed. What was chosen from a list stays; it is no text.

use super::{HOW_KNOWN, sharing};
use crate::journal::{Act, EntryId, Field, Journal, Status};
use crate::procedure::Procedure;

/// Whether an entry holds words that somebody typed. The code of the case is no such text: without it nobody would know
/// which case this is, and a case goes as a whole.
pub fn has_typed_words(procedure: &Procedure, act: &Act) -> bool {
    let typed = |text: &str| !text.is_empty() && procedure.role(text).is_none();
    match act {
        Act::Opened { .. } => false,
        Act::Status { status: Status::Waiting { on, .. }, .. } => typed(on),
        Act::Status { status: Status::ReportedDone { by, how, .. }, .. } => {
            typed(by) || (typed(how) && !HOW_KNOWN.contains(&how.as_str()))
        }
        Act::Incident { reason, told, .. } => !reason.is_empty() || typed(&told.role),
        Act::Shared { receiver, purpose, .. } => {
            sharing::has_typed_words(&|role| procedure.role(role).is_some(), receiver, purpose)
        }
        act => act.has_words(),
    }
}

/// The entries that ever wrote words into a field. What was replaced or undone still has its words, and is told in history.
pub fn versions(procedure: &Procedure, journal: &Journal, field: &Field) -> Vec<EntryId> {
    let written = journal.written(field).filter(|entry| has_typed_words(procedure, &entry.act));
    written.map(|entry| entry.id).collect()
}
