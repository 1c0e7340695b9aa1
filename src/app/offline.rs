//! What works without a network, and the newer version that waits for the official's word.

use crate::browser::dom::{El, el};
use crate::browser::ledger;
use crate::browser::offline::{self, Offline};
use crate::text::Msg;

use super::parts::{Own, button, line};
use super::state::{App, Screen};

/// How far it is, as a line.
pub fn status(app: App, (): ()) -> Vec<El> {
    let state = followed(offline::state);
    let told = move || match state.get() {
        Offline::Coming => ("coming", Msg::OfflineComing),
        Offline::Ready => ("ready", Msg::OfflineReady),
        Offline::InFrame => ("frame", Msg::OfflineInFrame),
        Offline::Plain => ("plain", Msg::OfflinePlain),
        Offline::Refused => ("refused", Msg::OfflineRefused),
    };
    let (name, said) = (told.clone(), told);
    let name = move || Some(name().0.to_owned());
    vec![el("p").class("hint").testid("offline").attr_by("data-state", name).said(move || app.say(said().1))]
}

/// The part of the settings about it.
pub fn about(app: App) -> El {
    el("section").class("apart").child(el("h2").said(app.t(Msg::OfflineWord))).children(status(app, ()))
}

/// The notice that another version is here: never in the middle of a case, and nothing happens before the official says so.
pub fn newer(app: App, (): ()) -> Vec<El> {
    let has_newer = followed(offline::has_newer);
    let unsaved = Own::new(false);
    let failed = unsaved.clone();
    // What the lock writes is on disk before the page goes.
    let restart = move || {
        app.lock();
        failed.set(app.is_open() || app.holds_unsaved());
        if !failed.get() {
            ledger::when_quiet(offline::restart);
        }
    };
    let notice = move || {
        let unsaved = unsaved.clone();
        el("div")
            .class("apart")
            .testid("newer")
            .attr("role", "status")
            .child(line(app, "", Msg::NewerVersion))
            .child(line(app, "error", Msg::NewerUnsaved).hidden_by(move || !unsaved.get()))
            .child(button(app, "small", Msg::Restart, restart.clone()).testid("restart"))
    };
    let shows = move || has_newer.get() && matches!(app.spot().screen, Screen::Door | Screen::Cases);
    vec![el("div").when(shows, notice)]
}

/// A value that follows what the worker tells.
fn followed<T: Clone + PartialEq + 'static>(look: fn() -> T) -> Own<T> {
    let own = Own::new(look());
    let seen = own.clone();
    offline::watch(move || seen.settle(look()));
    own
}
