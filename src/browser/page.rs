//! The page itself: focus, scrolling, the way back, and what happens to the page from outside.

use gloo_events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, StorageEvent, Window};

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Moves the focus to the element with this id, and brings it into view, once the page shows what was just changed.
pub fn focus(id: &str) {
    let id = id.to_owned();
    soon(move || {
        if let Some(element) = document().and_then(|page| page.get_element_by_id(&id))
            && let Some(element) = element.dyn_ref::<HtmlElement>()
        {
            // An element that cannot take the focus stays as it is.
            let _ignored = element.focus();
        }
    });
}

/// Calls once the page shows what was just changed.
fn soon(call: impl FnOnce() + 'static) {
    gloo_timers::callback::Timeout::new(0, call).forget();
}

/// Brings the element with this id to the top of the view, once the page shows what was just changed.
pub fn show(id: &str) {
    let id = id.to_owned();
    soon(move || {
        if let Some(element) = document().and_then(|page| page.get_element_by_id(&id)) {
            element.scroll_into_view();
        }
    });
}

/// Where the page is scrolled to, in CSS pixels.
pub fn scrolled() -> f64 {
    window().and_then(|window| window.scroll_y().ok()).unwrap_or(0.0)
}

/// Scrolls the page, once it shows what was just changed.
pub fn scroll_to(y: f64) {
    soon(move || {
        if let Some(window) = window() {
            window.scroll_to_with_x_and_y(0.0, y);
        }
    });
}

/// Sets the language of the page and its title, which names nothing of a case.
pub fn set_names(code: &str, title: &str) {
    set_language(code);
    if let Some(page) = document() {
        page.set_title(title);
    }
}

/// Sets the language of the page.
pub fn set_language(code: &str) {
    if let Some(root) = document().and_then(|page| page.document_element()) {
        // An element always takes a language; if it did not, the app's own root carries it too.
        let _ignored = root.set_attribute("lang", code);
    }
}

/// Calls this place the first. A reloaded page keeps its history, whose depths mean nothing to the new start.
pub fn first() {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ignored = history.replace_state_with_url(&JsValue::from(0), "", None);
    }
}

/// The same, once what happens now is over: a page that touches its history while the browser puts it aside is thrown away.
pub fn first_soon() {
    soon(first);
}

/// Adds a place to come back to with the browser's back. Only a depth is kept, nothing of a case.
pub fn deeper(depth: u32) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        // Without it the way back is the button on the screen.
        let _ignored = history.push_state_with_url(&JsValue::from(depth), "", None);
    }
}

/// Goes back as the browser's back does. Firefox does nothing in a frame without an origin; there `late` is called soon after.
pub fn back(late: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    if let Ok(history) = window.history() {
        let _ignored = history.back();
    }
    if window.origin() == "null" {
        gloo_timers::callback::Timeout::new(500, late).forget();
    }
}

/// Calls when the browser goes back or forth, with the depth that it comes to.
pub fn on_back(call: impl Fn(u32) + 'static) {
    on_window("popstate", move |event| {
        let state = event.dyn_ref::<web_sys::PopStateEvent>().map(web_sys::PopStateEvent::state);
        call(state.and_then(|state| state.as_f64()).unwrap_or(0.0) as u32);
    });
}

/// Calls when another tab changed storage, with the key; none: everything was cleared.
pub fn on_storage(call: impl Fn(Option<String>) + 'static) {
    on_window("storage", move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>() {
            call(event.key());
        }
    });
}

/// Calls when the official touches the page.
pub fn on_touch(call: impl Fn() + Clone + 'static) {
    for name in ["pointerdown", "keydown", "wheel", "touchmove"] {
        let call = call.clone();
        on_window(name, move |_| call());
    }
}

/// Calls before the browser stops the page in memory. Some do not tell before: then it calls as the page comes back. Not
/// as it is left, for what is done there may keep the browser from putting it aside at all.
pub fn on_freeze(call: impl Fn() + Clone + 'static) {
    let back = call.clone();
    on_window("pageshow", move |event| {
        if Reflect::get(event, &"persisted".into()).is_ok_and(|stays| stays.is_truthy()) {
            back();
        }
    });
    if let Some(page) = document() {
        EventListener::new(&page, "freeze", move |_| call()).forget();
    }
}

/// Calls again and again, after so many milliseconds each.
pub fn every(milliseconds: u32, call: impl Fn() + 'static) {
    gloo_timers::callback::Interval::new(milliseconds, call).forget();
}

/// Unicode's composition of a text (NFKC), which the browser knows.
pub fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}

/// Covers the page while it is hidden, so that no list of apps shows a case.
fn cover(hidden: bool) {
    if let Some(root) = document().and_then(|page| page.document_element()) {
        let _ignored = root.toggle_attribute_with_force("data-covered", hidden);
    }
}

/// Calls when the page may be about to go: hidden, left, or put aside. A hidden page is covered.
pub fn on_leave(call: impl Fn() + Clone + 'static) {
    // Firefox may break off whatever runs while it closes a tab, in the middle of a change; this one it waits for.
    for name in ["beforeunload", "pagehide"] {
        let leave = call.clone();
        on_window(name, move |_| leave());
    }
    let Some(page) = document() else { return };
    let hidden = page.clone();
    EventListener::new(&page, "visibilitychange", move |_| {
        cover(hidden.hidden());
        if hidden.hidden() {
            call();
        }
    })
    .forget();
}

/// Calls when the page is shown again, also when it comes back whole from the browser's memory.
pub fn on_shown(call: impl Fn() + Clone + 'static) {
    let shown = call.clone();
    on_window("pageshow", move |_| call());
    let Some(page) = document() else { return };
    EventListener::new(&page.clone(), "visibilitychange", move |_| {
        if !page.hidden() {
            shown();
        }
    })
    .forget();
}

/// Calls on an event of the window.
pub(super) fn on_window(name: &'static str, call: impl Fn(&web_sys::Event) + 'static) {
    if let Some(window) = window() {
        // The listeners live as long as the page, as the app does.
        EventListener::new(&window, name, move |event| call(event)).forget();
    }
}

/// The host that the page came from, to say where something is saved.
pub fn host() -> String {
    window().and_then(|window| window.location().host().ok()).unwrap_or_default()
}
