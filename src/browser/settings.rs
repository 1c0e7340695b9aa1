//! Settings that are no part of a case: who the official is, and the language. Each has a key of its own, apart from all
//! cases; one that cannot be read is as if it were absent and harms nothing else.

use crate::journal::By;

const ME: &str = "sopc:me";

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Who the official was when the app was last used here.
pub fn me() -> Option<By> {
    let text = storage()?.get_item(ME).ok()??;
    let (role, office, initials) = serde_json::from_str(&text).ok()?;
    Some(By { role, office, initials })
}

/// Keeps who the official is. Where storage refuses, the official says it again next time.
pub fn keep_me(me: &By) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&(&me.role, &me.office, &me.initials))) {
        let _ignored = storage.set_item(ME, &text);
    }
}
