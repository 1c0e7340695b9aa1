//! The way back: what happens now for who does not go, on the case and at the steps where it is asked.

use super::parts::{lines, number};
use super::state::App;
use crate::browser::dom::{El, el};
use crate::case::{back_next, goes_back};
use crate::procedure::StepId;
use crate::text::Msg;

/// What happens now, while somebody said no, up to the crossing.
pub fn way_back(app: App, (): ()) -> Vec<El> {
    let shown = move || app.see_here(|view, _| goes_back(view)).unwrap_or(false);
    vec![el("div").attr("role", "status").when(shown, move || way(app))]
}

/// The same at a step, if the content wants it there.
pub fn way_back_at(app: App, step: &StepId) -> Vec<El> {
    let is_here = app.procedure().back.as_ref().is_some_and(|rule| rule.at.contains(step));
    if is_here { way_back(app, ()) } else { Vec::new() }
}

fn way(app: App) -> El {
    let next = move || {
        let overview = app.next();
        let next = overview.and_then(|overview| app.see_here(|view, _| back_next(view, &overview)));
        next.unwrap_or_default()
    };
    let items = move || next().into_iter().map(|id| next_item(app, id)).collect();
    el("section")
        .class("way-back")
        .testid("way-back")
        .child(el("h3").said(app.of("back".to_owned())))
        .child(lines(app, "back.do".to_owned()))
        .child(el("p").child(el("strong").said(app.t(Msg::BackNext))).hidden_by(move || next().is_empty()))
        .child(el("ul").slot(next, items))
}

fn next_item(app: App, id: StepId) -> El {
    let name = app.of(format!("step.{id}"));
    let item = el("button").attr("type", "button").class("next-item").child(number(id.as_str()));
    el("li").child(item.child(el("span").said(name)).on("click", move || app.open_step(&id)))
}
