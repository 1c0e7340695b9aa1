//! Linked cases: other cases by their code, and what the person of this one is to theirs.

use crate::journal::{Act, Entry, EntryId, Kin};

/// A linked case.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The code of the other case.
    pub code: String,
    /// What the person of this case is to the person of the other.
    pub kin: Kin,
    /// All entries that say so: undoing them takes the link away.
    pub entries: Vec<EntryId>,
}

/// The links that these entries say. Two devices may have linked the same; a code that was erased links nothing.
pub(super) fn of(heads: &[&Entry]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    for entry in heads {
        let Act::Link { code, kin } = &entry.act else { continue };
        if code.is_empty() {
            continue;
        }
        match links.iter_mut().find(|link| link.code == *code && link.kin == *kin) {
            Some(link) => link.entries.push(entry.id),
            None => links.push(Link { code: code.clone(), kin: *kin, entries: vec![entry.id] }),
        }
    }
    links
}
