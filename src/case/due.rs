//! Due dates: computed from the anchor's date, never stored. Whether one is overdue is asked of the moment it is shown at.
//!
//! A date is a calendar day at the place where it was written, and a time of day stands as it was typed there. Both are
//! held against the day and the hour of the device that shows them. The two sides of the border are half an hour apart: on
//! the other side a limit is over by its clock when it is over here by ours, half an hour sooner or later.

use time::{Date, Duration, Month};

use super::View;
use crate::journal::{Hm, Status, When};
use crate::procedure::{Answers, Length, Limit, LimitKind, Step, StepId, StepState, Unit};

/// When a step falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// At the end of that day.
    On(Date),
    /// On that day at that time.
    At(Date, Hm),
    /// The step that starts the count has no date yet.
    NeedsAnchor(StepId),
    /// The limit counts hours, so the step that starts the count needs a time of day.
    NeedsHour(StepId),
}

impl Due {
    /// The day, and the time of day where hours count; none: it does not fall due yet.
    pub fn when(&self) -> Option<(Date, Option<Hm>)> {
        match self {
            Due::On(day) => Some((*day, None)),
            Due::At(day, at) => Some((*day, Some(*at))),
            Due::NeedsAnchor(_) | Due::NeedsHour(_) => None,
        }
    }

    /// How it stands at a moment of the device that shows it; none: it does not fall due yet.
    pub fn left(&self, now: (Date, Hm)) -> Option<Left> {
        let (day, at) = self.when()?;
        let days = (day - now.0).whole_days();
        let over = days < 0 || (days == 0 && at.is_some_and(|at| at <= now.1));
        Some(match days {
            _ if over => Left::Overdue,
            0 => Left::Today,
            1 => Left::Tomorrow,
            days => Left::Days(days),
        })
    }
}

/// What is left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Overdue,
    /// It ends today.
    Today,
    /// It ends tomorrow.
    Tomorrow,
    /// So many days.
    Days(i64),
}

/// When a step falls due; none: it has no deadline, nothing in the procedure starts the count, or what ends it is done.
pub fn due(view: View, step: &Step) -> Option<Due> {
    let limit = view.procedure.limit(step.limit.as_ref()?.as_str())?;
    let (length, anchor) = deadline(limit)?;
    if limit.until.iter().any(|end| Answers::step(&view, end) == StepState::Done) {
        return None;
    }
    let when = match view.case.status(anchor) {
        Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => *when,
        Status::ToDo | Status::Waiting { .. } | Status::NotNeeded { .. } => When::Unknown,
    };
    Some(match (length.unit, when.common()) {
        (_, When::Unknown) => Due::NeedsAnchor(anchor.clone()),
        (Unit::Hours, When::At(day, at)) => {
            let (day, hour) = after_hours(day, at.hour, length.amount)?;
            Due::At(day, Hm { hour, minute: at.minute })
        }
        (Unit::Hours, When::About(_) | When::On(_)) => Due::NeedsHour(anchor.clone()),
        (_, When::About(day) | When::On(day) | When::At(day, _)) => Due::On(after_days(day, length)?),
    })
}

/// The day when what has a rhythm took place last, where that is known.
pub fn last_time(view: View, limit: &Limit) -> Option<Date> {
    match view.case.status(limit.anchor.as_ref().filter(|_| limit.kind == LimitKind::Rhythm)?) {
        Status::Done { when } | Status::ReportedDone { when, .. } | Status::DoneElsewhere { when, .. } => when.day(),
        Status::ToDo | Status::Waiting { .. } | Status::NotNeeded { .. } => None,
    }
}

fn deadline(limit: &Limit) -> Option<(Length, &StepId)> {
    (limit.kind == LimitKind::Deadline).then_some(())?;
    Some((limit.length?, limit.anchor.as_ref()?))
}

fn after_hours(day: Date, hour: u8, amount: u16) -> Option<(Date, u8)> {
    let hours = u32::from(hour) + u32::from(amount);
    let day = day.checked_add(Duration::days((hours / 24).into()))?;
    Some((day, (hours % 24) as u8))
}

/// A month ends on its last day where the day of the anchor does not exist.
fn after_days(day: Date, length: Length) -> Option<Date> {
    let months = match length.unit {
        Unit::Hours | Unit::Days => return day.checked_add(Duration::days(length.amount.into())),
        Unit::Months => i32::from(length.amount),
        Unit::Years => 12 * i32::from(length.amount),
    };
    let index = day.year() * 12 + i32::from(u8::from(day.month())) - 1 + months;
    let month = Month::try_from((index.rem_euclid(12) + 1) as u8).ok()?;
    let year = index.div_euclid(12);
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn date(year: i32, month: u8, day: u8) -> Date {
        Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
    }

    #[rstest]
    #[case(date(2026, 1, 31), 1, Unit::Months, date(2026, 2, 28))]
    #[case(date(2024, 2, 29), 1, Unit::Years, date(2025, 2, 28))]
    #[case(date(2026, 12, 20), 15, Unit::Days, date(2027, 1, 4))]
    #[case(date(2026, 11, 30), 3, Unit::Months, date(2027, 2, 28))]
    fn lengths_end_on_real_days(#[case] from: Date, #[case] amount: u16, #[case] unit: Unit, #[case] to: Date) {
        assert_eq!(after_days(from, Length { amount, unit }), Some(to));
    }

    #[test]
    fn hours_cross_midnight_and_the_year() {
        assert_eq!(after_hours(date(2026, 12, 31), 6, 24), Some((date(2027, 1, 1), 6)));
        assert_eq!(after_hours(date(2026, 12, 31), 23, 1), Some((date(2027, 1, 1), 0)));
    }
}
