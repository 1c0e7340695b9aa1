//! What an entry can say, and which field of the case it speaks of.

use std::sync::Arc;

use time::Date;

use super::EntryId;
use crate::procedure::{ConsentId, FactId, PaperId, PhaseId, PointId, StepId, StopId};

/// Whether a case is real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseKind {
    /// A person's case.
    Real,
    /// Made for practice; can never become real.
    Training,
}

/// A time of day, as typed, at the place where it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hm {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// When something happened: a calendar day, never an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum When {
    /// Nobody knows.
    #[default]
    Unknown,
    /// About that day.
    About(Date),
    /// On that day.
    On(Date),
    /// On that day, at that time of day.
    At(Date, Hm),
}

impl When {
    /// The day, if there is one, in the Common Era.
    pub fn day(&self) -> Option<Date> {
        match self.common() {
            When::Unknown => None,
            When::About(day) | When::On(day) | When::At(day, _) => Some(day),
        }
    }

    /// Whether it is as it would be written here: without a day, or in a year that a case can speak of.
    pub fn is_common(self) -> bool {
        match self {
            When::Unknown => true,
            When::About(day) | When::On(day) | When::At(day, _) => YEARS.contains(&day.year()),
        }
    }

    /// The same in the Common Era, whatever was written: see [`common`]. The entry stays as it is.
    pub fn common(self) -> Self {
        match self {
            When::Unknown => When::Unknown,
            When::About(day) => When::About(common(day)),
            When::On(day) => When::On(common(day)),
            When::At(day, at) => When::At(common(day), at),
        }
    }
}

/// Buddhist Era minus Common Era.
pub const BUDDHIST: i32 = 543;
/// The years that a case can speak of, in the Common Era. In the Buddhist Era they are 2443 to 2643: no year is of both, so
/// a year tells its era by itself.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// A day in the Common Era. One whose year can only be of the Buddhist Era (2569) came from a device with its clock set to
/// that, or from another hand, and is read as what it is; all others are left alone.
pub fn common(day: Date) -> Date {
    let year = day.year() - BUDDHIST;
    let buddhist = YEARS.contains(&year).then(|| Date::from_calendar_date(year, day.month(), day.day()).ok());
    buddhist.flatten().unwrap_or(day)
}

/// How far a step is. "Does not apply" and "cannot start yet" are not here: they are derived.
#[derive(Debug, Clone, PartialEq)]
pub enum Status {
    /// Still to do.
    ToDo,
    /// Waiting for somebody.
    Waiting {
        /// A role's id, or words.
        on: String,
        /// Since when.
        since: When,
    },
    /// Done by the official's own side.
    Done {
        /// When.
        when: When,
    },
    /// The other side says it is done.
    ReportedDone {
        /// When.
        when: When,
        /// Who said so: a role's id, or words.
        by: String,
        /// How it is known.
        how: String,
    },
    /// Done before this record began, or where this device cannot see.
    DoneElsewhere {
        /// When.
        when: When,
        /// Who said so: a role's id, or words; empty: not said.
        by: String,
    },
    /// Not needed in this case.
    NotNeeded {
        /// The official's reason.
        reason: String,
    },
}

/// What somebody found when looking at a red flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopMark {
    /// Nothing found.
    Clear,
    /// The danger is there.
    Raised,
}

/// Who gives a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Giver {
    /// The person; of a child this is the assent.
    Person,
    /// A child's guardian.
    Guardian,
}

/// What was answered to the question for consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Given,
    /// No.
    Refused,
    /// Taken back.
    Withdrawn,
}

/// How a consent was expressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Said aloud.
    Spoken,
    /// By thumbprint.
    Thumb,
    /// In writing.
    Written,
}

/// One answer to the question for consent, with what makes it worth something.
#[derive(Debug, Clone, PartialEq)]
pub struct Consent {
    /// The kind.
    pub kind: ConsentId,
    /// Who answered.
    pub giver: Giver,
    /// The answer.
    pub answer: Answer,
    /// The day.
    pub when: When,
    /// In which language it was asked.
    pub language: String,
    /// Whether an interpreter helped; none: not said.
    pub interpreter: Option<bool>,
    /// Whether it was asked in private; none: not said.
    pub private: Option<bool>,
    /// Who was present.
    pub present: String,
    /// How it was expressed; none: not said.
    pub form: Option<Form>,
    /// What it covers, or what the person added.
    pub scope: String,
    /// The points of its kind that were ticked as said or explained; what is not here was not.
    pub points: Vec<PointId>,
}

/// Where a paper of the dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperState {
    /// It is there.
    Present,
    /// It is missing.
    Missing,
    /// It is not needed in this case.
    NotNeeded,
}

/// Who was told of an incident.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// The supervisor's role.
    pub role: String,
    /// When.
    pub when: When,
}

/// What the person of a case is to the person of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kin {
    /// A child of theirs.
    ChildOf,
    /// Their parent.
    ParentOf,
    /// Brother or sister.
    Sibling,
    /// Travels with them.
    TravelsWith,
}

impl Kin {
    /// All, as they are offered.
    pub const ALL: [Kin; 4] = [Kin::ChildOf, Kin::ParentOf, Kin::Sibling, Kin::TravelsWith];

    /// What the other is to this one.
    pub fn turned(self) -> Self {
        match self {
            Kin::ChildOf => Kin::ParentOf,
            Kin::ParentOf => Kin::ChildOf,
            Kin::Sibling | Kin::TravelsWith => self,
        }
    }
}

/// Who gives or receives a person. Never a name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Party {
    /// A role's id.
    pub role: String,
    /// Office or staff number.
    pub office: String,
}

/// A person was handed over. Where, the case says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Handover {
    /// When.
    pub when: When,
    /// By whom.
    pub giver: Party,
    /// To whom.
    pub receiver: Party,
    /// The papers that went along.
    pub papers: Vec<PaperId>,
    /// Why, where the gate did not stand open.
    pub despite: String,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// The case was begun.
    Opened {
        /// The case code; never a name.
        code: String,
        /// The procedure's id.
        procedure: String,
        /// The procedure's edition.
        edition: String,
        /// Real or training.
        kind: CaseKind,
    },
    /// A question was answered; no values: the answer was taken back.
    Fact {
        /// The question.
        fact: FactId,
        /// The answer.
        values: Vec<Arc<str>>,
    },
    /// A step's status.
    Status {
        /// The step.
        step: StepId,
        /// How far it is.
        status: Status,
    },
    /// A step's note.
    Note {
        /// The step.
        step: StepId,
        /// The note.
        text: String,
    },
    /// Where a step's paper is kept.
    Place {
        /// The step.
        step: StepId,
        /// The place.
        text: String,
    },
    /// A red flag was looked at.
    Stop {
        /// The stop.
        stop: StopId,
        /// What was found.
        mark: StopMark,
        /// Why.
        reason: String,
    },
    /// Consent was asked, or taken back.
    Consent(Consent),
    /// A paper of the dossier.
    Paper {
        /// The paper.
        paper: PaperId,
        /// Where it stands.
        state: PaperState,
        /// Where it is kept.
        place: String,
    },
    /// The person was handed over.
    Handover(Handover),
    /// Where the case stood when it came to this device. Earlier steps were not seen.
    Stood {
        /// The phase.
        phase: PhaseId,
    },
    /// A question that is open.
    Question {
        /// The question.
        text: String,
    },
    /// Another case is linked. Links stand beside each other; one is taken away by undoing it.
    Link {
        /// The code of the other case; never a name.
        code: String,
        /// What the person of this case is to the person of the other.
        kin: Kin,
    },
    /// Something left this device.
    Shared {
        /// For whom.
        receiver: String,
        /// What for.
        purpose: String,
        /// On paper, as a file.
        form: String,
    },
    /// A file came in whose record was not whole where it was made. Stands until somebody who knows what was missing undoes it.
    Gap,
    /// A step was done against an open stop. Never counts as done.
    Incident {
        /// The step.
        step: StepId,
        /// Why.
        reason: String,
        /// Which supervisor was told, and when.
        told: Told,
    },
    /// The words of these entries are gone for good.
    Erased {
        /// Which.
        entries: Vec<EntryId>,
    },
    /// An entry was undone.
    Undo {
        /// Which.
        entry: EntryId,
    },
    /// The case was closed.
    Closed {
        /// Why.
        reason: String,
    },
    /// The case was reopened.
    Reopened {
        /// Why, as one of [`crate::case::WHY_REOPENED`]; empty: not said.
        why: String,
        /// More, in the official's words.
        reason: String,
    },
}

/// What an entry speaks of. Entries with the same field replace each other; the rest stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Code, procedure and edition.
    Opened,
    /// A question.
    Fact(FactId),
    /// A step's status.
    Status(StepId),
    /// A step's note.
    Note(StepId),
    /// Where a step's paper is kept.
    Place(StepId),
    /// A red flag.
    Stop(StopId),
    /// A consent.
    Consent(ConsentId, Giver),
    /// A paper.
    Paper(PaperId),
    /// The handover.
    Handover,
    /// Where the case stood at its beginning.
    Stood,
    /// Linked cases. None replaces another: each stands until it is undone.
    Links,
    /// Open or closed.
    Life,
}

impl Act {
    /// The field that the act writes, if it writes one.
    pub fn field(&self) -> Option<Field> {
        match self {
            Act::Opened { .. } => Some(Field::Opened),
            Act::Fact { fact, .. } => Some(Field::Fact(fact.clone())),
            Act::Status { step, .. } => Some(Field::Status(step.clone())),
            Act::Note { step, .. } => Some(Field::Note(step.clone())),
            Act::Place { step, .. } => Some(Field::Place(step.clone())),
            Act::Stop { stop, .. } => Some(Field::Stop(stop.clone())),
            Act::Consent(consent) => Some(Field::Consent(consent.kind.clone(), consent.giver)),
            Act::Paper { paper, .. } => Some(Field::Paper(paper.clone())),
            Act::Handover(_) => Some(Field::Handover),
            Act::Stood { .. } => Some(Field::Stood),
            Act::Link { .. } => Some(Field::Links),
            Act::Closed { .. } | Act::Reopened { .. } => Some(Field::Life),
            Act::Question { .. }
            | Act::Shared { .. }
            | Act::Gap
            | Act::Incident { .. }
            | Act::Erased { .. }
            | Act::Undo { .. } => None,
        }
    }

    /// When what it tells of happened, if it says so.
    pub fn when(&self) -> Option<When> {
        match self {
            Act::Status { status, .. } => match status {
                Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => {
                    Some(*when)
                }
                Status::Waiting { since, .. } => Some(*since),
                Status::ToDo | Status::NotNeeded { .. } => None,
            },
            Act::Consent(consent) => Some(consent.when),
            Act::Handover(handover) => Some(handover.when),
            Act::Incident { told, .. } => Some(told.when),
            _ => None,
        }
    }

    /// Consents and stops are corrected by a new record with a reason, what is erased is gone, and the beginning of a
    /// case is undone by removing the case; all else can be undone.
    pub fn can_be_undone(&self) -> bool {
        !matches!(self, Act::Consent(_) | Act::Stop { .. } | Act::Erased { .. } | Act::Opened { .. })
    }

    /// Whether somebody typed words into it.
    pub fn has_words(&self) -> bool {
        let mut blank = self.clone();
        blank.erase_words();
        blank != *self
    }

    /// Takes out all words that somebody typed; what was chosen stays.
    pub fn erase_words(&mut self) {
        match self {
            Act::Note { text, .. } | Act::Place { text, .. } | Act::Question { text } => text.clear(),
            Act::Status { status, .. } => status.erase_words(),
            Act::Stop { reason, .. } | Act::Closed { reason } | Act::Reopened { reason, .. } => {
                reason.clear();
            }
            Act::Consent(consent) => {
                consent.language.clear();
                consent.present.clear();
                consent.scope.clear();
            }
            Act::Paper { place, .. } => place.clear(),
            Act::Handover(Handover { giver, receiver, despite, .. }) => {
                giver.office.clear();
                receiver.office.clear();
                despite.clear();
            }
            Act::Shared { receiver, purpose, form } => {
                receiver.clear();
                purpose.clear();
                form.clear();
            }
            Act::Incident { reason, told, .. } => {
                reason.clear();
                told.role.clear();
            }
            Act::Opened { code, .. } | Act::Link { code, .. } => code.clear(),
            Act::Fact { .. } | Act::Stood { .. } | Act::Gap | Act::Erased { .. } | Act::Undo { .. } => {}
        }
    }
}

impl Status {
    fn erase_words(&mut self) {
        match self {
            Status::Waiting { on, .. } => on.clear(),
            Status::ReportedDone { by, how, .. } => {
                by.clear();
                how.clear();
            }
            Status::NotNeeded { reason } => reason.clear(),
            Status::DoneElsewhere { by, .. } => by.clear(),
            Status::ToDo | Status::Done { .. } => {}
        }
    }
}
