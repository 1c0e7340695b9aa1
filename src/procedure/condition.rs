//! Conditions: when a step applies, in three values, with the reason.
//!
//! Knows what answers look like ([`Answers`]), never where they come from.

use std::sync::Arc;

use super::{ConsentId, FactId, StepId, StopId};

/// When something holds.
///
/// ```
/// use sop_checklist::procedure::Condition;
///
/// let child = Condition::read(r#"{"fact":"age","is":["child","disputed"]}"#)?;
/// assert!(matches!(child, Condition::Atom(_)));
/// # Ok::<(), sop_checklist::procedure::ReadError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Each of them.
    All {
        /// The parts.
        all: Vec<Condition>,
    },
    /// At least one of them.
    Any {
        /// The parts.
        any: Vec<Condition>,
    },
    /// The opposite.
    Not {
        /// The part.
        not: Box<Condition>,
    },
    /// One thing compared with what it may be.
    Atom(Atom),
}

/// One thing compared with what it may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    /// A question is answered with one of these values.
    Fact {
        /// The question.
        fact: FactId,
        /// The values that fit.
        is: Vec<Arc<str>>,
    },
    /// A consent is in one of these states.
    Consent {
        /// The kind.
        consent: ConsentId,
        /// The states that fit.
        is: Vec<ConsentState>,
    },
    /// A step is done (by whomever, wherever).
    Step {
        /// The step.
        step: StepId,
        /// Always `["done"]`: the one status a condition may rest on.
        is: Vec<StepDone>,
    },
    /// A red flag is in one of these states.
    Stop {
        /// The stop.
        stop: StopId,
        /// The states that fit.
        is: Vec<StopState>,
    },
}

/// The one status that a condition may ask of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepDone {
    /// Done, reported done or done elsewhere.
    Done,
}

/// What the person last answered to a kind of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConsentState {
    /// Given before, taken back.
    Withdrawn,
    /// Asked, not given.
    Refused,
    /// Not asked; never a value in a condition.
    NotAsked,
    /// Given.
    Given,
}

/// What is known of a red flag. The order is that of protection: the first holds where two devices differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopState {
    /// The danger is there.
    Raised,
    /// Nobody looked yet; never a value in a condition.
    NotChecked,
    /// Somebody looked and found nothing.
    Clear,
}

/// What a condition can know of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done, reported done or done elsewhere.
    Done,
    /// Still to do, or waiting.
    Open,
    /// Not needed, or does not apply.
    Out,
}

/// Where conditions get their answers from.
pub trait Answers {
    /// Whether a question is asked at all. One that is not can have no value, so nobody needs to answer it first.
    fn is_asked(&self, _id: &FactId) -> bool {
        true
    }
    /// The values of a question; empty: not answered.
    fn fact(&self, id: &FactId) -> &[Arc<str>];
    /// What stands in for the value while the question is not answered.
    fn until_answered(&self, id: &FactId) -> Option<&Arc<str>>;
    /// The value that says a question is still open. Compared with any other value it leaves the truth unknown.
    fn open(&self, id: &FactId) -> Option<&Arc<str>>;
    /// The state of a consent.
    fn consent(&self, id: &ConsentId) -> ConsentState;
    /// The state of a step.
    fn step(&self, id: &StepId) -> StepState;
    /// The state of a red flag.
    fn stop(&self, id: &StopId) -> StopState;
}

/// Three-valued truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    No,
    /// It depends on something that nobody answered yet.
    Unknown,
    /// It holds.
    Yes,
}

impl Truth {
    fn of(holds: bool) -> Self {
        if holds { Truth::Yes } else { Truth::No }
    }

    fn not(self) -> Self {
        match self {
            Truth::No => Truth::Yes,
            Truth::Unknown => Truth::Unknown,
            Truth::Yes => Truth::No,
        }
    }
}

/// One thing that a verdict rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// What was compared.
    pub atom: Atom,
    /// How it came out.
    pub truth: Truth,
    /// Whether the value was only assumed, because nobody answered.
    pub assumed: bool,
}

/// A truth and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Whether the condition holds.
    pub truth: Truth,
    /// The atoms that made it so; for [`Truth::Unknown`] the ones that wait for an answer.
    pub reasons: Vec<Reason>,
}

impl Condition {
    /// Judges the condition.
    pub fn judge(&self, answers: &impl Answers) -> Verdict {
        match self {
            Condition::All { all } => join(all.iter().map(|part| part.judge(answers)), Truth::Yes),
            Condition::Any { any } => join(any.iter().map(|part| part.judge(answers)), Truth::No),
            Condition::Not { not } => {
                let inner = not.judge(answers);
                Verdict { truth: inner.truth.not(), reasons: inner.reasons }
            }
            Condition::Atom(atom) => {
                let (truth, assumed) = atom.judge(answers);
                Verdict { truth, reasons: vec![Reason { atom: atom.clone(), truth, assumed }] }
            }
        }
    }

    /// Whether the condition holds, without the reasons.
    pub fn truth(&self, answers: &impl Answers) -> Truth {
        match self {
            Condition::All { all } => all.iter().map(|part| part.truth(answers)).min().unwrap_or(Truth::Yes),
            Condition::Any { any } => any.iter().map(|part| part.truth(answers)).max().unwrap_or(Truth::No),
            Condition::Not { not } => not.truth(answers).not(),
            Condition::Atom(atom) => atom.judge(answers).0,
        }
    }

    /// All atoms, in reading order.
    pub fn atoms(&self) -> Vec<&Atom> {
        match self {
            Condition::All { all: parts } | Condition::Any { any: parts } => {
                parts.iter().flat_map(Condition::atoms).collect()
            }
            Condition::Not { not } => not.atoms(),
            Condition::Atom(atom) => vec![atom],
        }
    }
}

/// `neutral` is the truth of an empty list: `Yes` joins by "and", `No` by "or". The reasons kept are those of the parts
/// that came out like the whole, since these explain it.
fn join(parts: impl Iterator<Item = Verdict>, neutral: Truth) -> Verdict {
    let parts: Vec<Verdict> = parts.collect();
    let truths = parts.iter().map(|part| part.truth);
    let truth = if neutral == Truth::Yes { truths.min() } else { truths.max() }.unwrap_or(neutral);
    let reasons = parts.into_iter().filter(|part| part.truth == truth).flat_map(|part| part.reasons).collect();
    Verdict { truth, reasons }
}

impl Atom {
    /// The truth, and whether it rests on an assumed value.
    fn judge(&self, answers: &impl Answers) -> (Truth, bool) {
        match self {
            Atom::Fact { fact, .. } if !answers.is_asked(fact) => (Truth::No, false),
            Atom::Fact { fact, is } => {
                let values = answers.fact(fact);
                let (values, assumed) = match (values, answers.until_answered(fact)) {
                    ([], Some(assumed)) => (std::slice::from_ref(assumed), true),
                    (values, _) => (values, false),
                };
                let open = |value: &Arc<str>| Some(value) == answers.open(fact);
                let fits = values.iter().any(|value| is.contains(value));
                if !fits && values.iter().all(open) { (Truth::Unknown, false) } else { (Truth::of(fits), assumed) }
            }
            Atom::Consent { consent, is } => match answers.consent(consent) {
                ConsentState::NotAsked => (Truth::Unknown, false),
                state => (Truth::of(is.contains(&state)), false),
            },
            Atom::Step { step, .. } => match answers.step(step) {
                StepState::Done => (Truth::Yes, false),
                StepState::Open => (Truth::Unknown, false),
                StepState::Out => (Truth::No, false),
            },
            Atom::Stop { stop, is } => match answers.stop(stop) {
                StopState::NotChecked => (Truth::Unknown, false),
                state => (Truth::of(is.contains(&state)), false),
            },
        }
    }
}
