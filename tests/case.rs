//! A case as its journal tells it: what applies and why, what is set aside and comes back, who holds when devices differ,
//! what blocks, what is next, what is due.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;
use serde_json::json;

use sop_checklist::case::{
    Block, Case, Due, Life, Next, Overview, Progress, Reader, Row, RowState, Summary, View, has_typed_words,
    is_settled, overview, summary, tick, versions,
};
use sop_checklist::journal::{Act, Answer, EntryId, Field, Giver, PaperState, Status, StopMark, Told, When};
use sop_checklist::procedure::{
    Answers, Ask, Atom, ConsentState, Procedure, Reason, Side, StepState, StopState, Truth,
};
use support::{Device, at, consent, content, day, fact, on, shipped};

fn row(device: &Device, step: &str) -> Row {
    device.see(|view| overview(view).row(&step.into()).unwrap().clone())
}

fn state(device: &Device, step: &str) -> RowState {
    row(device, step).state
}

fn progress(device: &Device) -> (u16, u16) {
    let Progress { done, of } = device.see(overview).progress;
    (done, of)
}

/// What is next, in short: a step by its id, a question by `id @ the step that asks it < the step that waits`.
fn next(device: &Device) -> Vec<String> {
    let short = |next: Next| match next {
        Next::Step(id) => id.to_string(),
        Next::Ask { ask, at, before } => {
            let ask = match ask {
                Ask::Fact(id) => id.to_string(),
                Ask::Consent(id) => id.to_string(),
                Ask::Stop(id) => id.to_string(),
            };
            format!("{ask} @ {at} < {before}")
        }
    };
    device.see(overview).next.into_iter().map(short).collect()
}

fn see(device: &Device) -> (Overview, Summary) {
    device.see(|view| {
        let overview = overview(view);
        let summary = summary(view, &overview, &device.journal, Reader::File);
        (overview, summary)
    })
}

/// What a reason rests on, in short.
fn short(reasons: &[Reason]) -> Vec<(String, Truth, bool)> {
    let name = |atom: &Atom| match atom {
        Atom::Fact { fact, .. } => fact.to_string(),
        Atom::Consent { consent, .. } => consent.to_string(),
        Atom::Step { step, .. } => step.to_string(),
        Atom::Stop { stop, .. } => stop.to_string(),
    };
    reasons.iter().map(|reason| (name(&reason.atom), reason.truth, reason.assumed)).collect()
}

fn step_act(step: &str, status: Status) -> Act {
    Act::Status { step: step.into(), status }
}

fn note(step: &str, text: &str) -> Act {
    Act::Note { step: step.into(), text: text.into() }
}

// --- Whether a step applies ------------------------------------------------------------------------------------------

fn conditions() -> &'static Procedure {
    content(json!({
        "facts": [
            { "id": "age", "values": ["adult", "child", "disputed"], "until_answered": "child" },
            { "id": "found", "values": ["open", "yes", "no"], "until_answered": "open", "open": "open" },
            { "id": "papers", "values": ["has", "missing"] },
            { "id": "many", "values": ["x", "y", "z"], "many": true },
        ],
        "consents": [{ "id": "data" }],
        "stops": [{ "id": "S6" }],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "when": { "fact": "age", "is": ["child", "disputed"] } },
            { "id": "1.2", "when": { "fact": "found", "is": ["yes"] } },
            { "id": "1.3", "when": { "fact": "papers", "is": ["missing"] } },
            { "id": "1.4", "when": { "not": { "fact": "papers", "is": ["missing"] } } },
            { "id": "1.5", "when": { "all": [{ "fact": "age", "is": ["adult"] }, { "fact": "papers", "is": ["has"] }] } },
            { "id": "1.6", "when": { "any": [{ "fact": "age", "is": ["adult"] }, { "fact": "papers", "is": ["has"] }] } },
            { "id": "1.7", "when": { "consent": "data", "is": ["given"] } },
            { "id": "1.8", "when": { "step": "1.3", "is": ["done"] } },
            { "id": "1.9", "when": { "stop": "S6", "is": ["raised"] } },
            { "id": "1.10", "when": { "fact": "found", "is": ["open"] } },
            { "id": "1.11", "when": { "fact": "many", "is": ["x", "y"] } },
            { "id": "1.12" },
        ] }],
    }))
}

const ADULT: (&str, &str) = ("age", "adult");
const HAS: (&str, &str) = ("papers", "has");
const MISSING: (&str, &str) = ("papers", "missing");

#[rstest]
// Unknown or disputed age shows the child steps, and says that it is only taken as such.
#[case(&[], "1.1", RowState::ToDo, &[("age", Truth::Yes, true)])]
#[case(&[("age", "disputed")], "1.1", RowState::ToDo, &[("age", Truth::Yes, false)])]
#[case(&[ADULT], "1.1", RowState::Aside, &[("age", Truth::No, false)])]
// "Open" is an answer that settles nothing.
#[case(&[], "1.2", RowState::MayApply, &[("found", Truth::Unknown, false)])]
#[case(&[("found", "open")], "1.2", RowState::MayApply, &[("found", Truth::Unknown, false)])]
#[case(&[("found", "yes")], "1.2", RowState::ToDo, &[("found", Truth::Yes, false)])]
#[case(&[("found", "no")], "1.2", RowState::Aside, &[("found", Truth::No, false)])]
#[case(&[], "1.10", RowState::ToDo, &[("found", Truth::Yes, true)])]
#[case(&[("found", "open")], "1.10", RowState::ToDo, &[("found", Truth::Yes, false)])]
#[case(&[("found", "no")], "1.10", RowState::Aside, &[("found", Truth::No, false)])]
// Yes, no, not answered; and the opposite.
#[case(&[], "1.3", RowState::MayApply, &[("papers", Truth::Unknown, false)])]
#[case(&[MISSING], "1.3", RowState::ToDo, &[("papers", Truth::Yes, false)])]
#[case(&[HAS], "1.3", RowState::Aside, &[("papers", Truth::No, false)])]
#[case(&[], "1.4", RowState::MayApply, &[("papers", Truth::Unknown, false)])]
#[case(&[MISSING], "1.4", RowState::Aside, &[("papers", Truth::Yes, false)])]
#[case(&[HAS], "1.4", RowState::ToDo, &[("papers", Truth::No, false)])]
// "All": one that does not hold decides, one that is not known waits. The reasons are those that decide.
#[case(&[ADULT, HAS], "1.5", RowState::ToDo, &[("age", Truth::Yes, false), ("papers", Truth::Yes, false)])]
#[case(&[ADULT], "1.5", RowState::MayApply, &[("papers", Truth::Unknown, false)])]
#[case(&[("age", "child")], "1.5", RowState::Aside, &[("age", Truth::No, false)])]
#[case(&[ADULT, MISSING], "1.5", RowState::Aside, &[("papers", Truth::No, false)])]
// "Any": the other way round.
#[case(&[ADULT], "1.6", RowState::ToDo, &[("age", Truth::Yes, false)])]
#[case(&[], "1.6", RowState::MayApply, &[("papers", Truth::Unknown, false)])]
#[case(&[MISSING], "1.6", RowState::Aside, &[("age", Truth::No, true), ("papers", Truth::No, false)])]
#[case(&[("many", "y")], "1.11", RowState::ToDo, &[("many", Truth::Yes, false)])]
#[case(&[("many", "z")], "1.11", RowState::Aside, &[("many", Truth::No, false)])]
#[case(&[], "1.12", RowState::ToDo, &[])]
fn a_step_applies_or_not_or_may_and_says_why(
    #[case] answers: &[(&str, &str)],
    #[case] step: &str,
    #[case] expected: RowState,
    #[case] why: &[(&str, Truth, bool)],
) {
    let mut device = Device::opened(conditions(), 1);
    for (id, value) in answers {
        device.fact(id, &[value]);
    }
    let row = row(&device, step);
    let why: Vec<_> = why.iter().map(|(name, truth, assumed)| ((*name).to_owned(), *truth, *assumed)).collect();
    assert_eq!((row.state, short(&row.why)), (expected, why));
}

#[test]
fn conditions_rest_on_consents_steps_and_stops_too() {
    let mut device = Device::opened(conditions(), 1);
    let states = |device: &Device| ["1.7", "1.8", "1.9"].map(|step| state(device, step));
    assert_eq!(states(&device), [RowState::MayApply; 3]);

    device.answer("data", Giver::Person, Answer::Given);
    device.fact("papers", &["missing"]);
    device.done("1.3");
    device.mark("S6", StopMark::Raised);
    assert_eq!(states(&device), [RowState::ToDo; 3]);

    device.answer("data", Giver::Person, Answer::Withdrawn);
    device.status("1.3", Status::NotNeeded { reason: "no".into() });
    device.mark("S6", StopMark::Clear);
    assert_eq!(states(&device), [RowState::Aside; 3]);
}

#[test]
fn several_values_fit_if_one_of_them_does() {
    let mut device = Device::opened(conditions(), 1);
    device.fact("many", &["z", "y"]);
    assert_eq!(state(&device, "1.11"), RowState::ToDo);
    device.fact("many", &[]);
    assert_eq!(state(&device, "1.11"), RowState::MayApply);
}

#[test]
fn an_open_answer_settles_nothing() {
    let mut device = Device::opened(conditions(), 1);
    let settled = |device: &Device| device.see(|view| is_settled(view, &"found".into()));
    assert!(!settled(&device));
    device.fact("found", &["open"]);
    assert!(!settled(&device));
    device.fact("found", &["no"]);
    assert!(settled(&device));
    device.fact("found", &[]);
    assert!(!settled(&device));
}

/// Steps that rest on each other in a circle are a fault of the content; the app still has to come back.
#[test]
fn circles_end() {
    let circle = content(json!({
        "facts": [{ "id": "a", "values": ["yes"], "when": { "fact": "b", "is": ["yes"] } },
                  { "id": "b", "values": ["yes"], "when": { "fact": "a", "is": ["yes"] } }],
        "consents": [{ "id": "data", "guardian": { "consent": "data", "is": ["given"] } }],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "when": { "step": "1.2", "is": ["done"] }, "after": ["1.2"] },
            { "id": "1.2", "when": { "step": "1.1", "is": ["done"] }, "after": ["1.1"], "needs": [{ "fact": "a", "is": ["yes"] }] },
        ] }],
    }));
    let mut device = Device::opened(circle, 1);
    device.done("1.1");
    device.fact("a", &["yes"]);
    device.answer("data", Giver::Person, Answer::Given);
    assert_eq!(see(&device).0.rows.len(), 2);
    assert_eq!(device.see(|view| view.consent(&"data".into())), ConsentState::NotAsked, "in doubt the guardian too");
}

// --- Set aside and back ----------------------------------------------------------------------------------------------

/// Three levels: a fact that hangs on a fact, a step that hangs on that, a step that hangs on the step, and one more.
fn chain() -> &'static Procedure {
    content(json!({
        "facts": [
            { "id": "a", "values": ["yes", "no"] },
            { "id": "b", "values": ["yes", "no"], "when": { "fact": "a", "is": ["yes"] } },
        ],
        "phases": [
            { "id": "1", "steps": [{ "id": "1.1", "asks": [{ "fact": "a" }] }] },
            { "id": "2", "steps": [
                { "id": "2.1", "when": { "fact": "b", "is": ["yes"] } },
                { "id": "2.2", "when": { "step": "2.1", "is": ["done"] } },
                { "id": "2.3", "when": { "step": "2.2", "is": ["done"] }, "needs": [{ "fact": "a", "is": ["yes"] }] },
                { "id": "2.4", "when": { "not": { "fact": "b", "is": ["yes"] } } },
                { "id": "2.5", "needs": [{ "fact": "b", "is": ["yes"] }] },
                { "id": "2.6", "when": { "fact": "a", "is": ["yes"] }, "asks": [{ "fact": "b" }] },
            ] },
        ],
    }))
}

fn chain_done() -> Device {
    let mut device = Device::opened(chain(), 1);
    device.fact("a", &["yes"]);
    device.fact("b", &["yes"]);
    for step in ["1.1", "2.1", "2.2"] {
        device.done(step);
    }
    device.act(note("2.2", "kept"));
    device.act(note("2.3", "kept too"));
    device.act(Act::Place { step: "2.2".into(), text: "folder".into() });
    device.status("2.3", Status::Waiting { on: "A".into(), since: on(2026, 11, 20) });
    device
}

#[test]
fn what_is_set_aside_counts_nowhere_and_comes_back_as_it_was() {
    let mut device = chain_done();
    let before = see(&device);
    assert_eq!(progress(&device), (3, 6));
    assert_eq!(
        ["2.1", "2.2", "2.3"].map(|step| state(&device, step)),
        [RowState::Done, RowState::Done, RowState::Waiting]
    );

    device.fact("a", &["no"]);
    let (overview, summary) = see(&device);
    for (step, reason) in [("2.1", "b"), ("2.2", "2.1"), ("2.3", "2.2")] {
        let row = row(&device, step);
        assert_eq!((row.state, row.blocks.as_slice(), row.due), (RowState::Aside, &[][..], None), "{step}");
        assert_eq!(short(&row.why), [(reason.to_owned(), Truth::No, false)]);
    }
    assert_eq!(progress(&device), (1, 3), "1.1, 2.4 and 2.5");
    assert_eq!(overview.phases[1].1, Progress { done: 0, of: 2 });
    assert_eq!(overview.facts, [("a".into(), Truth::Yes), ("b".into(), Truth::No)]);

    let ids = |rows: &[Row]| rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&summary.aside), ["2.1", "2.2", "2.3", "2.6"]);
    assert_eq!(summary.known, [("a".into(), vec!["no".into()])]);
    assert_eq!(summary.done.iter().map(|line| line.step.to_string()).collect::<Vec<_>>(), ["1.1"]);
    assert_eq!(summary.notes, []);
    assert_eq!(ids(&summary.open), ["2.5"], "2.4 is next");

    // Kept all the same.
    assert_eq!(device.case.step(&"2.2".into()).unwrap().note.as_ref().unwrap().value, "kept");
    assert_eq!(*device.case.fact(&"b".into()).unwrap().value, ["yes".into()]);

    device.fact("a", &["yes"]);
    let (overview_after, summary_after) = see(&device);
    assert_eq!(overview_after, before.0);
    assert_eq!(Summary { short_code: before.1.short_code.clone(), ..summary_after }, before.1);
}

#[test]
fn an_answer_to_a_question_that_is_not_asked_counts_in_no_condition() {
    let mut device = chain_done();
    assert_eq!(
        ["2.1", "2.4", "2.5"].map(|step| state(&device, step)),
        [RowState::Done, RowState::Aside, RowState::ToDo]
    );
    device.fact("a", &["no"]);
    assert_eq!(
        ["2.1", "2.4", "2.5"].map(|step| state(&device, step)),
        [RowState::Aside, RowState::ToDo, RowState::CannotStart]
    );
    device.see(|view| {
        assert_eq!(view.fact(&"b".into()), []);
        assert!(!is_settled(view, &"b".into()));
        assert_eq!(view.step(&"2.1".into()), StepState::Out);
    });
    assert_eq!(next(&device), ["2.4"], "and nobody is asked for it");
}

#[test]
fn a_step_that_may_apply_hangs_on_the_first_unknown() {
    let device = Device::opened(chain(), 1);
    assert_eq!(["2.1", "2.2", "2.3"].map(|step| state(&device, step)), [RowState::MayApply; 3]);
    assert_eq!(progress(&device), (0, 2), "1.1 and 2.5");
}

// --- Who holds when devices differ -----------------------------------------------------------------------------------

fn heads_of() -> &'static Procedure {
    content(json!({
        "facts": [
            { "id": "age", "values": ["adult", "child", "disputed"], "protective": ["child", "disputed", "", "adult"] },
            { "id": "gender", "values": ["female", "male"] },
        ],
        "consents": [{ "id": "data" }],
        "stops": [{ "id": "S6" }],
        "phases": [{ "id": "1", "steps": [{ "id": "1.1" }] }],
    }))
}

/// Two devices that both know the case, and then each write one act, the second one later.
fn apart(procedure: &'static Procedure, before: &[Act], ours: Act, theirs: Act) -> Device {
    let mut first = Device::opened(procedure, 1);
    before.iter().for_each(|act| drop(first.write(act.clone())));
    let mut second = first.copy(2);
    first.act(ours);
    second.act(note("1.1", "so that the next entry is later"));
    second.act(theirs);
    let mut both = second.copy(3);
    both.merge(&first);
    first.merge(&second);
    assert_eq!(first.case, both.case);
    both
}

fn values(value: &str) -> Vec<&str> {
    if value.is_empty() { vec![] } else { vec![value] }
}

#[test]
fn of_two_answers_the_protective_one_holds_until_somebody_decides() {
    let order = ["child", "disputed", "", "adult"];
    for (first, ours) in order.iter().enumerate() {
        for (second, theirs) in order.iter().enumerate() {
            let asked = [fact("age", &["adult"])];
            let mut device = apart(heads_of(), &asked, fact("age", &values(ours)), fact("age", &values(theirs)));
            let held = device.case.fact(&"age".into()).unwrap();
            let expected: Vec<_> = values(order[first.min(second)]).into_iter().map(Into::into).collect();
            assert_eq!(held.value, expected, "{ours:?} and {theirs:?}");
            assert_eq!(held.is_apart(), ours != theirs);

            device.fact("age", &["adult"]);
            let held = device.case.fact(&"age".into()).unwrap();
            assert_eq!((&*held.value, held.is_apart()), (&["adult".into()][..], false));
        }
    }
}

#[test]
fn of_other_answers_the_latest_is_shown_with_the_other() {
    for (ours, theirs) in [("female", "male"), ("male", "female")] {
        let device = apart(heads_of(), &[], fact("gender", &[ours]), fact("gender", &[theirs]));
        let held = device.case.fact(&"gender".into()).unwrap();
        assert_eq!(held.value, [theirs.into()]);
        assert_eq!(held.apart, [vec![ours.into()], vec![theirs.into()]]);
    }
}

#[test]
fn a_value_that_the_content_does_not_know_protects_least() {
    let device = apart(heads_of(), &[], fact("age", &["adult"]), fact("age", &["elder"]));
    assert_eq!(device.case.fact(&"age".into()).unwrap().value, ["adult".into()]);
}

#[rstest]
#[case(Answer::Given, Answer::Withdrawn, ConsentState::Withdrawn)]
#[case(Answer::Given, Answer::Refused, ConsentState::Refused)]
#[case(Answer::Refused, Answer::Withdrawn, ConsentState::Withdrawn)]
#[case(Answer::Given, Answer::Given, ConsentState::Given)]
fn of_two_consents_the_more_careful_holds(#[case] one: Answer, #[case] other: Answer, #[case] held: ConsentState) {
    for (ours, theirs) in [(one, other), (other, one)] {
        let act = |answer| Act::Consent(consent("data", Giver::Person, answer));
        let device = apart(heads_of(), &[act(Answer::Given)], act(ours), act(theirs));
        assert_eq!(device.see(|view| view.consent(&"data".into())), held);
        assert_eq!(device.case.consent(&"data".into(), Giver::Person).unwrap().is_apart(), ours != theirs);
    }
}

#[test]
fn of_two_marks_the_raised_one_holds_and_its_reason_stands() {
    let act = |mark, reason: &str| Act::Stop { stop: "S6".into(), mark, reason: reason.into() };
    let (raised, clear) = (act(StopMark::Raised, "a broker waits"), act(StopMark::Clear, "nobody there"));
    for (ours, theirs) in [(raised.clone(), clear.clone()), (clear, raised)] {
        let mut device = apart(heads_of(), &[], ours, theirs);
        let stop = device.case.stop(&"S6".into()).unwrap();
        assert_eq!((stop.state.value, stop.reason.as_str()), (StopState::Raised, "a broker waits"));
        assert!(stop.state.is_apart());
        device.mark("S6", StopMark::Clear);
        assert_eq!(device.see(|view| view.stop(&"S6".into())), StopState::Clear);
    }
}

#[test]
fn a_step_changed_apart_is_shown_so_and_the_latest_stands() {
    let mut device = apart(
        heads_of(),
        &[],
        step_act("1.1", Status::Done { when: on(2026, 11, 24) }),
        step_act("1.1", Status::Waiting { on: "A".into(), since: When::Unknown }),
    );
    let seen = row(&device, "1.1");
    assert_eq!((seen.state, seen.apart), (RowState::Waiting, true));
    device.done("1.1");
    let seen = row(&device, "1.1");
    assert_eq!((seen.state, seen.apart), (RowState::Done, false));
}

#[test]
fn the_same_answer_twice_is_no_clash() {
    let done = || step_act("1.1", Status::Done { when: on(2026, 11, 24) });
    assert!(!row(&apart(heads_of(), &[], done(), done()), "1.1").apart);
}

// --- Statuses and rows -----------------------------------------------------------------------------------------------

#[rstest]
#[case(Status::ToDo, RowState::ToDo, When::Unknown)]
#[case(Status::Waiting { on: "A".into(), since: on(2026, 11, 1) }, RowState::Waiting, When::Unknown)]
#[case(Status::Done { when: on(2026, 11, 2) }, RowState::Done, on(2026, 11, 2))]
#[case(
    Status::ReportedDone { when: at(2026, 11, 3, 6, 0), by: "B".into(), how: "call".into() },
    RowState::Reported,
    at(2026, 11, 3, 6, 0)
)]
#[case(Status::DoneElsewhere { when: When::About(day(2026, 1, 1)), by: String::new() }, RowState::Elsewhere, When::About(day(2026, 1, 1)))]
#[case(Status::NotNeeded { reason: "r".into() }, RowState::NotNeeded, When::Unknown)]
fn a_row_shows_the_status(#[case] status: Status, #[case] expected: RowState, #[case] when: When) {
    let mut device = Device::opened(heads_of(), 1);
    device.status("1.1", status.clone());
    let row = row(&device, "1.1");
    assert_eq!((row.state, row.when), (expected, when));
    assert_eq!(row.waits_on, matches!(status, Status::Waiting { .. }).then(|| ("A".into(), on(2026, 11, 1))));
    assert_eq!(row.told_by, matches!(status, Status::ReportedDone { .. }).then(|| ("B".into(), "call".into())));
    assert_eq!(row.state.is_done(), matches!(expected, RowState::Done | RowState::Reported | RowState::Elsewhere));
    assert_eq!(row.state.is_open(), matches!(expected, RowState::ToDo | RowState::Waiting));
    assert_eq!(progress(&device), (u16::from(row.state.is_done()), u16::from(expected != RowState::NotNeeded)));

    device.status("1.1", Status::ToDo);
    assert_eq!(state(&device, "1.1"), RowState::ToDo);
}

#[test]
fn a_note_and_its_absence() {
    let mut device = Device::opened(heads_of(), 1);
    assert!(!row(&device, "1.1").has_note);
    device.act(note("1.1", "n"));
    assert!(row(&device, "1.1").has_note);
    device.act(note("1.1", ""));
    assert!(!row(&device, "1.1").has_note);
}

#[test]
fn an_incident_stands_out_and_never_counts_as_done() {
    let mut device = Device::opened(heads_of(), 1);
    let told = Told { role: "A".into(), when: at(2026, 11, 25, 7, 0) };
    let incident = device.act(Act::Incident { step: "1.1".into(), reason: "taken over".into(), told: told.clone() });
    let seen = row(&device, "1.1");
    assert_eq!((seen.state, seen.incident), (RowState::ToDo, true));
    assert_eq!(progress(&device), (0, 1));
    let [recorded] = &device.case.incidents[..] else { panic!() };
    assert_eq!((recorded.reason.as_str(), &recorded.told), ("taken over", &told));

    device.undo(incident);
    assert!(!row(&device, "1.1").incident);
    assert_eq!(device.case.incidents, []);
}

#[test]
fn a_case_is_closed_reopened_and_its_life_can_be_undone() {
    let mut device = Device::opened(heads_of(), 1);
    let closed = |device: &Device| match &device.case.life.as_ref()?.value {
        Life::Closed { reason } => Some(reason.clone()),
        Life::Reopened { .. } => None,
    };
    assert_eq!(device.case.opened.as_ref().unwrap().value.code, "MS-12");
    assert_eq!(closed(&device), None);
    device.act(Act::Closed { reason: "moved".into() });
    assert_eq!(closed(&device).as_deref(), Some("moved"));
    let reopened = device.act(Act::Reopened { why: "asks".into(), reason: "back".into() });
    assert_eq!(closed(&device), None);
    device.undo(reopened);
    assert_eq!(closed(&device).as_deref(), Some("moved"));
}

#[test]
fn a_case_that_could_not_be_read_whole_stays_so_when_it_changes() {
    let mut device = Device::opened(heads_of(), 1);
    device.case.incomplete = true;
    let note = device.act(note("1.1", "n"));
    device.act(Act::Erased { entries: vec![note] });
    device.undo(note);
    assert!(device.case.incomplete);
}

#[test]
fn papers_stand_with_their_place() {
    let mut device = Device::opened(heads_of(), 1);
    assert_eq!(device.case.paper(&"D1".into()), None);
    let act = |state, place: &str| Act::Paper { paper: "D1".into(), state, place: place.into() };
    device.act(act(PaperState::Missing, ""));
    let second = device.act(act(PaperState::Present, "safe"));
    let paper = |device: &Device| device.case.paper(&"D1".into()).unwrap().value.clone();
    assert_eq!(paper(&device), (PaperState::Present, "safe".into()));
    device.undo(second);
    assert_eq!(paper(&device), (PaperState::Missing, String::new()));
}

// --- What blocks -----------------------------------------------------------------------------------------------------

fn blocking() -> &'static Procedure {
    content(json!({
        "facts": [{ "id": "fear", "values": ["yes", "no"] }],
        "consents": [{ "id": "data", "blocks": ["1.3"] }],
        "stops": [{ "id": "S6", "blocks": ["1.2"] }],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "needs": [{ "fact": "fear", "is": ["no"] }, { "consent": "data", "is": ["given"] }, { "step": "1.4", "is": ["done"] }] },
            { "id": "1.2" },
            { "id": "1.3" },
            { "id": "1.4" },
        ] }],
    }))
}

fn try_tick(device: &Device, step: &str) -> Result<Act, Vec<Block>> {
    device.see(|view| tick(view, device.procedure.step(step).unwrap(), Side::From, on(2026, 11, 25)))
}

/// The blocks of a tick, in short; the row says the same.
fn blocks(device: &Device, step: &str) -> Vec<String> {
    let blocks = try_tick(device, step).err().unwrap_or_default();
    assert_eq!(row(device, step).blocks, blocks);
    assert_eq!(state(device, step) == RowState::CannotStart, !blocks.is_empty());
    let text = |block: &Block| match block {
        Block::Needs(reasons) => {
            short(reasons).into_iter().map(|(name, truth, _)| format!("needs {name}: {truth:?}")).collect()
        }
        Block::Raised(stop) => format!("raised {stop}"),
        Block::Refused(kind, state) => format!("{kind}: {state:?}"),
        Block::Open(causes) => panic!("no last check here: {causes:?}"),
    };
    blocks.iter().map(text).collect()
}

#[test]
fn a_step_cannot_be_ticked_without_its_needs() {
    let mut device = Device::opened(blocking(), 1);
    assert_eq!(blocks(&device, "1.1"), ["needs fear: Unknown", "needs data: Unknown", "needs 1.4: Unknown"]);
    device.fact("fear", &["yes"]);
    device.answer("data", Giver::Person, Answer::Given);
    device.status("1.4", Status::NotNeeded { reason: "no".into() });
    assert_eq!(blocks(&device, "1.1"), ["needs fear: No", "needs 1.4: No"]);
    device.fact("fear", &["no"]);
    device.status("1.4", Status::DoneElsewhere { when: When::Unknown, by: String::new() });
    assert_eq!(blocks(&device, "1.1"), [""; 0]);
    assert_eq!(try_tick(&device, "1.1"), Ok(step_act("1.1", Status::Done { when: on(2026, 11, 25) })));
}

#[test]
fn a_raised_stop_blocks_its_steps_until_it_is_cleared() {
    let mut device = Device::opened(blocking(), 1);
    assert_eq!(blocks(&device, "1.2"), [""; 0], "not checked blocks nothing by itself");
    device.mark("S6", StopMark::Raised);
    assert_eq!(blocks(&device, "1.2"), ["raised S6"]);
    assert_eq!(blocks(&device, "1.3"), [""; 0]);
    device.mark("S6", StopMark::Clear);
    assert_eq!(blocks(&device, "1.2"), [""; 0]);
}

#[test]
fn a_refused_or_withdrawn_consent_blocks_its_steps_until_it_is_given() {
    let mut device = Device::opened(blocking(), 1);
    assert_eq!(blocks(&device, "1.3"), [""; 0], "not asked blocks nothing by itself");
    device.answer("data", Giver::Person, Answer::Refused);
    assert_eq!(blocks(&device, "1.3"), ["data: Refused"]);
    device.answer("data", Giver::Person, Answer::Given);
    assert_eq!(blocks(&device, "1.3"), [""; 0]);
    device.answer("data", Giver::Person, Answer::Withdrawn);
    assert_eq!(blocks(&device, "1.3"), ["data: Withdrawn"]);
    assert_eq!(blocks(&device, "1.2"), [""; 0]);
}

#[rstest]
#[case(Side::From, "from", false)]
#[case(Side::From, "to", true)]
#[case(Side::From, "both", false)]
#[case(Side::From, "other", false)]
#[case(Side::To, "from", true)]
#[case(Side::To, "to", false)]
#[case(Side::To, "both", false)]
#[case(Side::Both, "from", false)]
#[case(Side::Other, "to", false)]
fn the_other_sides_step_becomes_reported_done(#[case] mine: Side, #[case] side: &str, #[case] reported: bool) {
    let procedure = content(json!({
        "phases": [{ "id": "1", "steps": [{ "id": "1.1", "side": side, "acts": ["B", "A"] }] }],
    }));
    let device = Device::opened(procedure, 1);
    let when = on(2026, 11, 25);
    let act = device.see(|view| tick(view, procedure.step("1.1").unwrap(), mine, when)).unwrap();
    let expected = if reported {
        Status::ReportedDone { when, by: "B".into(), how: String::new() }
    } else {
        Status::Done { when }
    };
    assert_eq!(act, step_act("1.1", expected));
}

// --- What is next ----------------------------------------------------------------------------------------------------

fn ordered() -> &'static Procedure {
    content(json!({
        "facts": [
            { "id": "fear", "values": ["yes", "no"] },
            { "id": "way", "values": ["long", "short"] },
        ],
        "consents": [{ "id": "data" }],
        "stops": [{ "id": "S6" }],
        "phases": [
            { "id": "1", "steps": [
                { "id": "1.1" },
                { "id": "1.2", "after": ["1.1"], "asks": [{ "fact": "fear" }, { "consent": "data" }] },
                { "id": "1.3", "after": ["1.1"], "needs": [{ "fact": "fear", "is": ["no"] }, { "consent": "data", "is": ["given"] }] },
                { "id": "1.4", "asks": [{ "stop": "S6" }], "when": { "fact": "way", "is": ["long"] } },
            ] },
            { "id": "2", "steps": [
                { "id": "2.1", "after": ["1.1", "1.4"], "when": { "fact": "way", "is": ["long"] } },
                { "id": "2.2", "after": ["2.1"] },
                { "id": "2.3", "after": ["1.2"], "asks": [{ "fact": "way" }] },
                { "id": "2.4", "when": { "stop": "S6", "is": ["raised"] } },
            ] },
        ],
    }))
}

#[test]
fn next_is_what_can_be_done_and_else_the_question_that_is_missing() {
    let mut device = Device::opened(ordered(), 1);
    // 1.4 may apply: the turn of 2.3, which asks whether it does, has not come. 2.4 waits for S6, which 1.4 asks.
    assert_eq!(next(&device), ["1.1", "S6 @ 1.4 < 2.4"]);
    device.done("1.1");
    // 1.3 waits for fear and consent, which 1.2 asks: it stands there itself.
    assert_eq!(next(&device), ["1.2", "S6 @ 1.4 < 2.4"]);
    device.done("1.2");
    assert_eq!(next(&device), ["fear @ 1.2 < 1.3", "data @ 1.2 < 1.3", "S6 @ 1.4 < 2.4", "2.3"]);
    device.fact("fear", &["no"]);
    device.answer("data", Giver::Person, Answer::Given);
    assert_eq!(next(&device), ["1.3", "S6 @ 1.4 < 2.4", "2.3"]);
    device.fact("fear", &["yes"]);
    assert_eq!(next(&device), ["S6 @ 1.4 < 2.4", "2.3"], "an answer that speaks against it is no question");
}

/// `way` and `S6` are asked at the end of the way, and `S6` only after a step that waits for it.
fn asked_late() -> &'static Procedure {
    content(json!({
        "facts": [{ "id": "way", "values": ["short", "long"] }],
        "stops": [{ "id": "S6", "blocks": ["1.3"] }, { "id": "S7" }],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1", "when": { "fact": "way", "is": ["long"] } },
            { "id": "1.2" },
            { "id": "1.3", "after": ["1.2"], "asks": [{ "fact": "way" }] },
            { "id": "1.4", "after": ["1.2"], "when": { "stop": "S7", "is": ["raised"] } },
            { "id": "1.5", "after": ["1.4"], "asks": [{ "stop": "S7" }] },
        ] }],
    }))
}

#[test]
fn a_question_waits_for_the_turn_of_the_step_that_asks_it() {
    let mut device = Device::opened(asked_late(), 1);
    assert_eq!(next(&device), ["1.2"]);
    device.done("1.2");
    // 1.5 comes after 1.4, which waits for what 1.5 asks: one of them has to begin.
    assert_eq!(next(&device), ["1.3", "S7 @ 1.5 < 1.4"]);
    device.status("1.3", Status::Waiting { on: "A".into(), since: When::Unknown });
    assert_eq!(next(&device), ["way @ 1.3 < 1.1", "S7 @ 1.5 < 1.4"], "1.3 was begun");
    device.mark("S6", StopMark::Raised);
    assert_eq!(next(&device), ["S7 @ 1.5 < 1.4"], "a red flag holds 1.3");
    // What was ticked before its turn and without its answer is asked at once.
    let mut device = Device::opened(asked_late(), 1);
    device.status("1.3", Status::DoneElsewhere { when: When::Unknown, by: String::new() });
    assert_eq!(next(&device), ["1.2", "way @ 1.3 < 1.1"]);
}

#[test]
fn a_way_not_taken_hands_on_to_what_comes_before_it() {
    let mut device = Device::opened(ordered(), 1);
    device.fact("way", &["short"]);
    assert_eq!(state(&device, "2.1"), RowState::Aside);
    assert_eq!(next(&device), ["1.1"], "2.2 comes after 2.1, and so after 1.1");
    for step in ["1.1", "1.2", "1.3", "2.3"] {
        device.done(step);
    }
    assert_eq!(next(&device), ["2.2"], "1.4 and 2.1 are set aside, and with 1.4 the only step that asks for S6");

    device.fact("way", &["long"]);
    assert_eq!(next(&device), ["1.4"]);
    device.done("1.4");
    assert_eq!(next(&device), ["S6 @ 1.4 < 2.4", "2.1"]);
    device.status("2.1", Status::Waiting { on: "A".into(), since: When::Unknown });
    assert_eq!(next(&device), ["S6 @ 1.4 < 2.4"], "who waits is not next, nor what comes after");
    device.status("2.1", Status::NotNeeded { reason: "no".into() });
    assert_eq!(next(&device), ["S6 @ 1.4 < 2.4", "2.2"]);
}

#[test]
fn the_case_stands_in_the_phase_of_the_first_that_is_next() {
    let mut device = Device::opened(ordered(), 1);
    let here = |device: &Device| device.see(overview).here(device.procedure).map(|phase| phase.to_string());
    assert_eq!(here(&device).as_deref(), Some("1"));
    for step in ["1.1", "1.2", "1.3", "2.3"] {
        device.done(step);
    }
    device.fact("way", &["short"]);
    assert_eq!(here(&device).as_deref(), Some("2"));
    device.done("2.2");
    assert_eq!(here(&device), None);
}

#[test]
fn everything_next_can_be_ticked_or_answered_in_the_procedure_that_ships() {
    let mut device = Device::opened(shipped(), 1);
    for _ in 0..400 {
        let list = device.see(overview).next;
        let Some(first) = list.first().cloned() else { break };
        match first {
            Next::Step(id) => {
                let step = device.procedure.step(id.as_str()).unwrap().clone();
                // What it asks is answered before it counts as done; the last check is not done otherwise.
                step.asks.iter().for_each(|ask| settle(&mut device, ask));
                let act = device.see(|view| tick(view, &step, Side::From, on(2026, 11, 25)));
                device.act(act.unwrap_or_else(|blocks| panic!("{id} is next and blocked: {blocks:?}")));
            }
            Next::Ask { ask, .. } => settle(&mut device, &ask),
        }
    }
    let (overview, _) = see(&device);
    assert_eq!(overview.next, [], "the way ends");
    let open: Vec<&Row> = overview.rows.iter().filter(|row| row.state.is_open()).collect();
    assert!(open.is_empty(), "{open:?}");
}

/// Gives an answer that lets the case go on, unless there is one.
fn settle(device: &mut Device, ask: &Ask) {
    match ask {
        Ask::Fact(id) if device.see(|view| is_settled(view, id)) => {}
        Ask::Fact(id) => {
            let values = &device.procedure.fact(id.as_str()).unwrap().values;
            let wanted = ["no", "verified", "wanted", "adult", "traced", "crossed", "livelihood"];
            let value = values.iter().find(|value| wanted.contains(&&***value)).unwrap_or(&values[0]).clone();
            let value =
                if ["identified", "family_safe", "contact_ok"].contains(&id.as_str()) { "yes".into() } else { value };
            device.fact(id.as_str(), &[&value]);
        }
        Ask::Consent(id) => drop(device.answer(id.as_str(), Giver::Person, Answer::Given)),
        Ask::Stop(id) => drop(device.mark(id.as_str(), StopMark::Clear)),
    }
}

// --- Progress --------------------------------------------------------------------------------------------------------

#[test]
fn progress_counts_what_applies() {
    let mut device = Device::opened(ordered(), 1);
    assert_eq!(progress(&device), (0, 5), "1.1, 1.2, 1.3, 2.2, 2.3; the others only may apply");
    assert_eq!(
        device.see(overview).phases,
        [("1".into(), Progress { done: 0, of: 3 }), ("2".into(), Progress { done: 0, of: 2 })]
    );
    device.done("2.1");
    assert_eq!(progress(&device), (1, 6), "done although it only may apply");
    device.fact("way", &["short"]);
    assert_eq!(progress(&device), (0, 5), "done, but it does not apply");
    device.status("1.1", Status::NotNeeded { reason: "no".into() });
    device.status("1.2", Status::Waiting { on: "A".into(), since: When::Unknown });
    assert_eq!(progress(&device), (0, 4));
}

// --- Due dates -------------------------------------------------------------------------------------------------------

fn due_dates(amount: u16, unit: &str) -> &'static Procedure {
    content(json!({
        "limits": [
            { "id": "L1", "length": { "amount": amount, "unit": unit }, "anchor": "1.1" },
            { "id": "L2", "length": { "amount": amount, "unit": unit }, "anchor": "1.3" },
            { "id": "L3", "kind": "rhythm", "length": { "amount": amount, "unit": unit }, "anchor": "1.1" },
            { "id": "L4", "length": { "amount": amount, "unit": unit } },
            { "id": "L5", "kind": "principle" },
        ],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1" },
            { "id": "1.2", "limit": "L1" },
            { "id": "1.3", "limit": "L2" },
            { "id": "1.4", "limit": "L3" },
            { "id": "1.5", "limit": "L4" },
            { "id": "1.6", "limit": "L5" },
        ] }],
    }))
}

#[rstest]
#[case(24, "hours", When::Unknown, Due::NeedsAnchor("1.1".into()))]
#[case(24, "hours", on(2026, 12, 31), Due::NeedsHour("1.1".into()))]
#[case(24, "hours", When::About(day(2026, 12, 31)), Due::NeedsHour("1.1".into()))]
#[case(24, "hours", at(2026, 12, 31, 6, 30), Due::At(day(2027, 1, 1), support::hm(6, 30)))]
#[case(15, "days", When::Unknown, Due::NeedsAnchor("1.1".into()))]
#[case(15, "days", on(2026, 12, 20), Due::On(day(2027, 1, 4)))]
#[case(15, "days", When::About(day(2026, 12, 20)), Due::On(day(2027, 1, 4)))]
#[case(15, "days", at(2026, 12, 20, 23, 59), Due::On(day(2027, 1, 4)))]
#[case(1, "months", on(2026, 1, 31), Due::On(day(2026, 2, 28)))]
#[case(2, "years", on(2024, 2, 29), Due::On(day(2026, 2, 28)))]
fn a_limit_falls_due_from_its_anchor(#[case] amount: u16, #[case] unit: &str, #[case] when: When, #[case] due: Due) {
    let statuses = [
        Status::Done { when },
        Status::DoneElsewhere { when, by: String::new() },
        Status::ReportedDone { when, by: "B".into(), how: String::new() },
    ];
    for status in statuses {
        let mut device = Device::opened(due_dates(amount, unit), 1);
        device.status("1.1", status);
        assert_eq!(row(&device, "1.2").due, Some(due.clone()));
    }
}

#[test]
fn what_has_no_deadline_or_no_anchor_has_no_due_date() {
    let mut device = Device::opened(due_dates(3, "days"), 1);
    assert_eq!(row(&device, "1.2").due, Some(Due::NeedsAnchor("1.1".into())));
    device.done("1.1");
    for step in ["1.1", "1.4", "1.5", "1.6"] {
        assert_eq!(row(&device, step).due, None, "{step}");
    }
    assert_eq!(row(&device, "1.2").due, Some(Due::On(day(2026, 11, 28))));
    device.status("1.1", Status::Waiting { on: "A".into(), since: on(2026, 11, 25) });
    assert_eq!(row(&device, "1.2").due, Some(Due::NeedsAnchor("1.1".into())), "only what is done starts the count");
}

#[test]
fn a_due_date_stands_while_the_step_is_open_or_for_a_stay_once_it_began() {
    let mut device = Device::opened(due_dates(3, "days"), 1);
    device.done("1.1");
    device.status("1.2", Status::Waiting { on: "A".into(), since: When::Unknown });
    assert_eq!(row(&device, "1.2").due, Some(Due::On(day(2026, 11, 28))));
    device.done("1.2");
    assert_eq!(row(&device, "1.2").due, None);
    // 1.3 starts its own count.
    device.done("1.3");
    assert_eq!(row(&device, "1.3").due, Some(Due::On(day(2026, 11, 28))));
    device.status("1.3", Status::NotNeeded { reason: "no".into() });
    assert_eq!(row(&device, "1.3").due, None);
}

#[test]
fn dates_at_the_end_of_time_are_no_due_dates() {
    let mut device = Device::opened(due_dates(u16::MAX, "years"), 1);
    device.status("1.1", Status::Done { when: on(9999, 12, 31) });
    assert_eq!(row(&device, "1.2").due, None);
}

// --- The procedure that ships ----------------------------------------------------------------------------------------

#[test]
fn an_entry_follows_its_ids_whatever_the_content_knows() {
    let mut device = Device::opened(shipped(), 1);
    let before: EntryId = device.fact("of another edition", &["x"]);
    device.done("99.1");
    device.mark("S99", StopMark::Raised);
    device.answer("of another edition", Giver::Person, Answer::Withdrawn);
    assert_eq!(device.case, Case::of(shipped(), &device.journal));
    assert_eq!(device.case.fact(&"of another edition".into()).unwrap().entry, before);
    device.see(|view: View| assert_eq!(view.consent(&"of another edition".into()), ConsentState::NotAsked));
    let (overview, summary) = see(&device);
    assert_eq!(overview.rows.len(), 107);
    // Nothing of it counts, and all of it is on paper.
    assert_eq!(summary.unknown.len(), 4);
}

// --- Words that can go for good --------------------------------------------------------------------------------------

#[test]
fn what_somebody_typed_can_go_and_what_was_chosen_stays() {
    let status = |status: Status| Act::Status { step: "1.1".into(), status };
    let waiting = |on: &str| status(Status::Waiting { on: on.into(), since: When::Unknown });
    let reported =
        |by: &str, how: &str| status(Status::ReportedDone { when: When::Unknown, by: by.into(), how: how.into() });
    let incident = |reason: &str, role: &str| Act::Incident {
        step: "1.1".into(),
        reason: reason.into(),
        told: Told { role: role.into(), when: When::Unknown },
    };
    let paper = |place: &str| Act::Paper { paper: "D1".into(), state: PaperState::Present, place: place.into() };
    let stop = |reason: &str| Act::Stop { stop: "S1".into(), mark: StopMark::Raised, reason: reason.into() };
    let mut consent = consent("data", Giver::Person, Answer::Given);
    let plain = Act::Consent(consent.clone());
    consent.present = "her aunt".into();
    for (act, typed) in [
        (support::opened("MS-12"), false),
        (fact("age", &["child"]), false),
        (Act::Note { step: "1.1".into(), text: "words".into() }, true),
        (Act::Note { step: "1.1".into(), text: String::new() }, false),
        (Act::Place { step: "1.1".into(), text: "words".into() }, true),
        (status(Status::Done { when: on(2026, 11, 25) }), false),
        (status(Status::NotNeeded { reason: "words".into() }), true),
        (waiting("TH-POL"), false),
        (waiting("the aunt"), true),
        (reported("MM-DOR", "call"), false),
        (reported("MM-DOR", "her brother said so"), true),
        (reported("somebody", ""), true),
        (stop(""), false),
        (stop("words"), true),
        (plain, false),
        (Act::Consent(consent), true),
        (paper(""), false),
        (paper("words"), true),
        (incident("", "TH-PSD"), false),
        (incident("words", "TH-PSD"), true),
        (incident("", "the chief"), true),
        (Act::Question { text: "words".into() }, true),
        (Act::Closed { reason: "words".into() }, true),
        (Act::Erased { entries: vec![] }, false),
    ] {
        assert_eq!(has_typed_words(shipped(), &act), typed, "{act:?}");
    }
}

#[test]
fn a_note_goes_with_all_that_was_written_into_it() {
    let mut device = Device::opened(shipped(), 1);
    let note = |text: &str| Act::Note { step: "1.1".into(), text: text.into() };
    let mut written: Vec<EntryId> = ["her name", "a name", "clean"].map(|text| device.act(note(text))).into();
    device.undo(written[2]);
    let empty = device.act(note(""));
    device.act(Act::Note { step: "1.2".into(), text: "another step".into() });
    let field = Field::Note("1.1".into());
    let mut found = versions(shipped(), &device.journal, &field);
    written.sort();
    found.sort();
    assert_eq!(found, written, "what was replaced, emptied or undone has its words in history");
    device.act(Act::Erased { entries: found });
    assert_eq!(versions(shipped(), &device.journal, &field), []);
    assert_eq!(device.case.step(&"1.1".into()).unwrap().note.as_ref().unwrap().entry, empty);
    assert_eq!(device.case, Case::of(shipped(), &device.journal));
}
