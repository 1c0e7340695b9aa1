//! One tab.

use rstest::rstest;
use sop_checklist::journal::{Act, Journal, Writer, to_stored};
use sop_checklist::vault::{Draft, Flaw, MemoryShelf, PREFIX, Problem, Removal, SaveState, ShelfError, Vault, Why};

use super::shelves::{FAILURES, Fault, Store, changed};
use super::*;

#[test]
fn what_was_appended_is_there_at_the_next_start() {
    let store = store_with(&[opened(1), note(1, 2, "passport at the shelter")]);
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(2)).load();
    assert_eq!(loaded.cases[&CASE].journal, journal(&[opened(1), note(1, 2, "passport at the shelter")]));
    assert!(!loaded.cases[&CASE].incomplete);
    assert_eq!((loaded.drafts, loaded.problems), (vec![], vec![]));
    assert_eq!(
        store.keys(),
        ["sopc:1:000000000000ca5e:0000000000000001:1", "sopc:1:000000000000ca5e:0000000000000001:2"]
    );
}

#[test]
fn a_tick_costs_the_same_with_one_case_and_with_500_and_in_a_long_one() {
    let cost = |cases: u64, entries: u32| {
        let store = Store::default();
        let (mut vault, hand) = tab(&store, 1);
        for case in 0..cases {
            let _report = vault.append(CaseId(case), &[opened(1)]);
        }
        for number in 2..entries {
            let _report = vault.append(CaseId(0), &[note(1, number, "x")]);
        }
        hand.count();
        assert_eq!(vault.append(CaseId(0), &[note(1, entries, "x")]).state, SaveState::Saved);
        hand.calls()
    };
    assert_eq!(cost(1, 2), 3);
    assert_eq!(cost(500, 2), 3);
    assert_eq!(cost(1, 1000), 3);
}

#[test]
fn a_full_shelf_says_so_and_everything_is_written_once_there_is_room() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    store.set_room(Some(store.size() + 10));
    for number in 1..=3 {
        assert_eq!(vault.append(CASE, &[note(2, number, "x")]).state, SaveState::Unsaved(Why::Full));
    }
    assert_eq!(vault.append(OTHER, &[opened(2)]).state, SaveState::Unsaved(Why::Full));
    let pending: Vec<_> = vault.pending().map(|(case, entries)| (case, entries.len())).collect();
    assert_eq!(pending, [(CASE, 3), (OTHER, 1)]);
    assert_eq!(next_start(&store), journal(&[opened(1)]));
    assert_eq!(vault.retry().state, SaveState::Unsaved(Why::Full));

    store.set_room(None);
    assert_eq!(vault.append(CASE, &[note(2, 4, "x")]).state, SaveState::Saved);
    assert_eq!(vault.pending().count(), 0);
    let all = journal(&[opened(1), note(2, 1, "x"), note(2, 2, "x"), note(2, 3, "x"), note(2, 4, "x")]);
    assert_eq!(next_start(&store), all);
    assert_eq!(store.keys_with("ca5e:").len(), 2);
}

#[test]
fn what_fits_is_written_even_if_something_else_does_not() {
    let store = Store::default();
    let (mut vault, _) = tab(&store, 1);
    store.set_room(Some(1000));
    assert_eq!(vault.append(CASE, &[note(1, 1, &"long ".repeat(500))]).state, SaveState::Unsaved(Why::Full));
    assert_eq!(vault.append(OTHER, &[opened(1)]).state, SaveState::Unsaved(Why::Full));
    assert_eq!(vault.pending().map(|(case, _)| case).collect::<Vec<_>>(), [CASE]);
}

#[test]
fn memory_is_never_called_saved() {
    let mut vault = Vault::open(MemoryShelf::default(), ring(), vec![], Writer(1));
    assert!(!vault.keeps());
    assert_eq!(vault.append(CASE, &[opened(1)]).state, SaveState::Unsaved(Why::Absent));
    assert_eq!(vault.draft(CASE, &draft("x")).state, SaveState::Unsaved(Why::Absent));
}

#[test]
fn a_shelf_of_any_kind_fits_in_a_box() {
    let shelves: [Box<dyn Shelf>; 2] = [Box::new(MemoryShelf::default()), Box::new(Store::default().hand())];
    for (shelf, state) in shelves.into_iter().zip([SaveState::Unsaved(Why::Absent), SaveState::Saved]) {
        assert_eq!(Vault::open(shelf, ring(), vec![], Writer(1)).append(CASE, &[opened(1)]).state, state);
    }
}

/// Storage that is switched on while the page lives.
#[derive(Clone)]
struct Late {
    hand: Hand,
    there: std::rc::Rc<std::cell::Cell<bool>>,
}

impl Late {
    fn now(&self) -> Result<&Hand, ShelfError> {
        if self.there.get() { Ok(&self.hand) } else { Err(ShelfError::Absent) }
    }
}

impl Shelf for Late {
    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        self.now()?.keys()
    }
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        self.now()?.get(key)
    }
    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        self.now()?.set(key, value)
    }
    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.now()?.remove(key)
    }
    fn check(&self) -> Result<(), ShelfError> {
        self.now().map(|_| ())
    }
}

#[test]
fn storage_that_comes_back_gets_everything_and_what_it_held_is_offered() {
    let store = store_with(&[opened(1)]);
    let late = Late { hand: store.hand(), there: Default::default() };
    let mut vault = Vault::open(late.clone(), ring(), vec![], Writer(2));
    let loaded = vault.load();
    assert!(loaded.cases.is_empty());
    assert_eq!(loaded.problems, [Problem { key: PREFIX.into(), flaw: Flaw::NotReached(Why::Absent) }]);
    let report = vault.append(OTHER, &[opened(2)]);
    assert_eq!((report.state, report.recovered), (SaveState::Unsaved(Why::Absent), false));

    late.there.set(true);
    let report = vault.retry();
    assert_eq!((report.state, report.recovered, vault.keeps()), (SaveState::Saved, true, true));
    assert!(!vault.retry().recovered);
    let news = vault.look_again();
    assert_eq!(news.cases[&CASE].journal, journal(&[opened(1)]));
    assert_eq!(news.cases.len(), 1);
    assert!(news.lost.is_empty());
}

#[test]
fn keys_of_others_are_neither_read_nor_touched() {
    let foreign = [
        "theme",
        "sopc",
        "sopc:me",
        "sopc:2:000000000000ca5e:0000000000000001:1",
        "sopc:2:gone:000000000000ca5e",
        "sopc:1:000000000000ca5e:0000000000000001:x",
        "sopc:1:000000000000ca5e",
        "sopc:1:000000000000CA5E:0000000000000001:1",
    ];
    let store = Store::default();
    for key in foreign {
        store.put(key, "not yours");
    }
    let before = store.values();
    // The hand itself fails the test when a foreign key is read, written or removed.
    let (mut vault, _) = tab(&store, 1);
    for number in 1..30 {
        let _report = vault.append(CASE, &[note(1, number, "x")]);
    }
    let _report = vault.draft(CASE, &draft("half"));
    for key in foreign {
        assert!(vault.changed(Some(key)).cases.is_empty());
    }
    let whole = next_start(&store);
    assert_eq!(vault.pack(CASE, &whole), Ok(29));
    vault.drop_draft();
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(vault.load().problems, vec![]);
    let mut after = store.values();
    after.remove("sopc:1:gone:000000000000ca5e");
    assert_eq!(after, before);
}

#[rstest]
#[case::changed("x", Flaw::Damaged)]
#[case::emptied("", Flaw::Damaged)]
#[case::newer(&ring().seal("sopc:1:000000000000ca5e:0000000000000001:2", br#"{"f":99,"x":[]}"#).unwrap(), Flaw::Newer(99))]
#[case::odd(&ring().seal("sopc:1:000000000000ca5e:0000000000000001:2", b"{}").unwrap(), Flaw::NotUnderstood)]
#[case::bytes(&ring().seal("sopc:1:000000000000ca5e:0000000000000001:2", b"\xff").unwrap(), Flaw::NotUnderstood)]
fn what_cannot_be_read_is_skipped_listed_and_stays(#[case] value: &str, #[case] flaw: Flaw) {
    let store = store_with(&[opened(1), note(1, 2, "x"), note(1, 3, "y")]);
    let key = "sopc:1:000000000000ca5e:0000000000000001:2";
    store.put(key, value);
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(2));
    let loaded = vault.load();
    let rest = journal(&[opened(1), note(1, 3, "y")]);
    assert_eq!(loaded.problems, [Problem { key: key.into(), flaw }]);
    let (pieces, _) = vault.spare().unwrap();
    assert!(pieces.contains(&(loaded.problems[0].key.clone(), value.to_owned())));
    assert_eq!(loaded.cases[&CASE].journal, rest);
    assert!(loaded.cases[&CASE].incomplete);

    assert_eq!(vault.append(CASE, &[note(2, 1, "z")]).state, SaveState::Saved);
    assert_eq!(vault.pack(CASE, &rest), Ok(3));
    assert_eq!(store.values()[key], value);
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(3)).load();
    assert!(loaded.cases[&CASE].incomplete);
    assert_eq!(loaded.cases[&CASE].journal.len(), 3);
    // The removal of the case takes it along.
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
}

#[test]
fn a_case_of_which_nothing_can_be_read_is_still_listed() {
    let store = store_with(&[opened(1)]);
    store.put(&store.keys()[0], "x");
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(2)).load();
    assert!(loaded.cases[&CASE].incomplete);
    assert!(loaded.cases[&CASE].journal.is_empty());
}

#[test]
fn any_damaged_letter_costs_its_own_segment_and_nothing_else() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let keys = store.keys();
    let value = store.values()[&keys[1]].clone();
    for place in 0..value.chars().count() {
        store.put(&keys[1], &changed(&value, place, 1));
        assert_eq!(next_start(&store), journal(&[opened(1)]), "letter {place}");
    }
}

#[test]
fn a_segment_that_says_something_else_under_a_known_name_is_not_folded_away() {
    let store = store_with(&[opened(1), note(1, 2, "ours")]);
    let mut liar = Vault::open(store.hand(), ring(), vec![], Writer(2));
    let _report = liar.append(CASE, &[note(1, 2, "theirs"), note(2, 1, "more")]);
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(3));
    let loaded = vault.load();
    assert_eq!(loaded.problems.len(), 1);
    assert_eq!(loaded.problems[0].flaw, Flaw::Differs(vec![note(1, 2, "").id]));
    assert!(loaded.cases[&CASE].incomplete);
    assert_eq!(loaded.cases[&CASE].journal, journal(&[opened(1), note(1, 2, "ours"), note(2, 1, "more")]));
    assert_eq!(vault.pack(CASE, &loaded.cases[&CASE].journal), Ok(2));
    assert!(store.says("theirs"));
}

#[test]
fn a_value_that_storage_does_not_give_is_read_at_the_next_look() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let hand = store.hand();
    let mut vault = Vault::open(hand.clone(), ring(), vec![], Writer(2));
    hand.plan(1, Fault::Refuse(ShelfError::Failed));
    let loaded = vault.load();
    assert!(loaded.cases[&CASE].incomplete);
    assert_eq!(loaded.problems[0].flaw, Flaw::NotReached(Why::Failed));
    let news = vault.reload(CASE);
    assert_eq!(news.cases[&CASE].journal, journal(&[opened(1)]));
    assert!(!news.cases[&CASE].incomplete);
}

#[test]
fn many_segments_are_worth_packing_and_fold_into_one() {
    let store = Store::default();
    let (mut vault, _) = tab(&store, 1);
    let mut kept = Journal::default();
    for number in 1..=25 {
        assert!(!vault.needs_packing(CASE));
        let entry = note(1, number, "x");
        kept.insert(entry.clone());
        let _report = vault.append(CASE, &[entry]);
    }
    assert!(vault.needs_packing(CASE));
    assert_eq!(vault.pack(CASE, &kept), Ok(25));
    assert!(!vault.needs_packing(CASE));
    assert_eq!(store.keys().len(), 1);
    assert_eq!(next_start(&store), kept);
    // One pack alone is not folded again.
    let before = store.values();
    assert_eq!(vault.pack(CASE, &kept), Ok(0));
    assert_eq!(store.values(), before);
}

#[test]
fn a_journal_that_is_behind_loses_nothing_in_a_pack() {
    let all = [opened(1), note(1, 2, "x"), note(1, 3, "y")];
    let store = store_with(&all);
    let (mut vault, _) = tab(&store, 2);
    assert_eq!(vault.pack(CASE, &Journal::default()), Ok(3));
    assert_eq!(next_start(&store), journal(&all));
}

#[test]
fn erased_words_are_gone_from_the_shelf_after_the_pack() {
    let secret = note(1, 2, "her brother sold her");
    let store = store_with(&[opened(1), secret.clone(), note(1, 3, "bus at nine")]);
    let (mut vault, _) = tab(&store, 2);
    let mut kept = next_start(&store);
    assert!(store.says("her brother"));
    let erase = erased(2, 1, &[secret.id]);
    kept.insert(erase.clone());
    let _report = vault.append(CASE, &[erase]);
    assert!(vault.needs_packing(CASE) && vault.holds_erased(CASE));
    assert_eq!(vault.pack(CASE, &kept), Ok(4));
    assert!(!vault.needs_packing(CASE) && !vault.holds_erased(CASE));
    assert!(!store.says("her brother"));
    assert!(store.says("bus at nine"));

    // An old copy of the words does not bring them back, neither through a new tab nor through this one.
    let mut old = Vault::open(store.hand(), ring(), vec![], Writer(7));
    let _report = old.append(CASE, std::slice::from_ref(&secret));
    assert!(store.says("her brother"));
    let news = vault.reload(CASE);
    assert!(news.problems.is_empty());
    assert!(vault.needs_packing(CASE));
    assert_eq!(vault.pack(CASE, &kept), Ok(2));
    assert!(!store.says("her brother"));
    let _report = vault.append(CASE, &[secret]);
    assert!(!store.says("her brother"));
}

#[test]
fn words_that_were_erased_before_they_were_saved_never_reach_the_shelf() {
    let store = store_with(&[opened(1)]);
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(0, Fault::Refuse(ShelfError::Failed));
    let secret = note(2, 1, "her brother sold her");
    assert_eq!(vault.append(CASE, std::slice::from_ref(&secret)).state, SaveState::Unsaved(Why::Failed));
    assert_eq!(vault.append(CASE, &[erased(2, 2, &[secret.id])]).state, SaveState::Saved);
    assert!(!store.says("her brother"));
    assert_eq!(next_start(&store).len(), 3);
}

#[test]
fn a_draft_takes_the_place_of_the_one_before_and_goes_once_it_is_an_entry() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    for text in ["h", "ha", "half a sentence"] {
        assert_eq!(vault.draft(CASE, &draft(text)).state, SaveState::Saved);
    }
    assert_eq!(store.keys_with(":d").len(), 1);
    let left = Vault::open(store.hand(), ring(), vec![], Writer(3)).load().drafts;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].case, &left[0].draft), (CASE, &draft("half a sentence")));
    assert_eq!(left[0].draft.act(), Act::Note { step: "3.1".into(), text: "half a sentence".into() });

    let _report = vault.append(CASE, &[note(2, 1, "half a sentence")]);
    vault.drop_draft();
    assert!(store.keys_with(":d").is_empty());
}

#[test]
fn drafts_of_different_fields_and_tabs_stand_beside_each_other() {
    let store = store_with(&[opened(1)]);
    let (mut one, _) = tab(&store, 2);
    let (mut two, _) = tab(&store, 3);
    let place = Draft { kind: DraftKind::Place, ..draft("drawer") };
    let _report = one.draft(CASE, &draft("a note"));
    let _report = one.draft(CASE, &place);
    let _report = two.draft(CASE, &draft("another"));
    let mut texts: Vec<_> = tab(&store, 4).0.load().drafts.into_iter().map(|left| left.draft.text).collect();
    texts.sort();
    assert_eq!(texts, ["a note", "another", "drawer"]);
}

#[test]
fn a_left_draft_is_dropped_with_exactly_its_own_keys() {
    let store = store_with(&[opened(1)]);
    let (mut dead, _) = tab(&store, 2);
    let (mut alive, _) = tab(&store, 3);
    let _report = dead.draft(CASE, &draft("left"));
    let _report = alive.draft(CASE, &Draft { step: "4.1".into(), ..draft("being typed") });
    let mut next = Vault::open(store.hand(), ring(), vec![], Writer(4));
    let left = next.load().drafts;
    let left = left.iter().find(|left| left.draft.text == "left").unwrap();
    let _report = next.append(CASE, &[note(4, 1, "left")]);
    next.drop_left(left);
    let texts: Vec<_> = Vault::open(store.hand(), ring(), vec![], Writer(5))
        .load()
        .drafts
        .into_iter()
        .map(|left| left.draft.text)
        .collect();
    assert_eq!(texts, ["being typed"]);
}

#[test]
fn a_draft_stays_for_as_long_as_its_entry_is_not_saved() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let _report = vault.draft(CASE, &draft("half a sentence"));
    store.set_room(Some(store.size()));
    assert_eq!(vault.append(CASE, &[note(2, 1, "half a sentence")]).state, SaveState::Unsaved(Why::Full));
    vault.drop_draft();
    assert_eq!(Vault::open(store.hand(), ring(), vec![], Writer(3)).load().drafts.len(), 1);
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    assert!(store.keys_with(":d").is_empty());
}

#[test]
fn a_draft_that_became_an_entry_is_not_offered_again() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let _report = vault.draft(CASE, &draft("half a sentence"));
    // The tab dies between the entry and the end of the draft.
    let _report = vault.append(CASE, &[note(2, 1, "half a sentence")]);
    assert_eq!(Vault::open(store.hand(), ring(), vec![], Writer(3)).load().drafts, vec![]);
    assert!(store.keys_with(":d").is_empty());
}

#[test]
fn an_earlier_stage_of_what_was_recorded_is_not_offered_when_the_ledger_brings_it_back() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let _report = vault.draft(CASE, &draft("half"));
    let stage = store.keys_with(":d")[0].clone();
    let kept = store.values()[&stage].clone();
    let _report = vault.append(CASE, &[note(2, 1, "half a sentence")]);
    vault.drop_draft();
    // The browser was killed before the ledger had forgotten the draft.
    store.put(&stage, &kept);
    assert!(tab(&store, 3).0.load().drafts.is_empty());
    // What its own writer took back, or another one wrote, is no later stage.
    for (writer, undone) in [(2, true), (5, false)] {
        let store = store_with(&[opened(1), note(writer, 1, "half a sentence")]);
        if undone {
            let undo = Act::Undo { entry: EntryId { writer: Writer(2), number: 1 } };
            let _report = tab(&store, 4).0.append(CASE, &[entry(4, 2, undo)]);
        }
        store.put(&stage, &kept);
        assert_eq!(tab(&store, 3).0.load().drafts.len(), 1, "{writer} {undone}");
    }
}

#[test]
fn a_draft_does_not_bring_erased_words_back() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let secret = note(2, 1, "her brother sold her");
    let _report = vault.draft(CASE, &draft("her brother sold her"));
    let erase = erased(2, 2, &[secret.id]);
    let _report = vault.append(CASE, &[secret.clone(), erase.clone()]);
    let mut next = Vault::open(store.hand(), ring(), vec![], Writer(3));
    assert_eq!(next.load().drafts, vec![]);
    let _packed = next.pack(CASE, &journal(&[opened(1), secret, erase]));
    assert!(!store.says("her brother"));
}

#[test]
fn a_damaged_draft_is_listed_and_stays_and_makes_no_case_incomplete() {
    let store = store_with(&[opened(1)]);
    let key = "sopc:1:000000000000ca5e:0000000000000002:d1";
    store.put(key, "x");
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(3)).load();
    assert_eq!(loaded.problems, [Problem { key: key.into(), flaw: Flaw::Damaged }]);
    assert!(!loaded.cases[&CASE].incomplete);
    assert_eq!(store.values()[key], "x");
}

#[test]
fn a_removed_case_leaves_nothing_but_the_mark_and_does_not_come_back() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, _) = tab(&store, 2);
    let _report = vault.append(OTHER, &[opened(2)]);
    let _report = vault.draft(CASE, &draft("half"));
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(store.keys_with("ca5e"), ["sopc:1:gone:000000000000ca5e"]);
    let report = vault.append(CASE, &[note(2, 2, "late")]);
    assert_eq!((report.state, report.removed), (SaveState::Saved, vec![CASE]));
    assert_eq!(vault.draft(CASE, &draft("late")).removed, [CASE]);
    assert_eq!(vault.restore(CASE, &journal(&[opened(1)])).removed, [CASE]);
    assert!(vault.pack(CASE, &journal(&[opened(1)])).is_err());
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(3)).load();
    assert_eq!(loaded.cases.keys().collect::<Vec<_>>(), [&OTHER]);
    assert_eq!(store.keys_with("ca5e"), ["sopc:1:gone:000000000000ca5e"]);
    // Twice is no error.
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
}

#[test]
fn a_removed_case_comes_back_where_somebody_decided_so() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, _) = tab(&store, 2);
    assert!(!vault.is_removed(CASE));
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    // Another tab's late writing is not what comes back.
    let name = format!("sopc:1:{CASE}:0000000000000001:9");
    store.put(&name, &ring().seal(&name, to_stored([&note(1, 3, "late")]).as_bytes()).unwrap());
    let (mut next, _) = tab(&store, 3);
    assert!(vault.is_removed(CASE) && next.is_removed(CASE));
    for vault in [&mut vault, &mut next] {
        assert_eq!(vault.readmit(CASE), Ok(()));
        assert!(!vault.is_removed(CASE));
    }
    let report = vault.append(CASE, &[opened(1), note(5, 2, "from a file")]);
    assert_eq!((report.state, report.removed), (SaveState::Saved, vec![]));
    assert_eq!(next_start(&store), journal(&[opened(1), note(5, 2, "from a file")]));
}

#[test]
fn a_case_that_one_tab_let_come_back_is_read_and_written_in_the_others() {
    let store = store_with(&[opened(1)]);
    let (mut vault, mut other) = (tab(&store, 2).0, tab(&store, 3).0);
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(other.changed(Some("sopc:1:gone:000000000000ca5e")).removed, [CASE]);
    assert_eq!(vault.readmit(CASE), Ok(()));
    assert_eq!(vault.append(CASE, &[opened(1), note(5, 2, "from a file")]).state, SaveState::Saved);
    let key = store.keys_with("ca5e").into_iter().next().unwrap();
    let news = other.changed(Some(&key));
    assert!(news.removed.is_empty());
    assert_eq!(news.cases.get(&CASE).map(|case| case.journal.len()), Some(2));
    let report = other.append(CASE, &[note(6, 3, "here")]);
    assert_eq!((report.state, report.removed), (SaveState::Saved, vec![]));
}

#[test]
fn a_removed_case_stays_away_where_its_mark_cannot_be_taken() {
    for failure in FAILURES {
        let mut refused = 0;
        for call in 0.. {
            let store = store_with(&[opened(1)]);
            let (mut vault, hand) = tab(&store, 2);
            assert_eq!(vault.remove(CASE), Ok(Removal::Done));
            hand.plan(call, failure);
            let readmitted = vault.readmit(CASE);
            hand.heal();
            let report = vault.append(CASE, &[opened(1)]);
            let is_back = next_start(&store) == journal(&[opened(1)]);
            // Said or not, it is never half: what was refused is not here, and what is here was not called removed.
            assert_eq!(is_back, report.removed.is_empty(), "{failure:?} at {call}");
            assert!(readmitted.is_ok() || !is_back, "{failure:?} at {call}");
            refused += usize::from(readmitted.is_err());
            if hand.calls() <= call {
                break;
            }
        }
        assert!(refused > 0, "{failure:?}");
    }
}

#[test]
fn a_shelf_too_full_for_the_mark_can_still_be_freed() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    store.set_room(Some(store.size()));
    let (mut vault, _) = tab(&store, 2);
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    assert_eq!(store.keys(), ["sopc:1:gone:000000000000ca5e"]);
}

#[test]
fn a_case_that_cannot_be_marked_is_still_there() {
    for failure in FAILURES {
        let store = store_with(&[opened(1), note(1, 2, "x")]);
        let (mut vault, hand) = tab(&store, 2);
        hand.plan(1, failure);
        if matches!(failure, Fault::Refuse(ShelfError::Full) | Fault::Shorten) {
            // Room is made, and the mark is set; that it is there is what counts.
            assert_eq!(vault.remove(CASE), Ok(Removal::Done));
            continue;
        }
        assert!(vault.remove(CASE).is_err(), "{failure:?}");
        assert_eq!(next_start(&store).len(), 2, "{failure:?}");
    }
}

#[test]
fn a_removal_that_storage_interrupts_is_finished_at_the_next_change() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(4, Fault::Refuse(ShelfError::Failed));
    assert_eq!(vault.remove(CASE), Ok(Removal::Unfinished(Why::Failed)));
    assert!(vault.is_removing());
    assert_eq!(store.keys_with("ca5e:").len(), 1);
    let _report = vault.append(OTHER, &[opened(2)]);
    assert!(!vault.is_removing());
    assert!(store.keys_with("ca5e:").is_empty());
}

#[test]
fn what_somebody_cleared_is_written_anew() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, _) = tab(&store, 2);
    let kept = next_start(&store);
    store.clear();
    let news = vault.changed(None);
    assert_eq!(news.lost, [CASE]);
    assert_eq!(vault.restore(CASE, &kept).state, SaveState::Saved);
    assert_eq!(next_start(&store), kept);
    assert!(vault.changed(None).lost.is_empty());
}

#[test]
fn what_somebody_took_key_by_key_is_missed_too() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, _) = tab(&store, 2);
    let key = store.keys()[1].clone();
    store.take(&key);
    assert_eq!(vault.changed(Some(&key)).lost, [CASE]);
}

#[test]
fn what_was_cleared_and_cannot_be_written_stays_pending() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, _) = tab(&store, 2);
    let kept = next_start(&store);
    store.clear();
    store.set_room(Some(0));
    let _news = vault.changed(None);
    assert_eq!(vault.restore(CASE, &kept).state, SaveState::Unsaved(Why::Full));
    // Neither twice, nor without what waits already.
    assert_eq!(vault.restore(CASE, &Journal::default()).state, SaveState::Unsaved(Why::Full));
    assert_eq!(vault.restore(CASE, &kept).state, SaveState::Unsaved(Why::Full));
    assert_eq!(vault.pending().map(|(_, entries)| entries.len()).collect::<Vec<_>>(), [2]);
    store.set_room(None);
    assert_eq!(vault.retry().state, SaveState::Saved);
    assert_eq!(next_start(&store), kept);
}

#[test]
fn a_writer_whose_keys_are_there_already_does_not_write_them_again() {
    let store = store_with(&[opened(1)]);
    let (mut again, _) = tab(&store, 1);
    // The hand fails the test when a key is written twice.
    assert_eq!(again.append(CASE, &[note(1, 2, "x")]).state, SaveState::Saved);
    assert_eq!(store.keys().len(), 2);
}

#[test]
fn a_pack_takes_what_is_pending_along() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(1, Fault::Refuse(ShelfError::Failed));
    assert_eq!(vault.append(CASE, &[note(2, 1, "y")]).state, SaveState::Unsaved(Why::Failed));
    assert_eq!(vault.pack(CASE, &Journal::default()), Ok(2));
    assert_eq!((vault.state(), vault.pending().count()), (SaveState::Saved, 0));
    assert_eq!(next_start(&store), journal(&[opened(1), note(1, 2, "x"), note(2, 1, "y")]));
}

#[test]
fn a_segment_that_got_damaged_after_it_was_read_is_saved_from_memory_and_stays() {
    let store = store_with(&[opened(1), note(1, 2, "x"), note(1, 3, "y")]);
    let (mut vault, _) = tab(&store, 2);
    let kept = next_start(&store);
    let key = store.keys()[1].clone();
    store.put(&key, "x");
    assert_eq!(vault.pack(CASE, &kept), Ok(2));
    assert_eq!(store.values()[&key], "x");
    assert_eq!(next_start(&store), kept);
}

#[test]
fn a_segment_that_says_something_else_than_memory_is_not_folded_away() {
    let store = store_with(&[opened(1), note(1, 2, "x"), note(1, 3, "y")]);
    let (mut vault, _) = tab(&store, 2);
    let kept = journal(&[opened(1), note(1, 2, "another"), note(1, 3, "y")]);
    assert_eq!(vault.pack(CASE, &kept), Ok(2));
    assert!(store.says("another"));
    let differing = store.keys()[0].clone();
    assert!(differing.ends_with(":0000000000000001:2"), "{differing}");
}

#[test]
fn copies_that_differ_only_in_words_that_were_erased_are_one() {
    let store = store_with(&[opened(1), note(1, 2, "ours")]);
    let mut other = Vault::open(store.hand(), ring(), vec![], Writer(2));
    let _report = other.append(CASE, &[note(1, 2, "theirs")]);
    let mut third = Vault::open(store.hand(), ring(), vec![], Writer(3));
    let _report = third.append(CASE, &[erased(3, 1, &[note(1, 2, "").id])]);
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(4));
    let loaded = vault.load();
    assert_eq!(loaded.problems, vec![]);
    assert_eq!(vault.pack(CASE, &loaded.cases[&CASE].journal), Ok(4));
    assert!(!store.says("ours") && !store.says("theirs"));
}

#[test]
fn what_a_failed_attempt_left_is_no_problem_to_the_tab_that_made_it() {
    let store = store_with(&[opened(1)]);
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(1, Fault::Shorten);
    assert_eq!(vault.append(CASE, &[note(2, 1, "x")]).state, SaveState::Unsaved(Why::Failed));
    let news = vault.look_again();
    assert!(news.problems.is_empty() && news.cases.is_empty());
}

#[test]
fn a_removal_that_only_pretends_is_not_called_done() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(4, Fault::Pretend);
    assert_eq!(vault.remove(CASE), Ok(Removal::Unfinished(Why::Failed)));
}

#[test]
fn a_case_that_this_tab_removed_stays_removed_even_if_somebody_clears_the_mark() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    assert_eq!(vault.remove(CASE), Ok(Removal::Done));
    store.clear();
    assert!(vault.changed(None).lost.is_empty());
    assert_eq!(vault.append(CASE, &[note(2, 1, "x")]).removed, [CASE]);
    assert!(store.keys().is_empty());
}

#[test]
fn what_made_room_for_a_mark_that_could_not_be_set_is_put_back() {
    let store = store_with(&[opened(1), note(1, 2, "x")]);
    let before = store.values();
    store.set_room(Some(store.size()));
    let (mut vault, hand) = tab(&store, 2);
    hand.plan(6, Fault::Refuse(ShelfError::Failed));
    assert_eq!(vault.remove(CASE), Err(ShelfError::Failed));
    assert_eq!(store.values(), before);
}

#[test]
fn a_tab_is_not_offered_its_own_drafts() {
    let store = store_with(&[opened(1)]);
    let (mut vault, _) = tab(&store, 2);
    let _report = vault.draft(CASE, &draft("half"));
    assert_eq!(vault.load().drafts, vec![]);
}

/// What a partner's file brought and the whole entry, which came later, lie in two pieces: together they are the whole one.
#[test]
fn the_whole_entry_wins_over_a_thin_one_on_the_shelf() {
    let whole = note(1, 2, "by boat");
    let mut thin = Entry { thin: true, ..whole.clone() };
    thin.by.initials.clear();
    thin.act.erase_words();
    for pieces in [[thin.clone(), whole.clone()], [whole.clone(), thin]] {
        let store = Store::default();
        let (mut vault, _) = tab(&store, 2);
        for piece in pieces {
            assert_eq!(vault.append(CASE, &[piece]).state, SaveState::Saved);
        }
        let (mut later, _) = tab(&store, 3);
        let loaded = later.load();
        assert_eq!((loaded.cases[&CASE].journal.get(whole.id), loaded.problems.len()), (Some(&whole), 0));
        later.pack(CASE, &loaded.cases[&CASE].journal).unwrap();
        assert_eq!(next_start(&store), journal(std::slice::from_ref(&whole)));
    }
}
