//! What stands around every screen: header, notices, the saving line, the foot.

use crate::browser::dom::{El, el};
use crate::exchange::ConfigProblem;
use crate::text::{Msg, local, time_of_day};
use crate::vault::Why;

use super::border::border;
use super::case_screen::case_screen;
use super::cases::{cases, new_case};
use super::door::door;
use super::files::receive;
use super::languages::languages;
use super::later::{quietly, soon};
use super::offline::newer;
use super::parts::{button, line, notice};
use super::practice::choose;
use super::reports::reports;
use super::settings::settings;
use super::spare::saver;
use super::state::{App, Saving, Screen, Tab};

/// The whole app.
pub fn shell(app: App) -> El {
    let screen = move || Some(app.spot().screen);
    let build = move || match app.spot().screen {
        Screen::Door => door(app),
        Screen::Cases => cases(app),
        Screen::NewCase => new_case(app),
        Screen::Case(id) => case_screen(app, id),
        Screen::Border => soon(app, border, ()),
        Screen::Settings => soon(app, settings, ()),
        Screen::Practice => soon(app, choose, ()),
        Screen::Receive => soon(app, receive, ()),
        Screen::Reports => soon(app, reports, ()),
    };
    // On paper there is the sheet and nothing else; where there is none, a sentence says how to get one.
    let class = move || Some(if has_sheet(app) { "app has-sheet" } else { "app" }.to_owned());
    el("div")
        .attr_by("class", class)
        .attr_by("lang", move || Some(app.book().language().to_owned()))
        .child(el("a").class("skip").attr("href", "#heading").said(app.t(Msg::SkipToContent)))
        .child(header(app))
        .child(notices(app))
        .child(el("main").slot(screen, build))
        // Below, for it comes while somebody is about to tap something.
        .child(quietly(app, newer, ()))
        .child(line(app, "print-elsewhere", Msg::PrintElsewhere).hidden_by(move || has_sheet(app)))
        .child(foot(app))
        .child(el("p").class("sr").attr("role", "status").said(move || app.spoken()))
}

fn has_sheet(app: App) -> bool {
    let spot = app.spot();
    match spot.screen {
        Screen::Case(_) => spot.tab == Tab::Paper,
        Screen::Border => !app.border_chosen().is_empty(),
        Screen::Reports => true,
        _ => false,
    }
}

fn header(app: App) -> El {
    let me = move || {
        let (me, book) = (app.me(), app.book());
        match (me.role.is_empty(), me.initials.is_empty()) {
            (true, _) => book.say(Msg::WhoIAm).to_owned(),
            (false, true) => book.role(&me.role),
            (false, false) => format!("{} · {}", book.role(&me.role), me.initials),
        }
    };
    let at_door = move || app.spot().screen == Screen::Door;
    let home = move || at_door() || app.spot().screen == Screen::Cases;
    el("header")
        .class("top")
        .child(button(app, "back", Msg::Back, move || app.back()).testid("back").hidden_by(home))
        .child(el("span").class("brand").said(app.of("short_title".to_owned())).hidden_by(move || !home()))
        .child(save_state(app))
        .child(
            el("button")
                .attr("type", "button")
                .class("me")
                .testid("settings")
                .said(me)
                .on("click", move || app.go(Screen::Settings))
                .hidden_by(at_door),
        )
        .child(button(app, "lock", Msg::Lock, move || app.lock()).testid("lock").hidden_by(move || !app.is_open()))
        .child(tongue(app))
}

/// Whether everything is saved. Never "saved" before it was read back.
fn save_state(app: App) -> El {
    let state = move || match app.saving() {
        Saving::Idle | Saving::Saved(_) => "saved",
        Saving::UnderWay => "saving",
        Saving::Unsaved(_) => "unsaved",
    };
    let practises = move || matches!(app.spot().screen, Screen::Case(id) if app.is_training(id));
    let words = move || match app.saving() {
        _ if practises() => app.say(Msg::TrainingNotSaved),
        Saving::Idle => String::new(),
        Saving::UnderWay => app.say(Msg::SavingNow),
        Saving::Saved(at) => {
            let time = local(at).map(|(_, hm)| time_of_day(hm)).unwrap_or_default();
            app.fill(Msg::SavedAt, &[("time", &time)])
        }
        Saving::Unsaved(_) => app.say(Msg::NotSaved),
    };
    el("span")
        .class("save-state")
        .testid("save-state")
        .attr("role", "status")
        .attr_by("data-state", move || Some(state().to_owned()))
        .said(words)
}

/// What stands in the way of trusting the screen, each with what to do.
fn notices(app: App) -> El {
    let unsaved = move || match app.saving() {
        // Where nothing is ever kept, the standing notice says so.
        Saving::Unsaved(Why::Absent) if !app.keeps() => None,
        Saving::Unsaved(Why::Absent) => Some(app.say(Msg::WhyAbsent)),
        Saving::Unsaved(Why::Full) => Some(app.say(Msg::WhyFull)),
        Saving::Unsaved(Why::Failed) => Some(app.say(Msg::WhyFailed)),
        Saving::Idle | Saving::UnderWay | Saving::Saved(_) => None,
    };
    let config = move || match app.config_problem()? {
        ConfigProblem::NotReadable => Some(app.say(Msg::ConfigBroken)),
        ConfigProblem::Settings(names) => Some(app.fill(Msg::ConfigSettings, &[("names", &names.join(", "))])),
    };
    let unread = move || match app.unread() {
        0 => None,
        count => Some(app.fill(Msg::Unread, &[("count", &count.to_string())])),
    };
    let not_saved = move || {
        el("div")
            .class("warn")
            .attr("role", "alert")
            .child(
                el("p")
                    .child(el("strong").said(app.t(Msg::NotSaved)))
                    .text(" ")
                    .said(move || unsaved().unwrap_or_default()),
            )
            .child(button(app, "small", Msg::TryAgain, move || app.retry()).testid("retry"))
            .children(soon(app, saver, ()))
    };
    el("div")
        .class("notices")
        .when(
            move || app.is_warned(),
            move || {
                let stay = button(app, "small", Msg::Stay, move || app.touched()).testid("stay");
                el("div")
                    .class("warn")
                    .attr("role", "alert")
                    .testid("lock-soon")
                    .child(line(app, "", Msg::LockSoon))
                    .child(stay)
            },
        )
        .when(move || unsaved().is_some(), not_saved)
        .child(notice("keeps-nothing", move || (!app.keeps()).then(|| app.say(Msg::KeepsNothing))))
        .child(notice("unread", unread))
        .child(notice("config-problem", config))
}

fn foot(app: App) -> El {
    let not_official = (!app.procedure().is_approved()).then(|| el("p").said(app.of("origin".to_owned())));
    el("footer").class("foot").maybe(not_official)
}

/// The language in use: whether its words are a draft, and the way to another.
fn tongue(app: App) -> El {
    el("div")
        .class("languages")
        .child(quietly(app, languages, ()))
        .child(line(app, "draft", Msg::DraftTranslation).hidden_by(move || !app.book().is_draft()))
}
