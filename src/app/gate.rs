//! The gate on screen: a word, and what keeps it from opening. Never a big green light.

mod reasons;

use crate::browser::dom::{El, el};
use crate::case::Gate;
use crate::text::Msg;

use super::later::quietly;
use super::state::App;
use reasons::reasons;

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

/// The gate of the open case. Its reasons come after the first screen.
pub fn gate_box(app: App) -> El {
    let gate = move || app.gate().map(|overview| overview.gate.clone());
    el("section")
        .class("gate")
        .testid("gate")
        .attr("aria-labelledby", "gate-word")
        .attr_by("data-state", move || gate().map(|gate| gate_state(&gate).to_owned()))
        .child(el("p").class("meta").said(app.of("gate".to_owned())))
        .child(el("h2").id("gate-word").said(move || gate().map(|gate| gate_words(app, &gate)).unwrap_or_default()))
        .child(quietly(app, reasons, ()))
}
