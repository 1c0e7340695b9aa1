//! Devices that write, and catch up late and in part.

use proptest::collection::vec;
use proptest::prelude::*;

use sop_checklist::journal::{Act, Entry, EntryId};

use crate::acts::act;
use crate::support::{Device, opened, shipped};

/// What one device does next.
#[derive(Debug, Clone)]
pub enum Move {
    Write(Act),
    /// Undoes one of the entries that it sees and that can be undone; undoing an undo is among them.
    Undo(usize),
    /// Erases one of the entries that it sees.
    Erase(usize),
    /// Catches up with another device: with those of its entries that the mask lets through.
    Learn(usize, u64),
}

pub type Script = Vec<(usize, Move)>;

pub const DEVICES: usize = 3;

pub fn script() -> impl Strategy<Value = Script> {
    let step = prop_oneof![
        8 => act().prop_map(Move::Write),
        2 => any::<usize>().prop_map(Move::Undo),
        1 => any::<usize>().prop_map(Move::Erase),
        2 => (0..DEVICES, prop_oneof![Just(u64::MAX), any::<u64>()]).prop_map(|(from, mask)| Move::Learn(from, mask)),
    ];
    vec((0..DEVICES, step), 1..28)
}

/// Lets the devices act, and looks after each move at the one that acted and at what it wrote. The first one began the case.
pub fn run_and_look(script: &Script, mut look: impl FnMut(&Device, Option<EntryId>)) -> Vec<Device> {
    let mut devices: Vec<Device> = (1..=DEVICES as u64).map(|writer| Device::new(shipped(), writer)).collect();
    devices[0].act(opened("MS-12"));
    for (at, what) in script {
        let written = make(&mut devices, *at, what);
        look(&devices[*at], written);
    }
    devices
}

pub fn run(script: &Script) -> Vec<Device> {
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
