//! What another answer to a question would do, before it is recorded.

use super::{Case, Gate, Held, View, gate};
use crate::journal::{By, EntryId, Stamp, Status, Writer};
use crate::procedure::{FactId, StepId, Truth};
use std::sync::Arc;

/// A step that another answer moves between "does not apply", "may apply" and "applies".
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The step.
    pub step: StepId,
    /// Whether it applies now.
    pub before: Truth,
    /// Whether it applies then.
    pub after: Truth,
}

impl Turn {
    /// Whether the step comes to the case.
    pub fn comes(&self) -> bool {
        self.before == Truth::No
    }

    /// Whether the step is set aside.
    pub fn goes(&self) -> bool {
        self.after == Truth::No
    }
}

/// What another answer would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Steps that it moves, in the order of the procedure.
    pub steps: Vec<Turn>,
    /// Answered questions that would not be asked any more.
    pub unasked: Vec<FactId>,
    /// The gate then, where it is of another kind: stop, wait or go.
    pub gate: Option<Gate>,
    /// Whether the official is shown this first: an answer that stands already is changed with some effect, or something
    /// recorded is set aside. A first answer that does no such thing stays one tap.
    pub asks: bool,
}

/// What an answer to a question would do; no values take the answer back. Made by looking at a copy of the case with that
/// answer in it, so it cannot differ from what happens.
pub fn change(view: View, fact: &FactId, values: &[Arc<str>]) -> Change {
    let case = view.case.answered(fact, values);
    let then = View::new(view.procedure, &case);
    let mut steps: Vec<Turn> = view
        .procedure
        .steps()
        .map(|step| Turn { step: step.id.clone(), before: view.applies(step), after: then.applies(step) })
        .collect();
    steps.retain(|turn| turn.before != turn.after);
    let unasked = view.procedure.facts.iter().filter(|asked| {
        let given = view.case.fact(&asked.id).is_some_and(|held| !held.value.is_empty());
        given && view.asks(asked) != Truth::No && then.asks(asked) == Truth::No
    });
    let unasked: Vec<FactId> = unasked.map(|asked| asked.id.clone()).collect();
    let (now, later) = (gate(view), gate(then));
    let gate = (kind(&now) != kind(&later)).then_some(later);
    let stands = view.case.fact(fact).is_some_and(|held| !held.value.is_empty());
    let moves = gate.is_some() || steps.iter().any(|turn| turn.comes() || turn.goes());
    let loses = !unasked.is_empty() || steps.iter().any(|turn| turn.goes() && view.case.says_something(&turn.step));
    Change { steps, unasked, gate, asks: loses || (stands && moves) }
}

fn kind(gate: &Gate) -> u8 {
    match gate {
        Gate::Stop(_) => 0,
        Gate::Wait(_) => 1,
        Gate::Go => 2,
    }
}

impl Case {
    /// A copy in which a question has this answer.
    fn answered(&self, fact: &FactId, values: &[Arc<str>]) -> Self {
        let mut case = self.clone();
        // Nobody wrote it; conditions look at the value alone.
        let entry = EntryId { writer: Writer(0), number: 0 };
        let at = Stamp { unix: 0, offset: 0 };
        let held = Held { value: values.to_vec(), entry, at, by: By::default(), apart: Vec::new() };
        case.facts.insert(fact.clone(), held);
        case
    }

    /// Whether anything is recorded at a step.
    fn says_something(&self, step: &StepId) -> bool {
        let typed = |words: &Option<Held<String>>| words.as_ref().is_some_and(|held| !held.value.is_empty());
        *self.status(step) != Status::ToDo
            || self.step(step).is_some_and(|record| typed(&record.note) || typed(&record.place))
            || self.incidents.iter().any(|incident| incident.step == *step)
    }
}
