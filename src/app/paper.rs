//! Paper: the sheet as it will be printed, and the browser's own print.
//!
//! The sheet is a table with one repeated header row. What prints is the sheet alone, black on white; no state is told by
//! colour, background or a form control.

use leptos::prelude::*;

use crate::browser::{clock, print};
use crate::case::{ConsentLine, DoneLine, Next, RowState, StopLine, Summary, View, summary};
use crate::journal::{CaseKind, Giver};
use crate::procedure::{Procedure, StopState, Truth};
use crate::text::{Book, Msg, stamp_in_words, when_in_words};
use crate::vault::CaseId;

use super::fields::no_helpers;
use super::gate::gate_words;
use super::state::{App, Screen, use_app};
use super::words;

/// The part of the case screen that prints.
#[component]
pub fn Paper(id: CaseId) -> impl IntoView {
    let app = use_app();
    let blank = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let print = move |_| failed.set(!print::print());
    let choice = move |value: bool, msg: Msg, testid: &'static str| {
        view! {
            <label class="choice">
                <input type="radio" name="sheet" data-testid=testid prop:checked=move || blank.get() == value on:change=move |_| blank.set(value) />
                <span>{app.t(msg)}</span>
            </label>
        }
    };
    view! {
        <section class="paper" aria-labelledby="paper-heading">
            <h2 id="paper-heading">{app.t(Msg::TabPaper)}</h2>
            <fieldset class="choices">
                <legend>{app.t(Msg::WhichSheet)}</legend>
                {choice(false, Msg::SheetFile, "sheet-file")}
                {choice(true, Msg::SheetBlank, "sheet-blank")}
            </fieldset>
            <p class="hint">{app.t(Msg::PrintHint)}</p>
            <div class="buttons">
                <button type="button" class="primary" data-testid="print" on:click=print>{app.t(Msg::Print)}</button>
            </div>
            <Show when=move || failed.get()><p class="error" role="alert">{app.t(Msg::PrintFailed)}</p></Show>
            <div class="sheet-frame" tabindex="0" role="region" aria-label=app.t(Msg::Preview)>
                {move || app.see(id, |view, journal| {
                    let overview = crate::case::overview(view);
                    let summary = (!blank.get()).then(|| summary(view, &overview, journal));
                    app.book.with(|book| sheet(app, book, view, summary))
                })}
            </div>
            <Remove id />
        </section>
    }
}

/// Removing the case from this browser; the code is typed to be sure.
#[component]
fn Remove(id: CaseId) -> impl IntoView {
    let app = use_app();
    let asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<Msg>);
    let typed = NodeRef::<leptos::html::Input>::new();
    let code = move || {
        app.see(id, |view, _| view.case.opened.as_ref().map(|held| held.value.code.clone()))
            .flatten()
            .unwrap_or_default()
    };
    let remove = move |_| {
        let given = typed.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default();
        if given != code() {
            problem.set(Some(Msg::CodeDiffers));
        } else if app.remove(id) {
            app.speak(app.say(Msg::Removed));
        } else {
            problem.set(Some(Msg::RemoveFailed));
        }
    };
    view! {
        <section class="remove">
            <h3>{app.t(Msg::RemoveWord)}</h3>
            <p class="hint">{app.t(Msg::RemoveHint)}</p>
            <button type="button" class="warning" data-testid="remove-case" on:click=move |_| asking.set(true)>{app.t(Msg::RemoveCase)}</button>
            <Show when=move || asking.get()>
                <div class="field">
                    <label for="remove-code">{move || app.fill(Msg::TypeCode, &[("code", &code())])}</label>
                    <Show when=move || problem.get().is_some()><p class="error" role="alert">{move || problem.get().map(|msg| app.say(msg))}</p></Show>
                    <input {..no_helpers()} id="remove-code" data-testid="remove-code" type="text" node_ref=typed autocapitalize="off" />
                    <div class="buttons">
                        <button type="button" class="warning" data-testid="remove-confirm" on:click=remove>{app.t(Msg::RemoveForGood)}</button>
                        <button type="button" on:click=move |_| asking.set(false)>{app.t(Msg::Cancel)}</button>
                    </div>
                </div>
            </Show>
        </section>
    }
}

/// The sheet of a case, or the blank form.
fn sheet(app: App, book: &Book, view: View, summary: Option<Summary>) -> AnyView {
    let code = summary.as_ref().map(|summary| summary.code.clone()).unwrap_or_else(|| "………………".to_owned());
    let training = view.case.opened.as_ref().is_some_and(|held| held.value.kind == CaseKind::Training);
    let stamp = stamp(app, book, view.procedure, summary.as_ref());
    let body = match &summary {
        Some(summary) => filled(app, book, view, summary),
        None => blank(book, view.procedure),
    };
    view! {
        <table class="sheet" data-testid="sheet" lang=book.language().to_owned()>
            <thead>
                <tr><th scope="col">
                    <div class="sheet-head">
                        <strong class="sheet-code">{code}</strong>
                        <span>{book.say(Msg::SheetTitle).to_owned()}</span>
                        {training.then(|| view! { <strong>{book.say(Msg::TrainingMark).to_owned()}</strong> })}
                    </div>
                    <div class="sheet-stamp">{stamp}</div>
                </th></tr>
            </thead>
            <tbody><tr><td>{body}</td></tr></tbody>
        </table>
    }
    .into_any()
}

/// What makes one sheet of paper identifiable: when it was made, from which edition, how far the case was, which content.
fn stamp(app: App, book: &Book, procedure: &Procedure, summary: Option<&Summary>) -> String {
    let mut parts = vec![book.fill(Msg::StampEdition, &[("edition", &procedure.edition)])];
    if let Some(summary) = summary {
        let (done, of) = (summary.progress.done.to_string(), summary.progress.of.to_string());
        parts.push(book.fill(Msg::DoneOf, &[("done", &done), ("of", &of)]));
        parts.push(book.fill(Msg::StampCode, &[("code", &summary.short_code)]));
        parts.push(stamp_in_words(book, clock::now()));
        let role = app.me.with(|me| me.role.clone());
        if !role.is_empty() {
            parts.push(book.fill(Msg::PreparedBy, &[("role", &book.role(&role))]));
        }
    }
    parts.push(book.language().to_owned());
    if !procedure.is_approved() {
        parts.push(book.say(Msg::NotOfficial).to_owned());
    }
    if book.is_draft() {
        parts.push(book.say(Msg::DraftTranslation).to_owned());
    }
    parts.push(book.say(Msg::WorkingNote).to_owned());
    parts.join(" · ")
}

fn section(title: String, body: AnyView) -> AnyView {
    view! { <section class="sheet-part"><h3>{title}</h3>{body}</section> }.into_any()
}

fn list(items: Vec<AnyView>, none: &str) -> AnyView {
    if items.is_empty() {
        return view! { <p>{none.to_owned()}</p> }.into_any();
    }
    view! { <ul>{items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}</ul> }.into_any()
}

fn text(text: String) -> AnyView {
    view! { <span class="typed">{text}</span> }.into_any()
}

fn filled(app: App, book: &Book, view: View, summary: &Summary) -> AnyView {
    let none = book.say(Msg::None).to_owned();
    let step = |id: &str| format!("{id} {}", book.of(&format!("step.{id}")).text);
    let glance = view! {
        <p><strong>{gate_words(app, &summary.gate)}</strong></p>
        {list(summary.gate.causes().iter().map(|cause| text(words::cause(book, view, cause))).collect(), "")}
        {summary.here.as_ref().map(|phase| view! { <p>{book.fill(Msg::StandsIn, &[("phase", &phase_name(book, phase.as_str()))])}</p> })}
    };
    let brief = summary.facts.iter().map(|(fact, given)| {
        let name = book.maybe(&format!("fact.{fact}.short")).unwrap_or(fact.as_str());
        text(format!("{name}: {}", words::values(book, fact.as_str(), given)))
    });
    let raised: Vec<&StopLine> = summary.stops.iter().filter(|line| line.state == StopState::Raised).collect();
    let parts = vec![
        section(book.say(Msg::PartGlance).to_owned(), glance.into_any()),
        section(book.say(Msg::PartPerson).to_owned(), list(brief.collect(), &none)),
        section(
            book.say(Msg::PartConsent).to_owned(),
            list(summary.consents.iter().map(|line| consent(book, line)).collect(), &none),
        ),
        section(
            book.say(Msg::PartStops).to_owned(),
            list(raised.iter().map(|line| stop(book, view, line)).collect(), book.say(Msg::NoStopRaised)),
        ),
        section(
            book.say(Msg::PartChecks).to_owned(),
            list(
                summary
                    .stops
                    .iter()
                    .filter(|line| line.state != StopState::Raised)
                    .map(|line| stop(book, view, line))
                    .collect(),
                &none,
            ),
        ),
        section(
            book.say(Msg::PartDone).to_owned(),
            list(summary.done.iter().map(|line| done(book, line)).collect(), &none),
        ),
        section(
            book.say(Msg::PartNext).to_owned(),
            list(summary.next.iter().map(|next| text(next_words(book, view, next))).collect(), &none),
        ),
        section(
            book.say(Msg::PartOpen).to_owned(),
            list(
                summary
                    .open
                    .iter()
                    .map(|row| text(format!("☐ {} ({})", step(row.id.as_str()), open_word(book, row.state))))
                    .collect(),
                &none,
            ),
        ),
        section(
            book.say(Msg::PartNotes).to_owned(),
            list(
                summary.notes.iter().map(|(id, note)| text(format!("{}: {note}", step(id.as_str())))).collect(),
                &none,
            ),
        ),
        section(
            book.say(Msg::PartNotNeeded).to_owned(),
            list(
                summary
                    .not_needed
                    .iter()
                    .map(|(id, reason)| text(format!("{}: {reason}", step(id.as_str()))))
                    .collect(),
                &none,
            ),
        ),
        section(
            book.say(Msg::PartAside).to_owned(),
            list(
                summary
                    .aside
                    .iter()
                    .map(|row| text(format!("{} ({})", step(row.id.as_str()), words::reasons(book, view, &row.why))))
                    .collect(),
                &none,
            ),
        ),
        section(book.say(Msg::PartPapers).to_owned(), list(papers(book, summary), &none)),
        section(book.say(Msg::PartHandover).to_owned(), handover(book)),
        section(
            book.say(Msg::PartPrivacy).to_owned(),
            view! { <p>{book.say(Msg::PrivacyLine).to_owned()}</p> }.into_any(),
        ),
    ];
    parts.collect_view().into_any()
}

fn phase_name(book: &Book, phase: &str) -> String {
    format!("{phase} {}", book.of(&format!("phase.{phase}")).text)
}

fn open_word(book: &Book, state: RowState) -> &str {
    book.say(match state {
        RowState::Waiting => Msg::Waiting,
        RowState::MayApply => Msg::MayApply,
        RowState::CannotStart => Msg::CannotStart,
        _ => Msg::ToDo,
    })
}

fn consent(book: &Book, line: &ConsentLine) -> AnyView {
    let name = book.of(&format!("consent.{}", line.kind)).text.to_owned();
    let state = words::consent_state(book, line.state).to_owned();
    let yes_no = |word: Msg, value: Option<bool>| {
        value.map(|value| format!("{}: {}", book.say(word), book.say(if value { Msg::Yes } else { Msg::No })))
    };
    let answers = line.answers.iter().map(|answer| {
        let giver = book.say(if answer.giver == Giver::Person { Msg::ThePerson } else { Msg::TheGuardian });
        let mut parts =
            vec![format!("{giver}: {}, {}", words::answer(book, answer.answer), when_in_words(book, answer.when))];
        parts.extend(yes_no(Msg::AskedInPrivate, answer.private));
        parts.extend(yes_no(Msg::WithInterpreter, answer.interpreter));
        let worded = [
            (Msg::LanguageUsed, &answer.language),
            (Msg::WhoWasPresent, &answer.present),
            (Msg::WhatItCovers, &answer.scope),
        ];
        parts.extend(
            worded.iter().filter(|(_, said)| !said.is_empty()).map(|(msg, said)| format!("{}: {said}", book.say(*msg))),
        );
        parts.join("; ")
    });
    let answers = answers.collect::<Vec<_>>().join(". ");
    let guardian = line.guardian_needed.then(|| format!(" ({})", book.say(Msg::GuardianToo))).unwrap_or_default();
    view! { <strong>{name}": "{state}</strong>{guardian}" "<span class="typed">{answers}</span> }.into_any()
}

fn stop(book: &Book, view: View, line: &StopLine) -> AnyView {
    let name = format!("{} {}", line.stop, book.of(&format!("stop.{}", line.stop)).text);
    let state = words::stop_state(book, line.state).to_owned();
    let at = line.at.map(|at| stamp_in_words(book, at)).unwrap_or_default();
    let raised = (line.state == StopState::Raised).then(|| {
        let acts = view.procedure.stop(line.stop.as_str()).map(|stop| stop.acts.clone()).unwrap_or_default();
        let acts = acts.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", ");
        let what = book.maybe(&format!("stop.{}.do", line.stop)).unwrap_or_default().replace('\n', " ");
        format!("{what} ({acts})")
    });
    view! { <strong>{name}": "{state}</strong>" "{at}" "<span class="typed">{line.reason.clone()}</span>" "{raised} }
        .into_any()
}

fn done(book: &Book, line: &DoneLine) -> AnyView {
    let name = format!("{} {}", line.step, book.of(&format!("step.{}", line.step)).text);
    let word = book
        .say(match line.state {
            RowState::Reported => Msg::Reported,
            RowState::Elsewhere => Msg::Elsewhere,
            _ => Msg::Done,
        })
        .to_owned();
    let role = if line.role.is_empty() { String::new() } else { format!(", {}", book.role(&line.role)) };
    let when = when_in_words(book, line.when);
    let place = (!line.place.is_empty()).then(|| format!("{}: {}", book.say(Msg::PaperPlace), line.place));
    view! {
        <span class="done-line">"☑ "<strong>{name}</strong>" "{word}", "{when}{role}</span>
        {(!line.note.is_empty()).then(|| view! { <p class="typed">{line.note.clone()}</p> })}
        {place.map(|place| view! { <p class="typed">{place}</p> })}
    }
    .into_any()
}

fn next_words(book: &Book, view: View, next: &Next) -> String {
    let owners = |id: &str| {
        let step = view.procedure.step(id);
        let acts = step.map(|step| step.acts.clone()).unwrap_or_default();
        let acts = acts.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", ");
        let side = step.map(|step| book.of(words::side_key(step.side)).text.to_owned()).unwrap_or_default();
        let limit = step
            .and_then(|step| step.limit.as_ref())
            .map(|limit| book.of(&format!("limit.{limit}")).text.to_owned())
            .unwrap_or_else(|| book.say(Msg::NoPublicLimit).to_owned());
        format!("{acts}; {side}; {limit}")
    };
    match next {
        Next::Step(id) => format!("☐ {id} {} ({})", book.of(&format!("step.{id}")).text, owners(id.as_str())),
        Next::Ask { ask, at, before } => {
            let hint = book.fill(Msg::AnswerBefore, &[("step", before.as_str())]);
            format!("☐ {at} {}: {} {hint} ({})", book.say(Msg::AnswerFirst), words::ask(book, ask), owners(at.as_str()))
        }
    }
}

fn papers(book: &Book, summary: &Summary) -> Vec<AnyView> {
    let line = |(paper, needed, state, place): &(
        crate::procedure::PaperId,
        Truth,
        Option<crate::journal::PaperState>,
        String,
    )| {
        let name = format!("{paper} {}", book.of(&format!("paper.{paper}")).text);
        let state = match (state, needed) {
            (Some(state), _) => words::paper_state(book, *state),
            (None, Truth::No) => book.say(Msg::NotNeeded),
            (None, Truth::Unknown) => book.say(Msg::MayBeNeeded),
            (None, Truth::Yes) => book.say(Msg::PaperMissing),
        };
        text(format!("{name}: {state} {place}"))
    };
    summary.papers.iter().map(line).collect()
}

/// Lines to be filled in by hand at the border.
fn handover(book: &Book) -> AnyView {
    let line = |msg: Msg| view! { <p class="fill-in">{book.say(msg).to_owned()}": "<span class="rule"></span></p> };
    view! {
        <div class="handover">
            {[Msg::CrossingPoint, Msg::DateAndTime, Msg::GivenBy, Msg::ReceivedBy, Msg::SignatureGiver, Msg::SignatureReceiver].map(line).collect_view()}
        </div>
    }
    .into_any()
}

/// The blank form: every step of the procedure with room to write, for a day without a device.
fn blank(book: &Book, procedure: &Procedure) -> AnyView {
    let phases = procedure.phases.iter().map(|phase| {
        let steps = phase.steps.iter().map(|step| {
            let acts = step.acts.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", ");
            let name = book.of(&format!("step.{}", step.id)).text.to_owned();
            view! {
                <li class="blank-step">
                    <span class="blank-title">"☐ "<strong>{step.id.to_string()}</strong>" "{name}" "<span class="small">{acts}</span></span>
                    <span class="blank-date">{book.say(Msg::Date).to_owned()}" "<span class="rule"></span></span>
                </li>
            }
        });
        section(phase_name(book, phase.id.as_str()), view! { <ul class="blank-steps">{steps.collect_view()}</ul> }.into_any())
    });
    let phases = phases.collect_view();
    let consents = procedure.consents.iter().map(|kind| {
        let name = book.of(&format!("consent.{}", kind.id)).text.to_owned();
        text(format!("{name}: ☐ {}  ☐ {}  {} ……………", book.say(Msg::Given), book.say(Msg::Refused), book.say(Msg::Date)))
    });
    let stops = procedure.stops.iter().map(|stop| {
        let name = book.of(&format!("stop.{}", stop.id)).text.to_owned();
        text(format!("{} {name}: ☐ {}  ☐ {}", stop.id, book.say(Msg::Clear), book.say(Msg::Raised)))
    });
    view! {
        {section(book.say(Msg::PartConsent).to_owned(), list(consents.collect(), ""))}
        {section(book.say(Msg::PartChecks).to_owned(), list(stops.collect(), ""))}
        {phases}
        {section(book.say(Msg::PartHandover).to_owned(), handover(book))}
        {section(book.say(Msg::PartPrivacy).to_owned(), view! { <p>{book.say(Msg::PrivacyLine).to_owned()}</p> }.into_any())}
    }
    .into_any()
}

/// Whether a sheet stands on the page, so that printing gives that and nothing else.
pub fn has_sheet(app: App) -> bool {
    matches!(app.screen.get(), Screen::Case(_)) && app.tab.get() == super::state::Tab::Paper
}
