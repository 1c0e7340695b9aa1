//! The gate against an oracle: the sentences of the design, written down a second time without looking at the code. Here
//! from a journal, one thing alone, in pairs and at random; the rule over every combination is in `every_gate.rs`.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rstest::rstest;
use serde_json::{Value, json};

use sop_checklist::case::{Cause, Gate};
use sop_checklist::journal::{Answer, Giver, Status, StopMark, When};
use sop_checklist::procedure::{Answers, Atom, ConsentState, Procedure, StepState, StopState, read};
use support::{Device, ready, shipped};

// --- Everything that the gate could look at --------------------------------------------------------------------------

/// A case, as far as the gate is concerned.
#[derive(Debug, Clone)]
struct State {
    opened: bool,
    incomplete: bool,
    /// Facts by id.
    facts: BTreeMap<&'static str, &'static str>,
    /// Steps by id.
    steps: BTreeMap<&'static str, Done>,
    consents: BTreeMap<(&'static str, Giver), ConsentState>,
    /// What officials marked; a refused return raises S1 besides.
    stops: BTreeMap<&'static str, StopState>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Done {
    No,
    Waiting,
    NotNeeded,
    Here,
    Reported,
    Elsewhere,
}

impl Done {
    const ALL: [Done; 6] = [Done::No, Done::Waiting, Done::NotNeeded, Done::Here, Done::Reported, Done::Elsewhere];

    fn counts(self) -> bool {
        matches!(self, Done::Here | Done::Reported | Done::Elsewhere)
    }

    fn status(self) -> Status {
        let when = When::Unknown;
        match self {
            Done::No => Status::ToDo,
            Done::Waiting => Status::Waiting { on: "MM-DOR".into(), since: when },
            Done::NotNeeded => Status::NotNeeded { reason: "the mother is there".into() },
            Done::Here => Status::Done { when },
            Done::Reported => Status::ReportedDone { when, by: "MM-DOR".into(), how: "call".into() },
            Done::Elsewhere => Status::DoneElsewhere { when, by: String::new() },
        }
    }
}

const STOPS: [&str; 13] = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"];
const HARD: [&str; 6] = ["S1", "S2", "S3", "S4", "S5", "S6"];
const CLEAR: [&str; 9] = ["S1", "S2", "S3", "S4", "S5", "S6", "S9", "S10", "S13"];
const BESIDE: [&str; 3] = ["S8", "S11", "S12"];
const ASKED: [&str; 2] = ["return", "crossing"];
const GIVERS: [Giver; 2] = [Giver::Person, Giver::Guardian];

/// One thing that is otherwise than in a case where nothing speaks against the crossing.
#[derive(Debug, Clone, Copy)]
enum Change {
    Stop(&'static str, StopState),
    Consent(&'static str, Giver, ConsentState),
    Fact(&'static str, Option<&'static str>),
    Step(&'static str, Done),
    Incomplete,
    NotOpened,
}

fn changes() -> Vec<Change> {
    let mut changes = vec![Change::Incomplete, Change::NotOpened];
    for stop in STOPS {
        for state in [StopState::NotChecked, StopState::Raised, StopState::Clear] {
            changes.push(Change::Stop(stop, state));
        }
    }
    for kind in ["return", "crossing", "data"] {
        for giver in GIVERS {
            for state in [ConsentState::NotAsked, ConsentState::Refused, ConsentState::Withdrawn, ConsentState::Given] {
                changes.push(Change::Consent(kind, giver, state));
            }
        }
    }
    for (fact, values) in [
        ("age", &["adult", "child", "disputed"][..]),
        ("carer", &["yes", "no"]),
        ("case_open", &["yes", "no"]),
        ("compensation", &["yes", "no"]),
    ] {
        changes.push(Change::Fact(fact, None));
        changes.extend(values.iter().map(|value| Change::Fact(fact, Some(value))));
    }
    for step in ["4.7", "6.7", "7.7"] {
        changes.extend(Done::ALL.map(|done| Change::Step(step, done)));
    }
    changes
}

impl State {
    fn ready(age: &'static str) -> Self {
        Self {
            opened: true,
            incomplete: false,
            facts: [("age", age), ("carer", "yes")].into(),
            steps: [("4.7", Done::No), ("6.7", Done::Here), ("7.7", Done::Here)].into(),
            consents: ASKED.iter().flat_map(|kind| GIVERS.map(|giver| ((*kind, giver), ConsentState::Given))).collect(),
            stops: STOPS.map(|stop| (stop, StopState::Clear)).into(),
        }
    }

    fn with(mut self, changes: &[Change]) -> Self {
        for change in changes {
            match *change {
                Change::Stop(stop, state) => drop(self.stops.insert(stop, state)),
                Change::Consent(kind, giver, state) => drop(self.consents.insert((kind, giver), state)),
                Change::Fact(fact, Some(value)) => drop(self.facts.insert(fact, value)),
                Change::Fact(fact, None) => drop(self.facts.remove(fact)),
                Change::Step(step, done) => drop(self.steps.insert(step, done)),
                Change::Incomplete => self.incomplete = true,
                Change::NotOpened => self.opened = false,
            }
        }
        self
    }

    fn gate(&self, procedure: &'static Procedure) -> Gate {
        self.device(procedure).gate()
    }

    /// Records it all; the red flags last, so that who marked them saw the consents.
    fn device(&self, procedure: &'static Procedure) -> Device {
        let mut device = if self.opened { Device::opened(procedure, 1) } else { Device::new(procedure, 1) };
        for (fact, value) in &self.facts {
            device.fact(fact, &[value]);
        }
        for (step, done) in &self.steps {
            device.status(step, done.status());
        }
        for ((kind, giver), state) in &self.consents {
            let answer = match state {
                ConsentState::NotAsked => continue,
                ConsentState::Given => Answer::Given,
                ConsentState::Refused => Answer::Refused,
                ConsentState::Withdrawn => Answer::Withdrawn,
            };
            device.answer(kind, *giver, answer);
        }
        for (stop, state) in &self.stops {
            match state {
                StopState::NotChecked => {}
                StopState::Clear => drop(device.mark(stop, StopMark::Clear)),
                StopState::Raised => drop(device.mark(stop, StopMark::Raised)),
            }
        }
        device.case.incomplete = self.incomplete;
        device
    }
}

// --- The design, a second time ---------------------------------------------------------------------------------------

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Stop,
    Wait,
    Go,
}

fn word(gate: &Gate) -> Word {
    match gate {
        Gate::Stop(_) => Word::Stop,
        Gate::Wait(_) => Word::Wait,
        Gate::Go => Word::Go,
    }
}

fn is_no(state: ConsentState) -> bool {
    matches!(state, ConsentState::Refused | ConsentState::Withdrawn)
}

impl State {
    fn fact(&self, id: &str) -> Option<&str> {
        self.facts.get(id).copied()
    }

    /// "Unknown or disputed age shows the child steps."
    fn is_child(&self) -> bool {
        self.fact("age") != Some("adult")
    }

    /// The last answer of each who is asked: the person, and for a child the guardian where the content wants it.
    fn answers(&self, procedure: &Procedure, kind: &'static str) -> Vec<ConsentState> {
        let guardian = procedure.consent(kind).unwrap().guardian.is_some() && self.is_child();
        let givers = if guardian { &GIVERS[..] } else { &GIVERS[..1] };
        givers
            .iter()
            .map(|giver| self.consents.get(&(kind, *giver)).copied().unwrap_or(ConsentState::NotAsked))
            .collect()
    }

    /// "Withdrawal … return or at the crossing: S1": a no raises it unless somebody looked since.
    fn stop(&self, id: &'static str) -> StopState {
        let said_no = self.consents.iter().any(|((kind, _), state)| ASKED.contains(kind) && is_no(*state));
        match self.stops[id] {
            StopState::NotChecked if id == "S1" && said_no => StopState::Raised,
            state => state,
        }
    }

    /// "clear or with a written plan"; a step that does not apply counts in no rule.
    fn has_plan(&self) -> bool {
        let applies = self.fact("case_open") != Some("no") || self.fact("compensation") != Some("no");
        applies && self.steps["4.7"].counts()
    }

    fn oracle(&self, procedure: &Procedure) -> Word {
        let answers: Vec<ConsentState> = ASKED.iter().flat_map(|kind| self.answers(procedure, kind)).collect();
        if HARD.iter().any(|stop| self.stop(stop) == StopState::Raised) || answers.iter().any(|state| is_no(*state)) {
            return Word::Stop;
        }
        let child_ready = self.steps["6.7"].counts() && self.steps["7.7"].counts() && self.fact("carer") == Some("yes");
        let go = self.opened
            && !self.incomplete
            && answers.iter().all(|state| *state == ConsentState::Given)
            && CLEAR.iter().all(|stop| self.stop(stop) == StopState::Clear)
            && match self.stop("S7") {
                StopState::Clear => true,
                StopState::Raised => self.has_plan(),
                StopState::NotChecked => false,
            }
            && (!self.is_child() || child_ready);
        if go { Word::Go } else { Word::Wait }
    }
}

/// The shipped procedure, as if every kind of consent that the gate asks for needed a child's guardian too.
fn with_guardian() -> &'static Procedure {
    static CONTENT: LazyLock<Procedure> = LazyLock::new(content_with_guardian);
    &CONTENT
}

fn content_with_guardian() -> Procedure {
    let mut content: Value = serde_json::from_str(include_str!("../public/sop/th-mm-return.json")).unwrap();
    for kind in content["consents"].as_array_mut().unwrap() {
        if ASKED.contains(&kind["id"].as_str().unwrap()) {
            kind["guardian"] = json!({ "fact": "age", "is": ["child", "disputed"] });
        }
    }
    read(&content.to_string()).unwrap()
}

// --- One thing at a time ---------------------------------------------------------------------------------------------

#[rstest]
fn nothing_against_it_is_go(#[values("adult", "child", "disputed")] age: &'static str) {
    assert_eq!(State::ready(age).gate(shipped()), Gate::Go);
    assert_eq!(ready(shipped(), 1, age).gate(), Gate::Go);
}

#[rstest]
fn one_stop_alone_moves_the_gate_or_not(
    #[values("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13")] stop: &'static str,
    #[values(StopState::NotChecked, StopState::Raised)] state: StopState,
    #[values("adult", "child")] age: &'static str,
) {
    let gate = State::ready(age).with(&[Change::Stop(stop, state)]).gate(shipped());
    let raised = Cause::Raised(stop.into());
    let expected = match (stop, state) {
        ("S8" | "S11" | "S12", _) => Gate::Go,
        (_, StopState::NotChecked) => Gate::Wait(vec![Cause::NotChecked(stop.into())]),
        ("S7", _) => Gate::Wait(vec![Cause::NeedsPlan("S7".into(), "4.7".into())]),
        ("S9" | "S10" | "S13", _) => Gate::Wait(vec![raised]),
        _ => Gate::Stop(vec![raised]),
    };
    assert_eq!(gate, expected);
}

#[rstest]
fn one_consent_alone_moves_the_gate(
    #[values("return", "crossing")] kind: &'static str,
    #[values(ConsentState::NotAsked, ConsentState::Refused, ConsentState::Withdrawn)] state: ConsentState,
    #[values("adult", "child")] age: &'static str,
) {
    // The stop is marked clear after the refusal: the refusal stops all the same.
    let gate = State::ready(age).with(&[Change::Consent(kind, Giver::Person, state)]).gate(shipped());
    let expected = match state {
        ConsentState::NotAsked => Gate::Wait(vec![Cause::NotAsked(kind.into())]),
        state => Gate::Stop(vec![Cause::Against(kind.into(), state)]),
    };
    assert_eq!(gate, expected);
}

#[rstest]
#[case(Change::Step("6.7", Done::No), false)]
#[case(Change::Step("6.7", Done::Waiting), false)]
// An official's word that no decision on the child's best interests is needed opens nothing.
#[case(Change::Step("6.7", Done::NotNeeded), false)]
#[case(Change::Step("6.7", Done::Here), true)]
#[case(Change::Step("6.7", Done::Reported), true)]
#[case(Change::Step("6.7", Done::Elsewhere), true)]
#[case(Change::Step("7.7", Done::No), false)]
#[case(Change::Step("7.7", Done::NotNeeded), false)]
#[case(Change::Step("7.7", Done::Reported), true)]
#[case(Change::Fact("carer", None), false)]
#[case(Change::Fact("carer", Some("no")), false)]
fn a_child_needs_more_than_a_clear_s5(
    #[case] change: Change,
    #[case] goes: bool,
    #[values(Some("child"), Some("disputed"), None)] age: Option<&'static str>,
) {
    let child = State::ready("child").with(&[Change::Fact("age", age), change]);
    let gate = child.gate(shipped());
    if goes {
        assert_eq!(gate, Gate::Go);
    } else {
        let [Cause::Missing(stop, _)] = gate.causes() else { panic!("{gate:?}") };
        assert_eq!((word(&gate), stop.as_str()), (Word::Wait, "S5"));
    }
    assert_eq!(State::ready("adult").with(&[change]).gate(shipped()), Gate::Go, "an adult does not need it");
}

#[rstest]
#[case(&[], Done::Here, true)]
#[case(&[("case_open", "yes")], Done::Here, true)]
#[case(&[("case_open", "yes")], Done::Reported, true)]
#[case(&[("case_open", "yes")], Done::NotNeeded, false)]
#[case(&[("case_open", "yes")], Done::Waiting, false)]
#[case(&[("case_open", "no"), ("compensation", "yes")], Done::Here, true)]
#[case(&[("case_open", "no"), ("compensation", "no")], Done::Here, false)]
fn a_plan_answers_s7_where_it_is_done_and_applies(
    #[case] facts: &[(&'static str, &'static str)],
    #[case] plan: Done,
    #[case] goes: bool,
) {
    let mut changes = vec![Change::Step("4.7", plan), Change::Stop("S7", StopState::Raised)];
    changes.extend(facts.iter().map(|(fact, value)| Change::Fact(fact, Some(value))));
    let state = State::ready("adult").with(&changes);
    assert_eq!(state.gate(shipped()) == Gate::Go, goes);
    assert_eq!(word(&state.with(&[Change::Stop("S7", StopState::NotChecked)]).gate(shipped())), Word::Wait);
}

#[rstest]
#[case(Giver::Person)]
#[case(Giver::Guardian)]
fn where_a_guardian_is_needed_both_must_say_yes(#[case] giver: Giver) {
    let procedure = with_guardian();
    for kind in ASKED {
        for age in ["child", "disputed"] {
            assert_eq!(State::ready(age).gate(procedure), Gate::Go);
            let without = |state| State::ready(age).with(&[Change::Consent(kind, giver, state)]).gate(procedure);
            assert_eq!(without(ConsentState::NotAsked), Gate::Wait(vec![Cause::NotAsked(kind.into())]));
            for no in [ConsentState::Refused, ConsentState::Withdrawn] {
                assert_eq!(without(no), Gate::Stop(vec![Cause::Against(kind.into(), no)]));
            }
        }
    }
    let adult = State::ready("adult").with(&[Change::Consent("return", Giver::Guardian, ConsentState::NotAsked)]);
    assert_eq!(adult.gate(procedure), Gate::Go);
}

#[test]
fn an_empty_case_waits_and_lists_all_that_was_not_checked() {
    let mut expected: Vec<Cause> = ASKED.map(|kind| Cause::NotAsked(kind.into())).into();
    expected.extend(CLEAR.map(|stop| Cause::NotChecked(stop.into())));
    expected.push(Cause::NotChecked("S7".into()));

    let causes = |device: &Device| match device.gate() {
        Gate::Wait(causes) => causes,
        gate => panic!("{gate:?}"),
    };
    let is_missing = |cause: &Cause| matches!(cause, Cause::Missing(..));
    let begun = causes(&Device::opened(shipped(), 1));
    let (missing, rest): (Vec<Cause>, Vec<Cause>) = begun.iter().cloned().partition(is_missing);
    assert_eq!(rest, expected);
    // Nobody knows the age yet, so it is a child.
    let atoms: Vec<String> = missing
        .iter()
        .map(|cause| match cause {
            Cause::Missing(stop, Atom::Step { step, .. }) => format!("{stop} {step}"),
            Cause::Missing(stop, Atom::Fact { fact, .. }) => format!("{stop} {fact}"),
            cause => panic!("{cause:?}"),
        })
        .collect();
    assert_eq!(atoms, ["S5 6.7", "S5 7.7", "S5 carer"]);

    let unborn = causes(&Device::new(shipped(), 1));
    assert_eq!((&unborn[0], &unborn[1..]), (&Cause::Incomplete, &begun[..]));
}

#[test]
fn a_record_that_could_not_be_read_whole_never_goes() {
    let state = State::ready("adult").with(&[Change::Incomplete]);
    assert_eq!(state.gate(shipped()), Gate::Wait(vec![Cause::Incomplete]));
    assert_eq!(
        state.with(&[Change::Stop("S6", StopState::Raised)]).gate(shipped()),
        Gate::Stop(vec![Cause::Raised("S6".into()), Cause::Incomplete])
    );
}

#[test]
fn giving_again_does_not_clear_what_the_refusal_raised() {
    let mut device = ready(shipped(), 1, "adult");
    device.answer("crossing", Giver::Person, Answer::Withdrawn);
    let withdrawn = Cause::Against("crossing".into(), ConsentState::Withdrawn);
    assert_eq!(device.gate(), Gate::Stop(vec![withdrawn, Cause::Raised("S1".into())]));
    device.answer("crossing", Giver::Person, Answer::Given);
    assert_eq!(device.gate(), Gate::Stop(vec![Cause::Raised("S1".into())]));
    device.mark("S1", StopMark::Clear);
    assert_eq!(device.gate(), Gate::Go);
}

#[test]
fn a_guardians_no_raises_s1_even_where_nobody_asks_for_the_guardian() {
    let mut device = ready(shipped(), 1, "adult");
    device.answer("return", Giver::Guardian, Answer::Refused);
    assert!(device.gate().causes().contains(&Cause::Raised("S1".into())));
    assert_eq!(word(&device.gate()), Word::Stop);
}

// --- What the rule reads of a journal --------------------------------------------------------------------------------

impl State {
    /// The inputs of the rule, as `every_gate.rs` tries them in every combination.
    fn inputs(&self, procedure: &'static Procedure) -> String {
        let consents = ASKED.map(|kind| self.answers(procedure, kind).into_iter().min().unwrap());
        let stops = [&CLEAR[..], &["S7"]].concat().into_iter().map(|stop| self.stop(stop)).collect::<Vec<_>>();
        let state = |step: &str, applies: bool| match self.steps[step] {
            _ if !applies => StepState::Out,
            Done::NotNeeded => StepState::Out,
            done if done.counts() => StepState::Done,
            _ => StepState::Open,
        };
        let legal = self.fact("case_open") != Some("no") || self.fact("compensation") != Some("no");
        let steps = [state("4.7", legal), state("6.7", self.is_child()), state("7.7", self.is_child())];
        let carer = self.fact("carer").filter(|_| self.is_child());
        let incomplete = self.incomplete || !self.opened;
        format!("{consents:?} {stops:?} {steps:?} {:?} {carer:?} {incomplete}", self.fact("age"))
    }

    /// The same, as the case gives them.
    fn read(&self, procedure: &'static Procedure) -> String {
        self.device(procedure).see(|view| {
            let consents = ASKED.map(|kind| view.consent(&kind.into()));
            let stops = [&CLEAR[..], &["S7"]].concat();
            let stops = stops.into_iter().map(|stop| Answers::stop(&view, &stop.into())).collect::<Vec<_>>();
            let steps = ["4.7", "6.7", "7.7"].map(|step| Answers::step(&view, &step.into()));
            let [age, carer] =
                ["age", "carer"].map(|fact| Answers::fact(&view, &fact.into()).first().map(|value| &**value));
            let incomplete = view.case.incomplete || view.case.opened.is_none();
            format!("{consents:?} {stops:?} {steps:?} {age:?} {carer:?} {incomplete}")
        })
    }

    /// Nothing is recorded, or everything speaks against it.
    fn extreme(against: bool) -> Self {
        let (consent, stop) = if against {
            (ConsentState::Refused, StopState::Raised)
        } else {
            (ConsentState::NotAsked, StopState::NotChecked)
        };
        Self {
            facts: if against { [("age", "disputed"), ("carer", "no")].into() } else { [].into() },
            steps: ["4.7", "6.7", "7.7"].map(|step| (step, Done::No)).into(),
            consents: ASKED.iter().flat_map(|kind| GIVERS.map(|giver| ((*kind, giver), consent))).collect(),
            stops: STOPS.map(|id| (id, stop)).into(),
            ..Self::ready("adult")
        }
    }
}

/// Whatever else is recorded, each thing is read as it was, and moves no other.
#[rstest]
#[case(State::ready("adult"))]
#[case(State::ready("child"))]
#[case(State::extreme(false))]
#[case(State::extreme(true))]
fn each_input_is_read_as_it_was_recorded(#[case] others: State, #[values(false, true)] guardian: bool) {
    let procedure = if guardian { with_guardian() } else { shipped() };
    assert_eq!(others.read(procedure), others.inputs(procedure));
    for change in changes() {
        let state = others.clone().with(&[change]);
        assert_eq!(state.read(procedure), state.inputs(procedure), "{change:?}");
    }
}

// --- Two things, and any number of them ------------------------------------------------------------------------------

#[rstest]
fn any_two_things_together(#[values("adult", "child")] age: &'static str) {
    let changes = changes();
    for (at, first) in changes.iter().enumerate() {
        for second in &changes[at..] {
            let state = State::ready(age).with(&[*first, *second]);
            assert_eq!(word(&state.gate(shipped())), state.oracle(shipped()), "{first:?} and {second:?}");
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 768, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_things_together(
        age in select(&["adult", "child", "disputed"]),
        guardian: bool,
        changes in prop_oneof![vec(select(changes()), 0..5), vec(select(changes()), 0..60)],
    ) {
        let procedure = if guardian { with_guardian() } else { shipped() };
        let state = State::ready(age).with(&changes);
        let gate = state.gate(procedure);
        prop_assert_eq!(word(&gate), state.oracle(procedure));

        // Every check that is missing is listed, whatever the gate says.
        for stop in CLEAR.into_iter().chain(["S7"]) {
            let listed = gate.causes().contains(&Cause::NotChecked(stop.into()));
            prop_assert_eq!(listed, state.stop(stop) == StopState::NotChecked, "{}", stop);
        }
        for stop in HARD {
            let listed = gate.causes().contains(&Cause::Raised(stop.into()));
            prop_assert_eq!(listed, state.stop(stop) == StopState::Raised, "{}", stop);
        }
        prop_assert_eq!(gate.causes().is_empty(), gate == Gate::Go);
    }

    #[test]
    fn s8_s11_and_s12_never_move_it(
        changes in vec(select(changes()), 0..8),
        stop in select(&BESIDE),
    ) {
        let gates = [StopState::NotChecked, StopState::Clear, StopState::Raised].map(|state| {
            State::ready("child").with(&changes).with(&[Change::Stop(stop, state)]).gate(shipped())
        });
        prop_assert_eq!(&gates[0], &gates[1]);
        prop_assert_eq!(&gates[1], &gates[2]);
    }
}
