//! Sending means: a file that the browser saves, the share sheet of the device, a text to paste elsewhere. Through `Reflect`,
//! so that the first part of the module has none of it.
//!
//! Must know nothing of what is sent. All of it must be called in the handler of a click, or browsers refuse.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::dom::{El, el};

/// A browser has read the file by then; until then the address must stand. In milliseconds.
const SAVED_BY: u32 = 60_000;

/// What came of the share sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// An app was chosen and took it. Whether it arrived anywhere, nobody tells.
    Taken,
    /// The official closed the sheet.
    Cancelled,
    /// The browser did not want to.
    Refused,
}

pub(super) fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok()
}

pub(super) fn function(of: &JsValue, name: &str) -> Option<Function> {
    member(of, name)?.dyn_into().ok()
}

/// Calls one of both when a promise is settled; what was refused comes with the name of the error.
pub(super) fn settled(
    promise: &JsValue,
    kept: impl FnOnce(JsValue) + 'static,
    broken: impl FnOnce(String) + 'static,
) -> Option<()> {
    let name = |error: &JsValue| member(error, "name").and_then(|name| name.as_string()).unwrap_or_default();
    let kept = Closure::once_into_js(kept);
    let broken = Closure::once_into_js(move |error: JsValue| broken(name(&error)));
    function(promise, "then")?.call2(promise, &kept, &broken).ok()?;
    Some(())
}

pub(super) fn window() -> Option<JsValue> {
    Some(web_sys::window()?.into())
}

pub(super) fn document() -> Option<JsValue> {
    member(&window()?, "document")
}

/// What the boot script keeps under a name.
pub(super) fn boot(name: &str) -> Option<JsValue> {
    member(&member(&window()?, "sopBoot")?, name)
}

fn with_type(mime: &str) -> Option<JsValue> {
    let about: JsValue = Object::new().into();
    Reflect::set(&about, &"type".into(), &mime.into()).ok()?;
    Some(about)
}

/// Hands a file to the browser to be saved. False: it has no way to take it. Whether the official kept it, nobody tells, nor
/// whether a frame without the right let it through.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> bool {
    try_download(name, mime, bytes).is_some()
}

fn try_download(name: &str, mime: &str, bytes: &[u8]) -> Option<()> {
    let window = window()?;
    let parts = Array::of2(&Array::of1(&Uint8Array::from(bytes)), &with_type(mime)?);
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

/// What the share sheet is asked to take.
fn to_share(name: &str, mime: &str, bytes: &[u8]) -> Option<JsValue> {
    let parts = Array::of3(&Array::of1(&Uint8Array::from(bytes)), &name.into(), &with_type(mime)?);
    let file = Reflect::construct(&function(&window()?, "File")?, &parts).ok()?;
    let what: JsValue = Object::new().into();
    Reflect::set(&what, &"files".into(), &Array::of1(&file)).ok()?;
    Some(what)
}

/// Whether there is a share sheet that takes such a file: none on plain http, nor in a frame without the right.
pub fn can_share(name: &str, mime: &str) -> bool {
    let can = || {
        let navigator = member(&window()?, "navigator")?;
        function(&navigator, "share")?;
        function(&navigator, "canShare")?.call1(&navigator, &to_share(name, mime, b" ")?).ok()
    };
    can().is_some_and(|can| can.is_truthy())
}

/// Opens the share sheet with a file, and tells what came of it.
pub fn share(name: &str, mime: &str, bytes: &[u8], tell: impl FnOnce(Given) + Clone + 'static) {
    let try_share = || {
        let navigator = member(&window()?, "navigator")?;
        let what = to_share(name, mime, bytes)?;
        let promise = function(&navigator, "share")?.call1(&navigator, &what).ok()?;
        let (taken, broken) = (tell.clone(), tell.clone());
        let why = |name: &str| if name == "AbortError" { Given::Cancelled } else { Given::Refused };
        settled(&promise, move |_| taken(Given::Taken), move |name| broken(why(&name)))
    };
    if try_share().is_none() {
        tell(Given::Refused);
    }
}

/// Copies a text and tells whether that went well. On plain http browsers have no such function, and others refuse in a
/// frame: see [`copy_selected`].
pub fn copy(text: &str, tell: impl FnOnce(bool) + Clone + 'static) {
    let try_copy = || {
        let board = member(&member(&window()?, "navigator")?, "clipboard")?;
        let promise = function(&board, "writeText")?.call1(&board, &text.into()).ok()?;
        let (copied, refused) = (tell.clone(), tell.clone());
        settled(&promise, move |_| copied(true), move |_| refused(false))
    };
    if try_copy().is_none() {
        tell(false);
    }
}

/// Selects the text of a field and copies it the old way, which needs no secure page. False: the text is only selected.
pub fn copy_selected(field: &El) -> bool {
    field.focus();
    field.call("select");
    let copied = || {
        let page = document()?;
        function(&page, "execCommand")?.call1(&page, &"copy".into()).ok()
    };
    copied().is_some_and(|copied| copied.is_truthy())
}
