//! Practice cases: where each begins, and what was right and what was missed in the end.
//!
//! Knows no screen and no words. A practice case is an ordinary journal of the training kind; its story and its debrief are
//! words under `training.ID`, `.story`, `.task` and `.POINT`.

use time::{Date, Duration};

use super::{Case, Pen, View, over};
use crate::journal::{Act, Answer, By, CaseKind, Consent, Entry, Giver, Journal, Stamp, Status, StopMark, When};
use crate::json::{self, Value};
use crate::procedure::{Ask, Condition, Procedure, StepId, Truth};

/// A practice case.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Its id, under which its words stand.
    pub id: String,
    /// The code that the case goes by.
    pub code: String,
    /// For how many days all that is known at the beginning has been known.
    pub days: u16,
    /// What is known at the beginning.
    pub before: Before,
    /// What is looked at in the end.
    pub points: Vec<Point>,
}

/// What is known at the beginning of a practice case.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Before {
    /// Answers.
    pub facts: Vec<(String, String)>,
    /// Consents that were asked.
    pub consents: Vec<(String, Giver, Answer)>,
    /// Red flags that were looked at and found clear.
    pub clear: Vec<String>,
    /// Every step that comes before this one and applies is done.
    pub until: Option<StepId>,
    /// Except these.
    pub but: Vec<StepId>,
}

/// One thing that is looked at in the end.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its id.
    pub id: String,
    /// What should be so, or should not.
    pub when: Condition,
    /// Whether it should not be so.
    pub never: bool,
}

/// Reads the practice cases of a procedure. An error says what is wrong and where.
///
/// # Errors
///
/// Where the text is no such file.
pub fn read_trainings(text: &str) -> Result<Vec<Training>, String> {
    let value = json::read(text.trim_start_matches('\u{feff}')).map_err(|fault| fault.to_string())?;
    let list = value.get("training").and_then(Value::as_array).ok_or("training is missing")?;
    list.iter().map(training).collect()
}

fn training(value: &Value) -> Result<Training, String> {
    let id = text(value, "id")?;
    let read = || -> Result<Training, String> {
        let begins = value.get("before").ok_or("before is missing")?;
        let before = Before {
            facts: list(begins, "facts", |pair| Ok((at(pair, 0)?, at(pair, 1)?)))?,
            consents: list(begins, "consents", consent)?,
            clear: list(begins, "clear", own)?,
            until: begins.get("until").and_then(Value::as_str).map(StepId::from),
            but: list(begins, "but", |step| own(step).map(|step| step.as_str().into()))?,
        };
        let days = value.get("days").and_then(Value::as_u64).unwrap_or(0).min(u16::MAX.into()) as u16;
        Ok(Training { id: id.clone(), code: text(value, "code")?, days, before, points: list(value, "points", point)? })
    };
    read().map_err(|problem| format!("{id}: {problem}"))
}

fn consent(value: &Value) -> Result<(String, Giver, Answer), String> {
    let giver = match at(value, 1)?.as_str() {
        "person" => Giver::Person,
        "guardian" => Giver::Guardian,
        other => return Err(format!("nobody is called {other}")),
    };
    let answer = match at(value, 2)?.as_str() {
        "given" => Answer::Given,
        "refused" => Answer::Refused,
        "withdrawn" => Answer::Withdrawn,
        other => return Err(format!("{other} is no answer")),
    };
    Ok((at(value, 0)?, giver, answer))
}

fn point(value: &Value) -> Result<Point, String> {
    let (when, never) = match (value.get("when"), value.get("never")) {
        (Some(when), None) => (when, false),
        (None, Some(never)) => (never, true),
        _ => return Err("a point has either when or never".to_owned()),
    };
    let when = Condition::of(when).map_err(|error| error.to_string())?;
    Ok(Point { id: text(value, "id")?, when, never })
}

fn text(value: &Value, key: &str) -> Result<String, String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("{key} is missing"))
}

fn own(value: &Value) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "not a text".to_owned())
}

fn at(value: &Value, place: usize) -> Result<String, String> {
    own(value.as_array().and_then(|list| list.get(place)).ok_or("an entry is too short")?)
}

/// An absent list is an empty one.
fn list<T>(value: &Value, key: &str, read: fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    match value.get(key) {
        None => Ok(Vec::new()),
        Some(list) => list.as_array().ok_or_else(|| format!("{key} is not a list"))?.iter().map(read).collect(),
    }
}

impl Training {
    /// The case as the official finds it. `now` and `today` are the device's; what is known is some days older.
    pub fn begin(&self, procedure: &Procedure, pen: &mut Pen, now: Stamp, today: Option<Date>) -> Journal {
        let at = Stamp { unix: now.unix - i64::from(self.days) * 86_400, ..now };
        let day =
            today.and_then(|day| day.checked_sub(Duration::days(self.days.into()))).map_or(When::Unknown, When::On);
        let mut book = Beginning { procedure, pen, at, journal: Journal::default(), case: Case::default() };
        let before = &self.before;
        book.write(
            Act::Opened {
                code: self.code.clone(),
                procedure: procedure.id.clone(),
                edition: procedure.edition.clone(),
                kind: CaseKind::Training,
            },
            None,
        );
        for (fact, value) in &before.facts {
            let fact = fact.as_str().into();
            let asked = Ask::Fact(Clone::clone(&fact));
            book.write(Act::Fact { fact, values: vec![value.as_str().into()] }, Some(asked));
        }
        for (kind, giver, answer) in &before.consents {
            let consent = Consent {
                kind: kind.as_str().into(),
                giver: *giver,
                answer: *answer,
                when: day,
                language: String::new(),
                interpreter: None,
                private: Some(true),
                present: String::new(),
                form: None,
                scope: String::new(),
                points: Vec::new(),
            };
            book.write(Act::Consent(consent), Some(Ask::Consent(kind.as_str().into())));
        }
        for stop in &before.clear {
            let act = Act::Stop { stop: stop.as_str().into(), mark: StopMark::Clear, reason: String::new() };
            book.write(act, Some(Ask::Stop(stop.as_str().into())));
        }
        let until = before.until.as_ref();
        for step in procedure.steps().take_while(|step| until.is_some_and(|until| step.id != *until)) {
            let applies = View::new(procedure, &book.case).applies(step) == Truth::Yes;
            if applies && !before.but.contains(&step.id) {
                let role = step.acts.first().map(ToString::to_string).unwrap_or_default();
                book.write_by(Act::Status { step: step.id.clone(), status: Status::Done { when: day } }, role);
            }
        }
        book.journal
    }

    /// What was done right and what was missed, in the order of the points.
    pub fn debrief(&self, view: View) -> Vec<(&str, bool)> {
        // What the procedure takes for granted until somebody asks was not done by the official.
        let holds = |point: &Point| {
            let verdict = point.when.judge(&view);
            verdict.truth == Truth::Yes && !verdict.reasons.iter().any(|reason| reason.assumed)
        };
        let is_right = |point: &Point| holds(point) != point.never;
        self.points.iter().map(|point| (point.id.as_str(), is_right(point))).collect()
    }
}

/// A journal while it is begun.
struct Beginning<'a> {
    procedure: &'a Procedure,
    pen: &'a mut Pen,
    at: Stamp,
    journal: Journal,
    case: Case,
}

impl Beginning<'_> {
    /// Writes in the name of whom the procedure has ask this.
    fn write(&mut self, act: Act, asked: Option<Ask>) {
        let asks = |ask: &Ask| self.procedure.steps().find(|step| step.asks.contains(ask));
        let role = asked.as_ref().and_then(asks).and_then(|step| step.acts.first()).map(ToString::to_string);
        self.write_by(act, role.unwrap_or_default());
    }

    fn write_by(&mut self, act: Act, role: String) {
        let over = over(self.procedure, &self.journal, &act);
        let entry: Entry = self.pen.write(&self.journal, act, over, self.at, By { role, ..By::default() });
        self.journal.insert(entry.clone());
        self.case.follow(self.procedure, &self.journal, &entry);
    }
}
