//! Half-filled forms: each is there again after a lock, a reload and the way back, at its place and nowhere else.

use crate::harness::{everywhere, stage};
use crate::official::{Official, id};

const NOT_RECORDED: &str = "[data-testid=not-recorded]";

async fn types_into(official: &Official, field: &str, words: &str) {
    official.tap(field).await;
    official.types(words).await;
}

/// Begins to say why a step is not needed.
async fn not_needed(official: &Official, step: &str, words: &str) {
    official.open(step).await;
    official.tap(&id(&format!("not-needed-of-{step}"))).await;
    types_into(official, &field(step), words).await;
}

fn field(step: &str) -> String {
    id(&format!("not-needed-{step}"))
}

async fn begins_reason(official: &Official, stop: &str, words: &str) {
    official.tap(&id(&format!("answer-{stop}-raised"))).await;
    types_into(official, &id(&format!("reason-{stop}")), words).await;
}

#[test]
fn why_a_step_is_not_needed() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("FORM-1").await;
        not_needed(official, "1.2", "her aunt").await;
        official.sees_no(NOT_RECORDED).await;
        // In the middle of the word.
        official.locks_and_unlocks().await;
        official.step_is_open("1.2").await;
        official.has(&field("1.2"), "value", "her aunt").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.focus_is_on(&field("1.2")).await;
        official.types(" has").await;
        official.reloads_here().await;
        official.step_is_open("1.2").await;
        official.has(&field("1.2"), "value", "her aunt has").await;
        // Out of the step by either back, and in again.
        official.browser_back().await;
        official.sees_no("#step-heading").await;
        official.open("1.2").await;
        official.has(&field("1.2"), "value", "her aunt has").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.close().await;
        // No other step and no other case has it.
        official.open("1.1").await;
        official.sees(&id("not-needed-of-1.1")).await;
        official.sees_no(&field("1.1")).await;
        official.close().await;
        official.back().await;
        official.begin_case("FORM-2").await;
        official.open("1.2").await;
        official.sees(&id("not-needed-of-1.2")).await;
        official.sees_no(&field("1.2")).await;
        official.reload().await;

        official.open_case("FORM-1").await;
        official.open("1.2").await;
        official.has(&field("1.2"), "value", "her aunt has").await;
        official.tap(&id("record-not-needed-1.2")).await;
        official.reads(&id("status-1.2"), "her aunt has").await;
        official.reloads_here().await;
        official.reads(&id("status-1.2"), "her aunt has").await;
        official.sees_no(&field("1.2")).await;
        // Cancelled is forgotten as well.
        official.tap(&id("not-needed-of-1.2")).await;
        official.has(&field("1.2"), "value", "").await;
        types_into(official, &field("1.2"), "no").await;
        official.tap(&id("cancel-not-needed-1.2")).await;
        official.sees_no(&field("1.2")).await;
        official.reloads_here().await;
        official.sees(&id("not-needed-of-1.2")).await;
        official.sees_no(&field("1.2")).await;
    });
}

#[test]
fn the_reason_of_a_red_flag() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("FLAG-1").await;
        official.part("consents").await;
        begins_reason(official, "S6", "the foreman").await;
        official.locks_and_unlocks().await;
        official.has(&id("tab-consents"), "aria-current", "page").await;
        official.has(&id("reason-S6"), "value", "the foreman").await;
        official.has(&id("stop-S6"), "data-state", "unchecked").await;
        official.reads(&format!("{} {NOT_RECORDED}", id("stop-S6")), "not recorded yet").await;
        official.focus_is_on(&id("reason-S6")).await;
        official.types(" waits").await;
        official.reloads_here().await;
        official.has(&id("reason-S6"), "value", "the foreman waits").await;
        official.browser_back().await;
        official.part("consents").await;
        official.has(&id("reason-S6"), "value", "the foreman waits").await;
        // The flag is asked about at this step, too; there nothing was typed.
        let procedure = crate::official::procedure();
        let asked = |step: &&sop_checklist::procedure::Step| step.stops.iter().any(|stop| stop.as_str() == "S6");
        let step = procedure.steps().find(asked).map(|step| step.id.to_string()).unwrap();
        official.part("steps").await;
        official.open(&step).await;
        official.sees(&id("answer-S6-raised")).await;
        official.sees_no(&id("reason-S6")).await;
        official.close().await;
        official.part("consents").await;
        official.tap(&id("record-S6")).await;
        official.has(&id("stop-S6"), "data-state", "raised").await;
        official.reads(&id("stop-S6"), "the foreman waits").await;
        // Why it is down is another question: nothing is filled in.
        official.tap(&id("answer-S6-clear")).await;
        official.has(&id("reason-S6"), "value", "").await;
        official.sees_no(NOT_RECORDED).await;
        official.reloads_here().await;
        official.has(&id("stop-S6"), "data-state", "raised").await;
        official.has(&id("reason-S6"), "value", "").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
    });
}

#[test]
fn the_particulars_of_a_consent() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("FORM-3").await;
        official.part("consents").await;
        official.tap(&id("answer-return-refused")).await;
        official.tap(&id("private-return-false")).await;
        official.tap(&id("interpreter-return-true")).await;
        official.tap("label:has([name=form-return]):nth-of-type(2)").await;
        types_into(official, &id("language-return"), "Shan").await;
        types_into(official, &id("present-return"), "her sister").await;
        types_into(official, &id("scope-return"), "by roa").await;
        let stands = async || {
            official.has(&id("tab-consents"), "aria-current", "page").await;
            official.has(&id("answer-return-refused"), "aria-pressed", "true").await;
            official.has(&id("private-return-false"), "checked", true).await;
            official.has(&id("private-return-true"), "checked", false).await;
            official.has(&id("interpreter-return-true"), "checked", true).await;
            official.has("label:has([name=form-return]):nth-of-type(2) input", "checked", true).await;
            official.has(&id("language-return"), "value", "Shan").await;
            official.has(&id("present-return"), "value", "her sister").await;
            official.has(&id("scope-return"), "value", "by roa").await;
            official.has(&id("consent-return"), "data-state", "not-asked").await;
            official.reads(&format!("{} {NOT_RECORDED}", id("consent-return")), "not recorded yet").await;
        };
        official.locks_and_unlocks().await;
        stands().await;
        official.reloads_here().await;
        stands().await;
        official.browser_back().await;
        official.part("consents").await;
        stands().await;
        // Another answer is another form.
        official.tap(&id("answer-return-given")).await;
        official.has(&id("language-return"), "value", "").await;
        official.has(&id("private-return-false"), "checked", false).await;
        official.tap(&id("answer-return-refused")).await;
        stands().await;
        official.tap(&id("record-return")).await;
        official.has(&id("consent-return"), "data-state", "refused").await;
        official.reloads_here().await;
        official.has(&id("consent-return"), "data-state", "refused").await;
        official.sees_no(&id("record-return")).await;
        official.part("paper").await;
        for said in ["Asked in private: No", "Language used: Shan", "What it covers: by roa", "her sister"] {
            official.reads(".sheet", said).await;
        }
        official.reloads_here().await;
        official.has(&id("tab-paper"), "aria-current", "page").await;
    });
}

#[test]
fn the_code_of_a_new_case_and_who_i_am() {
    everywhere(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        types_into(official, &id("case-code"), "CODE-").await;
        official.locks_and_unlocks().await;
        official.has(&id("case-code"), "value", "CODE-").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.focus_is_on(&id("case-code")).await;
        official.types("7").await;
        official.reloads_here().await;
        official.has(&id("case-code"), "value", "CODE-7").await;
        official.browser_back().await;
        official.tap(&id("new-case")).await;
        official.has(&id("case-code"), "value", "CODE-7").await;
        official.tap(&id("create-case")).await;
        official.reads("#heading", "CODE-7").await;
        official.back().await;
        official.tap(&id("new-case")).await;
        official.has(&id("case-code"), "value", "").await;
        official.back().await;

        official.tap(&id("settings")).await;
        types_into(official, &id("initials"), "TZ").await;
        // The field is not left: it locks by itself, or the page is thrown away.
        official.reloads_here().await;
        official.has(&id("initials"), "value", "TZ").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.back().await;
        official.reload().await;
        official.tap(&id("settings")).await;
        official.has(&id("initials"), "value", "TZ").await;
        official.sees_no(NOT_RECORDED).await;
    });
}

#[test]
fn with_a_full_disk_it_is_held_over_the_lock() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("FULL-2").await;
        official.is_saved().await;
        official.part("consents").await;
        official.fills_storage().await;
        begins_reason(official, "S6", "no room for this").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
        official.tap(&id("lock")).await;
        official.reads("main", "Something you recorded or typed is not saved yet.").await;
        official.unlocks().await;
        official.has(&id("reason-S6"), "value", "no room for this").await;
        official.locks_and_unlocks().await;
        official.has(&id("reason-S6"), "value", "no room for this").await;
        official.frees_storage().await;
        official.types(" at all").await;
        official.is_saved().await;
        official.reloads_here().await;
        official.has(&id("reason-S6"), "value", "no room for this at all").await;
        // Recorded without room: it is an entry, and no longer half-typed.
        official.fills_storage().await;
        official.tap(&id("record-S6")).await;
        official.has(&id("stop-S6"), "data-state", "raised").await;
        official.locks_and_unlocks().await;
        official.has(&id("stop-S6"), "data-state", "raised").await;
        official.sees_no(&id("reason-S6")).await;
        official.frees_storage().await;
        official.part("steps").await;
        official.part("consents").await;
        official.is_saved().await;
        official.reloads_here().await;
        official.has(&id("stop-S6"), "data-state", "raised").await;
        official.sees_no(&id("reason-S6")).await;
    });
}

#[test]
fn two_tabs_do_not_take_each_others_and_one_that_died_leaves_its_own() {
    stage().needs_chromium("a tab that dies").run(async |official| {
        official.open_app().await;
        official.begin_case("TAB-1").await;
        not_needed(official, "1.2", "of the first").await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.begin_case("TAB-2").await;
        not_needed(official, "1.3", "of the second").await;
        for again in 0..2 {
            for (tab, code, step, words) in
                [(&first, "TAB-1", "1.2", "of the first"), (&second, "TAB-2", "1.3", "of the second")]
            {
                official.go_to_tab(tab).await;
                if again == 0 {
                    official.reloads_here().await;
                } else {
                    official.locks_and_unlocks().await;
                }
                official.step_is_open(step).await;
                official.has("#heading", "innerText", code).await;
                official.has(&field(step), "value", words).await;
            }
        }
        official.go_to_tab(&first).await;
        official.browser_back().await;
        official.browser_back().await;
        official.tap(&id("new-case")).await;
        official.sees(&id("case-code")).await;
        official.tab_dies(&second).await;
        official.visit("").await;
        official.unlocks().await;
        official.has("#heading", "innerText", "TAB-2").await;
        official.has(&field("1.3"), "value", "of the second").await;
    });
}

#[test]
fn removing_the_case_forgets_what_was_half_typed() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("GONE-2").await;
        not_needed(official, "1.2", "her aunt").await;
        official.reloads_here().await;
        official.has(&field("1.2"), "value", "her aunt").await;
        official.close().await;
        let places = |keys: Vec<String>| keys.into_iter().filter(|key| key.contains(":p")).count();
        assert_eq!(places(official.storage().await.into_keys().collect()), 1);
        official.part("paper").await;
        official.tap(&id("remove-case")).await;
        types_into(official, &id("remove-code"), "GONE-2").await;
        official.tap(&id("remove-confirm")).await;
        official.sees(&id("new-case")).await;
        official.reloads_here().await;
        official.sees(&id("new-case")).await;
        assert_eq!(places(official.storage().await.into_keys().collect()), 0);
    });
}
