//! Full cases and long ones: how much room they take, and what is folded of them.

use sop_checklist::journal::{Journal, Writer};
use sop_checklist::vault::Vault;

use super::shelves::{CRASHES, FAILURES, Store, ring};
use super::*;
use crate::support::full::{Notes, full};

/// Local storage of Chromium holds 5 MiB of characters, keys counted.
const ALL: usize = 5 * 1024 * 1024;
/// So many fit, with room to work.
const CASES: usize = 500;
const MOST: usize = 9_000;

#[test]
fn a_full_case_takes_at_most_9000_characters_so_that_500_fit() {
    const { assert!(CASES * MOST < ALL * 9 / 10) };
    for notes in [Notes::English, Notes::Burmese] {
        let store = Store::default();
        let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(1));
        let entries = full(1, notes);
        for entry in &entries {
            let _report = vault.append(CASE, std::slice::from_ref(entry));
        }
        let loose = store.size();
        let whole: Journal = entries.iter().cloned().collect();
        assert_eq!(vault.pack(CASE, &whole), Ok(entries.len()));
        assert!(store.size() <= MOST && store.size() * 4 < loose, "{notes:?}: {} of {loose}", store.size());
        assert_eq!(next_start(&store), whole);
        // A card beside it is small.
        let packed = store.size();
        vault.keep_card(CASE, "MW-7, 107 of 107, and what else stands on a line");
        assert!(packed < store.size() && store.size() < packed + 250);
    }
}

/// A case whose one pack is so large that it is left alone, and some small pieces beside it, by a tab of its own.
fn large(small: u32) -> (Store, Journal) {
    let entries: Vec<Entry> = (1..=520).map(|number| note(1, number, &format!("words {number}"))).collect();
    let store = store_with(&[]);
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(1));
    let _report = vault.append(CASE, &entries);
    let mut whole = journal(&entries);
    let mut vault = tab(&store, 2).0;
    for number in 1..=small {
        let more = note(2, number, &format!("more {number}"));
        let _report = vault.append(CASE, std::slice::from_ref(&more));
        whole.insert(more);
    }
    (store, whole)
}

#[test]
fn a_large_piece_is_folded_only_once_there_is_much_beside_it() {
    let (store, whole) = large(100);
    let big = store.keys()[0].clone();
    let value = store.values()[&big].clone();
    let (mut vault, _) = tab(&store, 3);
    assert_eq!(vault.pack(CASE, &whole), Ok(100));
    assert_eq!((store.keys().len(), store.values().get(&big)), (2, Some(&value)));
    assert!(!vault.needs_packing(CASE));
    assert_eq!(next_start(&store), whole);

    let (store, whole) = large(250);
    assert_eq!(tab(&store, 3).0.pack(CASE, &whole), Ok(251));
    assert_eq!(store.keys().len(), 1);
    assert_eq!(next_start(&store), whole);
}

#[test]
fn words_that_were_erased_go_from_a_large_piece_too() {
    let (store, mut whole) = large(2);
    let (mut vault, _) = tab(&store, 3);
    let gone = erased(3, 1, &[note(1, 500, "").id, note(2, 1, "").id]);
    whole.insert(gone.clone());
    let _report = vault.append(CASE, &[gone]);
    assert!(vault.needs_packing(CASE) && store.says("words 500") && store.says("more 1"));
    assert_eq!(vault.pack(CASE, &whole), Ok(4));
    assert!(!store.says("words 500") && !store.says("more 1"));
    // Of a small piece alone, the large one stays.
    let (store, mut whole) = large(2);
    let (mut vault, _) = tab(&store, 3);
    let gone = erased(3, 1, &[note(2, 1, "").id]);
    whole.insert(gone.clone());
    let _report = vault.append(CASE, &[gone]);
    assert_eq!(vault.pack(CASE, &whole), Ok(3));
    assert!(store.says("words 500") && !store.says("more 1"));
    assert_eq!(next_start(&store), whole);
}

#[test]
fn packing_beside_a_large_piece_loses_nothing_at_whatever_call_it_breaks_off() {
    for fault in [CRASHES.as_slice(), FAILURES.as_slice()].concat() {
        for call in 0..20 {
            let (store, mut whole) = large(4);
            let (mut vault, hand) = tab(&store, 3);
            // One entry waits for room, and goes into the pack.
            store.set_room(Some(0));
            let _report = vault.append(CASE, &[note(3, 1, "waits")]);
            store.set_room(None);
            hand.plan(call, fault);
            let packed = vault.pack(CASE, &whole);
            hand.heal();
            let found = next_start(&store);
            let waits = found.get(note(3, 1, "").id).is_some();
            assert!(waits || packed.is_err() || vault.pending().next().is_some(), "{fault:?} at call {call}");
            if waits {
                whole.insert(note(3, 1, "waits"));
            }
            assert_eq!(found, whole, "{fault:?} at call {call}");
        }
    }
}

/// Another tab took a small piece away before it was folded: what it held is written from memory.
#[test]
fn what_went_away_beside_a_large_piece_is_in_the_pack() {
    let (store, whole) = large(4);
    let (mut vault, _) = tab(&store, 3);
    store.take(&store.keys_with("0002:3")[0]);
    assert_eq!(vault.pack(CASE, &whole), Ok(3));
    assert_eq!(next_start(&store), whole);
}
