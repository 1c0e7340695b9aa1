//! What the reference says of the procedure, row by row (`tests/coverage.json`), held against the content; and that every
//! test that a row names is there. `make coverage` makes `docs/coverage.md` of the same rows.
//!
//! The rows were taken from the reference, not from the content. The content may say more: who else acts, one more red flag
//! to think of. What the reference says must be there. Where the content goes further in when a step applies, the row says
//! so beside what the reference says, under `or`.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use sop_checklist::case::{Reader, overview, summary};
use sop_checklist::procedure::{Ask, Basis, Condition, LimitKind, Procedure, Sure, Unit};
use support::{Device, annex, shipped};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rows whose section begins so.
fn rows(section: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("coverage.json")).unwrap();
    let sections = all.as_array().unwrap().iter();
    let found: Vec<Value> = sections
        .filter(|one| one["section"].as_str().unwrap().starts_with(section))
        .flat_map(|one| one["rows"].as_array().unwrap().clone())
        .collect();
    assert!(!found.is_empty(), "{section}");
    found
}

fn id(row: &Value) -> &str {
    row["row"].as_str().unwrap()
}

/// The texts under a key; an absent list is empty.
fn texts<'v>(row: &'v Value, key: &str) -> BTreeSet<&'v str> {
    row["is"][key].as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

fn set<'a, Id: AsRef<str> + 'a>(ids: impl IntoIterator<Item = Id>) -> BTreeSet<String> {
    ids.into_iter().map(|id| id.as_ref().to_owned()).collect()
}

fn holds(what: &str, wanted: &BTreeSet<&str>, given: &BTreeSet<String>) {
    for one in wanted {
        assert!(given.contains(*one), "{what}: {one} is not among {given:?}");
    }
}

fn sources(basis: &[Basis]) -> BTreeSet<String> {
    set(basis.iter().filter_map(|basis| basis.source.as_ref()).map(|id| id.as_str().to_owned()))
}

/// A condition that means the same whatever the order of its parts.
fn same(condition: Option<&Condition>) -> Option<String> {
    fn told(condition: &Condition) -> String {
        let parts = |all: &[Condition]| {
            let mut told: Vec<_> = all.iter().map(told).collect();
            told.sort();
            told.join(", ")
        };
        match condition {
            Condition::All { all } => format!("all of ({})", parts(all)),
            Condition::Any { any } => format!("one of ({})", parts(any)),
            Condition::Not { not } => format!("not {}", told(not)),
            Condition::Atom(atom) => {
                let mut told = format!("{atom:?}");
                if let sop_checklist::procedure::Atom::Fact { fact, is } = atom {
                    let values: BTreeSet<_> = is.iter().collect();
                    told = format!("{fact} {values:?}");
                }
                told
            }
        }
    }
    condition.map(told)
}

fn when(row: &Value) -> Option<Condition> {
    let read = |key: &str| {
        let condition = row["is"].get(key).filter(|condition| !condition.is_null())?;
        Some(Condition::read(&condition.to_string()).unwrap())
    };
    let mut any = match read("when")? {
        Condition::Any { any } => any,
        one => vec![one],
    };
    any.extend(read("or"));
    Some(if any.len() == 1 { any.remove(0) } else { Condition::Any { any } })
}

#[test]
fn facts_have_the_answers_and_drive_the_steps_of_the_reference() {
    let procedure = shipped();
    // Flags that the reference lists and lets no step hang on.
    let idle = ["age_disputed", "pregnant_or_disabled", "dependants"];
    let mut flags = 0;
    for row in rows("Flags").iter().filter(|row| row["is"].is_object()) {
        let (fact, value) = (row["is"]["fact"].as_str().unwrap(), row["is"]["value"].as_str().unwrap());
        let found = procedure.fact(fact).unwrap_or_else(|| panic!("no question {fact}"));
        assert!(found.values.iter().any(|known| &**known == value), "{fact} has no answer {value}");
        assert!(!found.many, "{fact}: one fact, one value");
        assert!(procedure.steps().any(|step| step.asks.contains(&Ask::Fact(fact.into()))), "no step asks {fact}");
        let atom = |condition: &Condition| {
            condition.atoms().iter().any(|atom| match atom {
                sop_checklist::procedure::Atom::Fact { fact: id, is } => {
                    id.as_str() == fact && is.iter().any(|known| &**known == value)
                }
                _ => false,
            })
        };
        let used = procedure.steps().any(|step| step.when.iter().any(atom));
        assert!(used || idle.contains(&id(row)), "no step hangs on {}", id(row));
        flags += 1;
    }
    assert_eq!(flags, 26);
}

#[test]
fn limits_are_as_the_reference_has_them() {
    let rows = rows("Time limits");
    assert_eq!(rows.len(), 12);
    for row in rows.iter().filter(|row| row["is"].is_object()) {
        let limit = shipped().limit(id(row)).unwrap_or_else(|| panic!("no limit {}", id(row)));
        let kind = match limit.kind {
            LimitKind::Deadline => "deadline",
            LimitKind::Rhythm => "rhythm",
            LimitKind::Principle => "principle",
        };
        let unit = |unit| match unit {
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Months => "months",
            Unit::Years => "years",
        };
        let sure = match limit.sure {
            Sure::Read => "read",
            Sure::Old => "old",
            Sure::Unchecked => "unchecked",
        };
        let is = &row["is"];
        assert_eq!(is["kind"].as_str(), Some(kind), "{}", id(row));
        assert_eq!(is["amount"].as_u64(), limit.length.map(|length| length.amount.into()), "{}", id(row));
        assert_eq!(is["unit"].as_str(), limit.length.map(|length| unit(length.unit)), "{}", id(row));
        assert_eq!(
            is["source"].as_str(),
            annex().limit(id(row)).and_then(|basis| basis.source.as_ref()).map(|id| id.as_str()),
            "{}",
            id(row)
        );
        assert_eq!(is["sure"].as_str(), Some(sure), "{}", id(row));
    }
}

#[test]
fn stops_are_as_the_reference_has_them() {
    let rows = rows("Red flags");
    assert_eq!(rows.len(), 14);
    for row in rows.iter().filter(|row| row["is"].is_object()) {
        let stop = shipped().stop(id(row)).unwrap_or_else(|| panic!("no stop {}", id(row)));
        let effect = format!("{:?}", stop.effect).to_lowercase();
        assert_eq!(row["is"]["effect"].as_str(), Some(effect.as_str()), "{}", id(row));
        holds(id(row), &texts(row, "sources"), &sources(annex().stop(stop.id.as_str())));
    }
}

#[test]
fn steps_are_as_the_reference_has_them() {
    let rows = rows("Steps");
    assert_eq!(rows.len(), 107);
    for row in &rows {
        let name = id(row);
        let step = shipped().step(name).unwrap_or_else(|| panic!("no step {name}"));
        holds(name, &texts(row, "acts"), &set(step.acts.iter().map(|id| id.as_str())));
        let owner = row["is"]["acts"][0].as_str();
        assert!(owner.is_none_or(|owner| owner == step.acts[0].as_str()), "{name}: {owner:?} owns it");
        holds(name, &texts(row, "records"), &set(&annex().step(name).unwrap().records));
        holds(name, &texts(row, "stops"), &set(step.stops.iter().map(|id| id.as_str())));
        holds(name, &texts(row, "sources"), &sources(&annex().step(name).unwrap().basis));
        assert_eq!(row["is"]["limit"].as_str(), step.limit.as_ref().map(|id| id.as_str()), "{name}");
        assert_eq!(same(when(row).as_ref()), same(step.when.as_ref()), "{name}");
    }
}

#[test]
fn papers_are_as_the_reference_has_them() {
    let rows = rows("Dossier");
    assert_eq!(rows.len(), 15);
    let words: Value = serde_json::from_str(include_str!("../public/sop/th-mm-return.en.json")).unwrap();
    for row in &rows {
        let found = shipped().papers.iter().find(|paper| paper.id.as_str() == id(row));
        let paper = found.unwrap_or_else(|| panic!("no paper {}", id(row)));
        holds(id(row), &texts(row, "made_by"), &set(paper.made_by.iter().map(|id| id.as_str())));
        assert_eq!(same(when(row).as_ref()), same(paper.when.as_ref()), "{}", id(row));
        let out = words.get(format!("paper.{}.out", id(row))).is_some();
        assert!(out || row["is"]["out"] != true, "{}: nothing says what to keep out", id(row));
    }
}

#[test]
fn the_sheet_lists_every_paper() {
    let device = Device::opened(shipped(), 1);
    device.see(|view| {
        let summary = summary(view, &overview(view), &device.journal, Reader::File);
        let listed = set(summary.dossier.iter().flat_map(|dossier| &dossier.papers).map(|line| line.id.as_str()));
        assert_eq!(listed, set(rows("Dossier").iter().map(|row| id(row).to_owned())));
    });
}

/// No field that the standard gave up, no value that it does not have, and none with the space that its list has behind one.
#[test]
fn records_keep_to_the_data_standard() {
    let fields = fs::read_to_string(root().join("src/procedure/htcds-fields.txt")).unwrap();
    let values = |field: &str| {
        let line = fields.lines().find(|line| line.split_whitespace().next() == Some(field));
        let line = line.unwrap_or_else(|| panic!("no field {field}"));
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        values("spl_Type"),
        "Education Financial Health LabourExploitationRehabilitation Legal Livelihood RightsBasedTraining \
         SexualExploitationRehabilitation SocialCare"
    );
    assert_eq!(values("cas_Status"), "Active FollowUp Closed ClosedReferred");
    assert_eq!(values("cas_ReasonForOutgoingReferral"), "AdditionalServicesRequired MigrationOrChangeOfLocation Other");
    assert!(values("vic_MethodsOfControl").split(' ').any(|value| value == "DebtBondage"));
    for step in &annex().steps {
        for record in &step.records {
            for gone in ["vic_AgreementToManagePersonalData", "vic_Vulnerabilities", "vic_DetailsOfVulnerabilities"] {
                assert!(!record.starts_with(gone), "{}: {record}", step.id);
            }
            if let Some((field, value)) = record.split_once('=') {
                assert!(values(field).split(' ').any(|known| known == value), "{}: {record}", step.id);
            }
        }
    }
}

#[test]
fn consent_is_asked_where_the_reference_asks_it() {
    let places = [
        ("2.4", "interview"),
        ("3.4", "data"),
        ("6.1", "family"),
        ("7.8", "return"),
        ("9.2", "crossing"),
        ("10.3", "myanmar"),
    ];
    for (step, kind) in places {
        let asks = &shipped().step(step).unwrap().asks;
        assert!(asks.contains(&Ask::Consent(kind.into())), "{step} does not ask {kind}");
    }
    assert_eq!(shipped().consents.len(), 6);
}

/// The one exception says that it never says it.
#[test]
fn the_app_never_says_safe() {
    let words: Value = serde_json::from_str(include_str!("../public/words/en.json")).unwrap();
    for (key, text) in words.as_object().unwrap() {
        let text = text.as_str().unwrap().to_lowercase();
        let says = text.split(|sign: char| !sign.is_alphabetic()).any(|word| word == "safe");
        assert!(!says || text.contains("never says"), "{key}: {text}");
    }
    assert!(words["gate_go"].as_str().unwrap().starts_with("No open stop recorded."));
}

/// A row without a test says so, a row with one names one that is there, and no row stands twice.
#[test]
fn every_row_names_tests_that_are_there() {
    let mut seen = BTreeSet::new();
    for section in serde_json::from_str::<Value>(include_str!("coverage.json")).unwrap().as_array().unwrap() {
        for row in section["rows"].as_array().unwrap() {
            assert!(seen.insert((section["section"].to_string(), id(row).to_owned())), "{} stands twice", id(row));
            let tests = row["tests"].as_array().unwrap();
            assert!(!tests.is_empty() || row["gap"].is_string(), "{} has neither a test nor a gap", id(row));
            for test in tests {
                let (file, name) = test.as_str().unwrap().rsplit_once("::").unwrap();
                let file = if file.starts_with("src/") { file.to_owned() } else { format!("tests/{file}.rs") };
                let text = fs::read_to_string(root().join(&file)).unwrap_or_else(|_| panic!("{}: no {file}", id(row)));
                let (before, _) = text
                    .split_once(&format!("fn {name}("))
                    .unwrap_or_else(|| panic!("{}: no {name} in {file}", id(row)));
                let above = before.rsplit("\n\n").next().unwrap();
                assert!(above.contains("#[test]") || above.contains("#[rstest]"), "{name} is no test");
            }
            places_are_there(row, shipped());
        }
    }
}

fn places_are_there(row: &Value, procedure: &Procedure) {
    let at = row["at"].as_str().unwrap();
    let there = match at.split_once(' ') {
        Some(("step", id)) => procedure.step(id).is_some(),
        Some(("fact", id)) => procedure.fact(id).is_some(),
        Some(("stop", id)) => procedure.stop(id).is_some(),
        Some(("limit", id)) => procedure.limit(id).is_some(),
        Some(("paper", id)) => procedure.papers.iter().any(|paper| paper.id.as_str() == id),
        _ => !at.starts_with("src/") || root().join(at).exists(),
    };
    assert!(there, "{}: no {at}", id(row));
}
