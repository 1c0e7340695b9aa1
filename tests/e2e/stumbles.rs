//! What a fresh reader stumbled over on a phone: each stays mended.

use serde_json::Value;

use crate::harness::stage;
use crate::official::{Official, id, word};

/// Where a row's box is on the screen, once the page has come to rest.
async fn place_of(official: &Official, step: &str) -> f64 {
    let body = format!(
        "const done = arguments[0];
         requestAnimationFrame(() => requestAnimationFrame(() => done(
            document.querySelector('[data-testid=\"done-{step}\"]').getBoundingClientRect().top)))"
    );
    official.js_later(&body).await
}

async fn brings_to_the_middle(official: &Official, step: &str) {
    let show = "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })";
    official.js::<Value>(show, &[id(&format!("done-{step}")).into()]).await;
}

/// Taps where a box was, whatever is there now.
async fn taps_at(official: &Official, y: f64) {
    let tap = "document.elementFromPoint(30, arguments[0] + 10).click()";
    official.js::<Value>(tap, &[y.into()]).await;
}

#[test]
fn a_quick_next_tap_hits_the_next_row() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("T-1").await;
        official.sees(&id("tab-facts")).await;
        official.sees(".journey svg").await;
        // Plain ones, and one whose limit begins to run, which adds several lines.
        for (first, second) in [("2.1", "2.2"), ("2.3", "2.4"), ("3.2", "3.3"), ("8.6", "8.7")] {
            brings_to_the_middle(official, first).await;
            let was = place_of(official, second).await;
            // A tap of this test's own: the others bring what they tap to another place.
            official
                .js::<Value>("document.querySelector(arguments[0]).click()", &[id(&format!("done-{first}")).into()])
                .await;
            official.row_is(first, "done").await;
            let is = place_of(official, second).await;
            assert!((is - was).abs() <= 1.0, "{second} went from {was} to {is} when {first} was ticked");
            if second == "2.2" {
                taps_at(official, was).await;
                official.row_is(second, "done").await;
                assert!(official.box_is_ticked(first).await, "the row before was unticked");
            }
        }
    });
}

#[test]
fn who_records_without_a_role_is_asked_once() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("R-1").await;
        official.sees(".journey svg").await;
        official.sees_no(&id("who-are-you")).await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.reads(&id("who-are-you"), "Who are you?").await;
        official.tap(&id("say-role")).await;
        official.chooses(&id("role"), "TH-SHE").await;
        official.back().await;
        official.sees(&id("gate")).await;
        official.sees_no(&id("who-are-you")).await;
        // It holds nothing up, and stays away.
        official.tick("2.1").await;
        official.row_is("2.1", "done").await;
        official.sees_no(&id("who-are-you")).await;
    });
}

#[test]
fn a_tick_that_waits_names_its_questions_and_leads_to_them() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("Q-1").await;
        official.tick("1.2").await;
        official.step_is_open("1.2").await;
        let ways = id("to-finish");
        official.reads(&ways, &word("fact.interpreter")).await;
        official.tap(&format!("{ways} li:nth-of-type(2) button")).await;
        official.focus_is_on("#ask-language").await;
        official.answer("interpreter", "no").await;
        official.reads(&ways, &word("fact.language")).await;
        official.answer("language", "mon").await;
        official.sees_no(&format!("{ways} li")).await;
        // On a phone the way back stands where the step ends, too.
        official.tap(&id("close-step-foot")).await;
        official.sees_no("#step-heading").await;
        official.row_is("1.2", "done").await;
    });
}

#[test]
fn a_question_under_next_leads_straight_to_it() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("N-1").await;
        // Done before anybody asked: what comes after waits for the answer.
        official.open("1.6").await;
        official.tap(".status .buttons button:nth-of-type(3)").await;
        official.close().await;
        official.open("1.1").await;
        official.tap(".status .buttons button:nth-of-type(3)").await;
        official.close().await;
        official.reads(".next", &word("fact.at_site")).await;
        let tap = "for (const item of document.querySelectorAll('.next .next-item'))
                       if (item.textContent.includes(arguments[0])) { item.click(); return; }";
        official.js::<Value>(tap, &[word("fact.at_site").into()]).await;
        official.step_is_open("1.1").await;
        official.focus_is_on("#ask-at_site").await;
    });
}

#[test]
fn raising_a_flag_is_one_tap_and_clearing_it_is_asked_again() {
    stage().run(async |official| {
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("F-1").await;
        official.part("consents").await;
        let s2 = id("stop-S2");
        // Clear is said twice.
        official.tap(&id("answer-S2-clear")).await;
        official.reads(&s2, "found nothing?").await;
        official.has(&s2, "data-state", "unchecked").await;
        official.tap(&id("cancel-S2")).await;
        official.sees_no(&id("record-S2")).await;
        official.has(&s2, "data-state", "unchecked").await;
        official.check_clear("S2").await;
        // Up at once; why can come after, and is a record of its own.
        official.tap(&id("answer-S2-raised")).await;
        official.has(&s2, "data-state", "raised").await;
        official.gate_is("stop").await;
        official.tap("#reason-S2").await;
        official.types("the uncle drinks").await;
        official.tap(&id("record-S2")).await;
        official.reads(&s2, "“the uncle drinks”").await;
        official.has(&s2, "data-state", "raised").await;
        // Left out, it is up all the same.
        official.tap(&id("answer-S3-raised")).await;
        official.tap(&id("cancel-S3")).await;
        official.has(&id("stop-S3"), "data-state", "raised").await;
        // Down with a reason only.
        official.tap(&id("answer-S2-clear")).await;
        official.tap(&id("record-S2")).await;
        official.reads(&s2, "Write the reason in a few words.").await;
        official.has(&s2, "data-state", "raised").await;
        official.tap("#reason-S2").await;
        official.types("he moved away").await;
        official.tap(&id("record-S2")).await;
        official.has(&s2, "data-state", "clear").await;
        official.part("history").await;
        let history = official.text(&id("history-list")).await;
        assert_eq!(history.matches("S2 ").count(), 4, "{history}");
    });
}

#[test]
fn who_does_not_want_to_return_is_not_listed_as_not_asked() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("D-1").await;
        official.reads(&id("gate"), "Return to Myanmar: not asked").await;
        official.part("facts").await;
        official.answer("return", "declined").await;
        official.reads(&id("gate"), "Return to Myanmar: not to be asked now").await;
        let gate = official.text(&id("gate")).await;
        assert!(!gate.contains("not asked"), "{gate}");
        official.gate_is("wait").await;
        official.tap(&format!("{} > summary", id("missing-fold"))).await;
        official.reads(&id("missing"), "At the crossing: not to be asked now").await;
        official.answer("return", "wanted").await;
        official.reads(&id("gate"), "Return to Myanmar: not asked").await;
    });
}

#[test]
fn short_names_are_spelled_out_where_they_are_met() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-1").await;
        official.open("9.5").await;
        let names = ".panel > .later .short-names";
        official.reads(names, &word("role.TH-MSD")).await;
        official.reads(names, &word("role.MM-DOR")).await;
        official.reads(names, &format!("S13 {}", word("stop.S13"))).await;
        let said = official.text(names).await;
        assert!(!said.contains("S1 ") && !said.contains("IOM "), "only what is met here: {said}");
        official.close().await;
        official.open("9.7").await;
        official.reads(names, &format!("D8 {}", word("paper.D8"))).await;
    });
}

#[test]
fn a_supervisor_who_was_told_later_is_added_to_the_incident() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("I-1").await;
        official.part("consents").await;
        official.raise("S13", "the gate is shut").await;
        official.part("steps").await;
        official.open("9.5").await;
        official.tap(&id("incident-9.5")).await;
        official.tap(&id("incident-why-9.5")).await;
        official.types("Pushed over by the convoy").await;
        official.chooses(&id("incident-told-9.5"), "-").await;
        official.tap(&id("record-incident-9.5")).await;
        official.reads(&id("incidents-9.5"), "no supervisor was told yet").await;
        official.tap(&id("told-since")).await;
        official.tap(&id("record-told")).await;
        official.reads(&id("incidents-9.5"), "Choose who was told").await;
        official.chooses(".incidents .particulars select", "TH-MSD").await;
        official.tap(".incidents .particulars .date button").await;
        official.tap(&id("record-told")).await;
        official.reads(&id("incidents-9.5"), "DATIP was told").await;
        let told = official.text(&id("incidents-9.5")).await;
        official.reads(&id("incidents-9.5"), "Pushed over by the convoy").await;
        official.sees_no(&id("told-since")).await;
        assert_eq!(told.matches("Recorded today").count(), 1, "it is one incident: {told}");
        official.is_saved().await;
        official.reload().await;
        official.open_case("I-1").await;
        official.reads(&id("incidents"), "DATIP was told").await;
    });
}

#[test]
fn what_cannot_be_marked_at_once_is_listed_with_the_way_to_it() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.types("M-1").await;
        official.tap(&format!("{} summary", id("under-way"))).await;
        official.chooses(&id("stood"), "7").await;
        official.tap(&id("create-case")).await;
        official.tap(&format!("{} summary", id("fold-told-1"))).await;
        official.reads(&id("mark-told-1"), "4").await;
        official.tap(&id("mark-told-1")).await;
        official.row_is("1.2", "elsewhere").await;
        let rest = id("rest-told-1");
        official.reads(&rest, "1.1").await;
        official.tap(&format!("{rest} li:nth-of-type(1) button")).await;
        official.step_is_open("1.1").await;
        // Nothing was answered for anybody.
        official.has(&id("stop-S9"), "data-state", "unchecked").await;
    });
}
