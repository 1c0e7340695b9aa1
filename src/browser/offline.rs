//! How far the service worker is, which `offline.js` registers. Through `Reflect`, so that the first part of the module has
//! none of it.

use gloo_events::EventListener;
use leptos::prelude::StoredValue;

use super::send::{function, member, window};

/// What an official can count on without a network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Offline {
    /// Nothing is known yet.
    #[default]
    Coming,
    /// This address starts.
    Ready,
    /// The files are here, but this is a frame: the page around it has to start, too.
    InFrame,
    /// Browsers keep no files for plain http.
    Plain,
    /// The files could not be kept, or not all of them.
    Refused,
}

/// How far it is now.
pub fn state() -> Offline {
    let state = told("state").and_then(|state| state.as_string());
    match state.as_deref() {
        Some("coming") => Offline::Coming,
        Some("ready") => Offline::Ready,
        Some("frame") => Offline::InFrame,
        Some("plain") => Offline::Plain,
        _ => Offline::Refused,
    }
}

/// Whether another version is here, whole.
pub fn has_newer() -> bool {
    told("newer").is_some_and(|newer| newer.is_truthy())
}

fn told(name: &str) -> Option<wasm_bindgen::JsValue> {
    member(&member(&member(&window()?, "sopBoot")?, "offline")?, name)
}

/// Calls whenever one of both changed, as long as the current owner lives.
pub fn watch(call: impl Fn() + 'static) {
    if let Some(window) = web_sys::window() {
        StoredValue::new_local(EventListener::new(&window, "sopc-offline", move |_| call()));
    }
}

/// Loads the page anew, with the newer version. All has to be saved before.
pub fn restart() {
    let call = || {
        let offline = member(&member(&window()?, "sopBoot")?, "offline")?;
        function(&offline, "restart")?.call0(&offline).ok()
    };
    // Where there is none there was no newer version either.
    let _ignored = call();
}
