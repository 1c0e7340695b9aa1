//! The journey as a drawing: where the phases stand, which run beside each other, and what their marks say.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;

use sop_checklist::case::{Journey, Mark, journey, overview};
use sop_checklist::journal::{Answer, EntryId, Giver, Status, StopMark, When};
use sop_checklist::procedure::{Procedure, read};
use support::{Device, ready, shipped};

fn way(device: &Device) -> Journey {
    device.see(|view| journey(view.procedure, &overview(view)))
}

fn mark(device: &Device, phase: &str) -> Mark {
    way(device).stations.iter().find(|station| station.phase.as_str() == phase).unwrap().mark
}

#[test]
fn phases_that_run_beside_each_other_stand_one_above_the_other() {
    let way = way(&Device::opened(shipped(), 1));
    let places: Vec<_> = way.stations.iter().map(|at| (at.phase.as_str(), at.from, at.to, at.lane)).collect();
    let expected = [
        ("1", 0, 0, 0),
        ("2", 1, 1, 0),
        ("3", 2, 2, 0),
        ("4", 3, 5, 2),
        ("5", 3, 3, 0),
        ("6", 3, 3, 1),
        ("7", 4, 4, 0),
        ("8", 5, 5, 0),
        ("9", 6, 6, 0),
        ("10", 7, 7, 0),
        ("11", 8, 8, 0),
    ];
    assert_eq!(places, expected);
    assert_eq!((way.columns, way.lanes, way.border), (9, 3, Some(7)));
}

/// A procedure of phases with a step each, without a border, in one line.
fn line(phases: usize) -> &'static Procedure {
    let phases: Vec<_> = (1..=phases)
        .map(|at| {
            serde_json::json!({"id": at.to_string(), "side": "from", "steps": [{
                "id": format!("{at}.1"), "acts": ["X"], "side": "from", "basis": [{"grade": "G"}]
            }]})
        })
        .collect();
    let whole = serde_json::json!({
        "format": 1, "id": "line", "edition": "1", "approved": "", "roles": [{"id": "X", "side": "from"}], "facts": [],
        "consents": [], "stops": [], "contradictions": [], "limits": [], "papers": [], "sources": [],
        "gate": {"consents": [], "clear": [], "clear_or_plan": [], "also": []}, "phases": phases
    });
    Box::leak(Box::new(read(&whole.to_string()).unwrap()))
}

#[test]
fn a_procedure_without_a_border_is_a_line_without_one() {
    let way = way(&Device::opened(line(4), 1));
    assert!(
        way.stations.iter().enumerate().all(|(at, station)| (station.from, station.to, station.lane) == (at, at, 0))
    );
    assert_eq!((way.columns, way.lanes, way.border), (4, 1, None));
    assert_eq!(Journey::default().columns, 0);
}

#[test]
fn a_phase_is_open_then_begun_then_done() {
    let mut device = Device::opened(line(2), 1);
    assert_eq!(mark(&device, "1"), Mark::Open);
    device.done("1.1");
    assert_eq!(mark(&device, "1"), Mark::Done);
    let way = way(&device);
    let here: Vec<_> =
        way.stations.iter().filter(|station| station.here).map(|station| station.phase.as_str()).collect();
    assert_eq!(here, ["2"]);
    let mut device = Device::opened(shipped(), 1);
    device.done("1.8");
    assert_eq!(mark(&device, "1"), Mark::Begun);
}

#[rstest]
#[case(|device: &mut Device| device.mark("S1", StopMark::Raised), &["8", "9"])]
#[case(|device: &mut Device| device.mark("S12", StopMark::Raised), &["11"])]
#[case(|device: &mut Device| device.answer("family", Giver::Person, Answer::Withdrawn), &["6", "8"])]
fn what_holds_a_phase_up_is_marked(#[case] act: fn(&mut Device) -> EntryId, #[case] expected: &[&str]) {
    let mut device = Device::opened(shipped(), 1);
    for (fact, value) in
        [("age", "adult"), ("family", "traced"), ("family_safe", "yes"), ("return", "wanted"), ("identified", "yes")]
    {
        device.fact(fact, &[value]);
    }
    act(&mut device);
    let way = way(&device);
    let stopped: Vec<_> =
        way.stations.iter().filter(|at| at.mark == Mark::Stopped).map(|at| at.phase.as_str()).collect();
    assert_eq!(stopped, expected);
}

#[test]
fn what_is_waited_for_is_marked_and_a_stop_comes_before_it() {
    let mut device = ready(shipped(), 1, "adult");
    device.status("9.4", Status::Waiting { on: "MM-DOR".to_owned(), since: When::Unknown });
    assert_eq!(mark(&device, "9"), Mark::Waiting);
    device.mark("S1", StopMark::Raised);
    assert_eq!(mark(&device, "9"), Mark::Stopped);
}
