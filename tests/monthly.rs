//! A month in numbers: who is counted, where, and that no small number is told.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use sop_checklist::case::{Cell, Counted, FEW, Group, View, YearMonth, monthly};
use sop_checklist::journal::{Act, Answer, Giver, Stamp};
use sop_checklist::text::local;
use support::{Device, annex, shipped};

fn day(at: Stamp) -> Option<sop_checklist::journal::Date> {
    local(at).map(|(day, _)| day)
}

/// The month in which devices of these tests write.
const MONTH: YearMonth = YearMonth { year: 2026, month: 11 };

fn told(devices: &[Device], month: YearMonth) -> Vec<Group> {
    let views: Vec<View> = devices.iter().map(|device| View::new(shipped(), &device.case)).collect();
    monthly(shipped(), annex().report.as_ref().unwrap(), &views, month, day)
}

fn total(groups: &[Group], what: &Counted) -> Option<Cell> {
    groups.iter().find(|group| group.what == *what).unwrap().total
}

fn cell(groups: &[Group], what: &Counted, value: &str) -> Cell {
    let group = groups.iter().find(|group| group.what == *what).unwrap();
    group.cells.iter().find(|(known, _)| known == value).unwrap().1
}

fn women(count: u32) -> Vec<Device> {
    let one = |number: u32| {
        let mut device = Device::opened(shipped(), u64::from(number));
        device.fact("gender", &["female"]);
        device.fact("crossed", &["crossed"]);
        device.fact("closing_reason", &["goals_met"]);
        device.act(Act::Closed { reason: String::new() });
        device
    };
    (1..=count).map(one).collect()
}

#[test]
fn cases_are_counted_in_the_month_of_what_happened() {
    let gender = Counted::OpenedBy("gender".into());
    let crossed = Counted::Answered("crossed".into());
    let closed = Counted::Closed(Some("closing_reason".into()));
    let mut devices = women(7);
    devices.extend((8..14).map(|writer| Device::opened(shipped(), writer)));
    let groups = told(&devices, MONTH);
    assert_eq!(total(&groups, &Counted::Opened), Some(Cell::Number(13)));
    // Seven women, and six of whom nobody said it: told side by side, they would say that there is nobody else.
    assert_eq!((cell(&groups, &gender, "female"), cell(&groups, &gender, "")), (Cell::Number(7), Cell::Held));
    assert_eq!((total(&groups, &crossed), cell(&groups, &crossed, "crossed")), (None, Cell::Number(7)));
    assert_eq!(cell(&groups, &crossed, "not_crossed"), Cell::Few);
    assert_eq!(total(&groups, &closed), Some(Cell::Number(7)));
    for other in [MONTH.before(), YearMonth { year: 2027, ..MONTH }] {
        for group in told(&women(7), other) {
            assert!(group.total.is_none_or(|total| total == Cell::Few), "{group:?}");
            assert!(group.cells.iter().all(|(_, cell)| *cell == Cell::Few), "{group:?}");
        }
    }
    assert_eq!(YearMonth { year: 2026, month: 1 }.before(), YearMonth { year: 2025, month: 12 });
}

#[test]
fn who_keeps_her_data_is_not_counted_and_no_practice_is() {
    let mut devices = women(FEW);
    assert_eq!(total(&told(&devices, MONTH), &Counted::Opened), Some(Cell::Number(FEW)));
    devices[0].answer("data", Giver::Person, Answer::Withdrawn);
    assert_eq!(total(&told(&devices, MONTH), &Counted::Opened), Some(Cell::Few));
    let mut devices = women(FEW);
    devices[0].case.incomplete = true;
    assert_eq!(total(&told(&devices, MONTH), &Counted::Opened), Some(Cell::Few));
}

/// Whatever is recorded, no number below five stands there.
#[test]
fn no_small_number_is_told() {
    for count in 0..12 {
        for group in told(&women(count), MONTH) {
            let cells = group.cells.iter().map(|(_, cell)| *cell).chain(group.total);
            assert!(cells.into_iter().all(|cell| !matches!(cell, Cell::Number(0..FEW))), "{count}: {group:?}");
        }
    }
}
