//! Two tabs of one browser, open on the same case.

use thirtyfour::WindowHandle;

use crate::harness::stage;
use crate::official::{Official, id};

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
fn two_tabs_that_write_the_same_note_lose_neither_text() {
    stage().run(async |official| {
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
