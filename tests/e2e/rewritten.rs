//! Others that change the page while the official works (translation, extensions), a page put aside by the browser, letters
//! twice as large: work is kept, and no screen says what is no longer so.

use serde_json::{Value, json};

use crate::harness::stage;
use crate::official::{Official, id, until};

const NOTICE: &str = "Something in this browser changes this page";

/// Begins a case and waits until what comes later is here, which watches.
async fn begins(official: &Official, code: &str) {
    official.open_app().await;
    official.begin_case(code).await;
    official.open("3.9").await;
    official.sees(".panel .lines li").await;
    official.close().await;
}

/// A translation that wraps: each text moves into an element of its own.
const WRAPS: &str = "const texts = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) { if (walk.currentNode.data.trim()) texts.push(walk.currentNode); }
    for (const text of texts) { const font = document.createElement('font'); text.before(font); font.append(text); }
    return texts.length";

/// A translation that replaces: other texts stand in the place of ours.
const REPLACES: &str = "const texts = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) { if (walk.currentNode.data.trim()) texts.push(walk.currentNode); }
    for (const text of texts) { const font = document.createElement('font');
    font.textContent = '¿' + text.data + '?'; text.replaceWith(font); }
    return texts.length";

async fn rewrites(official: &Official, script: &str) {
    let count: u32 = official.js(script, &[]).await;
    assert!(count > 50, "{count} texts");
}

/// Goes on working: ticks, a flag that stops the gate, a note; and all of it is there after a reload.
async fn goes_on(official: &Official, code: &str) {
    official.tick("1.8").await;
    official.row_is("1.8", "done").await;
    official.gate_is("wait").await;
    official.part("consents").await;
    official.raise("S2", "seen at the gate").await;
    official.gate_is("stop").await;
    official.part("steps").await;
    official.open("1.1").await;
    official.goes_into_note("1.1").await;
    official.types("still here").await;
    official.leaves_field().await;
    official.close().await;
    official.is_saved().await;
    official.reload().await;
    official.open_case(code).await;
    official.row_is("1.8", "done").await;
    official.gate_is("stop").await;
    official.open("1.1").await;
    official.note_is("1.1", "still here").await;
}

#[test]
fn a_translation_that_wraps_every_text_stops_nothing() {
    stage().run(async |official| {
        begins(official, "FONT-1").await;
        rewrites(official, WRAPS).await;
        goes_on(official, "FONT-1").await;
    });
}

#[test]
fn a_translation_that_replaces_every_text_is_said_and_no_old_word_stands_after_a_change() {
    stage().run(async |official| {
        begins(official, "FONT-2").await;
        official.reads(&id("gate"), "Wait").await;
        rewrites(official, REPLACES).await;
        official.reads(&id("rewritten"), NOTICE).await;
        official.reads(&id("gate"), "¿").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        until("words of our own", async || {
            let text = official.text(&id("gate")).await;
            if text.contains('¿') { Err(text) } else { Ok(()) }
        })
        .await;
        rewrites(official, REPLACES).await;
        goes_on(official, "FONT-2").await;
    });
}

#[test]
fn parts_that_were_replaced_by_their_likeness_are_put_back() {
    stage().run(async |official| {
        begins(official, "CLONE-1").await;
        for parts in ["document.querySelector('main')", "document.body"] {
            let clones = format!("const all = {parts}; all.innerHTML = all.innerHTML.replace(/Wait/g, '<b>Wait</b>')");
            official.js::<Value>(&clones, &[]).await;
            official.reads(&id("rewritten"), NOTICE).await;
            until("one app", async || {
                let count: u32 = official.js("return document.querySelectorAll('.app').length", &[]).await;
                if count == 1 { Ok(()) } else { Err(count.to_string()) }
            })
            .await;
            official.tick("2.7").await;
        }
        official.row_is("2.7", "todo").await;
        goes_on(official, "CLONE-1").await;
    });
}

#[test]
fn styles_attributes_and_guests_of_extensions_stop_nothing() {
    stage().run(async |official| {
        begins(official, "DARK-1").await;
        let dark = "const sheet = new CSSStyleSheet(); \
                    sheet.replaceSync('* { background-color: #111 !important; color: #ddd !important; }'); \
                    document.adoptedStyleSheets.push(sheet); \
                    for (const e of document.querySelectorAll('*')) e.setAttribute('data-darkreader', '1'); \
                    const guest = document.createElement('div'); guest.textContent = 'guest'; document.body.prepend(guest); \
                    for (const e of document.querySelectorAll('main *')) { \
                        const mark = document.createElement('i'); e.append(mark); mark.remove(); }";
        official.js::<Value>(dark, &[]).await;
        official.sees_no(&id("rewritten")).await;
        goes_on(official, "DARK-1").await;
    });
}

#[test]
fn a_page_that_the_browser_froze_is_locked_and_nothing_typed_is_lost() {
    stage().needs_chromium("freezing a page").run(async |official| {
        begins(official, "ICE-1").await;
        official.tick("1.8").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("in the middle of").await;
        official.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" })).await;
        official.devtools("Page.setWebLifecycleState", json!({ "state": "active" })).await;
        official.sees(&id("unlock")).await;
        // Then it was thrown away altogether.
        let tab = official.this_tab().await;
        official.tab_dies(&tab).await;
        official.visit("").await;
        official.passes_the_door().await;
        official.open_case("ICE-1").await;
        official.row_is("1.8", "done").await;
        official.open("1.1").await;
        official.note_is("1.1", "in the middle of").await;
    });
}

#[test]
fn letters_twice_as_large_fit_a_small_phone() {
    stage().width(320).run(async |official| {
        begins(official, "LARGE-1").await;
        let large = "document.documentElement.style.fontSize = '200%'";
        official.js::<Value>(large, &[]).await;
        for part in ["steps", "facts", "consents", "history"] {
            official.part(part).await;
            let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
            let wide: f64 = official.js(wide, &[]).await;
            assert!(wide <= 0.0, "{part} is {wide} pixels too wide");
        }
        official.part("steps").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.open("1.8").await;
        official.goes_into_note("1.8").await;
        official.types("large").await;
        official.leaves_field().await;
        official.is_saved().await;
    });
}
