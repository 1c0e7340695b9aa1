//! Sentences made of the app's and the procedure's words.

mod more;

use crate::case::Progress;
use crate::journal::{Status, When};
use crate::procedure::{Ask, ConsentState, RoleId, Side, StopState};
use crate::text::{Book, Msg, when_in_words};

pub use more::*;

/// Who acts, in short names.
pub fn roles(book: &Book, roles: &[RoleId]) -> String {
    roles.iter().map(|role| book.role(role.as_str())).collect::<Vec<_>>().join(", ")
}

/// How many steps of how many are done.
pub fn done_of(book: &Book, progress: Progress) -> String {
    book.fill(Msg::DoneOf, &[("done", &progress.done.to_string()), ("of", &progress.of.to_string())])
}

/// The name of a side.
pub fn side(book: &Book, side: Side) -> String {
    let key = match side {
        Side::From => "side.from",
        Side::To => "side.to",
        Side::Both => "side.both",
        Side::Other => "side.other",
    };
    book.of(key).text.to_owned()
}

/// The value of a question in words.
pub fn values(book: &Book, fact: &str, values: &[std::sync::Arc<str>]) -> String {
    values.iter().map(|value| book.value(fact, value)).collect::<Vec<_>>().join(", ")
}

/// A question, a consent or a check by name.
pub fn ask(book: &Book, ask: &Ask) -> String {
    match ask {
        Ask::Fact(id) => book.of(&format!("fact.{id}")).text.to_owned(),
        Ask::Consent(id) => book.of(&format!("consent.{id}")).text.to_owned(),
        Ask::Stop(id) => format!("{id}: {}", book.of(&format!("stop.{id}")).text),
    }
}

/// The state of a consent.
pub fn consent_state(book: &Book, state: ConsentState) -> &str {
    book.say(match state {
        ConsentState::Withdrawn => Msg::Withdrawn,
        ConsentState::Refused => Msg::Refused,
        ConsentState::NotAsked => Msg::NotAsked,
        ConsentState::Given => Msg::Given,
    })
}

/// The state of a red flag.
pub fn stop_state(book: &Book, state: StopState) -> &str {
    book.say(match state {
        StopState::Raised => Msg::Raised,
        StopState::NotChecked => Msg::NotChecked,
        StopState::Clear => Msg::Clear,
    })
}

/// Who said that a step is done, and how that is known, behind its state.
pub fn told(book: &Book, by: &str, how: &str) -> String {
    let by = book.role(by);
    match (by.as_str(), how_known(book, how)) {
        ("", "") => String::new(),
        (one, "") | ("", one) => format!(" ({one})"),
        (by, how) => format!(" ({by}, {how})"),
    }
}

/// A way to know of what the other side did; another device may have recorded one in words of its own.
pub fn how_known<'a>(book: &'a Book, how: &'a str) -> &'a str {
    match how {
        "call" => book.say(Msg::HowCall),
        "letter" => book.say(Msg::HowLetter),
        "message" => book.say(Msg::HowMessage),
        "meeting" => book.say(Msg::HowMeeting),
        other => other,
    }
}

/// A status in words.
pub fn status(book: &Book, status: &Status) -> String {
    let with = |msg: Msg, when: When| match when {
        When::Unknown => book.say(msg).to_owned(),
        when => format!("{}, {}", book.say(msg), when_in_words(book, when)),
    };
    match status {
        Status::ToDo => book.say(Msg::ToDo).to_owned(),
        Status::Waiting { on, since } => {
            let on = book.role(on);
            let on = if on.is_empty() { String::new() } else { format!(": {on}") };
            format!("{}{on}", with(Msg::Waiting, *since))
        }
        Status::Done { when } => with(Msg::Done, *when),
        Status::ReportedDone { when, by, how } => format!("{}{}", with(Msg::Reported, *when), told(book, by, how)),
        Status::DoneElsewhere { when, by } => format!("{}{}", with(Msg::Elsewhere, *when), told(book, by, "")),
        Status::NotNeeded { reason } if reason.is_empty() => book.say(Msg::NotNeeded).to_owned(),
        Status::NotNeeded { reason } => format!("{}: {reason}", book.say(Msg::NotNeeded)),
    }
}
