//! What happened in the case, latest first, in words.

use crate::browser::dom::{El, el};
use crate::case::has_typed_words;
use crate::journal::{Act, Entry, Journal};
use crate::procedure::{ConsentId, StepId};
use crate::text::{Msg, stamp_in_words};
use crate::vault::CaseId;

use super::erase::eraser;
use super::parts::notice;
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
            entries.retain(|entry| which.holds(&entry.act) || belongs(app, &which, &entry.act));
            entries.iter().rev().map(|entry| entry_line(app, journal, entry)).collect()
        })
        .unwrap_or_default()
    };
    let list = el("ul").class("history").slot(key, build);
    if !is_whole {
        return vec![list];
    }
    let left = move || app.here().is_some_and(|id| app.holds_erased(id)).then(|| app.say(Msg::EraseLeft));
    vec![el("h2").said(app.t(Msg::TabHistory)), notice("erase-left", left), list.testid("history-list")]
}

/// Whether an act belongs to a step by what the content says of it.
fn belongs(app: App, which: &Which, act: &Act) -> bool {
    let Which::Step(id) = which else { return false };
    let procedure = app.procedure();
    match act {
        Act::Paper { paper, .. } => procedure.step(id.as_str()).is_some_and(|step| step.papers.contains(paper)),
        Act::Handover(_) => procedure.handover.as_ref().is_some_and(|rule| rule.step == *id),
        Act::Closed { .. } => procedure.closing.as_ref().is_some_and(|rule| rule.step == *id),
        Act::Reopened { .. } => procedure.closing.as_ref().is_some_and(|rule| rule.reopen == *id),
        _ => false,
    }
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
    if journal.is_erased(entry.id) {
        about.push(book.say(Msg::TextRemoved).to_owned());
    }
    about.retain(|part| !part.is_empty());
    let (id, erasable) = (entry.id, has_typed_words(app.procedure(), &entry.act));
    el("li")
        .class(if journal.is_undone(entry.id) { "undone" } else { "" })
        .child(el("span").class("what typed").text(&what))
        .child(el("span").class("meta").text(&about.join(", ")))
        .maybe(erasable.then(|| eraser(app, &format!("{id:?}"), move || vec![id])))
}
