//! Where the official is and what is half-typed: it outlives the tab that left it and nothing else, at every fault.

use proptest::prelude::*;
use rstest::rstest;
use sop_checklist::journal::{Map, Set, Writer};
use sop_checklist::vault::{
    CaseId, Cost, Flaw, Keyring, LeftPlace, Passphrase, Place, Record, Removal, SaveState, ShelfError, Vault, unlock,
    wipe,
};

use super::crash::at_every_call;
use super::shelves::{CRASHES, FAILURES, Hand, Store, key, random, ring};
use super::*;

pub fn place(words: &[(&str, &str)]) -> Place {
    let words: Map<String, String> = words.iter().map(|(field, typed)| ((*field).into(), (*typed).into())).collect();
    Place { at: 1_795_000_000, spot: vec!["steps".into(), "2.3".into()], words }
}

fn reason(words: &str) -> Place {
    place(&[("2.3/stop-S6/mark", "raised"), ("2.3/stop-S6/raised/reason-S6", words)])
}

fn none() -> Set<Writer> {
    Set::new()
}

fn left(store: &Store) -> Vec<LeftPlace> {
    Vault::open(store.hand(), ring(), vec![], Writer(99)).left_places(&none()).0
}

/// The words of each place that was left, in order.
fn words(left: &[LeftPlace]) -> Vec<&str> {
    left.iter().filter_map(|left| left.place.words.values().last().map(String::as_str)).collect()
}

fn prepared() -> (Store, Vault<Hand>, Hand) {
    let store = store_with(&[opened(1), note(1, 2, "first")]);
    let (vault, hand) = tab(&store, 2);
    (store, vault, hand)
}

fn with_place() -> (Store, Vault<Hand>, Hand) {
    let (store, mut vault, hand) = prepared();
    assert_eq!(vault.keep_place(CASE, reason("old words")).state, SaveState::Saved);
    (store, vault, hand)
}

#[test]
fn the_newest_place_of_a_tab_comes_back_and_no_key_is_written_twice() {
    let (store, mut vault, _) = with_place();
    let _report = vault.keep_place(CASE, reason("old words and new"));
    assert_eq!(store.keys_with(":p").len(), 1);
    let left = left(&store);
    assert_eq!(left, [LeftPlace { case: CASE, writer: Some(Writer(2)), place: reason("old words and new") }]);
    // It is no history, and no sign that something is wrong.
    assert_eq!(next_start(&store), journal(&[opened(1), note(1, 2, "first")]));
    // Recorded, and elsewhere.
    let _report = vault.keep_place(CASE, Place::default());
    assert!(store.keys_with(":p").is_empty());
    let before = store.values();
    let _report = vault.keep_place(OTHER, Place::default());
    assert_eq!(store.values(), before);
}

#[test]
fn a_living_tab_keeps_its_own() {
    let (store, _living, _) = with_place();
    let (mut other, _) = tab(&store, 3);
    assert!(other.left_places(&[Writer(2)].into_iter().collect()).0.is_empty());
    let _report = other.keep_place(CASE, reason("of the other"));
    assert_eq!(store.keys_with(":p").len(), 2);
    // Nor does it hear of its own.
    assert_eq!(words(&other.left_places(&none()).0), ["old words"]);
}

#[test]
fn what_is_taken_over_goes_once_it_is_kept_anew() {
    let (store, ..) = with_place();
    let (mut next, _) = tab(&store, 3);
    let (left, problems) = next.left_places(&none());
    assert!(problems.is_empty());
    assert_eq!(store.keys_with(":p").len(), 1, "nothing goes before");
    let _report = next.keep_place(CASE, left[0].place.clone());
    let keys = store.keys_with(":p");
    assert!(keys.len() == 1 && keys[0].contains(":0000000000000003:"), "{keys:?}");
    let _report = next.keep_place(CASE, Place::default());
    assert!(store.keys_with(":p").is_empty());
}

#[test]
fn keep_and_crash() {
    let act = |vault: &mut Vault<Hand>| vault.keep_place(CASE, reason("new words")).state;
    at_every_call(&CRASHES, with_place, act, |store, _, state, at| {
        let left = left(store);
        assert!(words(&left) == ["old words"] || words(&left) == ["new words"], "{at}: {left:?}");
        assert!(state != SaveState::Saved || words(&left) == ["new words"], "{at}: called saved");
        assert_eq!(next_start(store).len(), 2, "{at}");
    });
}

#[test]
fn keep_and_fail() {
    let act = |vault: &mut Vault<Hand>| vault.keep_place(CASE, reason("new words")).state;
    at_every_call(&FAILURES, with_place, act, |store, vault, state, at| {
        let found = left(store);
        assert!(words(&found) == ["old words"] || words(&found) == ["new words"], "{at}: {found:?}");
        assert!(state != SaveState::Saved || words(&found) == ["new words"], "{at}: called saved");
        assert_eq!(vault.retry().state, SaveState::Saved, "{at}");
        assert_eq!(words(&left(store)), ["new words"], "{at}");
        let _report = vault.keep_place(CASE, Place::default());
        let _report = vault.retry();
        // A key whose removal only pretends to succeed stays.
        assert!(store.keys_with(":p").is_empty() || at.starts_with("Pretend"), "{at}");
    });
}

#[test]
fn what_is_recorded_is_an_entry_or_half_typed_at_every_moment() {
    let act = |vault: &mut Vault<Hand>| {
        let _report = vault.append(CASE, &[note(2, 1, "old words")]);
        let _report = vault.keep_place(CASE, place(&[]));
    };
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), with_place, act, |store, _, (), at| {
        let is_entry = next_start(store).get(note(2, 1, "").id).is_some();
        assert!(is_entry || words(&left(store)) == ["old words"], "{at}");
    });
}

#[test]
fn taking_over_loses_nothing_at_any_fault() {
    let faults = [CRASHES.as_slice(), FAILURES.as_slice()].concat();
    for fault in faults {
        for call in 0..30 {
            let (store, ..) = with_place();
            let (mut next, hand) = tab(&store, 3);
            hand.plan(call, fault);
            for one in next.left_places(&none()).0 {
                let _report = next.keep_place(one.case, one.place);
            }
            hand.heal();
            let found = left(&store);
            assert_eq!(words(&found).last(), Some(&"old words"), "{fault:?} at {call}: {found:?}");
        }
    }
}

#[test]
fn the_removal_of_the_case_takes_it_along_at_any_fault() {
    let act = |vault: &mut Vault<Hand>| vault.remove(CASE);
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), with_place, act, |store, _, removed, at| {
        if removed == Ok(Removal::Done) && !at.contains("Pretend") {
            assert!(store.keys_with("ca5e:").is_empty(), "{at}");
        }
        // A tab that died is not asked again; the next start sweeps.
        let _next = load(store);
        if !store.keys_with("gone").is_empty() {
            assert_eq!(store.keys_with("ca5e"), ["sopc:1:gone:000000000000ca5e"], "{at}");
            assert!(left(store).is_empty(), "{at}");
            assert_eq!(tab(store, 5).0.keep_place(CASE, reason("late")).removed, [CASE], "{at}");
            assert!(store.keys_with(":p").is_empty(), "{at}");
        }
    });
}

fn load(store: &Store) -> usize {
    Vault::open(store.hand(), ring(), vec![], Writer(98)).load().cases.len()
}

#[test]
fn on_a_full_shelf_it_is_held_sealed_over_the_lock_and_comes_back() {
    let phrase = Passphrase::typed("tea at the blue gate");
    let record = Record::make(&key(1), &phrase, Cost::FLOOR, random).unwrap();
    let store = Store::default();
    let mut vault = Vault::open(store.hand(), Keyring::new(key(1), random), vec![record], Writer(1));
    let _report = vault.append(CASE, &[opened(1)]);
    assert_eq!(vault.keep_place(CASE, reason("old words")).state, SaveState::Saved);
    store.set_room(Some(store.size()));
    assert_eq!(vault.keep_place(CASE, reason("new words")).state, SaveState::Unsaved(ShelfError::Full));
    assert_eq!(
        vault.keep_place(CaseId::NONE, place(&[("new-case/new/case-code", "MW-9")])).state,
        SaveState::Unsaved(ShelfError::Full)
    );
    let Ok(mut held) = vault.lock() else { panic!("it could not be sealed") };
    assert!(held.is_unsaved());
    let open = |writer: u64| {
        let (ring, records) = unlock(&store.hand(), &[], &phrase, random).unwrap();
        Vault::open(store.hand(), ring, records, Writer(writer))
    };
    // Another passphrase takes nothing of it.
    let mut stranger = Vault::open(Store::default().hand(), Keyring::new(key(3), random), vec![], Writer(3));
    let _taken = stranger.take_back(&mut held);
    assert!(held.is_unsaved() && stranger.left_places(&none()).0.is_empty());
    let mut vault = open(2);
    assert!(vault.take_back(&mut held).is_empty());
    assert!(!held.is_unsaved());
    // What was on the shelf is what it took the place of.
    let (left, _) = vault.left_places(&none());
    assert_eq!(words(&left), ["MW-9", "new words"]);
    assert!(left.iter().all(|one| one.writer.is_none()));
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    assert_eq!(words(&open(3).left_places(&none()).0), ["MW-9", "new words"]);
    assert_eq!(store.keys_with(":p").len(), 2);
}

#[test]
fn that_she_is_somewhere_is_nothing_unsaved() {
    let (store, mut vault, _) = prepared();
    store.set_room(Some(store.size()));
    assert_eq!(vault.keep_place(CASE, place(&[])).state, SaveState::Saved);
    assert!(!vault.lock().unwrap_or_else(|_| panic!("no randomness")).is_unsaved());
}

#[test]
fn words_stay_while_what_they_became_is_not_written() {
    let (store, mut vault, _) = with_place();
    store.set_room(Some(store.size()));
    let state = vault.append(CASE, &[note(2, 1, "old words")]).state;
    assert_eq!(state, SaveState::Unsaved(ShelfError::Full));
    let _report = vault.keep_place(CASE, place(&[]));
    assert_eq!(words(&left(&store)), ["old words"]);
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    let found = left(&store);
    assert!(words(&found).is_empty() && !found[0].place.spot.is_empty(), "{found:?}");
    assert!(next_start(&store).get(note(2, 1, "").id).is_some());
}

#[rstest]
#[case::damaged("x", Flaw::Damaged)]
#[case::newer(&sealed(r#"{"f":2,"at":1,"spot":[],"words":{}}"#), Flaw::Newer(2))]
#[case::not_understood(&sealed(r#"{"f":1,"at":1,"spot":[]}"#), Flaw::NotUnderstood)]
fn what_cannot_be_read_is_left_alone_and_costs_only_itself(#[case] value: &str, #[case] flaw: Flaw) {
    let (store, ..) = with_place();
    let names = [BAD.to_owned(), BAD.replace(&CASE.to_string(), &CaseId::NONE.to_string())];
    store.put(&names[0], value);
    // Of no case, and so told to nobody who could not make it go.
    store.put(&names[1], "x");
    let (mut vault, _) = tab(&store, 3);
    let (found, problems) = vault.left_places(&none());
    assert_eq!(words(&found), ["old words"]);
    assert_eq!(
        problems.into_iter().map(|problem| (problem.key, problem.flaw)).collect::<Vec<_>>(),
        [(BAD.into(), flaw)]
    );
    let _report = vault.keep_place(CASE, found[0].place.clone());
    let _report = vault.keep_place(CASE, Place::default());
    assert_eq!(store.keys_with(":p"), [names[1].clone(), BAD.to_owned()]);
    assert_eq!(store.values()[BAD], value);
    assert_eq!(next_start(&store), journal(&[opened(1), note(1, 2, "first")]));
}

/// A place of another tab.
const BAD: &str = "sopc:1:000000000000ca5e:0000000000000007:p4";

fn sealed(text: &str) -> String {
    ring().seal(BAD, text.as_bytes()).unwrap_or_else(|_| panic!("no randomness"))
}

#[test]
fn a_spare_copy_leaves_it_out_a_pack_and_a_card_do_not_mind_it_and_wiping_takes_it() {
    let (store, mut vault, _) = with_place();
    let _report = vault.keep_place(CaseId::NONE, place(&[("settings/me/initials", "TZ")]));
    let (pieces, _) = vault.spare().unwrap();
    assert!(!pieces.is_empty() && pieces.iter().all(|(name, _)| !name.contains(":p")), "{pieces:?}");
    assert_eq!(vault.pack(CASE, &next_start(&store)), Ok(2));
    vault.keep_card(CASE, "a line");
    assert_eq!(store.keys_with(":p").len(), 2);
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(9)).load_listed();
    assert_eq!(loaded.cards, [(CASE, "a line".to_owned())]);
    wipe(&store.hand()).unwrap();
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
    // What belongs to no case can be kept again.
    assert_eq!(vault.keep_place(CaseId::NONE, place(&[])).removed, []);
    assert_eq!(store.keys_with(":p").len(), 1);
}

#[test]
fn the_permanent_sample_is_read() {
    let path = format!("{}/tests/samples/vault-3-place.txt", env!("CARGO_MANIFEST_DIR"));
    let Ok(text) = std::fs::read_to_string(&path) else {
        let (store, mut vault, _) = with_place();
        let _report = vault.keep_place(CaseId::NONE, place(&[("new-case/new/case-code", "MW-9")]));
        let lines = store.values().into_iter().filter(|(name, _)| name.contains(":p"));
        panic!(
            "no sample {path}; for a new one:\n{}",
            lines.map(|(name, value)| format!("{name} {value}\n")).collect::<String>()
        );
    };
    let store = Store::default();
    for line in text.lines() {
        let (name, value) = line.split_once(' ').unwrap();
        store.put(name, value);
    }
    let (found, problems) = Vault::open(store.hand(), ring(), vec![], Writer(9)).left_places(&none());
    assert!(problems.is_empty());
    let of = |case: CaseId| found.iter().find(|one| one.case == case).map(|one| one.place.clone());
    assert_eq!(of(CASE), Some(reason("old words")));
    assert_eq!(of(CaseId::NONE), Some(place(&[("new-case/new/case-code", "MW-9")])));
}

proptest! {
    #[test]
    fn any_place_comes_back_as_it_was(at: i64, spot in prop::collection::vec(".*", 0..3), words in prop::collection::vec((".*", ".*"), 0..4)) {
        let place = Place { at, spot, words: words.into_iter().collect() };
        let (store, mut vault, _) = prepared();
        let _report = vault.keep_place(CASE, place.clone());
        let found: Vec<Place> = left(&store).into_iter().map(|one| one.place).collect();
        let is_empty = place == Place { at, ..Place::default() };
        prop_assert_eq!(found, if is_empty { vec![] } else { vec![place] });
    }
}
