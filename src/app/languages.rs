//! Choosing the language, from every screen: each language in its own script, the one in use marked. Words change in place.

use crate::browser::dom::{El, effect, el};
use crate::browser::{page, texts};
use crate::text::{Msg, own_name};

use super::parts::line;
use super::state::App;

/// The buttons, and what is said where a language cannot be had. Nothing to choose from, no buttons.
pub fn languages(app: App, (): ()) -> Vec<El> {
    effect(move || page::set_names(app.book().language(), &app.say(Msg::PageTitle)));
    let offered = app.languages();
    if offered.len() < 2 {
        return Vec::new();
    }
    let waits = line(app, "hint", Msg::LanguageComing)
        .attr("role", "status")
        .hidden_by(move || app.language_wanted().is_none_or(|code| code == app.book().language()));
    let missed = line(app, "error", Msg::LanguageMissed)
        .attr("role", "alert")
        .testid("language-missed")
        .hidden_by(move || app.language_missed().is_none());
    let group = el("div")
        .class("tongues")
        .attr("role", "group")
        .attr_by("aria-label", move || Some(app.say(Msg::SheetLanguage)))
        .children(offered.into_iter().map(|code| button(app, code)).collect());
    vec![group, waits, missed]
}

fn button(app: App, code: String) -> El {
    let is = code.clone();
    let testid = format!("language-{code}");
    named(el("button").attr("type", "button").class("small").testid(&testid), &code)
        .attr_by("aria-pressed", move || Some((app.book().language() == is).to_string()))
        .leaves_focus()
        .on("click", move || app.speak_in(&code))
}

/// Puts the name of a language, in that language where it is known, into an element.
pub fn named(place: El, code: &str) -> El {
    if let Some(name) = own_name(code) {
        return place.text(name).attr("lang", code);
    }
    let name = texts::name_of_language(code);
    // A browser that does not know its name in it says it in another language.
    let own = !name.is_ascii();
    let place = place.text(&name);
    if own { place.attr("lang", code) } else { place }
}
