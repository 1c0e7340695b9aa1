//! Fields: questions, checks, dates, and words that survive a dying tab.

use std::sync::Arc;

use leptos::attr::custom::custom_attribute;
use leptos::attr::{autocomplete, spellcheck};
use leptos::prelude::*;

use crate::journal::{Act, Field, StopMark, When};
use crate::procedure::{Ask, FactId, StopId, StopState};
use crate::text::{DateError, Msg, day_from_typed};

use super::consents::ConsentAsk;
use super::state::use_app;
use super::words::{Lines, Of};

/// What keeps the browser's helpers away from words of a case: they learn, and some send what they see.
pub fn no_helpers() -> impl leptos::attr::Attribute + Clone {
    (autocomplete("off"), custom_attribute("autocorrect", "off"), spellcheck("false"))
}

/// Whatever a step asks.
#[component]
pub fn AskField(ask: Ask) -> impl IntoView {
    match ask {
        Ask::Fact(id) => view! { <FactField id /> }.into_any(),
        Ask::Consent(id) => view! { <ConsentAsk id /> }.into_any(),
        Ask::Stop(id) => view! { <StopCheck id /> }.into_any(),
    }
}

/// A question with its possible answers. One tap answers; it can be undone.
#[component]
pub fn FactField(id: FactId) -> impl IntoView {
    let app = use_app();
    let Some(fact) = app.procedure().fact(id.as_str()).cloned() else { return ().into_any() };
    let held = {
        let id = id.clone();
        Memo::new(move |_| {
            app.see_here(|view, _| view.case.fact(&id).map(|held| (held.value.clone(), held.is_apart()))).flatten()
        })
    };
    let given = move || held.get().map(|held| held.0).unwrap_or_default();
    let apart = move || held.get().is_some_and(|held| held.1);
    let many = fact.many;
    let name = format!("fact-{id}");
    let options = fact.values.iter().map(|value| {
        let value = value.clone();
        let chosen = {
            let value = value.clone();
            move || given().contains(&value)
        };
        let choose = {
            let (id, value) = (id.clone(), value.clone());
            move |event: leptos::ev::Event| {
                let box_: web_sys::HtmlInputElement = event_target(&event);
                let mut values =
                    if many { held.get_untracked().map(|held| held.0).unwrap_or_default() } else { Vec::new() };
                values.retain(|known| *known != value);
                if box_.checked() {
                    values.push(value.clone());
                }
                app.answer(&id, values);
            }
        };
        let words = {
            let (id, value) = (id.clone(), value.clone());
            move || app.book.with(|book| book.value(id.as_str(), &value))
        };
        view! {
            <label class="choice">
                <input
                    type=if many { "checkbox" } else { "radio" } name=name.clone()
                    data-testid=format!("answer-{id}-{value}") prop:checked=chosen on:change=choose
                />
                <span>{words}</span>
            </label>
        }
    });
    let options = options.collect_view();
    let clears = id.clone();
    view! {
        <fieldset class="ask" data-testid=format!("fact-{id}")>
            <legend><Of key=format!("fact.{id}") /></legend>
            <Show when=apart><p class="warn">{app.t(Msg::ChangedApartHint)}</p></Show>
            <div class="choices">{options}</div>
            <Show when=move || !given().is_empty()>
                <button type="button" class="small" on:click={
                    let clears = clears.clone();
                    move |_| app.answer(&clears, Vec::new())
                }>{app.t(Msg::TakeAnswerBack)}</button>
            </Show>
        </fieldset>
    }
    .into_any()
}

/// The check of a red flag. Calling a raised one clear needs a reason.
#[component]
pub fn StopCheck(id: StopId) -> impl IntoView {
    let app = use_app();
    let record = {
        let id = id.clone();
        Memo::new(move |_| app.see_here(|view, _| view.case.stop(&id).cloned()).flatten())
    };
    let state =
        move || record.with(|record| record.as_ref().map_or(StopState::NotChecked, |record| record.state.value));
    let wanted = RwSignal::new(None::<StopMark>);
    let reason = NodeRef::<leptos::html::Input>::new();
    let missing = RwSignal::new(false);
    let put = {
        let stop = id.clone();
        move |mark: StopMark, reason: String| {
            app.act(Act::Stop { stop: stop.clone(), mark, reason });
            wanted.set(None);
            missing.set(false);
        }
    };
    let mark = {
        let put = put.clone();
        move |mark: StopMark| {
            // A flag that was never up is marked with one tap; taking one down is a decision, with a reason.
            if state() == StopState::Raised || mark == StopMark::Raised {
                wanted.set(Some(mark))
            } else {
                put(mark, String::new())
            }
        }
    };
    let confirm = {
        let put = put.clone();
        move || {
            let text = reason.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
            let Some(mark) = wanted.get_untracked() else { return };
            if text.is_empty() && mark == StopMark::Clear {
                missing.set(true);
                return;
            }
            put(mark, text);
        }
    };
    let said = move || {
        record.get().map(|record| {
            let reason = if record.reason.is_empty() { String::new() } else { format!(" “{}”", record.reason) };
            app.book.with(|book| {
                let by = book.role(&record.state.by.role);
                let from = record
                    .from_consent
                    .as_ref()
                    .map(|kind| book.fill(Msg::RaisedByConsent, &[("name", book.of(&format!("consent.{kind}")).text)]));
                let when = crate::text::stamp_in_words(book, record.state.at);
                format!("{when}, {by}{reason} {}", from.unwrap_or_default())
            })
        })
    };
    let is = move |wanted: StopState| move || state() == wanted;
    let (clear, raise, confirm) = (mark.clone(), mark, StoredValue::new_local(confirm));
    let check = format!("stop.{id}.check");
    let what = format!("stop.{id}.do");
    let reason_id = format!("reason-{id}");
    view! {
        <div class="ask stop" data-testid=format!("stop-{id}") data-state=move || match state() {
            StopState::Raised => "raised",
            StopState::NotChecked => "unchecked",
            StopState::Clear => "clear",
        }>
            <h4><span class="number">{id.to_string()}</span><Of key=format!("stop.{id}") /></h4>
            <p class="meta">
                <strong>{move || app.book.with(|book| super::words::stop_state(book, state()).to_owned())}</strong>" "{said}
            </p>
            <Lines key=check />
            <Show when=is(StopState::Raised)>
                <div class="todo"><h5>{app.t(Msg::WhatToDo)}</h5><Lines key=what.clone() /></div>
            </Show>
            <div class="buttons">
                <button type="button" data-testid=format!("answer-{id}-clear") aria-pressed=move || (state() == StopState::Clear).to_string()
                    on:click=move |_| clear(StopMark::Clear)>{app.t(Msg::MarkClear)}</button>
                <button type="button" data-testid=format!("answer-{id}-raised") aria-pressed=move || (state() == StopState::Raised).to_string()
                    on:click=move |_| raise(StopMark::Raised)>{app.t(Msg::MarkRaised)}</button>
            </div>
            <Show when=move || wanted.get().is_some()>
                <div class="field">
                    <label for=reason_id.clone()>{move || app.say(match wanted.get() {
                        Some(StopMark::Clear) => Msg::WhyClear,
                        _ => Msg::WhyRaised,
                    })}</label>
                    <Show when=move || missing.get()><p class="error">{app.t(Msg::ReasonMissing)}</p></Show>
                    <input {..no_helpers()} id=reason_id.clone() type="text" node_ref=reason data-testid=format!("reason-{}", reason_id)
                        />
                    <div class="buttons">
                        <button type="button" class="primary" data-testid=format!("record-{}", reason_id.trim_start_matches("reason-"))
                            on:click=move |_| confirm.with_value(|confirm| confirm())>{app.t(Msg::Record)}</button>
                        <button type="button" on:click=move |_| wanted.set(None)>{app.t(Msg::Cancel)}</button>
                    </div>
                </div>
            </Show>
        </div>
    }
}

/// A note, or the place of a paper: kept while it is typed, recorded on leaving, and never written back into while the
/// caret is in it.
#[component]
pub fn WordsField(field: Field, #[prop(into)] testid: String, label: Msg, hint: Msg, rows: u8) -> impl IntoView {
    let app = use_app();
    let place = NodeRef::<leptos::html::Textarea>::new();
    let focused = StoredValue::new(false);
    let field = StoredValue::new(field);
    let recorded = Memo::new(move |_| {
        app.see_here(|view, _| {
            field.with_value(|field| match field {
                Field::Note(step) => view.case.step(step).and_then(|record| record.note.clone()),
                Field::Place(step) => view.case.step(step).and_then(|record| record.place.clone()),
                _ => None,
            })
        })
        .flatten()
    });
    Effect::new(move |_| {
        let text = recorded.with(|held| held.as_ref().map(|held| held.value.clone()).unwrap_or_default());
        if let Some(area) = place.get()
            && !focused.get_value()
            && area.value() != text
        {
            area.set_value(&text);
        }
    });
    let typed = move |_| app.typed(place.get_untracked().map(|area| area.value()).unwrap_or_default());
    let focus = move |_| {
        focused.set_value(true);
        app.begin_typing(field.get_value());
    };
    let blur = move |_| {
        focused.set_value(false);
        app.end_typing();
    };
    let hint_id = format!("{testid}-hint");
    let apart = move || recorded.with(|held| held.as_ref().map(|held| held.apart.clone()).unwrap_or_default());
    view! {
        <div class="field">
            <label for=testid.clone()>{app.t(label)}</label>
            <p class="hint" id=hint_id.clone()>{app.t(hint)}</p>
            <Show when=move || !apart().is_empty()>
                <div class="warn">
                    <p>{app.t(Msg::ChangedApartHint)}</p>
                    <ul>{move || apart().into_iter().map(|text| view! { <li class="typed">{text}</li> }).collect_view()}</ul>
                </div>
            </Show>
            <textarea {..no_helpers()}
                id=testid.clone() data-testid=testid rows=rows node_ref=place aria-describedby=hint_id

                on:input=typed on:focus=focus on:blur=blur
            ></textarea>
        </div>
    }
}

/// Day, month in words and year apart, so that no order is guessed.
#[component]
pub fn DateField(
    /// For tests.
    testid: String,
    /// The label.
    label: Msg,
    /// What is recorded.
    #[prop(into)]
    when: Signal<When>,
    /// Takes a new date.
    on_change: Arc<dyn Fn(When) + Send + Sync>,
) -> impl IntoView {
    let app = use_app();
    let day = NodeRef::<leptos::html::Input>::new();
    let month = NodeRef::<leptos::html::Select>::new();
    let year = NodeRef::<leptos::html::Input>::new();
    let hour = NodeRef::<leptos::html::Input>::new();
    let problem = RwSignal::new(None::<Msg>);
    let shown = move |part: fn(time::Date) -> String| move || when.get().day().map(part).unwrap_or_default();
    let time = move || match when.get() {
        When::At(_, at) => crate::text::time_of_day(at),
        _ => String::new(),
    };
    let read = {
        let on_change = on_change.clone();
        move || {
            let (Some(day), Some(month), Some(year)) =
                (day.get_untracked(), month.get_untracked(), year.get_untracked())
            else {
                return;
            };
            let (day, year) = (day.value(), year.value());
            if day.trim().is_empty() && year.trim().is_empty() {
                problem.set(None);
                on_change(When::Unknown);
                return;
            }
            let time = hour.get_untracked().map(|field| field.value()).unwrap_or_default();
            match day_from_typed(&day, month.value().parse().unwrap_or(0), &year) {
                Ok(date) => match crate::text::time_from_typed(&time) {
                    Some(at) => {
                        problem.set(None);
                        on_change(at.map_or(When::On(date), |at| When::At(date, at)));
                    }
                    None => problem.set(Some(Msg::TimeWrong)),
                },
                Err(DateError::NotNumbers) => problem.set(Some(Msg::DateNotNumbers)),
                Err(DateError::Year) => problem.set(Some(Msg::DateYear)),
                Err(DateError::Day) => problem.set(Some(Msg::DateDay)),
            }
        }
    };
    let (read_day, read_month, read_year, read_time) = (read.clone(), read.clone(), read.clone(), read);
    let today = move |_| {
        if let Some(day) = crate::browser::clock::today() {
            problem.set(None);
            on_change(When::On(day));
        }
    };
    let months = move || {
        let chosen = when.get().day().map(|day| u8::from(day.month())).unwrap_or(0);
        let option = move |number: u8| {
            let name = time::Month::try_from(number).map(|month| app.say(Msg::month(month))).unwrap_or_default();
            view! { <option value=number.to_string() selected=chosen == number>{name}</option> }
        };
        view! { <option value="0" selected=chosen == 0>"—"</option> {(1..=12).map(option).collect_view()} }
    };
    let ids = |part: &str| format!("{testid}-{part}");
    view! {
        <fieldset class="date" data-testid=testid.clone()>
            <legend>{app.t(label)}</legend>
            <Show when=move || problem.get().is_some()><p class="error" role="alert">{move || problem.get().map(|msg| app.say(msg))}</p></Show>
            <span class="part">
                <label for=ids("day")>{app.t(Msg::Day)}</label>
                <input id=ids("day") class="two" type="text" inputmode="numeric" autocomplete="off" node_ref=day
                    prop:value=shown(|day| day.day().to_string()) on:change=move |_| read_day() />
            </span>
            <span class="part">
                <label for=ids("month")>{app.t(Msg::Month)}</label>
                <select id=ids("month") node_ref=month on:change=move |_| read_month()>{months}</select>
            </span>
            <span class="part">
                <label for=ids("year")>{app.t(Msg::Year)}</label>
                <input id=ids("year") class="four" type="text" inputmode="numeric" autocomplete="off" node_ref=year
                    prop:value=shown(|day| day.year().to_string()) on:change=move |_| read_year() />
            </span>
            <span class="part">
                <label for=ids("time")>{app.t(Msg::TimeOfDay)}</label>
                <input id=ids("time") class="four" type="text" inputmode="numeric" autocomplete="off" placeholder="06:30" node_ref=hour
                    prop:value=time on:change=move |_| read_time() />
            </span>
            <button type="button" class="small" on:click=today>{app.t(Msg::Today)}</button>
        </fieldset>
    }
}
