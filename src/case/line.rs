//! What the list of cases shows of one case, and how it stands on an index card.

use super::{Case, Gate, Overview, Progress, View};
use crate::journal::{Journal, Stamp};
use crate::json::{self, Json, Value};
use crate::procedure::{PhaseId, Procedure};

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
    /// The procedure that the case belongs to, where it is not the one that is shown. Then nothing else is known of it.
    pub other: Option<String>,
    /// When the case was last changed.
    pub last: Option<Stamp>,
}

impl Line {
    /// The line of a case.
    pub fn of(view: View, overview: &Overview, journal: &Journal) -> Self {
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
            other,
            last: journal.entries().map(|entry| entry.at).max(),
        }
    }

    /// The line as it stands on a card. The rules by which a line is derived can change with the app, and the procedure.
    pub fn to_card(&self, procedure: &Procedure) -> String {
        let Stamp { unix, offset } = self.last.unwrap_or(Stamp { unix: 0, offset: 0 });
        let phase = self.phase.as_ref().map_or("", PhaseId::as_str);
        let mut text = Json::default();
        text.open('[');
        let other = self.other.as_deref().unwrap_or_default();
        for part in [VERSION, &procedure.id, &procedure.edition, other, &self.code, phase] {
            text.text(part);
        }
        text.yes(matches!(self.gate, Gate::Stop(_)));
        for number in [self.progress.done.into(), self.progress.of.into(), unix, offset.into()] {
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
        let [version, id, edition, other, code, phase, stop, numbers @ ..] = value.as_array()? else { return None };
        let [done, of, unix, offset] = numbers else { return None };
        let made = [version, id, edition].map(Value::as_str);
        if made != [Some(VERSION), Some(&procedure.id), Some(&procedure.edition)] {
            return None;
        }
        let (phase, other) = (phase.as_str()?, other.as_str()?);
        Some(Self {
            code: code.as_str()?.to_owned(),
            phase: if phase.is_empty() { None } else { Some(phase.into()) },
            gate: if stop.as_bool()? { Gate::Stop(Vec::new()) } else { Gate::Wait(Vec::new()) },
            progress: Progress { done: done.as_i64()? as u16, of: of.as_i64()? as u16 },
            other: if other.is_empty() { None } else { Some(other.to_owned()) },
            last: Some(Stamp { unix: unix.as_i64()?, offset: offset.as_i64()? as i16 }),
        })
    }
}

fn code(case: &Case) -> String {
    case.opened.as_ref().map_or(String::new(), |held| held.value.code.clone())
}
