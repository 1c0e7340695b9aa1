//! The page that tells a technician what is wrong with server, page or browser: it has to find it, to name the mend, and to
//! leave what the checklist saved alone.

use crate::harness::{Frame, Site, framed, intranet, stage};
use crate::official::{Official, id};
use crate::servers::Served;

/// Waits until the page has looked at everything.
async fn looked(official: &Official) {
    official.has("#sum", "data-state", "ready").await;
}

/// What the page says of one thing: its state, and all that stands in it.
async fn says(official: &Official, thing: &str, state: &str, text: &str) {
    let told = id(&format!("self-{thing}"));
    official.has(&told, "data-state", state).await;
    official.reads(&told, text).await;
}

/// From the app, in its frame, to the page. The address of the app stays as it is.
async fn visits_it_in_the_frame(official: &Official) {
    official.visits_host().await;
    official.sees("main").await;
    official.js::<serde_json::Value>("setTimeout(() => { location.href = 'self-test.html' }, 0)", &[]).await;
    official.sees("#results dt").await;
    looked(official).await;
}

#[test]
fn a_good_server_and_browser_are_told_to_be_and_what_was_saved_is_not_looked_at() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("PLANT-77").await;
        official.tick("1.8").await;
        official.is_saved().await;
        official.tap(&id("lock")).await;
        official.sees(&id("unlock")).await;
        let before = official.storage().await;
        official
            .before_every_page(
                "for (const name of ['getItem', 'setItem', 'removeItem']) { const was = Storage.prototype[name];
             Storage.prototype[name] = function (key) {
               (window.touched = window.touched || []).push(key); return was.apply(this, arguments) } }",
            )
            .await;
        official.visit("self-test.html").await;
        looked(official).await;
        for thing in [
            "context", "files", "wasm", "policy", "packed", "caching", "browser", "frame", "storage", "ledger", "fonts",
        ] {
            official.has(&id(&format!("self-{thing}")), "data-state", "good").await;
        }
        says(official, "policy", "good", "'self'").await;
        let touched: Vec<String> = official.js("return [...new Set(window.touched)]", &[]).await;
        assert_eq!(touched, ["sopc:self-test"]);
        assert_eq!(official.storage().await, before);
        let report: String = official.js("return document.getElementById('report').value", &[]).await;
        assert!(report.contains("[OK] Files: All ") && report.contains("Address: http"), "{report}");
        for planted in ["PLANT-77", "sopc:"] {
            assert!(!report.contains(planted), "{report}");
        }
        official.tap("#copy").await;
        official.reads("#copied", "Copied.").await;
    });
}

#[test]
fn from_the_settings_it_opens_beside_the_app() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("BESIDE-1").await;
        official.tap(&id("settings")).await;
        let this = official.this_tab().await;
        official.tap("a[href='self-test.html']").await;
        let other = official.other_tab(&this).await;
        official.go_to_tab(&other).await;
        looked(official).await;
        official.closes_tab(&this).await;
        official.reads("main", "Who I am").await;
    });
}

#[test]
fn over_plain_http_it_says_what_that_means() {
    intranet().run(async |official| {
        official.visit("self-test.html").await;
        looked(official).await;
        for text in [
            "Whoever controls the network can",
            "change the app",
            "starting offline, locks between tabs, the share button",
        ] {
            says(official, "context", "look", text).await;
        }
        says(official, "worker", "know", "not possible over plain http").await;
        says(official, "packed", "good", "gzip").await;
        official.tap("#copy").await;
        official.reads("#copied", "Copied.").await;
    });
}

#[test]
fn a_server_that_lies_or_lacks_files_is_found_out() {
    let site = Site::new();
    site.copy("").without("later", ".wasm").spoilt("words-th", ".json", |mut bytes| {
        bytes.truncate(40);
        bytes
    });
    stage().site(site).served_by(Served::Liar, "/").allows(&["404"]).run(async |official| {
        official.visit("self-test.html").await;
        looked(official).await;
        says(official, "wasm", "bad", "\"application/octet-stream\"").await;
        for text in ["3 of ", "sent as \"application/octet-stream\"", "not there (404)", "damaged or altered"] {
            says(official, "files", "bad", text).await;
        }
        says(official, "policy", "bad", "sends no policy").await;
        says(official, "packed", "look", "unpacked").await;
        says(official, "caching", "look", "index.html (nothing said)").await;
        official.reads("#sum", "To mend: ").await;
    });
}

#[test]
fn storage_that_the_browser_blocks_is_said() {
    framed(Frame::Blocked).needs_chromium("a setting of its own").run(async |official| {
        visits_it_in_the_frame(official).await;
        says(official, "storage", "bad", "SecurityError").await;
        says(official, "ledger", "look", "IndexedDB is not to be had").await;
        says(official, "frame", "know", "in a frame of another address").await;
    });
}

#[test]
fn a_frame_without_an_origin_is_told() {
    let stage = framed(Frame::NoOriginNoFiles).allows(&["CORS", "Failed to load"]);
    stage.not_in_webkit("which runs none of our scripts there").run(async |official| {
        official.visits_host().await;
        official.sees("#boot[data-problem]").await;
        official.js::<serde_json::Value>("setTimeout(() => { location.href = 'self-test.html' }, 0)", &[]).await;
        official.sees("#results dt").await;
        looked(official).await;
        says(official, "frame", "bad", "takes its origin").await;
        says(official, "storage", "bad", "SecurityError").await;
        says(official, "files", "look", "could not be read").await;
    });
}

#[test]
fn a_frame_without_dialogs_is_told_by_the_button() {
    framed(Frame::NoModals).run(async |official| {
        visits_it_in_the_frame(official).await;
        says(official, "storage", "good", "keeps what is put in").await;
        official.tap("#try-print").await;
        official.reads("#tried", "add allow-modals to its sandbox").await;
    });
}
