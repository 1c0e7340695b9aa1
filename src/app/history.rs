//! What happened in the case, latest first, in words.

use crate::browser::dom::{El, el};
use crate::journal::{Act, Entry, Journal};
use crate::procedure::{ConsentId, StepId};
use crate::text::{Msg, stamp_in_words};
use crate::vault::CaseId;

use super::state::App;
use super::words;

/// Which part of a history.
#[derive(Debug, Clone, PartialEq)]
pub enum Which {
    /// The whole.
    All,
    /// What was recorded at a step.
    Step(StepId),
    /// What was said about a consent.
    Consent(ConsentId),
}

impl Which {
    fn holds(&self, act: &Act) -> bool {
        match (self, act) {
            (Which::All, _) => true,
            (
                Which::Step(id),
                Act::Status { step, .. }
                | Act::Note { step, .. }
                | Act::Place { step, .. }
                | Act::Incident { step, .. },
            ) => step == id,
            (Which::Consent(id), Act::Consent(consent)) => consent.kind == *id,
            _ => false,
        }
    }
}

/// The history of the open case.
pub fn history(app: App, which: Which) -> Vec<El> {
    let is_whole = which == Which::All;
    // An entry never changes but by being undone or erased, and both are entries of their own: the number tells all.
    let key = move || {
        let entries = app.see_here(|_, journal| journal.len()).unwrap_or(0);
        (entries, app.book().language().to_owned())
    };
    let build = move || {
        app.see_here(|_, journal| {
            let mut entries = journal.in_order();
            entries.retain(|entry| which.holds(&entry.act));
            entries.iter().rev().map(|entry| entry_line(app, journal, entry)).collect()
        })
        .unwrap_or_default()
    };
    let list = el("ul").class("history").slot(key, build);
    if is_whole { vec![el("h2").said(app.t(Msg::TabHistory)), list.testid("history-list")] } else { vec![list] }
}

/// What undoing would take back.
pub fn undone(app: App, id: CaseId) -> Vec<El> {
    let last = move || {
        let book = app.book();
        app.see(id, |_, journal| journal.last_undoable().map(|entry| words::act(&book, &entry.act))).flatten()
    };
    vec![el("span").class("meta").said(move || last().unwrap_or_default())]
}

fn entry_line(app: App, journal: &Journal, entry: &Entry) -> El {
    let book = app.book();
    let what = match &entry.act {
        Act::Undo { entry } => {
            let undone = journal.get(*entry).map(|entry| words::act(&book, &entry.act)).unwrap_or_default();
            format!("{}: {undone}", book.say(Msg::ActUndo))
        }
        Act::Consent(consent) => {
            let kind = app.procedure().consent(consent.kind.as_str());
            let mut parts = vec![words::act(&book, &entry.act)];
            parts.extend(words::particulars(&book, kind, consent));
            parts.join("; ")
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
