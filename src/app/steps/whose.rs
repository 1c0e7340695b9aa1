//! The steps of all roles, or of the official's own.

use crate::app::parts::{Own, buttons};
use crate::app::state::App;
use crate::browser::dom::{El, el};
use crate::text::Msg;

/// All steps, or mine: a look, which is not kept.
pub fn whose(app: App, mine: Own<bool>) -> Vec<El> {
    let choose = |msg: Msg, value: bool, name: &str| {
        let (set, shown) = (mine.clone(), mine.clone());
        el("button")
            .attr("type", "button")
            .testid(name)
            .attr_by("aria-pressed", move || Some((shown.get() == value).to_string()))
            .said(move || app.fill(msg, &[("role", &app.book().role(&app.me().role))]))
            .on("click", move || set.set(value))
    };
    let hidden = move || {
        let role = app.me().role;
        app.procedure().steps().filter(|step| !step.is_by(&role)).count().to_string()
    };
    let shown = mine.clone();
    vec![
        el("div")
            .child(buttons(vec![choose(Msg::AllSteps, false, "all-steps"), choose(Msg::MySteps, true, "my-steps")]))
            .child(
                el("p")
                    .class("hint")
                    .testid("hidden-steps")
                    .attr("role", "status")
                    .said(move || app.fill(Msg::HiddenSteps, &[("count", &hidden())]))
                    .hidden_by(move || !shown.get()),
            ),
    ]
}
