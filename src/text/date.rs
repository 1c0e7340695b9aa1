//! Dates as typed: day, month and year apart, so that no order is ever guessed. A date is a calendar day, never an instant.

use time::{Date, Duration, Month};

use super::digits::plain_number;
use super::{Book, Msg, number_from_typed};
use crate::journal::{BUDDHIST, Hm, Stamp, When, YEARS, common};

/// Why a typed date is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateError {
    /// Day or year is not a number.
    NotNumbers,
    /// The year is not from 1900 to 2100 of the Common Era, in either calendar.
    Year,
    /// The month has no such day.
    Day,
}

/// The calendar in which a language counts years. Days and months are the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// The Common Era.
    Common,
    /// The Buddhist Era, as Thailand counts it.
    Buddhist,
}

impl Era {
    /// The one of a language.
    pub fn of(language: &str) -> Self {
        if language == "th" { Era::Buddhist } else { Era::Common }
    }

    /// The year of a day.
    pub fn year(self, day: Date) -> i32 {
        day.year() + if self == Era::Buddhist { BUDDHIST } else { 0 }
    }
}

/// A calendar day from what was typed. A year of the Buddhist Era is taken for what it is.
///
/// # Errors
///
/// What is wrong with it.
pub fn day_from_typed(day: &str, month: u8, year: &str) -> Result<Date, DateError> {
    let number = |text: &str| number_from_typed(text).ok_or(DateError::NotNumbers);
    let (day, year) = (number(day)?, number(year)?);
    let year = i32::try_from(year).map_err(|_| DateError::Year)?;
    let is_common = |year: &i32| YEARS.contains(year);
    let year = [year, year.saturating_sub(BUDDHIST)].into_iter().find(is_common).ok_or(DateError::Year)?;
    let month = Month::try_from(month).map_err(|_| DateError::Day)?;
    let day = u8::try_from(day).map_err(|_| DateError::Day)?;
    Date::from_calendar_date(year, month, day).map_err(|_| DateError::Day)
}

/// A time of day from what was typed, `6:30`, `06.30` or `0630`. Nothing typed is no time; the outer `None` is nonsense.
/// In Burmese the visarga is typed for the colon, since both look alike.
pub fn time_from_typed(text: &str) -> Option<Option<Hm>> {
    let text = plain_number(text);
    if text.is_empty() {
        return Some(None);
    }
    let (hour, minute) = match text.split_once([':', '.', '\u{1038}']) {
        Some(parts) => parts,
        None if text.is_ascii() && text.len() > 2 => text.split_at(text.len() - 2),
        None => (text.as_str(), "00"),
    };
    // Whether 6.5 is five past or half past, nobody can know.
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let hm = Hm { hour: number(hour)?, minute: number(minute).filter(|_| minute.len() == 2)? };
    (hm.hour < 24 && hm.minute < 60).then_some(Some(hm))
}

/// The calendar day and the time of day of a moment, at the place where it was written.
pub fn local(at: Stamp) -> Option<(Date, Hm)> {
    let seconds = at.unix.checked_add(60 * i64::from(at.offset))?;
    let epoch = Date::from_calendar_date(1970, Month::January, 1).ok()?;
    let day = epoch.checked_add(Duration::days(seconds.div_euclid(86_400)))?;
    let minutes = seconds.rem_euclid(86_400) / 60;
    Some((day, Hm { hour: (minutes / 60) as u8, minute: (minutes % 60) as u8 }))
}

/// A day with the month in words, in the calendar, the order and the digits of the language.
pub fn day_in_words(book: &Book, day: Date) -> String {
    match book.days {
        Some(days) => days(book, day),
        None => day_in_own(book, day),
    }
}

/// The same, whatever the book says of days.
pub(super) fn day_in_own(book: &Book, day: Date) -> String {
    let (number, year) = (day.day().to_string(), Era::of(book.language()).year(day).to_string());
    let parts = [("day", &*number), ("month", book.say(Msg::month(day.month()))), ("year", &*year)];
    book.digits(&book.fill(Msg::DateWords, &parts))
}

/// When something happened, in words. A year that was written in the Buddhist Era stands behind, as it was written.
pub fn when_in_words(book: &Book, when: When) -> String {
    match when {
        When::Unknown => book.say(Msg::DateUnknown).to_owned(),
        When::About(day) => book.fill(Msg::DateAbout, &[("date", &written_day(book, day))]),
        When::On(day) => written_day(book, day),
        When::At(day, at) => format!("{} {}", written_day(book, day), book.digits(&time_of_day(at))),
    }
}

fn written_day(book: &Book, written: Date) -> String {
    let day = common(written);
    let said = day_in_words(book, day);
    // A language that counts in that era shows the year as it was written.
    let other = Era::of(book.language()).year(day) != written.year() && day != written;
    if other { format!("{said} ({})", book.digits(&written.year().to_string())) } else { said }
}

/// A time of day, in plain digits.
pub fn time_of_day(at: Hm) -> String {
    format!("{:02}:{:02}", at.hour, at.minute)
}

/// A moment as day, time and offset. A clock that went mad gives its bare seconds rather than a wrong day.
pub fn stamp_in_words(book: &Book, at: Stamp) -> String {
    match local(at) {
        Some((day, hm)) => {
            let time = format!("{} ({})", time_of_day(hm), plus_minus(at.offset));
            format!("{} {}", written_day(book, day), book.digits(&time))
        }
        None => at.unix.to_string(),
    }
}

/// Clocks of two devices are never quite the same; so far ahead, in seconds, nobody calls it the future.
const NEARLY_NOW: i64 = 300;

/// How long ago something was recorded, by the calendar of the place where it is read. It says an age and nothing else:
/// no age makes anything valid, and none makes it expire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// On the day of today.
    Today,
    /// So many days ago, at least one.
    Days(i64),
    /// Its clock was ahead of this one, or this one is behind: it is not known how long ago.
    Future,
    /// A clock went mad.
    Unknown,
}

/// The age of what was recorded at a moment.
pub fn age(at: Stamp, now: Stamp) -> Age {
    let day = |unix: i64| unix.checked_add(60 * i64::from(now.offset)).map(|seconds| seconds.div_euclid(86_400));
    match (day(at.unix), day(now.unix)) {
        (Some(_), Some(_)) if at.unix > now.unix.saturating_add(NEARLY_NOW) => Age::Future,
        (Some(then), Some(today)) if then >= today => Age::Today,
        (Some(then), Some(today)) => Age::Days(today - then),
        _ => Age::Unknown,
    }
}

/// An age in words that stand behind what was done.
pub fn age_in_words(book: &Book, at: Stamp, now: Stamp) -> String {
    match age(at, now) {
        Age::Today => book.say(Msg::AgeToday).to_owned(),
        Age::Days(1) => book.say(Msg::AgeDay).to_owned(),
        Age::Days(days) => book.fill(Msg::AgeDays, &[("count", &book.digits(&days.to_string()))]),
        Age::Future => book.say(Msg::AgeFuture).to_owned(),
        Age::Unknown => book.say(Msg::AgeUnknown).to_owned(),
    }
}

/// An offset from UTC in minutes as `+06:30`.
pub fn plus_minus(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("25", 11, "2026", Ok((2026, 11, 25)))]
    #[case("๒๕", 11, "๒๕๖๙", Ok((2026, 11, 25)))]
    #[case("၂၉", 2, "2024", Ok((2024, 2, 29)))]
    #[case("29", 2, "2026", Err(DateError::Day))]
    #[case("0", 1, "2026", Err(DateError::Day))]
    #[case("1", 13, "2026", Err(DateError::Day))]
    #[case("1", 1, "26", Err(DateError::Year))]
    #[case("1", 1, "69", Err(DateError::Year))]
    // Each end of both windows, and what lies between them.
    #[case("1", 1, "1899", Err(DateError::Year))]
    #[case("1", 1, "1900", Ok((1900, 1, 1)))]
    #[case("1", 1, "2100", Ok((2100, 1, 1)))]
    #[case("1", 1, "2101", Err(DateError::Year))]
    #[case("1", 1, "2442", Err(DateError::Year))]
    #[case("1", 1, "2443", Ok((1900, 1, 1)))]
    #[case("1", 1, "2643", Ok((2100, 1, 1)))]
    #[case("1", 1, "2644", Err(DateError::Year))]
    #[case("1", 1, "4294967295", Err(DateError::Year))]
    #[case("1", 1, "4294967296", Err(DateError::NotNumbers))]
    // The leap day is the one of the Common Era, whatever the year was called.
    #[case("29", 2, "2567", Ok((2024, 2, 29)))]
    #[case("29", 2, "2566", Err(DateError::Day))]
    // Pasted with marks that nobody sees; wa for nought.
    #[case("\u{200e}25\u{200b}", 11, "\u{202a}2569\u{202c}", Ok((2026, 11, 25)))]
    #[case("၁ဝ", 11, "၂ဝ၂၆", Ok((2026, 11, 10)))]
    #[case("+1", 1, "2026", Err(DateError::NotNumbers))]
    #[case("1", 1, "-2026", Err(DateError::NotNumbers))]
    #[case("one", 1, "2026", Err(DateError::NotNumbers))]
    #[case("", 1, "2026", Err(DateError::NotNumbers))]
    fn typed_dates(
        #[case] day: &str,
        #[case] month: u8,
        #[case] year: &str,
        #[case] expected: Result<(i32, u8, u8), DateError>,
    ) {
        let read = day_from_typed(day, month, year).map(|date| (date.year(), date.month().into(), date.day()));
        assert_eq!(read, expected);
    }

    #[rstest]
    #[case("", Some(None))]
    #[case("6", Some(Some((6, 0))))]
    #[case("၀၆:၃၀", Some(Some((6, 30))))]
    #[case("0630", Some(Some((6, 30))))]
    #[case("23.59", Some(Some((23, 59))))]
    #[case("24:00", None)]
    #[case("6:60", None)]
    #[case("noon", None)]
    #[case("๐๖.๓๐", Some(Some((6, 30))))]
    #[case("၆း၃၀", Some(Some((6, 30))))]
    #[case("၁ဝ:ဝ၅", Some(Some((10, 5))))]
    #[case("\u{200e}06:30\u{202c}", Some(Some((6, 30))))]
    #[case("6:3", None)]
    #[case("6:", None)]
    #[case("+6:30", None)]
    #[case("-6:30", None)]
    #[case("6:30:15", None)]
    #[case("630", Some(Some((6, 30))))]
    #[case("12345", None)]
    fn typed_times(#[case] text: &str, #[case] expected: Option<Option<(u8, u8)>>) {
        assert_eq!(time_from_typed(text).map(|time| time.map(|hm| (hm.hour, hm.minute))), expected);
    }

    /// 25 November 2026, 00:00 UTC.
    const MIDNIGHT: i64 = 1_795_564_800;
    const HOUR: i64 = 3_600;
    const DAY: i64 = 86_400;

    #[rstest]
    // The same day at the place where it is read, whatever was the day at the place where it was written.
    #[case(MIDNIGHT, MIDNIGHT, 0, Age::Today)]
    #[case(MIDNIGHT, MIDNIGHT + DAY - 1, 0, Age::Today)]
    #[case(MIDNIGHT - 1, MIDNIGHT, 0, Age::Days(1))]
    #[case(MIDNIGHT - 1, MIDNIGHT, 420, Age::Today)]
    #[case(MIDNIGHT - 7 * HOUR - 1, MIDNIGHT, 420, Age::Days(1))]
    #[case(MIDNIGHT - 7 * HOUR, MIDNIGHT, 420, Age::Today)]
    #[case(MIDNIGHT - 7 * HOUR, MIDNIGHT, 390, Age::Days(1))]
    #[case(MIDNIGHT - 12 * DAY, MIDNIGHT, 390, Age::Days(12))]
    // Over the end of February of a leap year, and over a year.
    #[case(1_709_164_800, 1_709_251_200 + DAY, 0, Age::Days(2))]
    #[case(MIDNIGHT - 365 * DAY, MIDNIGHT, 0, Age::Days(365))]
    // Two phones that are not quite the same, also about midnight.
    #[case(MIDNIGHT + 300, MIDNIGHT, 0, Age::Today)]
    #[case(MIDNIGHT + 60, MIDNIGHT - 60, 0, Age::Today)]
    // A clock that was ahead, or one that has no battery and thinks it is 1970.
    #[case(MIDNIGHT + 301, MIDNIGHT, 0, Age::Future)]
    #[case(MIDNIGHT + 40 * DAY, MIDNIGHT, 420, Age::Future)]
    #[case(MIDNIGHT, 0, 420, Age::Future)]
    #[case(0, MIDNIGHT, 0, Age::Days(20_782))]
    #[case(i64::MAX, MIDNIGHT, 420, Age::Unknown)]
    #[case(i64::MIN, MIDNIGHT, -60, Age::Unknown)]
    #[case(MIDNIGHT, i64::MAX, 420, Age::Unknown)]
    fn ages(#[case] at: i64, #[case] now: i64, #[case] offset: i16, #[case] expected: Age) {
        // Where it was written does not matter.
        for written in [-210, 0, 390, 420] {
            assert_eq!(age(Stamp { unix: at, offset: written }, Stamp { unix: now, offset }), expected);
        }
    }

    #[test]
    fn no_age_is_ever_negative() {
        let moments = [i64::MIN, -1, 0, 1, MIDNIGHT - DAY, MIDNIGHT, MIDNIGHT + DAY, i64::MAX - 1, i64::MAX];
        for at in moments {
            for now in moments {
                for offset in [i16::MIN, -720, 0, 390, 420, i16::MAX] {
                    let age = age(Stamp { unix: at, offset: 0 }, Stamp { unix: now, offset });
                    assert!(!matches!(age, Age::Days(days) if days < 1), "{at}, {now}, {offset}: {age:?}");
                }
            }
        }
    }

    #[test]
    fn half_hour_zones_are_exact() {
        assert_eq!(plus_minus(390), "+06:30");
        assert_eq!(plus_minus(-210), "-03:30");
    }
}
