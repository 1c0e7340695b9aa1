//! Time limits in words, each with where it comes from and how sure it is; and the question whether the device's clock is
//! right. What is due is said as it stands at the moment it is shown.

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::{Doubt, Due, Left, Line, last_time};
use crate::procedure::{Basis, Grade, Length, Limit, LimitKind, Step, StepId, Sure, Unit};
use crate::text::{Book, Msg, day_in_words, local, stamp_in_words, time_of_day};

use super::parts::{Own, button, buttons};
use super::state::App;
use super::words;

/// With more days than this left, the day says more than their number.
const COUNTED: i64 = 30;

/// When something falls due, as it stands now. A doubted clock makes no day near and nothing overdue.
fn due_now(app: App, book: &Book, due: &Due, doubted: bool) -> String {
    let date = words::due_date(book, due);
    let fill = |msg: Msg| book.fill(msg, &[("date", &date)]);
    let time = due.when().and_then(|(_, at)| at).map(time_of_day);
    let by = |day: Msg, hour: Msg| match &time {
        Some(time) => book.fill(hour, &[("time", time)]),
        None => book.say(day).to_owned(),
    };
    match app.now().and_then(|now| due.left(now)) {
        Some(Left::Overdue) if doubted => fill(Msg::DueMayBeOver),
        Some(Left::Overdue) => fill(Msg::OverdueSince),
        Some(Left::Today) if !doubted => by(Msg::DueToday, Msg::DueTodayBy),
        Some(Left::Tomorrow) if !doubted => by(Msg::DueTomorrow, Msg::DueTomorrowBy),
        Some(Left::Days(days)) if !doubted && days <= COUNTED => {
            book.fill(Msg::DaysLeft, &[("count", &days.to_string()), ("date", &date)])
        }
        _ => words::due(book, due),
    }
}

/// What a limit rests on, and how sure it is.
fn rests_on(app: App, book: &Book, limit: &Limit) -> String {
    let Some(rests) = app.annex().and_then(|annex| annex.limit(limit.id.as_str())) else { return String::new() };
    // Of a text that is only known this is said already.
    if limit.sure == Sure::Unchecked && rests.grade == Grade::K {
        return based_on(app, book, rests);
    }
    format!("{}. {}", based_on(app, book, rests), words::sure(book, limit.sure))
}

/// What something rests on.
pub fn basis(app: App, basis: &Basis) -> String {
    based_on(app, &app.book(), basis)
}

fn based_on(app: App, book: &Book, basis: &Basis) -> String {
    let source = app.annex().and_then(|annex| annex.source(basis.source.as_ref()?));
    words::basis(book, source.map(|source| source.kind), basis)
}

fn limit_of(app: App, step: &Step) -> Option<&'static Limit> {
    app.procedure().limit(step.limit.as_ref()?.as_str())
}

/// When the step of a row falls due. A count that has not begun is no news; the opened step says what it counts from.
pub fn chip(app: App, (step, at): (&'static Step, usize)) -> Vec<El> {
    let due = move || app.row(at, |row| row.due.clone()).flatten().filter(|due| !matches!(due, Due::NeedsAnchor(_)));
    let says =
        move || due().map(|due| due_now(app, &app.book(), &due, app.clock_doubt_here().is_some())).unwrap_or_default();
    let source = move || limit_of(app, step).map(|limit| rests_on(app, &app.book(), limit)).unwrap_or_default();
    let none = move || due().is_none();
    vec![
        el("span").class("chip").attr("data-kind", "due").said(says).hidden_by(none),
        el("span").class("limit-source").said(source).hidden_by(none),
    ]
}

/// What falls due next in a case, for the list.
pub fn next_due(app: App, line: Own<Option<Line>>) -> Vec<El> {
    let says = move || {
        let line = line.get()?;
        let (step, due) = line.due.as_ref()?;
        let limit = app.procedure().step(step.as_str()).and_then(|step| limit_of(app, step))?;
        let due = due_now(app, &app.book(), due, app.clock_doubt(&line).is_some());
        Some(app.fill(
            Msg::NextDue,
            &[("step", step.as_str()), ("due", &due), ("source", &rests_on(app, &app.book(), limit))],
        ))
    };
    vec![el("span").class("meta due-line").testid("next-due").said(move || says().unwrap_or_default())]
}

/// The limit of an opened step: what it says, what it rests on, when it falls due, and the way to what it counts from.
pub fn limit(app: App, step: &'static Step, at: usize) -> Option<Vec<El>> {
    let limit = limit_of(app, step)?;
    let due = move || app.row(at, |row| row.due.clone()).flatten();
    let says = move || match due() {
        Some(due) => due_now(app, &app.book(), &due, app.clock_doubt_here().is_some()),
        None => hint(app, limit),
    };
    let anchor = move || match due() {
        Some(Due::NeedsAnchor(anchor) | Due::NeedsHour(anchor)) => Some(anchor),
        _ => None,
    };
    let way = move || anchor().map(|anchor| to_anchor(app, anchor)).into_iter().collect();
    let words = el("dd")
        .testid(&format!("limit-{}", step.id))
        .child(el("p").child(el("strong").said(says)).hidden_by(move || due().is_none() && hint(app, limit).is_empty()))
        .slot(anchor, way)
        .child(el("p").said(app.of(format!("limit.{}", limit.id))))
        .child(el("p").class("meta").said(move || rests_on(app, &app.book(), limit)));
    Some(vec![el("dt").said(app.t(Msg::TimeLimit)), words])
}

/// The limit of a step with what it rests on, for paper.
pub fn whole(app: App, book: &Book, step: &Step) -> Option<String> {
    let limit = limit_of(app, step)?;
    Some(format!("{} {}", book.of(&format!("limit.{}", limit.id)).text, rests_on(app, book, limit)))
}

/// When a step falls due, on paper: it is read on other days, so nothing is called near.
pub fn on_paper(app: App, book: &Book, step: &Step, due: &Due) -> String {
    let over = app.now().and_then(|now| due.left(now)) == Some(Left::Overdue);
    let says = if over { due_now(app, book, due, app.clock_doubt_here().is_some()) } else { words::due(book, due) };
    format!("{says}. {}", whole(app, book, step).unwrap_or_default())
}

/// One tap to the date that a count begins with; the caret goes to the hour.
fn to_anchor(app: App, anchor: StepId) -> El {
    let label = {
        let anchor = anchor.clone();
        move || app.fill(Msg::ToDateOf, &[("step", anchor.as_str())])
    };
    let testid = format!("to-date-{anchor}");
    let go = move || {
        if app.opened().as_ref() != Some(&anchor) {
            app.open_step(&anchor);
        }
        page::focus(&format!("date-{anchor}-time"));
    };
    el("button").attr("type", "button").class("small to-date").testid(&testid).said(label).on("click", go)
}

/// What helps to plan where nothing falls due: a rhythm, and when it was last; or that no step here begins the count.
fn hint(app: App, limit: &Limit) -> String {
    match (limit.kind, limit.length) {
        (LimitKind::Rhythm, Some(length)) => {
            let usual = app.fill(Msg::Rhythm, &[("length", &length_in_words(app, length))]);
            let last = app.see_here(|view, _| last_time(view, limit)).flatten();
            match last {
                Some(day) => {
                    format!("{usual} {}", app.fill(Msg::RhythmLast, &[("date", &day_in_words(&app.book(), day))]))
                }
                None => usual,
            }
        }
        (LimitKind::Principle, _) => app.say(Msg::NoDayGiven),
        (LimitKind::Deadline, _) if limit.anchor.is_none() => app.say(Msg::StartsElsewhere),
        _ => String::new(),
    }
}

fn length_in_words(app: App, length: Length) -> String {
    let unit = match length.unit {
        Unit::Hours => Msg::UnitHours,
        Unit::Days => Msg::UnitDays,
        Unit::Months => Msg::UnitMonths,
        Unit::Years => Msg::UnitYears,
    };
    app.fill(unit, &[("count", &length.amount.to_string())])
}

/// Asks whether the device's clock is right, while it may not be. Nothing waits for the answer.
pub fn clock_question(app: App, (): ()) -> Vec<El> {
    let doubt = move || app.clock_doubt_here();
    let wrong = move || app.is_clock_wrong();
    let asks = move || {
        // As it shows it.
        let day = local(clock::now()).map(|(day, _)| day_in_words(&app.book(), day)).unwrap_or_default();
        match wrong() {
            true => app.say(Msg::ClockWrong),
            false => app.fill(Msg::ClockQuestion, &[("date", &day)]),
        }
    };
    let because = move || match doubt() {
        _ if wrong() => String::new(),
        Some(Doubt::Ahead(at) | Doubt::Behind(at)) => {
            app.fill(Msg::ClockLast, &[("when", &stamp_in_words(&app.book(), at))])
        }
        Some(Doubt::Jumped) => app.say(Msg::ClockJumped),
        Some(Doubt::Year) | None => String::new(),
    };
    let right = move || app.say(if wrong() { Msg::ClockRightNow } else { Msg::Yes });
    let yes =
        el("button").attr("type", "button").said(right).testid("clock-yes").on("click", move || app.say_clock(true));
    let no = button(app, "", Msg::ClockNo, move || app.say_clock(false)).testid("clock-no").hidden_by(wrong);
    let question = el("div")
        .class("warn")
        .testid("clock-question")
        .attr("role", "group")
        .attr_by("aria-label", move || Some(app.say(Msg::ClockWord)))
        .child(el("p").attr("role", "status").child(el("strong").said(asks)).text(" ").said(because))
        .child(buttons(vec![yes, no]))
        .hidden_by(move || doubt().is_none());
    vec![question]
}
