//! What became of a case under a new edition of its procedure: what the new one does not have any more, and what it brought.
//!
//! Nothing is dropped: the journal stays as it is, and what this edition does not know is listed.

use super::{Case, View};
use crate::journal::{Act, Field, Journal};
use crate::procedure::{Change, Procedure, Thing};

/// How this edition differs from the one that a case was begun under.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Differences {
    /// Whether the procedure lists what changed since. If not, only `lost` is known.
    pub listed: bool,
    /// The editions since, by the ids of their words.
    pub editions: Vec<String>,
    /// What is recorded in the case and this edition does not have.
    pub lost: Vec<Act>,
    /// What came since.
    pub added: Vec<Thing>,
    /// What was there and is not as it was.
    pub changed: Vec<Thing>,
}

/// The edition that a case was begun under, where this is another one.
pub fn other_edition<'c>(case: &'c Case, procedure: &Procedure) -> Option<&'c str> {
    let begun = case.opened.as_ref().map(|held| held.value.edition.as_str())?;
    (begun != procedure.edition).then_some(begun)
}

/// Lists how this edition differs for a case; none: it was begun under this one.
pub fn differences(view: View, journal: &Journal) -> Option<Differences> {
    let procedure = view.procedure;
    let begun = other_edition(view.case, procedure)?;
    let at = procedure.changes.iter().position(|change| change.edition == begun);
    let since = at.map_or(&[][..], |at| &procedure.changes[at + 1..]);
    let all = |of: fn(&Change) -> &Vec<Thing>| {
        let mut all: Vec<Thing> = Vec::new();
        for thing in since.iter().flat_map(of) {
            // What an edition brought and a later one took away again is no difference.
            if procedure.has(thing) && !all.contains(thing) {
                all.push(thing.clone());
            }
        }
        all
    };
    let added = all(|change| &change.added);
    let mut changed = all(|change| &change.changed);
    changed.retain(|thing| !added.contains(thing));
    Some(Differences {
        listed: at.is_some(),
        editions: since.iter().map(|change| change.id.to_string()).collect(),
        lost: strange(procedure, journal),
        added,
        changed,
    })
}

/// What is recorded of things that this edition does not have, and answers that it does not know.
pub(super) fn strange(procedure: &Procedure, journal: &Journal) -> Vec<Act> {
    let mut acts = Vec::new();
    for field in journal.fields() {
        let known = is_of(procedure, field);
        let heads = journal.heads(field).into_iter().map(|entry| &entry.act);
        acts.extend(heads.filter(|act| !known || answers_strangely(procedure, act)).cloned());
    }
    acts
}

/// Whether what a field is about is of this procedure.
fn is_of(procedure: &Procedure, field: &Field) -> bool {
    procedure.has(&match field {
        Field::Fact(id) => Thing::Fact(id.clone()),
        Field::Status(id) | Field::Note(id) | Field::Place(id) => Thing::Step(id.clone()),
        Field::Stop(id) => Thing::Stop(id.clone()),
        Field::Consent(id, _) => Thing::Consent(id.clone()),
        Field::Paper(id) => Thing::Paper(id.clone()),
        _ => return true,
    })
}

fn answers_strangely(procedure: &Procedure, act: &Act) -> bool {
    let Act::Fact { fact, values } = act else { return false };
    let Some(fact) = procedure.fact(fact.as_str()) else { return false };
    values.iter().any(|value| !fact.values.contains(value))
}
