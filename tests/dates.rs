//! Dates and digits through all languages: typed in one, stored plain, shown in another.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

use std::fs;

use proptest::prelude::*;
use rstest::rstest;

use sop_checklist::journal::{Act, By, Date, Entry, EntryId, Hm, Month, Stamp, Status, When, Writer};
use sop_checklist::journal::{from_stored, to_stored};
use sop_checklist::text::{
    Book, DateError, Msg, Phrases, Typed, TypedError, Words, both_eras, day_from_typed, day_in_words, local_digits,
    number_from_typed, plain_digits, stamp_in_words, when_in_words,
};

const LANGUAGES: [&str; 3] = ["en", "my", "th"];

fn book(language: &str) -> Book {
    let phrases = |language: &str| {
        let path = format!("{}/public/words/{language}.json", env!("CARGO_MANIFEST_DIR"));
        let (first, later) = Phrases::lists(&Words::read(language, &fs::read_to_string(path).unwrap()).unwrap());
        let mut phrases = Phrases::read(language, &first).unwrap();
        assert!(phrases.add(&later));
        phrases
    };
    Book { app: phrases(language), app_english: phrases("en"), ..Book::default() }
}

fn date(year: i32, month: u8, day: u8) -> Date {
    Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
}

fn any_day() -> impl Strategy<Value = Date> {
    let days = date(1900, 1, 1).to_julian_day()..=date(2100, 12, 31).to_julian_day();
    days.prop_map(|day| Date::from_julian_day(day).unwrap())
}

fn any_when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Unknown),
        any_day().prop_map(When::About),
        any_day().prop_map(When::On),
        (any_day(), 0..24u8, 0..60u8).prop_map(|(day, hour, minute)| When::At(day, Hm { hour, minute })),
    ]
}

/// A date that is shown, read by somebody: its month by name, the longer number as the year.
fn read_back(book: &Book, shown: &str) -> Date {
    let months = (1..=12u8).filter(|month| shown.contains(book.say(Msg::month(Month::try_from(*month).unwrap()))));
    let month = months.max_by_key(|month| book.say(Msg::month(Month::try_from(*month).unwrap())).len()).unwrap();
    let plain = plain_digits(shown);
    let mut numbers: Vec<&str> =
        plain.split(|sign: char| !sign.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    numbers.sort_by_key(|number| number.len());
    let [day, year] = numbers[..] else { panic!("{shown}") };
    day_from_typed(day, month, year).unwrap()
}

fn stored(when: When) -> When {
    let by = By { role: String::new(), office: String::new(), initials: String::new() };
    let entry = Entry {
        id: EntryId { writer: Writer(1), number: 1 },
        lamport: 1,
        over: Vec::new(),
        at: Stamp { unix: 0, offset: 0 },
        by,
        act: Act::Status { step: "1.1".into(), status: Status::Done { when } },
        thin: false,
    };
    let text = to_stored([&entry]);
    assert!(text.is_ascii(), "stored plain: {text}");
    match &from_stored(&text).unwrap()[0].act {
        Act::Status { status: Status::Done { when }, .. } => *when,
        act => panic!("{act:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_date_is_the_same_whatever_language_it_is_typed_stored_and_shown_in(when in any_when()) {
        for language in LANGUAGES {
            let typed = Typed::of(language, when);
            prop_assert_eq!(typed.read(), Ok(when), "{}", language);
            prop_assert_eq!(stored(when), when);
            // Typed by hands of another language than the one on screen.
            for other in LANGUAGES {
                let retyped = Typed { day: local_digits(other, &plain_digits(&typed.day)), ..typed.clone() };
                prop_assert_eq!(retyped.read(), Ok(when));
            }
        }
    }

    #[test]
    fn no_digits_of_two_scripts_stand_in_one_date(when in any_when(), unix in -60_000_000_000..60_000_000_000_i64) {
        for language in LANGUAGES {
            let book = book(language);
            for shown in [when_in_words(&book, when), stamp_in_words(&book, Stamp { unix, offset: 390 })] {
                let foreign = |sign: char| match language {
                    "my" => sign.is_ascii_digit(),
                    _ => plain_digits(&sign.to_string()) != sign.to_string(),
                };
                prop_assert!(!shown.contains(foreign), "{}", shown);
            }
        }
    }

    #[test]
    fn numbers_are_read_in_any_script(number: u32) {
        for language in LANGUAGES {
            prop_assert_eq!(number_from_typed(&local_digits(language, &number.to_string())), Some(number));
        }
    }
}

#[test]
fn every_day_that_is_shown_is_read_as_that_day() {
    for language in LANGUAGES {
        let book = book(language);
        let mut day = date(2023, 12, 30);
        while day <= date(2025, 1, 2) {
            assert_eq!(read_back(&book, &day_in_words(&book, day)), day);
            day = day.next_day().unwrap();
        }
        for day in [date(1900, 1, 1), date(2100, 12, 31), date(1957, 2, 28)] {
            assert_eq!(read_back(&book, &day_in_words(&book, day)), day);
        }
    }
}

#[rstest]
#[case("en", "3 May 2026", Some(("3 พฤษภาคม 2569", "th")))]
#[case("th", "3 พฤษภาคม 2569", Some(("3 May 2026", "en")))]
#[case("my", "၂၀၂၆ ခုနှစ် မေလ ၃ ရက်", Some(("3 พฤษภาคม 2569", "th")))]
fn a_day_on_paper_has_both_calendars(#[case] language: &str, #[case] own: &str, #[case] other: Option<(&str, &str)>) {
    let both = both_eras(&book(language), date(2026, 5, 3));
    assert_eq!(both.own, own);
    assert_eq!(both.other.as_ref().map(|(other, language)| (other.as_str(), *language)), other);
}

#[test]
fn the_other_calendar_has_twelve_months() {
    for language in LANGUAGES {
        let book = book(language);
        let others: Vec<String> =
            (1..=12).map(|month| both_eras(&book, date(2026, month, 1)).other.unwrap().0).collect();
        assert_eq!(others.iter().collect::<std::collections::BTreeSet<_>>().len(), 12);
        assert_eq!(book.say(Msg::OtherMonths).split_whitespace().count(), 12);
    }
}

#[rstest]
#[case(["", "", ""], 0, false, Ok(When::Unknown))]
#[case([" ", "", ""], 0, true, Ok(When::Unknown))]
// Half a date is none, and not one that nobody knows.
#[case(["", "", ""], 5, false, Err(TypedError::Missing))]
#[case(["", "", "6:30"], 0, false, Err(TypedError::Missing))]
#[case(["3", "", ""], 5, true, Err(TypedError::Missing))]
#[case(["\u{200b}", "2026", ""], 5, false, Err(TypedError::Day(DateError::NotNumbers)))]
#[case(["3", "2026", ""], 0, false, Err(TypedError::Missing))]
#[case(["3", "69", ""], 5, false, Err(TypedError::Day(DateError::Year)))]
#[case(["31", "2569", ""], 4, false, Err(TypedError::Day(DateError::Day)))]
#[case(["๓", "๒๕๖๙", "๐๖.๓๐"], 5, false, Ok(When::At(date(2026, 5, 3), Hm { hour: 6, minute: 30 })))]
#[case(["၃", "၂၀၂၆", ""], 5, true, Ok(When::About(date(2026, 5, 3))))]
#[case(["3", "2026", "noon"], 5, false, Err(TypedError::Time))]
#[case(["3", "2026", "6:30"], 5, true, Err(TypedError::AboutTime))]
fn typed_parts(
    #[case] parts: [&str; 3],
    #[case] month: u8,
    #[case] about: bool,
    #[case] expected: Result<When, TypedError>,
) {
    let [day, year, time] = parts.map(str::to_owned);
    let typed = Typed { day, month, year, time, about };
    assert_eq!(typed.read(), expected);
}

/// A year from 2443 to 2643 is of the Buddhist Era, whoever wrote it: read as that, shown with what was written, kept as it is.
#[rstest]
#[case(2569, Some(2026), ["28 November 2026 (2569)", "28 พฤศจิกายน 2569"])]
#[case(2443, Some(1900), ["28 November 1900 (2443)", "28 พฤศจิกายน 2443"])]
#[case(2643, Some(2100), ["28 November 2100 (2643)", "28 พฤศจิกายน 2643"])]
// Of these nobody can be sure.
#[case(2026, None, ["28 November 2026", "28 พฤศจิกายน 2569"])]
#[case(2442, None, ["28 November 2442", "28 พฤศจิกายน 2985"])]
#[case(2644, None, ["28 November 2644", "28 พฤศจิกายน 3187"])]
fn a_year_of_the_buddhist_era_is_read_as_one(
    #[case] written: i32,
    #[case] meant: Option<i32>,
    #[case] shown: [&str; 2],
) {
    let when = When::On(date(written, 11, 28));
    assert_eq!(when.day(), Some(date(meant.unwrap_or(written), 11, 28)));
    assert_eq!(stored(when), when, "what was written stays");
    assert_eq!(["en", "th"].map(|language| when_in_words(&book(language), when)), shown);
    // Who corrects it finds the day that is meant.
    assert_eq!(Typed::of("en", when).year, meant.unwrap_or(written).to_string());
}

#[test]
fn a_day_that_the_meant_year_does_not_have_is_left_alone() {
    // 2568 can be divided by four, 2025 cannot.
    assert_eq!(When::On(date(2568, 2, 29)).day(), Some(date(2568, 2, 29)));
    let about = When::About(date(2569, 5, 3));
    assert_eq!(when_in_words(&book("en"), about), "about 3 May 2026 (2569)");
    let at = When::At(date(2569, 5, 3), Hm { hour: 6, minute: 30 });
    assert_eq!(when_in_words(&book("my"), at), "၂၀၂၆ ခုနှစ် မေလ ၃ ရက် (၂၅၆၉) ၀၆:၃၀");
    // A clock that is set to it.
    let clock = Stamp { unix: 18_930_000_000, offset: 420 };
    let shown = stamp_in_words(&book("en"), clock);
    assert!(shown.contains("2026 (2569)"), "{shown}");
}
