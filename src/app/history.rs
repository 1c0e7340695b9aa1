//! What happened in the case, latest first, in words.

use leptos::prelude::*;

use crate::journal::{Entry, Journal};
use crate::text::{Msg, stamp_in_words};
use crate::vault::CaseId;

use super::state::{App, use_app};
use super::words;

/// A line of history.
pub struct Line {
    when: String,
    by: String,
    what: String,
    undone: bool,
}

/// Puts an entry into words.
pub fn line(app: App, journal: &Journal, entry: &Entry) -> Line {
    app.book.with(|book| {
        let by = [book.role(&entry.by.role), entry.by.office.clone(), entry.by.initials.clone()];
        Line {
            when: stamp_in_words(book, entry.at),
            by: by.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
            what: match &entry.act {
                crate::journal::Act::Undo { entry } => {
                    let undone = journal.get(*entry).map(|entry| words::act(book, &entry.act)).unwrap_or_default();
                    format!("{}: {undone}", book.say(Msg::ActUndo))
                }
                act => words::act(book, act),
            },
            undone: journal.is_undone(entry.id),
        }
    })
}

/// Shows a line.
pub fn row(line: Line) -> impl IntoView {
    let app = use_app();
    view! {
        <li class:undone=line.undone>
            <span class="what typed">{line.what}</span>
            <span class="meta">{line.when}" "{line.by}{line.undone.then(|| view! { " ("{app.t(Msg::Undone)}")" })}</span>
        </li>
    }
}

/// The whole history of a case.
#[component]
pub fn History(id: CaseId) -> impl IntoView {
    let app = use_app();
    let lines = move || {
        app.see(id, |_, journal| {
            let mut entries = journal.in_order();
            entries.reverse();
            entries.into_iter().map(|entry| line(app, journal, entry)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    view! {
        <section aria-labelledby="history-heading">
            <h2 id="history-heading">{app.t(Msg::TabHistory)}</h2>
            <ul class="history" data-testid="history-list">{move || lines().into_iter().map(row).collect_view()}</ul>
        </section>
    }
}
