//! The journey: where each phase stands on the way from one side to the other, which run beside each other, and how far
//! each is. Knows no screen: columns and lanes are places in a drawing of any size.

use super::{Block, Overview, Progress, RowState};
use crate::procedure::{Phase, PhaseId, Procedure, Side};

/// How far a phase is. What stops it comes first, then what it waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A raised red flag or a refused consent holds one of its steps up.
    Stopped,
    /// It waits for somebody.
    Waiting,
    /// All its steps are done.
    Done,
    /// Some are.
    Begun,
    /// None is.
    Open,
    /// None applies.
    Out,
}

/// A phase on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The phase.
    pub phase: PhaseId,
    /// Its first column, from 0.
    pub from: usize,
    /// Its last column; more than the first where others follow each other beside it.
    pub to: usize,
    /// 0: the main line. Others run beside it.
    pub lane: usize,
    /// How far it is.
    pub mark: Mark,
    /// Whether the case stands here.
    pub here: bool,
}

/// The way with its stations, in the order of the phases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journey {
    /// All phases.
    pub stations: Vec<Station>,
    /// How many columns there are.
    pub columns: usize,
    /// How many lanes.
    pub lanes: usize,
    /// The first column on the other side of the border; none where the procedure crosses none.
    pub border: Option<usize>,
}

/// The journey of a case.
pub fn journey(procedure: &Procedure, overview: &Overview) -> Journey {
    let phases = &procedure.phases;
    let starts = starts(phases);
    let columns = starts.iter().max().map_or(0, |last| last + 1);
    let ends: Vec<usize> = (0..phases.len()).map(|at| end(phases, &starts, at, columns)).collect();
    let lanes = lanes(&starts, &ends);
    let here = overview.here(procedure);
    let mut first = 0;
    let mut stations = Vec::new();
    for (at, phase) in phases.iter().enumerate() {
        let rows = overview.rows.get(first..first + phase.steps.len()).unwrap_or_default();
        first += phase.steps.len();
        let progress = overview.phases.get(at).map(|(_, progress)| *progress).unwrap_or_default();
        stations.push(Station {
            phase: phase.id.clone(),
            from: starts[at],
            to: ends[at],
            lane: lanes[at],
            mark: mark(rows, progress),
            here: here.as_ref() == Some(&phase.id),
        });
    }
    let other_side = phases.iter().position(|phase| phase.side == Side::To);
    Journey {
        columns,
        lanes: lanes.iter().max().map_or(0, |last| last + 1),
        border: other_side.map(|at| starts[at]).filter(|column| *column > 0),
        stations,
    }
}

fn beside(phases: &[Phase], one: usize, other: usize) -> bool {
    phases[one].beside.contains(&phases[other].id) || phases[other].beside.contains(&phases[one].id)
}

/// A phase begins after every earlier one that it does not run beside.
fn starts(phases: &[Phase]) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    for at in 0..phases.len() {
        let before = (0..at).filter(|earlier| !beside(phases, at, *earlier));
        starts.push(before.map(|earlier| starts[earlier] + 1).max().unwrap_or(0));
    }
    starts
}

/// A phase reaches to where the first later one begins that it does not run beside.
fn end(phases: &[Phase], starts: &[usize], at: usize, columns: usize) -> usize {
    let after = (at + 1..phases.len()).filter(|later| !beside(phases, at, *later));
    let next = after.map(|later| starts[later]).min().unwrap_or(columns);
    next.saturating_sub(1).max(starts[at])
}

/// Short phases take the main line first; what runs beside several gets out of their way.
fn lanes(starts: &[usize], ends: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|at| (ends[*at] - starts[*at], *at));
    let mut lanes: Vec<Option<usize>> = vec![None; starts.len()];
    for at in order {
        let meets = |other: usize| starts[other] <= ends[at] && starts[at] <= ends[other];
        let taken: Vec<usize> =
            lanes.iter().enumerate().filter(|(other, _)| meets(*other)).filter_map(|(_, lane)| *lane).collect();
        lanes[at] = (0..).find(|lane| !taken.contains(lane));
    }
    lanes.into_iter().map(Option::unwrap_or_default).collect()
}

fn mark(rows: &[super::Row], progress: Progress) -> Mark {
    let holds = |block: &Block| matches!(block, Block::Raised(_) | Block::Refused(..));
    let is_open = |state: RowState| matches!(state, RowState::CannotStart | RowState::ToDo | RowState::Waiting);
    if rows.iter().any(|row| is_open(row.state) && row.blocks.iter().any(holds)) {
        return Mark::Stopped;
    }
    if rows.iter().any(|row| row.state == RowState::Waiting) {
        return Mark::Waiting;
    }
    match progress {
        Progress { of: 0, .. } => Mark::Out,
        Progress { done, of } if done >= of => Mark::Done,
        Progress { done: 0, .. } => Mark::Open,
        _ => Mark::Begun,
    }
}
