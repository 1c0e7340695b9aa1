//! Odd words in every field, on every screen, on paper, and out and in again: what is shown turns and hides nothing, and what
//! is kept is what was typed. Natively the same words are in `tests/odd.rs`.

use serde_json::Value;
use sop_checklist::exchange::casefile::{CaseFile, Found, read_case_file};
use sop_checklist::journal::{Act, Entry, Status};
use sop_checklist::vault::Passphrase;

use crate::files::{For, WORD, looks_into, made_text, makes, takes_in};
use crate::harness::stage;
use crate::official::{Official, id};
use crate::paper::squeezed;
use crate::planted::storage_of;
use crate::support::odd::{odd_case, odd_texts};

/// Every text on the page that turns or hides something, and what is wider than the screen.
const FAULTS: &str = r"
    const odd = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066\u2067\u2028\u2029]/;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const faults = [];
    while (walk.nextNode()) if (odd.test(walk.currentNode.data))
        faults.push(walk.currentNode.parentElement.outerHTML.slice(0, 200) + JSON.stringify(walk.currentNode.data.slice(0, 200)));
    if ('hit' in window) faults.push('a script of a text ran');
    if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the screen');
    return faults";

async fn shows_safely(official: &Official, place: &str) {
    let faults: Vec<String> = official.js(FAULTS, &[]).await;
    assert!(faults.is_empty(), "{place}: {faults:#?}");
}

async fn begins_with(official: &Official, cases: &[Vec<Entry>]) {
    official.visit("config.json").await;
    official.puts(&storage_of(cases)).await;
    official.open_app().await;
}

/// Opens the only case.
async fn opens_it(official: &Official) {
    official.tap(&format!("{} button", id("case-row"))).await;
    official.sees(&id("tab-steps")).await;
    official.sees(".incidents").await;
}

fn read(text: &str) -> CaseFile {
    let Ok(Found::Sealed(file)) = read_case_file(text) else { panic!("no sealed file: {text}") };
    file.open(&Passphrase::typed(WORD)).unwrap()
}

/// Walks through all places where words of the open case stand.
async fn walks(official: &Official, name: &str) {
    let steps = ["1.8", "2.7", "3.9", "4.1", "4.5", "9.5", "10.8"];
    shows_safely(official, &format!("{name}, case")).await;
    for step in steps {
        official.open(step).await;
        official.tap(".step-history summary").await;
        official.sees(".step-history .history li").await;
        shows_safely(official, &format!("{name}, step {step}")).await;
        official.close().await;
    }
    for (tab, there) in [
        ("facts", "[data-testid=links-fold]"),
        ("consents", "[data-testid=consent-data]"),
        ("history", "[data-testid=history-list]"),
    ] {
        official.part(tab).await;
        official.sees(there).await;
        let unfold = "document.querySelectorAll('details').forEach(fold => fold.open = true)";
        official.js::<Value>(unfold, &[]).await;
        shows_safely(official, &format!("{name}, {tab}")).await;
    }
    official.part("paper").await;
    for reader in ["partner", "escort", "person", "file"] {
        official.tap(&id(&format!("sheet-{reader}"))).await;
        official.sees(&format!("{}[data-reader={reader}]", id("sheet"))).await;
        shows_safely(official, &format!("{name}, sheet for {reader}")).await;
    }
}

/// All odd words in one, the very long ones apart.
fn mixed() -> [(&'static str, String); 2] {
    let (long, others): (Vec<_>, Vec<_>) = odd_texts().into_iter().partition(|(name, _)| *name == "very long");
    let others: Vec<String> = others.into_iter().map(|(_, words)| words).collect();
    [("odd", others.join(" ")), ("very long", long[0].1.clone())]
}

#[test]
fn words_of_a_case_are_shown_safely_on_every_screen_and_on_paper_and_leave_as_they_came() {
    for (name, words) in mixed() {
        stage().needs_chromium("a PDF").run(async |official| {
            // A code that long would fill pages; its own test is the list below.
            let code = if name == "odd" { words.clone() } else { format!("Odd-{}", "x".repeat(120)) };
            let device = odd_case(12, &code, &mut || words.clone());
            let entries: Vec<Entry> = device.journal.entries().cloned().collect();
            begins_with(official, std::slice::from_ref(&entries)).await;
            shows_safely(official, &format!("{name}, list")).await;
            official.tap(&id("border-day")).await;
            official.tap("[data-testid^=choose-Odd]").await;
            official.sees(&id("border-date")).await;
            shows_safely(official, &format!("{name}, border")).await;
            official.back().await;
            official.tap(&id("reports")).await;
            official.sees(&id("rows-count")).await;
            shows_safely(official, &format!("{name}, reports")).await;
            official.back().await;
            opens_it(official).await;
            walks(official, name).await;
            let pdf = official.print().await;
            let paper = squeezed(&pdf.pages.concat());
            for part in ["Openquestion", "Linkedcases"] {
                assert!(paper.contains(part), "{name}: no {part} on paper");
            }
            // Both ends of the note are there.
            assert!(paper.matches("Odd").count() > 15 && paper.matches("end").count() > 15, "{name}: {paper}");
            // No words are so long that they fill more pages than their number asks for.
            let signs: usize = pdf.pages.iter().map(|page| page.chars().count()).sum();
            assert!(pdf.pages.len() < 60 + signs / 1_500, "{name}: {signs} on {} pages", pdf.pages.len());

            makes(official, For::Own).await;
            let text = made_text(official).await;
            let file = read(&text);
            for entry in &entries {
                assert_eq!(file.journal.get(entry.id), Some(entry), "{name}");
            }
            official.empties_the_browser().await;
            official.open_app().await;
            looks_into(official, &text).await;
            shows_safely(official, &format!("{name}, preview")).await;
            takes_in(official, "Odd").await;
            shows_safely(official, &format!("{name}, taken in")).await;
            makes(official, For::Own).await;
            let again = read(&made_text(official).await);
            for entry in file.journal.entries() {
                assert_eq!(again.journal.get(entry.id), Some(entry), "{name}");
            }
        });
    }
}

/// Puts words into a field as if they had been typed, half a sign behind them.
async fn types_odd(official: &Official, css: &str, words: &str) {
    official.tap(css).await;
    let set = "const e = document.querySelector(arguments[0]); e.focus(); e.value = arguments[1] + '\\ud83d'; \
               ['input', 'change'].forEach(name => e.dispatchEvent(new Event(name, { bubbles: true }))); e.blur()";
    official.js::<Value>(set, &[css.into(), words.into()]).await;
}

#[test]
fn odd_words_are_typed_into_every_field_and_kept_sign_by_sign() {
    stage().needs_chromium("the same fields of forms").run(async |official| {
        // A line of text has no line ends: the browser drops them.
        let line: Vec<String> = odd_texts().into_iter().filter(|(name, _)| *name != "line ends").map(|(_, words)| words).collect();
        let line = line.join("|").replace('\t', "");
        let kept = format!("{line}\u{fffd}");
        // And a code has single spaces.
        let code = kept.split_whitespace().collect::<Vec<_>>().join(" ");
        official.open_app().await;
        official.tap(&id("settings")).await;
        types_odd(official, &id("office"), &line).await;
        types_odd(official, &id("initials"), &line).await;
        official.chooses(&id("role"), "TH-SHE").await;
        shows_safely(official, "settings").await;
        official.back().await;
        official.tap(&id("new-case")).await;
        types_odd(official, &id("case-code"), &line).await;
        shows_safely(official, "new case").await;
        official.tap(&id("create-case")).await;
        official.sees(&id("tab-steps")).await;
        official.open("1.1").await;
        types_odd(official, &id("note-1.1"), &line).await;
        official.tap(&id("not-needed-of-1.1")).await;
        types_odd(official, &id("not-needed-1.1"), &line).await;
        official.tap(&id("record-not-needed-1.1")).await;
        shows_safely(official, "step 1.1").await;
        official.close().await;
        official.part("consents").await;
        official.tap(&id("answer-S2-raised")).await;
        types_odd(official, "#reason-S2", &line).await;
        official.tap(&id("record-S2")).await;
        official.tap(&id("answer-interview-given")).await;
        for field in ["language", "present", "scope"] {
            types_odd(official, &id(&format!("{field}-interview")), &line).await;
        }
        official.tap(&id("record-interview")).await;
        shows_safely(official, "consents").await;
        official.part("facts").await;
        official.tap(&format!("{} summary", id("links-fold"))).await;
        types_odd(official, &id("link-code"), &format!("X {line}")).await;
        official.tap(&id("link-add")).await;
        official.reads(&id("linked"), "X ").await;
        shows_safely(official, "facts").await;
        official.part("paper").await;
        official.tap(&id("file-own")).await;
        official.tap(&id("export-case")).await;
        official.chooses(&id("export-case-receiver"), "words").await;
        types_odd(official, &id("export-case-receiver-words"), &line).await;
        official.chooses(&id("export-case-purpose"), "words").await;
        types_odd(official, &id("export-case-purpose-words"), &line).await;
        shows_safely(official, "receiver and purpose").await;
        official.chooses(&id("export-case-receiver"), "own-office").await;
        official.chooses(&id("export-case-purpose"), "record").await;
        official.tap(&id("export-case")).await;
        official.sees(&id("seal-file")).await;
        shows_safely(official, "receiver").await;
        crate::files::seals(official, WORD).await;
        official.has(&id("made-file"), "data-state", "sealed").await;
        let file = read(&made_text(official).await);
        official.part("history").await;
        official.sees(&id("history-list")).await;
        shows_safely(official, "history").await;

        let entries: Vec<&Entry> = file.journal.in_order();
        let has = |what: &str, holds: &dyn Fn(&Act) -> bool| {
            assert!(entries.iter().any(|entry| holds(&entry.act)), "{what} is not as it was typed: {entries:#?}");
        };
        has("code", &|act| matches!(act, Act::Opened { code: typed, .. } if *typed == code));
        has("note", &|act| matches!(act, Act::Note { text, .. } if *text == kept));
        has("reason", &|act| matches!(act, Act::Status { status: Status::NotNeeded { reason }, .. } if *reason == kept));
        has("flag", &|act| matches!(act, Act::Stop { reason, .. } if *reason == kept));
        has("consent", &|act| {
            matches!(act, Act::Consent(given) if given.language == kept && given.present == kept && given.scope == kept)
        });
        has("link", &|act| matches!(act, Act::Link { code: typed, .. } if *typed == format!("X {code}")));
        let by = &entries.last().unwrap().by;
        assert_eq!((&by.office, &by.initials), (&kept, &kept));
    });
}
