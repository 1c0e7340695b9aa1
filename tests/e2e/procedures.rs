//! Which procedure: another one by one line of the settings, a case that belongs to another, and a new edition.

use serde_json::{Value, json};
use sop_checklist::exchange::casefile::{FileKind, Found, read_case_file};
use sop_checklist::vault::Passphrase;

use crate::files::{made_text, seals};
use crate::harness::{Site, stage};
use crate::official::{Official, id};

/// The procedure that all other tests are about.
const OTHER: &str = "shelter-intake";

/// Words that only belong to the return between two countries.
const CORRIDOR: [&str; 14] = [
    "Thai", "Myanmar", "Burm", "TH-", "MM-", "border", "Border", "Crossing", "crossing", "return", "Return", "Mae Sot",
    "DATIP", "Handover",
];

/// What is on the page, but for the names of languages.
async fn says_nothing_of_the_corridor(official: &Official) {
    let page = "const page = document.querySelector('.app').cloneNode(true); \
        page.querySelectorAll('[name^=sheet-]').forEach(e => e.closest('label').remove()); return page.textContent";
    let shown: String = official.js(page, &[]).await;
    for word in CORRIDOR {
        assert!(!shown.contains(word), "“{word}” is in {shown}");
    }
}

#[test]
fn another_procedure_is_one_line_of_the_settings() {
    let site = Site::new();
    site.copy("").config("procedure", json!(OTHER));
    stage().site(site).run(async |official| {
        official.open_app().await;
        official.begin_case("IN-1").await;
        official.reads(&id("progress"), "0 of ").await;
        let rows: Vec<_> = official.rows().await.into_iter().map(|(id, _)| id).collect();
        assert_eq!(rows, ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "3.4", "3.5"]);
        official.reads(".foot", "A made-up sample").await;
        official.reads(&id("gate"), "Moving in").await;
        says_nothing_of_the_corridor(official).await;

        // What asks is answered; what applies comes and goes.
        official.row_is("1.3", "maybe").await;
        official.tick("1.2").await;
        official.step_is_open("1.2").await;
        official.answer("speaks", "no").await;
        official.answer("age", "adult").await;
        official.close().await;
        official.row_is("1.2", "done").await;
        official.row_is("1.3", "todo").await;
        official.row_is("1.4", "aside").await;
        official.tick("1.3").await;
        official.row_is("1.3", "done").await;

        official.part("facts").await;
        says_nothing_of_the_corridor(official).await;
        official.part("consents").await;
        official.consents("stay").await;
        official.gate_is("wait").await;
        official.raise("R2", "a car outside").await;
        official.reads(&id("gate"), "R2 is raised: Danger at the door").await;
        official.gate_is("wait").await;
        official.raise("R1", "the man with her answers").await;
        official.gate_is("stop").await;
        official.reads(&id("gate"), "R1 is raised: No free yes to staying").await;
        says_nothing_of_the_corridor(official).await;
        official.part("steps").await;
        official.row_is("3.3", "blocked").await;
        official.open("3.3").await;
        says_nothing_of_the_corridor(official).await;
        official.close().await;
        official.tap(&format!("{} > summary", id("missing-fold"))).await;
        official.sees(&id("call-HEAD")).await;
        says_nothing_of_the_corridor(official).await;

        official.part("paper").await;
        official.reads(&id("sheet"), "a car outside").await;
        official.reads(&id("sheet"), "House card").await;
        says_nothing_of_the_corridor(official).await;
        let head: String = official.js("return document.querySelector('.sheet thead').textContent", &[]).await;
        let printed = official.print().await.content_under(&head);
        assert!(printed.contains(&crate::paper::squeezed("a car outside")), "{printed}");
        official.tap(&id("sheet-blank")).await;
        official.reads(&id("sheet"), "3.3 Move in").await;
        says_nothing_of_the_corridor(official).await;
        official.part("history").await;
        says_nothing_of_the_corridor(official).await;
        official.tap(&id("settings")).await;
        official.reads("h1", "Who I am").await;
        says_nothing_of_the_corridor(official).await;
    });
}

#[test]
fn a_case_of_another_procedure_says_so_and_keeps_everything() {
    let site = Site::new();
    site.copy("one");
    site.copy("two").config("procedure", json!(OTHER));
    stage().site(site).run(async |official| {
        official.open_app_at("one/").await;
        official.begin_case("OLD-1").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.tick("3.2").await;
        official.row_is("3.2", "done").await;
        official.is_saved().await;

        official.open_app_at("two/").await;
        official.reads(&id("case-row"), "Another procedure").await;
        official.reads(&id("case-row"), "th-mm-return").await;
        official.open_case("OLD-1").await;
        official.reads(&id("other-procedure"), "belongs to another procedure, “th-mm-return”").await;
        official.reads(&id("other-procedure"), "This checklist is “Shelter intake (sample)”").await;
        // The other one has a step 3.2 too; nothing may be read as that, and nothing can be recorded.
        official.sees_no(&id("step-3.2")).await;
        official.sees_no(&id("gate")).await;
        official.sees_no(&id("print")).await;
        // All of it can be taken out, for the own office alone.
        official.sees_no(&id("file-partner")).await;
        official.tap(&id("export-case")).await;
        official.chooses(&id("export-case-receiver"), "own-office").await;
        official.chooses(&id("export-case-purpose"), "record").await;
        official.tap(&id("export-case")).await;
        seals(official, "rice beside the old river").await;
        official.has(&id("made-file"), "data-state", "sealed").await;
        let text = made_text(official).await;
        let Ok(Found::Sealed(sealed)) = read_case_file(&text) else { panic!("{text}") };
        let file = sealed.open(&Passphrase::typed("rice beside the old river")).unwrap();
        assert_eq!((file.procedure.as_str(), file.kind, file.journal.len()), ("th-mm-return", FileKind::Own, 3));
        official.back().await;
        official.begin_case("IN-1").await;
        official.row_is("3.2", "todo").await;
        official.tick("1.4").await;
        official.is_saved().await;

        // Listed from its card as well.
        official.open_app_at("two/").await;
        official.reads(".cases", "Another procedure").await;
        official.open_app_at("one/").await;
        official.open_case("OLD-1").await;
        official.row_is("2.7", "done").await;
        official.row_is("3.2", "done").await;
        official.back().await;
        official.open_case("IN-1").await;
        official.reads(&id("other-procedure"), OTHER).await;
    });
}

/// The next edition of the shipped procedure: a step and a question are gone, a step came, another was changed.
fn next_edition(bytes: Vec<u8>) -> Vec<u8> {
    let mut procedure: Value = serde_json::from_slice(&bytes).unwrap();
    let old = procedure["edition"].clone();
    procedure["edition"] = json!("the next");
    for phase in procedure["phases"].as_array_mut().unwrap() {
        let steps = phase["steps"].as_array_mut().unwrap();
        steps.retain(|step| step["id"] != "2.7");
        if let Some(mut new) = steps.iter().find(|step| step["id"] == "1.2").cloned() {
            new["id"] = json!("1.9");
            steps.push(new);
        }
    }
    procedure["changes"] = json!([
        { "id": "e1", "edition": old },
        {
            "id": "e2", "edition": "the next", "added": [{ "step": "1.9" }], "changed": [{ "step": "1.8" }, { "fact": "age" }],
            "removed": [{ "step": "2.7" }]
        }
    ]);
    procedure.to_string().into_bytes()
}

fn words(bytes: Vec<u8>, more: &[(&str, &str)]) -> Vec<u8> {
    let mut words: Value = serde_json::from_slice(&bytes).unwrap();
    for (key, text) in more {
        words[*key] = json!(text);
    }
    words.to_string().into_bytes()
}

#[test]
fn a_new_edition_opens_a_case_with_its_differences() {
    let site = Site::new();
    site.copy("old");
    site.copy("new")
        .with("sop-th-mm-return", ".json", next_edition)
        .with("sop-th-mm-return.en", ".json", |bytes| words(bytes, &[("step.1.9", "Count the people")]))
        .with("sop-th-mm-return.en.more", ".json", |bytes| {
            words(bytes, &[("change.e2", "The result is told in 2.6.")])
        });
    // The same, by somebody who listed nothing.
    site.copy("unlisted").with("sop-th-mm-return", ".json", |bytes| {
        let mut procedure: Value = serde_json::from_slice(&next_edition(bytes)).unwrap();
        procedure.as_object_mut().unwrap().remove("changes");
        procedure.to_string().into_bytes()
    });
    stage().site(site).run(async |official| {
        official.open_app_at("old/").await;
        official.begin_case("OLD-1").await;
        official.sees_no(&id("edition-changes")).await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.is_saved().await;

        official.open_app_at("new/").await;
        official.open_case("OLD-1").await;
        official.reads(&id("edition"), "The checklist is now edition “the next”.").await;
        official.reads(&id("edition-changes"), "The result is told in 2.6.").await;
        official.reads(&id("edition-lost"), "2.7 Tell the person the result: Done").await;
        official.reads(&id("edition-added"), "1.9").await;
        official.reads(&id("edition-added"), "Count the people").await;
        official.reads(&id("edition-changed"), "1.8").await;
        official.tap(&format!("{} button", id("edition-added"))).await;
        official.step_is_open("1.9").await;
        official.close().await;

        // Seen, it is folded away, and stays so until the page is loaded anew.
        official.tap(&id("edition-seen")).await;
        official.has("[data-testid=edition-changes]", "open", false).await;
        official.back().await;
        official.open_case("OLD-1").await;
        official.has("[data-testid=edition-changes]", "open", false).await;
        official.reads(&id("edition"), "Everything recorded is kept.").await;

        official.open_app_at("unlisted/").await;
        official.open_case("OLD-1").await;
        official.reads(&id("edition-lost"), "2.7").await;
        official.reads(&id("edition-changes"), "What else changed since that edition is not listed.").await;
        official.sees_no(&id("edition-added")).await;
    });
}
