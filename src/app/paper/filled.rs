//! What each part of a sheet says of a case, in one language.

use crate::app::journey::{drawing_on_paper, said_of_way};
use crate::app::limits;
use crate::app::state::App;
use crate::app::words;
use crate::browser::clock;
use crate::case::{
    ConsentLine, DoneLine, Incident, Life, Link, Next, Part, Reader, Row, RowState, StopLine, Summary, View,
};
use crate::procedure::{FactId, Procedure, StopState};
use crate::text::{Book, Msg, stamp_in_words, when_in_words};

use super::lines::{Line, Section};
use super::person;

/// What the words of a sheet are made of.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    /// The app, for limits.
    pub app: App,
    /// The words.
    pub book: &'a Book,
    /// The case.
    pub view: View<'a>,
    /// What the reader may know of it.
    pub summary: &'a Summary,
}

type Answer = (FactId, Vec<std::sync::Arc<str>>);

/// The sections of a case's sheet.
pub fn sections(made: Made) -> Vec<Section> {
    made.summary.reader.parts().filter_map(|part| section(made, part)).collect()
}

/// A part; none where the part is absent from a case that has nothing of it.
fn section(made: Made, part: Part) -> Option<Section> {
    let Made { book, summary, view, .. } = made;
    let points = |made: Vec<Line>| (!made.is_empty()).then_some(made);
    let or = |says: Msg, made: Vec<Line>| Some(if made.is_empty() { vec![Line::text(book.say(says))] } else { made });
    let or_none = |made: Vec<Line>| or(Msg::None, made);
    // Where nobody answered, “none” would say that nothing is needed.
    let or_open = |made: Vec<Line>| or(Msg::NotAnswered, made);
    let raised = |line: &&StopLine| line.state == StopState::Raised;
    let stops = summary.stops.iter();
    let (title, lines) = match part {
        Part::Counts => return None,
        Part::Hold | Part::Said | Part::Ahead | Part::Ask | Part::Withdraw => {
            // Nothing is ahead of her when all is done.
            return Some(person::section(made, part)).filter(|section| !section.lines.is_empty());
        }
        Part::Glance => (Msg::PartGlance, Some(glance(made))),
        Part::Back => {
            let lines = book.maybe("back.do").unwrap_or_default().lines().map(|text| Line::point("", text)).collect();
            let title = book.of("back").text.to_owned();
            return summary.goes_back.then_some(Section { title, lines });
        }
        Part::Incidents => (Msg::Incident, points(summary.incidents.iter().map(|one| incident(book, one)).collect())),
        Part::Brief => (Msg::PartPerson, or_open(answers(book, &summary.brief))),
        Part::Day => (Msg::PartDay, Some(day(book, view.procedure, summary))),
        Part::Consents => {
            (Msg::PartConsent, or_none(summary.consents.iter().map(|line| consent(book, view, line)).collect()))
        }
        Part::Raised => {
            let lines: Vec<Line> = stops.filter(raised).map(|line| stop(book, line)).collect();
            let none = || vec![Line::text(book.say(Msg::NoStopRaised))];
            (Msg::PartStops, Some(points(lines).unwrap_or_else(none)))
        }
        Part::Checks => {
            let rest = stops.filter(|line| line.state != StopState::Raised);
            (Msg::PartChecks, or_none(rest.map(|line| stop(book, line)).collect()))
        }
        Part::Done => (Msg::PartDone, or_none(summary.done.iter().map(|line| done(book, line)).collect())),
        Part::Next => (Msg::PartNext, or_none(summary.next.iter().map(|next| next_line(made, next)).collect())),
        Part::Limits => (Msg::PartLimits, or_none(due(made))),
        Part::Open => (Msg::PartOpen, or_none(summary.open.iter().map(|row| open(book, row)).collect())),
        Part::Notes => {
            let notes = summary.notes.iter();
            (Msg::PartNotes, points(notes.map(|(id, note)| step(book, id.as_str(), "").typed("", note)).collect()))
        }
        Part::NotNeeded => {
            let steps = summary.not_needed.iter();
            (Msg::PartNotNeeded, points(steps.map(|(id, why)| step(book, id.as_str(), "").typed("", why)).collect()))
        }
        Part::Aside => {
            let reasons = |row: &Row| match words::reasons(book, view, &row.why) {
                why if why.is_empty() => String::new(),
                why => format!(" ({why})"),
            };
            let aside = summary.aside.iter();
            (Msg::PartAside, or_none(aside.map(|row| step(book, row.id.as_str(), &reasons(row))).collect()))
        }
        Part::Way => (Msg::PartWay, or_open(answers(book, &summary.way))),
        Part::Place => (Msg::PartPlace, or_open(answers(book, &summary.place))),
        Part::Legal => (Msg::PartLegal, or_open(legal(book, summary))),
        Part::Known => (Msg::PartKnown, points(answers(book, &summary.known))),
        Part::Dossier => (Msg::PartPapers, Some(papers(book, view, summary))),
        Part::Carried => {
            let name = |id: &str| format!("☐ {id} {}", book.of(&format!("paper.{id}")).text);
            let carried = summary.carried.iter().map(|id| Line::point("", name(id.as_str()))).collect();
            (Msg::PartCarried, or_none(carried))
        }
        Part::Links => {
            let link = |link: &Link| Line::point("", words::kin(book, link.kin, &link.code));
            (Msg::LinkedCases, points(summary.links.iter().map(link).collect()))
        }
        Part::Questions => {
            let asked = summary.questions.iter().map(|text| Line::point("", "").typed("", text));
            (Msg::OpenQuestion, points(asked.collect()))
        }
        Part::Unknown => {
            let unknown = summary.unknown.iter().map(|act| Line::point("", words::act(book, act)));
            (Msg::PartUnknown, points(unknown.collect()))
        }
        Part::Plan => (Msg::PartPlan, view.procedure.plan.as_ref().and_then(|_| or_none(plan(book, summary)))),
        Part::SaysNo => (Msg::PartSaysNo, Some(says_no(book, view.procedure))),
        Part::Handover => (Msg::PartHandover, view.procedure.handover.as_ref().map(|_| handover(book, Some(summary)))),
        Part::Privacy => (Msg::PartPrivacy, Some(vec![Line::text(book.say(Msg::PrivacyLine))])),
    };
    lines.map(|lines| Section { title: book.say(title).to_owned(), lines })
}

/// A step by its number and name.
fn step(book: &Book, id: &str, more: &str) -> Line {
    Line::point("", format!("{id} {}{more}", book.of(&format!("step.{id}")).text))
}

fn answers(book: &Book, answers: &[Answer]) -> Vec<Line> {
    let line = |(fact, given): &Answer| {
        let fact = fact.as_str();
        Line::point("", format!("{}: {}", book.fact(fact), words::values(book, fact, given)))
    };
    answers.iter().map(line).collect()
}

fn glance(made: Made) -> Vec<Line> {
    let Made { book, summary, view, .. } = made;
    let mut lines = Vec::new();
    if let Some(gate) = &summary.gate {
        lines.push(Line::strong(words::gate(book, gate)));
        lines.extend(gate.causes().iter().map(|cause| Line::point("", words::cause(book, view, cause))));
    }
    if summary.reader != Reader::File {
        // Always, so that it tells nothing of this case.
        lines.push(Line::text(book.say(Msg::NotAllTold)));
    }
    if let Some((life, at)) = &summary.life {
        let (msg, reason) = match life {
            Life::Closed { reason } => (Msg::ClosedSince, reason),
            Life::Reopened { reason, .. } => (Msg::ReopenedSince, reason),
        };
        lines.push(Line::text(book.fill(msg, &[("when", &stamp_in_words(book, *at))])).typed("", reason));
    }
    if let Some(phase) = &summary.stood {
        lines.push(Line::text(book.fill(Msg::NotSeen, &[("phase", &phase_name(book, phase.as_str()))])));
    }
    if let Some(way) = &summary.journey {
        lines.push(Line::drawing(drawing_on_paper(book, way)));
        lines.extend(said_of_way(book, way).into_iter().map(Line::text));
    }
    lines
}

/// A phase by its number and name.
pub fn phase_name(book: &Book, phase: &str) -> String {
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

fn open(book: &Book, row: &Row) -> Line {
    let id = row.id.as_str();
    let name = book.of(&format!("step.{id}")).text.to_owned();
    Line::point("", format!("☐ {id} {name} ({})", open_word(book, row.state)))
}

fn consent(book: &Book, view: View, line: &ConsentLine) -> Line {
    let kind = view.procedure.consent(line.kind.as_str());
    let mut parts = Vec::new();
    if line.guardian_needed {
        parts.push(book.say(Msg::GuardianToo).to_owned());
    }
    for answered in &line.answers {
        let answer = &answered.consent;
        let giver = words::giver(book, answer.giver, line.guardian_needed);
        parts.push(format!("{giver}: {}, {}", words::answer(book, answer.answer), when_in_words(book, answer.when)));
        let by = book.role(&answered.by.role);
        if !by.is_empty() {
            parts.push(book.fill(Msg::AskedBy, &[("who", &by)]));
        }
        parts.extend(words::particulars(book, kind, answer));
    }
    let name = book.of(&format!("consent.{}", line.kind)).text.to_owned();
    Line::point(format!("{name}: {} ", words::consent_state(book, line.state)), parts.join("; "))
}

/// A red flag: its state with its age, what it does, whom it calls, what to do. Words and characters alone.
fn stop(book: &Book, line: &StopLine) -> Line {
    let name = format!("{} {}", line.stop, book.of(&format!("stop.{}", line.stop)).text);
    let mut parts = Vec::new();
    let seen = line.seen.as_ref();
    parts.extend(seen.map(|(at, by)| words::flag_seen(book, line.state, *at, by, clock::now())));
    if let Some(kind) = &line.from_consent {
        parts.push(book.fill(Msg::RaisedByConsent, &[("name", book.of(&format!("consent.{kind}")).text)]));
    }
    parts.push(words::effect(book, line.effect).to_owned());
    if !line.blocks.is_empty() {
        parts.push(words::holds_up(book, &line.blocks));
    }
    parts.push(book.fill(Msg::ActsIfRaised, &[("who", &words::roles(book, &line.acts))]));
    let what = book.maybe(&format!("stop.{}.do", line.stop)).unwrap_or_default().replace('\n', " ");
    Line::point(format!("{name}: {} ", words::stop_state(book, line.state)), parts.join("; "))
        .below(format!("{}: {what}", book.say(Msg::WhatToDo)))
        .typed("", &line.reason)
}

fn incident(book: &Book, incident: &Incident) -> Line {
    let name = format!("{} {}: ", incident.step, book.of(&format!("step.{}", incident.step)).text);
    let about = words::incident_about(book, incident, clock::now());
    match incident.reason.as_str() {
        "" => Line::point(name, format!("{}; {about}", book.say(Msg::TextRemoved))),
        reason => Line::point(name, about).typed("", reason),
    }
}

fn done(book: &Book, line: &DoneLine) -> Line {
    let name = format!("☑ {} {}", line.step, book.of(&format!("step.{}", line.step)).text);
    let word = book.say(match line.state {
        RowState::Reported => Msg::Reported,
        RowState::Elsewhere => Msg::Elsewhere,
        _ => Msg::Done,
    });
    let role = if line.role.is_empty() { String::new() } else { format!(", {}", book.role(&line.role)) };
    Line::point(name, format!(" {word}, {}{role}", when_in_words(book, line.when)))
        .typed("", &line.note)
        .typed(book.say(Msg::PaperPlace), &line.place)
}

fn next_line(made: Made, next: &Next) -> Line {
    let Made { app, book, view, .. } = made;
    let who = |id: &str| {
        let Some(step) = view.procedure.step(id) else { return String::new() };
        let limit = limits::whole(app, book, step).unwrap_or_else(|| book.say(Msg::NoPublicLimit).to_owned());
        format!("{}; {}; {limit}", words::roles(book, &step.acts), words::side(book, step.side))
    };
    let text = match next {
        Next::Step(id) => format!("☐ {id} {} ({})", book.of(&format!("step.{id}")).text, who(id.as_str())),
        Next::Ask { ask, at, before } => {
            let hint = book.fill(Msg::AnswerBefore, &[("step", before.as_str())]);
            format!("☐ {at} {}: {} {hint} ({})", book.say(Msg::AnswerFirst), words::ask(book, ask), who(at.as_str()))
        }
    };
    Line::point("", text)
}

fn due(made: Made) -> Vec<Line> {
    let Made { app, book, view, summary } = made;
    let line = |(id, due): &(crate::procedure::StepId, crate::case::Due)| {
        let says = limits::on_paper(app, book, view.procedure.step(id.as_str())?, due);
        Some(step(book, id.as_str(), &format!(": {says}")))
    };
    summary.due.iter().filter_map(line).collect()
}

/// What is open before the law, and how it goes on.
fn legal(book: &Book, summary: &Summary) -> Vec<Line> {
    let mut lines = answers(book, &summary.legal);
    lines.extend(summary.legal_plans.iter().map(|row| row_line(book, Msg::WayOn, row)));
    lines
}

/// A step that is looked for by name, and how far it is.
fn row_line(book: &Book, label: Msg, row: &Row) -> Line {
    let msg = match row.state {
        RowState::Done => Msg::Done,
        RowState::Reported => Msg::Reported,
        RowState::Elsewhere => Msg::Elsewhere,
        RowState::NotNeeded => Msg::NotNeeded,
        RowState::Aside => Msg::DoesNotApply,
        RowState::Waiting => Msg::Waiting,
        RowState::MayApply => Msg::MayApply,
        RowState::CannotStart => Msg::CannotStart,
        RowState::ToDo => Msg::ToDo,
    };
    let day = if row.state.is_done() { format!(", {}", when_in_words(book, row.when)) } else { String::new() };
    Line::point("", format!("{}: {} {}{day}", book.say(label), row.id, book.say(msg)))
}

/// What is planned for the time after the return, and how far the first contact is.
fn plan(book: &Book, summary: &Summary) -> Vec<Line> {
    let mut lines = answers(book, &summary.plan);
    lines.extend(summary.first_contact.iter().map(|row| row_line(book, Msg::FirstContact, row)));
    lines
}

/// Every paper, and how many are there.
fn papers(book: &Book, view: View, summary: &Summary) -> Vec<Line> {
    let Some(dossier) = &summary.dossier else { return Vec::new() };
    let line = |line: &crate::case::PaperLine| {
        let name = format!("{} {}", line.id, book.of(&format!("paper.{}", line.id)).text);
        Line::point("", format!("{name}: {}", words::paper_line(book, view, line)))
    };
    let mut lines = vec![Line::text(words::papers_present(book, dossier))];
    lines.extend(dossier.papers.iter().map(line));
    lines
}

/// The person and the day, for who goes along: what is known, and room for the rest.
fn day(book: &Book, procedure: &Procedure, summary: &Summary) -> Vec<Line> {
    let mut lines = answers(book, &summary.day);
    if procedure.handover.is_some() {
        let given = summary.handovers.first();
        let when = given.map(|given| when_in_words(book, given.when)).unwrap_or_default();
        let [giver, receiver] = parties(book, given);
        lines.extend([
            Line::fill(book.say(Msg::DateAndTime), when),
            Line::fill(book.say(Msg::WhomToCall), ""),
            Line::fill(book.say(Msg::GivenBy), giver),
            Line::fill(book.say(Msg::ReceivedBy), receiver),
        ]);
    }
    lines
}

fn parties(book: &Book, given: Option<&crate::journal::Handover>) -> [String; 2] {
    [given.map(|given| &given.giver), given.map(|given| &given.receiver)]
        .map(|party| party.map(|party| words::party(book, party)).unwrap_or_default())
}

/// What to do if she says no: what the no means, and the way back.
fn says_no(book: &Book, procedure: &Procedure) -> Vec<Line> {
    let consent = procedure.border_day.as_ref().map(|rule| format!("consent.{}.withdraw", rule.consent));
    let means = consent.and_then(|key| book.maybe(&key).map(Line::strong));
    let back = book.maybe("back.do").unwrap_or_default().lines().map(|text| Line::point("", text));
    means.into_iter().chain(back).collect()
}

/// What is recorded of the handover; lines to be filled in by hand for the rest, and always for the signatures.
pub fn handover(book: &Book, summary: Option<&Summary>) -> Vec<Line> {
    let given = summary.and_then(|summary| summary.handovers.first());
    let place = summary.and_then(|summary| summary.crossing.as_ref());
    let place = place.map(|(fact, values)| words::values(book, fact.as_str(), values)).unwrap_or_default();
    let when = given.map(|given| when_in_words(book, given.when)).unwrap_or_default();
    let [giver, receiver] = parties(book, given);
    let papers = given.map(|given| given.papers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    let mut lines = Vec::new();
    if let Some(despite) = given.map(|given| &given.despite).filter(|despite| !despite.is_empty()) {
        lines.push(Line::text(format!("{}:", book.say(Msg::Despite))).typed("", despite));
    }
    let others = summary.into_iter().flat_map(|summary| summary.handovers.iter().skip(1));
    lines.extend(others.map(|other| {
        Line::text(format!("{}: {}", book.say(Msg::ChangedApart), words::handover(book, other).join("; ")))
    }));
    lines.extend([
        Line::fill(book.say(Msg::PapersGiven), papers.unwrap_or_default()),
        Line::fill(book.say(Msg::CrossingPoint), place),
        Line::fill(book.say(Msg::DateAndTime), when),
        Line::fill(book.say(Msg::GivenBy), giver),
        Line::fill(book.say(Msg::ReceivedBy), receiver),
        Line::fill(book.say(Msg::SignatureGiver), ""),
        Line::fill(book.say(Msg::SignatureReceiver), ""),
    ]);
    lines
}
