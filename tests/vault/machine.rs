//! Anything in any order: several tabs with stale views, packers and removers, over a shelf that fails, fills up, cuts values
//! short and dies, against a simple model. `SOP_SOAK` sets the number of runs.
//!
//! What the model knows is what the vault said: after a new start everything that was called saved is there, nothing that
//! nobody wrote is, and a removed case stays away. It starts from a data key; deriving one is tried elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use sop_checklist::journal::{EntryId, Journal, Set, Writer};
use sop_checklist::vault::{CaseId, News, PREFIX, Place, SaveState, Vault};

use super::shelves::{Fault, Hand, Store, ring};
use super::{draft, note};

const TABS: usize = 3;
const CASES: [CaseId; 2] = [CaseId(0xa1), CaseId(0xb2)];

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Step {
    Append {
        tab: usize,
        case: usize,
        entries: u32,
    },
    Draft {
        tab: usize,
        case: usize,
    },
    Pack {
        tab: usize,
        case: usize,
    },
    /// Something is half-typed in the tab's form of the case; none: it was recorded or cancelled.
    Place {
        tab: usize,
        case: usize,
        words: Option<u32>,
    },
    /// The tab makes a card that names the entries that it knows.
    Card {
        tab: usize,
        case: usize,
    },
    Remove {
        tab: usize,
        case: usize,
    },
    Retry {
        tab: usize,
    },
    /// The tab's view catches up, and it is told.
    Sync {
        tab: usize,
    },
    /// The tab is closed and opened.
    Restart {
        tab: usize,
    },
    /// At its so many-th call from now the tab meets a fault.
    Plan {
        tab: usize,
        call: usize,
        fault: Fault,
    },
    Room {
        free: Option<usize>,
    },
}

/// The order of steps depends on nothing; what came of each is known only to the trial.
pub struct Steps;

impl ReferenceStateMachine for Steps {
    type State = ();
    type Transition = Step;

    fn init_state() -> BoxedStrategy<()> {
        Just(()).boxed()
    }

    fn transitions((): &()) -> BoxedStrategy<Step> {
        let (tab, case) = (0..TABS, 0..CASES.len());
        let fault = prop_oneof![
            Just(Fault::CrashBefore),
            Just(Fault::CrashAfter),
            Just(Fault::Refuse(sop_checklist::vault::ShelfError::Failed)),
            Just(Fault::Refuse(sop_checklist::vault::ShelfError::Full)),
            Just(Fault::Shorten),
        ];
        prop_oneof![
            8 => (tab.clone(), case.clone(), 1..4_u32).prop_map(|(tab, case, entries)| Step::Append { tab, case, entries }),
            2 => (tab.clone(), case.clone()).prop_map(|(tab, case)| Step::Draft { tab, case }),
            4 => (tab.clone(), case.clone(), prop::option::weighted(0.8, any::<u32>())).prop_map(|(tab, case, words)| Step::Place { tab, case, words }),
            4 => (tab.clone(), case.clone()).prop_map(|(tab, case)| Step::Pack { tab, case }),
            3 => (tab.clone(), case.clone()).prop_map(|(tab, case)| Step::Card { tab, case }),
            1 => (tab.clone(), case).prop_map(|(tab, case)| Step::Remove { tab, case }),
            2 => tab.clone().prop_map(|tab| Step::Retry { tab }),
            5 => tab.clone().prop_map(|tab| Step::Sync { tab }),
            2 => tab.clone().prop_map(|tab| Step::Restart { tab }),
            4 => (tab, 0..14_usize, fault).prop_map(|(tab, call, fault)| Step::Plan { tab, call, fault }),
            1 => prop_oneof![Just(None), (0..900_usize).prop_map(Some)].prop_map(|free| Step::Room { free }),
        ]
        .boxed()
    }

    fn apply((): (), _: &Step) {}
}

/// The place of a tab in whose form this is typed.
fn half_typed(words: Option<u32>) -> Place {
    let words = words.map(|words| ("form".to_owned(), words.to_string()));
    Place { at: 1, spot: Vec::new(), words: words.into_iter().collect() }
}

fn word_of(place: &Place) -> Option<u32> {
    place.words.values().next()?.parse().ok()
}

/// What a card says here.
fn names(journal: &Journal) -> String {
    journal.entries().map(|entry| format!("{:?} ", entry.id)).collect()
}

struct Tab {
    vault: Vault<Hand>,
    hand: Hand,
    /// What the app holds in memory of each case.
    journals: BTreeMap<CaseId, Journal>,
    number: u32,
    writer: u64,
    /// What is half-typed in the forms of each case.
    typed: BTreeMap<CaseId, u32>,
    /// What lies on the shelf of it for sure: the vault called it saved, and nothing was typed since.
    placed: BTreeMap<CaseId, u32>,
}

/// What is known of a case beside the shelf.
#[derive(Default)]
struct Model {
    written: BTreeSet<EntryId>,
    saved: BTreeSet<EntryId>,
    /// It was said to be removed.
    removed: bool,
    /// A removal broke off, so that it may be there or not.
    doubtful: bool,
}

/// The vaults and the model.
pub struct Trial {
    store: Store,
    tabs: Vec<Tab>,
    model: BTreeMap<CaseId, Model>,
    writers: u64,
}

impl Trial {
    /// A tab's start. It takes over what is half-typed in tabs that live no longer.
    fn open(store: &Store, writers: &mut u64, living: &[u64]) -> Tab {
        *writers += 1;
        let hand = store.slow_hand();
        let mut vault = Vault::open(hand.clone(), ring(), vec![], Writer(*writers));
        let loaded = vault.load_listed();
        let mut journals: BTreeMap<_, _> =
            loaded.cases.into_iter().map(|(case, loaded)| (case, loaded.journal)).collect();
        for (case, shows) in loaded.cards {
            let opened = vault.open_case(case).cases.remove(&case).unwrap_or_default();
            assert!(opened.incomplete || names(&opened.journal) == shows, "{case}: the card says something else");
            journals.insert(case, opened.journal);
        }
        let living: Set<Writer> = living.iter().map(|writer| Writer(*writer)).collect();
        let (left, _) = vault.left_places(&living);
        let mut typed = BTreeMap::new();
        for one in left {
            assert!(one.writer.is_some_and(|writer| !living.contains(&writer)), "the place of a tab that lives");
            let Some(words) = word_of(&one.place) else { continue };
            typed.insert(one.case, words);
            let _report = vault.keep_place(one.case, half_typed(Some(words)));
        }
        Tab { vault, hand, journals, number: 0, writer: *writers, typed, placed: BTreeMap::new() }
    }

    fn act(&mut self, step: Step) {
        match step {
            Step::Append { tab, case, entries } => self.append(tab, CASES[case], entries),
            Step::Draft { tab, case } => {
                let _report = self.tabs[tab].vault.draft(CASES[case], &draft("half a word"));
                self.note_saved(tab);
            }
            Step::Place { tab, case, words } => {
                let (case, at) = (CASES[case], &mut self.tabs[tab]);
                match words {
                    Some(words) => at.typed.insert(case, words),
                    None => at.typed.remove(&case),
                };
                at.placed.remove(&case);
                let report = at.vault.keep_place(case, half_typed(words));
                if let (SaveState::Saved, Some(words)) = (report.state, words)
                    && report.removed.is_empty()
                {
                    at.placed.insert(case, words);
                }
                self.note_saved(tab);
            }
            Step::Pack { tab, case } => {
                let at = &mut self.tabs[tab];
                let journal = at.journals.entry(CASES[case]).or_default();
                let _packed = at.vault.pack(CASES[case], journal);
                self.note_saved(tab);
            }
            Step::Card { tab, case } => {
                let at = &mut self.tabs[tab];
                if let Some(journal) = at.journals.get(&CASES[case]) {
                    at.vault.keep_card(CASES[case], &names(journal));
                }
            }
            Step::Remove { tab, case } => self.remove(tab, CASES[case]),
            Step::Retry { tab } => {
                let _report = self.tabs[tab].vault.retry();
                self.note_saved(tab);
            }
            Step::Sync { tab } => self.sync(tab),
            Step::Restart { tab } => self.restart(tab),
            Step::Plan { tab, call, fault } => self.tabs[tab].hand.plan(call, fault),
            Step::Room { free } => self.store.set_room(free.map(|free| self.store.size() + free)),
        }
    }

    fn append(&mut self, tab: usize, case: CaseId, count: u32) {
        let at = &mut self.tabs[tab];
        let entries: Vec<_> = (0..count)
            .map(|_| {
                at.number += 1;
                note(at.writer, at.number, "some words")
            })
            .collect();
        let journal = at.journals.entry(case).or_default();
        let model = self.model.entry(case).or_default();
        for entry in &entries {
            model.written.insert(entry.id);
            journal.insert(entry.clone());
        }
        let _report = at.vault.append(case, &entries);
        self.note_saved(tab);
    }

    /// Where the tab says that all is saved, everything that it wrote is.
    fn note_saved(&mut self, tab: usize) {
        let at = &self.tabs[tab];
        if at.vault.state() == SaveState::Saved {
            for model in self.model.values_mut() {
                let own = |id: &&EntryId| id.writer == Writer(at.writer);
                model.saved.extend(model.written.iter().filter(own));
            }
        }
    }

    fn remove(&mut self, tab: usize, case: CaseId) {
        let at = &mut self.tabs[tab];
        let removed = at.vault.remove(case);
        at.journals.remove(&case);
        let model = self.model.entry(case).or_default();
        match removed {
            Ok(_) => model.removed = true,
            Err(_) => model.doubtful = true,
        }
    }

    fn sync(&mut self, tab: usize) {
        let at = &mut self.tabs[tab];
        at.hand.sync();
        let News { cases, removed, lost, .. } = at.vault.changed(Some(PREFIX));
        for (case, news) in cases {
            at.journals.entry(case).or_default().union(&news.journal);
        }
        for case in removed {
            at.journals.remove(&case);
        }
        for case in lost {
            if let Some(journal) = at.journals.get(&case) {
                let _report = at.vault.restore(case, journal);
            }
        }
        self.note_saved(tab);
    }

    fn restart(&mut self, tab: usize) {
        let living: Vec<u64> =
            self.tabs.iter().map(|tab| tab.writer).filter(|one| *one != self.tabs[tab].writer).collect();
        self.tabs[tab] = Self::open(&self.store, &mut self.writers, &living);
    }

    /// What is half-typed lies there where it was called saved.
    fn check_places(&self, vault: &mut Vault<Hand>) {
        let (left, _) = vault.left_places(&Set::new());
        for tab in &self.tabs {
            for (case, placed) in &tab.placed {
                let is_doubtful = self.model.get(case).is_some_and(|model| model.removed || model.doubtful);
                let found = left.iter().find(|one| one.writer == Some(Writer(tab.writer)) && one.case == *case);
                let found = found.and_then(|one| word_of(&one.place));
                assert!(
                    is_doubtful || found == Some(*placed),
                    "{case} of tab {}: {found:?}, not {placed:?}",
                    tab.writer
                );
            }
        }
        for one in left {
            let is_removed = self.model.get(&one.case).is_some_and(|model| model.removed);
            assert!(!is_removed, "{}: the words of a removed case came back", one.case);
        }
    }

    /// What a start finds that sees everything as it is.
    fn check(&self) {
        let room = Store::default();
        for (key, value) in self.store.values() {
            room.put(&key, &value);
        }
        let mut vault = Vault::open(room.hand(), ring(), vec![], Writer(u64::MAX));
        let loaded = vault.load();
        self.check_places(&mut vault);
        for (case, model) in &self.model {
            let found: BTreeSet<EntryId> = loaded
                .cases
                .get(case)
                .map(|case| case.journal.entries().map(|entry| entry.id).collect())
                .unwrap_or_default();
            assert!(found.is_subset(&model.written), "{case}: entries that nobody wrote");
            if model.removed {
                assert!(found.is_empty(), "{case}: a removed case came back");
            } else if !model.doubtful {
                let missing: Vec<_> = model.saved.difference(&found).collect();
                assert!(missing.is_empty(), "{case}: said to be saved and not there: {missing:?}");
            }
        }
    }
}

impl StateMachineTest for Trial {
    type SystemUnderTest = Self;
    type Reference = Steps;

    fn init_test((): &()) -> Self {
        let (store, mut writers) = (Store::default(), 0);
        let tabs = (0..TABS).map(|_| Self::open(&store, &mut writers, &[1, 2, 3])).collect();
        Self { store, tabs, model: BTreeMap::new(), writers }
    }

    fn apply(mut trial: Self, (): &(), step: Step) -> Self {
        trial.act(step);
        // A tab that died is opened anew before it does anything else.
        for at in 0..TABS {
            if trial.tabs[at].hand.is_dead() {
                trial.restart(at);
            }
        }
        trial
    }

    fn check_invariants(trial: &Self, (): &()) {
        trial.check();
    }
}

fn runs() -> u32 {
    std::env::var("SOP_SOAK").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1_000)
}

prop_state_machine! {
    #![proptest_config(Config { cases: runs(), failure_persistence: None, .. Config::default() })]

    #[test]
    fn nothing_that_was_called_saved_is_lost_whatever_happens(sequential 1..30 => Trial);
}
