//! What is still missing before the gate can open, by whom to call: the causes of the gate, turned into the open steps that
//! settle them.
//!
//! Invariants: nothing here says that anything is in order. The list is empty exactly where the gate has no cause. A red
//! flag that is raised and a "no" stand there as such, never as a step to tick.

use super::overview::{Block, blocks};
use super::{Cause, View, gate};
use crate::procedure::{
    Answers, Ask, Atom, ConsentId, ConsentState, Reason, RoleId, Step, StepState, StopId, StopState, Truth,
};

/// What is still missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Missing {
    /// Whether part of the record could not be read. This comes first: what that part says is not known.
    pub unread: bool,
    /// Whom to call, in the order of the procedure; raised red flags and a "no" go before all steps.
    pub calls: Vec<Call>,
}

/// What one role has to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The role; none: the procedure does not say who acts.
    pub role: Option<RoleId>,
    /// What is missing of it.
    pub lacks: Vec<Lack>,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct Lack {
    /// What it is.
    pub what: What,
    /// The step where it is settled.
    pub at: Option<crate::procedure::StepId>,
    /// Who acts besides.
    pub beside: Vec<RoleId>,
}

/// What is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The step is not done; of what it asks, this is waited for.
    Step(Vec<Ask>),
    /// This answer, though the step that asks it is settled or does not apply.
    Answer(Ask),
    /// A red flag is raised: somebody acts on it.
    Raised(StopId),
    /// The person said no, or took the consent back.
    Against(ConsentId, ConsentState),
    /// The consent was not asked, and is not to be asked now: see [`not_now`].
    NotNow(ConsentId),
}

/// Lists what is still missing before the gate can open.
pub fn missing(view: View) -> Missing {
    let mut list = List { view, unread: false, found: Vec::new() };
    for cause in gate(view).causes() {
        list.cause(cause);
    }
    // The sort keeps the order of the gate among raised flags.
    list.found.sort_by_key(|found| found.place);
    let mut calls: Vec<Call> = Vec::new();
    for Found { role, lack, .. } in list.found {
        match calls.iter_mut().find(|call| call.role == role) {
            Some(call) => call.lacks.push(lack),
            None => calls.push(Call { role, lacks: vec![lack] }),
        }
    }
    Missing { unread: list.unread, calls }
}

/// Why a kind of consent that nobody asked is not to be asked now, or asking would press the person: no step that asks it
/// applies, or one that the gate asks for before it was refused, or is not to be asked either. Empty: nothing speaks
/// against asking.
pub fn not_now(view: View, kind: &ConsentId) -> Vec<Reason> {
    let rule = &view.procedure.gate.consents;
    let place = rule.iter().position(|id| id == kind).unwrap_or_default();
    let against = |id: &ConsentId| match view.consent(id) {
        ConsentState::Given => Vec::new(),
        ConsentState::NotAsked => unasked(view, id),
        ConsentState::Refused | ConsentState::Withdrawn => {
            let atom = Atom::Consent { consent: id.clone(), is: vec![ConsentState::Given] };
            vec![Reason { atom, truth: Truth::No, assumed: false }]
        }
    };
    let before = rule.iter().take(place).map(against).find(|reasons| !reasons.is_empty());
    before.unwrap_or_else(|| unasked(view, kind))
}

/// Why none of the steps that ask a consent applies; empty: one does, or may.
fn unasked(view: View, kind: &ConsentId) -> Vec<Reason> {
    let asks = |step: &&Step| step.asks.contains(&Ask::Consent(kind.clone()));
    let mut reasons = Vec::new();
    for step in view.procedure.steps().filter(asks) {
        match step.when.as_ref().map(|when| when.judge(&view)) {
            Some(verdict) if verdict.truth == Truth::No => reasons = verdict.reasons,
            _ => return Vec::new(),
        }
    }
    reasons
}

struct Found {
    /// Place in the procedure, from one on; zero: before all steps.
    place: usize,
    role: Option<RoleId>,
    lack: Lack,
}

struct List<'a> {
    view: View<'a>,
    unread: bool,
    found: Vec<Found>,
}

impl<'a> List<'a> {
    fn cause(&mut self, cause: &Cause) {
        match cause {
            Cause::Incomplete => self.unread = true,
            Cause::Raised(stop) => self.raised(stop),
            Cause::Against(kind, state) => self.against(kind, *state),
            Cause::NotAsked(kind) => self.consent(kind),
            Cause::NotChecked(stop) => self.ask(Ask::Stop(stop.clone())),
            Cause::Missing(_, atom) => self.atom(atom),
            // A plan that does not apply would count for nothing.
            Cause::NeedsPlan(stop, plan) => match self.view.procedure.step(plan.as_str()) {
                Some(step) if self.view.applies(step) != Truth::No => self.step(step, None),
                _ => self.raised(stop),
            },
        }
    }

    /// What a condition waits for.
    fn atom(&mut self, atom: &Atom) {
        match atom {
            Atom::Fact { fact, .. } => self.ask(Ask::Fact(fact.clone())),
            Atom::Consent { consent, .. } => match self.view.consent(consent) {
                ConsentState::NotAsked => self.consent(consent),
                state @ (ConsentState::Refused | ConsentState::Withdrawn) => self.against(consent, state),
                ConsentState::Given => {}
            },
            Atom::Stop { stop, .. } => match self.view.stop(stop) {
                StopState::NotChecked => self.ask(Ask::Stop(stop.clone())),
                StopState::Raised => self.raised(stop),
                StopState::Clear => {}
            },
            Atom::Step { step: id, .. } => match self.view.procedure.step(id.as_str()) {
                Some(step) if self.view.step(id) != StepState::Done => self.step(step, None),
                _ => {}
            },
        }
    }

    /// An answer that is missing: at the step that asks it, or by itself where no open step does.
    fn ask(&mut self, ask: Ask) {
        match self.asking(&ask) {
            Some((step, Fit::Open | Fit::MayApply | Fit::Blocked)) => self.step(step, Some(ask)),
            asking => {
                let acts = match (&ask, asking) {
                    (_, Some((step, _))) => &step.acts[..],
                    (Ask::Stop(id), None) => self.acts_on(id),
                    _ => &[],
                };
                self.put(What::Answer(ask), asking.map(|(step, _)| step), acts);
            }
        }
    }

    fn consent(&mut self, kind: &ConsentId) {
        match not_now(self.view, kind).is_empty() {
            true => self.ask(Ask::Consent(kind.clone())),
            false => self.put(What::NotNow(kind.clone()), None, &[]),
        }
    }

    fn raised(&mut self, stop: &StopId) {
        let at = self.asking(&Ask::Stop(stop.clone())).map(|(step, _)| step);
        self.put(What::Raised(stop.clone()), at, self.acts_on(stop));
    }

    fn against(&mut self, kind: &ConsentId, state: ConsentState) {
        let at = self.asking(&Ask::Consent(kind.clone())).map(|(step, _)| step);
        let acts = at.map(|step| &step.acts[..]).unwrap_or_default();
        self.put(What::Against(kind.clone(), state), at, acts);
    }

    /// A step that is not done, and what it waits for itself.
    fn step(&mut self, step: &'a Step, ask: Option<Ask>) {
        if let Some(asks) = self.asks_of(step) {
            asks.extend(ask.filter(|ask| !asks.contains(ask)));
            return;
        }
        self.put(What::Step(ask.into_iter().collect()), Some(step), &step.acts);
        let view = self.view;
        let when = step.when.as_ref().map(|when| when.judge(&view)).filter(|verdict| verdict.truth != Truth::No);
        // A step that is shown because something is taken for granted may turn out not to apply.
        let open = |reason: &Reason| reason.assumed || reason.truth == Truth::Unknown;
        for reason in when.into_iter().flat_map(|verdict| verdict.reasons).filter(open) {
            self.atom(&reason.atom);
        }
        for block in blocks(view, step) {
            match block {
                Block::Needs(reasons) => reasons.iter().for_each(|reason| self.atom(&reason.atom)),
                Block::Raised(stop) => self.raised(&stop),
                Block::Refused(kind, state) => self.against(&kind, state),
                // The gate's causes, which are listed already.
                Block::Open(_) => {}
            }
        }
    }

    /// What a listed step is asked for; none: it is not listed.
    fn asks_of(&mut self, step: &Step) -> Option<&mut Vec<Ask>> {
        self.found.iter_mut().find_map(|found| match &mut found.lack {
            Lack { what: What::Step(asks), at: Some(at), .. } if *at == step.id => Some(asks),
            _ => None,
        })
    }

    fn put(&mut self, what: What, at: Option<&Step>, acts: &[RoleId]) {
        if self.found.iter().any(|found| found.lack.what == what && !matches!(what, What::Step(_))) {
            return;
        }
        let place = match (&what, at) {
            (What::Raised(_) | What::Against(..), _) => 0,
            (_, Some(at)) => self.view.procedure.steps().take_while(|step| step.id != at.id).count() + 1,
            (_, None) => usize::MAX,
        };
        let (role, beside) = match acts {
            [first, rest @ ..] => (Some(first.clone()), rest.to_vec()),
            [] => (None, Vec::new()),
        };
        self.found.push(Found { place, role, lack: Lack { what, at: at.map(|step| step.id.clone()), beside } });
    }

    fn acts_on(&self, stop: &StopId) -> &'a [RoleId] {
        self.view.procedure.stop(stop.as_str()).map(|stop| &stop.acts[..]).unwrap_or_default()
    }

    /// The step where a question is best settled: among those that fit equally well the first.
    fn asking(&mut self, ask: &Ask) -> Option<(&'a Step, Fit)> {
        let asking = self.view.procedure.steps().filter(|step| step.asks.contains(ask));
        let fits: Vec<(&Step, Fit)> = asking.map(|step| (step, self.fit(step))).collect();
        fits.into_iter().min_by_key(|(_, fit)| *fit)
    }

    /// A step that may apply and is listed anyway costs no further call.
    fn fit(&mut self, step: &Step) -> Fit {
        let against = |block: &Block| matches!(block, Block::Raised(_) | Block::Refused(..));
        match self.view.applies(step) {
            Truth::No => Fit::Aside,
            _ if self.view.step(&step.id) != StepState::Open => Fit::Settled,
            _ if blocks(self.view, step).iter().any(against) => Fit::Blocked,
            Truth::Unknown if self.asks_of(step).is_none() => Fit::MayApply,
            _ => Fit::Open,
        }
    }
}

/// How well a step fits to settle what it asks, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Open,
    MayApply,
    Settled,
    Blocked,
    Aside,
}
