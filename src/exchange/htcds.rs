//! Rows of the Human Trafficking Case Data Standard 2.0, one for each case.
//!
//! Invariants: a row is made only of a case whose consent to share data is given. Nothing that somebody typed is in it but
//! the case code: no name, no note, no reason. Fields that the standard does not have begin with [`OWN`]. What a case leaves
//! open, what devices differ about, and an answer for which the standard has no word, is an empty field.

use super::csv::csv;
use crate::case::{Life, View, export_refused, informed};
use crate::journal::{CaseKind, Date, Giver, Map, Status};
use crate::json::Json;
use crate::procedure::{Annex, Answers, ConsentKind, ConsentState, Procedure, StepState};

/// Before the name of each field that is ours.
pub const OWN: &str = "sopc_";
/// What the files say of their form.
const STANDARD: &str = "HTCDS 2.0";

const CONSENT: &str = "con_Consent";
const STATUS: &str = "cas_Status";
/// Fields that take the day on which the last step was done that fills them, and those that take the first.
const LAST_DAY: [&str; 2] = ["cas_OutgoingReferralDate", "spl_ActualEndDate"];
const FIRST_DAY: &str = "cas_IncomingReferralDate";
/// The sections of the standard in its order.
const SECTIONS: [&str; 6] = ["prs_", "vic_", "cas_", "hte_", "spl_", "con_"];

/// Why a case has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It is for practice.
    Practice,
    /// It belongs to another procedure.
    OtherProcedure,
    /// A part of it could not be read; what that part says nobody knows.
    Unread,
    /// Consent to share data was not asked.
    NotAsked,
    /// Consent to share data was refused or taken back.
    Refused,
}

/// One case: fields by name, each with one value or several.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(Map<String, Vec<String>>);

impl Row {
    /// Whether the row says that consent was an informed one.
    pub fn is_informed(&self) -> bool {
        self.field(CONSENT) == ["true"]
    }

    /// The row without the case code: somebody typed it, and it looks like more than a code.
    pub fn without_code(mut self) -> Self {
        self.0.remove(&format!("{OWN}CaseCode")[..]);
        self
    }

    /// The values of a field.
    pub fn field(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    fn set(&mut self, field: &str, value: impl Into<String>) {
        self.0.insert(field.to_owned(), vec![value.into()]);
    }

    fn add(&mut self, field: &str, value: &str) {
        let values = self.0.or_default(field.to_owned());
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
}

/// The fields of every row, whatever is in it: those of the standard that this procedure can fill, then ours.
pub fn columns(annex: &Annex) -> Vec<String> {
    let mut fields: Vec<&str> = vec![STATUS, CONSENT];
    for (_, htcds) in &annex.facts {
        fields.push(&htcds.field);
        fields.extend(htcds.with.iter().map(|with| split(with).0));
    }
    for record in annex.steps.iter().flat_map(|step| &step.records) {
        let (field, value) = split(record);
        if value.is_some() || field == FIRST_DAY || LAST_DAY.contains(&field) {
            fields.push(field);
        }
    }
    fields.sort_by_key(|field| SECTIONS.iter().position(|section| field.starts_with(section)));
    let mut columns: Vec<String> = Vec::new();
    let own = annex.report.iter().flat_map(|report| &report.own).map(|fact| format!("{OWN}{fact}"));
    let first = ["CaseCode", "Procedure", "ConsentDate"].map(|name| format!("{OWN}{name}"));
    for field in fields.into_iter().map(str::to_owned).chain(first).chain(own) {
        if !columns.contains(&field) {
            columns.push(field);
        }
    }
    columns
}

/// `FIELD=VALUE`, or the field alone.
fn split(record: &str) -> (&str, Option<&str>) {
    record.split_once('=').map_or((record, None), |(field, value)| (field, Some(value)))
}

/// The row of a case, or why there is none, whoever gets it. What holds it back from somebody is asked besides
/// ([`refusals`](crate::case::sharing::refusals)).
///
/// # Errors
///
/// Why the case has no row.
pub fn row(view: View, annex: &Annex) -> Result<Row, LeftOut> {
    let opened = view.case.opened.as_ref().ok_or(LeftOut::Unread)?;
    let is_practice = |kind: CaseKind| kind == CaseKind::Training;
    if is_practice(opened.value.kind) || opened.apart.iter().any(|opened| is_practice(opened.kind)) {
        return Err(LeftOut::Practice);
    }
    if view.case.other_procedure(view.procedure).is_some() {
        return Err(LeftOut::OtherProcedure);
    }
    if view.case.is_incomplete() {
        return Err(LeftOut::Unread);
    }
    if !export_refused(view).is_empty() {
        return Err(LeftOut::Refused);
    }
    let kinds = || view.procedure.consents.iter().filter(|kind| kind.blocks_export);
    // A procedure that asks nobody has nothing that a row could rest on.
    if kinds().count() == 0 || kinds().any(|kind| view.consent_state(kind) != ConsentState::Given) {
        return Err(LeftOut::NotAsked);
    }
    let mut row = Row(Map::new());
    steps(view, annex, &mut row);
    answers(view, annex, &mut row);
    row.set(STATUS, status(view, annex));
    row.set(CONSENT, if kinds().all(|kind| informed(view, kind)) { "true" } else { "false" });
    row.set(&format!("{OWN}CaseCode"), &*opened.value.code);
    row.set(&format!("{OWN}Procedure"), &*view.procedure.id);
    if let Some(day) = kinds().filter_map(|kind| consented(view, kind)).max() {
        row.set(&format!("{OWN}ConsentDate"), day.to_string());
    }
    Ok(row)
}

/// The day on which consent was whole.
fn consented(view: View, kind: &ConsentKind) -> Option<Date> {
    let givers = if view.needs_guardian(kind) { &[Giver::Person, Giver::Guardian][..] } else { &[Giver::Person] };
    let days = givers.iter().map(|giver| view.case.consent(&kind.id, *giver)?.value.when.day());
    days.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// What steps say by being done.
fn steps(view: View, annex: &Annex, row: &mut Row) {
    let many = |field: &str| {
        annex.facts.iter().any(|(fact, htcds)| {
            htcds.field == field && view.procedure.fact(fact.as_str()).is_some_and(|fact| fact.many)
        })
    };
    for step in annex.steps.iter().filter(|step| view.step(&step.id) == StepState::Done) {
        let day = match view.case.status(&step.id) {
            Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => {
                when.day()
            }
            _ => None,
        };
        for record in &step.records {
            let (field, value) = split(record);
            let times = step.records.iter().filter(|other| split(other).0 == field).count();
            match (value, day) {
                (Some(value), _) if many(field) && times == 1 => row.add(field, value),
                // A step that lists several values does not say which.
                (Some(value), _) if times == 1 => row.set(field, value),
                (None, Some(day)) if field == FIRST_DAY || LAST_DAY.contains(&field) => set_day(row, field, day),
                _ => {}
            }
        }
    }
}

/// Days in this form sort as text.
fn set_day(row: &mut Row, field: &str, day: Date) {
    let day = day.to_string();
    let known = row.field(field).first();
    if known.is_none_or(|known| (day < *known) == (field == FIRST_DAY)) {
        row.set(field, day);
    }
}

/// What was answered. It says more than a step that was done.
fn answers(view: View, annex: &Annex, row: &mut Row) {
    for (fact, htcds) in &annex.facts {
        let values = told(view, fact.as_str());
        let theirs = values.iter().filter_map(|value| htcds.values.iter().find(|(ours, _)| ours == value));
        let theirs: Vec<&String> = theirs.map(|(_, theirs)| theirs).collect();
        match theirs[..] {
            [] => continue,
            [one] if view.procedure.fact(fact.as_str()).is_some_and(|fact| !fact.many) => row.set(&htcds.field, one),
            _ => theirs.iter().for_each(|value| row.add(&htcds.field, value)),
        }
        if let Some((field, Some(value))) = htcds.with.as_deref().map(split) {
            row.set(field, value);
        }
    }
    for fact in annex.report.iter().flat_map(|report| &report.own) {
        told(view, fact.as_str()).iter().for_each(|value| row.add(&format!("{OWN}{fact}"), value));
    }
}

/// The answer to a question that is asked and about which devices agree.
fn told<'v>(view: View<'v>, fact: &str) -> Vec<&'v str> {
    let id = fact.into();
    match view.case.fact(&id) {
        Some(held) if !held.is_apart() && view.is_asked(&id) => held.value.iter().map(|value| &**value).collect(),
        _ => Vec::new(),
    }
}

/// Where a case stands, in the standard's words.
fn status(view: View, annex: &Annex) -> &'static str {
    let says = |wanted: &str| {
        let only = |records: &[String]| {
            let mut own = records.iter().filter(|record| split(record).0 == STATUS);
            own.next().is_some_and(|record| split(record).1 == Some(wanted)) && own.next().is_none()
        };
        annex.steps.iter().any(|step| only(&step.records) && view.step(&step.id) == StepState::Done)
    };
    if view.case.is_closed() {
        let reason = view.procedure.closing.as_ref().map(|rule| told(view, rule.reason.as_str())).unwrap_or_default();
        let referred =
            annex.report.as_ref().is_some_and(|report| reason.iter().any(|why| is_in(&report.referred, why)));
        return if referred || says("ClosedReferred") { "ClosedReferred" } else { "Closed" };
    }
    let reopened = view.case.life.as_ref().is_some_and(|held| matches!(held.value, Life::Reopened { .. }));
    if !reopened && says("FollowUp") { "FollowUp" } else { "Active" }
}

fn is_in(list: &[String], value: &str) -> bool {
    list.iter().any(|known| known == value)
}

/// The rows as a table, several values of a field with a semicolon between them.
pub fn to_csv(annex: &Annex, rows: &[Row]) -> String {
    let columns = columns(annex);
    let mut table = vec![columns.clone()];
    table.extend(rows.iter().map(|row| columns.iter().map(|field| row.field(field).join(";")).collect()));
    csv(&table)
}

/// The rows as JSON: a text for each field, or a list where it can have several values. Empty fields are left out.
pub fn to_json(procedure: &Procedure, annex: &Annex, rows: &[Row]) -> String {
    let is_many = |field: &str| {
        annex.facts.iter().any(|(fact, htcds)| {
            (htcds.field == field || field.strip_prefix(OWN) == Some(fact.as_str()))
                && procedure.fact(fact.as_str()).is_some_and(|fact| fact.many)
        })
    };
    let mut text = Json::default();
    text.open('{');
    text.pair("standard", STANDARD);
    text.pair("own_fields", OWN);
    text.key("rows");
    text.open('[');
    for row in rows {
        text.open('{');
        for field in columns(annex).iter().filter(|field| !row.field(field).is_empty()) {
            text.key(field);
            let values: Vec<&str> = row.field(field).iter().map(String::as_str).collect();
            match values[..] {
                _ if is_many(field) => text.texts(&values),
                ["true"] if field == CONSENT => text.yes(true),
                ["false"] if field == CONSENT => text.yes(false),
                [one] => text.text(one),
                _ => text.texts(&values),
            }
        }
        text.close('}');
    }
    text.close(']');
    text.close('}');
    text.end()
}
