//! A case that begins in the middle: steps before where it stood were not seen on this device, and stay as they are until
//! an official says what she was told.

use super::{Overview, RowState, View};
use crate::procedure::{Atom, Phase, Step, StepId};

/// The steps of an unseen phase that can be marked at once as done elsewhere: those that apply, ask nothing and are not
/// blocked. What opens the gate is never among them.
pub fn plain(view: View, overview: &Overview, phase: &Phase) -> Vec<StepId> {
    let is_plain = |step: &&Step| {
        let row = overview.row(&step.id);
        let is_open = row.is_some_and(|row| row.state == RowState::ToDo && row.blocks.is_empty());
        is_open && step.asks.is_empty() && view.is_unseen(&step.id) && !opens_gate(view, step)
    };
    phase.steps.iter().filter(is_plain).map(|step| step.id.clone()).collect()
}

fn opens_gate(view: View, step: &Step) -> bool {
    let rule = &view.procedure.gate;
    let named = |atom: &&Atom| matches!(atom, Atom::Step { step: id, .. } if *id == step.id);
    rule.clear_or_plan.iter().any(|either| either.plan == step.id)
        || rule.also.iter().flat_map(|also| &also.needs).any(|need| need.atoms().iter().any(named))
}
