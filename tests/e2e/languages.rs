//! The language is changed in place, on every screen, in the middle of anything, and nothing is lost.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::harness::{Site, everywhere, intranet, stage};
use crate::official::{Official, PASSPHRASE, id, until};
use crate::reach::fits;
use crate::tour::ROLES;

const NAMES: [(&str, &str); 3] = [("en", "English"), ("my", "မြန်မာ"), ("th", "ไทย")];

/// Waits until all is said in a language: the page and what stands on it.
async fn speaks(official: &Official, code: &str) {
    official.has("html", "lang", code).await;
    official.has(".app", "lang", code).await;
    let button = id(&format!("language-{code}"));
    official.has(&button, "aria-pressed", "true").await;
    for (other, name) in NAMES {
        let button = id(&format!("language-{other}"));
        official.has(&button, "aria-pressed", if other == code { "true" } else { "false" }).await;
        official.has(&button, "lang", other).await;
        official.reads(&button, name).await;
    }
}

async fn switches(official: &Official, code: &str) {
    official.tap(&id(&format!("language-{code}"))).await;
    speaks(official, code).await;
}

/// How many files in a language were fetched since the page was loaded.
async fn fetched(official: &Official, code: &str) -> usize {
    let names = "return performance.getEntriesByType('resource').map(e => e.name.split('/').pop())";
    let names: Vec<String> = official.js(names, &[]).await;
    let of = |name: &&String| {
        ["sop-th-mm-return", "training-th-mm-return", "words"].iter().any(|stem| {
            name.strip_prefix(stem)
                .is_some_and(|rest| rest.starts_with(&format!(".{code}.")) || rest.starts_with(&format!("-{code}.")))
        })
    };
    names.iter().filter(of).count()
}

#[test]
fn in_the_middle_of_a_note_and_only_its_own_files_come() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("T-1").await;
        official.js::<()>("window.isSamePage = true", &[]).await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("Room is ready").await;
        for _ in "is ready".chars() {
            official.presses(Key::Left).await;
        }
        let (before, here) = (fetched(official, "en").await, fetched(official, "th").await);
        assert!(before > 0, "no English file was fetched");
        assert_eq!((fetched(official, "my").await, here), (0, 0));
        let title = official.title_and_address().await;
        switches(official, "my").await;
        let in_burmese = official.title_and_address().await;
        assert!(in_burmese != title && in_burmese.contains("စစ်ဆေးရန်"), "{in_burmese}");
        assert_eq!(fetched(official, "my").await, 5);
        assert_eq!((fetched(official, "en").await, fetched(official, "th").await), (before, 0));
        official.focus_is_on(&id("note-1.1")).await;
        assert_eq!(official.js::<usize>("return document.activeElement.selectionStart", &[]).await, "Room ".len());
        official.types("upstairs ").await;
        official.note_is("1.1", "Room upstairs is ready").await;
        official.step_is_open("1.1").await;
        switches(official, "th").await;
        official.types("now ").await;
        switches(official, "en").await;
        switches(official, "my").await;
        assert_eq!(fetched(official, "my").await, 5, "what is here was fetched again");
        official.note_is("1.1", "Room upstairs now is ready").await;
        assert!(official.js::<bool>("return window.isSamePage", &[]).await);
        official.leaves_field().await;
        official.has(&id("save-state"), "data-state", "saved").await;
        // It is remembered, and nothing but its code.
        let kept = official.storage().await;
        assert_eq!(kept.get("sopc:language").map(String::as_str), Some("\"my\""));
        official.reloads_here().await;
        speaks(official, "my").await;
        official.note_is("1.1", "Room upstairs now is ready").await;
        assert_eq!(official.title_and_address().await, in_burmese);
        switches(official, "en").await;
        assert_eq!(official.title_and_address().await, title);
    });
}

#[test]
fn at_the_door_with_half_a_passphrase() {
    everywhere(async |official| {
        official.open_app().await;
        official.tap(&id("lock")).await;
        official.tap(&id("passphrase")).await;
        let (begun, rest) = PASSPHRASE.split_at(6);
        official.types(begun).await;
        for code in ["my", "th"] {
            switches(official, code).await;
            official.has(&id("passphrase"), "value", begun).await;
            official.focus_is_on(&id("passphrase")).await;
        }
        official.types(rest).await;
        official.presses(Key::Enter).await;
        official.sees(&id("new-case")).await;
        speaks(official, "th").await;
    });
}

#[test]
fn with_forms_open_and_half_filled() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("T-2").await;
        official.part("consents").await;
        official.tap(&id("answer-return-refused")).await;
        official.tap(&id("private-return-false")).await;
        official.tap("label:has([name=form-return]):nth-of-type(2)").await;
        official.tap(&id("language-return")).await;
        official.types("Shan").await;
        official.tap(&id("answer-S6-raised")).await;
        official.tap("#reason-S6").await;
        official.types("called her aunt").await;
        for code in ["my", "th", "en"] {
            switches(official, code).await;
            official.has(&id("answer-return-refused"), "aria-pressed", "true").await;
            official.has(&id("private-return-false"), "checked", true).await;
            official.has("label:has([name=form-return]):nth-of-type(2) input", "checked", true).await;
            official.has(&id("language-return"), "value", "Shan").await;
            official.has("#reason-S6", "value", "called her aunt").await;
            official.focus_is_on("#reason-S6").await;
        }
        official.tap(&id("record-return")).await;
        official.has(&id("consent-return"), "data-state", "refused").await;
        // A new case that has no code yet, the text of a file, and what is folded out.
        official.back().await;
        official.back().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.types("T-").await;
        switches(official, "my").await;
        official.types("3").await;
        official.has(&id("case-code"), "value", "T-3").await;
        official.back().await;
        official.tap(&id("import-file")).await;
        official.tap("details:has([data-testid=case-text]) summary").await;
        official.tap(&id("case-text")).await;
        official.types("half").await;
        switches(official, "th").await;
        official.has(&id("case-text"), "value", "half").await;
        official.focus_is_on(&id("case-text")).await;
    });
}

#[test]
fn a_language_that_cannot_be_fetched_changes_nothing() {
    let slow = |offline: bool, latency: u32| json!({ "offline": offline, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1 });
    // Over plain http, where no worker has all languages ready.
    intranet().needs_chromium("a browser without a network").allows(&["ERR_INTERNET_DISCONNECTED"]).run(
        async |official| {
            official.open_app().await;
            official.sees(&id("language-my")).await;
            official.devtools("Network.enable", json!({})).await;
            official.devtools("Network.emulateNetworkConditions", slow(true, 0)).await;
            official.tap(&id("language-my")).await;
            official.reads(&id("language-missed"), "cannot be fetched now").await;
            speaks(official, "en").await;
            assert_eq!(official.storage().await.get("sopc:language"), None);
            official.devtools("Network.emulateNetworkConditions", slow(false, 0)).await;
            switches(official, "my").await;
            official.sees_no(&id("language-missed")).await;
            // What was here once needs no network; what was not says so, in the language in use.
            official.devtools("Network.emulateNetworkConditions", slow(true, 0)).await;
            official.tap(&id("language-th")).await;
            official.reads(&id("language-missed"), "ယခု မရယူနိုင်ပါ").await;
            switches(official, "en").await;
            switches(official, "my").await;
            // Of two taps the last counts, whichever comes first.
            official.devtools("Network.emulateNetworkConditions", slow(false, 700)).await;
            official.tap(&id("language-th")).await;
            official.tap(&id("language-en")).await;
            until("the Thai words", async || {
                let came = fetched(official, "th").await;
                if came >= 5 { Ok(()) } else { Err(came.to_string()) }
            })
            .await;
            speaks(official, "en").await;
            assert_eq!(official.storage().await.get("sopc:language").map(String::as_str), Some("\"en\""));
            switches(official, "th").await;
        },
    );
}

#[test]
fn of_two_languages_on_their_way_the_last_one_asked_for_counts() {
    stage().needs_chromium("answers that are held back").run(async |official| {
        // The first that is asked for comes last.
        official
            .before_every_page(
                "const get = window.fetch; window.fetch = (path, ...rest) => get(path, ...rest).then(answer => \
                 /[.-]my\\./.test(path) ? new Promise(done => setTimeout(() => done(answer), 1500)) : answer)",
            )
            .await;
        official.open_app().await;
        official.tap(&id("language-my")).await;
        official.tap(&id("language-th")).await;
        speaks(official, "th").await;
        until("the Burmese words", async || {
            let waits: bool =
                official.try_js("return window.performance.now() - arguments[0] > 0", &[json!(0)]).await?;
            if waits && fetched(official, "my").await == 5 { Ok(()) } else { Err("not here".to_owned()) }
        })
        .await;
        official.begin_case("T-4").await;
        official.tick("1.8").await;
        official.has(&id("save-state"), "data-state", "saved").await;
        speaks(official, "th").await;
    });
}

#[test]
fn where_nothing_is_kept_it_counts_for_the_page_and_each_tab_has_its_own() {
    stage().needs_chromium("a browser that refuses to store").run(async |official| {
        official.open_app().await;
        let first = official.this_tab().await;
        official.second_tab().await;
        switches(official, "my").await;
        let second = official.this_tab().await;
        official.go_to_tab(&first).await;
        speaks(official, "en").await;
        official.go_to_tab(&second).await;
        official
            .js::<()>("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }", &[])
            .await;
        switches(official, "th").await;
        official.reload().await;
        speaks(official, "my").await;
    });
}

#[test]
fn only_what_the_office_offers_and_the_server_has() {
    let site = Site::new();
    site.copy("two").config("languages", json!(["th", "my", "shn"])).config("language", json!("th"));
    site.copy("one").config("languages", json!(["en"]));
    stage().site(site).run(async |official| {
        official.open_app_at("two/").await;
        let codes = "return [...document.querySelectorAll('.tongues button')].map(e => e.lang)";
        official.sees(&id("language-th")).await;
        // English is behind all drafts.
        assert_eq!(official.js::<Vec<String>>(codes, &[]).await, ["th", "my", "en"]);
        official.sees(".languages .draft").await;
        official.tap(&id("language-en")).await;
        official.has("html", "lang", "en").await;
        official.sees_no(".languages .draft").await;
        official.tap(&id("language-th")).await;
        official.sees(".languages .draft").await;
        official.open_app_at("one/").await;
        official.tap(&id("settings")).await;
        official.sees("#role").await;
        official.sees_no(".tongues").await;
    });
}

/// The screens that an official works on, each with a name.
async fn walks(official: &Official, code: &str, look: impl AsyncFn(&str)) {
    official.tap(&id("lock")).await;
    official.sees(&id("passphrase")).await;
    look("door").await;
    official.unlocks().await;
    look("list").await;
    official.open_case(code).await;
    look("case").await;
    official.open("2.4").await;
    look("step").await;
    official.close().await;
    for part in ["facts", "consents", "paper", "history"] {
        official.part(part).await;
        look(part).await;
    }
    official.tap(&id("settings")).await;
    official.sees(&id("role")).await;
    look("settings").await;
    official.back().await;
}

/// Latin letters in Burmese and Thai words that are no English: names and codes.
const NAMES_IN_LATIN: &[&str] = &["IOM", "SOP", "NGO", "MSWRR", "DATIP", "UNIAP", "ACTIP", "art"];

/// Words of Latin letters that are no name.
fn english_in(text: &str) -> Vec<&str> {
    let words = text.split(|sign: char| !sign.is_ascii_alphanumeric());
    words
        .filter(|word| {
            word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && !NAMES_IN_LATIN.contains(word)
        })
        .collect()
}

#[test]
fn controls_are_spoken_in_the_language_in_use() {
    // Every screen is in the tour; here it is plain http, where parts of the app are other ones.
    intranet().needs_chromium("what a screen reader is told").run(async |official| {
        official.open_app().await;
        official.begin_case("9-1").await;
        official.tick("1.8").await;
        for code in ["my", "th"] {
            switches(official, code).await;
            walks(official, "9-1", async |screen| {
                official.devtools("Accessibility.enable", json!({})).await;
                let tree = official.devtools("Accessibility.getFullAXTree", json!({})).await;
                let nodes = tree["nodes"].as_array().unwrap();
                let controls = nodes.iter().filter(|node| !node["ignored"].as_bool().unwrap_or(true));
                let names = controls.filter(|node| ROLES.contains(&node["role"]["value"].as_str().unwrap_or_default()));
                let names: Vec<&str> = names.filter_map(|node| node["name"]["value"].as_str()).collect();
                assert!(names.len() > 5, "{screen}: {names:?}");
                let wrong: Vec<_> = names.iter().filter(|name| **name != "English" && !english_in(name).is_empty()).collect();
                assert!(wrong.is_empty(), "{code}, {screen}: {wrong:#?}");
                // Each script stands in its language, and no other language around it.
                let wrong = "
                    const walker = document.createTreeWalker(document.querySelector('.app'), NodeFilter.SHOW_TEXT);
                    const wrong = [];
                    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                      const lang = node.parentElement.closest('[lang]').lang, text = node.data;
                      const wants = /[\\u0e00-\\u0e7f]/.test(text) ? 'th' : /[\\u1000-\\u109f]/.test(text) ? 'my' : null;
                      if (wants && lang !== wants) wrong.push(lang + ': ' + text);
                    }
                    return wrong.slice(0, 5)";
                assert_eq!(official.js::<Vec<String>>(wrong, &[]).await, Vec::<String>::new(), "{code}, {screen}");
            })
            .await;
        }
    });
}

/// A text of another language that is as long as two: the letters of English with accents, each line twice.
pub fn accented(text: &str) -> String {
    let twice = |line: &str| if line.is_empty() { String::new() } else { format!("{line} {line}") };
    let long = text.split('\n').map(twice).collect::<Vec<_>>().join("\n");
    let mut inside = false;
    let accent = |sign: char| {
        inside = (inside || sign == '{') && sign != '}';
        match sign {
            _ if inside => sign,
            'a' => 'á',
            'e' => 'é',
            'i' => 'í',
            'o' => 'ö',
            'u' => 'ü',
            sign => sign,
        }
    };
    long.chars().map(accent).collect()
}

/// Every word of a file of words, whether it is a list or goes by keys.
fn pseudo(text: &[u8]) -> String {
    let mut words: Value = serde_json::from_slice(text).unwrap();
    let put = |word: &mut Value| {
        if let Some(text) = word.as_str() {
            *word = accented(text).into();
        }
    };
    match &mut words {
        Value::Array(list) => list.iter_mut().skip(2).for_each(put),
        Value::Object(by_key) => {
            by_key.iter_mut().filter(|(key, _)| !key.starts_with('_')).for_each(|(_, word)| put(word))
        }
        _ => {}
    }
    words.to_string()
}

#[test]
fn a_language_is_added_by_adding_files_and_twice_the_length_fits() {
    let site = Site::new();
    let copy = site.copy("");
    let mut files = String::new();
    for stem in ["words", "sop-th-mm-return", "training-th-mm-return"] {
        for end in [".json", ".more.json"] {
            // Words lie as `words-en` and `words-en.more`, those of a procedure as `NAME.en` and `NAME.en.more`.
            let dot = if stem == "words" { "-" } else { "." };
            let from = end.trim_end_matches(".json");
            if stem.starts_with("training") && !from.is_empty() {
                continue;
            }
            let english = copy.read(&format!("{stem}{dot}en{from}"), ".json");
            let shipped = copy.add(&format!("assets/{stem}{dot}qps{from}.json"), pseudo(&english).as_bytes());
            let logical = format!("{}{}qps{end}", stem.replacen('-', "/", 1), if stem == "words" { "/" } else { "." });
            files.push_str(&format!("&quot;{logical}&quot;:&quot;{shipped}&quot;,"));
        }
    }
    copy.with("index", ".html", |page| {
        let page = String::from_utf8(page).unwrap();
        let (before, after) = page.split_once("data-files=\"{").unwrap();
        format!("{before}data-files=\"{{{files}{after}").into_bytes()
    });
    copy.config("languages", json!(["en", "qps"]));
    stage().site(site).width(320).run(async |official| {
        official.open_app().await;
        official.begin_case("9-1").await;
        official.tick("1.8").await;
        official.tap(&id("language-qps")).await;
        official.has("html", "lang", "qps").await;
        walks(official, "9-1", async |screen| {
            fits(official, screen).await;
            let plain = "return document.querySelector('.app').innerText";
            let text: String = official.js(plain, &[]).await;
            assert!(text.contains('é'), "{screen}: {text}");
        })
        .await;
    });
}

#[test]
fn at_the_door_the_head_of_the_page_stays_in_sight_and_the_buttons_under_the_thumb() {
    stage().run(async |official| {
        official.visit("").await;
        official.sees(&id("passphrase")).await;
        let top = "return document.querySelector('[data-testid=language-my]').getBoundingClientRect().top";
        let before: f64 = official.js(top, &[]).await;
        switches(official, "my").await;
        let look = format!(
            "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => done([scrollY, \
                            (() => {{ {top} }})()])))"
        );
        let [scrolled, after]: [f64; 2] = official.js_later(&look).await;
        assert!(
            scrolled < 10.0 && (after - before).abs() < 5.0,
            "scrolled {scrolled}, the button {before}, then {after}"
        );
    });
}
