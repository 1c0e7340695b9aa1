//! Local storage as a shelf, through gloo-storage where that cannot panic.
//!
//! gloo-storage 0.4 takes storage for granted: `raw` panics where storage is absent or blocked, `get`, `delete` and
//! `length` panic where the browser throws, and `set` panics where what is thrown is no `Error`. A panic ends the app with
//! everything that is not yet saved. So storage is looked up at each call, which also notices when it goes away or comes
//! back while the page lives; gloo gives the storage that is known to be there, and the rest is done on that, in gloo's own
//! form: the value is a text in JSON. What is set here goes into the ledger, too.

use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::JsValue;

use super::ledger;
use crate::json::{self, Json, Value};
use crate::vault::{Shelf, ShelfError};

/// What all keys of this app begin with, whatever their version.
const OURS: &str = "sopc:";
/// Written and read back to see whether storage keeps anything: it can exist with no room at all.
const PROBE: &str = "sopc:probe";
/// Two tabs that start at once may remove each other's probe.
const PROBES: usize = 3;

/// Local storage of this browser. Where it is absent or blocked every call says so, and the same shelf serves again as
/// soon as it is there.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalShelf;

impl Shelf for LocalShelf {
    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        // Raw: gloo's `length` panics, and its only other way to the keys reads every value of every app.
        let storage = storage()?;
        let mut keys = Vec::new();
        for place in 0..storage.length().map_err(why)? {
            if let Some(key) = storage.key(place).map_err(why)?
                && key.starts_with(OURS)
            {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        // Raw: some browsers throw here when the file behind is damaged, and gloo's `get` would panic.
        let Some(raw) = storage()?.get_item(key).map_err(why)? else { return Ok(None) };
        // What is not in gloo's form is not ours; given as it is, it fails to open, is listed and stays.
        match json::read(&raw) {
            Ok(Value::String(value)) => Ok(Some(value)),
            _ => Ok(Some(raw)),
        }
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        // Raw: gloo's `set` may panic, and a full store has to be told from others.
        let mut text = Json::default();
        text.text(value);
        let text = text.end();
        storage()?.set_item(key, &text).map_err(why)?;
        ledger::put(key, &text);
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        // Raw: gloo's `delete` panics.
        storage()?.remove_item(key).map_err(why)?;
        ledger::remove(key);
        Ok(())
    }

    fn check(&self) -> Result<(), ShelfError> {
        let mut kept = false;
        for _ in 0..PROBES {
            self.set(PROBE, PROBE)?;
            kept = self.get(PROBE)?.as_deref() == Some(PROBE);
            if kept {
                break;
            }
        }
        self.remove(PROBE)?;
        if kept { Ok(()) } else { Err(ShelfError::Failed) }
    }
}

pub(super) fn storage() -> Result<web_sys::Storage, ShelfError> {
    // It throws where it is blocked and is null where it is switched off; gloo may take it from there.
    let there = web_sys::window().and_then(|window| window.local_storage().ok().flatten()).is_some();
    if there { Ok(LocalStorage::raw()) } else { Err(ShelfError::Absent) }
}

/// What a thrown value means. Nothing of it is shown or logged.
fn why(thrown: JsValue) -> ShelfError {
    let name = js_sys::Reflect::get(&thrown, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => ShelfError::Full,
        Some("SecurityError") => ShelfError::Absent,
        _ => ShelfError::Failed,
    }
}
