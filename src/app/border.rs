//! The day at the border: a chosen set of cases, each in one large row. Reasons stand nowhere but in the opened row of the
//! one person that they are about, and one row is open at a time.

mod sheet;

use std::sync::Arc;

use crate::browser::dom::{El, effect, el};
use crate::case::{BorderRow, contradictions, handovers};
use crate::procedure::{Answers, BorderDay, ConsentState, FactId, Truth};
use crate::text::{Msg, when_in_words};
use crate::vault::CaseId;

use super::cases::heading;
use super::gate::{gate_state, gate_words};
use super::parts::{Own, button, buttons, choice, folded, line, notice};
use super::state::{App, Screen, place_of};
use super::words;

/// Which row is open.
type Opened = Own<Option<CaseId>>;

/// The screen.
pub fn border(app: App, (): ()) -> Vec<El> {
    let Some(border) = app.procedure().border_day.as_ref() else { return Vec::new() };
    let opened = Opened::new(None);
    let chosen = move || app.border_chosen();
    let rows = move || chosen().into_iter().map(|id| row(app, border, id, opened.clone())).collect();
    let choose = folded(
        move || app.fill(Msg::ChooseCases, &[("count", &chosen().len().to_string())]),
        vec![chooser(app, border)],
    );
    let choose = choose.class("choose").testid("choose-fold");
    let choose = if chosen().is_empty() { choose.attr("open", "") } else { choose };
    vec![
        heading(app, Msg::BorderDay),
        line(app, "hint", Msg::BorderHint),
        choose,
        el("ul").class("border-rows").slot(chosen, rows),
        sheet::paper(app, border),
    ]
}

// ---- Choosing ----

/// Where a case is to cross, as far as it is known: none where the case was not read yet.
type Point = Option<Vec<Arc<str>>>;

/// Open cases, and chosen ones, by the place of crossing.
fn chooser(app: App, border: &'static BorderDay) -> El {
    let cases = move || {
        let mut groups: Vec<(Point, Vec<(CaseId, String)>)> = Vec::new();
        for id in app.ids_by_code() {
            let row = app.border_row(id);
            if row.as_ref().is_some_and(|row| row.closed) && !app.is_chosen(id) {
                continue;
            }
            let code = app.line(id).map(|line| line.code).unwrap_or_default();
            let point = row.map(|row| row.point);
            match groups.iter_mut().find(|(known, _)| *known == point) {
                Some((_, cases)) => cases.push((id, code)),
                None => groups.push((point, vec![(id, code)])),
            }
        }
        groups
    };
    let key = move || Some((app.book().language().to_owned(), cases()));
    let groups = move || cases().into_iter().map(|(point, cases)| group(app, border, &point, cases)).collect();
    el("div").slot(key, groups)
}

fn group(app: App, border: &BorderDay, point: &Point, cases: Vec<(CaseId, String)>) -> El {
    let book = app.book();
    let name = match point {
        None => book.say(Msg::NotReadYet).to_owned(),
        Some(point) if point.is_empty() => book.say(Msg::NotAnswered).to_owned(),
        Some(point) => words::values(&book, border.point.as_str(), point),
    };
    let ids: Vec<CaseId> = cases.iter().map(|(id, _)| *id).collect();
    let all = (cases.len() > 1)
        .then(|| button(app, "small", Msg::ChooseAll, move || app.choose(&ids, true)).testid("choose-all"));
    let boxes = cases.into_iter().map(|(id, code)| {
        let input = el("input").attr("type", "checkbox").testid(&format!("choose-{code}"));
        let ticked = input.clone();
        let input = input.checked_by(move || app.is_chosen(id));
        choice(input.on("change", move || app.choose(&[id], ticked.checked())), move || code.clone())
    });
    let legend = el("legend").text(&format!("{}: {name}", short_name(app, &border.point)));
    el("fieldset").child(legend).child(el("div").class("choices").children(boxes.collect())).maybe(all)
}

fn short_name(app: App, fact: &FactId) -> String {
    app.book().fact(fact.as_str()).to_owned()
}

// ---- Rows ----

fn row(app: App, border: &'static BorderDay, id: CaseId, opened: Opened) -> El {
    // Looked at once per change, for all that the row shows of it.
    let seen = Own::new(None::<BorderRow>);
    let settled = seen.clone();
    effect(move || settled.settle(app.border_row(id)));
    let state = {
        let seen = seen.clone();
        move || Some(seen.get().map_or("unread", |row| gate_state(&row.gate)).to_owned())
    };
    let code = app.line(id).map(|line| line.code).unwrap_or_default();
    let known = seen.clone();
    let unread = {
        let seen = seen.clone();
        move || seen.get().is_none()
    };
    let not_read = move || {
        el("div")
            .child(line(app, "warn", Msg::CaseUnread))
            .child(button(app, "", Msg::TryAgain, move || app.shown_again()))
    };
    let shown = code.clone();
    let body = move || body(app, border, id, &shown, seen.clone(), opened.clone());
    el("li")
        .class("border-row")
        .testid(&format!("border-{code}"))
        .attr_by("data-state", state)
        .child(el("h2").text(&code))
        .when(unread, not_read)
        .when(move || known.get().is_some(), body)
}

fn body(
    app: App,
    border: &'static BorderDay,
    id: CaseId,
    code: &str,
    seen: Own<Option<BorderRow>>,
    opened: Opened,
) -> El {
    let [of_gate, of_gate_state, of_consent, of_ask, of_crossed] = std::array::from_fn(|_| seen.clone());
    let gate = move || of_gate.get().map(|row| gate_words(app, &row.gate)).unwrap_or_default();
    let gate_is = move || of_gate_state.get().map(|row| gate_state(&row.gate).to_owned());
    let consent = move || {
        let Some(asked) = of_consent.get().map(|row| row.asked) else { return String::new() };
        let book = app.book();
        let mut words = vec![words::consent_state(&book, asked.state).to_owned()];
        if asked.state != ConsentState::NotAsked {
            words.push(when_in_words(&book, asked.when));
        }
        let words = words.join(", ");
        if asked.earlier { format!("{words}. {}", book.say(Msg::AskedEarlier)) } else { words }
    };
    let to_ask = move || of_ask.get().is_some_and(|row| row.asked.state == ConsentState::NotAsked || row.asked.earlier);
    let crossed = move || {
        let given = of_crossed.get().map(|row| row.crossed).unwrap_or_default();
        let book = app.book();
        if given.is_empty() {
            book.say(Msg::NotAnswered).to_owned()
        } else {
            words::values(&book, border.fact.as_str(), &given)
        }
    };
    let ask = el("button")
        .attr("type", "button")
        .id(&place_of(id))
        .testid(&format!("ask-{code}"))
        .attr_by("class", move || Some(if to_ask() { "primary" } else { "" }.to_owned()))
        .said(app.t(Msg::AskAgain))
        .on("click", move || app.go_to_step(id, &border.step));
    let incomplete = {
        let seen = seen.clone();
        move || seen.get().is_some_and(|row| row.incomplete).then(|| app.say(Msg::CauseIncomplete))
    };
    let (is_open, holds) = (opened.clone(), opened.clone());
    let toggle = move || opened.set((opened.get() != Some(id)).then_some(id));
    let more = el("button")
        .attr("type", "button")
        .testid(&format!("record-{code}"))
        .attr_by("aria-expanded", move || Some((is_open.get() == Some(id)).to_string()))
        .said(app.of(format!("fact.{}", border.fact)))
        .on("click", toggle);
    let line = |name: El, value: El| el("p").child(name.class("meta")).text(" ").child(value);
    el("div")
        .child(el("p").child(el("span").class("tag").attr_by("data-state", gate_is).said(gate)))
        .child(notice("border-incomplete", incomplete))
        .child(line(
            el("span").said(app.of(format!("consent.{}", border.consent))),
            el("strong").testid(&format!("asked-{code}")).said(consent),
        ))
        .child(line(
            el("span").said(move || short_name(app, &border.fact)),
            el("strong").testid(&format!("crossed-{code}")).said(crossed),
        ))
        .child(buttons(vec![ask, more]))
        .when(move || holds.get() == Some(id), move || inside(app, border, id))
}

/// What is recorded of one person, and why. Nothing of it stands outside of the opened row.
fn inside(app: App, border: &'static BorderDay, id: CaseId) -> El {
    let disagree = move || {
        let book = app.book();
        let words = app.see(id, |view, _| {
            let about = contradictions(view).filter(|two| two.names(&border.fact));
            about.map(|two| book.of(&format!("contradiction.{}", two.id)).text.to_owned()).collect::<Vec<_>>()
        });
        words.map(|words| words.join(" ")).filter(|words| !words.is_empty())
    };
    let why = border.why.as_ref();
    let asks_why = move || {
        let asked = why.and_then(|why| app.procedure().fact(why.as_str()));
        asked.is_some_and(|fact| app.see(id, |view, _| view.asks(fact) == Truth::Yes).unwrap_or(false))
    };
    let steps = move || {
        app.see(id, |view, _| handovers(view, border).iter().map(|step| step.id.clone()).collect::<Vec<_>>())
            .unwrap_or_default()
    };
    let to_step = move |step: crate::procedure::StepId| {
        let name = format!("{step} {}", app.book().of(&format!("step.{step}")).text);
        el("button").attr("type", "button").testid(&format!("to-{step}")).text(&name).on("click", move || {
            app.go_to_step(id, &step);
        })
    };
    let key = move || Some((app.book().language().to_owned(), steps()));
    el("div")
        .class("border-inside")
        .child(answers(app, border, id, &border.fact))
        .child(notice("disagrees", disagree))
        .when(asks_why, move || why.map_or_else(|| el("div"), |why| answers(app, border, id, why)))
        .child(el("div").class("buttons").slot(key, move || steps().into_iter().map(to_step).collect()))
        .child(buttons(vec![button(app, "", Msg::OpenTheCase, move || app.go(Screen::Case(id))).testid("open-case")]))
}

/// A question with a large button for each answer. The one that stands is taken back by another tap on it. An answer that
/// changes what is to be shown first is changed in the case, where it is shown.
fn answers(app: App, border: &'static BorderDay, id: CaseId, fact: &'static FactId) -> El {
    let values = app.procedure().fact(fact.as_str()).map(|fact| fact.values.as_slice()).unwrap_or_default();
    let given = move || app.see(id, |view, _| Answers::fact(&view, fact).to_vec()).unwrap_or_default();
    let answer = |value: &'static Arc<str>| {
        let record = move || {
            let values = if given().contains(value) { Vec::new() } else { vec![value.clone()] };
            if app.answer_in(id, fact, values) {
                return;
            }
            let step = app.see(id, |view, _| handovers(view, border).first().map(|step| step.id.clone())).flatten();
            app.go_to_step(id, &step.unwrap_or_else(|| border.step.clone()));
        };
        el("button")
            .attr("type", "button")
            .testid(&format!("answer-{fact}-{value}"))
            .attr_by("aria-pressed", move || Some(given().contains(value).to_string()))
            .said(move || app.book().value(fact.as_str(), value))
            .on("click", record)
    };
    el("div")
        .attr("role", "group")
        .attr_by("aria-label", move || Some(app.book().of(&format!("fact.{fact}")).text.to_owned()))
        .child(el("h3").said(app.of(format!("fact.{fact}"))))
        .child(el("div").class("buttons").children(values.iter().map(answer).collect()))
}
