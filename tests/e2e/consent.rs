//! Consent and its withdrawal; answers that are set aside and come back.

use crate::harness::stage;
use crate::official::{id, procedure, word};

#[test]
fn consent_is_taken_back_in_one_tap_and_the_crossing_stops() {
    stage().run(async |official| {
        let procedure = procedure();
        official.open_app().await;
        official.begin_case("C-1").await;
        official.part("facts").await;
        official.answer("age", "adult").await;
        official.answer("return", "wanted").await;
        official.part("consents").await;
        official.has(&id("consent-return"), "data-state", "not-asked").await;
        official.sees_no(&id("withdraw-return")).await;
        official.tap(&id("answer-return-given")).await;
        official.tap("[name=private-return]").await;
        official.tap("label:has([name=form-return]):nth-of-type(2)").await;
        official.tap("#language-return").await;
        official.types("Shan").await;
        official.tap("#scope-return").await;
        official.types("Return by road, at Myawaddy").await;
        official.has(&id("consent-return"), "data-state", "not-asked").await;
        official.tap(&id("record-return")).await;
        official.has(&id("consent-return"), "data-state", "given").await;
        official.gate_is("wait").await;
        official.part("paper").await;
        for said in ["Asked in private: Yes", "Language used: Shan", "What it covers: Return by road, at Myawaddy"] {
            official.reads(".sheet", said).await;
        }
        official.part("consents").await;

        // One tap: no reason, no second question.
        official.tap(&id("withdraw-return")).await;
        official.has(&id("consent-return"), "data-state", "withdrawn").await;
        official.gate_is("stop").await;
        official.has(&id("stop-S1"), "data-state", "raised").await;
        official.reads(&id("stop-S1"), "What to do").await;
        official.sees_no(&id("withdraw-return")).await;

        official.part("steps").await;
        let rows = official.rows().await;
        let state = |step: &str| rows.iter().find(|(id, _)| id == step).unwrap().1.as_str();
        let kind = procedure.consent("return").unwrap();
        let mut blocked = 0;
        for step in &kind.blocks {
            assert!(matches!(state(step.as_str()), "blocked" | "aside" | "maybe"), "{step}: {}", state(step.as_str()));
            blocked += u32::from(state(step.as_str()) == "blocked");
        }
        assert!(blocked >= 10, "only {blocked} steps are blocked");
        let of_crossing = procedure.steps().filter(|step| step.id.as_str().starts_with("9.") && !step.service);
        for step in of_crossing.filter(|step| state(step.id.as_str()) == "todo") {
            assert_eq!(step.id.as_str(), "9.2", "can be done against her word");
        }
        // Her bed, her food, her lawyer and her doctor do not hang on her answer.
        for step in procedure.steps().filter(|step| step.service) {
            assert_ne!(state(step.id.as_str()), "blocked", "{}", step.id);
        }
        official.tick("8.2").await;
        official.reads(&id("blocks"), "Withdrawn").await;
        official.close().await;
        assert!(!official.box_is_ticked("8.2").await);
        official.tick("3.2").await;
        official.row_is("3.2", "done").await;

        // She says yes again. The flag stays up until somebody looked and said why it is down.
        official.part("consents").await;
        official.consents("return").await;
        official.gate_is("stop").await;
        official.has(&id("stop-S1"), "data-state", "raised").await;
        official.tap(&id("answer-S1-clear")).await;
        official.tap(&id("record-S1")).await;
        official.reads(&id("stop-S1"), "Write the reason in a few words.").await;
        official.gate_is("stop").await;
        official.tap("#reason-S1").await;
        official.types("Asked alone, by another worker").await;
        official.tap(&id("record-S1")).await;
        official.has(&id("stop-S1"), "data-state", "clear").await;
        official.gate_is("wait").await;

        official.is_saved().await;
        official.reload().await;
        official.open_case("C-1").await;
        official.gate_is("wait").await;
        official.part("history").await;
        for line in ["Given", "Withdrawn", "Clear “Asked alone, by another worker”"] {
            official.reads(&id("history-list"), line).await;
        }
        // Nothing of this can be undone; it is corrected by a new record.
        let undo = official.text(".undo-line").await;
        assert!(undo.contains("3.2"), "what can be undone: {undo}");
    });
}

#[test]
fn answers_that_are_set_aside_come_back_as_they_were() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("F-1").await;
        official.part("facts").await;
        official.answer("age", "child").await;
        official.answer("alone", "yes").await;
        official.part("steps").await;
        official.row_is("3.5", "todo").await;
        official.tick("3.5").await;
        official.row_is("3.5", "done").await;
        official.reads(&id("progress"), "1 of ").await;

        // What it changes is shown first, and nothing is changed until the official says so.
        official.part("facts").await;
        official.chooses_answer("age", "adult").await;
        official.reads(&id("preview-age"), "This sets aside:").await;
        official.reads(&id("preview-age"), "3.5").await;
        official.reads(&id("preview-age"), &word("fact.alone")).await;
        official.reads(&id("preview-age"), "This adds:").await;
        official.tap(&id("keep-age")).await;
        official.has(&id("answer-age-child"), "checked", true).await;
        official.sees_no(&id("keep-age")).await;
        official.sees(&id("fact-alone")).await;
        official.chooses_answer("age", "adult").await;
        official.sees(&id("fact-alone")).await;
        official.tap(&id("change-age")).await;
        official.sees_no(&id("fact-alone")).await;
        official.reads("main", "Set aside").await;
        official.part("steps").await;
        official.row_is("3.5", "aside").await;
        official.reads(&id("progress"), "0 of ").await;
        assert!(!official.box_is_ticked("3.5").await);

        official.reload().await;
        official.open_case("F-1").await;
        official.part("facts").await;
        official.sees_no(&id("fact-alone")).await;
        official.answer("age", "child").await;
        official.sees(&id("fact-alone")).await;
        official.has(&id("answer-alone-yes"), "checked", true).await;
        official.part("steps").await;
        official.row_is("3.5", "done").await;
        official.reads(&id("progress"), "1 of ").await;
    });
}

#[test]
fn what_does_not_agree_is_told_and_holds_nothing_up() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("D-1").await;
        official.part("consents").await;
        official.check_clear("S6").await;
        official.part("facts").await;
        official.sees_no(&id("disagree")).await;
        official.answer("fear", "yes").await;
        let told = word("contradiction.fear_clear");
        official.reads(&id("disagree"), &told).await;
        official.reads(&id("fact-fear"), &told).await;
        official.answer("fear", "no").await;
        official.sees_no(&id("disagree")).await;
        official.sees_no(&id("disagrees")).await;
    });
}

#[test]
fn an_answer_is_not_recorded_before_record_and_then_stands_beside_who_gave_it() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("WHO-1").await;
        official.open("1.6").await;
        official.answer("age", "child").await;
        official.close().await;
        official.open("2.4").await;
        official.tap(&id("answer-interview-guardian-given")).await;
        official.reads(".particulars", "Not recorded yet: tap Record.").await;
        official.reads(".particulars", "The guardian: Given").await;
        official.has(&id("said-interview-guardian"), "textContent", "").await;
        official.tap(&id("record-interview")).await;
        official.reads(&id("said-interview-guardian"), "Given, ").await;
        official.has(&id("said-interview-person"), "textContent", "").await;
        official.has(&id("consent-interview"), "data-state", "not-asked").await;
    });
}
