//! Removing a case from this browser.

use crate::app::parts::{Fault, Own, button, buttons, fault_line, line};
use crate::app::state::App;
use crate::browser::dom::{El, el};
use crate::text::{Msg, same_code};
use crate::vault::CaseId;

/// Removing the case from this browser; the code is typed to be sure.
pub fn remove(app: App, id: CaseId) -> El {
    let asking = Own::new(false);
    let (ask, asked) = (asking.clone(), asking.clone());
    let form = move || {
        let label = move || app.fill(Msg::TypeCode, &[("code", &app.code(id))]);
        let input = el("input").id("remove-code").testid("remove-code").attr("type", "text").without_helpers();
        let fault = Fault::new(None);
        let says = fault_line(app, &fault);
        let (typed, cancel) = (input.clone(), asking.clone());
        let remove = move || {
            if !same_code(&typed.value(), &app.code(id)) {
                fault.set(Some(Msg::CodeDiffers));
                return;
            }
            match app.remove(id) {
                Msg::RemoveFailed => fault.set(Some(Msg::RemoveFailed)),
                went => app.speak(went),
            }
        };
        el("div")
            .class("field")
            .child(el("label").attr("for", "remove-code").said(label))
            .child(says)
            .child(input)
            .child(buttons(vec![
                button(app, "warning", Msg::RemoveForGood, remove).testid("remove-confirm"),
                button(app, "", Msg::Cancel, move || cancel.set(false)),
            ]))
    };
    el("section")
        .class("remove")
        .child(el("h3").id("remove-heading").attr("tabindex", "-1").said(app.t(Msg::RemoveWord)))
        .child(line(app, "hint", Msg::RemoveHint))
        .child(button(app, "warning", Msg::RemoveCase, move || ask.set(true)).testid("remove-case"))
        .when(move || asked.get(), form)
}
