//! Storage that a browser withholds, fills or damages, and what an official has against it: the spare copy.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Folder, Frame, everywhere, framed, intranet, stage};
use crate::official::{Official, PASSPHRASE, damage, id};

/// Begins a case and ticks a step.
async fn begins(official: &Official, code: &str) {
    official.begin_case(code).await;
    official.tick("1.8").await;
    official.row_is("1.8", "done").await;
}

/// Waits until the app says that what was recorded is not saved.
async fn is_unsaved(official: &Official) {
    official.has(&id("save-state"), "data-state", "unsaved").await;
    official.reads(&id("save-state"), "NOT saved").await;
}

/// What comes of asking the page for local storage: `kept`, or the name of the error.
async fn storage_gives(official: &Official) -> String {
    official.js("try { return window.localStorage && 'kept' } catch (error) { return error.name }", &[]).await
}

#[test]
fn in_a_frame_of_another_site_cases_are_kept_for_that_site() {
    for frame in [Frame::Plain, Frame::ThirdParty] {
        framed(frame).run(async |official| {
            official.visits_host().await;
            official.passes_the_door().await;
            official.reads("main", &format!("inside {}.", official.app_host())).await;
            begins(official, "FRAME-1").await;
            official.is_saved().await;
            official.visits_host().await;
            official.sees(&id("unlock")).await;
            official.sees_no(&id("passphrase-again")).await;
            official.passes_the_door().await;
            official.open_case("FRAME-1").await;
            official.row_is("1.8", "done").await;
            // Otherwise this would not be storage of another kind: on its own the app finds another, which is empty.
            official.visit("").await;
            official.sees(&id("passphrase-again")).await;
            assert!(official.storage().await.is_empty());
        });
    }
}

#[test]
fn in_a_frame_that_keeps_nothing_the_app_says_so_and_works() {
    for frame in [Frame::Blocked, Frame::NoOrigin] {
        let files = Folder::new();
        framed(frame).needs_chromium("files in a folder of the test").run(async |official| {
            official.keeps_files_in(files.path()).await;
            official.visits_host().await;
            official.reads(&id("keeps-nothing"), "Nothing can be saved in this browser").await;
            assert_eq!(storage_gives(official).await, "SecurityError");
            official.passes_the_door().await;
            official.sees(&id("keeps-nothing")).await;
            // Every word about saving from here on.
            let listen = "window.told = []; const line = document.querySelector('[data-testid=save-state]'); \
                          const note = () => told.push(line.innerText); note(); \
                          new MutationObserver(note).observe(line, { subtree: true, childList: true, characterData: true })";
            official.js::<Value>(listen, &[]).await;
            begins(official, "FRAME-2").await;
            is_unsaved(official).await;
            official.sees(&id("keeps-nothing")).await;
            // It is sealed all the same, and outlives the lock.
            official.tap(&id("lock")).await;
            official.reads("main", "Something you recorded or typed is not saved yet.").await;
            official.passes_the_door().await;
            is_unsaved(official).await;
            official.sees(&id("wants-spare")).await;
            let file = official.saves_spare(&id("save-spare"), files.path()).await;
            official.reads(&id("spare-said"), "The browser was given the file.").await;
            assert!(fs::read_to_string(file).unwrap().contains("sopc:1:key:"));
            official.open_case("FRAME-2").await;
            official.row_is("1.8", "done").await;
            is_unsaved(official).await;
            let told: Vec<String> = official.js("return window.told", &[]).await;
            assert!(told.iter().all(|word| !word.contains("Saved")), "{told:?}");
            official.visits_host().await;
            official.sees(&id("passphrase-again")).await;
        });
    }
}

#[test]
fn a_sandbox_that_keeps_the_files_from_the_app_is_named() {
    // WebKitGTK lets no script of such a page run under the policy's 'self', so that nothing can be said.
    let stage = framed(Frame::NoOriginNoFiles).allows(&["CORS", "ERR_FAILED"]);
    stage.not_in_webkit("scripts in a page without an origin").run(async |official| {
        official.visits_host().await;
        official.has("#boot", "data-problem", "frame").await;
        official.reads("#boot", "The page around the checklist does not give it the permission it needs.").await;
    });
}

#[test]
fn a_first_start_in_a_full_browser_is_saved_once_there_is_room() {
    everywhere(async |official| {
        official.visit("config.json").await;
        official.fills_storage().await;
        official.visit("").await;
        official.sees(&id("keeps-nothing")).await;
        official.passes_the_door().await;
        begins(official, "FULL-2").await;
        is_unsaved(official).await;
        official.reads(".notices", "The browser's storage is full.").await;
        assert_eq!(official.storage().await.len(), 1, "nothing but what fills it");
        official.tap(&id("lock")).await;
        official.reads("main", "Something you recorded or typed is not saved yet.").await;
        official.sees_no(&id("passphrase-again")).await;
        official.passes_the_door().await;
        official.open_case("FULL-2").await;
        official.row_is("1.8", "done").await;
        is_unsaved(official).await;
        official.frees_storage().await;
        // Keeping where she is may have been the next try already.
        official.js::<serde_json::Value>("document.querySelector('[data-testid=retry]')?.click()", &[]).await;
        official.is_saved().await;
        official.sees_no(&id("retry")).await;
        official.sees_no(&id("keeps-nothing")).await;
        official.tick("2.7").await;
        official.is_saved().await;
        official.visit("").await;
        official.sees(&id("unlock")).await;
        official.sees_no(&id("passphrase-again")).await;
        official.passes_the_door().await;
        official.open_case("FULL-2").await;
        official.row_is("1.8", "done").await;
        official.row_is("2.7", "done").await;
    });
}

#[test]
fn one_changed_letter_of_a_piece_is_said_and_costs_that_piece_only() {
    everywhere(async |official| {
        official.open_app().await;
        begins(official, "WHOLE-2").await;
        official.is_saved().await;
        let before = official.storage().await;
        official.tick("2.7").await;
        official.is_saved().await;
        let pieces = official.storage().await.into_keys();
        // Segments end in a plain number; cards do not.
        let is_tick = |key: &String| {
            !before.contains_key(key) && key.rsplit(':').next().is_some_and(|n| n.parse::<u64>().is_ok())
        };
        let mut ticks = pieces.filter(is_tick);
        let tick = ticks.next().unwrap_or_else(|| panic!("the tick is in no piece of its own"));
        official.visit("config.json").await;
        official.js::<Value>(&damage(&json!([tick]).to_string(), 40), &[]).await;
        let damaged = official.storage().await.get(&tick).cloned();
        official.open_app().await;
        official.open_case("WHOLE-2").await;
        official.reads(&id("unread"), "1 of the saved pieces could not be read.").await;
        official.reads(".case", "Part of this record could not be read, here or where a file of it was made.").await;
        official.row_is("1.8", "done").await;
        official.row_is("2.7", "todo").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.is_saved().await;
        official.tap(&id("settings")).await;
        official.reads(&id("unread-list"), &tick).await;
        official.reload().await;
        official.open_case("WHOLE-2").await;
        official.row_is("2.7", "done").await;
        assert_eq!(official.storage().await.get(&tick).cloned(), damaged);
    });
}

/// Opens the part of the door where a spare copy is put back.
async fn opens_put_back(official: &Official) {
    official.visit("").await;
    official.sees(&id("passphrase-again")).await;
    official.tap(&format!("{} summary", id("put-back"))).await;
    official.sees(&id("spare-file")).await;
}

#[test]
fn a_spare_copy_brings_everything_back_into_an_emptied_browser() {
    for stage in [stage(), intranet()] {
        let files = Folder::new();
        stage.needs_chromium("files in a folder of the test").run(async |official| {
            official.keeps_files_in(files.path()).await;
            official.open_app().await;
            begins(official, "SPARE-7").await;
            official.is_saved().await;
            official.back().await;
            official.sees(&id("wants-spare")).await;
            let file = official.saves_spare(&id("save-spare"), files.path()).await;
            official.reads(&id("spare-said"), "The browser was given the file.").await;
            official.sees_no(&id("wants-spare")).await;
            let text = fs::read_to_string(&file).unwrap();
            assert!(text.contains("sopc:1:key:") && !text.contains("SPARE-7") && !text.contains("1.8"));
            // What is changed after it is in none. The app compares in seconds.
            official.lets_a_second_pass().await;
            official.open_case("SPARE-7").await;
            official.tick("2.7").await;
            official.is_saved().await;
            official.back().await;
            official.sees(&id("wants-spare")).await;

            official.empties_the_browser().await;
            opens_put_back(official).await;
            let other = files.path().join("other.txt");
            let cut_off: String = text.chars().take(600).collect();
            for not_ours in ["some letter", "{\"form\":\"sop-checklist-spare\",\"version\":1}", &cut_off] {
                fs::write(&other, not_ours).unwrap();
                official.gives_file(&id("spare-file"), &other).await;
                // The field is empty again once the file was looked at.
                official.has(&id("spare-file"), "value", "").await;
                official.reads(&id("put-back-said"), "This is no spare copy").await;
                assert!(official.storage().await.is_empty());
            }
            official.gives_file(&id("spare-file"), &file).await;
            official.reads(&id("put-back-said"), "The spare copy is back.").await;
            official.sees_no(&id("passphrase-again")).await;
            official.passes_the_door().await;
            official.open_case("SPARE-7").await;
            official.row_is("1.8", "done").await;
            official.row_is("2.7", "todo").await;
            official.tick("2.7").await;
            official.is_saved().await;
            official.reload().await;
            official.open_case("SPARE-7").await;
            official.row_is("1.8", "done").await;
            official.row_is("2.7", "done").await;
        });
    }
}

#[test]
fn a_spare_copy_comes_back_while_the_app_is_open() {
    for stage in [stage(), intranet()] {
        let files = Folder::new();
        stage.needs_chromium("files in a folder of the test").run(async |official| {
            official.keeps_files_in(files.path()).await;
            official.open_app().await;
            begins(official, "SPARE-9").await;
            official.is_saved().await;
            official.back().await;
            let file = official.saves_spare(&id("save-spare"), files.path()).await;
            official.open_case("SPARE-9").await;
            official.part("paper").await;
            official.tap(&id("remove-case")).await;
            official.tap(&id("remove-code")).await;
            official.types("SPARE-9").await;
            official.tap(&id("remove-confirm")).await;
            official.sees(&id("new-case")).await;
            official.sees_no(&id("case-row")).await;

            official.tap(&id("settings")).await;
            official.tap(&format!("{} summary", id("put-back"))).await;
            official.gives_file(&id("spare-file"), &file).await;
            official.reads(&id("put-back-said"), "are of cases that were removed in this browser").await;
            official.tap(&id("bring-removed")).await;
            official.reads(&id("put-back-said"), "The spare copy is back.").await;
            official.sees_no(&id("bring-removed")).await;
            official.back().await;
            official.open_case("SPARE-9").await;
            official.row_is("1.8", "done").await;
            official.tick("2.7").await;
            official.row_is("2.7", "done").await;
            official.is_saved().await;
            official.sees_no(&id("unread")).await;
            official.reload().await;
            official.open_case("SPARE-9").await;
            official.row_is("1.8", "done").await;
            official.row_is("2.7", "done").await;

            // A copy of another vault brings no case that this passphrase opens, and says so.
            official.empties_the_browser().await;
            official.visit("").await;
            official.gives("rice beside the river", Some("rice beside the river")).await;
            official.sees(&id("new-case")).await;
            begins(official, "OWN-1").await;
            official.is_saved().await;
            official.tap(&id("settings")).await;
            official.tap(&format!("{} summary", id("put-back"))).await;
            official.gives_file(&id("spare-file"), &file).await;
            official.reads(&id("put-back-said"), "It opens with the passphrase that it was made under.").await;
            official.reads(&id("unread"), "could not be read").await;
            official.tap(&id("lock")).await;
            official.gives(PASSPHRASE, None).await;
            official.open_case("SPARE-9").await;
            official.row_is("1.8", "done").await;
        });
    }
}

#[test]
fn what_a_full_storage_did_not_take_is_in_the_spare_copy() {
    let files = Folder::new();
    stage().needs_chromium("files in a folder of the test").run(async |official| {
        official.keeps_files_in(files.path()).await;
        official.open_app().await;
        begins(official, "SPARE-8").await;
        official.is_saved().await;
        official.fills_storage().await;
        official.tick("2.7").await;
        is_unsaved(official).await;
        let button = format!(".notices {}", id("save-spare"));
        let file = official.saves_spare(&button, files.path()).await;
        official.reads(&format!(".notices {}", id("spare-said")), "The browser was given the file.").await;
        is_unsaved(official).await;

        official.empties_the_browser().await;
        // As full as before: the file is chosen once in vain, and once more.
        official.fills_storage().await;
        opens_put_back(official).await;
        official.gives_file(&id("spare-file"), &file).await;
        official.reads(&id("put-back-said"), "Storage is full or refused.").await;
        official.frees_storage().await;
        official.gives_file(&id("spare-file"), &file).await;
        official.reads(&id("put-back-said"), "The spare copy is back.").await;
        official.passes_the_door().await;
        official.open_case("SPARE-8").await;
        official.row_is("1.8", "done").await;
        official.row_is("2.7", "done").await;
    });
}
