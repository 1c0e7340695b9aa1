//! What happened in the case, latest first, in words.

use crate::browser::dom::{El, el};
use crate::journal::{Act, Entry, Journal};
use crate::procedure::StepId;
use crate::text::{Msg, stamp_in_words};

use super::state::App;
use super::words;

/// The whole history of a case.
pub fn history(app: App) -> El {
    el("section").child(el("h2").said(app.t(Msg::TabHistory))).child(entries_slot(app, |_| true).testid("history-list"))
}

/// Whether an act speaks of a step.
pub fn of_step(act: &Act, id: &StepId) -> bool {
    match act {
        Act::Status { step, .. } | Act::Note { step, .. } | Act::Place { step, .. } | Act::Incident { step, .. } => {
            step == id
        }
        _ => false,
    }
}

/// The entries of the open case that are wanted.
pub fn entries_slot(app: App, wanted: impl Fn(&Act) -> bool + Clone + 'static) -> El {
    // An entry never changes but by being undone or erased, and both are entries of their own: the number tells all.
    let key = move || {
        let entries = app.see_here(|_, journal| journal.len()).unwrap_or(0);
        (entries, app.book().language().to_owned())
    };
    let build = move || {
        app.see_here(|_, journal| {
            let mut entries = journal.in_order();
            entries.retain(|entry| wanted(&entry.act));
            entries.iter().rev().map(|entry| entry_line(app, journal, entry)).collect()
        })
        .unwrap_or_default()
    };
    el("ul").class("history").slot(key, build)
}

fn entry_line(app: App, journal: &Journal, entry: &Entry) -> El {
    let book = app.book();
    let what = match &entry.act {
        Act::Undo { entry } => {
            let undone = journal.get(*entry).map(|entry| words::act(&book, &entry.act)).unwrap_or_default();
            format!("{}: {undone}", book.say(Msg::ActUndo))
        }
        act => words::act(&book, act),
    };
    let mut about = vec![stamp_in_words(&book, entry.at)];
    about.extend([book.role(&entry.by.role), entry.by.office.clone(), entry.by.initials.clone()]);
    if journal.is_undone(entry.id) {
        about.push(book.say(Msg::Undone).to_owned());
    }
    about.retain(|part| !part.is_empty());
    el("li")
        .class(if journal.is_undone(entry.id) { "undone" } else { "" })
        .child(el("span").class("what typed").text(&what))
        .child(el("span").class("meta").text(&about.join(", ")))
}
