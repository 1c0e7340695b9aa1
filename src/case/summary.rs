//! What the printed sheet says, as data: section by section, without words. What is set aside is named as such and counts
//! nowhere else, so that paper never contradicts itself.

use super::edition::strange;
use super::{
    Case, Dossier, Due, Gate, Incident, Journey, Life, Link, Next, Overview, Progress, Row, RowState, View, dossier,
    journey,
};
use crate::fnv::{START, fnv};
use crate::journal::{Act, By, CaseKind, Consent, Giver, Handover, Journal, Stamp, When, to_stored};
use crate::procedure::{
    Answers, ConsentId, ConsentState, Effect, FactId, PhaseId, RoleId, StepId, Stop, StopId, StopState,
};
use std::sync::Arc;

/// A kind of consent on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentLine {
    /// The kind.
    pub kind: ConsentId,
    /// Its state, guardian included.
    pub state: ConsentState,
    /// Whether a guardian's consent is needed beside the person's.
    pub guardian_needed: bool,
    /// The last answer of each giver.
    pub answers: Vec<Consent>,
}

/// A red flag on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct StopLine {
    /// The stop.
    pub stop: StopId,
    /// What it does.
    pub effect: Effect,
    /// Steps that cannot be marked done while it is raised.
    pub blocks: Vec<StepId>,
    /// Who acts.
    pub acts: Vec<RoleId>,
    /// Its state.
    pub state: StopState,
    /// When it was last looked at, and by whom.
    pub seen: Option<(Stamp, By)>,
    /// The consent whose refusal raised it, if none of the officials did.
    pub from_consent: Option<ConsentId>,
    /// Why, in the official's words.
    pub reason: String,
}

/// A step that is done, on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct DoneLine {
    /// The step.
    pub step: StepId,
    /// How it counts as done.
    pub state: RowState,
    /// When.
    pub when: When,
    /// The role of the official who recorded it.
    pub role: String,
    /// The note, whole.
    pub note: String,
    /// Where its paper is kept.
    pub place: String,
}

/// Everything that the sheet says.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The case code.
    pub code: String,
    /// Real or training.
    pub kind: CaseKind,
    /// The edition that the case was begun under.
    pub edition: String,
    /// Short code of the content; the same on paper and in a file made of the same content.
    pub short_code: String,
    /// The journey, with the phase where the case stands.
    pub journey: Journey,
    /// Progress in all.
    pub progress: Progress,
    /// The gate.
    pub gate: Gate,
    /// What was done against an open stop, in order.
    pub incidents: Vec<Incident>,
    /// Answered questions that count.
    pub facts: Vec<(FactId, Vec<Arc<str>>)>,
    /// Every kind of consent.
    pub consents: Vec<ConsentLine>,
    /// Every red flag, raised ones first.
    pub stops: Vec<StopLine>,
    /// Steps done.
    pub done: Vec<DoneLine>,
    /// What is next.
    pub next: Vec<Next>,
    /// Steps that are open and not next.
    pub open: Vec<Row>,
    /// What falls due, the earliest first.
    pub due: Vec<(StepId, Due)>,
    /// Steps that an official called not needed, with the reason.
    pub not_needed: Vec<(StepId, String)>,
    /// Steps that do not apply.
    pub aside: Vec<Row>,
    /// The papers.
    pub dossier: Dossier,
    /// Where the person is handed over, as answered.
    pub crossing: Option<(FactId, Vec<Arc<str>>)>,
    /// The handover, first the one that holds; more than one: devices differ.
    pub handovers: Vec<Handover>,
    /// What is planned for the time after the return, as far as it was answered.
    pub plan: Vec<(FactId, Vec<Arc<str>>)>,
    /// The step that makes the first contact after the return.
    pub first_contact: Option<Row>,
    /// Whether it was closed or reopened; since when.
    pub life: Option<(Life, Stamp)>,
    /// The phase where it stood when it came to this device.
    pub stood: Option<PhaseId>,
    /// Linked cases.
    pub links: Vec<Link>,
    /// Notes on steps that are not done.
    pub notes: Vec<(StepId, String)>,
    /// Questions that are open.
    pub questions: Vec<String>,
    /// What was recorded of things that this edition of the procedure does not have.
    pub unknown: Vec<Act>,
}

/// Makes the summary of a case.
pub fn summary(view: View, overview: &Overview, journal: &Journal) -> Summary {
    let case = view.case;
    let opened = case.opened.as_ref().map(|held| &held.value);
    let plan = view.procedure.plan.as_ref().map(|plan| plan.facts.as_slice()).unwrap_or_default();
    let rows = |wanted: fn(RowState) -> bool| overview.rows.iter().filter(move |row| wanted(row.state));
    let is_next = |row: &&Row| !overview.next.iter().any(|next| matches!(next, Next::Step(id) if *id == row.id));
    let mut stops: Vec<StopLine> = Vec::new();
    for stop in &view.procedure.stops {
        let line = stop_line(case, stop);
        stops.insert(stops.partition_point(|known| known.state <= line.state), line);
    }
    Summary {
        code: opened.map(|opened| opened.code.clone()).unwrap_or_default(),
        kind: opened.map_or(CaseKind::Real, |opened| opened.kind),
        edition: opened.map(|opened| opened.edition.clone()).unwrap_or_default(),
        short_code: short_code(journal),
        journey: journey(view.procedure, overview),
        progress: overview.progress,
        gate: overview.gate.clone(),
        incidents: case.incidents.clone(),
        facts: answered(view, view.procedure.facts.iter().map(|fact| &fact.id).filter(|id| !plan.contains(id))),
        consents: view
            .procedure
            .consents
            .iter()
            .map(|kind| ConsentLine {
                kind: kind.id.clone(),
                state: view.consent_state(kind),
                guardian_needed: view.needs_guardian(kind),
                answers: [Giver::Person, Giver::Guardian]
                    .into_iter()
                    .filter_map(|giver| Some(case.consent(&kind.id, giver)?.value.clone()))
                    .collect(),
            })
            .collect(),
        stops,
        done: rows(RowState::is_done).map(|row| done_line(case, row)).collect(),
        next: overview.next.clone(),
        open: rows(RowState::is_open).filter(is_next).cloned().collect(),
        due: overview.due(),
        not_needed: rows(|state| state == RowState::NotNeeded)
            .map(|row| match case.status(&row.id) {
                crate::journal::Status::NotNeeded { reason } => (row.id.clone(), reason.clone()),
                _ => (row.id.clone(), String::new()),
            })
            .collect(),
        aside: rows(|state| state == RowState::Aside).cloned().collect(),
        dossier: dossier(view),
        crossing: view.procedure.handover.as_ref().and_then(|rule| answered(view, [&rule.place]).pop()),
        handovers: match &case.handover {
            Some(held) if held.is_apart() => held.apart.iter().rev().cloned().collect(),
            held => held.iter().map(|held| held.value.clone()).collect(),
        },
        plan: answered(view, plan),
        first_contact: view.procedure.plan.as_ref().and_then(|plan| overview.row(&plan.first).cloned()),
        life: case.life.as_ref().map(|held| (held.value.clone(), held.at)),
        stood: case.stood.as_ref().map(|held| held.value.clone()),
        links: case.links().to_vec(),
        notes: rows(|state| !state.is_done() && state != RowState::Aside)
            .filter_map(|row| Some((row.id.clone(), case.step(&row.id)?.note.as_ref()?.value.clone())))
            .filter(|(_, note)| !note.is_empty())
            .collect(),
        questions: journal
            .in_order()
            .into_iter()
            .filter(|entry| !journal.is_undone(entry.id))
            .filter_map(|entry| match &entry.act {
                Act::Question { text } if !text.is_empty() => Some(text.clone()),
                _ => None,
            })
            .collect(),
        unknown: strange(view.procedure, journal),
    }
}

/// Questions with their answers, where they have one that counts.
fn answered<'a>(view: View, facts: impl IntoIterator<Item = &'a FactId>) -> Vec<(FactId, Vec<Arc<str>>)> {
    let all = facts.into_iter().map(|id| (id.clone(), view.fact(id).to_vec()));
    all.filter(|(_, values)| !values.is_empty()).collect()
}

fn stop_line(case: &Case, stop: &Stop) -> StopLine {
    let record = case.stop(&stop.id);
    StopLine {
        stop: stop.id.clone(),
        effect: stop.effect,
        blocks: stop.blocks.clone(),
        acts: stop.acts.clone(),
        state: record.map_or(StopState::NotChecked, |record| record.state.value),
        seen: record.map(|record| (record.state.at, record.state.by.clone())),
        from_consent: record.and_then(|record| record.from_consent.clone()),
        reason: record.map(|record| record.reason.clone()).unwrap_or_default(),
    }
}

fn done_line(case: &Case, row: &Row) -> DoneLine {
    let record = case.step(&row.id);
    let words = |held: Option<&super::Held<String>>| held.map(|held| held.value.clone()).unwrap_or_default();
    DoneLine {
        step: row.id.clone(),
        state: row.state,
        when: row.when,
        role: record.and_then(|record| record.status.as_ref()).map(|held| held.by.role.clone()).unwrap_or_default(),
        note: words(record.and_then(|record| record.note.as_ref())),
        place: words(record.and_then(|record| record.place.as_ref())),
    }
}

/// Eight characters that stand for the content of a journal, so that paper and file can be matched. Sharing leaves it as
/// it is: a print made for one receiver and a file made for another have the same code. It proves nothing.
pub fn short_code(journal: &Journal) -> String {
    // No letters that are read as digits, and none that make words.
    const SIGNS: &[u8; 32] = b"0123456789bcdfghjkmnpqrstvwxyzBC";
    let entries = journal.entries().filter(|entry| !matches!(entry.act, Act::Shared { .. }));
    let mut code = fnv(START, to_stored(entries).as_bytes());
    let mut text = String::new();
    for _ in 0..8 {
        text.push(char::from(SIGNS[(code % 32) as usize]));
        code /= 32;
    }
    text
}
