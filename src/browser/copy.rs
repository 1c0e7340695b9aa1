//! Copying a text to where other apps paste it from. Through `Reflect`, so that the first part of the module has none of it.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok()
}

/// Copies a text and tells whether that went well. On plain http no browser copies, and others refuse in a frame.
///
/// Must be called in the handler of the click, or some browsers refuse.
pub fn copy(text: &str, tell: impl FnOnce(bool) + Clone + 'static) {
    let failed = tell.clone();
    if try_copy(text, tell).is_none() {
        failed(false);
    }
}

fn try_copy(text: &str, tell: impl FnOnce(bool) + Clone + 'static) -> Option<()> {
    let window: JsValue = web_sys::window()?.into();
    let board = member(&member(&window, "navigator")?, "clipboard")?;
    let write: Function = member(&board, "writeText")?.dyn_into().ok()?;
    let promise = write.call1(&board, &text.into()).ok()?;
    let then: Function = member(&promise, "then")?.dyn_into().ok()?;
    let refused = tell.clone();
    let done = Closure::once_into_js(move |_: JsValue| tell(true));
    let failed = Closure::once_into_js(move |_: JsValue| refused(false));
    then.call2(&promise, &done, &failed).ok()?;
    Some(())
}
