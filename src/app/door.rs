//! The door: choosing a passphrase at the first start, typing it after that. Nothing of a case shows here.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::browser::dom::{El, el};
use crate::browser::{page, random};
use crate::text::{Msg, plain_digits};
use crate::vault::{Door, Passphrase};

use super::cases::heading;
use super::later::{quietly, soon};
use super::offline::status;
use super::parts::{Fault, Own, button, buttons, choice, fault_line, folded, line, text_field};
use super::spare::put_back;
use super::state::{App, Screen};
use super::wipe::remove_all;

/// A wrong passphrase waits so long before the next try, in milliseconds.
const WRONG_WAITS: u32 = 1_000;
/// Deriving a key takes the page's only thread; what is said before that has to be painted first.
const PAINT: u32 = 50;

/// The screen.
pub fn door(app: App) -> Vec<El> {
    let at_door = el("div").slot(move || app.door(), move || app.door().map(|door| at(app, door)).unwrap_or_default());
    // Beside it, for what it says stays while another door comes.
    let put_back = folded(app.t(Msg::PutBackWord), soon(app, put_back, ())).testid("put-back");
    vec![at_door, put_back, quietly(app, status, ())]
}

fn at(app: App, door: Door) -> Vec<El> {
    let held = line(app, "warn", Msg::HeldUnsaved).hidden_by(move || !app.holds_unsaved());
    match door {
        Door::New => vec![
            heading(app, Msg::DoorNew),
            line(app, "", Msg::DoorNewWhat),
            line(app, "warn", Msg::DoorNewLost),
            form(app, Purpose::First),
            practice(app),
        ],
        Door::Locked => {
            vec![
                heading(app, Msg::DoorLocked),
                held,
                form(app, Purpose::Open),
                practice(app),
                folded(app.t(Msg::RemoveAll), soon(app, remove_all, ())),
            ]
        }
        Door::NoKey => {
            vec![
                heading(app, Msg::DoorLocked),
                line(app, "warn", Msg::DoorNoKey),
                practice(app),
                folded(app.t(Msg::RemoveAll), soon(app, remove_all, ())),
            ]
        }
    }
}

fn practice(app: App) -> El {
    buttons(vec![button(app, "", Msg::Practise, move || app.go(Screen::Practice)).testid("practise")])
}

/// What a passphrase is typed for.
#[derive(Clone)]
pub enum Purpose {
    /// The first start.
    First,
    /// Opening.
    Open,
    /// Something else, while it is open.
    Other(Rc<Other>),
}

/// What else a passphrase is typed for.
pub struct Other {
    /// Whether it is a new one.
    pub is_new: bool,
    /// The word on the button.
    pub word: Msg,
    /// Its name for tests.
    pub testid: &'static str,
    /// Does it. An error: what is to be said.
    pub call: Box<Call>,
}

type Call = dyn Fn(&Passphrase) -> Result<(), Msg>;

/// The passphrase, twice where it is new.
pub fn form(app: App, purpose: Purpose) -> El {
    let new = match &purpose {
        Purpose::First => true,
        Purpose::Open => false,
        Purpose::Other(other) => other.is_new,
    };
    let (field, first) = text_field(app, "passphrase", Msg::Passphrase, new.then_some(Msg::DoorNewRule));
    let (again_field, again) = text_field(app, "passphrase-again", Msg::PassphraseAgain, None);
    let shown = Own::new(false);
    let hide = |input: &El| {
        let shown = shown.clone();
        input.clone().attr_by("type", move || Some(if shown.get() { "text" } else { "password" }.to_owned()));
    };
    hide(&first);
    hide(&again);
    let (is_shown, show) = (shown.clone(), shown.clone());
    let box_ = el("input").attr("type", "checkbox").testid("show-passphrase").checked_by(move || is_shown.get());
    let state = box_.clone();
    let shows = choice(box_.on("change", move || show.set(state.checked())), app.t(Msg::ShowPassphrase));

    let fault = Fault::new(None);
    let wrong = fault.clone();
    first
        .clone()
        .attr_by("aria-invalid", move || wrong.get().map(|_| "true".to_owned()))
        .attr("aria-describedby", "door-fault");
    let says = fault_line(app, &fault).id("door-fault").testid("door-fault");
    let busy = Own::new(false);
    let (waits, turns) = (busy.clone(), busy.clone());
    let (word, testid) = match &purpose {
        Purpose::First => (Msg::SealAndBegin, "unlock"),
        Purpose::Open => (Msg::Unlock, "unlock"),
        Purpose::Other(other) => (other.word, other.testid),
    };
    let enter = el("button")
        .attr("type", "submit")
        .class("primary")
        .testid(testid)
        .attr_by("aria-disabled", move || waits.get().then(|| "true".to_owned()))
        .said(move || app.say(if turns.get() { Msg::Opening } else { word }));

    let suggested = Own::new(false);
    let noted = suggested.clone();
    let suggest = new.then(|| {
        let (first, again, shown, fault) = (first.clone(), again.clone(), shown.clone(), fault.clone());
        let note = suggested.clone();
        button(app, "", Msg::SuggestPassphrase, move || match Passphrase::generate(random::fill) {
            Ok(made) => {
                first.set_value(&made);
                again.set_value(&made);
                shown.set(true);
                note.set(true);
                fault.set(None);
            }
            Err(_) => fault.set(Some(Msg::NoRandomness)),
        })
        .testid("suggest-passphrase")
    });
    let typed = |field: &El| Passphrase::typed(&plain_digits(&page::composed(&field.value())));
    let go = {
        let again = again.clone();
        move || {
            if busy.get() {
                return;
            }
            let passphrase = typed(&first);
            let missing = if passphrase.is_empty() {
                Some(Msg::PassphraseMissing)
            } else if new && passphrase != typed(&again) {
                Some(Msg::PassphraseOther)
            } else {
                None
            };
            fault.set(missing);
            if missing.is_some() {
                first.focus();
                return;
            }
            busy.set(true);
            let (busy, fault, first, purpose) = (busy.clone(), fault.clone(), first.clone(), purpose.clone());
            Timeout::new(PAINT, move || {
                let entered = match &purpose {
                    Purpose::First => app.first_start(&passphrase),
                    Purpose::Open => app.unlock(&passphrase),
                    Purpose::Other(other) => (other.call)(&passphrase),
                };
                match entered {
                    Err(problem) => {
                        fault.set(Some(problem));
                        first.focus();
                        Timeout::new(if new { 0 } else { WRONG_WAITS }, move || busy.set(false)).forget();
                    }
                    Ok(()) => busy.set(false),
                }
            })
            .forget();
        }
    };
    el("form")
        .attr("novalidate", "")
        .child(field)
        .maybe(new.then_some(again_field))
        .child(el("div").class("choices").child(shows))
        .child(line(app, "note", Msg::SuggestedNote).hidden_by(move || !noted.get()))
        .child(says)
        .child(buttons([Some(enter), suggest].into_iter().flatten().collect()))
        .on_submit(go)
}
