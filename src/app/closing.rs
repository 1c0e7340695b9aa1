//! Closing a case and opening it again, and what a closed case says.

use super::fields::{fact_field, kept_words};
use super::kept::{Kept, keep_choice, kept_line};
use super::parts::{Fault, Own, button, buttons, choice, choices, fault_line, line, notice};
use super::state::{App, Tab};
use super::words;
use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::{Held, Life, WHY_REOPENED, is_settled};
use crate::procedure::{Answers, StepId, StopState};
use crate::text::{Msg, stamp_in_words};

/// Where it says above the parts of a case that it is closed.
const CLOSED: &str = "closed";

fn life(app: App) -> Option<Held<Life>> {
    app.see_here(|view, _| view.case.life.clone()).flatten()
}

fn is_closed(app: App) -> bool {
    app.see_here(|view, _| view.case.is_closed()).unwrap_or(false)
}

/// A form that closes or reopens. What says that the case is closed stands above its parts, whichever is shown.
fn kept_at(app: App, place: &str, name: &str) -> Kept {
    let name = format!("{name}-{place}");
    if place == CLOSED { Kept::above(app, &name) } else { Kept::new(app, &name) }
}

/// Begins a form, and keeps that it was begun.
fn begins(kept: &Kept, asking: &Own<bool>) -> impl Fn() + use<> {
    let (kept, asking) = (kept.clone(), asking.clone());
    move || {
        kept.put("asked", "yes");
        asking.set(true);
    }
}

/// Cancels it.
fn cancels(kept: &Kept, asking: &Own<bool>) -> impl Fn() + use<> {
    let (kept, asking) = (kept.clone(), asking.clone());
    move || {
        kept.forget();
        asking.set(false);
    }
}

/// That the case is closed, since when, why and by whom; or that devices differ about it.
pub fn closed(app: App, place: &'static str) -> Vec<El> {
    let apart = move || life(app).is_some_and(|held| held.is_apart()) && !is_closed(app);
    vec![
        el("div").when(move || is_closed(app), move || closed_box(app, place)),
        el("div").when(apart, move || apart_box(app, place)),
    ]
}

fn closed_box(app: App, place: &'static str) -> El {
    let since = move || life(app).map(|held| since_words(app, &held)).unwrap_or_default();
    let danger = move || {
        let stop = &app.procedure().closing.as_ref()?.danger;
        let raised = app.see_here(|view, _| Answers::stop(&view, stop) == StopState::Raised)?;
        raised.then(|| app.fill(Msg::ClosedDanger, &[("stop", stop.as_str())]))
    };
    let to_removal = move || {
        app.show_tab(Tab::Paper);
        page::focus("remove-heading");
    };
    el("section")
        .class("note closed")
        .testid(place)
        .id(place)
        .attr("tabindex", "-1")
        .child(el("p").child(el("strong").said(since)))
        .child(line(app, "hint", Msg::ClosedFirst))
        .child(notice("closed-danger", danger))
        .child(line(app, "hint", Msg::Retention))
        .child(reopening(app, place))
        .child(buttons(vec![button(app, "small", Msg::RemoveCase, to_removal).testid(&format!("to-removal-{place}"))]))
}

fn since_words(app: App, held: &Held<Life>) -> String {
    let book = app.book();
    let when = stamp_in_words(&book, held.at);
    let mut parts = vec![book.fill(Msg::ClosedSince, &[("when", &when)])];
    parts.extend([book.role(&held.by.role), held.by.office.clone(), held.by.initials.clone()]);
    if let Some(rule) = &app.procedure().closing {
        let given = app.see_here(|view, _| Answers::fact(&view, &rule.reason).to_vec()).unwrap_or_default();
        parts.push(words::values(&book, rule.reason.as_str(), &given));
    }
    // Two that closed it apart both said why.
    let all = if held.is_apart() { held.apart.as_slice() } else { std::slice::from_ref(&held.value) };
    for life in all {
        if let Life::Closed { reason } = life
            && !reason.is_empty()
        {
            parts.push(format!("“{reason}”"));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

fn apart_box(app: App, place: &'static str) -> El {
    el("section")
        .class("warn")
        .testid(&format!("life-apart-{place}"))
        .child(el("p").child(el("strong").said(app.t(Msg::ClosedApart))))
        .child(buttons(vec![
            button(app, "", Msg::StaysOpen, move || app.reopen("", String::new())).testid(&format!("stays-{place}")),
        ]))
        .child(closing(app, place, true))
}

/// What belongs to the steps that close and reopen.
pub fn ending_at(app: App, step: &StepId) -> Vec<El> {
    match &app.procedure().closing {
        // The step asks the reason itself.
        Some(rule) if rule.step == *step => vec![closing(app, "step", false)],
        _ => Vec::new(),
    }
}

/// Closing the case, at any time.
pub fn close_section(app: App) -> El {
    let shown = move || app.procedure().closing.is_some() && !is_closed(app);
    let inner = move || {
        el("section")
            .class("apart")
            .child(el("h3").said(app.t(Msg::CloseCase)))
            .child(line(app, "hint", Msg::CloseHint))
            .child(closing(app, "paper", true))
    };
    el("div").when(shown, inner)
}

/// A button that asks for the reason and a word, and closes.
fn closing(app: App, place: &'static str, asks: bool) -> El {
    let kept = kept_at(app, place, "close");
    let asking = Own::new(kept.get("asked").is_some());
    let (ask, asked, hidden) = (begins(&kept, &asking), asking.clone(), asking.clone());
    let form = move || close_form(app, place, asks, &kept, asking.clone());
    el("div")
        .class("closing")
        .child(
            button(app, "", Msg::CloseCase, ask)
                .testid(&format!("close-case-{place}"))
                .hidden_by(move || hidden.get() || is_closed(app)),
        )
        .when(move || asked.get() && !is_closed(app), form)
}

fn close_form(app: App, place: &'static str, asks: bool, kept: &Kept, asking: Own<bool>) -> El {
    let reason = app.procedure().closing.as_ref().map(|rule| &rule.reason);
    let id = format!("close-words-{place}");
    let (field, input) = kept_words(app, kept, &id, Msg::CloseWords, "");
    let not_recorded = kept_line(app, kept, &id);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, recorded) = (cancels(kept, &asking), kept.clone());
    let record = move || {
        let settled = reason.is_none_or(|id| app.see_here(|view, _| is_settled(view, id)) == Some(true));
        if !settled {
            fault.set(Some(Msg::CloseReason));
            return;
        }
        match app.close(input.value().trim().to_owned()) {
            Ok(()) => {
                asking.set(false);
                recorded.forget();
                app.speak(Msg::ActClosed);
                page::focus(if app.opened().is_some() { "closed-step" } else { "closed" });
            }
            Err(_) => fault.set(Some(Msg::CloseBlocked)),
        }
    };
    el("div")
        .class("field")
        .maybe(reason.filter(|_| asks).map(|id| fact_field(app, id)))
        .maybe(not_recorded)
        .child(field)
        .child(says)
        .child(buttons(vec![
            button(app, "primary", Msg::CloseCase, record).testid(&format!("record-closing-{place}")),
            button(app, "", Msg::Cancel, cancel).testid(&format!("cancel-closing-{place}")),
        ]))
}

/// A button that asks why, and opens the case again.
fn reopening(app: App, place: &'static str) -> El {
    let kept = kept_at(app, place, "reopen");
    let asking = Own::new(kept.get("asked").is_some());
    let (ask, asked, hidden) = (begins(&kept, &asking), asking.clone(), asking.clone());
    el("div")
        .child(button(app, "", Msg::ReopenCase, ask).testid(&format!("reopen-{place}")).hidden_by(move || hidden.get()))
        .when(move || asked.get(), move || reopen_form(app, place, &kept, asking.clone()))
}

fn reopen_form(app: App, place: &'static str, kept: &Kept, asking: Own<bool>) -> El {
    let is_kept = |why: &&str| kept.get("why").is_some_and(|word| word == *why);
    let chosen = Own::new(WHY_REOPENED.into_iter().find(is_kept).unwrap_or_default());
    let way = |why: &'static str| {
        let chosen = chosen.clone();
        let input = el("input").attr("type", "radio").attr("name", &format!("why-{place}"));
        let input = keep_choice(kept, "why", why, input);
        let raises = app.procedure().closing.as_ref().map(|rule| &rule.danger).filter(|_| why == WHY_REOPENED[0]);
        let said = move || {
            let book = app.book();
            let raises = raises.map(|stop| book.fill(Msg::WhyDangerRaises, &[("stop", stop.as_str())]));
            format!("{}. {}", words::why_reopened(&book, why), raises.unwrap_or_default()).trim_end().to_owned()
        };
        choice(input.testid(&format!("why-{place}-{why}")).on("change", move || chosen.set(why)), said)
    };
    let ways = choices(el("legend").said(app.t(Msg::WhyReopen)), WHY_REOPENED.map(way).into());
    let id = format!("reopen-words-{place}");
    let (field, input) = kept_words(app, kept, &id, Msg::CloseWords, "");
    let not_recorded = kept_line(app, kept, &id);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, recorded) = (cancels(kept, &asking), kept.clone());
    let record = move || {
        let (why, reason) = (chosen.get(), input.value().trim().to_owned());
        if why.is_empty() && reason.is_empty() {
            fault.set(Some(Msg::ReasonMissing));
            return;
        }
        app.reopen(why, reason);
        recorded.forget();
        app.speak(Msg::ActReopened);
        page::focus(if app.opened().is_some() { "step-heading" } else { "heading" });
    };
    el("div").maybe(not_recorded).child(ways).child(field).child(says).child(buttons(vec![
        button(app, "primary", Msg::ReopenCase, record).testid(&format!("record-reopening-{place}")),
        button(app, "", Msg::Cancel, cancel).testid(&format!("cancel-reopening-{place}")),
    ]))
}
