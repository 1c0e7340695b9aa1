//! What the list of cases shows of one case, and how it stands on an index card.

use time::Date;

use super::clock::latest;
use super::{Case, Due, Gate, Overview, Progress, View};
use crate::journal::{Hm, Journal, Stamp};
use crate::json::{self, Json, Value};
use crate::procedure::{PhaseId, Procedure, StepId};

/// A card of another version of the app is none.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the list shows of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The case code; empty: how the case began could not be read.
    pub code: String,
    /// The phase where the case stands.
    pub phase: Option<PhaseId>,
    /// The gate, without what keeps it from opening.
    pub gate: Gate,
    /// Progress in all.
    pub progress: Progress,
    /// Whether it is closed.
    pub closed: bool,
    /// The procedure that the case belongs to, where it is not the one that is shown. Then nothing else is known of it.
    pub other: Option<String>,
    /// When the case was last changed.
    pub last: Option<Stamp>,
    /// The latest change more than a day before that, see [`doubt`](super::doubt).
    pub earlier: Option<Stamp>,
    /// What falls due next.
    pub due: Option<(StepId, Due)>,
}

impl Line {
    /// The line of a case.
    pub fn of(view: View, overview: &Overview, journal: &Journal) -> Self {
        let (last, earlier) = latest(|| journal.entries().map(|entry| entry.at));
        let other = view.case.other_procedure(view.procedure).map(str::to_owned);
        Self {
            code: code(view.case),
            phase: if other.is_none() { overview.here(view.procedure) } else { None },
            gate: match overview.gate {
                Gate::Stop(_) => Gate::Stop(Vec::new()),
                Gate::Wait(_) => Gate::Wait(Vec::new()),
                Gate::Go => Gate::Go,
            },
            progress: if other.is_none() { overview.progress } else { Progress::default() },
            closed: view.case.is_closed(),
            last,
            earlier,
            due: if other.is_none() { overview.due().into_iter().next() } else { None },
            other,
        }
    }

    /// The line as it stands on a card. The rules by which a line is derived can change with the app, and the procedure.
    pub fn to_card(&self, procedure: &Procedure) -> String {
        let none = Stamp { unix: 0, offset: 0 };
        let (last, earlier) = (self.last.unwrap_or(none), self.earlier.unwrap_or(none));
        let phase = self.phase.as_ref().map_or("", PhaseId::as_str);
        let due = self.due.as_ref().and_then(|(step, due)| Some((step.as_str(), due.when()?)));
        let (step, day, minute) = due.map_or(("", 0, -1), |(step, (day, at))| {
            let minute = at.map_or(-1, |at| i64::from(at.hour) * 60 + i64::from(at.minute));
            (step, i64::from(day.to_julian_day()), minute)
        });
        let mut text = Json::default();
        text.open('[');
        let other = self.other.as_deref().unwrap_or_default();
        for part in [VERSION, &procedure.id, &procedure.edition, other, &self.code, phase, step] {
            text.text(part);
        }
        text.yes(matches!(self.gate, Gate::Stop(_)));
        text.yes(self.closed);
        let stamps = [last, earlier].into_iter().flat_map(|at| [at.unix, at.offset.into()]);
        for number in [self.progress.done.into(), self.progress.of.into(), day, minute].into_iter().chain(stamps) {
            text.signed(number);
        }
        text.close(']');
        text.end()
    }

    /// The line that stands on a card; none: it was made by another version, or under another procedure or edition.
    ///
    /// The gate never stands open there: a piece of the case may have become unreadable since, which is seen when it is read.
    pub fn from_card(card: &str, procedure: &Procedure) -> Option<Self> {
        let value = json::read(card).ok()?;
        let [version, id, edition, other, code, phase, step, stop, closed, numbers @ ..] = value.as_array()? else {
            return None;
        };
        let [done, of, day, minute, unix, offset, earlier, earlier_offset] = numbers else { return None };
        let made = [version, id, edition].map(Value::as_str);
        if made != [Some(VERSION), Some(&procedure.id), Some(&procedure.edition)] {
            return None;
        }
        let (phase, step, other) = (phase.as_str()?, step.as_str()?, other.as_str()?);
        let earlier = Stamp { unix: earlier.as_i64()?, offset: earlier_offset.as_i64()? as i16 };
        let due = match (Date::from_julian_day(day.as_i64()? as i32), minute.as_i64()?) {
            (Ok(day), minute @ 0..) => Due::At(day, Hm { hour: (minute / 60) as u8, minute: (minute % 60) as u8 }),
            (Ok(day), _) => Due::On(day),
            (Err(_), _) => return None,
        };
        Some(Self {
            code: code.as_str()?.to_owned(),
            phase: if phase.is_empty() { None } else { Some(phase.into()) },
            gate: if stop.as_bool()? { Gate::Stop(Vec::new()) } else { Gate::Wait(Vec::new()) },
            closed: closed.as_bool()?,
            progress: Progress { done: done.as_i64()? as u16, of: of.as_i64()? as u16 },
            other: if other.is_empty() { None } else { Some(other.to_owned()) },
            last: Some(Stamp { unix: unix.as_i64()?, offset: offset.as_i64()? as i16 }),
            earlier: Some(earlier).filter(|at| at.unix != 0),
            due: (!step.is_empty()).then(|| (step.into(), due)),
        })
    }
}

fn code(case: &Case) -> String {
    case.opened.as_ref().map_or(String::new(), |held| held.value.code.clone())
}
