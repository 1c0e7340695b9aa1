//! Paper: the sheet as it will be printed, and the browser's own print.
//!
//! The sheet is a table with one repeated header row. What prints is the sheet alone, black on white; no state is told by
//! colour, background or a form control.

use std::rc::Rc;

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::sharing::What;
use crate::case::{
    ConsentLine, DoneLine, Incident, Life, Link, Next, Row, RowState, StopLine, Summary, View, goes_back, overview,
    short_code, summary,
};
use crate::journal::CaseKind;
use crate::procedure::{Procedure, StopState};
use crate::text::{Book, Msg, stamp_in_words, when_in_words};
use crate::vault::CaseId;

use super::closing::close_section;
use super::dossier::{counts, to_dossier};
use super::files::export;
use super::gate::gate_words;
use super::journey::printed_way;
use super::limits;
use super::parts::{Fault, Own, button, buttons, choice, choices, fault_line, line};
use super::printing::{dated, printing};
use super::share::Outgoing;
use super::state::App;
use super::words;

/// The part of the case screen that prints.
pub fn paper(app: App, id: CaseId) -> Vec<El> {
    let blank = Own::new(false);
    let which = |value: bool, msg: Msg, testid: &str| {
        let (shown, own) = (blank.clone(), blank.clone());
        let input = el("input").attr("type", "radio").attr("name", "sheet").testid(testid);
        choice(input.checked_by(move || shown.get() == value).on("change", move || own.set(value)), app.t(msg))
    };
    let kinds = vec![which(false, Msg::SheetFile, "sheet-file"), which(true, Msg::SheetBlank, "sheet-blank")];
    let key = {
        let blank = blank.clone();
        move || {
            let length = app.see(id, |_, journal| journal.len()).unwrap_or(0);
            (blank.get(), length, app.book().language().to_owned(), app.me().role)
        }
    };
    let of_sheet = blank.clone();
    let build = move || {
        let blank = &of_sheet;
        let book = app.book();
        app.see(id, |view, journal| {
            let overview = overview(view);
            let summary = (!blank.get()).then(|| summary(view, &overview, journal));
            vec![sheet(app, &book, view, summary.as_ref())]
        })
        .unwrap_or_default()
    };
    let frame = el("div")
        .class("sheet-frame")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr_by("aria-label", move || Some(app.say(Msg::Preview)))
        .slot(key, build);
    let outgoing = {
        let blank = blank.clone();
        Outgoing {
            what: Rc::new(move || (!blank.get()).then_some(What::Sheet)),
            cases: Rc::new(move || vec![id]),
            whole: true,
        }
    };
    let name = move || {
        let code = app.see(id, |_, journal| short_code(journal)).filter(|_| !blank.get());
        dated(&code.unwrap_or_else(|| "blank".to_owned()))
    };
    let printing = printing(app, outgoing, frame.clone(), name);
    let paper = el("section")
        .class("paper")
        .child(el("h2").said(app.t(Msg::TabPaper)))
        .child(el("div").class("to-dossier").child(counts(app)).child(to_dossier(app)))
        .child(choices(el("legend").said(app.t(Msg::WhichSheet)), kinds))
        .child(line(app, "hint", Msg::PrintHint))
        .child(printing)
        .child(frame)
        .children(export(app, id))
        .child(close_section(app))
        .child(remove(app, id));
    vec![paper]
}

/// Removing the case from this browser; the code is typed to be sure.
fn remove(app: App, id: CaseId) -> El {
    let asking = Own::new(false);
    let (ask, asked) = (asking.clone(), asking.clone());
    let form = move || {
        let label = move || app.fill(Msg::TypeCode, &[("code", &app.code(id))]);
        let input = el("input").id("remove-code").testid("remove-code").attr("type", "text").without_helpers();
        let fault = Fault::new(None);
        let says = fault_line(app, &fault);
        let (typed, cancel) = (input.clone(), asking.clone());
        let remove = move || {
            if typed.value().trim() != app.code(id) {
                fault.set(Some(Msg::CodeDiffers));
                return;
            }
            match app.remove(id) {
                Msg::RemoveFailed => fault.set(Some(Msg::RemoveFailed)),
                went => app.speak(went),
            }
        };
        el("div")
            .class("field")
            .child(el("label").attr("for", "remove-code").said(label))
            .child(says)
            .child(input)
            .child(buttons(vec![
                button(app, "warning", Msg::RemoveForGood, remove).testid("remove-confirm"),
                button(app, "", Msg::Cancel, move || cancel.set(false)),
            ]))
    };
    el("section")
        .class("remove")
        .child(el("h3").id("remove-heading").attr("tabindex", "-1").said(app.t(Msg::RemoveWord)))
        .child(line(app, "hint", Msg::RemoveHint))
        .child(button(app, "warning", Msg::RemoveCase, move || ask.set(true)).testid("remove-case"))
        .when(move || asked.get(), form)
}

/// The sheet of a case, or the blank form.
fn sheet(app: App, book: &Book, view: View, summary: Option<&Summary>) -> El {
    let code = summary.map_or("………………", |summary| summary.code.as_str());
    let training = view.case.opened.as_ref().is_some_and(|held| held.value.kind == CaseKind::Training);
    let body = match summary {
        Some(summary) => filled(app, book, view, summary),
        None => blank_form(book, view.procedure),
    };
    let head = el("div")
        .class("sheet-head")
        .child(el("strong").class("sheet-code").text(code))
        .child(el("span").text(book.say(Msg::SheetTitle)))
        .maybe(training.then(|| el("strong").text(book.say(Msg::TrainingMark))));
    let stamp = el("div").class("sheet-stamp").text(&stamp(app, book, view.procedure, summary));
    let head = el("th").attr("scope", "col").child(head).child(stamp);
    el("table")
        .class("sheet")
        .testid("sheet")
        .attr("lang", book.language())
        .child(el("thead").child(el("tr").child(head)))
        .child(el("tbody").child(el("tr").child(el("td").children(body))))
}

/// What makes one sheet of paper identifiable: when it was made, from which edition, how far the case was, which content.
fn stamp(app: App, book: &Book, procedure: &Procedure, summary: Option<&Summary>) -> String {
    let mut parts = vec![book.fill(Msg::StampEdition, &[("edition", &procedure.edition)])];
    if let Some(summary) = summary {
        parts.push(words::done_of(book, summary.progress));
        parts.push(book.fill(Msg::StampCode, &[("code", &summary.short_code)]));
        parts.push(stamp_in_words(book, clock::now()));
        let role = app.me().role;
        if !role.is_empty() {
            parts.push(book.fill(Msg::PreparedBy, &[("role", &book.role(&role))]));
        }
    }
    parts.push(book.language().to_owned());
    if !procedure.is_approved() {
        parts.push(book.of("origin").text.to_owned());
    }
    if book.is_draft() {
        parts.push(book.say(Msg::DraftTranslation).to_owned());
    }
    parts.push(book.say(Msg::WorkingNote).to_owned());
    parts.join(" · ")
}

fn part(title: &str, body: Vec<El>) -> El {
    el("section").class("sheet-part").child(el("h3").text(title)).children(body)
}

/// A part of the sheet that is a list of lines; `none` stands there where there are none.
fn list(book: &Book, title: Msg, items: Vec<El>, none: Msg) -> El {
    let body = if items.is_empty() { el("p").text(book.say(none)) } else { el("ul").children(items) };
    part(book.say(title), vec![body])
}

/// A line of the sheet; what stands out comes first.
fn item(strong: &str, text: &str) -> El {
    let strong = (!strong.is_empty()).then(|| el("strong").text(strong));
    el("li").class("typed").maybe(strong).text(text)
}

fn filled(app: App, book: &Book, view: View, summary: &Summary) -> Vec<El> {
    let step = |id: &str| format!("{id} {}", book.of(&format!("step.{id}")).text);
    let fact = |(fact, given): &(crate::procedure::FactId, Vec<std::sync::Arc<str>>)| {
        let name = book.maybe(&format!("fact.{fact}.short")).unwrap_or(fact.as_str()).to_owned();
        item("", &format!("{name}: {}", words::values(book, fact.as_str(), given)))
    };
    let is_raised = |line: &&StopLine| line.state == StopState::Raised;
    let raised = summary.stops.iter().filter(is_raised).map(|line| stop(book, line)).collect();
    let checks = summary.stops.iter().filter(|line| !is_raised(line)).map(|line| stop(book, line)).collect();
    let open = summary
        .open
        .iter()
        .map(|row| item("", &format!("☐ {} ({})", step(row.id.as_str()), open_word(book, row.state))));
    let limits = summary.due.iter().filter_map(|(id, due)| {
        let says = limits::on_paper(app, view.procedure.step(id.as_str())?, due);
        Some(item("", &format!("{}: {says}", step(id.as_str()))))
    });
    let notes = summary.notes.iter().map(|(id, note)| item("", &format!("{}: {note}", step(id.as_str()))));
    let without = summary.not_needed.iter().map(|(id, reason)| item("", &format!("{}: {reason}", step(id.as_str()))));
    let aside = summary
        .aside
        .iter()
        .map(|row| item("", &format!("{} ({})", step(row.id.as_str()), words::reasons(book, view, &row.why))));
    let unknown = summary.unknown.iter().map(|act| item("", &words::act(book, act))).collect::<Vec<_>>();
    let mut parts = vec![part(book.say(Msg::PartGlance), glance(app, book, view, summary))];
    if goes_back(view) {
        let lines = book.maybe("back.do").unwrap_or_default().lines().map(|text| item("", text)).collect();
        parts.push(part(book.of("back").text, vec![el("ul").children(lines)]));
    }
    parts.extend([
        list(book, Msg::PartPerson, summary.facts.iter().map(fact).collect(), Msg::None),
        list(
            book,
            Msg::PartConsent,
            summary.consents.iter().map(|line| consent(book, view, line)).collect(),
            Msg::None,
        ),
        list(book, Msg::PartStops, raised, Msg::NoStopRaised),
        list(book, Msg::PartChecks, checks, Msg::None),
        list(book, Msg::PartDone, summary.done.iter().map(|line| done(book, line)).collect(), Msg::None),
        list(
            book,
            Msg::PartNext,
            summary.next.iter().map(|next| item("", &next_words(app, book, view, next))).collect(),
            Msg::None,
        ),
        list(book, Msg::PartLimits, limits.collect(), Msg::None),
        list(book, Msg::PartOpen, open.collect(), Msg::None),
        list(book, Msg::PartNotes, notes.collect(), Msg::None),
        list(book, Msg::PartNotNeeded, without.collect(), Msg::None),
        list(book, Msg::PartAside, aside.collect(), Msg::None),
        part(book.say(Msg::PartPapers), papers(book, view, summary)),
    ]);
    if !summary.incidents.is_empty() {
        let incidents = summary.incidents.iter().map(|one| incident(book, one)).collect();
        parts.insert(1, list(book, Msg::Incident, incidents, Msg::None));
    }
    if !summary.links.is_empty() {
        let link = |link: &Link| item("", &words::kin(book, link.kin, &link.code));
        parts.push(list(book, Msg::LinkedCases, summary.links.iter().map(link).collect(), Msg::None));
    }
    if !unknown.is_empty() {
        parts.push(list(book, Msg::PartUnknown, unknown, Msg::None));
    }
    if view.procedure.plan.is_some() {
        parts.push(list(book, Msg::PartPlan, plan(book, summary), Msg::None));
    }
    parts.extend(last_parts(book, view.procedure, Some(summary)));
    parts
}

/// What is planned for the time after the return, and how far the first contact is.
fn plan(book: &Book, summary: &Summary) -> Vec<El> {
    let name = |fact: &str| book.maybe(&format!("fact.{fact}.short")).unwrap_or(fact).to_owned();
    let answers = summary.plan.iter().map(|(fact, given)| {
        item("", &format!("{}: {}", name(fact.as_str()), words::values(book, fact.as_str(), given)))
    });
    let first = summary.first_contact.iter().map(|row| {
        let text = format!("{}: {} {}", book.say(Msg::FirstContact), row.id, first_words(book, row));
        item("", &text)
    });
    answers.chain(first).collect()
}

fn first_words(book: &Book, row: &Row) -> String {
    let msg = match row.state {
        RowState::Done => Msg::Done,
        RowState::Reported => Msg::Reported,
        RowState::Elsewhere => Msg::Elsewhere,
        RowState::NotNeeded => Msg::NotNeeded,
        RowState::Aside => Msg::DoesNotApply,
        state => return open_word(book, state).to_owned(),
    };
    if row.state.is_done() {
        format!("{}, {}", book.say(msg), when_in_words(book, row.when))
    } else {
        book.say(msg).to_owned()
    }
}

/// Every paper, and how many are there.
fn papers(book: &Book, view: View, summary: &Summary) -> Vec<El> {
    let line = |line: &crate::case::PaperLine| {
        let name = format!("{} {}", line.id, book.of(&format!("paper.{}", line.id)).text);
        item("", &format!("{name}: {}", words::paper_line(book, view, line)))
    };
    vec![
        el("p").text(&words::papers_present(book, &summary.dossier)),
        el("ul").children(summary.dossier.papers.iter().map(line).collect()),
    ]
}

fn glance(app: App, book: &Book, view: View, summary: &Summary) -> Vec<El> {
    let causes = summary.gate.causes().iter().map(|cause| item("", &words::cause(book, view, cause))).collect();
    let life = summary.life.as_ref().map(|(life, at)| {
        let (msg, reason) = match life {
            Life::Closed { reason } => (Msg::ClosedSince, reason),
            Life::Reopened { reason, .. } => (Msg::ReopenedSince, reason),
        };
        let said = if reason.is_empty() { String::new() } else { format!(", “{reason}”") };
        format!("{}{said}", book.fill(msg, &[("when", &stamp_in_words(book, *at))]))
    });
    let not_seen =
        summary.stood.as_ref().map(|phase| book.fill(Msg::NotSeen, &[("phase", &phase_name(book, phase.as_str()))]));
    let line = |text: Option<String>| text.map(|text| el("p").class("typed").text(&text));
    let mut parts = vec![el("p").child(el("strong").text(&gate_words(app, &summary.gate))), el("ul").children(causes)];
    parts.extend([life, not_seen].into_iter().filter_map(line));
    parts.extend(printed_way(book, &summary.journey));
    parts
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

fn consent(book: &Book, view: View, line: &ConsentLine) -> El {
    let kind = view.procedure.consent(line.kind.as_str());
    let mut parts = Vec::new();
    if line.guardian_needed {
        parts.push(book.say(Msg::GuardianToo).to_owned());
    }
    for answer in &line.answers {
        let giver = words::giver(book, answer.giver, line.guardian_needed);
        parts.push(format!("{giver}: {}, {}", words::answer(book, answer.answer), when_in_words(book, answer.when)));
        parts.extend(words::particulars(book, kind, answer));
    }
    let name = book.of(&format!("consent.{}", line.kind)).text.to_owned();
    item(&format!("{name}: {} ", words::consent_state(book, line.state)), &parts.join("; "))
}

/// A red flag: its state with its age, what it does, whom it calls, what to do. Words and characters alone.
fn stop(book: &Book, line: &StopLine) -> El {
    let name = format!("{} {}", line.stop, book.of(&format!("stop.{}", line.stop)).text);
    let mut parts = Vec::new();
    let seen = line.seen.as_ref();
    parts.extend(seen.map(|(at, by)| words::flag_seen(book, line.state, *at, by, clock::now())));
    if !line.reason.is_empty() {
        parts.push(line.reason.clone());
    }
    if let Some(kind) = &line.from_consent {
        parts.push(book.fill(Msg::RaisedByConsent, &[("name", book.of(&format!("consent.{kind}")).text)]));
    }
    parts.push(words::effect(book, line.effect).to_owned());
    if !line.blocks.is_empty() {
        parts.push(words::holds_up(book, &line.blocks));
    }
    parts.push(book.fill(Msg::ActsIfRaised, &[("who", &words::roles(book, &line.acts))]));
    let what = book.maybe(&format!("stop.{}.do", line.stop)).unwrap_or_default().replace('\n', " ");
    let todo = el("span").class("flag-do").text(&format!("{}: {what}", book.say(Msg::WhatToDo)));
    item(&format!("{name}: {} ", words::stop_state(book, line.state)), &parts.join("; ")).child(todo)
}

fn incident(book: &Book, incident: &Incident) -> El {
    let name = format!("{} {}: ", incident.step, book.of(&format!("step.{}", incident.step)).text);
    let reason = if incident.reason.is_empty() { book.say(Msg::TextRemoved) } else { &incident.reason };
    item(&name, &format!("{reason}; {}", words::incident_about(book, incident, clock::now())))
}

fn done(book: &Book, line: &DoneLine) -> El {
    let name = format!("{} {}", line.step, book.of(&format!("step.{}", line.step)).text);
    let word = book.say(match line.state {
        RowState::Reported => Msg::Reported,
        RowState::Elsewhere => Msg::Elsewhere,
        _ => Msg::Done,
    });
    let role = if line.role.is_empty() { String::new() } else { format!(", {}", book.role(&line.role)) };
    let about = format!(" {word}, {}{role}", when_in_words(book, line.when));
    let place = (!line.place.is_empty()).then(|| format!("{}: {}", book.say(Msg::PaperPlace), line.place));
    let text = |text: &str| el("p").class("typed").text(text);
    el("li")
        .child(el("span").class("done-line").text("☑ ").child(el("strong").text(&name)).text(&about))
        .maybe((!line.note.is_empty()).then(|| text(&line.note)))
        .maybe(place.map(|place| text(&place)))
}

fn next_words(app: App, book: &Book, view: View, next: &Next) -> String {
    let who = |id: &str| {
        let Some(step) = view.procedure.step(id) else { return String::new() };
        let limit = limits::whole(app, step).unwrap_or_else(|| book.say(Msg::NoPublicLimit).to_owned());
        format!("{}; {}; {limit}", words::roles(book, &step.acts), words::side(book, step.side))
    };
    match next {
        Next::Step(id) => format!("☐ {id} {} ({})", book.of(&format!("step.{id}")).text, who(id.as_str())),
        Next::Ask { ask, at, before } => {
            let hint = book.fill(Msg::AnswerBefore, &[("step", before.as_str())]);
            format!("☐ {at} {}: {} {hint} ({})", book.say(Msg::AnswerFirst), words::ask(book, ask), who(at.as_str()))
        }
    }
}

/// What is recorded of the handover; lines to be filled in by hand for the rest, and always for the signatures.
fn handover(book: &Book, summary: Option<&Summary>) -> El {
    let line = |msg: Msg, said: String| {
        let label = el("p").class("fill-in").text(&format!("{}: ", book.say(msg)));
        label.child(if said.is_empty() { el("span").class("rule") } else { el("strong").class("typed").text(&said) })
    };
    let given = summary.and_then(|summary| summary.handovers.first());
    let place = summary.and_then(|summary| summary.crossing.as_ref());
    let place = place.map(|(fact, values)| words::values(book, fact.as_str(), values)).unwrap_or_default();
    let when = given.map(|given| when_in_words(book, given.when)).unwrap_or_default();
    let [giver, receiver] = [given.map(|given| &given.giver), given.map(|given| &given.receiver)]
        .map(|party| party.map(|party| words::party(book, party)).unwrap_or_default());
    let papers = given.map(|given| given.papers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let despite = given.map(|given| given.despite.clone()).filter(|despite| !despite.is_empty());
    let others = summary.into_iter().flat_map(|summary| summary.handovers.iter().skip(1));
    let block = el("div").class("handover").children(vec![
        line(Msg::CrossingPoint, place),
        line(Msg::DateAndTime, when),
        line(Msg::GivenBy, giver),
        line(Msg::ReceivedBy, receiver),
        line(Msg::SignatureGiver, String::new()),
        line(Msg::SignatureReceiver, String::new()),
    ]);
    el("div")
        .child(line(Msg::PapersGiven, papers.unwrap_or_default()))
        .maybe(despite.map(|despite| line(Msg::Despite, despite)))
        .children(others.map(|other| line(Msg::ChangedApart, words::handover(book, other).join("; "))).collect())
        .child(block)
}

/// The blank form: every step of the procedure with room to write, for a day without a device.
fn blank_form(book: &Book, procedure: &Procedure) -> Vec<El> {
    let boxes = |name: &str, first: Msg, second: Msg, rest: &str| {
        item("", &format!("{name}: ☐ {}  ☐ {}  {rest}", book.say(first), book.say(second)))
    };
    let date = format!("{} ……………", book.say(Msg::Date));
    let consents = procedure.consents.iter().map(|kind| {
        let name = book.of(&format!("consent.{}", kind.id)).text.to_owned();
        boxes(&name, Msg::Given, Msg::Refused, &date)
    });
    let stops = procedure.stops.iter().map(|stop| {
        let name = format!("{} {}", stop.id, book.of(&format!("stop.{}", stop.id)).text);
        boxes(&name, Msg::Clear, Msg::Raised, "")
    });
    let mut parts = vec![
        list(book, Msg::PartConsent, consents.collect(), Msg::None),
        list(book, Msg::PartChecks, stops.collect(), Msg::None),
    ];
    for phase in &procedure.phases {
        let step = |step: &crate::procedure::Step| {
            let name = format!(" {} ", book.of(&format!("step.{}", step.id)).text);
            let who = el("span").class("small").text(&format!("({})", words::roles(book, &step.acts)));
            let title =
                el("span").class("blank-title").text("☐ ").child(el("strong").text(step.id.as_str())).text(&name);
            let date = el("span").class("blank-date").text(&format!("{} ", book.say(Msg::Date)));
            el("li").class("blank-step").child(title.child(who)).child(date.child(el("span").class("rule")))
        };
        let steps = el("ul").class("blank-steps").children(phase.steps.iter().map(step).collect());
        parts.push(part(&phase_name(book, phase.id.as_str()), vec![steps]));
    }
    parts.extend(last_parts(book, procedure, None));
    parts
}

/// What every sheet ends with. Where there is no other side, nothing is handed over.
fn last_parts(book: &Book, procedure: &Procedure, summary: Option<&Summary>) -> Vec<El> {
    let handed = procedure.handover.is_some().then(|| part(book.say(Msg::PartHandover), vec![handover(book, summary)]));
    let privacy = part(book.say(Msg::PartPrivacy), vec![el("p").text(book.say(Msg::PrivacyLine))]);
    handed.into_iter().chain([privacy]).collect()
}
