//! The day at the border: how each case stands for those who stand there, and linked cases.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;

use sop_checklist::case::{BorderRow, Gate, border_row, handovers};
use sop_checklist::journal::{Act, Answer, Consent, Giver, Journal, Kin, Status, When, from_stored, to_stored};
use sop_checklist::procedure::{BorderDay, ConsentState};

use support::{Device, at, consent, day, on, opened, ready, shipped};

fn border() -> &'static BorderDay {
    shipped().border_day.as_ref().unwrap()
}

fn row(device: &Device) -> BorderRow {
    device.see(|view| border_row(view, border(), Some(day(2026, 11, 27))))
}

fn asks(device: &mut Device, giver: Giver, answer: Answer, when: When) {
    device.act(Act::Consent(Consent { when, ..consent("crossing", giver, answer) }));
}

#[rstest]
#[case::today(Answer::Given, on(2026, 11, 27), ConsentState::Given, false)]
#[case::this_morning(Answer::Given, at(2026, 11, 27, 6, 5), ConsentState::Given, false)]
#[case::another_day(Answer::Given, on(2026, 11, 26), ConsentState::Given, true)]
#[case::nobody_knows_when(Answer::Given, When::Unknown, ConsentState::Given, true)]
#[case::refused_holds_whenever(Answer::Refused, on(2026, 11, 26), ConsentState::Refused, false)]
#[case::withdrawn_holds_whenever(Answer::Withdrawn, When::Unknown, ConsentState::Withdrawn, false)]
fn a_yes_counts_on_its_own_day_only(
    #[case] answer: Answer,
    #[case] when: When,
    #[case] state: ConsentState,
    #[case] earlier: bool,
) {
    let mut adult = ready(shipped(), 1, "adult");
    asks(&mut adult, Giver::Person, answer, when);
    let asked = row(&adult).asked;
    assert_eq!((asked.state, asked.when, asked.earlier), (state, when, earlier));
}

#[test]
fn a_child_is_asked_again_with_the_guardian() {
    // Another procedure may want the guardian at the crossing, too.
    let border = BorderDay { consent: "return".into(), ..border().clone() };
    let row = |device: &Device| device.see(|view| border_row(view, &border, Some(day(2026, 11, 27)))).asked;
    let asks = |device: &mut Device, giver: Giver, answer: Answer| {
        device.act(Act::Consent(Consent { when: on(2026, 11, 27), ..consent("return", giver, answer) }));
    };
    let mut child = ready(shipped(), 1, "child");
    asks(&mut child, Giver::Person, Answer::Given);
    let asked = row(&child);
    assert!(asked.state == ConsentState::Given && asked.earlier, "the guardian said yes on another day: {asked:?}");
    asks(&mut child, Giver::Guardian, Answer::Given);
    assert!(!row(&child).earlier);
    asks(&mut child, Giver::Person, Answer::Refused);
    assert_eq!(row(&child).state, ConsentState::Refused);
}

#[test]
fn of_a_new_case_nothing_is_said() {
    let new = Device::opened(shipped(), 2);
    assert_eq!(row(&new).asked.state, ConsentState::NotAsked);
    assert_eq!((row(&new).point, row(&new).crossed), (vec![], vec![]));
}

/// Whoever reads the row of one learns nothing of why.
#[test]
fn a_row_has_no_reason() {
    let mut refuses = ready(shipped(), 1, "adult");
    let mut raised = ready(shipped(), 2, "adult");
    asks(&mut refuses, Giver::Person, Answer::Refused, on(2026, 11, 27));
    raised.act(Act::Stop {
        stop: "S6".into(),
        mark: sop_checklist::journal::StopMark::Raised,
        reason: "a broker".into(),
    });
    for case in [&refuses, &raised] {
        assert!(!case.gate().causes().is_empty());
        assert_eq!(row(case).gate, Gate::Stop(vec![]));
    }
    let waits = Device::opened(shipped(), 3);
    assert_eq!(row(&waits).gate, Gate::Wait(vec![]));
    refuses.fact("crossed", &["not_crossed"]);
    refuses.fact("not_crossed_why", &["own_word"]);
    let shown = format!("{:?}", row(&refuses));
    assert!(shown.contains("not_crossed") && !shown.contains("own_word"), "{shown}");
}

#[test]
fn the_crossing_is_recorded_at_the_steps_that_ask_for_it_and_apply() {
    let steps = |device: &Device| {
        device.see(|view| handovers(view, border()).iter().map(|step| step.id.to_string()).collect::<Vec<_>>())
    };
    let mut adult = ready(shipped(), 1, "adult");
    assert_eq!(steps(&adult), ["9.5"]);
    adult.fact("crossed", &["not_crossed"]);
    assert_eq!(steps(&adult), ["9.5", "9.9"]);
}

#[test]
fn a_closed_case_says_so() {
    let mut adult = ready(shipped(), 1, "adult");
    assert!(!row(&adult).closed);
    adult.act(Act::Closed { reason: "moved".into() });
    assert!(row(&adult).closed);
}

#[rstest]
#[case(Kin::ChildOf, Kin::ParentOf)]
#[case(Kin::ParentOf, Kin::ChildOf)]
#[case(Kin::Sibling, Kin::Sibling)]
#[case(Kin::TravelsWith, Kin::TravelsWith)]
fn a_link_is_turned_for_the_other_case(#[case] kin: Kin, #[case] turned: Kin) {
    assert_eq!(kin.turned(), turned);
    assert_eq!(kin.turned().turned(), kin);
}

fn link(code: &str, kin: Kin) -> Act {
    Act::Link { code: code.into(), kin }
}

fn links(device: &Device) -> Vec<(&str, Kin)> {
    device.case.links().iter().map(|link| (link.code.as_str(), link.kin)).collect()
}

#[test]
fn links_stand_beside_each_other_until_they_are_undone() {
    let mut case = Device::opened(shipped(), 1);
    let first = case.act(link("MS-13", Kin::ChildOf));
    case.act(link("MS-14", Kin::Sibling));
    assert_eq!(links(&case), [("MS-13", Kin::ChildOf), ("MS-14", Kin::Sibling)]);
    let undo = case.undo(first);
    assert_eq!(links(&case), [("MS-14", Kin::Sibling)]);
    case.undo(undo);
    assert_eq!(links(&case), [("MS-13", Kin::ChildOf), ("MS-14", Kin::Sibling)]);
}

#[test]
fn what_two_devices_linked_is_one_link_and_goes_with_both_entries() {
    let mut first = Device::opened(shipped(), 1);
    let mut second = first.copy(2);
    first.act(link("MS-13", Kin::Sibling));
    second.act(link("MS-13", Kin::Sibling));
    first.merge(&second);
    let both = first.case.links().to_vec();
    assert_eq!(both.len(), 1);
    assert_eq!(both[0].entries.len(), 2);
    for entry in &both[0].entries {
        first.undo(*entry);
    }
    assert_eq!(links(&first), []);
    // What was undone stays undone where it is merged again.
    first.merge(&second);
    assert_eq!(links(&first), []);
}

#[test]
fn an_erased_code_links_nothing_any_more_and_stays_out_of_what_is_stored() {
    let mut case = Device::opened(shipped(), 1);
    let linked = case.act(link("SOMCHAI", Kin::Sibling));
    case.act(Act::Erased { entries: vec![linked] });
    assert_eq!(links(&case), []);
    let stored = to_stored(case.journal.entries());
    assert!(!stored.contains("SOMCHAI"));
    let again: Journal = from_stored(&stored).unwrap().into_iter().collect();
    assert_eq!(again, case.journal);
}

#[test]
fn links_move_nothing_else() {
    let mut case = Device::new(shipped(), 1);
    case.act(opened("MS-12"));
    let before = (case.gate(), case.case.status(&"1.1".into()).clone());
    case.act(link("MS-13", Kin::ParentOf));
    assert_eq!((case.gate(), Status::ToDo), before);
}
