//! Checks a procedure file, the word files beside it and its practice cases, for the author of the content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sop_checklist::case::read_trainings;
use sop_checklist::json::twice;
use sop_checklist::procedure::{Annex, Change, Fault, Procedure, check, read, read_annex, since, unlisted};

use crate::practice;

/// A file, to say where in it something is wrong.
struct File {
    path: PathBuf,
    text: String,
}

/// Prints what is wrong with `NAME.json` and each `NAME.LANGUAGE.json` in the same folder; fails if anything is. With the
/// file of an older edition, what changed must be listed as well. Practice cases are looked at where there are any.
pub fn run(path: &Path, older: Option<&Path>) -> Result<()> {
    let file = File::open(path)?;
    let (procedure, annex) = file.procedure()?;
    let files = words_beside(path)?;
    let mut words = BTreeMap::new();
    let mut told = Vec::new();
    for (language, file) in &files {
        words.insert(language.as_str(), file.words()?);
    }
    let named: Vec<(&str, &BTreeMap<String, String>)> =
        words.iter().map(|(language, words)| (*language, words)).collect();
    for fault in check(&procedure, &annex, &named) {
        told.push(match fault.place.strip_prefix("words ").and_then(|place| place.split_once(", ")) {
            Some((language, key)) => {
                files.get(language).map_or(fault.to_string(), |file| file.tell(&fault, &quoted(key)))
            }
            None => file.tell(&fault, ""),
        });
    }
    if let Some(older) = older {
        let (older, older_annex) = File::open(older)?.procedure()?;
        let (before, now) = ((&older, &older_annex), (&procedure, &annex));
        told.extend(unlisted(before, now).iter().map(|fault| file.tell(fault, "")));
        println!(
            "What changed since edition {:?}, as it stands under \"changes\":\n{}",
            older.edition,
            entry(&since(before, now))
        );
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if procedure.id != stem {
        told.push(format!("{}: Its id is {:?}; a file has the name of its procedure.", path.display(), procedure.id));
    }
    let languages: Vec<&str> = words.keys().copied().collect();
    told.extend(trainings(path, &procedure, &languages)?);
    for line in &told {
        println!("{line}");
    }
    let steps = procedure.steps().count();
    println!("{}: {steps} steps, words in {}, faults: {}", procedure.id, languages.join(" "), told.len());
    if told.is_empty() { Ok(()) } else { bail!("the content has faults: each line above says where, and what") }
}

/// What is wrong with the practice cases of a procedure, which lie in the folder `training` beside its own.
fn trainings(path: &Path, procedure: &Procedure, languages: &[&str]) -> Result<Vec<String>> {
    let path = folder(path).join("../training").join(path.file_name().context("a procedure file has a name")?);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let file = File::open(&path)?;
    let trainings = read_trainings(&file.text).map_err(|problem| anyhow::anyhow!("{}: {problem}", path.display()))?;
    let fault = |place: &str, text: &str| Fault { place: place.to_owned(), text: text.to_owned() };
    let mut told: Vec<String> = practice::faults(procedure, &trainings)
        .iter()
        .map(|(id, text)| file.tell(&fault(&format!("training {id}"), text), &format!("\"id\": {}", quoted(id))))
        .collect();
    let files = words_beside(&path)?;
    for language in languages.iter().filter(|language| !files.contains_key(**language)) {
        told.push(format!("{}: There are no words in {language}.", path.display()));
    }
    for (language, file) in &files {
        for (key, text) in practice::word_faults(&trainings, language, &file.words()?) {
            told.push(file.tell(&fault(&format!("words {language}, {key}"), text), &quoted(&key)));
        }
    }
    Ok(told)
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An entry for the list of changes, to be pasted.
fn entry(change: &Change) -> String {
    let list = |things: &[sop_checklist::procedure::Thing]| {
        let named = things.iter().map(|thing| thing.named());
        named.map(|(kind, id)| format!("{{ \"{kind}\": \"{id}\" }}")).collect::<Vec<_>>().join(", ")
    };
    format!(
        "{{ \"id\": \"{}\", \"edition\": \"{}\", \"added\": [{}], \"changed\": [{}], \"removed\": [{}] }}",
        change.id,
        change.edition,
        list(&change.added),
        list(&change.changed),
        list(&change.removed)
    )
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

impl File {
    /// Opens a file in which no key stands twice: to the readers the last one would count, in silence.
    fn open(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let text = text.trim_start_matches('\u{feff}').to_owned();
        if let Some((key, place)) = twice(&text) {
            let (path, line, column) = (path.display(), place.line, place.column);
            bail!(
                "{path}:{line}:{column}: {key:?} stands twice in one object; the app would see only the last. Take one out."
            );
        }
        Ok(Self { path: path.to_owned(), text })
    }

    fn procedure(&self) -> Result<(Procedure, Annex)> {
        let both = read(&self.text).and_then(|procedure| Ok((procedure, read_annex(&self.text)?)));
        both.map_err(|error| {
            let told = error.to_string();
            match self.line_of_path(&told) {
                Some(line) => anyhow::anyhow!("{}:{line}: {told}", self.path.display()),
                None => anyhow::anyhow!("{}: {told}", self.path.display()),
            }
        })
    }

    fn words(&self) -> Result<BTreeMap<String, String>> {
        let given = serde_json::from_str(&self.text);
        given.with_context(|| format!("{} is not a flat object of texts", self.path.display()))
    }

    /// A fault with the line that it is about, where that can be told.
    fn tell(&self, fault: &Fault, key: &str) -> String {
        let line = if key.is_empty() { self.line_of_place(&fault.place) } else { self.line_of(0, key) };
        match line {
            Some(line) => format!("{}:{line}: {fault}", self.path.display()),
            None => format!("{}: {fault}", self.path.display()),
        }
    }

    /// The line of a place such as `step 2.9`.
    fn line_of_place(&self, place: &str) -> Option<usize> {
        let (kind, id) = place.split_once(' ').unwrap_or((place, ""));
        let list = if kind == "step" { "phases".to_owned() } else { format!("{kind}s") };
        if id.is_empty() {
            return self.line_of(0, &format!("{}:", quoted(kind)));
        }
        self.line_of_id(&list, id)
    }

    /// The line of a path such as `phases 2: steps 2.9: acts is missing`: of the innermost thing that has an id.
    fn line_of_path(&self, told: &str) -> Option<usize> {
        let parts: Vec<_> = told.split(": ").filter_map(|part| part.split_once(' ')).collect();
        let first = parts.iter().find(|(list, _)| self.text.contains(&format!("{}:", quoted(list))))?;
        let line = |(_, id): &(&str, &str)| self.line_of_id(first.0, id);
        parts.iter().rev().find_map(line)
    }

    fn line_of_id(&self, list: &str, id: &str) -> Option<usize> {
        let from = self.text.find(&format!("{}:", quoted(list)))?;
        ["\"id\": ", "\"id\":"].iter().find_map(|key| self.line_of(from, &format!("{key}{}", quoted(id))))
    }

    fn line_of(&self, from: usize, wanted: &str) -> Option<usize> {
        let at = from + self.text.get(from..)?.find(wanted)?;
        Some(self.text.get(..at)?.matches('\n').count() + 1)
    }
}

fn words_beside(file: &Path) -> Result<BTreeMap<String, File>> {
    let folder = folder(file);
    let stem = file.file_stem().context("a procedure file has a name")?.to_string_lossy().into_owned();
    let mut words = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let language = name.strip_prefix(&format!("{stem}.")).and_then(|rest| rest.strip_suffix(".json"));
        if let Some(language) = language {
            words.insert(language.to_owned(), File::open(&path)?);
        }
    }
    if words.is_empty() {
        bail!("no word file {stem}.LANGUAGE.json beside {}; begin with {stem}.en.json", file.display());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/sop").join(name)
    }

    /// A folder with a copy of the sample, as its author has it.
    struct Desk(PathBuf);

    impl Desk {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("sop-content-{name}-{}/sop", std::process::id()));
            fs::create_dir_all(&folder).unwrap();
            for end in ["json", "en.json", "my.json", "th.json"] {
                fs::copy(shipped(&format!("shelter-intake.{end}")), folder.join(format!("shelter-intake.{end}")))
                    .unwrap();
            }
            Self(folder)
        }

        fn change(&self, file: &str, from: &str, to: &str) {
            let path = self.0.join(file);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{from}");
            fs::write(&path, text.replacen(from, to, 1)).unwrap();
        }

        fn told(&self) -> String {
            run(&self.0.join("shelter-intake.json"), None).map_or_else(|error| format!("{error:#}"), |()| String::new())
        }
    }

    impl Drop for Desk {
        fn drop(&mut self) {
            fs::remove_dir_all(self.0.parent().unwrap()).unwrap();
        }
    }

    #[test]
    fn the_shipped_content_passes_and_a_torn_one_does_not() {
        for name in ["th-mm-return.json", "shelter-intake.json"] {
            run(&shipped(name), None).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let desk = Desk::new("torn");
        let torn = desk.0.join("torn.json");
        fs::write(&torn, &fs::read_to_string(shipped("th-mm-return.json")).unwrap()[..2000]).unwrap();
        assert!(run(&torn, None).is_err());
        fs::copy(shipped("th-mm-return.json"), desk.0.join("alone.json")).unwrap();
        assert!(run(&desk.0.join("alone.json"), None).is_err());
    }

    #[test]
    fn a_key_that_stands_twice_is_told_with_its_place() {
        let desk = Desk::new("twice");
        assert_eq!(desk.told(), "");
        desk.change("shelter-intake.json", "\"edition\":", "\"id\": \"again\",\n  \"edition\":");
        assert!(desk.told().contains("shelter-intake.json:4:3: \"id\" stands twice"), "{}", desk.told());
        let desk = Desk::new("twice-words");
        desk.change("shelter-intake.th.json", "\"title\":", "\"title\": \"x\",\n  \"title\":");
        assert!(desk.told().contains("shelter-intake.th.json:5:3: \"title\" stands twice"), "{}", desk.told());
    }

    #[test]
    fn practice_cases_are_looked_at_too() {
        let desk = Desk::new("practice");
        fs::create_dir(desk.0.join("../training")).unwrap();
        let write = |file: &str, text: &str| fs::write(desk.0.join("../training").join(file), text).unwrap();
        let case = r#"{ "training": [{ "id": "a", "code": "T-1",
            "before": { "facts": [["age", "adult"]], "consents": [["stay", "person", "given"]], "clear": ["R1"], "until": "2.1" },
            "points": [{ "id": "bed", "when": { "step": "3.3", "is": ["done"] } }] }] }"#;
        let words = |language: &str| {
            format!(
                r#"{{ "_language": "{language}", "_state": "draft", "training.a": "A", "training.a.story": "s",
                "training.a.task": "t", "training.a.bed": "b" }}"#
            )
        };
        write("shelter-intake.json", case);
        for language in ["en", "my", "th"] {
            write(&format!("shelter-intake.{language}.json"), &words(language));
        }
        assert_eq!(desk.told(), "");
        for (from, to) in [
            ("[\"age\", ", "[\"aeg\", "),
            ("\"adult\"", "\"old\""),
            ("[\"stay\", ", "[\"go\", "),
            ("\"R1\"", "\"R9\""),
            ("\"2.1\"", "\"2.9\""),
            ("\"3.3\"", "\"3.9\""),
            ("\"bed\"", "\"room\""),
            ("\"code\": ", "\"edoc\": "),
        ] {
            write("shelter-intake.json", &case.replace(from, to));
            assert_ne!(desk.told(), "", "{from} to {to}");
        }
        write("shelter-intake.json", case);
        for (from, to) in [("\"b\"", "\" \""), ("training.a.task", "training.a.tsak"), ("\"my\"", "\"th\"")] {
            write("shelter-intake.my.json", &words("my").replace(from, to));
            assert_ne!(desk.told(), "", "{from} to {to}");
        }
        fs::remove_file(desk.0.join("../training/shelter-intake.my.json")).unwrap();
        assert_ne!(desk.told(), "");
    }

    #[test]
    fn faults_say_their_line() {
        let file = File::open(&shipped("shelter-intake.json")).unwrap();
        let line = |number: usize| file.text.lines().nth(number - 1).unwrap();
        let at = |place: &str| line(file.line_of_place(place).unwrap());
        assert!(at("step 2.3").contains("\"id\": \"2.3\""));
        assert!(at("fact age").contains("\"values\""));
        assert!(at("gate").contains("\"gate\": {"));
        assert!(line(file.line_of_path("x: phases 2: steps 2.3: acts is missing").unwrap()).contains("\"2.3\""));
        assert_eq!(file.line_of_place("step 9.9"), None);

        let desk = Desk::new("line");
        desk.change(
            "shelter-intake.json",
            "\"acts\": [\"NURSE\"], \"side\": \"from\", \"limit\"",
            "\"side\": \"from\", \"limit\"",
        );
        let told = desk.told();
        assert!(told.contains("phases 2: steps 2.1: acts is missing"), "{told}");
        assert!(told.contains(".json:") && !told.contains(".json: "), "{told}");
    }

    #[test]
    fn an_edition_is_compared_with_an_older_file() {
        let desk = Desk::new("older");
        let (new, old) = (desk.0.join("shelter-intake.json"), desk.0.join("older.json"));
        fs::copy(&new, &old).unwrap();
        assert!(run(&new, Some(&old)).is_err(), "the same edition");
        desk.change("shelter-intake.json", "\"edition\": \"sample 1\"", "\"edition\": \"sample 2\"");
        desk.change("shelter-intake.json", "\"after\": [\"1.1\"], ", "");
        assert!(run(&new, Some(&old)).is_err(), "not listed");
        let list = "\"changes\": [{ \"id\": \"e1\", \"edition\": \"sample 1\" }, { \"id\": \"e2\", \"edition\": \"sample 2\", \"changed\": [{ \"step\": \"1.2\" }] }],";
        desk.change("shelter-intake.json", "\"gate\":", &format!("{list}\n  \"gate\":"));
        for end in ["en.json", "my.json", "th.json"] {
            desk.change(
                &format!("shelter-intake.{end}"),
                "\"gate\":",
                "\"change.e1\": \"x\",\n  \"change.e2\": \"x\",\n  \"gate\":",
            );
        }
        run(&new, Some(&old)).unwrap();
    }
}
