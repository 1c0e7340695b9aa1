//! What leaves the app: who gets it is asked and kept, what holds it back, and print that does nothing.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Folder, Frame, everywhere, framed, intranet, stage};
use crate::official::{Official, id, saved, until, word};

/// What the browser's log says where a frame may not print.
const MAY_NOT: &[&str] = &["Ignored call to 'print()'"];
const EVENTS: &str = "print() goes without a dialog";

/// The browser prints, and counts how often.
async fn can_print(official: &Official) {
    let prints = "window.printed = 0; window.print = () => { window.printed += 1; \
                  dispatchEvent(new Event('beforeprint')); dispatchEvent(new Event('afterprint')) }";
    official.js::<Value>(prints, &[]).await;
}

async fn printed(official: &Official, times: u32) {
    until(&format!("{times} prints"), async || {
        let count: u32 = official.try_js("return window.printed", &[]).await?;
        if count == times { Ok(()) } else { Err(count.to_string()) }
    })
    .await;
}

/// What the history says was given out, the newest first.
async fn given_out(official: &Official) -> Vec<String> {
    official.part("history").await;
    official.sees(&id("history-list")).await;
    let body = "return [...document.querySelectorAll('[data-testid=history-list] .what')].map(e => e.innerText)";
    let all: Vec<String> = official.js(body, &[]).await;
    all.into_iter().filter(|what| what.starts_with("Given out")).collect()
}

#[test]
fn who_gets_it_and_what_for_is_asked_once() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-1").await;
        official.part("paper").await;
        can_print(official).await;
        // The whole sheet is for the own file, if the official says so.
        official.tap(&id("print")).await;
        official.has(&id("print-receiver"), "value", "own-office").await;
        official.has(&id("print-purpose"), "value", "record").await;
        printed(official, 0).await;
        official.chooses(&id("print-receiver"), "").await;
        official.tap(&id("print")).await;
        official.reads(&id("print-fault"), "Say who gets it.").await;
        official.chooses(&id("print-receiver"), "IOM").await;
        official.tap(&id("print")).await;
        official.reads(&id("print-fault"), "Say on which side that is.").await;
        official.tap(&id("print-side-from")).await;
        official.chooses(&id("print-purpose"), "help").await;
        official.reads(&id("print-asks"), "Nobody recorded yet whether the person agrees").await;
        official.tap(&id("print")).await;
        printed(official, 1).await;
        official.reads(&id("print-for"), "Who gets it: IOM (Thailand). What for: to give or arrange help.").await;
        let told = "Given out: the whole sheet (on paper). To: IOM (Thailand). Purpose: to give or arrange help";
        assert_eq!(given_out(official).await, [told]);
        official.is_saved().await;
        let stored = official.storage().await;
        assert!(stored.values().all(|value| !value.contains("IOM") && !value.contains("help")), "sealed");

        // Of this case nobody asks again; of another one the same is offered.
        official.reload().await;
        official.open_case("SHARE-1").await;
        official.part("paper").await;
        official.reads(&id("print-for"), "Who gets it: IOM (Thailand)").await;
        can_print(official).await;
        official.tap(&id("print")).await;
        printed(official, 1).await;
        assert_eq!(given_out(official).await, [told, told]);
        official.back().await;
        official.back().await;
        official.back().await;
        official.begin_case("SHARE-2").await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.has(&id("print-receiver"), "value", "IOM").await;
        official.has(&id("print-side-from"), "checked", true).await;
        official.has(&id("print-purpose"), "value", "help").await;
    });
}

#[test]
fn words_of_a_receiver_are_looked_at_and_stay_with_their_case() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-3").await;
        official.part("paper").await;
        can_print(official).await;
        official.tap(&id("print")).await;
        official.chooses(&id("print-receiver"), "words").await;
        official.tap(&id("print-receiver-words")).await;
        official.types("Daw Aye Aye").await;
        official.reads(&id("needed-print-receiver-words"), "name").await;
        official.locks_and_unlocks().await;
        // What was half-said stands there again.
        official.has(&id("print-receiver-words"), "value", "Daw Aye Aye").await;
        official.tap(&id("print-side-from")).await;
        official.chooses(&id("print-purpose"), "help").await;
        can_print(official).await;
        official.tap(&id("print")).await;
        printed(official, 1).await;
        official.reads(&id("print-for"), "Who gets it: Daw Aye Aye (Thailand)").await;
        official.back().await;
        official.back().await;
        official.begin_case("SHARE-4").await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.has(&id("print-receiver"), "value", "own-office").await;
    });
}

#[test]
fn nothing_is_called_given_out_that_was_not() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-5").await;
        official.part("paper").await;
        official.js::<Value>("window.print = () => { throw new Error('no') }", &[]).await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.sees(&id("print-unseen")).await;
        assert_eq!(given_out(official).await, [""; 0]);
        official.back().await;
        official.js::<Value>("window.print = undefined", &[]).await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.sees(&id("print-unseen")).await;
        // It did, after all, without a sign of it.
        official.tap(&id("did-print")).await;
        official.reads(&id("print-said"), "Noted.").await;
        assert_eq!(given_out(official).await.len(), 1);
        // Undo is for what can be taken back.
        official.sees_no(&id("undo")).await;
    });
}

#[test]
fn nothing_goes_to_the_other_side_before_fear_and_consent_are_asked() {
    stage().run(async |official| {
        let is_held = async |what: &str| {
            official.reads(&id("print-refused"), what).await;
            official.tap(&id("print")).await;
            official.reads(&id("print-fault"), "It was not given out.").await;
            printed(official, 0).await;
        };
        official.open_app().await;
        official.begin_case("SHARE-6").await;
        official.part("paper").await;
        can_print(official).await;
        official.tap(&id("print")).await;
        official.chooses(&id("print-receiver"), "MM-DOR").await;
        is_held("S6 not checked").await;
        is_held(&format!("{}: not asked", word("consent.data"))).await;
        // There is a way to each, and the form waits.
        official.tap(&format!("{} li:last-child button", id("print-refused"))).await;
        official.check_clear("S6").await;
        official.close().await;
        is_held(&format!("{}: not asked", word("consent.data"))).await;
        official.part("consents").await;
        official.consents("data").await;
        official.part("paper").await;
        official.sees_no(&id("print-refused")).await;
        official.has(&id("print-receiver"), "value", "MM-DOR").await;
        official.chooses(&id("print-purpose"), "handover").await;
        official.tap(&id("print")).await;
        printed(official, 1).await;
        official.js::<Value>("window.printed = 0", &[]).await;

        // Taken back, it holds back what goes to anybody but the person.
        official.part("consents").await;
        official.tap(&id("withdraw-data")).await;
        official.has(&id("consent-data"), "data-state", "withdrawn").await;
        official.part("paper").await;
        is_held(&format!("{}: Withdrawn", word("consent.data"))).await;
        official.tap(&id("print-change")).await;
        official.chooses(&id("print-receiver"), "own-office").await;
        is_held(&format!("{}: Withdrawn", word("consent.data"))).await;
        official.chooses(&id("print-receiver"), "PERSON").await;
        official.sees_no(&id("print-refused")).await;
        official.chooses(&id("print-purpose"), "own-copy").await;
        official.tap(&id("print")).await;
        printed(official, 1).await;
        let told = given_out(official).await;
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|what| what.contains("as the person’s own copy")), "{told:?}");
        // Nor is the list of whom to call given away then.
        official.part("steps").await;
        official.tap(&format!("{} > summary", id("missing-fold"))).await;
        official.reads(&id("missing-refused"), "Withdrawn").await;
        official.sees_no(&id("copy-missing")).await;
    });
}

/// The one file in a folder, once it is whole.
async fn saved_page(folder: &Path) -> (String, String) {
    let page = saved(folder, "html").await;
    let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (name, fs::read_to_string(page).unwrap())
}

/// The words of the sheet, without what is drawn; and those of a page.
async fn words_of(official: &Official, page: &str) -> (String, String) {
    let body = "const sheet = document.querySelector('[data-testid=sheet]').cloneNode(true); \
                const page = new DOMParser().parseFromString(arguments[0], 'text/html'); \
                return [sheet.textContent, page.body.textContent].map(text => text.replace(/\\s+/g, ' ').trim())";
    official.js(body, &[page.into()]).await
}

#[test]
fn in_a_frame_that_may_not_print_that_is_noticed_and_the_sheet_saved_as_a_page() {
    let files = Folder::new();
    let stage = framed(Frame::NoModals).allows(MAY_NOT).needs_chromium("a file that it saves");
    stage.run(async |official| {
        official.keeps_files_in(files.path()).await;
        official.visits_host().await;
        official.passes_the_door().await;
        official.begin_case("FRAME-9").await;
        official.open("1.8").await;
        official.goes_into_note("1.8").await;
        official.types("a note with <b>signs</b> & words").await;
        official.leaves_field().await;
        official.close().await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.reads(&id("print-unseen"), "Nothing shows that this browser opened its print.").await;
        official.tap(&id("save-page")).await;
        official.reads(&id("said-page"), "It is not sealed there").await;
        let (name, page) = saved_page(files.path()).await;
        assert!(!name.contains("FRAME") && !page.contains("<b>signs"), "{name}");
        let (sheet, words) = words_of(official, &page).await;
        assert!(sheet.contains("FRAME-9") && sheet.contains("a note with <b>signs</b> & words"), "{sheet}");
        assert_eq!(words, sheet);
        assert_eq!(
            given_out(official).await,
            ["Given out: the whole sheet (as a file). To: The file of my own office. Purpose: to be kept on file"]
        );
    });
}

#[test]
fn a_tab_with_the_sheet_is_closed_with_the_lock() {
    let stage = framed(Frame::NoModals).allows(MAY_NOT).needs_chromium("a frame that may open tabs");
    stage.run(async |official| {
        official.visits_host().await;
        official.passes_the_door().await;
        official.begin_case("FRAME-10").await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.sees(&id("print-unseen")).await;
        let app = official.this_tab().await;
        official.tap(&id("print-tab")).await;
        let tab = official.other_tab(&app).await;
        official.go_to_tab(&tab).await;
        let look = "return [document.title, location.href, document.body.innerText, \
                    String(document.querySelectorAll('script, [href], [src]').length), \
                    getComputedStyle(document.querySelector('table')).borderCollapse]";
        let seen: [String; 5] = official.js(look, &[]).await;
        assert_eq!([&*seen[0], &*seen[1], &*seen[3], &*seen[4]], ["Case summary", "about:blank", "0", "collapse"]);
        assert!(seen[2].contains("FRAME-10") && seen[2].contains("Print this page"), "{}", seen[2]);
        official.go_to_tab(&app).await;
        official.enters_frame().await;
        official.reads(&id("print-said"), "The sheet stands in a new tab.").await;
        official.tap(&id("lock")).await;
        official.is_the_only_tab().await;
    });
}

#[test]
fn a_page_goes_to_the_share_sheet_where_there_is_one() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-7").await;
        official.part("paper").await;
        let device = "window.print = undefined; window.answer = () => Promise.resolve(); \
                      navigator.canShare = what => what.files.length === 1; \
                      navigator.share = what => { const file = what.files[0]; \
                      window.shared = [file.name, file.type, String(file.size > 1000)]; return window.answer() }";
        official.js::<Value>(device, &[]).await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.js::<Value>("answer = () => Promise.reject(new DOMException('', 'AbortError'))", &[]).await;
        official.tap(&id("share-page")).await;
        official.reads(&id("said-page"), "Not sent.").await;
        official.js::<Value>("answer = () => { throw new Error('no') }", &[]).await;
        official.tap(&id("share-page")).await;
        official.reads(&id("said-page"), "This browser did not hand it over.").await;
        assert_eq!(given_out(official).await, [""; 0]);
        official.back().await;
        official.js::<Value>("answer = () => Promise.resolve()", &[]).await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.tap(&id("share-page")).await;
        official.reads(&id("said-page"), "Handed to the app that you chose.").await;
        let [name, kind, is_whole]: [String; 3] = official.js("return shared", &[]).await;
        assert!(
            name.ends_with(".html") && !name.contains("SHARE") && kind == "text/html" && is_whole == "true",
            "{name}"
        );
        assert_eq!(given_out(official).await.len(), 1);
    });
}

#[test]
fn on_plain_http_there_is_no_share_sheet_and_the_blank_form_is_nobodys() {
    intranet().run(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-8").await;
        official.part("paper").await;
        official.js::<Value>("window.print = undefined", &[]).await;
        official.tap(&id("sheet-blank")).await;
        official.tap(&id("print")).await;
        official.sees(&id("save-page")).await;
        official.sees_no(&id("share-page")).await;
        official.tap(&id("did-print")).await;
        assert_eq!(given_out(official).await, [""; 0]);
    });
}

#[test]
fn the_browsers_own_print_is_seen() {
    stage().needs_chromium(EVENTS).run(async |official| {
        official.open_app().await;
        official.begin_case("SHARE-9").await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.sees(&id("print-for")).await;
        until("the entry", async || {
            let told = given_out(official).await;
            official.back().await;
            if told.len() == 1 { Ok(()) } else { Err(format!("{told:?}")) }
        })
        .await;
        official.sees_no(&id("print-unseen")).await;
    });
}
