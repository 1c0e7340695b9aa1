//! The procedure that ships, and its words: sound, whole, and what the design says of them.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use std::sync::Arc;

use sop_checklist::json::twice;
use sop_checklist::procedure::{
    Annex, Answers, Ask, Condition, ConsentId, ConsentState, Effect, FactId, Procedure, Step, StepId, StepState,
    StopId, StopState, Truth, check, read, read_annex,
};

const LANGUAGES: [&str; 3] = ["en", "my", "th"];

fn procedure() -> Procedure {
    read(include_str!("../public/sop/th-mm-return.json")).unwrap()
}

fn annex() -> Annex {
    read_annex(include_str!("../public/sop/th-mm-return.json")).unwrap()
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

/// The second procedure: small, of no corridor, and as sound as the first.
#[test]
fn the_sample_is_a_procedure_of_its_own() {
    let sample_text = include_str!("../public/sop/shelter-intake.json");
    let sample = read(sample_text).unwrap();
    assert_eq!((sample.id.as_str(), sample.steps().count(), sample.is_approved()), ("shelter-intake", 12, false));
    assert!(!sample.has_two_sides() && procedure().has_two_sides());
    let own = |ids: Vec<String>, others: Vec<String>| {
        assert!(!ids.is_empty() && ids.iter().all(|id| !others.contains(id)), "{ids:?}");
    };
    let other = procedure();
    own(
        sample.roles.iter().map(|role| role.id.to_string()).collect(),
        other.roles.iter().map(|role| role.id.to_string()).collect(),
    );
    own(
        sample.stops.iter().map(|stop| stop.id.to_string()).collect(),
        other.stops.iter().map(|stop| stop.id.to_string()).collect(),
    );
    own(
        sample.consents.iter().map(|kind| kind.id.to_string()).collect(),
        other.consents.iter().map(|kind| kind.id.to_string()).collect(),
    );
    let words = LANGUAGES.map(|language| {
        let path = format!("{}/public/sop/shelter-intake.{language}.json", env!("CARGO_MANIFEST_DIR"));
        let words: BTreeMap<String, String> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        (language, words)
    });
    let words: Vec<_> = words.iter().map(|(language, words)| (*language, words)).collect();
    assert_eq!(check(&sample, &read_annex(sample_text).unwrap(), &words), []);
    assert!(words[0].1["title"].contains("Sample") && words[0].1["origin"].contains("Not for work"));
    assert!(words[1..].iter().all(|(_, words)| words["_state"] == "draft"));
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
    let faults: Vec<_> = check(&procedure(), &annex(), &words).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// To the readers of the app the last one would count, in silence.
#[test]
fn no_key_stands_there_twice() {
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/public/sop")).unwrap() {
        let path = file.unwrap().path();
        if let Some((key, place)) = twice(&fs::read_to_string(&path).unwrap()) {
            panic!("{}: {key:?} again at {place}", path.display());
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
    let crossed = condition(r#"{"fact":"crossed","is":["crossed"]}"#);
    assert_eq!(step(&procedure, "9.5").needs, [given("crossing"), crossed]);
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

/// The questions that fill the data standard, with how a step asks them.
#[test]
fn what_the_data_standard_takes_is_asked_and_nothing_more() {
    let procedure = procedure();
    let asked = |id: &str| {
        let step = |step: &&Step| {
            step.asks.contains(&Ask::Fact(id.into())) || step.optional.iter().any(|fact| fact.as_str() == id)
        };
        let step = procedure.steps().find(step).unwrap_or_else(|| panic!("{id}"));
        let may = step.optional.iter().any(|fact| fact.as_str() == id);
        format!("{}{}", step.id, if may { "?" } else { "" })
    };
    let annex = annex();
    let fills = annex.facts.iter();
    let told: Vec<String> =
        fills.map(|(fact, htcds)| format!("{fact} {} {}", htcds.field, asked(fact.as_str()))).collect();
    assert_eq!(
        told,
        [
            "gender prs_Gender 1.6",
            "language prs_PrimaryLanguage 1.2",
            "citizenship prs_Citizenship 5.2?",
            "identified vic_TraffickingStatus 2.6",
            "decided_by vic_TraffickingStatusDecisionMakingOrg 2.6",
            "exploitation vic_TypeOfExploitation 2.5?",
            "country hte_Country 2.5?",
            "control vic_MethodsOfControl 2.5?",
            "recruitment vic_MethodOfRecruitment 2.5?",
            "support spl_Type 8.4",
            "closing_reason cas_ReasonForCaseClosure 11.10",
        ]
    );
    assert_eq!(asked("age_band"), "1.6?");
    // Where the standard lists values, each of ours has its word there; the same word twice would lose which it was.
    for (id, all) in [("exploitation", 11), ("control", 16), ("recruitment", 10), ("decided_by", 5), ("identified", 3)]
    {
        let fact = procedure.fact(id).unwrap();
        let theirs: BTreeSet<&str> =
            annex.htcds(id).unwrap().values.iter().map(|(_, theirs)| theirs.as_str()).collect();
        assert_eq!((fact.values.len(), theirs.len()), (all, all), "{id}");
    }
}

/// Names, addresses, phones, card numbers, places on the map and stories have no question, and a question has no text.
#[test]
fn no_question_asks_who_somebody_is_or_where() {
    let procedure = procedure();
    let never = ["name", "address", "street", "phone", "mail", "card", "number", "birth", "latitude", "story", "photo"];
    for fact in &procedure.facts {
        let words = std::iter::once(fact.id.as_str()).chain(fact.values.iter().map(|value| &**value));
        for word in words {
            assert!(!word.split('_').any(|part| never.contains(&part)), "{}: {word}", fact.id);
        }
        assert!(fact.values.len() >= 2, "{} takes what is on its list, never words", fact.id);
    }
    let annex = annex();
    let filled: Vec<&str> = annex.facts.iter().map(|(_, htcds)| htcds.field.as_str()).collect();
    for personal in ["prs_FirstName", "prs_SecondName", "prs_Birthdate", "prs_IdentityNumber", "prs_MobilePhone"] {
        assert!(!filled.contains(&personal));
    }
}

#[test]
fn age_and_age_band_say_so_where_they_differ() {
    let procedure = procedure();
    let bands = &procedure.fact("age_band").unwrap().values;
    let two = procedure.contradictions.iter().find(|two| two.id.as_str() == "age_band").unwrap();
    for band in bands {
        let child = band.split('_').next().unwrap().parse::<u8>().unwrap() < 18;
        for (age, differ) in [("adult", child), ("child", !child), ("disputed", false)] {
            let said = Said([("age", age), ("age_band", band)]);
            assert_eq!(two.when.truth(&said) == Truth::Yes, differ, "{age}, {band}");
        }
    }
}

/// Two answers, and nothing else.
struct Said<'a>([(&'a str, &'a str); 2]);

impl Answers for Said<'_> {
    fn fact(&self, id: &FactId) -> &[Arc<str>] {
        let said = self.0.iter().find(|(fact, _)| *fact == id.as_str());
        said.map_or(&[], |(_, value)| Box::leak(Box::new([Arc::from(*value)])).as_slice())
    }

    fn until_answered(&self, _: &FactId) -> Option<&Arc<str>> {
        None
    }

    fn open(&self, _: &FactId) -> Option<&Arc<str>> {
        None
    }

    fn consent(&self, _: &ConsentId) -> ConsentState {
        ConsentState::NotAsked
    }

    fn step(&self, _: &StepId) -> StepState {
        StepState::Open
    }

    fn stop(&self, _: &StopId) -> StopState {
        StopState::NotChecked
    }
}

/// "If a step could put the person at risk, stop and ask a supervisor." Where the harm may come from our own side or is
/// there now, that is a supervisor; elsewhere the one who can put it right.
#[test]
fn every_red_flag_says_whom_to_ask() {
    let words: serde_json::Value = serde_json::from_str(include_str!("../public/sop/th-mm-return.en.json")).unwrap();
    for (stop, whom) in [
        ("S1", "tells DATIP"),
        ("S2", "MSWRR plans"),
        ("S3", "Call the health worker"),
        ("S4", "calls DATIP"),
        ("S5", "Call the guardian"),
        ("S6", "Call supervisor and IOM"),
        ("S7", "Call the prosecutor"),
        ("S8", "Tell your supervisor"),
        ("S9", "Tell your supervisor"),
        ("S10", "call the provincial office"),
        ("S11", "Tell your supervisor"),
        ("S12", "tell MSWRR supervisor"),
        ("S13", "DATIP and MSWRR agree"),
    ] {
        let says = words[format!("stop.{stop}.do")].as_str().unwrap();
        assert!(says.contains(whom), "{stop} does not say “{whom}”: {says}");
    }
    assert_eq!(procedure().stops.len(), 13);
}

/// All shipped word files in a language, by name and key.
fn word_files(language: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let stems = ["sop/th-mm-return.", "sop/shelter-intake.", "training/th-mm-return.", "words/"];
    let read = |stem: &&str| {
        let name = format!("{stem}{language}.json");
        let path = format!("{}/public/{name}", env!("CARGO_MANIFEST_DIR"));
        (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    };
    stems.iter().map(read).collect()
}

/// The person's sheet speaks to the person, and tells nobody who finds it what happened to them.
#[test]
fn the_persons_sheet_calls_nobody_a_victim_nor_speaks_of_them() {
    let terms = [
        ("en", ["the person", "victim", "traffick"]),
        ("my", ["သက်ဆိုင်သူ", "ကူးခံရသူ", "လူကုန်ကူး"]),
        ("th", ["ผู้เสียหาย", "เหยื่อ", "ค้ามนุษย์"]),
    ];
    let mut seen = 0;
    for (language, terms) in terms {
        for (file, words) in word_files(language) {
            let is_theirs =
                |key: &str| key.starts_with("person.") || (key.starts_with("consent.") && key.ends_with(".withdraw"));
            for (key, text) in words.iter().filter(|(key, _)| is_theirs(key)) {
                let told = terms.iter().find(|term| text.to_lowercase().contains(**term));
                assert_eq!(told, None, "{file}, {key}: {text}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

/// A number that stands for itself; with letters, points or strokes it is a name, such as 9.5 or S6.
fn is_number(word: &str) -> bool {
    let core = word.trim_matches(['.', '-', '/']);
    !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_digit())
}

#[test]
fn digits_are_one_way_through() {
    let is_part_of_name = |sign: char| sign.is_ascii_alphanumeric() || "./-".contains(sign);
    for (file, words) in word_files("my") {
        for (key, text) in words.iter().filter(|(key, _)| !key.starts_with('_')) {
            let plain: Vec<_> = text.split(|sign| !is_part_of_name(sign)).filter(|word| is_number(word)).collect();
            let local = text.contains(|sign| matches!(sign, '၀'..='၉'));
            // What a source is called is looked up by it.
            let is_source = key.starts_with("source.");
            assert!(is_source || plain.is_empty(), "{file}, {key}: {plain:?} is not in Burmese digits");
            assert!(!is_source || !local, "{file}, {key}: a source in Burmese digits");
        }
    }
    for (file, words) in word_files("th") {
        for (key, text) in words {
            assert!(!text.contains(|sign| matches!(sign, '๐'..='๙')), "{file}, {key}: Thai digits");
        }
    }
}

#[test]
fn what_is_clear_is_called_so_where_answers_do_not_agree() {
    let files = |language| word_files(language).into_iter().map(|(_, words)| words);
    let english: BTreeMap<String, String> = files("en").flatten().collect();
    let about_clear =
        || english.iter().filter(|(key, text)| key.starts_with("contradiction.") && text.contains("is marked clear"));
    assert_eq!(about_clear().count(), 4);
    for language in ["my", "th"] {
        let words: BTreeMap<String, String> = files(language).flatten().collect();
        for (key, _) in about_clear() {
            assert!(words[key].contains(&words["clear"]), "{language}, {key}: {}", words[key]);
        }
    }
}

/// Only names are the same in every language. A word that a language lacks, or has beyond English, is named.
#[test]
fn no_word_is_left_in_english() {
    let mut same = Vec::new();
    for language in ["my", "th"] {
        for ((file, words), (_, english)) in word_files(language).into_iter().zip(word_files("en")) {
            let keys = |words: &BTreeMap<String, String>| words.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(keys(&words), keys(&english), "{file}");
            for (key, text) in words.iter().filter(|(key, text)| !key.starts_with('_') && english[*key] == **text) {
                let said = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
                if said.into_iter().any(|part| part.contains(|sign: char| sign.is_ascii_alphabetic())) {
                    same.push(format!("{key}: {text}"));
                }
            }
        }
    }
    same.sort();
    same.dedup();
    let names =
        ["fact.decided_by.ngo: NGO", "role.IOM.short: IOM", "role.MM-DOR.short: MSWRR", "role.TH-MSD.short: DATIP"];
    assert_eq!(same, names);
}
