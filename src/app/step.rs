//! An opened step: what to do and why, what it asks, how far it is, its note, its red flags, what it rests on.

use std::sync::Arc;

use leptos::prelude::*;

use crate::case::RowState;
use crate::journal::{Act, Field, Status, When};
use crate::procedure::{Ask, Step, StepId};
use crate::text::Msg;

use super::fields::{AskField, DateField, StopCheck, WordsField, no_helpers};
use super::phases::row_at;
use super::state::use_app;
use super::words::{self, Lines, Of, side_key};

/// An opened step.
#[component]
pub fn StepPanel(id: StepId) -> impl IntoView {
    let app = use_app();
    let procedure = app.procedure();
    let Some((at, step)) =
        procedure.steps().enumerate().find(|(_, step)| step.id == id).map(|(at, step)| (at, step.clone()))
    else {
        return ().into_any();
    };
    let row = row_at(app, at);
    let why = move || {
        let why = row.with(|row| row.as_ref().map(|row| row.why.clone())).unwrap_or_default();
        app.see_here(|view, _| app.book.with(|book| words::reasons(book, view, &why))).filter(|text| !text.is_empty())
    };
    let why_word = move || {
        app.say(match row.with(|row| row.as_ref().map(|row| row.state)) {
            Some(RowState::Aside) => Msg::AsideBecause,
            Some(RowState::MayApply) => Msg::MayApplyBecause,
            _ => Msg::ShownBecause,
        })
    };
    let blocks = move || {
        let blocks = row.with(|row| row.as_ref().map(|row| row.blocks.clone())).unwrap_or_default();
        app.see_here(|view, _| {
            app.book.with(|book| blocks.iter().map(|block| words::block(book, view, block)).collect::<Vec<_>>())
        })
        .unwrap_or_default()
    };
    let ticked = {
        let id = id.clone();
        move || app.ticked.with(|ticked| ticked.as_ref() == Some(&id))
    };
    let asks = step.asks.iter().map(|ask| view! { <AskField ask=ask.clone() /> }).collect_view();
    let has_asks = !step.asks.is_empty();
    let other_stops: Vec<_> =
        step.stops.iter().filter(|stop| !step.asks.contains(&Ask::Stop((*stop).clone()))).cloned().collect();
    let has_stops = !other_stops.is_empty();
    let stops = other_stops.into_iter().map(|id| view! { <StopCheck id /> }).collect_view();
    let note = Field::Note(id.clone());
    let place = Field::Place(id.clone());
    view! {
        <aside class="panel" aria-labelledby="step-heading">
            <button type="button" class="back" data-testid="close-step" on:click=move |_| app.back()>{app.t(Msg::BackToSteps)}</button>
            <h2 id="step-heading" tabindex="-1"><span class="number">{id.to_string()}</span><Of key=format!("step.{id}") /></h2>
            <Show when=ticked><p class="warn" role="status">{app.t(Msg::AnswerToFinish)}</p></Show>
            <Show when=move || !blocks().is_empty()>
                <div class="warn" data-testid="blocks">
                    <p><strong>{app.t(Msg::CannotBeDone)}</strong></p>
                    <ul>{move || blocks().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </div>
            </Show>
            <Lines key=format!("step.{id}.how") />
            {has_asks.then(|| view! { <section class="asks"><h3>{app.t(Msg::ToAnswer)}</h3>{asks}</section> })}
            <StatusField step=step.clone() at />
            <WordsField field=note testid=format!("note-{id}") label=Msg::Note hint=Msg::NoteHint rows=4 />
            <WordsField field=place testid=format!("place-{id}") label=Msg::PaperPlace hint=Msg::PaperPlaceHint rows=1 />
            {has_stops.then(|| view! { <section class="asks"><h3>{app.t(Msg::RedFlagsHere)}</h3>{stops}</section> })}
            <section class="about">
                <h3>{app.t(Msg::AboutStep)}</h3>
                <dl>
                    {move || why().map(|why| view! { <dt>{why_word}</dt><dd>{why}</dd> })}
                    <dt>{app.t(Msg::WhoActs)}</dt>
                    <dd>
                        <ul>{step.acts.iter().map(|role| view! { <li><Of key=format!("role.{role}") /></li> }).collect_view()}</ul>
                        <span class="meta"><Of key=side_key(step.side) /></span>
                    </dd>
                    <Limit step=step.clone() at />
                    <dt>{app.t(Msg::RestsOn)}</dt>
                    <dd><Rests step=step.clone() /></dd>
                </dl>
            </section>
            <StepHistory id=id.clone() />
        </aside>
    }
    .into_any()
}

#[component]
fn Limit(step: Step, at: usize) -> impl IntoView {
    let app = use_app();
    let procedure = app.procedure();
    let limit = procedure.limit(step.limit.as_ref()?.as_str())?.clone();
    let row = row_at(app, at);
    let due = move || {
        let due = row.with(|row| row.as_ref().and_then(|row| row.due.clone()))?;
        Some(app.book.with(|book| words::due(book, &due)))
    };
    let source = limit.basis.source.as_ref();
    let kind = source.and_then(|id| procedure.sources.iter().find(|source| source.id == *id)).map(|source| source.kind);
    let basis = limit.basis.clone();
    let sure = limit.sure;
    Some(view! {
        <dt>{app.t(Msg::TimeLimit)}</dt>
        <dd>
            <p><Of key=format!("limit.{}", limit.id) /></p>
            <p class="meta">{move || app.book.with(|book| format!("{}. {}", words::basis(book, kind, &basis), words::sure(book, sure)))}</p>
            <p>{due}</p>
        </dd>
    })
}

#[component]
fn Rests(step: Step) -> impl IntoView {
    let app = use_app();
    let procedure = app.procedure();
    let lines = step.basis.clone().into_iter().map(|basis| {
        let kind = basis.source.as_ref().and_then(|id| procedure.sources.iter().find(|source| source.id == *id));
        let kind = kind.map(|source| source.kind);
        view! { <li>{move || app.book.with(|book| words::basis(book, kind, &basis))}</li> }
    });
    view! { <ul>{lines.collect_view()}</ul> }
}

/// Status beyond the tick, and the date.
#[component]
fn StatusField(step: Step, at: usize) -> impl IntoView {
    let app = use_app();
    let row = row_at(app, at);
    let id = step.id.clone();
    let recorded = {
        let id = id.clone();
        Memo::new(move |_| app.see_here(|view, _| view.case.status(&id).clone()).unwrap_or(Status::ToDo))
    };
    let blocked = move || row.with(|row| row.as_ref().is_some_and(|row| !row.blocks.is_empty()));
    let date = Signal::derive(move || match recorded.get() {
        Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when } => when,
        Status::Waiting { since, .. } => since,
        Status::ToDo | Status::NotNeeded { .. } => When::Unknown,
    });
    let put = {
        let step = id.clone();
        move |status: Status| app.act(Act::Status { step: step.clone(), status })
    };
    let set_date: Arc<dyn Fn(When) + Send + Sync> = {
        let put = put.clone();
        Arc::new(move |when: When| {
            let status = match recorded.get_untracked() {
                Status::Done { .. } => Status::Done { when },
                Status::ReportedDone { by, how, .. } => Status::ReportedDone { when, by, how },
                Status::DoneElsewhere { .. } => Status::DoneElsewhere { when },
                Status::Waiting { on, .. } => Status::Waiting { on, since: when },
                other @ (Status::ToDo | Status::NotNeeded { .. }) => other,
            };
            put(status);
        })
    };
    let dated = move || !matches!(recorded.get(), Status::ToDo | Status::NotNeeded { .. });
    let not_needed = RwSignal::new(false);
    let reason_missing = RwSignal::new(false);
    let reason = NodeRef::<leptos::html::Input>::new();
    let today = || crate::browser::clock::today().map_or(When::Unknown, When::On);
    let owner = step.acts.first().map(ToString::to_string).unwrap_or_default();
    let tick = {
        let id = id.clone();
        move |_| {
            app.tick(&id);
        }
    };
    let (wait, elsewhere, without) = (put.clone(), put.clone(), put);
    let confirm = move |_| {
        let text = reason.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        if text.is_empty() {
            reason_missing.set(true);
        } else {
            reason_missing.set(false);
            not_needed.set(false);
            without(Status::NotNeeded { reason: text });
        }
    };
    let confirm = StoredValue::new_local(confirm);
    let is_done = move || row.with(|row| row.as_ref().is_some_and(|row| row.state.is_done()));
    let reason_id = format!("not-needed-{id}");
    view! {
        <section class="status">
            <h3>{app.t(Msg::HowFar)}</h3>
            <p data-testid=format!("status-{id}")><strong>{move || app.book.with(|book| words::status(book, &recorded.get()))}</strong></p>
            <div class="buttons">
                <button type="button" class="primary" on:click=tick>
                    {move || app.say(if is_done() { Msg::NotDoneAfterAll } else { Msg::MarkDone })}
                </button>
                <button type="button" on:click=move |_| wait(Status::Waiting { on: owner.clone(), since: today() })>{app.t(Msg::MarkWaiting)}</button>
                <button type="button" disabled=blocked on:click=move |_| elsewhere(Status::DoneElsewhere { when: When::Unknown })>{app.t(Msg::MarkElsewhere)}</button>
                <button type="button" on:click=move |_| not_needed.set(true)>{app.t(Msg::MarkNotNeeded)}</button>
            </div>
            <Show when=move || not_needed.get()>
                <div class="field">
                    <label for=reason_id.clone()>{app.t(Msg::WhyNotNeeded)}</label>
                    <Show when=move || reason_missing.get()><p class="error">{app.t(Msg::ReasonMissing)}</p></Show>
                    <input {..no_helpers()} id=reason_id.clone() type="text" node_ref=reason />
                    <div class="buttons">
                        <button type="button" class="primary" on:click=move |event| confirm.with_value(|confirm| confirm(event))>{app.t(Msg::Record)}</button>
                        <button type="button" on:click=move |_| not_needed.set(false)>{app.t(Msg::Cancel)}</button>
                    </div>
                </div>
            </Show>
            <Show when=dated>
                <DateField testid=format!("date-{id}") label=Msg::Date when=date on_change=set_date.clone() />
            </Show>
        </section>
    }
}

/// What happened to one step.
#[component]
fn StepHistory(id: StepId) -> impl IntoView {
    let app = use_app();
    let lines = move || {
        let mine = |act: &Act| match act {
            Act::Status { step, .. }
            | Act::Note { step, .. }
            | Act::Place { step, .. }
            | Act::Incident { step, .. } => *step == id,
            _ => false,
        };
        app.see_here(|_, journal| {
            let mut entries = journal.in_order();
            entries.retain(|entry| mine(&entry.act));
            entries.reverse();
            entries.into_iter().map(|entry| super::history::line(app, journal, entry)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    view! {
        <details class="step-history">
            <summary>{app.t(Msg::TabHistory)}</summary>
            <ul class="history">{move || lines().into_iter().map(super::history::row).collect_view()}</ul>
        </details>
    }
}
