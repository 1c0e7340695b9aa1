//! Making a file of a case: whom it is for, what is in it, its passphrase, and the ways by which it leaves.

use std::rc::Rc;

use crate::app::door::{Other, Purpose, form};
use crate::app::parts::{Fault, Own, button, buttons, choice, choices, fault_line, folded, line};
use crate::app::send::{Parcel, copier, ways};
use crate::app::share::{self, Cleared, Outgoing, asks};
use crate::app::state::App;
use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::sharing::{Way, What};
use crate::exchange::casefile::{CaseFile, FileKind};
use crate::procedure::{Partner, PartnerKind, StopId};
use crate::text::{Book, Msg, stamp_in_words};
use crate::vault::{CaseId, Passphrase};

/// Its type: one that no browser shows instead of saving it.
const TYPE: &str = "application/octet-stream";

/// A file that was made.
struct Made {
    file: CaseFile,
    text: Rc<str>,
    is_sealed: bool,
    /// Tells one from the next.
    at: u32,
}

/// What the form knows.
#[derive(Clone)]
struct Desk {
    app: App,
    case: CaseId,
    kind: Own<FileKind>,
    /// Who gets it and what for was said, and nothing holds it back.
    cleared: Own<Option<Rc<Cleared>>>,
    /// The last file that was made, while it is what the form says.
    made: Own<Option<Rc<Made>>>,
    fault: Fault,
}

/// The part of a case that makes files of it.
pub fn export(app: App, id: CaseId) -> Vec<El> {
    let section = el("section").class("case-file apart").child(el("h3").said(app.t(Msg::CaseFileWord))).child(line(
        app,
        "hint",
        Msg::CaseFileWhat,
    ));
    if app.is_training(id) {
        return vec![section.child(line(app, "note", Msg::CaseFileTraining).testid("no-file"))];
    }
    let desk = Desk {
        app,
        case: id,
        kind: Own::new(FileKind::Own),
        cleared: Own::new(None),
        made: Own::new(None),
        fault: Fault::new(None),
    };
    let (is_cleared, makes) = (desk.cleared.clone(), desk.clone());
    let form = move || making(&makes);
    vec![section.child(kinds(&desk)).child(asks_who(&desk)).when(move || is_cleared.get().is_some(), form)]
}

/// Asks who gets it and what for, and says what holds it back.
fn asks_who(desk: &Desk) -> El {
    let (app, case) = (desk.app, desk.case);
    let (kind, cleared) = (desk.kind.clone(), desk.clone());
    let out = Outgoing {
        what: Rc::new(move || {
            Some(match kind.get() {
                FileKind::Own => What::CaseFile,
                FileKind::Partner => What::PartnerFile,
            })
        }),
        cases: Rc::new(move || vec![case]),
        whole: true,
    };
    asks(app, "export-case", out, Msg::CaseFileMake, move |goes| {
        cleared.made.set(None);
        cleared.cleared.set(Some(Rc::new(goes)));
        page::focus("file-word");
    })
}

fn making(desk: &Desk) -> El {
    let (app, id) = (desk.app, desk.case);
    let incomplete = line(app, "warn", Msg::FileIncomplete).hidden_by(move || !app.is_incomplete(id));
    let seals = desk.clone();
    let purpose = Purpose::Other(Rc::new(Other {
        is_new: true,
        word: Msg::MakeFile,
        testid: "seal-file",
        call: Box::new(move |passphrase| make(&seals, Some(passphrase))),
    }));
    let (shown, shows) = (desk.clone(), desk.clone());
    el("div")
        .child(incomplete)
        .child(el("h4").id("file-word").attr("tabindex", "-1").said(app.t(Msg::FileWord)))
        .child(line(app, "hint", Msg::FileWordWhat))
        .child(form(app, purpose))
        .child(without(desk))
        .child(fault_line(app, &desk.fault).testid("make-fault"))
        .slot(move || shown.made.get().map(|made| made.at), move || vec![made(&shows)])
}

/// Whom it is for, and what is in it.
fn kinds(desk: &Desk) -> El {
    let app = desk.app;
    let option = |kind: FileKind, msg: Msg, testid: &str| {
        let (shown, chosen) = (desk.kind.clone(), desk.clone());
        let choose = move || {
            chosen.kind.set(kind);
            chosen.made.set(None);
            chosen.cleared.set(None);
        };
        let input = el("input").attr("type", "radio").attr("name", "file-kind").testid(testid);
        choice(input.checked_by(move || shown.get() == kind).on("change", choose), app.t(msg))
    };
    let mut options = vec![option(FileKind::Own, Msg::FileOwn, "file-own")];
    // Of a case of another procedure nobody here knows what a partner may have.
    let white = app.white_list().filter(|_| app.other_procedure(desk.case).is_none());
    if white.is_some() {
        options.push(option(FileKind::Partner, Msg::FilePartner, "file-partner"));
    }
    let legend = el("legend").id("file-for").attr("tabindex", "-1").said(app.t(Msg::FileFor));
    let kind = desk.kind.clone();
    let key = move || Some((kind.get() == FileKind::Own, app.book().language().to_owned()));
    let (holds, lacks) = (desk.kind.clone(), desk.kind.clone());
    let list = |items: Vec<String>| el("ul").children(items.iter().map(|item| el("li").text(item)).collect());
    let lacks = move || {
        let out = if lacks.get() == FileKind::Own { Msg::FileOwnOut } else { Msg::FilePartnerOut };
        vec![list(vec![app.say(out)])]
    };
    let holds = move || match (white, holds.get()) {
        (Some(white), FileKind::Partner) => vec![list(lets_through(&app.book(), white))],
        _ => vec![list(vec![app.say(Msg::FileOwnIn)])],
    };
    el("div").child(choices(legend, options)).child(
        el("dl")
            .class("file-holds")
            .testid("file-holds")
            .child(el("dt").said(app.t(Msg::FileIn)))
            .child(el("dd").slot(key.clone(), holds))
            .child(el("dt").said(app.t(Msg::FileOut)))
            .child(el("dd").slot(key, lacks)),
    )
}

/// What the white list lets through, in words.
fn lets_through(book: &Book, white: &Partner) -> Vec<String> {
    let kind = |kind: &PartnerKind| match kind {
        PartnerKind::Steps => Msg::PartnerSteps,
        PartnerKind::Consents => Msg::PartnerConsents,
        PartnerKind::Papers => Msg::PartnerPapers,
        PartnerKind::Handover => Msg::PartnerHandover,
        PartnerKind::Closing => Msg::PartnerClosing,
    };
    let facts: Vec<&str> = white.facts.iter().map(|fact| book.fact(fact.as_str())).collect();
    let stops: Vec<&str> = white.stops.iter().map(StopId::as_str).collect();
    let named = |msg: Msg, list: String| (!list.is_empty()).then(|| book.fill(msg, &[("list", &list)]));
    std::iter::once(book.say(Msg::PartnerCode).to_owned())
        .chain(white.kinds.iter().map(|one| book.say(kind(one)).to_owned()))
        .chain(named(Msg::PartnerFacts, facts.join(", ")))
        .chain(named(Msg::PartnerStops, stops.join(", ")))
        .collect()
}

/// Without a passphrase only after a second step, which says what that means.
fn without(desk: &Desk) -> El {
    let app = desk.app;
    let sure = Own::new(false);
    let (is_sure, says, waits) = (sure.clone(), sure.clone(), sure.clone());
    let box_ = el("input").attr("type", "checkbox").testid("open-file-sure").checked_by(move || is_sure.get());
    let state = box_.clone();
    let agrees = choice(box_.on("change", move || says.set(state.checked())), app.t(Msg::FileOpenSure));
    let makes = desk.clone();
    let go = move || {
        if sure.get() {
            makes.fault.set(make(&makes, None).err());
        }
    };
    let go = button(app, "warning", Msg::MakeOpenFile, go)
        .testid("make-open-file")
        .attr_by("aria-disabled", move || (!waits.get()).then(|| "true".to_owned()));
    folded(
        app.t(Msg::FileOpen),
        vec![line(app, "warn", Msg::FileOpenMeans), el("div").class("choices").child(agrees), buttons(vec![go])],
    )
    .testid("without-passphrase")
}

/// Makes the file, sealed or not. An error: what is to be said.
fn make(desk: &Desk, passphrase: Option<&Passphrase>) -> Result<(), Msg> {
    let before = desk.made.get();
    desk.made.set(None);
    let file = desk.app.case_file(desk.case, desk.kind.get()).ok_or(Msg::CaseFileTraining)?;
    let text = match passphrase {
        Some(passphrase) => desk.app.seal_file(&file, passphrase)?,
        None => file.to_open_text(),
    };
    let at = before.map_or(1, |made| made.at + 1);
    desk.made.set(Some(Rc::new(Made { file, text: text.into(), is_sealed: passphrase.is_some(), at })));
    page::focus("made-file");
    Ok(())
}

/// The file, and the ways by which it leaves.
fn made(desk: &Desk) -> El {
    let app = desk.app;
    let frame = el("div").class("note made-file").testid("made-file");
    let Some(made) = desk.made.get() else { return frame };
    let (when, short, file) = (made.file.made, made.file.short.clone(), made.file.name());
    let is_sealed = made.is_sealed;
    let what = move || {
        let book = app.book();
        book.fill(Msg::FileMadeWhat, &[("name", &file), ("when", &stamp_in_words(&book, when))])
    };
    let opens = if is_sealed { Msg::FileMadeSealed } else { Msg::FileMadeOpen };
    let parcel = Parcel {
        id: "case-file",
        name: made.file.name(),
        mime: TYPE,
        bytes: made.text.as_bytes().into(),
        text: None,
        is_sealed,
    };
    let cleared = desk.cleared.get();
    let went = move |way: Way| {
        if let Some(cleared) = &cleared {
            share::went(app, cleared, way);
        }
    };
    let (as_file, as_text, text) = (went.clone(), went, made.text.clone());
    frame
        .attr("data-state", if is_sealed { "sealed" } else { "open" })
        .child(el("h4").id("made-file").attr("tabindex", "-1").said(app.t(Msg::FileMade)))
        .child(el("p").said(what))
        .child(el("p").testid("file-code").said(move || app.fill(Msg::FileMadeCode, &[("code", &short)])))
        .child(line(app, if is_sealed { "" } else { "warn" }, opens))
        .child(ways(app, parcel, move || as_file(Way::File)))
        .child(copier(app, "case-file", Msg::SeeText, move || text.to_string(), move || as_text(Way::Text)))
}
