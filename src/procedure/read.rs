//! Reading a content file.
//!
//! By hand over [`Value`], for deserialisers derived for each type made up a third of what the app may weigh.

use std::fmt;
use std::sync::Arc;

use super::condition::StepDone;
use super::{
    AlsoNeeded, Ask, Atom, BackRule, BorderDay, Change, ChangeId, ClosingRule, Condition, ConsentId, ConsentKind,
    ConsentState, Contradiction, ContradictionId, Effect, Fact, FactId, GateCheck, GateRule, HandoverRule, Length,
    Limit, LimitId, LimitKind, Paper, PaperId, Phase, PhaseId, PlanRule, Point, PointId, Procedure, Role, RoleId,
    SheetRule, Side, Step, StepId, Stop, StopId, StopOrPlan, StopState, Sure, Thing, Unit,
};
use crate::json::{self, Value};

/// The form of content file that this version reads.
const FORMAT: u32 = 1;

/// Why a content file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The text is not JSON at all: cut short, or another kind of file.
    NotJson {
        /// Where it goes wrong, with line and column.
        detail: String,
    },
    /// JSON, but of a form that this version does not know.
    OtherFormat {
        /// The number under `format`; none where there is none.
        found: Option<u64>,
    },
    /// The right form, but something in it is missing, misspelt or of the wrong kind.
    Broken {
        /// Where and what, such as `phases 2: steps 2.9: acts is missing`.
        detail: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotJson { detail } => write!(f, "The procedure file is not JSON: {detail}."),
            ReadError::OtherFormat { found: Some(found) } => {
                write!(f, "The procedure file has format {found}; this version reads format {FORMAT}.")
            }
            ReadError::OtherFormat { found: None } => {
                write!(f, "The file does not say its format; a procedure file begins with \"format\": {FORMAT}.")
            }
            ReadError::Broken { detail } => {
                write!(f, "The procedure file has a mistake: {detail}.")
            }
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a content file.
///
/// What stands behind it (see [`read_annex`](super::read_annex)) is passed over, whether it is in the text or not. Only the
/// form is judged here; whether the content makes sense is for [`check`](super::check()).
///
/// ```
/// use sop_checklist::procedure::{ReadError, read};
///
/// assert_eq!(read(r#"{"format": 9}"#), Err(ReadError::OtherFormat { found: Some(9) }));
/// ```
///
/// # Errors
///
/// A [`ReadError`] that says what is wrong and where.
pub fn read(text: &str) -> Result<Procedure, ReadError> {
    let value = parse(text)?;
    let mut reader = Reader::of_format(&value)?;
    let procedure = reader.procedure(&value);
    reader.end(procedure)
}

impl Condition {
    /// Reads a condition alone, as it stands in a content file.
    ///
    /// # Errors
    ///
    /// A [`ReadError`] that says what is wrong and where.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        Self::of(&parse(text)?)
    }

    /// The condition that a part of another file is.
    ///
    /// # Errors
    ///
    /// As [`Condition::read`].
    pub fn of(value: &Value) -> Result<Self, ReadError> {
        let mut reader = Reader::default();
        let condition = reader.condition(value);
        reader.end(condition)
    }
}

/// The parser refuses deep nesting, so whatever it gives can be walked by recursion.
pub(super) fn parse(text: &str) -> Result<Value, ReadError> {
    // Windows editors put this mark before the text; JSON knows no such thing.
    json::read(text.trim_start_matches('\u{feff}')).map_err(|fault| {
        let what = if fault.cut_short { "it is cut short at " } else { "see " };
        ReadError::NotJson { detail: joined(&[what, &fault.to_string()]) }
    })
}

/// Formatting would cost far more than this.
fn joined(parts: &[&str]) -> String {
    parts.iter().copied().collect()
}

pub(super) fn get<'v>(object: &'v Value, key: &str) -> Option<&'v Value> {
    object.get(key)
}

/// Null is the same as absent where one thing may be absent, and nowhere else.
pub(super) fn given<'v>(object: &'v Value, key: &str) -> Option<&'v Value> {
    get(object, key).filter(|value| !value.is_null())
}

fn needed<'v>(object: &'v Value, key: &str) -> &'v Value {
    static NULL: Value = Value::Null;
    get(object, key).unwrap_or(&NULL)
}

/// Notes the first fault and reads on with stand-ins, which nobody gets to see: with an early return at each field, the
/// code that clears away half-read values would be larger than all the rest.
///
/// What is generic here is only a thin skin: each copy of it counts.
#[derive(Default)]
pub(super) struct Reader {
    fault: String,
}

impl Reader {
    /// A reader for a file of the form that this version knows.
    pub(super) fn of_format(value: &Value) -> Result<Self, ReadError> {
        match value.get("format").and_then(Value::as_u64) {
            Some(found) if found == u64::from(FORMAT) => Ok(Self::default()),
            found => Err(ReadError::OtherFormat { found }),
        }
    }

    pub(super) fn end<T>(self, value: T) -> Result<T, ReadError> {
        if self.fault.is_empty() { Ok(value) } else { Err(ReadError::Broken { detail: self.fault }) }
    }

    #[cold]
    pub(super) fn fault(&mut self, parts: &[&str]) {
        if self.fault.is_empty() {
            self.fault = joined(parts);
        }
    }

    /// Sees that a value is an object with all the keys it needs and none that it may not have.
    pub(super) fn object(&mut self, value: &Value, needed: &[&str], allowed: &[&str]) {
        let Some(map) = value.as_object() else {
            return self.fault(&["it is not an object"]);
        };
        for key in map.keys() {
            if !needed.contains(&key.as_str()) && !allowed.contains(&key.as_str()) {
                self.fault(&[key, " is not known here"]);
            }
        }
        self.needs(value, needed);
    }

    /// Sees that an object has some keys.
    pub(super) fn needs(&mut self, value: &Value, needed: &[&str]) {
        for key in needed {
            if given(value, key).is_none() {
                self.fault(&[key, " is missing"]);
            }
        }
    }

    /// What stands under a key that the object needs.
    pub(super) fn one<T>(&mut self, object: &Value, key: &str, read: fn(&mut Self, &Value) -> T) -> T {
        let sound = self.fault.is_empty();
        let one = read(self, needed(object, key));
        if sound && !self.fault.is_empty() {
            self.fault = joined(&[key, ": ", &self.fault]);
        }
        one
    }

    pub(super) fn optional<T>(&mut self, object: &Value, key: &str, read: fn(&mut Self, &Value) -> T) -> Option<T> {
        given(object, key).is_some().then(|| self.one(object, key, read))
    }

    /// An absent list is an empty one.
    pub(super) fn items<'v>(&mut self, object: &'v Value, key: &str) -> &'v [Value] {
        match get(object, key) {
            Some(Value::Array(items)) => items,
            None => &[],
            Some(_) => {
                self.fault(&[key, " is not a list"]);
                &[]
            }
        }
    }

    pub(super) fn list<T>(&mut self, object: &Value, key: &str, read: fn(&mut Self, &Value) -> T) -> Vec<T> {
        let mut list = Vec::new();
        self.each(object, key, &mut |reader, item| list.push(read(reader, item)));
        list
    }

    pub(super) fn each(&mut self, object: &Value, key: &str, read: &mut dyn FnMut(&mut Self, &Value)) {
        for (number, item) in (1_usize..).zip(self.items(object, key)) {
            let sound = self.fault.is_empty();
            read(self, item);
            if sound && !self.fault.is_empty() {
                // An item goes by its id, or else by its number.
                let number = number.to_string();
                let name = given(item, "id").and_then(Value::as_str).unwrap_or(&number);
                self.fault = joined(&[key, " ", name, ": ", &self.fault]);
            }
        }
    }

    pub(super) fn str<'v>(&mut self, value: &'v Value, key: &str) -> &'v str {
        value.as_str().unwrap_or_else(|| {
            self.fault(&[key, " is not text"]);
            ""
        })
    }

    /// An id, or a value of a fact.
    pub(super) fn text(&mut self, object: &Value, key: &str) -> Arc<str> {
        self.str(needed(object, key), key).into()
    }

    pub(super) fn optional_text(&mut self, object: &Value, key: &str) -> Option<Arc<str>> {
        given(object, key).map(|value| self.str(value, key).into())
    }

    pub(super) fn string(&mut self, object: &Value, key: &str) -> String {
        self.str(needed(object, key), key).to_owned()
    }

    pub(super) fn texts<T: for<'a> From<&'a str>>(&mut self, object: &Value, key: &str) -> Vec<T> {
        let mut texts = Vec::new();
        self.each_text(object, key, &mut |text| texts.push(text.into()));
        texts
    }

    fn each_text(&mut self, object: &Value, key: &str, put: &mut dyn FnMut(&str)) {
        for item in self.items(object, key) {
            put(self.str(item, key));
        }
    }

    /// The place of a text among the words that it may be.
    pub(super) fn which(&mut self, value: &Value, key: &str, words: &[&str]) -> usize {
        let given = self.str(value, key);
        for (place, word) in words.iter().enumerate() {
            if *word == given {
                return place;
            }
        }
        self.fault(&[key, " cannot be \"", given, "\""]);
        0
    }

    /// The meaning of a word. The least of the two indices only tells the compiler that nothing can panic.
    pub(super) fn word<T: Copy, const N: usize>(
        &mut self,
        object: &Value,
        key: &str,
        words: &[&str; N],
        meanings: &[T; N],
    ) -> T {
        meanings[self.which(needed(object, key), key, words).min(N - 1)]
    }

    /// The same for what a condition compares with.
    fn words<T: Copy, const N: usize>(&mut self, object: &Value, words: &[&str; N], meanings: &[T; N]) -> Vec<T> {
        let mut list = Vec::new();
        for item in self.items(object, "is") {
            list.push(meanings[self.which(item, "is", words).min(N - 1)]);
        }
        list
    }

    fn flag(&mut self, object: &Value, key: &str) -> bool {
        match get(object, key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault(&[key, " is neither true nor false"]);
                false
            }
        }
    }

    fn procedure(&mut self, value: &Value) -> Procedure {
        const NEEDED: [&str; 12] = [
            "format", "id", "edition", "approved", "roles", "facts", "consents", "stops", "limits", "papers", "gate",
            "phases",
        ];
        const ALLOWED: [&str; 12] = [
            "contradictions",
            "changes",
            "border_day",
            "dossier",
            "handover",
            "back",
            "plan",
            "sheet",
            "closing",
            "partner",
            "sources",
            "report",
        ];
        self.object(value, &NEEDED, &ALLOWED);
        Procedure {
            format: FORMAT,
            id: self.string(value, "id"),
            edition: self.string(value, "edition"),
            approved: self.string(value, "approved"),
            roles: self.list(value, "roles", Self::role),
            facts: self.list(value, "facts", Self::fact),
            consents: self.list(value, "consents", Self::consent),
            stops: self.list(value, "stops", Self::stop),
            contradictions: self.list(value, "contradictions", Self::contradiction),
            limits: self.list(value, "limits", Self::limit),
            papers: self.list(value, "papers", Self::paper),
            changes: self.list(value, "changes", Self::change),
            gate: self.one(value, "gate", Self::gate),
            border_day: self.optional(value, "border_day", Self::border_day),
            dossier: self.optional_text(value, "dossier").map(StepId),
            handover: self.optional(value, "handover", Self::handover),
            back: self.optional(value, "back", Self::back),
            plan: self.optional(value, "plan", Self::plan),
            sheet: self.optional(value, "sheet", Self::sheet),
            closing: self.optional(value, "closing", Self::closing),
            phases: self.list(value, "phases", Self::phase),
        }
    }

    fn handover(&mut self, value: &Value) -> HandoverRule {
        self.object(value, &["step", "place"], &[]);
        HandoverRule { step: StepId(self.text(value, "step")), place: FactId(self.text(value, "place")) }
    }

    fn back(&mut self, value: &Value) -> BackRule {
        self.object(value, &["when", "until", "at", "next"], &[]);
        BackRule {
            when: self.one(value, "when", Self::condition),
            until: self.one(value, "until", Self::condition),
            at: self.texts(value, "at"),
            next: self.texts(value, "next"),
        }
    }

    fn plan(&mut self, value: &Value) -> PlanRule {
        self.object(value, &["facts", "first"], &[]);
        PlanRule { facts: self.texts(value, "facts"), first: StepId(self.text(value, "first")) }
    }

    fn sheet(&mut self, value: &Value) -> SheetRule {
        self.object(value, &["brief", "way", "place", "legal", "escort", "guarded"], &[]);
        SheetRule {
            brief: self.texts(value, "brief"),
            way: self.texts(value, "way"),
            place: self.texts(value, "place"),
            legal: self.texts(value, "legal"),
            escort: self.texts(value, "escort"),
            guarded: self.list(value, "guarded", Self::ask),
        }
    }

    fn closing(&mut self, value: &Value) -> ClosingRule {
        self.object(value, &["step", "reason", "reopen", "danger"], &[]);
        ClosingRule {
            step: StepId(self.text(value, "step")),
            reason: FactId(self.text(value, "reason")),
            reopen: StepId(self.text(value, "reopen")),
            danger: StopId(self.text(value, "danger")),
        }
    }

    fn role(&mut self, value: &Value) -> Role {
        self.object(value, &["id", "side"], &["person"]);
        Role { id: RoleId(self.text(value, "id")), side: self.side(value), person: self.flag(value, "person") }
    }

    fn side(&mut self, object: &Value) -> Side {
        self.word(object, "side", &["from", "to", "both", "other"], &[Side::From, Side::To, Side::Both, Side::Other])
    }

    fn fact(&mut self, value: &Value) -> Fact {
        self.object(value, &["id", "values"], &["many", "protective", "until_answered", "open", "when", "htcds"]);
        Fact {
            id: FactId(self.text(value, "id")),
            values: self.texts(value, "values"),
            many: self.flag(value, "many"),
            protective: self.texts(value, "protective"),
            until_answered: self.optional_text(value, "until_answered"),
            open: self.optional_text(value, "open"),
            when: self.optional(value, "when", Self::condition),
        }
    }

    fn contradiction(&mut self, value: &Value) -> Contradiction {
        self.object(value, &["id", "when"], &[]);
        Contradiction { id: ContradictionId(self.text(value, "id")), when: self.one(value, "when", Self::condition) }
    }

    fn change(&mut self, value: &Value) -> Change {
        self.object(value, &["id", "edition"], &["added", "changed", "removed"]);
        Change {
            id: ChangeId(self.text(value, "id")),
            edition: self.string(value, "edition"),
            added: self.list(value, "added", Self::thing),
            changed: self.list(value, "changed", Self::thing),
            removed: self.list(value, "removed", Self::thing),
        }
    }

    fn thing(&mut self, value: &Value) -> Thing {
        if self.has(value, &["step"]) {
            return Thing::Step(StepId(self.text(value, "step")));
        }
        if self.has(value, &["paper"]) {
            return Thing::Paper(PaperId(self.text(value, "paper")));
        }
        match self.ask(value) {
            Ask::Fact(id) => Thing::Fact(id),
            Ask::Consent(id) => Thing::Consent(id),
            Ask::Stop(id) => Thing::Stop(id),
        }
    }

    fn consent(&mut self, value: &Value) -> ConsentKind {
        self.object(value, &["id"], &["raises", "blocks", "blocks_export", "guardian", "points", "anew", "goes_on"]);
        ConsentKind {
            id: ConsentId(self.text(value, "id")),
            raises: self.texts(value, "raises"),
            blocks: self.texts(value, "blocks"),
            blocks_export: self.flag(value, "blocks_export"),
            guardian: self.optional(value, "guardian", Self::condition),
            points: self.list(value, "points", Self::point),
            anew: self.flag(value, "anew"),
            goes_on: self.flag(value, "goes_on"),
        }
    }

    fn point(&mut self, value: &Value) -> Point {
        self.object(value, &["id"], &["consent"]);
        Point { id: PointId(self.text(value, "id")), consent: self.optional_text(value, "consent").map(ConsentId) }
    }

    fn stop(&mut self, value: &Value) -> Stop {
        self.object(value, &["id", "effect", "acts"], &["blocks", "blocks_sharing", "basis"]);

        Stop {
            id: StopId(self.text(value, "id")),
            effect: self.word(
                value,
                "effect",
                &["stop", "act", "pause", "note"],
                &[Effect::Stop, Effect::Act, Effect::Pause, Effect::Note],
            ),
            acts: self.texts(value, "acts"),
            blocks: self.texts(value, "blocks"),
            blocks_sharing: self.flag(value, "blocks_sharing"),
        }
    }

    fn border_day(&mut self, value: &Value) -> BorderDay {
        self.object(value, &["point", "consent", "step", "fact"], &["why"]);
        BorderDay {
            point: FactId(self.text(value, "point")),
            consent: ConsentId(self.text(value, "consent")),
            step: StepId(self.text(value, "step")),
            fact: FactId(self.text(value, "fact")),
            why: self.optional_text(value, "why").map(FactId),
        }
    }

    fn limit(&mut self, value: &Value) -> Limit {
        self.object(value, &["id", "kind", "sure"], &["length", "anchor", "until", "basis"]);

        Limit {
            id: LimitId(self.text(value, "id")),
            kind: self.word(
                value,
                "kind",
                &["deadline", "rhythm", "principle"],
                &[LimitKind::Deadline, LimitKind::Rhythm, LimitKind::Principle],
            ),
            length: self.optional(value, "length", Self::length),
            anchor: self.optional_text(value, "anchor").map(StepId),
            until: self.texts(value, "until"),
            sure: self.word(value, "sure", &["read", "old", "unchecked"], &[Sure::Read, Sure::Old, Sure::Unchecked]),
        }
    }

    fn length(&mut self, value: &Value) -> Length {
        self.object(value, &["amount", "unit"], &[]);

        let amount = get(value, "amount").and_then(Value::as_u64).and_then(|amount| u16::try_from(amount).ok());
        if amount.is_none() {
            self.fault(&["amount is not a whole number from 0 to 65535"]);
        }
        Length {
            amount: amount.unwrap_or_default(),
            unit: self.word(
                value,
                "unit",
                &["hours", "days", "months", "years"],
                &[Unit::Hours, Unit::Days, Unit::Months, Unit::Years],
            ),
        }
    }

    fn paper(&mut self, value: &Value) -> Paper {
        self.object(value, &["id", "made_by"], &["when"]);
        Paper {
            id: PaperId(self.text(value, "id")),
            made_by: self.texts(value, "made_by"),
            when: self.optional(value, "when", Self::condition),
        }
    }

    fn gate(&mut self, value: &Value) -> GateRule {
        self.object(value, &["consents", "clear", "clear_or_plan", "also"], &[]);
        GateRule {
            consents: self.texts(value, "consents"),
            clear: self.texts(value, "clear"),
            clear_or_plan: self.list(value, "clear_or_plan", |reader, value| {
                reader.object(value, &["stop", "plan"], &[]);
                StopOrPlan { stop: StopId(reader.text(value, "stop")), plan: StepId(reader.text(value, "plan")) }
            }),
            also: self.list(value, "also", |reader, value| {
                reader.object(value, &["when", "stop", "needs"], &[]);
                AlsoNeeded {
                    when: reader.one(value, "when", Self::condition),
                    stop: StopId(reader.text(value, "stop")),
                    needs: reader.list(value, "needs", Self::condition),
                }
            }),
        }
    }

    fn phase(&mut self, value: &Value) -> Phase {
        self.object(value, &["id", "side", "steps"], &["beside"]);
        Phase {
            id: PhaseId(self.text(value, "id")),
            side: self.side(value),
            beside: self.texts(value, "beside"),
            steps: self.list(value, "steps", Self::step),
        }
    }

    fn step(&mut self, value: &Value) -> Step {
        const ALLOWED: [&str; 12] = [
            "when",
            "after",
            "needs",
            "asks",
            "optional",
            "limit",
            "stops",
            "records",
            "papers",
            "service",
            "gate_check",
            "basis",
        ];
        self.object(value, &["id", "acts", "side"], &ALLOWED);
        Step {
            id: StepId(self.text(value, "id")),
            acts: self.texts(value, "acts"),
            side: self.side(value),
            when: self.optional(value, "when", Self::condition),
            after: self.texts(value, "after"),
            needs: self.list(value, "needs", Self::condition),
            asks: self.list(value, "asks", Self::ask),
            optional: self.texts(value, "optional"),
            limit: self.optional_text(value, "limit").map(LimitId),
            stops: self.texts(value, "stops"),
            papers: self.texts(value, "papers"),
            service: self.flag(value, "service"),
            gate_check: self.optional(value, "gate_check", Self::gate_check),
        }
    }

    fn gate_check(&mut self, value: &Value) -> GateCheck {
        self.object(value, &["later"], &[]);
        GateCheck { later: self.texts(value, "later") }
    }

    fn ask(&mut self, value: &Value) -> Ask {
        if self.has(value, &["fact"]) {
            return Ask::Fact(FactId(self.text(value, "fact")));
        }
        if self.has(value, &["consent"]) {
            return Ask::Consent(ConsentId(self.text(value, "consent")));
        }
        self.last(value, &["stop"]);
        Ask::Stop(StopId(self.text(value, "stop")))
    }

    fn condition(&mut self, value: &Value) -> Condition {
        if self.has(value, &["all"]) {
            return Condition::All { all: self.list(value, "all", Self::condition) };
        }
        if self.has(value, &["any"]) {
            return Condition::Any { any: self.list(value, "any", Self::condition) };
        }
        if self.has(value, &["not"]) {
            return Condition::Not { not: Box::new(self.one(value, "not", Self::condition)) };
        }
        Condition::Atom(self.atom(value))
    }

    fn atom(&mut self, value: &Value) -> Atom {
        if self.has(value, &["fact", "is"]) {
            return Atom::Fact { fact: FactId(self.text(value, "fact")), is: self.texts(value, "is") };
        }
        if self.has(value, &["consent", "is"]) {
            let is = self.words(
                value,
                &["withdrawn", "refused", "given"],
                &[ConsentState::Withdrawn, ConsentState::Refused, ConsentState::Given],
            );
            return Atom::Consent { consent: ConsentId(self.text(value, "consent")), is };
        }
        if self.has(value, &["step", "is"]) {
            let is = self.words(value, &["done"], &[StepDone::Done]);
            return Atom::Step { step: StepId(self.text(value, "step")), is };
        }
        self.last(value, &["stop", "is"]);
        let is = self.words(value, &["raised", "clear"], &[StopState::Raised, StopState::Clear]);
        Atom::Stop { stop: StopId(self.text(value, "stop")), is }
    }

    /// Whether it has the first of these keys, and so must have the others, and nothing else.
    fn has(&mut self, value: &Value, keys: &[&str]) -> bool {
        let has = keys.first().is_some_and(|first| get(value, first).is_some());
        if has {
            self.object(value, keys, &[]);
        }
        has
    }

    /// The same for the kind that is left when it is none of the others.
    fn last(&mut self, value: &Value, keys: &[&str]) {
        if !self.has(value, keys) {
            self.fault(&["it has none of the keys that say what it is"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::super::{Annex, read_annex};
    use super::*;

    const SMALL: &str = r#"{
        "format": 1, "id": "x", "edition": "e", "approved": "",
        "roles": [], "facts": [], "consents": [], "stops": [], "limits": [], "papers": [], "sources": [],
        "gate": { "consents": [], "clear": [], "clear_or_plan": [], "also": [] },
        "phases": []
    }"#;

    #[test]
    fn reads_with_and_without_a_byte_order_mark() {
        assert_eq!(read(SMALL).unwrap().id, "x");
        assert_eq!(read(&format!("\u{feff}{SMALL}")).unwrap(), read(SMALL).unwrap());
    }

    #[test]
    fn tells_what_is_wrong() {
        for text in ["", "  ", "<!doctype html>", &SMALL[..80]] {
            let error = read(text).unwrap_err();
            assert!(matches!(error, ReadError::NotJson { .. }), "{text:?}: {error}");
        }
        for text in ["1", "null", "[]", "{}", r#"{"format": "1"}"#, r#"{"format": -1}"#] {
            assert_eq!(read(text), Err(ReadError::OtherFormat { found: None }), "{text:?}");
        }
        assert_eq!(read(&SMALL.replace("1,", "2,")), Err(ReadError::OtherFormat { found: Some(2) }));

        let error = read(&SMALL.replace("\"edition\"", "\"editoin\"")).unwrap_err().to_string();
        assert_eq!(error, "The procedure file has a mistake: editoin is not known here.");
        let error = read("{\n\"format\" 1}").unwrap_err().to_string();
        assert_eq!(error, "The procedure file is not JSON: see line 2 column 10.");
    }

    /// Every key that there is, with a value.
    fn whole() -> Value {
        let mut whole = json!({
            "format": 1, "id": "x", "edition": "e", "approved": "",
            "roles": [{ "id": "A", "side": "other", "person": true }],
            "facts": [{
                "id": "age", "values": ["adult", "child"], "many": false, "protective": ["child", "", "adult"],
                "until_answered": "child", "open": "child", "when": { "fact": "age", "is": ["child"] },
                "htcds": { "field": "hte_Country", "with": "hte_Type=Exploitation", "values": { "child": "TH" } }
            }],
            "consents": [{
                "id": "go", "raises": ["S1"], "blocks": ["1.1"], "blocks_export": true,
                "guardian": { "fact": "age", "is": ["child"] }, "points": [{ "id": "why", "consent": "go" }], "anew": true,
                "goes_on": true
            }],
            "stops": [{ "id": "S1", "effect": "stop", "acts": ["A"], "blocks": ["1.1"], "blocks_sharing": true, "basis": [{ "source": "LAW", "part": "s.1", "grade": "K" }] }],
            "contradictions": [{ "id": "C1", "when": { "fact": "age", "is": ["child"] } }],
            "limits": [{
                "id": "L1", "kind": "deadline", "length": { "amount": 24, "unit": "hours" }, "anchor": "1.1",
                "until": ["1.1"], "sure": "read", "basis": { "source": "LAW", "part": "s.1", "grade": "R" }
            }],
            "papers": [{ "id": "D1", "made_by": ["A"], "when": { "fact": "age", "is": ["child"] } }],
            "sources": [{ "id": "LAW", "kind": "law" }],
            "changes": [{
                "id": "e1", "edition": "e", "added": [{ "step": "1.1" }, { "fact": "age" }, { "consent": "go" }],
                "changed": [{ "stop": "S1" }], "removed": [{ "paper": "D9" }]
            }],
            "gate": {
                "consents": ["go"], "clear": ["S1"], "clear_or_plan": [{ "stop": "S1", "plan": "1.1" }],
                "also": [{ "when": { "fact": "age", "is": ["child"] }, "stop": "S1", "needs": [{ "step": "1.1", "is": ["done"] }] }]
            },
            "border_day": { "point": "age", "consent": "go", "step": "1.1", "fact": "age", "why": "age" },
            "phases": [{ "id": "1", "side": "from", "beside": ["1"], "steps": [{
                "id": "1.1", "acts": ["A"], "side": "both",
                "when": { "all": [
                    { "any": [{ "stop": "S1", "is": ["raised", "clear"] }] },
                    { "not": { "consent": "go", "is": ["withdrawn", "refused", "given"] } }
                ] },
                "after": ["1.1"], "needs": [{ "consent": "go", "is": ["given"] }],
                "asks": [{ "fact": "age" }, { "consent": "go" }, { "stop": "S1" }], "optional": ["age"], "limit": "L1", "stops": ["S1"],
                "records": ["spl_Type=Health"], "papers": ["D1"], "basis": [{ "source": "LAW", "part": "s.1", "grade": "K" }], "service": true,
                "gate_check": { "later": ["go"] }
            }] }]
        });
        let more = json!({
            "dossier": "1.1", "handover": { "step": "1.1", "place": "age" },
            "back": {
                "when": { "consent": "go", "is": ["refused"] }, "until": { "fact": "age", "is": ["child"] },
                "at": ["1.1"], "next": ["1.1"]
            },
            "plan": { "facts": ["age"], "first": "1.1" },
            "sheet": {
                "brief": ["age"], "way": ["age"], "place": ["age"], "legal": ["age"], "escort": ["age"],
                "guarded": [{ "fact": "age" }, { "stop": "S1" }]
            },
            "closing": { "step": "1.1", "reason": "age", "reopen": "1.1", "danger": "S1" },
            "partner": { "kinds": ["closing"], "facts": ["age"], "stops": ["S1"], "without": ["1.1"] },
            "report": { "own": ["age"], "opened": ["age"], "month": ["age"], "referred": ["child"] }
        });
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        whole
    }

    /// Reads the whole of it with one thing changed; `path` is a JSON pointer, null takes the key away.
    fn changed(path: &str, value: Value) -> Result<(Procedure, Annex), ReadError> {
        let mut whole = whole();
        let (parent, key) = path.rsplit_once('/').unwrap();
        match whole.pointer_mut(parent).unwrap() {
            Value::Object(map) if value.is_null() => drop(map.remove(key).unwrap()),
            parent if parent.is_array() => parent[key.parse::<usize>().unwrap()] = value,
            parent => parent[key] = value,
        }
        both(&whole.to_string())
    }

    /// The whole file, as it is written.
    fn both(text: &str) -> Result<(Procedure, Annex), ReadError> {
        Ok((read(text)?, read_annex(text)?))
    }

    #[test]
    fn every_key_is_read() {
        let (whole, annex) = both(&whole().to_string()).unwrap();
        let told = format!("{whole:?} {annex:?}");
        assert!(!told.contains("None") && !told.contains("[]"), "{told}");
        let (step, consent) = (&whole.phases[0].steps[0], &whole.consents[0]);
        assert!(step.service && consent.blocks_export && consent.anew && consent.goes_on);
        assert!(whole.roles[0].person && whole.stops[0].blocks_sharing);
        assert_eq!((whole.roles[0].side, whole.phases[0].side, step.side), (Side::Other, Side::From, Side::Both));
        assert_eq!(whole.limits[0].length, Some(Length { amount: 24, unit: Unit::Hours }));
        assert_eq!(step.asks, [Ask::Fact("age".into()), Ask::Consent("go".into()), Ask::Stop("S1".into())]);
    }

    #[rstest]
    #[case("/colour", json!(1), "colour is not known here")]
    #[case("/roles/0/name", json!("A"), "roles A: name is not known here")]
    #[case("/contradictions/0/then", json!(1), "contradictions C1: then is not known here")]
    #[case("/facts/0/htcds/code", json!("x"), "facts age: htcds: code is not known here")]
    #[case("/facts/0/when/was", json!([]), "facts age: when: was is not known here")]
    #[case("/changes/0/why", json!("w"), "changes e1: why is not known here")]
    #[case("/limits/0/length/more", json!(1), "limits L1: length: more is not known here")]
    #[case("/limits/0/basis/page", json!("1"), "limits L1: basis: page is not known here")]
    #[case("/stops/0/basis/0/page", json!("1"), "stops S1: basis 1: page is not known here")]
    #[case("/gate/clear_or_plan/0/id", json!("p"), "gate: clear_or_plan p: id is not known here")]
    #[case("/handover/who", json!("A"), "handover: who is not known here")]
    #[case("/back/then", json!([]), "back: then is not known here")]
    #[case("/sheet/who", json!([]), "sheet: who is not known here")]
    #[case("/plan/when", json!("1.1"), "plan: when is not known here")]
    #[case("/closing/why", json!("age"), "closing: why is not known here")]
    #[case("/report/year", json!([]), "report: year is not known here")]
    #[case("/consents/0/points/0/say", json!("x"), "consents go: points why: say is not known here")]
    #[case("/phases/0/steps/0/gate_check/first", json!([]), "phases 1: steps 1.1: gate_check: first is not known here")]
    #[case("/phases/0/steps/0/act", json!(["A"]), "phases 1: steps 1.1: act is not known here")]
    #[case("/phases/0/steps/0/asks/1/fact", json!("age"), "phases 1: steps 1.1: asks 2: consent is not known here")]
    #[case("/phases/0/steps/0/when/any", json!([]), "phases 1: steps 1.1: when: any is not known here")]
    #[case("/phases/0/steps/0/when/is", json!([]), "phases 1: steps 1.1: when: is is not known here")]
    #[case("/phases/0/steps/0/when/all/1/not/fact", json!("age"), "phases 1: steps 1.1: when: all 2: not: consent is not known here")]
    fn no_key_is_unknown(#[case] path: &str, #[case] value: Value, #[case] fault: &str) {
        assert_eq!(changed(path, value), Err(ReadError::Broken { detail: fault.into() }));
    }

    #[rstest]
    #[case("/edition", "edition is missing")]
    #[case("/gate", "gate is missing")]
    #[case("/gate/also", "gate: also is missing")]
    #[case("/gate/also/0/when", "gate: also 1: when is missing")]
    #[case("/roles/0/id", "roles 1: id is missing")]
    #[case("/facts/0/values", "facts age: values is missing")]
    #[case("/facts/0/htcds/field", "facts age: htcds: field is missing")]
    #[case("/contradictions/0/when", "contradictions C1: when is missing")]
    #[case("/limits/0/basis", "limits L1: basis is missing")]
    #[case("/limits/0/length/amount", "limits L1: length: amount is missing")]
    #[case("/consents/0/points/0/id", "consents go: points 1: id is missing")]
    #[case("/phases/0/steps/0/gate_check/later", "phases 1: steps 1.1: gate_check: later is missing")]
    #[case("/phases/0/steps/0/acts", "phases 1: steps 1.1: acts is missing")]
    #[case("/phases/0/steps/0/basis/0/grade", "phases 1: steps 1.1: basis 1: grade is missing")]
    #[case("/phases/0/steps/0/needs/0/is", "phases 1: steps 1.1: needs 1: is is missing")]
    #[case("/phases/0/steps/0/when/all", "phases 1: steps 1.1: when: it has none of the keys that say what it is")]
    #[case("/phases/0/steps/0/asks/0/fact", "phases 1: steps 1.1: asks 1: it has none of the keys that say what it is")]
    fn no_key_is_missing(#[case] path: &str, #[case] fault: &str) {
        assert_eq!(changed(path, Value::Null), Err(ReadError::Broken { detail: fault.into() }));
    }

    #[rstest]
    #[case("/id", json!(1), "id is not text")]
    #[case("/gate", json!([]), "gate: it is not an object")]
    #[case("/phases", json!({}), "phases is not a list")]
    #[case("/phases/0", json!("1"), "phases 1: it is not an object")]
    #[case("/facts/0/many", json!("yes"), "facts age: many is neither true nor false")]
    #[case("/facts/0/open", json!(true), "facts age: open is not text")]
    #[case("/facts/0/protective", json!("child"), "facts age: protective is not a list")]
    #[case("/facts/0/htcds/values", json!(["child"]), "facts age: htcds: values is not an object")]
    #[case("/facts/0/htcds/values/child", json!(1), "facts age: htcds: child is not text")]
    #[case("/limits/0/until", json!("1.1"), "limits L1: until is not a list")]
    #[case("/phases/0/steps/0/optional", json!("age"), "phases 1: steps 1.1: optional is not a list")]
    #[case("/facts/0/values/1", json!(2), "facts age: values is not text")]
    #[case("/limits/0/length", json!(24), "limits L1: length: it is not an object")]
    #[case("/limits/0/length/amount", json!(65_536), "limits L1: length: amount is not a whole number from 0 to 65535")]
    #[case("/limits/0/length/amount", json!(-1), "limits L1: length: amount is not a whole number from 0 to 65535")]
    #[case("/limits/0/length/amount", json!(1.0), "limits L1: length: amount is not a whole number from 0 to 65535")]
    #[case("/limits/0/length/amount", json!("24"), "limits L1: length: amount is not a whole number from 0 to 65535")]
    #[case("/consents/0/anew", json!("yes"), "consents go: anew is neither true nor false")]
    #[case("/consents/0/goes_on", json!("yes"), "consents go: goes_on is neither true nor false")]
    #[case("/phases/0/steps/0/gate_check", json!(true), "phases 1: steps 1.1: gate_check: it is not an object")]
    #[case("/phases/0/steps/0/asks/0", json!("fact"), "phases 1: steps 1.1: asks 1: it has none of the keys that say what it is")]
    #[case("/phases/0/steps/0/when/all", json!({}), "phases 1: steps 1.1: when: all is not a list")]
    #[case("/phases/0/steps/0/needs/0/is", json!("given"), "phases 1: steps 1.1: needs 1: is is not a list")]
    #[case("/phases/0/steps/0/needs/0/is/0", json!(1), "phases 1: steps 1.1: needs 1: is is not text")]
    fn nothing_is_of_another_type(#[case] path: &str, #[case] value: Value, #[case] fault: &str) {
        assert_eq!(changed(path, value), Err(ReadError::Broken { detail: fault.into() }));
    }

    #[rstest]
    #[case("/roles/0/side", "From", "roles A: side cannot be \"From\"")]
    #[case("/stops/0/effect", "halt", "stops S1: effect cannot be \"halt\"")]
    #[case("/stops/0/basis/0/grade", "g", "stops S1: basis 1: grade cannot be \"g\"")]
    #[case("/limits/0/kind", "", "limits L1: kind cannot be \"\"")]
    #[case("/limits/0/sure", "maybe", "limits L1: sure cannot be \"maybe\"")]
    #[case("/limits/0/length/unit", "weeks", "limits L1: length: unit cannot be \"weeks\"")]
    #[case("/sources/0/kind", "book", "sources LAW: kind cannot be \"book\"")]
    #[case("/gate/also/0/needs/0/is/0", "open", "gate: also 1: needs 1: is cannot be \"open\"")]
    #[case("/phases/0/steps/0/needs/0/is/0", "notasked", "phases 1: steps 1.1: needs 1: is cannot be \"notasked\"")]
    #[case(
        "/phases/0/steps/0/when/all/0/any/0/is/1",
        "notchecked",
        "phases 1: steps 1.1: when: all 1: any 1: is cannot be \"notchecked\""
    )]
    fn no_word_is_strange(#[case] path: &str, #[case] word: &str, #[case] fault: &str) {
        assert_eq!(changed(path, json!(word)), Err(ReadError::Broken { detail: fault.into() }));
    }

    /// Null is the same as absent where one thing may be absent, and nowhere else.
    #[test]
    fn null_is_no_value() {
        let absent = r#""id": "age", "values": []"#;
        let facts = |fact: &str| read(&SMALL.replace(r#""facts": []"#, &format!(r#""facts": [{{{fact}}}]"#)));
        assert_eq!(facts(&format!(r#"{absent}, "open": null, "when": null"#)), facts(absent));
        for (key, what) in [("many", "is neither true nor false"), ("protective", "is not a list")] {
            let error = facts(&format!(r#"{absent}, "{key}": null"#));
            assert_eq!(error, Err(ReadError::Broken { detail: format!("facts age: {key} {what}") }));
        }
        assert!(facts(r#""id": null, "values": []"#).unwrap_err().to_string().contains("facts 1: id is missing"));
    }

    #[test]
    fn a_condition_is_read_alone_but_not_without_end() {
        let nested = |depth| format!("{}{{\"all\":[]}}{}", "{\"not\":".repeat(depth), "}".repeat(depth));
        assert!(Condition::read(&nested(100)).is_ok());
        assert!(matches!(Condition::read(&nested(10_000)), Err(ReadError::NotJson { .. })));
        let both = Condition::read(r#"{"all": [], "any": []}"#);
        assert_eq!(both, Err(ReadError::Broken { detail: "any is not known here".into() }));
    }
}
