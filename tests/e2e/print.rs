//! The printed sheet, read back from the PDF: every step done with its date, whole notes, no blank page.

use std::collections::BTreeSet;

use serde_json::json;

use crate::harness::{intranet, stage};
use crate::official::{Answers, Official, id, is_done, procedure, word};
use crate::paper::squeezed;

/// Firefox puts no numbers into the margin.
const PAGES: &str = "a PDF with numbered pages";
/// What the driver of WebKitGTK lacks.
const PRINT: &str = "a page as PDF";

/// Answers under which nearly all of the procedure applies at once: a child who goes home to a traced family.
fn child_goes_home() -> Answers {
    Answers::from([
        ("at_site", ["yes"].as_slice()),
        ("interpreter", &["yes"]),
        ("language", &["shan"]),
        ("medical", &["yes"]),
        ("special_care", &["yes"]),
        ("age", &["child"]),
        ("alone", &["yes"]),
        ("gender", &["female"]),
        ("identified", &["yes"]),
        ("decided_by", &["police"]),
        ("dependants", &["yes"]),
        ("return", &["wanted"]),
        ("witness", &["yes"]),
        ("case_open", &["yes"]),
        ("compensation", &["yes"]),
        ("wages", &["yes"]),
        ("fear", &["no"]),
        ("papers", &["missing"]),
        ("nationality", &["verified"]),
        ("family", &["traced"]),
        ("family_safe", &["yes"]),
        ("urgent", &["yes"]),
        ("crossing_point", &["mae_sot_myawaddy"]),
        ("carer", &["yes"]),
        ("journey", &["medicine", "food"]),
        ("support", &["livelihood", "legal"]),
        ("reception", &["border_shelter"]),
        ("crossed", &["crossed"]),
        ("secure_shelter", &["yes"]),
        ("contact_ok", &["yes"]),
        ("contact_way", &["visit"]),
        ("closing_reason", &["goals_met"]),
    ])
}

/// 2,000 characters, each word only once; with paragraphs, a word too long for any line, and Burmese.
fn long_note() -> String {
    let mut note =
        format!("Begin of the note.\n\n{}\n\u{1019}\u{103c}\u{1014}\u{103a}\u{1019}\u{102c} ", "x".repeat(150));
    for number in 0.. {
        note += &format!("w{number:03}{}", if number % 60 == 59 { "\n" } else { " " });
        if note.chars().count() > 2000 - 20 {
            break;
        }
    }
    let rest = 2000 - "END.".len() - note.chars().count();
    format!("{note}{}END.", "y".repeat(rest))
}

#[test]
fn every_step_of_the_procedure_is_printed_with_its_date() {
    stage().needs_chromium(PAGES).run(async |official| {
        let note = long_note();
        assert_eq!(note.chars().count(), 2000);
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("CASE-7031").await;
        official.open("3.9").await;
        official.goes_into_note("3.9").await;
        official.pastes(&note).await;
        official.note_is("3.9", &note).await;
        official.close().await;
        official.work_through(&child_goes_home()).await;
        let rows = official.rows().await;
        let undone: Vec<_> = rows.iter().filter(|(_, state)| !is_done(state)).collect();
        assert!(undone.iter().all(|(_, state)| state == "aside"), "left open: {undone:?}");
        assert!(undone.len() <= 11, "too much is set aside: {undone:?}");
        official.reads(&id("next"), "Every step that applies is done.").await;
        official.open("1.1").await;
        let day = official.sets_day("1.1", 3, 3).await;
        official.close().await;
        let (mut printed, content) = printed_steps(official, "CASE-7031", &[("1.1", &day)]).await;
        assert!(content.contains(&squeezed(&note)), "the note is not whole");

        // What cannot apply to the same person: two more cases.
        official.reload().await;
        official.begin_case("CASE-7032").await;
        official.part("facts").await;
        let other = [
            ("age", "adult"),
            ("identified", "no"),
            ("family", "no_contact"),
            ("nationality", "not_verified"),
            ("fear", "yes"),
            ("return", "declined"),
            ("crossed", "not_crossed"),
            ("not_crossed_why", "own_word"),
        ];
        for (fact, value) in other {
            official.answer(fact, value).await;
        }
        official.part("consents").await;
        official.raise("S12", "seen at the market").await;
        official.part("steps").await;
        ticks_those_that_apply(official, &printed).await;
        let (more, content) = printed_steps(official, "CASE-7032", &[]).await;
        printed.extend(more);
        assert!(content.contains(&squeezed("seen at the market")));

        official.reload().await;
        official.begin_case("CASE-7033").await;
        official.part("facts").await;
        official.answer("family", "not_traced").await;
        official.part("steps").await;
        ticks_those_that_apply(official, &printed).await;
        let (more, _) = printed_steps(official, "CASE-7033", &[]).await;
        printed.extend(more);

        let never: Vec<_> =
            procedure().steps().map(|step| step.id.to_string()).filter(|id| !printed.contains(id)).collect();
        assert!(never.is_empty(), "never printed as done: {never:?}");
    });
}

async fn ticks_those_that_apply(official: &Official, but: &BTreeSet<String>) {
    for (step, state) in official.rows().await {
        if state == "todo" && !but.contains(&step) {
            official.tick(&step).await;
            let done = format!("{}:is([data-state=done], [data-state=reported])", id(&format!("step-{step}")));
            official.sees(&done).await;
        }
    }
}

/// Prints the open case, and proves that the sheet names every step that is done on screen, with its date: today unless
/// `days` names another. Gives these steps and the sheet's content.
async fn printed_steps(official: &Official, code: &str, days: &[(&str, &str)]) -> (BTreeSet<String>, String) {
    let done: Vec<_> = official.rows().await.into_iter().filter(|(_, state)| is_done(state)).collect();
    let today = official.today().await;
    official.part("paper").await;
    let content = content_of_sheet(official, code).await;
    for (step, state) in &done {
        let day = days.iter().find(|(id, _)| id == step).map_or(today.as_str(), |(_, day)| day);
        let said = if state == "reported" { "Reported done" } else { "Done" };
        let line = squeezed(&format!("☑ {step} {} {said}, {day}", word(&format!("step.{step}"))));
        assert!(content.contains(&line), "{line} is not in {content}");
    }
    assert_eq!(content.matches('☑').count(), done.len());
    official.part("steps").await;
    (done.into_iter().map(|(step, _)| step).collect(), content)
}

/// Prints the sheet; every page carries code and stamp, none is blank, and nothing but the code tells whose case it is.
async fn content_of_sheet(official: &Official, code: &str) -> String {
    let head: String = official.js("return document.querySelector('.sheet thead').textContent", &[]).await;
    for part in [code, "Case summary", "Edition", "content ", "of ", "Not the official SOP"] {
        assert!(head.contains(part), "no “{part}” in the stamp: {head}");
    }
    let pdf = official.print().await;
    let pages = pdf.pages.len();
    assert!((1..=16).contains(&pages), "{pages} pages");
    assert!(!pdf.about.contains(code) && !official.title_and_address().await.contains(code));
    pdf.content_under(&head)
}

#[test]
fn a_sheet_on_plain_http() {
    intranet().needs_chromium(PAGES).run(async |official| {
        official.open_app().await;
        official.begin_case("CASE-80").await;
        for step in ["1.8", "2.7", "3.2"] {
            official.tick(step).await;
            official.row_is(step, "done").await;
        }
        let (printed, _) = printed_steps(official, "CASE-80", &[]).await;
        assert_eq!(printed.len(), 3);
    });
}

#[test]
fn the_blank_form_lists_every_step() {
    stage().needs_chromium(PAGES).run(async |official| {
        official.open_app().await;
        official.begin_case("CASE-9").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.part("paper").await;
        official.tap(&id("sheet-blank")).await;
        official.sees(".blank-steps").await;
        let head: String = official.js("return document.querySelector('.sheet thead').textContent", &[]).await;
        let content = official.print().await.content_under(&head);
        assert!(!content.contains("CASE-9") && !head.contains("CASE-9"));
        assert!(!content.contains('☑'));
        for step in procedure().steps() {
            let line = squeezed(&format!("☐ {} {}", step.id, word(&format!("step.{}", step.id))));
            assert!(content.contains(&line), "{line} is not in {content}");
        }
    });
}

#[test]
fn screens_without_a_sheet_print_one_line_and_nothing_of_a_case() {
    stage().not_in_webkit(PRINT).run(async |official| {
        official.open_app().await;
        official.begin_case("CASE-11").await;
        for screen in ["the case", "the list"] {
            let pdf = official.print().await;
            assert_eq!(pdf.pages.len(), 1);
            let page = &pdf.pages[0];
            assert!(page.contains("To print a case") && !page.contains("CASE-11") && !page.contains("1.1"), "{page}");
            if screen == "the case" {
                official.back().await;
            }
        }
    });
}

#[test]
fn paper_is_black_on_white_in_the_dark_too() {
    stage().needs_chromium("a dark browser").run(async |official| {
        official.open_app().await;
        official.begin_case("CASE-12").await;
        official.part("paper").await;
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        official.devtools("Emulation.setEmulatedMedia", dark).await;
        for page in official.print().await.ink() {
            assert!(page > 0.002 && page < 0.3, "{page} of a page is dark");
        }
    });
}
