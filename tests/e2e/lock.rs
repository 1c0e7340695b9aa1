//! The passphrase and the lock: nothing of a case is anywhere while it is closed, and nothing is lost by closing it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Site, everywhere, intranet, stage};
use crate::official::{Official, PASSPHRASE, damage, id, until};

/// Words that are planted in a case and must be found nowhere while it is locked.
const PLANTED: [&str; 11] = [
    "PLANT-77",
    "grey boat at dawn",
    "Ranong shelter 5",
    "fears the foreman",
    // Half-typed in forms.
    "the driver lies",
    "Pwo Karen spoken",
    "sister met her",
    "PLANT-88",
    "pushed by the convoy",
    "office of the old pier",
    "kept under the shrine",
];

#[test]
fn a_first_start_explains_and_refuses_what_is_weak() {
    stage().run(async |official| {
        official.visit("").await;
        official.reads("main", "Nobody can recover it").await;
        for (first, again, said) in [
            ("short", "short", "Too short."),
            ("passwordpassword", "passwordpassword", "Too easy to guess."),
            (PASSPHRASE, "tea at the blue gat", "The two are not the same."),
        ] {
            official.gives(first, Some(again)).await;
            official.reads(&id("door-fault"), said).await;
        }
        assert!(official.storage().await.is_empty());
        official.tap(&id("suggest-passphrase")).await;
        official.reads("main", "Write it down before you go on.").await;
        official.tap(&id("unlock")).await;
        official.sees(&id("new-case")).await;
        assert_eq!(official.storage().await.len(), 2, "the key record in two copies");
    });
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_the_right_one_everything() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("KEPT-1").await;
        official.tick("1.8").await;
        official.is_saved().await;
        official.tap(&id("lock")).await;
        official.sees(&id("passphrase")).await;
        for wrong in ["tea at the blue gatf", "Tea at the blue gate"] {
            official.gives(wrong, None).await;
            official.reads(&id("door-fault"), "That is not the passphrase.").await;
            official.reads(&id("unlock"), "Unlock").await;
        }
        official.gives("  tea  at the blue gate ", None).await;
        official.open_case("KEPT-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn while_locked_nothing_of_a_case_is_anywhere() {
    everywhere(async |official| {
        official.open_app().await;
        official.tap(&id("settings")).await;
        official.tap(&id("office")).await;
        official.types(PLANTED[2]).await;
        official.leaves_field().await;
        official.back().await;
        official.begin_case(PLANTED[0]).await;
        official.part("consents").await;
        official.raise("S6", PLANTED[3]).await;
        official.tap(&id("answer-S2-raised")).await;
        official.tap("#reason-S2").await;
        official.types(PLANTED[4]).await;
        official.tap(&id("answer-data-given")).await;
        official.tap("#language-data").await;
        official.types(PLANTED[5]).await;
        official.back().await;
        official.back().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        official.types(PLANTED[7]).await;
        official.back().await;
        official.open_case(PLANTED[0]).await;
        official.open("1.2").await;
        official.tap(&id("not-needed-of-1.2")).await;
        official.tap(&id("not-needed-1.2")).await;
        official.types(PLANTED[6]).await;
        official.close().await;
        official.open("9.5").await;
        official.tap(&id("incident-9.5")).await;
        official.tap(&id("incident-why-9.5")).await;
        official.types(PLANTED[8]).await;
        official.tap(&id("handover")).await;
        official.tap(&id("receiver-office")).await;
        official.types(PLANTED[9]).await;
        official.close().await;
        official.part("paper").await;
        official.tap(&id("to-dossier")).await;
        official.tap(&id("paper-D2-present")).await;
        official.tap(&id("paper-place-D2")).await;
        official.types(PLANTED[10]).await;
        official.browser_back().await;
        official.part("steps").await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        official.types(PLANTED[1]).await;
        // Locked in the middle of the word.
        official.tap(&id("lock")).await;
        official.sees(&id("passphrase")).await;
        let body = "return [document.documentElement.outerHTML, document.title, location.href, JSON.stringify(history.state), \
                    JSON.stringify(localStorage), JSON.stringify(sessionStorage), \
                    [...document.querySelectorAll('input,textarea,select')].map(e => e.value).join()].join('\\n')";
        let everything: String = official.js(body, &[]).await;
        for planted in PLANTED {
            assert!(!everything.contains(planted), "{planted} is there while locked");
        }
        // The way back leads nowhere.
        official.browser_back().await;
        official.sees(&id("passphrase")).await;
        let after: String = official.js("return document.body.innerText", &[]).await;
        assert!(PLANTED.iter().all(|planted| !after.contains(planted)));

        official.unlocks().await;
        official.step_is_open("1.1").await;
        official.note_is("1.1", PLANTED[1]).await;
        // They were there to be found.
        official.close().await;
        official.open("1.2").await;
        official.has(&id("not-needed-1.2"), "value", PLANTED[6]).await;
        official.close().await;
        official.part("consents").await;
        official.has("#reason-S2", "value", PLANTED[4]).await;
        official.has("#language-data", "value", PLANTED[5]).await;
        official.part("steps").await;
        official.open("9.5").await;
        official.has(&id("incident-why-9.5"), "value", PLANTED[8]).await;
        official.has(&id("receiver-office"), "value", PLANTED[9]).await;
        official.close().await;
        official.part("paper").await;
        official.tap(&id("to-dossier")).await;
        official.has(&id("paper-place-D2"), "value", PLANTED[10]).await;
    });
}

#[test]
fn an_idle_device_warns_and_locks_by_either_clock() {
    for clock in ["device", "running"] {
        let site = Site::new();
        site.copy("")
            .config("lock_after_minutes", json!(5))
            .with("boot", ".js", |boot| [SKEWED.as_bytes(), &boot].concat());
        stage().site(site).run(async |official| {
            official.open_app().await;
            official.begin_case("IDLE-1").await;
            official.open("1.1").await;
            official.tap(&id("not-needed-of-1.1")).await;
            official.tap(&id("not-needed-1.1")).await;
            official.types("her aunt has").await;
            official.js::<Value>("window.skew[arguments[0]] = 4.1 * 60000", &[clock.into()]).await;
            official.sees(&id("lock-soon")).await;
            official.tap(&id("stay")).await;
            official.sees_no(&id("lock-soon")).await;
            official.js::<Value>("window.skew[arguments[0]] += 5 * 60000", &[clock.into()]).await;
            official.sees(&id("passphrase")).await;
            official.unlocks().await;
            official.step_is_open("1.1").await;
            official.has(&id("not-needed-1.1"), "value", "her aunt has").await;
        });
    }
}

/// Clocks that the test can put forward.
pub const SKEWED: &str = "window.skew = { device: 0, running: 0 }; const date = Date.now, run = performance.now.bind(performance); \
    Date.now = () => date() + window.skew.device; performance.now = () => run() + window.skew.running;";

#[test]
fn what_could_not_be_saved_comes_back_after_the_lock() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("FULL-1").await;
        official.is_saved().await;
        official.fills_storage().await;
        official.open("1.1").await;
        official.goes_into_note("1.1").await;
        let words = "a long word about the boat ".repeat(40);
        official.pastes(words.trim()).await;
        official.tap(&id("lock")).await;
        official.sees(&id("passphrase")).await;
        official.reads("main", "Something you recorded or typed is not saved yet.").await;
        official.frees_storage().await;
        official.passes_the_door().await;
        official.open_case("FULL-1").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("FULL-1").await;
        official.open("1.1").await;
        official.note_is("1.1", words.trim()).await;
    });
}

#[test]
fn a_damaged_copy_of_the_key_record_heals_and_without_any_nothing_is_taken_for_empty() {
    everywhere(async |official| {
        official.open_app().await;
        official.begin_case("KEY-1").await;
        official.is_saved().await;
        let records = "Object.keys(localStorage).filter(key => key.startsWith('sopc:1:key:')).sort()";
        for copy in [0, 1] {
            official.js::<Value>(&damage(&format!("[{records}[{copy}]]"), 30), &[]).await;
            official.reload().await;
            official.open_case("KEY-1").await;
            official.tick(if copy == 0 { "1.8" } else { "2.7" }).await;
            official.is_saved().await;
            official.back().await;
        }
        // The two that were damaged stayed, and those that took their places go the same way.
        assert_eq!(official.js::<u32>(&format!("return {records}.length"), &[]).await, 4);
        official.js::<Value>(&damage(records, 60), &[]).await;
        let before = official.storage_but_places().await;
        official.visit("").await;
        official.reads("main", "the key that opens them is missing or damaged").await;
        official.sees_no(&id("passphrase")).await;
        assert_eq!(official.storage_but_places().await, before);
    });
}

#[test]
fn everything_can_be_removed_without_the_passphrase_also_under_a_second_tab() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("GONE-1").await;
        official.is_saved().await;
        official.js::<Value>("localStorage.setItem('another-app', 'stays')", &[]).await;
        let first = official.this_tab().await;
        official.second_tab_at_the_door().await;
        official.tap("details summary").await;
        official.tap(&id("remove-all")).await;
        official.sees(&id("passphrase")).await;
        official.tap(&id("remove-all-word")).await;
        official.types("REMOVE").await;
        official.tap(&id("remove-all")).await;
        official.sees(&id("passphrase-again")).await;
        official.go_to_tab(&first).await;
        official.sees(&id("new-case")).await;
        official.sees_no(&id("case-row")).await;
        let left = official.storage().await;
        assert!(left.keys().all(|key| key == "another-app" || key.starts_with("sopc:1:gone:")), "{left:?}");
    });
}

#[test]
fn after_a_change_only_the_new_passphrase_opens() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("KEPT-2").await;
        official.is_saved().await;
        official.tap(&id("settings")).await;
        official.tap("main details summary").await;
        official.gives("rice beside the river", Some("rice beside the river")).await;
        official.reads("[role=status].sr", "The passphrase was changed.").await;
        official.tap(&id("lock")).await;
        official.sees(&id("unlock")).await;
        official.gives(PASSPHRASE, None).await;
        official.reads(&id("door-fault"), "That is not the passphrase.").await;
        official.reads(&id("unlock"), "Unlock").await;
        official.gives("rice beside the river", None).await;
        official.open_case("KEPT-2").await;
    });
}

/// A phone that needs the memory ends the browser without a word, often one that is behind another app. What was called
/// saved is there.
#[test]
fn what_was_called_saved_outlives_a_killed_browser() {
    for (stage, hidden, later) in
        [(stage(), false, 0), (stage(), true, 1), (intranet(), true, 0), (intranet(), false, 1)]
    {
        stage.killed_between(
            async |official| {
                official.open_app().await;
                official.begin_case("KILLED-1").await;
                official.tick("1.8").await;
                official.row_is("1.8", "done").await;
                official.is_saved().await;
                if hidden {
                    official.goes_elsewhere().await;
                }
                // The one wait for nothing but time: a browser that writes late does nothing that can be waited for.
                tokio::time::sleep(Duration::from_secs(later)).await;
            },
            async |official| {
                official.visit("").await;
                official.sees(&id("unlock")).await;
                official.sees_no(&id("passphrase-again")).await;
                official.passes_the_door().await;
                official.open_case("KILLED-1").await;
                official.row_is("1.8", "done").await;
                if hidden {
                    tells_that_it_was_hidden(official).await;
                }
            },
        );
    }
}

/// Otherwise the half of the trial that hides the page would prove nothing.
async fn tells_that_it_was_hidden(official: &Official) {
    let listen =
        "window.was = []; document.addEventListener('visibilitychange', () => was.push(document.visibilityState))";
    official.js::<Value>(listen, &[]).await;
    let app = official.this_tab().await;
    official.goes_elsewhere().await;
    let elsewhere = official.this_tab().await;
    // A page that is shown again before its browser got round to telling it is never told: the official goes again.
    until("that the page is told it is hidden", async || {
        official.go_to_tab(&elsewhere).await;
        official.go_to_tab(&app).await;
        let was: Vec<String> = official.js("return window.was", &[]).await;
        if was.first().is_some_and(|first| first == "hidden") { Ok(()) } else { Err(format!("{was:?}")) }
    })
    .await;
}

/// Chromium may put local storage on disk an hour late. The ledger must not forget before that, and what it brought back is
/// as young as on the first day.
#[test]
fn the_ledger_keeps_what_is_young_and_what_it_brought_back() {
    const HOUR: u32 = 3_600_000;
    let site = Site::new();
    site.copy("").with("scripts-ledger", ".js", |ledger| [LATER.as_bytes(), &ledger].concat());
    stage().site(site).run(async |official| {
        official.open_app().await;
        official.begin_case("LATE-1").await;
        official.tick("1.8").await;
        official.is_saved().await;
        let all = ours(official).await;
        for (late, lost, kept) in
            [(HOUR, false, true), (3 * HOUR, true, true), (4 * HOUR, false, true), (6 * HOUR, false, false)]
        {
            // A page of the same address without the app, which would write anew what it holds.
            official.visit("config.json").await;
            let body = "sessionStorage.late = arguments[0]; \
                        if (arguments[1]) Object.keys(localStorage).forEach(key => localStorage.removeItem(key))";
            official.js::<Value>(body, &[late.into(), lost.into()]).await;
            official.open_app().await;
            official.open_case("LATE-1").await;
            official.row_is("1.8", "done").await;
            assert_eq!(ours(official).await, all, "in storage after {late}");
            let ledger = if kept { all.clone() } else { Vec::new() };
            until("the ledger", async || {
                let pieces = in_the_ledger(official).await;
                if pieces == ledger { Ok(()) } else { Err(format!("{pieces:?} after {late}, not {ledger:?}")) }
            })
            .await;
        }
    });
}

/// What the ledger cannot put on disk is tried again before it is called saved; where it goes on failing, what local storage
/// holds is, and the settings say what that means. Nothing says "saving" for ever.
#[test]
fn what_the_ledger_drops_is_tried_again_and_at_last_said() {
    let site = Site::new();
    site.copy("").with("scripts-ledger", ".js", |ledger| [ABORTS.as_bytes(), &ledger].concat());
    stage().site(site).run(async |official| {
        official.open_app().await;
        official.begin_case("ABORT-1").await;
        official.is_saved().await;
        aborts(official, 2).await;
        hears_the_state(official).await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.is_saved().await;
        // Not before the third transaction that held the tick was whole.
        let heard: Vec<(String, i32)> = official.js("return window.heard", &[]).await;
        let saved = heard.iter().find(|(state, _)| state == "saved");
        assert_eq!(saved.map(|(_, left)| *left), Some(0), "{heard:?}");
        assert_eq!(official.js::<i32>("return window.whole", &[]).await, 1);
        is_in_the_ledger(official).await;
        says_that_it_keeps_once(official, false).await;

        aborts(official, 1_000_000).await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.has(&id("save-state"), "data-state", "saving").await;
        official.is_saved().await;
        says_that_it_keeps_once(official, true).await;
        // What is recorded now is in local storage as well, and said as quickly as ever.
        official.tick("2.7").await;
        official.row_is("2.7", "todo").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("ABORT-1").await;
        official.row_is("1.8", "done").await;
        official.row_is("2.7", "todo").await;

        // A removal and a clearing that abort are made up for, too: nothing that is gone comes back.
        aborts(official, 1).await;
        official.part("paper").await;
        official.tap(&id("remove-case")).await;
        official.tap(&id("remove-code")).await;
        official.types("ABORT-1").await;
        official.tap(&id("remove-confirm")).await;
        official.sees(&id("new-case")).await;
        is_in_the_ledger(official).await;
        official.tap(&id("lock")).await;
        official.sees(&id("unlock")).await;
        aborts(official, 1).await;
        official.tap("details summary").await;
        official.tap(&id("remove-all-word")).await;
        official.types("REMOVE").await;
        official.tap(&id("remove-all")).await;
        official.sees(&id("passphrase-again")).await;
        is_in_the_ledger(official).await;
    });
}

/// The next so many transactions that change the ledger abort.
async fn aborts(official: &Official, transactions: u32) {
    official.js::<Value>("window.aborts = arguments[0]; window.whole = 0", &[transactions.into()]).await;
}

/// Keeps each word about saving, with how many transactions were still to abort then.
async fn hears_the_state(official: &Official) {
    let body = "window.heard = []; const line = document.querySelector('[data-testid=save-state]'); \
                new MutationObserver(() => heard.push([line.dataset.state, aborts])).observe(line, { attributes: true })";
    official.js::<Value>(body, &[]).await;
}

async fn says_that_it_keeps_once(official: &Official, says: bool) {
    official.tap(&id("settings")).await;
    official.sees(&id("save-spare")).await;
    match says {
        true => official.reads(&id("kept-once"), "no second copy").await,
        false => official.sees_no(&id("kept-once")).await,
    }
    official.back().await;
    official.sees("#heading").await;
}

/// Waits until the ledger holds what local storage holds, key by key.
async fn is_in_the_ledger(official: &Official) {
    until("the same in the ledger", async || {
        let kept = ours(official).await;
        let ledger = in_the_ledger(official).await;
        if kept == ledger { Ok(()) } else { Err(format!("{ledger:?}, not {kept:?}")) }
    })
    .await;
}

/// The keys in the ledger.
async fn in_the_ledger(official: &Official) -> Vec<String> {
    let body = "const done = arguments[0]; indexedDB.open('sopc').onsuccess = event => { \
                const pieces = event.target.result.transaction('pieces').objectStore('pieces').getAllKeys(); \
                pieces.onsuccess = () => { event.target.result.close(); done(pieces.result.sort()); } }";
    let keys: Vec<String> = official.js_later(body).await;
    keys.into_iter().filter(|key| is_no_card(key)).collect()
}

/// Aborts transactions of the ledger, as a browser does that has no room.
const ABORTS: &str = "window.aborts = 0; window.whole = 0; for (const name of ['put', 'delete', 'clear']) { \
                      const change = IDBObjectStore.prototype[name]; \
                      IDBObjectStore.prototype[name] = function (...values) { \
                      const request = change.apply(this, values); \
                      if (window.aborts > 0) { window.aborts -= 1; this.transaction.abort(); } \
                      else { this.transaction.addEventListener('complete', () => { window.whole += 1; }); } \
                      return request; } };";

/// The keys in storage.
async fn ours(official: &Official) -> Vec<String> {
    official.storage().await.into_keys().filter(|key| is_no_card(key)).collect()
}

/// Cards and places are made and remade as the official rests and moves.
fn is_no_card(key: &str) -> bool {
    !key.rsplit(':').next().is_some_and(|end| end.starts_with(['c', 'p']))
}

/// The device's clock, put forward by what the tab remembers.
const LATER: &str = "(() => { const date = Date.now; Date.now = () => date() + Number(sessionStorage.late || 0); })();";
