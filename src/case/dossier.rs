//! The dossier: which papers the case needs, and which of them are there.

use super::View;
use crate::journal::PaperState;
use crate::procedure::{Paper, PaperId, Reason, Truth};

/// A paper of the dossier.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperLine {
    /// The paper.
    pub id: PaperId,
    /// Whether the case needs it.
    pub needed: Truth,
    /// Why; empty: every case does.
    pub why: Vec<Reason>,
    /// Where it stands; none: nobody said.
    pub state: Option<PaperState>,
    /// Where it is kept.
    pub place: String,
    /// What devices say of it, where they differ.
    pub apart: Vec<(PaperState, String)>,
}

impl PaperLine {
    /// Whether it counts among the papers that are needed. What an official called not needed does not, nor what may be
    /// needed and nobody looked at.
    pub fn counts(&self) -> bool {
        match (self.needed, self.state) {
            (Truth::No, _) | (_, Some(PaperState::NotNeeded)) => false,
            (Truth::Yes, _) => true,
            (Truth::Unknown, said) => said.is_some(),
        }
    }

    /// Whether it is there, by all who said something of it.
    pub fn is_present(&self) -> bool {
        let present = |state: PaperState| state == PaperState::Present;
        self.state.is_some_and(present) && self.apart.iter().all(|(state, _)| present(*state))
    }
}

/// All papers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dossier {
    /// In the order of the procedure.
    pub papers: Vec<PaperLine>,
    /// How many are needed.
    pub needed: usize,
    /// How many of these are there.
    pub present: usize,
    /// How many may be needed: a question was not answered.
    pub open: usize,
}

/// Looks at all papers of a case.
pub fn dossier(view: View) -> Dossier {
    let papers: Vec<PaperLine> = view.procedure.papers.iter().map(|paper| paper_line(view, paper)).collect();
    let count = |wanted: fn(&PaperLine) -> bool| papers.iter().filter(|line| wanted(line)).count();
    Dossier {
        needed: count(PaperLine::counts),
        present: count(|line| line.counts() && line.is_present()),
        open: count(|line| line.needed == Truth::Unknown && line.state.is_none()),
        papers,
    }
}

/// Looks at one paper.
pub fn paper_line(view: View, paper: &Paper) -> PaperLine {
    let verdict = paper.when.as_ref().map(|when| when.judge(&view));
    let held = view.case.paper(&paper.id);
    PaperLine {
        id: paper.id.clone(),
        needed: verdict.as_ref().map_or(Truth::Yes, |verdict| verdict.truth),
        why: verdict.map(|verdict| verdict.reasons).unwrap_or_default(),
        state: held.map(|held| held.value.0),
        place: held.map(|held| held.value.1.clone()).unwrap_or_default(),
        apart: held.map(|held| held.apart.clone()).unwrap_or_default(),
    }
}
