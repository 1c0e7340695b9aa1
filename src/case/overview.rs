//! What the case screen shows: a row per step, progress, and what can be done next. Made anew after every change.

use super::check::still_open;
use super::consent::is_no;
use super::{Cause, Due, Gate, View, due, gate};
use crate::journal::{Status, When};
use crate::procedure::{
    Answers, Ask, Atom, ConsentId, ConsentState, FactId, PhaseId, Procedure, Reason, Step, StepId, StopId, StopState,
    Truth, Verdict,
};

/// How a step stands, recorded or derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowState {
    /// To do, and nothing holds it.
    ToDo,
    /// Whether it applies depends on a question that nobody answered.
    MayApply,
    /// Something that it needs is missing, or something blocks it.
    CannotStart,
    /// Waiting for somebody.
    Waiting,
    /// Done.
    Done,
    /// The other side says it is done.
    Reported,
    /// Done before or elsewhere.
    Elsewhere,
    /// Not needed, says an official.
    NotNeeded,
    /// Does not apply. What was recorded of it is kept and counts nowhere.
    Aside,
}

impl RowState {
    /// Whether the step is done, by whomever.
    pub fn is_done(self) -> bool {
        matches!(self, RowState::Done | RowState::Reported | RowState::Elsewhere)
    }

    /// Whether somebody still has to do it.
    pub fn is_open(self) -> bool {
        matches!(self, RowState::ToDo | RowState::MayApply | RowState::CannotStart | RowState::Waiting)
    }
}

/// Why a step cannot be marked done.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// This must hold first.
    Needs(Vec<Reason>),
    /// This red flag is raised.
    Raised(StopId),
    /// This consent was refused or withdrawn.
    Refused(ConsentId, ConsentState),
    /// It is the last check, and the gate still waits for this. The step can be worked on; it cannot be ended.
    Open(Vec<Cause>),
}

/// A step as the case screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The step.
    pub id: StepId,
    /// How it stands.
    pub state: RowState,
    /// Why it applies, may apply or does not; empty: it always applies.
    pub why: Vec<Reason>,
    /// Why it cannot be marked done.
    pub blocks: Vec<Block>,
    /// When it was done.
    pub when: When,
    /// On whom it waits.
    pub waits_on: Option<(String, When)>,
    /// Who said that it is done, and how that is known.
    pub told_by: Option<(String, String)>,
    /// When it falls due: while it is open and nothing forbids it, or, of a stay that must end, once it began.
    pub due: Option<Due>,
    /// Whether it has a note.
    pub has_note: bool,
    /// Whether devices differ about it.
    pub apart: bool,
    /// Whether something was done here against an open stop.
    pub incident: bool,
}

/// What can be done now.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// This step.
    Step(StepId),
    /// This question first; other steps wait for its answer.
    Ask {
        /// The question.
        ask: Ask,
        /// The step that asks it.
        at: StepId,
        /// The first step that waits for it.
        before: StepId,
    },
}

/// How many of how many steps are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Done, by whomever.
    pub done: u16,
    /// Those that apply.
    pub of: u16,
}

/// What the case screen shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// A row per step, in the order of the procedure.
    pub rows: Vec<Row>,
    /// Progress per phase.
    pub phases: Vec<(PhaseId, Progress)>,
    /// Progress in all.
    pub progress: Progress,
    /// The gate.
    pub gate: Gate,
    /// What can be done now, in the order of the procedure.
    pub next: Vec<Next>,
    /// Questions of this case, each with whether it is asked.
    pub facts: Vec<(FactId, Truth)>,
}

impl Overview {
    /// The row of a step.
    pub fn row(&self, id: &StepId) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == *id)
    }

    /// How many steps apply or may apply, and how many questions are asked.
    pub fn asked(&self) -> (usize, usize) {
        let steps = self.rows.iter().filter(|row| row.state != RowState::Aside).count();
        (steps, self.facts.iter().filter(|(_, asked)| *asked != Truth::No).count())
    }

    /// What falls due, the earliest first; a day ends after all its hours.
    pub fn due(&self) -> Vec<(StepId, Due)> {
        let mut all: Vec<(StepId, Due)> = Vec::new();
        let key = |due: &Due| due.when().map(|(day, at)| (day, at.is_none(), at));
        for row in &self.rows {
            if let Some(due) = row.due.as_ref().filter(|due| due.when().is_some()) {
                all.insert(all.partition_point(|(_, known)| key(known) <= key(due)), (row.id.clone(), due.clone()));
            }
        }
        all
    }

    /// The phase where the case stands: that of the first thing that can be done now.
    pub fn here(&self, procedure: &Procedure) -> Option<PhaseId> {
        let first = match self.next.first()? {
            Next::Step(id) => id,
            Next::Ask { at, .. } => at,
        };
        procedure
            .phases
            .iter()
            .find(|phase| phase.steps.iter().any(|step| step.id == *first))
            .map(|phase| phase.id.clone())
    }
}

/// Makes the overview of a case.
pub fn overview(view: View) -> Overview {
    let rows: Vec<Row> = view.procedure.steps().map(|step| row(view, step)).collect();
    Overview {
        progress: count(&rows),
        gate: gate(view),
        next: next(view, &rows),
        facts: view.procedure.facts.iter().map(|fact| (fact.id.clone(), view.asks(fact))).collect(),
        phases: count_phases(view.procedure, &rows),
        rows,
    }
}

/// Progress per phase.
pub(super) fn count_phases(procedure: &Procedure, rows: &[Row]) -> Vec<(PhaseId, Progress)> {
    let mut at = 0;
    let mut phases = Vec::new();
    for phase in &procedure.phases {
        let of_phase = rows.get(at..at + phase.steps.len()).unwrap_or_default();
        phases.push((phase.id.clone(), count(of_phase)));
        at += phase.steps.len();
    }
    phases
}

/// A step that only may apply counts once it is done; one that does not apply never does.
pub(super) fn count(rows: &[Row]) -> Progress {
    let counts = |row: &&Row| !matches!(row.state, RowState::Aside | RowState::NotNeeded | RowState::MayApply);
    let of = rows.iter().filter(counts).count();
    let done = rows.iter().filter(|row| row.state.is_done()).count();
    Progress { done: done as u16, of: of as u16 }
}

fn row(view: View, step: &Step) -> Row {
    let verdict = step.when.as_ref().map(|when| when.judge(&view));
    let applies = verdict.as_ref().map_or(Truth::Yes, |verdict| verdict.truth);
    let status = view.case.status(&step.id);
    let record = view.case.step(&step.id);
    let blocks = if applies == Truth::No { Vec::new() } else { blocks(view, step) };
    let state = match (applies, status) {
        (Truth::No, _) => RowState::Aside,
        (_, Status::Done { .. }) => RowState::Done,
        (_, Status::ReportedDone { .. }) => RowState::Reported,
        (_, Status::DoneElsewhere { .. }) => RowState::Elsewhere,
        (_, Status::NotNeeded { .. }) => RowState::NotNeeded,
        (_, Status::Waiting { .. }) => RowState::Waiting,
        (Truth::Unknown, Status::ToDo) => RowState::MayApply,
        (Truth::Yes, Status::ToDo) if blocks.iter().any(|block| !matches!(block, Block::Open(_))) => {
            RowState::CannotStart
        }
        (Truth::Yes, Status::ToDo) => RowState::ToDo,
    };
    // What must not be done is not due: a date would press where somebody said no or a red flag is raised.
    let held = blocks.iter().any(|block| !matches!(block, Block::Needs(_)));
    let runs = state.is_open() && !held || state.is_done() && counts_from_itself(view, step);
    let open = !view.case.is_closed();
    let due = if runs && open { due(view, step) } else { None };
    Row {
        id: step.id.clone(),
        state,
        why: verdict.map(|verdict| verdict.reasons).unwrap_or_default(),
        blocks,
        when: match status {
            Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => *when,
            Status::ToDo | Status::Waiting { .. } | Status::NotNeeded { .. } => When::Unknown,
        },
        waits_on: match status {
            Status::Waiting { on, since } => Some((on.clone(), *since)),
            _ => None,
        },
        told_by: match status {
            Status::ReportedDone { by, how, .. } => Some((by.clone(), how.clone())),
            Status::DoneElsewhere { by, .. } if !by.is_empty() => Some((by.clone(), String::new())),
            _ => None,
        },
        due,
        has_note: record.and_then(|record| record.note.as_ref()).is_some_and(|note| !note.value.is_empty()),
        apart: record.is_some_and(|record| {
            record.status.as_ref().is_some_and(super::Held::is_apart)
                || record.note.as_ref().is_some_and(super::Held::is_apart)
                || record.place.as_ref().is_some_and(super::Held::is_apart)
        }),
        incident: view.case.incidents.iter().any(|incident| incident.step == step.id),
    }
}

/// A stay that must not last longer falls due after it began.
fn counts_from_itself(view: View, step: &Step) -> bool {
    let limit = step.limit.as_ref().and_then(|id| view.procedure.limit(id.as_str()));
    limit.is_some_and(|limit| limit.anchor.as_ref() == Some(&step.id))
}

/// What the step needs and does not have.
pub(super) fn unmet(view: View, step: &Step) -> impl Iterator<Item = Verdict> {
    step.needs.iter().map(move |need| need.judge(&view)).filter(|verdict| verdict.truth != Truth::Yes)
}

/// What blocks a step. A need that waits for a question of the step's own does not: it is answered there.
pub(super) fn blocks(view: View, step: &Step) -> Vec<Block> {
    let is_asked = |reason: &Reason| question(&reason.atom).is_some_and(|ask| step.asks.contains(&ask));
    let waits = |verdict: &Verdict| {
        let mut unknown = verdict.reasons.iter().filter(|reason| reason.truth == Truth::Unknown);
        verdict.truth == Truth::Unknown && unknown.all(is_asked)
    };
    let needs = unmet(view, step).filter(|verdict| !waits(verdict));
    let mut blocks: Vec<Block> = needs.map(|verdict| Block::Needs(verdict.reasons)).collect();
    let raised = view.procedure.stops.iter().filter(|stop| stop.blocks.contains(&step.id));
    let raised = raised.filter(|stop| view.stop(&stop.id) == StopState::Raised);
    blocks.extend(raised.map(|stop| Block::Raised(stop.id.clone())));
    for kind in view.procedure.consents.iter().filter(|kind| kind.blocks.contains(&step.id)) {
        match view.consent_state(kind) {
            state @ (ConsentState::Refused | ConsentState::Withdrawn) => {
                blocks.push(Block::Refused(kind.id.clone(), state))
            }
            ConsentState::NotAsked | ConsentState::Given => {}
        }
    }
    let open = step.gate_check.as_ref().map(|check| still_open(view, check)).unwrap_or_default();
    if !open.is_empty() {
        blocks.push(Block::Open(open));
    }
    blocks
}

/// Whether what keeps a step from being done is a raised red flag or a no. Done all the same, that is an incident; a
/// question that nobody answered yet is none.
pub fn against_a_stop(view: View, blocks: &[Block]) -> bool {
    let speaks_against = |reason: &Reason| match &reason.atom {
        Atom::Consent { consent, .. } => is_no(view.consent(consent)),
        Atom::Stop { stop, .. } => Answers::stop(&view, stop) == StopState::Raised,
        Atom::Fact { .. } | Atom::Step { .. } => false,
    };
    blocks.iter().any(|block| match block {
        Block::Raised(_) | Block::Refused(..) => true,
        Block::Needs(reasons) => reasons.iter().any(speaks_against),
        Block::Open(_) => false,
    })
}

/// Under *next* stands only what has its needs, in the usual order; where an answer is missing, its question stands there
/// once it is due.
fn next(view: View, rows: &[Row]) -> Vec<Next> {
    let ready = |step: &Step| is_ready(view, rows, step, None, 0);
    let steps = || view.procedure.steps().zip(rows).filter(|(step, _)| ready(step));
    let mut next: Vec<(usize, Next)> = Vec::new();
    for (at, (step, row)) in view.procedure.steps().zip(rows).enumerate() {
        if row.state == RowState::ToDo && ready(step) {
            next.push((at, Next::Step(step.id.clone())));
        }
    }
    for (step, row) in steps() {
        for ask in waits_for(row) {
            let known = |listed: &Next| match listed {
                Next::Step(id) => view.procedure.step(id.as_str()).is_some_and(|step| step.asks.contains(&ask)),
                Next::Ask { ask: listed, .. } => *listed == ask,
            };
            if next.iter().any(|(_, listed)| known(listed)) {
                continue;
            }
            let asks = |(asking, row): &(&Step, &Row)| asking.asks.contains(&ask) && row.state != RowState::Aside;
            if let Some((place, (asking, row))) =
                view.procedure.steps().zip(rows).enumerate().find(|(_, pair)| asks(pair))
                && is_due(view, rows, (asking, row), &ask)
            {
                let at = next.partition_point(|(listed, _)| *listed <= place);
                next.insert(at, (place, Next::Ask { ask, at: asking.id.clone(), before: step.id.clone() }));
            }
        }
    }
    let next = next.into_iter().map(|(_, next)| next);
    if view.case.stood.is_none() {
        return next.collect();
    }
    // What was not seen on this device comes after what the official came for.
    let (unseen, mut seen): (Vec<Next>, Vec<Next>) = next.partition(|next| match next {
        Next::Step(id) | Next::Ask { at: id, .. } => view.is_unseen(id),
    });
    seen.extend(unseen);
    seen
}

/// Whether a question is due at the step that asks it: not before that step's turn, or she would be asked about the crossing,
/// and pressed, on the day of the rescue; and not where a red flag or a no holds the step.
fn is_due(view: View, rows: &[Row], (asking, row): (&Step, &Row), ask: &Ask) -> bool {
    let held = row.blocks.iter().any(|block| matches!(block, Block::Raised(_) | Block::Refused(..)));
    let begun = row.state == RowState::Waiting || !row.state.is_open();
    !held && (begun || is_ready(view, rows, asking, Some(ask), 0))
}

/// Whether everything that usually comes before a step is settled. What does not apply hands the question on to what comes
/// before itself, or the last step of a way not taken would open the whole rest. So does what a no forbids that is to cost
/// nothing else, and what itself waits for the answer that the step is to ask for.
fn is_ready(view: View, rows: &[Row], step: &Step, to_ask: Option<&Ask>, depth: u8) -> bool {
    let goes_on = |kind: &ConsentId| view.procedure.consent(kind.as_str()).is_some_and(|kind| kind.goes_on);
    let is_spared = |block: &Block| matches!(block, Block::Refused(kind, _) if goes_on(kind));
    let waits = |row: &Row| to_ask.is_some_and(|ask| waits_for(row).any(|waits| waits == *ask));
    step.after.iter().all(|before| {
        let Some(row) = rows.iter().find(|row| row.id == *before) else { return true };
        let open = row.state.is_open();
        let hands_on = row.state == RowState::Aside || open && (row.blocks.iter().any(is_spared) || waits(row));
        if hands_on && depth < super::DEEPEST {
            let before = view.procedure.step(before.as_str());
            return before.is_none_or(|before| is_ready(view, rows, before, to_ask, depth + 1));
        }
        !open || view.is_unseen(before)
    })
}

/// The questions that a step waits for: whether it applies, or whether it has what it needs.
fn waits_for(row: &Row) -> impl Iterator<Item = Ask> {
    let reasons: Vec<&Reason> = match row.state {
        RowState::MayApply => row.why.iter().collect(),
        RowState::CannotStart => row.blocks.iter().filter_map(as_needs).flatten().collect(),
        _ => Vec::new(),
    };
    let unknown = reasons.into_iter().filter(|reason| reason.truth == Truth::Unknown);
    unknown.filter_map(|reason| question(&reason.atom))
}

fn as_needs(block: &Block) -> Option<&Vec<Reason>> {
    match block {
        Block::Needs(reasons) => Some(reasons),
        Block::Raised(_) | Block::Refused(..) | Block::Open(_) => None,
    }
}

/// The question that an atom waits for; a step is no question, it stands under *next* itself.
fn question(atom: &Atom) -> Option<Ask> {
    match atom {
        Atom::Fact { fact, .. } => Some(Ask::Fact(fact.clone())),
        Atom::Consent { consent, .. } => Some(Ask::Consent(consent.clone())),
        Atom::Stop { stop, .. } => Some(Ask::Stop(stop.clone())),
        Atom::Step { .. } => None,
    }
}
