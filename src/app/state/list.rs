//! The list of cases: what it shows of each, and reading, while the official rests, what was listed from its card only.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use leptos::prelude::{Notify, Track};

use super::{App, case_of};
use crate::browser::clock;
use crate::case::{self, Line};
use crate::journal::{Map, Set};
use crate::vault::{CaseId, LoadedCase, News};

/// Between two pieces of work, in milliseconds: what the official does comes first.
const PAUSE: u32 = 8;
/// How long one piece of work goes on before it pauses, in milliseconds.
const PIECE: f64 = 8.0;
/// How often the list is told while cases are read, in milliseconds.
const TELL: f64 = 500.0;

/// What is done while the official rests.
#[derive(Default)]
pub(super) struct Resting {
    next: RefCell<Option<Timeout>>,
    /// Cases that have no card, or one that no longer counts.
    pub(super) uncarded: RefCell<Set<CaseId>>,
    /// Whether the list shows something else than is known.
    differs: Cell<bool>,
    told: Cell<Option<clock::Moment>>,
}

impl App {
    /// The real cases, open ones before closed ones, the one changed last first.
    pub fn case_ids(self) -> Vec<CaseId> {
        self.0.watches.case.track();
        let lines = self.0.lines.borrow();
        let real = lines.iter().filter(|(id, _)| !self.is_training(**id));
        let mut ids: Vec<_> = real.map(|(id, line)| (!line.closed, line.last, *id)).collect();
        ids.sort_unstable();
        ids.into_iter().rev().map(|(.., id)| id).collect()
    }

    /// How many cases hold something that is not saved.
    pub fn unsaved_cases(self) -> usize {
        self.0.watches.saving.track();
        self.vault(|vault| vault.pending().count()).unwrap_or_default()
    }

    /// Whether a case was changed since a spare copy was taken last.
    pub fn wants_spare(self) -> bool {
        self.0.watches.case.track();
        let lines = self.0.lines.borrow();
        let real = lines.iter().filter(|(id, _)| !self.is_training(**id));
        let last = real.filter_map(|(_, line)| line.last).map(|at| at.unix).max();
        last > self.0.spared.get()
    }

    /// What the list shows of a case.
    pub fn line(self, id: CaseId) -> Option<Line> {
        self.0.watches.case.track();
        self.0.lines.borrow().get(&id).cloned()
    }

    /// Lists what the vault gave at its opening.
    pub(super) fn list_all(self, cases: Map<CaseId, LoadedCase>, cards: Vec<(CaseId, String)>) {
        for (id, stored) in cases {
            self.take_in(id, stored);
            self.wants_card(id);
        }
        for (id, card) in cards {
            match Line::from_card(&card, &self.0.procedure) {
                Some(line) => {
                    self.0.lines.borrow_mut().insert(id, line);
                }
                None if self.read(id) => self.wants_card(id),
                None => self.take_in(id, LoadedCase { incomplete: true, ..LoadedCase::default() }),
            }
        }
        self.rest();
    }

    /// Takes in what was read of a case.
    pub(super) fn take_in(self, id: CaseId, stored: LoadedCase) {
        {
            let mut cases = self.0.cases.borrow_mut();
            let open = cases.or_default(id);
            // Of most cases nothing was known.
            if open.journal.is_empty() {
                open.journal = stored.journal;
            } else {
                open.journal.union(&stored.journal);
            }
            open.case = case_of(&self.0.procedure, &open.journal, stored.incomplete);
        }
        self.relist(id);
    }

    /// Makes what the list shows of a case anew.
    pub(super) fn relist(self, id: CaseId) {
        let line = self.peek(id, |view, journal| Line::of(view, &case::overview(view), journal));
        if let Some(mut line) = line {
            // Where storage gives nothing of how it began, its card still says whose row this is.
            if line.code.is_empty()
                && let Some(old) = self.0.lines.borrow().get(&id)
            {
                line.code.clone_from(&old.code);
            }
            let old = self.0.lines.borrow_mut().insert(id, line.clone());
            self.0.resting.differs.set(self.0.resting.differs.get() || old != Some(line));
        }
    }

    /// Reads a case that was only listed. False: storage gave nothing of it.
    pub(super) fn read(self, id: CaseId) -> bool {
        if self.0.cases.borrow().contains_key(&id) {
            return true;
        }
        let Some(news) = self.vault(|vault| vault.open_case(id)) else { return false };
        // Of a case that was not read nothing can be lost.
        let _lost = self.take_news(news);
        self.0.cases.borrow().contains_key(&id)
    }

    /// Takes in what the vault found. Gives the cases of which somebody took entries off the shelf.
    pub(super) fn take_news(self, news: News) -> Vec<CaseId> {
        for (id, stored) in news.cases {
            self.take_in(id, stored);
        }
        if !news.problems.is_empty() {
            self.0.problems.borrow_mut().extend(news.problems);
            self.0.watches.saving.notify();
        }
        for id in news.removed {
            self.drop_case(id);
        }
        news.lost
    }

    /// The card of a case does not count any more.
    pub(super) fn wants_card(self, id: CaseId) {
        self.0.resting.uncarded.borrow_mut().insert(id);
    }

    pub(super) fn stop_resting(self) {
        self.0.resting.next.replace(None);
        self.0.resting.uncarded.borrow_mut().clear();
    }

    pub(super) fn rest(self) {
        self.0.resting.next.replace(Some(Timeout::new(PAUSE, move || self.work())));
    }

    /// Reads what is only listed, and then makes the cards that are missing, some at a time. A card is no more than a hint:
    /// what became unreadable since is found here, and all is in memory should somebody clear storage.
    fn work(self) {
        let begun = clock::moment();
        loop {
            let listed = {
                let (lines, cases) = (self.0.lines.borrow(), self.0.cases.borrow());
                lines.keys().find(|id| !cases.contains_key(id)).copied()
            };
            match listed {
                // It stays listed: when storage is there again, it is read like all that is new. One that another tab
                // removed is listed no longer.
                Some(id) if !self.read(id) && self.0.lines.borrow().contains_key(&id) => return self.tell_list(),
                Some(_) => {}
                // Without the code that makes cards there is nothing to do until it comes.
                None if self.0.resting.uncarded.borrow().is_empty() || !self.has_all_code() => return self.tell_list(),
                None => self.make_cards(1),
            }
            if clock::since(begun) > PIECE {
                break;
            }
        }
        let told = self.0.resting.told.get();
        if told.is_none_or(|told| clock::since(told) > TELL) {
            self.tell_list();
        }
        self.rest();
    }

    /// Tells the list, where it shows something else than is known.
    fn tell_list(self) {
        self.0.resting.told.set(Some(clock::moment()));
        if self.0.resting.differs.replace(false) {
            self.0.watches.case.notify();
        }
    }
}
