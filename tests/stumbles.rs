//! What a fresh reader stumbled over, as rules: each stays mended.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::sync::Arc;

use rstest::rstest;
use serde_json::json;

use sop_checklist::case::{
    Case, Cause, Gate, Next, Overview, RowState, View, What, done_by_handover, hand_over, last_check, missing,
    not_asked_today, not_now, not_plain, overview, plain, said_by_handover, unanswered,
};
use sop_checklist::journal::{Act, Answer, EntryId, Giver, Handover, Party, Stamp, Status, StopMark, Told, When};
use sop_checklist::procedure::{Answers, Ask, Atom, ConsentState, Phase, Procedure, Side, StepId};

use support::{Device, content, on, ready, shipped};

const BOTH: [Giver; 2] = [Giver::Person, Giver::Guardian];

fn begun() -> Device {
    Device::opened(shipped(), 1)
}

fn look(device: &Device) -> Overview {
    device.see(overview)
}

/// The steps under *next*, in its order.
fn next(device: &Device) -> Vec<String> {
    let step = |next: &Next| match next {
        Next::Step(id) => Some(id.to_string()),
        Next::Ask { .. } => None,
    };
    look(device).next.iter().filter_map(step).collect()
}

fn offers(device: &Device, step: &str) -> bool {
    next(device).iter().any(|id| id == step)
}

fn done(device: &mut Device, steps: &[&str]) {
    for step in steps {
        device.done(step);
    }
}

// --- The last check ---------------------------------------------------------------------------------------------------

/// As if it were looked at so many seconds after the last entry, at UTC+7.
fn not_today(device: &Device, later: i64) -> (usize, usize) {
    let items = device.see(|view| last_check(view, shipped().step("8.11").unwrap()));
    let last = device.journal.entries().map(|entry| entry.at.unix).max().unwrap();
    not_asked_today(&items, Stamp { unix: last + later, offset: 420 })
}

#[test]
fn the_last_check_counts_what_was_not_asked_today() {
    // Ten red flags and the consent to return; the crossing is asked at the border.
    let device = begun();
    assert_eq!(not_today(&device, 0), (11, 11));
    let device = ready(shipped(), 1, "adult");
    let items = device.see(|view| last_check(view, shipped().step("8.11").unwrap()));
    assert!(items.iter().all(|item| !item.is_open()));
    let (old, of) = not_today(&device, 3 * 86_400);
    assert_eq!(old, of, "three days later none of it was asked today, though nothing is open");
    assert!(of >= 11);
    let mut device = device;
    device.wait(3 * 86_400);
    for stop in ["S1", "S2", "S3"] {
        device.mark(stop, StopMark::Clear);
    }
    assert_eq!(not_today(&device, 60), (of - 3, of));
}

#[rstest]
#[case::a_minute_later(60, false)]
#[case::before_a_slow_clock(-200, false)]
#[case::from_the_future(-3 * 86_400, true)]
#[case::two_days_later(2 * 86_400, true)]
fn what_counts_as_today(#[case] later: i64, #[case] is_old: bool) {
    let mut device = begun();
    device.mark("S1", StopMark::Clear);
    let (old, of) = not_today(&device, later);
    assert_eq!(old == of, is_old, "{old} of {of}");
}

// --- Nobody is pressed ------------------------------------------------------------------------------------------------

fn is_not_now(device: &Device, kind: &str) -> bool {
    device.see(|view| !not_now(view, &kind.into()).is_empty())
}

#[rstest]
#[case::nobody_asked_yet(None, false)]
#[case::she_wants_to(Some("wanted"), false)]
#[case::she_is_not_sure(Some("undecided"), true)]
#[case::she_does_not_want_to(Some("declined"), true)]
fn who_does_not_want_to_return_is_not_to_be_asked_to_sign(#[case] wish: Option<&str>, #[case] not_to_ask: bool) {
    let mut device = begun();
    if let Some(wish) = wish {
        device.fact("return", &[wish]);
    }
    for kind in ["return", "crossing"] {
        assert_eq!(is_not_now(&device, kind), not_to_ask, "{kind}");
        let list = device.see(missing);
        let told = list.calls.iter().flat_map(|call| &call.lacks).any(|lack| lack.what == What::NotNow(kind.into()));
        assert_eq!(told, not_to_ask, "{kind}");
        // It waits all the same.
        assert!(device.gate().causes().contains(&Cause::NotAsked(kind.into())), "{kind}");
    }
    assert!(matches!(device.gate(), Gate::Wait(_)));
}

#[rstest]
fn after_a_no_nobody_is_asked_at_the_border(
    #[values(Answer::Refused, Answer::Withdrawn)] no: Answer,
    #[values(true, false)] wanted: bool,
) {
    let mut device = begun();
    if wanted {
        device.fact("return", &["wanted"]);
    }
    device.answer("return", Giver::Person, no);
    assert!(is_not_now(&device, "crossing"));
    let why = device.see(|view| not_now(view, &"crossing".into()));
    assert!(matches!(&why[0].atom, Atom::Consent { consent, .. } if consent.as_str() == "return"), "{why:?}");
    // Other consents have nothing to do with it.
    assert!(!is_not_now(&device, "data"));
    // Asked anew and given, it is as before.
    device.fact("return", &["wanted"]);
    for giver in BOTH {
        device.answer("return", giver, Answer::Given);
    }
    assert!(!is_not_now(&device, "crossing"));
}

/// What stands under *next*: the questions, by themselves or as what a step there asks.
fn asked(device: &Device) -> Vec<Ask> {
    let of = |next: Next| match next {
        Next::Step(id) => shipped().step(id.as_str()).unwrap().asks.clone(),
        Next::Ask { ask, .. } => vec![ask],
    };
    look(device).next.into_iter().flat_map(of).collect()
}

/// Gives the answer that leads on.
fn settle(device: &mut Device, ask: &Ask) {
    match ask {
        Ask::Fact(id) => {
            let leads_on = ["adult", "wanted", "verified", "traced", "crossed", "livelihood"];
            let values = &shipped().fact(id.as_str()).unwrap().values;
            let value = values.iter().find(|value| leads_on.contains(&&***value));
            let yes = ["identified", "family_safe", "contact_ok"].contains(&id.as_str());
            let value = value.map_or(if yes { "yes" } else { "no" }, |value| value);
            device.fact(id.as_str(), &[value]);
        }
        Ask::Consent(id) => drop(device.answer(id.as_str(), Giver::Person, Answer::Given)),
        Ask::Stop(id) => drop(device.mark(id.as_str(), StopMark::Clear)),
    }
}

/// Does what is next, one by one, until it is a certain step's turn; looks each time.
fn goes_on_to(device: &mut Device, step: &str, each_time: impl Fn(&Device)) {
    while !offers(device, step) {
        each_time(device);
        match look(device).next.first() {
            Some(Next::Step(id)) => {
                let asks = &shipped().step(id.as_str()).unwrap().asks;
                asks.iter().for_each(|ask| settle(device, ask));
                device.done(id.as_str());
            }
            Some(Next::Ask { ask, .. }) => settle(device, ask),
            None => panic!("{step} never is next"),
        }
    }
}

#[rstest]
#[case::the_interview(Ask::Consent("interview".into()), "2.4")]
#[case::sharing_data(Ask::Consent("data".into()), "3.4")]
#[case::her_wish(Ask::Fact("return".into()), "3.10")]
#[case::fear(Ask::Fact("fear".into()), "5.1")]
#[case::nationality(Ask::Fact("nationality".into()), "5.7")]
#[case::calling_the_family(Ask::Consent("family".into()), "6.1")]
#[case::a_safe_family(Ask::Fact("family_safe".into()), "6.5")]
#[case::the_return(Ask::Consent("return".into()), "7.8")]
#[case::the_crossing(Ask::Consent("crossing".into()), "9.2")]
#[case::whether_she_crossed(Ask::Fact("crossed".into()), "9.5")]
#[case::in_myanmar(Ask::Consent("myanmar".into()), "10.3")]
#[case::contact_later(Ask::Fact("contact_ok".into()), "10.11")]
#[case::danger_after_the_return(Ask::Stop("S12".into()), "11.6")]
fn nobody_is_asked_before_the_turn_of_the_step_that_asks(#[case] ask: Ask, #[case] step: &str) {
    let mut device = begun();
    goes_on_to(&mut device, step, |device| {
        assert!(!asked(device).contains(&ask), "{ask:?} too early: {:?}", look(device).next);
    });
    assert!(asked(&device).contains(&ask));
}

#[test]
fn after_a_no_next_never_asks_for_the_crossing() {
    let mut device = begun();
    goes_on_to(&mut device, "7.8", |_| ());
    device.answer("return", Giver::Person, Answer::Refused);
    done(&mut device, &["7.8"]);
    let crossing = Ask::Consent("crossing".into());
    while let Some(first) = look(&device).next.first() {
        assert!(!asked(&device).contains(&crossing), "{:?}", look(&device).next);
        match first {
            Next::Step(id) => {
                // Asked again, she says the same.
                let asks = &shipped().step(id.as_str()).unwrap().asks;
                asks.iter().filter(|ask| !matches!(ask, Ask::Consent(_))).for_each(|ask| settle(&mut device, ask));
                device.done(id.as_str());
            }
            Next::Ask { ask, .. } => settle(&mut device, ask),
        }
    }
}

// --- A refused interview costs nothing else ---------------------------------------------------------------------------

/// Screened, and asked for the interview.
fn screened(age: &str, answer: Answer) -> Device {
    let mut device = begun();
    device.fact("age", &[age]);
    device.fact("alone", &["no"]);
    device.fact("interpreter", &["no"]);
    device.fact("at_site", &["no"]);
    done(&mut device, &["1.1", "1.2", "1.4", "1.6", "1.7", "1.8", "2.1"]);
    for giver in BOTH {
        device.answer("interview", giver, answer);
    }
    done(&mut device, &["2.4"]);
    device
}

#[rstest]
fn who_refuses_the_interview_is_offered_shelter_and_services(
    #[values("adult", "child")] age: &str,
    #[values(Answer::Refused, Answer::Withdrawn)] no: Answer,
    #[values("yes", "open")] identified: &str,
) {
    let mut device = screened(age, no);
    assert_eq!(look(&device).row(&"2.5".into()).unwrap().state, RowState::CannotStart);
    assert!(offers(&device, "2.6"), "{:?}", next(&device));
    device.fact("identified", &[identified]);
    done(&mut device, &["2.2", "2.3", "2.6"]);
    assert!(offers(&device, "2.7"));
    if identified == "yes" {
        assert!(offers(&device, "3.1"));
        done(&mut device, &["3.1"]);
    }
    for step in ["3.2", "3.6", "3.7", "3.9"] {
        assert!(offers(&device, step), "{step}: {:?}", next(&device));
    }
    assert!(!offers(&device, "2.5"));
}

#[test]
fn who_agreed_to_the_interview_is_heard_before_the_result_is_recorded() {
    let device = screened("adult", Answer::Given);
    assert!(offers(&device, "2.5") && !offers(&device, "2.6"), "{:?}", next(&device));
}

#[test]
fn a_no_to_the_return_still_holds_up_what_comes_after() {
    let mut device = ready(shipped(), 1, "adult");
    device.answer("return", Giver::Person, Answer::Refused);
    assert!(!offers(&device, "10.1"), "{:?}", next(&device));
}

// --- A guardian first -------------------------------------------------------------------------------------------------

#[test]
fn a_child_alone_has_a_guardian_before_it_is_asked_for_consent() {
    let mut device = begun();
    device.fact("age", &["child"]);
    device.fact("alone", &["yes"]);
    device.fact("interpreter", &["no"]);
    device.fact("at_site", &["no"]);
    device.fact("return", &["wanted"]);
    device.fact("fear", &["no"]);
    done(
        &mut device,
        &["1.1", "1.2", "1.4", "1.6", "1.7", "1.8", "2.1", "3.1", "3.2", "3.10", "5.1", "7.1", "7.6", "7.7"],
    );
    let asking = ["2.4", "3.4", "6.1", "7.8"];
    assert!(offers(&device, "3.5"));
    for step in asking {
        assert!(!offers(&device, step), "{step}: {:?}", next(&device));
    }
    done(&mut device, &["3.5"]);
    for step in asking {
        assert!(offers(&device, step), "{step}: {:?}", next(&device));
    }
}

#[rstest]
#[case("adult", None)]
#[case("child", Some("no"))]
fn who_needs_no_guardian_does_not_wait_for_one(#[case] age: &str, #[case] alone: Option<&str>) {
    let mut device = begun();
    device.fact("age", &[age]);
    if let Some(alone) = alone {
        device.fact("alone", &[alone]);
    }
    device.fact("interpreter", &["no"]);
    device.fact("at_site", &["no"]);
    done(&mut device, &["1.1", "1.2", "1.4", "1.6", "2.1"]);
    assert!(offers(&device, "2.4"), "{:?}", next(&device));
}

// --- An incident, and who was told later ------------------------------------------------------------------------------

fn told(role: &str) -> Told {
    Told { role: role.into(), when: on(2026, 11, 20) }
}

fn incident(device: &mut Device) -> EntryId {
    device.act(Act::Incident { step: "9.5".into(), reason: "she was sent over".into(), told: Told::default() })
}

fn tells(device: &mut Device, of: EntryId, role: &str) -> EntryId {
    let act = Act::Incident { step: "9.5".into(), reason: String::new(), told: told(role) };
    device.write_over(act, vec![of]).id
}

#[test]
fn a_supervisor_told_later_is_added_to_the_incident() {
    let mut device = begun();
    let first = incident(&mut device);
    let other = incident(&mut device);
    tells(&mut device, first, "TH-MSD");
    let seen = |device: &Device| -> Vec<(EntryId, String, String)> {
        let incidents = &device.case.incidents;
        incidents.iter().map(|one| (one.entry, one.reason.clone(), one.told.role.clone())).collect()
    };
    let why = || "she was sent over".to_owned();
    assert_eq!(seen(&device), [(first, why(), "TH-MSD".to_owned()), (other, why(), String::new())]);
    // It reads the same from scratch, from storage, and wherever the entries come from in another order.
    let again = device.copy(2);
    assert_eq!(Case::of(shipped(), &again.journal).incidents, device.case.incidents);
    // Put right by another; undone, the one before holds.
    let second = tells(&mut device, first, "MM-DOR");
    assert_eq!(device.case.incidents[0].told, told("MM-DOR"));
    device.act(Act::Undo { entry: second });
    assert_eq!(device.case.incidents[0].told, told("TH-MSD"));
    // With the incident itself undone nothing of it is left.
    device.act(Act::Undo { entry: first });
    assert_eq!(seen(&device), [(other, why(), String::new())]);
}

#[test]
fn a_telling_whose_incident_is_not_here_is_an_incident_all_the_same() {
    let mut device = begun();
    let first = incident(&mut device);
    let telling = tells(&mut device, first, "TH-MSD");
    let entry = |id: EntryId| device.journal.get(id).unwrap().clone();
    let mut other = Device::opened(shipped(), 9);
    other.take(&entry(telling));
    assert_eq!(other.case.incidents.len(), 1);
    assert_eq!(other.case.incidents[0].told, told("TH-MSD"));
    // Once it arrives it is one.
    other.take(&entry(first));
    assert_eq!(other.case.incidents, device.case.incidents);
    assert_eq!(other.case.incidents.len(), 1);
}

// --- A case that begins in the middle ---------------------------------------------------------------------------------

fn ids(device: &Device, phase: usize, all: fn(View, &Overview, &Phase) -> Vec<StepId>) -> Vec<String> {
    let steps = device.see(|view| all(view, &overview(view), &shipped().phases[phase - 1]));
    steps.iter().map(ToString::to_string).collect()
}

#[test]
fn what_was_told_of_earlier_phases_can_be_marked_but_hearsay_checks_nothing() {
    let mut device = begun();
    device.act(Act::Stood { phase: "8".into() });
    // Questions about the case stay open; consents and red flags hold their steps back, and may-be steps.
    assert_eq!(ids(&device, 1, plain), ["1.2", "1.4", "1.6", "1.8"]);
    assert_eq!(ids(&device, 1, not_plain), ["1.1", "1.3", "1.5", "1.7"]);
    assert_eq!(ids(&device, 3, plain), ["3.2", "3.3", "3.7", "3.8", "3.9", "3.10"]);
    assert_eq!(ids(&device, 7, plain), ["7.3", "7.4", "7.5", "7.10"]);
    // Once a flag was looked at here, its step is as plain as any.
    device.mark("S10", StopMark::Clear);
    device.fact("at_site", &["no"]);
    assert_eq!(ids(&device, 1, plain), ["1.2", "1.4", "1.6", "1.7", "1.8"]);
    assert_eq!(ids(&device, 1, not_plain), ["1.1", "1.5"]);
    // The gate's own steps never are.
    for step in ["4.7", "6.7", "7.7"] {
        for phase in [4, 6, 7] {
            assert!(!ids(&device, phase, plain).iter().any(|id| id == step), "{step}");
        }
    }
    assert_eq!(ids(&device, 8, plain), Vec::<String>::new());
    assert_eq!(ids(&device, 8, not_plain), Vec::<String>::new());
}

#[test]
fn a_question_of_a_step_that_was_told_of_is_still_asked_where_something_waits_for_it() {
    let mut device = begun();
    device.act(Act::Stood { phase: "8".into() });
    for phase in 1..8 {
        for step in ids(&device, phase, plain) {
            device.status(&step, Status::DoneElsewhere { when: When::Unknown, by: "TH-PSD".into() });
        }
    }
    let asks: Vec<String> = look(&device)
        .next
        .iter()
        .filter_map(|next| match next {
            Next::Ask { ask, .. } => Some(format!("{ask:?}")),
            Next::Step(_) => None,
        })
        .collect();
    assert!(asks.iter().any(|ask| ask.contains("return")), "{asks:?}");
    assert_eq!(device.see(|view| Answers::consent(&view, &"return".into())), ConsentState::NotAsked);
}

// --- What a step still asks -------------------------------------------------------------------------------------------

/// A step of a handover that asks one question of each kind, the second of its facts only of somebody alone.
fn asking(anew: bool) -> &'static Procedure {
    let consent = if anew { json!({ "id": "go", "anew": true }) } else { json!({ "id": "go" }) };
    content(json!({
        "facts": [
            { "id": "alone", "values": ["open", "yes", "no"], "open": "open" },
            { "id": "who", "values": ["her", "him"], "when": { "fact": "alone", "is": ["no"] } },
        ],
        "consents": [consent],
        "stops": [{ "id": "S1" }],
        "handover": { "step": "1.1", "place": "alone" },
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "asks": [{ "fact": "alone" }, { "fact": "who" }, { "consent": "go" }, { "stop": "S1" }] },
        ] }],
    }))
}

#[rstest]
#[case::nothing("", "alone who go S1")]
#[case::it_says_that_it_is_open("alone=open", "alone who go S1")]
#[case::not_asked_of_who_is_alone("alone=yes", "go S1")]
#[case::asked_of_who_is_not("alone=no", "who go S1")]
#[case::a_refusal_is_an_answer("alone=yes go=refused", "S1")]
#[case::so_is_a_raised_flag("alone=yes go=given S1=raised", "")]
#[case::all_of_it("alone=no who=him go=given S1=clear", "")]
fn what_a_step_still_asks_is_one_rule(#[case] said: &str, #[case] open: &str, #[values(true, false)] anew: bool) {
    let procedure = asking(anew);
    let mut device = Device::opened(procedure, 1);
    let mut stood = vec![];
    for (id, value) in said.split_whitespace().map(|said| said.split_once('=').unwrap()) {
        match (id, value) {
            ("go", "given") => stood.push(device.answer(id, Giver::Person, Answer::Given)),
            ("go", _) => stood.push(device.answer(id, Giver::Person, Answer::Refused)),
            ("S1", "clear") => drop(device.mark(id, StopMark::Clear)),
            ("S1", _) => drop(device.mark(id, StopMark::Raised)),
            _ => drop(device.fact(id, &[value])),
        }
    }
    let step = procedure.step("1.1").unwrap();
    let asked = |seen: &[EntryId]| -> String {
        let asks = device.see(|view| unanswered(view, step, seen));
        asks.iter().map(Ask::id).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(asked(&[]), open);
    // A tick and a handover wait for the same.
    let is_done =
        |seen: &[EntryId]| !device.see(|view| done_by_handover(view, Side::From, When::Unknown, seen)).is_empty();
    assert_eq!(is_done(&[]), open.is_empty());
    // An answer from before does not count where it is asked as if for the first time.
    let is_asked_again = anew && !stood.is_empty();
    assert_eq!(asked(&stood).contains("go"), open.contains("go") || is_asked_again);
    assert_eq!(is_done(&stood), open.is_empty() && !is_asked_again);
}

// --- A handover is one event ------------------------------------------------------------------------------------------

fn handed_over() -> Act {
    let party = |role: &str| Party { role: role.into(), office: String::new() };
    let (giver, receiver) = (party("TH-PSD"), party("MM-DOR"));
    Act::Handover(Handover { when: on(2026, 11, 26), giver, receiver, ..Handover::default() })
}

/// Records it, and what it says besides, as the app does.
fn hands_over(device: &mut Device) {
    device.act(handed_over());
    for act in device.see(said_by_handover) {
        device.act(act);
    }
    for act in device.see(|view| done_by_handover(view, Side::From, on(2026, 11, 26), &[])) {
        device.act(act);
    }
}

#[test]
fn who_was_handed_over_has_crossed_and_the_step_is_done_on_that_day() {
    let mut device = ready(shipped(), 1, "adult");
    hands_over(&mut device);
    assert_eq!(device.case.fact(&"crossed".into()).unwrap().value, [Arc::from("crossed")]);
    assert_eq!(*device.case.status(&"9.5".into()), Status::Done { when: on(2026, 11, 26) });
    // Put right, it says nothing twice.
    let before = device.journal.len();
    hands_over(&mut device);
    assert_eq!(device.journal.len(), before + 1);
}

#[test]
fn a_handover_overrules_nothing_that_was_said() {
    // Not crossed was said: no handover is recorded at all.
    let mut device = ready(shipped(), 1, "adult");
    device.fact("crossed", &["not_crossed"]);
    let Act::Handover(handover) = handed_over() else { panic!() };
    assert!(device.see(|view| hand_over(view, handover)).is_err());
    assert_eq!(device.see(said_by_handover), []);
    assert_eq!(device.see(|view| done_by_handover(view, Side::From, When::Unknown, &[])), []);
    // A status that somebody chose stays, and in a closed case nothing is ticked.
    let mut device = ready(shipped(), 1, "adult");
    device.status("9.5", Status::Waiting { on: "MM-DOR".into(), since: When::Unknown });
    hands_over(&mut device);
    assert!(matches!(device.case.status(&"9.5".into()), Status::Waiting { .. }));
    let mut device = ready(shipped(), 1, "adult");
    device.act(Act::Closed { reason: String::new() });
    hands_over(&mut device);
    assert_eq!(*device.case.status(&"9.5".into()), Status::ToDo);
}
