//! What stands at the head of a case, above its gate, and comes after the first screen.

use crate::app::closing::closed;
use crate::app::edition::edition;
use crate::app::incidents;
use crate::app::limits::clock_question;
use crate::app::middle::not_seen;
use crate::app::parts::{button, line};
use crate::app::state::{App, Screen};
use crate::browser::dom::{El, el};
use crate::browser::hold::hold_rows;
use crate::case::has_unsigned;
use crate::text::Msg;
use crate::vault::CaseId;

/// All of it. While it is there, a tick moves no row that comes after its own.
pub fn head(app: App, id: CaseId) -> Vec<El> {
    hold_rows("li.step");
    let mut parts = edition(app, id);
    parts.extend(clock_question(app, ()));
    parts.extend(closed(app, "closed"));
    parts.extend(not_seen(app, ()));
    parts.push(who_are_you(app, id));
    parts.extend(incidents::head(app, id));
    parts
}

/// Asks who the official is once something was recorded without a role, until she says it. Nothing waits for that.
fn who_are_you(app: App, id: CaseId) -> El {
    let asks = move || app.me().role.is_empty() && app.see(id, |_, journal| has_unsigned(journal)) == Some(true);
    el("div").when(asks, move || {
        el("div")
            .class("who-are-you")
            .testid("who-are-you")
            .child(line(app, "meta", Msg::WhoAreYou))
            .child(button(app, "small", Msg::SayRole, move || app.go(Screen::Settings)).testid("say-role"))
    })
}
