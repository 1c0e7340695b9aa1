//! The last check before the crossing: all that the gate asks for, thing by thing, with its age and who acts.
//!
//! Invariants: it lists what the gate looks at, no more and no less, and judges nothing by itself: what is open is open
//! because the gate says so. No age makes anything valid or not. Nothing here says "go" or "safe".

use super::{Case, Cause, View, gate};
use crate::journal::{By, Giver, Stamp};
use crate::procedure::{
    Answers, Ask, Atom, Condition, ConsentId, Effect, GateCheck, RoleId, Step, StepId, StopId, StopState, Truth,
};

/// What one line of the check is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Looked {
    /// Whether all of the record could be read.
    Record,
    /// A consent.
    Consent(ConsentId),
    /// A red flag.
    Stop(StopId),
    /// What else must hold for a red flag to count as clear.
    Besides(StopId, Atom),
}

/// One line of the check.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is about.
    pub what: Looked,
    /// Why it is open; empty: nothing is recorded against it.
    pub open: Vec<Cause>,
    /// Whether it is asked later, and so does not hold up the check.
    pub later: bool,
    /// The step whose written plan answers a raised flag.
    pub plan: Option<StepId>,
    /// When what stands there was recorded, and by whom.
    pub seen: Option<(Stamp, By)>,
    /// Who acts.
    pub acts: Vec<RoleId>,
    /// The step where it is settled, if that is another one.
    pub at: Option<StepId>,
}

impl Item {
    /// Whether it keeps the check from being done.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty() && !self.later
    }
}

/// Of all that the check asks for itself, how much was not asked on the calendar day of `now`; and how much that is. What
/// seems to come from the future was not asked today. It says nothing of whether an older answer is still true.
pub fn not_asked_today(items: &[Item], now: Stamp) -> (usize, usize) {
    let day = |unix: i64| unix.saturating_add(60 * i64::from(now.offset)).div_euclid(86_400);
    let is_today = |at: &Stamp| day(at.unix) >= day(now.unix) && at.unix <= now.unix.saturating_add(NEARLY_NOW);
    let asked = || items.iter().filter(|item| !item.later && matches!(item.what, Looked::Consent(_) | Looked::Stop(_)));
    let old = asked().filter(|item| !item.seen.as_ref().is_some_and(|(at, _)| is_today(at)));
    (old.count(), asked().count())
}

/// Two devices' clocks differ by less than this, in seconds.
const NEARLY_NOW: i64 = 300;

/// What the gate still waits for when a check is to be marked done.
pub(super) fn still_open(view: View, check: &GateCheck) -> Vec<Cause> {
    let mut causes = gate(view).causes().to_vec();
    causes.retain(|cause| !is_later(check, cause));
    causes
}

/// A consent that was refused or taken back is never later, only one that nobody asked yet.
fn is_later(check: &GateCheck, cause: &Cause) -> bool {
    matches!(cause, Cause::NotAsked(id) if check.later.contains(id))
}

/// The last check: what is open first, and otherwise in the order in which the step asks it.
pub fn last_check(view: View, step: &Step) -> Vec<Item> {
    let Some(check) = &step.gate_check else { return Vec::new() };
    let mut list = List { view, step, check, causes: gate(view).causes().to_vec(), items: Vec::new() };
    let rule = &view.procedure.gate;
    if list.causes.contains(&Cause::Incomplete) {
        list.put(Looked::Record, |cause| *cause == Cause::Incomplete);
    }
    let later = |id: &&ConsentId| check.later.contains(id);
    rule.consents.iter().filter(|id| !later(id)).for_each(|id| list.consent(id));
    let hard = view.procedure.stops.iter().filter(|stop| stop.effect == Effect::Stop).map(|stop| &stop.id);
    let mut stops: Vec<&StopId> = Vec::new();
    for id in rule.clear.iter().chain(rule.clear_or_plan.iter().map(|either| &either.stop)).chain(hard) {
        if !stops.contains(&id) {
            stops.push(id);
        }
    }
    stops.sort_by_key(|id| {
        step.asks.iter().position(|ask| matches!(ask, Ask::Stop(asked) if asked == *id)).unwrap_or(usize::MAX)
    });
    stops.into_iter().for_each(|id| list.stop(id));
    rule.consents.iter().filter(later).for_each(|id| list.consent(id));
    let mut items = list.items;
    // The sort keeps the order within each part.
    items.sort_by_key(|item| (!item.is_open(), !item.later));
    items
}

struct List<'a> {
    view: View<'a>,
    step: &'a Step,
    check: &'a GateCheck,
    causes: Vec<Cause>,
    items: Vec<Item>,
}

impl List<'_> {
    fn put(&mut self, what: Looked, is_its: impl Fn(&Cause) -> bool) {
        let open: Vec<Cause> = self.causes.iter().filter(|cause| is_its(cause)).cloned().collect();
        let later = !open.is_empty() && open.iter().all(|cause| is_later(self.check, cause));
        let (at, acts) = self.who(&what);
        let plan = self.plan(&what);
        self.items.push(Item { seen: seen(self.view.case, &what), what, open, later, plan, acts, at });
    }

    fn consent(&mut self, id: &ConsentId) {
        let is_its = |cause: &Cause| matches!(cause, Cause::NotAsked(of) | Cause::Against(of, _) if of == id);
        self.put(Looked::Consent(id.clone()), is_its);
    }

    fn stop(&mut self, id: &StopId) {
        let is_its = |cause: &Cause| matches!(cause, Cause::Raised(of) | Cause::NotChecked(of) | Cause::NeedsPlan(of, _) if of == id);
        self.put(Looked::Stop(id.clone()), is_its);
        let view = self.view;
        let rules = view.procedure.gate.also.iter().filter(|also| also.stop == *id);
        for need in rules.filter(|also| also.when.truth(&view) != Truth::No).flat_map(|also| &also.needs) {
            for atom in atoms(view, need) {
                let is_its =
                    |cause: &Cause| matches!(cause, Cause::Missing(of, missing) if of == id && *missing == atom);
                self.put(Looked::Besides(id.clone(), atom.clone()), is_its);
            }
        }
    }

    /// The step of a plan that answers the flag now.
    fn plan(&self, what: &Looked) -> Option<StepId> {
        let Looked::Stop(id) = what else { return None };
        let either = self.view.procedure.gate.clear_or_plan.iter().find(|either| either.stop == *id)?;
        (self.view.stop(id) == StopState::Raised).then(|| either.plan.clone())
    }

    /// Where it is settled, and who acts: on a red flag those whom it names, else those of the step.
    fn who(&self, what: &Looked) -> (Option<StepId>, Vec<RoleId>) {
        let procedure = self.view.procedure;
        let of_step = |step: Option<&Step>| {
            let at = step.map(|step| step.id.clone());
            (at, step.map(|step| step.acts.clone()).unwrap_or_default())
        };
        let asking = |ask: Ask| {
            if self.step.asks.contains(&ask) {
                return (None, self.step.acts.clone());
            }
            of_step(procedure.steps().find(|step| step.asks.contains(&ask)))
        };
        match what {
            Looked::Record => (None, Vec::new()),
            Looked::Consent(id) | Looked::Besides(_, Atom::Consent { consent: id, .. }) => {
                asking(Ask::Consent(id.clone()))
            }
            Looked::Stop(id) | Looked::Besides(_, Atom::Stop { stop: id, .. }) => {
                let acts = procedure.stop(id.as_str()).map(|stop| stop.acts.clone());
                (asking(Ask::Stop(id.clone())).0, acts.unwrap_or_default())
            }
            Looked::Besides(_, Atom::Step { step, .. }) => of_step(procedure.step(step.as_str())),
            Looked::Besides(_, Atom::Fact { fact, .. }) => asking(Ask::Fact(fact.clone())),
        }
    }
}

/// What a need looks at: while it does not hold, what the gate waits for.
fn atoms(view: View, need: &Condition) -> Vec<Atom> {
    let verdict = need.judge(&view);
    if verdict.truth == Truth::Yes {
        return need.atoms().into_iter().cloned().collect();
    }
    verdict.reasons.into_iter().map(|reason| reason.atom).collect()
}

/// When what stands there was recorded, and by whom.
fn seen(case: &Case, what: &Looked) -> Option<(Stamp, By)> {
    fn of<T>(held: Option<&super::Held<T>>) -> Option<(Stamp, By)> {
        held.map(|held| (held.at, held.by.clone()))
    }
    match what {
        Looked::Record => None,
        // Of two answers the older one: the age of both is at least that of the younger.
        Looked::Consent(id) | Looked::Besides(_, Atom::Consent { consent: id, .. }) => {
            let each = [Giver::Person, Giver::Guardian].map(|giver| of(case.consent(id, giver)));
            each.into_iter().flatten().min_by_key(|(at, _)| *at)
        }
        Looked::Stop(id) | Looked::Besides(_, Atom::Stop { stop: id, .. }) => {
            of(case.stop(id).map(|record| &record.state))
        }
        Looked::Besides(_, Atom::Step { step, .. }) => of(case.step(step).and_then(|record| record.status.as_ref())),
        Looked::Besides(_, Atom::Fact { fact, .. }) => of(case.fact(fact)),
    }
}
