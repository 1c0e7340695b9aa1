//! Practice cases: which there are, and beginning one. They are kept in memory only.

use super::{App, Open, case_of};
use crate::browser::{clock, random};
use crate::case::{Training, read_trainings};
use crate::vault::CaseId;

impl App {
    /// The practice cases of this procedure. None is no fault: a procedure need not have any.
    pub fn trainings(self) -> Vec<Training> {
        let _followed = self.has_all_code();
        self.0.trainings.borrow().as_ref().and_then(|text| read_trainings(text).ok()).unwrap_or_default()
    }

    /// The story of a practice case.
    pub fn training_of(self, id: CaseId) -> Option<Training> {
        let code = self.code(id);
        self.trainings().into_iter().find(|training| training.code == code)
    }

    /// Begins a practice case as its story says. Gives none where the browser has no randomness to name it with.
    pub fn begin_training(self, training: &Training) -> Option<CaseId> {
        let id = CaseId(random::number()?);
        self.practise_in(id);
        let procedure = self.procedure();
        let journal = training.begin(procedure, &mut self.0.pen.borrow_mut(), clock::now(), clock::today());
        let case = case_of(procedure, &journal, false);
        self.0.cases.borrow_mut().insert(id, Open { journal, case });
        Some(id)
    }
}
