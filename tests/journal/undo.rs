//! Undo restores what was.

use proptest::prelude::*;

use sop_checklist::case::{Case, Summary};
use sop_checklist::journal::{Act, Entry, Field};

use crate::acts::act;
use crate::cases;
use crate::devices::{run, script};
use crate::seen::summarize;
use crate::support::{Device, shipped};

/// What an official sees of a case. The short code is left out: it stands for the whole journal, undone entries too.
fn shown(device: &Device) -> (Case, Summary) {
    (device.case.clone(), Summary { short_code: String::new(), ..summarize(&device.journal) })
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn undo_restores_what_was_and_undo_of_undo_what_was_undone(script in script(), act in act()) {
        prop_assume!(act.can_be_undone() && !matches!(act, Act::Shared { .. } | Act::Gap));
        let mut device = run(&script).remove(0);
        let before = shown(&device);
        let written = device.act(act);
        let after = shown(&device);
        prop_assert_eq!(device.journal.last_undoable().map(|entry| entry.id), Some(written));

        let undo = device.undo(written);
        prop_assert_eq!(shown(&device), before.clone());
        prop_assert_ne!(device.journal.last_undoable().map(|entry| entry.id), Some(written));
        let again = device.undo(undo);
        prop_assert_eq!(shown(&device), after);
        device.undo(again);
        prop_assert_eq!(shown(&device), before);
        prop_assert_eq!(&device.case, &Case::of(shipped(), &device.journal));
    }

    /// One tap after the other, as after a reload: back to an empty case, whatever was done.
    #[test]
    fn undoing_the_last_again_and_again_ends(script in script()) {
        let mut device = run(&script).remove(0);
        let most = device.journal.len();
        let mut count = 0;
        while let Some(last) = device.journal.last_undoable().map(|entry| entry.id) {
            device.undo(last);
            count += 1;
            prop_assert!(count <= most);
        }
        let stands = |entry: &&Entry| {
            let fixed = !entry.act.can_be_undone() || matches!(entry.act, Act::Undo { .. } | Act::Shared { .. } | Act::Gap);
            !fixed && !device.journal.is_undone(entry.id)
        };
        prop_assert_eq!(device.journal.entries().find(stands), None);
    }
}

#[test]
fn undoing_the_middle_one_of_three_does_not_bring_back_the_first() {
    let mut device = Device::opened(shipped(), 1);
    device.fact("papers", &["has"]);
    let middle = device.fact("papers", &["missing"]);
    let last = device.fact("papers", &[]);
    device.undo(middle);
    let papers = || Field::Fact("papers".into());
    assert_eq!(device.journal.heads(&papers()).iter().map(|head| head.id).collect::<Vec<_>>(), [last]);
}

/// Another tab undid a value while this one, which did not know, replaced it: what it had replaced does not come back.
#[test]
fn what_replaces_an_undone_value_replaces_what_that_had_replaced() {
    let papers = Field::Fact("papers".into());
    let heads = |device: &Device| device.journal.heads(&papers).iter().map(|head| head.id).collect::<Vec<_>>();
    let mut one = Device::opened(shipped(), 1);
    let first = one.fact("papers", &["has"]);
    let undone = one.fact("papers", &["missing"]);
    let mut two = one.copy(2);
    two.undo(undone);
    assert_eq!(heads(&two), [first]);
    let last = one.fact("papers", &[]);
    two.merge(&one);
    assert_eq!(heads(&two), [last]);
}
