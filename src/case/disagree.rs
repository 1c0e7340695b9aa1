//! What is recorded and does not agree. A warning, never a block: the official knows which of the two is wrong.

use super::View;
use crate::procedure::{Contradiction, Truth};

/// The contradictions that are there now. Nothing that is only assumed contradicts anything.
pub fn contradictions<'a>(view: View<'a>) -> impl Iterator<Item = &'a Contradiction> {
    view.procedure.contradictions.iter().filter(move |two| {
        let verdict = two.when.judge(&view);
        verdict.truth == Truth::Yes && verdict.reasons.iter().all(|reason| !reason.assumed)
    })
}
