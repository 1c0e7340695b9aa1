//! Beginning a case, ticking, answering, undoing.

use crate::harness::{intranet, stage};
use crate::official::{Official, id, procedure};

#[test]
fn a_new_case_waits_and_begins_with_the_first_step() {
    stage().run(begins_a_case);
}

#[test]
fn a_new_case_on_plain_http() {
    intranet().run(async |official| {
        begins_a_case(official).await;
        what_plain_http_withholds(official).await;
    });
}

async fn begins_a_case(official: &Official) {
    official.open_app().await;
    official.begin_case("MM-2026-001").await;
    official.gate_is("wait").await;
    official.reads(&id("next"), "1.1").await;
    let rows = official.rows().await;
    let rows: Vec<_> = rows.iter().map(|(step, _)| step.as_str()).collect();
    let procedure = procedure();
    let steps: Vec<_> = procedure.steps().map(|step| step.id.as_str()).collect();
    assert_eq!(steps.len(), 107);
    assert_eq!(rows, steps);
    official.reads(".foot", "Not the official SOP").await;
    official.is_saved().await;
    let place = official.title_and_address().await;
    assert!(!place.contains("MM-2026"), "the code stands in {place}");
    official.reload().await;
    official.reads(&id("case-row"), "MM-2026-001").await;
}

/// Otherwise the test on plain http would prove nothing: the same page on 127.0.0.1 has all of it.
async fn what_plain_http_withholds(official: &Official) {
    let body = "return { secure: isSecureContext, subtle: !!crypto.subtle, uuid: !!crypto.randomUUID, \
                locks: !!navigator.locks, clipboard: !!navigator.clipboard, worker: !!navigator.serviceWorker, \
                share: !!navigator.share }";
    let has: std::collections::BTreeMap<String, bool> = official.js(body, &[]).await;
    assert!(has.values().all(|has| !has), "not as on an intranet: {has:?}");
}

#[test]
fn loopback_is_a_secure_context_and_so_no_stand_in_for_plain_http() {
    stage().run(async |official| {
        official.open_app().await;
        let secure: bool = official.js("return isSecureContext && !!navigator.locks && !!crypto.randomUUID", &[]).await;
        assert!(secure);
    });
}

#[test]
fn a_code_is_needed_to_begin() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("create-case")).await;
        official.reads("form [role=alert]", "Type the case code").await;
        official.focus_is_on(&id("case-code")).await;
    });
}

#[test]
fn a_tick_is_done_today_and_stays() {
    stage().run(ticks_a_step);
}

#[test]
fn a_tick_on_plain_http() {
    intranet().run(ticks_a_step);
}

async fn ticks_a_step(official: &Official) {
    official.open_app().await;
    official.begin_case("T-1").await;
    official.tick("1.8").await;
    official.row_is("1.8", "done").await;
    assert!(official.box_is_ticked("1.8").await);
    let today = official.today().await;
    official.reads(&id("step-1.8"), &format!("Done {today}")).await;
    official.reads(&id("progress"), "1 of ").await;
    official.is_saved().await;

    official.reload().await;
    official.open_case("T-1").await;
    official.row_is("1.8", "done").await;
    assert!(official.box_is_ticked("1.8").await);
    official.reads(&id("step-1.8"), &format!("Done {today}")).await;

    official.tick("1.8").await;
    official.row_is("1.8", "todo").await;
    assert!(!official.box_is_ticked("1.8").await);
    official.tick("2.7").await;
    official.row_is("2.7", "done").await;

    official.reload().await;
    official.open_case("T-1").await;
    official.row_is("1.8", "todo").await;
    official.row_is("2.7", "done").await;
    official.undo().await;
    official.row_is("2.7", "todo").await;
    assert!(!official.box_is_ticked("2.7").await);
    official.undo().await;
    official.row_is("1.8", "done").await;

    official.reload().await;
    official.open_case("T-1").await;
    official.row_is("1.8", "done").await;
    official.row_is("2.7", "todo").await;
}

#[test]
fn a_step_that_asks_is_done_when_it_is_answered() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("A-1").await;
        official.tick("1.6").await;
        official.step_is_open("1.6").await;
        official.reads(".panel", "Answer these questions; then the step is done.").await;
        official.row_is("1.6", "todo").await;
        assert!(!official.box_is_ticked("1.6").await);
        official.answer("age", "child").await;
        official.answer("alone", "no").await;
        official.row_is("1.6", "todo").await;
        official.answer("gender", "female").await;
        official.row_is("1.6", "done").await;
        official.close().await;
        assert!(official.box_is_ticked("1.6").await);
        official.is_saved().await;
        official.reload().await;
        official.open_case("A-1").await;
        official.row_is("1.6", "done").await;
    });
}

#[test]
fn a_refused_tick_leaves_no_tick() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("R-1").await;
        official.part("facts").await;
        official.answer("identified", "yes").await;
        official.part("steps").await;
        // Whether she is afraid was never asked: nobody who could harm her may be contacted.
        for step in ["2.9", "5.4"] {
            official.tick(step).await;
            official.step_is_open(step).await;
            official.reads(&id("blocks"), "This step cannot be marked done yet.").await;
            official.close().await;
            assert!(!official.box_is_ticked(step).await, "{step}");
            let state = official.row(step).await;
            assert!(matches!(state.as_str(), "blocked" | "maybe"), "{step} is {state}");
        }
        official.reads(&id("progress"), "0 of ").await;
        // The browser's own way back leaves none either.
        official.tick("2.9").await;
        official.step_is_open("2.9").await;
        official.browser_back().await;
        official.sees_no("#step-heading").await;
        assert!(!official.box_is_ticked("2.9").await);
        // One tick of a blocked step must not spoil the next of another.
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn the_journey_shows_what_is_begun_waited_for_and_stopped_and_leads_to_a_phase() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("WAY-1").await;
        let phase = |at: usize| format!(".way a:nth-of-type({at})");
        official.has(&phase(1), "aria-current", "step").await;
        official.has(&phase(1), "data-state", "open").await;
        official.tick("1.8").await;
        official.has(&phase(1), "data-state", "begun").await;
        official.open("4.8").await;
        official.tap(&id("wait-4.8")).await;
        official.close().await;
        official.has(&phase(4), "data-state", "waiting").await;
        official.part("consents").await;
        official.tap(&id("answer-S13-raised")).await;
        official.tap(&id("record-S13")).await;
        official.has(&phase(9), "data-state", "stopped").await;
        official.has(&phase(9), "aria-label", "9 Handover at the border: Stopped").await;
        official.reads(".journey", "Stopped: 9 Handover at the border").await;
        official.reads(".journey", "Waiting: 4 Legal track and claims").await;
        // With the keyboard as with the finger.
        let follow = "const link = document.querySelector(arguments[0]); link.focus();
            link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
            return document.activeElement === link;";
        assert!(official.js::<bool>(follow, &[phase(11).into()]).await);
        official.has(&id("tab-steps"), "aria-current", "page").await;
        official.focus_is_on("#phase-11").await;
        official.part("paper").await;
        official.reads(&id("sheet"), "Stopped: 9 Handover at the border").await;
        official.sees(".sheet .way").await;
    });
}
