//! What leaves the device: for whom, what for, and what holds it back.
//!
//! Invariants: nothing ever holds back the person's own copy. Towards the other side nothing goes on a silence: consent is
//! given and every red flag that the content names for it is clear. Where the side of a receiver is not known, it is the
//! other one. What is a reason here is nobody else's to read: it is shown to the official alone.

use super::consent::is_no;
use super::{Cause, View};
use crate::journal::{Act, Journal};
use crate::procedure::{Answers, Ask, ConsentState, Procedure, RoleId, Side, StepId, StopState, Truth};

/// Who gets something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The file of the official's own office.
    OwnOffice,
    /// The person whom the case is about.
    Person,
    /// A role of the procedure.
    Role(RoleId),
    /// Somebody else, in the official's words.
    Words(String),
}

/// Who gets something, and on which side that is, where who it is does not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Who.
    pub who: Who,
    /// On which side; none: not said.
    pub side: Option<Side>,
}

/// Where something goes, as far as it matters to what holds it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// To the person herself.
    Person,
    /// It stays in the official's own office.
    OwnOffice,
    /// To somebody on the side that the person leaves.
    ThisSide,
    /// To somebody on the side that the person goes to.
    OtherSide,
}

/// What leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The whole sheet.
    Sheet,
    /// The sheet for a partner agency.
    PartnerSheet,
    /// The sheet for who goes along.
    EscortSheet,
    /// The sheet for the person.
    PersonSheet,
    /// The whole case file.
    CaseFile,
    /// The case file for a partner agency.
    PartnerFile,
    /// Rows of the data standard.
    Rows,
    /// The page of the day at the border.
    BorderPage,
}

/// How it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// On paper.
    Paper,
    /// As a file.
    File,
    /// As a text.
    Text,
}

/// What is offered as a purpose; others are words.
pub const PURPOSES: [&str; 6] = ["record", "help", "identity", "decision", "handover", "own-copy"];

const OWN_OFFICE: &str = "own-office";
const PERSON: &str = "person";

/// Stored words; renaming a kind changes none.
const WHATS: [(What, &str); 8] = [
    (What::Sheet, "sheet"),
    (What::PartnerSheet, "partner-sheet"),
    (What::EscortSheet, "escort-sheet"),
    (What::PersonSheet, "person-sheet"),
    (What::CaseFile, "case-file"),
    (What::PartnerFile, "partner-file"),
    (What::Rows, "rows"),
    (What::BorderPage, "border-page"),
];
const WAYS: [(Way, &str); 3] = [(Way::Paper, "paper"), (Way::File, "file"), (Way::Text, "text")];
const SIDES: [(Side, &str); 2] = [(Side::From, "/from"), (Side::To, "/to")];

/// The stored word of what leaves.
pub fn what_word(what: What) -> &'static str {
    WHATS.iter().find(|(one, _)| *one == what).map_or("", |(_, word)| word)
}

/// The entry that says what left, for whom, what for, and how.
pub fn shared(receiver: &Receiver, purpose: &str, what: What, way: Way) -> Act {
    let way = WAYS.iter().find(|(one, _)| *one == way).map_or("", |(_, word)| word);
    let form = format!("{} {way}", what_word(what));
    Act::Shared { receiver: receiver_word(receiver), purpose: purpose.to_owned(), form }
}

/// Reads what left and how. None: another device wrote it in words of its own.
pub fn read_form(form: &str) -> Option<(What, Way)> {
    let (what, way) = form.split_once(' ')?;
    let what = WHATS.iter().find(|(_, word)| *word == what)?.0;
    Some((what, WAYS.iter().find(|(_, word)| *word == way)?.0))
}

/// A receiver as it is stored.
pub fn receiver_word(receiver: &Receiver) -> String {
    let side = SIDES.iter().find(|(side, _)| receiver.side == Some(*side)).map_or("", |(_, word)| word);
    let who = match &receiver.who {
        Who::OwnOffice => OWN_OFFICE,
        Who::Person => PERSON,
        Who::Role(role) => role.as_str(),
        Who::Words(words) => words,
    };
    format!("{who}{side}")
}

/// Reads a receiver. What is no role is words.
pub fn read_receiver(is_role: &dyn Fn(&str) -> bool, text: &str) -> Receiver {
    let sided = SIDES.iter().find_map(|(side, word)| Some((text.strip_suffix(word)?, *side)));
    let (who, side) = sided.map_or((text, None), |(who, side)| (who, Some(side)));
    let who = match who {
        OWN_OFFICE => Who::OwnOffice,
        PERSON => Who::Person,
        who if is_role(who) => Who::Role(who.into()),
        who => Who::Words(who.to_owned()),
    };
    Receiver { who, side }
}

/// Whether an entry has words that somebody typed, and not only what was chosen.
pub fn has_typed_words(is_role: &dyn Fn(&str) -> bool, receiver: &str, purpose: &str) -> bool {
    let is_typed = |words: &str| !words.is_empty() && !PURPOSES.contains(&words);
    matches!(read_receiver(is_role, receiver).who, Who::Words(words) if !words.is_empty()) || is_typed(purpose)
}

/// For whom and what for this was last given out of this case.
pub fn last_shared(is_role: &dyn Fn(&str) -> bool, journal: &Journal, what: What) -> Option<(Receiver, String)> {
    let of = |entry: &&crate::journal::Entry| match &entry.act {
        Act::Shared { receiver, purpose, form } => {
            let is_whole = !receiver.is_empty() && !purpose.is_empty();
            is_whole && read_form(form).is_some_and(|(one, _)| one == what) && !journal.is_undone(entry.id)
        }
        _ => false,
    };
    match &journal.entries().filter(of).max_by_key(|entry| entry.order())?.act {
        Act::Shared { receiver, purpose, .. } => Some((read_receiver(is_role, receiver), purpose.clone())),
        _ => None,
    }
}

/// Whether it has to be asked on which side a receiver is.
pub fn asks_side(procedure: &Procedure, who: &Who) -> bool {
    let open = match who {
        Who::OwnOffice | Who::Person => false,
        Who::Words(_) => true,
        Who::Role(id) => {
            procedure.role(id.as_str()).is_none_or(|role| !role.person && matches!(role.side, Side::Both | Side::Other))
        }
    };
    open && procedure.has_two_sides()
}

/// Where something goes that is for this receiver.
pub fn toward(procedure: &Procedure, receiver: &Receiver) -> Toward {
    let role = match &receiver.who {
        Who::OwnOffice => return Toward::OwnOffice,
        Who::Person => return Toward::Person,
        Who::Role(id) => procedure.role(id.as_str()),
        Who::Words(_) => None,
    };
    if role.is_some_and(|role| role.person) {
        return Toward::Person;
    }
    let said = role.map(|role| role.side).filter(|side| matches!(side, Side::From | Side::To)).or(receiver.side);
    match said {
        Some(Side::From) => Toward::ThisSide,
        _ if !procedure.has_two_sides() => Toward::ThisSide,
        _ => Toward::OtherSide,
    }
}

/// What holds back a paper or a file of this case. Nothing: it may go.
pub fn refusals(view: View, toward: Toward) -> Vec<Cause> {
    if toward == Toward::Person {
        return Vec::new();
    }
    let goes_out = toward != Toward::OwnOffice;
    let across = toward == Toward::OtherSide;
    let mut causes = Vec::new();
    // Of a case of another procedure nobody here knows what was answered.
    let is_unread = view.case.is_incomplete() || view.case.other_procedure(view.procedure).is_some();
    if goes_out && is_unread {
        causes.push(Cause::Incomplete);
    }
    let raised = |stop: &&crate::procedure::StopId| view.stop(stop) == StopState::Raised;
    for kind in view.procedure.consents.iter().filter(|kind| kind.blocks_export) {
        match view.consent_state(kind) {
            // The flag that it raises says the same again.
            state if is_no(state) => causes.push(Cause::Against(kind.id.clone(), state)),
            state => {
                if across && state == ConsentState::NotAsked {
                    causes.push(Cause::NotAsked(kind.id.clone()));
                }
                let raised = kind.raises.iter().filter(raised).map(|stop| Cause::Raised(stop.clone()));
                causes.extend(raised.filter(|_| goes_out));
            }
        }
    }
    for stop in view.procedure.stops.iter().filter(|stop| across && stop.blocks_sharing) {
        match view.stop(&stop.id) {
            StopState::Clear => {}
            StopState::NotChecked => causes.push(Cause::NotChecked(stop.id.clone())),
            StopState::Raised => causes.push(Cause::Raised(stop.id.clone())),
        }
    }
    causes
}

/// Whether somebody gets something though nobody asked the person whether she agrees.
pub fn is_unasked(view: View, toward: Toward) -> bool {
    let open = |kind: &crate::procedure::ConsentKind| view.consent_state(kind) == ConsentState::NotAsked;
    toward == Toward::ThisSide && view.procedure.consents.iter().any(|kind| kind.blocks_export && open(kind))
}

/// The step where what holds it back is asked or looked at, if one does that in this case.
pub fn settled_at(view: View, cause: &Cause) -> Option<StepId> {
    let ask = match cause {
        Cause::Against(kind, _) | Cause::NotAsked(kind) => Ask::Consent(kind.clone()),
        Cause::Raised(stop) | Cause::NotChecked(stop) => Ask::Stop(stop.clone()),
        _ => return None,
    };
    let mut asking = view.procedure.steps().filter(|step| step.asks.contains(&ask));
    asking.find(|step| view.applies(step) != Truth::No).map(|step| step.id.clone())
}
