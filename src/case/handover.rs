//! Recording that the person was handed over. It is bound to the same rules as the step where it happens, and it says so
//! itself where the gate did not stand open.

use super::overview::{Block, blocks};
use super::{Gate, View, gate, tick, unanswered};
use crate::journal::{Act, EntryId, Handover, Party, Status, When};
use crate::procedure::{Ask, Atom, Condition, Side, Step};

/// Why a handover was not recorded.
#[derive(Debug, Clone, PartialEq)]
pub enum NotHandedOver {
    /// The step is blocked. What was done all the same is an incident, not a handover.
    Blocked(Vec<Block>),
    /// Nobody said on which day.
    NoDay,
    /// Nobody said who gave or who received.
    NoParty,
    /// The gate does not stand open, and nobody said why it was done all the same.
    NoReason,
}

/// The act that records a handover.
///
/// # Errors
///
/// What stands against it, or is missing. It is looked at here, so that no screen can forget it.
pub fn hand_over(view: View, handover: Handover) -> Result<Act, NotHandedOver> {
    let blocks = step(view).map(|step| blocks(view, step)).unwrap_or_default();
    let nobody = |party: &Party| party.role.is_empty() && party.office.trim().is_empty();
    if !blocks.is_empty() {
        Err(NotHandedOver::Blocked(blocks))
    } else if handover.when == When::Unknown {
        Err(NotHandedOver::NoDay)
    } else if nobody(&handover.giver) || nobody(&handover.receiver) {
        Err(NotHandedOver::NoParty)
    } else if gate(view) != Gate::Go && handover.despite.trim().is_empty() {
        Err(NotHandedOver::NoReason)
    } else {
        Ok(Act::Handover(handover))
    }
}

/// What a handover that was recorded says besides: the answers that its step needs of its own questions, where nobody gave
/// any. An answer that says otherwise blocks the step, so that no handover is recorded against it.
pub fn said_by_handover(view: View) -> Vec<Act> {
    let Some(step) = step(view) else { return Vec::new() };
    let mut said = Vec::new();
    for need in &step.needs {
        if let Condition::Atom(Atom::Fact { fact, is }) = need
            && step.asks.contains(&Ask::Fact(fact.clone()))
            && view.case.fact(fact).is_none_or(|held| held.value.is_empty())
            && let [value] = &is[..]
        {
            said.push(Act::Fact { fact: fact.clone(), values: vec![value.clone()] });
        }
    }
    said
}

/// That the step of a handover that was recorded is done, on the same day: once all that it asks is answered, and where
/// nobody said anything of it yet. `seen` as in [`unanswered`].
pub fn done_by_handover(view: View, mine: Side, when: When, seen: &[EntryId]) -> Vec<Act> {
    let Some(step) = step(view) else { return Vec::new() };
    let is_open = *view.case.status(&step.id) == Status::ToDo && !view.case.is_closed();
    let ready = is_open && unanswered(view, step, seen).is_empty();
    if ready { tick(view, step, mine, when).into_iter().collect() } else { Vec::new() }
}

fn step(view: View<'_>) -> Option<&Step> {
    let rule = view.procedure.handover.as_ref()?;
    view.procedure.step(rule.step.as_str())
}
