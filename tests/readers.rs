//! Who reads a sheet gets what the tables say, and nothing else: planted words, names and a planted fear are looked for in
//! every summary that is not for the own file.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use rstest::rstest;
use sop_checklist::case::{DETAILS, Detail, PARTS, Part, Reader, Summary, overview, summary};
use sop_checklist::journal::{
    Act, Answer, Consent, Giver, Handover, Kin, PaperState, Party, Status, StopMark, Told, When,
};
use sop_checklist::procedure::Procedure;
use support::{Device, at, consent, on, ready, shipped};

const FILE: &[Reader] = &[Reader::File];

fn of(device: &Device, reader: Reader) -> Summary {
    device.see(|view| summary(view, &overview(view), &device.journal, reader))
}

/// All that a summary holds.
fn told(device: &Device, reader: Reader) -> String {
    format!("{:?}", of(device, reader))
}

/// A word of its own for every place where somebody can type one.
fn planted() -> (Device, Vec<String>) {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["adult"]);
    let mut words = Vec::new();
    let mut plant = |place: &str| {
        words.push(format!("Planted-{place}"));
        words.last().unwrap().clone()
    };
    let acts = vec![
        Act::Note { step: "1.8".into(), text: plant("note") },
        Act::Place { step: "1.8".into(), text: plant("place") },
        Act::Note { step: "3.9".into(), text: plant("open-note") },
        Act::Status { step: "3.9".into(), status: Status::Waiting { on: plant("waiting"), since: on(2026, 11, 20) } },
        Act::Status {
            step: "10.8".into(),
            status: Status::ReportedDone { when: on(2026, 11, 20), by: plant("told-by"), how: plant("how") },
        },
        Act::Status {
            step: "2.7".into(),
            status: Status::DoneElsewhere { when: on(2026, 11, 20), by: plant("elsewhere") },
        },
        Act::Status { step: "4.5".into(), status: Status::NotNeeded { reason: plant("not-needed") } },
        Act::Stop { stop: "S3".into(), mark: StopMark::Raised, reason: plant("raised") },
        Act::Stop { stop: "S9".into(), mark: StopMark::Clear, reason: plant("clear") },
        Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: plant("fear") },
        Act::Consent(Consent {
            language: plant("language"),
            present: plant("present"),
            scope: plant("scope"),
            when: on(2026, 11, 21),
            ..consent("return", Giver::Person, Answer::Given)
        }),
        Act::Paper { paper: "D3".into(), state: PaperState::Present, place: plant("paper-place") },
        Act::Question { text: plant("question") },
        Act::Link { code: plant("link"), kin: Kin::Sibling },
        Act::Shared { receiver: plant("receiver"), purpose: plant("purpose"), form: plant("form") },
        Act::Incident {
            step: "9.5".into(),
            reason: plant("incident"),
            told: Told { role: plant("supervisor"), when: When::Unknown },
        },
        Act::Handover(Handover {
            when: at(2026, 11, 25, 6, 30),
            giver: Party { role: "TH-SHE".into(), office: "Office A".into() },
            receiver: Party { role: "MM-DOR".into(), office: "Office B".into() },
            papers: vec!["D3".into()],
            despite: plant("despite"),
        }),
        Act::Closed { reason: plant("closed") },
    ];
    device.done("1.8");
    acts.into_iter().for_each(|act| {
        device.act(act);
    });
    // What this edition does not have.
    device.act(Act::Note { step: "99.1".into(), text: plant("unknown") });
    // What does not stand any more: replaced, undone, erased.
    for text in [plant("older"), "newer".into()] {
        device.act(Act::Note { step: "1.1".into(), text });
    }
    for reason in [plant("older-reason"), "newer".into()] {
        device.act(Act::Stop { stop: "S11".into(), mark: StopMark::Raised, reason });
    }
    let undone = device.act(Act::Question { text: plant("undone") });
    device.undo(undone);
    let erased = device.act(Act::Note { step: "1.2".into(), text: plant("erased") });
    device.act(Act::Erased { entries: vec![erased] });
    (device, words)
}

#[test]
fn words_that_somebody_typed_stay_in_the_file() {
    let (device, words) = planted();
    let file = told(&device, Reader::File);
    // What is nowhere on the own sheet either would prove nothing here; the history has it.
    let said = ["waiting", "told-by", "how", "elsewhere", "receiver", "purpose", "form"];
    let gone = ["older", "older-reason", "undone", "erased"];
    let elsewhere = [&said[..], &gone].concat();
    for word in &words {
        let on_file = !elsewhere.iter().any(|place| *word == format!("Planted-{place}"));
        assert_eq!(file.contains(word.as_str()), on_file, "{word}");
    }
    for reader in [Reader::Partner, Reader::Escort, Reader::Person] {
        let told = told(&device, reader);
        assert!(!told.contains("Planted-"), "{reader:?}: {told}");
        // Initials and staff numbers of officials.
        assert!(!told.contains("\"SK\""), "{reader:?}: {told}");
    }
    // Opened again, and why.
    let mut again = device.copy(2);
    again.act(Act::Reopened { why: "asks".into(), reason: "Planted-again".into() });
    for reader in [Reader::Partner, Reader::Escort, Reader::Person] {
        assert!(!told(&again, reader).contains("Planted-"), "{reader:?}");
    }
    // Officials stand there by role and office.
    assert!(told(&device, Reader::Partner).contains("Kredtrakarn") && file.contains("\"SK\""));
}

/// A case with fear and one without, alike in all else.
fn with_fear(fear: bool) -> Device {
    let mut device = ready(shipped(), 1, "adult");
    device.fact("identified", &["yes"]);
    device.fact("family", &["traced"]);
    device.answer("data", Giver::Person, Answer::Given);
    device.fact("fear", &[if fear { "yes" } else { "no" }]);
    device.mark("S6", if fear { StopMark::Raised } else { StopMark::Clear });
    device.done("5.1");
    if fear {
        // As many entries as without, for each takes a minute.
        device.done("7.2");
        device.done("7.2");
    } else {
        device.done("2.9");
        device.done("5.4");
    }
    device
}

#[rstest]
#[case(Reader::Partner)]
#[case(Reader::Escort)]
#[case(Reader::Person)]
fn fear_is_told_by_nothing_but_the_gates_word(#[case] reader: Reader) {
    // The same word at the gate, by another flag.
    let of = |fear: bool| {
        let mut device = with_fear(fear);
        device.mark("S3", StopMark::Raised);
        let mut summary = of(&device, reader);
        let text = format!("{summary:?}");
        for word in ["fear", "S6", "7.2", "\"2.9\"", "\"5.4\""] {
            // Steps that a flag holds up are named with the flag.
            let named = summary.stops.iter().any(|line| line.blocks.iter().any(|step| step.as_str() == word));
            assert!(named || !text.contains(word), "{reader:?}: {word} in {text}");
        }
        summary.short_code.clear();
        // Where nothing can go on, nothing is next: that is the word of the gate again.
        summary.next.clear();
        summary.open.clear();
        summary.here = None;
        summary.ahead.clear();
        for station in summary.journey.iter_mut().flat_map(|journey| &mut journey.stations) {
            station.here = false;
        }
        summary
    };
    let (fear, none) = (of(true), of(false));
    assert_eq!(fear.gate, none.gate);
    assert_eq!(fear.aside, none.aside);
    assert_eq!(fear.done, none.done);
    assert_eq!(format!("{:?}", fear.journey), format!("{:?}", none.journey));
    assert_eq!(format!("{fear:?}"), format!("{none:?}"));
}

#[test]
fn no_step_that_cannot_go_on_is_next_for_a_partner() {
    let next = of(&with_fear(true), Reader::Partner).next;
    let file = of(&with_fear(true), Reader::File).next;
    assert!(next.iter().all(|one| file.contains(one)));
}

#[test]
fn the_file_has_fear_and_all_that_rests_on_it() {
    let told = told(&with_fear(true), Reader::File);
    for word in ["fear", "S6", "7.2"] {
        assert!(told.contains(word), "{word}");
    }
}

#[test]
fn every_section_of_the_reference_is_on_the_file_sheet_and_has_its_place_for_each_reader() {
    for section in 1..=15_u8 {
        let file = PARTS.iter().any(|(_, of, readers)| *of == section && readers.contains(&Reader::File));
        assert!(file, "section {section}");
    }
    for (at, (part, _, readers)) in PARTS.iter().enumerate() {
        assert!(!readers.is_empty() && PARTS[..at].iter().all(|(other, _, _)| other != part), "{part:?}");
    }
    for (detail, readers) in DETAILS {
        assert_eq!(*readers, FILE, "{detail:?}");
    }
    assert!(Reader::File.knows(Detail::Words) && !Reader::Partner.knows(Detail::Words));
}

/// The content lists of the design, word for word.
#[rstest]
#[case(Reader::Escort, &[Part::Day, Part::Way, Part::Carried, Part::SaysNo, Part::Privacy])]
#[case(Reader::Person, &[Part::Hold, Part::Said, Part::Ahead, Part::Ask, Part::Withdraw])]
fn who_is_not_of_an_office_gets_a_short_list(#[case] reader: Reader, #[case] parts: &[Part]) {
    assert_eq!(reader.parts().collect::<Vec<_>>(), parts);
}

#[test]
fn a_partner_gets_no_notes_no_incidents_no_links_and_no_further_answers() {
    for part in [Part::Notes, Part::Incidents, Part::Links, Part::Known, Part::Questions, Part::Unknown, Part::Hold] {
        assert!(!Reader::Partner.gets(part), "{part:?}");
    }
    let (mut device, _) = planted();
    for fact in &device.procedure.facts {
        if let Some(value) = fact.values.first() {
            device.fact(fact.id.as_str(), &[value]);
        }
    }
    let partner = of(&device, Reader::Partner);
    assert!(
        partner.known.is_empty() && partner.day.is_empty() && partner.carried.is_empty() && partner.ahead.is_empty()
    );
    let told = format!("{partner:?}");
    for never in ["exploitation", "control", "recruitment", "citizenship", "fear"] {
        assert!(!told.contains(&format!("({never},")), "{never}: {told}");
    }
}

#[test]
fn an_escort_gets_the_day_and_a_person_her_own_words() {
    let (mut device, _) = planted();
    for (fact, value) in [("language", "shan"), ("journey", "medicine"), ("crossing_point", "mae_sot_myawaddy")] {
        device.fact(fact, &[value]);
    }
    device.fact("family_safe", &["no"]);
    device.fact("case_open", &["yes"]);
    let escort = of(&device, Reader::Escort);
    let day: Vec<&str> = escort.day.iter().map(|(fact, _)| fact.as_str()).collect();
    assert_eq!(day, ["age", "language", "crossing_point"]);
    assert_eq!(escort.way.len(), 1);
    assert_eq!(escort.carried, ["D3".into()]);
    assert_eq!(escort.handovers.len(), 1);
    assert!(escort.consents.is_empty() && escort.stops.is_empty() && escort.done.is_empty() && escort.gate.is_none());
    assert!(escort.place.is_empty() && escort.legal.is_empty() && escort.progress.is_none());
    let person = of(&device, Reader::Person);
    assert_eq!(person.consents.len(), shipped().consents.len());
    assert!(!person.ahead.is_empty() && !person.goes_back);
    assert!(person.day.is_empty() && person.done.is_empty() && person.handovers.is_empty() && person.gate.is_none());
    device.answer("return", Giver::Person, Answer::Withdrawn);
    assert!(of(&device, Reader::Person).goes_back && !of(&device, Reader::Escort).goes_back);
}

#[test]
fn needs_place_and_law_stand_in_parts_of_their_own_and_once() {
    let mut device = Device::opened(shipped(), 1);
    for fact in &shipped().facts {
        if let Some(value) = fact.values.first() {
            device.fact(fact.id.as_str(), &[value]);
        }
    }
    let file = of(&device, Reader::File);
    let names = |answers: &[(sop_checklist::procedure::FactId, Vec<std::sync::Arc<str>>)]| {
        answers.iter().map(|(fact, _)| fact.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(&file.brief), ["age", "gender", "language", "interpreter"]);
    assert_eq!(names(&file.way), ["journey"]);
    assert_eq!(names(&file.place), ["reception", "secure_shelter", "family_safe"]);
    assert_eq!(names(&file.legal), ["case_open", "witness", "compensation", "wages"]);
    let plans: Vec<&str> = file.legal_plans.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(plans, ["4.7"]);
    let parts = [&file.brief, &file.way, &file.place, &file.legal, &file.plan, &file.known];
    let mut all: Vec<String> = parts.iter().flat_map(|part| names(part)).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "an answer stands twice");
}

#[test]
fn without_a_rule_for_the_sheet_others_get_no_answers() {
    let without: &Procedure = support::content(serde_json::json!({
        "facts": [{ "id": "age", "values": ["adult", "child"] }],
    }));
    let mut device = Device::opened(without, 1);
    device.fact("age", &["adult"]);
    assert_eq!(of(&device, Reader::File).known.len(), 1);
    for reader in [Reader::Partner, Reader::Escort, Reader::Person] {
        assert!(!told(&device, reader).contains("adult"), "{reader:?}");
    }
}
