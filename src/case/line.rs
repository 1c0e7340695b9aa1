//! What the list of cases shows of one case, and how it stands on an index card.

use super::{Case, Gate, Overview, Progress, View};
use crate::journal::{Journal, Stamp};
use crate::json::{self, Json};
use crate::procedure::{PhaseId, Procedure};

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
    /// When the case was last changed.
    pub last: Option<Stamp>,
}

impl Line {
    /// The line of a case.
    pub fn of(view: View, overview: &Overview, journal: &Journal) -> Self {
        Self {
            code: code(view.case),
            phase: overview.here(view.procedure),
            gate: match overview.gate {
                Gate::Stop(_) => Gate::Stop(Vec::new()),
                Gate::Wait(_) => Gate::Wait(Vec::new()),
                Gate::Go => Gate::Go,
            },
            progress: overview.progress,
            last: journal.entries().map(|entry| entry.at).max(),
        }
    }

    /// The line as it stands on a card. The rules by which a line is derived can change with the app, and the procedure.
    pub fn to_card(&self, procedure: &Procedure) -> String {
        let Stamp { unix, offset } = self.last.unwrap_or(Stamp { unix: 0, offset: 0 });
        let mut text = Json::default();
        text.texts(&[
            env!("CARGO_PKG_VERSION"),
            &procedure.edition,
            &self.code,
            self.phase.as_ref().map_or("", PhaseId::as_str),
            if matches!(self.gate, Gate::Stop(_)) { "stop" } else { "wait" },
            &self.progress.done.to_string(),
            &self.progress.of.to_string(),
            &unix.to_string(),
            &offset.to_string(),
        ]);
        text.end()
    }

    /// The line that stands on a card; none: it was made by another version, or under another edition.
    ///
    /// The gate never stands open there: a piece of the case may have become unreadable since, which is seen when it is read.
    pub fn from_card(card: &str, procedure: &Procedure) -> Option<Self> {
        let value = json::read(card).ok()?;
        let texts = value.as_array()?.iter().map(json::Value::as_str).collect::<Option<Vec<_>>>()?;
        let [version, edition, code, phase, gate, done, of, unix, offset] = texts[..] else { return None };
        if version != env!("CARGO_PKG_VERSION") || edition != procedure.edition {
            return None;
        }
        Some(Self {
            code: code.to_owned(),
            phase: Some(phase).filter(|phase| !phase.is_empty()).map(PhaseId::from),
            gate: if gate == "stop" { Gate::Stop(Vec::new()) } else { Gate::Wait(Vec::new()) },
            progress: Progress { done: done.parse().ok()?, of: of.parse().ok()? },
            last: Some(Stamp { unix: unix.parse().ok()?, offset: offset.parse().ok()? }),
        })
    }
}

fn code(case: &Case) -> String {
    case.opened.as_ref().map_or(String::new(), |held| held.value.code.clone())
}
