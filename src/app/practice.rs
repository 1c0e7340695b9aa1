//! Practice: choosing a case with a story, its task, and what was right and what was missed in the end.

use crate::browser::dom::{El, el};
use crate::case::Training;
use crate::text::Msg;
use crate::vault::CaseId;

use super::cases::{heading, practise};
use super::parts::{Own, button, buttons, folded, line, lines};
use super::state::{App, Screen};

/// The practice cases to choose from.
pub fn choose(app: App, (): ()) -> Vec<El> {
    let story = |training: Training| {
        let key = format!("training.{}", training.id);
        let testid = format!("practise-{}", training.id);
        let first = format!("{key}.story");
        let first = move || {
            let book = app.book();
            book.maybe(&first).and_then(|text| text.lines().next()).unwrap_or_default().to_owned()
        };
        el("li").child(
            el("button")
                .attr("type", "button")
                .class("case-link")
                .testid(&testid)
                .child(el("span").class("code").said(app.of(key)))
                .child(el("span").class("meta").said(first))
                .on("click", move || begin(app, &training, App::go)),
        )
    };
    let trainings = app.trainings();
    let list =
        (!trainings.is_empty()).then(|| el("ul").class("cases").children(trainings.into_iter().map(story).collect()));
    std::iter::once(heading(app, Msg::Practise))
        .chain([line(app, "hint", Msg::PractiseHint)])
        .chain(list)
        .chain([buttons(vec![button(app, "", Msg::PractiseEmpty, move || practise(app)).testid("practise-empty")])])
        .collect()
}

fn begin(app: App, training: &Training, go: fn(App, Screen)) {
    match app.begin_training(training) {
        Some(id) => go(app, Screen::Case(id)),
        None => app.speak(Msg::NoRandomness),
    }
}

/// What stands at the head of a practice case: its story, its task, the debrief, and ways on.
pub fn lesson(app: App, id: CaseId) -> Vec<El> {
    let others = button(app, "small", Msg::PractiseOther, move || app.go(Screen::Practice)).testid("practise-other");
    let Some(training) = app.training_of(id) else {
        let again = button(app, "small", Msg::PractiseAgain, move || practise(app));
        return vec![buttons(vec![again, others])];
    };
    let key = format!("training.{}", training.id);
    let story = folded(
        app.t(Msg::PractiseStory),
        vec![
            lines(app, format!("{key}.story")),
            el("h3").said(app.t(Msg::PractiseTask)),
            lines(app, format!("{key}.task")),
        ],
    );
    let debriefed = Own::new(false);
    let (shows, turns) = (debriefed.clone(), debriefed);
    let ask = button(app, "small", Msg::PractiseDebrief, move || turns.set(true)).testid("debrief");
    let again = training.clone();
    let again = button(app, "small", Msg::PractiseAgain, move || begin(app, &again, App::go_instead));
    vec![
        el("p").child(el("strong").said(app.of(key))),
        story.attr("open", "").testid("story"),
        buttons(vec![ask, again.testid("practise-again"), others]),
        el("div").when(move || shows.get(), move || debrief(app, id, training.clone())),
    ]
}

/// What was right and what was missed, as the case stands now.
fn debrief(app: App, id: CaseId, training: Training) -> El {
    let key = format!("training.{}", training.id);
    let points = move || {
        let owned = |(point, right): (&str, bool)| (point.to_owned(), right);
        app.see(id, |view, _| training.debrief(view).into_iter().map(owned).collect::<Vec<_>>()).unwrap_or_default()
    };
    let missed = {
        let points = points.clone();
        move || points().iter().filter(|(_, right)| !right).count()
    };
    let says = move || match missed() {
        0 => app.say(Msg::PractiseAllRight),
        count => app.fill(Msg::PractiseMissed, &[("count", &count.to_string())]),
    };
    let shown = points.clone();
    let build = move || {
        let book = app.book();
        let point = |(point, right): (String, bool)| {
            let word = book.say(if right { Msg::PractiseRight } else { Msg::PractiseNotYet });
            el("li")
                .attr("data-state", if right { "right" } else { "missed" })
                .child(el("strong").text(&format!("{} {word}: ", if right { "☑" } else { "☐" })))
                .text(book.of(&format!("{key}.{point}")).text)
        };
        shown().into_iter().map(point).collect()
    };
    el("div").testid("debriefing").attr("role", "status").child(el("p").said(says)).child(el("ul").slot(points, build))
}
