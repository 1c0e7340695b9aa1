//! Two sides: by whom to call, my own steps, and what the other side does.

use serde_json::{Value, json};
use sop_checklist::procedure::{Side, Step};

use crate::harness::{Site, intranet, stage};
use crate::official::{Official, id, procedure, word};

/// Unfolds by whom to call.
async fn looks_whom_to_call(official: &Official) {
    official.tap(&format!("{} > summary", id("missing-fold"))).await;
    official.sees(&id("missing")).await;
}

/// What can be sent, wherever it lands, says nothing of the case.
fn says_nothing_of_the_case(text: &str) {
    for line in ["Thai shelter worker", &format!("- 9.2 {}", word("step.9.2")), "Not the official SOP"] {
        assert!(text.contains(line), "“{line}” is not in {text}");
    }
    for word in ["MM-77", "raised", "a man", "Fear of persecution", "S6", "Aye Aye", "afraid"] {
        assert!(!text.contains(word), "“{word}” is in {text}");
    }
}

#[test]
fn whom_to_call_stands_under_the_gate_and_a_step_opens() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("MM-77").await;
        looks_whom_to_call(official).await;
        official.reads(&id("call-TH-SHE"), &word("step.5.1")).await;
        official.reads(&id("call-MM-DOR"), &word("step.5.7")).await;
        official.tap(&format!("{} button", id("call-TH-HLT"))).await;
        official.step_is_open("3.6").await;
        official.check_clear("S3").await;
        official.close().await;
        // The step is not done, but nothing of it is missing any more; the list stays unfolded.
        official.sees(&id("call-TH-SHE")).await;
        official.sees_no(&id("call-TH-HLT")).await;
    });
}

#[test]
fn the_offices_numbers_stand_where_a_role_acts_and_are_not_copied() {
    let site = Site::new();
    site.copy("").config("contacts", json!({ "TH-SHE": "+66 55 000 111", "TH-HLT": "desk 4" }));
    stage().site(site).run(async |official| {
        official.open_app().await;
        official.begin_case("MM-77").await;
        looks_whom_to_call(official).await;
        official.has(&format!("{} a", id("call-TH-SHE")), "href", "tel:+6655000111").await;
        official.reads(&format!("{} .contact", id("call-TH-HLT")), "desk 4").await;
        official.sees_no(&format!("{} .contact", id("call-MM-DOR"))).await;
        official.js::<Value>("document.execCommand = () => false; delete Navigator.prototype.clipboard", &[]).await;
        official.tap(&id("copy-missing")).await;
        official.focus_is_on("#missing-text").await;
        let text: String = official.js("return document.activeElement.value", &[]).await;
        assert!(text.contains("Thai shelter worker") && !text.contains("000 111"), "{text}");
        official.tap(&format!("{} button", id("call-TH-HLT"))).await;
        official.step_is_open("3.6").await;
        official.reads(&format!(".about {}", id("contact-TH-HLT")), "desk 4").await;
    });
}

#[test]
fn the_list_is_copied_without_a_word_of_the_case() {
    stage().run(async |official| {
        let board = |writes: &str| {
            let body = "Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: ";
            format!("{body}{writes} }} }})")
        };
        official.open_app().await;
        official.begin_case("MM-77").await;
        official.open("5.1").await;
        official.raise("S6", "a man").await;
        official.goes_into_note("5.1").await;
        official.types("Aye Aye Mon is afraid").await;
        official.leaves_field().await;
        official.is_saved().await;
        official.close().await;
        looks_whom_to_call(official).await;
        official.reads(&id("call-TH-SHE"), "S6 is raised").await;

        let copies = board("text => { window.copied = text; return Promise.resolve() }");
        official.js::<Value>(&copies, &[]).await;
        official.tap(&id("copy-missing")).await;
        official.reads(&id("copied-missing"), "Copied.").await;
        says_nothing_of_the_case(&official.js::<String>("return copied", &[]).await);

        official.js::<Value>(&board("() => Promise.reject(new Error('not here'))"), &[]).await;
        official.tap(&id("copy-missing")).await;
        stands_there_selected(official).await;
        official.js::<Value>(&board("() => { throw new Error('never') }"), &[]).await;
        official.tap(&id("copy-missing")).await;
        stands_there_selected(official).await;
    });
}

#[test]
fn on_plain_http_the_list_is_copied_the_old_way_or_stands_there() {
    intranet().run(async |official| {
        official.open_app().await;
        official.begin_case("MM-77").await;
        looks_whom_to_call(official).await;
        // The old way of copying, which such a page has.
        official.tap(&id("copy-missing")).await;
        official.reads(&id("copied-missing"), "Copied. Should pasting bring nothing").await;
        stands_there_selected(official).await;
        says_nothing_of_the_case(&official.pasted().await);
        // Where that is refused, too, it is said that nothing was copied.
        official.js::<Value>("document.execCommand = () => false", &[]).await;
        official.tap(&id("copy-missing")).await;
        official.reads(&id("copied-missing"), "This browser does not copy by itself.").await;
        stands_there_selected(official).await;
    });
}

async fn stands_there_selected(official: &Official) {
    official.focus_is_on("#missing-text").await;
    let body = "const f = document.activeElement; \
                return [f.value, f.readOnly && f.selectionStart === 0 && f.selectionEnd === f.value.length]";
    let (text, selected): (String, bool) = official.js(body, &[]).await;
    assert!(selected);
    says_nothing_of_the_case(&text);
}

#[test]
fn my_steps_alone_are_a_look_that_is_not_kept() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("F-1").await;
        official.sees_no(&id("my-steps")).await;
        official.back().await;
        official.is_a("MM-DOR").await;
        official.open_case("F-1").await;
        let procedure = procedure();
        let mine = |step: &&Step| step.acts.iter().any(|role| role.as_str() == "MM-DOR");
        let mine: Vec<String> = procedure.steps().filter(mine).map(|step| step.id.to_string()).collect();
        official.tap(&id("my-steps")).await;
        official.reads(&id("hidden-steps"), &format!("{} steps are hidden", 107 - mine.len())).await;
        let shown: Vec<String> = official.rows().await.into_iter().map(|(step, _)| step).collect();
        assert_eq!(shown, mine);
        official.gate_is("wait").await;
        // A tick goes to the row that it stands in.
        official.tick("10.1").await;
        official.row_is("10.1", "done").await;
        official.part("facts").await;
        official.part("steps").await;
        assert_eq!(official.rows().await.len(), mine.len());
        official.tap(&id("all-steps")).await;
        official.sees(&id("step-1.1")).await;
        official.tap(&id("my-steps")).await;
        official.sees_no(&id("step-1.1")).await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("F-1").await;
        official.sees(&id("step-1.1")).await;
        assert_eq!(official.rows().await.len(), 107);
    });
}

#[test]
fn on_whom_a_step_waits_and_who_said_that_it_is_done_stand_in_its_row() {
    stage().run(async |official| {
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("W-1").await;
        let today = official.today().await;
        official.open("5.7").await;
        official.tap(&id("wait-5.7")).await;
        official.close().await;
        official.row_is("5.7", "waiting").await;
        official.reads(&id("step-5.7"), &format!("Waiting, {today}: MSWRR")).await;

        let procedure = procedure();
        let plain = |step: &&Step| {
            step.side == Side::To && step.asks.is_empty() && step.needs.is_empty() && step.when.is_none()
        };
        let step = procedure.steps().find(plain).unwrap();
        let (id_of, row) = (step.id.as_str(), id(&format!("step-{}", step.id)));
        let by = word(&format!("role.{}.short", step.acts[0]));
        official.tick(id_of).await;
        official.row_is(id_of, "reported").await;
        official.reads(&row, &format!("Reported done {today} ({by})")).await;
        official.open(id_of).await;
        official.tap(&id(&format!("how-{id_of}-call"))).await;
        official.reads(&id(&format!("status-{id_of}")), "phone call").await;
        official.close().await;
        official.reads(&row, &format!("Reported done {today} ({by}, phone call)")).await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("W-1").await;
        official.reads(&row, &format!("Reported done {today} ({by}, phone call)")).await;
    });
}
