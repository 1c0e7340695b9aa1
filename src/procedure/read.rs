//! Reading a content file.

use std::fmt;

use super::Procedure;

/// The form of content file that this version reads.
const FORMAT: u32 = 1;

/// Why a content file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The text is not JSON at all: cut short, or another kind of file.
    NotJson {
        /// What the parser says, with line and column.
        detail: String,
    },
    /// JSON, but of a form that this version does not know.
    OtherFormat {
        /// The number under `format`; none where there is none.
        found: Option<u64>,
    },
    /// The right form, but something in it is missing, misspelt or of the wrong kind.
    Broken {
        /// What the parser says, with line and column.
        detail: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NotJson { detail } => write!(f, "The procedure file is not JSON: {detail}."),
            ReadError::OtherFormat { found: Some(found) } => {
                write!(f, "The procedure file has format {found}; this version reads format {FORMAT}.")
            }
            ReadError::OtherFormat { found: None } => {
                write!(f, "The file does not say its format; a procedure file begins with \"format\": {FORMAT}.")
            }
            ReadError::Broken { detail } => write!(f, "The procedure file has a mistake: {detail}."),
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a content file.
///
/// Only the form is judged here; whether the content makes sense is for [`check`](super::check()).
///
/// ```
/// use sop_checklist::procedure::{ReadError, read};
///
/// assert_eq!(read(r#"{"format": 9}"#), Err(ReadError::OtherFormat { found: Some(9) }));
/// ```
///
/// # Errors
///
/// A [`ReadError`] that says what is wrong and where.
pub fn read(text: &str) -> Result<Procedure, ReadError> {
    // Windows editors put this mark before the text; JSON knows no such thing.
    let text = text.trim_start_matches('\u{feff}');
    let error = match serde_json::from_str::<Procedure>(text) {
        Ok(procedure) if procedure.format == FORMAT => return Ok(procedure),
        Ok(procedure) => return Err(ReadError::OtherFormat { found: Some(procedure.format.into()) }),
        Err(error) => error,
    };
    // Why it failed matters only now, so a good file is read once.
    match serde_json::from_str::<serde_json::Value>(text) {
        Err(error) => Err(ReadError::NotJson { detail: error.to_string() }),
        Ok(value) => match value.get("format").and_then(serde_json::Value::as_u64) {
            Some(found) if found == u64::from(FORMAT) => Err(ReadError::Broken { detail: error.to_string() }),
            found => Err(ReadError::OtherFormat { found }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{
        "format": 1, "id": "x", "edition": "e", "approved": "",
        "roles": [], "facts": [], "consents": [], "stops": [], "limits": [], "papers": [], "sources": [],
        "gate": { "consents": [], "clear": [], "clear_or_plan": [], "also": [] },
        "phases": []
    }"#;

    #[test]
    fn reads_with_and_without_a_byte_order_mark() {
        assert_eq!(read(SMALL).unwrap().id, "x");
        assert_eq!(read(&format!("\u{feff}{SMALL}")).unwrap(), read(SMALL).unwrap());
    }

    #[test]
    fn tells_what_is_wrong() {
        for text in ["", "  ", "<!doctype html>", &SMALL[..80]] {
            let error = read(text).unwrap_err();
            assert!(matches!(error, ReadError::NotJson { .. }), "{text:?}: {error}");
        }
        for text in ["1", "null", "[]", "{}", r#"{"format": "1"}"#, r#"{"format": -1}"#] {
            assert_eq!(read(text), Err(ReadError::OtherFormat { found: None }), "{text:?}");
        }
        assert_eq!(read(&SMALL.replace("1,", "2,")), Err(ReadError::OtherFormat { found: Some(2) }));

        let error = read(&SMALL.replace("\"edition\"", "\"editoin\"")).unwrap_err().to_string();
        assert!(error.contains("editoin") && error.contains("line 2"), "{error}");
    }
}
