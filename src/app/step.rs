//! An opened step: what it is, and what keeps it from being done. Its guidance and what is recorded there come later.

mod work;

use crate::browser::dom::{El, el};
use crate::procedure::StepId;
use crate::text::Msg;

use super::later::soon;
use super::parts::{button, line, number};
use super::state::App;
use super::words;

/// An opened step; none for a step that this procedure does not have.
pub fn step_panel(app: App, id: &StepId) -> Option<El> {
    let (at, step) = app.procedure().steps().enumerate().find(|(_, step)| step.id == *id)?;
    let id = &step.id;
    let waits = move || app.ticked().as_ref() != Some(id);
    Some(
        el("aside")
            .class("panel")
            .attr("aria-labelledby", "step-heading")
            .child(button(app, "back", Msg::BackToSteps, move || app.back()).testid("close-step"))
            .child(
                el("h2")
                    .id("step-heading")
                    .attr("tabindex", "-1")
                    .child(number(id.as_str()))
                    .said(app.of(format!("step.{id}"))),
            )
            .child(line(app, "warn", Msg::AnswerToFinish).attr("role", "status").hidden_by(waits))
            .child(blocks(app, at))
            .children(soon(app, work::work, id.clone())),
    )
}

/// Why the step cannot be marked done.
fn blocks(app: App, at: usize) -> El {
    let said = move || {
        let blocks = app.row(at, |row| row.blocks.clone()).unwrap_or_default();
        let book = app.book();
        let said: Option<Vec<String>> =
            app.see_here(|view, _| blocks.iter().map(|block| words::block(&book, view, block)).collect());
        said.unwrap_or_default()
    };
    let points = move || said().iter().map(|text| el("li").text(text)).collect();
    el("div")
        .class("warn")
        .testid("blocks")
        .child(el("p").child(el("strong").said(app.t(Msg::CannotBeDone))))
        .child(el("ul").slot(move || said().join("\n"), points))
        .hidden_by(move || app.row(at, |row| row.blocks.is_empty()).unwrap_or(true))
}
