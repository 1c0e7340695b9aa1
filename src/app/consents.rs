//! Consents and red flags. Consent is history: nothing is changed, every answer is a new record.

use leptos::prelude::*;

use crate::case::View;
use crate::journal::{Act, Answer, Consent, Form, Giver, When};
use crate::procedure::{ConsentId, ConsentState};
use crate::text::{Msg, when_in_words};

use super::fields::{StopCheck, no_helpers};
use super::state::use_app;
use super::words::{self, Lines, Of};

/// All consents and all red flags.
#[component]
pub fn Consents() -> impl IntoView {
    let app = use_app();
    let procedure = app.procedure();
    let kinds = procedure.consents.iter().map(|kind| view! { <ConsentAsk id=kind.id.clone() /> }).collect_view();
    let stops = procedure.stops.iter().map(|stop| view! { <StopCheck id=stop.id.clone() /> }).collect_view();
    view! {
        <section aria-labelledby="consents-heading">
            <h2 id="consents-heading">{app.t(Msg::ConsentsWord)}</h2>
            <p class="hint">{app.t(Msg::ConsentsHint)}</p>
            {kinds}
        </section>
        <section aria-labelledby="stops-heading">
            <h2 id="stops-heading">{app.t(Msg::StopsWord)}</h2>
            <p class="hint">{app.t(Msg::StopsHint)}</p>
            {stops}
        </section>
    }
}

/// One kind of consent: its answers so far, asking, and taking it back.
#[component]
pub fn ConsentAsk(id: ConsentId) -> impl IntoView {
    let app = use_app();
    let kind = StoredValue::new(id.clone());
    let look =
        move |see: fn(View, &ConsentId) -> ConsentState| app.see_here(|view, _| kind.with_value(|id| see(view, id)));
    let state = Memo::new(move |_| {
        look(|view, id| crate::procedure::Answers::consent(&view, id)).unwrap_or(ConsentState::NotAsked)
    });
    let guardian = Memo::new(move |_| {
        app.see_here(|view, _| {
            kind.with_value(|id| view.procedure.consent(id.as_str()).is_some_and(|kind| view.needs_guardian(kind)))
        })
        .unwrap_or(false)
    });
    let asking = RwSignal::new(None::<(Giver, Answer)>);
    let open = move |giver: Giver, answer: Answer| asking.set(Some((giver, answer)));
    let can_withdraw = move || {
        app.see_here(|view, _| {
            kind.with_value(|id| {
                [Giver::Person, Giver::Guardian]
                    .iter()
                    .any(|giver| view.case.consent(id, *giver).is_some_and(|held| held.value.answer == Answer::Given))
            })
        })
        .unwrap_or(false)
    };
    // One action, no reason, no second question.
    let withdraw = move |_| {
        let when = crate::browser::clock::today().map_or(When::Unknown, When::On);
        let kind = kind.get_value();
        app.act(Act::Consent(blank(kind, Giver::Person, Answer::Withdrawn, when)));
    };
    let history = move || {
        app.see_here(|_, journal| {
            let mut entries = journal.in_order();
            entries.retain(
                |entry| matches!(&entry.act, Act::Consent(consent) if kind.with_value(|id| consent.kind == *id)),
            );
            entries.reverse();
            entries.into_iter().map(|entry| super::history::line(app, journal, entry)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    let name = id.to_string();
    let button = move |giver: Giver, answer: Answer, msg: Msg, testid: String| {
        view! {
            <button type="button" data-testid=testid aria-pressed=move || (asking.get() == Some((giver, answer))).to_string()
                on:click=move |_| open(giver, answer)>{app.t(msg)}</button>
        }
    };
    let guardian_buttons = {
        let name = name.clone();
        move || {
            view! {
                <p class="who">{app.t(Msg::TheGuardian)}</p>
                <div class="buttons">
                    {button(Giver::Guardian, Answer::Given, Msg::SaysYes, format!("answer-{name}-guardian-given"))}
                    {button(Giver::Guardian, Answer::Refused, Msg::SaysNo, format!("answer-{name}-guardian-refused"))}
                </div>
            }
        }
    };
    let guardian_buttons = StoredValue::new_local(guardian_buttons);
    view! {
        <div class="ask consent" data-testid=format!("consent-{name}") data-state=move || match state.get() {
            ConsentState::Withdrawn => "withdrawn",
            ConsentState::Refused => "refused",
            ConsentState::NotAsked => "not-asked",
            ConsentState::Given => "given",
        }>
            <h4><Of key=format!("consent.{name}") /></h4>
            <p><strong>{move || app.book.with(|book| words::consent_state(book, state.get()).to_owned())}</strong></p>
            <Lines key=format!("consent.{name}.ask") />
            <p class="who">{move || app.say(if guardian.get() { Msg::TheChild } else { Msg::ThePerson })}</p>
            <div class="buttons">
                {button(Giver::Person, Answer::Given, Msg::SaysYes, format!("answer-{name}-given"))}
                {button(Giver::Person, Answer::Refused, Msg::SaysNo, format!("answer-{name}-refused"))}
            </div>
            <Show when=move || guardian.get()>{guardian_buttons.with_value(|buttons| buttons())}</Show>
            {move || asking.get().map(|(giver, answer)| view! { <Particulars kind=kind.get_value() giver answer asking /> })}
            <Show when=can_withdraw>
                <div class="withdraw">
                    <button type="button" class="warning" data-testid=format!("withdraw-{}", kind.get_value()) on:click=withdraw>{app.t(Msg::Withdraw)}</button>
                    <p class="hint"><Of key=format!("consent.{}.withdraw", kind.get_value()) /></p>
                </div>
            </Show>
            <details>
                <summary>{app.t(Msg::TabHistory)}</summary>
                <ul class="history">{move || history().into_iter().map(super::history::row).collect_view()}</ul>
            </details>
        </div>
    }
}

fn blank(kind: ConsentId, giver: Giver, answer: Answer, when: When) -> Consent {
    Consent {
        kind,
        giver,
        answer,
        when,
        language: String::new(),
        interpreter: None,
        private: None,
        present: String::new(),
        form: Form::Spoken,
        scope: String::new(),
    }
}

/// What makes an answer worth something. Nothing is filled in beforehand.
#[component]
fn Particulars(
    kind: ConsentId,
    giver: Giver,
    answer: Answer,
    asking: RwSignal<Option<(Giver, Answer)>>,
) -> impl IntoView {
    let app = use_app();
    let interpreter = RwSignal::new(None::<bool>);
    let private = RwSignal::new(None::<bool>);
    let form = RwSignal::new(Form::Spoken);
    let present = NodeRef::<leptos::html::Input>::new();
    let scope = NodeRef::<leptos::html::Input>::new();
    let language = NodeRef::<leptos::html::Input>::new();
    let today = crate::browser::clock::today().map_or(When::Unknown, When::On);
    let name = kind.to_string();
    let typed = |field: NodeRef<leptos::html::Input>| {
        field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default()
    };
    let record = {
        let kind = kind.clone();
        move |_| {
            let consent = Consent {
                language: typed(language),
                interpreter: interpreter.get_untracked(),
                private: private.get_untracked(),
                present: typed(present),
                form: form.get_untracked(),
                scope: typed(scope),
                ..blank(kind.clone(), giver, answer, today)
            };
            asking.set(None);
            app.act(Act::Consent(consent));
        }
    };
    let yes_no = move |msg: Msg, signal: RwSignal<Option<bool>>, group: String| {
        let choice = move |value: bool, word: Msg, group: String| {
            view! {
                <label class="choice">
                    <input type="radio" name=group prop:checked=move || signal.get() == Some(value) on:change=move |_| signal.set(Some(value)) />
                    <span>{app.t(word)}</span>
                </label>
            }
        };
        view! {
            <fieldset>
                <legend>{app.t(msg)}</legend>
                <div class="choices">{choice(true, Msg::Yes, group.clone())}{choice(false, Msg::No, group)}</div>
            </fieldset>
        }
    };
    let form_choice = move |value: Form, word: Msg, group: String| {
        view! {
            <label class="choice">
                <input type="radio" name=group prop:checked=move || form.get() == value on:change=move |_| form.set(value) />
                <span>{app.t(word)}</span>
            </label>
        }
    };
    let text = move |id: String, msg: Msg, place: NodeRef<leptos::html::Input>| {
        view! {
            <label for=id.clone()>{app.t(msg)}</label>
            <input {..no_helpers()} id=id type="text" node_ref=place />
        }
    };
    view! {
        <div class="particulars">
            <p><strong>{move || app.book.with(|book| format!("{}, {}", words::answer(book, answer), when_in_words(book, today)))}</strong></p>
            {yes_no(Msg::AskedInPrivate, private, format!("private-{name}"))}
            {yes_no(Msg::WithInterpreter, interpreter, format!("interpreter-{name}"))}
            <fieldset>
                <legend>{app.t(Msg::HowExpressed)}</legend>
                <div class="choices">
                    {form_choice(Form::Spoken, Msg::Spoken, format!("form-{name}"))}
                    {form_choice(Form::Thumb, Msg::Thumb, format!("form-{name}"))}
                    {form_choice(Form::Written, Msg::Written, format!("form-{name}"))}
                </div>
            </fieldset>
            <div class="field">
                {text(format!("language-{name}"), Msg::LanguageUsed, language)}
                {text(format!("present-{name}"), Msg::WhoWasPresent, present)}
                {text(format!("scope-{name}"), Msg::WhatItCovers, scope)}
            </div>
            <div class="buttons">
                <button type="button" class="primary" data-testid=format!("record-{name}") on:click=record>{app.t(Msg::Record)}</button>
                <button type="button" on:click=move |_| asking.set(None)>{app.t(Msg::Cancel)}</button>
            </div>
        </div>
    }
}
