//! Time limits: every one that ships, from its anchor to its last minute, in both zones; what ends a count, and what never
//! falls due; and what the list of cases shows of it.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;
use serde_json::json;

use sop_checklist::case::{Due, Gate, Left, Line, Reader, RowState, last_time, overview, summary};
use sop_checklist::journal::{Act, Answer, Date, Giver, Hm, Stamp, Status, StopMark, When};
use sop_checklist::procedure::{LimitKind, Procedure};
use sop_checklist::text::local;
use support::{Device, at, content, day, hm, on, shipped};

/// Minutes east of UTC.
const THAILAND: i16 = 420;
const MYANMAR: i16 = 390;

fn due(device: &Device, step: &str) -> Option<Due> {
    device.see(|view| overview(view).row(&step.into()).unwrap().due.clone())
}

fn line(device: &Device) -> Line {
    device.see(|view| Line::of(view, &overview(view), &device.journal))
}

/// A moment by the clock on the wall there, and what a device there makes of it.
fn on_the_wall(date: Date, at: Hm, offset: i16) -> (Date, Hm) {
    let days = i64::from(date.to_julian_day()) - 2_440_588;
    let seconds = days * 86_400 + i64::from(at.hour) * 3600 + i64::from(at.minute) * 60;
    let now = local(Stamp { unix: seconds - 60 * i64::from(offset), offset }).unwrap();
    assert_eq!(now, (date, at));
    now
}

/// A year of the Buddhist Era in the place of the common one moves nothing by five centuries.
#[test]
fn a_limit_counts_from_the_day_that_was_meant() {
    let due_from = |year: i32| {
        let mut device = Device::opened(shipped(), 1);
        let when = When::On(day(year, 11, 3));
        device.act(Act::Status { step: "10.8".into(), status: Status::Done { when } });
        due(&device, "10.8")
    };
    assert_eq!(due_from(2569), Some(Due::On(day(2026, 11, 17))));
    assert_eq!(due_from(2026), due_from(2569));
}

#[test]
fn every_limit_is_the_one_of_the_reference() {
    let steps = |id: &str| {
        let shows = shipped().steps().filter(|step| step.limit.as_ref().is_some_and(|limit| limit.as_str() == id));
        shows.map(|step| step.id.to_string()).collect::<Vec<_>>().join(" ")
    };
    let told: Vec<String> = shipped()
        .limits
        .iter()
        .map(|limit| {
            let length = limit.length.map(|length| format!("{} {:?}", length.amount, length.unit));
            let until: Vec<String> = limit.until.iter().map(ToString::to_string).collect();
            format!(
                "{} {:?} {} from {} until {}: {}",
                limit.id,
                limit.kind,
                length.unwrap_or_default(),
                limit.anchor.as_ref().map(ToString::to_string).unwrap_or_default(),
                until.join(" "),
                steps(limit.id.as_str())
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "L1 Deadline 24 Hours from 2.2 until 2.6: 2.2",
            "L2 Deadline 15 Days from 2.3 until 2.5: 2.3",
            "L3 Deadline 24 Hours from 2.1 until : 2.5",
            "L5 Principle  from  until : 2.9",
            "L6 Principle  from  until : 8.1",
            "L7 Deadline 2 Years from  until : 4.4 7.9",
            "L8 Rhythm 6 Months from 7.4 until : 7.3 7.4 11.8",
            "L9 Rhythm 3 Months from 5.5 until : 5.5",
            "L10 Deadline 3 Days from 10.4 until 10.8 11.1: 10.4",
            "L11 Deadline 14 Days from 10.8 until 11.1: 10.8",
            "L12 Principle  from  until : 3.3",
        ]
    );
}

#[rstest]
#[case("2.2", "2.2", at(2028, 2, 28, 6, 30), Due::At(day(2028, 2, 29), hm(6, 30)))]
#[case("2.2", "2.2", at(2027, 2, 28, 23, 59), Due::At(day(2027, 3, 1), hm(23, 59)))]
#[case("2.2", "2.2", on(2026, 11, 25), Due::NeedsHour("2.2".into()))]
#[case("2.3", "2.3", on(2028, 2, 15), Due::On(day(2028, 3, 1)))]
#[case("2.3", "2.3", on(2027, 2, 15), Due::On(day(2027, 3, 2)))]
#[case("2.3", "2.3", on(2026, 12, 20), Due::On(day(2027, 1, 4)))]
#[case("2.3", "2.3", at(2026, 11, 25, 23, 59), Due::On(day(2026, 12, 10)))]
#[case("2.5", "2.1", at(2026, 12, 31, 14, 0), Due::At(day(2027, 1, 1), hm(14, 0)))]
#[case("2.5", "2.1", on(2026, 12, 31), Due::NeedsHour("2.1".into()))]
#[case("2.5", "2.1", When::About(day(2026, 12, 31)), Due::NeedsHour("2.1".into()))]
#[case("2.5", "2.1", When::Unknown, Due::NeedsAnchor("2.1".into()))]
#[case("10.4", "10.4", on(2028, 2, 27), Due::On(day(2028, 3, 1)))]
#[case("10.4", "10.4", on(2026, 11, 29), Due::On(day(2026, 12, 2)))]
#[case("10.8", "10.8", on(2028, 2, 15), Due::On(day(2028, 2, 29)))]
#[case("10.8", "10.8", on(2026, 12, 18), Due::On(day(2027, 1, 1)))]
fn a_limit_falls_due_from_its_anchor(
    #[case] step: &str,
    #[case] anchor: &str,
    #[case] when: When,
    #[case] expected: Due,
) {
    let mut device = Device::opened(shipped(), 1);
    device.fact("secure_shelter", &["yes"]);
    device.status(anchor, Status::Done { when });
    assert_eq!(due(&device, step), Some(expected));
}

#[rstest]
#[case("2.2", "2.6")]
#[case("2.3", "2.5")]
#[case("10.4", "10.8")]
#[case("10.4", "11.1")]
#[case("10.8", "11.1")]
fn a_stay_that_has_ended_is_never_overdue(#[case] stay: &str, #[case] end: &str) {
    let mut device = Device::opened(shipped(), 1);
    device.fact("secure_shelter", &["yes"]);
    device.status(stay, Status::Done { when: at(2026, 11, 1, 6, 0) });
    assert!(due(&device, stay).is_some());
    let ended = device.status(end, Status::ReportedDone { when: When::Unknown, by: "X".into(), how: String::new() });
    assert_eq!(due(&device, stay), None);
    device.undo(ended);
    assert!(due(&device, stay).is_some(), "it goes on");
}

#[test]
fn what_nobody_may_do_is_not_due() {
    let mut device = Device::opened(shipped(), 1);
    device.status("2.1", Status::Done { when: at(2026, 11, 25, 6, 0) });
    assert!(due(&device, "2.5").is_some(), "it waits for the consent, and the clock runs");
    device.answer("interview", Giver::Person, Answer::Refused);
    device.answer("interview", Giver::Guardian, Answer::Given);
    assert_eq!(due(&device, "2.5"), None, "nobody is hurried past a no");
    device.answer("interview", Giver::Person, Answer::Given);
    assert!(due(&device, "2.5").is_some());

    let held = content(json!({
        "limits": [{ "id": "L1", "length": { "amount": 3, "unit": "days" }, "anchor": "1.1" }],
        "stops": [{ "id": "S1", "blocks": ["1.2"] }],
        "phases": [{ "id": "1", "steps": [{ "id": "1.1" }, { "id": "1.2", "limit": "L1" }] }],
    }));
    let mut device = Device::opened(held, 1);
    device.done("1.1");
    assert!(due(&device, "1.2").is_some());
    device.mark("S1", StopMark::Raised);
    assert_eq!(due(&device, "1.2"), None, "nor past a red flag");
}

#[test]
fn a_closed_case_owes_nothing_until_it_is_reopened() {
    let mut device = Device::opened(shipped(), 1);
    device.status("10.4", Status::Done { when: on(2026, 11, 25) });
    assert_eq!(line(&device).due, Some(("10.4".into(), Due::On(day(2026, 11, 28)))));
    device.act(Act::Closed { reason: "moved".into() });
    assert_eq!((due(&device, "10.4"), line(&device).due), (None, None));
    device.act(Act::Reopened { why: String::new(), reason: "danger".into() });
    assert!(due(&device, "10.4").is_some());
}

#[test]
fn rhythms_and_principles_never_fall_due() {
    let mut device = Device::opened(shipped(), 1);
    for step in shipped().steps() {
        device.status(step.id.as_str(), Status::Done { when: at(1999, 1, 1, 0, 0) });
        device.status(step.id.as_str(), Status::ToDo);
    }
    for step in shipped().steps() {
        let limit = step.limit.as_ref().and_then(|id| shipped().limit(id.as_str()));
        if limit.is_none_or(|limit| limit.kind != LimitKind::Deadline || limit.anchor.is_none()) {
            assert_eq!(due(&device, step.id.as_str()), None, "{}", step.id);
        }
    }
}

/// Leave to stay and work counts from the end of the court case, and no step says when that was: nothing that can be
/// recorded makes a date of it. See `docs/decisions.md`.
#[test]
fn no_step_starts_the_count_of_the_leave_to_stay() {
    let limit = shipped().limit("L7").unwrap();
    assert_eq!((limit.kind, &limit.anchor), (LimitKind::Deadline, &None));
    let mut device = Device::opened(shipped(), 1);
    for case_open in ["yes", "no"] {
        device.fact("case_open", &[case_open]);
        device.fact("return", &["declined"]);
        for step in shipped().steps().filter(|step| !["4.4", "7.9"].contains(&step.id.as_str())) {
            device.status(step.id.as_str(), Status::Done { when: at(2024, 2, 29, 6, 30) });
        }
        for step in ["4.4", "7.9"] {
            for when in [When::Unknown, on(2024, 2, 29)] {
                device.status(step, Status::Done { when });
                assert_eq!(due(&device, step), None, "{step}");
                device.status(step, Status::ToDo);
                assert_eq!(due(&device, step), None, "{step}");
            }
        }
    }
}

#[test]
fn a_rhythm_tells_when_it_was_last() {
    let mut device = Device::opened(shipped(), 1);
    let last = |device: &Device, limit: &str| device.see(|view| last_time(view, shipped().limit(limit).unwrap()));
    assert_eq!(last(&device, "L8"), None);
    device.status("7.4", Status::Waiting { on: "MM-DOR".into(), since: on(2027, 1, 1) });
    assert_eq!(last(&device, "L8"), None, "what is waited for did not take place");
    device.status("7.4", Status::ReportedDone { when: on(2027, 5, 3), by: "MM-DOR".into(), how: "call".into() });
    device.status("5.5", Status::DoneElsewhere { when: at(2027, 2, 28, 9, 0), by: String::new() });
    assert_eq!((last(&device, "L8"), last(&device, "L9")), (Some(day(2027, 5, 3)), Some(day(2027, 2, 28))));
    for other in ["L1", "L5", "L7"] {
        assert_eq!(last(&device, other), None, "{other} is no rhythm");
    }
}

// A date is a calendar day at the place, an hour one of the clock on the wall there.
#[rstest]
fn what_is_left_is_told_by_the_clock_on_the_wall(
    #[values(THAILAND, MYANMAR)] offset: i16,
    #[values(
        // Days end with their last minute.
        (Due::On(day(2028, 2, 29)), day(2028, 2, 26), hm(23, 59), Left::Days(3)),
        (Due::On(day(2028, 2, 29)), day(2028, 2, 28), hm(0, 0), Left::Tomorrow),
        (Due::On(day(2028, 2, 29)), day(2028, 2, 29), hm(0, 0), Left::Today),
        (Due::On(day(2028, 2, 29)), day(2028, 2, 29), hm(23, 59), Left::Today),
        (Due::On(day(2028, 2, 29)), day(2028, 3, 1), hm(0, 0), Left::Overdue),
        (Due::On(day(2026, 12, 31)), day(2027, 1, 1), hm(0, 0), Left::Overdue),
        (Due::On(day(2027, 1, 1)), day(2026, 12, 31), hm(23, 59), Left::Tomorrow),
        // Hours end with their minute.
        (Due::At(day(2027, 1, 1), hm(6, 30)), day(2026, 12, 31), hm(6, 29), Left::Tomorrow),
        (Due::At(day(2027, 1, 1), hm(6, 30)), day(2027, 1, 1), hm(6, 29), Left::Today),
        (Due::At(day(2027, 1, 1), hm(6, 30)), day(2027, 1, 1), hm(6, 30), Left::Overdue),
        (Due::At(day(2027, 1, 1), hm(0, 0)), day(2026, 12, 31), hm(23, 59), Left::Tomorrow),
        (Due::At(day(2027, 1, 1), hm(0, 0)), day(2027, 1, 1), hm(0, 0), Left::Overdue),
    )]
    table: (Due, Date, Hm, Left),
) {
    let (due, date, at, expected) = table;
    assert_eq!(due.left(on_the_wall(date, at, offset)), Some(expected));
}

/// What the architecture's page says of the two sides.
#[test]
fn across_the_border_a_limit_is_over_half_an_hour_apart() {
    let due = Due::At(day(2026, 11, 26), hm(6, 30));
    let moment = |offset: i16| local(Stamp { unix: 1_795_649_400, offset }).unwrap();
    assert_eq!((moment(THAILAND), moment(MYANMAR)), ((day(2026, 11, 26), hm(6, 30)), (day(2026, 11, 26), hm(6, 0))));
    assert_eq!(due.left(moment(THAILAND)), Some(Left::Overdue));
    assert_eq!(due.left(moment(MYANMAR)), Some(Left::Today));
}

#[test]
fn what_has_no_date_has_nothing_left() {
    for due in [Due::NeedsAnchor("2.1".into()), Due::NeedsHour("2.1".into())] {
        assert_eq!(due.left((day(2026, 11, 25), hm(12, 0))), None);
    }
}

/// Three limits of one day, one of them with an hour, and a later one that stands first.
fn several() -> (&'static Procedure, Device) {
    let limit = |id: &str, amount: u16, unit: &str, anchor: &str| json!({ "id": id, "length": { "amount": amount, "unit": unit }, "anchor": anchor });
    let procedure = content(json!({
        "limits": [limit("L1", 9, "days", "1.1"), limit("L2", 1, "days", "1.1"), limit("L3", 24, "hours", "1.2")],
        "phases": [{ "id": "1", "steps": [
            { "id": "1.1" }, { "id": "1.2" },
            { "id": "1.3", "limit": "L1" }, { "id": "1.4", "limit": "L2" }, { "id": "1.5", "limit": "L3" },
        ] }],
    }));
    let mut device = Device::opened(procedure, 1);
    device.status("1.1", Status::Done { when: on(2026, 11, 25) });
    device.status("1.2", Status::Done { when: at(2026, 11, 25, 23, 0) });
    (procedure, device)
}

#[test]
fn the_list_shows_what_falls_due_first() {
    let (_, mut device) = several();
    let of_hour = Due::At(day(2026, 11, 26), hm(23, 0));
    assert_eq!(line(&device).due, Some(("1.5".into(), of_hour)), "an hour comes before the end of its day");
    device.done("1.5");
    assert_eq!(line(&device).due, Some(("1.4".into(), Due::On(day(2026, 11, 26)))));
    let all = device.see(|view| summary(view, &overview(view), &device.journal, Reader::File).due);
    assert_eq!(all.iter().map(|(step, _)| step.as_str()).collect::<Vec<_>>(), ["1.4", "1.3"]);
    device.done("1.4");
    device.status("1.3", Status::NotNeeded { reason: "gone".into() });
    assert_eq!(device.see(|view| overview(view).row(&"1.3".into()).unwrap().state), RowState::NotNeeded);
    assert_eq!(line(&device).due, None);
}

#[test]
fn a_card_keeps_what_falls_due_and_when_the_case_was_changed() {
    let (procedure, mut device) = several();
    // The gate never stands open on a card.
    let line = |device: &Device| Line { gate: Gate::Wait(vec![]), ..line(device) };
    let back = |device: &Device| Line::from_card(&line(device).to_card(procedure), procedure);
    for _ in 0..3 {
        assert_eq!(back(&device), Some(line(&device)));
        let next = line(&device).due.unwrap().0;
        device.done(next.as_str());
    }
    assert_eq!((line(&device).due, back(&device)), (None, Some(line(&device))));
    let earlier = Some(Stamp { unix: 1_794_000_000, offset: MYANMAR });
    let years = Line { earlier, ..line(&device) };
    assert_eq!(Line::from_card(&years.to_card(procedure), procedure), Some(years));
    // A card of a version before these were kept is none.
    let old = format!(r#"["{}","1","MS-12","1",false,1,2,1795000000,420]"#, env!("CARGO_PKG_VERSION"));
    assert_eq!(Line::from_card(&old, procedure), None);
}
