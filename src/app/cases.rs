//! The list of cases, and beginning a new one.

use crate::browser::dom::{El, effect, el};
use crate::browser::page;
use crate::case::Line;
use crate::journal::CaseKind;
use crate::procedure::Phase;
use crate::text::{Msg, stamp_in_words};
use crate::vault::CaseId;

use super::fields::watches;
use super::gate::{gate_state, gate_words};
use super::kept::{Kept, keep, kept_field, kept_line};
use super::later::{quietly, soon};
use super::limits::next_due;
use super::parts::{Fault, Own, button, buttons, fault_line, folded, line};
use super::reports::way_to_reports;
use super::spare::saver;
use super::state::{App, Screen};
use super::words;

/// The list of cases.
pub fn cases(app: App) -> Vec<El> {
    let ids = move || app.case_ids();
    let empty = move || {
        let text = move || app.fill(Msg::NoCases, &[("place", &page::host())]);
        el("div").class("note").child(el("p").said(text))
    };
    let border_day = app.procedure().border_day.is_some();
    let to_border =
        move || buttons(vec![button(app, "", Msg::BorderDay, move || app.go(Screen::Border)).testid("border-day")]);
    vec![
        heading(app, Msg::Cases),
        buttons(vec![
            button(app, "primary", Msg::NewCase, move || app.go(Screen::NewCase)).testid("new-case"),
            button(app, "", Msg::ReceiveFile, move || app.go(Screen::Receive)).testid("import-file"),
            button(app, "", Msg::Practise, move || app.go(Screen::Practice)).testid("practise"),
        ]),
        el("div").when(move || border_day && !ids().is_empty(), to_border),
        el("div").when(move || ids().is_empty(), empty),
        el("div").when(move || !ids().is_empty(), move || spare(app)),
        el("ul").class("cases").slot(ids, move || ids().into_iter().map(|id| case_row(app, id)).collect()),
    ]
}

/// A spare copy, and a word where there are changes that none holds.
fn spare(app: App) -> El {
    el("div")
        .class("spare")
        .child(line(app, "hint", Msg::SpareDue).testid("wants-spare").hidden_by(move || !app.wants_spare()))
        .children(soon(app, saver, ()))
        .child(quietly(app, way_to_reports, ()))
}

/// The heading of a screen; it takes the focus when the screen comes.
pub fn heading(app: App, msg: Msg) -> El {
    el("h1").id("heading").attr("tabindex", "-1").said(app.t(msg))
}

/// Opens a practice case without a story.
pub fn practise(app: App) {
    match app.begin(app.say(Msg::TrainingCode), CaseKind::Training, None) {
        Some(id) => app.go(Screen::Case(id)),
        None => app.speak(Msg::NoRandomness),
    }
}

fn case_row(app: App, id: CaseId) -> El {
    // Looked at once per change, for all that the row shows of it.
    let line = Own::new(None::<Line>);
    let seen = line.clone();
    effect(move || seen.settle(app.line(id)));
    let [of_code, of_phase, of_state, of_gate] = std::array::from_fn(|_| line.clone());
    let code = move || of_code.get().map(|line| line.code).unwrap_or_default();
    let phase = move || {
        let here = of_phase.get().and_then(|line| line.phase);
        here.map(|phase| app.book().of(&format!("phase.{phase}")).text.to_owned()).unwrap_or_default()
    };
    // Of a closed case it is no news what its gate says.
    let state =
        move || of_state.get().map(|line| if line.closed { "closed" } else { gate_state(&line.gate) }.to_owned());
    let gate = move || {
        let says = |line: Line| match line {
            Line { other: Some(_), .. } => app.say(Msg::OtherProcedureWord),
            Line { closed: true, .. } => app.say(Msg::ClosedWord),
            line => gate_words(app, &line.gate),
        };
        of_gate.get().map(says).unwrap_or_default()
    };
    let of_due = line.clone();
    let progress = move || {
        let Some(line) = line.get() else { return String::new() };
        let book = app.book();
        let last = line.last.map(|at| book.fill(Msg::LastChange, &[("when", &stamp_in_words(&book, at))]));
        // Of a case of another procedure nothing is counted.
        let first = line.other.unwrap_or_else(|| words::done_of(&book, line.progress));
        format!("{first} · {}", last.unwrap_or_default())
    };
    el("li").class("case-row").testid("case-row").child(
        el("button")
            .attr("type", "button")
            .class("case-link")
            .child(el("span").class("code").said(code))
            .child(el("span").class("case-phase").said(phase))
            .child(el("span").class("tag").attr_by("data-state", state).said(gate))
            .child(el("span").class("meta").said(progress))
            .child(quietly(app, next_due, of_due))
            .on("click", move || app.go(Screen::Case(id))),
    )
}

/// Beginning a case: a code, never a name.
pub fn new_case(app: App) -> Vec<El> {
    let kept = Kept::outside(app, "new");
    let (field, code) = kept_field(app, &kept, "case-code", Msg::CaseCode, Some(Msg::CaseCodeHint));
    let not_recorded = kept_line(app, &kept, "case-code");
    let fault = Fault::new(None);
    let wrong = fault.clone();
    code.clone().attr_by("aria-invalid", move || wrong.get().map(|_| "true".to_owned()));
    let says = fault_line(app, &fault);
    let watched = code.clone();
    let cancelled = kept.clone();
    let phase = |phase: &'static Phase| {
        let name = app.of(format!("phase.{}", phase.id));
        el("option").attr("value", phase.id.as_str()).said(move || format!("{} {}", phase.id, name()))
    };
    let mut phases = vec![el("option").attr("value", "").said(app.t(Msg::FromStart))];
    phases.extend(app.procedure().phases.iter().skip(1).map(phase));
    let stood = keep(&kept, "stood", el("select").id("stood").testid("stood").children(phases));
    let is_under_way = !stood.value().is_empty();
    let stands = el("div")
        .class("field")
        .child(el("label").attr("for", "stood").said(app.t(Msg::WhereStands)))
        .child(stood.clone());
    let begin = move || {
        let typed = code.value().split_whitespace().collect::<Vec<_>>().join(" ");
        if typed.is_empty() {
            fault.set(Some(Msg::CodeMissing));
            code.focus();
            return;
        }
        match app.begin(
            typed,
            CaseKind::Real,
            Some(stood.value()).filter(|id| !id.is_empty()).map(|id| id.as_str().into()),
        ) {
            // The form is no place to come back to: the case takes its place.
            Some(id) => {
                kept.forget();
                app.go_instead(Screen::Case(id));
            }
            None => fault.set(Some(Msg::NoRandomness)),
        }
    };
    let cancel = move || {
        cancelled.forget();
        app.back();
    };
    let under_way = folded(app.t(Msg::UnderWay), vec![stands]).testid("under-way");
    under_way.set_open(is_under_way);
    let form = el("form")
        .attr("novalidate", "")
        .child(field)
        .maybe(not_recorded)
        .child(quietly(app, watches, watched))
        .child(says)
        .child(line(app, "note", Msg::BeginNote))
        .child(under_way)
        .child(buttons(vec![
            el("button").attr("type", "submit").class("primary").testid("create-case").said(app.t(Msg::Begin)),
            button(app, "", Msg::Cancel, cancel),
        ]))
        .on_submit(begin);
    vec![heading(app, Msg::NewCase), form]
}
