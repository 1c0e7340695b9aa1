//! Notices what others do to the page: a translation, an extension. Through `Reflect`, so that the first part of the module
//! has none of it.
//!
//! It rests on how `dom` works: the app takes whole elements away and puts others in, each by itself. It never takes away a
//! single text or comment, and never puts something in the place of something else in one go.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use super::dom::{self, El};
use super::send::{function, member, window};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewritten {
    /// Texts were thrown away, and others stand there.
    Words,
    /// Elements were thrown away, and others stand there.
    Parts,
}

const TEXT: f64 = 3.0;
const COMMENT: f64 = 8.0;

/// Calls when others rewrote the page.
pub fn on_rewritten(tell: impl Fn(Rewritten) + 'static) {
    let try_watch = move || {
        let window = window()?;
        let hear = Closure::<dyn Fn(Array)>::new(move |records: Array| {
            let found: Vec<Rewritten> = records.iter().filter_map(|record| judge(&record)).collect();
            let worst = found.iter().find(|what| **what == Rewritten::Parts).or(found.first());
            if let Some(what) = worst {
                tell(*what);
            }
        });
        let watcher = Reflect::construct(&function(&window, "MutationObserver")?, &Array::of1(&hear.into_js_value()));
        let watcher = watcher.ok()?;
        let what: JsValue = Object::new().into();
        for name in ["childList", "subtree"] {
            Reflect::set(&what, &name.into(), &true.into()).ok()?;
        }
        let body = member(&member(&window, "document")?, "body")?;
        function(&watcher, "observe")?.call2(&watcher, &body, &what).ok()
    };
    // Every browser that the app runs in has it.
    let _ignored = try_watch();
}

fn judge(record: &JsValue) -> Option<Rewritten> {
    let nodes = |name: &str| member(record, name).map(|nodes| Array::from(&nodes).to_vec()).unwrap_or_default();
    let is_gone = |node: &JsValue| !member(node, "isConnected").is_some_and(|is| is.is_truthy());
    let gone: Vec<f64> = nodes("removedNodes").iter().filter(|node| is_gone(node)).filter_map(kind).collect();
    match gone.iter().all(|kind| *kind == TEXT) {
        _ if gone.is_empty() => None,
        true => Some(Rewritten::Words),
        false if gone.contains(&COMMENT) || !nodes("addedNodes").is_empty() => Some(Rewritten::Parts),
        false => None,
    }
}

fn kind(node: &JsValue) -> Option<f64> {
    member(node, "nodeType")?.as_f64()
}

fn active() -> Option<JsValue> {
    member(&member(&window()?, "document")?, "activeElement").filter(|active| active.is_object())
}

/// The id of the element that has the focus.
pub fn focused() -> Option<String> {
    member(&active()?, "id")?.as_string().filter(|id| !id.is_empty())
}

/// Whether the caret is in a field.
pub fn is_typing() -> bool {
    let tag = || member(&active()?, "tagName")?.as_string();
    tag().is_some_and(|tag| ["INPUT", "TEXTAREA", "SELECT"].contains(&tag.as_str()) && !is_box())
}

/// A box or a radio button has the focus: nothing is typed there.
fn is_box() -> bool {
    let kind = || member(&active()?, "type")?.as_string();
    kind().is_some_and(|kind| ["checkbox", "radio"].contains(&kind.as_str()))
}

impl El {
    /// Puts the element that holds the app back into the page, if it was thrown out, and takes away what only looks like it.
    pub fn stands_alone(&self) {
        let try_stand = || {
            let page = member(&window()?, "document")?;
            let alike = function(&page, "querySelectorAll")?.call1(&page, &".app".into()).ok()?;
            for other in Array::from(&alike).iter() {
                let inside = function(self.node(), "contains")?.call1(self.node(), &other).ok()?;
                if !inside.is_truthy() {
                    function(&other, "remove")?.call0(&other).ok()?;
                }
            }
            let connected = member(self.node(), "isConnected")?;
            (!connected.is_truthy()).then(|| dom::mount(self))
        };
        let _ignored = try_stand();
    }
}
