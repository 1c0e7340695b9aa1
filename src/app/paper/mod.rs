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
use crate::browser::texts;
use crate::case::sharing::What;
use crate::case::{Reader, overview, short_code, summary};
use crate::text::Msg;
use crate::vault::CaseId;

use super::closing::close_section;
use super::dossier::{counts, to_dossier};
use super::files::export;
use super::kept::Kept;
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
    first: String,
    /// Empty: one language.
    second: String,
}

/// The part of the case screen that prints.
pub fn paper(app: App, id: CaseId) -> Vec<El> {
    let here = app.book().language().to_owned();
    let kept = Kept::outside(app, "sheet");
    let last = kept.get(READER);
    let reader = sheet::readers().find(|reader| last.as_deref() == Some(sheet::key(*reader)));
    let reader = reader.unwrap_or(Some(Reader::File));
    let chosen = Own::new(Chosen { reader, first: here, second: String::new() });
    let fetched = Own::new(Vec::new());
    let fault = Fault::new(None);
    let waits = Own::new(false);
    let says = fault_line(app, &fault);
    let tongues = {
        let (chosen, fetched) = (chosen.clone(), fetched.clone());
        move || {
            let Chosen { first, second, .. } = chosen.get();
            let second = if second == first { None } else { tongue::of(app, &second, &fetched) };
            tongue::of(app, &first, &fetched).map(|first| Tongues::new(first, second))
        }
    };
    let key = {
        let (chosen, fetched) = (chosen.clone(), fetched.clone());
        move || {
            let length = app.see(id, |_, journal| journal.len()).unwrap_or(0);
            Some((chosen.get(), fetched.get().len(), length, app.book().language().to_owned(), app.me().role))
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
    let asks = Asks { app, chosen, fetched, fault, waits, kept };
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
    fetched: Own<Vec<(String, tongue::Tongue)>>,
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
        let Some(first) = self.kept.get(FIRST) else { return };
        let second = self.kept.get(SECOND).unwrap_or_default();
        let offered = tongue::offered(self.app);
        let is_offered = |code: &String| offered.contains(code);
        if !is_offered(&first) || !(second.is_empty() || is_offered(&second)) {
            return;
        }
        let (app, chosen, fetched) = (self.app, self.chosen.clone(), self.fetched.clone());
        let put = move || chosen.set(Chosen { first: first.clone(), second: second.clone(), ..chosen.get() });
        let (wanted, other) = (self.kept.get(FIRST).unwrap_or_default(), self.kept.get(SECOND).unwrap_or_default());
        tongue::fetch(app, &wanted, &self.fetched, move |is_here| match other.as_str() {
            _ if !is_here => {}
            "" => put(),
            other => tongue::fetch(app, other, &fetched, move |is_here| {
                if is_here {
                    put();
                }
            }),
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
        let first = offered.iter().map(|code| self.language(code, "first", |chosen| &mut chosen.first));
        let first = choices(el("legend").said(app.t(Msg::SheetLanguage)), first.collect());
        let none = self.language("", "second", |chosen| &mut chosen.second);
        let second = offered.iter().map(|code| self.language(code, "second", |chosen| &mut chosen.second));
        let second = choices(el("legend").said(app.t(Msg::SheetSecond)), [none].into_iter().chain(second).collect());
        vec![first, second]
    }

    fn language(&self, code: &str, place: &'static str, field: fn(&mut Chosen) -> &mut String) -> El {
        let app = self.app;
        let (shown, is) = (self.chosen.clone(), code.to_owned());
        let testid = format!("sheet-{place}-{}", if code.is_empty() { "none" } else { code });
        let input = el("input").attr("type", "radio").attr("name", &format!("sheet-{place}")).testid(&testid);
        let input = input.checked_by(move || *field(&mut shown.get()) == is);
        let (name, has_name, lang) = (texts::name_of_language(code), !code.is_empty(), code.to_owned());
        let own_name = has_name && (code == "en" || !name.is_ascii());
        let words = move || if has_name { name.clone() } else { app.say(Msg::SheetOne) };
        let (chosen, fetched, fault, waits, kept) =
            (self.chosen.clone(), self.fetched.clone(), self.fault.clone(), self.waits.clone(), self.kept.clone());
        let keep = move |now: &Chosen| {
            kept.put(FIRST, &now.first);
            kept.put(SECOND, &now.second);
        };
        let code = code.to_owned();
        let choose = move || {
            fault.set(None);
            if code.is_empty() {
                let mut now = chosen.get();
                field(&mut now).clear();
                keep(&now);
                return chosen.set(now);
            }
            waits.set(true);
            let (chosen, fault, waits, wanted, keep) =
                (chosen.clone(), fault.clone(), waits.clone(), code.clone(), keep.clone());
            tongue::fetch(app, &code, &fetched, move |is_here| {
                waits.set(false);
                let mut now = chosen.get();
                if is_here {
                    *field(&mut now) = wanted;
                    // Nothing stands beside itself.
                    if now.first == now.second {
                        now.second.clear();
                    }
                    keep(&now);
                } else {
                    fault.set(Some(Msg::WordsNotHere));
                }
                // Also where nothing changes: the mark goes back to what is shown.
                chosen.set(now);
            });
        };
        let label = choice(input.on("change", choose), words);
        // A browser that does not know its name in it says it in another language.
        if own_name { label.attr("lang", &lang) } else { label }
    }
}
