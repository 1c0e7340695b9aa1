//! One case: gate, journey, the parts of the case, and the opened step beside or over them.

use leptos::prelude::*;

use crate::text::Msg;
use crate::vault::CaseId;

use super::consents::Consents;
use super::facts::Facts;
use super::gate::GateBox;
use super::history::History;
use super::paper::Paper;
use super::phases::{Journey, NextList, Phases};
use super::state::{Tab, use_app};
use super::step::StepPanel;

/// One case.
#[component]
pub fn CaseScreen(id: CaseId) -> impl IntoView {
    let app = use_app();
    let code = move || app.see(id, |view, _| view.case.opened.as_ref().map(|held| held.value.code.clone())).flatten();
    let progress = move || {
        let progress =
            app.overview.with(|overview| overview.as_ref().map(|overview| overview.progress)).unwrap_or_default();
        app.fill(Msg::DoneOf, &[("done", &progress.done.to_string()), ("of", &progress.of.to_string())])
    };
    let undo = move || {
        app.see(id, |_, journal| {
            journal.last_undoable().map(|entry| app.book.with(|book| super::words::act(book, &entry.act)))
        })
        .flatten()
    };
    let edition = move || {
        let begun =
            app.see(id, |view, _| view.case.opened.as_ref().map(|held| held.value.edition.clone())).flatten()?;
        let ours = app.procedure().edition.clone();
        (begun != ours).then(|| app.fill(Msg::OtherEdition, &[("begun", &begun), ("now", &ours)]))
    };
    let incomplete = move || app.see(id, |view, _| view.case.incomplete).unwrap_or(false);
    view! {
        <div class="case" class:with-step=move || app.step.with(Option::is_some)>
            <div class="case-main">
                <Show when=move || app.is_training(id)>
                    <p class="training" role="note"><strong>{app.t(Msg::TrainingMark)}</strong>" "{app.t(Msg::TrainingNote)}</p>
                </Show>
                <h1 id="heading" tabindex="-1">{code}</h1>
                <p class="meta" data-testid="progress">{progress}</p>
                <Show when=incomplete>
                    <p class="warn">{app.t(Msg::CauseIncomplete)}</p>
                </Show>
                <Show when=move || edition().is_some()>
                    <p class="warn">{edition}</p>
                </Show>
                <GateBox />
                <Journey />
                <Tabs />
                <p class="undo-line">
                    <Show when=move || undo().is_some()>
                        <button type="button" class="small" data-testid="undo" on:click=move |_| app.undo()>{app.t(Msg::Undo)}</button>
                        <span class="meta">{undo}</span>
                    </Show>
                </p>
                {move || match app.tab.get() {
                    Tab::Steps => view! { <NextList /><Phases /> }.into_any(),
                    Tab::Facts => view! { <Facts /> }.into_any(),
                    Tab::Consents => view! { <Consents /> }.into_any(),
                    Tab::Paper => view! { <Paper id /> }.into_any(),
                    Tab::History => view! { <History id /> }.into_any(),
                }}
            </div>
            {move || app.step.get().map(|step| view! { <StepPanel id=step /> })}
        </div>
    }
}

#[component]
fn Tabs() -> impl IntoView {
    let app = use_app();
    let tabs = [
        (Tab::Steps, Msg::TabSteps, "tab-steps"),
        (Tab::Facts, Msg::TabFacts, "tab-facts"),
        (Tab::Consents, Msg::TabConsents, "tab-consents"),
        (Tab::Paper, Msg::TabPaper, "tab-paper"),
        (Tab::History, Msg::TabHistory, "history"),
    ];
    let tab = move |(tab, msg, testid): (Tab, Msg, &'static str)| {
        view! {
            <li>
                <button
                    type="button" data-testid=testid
                    aria-current=move || (app.tab.get() == tab).then_some("page")
                    on:click=move |_| app.show_tab(tab)
                >{app.t(msg)}</button>
            </li>
        }
    };
    view! { <nav class="tabs" aria-label=app.t(Msg::PartsOfCase)><ul>{tabs.map(tab).collect_view()}</ul></nav> }
}
