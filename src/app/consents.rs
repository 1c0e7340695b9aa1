//! Consents and red flags. Consent is history: nothing is changed, every answer is a new record.

use crate::browser::dom::{El, el};
use crate::case::View;
use crate::journal::{Act, Answer, Consent, Form, Giver};
use crate::procedure::{Answers, ConsentId, ConsentKind, ConsentState, Point, PointId, Stop};
use crate::text::{Msg, when_in_words};

use super::case_screen::part_heading;
use super::fields::{stop_check, watched};
use super::flags;
use super::history::{Which, history};
use super::kept::{Kept, keep_choice, kept_field, kept_line};
use super::later::soon;
use super::parts::{Own, button, buttons, choice, choices, folded, group, line, lines};
use super::state::App;
use super::words;

/// The id of the list of all red flags.
const FLAGS: &str = "flags";

/// All consents and all red flags.
pub fn consents(app: App, (): ()) -> Vec<El> {
    let procedure = app.procedure();
    let mut parts = vec![buttons(vec![flags::count(app, FLAGS)])];
    parts.extend(part_heading(app, Msg::ConsentsWord, Some(Msg::ConsentsHint)));
    parts.extend(procedure.consents.iter().map(|kind| consent_ask(app, &kind.id, false)));
    parts.extend(part_heading(app, Msg::StopsWord, Some(Msg::StopsHint)));
    parts.push(flags::at_a_glance(app, anchor).id(FLAGS).attr("tabindex", "-1"));
    let check = |stop: &'static Stop| stop_check(app, &stop.id).id(&anchor(stop)).attr("tabindex", "-1");
    parts.extend(procedure.stops.iter().map(check));
    parts
}

/// The id of a flag's check on this screen.
fn anchor(stop: &Stop) -> String {
    format!("flag-{}", stop.id)
}

/// One kind of consent: its answers so far, asking, and taking it back. Where the step that asks it is open (`at_step`),
/// what is asked as if for the first time shows no earlier answer as one that stands.
pub fn consent_ask(app: App, id: &ConsentId, at_step: bool) -> El {
    let frame = el("div").class("ask consent").testid(&format!("consent-{id}"));
    let Some(kind) = app.procedure().consent(id.as_str()) else { return frame };
    let id = &kind.id;
    let fresh = move || at_step && kind.anew && !app.is_answered_since(kind);
    let state = move || match fresh() {
        true => ConsentState::NotAsked,
        false => app.see_here(|view, _| view.consent(id)).unwrap_or(ConsentState::NotAsked),
    };
    let guardian = move || app.see_here(|view, _| view.needs_guardian(kind)).unwrap_or(false);
    let kept = Kept::new(app, &format!("consent-{id}"));
    let asking =
        Own::new(kept.get("asked").and_then(|word| ASKED.into_iter().find(|asked| asked_word(*asked) == word)));
    let says = |giver: Giver, answer: Answer, msg: Msg, name: &str| {
        let (pressed, asking, kept) = (asking.clone(), asking.clone(), kept.clone());
        let ask = move || {
            kept.put("asked", asked_word((giver, answer)));
            asking.set(Some((giver, answer)));
        };
        button(app, "", msg, ask)
            .testid(&format!("answer-{id}-{name}"))
            .attr_by("aria-pressed", move || Some((pressed.get() == Some((giver, answer))).to_string()))
    };
    let person = buttons(vec![
        says(Giver::Person, Answer::Given, Msg::SaysYes, "given"),
        says(Giver::Person, Answer::Refused, Msg::SaysNo, "refused"),
    ]);
    let guardians = el("div")
        .attr("role", "group")
        .attr_by("aria-label", move || Some(app.say(Msg::TheGuardian)))
        .child(el("p").class("who").said(app.t(Msg::TheGuardian)))
        .child(buttons(vec![
            says(Giver::Guardian, Answer::Given, Msg::SaysYes, "guardian-given"),
            says(Giver::Guardian, Answer::Refused, Msg::SaysNo, "guardian-refused"),
        ]))
        .hidden_by(move || !guardian());
    // What was recorded stands beside who said it: of a child and a guardian, one answer alone changes no state.
    let recorded = move |giver: Giver| {
        let said = move || {
            let held = app.see_here(|view, _| view.case.consent(id, giver).map(|held| held.value.clone())).flatten();
            let book = app.book();
            held.filter(|_| !fresh())
                .map(|said| format!("{}, {}", words::answer(&book, said.answer), when_in_words(&book, said.when)))
                .unwrap_or_default()
        };
        el("p")
            .class("meta")
            .testid(&format!("said-{id}-{}", if giver == Giver::Person { "person" } else { "guardian" }))
            .said(said)
    };
    let key = {
        let asking = asking.clone();
        move || asking.get()
    };
    let particulars = move || vec![particulars(app, kind, &kept, asking.clone())];
    group(app, frame, format!("consent.{id}"))
        .attr_by("data-state", move || {
            Some(
                match state() {
                    ConsentState::Withdrawn => "withdrawn",
                    ConsentState::Refused => "refused",
                    ConsentState::NotAsked => "not-asked",
                    ConsentState::Given => "given",
                }
                .to_owned(),
            )
        })
        .child(el("h4").said(app.of(format!("consent.{id}"))))
        .child(
            el("p")
                .child(el("strong").said(move || words::consent_state(&app.book(), state()).to_owned()))
                .hidden_by(fresh),
        )
        .child(line(app, "warn", Msg::AskAnew).hidden_by(move || !fresh()))
        .child(not_explained(app, kind, fresh))
        .child(lines(app, format!("consent.{id}.ask")))
        .child(el("p").class("who").said(move || app.say(if guardian() { Msg::TheChild } else { Msg::ThePerson })))
        .child(recorded(Giver::Person))
        .child(person)
        .child(guardians.child(recorded(Giver::Guardian)))
        .slot(key, particulars)
        .child(withdraw(app, id))
        .child(folded(app.t(Msg::TabHistory), soon(app, history, Which::Consent(id.clone()))))
}

/// What was not confirmed when a yes was recorded, of each who gave it.
fn not_explained(app: App, kind: &'static ConsentKind, fresh: impl Fn() -> bool + Copy + 'static) -> El {
    let said = move || {
        let book = app.book();
        let of = |giver: Giver| {
            let look = |view: View| (view.needs_guardian(kind), view.case.consent(&kind.id, giver).cloned());
            let (guardian, held) = app.see_here(|view, _| look(view))?;
            let explained = words::explained(&book, kind, &held?.value)?;
            Some(format!("{}: {explained}", words::giver(&book, giver, guardian)))
        };
        [Giver::Person, Giver::Guardian].into_iter().filter_map(of).collect::<Vec<_>>().join(". ")
    };
    el("p").class("meta").said(said).hidden_by(move || fresh() || said().is_empty())
}

/// Taking a consent back: one action, no reason, no second question.
fn withdraw(app: App, id: &'static ConsentId) -> El {
    let given = move || {
        let given = |giver| {
            let held = app.see_here(|view, _| view.case.consent(id, giver).map(|held| held.value.answer)).flatten();
            held == Some(Answer::Given)
        };
        given(Giver::Person) || given(Giver::Guardian)
    };
    let take_back = move || app.act(Act::Consent(blank(app, id.clone(), Giver::Person, Answer::Withdrawn)));
    el("div")
        .class("withdraw")
        .child(button(app, "warning", Msg::Withdraw, take_back).testid(&format!("withdraw-{id}")))
        .child(el("p").class("hint").said(app.of(format!("consent.{id}.withdraw"))))
        .hidden_by(move || !given())
}

fn blank(app: App, kind: ConsentId, giver: Giver, answer: Answer) -> Consent {
    Consent {
        kind,
        giver,
        answer,
        when: app.today(),
        language: String::new(),
        interpreter: None,
        private: None,
        present: String::new(),
        form: None,
        scope: String::new(),
        points: Vec::new(),
    }
}

const ASKED: [(Giver, Answer); 4] = [
    (Giver::Person, Answer::Given),
    (Giver::Person, Answer::Refused),
    (Giver::Guardian, Answer::Given),
    (Giver::Guardian, Answer::Refused),
];

/// The word under which a half-filled form keeps whose answer it is for, and which.
fn asked_word(asked: (Giver, Answer)) -> &'static str {
    match asked {
        (Giver::Person, Answer::Given) => "given",
        (Giver::Person, _) => "refused",
        (Giver::Guardian, Answer::Given) => "guardian-given",
        (Giver::Guardian, _) => "guardian-refused",
    }
}

fn form_word(form: Form) -> &'static str {
    match form {
        Form::Spoken => "spoken",
        Form::Thumb => "thumb",
        Form::Written => "written",
    }
}

/// What makes an answer worth something. Nothing is filled in beforehand, but for what she had typed here herself.
fn particulars(app: App, kind: &'static ConsentKind, kept: &Kept, asking: Own<Option<(Giver, Answer)>>) -> El {
    let Some((giver, answer)) = asking.get() else { return el("div") };
    let id = &kind.id;
    let consent = blank(app, id.clone(), giver, answer);
    let when = consent.when;
    let head = move || {
        let book = app.book();
        let guardian = app.see_here(|view, _| view.needs_guardian(kind)).unwrap_or(false);
        let who = words::giver(&book, giver, guardian);
        format!("{who}: {}, {}", words::answer(&book, answer), when_in_words(&book, when))
    };
    // What was typed for one answer says nothing of another.
    let of = kept.part(asked_word((giver, answer)));
    let said = |name: &str| Own::new(of.get(name).map(|word| word == "true"));
    let (private, interpreter) = (said("private"), said("interpreter"));
    let forms = [Form::Spoken, Form::Thumb, Form::Written];
    let form = Own::new(of.get("form").and_then(|word| forms.into_iter().find(|form| form_word(*form) == word)));
    let yes_no = |msg: Msg, name: &str, own: &Own<Option<bool>>| {
        let choice = |value: bool, word: Msg| {
            let own = own.clone();
            let input = el("input").attr("type", "radio").attr("name", &format!("{name}-{id}"));
            let input = keep_choice(&of, name, &value.to_string(), input);
            choice(
                input.testid(&format!("{name}-{id}-{value}")).on("change", move || own.set(Some(value))),
                app.t(word),
            )
        };
        choices(el("legend").said(app.t(msg)), vec![choice(true, Msg::Yes), choice(false, Msg::No)])
    };
    let form_choice = |value: Form, word: Msg| {
        let own = form.clone();
        let input = el("input").attr("type", "radio").attr("name", &format!("form-{id}"));
        let input = keep_choice(&of, "form", form_word(value), input);
        choice(input.on("change", move || own.set(Some(value))), app.t(word))
    };
    let forms = vec![
        form_choice(Form::Spoken, Msg::Spoken),
        form_choice(Form::Thumb, Msg::Thumb),
        form_choice(Form::Written, Msg::Written),
    ];
    // A no needs nothing explained to count.
    let points = if answer == Answer::Given { &kind.points[..] } else { &[] };
    let is_kept = |point: &PointId| of.get(&format!("point-{point}")).is_some_and(|word| word == "true");
    let ticked = Own::new(points.iter().map(|point| point.id.clone()).filter(is_kept).collect::<Vec<PointId>>());
    let point = |point: &'static Point| {
        let (ticks, own, keeps) = (ticked.clone(), &point.id, of.clone());
        let input = el("input").attr("type", "checkbox").testid(&format!("point-{id}-{own}"));
        input.set_checked(is_kept(own));
        let looked = input.clone();
        let tick = move || {
            let mut points = ticks.get();
            points.retain(|known| known != own);
            if looked.checked() {
                points.push(own.clone());
            }
            keeps.put(&format!("point-{own}"), if looked.checked() { "true" } else { "" });
            ticks.set(points);
        };
        choice(input.on("change", tick), app.of(format!("consent.{id}.point.{own}")))
    };
    let points = (!points.is_empty()).then(|| {
        choices(el("legend").said(app.t(Msg::PointsWord)), points.iter().map(point).collect()).class("points")
    });
    let kept_field =
        |id: &str, label: Msg| watched(app, kept_field(app, &of, &format!("{id}-{kind}", kind = kind.id), label, None));
    let (language_field, language) = kept_field("language", Msg::LanguageUsed);
    let (present_field, present) = kept_field("present", Msg::WhoWasPresent);
    let (scope_field, scope) = kept_field("scope", Msg::WhatItCovers);
    let body = el("div")
        .class("particulars")
        .child(el("p").child(el("strong").said(head)))
        .child(line(app, "warn", Msg::ConsentNotRecorded))
        .maybe(kept_line(app, kept, &format!("language-{id}")))
        .maybe(points)
        .child(yes_no(Msg::AskedInPrivate, "private", &private))
        .child(yes_no(Msg::WithInterpreter, "interpreter", &interpreter))
        .child(choices(el("legend").said(app.t(Msg::HowExpressed)), forms))
        .children(vec![language_field, present_field, scope_field]);
    let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
    let record = move || {
        let typed = |field: &El| field.value().trim().to_owned();
        let consent = Consent {
            language: typed(&language),
            interpreter: interpreter.get(),
            private: private.get(),
            present: typed(&present),
            form: form.get(),
            scope: typed(&scope),
            points: kind.points.iter().map(|point| &point.id).filter(|id| ticked.get().contains(id)).cloned().collect(),
            ..consent.clone()
        };
        asking.set(None);
        app.act(Act::Consent(consent));
        recorded.forget();
    };
    let cancel = move || {
        cancelled.forget();
        cancel.set(None);
    };
    body.child(buttons(vec![
        button(app, "primary", Msg::Record, record).testid(&format!("record-{id}")),
        button(app, "", Msg::Cancel, cancel),
    ]))
}
