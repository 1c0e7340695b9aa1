//! A sheet as it will be printed: a table whose one header row stands on every page, with the code and what makes the
//! paper identifiable.

use crate::app::state::App;
use crate::app::words;
use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::{Reader, Summary, View};
use crate::journal::CaseKind;
use crate::text::{Book, Msg, stamp_in_words};

use super::blank;
use super::filled::{self, Made, phase_name};
use super::lines::{said, set};
use super::tongue::Tongues;

/// Room for a code that is written by hand.
pub const BY_HAND: &str = "………………";

/// Whose sheets there are; none: the blank form.
pub fn readers() -> impl Iterator<Item = Option<Reader>> {
    Reader::ALL.into_iter().map(Some).chain([None])
}

/// The name of a reader's sheet; none: the blank form.
pub fn name(reader: Option<Reader>) -> Msg {
    match reader {
        Some(Reader::File) => Msg::SheetFile,
        Some(Reader::Partner) => Msg::SheetPartner,
        Some(Reader::Escort) => Msg::SheetEscort,
        Some(Reader::Person) => Msg::SheetPerson,
        None => Msg::SheetBlank,
    }
}

/// What tests and styles know a reader's sheet by.
pub fn key(reader: Option<Reader>) -> &'static str {
    match reader {
        Some(Reader::File) => "file",
        Some(Reader::Partner) => "partner",
        Some(Reader::Escort) => "escort",
        Some(Reader::Person) => "person",
        None => "blank",
    }
}

/// The sheet of a case, or the blank form.
pub fn sheet(app: App, tongues: &Tongues, view: View, summary: Option<&Summary>) -> El {
    let book = &*tongues.first;
    let language = book.language();
    let code = summary.map_or(BY_HAND, |summary| summary.code.as_str());
    let training =
        summary.is_some() && view.case.opened.as_ref().is_some_and(|held| held.value.kind == CaseKind::Training);
    let body = set(tongues.all(), |book| match summary {
        Some(summary) => filled::sections(Made { app, book, view, summary }),
        None => blank::sections(book, view.procedure),
    });
    let reader = summary.map(|summary| summary.reader);
    let what = tongues.each(|book| format!("{} · {}", book.say(Msg::SheetTitle), book.say(name(reader))), " | ");
    let head = el("div")
        .class("sheet-head")
        .child(el("strong").class("sheet-code").attr("lang", "").text(code))
        .child(said(el("span"), &what, language))
        .maybe(training.then(|| said(el("strong"), book.say(Msg::TrainingMark), language)));
    let mut about = Vec::new();
    if let Some(summary) = summary {
        about.extend(
            summary
                .here
                .as_ref()
                .map(|phase| book.fill(Msg::StampPhase, &[("phase", &phase_name(book, phase.as_str()))])),
        );
        about.extend(summary.progress.map(|progress| words::done_of(book, progress)));
        about.push(book.fill(Msg::StampCode, &[("code", &summary.short_code)]));
    }
    let head = el("th").attr("scope", "col").child(head).child(stamp(app, tongues, about));
    el("table")
        .class(if tongues.second.is_some() { "sheet two" } else { "sheet" })
        .testid("sheet")
        .attr("data-reader", key(reader))
        .attr("lang", language)
        .child(el("thead").child(el("tr").child(head)))
        .child(el("tbody").child(el("tr").child(el("td").children(body))))
}

/// What makes one sheet of paper identifiable: from which edition it was made, what it is about, when, by whom, in which
/// languages, and that none of it is official.
pub fn stamp(app: App, tongues: &Tongues, about: Vec<String>) -> El {
    let (book, procedure) = (&*tongues.first, app.procedure());
    let mut parts = vec![book.fill(Msg::StampEdition, &[("edition", &procedure.edition)])];
    parts.extend(about);
    let now = clock::now();
    parts.push(tongues.each(|book| stamp_in_words(book, now), " / "));
    let role = app.me().role;
    if !role.is_empty() {
        parts.push(book.fill(Msg::PreparedBy, &[("role", &book.role(&role))]));
    }
    parts.push(tongues.all().map(Book::language).collect::<Vec<_>>().join(" | "));
    for book in tongues.all() {
        if !procedure.is_approved() {
            parts.push(book.of("origin").text.to_owned());
        }
        if book.is_draft() {
            parts.push(format!("{}: {}", book.language(), book.say(Msg::DraftTranslation)));
        }
    }
    parts.push(tongues.each(|book| book.say(Msg::WorkingNote).to_owned(), " · "));
    said(el("div").class("sheet-stamp"), &parts.join(" · "), book.language())
}
