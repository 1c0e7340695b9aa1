//! The day at the border: which cases are chosen for it, and what is done to one of them from there.
//!
//! The choice is kept nowhere but in the page's memory, by the random ids of cases: it outlives a lock, and nothing else.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::{Notify, Track, Trigger};
use time::Date;

use super::{App, Screen, Spot, Tab};
use crate::browser::{clock, page};
use crate::case::{BorderRow, View, border_row, change};
use crate::journal::{Act, CaseKind, Set, When};
use crate::procedure::{FactId, StepId};
use crate::vault::CaseId;

/// What the official chose for the day.
pub(super) struct Border {
    chosen: RefCell<Set<CaseId>>,
    /// None: today, whenever that is.
    day: Cell<Option<When>>,
    watch: Trigger,
}

impl Border {
    pub(super) fn new() -> Self {
        Self { chosen: RefCell::default(), day: Cell::new(None), watch: Trigger::new() }
    }
}

/// The id of the element in a case's row that takes the focus when the official comes back.
pub fn place_of(id: CaseId) -> String {
    format!("border-{id}")
}

impl App {
    /// The chosen cases that are in this browser, by code: no row moves while something is recorded.
    pub fn border_chosen(self) -> Vec<CaseId> {
        self.0.border.watch.track();
        let chosen = self.0.border.chosen.borrow();
        self.ids_by_code().into_iter().filter(|id| chosen.contains(id)).collect()
    }

    /// The real cases by code.
    pub fn ids_by_code(self) -> Vec<CaseId> {
        let is_real = |view: View| view.case.opened.as_ref().is_none_or(|held| held.value.kind == CaseKind::Real);
        // Nobody's practice stands among people, whatever way it came into storage.
        let ids = self.case_ids().into_iter().filter(|id| self.peek(*id, |view, _| is_real(view)).unwrap_or(true));
        let mut ids: Vec<(String, CaseId)> =
            ids.map(|id| (self.line(id).map(|line| line.code).unwrap_or_default(), id)).collect();
        ids.sort_unstable();
        ids.into_iter().map(|(_, id)| id).collect()
    }

    /// Whether a case is chosen.
    pub fn is_chosen(self, id: CaseId) -> bool {
        self.0.border.watch.track();
        self.0.border.chosen.borrow().contains(&id)
    }

    /// Chooses cases, or takes them out. What was only listed is read: no gate is shown before.
    pub fn choose(self, ids: &[CaseId], chosen: bool) {
        for id in ids {
            if chosen {
                self.read(*id);
                self.0.border.chosen.borrow_mut().insert(*id);
            } else {
                self.0.border.chosen.borrow_mut().remove(id);
            }
        }
        self.0.border.watch.notify();
        self.0.watches.case.notify();
    }

    /// The day, as it was typed.
    pub fn border_when(self) -> When {
        self.0.border.watch.track();
        let today = || clock::today().map_or(When::Unknown, When::On);
        self.0.border.day.get().unwrap_or_else(today)
    }

    /// Sets the day.
    pub fn set_border_when(self, when: When) {
        self.0.border.day.set(when.day().map(|_| when));
        self.0.border.watch.notify();
    }

    /// The day.
    pub fn border_date(self) -> Option<Date> {
        self.border_when().day()
    }

    /// How a case stands on the day; none: it was not read, or storage did not even give how it began.
    pub fn border_row(self, id: CaseId) -> Option<BorderRow> {
        let border = self.procedure().border_day.as_ref()?;
        let day = self.border_date();
        self.see(id, |view, _| view.case.opened.is_some().then(|| border_row(view, border, day))).flatten()
    }

    /// Opens a step of a case. Back comes back here.
    pub fn go_to_step(self, id: CaseId, step: &StepId) {
        self.leave_spot();
        self.arrive(Spot { screen: Screen::Case(id), tab: Tab::Steps, step: Some(step.clone()), scrolled: 0.0 });
        page::scroll_to(0.0);
        page::focus("step-heading");
    }

    /// Answers a question of a case that is not open. False: the answer changes something that is to be shown first.
    pub fn answer_in(self, id: CaseId, fact: &FactId, values: Vec<Arc<str>>) -> bool {
        let asks = self.see(id, |view, _| change(view, fact, &values).asks);
        if asks != Some(false) {
            return false;
        }
        self.act_in(id, Act::Fact { fact: fact.clone(), values });
        true
    }
}

/// Reads, of the chosen cases, those that were only listed.
pub fn read_chosen(app: App, (): ()) {
    let chosen: Vec<CaseId> = app.0.border.chosen.borrow().iter().copied().collect();
    let listed = chosen.into_iter().filter(|id| app.0.lines.borrow().contains_key(id)).collect::<Vec<_>>();
    app.choose(&listed, true);
}
