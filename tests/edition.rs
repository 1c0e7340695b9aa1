//! Which procedure and edition a case belongs to: nothing of another procedure is read as this one's, and a new edition is
//! told with what it lacks, brought and changed.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::sync::LazyLock;

use serde_json::{Value, json};
use sop_checklist::case::{Case, Differences, Gate, Line, View, differences, gate, overview};
use sop_checklist::journal::{Act, CaseKind, Journal, Status, StopMark, When};
use sop_checklist::procedure::{Procedure, Thing, read};
use support::{Device, shipped};

fn of(text: &Value) -> &'static Procedure {
    Box::leak(Box::new(read(&text.to_string()).unwrap()))
}

fn sample() -> Value {
    serde_json::from_str(include_str!("../public/sop/shelter-intake.json")).unwrap()
}

fn begun(procedure: &str, edition: &str) -> Device {
    static SAMPLE: LazyLock<&'static Procedure> = LazyLock::new(|| of(&sample()));
    let mut device = Device::new(*SAMPLE, 1);
    let (procedure, edition) = (procedure.to_owned(), edition.to_owned());
    device.act(Act::Opened { code: "IN-1".into(), procedure, edition, kind: CaseKind::Real });
    device
}

fn done(device: &mut Device, step: &str) {
    device.act(Act::Status { step: step.into(), status: Status::Done { when: When::Unknown } });
}

fn told(case: &Case, procedure: &Procedure, journal: &Journal) -> Option<Differences> {
    differences(View::new(procedure, case), journal)
}

#[test]
fn nothing_of_another_procedure_is_read_as_this_one() {
    let mut device = begun("shelter-intake", "sample 1");
    done(&mut device, "1.2");
    device.act(Act::Stop { stop: "R1".into(), mark: StopMark::Clear, reason: String::new() });
    let other = Case::of(shipped(), &device.journal);
    assert_eq!(other.other_procedure(shipped()), Some("shelter-intake"));
    assert_eq!(other.opened.as_ref().unwrap().value.code, "IN-1");
    // Both have a step 1.2.
    assert!(shipped().step("1.2").is_some() && other.step(&"1.2".into()).is_none());
    let view = View::new(shipped(), &other);
    assert!(matches!(gate(view), Gate::Wait(_)));
    let line = Line::of(view, &overview(view), &device.journal);
    assert_eq!((line.code.as_str(), line.other.as_deref(), line.progress.of), ("IN-1", Some("shelter-intake"), 0));
    assert_eq!(line.phase, None);
    assert_eq!(Line::from_card(&line.to_card(shipped()), shipped()), Some(line.clone()));
    // A card that was made under the other procedure says nothing here, and the other way round.
    assert_eq!(Line::from_card(&line.to_card(shipped()), device.procedure), None);

    // Following an entry keeps to that, and at home nothing is missing.
    let mut following = other.clone();
    done(&mut device, "2.1");
    let last = device.journal.in_order().last().copied().unwrap().clone();
    following.follow(shipped(), &device.journal, &last);
    assert_eq!(following, other);
    let own = Case::of(device.procedure, &device.journal);
    assert_eq!(own.other_procedure(device.procedure), None);
    assert!(own.step(&"1.2".into()).is_some() && own.step(&"2.1".into()).is_some());
}

/// Three editions later: 2.3 and the question `room` are gone, 1.4 is new, 1.1 was changed twice, P1 came and went.
fn later() -> &'static Procedure {
    let mut text = sample();
    text["edition"] = json!("sample 4");
    let steps = |text: &mut Value, phase: usize| text["phases"][phase]["steps"].as_array_mut().unwrap().clone();
    let kept: Vec<_> = steps(&mut text, 1).into_iter().filter(|step| step["id"] != "2.3").collect();
    text["phases"][1]["steps"] = json!(kept);
    text["facts"].as_array_mut().unwrap().retain(|fact| fact["id"] != "room");
    text["facts"][0]["values"] = json!(["adult", "child"]);
    text["changes"] = json!([
        { "id": "e1", "edition": "sample 1" },
        { "id": "e2", "edition": "sample 2", "added": [{ "step": "1.4" }, { "paper": "P9" }], "changed": [{ "step": "1.1" }] },
        { "id": "e3", "edition": "sample 3", "removed": [{ "paper": "P9" }, { "step": "2.3" }] },
        { "id": "e4", "edition": "sample 4", "changed": [{ "step": "1.1" }, { "step": "1.4" }, { "fact": "age" }],
          "removed": [{ "fact": "room" }] }
    ]);
    of(&text)
}

#[test]
fn a_new_edition_is_told_with_what_it_lacks_brought_and_changed() {
    let mut device = begun("shelter-intake", "sample 1");
    done(&mut device, "1.1");
    done(&mut device, "2.3");
    device.fact("room", &["free"]);
    device.fact("age", &["unsure"]);
    assert_eq!(told(&device.case, device.procedure, &device.journal), None, "the same edition");

    let new = later();
    let case = Case::of(new, &device.journal);
    let found = told(&case, new, &device.journal).unwrap();
    assert!(found.listed);
    assert_eq!(found.editions, ["e2", "e3", "e4"]);
    assert_eq!(found.added, [Thing::Step("1.4".into())]);
    // What is new is not said to be changed as well.
    assert_eq!(found.changed, [Thing::Step("1.1".into()), Thing::Fact("age".into())]);
    let lost = |act: &Act| match act {
        Act::Status { step, .. } => step.to_string(),
        Act::Fact { fact, values } => format!("{fact} {}", values[0]),
        other => panic!("{other:?}"),
    };
    let mut lost: Vec<_> = found.lost.iter().map(lost).collect();
    lost.sort();
    // An answer that the question does not have any more is one of them.
    assert_eq!(lost, ["2.3", "age unsure", "room free"]);
    // Nothing is dropped.
    assert!(case.step(&"2.3".into()).is_some() && case.fact(&"room".into()).is_some());
}

#[test]
fn of_a_later_edition_only_what_came_since() {
    let device = begun("shelter-intake", "sample 3");
    let found = told(&Case::of(later(), &device.journal), later(), &device.journal).unwrap();
    assert_eq!((found.editions.as_slice(), found.added.as_slice()), (&["e4".to_owned()][..], &[][..]));
    assert_eq!(found.changed.len(), 3);
}

#[test]
fn an_edition_that_nobody_lists_is_called_that() {
    let mut device = begun("shelter-intake", "sample 0");
    done(&mut device, "2.3");
    let found = told(&Case::of(later(), &device.journal), later(), &device.journal).unwrap();
    assert_eq!((found.listed, found.lost.len()), (false, 1));
    assert!(found.editions.is_empty() && found.added.is_empty() && found.changed.is_empty());
}

/// One beginning that names another procedure, beside or in place of the own, does not put a case away unseen; what is read
/// is the same whether it came first or last.
#[test]
fn a_case_is_put_away_only_where_no_beginning_is_of_this_procedure() {
    let mut one = begun("shelter-intake", "sample 1");
    done(&mut one, "1.2");
    let mut two = begun("another", "1");
    // Two devices began it apart: both beginnings stand.
    let entries: Vec<_> = two.journal.entries().map(|entry| (*entry).clone()).collect();
    assert_eq!(entries.len(), 1);
    let mut stranger = entries[0].clone();
    stranger.id.writer = sop_checklist::journal::Writer(77);
    one.take(&stranger);
    assert_eq!(one.case.other_procedure(one.procedure), None);
    assert!(one.case.step(&"1.2".into()).is_some());
    assert_eq!(one.case, Case::of(one.procedure, &one.journal));

    // A later beginning in place of the foreign one brings everything back.
    done(&mut two, "1.2");
    assert_eq!(two.case.other_procedure(two.procedure), Some("another"));
    assert!(two.case.step(&"1.2".into()).is_none());
    let (procedure, edition) = ("shelter-intake".to_owned(), "sample 1".to_owned());
    two.act(Act::Opened { code: "IN-1".into(), procedure, edition, kind: CaseKind::Real });
    assert_eq!(two.case.other_procedure(two.procedure), None);
    assert!(two.case.step(&"1.2".into()).is_some());

    // Of a beginning that names none nothing can be said.
    let nameless = begun("", "sample 1");
    assert_eq!(nameless.case.other_procedure(nameless.procedure), None);
}
