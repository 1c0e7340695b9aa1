//! Words: every language has exactly the keys that the procedure needs, in its own script.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Annex, Procedure, Thing};
use super::Faults;

/// Guidance is read on a phone, standing.
const MOST_LINES: usize = 5;

pub(super) fn check(
    procedure: &Procedure,
    annex: &Annex,
    words: &[(&str, &BTreeMap<String, String>)],
    faults: &mut Faults,
) {
    let needed = needed(procedure, annex, words);
    let values: BTreeSet<(String, String)> = procedure
        .facts
        .iter()
        .flat_map(|fact| {
            fact.values.iter().map(|value| (format!("fact.{}.{value}", fact.id), format!("value.{value}")))
        })
        .collect();
    for (language, words) in words {
        let place = |key: &str| format!("words {language}, {key}");
        for key in needed.iter().filter(|key| !words.contains_key(*key)) {
            faults.add(place(key), "It is missing.");
        }
        for (own, shared) in &values {
            if !words.contains_key(own) && !words.contains_key(shared) {
                faults.add(place(own), format!("It is missing, and so is {shared}."));
            }
        }
        for (key, text) in *words {
            let used = needed.contains(key) || values.iter().any(|(own, shared)| key == own || key == shared);
            if !used && !is_of_gone(procedure, key) {
                faults.add(place(key), "Nothing uses it.");
            }
            for fault in look(language, key, text) {
                faults.add(place(key), fault);
            }
        }
        if words.get("_language").is_some_and(|code| code != language) {
            faults.add(place("_language"), "It is not the language of the file.");
        }
    }
}

/// All keys but those of values, for which there is a choice.
fn needed(procedure: &Procedure, annex: &Annex, words: &[(&str, &BTreeMap<String, String>)]) -> BTreeSet<String> {
    let p = procedure;
    let mut keys: BTreeSet<String> = [
        "_language",
        "_state",
        "title",
        "short_title",
        "origin",
        "gate",
        "side.from",
        "side.to",
        "side.both",
        "side.other",
    ]
    .map(String::from)
    .into();
    let mut put = |kind: &str, id: &str, parts: &[&str]| {
        keys.extend(parts.iter().map(|part| format!("{kind}.{id}{part}")));
    };
    p.phases.iter().for_each(|phase| put("phase", phase.id.as_str(), &[""]));
    p.steps().for_each(|step| put("step", step.id.as_str(), &["", ".how"]));
    p.roles.iter().for_each(|role| put("role", role.id.as_str(), &["", ".short"]));
    p.facts.iter().for_each(|fact| put("fact", fact.id.as_str(), &["", ".short"]));
    p.consents.iter().for_each(|kind| put("consent", kind.id.as_str(), &["", ".ask", ".withdraw"]));
    for kind in &p.consents {
        kind.points.iter().for_each(|point| put(&format!("consent.{}.point", kind.id), point.id.as_str(), &[""]));
    }
    p.stops.iter().for_each(|stop| put("stop", stop.id.as_str(), &["", ".check", ".do"]));
    p.contradictions.iter().for_each(|two| put("contradiction", two.id.as_str(), &[""]));
    p.limits.iter().for_each(|limit| put("limit", limit.id.as_str(), &[""]));
    p.papers.iter().for_each(|paper| put("paper", paper.id.as_str(), &[""]));
    annex.sources.iter().for_each(|source| put("source", source.id.as_str(), &[""]));
    p.changes.iter().for_each(|change| put("change", change.id.as_str(), &[""]));
    gone(p).for_each(|thing| put(thing.named().0, thing.named().1, &[""]));
    if p.back.is_some() {
        keys.extend(["back", "back.do"].map(String::from));
    }
    if p.sheet.is_some() {
        const PERSON: [&str; 14] = [
            "hold",
            "consents",
            "given",
            "refused",
            "withdrawn",
            "not_asked",
            "guardian.given",
            "guardian.refused",
            "guardian.withdrawn",
            "guardian.not_asked",
            "next",
            "ask",
            "ask.do",
            "withdraw",
        ];
        keys.extend(PERSON.iter().map(|part| format!("person.{part}")));
        keys.insert("person.withdraw.do".into());
        keys.extend(p.phases.iter().map(|phase| format!("person.phase.{}", phase.id)));
        keys.extend(p.back.iter().map(|_| "person.back".to_owned()));
    }
    // Only some papers have something to keep out. Where one language says so, all do.
    let outs = p.papers.iter().map(|paper| format!("paper.{}.out", paper.id));
    keys.extend(outs.filter(|out| words.iter().any(|(_, words)| words.contains_key(out))));
    keys
}

/// What earlier editions had. Cases may hold records of it, which are shown by its name.
fn gone(procedure: &Procedure) -> impl Iterator<Item = &Thing> {
    procedure.changes.iter().flat_map(|change| &change.removed).filter(|thing| !procedure.has(thing))
}

/// Whether a key is one more word of something that is gone, such as its values.
fn is_of_gone(procedure: &Procedure, key: &str) -> bool {
    gone(procedure).any(|thing| {
        let (kind, id) = thing.named();
        let rest =
            key.strip_prefix(kind).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.strip_prefix(id));
        rest.is_some_and(|rest| rest.starts_with('.'))
    })
}

/// What is wrong with one text.
fn look(language: &str, key: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let blank = text.trim().is_empty();
    if blank {
        faults.push("It is empty.".into());
    } else if text.lines().any(|line| line.trim() != line || line.is_empty()) {
        faults.push("It has an empty line, or spaces at an end of one.".into());
    }
    let lines = text.lines().count();
    if key.ends_with(".how") && lines > MOST_LINES {
        faults.push(format!("It has {lines} lines; {MOST_LINES} are the most that is read."));
    }
    let thai = |c: char| ('\u{e50}'..='\u{e59}').contains(&c);
    let burmese = |c: char| matches!(c, '\u{1040}'..='\u{1049}' | '\u{1090}'..='\u{1099}');
    if language != "th" && text.contains(thai) {
        faults.push("It has Thai digits.".into());
    }
    if language != "my" && text.contains(burmese) {
        faults.push("It has Burmese digits.".into());
    }
    if language == "my" {
        faults.extend(zawgyi(text).map(|sign| format!("It looks like Zawgyi, not Unicode: {sign}.")));
    }
    faults
}

/// The first sign of Zawgyi, an encoding that uses the same code points for other characters.
///
/// Meant for the words that we ship, where a false alarm costs a minute; what officials type is judged elsewhere.
fn zawgyi(text: &str) -> Option<String> {
    let consonant = |c: char| matches!(c, '\u{1000}'..='\u{1021}' | '\u{1025}' | '\u{1027}' | '\u{1029}' | '\u{103f}');
    let medial = |c: char| matches!(c, '\u{103b}'..='\u{103e}');
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let wrong = match c {
            // Shapes of stacked consonants in Zawgyi; letters of other languages in Unicode.
            '\u{1033}' | '\u{1034}' | '\u{1060}'..='\u{1097}' => true,
            // Zawgyi types this vowel first, as it is seen; Unicode after its consonant.
            '\u{1031}' => !before.is_some_and(|b| consonant(b) || medial(b)),
            // A medial first is Zawgyi's as well; in Unicode it may follow an asat (as in the word for husband).
            '\u{103b}'..='\u{103e}' => !before.is_some_and(|b| consonant(b) || medial(b) || b == '\u{103a}'),
            // Zawgyi's medial ya, where Unicode has asat, which no aa follows.
            '\u{103a}' => before.is_none_or(char::is_whitespace) || matches!(next, Some('\u{102b}' | '\u{102c}')),
            // Zawgyi's asat, where Unicode has the sign that stacks the next consonant.
            '\u{1039}' => !next.is_some_and(consonant),
            _ => false,
        };
        if wrong {
            let around: String = before.into_iter().chain([c]).chain(next).collect();
            return Some(format!("U+{:04X} in \u{201c}{around}\u{201d}", u32::from(c)));
        }
        before = Some(c);
    }
    None
}
