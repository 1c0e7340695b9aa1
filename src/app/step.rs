//! An opened step: what it is. What keeps it from being done, its guidance and what is recorded there come later.

mod work;

use crate::browser::dom::{El, el};
use crate::procedure::StepId;
use crate::text::Msg;

use super::later::soon;
use super::parts::{button, line, number};
use super::state::App;

/// An opened step; none for a step that this procedure does not have.
pub fn step_panel(app: App, id: &StepId) -> Option<El> {
    let id = &app.procedure().step(id.as_str())?.id;
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
            .children(soon(app, work::work, id.clone())),
    )
}
