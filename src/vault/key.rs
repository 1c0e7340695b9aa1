//! The names of what lies on the shelf.

use std::fmt;

use crate::journal::Writer;

/// What every key of this version begins with. Keys of other versions are neither read nor touched.
pub const PREFIX: &str = "sopc:1:";

/// Names a case on this device and in its files: a random number, never the case code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub u64);

impl CaseId {
    /// No case: what belongs to none lies under it. No case is ever named so.
    pub const NONE: CaseId = CaseId(0);
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key of this version. One name has one key and one key one name, so a key that was made up by others is foreign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// `sopc:1:CASE:WRITER:N`: entries.
    Segment(CaseId, Writer, u64),
    /// `sopc:1:CASE:WRITER:dN`: half-typed words.
    Draft(CaseId, Writer, u64),
    /// `sopc:1:CASE:WRITER:cN`: an index card.
    Card(CaseId, Writer, u64),
    /// `sopc:1:CASE:WRITER:pN`: where the official is.
    Place(CaseId, Writer, u64),
    /// `sopc:1:gone:CASE`: the case was removed.
    Gone(CaseId),
}

impl Key {
    /// Reads a key; none: it is not one of this version.
    pub(super) fn read(name: &str) -> Option<Self> {
        let key = Self::guess(name)?;
        (key.to_string() == name).then_some(key)
    }

    fn guess(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix(PREFIX)?.split(':');
        let (case, writer) = (parts.next()?, parts.next()?);
        let hex = |text: &str| u64::from_str_radix(text, 16).ok();
        let Some(number) = parts.next() else {
            return (case == "gone").then(|| hex(writer).map(|case| Key::Gone(CaseId(case))))?;
        };
        let (case, writer) = (CaseId(hex(case)?), Writer(hex(writer)?));
        let kind = match number.as_bytes() {
            [b'd', ..] => Key::Draft,
            [b'c', ..] => Key::Card,
            [b'p', ..] => Key::Place,
            _ => Key::Segment,
        };
        Some(kind(case, writer, number.trim_start_matches(['c', 'd', 'p']).parse().ok()?))
    }

    pub(super) fn case(self) -> CaseId {
        match self {
            Key::Segment(case, ..)
            | Key::Draft(case, ..)
            | Key::Card(case, ..)
            | Key::Place(case, ..)
            | Key::Gone(case) => case,
        }
    }

    /// Whether it is of this case and holds something of it.
    pub(super) fn holds(self, case: CaseId) -> bool {
        self.case() == case && !matches!(self, Key::Gone(_))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Segment(case, writer, number) => write!(f, "{PREFIX}{case}:{writer}:{number}"),
            Key::Draft(case, writer, number) => write!(f, "{PREFIX}{case}:{writer}:d{number}"),
            Key::Card(case, writer, number) => write!(f, "{PREFIX}{case}:{writer}:c{number}"),
            Key::Place(case, writer, number) => write!(f, "{PREFIX}{case}:{writer}:p{number}"),
            Key::Gone(case) => write!(f, "{PREFIX}gone:{case}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("sopc:1:00000000000000ab:000000000000000c:7", Key::Segment(CaseId(0xab), Writer(12), 7))]
    #[case("sopc:1:00000000000000ab:000000000000000c:d7", Key::Draft(CaseId(0xab), Writer(12), 7))]
    #[case("sopc:1:00000000000000ab:000000000000000c:c7", Key::Card(CaseId(0xab), Writer(12), 7))]
    #[case("sopc:1:00000000000000ab:000000000000000c:p7", Key::Place(CaseId(0xab), Writer(12), 7))]
    #[case("sopc:1:gone:00000000000000ab", Key::Gone(CaseId(0xab)))]
    fn names_and_keys_are_one_to_one(#[case] name: &str, #[case] key: Key) {
        assert_eq!(Key::read(name), Some(key));
        assert_eq!(key.to_string(), name);
    }

    #[rstest]
    #[case("sopc:0:00000000000000ab:000000000000000c:7")]
    #[case("sopc:1:00000000000000AB:000000000000000c:7")]
    #[case("sopc:1:ab:000000000000000c:7")]
    #[case("sopc:1:00000000000000ab:000000000000000c:07")]
    #[case("sopc:1:00000000000000ab:000000000000000c:+7")]
    #[case("sopc:1:00000000000000ab:000000000000000c:7:8")]
    #[case("sopc:1:00000000000000ab:000000000000000c")]
    #[case("sopc:1:00000000000000ab:000000000000000c:cd7")]
    #[case("sopc:1:gone:x")]
    #[case("sopc:1:gone")]
    #[case("sopc:1:")]
    #[case("sopc:1:key:00000000000000ab:000000000000000c:1")]
    #[case("sopc:1:me:000000000000000c:1")]
    #[case("sopc:me")]
    #[case("theme")]
    #[case("")]
    fn all_else_is_foreign(#[case] name: &str) {
        assert_eq!(Key::read(name), None);
    }
}
