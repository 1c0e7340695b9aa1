//! The day at the border, with several cases; and linked cases.

use serde_json::Value;

use crate::harness::stage;
use crate::official::{Official, id, word};
use crate::paper::squeezed;

/// A large row.
fn row(code: &str) -> String {
    id(&format!("border-{code}"))
}

impl Official {
    /// Begins the case of an adult who is to cross at Mae Sot, and goes back to the list.
    async fn begins_adult(&self, code: &str) {
        self.begin_case(code).await;
        self.part("facts").await;
        self.answer("age", "adult").await;
        self.answer("crossing_point", "mae_sot_myawaddy").await;
        self.goes_home().await;
    }

    /// Goes back until the list of cases is there.
    async fn goes_home(&self) {
        while !self.is_shown(&id("new-case")).await {
            self.back().await;
        }
    }

    /// What the rows say now.
    async fn rows_say(&self) -> String {
        self.text(".border-rows").await
    }

    async fn asked(&self, code: &str, words: &str) {
        self.reads(&id(&format!("asked-{code}")), words).await;
    }

    /// Asks again at the crossing, from the row, and comes back to it.
    async fn asks_again(&self, code: &str, answer: &str) {
        self.tap(&id(&format!("ask-{code}"))).await;
        self.step_is_open("9.2").await;
        // Whatever was answered before, nothing is filled in.
        self.sees(&id("answer-crossing-given")).await;
        self.sees_no(&id("record-crossing")).await;
        self.tap(&id(&format!("answer-crossing-{answer}"))).await;
        let ticked = "return document.querySelectorAll('.particulars input:checked').length";
        assert_eq!(self.js::<u32>(ticked, &[]).await, 0);
        self.tap(&id("private-crossing-true")).await;
        self.tap(&id("record-crossing")).await;
        self.has(&id("consent-crossing"), "data-state", answer).await;
        self.back().await;
        self.sees(&row(code)).await;
        self.focus_is_on(&id(&format!("ask-{code}"))).await;
    }
}

#[test]
fn three_cross_and_one_says_no_in_private() {
    stage().run(async |official| {
        official.open_app().await;
        official.sees_no(&id("border-day")).await;
        for code in ["B-2", "B-1", "B-3"] {
            official.begins_adult(code).await;
        }
        official.begin_case("B-4").await;
        official.goes_home().await;
        official.tap(&id("practise")).await;
        official.tap(&id("practise-ready")).await;
        official.reads("main", "TRAINING").await;
        official.goes_home().await;

        official.tap(&id("border-day")).await;
        official.reads("#heading", "Crossing day").await;
        official.sees_no(".border-row").await;
        official.sees(&id("choose-B-4")).await;
        let boxes = "return [...document.querySelectorAll('.choose input')].map(e => e.dataset.testid)";
        let boxes: Vec<String> = official.js(boxes, &[]).await;
        assert_eq!(boxes, ["choose-B-1", "choose-B-2", "choose-B-3", "choose-B-4"], "practice is offered");
        official.reads(".choose", "Mae Sot").await;
        // One group has one case: nothing to choose at once.
        official.tap(&id("choose-all")).await;
        official.sees(&row("B-3")).await;
        let order = "return [...document.querySelectorAll('.border-row h2')].map(e => e.innerText)";
        assert_eq!(official.js::<Vec<String>>(order, &[]).await, ["B-1", "B-2", "B-3"]);
        let small = "return [...document.querySelectorAll('.choose input, main button')].filter(e => { \
            const r = (e.closest('label') ?? e).getBoundingClientRect(); return r.height && r.height < 44 }).length";
        assert_eq!(official.js::<u32>(small, &[]).await, 0, "targets under 44 pixels");

        for code in ["B-1", "B-2", "B-3"] {
            official.has(&row(code), "data-state", "wait").await;
            official.reads(&row(code), "Wait").await;
            official.asked(code, "Not asked").await;
        }
        let (first, third) = (official.text(&row("B-1")).await, official.text(&row("B-3")).await);

        // She says no.
        official.asks_again("B-2", "refused").await;
        official.has(&row("B-2"), "data-state", "stop").await;
        official.asked("B-2", "Refused").await;
        for (code, before) in [("B-1", &first), ("B-3", &third)] {
            official.has(&row(code), "data-state", "wait").await;
            assert_eq!(official.text(&row(code)).await, *before);
        }
        // Why the gate stands where it does is said in no row.
        let rows = official.rows_say().await;
        assert!(!rows.contains("S1") && !rows.contains(&word("stop.S1")), "{rows}");

        official.tap(&id("record-B-2")).await;
        official.sees_no(&id("answer-not_crossed_why-own_word")).await;
        official.tap(&id("answer-crossed-not_crossed")).await;
        official.reads(&id("crossed-B-2"), &word("fact.crossed.not_crossed")).await;
        official.tap(&id("answer-not_crossed_why-own_word")).await;
        official.has(&id("answer-not_crossed_why-own_word"), "ariaPressed", "true").await;
        official.sees(&id("to-9.9")).await;
        for code in ["B-1", "B-3"] {
            let text = official.text(&row(code)).await;
            assert!(!text.contains(&word("fact.not_crossed_why.own_word")), "{text}");
        }
        // Opening the next one closes hers, and her reason is nowhere any more.
        official.asks_again("B-1", "given").await;
        official.asked("B-1", &format!("Given, {}", official.today().await)).await;
        official.tap(&id("record-B-1")).await;
        official.tap(&id("answer-crossed-crossed")).await;
        official.reads(&id("crossed-B-1"), "Crossed").await;
        let rows = official.rows_say().await;
        assert!(!rows.contains(&word("fact.not_crossed_why.own_word")), "{rows}");
        assert_eq!(official.js::<u32>("return document.querySelectorAll('.border-inside').length", &[]).await, 1);

        // Nor on paper.
        let printed = official.print().await;
        assert_eq!(printed.pages.len(), 1);
        let page = squeezed(&printed.pages[0]);
        for said in
            ["B-1", "B-2", "B-3", "Stop", "Wait", "Mae Sot–Myawaddy", "Working note", "☐", "Only for those who act"]
        {
            assert!(page.contains(&squeezed(said)), "no {said} in {page}");
        }
        for secret in [&*word("fact.not_crossed_why.own_word"), "Refused", "Crossed", "Given", "B-4", "TRAINING"] {
            assert!(!page.contains(&squeezed(secret)), "{secret} in {page}");
        }

        // The handover itself is done in the case, and the case knows all.
        official.tap(&id("to-9.5")).await;
        official.step_is_open("9.5").await;
        official.browser_back().await;
        official.sees(&row("B-1")).await;
        official.tap(&id("record-B-2")).await;
        official.tap(&id("open-case")).await;
        official.reads("#heading", "B-2").await;
        official.gate_is("stop").await;
        official.part("history").await;
        official.reads(&id("history-list"), &word("fact.not_crossed_why.own_word")).await;
        official.is_saved().await;

        // The choice outlives a lock; a page that is loaded again knows none, but all that was recorded.
        official.goes_home().await;
        official.tap(&id("border-day")).await;
        official.sees(&row("B-2")).await;
        official.locks_and_unlocks().await;
        official.reads("#heading", "Crossing day").await;
        official.sees(&row("B-2")).await;
        official.asked("B-2", "Refused").await;
        official.goes_home().await;
        official.reload().await;
        official.tap(&id("border-day")).await;
        official.sees(&id("choose-B-2")).await;
        official.sees_no(&row("B-2")).await;
        official.tap(&id("choose-B-2")).await;
        official.asked("B-2", "Refused").await;
        official.reads(&id("crossed-B-2"), &word("fact.crossed.not_crossed")).await;
        official.tap(&id("choose-B-2")).await;
        official.sees_no(&row("B-2")).await;
    });
}

#[test]
fn a_yes_of_another_day_is_to_be_asked_again_and_a_changed_answer_shows_what_it_changes() {
    stage().run(async |official| {
        official.open_app().await;
        official.begins_adult("B-5").await;
        official.tap(&id("border-day")).await;
        official.tap(&id("choose-B-5")).await;
        official.asks_again("B-5", "given").await;
        let text = official.text(&row("B-5")).await;
        assert!(!text.contains("Not on this day"), "{text}");
        official.tap("#border-date-year").await;
        official.selects_all().await;
        official.types("2031").await;
        official.leaves_field().await;
        official.asked("B-5", "Not on this day: ask again.").await;
        official.reads(".border-sheet", "2031").await;

        official.tap(&id("record-B-5")).await;
        official.tap(&id("answer-crossed-not_crossed")).await;
        official.tap(&id("answer-not_crossed_why-papers")).await;
        // Another answer would set her way back aside: that is shown first, in the case.
        official.tap(&id("answer-crossed-crossed")).await;
        official.step_is_open("9.5").await;
        official.has(&id("answer-crossed-not_crossed"), "checked", true).await;
        official.back().await;
        official.reads(&id("crossed-B-5"), &word("fact.crossed.not_crossed")).await;
    });
}

#[test]
fn what_another_tab_does_to_a_chosen_case_is_seen() {
    stage().run(async |official| {
        official.open_app().await;
        for code in ["B-6", "B-7"] {
            official.begins_adult(code).await;
        }
        official.is_saved().await;
        official.tap(&id("border-day")).await;
        official.tap(&id("choose-all")).await;
        official.sees(&row("B-7")).await;
        let first = official.this_tab().await;
        official.second_tab().await;
        official.open_case("B-6").await;
        official.part("consents").await;
        official.raise("S3", "shots were heard").await;
        official.is_saved().await;
        official.goes_home().await;
        official.open_case("B-7").await;
        official.part("paper").await;
        official.tap(&id("remove-case")).await;
        official.tap(&id("remove-code")).await;
        official.types("B-7").await;
        official.tap(&id("remove-confirm")).await;
        official.sees(&id("new-case")).await;

        official.go_to_tab(&first).await;
        official.has(&row("B-6"), "data-state", "stop").await;
        official.sees_no(&row("B-7")).await;
        let main = official.text("main").await;
        assert!(!main.contains("B-7") && !main.contains("shots"), "{main}");
    });
}

/// Storage lists the case and does not give it: its gate is not known, whatever its card says.
#[test]
fn a_case_that_cannot_be_read_says_so_and_shows_no_gate() {
    stage().run(async |official| {
        official.open_app().await;
        official.begins_adult("B-8").await;
        official.is_saved().await;
        // With a card beside its pieces, the case is listed without being read. Cards are made at the next start.
        official.reload().await;
        let card = "return Object.keys(localStorage).some(key => /^sopc:1:[0-9a-f]+:[0-9a-f]+:c/.test(key))";
        crate::official::until("a card", async || {
            if official.js::<bool>(card, &[]).await { Ok(()) } else { Err("none".to_owned()) }
        })
        .await;
        official
            .before_every_page(
                "const get = Storage.prototype.getItem; window.refuses = true; \
                 Storage.prototype.getItem = function (key) { \
                 if (window.refuses && /^sopc:1:[0-9a-f]+:[0-9a-f]+:[0-9]/.test(key)) throw new Error('refused'); \
                 return get.call(this, key) }",
            )
            .await;
        official.reload().await;
        official.tap(&id("border-day")).await;
        official.reads(".choose", "not read yet").await;
        official.tap(&id("choose-B-8")).await;
        official.has(&row("B-8"), "data-state", "unread").await;
        official.reads(&row("B-8"), "could not be read").await;
        official.sees_no(&id("ask-B-8")).await;
        official.reads(&id("sheet"), "could not be read").await;
        official.js::<Value>("window.refuses = false", &[]).await;
        official.tap(&format!("{} button", row("B-8"))).await;
        official.has(&row("B-8"), "data-state", "wait").await;
        official.sees_no(&id("border-incomplete")).await;
        official.sees(&id("ask-B-8")).await;
    });
}

#[test]
fn thirty_cases_work_and_fit_on_one_page() {
    stage().run(async |official| {
        official.open_app().await;
        let codes: Vec<String> = (1..=30).map(|number| format!("LONG-CODE-{number:02}")).collect();
        for code in &codes {
            official.begin_case(code).await;
            official.goes_home().await;
        }
        official.tap(&id("border-day")).await;
        official.tap(&id("choose-all")).await;
        official.sees(&row(&codes[29])).await;
        let head: String = official.js("return document.querySelector('.sheet thead').textContent", &[]).await;
        for part in
            [&*official.today().await, "Crossing day", "Crossing point", "Edition", "Working note", "Receipt signed"]
        {
            assert!(head.contains(part), "no “{part}” in the head: {head}");
        }
        let printed = official.print().await;
        assert_eq!(printed.pages.len(), 1, "{:?}", printed.pages);
        let content = printed.content_under(&head);
        for code in &codes {
            assert!(content.contains(code.as_str()), "{code} is not in {content}");
        }
        assert_eq!(content.matches('☐').count(), 3 * codes.len());
        assert!(content.contains(&squeezed("Write no reasons on this page")));
        assert!(printed.ink().iter().all(|ink| (0.002..0.3).contains(ink)));
        // The gate in its longest words.
        let longest = "for (const cell of document.querySelectorAll('.border-sheet tbody td:nth-child(2)')) \
                       cell.textContent = 'No open stop recorded. Ask again now.'";
        official.js::<Value>(longest, &[]).await;
        assert_eq!(official.print().await.pages.len(), 1);
        // The last of them as quickly at hand as the first.
        official.asks_again(&codes[29], "given").await;
        official.asked(&codes[29], &official.today().await).await;
        official.asked(&codes[28], "Not asked").await;
    });
}

#[test]
fn linked_cases_lead_to_each_other_and_go_together() {
    stage().run(async |official| {
        let linked = id("linked");
        official.open_app().await;
        for code in ["L-MOTHER", "L-CHILD"] {
            official.begin_case(code).await;
            official.goes_home().await;
        }
        official.open_case("L-CHILD").await;
        official.part("facts").await;
        official.tap(".links summary").await;
        // What looks like a name is asked about; nothing is held up.
        official.tap("#link-code").await;
        official.types("Daw Khin Khin Win").await;
        official.reads(&id("needed-link-code"), "looks like a name").await;
        official.selects_all().await;
        official.types("L-CHILD").await;
        official.tap(&id("link-add")).await;
        official.reads(".links .error", "itself").await;
        official.chooses(&id("link-here"), "L-MOTHER").await;
        official.tap(&id("link-add")).await;
        official.reads(&linked, "Child of L-MOTHER").await;
        // One that is not in this browser leads nowhere.
        official.chooses(&id("link-kin"), "2").await;
        official.tap("#link-code").await;
        official.types("X-99").await;
        official.tap(&id("link-add")).await;
        official.reads(&linked, "Brother or sister of X-99").await;
        let ways = "return [...document.querySelectorAll('.linked li > button:not(.small)')].map(e => e.innerText)";
        assert_eq!(official.js::<Vec<String>>(ways, &[]).await, ["Child of L-MOTHER"]);
        official.reads(".links summary", "2").await;

        official.tap(".linked li:first-child > button:not(.small)").await;
        official.reads("#heading", "L-MOTHER").await;
        official.tap(".links summary").await;
        official.reads(&linked, "Parent of L-CHILD").await;
        official.part("paper").await;
        official.reads(&id("sheet"), "Parent of L-CHILD").await;
        official.part("history").await;
        official.reads(&id("history-list"), "Linked cases: Parent of L-CHILD").await;
        official.is_saved().await;

        // Undone in one, gone in both, also after a reload.
        official.reload().await;
        official.open_case("L-MOTHER").await;
        official.reads(".undo-line", "Parent of L-CHILD").await;
        official.undo().await;
        official.part("facts").await;
        official.tap(".links summary").await;
        official.sees_no(".linked li").await;
        official.goes_home().await;
        official.open_case("L-CHILD").await;
        official.tap(".links summary").await;
        official.reads(&linked, "X-99").await;
        let text = official.text(&linked).await;
        assert!(!text.contains("L-MOTHER"), "{text}");
        official.tap(".linked .small").await;
        official.sees_no(".linked li").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("L-CHILD").await;
        official.part("facts").await;
        official.tap(".links summary").await;
        official.sees_no(".linked li").await;
    });
}

#[test]
fn practice_is_linked_with_no_real_case() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("L-REAL").await;
        official.goes_home().await;
        official.tap(&id("practise")).await;
        official.tap(&id("practise-ready")).await;
        official.part("facts").await;
        official.tap(".links summary").await;
        official.sees_no(&id("link-here")).await;
        official.tap("#link-code").await;
        official.types("L-REAL").await;
        official.tap(&id("link-add")).await;
        official.reads(&id("linked"), "Child of L-REAL").await;
        official.sees_no(".linked li > button:not(.small)").await;
        official.goes_home().await;
        official.open_case("L-REAL").await;
        official.part("facts").await;
        official.sees(".links").await;
        official.tap(".links summary").await;
        official.sees_no(".linked li").await;
    });
}
