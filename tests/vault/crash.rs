//! The tab dies, or storage fails, at every single call of everything that writes.

use sop_checklist::journal::{Journal, Writer};
use sop_checklist::vault::{LeftDraft, Loaded, Removal, SaveState, Vault};

use super::shelves::{CRASHES, FAILURES, Fault, Hand, Store};
use super::*;

/// Does something once for each of its calls to the shelf and each fault, in a fresh store each time, and looks at it.
pub fn at_every_call<T>(
    faults: &[Fault],
    prepare: impl Fn() -> (Store, Vault<Hand>, Hand),
    act: impl Fn(&mut Vault<Hand>) -> T,
    look: impl Fn(&Store, &mut Vault<Hand>, T, &str),
) {
    let (_, mut vault, hand) = prepare();
    hand.count();
    act(&mut vault);
    let calls = hand.calls();
    assert!(calls > 0);
    for call in 0..calls {
        for fault in faults {
            let (store, mut vault, hand) = prepare();
            hand.plan(call, *fault);
            let said = act(&mut vault);
            hand.heal();
            look(&store, &mut vault, said, &format!("{fault:?} at call {call} of {calls}"));
        }
    }
}

fn some() -> [Entry; 3] {
    [opened(1), note(1, 2, "first"), note(1, 3, "second")]
}

fn prepared() -> (Store, Vault<Hand>, Hand) {
    let store = store_with(&some());
    let (vault, hand) = tab(&store, 2);
    (store, vault, hand)
}

fn with_draft() -> (Store, Vault<Hand>, Hand) {
    let (store, mut vault, hand) = prepared();
    let _report = vault.draft(CASE, &draft("old words"));
    (store, vault, hand)
}

fn load(store: &Store) -> Loaded {
    Vault::open(store.hand(), ring(), vec![], Writer(99)).load()
}

fn found(store: &Store) -> Journal {
    load(store).cases.remove(&CASE).unwrap_or_default().journal
}

fn words(drafts: &[LeftDraft]) -> Vec<&str> {
    drafts.iter().map(|left| left.draft.text.as_str()).collect()
}

#[test]
fn append_and_crash() {
    let (before, after) = (journal(&some()), journal(&[&some()[..], &[note(2, 1, "new")]].concat()));
    let act = |vault: &mut Vault<Hand>| vault.append(CASE, &[note(2, 1, "new")]).state;
    at_every_call(&CRASHES, prepared, act, |store, _, state, at| {
        let found = found(store);
        assert!(found == before || found == after, "{at}");
        assert!(state != SaveState::Saved || found == after, "{at}: called saved");
        assert_eq!(load(store).problems, vec![], "{at}");
    });
}

#[test]
fn append_and_fail() {
    let after = journal(&[&some()[..], &[note(2, 1, "new")]].concat());
    let act = |vault: &mut Vault<Hand>| vault.append(CASE, &[note(2, 1, "new")]);
    at_every_call(&FAILURES, prepared, act, |store, vault, report, at| {
        assert!(report.removed.is_empty(), "{at}");
        if report.state == SaveState::Saved {
            assert_eq!(found(store), after, "{at}: called saved");
        } else {
            assert_eq!(vault.pending().map(|(_, entries)| entries.len()).collect::<Vec<_>>(), [1], "{at}");
        }
        assert_eq!(vault.retry().state, SaveState::Saved, "{at}");
        assert_eq!(found(store), after, "{at}");
        // What a failed attempt left is gone as well.
        assert_eq!(load(store).problems, vec![], "{at}");
        assert_eq!(store.keys().len(), 4, "{at}");
    });
}

#[test]
fn draft_and_crash() {
    let act = |vault: &mut Vault<Hand>| vault.draft(CASE, &draft("old words and new")).state;
    at_every_call(&CRASHES, with_draft, act, |store, _, state, at| {
        let loaded = load(store);
        let found = words(&loaded.drafts);
        assert!(found == ["old words"] || found == ["old words and new"], "{at}: {found:?}");
        assert!(state != SaveState::Saved || found == ["old words and new"], "{at}: called saved");
        assert_eq!(loaded.cases[&CASE].journal, journal(&some()), "{at}");
    });
}

#[test]
fn draft_and_fail() {
    let act = |vault: &mut Vault<Hand>| vault.draft(CASE, &draft("old words and new")).state;
    at_every_call(&FAILURES, with_draft, act, |store, vault, state, at| {
        let loaded = load(store);
        let found = words(&loaded.drafts);
        assert!(found == ["old words"] || found == ["old words and new"], "{at}: {found:?}");
        assert!(state != SaveState::Saved || found == ["old words and new"], "{at}: called saved");
        assert_eq!(vault.draft(CASE, &draft("the end")).state, SaveState::Saved, "{at}");
        assert_eq!(words(&load(store).drafts), ["the end"], "{at}");
        let _report = vault.append(CASE, &[note(2, 1, "the end")]);
        vault.drop_draft();
        let _report = vault.retry();
        // A key whose removal only pretends to succeed stays; that it is spent is seen at the next start.
        assert!(store.keys_with(":d").is_empty() || at.starts_with("Pretend"), "{at}");
        assert_eq!(words(&load(store).drafts).len(), store.keys_with(":d").len(), "{at}");
    });
}

#[test]
fn words_that_become_an_entry_are_a_draft_or_an_entry_at_every_moment() {
    let act = |vault: &mut Vault<Hand>| {
        let _report = vault.append(CASE, &[note(2, 1, "old words")]);
        vault.drop_draft();
    };
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), with_draft, act, |store, _, (), at| {
        let loaded = load(store);
        let entry = loaded.cases[&CASE].journal.get(note(2, 1, "").id).is_some();
        assert!(entry != (words(&loaded.drafts) == ["old words"]), "{at}");
    });
}

#[test]
fn a_left_draft_survives_its_adoption() {
    let prepare = || {
        let (store, ..) = with_draft();
        let (vault, hand) = tab(&store, 3);
        (store, vault, hand)
    };
    let act = |vault: &mut Vault<Hand>| {
        for left in vault.load().drafts {
            let _report = vault.append(CASE, &[note(3, 1, &left.draft.text)]);
            vault.drop_left(&left);
        }
    };
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), prepare, act, |store, _, (), at| {
        let loaded = load(store);
        let entry = loaded.cases[&CASE].journal.get(note(3, 1, "").id).is_some();
        assert!(entry || words(&loaded.drafts) == ["old words"], "{at}");
    });
}

#[test]
fn pack_and_crash_or_fail() {
    let act = |vault: &mut Vault<Hand>| vault.pack(CASE, &journal(&some()));
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), prepared, act, |store, vault, _, at| {
        let loaded = load(store);
        assert_eq!(loaded.cases[&CASE].journal, journal(&some()), "{at}");
        // A packer that is still alive finds its way: nothing lost, nothing damaged, one pack in the end.
        let news = vault.look_again();
        for case in news.lost {
            let _report = vault.restore(case, &journal(&some()));
        }
        let _packed = vault.pack(CASE, &journal(&some()));
        assert_eq!(found(store), journal(&some()), "{at}");
    });
}

#[test]
fn erase_and_crash_or_fail() {
    let secret = note(1, 2, "first").id;
    let after = journal(&[&some()[..], &[erased(2, 1, &[secret])]].concat());
    let act = |vault: &mut Vault<Hand>| {
        let _report = vault.append(CASE, &[erased(2, 1, &[secret])]);
        vault.pack(CASE, &after).is_ok()
    };
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), prepared, act, |store, vault, _, at| {
        // This tab knows whether it finished. Where storage lied to it, the next start knows.
        let lied = at.starts_with("Pretend") || at.starts_with("Shorten");
        assert!(!store.says("first") || vault.needs_packing(CASE) || lied, "{at}");
        let mut next = Vault::open(store.hand(), ring(), vec![], Writer(3));
        let mut found = next.load().cases.remove(&CASE).unwrap().journal;
        assert!(found == journal(&some()) || found == after, "{at}");
        if found != after {
            found.insert(erased(2, 1, &[secret]));
            let _report = next.append(CASE, &[erased(2, 1, &[secret])]);
        }
        assert_eq!(store.says("first"), next.holds_erased(CASE), "{at}");
        let _packed = next.pack(CASE, &found);
        assert!(!store.says("first"), "{at}");
        assert_eq!(found, after, "{at}");
    });
}

#[test]
fn remove_and_crash() {
    let act = |vault: &mut Vault<Hand>| vault.remove(CASE);
    at_every_call(&CRASHES, with_draft, act, |store, _, removed, at| {
        let loaded = load(store);
        match loaded.cases.get(&CASE) {
            Some(case) => {
                assert!(removed.is_err(), "{at}: called removed");
                assert_eq!((&case.journal, words(&loaded.drafts)), (&journal(&some()), vec!["old words"]), "{at}");
            }
            None => assert_eq!(store.keys_with("ca5e"), ["sopc:1:gone:000000000000ca5e"], "{at}"),
        }
    });
}

#[test]
fn remove_and_fail() {
    let act = |vault: &mut Vault<Hand>| vault.remove(CASE);
    at_every_call(&FAILURES, with_draft, act, |store, vault, removed, at| {
        match removed {
            Ok(Removal::Done) if !at.contains("Pretend") => assert!(store.keys_with("ca5e:").is_empty(), "{at}"),
            Ok(_) => assert_eq!(store.keys_with("gone").len(), 1, "{at}"),
            Err(_) => assert_eq!(store.keys_with("ca5e:").len(), 4, "{at}"),
        }
        assert_eq!(vault.remove(CASE), Ok(Removal::Done), "{at}");
        assert_eq!(store.keys_with("ca5e"), ["sopc:1:gone:000000000000ca5e"], "{at}");
    });
}

#[test]
fn restore_and_crash_or_fail() {
    let prepare = || {
        let (store, mut vault, hand) = prepared();
        store.clear();
        let _news = vault.changed(None);
        (store, vault, hand)
    };
    let act = |vault: &mut Vault<Hand>| vault.restore(CASE, &journal(&some())).state;
    at_every_call(&[CRASHES.as_slice(), FAILURES.as_slice()].concat(), prepare, act, |store, _, state, at| {
        let found = found(store);
        assert!(found.is_empty() || found == journal(&some()), "{at}");
        assert!(state != SaveState::Saved || found == journal(&some()), "{at}: called saved");
    });
}

#[test]
fn load_and_fail() {
    let prepare = || {
        let (store, ..) = with_draft();
        let hand = store.hand();
        (store, Vault::open(hand.clone(), ring(), vec![], Writer(3)), hand)
    };
    let act = |vault: &mut Vault<Hand>| vault.load();
    at_every_call(&FAILURES, prepare, act, |store, vault, loaded, at| {
        let whole = loaded.cases.get(&CASE).is_some_and(|case| case.journal == journal(&some()) && !case.incomplete);
        let missing = !whole && loaded.problems.is_empty();
        // A listing that pretends to be empty cannot be told from an empty shelf.
        assert!(!missing || at.contains("Pretend"), "{at}");
        let before = store.values();
        assert_eq!(vault.load().cases[&CASE].journal, journal(&some()), "{at}");
        assert_eq!(store.values(), before, "{at}");
    });
}
