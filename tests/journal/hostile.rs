//! Journals that no device of ours would write.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use sop_checklist::case::Case;
use sop_checklist::journal::{
    Act, By, Entry, EntryId, Field, Giver, Inserted, Journal, Stamp, Writer, from_stored, to_stored,
};

use crate::acts::{act, answer, text};
use crate::cases;
use crate::seen::{see, shuffled, summarize};
use crate::support::{Device, consent, fact, shipped};

fn hostile_id() -> impl Strategy<Value = EntryId> {
    (select(&[0, 1, 2, u64::MAX]), prop_oneof![4 => 0..5u32, 1 => Just(u32::MAX)])
        .prop_map(|(writer, number)| EntryId { writer: Writer(writer), number })
}

/// Anything that the types can hold: circles of `over`, undos of undos and of nothing, two entries of one name.
pub fn hostile() -> impl Strategy<Value = Vec<Entry>> {
    let act = prop_oneof![
        4 => act(),
        2 => hostile_id().prop_map(|entry| Act::Undo { entry }),
        1 => vec(hostile_id(), 0..4).prop_map(|entries| Act::Erased { entries }),
        1 => (text(), vec(text(), 0..3)).prop_map(|(fact, values)| Act::Fact {
            fact: fact.as_str().into(),
            values: values.iter().map(|value| value.as_str().into()).collect(),
        }),
        1 => (text(), answer()).prop_map(|(kind, answer)| Act::Consent(consent(&kind, Giver::Person, answer))),
    ];
    let lamport = prop_oneof![3 => 0..6u64, 1 => Just(u64::MAX), 1 => Just(u64::MAX - 1)];
    let head = (hostile_id(), lamport, vec(hostile_id(), 0..5), any::<bool>());
    let entry = (head, any::<i64>(), any::<i16>(), text(), act).prop_map(
        |((id, lamport, over, thin), unix, offset, role, act)| {
            let by = By { role: role.clone(), office: role.clone(), initials: role };
            Entry { id, lamport, over, at: Stamp { unix, offset }, by, act, thin }
        },
    );
    vec(entry, 0..24)
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn no_entries_whatever_make_it_panic_or_a_field_look_empty(entries in hostile(), writer in 0..3u64) {
        let mut journal = Journal::default();
        let mut case = Case::default();
        for entry in &entries {
            if journal.insert(entry.clone()) == Inserted::New {
                case.follow(shipped(), &journal, entry);
            }
        }
        prop_assert_eq!(&case, &Case::of(shipped(), &journal));
        summarize(&journal);
        prop_assert_eq!(&Journal::from_iter(from_stored(&to_stored(journal.entries())).unwrap()), &journal);

        for field in journal.fields() {
            let stands = journal.written(field).any(|entry| !journal.is_undone(entry.id));
            prop_assert_eq!(stands, !journal.heads(field).is_empty(), "{:?}", field);
            let held = match field {
                Field::Opened => case.opened.is_some(),
                Field::Fact(id) => case.fact(id).is_some(),
                Field::Status(id) => case.step(id).is_some_and(|record| record.status.is_some()),
                Field::Note(id) => case.step(id).is_some_and(|record| record.note.is_some()),
                Field::Place(id) => case.step(id).is_some_and(|record| record.place.is_some()),
                Field::Stop(id) => case.stop(id).is_some(),
                Field::Consent(id, giver) => case.consent(id, *giver).is_some(),
                Field::Paper(id) => case.paper(id).is_some(),
                Field::Life => case.life.is_some(),
                Field::Stood => case.stood.is_some(),
                Field::Handover => case.handover.is_some(),
                Field::Links => {
                    let named = |entry: &&Entry| matches!(&entry.act, Act::Link { code, .. } if !code.is_empty());
                    let read = case.other_procedure(shipped()).is_none();
                    prop_assert_eq!(read && journal.heads(field).iter().any(named), !case.links().is_empty());
                    stands && read
                }
            };
            let read = *field == Field::Opened || case.other_procedure(shipped()).is_none();
            prop_assert_eq!(stands && read, held, "{:?}", field);
        }
        for entry in journal.entries().filter(|entry| journal.is_undone(entry.id)) {
            prop_assert!(entry.act.can_be_undone(), "{:?}", entry);
        }

        // Work goes on: what is written next stands, whatever is there.
        let mut device = Device::new(shipped(), writer + 7);
        (device.journal, device.case) = (journal, case);
        let id = device.act(fact("age", &["child"]));
        prop_assert!(device.journal.heads(&Field::Fact("age".into())).iter().any(|head| head.id == id));
    }

    #[test]
    fn hostile_entries_too_may_arrive_in_any_order(entries in hostile(), seed: u64) {
        let named: BTreeMap<EntryId, Entry> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
        let straight: Journal = named.values().cloned().collect();
        let crooked: Journal = shuffled(named.into_values(), seed).into_iter().collect();
        prop_assert_eq!(see(&straight), see(&crooked));
    }
}
