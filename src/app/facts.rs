//! What is known of the case: every question that is asked in it, and those that are set aside.

use crate::browser::dom::{El, el};
use crate::procedure::{Fact, Truth};
use crate::text::Msg;

use super::case_screen::part_heading;
use super::fields::{disagreements, fact_field};
use super::parts::line;
use super::state::App;
use super::words::values;

/// All questions of the case.
pub fn facts(app: App, (): ()) -> Vec<El> {
    // A question keeps its place in the page when it comes and goes, and with it the focus.
    let field = |fact: &'static Fact| {
        el("div").child(fact_field(app, &fact.id)).hidden_by(move || app.asks(&fact.id) == Truth::No)
    };
    let mut parts = part_heading(app, Msg::TabFacts, Some(Msg::FactsHint));
    parts.push(disagreeing(app));
    parts.extend(app.procedure().facts.iter().map(field));
    parts.push(aside(app));
    parts
}

/// What is recorded and does not agree.
fn disagreeing(app: App) -> El {
    let lines = move || disagreements(app, None);
    let points = move || lines().iter().map(|text| el("li").text(text)).collect();
    el("div").attr("role", "status").child(
        el("div")
            .class("warn")
            .testid("disagree")
            .child(el("strong").said(app.t(Msg::DoNotAgree)))
            .child(el("ul").slot(lines, points))
            .hidden_by(move || lines().is_empty()),
    )
}

/// Answers that are kept while their question does not apply.
fn aside(app: App) -> El {
    let lines = move || {
        let book = app.book();
        let line = |fact: &Fact| {
            let given = app.see_here(|view, _| view.case.fact(&fact.id).map(|held| held.value.clone())).flatten()?;
            let asked = app.asks(&fact.id) != Truth::No;
            let question = book.of(&format!("fact.{}", fact.id)).text.to_owned();
            (!asked && !given.is_empty()).then(|| format!("{question} {}", values(&book, fact.id.as_str(), &given)))
        };
        app.procedure().facts.iter().filter_map(line).collect::<Vec<_>>()
    };
    let points = move || lines().iter().map(|text| el("li").text(text)).collect();
    el("section")
        .child(el("h3").said(app.t(Msg::SetAside)))
        .child(line(app, "hint", Msg::SetAsideHint))
        .child(el("ul").slot(move || lines().join("\n"), points))
        .hidden_by(move || lines().is_empty())
}
