//! Case files: making one, and taking one in.
//!
//! What comes in goes the way of all changes: in memory, on screen, in storage, and is called saved when it is.

use leptos::prelude::{Notify, Track};

use super::lock::{bearable, strong};
use super::{App, Open, case_of};
use crate::browser::{clock, random};
use crate::case::View;
use crate::exchange::casefile::{CaseFile, FileFault, FileKind, Preview, compare, unite};
use crate::journal::{Act, Entry, Journal};
use crate::procedure::Partner;
use crate::text::Msg;
use crate::vault::{CaseId, Passphrase};

/// What came in from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// The case.
    pub case: CaseId,
    /// How many entries.
    pub entries: usize,
    /// How many answers differ and wait for a decision.
    pub undecided: usize,
    /// The record was not whole where the file was made.
    pub gap: bool,
}

impl App {
    /// What a partner agency may get; none: the procedure does not say.
    pub fn white_list(self) -> Option<&'static Partner> {
        self.annex()?.partner.as_ref()
    }

    /// The file of a case as it is now; none: of this case there is none.
    pub fn case_file(self, id: CaseId, kind: FileKind) -> Option<CaseFile> {
        let made = clock::now();
        let make = |view: View, journal: &Journal| match kind {
            FileKind::Partner => CaseFile::partner(view, self.white_list()?, id, journal, made).ok(),
            FileKind::Own => CaseFile::own(view, id, journal, made).ok(),
        };
        self.peek(id, make)?
    }

    /// Seals a file under a passphrase of its own. An error: what is to be said.
    pub fn seal_file(self, file: &CaseFile, passphrase: &Passphrase) -> Result<String, Msg> {
        strong(passphrase)?;
        let cost = bearable(passphrase).ok_or(Msg::NoRandomness)?;
        file.seal(passphrase, cost, random::fill).map_err(|_| Msg::NoMemory)
    }

    /// What taking a file in would do.
    pub fn compare_file(self, file: &CaseFile) -> Result<Preview, FileFault> {
        self.read(file.case);
        let removed = self.vault(|vault| vault.is_removed(file.case)) == Some(true);
        let cases = self.0.cases.borrow();
        let ours = cases.get(&file.case).map(|open| &open.journal);
        compare(&self.0.procedure, ours, removed, file)
    }

    /// Takes a file in, also of a case that was removed here. An error: what is to be said, and nothing came in.
    pub fn take_file(self, file: &CaseFile, undecided: usize) -> Result<Came, Msg> {
        let id = file.case;
        if self.vault(|vault| vault.is_removed(id)) == Some(true) {
            let readmitted = self.vault(|vault| vault.readmit(id));
            if readmitted != Some(Ok(())) {
                return Err(Msg::ReadmitFailed);
            }
        }
        self.read(id);
        let new = {
            let mut cases = self.0.cases.borrow_mut();
            let ours = cases.get(&id);
            let incomplete = ours.is_some_and(|open| open.case.incomplete);
            let (journal, new) = unite(ours.map(|open| &open.journal), file);
            let case = case_of(&self.0.procedure, &journal, incomplete);
            cases.insert(id, Open { journal, case });
            new
        };
        let entries = new.len();
        // What is missing there may be a no: it is not known here either, until somebody finds out. In one piece with what
        // came, so that nothing of such a file is ever here without it.
        let waits = file.incomplete && self.peek(id, |view, _| view.case.gap) == Some(false);
        let gap = waits.then(|| self.write(id, Act::Gap, None)).flatten();
        let new: Vec<Entry> = new.into_iter().chain(gap).collect();
        self.relist(id);
        self.save(id, &new);
        if !self.0.lines.borrow().contains_key(&id) {
            // Another tab removed it meanwhile.
            return Err(Msg::ReadmitFailed);
        }
        let came = Came { case: id, entries, undecided, gap: file.incomplete };
        self.0.came.set(Some(came));
        self.0.watches.case.notify();
        Ok(came)
    }

    /// What came in from a file into a case, until it was seen.
    pub fn came_in(self, id: CaseId) -> Option<Came> {
        self.0.watches.case.track();
        self.0.came.get().filter(|came| came.case == id)
    }

    /// It was seen.
    pub fn saw_what_came(self) {
        self.0.came.set(None);
        self.0.watches.case.notify();
    }

    /// Whether part of the record of a case could not be read here.
    pub fn is_incomplete(self, id: CaseId) -> bool {
        self.see(id, |view, _| view.case.incomplete) == Some(true)
    }
}
