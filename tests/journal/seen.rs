//! All that anybody can see of a journal.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use sop_checklist::case::{Case, Reader, Summary, View, overview, short_code, summary};
use sop_checklist::journal::{Entry, EntryId, Field, Journal, to_stored};

use crate::support::shipped;

/// All that anybody can see of a journal. The equality of journals looks at the entries alone.
#[derive(Debug, PartialEq)]
pub struct Seen {
    stored: String,
    order: Vec<EntryId>,
    undone: Vec<EntryId>,
    erased: Vec<EntryId>,
    heads: BTreeMap<Field, Vec<EntryId>>,
    last_undoable: Option<EntryId>,
    next_lamport: u64,
    short_code: String,
    case: Case,
}

pub fn see(journal: &Journal) -> Seen {
    let ids = |entries: Vec<&Entry>| entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    Seen {
        stored: to_stored(journal.entries()),
        order: ids(journal.in_order()),
        undone: ids(journal.entries().filter(|entry| journal.is_undone(entry.id)).collect()),
        erased: ids(journal.entries().filter(|entry| journal.is_erased(entry.id)).collect()),
        heads: journal.fields().map(|field| (field.clone(), ids(journal.heads(field)))).collect(),
        last_undoable: journal.last_undoable().map(|entry| entry.id),
        next_lamport: journal.next_lamport(),
        short_code: short_code(journal),
        case: Case::of(shipped(), journal),
    }
}

pub fn summarize(journal: &Journal) -> Summary {
    let case = Case::of(shipped(), journal);
    let view = View::new(shipped(), &case);
    summary(view, &overview(view), journal, Reader::File)
}

/// The journal of both.
pub fn both(ours: &Journal, theirs: &Journal) -> Journal {
    let mut both = ours.clone();
    assert_eq!(both.union(theirs), [], "no honest entry is damaged");
    both
}

/// In an order that only the seed knows.
pub fn shuffled(entries: impl IntoIterator<Item = Entry>, seed: u64) -> Vec<Entry> {
    let place = |entry: &Entry| {
        let mut hasher = DefaultHasher::new();
        (seed, entry.id).hash(&mut hasher);
        hasher.finish()
    };
    let mut entries: Vec<Entry> = entries.into_iter().collect();
    entries.sort_by_key(place);
    entries
}

/// Everywhere a word could come to light.
pub fn everything_shown(journal: &Journal) -> String {
    let case = Case::of(shipped(), journal);
    let view = View::new(shipped(), &case);
    let overview = overview(view);
    let summary = summary(view, &overview, journal, Reader::File);
    format!("{journal:?}\n{case:?}\n{overview:?}\n{summary:?}\n{}", to_stored(journal.entries()))
}
