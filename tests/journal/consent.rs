//! What a person said holds, whatever the devices did and whenever they met.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use sop_checklist::case::{Case, Gate, View, gate};
use sop_checklist::journal::{Act, Answer, Entry, EntryId, Giver, StopMark};
use sop_checklist::procedure::{Answers, ConsentState, StopState};

use crate::acts::{answer, mark};
use crate::cases;
use crate::devices::{DEVICES, run, script};
use crate::seen::{both, shuffled};
use crate::support::{consent, ready, shipped};

#[derive(Debug, Clone)]
enum Border {
    Answer(usize, &'static str, Answer),
    Mark(usize, StopMark),
    Meet(usize, usize),
}

fn border() -> impl Strategy<Value = Vec<Border>> {
    let step = prop_oneof![
        4 => (0..DEVICES, select(&["return", "crossing"]), answer())
            .prop_map(|(at, kind, answer)| Border::Answer(at, kind, answer)),
        2 => (0..DEVICES, mark()).prop_map(|(at, mark)| Border::Mark(at, mark)),
        3 => (0..DEVICES, 0..DEVICES).prop_map(|(to, from)| Border::Meet(to, from)),
    ];
    vec(step, 1..14)
}

fn is_no(entry: &Entry, kinds: &[&str]) -> bool {
    matches!(&entry.act, Act::Consent(consent) if consent.answer != Answer::Given && kinds.contains(&consent.kind.as_str()))
}

fn is_yes(entry: &Entry, kind: &str) -> bool {
    matches!(&entry.act, Act::Consent(consent) if consent.answer == Answer::Given && consent.kind.as_str() == kind)
}

fn is_mark(entry: &Entry, wanted: StopMark) -> bool {
    matches!(&entry.act, Act::Stop { stop, mark, .. } if stop.as_str() == "S1" && *mark == wanted)
}

proptest! {
    #![proptest_config(cases(192))]

    /// Who saw what is written down here from outside, not read from the entries.
    #[test]
    fn a_no_holds_until_somebody_who_saw_it_decides(script in border(), seed: u64) {
        let mut devices = vec![ready(shipped(), 1, "adult")];
        devices.extend((2..=DEVICES as u64).map(|writer| devices[0].copy(writer)).collect::<Vec<_>>());
        prop_assert_eq!(devices[0].gate(), Gate::Go);

        let mut saw: BTreeMap<EntryId, BTreeSet<EntryId>> = BTreeMap::new();
        for step in script {
            let (at, act) = match step {
                Border::Answer(at, kind, answer) => (at, Act::Consent(consent(kind, Giver::Person, answer))),
                Border::Mark(at, mark) => (at, Act::Stop { stop: "S1".into(), mark, reason: "asked".into() }),
                Border::Meet(to, from) => {
                    let other = devices[from].copy(99);
                    devices[to].merge(&other);
                    continue;
                }
            };
            let seen = devices[at].journal.entries().map(|entry| entry.id).collect();
            saw.insert(devices[at].act(act), seen);
        }

        let mut orders = vec![both(&both(&devices[0].journal, &devices[1].journal), &devices[2].journal)];
        orders.push(both(&both(&devices[2].journal, &devices[1].journal), &devices[0].journal));
        orders.push(shuffled(orders[0].entries().cloned(), seed).into_iter().collect());
        for journal in &orders {
            let case = Case::of(shipped(), journal);
            let view = View::new(shipped(), &case);
            let answered = |no: &Entry, by: &dyn Fn(&Entry) -> bool| {
                journal.entries().any(|entry| by(entry) && saw.get(&entry.id).is_some_and(|saw| saw.contains(&no.id)))
            };
            for kind in ["return", "crossing"] {
                let mut nos = journal.entries().filter(|entry| is_no(entry, &[kind]));
                let given = nos.all(|no| answered(no, &|entry| is_yes(entry, kind)));
                prop_assert_eq!(view.consent(&kind.into()) == ConsentState::Given, given, "{}", kind);
            }
            let mut raising =
                journal.entries().filter(|entry| is_no(entry, &["return", "crossing"]) || is_mark(entry, StopMark::Raised));
            let clear = raising.all(|no| answered(no, &|entry| is_mark(entry, StopMark::Clear)));
            prop_assert_eq!(view.stop(&"S1".into()), if clear { StopState::Clear } else { StopState::Raised });

            let go = clear && ["return", "crossing"].iter().all(|kind| view.consent(&(*kind).into()) == ConsentState::Given);
            prop_assert_eq!(gate(view) == Gate::Go, go);
            prop_assert_eq!(matches!(gate(view), Gate::Stop(_)), !go);
        }
    }

    #[test]
    fn consents_and_stops_are_never_undone(script in script(), seed: usize) {
        let mut device = run(&script).remove(0);
        let kept: Vec<EntryId> = device
            .journal
            .entries()
            .filter(|entry| matches!(entry.act, Act::Consent(_) | Act::Stop { .. } | Act::Opened { .. } | Act::Erased { .. }))
            .map(|entry| entry.id)
            .collect();
        let before = device.case.clone();
        device.undo(kept[seed % kept.len()]);
        prop_assert_eq!(&device.case, &before);
        prop_assert!(kept.iter().all(|id| !device.journal.is_undone(*id)));
    }
}

#[test]
fn a_refusal_on_one_device_is_no_clash_of_two() {
    let mut device = ready(shipped(), 1, "adult");
    device.answer("return", Giver::Person, Answer::Withdrawn);
    let stop = device.case.stop(&"S1".into()).unwrap();
    assert_eq!((stop.state.value, stop.state.is_apart()), (StopState::Raised, false));
    assert_eq!(stop.from_consent, Some("return".into()));

    device.mark("S1", StopMark::Clear);
    let stop = device.case.stop(&"S1".into()).unwrap();
    assert_eq!((stop.state.value, stop.state.is_apart()), (StopState::Clear, false));
    assert!(matches!(device.gate(), Gate::Stop(_)), "the consent itself is still withdrawn");
    device.answer("return", Giver::Person, Answer::Given);
    assert_eq!(device.gate(), Gate::Go);
}
