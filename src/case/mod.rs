//! A case as its journal tells it: what is known, how far each step is, what is next, whether the gate is open.
//!
//! Invariants: everything here is derived and nothing is stored; the same journal gives the same case on every device, in
//! whatever order its entries arrived. Where two devices differ about a consent, a red flag or a protective answer, the
//! answer that protects the person holds until somebody decides. This module knows no browser, no storage and no words.

mod asks;
mod back;
mod border;
mod change;
mod check;
mod clock;
mod closing;
mod consent;
mod disagree;
mod dossier;
mod due;
mod edition;
mod erase;
mod gate;
mod handover;
mod journey;
mod line;
mod links;
mod middle;
mod missing;
mod monthly;
mod overview;
mod reader;
mod reread;
pub mod sharing;
mod sieve;
mod summary;
mod training;
mod write;

use std::sync::Arc;

pub use asks::{is_settled, unanswered};
pub use back::{back_next, goes_back};
pub use border::{Asked, BorderRow, border_row, handovers};
pub use change::{Change, Turn, change};
pub use check::{Item, Looked, last_check, not_asked_today};
pub use clock::{Doubt, doubt, has_jumped};
pub use closing::{WHY_REOPENED, close, reopen};
pub use consent::{answered_since, answers, export_refused, informed, unexplained};
pub use disagree::contradictions;
pub use dossier::{Dossier, PaperLine, dossier, paper_line};
pub use due::{Due, Left, due, last_time};
pub use edition::{Differences, differences, other_edition};
pub use erase::{has_typed_words, versions};
pub use gate::{Cause, Gate, gate, judge};
pub use handover::{NotHandedOver, done_by_handover, hand_over, said_by_handover};
pub use journey::{Journey, Mark, Station, journey};
pub use line::Line;
pub use links::Link;
pub use middle::{not_plain, plain};
pub use missing::{Call, Lack, Missing, What, missing, not_now};
pub use monthly::{Cell, Counted, FEW, Group, YearMonth, is_counted, monthly, opened_in};
pub use overview::{Block, Next, Overview, Progress, Row, RowState, against_a_stop, overview};
pub use reader::{DETAILS, Detail, PARTS, Part, Reader};
pub use reread::{reread, rereadable};
pub use sieve::{Kind, Sieve, days, has_unsigned, people, replaced};
pub use summary::{Answered, ConsentLine, DoneLine, StopLine, Summary, short_code, summary};
pub use training::{Before, Point, Training, read_trainings};
pub use write::{HOW_KNOWN, Pen, over, tick};

use crate::journal::{
    Act, Answer, By, CaseKind, Consent, Entry, EntryId, Field, Giver, Handover, Journal, Map, PaperState, Stamp,
    Status, StopMark, Told, in_order,
};
use crate::procedure::{
    Answers, ConsentId, ConsentKind, ConsentState, Fact, FactId, PaperId, PhaseId, Procedure, StepId, StepState,
    StopId, StopState, Truth,
};

/// Conditions that rest on steps that rest on steps are followed this deep; checked content never comes near.
const DEEPEST: u8 = 12;

/// A value, where it comes from, and whether devices differ about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    /// The value that holds.
    pub value: T,
    /// The entry that says so.
    pub entry: EntryId,
    /// When it was written.
    pub at: Stamp,
    /// By whom.
    pub by: By,
    /// All values that no entry replaced; more than one differing value: changed apart.
    pub apart: Vec<T>,
}

impl<T: PartialEq> Held<T> {
    /// What the entry at a place among the heads says. Every act of a field has a value of its kind.
    fn of(heads: &[&Entry], chosen: Option<usize>, value: fn(&Act) -> Option<T>) -> Option<Self> {
        let entry = heads.get(chosen?)?;
        let mut apart: Vec<T> = Vec::new();
        for head in heads {
            if let Some(value) = value(&head.act)
                && !apart.contains(&value)
            {
                apart.push(value);
            }
        }
        if apart.len() < 2 {
            apart.clear();
        }
        Some(Self { value: value(&entry.act)?, entry: entry.id, at: entry.at, by: entry.by.clone(), apart })
    }

    /// Whether two devices differ.
    pub fn is_apart(&self) -> bool {
        !self.apart.is_empty()
    }
}

/// How the case began.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The case code.
    pub code: String,
    /// The procedure's id.
    pub procedure: String,
    /// The edition it was begun under.
    pub edition: String,
    /// Real or training.
    pub kind: CaseKind,
}

/// What is recorded of a step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepRecord {
    /// Its status; none: to do.
    pub status: Option<Held<Status>>,
    /// Its note.
    pub note: Option<Held<String>>,
    /// Where its paper is kept.
    pub place: Option<Held<String>>,
}

/// What is recorded of a red flag.
#[derive(Debug, Clone, PartialEq)]
pub struct StopRecord {
    /// Its state; never [`StopState::NotChecked`], which is the absence of a record.
    pub state: Held<StopState>,
    /// Why, in the official's words.
    pub reason: String,
    /// The consent whose refusal raised it, if none of the officials did.
    pub from_consent: Option<ConsentId>,
}

/// Something done against an open stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// The entry that says so.
    pub entry: EntryId,
    /// The step.
    pub step: StepId,
    /// Why.
    pub reason: String,
    /// Who was told.
    pub told: Told,
    /// When it was recorded.
    pub at: Stamp,
    /// By whom.
    pub by: By,
}

/// Whether a case goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Life {
    /// It was closed.
    Closed {
        /// Why, in the official's words.
        reason: String,
    },
    /// It was reopened.
    Reopened {
        /// Why, as one of [`WHY_REOPENED`].
        why: String,
        /// More, in the official's words.
        reason: String,
    },
}

/// A case as its journal tells it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Case {
    /// How it began; none: its first entry has not arrived.
    pub opened: Option<Held<Opened>>,
    /// Whether it was closed or reopened; none: neither.
    pub life: Option<Held<Life>>,
    /// The phase where it stood when it came to this device; none: it was begun here.
    pub stood: Option<Held<PhaseId>>,
    /// The handover.
    pub handover: Option<Held<Handover>>,
    /// Things done against an open stop, in order.
    pub incidents: Vec<Incident>,
    /// Whether part of the record could not be read. Whoever loads the journal says so; the gate waits while it is.
    pub incomplete: bool,
    /// Whether a file came in whose record was not whole, and nobody said yet what was missing.
    pub gap: bool,
    facts: Map<FactId, Held<Vec<Arc<str>>>>,
    steps: Map<StepId, StepRecord>,
    stops: Map<StopId, StopRecord>,
    consents: Map<(ConsentId, Giver), Held<Consent>>,
    papers: Map<PaperId, Held<(PaperState, String)>>,
    links: Vec<Link>,
}

impl Case {
    /// Reads the whole journal; of a case that belongs to another procedure, only how it began.
    pub fn of(procedure: &Procedure, journal: &Journal) -> Self {
        let mut case = Case::default();
        case.refresh(procedure, journal, &Field::Opened);
        if case.other_procedure(procedure).is_some() {
            return case;
        }
        for field in journal.fields() {
            case.refresh(procedure, journal, field);
        }
        // A refused consent raises its stops even where nobody ever looked at them.
        for kind in &procedure.consents {
            case.refresh_raised(procedure, journal, kind);
        }
        case.refresh_incidents(journal);
        case.refresh_gap(journal);
        case
    }

    /// Takes one more entry of the journal into account; costs the same however long the journal is.
    pub fn follow(&mut self, procedure: &Procedure, journal: &Journal, entry: &Entry) {
        let was_other = self.other_procedure(procedure).is_some();
        match &entry.act {
            _ if was_other => self.refresh(procedure, journal, &Field::Opened),
            Act::Undo { .. } => {
                if let Some(field) = undone_in_the_end(journal, entry).and_then(|undone| undone.act.field()) {
                    self.refresh(procedure, journal, &field);
                }
                self.refresh_incidents(journal);
                self.refresh_gap(journal);
            }
            Act::Incident { .. } => self.refresh_incidents(journal),
            Act::Gap => self.refresh_gap(journal),
            Act::Erased { .. } => *self = Case { incomplete: self.incomplete, ..Case::of(procedure, journal) },
            act => {
                if let Some(field) = act.field() {
                    self.refresh(procedure, journal, &field);
                }
            }
        }
        if self.other_procedure(procedure).is_some() != was_other {
            *self = Case { incomplete: self.incomplete, ..Case::of(procedure, journal) };
        }
    }

    /// The procedure that the case belongs to, where it is not this one. Two procedures can give the same id to different
    /// steps, so nothing that is recorded in such a case is read as anything of this one.
    pub fn other_procedure(&self, procedure: &Procedure) -> Option<&str> {
        let held = self.opened.as_ref()?;
        // Where two beginnings differ, or one names no procedure, the case is not put away for it.
        let ours = |opened: &Opened| opened.procedure.is_empty() || opened.procedure == procedure.id;
        let mut all = held.apart.iter().chain([&held.value]);
        (!all.any(ours)).then_some(held.value.procedure.as_str())
    }

    /// Whether part of what was recorded is not known here: the gate waits.
    pub fn is_incomplete(&self) -> bool {
        self.incomplete || self.gap
    }

    /// Whether it is closed. Where devices differ it is not.
    pub fn is_closed(&self) -> bool {
        matches!(self.life.as_ref().map(|held| &held.value), Some(Life::Closed { .. }))
    }

    /// What is recorded of a question, whether or not the question applies.
    pub fn fact(&self, id: &FactId) -> Option<&Held<Vec<Arc<str>>>> {
        self.facts.get(id)
    }

    /// What is recorded of a step.
    pub fn step(&self, id: &StepId) -> Option<&StepRecord> {
        self.steps.get(id)
    }

    /// A step's status.
    pub fn status(&self, id: &StepId) -> &Status {
        match self.steps.get(id).and_then(|record| record.status.as_ref()) {
            Some(held) => &held.value,
            None => &Status::ToDo,
        }
    }

    /// What is recorded of a red flag; none: not checked.
    pub fn stop(&self, id: &StopId) -> Option<&StopRecord> {
        self.stops.get(id)
    }

    /// What one giver last answered to a kind of consent.
    pub fn consent(&self, id: &ConsentId, giver: Giver) -> Option<&Held<Consent>> {
        // The key owns its parts; a look-up by parts would need a second map for no gain.
        self.consents.get(&(id.clone(), giver))
    }

    /// Where a paper of the dossier stands.
    pub fn paper(&self, id: &PaperId) -> Option<&Held<(PaperState, String)>> {
        self.papers.get(id)
    }

    /// Linked cases, in the order in which they were linked.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    fn refresh(&mut self, procedure: &Procedure, journal: &Journal, field: &Field) {
        let heads = journal.heads(field);
        match field {
            Field::Opened => {
                self.opened = Held::of(&heads, latest(&heads), |act| match act {
                    Act::Opened { code, procedure, edition, kind } => Some(Opened {
                        code: code.clone(),
                        procedure: procedure.clone(),
                        edition: edition.clone(),
                        kind: *kind,
                    }),
                    _ => None,
                });
                // What once was practice never becomes a person's case, whatever is written over it.
                let is_training = |entry: &Entry| matches!(entry.act, Act::Opened { kind: CaseKind::Training, .. });
                if let Some(held) = &mut self.opened
                    && journal.written(field).any(is_training)
                {
                    held.value.kind = CaseKind::Training;
                }
            }
            Field::Life => {
                // Closed here and reopened there: somebody had a reason to look after the person again.
                let chosen = lowest(&heads, &|act| usize::from(matches!(act, Act::Closed { .. })));
                self.life = Held::of(&heads, chosen, |act| match act {
                    Act::Closed { reason } => Some(Life::Closed { reason: reason.clone() }),
                    Act::Reopened { why, reason } => Some(Life::Reopened { why: why.clone(), reason: reason.clone() }),
                    _ => None,
                })
            }
            Field::Stood => {
                self.stood = Held::of(&heads, latest(&heads), |act| match act {
                    Act::Stood { phase } => Some(phase.clone()),
                    _ => None,
                })
            }
            Field::Handover => {
                self.handover = Held::of(&heads, latest(&heads), |act| match act {
                    Act::Handover(handover) => Some(handover.clone()),
                    _ => None,
                })
            }
            Field::Fact(id) => {
                let chosen = match procedure.fact(id.as_str()) {
                    Some(fact) if !fact.protective.is_empty() => lowest(&heads, &|act| match act {
                        Act::Fact { values, .. } => rank(fact, values),
                        _ => usize::MAX,
                    }),
                    _ => latest(&heads),
                };
                let held = Held::of(&heads, chosen, |act| match act {
                    Act::Fact { values, .. } => Some(values.clone()),
                    _ => None,
                });
                put(&mut self.facts, id, held);
            }
            Field::Status(id) => {
                let status = |act: &Act| match act {
                    Act::Status { status, .. } => Some(status.clone()),
                    _ => None,
                };
                self.record(id, &mut |record| record.status = Held::of(&heads, latest(&heads), status));
            }
            Field::Note(id) => self.record(id, &mut |record| record.note = text(&heads)),
            Field::Place(id) => self.record(id, &mut |record| record.place = text(&heads)),
            Field::Stop(id) => self.refresh_stop(procedure, journal, id),
            Field::Consent(id, giver) => {
                let chosen = lowest(&heads, &|act| match act {
                    Act::Consent(consent) => answer_state(consent.answer) as usize,
                    _ => usize::MAX,
                });
                let held = Held::of(&heads, chosen, |act| match act {
                    Act::Consent(consent) => Some(consent.clone()),
                    _ => None,
                });
                put(&mut self.consents, &(id.clone(), *giver), held);
                if let Some(kind) = procedure.consent(id.as_str()) {
                    self.refresh_raised(procedure, journal, kind);
                }
            }
            Field::Links => self.links = links::of(&heads),
            Field::Paper(id) => {
                let held = Held::of(&heads, latest(&heads), |act| match act {
                    Act::Paper { state, place, .. } => Some((*state, place.clone())),
                    _ => None,
                });
                put(&mut self.papers, id, held);
            }
        }
    }

    /// Changes what is recorded of a step; a record that says nothing any more goes.
    fn record(&mut self, id: &StepId, change: &mut dyn FnMut(&mut StepRecord)) {
        let record = self.steps.or_default(id.clone());
        change(record);
        if record.status.is_none() && record.note.is_none() && record.place.is_none() {
            self.steps.remove(id);
        }
    }

    fn refresh_raised(&mut self, procedure: &Procedure, journal: &Journal, kind: &ConsentKind) {
        for stop in &kind.raises {
            self.refresh_stop(procedure, journal, stop);
        }
    }

    fn refresh_stop(&mut self, procedure: &Procedure, journal: &Journal, id: &StopId) {
        let heads = journal.heads_among(stop_entries(procedure, journal, id));
        let mark = |act: &Act| match act {
            Act::Stop { mark: StopMark::Clear, .. } => Some(StopState::Clear),
            Act::Stop { mark: StopMark::Raised, .. } | Act::Consent(_) => Some(StopState::Raised),
            _ => None,
        };
        let chosen = lowest(&heads, &|act| mark(act).map_or(usize::MAX, |state| state as usize));
        match Held::of(&heads, chosen, mark) {
            None => {
                self.stops.remove(id);
            }
            Some(state) => {
                let (reason, from_consent) = match journal.get(state.entry).map(|entry| &entry.act) {
                    Some(Act::Stop { reason, .. }) => (reason.clone(), None),
                    Some(Act::Consent(consent)) => (String::new(), Some(consent.kind.clone())),
                    _ => (String::new(), None),
                };
                self.stops.insert(id.clone(), StopRecord { state, reason, from_consent });
            }
        }
    }

    fn refresh_gap(&mut self, journal: &Journal) {
        let is_gap = |entry: &Entry| matches!(entry.act, Act::Gap) && !journal.is_undone(entry.id);
        self.gap = journal.entries().any(is_gap);
    }

    fn refresh_incidents(&mut self, journal: &Journal) {
        let mut entries: Vec<&Entry> =
            journal.entries().filter(|entry| matches!(entry.act, Act::Incident { .. })).collect();
        entries.retain(|entry| !journal.is_undone(entry.id));
        in_order(&mut entries);
        self.incidents = Vec::new();
        let is_incident =
            |id: &EntryId| journal.get(*id).is_some_and(|known| matches!(known.act, Act::Incident { .. }));
        for entry in entries {
            let Act::Incident { step, reason, told } = &entry.act else { continue };
            // One that names another says who was told of it since; where that one was undone, it says nothing.
            if let Some(first) = self.incidents.iter_mut().find(|known| entry.over.contains(&known.entry)) {
                first.told = told.clone();
            } else if !entry.over.iter().any(is_incident) {
                self.incidents.push(Incident {
                    entry: entry.id,
                    step: step.clone(),
                    reason: reason.clone(),
                    told: told.clone(),
                    at: entry.at,
                    by: entry.by.clone(),
                });
            }
        }
    }
}

/// All entries that speak of a red flag: those that marked it, and each refused or withdrawn consent that raises it. Only
/// a later mark on the flag itself, made by somebody who saw the refusal, takes it away.
pub(crate) fn stop_entries<'a>(procedure: &Procedure, journal: &'a Journal, id: &StopId) -> Vec<&'a Entry> {
    let mut entries: Vec<&Entry> = journal.written(&Field::Stop(id.clone())).collect();
    for kind in procedure.consents.iter().filter(|kind| kind.raises.contains(id)) {
        for giver in [Giver::Person, Giver::Guardian] {
            let written = journal.written(&Field::Consent(kind.id.clone(), giver));
            entries.extend(written.filter(|entry| match &entry.act {
                Act::Consent(consent) => consent.answer != Answer::Given,
                _ => false,
            }));
        }
    }
    entries
}

/// What an undo is about, through undos of undos. Only an earlier entry can be undone, so a crafted circle ends.
fn undone_in_the_end<'a>(journal: &'a Journal, mut entry: &'a Entry) -> Option<&'a Entry> {
    while let Act::Undo { entry: target } = &entry.act {
        let target = journal.get(*target)?;
        if target.order() >= entry.order() {
            return None;
        }
        entry = target;
    }
    Some(entry)
}

fn latest(heads: &[&Entry]) -> Option<usize> {
    heads.len().checked_sub(1)
}

/// The head of the lowest rank; among equals the latest.
fn lowest(heads: &[&Entry], rank: &dyn Fn(&Act) -> usize) -> Option<usize> {
    (0..heads.len()).rev().min_by_key(|at| rank(&heads[*at].act))
}

fn text(heads: &[&Entry]) -> Option<Held<String>> {
    Held::of(heads, latest(heads), |act| match act {
        Act::Note { text, .. } | Act::Place { text, .. } => Some(text.clone()),
        _ => None,
    })
}

fn put<K: Clone + Ord, V>(map: &mut Map<K, V>, key: &K, value: Option<V>) {
    match value {
        Some(value) => {
            map.insert(key.clone(), value);
        }
        None => {
            map.remove(key);
        }
    }
}

/// Place of an answer in the order of protection; an answer that the content does not list protects least.
fn rank(fact: &Fact, values: &[Arc<str>]) -> usize {
    let place = |value: &str| fact.protective.iter().position(|listed| &**listed == value);
    let places = values.iter().filter_map(|value| place(value));
    if values.is_empty() { place("") } else { places.min() }.unwrap_or(usize::MAX)
}

/// The state that an answer gives; their order is that of protection.
fn answer_state(answer: Answer) -> ConsentState {
    match answer {
        Answer::Withdrawn => ConsentState::Withdrawn,
        Answer::Refused => ConsentState::Refused,
        Answer::Given => ConsentState::Given,
    }
}

/// A case under its procedure: what conditions can ask.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// The case.
    pub case: &'a Case,
    depth: u8,
}

impl<'a> View<'a> {
    /// Sees a case under a procedure.
    pub fn new(procedure: &'a Procedure, case: &'a Case) -> Self {
        Self { procedure, case, depth: 0 }
    }

    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    /// Whether a question is asked in this case. An answer to one that is not asked counts in no rule.
    pub fn asks(self, fact: &Fact) -> Truth {
        match &fact.when {
            Some(_) if self.depth >= DEEPEST => Truth::Unknown,
            Some(when) => when.truth(&self.deeper()),
            None => Truth::Yes,
        }
    }

    /// Whether a step applies in this case.
    pub fn applies(self, step: &crate::procedure::Step) -> Truth {
        match &step.when {
            Some(_) if self.depth >= DEEPEST => Truth::Unknown,
            Some(when) => when.truth(&self.deeper()),
            None => Truth::Yes,
        }
    }

    /// Whether a step comes before where the case stood when it came to this device: what was done there is not known here.
    pub fn is_unseen(self, id: &StepId) -> bool {
        let Some(stood) = &self.case.stood else { return false };
        let phases = &self.procedure.phases;
        let here = phases.iter().position(|phase| phase.id == stood.value);
        let of = phases.iter().position(|phase| phase.steps.iter().any(|step| step.id == *id));
        here.is_some() && of.is_some() && of < here
    }

    /// The state of a kind of consent: the person's own word, and where a guardian is needed the more careful of both.
    pub fn consent_state(self, kind: &ConsentKind) -> ConsentState {
        let state = |giver| match self.case.consent(&kind.id, giver) {
            Some(held) => answer_state(held.value.answer),
            None => ConsentState::NotAsked,
        };
        if self.needs_guardian(kind) { state(Giver::Person).min(state(Giver::Guardian)) } else { state(Giver::Person) }
    }

    /// Whether a guardian's consent is needed beside the person's own; in doubt it is.
    pub fn needs_guardian(self, kind: &ConsentKind) -> bool {
        kind.guardian.as_ref().is_some_and(|when| self.depth >= DEEPEST || when.truth(&self.deeper()) != Truth::No)
    }
}

impl Answers for View<'_> {
    fn is_asked(&self, id: &FactId) -> bool {
        self.procedure.fact(id.as_str()).is_none_or(|fact| self.asks(fact) != Truth::No)
    }

    fn fact(&self, id: &FactId) -> &[Arc<str>] {
        match self.case.fact(id) {
            Some(held) if self.is_asked(id) => &held.value,
            _ => &[],
        }
    }

    fn until_answered(&self, id: &FactId) -> Option<&Arc<str>> {
        let fact = self.procedure.fact(id.as_str())?;
        if self.is_asked(id) { fact.until_answered.as_ref() } else { None }
    }

    fn open(&self, id: &FactId) -> Option<&Arc<str>> {
        self.procedure.fact(id.as_str())?.open.as_ref()
    }

    fn consent(&self, id: &ConsentId) -> ConsentState {
        self.procedure.consent(id.as_str()).map_or(ConsentState::NotAsked, |kind| self.consent_state(kind))
    }

    fn step(&self, id: &StepId) -> StepState {
        let Some(step) = self.procedure.step(id.as_str()) else { return StepState::Open };
        if self.applies(step) == Truth::No {
            return StepState::Out;
        }
        match self.case.status(id) {
            Status::Done { .. } | Status::ReportedDone { .. } | Status::DoneElsewhere { .. } => StepState::Done,
            Status::NotNeeded { .. } => StepState::Out,
            Status::ToDo | Status::Waiting { .. } => StepState::Open,
        }
    }

    fn stop(&self, id: &StopId) -> StopState {
        self.case.stop(id).map_or(StopState::NotChecked, |record| record.state.value)
    }
}
