//! Fields: questions, checks, dates, and words that survive a dying tab.

use std::sync::Arc;

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::{Held, StopRecord};
use crate::journal::{Act, StopMark, When};
use crate::procedure::{Ask, FactId, StepId, StopId, StopState};
use crate::text::{DateError, Msg, day_from_typed, stamp_in_words, time_from_typed, time_of_day};
use crate::vault::DraftKind;

use super::consents::consent_ask;
use super::parts::{
    Fault, Own, button, buttons, choice, choices, fault_line, group, line, lines, notice, number, text_field,
};
use super::state::App;
use super::words;

/// Whatever a step asks.
pub fn ask_field(app: App, ask: &Ask) -> El {
    match ask {
        Ask::Fact(id) => fact_field(app, id),
        Ask::Consent(id) => consent_ask(app, id),
        Ask::Stop(id) => stop_check(app, id),
    }
}

/// A question with its possible answers. One tap answers; it can be undone.
pub fn fact_field(app: App, id: &FactId) -> El {
    let frame = el("div").class("ask").testid(&format!("fact-{id}"));
    let Some(fact) = app.procedure().fact(id.as_str()) else { return frame };
    let held = move || app.see_here(|view, _| view.case.fact(&fact.id).cloned()).flatten();
    let given = move || held().map(|held| held.value).unwrap_or_default();
    let option = |value: &'static Arc<str>| {
        let input = el("input")
            .attr("type", if fact.many { "checkbox" } else { "radio" })
            .attr("name", &format!("fact-{}", fact.id))
            .testid(&format!("answer-{}-{value}", fact.id))
            .checked_by(move || given().contains(value));
        let ticked = input.clone();
        let choose = move || {
            let mut values = if fact.many { given() } else { Vec::new() };
            values.retain(|known| known != value);
            if ticked.checked() {
                values.push(value.clone());
            }
            app.answer(&fact.id, values);
        };
        choice(input.on("change", choose), move || app.book().value(fact.id.as_str(), value))
    };
    let apart = move || held().filter(Held::is_apart).map(|_| app.say(Msg::ChangedApartHint));
    frame
        .child(choices(
            el("legend").said(app.of(format!("fact.{}", fact.id))),
            fact.values.iter().map(option).collect(),
        ))
        .child(notice("apart", apart))
        .child(
            button(app, "small", Msg::TakeAnswerBack, move || app.answer(&fact.id, Vec::new()))
                .hidden_by(move || given().is_empty()),
        )
}

/// The check of a red flag. One that was never up is marked clear with one tap; raising one is asked about once, and
/// taking one down is a decision, with a reason.
pub fn stop_check(app: App, id: &StopId) -> El {
    let frame = el("div").class("ask stop").testid(&format!("stop-{id}"));
    let Some(stop) = app.procedure().stop(id.as_str()).map(|stop| &stop.id) else { return frame };
    let record = move || app.see_here(|view, _| view.case.stop(stop).cloned()).flatten();
    let state = move || record().map_or(StopState::NotChecked, |record| record.state.value);
    let wanted = Own::new(None::<StopMark>);
    let mark = {
        let wanted = wanted.clone();
        move |mark: StopMark| {
            if state() == StopState::Raised || mark == StopMark::Raised {
                wanted.set(Some(mark));
            } else {
                app.act(Act::Stop { stop: stop.clone(), mark, reason: String::new() });
            }
        }
    };
    let pressed = |word: Msg, name: &str, mark_to: StopMark, shown: StopState| {
        let mark = mark.clone();
        button(app, "", word, move || mark(mark_to))
            .testid(&format!("answer-{stop}-{name}"))
            .attr_by("aria-pressed", move || Some((state() == shown).to_string()))
    };
    let said = move || record().map(|record| record_words(app, &record)).unwrap_or_default();
    let key = {
        let wanted = wanted.clone();
        move || wanted.get()
    };
    let reason = move || vec![stop_reason(app, stop, wanted.clone())];
    group(app, frame, format!("stop.{stop}"))
        .attr_by("data-state", move || {
            Some(
                match state() {
                    StopState::Raised => "raised",
                    StopState::NotChecked => "unchecked",
                    StopState::Clear => "clear",
                }
                .to_owned(),
            )
        })
        .child(el("h4").child(number(stop.as_str())).said(app.of(format!("stop.{stop}"))))
        .child(
            el("p")
                .class("meta")
                .child(el("strong").said(move || words::stop_state(&app.book(), state()).to_owned()))
                .text(" ")
                .child(el("span").said(said)),
        )
        .child(lines(app, format!("stop.{stop}.check")))
        .child(
            el("div")
                .class("todo")
                .child(el("h5").said(app.t(Msg::WhatToDo)))
                .child(lines(app, format!("stop.{stop}.do")))
                .hidden_by(move || state() != StopState::Raised),
        )
        .child(buttons(vec![
            pressed(Msg::MarkClear, "clear", StopMark::Clear, StopState::Clear),
            pressed(Msg::MarkRaised, "raised", StopMark::Raised, StopState::Raised),
        ]))
        .slot(key, reason)
}

fn record_words(app: App, record: &StopRecord) -> String {
    let book = app.book();
    let mut words = vec![stamp_in_words(&book, record.state.at)];
    let by = book.role(&record.state.by.role);
    if !by.is_empty() {
        words.push(by);
    }
    if !record.reason.is_empty() {
        words.push(format!("“{}”", record.reason));
    }
    if let Some(kind) = &record.from_consent {
        words.push(book.fill(Msg::RaisedByConsent, &[("name", book.of(&format!("consent.{kind}")).text)]));
    }
    words.join(", ")
}

fn stop_reason(app: App, stop: &'static StopId, wanted: Own<Option<StopMark>>) -> El {
    let Some(mark) = wanted.get() else { return el("div") };
    let label = if mark == StopMark::Clear { Msg::WhyClear } else { Msg::WhyRaised };
    let (field, input) = text_field(app, &format!("reason-{stop}"), label, None);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let cancel = wanted.clone();
    let record = move || {
        let reason = input.value().trim().to_owned();
        // Raising is never held up; taking down is never without a reason.
        if reason.is_empty() && mark == StopMark::Clear {
            fault.set(Some(Msg::ReasonMissing));
            return;
        }
        wanted.set(None);
        app.act(Act::Stop { stop: stop.clone(), mark, reason });
    };
    field.child(says).child(buttons(vec![
        button(app, "primary", Msg::Record, record).testid(&format!("record-{stop}")),
        button(app, "", Msg::Cancel, move || cancel.set(None)),
    ]))
}

/// A note, or the place of a paper: kept while it is typed, recorded on leaving, and never written back into while the
/// caret is in it.
pub fn words_field(app: App, step: &'static StepId, kind: DraftKind) -> El {
    let (id, label, hint, rows) = match kind {
        DraftKind::Note => (format!("note-{step}"), Msg::Note, Msg::NoteHint, "4"),
        DraftKind::Place => (format!("place-{step}"), Msg::PaperPlace, Msg::PaperPlaceHint, "1"),
    };
    let recorded = move || {
        app.see_here(|view, _| {
            let record = view.case.step(step)?;
            match kind {
                DraftKind::Note => record.note.clone(),
                DraftKind::Place => record.place.clone(),
            }
        })
        .flatten()
    };
    let area = el("textarea")
        .id(&id)
        .testid(&id)
        .attr("rows", rows)
        .attr("aria-describedby", &format!("{id}-hint"))
        .without_helpers()
        .value_by(move || recorded().map(|held| held.value).unwrap_or_default());
    let (typed, entered, left) = (area.clone(), area.clone(), area.clone());
    let words = move || recorded().map(|held| held.value).unwrap_or_default();
    let area = area
        .on("focus", move || {
            // The caret also comes back with the window. What another tab wrote meanwhile is shown before it is typed
            // into, or it would be replaced unseen.
            entered.set_value(&words());
            app.begin_typing(step, kind);
        })
        .on("input", move || app.typed(typed.value()))
        .on("blur", move || {
            app.end_typing();
            left.set_value(&words());
        });
    let apart = move || recorded().map(|held| held.apart).unwrap_or_default();
    let both = move || apart().iter().map(|text| el("li").class("typed").text(text)).collect();
    el("div")
        .class("field")
        .child(el("label").attr("for", &id).said(app.t(label)))
        .child(line(app, "hint", hint).id(&format!("{id}-hint")))
        .child(
            el("div")
                .class("warn")
                .child(line(app, "", Msg::ChangedApartHint))
                .child(el("ul").slot(move || apart().join("\n"), both))
                .hidden_by(move || apart().is_empty()),
        )
        .child(area)
}

/// Day, month in words and year apart, so that no order is guessed.
pub fn date_field(
    app: App,
    testid: &str,
    label: Msg,
    when: impl Fn() -> When + Copy + 'static,
    put: impl Fn(When) + Copy + 'static,
) -> El {
    let part = |name: &str, class: &str, value: Box<dyn Fn() -> String>| {
        let input = el("input").id(&format!("{testid}-{name}")).class(class).attr("type", "text");
        input.attr("inputmode", "numeric").attr("autocomplete", "off").value_by(value)
    };
    let day = part("day", "two", Box::new(move || when().day().map(|day| day.day().to_string()).unwrap_or_default()));
    let year =
        part("year", "four", Box::new(move || when().day().map(|day| day.year().to_string()).unwrap_or_default()));
    let time = part(
        "time",
        "four",
        Box::new(move || match when() {
            When::At(_, at) => time_of_day(at),
            _ => String::new(),
        }),
    );
    let option = |number: u8| {
        let option = el("option").attr("value", &number.to_string());
        match time::Month::try_from(number) {
            Ok(month) => option.said(app.t(Msg::month(month))),
            Err(_) => option.text("–"),
        }
    };
    let month = el("select").id(&format!("{testid}-month")).children((0..=12).map(option).collect());
    let month = month.value_by(move || when().day().map_or(0, |day| u8::from(day.month())).to_string());
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let read = {
        let (day, month, year, time, fault) = (day.clone(), month.clone(), year.clone(), time.clone(), fault.clone());
        move || match read_date(&day.value(), &month.value(), &year.value(), &time.value()) {
            Ok(when) => {
                fault.set(None);
                put(when);
            }
            Err(msg) => fault.set(Some(msg)),
        }
    };
    let today = move || {
        fault.set(None);
        put(clock::today().map_or(When::Unknown, When::On));
    };
    let labelled = |name: &str, label: Msg, input: El| {
        let read = read.clone();
        let label = el("label").attr("for", &format!("{testid}-{name}")).said(app.t(label));
        el("span").class("part").child(label).child(input.on("change", read))
    };
    el("fieldset")
        .class("date")
        .testid(testid)
        .child(el("legend").said(app.t(label)))
        .child(says)
        .child(labelled("day", Msg::Day, day))
        .child(labelled("month", Msg::Month, month))
        .child(labelled("year", Msg::Year, year))
        .child(labelled("time", Msg::TimeOfDay, time))
        .child(button(app, "small", Msg::Today, today))
}

fn read_date(day: &str, month: &str, year: &str, time: &str) -> Result<When, Msg> {
    if day.trim().is_empty() && year.trim().is_empty() {
        return Ok(When::Unknown);
    }
    let date = day_from_typed(day, month.parse().unwrap_or(0), year).map_err(|error| match error {
        DateError::NotNumbers => Msg::DateNotNumbers,
        DateError::Year => Msg::DateYear,
        DateError::Day => Msg::DateDay,
    })?;
    match time_from_typed(time) {
        Some(Some(at)) => Ok(When::At(date, at)),
        Some(None) => Ok(When::On(date)),
        None => Err(Msg::TimeWrong),
    }
}
