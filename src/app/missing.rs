//! What is still missing before the gate can open, by whom to call; on screen, and as a text to send.

use crate::browser::dom::{El, el};
use crate::case::sharing::{Toward, refusals};
use crate::case::{self, Call, Cause, Lack, Missing, What};
use crate::procedure::{Ask, RoleId, Side};
use crate::text::{Book, Msg};

use super::contacts::contact;
use super::parts::{Own, line, lines, number};
use super::send::copier;
use super::state::App;
use super::words;

/// The calls to make; made while the list is unfolded.
pub fn missing(app: App, open: Own<bool>) -> Vec<El> {
    let list = move || app.see_here(|view, _| case::missing(view)).unwrap_or_default();
    let seen = move || if open.get() { list() } else { Missing::default() };
    let build = move || {
        let list = list();
        let hint = app.procedure().has_two_sides().then(|| line(app, "warn", Msg::MissingHint));
        let mut parts: Vec<El> = hint.into_iter().collect();
        parts.extend(list.unread.then(|| line(app, "warn", Msg::CauseIncomplete)));
        parts.extend(list.calls.iter().map(|call| call_list(app, call)));
        let key = move || Some((app.book().language().to_owned(), held_back(app)));
        parts.push(el("div").slot(key, move || sending(app, list.clone())));
        parts
    };
    vec![el("div").class("calls").testid("missing").slot(seen, build)]
}

fn role_name(book: &Book, role: Option<&RoleId>) -> String {
    role.map_or_else(|| book.say(Msg::WhoActs).to_owned(), |role| book.role(role.as_str()))
}

fn call_list(app: App, call: &Call) -> El {
    let role = call.role.clone();
    let name = role.as_ref().map_or("none", |role| role.as_str());
    el("section")
        .testid(&format!("call-{name}"))
        .child(el("h3").said({
            let role = role.clone();
            move || role_name(&app.book(), role.as_ref())
        }))
        .maybe(call.role.as_ref().and_then(|role| contact(app, role.as_str())))
        .child(el("ul").children(call.lacks.iter().map(|lack| lack_line(app, lack)).collect()))
}

fn lack_line(app: App, lack: &Lack) -> El {
    let (says, about) = (lack.clone(), lack.clone());
    let what = el("span")
        .said(move || what_words(app, &says))
        .child(el("span").class("meta").said(move || about_words(&app.book(), &about)));
    let item = match lack.at.clone() {
        Some(at) => el("button")
            .attr("type", "button")
            .class("next-item")
            .child(number(at.as_str()))
            .child(what)
            .on("click", move || app.open_step(&at)),
        None => el("p").child(what),
    };
    let item = el("li").child(item);
    match &lack.what {
        What::Raised(stop) => item.child(lines(app, format!("stop.{stop}.do"))),
        What::Against(kind, _) => item.child(lines(app, format!("consent.{kind}.withdraw"))),
        What::Step(_) | What::Answer(_) | What::NotNow(_) => item,
    }
}

fn what_words(app: App, lack: &Lack) -> String {
    let book = app.book();
    let cause = |cause: Cause| app.see_here(|view, _| words::cause(&book, view, &cause)).unwrap_or_default();
    match (&lack.what, &lack.at) {
        (What::Step(_), Some(at)) => book.of(&format!("step.{at}")).text.to_owned(),
        (What::Step(_), None) => String::new(),
        (What::Answer(ask), _) => format!("{}: {}", book.say(Msg::AnswerFirst), words::ask(&book, ask)),
        (What::Raised(stop), _) => cause(Cause::Raised(stop.clone())),
        (What::Against(kind, state), _) => cause(Cause::Against(kind.clone(), *state)),
        (What::NotNow(kind), _) => cause(Cause::NotAsked(kind.clone())),
    }
}

/// What a step settles here, and who acts besides.
fn about_words(book: &Book, lack: &Lack) -> String {
    let ask = |ask: &Ask| match ask {
        Ask::Stop(stop) => format!("{stop} {}", book.of(&format!("stop.{stop}")).text),
        Ask::Consent(kind) => book.of(&format!("consent.{kind}")).text.to_owned(),
        Ask::Fact(fact) => book.fact(fact.as_str()).to_owned(),
    };
    let mut about = Vec::new();
    if let What::Step(asks) = &lack.what
        && !asks.is_empty()
    {
        let asks = asks.iter().map(ask).collect::<Vec<_>>().join(", ");
        about.push(book.fill(Msg::MissingAsks, &[("what", &asks)]));
    }
    if !lack.beside.is_empty() {
        about.push(book.fill(Msg::MissingBeside, &[("who", &words::roles(book, &lack.beside))]));
    }
    about.join(" · ")
}

/// What is held back now: in the official's own office, and towards the other side.
fn held_back(app: App) -> [Vec<Cause>; 2] {
    let held = |to: Toward| app.see_here(|view, _| refusals(view, to)).unwrap_or_default();
    [held(Toward::OwnOffice), held(Toward::OtherSide)]
}

/// The list to be copied. It says nothing of the case; but whom it goes to hears that there is one. So it is not offered
/// once the person said no to sharing, and leaves out what the other side has to do while nothing may go there.
fn sending(app: App, mut list: Missing) -> Vec<El> {
    let [against, across] = held_back(app);
    if !against.is_empty() {
        let book = app.book();
        let say = |cause: &Cause| app.see_here(|view, _| words::cause(&book, view, cause)).unwrap_or_default();
        let why = against.iter().map(|cause| el("li").child(el("strong").text(&say(cause))));
        let frame = el("div").class("warn").testid("missing-refused").child(line(app, "", Msg::HeldBack));
        return vec![frame.child(el("ul").children(why.collect()))];
    }
    let is_across = |call: &Call| {
        let role = call.role.as_ref().and_then(|role| app.procedure().role(role.as_str()));
        role.is_some_and(|role| role.side == Side::To)
    };
    let mut parts = vec![line(app, "hint", Msg::CopyHint)];
    if !across.is_empty() && list.calls.iter().any(is_across) {
        list.calls.retain(|call| !is_across(call));
        parts.push(line(app, "hint", Msg::CallsLeftOut).testid("calls-left-out"));
    }
    parts.push(copier(app, "missing", Msg::SeeText, move || as_text(app, &list), || ()));
    parts
}

/// The list as a text for another office. It may be pasted anywhere, so it names steps, titles and roles alone: not the
/// case, and not what was recorded. A raised flag and a "no" stand there as the step where they are looked at.
fn as_text(app: App, list: &Missing) -> String {
    let book = app.book();
    let mut text = format!("{}\n", book.say(Msg::MissingWord));
    if list.unread {
        text.push_str(&format!("\n{}\n", book.say(Msg::CauseIncomplete)));
    }
    for call in &list.calls {
        text.push_str(&format!("\n{}\n", role_name(&book, call.role.as_ref())));
        let mut steps: Vec<String> = Vec::new();
        for lack in &call.lacks {
            let step = match (&lack.at, &lack.what) {
                (Some(at), _) => format!("{at} {}", book.of(&format!("step.{at}")).text),
                (None, What::Raised(stop)) => stop.to_string(),
                (None, What::Answer(ask)) => words::ask(&book, ask),
                (None, What::Step(_) | What::Against(..) | What::NotNow(_)) => continue,
            };
            if !steps.contains(&step) {
                text.push_str(&format!("- {step}\n"));
                steps.push(step);
            }
        }
    }
    text.push('\n');
    if app.procedure().has_two_sides() {
        text.push_str(&format!("{}\n", book.say(Msg::MissingHint)));
    }
    text.push_str(&format!("{}\n", book.say(Msg::TickIsNote)));
    if !app.procedure().is_approved() {
        text.push_str(&format!("{}\n", book.of("origin").text));
    }
    text
}
