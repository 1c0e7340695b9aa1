//! A date part by part, as it stands in fields: what was typed becomes a date, and a date becomes what would be typed.

use time::Month;

use super::date::{DateError, Era, day_from_typed, time_from_typed, time_of_day};
use super::local_digits;
use crate::journal::When;

/// The parts of a date in its fields.
///
/// ```
/// use sop_checklist::text::Typed;
///
/// let typed = Typed { day: "3".into(), month: 5, year: "2569".into(), ..Typed::default() };
/// let when = typed.read().map_err(|_| "no date")?;
/// assert_eq!(when.day().map(|day| day.to_string()), Some("2026-05-03".to_owned()));
/// assert_eq!(Typed::of("my", when).year, "၂၀၂၆");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The day, in any digits.
    pub day: String,
    /// The month, from 1; 0 is none.
    pub month: u8,
    /// The year, in any digits and either calendar.
    pub year: String,
    /// The time of day, or nothing.
    pub time: String,
    /// Whether the day is not known for sure.
    pub about: bool,
}

/// Why typed parts are no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedError {
    /// Something was typed, and day, month or year was not.
    Missing,
    /// The day is none.
    Day(DateError),
    /// The time is none.
    Time,
    /// A day that is not known for sure has no time of day.
    AboutTime,
}

impl Typed {
    /// A date as the language would have it typed.
    pub fn of(language: &str, when: When) -> Self {
        let Some(day) = when.day() else { return Self::default() };
        let local = |text: String| local_digits(language, &text);
        Self {
            day: local(day.day().to_string()),
            month: Month::into(day.month()),
            year: local(Era::of(language).year(day).to_string()),
            time: if let When::At(_, at) = when { local(time_of_day(at)) } else { String::new() },
            about: matches!(when, When::About(_)),
        }
    }

    /// What was typed. Nothing at all is a date that nobody knows; a part of one is no date.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn read(&self) -> Result<When, TypedError> {
        let is_empty = |part: &str| part.trim().is_empty();
        let missing = [is_empty(&self.day), self.month == 0, is_empty(&self.year)];
        if is_empty(&self.time) && !missing.contains(&false) {
            return Ok(When::Unknown);
        }
        if missing.contains(&true) {
            return Err(TypedError::Missing);
        }
        let day = day_from_typed(&self.day, self.month, &self.year).map_err(TypedError::Day)?;
        match (time_from_typed(&self.time).ok_or(TypedError::Time)?, self.about) {
            (None, false) => Ok(When::On(day)),
            (None, true) => Ok(When::About(day)),
            (Some(at), false) => Ok(When::At(day, at)),
            (Some(_), true) => Err(TypedError::AboutTime),
        }
    }
}
