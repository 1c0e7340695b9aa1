//! The rule of the gate over all combinations of what it rests on.
//!
//! It rests on 17 things (`Recorded`). That each of them is read from a journal as it was recorded, whatever else was, is
//! tested in `gate.rs`; here the rule itself is asked, without a journal. `make test` tries every combination of what the
//! values *mean* (a refused consent means what a withdrawn one does), each time with other values of that meaning;
//! `make soak` every combination of the values themselves, more than 600 million.
//!
//! What is expected is written down from the design (section 4, "The gate"), without looking at the code.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

mod support;

use std::sync::{Arc, LazyLock};

use sop_checklist::case::{Gate, judge};
use sop_checklist::procedure::{Answers, ConsentId, ConsentState, FactId, StepId, StepState, StopId, StopState};
use support::shipped;

/// The red flags that the gate looks at, hard ones first.
const LOOKED_AT: [&str; 10] = ["S1", "S2", "S3", "S4", "S5", "S6", "S9", "S10", "S13", "S7"];
const HARD: usize = 6;
const S7: usize = 9;

const CONSENTS: [ConsentState; 4] =
    [ConsentState::Given, ConsentState::NotAsked, ConsentState::Refused, ConsentState::Withdrawn];
const STOPS: [StopState; 3] = [StopState::Clear, StopState::NotChecked, StopState::Raised];
const STEPS: [StepState; 3] = [StepState::Done, StepState::Open, StepState::Out];
const AGES: [&str; 4] = ["adult", "child", "disputed", ""];
const CARER: [&str; 3] = ["yes", "no", ""];

/// All that the gate rests on.
#[derive(Debug, Clone, Copy)]
struct Recorded {
    /// To return, and at the crossing.
    consents: [ConsentState; 2],
    /// In the order of [`LOOKED_AT`].
    stops: [StopState; 10],
    /// 4.7: how case and money go on.
    plan: StepState,
    /// "" is not known.
    age: &'static str,
    /// 6.7 and 7.7.
    for_child: [StepState; 2],
    /// Whether somebody safe receives the child.
    carer: &'static str,
    /// Part of the record is not here.
    incomplete: bool,
}

/// Answers with what is recorded, and fails the test where the rule asks for anything else: so it cannot rest on S8, S11,
/// S12 or whatever else a case holds.
impl Answers for Recorded {
    fn fact(&self, id: &FactId) -> &[Arc<str>] {
        static VALUES: LazyLock<Vec<Arc<str>>> =
            LazyLock::new(|| ["adult", "child", "disputed", "yes", "no"].map(Arc::from).to_vec());
        let value = match id.as_str() {
            "age" => self.age,
            "carer" => self.carer,
            other => panic!("the gate asks for {other}"),
        };
        VALUES.iter().position(|known| **known == *value).map_or(&[], |at| &VALUES[at..=at])
    }

    /// "Unknown or disputed age shows the child steps."
    fn until_answered(&self, id: &FactId) -> Option<&Arc<str>> {
        static CHILD: LazyLock<Arc<str>> = LazyLock::new(|| "child".into());
        (id.as_str() == "age").then_some(&*CHILD)
    }

    fn open(&self, _id: &FactId) -> Option<&Arc<str>> {
        None
    }

    fn consent(&self, id: &ConsentId) -> ConsentState {
        match id.as_str() {
            "return" => self.consents[0],
            "crossing" => self.consents[1],
            other => panic!("the gate asks for the consent {other}"),
        }
    }

    fn step(&self, id: &StepId) -> StepState {
        match id.as_str() {
            "4.7" => self.plan,
            "6.7" => self.for_child[0],
            "7.7" => self.for_child[1],
            other => panic!("the gate asks for step {other}"),
        }
    }

    fn stop(&self, id: &StopId) -> StopState {
        let at = LOOKED_AT.iter().position(|known| *known == id.as_str());
        // Whether one is raised is asked of every hard stop, and of no other.
        self.stops[at.unwrap_or_else(|| panic!("the gate asks for {id}"))]
    }
}

impl Recorded {
    /// What stands against the crossing, and whether one of it stops rather than waits.
    fn oracle(&self) -> (usize, bool) {
        let child = self.age != "adult";
        let no = |state: &ConsentState| matches!(state, ConsentState::Refused | ConsentState::Withdrawn);
        let s7_open = match self.stops[S7] {
            StopState::Clear => false,
            StopState::NotChecked => true,
            StopState::Raised => self.plan != StepState::Done,
        };
        let open = self.consents.iter().filter(|state| **state != ConsentState::Given).count()
            + self.stops[..S7].iter().filter(|state| **state != StopState::Clear).count()
            + usize::from(s7_open)
            + usize::from(child) * self.for_child.iter().filter(|state| **state != StepState::Done).count()
            + usize::from(child && self.carer != "yes")
            + usize::from(self.incomplete);
        let stops = self.consents.iter().any(no) || self.stops[..HARD].contains(&StopState::Raised);
        (open, stops)
    }

    fn check(&self) {
        let gate = judge(shipped(), self, self.incomplete);
        let (open, stops) = self.oracle();
        let fits = match &gate {
            Gate::Go => open == 0,
            Gate::Wait(causes) => open > 0 && !stops && causes.len() == open,
            // A part of the record that is not here is told as well.
            Gate::Stop(causes) => stops && causes.len() == open,
        };
        assert!(fits, "{self:?} gives {gate:?}");
    }
}

/// Takes a number apart, digit by digit, each of its own base.
struct Digits(u64);

impl Digits {
    fn next(&mut self, base: usize) -> usize {
        let digit = self.0 % base as u64;
        self.0 /= base as u64;
        digit as usize
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.next(values.len())]
    }
}

/// Each combination of values has a number.
const ALL: u64 = 16 * 59_049 * 3 * 4 * 9 * 3 * 2;

fn of_values(number: u64) -> Recorded {
    let mut digits = Digits(number);
    let recorded = Recorded {
        consents: [(); 2].map(|()| digits.of(&CONSENTS)),
        stops: [(); 10].map(|()| digits.of(&STOPS)),
        plan: digits.of(&STEPS),
        age: digits.of(&AGES),
        for_child: [(); 2].map(|()| digits.of(&STEPS)),
        carer: digits.of(&CARER),
        incomplete: digits.of(&[false, true]),
    };
    assert_eq!(digits.0, 0);
    recorded
}

/// Each combination of meanings has a number: a consent is given, not asked or a no; a hard stop clear, not checked or
/// raised; another one clear or not; S7 answered or not; what a child needs there, not needed, or one of three missing.
const MEANINGS: u64 = 9 * 729 * 8 * 2 * 3 * 2;

/// One of the records with these meanings: which, `choice` says.
fn of_meanings(number: u64, choice: u64) -> Recorded {
    let (mut meaning, mut any) = (Digits(number), Digits(choice));
    let mut consent = || match meaning.next(3) {
        0 => ConsentState::Given,
        1 => ConsentState::NotAsked,
        _ => any.of(&CONSENTS[2..]),
    };
    let consents = [consent(), consent()];
    let mut stops = [StopState::Clear; 10];
    stops[..HARD].fill_with(|| meaning.of(&STOPS));
    stops[HARD..S7].fill_with(|| if meaning.next(2) == 0 { StopState::Clear } else { any.of(&STOPS[1..]) });
    let mut plan = any.of(&STEPS);
    stops[S7] = match (meaning.next(2), any.next(2)) {
        (0, 0) => StopState::Clear,
        (1, 0) => StopState::NotChecked,
        (answered, _) => {
            plan = if answered == 0 { StepState::Done } else { any.of(&STEPS[1..]) };
            StopState::Raised
        }
    };
    let (age, for_child, carer) = match meaning.next(3) {
        0 => ("adult", [(); 2].map(|()| any.of(&STEPS)), any.of(&CARER)),
        1 => (any.of(&AGES[1..]), [StepState::Done; 2], "yes"),
        _ => {
            let age = any.of(&AGES[1..]);
            // All but the one in which nothing is missing.
            let mut missing = Digits(1 + any.next(26) as u64);
            let for_child = [(); 2].map(|()| missing.of(&STEPS));
            (age, for_child, missing.of(&CARER))
        }
    };
    let incomplete = meaning.of(&[false, true]);
    assert_eq!(meaning.0, 0);
    Recorded { consents, stops, plan, age, for_child, carer, incomplete }
}

/// The same number gives the same bits on every day.
fn scattered(number: u64) -> u64 {
    let mixed = (number ^ (number >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 8
}

/// Shares the numbers out among the processors.
fn each(count: u64, check: impl Fn(u64) + Sync) {
    let hands = std::thread::available_parallelism().map_or(1, |hands| hands.get() as u64);
    std::thread::scope(|scope| {
        for hand in 0..hands {
            let check = &check;
            scope.spawn(move || (hand..count).step_by(hands as usize).for_each(check));
        }
    });
}

#[test]
fn the_gate_is_right_in_every_combination() {
    if std::env::var_os("SOP_SOAK").is_some() {
        each(ALL, |number| of_values(number).check());
    } else {
        each(MEANINGS, |number| of_meanings(number, scattered(number)).check());
    }
}

/// The numbers reach every value of every input, and nearly all of the records that let somebody cross.
#[test]
fn every_value_is_among_the_combinations() {
    let mut seen = std::collections::BTreeSet::new();
    let mut note = |recorded: Recorded| {
        for (at, state) in recorded.consents.iter().enumerate() {
            seen.insert(format!("consent {at} {state:?}"));
        }
        for (at, state) in recorded.stops.iter().enumerate() {
            seen.insert(format!("{} {state:?}", LOOKED_AT[at]));
        }
        for (at, state) in [recorded.plan, recorded.for_child[0], recorded.for_child[1]].iter().enumerate() {
            seen.insert(format!("step {at} {state:?}"));
        }
        seen.insert(format!("S7 {:?} and the plan {:?}", recorded.stops[S7], recorded.plan));
        seen.insert(format!("age {}, carer {}", recorded.age, recorded.carer));
    };
    (0..MEANINGS).step_by(7).for_each(|number| note(of_meanings(number, scattered(number))));
    let expected = 2 * 4 + 10 * 3 + 3 * 3 + 9 + 12;
    assert_eq!(seen.len(), expected, "{seen:?}");
    assert_eq!(ALL, 612_220_032);
}
