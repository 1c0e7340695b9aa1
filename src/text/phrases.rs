//! The app's own words as they are shipped: a list in the order of the ids, without keys.
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
    texts: Vec<String>,
}

impl Phrases {
    /// The list that is shipped for a word file.
    ///
    /// ```
    /// use sop_checklist::text::{Msg, Phrases, Words};
    ///
    /// let written = Words::read("th", r#"{"_state": "draft", "back": "กลับ"}"#)?;
    /// let read = Phrases::read("th", &Phrases::list(&written)).ok_or("not a list")?;
    /// assert_eq!(read.get(Msg::Back), Some("กลับ"));
    /// assert_eq!(read.get(Msg::Cancel), None);
    /// # Ok::<(), String>(())
    /// ```
    pub fn list(words: &Words) -> String {
        let mut list = Json::default();
        list.open('[');
        list.number(Msg::SET);
        list.text(words.get("_state").unwrap_or_default());
        for msg in Msg::ALL {
            list.text(words.get(msg.key()).unwrap_or_default());
        }
        list.close(']');
        list.end()
    }

    /// Reads a shipped list. None where it is something else, or was made for other ids.
    pub fn read(language: &str, text: &str) -> Option<Self> {
        let list = json::read(text).ok()?;
        let [set, state, texts @ ..] = list.as_array()? else { return None };
        if set.as_u64() != Some(Msg::SET) || texts.len() != Msg::ALL.len() {
            return None;
        }
        let texts = texts.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>()?;
        Some(Self { language: language.to_owned(), review: Review::said(state.as_str()), texts })
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
        let list = Phrases::list(&Words::empty("en"));
        assert!(Phrases::read("en", &list).is_some());
        let other = list.replacen(&Msg::SET.to_string(), &(Msg::SET ^ 1).to_string(), 1);
        assert_eq!(Phrases::read("en", &other), None);
        let shorter = list.replacen("\"\",", "", 1);
        assert_eq!(Phrases::read("en", &shorter), None);
        assert_eq!(Phrases::read("en", r#"{"back":"Back"}"#), None);
    }
}
