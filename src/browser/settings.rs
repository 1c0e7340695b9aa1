//! Settings that are no part of a case: who the official is, and the language. Each has a key of its own, apart from all
//! cases; one that cannot be read is as if it were absent and harms nothing else.

use super::shelf::storage;
use crate::journal::By;
use crate::json::{self, Json, Value};

const ME: &str = "sopc:me";

/// Who the official was when the app was last used here.
pub fn me() -> Option<By> {
    let text = storage().ok()?.get_item(ME).ok()??;
    let Ok(Value::Array(parts)) = json::read(&text) else { return None };
    let [role, office, initials] = [0, 1, 2].map(|at| parts.get(at).and_then(Value::as_str).map(str::to_owned));
    Some(By { role: role?, office: office?, initials: initials? })
}

/// Keeps who the official is. Where storage refuses, the official says it again next time.
pub fn keep_me(me: &By) {
    let mut text = Json::default();
    text.texts(&[&me.role, &me.office, &me.initials]);
    if let Ok(storage) = storage() {
        let _ignored = storage.set_item(ME, &text.end());
    }
}
