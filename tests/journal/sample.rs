//! The permanent samples of the stored forms. See `tests/samples/README.md`: a sample is never changed.

use std::collections::BTreeSet;

use sop_checklist::journal::{
    Act, Answer, By, CaseKind, Consent, Entry, EntryId, Form, Giver, Handover, Inserted, Journal, Kin, PaperState,
    Party, Stamp, Status, StopMark, StoredError, Told, When, Writer, from_stored, to_stored,
};

use crate::support::{at, consent, day, fact, on};

const SAMPLE: &str = include_str!("../samples/journal-1.json");
const LINKS: &str = include_str!("../samples/journal-2-links.json");
const SECOND_SAMPLE: &str = include_str!("../samples/journal-2-ending.json");
const SECOND_FORM: &str = include_str!("../samples/journal-2.json");
const NEWER: &str = include_str!("../samples/journal-99.json");

const FIRST: u64 = 0x00ab_cdef_0123_4567;
const SECOND: u64 = u64::MAX;

fn id(writer: u64, number: u32) -> EntryId {
    EntryId { writer: Writer(writer), number }
}

/// What the sample says, entry by entry.
fn expected() -> Vec<Entry> {
    let step = |step: &str, status: Status| Act::Status { step: step.into(), status };
    let words = |text: &str| text.to_owned();
    let person = Consent {
        when: at(2026, 11, 25, 6, 5),
        language: words("ရှမ်း"),
        interpreter: Some(true),
        private: Some(false),
        present: words("TH-SHE\nINT"),
        form: Some(Form::Thumb),
        scope: words("\"this time\" only"),
        ..consent("return", Giver::Person, Answer::Given)
    };
    let guardian = Consent {
        when: When::About(day(2026, 11, 24)),
        interpreter: Some(false),
        private: Some(true),
        form: Some(Form::Written),
        ..consent("return", Giver::Guardian, Answer::Refused)
    };
    let acts = [
        Act::Opened {
            code: words("MS-12"),
            procedure: words("th-mm-return"),
            edition: words("2026-07"),
            kind: CaseKind::Real,
        },
        fact("age", &["child"]),
        fact("age", &[]),
        fact("journey", &["medicine", "food"]),
        step("1.1", Status::ToDo),
        step("1.2", Status::Waiting { on: words("TH-POL"), since: on(2026, 1, 2) }),
        step("1.3", Status::Done { when: When::Unknown }),
        step("1.3", Status::Done { when: When::About(day(2026, 2, 28)) }),
        step("1.3", Status::Done { when: on(2024, 2, 29) }),
        step("2.2", Status::Done { when: at(2026, 12, 31, 23, 59) }),
        step("9.6", Status::ReportedDone { when: on(2026, 11, 25), by: words("MM-DOR"), how: words("by phone") }),
        step("1.4", Status::DoneElsewhere { when: at(1999, 3, 4, 0, 0), by: String::new() }),
        step("4.7", Status::NotNeeded { reason: words("no case\u{0}\u{202e}😀") }),
        Act::Note { step: "1.1".into(), text: words("မြဝတီ\\u1039 <b>\t\u{2028}") },
        Act::Place { step: "3.3".into(), text: words("ตู้ 3") },
        Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: words("fears the broker") },
        Act::Stop { stop: "S6".into(), mark: StopMark::Clear, reason: words("asked again") },
        Act::Consent(person),
        Act::Consent(guardian),
        Act::Consent(Consent { form: Some(Form::Spoken), ..consent("data", Giver::Person, Answer::Withdrawn) }),
        Act::Paper { paper: "D1".into(), state: PaperState::Present, place: words("safe") },
        Act::Paper { paper: "D2".into(), state: PaperState::Missing, place: String::new() },
        Act::Paper { paper: "D3".into(), state: PaperState::NotNeeded, place: String::new() },
        Act::Question { text: words("Who drives?") },
        Act::Shared { receiver: words("MM-DOR"), purpose: words("handover"), form: words("paper") },
        Act::Incident {
            step: "9.5".into(),
            reason: words("crossed at night"),
            told: Told { role: words("TH-MSD"), when: at(2026, 11, 26, 7, 30) },
        },
        Act::Erased { entries: vec![id(FIRST, 14), id(SECOND, 3)] },
        Act::Undo { entry: id(FIRST, 5) },
        Act::Closed { reason: words("moved") },
        Act::Reopened { why: String::new(), reason: words("came back") },
        Act::Opened { code: String::new(), procedure: String::new(), edition: String::new(), kind: CaseKind::Training },
    ];
    let mut number = 0;
    let of_the_first = acts.into_iter().map(|act| {
        number += 1;
        Entry {
            id: id(FIRST, number),
            lamport: u64::from(number),
            over: if number == 3 { vec![id(FIRST, 2)] } else { vec![] },
            at: Stamp { unix: 1_795_000_000 + i64::from(number), offset: 420 },
            by: By {
                role: words("TH-SHE"), office: words("บ้านเกร็ดตระการ"), initials: words("SK")
            },
            act,
            thin: false,
        }
    });
    let of_the_second = Entry {
        id: id(SECOND, u32::MAX),
        lamport: u64::MAX,
        over: vec![id(FIRST, 2), id(FIRST, 3), id(7, 0)],
        at: Stamp { unix: -1, offset: -210 },
        by: By::default(),
        act: fact("age", &["disputed"]),
        thin: false,
    };
    let mut entries: Vec<Entry> = of_the_first.collect();
    entries.push(of_the_second);
    entries
}

/// What the second sample says: all that form 1 does not have.
fn expected_second() -> Vec<Entry> {
    let words = |text: &str| text.to_owned();
    let party = |role: &str, office: &str| Party { role: words(role), office: words(office) };
    let acts = [
        Act::Status {
            step: "1.4".into(),
            status: Status::DoneElsewhere { when: on(2026, 11, 2), by: words("TH-PSD") },
        },
        Act::Stood { phase: "7".into() },
        Act::Handover(Handover {
            when: at(2026, 11, 25, 6, 30),
            giver: party("TH-PSD", "ตาก 0412"),
            receiver: party("MM-DOR", "မြဝတီ \"2\""),
            papers: vec!["D1".into(), "D15".into()],
            despite: words("S7 not checked: the court was closed"),
        }),
        Act::Handover(Handover::default()),
        Act::Reopened { why: words("danger"), reason: words("calls at night") },
        Act::Reopened { why: words("asks"), reason: String::new() },
    ];
    (1..)
        .zip(acts)
        .map(|(number, act)| Entry {
            id: id(FIRST, number),
            lamport: u64::from(number),
            over: vec![],
            at: Stamp { unix: 1_795_000_000 + i64::from(number), offset: 390 },
            by: By::default(),
            act,
            thin: false,
        })
        .collect()
}

/// Names each variant, so that a new one does not compile before somebody decides where its sample stands.
fn variant(act: &Act) -> &'static str {
    match act {
        Act::Opened { kind: CaseKind::Real, .. } => "opened",
        Act::Opened { kind: CaseKind::Training, .. } => "opened for training",
        Act::Fact { .. } => "fact",
        Act::Status { status: Status::ToDo, .. } => "to do",
        Act::Status { status: Status::Waiting { .. }, .. } => "waiting",
        Act::Status { status: Status::Done { when: When::Unknown }, .. } => "done",
        Act::Status { status: Status::Done { when: When::About(_) }, .. } => "done about",
        Act::Status { status: Status::Done { when: When::On(_) }, .. } => "done on",
        Act::Status { status: Status::Done { when: When::At(..) }, .. } => "done at",
        Act::Status { status: Status::ReportedDone { .. }, .. } => "reported",
        Act::Status { status: Status::DoneElsewhere { by, .. }, .. } if by.is_empty() => "elsewhere",
        Act::Status { status: Status::DoneElsewhere { .. }, .. } => "elsewhere, as somebody said",
        Act::Status { status: Status::NotNeeded { .. }, .. } => "not needed",
        Act::Note { .. } => "note",
        Act::Place { .. } => "place",
        Act::Stop { mark: StopMark::Clear, .. } => "clear",
        Act::Stop { mark: StopMark::Raised, .. } => "raised",
        Act::Consent(Consent { giver: Giver::Person, answer: Answer::Given, form: Some(Form::Thumb), .. }) => "given",
        Act::Consent(Consent {
            giver: Giver::Guardian, answer: Answer::Refused, form: Some(Form::Written), ..
        }) => "refused",
        Act::Consent(Consent { answer: Answer::Withdrawn, form: Some(Form::Spoken), .. }) => "withdrawn",
        Act::Consent(Consent {
            giver: Giver::Person | Giver::Guardian,
            answer: Answer::Given | Answer::Refused | Answer::Withdrawn,
            form: None | Some(Form::Spoken | Form::Thumb | Form::Written),
            ..
        }) => "no sample of its own",
        Act::Paper { state: PaperState::Present, .. } => "paper present",
        Act::Paper { state: PaperState::Missing, .. } => "paper missing",
        Act::Paper { state: PaperState::NotNeeded, .. } => "paper not needed",
        Act::Question { .. } => "question",
        Act::Link { .. } => "link, in the sample of form 2",
        Act::Shared { .. } => "shared",
        Act::Incident { .. } => "incident",
        Act::Erased { .. } => "erased",
        Act::Undo { .. } => "undo",
        Act::Closed { .. } => "closed",
        Act::Reopened { why, .. } if why.is_empty() => "reopened",
        Act::Reopened { .. } => "reopened, for a reason",
        Act::Handover(_) => "handover",
        Act::Stood { .. } => "stood",
        Act::Gap => "gap, in the sample of form 4",
    }
}

#[test]
fn the_sample_reads_for_ever() {
    assert_eq!(from_stored(SAMPLE).unwrap(), expected());
    assert_eq!(from_stored(SECOND_SAMPLE).unwrap(), expected_second());
}

#[test]
fn the_written_form_does_not_drift() {
    assert_eq!(to_stored(&expected()), SAMPLE.trim_end());
    assert_eq!(to_stored(&expected_second()), SECOND_SAMPLE.trim_end());
}

/// What the sample of linked cases says.
fn linked() -> Vec<Entry> {
    let acts = Kin::ALL.map(|kin| Act::Link { code: format!("MS-{} ၁", kin as u8), kin });
    let acts = acts.into_iter().chain([Act::Undo { entry: id(FIRST, 2) }, fact("age", &["child"])]);
    let entry = |(number, act): (u32, Act)| Entry {
        id: id(FIRST, number),
        lamport: u64::from(number),
        over: vec![],
        at: Stamp { unix: 1_795_100_000, offset: 390 },
        by: By { role: "MM-DOR".into(), office: "မြဝတီ".into(), initials: "AA".into() },
        act,
        thin: false,
    };
    (1..).zip(acts).map(entry).collect()
}

#[test]
fn the_sample_of_linked_cases_reads_for_ever() {
    assert_eq!(from_stored(LINKS).unwrap(), linked());
    assert_eq!(to_stored(&linked()), LINKS.trim_end());
}

/// An app that knows only form 1 reads all that says nothing newer.
#[test]
fn a_text_is_written_in_the_lowest_form_that_can_say_it() {
    let linked = linked();
    assert!(to_stored(&linked).starts_with("{\"f\":2,"));
    assert!(to_stored(&linked[4..]).starts_with("{\"f\":1,"));
}

#[test]
fn the_samples_hold_every_variant() {
    let (first, second) = (expected(), expected_second());
    let variants: BTreeSet<&str> = first.iter().chain(&second).map(|entry| variant(&entry.act)).collect();
    assert_eq!(variants.len(), 33, "{variants:?}");
}

#[test]
fn what_the_sample_erases_is_gone_once_it_is_a_journal() {
    let journal: Journal = expected().into_iter().collect();
    assert_eq!(journal.len(), expected().len());
    assert!(!journal.get(id(FIRST, 14)).unwrap().act.has_words());
    assert!(journal.is_undone(id(FIRST, 5)));
}

/// What the sample of form 2 says: form 1 and a consent with its points.
fn expected_of_the_second() -> Vec<Entry> {
    let ticked = ["interview", "purpose", "uses", "research", "access", "retention", "withdrawal"];
    let points = |count: usize| ticked[..count].iter().map(|point| (*point).into()).collect();
    let acts = [
        Act::Consent(Consent { points: points(7), ..consent("data", Giver::Person, Answer::Given) }),
        Act::Consent(Consent {
            when: on(2026, 11, 27),
            form: Some(Form::Spoken),
            scope: "DATIP, not the police".to_owned(),
            points: points(2),
            ..consent("data", Giver::Guardian, Answer::Given)
        }),
        Act::Consent(consent("data", Giver::Person, Answer::Withdrawn)),
        Act::Note { step: "3.4".into(), text: "read aloud".to_owned() },
    ];
    (1..)
        .zip(acts)
        .map(|(number, act)| Entry {
            id: id(FIRST, number),
            lamport: u64::from(number),
            over: if number == 3 { vec![id(FIRST, 1)] } else { vec![] },
            at: Stamp { unix: 1_795_100_000 + i64::from(number), offset: 390 },
            by: By { role: "MM-DOR".to_owned(), office: "မြဝတီ".to_owned(), initials: "AA".to_owned() },
            act,
            thin: false,
        })
        .collect()
}

#[test]
fn the_second_sample_reads_for_ever_and_does_not_drift() {
    assert_eq!(from_stored(SECOND_FORM).unwrap(), expected_of_the_second());
    assert_eq!(to_stored(&expected_of_the_second()), SECOND_FORM.trim_end());
}

/// An older app reads all that it can know, and leaves alone what it cannot.
#[test]
fn only_what_needs_the_second_form_is_written_in_it() {
    let expected = expected_of_the_second();
    let form = |entries: &[Entry]| to_stored(entries).chars().take(6).collect::<String>();
    assert_eq!(form(&expected[..2]), r#"{"f":2"#);
    assert_eq!(form(&expected[2..]), r#"{"f":1"#);
    let points_in_the_first = to_stored(&expected[..1]).replace(r#""f":2"#, r#""f":1"#);
    assert!(matches!(from_stored(&points_in_the_first), Err(StoredError::Broken(_))), "it is no form 1");
}

/// Two records of one name that say other things of what was explained are damage; the first stays.
#[test]
fn points_are_part_of_what_an_entry_says() {
    let [first, ..] = &expected_of_the_second()[..] else { panic!() };
    let Act::Consent(said) = first.act.clone() else { panic!() };
    let other = Entry { act: Act::Consent(Consent { points: vec![], ..said }), ..first.clone() };
    let mut journal: Journal = [first.clone()].into_iter().collect();
    assert_eq!(journal.insert(other), Inserted::Damaged);
    assert_eq!(journal.get(first.id), Some(first));
}

#[test]
fn a_newer_form_is_told_apart() {
    assert_eq!(from_stored(NEWER), Err(StoredError::Newer(99)));
}

/// Every key of the stored form. A new one is a decision: what a person is called, where she lives, how to call her, what
/// her cards say and what happened to her has no place here.
#[test]
fn the_stored_form_has_no_place_for_who_somebody_is() {
    fn keys(value: &serde_json::Value, found: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => map.iter().for_each(|(key, value)| {
                found.insert(key.clone());
                keys(value, found);
            }),
            serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(&to_stored(&expected())).unwrap(), &mut found);
    let known = "a answer b by clear closed code consent day done e edition elsewhere erased f fact form giver how i \
                 incident interpreter kind l language not_needed note o on opened paper place present private procedure \
                 purpose question raised reason receiver reopened reported role scope shared since step t to_do training \
                 undo w waiting";
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), known.split_whitespace().collect::<Vec<_>>());
}

const THIRD_FORM: &str = include_str!("../samples/journal-3.json");

/// What the sample of form 3 says: a whole entry, and two thin ones.
fn thin() -> Vec<Entry> {
    let [first, second, third, ..] = &expected_of_the_second()[..] else { panic!() };
    let thin = |entry: &Entry, over: Vec<EntryId>| {
        let mut thin = Entry { over, thin: true, ..entry.clone() };
        thin.by.initials.clear();
        thin.act.erase_words();
        thin
    };
    vec![first.clone(), thin(second, vec![]), thin(third, vec![id(FIRST, 1), id(SECOND, 7)])]
}

#[test]
fn the_sample_of_form_3_reads_for_ever_and_does_not_drift() {
    assert_eq!(from_stored(THIRD_FORM).unwrap(), thin());
    assert_eq!(to_stored(&thin()), THIRD_FORM.trim_end());
    // A text without any is written in the lower form, and the mark in a lower form is none of ours.
    assert!(to_stored(&thin()[..1]).starts_with("{\"f\":2,"));
    let marked = to_stored(&thin()).replace("\"f\":3", "\"f\":2");
    assert!(matches!(from_stored(&marked), Err(StoredError::Broken(_))));
}

const FOURTH_FORM: &str = include_str!("../samples/journal-4.json");

/// What the sample of form 4 says: a file came in that was not whole, and what was missing became known.
fn gap() -> Vec<Entry> {
    let [first, second, ..] = &expected_of_the_second()[..] else { panic!() };
    let undo = Act::Undo { entry: first.id };
    vec![Entry { act: Act::Gap, ..first.clone() }, Entry { act: undo, ..second.clone() }]
}

#[test]
fn the_sample_of_form_4_reads_for_ever_and_does_not_drift() {
    assert_eq!(from_stored(FOURTH_FORM).unwrap(), gap());
    assert_eq!(to_stored(&gap()), FOURTH_FORM.trim_end());
    assert!(to_stored(&gap()[1..]).starts_with("{\"f\":1,"));
    for other in [("\"f\":4", "\"f\":3"), ("\"gap\":\"\"", "\"gap\":\"x\""), ("\"gap\":\"\"", "\"gap\":1")] {
        assert!(
            matches!(from_stored(&FOURTH_FORM.replace(other.0, other.1)), Err(StoredError::Broken(_))),
            "{other:?}"
        );
    }
}
