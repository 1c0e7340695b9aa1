//! All that can be recorded, few enough of each that devices meet on the same field.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use sop_checklist::journal::{
    Act, Answer, CaseKind, Consent, Date, Form, Giver, Handover, Hm, Kin, PaperState, Party, Status, StopMark, Told,
    When,
};

use crate::support::{fact, shipped};

/// Few enough of each, so that devices meet on the same field.
pub const STEPS: [&str; 4] = ["1.1", "2.2", "4.7", "6.7"];
const STOPS: [&str; 4] = ["S1", "S6", "S7", "S11"];
const CONSENTS: [&str; 3] = ["return", "crossing", "data"];

/// Text that has broken programs before.
const HOSTILE: [&str; 7] = [
    "\0\u{1}\u{1f}\u{7f}\u{85}\r\n\t",
    "\u{202e}\u{2066}\u{2028}\u{2029}\u{feff}\u{200b}",
    "\"\\/</script>]}\u{e000}",
    "😀\u{10ffff}",
    "မြဝတီ\u{1039}",
    // Joiners and spaces without width, which Burmese and Mon need; Zawgyi; a letter with its marks apart.
    "က\u{200d}\u{200c}ခ\u{200b}ဂ\u{2060}ဝဴ ျမန္မာ e\u{301}",
    "\u{fffd}\u{fffe}\u{ffff}\u{1f}\u{9f}\u{61c}\u{2028}",
];

pub fn text() -> BoxedStrategy<String> {
    prop_oneof![
        2 => Just(String::new()),
        4 => "[a-z ]{1,9}",
        2 => select(&HOSTILE).prop_map(str::to_owned),
        1 => vec(any::<char>(), 0..12).prop_map(String::from_iter),
    ]
    .boxed()
}

fn date() -> impl Strategy<Value = Date> {
    let any_day = Date::MIN.to_julian_day()..=Date::MAX.to_julian_day();
    prop_oneof![
        3 => (2_461_000..2_461_400).prop_map(|day| Date::from_julian_day(day).unwrap()),
        1 => any_day.prop_map(|day| Date::from_julian_day(day).unwrap()),
    ]
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Unknown),
        date().prop_map(When::About),
        date().prop_map(When::On),
        (date(), 0..24u8, 0..60u8).prop_map(|(day, hour, minute)| When::At(day, Hm { hour, minute })),
    ]
}

fn status() -> BoxedStrategy<Status> {
    prop_oneof![
        Just(Status::ToDo),
        (text(), when()).prop_map(|(on, since)| Status::Waiting { on, since }),
        when().prop_map(|when| Status::Done { when }),
        (when(), text(), text()).prop_map(|(when, by, how)| Status::ReportedDone { when, by, how }),
        (when(), text()).prop_map(|(when, by)| Status::DoneElsewhere { when, by }),
        text().prop_map(|reason| Status::NotNeeded { reason }),
    ]
    .boxed()
}

pub fn answer() -> impl Strategy<Value = Answer> + Clone {
    select(&[Answer::Given, Answer::Refused, Answer::Withdrawn])
}

pub fn mark() -> impl Strategy<Value = StopMark> + Clone {
    select(&[StopMark::Clear, StopMark::Raised])
}

fn consents() -> BoxedStrategy<Act> {
    let who = (select(&CONSENTS), select(&[Giver::Person, Giver::Guardian]), answer());
    let how = (
        when(),
        select(&[None, Some(Form::Spoken), Some(Form::Thumb), Some(Form::Written)]),
        any::<Option<bool>>(),
        any::<Option<bool>>(),
        vec(select(&["uses", "purpose", ""]), 0..3),
    );
    (who, how, text(), text(), text())
        .prop_map(|((kind, giver, answer), (when, form, interpreter, private, points), language, present, scope)| {
            let kind = kind.into();
            let points = points.into_iter().map(Into::into).collect();
            Act::Consent(Consent {
                kind,
                giver,
                answer,
                when,
                language,
                interpreter,
                private,
                present,
                form,
                scope,
                points,
            })
        })
        .boxed()
}

fn facts() -> BoxedStrategy<Act> {
    const ANSWERS: [(&str, &[&str]); 13] = [
        ("age", &[]),
        ("age", &["adult"]),
        ("age", &["child"]),
        ("age", &["disputed"]),
        ("family", &[]),
        ("family", &["no_contact"]),
        ("family", &["traced"]),
        ("carer", &[]),
        ("carer", &["yes"]),
        ("carer", &["no"]),
        ("journey", &[]),
        ("journey", &["food"]),
        ("journey", &["medicine", "other"]),
    ];
    select(&ANSWERS).prop_map(|(id, values)| fact(id, values)).boxed()
}

/// Mostly the one that ships: of a case of another one nothing is read.
fn own_procedure() -> BoxedStrategy<String> {
    prop_oneof![6 => Just(shipped().id.clone()), 1 => text()].boxed()
}

/// All that an official can record, but for what speaks of other entries.
pub fn act() -> BoxedStrategy<Act> {
    let step = || select(&STEPS).prop_map(Into::into);
    prop_oneof![
        3 => facts(),
        4 => (step(), status()).prop_map(|(step, status)| Act::Status { step, status }),
        2 => (step(), text()).prop_map(|(step, text)| Act::Note { step, text }),
        1 => (step(), text()).prop_map(|(step, text)| Act::Place { step, text }),
        3 => (select(&STOPS), mark(), text())
            .prop_map(|(stop, mark, reason)| Act::Stop { stop: stop.into(), mark, reason }),
        3 => consents(),
        1 => (select(&["D1", "D2"]), select(&[PaperState::Present, PaperState::Missing, PaperState::NotNeeded]), text())
            .prop_map(|(paper, state, place)| Act::Paper { paper: paper.into(), state, place }),
        1 => text().prop_map(|text| Act::Question { text }),
        1 => (text(), select(&Kin::ALL)).prop_map(|(code, kin)| Act::Link { code, kin }),
        1 => (text(), text(), text()).prop_map(|(receiver, purpose, form)| Act::Shared { receiver, purpose, form }),
        1 => (step(), text(), text(), when())
            .prop_map(|(step, reason, role, when)| Act::Incident { step, reason, told: Told { role, when } }),
        1 => text().prop_map(|reason| Act::Closed { reason }),
        1 => (select(&["", "danger", "asks"]), text())
            .prop_map(|(why, reason)| Act::Reopened { why: why.into(), reason }),
        1 => Just(Act::Gap),
        1 => (when(), text(), text(), text()).prop_map(|(when, giver, receiver, despite)| {
            let party = |role: &str, office| Party { role: role.into(), office };
            let (giver, receiver) = (party("TH-SHE", giver), party("MM-DOR", receiver));
            Act::Handover(Handover { when, giver, receiver, papers: vec!["D1".into(), "D2".into()], despite })
        }),
        1 => select(&["1", "7"]).prop_map(|phase| Act::Stood { phase: phase.into() }),
        1 => (text(), own_procedure(), text(), select(&[CaseKind::Real, CaseKind::Training]))
            .prop_map(|(code, procedure, edition, kind)| Act::Opened { code, procedure, edition, kind }),
    ]
    .boxed()
}
