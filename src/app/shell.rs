//! What stands around every screen: header, notices, the saving line, the foot.

use leptos::prelude::*;

use crate::exchange::ConfigProblem;
use crate::text::{Msg, local, time_of_day};
use crate::vault::Why;

use super::case_screen::CaseScreen;
use super::cases::{Cases, NewCase};
use super::paper::has_sheet;
use super::settings::Settings;
use super::state::{App, Saving, Screen, use_app};
use super::words::Of;

/// The whole app.
#[component]
pub fn Shell() -> impl IntoView {
    let app = use_app();
    view! {
        <div class="app" class:has-sheet=move || has_sheet(app) lang=move || app.book.with(|book| book.language().to_owned())>
            <a class="skip" href="#heading">{app.t(Msg::SkipToContent)}</a>
            <Header />
            <Notices />
            <main>
                {move || match app.screen.get() {
                    Screen::Cases => view! { <Cases /> }.into_any(),
                    Screen::NewCase => view! { <NewCase /> }.into_any(),
                    Screen::Case(id) => view! { <CaseScreen id /> }.into_any(),
                    Screen::Settings => view! { <Settings /> }.into_any(),
                }}
            </main>
            <Show when=move || !has_sheet(app)><p class="print-elsewhere">{app.t(Msg::PrintElsewhere)}</p></Show>
            <Foot />
            <p class="sr" role="status" aria-live="polite">{move || app.spoken.get()}</p>
        </div>
    }
}

#[component]
fn Header() -> impl IntoView {
    let app = use_app();
    let me = move || {
        app.me.with(|me| {
            app.book.with(|book| match (me.role.is_empty(), me.initials.is_empty()) {
                (true, _) => book.say(Msg::WhoIAm).to_owned(),
                (false, true) => book.role(&me.role),
                (false, false) => format!("{} · {}", book.role(&me.role), me.initials),
            })
        })
    };
    let home = move || app.screen.get() == Screen::Cases;
    view! {
        <header class="top">
            <Show
                when=home
                fallback=move || view! { <button type="button" class="back" data-testid="back" on:click=move |_| app.back()>{app.t(Msg::Back)}</button> }
            >
                <span class="brand"><Of key="short_title" /></span>
            </Show>
            <SaveState />
            <button type="button" class="me" data-testid="settings" on:click=move |_| app.go(Screen::Settings)>{me}</button>
        </header>
    }
}

/// Whether everything is saved. Never "saved" before it was read back.
#[component]
fn SaveState() -> impl IntoView {
    let app = use_app();
    let state = move || match app.saving.get() {
        Saving::Idle | Saving::Saved(_) => "saved",
        Saving::Unsaved(_) => "unsaved",
    };
    let words = move || match app.saving.get() {
        Saving::Idle => String::new(),
        Saving::Saved(at) => {
            let time = local(at).map(|(_, hm)| time_of_day(hm)).unwrap_or_default();
            app.fill(Msg::SavedAt, &[("time", &time)])
        }
        Saving::Unsaved(_) => app.say(Msg::NotSaved),
    };
    view! { <span class="save-state" data-testid="save-state" data-state=state role="status">{words}</span> }
}

fn why(app: App, why: Why) -> String {
    app.say(match why {
        Why::Absent => Msg::WhyAbsent,
        Why::Full => Msg::WhyFull,
        Why::Failed => Msg::WhyFailed,
    })
}

/// What stands in the way of trusting the screen, each with what to do.
#[component]
fn Notices() -> impl IntoView {
    let app = use_app();
    let unsaved = move || match app.saving.get() {
        Saving::Unsaved(why_not) => Some(why(app, why_not)),
        Saving::Idle | Saving::Saved(_) => None,
    };
    let config = move || {
        app.config_problem.with_value(|problem| match problem {
            None => None,
            Some(ConfigProblem::NotReadable) => Some(app.say(Msg::ConfigBroken)),
            Some(ConfigProblem::Settings(names)) => {
                Some(app.fill(Msg::ConfigSettings, &[("names", &names.join(", "))]))
            }
        })
    };
    let unread = move || app.problems.with(Vec::len);
    view! {
        <div class="notices">
            <Show when=move || unsaved().is_some()>
                <div class="warn" role="alert">
                    <p><strong>{app.t(Msg::NotSaved)}</strong>" "{unsaved}</p>
                    <button type="button" class="small" data-testid="retry" on:click=move |_| app.retry()>{app.t(Msg::TryAgain)}</button>
                </div>
            </Show>
            <Show when=move || !app.keeps.get()><p class="warn" data-testid="keeps-nothing">{app.t(Msg::KeepsNothing)}</p></Show>
            <Show when=move || { unread() > 0 }>
                <p class="warn" data-testid="unread">{move || app.fill(Msg::Unread, &[("count", &unread().to_string())])}</p>
            </Show>
            <Show when=move || config().is_some()><p class="warn" data-testid="config-problem">{config}</p></Show>
        </div>
    }
}

#[component]
fn Foot() -> impl IntoView {
    let app = use_app();
    let approved = app.procedure().is_approved();
    let draft = move || app.book.with(|book| book.is_draft());
    view! {
        <footer class="foot">
            {(!approved).then(|| view! { <p>{app.t(Msg::NotOfficial)}</p> })}
            <Show when=draft><p>{app.t(Msg::DraftTranslation)}</p></Show>
            <p>{app.t(Msg::NotSealedYet)}</p>
        </footer>
    }
}
