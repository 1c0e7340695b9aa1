//! A small builder of cases: devices that write, see late, and merge.

#![allow(dead_code, clippy::unwrap_used)] // each test file uses its own part of this; clippy knows no helpers as tests

pub mod full;
pub mod odd;

use std::sync::LazyLock;

use serde_json::{Value, json};

use sop_checklist::case::{Case, Gate, Pen, View, gate, over};
use sop_checklist::journal::{
    Act, Answer, By, CaseKind, Consent, Date, Entry, EntryId, Giver, Hm, Inserted, Journal, Month, Stamp, Status,
    StopMark, When, Writer,
};
use sop_checklist::procedure::{Annex, Procedure, read, read_annex};

/// The procedure that ships.
pub fn shipped() -> &'static Procedure {
    static SHIPPED: LazyLock<Procedure> =
        LazyLock::new(|| read(include_str!("../../public/sop/th-mm-return.json")).unwrap());
    &SHIPPED
}

/// What stands behind it.
pub fn annex() -> &'static Annex {
    static SHIPPED: LazyLock<Annex> =
        LazyLock::new(|| read_annex(include_str!("../../public/sop/th-mm-return.json")).unwrap());
    &SHIPPED
}

/// One tab of one official: its journal, the case that follows it entry by entry as in the app, and its pen.
#[derive(Debug)]
pub struct Device {
    pub procedure: &'static Procedure,
    pub journal: Journal,
    pub case: Case,
    pen: Pen,
    clock: i64,
}

impl Device {
    /// A tab that just started and knows no case.
    pub fn new(procedure: &'static Procedure, writer: u64) -> Self {
        let (journal, case) = (Journal::default(), Case::default());
        Self { procedure, journal, case, pen: Pen::new(Writer(writer)), clock: 1_795_000_000 }
    }

    /// A tab that just began a case.
    pub fn opened(procedure: &'static Procedure, writer: u64) -> Self {
        let mut device = Self::new(procedure, writer);
        device.act(Act::Opened {
            code: "MS-12".into(),
            procedure: procedure.id.clone(),
            edition: "1".into(),
            kind: CaseKind::Real,
        });
        device
    }

    /// A tab that starts with all that this one knows.
    pub fn copy(&self, writer: u64) -> Self {
        Self { journal: self.journal.clone(), case: self.case.clone(), ..Self::new(self.procedure, writer) }
    }

    /// Writes an act over all that this tab sees of its field, as the app does.
    pub fn act(&mut self, act: Act) -> EntryId {
        self.write(act).id
    }

    /// As [`Device::act`], with the whole entry.
    pub fn write(&mut self, act: Act) -> Entry {
        let over = over(self.procedure, &self.journal, &act);
        self.write_over(act, over)
    }

    /// The same over entries of one's choice.
    pub fn write_over(&mut self, act: Act, over: Vec<EntryId>) -> Entry {
        self.clock += 60;
        let by = By { role: "TH-SHE".into(), office: "Kredtrakarn".into(), initials: "SK".into() };
        let at = Stamp { unix: self.clock, offset: 420 };
        let entry = self.pen.write(&self.journal, act, over, at, by);
        self.take(&entry);
        entry
    }

    /// So many seconds go by.
    pub fn wait(&mut self, seconds: i64) {
        self.clock += seconds;
    }

    /// Takes in one entry, wherever it comes from. An honest one is never damaged.
    pub fn take(&mut self, entry: &Entry) {
        let inserted = self.journal.insert(entry.clone());
        assert_ne!(inserted, Inserted::Damaged, "{entry:?}");
        if inserted != Inserted::Known {
            self.case.follow(self.procedure, &self.journal, entry);
        }
    }

    /// Takes in all that another tab knows.
    pub fn merge(&mut self, other: &Device) {
        other.journal.entries().for_each(|entry| self.take(entry));
    }

    /// Judges the case as this tab sees it.
    pub fn see<T>(&self, look: impl FnOnce(View) -> T) -> T {
        look(View::new(self.procedure, &self.case))
    }

    pub fn gate(&self) -> Gate {
        self.see(gate)
    }

    pub fn undo(&mut self, entry: EntryId) -> EntryId {
        self.act(Act::Undo { entry })
    }

    pub fn fact(&mut self, id: &str, values: &[&str]) -> EntryId {
        self.act(fact(id, values))
    }

    pub fn status(&mut self, step: &str, status: Status) -> EntryId {
        self.act(Act::Status { step: step.into(), status })
    }

    pub fn done(&mut self, step: &str) -> EntryId {
        self.status(step, Status::Done { when: on(2026, 11, 25) })
    }

    pub fn mark(&mut self, stop: &str, mark: StopMark) -> EntryId {
        self.act(Act::Stop { stop: stop.into(), mark, reason: String::new() })
    }

    pub fn answer(&mut self, kind: &str, giver: Giver, answer: Answer) -> EntryId {
        self.act(Act::Consent(consent(kind, giver, answer)))
    }
}

pub fn opened(code: &str) -> Act {
    Act::Opened { code: code.into(), procedure: "th-mm-return".into(), edition: "1".into(), kind: CaseKind::Real }
}

pub fn fact(id: &str, values: &[&str]) -> Act {
    Act::Fact { fact: id.into(), values: values.iter().map(|value| (*value).into()).collect() }
}

/// A consent with nothing but its answer.
pub fn consent(kind: &str, giver: Giver, answer: Answer) -> Consent {
    Consent {
        kind: kind.into(),
        giver,
        answer,
        when: When::Unknown,
        language: String::new(),
        interpreter: None,
        private: None,
        present: String::new(),
        form: None,
        scope: String::new(),
        points: vec![],
    }
}

pub fn day(year: i32, month: u8, day: u8) -> Date {
    Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
}

pub fn on(year: i32, month: u8, of_month: u8) -> When {
    When::On(day(year, month, of_month))
}

pub fn at(year: i32, month: u8, of_month: u8, hour: u8, minute: u8) -> When {
    When::At(day(year, month, of_month), hm(hour, minute))
}

pub fn hm(hour: u8, minute: u8) -> Hm {
    Hm { hour, minute }
}

/// What speaks against nothing: a case with every consent and check that the gate asks for, in this order, so that the
/// checks saw the consents.
pub fn ready(procedure: &'static Procedure, writer: u64, age: &str) -> Device {
    let mut device = Device::opened(procedure, writer);
    device.fact("age", &[age]);
    device.fact("carer", &["yes"]);
    device.done("6.7");
    device.done("7.7");
    for kind in ["return", "crossing"] {
        for giver in [Giver::Person, Giver::Guardian] {
            device.answer(kind, giver, Answer::Given);
        }
    }
    for stop in &procedure.stops {
        device.mark(stop.id.as_str(), StopMark::Clear);
    }
    device
}

/// A small procedure for one test: what is not given is empty, and what every step, stop and limit needs is filled in.
pub fn content(given: Value) -> &'static Procedure {
    let mut whole = json!({
        "format": 1, "id": "small", "edition": "1", "approved": "", "roles": [], "facts": [], "consents": [],
        "stops": [], "limits": [], "papers": [], "phases": [],
        "gate": { "consents": [], "clear": [], "clear_or_plan": [], "also": [] },
    });
    put_in(&mut whole, given);
    for stop in items(&mut whole, "stops") {
        put_if_absent(stop, json!({ "effect": "stop", "acts": ["A"] }));
    }
    for limit in items(&mut whole, "limits") {
        put_if_absent(limit, json!({ "kind": "deadline", "sure": "read" }));
    }
    for phase in items(&mut whole, "phases") {
        put_if_absent(phase, json!({ "side": "from" }));
        for step in items(phase, "steps") {
            put_if_absent(step, json!({ "acts": ["A"], "side": "from" }));
        }
    }
    Box::leak(Box::new(read(&whole.to_string()).unwrap()))
}

fn items<'a>(value: &'a mut Value, key: &str) -> impl Iterator<Item = &'a mut Value> {
    value[key].as_array_mut().into_iter().flatten()
}

fn put_in(value: &mut Value, more: Value) {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
}

fn put_if_absent(value: &mut Value, mut more: Value) {
    put_in(&mut more, value.clone());
    *value = more;
}
