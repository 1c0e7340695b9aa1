//! Words: typed in the middle of others, composed, kept without being asked.

use serde_json::json;
use thirtyfour::Key;

use crate::harness::{intranet, stage};
use crate::official::{Official, id, until};

#[test]
fn a_note_typed_into_the_middle_of_words() {
    stage().run(types_in_the_middle);
}

#[test]
fn a_note_on_plain_http() {
    intranet().run(types_in_the_middle);
}

async fn types_in_the_middle(official: &Official) {
    official.open_app().await;
    official.begin_case("N-1").await;
    official.open("1.1").await;
    official.goes_into_note("1.1").await;
    official.types("Room is ready").await;
    for _ in "is ready".chars() {
        official.presses(Key::Left).await;
    }
    let before = official.storage_but_places().await;
    official.types("upstairs ").await;
    // Once the half-typed words are in storage, nothing must have moved.
    drafted(official, &before).await;
    official.note_is("1.1", "Room upstairs is ready").await;
    assert_eq!(caret(official).await, "Room upstairs ".len());
    official.types("now ").await;
    official.note_is("1.1", "Room upstairs now is ready").await;
    assert_eq!(caret(official).await, "Room upstairs now ".len());
    official.focus_is_on(&id("note-1.1")).await;

    // The caret is still in the field when the page goes.
    official.reload().await;
    official.open_case("N-1").await;
    official.reads(&id("step-1.1"), "Note").await;
    official.open("1.1").await;
    official.note_is("1.1", "Room upstairs now is ready").await;
    assert!(!official.title_and_address().await.contains("upstairs"));
}

/// Where the caret stands.
async fn caret(official: &Official) -> usize {
    official.js("return document.activeElement.selectionStart", &[]).await
}

/// Waits until half-typed words reached storage.
async fn drafted(official: &Official, before: &std::collections::BTreeMap<String, String>) {
    until("a draft in storage", async || {
        if official.storage_but_places().await == *before { Err("storage as before".to_owned()) } else { Ok(()) }
    })
    .await;
    official.is_saved().await;
}

#[test]
fn words_that_are_being_composed_are_not_written_over() {
    stage().needs_chromium("a keyboard that composes").run(async |official| {
        official.open_app().await;
        official.begin_case("N-2").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("ab").await;
        official.presses(Key::Left).await;
        // A keyboard of Burmese or Thai composes: the letters stand in the field before they are typed.
        let letters = "\u{1019}\u{103c}\u{1014}\u{103a}";
        let before = official.storage_but_places().await;
        let compose = json!({ "text": letters, "selectionStart": 4, "selectionEnd": 4 });
        official.devtools("Input.imeSetComposition", compose).await;
        let composed = format!("a{letters}b");
        official.note_is("1.1", &composed).await;
        // Long enough for a draft: the field must be left alone meanwhile.
        drafted(official, &before).await;
        official.note_is("1.1", &composed).await;
        official.devtools("Input.insertText", json!({ "text": letters })).await;
        official.note_is("1.1", &composed).await;
        assert_eq!(caret(official).await, 5);
        official.leaves_field().await;
        official.reload().await;
        official.open_case("N-2").await;
        official.open("1.1").await;
        official.note_is("1.1", &composed).await;
    });
}

#[test]
fn a_note_is_undone_also_after_a_reload() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("N-3").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("first").await;
        official.leaves_field().await;
        official.goes_into_note("1.1").await;
        official.types(" and second").await;
        official.leaves_field().await;
        official.note_is("1.1", "first and second").await;
        official.reload().await;
        official.open_case("N-3").await;
        official.undo().await;
        official.open("1.1").await;
        official.note_is("1.1", "first").await;
    });
}

#[test]
fn words_of_a_field_survive_the_way_back() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("N-4").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("left by the browser's back").await;
        official.browser_back().await;
        official.sees_no("#step-heading").await;
        official.open("1.1").await;
        official.note_is("1.1", "left by the browser's back").await;
    });
}

#[test]
fn a_tab_that_dies_leaves_its_half_typed_words() {
    stage().needs_chromium("a tab that crashes").run(async |official| {
        official.open_app().await;
        official.begin_case("N-5").await;
        official.open("1.1").await;
        let first = official.this_tab().await;
        official.goes_into_note("1.1").await;
        let before = official.storage_but_places().await;
        official.types("half a sen").await;
        drafted(official, &before).await;
        official.tab_dies(&first).await;
        official.open_app().await;
        official.open_case("N-5").await;
        official.open("1.1").await;
        official.note_is("1.1", "half a sen").await;
    });
}

#[test]
fn words_that_point_to_a_person_are_asked_about_and_kept() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("N-9").await;
        official.open("1.1").await;
        let line = id("needed-note-1.1");
        official.goes_into_note("1.1").await;
        official.types("Call 081 234 5678").await;
        official.reads(&line, "This looks like a phone number. Is it needed here?").await;
        official.leaves_field().await;
        official.note_is("1.1", "Call 081 234 5678").await;
        official.reads(&line, "phone number").await;
        official.goes_into_note("1.1").await;
        official.selects_all().await;
        official.types("Call on 25.11.2026").await;
        official.has(&line, "textContent", "").await;
        official.has(&line, "role", "status").await;
    });
}

#[test]
fn a_code_that_is_a_phone_number_is_asked_about_and_taken() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.types("0812345678").await;
        official.reads(&id("needed-case-code"), "This looks like a phone number. Is it needed here?").await;
        official.tap(&id("create-case")).await;
        official.reads("#heading", "0812345678").await;
    });
}
