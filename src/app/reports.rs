//! Reports: rows of the data standard for chosen cases, and a month in numbers.

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::case::sharing::{Way, What};
use crate::case::{Cell, Counted, Group, YearMonth};
use crate::exchange::{LeftOut, Row, csv, to_csv, to_json};
use crate::journal::{Date, Month};
use crate::text::{Book, Era, Msg, likely};
use crate::vault::CaseId;

use super::cases::heading;
use super::paper::{Tongues, at_hand, said, stamp};
use super::parts::{Own, button, buttons, choice, choices, folded, line};
use super::printing::{dated, printing};
use super::send::{Parcel, ways};
use super::share::{Cleared, Outgoing, asks, went};
use super::state::{App, Screen};

/// The way to this screen, where there is something to report.
pub fn way_to_reports(app: App, (): ()) -> Vec<El> {
    let has = app.annex().is_some_and(|annex| annex.report.is_some());
    has.then(|| buttons(vec![button(app, "", Msg::Reports, move || app.go(Screen::Reports)).testid("reports")]))
        .into_iter()
        .collect()
}

/// The screen.
pub fn reports(app: App, (): ()) -> Vec<El> {
    app.read_all();
    vec![heading(app, Msg::Reports), line(app, "hint", Msg::ReportsHint), rows(app), month(app)]
}

// ---- Rows of the data standard ----

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Csv,
    Json,
}

/// What is to be in the file: the cases that are left out of it, and its kind.
#[derive(Clone)]
struct Choice {
    app: App,
    left: Own<Vec<CaseId>>,
    kind: Own<Kind>,
    /// What may leave, since the official asked for it.
    made: Own<Option<Cleared>>,
}

impl Choice {
    fn cases(&self) -> Vec<CaseId> {
        let left = self.left.get();
        self.app.ids_by_code().into_iter().filter(|id| !left.contains(id)).collect()
    }

    /// The chosen cases that have a row.
    fn with_rows(&self) -> Vec<CaseId> {
        self.cases().into_iter().filter(|id| self.app.report_row(*id).is_ok()).collect()
    }

    fn choose(&self, left: Vec<CaseId>) {
        self.made.set(None);
        self.left.set(left);
    }
}

fn rows(app: App) -> El {
    let chosen = Choice { app, left: Own::new(Vec::new()), kind: Own::new(Kind::Csv), made: Own::new(None::<Cleared>) };
    let (counted, ready, of_kind, asked) = (chosen.clone(), chosen.clone(), chosen.clone(), chosen.clone());
    let which = move || {
        let (count, of) = (counted.cases().len().to_string(), app.ids_by_code().len().to_string());
        app.fill(Msg::RowsWhich, &[("count", &count), ("of", &of)])
    };
    let out = Outgoing { what: Rc::new(|| Some(What::Rows)), cases: Rc::new(move || asked.with_rows()), whole: false };
    let makes = chosen.made.clone();
    let make = asks(app, "make-rows", out, Msg::RowsMake, move |cleared| makes.set(Some(cleared)));
    let none = {
        let chosen = chosen.clone();
        move || chosen.with_rows().is_empty()
    };
    // The file goes when what it was asked for does.
    let key = move || (ready.made.get().map(|cleared| cleared.cases), ready.kind.get() == Kind::Csv);
    let file = {
        let chosen = chosen.clone();
        move || chosen.made.get().map(|cleared| file(&chosen, cleared)).unwrap_or_default()
    };
    let kind = |kind: Kind, testid: &str, msg: Msg| {
        let (shown, set) = (of_kind.clone(), of_kind.clone());
        let input = el("input").attr("type", "radio").attr("name", "file-kind").testid(testid);
        let input = input.checked_by(move || shown.kind.get() == kind).on("change", move || set.kind.set(kind));
        choice(input, app.t(msg))
    };
    let kinds = vec![kind(Kind::Csv, "kind-csv", Msg::FileCsv), kind(Kind::Json, "kind-json", Msg::FileJson)];
    el("section")
        .class("apart")
        .testid("rows")
        .child(el("h2").said(app.t(Msg::RowsWord)))
        .child(line(app, "hint", Msg::RowsHint))
        .child(folded(which, vec![chooser(app, chosen.clone())]).class("choose").testid("rows-which"))
        .child(about(app, chosen))
        .child(choices(el("legend").said(app.t(Msg::FileKind)), kinds))
        .child(make.hidden_by(none))
        .child(el("div").slot(key, file))
}

fn chooser(app: App, chosen: Choice) -> El {
    let (all, nobody, boxes) = (chosen.clone(), chosen.clone(), chosen);
    let cases = move || app.ids_by_code();
    let one = move |id: CaseId| {
        let (shown, changed) = (boxes.clone(), boxes.clone());
        let code = app.code(id);
        let input = el("input").attr("type", "checkbox").testid(&format!("row-{code}"));
        let ticked = input.clone();
        let input = input.checked_by(move || !shown.left.get().contains(&id)).on("change", move || {
            let mut left: Vec<CaseId> = changed.left.get().into_iter().filter(|other| *other != id).collect();
            left.extend((!ticked.checked()).then_some(id));
            changed.choose(left);
        });
        choice(input, move || code.clone())
    };
    let boxes = move || cases().into_iter().map(&one).collect();
    el("div")
        .child(buttons(vec![
            button(app, "small", Msg::ChooseAll, move || all.choose(Vec::new())).testid("rows-all"),
            button(app, "small", Msg::ChooseNone, move || nobody.choose(app.ids_by_code())).testid("rows-none"),
        ]))
        .child(el("div").class("choices").slot(cases, boxes))
}

/// How many have a row, which have none and why, and what is to be known of the rows.
fn about(app: App, chosen: Choice) -> El {
    let key = {
        let chosen = chosen.clone();
        move || (app.book().language().to_owned(), told(&chosen))
    };
    let says = move || {
        let told = told(&chosen);
        let book = app.book();
        let count =
            |msg: Msg, count: usize| book.fill(msg, &[("count", &count.to_string()), ("of", &told.of.to_string())]);
        let mut parts = vec![el("p").testid("rows-count").child(el("strong").text(&count(Msg::RowsCount, told.rows)))];
        if !told.left.is_empty() {
            let item = |(why, codes): &(LeftOut, Vec<String>)| {
                el("li").text(&format!(
                    "{} ({}): {}",
                    book.say(reason(*why)),
                    book.digits(&codes.len().to_string()),
                    codes.join(", ")
                ))
            };
            let list = el("ul").testid("rows-left-out").children(told.left.iter().map(item).collect());
            parts.push(el("div").class("left-out").child(el("h3").text(book.say(Msg::RowsLeftOut))).child(list));
        }
        if told.not_informed > 0 {
            let says = count(Msg::RowsNotInformed, told.not_informed);
            parts.push(el("p").class("note").testid("rows-not-informed").text(&says));
        }
        if !told.no_code.is_empty() {
            let says = book.fill(Msg::RowsNoCode, &[("codes", &told.no_code.join(", "))]);
            parts.push(el("p").class("note").testid("rows-no-code").text(&says));
        }
        parts
    };
    el("div").attr("role", "status").slot(key, says)
}

#[derive(Clone, Default, PartialEq)]
struct Told {
    of: usize,
    rows: usize,
    not_informed: usize,
    /// Codes of cases without a row, by reason.
    left: Vec<(LeftOut, Vec<String>)>,
    /// Codes that look like more than a code.
    no_code: Vec<String>,
}

fn told(chosen: &Choice) -> Told {
    let mut told = Told::default();
    for id in chosen.cases() {
        told.of += 1;
        let code = chosen.app.code(id);
        match chosen.app.report_row(id) {
            Ok(row) => {
                told.rows += 1;
                told.not_informed += usize::from(!row.is_informed());
                told.no_code.extend(Some(code).filter(|code| !likely(code).is_empty()));
            }
            Err(why) => match told.left.iter_mut().find(|(known, _)| *known == why) {
                Some((_, codes)) => codes.push(code),
                None => told.left.push((why, vec![code])),
            },
        }
    }
    told.left.sort_by_key(|(why, _)| *why);
    told
}

fn reason(why: LeftOut) -> Msg {
    match why {
        LeftOut::Practice => Msg::LeftPractice,
        LeftOut::OtherProcedure => Msg::LeftOther,
        LeftOut::Unread => Msg::LeftUnread,
        LeftOut::NotAsked => Msg::LeftNotAsked,
        LeftOut::Refused => Msg::LeftRefused,
    }
}

/// The file, and the ways by which it leaves.
fn file(chosen: &Choice, cleared: Cleared) -> Vec<El> {
    let app = chosen.app;
    let Some(annex) = app.annex() else { return Vec::new() };
    let row = |id: &CaseId| {
        let row = app.report_row(*id).ok()?;
        Some(if likely(&app.code(*id)).is_empty() { row } else { row.without_code() })
    };
    let rows: Vec<Row> = cleared.cases.iter().filter_map(row).collect();
    let (text, end, mime) = match chosen.kind.get() {
        Kind::Csv => (to_csv(annex, &rows), "csv", "text/csv"),
        Kind::Json => (to_json(app.procedure(), annex, &rows), "json", "application/json"),
    };
    let count = rows.len().to_string();
    let says = move || app.fill(Msg::RowsMade, &[("count", &count)]);
    let parcel = parcel("rows", format!("{}.{end}", dated("htcds")), mime, text);
    let gone = move || went(app, &cleared, Way::File);
    vec![el("p").attr("role", "status").testid("rows-made").said(says), ways(app, parcel, gone)]
}

fn parcel(id: &'static str, name: String, mime: &'static str, text: String) -> Parcel {
    let bytes = text.as_bytes().into();
    Parcel { id, name, mime, bytes, text: Some(text.into()), is_sealed: false }
}

// ---- A month in numbers ----

fn month(app: App) -> El {
    let months = move || app.report_months();
    let chosen = Own::new(months().first().copied());
    let name = move |month: YearMonth| month_name(&app.book(), month);
    let field = el("select").id("report-month").testid("report-month");
    let option = move |month: YearMonth| {
        el("option").attr("value", &format!("{}-{:02}", month.year, month.month)).said(move || name(month))
    };
    let field = field.slot(months, move || months().into_iter().map(option).collect());
    let (typed, set) = (field.clone(), chosen.clone());
    let field = field.on("change", move || set.set(read_month(&typed.value())));
    let (named, of_file) = (chosen.clone(), chosen.clone());
    let key = {
        let chosen = chosen.clone();
        move || {
            let month = chosen.get();
            (app.book().language().to_owned(), app.me().role, month, month.and_then(|month| app.month_numbers(month)))
        }
    };
    let (shown, filed, file_key) = (key.clone(), key.clone(), key.clone());
    let numbers = move || match shown() {
        (_, _, Some(month), Some((groups, _))) => sheet(app, month, &groups).into_iter().collect(),
        _ => Vec::new(),
    };
    let file = move || match filed() {
        (_, _, Some(month), Some((groups, left))) => about_month(app, month, &groups, left),
        _ => Vec::new(),
    };
    let frame = el("div")
        .class("sheet-frame")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr_by("aria-label", move || named.get().map(|month| month_name(&app.book(), month)))
        .slot(key, numbers);
    // Counts tell of nobody, and there is no record of anybody in which it could be written who got them.
    let nobody = Outgoing { what: Rc::new(|| None), cases: Rc::new(Vec::new), whole: false };
    let name = move || of_file.get().map(file_name).unwrap_or_default();
    let printing = printing(app, "print-month", nobody, frame.clone(), name);
    el("section")
        .class("paper apart")
        .testid("month")
        .child(el("h2").said(app.t(Msg::MonthWord)))
        .child(line(app, "hint", Msg::MonthHint))
        .child(
            el("div")
                .class("field")
                .child(el("label").attr("for", "report-month").said(app.t(Msg::Month)))
                .child(field),
        )
        .child(el("div").slot(file_key, file))
        .child(printing)
        .child(frame)
}

fn read_month(value: &str) -> Option<YearMonth> {
    let (year, month) = value.split_once('-')?;
    Some(YearMonth { year: year.parse().ok()?, month: month.parse().ok()? })
}

fn month_name(book: &Book, month: YearMonth) -> String {
    let day = Month::try_from(month.month).ok().and_then(|name| Date::from_calendar_date(month.year, name, 1).ok());
    let Some(day) = day else { return String::new() };
    let year = Era::of(book.language()).year(day).to_string();
    format!("{} {}", book.say(Msg::month(day.month())), book.digits(&year))
}

fn file_name(month: YearMonth) -> String {
    format!("month-{}-{:02}", month.year, month.month)
}

/// What is counted in a month: its title, and each number with what it is of.
fn counted(book: &Book, groups: &[Group]) -> Vec<(String, Vec<(String, Cell)>)> {
    let group = |group: &Group| {
        let total = group.total.map(|total| (book.say(Msg::MonthAll).to_owned(), total));
        let cells = group.cells.iter().map(|(value, cell)| (cell_name(book, &group.what, value), *cell));
        (title(book, &group.what), total.into_iter().chain(cells).collect())
    };
    groups.iter().map(group).collect()
}

/// What is to be known of the numbers, and the file of them.
fn about_month(app: App, month: YearMonth, groups: &[Group], left: usize) -> Vec<El> {
    let book = app.book();
    let name = format!("{}-{:02}", month.year, month.month);
    let mut table = vec![[Msg::Month, Msg::MonthWhat, Msg::MonthCount].map(|msg| book.say(msg).to_owned()).to_vec()];
    table[0].insert(2, String::new());
    for (title, lines) in counted(&book, groups) {
        let line = |(what, cell)| vec![name.clone(), title.clone(), what, cell_words(&book, cell)];
        table.extend(lines.into_iter().map(line));
    }
    let mut parts = Vec::new();
    if left > 0 {
        let says = book.fill(Msg::MonthNotCounted, &[("count", &left.to_string())]);
        parts.push(el("p").class("note").testid("month-not-counted").text(&says));
    }
    parts.push(ways(app, parcel("month", format!("{}.csv", file_name(month)), "text/csv", csv(&table)), || {}));
    parts
}

/// The numbers as a sheet.
fn sheet(app: App, month: YearMonth, groups: &[Group]) -> Option<El> {
    let here = app.book().language().to_owned();
    let tongues = Tongues::new(at_hand(app, &here)?, None);
    let book = &*tongues.first;
    let text = |tag: &str, text: &str| said(el(tag), text, &here);
    let head = el("div")
        .class("sheet-head")
        .child(text("strong", &month_name(book, month)).class("sheet-code"))
        .child(text("span", book.say(Msg::MonthWord)));
    let head = el("th").attr("scope", "col").child(head).child(stamp(app, &tongues, Vec::new()));
    let mut held = false;
    let mut parts = Vec::new();
    for (title, lines) in counted(book, groups) {
        let line = |(what, cell): (String, Cell)| {
            held |= cell == Cell::Held;
            el("tr")
                .child(text("th", &what).attr("scope", "row"))
                .child(text("td", &book.digits(&cell_words(book, cell))))
        };
        let lines = lines.into_iter().map(line).collect();
        parts.push(el("table").class("numbers").child(text("caption", &title)).child(el("tbody").children(lines)));
    }
    parts.extend(held.then(|| text("p", book.say(Msg::MonthHeldHint))));
    let body = el("tbody").child(el("tr").child(el("td").children(parts)));
    let frame = el("table").class("sheet").testid("sheet").attr("lang", &here);
    Some(frame.child(el("thead").child(el("tr").child(head))).child(body))
}

fn title(book: &Book, what: &Counted) -> String {
    match what {
        Counted::Opened => book.say(Msg::MonthOpened).to_owned(),
        Counted::OpenedBy(fact) => book.fill(Msg::MonthOpenedBy, &[("name", book.fact(fact.as_str()))]),
        Counted::Answered(fact) => book.fill(Msg::MonthAnswered, &[("name", book.fact(fact.as_str()))]),
        Counted::Closed(_) => book.say(Msg::MonthClosed).to_owned(),
    }
}

fn cell_name(book: &Book, what: &Counted, value: &str) -> String {
    match what {
        Counted::Opened if value.is_empty() => book.say(Msg::NoNextStep).to_owned(),
        Counted::Opened => format!("{value} {}", book.of(&format!("phase.{value}")).text),
        _ if value.is_empty() => book.say(Msg::NotAnswered).to_owned(),
        Counted::OpenedBy(fact) | Counted::Answered(fact) | Counted::Closed(Some(fact)) => {
            book.value(fact.as_str(), value)
        }
        Counted::Closed(None) => value.to_owned(),
    }
}

fn cell_words(book: &Book, cell: Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Few => format!("<{}", crate::case::FEW),
        Cell::Held => book.say(Msg::MonthHeld).to_owned(),
    }
}
