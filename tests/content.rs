//! The procedure that ships, and its words: sound, whole, and what the design says of them.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use sop_checklist::procedure::{Condition, Effect, Procedure, Step, check, read};

const LANGUAGES: [&str; 3] = ["en", "my", "th"];

fn procedure() -> Procedure {
    read(include_str!("../public/sop/th-mm-return.json")).unwrap()
}

fn step(procedure: &Procedure, id: &str) -> Step {
    procedure.step(id).unwrap_or_else(|| panic!("no step {id}")).clone()
}

fn condition(json: &str) -> Condition {
    Condition::read(json).unwrap()
}

fn ids<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn given(consent: &str) -> Condition {
    condition(&format!(r#"{{"consent":"{consent}","is":["given"]}}"#))
}

#[test]
fn every_phase_has_its_steps() {
    let counts: Vec<_> = procedure().phases.iter().map(|phase| phase.steps.len()).collect();
    assert_eq!(counts, [8, 10, 10, 8, 9, 10, 10, 11, 9, 11, 11]);
    assert_eq!(counts.iter().sum::<usize>(), 107);
    for phase in &procedure().phases {
        for (number, step) in (1..).zip(&phase.steps) {
            assert_eq!(step.id.as_str(), format!("{}.{number}", phase.id));
        }
    }
}

#[test]
fn nobody_approved_it() {
    assert!(!procedure().is_approved());
}

#[test]
fn nothing_is_wrong_with_it() {
    let mut words: Vec<(&str, BTreeMap<String, String>)> = Vec::new();
    for language in LANGUAGES {
        let path = format!("{}/public/sop/th-mm-return.{language}.json", env!("CARGO_MANIFEST_DIR"));
        match fs::read_to_string(&path) {
            Ok(text) => {
                words.push((language, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))));
            }
            // Translations come after the original.
            Err(error) => assert_ne!(language, "en", "{path}: {error}"),
        }
    }
    let words: Vec<_> = words.iter().map(|(language, words)| (*language, words)).collect();
    let faults: Vec<_> = check(&procedure(), &words).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// JSON whose objects have each key once. To the readers of the app the last one would count, in silence.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, a list or a text, number or truth in them")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some((key, Once)) = map.next_entry::<String, Once>()? {
            if let Some(key) = keys.replace(key) {
                return Err(A::Error::custom(format!("{key} stands there twice")));
            }
        }
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Once, A::Error> {
        while list.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }
}

#[test]
fn no_key_stands_there_twice() {
    let once = |text: &str| serde_json::from_str::<Once>(text);
    assert!(once(r#"{"a": [{"b": 1, "c": true}], "b": "b"}"#).is_ok());
    let twice = once(r#"{"a": [{"b": 1, "b": 2}]}"#);
    assert!(twice.is_err_and(|error| error.to_string().contains("b stands there twice")));
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/public/sop")).unwrap() {
        let path = file.unwrap().path();
        if let Err(error) = once(&fs::read_to_string(&path).unwrap()) {
            panic!("{}: {error}", path.display());
        }
    }
}

#[test]
fn contact_that_can_harm_waits_for_its_question() {
    let procedure = procedure();
    let no_fear = condition(r#"{"fact":"fear","is":["no"]}"#);
    for id in ["2.9", "5.4", "5.5", "5.6", "8.7"] {
        let needs = step(&procedure, id).needs;
        assert!(needs.contains(&no_fear) && needs.contains(&given("data")), "{id}");
    }
    for id in ["6.2", "6.3", "6.4", "6.5", "8.5"] {
        assert!(step(&procedure, id).needs.contains(&given("family")), "{id}");
    }
    for id in ["8.1", "8.7", "9.1"] {
        assert!(step(&procedure, id).needs.contains(&given("return")), "{id}");
    }
    assert_eq!(step(&procedure, "5.9").needs, [no_fear]);
    assert_eq!(step(&procedure, "9.5").needs, [given("crossing")]);
    assert_eq!(step(&procedure, "8.11").needs, []);

    let fear = procedure.stop("S6").unwrap();
    for id in ["2.9", "5.4", "5.5", "5.6", "8.7", "9.5"] {
        assert!(fear.blocks.iter().any(|blocked| blocked.as_str() == id), "{id}");
    }
}

#[test]
fn conditions_are_those_of_the_reference() {
    let procedure = procedure();
    let when = |id| step(&procedure, id).when;
    let is = |json: &str| Some(condition(json));
    assert_eq!(when("1.1"), None);
    assert_eq!(when("2.2"), is(r#"{"fact":"identified","is":["open"]}"#));
    assert_eq!(when("2.9"), is(r#"{"all":[{"fact":"identified","is":["yes"]},{"not":{"fact":"fear","is":["yes"]}}]}"#));
    assert_eq!(when("3.5"), is(r#"{"all":[{"fact":"age","is":["child","disputed"]},{"fact":"alone","is":["yes"]}]}"#));
    assert_eq!(when("5.4"), is(r#"{"not":{"fact":"fear","is":["yes"]}}"#));
    assert_eq!(when("5.5"), Some(given("data")));
    assert_eq!(when("5.6"), is(r#"{"step":"5.4","is":["done"]}"#));
    assert_eq!(when("7.8"), is(r#"{"fact":"return","is":["wanted"]}"#));
    assert_eq!(when("9.7"), is(r#"{"fact":"age","is":["child","disputed"]}"#));
}

#[test]
fn the_gate_asks_for_all_that_the_design_names() {
    let procedure = procedure();
    let gate = &procedure.gate;
    assert_eq!(ids(&gate.consents), "return crossing");
    assert_eq!(ids(&gate.clear), "S1 S2 S3 S4 S5 S6 S9 S10 S13");
    assert_eq!(gate.clear_or_plan.len(), 1);
    assert_eq!((gate.clear_or_plan[0].stop.as_str(), gate.clear_or_plan[0].plan.as_str()), ("S7", "4.7"));
    assert_eq!(gate.also.len(), 1);
    assert_eq!(gate.also[0].stop.as_str(), "S5");
    assert_eq!(gate.also[0].when, condition(r#"{"fact":"age","is":["child","disputed"]}"#));
    assert_eq!(
        gate.also[0].needs,
        [r#"{"step":"6.7","is":["done"]}"#, r#"{"step":"7.7","is":["done"]}"#, r#"{"fact":"carer","is":["yes"]}"#]
            .map(condition)
    );

    // Asked again in the last check, in one place: all that the gate looks at.
    let last: Vec<_> = step(&procedure, "8.11").stops;
    assert_eq!(ids(&last), "S1 S2 S3 S4 S5 S6 S7 S9 S10 S13");
}

#[test]
fn every_hard_stop_stands_before_the_handover() {
    let procedure = procedure();
    for stop in procedure.stops.iter().filter(|stop| stop.effect == Effect::Stop) {
        assert!(stop.blocks.iter().any(|id| id.as_str() == "9.5"), "{}", stop.id);
    }
}

#[test]
fn a_refusal_blocks_what_rests_on_it_and_no_help() {
    let procedure = procedure();
    let blocks = |id: &str| ids(&procedure.consent(id).unwrap().blocks);
    assert_eq!(blocks("interview"), "2.5 10.6");
    assert_eq!(blocks("data"), "2.9 5.4 8.7 8.10 11.3 11.8");
    assert_eq!(blocks("family"), "6.2 6.3 6.4 6.5 8.5");
    assert_eq!(blocks("myanmar"), "10.6 11.3 11.5 11.6 11.8");
    assert_eq!(procedure.consents.iter().filter(|kind| kind.blocks_export).count(), 1);
    // Phases 8 and 9, but for help, and for the asking itself.
    for id in ["return", "crossing"] {
        let kind = procedure.consent(id).unwrap();
        assert_eq!(ids(&kind.raises), "S1");
        for step in procedure.phases[7..9].iter().flat_map(|phase| &phase.steps) {
            let free = step.service || (id, step.id.as_str()) == ("crossing", "9.2");
            assert_ne!(kind.blocks.contains(&step.id), free, "{id}, {}", step.id);
        }
    }
    for id in ["1.4", "3.6", "4.6", "5.8", "7.2", "7.9", "8.3", "8.6", "9.8", "9.9", "10.2", "10.4", "10.5"] {
        assert!(step(&procedure, id).service, "{id}");
    }
}

#[test]
fn no_limit_is_surer_than_its_source() {
    let procedure = procedure();
    assert!(procedure.limit("L4").is_none());
    let sure: Vec<_> = procedure.limits.iter().map(|limit| format!("{} {:?}", limit.id, limit.sure)).collect();
    assert_eq!(
        sure.join(", "),
        "L1 Unchecked, L2 Read, L3 Old, L5 Read, L6 Read, L7 Read, L8 Read, L9 Old, L10 Old, L11 Old, L12 Read"
    );
}

/// A child's own word is never enough, except at the bridge, where the guardian may not stand; a child of unknown age is one.
#[test]
fn a_child_does_not_consent_alone() {
    let procedure = procedure();
    let child = condition(r#"{"fact":"age","is":["child","disputed"]}"#);
    for kind in &procedure.consents {
        let expected = (kind.id.as_str() != "crossing").then_some(&child);
        assert_eq!(kind.guardian.as_ref(), expected, "{}", kind.id);
    }
    assert_eq!(procedure.fact("age").unwrap().until_answered.as_deref(), Some("child"));
}
