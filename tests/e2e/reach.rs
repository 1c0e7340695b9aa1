//! Small screens, thumbs, keyboards.

use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::harness::stage;
use crate::official::{Official, id, until};

#[test]
fn a_phone_shows_every_screen_without_scrolling_sideways() {
    stage().run(every_screen_fits);
}

#[test]
fn a_screen_of_320_pixels_does_too() {
    stage().width(320).run(every_screen_fits);
}

async fn every_screen_fits(official: &Official) {
    official.open_app().await;
    fits(official, "no cases").await;
    official.tap(&id("new-case")).await;
    official.tap(&id("create-case")).await;
    official.sees("form [role=alert]").await;
    fits(official, "a new case").await;
    official.back().await;
    official.begin_case("MM-MSD-2026-000017-WITH-A-LONG-CODE-AS-SOME-OFFICES-HAVE-THEM").await;
    fits(official, "a case").await;
    official.tap(".gate summary").await;
    // What is next may be short enough to stand there whole.
    official
        .js::<serde_json::Value>(
            "for (const folded of document.querySelectorAll('.next details')) folded.open = true",
            &[],
        )
        .await;
    official.tap(&format!("{} > summary", id("missing-fold"))).await;
    official.sees(&id("copy-missing")).await;
    fits(official, "a case with everything unfolded").await;
    official.tick("1.1").await;
    official.step_is_open("1.1").await;
    official.tap(&id("answer-S9-raised")).await;
    official.tap(&id("record-S9")).await;
    official.has(&id("stop-S9"), "data-state", "raised").await;
    official.goes_into_note("1.1").await;
    official.types("averyveryveryveryveryveryveryverylongwordwithoutanyplacetobreakitanywhereatall").await;
    fits(official, "an opened step").await;
    official.close().await;
    // A step with a date, a limit and a consent of its own.
    for step in ["1.8", "2.4", "2.5"] {
        official.tick(step).await;
        if official.is_shown("#step-heading").await {
            official.close().await;
        }
    }
    official.open("1.8").await;
    official.sees(&id("date-1.8")).await;
    fits(official, "a step that is done").await;
    official.close().await;
    official.open("2.4").await;
    official.tap(&id("answer-interview-given")).await;
    fits(official, "a step that asks for consent").await;
    official.close().await;
    for part in ["facts", "consents", "paper", "history"] {
        official.part(part).await;
        fits(official, part).await;
    }
    official.part("paper").await;
    official.tap(&id("sheet-blank")).await;
    official.tap(&id("remove-case")).await;
    fits(official, "paper, blank, with removal").await;
    official.tap(&id("settings")).await;
    official.sees(&id("role")).await;
    fits(official, "settings").await;
    official.reload().await;
    fits(official, "the list of cases").await;
}

/// A place to tap, as large as it is to a thumb.
#[derive(Debug, Deserialize)]
struct Target {
    #[allow(dead_code)] // Shown where the check fails, through Debug.
    name: String,
    main: bool,
    width: f64,
    height: f64,
}

/// Everything that can be tapped. A choice is as large as its label, a box as what lies around it.
const TARGETS: &str = "
    const shown = [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
        .filter(e => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.matches('.skip'));
    return shown.map(e => {
        const area = (e.closest('label, .tick') || e).getBoundingClientRect();
        const main = e.matches('.primary, .warning, .step-link, .next-item, .case-link, .tabs button, .top button, \
                                .choice input, .tick input, select, textarea, input[type=text], summary');
        return { name: e.dataset.testid || e.id || e.innerText || e.ariaLabel || '', main, width: area.width, height: area.height };
    });";

/// Nothing is wider than the screen or cut off at its edge, and no target is too small.
pub async fn fits(official: &Official, screen: &str) {
    let wide = "return [document.scrollingElement.scrollWidth, innerWidth, \
                [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 \
                && !e.closest('.sheet-frame, .sr')).slice(0, 3).map(e => e.outerHTML.slice(0, 160)).join('\\n')]";
    let (content, screen_width, too_wide): (f64, f64, String) = official.js(wide, &[]).await;
    assert!(content <= screen_width, "{screen} is {content} wide on {screen_width}: {too_wide}");
    assert!(too_wide.is_empty(), "{screen}: cut off at the edge: {too_wide}");
    let targets: Vec<Target> = official.js(TARGETS, &[]).await;
    assert!(targets.len() >= 3, "{screen} has only {targets:?}");
    let small = |target: &&Target| target.width < 24.0 || target.height < if target.main { 44.0 } else { 24.0 };
    let small: Vec<_> = targets.iter().filter(small).collect();
    assert!(small.is_empty(), "{screen} has targets that a thumb misses: {small:#?}");
    let zooms = "return [...document.querySelectorAll('input[type=text], select, textarea')] \
                 .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.id)";
    let zooms: Vec<String> = official.js(zooms, &[]).await;
    assert!(zooms.is_empty(), "{screen}: a phone zooms into fields with small text: {zooms:?}");
}

#[test]
fn a_keyboard_that_comes_up_leaves_the_field_that_it_is_for_in_view() {
    stage().run(async |official| {
        let screen = |height: u32| json!({ "width": 390, "height": height, "deviceScaleFactor": 1, "mobile": true });
        official.devtools("Emulation.setDeviceMetricsOverride", screen(844)).await;
        official.open_app().await;
        official.begin_case("K-1").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.js::<Value>("document.activeElement.scrollIntoView({ block: 'end' })", &[]).await;
        let place = "const area = document.activeElement.getBoundingClientRect();
                     return [document.activeElement.tagName, area.top, area.bottom, visualViewport.height]";
        let field = async || official.js::<(String, f64, f64, f64)>(place, &[]).await;
        assert!(field().await.2 > 430.0, "it would be in view without anybody's doing");
        official.devtools("Emulation.setDeviceMetricsOverride", screen(430)).await;
        until("the field in view", async || match field().await {
            (tag, top, bottom, height) if tag == "TEXTAREA" && height == 430.0 && top >= 0.0 && bottom <= 430.5 => {
                Ok(())
            }
            elsewhere => Err(format!("{elsewhere:?}")),
        })
        .await;
    });
}

#[test]
fn everything_can_be_done_with_the_keyboard() {
    stage().run(async |official| {
        official.open_app().await;
        official.tabs_to(&id("new-case")).await;
        official.presses(Key::Enter).await;
        official.focus_is_on("#heading").await;
        official.tabs_to(&id("case-code")).await;
        official.types("KEYS-1").await;
        official.presses(Key::Enter).await;
        official.reads("#heading", "KEYS-1").await;
        official.focus_is_on("#heading").await;

        official.tabs_to(&id("done-1.8")).await;
        official.types(" ").await;
        official.row_is("1.8", "done").await;
        official.focus_is_on(&id("done-1.8")).await;
        official.types(" ").await;
        official.row_is("1.8", "todo").await;
        official.types(" ").await;
        official.row_is("1.8", "done").await;

        official.tabs_to(&id("open-2.1")).await;
        official.presses(Key::Enter).await;
        official.focus_is_on("#step-heading").await;
        official.step_is_open("2.1").await;
        official.tabs_to(&id("note-2.1")).await;
        official.types("typed without a mouse").await;
        official.tabs_to(&id("back")).await;
        official.presses(Key::Enter).await;
        official.sees_no("#step-heading").await;
        official.focus_is_on(&id("open-2.1")).await;
        official.reads(&id("step-2.1"), "Note").await;

        // A tick that asks leads into the questions, and back to its box's row.
        official.tabs_to(&id("done-3.8")).await;
        official.types(" ").await;
        official.focus_is_on("#step-heading").await;
        official.tabs_to(&id("answer-dependants-yes")).await;
        official.types(" ").await;
        official.reads(&id("status-3.8"), "Done").await;
        official.tabs_to(&id("back")).await;
        official.presses(Key::Enter).await;
        official.focus_is_on(&id("open-3.8")).await;
        official.row_is("3.8", "done").await;
    });
}

#[test]
fn the_way_back_is_whole_after_a_reload() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("BACK-2").await;
        official.part("facts").await;
        official.part("consents").await;
        official.reload().await;
        official.open_case("BACK-2").await;
        official.back().await;
        official.sees(&id("new-case")).await;
        official.open_case("BACK-2").await;
        official.open("3.2").await;
        official.back().await;
        official.has("#heading", "innerText", "BACK-2").await;
        official.sees_no("#step-heading").await;
        official.back().await;
        official.sees(&id("new-case")).await;
    });
}

#[test]
fn the_browsers_back_goes_from_place_to_place() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("BACK-1").await;
        official.open("3.2").await;
        official.browser_back().await;
        official.sees_no("#step-heading").await;
        official.focus_is_on(&id("open-3.2")).await;
        official.sees(&id("step-3.2")).await;
        official.part("facts").await;
        official.browser_back().await;
        official.has(&id("tab-steps"), "aria-current", "page").await;
        // The form is no place to come back to: one more step back is the list, not a second case.
        official.browser_back().await;
        official.sees(&id("new-case")).await;
        let address = official.title_and_address().await;
        assert!(!address.contains("BACK-1"), "{address}");
    });
}

#[test]
fn a_screen_reader_hears_which_question_a_button_answers_and_that_steps_came_or_went() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("EARS-1").await;
        official.part("facts").await;
        // Until it is answered, a person counts as a child.
        let said = "p.sr[role=status]";
        official.answer("age", "adult").await;
        official.reads(said, "Steps that apply now: ").await;
        let adult = official.text(said).await;
        official.answer("age", "child").await;
        official.sees(&id("fact-alone")).await;
        assert_ne!(official.text(said).await, adult);
        official.part("consents").await;
        official.sees(&id("stop-S1")).await;
        let nameless = "return [...document.querySelectorAll('.part button[aria-pressed]')] \
                        .filter(e => !e.closest('[role=group][aria-label]')).map(e => e.outerHTML)";
        let nameless: Vec<String> = official.js(nameless, &[]).await;
        assert!(nameless.is_empty(), "nothing says what these belong to: {nameless:?}");
    });
}
