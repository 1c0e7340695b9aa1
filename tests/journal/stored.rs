//! The stored form: what is written reads back, and what is not ours is refused.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use sop_checklist::journal::{Act, Journal, StoredError, from_stored, to_stored};

use crate::cases;
use crate::devices::{run, script};
use crate::hostile::hostile;
use crate::seen::{see, summarize};
use crate::support::{Device, shipped};

#[derive(Debug, Clone)]
enum Damage {
    Remove(usize),
    Insert(usize, char),
    Replace(usize, char),
    CutAfter(usize),
    Repeat(usize, usize),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let sign =
        || prop_oneof![4 => select(Vec::from_iter("\"{}[]:,-+.0123456789eEaftu~\\ \0".chars())), 1 => any::<char>()];
    vec(
        prop_oneof![
            any::<usize>().prop_map(Damage::Remove),
            (any::<usize>(), sign()).prop_map(|(at, sign)| Damage::Insert(at, sign)),
            (any::<usize>(), sign()).prop_map(|(at, sign)| Damage::Replace(at, sign)),
            any::<usize>().prop_map(Damage::CutAfter),
            (any::<usize>(), 0..40usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        ],
        1..4,
    )
}

fn damaged(text: &str, damage: &[Damage]) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    for damage in damage {
        if signs.is_empty() {
            break;
        }
        let count = signs.len();
        match *damage {
            Damage::Remove(at) => drop(signs.remove(at % count)),
            Damage::Insert(at, sign) => signs.insert(at % count, sign),
            Damage::Replace(at, sign) => signs[at % count] = sign,
            Damage::CutAfter(at) => signs.truncate(at % count),
            Damage::Repeat(at, length) => {
                let at = at % count;
                let part = signs[at..(at + length).min(count)].to_vec();
                signs.splice(at..at, part);
            }
        }
    }
    signs.into_iter().collect()
}

/// Whatever can be read can be worked with.
fn reads_without_panic(text: &str) -> Result<(), StoredError> {
    let journal: Journal = from_stored(text)?.into_iter().collect();
    summarize(&journal);
    Ok(())
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn what_is_stored_reads_back_the_same(script in script(), entries in hostile()) {
        for device in run(&script) {
            let text = to_stored(device.journal.entries());
            let read = from_stored(&text).unwrap();
            prop_assert_eq!(&to_stored(&read), &text);
            prop_assert_eq!(see(&read.into_iter().collect()), see(&device.journal));
        }
        prop_assert_eq!(&from_stored(&to_stored(&entries)).unwrap(), &entries);
    }

    #[test]
    fn damaged_texts_are_refused_or_read_never_worse(entries in hostile(), damage in damage()) {
        let _either = reads_without_panic(&damaged(&to_stored(&entries), &damage));
    }

    #[test]
    fn strange_texts_are_refused(signs in vec(any::<char>(), 0..40)) {
        prop_assert!(reads_without_panic(&String::from_iter(signs)).is_err());
    }
}

#[test]
fn other_texts_are_refused_and_what_they_say_is_not_repeated() {
    let entry = |part: &str| {
        format!(r#"{{"f":1,"w":["1"],"b":[["","",""]],"e":[{{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{part}}}]}}"#)
    };
    assert!(from_stored(&entry(r#"{"question":"?"}"#)).is_ok());
    let deep = "[".repeat(100_000);
    let broken = [
        "",
        "null",
        "{}",
        r#"{"f":"1"}"#,
        r#"{"f":-1}"#,
        r#"{"f":1}"#,
        r#"{"f":1,"w":[],"b":[],"e":[],"secret":0}"#,
        r#"{"f":1,"w":[],"b":[["","",""]],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":"secret"}}]}"#,
        r#"{"f":1,"w":["secret"],"b":[["","",""]],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":""}}]}"#,
        r#"{"f":1,"w":["1"],"b":[],"e":[{"i":[0,1],"l":1,"t":[0,0],"b":0,"a":{"question":"secret"}}]}"#,
        &entry(r#"{"secret":"?"}"#),
        &entry(r#"{"done":["1.1","secret"]}"#),
        &entry(r#"{"done":["1.1","2026-02-30"]}"#),
        &entry(r#"{"done":["1.1","2026-11-25 24:00"]}"#),
        &entry(r#"{"done":["1.1","2026-11-25 06:60"]}"#),
        &entry(r#"{"consent":{"kind":"return","giver":"secret","answer":"given","day":"","form":"spoken"}}"#),
        &deep,
    ];
    for text in broken {
        let error = from_stored(text).expect_err(text);
        assert!(matches!(error, StoredError::Broken(_)), "{text}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error}");
    }
}

#[test]
fn very_long_text_stays_whole() {
    let long = "မြဝတီ\u{202e}😀\0".repeat(50_000);
    let mut device = Device::opened(shipped(), 1);
    device.act(Act::Note { step: "1.1".into(), text: long });
    let read = from_stored(&to_stored(device.journal.entries())).unwrap();
    assert_eq!(Journal::from_iter(read), device.journal);
}

/// No length is too long, and no sign is cut in two: what is stored is what was typed.
#[test]
fn a_very_long_note_is_stored_sign_by_sign() {
    let text = "မြဝ\u{200b}တီ 😀\u{202e}\0ก้\u{200d}\n".repeat(50_000);
    let mut device = Device::opened(shipped(), 1);
    let written = device.act(Act::Note { step: "2.2".into(), text: text.clone() });
    let read = Journal::from_iter(from_stored(&to_stored(device.journal.entries())).unwrap());
    assert_eq!(read.get(written).map(|entry| &entry.act), Some(&Act::Note { step: "2.2".into(), text }));
}

/// A program that cut a text in the middle of a sign leaves half of one; that half is lost, and nothing beside it.
#[test]
fn half_a_sign_of_another_program_costs_no_entry() {
    let mut device = Device::opened(shipped(), 1);
    let written = device.act(Act::Note { step: "2.2".into(), text: "before CUT after".into() });
    for half in ["\\ud83d", "\\ude00"] {
        let stored = to_stored(device.journal.entries()).replace("CUT", half);
        let read = Journal::from_iter(from_stored(&stored).unwrap());
        assert_eq!(read.entries().count(), device.journal.entries().count());
        let note = Act::Note { step: "2.2".into(), text: "before \u{fffd} after".into() };
        assert_eq!(read.get(written).map(|entry| &entry.act), Some(&note));
    }
}
