//! The gate: whether anything recorded stands against what the procedure leads to.
//!
//! It never says "safe". Everything that is not known to be in order makes it wait, an empty case first of all.

use super::View;
use crate::procedure::{
    Answers, Atom, ConsentId, ConsentState, Effect, Procedure, StepId, StepState, StopId, StopState, Truth,
};

/// Whether anything recorded stands against what the procedure leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// Something speaks against it.
    Stop(Vec<Cause>),
    /// Something is missing.
    Wait(Vec<Cause>),
    /// No open stop recorded. To be asked again at the last moment.
    Go,
}

/// One thing that keeps the gate from opening.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// The person said no, or took the consent back.
    Against(ConsentId, ConsentState),
    /// A red flag is raised.
    Raised(StopId),
    /// A consent was not asked, or a guardian's is missing.
    NotAsked(ConsentId),
    /// A red flag was not looked at.
    NotChecked(StopId),
    /// A red flag is raised and has no written plan yet.
    NeedsPlan(StopId, StepId),
    /// A red flag marked clear does not count as clear before this holds.
    Missing(StopId, Atom),
    /// Part of the record could not be read: what it says is not known.
    Incomplete,
}

impl Gate {
    /// What keeps it from opening.
    pub fn causes(&self) -> &[Cause] {
        match self {
            Gate::Stop(causes) | Gate::Wait(causes) => causes,
            Gate::Go => &[],
        }
    }
}

/// Judges the gate of a case.
pub fn gate(view: View) -> Gate {
    judge(view.procedure, &view, view.case.is_incomplete() || view.case.opened.is_none())
}

/// The rule alone, over answers from wherever; `incomplete`: part of the record is not here.
pub fn judge(procedure: &Procedure, answers: &impl Answers, incomplete: bool) -> Gate {
    let stops = against(procedure, answers);
    let waits = missing(procedure, answers, incomplete);
    match (stops.is_empty(), waits.is_empty()) {
        (false, _) => Gate::Stop(stops.into_iter().chain(waits).collect()),
        (true, false) => Gate::Wait(waits),
        (true, true) => Gate::Go,
    }
}

fn against(procedure: &Procedure, answers: &impl Answers) -> Vec<Cause> {
    let refused = procedure.gate.consents.iter().filter_map(|id| match answers.consent(id) {
        state @ (ConsentState::Refused | ConsentState::Withdrawn) => Some(Cause::Against(id.clone(), state)),
        ConsentState::NotAsked | ConsentState::Given => None,
    });
    let hard = procedure.stops.iter().filter(|stop| stop.effect == Effect::Stop);
    let raised =
        hard.filter(|stop| answers.stop(&stop.id) == StopState::Raised).map(|stop| Cause::Raised(stop.id.clone()));
    refused.chain(raised).collect()
}

/// Red flags that are raised without being hard stops come first: somebody has to act on them.
fn missing(procedure: &Procedure, answers: &impl Answers, incomplete: bool) -> Vec<Cause> {
    let rule = &procedure.gate;
    let mut raised = Vec::new();
    let mut causes = Vec::new();
    for id in &rule.consents {
        if answers.consent(id) == ConsentState::NotAsked {
            causes.push(Cause::NotAsked(id.clone()));
        }
    }
    for id in &rule.clear {
        match answers.stop(id) {
            StopState::NotChecked => causes.push(Cause::NotChecked(id.clone())),
            StopState::Raised if !is_hard(procedure, id) => raised.push(Cause::Raised(id.clone())),
            StopState::Raised | StopState::Clear => {}
        }
    }
    for either in &rule.clear_or_plan {
        let planned = answers.step(&either.plan) == StepState::Done;
        match answers.stop(&either.stop) {
            StopState::NotChecked => causes.push(Cause::NotChecked(either.stop.clone())),
            StopState::Raised if !planned => raised.push(Cause::NeedsPlan(either.stop.clone(), either.plan.clone())),
            StopState::Raised | StopState::Clear => {}
        }
    }
    for also in rule.also.iter().filter(|also| also.when.truth(answers) != Truth::No) {
        for need in also.needs.iter().filter(|need| need.truth(answers) != Truth::Yes) {
            causes.extend(
                need.judge(answers).reasons.into_iter().map(|reason| Cause::Missing(also.stop.clone(), reason.atom)),
            );
        }
    }
    if incomplete {
        raised.insert(0, Cause::Incomplete);
    }
    raised.into_iter().chain(causes).collect()
}

fn is_hard(procedure: &Procedure, id: &StopId) -> bool {
    procedure.stop(id.as_str()).is_some_and(|stop| stop.effect == Effect::Stop)
}
