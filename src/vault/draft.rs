//! Half-typed words, and how they lie on the shelf.

use super::key::Key;
use super::{CaseId, Flaw};
use crate::journal::json::{Reader, at};
use crate::journal::{Act, Entry, EntryId, Field, Journal, Writer};
use crate::json::{self, Json};

/// Version of the stored form of a draft.
const FORM: u32 = 1;

/// What half-typed words are about to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// Whether it has become an entry already. Where the entry's words were erased since, its words must not come back; and
    /// where its own writer went on over the same entries, it is an earlier stage of what was recorded then.
    pub(super) fn is_spent(&self, writer: Writer, journal: &Journal) -> bool {
        let act = self.act();
        let went_on = |entry: &Entry| entry.id.writer == writer && !journal.is_undone(entry.id);
        let became = |entry: &Entry| {
            entry.over == self.over && (entry.act == act || journal.is_erased(entry.id) || went_on(entry))
        };
        journal.written(&self.field()).any(became)
    }

    pub(super) fn to_stored(&self) -> String {
        let mut text = Json::default();
        text.open('{');
        text.key("f");
        text.number(FORM.into());
        text.pair("step", &self.step);
        text.pair("kind", kind_word(self.kind));
        text.pair("text", &self.text);
        text.key("over");
        text.open('[');
        for id in &self.over {
            text.open('[');
            text.text(&id.writer.to_string());
            text.number(id.number.into());
            text.close(']');
        }
        text.close(']');
        text.close('}');
        text.end()
    }

    pub(super) fn from_stored(text: &str) -> Result<Self, Flaw> {
        let value = json::read(text).map_err(|_| Flaw::NotUnderstood)?;
        let mut read = Reader::default();
        let form = read.small(at(&value, "f"));
        if form > FORM {
            return Err(Flaw::Newer(form));
        }
        read.object(&value, &["f", "step", "kind", "text", "over"]);
        let [step, kind, text] = ["step", "kind", "text"].map(|key| read.str(at(&value, key)).to_owned());
        let kinds = [DraftKind::Note, DraftKind::Place];
        let kind = kinds.into_iter().find(|one| kind_word(*one) == kind).unwrap_or_else(|| {
            read.fault("a word");
            DraftKind::Note
        });
        let mut over = Vec::new();
        for id in read.items(at(&value, "over")) {
            let [writer, number] = read.two(id);
            let writer = u64::from_str_radix(read.str(writer), 16).ok();
            over.push(EntryId { writer: Writer(read.some(writer, "a writer")), number: read.small(number) });
        }
        read.end(Self { step, kind, text, over }).map_err(|_| Flaw::NotUnderstood)
    }
}

/// The stored word of a kind; renaming the kind changes no stored word.
fn kind_word(kind: DraftKind) -> &'static str {
    match kind {
        DraftKind::Note => "note",
        DraftKind::Place => "place",
    }
}
