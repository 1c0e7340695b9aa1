//! What holds back a paper or a file, by who gets it. The tables are those of the design, written down a second time.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use proptest::prelude::*;
use proptest::sample::select;
use rstest::rstest;

use sop_checklist::case::sharing::{
    PURPOSES, Receiver, Toward, Way, What, Who, asks_side, has_typed_words, is_unasked, last_shared, read_form,
    read_receiver, receiver_word, refusals, settled_at, shared, toward,
};
use sop_checklist::case::{Cause, short_code};
use sop_checklist::journal::{Act, Answer, CaseKind, Giver, StopMark};
use sop_checklist::procedure::{Ask, ConsentState, Procedure, Side, read};
use support::{Device, ready, shipped};

const ALL: [Toward; 4] = [Toward::Person, Toward::OwnOffice, Toward::ThisSide, Toward::OtherSide];

fn is_role(id: &str) -> bool {
    shipped().role(id).is_some()
}

fn role(id: &str, side: Option<Side>) -> Receiver {
    Receiver { who: Who::Role(id.into()), side }
}

fn words(words: &str, side: Option<Side>) -> Receiver {
    Receiver { who: Who::Words(words.into()), side }
}

fn held(device: &Device, toward: Toward) -> Vec<String> {
    let name = |cause: &Cause| match cause {
        Cause::Against(kind, state) => format!("{kind} {state:?}"),
        Cause::NotAsked(kind) => format!("{kind} NotAsked"),
        Cause::Raised(stop) => format!("{stop} Raised"),
        Cause::NotChecked(stop) => format!("{stop} NotChecked"),
        Cause::Incomplete => "unread".into(),
        other => panic!("{other:?}"),
    };
    device.see(|view| refusals(view, toward).iter().map(name).collect())
}

fn all_held(device: &Device) -> Vec<String> {
    ALL.map(|toward| held(device, toward).join(", ")).to_vec()
}

/// A case in which everything that is asked for this is answered well.
fn cleared(age: &str) -> Device {
    let mut device = ready(shipped(), 1, age);
    for giver in [Giver::Person, Giver::Guardian] {
        device.answer("data", giver, Answer::Given);
    }
    device
}

// The side of a receiver: a role's own, else what was said, else the other one.
#[rstest]
#[case(Receiver { who: Who::OwnOffice, side: None }, false, Toward::OwnOffice)]
#[case(Receiver { who: Who::Person, side: None }, false, Toward::Person)]
#[case(role("PERSON", None), false, Toward::Person)]
#[case(role("TH-POL", None), false, Toward::ThisSide)]
#[case(role("TH-POL", Some(Side::To)), false, Toward::ThisSide)]
#[case(role("MM-DOR", None), false, Toward::OtherSide)]
#[case(role("MM-DOR", Some(Side::From)), false, Toward::OtherSide)]
#[case(role("IOM", Some(Side::From)), true, Toward::ThisSide)]
#[case(role("IOM", Some(Side::To)), true, Toward::OtherSide)]
#[case(role("IOM", None), true, Toward::OtherSide)]
#[case(role("GRD", Some(Side::From)), true, Toward::ThisSide)]
#[case(role("GRD", None), true, Toward::OtherSide)]
#[case(role("unknown", None), true, Toward::OtherSide)]
#[case(words("a lawyer", Some(Side::From)), true, Toward::ThisSide)]
#[case(words("a lawyer", Some(Side::To)), true, Toward::OtherSide)]
#[case(words("a lawyer", None), true, Toward::OtherSide)]
fn a_receiver_has_a_side(#[case] receiver: Receiver, #[case] asks: bool, #[case] to: Toward) {
    assert_eq!(asks_side(shipped(), &receiver.who), asks);
    assert_eq!(toward(shipped(), &receiver), to);
}

#[test]
fn where_there_is_no_other_side_nothing_goes_there() {
    let one: Procedure = read(include_str!("../public/sop/shelter-intake.json")).unwrap();
    for receiver in [words("a lawyer", None), words("a lawyer", Some(Side::To)), role("INTERPRETER", None)] {
        assert!(!asks_side(&one, &receiver.who));
        assert_eq!(toward(&one, &receiver), Toward::ThisSide);
    }
}

/// What is recorded, and what then holds back the person's copy, the own office's paper, this side's, the other side's.
#[rstest]
#[case::empty(&[], ["", "", "", "data NotAsked, S6 NotChecked"])]
#[case::agreed(&["data given"], ["", "", "", "S6 NotChecked"])]
#[case::no_fear(&["S6 clear"], ["", "", "", "data NotAsked"])]
#[case::both(&["S6 clear", "data given"], ["", "", "", ""])]
#[case::fear(&["S6 raised", "data given"], ["", "", "", "S6 Raised"])]
#[case::refused(&["S6 clear", "data refused"], ["", "data Refused", "data Refused", "data Refused"])]
#[case::taken_back(&["S6 clear", "data given", "data withdrawn"], ["", "data Withdrawn", "data Withdrawn", "data Withdrawn"])]
#[case::both_no(&["S6 raised", "data withdrawn"], ["", "data Withdrawn", "data Withdrawn", "data Withdrawn, S6 Raised"])]
// Given again, the flag that the no raised still stands until somebody looks at it; the own office's file is no sharing.
#[case::given_again(&["S6 clear", "data withdrawn", "data given"], ["", "", "S11 Raised", "S11 Raised"])]
#[case::lifted(&["S6 clear", "data withdrawn", "data given", "S11 clear"], ["", "", "", ""])]
#[case::breach(&["S6 clear", "data given", "S11 raised"], ["", "", "S11 Raised", "S11 Raised"])]
// Other red flags and other consents hold nothing back.
#[case::others(&["S6 clear", "data given", "S1 raised", "S3 raised", "return refused"], ["", "", "", ""])]
fn what_holds_it_back(#[case] recorded: &[&str], #[case] expected: [&str; 4]) {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["adult"]);
    for what in recorded {
        let (id, said) = what.split_once(' ').unwrap();
        match said {
            "clear" => device.mark(id, StopMark::Clear),
            "raised" => device.mark(id, StopMark::Raised),
            "given" => device.answer(id, Giver::Person, Answer::Given),
            "refused" => device.answer(id, Giver::Person, Answer::Refused),
            _ => device.answer(id, Giver::Person, Answer::Withdrawn),
        };
    }
    assert_eq!(all_held(&device), expected);
    let unasked = !recorded.iter().any(|what| what.starts_with("data"));
    assert_eq!(ALL.map(|to| device.see(|view| is_unasked(view, to))), [false, false, unasked, false]);
}

#[rstest]
fn of_a_child_the_guardian_agrees_too(#[values("child", "disputed")] age: &str) {
    let mut device = ready(shipped(), 1, age);
    device.answer("data", Giver::Person, Answer::Given);
    assert_eq!(held(&device, Toward::OtherSide), ["data NotAsked"]);
    device.answer("data", Giver::Guardian, Answer::Given);
    assert_eq!(all_held(&device), [""; 4]);
    device.answer("data", Giver::Guardian, Answer::Withdrawn);
    assert_eq!(all_held(&device), ["", "data Withdrawn", "data Withdrawn", "data Withdrawn"]);
}

#[test]
fn where_devices_differ_it_stays_here() {
    let device = cleared("adult");
    let (mut one, mut other) = (device.copy(2), device.copy(3));
    one.mark("S6", StopMark::Raised);
    other.mark("S6", StopMark::Clear);
    one.merge(&other);
    assert_eq!(held(&one, Toward::OtherSide), ["S6 Raised"]);
    let (mut one, mut other) = (device.copy(4), device.copy(5));
    one.answer("data", Giver::Person, Answer::Withdrawn);
    other.answer("data", Giver::Person, Answer::Given);
    other.merge(&one);
    assert_eq!(held(&other, Toward::OwnOffice), ["data Withdrawn"]);
}

#[test]
fn what_could_not_be_read_may_be_a_no() {
    let mut device = cleared("adult");
    device.case.incomplete = true;
    assert_eq!(all_held(&device), ["", "", "unread", "unread"]);
}

/// Nobody here knows what she answered there; only the own office gets it out.
#[test]
fn a_case_of_another_procedure_goes_to_the_own_office_alone() {
    let mut device = Device::new(shipped(), 1);
    let (code, procedure, edition) = ("X-1".to_owned(), "another".to_owned(), "1".to_owned());
    device.act(Act::Opened { code, procedure, edition, kind: CaseKind::Real });
    let held = all_held(&device);
    assert_eq!(held[..3], ["", "", "unread"]);
    assert!(held[3].starts_with("unread, data NotAsked"), "{held:?}");
}

#[test]
fn there_is_a_way_to_what_would_lift_it() {
    let device = Device::opened(shipped(), 1);
    let at = |cause: Cause| device.see(|view| settled_at(view, &cause).map(|step| step.to_string()));
    let asks = |ask: Ask| shipped().steps().find(|step| step.asks.contains(&ask)).unwrap().id.to_string();
    assert_eq!(at(Cause::NotChecked("S6".into())), Some(asks(Ask::Stop("S6".into()))));
    let against = Cause::Against("data".into(), ConsentState::Withdrawn);
    assert_eq!(at(against), Some(asks(Ask::Consent("data".into()))));
    assert_eq!(at(Cause::Incomplete), None);
}

#[test]
fn the_last_receiver_and_purpose_are_remembered_by_what_leaves() {
    let mut device = cleared("adult");
    let last = |device: &Device, what| last_shared(&is_role, &device.journal, what);
    let code = short_code(&device.journal);
    assert_eq!(last(&device, What::Sheet), None);
    let (own, iom) = (Receiver { who: Who::OwnOffice, side: None }, role("IOM", Some(Side::To)));
    device.act(shared(&own, "record", What::Sheet, Way::Paper));
    device.act(shared(&iom, "help", What::PartnerSheet, Way::File));
    assert_eq!(last(&device, What::Sheet), Some((own.clone(), "record".into())));
    assert_eq!(last(&device, What::PartnerSheet), Some((iom.clone(), "help".into())));
    let lawyer = words("a lawyer", Some(Side::From));
    let typed = device.act(shared(&lawyer, "a claim", What::Sheet, Way::File));
    assert_eq!(last(&device, What::Sheet), Some((lawyer, "a claim".into())));
    // What did not leave after all, and what was removed for good, are not offered again.
    let mut undone = device.copy(2);
    undone.undo(typed);
    assert_eq!(last(&undone, What::Sheet), Some((own.clone(), "record".into())));
    device.act(Act::Erased { entries: vec![typed] });
    assert_eq!(last(&device, What::Sheet), Some((own, "record".into())));
    assert_eq!(last(&device, What::PersonSheet), None);
    assert!(undone.journal.last_undoable().is_some_and(|entry| !matches!(entry.act, Act::Shared { .. })));
    // One sheet made for two receivers has one code.
    let mut other = cleared("adult");
    assert_eq!(short_code(&other.journal), code);
    other.act(shared(&iom, "help", What::Sheet, Way::Paper));
    assert_eq!(short_code(&other.journal), code);
}

#[test]
fn words_that_were_chosen_are_no_typed_words() {
    let typed = |receiver: &str, purpose: &str| has_typed_words(&is_role, receiver, purpose);
    assert!(!typed("own-office", "record") && !typed("IOM/to", "help") && !typed("", ""));
    assert!(typed("a lawyer/from", "help") && typed("MM-DOR", "a claim"));
}

#[test]
fn forms_of_other_devices_are_words() {
    assert_eq!(read_form("sheet paper"), Some((What::Sheet, Way::Paper)));
    assert_eq!(read_form("paper"), None);
    assert_eq!(read_form("sheet fax"), None);
    assert_eq!(read_receiver(&is_role, "MM-DOR"), role("MM-DOR", None));
}

proptest! {
    #[test]
    fn a_stored_receiver_is_read_as_it_was(
        who in select(vec!["MM-DOR", "IOM", "own-office", "person", "a lawyer", "x/y"]),
        side in select(vec![None, Some(Side::From), Some(Side::To)]),
        purpose in select(PURPOSES.to_vec()),
    ) {
        let receiver = Receiver { side, ..read_receiver(&is_role, who) };
        prop_assert_eq!(read_receiver(&is_role, &receiver_word(&receiver)), receiver.clone());
        let act = shared(&receiver, purpose, What::EscortSheet, Way::Text);
        match act {
            Act::Shared { form, .. } => prop_assert_eq!(read_form(&form), Some((What::EscortSheet, Way::Text))),
            other => panic!("{other:?}"),
        }
    }
}
