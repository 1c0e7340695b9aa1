//! How much room a full case takes.

use sop_checklist::journal::{Journal, Writer};
use sop_checklist::vault::Vault;

use super::shelves::{Store, ring};
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
