//! The browser's own print.

/// Asks the browser to print the page. False: it has no such function, or refused.
///
/// Must be called in the handler of the click, or some browsers ignore it.
pub fn print() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let has = js_sys::Reflect::get(&window, &"print".into()).is_ok_and(|print| print.is_function());
    has && window.print().is_ok()
}
