//! What a step still asks.
//!
//! Invariants: one rule for whoever ends a step, be it a tick or a handover. A question that is not asked in this case holds
//! up nothing, since nobody could answer it. What is asked as if for the first time counts only if it was answered here and
//! now, and so never by itself.

use super::{View, answered_since};
use crate::journal::EntryId;
use crate::procedure::{Answers, Ask, ConsentState, FactId, Step, StopState, Truth};

/// What a step asks and nobody answered yet. `seen`: the answers that stood when the official came to the step.
pub fn unanswered(view: View, step: &Step, seen: &[EntryId]) -> Vec<Ask> {
    let is_open = |ask: &&Ask| match ask {
        Ask::Fact(id) => {
            let asked = view.procedure.fact(id.as_str()).is_some_and(|fact| view.asks(fact) != Truth::No);
            asked && !is_settled(view, id)
        }
        Ask::Consent(id) => {
            let anew = view.procedure.consent(id.as_str()).filter(|kind| kind.anew);
            view.consent(id) == ConsentState::NotAsked || anew.is_some_and(|kind| !answered_since(view, kind, seen))
        }
        Ask::Stop(id) => Answers::stop(&view, id) == StopState::NotChecked,
    };
    step.asks.iter().filter(is_open).cloned().collect()
}

/// Whether a question has an answer that settles it.
pub fn is_settled(view: View, id: &FactId) -> bool {
    let open = view.procedure.fact(id.as_str()).and_then(|fact| fact.open.as_ref());
    Answers::fact(&view, id).iter().any(|value| Some(value) != open)
}
