//! The blank form: the whole procedure with boxes and room to write, for a day without a device.

use crate::app::words;
use crate::procedure::{Fact, Procedure};
use crate::text::{Book, Msg};

use super::filled::{handover, phase_name};
use super::lines::{Line, Section};

/// Room to write a date or a role.
const ROOM: &str = "……………………";
/// Lines for notes.
const NOTES: usize = 6;

/// The sections of the form.
pub fn sections(book: &Book, procedure: &Procedure) -> Vec<Section> {
    let section = |title: Msg, lines: Vec<Line>| Section { title: book.say(title).to_owned(), lines };
    let date = format!("{}\u{a0}{ROOM}", book.say(Msg::Date));
    // No line ends between a box and its word; between two of them is more room than between words.
    let boxes = |name: &str, of: &[String], rest: &str| {
        let boxes = of.iter().map(|one| format!("☐\u{a0}{one}\u{2002}")).collect::<String>();
        Line::point("", format!("{name}: {boxes}{rest}"))
    };
    let say = |msgs: &[Msg]| msgs.iter().map(|msg| book.say(*msg).to_owned()).collect::<Vec<_>>();
    let fact = |fact: &Fact| {
        let name = book.fact(fact.id.as_str()).to_owned();
        let values: Vec<String> = fact.values.iter().map(|value| book.value(fact.id.as_str(), value)).collect();
        boxes(&name, &values, "")
    };
    let consents = procedure.consents.iter().map(|kind| {
        let name = book.of(&format!("consent.{}", kind.id)).text.to_owned();
        let answers = say(&[Msg::Given, Msg::Refused, Msg::Withdrawn]);
        boxes(&name, &answers, &format!("{date}\u{2002}{}", book.fill(Msg::AskedBy, &[("who", ROOM)])))
    });
    let stops = procedure.stops.iter().map(|stop| {
        let name = format!("{} {}", stop.id, book.of(&format!("stop.{}", stop.id)).text);
        let what = book.maybe(&format!("stop.{}.do", stop.id)).unwrap_or_default().replace('\n', " ");
        boxes(&name, &say(&[Msg::Clear, Msg::Raised]), &date).below(format!("{}: {what}", book.say(Msg::WhatToDo)))
    });
    let papers = procedure.papers.iter().map(|paper| {
        let name = format!("{} {}", paper.id, book.of(&format!("paper.{}", paper.id)).text);
        boxes(&name, &say(&[Msg::PaperPresent, Msg::NotNeeded]), "")
    });
    let mut sections = vec![
        section(Msg::PartPerson, procedure.facts.iter().map(fact).collect()),
        section(Msg::PartConsent, consents.collect()),
        section(Msg::PartChecks, stops.collect()),
    ];
    for phase in &procedure.phases {
        let step = |step: &crate::procedure::Step| {
            let name = book.of(&format!("step.{}", step.id)).text.to_owned();
            Line::step(format!("☐ {} {name} ({})", step.id, words::roles(book, &step.acts)), book.say(Msg::Date))
        };
        let title = phase_name(book, phase.id.as_str());
        sections.push(Section { title, lines: phase.steps.iter().map(step).collect() });
    }
    sections.push(section(Msg::PartPapers, papers.collect()));
    sections.push(section(Msg::Note, (0..NOTES).map(|_| Line::fill("", "")).collect()));
    if procedure.handover.is_some() {
        sections.push(section(Msg::PartHandover, handover(book, None)));
    }
    sections.push(section(Msg::PartPrivacy, vec![Line::text(book.say(Msg::PrivacyLine))]));
    sections
}
