//! The vault under everything that happens to storage: crashes at every call, full disks, damage, other tabs.

mod alone;
mod cards;
mod crash;
mod full;
mod machine;
mod place;
mod sealing;
mod shelves;
mod spare;
mod tabs;

#[path = "../support/mod.rs"]
mod support;

use sop_checklist::journal::{Act, By, CaseKind, Entry, EntryId, Journal, Stamp, Writer};
use sop_checklist::vault::{CaseId, Draft, DraftKind, SaveState, Shelf, Vault};

use shelves::{Hand, Store, ring};

const CASE: CaseId = CaseId(0xca5e);
const OTHER: CaseId = CaseId(0x07e2);

fn entry(writer: u64, number: u32, act: Act) -> Entry {
    Entry {
        id: EntryId { writer: Writer(writer), number },
        lamport: u64::from(number),
        over: vec![],
        at: Stamp { unix: 1_795_000_000 + i64::from(number), offset: 390 },
        by: By { role: "social-worker".into(), office: "Myawaddy".into(), initials: "TZ".into() },
        act,
        thin: false,
    }
}

fn opened(writer: u64) -> Entry {
    let act = Act::Opened {
        code: "MW-7".into(),
        procedure: "th-mm-return".into(),
        edition: "1".into(),
        kind: CaseKind::Real,
    };
    entry(writer, 1, act)
}

fn note(writer: u64, number: u32, text: &str) -> Entry {
    entry(writer, number, Act::Note { step: "3.1".into(), text: text.into() })
}

fn erased(writer: u64, number: u32, entries: &[EntryId]) -> Entry {
    entry(writer, number, Act::Erased { entries: entries.to_vec() })
}

fn draft(text: &str) -> Draft {
    Draft { step: "3.1".into(), kind: DraftKind::Note, text: text.into(), over: vec![] }
}

fn journal(entries: &[Entry]) -> Journal {
    entries.iter().cloned().collect()
}

/// A store with one case in some segments, written by a tab that is gone.
fn store_with(entries: &[Entry]) -> Store {
    let store = Store::default();
    let mut vault = Vault::open(store.hand(), ring(), vec![], Writer(1));
    for entry in entries {
        assert_eq!(vault.append(CASE, std::slice::from_ref(entry)).state, SaveState::Saved);
    }
    store
}

/// A new tab with everything read.
fn tab(store: &Store, writer: u64) -> (Vault<Hand>, Hand) {
    let hand = store.hand();
    let mut vault = Vault::open(hand.clone(), ring(), vec![], Writer(writer));
    let _loaded = vault.load();
    (vault, hand)
}

/// What the next start finds of the case.
fn next_start(store: &Store) -> Journal {
    let loaded = Vault::open(store.hand(), ring(), vec![], Writer(99)).load();
    loaded.cases.get(&CASE).map(|case| case.journal.clone()).unwrap_or_default()
}
