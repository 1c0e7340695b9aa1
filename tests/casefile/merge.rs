//! Devices that hand a case back and forth.

use proptest::collection::vec;
use proptest::prelude::*;

use sop_checklist::exchange::casefile::FileKind::{self, Own, Partner};
use sop_checklist::exchange::casefile::{Relation, compare, unite};
use sop_checklist::journal::{Act, Answer, Entry, EntryId, Field, Giver, Journal, Status, StopMark};

use crate::acts::act;
use crate::cases;
use crate::hands::{file, open, receive, sealed, stranger};
use crate::support::{Device, opened, shipped};

const DEVICES: usize = 3;

#[derive(Debug, Clone)]
enum Move {
    Write(Act),
    Undo(usize),
    Erase(usize),
    Send(usize, FileKind),
}

fn script() -> impl Strategy<Value = Vec<(usize, Move)>> {
    let written = act().prop_filter("a case begins once", |act| !matches!(act, Act::Opened { .. }));
    let step = prop_oneof![
        8 => written.prop_map(Move::Write),
        2 => any::<usize>().prop_map(Move::Undo),
        1 => any::<usize>().prop_map(Move::Erase),
        4 => (0..DEVICES, prop_oneof![3 => Just(Partner), 1 => Just(Own)]).prop_map(|(to, kind)| Move::Send(to, kind)),
    ];
    vec((0..DEVICES, step), 1..36)
}

fn send(devices: &mut [Device], from: usize, to: usize, kind: FileKind) -> usize {
    if from == to || devices[from].case.opened.is_none() {
        return 0;
    }
    let file = file(&devices[from], kind);
    let new = receive(&mut devices[to], &file);
    assert_eq!(receive(&mut devices[to], &file), 0, "once more changes nothing");
    new
}

/// Lets the devices act; gives them, and all that anybody ever wrote.
fn run(script: &[(usize, Move)]) -> (Vec<Device>, Journal) {
    let mut devices: Vec<Device> = (1..=DEVICES as u64).map(stranger).collect();
    let mut all = Journal::default();
    all.insert(devices[0].write(opened("MS-12")));
    for (at, what) in script {
        let pick = |device: &Device, place: usize, fits: fn(&Entry) -> bool| {
            let fitting: Vec<EntryId> =
                device.journal.entries().filter(|entry| fits(entry)).map(|entry| entry.id).collect();
            (!fitting.is_empty()).then(|| fitting[place % fitting.len()])
        };
        // Who was never handed the case has none.
        if devices[*at].journal.is_empty() {
            continue;
        }
        match what {
            Move::Write(act) => {
                all.insert(devices[*at].write(act.clone()));
            }
            Move::Undo(place) => {
                if let Some(entry) = pick(&devices[*at], *place, |entry| entry.act.can_be_undone()) {
                    all.insert(devices[*at].write(Act::Undo { entry }));
                }
            }
            Move::Erase(place) => {
                if let Some(entry) = pick(&devices[*at], *place, |_| true) {
                    all.insert(devices[*at].write(Act::Erased { entries: vec![entry] }));
                }
            }
            Move::Send(to, kind) => {
                send(&mut devices, *at, *to, *kind);
            }
        }
    }
    (devices, all)
}

/// Each sends to each, until nobody hears anything new.
fn settle(devices: &mut [Device], kind: FileKind) {
    for _ in 0..DEVICES + 2 {
        let mut new = 0;
        for from in 0..DEVICES {
            for to in 0..DEVICES {
                new += send(devices, from, to, kind);
            }
        }
        if new == 0 {
            return;
        }
    }
    panic!("it never ends");
}

proptest! {
    #![proptest_config(cases(160))]

    #[test]
    fn after_any_exchange_all_are_equal_in_what_is_shared(script in script()) {
        let (mut devices, all) = run(&script);
        settle(&mut devices, Partner);
        let shared: Vec<Journal> = devices.iter().map(|device| file(device, Partner).journal).collect();
        prop_assert!(shared.iter().all(|journal| *journal == shared[0]), "{:?}", shared);

        // What each wrote it still has, and a whole file gives everybody everything.
        settle(&mut devices, Own);
        for device in &devices {
            prop_assert_eq!(&device.journal, &all);
        }
    }

    #[test]
    fn the_order_of_files_does_not_matter(script in script(), first in any::<bool>()) {
        let (devices, _) = run(&script);
        let kinds = [Own, Partner];
        let files: Vec<_> = devices
            .iter()
            .filter(|device| device.case.opened.is_some())
            .flat_map(|device| kinds.map(|kind| file(device, kind)))
            .collect();
        let mut there = stranger(9);
        let mut back = stranger(9);
        if first {
            (there.journal, back.journal) = (devices[0].journal.clone(), devices[0].journal.clone());
            (there.case, back.case) = (devices[0].case.clone(), devices[0].case.clone());
        }
        files.iter().for_each(|file| { receive(&mut there, file); });
        files.iter().rev().for_each(|file| { receive(&mut back, file); });
        prop_assert_eq!(&there.journal, &back.journal);
        prop_assert_eq!(there.case, back.case);
        // Each heard of what was in the files.
        for file in &files {
            prop_assert_eq!(unite(Some(&there.journal), file).1, []);
        }
    }
}

/// The journey of the issue: five times there and back with work on both sides, sealed and as text.
#[test]
fn five_times_there_and_back_nothing_is_lost() {
    let (mut here, mut there) = (Device::opened(shipped(), 1), stranger(2));
    let steps: Vec<_> = shipped().steps().map(|step| step.id.clone()).take(20).collect();
    for round in 0..5 {
        for (device, at) in [(&mut here, round * 4), (&mut there, round * 4 + 2)] {
            if device.journal.is_empty() {
                continue;
            }
            device.done(steps[at].as_str());
            device.act(Act::Note { step: steps[at].clone(), text: format!("a note of round {round}") });
            device.answer("return", Giver::Person, if round % 2 == 0 { Answer::Given } else { Answer::Refused });
        }
        let over = open(&sealed(&file(&here, Partner))).unwrap();
        receive(&mut there, &over);
        there.done(steps[round].as_str());
        let back = open(&sealed(&file(&there, Partner))).unwrap();
        receive(&mut here, &back);
        assert_eq!(file(&here, Partner).journal, file(&there, Partner).journal, "round {round}");
    }
    let notes =
        |device: &Device| device.journal.entries().filter(|entry| matches!(entry.act, Act::Note { .. })).count();
    assert_eq!((notes(&here), notes(&there)), (5, 4));
    // The office's other device gets all.
    let mut desk = stranger(3);
    receive(&mut desk, &file(&there, Partner));
    receive(&mut desk, &open(&sealed(&file(&here, Own))).unwrap());
    assert_eq!(desk.journal, here.journal);
}

/// A step that was done, reopened and done again, of which the other side only ever saw the first and the last.
#[test]
fn what_was_replaced_through_others_stays_replaced() {
    let (mut here, mut there) = (Device::opened(shipped(), 1), stranger(2));
    here.done("1.1");
    receive(&mut there, &file(&here, Partner));
    here.status("1.1", Status::ToDo);
    here.done("1.1");
    receive(&mut there, &file(&here, Partner));
    assert_eq!(there.journal.heads(&Field::Status("1.1".into())).len(), 1);
    assert_eq!(there.journal.written(&Field::Status("1.1".into())).count(), 2, "no history went along");
}

#[test]
fn what_was_undone_here_is_undone_there() {
    let (mut here, mut there) = (Device::opened(shipped(), 1), stranger(2));
    let done = here.done("1.1");
    receive(&mut there, &file(&here, Partner));
    let undo = here.undo(done);
    receive(&mut there, &file(&here, Partner));
    assert!(there.journal.is_undone(done));
    here.undo(undo);
    receive(&mut there, &file(&here, Partner));
    assert!(!there.journal.is_undone(done));
}

/// A "no" that was followed by a yes keeps its flag raised until somebody looked; so it does on the other side.
#[test]
fn a_refusal_raises_its_flag_on_the_other_side_too() {
    let (mut here, mut there) = (Device::opened(shipped(), 1), stranger(2));
    here.mark("S1", StopMark::Clear);
    here.answer("return", Giver::Person, Answer::Refused);
    here.answer("return", Giver::Person, Answer::Given);
    receive(&mut there, &file(&here, Partner));
    let raised = |device: &Device| device.case.stop(&"S1".into()).map(|record| record.state.value);
    assert!(raised(&here).is_some());
    assert_eq!(raised(&there), raised(&here));
}

#[test]
fn words_erased_here_do_not_come_back_with_any_file() {
    let mut here = Device::opened(shipped(), 1);
    let note = here.act(Act::Note { step: "1.1".into(), text: "a name".into() });
    let old = file(&here, Own);
    here.act(Act::Erased { entries: vec![note] });
    receive(&mut here, &old);
    assert!(!here.journal.get(note).unwrap().act.has_words());
    let mut there = stranger(2);
    receive(&mut there, &old);
    let preview = compare(shipped(), Some(&there.journal), false, &file(&here, Partner)).unwrap();
    assert_eq!((preview.erases, preview.relation), (1, Relation::Newer));
    receive(&mut there, &file(&here, Partner));
    assert!(!there.journal.get(note).unwrap().act.has_words());
}
