//! The steps: where the case stands, what is next, and the phases with their rows.

use leptos::prelude::*;

use crate::browser::page;
use crate::case::{Next, Progress, Row, RowState};
use crate::procedure::{Phase, PhaseId, Step, StepId};
use crate::text::{Msg, when_in_words};

use super::state::{App, use_app};
use super::words::{self, Of, side_key};

/// How much of *next* stands there before the rest is folded away.
const SHOWN: usize = 4;

/// The journey: the phases from one side to the other, how far each is, and where the case stands.
#[component]
pub fn Journey() -> impl IntoView {
    let app = use_app();
    let here =
        Memo::new(move |_| app.overview.with(|overview| overview.as_ref().and_then(|o| o.here(&app.procedure()))));
    let stop = move |phase: PhaseId, number: usize| {
        let progress = progress_of(app, phase.clone());
        let is_here = {
            let phase = phase.clone();
            move || here.with(|here| here.as_ref() == Some(&phase))
        };
        let state = move || match progress.get() {
            Progress { done, of } if of > 0 && done >= of => "done",
            Progress { done, .. } if done > 0 => "begun",
            _ => "open",
        };
        let target = format!("phase-{phase}");
        let label = phase.clone();
        view! {
            <li>
                <button
                    type="button" data-state=state aria-current=move || is_here().then_some("step")
                    on:click=move |_| {
                        app.show_tab(super::state::Tab::Steps);
                        page::show(&target);
                        page::focus(&target);
                    }
                >
                    <span aria-hidden="true">{number}</span>
                    <span class="sr"><Of key=format!("phase.{label}") /></span>
                </button>
            </li>
        }
    };
    let phases =
        app.procedure().phases.iter().enumerate().map(|(at, phase)| stop(phase.id.clone(), at + 1)).collect_view();
    view! {
        <nav class="journey" aria-label=app.t(Msg::Journey)>
            <ol>{phases}</ol>
            <p class="meta">{move || here.get().map(|phase| view! { <Of key=format!("phase.{phase}") /> })}</p>
        </nav>
    }
}

fn progress_of(app: App, phase: PhaseId) -> Memo<Progress> {
    Memo::new(move |_| {
        app.overview.with(|overview| {
            let phases = overview.as_ref().map(|overview| overview.phases.as_slice()).unwrap_or_default();
            phases.iter().find(|(id, _)| *id == phase).map(|(_, progress)| *progress).unwrap_or_default()
        })
    })
}

/// What can be done now, and by whom.
#[component]
pub fn NextList() -> impl IntoView {
    let app = use_app();
    let next =
        Memo::new(move |_| app.overview.with(|overview| overview.as_ref().map(|o| o.next.clone()).unwrap_or_default()));
    let rest = move || next.with(|next| next.len().saturating_sub(SHOWN));
    view! {
        <section class="next" data-testid="next" aria-labelledby="next-word">
            <h2 id="next-word">{app.t(Msg::NextWord)}</h2>
            <Show when=move || next.with(Vec::is_empty)><p>{app.t(Msg::NothingNext)}</p></Show>
            <ul>{move || next.get().into_iter().take(SHOWN).map(|next| view! { <NextItem next /> }).collect_view()}</ul>
            <Show when=move || { rest() > 0 }>
                <details>
                    <summary>{move || app.fill(Msg::AndMore, &[("count", &rest().to_string())])}</summary>
                    <ul>{move || next.get().into_iter().skip(SHOWN).map(|next| view! { <NextItem next /> }).collect_view()}</ul>
                </details>
            </Show>
        </section>
    }
}

#[component]
fn NextItem(next: Next) -> impl IntoView {
    let app = use_app();
    let (at, what) = match next {
        Next::Step(id) => (id.clone(), view! { <Of key=format!("step.{id}") /> }.into_any()),
        Next::Ask { ask, at, before } => {
            let question = move || app.book.with(|book| words::ask(book, &ask));
            let hint = move || app.fill(Msg::AnswerBefore, &[("step", before.as_str())]);
            (at, view! { {app.t(Msg::AnswerFirst)}": "{question}" "<span class="meta">{hint}</span> }.into_any())
        }
    };
    let owners = owners(app, &at);
    let opens = at.clone();
    view! {
        <li>
            <button type="button" class="next-item" on:click=move |_| app.open_step(opens.clone())>
                <span class="number">{at.to_string()}</span>
                <span>{what}<span class="meta">{owners}</span></span>
            </button>
        </li>
    }
}

/// Who acts on a step, in short names.
fn owners(app: App, id: &StepId) -> impl Fn() -> String + Clone + 'static + use<> {
    let acts: Vec<_> = app.procedure().step(id.as_str()).map(|step| step.acts.clone()).unwrap_or_default();
    move || app.book.with(|book| acts.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", "))
}

/// All phases with their steps.
#[component]
pub fn Phases() -> impl IntoView {
    let app = use_app();
    let procedure = app.procedure();
    let mut first = 0;
    let mut views = Vec::new();
    for phase in &procedure.phases {
        views.push(view! { <PhaseList phase=phase.clone() first /> });
        first += phase.steps.len();
    }
    views
}

/// `first` is the place of the phase's first step among all rows.
#[component]
fn PhaseList(phase: Phase, first: usize) -> impl IntoView {
    let app = use_app();
    let progress = progress_of(app, phase.id.clone());
    let count = move || {
        let progress = progress.get();
        app.fill(Msg::DoneOf, &[("done", &progress.done.to_string()), ("of", &progress.of.to_string())])
    };
    let heading = format!("phase-{}", phase.id);
    let labelled = heading.clone();
    let beside = phase.beside.clone();
    let beside = (!beside.is_empty()).then(|| {
        let beside = beside.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        move || app.fill(Msg::Beside, &[("phases", &beside)])
    });
    let rows = phase
        .steps
        .iter()
        .enumerate()
        .map(|(at, step)| view! { <StepRow step=step.clone() at=first + at /> })
        .collect_view();
    view! {
        <section class="phase" aria-labelledby=labelled>
            <h2 id=heading tabindex="-1">
                <span class="number">{phase.id.to_string()}</span>
                <Of key=format!("phase.{}", phase.id) />
                <span class="meta">{count}</span>
            </h2>
            <p class="meta"><Of key=side_key(phase.side) />{beside.map(|beside| view! { " · "{beside} })}</p>
            <ul class="steps">{rows}</ul>
        </section>
    }
}

/// The row at a place; it changes only when its own row does.
pub fn row_at(app: App, at: usize) -> Memo<Option<Row>> {
    Memo::new(move |_| {
        app.overview.with(|overview| overview.as_ref().and_then(|overview| overview.rows.get(at).cloned()))
    })
}

/// The state of a row for tests and styles.
pub fn row_state(state: RowState) -> &'static str {
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

#[component]
fn StepRow(step: Step, at: usize) -> impl IntoView {
    let app = use_app();
    let row = row_at(app, at);
    let id = step.id.clone();
    let state = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.state)));
    let done = move || state.get().is_some_and(RowState::is_done);
    let ticks = id.clone();
    let opens = id.clone();
    let is_open = {
        let id = id.clone();
        move || app.step.with(|step| step.as_ref() == Some(&id))
    };
    let tick = move |event: leptos::ev::Event| {
        app.tick(&ticks);
        // The box flipped by itself; it shows what is recorded, whatever came of the tick.
        let box_: web_sys::HtmlInputElement = event_target(&event);
        box_.set_checked(state.get_untracked().is_some_and(RowState::is_done));
    };
    let owners = owners(app, &id);
    let side = step.side;
    let label = format!("title-{id}");
    let described = format!("about-{id}");
    view! {
        <li class="step" data-testid=format!("step-{id}") data-state=move || state.get().map(row_state)>
            <span class="tick">
                <input
                    type="checkbox" data-testid=format!("done-{id}") aria-labelledby=label.clone() aria-describedby=described.clone()
                    prop:checked=done on:change=tick
                    disabled=move || matches!(state.get(), Some(RowState::Aside | RowState::NotNeeded))
                />
            </span>
            <button
                type="button" class="step-link" id=format!("open-{id}") data-testid=format!("open-{id}")
                aria-expanded=move || if is_open() { "true" } else { "false" }
                on:click=move |_| app.open_step(opens.clone())
            >
                <span class="step-title" id=label><span class="number">{id.to_string()}</span><Of key=format!("step.{id}") /></span>
                <span class="meta" id=described>
                    {owners}" · "<Of key=side_key(side) />
                    {move || row.with(|row| row.as_ref().map(|row| status_line(app, row)))}
                </span>
            </button>
        </li>
    }
}

/// What stands under a step's title: its state where it is not plainly to do, and what is special about it.
fn status_line(app: App, row: &Row) -> impl IntoView + use<> {
    let mut parts: Vec<(&'static str, String)> = Vec::new();
    app.book.with(|book| {
        match row.state {
            RowState::ToDo => {}
            RowState::Done => parts.push(("done", words_when(book, Msg::Done, row.when))),
            RowState::Reported => parts.push(("done", words_when(book, Msg::Reported, row.when))),
            RowState::Elsewhere => parts.push(("done", words_when(book, Msg::Elsewhere, row.when))),
            RowState::Waiting => {
                let (on, since) = row.waits_on.clone().unwrap_or_default();
                let status = crate::journal::Status::Waiting { on, since };
                parts.push(("waiting", words::status(book, &status)));
            }
            RowState::NotNeeded => parts.push(("off", book.say(Msg::NotNeeded).to_owned())),
            RowState::MayApply => parts.push(("maybe", book.say(Msg::MayApply).to_owned())),
            RowState::CannotStart => parts.push(("blocked", book.say(Msg::CannotStart).to_owned())),
            RowState::Aside => parts.push(("off", book.say(Msg::DoesNotApply).to_owned())),
        }
        if let Some(due) = &row.due {
            parts.push(("due", words::due(book, due)));
        }
        if row.has_note {
            parts.push(("note", book.say(Msg::HasNote).to_owned()));
        }
        if row.apart {
            parts.push(("apart", book.say(Msg::ChangedApart).to_owned()));
        }
        if row.incident {
            parts.push(("incident", book.say(Msg::Incident).to_owned()));
        }
    });
    parts.into_iter().map(|(kind, text)| view! { <span class="chip" data-kind=kind>{text}</span> }).collect_view()
}

fn words_when(book: &crate::text::Book, msg: Msg, when: crate::journal::When) -> String {
    match when {
        crate::journal::When::Unknown => book.say(msg).to_owned(),
        when => format!("{} {}", book.say(msg), when_in_words(book, when)),
    }
}
