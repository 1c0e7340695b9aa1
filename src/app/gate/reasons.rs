//! What keeps the gate from opening, in lines, each with who acts; and by whom to call for it.

use crate::app::later::soon;
use crate::app::missing::missing;
use crate::app::parts::{Own, folded};
use crate::app::state::App;
use crate::app::words;
use crate::browser::dom::{El, el};
use crate::case::{Cause, not_now};
use crate::procedure::{Ask, RoleId};
use crate::text::Msg;

/// How many reasons stand there before the rest is folded away.
const SHOWN: usize = 2;

/// The reasons of the open case.
pub fn reasons(app: App, (): ()) -> Vec<El> {
    let gate = move || app.gate().map(|overview| overview.gate.clone());
    let causes = move || gate().map(|gate| gate.causes().to_vec()).unwrap_or_default();
    let rest = move || causes().len().saturating_sub(SHOWN);
    let lines = move |skip: usize, take: usize| {
        let lines = move || {
            let causes = causes();
            causes.iter().skip(skip).take(take).map(|cause| cause_line(app, cause)).collect()
        };
        // The reasons in words are their own key: what they name is said in them.
        let key = move || {
            let book = app.book();
            let say = |cause: &Cause| app.see_here(|view, _| words::cause(&book, view, cause)).unwrap_or_default();
            causes().iter().skip(skip).take(take).map(say).collect::<Vec<_>>()
        };
        el("ul").slot(key, lines)
    };
    vec![
        lines(0, SHOWN),
        folded(move || app.fill(Msg::AndMore, &[("count", &rest().to_string())]), vec![lines(SHOWN, usize::MAX)])
            .hidden_by(move || rest() == 0),
        calls(app).hidden_by(move || causes().is_empty()),
    ]
}

/// What would settle the reasons, by whom to call. Folded away, it costs nothing.
fn calls(app: App) -> El {
    let open = Own::new(false);
    let fold = folded(app.t(Msg::MissingWord), soon(app, missing, open.clone())).testid("missing-fold");
    let state = fold.clone();
    fold.on("toggle", move || open.settle(state.property("open").is_truthy()))
}

fn cause_line(app: App, cause: &Cause) -> El {
    let (says, who) = (cause.clone(), acts(app, cause));
    el("li")
        .said(move || {
            let book = app.book();
            app.see_here(|view, _| words::cause(&book, view, &says)).unwrap_or_default()
        })
        .child(el("span").class("meta").said(move || words::roles(&app.book(), &who)))
}

/// Who acts on what keeps the gate from opening.
fn acts(app: App, cause: &Cause) -> Vec<RoleId> {
    let procedure = app.procedure();
    let asked = |ask: Ask| procedure.steps().find(|step| step.asks.contains(&ask)).map(|step| step.acts.clone());
    let acts = match cause {
        Cause::Raised(id) => procedure.stop(id.as_str()).map(|stop| stop.acts.clone()),
        Cause::NotChecked(id) => asked(Ask::Stop(id.clone())),
        // Nobody is to go and ask.
        Cause::NotAsked(id) if app.see_here(|view, _| !not_now(view, id).is_empty()) == Some(true) => None,
        Cause::NotAsked(id) | Cause::Against(id, _) => asked(Ask::Consent(id.clone())),
        Cause::NeedsPlan(_, step) => procedure.step(step.as_str()).map(|step| step.acts.clone()),
        Cause::Missing(..) | Cause::Incomplete => None,
    };
    acts.unwrap_or_default()
}
