//! The day at the border: how a case stands for those who stand there. Never why.

use time::Date;

use super::{Gate, View, answer_state, gate};
use crate::journal::{Giver, When};
use crate::procedure::{Answers, Ask, BorderDay, ConsentState, FactId, Step, Truth};
use std::sync::Arc;

/// What was answered at the crossing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// The answer that holds, guardian included.
    pub state: ConsentState,
    /// When it was given.
    pub when: When,
    /// Whether a yes is of another day, or of a day that nobody knows: it was not asked again on this one.
    pub earlier: bool,
}

/// How a case stands on the day. It has no reasons: the rows of all stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct BorderRow {
    /// The case code.
    pub code: String,
    /// Where the crossing is to be; empty: not said.
    pub point: Vec<Arc<str>>,
    /// The gate, without what keeps it from opening.
    pub gate: Gate,
    /// Whether the person was asked again.
    pub asked: Asked,
    /// Whether she crossed; empty: not said.
    pub crossed: Vec<Arc<str>>,
    /// Whether the case is closed.
    pub closed: bool,
    /// Whether part of the record could not be read.
    pub incomplete: bool,
}

/// How a case stands on a day.
pub fn border_row(view: View, border: &BorderDay, day: Option<Date>) -> BorderRow {
    let values = |fact: &FactId| Answers::fact(&view, fact).to_vec();
    let bare = match gate(view) {
        Gate::Stop(_) => Gate::Stop(Vec::new()),
        Gate::Wait(_) => Gate::Wait(Vec::new()),
        Gate::Go => Gate::Go,
    };
    BorderRow {
        code: view.case.opened.as_ref().map(|held| held.value.code.clone()).unwrap_or_default(),
        point: values(&border.point),
        gate: bare,
        asked: asked(view, border, day),
        crossed: values(&border.fact),
        closed: view.case.is_closed(),
        incomplete: view.case.is_incomplete(),
    }
}

/// The steps of a case at which it is recorded whether the person crossed.
pub fn handovers<'a>(view: View<'a>, border: &BorderDay) -> Vec<&'a Step> {
    let ask = Ask::Fact(border.fact.clone());
    view.procedure.steps().filter(|step| step.asks.contains(&ask) && view.applies(step) == Truth::Yes).collect()
}

fn asked(view: View, border: &BorderDay, day: Option<Date>) -> Asked {
    let nobody = Asked { state: ConsentState::NotAsked, when: When::Unknown, earlier: false };
    let Some(kind) = view.procedure.consent(border.consent.as_str()) else { return nobody };
    let state = view.consent_state(kind);
    let givers = [Giver::Person, Giver::Guardian];
    let counts = givers.into_iter().filter(|giver| *giver == Giver::Person || view.needs_guardian(kind));
    let held = counts.filter_map(|giver| view.case.consent(&kind.id, giver));
    // Of those who say what holds, the one who said it first: both have to be asked again.
    let whens = held.filter(|held| answer_state(held.value.answer) == state).map(|held| held.value.when);
    let Some(when) = whens.min_by_key(When::day) else { return Asked { state, ..nobody } };
    let earlier = state == ConsentState::Given && (day.is_none() || when.day() != day);
    Asked { state, when, earlier }
}
