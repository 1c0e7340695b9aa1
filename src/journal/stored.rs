//! The stored form of entries: versions 1 to 4, a JSON text.
//!
//! ```text
//! {"f":1,                                       the form
//!  "w":["00000000000000aa"],                    writers in hexadecimal; entries name them by place
//!  "b":[["TH-SHE","Kredtrakarn","SK"]],         officials: role, office, initials
//!  "e":[{"i":[0,2],                             an entry: writer and number,
//!        "l":2,                                 logical time,
//!        "o":[[0,1]],                           what it replaces, if anything,
//!        "t":[1795000000,420],                  seconds and minutes east of UTC,
//!        "b":0,                                 official,
//!        "a":{"done":["3.1","2026-11-25"]}}]}   act
//! ```
//!
//! Version 2 is version 1 with more acts: the handover, where a case stood at its beginning, why it was reopened, who said
//! that a step was done elsewhere, linked cases, and under `points` which points of a consent were ticked. Version 3 is
//! version 2 with `"thin":true` at entries that came in a partner's file with parts left out. Version 4 adds `"gap"`: a file
//! came in that was not whole. A text is written in the lowest version that can say what it says, so that a version of the app
//! that knows only the first reads all the rest.
//!
//! A day is `2026-11-25`, about a day `~2026-11-25`, a day with a time `2026-11-25 06:30`, and an unknown one is empty.
//!
//! The only place that knows it. Its words are its own, so that a change of the journal's names cannot change what lies on
//! a device; a permanent sample per version in `tests/samples` must read for ever. Reading is all or nothing for one text:
//! a text with one entry that this version does not know stays where it is and is left to a version that does.

use std::fmt;

use time::{Date, Month};

use super::json::{Reader, at};
use super::{
    Act, Answer, By, CaseKind, Consent, Entry, EntryId, Form, Giver, Handover, Hm, Kin, PaperState, Party, Stamp,
    Status, StopMark, Told, When, Writer,
};
use crate::json::{self, Json, Value};
use crate::procedure::PointId;

/// The newest version of the stored form that this code reads and writes.
pub const FORM: u32 = 4;

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
    let mut text = Writing::default();
    text.entries.open('[');
    for entry in entries {
        text.entry(entry);
    }
    text.end()
}

/// Reads entries from a text.
///
/// # Errors
///
/// A [`StoredError`] that repeats nothing of what the text says: it may be a case.
pub fn from_stored(text: &str) -> Result<Vec<Entry>, StoredError> {
    from_value(&json::read(text).map_err(|fault| StoredError::Broken(fault.to_string()))?)
}

/// Reads entries from such a text that is part of another.
///
/// # Errors
///
/// As [`from_stored`].
pub fn from_value(value: &Value) -> Result<Vec<Entry>, StoredError> {
    let mut reading = Reading::default();
    let form = reading.json.small(at(value, "f"));
    if form > FORM {
        return Err(StoredError::Newer(form));
    }
    reading.form = form;
    let entries = reading.entries(value);
    reading.json.end(entries).map_err(|what| StoredError::Broken(what.to_owned()))
}

#[derive(Default)]
struct Writing<'a> {
    /// The version that knows all that was written so far; 0 is 1.
    form: u64,
    writers: Vec<Writer>,
    by: Vec<&'a By>,
    entries: Json,
}

impl<'a> Writing<'a> {
    fn end(mut self) -> String {
        self.entries.close(']');
        let mut text = Json::default();
        text.open('{');
        text.key("f");
        text.number(self.form.max(1));
        text.key("w");
        text.open('[');
        for writer in &self.writers {
            text.text(&writer.to_string());
        }
        text.close(']');
        text.key("b");
        text.open('[');
        for by in self.by {
            text.texts(&[&by.role, &by.office, &by.initials]);
        }
        text.close(']');
        text.key("e");
        text.raw(&self.entries.end());
        text.close('}');
        text.end()
    }

    fn entry(&mut self, entry: &'a Entry) {
        self.entries.open('{');
        self.entries.key("i");
        self.id(entry.id);
        self.entries.key("l");
        self.entries.number(entry.lamport);
        if !entry.over.is_empty() {
            self.entries.key("o");
            self.ids(&entry.over);
        }
        self.entries.key("t");
        self.entries.open('[');
        self.entries.signed(entry.at.unix);
        self.entries.signed(entry.at.offset.into());
        self.entries.close(']');
        self.entries.key("b");
        let by = place(&mut self.by, &entry.by);
        self.entries.number(by);
        self.entries.key("a");
        self.entries.open('{');
        self.act(&entry.act);
        self.entries.close('}');
        if entry.thin {
            self.form = self.form.max(3);
            self.entries.key("thin");
            self.entries.yes(true);
        }
        self.entries.close('}');
    }

    fn id(&mut self, id: EntryId) {
        let writer = place(&mut self.writers, id.writer);
        self.entries.open('[');
        self.entries.number(writer);
        self.entries.number(id.number.into());
        self.entries.close(']');
    }

    fn ids(&mut self, ids: &[EntryId]) {
        self.entries.open('[');
        for id in ids {
            self.id(*id);
        }
        self.entries.close(']');
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Opened { code, procedure, edition, kind } => {
                self.entries.key("opened");
                self.entries.open('{');
                self.entries.pair("code", code);
                self.entries.pair("procedure", procedure);
                self.entries.pair("edition", edition);
                self.entries.key("training");
                self.entries.yes(*kind == CaseKind::Training);
                self.entries.close('}');
            }
            Act::Fact { fact, values } => {
                self.entries.key("fact");
                self.entries.open('[');
                self.entries.text(fact.as_str());
                let values: Vec<&str> = values.iter().map(|value| &**value).collect();
                self.entries.texts(&values);
                self.entries.close(']');
            }
            Act::Status { step, status } => self.status(step.as_str(), status),
            Act::Note { step, text } => self.list("note", &[step.as_str(), text]),
            Act::Place { step, text } => self.list("place", &[step.as_str(), text]),
            Act::Stop { stop, mark: StopMark::Clear, reason } => self.list("clear", &[stop.as_str(), reason]),
            Act::Stop { stop, mark: StopMark::Raised, reason } => self.list("raised", &[stop.as_str(), reason]),
            Act::Consent(consent) => self.consent(consent),
            Act::Paper { paper, state, place } => self.list("paper", &[paper.as_str(), paper_word(*state), place]),
            Act::Handover(handover) => self.handover(handover),
            Act::Stood { phase } => {
                self.form = self.form.max(2);
                self.entries.pair("stood", phase.as_str());
            }
            Act::Question { text } => self.entries.pair("question", text),
            Act::Link { code, kin } => {
                self.form = self.form.max(2);
                self.list("link", &[code, kin_word(*kin)]);
            }
            Act::Shared { receiver, purpose, form } => {
                self.named("shared", &[("receiver", receiver), ("purpose", purpose), ("form", form)]);
            }
            Act::Gap => {
                self.form = self.form.max(4);
                self.entries.pair("gap", "");
            }
            Act::Incident { step, reason, told } => {
                let day = day_to_stored(told.when);
                let step = step.as_str();
                self.named("incident", &[("step", step), ("reason", reason), ("role", &told.role), ("day", &day)]);
            }
            Act::Erased { entries } => {
                self.entries.key("erased");
                self.ids(entries);
            }
            Act::Undo { entry } => {
                self.entries.key("undo");
                self.id(*entry);
            }
            Act::Closed { reason } => self.entries.pair("closed", reason),
            Act::Reopened { why, reason } if why.is_empty() => self.entries.pair("reopened", reason),
            Act::Reopened { why, reason } => {
                self.form = self.form.max(2);
                self.list("reopened", &[why, reason]);
            }
        }
    }

    fn status(&mut self, step: &str, status: &Status) {
        match status {
            Status::ToDo => self.entries.pair("to_do", step),
            Status::Waiting { on, since } => {
                self.named("waiting", &[("step", step), ("on", on), ("since", &day_to_stored(*since))]);
            }
            Status::Done { when } => self.list("done", &[step, &day_to_stored(*when)]),
            Status::ReportedDone { when, by, how } => {
                self.named("reported", &[("step", step), ("day", &day_to_stored(*when)), ("by", by), ("how", how)]);
            }
            Status::DoneElsewhere { when, by } if by.is_empty() => {
                self.list("elsewhere", &[step, &day_to_stored(*when)]);
            }
            Status::DoneElsewhere { when, by } => {
                self.form = self.form.max(2);
                self.list("elsewhere", &[step, &day_to_stored(*when), by]);
            }
            Status::NotNeeded { reason } => self.list("not_needed", &[step, reason]),
        }
    }

    fn handover(&mut self, handover: &Handover) {
        self.form = self.form.max(2);
        self.entries.key("handover");
        self.entries.open('{');
        self.entries.pair("day", &day_to_stored(handover.when));
        for (key, party) in [("gave", &handover.giver), ("took", &handover.receiver)] {
            self.list(key, &[&party.role, &party.office]);
        }
        let papers: Vec<&str> = handover.papers.iter().map(|paper| paper.as_str()).collect();
        self.list("papers", &papers);
        self.entries.pair("despite", &handover.despite);
        self.entries.close('}');
    }

    fn consent(&mut self, consent: &Consent) {
        self.entries.key("consent");
        self.entries.open('{');
        self.entries.pair("kind", consent.kind.as_str());
        self.entries.pair("giver", giver_word(consent.giver));
        self.entries.pair("answer", answer_word(consent.answer));
        self.entries.pair("day", &day_to_stored(consent.when));
        self.unless_empty("language", &consent.language);
        self.if_said("interpreter", consent.interpreter);
        self.if_said("private", consent.private);
        self.unless_empty("present", &consent.present);
        self.unless_empty("form", consent.form.map_or("", form_word));
        self.unless_empty("scope", &consent.scope);
        if !consent.points.is_empty() {
            self.form = self.form.max(2);
            self.entries.key("points");
            self.entries.texts(&consent.points.iter().map(PointId::as_str).collect::<Vec<_>>());
        }
        self.entries.close('}');
    }

    fn unless_empty(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.entries.pair(key, text);
        }
    }

    fn if_said(&mut self, key: &str, said: Option<bool>) {
        if let Some(said) = said {
            self.entries.key(key);
            self.entries.yes(said);
        }
    }

    fn list(&mut self, key: &str, texts: &[&str]) {
        self.entries.key(key);
        self.entries.texts(texts);
    }

    fn named(&mut self, key: &str, pairs: &[(&str, &str)]) {
        self.entries.key(key);
        self.entries.open('{');
        for (key, text) in pairs {
            self.entries.pair(key, text);
        }
        self.entries.close('}');
    }
}

/// The place of an item in a list, added if it is not there.
fn place<T: PartialEq>(list: &mut Vec<T>, item: T) -> u64 {
    let place = list.iter().position(|known| *known == item).unwrap_or(list.len());
    if place == list.len() {
        list.push(item);
    }
    place as u64
}

#[derive(Default)]
struct Reading {
    /// The version of the text.
    form: u32,
    json: Reader,
    writers: Vec<u64>,
    by: Vec<By>,
}

impl Reading {
    fn entries(&mut self, text: &Value) -> Vec<Entry> {
        self.json.object(text, &["f", "w", "b", "e"]);
        for writer in self.json.items(at(text, "w")) {
            let writer = u64::from_str_radix(self.json.str(writer), 16).ok();
            self.writers.push(self.json.some(writer, "a writer"));
        }
        for by in self.json.items(at(text, "b")) {
            let [role, office, initials, _] = self.json.texts(by, 3).map(str::to_owned);
            self.by.push(By { role, office, initials });
        }
        let mut entries = Vec::new();
        for entry in self.json.items(at(text, "e")) {
            entries.push(self.entry(entry));
        }
        entries
    }

    fn entry(&mut self, entry: &Value) -> Entry {
        // Only version 3 has the last one.
        let keys = ["i", "l", "o", "t", "b", "a", "thin"];
        self.json.object(entry, &keys[..if self.form < 3 { 6 } else { 7 }]);
        let [unix, offset] = self.json.two(at(entry, "t")).map(|part| self.json.signed(part));
        let by = self.json.small(at(entry, "b"));
        Entry {
            id: self.id(at(entry, "i")),
            lamport: self.json.number(at(entry, "l")),
            over: entry.get("o").map_or(Vec::new(), |over| self.ids(over)),
            at: Stamp { unix, offset: self.json.some(offset.try_into().ok(), "an offset") },
            by: self.json.some(self.by.get(by as usize).cloned(), "an official"),
            act: self.act(at(entry, "a")),
            thin: entry.get("thin").is_some_and(|thin| self.json.yes(thin)),
        }
    }

    fn id(&mut self, id: &Value) -> EntryId {
        let [writer, number] = self.json.two(id).map(|part| self.json.small(part));
        let writer = self.json.some(self.writers.get(writer as usize).copied(), "a writer");
        EntryId { writer: Writer(writer), number }
    }

    fn ids(&mut self, ids: &Value) -> Vec<EntryId> {
        let mut read = Vec::new();
        for id in self.json.items(ids) {
            read.push(self.id(id));
        }
        read
    }

    fn act(&mut self, act: &Value) -> Act {
        let (name, value) = self.json.single(act);
        match name {
            "opened" => self.opened(value),
            "fact" => {
                let [fact, listed] = self.json.two(value);
                let mut values = Vec::new();
                for value in self.json.items(listed) {
                    values.push(self.json.str(value).into());
                }
                Act::Fact { fact: self.json.str(fact).into(), values }
            }
            "note" | "place" | "clear" | "raised" | "not_needed" | "done" => {
                let [id, text, ..] = self.json.texts(value, 2);
                let text = text.to_owned();
                match name {
                    "note" => Act::Note { step: id.into(), text },
                    "place" => Act::Place { step: id.into(), text },
                    "clear" => Act::Stop { stop: id.into(), mark: StopMark::Clear, reason: text },
                    "raised" => Act::Stop { stop: id.into(), mark: StopMark::Raised, reason: text },
                    "not_needed" => status(id, Status::NotNeeded { reason: text }),
                    _ => status(id, Status::Done { when: self.day(&text) }),
                }
            }
            "elsewhere" => {
                let said = self.json.items(value).len();
                let [id, day, by, _] = self.json.texts(value, said.clamp(2, 3));
                status(id, Status::DoneElsewhere { when: self.day(day), by: by.to_owned() })
            }
            "handover" => self.handover(value),
            "stood" => Act::Stood { phase: self.json.str(value).into() },
            "reopened" if value.as_array().is_some() => {
                let [why, reason, ..] = self.json.texts(value, 2).map(str::to_owned);
                Act::Reopened { why, reason }
            }
            "to_do" => status(self.json.str(value), Status::ToDo),
            "waiting" => {
                let [step, on, since, _] = self.json.named(value, &["step", "on", "since"]);
                status(step, Status::Waiting { on: on.to_owned(), since: self.day(since) })
            }
            "reported" => {
                let [step, day, by, how] = self.json.named(value, &["step", "day", "by", "how"]);
                let when = self.day(day);
                status(step, Status::ReportedDone { when, by: by.to_owned(), how: how.to_owned() })
            }
            "consent" => self.consent(value),
            "paper" => {
                let [paper, state, place, _] = self.json.texts(value, 3);
                let states = [PaperState::Present, PaperState::Missing, PaperState::NotNeeded];
                Act::Paper { paper: paper.into(), state: self.word(state, states, paper_word), place: place.to_owned() }
            }
            "link" => {
                let [code, kin, ..] = self.json.texts(value, 2);
                Act::Link { code: code.to_owned(), kin: self.word(kin, Kin::ALL, kin_word) }
            }
            "shared" => {
                let [receiver, purpose, form, _] =
                    self.json.named(value, &["receiver", "purpose", "form"]).map(str::to_owned);
                Act::Shared { receiver, purpose, form }
            }
            "incident" => {
                let [step, reason, role, day] = self.json.named(value, &["step", "reason", "role", "day"]);
                let told = Told { role: role.to_owned(), when: self.day(day) };
                Act::Incident { step: step.into(), reason: reason.to_owned(), told }
            }
            "erased" => Act::Erased { entries: self.ids(value) },
            "undo" => Act::Undo { entry: self.id(value) },
            "gap" if self.form > 3 && value.as_str() == Some("") => Act::Gap,
            "question" | "closed" | "reopened" => {
                let text = self.json.str(value).to_owned();
                match name {
                    "question" => Act::Question { text },
                    "closed" => Act::Closed { reason: text },
                    _ => Act::Reopened { why: String::new(), reason: text },
                }
            }
            _ => {
                self.json.fault("an act");
                Act::Question { text: String::new() }
            }
        }
    }

    fn opened(&mut self, value: &Value) -> Act {
        self.json.object(value, &["code", "procedure", "edition", "training"]);
        let [code, procedure, edition] =
            ["code", "procedure", "edition"].map(|key| self.json.str(at(value, key)).to_owned());
        let kind = if self.json.yes(at(value, "training")) { CaseKind::Training } else { CaseKind::Real };
        Act::Opened { code, procedure, edition, kind }
    }

    fn handover(&mut self, value: &Value) -> Act {
        self.json.object(value, &["day", "gave", "took", "papers", "despite"]);
        let [giver, receiver] = ["gave", "took"].map(|key| {
            let [role, office, ..] = self.json.texts(at(value, key), 2).map(str::to_owned);
            Party { role, office }
        });
        let mut papers = Vec::new();
        for paper in self.json.items(at(value, "papers")) {
            papers.push(self.json.str(paper).into());
        }
        let [day, despite] = ["day", "despite"].map(|key| self.json.str(at(value, key)));
        Act::Handover(Handover { when: self.day(day), giver, receiver, papers, despite: despite.to_owned() })
    }

    fn consent(&mut self, value: &Value) -> Act {
        let keys = [
            "kind",
            "giver",
            "answer",
            "day",
            "form",
            "language",
            "present",
            "scope",
            "interpreter",
            "private",
            "points",
        ];
        self.json.object(value, &keys);
        let [kind, giver, answer, day] = ["kind", "giver", "answer", "day"].map(|key| self.json.str(at(value, key)));
        let form = match at(value, "form") {
            Value::Null => None,
            said => {
                let said = self.json.str(said);
                Some(self.word(said, [Form::Spoken, Form::Thumb, Form::Written], form_word))
            }
        };
        let [language, present, scope] = ["language", "present", "scope"]
            .map(|key| value.get(key).map_or("", |text| self.json.str(text)).to_owned());
        let [interpreter, private] = ["interpreter", "private"].map(|key| match at(value, key) {
            Value::Null => None,
            said => Some(self.json.yes(said)),
        });
        let mut points = Vec::new();
        // Version 1 does not have it, and says what it says to every version alike.
        if let Some(listed) = value.get("points") {
            if self.form < 2 {
                self.json.fault("an object");
            }
            for point in self.json.items(listed) {
                points.push(self.json.str(point).into());
            }
        }
        Act::Consent(Consent {
            kind: kind.into(),
            giver: self.word(giver, [Giver::Person, Giver::Guardian], giver_word),
            answer: self.word(answer, [Answer::Given, Answer::Refused, Answer::Withdrawn], answer_word),
            when: self.day(day),
            language,
            interpreter,
            private,
            present,
            form,
            scope,
            points,
        })
    }

    /// The one among all that has this word.
    fn word<T: Copy, const N: usize>(&mut self, text: &str, all: [T; N], word: fn(T) -> &'static str) -> T {
        all.into_iter().find(|one| word(*one) == text).unwrap_or_else(|| {
            self.json.fault("a word");
            all[0]
        })
    }

    fn day(&mut self, text: &str) -> When {
        self.json.some(day_from_stored(text), "a day")
    }
}

fn status(step: &str, status: Status) -> Act {
    Act::Status { step: step.into(), status }
}

// The words of small enums, here so that renaming one there changes no stored word.

fn giver_word(giver: Giver) -> &'static str {
    match giver {
        Giver::Person => "person",
        Giver::Guardian => "guardian",
    }
}

fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Given => "given",
        Answer::Refused => "refused",
        Answer::Withdrawn => "withdrawn",
    }
}

fn form_word(form: Form) -> &'static str {
    match form {
        Form::Spoken => "spoken",
        Form::Thumb => "thumb",
        Form::Written => "written",
    }
}

fn kin_word(kin: Kin) -> &'static str {
    match kin {
        Kin::ChildOf => "child_of",
        Kin::ParentOf => "parent_of",
        Kin::Sibling => "sibling",
        Kin::TravelsWith => "travels_with",
    }
}

fn paper_word(state: PaperState) -> &'static str {
    match state {
        PaperState::Present => "present",
        PaperState::Missing => "missing",
        PaperState::NotNeeded => "not_needed",
    }
}

fn day_to_stored(when: When) -> String {
    let (mark, day, at) = match when {
        When::Unknown => return String::new(),
        When::About(day) => ("~", day, None),
        When::On(day) => ("", day, None),
        When::At(day, at) => ("", day, Some(at)),
    };
    let mut text = format!("{mark}{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day());
    if let Some(at) = at {
        text += &format!(" {:02}:{:02}", at.hour, at.minute);
    }
    text
}

fn day_from_stored(text: &str) -> Option<When> {
    if text.is_empty() {
        return Some(When::Unknown);
    }
    if let Some(day) = text.strip_prefix('~') {
        return Some(When::About(date(day)?));
    }
    let Some((day, at)) = text.split_once(' ') else { return Some(When::On(date(text)?)) };
    let (hour, minute) = at.split_once(':')?;
    let at = Hm { hour: hour.parse().ok()?, minute: minute.parse().ok()? };
    (at.hour < 24 && at.minute < 60).then_some(When::At(date(day)?, at))
}

fn date(text: &str) -> Option<Date> {
    // From the end, since a year may begin with a minus.
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let month: u8 = month.parse().ok()?;
    Date::from_calendar_date(year.parse().ok()?, Month::try_from(month).ok()?, day.parse().ok()?).ok()
}
