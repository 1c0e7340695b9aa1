//! The gate on screen: a word, the reasons in lines, who acts. Never a big green light.

use crate::browser::dom::{El, el};
use crate::case::{Cause, Gate};
use crate::procedure::{Ask, RoleId};
use crate::text::Msg;

use super::later::soon;
use super::missing::missing;
use super::parts::{Own, folded};
use super::state::App;
use super::words;

/// How many reasons stand there before the rest is folded away.
const SHOWN: usize = 2;

/// The gate's state for tests and styles.
pub fn gate_state(gate: &Gate) -> &'static str {
    match gate {
        Gate::Stop(_) => "stop",
        Gate::Wait(_) => "wait",
        Gate::Go => "go",
    }
}

/// The gate in a word or a sentence.
pub fn gate_words(app: App, gate: &Gate) -> String {
    app.say(match gate {
        Gate::Stop(_) => Msg::GateStop,
        Gate::Wait(_) => Msg::GateWait,
        Gate::Go => Msg::GateGo,
    })
}

/// The gate of the open case.
pub fn gate_box(app: App) -> El {
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
    el("section")
        .class("gate")
        .testid("gate")
        .attr("aria-labelledby", "gate-word")
        .attr_by("data-state", move || gate().map(|gate| gate_state(&gate).to_owned()))
        .child(el("p").class("meta").said(app.of("gate".to_owned())))
        .child(el("h2").id("gate-word").said(move || gate().map(|gate| gate_words(app, &gate)).unwrap_or_default()))
        .child(lines(0, SHOWN))
        .child(
            folded(move || app.fill(Msg::AndMore, &[("count", &rest().to_string())]), vec![lines(SHOWN, usize::MAX)])
                .hidden_by(move || rest() == 0),
        )
        .child(calls(app).hidden_by(move || causes().is_empty()))
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
        Cause::NotAsked(id) | Cause::Against(id, _) => asked(Ask::Consent(id.clone())),
        Cause::NeedsPlan(_, step) => procedure.step(step.as_str()).map(|step| step.acts.clone()),
        Cause::Missing(..) | Cause::Incomplete => None,
    };
    acts.unwrap_or_default()
}
