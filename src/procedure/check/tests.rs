//! Each check can fail: a sound small procedure, one thing spoilt, one fault.

use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};

use super::{check, unlisted};
use crate::procedure::{read, read_annex};

fn sound() -> Value {
    json!({
        "format": 1, "id": "small", "edition": "e", "approved": "",
        "roles": [{ "id": "A", "side": "from" }],
        "facts": [
            { "id": "age", "values": ["adult", "child"], "protective": ["child", "", "adult"], "until_answered": "child" },
            { "id": "ill", "values": ["yes", "no"] }
        ],
        "consents": [{ "id": "go", "raises": ["S1"], "blocks": ["2.1"] }],
        "stops": [{ "id": "S1", "effect": "stop", "acts": ["A"], "blocks": ["2.1"], "basis": [{ "grade": "G" }] }],
        "limits": [{
            "id": "L1", "kind": "deadline", "length": { "amount": 24, "unit": "hours" }, "anchor": "1.1", "sure": "read",
            "basis": { "source": "LAW", "grade": "R" }
        }],
        "papers": [{ "id": "D1", "made_by": ["A"], "when": { "fact": "age", "is": ["child"] } }],
        "sources": [{ "id": "LAW", "kind": "law" }],
        "changes": [
            { "id": "e1", "edition": "d" },
            { "id": "e2", "edition": "e", "added": [{ "step": "1.1" }], "changed": [{ "fact": "age" }], "removed": [{ "stop": "S2" }] }
        ],
        "gate": {
            "consents": ["go"], "clear": ["S1"], "clear_or_plan": [{ "stop": "S1", "plan": "1.2" }],
            "also": [{ "when": { "fact": "age", "is": ["child"] }, "stop": "S1", "needs": [{ "step": "1.2", "is": ["done"] }] }]
        },
        "phases": [
            { "id": "1", "side": "from", "beside": ["2"], "steps": [
                { "id": "1.1", "acts": ["A"], "side": "from", "asks": [{ "fact": "age" }, { "stop": "S1" }],
                  "basis": [{ "source": "LAW", "part": "s.1", "grade": "K" }] },
                { "id": "1.2", "acts": ["A"], "side": "from", "after": ["1.1"], "limit": "L1", "papers": ["D1"],
                  "asks": [{ "consent": "go" }, { "fact": "ill" }], "records": ["spl_Type=Health"], "basis": [{ "grade": "G" }],
                  "service": true }
            ] },
            { "id": "2", "side": "both", "steps": [
                { "id": "2.1", "acts": ["A"], "side": "both", "stops": ["S1"], "after": ["1.2"],
                  "when": { "all": [{ "step": "1.2", "is": ["done"] }, { "not": { "stop": "S1", "is": ["raised"] } }] },
                  "needs": [{ "consent": "go", "is": ["given"] }], "basis": [{ "grade": "G" }] }
            ] }
        ]
    })
}

const KEYS: &str = "_state title short_title origin gate change.e1 change.e2 stop.S2 side.from side.to side.both side.other phase.1 phase.2 step.1.1 step.1.1.how \
    step.1.2 step.1.2.how step.2.1 step.2.1.how role.A role.A.short fact.age fact.age.short fact.age.adult fact.age.child \
    fact.ill fact.ill.short value.yes value.no consent.go consent.go.ask consent.go.withdraw stop.S1 stop.S1.check stop.S1.do \
    limit.L1 paper.D1 source.LAW";

fn words(language: &str) -> BTreeMap<String, String> {
    let mut words: BTreeMap<_, _> = KEYS.split_whitespace().map(|key| (key.into(), "Text".into())).collect();
    words.insert("_language".into(), language.into());
    words
}

fn faults(procedure: &Value, words: &[(&str, &BTreeMap<String, String>)]) -> Vec<String> {
    let text = procedure.to_string();
    check(&read(&text).unwrap(), &read_annex(&text).unwrap(), words).iter().map(ToString::to_string).collect()
}

/// Sets what a path such as `phases/0/steps/1/acts` leads to; null removes it.
fn set(target: &mut Value, path: &str, value: Value) {
    let (parent, key) = path.rsplit_once('/').map_or(("", path), |(parent, key)| (parent, key));
    let pointer = if parent.is_empty() { String::new() } else { format!("/{parent}") };
    match target.pointer_mut(&pointer).unwrap() {
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        Value::Object(map) if value.is_null() => drop(map.remove(key)),
        Value::Object(map) => drop(map.insert(key.into(), value)),
        other => panic!("{other} has no parts"),
    }
}

fn border(consent: &str, step: &str, fact: &str, why: Value) -> Value {
    json!({ "point": "ill", "consent": consent, "step": step, "fact": fact, "why": why })
}

#[test]
fn a_day_at_the_border_is_sound() {
    let mut small = sound();
    set(&mut small, "border_day", border("go", "1.2", "age", json!(null)));
    assert_eq!(faults(&small, &[("en", &words("en"))]), Vec::<String>::new());
    set(&mut small, "facts/1/many", json!(true));
    let several = "border_day: ill takes several answers; here it needs one.";
    assert_eq!(faults(&small, &[("en", &words("en"))]), [several]);
    set(&mut small, "facts/1/many", json!(false));
    set(&mut small, "gate/consents", json!([]));
    assert_eq!(faults(&small, &[("en", &words("en"))]), ["border_day: The gate does not wait for go."]);
}

#[test]
fn a_white_list_leads_somewhere_and_keeps_what_stays() {
    let mut small = sound();
    set(&mut small, "partner", json!({ "kinds": ["steps"], "facts": ["age"], "stops": ["S1"], "without": ["1.2"] }));
    assert_eq!(faults(&small, &[("en", &words("en"))]), Vec::<String>::new());
    set(&mut small, "stops/0/blocks_sharing", json!(true));
    let told = "partner: Tells of S1, which keeps papers and files here.";
    assert_eq!(faults(&small, &[("en", &words("en"))]), [told]);
    set(&mut small, "partner", json!({ "kinds": [], "facts": ["x"], "stops": ["y"], "without": ["z"] }));
    let nowhere =
        ["fact x", "stop y", "step z"].map(|what| format!("partner: Names the {what}, which does not exist."));
    assert_eq!(faults(&small, &[("en", &words("en"))]), nowhere);
}

#[test]
fn a_sound_procedure_has_no_faults() {
    assert_eq!(faults(&sound(), &[("en", &words("en")), ("my", &words("my"))]), Vec::<String>::new());
}

const S11: &str = "phases/0/steps/0";
const S12: &str = "phases/0/steps/1";
const S21: &str = "phases/1/steps/0";

#[rstest]
// ids
#[case("roles/-", json!({ "id": "A", "side": "to" }), "role A: This id is given twice.")]
#[case("roles/-", json!({ "id": "A B", "side": "to" }), "role \"A B\": An id is neither empty nor has spaces.")]
#[case("phases/1/id", json!("3"), "step 2.1: Stands under phase 3, but its id says otherwise.")]
// references
#[case(&format!("{S11}/acts/-"), json!("X"), "step 1.1: Names the role X, which does not exist.")]
#[case(&format!("{S11}/after"), json!(["9.9"]), "step 1.1: Names the step 9.9, which does not exist.")]
#[case(&format!("{S11}/limit"), json!("L9"), "step 1.1: Names the limit L9, which does not exist.")]
#[case(&format!("{S11}/stops"), json!(["S9"]), "step 1.1: Names the stop S9, which does not exist.")]
#[case(&format!("{S11}/papers"), json!(["D9"]), "step 1.1: Names the paper D9, which does not exist.")]
#[case(&format!("{S11}/asks/-"), json!({ "fact": "x" }), "step 1.1: Names the fact x, which does not exist.")]
#[case(&format!("{S11}/basis/-"), json!({ "source": "X", "grade": "R" }), "step 1.1: Names the source X, which does not exist.")]
#[case(&format!("{S11}/when"), json!({ "fact": "x", "is": ["yes"] }), "step 1.1: Names the fact x, which does not exist.")]
#[case(&format!("{S11}/needs"), json!([{ "consent": "x", "is": ["given"] }]), "step 1.1: Names the consent x, which does not exist.")]
#[case("facts/1/when", json!({ "stop": "S9", "is": ["clear"] }), "fact ill: Names the stop S9, which does not exist.")]
#[case("papers/0/made_by/-", json!("X"), "paper D1: Names the role X, which does not exist.")]
#[case("papers/0/when", json!({ "step": "9.9", "is": ["done"] }), "paper D1: Names the step 9.9, which does not exist.")]
#[case("consents/0/raises/-", json!("S9"), "consent go: Names the stop S9, which does not exist.")]
#[case("consents/0/blocks/-", json!("9.9"), "consent go: Names the step 9.9, which does not exist.")]
#[case("stops/0/acts/-", json!("X"), "stop S1: Names the role X, which does not exist.")]
#[case("stops/0/blocks/-", json!("9.9"), "stop S1: Names the step 9.9, which does not exist.")]
#[case("stops/0/basis/-", json!({ "source": "X", "grade": "R" }), "stop S1: Names the source X, which does not exist.")]
#[case("limits/0/anchor", json!("9.9"), "limit L1: Names the step 9.9, which does not exist.")]
#[case("gate/consents/-", json!("x"), "gate: Names the consent x, which does not exist.")]
#[case("gate/clear/-", json!("S9"), "gate: Names the stop S9, which does not exist.")]
#[case("gate/clear_or_plan/0/stop", json!("S9"), "gate: Names the stop S9, which does not exist.")]
#[case("gate/clear_or_plan/0/plan", json!("9.9"), "gate: Names the step 9.9, which does not exist.")]
#[case("gate/also/0/stop", json!("S9"), "gate: Names the stop S9, which does not exist.")]
#[case("gate/also/0/needs/0/step", json!("9.9"), "gate: Names the step 9.9, which does not exist.")]
#[case("phases/0/beside/-", json!("9"), "phase 1: Names the phase 9, which does not exist.")]
#[case("border_day", border("x", "1.2", "age", json!(null)), "border_day: Names the consent x, which does not exist.")]
#[case("border_day", border("go", "9.9", "age", json!(null)), "border_day: Names the step 9.9, which does not exist.")]
#[case("border_day", border("go", "1.2", "x", json!(null)), "border_day: Names the fact x, which does not exist.")]
#[case("border_day", border("go", "1.1", "age", json!(null)), "border_day: Step 1.1 does not ask for go.")]
#[case("border_day", border("go", "1.2", "age", json!("ill")), "border_day: Its why has no condition")]
// asked and used
#[case(&format!("{S12}/asks"), json!([{ "consent": "go" }]), "fact ill: No step asks it.")]
#[case(&format!("{S12}/asks"), json!([{ "fact": "ill" }]), "consent go: No step asks it.")]
#[case(&format!("{S11}/asks"), json!([{ "fact": "age" }]), "stop S1: No step asks it.")]
#[case(&format!("{S12}/limit"), json!(null), "limit L1: No step shows it.")]
#[case(&format!("{S12}/papers"), json!([]), "paper D1: No step makes it.")]
#[case("sources/-", json!({ "id": "IDLE", "kind": "law" }), "source IDLE: Nothing rests on it.")]
// values
#[case("facts/1/values", json!(["yes", "no", "yes"]), "fact ill: Its value \"yes\" is empty or given twice.")]
#[case("facts/1/values", json!(["yes"]), "fact ill: It has fewer than two values.")]
#[case("facts/0/until_answered", json!("old"), "fact age: Takes the value old until answered, which it does not have.")]
#[case("facts/0/protective", json!(["child", "adult"]), "fact age: Its order of protection names each value")]
#[case("papers/0/when/is", json!(["child", "old"]), "paper D1: Compares age with old, a value that it does not have.")]
// what can come about
#[case("papers/0/when", json!({ "all": [{ "fact": "age", "is": ["child"] }, { "fact": "age", "is": ["adult"] }] }),
    "paper D1: A condition here can never hold.")]
#[case(&format!("{S21}/when"), json!({ "consent": "go", "is": [] }), "step 2.1: A condition here can never hold.")]
#[case(&format!("{S21}/when"), json!({ "any": [] }), "step 2.1: A condition here can never hold.")]
#[case(&format!("{S21}/when"), json!({ "consent": "go", "is": ["refused"] }),
    "step 2.1: Its condition and its needs can never hold together.")]
#[case(&format!("{S12}/when"), json!({ "fact": "ill", "is": ["yes"] }),
    "step 1.2: It waits for something that only steps settle which wait for it.")]
#[case(&format!("{S12}/when"), json!({ "step": "2.1", "is": ["done"] }),
    "step 2.1: It waits for something that only steps settle which wait for it.")]
#[case(&format!("{S11}/after"), json!(["2.1"]), "step 1.1: The order goes in a circle: 1.1, then 1.2, then 2.1, then 1.1.")]
#[case(&format!("{S11}/after"), json!(["1.1"]), "step 1.1: The order goes in a circle: 1.1, then 1.1.")]
#[case(&format!("{S12}/needs"), json!([{ "step": "2.1", "is": ["done"] }]),
    "step 1.2: The order goes in a circle: 1.2, then 2.1, then 1.2.")]
// authority
#[case(&format!("{S11}/acts"), json!([]), "step 1.1: Nobody acts.")]
#[case("stops/0/acts", json!([]), "stop S1: Nobody acts when it is raised.")]
#[case("papers/0/made_by", json!([]), "paper D1: Nobody makes it.")]
#[case(&format!("{S11}/basis"), json!([]), "step 1.1: It names nothing that it rests on.")]
#[case("stops/0/basis", json!([]), "stop S1: It names nothing that it rests on.")]
#[case(&format!("{S11}/basis/-"), json!({ "grade": "K" }), "step 1.1: Without a source the grade is G, our own suggestion.")]
#[case(&format!("{S11}/basis/0/grade"), json!("G"), "step 1.1: Grade G is our own suggestion, so it cannot name the source LAW.")]
#[case(&format!("{S11}/basis/-"), json!({ "part": "s.2", "grade": "G" }), "step 1.1: Names a part, but no source")]
// limits
#[case("limits/0/basis", json!({ "grade": "G" }), "limit L1: It has no source; a limit without one is not shown.")]
#[case("limits/0/length", json!(null), "limit L1: It has no length.")]
#[case("limits/0/length/amount", json!(0), "limit L1: Its length is nothing.")]
#[case("limits/0/anchor", json!(null), "limit L1: Hours count from a time of day, so it needs an anchor.")]
#[case("limits/0/kind", json!("principle"), "limit L1: A principle has no length.")]
#[case("limits/0/kind", json!("principle"), "limit L1: A principle counts from nothing.")]
#[case("limits/0", json!({ "id": "L1", "kind": "rhythm", "length": { "amount": 6, "unit": "months" }, "anchor": "1.1",
    "until": ["1.2"], "sure": "read", "basis": { "source": "LAW", "grade": "R" } }), "limit L1: Only what counts from an anchor ends.")]
#[case("limits/0/until", json!(["9.9"]), "limit L1: Names the step 9.9, which does not exist.")]
// optional questions
#[case(&format!("{S11}/optional"), json!(["x"]), "step 1.1: Names the fact x, which does not exist.")]
#[case(&format!("{S12}/optional"), json!(["ill"]), "step 1.2: It asks ill, and asks it as optional, too.")]
#[case("facts/-", json!({ "id": "rich", "values": ["yes", "no"] }), "fact rich: No step asks it.")]
// refusals
#[case("consents/0/blocks/-", json!("1.2"), "step 1.2: It gives help, yet a refusal of go would block it.")]
#[case("stops/0/blocks/-", json!("1.2"), "step 1.2: It gives help, yet a refusal of go would block it.")]
#[case("consents/0/blocks/-", json!("1.2"), "step 1.2: It asks for go, yet a refusal of it would block the asking.")]
#[case("consents/0/points", json!([{ "id": "why" }, { "id": "why" }]), "consent go: Its point \"why\" is empty")]
#[case("consents/0/points", json!([{ "id": "why", "consent": "x" }]), "consent go: Names the consent x, which does not exist.")]
// the last check
#[case(&format!("{S21}/gate_check"), json!({ "later": ["x"] }), "step 2.1: Names the consent x, which does not exist.")]
#[case(&format!("{S21}/gate_check"), json!({ "later": ["go"] }), "step 2.1: Leaves go for later, but no later step asks it.")]
#[case(&format!("{S12}/gate_check"), json!({ "later": [] }), "step 1.2: It gives help, so it cannot wait for the gate.")]
#[case(&format!("{S11}/gate_check"), json!({ "later": [] }), "step 1.1: Waits for go, which is asked only after it.")]
#[case(&format!("{S11}/gate_check"), json!({ "later": ["go"] }),
    "step 1.1: The order goes in a circle: 1.1, then 1.2, then 1.1.")]
#[case(&format!("{S21}/service"), json!(true), "step 2.1: It gives help, so it cannot need a consent.")]
// changes
#[case("edition", json!("f"), "changes: The last one is of edition \"e\", but the file is \"f\".")]
#[case("changes/0/edition", json!("e"), "change e2: Edition \"e\" stands there twice.")]
#[case("changes/1/id", json!("e1"), "change e1: This id is given twice.")]
#[case("changes/1/added/-", json!({ "paper": "D9" }), "change e2: Names the paper D9, which does not exist")]
#[case("changes/1/changed/-", json!({ "consent": "x" }), "change e2: Names the consent x, which does not exist")]
#[case("changes/1/removed/-", json!({ "fact": "ill" }), "change e2: Says that the fact ill is gone, but it is there.")]
// records
#[case(&format!("{S11}/records"), json!(["spl_Typ"]), "step 1.1: Records spl_Typ, which the data standard does not have.")]
#[case(&format!("{S11}/records"), json!(["spl_Type=Cash"]), "step 1.1: Records spl_Type=Cash, but spl_Type has no such value.")]
#[case("facts/1/htcds", json!({ "field": "spl_Typ" }), "fact ill: Records spl_Typ, which the data standard does not have.")]
#[case("facts/1/htcds", json!({ "field": "hte_Country", "with": "hte_Type=Here" }),
    "fact ill: Records hte_Type=Here, but hte_Type has no such value.")]
#[case("facts/1/htcds", json!({ "field": "spl_Type", "values": { "yes": "Cash" } }),
    "fact ill: Records spl_Type=Cash, but spl_Type has no such value.")]
#[case("facts/1/htcds", json!({ "field": "spl_Type", "values": { "maybe": "Health" } }),
    "fact ill: Has a word for maybe, a value that it does not have.")]
#[case("facts/1/htcds", json!({ "field": "prs_SecondName" }), "fact ill: Fills prs_SecondName, which belongs into the agency's own file.")]
#[case("facts/1/htcds", json!({ "field": "hte_Longitude" }), "fact ill: Fills hte_Longitude, which belongs into the agency's own file.")]
#[case("report", json!({ "own": ["x"], "opened": [], "month": [] }), "report: Names the fact x, which does not exist.")]
#[case("report", json!({ "own": [], "opened": [], "month": [], "referred": ["moved"] }), "report: No case is closed for the reason moved.")]
fn finds(#[case] path: &str, #[case] value: Value, #[case] expected: &str) {
    let mut procedure = sound();
    set(&mut procedure, path, value);
    let found = faults(&procedure, &[]);
    assert!(found.iter().any(|fault| fault.starts_with(expected)), "{found:#?}");
}

/// The other direction: what changed and is not listed.
#[test]
fn what_changed_has_to_be_listed() {
    let older = json!({ "edition": "d", "changes": [] });
    let mut old = sound();
    old["edition"] = older["edition"].clone();
    old["changes"] = older["changes"].clone();
    old["phases"][0]["steps"][1]["service"] = json!(false);
    old["papers"].as_array_mut().unwrap().push(json!({ "id": "D2", "made_by": ["A"] }));
    old["facts"].as_array_mut().unwrap().remove(1);
    let unlisted = |old: &Value, new: &Value| {
        let [old, new] = [old, new].map(Value::to_string);
        let [a, b] = [&old, &new].map(|text| (read(text).unwrap(), read_annex(text).unwrap()));
        unlisted((&a.0, &a.1), (&b.0, &b.1))
    };
    let mut new = sound();
    let told = |new: &Value| unlisted(&old, new).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        told(&new),
        [
            "changes: fact ill was added since \"d\"; list it.",
            "changes: step 1.2 was changed since \"d\"; list it.",
            "changes: paper D2 was removed since \"d\"; list it."
        ]
    );
    new["changes"][1]["added"] = json!([{ "fact": "ill" }]);
    new["changes"][1]["changed"] = json!([{ "step": "1.2" }]);
    new["changes"][1]["removed"] = json!([{ "paper": "D2" }]);
    assert_eq!(told(&new), Vec::<String>::new());
    assert!(unlisted(&old, &old)[0].text.contains("the same edition"));
    // What stands behind a step is a part of it.
    new["phases"][0]["steps"][0]["basis"] = json!([{ "grade": "G" }]);
    new["phases"][1]["steps"][0]["records"] = json!(["spl_Type=Health"]);
    assert_eq!(
        told(&new),
        ["changes: step 1.1 was changed since \"d\"; list it.", "changes: step 2.1 was changed since \"d\"; list it.",]
    );
}

#[test]
fn gives_up_on_a_condition_that_names_too_much() {
    let mut procedure = sound();
    let values: Vec<_> = (0..20).map(|number| number.to_string()).collect();
    procedure["facts"][1] = json!({ "id": "ill", "many": true, "values": values });
    procedure["papers"][0]["when"] = json!({ "fact": "ill", "is": ["0"] });
    assert_eq!(faults(&procedure, &[]), ["paper D1: A condition here names too much to be checked."]);
}

#[rstest]
#[case("en", "step.1.1.how", None, "words en, step.1.1.how: It is missing.")]
#[case("en", "fact.age.child", None, "words en, fact.age.child: It is missing, and so is value.child.")]
#[case("en", "value.yes", None, "words en, fact.ill.yes: It is missing, and so is value.yes.")]
#[case("en", "step.9.9", Some("Text"), "words en, step.9.9: Nothing uses it.")]
#[case("en", "stop.S2", None, "words en, stop.S2: It is missing.")]
#[case("en", "stop.S22.do", Some("Text"), "words en, stop.S22.do: Nothing uses it.")]
#[case("en", "paper.D9.out", Some("Text"), "words en, paper.D9.out: Nothing uses it.")]
#[case("en", "_language", Some("th"), "words en, _language: It is not the language of the file.")]
#[case("en", "title", Some(" "), "words en, title: It is empty.")]
#[case(
    "en",
    "step.1.1.how",
    Some("One\n\nTwo"),
    "words en, step.1.1.how: It has an empty line, or spaces at an end of one."
)]
#[case(
    "en",
    "step.1.1.how",
    Some("1\n2\n3\n4\n5\n6"),
    "words en, step.1.1.how: It has 6 lines; 5 are the most that is read."
)]
#[case("en", "title", Some("๑"), "words en, title: It has Thai digits.")]
#[case("my", "title", Some("๑"), "words my, title: It has Thai digits.")]
#[case("th", "title", Some("၁"), "words th, title: It has Burmese digits.")]
// "Myanmar" as Zawgyi has it, and other words with its marks.
#[case("my", "title", Some("ျမန္မာ"), "words my, title: It looks like Zawgyi")]
#[case("my", "title", Some("ေက်ာင္း"), "words my, title: It looks like Zawgyi")]
#[case("my", "title", Some("တာ ေန"), "words my, title: It looks like Zawgyi")]
#[case("my", "title", Some("မန်ာ"), "words my, title: It looks like Zawgyi")]
#[case("my", "title", Some("ခု\u{1033}"), "words my, title: It looks like Zawgyi")]
#[case("my", "title", Some("ဒ\u{1092}"), "words my, title: It looks like Zawgyi")]
fn finds_in_words(#[case] language: &str, #[case] key: &str, #[case] text: Option<&str>, #[case] expected: &str) {
    let mut words = words(language);
    match text {
        Some(text) => words.insert(key.into(), text.into()),
        None => words.remove(key),
    };
    let found = faults(&sound(), &[(language, &words)]);
    assert!(found.iter().any(|fault| fault.starts_with(expected)), "{found:#?}");
}

#[test]
fn what_one_language_keeps_out_all_do() {
    let mut english = words("en");
    english.insert("paper.D1.out".into(), "The story".into());
    let found = faults(&sound(), &[("en", &english), ("th", &words("th"))]);
    assert_eq!(found, ["words th, paper.D1.out: It is missing."]);
}

#[test]
fn unicode_burmese_is_let_through() {
    let mut words = words("my");
    for text in [
        "လူကုန်ကူးမှုတားဆီးနှိမ်နင်းရေးဥပဒေ",
        "လူမှုဝန်ထမ်း၊ ကယ်ဆယ်ရေးနှင့် ပြန်လည်နေရာချထားရေးဝန်ကြီးဌာန",
        "ယောက်ျား၊ ကျွန်ုပ်၊ အင်္ဂလိပ်၊ ဩဂုတ်၊ ၎င်း၏ ၁၅ ရက်",
        "ကော့သောင်း / ရနောင်း",
    ] {
        words.insert("title".into(), text.into());
        assert_eq!(faults(&sound(), &[("my", &words)]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn nothing_waits_for_an_answer_that_may_stay_away() {
    let mut procedure = sound();
    set(&mut procedure, &format!("{S12}/asks"), json!([{ "consent": "go" }]));
    set(&mut procedure, &format!("{S12}/optional"), json!(["ill"]));
    assert_eq!(faults(&procedure, &[]), Vec::<String>::new());
    set(&mut procedure, "papers/0/when", json!({ "fact": "ill", "is": ["yes"] }));
    assert_eq!(faults(&procedure, &[]), ["paper D1: It rests on ill, which is only asked as optional."]);
}

#[test]
fn no_two_questions_fill_the_same_field() {
    let mut procedure = sound();
    set(&mut procedure, "facts/0/htcds", json!({ "field": "hte_Country", "with": "hte_Type=Exploitation" }));
    set(&mut procedure, "facts/1/htcds", json!({ "field": "hte_Country", "with": "hte_Type=Recruitment" }));
    assert_eq!(faults(&procedure, &[]), Vec::<String>::new());
    set(&mut procedure, "facts/1/htcds/with", json!("hte_Type=Exploitation"));
    let twice = |id: &str| format!("fact {id}: Fills hte_Country, as another question does.");
    assert_eq!(faults(&procedure, &[]), [twice("age"), twice("ill")]);
}
