//! Folding many small segments into one.

use std::fmt;

use super::key::Key;
use super::look::union;
use super::{CaseId, Flaw, NotWritten, Problem, Shelf, ShelfError, Vault, Why};
use crate::journal::{Entry, EntryId, Journal, Set, from_stored, to_stored};

/// With more segments than this a case is worth packing.
const MANY: usize = 24;
/// A segment with more entries is left alone while all others together have less than a quarter of its: reading and writing
/// thousands of entries anew for every few would keep the official waiting each time.
const LARGE: usize = 500;

/// Why a case was not packed. All its segments are still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPacked {
    /// The case was removed.
    Removed,
    /// Storage refused.
    Refused(Why),
}

impl fmt::Display for NotPacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotPacked::Removed => f.write_str("the case was removed"),
            NotPacked::Refused(why) => fmt::Display::fmt(why, f),
        }
    }
}

impl std::error::Error for NotPacked {}

/// What a pack is made of.
#[derive(Default)]
struct Gathered {
    /// Keys all of which was taken in.
    folded: Vec<Key>,
    /// What lies under them.
    ids: Set<EntryId>,
    /// Keys that are no longer there: another tab folded them, or somebody took them away.
    away: Vec<Key>,
}

impl<S: Shelf> Vault<S> {
    /// Whether a case lies in many pieces, or words that were erased are still on the shelf.
    pub fn needs_packing(&self, case: CaseId) -> bool {
        self.cases.get(&case).is_some_and(|known| known.read.len() > MANY) || self.holds_erased(case)
    }

    /// Whether words that were erased may still be on the shelf, in what can be read.
    pub fn holds_erased(&self, case: CaseId) -> bool {
        self.cases.get(&case).is_some_and(|known| known.read.values().any(|segment| segment.holds_erased))
    }

    /// Folds the segments of a case that were read or written here, but for a large one, with what is pending into one under
    /// a new key, and removes them once that was read back. Gives how many it removed. Off the tap path.
    ///
    /// What the pack holds comes from the shelf; the journal says what was erased, and stands in for what is gone from there.
    pub fn pack(&mut self, case: CaseId, journal: &Journal) -> Result<usize, NotPacked> {
        match self.try_pack(case, journal) {
            Ok(folded) => Ok(folded),
            Err(NotWritten::Removed) => Err(NotPacked::Removed),
            Err(NotWritten::Refused(why)) => Err(NotPacked::Refused(why)),
        }
    }

    fn try_pack(&mut self, case: CaseId, journal: &Journal) -> Result<usize, NotWritten> {
        self.refuse_gone(case)?;
        self.keep_records()?;
        let mut whole = journal.clone();
        let mut gathered = Gathered::default();
        for (_, waiting) in self.pending.iter().filter(|(known, _)| *known == case) {
            gathered.ids.extend(waiting.iter().map(|entry| entry.id));
            union(&mut whole, waiting.iter().cloned());
        }
        let left = self.left_alone(case);
        self.gather(case, left, &mut whole, &mut gathered)?;
        let Gathered { folded, ids, away } = gathered;
        if folded.len() < 2 && away.is_empty() && !self.holds_erased(case) {
            return Ok(0);
        }
        let key = Key::Segment(case, self.writer, self.number());
        let mut entries = whole.in_order();
        if left.is_some() && away.is_empty() {
            entries.retain(|entry| ids.contains(&entry.id));
        }
        let entries: Vec<Entry> = entries.into_iter().cloned().collect();
        if let Err(why) = self.put_pack(key, &entries) {
            self.spent.push(key);
            self.drop_spent();
            return Err(why.into());
        }
        let known = self.known(case);
        known.read.retain(|key, segment| !away.contains(key) || segment.ids.iter().any(|id| whole.get(*id).is_none()));
        known.note(key, &entries);
        self.pending.retain(|(known, _)| *known != case);
        let removed = self.take_away(case, &folded);
        self.drop_spent();
        Ok(removed)
    }

    /// The segment that is not worth folding now.
    fn left_alone(&self, case: CaseId) -> Option<Key> {
        let read = &self.cases.get(&case)?.read;
        let (key, largest) = read.iter().max_by_key(|(_, segment)| segment.ids.len())?;
        let (count, all) = (largest.ids.len(), read.values().map(|segment| segment.ids.len()).sum::<usize>());
        (count > LARGE && (all - count) * 4 < count && !largest.holds_erased).then_some(*key)
    }

    /// Adds what lies under the known keys to the journal.
    fn gather(
        &mut self,
        case: CaseId,
        left: Option<Key>,
        whole: &mut Journal,
        gathered: &mut Gathered,
    ) -> Result<(), ShelfError> {
        // They go into the list at the next load; here nobody waits for them.
        let mut problems: Vec<Problem> = Vec::new();
        for key in self.known(case).read.keys().copied().filter(|key| Some(*key) != left).collect::<Vec<_>>() {
            match self.entries(key) {
                Ok(None) => gathered.away.push(key),
                Err(Flaw::NotReached(why)) => return Err(why),
                Err(flaw) => self.flaw(key, flaw, &mut problems),
                Ok(Some(entries)) => {
                    gathered.ids.extend(entries.iter().map(|entry| entry.id));
                    match union(whole, entries) {
                        differ if differ.is_empty() => gathered.folded.push(key),
                        differ => self.flaw(key, Flaw::Differs(differ), &mut problems),
                    }
                }
            }
        }
        Ok(())
    }

    fn put_pack(&self, key: Key, entries: &[Entry]) -> Result<(), ShelfError> {
        let text = to_stored(entries);
        // What is about to replace everything must say the same; a flaw in the stored form would be for good.
        if from_stored(&text).as_deref() != Ok(entries) {
            return Err(ShelfError::Failed);
        }
        let name = key.to_string();
        self.put_sealed(&name, self.ring.seal_squeezed(&name, text.as_bytes()))
    }

    fn take_away(&mut self, case: CaseId, folded: &[Key]) -> usize {
        let mut removed = 0;
        for key in folded {
            // One that stays is folded again next time.
            if self.shelf.remove(&key.to_string()).is_ok() {
                self.known(case).read.remove(key);
                removed += 1;
            }
        }
        removed
    }
}
