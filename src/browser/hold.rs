//! Keeps what stands below a ticked row where it is. A tick adds words to its row, and changes what stands above; a quick next
//! tap would otherwise hit another row than the one that was aimed at.

use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::StoredValue;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Element;

/// Watches ticks in rows that fit, as long as the current owner lives.
pub fn hold_rows(rows: &'static str) {
    let Some(page) = web_sys::window().and_then(|window| window.document()) else { return };
    // On its way down, before the tick is recorded.
    let options = EventListenerOptions::run_in_capture_phase();
    let listener = EventListener::new_with_options(&page, "change", options, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(row) = target.and_then(|target| target.closest(rows).ok().flatten()) {
            let before = bottom(&row);
            before_paint(move || put_back(before, bottom(&row)));
        }
    });
    StoredValue::new_local(listener);
}

/// Changes words all over the page while what the official looks at stays where it is: the element that the selector finds
/// where it is on the screen, else what stands a third down.
pub fn hold_view(first: &str, change: impl FnOnce()) {
    let held = held(first);
    let before = held.as_ref().and_then(bottom);
    change();
    before_paint(move || put_back(before, held.as_ref().and_then(bottom)));
}

fn held(first: &str) -> Option<Element> {
    let window = web_sys::window()?;
    let page = window.document()?;
    let first = page.query_selector(first).ok().flatten();
    let on_screen = |element: &Element| bottom(element).is_some_and(|bottom| bottom > 0.0);
    first.filter(on_screen).or_else(|| {
        let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok()?.as_f64();
        let (width, height) = (size(window.inner_width())?, size(window.inner_height())?);
        page.element_from_point((width / 2.0) as f32, (height / 3.0) as f32)
    })
}

/// Where a row ends on the screen; none: it is not shown.
fn bottom(row: &Element) -> Option<f64> {
    let place = row.get_bounding_client_rect();
    (place.height() > 0.0).then(|| place.bottom())
}

fn put_back(before: Option<f64>, after: Option<f64>) {
    if let (Some(before), Some(after), Some(window)) = (before, after, web_sys::window()) {
        window.scroll_by_with_x_and_y(0.0, after - before);
    }
}

fn before_paint(call: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let call = Closure::once_into_js(call);
        // Refused, the row stays where it came to stand.
        let _ignored = window.request_animation_frame(call.unchecked_ref());
    }
}
