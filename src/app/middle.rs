//! A case that begins in the middle: what was not seen, and marking what an official was told.

use super::fields::role_field;
use super::kept::{Kept, keep, kept_line};
use super::parts::{buttons, folded, line, number};
use super::state::App;
use crate::browser::dom::{El, el};
use crate::procedure::StepId;
use crate::text::Msg;

/// That earlier steps were not seen on this device.
pub fn not_seen(app: App, (): ()) -> Vec<El> {
    let said = move || {
        let phase = app.see_here(|view, _| view.case.stood.as_ref().map(|held| held.value.clone())).flatten()?;
        let name = format!("{phase} {}", app.book().of(&format!("phase.{phase}")).text);
        Some(app.fill(Msg::NotSeen, &[("phase", &name)]))
    };
    let line = el("p").class("note").testid("not-seen").said(move || said().unwrap_or_default());
    vec![line.hidden_by(move || said().is_none())]
}

/// Marks the plain steps of an unseen phase at once: nothing is ticked by itself, and nothing that has to be asked. The
/// others stand there by name, each with the way to it.
pub fn told(app: App, place: usize) -> Vec<El> {
    let Some(phase) = app.procedure().phases.get(place) else { return Vec::new() };
    let count = move || app.plain_steps(phase).len();
    let id = format!("told-{}", phase.id);
    let kept = Kept::new(app, &id);
    let (field, role) = role_field(app, &id, Msg::WhoTold);
    let role = keep(&kept, "who", role);
    let not_recorded = kept_line(app, &kept, &id);
    let is_back = not_recorded.is_some();
    let filled = move |msg: Msg| move || app.fill(msg, &[("count", &count().to_string())]);
    let mark = el("button").attr("type", "button").testid(&format!("mark-{id}")).said(filled(Msg::MarkThem)).on(
        "click",
        move || {
            app.mark_plain(phase, &role.value());
            kept.forget();
        },
    );
    let mut at_once = vec![el("p").class("hint").said(filled(Msg::MarkPlainHint)), field];
    at_once.extend(not_recorded);
    at_once.push(buttons(vec![mark]));
    let mut inner = vec![el("div").children(at_once).hidden_by(move || count() == 0)];
    let rest = move || app.not_plain_steps(phase);
    let list = el("ul").slot(rest, move || rest().into_iter().map(|id| way_to(app, id)).collect());
    inner.push(line(app, "hint", Msg::MarkPlainRest).hidden_by(move || rest().is_empty()));
    inner.push(list.testid(&format!("rest-{id}")));
    let fold = folded(app.t(Msg::MarkPlain), inner).testid(&format!("fold-{id}"));
    fold.set_open(is_back);
    vec![fold.hidden_by(move || count() == 0 && rest().is_empty())]
}

fn way_to(app: App, id: StepId) -> El {
    let name = el("span").said(app.of(format!("step.{id}")));
    let button = el("button").attr("type", "button").class("next-item").child(number(id.as_str())).child(name);
    el("li").child(button.on("click", move || app.open_step(&id)))
}
