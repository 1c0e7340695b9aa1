//! What stands behind a procedure: what it rests on, where its answers go in the data standard, and what a partner is told.
//! It is read apart from the rest, for nothing of it is needed before the first screen; the build cuts the file in two.
//!
//! Invariants: as of the procedure itself. It adds, and changes nothing.

use super::read::{ReadError, Reader, get, given, parse};
use super::{FactId, LimitId, SourceId, StepId, StopId};
use crate::json::Value;

/// What stands behind a procedure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Annex {
    /// Public sources.
    pub sources: Vec<Source>,
    /// What answers fill in the data standard.
    pub facts: Vec<(FactId, Htcds)>,
    /// What each red flag rests on.
    pub stops: Vec<(StopId, Vec<Basis>)>,
    /// Where each limit comes from.
    pub limits: Vec<(LimitId, Basis)>,
    /// What stands behind each step.
    pub steps: Vec<StepAnnex>,
    /// What a partner agency gets of a case in a file; none: no such file can be made.
    pub partner: Option<Partner>,
    /// What reports tell; absent: there are none.
    pub report: Option<Report>,
}

/// A kind of entries that a partner's file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerKind {
    /// How far each step is, and when.
    Steps,
    /// What was answered to the questions for consent.
    Consents,
    /// Where the papers of the dossier stand.
    Papers,
    /// The handover.
    Handover,
    /// Whether the case was closed or reopened.
    Closing,
}

/// The white list of a partner's file: what is not on it stays here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Kinds of entries.
    pub kinds: Vec<PartnerKind>,
    /// Questions whose answers go along.
    pub facts: Vec<FactId>,
    /// Red flags whose state goes along, without its reason.
    pub stops: Vec<StopId>,
    /// Steps of which nothing goes along: that they are done tells what stays here.
    pub without: Vec<StepId>,
}

/// What reports tell of cases. Each question takes one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Questions whose answers go into fields of our own beside those of the data standard.
    pub own: Vec<FactId>,
    /// Questions by which the cases opened in a month are counted.
    pub opened: Vec<FactId>,
    /// Questions whose answers given in a month are counted.
    pub month: Vec<FactId>,
    /// Reasons for closing with which a case is referred to somebody else.
    pub referred: Vec<String>,
}

/// What stands behind a step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepAnnex {
    /// The step.
    pub id: StepId,
    /// Fields of the Human Trafficking Case Data Standard that it fills, `FIELD` or `FIELD=VALUE`.
    pub records: Vec<String>,
    /// What it rests on.
    pub basis: Vec<Basis>,
}

/// How an answer stands in the Human Trafficking Case Data Standard. A value without a word there is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Htcds {
    /// The field.
    pub field: String,
    /// What stands beside it, `FIELD=VALUE`; such as what kind of event a country is of.
    pub with: Option<String>,
    /// Values of the question, each with the standard's word for it.
    pub values: Vec<(String, String)>,
}

/// What kind of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SourceKind {
    /// A law or treaty.
    Law,
    /// An official or agency text.
    Official,
    /// A report of practice.
    Practice,
}

/// A public source. Words: `source.ID`.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its kind.
    pub kind: SourceKind,
}

/// How a fact about the procedure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Read in a stored copy of the source.
    R,
    /// Only the title or the known gist of the source.
    T,
    /// General knowledge of a public text, not read again.
    K,
    /// Good practice, our suggestion; no source gives it.
    G,
}

/// What a step, stop or limit rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The source; none for our own suggestions.
    pub source: Option<SourceId>,
    /// Section or article, such as `s.29`.
    pub part: Option<String>,
    /// How it is known.
    pub grade: Grade,
}

impl Annex {
    /// The source with this id.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == *id)
    }

    /// Where the answer to a question goes in the data standard.
    pub fn htcds(&self, fact: &str) -> Option<&Htcds> {
        self.facts.iter().find(|(id, _)| id.as_str() == fact).map(|(_, htcds)| htcds)
    }

    /// What a red flag rests on.
    pub fn stop(&self, id: &str) -> &[Basis] {
        self.stops.iter().find(|(stop, _)| stop.as_str() == id).map_or(&[], |(_, basis)| basis)
    }

    /// Where a limit comes from.
    pub fn limit(&self, id: &str) -> Option<&Basis> {
        self.limits.iter().find(|(limit, _)| limit.as_str() == id).map(|(_, basis)| basis)
    }

    /// What stands behind a step.
    pub fn step(&self, id: &str) -> Option<&StepAnnex> {
        self.steps.iter().find(|step| step.id.as_str() == id)
    }
}

/// Reads what stands behind a procedure: of its whole file, or of the part that the build cut off.
///
/// # Errors
///
/// As [`read`](super::read()) of the whole file; of each file only its own part is judged.
pub fn read_annex(text: &str) -> Result<Annex, ReadError> {
    let value = parse(text)?;
    let mut reader = Reader::of_format(&value)?;
    let annex = annex(&mut reader, &value);
    reader.end(annex)
}

fn annex(reader: &mut Reader, value: &Value) -> Annex {
    reader.needs(value, &["sources"]);
    let mut facts = Vec::new();
    reader.each(value, "facts", &mut |reader, fact| {
        let htcds = reader.optional(fact, "htcds", htcds);
        facts.extend(htcds.map(|htcds| (FactId(reader.text(fact, "id")), htcds)));
    });
    Annex {
        sources: reader.list(value, "sources", source),
        facts,
        stops: reader.list(value, "stops", stop),
        limits: reader.list(value, "limits", limit),
        steps: reader.list(value, "phases", |reader, phase| reader.list(phase, "steps", step)).concat(),
        partner: reader.optional(value, "partner", partner),
        report: reader.optional(value, "report", report),
    }
}

fn partner(reader: &mut Reader, value: &Value) -> Partner {
    const WORDS: [&str; 5] = ["steps", "consents", "papers", "handover", "closing"];
    use PartnerKind::{Closing, Consents, Handover, Papers, Steps};
    reader.object(value, &["kinds"], &["facts", "stops", "without"]);
    let mut kinds = Vec::new();
    for item in reader.items(value, "kinds") {
        kinds.extend([Steps, Consents, Papers, Handover, Closing].get(reader.which(item, "kinds", &WORDS)));
    }
    Partner {
        kinds,
        facts: reader.texts(value, "facts"),
        stops: reader.texts(value, "stops"),
        without: reader.texts(value, "without"),
    }
}

fn report(reader: &mut Reader, value: &Value) -> Report {
    reader.object(value, &["own", "opened", "month"], &["referred"]);
    Report {
        own: reader.texts(value, "own"),
        opened: reader.texts(value, "opened"),
        month: reader.texts(value, "month"),
        referred: reader.texts(value, "referred"),
    }
}

fn htcds(reader: &mut Reader, value: &Value) -> Htcds {
    reader.object(value, &["field"], &["with", "values"]);
    let mut values = Vec::new();
    match get(value, "values") {
        Some(Value::Object(map)) => {
            for (ours, theirs) in map.iter() {
                values.push((ours.clone(), reader.str(theirs, ours).to_owned()));
            }
        }
        None => {}
        Some(_) => reader.fault(&["values is not an object"]),
    }
    Htcds {
        field: reader.string(value, "field"),
        with: given(value, "with").map(|with| reader.str(with, "with").to_owned()),
        values,
    }
}

fn source(reader: &mut Reader, value: &Value) -> Source {
    reader.object(value, &["id", "kind"], &[]);
    Source {
        id: SourceId(reader.text(value, "id")),
        kind: reader.word(
            value,
            "kind",
            &["law", "official", "practice"],
            &[SourceKind::Law, SourceKind::Official, SourceKind::Practice],
        ),
    }
}

fn stop(reader: &mut Reader, value: &Value) -> (StopId, Vec<Basis>) {
    reader.needs(value, &["id", "basis"]);
    (StopId(reader.text(value, "id")), reader.list(value, "basis", basis))
}

fn limit(reader: &mut Reader, value: &Value) -> (LimitId, Basis) {
    reader.needs(value, &["id", "basis"]);
    (LimitId(reader.text(value, "id")), reader.one(value, "basis", basis))
}

fn step(reader: &mut Reader, value: &Value) -> StepAnnex {
    reader.needs(value, &["id", "basis"]);
    StepAnnex {
        id: StepId(reader.text(value, "id")),
        records: reader.texts(value, "records"),
        basis: reader.list(value, "basis", basis),
    }
}

fn basis(reader: &mut Reader, value: &Value) -> Basis {
    reader.object(value, &["grade"], &["source", "part"]);
    Basis {
        source: reader.optional_text(value, "source").map(SourceId),
        part: given(value, "part").map(|part| reader.str(part, "part").to_owned()),
        grade: reader.word(value, "grade", &["R", "T", "K", "G"], &[Grade::R, Grade::T, Grade::K, Grade::G]),
    }
}
