//! The stored form of entries: version 1, a JSON text.
//!
//! The only place that knows it. Its types are its own, so that a change of the journal's types cannot change what lies on
//! a device; a permanent sample per version in `tests/samples` must read for ever. Reading is all or nothing for one text:
//! a text with one entry that this version does not know stays where it is and is left to a version that does.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

use super::{
    Act, Answer, By, CaseKind, Consent, Entry, EntryId, Form, Giver, Hm, PaperState, Stamp, Status, StopMark, Told,
    When, Writer,
};

/// Version of the stored form that this code writes.
pub const FORM: u32 = 1;

/// Why a stored text could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredError {
    /// It was written by a newer version of this app.
    Newer(u32),
    /// It is not what this app writes.
    Broken(String),
}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoredError::Newer(form) => write!(f, "written by a newer version (form {form})"),
            StoredError::Broken(detail) => write!(f, "not readable: {detail}"),
        }
    }
}

impl std::error::Error for StoredError {}

/// Writes entries as a text.
pub fn to_stored<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut text = Text { form: FORM, writers: Vec::new(), by: Vec::new(), entries: Vec::new() };
    for entry in entries {
        let stored = text.entry(entry);
        text.entries.push(stored);
    }
    // The types hold nothing that JSON lacks, so this cannot fail; an empty text would be refused on reading back.
    serde_json::to_string(&text).unwrap_or_else(|_| String::new())
}

/// Reads entries from a text.
pub fn from_stored(text: &str) -> Result<Vec<Entry>, StoredError> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "f")]
        form: u32,
    }
    // Where the error stands is said, what stands there is not: it may be a case.
    let broken =
        |error: serde_json::Error| StoredError::Broken(format!("line {} column {}", error.line(), error.column()));
    let head: Head = serde_json::from_str(text).map_err(broken)?;
    if head.form > FORM {
        return Err(StoredError::Newer(head.form));
    }
    let text: Text = serde_json::from_str(text).map_err(broken)?;
    text.entries.iter().map(|entry| text.read(entry)).collect()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(rename = "f")]
    form: u32,
    /// Writers in hexadecimal; entries name them by place.
    #[serde(rename = "w")]
    writers: Vec<String>,
    #[serde(rename = "b")]
    by: Vec<(String, String, String)>,
    #[serde(rename = "e")]
    entries: Vec<StoredEntry>,
}

type Id = (usize, u32);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredEntry {
    #[serde(rename = "i")]
    id: Id,
    #[serde(rename = "l")]
    lamport: u64,
    #[serde(rename = "o", default, skip_serializing_if = "Vec::is_empty")]
    over: Vec<Id>,
    #[serde(rename = "t")]
    at: (i64, i16),
    #[serde(rename = "b")]
    by: usize,
    #[serde(rename = "a")]
    act: StoredAct,
}

/// A day as `2026-11-25`, about a day as `~2026-11-25`, with a time as `2026-11-25 06:30`, unknown as nothing.
type Day = String;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredAct {
    Opened { code: String, procedure: String, edition: String, training: bool },
    Fact(String, Vec<Arc<str>>),
    ToDo(String),
    Waiting { step: String, on: String, since: Day },
    Done(String, Day),
    Reported { step: String, day: Day, by: String, how: String },
    Elsewhere(String, Day),
    NotNeeded(String, String),
    Note(String, String),
    Place(String, String),
    Clear(String, String),
    Raised(String, String),
    Consent(Box<StoredConsent>),
    Paper(String, StoredPaper, String),
    Question(String),
    Shared { receiver: String, purpose: String, form: String },
    Incident { step: String, reason: String, role: String, day: Day },
    Erased(Vec<Id>),
    Undo(Id),
    Closed(String),
    Reopened(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredConsent {
    kind: String,
    giver: StoredGiver,
    answer: StoredAnswer,
    day: Day,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interpreter: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<bool>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    present: String,
    form: StoredForm,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    scope: String,
}

/// Twins of small enums of the journal, so that renaming one there changes no stored word.
macro_rules! twin {
    ($stored:ident = $own:ident { $($variant:ident),* }) => {
        #[derive(Clone, Copy, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum $stored { $($variant),* }

        impl From<$own> for $stored {
            fn from(own: $own) -> Self {
                match own { $($own::$variant => Self::$variant),* }
            }
        }

        impl From<$stored> for $own {
            fn from(stored: $stored) -> Self {
                match stored { $($stored::$variant => Self::$variant),* }
            }
        }
    };
}

twin!(StoredGiver = Giver { Person, Guardian });
twin!(StoredAnswer = Answer { Given, Refused, Withdrawn });
twin!(StoredForm = Form { Spoken, Thumb, Written });
twin!(StoredPaper = PaperState { Present, Missing, NotNeeded });

impl Text {
    fn entry(&mut self, entry: &Entry) -> StoredEntry {
        StoredEntry {
            id: self.id(entry.id),
            lamport: entry.lamport,
            over: entry.over.iter().map(|id| self.id(*id)).collect(),
            at: (entry.at.unix, entry.at.offset),
            by: place(&mut self.by, (entry.by.role.clone(), entry.by.office.clone(), entry.by.initials.clone())),
            act: self.act(&entry.act),
        }
    }

    fn id(&mut self, id: EntryId) -> Id {
        (place(&mut self.writers, id.writer.to_string()), id.number)
    }

    fn act(&mut self, act: &Act) -> StoredAct {
        match act.clone() {
            Act::Opened { code, procedure, edition, kind } => {
                StoredAct::Opened { code, procedure, edition, training: kind == CaseKind::Training }
            }
            Act::Fact { fact, values } => StoredAct::Fact(fact.to_string(), values),
            Act::Status { step, status } => status_to_stored(step.to_string(), status),
            Act::Note { step, text } => StoredAct::Note(step.to_string(), text),
            Act::Place { step, text } => StoredAct::Place(step.to_string(), text),
            Act::Stop { stop, mark: StopMark::Clear, reason } => StoredAct::Clear(stop.to_string(), reason),
            Act::Stop { stop, mark: StopMark::Raised, reason } => StoredAct::Raised(stop.to_string(), reason),
            Act::Consent(consent) => StoredAct::Consent(Box::new(StoredConsent {
                kind: consent.kind.to_string(),
                giver: consent.giver.into(),
                answer: consent.answer.into(),
                day: day_to_stored(consent.when),
                language: consent.language,
                interpreter: consent.interpreter,
                private: consent.private,
                present: consent.present,
                form: consent.form.into(),
                scope: consent.scope,
            })),
            Act::Paper { paper, state, place } => StoredAct::Paper(paper.to_string(), state.into(), place),
            Act::Question { text } => StoredAct::Question(text),
            Act::Shared { receiver, purpose, form } => StoredAct::Shared { receiver, purpose, form },
            Act::Incident { step, reason, told } => {
                StoredAct::Incident { step: step.to_string(), reason, role: told.role, day: day_to_stored(told.when) }
            }
            Act::Erased { entries } => StoredAct::Erased(entries.iter().map(|id| self.id(*id)).collect()),
            Act::Undo { entry } => StoredAct::Undo(self.id(entry)),
            Act::Closed { reason } => StoredAct::Closed(reason),
            Act::Reopened { reason } => StoredAct::Reopened(reason),
        }
    }

    fn read(&self, entry: &StoredEntry) -> Result<Entry, StoredError> {
        let (role, office, initials) = self.by.get(entry.by).cloned().ok_or_else(|| broken("an official"))?;
        Ok(Entry {
            id: self.read_id(entry.id)?,
            lamport: entry.lamport,
            over: entry.over.iter().map(|id| self.read_id(*id)).collect::<Result<_, _>>()?,
            at: Stamp { unix: entry.at.0, offset: entry.at.1 },
            by: By { role, office, initials },
            act: self.read_act(&entry.act)?,
        })
    }

    fn read_id(&self, (writer, number): Id) -> Result<EntryId, StoredError> {
        let writer = self.writers.get(writer).ok_or_else(|| broken("a writer"))?;
        let writer = u64::from_str_radix(writer, 16).map_err(|_| broken("a writer"))?;
        Ok(EntryId { writer: Writer(writer), number })
    }

    fn read_act(&self, act: &StoredAct) -> Result<Act, StoredError> {
        let status = |step: &String, status: Status| Act::Status { step: step.as_str().into(), status };
        Ok(match act {
            StoredAct::Opened { code, procedure, edition, training } => Act::Opened {
                code: code.clone(),
                procedure: procedure.clone(),
                edition: edition.clone(),
                kind: if *training { CaseKind::Training } else { CaseKind::Real },
            },
            StoredAct::Fact(fact, values) => Act::Fact { fact: fact.as_str().into(), values: values.clone() },
            StoredAct::ToDo(step) => status(step, Status::ToDo),
            StoredAct::Waiting { step, on, since } => {
                status(step, Status::Waiting { on: on.clone(), since: day_from_stored(since)? })
            }
            StoredAct::Done(step, day) => status(step, Status::Done { when: day_from_stored(day)? }),
            StoredAct::Reported { step, day, by, how } => {
                status(step, Status::ReportedDone { when: day_from_stored(day)?, by: by.clone(), how: how.clone() })
            }
            StoredAct::Elsewhere(step, day) => status(step, Status::DoneElsewhere { when: day_from_stored(day)? }),
            StoredAct::NotNeeded(step, reason) => status(step, Status::NotNeeded { reason: reason.clone() }),
            StoredAct::Note(step, text) => Act::Note { step: step.as_str().into(), text: text.clone() },
            StoredAct::Place(step, text) => Act::Place { step: step.as_str().into(), text: text.clone() },
            StoredAct::Clear(stop, reason) => {
                Act::Stop { stop: stop.as_str().into(), mark: StopMark::Clear, reason: reason.clone() }
            }
            StoredAct::Raised(stop, reason) => {
                Act::Stop { stop: stop.as_str().into(), mark: StopMark::Raised, reason: reason.clone() }
            }
            StoredAct::Consent(consent) => Act::Consent(Consent {
                kind: consent.kind.as_str().into(),
                giver: consent.giver.into(),
                answer: consent.answer.into(),
                when: day_from_stored(&consent.day)?,
                language: consent.language.clone(),
                interpreter: consent.interpreter,
                private: consent.private,
                present: consent.present.clone(),
                form: consent.form.into(),
                scope: consent.scope.clone(),
            }),
            StoredAct::Paper(paper, state, place) => {
                Act::Paper { paper: paper.as_str().into(), state: (*state).into(), place: place.clone() }
            }
            StoredAct::Question(text) => Act::Question { text: text.clone() },
            StoredAct::Shared { receiver, purpose, form } => {
                Act::Shared { receiver: receiver.clone(), purpose: purpose.clone(), form: form.clone() }
            }
            StoredAct::Incident { step, reason, role, day } => Act::Incident {
                step: step.as_str().into(),
                reason: reason.clone(),
                told: Told { role: role.clone(), when: day_from_stored(day)? },
            },
            StoredAct::Erased(entries) => {
                Act::Erased { entries: entries.iter().map(|id| self.read_id(*id)).collect::<Result<_, _>>()? }
            }
            StoredAct::Undo(entry) => Act::Undo { entry: self.read_id(*entry)? },
            StoredAct::Closed(reason) => Act::Closed { reason: reason.clone() },
            StoredAct::Reopened(reason) => Act::Reopened { reason: reason.clone() },
        })
    }
}

fn broken(what: &str) -> StoredError {
    StoredError::Broken(what.to_owned())
}

/// The place of an item in a list, added if it is not there.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|known| *known == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

fn status_to_stored(step: String, status: Status) -> StoredAct {
    match status {
        Status::ToDo => StoredAct::ToDo(step),
        Status::Waiting { on, since } => StoredAct::Waiting { step, on, since: day_to_stored(since) },
        Status::Done { when } => StoredAct::Done(step, day_to_stored(when)),
        Status::ReportedDone { when, by, how } => StoredAct::Reported { step, day: day_to_stored(when), by, how },
        Status::DoneElsewhere { when } => StoredAct::Elsewhere(step, day_to_stored(when)),
        Status::NotNeeded { reason } => StoredAct::NotNeeded(step, reason),
    }
}

fn day_to_stored(when: When) -> Day {
    let date = |day: Date| format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day());
    match when {
        When::Unknown => String::new(),
        When::About(day) => format!("~{}", date(day)),
        When::On(day) => date(day),
        When::At(day, at) => format!("{} {:02}:{:02}", date(day), at.hour, at.minute),
    }
}

fn day_from_stored(text: &str) -> Result<When, StoredError> {
    let read = || -> Option<When> {
        if text.is_empty() {
            return Some(When::Unknown);
        }
        if let Some(day) = text.strip_prefix('~') {
            return Some(When::About(date(day)?));
        }
        match text.split_once(' ') {
            None => Some(When::On(date(text)?)),
            Some((day, at)) => {
                let (hour, minute) = at.split_once(':')?;
                let at = Hm { hour: hour.parse().ok()?, minute: minute.parse().ok()? };
                (at.hour < 24 && at.minute < 60).then_some(When::At(date(day)?, at))
            }
        }
    };
    read().ok_or_else(|| broken("a day"))
}

fn date(text: &str) -> Option<Date> {
    // From the end, since a year may begin with a minus.
    let mut parts = text.rsplitn(3, '-');
    let day = parts.next()?.parse().ok()?;
    let month: u8 = parts.next()?.parse().ok()?;
    let year = parts.next()?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}
