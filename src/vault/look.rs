//! Reading the shelf: all of it at the start, and what is new on it later.

use super::key::Key;
use super::{CaseId, Draft, DraftKind, Flaw, LeftDraft, PREFIX, Problem, Shelf, ShelfError, Vault};
use crate::journal::{Act, Entry, EntryId, Inserted, Journal, Map, Set, Writer};

/// A key that is listed and then gone was just folded by another tab, and the shelf is listed anew; this often at most.
const LOOKS: usize = 4;

/// What could be read of a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadedCase {
    /// The entries. In [`News`] the new ones only.
    pub journal: Journal,
    /// Whether something of the case could not be read.
    pub incomplete: bool,
}

/// What could be read at the start.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The cases. One of which nothing could be read is there too, without entries.
    pub cases: Map<CaseId, LoadedCase>,
    /// What the list shows of cases that were not read, see [`Vault::load_listed`].
    pub cards: Vec<(CaseId, String)>,
    /// Drafts that other tabs' lives left behind. One of them may still be alive; it then simply writes its own entry.
    pub drafts: Vec<LeftDraft>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// What changed on the shelf since it was looked at.
#[derive(Debug, Default)]
pub struct News {
    /// Cases with something new.
    pub cases: Map<CaseId, LoadedCase>,
    /// Cases that were removed and are to be dropped.
    pub removed: Vec<CaseId>,
    /// Cases entries of which somebody took off the shelf: [`Vault::restore`] writes them anew.
    pub lost: Vec<CaseId>,
    /// What could not be read. A damaged value is listed once, one that storage does not give at every look.
    pub problems: Vec<Problem>,
}

impl<S: Shelf> Vault<S> {
    /// Reads everything. Never fails: what could not be read is listed. Finishes removals that a crash interrupted.
    pub fn load(&mut self) -> Loaded {
        self.forget_pieces();
        self.load_rest()
    }

    pub(super) fn forget_pieces(&mut self) {
        for known in self.cases.values_mut() {
            known.read.clear();
            known.flawed.clear();
            known.carded = None;
        }
    }

    pub(super) fn load_rest(&mut self) -> Loaded {
        let News { cases, mut problems, .. } = self.look_again();
        let drafts = self.left_drafts(&cases, &mut problems);
        Loaded { cases, cards: Vec::new(), drafts, problems }
    }

    /// Called when another tab changed storage, with the key as the browser gives it; none: somebody cleared everything.
    pub fn changed(&mut self, key: Option<&str>) -> News {
        match key {
            None | Some(PREFIX) => self.look_again(),
            Some(name) => match Key::read(name) {
                // A card says nothing that its segments do not, and a place is of its own tab.
                None | Some(Key::Card(..) | Key::Place(..)) => News::default(),
                Some(key) => self.reload(key.case()),
            },
        }
    }

    /// Looks for what is new in one case.
    pub fn reload(&mut self, case: CaseId) -> News {
        self.look(Some(case))
    }

    /// Looks for what is new in all cases, after the page was put aside or storage came back.
    pub fn look_again(&mut self) -> News {
        self.look(None)
    }

    fn look(&mut self, only: Option<CaseId>) -> News {
        let mut news = News::default();
        for _ in 0..LOOKS {
            match self.look_once(only, &mut news) {
                Ok(true) => break,
                Ok(false) => {}
                Err(why) => {
                    list_once(&mut news.problems, PREFIX.to_owned(), Flaw::NotReached(why));
                    break;
                }
            }
        }
        news
    }

    /// False: keys went away meanwhile.
    fn look_once(&mut self, only: Option<CaseId>, news: &mut News) -> Result<bool, ShelfError> {
        let mut listed = self.list()?;
        listed.retain(|key| only.is_none_or(|case| key.case() == case));
        self.pass_own_numbers(&listed);
        self.drop_gone(&listed, news);
        let mut there: Map<CaseId, Set<Key>> = Map::new();
        for case in self.cases.keys().filter(|case| only.is_none_or(|only| only == **case)) {
            there.insert(*case, Set::new());
        }
        for key in listed.iter() {
            if let Key::Segment(case, ..) = *key {
                // Its mark went, and all of it had gone before: another tab let it come back.
                if !listed.contains(&Key::Gone(case)) && !self.unswept.contains(&case) {
                    self.gone.remove(&case);
                }
                if !self.gone.contains(&case) {
                    there.or_default(case).insert(*key);
                }
            }
        }
        let mut steady = true;
        for (case, keys) in there {
            steady &= self.look_at(case, &keys, news);
        }
        Ok(steady)
    }

    /// A key of this writer that is there already must not be written again.
    fn pass_own_numbers(&mut self, listed: &Set<Key>) {
        for key in listed.iter() {
            if let Key::Segment(_, writer, number)
            | Key::Draft(_, writer, number)
            | Key::Card(_, writer, number)
            | Key::Place(_, writer, number) = key
                && *writer == self.writer
            {
                self.next = self.next.max(number.saturating_add(1));
            }
        }
    }

    fn drop_gone(&mut self, listed: &Set<Key>, news: &mut News) {
        let marks = listed.iter().filter(|key| matches!(key, Key::Gone(_))).map(|key| key.case());
        for case in marks.collect::<Vec<_>>() {
            if self.forget(case) {
                news.cases.remove(&case);
                news.removed.push(case);
            }
            if listed.iter().any(|key| key.holds(case)) {
                self.sweep(case);
            }
        }
    }

    /// False: keys went away meanwhile.
    fn look_at(&mut self, case: CaseId, there: &Set<Key>, news: &mut News) -> bool {
        let was_incomplete = self.known(case).is_incomplete();
        let known = self.known(case);
        if known.carded.as_ref() == Some(there) {
            return true;
        }
        known.carded = None;
        known.flawed.retain(|key, flaw| there.contains(key) && !flaw.may_pass());
        let mut new: Vec<Key> = there.iter().filter(|key| !known.knows(key)).copied().collect();
        // What a failed attempt of this tab left is about to go, and no problem.
        new.retain(|key| !self.spent.contains(key));
        let (journal, steady) = self.read(case, new, &mut news.problems);
        let known = self.known(case);
        let incomplete = known.is_incomplete();
        if steady && known.let_go(there) && !news.lost.contains(&case) {
            news.lost.push(case);
        }
        if !journal.is_empty() || incomplete != was_incomplete {
            let stored = news.cases.or_default(case);
            if stored.journal.is_empty() {
                stored.journal = journal;
            } else {
                stored.journal.union(&journal);
            }
            stored.incomplete = incomplete;
        }
        steady
    }

    fn read(&mut self, case: CaseId, keys: Vec<Key>, problems: &mut Vec<Problem>) -> (Journal, bool) {
        let (mut segments, mut steady) = (Vec::new(), true);
        for key in keys {
            match self.entries(key) {
                Ok(Some(entries)) => segments.push((key, entries)),
                Ok(None) => steady = false,
                Err(flaw) => self.flaw(key, flaw, problems),
            }
        }
        // Erasures first, so that all copies of what they erased are alike whatever their order.
        let mut journal = Journal::default();
        for (_, entries) in &segments {
            self.known(case).note_erased(entries);
            for entry in entries.iter().filter(|entry| matches!(entry.act, Act::Erased { .. })) {
                journal.insert(entry.clone());
            }
        }
        for (key, entries) in segments {
            self.known(case).note(key, &entries);
            let differ = union(&mut journal, entries);
            if !differ.is_empty() {
                self.flaw(key, Flaw::Differs(differ), problems);
            }
        }
        (journal, steady)
    }

    pub(super) fn flaw(&mut self, key: Key, flaw: Flaw, problems: &mut Vec<Problem>) {
        list_once(problems, key.to_string(), flaw.clone());
        let known = self.known(key.case());
        known.read.remove(&key);
        known.flawed.insert(key, flaw);
    }

    fn left_drafts(&mut self, cases: &Map<CaseId, LoadedCase>, problems: &mut Vec<Problem>) -> Vec<LeftDraft> {
        let mut newest: Map<(CaseId, Writer, String, DraftKind), LeftDraft> = Map::new();
        let listed = match self.list() {
            Ok(listed) => listed,
            Err(why) => {
                list_once(problems, PREFIX.to_owned(), Flaw::NotReached(why));
                return Vec::new();
            }
        };
        for key in listed {
            let Key::Draft(case, writer, _) = key else { continue };
            if writer == self.writer || self.gone.contains(&case) {
                continue;
            }
            match self.text(key).and_then(|text| text.map(|text| Draft::from_stored(&text)).transpose()) {
                Ok(None) => {}
                Err(flaw) => list_once(problems, key.to_string(), flaw),
                // Keys come in the order of their numbers, so what comes later is newer.
                Ok(Some(draft)) => {
                    let field = (case, writer, draft.step.clone(), draft.kind);
                    match newest.get_mut(&field) {
                        Some(left) => {
                            left.draft = draft;
                            left.keys.push(key);
                        }
                        None => {
                            newest.insert(field, LeftDraft { case, draft, keys: vec![key] });
                        }
                    }
                }
            }
        }
        let (mut spent, mut left) = (Vec::new(), Vec::new());
        for ((_, writer, ..), draft) in newest {
            let is_spent = cases.get(&draft.case).is_some_and(|case| draft.draft.is_spent(writer, &case.journal));
            if is_spent { &mut spent } else { &mut left }.push(draft);
        }
        for draft in &spent {
            self.drop_left(draft);
        }
        left
    }
}

impl super::Known {
    pub(super) fn is_incomplete(&self) -> bool {
        !self.flawed.is_empty()
    }

    fn knows(&self, key: &Key) -> bool {
        self.read.contains_key(key) || self.flawed.contains_key(key)
    }

    /// Lets go of keys that are no longer there. True: no key that is there holds some of their entries.
    fn let_go(&mut self, there: &Set<Key>) -> bool {
        if self.read.keys().all(|key| there.contains(key)) {
            return false;
        }
        let mut away: Vec<EntryId> = Vec::new();
        self.read.retain(|key, segment| {
            let stays = there.contains(key);
            if !stays {
                away.append(&mut segment.ids);
            }
            stays
        });
        let left: Set<EntryId> = self.read.values().flat_map(|segment| segment.ids.iter().copied()).collect();
        away.iter().any(|id| !left.contains(id))
    }
}

/// Lists a problem that the same look may meet again.
fn list_once(problems: &mut Vec<Problem>, key: String, flaw: Flaw) {
    let problem = Problem { key, flaw };
    if !problems.contains(&problem) {
        problems.push(problem);
    }
}

/// Adds entries to a journal. Gives the names whose content differed.
pub(super) fn union(journal: &mut Journal, entries: impl IntoIterator<Item = Entry>) -> Vec<EntryId> {
    let mut differ = Vec::new();
    for entry in entries {
        let id = entry.id;
        if journal.insert(entry) == Inserted::Damaged {
            differ.push(id);
        }
    }
    differ
}
