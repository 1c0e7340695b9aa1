//! Red flags, the last check before the crossing, incidents, and consent that is asked again.

use serde_json::{Value, json};

use crate::harness::stage;
use crate::official::{Official, id, procedure, word};

/// A clock that a test sets by hours ahead or back, for the next page.
const CLOCK: &str = "(() => {
    const Real = Date;
    const now = () => Real.now() + 3600000 * Number(sessionStorage.hours || 0);
    window.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(now()); }
        static now() { return now(); }
    };
})();";

async fn sets_the_clock(official: &Official, hours: i32, code: &str) {
    official.js::<Value>("sessionStorage.hours = arguments[0]", &[hours.into()]).await;
    official.reload().await;
    official.open_case(code).await;
}

#[test]
fn a_red_flag_says_what_it_does_and_how_long_ago_it_was_cleared() {
    stage().run(async |official| {
        official.before_every_page(CLOCK).await;
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("R-1").await;
        official.part("consents").await;
        let s3 = id("stop-S3");
        for said in [
            "Hard stop while it is raised",
            "Acts when it is raised: Thai health worker, Thai shelter worker",
            "Steps that wait while it is raised: 9.1, 9.5",
        ] {
            official.reads(&s3, said).await;
        }
        official.reads(&id("stop-S7"), "Pause: the gate waits").await;
        official.reads(&id("stop-S9"), "Act now").await;
        official.reads(&id("stop-S11"), "it does not move the gate").await;
        official.check_clear("S3").await;
        official.reads(&s3, "Cleared today by Thai shelter worker").await;
        official.raise("S6", "asked alone").await;

        // Raised first, then those that nobody checked, then clear ones; each leads to its check.
        official.reads(&id("to-flags"), "Red flags: 1 raised, 11 not checked").await;
        let order: Vec<String> = official
            .js("return [...document.querySelectorAll('[data-testid=flags] .number')].map(one => one.textContent)", &[])
            .await;
        assert_eq!(order.join(" "), "S6 S1 S2 S4 S5 S7 S8 S9 S10 S11 S12 S13 S3");
        official.tap(&format!("{} li:last-child button", id("flags"))).await;
        official.focus_is_on(&s3).await;
        official.is_saved().await;

        sets_the_clock(official, 24 * 12, "R-1").await;
        official.part("consents").await;
        official.reads(&s3, "Cleared 12 days ago by Thai shelter worker").await;
        official.reads(&id("flags"), "Raised 12 days ago by Thai shelter worker").await;
        official.part("paper").await;
        for said in [
            "Cleared 12 days ago by Thai shelter worker",
            "Hard stop",
            "Acts when it is raised",
            "Steps that wait while it is raised: 9.1, 9.5",
        ] {
            official.reads(".sheet", said).await;
        }
        // A clock that is behind says so; no age is negative.
        sets_the_clock(official, -24 * 3, "R-1").await;
        official.part("consents").await;
        official.reads(&s3, "Cleared (dated in the future: check the clocks) by Thai shelter worker").await;
        let text = official.text("main").await;
        assert!(!text.contains("-3 day") && !text.contains("days ago"), "{text}");
    });
}

#[test]
fn the_last_check_shows_what_is_open_and_cannot_be_done_before() {
    stage().run(async |official| {
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("K-1").await;
        let check = id("last-check");
        // A tick looks first.
        official.tick("8.11").await;
        official.step_is_open("8.11").await;
        official.reads(&check, "14 still open").await;
        official.reads(&id("blocks"), "14 in this check still open").await;
        official.reads(&id("check-S2"), "Not checked").await;
        official.reads(&id("check-6.7"), "not done").await;
        official.reads(&id("check-crossing"), "to be asked at step 9.2").await;
        official.tap(&format!("{} button", id("check-S4"))).await;
        official.focus_is_on(&id("stop-S4")).await;
        for stop in ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S9", "S10", "S13"] {
            official.check_clear(stop).await;
        }
        official.reads(&id("check-S4"), "Cleared today by Thai shelter worker").await;
        official.reads(&check, "4 still open").await;
        official.tap(&id("mark-8.11")).await;
        official.reads(&check, "4 still open").await;
        // What is settled elsewhere leads there.
        official.tap(&format!("{} button", id("check-return"))).await;
        official.step_is_open("7.8").await;
        official.consents("return").await;
        official.close().await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.part("steps").await;
        assert!(!official.box_is_ticked("8.11").await);

        official.tick("8.11").await;
        official.reads(&check, "Nothing open in this check. Ask again before the crossing.").await;
        let said = official.text(&check).await.to_lowercase();
        assert!(!said.contains("safe to") && !said.contains(" is safe"), "{said}");
        official.sees_no(&id("blocks")).await;
        official.tap(&id("mark-8.11")).await;
        official.row_is("8.11", "done").await;
        official.gate_is("wait").await;
    });
}

#[test]
fn done_against_an_open_stop_is_an_incident_and_never_done() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("I-1").await;
        official.open("9.5").await;
        official.sees(&id("mark-9.5")).await;
        // A question that nobody asked yet is no stop.
        official.sees_no(&id("incident-9.5")).await;
        official.close().await;
        official.part("consents").await;
        official.raise("S13", "the gate is shut").await;
        official.part("steps").await;
        official.sees_no(&id("incidents")).await;
        official.open("9.5").await;
        official.tap(&id("incident-9.5")).await;
        official.tap(&id("record-incident-9.5")).await;
        official.reads(".particulars", "Write the reason in a few words.").await;
        official.tap(&id("incident-why-9.5")).await;
        official.types("Pushed over by the convoy").await;
        official.tap(&id("record-incident-9.5")).await;
        official.reads(".particulars", "Choose who was told").await;
        official.chooses(&id("incident-told-9.5"), "TH-MSD").await;
        let part = |name: &str| format!("[id=\"incident-date-9.5-{name}\"]");
        official.tap(&part("day")).await;
        official.types("31").await;
        official.chooses(&part("month"), "2").await;
        official.tap(&part("year")).await;
        official.types("2026").await;
        official.leaves_field().await;
        official.reads(&id("incident-date-9.5"), "This month has no such day.").await;
        official.tap(&id("record-incident-9.5")).await;
        // No date that was not typed stands in for one that is none.
        official.reads(".particulars", "Put the date right first.").await;
        official.tap(&part("day")).await;
        official.selects_all().await;
        official.types("26").await;
        official.tap(&part("time")).await;
        official.types("6:40").await;
        official.leaves_field().await;
        official.tap(&id("record-incident-9.5")).await;
        let here = id("incidents-9.5");
        official.reads(&here, "Pushed over by the convoy").await;
        official.reads(&here, "DATIP was told, 26 February 2026 06:40").await;

        // Another one at the same step; nobody was told yet.
        official.tap(&id("incident-9.5")).await;
        official.tap(&id("incident-why-9.5")).await;
        official.types("And her sister").await;
        official.chooses(&id("incident-told-9.5"), "-").await;
        official.tap(&id("record-incident-9.5")).await;
        official.reads(&here, "no supervisor was told yet").await;
        official.close().await;
        official.row_is("9.5", "blocked").await;
        official.reads(&id("step-9.5"), "Done against an open stop").await;
        official.reads(&id("progress"), "0 of ").await;
        official.reads(&id("incidents"), "DATIP was told").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("I-1").await;
        let count = "return document.querySelectorAll('[data-testid=incidents] li').length";
        assert_eq!(official.js::<u32>(count, &[]).await, 2);
        official.part("paper").await;
        let sheet = official.text(".sheet").await;
        let place = |what: &str| sheet.find(what).unwrap_or_else(|| panic!("{what} is not in {sheet}"));
        assert!(place("Pushed over by the convoy") < place("Person in brief"), "near the top");

        // It is neither consent nor red flag, so it can be undone; the history keeps it.
        official.undo().await;
        official.part("steps").await;
        official.reads(&id("incidents"), "DATIP was told").await;
        assert_eq!(official.js::<u32>(count, &[]).await, 1);
        official.part("history").await;
        official.reads(&id("history-list"), "And her sister").await;
    });
}

#[test]
fn what_is_asked_again_is_never_filled_in() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("A-1").await;
        official.part("facts").await;
        official.answer("age", "child").await;
        for (step, kind) in [("9.2", "crossing"), ("10.3", "myanmar")] {
            official.part("consents").await;
            official.consents(kind).await;
            official.part("steps").await;
            for _ in 0..2 {
                // The tick is no answer, however often it was asked before.
                if !official.box_is_ticked(step).await {
                    official.tick(step).await;
                } else {
                    official.open(step).await;
                }
                official.step_is_open(step).await;
                let ask = format!(".panel {}", id(&format!("consent-{kind}")));
                official.has(&ask, "data-state", "not-asked").await;
                official.reads(&ask, "Ask now, as if for the first time.").await;
                let pressed = "return document.querySelectorAll('.panel .consent [aria-pressed=true]').length";
                assert_eq!(official.js::<u32>(pressed, &[]).await, 0);
                let given = format!("{ask} {}", id(&format!("answer-{kind}-given")));
                official.tap(&given).await;
                let filled = "return document.querySelectorAll('.panel .particulars :is(:checked)').length \
                              + [...document.querySelectorAll('.panel .particulars input[type=text]')].filter(one => one.value).length";
                assert_eq!(official.js::<u32>(filled, &[]).await, 0);
                official.tap(&id(&format!("record-{kind}"))).await;
                if kind == "myanmar" {
                    // The child's assent alone answers nothing.
                    official.has(&ask, "data-state", "not-asked").await;
                    official.tap(&format!("{ask} {}", id("answer-myanmar-guardian-given"))).await;
                    official.tap(&id("record-myanmar")).await;
                }
                official.has(&ask, "data-state", "given").await;
                official.row_is(step, "done").await;
                official.close().await;
            }
            official.part("history").await;
            let name = word(&format!("consent.{kind}"));
            let lines = "return [...document.querySelectorAll('[data-testid=history-list] .what')] \
                         .filter(line => line.textContent.startsWith(arguments[0] + ', ')).length";
            let expected = if kind == "myanmar" { 6 } else { 3 };
            assert_eq!(official.js::<u32>(lines, &[json!(name)]).await, expected, "{kind}");
            official.part("steps").await;
        }
    });
}

#[test]
fn the_points_of_data_consent_are_ticked_one_by_one() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("P-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.part("consents").await;
        let procedure = procedure();
        let data = procedure.consent("data").unwrap();
        let said = |at: usize| word(&format!("consent.data.point.{}", data.points[at].id));
        official.tap(&id("answer-data-given")).await;
        let ticked = "return document.querySelectorAll('.points :checked').length";
        assert_eq!(official.js::<u32>(ticked, &[]).await, 0);
        for point in &data.points[1..] {
            official.tap(&id(&format!("point-data-{}", point.id))).await;
        }
        official.tap(&id("point-data-access")).await;
        official.tap("label:has([name=form-data]):nth-of-type(1)").await;
        official.tap(&id("record-data")).await;
        // Given all the same, and it says what was not confirmed.
        official.has(&id("consent-data"), "data-state", "given").await;
        let missing = format!("not confirmed: {}; {}", said(0), said(4));
        official.reads(&id("consent-data"), &missing).await;
        official.part("paper").await;
        official.reads(".sheet", &missing).await;
        official.reads(".sheet", "How it was said: Spoken").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("P-1").await;
        official.part("history").await;
        official.reads(&id("history-list"), &missing).await;
        official.part("consents").await;
        official.tap(&id("answer-data-given")).await;
        assert_eq!(official.js::<u32>(ticked, &[]).await, 0, "an earlier record fills nothing in");
        for point in &data.points {
            official.tap(&id(&format!("point-data-{}", point.id))).await;
        }
        official.tap(&id("record-data")).await;
        official.reads(&id("consent-data"), "every point confirmed").await;
        // A no needs no points.
        official.tap(&id("answer-data-refused")).await;
        official.sees(&id("record-data")).await;
        official.sees_no(".points").await;
    });
}
