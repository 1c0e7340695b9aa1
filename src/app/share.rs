//! Asking who gets something and what for, before it leaves; what holds it back, and the way to what would lift that.
//!
//! Asked once: what was said last for this case stands beside the button, and can be changed there. On another case the same
//! is offered, unless somebody typed it: typed words stay with their case. What is written of it is written when it really
//! left, by [`went`].

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::sharing::{
    self, PURPOSES, Receiver, Toward, Way, What, Who, asks_side, is_unasked, last_shared, read_receiver, receiver_word,
    refusals, settled_at, toward, what_word,
};
use crate::case::{Cause, View};
use crate::journal::Journal;
use crate::procedure::{Role, Side};
use crate::text::Msg;
use crate::vault::CaseId;

use super::fields::watched;
use super::kept::{Kept, kept_line};
use super::parts::{Fault, Own, button, buttons, choice, choices, fault_line, line, notice, text_field};
use super::state::{App, Tab};
use super::words;

/// What is about to leave.
#[derive(Clone)]
pub struct Outgoing {
    /// What it is now; none: it holds nothing of a case, and nobody is asked.
    pub what: Rc<dyn Fn() -> Option<What>>,
    /// Of which cases.
    pub cases: Rc<dyn Fn() -> Vec<CaseId>>,
    /// Whether all of them go or none; else those that are held back are left out.
    pub whole: bool,
}

/// What may leave: nothing holds it back.
#[derive(Clone)]
pub struct Cleared {
    /// The cases. Of several, those that nothing holds back.
    pub cases: Vec<CaseId>,
    shared: Option<Shared>,
}

#[derive(Clone, PartialEq)]
struct Shared {
    what: What,
    receiver: Receiver,
    purpose: String,
}

/// Who and what for, as it is being said.
#[derive(Clone, Default, PartialEq)]
struct Draft {
    who: String,
    words: String,
    side: Option<Side>,
    purpose: String,
    other: String,
}

/// The choice that is said in words.
const WORDS: &str = "words";
/// Under which the side is kept while it is half-said.
const SIDE: &str = "side";

#[derive(Clone)]
struct Asking {
    app: App,
    id: &'static str,
    out: Outgoing,
    /// What was said since this stands here.
    said: Own<Option<Shared>>,
    asks: Own<bool>,
    draft: Own<Draft>,
    fault: Fault,
    kept: Kept,
}

/// A button that asks who gets it and what for where that is not known yet, says what holds it back, and else calls: in the
/// handler of the click, as browsers want it. `id` is the button's name for tests, and that of the fields begins with it.
pub fn asks(app: App, id: &'static str, out: Outgoing, label: Msg, go: impl Fn(Cleared) + 'static) -> El {
    let kept = Kept::new(app, id);
    let asking = Asking {
        app,
        id,
        out,
        said: Own::new(None),
        asks: Own::new(FIELDS.iter().any(|(field, _)| kept.get(field).is_some())),
        draft: Own::new(Draft::default()),
        fault: Fault::new(None),
        kept,
    };
    let says = fault_line(app, &asking.fault).testid(&format!("{id}-fault"));
    let (told, shown, formed, held, holds, pressed) =
        (asking.clone(), asking.clone(), asking.clone(), asking.clone(), asking.clone(), asking.clone());
    let change = {
        let asking = asking.clone();
        button(app, "small", Msg::ChangeReceiver, move || open(&asking)).testid(&format!("{id}-change"))
    };
    let standing = el("p")
        .class("meta")
        .testid(&format!("{id}-for"))
        .child(el("span").said(move || standing_words(&told)))
        .text(" ")
        .child(change)
        .hidden_by(move || shown.asks.get() || stands(&shown).is_none());
    let press = move || press(&pressed, &go);
    el("div")
        .class("sharing")
        .child(standing)
        .when(move || asking.asks.get(), move || form(&formed))
        .child(el("div").attr("role", "status").slot(move || causes(&held), move || vec![refusal(&holds)]))
        .child(says)
        .child(buttons(vec![button(app, "primary", label, press).testid(id)]))
}

/// What it is; none: it holds nothing of a case.
pub fn what_of(cleared: &Cleared) -> Option<What> {
    cleared.shared.as_ref().map(|shared| shared.what)
}

/// Writes that it left, in each case, and remembers for whom and what for. To be called when it really did.
pub fn went(app: App, cleared: &Cleared, way: Way) {
    let Some(Shared { what, receiver, purpose }) = &cleared.shared else { return };
    for id in &cleared.cases {
        app.act_in(*id, sharing::shared(receiver, purpose, *what, way));
    }
    if !sharing::has_typed_words(&|role| app.procedure().role(role).is_some(), &receiver_word(receiver), purpose) {
        let put = |part: &str, words: String| app.fill_form(CaseId::NONE, remembered(app, *what, part), words);
        put("receiver", receiver_word(receiver));
        put("purpose", purpose.clone());
    }
}

/// Where it is remembered in this browser, by who the official is.
fn remembered(app: App, what: What, part: &str) -> String {
    format!("share/{}/{}/{part}", app.me().role, what_word(what))
}

// ---- What stands ----

fn receiver_of(app: App, text: &str) -> Receiver {
    read_receiver(&|role| app.procedure().role(role).is_some(), text)
}

/// For whom and what for it goes, as far as it was said: here, or the last time that it left this case.
fn stands(asking: &Asking) -> Option<Shared> {
    let what = (asking.out.what)()?;
    if let Some(said) = asking.said.get().filter(|said| said.what == what) {
        return Some(said);
    }
    let cases = (asking.out.cases)();
    let [case] = cases[..] else { return None };
    let is_role = |role: &str| asking.app.procedure().role(role).is_some();
    let last = asking.app.see(case, |_, journal: &Journal| last_shared(&is_role, journal, what)).flatten();
    last.map(|(receiver, purpose)| Shared { what, receiver, purpose })
}

fn standing_words(asking: &Asking) -> String {
    let Some(shared) = stands(asking) else { return String::new() };
    let book = asking.app.book();
    let receiver = words::receiver(&book, &receiver_word(&shared.receiver));
    book.fill(Msg::GoesTo, &[("receiver", &receiver), ("purpose", &words::purpose(&book, &shared.purpose))])
}

/// Who gets it, as it is said now.
fn receiver(asking: &Asking) -> Option<Receiver> {
    if asking.asks.get() { drafted(asking) } else { stands(asking).map(|shared| shared.receiver) }
}

fn drafted(asking: &Asking) -> Option<Receiver> {
    let draft = asking.draft.get();
    let who = match draft.who.as_str() {
        "" => return None,
        WORDS => Who::Words(draft.words.trim().to_owned()),
        code => receiver_of(asking.app, code).who,
    };
    let side = draft.side.filter(|_| asks_side(asking.app.procedure(), &who));
    Some(Receiver { who, side })
}

/// While the side is not said yet, nothing is said to hold it back.
fn goes_toward(asking: &Asking) -> Option<Toward> {
    let receiver = receiver(asking)?;
    let procedure = asking.app.procedure();
    let is_open = receiver.side.is_none() && asks_side(procedure, &receiver.who);
    (!is_open).then(|| toward(procedure, &receiver))
}

// ---- What holds it back ----

/// What holds back each case that is held back.
fn causes(asking: &Asking) -> Option<Vec<(CaseId, Vec<Cause>)>> {
    (asking.out.what)()?;
    let to = goes_toward(asking)?;
    let app = asking.app;
    let of = |id: &CaseId| app.see(*id, |view: View, _| refusals(view, to)).unwrap_or_else(|| vec![Cause::Incomplete]);
    let held = (asking.out.cases)().into_iter().map(|id| (id, of(&id))).filter(|(_, causes)| !causes.is_empty());
    Some(held.collect::<Vec<_>>()).filter(|held| !held.is_empty())
}

fn refusal(asking: &Asking) -> El {
    let (app, held) = (asking.app, causes(asking).unwrap_or_default());
    let frame = el("div").class("warn").testid(&format!("{}-refused", asking.id));
    let across = goes_toward(asking) == Some(Toward::OtherSide);
    let head = line(app, "", if across { Msg::HeldBackAcross } else { Msg::HeldBack });
    // Of several cases nobody reads here why one of them stays: that is hers alone.
    let parts = match &held[..] {
        [(id, causes)] if (asking.out.cases)().len() == 1 => {
            vec![el("ul").children(causes.iter().map(|cause| cause_line(app, *id, cause)).collect())]
        }
        some => {
            let codes = some.iter().map(|(id, _)| app.code(*id)).collect::<Vec<_>>().join(", ");
            vec![
                el("p").child(el("strong").text(&codes)),
                line(app, "", if asking.out.whole { Msg::HeldBackTakeOut } else { Msg::HeldBackLookThere }),
            ]
        }
    };
    frame.child(head).children(parts).child(line(app, "", Msg::OwnCopyGoes))
}

fn cause_line(app: App, id: CaseId, cause: &Cause) -> El {
    let (says, about) = (cause.clone(), cause.clone());
    let said = move || app.see(id, |view, _| words::cause(&app.book(), view, &says)).unwrap_or_default();
    let lifts = match cause {
        Cause::Against(..) => Msg::LiftsAgainst,
        Cause::NotAsked(_) => Msg::LiftsNotAsked,
        Cause::NotChecked(_) => Msg::LiftsNotChecked,
        Cause::Raised(_) => Msg::LiftsRaised,
        _ => Msg::LiftsUnread,
    };
    let there = move || match app.see(id, |view, _| settled_at(view, &about)).flatten() {
        Some(step) if app.here() == Some(id) => app.open_step(&step),
        Some(step) => app.go_to_step(id, &step),
        None => {
            app.show_tab(Tab::Consents);
            page::focus("heading");
        }
    };
    let there = button(app, "small", Msg::GoThere, there).testid("lifts-there");
    let is_unread = matches!(cause, Cause::Incomplete);
    el("li")
        .child(el("strong").said(said))
        .text(" ")
        .child(el("span").said(app.t(lifts)))
        .text(" ")
        .maybe((!is_unread).then_some(there))
}

// ---- Asking ----

fn open(asking: &Asking) {
    let app = asking.app;
    let mut draft = Draft::default();
    let stands = stands(asking).map(|shared| (shared.receiver, shared.purpose));
    let what = (asking.out.what)();
    let before = what.and_then(|what| {
        let word = |part: &str| app.form_word(CaseId::NONE, &remembered(app, what, part));
        Some((receiver_of(app, &word("receiver")?), word("purpose")?))
    });
    let usual = match what {
        Some(What::Sheet | What::CaseFile) => Some((Who::OwnOffice, "record")),
        Some(What::PersonSheet) => Some((Who::Person, "own-copy")),
        _ => None,
    };
    let usual = usual.map(|(who, purpose)| (Receiver { who, side: None }, purpose.to_owned()));
    if let Some((receiver, purpose)) = stands.or(before).or(usual) {
        draft.side = receiver.side;
        match receiver.who {
            Who::Words(words) => (draft.who, draft.words) = (WORDS.to_owned(), words),
            who => draft.who = receiver_word(&Receiver { who, side: None }),
        }
        let is_chosen = PURPOSES.contains(&purpose.as_str());
        (draft.purpose, draft.other) = if is_chosen { (purpose, String::new()) } else { (WORDS.to_owned(), purpose) };
    }
    asking.draft.set(draft);
    asking.asks.set(true);
    page::focus(&format!("{}-receiver", asking.id));
}

fn form(asking: &Asking) -> El {
    let (app, id, kept) = (asking.app, asking.id, &asking.kept);
    let name = |part: &str| format!("{id}-{part}");
    let draft = asking.draft.clone();
    // What was half-said before a lock or a reload comes back.
    for (field, put) in FIELDS {
        if let Some(words) = kept.get(field) {
            let mut back = draft.get();
            put(&mut back, &words);
            draft.settle(back);
        }
    }
    let change = |field: &'static str, put: fn(&mut Draft, &str), input: El| {
        let (draft, typed, kept, fault) = (draft.clone(), input.clone(), kept.clone(), asking.fault.clone());
        let settle = move || {
            let mut new = draft.get();
            put(&mut new, &typed.value());
            if new != draft.get() {
                fault.set(None);
                kept.put(field, &typed.value());
                draft.set(new);
            }
        };
        input.on("input", settle.clone()).on("change", settle)
    };
    let [receiver_field, words_field, purpose_field, other_field, _] = FIELDS;
    let now = draft.get();
    let who = receiver_list(app, &name("receiver"));
    who.set_value(&now.who);
    let purpose = purpose_list(app, &name("purpose"));
    purpose.set_value(&now.purpose);
    let who = labelled(app, Msg::ForWhom, &name("receiver"), change(receiver_field.0, receiver_field.1, who));
    let purpose = labelled(app, Msg::WhatFor, &name("purpose"), change(purpose_field.0, purpose_field.1, purpose));
    let typed = |part: &str, label: Msg, value: &str, (field, put): Field| {
        let (frame, input) = text_field(app, &name(part), label, None);
        input.set_value(value);
        let (frame, input) = watched(app, (frame, input));
        let _kept = change(field, put, input);
        frame
    };
    let words = typed("receiver-words", Msg::ReceiverWords, &now.words, words_field);
    let other = typed("purpose-words", Msg::PurposeWords, &now.other, other_field);
    let (of_words, of_other, of_side, unasked) = (draft.clone(), draft.clone(), asking.clone(), asking.clone());
    let asks_side = move || drafted(&of_side).is_some_and(|one| asks_side(of_side.app.procedure(), &one.who));
    let unasked = move || {
        let to = goes_toward(&unasked)?;
        let cases = (unasked.out.cases)();
        let is_open = cases.iter().any(|id| app.see(*id, |view, _| is_unasked(view, to)).unwrap_or(false));
        is_open.then(|| app.say(Msg::SharingUnasked))
    };
    let (asks, forgotten, fault) = (asking.asks.clone(), kept.clone(), asking.fault.clone());
    let cancel = move || {
        forgotten.forget();
        fault.set(None);
        asks.set(false);
    };
    el("div")
        .class("field-group")
        .testid(&name("asks"))
        .child(who)
        .child(words.hidden_by(move || of_words.get().who != WORDS))
        .child(el("div").when(asks_side, {
            let (of_choice, draft, kept) = (asking.clone(), draft.clone(), kept.clone());
            move || side_choice(&of_choice, &draft, &kept)
        }))
        .child(purpose)
        .child(other.hidden_by(move || of_other.get().purpose != WORDS))
        .maybe(kept_line(app, kept, &name("receiver")))
        .child(notice("sharing-unasked", unasked))
        .child(buttons(vec![button(app, "small", Msg::Cancel, cancel).testid(&name("cancel"))]))
}

/// A field of the form: the name under which what is half-said is kept, and where it goes.
type Field = (&'static str, fn(&mut Draft, &str));

const FIELDS: [Field; 5] = [
    ("receiver", |draft, who| who.clone_into(&mut draft.who)),
    ("words", |draft, words| words.clone_into(&mut draft.words)),
    ("purpose", |draft, purpose| purpose.clone_into(&mut draft.purpose)),
    ("other", |draft, other| other.clone_into(&mut draft.other)),
    (SIDE, |draft, side| draft.side = Some(if side == "from" { Side::From } else { Side::To })),
];

fn labelled(app: App, label: Msg, id: &str, input: El) -> El {
    el("div").class("field").child(el("label").attr("for", id).said(app.t(label))).child(input)
}

fn option(value: &str, says: impl Fn() -> String + 'static) -> El {
    el("option").attr("value", value).said(says)
}

/// The own office and the person, the roles by their side, and others.
fn receiver_list(app: App, id: &str) -> El {
    let name = move |code: String| move || words::receiver(&app.book(), &code);
    let roles = &app.procedure().roles;
    let person = roles.iter().find(|role| role.person).map_or("person", |role| role.id.as_str());
    let mut parts = vec![option("", app.t(Msg::NotSaid))];
    parts.extend(["own-office", person].map(|code| option(code, name(code.to_owned()))));
    for side in [Side::From, Side::To, Side::Both, Side::Other] {
        let of = |role: &&Role| role.side == side && !role.person;
        let named: Vec<El> =
            roles.iter().filter(of).map(|role| option(role.id.as_str(), name(role.id.to_string()))).collect();
        if !named.is_empty() {
            let group = el("optgroup").attr_by("label", move || Some(words::side(&app.book(), side)));
            parts.push(group.children(named));
        }
    }
    parts.push(option(WORDS, app.t(Msg::SomebodyElse)));
    el("select").id(id).testid(id).children(parts)
}

fn purpose_list(app: App, id: &str) -> El {
    let name = move |code: &'static str| move || words::purpose(&app.book(), code);
    let mut parts = vec![option("", app.t(Msg::NotSaid))];
    parts.extend(PURPOSES.map(|code| option(code, name(code))));
    parts.push(option(WORDS, app.t(Msg::SomethingElse)));
    el("select").id(id).testid(id).children(parts)
}

/// Who acts on both sides, and who has none, is on one of them all the same.
fn side_choice(asking: &Asking, draft: &Own<Draft>, kept: &Kept) -> El {
    let (app, id) = (asking.app, asking.id);
    let one = |side: Side, word: &'static str| {
        let (shown, chosen, kept, fault) = (draft.clone(), draft.clone(), kept.clone(), asking.fault.clone());
        let testid = format!("{id}-side-{word}");
        let input = el("input").attr("type", "radio").attr("name", &format!("{id}-side")).testid(&testid);
        let choose = move || {
            fault.set(None);
            kept.put(SIDE, word);
            chosen.settle(Draft { side: Some(side), ..chosen.get() });
        };
        let input = input.checked_by(move || shown.get().side == Some(side)).on("change", choose);
        choice(input, move || words::side(&app.book(), side))
    };
    choices(el("legend").said(app.t(Msg::OnWhichSide)), vec![one(Side::From, "from"), one(Side::To, "to")])
}

/// What is said in the form. An error: something is missing.
fn read(asking: &Asking, what: What) -> Result<Shared, Msg> {
    let draft = asking.draft.get();
    let receiver = drafted(asking).ok_or(Msg::ReceiverMissing)?;
    if receiver.who == Who::Words(String::new()) {
        return Err(Msg::ReceiverMissing);
    }
    if receiver.side.is_none() && asks_side(asking.app.procedure(), &receiver.who) {
        return Err(Msg::SideMissing);
    }
    let purpose = if draft.purpose == WORDS { draft.other.trim().to_owned() } else { draft.purpose };
    if purpose.is_empty() { Err(Msg::PurposeMissing) } else { Ok(Shared { what, receiver, purpose }) }
}

fn press(asking: &Asking, go: &impl Fn(Cleared)) {
    let cases = (asking.out.cases)();
    let Some(what) = (asking.out.what)() else { return go(Cleared { cases, shared: None }) };
    asking.fault.set(None);
    let shared = match (asking.asks.get(), stands(asking)) {
        (false, None) => return open(asking),
        (false, Some(shared)) => shared,
        (true, _) => match read(asking, what) {
            Ok(shared) => shared,
            Err(missing) => return asking.fault.set(Some(missing)),
        },
    };
    let held = causes(asking).unwrap_or_default();
    let cases: Vec<CaseId> = cases.into_iter().filter(|id| held.iter().all(|(one, _)| one != id)).collect();
    if cases.is_empty() || (asking.out.whole && !held.is_empty()) {
        return asking.fault.set(Some(Msg::StaysHere));
    }
    asking.kept.forget();
    asking.said.set(Some(shared.clone()));
    asking.asks.set(false);
    go(Cleared { cases, shared: Some(shared) });
}
