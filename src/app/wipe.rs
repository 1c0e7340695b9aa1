//! Taking everything out of this browser, without the passphrase.

use crate::browser::dom::{El, el};
use crate::text::Msg;

use super::parts::{Fault, button, buttons, fault_line, line, text_field};
use super::state::App;

/// Starting again without the passphrase, behind a typed word.
pub fn remove_all(app: App, (): ()) -> Vec<El> {
    let (_, word) = text_field(app, "remove-all-word", Msg::RemoveAll, None);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let typed = word.clone();
    let label = move || app.fill(Msg::RemoveAllType, &[("word", &app.say(Msg::RemoveAllWord))]);
    let go = move || {
        if typed.value().trim() != app.say(Msg::RemoveAllWord) {
            fault.set(Some(Msg::RemoveAllOther));
            typed.focus();
            return;
        }
        let said = app.wipe();
        app.speak(said);
    };
    vec![
        line(app, "warn", Msg::RemoveAllWhat),
        el("div").class("field").child(el("label").attr("for", "remove-all-word").said(label)).child(word),
        says,
        buttons(vec![button(app, "warning", Msg::RemoveAll, go).testid("remove-all")]),
    ]
}
