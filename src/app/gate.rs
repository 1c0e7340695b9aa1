//! The gate on screen: a word, the reasons in lines, who acts. Never a big green light.

use leptos::prelude::*;

use crate::case::{Cause, Gate};
use crate::text::Msg;

use super::state::{App, use_app};
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
#[component]
pub fn GateBox() -> impl IntoView {
    let app = use_app();
    let gate =
        Memo::new(move |_| app.overview.with(|overview| overview.as_ref().map(|overview| overview.gate.clone())));
    let lines = Memo::new(move |_| {
        let gate = gate.get();
        app.see_here(|view, _| {
            app.book.with(|book| {
                let causes = gate.iter().flat_map(Gate::causes);
                causes.map(|cause| (words::cause(book, view, cause), who(app, cause))).collect::<Vec<_>>()
            })
        })
        .unwrap_or_default()
    });
    let line = |(what, who): (String, String)| view! { <li>{what}<span class="meta">{who}</span></li> };
    let rest = move || lines.with(|lines| lines.len().saturating_sub(SHOWN));
    view! {
        <section
            class="gate" data-testid="gate" aria-labelledby="gate-word"
            data-state=move || gate.get().map(|gate| gate_state(&gate))
        >
            <h2 id="gate-word">{move || gate.get().map(|gate| gate_words(app, &gate))}</h2>
            <ul>{move || lines.get().into_iter().take(SHOWN).map(line).collect_view()}</ul>
            <Show when=move || { rest() > 0 }>
                <details>
                    <summary>{move || app.fill(Msg::AndMore, &[("count", &rest().to_string())])}</summary>
                    <ul>{move || lines.get().into_iter().skip(SHOWN).map(line).collect_view()}</ul>
                </details>
            </Show>
        </section>
    }
}

/// Who acts on what keeps the gate from opening.
fn who(app: App, cause: &Cause) -> String {
    let procedure = app.procedure();
    let acts = match cause {
        Cause::Raised(id) => procedure.stop(id.as_str()).map(|stop| stop.acts.clone()),
        Cause::NotChecked(id) => {
            let ask = crate::procedure::Ask::Stop(id.clone());
            procedure.steps().find(|step| step.asks.contains(&ask)).map(|step| step.acts.clone())
        }
        Cause::NotAsked(id) | Cause::Against(id, _) => {
            let ask = crate::procedure::Ask::Consent(id.clone());
            procedure.steps().find(|step| step.asks.contains(&ask)).map(|step| step.acts.clone())
        }
        Cause::NeedsPlan(_, step) => procedure.step(step.as_str()).map(|step| step.acts.clone()),
        Cause::Missing(..) | Cause::Incomplete => None,
    };
    let names = |roles: Vec<crate::procedure::RoleId>| {
        app.book.with(|book| roles.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", "))
    };
    acts.map(names).unwrap_or_default()
}
