//! The way back: what happens for who does not go. The words stand in the content.

use super::{Overview, View};
use crate::procedure::{Condition, StepId, Truth};

/// Whether the way back is what happens now. Only what was said counts: what is not known sends nobody back.
pub fn goes_back(view: View) -> bool {
    let holds = |condition: &Condition| condition.truth(&view) == Truth::Yes;
    view.procedure.back.as_ref().is_some_and(|rule| holds(&rule.when) && !holds(&rule.until))
}

/// The steps of the way back that apply and are open.
pub fn back_next(view: View, overview: &Overview) -> Vec<StepId> {
    let steps = view.procedure.back.as_ref().map(|rule| rule.next.as_slice()).unwrap_or_default();
    let is_open = |id: &&StepId| {
        let applies = view.procedure.step(id.as_str()).map(|step| view.applies(step));
        applies == Some(Truth::Yes) && overview.row(id).is_some_and(|row| row.state.is_open())
    };
    steps.iter().filter(is_open).cloned().collect()
}
