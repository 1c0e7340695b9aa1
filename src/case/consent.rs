//! What a consent is worth: who has to answer, what was explained, what leaves the device on it.
//!
//! Invariant: nothing here takes a yes for granted. What was not ticked was not said.

use super::View;
use crate::journal::{Consent, EntryId, Giver};
use crate::procedure::{Answers, ConsentId, ConsentKind, ConsentState, PointId};

/// The points of a kind that nobody ticked when an answer was recorded.
pub fn unexplained<'a>(kind: &'a ConsentKind, consent: &Consent) -> Vec<&'a PointId> {
    kind.points.iter().map(|point| &point.id).filter(|id| !consent.points.contains(id)).collect()
}

/// Whether a consent may be exported as an informed one (`con_Consent` of the data standard): it is given by each who has to
/// give it, each was told every point of its kind, and what a point asks besides was not refused elsewhere. A kind without
/// points says nothing of what was explained, and so never is.
pub fn informed(view: View, kind: &ConsentKind) -> bool {
    let told = |giver: &Giver| {
        let held = view.case.consent(&kind.id, *giver);
        // Where devices differ about what was explained, nobody knows.
        held.is_some_and(|held| !held.is_apart() && unexplained(kind, &held.value).is_empty())
    };
    let refused = kind.points.iter().filter_map(|point| point.consent.as_ref()).any(|id| is_no(view.consent(id)));
    let given = view.consent_state(kind) == ConsentState::Given;
    !kind.points.is_empty() && given && !refused && givers(view, kind).iter().all(told)
}

/// The consents that keep a file or a paper from leaving for anybody but the person herself: refused, or taken back.
pub fn export_refused(view: View) -> Vec<(ConsentId, ConsentState)> {
    let kinds = view.procedure.consents.iter().filter(|kind| kind.blocks_export);
    kinds.map(|kind| (kind.id.clone(), view.consent_state(kind))).filter(|(_, state)| is_no(*state)).collect()
}

/// The answers that stand for a kind of consent, of each who was asked.
pub fn answers(view: View, kind: &ConsentKind) -> Vec<EntryId> {
    let entry = |giver| view.case.consent(&kind.id, giver).map(|held| held.entry);
    [Giver::Person, Giver::Guardian].into_iter().filter_map(entry).collect()
}

/// Whether each who has to answer did, since somebody saw these answers.
pub fn answered_since(view: View, kind: &ConsentKind, seen: &[EntryId]) -> bool {
    let is_new = |giver: &Giver| view.case.consent(&kind.id, *giver).is_some_and(|held| !seen.contains(&held.entry));
    givers(view, kind).iter().all(is_new)
}

/// Who has to answer.
fn givers(view: View, kind: &ConsentKind) -> &'static [Giver] {
    if view.needs_guardian(kind) { &[Giver::Person, Giver::Guardian] } else { &[Giver::Person] }
}

/// Whether it is a no, at once or later.
pub(super) fn is_no(state: ConsentState) -> bool {
    matches!(state, ConsentState::Refused | ConsentState::Withdrawn)
}
