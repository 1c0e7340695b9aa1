//! Rows of the data standard: read back from the CSV and held against the standard's list, field by field.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::{BTreeMap, BTreeSet};

use rstest::rstest;
use serde_json::Value;
use sop_checklist::exchange::{LeftOut, OWN, Row, columns, row, to_csv, to_json};
use sop_checklist::journal::{
    Act, Answer, CaseKind, Consent, Giver, Handover, PaperState, Party, Status, StopMark, Told, When,
};
use support::{Device, annex, day, shipped};

/// What must be in no row, wherever it is planted.
const PLANTED: &str = "PLANTED Aye Aye Mon 0812345678";

/// The fields that the standard names (version 2.0, without those it gave up), each with its values, where it lists some.
fn standard() -> BTreeMap<String, BTreeSet<String>> {
    let list = read_csv(include_str!("htcds-2.0-fields.csv"));
    let fields = list.iter().skip(1).filter(|row| row[1] != "DEPRECATED");
    // Its list has a space behind some values.
    fields.map(|row| (row[0].clone(), row[3].split_whitespace().map(str::to_owned).collect())).collect()
}

/// What a procedure file is checked against is that list, with what the standard gave up.
#[test]
fn the_short_list_of_fields_is_the_standards() {
    let list = read_csv(include_str!("htcds-2.0-fields.csv"));
    let long = list.iter().skip(1).map(|row| (&*row[0], row[3].split_whitespace().collect::<Vec<_>>()));
    let short = include_str!("../src/procedure/htcds-fields.txt").lines().map(|line| {
        let mut words = line.split_whitespace();
        (words.next().unwrap(), words.collect())
    });
    assert_eq!(short.collect::<BTreeMap<_, _>>(), long.collect());
}

/// Reads a table as RFC 4180 has it.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap();
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => cell.push(signs.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(signs.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            sign => cell.push(sign),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "the last line ends");
    rows
}

fn asked(device: &mut Device, kind: &str, answer: Answer, points: bool) {
    let points = shipped().consent(kind).unwrap().points.iter().filter(|_| points).map(|point| point.id.clone());
    device.act(Act::Consent(Consent {
        kind: kind.into(),
        giver: Giver::Person,
        answer,
        when: When::On(day(2026, 11, 3)),
        language: PLANTED.into(),
        interpreter: None,
        private: None,
        present: PLANTED.into(),
        form: None,
        scope: PLANTED.into(),
        points: points.collect(),
    }));
}

/// An adult whose data may be shared, with words planted wherever an official can type some.
fn full(code: &str) -> Device {
    let mut device = Device::new(shipped(), 7);
    let opened = |code: &str| Act::Opened {
        code: code.into(),
        procedure: shipped().id.clone(),
        edition: shipped().edition.clone(),
        kind: CaseKind::Real,
    };
    device.act(opened(code));
    for (fact, values) in [
        ("age", &["adult"][..]),
        ("age_band", &["25_34"]),
        ("gender", &["female"]),
        ("language", &["shan"]),
        ("citizenship", &["myanmar"]),
        ("identified", &["yes"]),
        ("decided_by", &["government"]),
        ("exploitation", &["forced_labour", "other"]),
        ("country", &["thailand", "malaysia"]),
        ("control", &["debt", "documents"]),
        ("recruitment", &["friends"]),
        ("nationality", &["verified"]),
        ("support", &["health", "legal"]),
        ("crossing_point", &["mae_sot_myawaddy"]),
        ("crossed", &["crossed"]),
        ("fear", &["yes"]),
    ] {
        device.act(Act::Fact { fact: fact.into(), values: values.iter().map(|value| (*value).into()).collect() });
    }
    asked(&mut device, "interview", Answer::Given, false);
    asked(&mut device, "data", Answer::Given, true);
    for (step, on) in [("1.1", 1), ("2.1", 2), ("2.2", 3), ("9.5", 20), ("10.1", 21), ("11.2", 22), ("11.4", 23)] {
        device.act(Act::Status { step: step.into(), status: Status::Done { when: When::On(day(2026, 11, on)) } });
        device.act(Act::Note { step: step.into(), text: PLANTED.into() });
        device.act(Act::Place { step: step.into(), text: PLANTED.into() });
    }
    device.act(Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: PLANTED.into() });
    device.act(Act::Paper { paper: "D1".into(), state: PaperState::Present, place: PLANTED.into() });
    let party = || Party { role: PLANTED.into(), office: PLANTED.into() };
    device.act(Act::Handover(Handover {
        when: When::On(day(2026, 11, 20)),
        giver: party(),
        receiver: party(),
        papers: Vec::new(),
        despite: PLANTED.into(),
    }));
    device.act(Act::Incident {
        step: "9.5".into(),
        reason: PLANTED.into(),
        told: Told { role: PLANTED.into(), when: When::Unknown },
    });
    device
}

fn rows(devices: &[&Device]) -> Vec<Row> {
    devices.iter().map(|device| device.see(|view| row(view, annex())).unwrap()).collect()
}

/// The row of one case, field by field.
fn told(device: &Device) -> BTreeMap<String, String> {
    let table = read_csv(&to_csv(annex(), &rows(&[device])));
    let [head, row] = &table[..] else { panic!("{table:?}") };
    head.iter().cloned().zip(row.iter().cloned()).filter(|(_, value)| !value.is_empty()).collect()
}

#[test]
fn every_field_and_every_value_is_of_the_standard_or_is_named_as_ours() {
    let standard = standard();
    let table = read_csv(&to_csv(annex(), &rows(&[&full("MS-1"), &full("=MS,\"2\"")])));
    let (head, rows) = table.split_first().unwrap();
    assert_eq!(head.iter().collect::<BTreeSet<_>>().len(), head.len(), "each field once");
    let mut filled = 0;
    for row in rows {
        assert_eq!(row.len(), head.len());
        for (field, value) in head.iter().zip(row).filter(|(field, _)| !field.starts_with(OWN)) {
            let values = standard.get(field.as_str()).unwrap_or_else(|| panic!("{field} is not of the standard"));
            for value in value.split(';').filter(|value| !value.is_empty()) {
                assert!(values.is_empty() || values.contains(value), "{field} has no {value}");
                filled += 1;
            }
        }
    }
    assert!(filled > 30);
    for gone in ["vic_AgreementToManagePersonalData", "vic_Vulnerabilities", "vic_DetailsOfVulnerabilities"] {
        assert!(!head.iter().any(|field| field == gone));
    }
    for personal in ["Name", "Birthdate", "Phone", "Identity", "Comment", "Details", "Objectives", "ActionPlan"] {
        assert!(!head.iter().any(|field| field.contains(personal)), "{personal}");
    }
}

#[test]
fn a_row_says_what_was_recorded() {
    let expected = [
        ("prs_Gender", "Feminine"),
        ("prs_PrimaryLanguage", "shn"),
        ("prs_Citizenship", "MM"),
        ("vic_TraffickingStatus", "ActualVictimOfTrafficking"),
        ("vic_TraffickingStatusDecisionMakingOrg", "NonPoliceGovernmentalOrganization"),
        ("vic_TypeOfExploitation", "ForcedLabour;Other"),
        ("vic_MethodsOfControl", "DebtBondage;WithholdsDocuments"),
        ("vic_MethodOfRecruitment", "ThroughFriendsOrSocialEvents"),
        ("cas_Status", "Active"),
        ("cas_IncomingReferralDate", "2026-11-01"),
        ("cas_OutgoingReferralDate", "2026-11-20"),
        ("cas_ReasonForOutgoingReferral", "MigrationOrChangeOfLocation"),
        ("hte_Country", "TH;MY"),
        ("hte_Type", "Exploitation"),
        ("spl_Type", "Health;Legal"),
        ("con_Consent", "true"),
        ("sopc_CaseCode", "MS-1"),
        ("sopc_Procedure", "th-mm-return"),
        ("sopc_ConsentDate", "2026-11-03"),
        ("sopc_age", "adult"),
        ("sopc_age_band", "25_34"),
        ("sopc_gender", "female"),
        ("sopc_language", "shan"),
        ("sopc_nationality", "verified"),
        ("sopc_crossing_point", "mae_sot_myawaddy"),
        ("sopc_crossed", "crossed"),
    ];
    let expected = expected.map(|(field, value)| (field.to_owned(), value.to_owned()));
    assert_eq!(told(&full("MS-1")), BTreeMap::from(expected));
}

#[test]
fn nothing_that_was_typed_is_in_a_row_but_the_code() {
    let device = full("=HYPERLINK(\"x\")");
    let rows = rows(&[&device]);
    for text in [to_csv(annex(), &rows), to_json(shipped(), annex(), &rows)] {
        for word in ["PLANTED", "Aye", "0812345678", "fear", "S6"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    // What a spreadsheet would take for a formula is a text, and nothing of it is lost.
    assert_eq!(told(&device)["sopc_CaseCode"], "'=HYPERLINK(\"x\")");
}

#[test]
fn json_has_the_same_rows() {
    let rows = rows(&[&full("MS-1"), &full("=2")]);
    let file: Value = serde_json::from_str(&to_json(shipped(), annex(), &rows)).unwrap();
    assert_eq!((&file["standard"], &file["own_fields"]), (&"HTCDS 2.0".into(), &OWN.into()));
    let known: BTreeSet<String> = columns(annex()).into_iter().collect();
    for (one, row) in file["rows"].as_array().unwrap().iter().zip(&rows) {
        for (field, value) in one.as_object().unwrap() {
            assert!(known.contains(field), "{field}");
            let values: Vec<String> = match value {
                Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
                Value::Bool(yes) => vec![yes.to_string()],
                value => vec![value.as_str().unwrap().to_owned()],
            };
            assert_eq!(values, row.field(field), "{field}");
        }
        assert!(one["vic_MethodOfRecruitment"].is_array() && one["con_Consent"] == true);
    }
    assert_eq!(file["rows"][1]["sopc_CaseCode"], "=2");
}

#[test]
fn no_row_without_consent_and_none_of_a_case_that_is_not_known_whole() {
    let left_out = |device: &Device| device.see(|view| row(view, annex())).err();
    let mut device = full("MS-1");
    assert_eq!(left_out(&device), None);
    for answer in [Answer::Refused, Answer::Withdrawn] {
        asked(&mut device, "data", answer, true);
        assert_eq!(left_out(&device), Some(LeftOut::Refused));
    }
    asked(&mut device, "data", Answer::Given, false);
    let row = device.see(|view| row(view, annex())).unwrap();
    assert!(!row.is_informed() && row.field("con_Consent") == ["false"], "nobody ticked what was explained");

    // Of a child the guardian is asked, too; and who does not know the age, has a child.
    for age in [&["child"][..], &[]] {
        let mut child = full("MS-1");
        child.act(Act::Fact { fact: "age".into(), values: age.iter().map(|age| (*age).into()).collect() });
        assert_eq!(left_out(&child), Some(LeftOut::NotAsked));
    }
    let mut torn = full("MS-1");
    torn.case.incomplete = true;
    assert_eq!(left_out(&torn), Some(LeftOut::Unread));
    assert_eq!(left_out(&Device::new(shipped(), 1)), Some(LeftOut::Unread));
    let begun = |procedure: &str, kind: CaseKind| {
        let mut device = Device::new(shipped(), 1);
        device.act(Act::Opened { code: "T".into(), procedure: procedure.into(), edition: "1".into(), kind });
        left_out(&device)
    };
    assert_eq!(begun("th-mm-return", CaseKind::Training), Some(LeftOut::Practice));
    assert_eq!(begun("shelter-intake", CaseKind::Real), Some(LeftOut::OtherProcedure));
    assert_eq!(begun("th-mm-return", CaseKind::Real), Some(LeftOut::NotAsked));
}

/// Where the standard has no word, the field is empty, and our own says what was answered.
#[rstest]
#[case("gender", "other", "prs_Gender")]
#[case("language", "other", "prs_PrimaryLanguage")]
#[case("citizenship", "none", "prs_Citizenship")]
fn what_the_standard_has_no_word_for_is_empty(#[case] fact: &str, #[case] value: &str, #[case] field: &str) {
    let mut device = full("MS-1");
    device.act(Act::Fact { fact: fact.into(), values: vec![value.into()] });
    let told = told(&device);
    assert_eq!(told.get(field), None);
    if fact != "citizenship" {
        assert_eq!(told[&format!("sopc_{fact}")], value);
    }
}

#[test]
fn what_devices_differ_about_is_empty() {
    let device = full("MS-1");
    let (mut here, mut there) = (device.copy(8), device.copy(9));
    here.act(Act::Fact { fact: "gender".into(), values: vec!["male".into()] });
    there.act(Act::Fact { fact: "gender".into(), values: vec!["other".into()] });
    here.merge(&there);
    assert_eq!(told(&here).get("prs_Gender"), None);
    assert_eq!(told(&here).get("sopc_gender"), None);
}

#[rstest]
#[case("goals_met", "Closed", "Goals met")]
#[case("referred", "ClosedReferred", "Referred to another service")]
fn a_closed_case_says_so(#[case] reason: &str, #[case] status: &str, #[case] words: &str) {
    let mut device = full("MS-1");
    device.act(Act::Status { step: "11.5".into(), status: Status::Done { when: When::Unknown } });
    assert_eq!(told(&device)["cas_Status"], "FollowUp");
    device.act(Act::Fact { fact: "closing_reason".into(), values: vec![reason.into()] });
    device.act(Act::Closed { reason: PLANTED.into() });
    let told = told(&device);
    assert_eq!((&*told["cas_Status"], &*told["cas_ReasonForCaseClosure"]), (status, words));
}

/// The standard wants ISO 639-2. Source: its list at loc.gov/standards/iso639-2, as in Debian's iso-codes 4.15. Mon (`mnw`), Rakhine
/// (`rki`), the Chin languages and each of the Karen ones (`ksw`, `pwo`, `kjp`, `pww`) have codes of their own in ISO 639-3 only; in
/// 639-2 their families stand for them. Kachin is Jingpho, and `kac` in both; `jpg` is no code.
#[test]
fn languages_have_codes_of_iso_639_2() {
    const NAMED: [(&str, &str, &str); 7] = [
        ("burmese", "mya", "Burmese"),
        ("chin", "sit", "Sino-Tibetan languages"),
        ("kachin", "kac", "Kachin; Jingpho"),
        ("karen", "kar", "Karen languages"),
        ("mon", "mkh", "Mon-Khmer languages"),
        ("rakhine", "sit", "Sino-Tibetan languages"),
        ("shan", "shn", "Shan"),
    ];
    let (_, language) = annex().facts.iter().find(|(fact, _)| fact.as_str() == "language").unwrap();
    assert_eq!(language.field, "prs_PrimaryLanguage");
    let expected = NAMED.map(|(ours, code, _)| (ours.to_owned(), code.to_owned()));
    assert_eq!(language.values, expected);
    // "Other" has none, and no row says one for it.
    let fact = shipped().fact("language").unwrap();
    let without: Vec<&str> =
        fact.values.iter().map(|value| &**value).filter(|value| NAMED.iter().all(|(ours, ..)| ours != value)).collect();
    assert_eq!(without, ["other"]);
}
