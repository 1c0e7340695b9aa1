//! Words: the app's own and the procedure's, in the official's language, with English as the marked fallback.
//!
//! Invariants: knows no case, no storage and no browser. A word that a language lacks is said in English and marked as
//! English; a word of the procedure that no language has is said as its key, so that nothing is ever blank.

mod both;
mod date;
mod digits;
mod msg;
mod notice;
mod phrases;
mod runs;
mod typed;
mod zawgyi;

pub use both::{BothEras, both_eras, day_in_both};
pub use date::{
    Age, DateError, Era, age, age_in_words, day_from_typed, day_in_words, local, plus_minus, stamp_in_words,
    time_from_typed, time_of_day, when_in_words,
};
pub use digits::{local_digits, number_from_typed, plain_digits, same_code};
pub use msg::Msg;
pub use notice::{Likely, likely};
pub use phrases::Phrases;
pub use runs::{Run, marked, plain, runs};
pub use typed::{Typed, TypedError};
pub use zawgyi::{Zawgyi, zawgyi};

use time::Date;

use crate::json::{self, Value};
use crate::table::Map;

/// The words of one language, by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Code of the language, such as `en`.
    pub language: String,
    by_key: Map<String, Value>,
}

/// How far a word file can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Written in this language.
    Original,
    /// A draft that no native reader signed.
    Draft,
    /// Read and signed by a native reader.
    Reviewed,
}

/// A word and the language it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// The word.
    pub text: &'a str,
    /// Whether the language asked for lacks it, so that it is English (or its bare key).
    pub fallback: bool,
}

impl Words {
    /// Reads a word file: one flat object of texts. Keys that begin with `_` speak of the file.
    ///
    /// # Errors
    ///
    /// Where the text stops being such an object, as line and column.
    pub fn read(language: &str, text: &str) -> Result<Self, String> {
        match json::read(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Object(by_key)) if by_key.values().all(|word| word.as_str().is_some()) => {
                Ok(Self { language: language.to_owned(), by_key })
            }
            Ok(_) => Err("not a flat object of texts".to_owned()),
            Err(fault) => Err(fault.to_string()),
        }
    }

    /// A language without words: everything falls back to English, and what English lacks to its key.
    pub fn empty(language: &str) -> Self {
        Self { language: language.to_owned(), by_key: Map::new() }
    }

    /// Takes the words of another part of the same file along; those that are here already stay.
    pub fn add(&mut self, more: Words) {
        for (key, word) in more.by_key {
            if !self.by_key.contains_key(&key) {
                self.by_key.insert(key, word);
            }
        }
    }

    /// The word with this key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.by_key.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.by_key.keys().map(String::as_str)
    }

    /// How far the file can be relied on. A file that does not say is a draft.
    pub fn review(&self) -> Review {
        Review::said(self.get("_state"))
    }
}

impl Review {
    /// What a file says of itself.
    fn said(state: Option<&str>) -> Self {
        match state {
            Some("original") => Review::Original,
            Some(state) if state.starts_with("reviewed") => Review::Reviewed,
            _ => Review::Draft,
        }
    }
}

/// All words in use: the app's and the procedure's, each with English behind it.
///
/// ```
/// use sop_checklist::text::{Book, Words};
///
/// let english = Words::read("en", r#"{"phase.1": "Report", "phase.2": "Screening"}"#)?;
/// let thai = Words::read("th", r#"{"phase.1": "รายงาน"}"#)?;
/// let book = Book { procedure: thai, procedure_english: english, ..Book::default() };
/// assert_eq!(book.of("phase.1").text, "รายงาน");
/// assert_eq!(book.of("phase.2").text, "Screening");
/// assert!(book.of("phase.2").fallback);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The app's words in the language in use.
    pub app: Phrases,
    /// The app's words in English.
    pub app_english: Phrases,
    /// The procedure's words in the language in use.
    pub procedure: Words,
    /// The procedure's words in English.
    pub procedure_english: Words,
    /// How a day is said, if not in the calendar of the language alone.
    pub days: Option<fn(&Self, Date) -> String>,
}

/// Places of the app's words that hold a count or an hour. What stands elsewhere, such as a code or the number of a step, is
/// a name and stays as it is in every language.
const NUMBERS: [&str; 11] =
    ["count", "of", "done", "shown", "new", "raised", "unchecked", "questions", "present", "needed", "time"];

impl Book {
    /// The language in use.
    pub fn language(&self) -> &str {
        &self.app.language
    }

    /// One of the app's own words.
    pub fn say(&self, msg: Msg) -> &str {
        self.app.get(msg).or_else(|| self.app_english.get(msg)).unwrap_or("?")
    }

    /// One of the app's own words with `{name}` filled in: counts and hours in the digits of the language, all else as it is.
    pub fn fill(&self, msg: Msg, values: &[(&str, &str)]) -> String {
        let local = |(name, value): &(&str, &str)| {
            if NUMBERS.contains(name) { self.digits(value) } else { (*value).to_owned() }
        };
        let shown: Vec<String> = values.iter().map(local).collect();
        let values: Vec<(&str, &str)> = values.iter().zip(&shown).map(|((name, _), shown)| (*name, &**shown)).collect();
        fill(self.say(msg), &values)
    }

    /// A text of plain digits in those of the language, such as a count. Codes and ids stay plain.
    pub fn digits(&self, text: &str) -> String {
        local_digits(self.language(), text)
    }

    /// One of the procedure's words.
    pub fn of<'a>(&'a self, key: &'a str) -> Said<'a> {
        match self.procedure.get(key) {
            Some(text) => Said { text, fallback: false },
            None => Said { text: self.procedure_english.get(key).unwrap_or(key), fallback: true },
        }
    }

    /// One of the procedure's words, if any language has it.
    pub fn maybe<'a>(&'a self, key: &str) -> Option<&'a str> {
        self.procedure.get(key).or_else(|| self.procedure_english.get(key))
    }

    /// The words for a value of a question: its own, or those that many questions share.
    pub fn value(&self, fact: &str, value: &str) -> String {
        let own = format!("fact.{fact}.{value}");
        let shared = format!("value.{value}");
        self.maybe(&own).or_else(|| self.maybe(&shared)).unwrap_or(value).to_owned()
    }

    /// The short name of a question, or its id.
    pub fn fact<'a>(&'a self, fact: &'a str) -> &'a str {
        self.maybe(&format!("fact.{fact}.short")).unwrap_or(fact)
    }

    /// The short name of a role; a role that the procedure does not know is said as it was written.
    pub fn role(&self, role: &str) -> String {
        self.maybe(&format!("role.{role}.short")).unwrap_or(role).to_owned()
    }

    /// Takes in what came after the first screen, in the language in use or in English: the app's words, and texts of the
    /// procedure's. What cannot be read leaves English or keys standing.
    pub fn add(&mut self, english: bool, app: Option<&str>, procedure: &[String]) {
        let (phrases, words) = match english {
            false => (&mut self.app, &mut self.procedure),
            true => (&mut self.app_english, &mut self.procedure_english),
        };
        if let Some(app) = app {
            phrases.add(app);
        }
        for text in procedure {
            if let Ok(more) = Words::read(&words.language, text) {
                words.add(more);
            }
        }
    }

    /// Whether the words in use are a draft.
    pub fn is_draft(&self) -> bool {
        self.app.review == Review::Draft || self.procedure.review() == Review::Draft
    }
}

/// The name of a shipped language in that language. Browsers do not know all of them; others are said as the browser does.
pub fn own_name(code: &str) -> Option<&'static str> {
    Some(match code {
        "en" => "English",
        "my" => "မြန်မာ",
        "th" => "ไทย",
        _ => return None,
    })
}

/// Fills `{name}` in a text. What is filled in is never looked at again, so a note that holds `{name}` stays a note.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        filled.push_str(before);
        let named = from.find('}').and_then(|end| {
            let name = from.get(1..end)?;
            values.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value, end + 1))
        });
        match named {
            Some((value, end)) => {
                filled.push_str(value);
                rest = from.get(end..).unwrap_or_default();
            }
            None => {
                filled.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_never_filled_again() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x");
        assert_eq!(fill("{a", &[("a", "x")]), "{a");
        assert_eq!(fill("{?} {", &[]), "{?} {");
    }

    #[test]
    fn counts_and_hours_are_in_local_digits_and_names_are_not() {
        let words = r#"{"done_of": "{done} / {of}", "act_opened": "{code}, {edition}", "saved_at": "{time}"}"#;
        let (list, _) = Phrases::lists(&Words::read("my", words).unwrap());
        let book = Book { app: Phrases::read("my", &list).unwrap(), ..Book::default() };
        assert_eq!(book.fill(Msg::DoneOf, &[("done", "12"), ("of", "107")]), "၁၂ / ၁၀၇");
        assert_eq!(book.fill(Msg::SavedAt, &[("time", "06:30")]), "၀၆:၃၀");
        let book = Book { app_english: book.app, app: Phrases::empty("th"), ..Book::default() };
        assert_eq!(book.fill(Msg::DoneOf, &[("done", "12"), ("of", "107")]), "12 / 107");
    }

    #[test]
    fn a_word_that_nobody_has_is_its_key() {
        let book = Book::default();
        assert_eq!(book.of("step.1.1").text, "step.1.1");
        assert_eq!(book.value("age", "child"), "child");
    }
}
