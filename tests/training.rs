//! Practice cases: the shipped ones can be read, begin as their story says, and their debrief tells right from missed.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;

use sop_checklist::case::{Case, Gate, Pen, Training, View, gate, overview, read_trainings};
use sop_checklist::journal::{Act, Answer, CaseKind, Giver, Journal, Stamp, StopMark, Writer};
use support::{Device, day, opened, shipped};

const SHIPPED: &str = include_str!("../public/training/th-mm-return.json");

fn trainings() -> Vec<Training> {
    read_trainings(SHIPPED).unwrap()
}

fn training(id: &str) -> Training {
    trainings().into_iter().find(|training| training.id == id).unwrap()
}

fn begun(training: &Training) -> Journal {
    let mut pen = Pen::new(Writer(7));
    training.begin(shipped(), &mut pen, Stamp { unix: 1_795_700_000, offset: 420 }, Some(day(2026, 11, 27)))
}

/// A tab that goes on with a practice case.
fn device(training: &Training) -> Device {
    let mut device = Device::new(shipped(), 8);
    begun(training).entries().for_each(|entry| device.take(entry));
    device
}

fn missed(training: &Training, device: &Device) -> Vec<String> {
    device.see(|view| {
        let points = training.debrief(view);
        points.into_iter().filter(|(_, right)| !right).map(|(id, _)| id.to_owned()).collect()
    })
}

#[test]
fn what_is_known_at_the_beginning_is_of_this_procedure_and_nothing_was_written_twice() {
    for training in trainings() {
        let journal = begun(&training);
        let mut fields = BTreeSet::new();
        for entry in journal.entries() {
            let field = entry.act.field().unwrap();
            assert!(fields.insert(field.clone()), "{}: {field:?} twice", training.id);
            let known = match &entry.act {
                Act::Fact { fact, values } => {
                    shipped().fact(fact.as_str()).is_some_and(|fact| values.iter().all(|v| fact.values.contains(v)))
                }
                Act::Consent(consent) => shipped().consent(consent.kind.as_str()).is_some(),
                Act::Stop { stop, .. } => shipped().stop(stop.as_str()).is_some(),
                Act::Status { step, .. } => shipped().step(step.as_str()).is_some(),
                Act::Opened { .. } => true,
                other => panic!("{other:?}"),
            };
            assert!(known, "{}: {:?}", training.id, entry.act);
        }
        let ids = training.before.but.iter().chain(&training.before.until);
        ids.for_each(|id| assert!(shipped().step(id.as_str()).is_some(), "{}: {id}", training.id));
    }
}

#[test]
fn nothing_recorded_at_the_beginning_breaks_a_rule() {
    for training in trainings() {
        let device = device(&training);
        let overview = device.see(overview);
        for row in overview.rows.iter().filter(|row| row.state.is_done()) {
            assert!(row.blocks.is_empty(), "{}: {} is done though {:?}", training.id, row.id, row.blocks);
        }
        assert!(!matches!(device.gate(), Gate::Stop(_) | Gate::Go), "{}: {:?}", training.id, device.gate());
    }
}

#[test]
fn each_begins_with_something_missed_and_codes_and_ids_differ() {
    let trainings = trainings();
    assert_eq!(trainings.len(), 4);
    for training in &trainings {
        let missed = missed(training, &device(training));
        let wanted = training.points.iter().filter(|point| !point.never).map(|point| point.id.clone());
        assert_eq!(missed, wanted.collect::<Vec<_>>(), "{}", training.id);
    }
    for part in [|training: &Training| training.id.clone(), |training: &Training| training.code.clone()] {
        assert_eq!(trainings.iter().map(part).collect::<BTreeSet<_>>().len(), trainings.len());
    }
}

#[test]
fn what_must_not_happen_is_missed_once_it_happened() {
    let bridge = training("bridge");
    let mut device = device(&bridge);
    device.answer("crossing", Giver::Person, Answer::Given);
    device.done("9.5");
    let missed = missed(&bridge, &device);
    assert!(missed.contains(&"stayed".to_owned()) && !missed.contains(&"papers".to_owned()), "{missed:?}");
}

#[test]
fn nothing_is_missed_where_all_was_done() {
    let bridge = training("bridge");
    let mut device = device(&bridge);
    device.answer("crossing", Giver::Person, Answer::Refused);
    device.mark("S9", StopMark::Raised);
    device.fact("crossed", &["not_crossed"]);
    device.done("9.9");
    assert_eq!(missed(&bridge, &device), Vec::<String>::new());
    assert!(matches!(device.gate(), Gate::Stop(_)));
}

#[test]
fn the_words_of_every_language_are_complete_and_no_more() {
    let mut needed: BTreeSet<String> = ["_language".into(), "_state".into()].into();
    for training in trainings() {
        let key = |part: &str| format!("training.{}{part}", training.id);
        needed.extend(["", ".story", ".task"].map(key));
        needed.extend(training.points.iter().map(|point| key(&format!(".{}", point.id))));
    }
    for (language, text) in [
        ("en", include_str!("../public/training/th-mm-return.en.json")),
        ("my", include_str!("../public/training/th-mm-return.my.json")),
        ("th", include_str!("../public/training/th-mm-return.th.json")),
    ] {
        let words: BTreeMap<String, String> = serde_json::from_str(text).unwrap();
        assert_eq!(words.keys().cloned().collect::<BTreeSet<_>>(), needed, "{language}");
        assert_eq!(words["_language"], language);
        assert!(words.values().all(|word| !word.trim().is_empty()), "{language}");
    }
}

#[test]
fn a_practice_case_never_becomes_a_persons_case() {
    let mut device = device(&training("child"));
    device.act(opened("REAL-1"));
    let kind = |case: &Case| case.opened.as_ref().map(|held| held.value.kind);
    assert_eq!(kind(&device.case), Some(CaseKind::Training));
    assert_eq!(kind(&Case::of(shipped(), &device.journal)), Some(CaseKind::Training));
    // Nor by an entry of another device that saw nothing of it.
    let mut other = Device::opened(shipped(), 9);
    other.merge(&device);
    assert_eq!(kind(&other.case), Some(CaseKind::Training));
}

#[rstest]
#[case("{", "cut short")]
#[case("{}", "training is missing")]
#[case(r#"{"training": [{"code": "T"}]}"#, "id is missing")]
#[case(r#"{"training": [{"id": "a", "code": "T"}]}"#, "a: before is missing")]
#[case(r#"{"training": [{"id": "a", "code": "T", "before": {"facts": [["age"]]}}]}"#, "too short")]
#[case(r#"{"training": [{"id": "a", "code": "T", "before": {"clear": {}}}]}"#, "clear is not a list")]
#[case(r#"{"training": [{"id": "a", "code": "T", "before": {"consents": [["data", "aunt", "given"]]}}]}"#, "aunt")]
#[case(r#"{"training": [{"id": "a", "code": "T", "before": {}, "points": [{"id": "p"}]}]}"#, "either when or never")]
#[case(
    r#"{"training": [{"id": "a", "code": "T", "before": {}, "points": [{"id": "p", "when": {}}]}]}"#,
    "none of the keys"
)]
fn a_broken_file_is_said_to_be_one(#[case] text: &str, #[case] says: &str) {
    let error = read_trainings(text).unwrap_err();
    assert!(error.contains(says) || says == "cut short", "{error}");
}

#[test]
fn a_beginning_without_a_day_has_none() {
    let mut pen = Pen::new(Writer(7));
    let journal = training("ready").begin(shipped(), &mut pen, Stamp { unix: 0, offset: 0 }, None);
    let case = Case::of(shipped(), &journal);
    assert!(matches!(gate(View::new(shipped(), &case)), Gate::Wait(_)));
}
