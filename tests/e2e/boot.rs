//! The start, with everything that can go wrong on the way: never a blank page, never a wait for ever, never a mixed set.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};
use sop_checklist::fnv::mark;

use crate::harness::{Frame, dist, framed, stage};
use crate::official::{Official, id};

/// What a fault of a file comes to.
#[derive(Debug, Clone, Copy)]
enum Then {
    /// The page says this kind of problem.
    Says(&'static str),
    /// The page itself has to do, without any script of ours.
    Stuck,
    /// The app starts, says so in an element of this name, and can be worked with.
    Told(&'static str),
    /// The app starts.
    Starts,
}

use Then::{Says, Starts, Stuck, Told};

/// The files of the first load, each with what becomes of the page when it is missing, cut off, altered, replaced by a
/// page, or sent as something else.
const FIRST: [(&str, [Then; 5]); 10] = [
    ("app.wasm", [Says("missing"), Says("damaged"), Says("damaged"), Says("type"), Starts]),
    ("app.js", [Says("missing"), Says("damaged"), Says("damaged"), Says("type"), Says("type")]),
    ("app.css", [Says("missing"), Says("damaged"), Says("damaged"), Says("type"), Says("type")]),
    ("scripts-ledger.js", [Says("missing"), Says("damaged"), Says("damaged"), Says("type"), Says("type")]),
    ("words-en.json", [Says("missing"), Says("damaged"), Says("damaged"), Says("type"), Starts]),
    ("sop-th-mm-return.json", [Told("cannot-start"), Says("damaged"), Says("damaged"), Says("type"), Starts]),
    ("sop-th-mm-return.en.json", [Starts, Says("damaged"), Says("damaged"), Says("type"), Starts]),
    ("config.json", [Told("config-problem"), Told("config-problem"), Starts, Told("config-problem"), Starts]),
    ("boot.js", [Stuck, Stuck, Starts, Stuck, Stuck]),
    ("later.wasm", [Starts, Starts, Starts, Starts, Starts]),
];
const FAULTS: [&str; 5] = ["missing", "truncated", "altered", "page", "type"];

/// What else there is.
const OTHERS: [(&str, &str, Then); 8] = [
    ("other", "app.wasm", Says("damaged")),
    // What was to start the app stands after what says so.
    ("truncated", "index.html", Stuck),
    ("stale", "index.html", Says("missing")),
    ("stamp", "index.html", Says("damaged")),
    ("no-wasm", "index.html", Says("blocked")),
    ("no-fetch", "index.html", Says("blocked")),
    ("no-script", "index.html", Stuck),
    ("none", "none", Starts),
];

#[test]
fn whatever_file_is_wrong_the_page_says_so() {
    let allowed = &[
        "404",
        "SyntaxError",
        "Refused",
        "MIME type",
        "Content Security Policy",
        "violates",
        "Failed to load",
        "integrity",
    ];
    stage().faulty().needs_chromium("one of the browsers is enough").allows(allowed).run(async |official| {
        let each = FIRST
            .iter()
            .flat_map(|(file, thens)| FAULTS.iter().zip(thens).map(move |(fault, then)| (*fault, *file, *then)));
        for (fault, file, then) in each.chain(OTHERS) {
            if (fault, file) == ("altered", "boot.js") {
                // One letter of a script: it may still run, or not. It has no mark to be known by.
                continue;
            }
            official.visit(&format!("{fault}/{file}/")).await;
            comes_to(official, then).await;
        }
    });
}

async fn comes_to(official: &Official, then: Then) {
    match then {
        Says(kind) => {
            official.has("#boot", "data-problem", kind).await;
            official.reads("#boot", "Records saved on this device are not touched.").await;
            official.sees("#boot button").await;
            official.sees_no(&id("passphrase")).await;
        }
        Stuck => {
            official.reads("#boot", "Loading the checklist").await;
            official.sees_no(".stuck").await;
            official.js::<Value>("document.getAnimations().forEach(wait => wait.finish())", &[]).await;
            official.reads(".stuck", "If this stays: load the page again").await;
        }
        Told(name) => official.sees(&id(name)).await,
        Starts => official.sees(&id("passphrase")).await,
    }
}

/// What comes after the first screen: whatever is wrong with it, the app starts, and ticks.
const LATER: [&str; 17] = [
    "fonts-padauk-400.woff2",
    "fonts-padauk-700.woff2",
    "fonts-thai-400.woff2",
    "fonts-thai-700.woff2",
    "icons-icon.svg",
    "icons-icon-192.png",
    "self-test.js",
    "embed.js",
    "later.css",
    "scripts-offline.js",
    "words-en.more.json",
    "sop-th-mm-return.en.more.json",
    "sop-th-mm-return.more.json",
    "training-th-mm-return.json",
    "training-th-mm-return.en.json",
    "manifest.webmanifest",
    "sw.js",
];

#[test]
fn whatever_comes_later_may_be_wrong_and_the_app_starts() {
    let allowed = &["404", "SyntaxError", "Refused", "MIME type", "Failed to load", "Manifest"];
    stage().faulty().needs_chromium("one of the browsers is enough").allows(allowed).run(async |official| {
        let mut begun = 0;
        for (file, fault) in LATER.iter().flat_map(|file| FAULTS.iter().map(move |fault| (file, fault))) {
            official.visit(&format!("{fault}/{file}/")).await;
            comes_to(official, Starts).await;
            begun += 1;
        }
        assert_eq!(begun, LATER.len() * FAULTS.len());
        official.passes_the_door().await;
        official.begin_case("LATER-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
    });
}

/// What is fetched for a language that was chosen once, each with what becomes of the page as in `FIRST`.
const CHOSEN: [(&str, [Then; 5]); 2] = [
    ("words-LANG.json", [Starts, Says("damaged"), Says("damaged"), Says("type"), Starts]),
    ("sop-th-mm-return.LANG.json", [Starts, Says("damaged"), Says("damaged"), Says("type"), Starts]),
];

#[test]
fn whatever_is_wrong_with_the_chosen_language_the_page_says_so() {
    let allowed = &["404", "SyntaxError", "Refused", "MIME type", "Failed to load"];
    stage().faulty().needs_chromium("one of the browsers is enough").allows(allowed).run(async |official| {
        for language in ["my", "th"] {
            official.visit("none/none/").await;
            official.chose(language).await;
            for (file, thens) in CHOSEN {
                for (fault, then) in FAULTS.iter().zip(thens) {
                    official.visit(&format!("{fault}/{}/", file.replace("LANG", language))).await;
                    comes_to(official, then).await;
                }
            }
        }
    });
}

#[test]
fn a_set_that_lacks_a_file_is_never_said_to_start_without_a_network() {
    let allowed = &["404", "SyntaxError", "Refused", "MIME type", "Failed to load", "script resource"];
    stage().faulty().needs_chromium("one of the browsers is enough").allows(allowed).run(async |official| {
        for file in ["words-th.json", "sw.js"] {
            for fault in ["missing", "truncated", "page"] {
                official.visit(&format!("{fault}/{file}/")).await;
                official.has(&id("offline"), "data-state", "refused").await;
            }
        }
        // A wrong type is mended in what is kept.
        official.visit("type/words-th.json/").await;
        official.has(&id("offline"), "data-state", "ready").await;
    });
}

#[test]
fn with_scripts_off_the_page_says_what_it_needs_in_three_languages() {
    stage().needs_chromium("a page without scripts").run(async |official| {
        official.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
        official.visit("").await;
        for (language, words) in [("en", "needs JavaScript"), ("my", "JavaScript လိုအပ်သည်"), ("th", "ต้องใช้ JavaScript")]
        {
            official.reads(&format!("noscript [lang={language}]"), words).await;
        }
        // Nothing is on its way.
        official.sees_no("#boot").await;
    });
}

#[test]
fn a_network_that_falls_silent_ends_in_advice() {
    stage().faulty().needs_chromium("a script before the page's own").run(async |official| {
        // Its patience, twenty times as short.
        official.before_every_page("const wait = setTimeout; setTimeout = (call, ms) => wait(call, ms / 20)").await;
        for file in ["app.wasm", "words-en.json"] {
            official.visit(&format!("silent/{file}/")).await;
            official.has("#boot", "data-problem", "timeout").await;
            official.reads("#boot", "The connection is too slow or has stopped.").await;
        }
    });
}

#[test]
fn an_old_browser_is_told_so_before_anything_is_fetched() {
    for missing in ["delete window.WebAssembly", "WebAssembly.validate = () => false", "delete window.fetch"] {
        stage().needs_chromium("a script before the page's own").run(async |official| {
            official.before_every_page(missing).await;
            official.visit("").await;
            official.has("#boot", "data-problem", "old").await;
            official.reads("#boot", "This browser is too old").await;
            let asked =
                "return performance.getEntriesByType('resource').filter(e => /words|sop-|config/.test(e.name)).length";
            assert_eq!(official.js::<u32>(asked, &[]).await, 0);
        });
    }
}

#[test]
fn a_frame_without_an_origin_shows_the_app_where_the_server_lets_it() {
    // There the page's own advice stands from the start.
    let stage = framed(Frame::NoOrigin).not_in_webkit("which runs none of our scripts there");
    stage.allows(&["CORS", "ERR_FAILED"]).run(async |official| {
        official.visits_host().await;
        official.passes_the_door().await;
        official.begin_case("FRAME-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn names_of_files_are_what_their_bytes_make_them_and_no_script_makes_code() {
    let mut marked = 0;
    for entry in fs::read_dir(dist().join("assets")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let bytes = fs::read(entry.path()).unwrap();
        assert!(name.contains(&format!(".{}.", mark(&bytes))), "{name} is {}", mark(&bytes));
        marked += 1;
    }
    assert!(marked > 20, "{marked}");
    for folder in [dist(), dist().join("assets")] {
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if file.extension().is_some_and(|end| end == "js" || end == "html") {
                let text = fs::read_to_string(&file).unwrap();
                for word in ["eval(", "new Function", "import(", "javascript:", "onclick=", "<style", " style="] {
                    assert!(!text.contains(word), "{}: {word}", file.display());
                }
            }
        }
    }
}

#[test]
fn what_starts_without_a_network_is_all_that_the_build_made() {
    let worker = fs::read_to_string(dist().join("sw.js")).unwrap();
    let at = worker.find("={\"assets/").or_else(|| worker.find("{\"assets/").map(|at| at - 1)).unwrap() + 1;
    let set: BTreeMap<String, String> =
        serde_json::Deserializer::from_str(&worker[at..]).into_iter().next().unwrap().unwrap();
    for (path, named) in &set {
        assert_eq!(mark(&fs::read(dist().join(path)).unwrap()), *named, "{path}");
    }
    for file in fs::read_dir(dist().join("assets")).unwrap().map(|entry| entry.unwrap().file_name()) {
        let path = format!("assets/{}", file.to_string_lossy());
        assert!(path.ends_with(".br") || path.ends_with(".gz") || set.contains_key(&path), "{path}");
    }
    for entry in ["index.html", "boot.js", "manifest.webmanifest"] {
        assert!(set.contains_key(entry), "{entry}");
    }
}
