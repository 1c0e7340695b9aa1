//! Several tabs on one store, each with its own view of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use proptest::prelude::*;
use sop_checklist::journal::{EntryId, Journal, Writer};
use sop_checklist::vault::{Flaw, News, PREFIX, Problem, Removal, SaveState, ShelfError, Vault};

use super::shelves::{Fault, Hand, Store};
use super::*;

/// A tab as the app drives it: a vault, its hand, and the journals in memory.
struct Tab {
    vault: Vault<Hand>,
    hand: Hand,
    writer: u64,
    next: u32,
    kept: std::collections::BTreeMap<CaseId, Journal>,
    written: Vec<(CaseId, EntryId)>,
}

impl Tab {
    fn open(store: &Store, writer: u64) -> Self {
        let hand = store.slow_hand();
        let mut vault = Vault::open(hand.clone(), ring(), vec![], Writer(writer));
        let loaded = vault.load();
        at_most_damaged(&loaded.problems);
        let kept = loaded.cases.into_iter().map(|(id, case)| (id, case.journal)).collect();
        Self { vault, hand, writer, next: 1, kept, written: vec![] }
    }

    fn write(&mut self, case: CaseId, act: Act) -> SaveState {
        let entry = entry(self.writer, self.next, act);
        self.next += 1;
        self.kept.entry(case).or_default().insert(entry.clone());
        self.written.push((case, entry.id));
        let report = self.vault.append(case, std::slice::from_ref(&entry));
        self.drop_cases(&report.removed);
        if self.vault.needs_packing(case) {
            self.pack(case);
        }
        report.state
    }

    fn note(&mut self, case: CaseId) -> SaveState {
        let text = format!("words {}-{}.", self.writer, self.next);
        self.write(case, Act::Note { step: "3.1".into(), text })
    }

    fn pack(&mut self, case: CaseId) {
        if let Some(kept) = self.kept.get(&case) {
            let _packed = self.vault.pack(case, kept);
        }
    }

    fn drop_cases(&mut self, removed: &[CaseId]) {
        for case in removed {
            self.kept.remove(case);
        }
    }

    /// The storage event arrives.
    fn hear(&mut self) {
        self.hand.sync();
        let News { cases, removed, lost, problems } = self.vault.changed(Some(PREFIX));
        at_most_damaged(&problems);
        self.drop_cases(&removed);
        for (id, case) in cases {
            self.kept.entry(id).or_default().union(&case.journal);
        }
        for id in lost {
            if let Some(kept) = self.kept.get(&id) {
                let _report = self.vault.restore(id, kept);
            }
        }
    }
}

/// What a tab that died left half-written is listed; nothing else is.
fn at_most_damaged(problems: &[Problem]) {
    assert!(problems.iter().all(|problem| problem.flaw == Flaw::Damaged), "{problems:?}");
}

fn found(store: &Store, case: CaseId) -> BTreeSet<EntryId> {
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(99)).load();
    at_most_damaged(&loaded.problems);
    loaded.cases.get(&case).map(|case| case.journal.entries().map(|entry| entry.id).collect()).unwrap_or_default()
}

#[test]
fn a_tab_hears_what_another_wrote_once() {
    let store = store_with(&[opened(1)]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    two.note(CASE);
    two.note(OTHER);
    one.hand.sync();
    let news = one.vault.changed(Some(PREFIX));
    assert_eq!(news.cases.keys().collect::<Vec<_>>(), [&OTHER, &CASE]);
    assert_eq!(news.cases[&CASE].journal.len(), 1);
    assert!(news.lost.is_empty() && news.removed.is_empty());
    assert!(one.vault.changed(Some(PREFIX)).cases.is_empty());
}

#[test]
fn a_pack_of_another_tab_is_no_loss() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    let before = store.keys();
    two.pack(CASE);
    one.hand.sync();
    for key in before.iter().chain(&store.keys()) {
        let news = one.vault.changed(Some(key));
        assert!(news.lost.is_empty() && news.removed.is_empty() && news.problems.is_empty());
    }
}

#[test]
fn two_packers_with_the_same_old_view_lose_nothing_and_settle() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    one.note(CASE);
    two.note(CASE);
    one.pack(CASE);
    two.pack(CASE);
    assert_eq!(found(&store, CASE).len(), 4);
    one.hear();
    one.pack(CASE);
    assert_eq!(store.keys().len(), 1);
    assert_eq!(found(&store, CASE).len(), 4);
    two.hear();
    two.pack(CASE);
    assert_eq!(found(&store, CASE).len(), 4);
}

#[test]
fn a_removed_case_stays_removed_against_a_tab_that_did_not_know() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut one, mut two, mut three) = (Tab::open(&store, 2), Tab::open(&store, 3), Tab::open(&store, 4));
    assert_eq!(one.vault.remove(CASE), Ok(Removal::Done));
    // Its view is old: it writes, and even packs.
    assert_eq!(two.note(CASE), SaveState::Saved);
    two.pack(CASE);
    assert!(!store.keys_with("ca5e:").is_empty());
    // Whoever hears of it first sweeps, and the case is dropped.
    two.hear();
    assert!(!two.kept.contains_key(&CASE));
    assert!(store.keys_with("ca5e:").is_empty());
    // One that hears of it only while it writes drops it then.
    three.hand.sync();
    let _state = three.note(CASE);
    assert!(!three.kept.contains_key(&CASE));
    assert!(store.keys_with("ca5e:").is_empty());
}

#[test]
fn a_tab_that_died_before_it_heard_is_swept_after_at_the_next_start() {
    let store = store_with(&[opened(1)]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    assert_eq!(one.vault.remove(CASE), Ok(Removal::Done));
    two.note(CASE);
    drop(two);
    assert!(found(&store, CASE).is_empty());
    assert!(store.keys_with("ca5e:").is_empty());
}

#[test]
fn a_tab_that_removed_a_case_sweeps_what_another_writes_late() {
    let store = store_with(&[opened(1)]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    assert_eq!(one.vault.remove(CASE), Ok(Removal::Done));
    two.note(CASE);
    one.hear();
    assert!(store.keys_with("ca5e:").is_empty());
}

#[test]
fn a_removal_that_cannot_see_its_own_mark_does_not_take_another_tabs_mark_away() {
    let store = store_with(&[opened(1)]);
    let (mut one, mut two) = (Tab::open(&store, 2), Tab::open(&store, 3));
    assert_eq!(one.vault.remove(CASE), Ok(Removal::Done));
    // Its view is old: it sets the mark again, and then cannot read it.
    two.note(CASE);
    two.hand.plan(2, Fault::Refuse(ShelfError::Failed));
    assert_eq!(two.vault.remove(CASE), Ok(Removal::Done));
    assert!(found(&store, CASE).is_empty());
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
}

/// Another tab does something between any two calls of this one.
fn between_any_two_calls(
    act: impl Fn(&mut Tab),
    other: impl Fn(&mut Tab) + 'static + Copy,
    look: impl Fn(&Store, &Tab),
) {
    for call in 0.. {
        let store = store_with(&[opened(1), note(1, 2, "x"), note(1, 3, "y")]);
        let mut one = Tab::open(&store, 2);
        let hand = store.hand();
        one.vault = Vault::open(hand.clone(), ring(), vec![], Writer(2));
        let _loaded = one.vault.load();
        let done = Rc::new(std::cell::Cell::new(false));
        let (theirs, did) = (store.clone(), done.clone());
        hand.before(call, move || {
            let mut two = Tab::open(&theirs, 3);
            other(&mut two);
            did.set(true);
        });
        act(&mut one);
        look(&store, &one);
        if !done.get() {
            return;
        }
    }
}

#[test]
fn whatever_another_tab_does_between_two_calls_nothing_is_lost() {
    let write: fn(&mut Tab) = |tab| {
        // Its key may be folded before it is read back; then it is written once more.
        let _state = tab.note(CASE);
        assert_eq!(tab.vault.retry().state, SaveState::Saved);
    };
    let look: fn(&mut Tab) = |tab| {
        let news = tab.vault.look_again();
        assert!(news.lost.is_empty() && news.problems.is_empty() && news.removed.is_empty());
    };
    let acts: [fn(&mut Tab); 3] = [|tab| tab.pack(CASE), write, look];
    let others: [fn(&mut Tab); 3] = [
        |tab| tab.pack(CASE),
        write,
        |tab| {
            tab.note(CASE);
            tab.pack(CASE);
        },
    ];
    for act in acts {
        for other in others {
            between_any_two_calls(act, other, |store, one| {
                let found = found(store, CASE);
                assert!(found.len() >= 3 + one.written.len());
                assert!(one.written.iter().all(|(_, id)| found.contains(id)));
            });
        }
    }
}

#[test]
fn a_tab_that_starts_while_another_packs_reads_everything() {
    for call in 0..8 {
        let store = store_with(&[opened(1), note(1, 2, "x"), note(1, 3, "y")]);
        let (hand, theirs) = (store.hand(), store.clone());
        hand.before(call, move || Tab::open(&theirs, 3).pack(CASE));
        let loaded = Vault::open(hand, ring(), vec![], Writer(2)).load();
        assert_eq!(loaded.problems, vec![]);
        assert_eq!(loaded.cases[&CASE].journal.len(), 3, "call {call}");
    }
}

#[test]
fn a_removal_between_two_calls_holds() {
    let acts: [fn(&mut Tab); 3] = [
        |tab| tab.pack(CASE),
        |tab| {
            tab.note(CASE);
        },
        |tab| {
            let _report = tab.vault.draft(CASE, &draft("half"));
        },
    ];
    for act in acts {
        between_any_two_calls(
            act,
            |tab| assert!(tab.vault.remove(CASE).is_ok()),
            |store, _| {
                let removed = !store.keys_with("gone").is_empty();
                assert_eq!(found(store, CASE).is_empty(), removed);
                assert!(!removed || store.keys_with("ca5e:").is_empty());
            },
        );
    }
}

#[derive(Debug, Clone)]
enum Step {
    Note,
    Pack,
    Hear,
    Erase,
    Remove,
    Fail(usize, Fault),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        Just(Fault::Refuse(ShelfError::Failed)),
        Just(Fault::Refuse(ShelfError::Full)),
        Just(Fault::Shorten),
        Just(Fault::CrashBefore),
        Just(Fault::CrashAfter),
    ];
    prop_oneof![
        6 => Just(Step::Note),
        4 => Just(Step::Pack),
        4 => Just(Step::Hear),
        1 => Just(Step::Erase),
        1 => Just(Step::Remove),
        2 => (0_usize..6, fault).prop_map(|(call, fault)| Step::Fail(call, fault)),
        1 => Just(Step::Restart),
    ]
}

fn secrets_of(kept: &Journal, erased: &mut Vec<String>) -> Option<EntryId> {
    let worded = kept.in_order().into_iter().find_map(|entry| match &entry.act {
        Act::Note { text, .. } if !text.is_empty() => Some((entry.id, text.clone())),
        _ => None,
    })?;
    erased.push(worded.1);
    Some(worded.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Three tabs with stale views do whatever they like to two cases, and storage fails and tabs die meanwhile.
    #[test]
    fn whatever_tabs_do_nothing_saved_is_lost_and_nothing_removed_or_erased_comes_back(
        steps in proptest::collection::vec((0_usize..3, any::<bool>(), step()), 1..60)
    ) {
        let store = Store::default();
        let mut writers = 10..;
        let mut tabs: Vec<Tab> = (0..3).map(|_| Tab::open(&store, writers.next().unwrap())).collect();
        let mut saved: BTreeSet<(CaseId, EntryId)> = BTreeSet::new();
        let mut removed: BTreeSet<CaseId> = BTreeSet::new();
        let mut erased: Vec<String> = vec![];
        for (place, other, step) in steps {
            let tab = &mut tabs[place];
            let case = if other { OTHER } else { CASE };
            let mut state = None;
            match step {
                Step::Note => state = Some(tab.note(case)),
                Step::Pack => tab.pack(case),
                Step::Hear if tab.hand.is_dead() => {}
                Step::Hear => {
                    tab.hand.heal();
                    tab.hear();
                }
                Step::Erase => {
                    if let Some(id) = tab.kept.get(&case).and_then(|kept| secrets_of(kept, &mut erased)) {
                        state = Some(tab.write(case, Act::Erased { entries: vec![id] }));
                        if state != Some(SaveState::Saved) {
                            // It is in memory, and may go with the tab.
                            erased.pop();
                        }
                    }
                }
                Step::Remove => {
                    if tab.kept.contains_key(&case) {
                        let said = tab.vault.remove(case).is_ok();
                        // A tab that dies in the middle says nothing.
                        let is = !store.keys_with(&format!("gone:{case}")).is_empty();
                        prop_assert!(said == is || tab.hand.is_dead() || removed.contains(&case));
                        if is {
                            tab.kept.remove(&case);
                            removed.insert(case);
                        }
                    }
                }
                Step::Fail(call, fault) => tab.hand.plan(call, fault),
                Step::Restart => *tab = Tab::open(&store, writers.next().unwrap()),
            }
            if state == Some(SaveState::Saved) {
                saved.extend(tab.written.iter().copied());
            }
        }
        for case in saved.iter().map(|(case, _)| *case).filter(|case| !removed.contains(case)).collect::<BTreeSet<_>>() {
            let found = found(&store, case);
            let missing: Vec<_> = saved.iter().filter(|(of, id)| *of == case && !found.contains(id)).collect();
            prop_assert!(missing.is_empty(), "{case} lost {missing:?}");
        }
        // Storage works again, the dead are gone, and everybody hears of everything.
        tabs.retain(|tab| !tab.hand.is_dead());
        tabs.push(Tab::open(&store, writers.next().unwrap()));
        for tab in &tabs {
            tab.hand.heal();
        }
        for _ in 0..2 {
            for tab in &mut tabs {
                tab.hear();
                let _report = tab.vault.retry();
                for case in [CASE, OTHER] {
                    if tab.vault.needs_packing(case) {
                        tab.pack(case);
                    }
                }
            }
        }
        let last = Tab::open(&store, writers.next().unwrap());
        for case in &removed {
            prop_assert!(!last.kept.contains_key(case), "{case} came back");
            prop_assert!(store.keys_with(&format!("{case}:")).is_empty(), "{case} is still on the shelf");
        }
        for words in &erased {
            prop_assert!(!store.says(words), "{words} is still on the shelf");
        }
        for (case, id) in saved.iter().filter(|(case, _)| !removed.contains(case)) {
            prop_assert!(last.kept[case].get(*id).is_some(), "{case} lost {id:?} in the end");
        }
    }
}
