//! Files that the official saves and chooses. Through `Reflect`, so that the first part of the module has none of it.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::dom::{El, el};

/// A browser has read the file by then; until then the address must stand. In milliseconds.
const SAVED_BY: u32 = 60_000;
/// No browser keeps more; larger files are none of ours. In bytes.
const LARGEST: f64 = 64e6;

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok()
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    member(of, name)?.dyn_into().ok()
}

/// Hands a text to the browser as a file. False: it has no way to take it. Whether the official kept it, nobody tells.
pub fn save(name: &str, text: &str) -> bool {
    try_save(name, text).is_some()
}

fn try_save(name: &str, text: &str) -> Option<()> {
    let window: JsValue = web_sys::window()?.into();
    let parts = Array::of1(&Array::of1(&text.into()));
    let blob = Reflect::construct(&function(&window, "Blob")?, &parts).ok()?;
    let url = member(&window, "URL")?;
    let address = function(&url, "createObjectURL")?.call1(&url, &blob).ok()?;
    el("a").attr("href", &address.as_string()?).attr("download", name).call("click");
    Timeout::new(SAVED_BY, move || {
        if let Some(revoke) = function(&url, "revokeObjectURL") {
            let _ignored = revoke.call1(&url, &address);
        }
    })
    .forget();
    Some(())
}

/// Reads the file that was chosen in a field. None: there is none, or it could not be read.
pub fn read(field: &El, tell: impl FnOnce(Option<String>) + Clone + 'static) {
    let failed = tell.clone();
    if try_read(field, tell).is_none() {
        failed(None);
    }
}

fn try_read(field: &El, tell: impl FnOnce(Option<String>) + Clone + 'static) -> Option<()> {
    let file = member(&field.property("files"), "0")?;
    if member(&file, "size")?.as_f64()? > LARGEST {
        return None;
    }
    let promise = function(&file, "text")?.call0(&file).ok()?;
    let refused = tell.clone();
    let done = Closure::once_into_js(move |text: JsValue| tell(text.as_string()));
    let failed = Closure::once_into_js(move |_: JsValue| refused(None));
    function(&promise, "then")?.call2(&promise, &done, &failed).ok()?;
    Some(())
}
