//! Journals as they come about: several devices, each late in its own way; hostile files; words that must go; stored forms.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use sop_checklist::case::{Case, Gate, Summary, View, gate, overview, short_code, summary};
use sop_checklist::journal::{
    Act, Answer, By, CaseKind, Consent, Date, Entry, EntryId, Field, Form, Giver, Hm, Inserted, Journal, PaperState,
    Stamp, Status, StopMark, StoredError, Told, When, Writer, from_stored, to_stored,
};
use sop_checklist::procedure::{Answers, ConsentState, StopState};
use support::{Device, consent, fact, opened, ready, shipped};

// --- What can happen -------------------------------------------------------------------------------------------------

/// Few enough of each, so that devices meet on the same field.
const STEPS: [&str; 4] = ["1.1", "2.2", "4.7", "6.7"];
const STOPS: [&str; 4] = ["S1", "S6", "S7", "S11"];
const CONSENTS: [&str; 3] = ["return", "crossing", "data"];

/// Text that has broken programs before.
const HOSTILE: [&str; 5] = [
    "\0\u{1}\u{1f}\u{7f}\u{85}\r\n\t",
    "\u{202e}\u{2066}\u{2028}\u{2029}\u{feff}\u{200b}",
    "\"\\/</script>]}\u{e000}",
    "😀\u{10ffff}",
    "မြဝတီ\u{1039}",
];

fn text() -> BoxedStrategy<String> {
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
        when().prop_map(|when| Status::DoneElsewhere { when }),
        text().prop_map(|reason| Status::NotNeeded { reason }),
    ]
    .boxed()
}

fn answer() -> impl Strategy<Value = Answer> + Clone {
    select(&[Answer::Given, Answer::Refused, Answer::Withdrawn])
}

fn mark() -> impl Strategy<Value = StopMark> + Clone {
    select(&[StopMark::Clear, StopMark::Raised])
}

fn consents() -> BoxedStrategy<Act> {
    let who = (select(&CONSENTS), select(&[Giver::Person, Giver::Guardian]), answer());
    let how =
        (when(), select(&[Form::Spoken, Form::Thumb, Form::Written]), any::<Option<bool>>(), any::<Option<bool>>());
    (who, how, text(), text(), text())
        .prop_map(|((kind, giver, answer), (when, form, interpreter, private), language, present, scope)| {
            let kind = kind.into();
            Act::Consent(Consent { kind, giver, answer, when, language, interpreter, private, present, form, scope })
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

/// All that an official can record, but for what speaks of other entries.
fn act() -> BoxedStrategy<Act> {
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
        1 => (text(), text(), text()).prop_map(|(receiver, purpose, form)| Act::Shared { receiver, purpose, form }),
        1 => (step(), text(), text(), when())
            .prop_map(|(step, reason, role, when)| Act::Incident { step, reason, told: Told { role, when } }),
        1 => text().prop_map(|reason| Act::Closed { reason }),
        1 => text().prop_map(|reason| Act::Reopened { reason }),
        1 => (text(), text(), text(), select(&[CaseKind::Real, CaseKind::Training]))
            .prop_map(|(code, procedure, edition, kind)| Act::Opened { code, procedure, edition, kind }),
    ]
    .boxed()
}

/// What one device does next.
#[derive(Debug, Clone)]
enum Move {
    Write(Act),
    /// Undoes one of the entries that it sees and that can be undone; undoing an undo is among them.
    Undo(usize),
    /// Erases one of the entries that it sees.
    Erase(usize),
    /// Catches up with another device: with those of its entries that the mask lets through.
    Learn(usize, u64),
}

type Script = Vec<(usize, Move)>;

const DEVICES: usize = 3;

fn script() -> impl Strategy<Value = Script> {
    let step = prop_oneof![
        8 => act().prop_map(Move::Write),
        2 => any::<usize>().prop_map(Move::Undo),
        1 => any::<usize>().prop_map(Move::Erase),
        2 => (0..DEVICES, prop_oneof![Just(u64::MAX), any::<u64>()]).prop_map(|(from, mask)| Move::Learn(from, mask)),
    ];
    vec((0..DEVICES, step), 1..28)
}

/// Lets the devices act, and looks after each move at the one that acted and at what it wrote. The first one began the case.
fn run_and_look(script: &Script, mut look: impl FnMut(&Device, Option<EntryId>)) -> Vec<Device> {
    let mut devices: Vec<Device> = (1..=DEVICES as u64).map(|writer| Device::new(shipped(), writer)).collect();
    devices[0].act(opened("MS-12"));
    for (at, what) in script {
        let written = make(&mut devices, *at, what);
        look(&devices[*at], written);
    }
    devices
}

fn run(script: &Script) -> Vec<Device> {
    run_and_look(script, |_, _| {})
}

fn make(devices: &mut [Device], at: usize, what: &Move) -> Option<EntryId> {
    let pick = |device: &Device, place: usize, fits: fn(&Entry) -> bool| {
        let fitting: Vec<EntryId> =
            device.journal.entries().filter(|entry| fits(entry)).map(|entry| entry.id).collect();
        (!fitting.is_empty()).then(|| fitting[place % fitting.len()])
    };
    match what {
        Move::Write(act) => Some(devices[at].act(act.clone())),
        Move::Undo(place) => {
            let entry = pick(&devices[at], *place, |entry| entry.act.can_be_undone())?;
            Some(devices[at].undo(entry))
        }
        Move::Erase(place) => {
            let entry = pick(&devices[at], *place, |_| true)?;
            Some(devices[at].act(Act::Erased { entries: vec![entry] }))
        }
        Move::Learn(from, mask) => {
            let learned: Vec<Entry> = devices[*from].journal.entries().cloned().collect();
            for (place, entry) in learned.iter().enumerate() {
                if mask >> (place % 64) & 1 == 1 {
                    devices[at].take(entry);
                }
            }
            None
        }
    }
}

// --- What can be seen ------------------------------------------------------------------------------------------------

/// All that anybody can see of a journal. The equality of journals looks at the entries alone.
#[derive(Debug, PartialEq)]
struct Seen {
    stored: String,
    order: Vec<EntryId>,
    undone: Vec<EntryId>,
    erased: Vec<EntryId>,
    heads: BTreeMap<Field, Vec<EntryId>>,
    last_undoable: Option<EntryId>,
    next_lamport: u64,
    short_code: String,
    case: Case,
}

fn see(journal: &Journal) -> Seen {
    let ids = |entries: Vec<&Entry>| entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    Seen {
        stored: to_stored(journal.entries()),
        order: ids(journal.in_order()),
        undone: ids(journal.entries().filter(|entry| journal.is_undone(entry.id)).collect()),
        erased: ids(journal.entries().filter(|entry| journal.is_erased(entry.id)).collect()),
        heads: journal.fields().map(|field| (field.clone(), ids(journal.heads(field)))).collect(),
        last_undoable: journal.last_undoable().map(|entry| entry.id),
        next_lamport: journal.next_lamport(),
        short_code: short_code(journal),
        case: Case::of(shipped(), journal),
    }
}

fn summarize(journal: &Journal) -> Summary {
    let case = Case::of(shipped(), journal);
    let view = View::new(shipped(), &case);
    summary(view, &overview(view), journal)
}

/// The journal of both.
fn both(ours: &Journal, theirs: &Journal) -> Journal {
    let mut both = ours.clone();
    assert_eq!(both.union(theirs), [], "no honest entry is damaged");
    both
}

/// In an order that only the seed knows.
fn shuffled(entries: impl IntoIterator<Item = Entry>, seed: u64) -> Vec<Entry> {
    let place = |entry: &Entry| {
        let mut hasher = DefaultHasher::new();
        (seed, entry.id).hash(&mut hasher);
        hasher.finish()
    };
    let mut entries: Vec<Entry> = entries.into_iter().collect();
    entries.sort_by_key(place);
    entries
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, ..ProptestConfig::default() }
}

// --- Union -----------------------------------------------------------------------------------------------------------

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn merging_is_the_union_of_sets(script in script()) {
        let devices = run(&script);
        let [a, b, c] = [&devices[0].journal, &devices[1].journal, &devices[2].journal];

        prop_assert_eq!(&both(a, a), a);
        prop_assert_eq!(see(&both(a, a)), see(a));
        prop_assert_eq!(both(a, b), both(b, a));
        prop_assert_eq!(see(&both(a, b)), see(&both(b, a)));
        prop_assert_eq!(both(&both(a, b), c), both(a, &both(b, c)));
        prop_assert_eq!(see(&both(&both(a, b), c)), see(&both(a, &both(b, c))));

        let all = both(&both(a, b), c);
        prop_assert!(devices.iter().all(|device| device.journal.entries().all(|entry| all.get(entry.id).is_some())));
    }

    #[test]
    fn entries_may_arrive_in_any_order(script in script(), seed: u64) {
        let devices = run(&script);
        let all = both(&both(&devices[0].journal, &devices[1].journal), &devices[2].journal);
        let mut late = Device::new(shipped(), 9);
        shuffled(all.entries().cloned(), seed).iter().for_each(|entry| late.take(entry));
        prop_assert_eq!(see(&late.journal), see(&all));
        prop_assert_eq!(&late.case, &see(&all).case, "followed entry by entry");
    }

    #[test]
    fn following_each_entry_is_reading_the_whole_journal(script in script()) {
        run_and_look(&script, |device, _| assert_eq!(device.case, Case::of(shipped(), &device.journal)));
    }

    #[test]
    fn what_this_device_wrote_replaces_all_that_it_saw(script in script(), acts in vec(act(), 1..8)) {
        let mut device = run(&script).remove(0);
        for act in acts {
            let Some(field) = act.field() else { continue };
            let id = device.act(act);
            let heads: Vec<EntryId> = device.journal.heads(&field).iter().map(|entry| entry.id).collect();
            prop_assert_eq!(heads, [id]);
        }
    }
}

#[test]
fn a_known_name_with_other_content_is_damage_and_changes_nothing() {
    let mut device = Device::opened(shipped(), 1);
    let note = device.write(Act::Note { step: "1.1".into(), text: "ours".into() });
    let before = device.journal.clone();

    let other = Entry { act: Act::Note { step: "1.1".into(), text: "theirs".into() }, ..note.clone() };
    assert_eq!(device.journal.insert(other.clone()), Inserted::Damaged);
    let moved = Entry { lamport: note.lamport + 1, ..note.clone() };
    assert_eq!(device.journal.insert(moved), Inserted::Damaged);
    assert_eq!(device.journal.union(&Journal::from_iter([other])), [note.id]);
    assert_eq!(device.journal, before);
    assert_eq!(device.journal.insert(note), Inserted::Known);
}

// --- Hostile journals ------------------------------------------------------------------------------------------------

fn hostile_id() -> impl Strategy<Value = EntryId> {
    (select(&[0, 1, 2, u64::MAX]), prop_oneof![4 => 0..5u32, 1 => Just(u32::MAX)])
        .prop_map(|(writer, number)| EntryId { writer: Writer(writer), number })
}

/// Anything that the types can hold: circles of `over`, undos of undos and of nothing, two entries of one name.
fn hostile() -> impl Strategy<Value = Vec<Entry>> {
    let act = prop_oneof![
        4 => act(),
        2 => hostile_id().prop_map(|entry| Act::Undo { entry }),
        1 => vec(hostile_id(), 0..4).prop_map(|entries| Act::Erased { entries }),
        1 => (text(), vec(text(), 0..3)).prop_map(|(fact, values)| Act::Fact {
            fact: fact.as_str().into(),
            values: values.iter().map(|value| value.as_str().into()).collect(),
        }),
        1 => (text(), answer()).prop_map(|(kind, answer)| Act::Consent(consent(&kind, Giver::Person, answer))),
    ];
    let lamport = prop_oneof![3 => 0..6u64, 1 => Just(u64::MAX), 1 => Just(u64::MAX - 1)];
    let head = (hostile_id(), lamport, vec(hostile_id(), 0..5));
    let entry =
        (head, any::<i64>(), any::<i16>(), text(), act).prop_map(|((id, lamport, over), unix, offset, role, act)| {
            let by = By { role: role.clone(), office: role.clone(), initials: role };
            Entry { id, lamport, over, at: Stamp { unix, offset }, by, act }
        });
    vec(entry, 0..24)
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn no_entries_whatever_make_it_panic_or_a_field_look_empty(entries in hostile(), writer in 0..3u64) {
        let mut journal = Journal::default();
        let mut case = Case::default();
        for entry in &entries {
            if journal.insert(entry.clone()) == Inserted::New {
                case.follow(shipped(), &journal, entry);
            }
        }
        prop_assert_eq!(&case, &Case::of(shipped(), &journal));
        summarize(&journal);
        prop_assert_eq!(&Journal::from_iter(from_stored(&to_stored(journal.entries())).unwrap()), &journal);

        for field in journal.fields() {
            let stands = journal.written(field).any(|entry| !journal.is_undone(entry.id));
            prop_assert_eq!(stands, !journal.heads(field).is_empty(), "{:?}", field);
            let held = match field {
                Field::Opened => case.opened.is_some(),
                Field::Fact(id) => case.fact(id).is_some(),
                Field::Status(id) => case.step(id).is_some_and(|record| record.status.is_some()),
                Field::Note(id) => case.step(id).is_some_and(|record| record.note.is_some()),
                Field::Place(id) => case.step(id).is_some_and(|record| record.place.is_some()),
                Field::Stop(id) => case.stop(id).is_some(),
                Field::Consent(id, giver) => case.consent(id, *giver).is_some(),
                Field::Paper(id) => case.paper(id).is_some(),
                Field::Life => case.closed.is_some(),
            };
            prop_assert_eq!(stands, held, "{:?}", field);
        }
        for entry in journal.entries().filter(|entry| journal.is_undone(entry.id)) {
            prop_assert!(entry.act.can_be_undone(), "{:?}", entry);
        }

        // Work goes on: what is written next stands, whatever is there.
        let mut device = Device { journal, case, ..Device::new(shipped(), writer + 7) };
        let id = device.act(fact("age", &["child"]));
        prop_assert!(device.journal.heads(&Field::Fact("age".into())).iter().any(|head| head.id == id));
    }

    #[test]
    fn hostile_entries_too_may_arrive_in_any_order(entries in hostile(), seed: u64) {
        let named: BTreeMap<EntryId, Entry> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
        let straight: Journal = named.values().cloned().collect();
        let crooked: Journal = shuffled(named.into_values(), seed).into_iter().collect();
        prop_assert_eq!(see(&straight), see(&crooked));
    }
}

// --- Consent and red flags -------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
enum Border {
    Answer(usize, &'static str, Answer),
    Mark(usize, StopMark),
    Meet(usize, usize),
}

fn border() -> impl Strategy<Value = Vec<Border>> {
    let step = prop_oneof![
        4 => (0..DEVICES, select(&["return", "crossing"]), answer())
            .prop_map(|(at, kind, answer)| Border::Answer(at, kind, answer)),
        2 => (0..DEVICES, mark()).prop_map(|(at, mark)| Border::Mark(at, mark)),
        3 => (0..DEVICES, 0..DEVICES).prop_map(|(to, from)| Border::Meet(to, from)),
    ];
    vec(step, 1..14)
}

fn is_no(entry: &Entry, kinds: &[&str]) -> bool {
    matches!(&entry.act, Act::Consent(consent) if consent.answer != Answer::Given && kinds.contains(&consent.kind.as_str()))
}

fn is_yes(entry: &Entry, kind: &str) -> bool {
    matches!(&entry.act, Act::Consent(consent) if consent.answer == Answer::Given && consent.kind.as_str() == kind)
}

fn is_mark(entry: &Entry, wanted: StopMark) -> bool {
    matches!(&entry.act, Act::Stop { stop, mark, .. } if stop.as_str() == "S1" && *mark == wanted)
}

proptest! {
    #![proptest_config(cases(192))]

    /// Who saw what is written down here from outside, not read from the entries.
    #[test]
    fn a_no_holds_until_somebody_who_saw_it_decides(script in border(), seed: u64) {
        let mut devices = vec![ready(shipped(), 1, "adult")];
        devices.extend((2..=DEVICES as u64).map(|writer| devices[0].copy(writer)).collect::<Vec<_>>());
        prop_assert_eq!(devices[0].gate(), Gate::Go);

        let mut saw: BTreeMap<EntryId, BTreeSet<EntryId>> = BTreeMap::new();
        for step in script {
            let (at, act) = match step {
                Border::Answer(at, kind, answer) => (at, Act::Consent(consent(kind, Giver::Person, answer))),
                Border::Mark(at, mark) => (at, Act::Stop { stop: "S1".into(), mark, reason: "asked".into() }),
                Border::Meet(to, from) => {
                    let other = devices[from].copy(99);
                    devices[to].merge(&other);
                    continue;
                }
            };
            let seen = devices[at].journal.entries().map(|entry| entry.id).collect();
            saw.insert(devices[at].act(act), seen);
        }

        let mut orders = vec![both(&both(&devices[0].journal, &devices[1].journal), &devices[2].journal)];
        orders.push(both(&both(&devices[2].journal, &devices[1].journal), &devices[0].journal));
        orders.push(shuffled(orders[0].entries().cloned(), seed).into_iter().collect());
        for journal in &orders {
            let case = Case::of(shipped(), journal);
            let view = View::new(shipped(), &case);
            let answered = |no: &Entry, by: &dyn Fn(&Entry) -> bool| {
                journal.entries().any(|entry| by(entry) && saw.get(&entry.id).is_some_and(|saw| saw.contains(&no.id)))
            };
            for kind in ["return", "crossing"] {
                let mut nos = journal.entries().filter(|entry| is_no(entry, &[kind]));
                let given = nos.all(|no| answered(no, &|entry| is_yes(entry, kind)));
                prop_assert_eq!(view.consent(&kind.into()) == ConsentState::Given, given, "{}", kind);
            }
            let mut raising =
                journal.entries().filter(|entry| is_no(entry, &["return", "crossing"]) || is_mark(entry, StopMark::Raised));
            let clear = raising.all(|no| answered(no, &|entry| is_mark(entry, StopMark::Clear)));
            prop_assert_eq!(view.stop(&"S1".into()), if clear { StopState::Clear } else { StopState::Raised });

            let go = clear && ["return", "crossing"].iter().all(|kind| view.consent(&(*kind).into()) == ConsentState::Given);
            prop_assert_eq!(gate(view) == Gate::Go, go);
            prop_assert_eq!(matches!(gate(view), Gate::Stop(_)), !go);
        }
    }

    #[test]
    fn consents_and_stops_are_never_undone(script in script(), seed: usize) {
        let mut device = run(&script).remove(0);
        let kept: Vec<EntryId> = device
            .journal
            .entries()
            .filter(|entry| matches!(entry.act, Act::Consent(_) | Act::Stop { .. } | Act::Opened { .. } | Act::Erased { .. }))
            .map(|entry| entry.id)
            .collect();
        let before = device.case.clone();
        device.undo(kept[seed % kept.len()]);
        prop_assert_eq!(&device.case, &before);
        prop_assert!(kept.iter().all(|id| !device.journal.is_undone(*id)));
    }
}

#[test]
fn a_refusal_on_one_device_is_no_clash_of_two() {
    let mut device = ready(shipped(), 1, "adult");
    device.answer("return", Giver::Person, Answer::Withdrawn);
    let stop = device.case.stop(&"S1".into()).unwrap();
    assert_eq!((stop.state.value, stop.state.is_apart()), (StopState::Raised, false));
    assert_eq!(stop.from_consent, Some("return".into()));

    device.mark("S1", StopMark::Clear);
    let stop = device.case.stop(&"S1".into()).unwrap();
    assert_eq!((stop.state.value, stop.state.is_apart()), (StopState::Clear, false));
    assert!(matches!(device.gate(), Gate::Stop(_)), "the consent itself is still withdrawn");
    device.answer("return", Giver::Person, Answer::Given);
    assert_eq!(device.gate(), Gate::Go);
}

// --- Erasure ---------------------------------------------------------------------------------------------------------

/// Puts a mark into every field where somebody types. Names every field, so that a new one cannot be forgotten.
fn plant(act: &mut Act, mark: &str) {
    let put = |fields: &mut [&mut String]| fields.iter_mut().for_each(|field| field.push_str(mark));
    match act {
        Act::Opened { code, procedure: _, edition: _, kind: _ } => put(&mut [code]),
        Act::Fact { fact: _, values: _ } => {}
        Act::Status { step: _, status } => match status {
            Status::ToDo | Status::Done { when: _ } | Status::DoneElsewhere { when: _ } => {}
            Status::Waiting { on, since: _ } => put(&mut [on]),
            Status::ReportedDone { when: _, by, how } => put(&mut [by, how]),
            Status::NotNeeded { reason } => put(&mut [reason]),
        },
        Act::Note { step: _, text } | Act::Place { step: _, text } | Act::Question { text } => put(&mut [text]),
        Act::Stop { stop: _, mark: _, reason } | Act::Closed { reason } | Act::Reopened { reason } => {
            put(&mut [reason])
        }
        Act::Consent(Consent {
            kind: _,
            giver: _,
            answer: _,
            when: _,
            language,
            interpreter: _,
            private: _,
            present,
            form: _,
            scope,
        }) => put(&mut [language, present, scope]),
        Act::Paper { paper: _, state: _, place } => put(&mut [place]),
        Act::Shared { receiver, purpose, form } => put(&mut [receiver, purpose, form]),
        Act::Incident { step: _, reason, told: Told { role, when: _ } } => put(&mut [reason, role]),
        Act::Erased { entries: _ } | Act::Undo { entry: _ } => {}
    }
}

/// Everywhere a word could come to light.
fn everything_shown(journal: &Journal) -> String {
    let case = Case::of(shipped(), journal);
    let view = View::new(shipped(), &case);
    let overview = overview(view);
    let summary = summary(view, &overview, journal);
    format!("{journal:?}\n{case:?}\n{overview:?}\n{summary:?}\n{}", to_stored(journal.entries()))
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn erased_words_are_nowhere_and_no_old_journal_brings_them_back(
        script in script(),
        (erased, eraser, undone) in (vec(any::<usize>(), 1..4), 0..DEVICES, any::<bool>()),
        seed: u64,
    ) {
        let mark = |number: usize| format!("<{number}>");
        let planted: Script = script
            .into_iter()
            .enumerate()
            .map(|(number, (at, mut what))| {
                if let Move::Write(act) = &mut what {
                    plant(act, &mark(number));
                }
                (at, what)
            })
            .collect();
        let mut written = Vec::new();
        let mut devices = run_and_look(&planted, |_, id| written.push(id));
        let old: Vec<Journal> = devices.iter().map(|device| device.journal.clone()).collect();

        // The eraser knows all, and so may erase any entry that still has words.
        let mut eraser = devices.swap_remove(eraser);
        devices.iter().for_each(|other| eraser.merge(other));
        let words: Vec<EntryId> =
            eraser.journal.entries().filter(|entry| entry.act.has_words()).map(|entry| entry.id).collect();
        prop_assume!(!words.is_empty());
        let erased: BTreeSet<EntryId> = erased.iter().map(|place| words[place % words.len()]).collect();
        let erasure = eraser.act(Act::Erased { entries: erased.iter().copied().collect() });
        if undone {
            eraser.undo(erasure);
        }
        prop_assert_eq!(&eraser.case, &Case::of(shipped(), &eraser.journal));

        let olds = || old.iter().flat_map(Journal::entries);
        let mut journals = vec![eraser.journal.clone()];
        journals.extend(old.iter().map(|old| both(&eraser.journal, old)));
        journals.extend(old.iter().map(|old| both(old, &eraser.journal)));
        journals.push(shuffled(olds().chain(eraser.journal.entries()).cloned(), seed).into_iter().collect());
        journals.push(olds().chain(eraser.journal.entries()).cloned().collect());
        for journal in &journals {
            prop_assert_eq!(journal, &eraser.journal);
            prop_assert!(erased.iter().all(|id| journal.is_erased(*id)));
            let shown = everything_shown(journal);
            for (number, id) in written.iter().enumerate() {
                let Some(id) = id else { continue };
                let Move::Write(act) = &planted[number].1 else { continue };
                let stands = act.has_words() && !journal.is_erased(*id);
                prop_assert_eq!(shown.contains(&mark(number)), stands, "{:?}", act);
            }
        }
    }
}

// --- Undo ------------------------------------------------------------------------------------------------------------

/// What an official sees of a case. The short code is left out: it stands for the whole journal, undone entries too.
fn shown(device: &Device) -> (Case, Summary) {
    (device.case.clone(), Summary { short_code: String::new(), ..summarize(&device.journal) })
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn undo_restores_what_was_and_undo_of_undo_what_was_undone(script in script(), act in act()) {
        prop_assume!(act.can_be_undone());
        let mut device = run(&script).remove(0);
        let before = shown(&device);
        let written = device.act(act);
        let after = shown(&device);
        prop_assert_eq!(device.journal.last_undoable().map(|entry| entry.id), Some(written));

        let undo = device.undo(written);
        prop_assert_eq!(shown(&device), before.clone());
        prop_assert_ne!(device.journal.last_undoable().map(|entry| entry.id), Some(written));
        let again = device.undo(undo);
        prop_assert_eq!(shown(&device), after);
        device.undo(again);
        prop_assert_eq!(shown(&device), before);
        prop_assert_eq!(&device.case, &Case::of(shipped(), &device.journal));
    }

    /// One tap after the other, as after a reload: back to an empty case, whatever was done.
    #[test]
    fn undoing_the_last_again_and_again_ends(script in script()) {
        let mut device = run(&script).remove(0);
        let most = device.journal.len();
        let mut count = 0;
        while let Some(last) = device.journal.last_undoable().map(|entry| entry.id) {
            device.undo(last);
            count += 1;
            prop_assert!(count <= most);
        }
        let stands = |entry: &&Entry| {
            let fixed = !entry.act.can_be_undone() || matches!(entry.act, Act::Undo { .. });
            !fixed && !device.journal.is_undone(entry.id)
        };
        prop_assert_eq!(device.journal.entries().find(stands), None);
    }
}

#[test]
fn undoing_the_middle_one_of_three_does_not_bring_back_the_first() {
    let mut device = Device::opened(shipped(), 1);
    device.fact("papers", &["has"]);
    let middle = device.fact("papers", &["missing"]);
    let last = device.fact("papers", &[]);
    device.undo(middle);
    let papers = || Field::Fact("papers".into());
    assert_eq!(device.journal.heads(&papers()).iter().map(|head| head.id).collect::<Vec<_>>(), [last]);
}

// --- Stored form -----------------------------------------------------------------------------------------------------

#[derive(Debug, Clone)]
enum Damage {
    Remove(usize),
    Insert(usize, char),
    Replace(usize, char),
    CutAfter(usize),
    Repeat(usize, usize),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let sign =
        || prop_oneof![4 => select(Vec::from_iter("\"{}[]:,-+.0123456789eEaftu~\\ \0".chars())), 1 => any::<char>()];
    vec(
        prop_oneof![
            any::<usize>().prop_map(Damage::Remove),
            (any::<usize>(), sign()).prop_map(|(at, sign)| Damage::Insert(at, sign)),
            (any::<usize>(), sign()).prop_map(|(at, sign)| Damage::Replace(at, sign)),
            any::<usize>().prop_map(Damage::CutAfter),
            (any::<usize>(), 0..40usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        ],
        1..4,
    )
}

fn damaged(text: &str, damage: &[Damage]) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    for damage in damage {
        if signs.is_empty() {
            break;
        }
        let count = signs.len();
        match *damage {
            Damage::Remove(at) => drop(signs.remove(at % count)),
            Damage::Insert(at, sign) => signs.insert(at % count, sign),
            Damage::Replace(at, sign) => signs[at % count] = sign,
            Damage::CutAfter(at) => signs.truncate(at % count),
            Damage::Repeat(at, length) => {
                let at = at % count;
                let part = signs[at..(at + length).min(count)].to_vec();
                signs.splice(at..at, part);
            }
        }
    }
    signs.into_iter().collect()
}

/// Whatever can be read can be worked with.
fn reads_without_panic(text: &str) -> Result<(), StoredError> {
    let journal: Journal = from_stored(text)?.into_iter().collect();
    summarize(&journal);
    Ok(())
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn what_is_stored_reads_back_the_same(script in script(), entries in hostile()) {
        for device in run(&script) {
            let text = to_stored(device.journal.entries());
            let read = from_stored(&text).unwrap();
            prop_assert_eq!(&to_stored(&read), &text);
            prop_assert_eq!(see(&read.into_iter().collect()), see(&device.journal));
        }
        prop_assert_eq!(&from_stored(&to_stored(&entries)).unwrap(), &entries);
    }

    #[test]
    fn damaged_texts_are_refused_or_read_never_worse(entries in hostile(), damage in damage()) {
        let _either = reads_without_panic(&damaged(&to_stored(&entries), &damage));
    }

    #[test]
    fn strange_texts_are_refused(signs in vec(any::<char>(), 0..40)) {
        prop_assert!(reads_without_panic(&String::from_iter(signs)).is_err());
    }
}

#[test]
fn other_texts_are_refused_and_what_they_say_is_not_repeated() {
    let entry = |part: &str| {
        format!(r#"{{"f":1,"w":["1"],"b":[["","",""]],"e":[{{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{part}}}]}}"#)
    };
    assert!(from_stored(&entry(r#"{"question":"?"}"#)).is_ok());
    let deep = "[".repeat(100_000);
    let broken = [
        "",
        "null",
        "{}",
        r#"{"f":"1"}"#,
        r#"{"f":-1}"#,
        r#"{"f":1}"#,
        r#"{"f":1,"w":[],"b":[],"e":[],"secret":0}"#,
        r#"{"f":1,"w":[],"b":[["","",""]],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":"secret"}}]}"#,
        r#"{"f":1,"w":["secret"],"b":[["","",""]],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":""}}]}"#,
        r#"{"f":1,"w":["1"],"b":[],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":"secret"}}]}"#,
        &entry(r#"{"secret":"?"}"#),
        &entry(r#"{"done":["1.1","secret"]}"#),
        &entry(r#"{"done":["1.1","2026-02-30"]}"#),
        &entry(r#"{"done":["1.1","2026-11-25 24:00"]}"#),
        &entry(r#"{"done":["1.1","2026-11-25 06:60"]}"#),
        &entry(r#"{"consent":{"kind":"return","giver":"secret","answer":"given","day":"","form":"spoken"}}"#),
        &deep,
    ];
    for text in broken {
        let error = from_stored(text).expect_err(text);
        assert!(matches!(error, StoredError::Broken(_)), "{text}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

#[test]
fn a_newer_form_is_told_apart() {
    for text in [r#"{"f":99}"#, r#"{"what":[{"else":null}],"f":99,"e":"sealed otherwise"}"#] {
        assert_eq!(from_stored(text), Err(StoredError::Newer(99)));
    }
}

#[test]
fn very_long_text_stays_whole() {
    let long = "မြဝတီ\u{202e}😀\0".repeat(50_000);
    let mut device = Device::opened(shipped(), 1);
    device.act(Act::Note { step: "1.1".into(), text: long });
    let read = from_stored(&to_stored(device.journal.entries())).unwrap();
    assert_eq!(Journal::from_iter(read), device.journal);
}
