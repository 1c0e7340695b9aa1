//! Who I am, and what this is.

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::text::Msg;

use super::cases::heading;
use super::door::{Other, Purpose, form};
use super::fields::{role_field, watched};
use super::kept::{Kept, keep, kept_line};
use super::offline;
use super::parts::{Fault, button, buttons, fault_line, folded, line, text_field};
use super::spare;
use super::state::App;

/// Who I am: changed in one tap on a shared tablet. Never a full name.
pub fn settings(app: App, (): ()) -> Vec<El> {
    let (role_field, role) = role_field(app, "role", Msg::Role);
    let role = role.value_by(move || app.me().role);
    let (office_field, office) = watched(app, text_field(app, "office", Msg::Office, None));
    let (initials_field, initials) = watched(app, text_field(app, "initials", Msg::Initials, Some(Msg::InitialsHint)));
    let kept = Kept::new(app, "me");
    let role = keep(&kept, "role", role);
    let office = keep(&kept, "office", office.value_by(move || app.me().office));
    let initials = keep(&kept, "initials", initials.value_by(move || app.me().initials));
    let not_recorded = kept_line(app, &kept, "initials");
    let comes_back = not_recorded.is_some();
    let fault = Fault::new(None);
    let says = fault_line(app, &fault).testid("me-fault");
    let said = {
        let (role, office, initials) = (role.clone(), office.clone(), initials.clone());
        // Once it is kept for the next time it is half-typed no longer.
        move || {
            let is_kept = app.set_me(crate::journal::By {
                role: role.value(),
                office: office.value().trim().to_owned(),
                initials: initials.value().trim().to_owned(),
            });
            if is_kept {
                kept.forget();
            }
            fault.set((!is_kept).then_some(Msg::NotSaved));
        }
    };
    for field in [&role, &office, &initials] {
        field.clone().on("change", said.clone());
        if comes_back {
            // What came back is no change to the browser.
            field.clone().on("blur", said.clone());
        }
    }
    let back = move || {
        if comes_back {
            said();
        }
        app.back();
    };
    let mut parts = vec![
        heading(app, Msg::WhoIAm),
        line(app, "hint", Msg::WhoIAmHint),
        role_field,
        office_field,
        initials_field,
        says,
    ];
    parts.extend(not_recorded);
    parts.extend([
        buttons(vec![button(app, "primary", Msg::Back, back)]),
        folded(app.t(Msg::ChangePassphrase), vec![line(app, "warn", Msg::DoorNewLost), form(app, change(app))])
            .hidden_by(move || !app.is_open()),
        spare::about(app),
        offline::about(app),
        about(app),
    ]);
    parts
}

fn change(app: App) -> Purpose {
    Purpose::Other(Rc::new(Other {
        is_new: true,
        word: Msg::ChangePassphrase,
        testid: "change-passphrase",
        call: Box::new(move |passphrase| app.change_passphrase(passphrase)),
    }))
}

fn about(app: App) -> El {
    let procedure = app.procedure();
    let origin = el("p").class("warn").said(app.of("origin".to_owned()));
    // In a tab of its own: the case that is open stays.
    let self_test =
        el("a").class("tall").attr("href", "self-test.html").attr("target", "_blank").attr("rel", "noopener");
    let edition = move || app.fill(Msg::StampEdition, &[("edition", &procedure.edition)]);
    el("section")
        .class("apart")
        .child(el("h2").said(app.t(Msg::AboutWord)))
        .child(el("p").child(el("strong").said(app.of("title".to_owned()))))
        .maybe((!procedure.is_approved()).then_some(origin))
        .child(el("p").class("meta").said(edition))
        .child(line(app, "", Msg::TickIsNote))
        .child(el("p").child(self_test.said(app.t(Msg::SelfTest))))
}
