//! The app's own words as they are shipped: two lists in the order of the ids, without keys.
//!
//! Translators write keys, the app counts: neither the module nor the file carries 250 names. A list that was made for
//! another set of ids is refused, since each word of it would stand in a wrong place.

use super::{Msg, Review, Words};
use crate::json::{self, Json};

/// The app's words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrases {
    /// Code of the language, such as `en`.
    pub language: String,
    /// How far they can be relied on.
    pub review: Review,
    /// In the order of the ids; an empty text is none.
    pub(super) texts: Vec<String>,
}

impl Phrases {
    /// The two lists that are shipped for a word file: for the first screen, and for what comes after it.
    ///
    /// ```
    /// use sop_checklist::text::{Msg, Phrases, Words};
    ///
    /// let written = Words::read("th", r#"{"_state": "draft", "back": "กลับ", "preview": "ตัวอย่าง"}"#)?;
    /// let (first, later) = Phrases::lists(&written);
    /// let mut read = Phrases::read("th", &first).ok_or("not a list")?;
    /// assert_eq!(read.get(Msg::Back), Some("กลับ"));
    /// assert_eq!(read.get(Msg::Preview), None);
    /// assert!(read.add(&later));
    /// assert_eq!(read.get(Msg::Preview), Some("ตัวอย่าง"));
    /// # Ok::<(), String>(())
    /// ```
    pub fn lists(words: &Words) -> (String, String) {
        let list = |msgs: &[Msg]| {
            let mut list = Json::default();
            list.open('[');
            list.number(Msg::SET);
            list.text(words.get("_state").unwrap_or_default());
            for msg in msgs {
                list.text(words.get(msg.key()).unwrap_or_default());
            }
            list.close(']');
            list.end()
        };
        let (first, later) = Msg::ALL.split_at(Msg::FIRST);
        (list(first), list(later))
    }

    /// Reads the first list. None where it is something else, or was made for other ids.
    pub fn read(language: &str, text: &str) -> Option<Self> {
        let (review, texts) = list(text, Msg::FIRST)?;
        Some(Self { language: language.to_owned(), review, texts })
    }

    /// Takes the second list along. False where it is something else, or the first is not here.
    pub fn add(&mut self, text: &str) -> bool {
        let later = list(text, Msg::ALL.len() - Msg::FIRST).filter(|_| self.texts.len() == Msg::FIRST);
        let is_list = later.is_some();
        self.texts.extend(later.into_iter().flat_map(|(_, texts)| texts));
        is_list
    }

    /// A language without words.
    pub fn empty(language: &str) -> Self {
        Self { language: language.to_owned(), review: Review::Draft, texts: Vec::new() }
    }

    /// Whether there is any word.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The word with this id.
    pub fn get(&self, msg: Msg) -> Option<&str> {
        self.texts.get(msg as usize).map(String::as_str).filter(|text| !text.is_empty())
    }
}

fn list(text: &str, length: usize) -> Option<(Review, Vec<String>)> {
    let list = json::read(text).ok()?;
    let [set, state, texts @ ..] = list.as_array()? else { return None };
    if set.as_u64() != Some(Msg::SET) || texts.len() != length {
        return None;
    }
    let texts = texts.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>()?;
    Some((Review::said(state.as_str()), texts))
}

impl Default for Phrases {
    fn default() -> Self {
        Self::empty("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_for_other_ids_is_refused() {
        let (list, later) = Phrases::lists(&Words::empty("en"));
        let mut read = Phrases::read("en", &list).unwrap();
        assert!(!read.add(&list) && read.add(&later) && !read.add(&later));
        let other = list.replacen(&Msg::SET.to_string(), &(Msg::SET ^ 1).to_string(), 1);
        assert_eq!(Phrases::read("en", &other), None);
        let shorter = list.replacen("\"\",", "", 1);
        assert_eq!(Phrases::read("en", &shorter), None);
        assert_eq!(Phrases::read("en", r#"{"back":"Back"}"#), None);
    }
}
