//! Taking a file in: chosen or pasted, opened, looked at, and taken in once the official says so.

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::browser::{file, page};
use crate::exchange::casefile::{CaseFile, Found, Preview, SealedFile, read_case_file};
use crate::text::Msg;

use super::fault::{Trouble, sentence};
use super::preview::preview;
use crate::app::cases::heading;
use crate::app::door::{Other, Purpose, form};
use crate::app::parts::{Own, button, buttons, folded, line};
use crate::app::state::App;

/// How far it came.
#[derive(Clone)]
enum At {
    Choosing,
    Sealed(Rc<SealedFile>),
    Open(Rc<CaseFile>, Rc<Preview>),
}

/// What the screen knows. It goes with the screen: a file that was not taken in leaves nothing.
#[derive(Clone)]
struct Desk {
    app: App,
    at: Own<At>,
    /// Tells one state from the next.
    turn: Own<u32>,
    trouble: Own<Option<Trouble>>,
}

/// The screen.
pub fn receive(app: App, (): ()) -> Vec<El> {
    let desk = Desk { app, at: Own::new(At::Choosing), turn: Own::new(1), trouble: Own::new(None) };
    let (key, build) = (desk.clone(), desk.clone());
    vec![
        heading(app, Msg::ReceiveFile),
        trouble_line(&desk),
        el("div").slot(move || (key.turn.get(), words(&key)), move || stage(&build)),
    ]
}

/// What is looked at is said anew in another language; what is half-typed before that stays.
fn words(desk: &Desk) -> Option<String> {
    matches!(desk.at.get(), At::Open(..)).then(|| desk.app.book().language().to_owned())
}

fn stage(desk: &Desk) -> Vec<El> {
    match desk.at.get() {
        At::Choosing => choosing(desk),
        At::Sealed(sealed) => sealed_file(desk, &sealed),
        At::Open(file, seen) => preview(desk.app, &file, &seen, &ways_on(desk)),
    }
}

/// What the preview can do.
fn ways_on(desk: &Desk) -> super::preview::Ways {
    let (again, failed, anew) = (desk.clone(), desk.clone(), desk.clone());
    super::preview::Ways {
        again: Rc::new(move || {
            let At::Open(file, _) = anew.at.get() else { return };
            compare(&anew, (*file).clone());
            fails(&anew, Trouble::Other(Msg::ChangedMeanwhile));
        }),
        leave: Rc::new(move || go(&again, At::Choosing)),
        failed: Rc::new(move |msg| failed.trouble.set(Some(Trouble::Other(msg)))),
    }
}

fn trouble_line(desk: &Desk) -> El {
    let app = desk.app;
    let (shown, said) = (desk.trouble.clone(), desk.trouble.clone());
    el("p")
        .class("error")
        .id("file-fault")
        .testid("file-fault")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .hidden_by(move || shown.get().is_none())
        .said(move || said.get().map(|trouble| sentence(&app.book(), &trouble)).unwrap_or_default())
}

fn go(desk: &Desk, at: At) {
    desk.trouble.set(None);
    desk.at.set(at);
    desk.turn.set(desk.turn.get() + 1);
    page::focus("file-stage");
}

fn fails(desk: &Desk, trouble: Trouble) {
    desk.trouble.set(Some(trouble));
    page::focus("file-fault");
}

fn choosing(desk: &Desk) -> Vec<El> {
    let app = desk.app;
    let input = el("input").attr("type", "file").id("case-file").testid("case-file");
    let (field, chosen) = (input.clone(), desk.clone());
    let choose = move || {
        let (read, chosen) = (field.clone(), chosen.clone());
        file::read(&field, move |text| {
            // A browser says nothing when a file is chosen that is chosen already.
            read.set_value("");
            match text {
                Some(text) => look(&chosen, &text),
                None => fails(&chosen, Trouble::Other(Msg::FileUnread)),
            }
        });
    };
    let area = el("textarea").id("case-text").testid("case-text").attr("rows", "6").without_helpers();
    let (pasted, typed) = (desk.clone(), area.clone());
    let read = button(app, "", Msg::ReceiveLook, move || look(&pasted, &typed.value())).testid("read-text");
    vec![
        line(app, "", Msg::ReceiveWhat).id("file-stage").attr("tabindex", "-1"),
        el("div")
            .class("field choose-file")
            .child(el("label").attr("for", "case-file").said(app.t(Msg::ReceiveChoose)))
            .child(input.on("change", choose)),
        folded(
            app.t(Msg::ReceivePaste),
            vec![
                el("div")
                    .class("field")
                    .child(el("label").attr("for", "case-text").said(app.t(Msg::ReceiveText)))
                    .child(area),
                buttons(vec![read]),
            ],
        )
        .testid("paste-text"),
    ]
}

/// Looks at a text that was chosen or pasted.
fn look(desk: &Desk, text: &str) {
    match read_case_file(text) {
        Err(fault) => fails(desk, Trouble::File(fault)),
        Ok(Found::Sealed(sealed)) => go(desk, At::Sealed(Rc::new(sealed))),
        Ok(Found::Open(file)) => compare(desk, file),
    }
}

fn compare(desk: &Desk, file: CaseFile) {
    match desk.app.compare_file(&file) {
        Err(fault) => fails(desk, Trouble::File(fault)),
        Ok(seen) => go(desk, At::Open(Rc::new(file), Rc::new(seen))),
    }
}

fn sealed_file(desk: &Desk, sealed: &Rc<SealedFile>) -> Vec<El> {
    let app = desk.app;
    let (opening, sealed, again) = (desk.clone(), sealed.clone(), desk.clone());
    let open = move |passphrase: &crate::vault::Passphrase| match sealed.open(passphrase) {
        Ok(file) => {
            compare(&opening, file);
            Ok(())
        }
        // This is said at the field, which takes the next one at once.
        Err(crate::exchange::casefile::FileFault::WrongPassphrase) => Err(Msg::FaultWord),
        Err(fault) => {
            fails(&opening, Trouble::File(fault));
            Ok(())
        }
    };
    let purpose = Purpose::Other(Rc::new(Other {
        is_new: false,
        word: Msg::OpenFile,
        testid: "open-file",
        call: Box::new(open),
    }));
    vec![
        line(app, "", Msg::ReceiveSealed).id("file-stage").attr("tabindex", "-1").testid("file-sealed"),
        form(app, purpose),
        buttons(vec![button(app, "", Msg::ReceiveOther, move || go(&again, At::Choosing)).testid("other-file")]),
    ]
}
