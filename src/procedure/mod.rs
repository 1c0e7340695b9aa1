//! A standard operating procedure as data: phases, steps, facts, consents, stops, limits and papers, read from a content file.
//!
//! Invariants: this module knows no case, no browser, no clock and no language. It knows no corridor either: *from* and
//! *to* are the two sides of a return, and their names are words in a content file. Nothing here is ever written back.

mod annex;
mod check;
mod condition;
mod read;

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

pub use annex::{Annex, Basis, Grade, Htcds, Partner, PartnerKind, Report, Source, SourceKind, StepAnnex, read_annex};
pub use check::{Fault, check, since, unlisted};
pub use condition::{Answers, Atom, Condition, ConsentState, Reason, StepState, StopState, Truth, Verdict};
pub use read::{ReadError, read};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as it stands in the content file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A phase, such as `3`.
    PhaseId,
    /// A step, such as `3.10`: its phase, a dot, its number.
    StepId,
    /// A question about the case, such as `age`.
    FactId,
    /// A kind of consent, such as `return`.
    ConsentId,
    /// A red flag, such as `S6`.
    StopId,
    /// A time limit, such as `L1`.
    LimitId,
    /// A paper of the dossier, such as `D3`.
    PaperId,
    /// Two things that do not agree, such as `fear_clear`.
    ContradictionId,
    /// Who acts, such as `POLICE`.
    RoleId,
    /// A public source, such as `ILO29`.
    SourceId,
    /// A change of edition, such as `e2`.
    ChangeId,
    /// A point of what a consent is about, such as `purpose`.
    PointId,
}

/// One procedure, as its content file tells it; what stands behind it is its [`Annex`].
#[derive(Debug, Clone, PartialEq)]
pub struct Procedure {
    /// Version of the file's form; see [`read`].
    pub format: u32,
    /// Short name, such as `shelter-intake`; its file has the same.
    pub id: String,
    /// Edition of the content; a case remembers the one it was begun under.
    pub edition: String,
    /// Who approved the content, and when. Empty: nobody did, and every screen and sheet says so.
    pub approved: String,
    /// Who acts.
    pub roles: Vec<Role>,
    /// Questions about the case.
    pub facts: Vec<Fact>,
    /// Kinds of consent.
    pub consents: Vec<ConsentKind>,
    /// Red flags.
    pub stops: Vec<Stop>,
    /// What does not agree when it is recorded side by side.
    pub contradictions: Vec<Contradiction>,
    /// Time limits that have a source.
    pub limits: Vec<Limit>,
    /// Papers of the handover dossier.
    pub papers: Vec<Paper>,
    /// The editions, oldest first, each with what it changed; empty: nobody listed them.
    pub changes: Vec<Change>,
    /// What must hold before what the procedure leads to, such as a crossing. Its name in words: `gate`.
    pub gate: GateRule,
    /// What the day at the border is about; absent: there is no such day.
    pub border_day: Option<BorderDay>,
    /// The step where the papers are put together.
    pub dossier: Option<StepId>,
    /// Where a person is handed over.
    pub handover: Option<HandoverRule>,
    /// What happens for who does not go.
    pub back: Option<BackRule>,
    /// What is planned for the time after the return.
    pub plan: Option<PlanRule>,
    /// What the printed sheet says where, and what it keeps from some of its readers.
    pub sheet: Option<SheetRule>,
    /// How a case ends, and begins again.
    pub closing: Option<ClosingRule>,
    /// Phases in order, with their steps.
    pub phases: Vec<Phase>,
}

/// One side of the return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The country that the person returns from.
    From,
    /// The country that the person returns to.
    To,
    /// Both together.
    Both,
    /// Neither, or wherever needed.
    Other,
}

/// Who acts. Name in words: `role.ID`, short: `role.ID.short`.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Where it acts.
    pub side: Side,
    /// Whether it is nobody else than the person whom the case is about.
    pub person: bool,
}

/// A question with one value, or several. Words: `fact.ID` (question), `fact.ID.short`, `fact.ID.VALUE` or `value.VALUE`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its id.
    pub id: FactId,
    /// The values that it can take; "not known" is the absence of a value, never one of them.
    pub values: Vec<Arc<str>>,
    /// Whether several values can hold at once.
    pub many: bool,
    /// Values in the order of protection, most protective first; `""` stands for "not known". When two devices answered
    /// apart, the first of these holds until a person decides. Empty: the latest answer holds.
    pub protective: Vec<Arc<str>>,
    /// What conditions take for the value until the question is answered (a person of unknown age is a child).
    pub until_answered: Option<Arc<str>>,
    /// The value that says the question is still open: an answer, but none that settles it.
    pub open: Option<Arc<str>>,
    /// When the question is asked at all.
    pub when: Option<Condition>,
}

/// A kind of consent. Words: `consent.ID`, `consent.ID.ask`, `consent.ID.withdraw`, and `consent.ID.point.POINT` for each
/// of its points.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentKind {
    /// Its id.
    pub id: ConsentId,
    /// Stops that a refusal or withdrawal raises.
    pub raises: Vec<StopId>,
    /// Steps that a refusal or withdrawal blocks. A service or shelter step is never among them.
    pub blocks: Vec<StepId>,
    /// Whether a refusal or withdrawal also blocks every export but the person's own copy.
    pub blocks_export: bool,
    /// When a guardian's consent is needed beside the person's own: for a child, whose word is the assent. Each is a
    /// record of its own. Absent: never.
    pub guardian: Option<Condition>,
    /// What has to be said or explained for the answer to be an informed one. Each is a tick of its own, none is taken for
    /// granted, and a yes is recorded with those that were ticked.
    pub points: Vec<Point>,
    /// Whether the step that asks it asks as if for the first time: an earlier answer stands in the history alone, and
    /// the step is done with an answer that was given since it was opened.
    pub anew: bool,
    /// Whether a no holds up nothing: what usually comes after a step that it blocks is offered all the same.
    pub goes_on: bool,
}

/// One thing to be said or explained before a consent counts as informed.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its id, among the points of its kind.
    pub id: PointId,
    /// A kind of consent that asks the same: a refusal there undoes the tick here.
    pub consent: Option<ConsentId>,
}

/// What a raised stop does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Hard stop: the gate is closed while it is raised.
    Stop,
    /// Someone acts at once.
    Act,
    /// The gate waits.
    Pause,
    /// Shown; put right before going on. Does not move the gate.
    Note,
}

/// A red flag. Words: `stop.ID`, `stop.ID.check` (what makes it clear), `stop.ID.do` (what to do when raised).
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// Its id.
    pub id: StopId,
    /// What it does when raised.
    pub effect: Effect,
    /// Who acts when it is raised.
    pub acts: Vec<RoleId>,
    /// Steps that cannot be marked done while it is raised.
    pub blocks: Vec<StepId>,
    /// Whether nothing goes to the other side before it was looked at and is clear.
    pub blocks_sharing: bool,
}

/// Answers, consents and marks that cannot all be right. Shown, never in the way. Words: `contradiction.ID`.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Its id.
    pub id: ContradictionId,
    /// When it is there.
    pub when: Condition,
}

/// What kind of time limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKind {
    /// Counts from its anchor and falls due.
    Deadline,
    /// A usual rhythm; never makes a due date.
    Rhythm,
    /// A duty without a number, such as "without delay".
    Principle,
}

/// How sure a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Read in its source.
    Read,
    /// Read in a source that may be out of date.
    Old,
    /// Known, but not read again in its source.
    Unchecked,
}

/// Unit of a length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Hours; the anchor needs a time of day.
    Hours,
    /// Calendar days.
    Days,
    /// Calendar months.
    Months,
    /// Calendar years.
    Years,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// How many.
    pub amount: u16,
    /// Of what.
    pub unit: Unit,
}

/// A time limit. Words: `limit.ID`.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Its id.
    pub id: LimitId,
    /// Deadline, rhythm or principle.
    pub kind: LimitKind,
    /// How long; only deadlines and rhythms have one.
    pub length: Option<Length>,
    /// The step whose date starts the count, or is the last of a rhythm. None: no step of this procedure does, so nothing
    /// is computed.
    pub anchor: Option<StepId>,
    /// Steps that end it: once one of them is done, nothing is due any more.
    pub until: Vec<StepId>,
    /// How sure.
    pub sure: Sure,
}

/// A paper of the dossier. Words: `paper.ID`, `paper.ID.out` (what to keep out of it).
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// Who makes it.
    pub made_by: Vec<RoleId>,
    /// When it is needed; absent: always.
    pub when: Option<Condition>,
}

/// An edition, and what it changed. Words: `change.ID` (what changed and why, in short lines).
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// The edition that brought it.
    pub edition: String,
    /// What it brought.
    pub added: Vec<Thing>,
    /// What it changed.
    pub changed: Vec<Thing>,
    /// What it no longer has. The names stay among the words, for cases that know it.
    pub removed: Vec<Thing>,
}

/// Something of a procedure that a case can have a record of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A step.
    Step(StepId),
    /// A question.
    Fact(FactId),
    /// A consent.
    Consent(ConsentId),
    /// A red flag.
    Stop(StopId),
    /// A paper.
    Paper(PaperId),
}

impl Thing {
    /// Its kind, as in keys of words, and its id.
    pub fn named(&self) -> (&'static str, &str) {
        match self {
            Thing::Step(id) => ("step", id.as_str()),
            Thing::Fact(id) => ("fact", id.as_str()),
            Thing::Consent(id) => ("consent", id.as_str()),
            Thing::Stop(id) => ("stop", id.as_str()),
            Thing::Paper(id) => ("paper", id.as_str()),
        }
    }
}

/// A phase. Words: `phase.ID`.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Its id.
    pub id: PhaseId,
    /// On which side it takes place.
    pub side: Side,
    /// Phases that run in parallel.
    pub beside: Vec<PhaseId>,
    /// Its steps in order.
    pub steps: Vec<Step>,
}

/// What a step settles.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    /// The answer to a question.
    Fact(FactId),
    /// A consent.
    Consent(ConsentId),
    /// The check of a red flag.
    Stop(StopId),
}

impl Ask {
    /// The id of what is asked.
    pub fn id(&self) -> &str {
        match self {
            Ask::Fact(id) => id.as_str(),
            Ask::Consent(id) => id.as_str(),
            Ask::Stop(id) => id.as_str(),
        }
    }
}

/// A step. Words: `step.ID`, `step.ID.how` (guidance, one short line each).
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// Who acts; the first one owns the step.
    pub acts: Vec<RoleId>,
    /// On whose side it is done.
    pub side: Side,
    /// When it applies; absent: always.
    pub when: Option<Condition>,
    /// Steps that usually come before; advice only.
    pub after: Vec<StepId>,
    /// Cannot be marked done unless each of these holds.
    pub needs: Vec<Condition>,
    /// What it settles.
    pub asks: Vec<Ask>,
    /// Questions that can be answered here; the step is done without.
    pub optional: Vec<FactId>,
    /// Its time limit.
    pub limit: Option<LimitId>,
    /// Red flags to think of here.
    pub stops: Vec<StopId>,
    /// Dossier papers that it makes.
    pub papers: Vec<PaperId>,
    /// Whether it gives the person help, shelter, care, safety or what is hers. Never blocked by a refusal.
    pub service: bool,
    /// Whether it is the last check before the crossing: it shows all that the gate asks for, and cannot be marked done
    /// while any of it is open.
    pub gate_check: Option<GateCheck>,
}

/// The last check before the crossing, see [`GateRule`].
#[derive(Debug, Clone, PartialEq)]
pub struct GateCheck {
    /// Consents of the gate that are asked later: that they were not asked yet keeps nobody from marking the check done.
    pub later: Vec<ConsentId>,
}

/// What must hold before what the procedure leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct GateRule {
    /// Consents that must be given; a refused or withdrawn one stops.
    pub consents: Vec<ConsentId>,
    /// Stops that must each be clear.
    pub clear: Vec<StopId>,
    /// Stops that may be raised if a written plan exists.
    pub clear_or_plan: Vec<StopOrPlan>,
    /// What else must hold in some cases.
    pub also: Vec<AlsoNeeded>,
}

/// The day on which several people cross: what is asked, and what is recorded of each.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderDay {
    /// The question where the crossing is to be.
    pub point: FactId,
    /// The consent that is asked again there.
    pub consent: ConsentId,
    /// The step at which it is asked.
    pub step: StepId,
    /// The question whether the person crossed.
    pub fact: FactId,
    /// The question why not, if there is one; when it is asked, its own condition says.
    pub why: Option<FactId>,
}

/// A stop that is clear, or answered by a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct StopOrPlan {
    /// The stop.
    pub stop: StopId,
    /// The step that makes the plan; done counts.
    pub plan: StepId,
}

/// More that must hold for a stop to count as clear.
#[derive(Debug, Clone, PartialEq)]
pub struct AlsoNeeded {
    /// In which cases (true or unknown).
    pub when: Condition,
    /// The stop whose clearing is not enough alone.
    pub stop: StopId,
    /// What must hold besides.
    pub needs: Vec<Condition>,
}

/// Where a person is handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoverRule {
    /// The step at which it is recorded, and whose blocks it shares.
    pub step: StepId,
    /// The question that says where.
    pub place: FactId,
}

/// What happens for who does not go. Words: `back`, `back.do` (one short line each).
#[derive(Debug, Clone, PartialEq)]
pub struct BackRule {
    /// When it is shown.
    pub when: Condition,
    /// What ends it.
    pub until: Condition,
    /// Steps that show it, too.
    pub at: Vec<StepId>,
    /// What may be next then.
    pub next: Vec<StepId>,
}

/// What is planned for the time after the return.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRule {
    /// The questions that make the plan.
    pub facts: Vec<FactId>,
    /// The step that makes the first contact.
    pub first: StepId,
}

/// Which answers stand where on the printed sheet. Words for the person: `person.*`, see `docs/authoring.md`.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRule {
    /// The person in brief; never who somebody is or where.
    pub brief: Vec<FactId>,
    /// What is needed on the way: a need, not a diagnosis.
    pub way: Vec<FactId>,
    /// Where the person is received.
    pub place: Vec<FactId>,
    /// What is open before the law.
    pub legal: Vec<FactId>,
    /// What who goes along has to know of the person and the day, besides the needs on the way.
    pub escort: Vec<FactId>,
    /// What is told to no reader but the own office: nothing that rests on it is printed for others either.
    pub guarded: Vec<Ask>,
}

/// How a case ends, and begins again.
#[derive(Debug, Clone, PartialEq)]
pub struct ClosingRule {
    /// The step at which closing is decided, and whose blocks it shares.
    pub step: StepId,
    /// The question that says why.
    pub reason: FactId,
    /// The step at which it is opened again.
    pub reopen: StepId,
    /// The red flag that opens it again.
    pub danger: StopId,
}

impl Step {
    /// Whether a role acts here.
    pub fn is_by(&self, role: &str) -> bool {
        self.acts.iter().any(|acting| acting.as_str() == role)
    }
}

impl Contradiction {
    /// Whether it is about a question.
    pub fn names(&self, id: &FactId) -> bool {
        self.when.atoms().iter().any(|atom| matches!(atom, Atom::Fact { fact, .. } if fact == id))
    }
}

impl Procedure {
    /// All steps, in the order of the procedure.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.phases.iter().flat_map(|phase| &phase.steps)
    }

    /// The step with this id.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps().find(|step| step.id.as_str() == id)
    }

    /// The question with this id.
    pub fn fact(&self, id: &str) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id.as_str() == id)
    }

    /// The stop with this id.
    pub fn stop(&self, id: &str) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.id.as_str() == id)
    }

    /// The kind of consent with this id.
    pub fn consent(&self, id: &str) -> Option<&ConsentKind> {
        self.consents.iter().find(|kind| kind.id.as_str() == id)
    }

    /// The limit with this id.
    pub fn limit(&self, id: &str) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.id.as_str() == id)
    }

    /// The role with this id.
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id.as_str() == id)
    }

    /// Whether it has a step, question, consent, flag or paper.
    pub fn has(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Step(id) => self.step(id.as_str()).is_some(),
            Thing::Fact(id) => self.fact(id.as_str()).is_some(),
            Thing::Consent(id) => self.consent(id.as_str()).is_some(),
            Thing::Stop(id) => self.stop(id.as_str()).is_some(),
            Thing::Paper(id) => self.papers.iter().any(|paper| paper.id == *id),
        }
    }

    /// Whether somebody acts on the other side, so that there is something to hand over.
    pub fn has_two_sides(&self) -> bool {
        self.roles.iter().any(|role| role.side == Side::To)
    }

    /// Whether somebody with the authority to do so approved this content.
    pub fn is_approved(&self) -> bool {
        !self.approved.trim().is_empty()
    }
}
