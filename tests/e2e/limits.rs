//! Time limits as an official sees them, a device whose clock is wrong, and words that go for good.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::stage;
use crate::official::{Official, id, until, word};

/// What is written in this page's tests is of these days; the app knows no clock but the page's.
const CLOCK: &str = "(() => {
    const real = Date;
    const shift = () => Number(sessionStorage.shift || 0);
    window.Date = class extends real {
        constructor(...parts) { if (parts.length) { super(...parts) } else { super(real.now() + shift()) } }
        static now() { return real.now() + shift() }
    };
})();";

/// Sets the device's clock to noon of a day.
async fn sets_clock(official: &Official, day: &str) {
    let set =
        "sessionStorage.shift = 0; sessionStorage.shift = new Date(arguments[0] + 'T12:00').getTime() - Date.now()";
    official.js::<Value>(set, &[day.into()]).await;
}

/// An official whose page believes in a clock of the test's.
async fn begins_on(official: &Official, day: &str) {
    official.before_every_page(CLOCK).await;
    official.visit("").await;
    sets_clock(official, day).await;
    official.open_app().await;
}

#[test]
fn a_limit_in_hours_leads_to_the_hour_it_counts_from() {
    stage().needs_chromium("a clock of its own").run(async |official| {
        begins_on(official, "2026-12-31").await;
        official.begin_case("L-1").await;
        official.tick("2.1").await;
        official.row_is("2.1", "done").await;
        official.reads(&id("step-2.5"), "Counts in hours: give step 2.1 a time of day").await;
        official.open("2.5").await;
        official.reads(&id("limit-2.5"), &word("limit.L3")).await;
        official.reads(&id("limit-2.5"), "Old source; may be out of date").await;
        official.tap(&id("to-date-2.1")).await;
        official.step_is_open("2.1").await;
        official.focus_is_on("[id=\"date-2.1-time\"]").await;
        official.types("၁၄:၀၀").await;
        official.leaves_field().await;
        official.reads(&id("status-2.1"), "31 December 2026 14:00").await;
        official.close().await;
        official.reads(&id("step-2.5"), "Due tomorrow by 14:00").await;
        official.reads(&id("step-2.5"), &word("source.UNIAP-TH")).await;
        official.reads(&id("step-2.5"), "Old source").await;
        official.back().await;
        official.reads(&id("next-due"), "Step 2.5: Due tomorrow by 14:00").await;
        official.reads(&id("next-due"), "Old source").await;
    });
}

#[test]
fn what_is_not_surely_known_or_counted_says_so() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("L-7").await;
        official.tick("2.2").await;
        official.row_is("2.2", "done").await;
        official.open("2.2").await;
        official.reads(&id("limit-2.2"), &word("limit.L1")).await;
        official.reads(&id("limit-2.2"), "not re-checked").await;
        official.tap(&id("to-date-2.2")).await;
        official.focus_is_on("[id=\"date-2.2-time\"]").await;
        official.types("06:00").await;
        official.leaves_field().await;
        official.close().await;
        official.part("facts").await;
        official.answer("case_open", "yes").await;
        official.part("steps").await;
        official.open("4.4").await;
        official.reads(&id("limit-4.4"), &word("limit.L7")).await;
        official.reads(&id("limit-4.4"), "What starts the count is no step here, so no date is computed.").await;
        official.sees_no(&format!("{} .to-date", id("limit-4.4"))).await;
        official.close().await;
        official.part("paper").await;
        official.reads(".sheet", "not re-checked").await;
    });
}

#[test]
fn what_is_due_is_told_in_words_as_days_pass() {
    stage().needs_chromium("a clock of its own").run(async |official| {
        begins_on(official, "2026-11-25").await;
        official.begin_case("L-2").await;
        official.tick("2.3").await;
        official.row_is("2.3", "done").await;
        official.reads(&id("step-2.3"), "15 days left, until 10 December 2026").await;
        for (day, says) in [
            ("2026-12-08", "2 days left, until 10 December 2026"),
            ("2026-12-09", "Due tomorrow"),
            ("2026-12-10", "Due today"),
            ("2026-12-11", "Overdue since 10 December 2026"),
        ] {
            sets_clock(official, day).await;
            official.reload().await;
            official.reads(&id("next-due"), &format!("Step 2.3: {says}")).await;
            official.open_case("L-2").await;
            official.reads(&id("step-2.3"), says).await;
            assert!(!official.is_shown(&id("clock-question")).await, "{day}: weeks pass in such cases");
        }
        official.part("paper").await;
        official.reads(&id("sheet"), "Overdue since 10 December 2026").await;
        official.reads(&id("sheet"), &word("limit.L2")).await;
        official.part("steps").await;
        // A rhythm and a duty without a number are to plan by.
        official.open("7.4").await;
        official.reads(&id("limit-7.4"), "Usually about every 6 months; no due date.").await;
        official.close().await;
        official.tick("7.4").await;
        official.row_is("7.4", "done").await;
        official.open("7.3").await;
        official.reads(&id("limit-7.3"), "Last: 11 December 2026.").await;
        official.close().await;
        official.open("3.3").await;
        official.reads(&id("limit-3.3"), "To plan by; no due date.").await;
        assert!(!official.is_shown(&format!("{} [data-kind=due]", id("step-3.3"))).await);
    });
}

#[test]
fn a_doubted_clock_asks_and_nothing_is_silently_overdue() {
    stage().needs_chromium("a clock of its own").run(async |official| {
        begins_on(official, "2026-11-25").await;
        official.begin_case("C-1").await;
        official.tick("2.3").await;
        official.row_is("2.3", "done").await;
        assert!(!official.is_shown(&id("clock-question")).await);

        // Years ahead.
        sets_clock(official, "2031-05-03").await;
        official.reload().await;
        official.reads(&id("next-due"), "May be overdue: check this device’s date").await;
        official.open_case("C-1").await;
        official.reads(&id("clock-question"), "This device says it is 3 May 2031. Is that right?").await;
        official.reads(&id("clock-question"), "25 November 2026").await;
        official.reads(&id("step-2.3"), "May be overdue: check this device’s date").await;
        // What is done now is recorded, and gets no date that may be wrong.
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        assert!(!official.text(&id("step-1.8")).await.contains("2031"));
        official.reads(&id("clock-question"), "3 May 2031").await;
        official.tap(&id("clock-no")).await;
        official.reads(&id("clock-question"), "was said to be wrong").await;
        official.reads(&id("step-2.3"), "May be overdue").await;
        official.tap(&id("clock-yes")).await;
        official.sees_no(&id("clock-question")).await;
        official.reads(&id("step-2.3"), "Overdue since 10 December 2026").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;

        // Nothing of it was kept: the next start asks again, in spite of what was written meanwhile.
        official.reload().await;
        official.open_case("C-1").await;
        official.reads(&id("clock-question"), "3 May 2031").await;

        // Years back, before there was an app; and before what was written last.
        for day in ["1980-01-01", "2026-11-20"] {
            sets_clock(official, day).await;
            official.reload().await;
            official.open_case("C-1").await;
            official.sees(&id("clock-question")).await;
        }
    });
}

#[test]
fn a_clock_that_is_set_while_the_page_is_open_is_asked_about() {
    stage().needs_chromium("a clock of its own").run(async |official| {
        begins_on(official, "2026-11-25").await;
        official.begin_case("C-2").await;
        assert!(!official.is_shown(&id("clock-question")).await);
        official.js::<Value>("sessionStorage.shift = Number(sessionStorage.shift) - 2 * 3600000", &[]).await;
        official.reads(&id("clock-question"), "Its clock was set to another time").await;
        official.tap(&id("clock-yes")).await;
        official.sees_no(&id("clock-question")).await;
        official.tick("1.8").await;
        official.reads(&id("step-1.8"), "Done 25 November 2026").await;
    });
}

#[test]
fn what_need_not_be_answered_holds_no_tick_up() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("F-1").await;
        official.part("consents").await;
        official.consents("interview").await;
        official.part("steps").await;
        official.tick("2.5").await;
        official.tap(&format!("{} > summary", id("optional-2.5"))).await;
        official.answer("exploitation", "forced_labour").await;
        official.answer("exploitation", "sexual").await;
        official.row_is("2.5", "todo").await;
        official.check_clear("S8").await;
        official.row_is("2.5", "done").await;
        official.close().await;
        official.tick("2.6").await;
        official.answer("identified", "yes").await;
        official.row_is("2.6", "todo").await;
        official.answer("decided_by", "police").await;
        official.row_is("2.6", "done").await;
        official.close().await;
        official.part("facts").await;
        official.has(&id("answer-exploitation-sexual"), "checked", true).await;
        official.answer("age", "adult").await;
        official.answer("age_band", "15_17").await;
        official.reads(&id("disagree"), &word("contradiction.age_band")).await;
        official.answer("age_band", "25_34").await;
        official.sees_no(&id("disagree")).await;
    });
}

#[test]
fn reasons_and_particulars_notice_what_points_to_a_person() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("W-1").await;
        official.part("consents").await;
        official.tap(&id("answer-S2-raised")).await;
        official.tap("#reason-S2").await;
        official.types("call 0812345678").await;
        official.reads(&id("needed-reason-S2"), "This looks like a phone number").await;
        official.tap(&id("record-S2")).await;
        official.has(&id("stop-S2"), "data-state", "raised").await;
        official.tap(&id("answer-data-given")).await;
        official.tap("#present-data").await;
        official.types("Daw Hla").await;
        official.reads(&id("needed-present-data"), "This looks like a name").await;
        official.tap(&id("record-data")).await;
    });
}

/// The keys under which pieces of cases lie, in local storage and in the ledger.
async fn pieces(official: &Official) -> BTreeMap<String, String> {
    let body = "const done = arguments[0], all = {};
        for (const key of Object.keys(localStorage)) if (/^sopc:1:[0-9a-f]{16}:(?!.*:p)/.test(key)) all[key] = localStorage[key];
        const opening = indexedDB.open('sopc');
        opening.onsuccess = () => {
            const store = opening.result.transaction('pieces').objectStore('pieces');
            store.openCursor().onsuccess = event => {
                const cursor = event.target.result;
                if (!cursor) { opening.result.close(); done(all); return }
                if (/^sopc:1:[0-9a-f]{16}:/.test(cursor.key)) all['ledger ' + cursor.key] = cursor.value.value;
                cursor.continue();
            };
        };";
    official.js_later(body).await
}

/// Types a note and leaves it, so that it is an entry.
async fn notes(official: &Official, words: &str) {
    official.goes_into_note("1.1").await;
    official.selects_all().await;
    official.types(words).await;
    official.leaves_field().await;
    official.is_saved().await;
}

#[test]
fn words_go_for_good_from_note_history_sheet_and_storage() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("E-1").await;
        official.open("1.1").await;
        assert!(!official.is_shown(&id("erase-note-1.1")).await);
        notes(official, "Zanzibar first").await;
        notes(official, "Zanzibar again").await;
        notes(official, "nothing special").await;
        let held = pieces(official).await;
        assert!(held.len() >= 4, "{:?}", held.keys());
        official.tap(&id("erase-note-1.1")).await;
        official.reads(".eraser", "spare copies saved before, keep the words").await;
        official.reads(".eraser", "2 earlier versions go, too.").await;
        official.tap(&id("erase-confirm-note-1.1")).await;
        official.note_is("1.1", "").await;
        official.sees_no(&id("erase-note-1.1")).await;
        // Every piece that held the words is gone, from local storage and from the ledger.
        until("no piece of before", async || {
            let now = pieces(official).await;
            let left: Vec<&String> = held.keys().filter(|key| now.contains_key(*key)).collect();
            if left.is_empty() { Ok(()) } else { Err(format!("{left:?}")) }
        })
        .await;
        official.close().await;
        official.part("history").await;
        official.reads(&id("history-list"), "(words removed)").await;
        assert!(!official.text("body").await.contains("Zanzibar"));
        assert!(!official.text("body").await.contains("nothing special"));
        official.part("paper").await;
        official.sees(&id("sheet")).await;
        assert!(!official.text("body").await.contains("Zanzibar"));

        official.reload().await;
        official.open_case("E-1").await;
        official.part("history").await;
        official.reads(&id("history-list"), "(words removed)").await;
        assert!(!official.text("body").await.contains("Zanzibar"));
    });
}

#[test]
fn words_that_were_replaced_go_from_history_and_what_is_written_now_stays() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("E-2").await;
        official.part("consents").await;
        official.raise("S2", "Zanzibar at the gate").await;
        official.part("steps").await;
        official.open("1.1").await;
        notes(official, "Zanzibar").await;
        notes(official, "clean words").await;
        official.close().await;
        official.part("history").await;
        for _ in 0..2 {
            let asks = "const line = [...document.querySelectorAll('[data-testid=history-list] > li')] \
                        .find(line => line.textContent.split('→').pop().includes('Zanzibar')); \
                        line.querySelector('.eraser > button').click()";
            official.js::<Value>(asks, &[]).await;
            official.tap("[data-testid=history-list] .eraser .warning").await;
            official.sees_no("[data-testid=history-list] .eraser .warning").await;
        }
        official.reads(&id("history-list"), "Words of 1 entries removed for good").await;
        official.sees_no(&id("erase-left")).await;
        assert!(!official.text("body").await.contains("Zanzibar"));
        official.part("consents").await;
        official.has(&id("stop-S2"), "data-state", "raised").await;
        assert!(!official.text("body").await.contains("Zanzibar"));
        official.part("steps").await;
        official.open("1.1").await;
        official.note_is("1.1", "clean words").await;
    });
}
