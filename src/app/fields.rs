//! Fields: questions, checks, dates, and words that survive a dying tab.

use std::rc::Rc;
use std::sync::Arc;

use crate::browser::clock;
use crate::browser::dom::{El, effect, el};
use crate::case::{Change, Held, Turn, View, change, contradictions, versions};
use crate::journal::{Act, Field, StopMark, When};
use crate::procedure::{Ask, FactId, Role, StepId, StopId, StopState, Truth};
use crate::text::{DateError, Likely, Msg, Typed, TypedError, likely};
use crate::vault::DraftKind;

use super::consents::consent_ask;
use super::erase::eraser;
use super::flags::{self, flag_state, record_words};
use super::gate::gate_words;
use super::guard::guard;
use super::kept::{Kept, keep, kept_field, kept_line};
use super::parts::{
    Fault, Own, button, buttons, choice, choices, fault_line, folded, group, line, lines, notice, number,
};
use super::state::{App, typing};
use super::words;

/// Whatever a step asks.
pub fn ask_field(app: App, ask: &Ask) -> El {
    match ask {
        Ask::Fact(id) => fact_field(app, id),
        Ask::Consent(id) => consent_ask(app, id, true),
        Ask::Stop(id) => stop_check(app, id),
    }
}

/// An answer that waits for the official's word: over what it was chosen, and its values.
type Waiting = (Option<Held<Vec<Arc<str>>>>, Vec<Arc<str>>);

/// How many steps are listed by name before the rest is counted.
const LISTED: usize = 5;

/// A question with its possible answers. One tap answers, unless `case` wants it shown first what the answer changes. It
/// can be undone.
pub fn fact_field(app: App, id: &FactId) -> El {
    let frame = el("div").class("ask").testid(&format!("fact-{id}"));
    let Some(fact) = app.procedure().fact(id.as_str()) else { return frame };
    let held = move || app.see_here(|view, _| view.case.fact(&fact.id).cloned()).flatten();
    let given = move || held().map(|held| held.value).unwrap_or_default();
    let pending = Own::new(None::<Waiting>);
    let waiting = {
        let pending = pending.clone();
        // Dropped where something else stands now than what it was chosen over: somebody answered in another tab.
        move || pending.get().filter(|(over, _)| *over == held()).map(|(_, values)| values)
    };
    let shown = {
        let waiting = waiting.clone();
        move || waiting().unwrap_or_else(given)
    };
    let propose = {
        let pending = pending.clone();
        move |values: Vec<Arc<str>>| {
            let asks = app.see_here(|view, _| change(view, &fact.id, &values).asks).unwrap_or(false);
            let same = held().is_some_and(|held| held.value == values && !held.is_apart());
            pending.set((asks && !same).then(|| (held(), values.clone())));
            if !asks && !same {
                app.answer(&fact.id, values);
            }
        }
    };
    let option = |value: &'static Arc<str>| {
        let (shown, checked, propose) = (shown.clone(), shown.clone(), propose.clone());
        let input = el("input")
            .attr("type", if fact.many { "checkbox" } else { "radio" })
            .attr("name", &format!("fact-{}", fact.id))
            .testid(&format!("answer-{}-{value}", fact.id))
            .checked_by(move || checked().contains(value));
        let ticked = input.clone();
        let choose = move || {
            let mut values = if fact.many { shown() } else { Vec::new() };
            values.retain(|known| known != value);
            if ticked.checked() {
                values.push(value.clone());
            }
            propose(values);
        };
        choice(input.on("change", choose), move || app.book().value(fact.id.as_str(), value))
    };
    let apart = move || held().filter(Held::is_apart).map(|_| app.say(Msg::ChangedApartHint));
    let disagrees = move || Some(disagreements(app, Some(&fact.id)).join(" ")).filter(|words| !words.is_empty());
    let (waits, taken) = (waiting.clone(), propose.clone());
    frame
        .child(choices(
            el("legend").said(app.of(format!("fact.{}", fact.id))),
            fact.values.iter().map(option).collect(),
        ))
        .child(notice("apart", apart))
        .child(notice("disagrees", disagrees))
        .child(preview(app, &fact.id, pending, waiting))
        .child(
            button(app, "small", Msg::TakeAnswerBack, move || taken(Vec::new()))
                .hidden_by(move || given().is_empty() || waits().is_some()),
        )
}

/// What is recorded and does not agree, in words: all of it, or what is about a question.
pub fn disagreements(app: App, about: Option<&FactId>) -> Vec<String> {
    let book = app.book();
    let words = |view: View| {
        let here = contradictions(view).filter(|two| about.is_none_or(|fact| two.names(fact)));
        here.map(|two| book.of(&format!("contradiction.{}", two.id)).text.to_owned()).collect()
    };
    app.see_here(|view, _| words(view)).unwrap_or_default()
}

/// What an answer would change, while it waits for the official's word. It follows the case: what is confirmed is what
/// stands there.
fn preview(
    app: App,
    fact: &'static FactId,
    pending: Own<Option<Waiting>>,
    waiting: impl Fn() -> Option<Vec<Arc<str>>> + Clone + 'static,
) -> El {
    let seen = {
        let waiting = waiting.clone();
        move || waiting().and_then(|values| app.see_here(|view, _| change(view, fact, &values)))
    };
    let (key, build) = (seen.clone(), seen);
    let lines = move || build().map(|seen| change_words(app, &seen)).unwrap_or_default();
    let key = move || (app.book().language().to_owned(), key());
    let key = move || Some(key()).filter(|(_, seen)| seen.is_some());
    let keep = pending.clone();
    let confirm = {
        let waiting = waiting.clone();
        move || {
            if let Some(values) = waiting() {
                pending.set(None);
                app.answer(fact, values);
            }
        }
    };
    let answers = buttons(vec![
        button(app, "primary", Msg::ChangeAnswer, confirm).testid(&format!("change-{fact}")),
        button(app, "", Msg::LeaveAnswer, move || keep.set(None)).testid(&format!("keep-{fact}")),
    ]);
    el("div")
        .class("preview")
        .testid(&format!("preview-{fact}"))
        .child(el("div").attr("role", "status").slot(key, lines))
        .child(answers.hidden_by(move || waiting().is_none()))
}

fn change_words(app: App, seen: &Change) -> Vec<El> {
    let book = app.book();
    let named = |turn: &Turn| {
        let name = format!("{} {}", turn.step, book.of(&format!("step.{}", turn.step)).text);
        if turn.after == Truth::Unknown { format!("{name} ({})", book.say(Msg::MayApply)) } else { name }
    };
    let list = |msg: Msg, words: Vec<String>| {
        let mut points: Vec<El> = words.iter().take(LISTED).map(|words| el("li").text(words)).collect();
        if words.len() > LISTED {
            let rest = (words.len() - LISTED).to_string();
            points.push(el("li").text(&book.fill(Msg::AndMore, &[("count", &rest)])));
        }
        let head = el("p").child(el("strong").text(book.say(msg)));
        if words.is_empty() { Vec::new() } else { vec![head, el("ul").class("lines").children(points)] }
    };
    let mut parts = list(Msg::ChangeAdds, seen.steps.iter().filter(|turn| turn.comes()).map(named).collect());
    // Answers first: each of them is something recorded.
    let asked = seen.unasked.iter().map(|fact| book.of(&format!("fact.{fact}")).text.to_owned());
    let aside: Vec<String> = asked.chain(seen.steps.iter().filter(|turn| turn.goes()).map(named)).collect();
    let kept = (!aside.is_empty()).then(|| el("p").class("hint").text(book.say(Msg::ChangeKept)));
    parts.extend(list(Msg::ChangeSetsAside, aside));
    parts.extend(kept);
    if let Some(gate) = &seen.gate {
        parts
            .push(el("p").text(
                &book.fill(Msg::ChangeGate, &[("what", book.of("gate").text), ("gate", &gate_words(app, gate))]),
            ));
    }
    parts
}

/// What the short names in some words of the procedure stand for; `but` is left out.
pub fn short_names(app: App, keys: Vec<String>, but: &'static str) -> El {
    let names = move || {
        let book = app.book();
        let words = keys.iter().filter_map(|key| book.maybe(key)).collect::<Vec<_>>().join("\n");
        let mut names = words::short_names(&book, app.procedure(), &words);
        names.retain(|(name, _)| name != but);
        names
    };
    let shown = names.clone();
    let line = |(name, says): (String, String)| el("li").child(el("strong").text(&name)).text(&format!(" {says}"));
    let list = move || shown().into_iter().map(line).collect();
    el("ul").class("short-names").attr_by("aria-label", move || Some(app.say(Msg::MetHere))).slot(names, list)
}

/// The check of a red flag. Raising one takes one tap, and what was seen is asked for once it is up. Marking one clear is a
/// decision: it is asked again, and one that is up is taken down with a reason only.
pub fn stop_check(app: App, id: &StopId) -> El {
    let frame = el("div").class("ask stop").testid(&format!("stop-{id}"));
    let Some(flag) = app.procedure().stop(id.as_str()) else { return frame };
    let stop = &flag.id;
    let record = move || app.see_here(|view, _| view.case.stop(stop).cloned()).flatten();
    let state = move || record().map_or(StopState::NotChecked, |record| record.state.value);
    let kept = Kept::new(app, &format!("stop-{stop}"));
    let wanted = Own::new(kept.get("mark").and_then(|word| MARKS.into_iter().find(|mark| mark_word(*mark) == word)));
    let mark = {
        let (wanted, kept) = (wanted.clone(), kept.clone());
        move |mark: StopMark| {
            kept.put("mark", mark_word(mark));
            wanted.set(Some(mark));
            if mark == StopMark::Raised && state() != StopState::Raised {
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
    let reason = move || vec![stop_reason(app, stop, &kept, (wanted.clone(), state() == StopState::Raised))];
    let its_words = ["check", "do"].map(|part| format!("stop.{stop}.{part}")).to_vec();
    group(app, frame, format!("stop.{stop}"))
        .attr_by("data-state", move || Some(flag_state(state()).to_owned()))
        .child(el("h4").child(number(stop.as_str())).said(app.of(format!("stop.{stop}"))))
        .child(
            el("p")
                .class("meta")
                .child(el("strong").said(move || words::stop_state(&app.book(), state()).to_owned()))
                .text(" ")
                .child(el("span").said(said)),
        )
        .child(flags::about(app, flag))
        .child(lines(app, format!("stop.{stop}.check")))
        .child(
            folded(app.t(Msg::WhatToDo), vec![lines(app, format!("stop.{stop}.do"))])
                .hidden_by(move || state() == StopState::Raised),
        )
        .child(
            el("div")
                .class("todo")
                .child(el("h5").said(app.t(Msg::WhatToDo)))
                .child(lines(app, format!("stop.{stop}.do")))
                .hidden_by(move || state() != StopState::Raised),
        )
        .child(short_names(app, its_words, stop.as_str()))
        .child(buttons(vec![
            pressed(Msg::MarkClear, "clear", StopMark::Clear, StopState::Clear),
            pressed(Msg::MarkRaised, "raised", StopMark::Raised, StopState::Raised),
        ]))
        .slot(key, reason)
}

const MARKS: [StopMark; 2] = [StopMark::Clear, StopMark::Raised];

/// The word under which a half-filled form keeps which mark it is for.
fn mark_word(mark: StopMark) -> &'static str {
    match mark {
        StopMark::Clear => "clear",
        StopMark::Raised => "raised",
    }
}

/// What was seen, of a flag that is up by now; or whether one is clear, and why if it was up.
fn stop_reason(app: App, stop: &'static StopId, kept: &Kept, (wanted, is_up): (Own<Option<StopMark>>, bool)) -> El {
    let Some(mark) = wanted.get() else { return el("div") };
    let (cancel, cancelled) = (wanted.clone(), kept.clone());
    let cancel = move || {
        cancelled.forget();
        cancel.set(None);
    };
    let (recorded, forgotten) = (wanted, kept.clone());
    let put = move |reason: String| {
        recorded.set(None);
        app.act(Act::Stop { stop: stop.clone(), mark, reason });
        forgotten.forget();
    };
    let (record_id, cancel_id) = (format!("record-{stop}"), format!("cancel-{stop}"));
    if mark == StopMark::Clear && !is_up {
        let sure = button(app, "", Msg::RecordClear, move || put(String::new())).testid(&record_id);
        let leave = button(app, "", Msg::Cancel, cancel).testid(&cancel_id);
        return el("div").child(line(app, "note", Msg::SureClear)).child(buttons(vec![sure, leave]));
    }
    let (head, label, leave) = match mark {
        StopMark::Clear => (None, Msg::WhyClear, Msg::Cancel),
        StopMark::Raised => (Some(line(app, "note", Msg::RaisedNow)), Msg::WhyRaised, Msg::LeaveReason),
    };
    let id = format!("reason-{stop}");
    // What was typed for one mark says nothing of the other.
    let field = kept_field(app, &kept.part(mark_word(mark)), &id, label, None);
    let (field, input) = watched(app, field);
    let not_recorded = kept_line(app, kept, &id);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let leaves = cancel.clone();
    let record = move || match (input.value().trim(), mark) {
        // It is up without one, too; it is taken down with one only.
        ("", StopMark::Raised) => leaves(),
        ("", StopMark::Clear) => fault.set(Some(Msg::ReasonMissing)),
        (reason, _) => put(reason.to_owned()),
    };
    el("div").maybe(head).child(field).maybe(not_recorded).child(says).child(buttons(vec![
        button(app, "primary", Msg::Record, record).testid(&record_id),
        button(app, "", leave, cancel).testid(&cancel_id),
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
    let (typed, entered, left, looked) = (area.clone(), area.clone(), area.clone(), area.clone());
    let words = move || recorded().map(|held| held.value).unwrap_or_default();
    let field = match kind {
        DraftKind::Note => Field::Note(step.clone()),
        DraftKind::Place => Field::Place(step.clone()),
    };
    let (retyped, rewritten) = (area.clone(), field.clone());
    let guard = guard(app, &area, true, move |typed, read| {
        let is_done = typing::reread(app, &rewritten, typed, read);
        if is_done {
            retyped.set_value(read);
            if retyped.has_focus() {
                app.begin_typing(step, kind);
            }
        }
        is_done
    });
    let found = Own::new(Vec::new());
    let (finds, leaves, shown) = (found.clone(), found.clone(), found.clone());
    let look = guard.look.clone();
    effect(move || {
        let words = words();
        if !looked.has_focus() {
            found.settle(likely(&words));
            look(&words);
        }
    });
    let area = area
        .on("focus", move || {
            // The caret also comes back with the window. What another tab wrote meanwhile is shown before it is typed
            // into, or it would be replaced unseen.
            entered.set_value(&words());
            app.begin_typing(step, kind);
        })
        .on("input", move || {
            let words = typed.value();
            finds.settle(likely(&words));
            typing::typed(app, words);
        })
        .on("blur", move || {
            app.end_typing();
            left.set_value(&words());
            leaves.settle(likely(&left.value()));
        });
    let which = move || app.see_here(|view, journal| versions(view.procedure, journal, &field)).unwrap_or_default();
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
        .child(needed_line(app, shown).testid(&format!("needed-{id}")))
        .child(guard.says)
        .child(eraser(app, &id, which))
}

/// A line of text under which words that point to a person, and words in Zawgyi, are noticed while they are typed.
pub fn watched(app: App, (field, input): (El, El)) -> (El, El) {
    (field.children(watches(app, input.clone())), input)
}

/// What is said of the words in a line of text.
pub fn watches(app: App, input: El) -> Vec<El> {
    let found = Own::new(likely(&input.value()));
    let (finds, looked) = (found.clone(), input.clone());
    let name = format!("needed-{}", input.property("id").as_string().unwrap_or_default());
    let input = input.on("input", move || finds.settle(likely(&looked.value())));
    let retyped = input.clone();
    let guard = guard(app, &input, false, move |typed, read| {
        let is_same = retyped.value() == typed;
        if is_same {
            retyped.retype(read);
        }
        is_same
    });
    (guard.look)(&input.value());
    vec![needed_line(app, found).testid(&name), guard.says]
}

/// Room in a form for a sentence, which can be read whole while it is typed; kept, and watched as any line of text.
pub fn kept_words(app: App, kept: &Kept, id: &str, label: Msg, standing: &str) -> (El, El) {
    let area = el("textarea").id(id).testid(id).attr("rows", "2").without_helpers();
    area.set_value(standing);
    let area = keep(kept, id, area);
    let label = el("label").attr("for", id).said(app.t(label));
    watched(app, (el("div").class("field").child(label).child(area.clone()), area))
}

/// Asks whether words that point to a person are needed, while they stand in the field. Nothing waits for an answer.
fn needed_line(app: App, found: Own<Vec<Likely>>) -> El {
    el("div").class("hint").attr("role", "status").said(move || needed_words(app, &found.get()))
}

fn needed_words(app: App, found: &[Likely]) -> String {
    let word = |kind: &Likely| {
        app.say(match kind {
            Likely::Phone => Msg::LikePhone,
            Likely::Card => Msg::LikeCard,
            Likely::Mail => Msg::LikeMail,
            Likely::Spot => Msg::LikeSpot,
            Likely::Name => Msg::LikeName,
        })
    };
    found.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// What a date may be besides a day that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Nothing else.
    None,
    /// A day that is not certain, or one that nobody knows.
    Allowed,
}

/// A date that is recorded as soon as it is one. Until then its parts are kept as they were typed.
pub fn date_field(
    app: App,
    kept: &Kept,
    (testid, label, doubt): (&str, Msg, Doubt),
    when: impl Fn() -> When + Clone + 'static,
    put: impl Fn(When) + Clone + 'static,
) -> El {
    let recorded = kept.clone();
    let record = move |typed: Option<When>| {
        if let Some(typed) = typed {
            recorded.forget();
            put(typed);
        }
    };
    let (field, read) = date_parts(app, kept, (testid, label, doubt), when, record);
    match kept_line(app, kept, &format!("{testid}-day")) {
        // What came back is no change to the browser.
        Some(not_recorded) => {
            let (kept, testid) = (kept.clone(), testid.to_owned());
            let left = move || {
                if is_half_typed(&kept, &testid) {
                    read();
                }
            };
            field.child(not_recorded).on("focusout", left)
        }
        None => field,
    }
}

/// The date of a form, whose parts are kept as they were typed. It is none while what was typed last is none, which must
/// not be recorded as the date before it.
pub fn kept_date(app: App, kept: &Kept, what: (&str, Msg, Doubt), date: &Own<Option<When>>) -> El {
    let shown = Own::new(date.get().unwrap_or(When::Unknown));
    let (date, shows) = (date.clone(), shown.clone());
    let put = move |typed: Option<When>| {
        date.set(typed);
        if let Some(typed) = typed {
            shows.set(typed);
        }
    };
    let (field, read) = date_parts(app, kept, what, move || shown.get(), put);
    if is_half_typed(kept, what.0) {
        read();
    }
    field
}

const DATE_PARTS: [&str; 5] = ["day", "month", "year", "time", "about"];

fn is_half_typed(kept: &Kept, testid: &str) -> bool {
    DATE_PARTS.iter().any(|part| kept.get(&format!("{testid}-{part}")).is_some())
}

/// A date part by part, as it stands in the fields of a language.
fn typed_parts(language: &str, when: When) -> [String; 5] {
    let Typed { day, month, year, time, about } = Typed::of(language, when);
    [day, month.to_string(), year, time, if about { ABOUT.to_owned() } else { String::new() }]
}

/// The kept word of a day that is not certain.
const ABOUT: &str = "about";

/// Day, month in words and year apart, so that no order is guessed; and what reads them. What is typed and is no date is
/// put as none.
fn date_parts(
    app: App,
    kept: &Kept,
    (testid, label, doubt): (&str, Msg, Doubt),
    when: impl Fn() -> When + Clone + 'static,
    put: impl Fn(Option<When>) + Clone + 'static,
) -> (El, Rc<dyn Fn()>) {
    let part = |name: &str, class: &str, value: Box<dyn Fn() -> String>| {
        let input = el("input").id(&format!("{testid}-{name}")).class(class).attr("type", "text").without_helpers();
        input.attr("inputmode", "numeric").value_by(value)
    };
    // What is half-typed stays in the field whatever else is recorded meanwhile.
    let value = |at: usize| {
        let (when, kept, name) = (when.clone(), kept.clone(), format!("{testid}-{}", DATE_PARTS[at]));
        Box::new(move || {
            let recorded = typed_parts(app.book().language(), when());
            kept.get(&name).unwrap_or_else(|| recorded[at].clone())
        })
    };
    let day = part("day", "two", value(0));
    let year = part("year", "four", value(2));
    let time = part("time", "four", value(3));
    let option = |number: u8| {
        let option = el("option").attr("value", &number.to_string());
        match time::Month::try_from(number) {
            Ok(month) => option.said(app.t(Msg::month(month))),
            Err(_) => option.text("–"),
        }
    };
    let month = el("select").id(&format!("{testid}-month")).children((0..=12).map(option).collect());
    let month = month.value_by(value(1));
    let is_about = value(4);
    let about = el("input").attr("type", "checkbox").id(&format!("{testid}-about"));
    let about = about.checked_by(move || is_about() == ABOUT);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault).id(&format!("{testid}-fault"));
    let read = {
        let [day, month, year, time, about] = [&day, &month, &year, &time, &about].map(El::clone);
        let (fault, put) = (fault.clone(), put.clone());
        move || {
            let month = month.value().parse().unwrap_or(0);
            let typed =
                Typed { day: day.value(), month, year: year.value(), time: time.value(), about: about.checked() };
            let (said, date) = match typed.read() {
                // The tick alone says no date; it is not taken away before there is one.
                Ok(When::Unknown) if typed.about => (None, None),
                Ok(when) => (None, Some(when)),
                Err(error) => (Some(date_fault(error)), None),
            };
            fault.set(said);
            put(date);
        }
    };
    let named = DATE_PARTS.map(|name| format!("{testid}-{name}"));
    for (name, input) in named.iter().zip([&day, &month, &year, &time]) {
        keep(kept, name, input.clone());
    }
    let (keeps, ticked, about_name) = (kept.clone(), about.clone(), named[4].clone());
    let about = about.on("change", move || keeps.put(&about_name, if ticked.checked() { ABOUT } else { "" }));
    let sets = {
        let (kept, fault, put) = (kept.clone(), fault.clone(), put.clone());
        move |when: When| {
            fault.set(None);
            let parts = typed_parts(app.book().language(), when);
            named.iter().zip(parts).for_each(|(name, typed)| kept.put(name, &typed));
            put(Some(when));
        }
    };
    let (today, unknown) = (sets.clone(), sets);
    let today = move || today(clock::today().map_or(When::Unknown, When::On));
    let labelled = |name: &str, label: Msg, input: El| {
        let (read, wrong, said) = (read.clone(), fault.clone(), format!("{testid}-fault"));
        let label = el("label").attr("for", &format!("{testid}-{name}")).said(app.t(label));
        let input = input.attr_by("aria-describedby", move || wrong.get().map(|_| said.clone()));
        el("span").class("part").child(label).child(input.on("change", read))
    };
    let field = el("fieldset")
        .class("date")
        .testid(testid)
        .child(el("legend").said(app.t(label)))
        .child(says)
        .child(labelled("day", Msg::Day, day))
        .child(labelled("month", Msg::Month, month))
        .child(labelled("year", Msg::Year, year))
        .child(labelled("time", Msg::TimeOfDay, time))
        .child(button(app, "small", Msg::Today, today));
    let field = match doubt {
        Doubt::None => field,
        Doubt::Allowed => field.child(choice(about.on("change", read.clone()), app.t(Msg::DateIsAbout))).child(
            button(app, "small", Msg::DateNotKnown, move || unknown(When::Unknown))
                .testid(&format!("{testid}-unknown")),
        ),
    };
    (field, Rc::new(read))
}

/// A list of all roles, with its label.
pub fn role_field(app: App, id: &str, label: Msg) -> (El, El) {
    let option = |role: &'static Role| {
        let id = role.id.as_str();
        let name = move || {
            let book = app.book();
            format!("{} – {}", book.role(id), book.of(&format!("role.{id}")).text)
        };
        el("option").attr("value", id).said(name)
    };
    let mut options = vec![el("option").attr("value", "").said(app.t(Msg::NotSaid))];
    options.extend(app.procedure().roles.iter().map(option));
    let list = el("select").id(id).testid(id).children(options);
    let label = el("label").attr("for", id).said(app.t(label));
    (el("div").class("field").child(label).child(list.clone()), list)
}

fn date_fault(error: TypedError) -> Msg {
    match error {
        TypedError::Missing => Msg::DateMissing,
        TypedError::Day(DateError::NotNumbers) => Msg::DateNotNumbers,
        TypedError::Day(DateError::Year) => Msg::DateYear,
        TypedError::Day(DateError::Day) => Msg::DateDay,
        TypedError::Time => Msg::TimeWrong,
        TypedError::AboutTime => Msg::DateAboutTime,
    }
}
