//! Sealing, key records and passphrases: what nobody without the passphrase reads, and what nobody with it loses.

use proptest::prelude::*;
use rstest::rstest;
use sop_checklist::journal::Writer;
use sop_checklist::text::plain_digits;
use sop_checklist::vault::{
    Cost, Door, Flaw, Keyring, Passphrase, Record, SaveState, ShelfError, UnlockError, Vault, door, unlock, wipe,
};
use unicode_normalization::UnicodeNormalization;

use super::shelves::{FAILURES, Store, changed, key, random, ring};
use super::*;

const PHRASE: &str = "tea at the blue gate";

fn typed(text: &str) -> Passphrase {
    Passphrase::typed(&plain_digits(&text.nfkc().collect::<String>()))
}

fn record(number: u8, phrase: &str) -> Record {
    Record::make(&key(number), &typed(phrase), Cost::FLOOR, random).unwrap_or_else(|_| panic!("no randomness"))
}

/// A vault at its first start.
fn first(store: &Store, number: u8, phrase: &str, writer: u64) -> Vault<Hand> {
    let ring = Keyring::new(key(number), random);
    Vault::open(store.hand(), ring, vec![record(number, phrase)], Writer(writer))
}

fn unlocked(store: &Store, phrase: &str, writer: u64) -> Result<Vault<Hand>, UnlockError> {
    let (ring, records) = unlock(&store.hand(), &[], &typed(phrase), random)?;
    Ok(Vault::open(store.hand(), ring, records, Writer(writer)))
}

fn records_of(store: &Store) -> Vec<String> {
    store.keys_with(":key:")
}

#[test]
fn a_first_start_leads_to_a_locked_door_that_its_passphrase_opens() {
    let store = Store::default();
    assert_eq!(door(&store.hand()), Door::New);
    let mut vault = first(&store, 1, PHRASE, 1);
    assert_eq!(vault.append(CASE, &[opened(1), note(1, 2, "by boat")]).state, SaveState::Saved);
    assert_eq!(records_of(&store).len(), 2);
    assert_eq!(door(&store.hand()), Door::Locked);
    assert_eq!(unlocked(&store, "tea at the blue gat", 2).err(), Some(UnlockError::Wrong));
    let loaded = unlocked(&store, PHRASE, 2).unwrap().load();
    assert_eq!(loaded.cases[&CASE].journal, journal(&[opened(1), note(1, 2, "by boat")]));
    assert!(loaded.problems.is_empty());
}

#[test]
fn nothing_of_a_case_lies_in_clear() {
    let store = Store::default();
    let mut vault = first(&store, 1, PHRASE, 1);
    let _report = vault.append(CASE, &[opened(1), note(1, 2, "by boat")]);
    let _report = vault.draft(CASE, &draft("half a word"));
    let me = By { role: "TH-SHE".into(), office: "Ranong shelter".into(), initials: "SK".into() };
    vault.keep_me(&me, entry(1, 1, Act::Question { text: String::new() }).at);
    assert_eq!(vault.me(), Some(me));
    for (name, value) in store.values() {
        for planted in ["MW-7", "by boat", "half a word", "Ranong", "TH-SHE", "Myawaddy", "tea at"] {
            assert!(!name.contains(planted) && !value.contains(planted), "{planted} in {name}");
        }
        assert!(value.chars().all(|letter| ('\u{5000}'..='\u{cfff}').contains(&letter)), "{value}");
    }
}

#[test]
fn one_damaged_copy_of_a_record_heals_from_the_other_and_is_left_where_it_is() {
    for copy in 0..2 {
        let store = Store::default();
        let _report = first(&store, 1, PHRASE, 1).append(CASE, &[opened(1)]);
        let name = records_of(&store)[copy].clone();
        let value = changed(&store.take(&name).unwrap(), 40, 1);
        store.put(&name, &value);
        let mut vault = unlocked(&store, PHRASE, 2).unwrap();
        let _loaded = vault.load();
        assert_eq!(vault.append(CASE, &[note(2, 1, "x")]).state, SaveState::Saved);
        assert_eq!(store.values().get(&name), Some(&value));
        if copy == 0 {
            assert_eq!(records_of(&store).len(), 3);
        }
        // The copy that was whole goes too: what healed is enough.
        let other = records_of(&store)[1 - copy].clone();
        if copy == 0 {
            store.take(&other);
            assert!(unlocked(&store, PHRASE, 3).is_ok());
        }
    }
}

#[test]
fn pieces_without_a_key_record_are_never_taken_for_an_empty_store() {
    let store = Store::default();
    let _report = first(&store, 1, PHRASE, 1).append(CASE, &[opened(1)]);
    for name in records_of(&store) {
        store.put(&name, "AAAA");
    }
    assert_eq!(door(&store.hand()), Door::NoKey);
    assert_eq!(unlocked(&store, PHRASE, 2).err(), Some(UnlockError::NoRecord));
}

#[test]
fn two_first_starts_at_the_same_moment_become_one_vault() {
    let store = Store::default();
    let _report = first(&store, 9, PHRASE, 1).append(CASE, &[opened(1)]);
    let _report = first(&store, 3, PHRASE, 2).append(OTHER, &[opened(2)]);
    let mut vault = unlocked(&store, PHRASE, 3).unwrap();
    let loaded = vault.load();
    assert!(loaded.problems.is_empty());
    assert!(loaded.cases.contains_key(&CASE) && loaded.cases.contains_key(&OTHER));
    // Under different passphrases each opens its own and lists the other's.
    let store = Store::default();
    let _report = first(&store, 9, PHRASE, 1).append(CASE, &[opened(1)]);
    let _report = first(&store, 3, "quite another word", 2).append(OTHER, &[opened(2)]);
    let loaded = unlocked(&store, PHRASE, 3).unwrap().load();
    assert!(!loaded.cases[&CASE].journal.is_empty() && loaded.cases[&OTHER].journal.is_empty());
    assert!(loaded.problems.iter().all(|problem| problem.flaw == Flaw::OtherKey) && loaded.problems.len() == 1);
}

#[test]
fn a_new_passphrase_takes_the_place_of_the_old_at_whatever_call_it_breaks_off() {
    const NEW: &str = "rice beside the river";
    let prepare = || {
        let store = Store::default();
        let _report = first(&store, 1, PHRASE, 1).append(CASE, &[opened(1)]);
        store
    };
    let change = |store: &Store, plan: Option<(usize, super::shelves::Fault)>| {
        let hand = store.hand();
        let (ring, records) = unlock(&hand, &[], &typed(PHRASE), random).unwrap();
        let mut vault = Vault::open(hand.clone(), ring, records, Writer(2));
        hand.count();
        if let Some((call, fault)) = plan {
            hand.plan(call, fault);
        }
        (vault.change_passphrase(&typed(NEW), Cost::FLOOR), hand.calls())
    };
    let store = prepare();
    let (changed, calls) = change(&store, None);
    assert_eq!(changed, Ok(()));
    assert_eq!(unlocked(&store, PHRASE, 3).err(), Some(UnlockError::Wrong));
    assert!(unlocked(&store, NEW, 3).unwrap().load().problems.is_empty());
    assert_eq!(records_of(&store).len(), 2);
    for call in 0..calls {
        for fault in FAILURES {
            let store = prepare();
            let (changed, _) = change(&store, Some((call, fault)));
            let (old, new) = (unlocked(&store, PHRASE, 3), unlocked(&store, NEW, 3));
            assert!(old.is_ok() || new.is_ok(), "{fault:?} at {call}: neither opens");
            assert!(changed.is_err() || new.is_ok(), "{fault:?} at {call}: said to be changed");
        }
    }
}

#[test]
fn a_tab_with_the_old_record_does_not_bring_the_old_passphrase_back() {
    let store = Store::default();
    let mut old = first(&store, 1, PHRASE, 1);
    let _report = old.append(CASE, &[opened(1)]);
    unlocked(&store, PHRASE, 2).unwrap().change_passphrase(&typed("rice beside the river"), Cost::FLOOR).unwrap();
    assert!(unlock(&store.hand(), &old.lock().unwrap().records, &typed(PHRASE), random).is_err());
    assert_eq!(old.append(CASE, &[note(1, 2, "later")]).state, SaveState::Saved);
    assert_eq!(unlocked(&store, PHRASE, 3).err(), Some(UnlockError::Wrong));
    assert_eq!(unlocked(&store, "rice beside the river", 3).unwrap().load().cases[&CASE].journal.len(), 2);
}

#[test]
fn without_room_for_the_key_record_nothing_is_called_saved_and_nothing_is_lost() {
    let store = Store::default();
    store.set_room(Some(300));
    let mut vault = first(&store, 1, PHRASE, 1);
    assert_eq!(vault.append(CASE, &[opened(1)]).state, SaveState::Unsaved(ShelfError::Full));
    assert!(!store.keys().iter().any(|name| name.contains("ca5e")));
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    assert_eq!(unlocked(&store, PHRASE, 2).unwrap().load().cases[&CASE].journal.len(), 1);
}

#[test]
fn what_was_not_saved_outlives_the_lock_sealed() {
    let store = Store::default();
    store.set_room(Some(0));
    let mut vault = first(&store, 1, PHRASE, 1);
    let _report = vault.append(CASE, &[opened(1), note(1, 2, "by boat")]);
    let Ok(mut held) = vault.lock() else { panic!("it could not be sealed") };
    assert!(held.is_unsaved());
    let (ring, records) = unlock(&store.hand(), &held.records, &typed(PHRASE), random).unwrap();
    assert!(unlock(&store.hand(), &held.records, &typed("wrong in all ways"), random).is_err());
    store.set_room(None);
    let mut vault = Vault::open(store.hand(), ring, records, Writer(2));
    let _loaded = vault.load();
    // Another vault leaves alone what is not its own.
    assert!(first(&Store::default(), 3, PHRASE, 3).take_back(&mut held).is_empty());
    assert!(held.is_unsaved());
    assert_eq!(vault.take_back(&mut held), [(CASE, vec![opened(1), note(1, 2, "by boat")])]);
    assert!(!held.is_unsaved());
    assert_eq!(vault.retry().state, SaveState::Saved);
    assert_eq!(unlocked(&store, PHRASE, 3).unwrap().load().cases[&CASE].journal.len(), 2);
}

#[test]
fn wiping_needs_no_passphrase_and_takes_nothing_of_others() {
    let store = Store::default();
    let mut open = first(&store, 1, PHRASE, 1);
    let _report = open.append(CASE, &[opened(1)]);
    store.put("another-app", "stays");
    store.put("sopc:2:of-a-later-version", "stays");
    wipe(&store.hand()).unwrap();
    assert_eq!(store.keys(), ["another-app", "sopc:1:gone:000000000000ca5e", "sopc:2:of-a-later-version"]);
    assert_eq!(door(&store.hand()), Door::New);
    // A tab that is still open does not bring the case back.
    assert_eq!(open.append(CASE, &[note(1, 2, "x")]).removed, [CASE]);
    assert!(!store.keys().iter().any(|name| name.starts_with("sopc:1:000000000000ca5e")));
}

#[rstest]
#[case::memory_too_small(Cost { memory: 8, passes: 2 })]
#[case::one_pass(Cost { memory: 19 * 1024, passes: 1 })]
#[case::too_many_passes(Cost { memory: 19 * 1024, passes: 11 })]
fn a_record_below_the_floor_or_over_the_ceiling_is_not_tried(#[case] cost: Cost) {
    let store = Store::default();
    let record = Record::make(&key(1), &typed(PHRASE), cost, random).unwrap();
    let _report = Vault::open(store.hand(), ring(), vec![record], Writer(1)).append(CASE, &[opened(1)]);
    assert_eq!(unlocked(&store, PHRASE, 2).err(), Some(UnlockError::NoRecord));
}

#[test]
fn the_cost_follows_the_device_between_floor_and_ceiling() {
    assert_eq!(Cost::calibrated(1e6), Cost::FLOOR);
    assert_eq!(Cost::calibrated(200.0).passes, 5);
    assert_eq!(Cost::calibrated(0.0).passes, Cost::CEILING.passes);
}

/// Written when their form was new; they have to open for ever.
#[rstest]
#[case::latin("Tea at the BLUE gate", "1-latin")]
#[case::burmese("မြန်မာ ရေနွေး ၁၂၃၄", "1-burmese")]
#[case::thai("น้ำชาที่ประตู ๑๒๓๔", "1-thai")]
#[case::composed("Cafe\u{301} an der Bru\u{308}cke", "1-latin-accents")]
#[case::pack("Tea at the BLUE gate", "2-pack")]
fn permanent_samples_open(#[case] phrase: &str, #[case] name: &str) {
    let path = format!("{}/tests/samples/vault-{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        panic!("no sample {path}; for a new one:\n{}", sample(phrase));
    };
    let store = Store::default();
    for line in text.lines() {
        let (key, value) = line.split_once(' ').unwrap();
        store.put(key, value);
    }
    let loaded = unlocked(&store, phrase, 9).unwrap().load();
    let mut said = vec![opened(1), note(1, 2, "by boat")];
    if name == "2-pack" {
        said.push(note(1, 3, "by road"));
    }
    assert_eq!(loaded.cases[&CASE].journal, journal(&said));
    assert!(loaded.problems.is_empty());
}

/// A pack and a small piece beside it.
fn sample(phrase: &str) -> String {
    let store = Store::default();
    let mut vault = first(&store, 1, phrase, 1);
    let _report = vault.append(CASE, &[opened(1)]);
    let _report = vault.append(CASE, &[note(1, 2, "by boat")]);
    assert_eq!(vault.pack(CASE, &journal(&[opened(1), note(1, 2, "by boat")])), Ok(2));
    let _report = vault.append(CASE, &[note(1, 3, "by road")]);
    store.values().iter().map(|(key, value)| format!("{key} {value}\n")).collect()
}

#[test]
fn a_passphrase_is_the_same_from_either_keyboard() {
    assert_eq!(typed(" မြဝတီ  ၁၂၃ "), typed("မြဝတီ 123"));
    assert_eq!(typed("ประตู ๑๒๓"), typed("ประตู 123"));
    assert_eq!(typed("Cafe\u{301}"), typed("Caf\u{e9}"));
    assert_ne!(typed("tea"), typed("Tea"));
}

proptest! {
    #[test]
    fn what_was_sealed_opens(place in ".*", plain in proptest::collection::vec(any::<u8>(), 0..99)) {
        let ring = ring();
        let sealed = ring.seal(&place, &plain).unwrap();
        prop_assert_eq!(&ring.open(&place, &sealed).unwrap(), &plain);
        let squeezed = ring.seal_squeezed(&place, &plain).unwrap();
        prop_assert_eq!(ring.open(&place, &squeezed).unwrap(), plain);
    }

    #[test]
    fn no_changed_letter_goes_unnoticed(plain in proptest::collection::vec(any::<u8>(), 0..50), at in any::<prop::sample::Index>(), by in 1_u32..0x8000, squeezed: bool) {
        let value = if squeezed { ring().seal_squeezed("place", &plain) } else { ring().seal("place", &plain) }.unwrap();
        let at = at.index(value.chars().count());
        prop_assert!(ring().open("place", &changed(&value, at, by)).is_err());
    }

    #[test]
    fn a_value_opens_only_whole_in_its_place_and_with_its_key(plain in proptest::collection::vec(any::<u8>(), 0..50), end in any::<prop::sample::Index>()) {
        let value = ring().seal("place", &plain).unwrap();
        prop_assert!(ring().open("other", &value).is_err());
        let part: String = value.chars().take(end.index(value.chars().count())).collect();
        prop_assert!(ring().open("place", &part).is_err());
        prop_assert!(Keyring::new(key(8), random).open("place", &value).is_err());
    }

    #[test]
    fn nothing_made_up_panics(value in ".*") {
        let _ignored = ring().open("place", &value);
    }
}
