//! The page around the app, and messages to and from it: nothing else in the app sends or hears any. Through `Reflect`, so
//! that the first part of the module has none of it.
//!
//! Invariants: only the page directly around this one is heard, only from an origin of the list, and only it is told, by
//! that exact origin. What a message holds is data: own fields with short texts and small numbers, or nothing at all.

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;

use super::page::on_window;
use super::send::{document, function, member, window};
use crate::exchange::host::{LONGEST, MOST_FIELDS, Value};

/// A page around this one that may be one of the list.
#[derive(Clone)]
pub struct Host {
    page: JsValue,
    origins: Vec<String>,
}

/// The page around this one, if there is one and the list allows it. Where the browser names it, only that origin is left of
/// the list; where it does not, the message says which one it is for, and no other page gets it.
pub fn around(origins: &[String]) -> Option<Host> {
    let window = window()?;
    let page = member(&window, "parent").filter(|page| *page != window)?;
    let known = member(&member(&window, "location")?, "ancestorOrigins").and_then(|origins| member(&origins, "0"));
    // Newer browsers say "null" where the frame asks for no referrer, as that of `embed.js` does.
    let known = known.and_then(|origin| origin.as_string()).filter(|origin| origin != "null");
    let is_it = |origin: &&String| known.as_ref().is_none_or(|known| known == *origin);
    let origins: Vec<String> = origins.iter().filter(is_it).cloned().collect();
    (!origins.is_empty()).then_some(Host { page, origins })
}

impl Host {
    /// Calls with the fields of each message of this page.
    pub fn on_message(&self, hear: impl Fn(&[(String, Value)]) + 'static) {
        let Self { page, origins } = self.clone();
        on_window("message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            let origin = member(event, "origin").and_then(|origin| origin.as_string()).unwrap_or_default();
            let is_from_there = member(event, "source").is_some_and(|source| source == page);
            if is_from_there
                && origins.contains(&origin)
                && let Some(fields) = fields(&event.data())
            {
                hear(&fields);
            }
        });
    }

    /// Tells the page.
    pub fn tell(&self, fields: &[(&str, Value)]) {
        let message: JsValue = Object::new().into();
        for (name, value) in fields {
            let value = match value {
                Value::Number(number) => JsValue::from(*number),
                Value::Text(text) => text.into(),
            };
            let _ignored = Reflect::set(&message, &(*name).into(), &value);
        }
        let Some(post) = function(&self.page, "postMessage") else { return };
        for origin in &self.origins {
            let _ignored = post.call2(&self.page, &message, &origin.into());
        }
    }
}

/// The own fields of a plain object, if each is a short text or a small number.
fn fields(data: &JsValue) -> Option<Vec<(String, Value)>> {
    let object = data.dyn_ref::<Object>().filter(|data| !Array::is_array(data))?;
    let names = Object::keys(object);
    if names.length() > MOST_FIELDS {
        return None;
    }
    names.iter().map(|name| Some((short(&name)?, value(&Reflect::get(data, &name).ok()?)?))).collect()
}

fn short(text: &JsValue) -> Option<String> {
    text.dyn_ref::<JsString>().filter(|text| text.length() <= LONGEST)?.as_string()
}

fn value(value: &JsValue) -> Option<Value> {
    if let Some(number) = value.as_f64() {
        let whole = number as u32;
        return (f64::from(whole) == number).then_some(Value::Number(whole));
    }
    short(value).map(Value::Text)
}

/// Marks the page's root as light or dark; none: as the device says.
pub fn set_theme(mark: Option<&str>) {
    let root = document().and_then(|page| member(&page, "documentElement"));
    if let Some(root) = root.and_then(|root| root.dyn_into::<web_sys::Element>().ok()) {
        let _ignored = match mark {
            Some(mark) => root.set_attribute("data-theme", mark),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Calls now, and when it changes, with the height of all that the body shows, in CSS pixels. The body's own height, not the
/// page's, which never is less than the frame's.
pub fn on_height(tell: impl Fn(u32) + 'static) {
    let try_watch = move || {
        let window = window()?;
        let body = member(&document()?, "body")?;
        let measured = body.clone();
        let look = Closure::<dyn Fn()>::new(move || {
            if let Some(height) = member(&measured, "offsetHeight").and_then(|height| height.as_f64()) {
                tell(height as u32);
            }
        });
        let look = look.into_js_value();
        let watcher = Reflect::construct(&function(&window, "ResizeObserver")?, &Array::of1(&look)).ok()?;
        function(&watcher, "observe")?.call1(&watcher, &body).ok()
    };
    // Without it the host keeps the height that it has, and the app scrolls by itself.
    let _ignored = try_watch();
}
