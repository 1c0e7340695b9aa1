//! Thin entries: what came with parts left out, and how the whole entry takes its place.

use proptest::prelude::*;

use sop_checklist::journal::{Act, Entry, EntryId, Inserted, Journal, Status, Writer};

use crate::cases;
use crate::devices::{run, script};
use crate::seen::{see, shuffled};
use crate::support::{Device, on, shipped};

/// As a partner gets it; some keep the words that are roles.
fn thin(entry: &Entry, over: &[EntryId], worded: bool) -> Entry {
    let mut thin = Entry { over: over.to_vec(), thin: true, ..entry.clone() };
    thin.by.initials.clear();
    if !worded {
        thin.act.erase_words();
    }
    thin
}

fn reported() -> Entry {
    let mut device = Device::opened(shipped(), 1);
    device.done("1.1");
    let status = Status::ReportedDone { when: on(2026, 11, 25), by: "MM-DOR".into(), how: "call".into() };
    device.write(Act::Status { step: "1.1".into(), status })
}

fn id(number: u32) -> EntryId {
    EntryId { writer: Writer(9), number }
}

#[test]
fn the_whole_entry_wins_whichever_comes_first() {
    let whole = reported();
    for thin in [thin(&whole, &[id(1), id(2)], false), thin(&whole, &[], true)] {
        let mut journal: Journal = [thin.clone()].into_iter().collect();
        assert_eq!(journal.insert(thin.clone()), Inserted::Known);
        assert_eq!(journal.insert(whole.clone()), Inserted::Filled);
        assert_eq!(journal.insert(thin), Inserted::Known);
        assert_eq!(journal.get(whole.id), Some(&whole));
    }
}

/// Two files can bring it, of which one was made where less was known.
#[test]
fn of_two_thin_ones_the_one_that_says_more_stays() {
    let whole = reported();
    let (more, less) = (thin(&whole, &[id(1), id(2)], false), thin(&whole, &[id(1)], true));
    let there: Journal = [more.clone(), less.clone()].into_iter().collect();
    let mut back: Journal = [less.clone()].into_iter().collect();
    assert_eq!(back.insert(more.clone()), Inserted::Filled);
    assert_eq!(there, back);
    assert_eq!(there.get(whole.id), Some(&more));
    assert_eq!(back.insert(less), Inserted::Known);
}

#[test]
fn a_thin_entry_with_another_content_is_damage() {
    let whole = reported();
    let later = Entry { lamport: whole.lamport + 1, ..thin(&whole, &[], false) };
    let mut other_step = thin(&whole, &[], false);
    other_step.act = Act::Status { step: "1.2".into(), status: Status::Done { when: on(2026, 11, 25) } };
    let mut other_role = thin(&whole, &[], true);
    other_role.act = Act::Status {
        step: "1.1".into(),
        status: Status::ReportedDone { when: on(2026, 11, 25), by: "TH-POL".into(), how: "call".into() },
    };
    for damaged in [later, other_step, other_role] {
        for known in [whole.clone(), thin(&whole, &[], true)] {
            let mut journal: Journal = [known.clone()].into_iter().collect();
            assert_eq!(journal.insert(damaged.clone()), Inserted::Damaged);
            assert_eq!(journal.get(known.id), Some(&known));
        }
    }
}

/// That words are left out of it says nothing of the whole one; that they were erased does.
#[test]
fn a_thin_entry_empties_none() {
    let whole = reported();
    let mut journal: Journal = [whole.clone()].into_iter().collect();
    journal.insert(thin(&whole, &[], false));
    assert!(journal.get(whole.id).unwrap().act.has_words());
    let erased = Entry { id: id(7), act: Act::Erased { entries: vec![whole.id] }, ..whole.clone() };
    let mut partner: Journal = [thin(&whole, &[], true), erased].into_iter().collect();
    assert!(!partner.get(whole.id).unwrap().act.has_words());
    partner.insert(whole.clone());
    assert!(!partner.get(whole.id).unwrap().thin && !partner.get(whole.id).unwrap().act.has_words());
}

proptest! {
    #![proptest_config(cases(64))]

    /// Whole and thin copies of the same entries, in any order, several times.
    #[test]
    fn thin_and_whole_copies_may_arrive_in_any_order(script in script(), mask: u64, seed: u64) {
        let devices = run(&script);
        let mut all = Vec::new();
        for (place, entry) in devices.iter().flat_map(|device| device.journal.entries()).enumerate() {
            match mask.rotate_right(place as u32) & 3 {
                0 => all.push(thin(entry, &[], false)),
                1 => all.extend([thin(entry, &[id(place as u32)], false), entry.clone()]),
                2 => all.extend([thin(entry, &entry.over, true), thin(entry, &[id(3)], false)]),
                _ => all.push(entry.clone()),
            }
        }
        let straight: Journal = all.iter().cloned().collect();
        let mut crooked = Journal::default();
        for entry in shuffled(all.iter().cloned(), seed).into_iter().chain(all.iter().rev().cloned()) {
            prop_assert_ne!(crooked.insert(entry), Inserted::Damaged);
            for field in crooked.fields() {
                prop_assert_eq!(crooked.heads(field), crooked.heads_among(crooked.written(field).collect()));
            }
        }
        prop_assert_eq!(see(&straight), see(&crooked));
    }
}
