//! What is still missing before the crossing, by whom to call.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rstest::rstest;
use serde_json::json;

use sop_checklist::case::{Block, Call, Case, Cause, Gate, Lack, Missing, View, What, missing, not_now, overview};
use sop_checklist::journal::{Act, Answer, Giver, Status, StopMark, When};
use sop_checklist::procedure::{Answers, Ask, Procedure, StepState};
use support::{Device, consent, content, fact, ready, shipped};

fn list(device: &Device) -> Missing {
    device.see(missing)
}

/// The list in short: each call with what is missing, and what of it.
fn told(list: &Missing) -> Vec<String> {
    let ask = |ask: &Ask| match ask {
        Ask::Fact(id) => format!("fact {id}"),
        Ask::Consent(id) => format!("consent {id}"),
        Ask::Stop(id) => id.to_string(),
    };
    let lack = |lack: &Lack| {
        let at = lack.at.as_ref().map(ToString::to_string).unwrap_or_default();
        match &lack.what {
            What::Step(asks) if asks.is_empty() => at,
            What::Step(asks) => format!("{at} ({})", asks.iter().map(ask).collect::<Vec<_>>().join(", ")),
            What::Answer(missing) => format!("{} at {at}", ask(missing)),
            What::Raised(stop) => format!("{stop} raised"),
            What::Against(kind, state) => format!("{kind} {state:?}").to_lowercase(),
            What::NotNow(kind) => format!("{kind} not now"),
        }
    };
    let call = |call: &Call| {
        let role = call.role.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{role}: {}", call.lacks.iter().map(lack).collect::<Vec<_>>().join("; "))
    };
    let unread = list.unread.then(|| "unread".to_owned());
    unread.into_iter().chain(list.calls.iter().map(call)).collect()
}

// --- One thing at a time ---------------------------------------------------------------------------------------------

#[test]
fn an_empty_case_lists_every_call_in_the_order_of_the_procedure() {
    let expected = [
        "ANY: 1.1 (S9)",
        // A person of unknown age is a child until somebody asks.
        "TH-PSD: 1.6 (fact age)",
        "TH-POL: 1.7 (S10)",
        "TH-HLT: 3.6 (S3)",
        "TH-SHE: 3.10 (fact return); 5.1 (S6); 6.7 (S5); 7.8 (consent return, S1); 9.2 (consent crossing)",
        "TH-MSD: 4.8 (S7)",
        "MM-DOR: 5.7 (S4); 6.6 (S2); 8.9 (S13)",
        "GRD: 7.7 (fact carer)",
    ];
    let begun = Device::opened(shipped(), 1);
    assert_eq!(told(&list(&begun)), expected);
    let unborn = told(&list(&Device::new(shipped(), 1)));
    assert_eq!((unborn[0].as_str(), &unborn[1..]), ("unread", &expected.map(String::from)[..]));
}

#[rstest]
#[case::nothing(&[], &[])]
#[case::a_raised_flag_is_no_step(&[raised("S4")], &["TH-MSD: S4 raised"])]
#[case::a_flag_that_only_pauses(&[raised("S13")], &["TH-MSD: S13 raised"])]
#[case::a_plan_that_may_apply(&[raised("S7")], &["TH-POL: 4.1 (fact case_open, fact compensation)", "TH-OAG: 4.7"])]
#[case::a_plan(&[fact("case_open", &["yes"]), raised("S7")], &["TH-OAG: 4.7"])]
#[case::a_plan_called_not_needed(&[fact("case_open", &["yes"]), not_needed("4.7"), raised("S7")], &["TH-OAG: 4.7"])]
#[case::a_plan_that_counts_for_nothing(
    &[fact("case_open", &["no"]), fact("compensation", &["no"]), raised("S7")],
    &["TH-OAG: S7 raised"],
)]
#[case::a_no(&[said("crossing", Answer::Withdrawn)], &["TH-SHE: crossing withdrawn; S1 raised"])]
fn what_one_thing_asks_for(#[case] acts: &[Act], #[case] expected: &[&str]) {
    let mut device = ready(shipped(), 1, "adult");
    for act in acts {
        device.act(act.clone());
    }
    assert_eq!(told(&list(&device)), expected);
}

#[rstest]
#[case::where_it_is_asked_first("S6", &[], "TH-SHE: 5.1 (S6)")]
#[case::where_it_is_asked_again("S9", &["1.1"], "TH-SHE: 7.1 (S9)")]
#[case::a_step_that_surely_applies_goes_first("S2", &[], "MM-DOR: 6.6 (S2)")]
#[case::an_adult_needs_no_step_for_children("S5", &[], "TH-SHE: 8.11 (S5)")]
#[case::all_steps_that_ask_are_done("S10", &["1.7", "8.11"], "TH-POL: S10 at 1.7")]
fn a_check_that_nobody_made(#[case] stop: &str, #[case] steps: &[&str], #[case] expected: &str) {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["adult"]);
    for kind in ["return", "crossing"] {
        device.answer(kind, Giver::Person, Answer::Given);
    }
    for known in shipped().stops.iter().filter(|known| known.id.as_str() != stop) {
        device.mark(known.id.as_str(), StopMark::Clear);
    }
    for step in steps {
        device.done(step);
    }
    assert_eq!(told(&list(&device)), [expected]);
}

#[rstest]
#[case::the_decision(&["7.7"], Some("yes"), &["TH-SHE: 6.7"])]
#[case::the_plan_for_the_child(&["6.7"], Some("yes"), &["GRD: 7.7"])]
#[case::the_carer_where_the_step_is_open(&["6.7"], None, &["GRD: 7.7 (fact carer)"])]
#[case::the_carer_where_the_step_is_done(&["6.7", "7.7"], None, &["GRD: fact carer at 7.7"])]
#[case::no_carer(&["6.7", "7.7"], Some("no"), &["GRD: fact carer at 7.7"])]
fn what_a_child_needs(#[case] steps: &[&str], #[case] carer: Option<&str>, #[case] expected: &[&str]) {
    let mut child = ready(shipped(), 1, "child");
    for step in ["6.7", "7.7"].into_iter().filter(|step| !steps.contains(step)) {
        child.status(step, Status::ToDo);
    }
    child.fact("carer", carer.as_slice());
    assert_eq!(told(&list(&child)), expected);
}

#[test]
fn a_consent_that_would_press_the_person_is_nothing_to_ask_for() {
    let mut device = checked_but_not_asked();
    device.fact("return", &["declined"]);
    assert_eq!(told(&list(&device)), [": return not now; crossing not now"]);
    device.fact("return", &["wanted"]);
    assert_eq!(told(&list(&device)), ["TH-SHE: 7.8 (consent return); 9.2 (consent crossing)"]);
}

#[test]
fn a_guardian_who_was_not_asked_is_listed_where_the_person_was() {
    let mut child = Device::opened(shipped(), 1);
    child.fact("age", &["child"]);
    child.fact("return", &["wanted"]);
    child.answer("return", Giver::Person, Answer::Given);
    child.done("7.8");
    assert!(told(&list(&child)).iter().any(|call| call.contains("consent return at 7.8")), "{:?}", told(&list(&child)));
}

#[test]
fn what_could_not_be_read_comes_first_and_alone_is_enough() {
    let mut device = ready(shipped(), 1, "adult");
    device.case.incomplete = true;
    assert_eq!(list(&device), Missing { unread: true, calls: Vec::new() });
    device.mark("S6", StopMark::Raised);
    assert_eq!(told(&list(&device)), ["unread", "TH-SHE: S6 raised"]);
}

#[test]
fn who_acts_besides_stands_beside() {
    let mut device = ready(shipped(), 1, "adult");
    device.mark("S5", StopMark::Raised);
    let list = list(&device);
    let [call] = &list.calls[..] else { panic!("{list:?}") };
    assert_eq!(call.role, Some("TH-SHE".into()));
    assert_eq!(call.lacks[0].beside, ["TH-PSD", "GRD", "MM-DOR"].map(Into::into));
}

/// Content that needs steps that need steps, and answers that need answers.
fn chain() -> &'static Procedure {
    content(json!({
        "roles": [{ "id": "A", "side": "from" }, { "id": "B", "side": "to" }],
        "facts": [{ "id": "f", "values": ["yes", "no"] }, { "id": "g", "values": ["yes", "no"] }],
        "consents": [{ "id": "c", "blocks": ["1.2"] }],
        "stops": [{ "id": "S1" }, { "id": "S2", "effect": "note", "blocks": ["1.1"] }],
        "gate": { "consents": [], "clear": ["S1"], "clear_or_plan": [], "also": [] },
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "acts": ["B", "A"], "asks": [{ "fact": "f" }] },
            { "id": "1.2", "asks": [{ "fact": "g" }], "when": { "fact": "f", "is": ["yes"] } },
            { "id": "1.3", "acts": ["B"], "asks": [{ "consent": "c" }] },
            { "id": "1.4", "needs": [{ "step": "1.2", "is": ["done"] }, { "consent": "c", "is": ["given"] }] },
            { "id": "1.5", "asks": [{ "stop": "S1" }], "needs": [{ "step": "1.4", "is": ["done"] }] },
            { "id": "1.6" },
        ] }],
    }))
}

#[test]
fn what_a_step_needs_is_listed_with_it_and_nothing_else() {
    let mut device = Device::opened(chain(), 1);
    assert_eq!(told(&list(&device)), ["B: 1.1 (fact f); 1.3 (consent c)", "A: 1.2; 1.4; 1.5 (S1)"]);
    device.fact("f", &["yes"]);
    device.done("1.2");
    assert_eq!(told(&list(&device)), ["B: 1.3 (consent c)", "A: 1.4; 1.5 (S1)"]);
    device.answer("c", Giver::Person, Answer::Refused);
    assert_eq!(told(&list(&device)), ["B: c refused", "A: 1.4; 1.5 (S1)"]);
    device.mark("S1", StopMark::Clear);
    assert_eq!((told(&list(&device)), device.gate()), (Vec::new(), Gate::Go));
}

#[test]
fn a_flag_that_blocks_a_listed_step_is_listed_too() {
    let mut device = Device::opened(chain(), 1);
    device.mark("S2", StopMark::Raised);
    assert_eq!(told(&list(&device)), ["A: S2 raised; 1.2; 1.4; 1.5 (S1)", "B: 1.1 (fact f); 1.3 (consent c)"]);
}

// --- Anything ----------------------------------------------------------------------------------------------------------

/// What can be recorded about the gate, and about what it rests on.
fn acts() -> Vec<Act> {
    let procedure = shipped();
    let mut acts = Vec::new();
    for stop in &procedure.stops {
        acts.extend([StopMark::Clear, StopMark::Raised].map(|mark| marked(stop.id.as_str(), mark)));
    }
    for kind in &procedure.consents {
        for giver in [Giver::Person, Giver::Guardian] {
            for answer in [Answer::Given, Answer::Refused, Answer::Withdrawn] {
                acts.push(Act::Consent(consent(kind.id.as_str(), giver, answer)));
            }
        }
    }
    for asked in &procedure.facts {
        acts.push(fact(asked.id.as_str(), &[]));
        acts.extend(asked.values.iter().map(|value| fact(asked.id.as_str(), &[value])));
    }
    for step in procedure.steps().filter(|step| !step.asks.is_empty() || ["4.7", "6.7"].contains(&step.id.as_str())) {
        acts.extend([done(step.id.as_str()), not_needed(step.id.as_str())]);
    }
    acts
}

/// Does everything that is listed; what somebody has to act on stays.
fn do_all(device: &mut Device, list: &Missing) {
    let answer = |device: &mut Device, ask: &Ask| match ask {
        Ask::Fact(id) => {
            let value = match id.as_str() {
                "age" => "child",
                "return" => "wanted",
                _ => "yes",
            };
            device.fact(id.as_str(), &[value]);
        }
        Ask::Consent(id) => {
            for giver in [Giver::Person, Giver::Guardian] {
                device.answer(id.as_str(), giver, Answer::Given);
            }
        }
        Ask::Stop(id) => {
            device.mark(id.as_str(), StopMark::Clear);
        }
    };
    for lack in list.calls.iter().flat_map(|call| &call.lacks) {
        match (&lack.what, &lack.at) {
            (What::Step(asks), Some(at)) => {
                asks.iter().for_each(|ask| answer(device, ask));
                device.done(at.as_str());
            }
            (What::Answer(ask), _) => answer(device, ask),
            (What::Raised(_) | What::Against(..) | What::NotNow(_), _) | (What::Step(_), None) => {}
        }
    }
}

/// What nobody asked, looked at or did yet.
fn is_open(cause: &Cause) -> bool {
    matches!(cause, Cause::NotAsked(_) | Cause::NotChecked(_) | Cause::Missing(..))
}

#[test]
fn an_answer_at_a_step_that_is_done_asks_for_nothing_that_the_step_needed() {
    let mut device = Device::opened(shipped(), 1);
    for step in ["6.5", "6.6", "7.1", "8.11", "10.9"] {
        device.done(step);
    }
    let told = told(&list(&device)).join(" ");
    assert!(told.contains("S2 at 6.5") && !told.contains("consent family"), "{told}");
}

proptest! {
    #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

    #[test]
    fn whatever_was_recorded(
        begin in select(&[None, Some("adult"), Some("child"), Some("disputed")]),
        recorded in prop_oneof![vec(select(acts()), 0..5), vec(select(acts()), 0..60)],
        incomplete: bool,
    ) {
        let mut device = match begin {
            Some(age) => ready(shipped(), 1, age),
            None => Device::opened(shipped(), 1),
        };
        for act in recorded {
            device.act(act);
        }
        device.case.incomplete = incomplete;
        let listed = list(&device);
        let lacks: Vec<&Lack> = listed.calls.iter().flat_map(|call| &call.lacks).collect();

        prop_assert_eq!(listed.unread, incomplete);
        prop_assert_eq!(lacks.is_empty() && !listed.unread, device.gate() == Gate::Go, "{:?}", listed);
        // The same journal gives the same list.
        let mut again = Case::of(device.procedure, &device.journal);
        again.incomplete = incomplete;
        prop_assert_eq!(&missing(View::new(device.procedure, &again)), &listed);

        // Nothing twice, and no step that is done.
        for (at, lack) in lacks.iter().enumerate() {
            prop_assert!(!lacks[..at].contains(lack), "{lack:?} twice");
            if let (What::Step(_), Some(step)) = (&lack.what, &lack.at) {
                let same = |known: &&&Lack| matches!(known.what, What::Step(_)) && known.at.as_ref() == Some(step);
                prop_assert_eq!(lacks.iter().filter(same).count(), 1, "{}", step);
                prop_assert!(device.see(|view| view.step(step)) != StepState::Done, "{step} is done");
            }
        }
        let roles: Vec<_> = listed.calls.iter().map(|call| &call.role).collect();
        prop_assert!((1..roles.len()).all(|at| !roles[..at].contains(&roles[at])), "{roles:?}");
        // Whatever the gate says against it stands there as what it is.
        for cause in device.gate().causes() {
            let what = match cause {
                Cause::Raised(stop) => What::Raised(stop.clone()),
                Cause::Against(kind, state) => What::Against(kind.clone(), *state),
                _ => continue,
            };
            prop_assert!(lacks.iter().any(|lack| lack.what == what), "{what:?}");
        }

        do_all(&mut device, &listed);
        // Whom it would press is not asked, whatever else is done.
        let is_not_now = |cause: &Cause| matches!(cause, Cause::NotAsked(kind) if device.see(|view| !not_now(view, kind).is_empty()));
        let gate = device.gate();
        let left: Vec<&Cause> = gate.causes().iter().filter(|cause| is_open(cause) && !is_not_now(cause)).collect();
        prop_assert_eq!(left, Vec::<&Cause>::new());
        // And nothing that is listed could not be done then, unless somebody has to act first.
        if !lacks.iter().any(|lack| matches!(lack.what, What::Raised(_) | What::Against(..) | What::NotNow(_))) {
            let overview = device.see(overview);
            // An answer alone is given where its step stands, which was settled before, whatever that step needed.
            let steps = lacks.iter().filter(|lack| matches!(lack.what, What::Step(_)));
            for step in steps.filter_map(|lack| lack.at.as_ref()) {
                let mut blocks = overview.row(step).unwrap().blocks.clone();
                // What could not be read stays so, whatever is done.
                blocks.retain(|block| *block != Block::Open(vec![Cause::Incomplete]));
                prop_assert_eq!(blocks, Vec::new(), "{}", step);
            }
        }
    }
}

// --- What is recorded ------------------------------------------------------------------------------------------------

fn marked(stop: &str, mark: StopMark) -> Act {
    Act::Stop { stop: stop.into(), mark, reason: String::new() }
}

fn raised(stop: &str) -> Act {
    marked(stop, StopMark::Raised)
}

fn said(kind: &str, answer: Answer) -> Act {
    Act::Consent(consent(kind, Giver::Person, answer))
}

fn done(step: &str) -> Act {
    Act::Status { step: step.into(), status: Status::Done { when: When::Unknown } }
}

fn not_needed(step: &str) -> Act {
    Act::Status { step: step.into(), status: Status::NotNeeded { reason: "done by the court".into() } }
}

/// Every check made, nobody asked.
fn checked_but_not_asked() -> Device {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["adult"]);
    for stop in &shipped().stops {
        device.mark(stop.id.as_str(), StopMark::Clear);
    }
    device
}
