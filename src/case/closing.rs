//! Closing a case and opening it again. The reason that the data standard asks for is an answer of the case; what is
//! written here is that it ended, and the official's own word.

use super::View;
use super::overview::{Block, blocks};
use crate::journal::{Act, StopMark};

/// Why a case is opened again, as it is recorded. The first raises the red flag that the content names.
pub const WHY_REOPENED: [&str; 3] = ["danger", "asks", "mistake"];

/// The act that closes the case.
///
/// # Errors
///
/// The red flags that are raised and block the closing: who is in danger is not closed away.
pub fn close(view: View, reason: String) -> Result<Act, Vec<Block>> {
    let rule = view.procedure.closing.as_ref();
    let step = rule.and_then(|rule| view.procedure.step(rule.step.as_str()));
    let mut raised = step.map(|step| blocks(view, step)).unwrap_or_default();
    raised.retain(|block| matches!(block, Block::Raised(_)));
    if raised.is_empty() { Ok(Act::Closed { reason }) } else { Err(raised) }
}

/// The acts that open the case again.
pub fn reopen(view: View, why: &str, reason: String) -> Vec<Act> {
    let danger = view.procedure.closing.as_ref().map(|rule| &rule.danger).filter(|_| why == WHY_REOPENED[0]);
    let raise = danger.map(|stop| Act::Stop { stop: stop.clone(), mark: StopMark::Raised, reason: reason.clone() });
    let mut acts = vec![Act::Reopened { why: why.to_owned(), reason }];
    acts.extend(raise);
    acts
}
