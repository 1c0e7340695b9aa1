//! Words that were typed in an old encoding, written again: the entry with what was typed stays, the new one stands over it.
//!
//! Knows no encoding; how the words read is for the caller to say. Only where the official says yes, and only words of
//! fields that are written over anyway: consents, red flags and incidents are never written a second time.

use crate::journal::{Act, EntryId, Field, Journal};

/// The words that could be written again, with their fields: what stands in each now, not what stood before.
pub fn rereadable(journal: &Journal) -> Vec<(Field, String)> {
    let fields = journal.fields().filter_map(|field| {
        let [head] = journal.heads(field)[..] else { return None };
        Some((field.clone(), words(&head.act)?.to_owned()))
    });
    fields.filter(|(_, words)| !words.is_empty()).collect()
}

/// The act that writes a field's words again as they read otherwise, and the one entry that it is to stand over. None where
/// devices differ about the field (one of them is chosen first), where it holds other words by now, or none that could.
pub fn reread(journal: &Journal, field: &Field, typed: &str, read: &str) -> Option<(Act, Vec<EntryId>)> {
    let [head] = journal.heads(field)[..] else { return None };
    let mut act = head.act.clone();
    match &mut act {
        Act::Note { text, .. } | Act::Place { text, .. } | Act::Paper { place: text, .. } if text == typed => {
            read.clone_into(text);
        }
        _ => return None,
    }
    Some((act, vec![head.id]))
}

fn words(act: &Act) -> Option<&str> {
    match act {
        Act::Note { text, .. } | Act::Place { text, .. } | Act::Paper { place: text, .. } => Some(text),
        _ => None,
    }
}
