//! What is said before a file is taken in.

use sop_checklist::case::{Cause, Gate, gate};
use sop_checklist::exchange::casefile::FileKind::{Own, Partner};
use sop_checklist::exchange::casefile::{FieldChange, Preview, Relation, compare, unite};
use sop_checklist::journal::{Act, Answer, Field, Giver, Status, StopMark, When, to_stored};

use crate::hands::{file, receive, stranger};
use crate::support::{Device, day, shipped};

/// A case on two devices, and what one would hear of the other.
fn two() -> (Device, Device) {
    let mut here = Device::opened(shipped(), 1);
    here.done("1.1");
    let mut there = stranger(2);
    receive(&mut there, &file(&here, Own));
    (here, there)
}

fn hear(here: &Device, there: &Device, kind: sop_checklist::exchange::casefile::FileKind) -> Preview {
    let known = (!here.journal.is_empty()).then_some(&here.journal);
    compare(shipped(), known, false, &file(there, kind)).unwrap()
}

fn change<'a>(preview: &'a Preview, field: &Field) -> &'a FieldChange {
    preview.changes.iter().find(|change| change.field == *field).unwrap_or_else(|| panic!("{field:?}: {preview:?}"))
}

#[test]
fn a_file_says_what_it_is_and_who_wrote_it() {
    let (here, there) = two();
    let preview = compare(shipped(), None, true, &file(&there, Own)).unwrap();
    assert_eq!((preview.relation, preview.removed_here), (Relation::New, true));
    assert_eq!((preview.code.as_str(), preview.entries, preview.new), ("MS-12", 2, 2));
    assert_eq!(preview.edition, shipped().edition);
    assert_eq!(preview.short, sop_checklist::case::short_code(&here.journal));
    let [wrote] = &preview.wrote[..] else { panic!("{:?}", preview.wrote) };
    assert_eq!(
        (wrote.by.role.as_str(), wrote.by.office.as_str(), wrote.by.initials.as_str()),
        ("TH-SHE", "Kredtrakarn", "")
    );
    assert_eq!((wrote.entries, wrote.last.unix - wrote.first.unix), (2, 60));
    assert!(preview.changes.is_empty(), "nothing here is changed");
}

#[test]
fn how_a_file_stands_to_what_is_here() {
    for kind in [Own, Partner] {
        let (mut here, mut there) = two();
        assert_eq!(hear(&here, &there, kind).relation, Relation::Same, "{kind:?}");
        there.done("1.2");
        assert_eq!(hear(&here, &there, kind).relation, Relation::Newer, "{kind:?}");
        receive(&mut here, &file(&there, kind));
        assert_eq!(hear(&here, &there, kind).relation, Relation::Same, "{kind:?}");
        here.done("1.2");
        assert_eq!(hear(&here, &there, kind).relation, Relation::Older, "{kind:?}");
        there.done("1.3");
        there.done("1.2");
        assert_eq!(hear(&here, &there, kind).relation, Relation::Apart, "{kind:?}");
    }
}

/// Who makes a file notes that it left; the same file is not called older for it.
#[test]
fn a_note_that_it_was_shared_makes_nobody_newer() {
    let (mut here, there) = two();
    here.act(Act::Shared { receiver: "MM-DOR".into(), purpose: "handover".into(), form: "file".into() });
    assert_eq!(hear(&here, &there, Own).relation, Relation::Same);
    let preview = hear(&there, &here, Own);
    assert_eq!((preview.relation, preview.new), (Relation::Same, 1), "it is written all the same");
}

#[test]
fn field_by_field_what_merging_gives() {
    let (mut here, mut there) = two();
    here.answer("return", Giver::Person, Answer::Refused);
    there.answer("return", Giver::Person, Answer::Given);
    there.act(Act::Note { step: "1.1".into(), text: "from there".into() });
    here.act(Act::Note { step: "1.2".into(), text: "from here".into() });
    here.fact("language", &["mon"]);
    there.fact("language", &["shan"]);

    let preview = hear(&here, &there, Own);
    assert_eq!(preview.relation, Relation::Apart);
    let consent = change(&preview, &Field::Consent("return".into(), Giver::Person));
    assert!(consent.undecided && consent.protects, "the no holds, although the yes came later");
    assert_eq!(consent.holds.as_ref(), consent.ours.first());
    assert_eq!((consent.ours.len(), consent.theirs.len()), (1, 1));
    let language = change(&preview, &Field::Fact("language".into()));
    assert!(language.undecided && !language.protects, "the latest is shown until somebody decides");
    let note = change(&preview, &Field::Note("1.1".into()));
    assert!(!note.undecided && note.ours.is_empty() && note.holds.as_ref() == note.theirs.first());
    let own_note = change(&preview, &Field::Note("1.2".into()));
    assert!(own_note.theirs.is_empty() && own_note.holds.as_ref() == own_note.ours.first());
    // The refusal raises its flag on both sides of the comparison.
    let flag = change(&preview, &Field::Stop("S1".into()));
    assert_eq!((flag.ours.len(), flag.theirs.len()), (1, 0));
    assert!(!preview.changes.iter().any(|change| change.field == Field::Opened), "what is the same is not listed");
    // And merging gives just that.
    receive(&mut here, &file(&there, Own));
    let held = here.case.consent(&"return".into(), Giver::Person).unwrap();
    assert_eq!(Some(held.entry), consent.holds.as_ref().map(|entry| entry.id));
}

#[test]
fn a_flag_cleared_there_and_raised_here_stays_raised() {
    let (mut here, mut there) = two();
    here.mark("S2", StopMark::Raised);
    there.mark("S2", StopMark::Clear);
    let preview = hear(&here, &there, Partner);
    let flag = change(&preview, &Field::Stop("S2".into()));
    assert!(flag.undecided && flag.holds.as_ref() == flag.ours.first());
}

/// What a partner's file leaves out is no change, and a thin copy is none of the whole.
#[test]
fn a_partners_file_changes_only_what_it_speaks_of() {
    let (mut here, mut there) = two();
    here.act(Act::Note { step: "1.1".into(), text: "ours".into() });
    here.act(Act::Stop { stop: "S2".into(), mark: StopMark::Raised, reason: "the uncle".into() });
    receive(&mut there, &file(&here, Partner));
    there.done("1.2");
    let preview = hear(&here, &there, Partner);
    let fields: Vec<&Field> = preview.changes.iter().map(|change| &change.field).collect();
    assert_eq!(fields, [&Field::Status("1.2".into())]);
    assert_eq!(preview.new, 1);
}

#[test]
fn days_of_another_era_are_counted_and_nothing_of_them_is_changed() {
    let mut there = Device::opened(shipped(), 1);
    for year in [1900, 2026, 2100, 2569, 2750, 1899] {
        let when = When::On(day(year, 11, 3));
        there.act(Act::Status { step: "1.1".into(), status: Status::Done { when } });
    }
    there.act(Act::Status { step: "1.2".into(), status: Status::Done { when: When::Unknown } });
    let file = file(&there, Own);
    assert_eq!(compare(shipped(), None, false, &file).unwrap().years, 3);
    let (whole, _) = unite(None, &file);
    assert_eq!(to_stored(whole.in_order()), to_stored(there.journal.in_order()));
}

/// What was not whole where a file was made holds the gate wherever the file goes on to, until somebody knows what was missing.
#[test]
fn a_gap_goes_along_and_holds_the_gate_until_it_is_known() {
    let waits = |device: &Device| {
        let of = device.see(gate);
        matches!(of, Gate::Wait(_)) && of.causes().contains(&Cause::Incomplete)
    };
    let mut here = crate::support::ready(shipped(), 1, "adult");
    assert_eq!(here.see(gate), Gate::Go);
    let gap = here.act(Act::Gap);
    assert!(waits(&here) && here.case.is_incomplete());
    assert_ne!(here.journal.last_undoable().map(|entry| entry.id), Some(gap), "no tap takes it back by accident");
    for kind in [Own, Partner] {
        let mut there = stranger(2);
        receive(&mut there, &file(&here, kind));
        assert!(waits(&there), "{kind:?}");
    }
    here.act(Act::Undo { entry: gap });
    assert_eq!(here.see(gate), Gate::Go);
    for kind in [Own, Partner] {
        let mut there = stranger(2);
        receive(&mut there, &file(&here, kind));
        assert!(!there.case.is_incomplete(), "{kind:?}");
    }
}
