//! The day at the border on paper: one page with codes, gates, and columns to tick by hand. No reasons.

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::case::BorderRow;
use crate::case::sharing::What;
use crate::procedure::BorderDay;
use crate::text::{Book, Msg, when_in_words};

use crate::app::fields::{Doubt, date_field};
use crate::app::kept::Kept;
use crate::app::paper::{BY_HAND, Tongues, at_hand, said, stamp};
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
    let printing = printing(app, "print", outgoing, frame.clone(), || dated("crossing-day"));
    el("section")
        .class("paper")
        .child(el("h2").said(app.t(Msg::BorderPaper)))
        .child(date_field(
            app,
            &Kept::outside(app, "date"),
            ("border-date", Msg::Date, Doubt::None),
            move || app.border_when(),
            move |when| app.set_border_when(when),
        ))
        .child(line(app, "hint", Msg::PrintHint))
        .child(printing)
        .child(frame)
        .hidden_by(move || app.border_chosen().is_empty())
}

fn sheet(app: App, border: &BorderDay, cases: &[Case]) -> El {
    let plain = app.book();
    let Some(first) = at_hand(app, plain.language()) else { return el("div") };
    let tongues = Tongues::new(first, None);
    let (book, language) = (&*tongues.first, plain.language());
    let text = |tag: &str, text: &str| said(el(tag), text, language);
    let head = el("div")
        .class("sheet-head")
        .child(text("strong", &when_in_words(book, app.border_when())).class("sheet-code"))
        .child(text("span", book.say(Msg::BorderDay)));
    let point = text("div", &format!("{}: {}", book.say(Msg::CrossingPoint), points(book, border, cases)));
    let stamp = stamp(app, &tongues, Vec::new());
    let head = el("th").attr("colspan", "5").child(head).child(point).child(stamp);
    let columns = [
        book.say(Msg::CaseCode).to_owned(),
        book.say(Msg::Gate).to_owned(),
        book.say(Msg::AskedAgain).to_owned(),
        book.fact(border.fact.as_str()).to_owned(),
        book.say(Msg::ReceiptSigned).to_owned(),
    ];
    let columns = columns.iter().map(|name| text("th", name).attr("scope", "col").class("column")).collect();
    let case = |(code, row): &Case| {
        let gate = match row {
            Some(row) => words::gate(book, &row.gate),
            None => book.say(Msg::CaseUnread),
        };
        let cell = |says: &str| text("td", says).class("cell");
        el("tr").children(vec![
            el("th").attr("scope", "row").class("cell").child(el("strong").attr("lang", "").text(code)),
            cell(gate),
            cell("☐"),
            cell("☐"),
            cell("☐"),
        ])
    };
    let end = [Msg::BorderAsRecorded, Msg::PrivacyLine].map(|msg| text("p", book.say(msg)));
    let end = el("tr").child(el("td").attr("colspan", "5").class("sheet-end").children(end.into()));
    let head = vec![el("tr").child(head), el("tr").children(columns)];
    el("table")
        .class("sheet border-sheet")
        .testid("sheet")
        .attr("lang", language)
        .child(el("thead").children(head))
        .child(el("tbody").children(cases.iter().map(case).collect()).child(end))
}

/// Where they cross. Where it is not said, there is room to write it.
fn points(book: &Book, border: &BorderDay, cases: &[Case]) -> String {
    let mut points: Vec<String> = Vec::new();
    for (_, row) in cases {
        let point = row.as_ref().map(|row| words::values(book, border.point.as_str(), &row.point));
        let point = point.filter(|point| !point.is_empty()).unwrap_or_else(|| BY_HAND.to_owned());
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points.join(", ")
}
