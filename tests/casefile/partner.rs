//! What a partner agency never gets.

use sop_checklist::case::has_typed_words;
use sop_checklist::exchange::casefile::{CaseFile, FileKind, NotMade};
use sop_checklist::journal::{
    Act, Answer, By, CaseKind, Consent, Field, Form, Giver, Handover, Kin, PaperState, Party, Status, StopMark, Told,
    to_stored,
};
use sop_checklist::procedure::{Atom, PartnerKind};

use crate::hands::{CASE, MADE, file, payload, white};
use crate::support::{Device, consent, on, shipped};

const PLANTED: &str = "Daw Planted";

/// A case with planted words wherever somebody can type any, with fear, and with what tells of it.
fn planted() -> Device {
    let mut device = Device::opened(shipped(), 1);
    let words = || PLANTED.to_owned();
    let step = |step: &str, status: Status| Act::Status { step: step.into(), status };
    let acts = [
        step("1.1", Status::Waiting { on: words(), since: on(2026, 11, 1) }),
        step("1.2", Status::ReportedDone { when: on(2026, 11, 2), by: words(), how: words() }),
        step("1.3", Status::DoneElsewhere { when: on(2026, 11, 2), by: words() }),
        step("1.4", Status::NotNeeded { reason: words() }),
        step("2.2", Status::ReportedDone { when: on(2026, 11, 3), by: "MM-DOR".into(), how: "call".into() }),
        step("5.1", Status::Done { when: on(2026, 11, 4) }),
        step("7.2", Status::Done { when: on(2026, 11, 5) }),
        Act::Note { step: "5.1".into(), text: words() },
        Act::Place { step: "1.1".into(), text: words() },
        Act::Fact { fact: "fear".into(), values: vec!["yes".into()] },
        Act::Fact { fact: "age".into(), values: vec!["child".into()] },
        Act::Fact { fact: "age".into(), values: vec!["adult".into()] },
        Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: words() },
        Act::Stop { stop: "S2".into(), mark: StopMark::Raised, reason: words() },
        Act::Consent(Consent {
            language: words(),
            interpreter: Some(true),
            private: Some(true),
            present: words(),
            scope: words(),
            form: Some(Form::Thumb),
            when: on(2026, 11, 6),
            ..consent("return", Giver::Person, Answer::Given)
        }),
        Act::Paper { paper: "D1".into(), state: PaperState::Present, place: words() },
        Act::Handover(Handover {
            when: on(2026, 11, 7),
            giver: Party { role: "TH-PSD".into(), office: words() },
            receiver: Party { role: "MM-DOR".into(), office: words() },
            papers: vec!["D1".into()],
            despite: words(),
        }),
        Act::Question { text: words() },
        Act::Link { code: words(), kin: Kin::Sibling },
        Act::Stood { phase: "3".into() },
        Act::Shared { receiver: words(), purpose: words(), form: words() },
        Act::Incident { step: "9.5".into(), reason: words(), told: Told { role: words(), when: on(2026, 11, 8) } },
        Act::Closed { reason: words() },
        Act::Reopened { why: "asks".into(), reason: words() },
    ];
    for act in acts {
        device.act(act);
    }
    device
}

#[test]
fn nothing_planted_is_in_a_partners_file() {
    let device = planted();
    assert_eq!(to_stored(device.journal.entries()).matches(PLANTED).count(), 25);
    let file = file(&device, FileKind::Partner);
    // The whole text of the file, not only its entries.
    let text = String::from_utf8(payload(&file.to_open_text())).unwrap();
    assert!(!text.contains(PLANTED), "{text}");
    for kept in ["fear", "S6", "7.2", "SK", "child\""] {
        assert!(!text.contains(kept), "{kept}: {text}");
    }
    for entry in file.journal.entries() {
        assert!(entry.thin && entry.by.initials.is_empty() && !has_typed_words(shipped(), &entry.act), "{entry:?}");
        assert_eq!(device.journal.get(entry.id).map(|whole| whole.lamport), Some(entry.lamport));
    }
}

#[test]
fn a_partner_gets_what_the_white_list_names() {
    let (device, white) = (planted(), white());
    let file = file(&device, FileKind::Partner);
    let status = |step: &str| match file.journal.heads(&Field::Status(step.into()))[..] {
        [entry] => entry.act.clone(),
        _ => panic!("{step}"),
    };
    let reported = Status::ReportedDone { when: on(2026, 11, 3), by: "MM-DOR".into(), how: "call".into() };
    assert_eq!(status("2.2"), Act::Status { step: "2.2".into(), status: reported }, "roles are no names");
    let asked = file.journal.heads(&Field::Consent("return".into(), Giver::Person));
    let expected = Consent {
        interpreter: Some(true),
        private: Some(true),
        form: Some(Form::Thumb),
        when: on(2026, 11, 6),
        ..consent("return", Giver::Person, Answer::Given)
    };
    assert_eq!(asked.iter().map(|entry| &entry.act).collect::<Vec<_>>(), [&Act::Consent(expected)]);
    let officer = By { role: "TH-SHE".into(), office: "Kredtrakarn".into(), initials: String::new() };
    assert!(file.journal.entries().all(|entry| entry.by == officer));
    // Every kind that is named is in it, and no other.
    for field in file.journal.fields() {
        let named = match field {
            Field::Opened => true,
            Field::Fact(id) => white.facts.contains(id),
            Field::Stop(id) => white.stops.contains(id),
            Field::Status(_) => white.kinds.contains(&PartnerKind::Steps),
            Field::Consent(..) => white.kinds.contains(&PartnerKind::Consents),
            Field::Paper(_) => white.kinds.contains(&PartnerKind::Papers),
            Field::Handover => white.kinds.contains(&PartnerKind::Handover),
            Field::Life => white.kinds.contains(&PartnerKind::Closing),
            Field::Note(_) | Field::Place(_) | Field::Stood | Field::Links => false,
        };
        assert!(named, "{field:?}");
    }
    assert_eq!(file.journal.fields().count(), 13);
}

/// Paper of the same moment bears the same code, whoever gets it.
#[test]
fn paper_and_file_can_be_matched() {
    let device = planted();
    let (own, partner) = (file(&device, FileKind::Own), file(&device, FileKind::Partner));
    assert_eq!(own.short, sop_checklist::case::short_code(&device.journal));
    assert_eq!(partner.short, own.short);
    assert_eq!(own.name(), format!("{}-2026-11-18.sopcase", own.short));
    assert!(!own.name().contains("MS-12"));
}

#[test]
fn practice_and_cases_of_other_procedures_do_not_leave_for_a_partner() {
    let make = |procedure: &str, kind: CaseKind| {
        let mut device = Device::new(shipped(), 1);
        let opened = Act::Opened { code: "X-1".into(), procedure: procedure.into(), edition: "1".into(), kind };
        device.act(opened);
        let partner = device.see(|view| CaseFile::partner(view, white(), CASE, &device.journal, MADE).err());
        (device.see(|view| CaseFile::own(view, CASE, &device.journal, MADE).err()), partner)
    };
    let training = Some(NotMade::Training);
    assert_eq!(make("th-mm-return", CaseKind::Training), (training, training));
    assert_eq!(make("other", CaseKind::Real), (None, Some(NotMade::OtherProcedure)));
}

/// The lists of the content that ships: no id leads nowhere, and whatever applies only to who is afraid stays.
#[test]
fn the_white_list_keeps_fear_here() {
    let (procedure, white) = (shipped(), white());
    assert!(white.facts.iter().all(|id| procedure.fact(id.as_str()).is_some() && id.as_str() != "fear"));
    assert!(white.stops.iter().all(|id| procedure.stop(id.as_str()).is_some() && id.as_str() != "S6"));
    assert!(white.without.iter().all(|id| procedure.step(id.as_str()).is_some()));
    for step in procedure.steps() {
        let atoms = step.when.iter().flat_map(|when| when.atoms());
        let tells = atoms.into_iter().any(|atom| match atom {
            Atom::Fact { fact, is } => fact.as_str() == "fear" && is.iter().any(|value| &**value == "yes"),
            Atom::Stop { stop, .. } => stop.as_str() == "S6",
            _ => false,
        });
        // These apply unless somebody is afraid: that they are done says nothing that their doing did not.
        let unless = ["2.9", "5.4"].contains(&step.id.as_str());
        assert!(!tells || unless || white.without.contains(&step.id), "{}", step.id);
    }
}
