//! What is recorded at a step: its questions, status, date, note, paper, red flags; and what it rests on.

use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::{HOW_KNOWN, RowState};
use crate::journal::{Act, Status, When};
use crate::procedure::{Ask, RoleId, Step, StepId};
use crate::text::Msg;
use crate::vault::DraftKind;

use crate::app::back::way_back_at;
use crate::app::closing::{closed, ending_at};
use crate::app::contacts::contact;
use crate::app::dossier::papers_at;
use crate::app::fields::{Doubt, ask_field, date_field, fact_field, short_names, stop_check, watched, words_field};
use crate::app::handover::handover_at;
use crate::app::history::{Which, history};
use crate::app::incidents;
use crate::app::kept::{Kept, at_step, kept_field, kept_line};
use crate::app::last_check::last_check;
use crate::app::later::soon;
use crate::app::limits;
use crate::app::parts::{Fault, Own, button, buttons, choice, choices, fault_line, folded, lines};
use crate::app::state::App;
use crate::app::words::{self, side};

/// What to do at a step, and all that can be recorded there.
pub fn work(app: App, id: StepId) -> Vec<El> {
    let Some((at, step)) = app.procedure().steps().enumerate().find(|(_, step)| step.id == id) else {
        return Vec::new();
    };
    let id = &step.id;
    at_step(id);
    let asked = |ask: &Ask| ask_field(app, ask).id(&anchor(ask.id())).attr("tabindex", "-1");
    let asks: Vec<El> = step.asks.iter().map(asked).collect();
    let stops = step.stops.iter().filter(|stop| !step.asks.contains(&Ask::Stop((*stop).clone())));
    let stops: Vec<El> = stops.map(|stop| stop_check(app, stop)).collect();
    let part = |msg: Msg, inner: Vec<El>| {
        (!inner.is_empty()).then(|| el("section").class("asks").child(el("h3").said(app.t(msg))).children(inner))
    };
    let history = folded(app.t(Msg::TabHistory), soon(app, history, Which::Step(id.clone()))).class("step-history");
    let mut parts = vec![to_finish(app, step), blocks(app, at)];
    parts.extend(closed(app, "closed-step"));
    parts.extend(way_back_at(app, id));
    parts.extend([incidents::here(app, id), lines(app, format!("step.{id}.how"))]);
    parts.push(short_names(app, vec![format!("step.{id}.how")], ""));
    parts.extend(last_check(app, step, anchor));
    parts.extend(part(Msg::ToAnswer, asks));
    parts.extend(optional(app, step));
    parts.extend(papers_at(app, step));
    parts.extend(handover_at(app, id));
    parts.extend(ending_at(app, id));
    parts.extend([
        status(app, step, at),
        incidents::record(app, step, at),
        words_field(app, id, DraftKind::Note),
        words_field(app, id, DraftKind::Place),
    ]);
    parts.extend(part(Msg::RedFlagsHere, stops));
    let back = button(app, "foot-back", Msg::BackFoot, move || app.back()).testid("close-step-foot");
    parts.extend([about(app, step, at), history, back]);
    parts
}

/// How many open questions are named before the others are left to the step itself.
const NAMED: usize = 3;

/// What a tick waits for, each with the way to it.
fn to_finish(app: App, step: &'static Step) -> El {
    let open = move || {
        let is_ticked = app.ticked().as_ref() == Some(&step.id);
        // Looks again after each change of the case.
        app.see_here(|_, _| ()).filter(|()| is_ticked).map(|()| app.unanswered(step)).unwrap_or_default()
    };
    let way = move |ask: Ask| {
        let to = anchor(ask.id());
        let name = el("span").said(move || words::ask(&app.book(), &ask));
        el("li").child(
            el("button").attr("type", "button").class("next-item").child(name).on("click", move || page::focus(&to)),
        )
    };
    let ways = move || open().into_iter().take(NAMED).map(way).collect();
    el("ul").class("glance").testid("to-finish").slot(open, ways)
}

/// Why the step cannot be marked done.
fn blocks(app: App, at: usize) -> El {
    let said = move || {
        let blocks = app.row(at, |row| row.blocks.clone()).unwrap_or_default();
        let book = app.book();
        let said: Option<Vec<String>> =
            app.see_here(|view, _| blocks.iter().map(|block| words::block(&book, view, block)).collect());
        said.unwrap_or_default()
    };
    let points = move || said().iter().map(|text| el("li").text(text)).collect();
    el("div")
        .class("warn")
        .testid("blocks")
        .child(el("p").child(el("strong").said(app.t(Msg::CannotBeDone))))
        .child(el("ul").slot(move || said().join("\n"), points))
        .hidden_by(move || app.row(at, |row| row.blocks.is_empty()).unwrap_or(true))
}

/// The id of what a step asks, on its screen.
fn anchor(id: &str) -> String {
    format!("ask-{id}")
}

/// Questions that hold no tick up; folded away, so that they do not stand before the tick either.
fn optional(app: App, step: &'static Step) -> Option<El> {
    let asks: Vec<El> = step.optional.iter().map(|fact| fact_field(app, fact)).collect();
    let folded = folded(app.t(Msg::MayAnswer), asks).testid(&format!("optional-{}", step.id));
    (!step.optional.is_empty()).then(|| el("section").class("asks").child(folded))
}

/// Status beyond the tick, and the date.
fn status(app: App, step: &'static Step, at: usize) -> El {
    let id = &step.id;
    let recorded = move || app.see_here(|view, _| view.case.status(id).clone()).unwrap_or(Status::ToDo);
    let put = move |status: Status| app.act(Act::Status { step: id.clone(), status });
    let date = move || match recorded() {
        Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => when,
        Status::Waiting { since, .. } => since,
        Status::ToDo | Status::NotNeeded { .. } => When::Unknown,
    };
    let set_date = move |when: When| {
        put(match recorded() {
            Status::Done { .. } => Status::Done { when },
            Status::ReportedDone { by, how, .. } => Status::ReportedDone { when, by, how },
            Status::DoneElsewhere { by, .. } => Status::DoneElsewhere { when, by },
            Status::Waiting { on, .. } => Status::Waiting { on, since: when },
            other @ (Status::ToDo | Status::NotNeeded { .. }) => other,
        });
    };
    let dated = move || !matches!(recorded(), Status::ToDo | Status::NotNeeded { .. });
    let done = move || app.row(at, |row| row.state.is_done()).unwrap_or(false);
    let blocked = move || app.row(at, |row| !row.blocks.is_empty()).unwrap_or(false).then(String::new);
    let wait = move || {
        let on = step.acts.first().map(ToString::to_string).unwrap_or_default();
        put(Status::Waiting { on, since: app.today() });
    };
    let tick = el("button")
        .attr("type", "button")
        .attr_by("class", move || Some(if done() { "" } else { "primary" }.to_owned()))
        .testid(&format!("mark-{id}"))
        .said(move || app.say(if done() { Msg::NotDoneAfterAll } else { Msg::MarkDone }))
        .on("click", move || {
            app.tick(id);
        });
    let elsewhere = move || put(Status::DoneElsewhere { when: When::Unknown, by: String::new() });
    let kept = Kept::new(app, "not-needed");
    let without = Own::new(kept.get("asked").is_some());
    let (ask, begun) = (without.clone(), kept.clone());
    let ask = move || {
        begun.put("asked", "yes");
        ask.set(true);
    };
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
            button(app, "", Msg::MarkNotNeeded, ask).testid(&format!("not-needed-of-{id}")),
        ]))
        .when(move || asks.get(), move || not_needed(app, id, &kept, without.clone()))
        .when(move || matches!(recorded(), Status::ReportedDone { .. }), move || how_known(app, id))
        .when(dated, move || {
            let kept = Kept::new(app, "date");
            date_field(app, &kept, (&format!("date-{id}"), Msg::Date, Doubt::Allowed), date, set_date)
        })
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
fn not_needed(app: App, step: &'static StepId, kept: &Kept, asking: Own<bool>) -> El {
    let id = format!("not-needed-{step}");
    let (field, input) = watched(app, kept_field(app, kept, &id, Msg::WhyNotNeeded, None));
    let not_recorded = kept_line(app, kept, &id);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
    let record = move || {
        let reason = input.value().trim().to_owned();
        if reason.is_empty() {
            fault.set(Some(Msg::ReasonMissing));
            return;
        }
        asking.set(false);
        app.act(Act::Status { step: step.clone(), status: Status::NotNeeded { reason } });
        recorded.forget();
    };
    let cancel = move || {
        cancelled.forget();
        cancel.set(false);
    };
    field.maybe(not_recorded).child(says).child(buttons(vec![
        button(app, "primary", Msg::Record, record).testid(&format!("record-not-needed-{step}")),
        button(app, "", Msg::Cancel, cancel).testid(&format!("cancel-not-needed-{step}")),
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
    let acts = |role: &RoleId| el("li").said(app.of(format!("role.{role}"))).maybe(contact(app, role.as_str()));
    let who = step.acts.iter().map(acts).collect();
    let basis = app.annex().and_then(|annex| annex.step(step.id.as_str())).map_or(&[][..], |step| &step.basis);
    let rests = basis.iter().map(|basis| el("li").said(move || limits::basis(app, basis))).collect();
    let list = el("dl")
        .child(el("dt").said(why_word).hidden_by(move || why().is_empty()))
        .child(el("dd").said(why))
        .child(el("dt").said(app.t(Msg::WhoActs)))
        .child(
            el("dd")
                .child(el("ul").children(who))
                .child(el("span").class("meta").said(move || side(&app.book(), step.side))),
        )
        .children(limits::limit(app, step, at).unwrap_or_default())
        .child(el("dt").said(app.t(Msg::RestsOn)))
        .child(el("dd").child(el("ul").children(rests)));
    el("section").class("about").child(el("h3").said(app.t(Msg::AboutStep))).child(list)
}
