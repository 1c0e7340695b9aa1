//! Writing: what an official does becomes an entry that says what it replaces.

use super::overview::{Block, blocks, unmet};
use super::{View, stop_entries};
use crate::journal::{Act, Answer, By, Consent, Entry, EntryId, Journal, Set, Stamp, Status, When, Writer};
use crate::procedure::{Procedure, Side, Step, StopId};

/// Ways to know that the other side did a step, as they are recorded. Words of one's own would be read as a note.
pub const HOW_KNOWN: [&str; 4] = ["call", "letter", "message", "meeting"];

/// Writes entries in the name of one tab.
#[derive(Debug)]
pub struct Pen {
    writer: Writer,
    last: u32,
}

impl Pen {
    /// A pen for a tab that just started. `writer` must be random and new.
    pub fn new(writer: Writer) -> Self {
        Self { writer, last: 0 }
    }

    /// Who writes.
    pub fn writer(&self) -> Writer {
        self.writer
    }

    /// Writes one act; `over` names what it replaces, see [`over`].
    pub fn write(&mut self, journal: &Journal, act: Act, over: Vec<EntryId>, at: Stamp, by: By) -> Entry {
        self.last += 1;
        Entry {
            id: EntryId { writer: self.writer, number: self.last },
            lamport: journal.next_lamport(),
            over,
            at,
            by,
            act,
            thin: false,
        }
    }
}

/// The entries that an act written now replaces: all that the writer sees of its field. A refusal also replaces what was
/// found of the red flags that it raises. Linked cases stand beside each other.
pub fn over(procedure: &Procedure, journal: &Journal, act: &Act) -> Vec<EntryId> {
    let stop_heads = |stop: &StopId| journal.heads_among(stop_entries(procedure, journal, stop));
    let mut heads = match act {
        Act::Stop { stop, .. } => stop_heads(stop),
        Act::Link { .. } => Vec::new(),
        act => act.field().map(|field| journal.heads(&field)).unwrap_or_default(),
    };
    if let Act::Consent(Consent { kind, answer: Answer::Refused | Answer::Withdrawn, .. }) = act {
        let raises = procedure.consent(kind.as_str()).map(|kind| &kind.raises[..]).unwrap_or_default();
        heads.extend(raises.iter().flat_map(stop_heads));
    }
    let ids: Set<EntryId> = heads.into_iter().map(|entry| entry.id).collect();
    ids.into_iter().collect()
}

/// The act of ticking a step: done, or, for the other side's steps, reported done.
///
/// # Errors
///
/// What blocks the step, if anything does. The blocks are looked at again here, so that no screen can forget them.
pub fn tick(view: View, step: &Step, mine: Side, when: When) -> Result<Act, Vec<Block>> {
    let mut blocks = blocks(view, step);
    if blocks.is_empty() {
        // What the step itself asks is answered by now, or the step is not done.
        blocks.extend(unmet(view, step).map(|verdict| Block::Needs(verdict.reasons)));
    }
    if !blocks.is_empty() {
        return Err(blocks);
    }
    let other = matches!((mine, step.side), (Side::From, Side::To) | (Side::To, Side::From));
    let status = match step.acts.first() {
        Some(owner) if other => Status::ReportedDone { when, by: owner.to_string(), how: String::new() },
        _ => Status::Done { when },
    };
    Ok(Act::Status { step: step.id.clone(), status })
}
