//! What the page around the app may ask of it, and what it is told: counts and states, never a word of a case.
//!
//! Knows the forms only. Who may ask is decided by exact origins (`hosts` of `config.json`); everything that is not exactly
//! one of these messages is nothing. `docs/embedding.md` tells technicians the same.

/// No message has a longer word than this, nor more fields than [`MOST_FIELDS`]: what is larger is not even looked at.
pub const LONGEST: u32 = 16;
/// `sop`, `type`, `value`.
pub const MOST_FIELDS: u32 = 3;

/// The version of the messages, in their field `sop`.
const VERSION: u32 = 1;

/// A value in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Number(u32),
    /// A short text.
    Text(String),
}

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the device says.
    Auto,
}

impl Theme {
    /// The word that the page's root carries; none: the device decides.
    pub fn mark(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Auto => None,
        }
    }
}

/// What a host page asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Another language; whether there is one is for the app to know.
    Language(String),
    /// Light or dark.
    Theme(Theme),
    /// To be told from now on how high the app is.
    Height,
    /// To lock now.
    Lock,
}

impl Wish {
    /// Reads a message by its fields; none where it is not exactly one of these.
    ///
    /// ```
    /// use sop_checklist::exchange::host::{Value, Wish};
    ///
    /// let field = |name: &str, value| (name.to_owned(), value);
    /// let lock = [field("sop", Value::Number(1)), field("type", Value::Text("lock".to_owned()))];
    /// assert_eq!(Wish::read(&lock), Some(Wish::Lock));
    /// assert_eq!(Wish::read(&lock[1..]), None);
    /// ```
    pub fn read(fields: &[(String, Value)]) -> Option<Self> {
        let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let text = |name: &str| match field(name) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        if field("sop") != Some(&Value::Number(VERSION)) {
            return None;
        }
        match (text("type")?, fields.len()) {
            ("lock", 2) => Some(Self::Lock),
            ("height", 2) => Some(Self::Height),
            ("language", 3) => {
                let code = text("value")?;
                let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase());
                is_code.then(|| Self::Language(code.to_owned()))
            }
            ("theme", 3) => {
                let themes = [Theme::Light, Theme::Dark];
                let named = themes.into_iter().find(|theme| theme.mark() == text("value"));
                named.or_else(|| (text("value") == Some("auto")).then_some(Theme::Auto)).map(Self::Theme)
            }
            _ => None,
        }
    }
}

/// What a host page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// The app listens.
    Ready,
    /// How high the app is, in CSS pixels.
    Height(u32),
    /// The app is open.
    State {
        /// How many cases are listed; practice is none.
        cases: u32,
        /// How many of them hold something that is not saved.
        unsaved: u32,
    },
    /// The app is locked.
    Locked,
}

impl Word {
    /// The message by its fields.
    pub fn fields(self) -> Vec<(&'static str, Value)> {
        let (kind, numbers) = match self {
            Self::Ready => ("ready", vec![]),
            Self::Height(height) => ("height", vec![("height", height)]),
            Self::State { cases, unsaved } => ("state", vec![("cases", cases), ("unsaved", unsaved)]),
            Self::Locked => ("locked", vec![]),
        };
        let head = [("sop", Value::Number(VERSION)), ("type", Value::Text(kind.to_owned()))];
        head.into_iter().chain(numbers.into_iter().map(|(name, number)| (name, Value::Number(number)))).collect()
    }
}

/// Whether a text is an origin as browsers write it. Not `*`, which would send to anybody, nor `null`, which many are.
pub fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']');
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn number(name: &str, number: u32) -> (String, Value) {
        (name.to_owned(), Value::Number(number))
    }

    fn text(name: &str, text: &str) -> (String, Value) {
        (name.to_owned(), Value::Text(text.to_owned()))
    }

    #[rstest]
    #[case("lock", None, Some(Wish::Lock))]
    #[case("height", None, Some(Wish::Height))]
    #[case("language", Some("my"), Some(Wish::Language("my".to_owned())))]
    #[case("theme", Some("light"), Some(Wish::Theme(Theme::Light)))]
    #[case("theme", Some("dark"), Some(Wish::Theme(Theme::Dark)))]
    #[case("theme", Some("auto"), Some(Wish::Theme(Theme::Auto)))]
    #[case("theme", Some("Dark"), None)]
    #[case("theme", Some(""), None)]
    #[case("theme", None, None)]
    #[case("language", Some(""), None)]
    #[case("language", Some("../my"), None)]
    #[case("language", Some("EN"), None)]
    #[case("language", None, None)]
    #[case("lock", Some("now"), None)]
    #[case("unlock", None, None)]
    #[case("ready", None, None)]
    #[case("", None, None)]
    fn only_what_is_exactly_a_wish_is_one(#[case] kind: &str, #[case] value: Option<&str>, #[case] wish: Option<Wish>) {
        let mut fields = vec![number("sop", 1), text("type", kind)];
        fields.extend(value.map(|value| text("value", value)));
        assert_eq!(Wish::read(&fields), wish);
        fields.reverse();
        assert_eq!(Wish::read(&fields), wish);
        fields.push(text("more", "x"));
        assert_eq!(Wish::read(&fields), None);
    }

    #[rstest]
    #[case(vec![])]
    #[case(vec![text("type", "lock")])]
    #[case(vec![number("sop", 2), text("type", "lock")])]
    #[case(vec![text("sop", "1"), text("type", "lock")])]
    #[case(vec![number("sop", 1), number("type", 1)])]
    #[case(vec![number("sop", 1), text("type", "theme"), number("value", 1)])]
    #[case(vec![number("sop", 1), text("type", "theme"), text("__proto__", "dark")])]
    #[case(vec![number("sop", 1), text("constructor", "lock")])]
    fn nothing_else_is(#[case] fields: Vec<(String, Value)>) {
        assert_eq!(Wish::read(&fields), None);
    }

    /// The whole of what ever leaves: a new field is a decision.
    #[test]
    fn nothing_but_counts_leaves() {
        let named = |word: Word| word.fields().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(named(Word::Ready), ["sop", "type"]);
        assert_eq!(named(Word::Locked), ["sop", "type"]);
        assert_eq!(named(Word::Height(9)), ["sop", "type", "height"]);
        assert_eq!(named(Word::State { cases: 2, unsaved: 0 }), ["sop", "type", "cases", "unsaved"]);
        for word in [Word::Ready, Word::Locked, Word::Height(9), Word::State { cases: 2, unsaved: 0 }] {
            let texts = word.fields().into_iter().filter(|(_, value)| matches!(value, Value::Text(_)));
            assert_eq!(texts.map(|(name, _)| name).collect::<Vec<_>>(), ["type"]);
        }
    }

    #[rstest]
    #[case("https://intranet.example", true)]
    #[case("http://10.0.0.1:81", true)]
    #[case("http://[::1]:8080", true)]
    #[case("https://intranet.example/", false)]
    #[case("https://Intranet.example", false)]
    #[case("https://", false)]
    #[case("intranet.example", false)]
    #[case("file://", false)]
    #[case("null", false)]
    #[case("*", false)]
    fn origins_are_exact(#[case] text: &str, #[case] is: bool) {
        assert_eq!(is_origin(text), is);
    }
}
