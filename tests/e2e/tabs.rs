//! Two tabs of one browser, open on the same case.

use serde_json::Value;
use thirtyfour::WindowHandle;

use crate::harness::{Site, everywhere, intranet, stage};
use crate::official::{Official, PASSPHRASE, id, until};

/// Where the texts stand that two tabs wrote apart.
const APART: &str = ".field:has(> [data-testid=\"note-1.1\"]) .warn";

#[test]
fn what_one_tab_records_the_other_shows() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-1").await;
        official.is_saved().await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.open_case("W-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;

        official.go_to_tab(&first).await;
        official.row_is("1.8", "done").await;
        assert!(official.box_is_ticked("1.8").await);
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.row_is("1.8", "done").await;

        official.go_to_tab(&second).await;
        official.row_is("2.7", "done").await;
        official.tick("1.8").await;
        official.row_is("1.8", "todo").await;
        official.go_to_tab(&first).await;
        official.row_is("1.8", "todo").await;

        for tab in [&first, &second] {
            official.go_to_tab(tab).await;
            official.reload().await;
            official.open_case("W-1").await;
            official.row_is("1.8", "todo").await;
            official.row_is("2.7", "done").await;
        }
    });
}

#[test]
fn a_case_begun_or_removed_in_one_tab_comes_and_goes_in_the_other() {
    stage().run(async |official| {
        official.open_app().await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.begin_case("W-2").await;
        official.go_to_tab(&first).await;
        official.open_case("W-2").await;
        official.go_to_tab(&second).await;
        official.part("paper").await;
        official.tap(&id("remove-case")).await;
        official.tap(&id("remove-code")).await;
        official.types("W-3").await;
        official.tap(&id("remove-confirm")).await;
        official.reads(".remove", "This is not the code of this case.").await;
        official.tap(&id("remove-code")).await;
        official.selects_all().await;
        official.types("W-2").await;
        official.tap(&id("remove-confirm")).await;
        official.sees(&id("new-case")).await;
        official.sees_no(&id("case-row")).await;
        official.go_to_tab(&first).await;
        official.sees(&id("new-case")).await;
        official.sees_no(&id("case-row")).await;
        official.reload().await;
        official.sees_no(&id("case-row")).await;
    });
}

#[test]
fn a_case_that_is_only_listed_leaves_the_list_when_another_tab_removes_it() {
    // It is heard of, or found when the case is to be read.
    for deaf in [false, true] {
        let site = Site::new();
        site.copy("").with("scripts-ledger", ".js", |ledger| [RESTLESS.as_bytes(), &ledger].concat());
        stage().site(site).run(async |official| {
            official.open_app().await;
            official.begin_case("W-10").await;
            official.is_saved().await;
            // The lock makes the card that the list is read from.
            official.tap(&id("lock")).await;
            official.passes_the_door().await;
            let first = official.this_tab().await;
            let second = official.second_tab_at_the_door().await;
            let restless = "sessionStorage.restless = 1; if (arguments[0]) sessionStorage.deaf = 1";
            official.js::<Value>(restless, &[deaf.into()]).await;
            official.reload().await;
            official.reads(&id("case-row"), "W-10").await;
            let held: usize = official.js("return window.held.length", &[]).await;
            assert!(held > 0, "what is listed was read");
            official.go_to_tab(&first).await;
            official.open_case("W-10").await;
            official.part("paper").await;
            official.tap(&id("remove-case")).await;
            official.tap(&id("remove-code")).await;
            official.types("W-10").await;
            official.tap(&id("remove-confirm")).await;
            official.sees(&id("new-case")).await;
            official.go_to_tab(&second).await;
            if deaf {
                official.reads(&id("case-row"), "W-10").await;
                official.js::<Value>("delete sessionStorage.restless; held.pop()()", &[]).await;
            }
            official.sees_no(&id("case-row")).await;
            official.sees(&id("new-case")).await;
        });
    }
}

/// A tab that hears of no other any more, as a second device would be, until it is loaded anew with its ears open.
async fn is_deaf(official: &Official, deaf: bool) {
    let ears = "if (arguments[0]) sessionStorage.deaf = 1; else delete sessionStorage.deaf";
    official.js::<Value>(ears, &[deaf.into()]).await;
}

/// Two tabs on the same case, which one opens and the other one begins; what the second does, the first does not hear of.
async fn apart(official: &Official, code: &str) -> (WindowHandle, WindowHandle) {
    official.open_app().await;
    official.begin_case(code).await;
    official.part("facts").await;
    official.answer("age", "adult").await;
    official.part("consents").await;
    official.consents("crossing").await;
    official.is_saved().await;
    let first = official.this_tab().await;
    let second = official.second_tab().await;
    official.open_case(code).await;
    for tab in [&first, &second] {
        official.go_to_tab(tab).await;
        is_deaf(official, true).await;
    }
    (first, second)
}

/// Both hear of each other again.
async fn meet(official: &Official, code: &str, tabs: [&WindowHandle; 2]) {
    for tab in tabs {
        official.go_to_tab(tab).await;
        is_deaf(official, false).await;
        official.reload().await;
        official.open_case(code).await;
    }
}

/// A place where tabs can be made deaf.
fn of_deaf_tabs() -> Site {
    let site = Site::new();
    site.copy("").with("scripts-ledger", ".js", |ledger| [RESTLESS.as_bytes(), &ledger].concat());
    site
}

#[test]
fn two_that_recorded_the_handover_apart_are_both_shown_until_one_is_written() {
    stage().site(of_deaf_tabs()).run(async |official| {
        let (first, second) = apart(official, "W-11").await;
        for (tab, office) in [(&first, "Tak 0412"), (&second, "Mae Sot gate")] {
            official.go_to_tab(tab).await;
            official.part("steps").await;
            official.open("9.5").await;
            official.tap(&id("handover")).await;
            official.tap(&format!("{} button", id("handover-day"))).await;
            official.chooses(&id("giver-role"), "TH-PSD").await;
            official.tap(&id("giver-office")).await;
            official.types(office).await;
            official.chooses(&id("receiver-role"), "MM-DOR").await;
            official.tap(&id("despite")).await;
            official.types("Told by telephone").await;
            official.tap(&id("record-handover")).await;
            official.reads(&id("handover-recorded"), office).await;
            official.sees_no(&id("handover-apart")).await;
            official.is_saved().await;
        }
        meet(official, "W-11", [&first, &second]).await;
        for tab in [&first, &second] {
            official.go_to_tab(tab).await;
            official.part("paper").await;
            for said in ["Tak 0412", "Mae Sot gate", "Changed apart"] {
                official.reads(".sheet", said).await;
            }
            official.part("steps").await;
            official.open("9.5").await;
            for office in ["Tak 0412", "Mae Sot gate"] {
                official.reads(&id("handover-apart"), office).await;
            }
        }
        official.tap(&id("handover")).await;
        official.tap(&id("record-handover")).await;
        for tab in [&second, &first] {
            official.go_to_tab(tab).await;
            official.sees_no(&id("handover-apart")).await;
        }
    });
}

#[test]
fn a_case_closed_in_one_place_and_worked_on_in_another_loses_neither() {
    stage().site(of_deaf_tabs()).run(async |official| {
        let closes = async |words: &str| {
            official.part("paper").await;
            official.tap(&id("close-case-paper")).await;
            if words == "First" {
                official.answer("closing_reason", "moved").await;
            } else {
                official.answer("closing_reason", "goals_met").await;
            }
            official.tap("#close-words-paper").await;
            official.types(words).await;
            official.tap(&id("record-closing-paper")).await;
            official.reads(&id("closed"), words).await;
        };
        let (first, second) = apart(official, "W-12").await;
        official.go_to_tab(&first).await;
        closes("First").await;
        official.is_saved().await;
        // The other one knows nothing of it: ticks, closes too, and opens the case again.
        official.go_to_tab(&second).await;
        official.part("steps").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        closes("Second").await;
        official.is_saved().await;

        meet(official, "W-12", [&first, &second]).await;
        for tab in [&first, &second] {
            official.go_to_tab(tab).await;
            official.reads(&id("closed"), "“First”").await;
            official.reads(&id("closed"), "“Second”").await;
            official.row_is("1.8", "done").await;
            is_deaf(official, true).await;
        }
        official.go_to_tab(&second).await;
        official.tap(&id("reopen-closed")).await;
        official.tap(&id("why-closed-asks")).await;
        official.tap(&id("record-reopening-closed")).await;
        official.sees_no(&id("closed")).await;
        official.is_saved().await;
        // Meanwhile the first opened it as well, and closed it: it counts as open, and both say so.
        official.go_to_tab(&first).await;
        official.tap(&id("reopen-closed")).await;
        official.tap(&id("why-closed-mistake")).await;
        official.tap(&id("record-reopening-closed")).await;
        official.sees_no(&id("closed")).await;
        closes("First").await;
        official.is_saved().await;
        meet(official, "W-12", [&first, &second]).await;
        for tab in [&first, &second] {
            official.go_to_tab(tab).await;
            official.sees_no(&id("closed")).await;
            official.reads(&id("life-apart-closed"), "It counts as open until somebody decides.").await;
        }
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.tap(&id("stays-closed")).await;
        for tab in [&second, &first] {
            official.go_to_tab(tab).await;
            official.sees_no(&id("life-apart-closed")).await;
            official.sees_no(&id("closed")).await;
            official.row_is("2.7", "done").await;
        }
    });
}

/// What the app does while the official rests does not come: cases stay only listed. A deaf tab hears of no other either.
const RESTLESS: &str = "(() => { const later = window.setTimeout; window.held = []; window.setTimeout = (call, pause) => { \
                        if (pause === 8 && sessionStorage.restless) { held.push(call); return 0; } \
                        return later(call, pause); }; \
                        for (const name of ['storage', 'visibilitychange']) addEventListener(name, event => { \
                        if (sessionStorage.deaf) event.stopImmediatePropagation(); }, true); })();";

#[test]
fn two_tabs_that_write_the_same_note_lose_neither_text() {
    stage().not_in_webkit("a tab that comes to the front").run(async |official| {
        official.open_app().await;
        official.begin_case("W-3").await;
        official.is_saved().await;
        official.open("1.1").await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.open_case("W-3").await;
        official.open("1.1").await;
        official.tap(".step-history summary").await;
        official.goes_into_note("1.1").await;
        official.go_to_tab(&first).await;
        official.goes_into_note("1.1").await;
        official.types("the first says").await;
        official.leaves_field().await;
        official.is_saved().await;
        official.go_to_tab(&second).await;
        // The caret comes back with the tab, and what the other one wrote is there before anything is typed over it.
        official.reads(".step-history", "the first says").await;
        official.note_is("1.1", "the first says").await;
        official.types(", the second says").await;
        official.leaves_field().await;
        for tab in [&second, &first] {
            official.go_to_tab(tab).await;
            official.note_is("1.1", "the first says, the second says").await;
            official.reload().await;
            official.open_case("W-3").await;
            official.open("1.1").await;
            official.note_is("1.1", "the first says, the second says").await;
        }
        official.go_to_tab(&second).await;
        settles(official, &first).await;
    });
}

/// Writes the text that holds over what stands here, and sees it settled here and in the other place.
async fn settles(official: &Official, other: &WindowHandle) {
    official.goes_into_note("1.1").await;
    official.selects_all().await;
    official.types("both say").await;
    official.leaves_field().await;
    official.sees_no(APART).await;
    official.go_to_tab(other).await;
    official.note_is("1.1", "both say").await;
    official.sees_no(APART).await;
    official.close().await;
    official.sees_no(".chip[data-kind=apart]").await;
}

#[test]
fn two_windows_that_write_the_same_note_at_once_keep_both_texts() {
    // In Firefox the caret leaves the one field when the other window comes to the front.
    stage().needs_chromium("two windows that both have a caret").run(async |official| {
        official.open_app().await;
        official.begin_case("W-4").await;
        official.is_saved().await;
        official.open("1.1").await;
        let first = official.this_tab().await;
        let second = official.second_window().await;
        official.open_case("W-4").await;
        official.open("1.1").await;
        official.tap(".step-history summary").await;
        // Side by side, neither is hidden: both are still being typed into.
        official.goes_into_note("1.1").await;
        official.types("the second says").await;
        official.go_to_tab(&first).await;
        official.goes_into_note("1.1").await;
        official.note_is("1.1", "").await;
        official.types("the first says").await;
        official.leaves_field().await;
        official.is_saved().await;
        official.go_to_tab(&second).await;
        official.reads(".step-history", "the first says").await;
        official.note_is("1.1", "the second says").await;
        official.leaves_field().await;
        for window in [&second, &first] {
            official.go_to_tab(window).await;
            official.reads(APART, "the first says").await;
            official.reads(APART, "the second says").await;
        }
        for window in [&first, &second] {
            official.go_to_tab(window).await;
            official.reload().await;
            official.open_case("W-4").await;
            official.reads(&id("step-1.1"), "Changed apart").await;
            official.open("1.1").await;
            official.reads(APART, "the first says").await;
            official.reads(APART, "the second says").await;
        }
        // Writing the one that holds settles it, in both.
        settles(official, &first).await;
    });
}

#[test]
fn a_field_that_was_only_looked_into_shows_what_the_other_window_wrote() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-5").await;
        official.is_saved().await;
        official.open("1.1").await;
        let first = official.this_tab().await;
        official.tap(".step-history summary").await;
        official.goes_into_note("1.1").await;
        official.second_window().await;
        official.open_case("W-5").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("of the second").await;
        official.leaves_field().await;
        official.is_saved().await;
        official.go_to_tab(&first).await;
        official.reads(".step-history", "of the second").await;
        official.leaves_field().await;
        official.note_is("1.1", "of the second").await;
    });
}

#[test]
fn an_answer_that_waits_is_never_put_over_one_that_another_tab_gave() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-7").await;
        official.part("facts").await;
        official.answer("return", "wanted").await;
        official.is_saved().await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.open_case("W-7").await;
        official.part("facts").await;
        official.chooses_answer("return", "undecided").await;
        official.sees(&id("change-return")).await;

        official.go_to_tab(&first).await;
        official.answer("return", "declined").await;
        official.is_saved().await;
        official.go_to_tab(&second).await;
        official.has(&id("answer-return-declined"), "checked", true).await;
        official.sees_no(&id("change-return")).await;

        // What another tab changed besides is in what is shown.
        official.chooses_answer("return", "wanted").await;
        official.reads(&id("preview-return"), "7.8").await;
        official.go_to_tab(&first).await;
        official.answer("medical", "yes").await;
        official.is_saved().await;
        official.go_to_tab(&second).await;
        official.has(&id("answer-medical-yes"), "checked", true).await;
        official.sees(&id("change-return")).await;
        official.tap(&id("keep-return")).await;
        official.has(&id("answer-return-declined"), "checked", true).await;
    });
}

#[test]
fn two_windows_at_their_first_start_make_one_vault() {
    everywhere(async |official| {
        official.visit("").await;
        official.sees(&id("passphrase-again")).await;
        let first = official.this_tab().await;
        let second = official.second_window_at_the_door().await;
        // Both choose at the same moment: neither knows of the other's key when it makes its own.
        let begin = format!(
            "for (const name of ['passphrase', 'passphrase-again']) document.getElementById(name).value = arguments[0]; \
             setTimeout(() => document.querySelector('{}').click(), arguments[1] - Date.now())",
            id("unlock")
        );
        let moment = official.js::<f64>("return Date.now() + 2000", &[]).await;
        for window in [&second, &first] {
            official.go_to_tab(window).await;
            official.js::<Value>(&begin, &[PASSPHRASE.into(), moment.into()]).await;
        }
        for (window, code) in [(&first, "FIRST-1"), (&second, "FIRST-2")] {
            official.go_to_tab(window).await;
            official.sees(&id("new-case")).await;
            official.begin_case(code).await;
            official.tick("1.8").await;
            official.is_saved().await;
        }
        let keys = official.storage().await.into_keys().filter(|key| key.starts_with("sopc:1:key:")).count();
        assert_eq!(keys, 4, "two records, each twice");
        for window in [&first, &second] {
            official.go_to_tab(window).await;
            official.reload().await;
            for code in ["FIRST-1", "FIRST-2"] {
                official.open_case(code).await;
                official.row_is("1.8", "done").await;
                official.back().await;
            }
            official.sees_no(&id("unread")).await;
        }
    });
}

#[test]
fn a_vault_that_another_tab_made_is_not_made_again() {
    stage().run(async |official| {
        official.visit("").await;
        official.sees(&id("passphrase-again")).await;
        let first = official.this_tab().await;
        official.second_tab().await;
        official.begin_case("FIRST-3").await;
        official.is_saved().await;
        official.go_to_tab(&first).await;
        official.sees(&id("unlock")).await;
        official.sees_no(&id("passphrase-again")).await;
        official.passes_the_door().await;
        official.open_case("FIRST-3").await;
    });
}

/// Whether the page itself comes back or is loaded anew is the browser's business: Chromium throws a page that it put aside
/// away when another writes to its storage.
#[test]
fn a_page_that_one_comes_back_to_shows_what_another_tab_wrote() {
    for stage in [stage(), intranet()] {
        stage.run(async |official| {
            official.open_app().await;
            official.begin_case("W-6").await;
            official.open("1.1").await;
            official.goes_into_note("1.1").await;
            official.types("on the way").await;
            let first = official.this_tab().await;
            // Left in the middle of the word.
            official.visit("config.json").await;
            official.second_tab().await;
            official.open_case("W-6").await;
            official.tick("1.8").await;
            official.row_is("1.8", "done").await;
            official.is_saved().await;
            official.go_to_tab(&first).await;
            official.browser_back().await;
            official.passes_the_door().await;
            official.open_case("W-6").await;
            official.row_is("1.8", "done").await;
            official.open("1.1").await;
            official.note_is("1.1", "on the way").await;
        });
    }
}

#[test]
fn what_could_not_be_saved_survives_the_back_cache() {
    for stage in [stage(), intranet()] {
        stage.needs_chromium("pages that are put aside").run(async |official| {
            official.open_app().await;
            official.begin_case("W-9").await;
            official.is_saved().await;
            official.fills_storage().await;
            official.tick("1.8").await;
            official.has(&id("save-state"), "data-state", "unsaved").await;
            marks_the_page(official).await;
            official.visit("config.json").await;
            official.browser_back().await;
            is_the_same_page(official).await;
            official.reads("main", "Something you recorded or typed is not saved yet.").await;
            official.passes_the_door().await;
            official.frees_storage().await;
            official.open_case("W-9").await;
            official.row_is("1.8", "done").await;
            // Going there was another try.
            official.is_saved().await;
        });
    }
}

async fn marks_the_page(official: &Official) {
    official.js::<Value>("window.same = true", &[]).await;
}

/// Waits for the page that was marked, which only the back cache brings.
async fn is_the_same_page(official: &Official) {
    until("the same page", async || {
        let same: Option<bool> = official.js("return window.same", &[]).await;
        if same == Some(true) { Ok(()) } else { Err(official.title_and_address().await) }
    })
    .await;
}

#[test]
fn a_duplicated_tab_is_a_tab_of_its_own() {
    stage().needs_chromium("a window that a script opens").run(async |official| {
        official.open_app().await;
        official.begin_case("W-7").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types("the first says").await;
        let first = official.this_tab().await;
        let copy = official.duplicates_tab().await;
        official.passes_the_door().await;
        official.open_case("W-7").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.is_saved().await;
        official.go_to_tab(&first).await;
        official.row_is("1.8", "done").await;
        official.close().await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.is_saved().await;
        official.go_to_tab(&copy).await;
        official.row_is("2.7", "done").await;
        official.reload().await;
        official.open_case("W-7").await;
        for step in ["1.8", "2.7"] {
            official.row_is(step, "done").await;
        }
        official.open("1.1").await;
        official.note_is("1.1", "the first says").await;
    });
}

#[test]
fn tabs_closed_in_any_order_lose_nothing() {
    for first_goes_first in [true, false] {
        stage().run(async |official| {
            official.open_app().await;
            official.begin_case("W-8").await;
            official.is_saved().await;
            let mut tabs = [official.this_tab().await, official.second_tab().await];
            if first_goes_first {
                tabs.reverse();
            }
            let last = official.second_tab_at_the_door().await;
            for (tab, step) in tabs.iter().zip(["1.1", "1.2"]) {
                official.go_to_tab(tab).await;
                if official.is_shown(&id("case-row")).await {
                    official.open_case("W-8").await;
                }
                official.open(step).await;
                official.goes_into_note(step).await;
                official.types(format!("half a word in {step}")).await;
            }
            // Each is closed in the middle of the word, the one typed into last first.
            for tab in tabs.iter().rev() {
                official.go_to_tab(tab).await;
                official.closes_tab(&last).await;
            }
            official.passes_the_door().await;
            official.open_case("W-8").await;
            for step in ["1.1", "1.2"] {
                official.open(step).await;
                official.note_is(step, &format!("half a word in {step}")).await;
                official.close().await;
            }
        });
    }
}
