//! Whether conditions can hold and steps can come about, by trying every answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::{
    Answers, Condition, ConsentId, ConsentState, FactId, Procedure, StepId, StepState, StopId, StopState, Truth,
};
use super::{Faults, asked, conditions, named, place};

/// Above this many combinations a condition is too tangled, for the checker and for a reader.
const MOST: usize = 100_000;

/// What is settled by steps that can come about: kind and id.
type Reach<'a> = BTreeSet<(&'static str, &'a str)>;

pub(super) fn check(procedure: &Procedure, faults: &mut Faults) {
    for (place, condition) in conditions(procedure) {
        match can_hold(procedure, &[condition], None) {
            Some(true) => {}
            Some(false) => faults.add(place, "A condition here can never hold."),
            None => faults.add(place, "A condition here names too much to be checked."),
        }
    }

    // What can come about when only the steps found so far settle anything, until no step is added.
    let mut reach = Reach::new();
    loop {
        let before = reach.len();
        for step in procedure.steps() {
            if !reach.contains(&("step", step.id.as_str()))
                && can_hold(procedure, &step.when.iter().chain(&step.needs).collect::<Vec<_>>(), Some(&reach))
                    == Some(true)
            {
                reach.insert(("step", step.id.as_str()));
                reach.extend(step.asks.iter().map(asked));
                reach.extend(step.optional.iter().map(|fact| ("fact", fact.as_str())));
            }
        }
        if reach.len() == before {
            break;
        }
    }
    for step in procedure.steps().filter(|step| !reach.contains(&("step", step.id.as_str()))) {
        let own: Vec<_> = step.when.iter().chain(&step.needs).collect();
        if own.iter().any(|condition| can_hold(procedure, &[condition], None) != Some(true)) {
            continue;
        }
        match can_hold(procedure, &own, None) {
            Some(true) => faults.add(place(step), "It waits for something that only steps settle which wait for it."),
            Some(false) => faults.add(place(step), "Its condition and its needs can never hold together."),
            None => faults.add(place(step), "Its condition and its needs name too much to be checked."),
        }
    }
}

/// One combination of answers.
struct Guess<'a> {
    procedure: &'a Procedure,
    facts: BTreeMap<&'a str, Vec<Arc<str>>>,
    consents: BTreeMap<&'a str, ConsentState>,
    steps: BTreeMap<&'a str, StepState>,
    stops: BTreeMap<&'a str, StopState>,
}

impl Answers for Guess<'_> {
    fn fact(&self, id: &FactId) -> &[Arc<str>] {
        self.facts.get(id.as_str()).map_or(&[], Vec::as_slice)
    }

    fn until_answered(&self, id: &FactId) -> Option<&Arc<str>> {
        self.procedure.fact(id.as_str())?.until_answered.as_ref()
    }

    fn open(&self, id: &FactId) -> Option<&Arc<str>> {
        self.procedure.fact(id.as_str())?.open.as_ref()
    }

    fn consent(&self, id: &ConsentId) -> ConsentState {
        self.consents.get(id.as_str()).copied().unwrap_or(ConsentState::NotAsked)
    }

    fn step(&self, id: &StepId) -> StepState {
        self.steps.get(id.as_str()).copied().unwrap_or(StepState::Open)
    }

    fn stop(&self, id: &StopId) -> StopState {
        self.stops.get(id.as_str()).copied().unwrap_or(StopState::NotChecked)
    }
}

/// One possible answer.
#[derive(Clone)]
enum Answer {
    Fact(Vec<Arc<str>>),
    Consent(ConsentState),
    Step(StepState),
    Stop(StopState),
}

/// All answers to one thing; only "not settled" where nothing settles it.
fn answers(procedure: &Procedure, kind: &str, id: &str, settled: bool) -> Vec<Answer> {
    let mut all = match kind {
        "fact" => {
            let fact = procedure.fact(id);
            let values = fact.map_or(&[][..], |fact| &fact.values);
            let mut sets = vec![Vec::new()];
            if fact.is_some_and(|fact| fact.many) {
                for value in values {
                    let with: Vec<_> = sets.iter().map(|set| [set, std::slice::from_ref(value)].concat()).collect();
                    sets.extend(with);
                }
            } else {
                sets.extend(values.iter().map(|value| vec![value.clone()]));
            }
            sets.into_iter().map(Answer::Fact).collect()
        }
        "consent" => [ConsentState::NotAsked, ConsentState::Given, ConsentState::Refused, ConsentState::Withdrawn]
            .map(Answer::Consent)
            .to_vec(),
        "step" => [StepState::Open, StepState::Done, StepState::Out].map(Answer::Step).to_vec(),
        _ => [StopState::NotChecked, StopState::Clear, StopState::Raised].map(Answer::Stop).to_vec(),
    };
    if !settled {
        all.truncate(1);
    }
    all
}

/// Whether some combination of answers makes all conditions hold at once; none where there are too many to try.
fn can_hold(procedure: &Procedure, all: &[&Condition], reach: Option<&Reach>) -> Option<bool> {
    let things: Vec<_> =
        all.iter().flat_map(|all| all.atoms()).map(named).collect::<BTreeSet<_>>().into_iter().collect();
    let choices: Vec<_> = things
        .iter()
        .map(|thing| answers(procedure, thing.0, thing.1, reach.is_none_or(|reach| reach.contains(thing))))
        .collect();
    let combinations = choices.iter().try_fold(1_usize, |product, choices| product.checked_mul(choices.len()))?;
    if combinations > MOST {
        return None;
    }
    Some((0..combinations).any(|number| {
        let guess = guess(procedure, &things, &choices, number);
        all.iter().all(|condition| condition.truth(&guess) == Truth::Yes)
    }))
}

/// The combination with this number, read like the digits of a clock.
fn guess<'a>(
    procedure: &'a Procedure,
    things: &[(&'static str, &'a str)],
    choices: &[Vec<Answer>],
    mut number: usize,
) -> Guess<'a> {
    let mut guess = Guess {
        procedure,
        facts: BTreeMap::new(),
        consents: BTreeMap::new(),
        steps: BTreeMap::new(),
        stops: BTreeMap::new(),
    };
    for ((_, id), choices) in things.iter().zip(choices) {
        let answer = choices[number % choices.len()].clone();
        number /= choices.len();
        match answer {
            Answer::Fact(values) => drop(guess.facts.insert(id, values)),
            Answer::Consent(state) => drop(guess.consents.insert(id, state)),
            Answer::Step(state) => drop(guess.steps.insert(id, state)),
            Answer::Stop(state) => drop(guess.stops.insert(id, state)),
        }
    }
    guess
}
