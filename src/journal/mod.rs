//! What happened in a case: entries that are only ever added, and the union of two such sets.
//!
//! Invariants: a journal is a set, so merging is commutative, associative and idempotent, and no order of arrival matters.
//! No entry is ever changed but by [`Act::Erased`], which takes the words out of others for good. This module names the
//! ids of a procedure and knows nothing else of it; it knows no storage, no browser and no clock.

mod act;
pub(crate) mod json;
mod stored;

use std::fmt;

pub use crate::table::{Map, Set};
pub use act::{Act, Answer, CaseKind, Consent, Field, Form, Giver, Hm, PaperState, Status, StopMark, Told, When};

pub use stored::{FORM, StoredError, from_stored, to_stored};
pub use time::{Date, Month};

/// One tab's life: a random number, made when the tab starts and never kept, so no two ever write the same entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Writer(pub u64);

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Names an entry: who wrote it, and the how many-th of theirs it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// Who wrote it.
    pub writer: Writer,
    /// Counts from 1.
    pub number: u32,
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.writer, self.number)
    }
}

/// When an entry was written, by the device's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Seconds since 1970 in UTC.
    pub unix: i64,
    /// Minutes east of UTC; half-hour zones are exact.
    pub offset: i16,
}

/// Which official wrote: a role, an office, and initials or a staff number. Never a full name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct By {
    /// A role's id; empty if not said.
    pub role: String,
    /// The office.
    pub office: String,
    /// Initials or staff number.
    pub initials: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// Logical time: higher than that of all entries the writer saw. Orders the display, decides nothing.
    pub lamport: u64,
    /// The entries whose value this one replaces: what the writer saw.
    pub over: Vec<EntryId>,
    /// When.
    pub at: Stamp,
    /// By whom.
    pub by: By,
    /// What.
    pub act: Act,
}

impl Entry {
    /// Place in the order of display. Unique, and the same on every device.
    pub fn order(&self) -> (u64, EntryId) {
        (self.lamport, self.id)
    }
}

/// What became of an entry that was offered to a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It is new here.
    New,
    /// It was here already.
    Known,
    /// It was here already, with words that were erased elsewhere; they are gone here now, too.
    Emptied,
    /// Its name was here already with other content. What was here stays.
    Damaged,
}

/// The entries of one case.
///
/// ```
/// use sop_checklist::journal::{Act, By, CaseKind, Entry, EntryId, Inserted, Journal, Stamp, Writer};
///
/// let opened = Entry {
///     id: EntryId { writer: Writer(7), number: 1 },
///     lamport: 1,
///     over: vec![],
///     at: Stamp { unix: 1_795_000_000, offset: 420 },
///     by: By::default(),
///     act: Act::Opened { code: "MS-12".into(), procedure: "th-mm-return".into(), edition: "1".into(), kind: CaseKind::Real },
/// };
/// let mut journal = Journal::default();
/// assert_eq!(journal.insert(opened.clone()), Inserted::New);
/// assert_eq!(journal.insert(opened), Inserted::Known);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// Boxed, for making room for one moves all that come after it.
    entries: Map<EntryId, Box<Entry>>,
    /// Entries whose words are gone, whether or not they have arrived yet.
    erased: Set<EntryId>,
    fields: Map<Field, Vec<EntryId>>,
    undos: Set<(u64, EntryId)>,
    undone: Set<EntryId>,
    top: u64,
}

impl PartialEq for Journal {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Journal {
    /// Adds one entry. Never removes, and never changes an entry but to take erased words out.
    pub fn insert(&mut self, mut entry: Entry) -> Inserted {
        if self.erased.contains(&entry.id) {
            entry.act.erase_words();
        }
        if let Some(known) = self.entries.get_mut(&entry.id) {
            if !same(known, &entry) {
                return Inserted::Damaged;
            }
            // Somebody erased the words; the record of the erasure may arrive after the entry.
            let emptied = known.act.has_words() && !entry.act.has_words();
            if emptied {
                known.act.erase_words();
            }
            return if emptied { Inserted::Emptied } else { Inserted::Known };
        }
        self.top = self.top.max(entry.lamport);
        if let Some(field) = entry.act.field() {
            self.fields.or_default(field).push(entry.id);
        }
        let id = entry.id;
        match &entry.act {
            Act::Erased { entries } => self.erase(entries.clone()),
            Act::Undo { .. } => {
                self.undos.insert(entry.order());
            }
            _ => {}
        }
        let may_undo = matches!(entry.act, Act::Undo { .. }) || self.is_undo_target(id);
        self.entries.insert(id, Box::new(entry));
        if may_undo {
            self.settle_undos();
        }
        Inserted::New
    }

    /// Adds all entries of another journal. Gives the names whose content differed; ours was kept.
    pub fn union(&mut self, other: &Journal) -> Vec<EntryId> {
        let offered = other.entries().cloned();
        offered.filter_map(|entry| (entry.id, self.insert(entry)).damaged()).collect()
    }

    /// The entry with this name.
    pub fn get(&self, id: EntryId) -> Option<&Entry> {
        self.entries.get(&id).map(|entry| &**entry)
    }

    /// All entries, by name.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values().map(|entry| &**entry)
    }

    /// All entries in the order of display.
    pub fn in_order(&self) -> Vec<&Entry> {
        let mut entries: Vec<&Entry> = self.entries().collect();
        in_order(&mut entries);
        entries
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The logical time for the next entry.
    pub fn next_lamport(&self) -> u64 {
        self.top.saturating_add(1)
    }

    /// Whether the words of this entry were erased for good.
    pub fn is_erased(&self, id: EntryId) -> bool {
        self.erased.contains(&id)
    }

    /// Whether this entry was undone.
    pub fn is_undone(&self, id: EntryId) -> bool {
        self.undone.contains(&id)
    }

    /// All fields that any entry ever wrote.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.keys()
    }

    /// The values of a field that no entry replaced, in the order of display. More than one: changed apart.
    pub fn heads(&self, field: &Field) -> Vec<&Entry> {
        self.heads_among(self.written(field).collect())
    }

    /// All entries that ever wrote a field, undone ones too.
    pub fn written<'a>(&'a self, field: &Field) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.fields.get(field).into_iter().flatten().filter_map(|id| self.get(*id))
    }

    /// The entries among `candidates` that none of the others replaced and nobody undid, in the order of display.
    ///
    /// An entry counts as replaced through a chain as well: undoing the middle one of three must not bring back the first.
    /// It can only be replaced by a later one, so no crafted circle can make a field look empty.
    pub fn heads_among<'a>(&self, candidates: Vec<&'a Entry>) -> Vec<&'a Entry> {
        let among: Set<EntryId> = candidates.iter().map(|entry| entry.id).collect();
        let mut replaced = Set::new();
        let mut todo: Vec<&Entry> = candidates.iter().copied().filter(|entry| !self.is_undone(entry.id)).collect();
        while let Some(entry) = todo.pop() {
            for old in entry.over.iter().filter(|id| among.contains(id)).filter_map(|id| self.get(*id)) {
                if old.order() < entry.order() && replaced.insert(old.id) {
                    todo.push(old);
                }
            }
        }
        let mut heads: Vec<&Entry> =
            candidates.into_iter().filter(|entry| !replaced.contains(&entry.id) && !self.is_undone(entry.id)).collect();
        in_order(&mut heads);
        heads
    }

    /// The latest entry that can be undone now.
    pub fn last_undoable(&self) -> Option<&Entry> {
        let can = |entry: &&Entry| {
            entry.act.can_be_undone() && !matches!(entry.act, Act::Undo { .. }) && !self.is_undone(entry.id)
        };
        self.entries().filter(can).max_by_key(|entry| entry.order())
    }

    fn erase(&mut self, ids: Vec<EntryId>) {
        for id in ids {
            self.erased.insert(id);
            if let Some(entry) = self.entries.get_mut(&id) {
                entry.act.erase_words();
            }
        }
    }

    fn is_undo_target(&self, id: EntryId) -> bool {
        let target = |undo: &(u64, EntryId)| match self.get(undo.1).map(|entry| &entry.act) {
            Some(Act::Undo { entry }) => *entry == id,
            _ => false,
        };
        self.undos.iter().any(target)
    }

    /// An undo counts unless a later undo that counts took it back; so they are settled from the latest to the first.
    fn settle_undos(&mut self) {
        self.undone.clear();
        for (lamport, id) in self.undos.iter().rev() {
            if self.undone.contains(id) {
                continue;
            }
            let Some(Act::Undo { entry: target }) = self.get(*id).map(|entry| &entry.act) else { continue };
            let Some(target) = self.get(*target) else { continue };
            if target.act.can_be_undone() && target.order() < (*lamport, *id) {
                self.undone.insert(target.id);
            }
        }
    }
}

/// Sorts entries into the order of display. Shell's sort, for the standard one is 3 kB of code; orders are unique, so that
/// it does not matter that it is not stable.
pub(crate) fn in_order(entries: &mut [&Entry]) {
    let mut gap = entries.len();
    while gap > 1 {
        gap = (gap * 5 / 11).max(1);
        for start in gap..entries.len() {
            let mut at = start;
            while at >= gap && entries[at - gap].order() > entries[at].order() {
                entries.swap(at - gap, at);
                at -= gap;
            }
        }
    }
}

/// Whether two entries of one name are the same. A copy whose words were taken out elsewhere is the same entry: the
/// record of the erasure may arrive after it.
fn same(known: &Entry, offered: &Entry) -> bool {
    let blank = |entry: &Entry| {
        let mut blank = entry.clone();
        blank.act.erase_words();
        blank
    };
    known == offered || (blank(known) == blank(offered) && !(known.act.has_words() && offered.act.has_words()))
}

impl FromIterator<Entry> for Journal {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut journal = Journal::default();
        for entry in entries {
            journal.insert(entry);
        }
        journal
    }
}

trait Damaged {
    fn damaged(self) -> Option<EntryId>;
}

impl Damaged for (EntryId, Inserted) {
    fn damaged(self) -> Option<EntryId> {
        (self.1 == Inserted::Damaged).then_some(self.0)
    }
}
