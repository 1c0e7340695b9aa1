//! The ledger that `ledger.js` keeps beside local storage, for the minutes until that is on disk. Without it all goes on.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Calls a function of the ledger; none where there is no ledger.
fn call(name: &str, first: &JsValue, second: &JsValue) -> Option<JsValue> {
    let ledger = Reflect::get(&web_sys::window()?.into(), &"sopLedger".into()).ok()?;
    let function = Reflect::get(&ledger, &name.into()).ok()?;
    function.dyn_ref::<Function>()?.call2(&ledger, first, second).ok()
}

/// Puts a value in that was set in local storage.
pub(super) fn put(key: &str, value: &str) {
    call("put", &key.into(), &value.into());
}

/// Takes a value out that was removed from local storage.
pub(super) fn remove(key: &str) {
    call("remove", &key.into(), &JsValue::UNDEFINED);
}

/// Takes everything out.
pub fn clear() {
    call("clear", &JsValue::UNDEFINED, &JsValue::UNDEFINED);
}

/// Whether something is not on disk yet and may still come there.
pub fn is_busy() -> bool {
    call("busy", &JsValue::UNDEFINED, &JsValue::UNDEFINED).is_some_and(|busy| busy.is_truthy())
}

/// Whether it takes nothing: there is none, or it goes on failing. Then local storage is all there is.
pub fn is_out() -> bool {
    call("out", &JsValue::UNDEFINED, &JsValue::UNDEFINED).is_none_or(|out| out.is_truthy())
}

/// Calls once everything is on disk that is to come there.
pub fn when_quiet(tell: impl FnOnce() + 'static) {
    call("whenQuiet", &Closure::once_into_js(tell), &JsValue::UNDEFINED);
}

/// Calls once what local storage lost is back in it: at once where there is no ledger.
pub fn when_recovered(tell: impl Fn() + Clone + 'static) {
    let later = tell.clone();
    if call("whenRecovered", &Closure::once_into_js(later), &JsValue::UNDEFINED).is_none() {
        tell();
    }
}
