//! Words between the tabs of this browser that show the app. Where the browser has none of this, no tab hears of another.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};

use super::page::on_window;

const NAME: &str = "sopc";

/// Says a word to all tabs, this one included. Never one of a case.
pub fn say(word: &str) {
    if let Ok(channel) = BroadcastChannel::new(NAME) {
        let _ignored = channel.post_message(&word.into());
        channel.close();
    }
}

/// Calls with each word. A page that is put aside does not listen: some browsers would throw it away.
pub fn on_word(hear: impl Fn(String) + 'static) {
    let hear: Rc<dyn Fn(String)> = Rc::new(hear);
    let listen = move || {
        let (channel, hear) = (BroadcastChannel::new(NAME).ok()?, hear.clone());
        let listener = EventListener::new(&channel, "message", move |event| {
            if let Some(word) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
                hear(word);
            }
        });
        Some((channel, listener))
    };
    let open = Rc::new(RefCell::new(listen()));
    let again = open.clone();
    on_window("pagehide", move |_| {
        if let Some((channel, _)) = open.take() {
            channel.close();
        }
    });
    on_window("pageshow", move |_| {
        if again.borrow().is_none() {
            again.replace(listen());
        }
    });
}
