//! The journey as a drawing: the phases from one side over the border to the other, those that run beside each other one
//! above the other, and what is done, waited for, stopped, and where the case stands. The same drawing stands on the sheet.
//!
//! Every mark is a shape: a number in a full ring is done, a thick ring begun, a broken ring waits, a square is stopped,
//! a point stands above where the case is. What is stopped and waited for is said below in words, too.

use crate::browser::dom::{El, el, svg};
use crate::browser::page;
use crate::case::{Journey, Mark, Station, journey};
use crate::procedure::Side;
use crate::text::{Book, Msg, plain};

use super::state::{App, Tab};
use super::words::side;

/// Width of a column and height of a lane, in units of the drawing.
const COLUMN: usize = 40;
const LANE: usize = 34;
/// Room above the first lane, for the names of the sides and the point.
const ABOVE: usize = 24;
const RADIUS: usize = 12;

/// The journey of the open case.
pub fn way(app: App, (): ()) -> Vec<El> {
    // Any change may stop a phase; it is drawn anew only where the drawing differs.
    let seen = move || {
        let overview = app.see_here(|_, _| ()).and_then(|()| app.next());
        overview.map(|overview| journey(app.procedure(), &overview)).unwrap_or_default()
    };
    let key = move || (seen(), app.book().language().to_owned());
    let build = move || {
        let (book, way) = (app.book(), seen());
        let go = move |phase: &str| {
            app.show_tab(Tab::Steps);
            page::focus(&format!("phase-{phase}"));
            page::show(&format!("phase-{phase}"));
        };
        let said = said_of_way(&book, &way).iter().map(|line| el("p").class("meta").text(line)).collect();
        vec![el("div").child(drawing(&book, &way, Some(go))).children(said)]
    };
    vec![el("div").slot(key, build)]
}

/// The journey on paper, as a drawing. Its words have no marks of language: it stands once, in that of the sheet.
pub fn drawing_on_paper(book: &Book, way: &Journey) -> El {
    drawing(book, way, None::<fn(&str)>)
}

/// Where the case stands, what is stopped and what is waited for.
pub fn said_of_way(book: &Book, way: &Journey) -> Vec<String> {
    let here = way.stations.iter().find(|station| station.here);
    let phases = |mark: Mark| {
        let marked = way.stations.iter().filter(|station| station.mark == mark);
        marked.map(|station| name(book, station)).collect::<Vec<_>>().join("; ")
    };
    let lines = [
        (Msg::JourneyHere, here.map(|station| name(book, station)).unwrap_or_default()),
        (Msg::JourneyStopped, phases(Mark::Stopped)),
        (Msg::JourneyWaiting, phases(Mark::Waiting)),
    ];
    let said = lines.into_iter().filter(|(_, phases)| !phases.is_empty());
    said.map(|(msg, phases)| book.fill(msg, &[("phases", &phases)])).collect()
}

fn name(book: &Book, station: &Station) -> String {
    format!("{} {}", station.phase, book.of(&format!("phase.{}", station.phase)).text)
}

fn drawing(book: &Book, way: &Journey, go: Option<impl Fn(&str) + Copy + 'static>) -> El {
    let (width, height) = (way.columns * COLUMN, ABOVE + way.lanes * LANE);
    let mut parts = sides(book, way, width, height);
    parts.extend(way.stations.iter().map(|station| track(way, station)));
    parts.extend(way.stations.iter().map(|station| stop(book, station, go)));
    svg("svg")
        .class("way")
        .attr("viewBox", &format!("0 0 {width} {height}"))
        .attr("role", if go.is_some() { "group" } else { "img" })
        .attr("aria-label", &plain(book.say(Msg::Journey)))
        .children(parts)
}

/// The names of both sides, with the border between them.
fn sides(book: &Book, way: &Journey, width: usize, height: usize) -> Vec<El> {
    let Some(border) = way.border else { return Vec::new() };
    let at = border * COLUMN;
    let name = |x: usize, anchor: &str, which: Side| {
        let text = plain(&side(book, which));
        svg("text").attr("x", &x.to_string()).attr("y", "11").attr("text-anchor", anchor).text(&text)
    };
    let line = line(&format!("M{at} 0V{height}")).class("border");
    vec![name(0, "start", Side::From), line, name(width, "end", Side::To)]
}

fn line(path: &str) -> El {
    svg("path").attr("d", path)
}

fn middle(column: usize) -> usize {
    column * COLUMN + COLUMN / 2
}

fn height_of(lane: usize) -> usize {
    ABOVE + lane * LANE + LANE / 2
}

/// The line of a phase: on from the phase before it and, where it runs beside others, away from the main line and back.
fn track(way: &Journey, station: &Station) -> El {
    let (main, own) = (height_of(0), height_of(station.lane));
    let from = station.from.checked_sub(1).map_or(0, middle);
    let to = if station.to + 1 < way.columns { middle(station.to + 1) } else { middle(station.to) };
    line(&format!("M{from} {main}L{} {own}H{}L{to} {main}", middle(station.from), middle(station.to))).class("track")
}

fn stop(book: &Book, station: &Station, go: Option<impl Fn(&str) + Copy + 'static>) -> El {
    let (x, y) = (middle(station.from), height_of(station.lane));
    let shape = if station.mark == Mark::Stopped {
        let size = (2 * RADIUS).to_string();
        let place = |middle: usize| (middle - RADIUS).to_string();
        svg("rect").attr("x", &place(x)).attr("y", &place(y)).attr("width", &size).attr("height", &size)
    } else {
        svg("circle").attr("cx", &x.to_string()).attr("cy", &y.to_string()).attr("r", &RADIUS.to_string())
    };
    let number = svg("text")
        .attr("x", &x.to_string())
        .attr("y", &(y + 5).to_string())
        .attr("text-anchor", "middle")
        .text(station.phase.as_str());
    let top = y - RADIUS - 3;
    let point = station.here.then(|| line(&format!("M{x} {top}l-5 -7h10z")).class("point"));
    let (state, word) = match station.mark {
        Mark::Stopped => ("stopped", Msg::PhaseStopped),
        Mark::Waiting => ("waiting", Msg::Waiting),
        Mark::Done => ("done", Msg::Done),
        Mark::Begun => ("begun", Msg::PhaseBegun),
        Mark::Open => ("open", Msg::ToDo),
        Mark::Out => ("out", Msg::DoesNotApply),
    };
    let label = format!("{}: {}", name(book, station), book.say(word));
    let marks = vec![shape, number];
    let Some(go) = go else {
        return svg("g").attr("data-state", state).children(marks).maybe(point);
    };
    // The whole field takes the finger, not the ring alone.
    let field = svg("rect")
        .class("field")
        .attr("x", &(x - COLUMN / 2).to_string())
        .attr("y", &(y - LANE / 2).to_string())
        .attr("width", &COLUMN.to_string())
        .attr("height", &LANE.to_string());
    let phase = station.phase.to_string();
    let link = svg("a")
        .attr("href", "#")
        .attr("data-state", state)
        .attr("aria-label", &label)
        .child(field)
        .children(marks)
        .maybe(point)
        .on_follow(move || go(&phase));
    if station.here { link.attr("aria-current", "step") } else { link }
}
