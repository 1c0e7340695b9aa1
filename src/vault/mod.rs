//! What lies in this browser's storage: cases as segments, drafts, and marks of removed cases, over a small [`Shelf`].
//!
//! | key                     | value                                                        |
//! |-------------------------|--------------------------------------------------------------|
//! | `sopc:1:CASE:WRITER:N`  | a segment: some entries of a case; a pack is a large segment |
//! | `sopc:1:CASE:WRITER:dN` | a draft: half-typed words                                    |
//! | `sopc:1:CASE:WRITER:cN` | an index card: what the list shows, of a case              |
//! | `sopc:1:CASE:WRITER:pN` | where the official is, and half-filled forms                   |
//! | `sopc:1:gone:CASE`      | a mark: the case was removed                                 |
//! | `sopc:1:key:KEY:REC:N`  | a key record: the data key under the passphrase              |
//! | `sopc:1:me:WRITER:N`    | who the official is                                          |
//! | `sopc:1:spare:WRITER:N` | when a spare copy was taken last                             |
//!
//! Invariants, each held at every crash point and with any number of tabs whose views of storage are stale:
//!
//! 1. A key, once written, is never written again. Every change is one new key of this tab's own writer, so no tab can
//!    overwrite another's work, and a tick costs the same in any case.
//! 2. Nothing is called saved before it was read back. What was not stays in memory as pending, in order, and is tried
//!    again at every change.
//! 3. A segment is removed only by a tab that has read it, has written a pack with everything in it under a key of its
//!    own, and has read that back. Since merging is set union, any packers may do so at once.
//! 4. What cannot be read is skipped, listed, and left where it is; its case is marked incomplete. Only the removal of
//!    the whole case takes it away.
//! 5. A removed case never comes back: the mark is set first, every writer looks for it before it writes, and who finds
//!    it removes the case's keys again.
//! 6. Keys that are not of this form, of other apps or of other versions of this one, are neither read nor touched.
//!
//! There is one gap: on a shelf too full for even the mark, one value of the case that is to be removed makes room for it,
//! and a crash at that very moment leaves the case without it. Otherwise nobody could ever free a full shelf.
//!
//! This module knows no browser and no clock; randomness is handed to it. It holds no case in memory, only which entries
//! lie under which key. Every value but the marks is sealed: see [`seal`] for how, [`record`] for the passphrase.

mod card;
mod draft;
mod key;
mod letters;
mod lock;
mod look;
mod me;
mod pack;
pub mod parcel;
mod passphrase;
mod place;
pub mod record;
mod remove;
pub mod seal;
mod shelf;
mod spare;
mod squeeze;

use std::mem;

pub use draft::{Draft, DraftKind, LeftDraft};
pub use key::{CaseId, PREFIX};
pub use lock::{Held, wipe};
pub use look::{Loaded, LoadedCase, News};
pub use pack::NotPacked;
pub use passphrase::{Passphrase, Weak};
pub use place::{LeftPlace, Place};
pub use record::{Cost, Door, Record, UnlockError, door, unlock};
pub use remove::Removal;
pub use seal::{DataKey, Keyring};
pub use shelf::{MemoryShelf, Shelf, ShelfError};
pub use spare::{Pieces, PutBack, put_back};

use crate::journal::{Act, Entry, EntryId, Journal, Map, Set, StoredError, Writer, from_stored, to_stored};
use key::Key;
use seal::{NoRandomness, OpenError};

/// Why something is not saved.
pub type Why = ShelfError;

/// What can be told about saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveState {
    /// Everything was read back from storage that will outlive the page.
    Saved,
    /// Something is in memory only.
    Unsaved(Why),
}

/// What came of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Report {
    /// How everything stands now, what was pending before included.
    pub state: SaveState,
    /// Cases that turned out to be removed: nothing of them was written, and they are to be dropped.
    pub removed: Vec<CaseId>,
    /// Storage was missing and is there now: what it holds was never read; [`Vault::look_again`] does.
    pub recovered: bool,
}

/// Something that was found on the shelf and left there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its key, or [`PREFIX`] where storage could not even be listed.
    pub key: String,
    /// What is wrong with it.
    pub flaw: Flaw,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// Storage did not give it.
    NotReached(Why),
    /// It is not what was written.
    Damaged,
    /// Another passphrase sealed it.
    OtherKey,
    /// A newer version of this app wrote it.
    Newer(u32),
    /// It is whole, and still not what this app writes.
    NotUnderstood,
    /// These entries are known with other content.
    Differs(Vec<EntryId>),
}

impl Flaw {
    /// Whether reading once more could help.
    fn may_pass(&self) -> bool {
        matches!(self, Flaw::NotReached(_))
    }
}

impl From<OpenError> for Flaw {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Damaged => Flaw::Damaged,
            OpenError::OtherKey => Flaw::OtherKey,
            OpenError::Newer(version) => Flaw::Newer(version),
        }
    }
}

impl From<StoredError> for Flaw {
    fn from(error: StoredError) -> Self {
        match error {
            StoredError::Newer(form) => Flaw::Newer(form),
            StoredError::Broken(_) => Flaw::NotUnderstood,
        }
    }
}

/// A segment that was read or written here.
#[derive(Debug, Default)]
struct Segment {
    ids: Vec<EntryId>,
    /// Whether it may hold words that were erased since.
    holds_erased: bool,
}

/// What is known of a case's keys.
#[derive(Debug, Default)]
struct Known {
    read: Map<Key, Segment>,
    flawed: Map<Key, Flaw>,
    erased: Set<EntryId>,
    /// Nothing was read: a card that was made from these segments is listed in its place.
    carded: Option<Set<Key>>,
}

impl Known {
    /// Takes note of erasures among these entries; segments that hold what is erased have to be folded.
    fn note_erased(&mut self, entries: &[Entry]) {
        let acts = entries.iter().filter_map(|entry| match &entry.act {
            Act::Erased { entries } => Some(entries),
            _ => None,
        });
        let new: Set<EntryId> = acts.flatten().copied().filter(|id| !self.erased.contains(id)).collect();
        if new.is_empty() {
            return;
        }
        for segment in self.read.values_mut() {
            segment.holds_erased |= segment.ids.iter().any(|id| new.contains(id));
        }
        self.erased.extend(new);
    }

    /// Takes note of a segment that lies on the shelf.
    fn note(&mut self, key: Key, entries: &[Entry]) {
        let worded = |entry: &Entry| self.erased.contains(&entry.id) && entry.act.has_words();
        let holds_erased = entries.iter().any(worded);
        self.flawed.remove(&key);
        self.read.insert(key, Segment { ids: entries.iter().map(|entry| entry.id).collect(), holds_erased });
    }
}

/// Why something was not written.
enum NotWritten {
    Removed,
    Refused(Why),
}

impl From<ShelfError> for NotWritten {
    fn from(why: ShelfError) -> Self {
        NotWritten::Refused(why)
    }
}

/// One tab's hand on the shelf.
///
/// ```
/// use sop_checklist::journal::{Act, By, Entry, EntryId, Stamp, Writer};
/// use sop_checklist::vault::{CaseId, DataKey, Keyring, MemoryShelf, SaveState, Vault, Why};
///
/// let (shelf, case) = (MemoryShelf::default(), CaseId(5));
/// let entry = Entry {
///     id: EntryId { writer: Writer(7), number: 1 },
///     lamport: 1,
///     over: vec![],
///     at: Stamp { unix: 1_795_000_000, offset: 420 },
///     by: By::default(),
///     act: Act::Question { text: "Who meets her at the bridge?".into() },
///     thin: false,
/// };
/// // The browser's randomness in the app.
/// fn random(bytes: &mut [u8]) -> bool {
///     bytes.fill(4);
///     true
/// }
/// let ring = || DataKey::new(random).map(|key| Keyring::new(key, random)).unwrap();
/// let mut vault = Vault::open(shelf.clone(), ring(), vec![], Writer(7));
/// // Memory does not outlive the page, so this is not called saved.
/// assert_eq!(vault.append(case, &[entry.clone()]).state, SaveState::Unsaved(Why::Absent));
///
/// let loaded = Vault::open(shelf, ring(), vec![], Writer(8)).load();
/// assert_eq!(loaded.cases[&case].journal.get(entry.id), Some(&entry));
/// ```
pub struct Vault<S> {
    shelf: S,
    ring: Keyring,
    /// The records that opened the ring; without one on the shelf nothing is written there.
    records: Vec<Record>,
    writer: Writer,
    next: u64,
    lasting: Result<(), Why>,
    cases: Map<CaseId, Known>,
    pending: Vec<(CaseId, Vec<Entry>)>,
    why: Why,
    /// This tab's drafts, the newest key of each last.
    drafts: Map<(CaseId, String, DraftKind), Vec<Key>>,
    draft_unsaved: Option<Why>,
    /// Where the official is in each case.
    places: Map<CaseId, place::Placed>,
    /// Why the last place was not written.
    place_why: Why,
    /// Keys to remove once nothing of their case is pending: drafts that became entries, and failed attempts.
    spent: Vec<Key>,
    gone: Set<CaseId>,
    /// Removed cases some of whose keys are still there.
    unswept: Set<CaseId>,
}

impl<S: Shelf> Vault<S> {
    /// Opens a shelf for one tab's life, with what [`unlock`] gave or, at a first start, a new key and its record. Nothing
    /// is read yet.
    pub fn open(shelf: S, ring: Keyring, records: Vec<Record>, writer: Writer) -> Self {
        let lasting = shelf.check();
        Self {
            shelf,
            ring,
            records,
            writer,
            next: 1,
            lasting,
            cases: Map::new(),
            pending: Vec::new(),
            why: Why::Failed,
            drafts: Map::new(),
            draft_unsaved: None,
            places: Map::new(),
            place_why: Why::Failed,
            spent: Vec::new(),
            gone: Set::new(),
            unswept: Set::new(),
        }
    }

    /// Whether storage keeps anything beyond this page, as far as is known.
    pub fn keeps(&self) -> bool {
        self.lasting.is_ok()
    }

    /// How everything stands.
    pub fn state(&self) -> SaveState {
        match (self.pending.is_empty(), self.draft_unsaved.or_else(|| self.unplaced()), self.lasting) {
            (false, ..) => SaveState::Unsaved(self.why),
            (true, Some(why), _) | (true, None, Err(why)) => SaveState::Unsaved(why),
            (true, None, Ok(())) => SaveState::Saved,
        }
    }

    /// The entries that are in memory only, by case, in the order in which they were written.
    pub fn pending(&self) -> impl Iterator<Item = (CaseId, &[Entry])> {
        self.pending.iter().map(|(case, entries)| (*case, entries.as_slice()))
    }

    /// Writes entries of a case under one new key, with everything of it that is pending.
    pub fn append(&mut self, case: CaseId, entries: &[Entry]) -> Report {
        self.wait(case, entries);
        self.retry()
    }

    /// Writes the whole of a case anew, after its keys were lost.
    pub fn restore(&mut self, case: CaseId, journal: &Journal) -> Report {
        let mut whole = journal.clone();
        for (_, waiting) in self.pending.extract_if(.., |(known, _)| *known == case) {
            look::union(&mut whole, waiting);
        }
        let entries: Vec<Entry> = whole.in_order().into_iter().cloned().collect();
        self.append(case, &entries)
    }

    /// Tries again whatever is not done: pending entries, places, unfinished removals, keys that were to go.
    pub fn retry(&mut self) -> Report {
        let recovered = self.lasting.is_err() && self.shelf.check().is_ok();
        if recovered {
            self.lasting = Ok(());
        }
        let mut removed = Vec::new();
        for (case, mut entries) in mem::take(&mut self.pending) {
            match self.write_segment(case, &mut entries) {
                Ok(()) => {}
                Err(NotWritten::Removed) => removed.push(case),
                Err(NotWritten::Refused(why)) => {
                    self.why = why;
                    self.pending.push((case, entries));
                }
            }
        }
        removed.extend(self.settle_places());
        self.drop_spent();
        self.finish_removals();
        Report { state: self.state(), removed, recovered }
    }

    /// Keeps half-typed words in the place of those kept before for the same field.
    pub fn draft(&mut self, case: CaseId, draft: &Draft) -> Report {
        let mut report = self.retry();
        match self.write_draft(case, draft) {
            Ok(()) => self.draft_unsaved = None,
            Err(NotWritten::Removed) => {
                if !report.removed.contains(&case) {
                    report.removed.push(case);
                }
            }
            Err(NotWritten::Refused(why)) => self.draft_unsaved = Some(why),
        }
        report.state = self.state();
        report
    }

    /// Lets go of this tab's drafts, after they became entries. They stay on the shelf for as long as the entries are not.
    pub fn drop_draft(&mut self) {
        self.draft_unsaved = None;
        let drafts = mem::take(&mut self.drafts);
        self.spent.extend(drafts.into_iter().flat_map(|(_, keys)| keys));
        self.drop_spent();
    }

    /// Lets go of a draft that another tab's life left behind, after it became an entry here.
    pub fn drop_left(&mut self, left: &LeftDraft) {
        self.spent.extend(&left.keys);
        self.drop_spent();
    }

    fn known(&mut self, case: CaseId) -> &mut Known {
        self.cases.or_default(case)
    }

    fn number(&mut self) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    fn wait(&mut self, case: CaseId, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        self.known(case).note_erased(entries);
        match self.pending.iter_mut().find(|(known, _)| *known == case) {
            Some((_, waiting)) => waiting.extend_from_slice(entries),
            None => self.pending.push((case, entries.to_vec())),
        }
    }

    fn write_segment(&mut self, case: CaseId, entries: &mut [Entry]) -> Result<(), NotWritten> {
        self.refuse_gone(case)?;
        self.keep_records()?;
        let known = self.known(case);
        for entry in entries.iter_mut().filter(|entry| known.erased.contains(&entry.id)) {
            entry.act.erase_words();
        }
        let key = Key::Segment(case, self.writer, self.number());
        if let Err(why) = self.put(key, &to_stored(entries.iter())) {
            self.spent.push(key);
            return Err(why.into());
        }
        self.known(case).note(key, entries);
        Ok(())
    }

    fn write_draft(&mut self, case: CaseId, draft: &Draft) -> Result<(), NotWritten> {
        self.refuse_gone(case)?;
        self.keep_records()?;
        let key = Key::Draft(case, self.writer, self.number());
        let written = self.put(key, &draft.to_stored());
        // Whether or not it was written, only a newer one that reads back takes its place.
        let keys = self.drafts.or_default((case, draft.step.clone(), draft.kind));
        keys.push(key);
        written?;
        let old = keys.len() - 1;
        for key in keys.drain(..old).collect::<Vec<_>>() {
            if self.shelf.remove(&key.to_string()).is_err() {
                self.spent.push(key);
            }
        }
        Ok(())
    }

    /// Writes a new key and reads it back.
    fn put(&self, key: Key, text: &str) -> Result<(), ShelfError> {
        self.put_text(&key.to_string(), text)
    }

    fn put_text(&self, name: &str, text: &str) -> Result<(), ShelfError> {
        self.put_sealed(name, self.ring.seal(name, text.as_bytes()))
    }

    fn put_sealed(&self, name: &str, value: Result<String, NoRandomness>) -> Result<(), ShelfError> {
        let value = value.map_err(|_| ShelfError::Failed)?;
        self.shelf.set(name, &value)?;
        match self.shelf.get(name)? {
            Some(back) if back == value => Ok(()),
            _ => Err(ShelfError::Failed),
        }
    }

    /// Reads the text under a key; none: it is not there.
    fn text(&self, key: Key) -> Result<Option<String>, Flaw> {
        self.text_of(&key.to_string())
    }

    fn text_of(&self, name: &str) -> Result<Option<String>, Flaw> {
        let Some(value) = self.shelf.get(name).map_err(Flaw::NotReached)? else { return Ok(None) };
        let bytes = self.ring.open(name, &value)?;
        String::from_utf8(bytes).map(Some).map_err(|_| Flaw::NotUnderstood)
    }

    /// Reads a segment; none: it is not there.
    fn entries(&self, key: Key) -> Result<Option<Vec<Entry>>, Flaw> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        Ok(Some(from_stored(&text)?))
    }

    /// All keys of this version on the shelf, in order.
    fn list(&self) -> Result<Set<Key>, ShelfError> {
        Ok(self.shelf.keys()?.iter().filter_map(|name| Key::read(name)).collect())
    }

    fn drop_spent(&mut self) {
        for key in mem::take(&mut self.spent) {
            let waits = self.pending.iter().any(|(case, _)| *case == key.case());
            if waits || self.shelf.remove(&key.to_string()).is_err() {
                self.spent.push(key);
            } else if let Some(known) = self.cases.get_mut(&key.case()) {
                known.read.remove(&key);
                known.flawed.remove(&key);
            }
        }
    }
}
