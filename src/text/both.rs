//! A day in both calendars, for paper that crosses the border.
//!
//! Knows one language and the months of the other calendar, which come with its words. Only paper needs it, so its code
//! comes after the first screen.

use time::Date;

use super::date::day_in_own;
use super::runs::{mark, plain};
use super::{Book, Era, Msg};

/// A day in both calendars, such as `3 May 2026 / 3 พฤษภาคม 2569`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BothEras {
    /// In the language in use and its calendar.
    pub own: String,
    /// In the other calendar, and the language of its month.
    pub other: Option<(String, &'static str)>,
}

/// A day in the calendar of the language in use and in the other. Where the words lack a month of the other, only the first.
pub fn both_eras(book: &Book, day: Date) -> BothEras {
    let (era, language) = match Era::of(book.language()) {
        Era::Common => (Era::Buddhist, "th"),
        Era::Buddhist => (Era::Common, "en"),
    };
    let months = plain(book.say(Msg::OtherMonths));
    let month = months.split_whitespace().nth(usize::from(u8::from(day.month()) - 1));
    let other = month.map(|month| (format!("{} {month} {}", day.day(), era.year(day)), language));
    BothEras { own: day_in_own(book, day), other }
}

/// A day in both calendars as one text, the other in brackets and marked with its language: [`Book::days`] of a sheet.
pub fn day_in_both(book: &Book, day: Date) -> String {
    let BothEras { own, other } = both_eras(book, day);
    match other {
        Some((other, language)) => format!("{own} ({})", mark(language, &other)),
        None => own,
    }
}
