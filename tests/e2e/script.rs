//! What is typed in Burmese and Thai: dates in their digits, words in Zawgyi, words with signs that turn or hide.

use serde_json::{Value, json};

use crate::harness::stage;
use crate::official::{Official, id};

/// The same words in Zawgyi and in Unicode.
pub const ZAWGYI: &str = "ျမန္မာႏိုင္ငံသို႔ ျပန္ပို႔ျခင္း";
pub const UNICODE: &str = "မြန်မာနိုင်ငံသို့ ပြန်ပို့ခြင်း";

/// Opens the app in a language.
async fn opens_in(official: &Official, language: &str) {
    official.visit("config.json").await;
    official.chose(language).await;
    official.open_app().await;
}

fn part(name: &str) -> String {
    format!("[id=\"date-1.8-{name}\"]")
}

async fn retypes(official: &Official, css: &str, words: &str) {
    official.tap(css).await;
    official.selects_all().await;
    official.types(words).await;
    official.leaves_field().await;
}

#[test]
fn a_date_is_typed_in_any_digits_and_shown_in_the_calendar_of_the_language() {
    let in_thai = ["๓", "๒๕๖๙", "3 พฤษภาคม 2569", "2569"];
    let in_burmese = ["၃", "၂ဝ၂၆", "၂၀၂၆ ခုနှစ် မေလ ၃ ရက်", "၂၀၂၆"];
    for (language, [day, year, shown, field]) in [("th", in_thai), ("my", in_burmese)] {
        stage().run(async |official| {
            opens_in(official, language).await;
            official.begin_case("D-1").await;
            official.tick("1.8").await;
            official.open("1.8").await;
            retypes(official, &part("day"), day).await;
            official.chooses(&part("month"), "5").await;
            retypes(official, &part("year"), year).await;
            official.reads(&id("status-1.8"), shown).await;
            official.has(&part("year"), "value", field).await;
            // Nonsense is refused and changes nothing.
            retypes(official, &part("year"), "69").await;
            official.sees(&format!("{} .error", id("date-1.8"))).await;
            official.reads(&id("status-1.8"), shown).await;
        });
    }
}

#[test]
fn a_date_is_about_a_day_or_not_known_and_half_of_one_is_never_taken_for_none() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("D-2").await;
        official.tick("1.8").await;
        official.open("1.8").await;
        official.tap(&part("about")).await;
        official.reads(&id("status-1.8"), "about ").await;
        official.tap(&id("date-1.8-unknown")).await;
        official.has(&part("day"), "value", "").await;
        official.has(&part("about"), "checked", false).await;
        let status = official.text(&id("status-1.8")).await;
        assert_eq!(status, "Done");
        // A month or a time alone is no date, and stays where it was typed.
        // As a thumb does it: a browser tells of both.
        let pick = "const list = document.querySelector(arguments[0]); list.value = 5; \
                    ['input', 'change'].forEach(name => list.dispatchEvent(new Event(name)))";
        official.js::<Value>(pick, &[part("month").into()]).await;
        official.reads(&id("date-1.8"), "Day, month and year are needed. Not recorded yet.").await;
        retypes(official, &part("time"), "6:30").await;
        official.reloads_here().await;
        official.has(&part("month"), "value", "5").await;
        official.has(&part("time"), "value", "6:30").await;
        retypes(official, &part("day"), "3").await;
        retypes(official, &part("year"), "2569").await;
        official.reads(&id("status-1.8"), "3 May 2026 06:30").await;
        official.tap(&part("about")).await;
        official.reads(&id("date-1.8"), "A day that is not certain has no time of day.").await;
        official.reads(&id("status-1.8"), "3 May 2026 06:30").await;
    });
}

/// A day is no moment: it stays what it is in zones a day apart, at half an hour's offset, under the old and the new name of
/// one, and where the clock was never at midnight of some days.
#[test]
fn a_date_stays_the_day_that_it_is_in_every_zone() {
    stage().needs_chromium("a zone of its own").run(async |official| {
        let zones = [
            ("Pacific/Kiritimati", "+14:00"),
            ("Etc/GMT+12", "-12:00"),
            ("Asia/Yangon", "+06:30"),
            ("Asia/Rangoon", "+06:30"),
            ("Africa/Cairo", "+0"),
            ("Asia/Bangkok", "+07:00"),
        ];
        official.open_app().await;
        official.begin_case("D-3").await;
        official.tick("1.8").await;
        official.open("1.8").await;
        retypes(official, &part("day"), "24").await;
        official.chooses(&part("month"), "4").await;
        retypes(official, &part("year"), "2026").await;
        retypes(official, &part("time"), "0:00").await;
        let mut recorded = "24 April 2026 00:00".to_owned();
        for (zone, offset) in zones {
            official.is_saved().await;
            official.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await;
            official.reloads_here().await;
            official.reads(&id("status-1.8"), &recorded).await;
            official.tap(&format!("{} button", id("date-1.8"))).await;
            recorded = official.today().await;
            official.reads(&id("status-1.8"), &recorded).await;
            official.tap(".step-history summary").await;
            official.reads(".step-history", &format!("({offset}")).await;
        }
    });
}

#[test]
fn zawgyi_in_a_note_is_asked_about_and_what_was_typed_stays_in_the_history() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("Z-1").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.pastes(ZAWGYI).await;
        let asks = id("zawgyi-note-1.1");
        official.reads(&asks, "This looks like Zawgyi").await;
        official.reads(&asks, UNICODE).await;
        // A no is remembered for these words, also after a reload, and changes nothing.
        official.tap(&id("zawgyi-no-note-1.1")).await;
        official.sees_no(&id("zawgyi-yes-note-1.1")).await;
        official.note_is("1.1", ZAWGYI).await;
        official.reloads_here().await;
        official.note_is("1.1", ZAWGYI).await;
        official.goes_into_note("1.1").await;
        official.leaves_field().await;
        official.sees_no(&id("zawgyi-yes-note-1.1")).await;
        // Other words are another question.
        let more = format!("{ZAWGYI} ေက်ာင္းသားမ်ား");
        official.goes_into_note("1.1").await;
        official.selects_all().await;
        official.pastes(&more).await;
        official.tap(&id("zawgyi-yes-note-1.1")).await;
        official.note_is("1.1", &format!("{UNICODE} ကျောင်းသားများ")).await;
        official.reads(&asks, "Changed to Unicode.").await;
        official.tap(".step-history summary").await;
        official.reads(".step-history", &more).await;
        official.reads(".step-history", &format!("{UNICODE} ကျောင်းသားများ")).await;
        official.tap(&id("zawgyi-back-note-1.1")).await;
        official.note_is("1.1", &more).await;
        // Unicode and Shan are never asked about.
        for words in [UNICODE, "မႂ်ႇသုင်ၶႃႈ လိၵ်ႈတႆး"] {
            official.goes_into_note("1.1").await;
            official.selects_all().await;
            official.pastes(words).await;
            official.leaves_field().await;
            official.note_is("1.1", words).await;
            official.sees_no(&id("zawgyi-yes-note-1.1")).await;
        }
    });
}

#[test]
fn zawgyi_in_a_code_and_in_a_linked_code_is_only_asked_about() {
    stage().run(async |official| {
        let (typed, meant) = ("ျမန္မာ-12", "မြန်မာ-12");
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.pastes(typed).await;
        official.reads(&id("zawgyi-case-code"), "Was this typed in Zawgyi").await;
        official.reads(&id("zawgyi-case-code"), meant).await;
        official.has(&id("case-code"), "value", typed).await;
        official.tap(&id("zawgyi-yes-case-code")).await;
        official.has(&id("case-code"), "value", meant).await;
        official.tap(&id("zawgyi-back-case-code")).await;
        official.has(&id("case-code"), "value", typed).await;
        official.sees_no(&id("zawgyi-yes-case-code")).await;
        // Nothing waits for an answer, and what stands there counts.
        official.tap(&id("create-case")).await;
        official.reads("#heading", typed).await;
        official.part("facts").await;
        official.tap(&format!("{} summary", id("links-fold"))).await;
        official.tap(&id("link-code")).await;
        official.pastes(typed.replace("12", "13").as_str()).await;
        official.reads(&id("zawgyi-link-code"), "Was this typed in Zawgyi").await;
        official.tap(&id("zawgyi-yes-link-code")).await;
        official.has(&id("link-code"), "value", "မြန်မာ-13").await;
        official.tap(&id("link-add")).await;
        official.reads(&id("linked"), "မြန်မာ-13").await;
        official.has(&id("link-code"), "value", "").await;
        official.sees_no(&id("zawgyi-back-link-code")).await;
        // A code in Unicode is not asked about.
        official.tap(&id("link-code")).await;
        official.pastes(meant).await;
        official.leaves_field().await;
        official.sees_no(&id("zawgyi-yes-link-code")).await;
    });
}

#[test]
fn words_with_signs_that_turn_or_hide_are_kept_as_typed_and_shown_safely() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("T-1").await;
        official.open("1.1").await;
        let odd = "a\u{202e}b\u{200f}c שלום \u{1f9d1}\u{200d}\u{1f33e} မြ\u{200b}ဝတီ\u{200c}\u{7}";
        let set = "const e = document.activeElement; e.value = arguments[0]; e.dispatchEvent(new Event('input'))";
        official.goes_into_note("1.1").await;
        official.js::<Value>(set, &[odd.into()]).await;
        official.leaves_field().await;
        official.reloads_here().await;
        official.note_is("1.1", odd).await;
        official.tap(".step-history summary").await;
        official.reads(".step-history", "abc").await;
        let history: String = official.js("return document.querySelector('.step-history').textContent", &[]).await;
        assert!(
            history.contains("abc \u{2068}שלום\u{2069} \u{1f9d1}\u{200d}\u{1f33e} မြ\u{200b}ဝတီ\u{200c}\u{fffd}"),
            "{history}"
        );
        // Half a sign, and more than anybody types.
        official.goes_into_note("1.1").await;
        let half = "const e = document.activeElement; e.value = 'x\\ud83d' + 'ၾ က'.repeat(25000) + 'y'; \
                    e.dispatchEvent(new Event('input'))";
        official.js::<Value>(half, &[]).await;
        official.leaves_field().await;
        official.is_saved().await;
        official.reloads_here().await;
        let ends =
            "const v = document.querySelector(arguments[0]).value; return [v.length, v.slice(0, 2), v.slice(-1)]";
        let ends: Value = official.js(ends, &[id("note-1.1").into()]).await;
        assert_eq!(ends, json!([75_003, "x\u{fffd}", "y"]));
    });
}
