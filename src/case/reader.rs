//! Who reads a sheet, and what each reader gets. The two tables are the whole rule; `summary` makes nothing else, so that
//! no screen can print what its reader may not see.

use super::overview::{count, count_phases};
use super::{Block, Cause, DEEPEST, Gate, Next, Overview, Row, RowState, View};
use crate::procedure::{Ask, Atom, FactId, Procedure, Reason, StepId, StopId};

/// Who a sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// The file of the own office.
    #[default]
    File,
    /// An agency that helps with the case.
    Partner,
    /// Who goes along on the day.
    Escort,
    /// The person herself.
    Person,
}

impl Reader {
    /// All, as they are offered.
    pub const ALL: [Reader; 4] = [Reader::File, Reader::Partner, Reader::Escort, Reader::Person];

    /// The parts of this reader's sheet, in order.
    pub fn parts(self) -> impl Iterator<Item = Part> {
        PARTS.iter().filter(move |(_, _, readers)| readers.contains(&self)).map(|(part, _, _)| *part)
    }

    /// Whether this reader gets a part.
    pub fn gets(self, part: Part) -> bool {
        self.parts().any(|own| own == part)
    }

    /// Whether this reader is told a kind of detail.
    pub fn knows(self, detail: Detail) -> bool {
        DETAILS.iter().any(|(one, readers)| *one == detail && readers.contains(&self))
    }
}

/// A part of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Whether it is safe to hold this paper.
    Hold,
    /// How many steps are done, in the stamp.
    Counts,
    /// The gate and why, the life of the case, and the journey.
    Glance,
    /// The way back, where it is what happens now.
    Back,
    /// What was done against an open stop.
    Incidents,
    /// The person in brief.
    Brief,
    /// What who goes along has to know of the person and the day.
    Day,
    /// What was asked and answered.
    Consents,
    /// Red flags that are raised.
    Raised,
    /// All other red flags.
    Checks,
    /// Steps done.
    Done,
    /// Next steps.
    Next,
    /// What falls due.
    Limits,
    /// Further open steps.
    Open,
    /// Notes on steps that are not done.
    Notes,
    /// Steps that an official called not needed.
    NotNeeded,
    /// Steps that do not apply.
    Aside,
    /// Needs on the way.
    Way,
    /// Where the person is received.
    Place,
    /// What is open before the law, and how it goes on.
    Legal,
    /// All other answers.
    Known,
    /// The papers.
    Dossier,
    /// The papers that are carried.
    Carried,
    /// Linked cases.
    Links,
    /// Open questions.
    Questions,
    /// What was recorded under another edition.
    Unknown,
    /// The plan for the time after.
    Plan,
    /// What to do if she says no.
    SaysNo,
    /// What the person said, in words for her.
    Said,
    /// What happens next, in words for her.
    Ahead,
    /// Whom to ask.
    Ask,
    /// How to withdraw.
    Withdraw,
    /// The handover, with its signatures.
    Handover,
    /// Who may see the sheet.
    Privacy,
}

use Reader::{Escort, File, Partner, Person};

/// Every part in the order of the sheet, the section of the reference that it answers (0: none), and who gets it.
pub const PARTS: &[(Part, u8, &[Reader])] = &[
    (Part::Hold, 0, &[Person]),
    (Part::Counts, 1, &[File, Partner]),
    (Part::Glance, 2, &[File, Partner]),
    (Part::Back, 2, &[File, Partner]),
    // What stood in the way of it tells of the flag that it was.
    (Part::Incidents, 0, &[File]),
    (Part::Brief, 3, &[File, Partner]),
    (Part::Day, 0, &[Escort]),
    (Part::Consents, 4, &[File, Partner]),
    (Part::Raised, 5, &[File, Partner]),
    (Part::Checks, 5, &[File, Partner]),
    (Part::Done, 6, &[File, Partner]),
    (Part::Next, 7, &[File, Partner]),
    (Part::Limits, 7, &[File, Partner]),
    (Part::Open, 7, &[File, Partner]),
    (Part::Notes, 0, &[File]),
    (Part::NotNeeded, 8, &[File, Partner]),
    (Part::Aside, 8, &[File, Partner]),
    (Part::Way, 9, &[File, Partner, Escort]),
    (Part::Place, 10, &[File, Partner]),
    (Part::Legal, 11, &[File, Partner]),
    (Part::Known, 0, &[File]),
    (Part::Dossier, 12, &[File, Partner]),
    (Part::Carried, 0, &[Escort]),
    (Part::Plan, 14, &[File, Partner]),
    (Part::Questions, 0, &[File]),
    (Part::Links, 0, &[File]),
    (Part::Unknown, 0, &[File]),
    (Part::SaysNo, 0, &[Escort]),
    (Part::Said, 4, &[Person]),
    (Part::Ahead, 7, &[Person]),
    (Part::Ask, 0, &[Person]),
    (Part::Withdraw, 0, &[Person]),
    (Part::Handover, 13, &[File, Partner]),
    (Part::Privacy, 15, &[File, Partner, Escort]),
];

/// A kind of detail within parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Words that somebody typed: notes, reasons, places, who was present.
    Words,
    /// What the content guards, and all that rests on it.
    Guarded,
    /// Initials or the staff number of officials, besides role and office.
    Initials,
    /// That devices differ, and what each says.
    Apart,
}

/// Who is told what kind of detail.
pub const DETAILS: &[(Detail, &[Reader])] =
    &[(Detail::Words, &[File]), (Detail::Guarded, &[File]), (Detail::Initials, &[File]), (Detail::Apart, &[File])];

/// What is guarded, and what rests on it: steps that apply or not by an answer or flag that is guarded.
pub(super) struct Guard<'a> {
    procedure: &'a Procedure,
    guarded: &'a [Ask],
}

impl<'a> Guard<'a> {
    /// What this reader is not told.
    pub(super) fn of(procedure: &'a Procedure, reader: Reader) -> Self {
        let guarded = procedure.sheet.as_ref().map(|rule| rule.guarded.as_slice()).unwrap_or_default();
        Self { procedure, guarded: if reader.knows(Detail::Guarded) { &[] } else { guarded } }
    }

    pub(super) fn fact(&self, id: &FactId) -> bool {
        self.guarded.iter().any(|ask| matches!(ask, Ask::Fact(fact) if fact == id))
    }

    pub(super) fn stop(&self, id: &StopId) -> bool {
        self.guarded.iter().any(|ask| matches!(ask, Ask::Stop(stop) if stop == id))
    }

    /// Whether a step is there or not by what is guarded, be it through other steps.
    pub(super) fn step(&self, id: &StepId) -> bool {
        self.rests(id, DEEPEST)
    }

    fn rests(&self, id: &StepId, depth: u8) -> bool {
        let when = self.procedure.step(id.as_str()).and_then(|step| step.when.as_ref());
        depth > 0 && when.is_some_and(|when| when.atoms().iter().any(|atom| self.names(atom, depth - 1)))
    }

    fn names(&self, atom: &Atom, depth: u8) -> bool {
        match atom {
            Atom::Fact { fact, .. } => self.fact(fact),
            Atom::Stop { stop, .. } => self.stop(stop),
            Atom::Step { step, .. } => self.rests(step, depth),
            Atom::Consent { .. } => false,
        }
    }

    fn atom(&self, atom: &Atom) -> bool {
        self.names(atom, DEEPEST)
    }

    /// Reasons without those that rest on what is guarded.
    pub(super) fn reasons(&self, reasons: &[Reason]) -> Vec<Reason> {
        reasons.iter().filter(|reason| !self.atom(&reason.atom)).cloned().collect()
    }

    fn cause(&self, cause: &Cause) -> bool {
        match cause {
            Cause::Raised(stop) | Cause::NotChecked(stop) | Cause::NeedsPlan(stop, _) => self.stop(stop),
            Cause::Missing(stop, atom) => self.stop(stop) || self.atom(atom),
            Cause::Against(..) | Cause::NotAsked(_) | Cause::Incomplete => false,
        }
    }

    /// The gate with the causes that may be told. Its word stays: nobody goes on because a reason is kept back.
    fn gate(&self, gate: &Gate) -> Gate {
        let told = |causes: &[Cause]| causes.iter().filter(|cause| !self.cause(cause)).cloned().collect();
        match gate {
            Gate::Stop(causes) => Gate::Stop(told(causes)),
            Gate::Wait(causes) => Gate::Wait(told(causes)),
            Gate::Go => Gate::Go,
        }
    }

    fn asks(&self, next: &Next) -> bool {
        match next {
            Next::Step(step) => self.step(step),
            Next::Ask { ask, at, before } => self.guarded.contains(ask) || self.step(at) || self.step(before),
        }
    }

    /// The overview as the reader may see it. Rows keep their places; those that rest on what is guarded
    /// count nowhere, and whether a step can start yet is not told, for that may rest on it, too.
    pub(super) fn overview(&self, overview: &Overview) -> Overview {
        if self.guarded.is_empty() {
            return overview.clone();
        }
        let row = |row: &Row| Row {
            id: row.id.clone(),
            state: match row.state {
                _ if self.step(&row.id) => RowState::Aside,
                RowState::CannotStart => RowState::ToDo,
                state => state,
            },
            why: self.reasons(&row.why),
            blocks: row
                .blocks
                .iter()
                .filter(|block| !matches!(block, Block::Raised(stop) if self.stop(stop)))
                .cloned()
                .collect(),
            when: row.when,
            waits_on: None,
            told_by: None,
            due: row.due.clone(),
            has_note: false,
            apart: false,
            incident: false,
        };
        let rows: Vec<Row> = overview.rows.iter().map(row).collect();
        Overview {
            phases: count_phases(self.procedure, &rows),
            progress: count(&rows),
            rows,
            gate: self.gate(&overview.gate),
            next: overview.next.iter().filter(|next| !self.asks(next)).cloned().collect(),
            facts: Vec::new(),
        }
    }
}

/// Questions that stand in no part of their own.
pub(super) fn other_facts<'a>(view: View<'a>) -> impl Iterator<Item = &'a FactId> {
    let procedure = view.procedure;
    let rule = procedure.sheet.as_ref();
    let plan = procedure.plan.as_ref().map(|plan| plan.facts.as_slice()).unwrap_or_default();
    let placed = move |id: &FactId| {
        plan.contains(id)
            || rule.is_some_and(|rule| {
                [&rule.brief, &rule.way, &rule.place, &rule.legal].iter().any(|part| part.contains(id))
            })
    };
    procedure.facts.iter().map(|fact| &fact.id).filter(move |id| !placed(id))
}
