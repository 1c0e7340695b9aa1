//! Odd words in every field: stored, packed into a file, put on a sheet, into a row and on an index card, and read back sign
//! by sign. How they are shown is in `src/shown.rs` and, on real screens, in `tests/e2e/odd.rs`.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

#[path = "casefile/hands.rs"]
#[allow(dead_code)]
mod hands;
mod support;

use rstest::rstest;
use serde_json::Value;
use sop_checklist::case::{Line, Reader, overview, summary};
use sop_checklist::exchange::casefile::FileKind;
use sop_checklist::exchange::{row, to_csv, to_json};
use sop_checklist::journal::{Journal, Map, Set, Writer, from_stored, to_stored};
use sop_checklist::shown::shown;
use sop_checklist::text::{plain, same_code};
use sop_checklist::vault::{CaseId, DataKey, Draft, DraftKind, Keyring, MemoryShelf, Place, Vault};

use hands::{file, open, random, receive, sealed, stranger};
use support::odd::{odd_case, odd_texts, turns_or_hides};
use support::{Device, annex, shipped};

fn odd_devices() -> impl Iterator<Item = (&'static str, String, Device)> {
    odd_texts().into_iter().map(|(name, words)| {
        let device = odd_case(7, &words, &mut || words.clone());
        (name, words, device)
    })
}

#[test]
fn stored_and_read_back_sign_by_sign() {
    for (name, words, device) in odd_devices() {
        let stored = to_stored(device.journal.entries());
        assert_eq!(Journal::from_iter(from_stored(&stored).unwrap()), device.journal, "{name}");
        assert_eq!(device.case.opened.as_ref().unwrap().value.code, words, "{name}");
    }
}

#[test]
fn through_a_case_file_into_another_browser_and_back() {
    for (name, _, mut device) in odd_devices() {
        let own = file(&device, FileKind::Own);
        for text in [own.to_open_text(), sealed(&own)] {
            assert_eq!(open(&text), Ok(own.clone()), "{name}");
        }
        let mut other = stranger(8);
        receive(&mut other, &open(&sealed(&own)).unwrap());
        assert_eq!(other.journal, device.journal, "{name}");
        other.done("1.2");
        receive(&mut device, &open(&sealed(&file(&other, FileKind::Own))).unwrap());
        assert_eq!(device.journal, other.journal, "{name}");
    }
}

/// Sealed storage: entries, a draft, half-typed forms.
#[test]
fn through_sealed_storage() {
    for (name, words, device) in odd_devices() {
        let (case, shelf) = (CaseId(7), MemoryShelf::default());
        let key = || {
            DataKey::new(|bytes: &mut [u8]| {
                bytes.fill(3);
                true
            })
            .unwrap()
        };
        let mut vault = Vault::open(shelf.clone(), Keyring::new(key(), random), vec![], Writer(1));
        let entries: Vec<_> = device.journal.entries().cloned().collect();
        let _report = vault.append(case, &entries);
        let draft = Draft { step: "1.1".into(), kind: DraftKind::Note, text: words.clone(), over: Vec::new() };
        let _report = vault.draft(case, &draft);
        let typed: Map<String, String> = [("2.3/stop-S6/reason".into(), words.clone())].into_iter().collect();
        let place = Place { at: 1_795_000_000, spot: vec!["steps".into()], words: typed };
        let _report = vault.keep_place(case, place.clone());
        let mut again = Vault::open(shelf, Keyring::new(key(), random), vec![], Writer(2));
        assert_eq!(again.left_places(&Set::new()).0[0].place, place, "{name}");
        let loaded = again.load();
        let journal = &loaded.cases.get(&case).unwrap_or_else(|| panic!("{name}: no case")).journal;
        for entry in device.journal.entries() {
            assert_eq!(journal.get(entry.id), Some(entry), "{name}");
        }
    }
}

#[test]
fn on_a_sheet_in_a_row_and_on_an_index_card() {
    for (name, words, device) in odd_devices() {
        device.see(|view| {
            let overview = overview(view);
            let sheet = summary(view, &overview, &device.journal, Reader::File);
            assert_eq!((&sheet.code, &sheet.notes[0].1), (&words, &words), "{name}");
            let line = Line::of(view, &overview, &device.journal);
            let card = Line::from_card(&line.to_card(shipped()), shipped()).unwrap();
            assert_eq!(card.code, words, "{name}");
            let rows = [row(view, annex()).unwrap()];
            let file: Value = serde_json::from_str(&to_json(shipped(), annex(), &rows)).unwrap();
            let in_json = file.to_string().contains(&Value::from(words.as_str()).to_string());
            assert!(in_json, "{name}: the code is not in the JSON");
            let cell = words.replace('"', "\"\"");
            assert!(to_csv(annex(), &rows).contains(&cell), "{name}: the code is not in the table");
        });
    }
}

#[test]
fn shown_it_turns_and_hides_nothing_and_keeps_its_words() {
    for (name, words) in odd_texts() {
        let seen = shown(&words);
        assert!(!seen.contains(turns_or_hides), "{name}: {seen:?}");
        assert!(seen.starts_with("Odd ") && seen.ends_with(" end"), "{name}");
        for kept in words.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, '\u{200b}'..='\u{200d}')) {
            assert!(seen.contains(kept), "{name}: {kept:?}");
        }
        // On paper a sentence that quotes it ends as it should.
        assert!(plain(&format!("“{words}” (1)")).ends_with(" end” (1)"), "{name}");
    }
}

#[rstest]
#[case("MS\u{202e}-12\u{7}")]
#[case("MS\u{200b}-\u{feff}12")]
#[case("MS-၁၂\0")]
fn a_code_is_typed_as_it_is_seen(#[case] code: &str) {
    assert!(same_code("MS-12", code) && same_code(&shown(code), code));
    assert!(!same_code("MS-13", code));
}
