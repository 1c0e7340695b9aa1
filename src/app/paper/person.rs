//! The sheet that the person reads or has read to her: in the content's own words to her, and nothing of the case but her
//! answers and how far the way is.

use crate::case::{Answered, Part};
use crate::journal::{Answer, Giver};
use crate::procedure::ConsentState;
use crate::text::{Book, Msg, when_in_words};

use super::filled::Made;
use super::lines::{Line, Section};

/// A part of her sheet.
pub fn section(made: Made, part: Part) -> Section {
    let book = made.book;
    let (title, lines) = match part {
        Part::Hold => (String::new(), points(book, "person.hold", Line::strong)),
        Part::Said => (book.of("person.consents").text.to_owned(), said(made)),
        Part::Ahead => (book.of("person.next").text.to_owned(), ahead(made)),
        Part::Ask => {
            let mut lines = points(book, "person.ask.do", |text| Line::point("", text));
            lines.push(Line::fill(book.say(Msg::WhomToCall), ""));
            (book.of("person.ask").text.to_owned(), lines)
        }
        _ => (book.of("person.withdraw").text.to_owned(), withdraw(made)),
    };
    Section { title, lines }
}

fn points(book: &Book, key: &str, line: impl Fn(String) -> Line) -> Vec<Line> {
    book.maybe(key).unwrap_or_default().lines().map(|text| line(text.to_owned())).collect()
}

/// Her answers, and a guardian's where one is needed.
fn said(made: Made) -> Vec<Line> {
    let book = made.book;
    let mut lines = Vec::new();
    for kind in &made.summary.consents {
        let of = |giver: Giver| kind.answers.iter().find(|answered| answered.consent.giver == giver);
        let mut parts = vec![answer(book, "person", of(Giver::Person))];
        if kind.guardian_needed {
            parts.push(answer(book, "person.guardian", of(Giver::Guardian)));
        }
        let name = book.of(&format!("consent.{}", kind.kind)).text.to_owned();
        lines.push(Line::point(format!("{name}: "), parts.join("; ")));
    }
    lines
}

fn answer(book: &Book, who: &str, answered: Option<&Answered>) -> String {
    let Some(Answered { consent, .. }) = answered else {
        return book.of(&format!("{who}.not_asked")).text.to_owned();
    };
    let word = match consent.answer {
        Answer::Given => "given",
        Answer::Refused => "refused",
        Answer::Withdrawn => "withdrawn",
    };
    format!("{}, {}", book.of(&format!("{who}.{word}")).text, when_in_words(book, consent.when))
}

/// What happens next: the way back, or what is ahead of her.
fn ahead(made: Made) -> Vec<Line> {
    let book = made.book;
    if made.summary.goes_back {
        return points(book, "person.back", |text| Line::point("", text));
    }
    let phases = made.summary.ahead.iter();
    phases.flat_map(|phase| points(book, &format!("person.phase.{phase}"), |text| Line::point("", text))).collect()
}

/// How to take a yes back, and what that means for each that she gave.
fn withdraw(made: Made) -> Vec<Line> {
    let book = made.book;
    let given = made.summary.consents.iter().filter(|line| line.state == ConsentState::Given);
    let means = given.map(|line| {
        let name = book.of(&format!("consent.{}", line.kind)).text.to_owned();
        let text = book.maybe(&format!("consent.{}.withdraw", line.kind)).unwrap_or_default();
        Line::point(format!("{name}: "), text)
    });
    points(book, "person.withdraw.do", |text| Line::point("", text)).into_iter().chain(means).collect()
}
