//! What receiving a file would do, before it is done; and doing it.

use super::{CaseFile, FileFault, FileKind};
use crate::journal::{By, Entry, Field, Journal, Stamp};
use crate::procedure::Procedure;

/// How a file stands to what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The case is not here.
    New,
    /// Nothing in it is new, and nothing here is newer.
    Same,
    /// It knows more of the case; nothing here is unknown to it.
    Newer,
    /// Nothing in it is new; here more is known.
    Older,
    /// Each side has something that the other has not.
    Apart,
}

/// Who wrote in a file: role and office, never more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrote {
    /// Role and office; no initials.
    pub by: By,
    /// How many entries.
    pub entries: usize,
    /// The time of the first.
    pub first: Stamp,
    /// The time of the last.
    pub last: Stamp,
}

/// One field that receiving the file changes, or about which both sides differ.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What stands here; more than one: changed apart before.
    pub ours: Vec<Entry>,
    /// What stands in the file.
    pub theirs: Vec<Entry>,
    /// What holds after merging; none: nothing does.
    pub holds: Option<Entry>,
    /// After merging, values that nobody replaced differ: somebody has to decide.
    pub undecided: bool,
    /// What holds does so because it protects the person, not because it is the latest.
    pub protects: bool,
}

/// What receiving a file would do. Nothing was done yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Whom the file is for.
    pub kind: FileKind,
    /// The code of the case; empty: its beginning is not in the file.
    pub code: String,
    /// The short code, as it stands on paper.
    pub short: String,
    /// The edition that the sender worked with.
    pub edition: String,
    /// When the file was made.
    pub made: Stamp,
    /// How many entries it has.
    pub entries: usize,
    /// How many of them are new here, or say more than what is here.
    pub new: usize,
    /// How many entries that are here lose their words for good, because the other side removed them.
    pub erases: usize,
    /// Who wrote what is in it, the last first.
    pub wrote: Vec<Wrote>,
    /// How it stands to what is here.
    pub relation: Relation,
    /// The case was removed from this browser before: receiving it is a choice.
    pub removed_here: bool,
    /// Field by field, in the order of their names, what changes or differs.
    pub changes: Vec<FieldChange>,
}

/// What receiving a file would do.
///
/// # Errors
///
/// A [`FileFault`]: it must not be received.
pub fn compare(
    procedure: &Procedure,
    ours: Option<&Journal>,
    removed_here: bool,
    file: &CaseFile,
) -> Result<Preview, FileFault> {
    if file.procedure != procedure.id {
        return Err(FileFault::OtherProcedure(file.procedure.clone()));
    }
    let (_, new) = unite(ours, file);
    Ok(Preview {
        kind: file.kind,
        code: String::new(),
        short: file.short.clone(),
        edition: file.edition.clone(),
        made: file.made,
        entries: file.journal.len(),
        new: new.len(),
        erases: 0,
        wrote: Vec::new(),
        relation: if ours.is_none() { Relation::New } else { Relation::Same },
        removed_here,
        changes: Vec::new(),
    })
}

/// Both together, and what of it is new here and has to be written. Of neither anything is lost.
pub fn unite(ours: Option<&Journal>, file: &CaseFile) -> (Journal, Vec<Entry>) {
    let mut whole = ours.cloned().unwrap_or_default();
    whole.union(&file.journal);
    let is_new = |entry: &&Entry| ours.is_none_or(|ours| ours.get(entry.id) != Some(entry));
    let new = whole.in_order().into_iter().filter(is_new).cloned().collect();
    (whole, new)
}
