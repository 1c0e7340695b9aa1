//! One case: gate, journey, the parts of the case, and the opened step in the place of the list or beside it.

mod head;

use crate::browser::dom::{El, el};
use crate::case::other_edition;
use crate::text::Msg;
use crate::vault::CaseId;

use super::back::way_back;
use super::consents::consents;
use super::dossier::dossier;
use super::facts::facts;
use super::files::{came, export};
use super::gate::gate_box;
use super::history::{Which, history, undone};
use super::journey::way;
use super::later::{quietly, soon};
use super::links::links;
use super::paper::paper;
use super::parts::{Own, button, line, notice};
use super::practice::lesson;
use super::state::{App, Tab};
use super::step::step_panel;
use super::steps::{next_list, phases};
use super::words;
use head::head;

/// One case.
pub fn case_screen(app: App, id: CaseId) -> Vec<El> {
    let other = move || app.other_procedure(id);
    let elsewhere = move || other().map(|name| belongs_elsewhere(app, id, &name)).unwrap_or_default();
    vec![el("div").when(move || other().is_none(), move || own_case(app, id)).slot(other, elsewhere)]
}

/// A case of another procedure. Its steps would be read as steps of this one, so nothing of it is shown, nor can anything
/// be recorded.
fn belongs_elsewhere(app: App, id: CaseId, name: &str) -> Vec<El> {
    let name = name.to_owned();
    let says = move || {
        let book = app.book();
        app.fill(Msg::OtherProcedure, &[("name", &name), ("this", book.of("short_title").text)])
    };
    let mut parts = vec![
        el("h1").id("heading").attr("tabindex", "-1").said(move || app.code(id)),
        el("p").class("warn").testid("other-procedure").said(says),
        line(app, "", Msg::OtherProcedureDo),
    ];
    parts.extend(soon(app, export, id));
    parts
}

fn own_case(app: App, id: CaseId) -> El {
    let class = move || Some(if app.opened().is_some() { "case with-step" } else { "case" }.to_owned());
    let opened = move || app.opened();
    let panel = move || app.opened().and_then(|step| step_panel(app, &step)).into_iter().collect();
    el("div").attr_by("class", class).child(main(app, id)).slot(opened, panel)
}

fn main(app: App, id: CaseId) -> El {
    let training = app.is_training(id).then(|| {
        el("div")
            .class("training")
            .child(el("strong").said(app.t(Msg::TrainingMark)))
            .text(" ")
            .said(app.t(Msg::TrainingNote))
            .child(quietly(app, lesson, id))
    });
    let progress = move || {
        let progress = app.progress().map(|overview| overview.progress).unwrap_or_default();
        words::done_of(&app.book(), progress)
    };
    let incomplete = move || {
        let incomplete = app.see(id, |view, _| view.case.is_incomplete()).unwrap_or(false);
        incomplete.then(|| app.say(Msg::CauseIncomplete))
    };
    let other = move || {
        let begun = app.see(id, |view, _| other_edition(view.case, view.procedure).map(str::to_owned)).flatten()?;
        Some(app.fill(Msg::OtherEdition, &[("begun", &begun), ("now", &app.procedure().edition)]))
    };
    let journey = move || Some(app.say(Msg::Journey));
    let tab = move || app.spot().tab;
    // Before there is a link it is found beside the other answers, and keeps no step from the eye.
    let unlinked = move || tab() != Tab::Facts && app.see(id, |view, _| view.case.links().is_empty()).unwrap_or(true);
    let mine = Own::new(false);
    let part = move || match tab() {
        Tab::Steps => {
            let mut parts = vec![next_list(app)];
            parts.extend(phases(app, &mine));
            parts
        }
        Tab::Facts => soon(app, facts, ()),
        Tab::Consents => soon(app, consents, ()),
        Tab::Paper => soon(app, paper, id),
        Tab::Dossier => soon(app, dossier, ()),
        Tab::History => soon(app, history, Which::All),
    };
    // Side by side where there is room.
    let about = el("div")
        .class("case-about")
        .maybe(training)
        .child(el("h1").id("heading").attr("tabindex", "-1").said(move || app.code(id)))
        .child(el("p").class("meta").testid("progress").said(progress))
        .child(notice("incomplete", incomplete))
        .child(notice("edition", other))
        .child(quietly(app, came, id))
        .child(quietly(app, head, id))
        .child(gate_box(app))
        .child(quietly(app, way_back, ()))
        .child(el("nav").class("journey").attr_by("aria-label", journey).child(quietly(app, way, ())))
        .child(el("div").class("links-place").child(quietly(app, links, id)).hidden_by(unlinked));
    let work = el("div")
        .class("case-work")
        .child(tabs(app))
        .child(undo_line(app, id))
        .child(el("div").class("part").slot(move || Some(tab()), part));
    el("div").class("case-main").child(about).child(work)
}

fn undo_line(app: App, id: CaseId) -> El {
    let undoable = move || app.see(id, |_, journal| journal.last_undoable().is_some()).unwrap_or(false);
    el("p").class("undo-line").when(undoable, move || {
        el("span")
            .class("undo")
            .child(button(app, "small", Msg::Undo, move || app.undo()).testid("undo"))
            .child(quietly(app, undone, id))
    })
}

fn tabs(app: App) -> El {
    // In this order they are in two rows on a phone, in every language.
    let tabs = [
        (Tab::Steps, Msg::TabSteps, "tab-steps"),
        (Tab::Consents, Msg::TabConsents, "tab-consents"),
        (Tab::Facts, Msg::TabFacts, "tab-facts"),
        (Tab::Paper, Msg::TabPaper, "tab-paper"),
        (Tab::History, Msg::TabHistory, "history"),
    ];
    let tab = |(tab, msg, testid): (Tab, Msg, &'static str)| {
        let shown = move || if app.spot().tab == Tab::Dossier { Tab::Paper } else { app.spot().tab };
        let current = move || (shown() == tab).then(|| "page".to_owned());
        let tab = button(app, "", msg, move || app.show_tab(tab)).testid(testid).attr_by("aria-current", current);
        el("li").child(tab)
    };
    el("nav")
        .class("tabs")
        .attr_by("aria-label", move || Some(app.say(Msg::PartsOfCase)))
        .child(el("ul").children(tabs.map(tab).into()))
}

/// A heading inside a part of the case, with a hint below.
pub fn part_heading(app: App, msg: Msg, hint: Option<Msg>) -> Vec<El> {
    let heading = el("h2").said(app.t(msg));
    std::iter::once(heading).chain(hint.map(|hint| line(app, "hint", hint))).collect()
}
