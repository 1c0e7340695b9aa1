//! What happened in a case: entries that are only ever added, and the union of two such sets.
//!
//! Invariants: a journal is a set, so merging is commutative, associative and idempotent, and no order of arrival matters.
//! No entry is ever changed but by [`Act::Erased`], which takes the words out of others for good, and but that a thin one
//! becomes the whole one. This module names the ids of a procedure and knows nothing else of it; it knows no storage, no
//! browser and no clock.

mod act;
pub(crate) mod json;
mod stored;

use std::cell::OnceCell;
use std::fmt;

pub use crate::table::{Map, Set};
pub use act::{
    Act, Answer, BUDDHIST, CaseKind, Consent, Field, Form, Giver, Handover, Hm, Kin, PaperState, Party, Status,
    StopMark, Told, When, YEARS, common,
};

pub use stored::{FORM, StoredError, from_stored, from_value, to_stored};
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
    /// It came in a file for a partner: initials and typed words were left out, and `over` names all that it replaced, those
    /// too that are replaced through others, since these need not be in the file. The whole entry wins over it at any time.
    pub thin: bool,
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
    /// It was here already with parts left out, and says more now.
    Filled,
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
///     act: Act::Opened { code: "MS-12".into(), procedure: "shelter-intake".into(), edition: "1".into(), kind: CaseKind::Real },
///     thin: false,
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
    fields: Map<Field, Written>,
    undos: Set<(u64, EntryId)>,
    /// What undos name, whether or not it has arrived yet.
    targets: Set<EntryId>,
    undone: Set<EntryId>,
    top: u64,
}

/// What wrote a field.
#[derive(Debug, Clone, Default)]
struct Written {
    /// In the order in which they arrived.
    ids: Vec<EntryId>,
    /// The place of the last in the order of display.
    last: Option<(u64, EntryId)>,
    /// Its heads, once somebody asked: looking through all that ever wrote it would make each change of a field that was
    /// often changed dearer than the one before.
    heads: OnceCell<Vec<EntryId>>,
}

impl PartialEq for Journal {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Journal {
    /// Adds one entry. Never removes, and never changes an entry but to take erased words out, or to fill in what was left
    /// out of a thin one.
    pub fn insert(&mut self, mut entry: Entry) -> Inserted {
        if self.erased.contains(&entry.id) {
            entry.act.erase_words();
        }
        if let Some(known) = self.entries.get_mut(&entry.id) {
            if !same(known, &entry) {
                return Inserted::Damaged;
            }
            if known.thin || entry.thin {
                if weight(known) >= weight(&entry) {
                    return Inserted::Known;
                }
                let id = known.id;
                **known = entry;
                self.look_again(id);
                return Inserted::Filled;
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
            self.wrote(field, &entry);
        }
        let id = entry.id;
        match &entry.act {
            Act::Erased { entries } => self.erase(entries.clone()),
            Act::Undo { entry: target } => {
                self.undos.insert(entry.order());
                self.targets.insert(*target);
            }
            _ => {}
        }
        let order = entry.order();
        let undoes = if let Act::Undo { entry: target } = entry.act { Some(target) } else { None };
        self.entries.insert(id, Box::new(entry));
        match undoes.map(|target| self.get(target)) {
            // The last undo, of something that is no undo: no other is any the less for it.
            Some(Some(target)) if self.undos.iter().next_back() == Some(&order) && target.act.field().is_some() => {
                if target.act.can_be_undone() && target.order() < order {
                    let id = target.id;
                    self.undone.insert(id);
                    self.look_again(id);
                }
            }
            None if !self.targets.contains(&id) => {}
            _ => self.settle_undos(),
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
        let Some(written) = self.fields.get(field) else { return Vec::new() };
        let look = || self.heads_among(self.written(field).collect()).into_iter().map(|head| head.id).collect();
        written.heads.get_or_init(look).iter().filter_map(|id| self.get(*id)).collect()
    }

    /// All entries that ever wrote a field, undone ones too.
    pub fn written<'a>(&'a self, field: &Field) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.fields.get(field).into_iter().flat_map(|written| &written.ids).filter_map(|id| self.get(*id))
    }

    /// The entries among `candidates` that none of the others replaced and nobody undid, in the order of display.
    ///
    /// An entry counts as replaced through a chain as well: undoing the middle one of three must not bring back the first.
    /// It can only be replaced by a later one, so no crafted circle can make a field look empty.
    pub fn heads_among<'a>(&self, candidates: Vec<&'a Entry>) -> Vec<&'a Entry> {
        // Each with whether it was replaced.
        let mut among: Map<EntryId, bool> = candidates.iter().map(|entry| (entry.id, false)).collect();
        let mut todo: Vec<&Entry> = candidates.iter().copied().filter(|entry| !self.is_undone(entry.id)).collect();
        while let Some(entry) = todo.pop() {
            for id in &entry.over {
                if let Some(replaced @ false) = among.get_mut(id)
                    && let Some(old) = self.get(*id)
                    && old.order() < entry.order()
                {
                    *replaced = true;
                    todo.push(old);
                }
            }
        }
        let is_head = |entry: &&Entry| among.get(&entry.id) == Some(&false) && !self.is_undone(entry.id);
        let mut heads: Vec<&Entry> = candidates.into_iter().filter(is_head).collect();
        in_order(&mut heads);
        heads
    }

    /// The latest entry that can be undone now. That something left the device is not among them: it does not come back; nor
    /// is a gap, which waits for a word of its own.
    pub fn last_undoable(&self) -> Option<&Entry> {
        let can = |entry: &&Entry| {
            let stays = matches!(entry.act, Act::Undo { .. } | Act::Shared { .. } | Act::Gap);
            entry.act.can_be_undone() && !stays && !self.is_undone(entry.id)
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

    /// Takes note that an entry, which is about to arrive, wrote a field. As a rule it comes after all others and its heads
    /// stay known; otherwise they are looked for when somebody asks.
    fn wrote(&mut self, field: Field, entry: &Entry) {
        let written = self.fields.or_default(field);
        let is_last = written.last.is_none_or(|last| last < entry.order());
        // What it replaces is a head, or stands behind one, unless it was undone: that hands it on.
        let plain = is_last && !entry.over.iter().any(|id| self.undone.contains(id));
        match written.heads.get_mut() {
            Some(heads) if plain => {
                heads.retain(|head| !entry.over.contains(head));
                heads.push(entry.id);
            }
            _ => written.heads = OnceCell::new(),
        }
        if is_last {
            written.last = Some(entry.order());
        }
        written.ids.push(entry.id);
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
        for written in self.fields.values_mut() {
            written.heads = OnceCell::new();
        }
    }

    /// Whether an entry counts has changed: the heads of its field are no longer known.
    fn look_again(&mut self, id: EntryId) {
        if let Some(field) = self.get(id).and_then(|entry| entry.act.field())
            && let Some(written) = self.fields.get_mut(&field)
        {
            written.heads = OnceCell::new();
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
    let thin = known.thin || offered.thin;
    let blank = |entry: &Entry| {
        let mut blank = entry.clone();
        blank.act.erase_words();
        if thin {
            blank.over.clear();
            blank.by.initials.clear();
            blank.thin = true;
        }
        blank
    };
    // Words were taken out of one of both, or they are the same.
    let agree = |known: &Act, offered: &Act| known == offered || !(known.has_words() && offered.has_words());
    known == offered || (blank(known) == blank(offered) && agree(&known.act, &offered.act))
}

/// How much a copy of an entry says: the whole one most; of thin ones that which names more of what it replaced.
fn weight(entry: &Entry) -> (bool, usize, &[EntryId], bool) {
    (!entry.thin, entry.over.len(), &entry.over, entry.act.has_words())
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
