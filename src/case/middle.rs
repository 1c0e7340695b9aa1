//! A case that begins in the middle: steps before where it stood were not seen on this device, and stay as they are until
//! an official says what she was told.

use super::{Overview, RowState, View};
use crate::procedure::{Answers, Ask, Atom, ConsentState, Phase, Step, StepId, StopState};

/// The steps of an unseen phase that can be marked at once as done elsewhere: those that apply, are not blocked, and of
/// whose consents and red flags none waits for an answer. What opens the gate is never among them. A question about the
/// case stays as open as it was, and stands under *next* where something waits for it.
pub fn plain(view: View, overview: &Overview, phase: &Phase) -> Vec<StepId> {
    unseen(view, overview, phase, true)
}

/// The other steps of an unseen phase that are still to do: each needs a look of its own.
pub fn not_plain(view: View, overview: &Overview, phase: &Phase) -> Vec<StepId> {
    unseen(view, overview, phase, false)
}

fn unseen(view: View, overview: &Overview, phase: &Phase, plain: bool) -> Vec<StepId> {
    let is_wanted = |step: &&Step| {
        let Some(row) = overview.row(&step.id).filter(|row| row.state.is_open()) else { return false };
        let is_free = row.state == RowState::ToDo && row.blocks.is_empty();
        let is_plain = is_free && step.asks.iter().all(|ask| can_wait(view, ask)) && !opens_gate(view, step);
        view.is_unseen(&step.id) && is_plain == plain
    };
    phase.steps.iter().filter(is_wanted).map(|step| step.id.clone()).collect()
}

/// Whether what a step asks may stay open while the step is taken for done: hearsay asks nobody and checks no flag.
fn can_wait(view: View, ask: &Ask) -> bool {
    match ask {
        Ask::Fact(_) => true,
        Ask::Consent(id) => view.consent(id) != ConsentState::NotAsked,
        Ask::Stop(id) => Answers::stop(&view, id) != StopState::NotChecked,
    }
}

fn opens_gate(view: View, step: &Step) -> bool {
    let rule = &view.procedure.gate;
    let named = |atom: &&Atom| matches!(atom, Atom::Step { step: id, .. } if *id == step.id);
    rule.clear_or_plan.iter().any(|either| either.plan == step.id)
        || rule.also.iter().flat_map(|also| &also.needs).any(|need| need.atoms().iter().any(named))
}
