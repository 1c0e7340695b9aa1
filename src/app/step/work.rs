//! What is recorded at a step: its questions, status, date, note, paper, red flags; and what it rests on.

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::{HOW_KNOWN, RowState};
use crate::journal::{Act, Status, When};
use crate::procedure::{Ask, Basis, Step, StepId};
use crate::text::Msg;
use crate::vault::DraftKind;

use crate::app::fields::{ask_field, date_field, stop_check, words_field};
use crate::app::history::{Which, history};
use crate::app::incidents;
use crate::app::last_check::last_check;
use crate::app::later::soon;
use crate::app::parts::{Fault, Own, button, buttons, choice, choices, fault_line, folded, lines, text_field};
use crate::app::state::App;
use crate::app::words::{self, side};

/// What to do at a step, and all that can be recorded there.
pub fn work(app: App, id: StepId) -> Vec<El> {
    let Some((at, step)) = app.procedure().steps().enumerate().find(|(_, step)| step.id == id) else {
        return Vec::new();
    };
    let id = &step.id;
    let asked = |ask: &Ask| {
        let id = match ask {
            Ask::Fact(id) => id.as_str(),
            Ask::Consent(id) => id.as_str(),
            Ask::Stop(id) => id.as_str(),
        };
        ask_field(app, ask).id(&anchor(id)).attr("tabindex", "-1")
    };
    let asks: Vec<El> = step.asks.iter().map(asked).collect();
    let stops = step.stops.iter().filter(|stop| !step.asks.contains(&Ask::Stop((*stop).clone())));
    let stops: Vec<El> = stops.map(|stop| stop_check(app, stop)).collect();
    let part = |msg: Msg, inner: Vec<El>| {
        (!inner.is_empty()).then(|| el("section").class("asks").child(el("h3").said(app.t(msg))).children(inner))
    };
    let history = folded(app.t(Msg::TabHistory), soon(app, history, Which::Step(id.clone()))).class("step-history");
    let mut parts = vec![incidents::here(app, id), lines(app, format!("step.{id}.how"))];
    parts.extend(last_check(app, step, anchor));
    parts.extend(part(Msg::ToAnswer, asks));
    parts.extend([
        status(app, step, at),
        incidents::record(app, step, at),
        words_field(app, id, DraftKind::Note),
        words_field(app, id, DraftKind::Place),
    ]);
    parts.extend(part(Msg::RedFlagsHere, stops));
    parts.extend([about(app, step, at), history]);
    parts
}

/// The id of what a step asks, on its screen.
fn anchor(id: &str) -> String {
    format!("ask-{id}")
}

/// Status beyond the tick, and the date.
fn status(app: App, step: &'static Step, at: usize) -> El {
    let id = &step.id;
    let recorded = move || app.see_here(|view, _| view.case.status(id).clone()).unwrap_or(Status::ToDo);
    let put = move |status: Status| app.act(Act::Status { step: id.clone(), status });
    let date = move || match recorded() {
        Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when } => when,
        Status::Waiting { since, .. } => since,
        Status::ToDo | Status::NotNeeded { .. } => When::Unknown,
    };
    let set_date = move |typed: Option<When>| {
        let Some(when) = typed else { return };
        put(match recorded() {
            Status::Done { .. } => Status::Done { when },
            Status::ReportedDone { by, how, .. } => Status::ReportedDone { when, by, how },
            Status::DoneElsewhere { .. } => Status::DoneElsewhere { when },
            Status::Waiting { on, .. } => Status::Waiting { on, since: when },
            other @ (Status::ToDo | Status::NotNeeded { .. }) => other,
        });
    };
    let dated = move || !matches!(recorded(), Status::ToDo | Status::NotNeeded { .. });
    let done = move || app.row(at, |row| row.state.is_done()).unwrap_or(false);
    let blocked = move || app.row(at, |row| !row.blocks.is_empty()).unwrap_or(false).then(String::new);
    let wait = move || {
        let on = step.acts.first().map(ToString::to_string).unwrap_or_default();
        put(Status::Waiting { on, since: clock::today().map_or(When::Unknown, When::On) });
    };
    let tick = el("button")
        .attr("type", "button")
        .class("primary")
        .testid(&format!("mark-{id}"))
        .said(move || app.say(if done() { Msg::NotDoneAfterAll } else { Msg::MarkDone }))
        .on("click", move || {
            app.tick(id);
        });
    let elsewhere = move || put(Status::DoneElsewhere { when: When::Unknown });
    let without = Own::new(false);
    let ask = without.clone();
    let asks = without.clone();
    el("section")
        .class("status")
        .child(el("h3").said(app.t(Msg::HowFar)))
        .child(
            el("p")
                .testid(&format!("status-{id}"))
                .child(el("strong").said(move || words::status(&app.book(), &recorded()))),
        )
        .child(buttons(vec![
            tick,
            button(app, "", Msg::MarkWaiting, wait).testid(&format!("wait-{id}")),
            button(app, "", Msg::MarkElsewhere, elsewhere).attr_by("disabled", blocked),
            button(app, "", Msg::MarkNotNeeded, move || ask.set(true)),
        ]))
        .when(move || asks.get(), move || not_needed(app, id, without.clone()))
        .when(move || matches!(recorded(), Status::ReportedDone { .. }), move || how_known(app, id))
        .when(dated, move || date_field(app, &format!("date-{id}"), Msg::Date, date, set_date))
}

/// How it is known that the other side did it: a tap, no words.
fn how_known(app: App, id: &'static StepId) -> El {
    let recorded = move || app.see_here(|view, _| view.case.status(id).clone()).unwrap_or(Status::ToDo);
    let way = |way: &'static str| {
        let is_way = move || matches!(recorded(), Status::ReportedDone { how, .. } if how == way);
        let put = move || {
            if let Status::ReportedDone { when, by, .. } = recorded() {
                let status = Status::ReportedDone { when, by, how: way.to_owned() };
                app.act(Act::Status { step: id.clone(), status });
            }
        };
        let input = el("input")
            .attr("type", "radio")
            .attr("name", &format!("how-{id}"))
            .testid(&format!("how-{id}-{way}"))
            .checked_by(is_way)
            .on("change", put);
        choice(input, move || words::how_known(&app.book(), way).to_owned())
    };
    choices(el("legend").said(app.t(Msg::HowKnown)), HOW_KNOWN.map(way).into())
}

/// Why a step is not needed.
fn not_needed(app: App, step: &'static StepId, asking: Own<bool>) -> El {
    let (field, input) = text_field(app, &format!("not-needed-{step}"), Msg::WhyNotNeeded, None);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let cancel = asking.clone();
    let record = move || {
        let reason = input.value().trim().to_owned();
        if reason.is_empty() {
            fault.set(Some(Msg::ReasonMissing));
            return;
        }
        asking.set(false);
        app.act(Act::Status { step: step.clone(), status: Status::NotNeeded { reason } });
    };
    field.child(says).child(buttons(vec![
        button(app, "primary", Msg::Record, record).testid(&format!("record-not-needed-{step}")),
        button(app, "", Msg::Cancel, move || cancel.set(false)),
    ]))
}

fn about(app: App, step: &'static Step, at: usize) -> El {
    let why = move || {
        let why = app.row(at, |row| row.why.clone()).unwrap_or_default();
        let book = app.book();
        app.see_here(|view, _| words::reasons(&book, view, &why)).unwrap_or_default()
    };
    let why_word = move || {
        app.say(match app.row(at, |row| row.state) {
            Some(RowState::Aside) => Msg::AsideBecause,
            Some(RowState::MayApply) => Msg::MayApplyBecause,
            _ => Msg::ShownBecause,
        })
    };
    let who = step.acts.iter().map(|role| el("li").said(app.of(format!("role.{role}")))).collect();
    let rests = step.basis.iter().map(|basis| el("li").said(move || basis_words(app, basis))).collect();
    let list = el("dl")
        .child(el("dt").said(why_word).hidden_by(move || why().is_empty()))
        .child(el("dd").said(why))
        .child(el("dt").said(app.t(Msg::WhoActs)))
        .child(
            el("dd")
                .child(el("ul").children(who))
                .child(el("span").class("meta").said(move || side(&app.book(), step.side))),
        )
        .children(limit(app, step, at).unwrap_or_default())
        .child(el("dt").said(app.t(Msg::RestsOn)))
        .child(el("dd").child(el("ul").children(rests)));
    el("section").class("about").child(el("h3").said(app.t(Msg::AboutStep))).child(list)
}

fn basis_words(app: App, basis: &Basis) -> String {
    let source = basis.source.as_ref();
    let source = source.and_then(|id| app.procedure().sources.iter().find(|source| source.id == *id));
    words::basis(&app.book(), source.map(|source| source.kind), basis)
}

fn limit(app: App, step: &'static Step, at: usize) -> Option<Vec<El>> {
    let limit = app.procedure().limit(step.limit.as_ref()?.as_str())?;
    let due = move || {
        let due = app.row(at, |row| row.due.clone()).flatten();
        due.map(|due| words::due(&app.book(), &due)).unwrap_or_default()
    };
    let source = move || format!("{}. {}", basis_words(app, &limit.basis), words::sure(&app.book(), limit.sure));
    let words = el("dd")
        .child(el("p").said(app.of(format!("limit.{}", limit.id))))
        .child(el("p").class("meta").said(source))
        .child(el("p").said(due));
    Some(vec![el("dt").said(app.t(Msg::TimeLimit)), words])
}
