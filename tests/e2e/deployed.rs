//! The app as a technician may put it on a server: deep in folders, with settings, with files broken or missing; and what
//! becomes of stored values that cannot be read.

use serde_json::json;

use crate::harness::{Site, everywhere, stage};
use crate::official::{Official, id};

#[test]
fn it_works_three_folders_deep_and_under_its_file_name() {
    let site = Site::new();
    site.copy("a/b/c");
    stage().site(site).run(async |official| {
        for path in ["a/b/c/", "a/b/c/index.html", "a/b/c", "a/b/c/?from=menu#part"] {
            official.open_app_at(path).await;
        }
        official.begin_case("DEEP-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn a_training_installation_opens_a_marked_practice_case() {
    let site = Site::new();
    site.copy("").config("start", json!("training"));
    stage().site(site).run(async |official| {
        official.visit("").await;
        official.reads(".training", "TRAINING").await;
        official.reads(".training", "A practice case.").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.part("paper").await;
        official.sees(".sheet thead").await;
        let head: String = official.js("return document.querySelector('.sheet thead').textContent", &[]).await;
        let mark = official.text(".sheet thead .sheet-head strong:not(.sheet-code)").await;
        assert_eq!(mark, "TRAINING");
        official.print().await.content_under(&head);
        // Practice leaves nothing behind.
        official.visit("").await;
        official.reads(&id("progress"), "0 of ").await;
        official.back().await;
        official.passes_the_door().await;
        official.sees_no(&id("case-row")).await;
    });
}

/// What the app must still do beside a notice: begin a case and tick a step.
async fn works(official: &Official, code: &str) {
    official.begin_case(code).await;
    official.tick("1.8").await;
    official.row_is("1.8", "done").await;
}

#[test]
fn settings_that_are_missing_or_wrong_are_said_and_the_rest_works() {
    let site = Site::new();
    site.copy("missing").without("config", ".json");
    site.copy("broken").with("config", ".json", |_| b"{ \"language\": ".to_vec());
    site.copy("page").with("config", ".json", |_| b"<!doctype html><p>Sign in".to_vec());
    site.copy("list").with("config", ".json", |_| b"[]".to_vec());
    site.copy("wrong")
        .config("lock_after_minutes", json!("soon"))
        .config("start", json!(7))
        .config("languages", json!(3));
    stage().site(site).allows(&["missing/config.json"]).run(async |official| {
        for folder in ["missing", "broken", "page", "list"] {
            official.open_app_at(&format!("{folder}/")).await;
            official
                .reads(&id("config-problem"), "The settings file of this installation is missing or cannot be read.")
                .await;
            works(official, folder).await;
        }
        official.open_app_at("wrong/").await;
        for name in ["lock_after_minutes", "start", "languages"] {
            official.reads(&id("config-problem"), name).await;
        }
        works(official, "wrong").await;
    });
}

#[test]
fn without_the_procedure_the_app_says_so_and_cases_are_kept() {
    let site = Site::new();
    site.copy("whole");
    site.copy("missing").without("sop-th-mm-return", ".json");
    site.copy("broken").with("sop-th-mm-return", ".json", |mut bytes| {
        bytes.truncate(bytes.len() / 2);
        bytes
    });
    site.copy("newer").with("sop-th-mm-return", ".json", |bytes| {
        String::from_utf8(bytes).unwrap().replacen("\"format\":1", "\"format\":99", 1).into_bytes()
    });
    site.copy("other").config("procedure", json!("no-such-procedure"));
    stage().site(site).allows(&["404"]).run(async |official| {
        official.open_app_at("whole/").await;
        works(official, "KEPT-1").await;
        official.is_saved().await;
        for (folder, said) in [
            ("missing", "The procedure's file is missing on the server."),
            ("broken", "The procedure's file cannot be read."),
            ("newer", "The procedure's file cannot be read."),
            ("other", "The procedure's file is missing on the server."),
        ] {
            official.visit(&format!("{folder}/")).await;
            official.reads(&id("cannot-start"), said).await;
            official.reads(&id("cannot-start"), "Cases saved in this browser are not touched.").await;
        }
        official.open_app_at("whole/").await;
        official.open_case("KEPT-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn what_a_new_edition_does_not_have_is_still_on_paper() {
    let site = Site::new();
    site.copy("old");
    site.copy("new").with("sop-th-mm-return", ".json", |bytes| {
        let mut procedure: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        procedure["edition"] = json!("the next");
        for phase in procedure["phases"].as_array_mut().unwrap() {
            phase["steps"].as_array_mut().unwrap().retain(|step| step["id"] != "2.7");
        }
        procedure.to_string().into_bytes()
    });
    stage().site(site).run(async |official| {
        official.open_app_at("old/").await;
        official.begin_case("OLD-1").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.open("2.7").await;
        official.goes_into_note("2.7").await;
        official.types("told her at noon").await;
        official.close().await;
        official.tick("1.8").await;
        official.is_saved().await;
        official.open_app_at("new/").await;
        official.open_case("OLD-1").await;
        official.reads(&id("edition"), "The checklist is now edition “the next”.").await;
        official.row_is("1.8", "done").await;
        official.part("paper").await;
        official.reads(&id("sheet"), "Recorded under another edition").await;
        official.reads(&id("sheet"), "told her at noon").await;
    });
}

#[test]
fn without_program_or_english_words_the_page_says_why() {
    let site = Site::new();
    site.copy("no-wasm").without("app", ".wasm");
    site.copy("no-glue").without("app", ".js");
    site.copy("no-words").without("words-en", ".json");
    site.copy("other-words")
        .with("words-en", ".json", |bytes| String::from_utf8(bytes).unwrap().replacen('[', "[1", 1).into());
    site.copy("page-for-wasm").spoilt("app", ".wasm", |_| b"<!doctype html><p>Sign in".to_vec());
    site.copy("half-wasm").spoilt("app", ".wasm", |mut bytes| {
        bytes.truncate(bytes.len() / 2);
        bytes
    });
    site.copy("half-glue").spoilt("app", ".js", |mut bytes| {
        bytes.truncate(bytes.len() / 2);
        bytes
    });
    let expected = [
        ("no-wasm", "missing", "A file is missing on the server."),
        ("no-glue", "missing", "A file is missing on the server."),
        ("no-words", "missing", "A file is missing on the server."),
        ("other-words", "damaged", "A file arrived damaged, altered or of another version."),
        ("page-for-wasm", "type", "The server sent something else in place of a file"),
        ("half-wasm", "damaged", "A file arrived damaged, altered or of another version."),
        ("half-glue", "damaged", "A file arrived damaged, altered or of another version."),
    ];
    stage().site(site).allows(&["404", "SyntaxError", "Refused to execute script"]).run(async |official| {
        for (folder, problem, said) in expected {
            official.visit(&format!("{folder}/")).await;
            official.has("#boot", "data-problem", problem).await;
            official.reads("#boot", said).await;
            official.reads("#boot", "Records saved on this device are not touched.").await;
            let languages: Vec<String> =
                official.js("return [...document.querySelectorAll('#boot div[lang]')].map(e => e.lang)", &[]).await;
            assert_eq!(languages, ["en", "my", "th"]);
        }
    });
}

#[test]
fn a_fault_of_the_running_app_is_said_and_the_work_is_kept() {
    stage().allows(&["RuntimeError"]).run(async |official| {
        official.open_app().await;
        works(official, "KEPT-1").await;
        official.js::<serde_json::Value>("document.querySelector('.foot').scrollIntoView()", &[]).await;
        // A module whose one function traps, called as the browser calls the app's: from outside any promise of ours.
        let trap = "const bytes = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,116,0,0,10,5,1,3,0,0,11];
                    // Firefox gives a test's script a world of its own, with other classes of errors.
                    const page = window.wrappedJSObject || window;
                    const module = new page.WebAssembly.Module(page.Uint8Array.from(bytes));
                    page.setTimeout(new page.WebAssembly.Instance(module).exports.t, 0)";
        official.js::<serde_json::Value>(trap, &[]).await;
        official.has("#boot", "data-problem", "crashed").await;
        official.reads("#boot", "The app stopped because of a fault of its own.").await;
        let top: f64 = official.js("return document.querySelector('#boot h1').getBoundingClientRect().top", &[]).await;
        assert!((0.0..400.0).contains(&top), "what happened stands {top} pixels from the top of the screen");
        official.reload().await;
        official.open_case("KEPT-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn trying_again_brings_anew_what_came_damaged_and_was_kept_by_the_browser() {
    let site = Site::new();
    let half = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    let repairs = [("module", "app", ".wasm"), ("glue", "app", ".js"), ("words", "words-en", ".json")]
        .map(|(folder, start, end)| (folder, site.copy(folder).spoilt(start, end, half).repair()));
    let later = [
        ("later", "later", ".wasm"),
        ("guidance", "sop-th-mm-return.en.more", ".json"),
        ("sources", "sop-th-mm-return.more", ".json"),
    ]
    .map(|(folder, start, end)| (folder, site.copy(folder).spoilt(start, end, half).repair()));
    stage().site(site).allows(&["SyntaxError"]).run(async |official| {
        for (folder, repair) in repairs {
            official.visit(&format!("{folder}/")).await;
            official.has("#boot", "data-problem", "damaged").await;
            repair();
            official.tap("#boot button").await;
            official.passes_the_door().await;
            official.tap(&id("lock")).await;
        }
        for (folder, repair) in later {
            official.visit(&format!("{folder}/")).await;
            official.passes_the_door().await;
            official.begin_case(&format!("{folder}-1")).await;
            official.open("3.9").await;
            official.reads(".panel", "This part is still on its way.").await;
            repair();
            official.sees(".panel .lines li").await;
            official.tap(&id("lock")).await;
        }
    });
}

#[test]
fn ticks_need_no_other_code_and_the_other_screens_come_when_theirs_does() {
    let site = Site::new();
    let repair = site.copy("").without("later", ".wasm").repair();
    stage().site(site).allows(&["404"]).run(async |official| {
        let still = "This part is still on its way.";
        official.open_app().await;
        official.begin_case("EARLY-1").await;
        for step in ["1.8", "2.7"] {
            official.tick(step).await;
            official.row_is(step, "done").await;
        }
        official.undo().await;
        official.row_is("2.7", "todo").await;
        official.is_saved().await;
        official.tap(&id("lock")).await;
        official.passes_the_door().await;
        official.open_case("EARLY-1").await;
        official.row_is("1.8", "done").await;
        official.open("3.9").await;
        official.reads(".panel", still).await;
        official.close().await;
        for part in ["facts", "consents", "paper", "history"] {
            official.part(part).await;
            official.reads(".part", still).await;
        }
        official.tap(&id("settings")).await;
        official.reads("main", still).await;
        official.back().await;
        official.reads(".part", still).await;
        repair();
        official.sees(&id("history-list")).await;
        official.part("paper").await;
        official.sees(&id("sheet")).await;
        official.part("consents").await;
        official.sees(&id("consent-return")).await;
    });
}

#[test]
fn without_the_procedures_words_the_steps_are_still_there() {
    let site = Site::new();
    site.copy("missing").without("sop-th-mm-return.en", ".json");
    site.copy("broken").with("sop-th-mm-return.en", ".json", |_| b"{ \"step.1.1\": [".to_vec());
    stage().site(site).allows(&["404"]).run(async |official| {
        for folder in ["missing", "broken"] {
            official.open_app_at(&format!("{folder}/")).await;
            works(official, folder).await;
        }
    });
}

#[test]
fn a_stored_piece_that_cannot_be_read_is_left_alone_and_said() {
    stage().run(async |official| {
        official.open_app().await;
        works(official, "WHOLE-1").await;
        official.back().await;
        let whole: Vec<String> = official.storage().await.into_keys().collect();
        works(official, "TORN-1").await;
        official.is_saved().await;
        let all = official.storage().await;
        // The last piece of the second case: its tick.
        let is_piece = |key: &str| key.matches(':').count() == 4 && !key.contains(":p");
        let torn = all.keys().rfind(|key| is_piece(key) && !whole.contains(key));
        let torn = torn.unwrap_or_else(|| panic!("nothing was stored: {all:?}")).clone();
        let body = "localStorage.setItem(arguments[0], 'not what was written');
                    localStorage.setItem('another-app', 'stays as it is')";
        official.js::<serde_json::Value>(body, &[torn.as_str().into()]).await;

        official.reload().await;
        official.reads(&id("unread"), "could not be read").await;
        official.open_case("TORN-1").await;
        official.reads(".case", "Part of this record could not be read, here or where a file of it was made.").await;
        official.row_is("1.8", "todo").await;
        official.back().await;
        official.open_case("WHOLE-1").await;
        official.row_is("1.8", "done").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.is_saved().await;
        official.back().await;
        works(official, "NEW-1").await;
        official.is_saved().await;

        official.reload().await;
        official.reads(&id("unread"), "could not be read").await;
        official.open_case("NEW-1").await;
        let after = official.storage().await;
        assert_eq!(after.get(&torn).map(String::as_str), Some("not what was written"));
        assert_eq!(after.get("another-app").map(String::as_str), Some("stays as it is"));
    });
}

#[test]
fn keys_of_other_apps_harm_nothing() {
    stage().run(async |official| {
        official.open_app().await;
        let body = "for (const key of ['sopc:', 'sopc:1:', 'sopc:1:x:y:z', 'sopc:2:1:2:3', 'sopc:me', 'sopc:language']) \
                    localStorage.setItem(key, '{{ not ours');";
        official.js::<serde_json::Value>(body, &[]).await;
        official.reload().await;
        works(official, "HARD-1").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("HARD-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn without_storage_the_app_says_that_nothing_is_kept() {
    stage().run(async |official| {
        official.before_every_page("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })").await;
        official.open_app().await;
        official.reads(&id("keeps-nothing"), "Nothing can be saved in this browser").await;
        // There is nothing that could be read, so nothing is missing.
        official.sees_no(&id("unread")).await;
        works(official, "GONE-1").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
        official.reads(&id("save-state"), "NOT saved").await;
    });
}

#[test]
fn who_i_am_is_not_kept_in_silence_where_storage_refuses() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("settings")).await;
        official.sees(&id("role")).await;
        let refuse = "window.setItem = Storage.prototype.setItem;
                      Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }";
        official.js::<serde_json::Value>(refuse, &[]).await;
        official.chooses(&id("role"), "TH-SHE").await;
        official.reads(&id("me-fault"), "NOT saved.").await;
        official.js::<serde_json::Value>("Storage.prototype.setItem = window.setItem", &[]).await;
        official.chooses(&id("role"), "IOM").await;
        official.has(&id("me-fault"), "hidden", true).await;
    });
}

#[test]
fn a_full_storage_is_said_and_tried_again() {
    everywhere(async |official| {
        official.open_app().await;
        works(official, "FULL-1").await;
        official.is_saved().await;
        official.fills_storage().await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
        official.reads(".notices", "The browser's storage is full.").await;
        official.frees_storage().await;
        official.tap(&id("retry")).await;
        official.is_saved().await;
        official.sees_no(&id("retry")).await;
        official.reload().await;
        official.open_case("FULL-1").await;
        official.row_is("2.7", "done").await;
    });
}
