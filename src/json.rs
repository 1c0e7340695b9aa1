//! JSON: a text is put together piece by piece, and read into one kind of value.
//!
//! The usual library would be 6 kB of what the app may weigh, most of it for fractions and for maps. What is read here and
//! what is refused is the same, but for a number like 1e999, which is refused there and is here one of those that nobody
//! asks for, and for half a sign (`\ud83d`), which is read as the sign that stands for what is lost; the tests hold it
//! against that library.

use std::fmt;

use crate::table::Map;

/// A JSON text in the making.
#[derive(Default)]
pub struct Json(String);

impl Json {
    /// Begins an object or a list.
    pub fn open(&mut self, sign: char) {
        self.separate();
        self.0.push(sign);
    }

    /// Ends an object or a list.
    pub fn close(&mut self, sign: char) {
        self.0.push(sign);
    }

    /// The key of what comes next.
    pub fn key(&mut self, key: &str) {
        self.text(key);
        self.0.push(':');
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.separate();
        self.0.push('"');
        for sign in text.chars() {
            let short = match sign {
                '"' | '\\' => sign,
                '\u{8}' => 'b',
                '\t' => 't',
                '\n' => 'n',
                '\u{c}' => 'f',
                '\r' => 'r',
                '\0'..' ' => 'u',
                _ => {
                    self.0.push(sign);
                    continue;
                }
            };
            self.0.push('\\');
            self.0.push(short);
            if short == 'u' {
                self.0.push_str(if sign < '\u{10}' { "000" } else { "001" });
                self.0.push(char::from(b"0123456789abcdef"[sign as usize % 16]));
            }
        }
        self.0.push('"');
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        self.raw(&number.to_string());
    }

    /// A number that may be negative.
    pub fn signed(&mut self, number: i64) {
        self.raw(&number.to_string());
    }

    /// Yes or no.
    pub fn yes(&mut self, yes: bool) {
        self.raw(if yes { "true" } else { "false" });
    }

    /// A key with a text.
    pub fn pair(&mut self, key: &str, text: &str) {
        self.key(key);
        self.text(text);
    }

    /// A list of texts.
    pub fn texts(&mut self, texts: &[&str]) {
        self.open('[');
        for text in texts {
            self.text(text);
        }
        self.close(']');
    }

    /// A value that was put together elsewhere.
    pub fn raw(&mut self, value: &str) {
        self.separate();
        self.0.push_str(value);
    }

    /// The text.
    pub fn end(self) -> String {
        self.0
    }

    /// No value ends in one of these signs, not even a text: that ends in a quotation mark.
    fn separate(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 to 2^64 - 1.
    Number(u64),
    /// A whole number from -2^63 to -1.
    Negative(i64),
    /// Any other number. Nobody here asks for one, so it is not kept.
    OtherNumber,
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object. Of a key that stands twice the last counts.
    Object(Map<String, Value>),
}

impl Value {
    /// What stands under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.as_object()?.get(key)
    }

    /// An object.
    pub fn as_object(&self) -> Option<&Map<String, Value>> {
        if let Value::Object(map) = self { Some(map) } else { None }
    }

    /// The items of a list.
    pub fn as_array(&self) -> Option<&[Value]> {
        if let Value::Array(items) = self { Some(items) } else { None }
    }

    /// A text.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self { Some(text) } else { None }
    }

    /// A whole number that is not negative.
    pub fn as_u64(&self) -> Option<u64> {
        if let Value::Number(number) = self { Some(*number) } else { None }
    }

    /// A whole number.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::Number(number) => i64::try_from(*number).ok(),
            Value::Negative(number) => Some(*number),
            _ => None,
        }
    }

    /// `true` or `false`.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(yes) = self { Some(*yes) } else { None }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }
}

/// Where a text stops being JSON. It does not say what stands there: that may be a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotJson {
    /// The line, counted from one.
    pub line: usize,
    /// The column, counted from one in bytes.
    pub column: usize,
    /// Whether the text only ends too early.
    pub cut_short: bool,
}

impl NotJson {
    fn at(text: &str, at: usize) -> Self {
        let before = text.as_bytes().get(..=at).unwrap_or(text.as_bytes());
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        Self { line: before.split(|byte| *byte == b'\n').count(), column: line.len(), cut_short: at >= text.len() }
    }
}

impl fmt::Display for NotJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}

impl std::error::Error for NotJson {}

/// Reads a text.
///
/// ```
/// use sop_checklist::json::{Value, read};
///
/// assert_eq!(read(r#"{"a": [true, -2]}"#)?.get("a").and_then(Value::as_array).map(<[Value]>::len), Some(2));
/// assert!(read("{").is_err_and(|fault| fault.cut_short));
/// # Ok::<(), sop_checklist::json::NotJson>(())
/// ```
///
/// # Errors
///
/// Where the text stops being JSON.
pub fn read(text: &str) -> Result<Value, NotJson> {
    let mut parser = Parser { text, at: 0, wrong: false, twice: None };
    let value = parser.value(0);
    parser.space();
    if !parser.wrong && parser.at == text.len() {
        return Ok(value);
    }
    Err(NotJson::at(text, parser.at))
}

/// The first key that stands twice in one object, and where it does so again. To a reader the last one counts, in silence.
///
/// ```
/// use sop_checklist::json::twice;
///
/// let (key, place) = twice("{\"a\": [{\"b\": 1,\n \"b\": 2}]}").unwrap();
/// assert_eq!((key.as_str(), place.line, place.column), ("b", 2, 2));
/// assert_eq!(twice(r#"{"a": {"b": 1}, "c": {"b": 1}}"#), None);
/// ```
pub fn twice(text: &str) -> Option<(String, NotJson)> {
    let mut parser = Parser { text, at: 0, wrong: false, twice: None };
    parser.value(0);
    let (key, at) = parser.twice?;
    Some((key, NotJson::at(text, at)))
}

/// Deeper nesting is refused, so that whatever was read can be walked by recursion.
const DEEPEST: u8 = 127;

/// Stays where the first fault is and gives stand-ins from there on, which nobody gets to see.
struct Parser<'t> {
    text: &'t str,
    at: usize,
    wrong: bool,
    /// The first key that its object had already, and where it stands.
    twice: Option<(String, usize)>,
}

impl Parser<'_> {
    /// The next byte; none at the end and after a fault, which ends every loop.
    fn peek(&self) -> Option<u8> {
        if self.wrong { None } else { self.text.as_bytes().get(self.at).copied() }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn need(&mut self, byte: u8) {
        self.wrong |= !self.take(byte);
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: u8) -> Value {
        self.space();
        match self.peek() {
            Some(b'"') => Value::String(self.string()),
            Some(b'[') if depth < DEEPEST => {
                let mut items = Vec::new();
                self.members(b']', &mut |parser| items.push(parser.value(depth + 1)));
                Value::Array(items)
            }
            Some(b'{') if depth < DEEPEST => {
                let mut map = Map::new();
                self.members(b'}', &mut |parser| {
                    let at = parser.at;
                    let key = parser.string();
                    if parser.twice.is_none() && map.contains_key(&key) {
                        parser.twice = Some((key.clone(), at));
                    }
                    parser.space();
                    parser.need(b':');
                    map.insert(key, parser.value(depth + 1));
                });
                Value::Object(map)
            }
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            _ => self.number(),
        }
    }

    /// What stands between two brackets, with commas between.
    fn members(&mut self, end: u8, read: &mut dyn FnMut(&mut Self)) {
        self.at += 1;
        self.space();
        if self.take(end) {
            return;
        }
        while !self.wrong {
            self.space();
            read(self);
            self.space();
            if !self.take(b',') {
                return self.need(end);
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Value {
        for byte in word.bytes() {
            self.need(byte);
        }
        value
    }

    fn number(&mut self) -> Value {
        let negative = self.take(b'-');
        // None from where the number is too large.
        let mut number = if self.take(b'0') { Some(0) } else { self.digits() };
        if self.take(b'.') {
            number = self.digits().and(None);
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            number = self.digits().and(None);
        }
        let number = match number {
            Some(number) if negative => {
                0_i64.checked_sub_unsigned(number).filter(|number| *number < 0).map(Value::Negative)
            }
            number => number.map(Value::Number),
        };
        number.unwrap_or(Value::OtherNumber)
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<u64> {
        let mut number = Some(0_u64);
        let start = self.at;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            number = number.and_then(|number| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
            self.at += 1;
        }
        self.wrong |= self.at == start;
        number
    }

    fn string(&mut self) -> String {
        let mut text = String::new();
        self.need(b'"');
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..b' ')) {
                self.at += 1;
            }
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
            if !self.take(b'\\') {
                self.need(b'"');
                return text;
            }
            text.push(self.escaped());
        }
    }

    /// What stands for a sign, after the backslash.
    fn escaped(&mut self) -> char {
        const SHORT: [(u8, char); 8] = [
            (b'"', '"'),
            (b'\\', '\\'),
            (b'/', '/'),
            (b'b', '\u{8}'),
            (b'f', '\u{c}'),
            (b'n', '\n'),
            (b'r', '\r'),
            (b't', '\t'),
        ];
        for (short, sign) in SHORT {
            if self.take(short) {
                return sign;
            }
        }
        self.need(b'u');
        let mut code = self.four();
        // A sign beyond the first 65 536 is written as two halves.
        let half = self.at;
        if let 0xd800..0xdc00 = code
            && self.take(b'\\')
            && self.take(b'u')
        {
            match self.four() {
                second @ 0xdc00..0xe000 => code = 0x1_0000 + ((code & 0x3ff) << 10) + (second & 0x3ff),
                _ => self.at = half,
            }
        } else {
            self.at = half;
        }
        // A program that cut a text in the middle of a sign left a half of it. That is no reason to leave all else unread.
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Four hexadecimal digits.
    fn four(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16));
            self.wrong |= digit.is_none();
            self.at += usize::from(digit.is_some());
            code = code << 4 | digit.unwrap_or(0);
        }
        code
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, of the usual library.
    fn same(value: serde_json::Value) -> Value {
        use serde_json::Value as Usual;
        match value {
            Usual::Null => Value::Null,
            Usual::Bool(yes) => Value::Bool(yes),
            Usual::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Value::Number(number),
                (None, Some(number)) => Value::Negative(number),
                (None, None) => Value::OtherNumber,
            },
            Usual::String(text) => Value::String(text),
            Usual::Array(items) => Value::Array(items.into_iter().map(same).collect()),
            Usual::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, same(value))).collect()),
        }
    }

    fn is_half(usual: &serde_json::Error) -> bool {
        let usual = usual.to_string();
        usual.starts_with("lone leading surrogate") || usual.starts_with("unexpected end of hex escape")
    }

    #[test]
    fn half_a_sign_is_lost_and_nothing_else() {
        for (text, said) in [
            (r#""a\ud83db""#, "a\u{fffd}b"),
            (r#""\ude00b""#, "\u{fffd}b"),
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
            (r#""\ud83d\u1000""#, "\u{fffd}က"),
        ] {
            assert_eq!(read(text), Ok(Value::String(said.to_owned())), "{text}");
        }
        for text in [r#""\ud83"#, r#""\ud83d\u12"#, r#""\ud83d\x""#, r#""\ud83d\"#, r#""\ud83d"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    fn agrees(text: &str) {
        let ours = read(text);
        match serde_json::from_str(text) {
            Ok(usual) => assert_eq!(ours, Ok(same(usual)), "{text}"),
            // That one has no number beyond all measure; here it is one of those that nobody asks for.
            Err(usual) if usual.to_string().starts_with("number out of range") => {}
            // Half a sign, or what that one takes for a broken one; a table tells what it is here.
            Err(usual) if is_half(&usual) && ours.is_ok() => {}
            Err(usual) => assert!(ours.is_err(), "{text}: {usual}"),
        }
    }

    fn json() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("false".to_owned()),
            any::<i64>().prop_map(|number| number.to_string()),
            any::<u64>().prop_map(|number| number.to_string()),
            "-?(0|[1-9][0-9]{0,21})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
            any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
            r#""(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}|\\ud[89a-f][0-9a-f]{2}\\ud[89a-f][0-9a-f]{2}|[a-z ])*""#,
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(" , "))),
                proptest::collection::vec(("[a-c]{1,2}", inner), 0..5).prop_map(|pairs| {
                    let pairs: Vec<String> =
                        pairs.into_iter().map(|(key, value)| format!("\"{key}\" : {value}")).collect();
                    format!("{{\n{}\t}}", pairs.join(","))
                }),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_as_the_usual_library_does(text in json()) {
            agrees(&text);
        }

        #[test]
        fn refuses_as_the_usual_library_does(
            text in json(),
            at in any::<prop::sample::Index>(),
            sign in "[\"{}\\[\\]:,\\\\0-9a-fu.+ \u{0}\n-]?",
        ) {
            let mut signs: Vec<char> = text.chars().collect();
            let at = at.index(signs.len());
            signs.splice(at..=at, sign.chars());
            agrees(&signs.into_iter().collect::<String>());
        }

        #[test]
        fn says_where_and_whether_it_is_cut_short_as_the_usual_library_does(
            text in json(),
            at in any::<prop::sample::Index>(),
        ) {
            let at = text.floor_char_boundary(at.index(text.len()));
            for text in [text[..at].to_owned(), format!("{}&{}", &text[..at], &text[at..])] {
                let (ours, usual) = (read(&text), serde_json::from_str::<serde_json::Value>(&text));
                let Err(usual) = usual else { continue };
                // Inside of what stands for a sign that one counts in its own way.
                if text.contains("\\u") || usual.to_string().starts_with("number out of range") {
                    continue;
                }
                let ours = ours.unwrap_err();
                prop_assert_eq!(
                    (ours.line, ours.column, ours.cut_short),
                    (usual.line(), usual.column(), usual.is_eof()),
                    "{}: {}", text, usual
                );
            }
        }

        #[test]
        fn nothing_made_up_panics(text in ".*") {
            agrees(&text);
        }

        #[test]
        fn what_is_written_is_read(text in any::<String>(), number in any::<u64>(), signed in any::<i64>()) {
            let mut json = Json::default();
            json.open('[');
            json.text(&text);
            json.number(number);
            json.signed(signed);
            json.close(']');
            let signed = u64::try_from(signed).map_or(Value::Negative(signed), Value::Number);
            let list = vec![Value::String(text), Value::Number(number), signed];
            prop_assert_eq!(read(&json.end()), Ok(Value::Array(list)));
        }
    }

    #[test]
    fn nesting_has_an_end() {
        for depth in [1, 126, 127, 128, 129, 1_000_000] {
            agrees(&"[".repeat(depth));
            agrees(&["[".repeat(depth), "]".repeat(depth)].concat());
            agrees(&["{\"\":".repeat(depth), "1".to_owned(), "}".repeat(depth)].concat());
        }
    }

    #[test]
    fn the_ends_of_numbers_are_where_they_were() {
        for text in [
            "-0",
            "0",
            "-1",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "1.0",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "9223372036854775808",
        ] {
            agrees(text);
        }
    }
}
