//! Spare copies: everything comes along, and putting one back only adds.

use sop_checklist::exchange::{NotSpare, spare_from_text, spare_to_text};
use sop_checklist::journal::{EntryId, Stamp, Writer};
use sop_checklist::vault::{Pieces, PutBack, Removal, SaveState, Shelf, ShelfError, Vault, put_back};

use super::shelves::{CRASHES, FAILURES, Fault, Store, ring};
use super::{CASE, OTHER, draft, journal, next_start, note, opened, store_with, tab};

fn spare_of(store: &Store) -> Pieces {
    tab(store, 2).0.spare().unwrap_or_else(|_| panic!("no randomness")).0
}

#[test]
fn a_spare_copy_opens_elsewhere_with_all_that_was_here() {
    let entries = [opened(1), note(1, 2, "asked at the shelter"), note(1, 3, "her aunt waits")];
    let store = store_with(&entries);
    let mut writing = tab(&store, 5).0;
    let _report = writing.draft(OTHER, &draft("half a w"));
    store.put(&format!("sopc:1:{OTHER}:0000000000000001:7"), "damaged");
    store.put("another-app", "not ours");

    let text = spare_to_text(&spare_of(&store));
    let elsewhere = Store::default();
    let pieces = spare_from_text(&text).unwrap();
    let put = put_back(&elsewhere.hand(), &pieces, false).unwrap();
    // What is damaged has no form to be known by; it stays in the file.
    assert_eq!(put, PutBack { new: pieces.len() - 1, known: 0, left_out: 1, removed: 0 });
    assert!(pieces.iter().any(|(_, value)| value == "damaged"));
    assert_eq!(next_start(&elsewhere), journal(&entries));
    let loaded = Vault::open(elsewhere.hand(), ring(), vec![], Writer(9)).load();
    assert!(loaded.problems.is_empty());
    assert_eq!(loaded.drafts.len(), 1);
    assert!(!text.contains("another-app") && !elsewhere.keys().contains(&"another-app".to_owned()));
    // Once more changes nothing.
    let before = elsewhere.values();
    let again = put_back(&elsewhere.hand(), &pieces, false).unwrap();
    assert_eq!((again.new, again.known), (0, put.new));
    assert_eq!(elsewhere.values(), before);
}

#[test]
fn what_never_reached_storage_is_in_the_spare_copy() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    store.set_room(Some(store.size()));
    assert_eq!(vault.append(CASE, &[note(2, 1, "only in memory")]).state, SaveState::Unsaved(ShelfError::Full));
    let (pieces, _) = vault.spare().unwrap();
    let elsewhere = Store::default();
    let _put = put_back(&elsewhere.hand(), &pieces, false).unwrap();
    let back = next_start(&elsewhere);
    assert!(back.get(EntryId { writer: Writer(2), number: 1 }).is_some());
    // And it is written here under another key when there is room: both are the same entry.
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    let _put = put_back(&store.hand(), &pieces, false).unwrap();
    assert_eq!(next_start(&store), back);
}

#[test]
fn putting_back_writes_over_nothing_and_brings_no_removed_case_back() {
    let store = store_with(&[opened(1), note(1, 2, "first")]);
    let pieces = spare_of(&store);
    let (key, _) = pieces.iter().find(|(key, _)| key.contains("ca5e")).unwrap().clone();
    let other = ring().seal(&key, b"[]").unwrap();
    let kept = Store::default();
    kept.put(&key, &other);
    let put = put_back(&kept.hand(), &pieces, false).unwrap();
    assert_eq!(put.left_out, 1);
    assert_eq!(kept.values().get(&key), Some(&other));

    let removed = Store::default();
    removed.put(&format!("sopc:1:gone:{CASE}"), "gone");
    let put = put_back(&removed.hand(), &pieces, false).unwrap();
    assert_eq!((put.new, put.removed), (0, pieces.len()));
    assert!(next_start(&removed).is_empty());
    // Unless somebody decides so: who removed everything by mistake has only this.
    assert_eq!(put_back(&removed.hand(), &pieces, true).unwrap().new, pieces.len());
    assert_eq!(next_start(&removed), journal(&[opened(1), note(1, 2, "first")]));
}

#[test]
fn what_is_put_back_comes_into_a_vault_that_is_open_also_of_a_case_that_it_removed() {
    let entries = [opened(1), note(1, 2, "first")];
    let store = store_with(&entries);
    let pieces = spare_of(&store);
    for unfinished in [false, true] {
        let (mut vault, hand) = tab(&store, 3);
        if unfinished {
            hand.plan(4, Fault::Refuse(ShelfError::Failed));
        }
        assert_eq!(vault.remove(CASE) == Ok(Removal::Done), !unfinished);
        hand.heal();
        assert_eq!(vault.put_back(&pieces, false).unwrap().removed, pieces.len());
        assert!(vault.look_again().cases.is_empty());
        let put = vault.put_back(&pieces, true).unwrap();
        assert_eq!((put.new + put.known, put.removed), (pieces.len(), 0));
        let news = vault.look_again();
        let came = news.cases.get(&CASE).unwrap_or_else(|| panic!("the case did not come"));
        assert_eq!(came.journal, journal(&entries));
        let report = vault.append(OTHER, &[opened(3)]);
        assert_eq!((report.state, report.removed.len()), (SaveState::Saved, 0));
        assert_eq!(next_start(&store), journal(&entries));
    }
}

#[test]
fn pieces_of_others_stay_out() {
    let value = ring().seal("sopc:1:me:0000000000000001:1", b"x").unwrap();
    let store = Store::default();
    for name in
        ["another-app", "sopc:2:x", "sopc:1:", "sopc:1:gone:000000000000ca5e", "sopc:language", "sopc:1:key:x:1"]
    {
        let put = put_back(&store.hand(), &[(name.to_owned(), value.clone())], false).unwrap();
        assert_eq!(put, PutBack { new: 0, known: 0, left_out: 1, removed: 0 }, "{name}");
    }
    assert!(store.keys().is_empty());
}

#[test]
fn where_storage_refuses_what_was_put_stays_and_doing_it_again_goes_on() {
    let entries = [opened(1), note(1, 2, "one"), note(1, 3, "two")];
    let pieces = spare_of(&store_with(&entries));
    for call in 0..40 {
        for fault in CRASHES.into_iter().chain(FAILURES) {
            let store = Store::default();
            let hand = store.hand();
            hand.plan(call, fault);
            let first = put_back(&hand, &pieces, false);
            // A new start, where a key that was not whole may be written anew.
            let (before, store) = (store.values(), Store::default());
            before.iter().for_each(|(key, value)| store.put(key, value));
            let second = put_back(&store.hand(), &pieces, false).unwrap();
            assert_eq!(second.new + second.known, pieces.len(), "{first:?}");
            assert_eq!(next_start(&store), journal(&entries), "{call} {fault:?}");
        }
    }
}

#[test]
fn the_last_spare_copy_is_remembered() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    assert_eq!(vault.spared(), None);
    vault.note_spared(Stamp { unix: 1_795_000_000, offset: 0 });
    vault.note_spared(Stamp { unix: 1_795_009_000, offset: 0 });
    assert_eq!(tab(&store, 3).0.spared(), Some(1_795_009_000));
    assert_eq!(store.keys_with(":spare:").len(), 1);
    assert!(spare_of(&store).iter().all(|(key, _)| !key.contains(":spare:")));
}

#[test]
fn a_file_is_read_whole_or_not_at_all() {
    let text = spare_to_text(&[("sopc:1:a".to_owned(), "ab\u{4e00}".to_owned()), ("b".to_owned(), String::new())]);
    assert_eq!(spare_from_text(&text).map(|pieces| pieces.len()), Ok(2));
    assert_eq!(spare_from_text(&format!("\u{feff}{text}\n")).map(|pieces| pieces.len()), Ok(2));
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert_eq!(spare_from_text(&text[..end]), Err(NotSpare::Other), "{end}");
    }
    assert_eq!(spare_from_text(&text.replace("\"version\":1", "\"version\":2")), Err(NotSpare::Newer));
    for other in ["", "[]", "{}", "<!doctype html>", &text.replace("\"\"", "7"), &text.replace("spare", "other")] {
        assert_eq!(spare_from_text(other), Err(NotSpare::Other), "{other}");
    }
}

#[test]
fn the_permanent_sample_opens() {
    let pieces = spare_from_text(include_str!("../samples/spare-1.json")).unwrap();
    let store = Store::default();
    assert_eq!(put_back(&store.hand(), &pieces, false).unwrap().left_out, 0);
    assert_eq!(next_start(&store), journal(&[opened(1), note(1, 2, "asked at the shelter")]));
    assert!(store.hand().keys().unwrap().len() >= 2);
}
