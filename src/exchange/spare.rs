//! The file of a spare copy: the pieces of the vault by their keys, sealed as they are.

use std::fmt;

use crate::json::{self, Json};

const FORM: &str = "sop-checklist-spare";
const VERSION: u64 = 1;

/// Why a file is no spare copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSpare {
    /// It is something else, or damaged.
    Other,
    /// A newer version of this app made it.
    Newer,
}

impl fmt::Display for NotSpare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotSpare::Other => "not a spare copy, or damaged",
            NotSpare::Newer => "made by a newer version",
        })
    }
}

impl std::error::Error for NotSpare {}

/// The text of the file.
pub fn spare_to_text(pieces: &[(String, String)]) -> String {
    let mut text = Json::default();
    text.open('{');
    text.pair("form", FORM);
    text.key("version");
    text.number(VERSION);
    text.key("pieces");
    text.open('{');
    for (key, value) in pieces {
        text.pair(key, value);
    }
    text.close('}');
    text.close('}');
    text.end()
}

/// Reads the text of a file. All or nothing: a text that was cut off is refused.
pub fn spare_from_text(text: &str) -> Result<Vec<(String, String)>, NotSpare> {
    let file = json::read(text.trim_start_matches('\u{feff}').trim()).map_err(|_| NotSpare::Other)?;
    if file.get("form").and_then(json::Value::as_str) != Some(FORM) {
        return Err(NotSpare::Other);
    }
    match file.get("version").and_then(json::Value::as_u64) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(NotSpare::Newer),
        _ => return Err(NotSpare::Other),
    }
    let pieces = file.get("pieces").and_then(json::Value::as_object).ok_or(NotSpare::Other)?;
    let text = |(key, value): (&String, &json::Value)| Some((key.to_string(), value.as_str()?.to_owned()));
    pieces.iter().map(text).collect::<Option<_>>().ok_or(NotSpare::Other)
}
