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

/// Words as keyboards of Burmese and Thai compose them, sign by sign.
const COMPOSED: [&str; 2] =
    ["\u{1019}\u{103c}\u{1014}\u{103a}\u{1019}\u{102c}\u{200b}\u{1015}\u{103c}\u{100a}\u{103a}", "ผู้เสียหายที่"];

/// Composes a word where the caret is, and leaves it so.
async fn composes(official: &Official, word: &str) {
    let signs: Vec<char> = word.chars().collect();
    for end in 1..=signs.len() {
        let text: String = signs[..end].iter().collect();
        let compose = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        official.devtools("Input.imeSetComposition", compose).await;
    }
}

/// Ends what is being composed, unless the browser did.
async fn ends_composing(official: &Official, word: &str) {
    if !official.js::<bool>("return window.isComposed", &[]).await {
        official.devtools("Input.insertText", json!({ "text": word })).await;
    }
    official.js::<()>("window.isComposed = false", &[]).await;
}

/// Notes when the browser ends a composition by itself.
async fn watches_composing(official: &Official) {
    let watch = "window.isComposed = false; addEventListener('compositionend', () => window.isComposed = true)";
    official.js::<()>(watch, &[]).await;
}

#[test]
fn words_that_are_being_composed_outlive_what_another_tab_writes() {
    for (word, other) in COMPOSED.into_iter().zip([false, true]) {
        stage().needs_chromium("a keyboard that composes").run(async |official| {
            official.open_app().await;
            official.begin_case("N-6").await;
            official.is_saved().await;
            let first = official.this_tab().await;
            official.second_window().await;
            official.open_case("N-6").await;
            // In the other window somebody ticks a step, or writes the same note, the moment that the first one says so.
            official.open(if other { "1.1" } else { "1.8" }).await;
            let acts = "addEventListener('storage', event => {
                if (event.key !== 'now') return;
                const named = name => document.querySelector(`[data-testid=\"${name}\"]`);
                if (!arguments[0]) return named('done-1.8').click();
                const note = named('note-1.1');
                note.focus(); note.value = 'theirs'; note.dispatchEvent(new Event('input')); note.blur();
            })";
            official.js::<()>(acts, &[other.into()]).await;
            official.go_to_tab(&first).await;
            official.open("1.1").await;
            official.goes_into_note("1.1").await;
            official.types("ab").await;
            official.presses(Key::Left).await;
            watches_composing(official).await;
            composes(official, word).await;
            let composed = format!("a{word}b");
            official.note_is("1.1", &composed).await;
            official.js::<()>("localStorage.now = 1", &[]).await;
            match other {
                true => official.reads(".panel .warn", "theirs").await,
                false => official.row_is("1.8", "done").await,
            }
            official.note_is("1.1", &composed).await;
            official.focus_is_on(&id("note-1.1")).await;
            assert_eq!(caret(official).await, 1 + word.encode_utf16().count());
            ends_composing(official, word).await;
            official.note_is("1.1", &composed).await;
            official.types("c").await;
            official.note_is("1.1", &format!("a{word}cb")).await;
            official.leaves_field().await;
            official.is_saved().await;
            official.js::<()>("delete localStorage.now", &[]).await;
            official.reloads_here().await;
            official.tap(".step-history summary").await;
            official.reads(".step-history", &format!("a{word}cb")).await;
        });
    }
}

#[test]
fn the_language_is_changed_while_words_are_being_composed() {
    stage().needs_chromium("a keyboard that composes").run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        watches_composing(official).await;
        for (word, language) in COMPOSED.into_iter().zip(["my", "th"]) {
            composes(official, word).await;
            official.tap(&id(&format!("language-{language}"))).await;
            official.has("html", "lang", language).await;
            official.focus_is_on(&id("case-code")).await;
            ends_composing(official, word).await;
        }
        let code = COMPOSED.concat();
        official.has(&id("case-code"), "value", code.as_str()).await;
        official.tap(&id("create-case")).await;
        official.reads("#heading", &code).await;
        official.open("1.1").await;
        // A long note whose caret stands near its end, below what its field shows.
        official.goes_into_note("1.1").await;
        let lines = "line\n".repeat(40);
        official.pastes(&format!("{lines}ab")).await;
        official.presses(Key::Left).await;
        watches_composing(official).await;
        let place = "const e = document.activeElement; return [e.id, e.scrollTop, e.selectionStart, e.value]";
        let mut typed = format!("{lines}a");
        for (word, language) in COMPOSED.into_iter().zip(["en", "my"]) {
            composes(official, word).await;
            typed += word;
            official.note_is("1.1", &format!("{typed}b")).await;
            let language = id(&format!("language-{language}"));
            let before: serde_json::Value = official.js(place, &[]).await;
            assert_eq!(before[2], typed.encode_utf16().count());
            official.tap(&language).await;
            official.has(&language, "aria-pressed", "true").await;
            let after: serde_json::Value = official.js(place, &[]).await;
            assert_eq!(after, before);
            ends_composing(official, word).await;
            official.note_is("1.1", &format!("{typed}b")).await;
        }
        official.types("c").await;
        official.note_is("1.1", &format!("{typed}cb")).await;
        official.leaves_field().await;
        official.reloads_here().await;
        official.note_is("1.1", &format!("{typed}cb")).await;
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
