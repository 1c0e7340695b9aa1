//! Index cards: they count only while they say what the case says, and nobody misses one.

use rstest::rstest;
use sop_checklist::journal::Writer;
use sop_checklist::vault::{CaseId, Loaded, Removal, SaveState, Vault};

use super::shelves::{CRASHES, FAILURES, Store};
use super::*;

fn listed(store: &Store) -> (Vault<Hand>, Loaded) {
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(50));
    let loaded = vault.load_listed();
    (vault, loaded)
}

/// A case in two pieces with a card.
fn carded() -> Store {
    let store = store_with(&[opened(1), note(1, 2, "by boat")]);
    let (mut vault, _) = tab(&store, 2);
    vault.keep_card(CASE, "a line");
    store
}

fn cards(store: &Store) -> Vec<String> {
    store.keys_with(":c")
}

fn line(loaded: &Loaded) -> Option<String> {
    loaded.cards.iter().find(|(case, _)| *case == CASE).map(|(_, line)| line.clone())
}

fn card(store: &Store) -> Option<String> {
    line(&listed(store).1)
}

#[test]
fn a_case_with_a_card_is_listed_unread_and_opens_whole() {
    let store = carded();
    let (mut vault, loaded) = listed(&store);
    assert_eq!(line(&loaded).as_deref(), Some("a line"));
    assert!(loaded.cases.is_empty() && loaded.problems.is_empty());
    // Nothing new is nothing to read.
    assert!(vault.look_again().cases.is_empty());
    let news = vault.open_case(CASE);
    assert_eq!(news.cases[&CASE].journal, journal(&[opened(1), note(1, 2, "by boat")]));
    assert!(vault.look_again().cases.is_empty());
    assert_eq!(vault.append(CASE, &[note(50, 1, "by road")]).state, SaveState::Saved);
    assert!(vault.look_again().lost.is_empty());
    assert!(!store.says("nothing of this") && store.says("a line"));
}

#[rstest]
#[case::a_new_entry(&|store: &Store| { let _report = tab(store, 3).0.append(CASE, &[note(3, 1, "x")]); })]
#[case::a_pack(&|store: &Store| { let mut vault = tab(store, 3).0; assert_eq!(vault.pack(CASE, &next_start(store)), Ok(2)); })]
#[case::a_piece_less(&|store: &Store| { store.take(&store.keys_with("1:2")[0]); })]
#[case::a_draft(&|store: &Store| { let _report = tab(store, 3).0.draft(CASE, &draft("half")); })]
#[case::damage(&|store: &Store| { store.put(&cards(store)[0], "x"); })]
#[case::another_key(&|store: &Store| {
    let value = store.take(&cards(store)[0]).unwrap();
    store.put("sopc:1:000000000000ca5e:0000000000000002:c9", &value);
})]
#[case::another_form(&|store: &Store| {
    let name = cards(store)[0].clone();
    store.put(&name, &ring().seal(&name, br#"["2","a line"]"#).unwrap());
})]
fn a_card_counts_no_longer_after(#[case] change: &dyn Fn(&Store)) {
    let store = carded();
    change(&store);
    assert_eq!(card(&store), None);
    let (_, loaded) = listed(&store);
    assert!(loaded.problems.is_empty());
    assert_eq!(loaded.cases[&CASE].journal, next_start(&store));
    // It is remade, and the old one goes.
    let (mut vault, hand) = tab(&store, 7);
    if store.keys_with(":d").is_empty() {
        vault.keep_card(CASE, "a new line");
        assert_eq!((card(&store), cards(&store).len()), (Some("a new line".to_owned()), 1));
    }
    drop(hand);
}

#[test]
fn what_is_not_known_whole_gets_no_card() {
    // A piece that cannot be read.
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    store.put(&store.keys()[1], "x");
    tab(&store, 2).0.keep_card(CASE, "a line");
    assert!(cards(&store).is_empty());
    // Another tab's piece that was not seen yet.
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let _report = tab(&store, 3).0.append(CASE, &[note(3, 1, "x")]);
    vault.keep_card(CASE, "a line");
    assert!(cards(&store).is_empty());
    // An entry that is not saved.
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    store.set_room(Some(0));
    let _report = vault.append(CASE, &[note(2, 1, "x")]);
    store.set_room(None);
    vault.keep_card(CASE, "a line");
    assert!(cards(&store).is_empty());
    // A case that is only listed, and one that is not there.
    let store = carded();
    let (mut vault, _) = listed(&store);
    vault.keep_card(CASE, "another line");
    vault.keep_card(CaseId(1), "another line");
    assert_eq!(card(&store).as_deref(), Some("a line"));
}

#[test]
fn removal_takes_the_card_along() {
    let store = carded();
    let (mut vault, _) = listed(&store);
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
    vault.keep_card(CASE, "a line");
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
}

#[test]
fn another_tab_that_changes_a_listed_case_makes_it_read() {
    let store = carded();
    let (mut vault, _) = listed(&store);
    let _report = tab(&store, 3).0.append(CASE, &[note(3, 1, "by road")]);
    let news = vault.changed(Some(&store.keys_with("0003:1")[0]));
    assert_eq!(news.cases[&CASE].journal, journal(&[opened(1), note(1, 2, "by boat"), note(3, 1, "by road")]));
    // A new card alone is no news.
    tab(&store, 4).0.keep_card(CASE, "a line");
    assert!(vault.changed(Some(&cards(&store)[0])).cases.is_empty());
}

#[test]
fn whatever_breaks_off_the_card_is_right_or_not_there() {
    for fault in [CRASHES.as_slice(), FAILURES.as_slice()].concat() {
        for call in 0..12 {
            let store = carded();
            let _report = tab(&store, 3).0.append(CASE, &[note(3, 1, "by road")]);
            let (mut vault, hand) = tab(&store, 4);
            hand.plan(call, fault);
            vault.keep_card(CASE, "a new line");
            hand.heal();
            let (mut next, loaded) = listed(&store);
            let at = format!("{fault:?} at call {call}");
            assert_eq!(loaded.problems, vec![], "{at}");
            match line(&loaded) {
                Some(line) => assert_eq!(line, "a new line", "{at}"),
                None => assert!(loaded.cases.contains_key(&CASE), "{at}"),
            }
            assert_eq!(next.open_case(CASE).problems, vec![], "{at}");
            assert_eq!(next_start(&store).len(), 3, "{at}");
        }
    }
}

#[test]
fn two_cards_of_a_case_are_one_line() {
    let store = store_with(&[opened(1), note(1, 2, "by boat")]);
    let (hand, other) = (store.slow_hand(), store.slow_hand());
    for (hand, writer) in [(&hand, 2), (&other, 3)] {
        let mut vault = Vault::open(hand.clone(), ring(), vec![], Writer(writer));
        let _loaded = vault.load();
        vault.keep_card(CASE, "a line");
    }
    assert_eq!(cards(&store).len(), 2);
    assert_eq!(listed(&store).1.cards.len(), 1);
}

#[test]
fn a_listed_case_that_another_tab_removed_is_reported_when_it_is_opened() {
    let store = carded();
    let (mut vault, loaded) = listed(&store);
    assert_eq!(loaded.cards.len(), 1);
    assert_eq!(tab(&store, 3).0.remove(CASE), Ok(Removal::Done));
    let news = vault.open_case(CASE);
    assert_eq!(news.removed, [CASE]);
    assert!(news.cases.is_empty());
    // Once: whoever opens it has to take it off the list then.
    assert!(vault.look_again().removed.is_empty());
}
