//! The history of a case: looked through by kind, day and official; old and new values; undo after a reload.

use serde_json::Value;

use crate::harness::stage;
use crate::official::{Official, id};

const LIST: &str = "[data-testid=history-list]";

impl Official {
    /// What the list's rows say, each in its own line.
    async fn listed(&self) -> Vec<String> {
        self.js("return [...document.querySelectorAll('[data-testid=history-list] .what')].map(e => e.innerText)", &[])
            .await
    }

    /// Chooses by the words of an option.
    async fn sifts(&self, list: &str, words: &str) {
        let value =
            "return [...document.querySelector(arguments[0]).options].find(o => o.text === arguments[1])?.value";
        let value: Option<String> = self.js(value, &[id(list).into(), words.into()]).await;
        self.chooses(&id(list), &value.unwrap_or_else(|| panic!("no {words} in {list}"))).await;
    }

    async fn finds(&self, count: usize) {
        self.reads(&id("history-found"), &format!("{count} of {count} entries")).await;
    }
}

#[test]
fn a_supervisor_looks_through_a_history() {
    stage().run(async |official| {
        official.open_app().await;
        official.is_a("TH-SHE").await;
        official.begin_case("H-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.part("facts").await;
        official.answer("age", "child").await;
        official.answer("age", "adult").await;
        official.part("consents").await;
        official.consents("return").await;
        official.check_clear("S6").await;
        official.part("steps").await;
        official.undo().await;
        official.reload().await;
        // Another official, on the same tablet.
        official.is_a("MM-DOR").await;
        official.open_case("H-1").await;
        official.open("1.8").await;
        official.goes_into_note("1.8").await;
        official.types("first").await;
        official.leaves_field().await;
        official.goes_into_note("1.8").await;
        official.types(" and more").await;
        official.leaves_field().await;
        official.close().await;

        official.part("history").await;
        official.finds(9).await;
        let rows = official.listed().await;
        assert!(rows[0].contains("“first” → “first and more”"), "the latest first, old and new: {rows:?}");
        assert!(rows[2].starts_with("Undone: "), "what was undone: {rows:?}");
        assert!(rows.iter().any(|row| row.contains("Child (under 18) → Adult (18 or over)")), "{rows:?}");
        assert!(rows[8].contains("H-1"), "{rows:?}");
        official.reads(LIST, "undone").await;

        official.sifts("history-kind", "Consent").await;
        official.finds(1).await;
        official.sifts("history-kind", "Red flags").await;
        official.finds(1).await;
        official.reads(LIST, "S6").await;
        official.sifts("history-kind", "Undone").await;
        official.finds(2).await;
        official.sifts("history-kind", "Words").await;
        official.finds(2).await;
        let option = "return [...document.querySelector('[data-testid=history-who]').options].map(o => o.text)";
        let who: Vec<String> = official.js(option, &[]).await;
        assert_eq!(who.len(), 3, "{who:?}");
        // Both filters at once; then who alone.
        let shelter = who.iter().find(|name| official_is(name, "TH-SHE")).unwrap().clone();
        official.sifts("history-who", &shelter).await;
        official.finds(0).await;
        official.sifts("history-kind", "All").await;
        official.finds(7).await;
        official.sifts("history-who", "All").await;
        official.sifts("history-day", &official.today().await).await;
        official.finds(9).await;
        // With the keyboard alone.
        official.tabs_to(&id("history-kind")).await;
        official.types("F").await;
        official.finds(2).await;
        // What comes in meanwhile changes nothing of what is looked for.
        official.undo().await;
        official.finds(2).await;
        official.sifts("history-kind", "Undone").await;
        official.finds(4).await;
    });
}

fn official_is(name: &str, role: &str) -> bool {
    name == crate::official::word(&format!("role.{role}.short"))
}

#[test]
fn undo_goes_on_after_a_reload_and_never_offers_a_consent_or_a_flag() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("H-2").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.part("consents").await;
        official.consents("data").await;
        official.check_clear("S6").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("H-2").await;
        official.reads(".undo-line", "1.8").await;
        official.undo().await;
        official.row_is("1.8", "todo").await;
        // Nothing else of what was recorded can be undone.
        official.sees_no(&id("undo")).await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("H-2").await;
        official.row_is("1.8", "todo").await;
        official.sees_no(&id("undo")).await;
        official.part("consents").await;
        official.has(&id("consent-data"), "data-state", "given").await;
        official.has(&id("stop-S6"), "data-state", "clear").await;
    });
}

#[test]
fn a_long_history_comes_in_portions() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("H-3").await;
        official.sees(&id("done-1.8")).await;
        let clicks = "const box = document.querySelector('[data-testid=\"done-1.8\"]'); \
                      for (let n = 0; n < 250; n++) box.click()";
        official.js::<Value>(clicks, &[]).await;
        official.part("history").await;
        let rows = "return document.querySelectorAll('[data-testid=history-list] > li').length";
        official.reads(&id("history-found"), "100 of 251").await;
        assert_eq!(official.js::<u32>(rows, &[]).await, 100);
        official.tap(&id("history-more")).await;
        official.reads(&id("history-found"), "200 of 251").await;
        official.tap(&id("history-more")).await;
        official.reads(&id("history-found"), "251 of 251").await;
        assert_eq!(official.js::<u32>(rows, &[]).await, 251);
        official.sees_no(&id("history-more")).await;
        // Another filter begins with the first portion again.
        official.sifts("history-kind", "Steps").await;
        official.reads(&id("history-found"), "100 of 250").await;
    });
}
