//! The day at the border on paper: one page with codes, gates, and columns to tick by hand. No reasons.

use std::rc::Rc;

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::BorderRow;
use crate::case::sharing::What;
use crate::procedure::BorderDay;
use crate::text::{Book, Msg, stamp_in_words, when_in_words};

use crate::app::fields::date_field;
use crate::app::gate::gate_words;
use crate::app::kept::Kept;
use crate::app::parts::line;
use crate::app::printing::{dated, printing};
use crate::app::share::Outgoing;
use crate::app::state::App;
use crate::app::words;

/// A case on paper: its code, and how it stands; none: it was not read.
type Case = (String, Option<BorderRow>);

/// The part of the screen that prints.
pub fn paper(app: App, border: &'static BorderDay) -> El {
    let cases = move || -> Vec<Case> {
        let code = |id| app.line(id).map(|line| line.code).unwrap_or_default();
        app.border_chosen().into_iter().map(|id| (code(id), app.border_row(id))).collect()
    };
    let key = move || {
        let words = (app.book().language().to_owned(), app.me().role, app.border_date());
        Some((cases(), words)).filter(|(cases, _)| !cases.is_empty())
    };
    let frame = el("div")
        .class("sheet-frame")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr_by("aria-label", move || Some(app.say(Msg::Preview)))
        .slot(key, move || vec![sheet(app, border, &cases())]);
    let outgoing =
        Outgoing { what: Rc::new(|| Some(What::BorderPage)), cases: Rc::new(move || app.border_chosen()), whole: true };
    let printing = printing(app, outgoing, frame.clone(), || dated("crossing-day"));
    el("section")
        .class("paper")
        .child(el("h2").said(app.t(Msg::BorderPaper)))
        .child(date_field(
            app,
            &Kept::outside(app, "date"),
            "border-date",
            Msg::Date,
            move || app.border_when(),
            move |when| app.set_border_when(when),
        ))
        .child(line(app, "hint", Msg::PrintHint))
        .child(printing)
        .child(frame)
        .hidden_by(move || app.border_chosen().is_empty())
}

fn sheet(app: App, border: &BorderDay, cases: &[Case]) -> El {
    let book = app.book();
    let head = el("div")
        .class("sheet-head")
        .child(el("strong").class("sheet-code").text(&when_in_words(&book, app.border_when())))
        .child(el("span").text(book.say(Msg::BorderDay)));
    let point = el("div").text(&format!("{}: {}", book.say(Msg::CrossingPoint), points(&book, border, cases)));
    let stamp = el("div").class("sheet-stamp").text(&stamp(app, &book));
    let head = el("th").attr("colspan", "5").child(head).child(point).child(stamp);
    let columns = [
        book.say(Msg::CaseCode).to_owned(),
        book.say(Msg::Gate).to_owned(),
        book.say(Msg::AskedAgain).to_owned(),
        book.maybe(&format!("fact.{}.short", border.fact)).unwrap_or(border.fact.as_str()).to_owned(),
        book.say(Msg::ReceiptSigned).to_owned(),
    ];
    let columns = columns.iter().map(|name| el("th").attr("scope", "col").class("column").text(name)).collect();
    let case = |(code, row): &Case| {
        let gate = match row {
            Some(row) => gate_words(app, &row.gate),
            None => book.say(Msg::CaseUnread).to_owned(),
        };
        let cell = |text: &str| el("td").class("cell").text(text);
        el("tr").children(vec![
            el("th").attr("scope", "row").class("cell").child(el("strong").text(code)),
            cell(&gate),
            cell("☐"),
            cell("☐"),
            cell("☐"),
        ])
    };
    let end = [Msg::BorderAsRecorded, Msg::PrivacyLine].map(|msg| el("p").text(book.say(msg)));
    let end = el("tr").child(el("td").attr("colspan", "5").class("sheet-end").children(end.into()));
    let head = vec![el("tr").child(head), el("tr").children(columns)];
    el("table")
        .class("sheet border-sheet")
        .testid("sheet")
        .attr("lang", book.language())
        .child(el("thead").children(head))
        .child(el("tbody").children(cases.iter().map(case).collect()).child(end))
}

/// Where they cross. Where it is not said, there is room to write it.
fn points(book: &Book, border: &BorderDay, cases: &[Case]) -> String {
    let mut points: Vec<String> = Vec::new();
    for (_, row) in cases {
        let point = row.as_ref().map(|row| words::values(book, border.point.as_str(), &row.point));
        let point = point.filter(|point| !point.is_empty()).unwrap_or_else(|| "………………".to_owned());
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points.join(", ")
}

/// What makes the page identifiable.
fn stamp(app: App, book: &Book) -> String {
    let mut parts = vec![
        book.fill(Msg::StampEdition, &[("edition", &app.procedure().edition)]),
        stamp_in_words(book, clock::now()),
    ];
    let role = app.me().role;
    if !role.is_empty() {
        parts.push(book.fill(Msg::PreparedBy, &[("role", &book.role(&role))]));
    }
    parts.push(book.language().to_owned());
    if !app.procedure().is_approved() {
        parts.push(book.of("origin").text.to_owned());
    }
    if book.is_draft() {
        parts.push(book.say(Msg::DraftTranslation).to_owned());
    }
    parts.push(book.say(Msg::WorkingNote).to_owned());
    parts.join(" · ")
}
