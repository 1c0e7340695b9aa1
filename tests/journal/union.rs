//! Merging is the union of sets.

use proptest::collection::vec;
use proptest::prelude::*;

use sop_checklist::case::{Case, over};
use sop_checklist::journal::{Act, Entry, Field, Inserted, Journal};

use crate::acts::act;
use crate::cases;
use crate::devices::{run, run_and_look, script};
use crate::seen::{both, see, shuffled};
use crate::support::{Device, shipped};

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
        prop_assert_eq!(late.case, Case::of(shipped(), &all), "followed entry by entry");
    }

    /// Heads that were asked for stay known while entries arrive, early or late, undone or not.
    #[test]
    fn heads_are_the_same_whenever_they_were_asked_for(script in script(), seed: u64) {
        let devices = run(&script);
        let all = both(&both(&devices[0].journal, &devices[1].journal), &devices[2].journal);
        for entries in [shuffled(all.entries().cloned(), seed), all.in_order().into_iter().cloned().collect()] {
            let mut journal = Journal::default();
            for entry in entries {
                journal.insert(entry);
                for field in journal.fields() {
                    let written = journal.heads_among(journal.written(field).collect());
                    prop_assert_eq!(journal.heads(field), written, "{:?}", field);
                }
            }
        }
    }

    #[test]
    fn following_each_entry_is_reading_the_whole_journal(script in script()) {
        run_and_look(&script, |device, _| assert_eq!(device.case, Case::of(shipped(), &device.journal)));
    }

    #[test]
    fn what_this_device_wrote_replaces_all_that_it_saw(script in script(), acts in vec(act(), 1..8)) {
        let mut device = run(&script).remove(0);
        for act in acts {
            // Linked cases stand beside each other.
            if matches!(act.field(), None | Some(Field::Links)) {
                continue;
            }
            let id = device.act(act.clone());
            // What the next such act would replace: of a red flag the refusals that raise it are part.
            prop_assert_eq!(over(shipped(), &device.journal, &act), [id]);
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
