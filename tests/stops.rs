//! What stops a return, and what a no does: withdrawal by kind, the last check, incidents, consent asked again. The tables
//! are those of the design, written down a second time.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use rstest::rstest;

use sop_checklist::case::{
    Block, Cause, Gate, Item, Looked, Next, RowState, View, against_a_stop, answered_since, answers, export_refused,
    informed, last_check, missing, overview, tick, unexplained,
};
use sop_checklist::journal::{Act, Answer, Consent, Giver, Status, StopMark, Told, When};
use sop_checklist::procedure::{Answers, ConsentState, Procedure, Side, Step, StopState};
use support::{Device, consent, on, ready, shipped};

const NO: [Answer; 2] = [Answer::Refused, Answer::Withdrawn];
const GIVERS: [Giver; 2] = [Giver::Person, Giver::Guardian];

fn step(id: &str) -> &'static Step {
    shipped().step(id).unwrap()
}

fn blocks(device: &Device, id: &str) -> Vec<Block> {
    device.see(|view| overview(view).row(&id.into()).unwrap().blocks.clone())
}

/// A case in which every kind of consent was given, by each who is asked, and everything is clear.
fn agreed(age: &str) -> Device {
    let mut device = ready(shipped(), 1, age);
    for kind in &shipped().consents {
        for giver in GIVERS {
            device.answer(kind.id.as_str(), giver, Answer::Given);
        }
    }
    device
}

fn list(ids: &str) -> Vec<&str> {
    ids.split_whitespace().collect()
}

// --- Each red flag ---------------------------------------------------------------------------------------------------

/// What each flag holds up while it is raised, and what the gate then says.
const FLAGS: [(&str, &str, &str); 13] = [
    ("S1", "8.1 8.7 9.1 9.4 9.5 9.6", "stop"),
    ("S2", "8.5 9.5 11.1", "stop"),
    ("S3", "9.1 9.5", "stop"),
    ("S4", "8.7 9.1 9.5", "stop"),
    ("S5", "9.1 9.5", "stop"),
    // And whatever tells the other side of her.
    ("S6", "2.9 5.4 5.5 5.6 5.9 6.2 6.3 6.4 6.5 7.3 7.4 7.6 8.5 8.7 9.1 9.5 9.6", "stop"),
    ("S7", "", "wait"),
    ("S8", "", "go"),
    ("S9", "9.5", "wait"),
    ("S10", "9.1 9.5", "wait"),
    ("S11", "", "go"),
    ("S12", "11.10", "go"),
    ("S13", "9.1 9.5", "wait"),
];

#[rstest]
fn a_raised_flag_holds_up_its_steps_and_nothing_else(#[values("adult", "child", "disputed")] age: &str) {
    assert_eq!(shipped().stops.len(), FLAGS.len());
    for (flag, holds_up, gate) in FLAGS {
        let before = agreed(age);
        let mut device = before.copy(2);
        device.mark(flag, StopMark::Raised);
        for step in shipped().steps() {
            let blocks = blocks(&device, step.id.as_str());
            let applies = device.see(|view| view.applies(step)) != sop_checklist::procedure::Truth::No;
            let raised = blocks.iter().any(|block| matches!(block, Block::Raised(of) if of.as_str() == flag));
            assert_eq!(raised, applies && list(holds_up).contains(&step.id.as_str()), "{flag}, {}", step.id);
        }
        let says = match device.gate() {
            Gate::Stop(_) => "stop",
            Gate::Wait(_) => "wait",
            Gate::Go => "go",
        };
        assert_eq!(says, gate, "{flag}, {age}");
        device.mark(flag, StopMark::Clear);
        assert_eq!(device.see(overview), before.see(overview), "{flag} is cleared");
    }
}

// --- Withdrawal by kind ----------------------------------------------------------------------------------------------

/// The design's table, after the reason in `docs/decisions.md` for what is not "in Myanmar": kind, what it blocks, the flag
/// that it raises, whether it keeps files from leaving.
const WITHDRAWALS: [(&str, &str, &str, bool); 6] = [
    ("interview", "2.5 10.6", "", false),
    ("data", "2.9 5.4 8.7 8.10 11.3 11.8", "S11", true),
    ("family", "6.2 6.3 6.4 6.5 8.5", "", false),
    // Phases 8 and 9 but for what is help.
    ("return", "8.1 8.2 8.4 8.5 8.7 8.8 8.9 8.10 8.11 9.1 9.2 9.3 9.4 9.5 9.6 9.7", "S1", false),
    // And but for the asking itself.
    ("crossing", "8.1 8.2 8.4 8.5 8.7 8.8 8.9 8.10 8.11 9.1 9.3 9.4 9.5 9.6 9.7", "S1", false),
    ("myanmar", "10.6 11.3 11.5 11.6 11.8", "", false),
];

#[test]
fn the_table_names_every_kind_once() {
    let kinds: Vec<&str> = shipped().consents.iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(kinds, WITHDRAWALS.map(|(kind, ..)| kind));
}

#[rstest]
fn a_no_blocks_what_rests_on_it_and_nothing_else(
    #[values("adult", "child", "disputed")] age: &str,
    #[values(Answer::Refused, Answer::Withdrawn)] no: Answer,
    #[values(Giver::Person, Giver::Guardian)] giver: Giver,
) {
    for (kind, blocked, raises, exports) in WITHDRAWALS {
        let before = agreed(age);
        let mut device = before.copy(2);
        device.answer(kind, giver, no);
        // A guardian's word counts where a guardian is asked, and raises the flag in any case.
        let counts = giver == Giver::Person || (age != "adult" && kind != "crossing");
        for step in shipped().steps() {
            let refused = |block: &Block| matches!(block, Block::Refused(of, _) if of.as_str() == kind);
            let blocks = blocks(&device, step.id.as_str());
            let applies = device.see(|view| view.applies(step)) != sop_checklist::procedure::Truth::No;
            let expected = counts && applies && list(blocked).contains(&step.id.as_str());
            assert_eq!(blocks.iter().any(refused), expected, "{kind}, {}: {blocks:?}", step.id);
        }
        for stop in &shipped().stops {
            let expected = if stop.id.as_str() == raises { StopState::Raised } else { StopState::Clear };
            assert_eq!(device.see(|view| view.stop(&stop.id)), expected, "{kind}, {}", stop.id);
        }
        assert_eq!(!device.see(export_refused).is_empty(), counts && exports, "{kind}");
        assert_eq!(matches!(device.gate(), Gate::Stop(_)), raises == "S1", "{kind}");
        assert!(before.see(export_refused).is_empty());
    }
}

/// Whatever was refused or taken back, in whatever mixture: help is not held up, and stands under *next* as before.
#[rstest]
fn no_no_ever_holds_up_help(#[values("adult", "child")] age: &str) {
    let facts: &[(&str, &[&str])] = &[
        ("identified", &["yes"]),
        ("alone", &["yes"]),
        ("return", &["wanted"]),
        ("wages", &["yes"]),
        ("witness", &["yes"]),
        ("case_open", &["yes"]),
        ("compensation", &["yes"]),
        ("medical", &["yes"]),
        ("secure_shelter", &["yes"]),
        ("papers", &["missing"]),
        ("support", &["legal"]),
        ("crossed", &["crossed"]),
        ("contact_ok", &["yes"]),
        ("fear", &["no"]),
        ("nationality", &["verified"]),
        ("family", &["traced"]),
        ("family_safe", &["yes"]),
    ];
    let help = |device: &Device| {
        let is_help = |next: &Next| matches!(next, Next::Step(id) if step(id.as_str()).service);
        device.see(|view| overview(view).next.into_iter().filter(is_help).collect::<Vec<_>>())
    };
    // As if everything up to here were done, for each place in the procedure.
    let steps: Vec<&Step> = shipped().steps().collect();
    for upto in (0..steps.len()).step_by(6) {
        let mut before = agreed(age);
        for (fact, values) in facts {
            before.fact(fact, values);
        }
        for step in &steps[..upto] {
            before.done(step.id.as_str());
        }
        for (number, (kind, ..)) in WITHDRAWALS.iter().enumerate() {
            let mut after = before.copy(2);
            after.answer(kind, Giver::Person, NO[number % 2]);
            for step in shipped().steps().filter(|step| step.service) {
                let against = |block: &Block| matches!(block, Block::Refused(..) | Block::Needs(_));
                assert!(!blocks(&after, step.id.as_str()).iter().any(against), "{kind} blocks {}", step.id);
            }
            let (before, after) = (help(&before), help(&after));
            let lost: Vec<&Next> = before.iter().filter(|next| !after.contains(next)).collect();
            assert!(lost.is_empty(), "without {kind}, after {upto} steps: {lost:?}");
        }
    }
}

/// What a no in Myanmar holds up stays open for good, so no help comes after it, or it would never stand under *next*.
#[test]
fn no_help_waits_for_what_a_no_in_myanmar_holds_up() {
    let blocked = &shipped().consent("myanmar").unwrap().blocks;
    for step in shipped().steps().filter(|step| step.service) {
        assert!(!step.after.iter().any(|before| blocked.contains(before)), "{}", step.id);
    }
}

/// Taken back on the way, the return shows the way back to the shelter.
#[rstest]
#[case("return")]
#[case("crossing")]
fn a_no_on_the_way_shows_the_way_back(#[case] kind: &str) {
    let mut device = agreed("adult");
    device.fact("return", &["wanted"]);
    let way_back = |device: &Device| device.see(|view| overview(view).next.contains(&Next::Step("9.9".into())));
    device.done("9.1");
    assert!(!way_back(&device));
    device.answer(kind, Giver::Person, Answer::Withdrawn);
    assert!(way_back(&device));
}

#[test]
fn before_the_journey_there_is_no_way_to_go_back() {
    let mut device = agreed("adult");
    device.answer("return", Giver::Person, Answer::Withdrawn);
    assert_ne!(device.see(|view| view.applies(step("9.9"))), sop_checklist::procedure::Truth::Yes);
}

// --- Consent ---------------------------------------------------------------------------------------------------------

#[test]
fn assent_and_guardian_are_two_records() {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["child"]);
    let data = shipped().consent("data").unwrap();
    let state = |device: &Device| device.see(|view| view.consent(&data.id));
    let assent = device.answer("data", Giver::Person, Answer::Given);
    assert_eq!(state(&device), ConsentState::NotAsked, "a child does not consent alone");
    let guardian = device.answer("data", Giver::Guardian, Answer::Given);
    assert_eq!(state(&device), ConsentState::Given);
    assert_eq!(device.see(|view| answers(view, data)), [assent, guardian]);

    // Each stands by itself: neither replaces the other, and either one takes it back.
    device.answer("data", Giver::Guardian, Answer::Withdrawn);
    assert_eq!(state(&device), ConsentState::Withdrawn);
    let of = |giver| device.case.consent(&data.id, giver).unwrap().value.answer;
    assert_eq!((of(Giver::Person), of(Giver::Guardian)), (Answer::Given, Answer::Withdrawn));
}

#[rstest]
#[case("crossing", false)]
#[case("myanmar", true)]
fn what_is_asked_again_wants_an_answer_given_since(#[case] kind: &str, #[case] guardian: bool) {
    let mut device = agreed("child");
    let kind = shipped().consent(kind).unwrap();
    assert!(kind.anew);
    for _ in 0..3 {
        let seen = device.see(|view| answers(view, kind));
        let since = |device: &Device| device.see(|view| answered_since(view, kind, &seen));
        assert!(!since(&device), "an earlier answer is none");
        device.answer(kind.id.as_str(), Giver::Person, Answer::Given);
        assert_eq!(since(&device), !guardian);
        device.answer(kind.id.as_str(), Giver::Guardian, Answer::Given);
        assert!(since(&device));
    }
    let asked_anew: Vec<&str> = shipped()
        .steps()
        .filter(|step| step.asks.contains(&sop_checklist::procedure::Ask::Consent(kind.id.clone())))
        .map(|step| step.id.as_str())
        .collect();
    assert_eq!(asked_anew, [if guardian { "10.3" } else { "9.2" }]);
}

/// The data consent with these of its seven points.
fn told(giver: Giver, answer: Answer, points: &[&str]) -> Act {
    let points = points.iter().map(|point| (*point).into()).collect();
    Act::Consent(Consent { points, ..consent("data", giver, answer) })
}

const POINTS: [&str; 7] = ["interview", "purpose", "uses", "research", "access", "retention", "withdrawal"];

#[test]
fn a_consent_is_an_informed_one_only_if_all_seven_points_are_ticked() {
    let data = shipped().consent("data").unwrap();
    assert_eq!(data.points.iter().map(|point| point.id.as_str()).collect::<Vec<_>>(), POINTS);
    // Every choice of points.
    for choice in 0..1_u32 << POINTS.len() {
        let ticked: Vec<&str> = (0..7).filter(|at| choice >> at & 1 == 1).map(|at| POINTS[at]).collect();
        let mut device = Device::opened(shipped(), 1);
        device.fact("age", &["adult"]);
        device.act(told(Giver::Person, Answer::Given, &ticked));
        assert_eq!(device.see(|view| view.consent(&data.id)), ConsentState::Given, "given all the same");
        assert_eq!(device.see(|view| informed(view, data)), ticked.len() == 7, "{ticked:?}");
        let Some(held) = device.case.consent(&data.id, Giver::Person) else { panic!() };
        let missing: Vec<&str> = unexplained(data, &held.value).into_iter().map(|id| id.as_str()).collect();
        let expected: Vec<&str> = POINTS.into_iter().filter(|point| !ticked.contains(point)).collect();
        assert_eq!(missing, expected);
    }
}

#[test]
fn an_informed_consent_is_one_that_stands() {
    let data = shipped().consent("data").unwrap();
    let is_informed = |device: &Device| device.see(|view| informed(view, data));
    let mut device = Device::opened(shipped(), 1);
    device.act(told(Giver::Person, Answer::Given, &POINTS));
    assert!(!is_informed(&device), "of unknown age: a child, and the guardian was not asked");
    device.act(told(Giver::Guardian, Answer::Given, &POINTS[1..]));
    assert!(!is_informed(&device), "the guardian was told less");
    device.act(told(Giver::Guardian, Answer::Given, &POINTS));
    assert!(is_informed(&device));
    for no in NO {
        let mut other = device.copy(2);
        other.act(told(Giver::Person, no, &POINTS));
        assert!(!is_informed(&other));
        // A no to the interview undoes "agrees to be interviewed".
        let mut other = device.copy(2);
        other.answer("interview", Giver::Person, no);
        assert!(!is_informed(&other));
    }
    let mut apart = device.copy(3);
    let mut elsewhere = device.copy(4);
    apart.act(told(Giver::Person, Answer::Given, &POINTS));
    elsewhere.act(told(Giver::Person, Answer::Given, &[]));
    apart.merge(&elsewhere);
    assert!(!is_informed(&apart), "two devices differ about what was explained");
    // Kinds without points say nothing of what was explained.
    let all = agreed("adult");
    for kind in shipped().consents.iter().filter(|kind| kind.id.as_str() != "data") {
        assert!(!all.see(|view| informed(view, kind)), "{}", kind.id);
    }
}

// --- The last check --------------------------------------------------------------------------------------------------

fn check(device: &Device) -> Vec<Item> {
    device.see(|view| last_check(view, step("8.11")))
}

fn names(items: &[Item]) -> Vec<String> {
    let name = |item: &Item| match &item.what {
        Looked::Record => "record".to_owned(),
        Looked::Consent(id) => id.to_string(),
        Looked::Stop(id) => id.to_string(),
        Looked::Besides(stop, atom) => match atom {
            sop_checklist::procedure::Atom::Step { step, .. } => format!("{stop} {step}"),
            sop_checklist::procedure::Atom::Fact { fact, .. } => format!("{stop} {fact}"),
            atom => panic!("{atom:?}"),
        },
    };
    items.iter().map(name).collect()
}

#[test]
fn the_last_check_shows_all_that_the_gate_asks_for_in_the_order_of_asking() {
    let open = check(&Device::opened(shipped(), 1));
    let order = "return|S1|S2|S3|S4|S5|S5 6.7|S5 7.7|S5 carer|S6|S7|S9|S10|S13|crossing";
    assert_eq!(names(&open).join("|"), order);
    assert!(
        open[..14].iter().all(Item::is_open) && !open[14].is_open() && open[14].later,
        "the crossing is asked later"
    );
    let places: Vec<String> =
        open.iter().map(|item| item.at.as_ref().map_or("here", |at| at.as_str()).to_owned()).collect();
    assert_eq!(places.join(" "), "7.8 here here here here here 6.7 7.7 7.7 here here here here here 9.2");
    assert!(open.iter().all(|item| !item.acts.is_empty() && item.seen.is_none()));

    let child = check(&ready(shipped(), 1, "child"));
    assert_eq!(names(&child).join("|"), order, "nothing is open, and all of it is still listed");
    assert!(child.iter().all(|item| item.open.is_empty() && item.seen.is_some()));
    let adult = check(&ready(shipped(), 1, "adult"));
    assert_eq!(names(&adult).join("|"), "return|S1|S2|S3|S4|S5|S6|S7|S9|S10|S13|crossing");
}

#[test]
fn what_is_still_open_comes_first() {
    let mut device = ready(shipped(), 1, "child");
    device.mark("S9", StopMark::Raised);
    device.mark("S2", StopMark::Raised);
    device.fact("carer", &["no"]);
    device.mark("S7", StopMark::Raised);
    let items = check(&device);
    assert_eq!(names(&items)[..4].join("|"), "S2|S5 carer|S7|S9");
    assert!(items[4..].iter().all(|item| item.open.is_empty()));
    assert_eq!(items[2].plan.as_ref().map(|step| step.as_str()), Some("4.7"));
    assert_eq!(items[2].open, [Cause::NeedsPlan("S7".into(), "4.7".into())]);
    // The plan answers it: it is raised, and not open.
    device.fact("case_open", &["yes"]);
    device.done("4.7");
    let items = check(&device);
    let s7 = items.iter().find(|item| item.what == Looked::Stop("S7".into())).unwrap();
    assert!(!s7.is_open() && s7.plan.is_some());
    device.case.incomplete = true;
    assert_eq!(names(&check(&device))[0], "record");
}

/// One thing that settles part of the last check.
type Settle = Box<dyn Fn(&mut Device)>;

#[rstest]
fn the_last_check_is_done_only_when_all_but_the_crossing_is_settled(#[values("adult", "child", "disputed")] age: &str) {
    let try_tick = |device: &Device| {
        device.see(|view| tick(view, step("8.11"), Side::From, When::Unknown).map_err(|blocks| blocks.len()))
    };
    let done = Ok(Act::Status { step: "8.11".into(), status: Status::Done { when: When::Unknown } });
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &[age]);
    let mut settle: Vec<Settle> = vec![Box::new(|device| {
        for giver in GIVERS {
            device.answer("return", giver, Answer::Given);
        }
    })];
    for stop in ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S9", "S10", "S13"] {
        settle.push(Box::new(move |device| {
            device.mark(stop, StopMark::Clear);
        }));
    }
    if age != "adult" {
        settle.push(Box::new(|device| {
            device.done("6.7");
        }));
        settle.push(Box::new(|device| {
            device.done("7.7");
        }));
        settle.push(Box::new(|device| {
            device.fact("carer", &["yes"]);
        }));
    }
    for settle in settle {
        assert_eq!(try_tick(&device), Err(1));
        // It can be worked on, so it is no step that cannot start.
        assert_eq!(device.see(|view| overview(view).row(&"8.11".into()).unwrap().state), RowState::ToDo);
        settle(&mut device);
    }
    assert_eq!(try_tick(&device), done);
    assert!(matches!(device.gate(), Gate::Wait(_)), "the gate still waits for the crossing");
    let at_the_border = device.answer("crossing", Giver::Person, Answer::Refused);
    assert!(try_tick(&device).is_err());
    assert_eq!(device.see(|view| answers(view, shipped().consent("crossing").unwrap())), [at_the_border]);
}

/// Something is otherwise than in a case in which nothing speaks against the crossing.
#[derive(Debug, Clone, Copy)]
enum Change {
    Stop(&'static str, StopMark),
    Consent(&'static str, Giver, Answer),
    Fact(&'static str, &'static [&'static str]),
    Step(&'static str, bool),
    Incomplete,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let stops = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13"];
    let answers = [Answer::Given, Answer::Refused, Answer::Withdrawn];
    let change = prop_oneof![
        (select(stops.to_vec()), select(vec![StopMark::Clear, StopMark::Raised]))
            .prop_map(|(id, mark)| Change::Stop(id, mark)),
        (select(vec!["return", "crossing", "data"]), select(GIVERS.to_vec()), select(answers.to_vec()))
            .prop_map(|(kind, giver, answer)| Change::Consent(kind, giver, answer)),
        select(vec![
            Change::Fact("age", &["adult"]),
            Change::Fact("age", &["child"]),
            Change::Fact("age", &[]),
            Change::Fact("carer", &["yes"]),
            Change::Fact("carer", &[]),
            Change::Fact("case_open", &["yes"]),
            Change::Step("4.7", true),
            Change::Step("4.7", false),
            Change::Step("6.7", true),
            Change::Step("6.7", false),
            Change::Step("7.7", true),
            Change::Step("7.7", false),
            Change::Incomplete,
        ]),
    ];
    vec(change, 0..24)
}

fn changed(begin: Device, changes: &[Change]) -> Device {
    let mut device = begin;
    for change in changes {
        match *change {
            Change::Stop(id, mark) => drop(device.mark(id, mark)),
            Change::Consent(kind, giver, answer) => drop(device.answer(kind, giver, answer)),
            Change::Fact(id, values) => drop(device.fact(id, values)),
            Change::Step(id, true) => drop(device.done(id)),
            Change::Step(id, false) => drop(device.status(id, Status::ToDo)),
            Change::Incomplete => device.case.incomplete = true,
        }
    }
    device
}

proptest! {
    #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

    /// The check and the gate never tell different things, and neither does the list of whom to call.
    #[test]
    fn the_last_check_lists_what_the_gate_waits_for(from_ready: bool, changes in changes()) {
        let begin = if from_ready { ready(shipped(), 1, "child") } else { Device::opened(shipped(), 1) };
        let device = changed(begin, &changes);
        let items = check(&device);
        let mut listed: Vec<Cause> = Vec::new();
        for cause in items.iter().flat_map(|item| &item.open) {
            prop_assert!(!listed.contains(cause), "{:?} is listed twice", cause);
            listed.push(cause.clone());
        }
        let gate = device.gate();
        for cause in gate.causes() {
            prop_assert!(listed.contains(cause), "{:?} is not listed", cause);
        }
        prop_assert_eq!(listed.len(), gate.causes().len());
        // Done only where nothing but what is asked later is open.
        let is_later = |cause: &Cause| *cause == Cause::NotAsked("crossing".into());
        let open = gate.causes().iter().filter(|cause| !is_later(cause)).count();
        let blocked = blocks(&device, "8.11").iter().any(|block| matches!(block, Block::Open(_)));
        prop_assert_eq!(blocked, open > 0);
        prop_assert_eq!(items.iter().filter(|item| item.is_open()).count() > 0, open > 0);
        let firsts = items.iter().take_while(|item| item.is_open()).count();
        prop_assert!(items[firsts..].iter().all(|item| !item.is_open()), "what is open comes first");
        prop_assert_eq!(device.see(missing).calls.is_empty() && !device.see(missing).unread, gate == Gate::Go);
    }
}

// --- Incidents -------------------------------------------------------------------------------------------------------

fn is_against(device: &Device, id: &str) -> bool {
    device.see(|view: View| against_a_stop(view, &overview(view).row(&id.into()).unwrap().blocks))
}

#[rstest]
// A raised flag, each of them that blocks a step.
#[case("S1", "9.5")]
#[case("S2", "11.1")]
#[case("S3", "9.1")]
#[case("S4", "8.7")]
#[case("S5", "9.5")]
#[case("S6", "5.4")]
#[case("S9", "9.5")]
#[case("S10", "9.1")]
#[case("S12", "11.10")]
#[case("S13", "9.5")]
fn done_against_a_raised_flag_is_an_incident(#[case] stop: &str, #[case] step: &str) {
    let mut device = agreed("adult");
    device.fact("fear", &["no"]);
    assert!(!is_against(&device, step));
    device.mark(stop, StopMark::Raised);
    assert!(is_against(&device, step));
    device.mark(stop, StopMark::Clear);
    assert!(!is_against(&device, step));
}

#[test]
fn done_against_a_no_is_an_incident_and_without_an_answer_is_none() {
    for (kind, blocked, ..) in WITHDRAWALS {
        let mut device = Device::opened(shipped(), 1);
        device.fact("age", &["adult"]);
        for id in list(blocked) {
            assert!(!is_against(&device, id), "{kind}, {id}: nobody asked yet");
        }
        for no in NO {
            device.answer(kind, Giver::Person, no);
            for id in list(blocked).into_iter().filter(|id| !blocks(&device, id).is_empty()) {
                assert!(is_against(&device, id), "{kind}, {id}");
            }
        }
    }
    // 5.5 needs the consent and is not among what its refusal blocks; done against a no it is one all the same.
    let mut device = agreed("adult");
    device.fact("fear", &["yes"]);
    assert!(!is_against(&device, "5.6"), "an answer is no stop");
    device.fact("fear", &["no"]);
    device.done("5.4");
    device.answer("data", Giver::Person, Answer::Withdrawn);
    assert!(is_against(&device, "5.6"));
}

#[test]
fn incidents_stand_beside_each_other_and_count_as_nothing() {
    let mut device = agreed("adult");
    device.answer("crossing", Giver::Person, Answer::Withdrawn);
    let progress = |device: &Device| device.see(|view| overview(view).progress);
    let before = (progress(&device), device.gate());
    let incident = |reason: &str, told: Told| Act::Incident { step: "9.5".into(), reason: reason.into(), told };
    let first = device.act(incident("pushed over", Told::default()));
    let second = device.act(incident("again", Told { role: "TH-MSD".into(), when: on(2026, 11, 26) }));
    let of = |device: &Device| device.case.incidents.iter().map(|incident| incident.entry).collect::<Vec<_>>();
    assert_eq!(of(&device), [first, second], "neither replaces the other");
    assert_eq!((progress(&device), device.gate()), before, "neither counts as done, or clears anything");
    assert!(device.see(|view| overview(view).row(&"9.5".into()).unwrap().incident));

    // An incident is neither a consent nor a red flag: it can be undone, by an entry, and undoing that brings it back.
    assert_eq!(device.journal.last_undoable().map(|entry| entry.id), Some(second));
    let undo = device.undo(second);
    assert_eq!(of(&device), [first]);
    assert!(device.journal.get(second).is_some() && device.journal.is_undone(second), "the history keeps both");
    device.undo(undo);
    assert_eq!(of(&device), [first, second]);
    // The one at a step that does not apply any more stands all the same.
    device.act(Act::Incident { step: "9.7".into(), reason: "alone".into(), told: Told::default() });
    assert_eq!(device.case.incidents.len(), 3);
}

/// What the procedure's own rules hold for any content: the flag is on the step, not on its number.
#[test]
fn a_step_of_any_procedure_can_be_the_last_check() {
    let small: &'static Procedure = support::content(serde_json::json!({
        "consents": [{ "id": "go" }, { "id": "now" }],
        "stops": [{ "id": "X" }, { "id": "Y", "effect": "pause" }],
        "gate": { "consents": ["go", "now"], "clear": ["Y"], "clear_or_plan": [], "also": [] },
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "asks": [{ "consent": "go" }, { "stop": "X" }, { "stop": "Y" }] },
            { "id": "1.2", "gate_check": { "later": ["now"] } },
            { "id": "1.3", "asks": [{ "consent": "now" }] },
        ] }],
    }));
    let mut device = Device::opened(small, 1);
    let items = |device: &Device| names(&device.see(|view| last_check(view, small.step("1.2").unwrap()))).join("|");
    // A hard stop stops, whether or not the rule names it.
    assert_eq!(items(&device), "go|Y|now|X");
    device.mark("X", StopMark::Raised);
    assert_eq!(items(&device), "go|Y|X|now");
    assert_eq!(device.see(|view| last_check(view, small.step("1.1").unwrap())), []);
}
