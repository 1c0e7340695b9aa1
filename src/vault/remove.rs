//! Taking a case away for good.

use super::key::Key;
use super::{CaseId, NotWritten, Shelf, ShelfError, Vault, Why};

/// How far a removal came. Either way the case does not come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// Nothing of the case is in storage.
    Done,
    /// The case is marked as removed and some of it is still in storage; tried again at every change and every start.
    Unfinished(Why),
}

impl<S: Shelf> Vault<S> {
    /// Removes a case with everything of it, the unreadable and other tabs' writing included. An error: the mark could not
    /// be set, and the case is still there.
    pub fn remove(&mut self, case: CaseId) -> Result<Removal, ShelfError> {
        match self.mark(case) {
            Err(ShelfError::Full) => self.mark_without_room(case)?,
            marked => marked?,
        }
        self.forget(case);
        Ok(match self.sweep(case) {
            None => Removal::Done,
            Some(why) => Removal::Unfinished(why),
        })
    }

    /// Whether a case was removed here.
    pub fn is_removed(&self, case: CaseId) -> bool {
        self.gone.contains(&case) || matches!(self.shelf.get(&Key::Gone(case).to_string()), Ok(Some(_)))
    }

    /// Lets a case come back that was removed here, because somebody decided so. What the removal had not taken yet goes first:
    /// only what is written from now on is back.
    pub fn readmit(&mut self, case: CaseId) -> Result<(), ShelfError> {
        let mark = Key::Gone(case).to_string();
        // Where there is no storage, no mark lies in it.
        if self.shelf.keys() != Err(ShelfError::Absent) {
            self.sweep(case).map_or(Ok(()), Err)?;
            self.shelf.remove(&mark)?;
            if self.shelf.get(&mark)?.is_some() {
                return Err(ShelfError::Failed);
            }
        }
        self.gone.remove(&case);
        self.unswept.remove(&case);
        Ok(())
    }

    /// Whether some of a removed case may still be in storage.
    pub fn is_removing(&self) -> bool {
        !self.unswept.is_empty()
    }

    pub(super) fn finish_removals(&mut self) {
        for case in self.unswept.clone() {
            self.sweep(case);
        }
    }

    /// Every writer asks this before it writes.
    pub(super) fn refuse_gone(&mut self, case: CaseId) -> Result<(), NotWritten> {
        if self.gone.contains(&case) {
            return Err(NotWritten::Removed);
        }
        if self.shelf.get(&Key::Gone(case).to_string())?.is_none() {
            return Ok(());
        }
        self.forget(case);
        self.sweep(case);
        Err(NotWritten::Removed)
    }

    /// Drops what is known of a removed case. False: it was dropped before.
    pub(super) fn forget(&mut self, case: CaseId) -> bool {
        self.cases.remove(&case);
        self.pending.retain(|(known, _)| *known != case);
        self.drafts.retain(|(known, ..), _| *known != case);
        self.places.remove(&case);
        self.spent.retain(|key| key.case() != case);
        self.gone.insert(case)
    }

    /// Removes the keys of a removed case, and looks whether they are gone. Some: not all are.
    pub(super) fn sweep(&mut self, case: CaseId) -> Option<Why> {
        let swept = self.try_sweep(case);
        match swept {
            Ok(()) => self.unswept.remove(&case),
            Err(_) => self.unswept.insert(case),
        };
        swept.err()
    }

    fn try_sweep(&self, case: CaseId) -> Result<(), ShelfError> {
        let mut failed = None;
        for key in self.list()?.into_iter().filter(|key| key.holds(case)) {
            // One that cannot be removed must not keep the others.
            failed = self.shelf.remove(&key.to_string()).err().or(failed);
        }
        match failed {
            Some(why) => Err(why),
            None if self.list()?.iter().any(|key| key.holds(case)) => Err(ShelfError::Failed),
            None => Ok(()),
        }
    }

    /// Sets the mark. That it is there is what counts, whatever its value. It is never taken back, not even where reading
    /// it fails: it may be another tab's too, and the official wants the case gone.
    fn mark(&self, case: CaseId) -> Result<(), ShelfError> {
        let key = Key::Gone(case);
        let name = key.to_string();
        if self.shelf.get(&name)?.is_some() {
            return Ok(());
        }
        self.shelf.set(&name, "gone")?;
        match self.shelf.get(&name) {
            Ok(None) => Err(ShelfError::Failed),
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    /// One value of the case makes room for the mark, a card, a place or a draft before a segment: each is longer than the mark. Where the
    /// mark still cannot be set it is put back, as if nothing had happened; the room that it lay in is there.
    fn mark_without_room(&mut self, case: CaseId) -> Result<(), ShelfError> {
        let keys: Vec<Key> = self.list()?.into_iter().filter(|key| key.holds(case)).collect();
        let rank = |key: &&Key| match key {
            Key::Card(..) | Key::Place(..) => 0,
            Key::Draft(..) => 1,
            Key::Segment(..) | Key::Gone(_) => 2,
        };
        let Some(name) = keys.iter().min_by_key(rank).map(Key::to_string) else { return Err(ShelfError::Full) };
        let Some(value) = self.shelf.get(&name)? else { return Err(ShelfError::Full) };
        self.shelf.remove(&name)?;
        let marked = self.mark(case);
        if marked.is_err() {
            // Should even this fail, the next look finds the segment's entries lost, and they are written anew.
            let _ignored = self.shelf.set(&name, &value);
        }
        marked
    }
}
