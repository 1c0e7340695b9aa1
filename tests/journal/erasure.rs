//! Erased words are nowhere, and nothing brings them back.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use sop_checklist::case::Case;
use sop_checklist::journal::{Act, Consent, EntryId, Handover, Journal, Party, Status, Told};

use crate::cases;
use crate::devices::{DEVICES, Move, Script, run_and_look, script};
use crate::seen::{both, everything_shown, shuffled};
use crate::support::{Device, shipped};

/// Puts a mark into every field where somebody types. Names every field, so that a new one cannot be forgotten.
fn plant(act: &mut Act, mark: &str) {
    let put = |fields: &mut [&mut String]| fields.iter_mut().for_each(|field| field.push_str(mark));
    match act {
        Act::Opened { code, procedure: _, edition: _, kind: _ } => put(&mut [code]),
        Act::Fact { fact: _, values: _ } => {}
        Act::Status { step: _, status } => match status {
            Status::ToDo | Status::Done { when: _ } => {}
            Status::DoneElsewhere { when: _, by } => put(&mut [by]),
            Status::Waiting { on, since: _ } => put(&mut [on]),
            Status::ReportedDone { when: _, by, how } => put(&mut [by, how]),
            Status::NotNeeded { reason } => put(&mut [reason]),
        },
        Act::Note { step: _, text } | Act::Place { step: _, text } | Act::Question { text } => put(&mut [text]),
        Act::Stop { stop: _, mark: _, reason } | Act::Closed { reason } | Act::Reopened { why: _, reason } => {
            put(&mut [reason])
        }
        Act::Consent(Consent {
            kind: _,
            giver: _,
            answer: _,
            when: _,
            language,
            interpreter: _,
            private: _,
            present,
            form: _,
            scope,
            points: _,
        }) => put(&mut [language, present, scope]),
        Act::Link { code, kin: _ } => put(&mut [code]),
        Act::Paper { paper: _, state: _, place } => put(&mut [place]),
        Act::Shared { receiver, purpose, form } => put(&mut [receiver, purpose, form]),
        Act::Incident { step: _, reason, told: Told { role, when: _ } } => put(&mut [reason, role]),
        Act::Handover(Handover {
            when: _,
            giver: Party { role: _, office: gave },
            receiver: Party { role: _, office: took },
            papers: _,
            despite,
        }) => put(&mut [gave, took, despite]),
        Act::Stood { phase: _ } | Act::Gap | Act::Erased { entries: _ } | Act::Undo { entry: _ } => {}
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn erased_words_are_nowhere_and_no_old_journal_brings_them_back(
        script in script(),
        (erased, eraser, undone) in (vec(any::<usize>(), 1..4), 0..DEVICES, any::<bool>()),
        seed: u64,
    ) {
        let mark = |number: usize| format!("<{number}>");
        let planted: Script = script
            .into_iter()
            .enumerate()
            .map(|(number, (at, mut what))| {
                if let Move::Write(act) = &mut what {
                    plant(act, &mark(number));
                }
                (at, what)
            })
            .collect();
        let mut written = Vec::new();
        let mut devices = run_and_look(&planted, |_, id| written.push(id));
        let old: Vec<Journal> = devices.iter().map(|device| device.journal.clone()).collect();

        // The eraser knows all, and so may erase any entry that still has words.
        let mut eraser = devices.swap_remove(eraser);
        devices.iter().for_each(|other| eraser.merge(other));
        let words: Vec<EntryId> =
            eraser.journal.entries().filter(|entry| entry.act.has_words()).map(|entry| entry.id).collect();
        prop_assume!(!words.is_empty());
        let erased: BTreeSet<EntryId> = erased.iter().map(|place| words[place % words.len()]).collect();
        let erasure = eraser.act(Act::Erased { entries: erased.iter().copied().collect() });
        if undone {
            eraser.undo(erasure);
        }
        prop_assert_eq!(&eraser.case, &Case::of(shipped(), &eraser.journal));

        let olds = || old.iter().flat_map(Journal::entries);
        let mut journals = vec![eraser.journal.clone()];
        journals.extend(old.iter().map(|old| both(&eraser.journal, old)));
        journals.extend(old.iter().map(|old| both(old, &eraser.journal)));
        // The record of the erasure alone, before, after and among entries that still have their words.
        let record = || eraser.journal.entries().filter(|entry| old.iter().all(|old| old.get(entry.id).is_none()));
        journals.push(record().chain(olds()).cloned().collect());
        journals.push(shuffled(record().chain(olds()).cloned(), seed).into_iter().collect());
        journals.push(shuffled(olds().chain(eraser.journal.entries()).cloned(), seed).into_iter().collect());
        journals.push(olds().chain(eraser.journal.entries()).cloned().collect());
        for journal in &journals {
            prop_assert_eq!(journal, &eraser.journal);
            prop_assert!(erased.iter().all(|id| journal.is_erased(*id)));
            let shown = everything_shown(journal);
            for (number, id) in written.iter().enumerate() {
                let Some(id) = id else { continue };
                let Move::Write(act) = &planted[number].1 else { continue };
                let stands = act.has_words() && !journal.is_erased(*id);
                prop_assert_eq!(shown.contains(&mark(number)), stands, "{:?}", act);
            }
        }
    }
}

/// A part of a file may hold the emptied entry and not the record of the erasure, which lies in another part.
#[test]
fn an_emptied_entry_empties_its_double_before_the_record_of_the_erasure_arrives() {
    let mut ours = Device::opened(shipped(), 1);
    let note = ours.write(Act::Note { step: "1.1".into(), text: "her name".into() });
    let mut theirs = ours.copy(2);
    theirs.act(Act::Erased { entries: vec![note.id] });
    let emptied = theirs.journal.get(note.id).unwrap().clone();
    let part: Journal = [emptied.clone()].into_iter().collect();

    assert!(everything_shown(&ours.journal).contains("her name"));
    assert_eq!(both(&ours.journal, &part), both(&part, &ours.journal));
    ours.take(&emptied);
    assert_eq!(ours.case, Case::of(shipped(), &ours.journal), "the case follows");
    for journal in [&ours.journal, &both(&ours.journal, &part), &both(&part, &Journal::from_iter([note]))] {
        assert!(!everything_shown(journal).contains("her name"));
    }
}
