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
        // It is up all the same; only why is not recorded.
        official.has(&id("stop-S6"), "data-state", "raised").await;
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

/// Chooses from a list as a hand does.
async fn picks(official: &Official, list: &str, value: &str) {
    let body = "const list = document.querySelector(arguments[0]); list.value = arguments[1]; \
                ['input', 'change'].forEach(name => list.dispatchEvent(new Event(name, { bubbles: true })))";
    official.sees(list).await;
    official.js::<serde_json::Value>(body, &[list.into(), value.into()]).await;
    official.has(list, "value", value).await;
}

fn part(date: &str, name: &str) -> String {
    format!("[id=\"{date}-{name}\"]")
}

/// Types a day and chooses a month; the year is still missing.
async fn begins_date(official: &Official, date: &str) {
    types_into(official, &part(date, "day"), "26").await;
    picks(official, &part(date, "month"), "2").await;
}

async fn date_is_begun(official: &Official, date: &str) {
    official.has(&part(date, "day"), "value", "26").await;
    official.has(&part(date, "month"), "value", "2").await;
    official.has(&part(date, "year"), "value", "").await;
}

/// Looks after a lock, after a reload and after the way back out of the step and in again.
async fn outlives(official: &Official, step: &str, stands: impl AsyncFn()) {
    stands().await;
    official.locks_and_unlocks().await;
    official.step_is_open(step).await;
    stands().await;
    official.reads(NOT_RECORDED, "not recorded yet").await;
    official.reloads_here().await;
    official.step_is_open(step).await;
    stands().await;
    official.browser_back().await;
    official.sees_no("#step-heading").await;
    official.open(step).await;
    stands().await;
    official.reads(NOT_RECORDED, "not recorded yet").await;
}

#[test]
fn what_was_done_against_a_stop() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("INC-1").await;
        official.part("consents").await;
        official.raise("S13", "the gate is shut").await;
        official.part("steps").await;
        official.open("9.5").await;
        official.tap(&id("incident-9.5")).await;
        types_into(official, &id("incident-why-9.5"), "convoy 081 234 5678").await;
        official.reads(&id("needed-incident-why-9.5"), "phone").await;
        picks(official, &id("incident-told-9.5"), "TH-MSD").await;
        begins_date(official, "incident-date-9.5").await;
        let stands = async || {
            official.has(&id("incident-why-9.5"), "value", "convoy 081 234 5678").await;
            official.reads(&id("needed-incident-why-9.5"), "phone").await;
            official.has(&id("incident-told-9.5"), "value", "TH-MSD").await;
            date_is_begun(official, "incident-date-9.5").await;
        };
        outlives(official, "9.5", stands).await;
        // No half of a date is recorded for a whole one.
        official.tap(&id("record-incident-9.5")).await;
        official.reads(".particulars", "Put the date right first.").await;
        types_into(official, &part("incident-date-9.5", "year"), "2026").await;
        official.locks_and_unlocks().await;
        official.has(&part("incident-date-9.5", "year"), "value", "2026").await;
        // Another step that the flag stops has none of it.
        official.close().await;
        official.open("9.1").await;
        official.tap(&id("incident-9.1")).await;
        official.has(&id("incident-why-9.1"), "value", "").await;
        official.tap(&id("cancel-incident-9.1")).await;
        official.close().await;
        official.open("9.5").await;
        official.tap(&id("record-incident-9.5")).await;
        official.reads(&id("incidents-9.5"), "DATIP was told, 26 February 2026").await;
        official.reloads_here().await;
        official.reads(&id("incidents-9.5"), "DATIP was told, 26 February 2026").await;
        official.sees(&id("incident-9.5")).await;
        official.sees_no(&id("incident-why-9.5")).await;
        official.tap(&id("incident-9.5")).await;
        official.has(&id("incident-why-9.5"), "value", "").await;
        official.has(&id("incident-told-9.5"), "value", "").await;
        official.tap(&id("cancel-incident-9.5")).await;
        official.reloads_here().await;
        official.sees(&id("incident-9.5")).await;
        official.sees_no(&id("incident-why-9.5")).await;
        official.close().await;
        official.open("9.1").await;
        official.sees(&id("incident-9.1")).await;
        official.sees_no(&id("incident-why-9.1")).await;
    });
}

#[test]
fn a_handover() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("HAND-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.part("steps").await;
        official.open("9.2").await;
        official.consents("crossing").await;
        official.close().await;
        official.open("9.5").await;
        official.tap(&id("handover")).await;
        picks(official, &id("giver-role"), "TH-PSD").await;
        types_into(official, &id("giver-office"), "Tak 0412").await;
        picks(official, &id("receiver-role"), "MM-DOR").await;
        types_into(official, &id("receiver-office"), "Myawad").await;
        types_into(official, &id("despite"), "told by her").await;
        official.tap(&id("gave-D1")).await;
        begins_date(official, "handover-day").await;
        let stands = async || {
            official.has(&id("giver-role"), "value", "TH-PSD").await;
            official.has(&id("giver-office"), "value", "Tak 0412").await;
            official.has(&id("receiver-role"), "value", "MM-DOR").await;
            official.has(&id("receiver-office"), "value", "Myawad").await;
            official.has(&id("despite"), "value", "told by her").await;
            official.has(&id("gave-D1"), "checked", true).await;
            official.has(&id("gave-D2"), "checked", false).await;
            date_is_begun(official, "handover-day").await;
        };
        outlives(official, "9.5", stands).await;
        official.tap(&id("record-handover")).await;
        official.reads(".handover-form", "Say on which day.").await;
        types_into(official, &part("handover-day", "year"), "2026").await;
        official.tap(&id("record-handover")).await;
        official.reads(&id("handover-recorded"), "26 February 2026").await;
        official.reads(&id("handover-recorded"), "D1").await;
        official.reloads_here().await;
        official.reads(&id("handover-recorded"), "Myawad").await;
        official.sees_no(&id("record-handover")).await;

        // A correction begins with what stands, and comes back with what was changed.
        official.tap(&id("handover")).await;
        official.has(&id("receiver-office"), "value", "Myawad").await;
        official.sees_no(NOT_RECORDED).await;
        types_into(official, &id("receiver-office"), "dy").await;
        official.tap(&id("gave-D1")).await;
        official.tap(&format!("{} button", id("handover-day"))).await;
        let today: String = official.js("return String(new Date().getDate())", &[]).await;
        official.has(&part("handover-day", "day"), "value", today.as_str()).await;
        official.reloads_here().await;
        official.has(&id("receiver-office"), "value", "Myawaddy").await;
        official.has(&id("giver-office"), "value", "Tak 0412").await;
        official.has(&id("gave-D1"), "checked", false).await;
        official.has(&part("handover-day", "day"), "value", today.as_str()).await;
        official.reads(&id("handover-recorded"), "26 February 2026").await;
        official.tap(&id("cancel-handover")).await;
        official.reloads_here().await;
        official.reads(&id("handover-recorded"), "26 February 2026").await;
        official.sees_no(&id("record-handover")).await;
        official.tap(&id("handover")).await;
        official.has(&id("receiver-office"), "value", "Myawad").await;
        official.has(&id("gave-D1"), "checked", true).await;
        official.has(&part("handover-day", "day"), "value", "26").await;
    });
}

#[test]
fn closing_and_reopening() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("END-1").await;
        official.part("paper").await;
        official.tap(&id("close-case-paper")).await;
        types_into(official, &id("close-words-paper"), "both off").await;
        official.locks_and_unlocks().await;
        official.has(&id("close-words-paper"), "value", "both off").await;
        official.focus_is_on(&id("close-words-paper")).await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.types("ices").await;
        official.reloads_here().await;
        official.has(&id("close-words-paper"), "value", "both offices").await;
        // The step that closes has a form of its own.
        official.part("steps").await;
        official.open("11.10").await;
        official.sees(&id("close-case-step")).await;
        official.sees_no(&id("close-words-step")).await;
        official.browser_back().await;
        official.part("paper").await;
        official.has(&id("close-words-paper"), "value", "both offices").await;
        official.answer("closing_reason", "moved").await;
        official.tap(&id("record-closing-paper")).await;
        official.reads(&id("closed"), "“both offices”").await;

        // What stands above the parts is the same in each, and no step has it.
        official.tap(&id("reopen-closed")).await;
        official.tap(&id("why-closed-danger")).await;
        types_into(official, &id("reopen-words-closed"), "calls at").await;
        official.part("facts").await;
        official.locks_and_unlocks().await;
        official.has(&id("tab-facts"), "aria-current", "page").await;
        official.has(&id("reopen-words-closed"), "value", "calls at").await;
        official.has(&id("why-closed-danger"), "checked", true).await;
        official.has(&id("why-closed-mistake"), "checked", false).await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.part("steps").await;
        official.reloads_here().await;
        official.has(&id("reopen-words-closed"), "value", "calls at").await;
        official.open("1.2").await;
        official.sees(&id("reopen-closed-step")).await;
        official.sees_no(&id("reopen-words-closed-step")).await;
        official.close().await;
        official.tap(&id("record-reopening-closed")).await;
        official.sees_no(&id("closed")).await;
        official.part("history").await;
        official.reads(&id("history-list"), "“calls at”").await;
        official.part("paper").await;
        official.reloads_here().await;
        official.sees(&id("close-case-paper")).await;
        official.sees_no(&id("close-words-paper")).await;
        official.tap(&id("close-case-paper")).await;
        official.has(&id("close-words-paper"), "value", "").await;
        types_into(official, &id("close-words-paper"), "no").await;
        official.tap(&id("cancel-closing-paper")).await;
        official.reloads_here().await;
        official.sees(&id("close-case-paper")).await;
        official.sees_no(&id("close-words-paper")).await;
    });
}

#[test]
fn where_a_paper_is_kept() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("PAPER-1").await;
        official.part("paper").await;
        official.tap(&id("to-dossier")).await;
        official.tap(&id("paper-D1-present")).await;
        official.tap(&id("paper-D2-present")).await;
        types_into(official, &id("paper-place-D2"), "cabinet 081 234 5678").await;
        official.reads(&id("needed-paper-place-D2"), "phone").await;
        official.reloads_here().await;
        official.has(&id("paper-place-D2"), "value", "cabinet 081 234 5678").await;
        official.focus_is_on(&id("paper-place-D2")).await;
        official.reads(&format!("{} {NOT_RECORDED}", id("paper-D2")), "not recorded yet").await;
        official.sees_no(&format!("{} {NOT_RECORDED}", id("paper-D1"))).await;
        official.reloads_here().await;
        official.has(&id("paper-place-D2"), "value", "cabinet 081 234 5678").await;
        official.has(&id("paper-place-D1"), "value", "").await;
        // Left, it is recorded, and no longer said not to be.
        official.focus_is_on(&id("paper-place-D2")).await;
        official.leaves_field().await;
        official.reads(&id("paper-D2"), "present, cabinet 081 234 5678").await;
        official.sees_no(NOT_RECORDED).await;
        official.locks_and_unlocks().await;
        official.reads(&id("paper-D2"), "present, cabinet 081 234 5678").await;
        official.sees_no(NOT_RECORDED).await;
        // Taken along by the next tap, too.
        official.tap(&id("paper-place-D2")).await;
        official.selects_all().await;
        official.types("drawer").await;
        official.reloads_here().await;
        official.has(&id("paper-place-D2"), "value", "drawer").await;
        official.tap(&id("paper-D2-missing")).await;
        official.reads(&id("paper-D2"), "missing, drawer").await;
        official.reloads_here().await;
        official.reads(&id("paper-D2"), "missing, drawer").await;
        official.sees_no(NOT_RECORDED).await;
        // The way back leaves the field as well.
        official.tap(&id("paper-place-D2")).await;
        official.types(" 2").await;
        official.browser_back().await;
        official.part("steps").await;
        official.open("2.6").await;
        official.reads(&format!(".panel {}", id("paper-D2")), "missing, drawer 2").await;
        official.sees_no(NOT_RECORDED).await;
        // The field here is another one.
        official.tap(&format!(".panel {}", id("paper-place-D2"))).await;
        official.types(" here").await;
        official.reloads_here().await;
        official.step_is_open("2.6").await;
        official.has(&format!(".panel {}", id("paper-place-D2")), "value", "drawer 2 here").await;
        official.reads(&format!(".panel {NOT_RECORDED}"), "not recorded yet").await;
    });
}

#[test]
fn the_date_of_a_step() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("DATE-1").await;
        official.tick("1.8").await;
        official.open("1.8").await;
        official.tap(&part("date-1.8", "day")).await;
        official.selects_all().await;
        official.types("26").await;
        // Not left: what stands is another date.
        let status = official.text(&id("status-1.8")).await;
        official.reloads_here().await;
        official.has(&part("date-1.8", "day"), "value", "26").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.focus_is_on(&part("date-1.8", "day")).await;
        official.reads(&id("status-1.8"), &status).await;
        picks(official, &part("date-1.8", "month"), "2").await;
        official.reads(&id("status-1.8"), "26 February").await;
        official.sees_no(NOT_RECORDED).await;
        official.reloads_here().await;
        official.reads(&id("status-1.8"), "26 February").await;
        official.has(&part("date-1.8", "day"), "value", "26").await;
        official.sees_no(NOT_RECORDED).await;
        // Half of one is none, and stays in the field whatever else is recorded meanwhile.
        official.tap(&part("date-1.8", "year")).await;
        official.selects_all().await;
        official.types("20").await;
        official.locks_and_unlocks().await;
        official.has(&part("date-1.8", "year"), "value", "20").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.goes_into_note("1.8").await;
        official.types("by telephone").await;
        official.leaves_field().await;
        official.is_saved().await;
        official.has(&part("date-1.8", "year"), "value", "20").await;
        official.reads(&id("status-1.8"), "26 February").await;
        official.browser_back().await;
        official.open("1.8").await;
        official.has(&part("date-1.8", "year"), "value", "20").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
    });
}

#[test]
fn where_a_new_case_stands_and_who_told() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        types_into(official, &id("case-code"), "MID-1").await;
        official.tap(&format!("{} summary", id("under-way"))).await;
        picks(official, &id("stood"), "7").await;
        official.locks_and_unlocks().await;
        official.has(&id("case-code"), "value", "MID-1").await;
        official.has(&id("stood"), "value", "7").await;
        official.has(&id("under-way"), "open", true).await;
        official.browser_back().await;
        official.tap(&id("new-case")).await;
        official.has(&id("stood"), "value", "7").await;
        official.tap(&id("create-case")).await;
        official.sees(&id("not-seen")).await;
        official.tap(&format!("{} summary", id("fold-told-1"))).await;
        picks(official, &id("told-1"), "TH-PSD").await;
        official.reloads_here().await;
        official.has(&id("told-1"), "value", "TH-PSD").await;
        official.has(&id("fold-told-1"), "open", true).await;
        official.has(&id("fold-told-2"), "open", false).await;
        official.has(&id("told-2"), "value", "").await;
        official.tap(&id("mark-told-1")).await;
        official.reads(&id("step-1.8"), "Done elsewhere (Provincial office)").await;
        official.back().await;
        official.tap(&id("new-case")).await;
        official.has(&id("stood"), "value", "").await;
        official.has(&id("under-way"), "open", false).await;
    });
}

#[test]
fn the_code_of_a_linked_case() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("LINK-1").await;
        official.part("facts").await;
        official.tap(&format!("{} summary", id("links-fold"))).await;
        picks(official, &id("link-kin"), "1").await;
        types_into(official, &id("link-code"), "LINK-").await;
        official.part("facts").await;
        official.locks_and_unlocks().await;
        official.has(&id("links-fold"), "open", true).await;
        official.has(&id("link-code"), "value", "LINK-").await;
        official.has(&id("link-kin"), "value", "1").await;
        official.reads(NOT_RECORDED, "not recorded yet").await;
        official.focus_is_on(&id("link-code")).await;
        official.types("2").await;
        official.reloads_here().await;
        official.has(&id("link-code"), "value", "LINK-2").await;
        official.reload().await;
        official.begin_case("LINK-3").await;
        official.has(&id("links-fold"), "open", false).await;
        official.has(&id("link-code"), "value", "").await;
        official.reload().await;
        official.open_case("LINK-1").await;
        official.part("facts").await;
        official.has(&id("link-code"), "value", "LINK-2").await;
        official.tap(&id("link-add")).await;
        official.reads(&id("linked"), "LINK-2").await;
        official.sees_no(NOT_RECORDED).await;
        official.reloads_here().await;
        official.has(&id("links-fold"), "open", false).await;
        official.has(&id("link-code"), "value", "").await;
        // Emptied is cancelled.
        official.tap(&format!("{} summary", id("links-fold"))).await;
        types_into(official, &id("link-code"), "L").await;
        official.reloads_here().await;
        official.has(&id("link-code"), "value", "L").await;
        official.tap(&id("link-code")).await;
        official.selects_all().await;
        official.presses(thirtyfour::Key::Delete).await;
        official.reloads_here().await;
        official.has(&id("links-fold"), "open", false).await;
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
        official.part("consents").await;
        official.raise("S13", "the gate is shut").await;
        official.part("steps").await;
        official.open("9.5").await;
        official.tap(&id("incident-9.5")).await;
        types_into(official, &id("incident-why-9.5"), "the convoy").await;
        official.close().await;
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
