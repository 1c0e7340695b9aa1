//! The steps: what is next, and the phases with their rows.

mod whose;

use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::{Next, Progress, Row, RowState};
use crate::journal::{Status, When};
use crate::procedure::{Phase, RoleId, Step, StepId};
use crate::text::{Book, Msg, when_in_words};

use super::later::quietly;
use super::limits;
use super::middle::told;
use super::parts::{Own, folded, number};
use super::state::App;
use super::words::{self, side};
use whose::whose;

/// How much of *next* stands there before the rest is folded away.
const SHOWN: usize = 4;

fn progress_of(app: App, at: usize) -> Progress {
    app.progress().and_then(|overview| overview.phases.get(at).map(|(_, progress)| *progress)).unwrap_or_default()
}

/// What can be done now, and by whom.
pub fn next_list(app: App) -> El {
    let next = move || app.next().map(|overview| overview.next.clone()).unwrap_or_default();
    let all_done = move || app.progress().is_some_and(|overview| overview.progress.done == overview.progress.of);
    let rest = move || next().len().saturating_sub(SHOWN);
    let items = move |skip: usize, take: usize| {
        let shown = move || next().into_iter().skip(skip).take(take).collect::<Vec<_>>();
        el("ul").slot(shown, move || shown().into_iter().map(|next| next_item(app, next)).collect())
    };
    el("section")
        .class("next")
        .testid("next")
        .attr("aria-labelledby", "next-word")
        .child(el("h2").id("next-word").said(app.t(Msg::NextWord)))
        .child(
            el("p")
                .said(move || app.say(if all_done() { Msg::AllDone } else { Msg::NothingNext }))
                .hidden_by(move || !next().is_empty()),
        )
        .child(items(0, SHOWN))
        .child(
            folded(move || app.fill(Msg::AndMore, &[("count", &rest().to_string())]), vec![items(SHOWN, usize::MAX)])
                .hidden_by(move || rest() == 0),
        )
}

fn next_item(app: App, next: Next) -> El {
    let (at, what, to) = match next {
        Next::Step(id) => (id.clone(), el("span").said(app.of(format!("step.{id}"))), None),
        Next::Ask { ask, at, before } => {
            let to = format!("ask-{}", ask.id());
            let question = move || format!("{}: {} ", app.say(Msg::AnswerFirst), words::ask(&app.book(), &ask));
            let hint = move || app.fill(Msg::AnswerBefore, &[("step", before.as_str())]);
            (at, el("span").said(question).child(el("span").class("meta").said(hint)), Some(to))
        }
    };
    let owners = acts(app, &at);
    let what = what.child(el("span").class("meta").said(move || words::roles(&app.book(), owners)));
    el("li").child(el("button").attr("type", "button").class("next-item").child(number(at.as_str())).child(what).on(
        "click",
        move || {
            app.open_step(&at);
            // Straight to the question; it comes with the opened step.
            to.iter().for_each(|to| page::focus(to));
        },
    ))
}

fn acts(app: App, id: &StepId) -> &'static [RoleId] {
    app.procedure().step(id.as_str()).map(|step| step.acts.as_slice()).unwrap_or_default()
}

/// All phases with their steps, or with those where my role acts.
pub fn phases(app: App, mine: &Own<bool>) -> Vec<El> {
    let role = move || Some(app.me().role).filter(|role| !role.is_empty());
    let shown = mine.clone();
    // Never empty, or the place would be.
    let key = move || Some(role().filter(|_| shown.get()));
    let shown = key.clone();
    let lists = move || {
        let role = shown().flatten();
        let mut first = 0;
        let mut phases = Vec::new();
        for (place, phase) in app.procedure().phases.iter().enumerate() {
            phases.push(phase_list(app, phase, place, first, role.as_deref()));
            first += phase.steps.len();
        }
        phases
    };
    let mine = mine.clone();
    let choice = move || quietly(app, whose, mine.clone());
    vec![el("div").when(move || role().is_some(), choice), el("div").slot(key, lists)]
}

/// `first` is the place of the phase's first step among all rows; with a role, only its steps are shown.
fn phase_list(app: App, phase: &'static Phase, place: usize, first: usize, role: Option<&str>) -> El {
    let count = move || words::done_of(&app.book(), progress_of(app, place));
    let heading = format!("phase-{}", phase.id);
    let about = move || {
        let book = app.book();
        let side = side(&book, phase.side);
        if phase.beside.is_empty() {
            return side;
        }
        let beside = phase.beside.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        format!("{side} · {}", book.fill(Msg::Beside, &[("phases", &beside)]))
    };
    let is_unseen = move || {
        let first = phase.steps.first();
        first.is_some_and(|step| app.see_here(|view, _| view.is_unseen(&step.id)) == Some(true))
    };
    let shown = phase.steps.iter().enumerate().filter(|(_, step)| role.is_none_or(|role| step.is_by(role)));
    let rows = shown.map(|(at, step)| step_row(app, step, first + at)).collect();
    el("section")
        .class("phase")
        .attr("aria-labelledby", &heading)
        .child(
            el("h2")
                .id(&heading)
                .attr("tabindex", "-1")
                .child(number(phase.id.as_str()))
                .said(app.of(format!("phase.{}", phase.id)))
                .child(el("span").class("meta").said(count)),
        )
        .child(el("p").class("meta").said(about))
        .child(el("div").when(is_unseen, move || quietly(app, told, place)))
        .child(el("ul").class("steps").children(rows))
}

/// The state of a row for tests and styles.
fn row_state(state: RowState) -> &'static str {
    match state {
        RowState::ToDo => "todo",
        RowState::MayApply => "maybe",
        RowState::CannotStart => "blocked",
        RowState::Waiting => "waiting",
        RowState::Done => "done",
        RowState::Reported => "reported",
        RowState::Elsewhere => "elsewhere",
        RowState::NotNeeded => "not-needed",
        RowState::Aside => "aside",
    }
}

fn step_row(app: App, step: &'static Step, at: usize) -> El {
    let id = &step.id;
    let state = move || app.row(at, |row| row.state);
    let done = move || state().is_some_and(RowState::is_done);
    let label = format!("title-{id}");
    let about = format!("about-{id}");
    let tick = el("input")
        .attr("type", "checkbox")
        .testid(&format!("done-{id}"))
        .attr("aria-labelledby", &label)
        .attr("aria-describedby", &about)
        .checked_by(done)
        .attr_by("disabled", move || matches!(state(), Some(RowState::Aside | RowState::NotNeeded)).then(String::new));
    let ticked = tick.clone();
    let tick = tick.on("change", move || {
        app.tick(id);
        // The box flipped by itself; it shows what is recorded, whatever came of the tick.
        ticked.set_checked(done());
    });
    let meta = move || {
        let book = app.book();
        // The space keeps the chips off; at the end of a line it is gone.
        format!("{} · {} ", words::roles(&book, &step.acts), side(&book, step.side))
    };
    let chips = move || app.row(at, |row| chips(&app.book(), row)).unwrap_or_default();
    let key = move || chips().into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let chip = |(kind, text): (&'static str, String)| el("span").class("chip").attr("data-kind", kind).text(&text);
    let open = el("button")
        .attr("type", "button")
        .class("step-link")
        .id(&format!("open-{id}"))
        .testid(&format!("open-{id}"))
        .attr_by("aria-expanded", move || Some((app.opened().as_ref() == Some(id)).to_string()))
        .child(el("span").class("step-title").id(&label).child(number(id.as_str())).said(app.of(format!("step.{id}"))))
        .child(
            el("span")
                .class("meta")
                .id(&about)
                .said(meta)
                .slot(key, move || chips().into_iter().map(chip).collect())
                .maybe(step.limit.as_ref().map(|_| quietly(app, limits::chip, (step, at)))),
        )
        .on("click", move || app.open_step(id));
    el("li")
        .class("step")
        .testid(&format!("step-{id}"))
        .attr_by("data-state", move || state().map(|state| row_state(state).to_owned()))
        .child(el("span").class("tick").child(tick))
        .child(open)
}

/// What stands under a step's title: its state where it is not plainly to do, and what is special about it.
fn chips(book: &Book, row: &Row) -> Vec<(&'static str, String)> {
    let mut chips = Vec::new();
    let dated = |msg: Msg| match row.when {
        When::Unknown => book.say(msg).to_owned(),
        when => format!("{} {}", book.say(msg), when_in_words(book, when)),
    };
    let (kind, text) = match row.state {
        RowState::ToDo => ("", String::new()),
        RowState::Done => ("done", dated(Msg::Done)),
        RowState::Reported => {
            let (by, how) = row.told_by.clone().unwrap_or_default();
            ("done", format!("{}{}", dated(Msg::Reported), words::told(book, &by, &how)))
        }
        RowState::Elsewhere => {
            let (by, how) = row.told_by.clone().unwrap_or_default();
            ("done", format!("{}{}", dated(Msg::Elsewhere), words::told(book, &by, &how)))
        }
        RowState::Waiting => {
            let (on, since) = row.waits_on.clone().unwrap_or_default();
            ("waiting", words::status(book, &Status::Waiting { on, since }))
        }
        RowState::NotNeeded => ("off", book.say(Msg::NotNeeded).to_owned()),
        RowState::MayApply => ("maybe", book.say(Msg::MayApply).to_owned()),
        RowState::CannotStart => ("blocked", book.say(Msg::CannotStart).to_owned()),
        RowState::Aside => ("off", book.say(Msg::DoesNotApply).to_owned()),
    };
    if !text.is_empty() {
        chips.push((kind, text));
    }
    for (there, kind, msg) in [
        (row.has_note, "note", Msg::HasNote),
        (row.apart, "apart", Msg::ChangedApart),
        (row.incident, "incident", Msg::Incident),
    ] {
        if there {
            chips.push((kind, book.say(msg).to_owned()));
        }
    }
    chips
}
