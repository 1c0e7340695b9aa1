//! Looking through a history: by kind, by day, by whom; and what an entry replaced.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;

use sop_checklist::case::{Kind, Pen, Sieve, days, over, people, replaced};
use sop_checklist::journal::{
    Act, Answer, By, EntryId, Giver, Journal, Kin, Stamp, Status, StopMark, Told, When, Writer,
};

use support::{Device, consent, fact, opened, shipped};

/// Writes acts by two officials over two days, at the border of a day.
fn history(acts: Vec<Act>) -> Journal {
    let (mut journal, mut pen) = (Journal::default(), Pen::new(Writer(1)));
    for (number, act) in acts.into_iter().enumerate() {
        // 23:30 and 00:30 of the next day at +6:30.
        let at = Stamp { unix: 20_776 * 86_400 - 390 * 60 - 1800 + 3600 * (number as i64 % 2), offset: 390 };
        let role = if number % 2 == 0 { "TH-SHE" } else { "MM-DOR" };
        let by = By { role: role.into(), ..By::default() };
        let over = over(shipped(), &journal, &act);
        journal.insert(pen.write(&journal, act, over, at, by));
    }
    journal
}

fn every_act() -> Vec<(Kind, Act)> {
    let words = String::new;
    vec![
        (Kind::Case, opened("MS-12")),
        (Kind::Steps, Act::Status { step: "1.1".into(), status: Status::Done { when: When::Unknown } }),
        (Kind::Facts, fact("age", &["child"])),
        (Kind::Consents, Act::Consent(consent("return", Giver::Person, Answer::Given))),
        (Kind::Stops, Act::Stop { stop: "S1".into(), mark: StopMark::Clear, reason: words() }),
        (Kind::Words, Act::Note { step: "1.1".into(), text: words() }),
        (Kind::Words, Act::Place { step: "1.1".into(), text: words() }),
        (Kind::Words, Act::Question { text: words() }),
        (Kind::Sharing, Act::Shared { receiver: words(), purpose: words(), form: words() }),
        (Kind::Incidents, Act::Incident { step: "9.5".into(), reason: words(), told: Told::default() }),
        (Kind::Case, Act::Link { code: "MS-13".into(), kin: Kin::Sibling }),
        (Kind::Case, Act::Closed { reason: words() }),
    ]
}

fn found(journal: &Journal, sieve: &Sieve) -> Vec<u32> {
    journal.in_order().into_iter().filter(|entry| sieve.holds(journal, entry)).map(|entry| entry.id.number).collect()
}

#[test]
fn every_entry_is_of_one_kind_and_all_kinds_together_are_all() {
    let acts = every_act();
    let journal = history(acts.iter().map(|(_, act)| act.clone()).collect());
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let of_kind = found(&journal, &Sieve { kind: Some(kind), ..Sieve::default() });
        let expected: Vec<u32> =
            (1..).zip(&acts).filter(|(_, (known, _))| *known == kind).map(|(number, _)| number).collect();
        assert_eq!(of_kind, expected, "{kind:?}");
        all.extend(of_kind);
    }
    all.sort_unstable();
    assert_eq!(all, found(&journal, &Sieve::default()));
}

#[test]
fn what_is_undone_is_found_with_the_undoing_and_under_its_own_kind() {
    let mut case = Device::opened(shipped(), 1);
    let done = case.done("1.8");
    let undo = case.undo(done);
    let numbers = |kind| found(&case.journal, &Sieve { kind: Some(kind), ..Sieve::default() });
    assert_eq!(numbers(Kind::Undone), [done.number, undo.number]);
    assert_eq!(numbers(Kind::Steps), [done.number]);
}

#[test]
fn a_day_is_that_of_the_place_where_it_was_written() {
    let journal = history(every_act().into_iter().map(|(_, act)| act).collect());
    let days = days(&journal);
    assert_eq!(days.len(), 2);
    assert_eq!(days[0].0, days[1].0 + 1, "the latest first, an hour apart: {days:?}");
    let odd = found(&journal, &Sieve { day: Some(days[1].0), ..Sieve::default() });
    assert_eq!(odd, [1, 3, 5, 7, 9, 11]);
    let even = found(&journal, &Sieve { day: Some(days[0].0), ..Sieve::default() });
    assert_eq!(even, [2, 4, 6, 8, 10, 12]);
    assert_eq!(found(&journal, &Sieve { day: Some(0), ..Sieve::default() }), Vec::<u32>::new());
}

#[test]
fn who_wrote_is_asked_for_whole_and_together_with_the_rest() {
    let journal = history(every_act().into_iter().map(|(_, act)| act).collect());
    let who = people(&journal);
    assert_eq!(who.iter().map(|by| by.role.as_str()).collect::<Vec<_>>(), ["TH-SHE", "MM-DOR"]);
    let sieve = Sieve { by: Some(who[1].clone()), kind: Some(Kind::Case), day: None };
    assert_eq!(found(&journal, &sieve), [12]);
    let other = By { initials: "SK".into(), ..who[1].clone() };
    assert_eq!(found(&journal, &Sieve { by: Some(other), ..Sieve::default() }), Vec::<u32>::new());
}

#[rstest]
#[case::a_fact(fact("age", &["child"]), fact("age", &["adult"]), true)]
#[case::another_fact(fact("age", &["child"]), fact("alone", &["yes"]), false)]
#[case::a_link(Act::Link { code: "A".into(), kin: Kin::Sibling }, Act::Link { code: "A".into(), kin: Kin::Sibling }, false)]
// A refusal takes the place of the check of its red flag, too, but that is no answer.
#[case::a_refusal(
    Act::Stop { stop: "S1".into(), mark: StopMark::Clear, reason: String::new() },
    Act::Consent(consent("return", Giver::Person, Answer::Refused)),
    false
)]
fn what_an_entry_replaced(#[case] first: Act, #[case] second: Act, #[case] replaces: bool) {
    let mut case = Device::opened(shipped(), 1);
    let first = case.act(first);
    let second = case.write(second);
    let old: Vec<EntryId> = replaced(&case.journal, &second).iter().map(|entry| entry.id).collect();
    assert_eq!(old, if replaces { vec![first] } else { vec![] });
}
