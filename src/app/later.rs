//! What comes after the first screen: the build cuts its code off (`xtask/src/split.rs`), and the boot script fetches it
//! once the app stands.
//!
//! Invariant: such code is reached through this module alone. The build fails where one of its doors is called directly.

use std::hint::black_box;

use crate::browser::dom::{El, el};
use crate::text::Msg;

use super::parts::line;
use super::state::App;

/// What `build` makes, as soon as its code is here; until then a line that says so.
pub fn soon<T: Clone + 'static>(app: App, build: fn(App, T) -> Vec<El>, about: T) -> Vec<El> {
    let waits = line(app, "hint", Msg::OnItsWay).attr("role", "status").hidden_by(move || app.has_all_code());
    vec![waits, quietly(app, build, about)]
}

/// The same, for what nobody misses until it comes.
pub fn quietly<T: Clone + 'static>(app: App, build: fn(App, T) -> Vec<El>, about: T) -> El {
    // Opaque, or the compiler would see which function is meant and call it without a look at the table.
    let build = black_box(build);
    el("div").class("later").slot(move || app.has_all_code(), move || build(app, about.clone()))
}

/// Calls if the code is here. What is done this way must be something that is tried again.
pub fn if_here<T>(app: App, call: fn(App, T), about: T) {
    if app.has_all_code() {
        black_box(call)(app, about);
    }
}
