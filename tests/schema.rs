//! The JSON Schemas of the content files: what ships fits them, what is broken does not, and they know the same keys as the
//! reader, so that an author's editor says what the app would say.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use boon::{Compiler, SchemaIndex, Schemas};
use rstest::rstest;
use serde_json::{Value, json};
use sop_checklist::case::read_trainings;
use sop_checklist::exchange::Config;
use sop_checklist::procedure::{Condition, ReadError, read, read_annex};

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn json(file: &str) -> Value {
    let text = fs::read_to_string(path(file)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What the readers of a whole file say against it.
fn refuses(sample: &Value) -> Option<ReadError> {
    let text = sample.to_string();
    read(&text).err().or_else(|| read_annex(&text).err())
}

struct Schema(Schemas, SchemaIndex);

impl Schema {
    fn of(file: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.add_resource("mem:///schema", json(file)).unwrap();
        let index = compiler.compile("mem:///schema", &mut schemas).unwrap_or_else(|error| panic!("{file}: {error:#}"));
        Self(schemas, index)
    }

    fn refuses(&self, value: &Value) -> Option<String> {
        self.0.validate(value, self.1).err().map(|error| format!("{error:#}"))
    }
}

const PROCEDURE: &str = "docs/procedure.schema.json";
const WORDS: &str = "docs/words.schema.json";

fn shipped(words: bool) -> Vec<String> {
    let files = fs::read_dir(path("public/sop")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = names.filter(|name| name.ends_with(".json") && (name.matches('.').count() == 2) == words);
    names.map(|name| format!("public/sop/{name}")).collect()
}

#[test]
fn what_ships_fits() {
    for (schema, words) in [(PROCEDURE, false), (WORDS, true)] {
        let (schema, files) = (Schema::of(schema), shipped(words));
        assert!(files.len() >= 2, "{files:?}");
        for file in files {
            assert_eq!(schema.refuses(&json(&file)), None, "{file}");
        }
    }
}

/// The sample, with every key that it has no use for: read as a form, whether or not it makes sense.
fn with_every_key() -> Value {
    let mut sample = json("public/sop/shelter-intake.json");
    let more = json!({
        "border_day": { "point": "room", "consent": "stay", "step": "3.1", "fact": "followed", "why": "ill" },
        "dossier": "3.5", "handover": { "step": "3.3", "place": "room" },
        "back": {
            "when": { "consent": "stay", "is": ["refused"] }, "until": { "step": "3.3", "is": ["done"] },
            "at": ["3.3"], "next": ["3.1"]
        },
        "plan": { "facts": ["room"], "first": "3.5" },
        "report": { "own": ["room"], "opened": ["room"], "month": ["room"], "referred": ["own"] },
        "closing": { "step": "3.5", "reason": "room", "reopen": "1.1", "danger": "R2" },
        "partner": { "kinds": ["steps"], "facts": ["age"], "stops": ["R1"], "without": ["2.2"] },
        "changes": [{ "id": "e1", "edition": "sample 1", "added": [{ "step": "1.1" }], "changed": [], "removed": [] }]
    });
    sample.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sample["facts"][0]["htcds"] =
        json!({ "field": "hte_Country", "with": "hte_Type=Exploitation", "values": { "adult": "TH" } });
    sample["consents"][0]["points"] = json!([{ "id": "purpose" }, { "id": "share", "consent": "share" }]);
    sample["consents"][0]["anew"] = json!(true);
    sample["limits"][0]["length"] = json!({ "amount": 24, "unit": "hours" });
    sample["limits"][0]["anchor"] = json!("1.1");
    sample["limits"][0]["until"] = json!(["1.2"]);
    sample["phases"][0]["steps"][0]["optional"] = json!(["speaks"]);
    sample["phases"][0]["steps"][0]["gate_check"] = json!({ "later": ["stay"] });
    sample
}

/// Every place in a value, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            (0..).zip(items).for_each(|(number, value): (usize, _)| places(value, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

/// Each thing in the sample, spoilt in each way: an unknown key, a key that is missing, a value of another kind or out of
/// the words that there are. The reader refuses it, or else the schema has no reason to.
#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let (schema, sample) = (Schema::of(PROCEDURE), with_every_key());
    assert_eq!((refuses(&sample), schema.refuses(&sample)), (None, None));
    let mut all = Vec::new();
    places(&sample, "", &mut all);
    let mut tried = BTreeMap::<&str, usize>::new();
    let mut agree = |kind: &'static str, at: &str, spoilt: &Value| {
        let (reader, schema) = (refuses(spoilt), schema.refuses(spoilt));
        assert_eq!(reader.is_some(), schema.is_some(), "{kind} at {at}: reader {reader:?}, schema {schema:?}");
        *tried.entry(kind).or_default() += usize::from(reader.is_some());
    };
    for at in &all {
        let mut other_kind = sample.clone();
        let value = other_kind.pointer_mut(at).unwrap();
        *value = match value {
            Value::String(_) => json!(7),
            Value::Array(_) => json!("x"),
            Value::Object(_) => json!([]),
            _ => json!({}),
        };
        agree("another kind", at, &other_kind);
        if let Some(keys) = sample.pointer(at).unwrap().as_object() {
            let mut unknown = sample.clone();
            unknown.pointer_mut(at).unwrap()["zzz"] = json!("x");
            agree("unknown key", at, &unknown);
            for key in keys.keys() {
                let mut missing = sample.clone();
                missing.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(key);
                agree("missing key", &format!("{at}/{key}"), &missing);
            }
        }
        let word = at.rsplit('/').next().unwrap();
        if ["side", "effect", "kind", "sure", "grade", "unit"].contains(&word) {
            let mut strange = sample.clone();
            *strange.pointer_mut(at).unwrap() = json!("strange");
            agree("strange word", at, &strange);
        }
    }
    assert!(tried.len() == 4 && tried.values().all(|count| *count > 20), "{tried:?}");
}

/// The bodies of the functions of the reader, by name.
fn reader() -> BTreeMap<String, String> {
    let read = fs::read_to_string(path("src/procedure/read.rs")).unwrap();
    let (_, read) = read.split_once("impl Reader {").unwrap();
    let (read, _) = read.split_once("#[cfg(test)]").unwrap();
    let functions = read.split("\n    fn ").skip(1).map(function).collect::<Vec<_>>();
    functions.into_iter().chain(annex().into_iter().filter(|(_, text)| text.contains("object(value, "))).collect()
}

/// The same of the annex, which is read apart.
fn annex() -> BTreeMap<String, String> {
    fs::read_to_string(path("src/procedure/annex.rs")).unwrap().split("\nfn ").skip(1).map(function).collect()
}

/// Its name, and its text on one line, however it was wrapped.
fn function(text: &str) -> (String, String) {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace("[ ", "[");
    (text.split(['(', '<']).next().unwrap().to_owned(), flat)
}

/// The texts in quotation marks in each pair of brackets.
fn keys(text: &str) -> Vec<BTreeSet<String>> {
    let lists = text.split('[').skip(1).map(|list| list.split(']').next().unwrap());
    lists.map(|list| list.split('"').skip(1).step_by(2).map(str::to_owned).collect()).collect()
}

fn names(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        _ => BTreeSet::new(),
    }
}

/// Compared with the source of the reader: whoever teaches it a key hears here which one the schema lacks.
#[test]
fn reader_and_schema_know_the_same_keys() {
    let schema = json(PROCEDURE);
    let mut faults = Vec::new();
    let mut compare = |what: &str, place: &Value, needed: &BTreeSet<String>, all: &BTreeSet<String>| {
        let known = names(&place["properties"]);
        for key in all.difference(&known) {
            faults.push(format!("{what}: the schema lacks {key}; add it to {PROCEDURE} with a description"));
        }
        for key in known.difference(all) {
            faults.push(format!("{what}: the schema has {key}, which the reader does not know"));
        }
        let required = names(&place["required"]);
        if required != *needed {
            faults.push(format!("{what}: the schema requires {required:?}, the reader needs {needed:?}"));
        }
    };
    let mut objects = 0;
    let mut annex = annex();
    let whole = annex.remove("annex").unwrap();
    annex.insert("procedure".to_owned(), whole);
    for (name, text) in reader().iter().filter(|(name, _)| !["has", "last", "object"].contains(&name.as_str())) {
        // Inside a list the reader may have small objects of its own, read by a closure: they go by the key of the list.
        let mut of = name.clone();
        for (before, call) in text.split("object(value, ").zip(text.split("object(value, ").skip(1)) {
            if let Some((_, list)) = before.rsplit_once("list(value, \"")
                && before.ends_with("reader.")
            {
                of = list.split('"').next().unwrap().to_owned();
            }
            let place = if of == "procedure" { &schema } else { &schema["$defs"][&of] };
            let call = call.split(");").next().unwrap();
            assert!(call.starts_with('&'), "{name}: {call}");
            let lists = call.split('&').skip(1).map(|list| {
                // A list, or the name of one that stands above.
                let named = list.split(|sign: char| !sign.is_ascii_uppercase()).next().unwrap_or_default();
                let list = match text.split_once(&format!("const {named}: ")) {
                    Some((_, rest)) if !named.is_empty() => rest.split_once("= ").unwrap().1,
                    _ => list,
                };
                keys(list).into_iter().next().unwrap_or_else(|| panic!("{name}: {call}"))
            });
            let lists: Vec<_> = lists.collect();
            assert_eq!(lists.len(), 2, "{name}: {call}");
            let behind = annex.get(&of).into_iter().flat_map(|text| text.split("needs(value, ").skip(1));
            let behind: BTreeSet<String> = behind.flat_map(|call| keys(call).remove(0)).collect();
            compare(&of, place, &(&lists[0] | &behind), &(&lists[0] | &lists[1]));
            objects += 1;
        }
        // A thing of several kinds: each closed, with the keys that say which it is.
        let kinds: Vec<_> = text
            .split("self.")
            .filter(|call| call.starts_with("has(value, ") || call.starts_with("last(value, "))
            .map(|call| keys(call).remove(0))
            .collect();
        for kind in kinds {
            let all = schema["$defs"][name]["oneOf"].as_array().cloned().unwrap_or_default();
            let place = all.iter().find(|one| names(&one["required"]) == kind);
            compare(&format!("{name} {kind:?}"), place.unwrap_or(&Value::Null), &kind, &kind);
            objects += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(objects >= 35, "only {objects} objects found in the reader: did its form change?");
}

#[test]
fn every_key_is_described() {
    fn walk(value: &Value, at: &str) {
        if let Some(properties) = value["properties"].as_object() {
            for (key, property) in properties {
                let described = property["description"].is_string() || property["$ref"].is_string();
                assert!(described, "{at}/{key} has no description");
            }
        }
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, &format!("{at}/{key}"))),
            Value::Array(items) => items.iter().for_each(|value| walk(value, at)),
            _ => {}
        }
    }
    walk(&json(PROCEDURE), "");
    walk(&json(WORDS), "");
}

/// The examples of the author's manual, by the word behind `json`.
fn examples() -> Vec<(String, Value)> {
    let text = fs::read_to_string(path("docs/authoring.md")).unwrap();
    let blocks = text.split("\n```json").skip(1).map(|block| block.split("\n```").next().unwrap());
    let parts = blocks.map(|block| block.split_once('\n').unwrap());
    parts
        .map(|(what, text)| {
            (what.trim().to_owned(), serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
        })
        .collect()
}

/// Each example is put where it belongs in the sample; then reader and schema must take it.
#[test]
fn every_example_of_the_manual_is_true() {
    let (procedure, words) = (Schema::of(PROCEDURE), Schema::of(WORDS));
    let mut seen = BTreeSet::new();
    for (what, example) in examples() {
        let mut sample = json("public/sop/shelter-intake.json");
        let mut sample_words = json("public/sop/shelter-intake.en.json");
        match what.as_str() {
            "step" => sample["phases"][0]["steps"] = json!([example]),
            "gate" | "changes" => sample[&what] = example.clone(),
            "fact" | "consent" | "stop" | "limit" => sample[format!("{what}s")] = json!([example]),
            "condition" => {
                Condition::read(&example.to_string()).unwrap();
                sample["facts"][0]["when"] = example.clone();
            }
            "procedure" => sample.as_object_mut().unwrap().extend(example.as_object().unwrap().clone()),
            "words" => sample_words.as_object_mut().unwrap().extend(example.as_object().unwrap().clone()),
            "training" => drop(read_trainings(&example.to_string()).unwrap()),
            "config" => {
                assert!(Config::read(&example.to_string()).1.is_none());
                let name = example["procedure"].as_str().unwrap();
                assert!(shipped(false).contains(&format!("public/sop/{name}.json")));
            }
            other => panic!("what is the example {other:?}?"),
        }
        assert_eq!(refuses(&sample), None, "{what} {example}");
        assert_eq!(procedure.refuses(&sample), None, "{what} {example}");
        assert_eq!(words.refuses(&sample_words), None, "{what} {example}");
        seen.insert(what);
    }
    assert!(seen.len() >= 11, "{seen:?}");
}

/// What the manual names of the build, of files and of keys is there.
#[test]
fn the_manual_names_what_there_is() {
    let text = fs::read_to_string(path("docs/authoring.md")).unwrap();
    let make = fs::read_to_string(path("Makefile")).unwrap();
    assert!(make.contains("\ncheck-procedure:") && make.contains("$(OLDER)") && make.contains("$(FILE)"));
    for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        assert!(path("docs").join(link).exists(), "{link}");
    }
    let schema = json(PROCEDURE);
    for (of, keys) in [
        ("step", "when needs after asks optional limit papers records service"),
        ("fact", "htcds"),
        ("consent", "points anew guardian"),
        ("limit", "until"),
        ("gate_check", "later"),
        ("", "border_day dossier handover back plan closing partner report"),
    ] {
        let known = if of.is_empty() { &schema["properties"] } else { &schema["$defs"][of]["properties"] };
        for key in keys.split(' ') {
            assert!(text.contains(&format!("`{key}`")) && known[key].is_object(), "{of} {key}");
        }
    }
}

#[rstest]
#[case("titel", Some(json!("x")))]
#[case("title", None)]
#[case("gate", None)]
#[case("_state", Some(json!("checked")))]
#[case("_state", Some(json!("")))]
#[case("_language", Some(json!("English")))]
#[case("step.1.1", Some(json!("")))]
#[case("step.1.1", Some(json!(["x"])))]
#[case("step.1.1.hwo", Some(json!("x")))]
#[case("stop.R1.what", Some(json!("x")))]
#[case("roles.HEAD", Some(json!("x")))]
fn broken_words_do_not_fit(#[case] key: &str, #[case] text: Option<Value>) {
    let mut words = json("public/sop/shelter-intake.en.json");
    match text {
        Some(text) => words[key] = text,
        None => drop(words.as_object_mut().unwrap().remove(key).unwrap()),
    }
    assert!(Schema::of(WORDS).refuses(&words).is_some());
}
