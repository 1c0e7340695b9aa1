//! A month in numbers: how many cases were opened and closed, and what was answered. Counts only, and none from which a
//! small one can be told.
//!
//! Invariants: no cell below [`FEW`] is ever given, not even nought; where the others and their total would give one away,
//! more is held back. Nothing here names a case.

use crate::journal::{CaseKind, Date, Stamp};
use crate::procedure::{Answers, FactId, Procedure, Report};

use super::{View, export_refused, overview};

/// The smallest number that is given.
pub const FEW: u32 = 5;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct YearMonth {
    /// The year of the Common Era.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
}

impl YearMonth {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month().into() }
    }

    /// The month before.
    pub fn before(self) -> Self {
        match self.month {
            ..=1 => Self { year: self.year - 1, month: 12 },
            month => Self { month: month - 1, ..self },
        }
    }
}

/// A number, as far as it may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// It.
    Number(u32),
    /// Fewer than [`FEW`].
    Few,
    /// Held back, because a small one could be computed from it.
    Held,
}

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// Cases opened in the month, by the phase where they stand now; none: nothing is next.
    Opened,
    /// Cases opened in the month, by an answer.
    OpenedBy(FactId),
    /// Answers that were given in the month.
    Answered(FactId),
    /// Cases closed in the month, by reason.
    Closed(Option<FactId>),
}

/// Numbers that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What is counted.
    pub what: Counted,
    /// All together; none: they are not parts of a whole.
    pub total: Option<Cell>,
    /// By value; an empty one: not answered.
    pub cells: Vec<(String, Cell)>,
}

/// Whether a case is counted: a real one of this procedure, whose data may leave.
pub fn is_counted(view: View) -> bool {
    let is_real = view.case.opened.as_ref().is_some_and(|held| held.value.kind == CaseKind::Real && !held.is_apart());
    is_real
        && !view.case.is_incomplete()
        && view.case.other_procedure(view.procedure).is_none()
        && export_refused(view).is_empty()
}

/// The month in which a case was opened.
pub fn opened_in(view: View, day: fn(Stamp) -> Option<Date>) -> Option<YearMonth> {
    day(view.case.opened.as_ref()?.at).map(YearMonth::of)
}

/// The numbers of a month. `day` tells the calendar day of a moment.
pub fn monthly(
    procedure: &Procedure,
    report: &Report,
    views: &[View],
    month: YearMonth,
    day: fn(Stamp) -> Option<Date>,
) -> Vec<Group> {
    let is_in = |at: Stamp| day(at).map(YearMonth::of) == Some(month);
    let counted: Vec<View> = views.iter().copied().filter(|view| is_counted(*view)).collect();
    let opened: Vec<View> = counted.iter().copied().filter(|view| opened_in(*view, day) == Some(month)).collect();
    let is_closed = |view: &View| view.case.is_closed() && view.case.life.as_ref().is_some_and(|held| is_in(held.at));
    let closed: Vec<View> = counted.iter().copied().filter(is_closed).collect();

    let phases = procedure.phases.iter().map(|phase| phase.id.to_string());
    let here = |view: View| overview(view).here(procedure).map(|id| id.to_string()).unwrap_or_default();
    let mut groups = vec![whole(Counted::Opened, phases.collect(), &opened, &here)];
    for fact in &report.opened {
        let answer = |view: View| answer(view, fact);
        groups.push(whole(Counted::OpenedBy(fact.clone()), values(procedure, fact), &opened, &answer));
    }
    for fact in &report.month {
        let given = |view: &View| view.case.fact(fact).is_some_and(|held| is_in(held.at));
        let told: Vec<String> = counted.iter().filter(|view| given(view)).map(|view| answer(*view, fact)).collect();
        let cell = |value: String| {
            let number = told.iter().filter(|told| **told == value).count() as u32;
            (value, if number < FEW { Cell::Few } else { Cell::Number(number) })
        };
        let cells = values(procedure, fact).into_iter().map(cell).collect();
        groups.push(Group { what: Counted::Answered(fact.clone()), total: None, cells });
    }
    let reason = procedure.closing.as_ref().map(|rule| rule.reason.clone());
    let reasons = reason.as_ref().map(|fact| values(procedure, fact)).unwrap_or_default();
    let why = |view: View| reason.as_ref().map(|fact| answer(view, fact)).unwrap_or_default();
    groups.push(whole(Counted::Closed(reason.clone()), reasons, &closed, &why));
    groups
}

fn values(procedure: &Procedure, fact: &FactId) -> Vec<String> {
    procedure.fact(fact.as_str()).map(|fact| fact.values.iter().map(ToString::to_string).collect()).unwrap_or_default()
}

/// The answer that stands; devices that differ have none.
fn answer(view: View, fact: &FactId) -> String {
    let differ = view.case.fact(fact).is_some_and(|held| held.is_apart());
    let given = Answers::fact(&view, fact).first().filter(|_| !differ);
    given.map(ToString::to_string).unwrap_or_default()
}

/// Parts of a whole: each case stands in one of them.
fn whole(what: Counted, mut values: Vec<String>, views: &[View], of: &dyn Fn(View) -> String) -> Group {
    values.push(String::new());
    let told: Vec<String> = views.iter().map(|view| of(*view)).collect();
    let numbers: Vec<u32> =
        values.iter().map(|value| told.iter().filter(|told| *told == value).count() as u32).collect();
    let (total, cells) = protect(told.len() as u32, &numbers);
    Group { what, total: Some(total), cells: values.into_iter().zip(cells).collect() }
}

/// Cells below [`FEW`] are not told, and as many others are held back as it takes that no reader can compute one of them
/// from the rest and the total.
fn protect(total: u32, numbers: &[u32]) -> (Cell, Vec<Cell>) {
    let cell = |number: u32| if number < FEW { Cell::Few } else { Cell::Number(number) };
    let mut cells: Vec<Cell> = numbers.iter().map(|number| cell(*number)).collect();
    if total < FEW {
        return (Cell::Few, cells);
    }
    let few = cells.iter().filter(|cell| **cell == Cell::Few).count() as u32;
    if few == 0 {
        return (Cell::Number(total), cells);
    }
    let mut held = 0;
    loop {
        let shown = cells.iter().map(|cell| if let Cell::Number(number) = cell { *number } else { 0 }).sum::<u32>();
        // What a reader knows: this is what the hidden ones make together, and each that was held back is at least FEW.
        let (rest, most) = (total.saturating_sub(shown), FEW - 1);
        let least = if held > 0 { 0 } else { rest.saturating_sub(most * (few - 1)) };
        let at_most = rest.saturating_sub(FEW * held).min(most);
        if at_most > least {
            break;
        }
        let shown = cells.iter().enumerate().filter_map(|(at, cell)| match cell {
            Cell::Number(number) => Some((*number, at)),
            _ => None,
        });
        match shown.min().and_then(|(_, at)| cells.get_mut(at)) {
            Some(smallest) => *smallest = Cell::Held,
            None => {
                cells.fill(Cell::Held);
                break;
            }
        }
        held += 1;
    }
    (Cell::Number(total), cells)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every way to fill the hidden cells that fits what is told.
    fn fits(total: u32, cells: &[Cell]) -> Vec<Vec<u32>> {
        let Some((first, rest)) = cells.split_first() else {
            return if total == 0 { vec![Vec::new()] } else { Vec::new() };
        };
        let can_be = match first {
            Cell::Number(number) => *number..=*number,
            Cell::Few => 0..=FEW - 1,
            Cell::Held => FEW..=total.max(FEW),
        };
        let with = |number: u32| {
            let others = if number > total { Vec::new() } else { fits(total - number, rest) };
            others.into_iter().map(move |others| [vec![number], others].concat())
        };
        can_be.flat_map(with).collect()
    }

    proptest! {
        /// Somebody who knows all that is told finds more than one number for each cell that is not.
        #[test]
        fn no_small_number_can_be_computed(numbers in proptest::collection::vec(0_u32..9, 1..5)) {
            let total = numbers.iter().sum();
            let (told, cells) = protect(total, &numbers);
            prop_assert_eq!(told == Cell::Few, total < FEW);
            for (number, cell) in numbers.iter().zip(&cells) {
                match cell {
                    Cell::Number(told) => prop_assert!(told == number && *number >= FEW),
                    Cell::Few => prop_assert!(*number < FEW),
                    Cell::Held => {}
                }
            }
            if told == Cell::Few || !cells.contains(&Cell::Few) {
                return Ok(());
            }
            let all = fits(total, &cells);
            for (at, _) in cells.iter().enumerate().filter(|(_, cell)| **cell == Cell::Few) {
                let can_be: std::collections::BTreeSet<u32> = all.iter().map(|fit| fit[at]).collect();
                prop_assert!(can_be.len() > 1, "{numbers:?} told as {cells:?}");
            }
        }
    }

    #[test]
    fn a_lone_small_number_takes_the_smallest_other_with_it() {
        use Cell::{Few, Held, Number};
        assert_eq!(protect(20, &[12, 6, 2]), (Number(20), vec![Number(12), Held, Few]));
        assert_eq!(protect(20, &[12, 5, 2, 1]), (Number(20), vec![Number(12), Number(5), Few, Few]));
        assert_eq!(protect(12, &[12, 0, 0]), (Number(12), vec![Held, Few, Few]));
        assert_eq!(protect(5, &[5, 0]), (Number(5), vec![Held, Held]));
        assert_eq!(protect(4, &[4, 0]), (Few, vec![Few, Few]));
        assert_eq!(protect(13, &[7, 6]), (Number(13), vec![Number(7), Number(6)]));
    }
}
