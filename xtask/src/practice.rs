//! Checks the practice cases of a procedure: what they name is in it, and every language has their words and no more.

use std::collections::{BTreeMap, BTreeSet};

use sop_checklist::case::Training;
use sop_checklist::procedure::{Atom, Condition, Procedure};

/// What is wrong with the practice cases: which case, and what.
pub fn faults(procedure: &Procedure, trainings: &[Training]) -> Vec<(String, String)> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for training in trainings {
        let mut add = |fault: String| faults.push((training.id.clone(), fault));
        for own in [&training.id, &training.code] {
            if !seen.insert(own.clone()) {
                add(format!("{own} is given twice."));
            }
        }
        let before = &training.before;
        for (fact, value) in &before.facts {
            unknown_answer(procedure, fact, value).into_iter().for_each(&mut add);
        }
        for (kind, ..) in before.consents.iter().filter(|(kind, ..)| procedure.consent(kind).is_none()) {
            add(names("consent", kind));
        }
        for stop in before.clear.iter().filter(|stop| procedure.stop(stop).is_none()) {
            add(names("stop", stop));
        }
        for step in before.until.iter().chain(&before.but).filter(|step| procedure.step(step.as_str()).is_none()) {
            add(names("step", step.as_str()));
        }
        let mut points = BTreeSet::new();
        for point in &training.points {
            if !points.insert(&point.id) {
                add(format!("Its point {} is given twice.", point.id));
            }
            unknown(procedure, &point.when).into_iter().for_each(&mut add);
        }
    }
    faults
}

fn names(kind: &str, id: &str) -> String {
    format!("Names the {kind} {id}, which the procedure does not have.")
}

fn unknown_answer(procedure: &Procedure, fact: &str, value: &str) -> Option<String> {
    match procedure.fact(fact) {
        None => Some(names("fact", fact)),
        Some(known) if known.values.iter().all(|known| &**known != value) => {
            Some(format!("Takes {value} for {fact}, a value that it does not have."))
        }
        Some(_) => None,
    }
}

fn unknown(procedure: &Procedure, condition: &Condition) -> Vec<String> {
    let of = |atom: &Atom| match atom {
        Atom::Fact { fact, is } => {
            is.iter().filter_map(|value| unknown_answer(procedure, fact.as_str(), value)).collect()
        }
        Atom::Consent { consent, .. } if procedure.consent(consent.as_str()).is_none() => {
            vec![names("consent", consent.as_str())]
        }
        Atom::Step { step, .. } if procedure.step(step.as_str()).is_none() => vec![names("step", step.as_str())],
        Atom::Stop { stop, .. } if procedure.stop(stop.as_str()).is_none() => vec![names("stop", stop.as_str())],
        _ => Vec::new(),
    };
    condition.atoms().into_iter().flat_map(of).collect()
}

/// What is wrong with their words in one language: key, and what.
pub fn word_faults(
    trainings: &[Training],
    language: &str,
    words: &BTreeMap<String, String>,
) -> Vec<(String, &'static str)> {
    let mut needed: BTreeSet<String> = ["_language", "_state"].map(String::from).into();
    for training in trainings {
        let key = |part: &str| format!("training.{}{part}", training.id);
        needed.extend(["", ".story", ".task"].map(key));
        needed.extend(training.points.iter().map(|point| key(&format!(".{}", point.id))));
    }
    let missing = needed.iter().filter(|key| !words.contains_key(*key)).map(|key| (key.clone(), "It is missing."));
    let idle = words.keys().filter(|key| !needed.contains(*key)).map(|key| (key.clone(), "Nothing uses it."));
    let empty = words.iter().filter(|(_, text)| text.trim().is_empty()).map(|(key, _)| (key.clone(), "It is empty."));
    let other = words.get("_language").filter(|code| *code != language);
    let other = other.map(|_| ("_language".to_owned(), "It is not the language of the file."));
    missing.chain(idle).chain(empty).chain(other).collect()
}
