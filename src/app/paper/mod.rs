//! Paper and files: the sheet as it will be printed, chosen by its reader and its languages and seen before it is printed
//! by the browser's own print.
//!
//! What prints is the sheet alone, black on white; no state is told by colour, background or a form control. What stands on
//! it is decided by `case::summary` for its reader.

mod blank;
mod filled;
mod lines;
mod person;
mod remove;
mod sheet;
mod tongue;

use std::rc::Rc;

use crate::browser::dom::{El, el};
use crate::case::sharing::What;
use crate::case::{Reader, overview, short_code, summary};
use crate::text::Msg;
use crate::vault::CaseId;

use super::closing::close_section;
use super::dossier::{counts, to_dossier};
use super::files::export;
use super::kept::Kept;
use super::languages::named;
use super::parts::{Fault, Own, choice, choices, fault_line, line};
use super::printing::{dated, printing};
use super::share::Outgoing;
use super::state::App;
pub use lines::said;
use remove::remove;
pub use sheet::{BY_HAND, stamp};
use sheet::{name, sheet};
pub use tongue::{Tongues, at_hand};

/// What the official chose: whose sheet (none: the blank form), and its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chosen {
    reader: Option<Reader>,
    /// Empty: the one in use, also when that changes.
    first: String,
    /// Empty: one language.
    second: String,
}

impl Chosen {
    fn first(&self, app: App) -> String {
        if self.first.is_empty() { app.book().language().to_owned() } else { self.first.clone() }
    }
}

/// The part of the case screen that prints.
pub fn paper(app: App, id: CaseId) -> Vec<El> {
    let kept = Kept::outside(app, "sheet");
    let last = |field: &str| kept.get(field).unwrap_or_default();
    let reader = sheet::readers().find(|reader| last(READER) == sheet::key(*reader)).unwrap_or(Some(Reader::File));
    let chosen = Own::new(Chosen { reader, first: String::new(), second: String::new() });
    let fault = Fault::new(None);
    let waits = Own::new(false);
    let says = fault_line(app, &fault);
    let tongues = {
        let chosen = chosen.clone();
        move || {
            let (first, second) = (chosen.get().first(app), chosen.get().second);
            let second = if second == first { None } else { at_hand(app, &second) };
            at_hand(app, &first).map(|first| Tongues::new(first, second))
        }
    };
    let key = {
        let chosen = chosen.clone();
        move || {
            let length = app.see(id, |_, journal| journal.len()).unwrap_or(0);
            Some((chosen.get(), length, app.book().language().to_owned(), app.me().role))
        }
    };
    let build = {
        let (chosen, tongues) = (chosen.clone(), tongues.clone());
        move || {
            let Some(tongues) = tongues() else { return Vec::new() };
            let reader = chosen.get().reader;
            app.see(id, |view, journal| {
                let summary = reader.map(|reader| summary(view, &overview(view), journal, reader));
                vec![sheet(app, &tongues, view, summary.as_ref())]
            })
            .unwrap_or_default()
        }
    };
    let frame = el("div")
        .class("sheet-frame")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr_by("aria-label", move || Some(app.say(Msg::Preview)))
        .slot(key, build);
    let printing =
        printing(app, "print", outgoing(id, chosen.clone()), frame.clone(), file_name(app, id, chosen.clone()));
    let is_waiting = waits.clone();
    let coming = line(app, "hint", Msg::OnItsWay).attr("role", "status").hidden_by(move || !is_waiting.get());
    let asks = Asks { app, chosen, fault, waits, kept };
    asks.comes_back();
    let for_person = asks.chosen.clone();
    let hers = line(app, "hint", Msg::HerLanguage).hidden_by(move || for_person.get().reader != Some(Reader::Person));
    let paper = el("section")
        .class("paper")
        .child(el("h2").said(app.t(Msg::TabPaper)))
        .child(el("div").class("to-dossier").child(counts(app)).child(to_dossier(app)))
        .child(asks.readers())
        .child(hers)
        .children(asks.languages())
        .child(coming)
        .child(line(app, "hint", Msg::PrintHint))
        .child(says)
        .child(printing)
        .child(frame)
        .children(export(app, id))
        .child(close_section(app))
        .child(remove(app, id));
    vec![paper]
}

/// What is asked about before a sheet leaves the device. The blank form tells of nobody.
fn outgoing(id: CaseId, chosen: Own<Chosen>) -> Outgoing {
    let what = |reader| match reader {
        Reader::File => What::Sheet,
        Reader::Partner => What::PartnerSheet,
        Reader::Escort => What::EscortSheet,
        Reader::Person => What::PersonSheet,
    };
    Outgoing { what: Rc::new(move || chosen.get().reader.map(what)), cases: Rc::new(move || vec![id]), whole: true }
}

/// What a file of the sheet is called.
fn file_name(app: App, id: CaseId, chosen: Own<Chosen>) -> impl Fn() -> String + 'static {
    move || {
        let code = app.see(id, |_, journal| short_code(journal)).filter(|_| chosen.get().reader.is_some());
        dated(&code.unwrap_or_else(|| "blank".to_owned()))
    }
}

/// The questions before a sheet is seen.
struct Asks {
    app: App,
    chosen: Own<Chosen>,
    fault: Fault,
    waits: Own<bool>,
    /// What was chosen last on this case.
    kept: Kept,
}

const READER: &str = "reader";
const FIRST: &str = "first";
const SECOND: &str = "second";

impl Asks {
    /// Has the languages stand again that were chosen last. Words that do not come now are left out without a word: nobody
    /// asked for them now.
    fn comes_back(&self) {
        let [first, second] = [FIRST, SECOND].map(|field| self.kept.get(field).unwrap_or_default());
        let (app, chosen) = (self.app, self.chosen.clone());
        let offered = tongue::offered(app);
        let is_offered = |code: &String| code.is_empty() || offered.contains(code);
        if (first.is_empty() && second.is_empty()) || !is_offered(&first) || !is_offered(&second) {
            return;
        }
        let now = move || Chosen { first: first.clone(), second: second.clone(), ..chosen.get() };
        let (put, before) = (self.chosen.clone(), now());
        let one = before.first(app);
        let other = if before.second.is_empty() { one.clone() } else { before.second };
        app.fetch_book(&one, move |book| {
            if book.is_some() {
                app.fetch_book(&other, move |book| {
                    if book.is_some() {
                        put.set(now());
                    }
                });
            }
        });
    }

    /// Whose sheet it is.
    fn readers(&self) -> El {
        let app = self.app;
        let kinds = sheet::readers().map(|reader| {
            let testid = format!("sheet-{}", sheet::key(reader));
            let (shown, own, kept) = (self.chosen.clone(), self.chosen.clone(), self.kept.clone());
            let choose = move || {
                kept.put(READER, sheet::key(reader));
                own.set(Chosen { reader, ..own.get() });
            };
            let input = el("input").attr("type", "radio").attr("name", "sheet").testid(&testid);
            choice(input.checked_by(move || shown.get().reader == reader).on("change", choose), app.t(name(reader)))
        });
        choices(el("legend").said(app.t(Msg::WhichSheet)), kinds.collect())
    }

    /// In which language, and beside which other. Where there is one language there is nothing to ask.
    fn languages(&self) -> Vec<El> {
        let app = self.app;
        let offered = tongue::offered(app);
        if offered.len() < 2 {
            return Vec::new();
        }
        let first = offered.iter().map(|code| self.language(code, true));
        let first = choices(el("legend").said(app.t(Msg::SheetLanguage)), first.collect());
        let none = self.language("", false);
        let second = offered.iter().map(|code| self.language(code, false));
        let second = choices(el("legend").said(app.t(Msg::SheetSecond)), [none].into_iter().chain(second).collect());
        vec![first, second]
    }

    /// A choice of the first language, or of the one beside it, where no code is none.
    fn language(&self, code: &str, is_first: bool) -> El {
        let app = self.app;
        let (shown, is) = (self.chosen.clone(), code.to_owned());
        let place = if is_first { "first" } else { "second" };
        let testid = format!("sheet-{place}-{}", if code.is_empty() { "none" } else { code });
        let input = el("input").attr("type", "radio").attr("name", &format!("sheet-{place}")).testid(&testid);
        let input = input.checked_by(move || {
            let chosen = shown.get();
            is == if is_first { chosen.first(app) } else { chosen.second }
        });
        let name = el("span");
        let name = if code.is_empty() { name.said(app.t(Msg::SheetOne)) } else { named(name, code) };
        let (chosen, fault, waits, kept) =
            (self.chosen.clone(), self.fault.clone(), self.waits.clone(), self.kept.clone());
        let keep = move |now: &Chosen| {
            kept.put(FIRST, &now.first);
            kept.put(SECOND, &now.second);
        };
        let code = code.to_owned();
        let choose = move || {
            fault.set(None);
            if code.is_empty() {
                let now = Chosen { second: String::new(), ..chosen.get() };
                keep(&now);
                return chosen.set(now);
            }
            waits.set(true);
            let (chosen, fault, waits, wanted, keep) =
                (chosen.clone(), fault.clone(), waits.clone(), code.clone(), keep.clone());
            app.fetch_book(&code, move |book| {
                waits.set(false);
                let mut now = chosen.get();
                match book {
                    Some(_) if is_first => now.first = wanted,
                    Some(_) => now.second = wanted,
                    None => fault.set(Some(Msg::WordsNotHere)),
                }
                // Nothing stands beside itself.
                if now.first(app) == now.second {
                    now.second.clear();
                }
                keep(&now);
                // Also where nothing changes: the mark goes back to what is shown.
                chosen.set(now);
            });
        };
        el("label").class("choice").child(input.on("change", choose)).child(name)
    }
}
