//! The list of cases, and beginning a new one.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::journal::CaseKind;
use crate::text::{Msg, stamp_in_words};
use crate::vault::CaseId;

use super::fields::no_helpers;
use super::gate::gate_words;
use super::state::{App, Screen, use_app};
use super::words::Of;

/// The list of cases.
#[component]
pub fn Cases() -> impl IntoView {
    let app = use_app();
    let ids = Memo::new(move |_| app.case_ids());
    view! {
        <h1 id="heading" tabindex="-1">{app.t(Msg::Cases)}</h1>
        <div class="buttons">
            <button type="button" class="primary" data-testid="new-case" on:click=move |_| app.go(Screen::NewCase)>
                {app.t(Msg::NewCase)}
            </button>
            <button type="button" data-testid="practise" on:click=move |_| practise(app)>{app.t(Msg::Practise)}</button>
        </div>
        <Show when=move || ids.with(Vec::is_empty)>
            <div class="note">
                <p>{move || app.fill(Msg::NoCases, &[("place", &crate::browser::page::host())])}</p>
            </div>
        </Show>
        <ul class="cases">
            <For each=move || ids.get() key=|id| *id children=move |id| view! { <CaseRow id /> } />
        </ul>
    }
}

/// Opens a fresh practice case.
pub fn practise(app: App) {
    let code = app.say(Msg::TrainingCode);
    match app.begin(code, CaseKind::Training) {
        Some(id) => app.go(Screen::Case(id)),
        None => app.speak(app.say(Msg::NoRandomness)),
    }
}

#[component]
fn CaseRow(id: CaseId) -> impl IntoView {
    let app = use_app();
    let shown = Memo::new(move |_| {
        app.see(id, |view, journal| {
            let overview = crate::case::overview(view);
            let code = view.case.opened.as_ref().map(|held| held.value.code.clone()).unwrap_or_default();
            let last = journal.entries().map(|entry| entry.at).max();
            (code, overview.here(view.procedure), overview.progress, overview.gate, last)
        })
    });
    let phase =
        move || shown.get().and_then(|shown| shown.1).map(|phase| view! { <Of key=format!("phase.{phase}") /> });
    let gate = move || shown.get().map(|shown| gate_words(app, &shown.3));
    let state = move || shown.get().map(|shown| super::gate::gate_state(&shown.3));
    let progress = move || {
        let progress = shown.get().map(|shown| shown.2).unwrap_or_default();
        app.fill(Msg::DoneOf, &[("done", &progress.done.to_string()), ("of", &progress.of.to_string())])
    };
    let last = move || {
        let at = shown.get().and_then(|shown| shown.4)?;
        Some(app.book.with(|book| book.fill(Msg::LastChange, &[("when", &stamp_in_words(book, at))])))
    };
    view! {
        <li class="case-row" data-testid="case-row">
            <button type="button" class="case-link" on:click=move |_| app.go(Screen::Case(id))>
                <span class="code">{move || shown.get().map(|shown| shown.0)}</span>
                <span class="case-phase">{phase}</span>
                <span class="tag" data-state=state>{gate}</span>
                <span class="meta">{progress}" · "{last}</span>
            </button>
        </li>
    }
}

/// Beginning a case: a code, never a name.
#[component]
pub fn NewCase() -> impl IntoView {
    let app = use_app();
    let code = NodeRef::<leptos::html::Input>::new();
    let problem = RwSignal::new(None::<Msg>);
    let begin = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = code.get_untracked().map(|field| field.value()).unwrap_or_default();
        let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if typed.is_empty() {
            problem.set(Some(Msg::CodeMissing));
            crate::browser::page::focus("case-code");
            return;
        }
        match app.begin(typed, CaseKind::Real) {
            // The form is no place to come back to: the case takes its place.
            Some(id) => app.go_instead(Screen::Case(id)),
            None => problem.set(Some(Msg::NoRandomness)),
        }
    };
    view! {
        <h1 id="heading" tabindex="-1">{app.t(Msg::NewCase)}</h1>
        <form on:submit=begin novalidate>
            <div class="field">
                <label for="case-code">{app.t(Msg::CaseCode)}</label>
                <p class="hint" id="case-code-hint">{app.t(Msg::CaseCodeHint)}</p>
                <Show when=move || problem.get().is_some()>
                    <p class="error" id="case-code-error">{move || problem.get().map(|msg| app.say(msg))}</p>
                </Show>
                <input {..no_helpers()}
                    id="case-code" data-testid="case-code" type="text" node_ref=code
                    autocapitalize="off"
                    aria-describedby="case-code-hint case-code-error"
                    aria-invalid=move || problem.get().is_some().then_some("true")
                />
            </div>
            <p class="note">{app.t(Msg::BeginNote)}</p>
            <div class="buttons">
                <button type="submit" class="primary" data-testid="create-case">{app.t(Msg::Begin)}</button>
                <button type="button" on:click=move |_| app.back()>{app.t(Msg::Cancel)}</button>
            </div>
        </form>
    }
}
