//! The last check before the crossing: everything that the gate asks for, what is open first. It never says "safe" or "go".

use crate::browser::dom::{El, el};
use crate::browser::{clock, page};
use crate::case::{self, Cause, Item, Looked, View, not_asked_today, not_now};
use crate::procedure::{Answers, Atom, Reason, Step, StopState, Truth};
use crate::text::{Book, Msg};

use super::parts::{line, number};
use super::state::App;
use super::words;

/// The check that a step is; none: it is another kind of step. What the step asks itself has the id that `anchor` makes.
pub fn last_check(app: App, step: &'static Step, anchor: fn(&str) -> String) -> Option<El> {
    step.gate_check.as_ref()?;
    let items = move || app.see_here(|view, _| case::last_check(view, step)).unwrap_or_default();
    let open = move || items().iter().filter(|item| item.is_open()).count();
    let old = move || {
        // Looked at again as time goes by.
        app.now();
        not_asked_today(&items(), clock::now())
    };
    let says_old = move || {
        let (count, of) = old();
        app.fill(Msg::CheckOld, &[("count", &count.to_string()), ("of", &of.to_string())])
    };
    let state = move || match (open(), old()) {
        (0, (0, _)) => "nothing-open",
        (0, _) => "old",
        _ => "open",
    };
    let said = move || match open() {
        0 => app.say(Msg::CheckNothing),
        count => app.fill(Msg::CheckOpen, &[("count", &count.to_string())]),
    };
    let key = move || (app.book().language().to_owned(), items());
    let rows = move || items().iter().map(|item| row(app, item, anchor)).collect();
    Some(
        el("section")
            .class("last-check")
            .testid("last-check")
            .attr_by("data-state", move || Some(state().to_owned()))
            .child(el("h3").said(app.t(Msg::CheckWord)))
            .child(
                el("p")
                    .class("warn")
                    .testid("not-asked-today")
                    .attr("role", "status")
                    .child(el("strong").said(says_old))
                    .hidden_by(move || old().0 == 0),
            )
            .child(el("p").attr("role", "status").child(el("strong").said(said)))
            .child(line(app, "hint", Msg::CheckAges))
            .child(el("ul").class("glance").slot(key, rows)),
    )
}

fn row(app: App, item: &Item, anchor: fn(&str) -> String) -> El {
    let book = app.book();
    let said = app.see_here(|view, _| (title(&book, view, item), state(&book, view, item))).unwrap_or_default();
    let ([id, name, title], state) = said;
    let mut about = Vec::new();
    if let Some((at, by)) = &item.seen {
        about.push(match &item.what {
            Looked::Stop(id) => {
                let state = app.see_here(|view, _| Answers::stop(&view, id)).unwrap_or(StopState::NotChecked);
                words::flag_seen(&book, state, *at, by, clock::now())
            }
            _ => words::seen(&book, Msg::SeenRecorded, *at, by, clock::now()),
        });
    }
    if !item.acts.is_empty() {
        about.push(format!("{}: {}", book.say(Msg::WhoActs), words::roles(&book, &item.acts)));
    }
    let is_raised = |cause: &Cause| matches!(cause, Cause::Raised(_) | Cause::NeedsPlan(..) | Cause::Against(..));
    let kind = match (item.open.is_empty(), item.later) {
        (true, _) => "settled",
        (false, true) => "later",
        (false, false) if item.open.iter().any(is_raised) => "raised",
        (false, false) => "open",
    };
    let what = el("span")
        .child(el("span").class("chip").attr("data-kind", kind).text(&state))
        .text(" ")
        .text(&title)
        .child(el("span").class("meta").text(&about.join(" · ")));
    let (at, here) = (item.at.clone(), anchor(&id));
    let go = move || match &at {
        Some(at) => app.open_step(at),
        None => page::focus(&here),
    };
    let button =
        el("button").attr("type", "button").class("next-item").child(number(&name)).child(what).on("click", go);
    el("li").testid(&format!("check-{id}")).attr("data-state", kind).child(button)
}

/// What a line is about: its id, its number, its words.
fn title(book: &Book, view: View, item: &Item) -> [String; 3] {
    let at = || item.at.as_ref().map(ToString::to_string).unwrap_or_default();
    let of = |key: String| book.of(&key).text.to_owned();
    match &item.what {
        Looked::Record => ["record".to_owned(), String::new(), String::new()],
        Looked::Consent(id) => [id.to_string(), at(), of(format!("consent.{id}"))],
        Looked::Stop(id) => [id.to_string(), id.to_string(), of(format!("stop.{id}"))],
        Looked::Besides(_, Atom::Step { step, .. }) => [step.to_string(), step.to_string(), of(format!("step.{step}"))],
        Looked::Besides(_, atom) => {
            let id = match atom {
                Atom::Fact { fact, .. } => fact.to_string(),
                Atom::Consent { consent, .. } => consent.to_string(),
                Atom::Stop { stop, .. } => stop.to_string(),
                Atom::Step { step, .. } => step.to_string(),
            };
            let reason = Reason { atom: atom.clone(), truth: Truth::Unknown, assumed: false };
            [id, at(), words::reason(book, view, &reason)]
        }
    }
}

/// How it stands, in words.
fn state(book: &Book, view: View, item: &Item) -> String {
    let with = |state: &str, more: String| format!("{state}, {more}");
    match &item.what {
        Looked::Record => words::cause(book, view, &Cause::Incomplete),
        Looked::Consent(id) => {
            let state = words::consent_state(book, view.consent(id));
            match (&item.open[..], &item.at) {
                ([cause @ Cause::NotAsked(kind)], _) if !not_now(view, kind).is_empty() => {
                    words::cause(book, view, cause)
                }
                (_, Some(at)) if item.later => with(state, book.fill(Msg::CheckLater, &[("step", at.as_str())])),
                // Somebody was asked, and not each who has to be.
                ([Cause::NotAsked(_)], _) if item.seen.is_some() => book.say(Msg::GuardianNotAsked).to_owned(),
                _ => state.to_owned(),
            }
        }
        Looked::Stop(id) => {
            let state = words::stop_state(book, Answers::stop(&view, id));
            let Some(plan) = &item.plan else { return state.to_owned() };
            let msg = if item.is_open() { Msg::PlanMissing } else { Msg::PlanThere };
            with(state, book.fill(msg, &[("step", plan.as_str())]))
        }
        Looked::Besides(_, Atom::Step { .. }) => {
            book.say(if item.is_open() { Msg::NotDone } else { Msg::Done }).to_owned()
        }
        Looked::Besides(..) => {
            book.say(if item.is_open() { Msg::CheckOpenOne } else { Msg::CheckSettledOne }).to_owned()
        }
    }
}
