//! Texts that know their language: on paper each word stands in the language it came in, also where a sentence is made of
//! words of several. Marks around every word, which no text has, are taken out again by [`runs`].

use super::{Book, Phrases, Words};
use crate::json::Value;

// Noncharacters: Unicode keeps them for such use, and no keyboard types them.
const BEGIN: char = '\u{fdd0}';
const NAMED: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// A piece of a text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The piece.
    pub text: String,
    /// Its language; none: that of what is around it, or nobody knows (what somebody typed).
    pub language: Option<String>,
}

/// A book whose words carry the mark of their language.
pub fn marked(book: &Book) -> Book {
    Book {
        app: phrases(&book.app),
        app_english: phrases(&book.app_english),
        procedure: words(&book.procedure),
        procedure_english: words(&book.procedure_english),
        days: book.days,
    }
}

fn phrases(phrases: &Phrases) -> Phrases {
    let texts = phrases.texts.iter().map(|text| mark(&phrases.language, text)).collect();
    Phrases { language: phrases.language.clone(), review: phrases.review, texts }
}

fn words(words: &Words) -> Words {
    let mut marked = Words::empty(&words.language);
    for key in words.keys() {
        let text = words.get(key).unwrap_or_default();
        // Keys that speak of the file are no words.
        let text = if key.starts_with('_') { text.to_owned() } else { mark(&words.language, text) };
        marked.by_key.insert(key.to_owned(), Value::String(text));
    }
    marked
}

/// Each line has marks of its own, for lines are taken apart.
pub(super) fn mark(language: &str, text: &str) -> String {
    let line = |line: &str| match line {
        "" => String::new(),
        line => format!("{BEGIN}{language}{NAMED}{line}{END}"),
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A text taken apart by language. Marks that do not fit together, as in what somebody typed, are dropped.
pub fn runs(text: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut languages: Vec<String> = Vec::new();
    let mut rest = text.chars();
    while let Some(sign) = rest.next() {
        match sign {
            // What somebody typed may hold such a sign; nothing behind it may get lost by that.
            BEGIN => {
                let named = rest.as_str().split_once(NAMED);
                let is_code = |code: &str| code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                if let Some((language, words)) = named.filter(|(language, _)| is_code(language)) {
                    languages.push(language.to_owned());
                    rest = words.chars();
                }
            }
            END => {
                languages.pop();
            }
            NAMED => {}
            sign => {
                let language = languages.last();
                match found.last_mut().filter(|run| run.language.as_ref() == language) {
                    Some(run) => run.text.push(sign),
                    None => found.push(Run { text: sign.into(), language: language.cloned() }),
                }
            }
        }
    }
    found
}

/// The text without its marks.
pub fn plain(text: &str) -> String {
    runs(text).into_iter().map(|run| run.text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fill;
    use proptest::prelude::*;

    fn said(text: &str) -> Vec<(String, Option<String>)> {
        runs(text).into_iter().map(|run| (run.text, run.language)).collect()
    }

    #[test]
    fn a_word_in_a_sentence_of_another_language_keeps_its_own() {
        let english = mark("en", "Raised {ago} by {who}");
        let text = fill(&english, &[("ago", &mark("en", "today")), ("who", &mark("th", "ตำรวจ"))]);
        assert_eq!(
            said(&format!("S1: {text}!")),
            [
                ("S1: ".to_owned(), None),
                ("Raised today by ".to_owned(), Some("en".to_owned())),
                ("ตำรวจ".to_owned(), Some("th".to_owned())),
                ("!".to_owned(), None),
            ]
        );
    }

    #[test]
    fn lines_have_their_language_each() {
        let lines = mark("my", "က\nခ");
        let each: Vec<_> = lines.lines().flat_map(said).collect();
        assert_eq!(each, [("က".to_owned(), Some("my".to_owned())), ("ခ".to_owned(), Some("my".to_owned()))]);
        assert_eq!(mark("my", ""), "");
    }

    #[test]
    fn a_marked_book_says_the_same() {
        let english = Words::read("en", r#"{"_state": "original", "a": "One", "b": "Two"}"#).unwrap();
        let thai = Words::read("th", r#"{"_state": "draft", "a": "หนึ่ง"}"#).unwrap();
        let book = Book { procedure: thai, procedure_english: english, ..Book::default() };
        let marked = marked(&book);
        assert_eq!(said(marked.of("a").text), [("หนึ่ง".to_owned(), Some("th".to_owned()))]);
        assert_eq!(said(marked.of("b").text), [("Two".to_owned(), Some("en".to_owned()))]);
        assert_eq!(marked.procedure.review(), book.procedure.review());
        assert_eq!(plain(marked.of("b").text), "Two");
    }

    proptest! {
        #[test]
        fn whatever_somebody_typed_is_kept(text in "\\PC*", marks in "[\u{fdd0}\u{fdd2}a-c]{0,9}") {
            prop_assert_eq!(&plain(&text), &text);
            let _never_panics = runs(&marks);
            let words = marks.replace([BEGIN, END], "");
            prop_assert_eq!(plain(&mark("en", &format!("“{marks}” {text}"))), format!("“{words}” {text}"));
        }
    }
}
