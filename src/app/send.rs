//! The ways by which something leaves the app, those that work here, and what came of it.
//!
//! Says what is known: that the browser was given a file, not that it was saved; that an app was chosen, not that anything
//! arrived. Who may get it, and what for, is asked before (`app::share`).

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::browser::send::{self, Given};
use crate::text::Msg;

use super::parts::{Own, button, buttons, folded};
use super::state::App;

/// What is to leave.
#[derive(Clone)]
pub struct Parcel {
    /// Its name for tests: `save-ID`, `share-ID`, `copy-ID`, `said-ID`.
    pub id: &'static str,
    /// The name of the file: nothing of the case but its short code.
    pub name: String,
    /// Its type; where it is no text, no table and no page, the share sheet gets it as a text, for it takes nothing else.
    pub mime: &'static str,
    /// What is in it.
    pub bytes: Rc<[u8]>,
    /// The same as a text to paste.
    pub text: Option<Rc<str>>,
    /// Whether it opens with a passphrase alone.
    pub is_sealed: bool,
}

/// Types that browsers hand to other apps.
const SHARED: [&str; 3] = ["text/plain", "text/csv", "text/html"];

/// What came of something, once something did.
pub fn status(testid: &str, said: &Own<Option<String>>) -> El {
    let (shown, said) = (said.clone(), said.clone());
    el("p")
        .class("note")
        .attr("role", "status")
        .testid(testid)
        .hidden_by(move || shown.get().is_none())
        .said(move || said.get().unwrap_or_default())
}

/// Buttons for the ways that work here. `went` is called each time when it really left.
pub fn ways(app: App, parcel: Parcel, went: impl Fn() + Clone + 'static) -> El {
    let said = Own::new(None::<String>);
    let Parcel { id, name, mime, bytes, text, is_sealed } = parcel;
    let status = status(&format!("said-{id}"), &said);
    let left = {
        let (said, went) = (said.clone(), went.clone());
        move |words: String| {
            went();
            said.set(Some(format!("{words} {}", app.say(if is_sealed { Msg::SentSealed } else { Msg::SentOpen }))));
        }
    };
    let stayed = move |msg: Msg| said.set(Some(app.say(msg)));
    let save = {
        let (left, stayed, name, bytes) = (left.clone(), stayed.clone(), name.clone(), bytes.clone());
        move || match send::download(&name, mime, &bytes) {
            true => left(app.fill(Msg::SentToSave, &[("name", &name)])),
            false => stayed(Msg::SentNoFile),
        }
    };
    let (name, mime) = match SHARED.contains(&mime) {
        true => (name, mime),
        false => (format!("{name}.txt"), "text/plain"),
    };
    let mut row = vec![button(app, "primary", Msg::SendSave, save).testid(&format!("save-{id}"))];
    if send::can_share(&name, mime) {
        let share = move || {
            let (left, stayed) = (left.clone(), stayed.clone());
            send::share(&name, mime, &bytes, move |given| match given {
                Given::Taken => left(app.say(Msg::SentTaken)),
                Given::Cancelled => stayed(Msg::SentCancelled),
                Given::Refused => stayed(Msg::SentRefused),
            });
        };
        row.push(button(app, "", Msg::SendShare, share).testid(&format!("share-{id}")));
    }
    let copier = text.map(|text| copier(app, id, Msg::SeeText, move || text.to_string(), went));
    el("div").class("ways").child(buttons(row)).child(status).maybe(copier)
}

/// Copies a text. Where the browser does not by itself, the text stands there, selected, to be copied by hand; who wants to
/// see it first unfolds it. `label` says what the text is.
pub fn copier(
    app: App,
    id: &str,
    label: Msg,
    text: impl Fn() -> String + Clone + 'static,
    went: impl Fn() + Clone + 'static,
) -> El {
    let said = Own::new(None::<String>);
    let status = status(&format!("copied-{id}"), &said);
    let field_id = format!("{id}-text");
    let field = el("textarea").id(&field_id).testid(&field_id).attr("readonly", "").attr("rows", "8").without_helpers();
    let field = field.attr_by("aria-label", move || Some(app.say(label)));
    let (all, by_hand, filled, fills) = (field.clone(), went.clone(), field.clone(), text.clone());
    let field = field.on("focus", move || all.call("select")).on("copy", by_hand);
    let shown = field.clone();
    let fold = folded(app.t(label), vec![field]).on("toggle", move || filled.set_value(&fills()));
    let unfold = fold.clone();
    let copy = move || {
        let (shown, unfold, said, words, went) = (shown.clone(), unfold.clone(), said.clone(), text(), went.clone());
        send::copy(&text(), move |copied| {
            let msg = if copied {
                went();
                Msg::Copied
            } else {
                unfold.set_open(true);
                shown.set_value(&words);
                // Copying from the field fires its own event, which says that it went.
                if send::copy_selected(&shown) { Msg::CopiedMaybe } else { Msg::CopyByHand }
            };
            said.set(Some(app.say(msg)));
        });
    };
    let copy = button(app, "", Msg::CopyText, copy).testid(&format!("copy-{id}"));
    el("div").child(buttons(vec![copy])).child(status).child(fold)
}
