//! The rules of the house that no compiler keeps: who may name whom, what may not be called, and that words are complete.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use sop_checklist::text::{Msg, Words, zawgyi};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below a folder that end so, with their text.
fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), ending, &mut found);
    assert!(!found.is_empty(), "{folder} has no {ending}");
    found
}

/// The lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Which of these words stand in the code of a module, and where.
fn named(module: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files(module, ".rs") {
        for line in code(&text) {
            found.extend(
                words.iter().filter(|word| line.contains(**word)).map(|word| format!("{}: {word}", path.display())),
            );
        }
    }
    found
}

const RULES: [&str; 6] = ["src/procedure", "src/journal", "src/case", "src/text", "src/vault", "src/exchange"];

#[test]
fn rules_know_no_browser() {
    let browser = ["web_sys", "js_sys", "gloo", "wasm_bindgen", "leptos", "crate::browser", "crate::app"];
    for module in RULES {
        assert_eq!(named(module, &browser), Vec::<String>::new());
    }
}

#[test]
fn rules_take_time_and_chance_as_arguments() {
    for module in RULES {
        assert_eq!(named(module, &["SystemTime", "Instant::now", "getrandom", "thread_rng"]), Vec::<String>::new());
    }
}

#[test]
fn arrows_run_one_way() {
    let others = |own: &[&str]| {
        let all =
            ["crate::procedure", "crate::journal", "crate::case", "crate::text", "crate::vault", "crate::exchange"];
        all.into_iter().filter(|module| !own.contains(module)).collect::<Vec<_>>()
    };
    let allowed: [(&str, &[&str]); 6] = [
        ("src/procedure", &["crate::procedure"]),
        ("src/journal", &["crate::journal", "crate::procedure"]),
        ("src/case", &["crate::case", "crate::journal", "crate::procedure"]),
        ("src/text", &["crate::text", "crate::journal"]),
        ("src/vault", &["crate::vault", "crate::journal"]),
        ("src/exchange", &["crate::exchange", "crate::case", "crate::vault", "crate::journal", "crate::procedure"]),
    ];
    for (module, own) in allowed {
        assert_eq!(named(module, &others(own)), Vec::<String>::new());
    }
    assert_eq!(named("src/browser", &["crate::app", "crate::case", "crate::procedure"]), Vec::<String>::new());
}

#[test]
fn the_app_names_the_browser_for_events_at_most() {
    for (path, text) in files("src/app", ".rs") {
        for line in code(&text) {
            let line = line.replace("web_sys::HtmlInputElement", "").replace("web_sys::HtmlSelectElement", "");
            for word in ["web_sys", "js_sys", "gloo_storage", "gloo_events", "wasm_bindgen"] {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn storage_has_one_door() {
    let door = "src/browser/shelf.rs";
    for (path, text) in files("src", ".rs") {
        if path.ends_with(door) {
            continue;
        }
        for line in code(&text) {
            for word in ["local_storage()", "LocalStorage::", "set_item", "remove_item", "session_storage"] {
                // Leptos has a marker type of the same name as the storage.
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn text_of_a_case_is_text() {
    for (path, text) in files("src", ".rs") {
        for line in code(&text) {
            // The title of the page is one word of the app, whatever is open.
            assert!(!line.contains("set_title") || path.ends_with("src/browser/page.rs"), "{}: {line}", path.display());
            let names = line.contains("set_names(") && !line.contains("pub fn");
            assert!(!names || line.contains("&app.say(Msg::PageTitle)"), "{}: {line}", path.display());
            for word in ["inner_html", "document_title", "console_log", "console_error_panic_hook", "location().set"] {
                assert!(!line.contains(word), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn stored_data_is_never_defaulted_away() {
    for module in ["src/vault", "src/journal/stored.rs"].map(|module| root().join(module)) {
        let files = if module.is_dir() {
            files("src/vault", ".rs")
        } else {
            vec![(module.clone(), fs::read_to_string(&module).unwrap())]
        };
        for (path, text) in files {
            assert!(!code(&text).any(|line| line.contains("unwrap_or_default")), "{}", path.display());
        }
    }
}

/// The procedure is content. Neither its places and offices stand in the code, nor any id of it: what is true of one step,
/// flag or question alone is a property in the content.
#[test]
fn the_code_knows_no_corridor() {
    let text = fs::read_to_string(root().join("public/sop/th-mm-return.json")).unwrap();
    let procedure = sop_checklist::procedure::read(&text).unwrap();
    // Words that are keys of the app's own files, too.
    let common = ["crossing_point", "data", "interpreter", "journey", "language", "papers"];
    let mut ids: BTreeSet<String> = procedure.steps().map(|step| step.id.to_string()).collect();
    ids.extend(procedure.roles.iter().map(|role| role.id.to_string()));
    ids.extend(procedure.facts.iter().map(|fact| fact.id.to_string()));
    ids.extend(procedure.consents.iter().map(|kind| kind.id.to_string()));
    ids.extend(procedure.stops.iter().map(|stop| stop.id.to_string()));
    ids.extend(procedure.limits.iter().map(|limit| limit.id.to_string()));
    ids.extend(procedure.papers.iter().map(|paper| paper.id.to_string()));
    ids.extend(sop_checklist::procedure::read_annex(&text).unwrap().sources.iter().map(|source| source.id.to_string()));
    ids.retain(|id| !common.contains(&id.as_str()));
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    let places =
        ["thailand", "myanmar", "th-mm", "mae sot", "myawaddy", "kawthaung", "ranong", "datip", "mswrr", "asean"];
    let mut found = Vec::new();
    for (path, text) in files("src", ".rs") {
        if path.ends_with("tests.rs") {
            continue;
        }
        // Tests of a module may be about anything.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for line in code(text) {
            let small = line.to_lowercase();
            found.extend(
                places.iter().filter(|word| small.contains(**word)).map(|word| format!("{}: {word}", path.display())),
            );
            found.extend(quoted.iter().filter(|id| line.contains(*id)).map(|id| format!("{}: {id}", path.display())));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

/// What the app itself says fits any procedure; the places and offices of one are words of its content.
#[test]
fn the_words_of_the_app_know_no_corridor() {
    for (path, text) in files("public/words", ".json") {
        // What is said, in whatever case of letters; the keys are names in the code.
        let words = Words::read("", &text).unwrap();
        for key in words.keys() {
            let said = words.get(key).unwrap().to_lowercase();
            for word in ["thai", "myanmar", "burm", "border", "bridge", "datip", "repatriat", "traffick"] {
                assert!(!said.contains(word), "{word} in {key}, {}", path.display());
            }
        }
    }
}

#[test]
fn every_module_says_what_it_is_for() {
    for folder in ["src", "xtask/src", "tests"] {
        for (path, text) in files(folder, ".rs") {
            assert!(text.starts_with("//! "), "{}", path.display());
        }
    }
}

#[test]
fn styles_and_page_hold_no_inline_code() {
    let page = fs::read_to_string(root().join("public/index.html")).unwrap();
    for word in ["<style", "style=", "onclick", "onload", "javascript:"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(!page.split("<script").skip(1).any(|script| !script.trim_start().starts_with("src=")));
    for (path, text) in files("style", ".css") {
        assert!(!text.contains("@import") && !text.contains("http"), "{}", path.display());
        // Stacked signs of Burmese and Thai are cut where a height is fixed.
        assert!(!text.contains("letter-spacing") && !text.contains("text-transform"), "{}", path.display());
    }
}

/// The style sheet has to say it twice: dark as the device says, and dark as the page around says.
#[test]
fn both_ways_to_the_dark_have_the_same_colours() {
    let tokens = fs::read_to_string(root().join("style/tokens.css")).unwrap();
    let colours = |selector: &str| -> Vec<String> {
        let block = tokens.split(selector).nth(1).unwrap_or_else(|| panic!("no {selector}"));
        let lines = block.split('}').next().unwrap().lines().map(str::trim);
        lines.filter(|line| line.starts_with("--")).map(str::to_owned).collect()
    };
    let device = colours(":root:where(:not([data-theme=\"light\"])) {");
    assert!(!device.is_empty());
    assert_eq!(device, colours(":root:where([data-theme=\"dark\"]) {"));
}

#[test]
fn every_word_file_of_the_app_is_complete() {
    let wanted: BTreeSet<&str> = Msg::ALL.iter().map(|msg| msg.key()).collect();
    assert_eq!(wanted.len(), Msg::ALL.len(), "two ids share a key");
    for (path, text) in files("public/words", ".json") {
        let language = path.file_stem().unwrap().to_string_lossy().into_owned();
        let words = Words::read(&language, &text).unwrap();
        let given: BTreeSet<&str> = words.keys().filter(|key| !key.starts_with('_')).collect();
        assert_eq!(wanted.difference(&given).collect::<Vec<_>>(), Vec::<&&str>::new(), "missing in {}", path.display());
        assert_eq!(given.difference(&wanted).collect::<Vec<_>>(), Vec::<&&str>::new(), "unused in {}", path.display());
        assert_eq!(words.get("_language"), Some(language.as_str()));
    }
}

#[test]
fn values_are_named_alike_in_every_language() {
    let english = fs::read_to_string(root().join("public/words/en.json")).unwrap();
    let english = Words::read("en", &english).unwrap();
    let places = |text: &str| {
        let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>()
    };
    for (path, text) in files("public/words", ".json") {
        let words = Words::read("", &text).unwrap();
        for msg in Msg::ALL {
            let (ours, theirs) = (english.get(msg.key()).unwrap(), words.get(msg.key()).unwrap_or_default());
            assert_eq!(places(ours), places(theirs), "{} in {}", msg.key(), path.display());
        }
    }
}

/// A native reader looks at drafts only once they are in the right encoding.
#[test]
fn no_word_of_the_app_is_in_zawgyi() {
    for (path, text) in files("public/words", ".json") {
        let words = Words::read("", &text).unwrap();
        let strange = words.keys().filter(|key| zawgyi(words.get(key).unwrap()).is_some());
        assert_eq!(strange.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", path.display());
    }
}

/// Modules whose words come after the first screen, since the build cuts their code off (`xtask/src/split.rs`).
const LATER: &[&str] = &[
    "app::back",
    "app::case_screen::head",
    "app::closing",
    "app::border",
    "app::consents",
    "app::contacts",
    "app::dossier",
    "app::edition",
    "app::erase",
    "app::facts",
    "app::fields",
    "app::files",
    "app::flags",
    "app::guard",
    "app::gate::reasons",
    "app::handover",
    "app::history",
    "app::incidents",
    "app::languages",
    "app::last_check",
    "app::journey",
    "app::limits",
    "app::links",
    "app::middle",
    "app::missing",
    "app::offline",
    "app::outside",
    "app::paper",
    "app::practice",
    "app::printing",
    "app::reports",
    "app::send",
    "app::settings",
    "app::share",
    "app::spare",
    "app::state::ending",
    "app::state::files",
    "app::state::spare",
    "app::step::work",
    "app::steps::whose",
    "app::wipe",
    "app::words::more",
    "text::both",
];

/// The words of the first screen's code come with it; those of the code that the build cuts off come with that.
#[test]
fn the_words_of_the_first_screen_come_first() {
    let module = |path: &Path| {
        let inside = path.strip_prefix(root().join("src")).unwrap().with_extension("");
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        parts.join("::").trim_end_matches("::mod").to_owned()
    };
    let is_later = |module: &str| {
        LATER.iter().any(|name| module == *name || module.strip_prefix(name).is_some_and(|rest| rest.starts_with("::")))
    };
    let names = |text: &str| {
        let words = text.split("Msg::").skip(1);
        let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>();
        words.map(word).collect::<BTreeSet<_>>()
    };
    let mut late = Vec::new();
    for (path, text) in files("src", ".rs") {
        let module = module(&path);
        if is_later(&module) || module == "text::msg" {
            continue;
        }
        let said = names(&code(text.split("#[cfg(test)]").next().unwrap()).collect::<Vec<_>>().join("\n"));
        let comes_late = |msg: &&Msg| said.contains(&format!("{msg:?}"));
        late.extend(Msg::ALL[Msg::FIRST..].iter().filter(comes_late).map(|msg| format!("{module}: {msg:?}")));
    }
    assert_eq!(late, Vec::<String>::new(), "move them to the first list of src/text/msg.rs");
}
