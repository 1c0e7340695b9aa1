//! What a partner agency gets of a journal: the values that hold, of what the white list names, without initials and typed
//! words. Entries keep their names, so that what comes back, and the whole file should it come later, unite with what is here.

use crate::case::{has_typed_words, stop_entries};
use crate::journal::{Act, Entry, EntryId, Field, Journal, Set};
use crate::procedure::{Partner, PartnerKind, Procedure};

/// What the white list lets through.
pub(super) fn thinned(procedure: &Procedure, white: &Partner, journal: &Journal) -> Journal {
    let allowed = |field: &&Field| allows(white, field);
    let heads = journal.fields().filter(allowed).flat_map(|field| journal.heads(field));
    // A refusal raises a flag also where the answer was given later: only a look at the flag itself takes it away.
    let flags = white.stops.iter().flat_map(|stop| journal.heads_among(stop_entries(procedure, journal, stop)));
    let marks = journal.entries().filter(|entry| match &entry.act {
        Act::Undo { entry } => undoes_allowed(white, journal, *entry),
        // Only names: what was erased for good is erased everywhere.
        Act::Erased { .. } => true,
        // What is not known here is not known there.
        Act::Gap => true,
        _ => false,
    });
    heads.chain(flags).chain(marks).map(|entry| thin(procedure, journal, entry)).collect()
}

fn allows(white: &Partner, field: &Field) -> bool {
    let kind = match field {
        Field::Opened => return true,
        Field::Fact(id) => return white.facts.contains(id),
        Field::Status(id) if white.without.contains(id) => return false,
        Field::Status(_) => PartnerKind::Steps,
        Field::Consent(..) => PartnerKind::Consents,
        Field::Paper(_) => PartnerKind::Papers,
        Field::Handover => PartnerKind::Handover,
        Field::Life => PartnerKind::Closing,
        // Flags go by what holds of them, see `thinned`.
        Field::Stop(_) | Field::Note(_) | Field::Place(_) | Field::Stood | Field::Links => return false,
    };
    white.kinds.contains(&kind)
}

/// Whether an undo is about something that may go along; what is not here came from elsewhere without it.
fn undoes_allowed(white: &Partner, journal: &Journal, mut target: EntryId) -> bool {
    // An undo names an earlier one, but for crafted circles.
    for _ in 0..journal.len() {
        match journal.get(target).map(|entry| &entry.act) {
            None => return true,
            Some(Act::Undo { entry }) => target = *entry,
            Some(Act::Gap) => return true,
            Some(act) => return act.field().is_some_and(|field| allows(white, &field)),
        }
    }
    false
}

fn thin(procedure: &Procedure, journal: &Journal, entry: &Entry) -> Entry {
    let mut thin = Entry { over: behind(journal, entry), thin: true, ..entry.clone() };
    thin.by.initials.clear();
    if has_typed_words(procedure, &thin.act) {
        thin.act.erase_words();
    }
    thin
}

/// All that an entry replaces, also through others: these do not go along, and without them the receiver could not tell that
/// something older, which came before, is replaced.
fn behind(journal: &Journal, entry: &Entry) -> Vec<EntryId> {
    let mut all: Set<EntryId> = Set::new();
    let mut todo = vec![entry];
    while let Some(entry) = todo.pop() {
        for id in &entry.over {
            if all.insert(*id)
                && let Some(old) = journal.get(*id)
                && old.order() < entry.order()
            {
                todo.push(old);
            }
        }
    }
    all.into_iter().collect()
}
