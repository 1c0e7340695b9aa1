//! Looking through a history: what kind of thing happened, on which day, by whom, and what it replaced.

use crate::journal::{Act, By, Entry, Journal, Stamp};

/// Whether anything but the beginning was recorded by somebody who gave no role.
pub fn has_unsigned(journal: &Journal) -> bool {
    let begins = |entry: &Entry| matches!(entry.act, Act::Opened { .. } | Act::Stood { .. });
    journal.entries().any(|entry| entry.by.role.is_empty() && !begins(entry))
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// How far steps are.
    Steps,
    /// Answers to questions.
    Facts,
    /// Consent asked or taken back.
    Consents,
    /// Red flags.
    Stops,
    /// Notes, places of papers, open questions, and words that were removed.
    Words,
    /// What left the device.
    Sharing,
    /// What was done against an open stop.
    Incidents,
    /// What was undone, and the undoing.
    Undone,
    /// The case itself: begun, closed, its papers, linked cases.
    Case,
}

impl Kind {
    /// All, as they are offered.
    pub const ALL: [Kind; 9] = [
        Kind::Steps,
        Kind::Facts,
        Kind::Consents,
        Kind::Stops,
        Kind::Words,
        Kind::Sharing,
        Kind::Incidents,
        Kind::Undone,
        Kind::Case,
    ];

    /// What an act is about.
    pub fn of(act: &Act) -> Self {
        match act {
            Act::Status { .. } => Kind::Steps,
            Act::Fact { .. } => Kind::Facts,
            Act::Consent(_) => Kind::Consents,
            Act::Stop { .. } => Kind::Stops,
            Act::Note { .. } | Act::Place { .. } | Act::Question { .. } | Act::Erased { .. } => Kind::Words,
            Act::Shared { .. } => Kind::Sharing,
            Act::Incident { .. } => Kind::Incidents,
            Act::Undo { .. } => Kind::Undone,
            Act::Opened { .. }
            | Act::Stood { .. }
            | Act::Paper { .. }
            | Act::Handover(_)
            | Act::Gap
            | Act::Link { .. }
            | Act::Closed { .. }
            | Act::Reopened { .. } => Kind::Case,
        }
    }
}

/// What is looked for. What is not said is not asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sieve {
    /// What it is about.
    pub kind: Option<Kind>,
    /// On which day, as [`day`] counts.
    pub day: Option<i64>,
    /// By whom.
    pub by: Option<By>,
}

impl Sieve {
    /// Whether an entry is among what is looked for.
    pub fn holds(&self, journal: &Journal, entry: &Entry) -> bool {
        let is_kind =
            |kind: Kind| Kind::of(&entry.act) == kind || (kind == Kind::Undone && journal.is_undone(entry.id));
        self.kind.is_none_or(is_kind)
            && self.day.is_none_or(|wanted| day(entry.at) == wanted)
            && self.by.as_ref().is_none_or(|by| entry.by == *by)
    }
}

/// The calendar day of a moment, at the place where it was written, counted from 1970.
pub fn day(at: Stamp) -> i64 {
    at.unix.saturating_add(60 * i64::from(at.offset)).div_euclid(86_400)
}

/// The days on which something happened, the latest first, each with a moment of it.
pub fn days(journal: &Journal) -> Vec<(i64, Stamp)> {
    let all: crate::journal::Map<i64, Stamp> = journal.entries().map(|entry| (day(entry.at), entry.at)).collect();
    all.iter().rev().map(|(day, at)| (*day, *at)).collect()
}

/// Who wrote something.
pub fn people(journal: &Journal) -> Vec<By> {
    let mut people: Vec<By> = Vec::new();
    for entry in journal.entries() {
        if !people.contains(&entry.by) {
            people.push(entry.by.clone());
        }
    }
    people
}

/// The entries whose value an entry took the place of.
pub fn replaced<'a>(journal: &'a Journal, entry: &Entry) -> Vec<&'a Entry> {
    let field = entry.act.field();
    let same = |old: &&Entry| field.is_some() && old.act.field() == field;
    entry.over.iter().filter_map(|id| journal.get(*id)).filter(same).collect()
}
