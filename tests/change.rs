//! What another answer would do, said before it is done; and answers that do not agree.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rstest::rstest;

use sop_checklist::case::{
    Change, Gate, Overview, Reader, RowState, Summary, View, change, contradictions, overview, summary,
};
use sop_checklist::journal::{Act, Answer, Giver, Status, StopMark};
use sop_checklist::procedure::{Fact, Procedure, Truth};
use support::full::{Notes, full};
use support::{Device, fact, on, ready, shipped};

fn seen(device: &Device, id: &str, values: &[&str]) -> Change {
    let values: Vec<_> = values.iter().map(|value| (*value).into()).collect();
    device.see(|view| change(view, &id.into(), &values))
}

/// The steps that come, and those that are set aside.
fn moved(change: &Change) -> (Vec<&str>, Vec<&str>) {
    let steps = || change.steps.iter();
    (
        steps().filter(|turn| turn.comes()).map(|turn| turn.step.as_str()).collect(),
        steps().filter(|turn| turn.goes()).map(|turn| turn.step.as_str()).collect(),
    )
}

// --- When it is shown first ------------------------------------------------------------------------------------------

#[test]
fn a_first_answer_is_one_tap() {
    let device = Device::opened(shipped(), 1);
    for asked in &shipped().facts {
        for value in &asked.values {
            assert!(!seen(&device, asked.id.as_str(), &[value]).asks, "{} {value}", asked.id);
        }
    }
}

#[test]
fn a_first_answer_that_sets_something_recorded_aside_is_shown_first() {
    for record in [
        Act::Status { step: "2.2".into(), status: Status::Done { when: on(2026, 11, 25) } },
        Act::Note { step: "2.2".into(), text: "n".into() },
        Act::Place { step: "2.2".into(), text: "n".into() },
    ] {
        let mut device = Device::opened(shipped(), 1);
        device.act(record);
        let change = seen(&device, "identified", &["yes"]);
        assert_eq!(moved(&change), (vec![], vec!["2.2", "2.3", "2.10"]));
        assert!(change.asks);
        assert!(!seen(&device, "age", &["adult"]).asks, "2.2 has nothing to do with it");
    }
}

#[test]
fn another_answer_is_shown_first_where_it_moves_steps() {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["child"]);
    device.fact("alone", &["yes"]);
    let change = seen(&device, "age", &["adult"]);
    let (comes, goes) = moved(&change);
    assert_eq!((comes, &goes[..]), (vec!["6.10"], &["3.5", "6.7", "7.7", "9.7", "11.2"][..]));
    assert_eq!(change.unasked, ["alone".into()]);
    assert!(change.asks);
    assert!(change.steps.iter().any(|turn| turn.step.as_str() == "7.5" && turn.after == Truth::Unknown));

    let same = seen(&device, "age", &["disputed"]);
    assert_eq!((&same.steps[..], &same.unasked[..], same.asks), (&[][..], &[][..], false));
    assert!(seen(&device, "alone", &[]).steps.iter().any(|turn| turn.after == Truth::Unknown), "taken back: may apply");

    device.fact("gender", &["female"]);
    assert!(!seen(&device, "gender", &["male"]).asks, "it moves nothing");
}

#[test]
fn another_answer_is_shown_first_where_it_moves_the_gate() {
    let mut device = ready(shipped(), 1, "child");
    assert!(seen(&device, "carer", &["no"]).gate.is_some());
    device.fact("carer", &["no"]);
    let change = seen(&device, "carer", &["yes"]);
    assert_eq!((change.gate, change.asks), (Some(Gate::Go), true));
}

// --- It says what happens --------------------------------------------------------------------------------------------

/// Something an official does, by numbers: which, to what, how.
fn acts(procedure: &'static Procedure) -> impl Strategy<Value = Vec<Act>> {
    let steps: Vec<_> = procedure.steps().map(|step| step.id.clone()).collect();
    let consents: Vec<_> = procedure.consents.iter().map(|kind| kind.id.to_string()).collect();
    let stops: Vec<_> = procedure.stops.iter().map(|stop| stop.id.clone()).collect();
    let consent = (select(consents), select(vec![Giver::Person, Giver::Guardian]), any::<bool>());
    let stop = (select(stops), any::<bool>());
    vec(
        prop_oneof![
            6 => answers(procedure),
            3 => select(steps.clone()).prop_map(|step| Act::Status { step, status: Status::Done { when: on(2026, 11, 25) } }),
            1 => select(steps).prop_map(|step| Act::Note { step, text: "n".into() }),
            2 => consent.prop_map(|(kind, giver, given)| {
                Act::Consent(support::consent(&kind, giver, if given { Answer::Given } else { Answer::Withdrawn }))
            }),
            1 => stop.prop_map(|(stop, clear)| {
                let mark = if clear { StopMark::Clear } else { StopMark::Raised };
                Act::Stop { stop, mark, reason: String::new() }
            }),
        ],
        0..40,
    )
}

/// Any answer to any question; also that it is taken back.
fn answers(procedure: &'static Procedure) -> impl Strategy<Value = Act> {
    let facts: Vec<&Fact> = procedure.facts.iter().collect();
    (select(facts), any::<prop::sample::Index>()).prop_map(|(asked, at)| match at.index(asked.values.len() + 1) {
        0 => fact(asked.id.as_str(), &[]),
        at => fact(asked.id.as_str(), &[&asked.values[at - 1]]),
    })
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(128) })]

    #[test]
    fn what_is_shown_is_what_happens_and_back_is_as_before(acts in acts(shipped()), answer in answers(shipped())) {
        let mut device = Device::opened(shipped(), 1);
        acts.into_iter().for_each(|act| drop(device.write(act)));
        let Act::Fact { fact: id, values } = answer.clone() else { unreachable!() };
        let before = device.see(overview);
        let applied = |view: View| view.procedure.steps().map(|step| view.applies(step)).collect::<Vec<_>>();
        let (truths, given) = (device.see(applied), device.case.fact(&id).map(|held| held.value.clone()));
        let shown = device.see(|view| change(view, &id, &values));
        prop_assert_eq!(device.see(overview), before.clone(), "looking changes nothing");

        device.write(answer);
        let after = device.see(overview);
        for (((step, was), is), (old, new)) in shipped().steps().zip(truths).zip(device.see(applied)).zip(before.rows.iter().zip(&after.rows)) {
            let turn = shown.steps.iter().find(|turn| turn.step == step.id);
            prop_assert_eq!(turn.map_or(was, |turn| turn.before), was);
            prop_assert_eq!(turn.map_or(was, |turn| turn.after), is);
            let (comes, goes) = (turn.is_some_and(|turn| turn.comes()), turn.is_some_and(|turn| turn.goes()));
            prop_assert_eq!(comes, old.state == RowState::Aside && new.state != RowState::Aside);
            prop_assert_eq!(goes, old.state != RowState::Aside && new.state == RowState::Aside);
            // Nothing recorded goes unseen.
            prop_assert!(!goes || shown.asks || !(old.state.is_done() || old.has_note));
        }
        if let Some(gate) = shown.gate {
            prop_assert_eq!(gate, after.gate);
        }

        let back = given.unwrap_or_default();
        device.write(Act::Fact { fact: id, values: back });
        prop_assert_eq!(device.see(overview), before);
    }
}

// --- Back and forth --------------------------------------------------------------------------------------------------

/// A case in which everything is recorded: each step, question, consent, flag and paper, with notes.
fn whole() -> Device {
    let mut device = Device::new(shipped(), 1);
    full(0, Notes::English).iter().for_each(|entry| device.take(entry));
    device
}

/// All that is shown of a case on screen and paper.
fn shown(device: &Device) -> (Overview, Summary) {
    device.see(|view| {
        let overview = overview(view);
        let mut summary = summary(view, &overview, &device.journal, Reader::File);
        // Also tells when and by whom each answer was given.
        summary.short_code.clear();
        (overview, summary)
    })
}

/// Every question, every answer to it and none, there and back.
#[test]
fn each_answer_flipped_and_flipped_back_restores_everything() {
    let mut device = whole();
    let before = shown(&device);
    let mut moved = 0;
    for asked in &shipped().facts {
        let given = device.case.fact(&asked.id).map(|held| held.value.clone()).unwrap_or_default();
        let id = asked.id.as_str();
        for values in asked.values.iter().map(|value| vec![&**value]).chain([vec![]]) {
            device.fact(id, &values);
            moved += usize::from(shown(&device).0.rows != before.0.rows);
            device.write(Act::Fact { fact: asked.id.clone(), values: given.clone() });
            assert_eq!(shown(&device), before, "{id} was {values:?} for a while");
        }
    }
    assert!(moved > 20, "only {moved} of the answers moved a step");
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(32) })]

    #[test]
    fn several_answers_flipped_and_flipped_back_in_any_order_restore_everything(
        flips in vec(answers(shipped()), 1..12),
        order in any::<prop::sample::Selector>(),
    ) {
        let mut device = whole();
        let before = shown(&device);
        let mut given: BTreeMap<_, _> = shipped()
            .facts
            .iter()
            .map(|asked| (asked.id.clone(), device.case.fact(&asked.id).map(|held| held.value.clone()).unwrap_or_default()))
            .collect();
        for flip in &flips {
            device.write(flip.clone());
        }
        let flipped = |act: &Act| if let Act::Fact { fact, .. } = act { fact.clone() } else { unreachable!() };
        let mut ids: Vec<_> = flips.iter().map(flipped).collect();
        ids.sort();
        ids.dedup();
        while !ids.is_empty() {
            let at = (0..ids.len()).collect::<Vec<_>>();
            let id = ids.remove(*order.select(&at));
            let values = given.remove(&id).unwrap();
            device.write(Act::Fact { fact: id, values });
        }
        prop_assert_eq!(shown(&device), before);
    }
}

// --- What does not agree ---------------------------------------------------------------------------------------------

fn disagreeing(device: &Device) -> Vec<String> {
    device.see(|view| contradictions(view).map(|two| two.id.to_string()).collect())
}

fn given(kind: &str, answer: Answer) -> Act {
    Act::Consent(support::consent(kind, Giver::Person, answer))
}

fn mark(stop: &str, mark: StopMark) -> Act {
    Act::Stop { stop: stop.into(), mark, reason: String::new() }
}

#[rstest]
#[case("family_contact", fact("family", &["no_contact"]), given("family", Answer::Given), fact("family", &["traced"]))]
#[case("return_declined", fact("return", &["declined"]), given("return", Answer::Given), fact("return", &["wanted"]))]
#[case("return_refused", fact("return", &["wanted"]), given("return", Answer::Withdrawn), fact("return", &["declined"]))]
#[case("fear_clear", fact("fear", &["yes"]), mark("S6", StopMark::Clear), mark("S6", StopMark::Raised))]
#[case("family_unsafe", fact("family_safe", &["no"]), mark("S2", StopMark::Clear), mark("S2", StopMark::Raised))]
#[case("family_unsafe", fact("family_safe", &["no"]), fact("reception", &["family_home"]), fact("reception", &["other"]))]
#[case("nationality_clear", fact("nationality", &["not_verified"]), mark("S4", StopMark::Clear), fact("nationality", &["open"]))]
#[case("carer_clear", fact("carer", &["no"]), mark("S5", StopMark::Clear), fact("carer", &["yes"]))]
fn two_things_that_do_not_agree_are_told(#[case] id: &str, #[case] one: Act, #[case] other: Act, #[case] right: Act) {
    for acts in [[one.clone(), other.clone()], [other, one]] {
        let mut device = Device::opened(shipped(), 1);
        // The guardian's word would be missing otherwise.
        device.fact("age", &[if id == "carer_clear" { "child" } else { "adult" }]);
        for act in acts {
            assert_eq!(disagreeing(&device), Vec::<String>::new());
            device.write(act);
        }
        assert_eq!(disagreeing(&device), [id]);
        device.write(right.clone());
        assert_eq!(disagreeing(&device), Vec::<String>::new());
    }
}

#[test]
fn a_return_of_somebody_who_was_not_identified_is_told() {
    let mut device = Device::opened(shipped(), 1);
    device.done("7.10");
    assert_eq!(disagreeing(&device), Vec::<String>::new(), "open is no no");
    device.fact("identified", &["no"]);
    assert_eq!(disagreeing(&device), ["not_identified"]);
    let about: Vec<_> = shipped()
        .facts
        .iter()
        .filter(|fact| device.see(|view| contradictions(view).any(|two| two.names(&fact.id))))
        .collect();
    assert_eq!(about.iter().map(|fact| fact.id.as_str()).collect::<Vec<_>>(), ["identified"]);
}

#[test]
fn an_empty_case_agrees_with_itself() {
    assert_eq!(disagreeing(&Device::opened(shipped(), 1)), Vec::<String>::new());
    for age in ["adult", "child"] {
        assert_eq!(disagreeing(&ready(shipped(), 1, age)), Vec::<String>::new());
    }
}
