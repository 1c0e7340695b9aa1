//! Whether the device's clock can be right, as far as a case can tell. A doubt asks the official and changes nothing by
//! itself: what is due is told with a question mark until it is answered.

use crate::journal::Stamp;

/// Nothing was written by this app before this year, in seconds since 1970: 2026.
const FIRST: i64 = 1_767_225_600;
const DAY: i64 = 86_400;
/// Cases rest for months, and an app is used for years; but not for as long as this.
const YEARS: i64 = 3 * 365 * DAY;
/// A year of the Buddhist Era in the place of the common one is later than this.
const AGE: i64 = 20 * 365 * DAY;
/// A clock that is set right by the network moves less than this, in milliseconds.
const BACK: f64 = 3_600_000.0;
/// A device with an open page may sleep for some weeks, in milliseconds.
const AHEAD: f64 = 31.0 * 86_400_000.0;

/// Why the device's clock may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It shows a year when this app was not there, or will hardly be.
    Year,
    /// This was written in the case, and lies ahead.
    Ahead(Stamp),
    /// This was written in the case last, and lies years back.
    Behind(Stamp),
    /// It was set to another time while the page was open.
    Jumped,
}

/// Whether the clock can be right, as far as a case can tell. `last` is the latest moment in the case, `earlier` the one
/// that counts where `last` was written by the same clock: the latest that is more than a day before it.
pub fn doubt(now: Stamp, last: Option<Stamp>, earlier: Option<Stamp>) -> Option<Doubt> {
    if !(FIRST..FIRST + AGE).contains(&now.unix) {
        return Some(Doubt::Year);
    }
    let last = last?;
    // Clocks of two devices differ; one that is set to another zone by hand is off by hours and shows the right day.
    if last.unix - now.unix > DAY {
        return Some(Doubt::Ahead(last));
    }
    let before = if now.unix - last.unix > DAY { last } else { earlier? };
    // What was written by a clock that was clearly wrong proves nothing.
    (before.unix >= FIRST && now.unix - before.unix > YEARS).then_some(Doubt::Behind(before))
}

/// The latest moment, and the latest that is more than a day before it.
pub(super) fn latest<M: Iterator<Item = Stamp>>(moments: impl Fn() -> M) -> (Option<Stamp>, Option<Stamp>) {
    let last = moments().max();
    let earlier = moments().filter(|at| last.is_some_and(|last| last.unix - at.unix > DAY)).max();
    (last, earlier)
}

/// Whether a clock was set to another time between two looks: by how much each clock moved, in milliseconds. The running
/// one cannot be set, but may stop while the device sleeps.
pub fn has_jumped(running: f64, device: f64) -> bool {
    device - running < -BACK || device - running > AHEAD
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::{Date, Month};

    use super::*;

    /// Noon of a day, in Thailand or in Myanmar.
    fn noon(year: i32, month: u8, day: u8, offset: i16) -> Stamp {
        let day = Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap();
        let days = i64::from(day.to_julian_day()) - 2_440_588;
        Stamp { unix: days * DAY + DAY / 2 - 60 * i64::from(offset), offset }
    }

    fn thai(year: i32, month: u8, day: u8) -> Stamp {
        noon(year, month, day, 420)
    }

    #[test]
    fn nothing_is_older_than_the_app() {
        assert_eq!(thai(2026, 1, 1).unix - FIRST, 5 * 3600, "noon there is five o'clock in the morning in UTC");
    }

    #[rstest]
    #[case(thai(2026, 11, 25), None, None, None)]
    #[case(thai(1980, 1, 1), None, None, Some(Doubt::Year))]
    #[case(thai(2025, 12, 31), None, None, Some(Doubt::Year))]
    #[case(thai(2569, 11, 25), None, None, Some(Doubt::Year))]
    #[case(thai(2026, 11, 25), Some(thai(2026, 11, 25)), None, None)]
    // Half an hour between the two sides, a zone set by hand: a day is not asked about.
    #[case(thai(2026, 11, 25), Some(noon(2026, 11, 25, 390)), None, None)]
    #[case(thai(2026, 11, 25), Some(thai(2026, 11, 26)), None, None)]
    #[case(thai(2026, 11, 25), Some(thai(2026, 11, 27)), None, Some(Doubt::Ahead(thai(2026, 11, 27))))]
    #[case(thai(2026, 11, 25), Some(thai(2031, 5, 3)), Some(thai(2026, 11, 25)), Some(Doubt::Ahead(thai(2031, 5, 3))))]
    // Months and years pass in such cases.
    #[case(thai(2027, 8, 1), Some(thai(2026, 11, 25)), None, None)]
    #[case(thai(2029, 11, 20), Some(thai(2026, 11, 25)), None, None)]
    #[case(thai(2031, 5, 3), Some(thai(2026, 11, 25)), None, Some(Doubt::Behind(thai(2026, 11, 25))))]
    // What the same clock has written meanwhile does not make it right.
    #[case(thai(2031, 5, 3), Some(thai(2031, 5, 3)), Some(thai(2026, 11, 25)), Some(Doubt::Behind(thai(2026, 11, 25))))]
    #[case(thai(2031, 5, 3), Some(thai(2031, 5, 3)), None, None)]
    // Nor does what a clearly wrong clock wrote make a right one wrong.
    #[case(thai(2026, 11, 25), Some(thai(2026, 11, 25)), Some(thai(1980, 1, 1)), None)]
    #[case(thai(2026, 11, 25), Some(thai(1980, 1, 1)), None, None)]
    fn a_clock_is_doubted_where_it_cannot_be_right(
        #[case] now: Stamp,
        #[case] last: Option<Stamp>,
        #[case] earlier: Option<Stamp>,
        #[case] expected: Option<Doubt>,
    ) {
        assert_eq!(doubt(now, last, earlier), expected);
    }

    #[test]
    fn what_is_earlier_is_more_than_a_day_earlier() {
        let moments = [thai(2026, 11, 25), thai(2031, 5, 3), thai(2026, 11, 27), thai(2031, 5, 2)];
        assert_eq!(latest(|| moments.into_iter()), (Some(thai(2031, 5, 3)), Some(thai(2026, 11, 27))));
        assert_eq!(latest(|| [thai(2026, 11, 25)].into_iter()), (Some(thai(2026, 11, 25)), None));
        assert_eq!(latest(|| [].into_iter()), (None, None));
    }

    #[rstest]
    #[case(5_000.0, 5_000.0, false)]
    // A correction by the network.
    #[case(5_000.0, -120_000.0, false)]
    // A night, or three weeks, asleep.
    #[case(5_000.0, 8.0 * 3_600_000.0, false)]
    #[case(5_000.0, 21.0 * 86_400_000.0, false)]
    #[case(5_000.0, -2.0 * 3_600_000.0, true)]
    #[case(5_000.0, -365.0 * 86_400_000.0, true)]
    #[case(5_000.0, 365.0 * 86_400_000.0, true)]
    fn a_clock_that_was_set_is_noticed(#[case] running: f64, #[case] device: f64, #[case] jumped: bool) {
        assert_eq!(has_jumped(running, device), jumped);
    }
}
