//! Removing typed words for good.

use crate::browser::dom::{El, el};
use crate::journal::{Act, EntryId};
use crate::text::Msg;

use super::parts::{Own, button, buttons};
use super::state::App;

/// A button that removes the words of some entries for good, after one question that says what this means. Not there while
/// there are none.
pub fn eraser(app: App, name: &str, which: impl Fn() -> Vec<EntryId> + Clone + 'static) -> El {
    let asking = Own::new(false);
    let (ask, asked) = (asking.clone(), asking.clone());
    let (any, name) = (which.clone(), name.to_owned());
    let testid = format!("erase-{name}");
    let question = move || {
        let (count, which, cancel, done) = (which.clone(), which.clone(), asking.clone(), asking.clone());
        let versions = move || match count().len() {
            0 | 1 => String::new(),
            count => app.fill(Msg::EraseVersions, &[("count", &(count - 1).to_string())]),
        };
        let erase = move || {
            let entries = which();
            done.set(false);
            if !entries.is_empty() {
                app.act(Act::Erased { entries });
                app.speak(Msg::TextRemoved);
            }
        };
        el("div")
            .class("warn")
            .attr("role", "group")
            .attr_by("aria-label", move || Some(app.say(Msg::EraseText)))
            .child(el("p").said(app.t(Msg::EraseMeans)).text(" ").said(versions))
            .child(buttons(vec![
                button(app, "warning", Msg::EraseForGood, erase).testid(&format!("erase-confirm-{name}")),
                button(app, "", Msg::Cancel, move || cancel.set(false)),
            ]))
    };
    el("div")
        .class("eraser")
        .child(button(app, "small", Msg::EraseText, move || ask.set(true)).testid(&testid))
        .when(move || asked.get(), question)
        .hidden_by(move || any().is_empty())
}
