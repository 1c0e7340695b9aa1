//! Red flags beside their checks: what each does, whom it calls, how old its clearing is; and all of them at a glance.

use crate::browser::dom::{El, el};
use crate::browser::{clock, page};
use crate::case::StopRecord;
use crate::procedure::{Answers, Stop, StopState};
use crate::text::Msg;

use super::parts::number;
use super::state::App;
use super::words;

/// The state of a flag for tests and styles.
pub fn flag_state(state: StopState) -> &'static str {
    match state {
        StopState::Raised => "raised",
        StopState::NotChecked => "unchecked",
        StopState::Clear => "clear",
    }
}

/// What a flag does while it is raised, what it holds up, and who acts then.
pub fn about(app: App, stop: &'static Stop) -> El {
    let acts = move || app.fill(Msg::ActsIfRaised, &[("who", &words::roles(&app.book(), &stop.acts))]);
    let holds = (!stop.blocks.is_empty()).then(|| el("p").said(move || words::holds_up(&app.book(), &stop.blocks)));
    el("div")
        .class("about-flag")
        .child(el("p").child(el("strong").said(move || words::effect(&app.book(), stop.effect).to_owned())))
        .child(el("p").said(acts))
        .maybe(holds)
}

/// How many flags are raised and how many nobody checked, in a line that leads to where all of them are.
pub fn count(app: App, to: &'static str) -> El {
    let said = move || {
        let flags = app.procedure().stops.iter();
        let states: Vec<StopState> =
            app.see_here(|view, _| flags.map(|stop| Answers::stop(&view, &stop.id)).collect()).unwrap_or_default();
        let of = |wanted: StopState| states.iter().filter(|state| **state == wanted).count().to_string();
        app.fill(Msg::FlagsCount, &[("raised", &of(StopState::Raised)), ("unchecked", &of(StopState::NotChecked))])
    };
    el("button").attr("type", "button").testid("to-flags").said(said).on("click", move || page::focus(to))
}

/// What is recorded of a flag: how long ago, by whom, why.
pub fn record_words(app: App, record: &StopRecord) -> String {
    let book = app.book();
    let state = &record.state;
    let mut words = vec![words::flag_seen(&book, state.value, state.at, &state.by, clock::now())];
    if !record.reason.is_empty() {
        words.push(format!("“{}”", record.reason));
    }
    if let Some(kind) = &record.from_consent {
        words.push(book.fill(Msg::RaisedByConsent, &[("name", book.of(&format!("consent.{kind}")).text)]));
    }
    if state.is_apart() {
        words.push(book.say(Msg::ChangedApart).to_owned());
    }
    words.join(", ")
}

/// All flags in short: raised ones first, then those that nobody checked, then clear ones. Each leads to its check, which
/// has the id that `anchor` makes.
pub fn at_a_glance(app: App, anchor: fn(&Stop) -> String) -> El {
    let states = move || {
        let flags = app.procedure().stops.iter();
        let mut flags: Vec<(StopState, &'static Stop)> = app
            .see_here(|view, _| flags.map(|stop| (Answers::stop(&view, &stop.id), stop)).collect())
            .unwrap_or_default();
        flags.sort_by_key(|(state, _)| *state);
        flags
    };
    let rows = move || states().into_iter().map(|(state, stop)| glance_row(app, state, stop, anchor)).collect();
    let key = move || states().into_iter().map(|(state, stop)| (state, stop.id.clone())).collect::<Vec<_>>();
    el("ul").class("glance").testid("flags").slot(key, rows)
}

fn glance_row(app: App, state: StopState, stop: &'static Stop, anchor: fn(&Stop) -> String) -> El {
    let seen = move || {
        let book = app.book();
        let record = app.see_here(|view, _| view.case.stop(&stop.id).cloned()).flatten();
        let seen = record.map(|record| record.state);
        let seen = seen.map(|seen| words::flag_seen(&book, seen.value, seen.at, &seen.by, clock::now()));
        seen.unwrap_or_else(|| words::stop_state(&book, StopState::NotChecked).to_owned())
    };
    let button = el("button")
        .attr("type", "button")
        .class("next-item")
        .child(number(stop.id.as_str()))
        .child(
            el("span")
                .child(
                    el("span")
                        .class("chip")
                        .attr("data-kind", flag_state(state))
                        .said(move || words::stop_state(&app.book(), state).to_owned()),
                )
                .text(" ")
                .child(el("span").said(app.of(format!("stop.{}", stop.id))))
                .child(el("span").class("meta").said(seen).hidden_by(move || state == StopState::NotChecked)),
        )
        .on("click", move || page::focus(&anchor(stop)));
    el("li").attr("data-state", flag_state(state)).child(button)
}
