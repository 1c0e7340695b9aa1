//! Half-typed words, and how they lie on the shelf.

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::{CaseId, Flaw};
use crate::journal::{Act, Entry, EntryId, Field, Journal, Writer};

/// Version of the stored form of a draft.
const FORM: u32 = 1;

/// What half-typed words are about to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    /// A step's note.
    Note,
    /// Where a step's paper is kept.
    Place,
}

/// Half-typed words. They are no history: each draft of a field takes the place of the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id of the step whose words they are.
    pub step: String,
    /// What they are about to become.
    pub kind: DraftKind,
    /// The words.
    pub text: String,
    /// The entries that the field showed when the typing began.
    pub over: Vec<EntryId>,
}

/// A draft that another tab's life left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftDraft {
    /// The case.
    pub case: CaseId,
    /// The words.
    pub draft: Draft,
    /// Its key, and those of older drafts that it took the place of.
    pub(super) keys: Vec<Key>,
}

impl Draft {
    /// The field that the words are for.
    pub fn field(&self) -> Field {
        match self.kind {
            DraftKind::Note => Field::Note(self.step.as_str().into()),
            DraftKind::Place => Field::Place(self.step.as_str().into()),
        }
    }

    /// What the words become.
    pub fn act(&self) -> Act {
        let (step, text) = (self.step.as_str().into(), self.text.clone());
        match self.kind {
            DraftKind::Note => Act::Note { step, text },
            DraftKind::Place => Act::Place { step, text },
        }
    }

    /// Whether it has become an entry already. Where the entry's words were erased since, its words must not come back.
    pub(super) fn is_spent(&self, journal: &Journal) -> bool {
        let act = self.act();
        let became = |entry: &Entry| entry.over == self.over && (entry.act == act || journal.is_erased(entry.id));
        journal.written(&self.field()).any(became)
    }

    pub(super) fn to_stored(&self) -> String {
        let stored = Stored {
            form: FORM,
            step: self.step.clone(),
            kind: self.kind,
            text: self.text.clone(),
            over: self.over.iter().map(|id| (id.writer.to_string(), id.number)).collect(),
        };
        // The type holds nothing that JSON lacks, so this cannot fail; an empty text would be refused on reading back.
        serde_json::to_string(&stored).unwrap_or_else(|_| String::new())
    }

    pub(super) fn from_stored(text: &str) -> Result<Self, Flaw> {
        let head: Head = serde_json::from_str(text).map_err(|_| Flaw::NotUnderstood)?;
        if head.form > FORM {
            return Err(Flaw::Newer(head.form));
        }
        let stored: Stored = serde_json::from_str(text).map_err(|_| Flaw::NotUnderstood)?;
        let id = |(writer, number): &(String, u32)| {
            let writer = u64::from_str_radix(writer, 16).map_err(|_| Flaw::NotUnderstood)?;
            Ok::<_, Flaw>(EntryId { writer: Writer(writer), number: *number })
        };
        let over = stored.over.iter().map(id).collect::<Result<_, _>>()?;
        Ok(Self { step: stored.step, kind: stored.kind, text: stored.text, over })
    }
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "f")]
    form: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    #[serde(rename = "f")]
    form: u32,
    step: String,
    kind: DraftKind,
    text: String,
    over: Vec<(String, u32)>,
}
