//! Practice: the four cases with a story, each walked to its end, and what a practice case must never be.

use crate::harness::{intranet, stage};
use crate::official::{Official, id};

/// Begins a practice case from the list.
async fn practises(official: &Official, story: &str) {
    official.open_app().await;
    official.tap(&id("practise")).await;
    official.tap(&id(&format!("practise-{story}"))).await;
    official.sees(&id("story")).await;
    official.tap(&id("debrief")).await;
}

/// Opens a step, does something there, and closes it.
async fn at(official: &Official, step: &str, taps: &[&str]) {
    official.open(step).await;
    for tap in taps {
        official.tap(&id(tap)).await;
    }
    official.close().await;
}

async fn is_missing(official: &Official, count: usize) {
    let says = format!("Not yet done, or done otherwise: {count}");
    official
        .reads(&id("debriefing"), if count == 0 { "Everything that this case asks for was done." } else { &says })
        .await;
}

#[test]
fn she_wants_to_go_home() {
    stage().run(walks_to_the_handover);
}

#[test]
fn she_wants_to_go_home_on_plain_http() {
    intranet().run(walks_to_the_handover);
}

async fn walks_to_the_handover(official: &Official) {
    practises(official, "ready").await;
    is_missing(official, 7).await;
    official.gate_is("wait").await;
    at(official, "8.3", &["answer-S3-clear", "record-S3", "mark-8.3"]).await;
    is_missing(official, 5).await;
    at(official, "8.9", &["answer-S13-clear", "record-S13", "mark-8.9"]).await;
    is_missing(official, 3).await;
    at(official, "8.11", &["mark-8.11"]).await;
    is_missing(official, 2).await;
    for step in ["9.1", "9.3", "9.4"] {
        official.tick(step).await;
        official.row_is(step, "done").await;
    }
    at(official, "9.2", &["answer-crossing-given", "record-crossing", "mark-9.2"]).await;
    official.gate_is("go").await;
    at(official, "9.5", &["answer-crossed-crossed", "mark-9.5"]).await;
    is_missing(official, 0).await;
}

#[test]
fn a_girl_without_papers() {
    stage().run(async |official| {
        practises(official, "child").await;
        is_missing(official, 5).await;
        at(official, "1.6", &["answer-age-disputed", "answer-alone-yes", "mark-1.6"]).await;
        is_missing(official, 2).await;
        official.tick("3.5").await;
        official.row_is("3.5", "done").await;
        is_missing(official, 1).await;
        at(official, "2.4", &["answer-interview-given", "record-interview"]).await;
        // Her word alone is not enough.
        is_missing(official, 1).await;
        at(official, "2.4", &["answer-interview-guardian-given", "record-interview"]).await;
        is_missing(official, 0).await;
    });
}

#[test]
fn he_does_not_want_to_return() {
    stage().run(async |official| {
        practises(official, "stay").await;
        is_missing(official, 6).await;
        at(official, "3.10", &["answer-return-declined", "mark-3.10"]).await;
        is_missing(official, 5).await;
        let legal =
            ["answer-witness-yes", "answer-case_open-yes", "answer-compensation-no", "answer-wages-yes", "mark-4.1"];
        at(official, "4.1", &legal).await;
        is_missing(official, 3).await;
        for (left, step) in [(2, "4.4"), (1, "4.6"), (0, "7.9")] {
            official.tick(step).await;
            official.row_is(step, "done").await;
            is_missing(official, left).await;
        }
        official.row_is("9.5", "blocked").await;
    });
}

#[test]
fn at_the_bridge_she_says_no() {
    stage().run(async |official| {
        practises(official, "bridge").await;
        is_missing(official, 4).await;
        at(official, "9.2", &["answer-crossing-refused", "record-crossing"]).await;
        official.gate_is("stop").await;
        is_missing(official, 3).await;
        official.part("consents").await;
        official.raise("S9", "she knows the man who waits").await;
        is_missing(official, 2).await;
        official.part("steps").await;
        at(official, "9.9", &["answer-crossed-not_crossed", "answer-not_crossed_why-own_word", "mark-9.9"]).await;
        is_missing(official, 0).await;
        official.row_is("9.5", "blocked").await;
    });
}

#[test]
fn a_practice_case_is_marked_begins_again_and_leaves_nothing() {
    stage().run(async |official| {
        practises(official, "child").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.reads(&id("save-state"), "TRAINING, not saved").await;
        official.open("2.7").await;
        official.reads(&id("save-state"), "TRAINING, not saved").await;
        official.close().await;
        official.tap(&id("practise-again")).await;
        official.row_is("2.7", "todo").await;
        official.sees_no(&id("debriefing")).await;
        official.tap(&id("practise-other")).await;
        official.tap(&id("practise-empty")).await;
        official.reads("#heading", "TRAINING").await;
        official.sees_no(&id("story")).await;
        official.row_is("1.1", "todo").await;
        official.tap(&id("lock")).await;
        official.passes_the_door().await;
        official.sees(&id("new-case")).await;
        official.sees_no(&id("case-row")).await;
        // Pieces of a case end in its writer and their number.
        let is_piece = |key: &&String| {
            let parts: Vec<&str> = key.split(':').collect();
            parts.len() == 5 && parts[4].trim_start_matches(['c', 'd']).parse::<u64>().is_ok()
        };
        let kept = official.storage().await;
        assert_eq!(kept.keys().filter(is_piece).collect::<Vec<_>>(), Vec::<&String>::new());
        // A real case does leave one, so the line above means something.
        official.begin_case("REAL-1").await;
        official.is_saved().await;
        assert!(official.storage().await.keys().any(|key| is_piece(&key)));
    });
}

#[test]
fn practice_at_the_door_begins_with_a_choice() {
    stage().run(async |official| {
        official.visit("").await;
        official.tap(&id("practise")).await;
        official.tap(&id("practise-child")).await;
        official.reads("#heading", "TRAINING-2").await;
        official.tap(&id("back")).await;
        official.sees(&id("practise-ready")).await;
        official.tap(&id("back")).await;
        official.sees(&id("passphrase")).await;
    });
}
