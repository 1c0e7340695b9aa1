//! Recording that the person was handed over. It is bound to the same rules as the step where it happens, and it says so
//! itself where the gate did not stand open.

use super::overview::{Block, blocks};
use super::{Gate, View, gate};
use crate::journal::{Act, Handover, Party, When};

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
    let rule = view.procedure.handover.as_ref();
    let step = rule.and_then(|rule| view.procedure.step(rule.step.as_str()));
    let blocks = step.map(|step| blocks(view, step)).unwrap_or_default();
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
