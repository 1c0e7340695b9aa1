//! What happened in the case, latest first, in words.

mod sift;

use crate::browser::dom::{El, el};
use crate::case::{has_typed_words, replaced};
use crate::journal::{Act, Entry, EntryId, Journal};
use crate::procedure::{ConsentId, StepId};
use crate::text::{Book, Msg, stamp_in_words, when_in_words};
use crate::vault::CaseId;

use super::erase::eraser;
use super::parts::{button, buttons, notice};
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
    if which == Which::All {
        let left = move || app.here().is_some_and(|id| app.holds_erased(id)).then(|| app.say(Msg::EraseLeft));
        let mut parts = vec![el("h2").said(app.t(Msg::TabHistory)), notice("erase-left", left)];
        parts.extend(sift::sifted(app, entry_line));
        return parts;
    }
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
    vec![el("ul").class("history").slot(key, build)]
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

/// What happened, and what it replaced.
fn what(book: &Book, journal: &Journal, entry: &Entry) -> String {
    if let Act::Undo { entry } = &entry.act {
        let undone = journal.get(*entry).map(|entry| words::act(book, &entry.act)).unwrap_or_default();
        return format!("{}: {undone}", book.say(Msg::ActUndo));
    }
    let whole = words::act(book, &entry.act);
    let old: Vec<String> = replaced(journal, entry).iter().filter_map(|old| value(book, &old.act)).collect();
    let new = value(book, &entry.act);
    match new.as_ref().and_then(|new| Some((whole.strip_suffix(new.as_str())?, new))) {
        Some((name, new)) if !old.is_empty() => format!("{name}{} → {new}", old.join(" / ")),
        _ => whole,
    }
}

/// What an act says of its field, as it stands at the end of [`words::act`].
pub fn value(book: &Book, act: &Act) -> Option<String> {
    match act {
        Act::Fact { values, .. } if values.is_empty() => Some(book.say(Msg::NotAnswered).to_owned()),
        Act::Fact { fact, values } => Some(words::values(book, fact.as_str(), values)),
        Act::Status { status, .. } => Some(words::status(book, status)),
        Act::Note { text, .. } | Act::Place { text, .. } => Some(words::quoted(text)),
        Act::Stop { mark, reason, .. } => Some(words::stop_mark(book, *mark, reason)),
        Act::Consent(consent) => {
            let when = when_in_words(book, consent.when);
            Some(format!("{}, {when}", words::answer(book, consent.answer)))
        }
        Act::Paper { state, place, .. } => Some(words::paper_at(book, *state, place)),
        _ => None,
    }
}

/// What was missing in a file is known: by a word of its own, never by the button that takes back the last tap.
fn gap_known(app: App, entry: EntryId) -> El {
    let known = move || {
        if let Some(case) = app.here() {
            app.act_in(case, Act::Undo { entry });
        }
    };
    buttons(vec![button(app, "small", Msg::GapKnown, known).testid("gap-known")])
}

fn entry_line(app: App, journal: &Journal, entry: &Entry) -> El {
    let book = app.book();
    let mut what = what(&book, journal, entry);
    if let Act::Consent(consent) = &entry.act {
        let kind = app.procedure().consent(consent.kind.as_str());
        for part in words::particulars(&book, kind, consent) {
            what.push_str("; ");
            what.push_str(&part);
        }
    }
    let mut about = vec![stamp_in_words(&book, entry.at)];
    about.push(words::official(&book, &entry.by));
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
        .maybe((entry.act == Act::Gap && !journal.is_undone(entry.id)).then(|| gap_known(app, id)))
        .maybe(erasable.then(|| eraser(app, &format!("{id:?}"), move || vec![id])))
}
