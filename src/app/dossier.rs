//! The papers that go along: each with whether it is needed and why, who makes it, what to keep out of it, and where it
//! stands.

use super::case_screen::part_heading;
use super::fields::watched;
use super::kept::{Kept, keep, kept_line};
use super::parts::{button, buttons, group, notice, number, text_field};
use super::state::{App, Tab};
use super::words;
use crate::browser::dom::{El, el};
use crate::case::{self, PaperLine};
use crate::journal::{Act, PaperState};
use crate::procedure::{Paper, Step, StepId};
use crate::text::Msg;

/// The whole dossier.
pub fn dossier(app: App, (): ()) -> Vec<El> {
    let mut parts = part_heading(app, Msg::PartPapers, Some(Msg::DossierHint));
    parts.push(counts(app));
    parts.extend(app.procedure().papers.iter().map(|paper| paper_field(app, paper, true)));
    parts
}

/// How many papers are there, and how many may be missing.
pub fn counts(app: App) -> El {
    let said = move || {
        let dossier = app.see_here(|view, _| case::dossier(view)).unwrap_or_default();
        words::papers_present(&app.book(), &dossier)
    };
    el("p").testid("papers-present").attr("role", "status").child(el("strong").said(said))
}

/// The papers that a step makes, and the way to all of them.
pub fn papers_at(app: App, step: &'static Step) -> Vec<El> {
    let papers = &app.procedure().papers;
    let made: Vec<El> = papers
        .iter()
        .filter(|paper| step.papers.contains(&paper.id))
        .map(|paper| paper_field(app, paper, false))
        .collect();
    let puts_together = app.procedure().dossier.as_ref() == Some(&step.id);
    if made.is_empty() && !puts_together {
        return Vec::new();
    }
    vec![
        el("section")
            .class("asks")
            .child(el("h3").said(app.t(Msg::PapersHere)))
            .children(made)
            .child(counts(app))
            .child(to_dossier(app)),
    ]
}

/// The way to all papers.
pub fn to_dossier(app: App) -> El {
    button(app, "small", Msg::AllPapers, move || app.show_tab(Tab::Dossier)).testid("to-dossier")
}

fn paper_field(app: App, paper: &'static Paper, names_steps: bool) -> El {
    let id = &paper.id;
    let line = move || app.see_here(|view, _| case::paper_line(view, paper));
    let state = move || line().and_then(|line| line.state);
    let says = move || {
        let book = app.book();
        let words = |line: &PaperLine| app.see_here(|view, _| words::paper_line(&book, view, line));
        line().as_ref().and_then(words).unwrap_or_default()
    };
    let place_id = format!("paper-place-{id}");
    let kept = Kept::new(app, &format!("paper-{id}"));
    let put = {
        let (kept, place_id) = (kept.clone(), place_id.clone());
        // Whatever is recorded of a paper takes along what stands in its field.
        move |state: PaperState| {
            let recorded = line().map(|line| line.place).unwrap_or_default();
            let place = kept.get(&place_id).map_or(recorded, |typed| typed.trim().to_owned());
            let is_as_it_was =
                |line: PaperLine| line.state == Some(state) && line.place == place && line.apart.is_empty();
            if !line().is_some_and(is_as_it_was) {
                app.act(Act::Paper { paper: id.clone(), state, place });
            }
            kept.forget();
        }
    };
    let left = {
        let put = put.clone();
        move || {
            if let Some(state) = state() {
                put(state);
            }
        }
    };
    let mark = |msg: Msg, name: &str, to: PaperState| {
        let put = put.clone();
        button(app, "", msg, move || put(to))
            .testid(&format!("paper-{id}-{name}"))
            .attr_by("aria-pressed", move || Some((state() == Some(to)).to_string()))
    };
    let (place_field, place) = text_field(app, &place_id, Msg::PaperPlace, Some(Msg::PaperPlaceHint));
    let shows = {
        let (kept, place_id) = (kept.clone(), place_id.clone());
        // What is half-typed stays in the field whatever else is recorded meanwhile.
        move || {
            let recorded = line().map(|line| line.place).unwrap_or_default();
            kept.get(&place_id).unwrap_or(recorded)
        }
    };
    let place = keep(&kept, &place_id, place.value_by(shows));
    let (place_field, place) = watched(app, (place_field, place));
    let not_recorded = kept_line(app, &kept, &place_id);
    // What came back is no change to the browser.
    let place = if not_recorded.is_some() { place.on("blur", left.clone()) } else { place };
    place.on("change", left);
    let place_field = place_field.maybe(not_recorded);
    let apart = move || line().filter(|line| !line.apart.is_empty()).map(|_| app.say(Msg::ChangedApartHint));
    let out = format!("paper.{id}.out");
    let keep_out = move || {
        let book = app.book();
        book.maybe(&out).map(|out| format!("{}: {out}", book.say(Msg::KeepOut))).unwrap_or_default()
    };
    let shown = keep_out.clone();
    group(app, el("div").class("ask paper-ask"), format!("paper.{id}"))
        .testid(&format!("paper-{id}"))
        .attr_by("data-state", move || Some(state_name(state()).to_owned()))
        .child(el("h4").child(number(id.as_str())).said(app.of(format!("paper.{id}"))))
        .child(el("p").class("typed").said(says))
        .child(el("p").class("meta").said(move || made_by(app, paper, names_steps)))
        .child(el("p").child(el("strong").said(keep_out)).hidden_by(move || shown().is_empty()))
        .child(notice("paper-apart", apart))
        .child(buttons(vec![
            mark(Msg::MarkPresent, "present", PaperState::Present),
            mark(Msg::MarkMissing, "missing", PaperState::Missing),
            mark(Msg::NotNeeded, "not-needed", PaperState::NotNeeded),
        ]))
        .child(place_field.hidden_by(move || !matches!(state(), Some(PaperState::Present | PaperState::Missing))))
}

fn state_name(state: Option<PaperState>) -> &'static str {
    match state {
        None => "unsaid",
        Some(PaperState::Present) => "present",
        Some(PaperState::Missing) => "missing",
        Some(PaperState::NotNeeded) => "not-needed",
    }
}

fn made_by(app: App, paper: &Paper, names_steps: bool) -> String {
    let book = app.book();
    let made = book.fill(Msg::MadeBy, &[("roles", &words::roles(&book, &paper.made_by))]);
    let steps = app.procedure().steps().filter(|step| step.papers.contains(&paper.id));
    let steps: Vec<&str> = steps.map(|step| StepId::as_str(&step.id)).collect();
    if !names_steps || steps.is_empty() {
        return made;
    }
    format!("{made} · {}", book.fill(Msg::AtSteps, &[("steps", &steps.join(", "))]))
}
