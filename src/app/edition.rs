//! What changed since the edition that a case was begun under: shown when the case is opened, folded away once it was seen.

use crate::browser::dom::{El, el};
use crate::browser::page;
use crate::case::{Differences, differences};
use crate::procedure::Thing;
use crate::text::{Book, Msg};
use crate::vault::CaseId;

use super::parts::{button, folded, lines, number};
use super::state::App;
use super::words;

/// The differences of a case, where there are any.
pub fn edition(app: App, id: CaseId) -> Vec<El> {
    let key = move || (app.see(id, differences).flatten(), app.book().language().to_owned());
    let build = move || key().0.map(|differences| list(app, id, &differences)).into_iter().collect();
    vec![el("div").slot(key, build)]
}

fn list(app: App, id: CaseId, differences: &Differences) -> El {
    let book = app.book();
    let mut parts: Vec<El> = Vec::new();
    parts.extend(differences.editions.iter().map(|edition| lines(app, format!("change.{edition}"))));
    if !differences.listed {
        parts.push(el("p").said(app.t(Msg::EditionNotListed)));
    }
    let lost = differences.lost.iter().map(|act| el("li").class("typed").text(&words::act(&book, act))).collect();
    let groups = [
        (Msg::EditionLost, "edition-lost", lost),
        (Msg::EditionAdded, "edition-added", things(app, &book, &differences.added)),
        (Msg::EditionChanged, "edition-changed", things(app, &book, &differences.changed)),
    ];
    for (title, testid, items) in groups.into_iter().filter(|(_, _, items)| !items.is_empty()) {
        parts.push(
            el("div").class("apart").child(el("h3").said(app.t(title))).child(el("ul").testid(testid).children(items)),
        );
    }
    let fold = folded(app.t(Msg::EditionWhat), parts).class("note").testid("edition-changes");
    let (open, close, told) = (fold.clone(), fold.clone(), fold.clone());
    if !app.saw_edition(id) {
        open.set_open(true);
    }
    let put_away = move || {
        close.set_open(false);
        page::focus("heading");
    };
    let seen = button(app, "small", Msg::EditionSeen, put_away).testid("edition-seen");
    fold.child(seen).on("toggle", move || {
        if !told.property("open").is_truthy() {
            app.see_edition(id);
        }
    })
}

/// Each with its name; a step can be opened from here.
fn things(app: App, book: &Book, things: &[Thing]) -> Vec<El> {
    let item = |thing: &Thing| {
        let (kind, id) = thing.named();
        let key = format!("{kind}.{id}");
        let name = book.of(&key).text;
        match thing.clone() {
            Thing::Step(id) => el("li").child(
                el("button")
                    .attr("type", "button")
                    .class("next-item")
                    .child(number(id.as_str()))
                    .child(el("span").text(name))
                    .on("click", move || app.open_step(&id)),
            ),
            Thing::Stop(_) | Thing::Paper(_) => el("li").text(&format!("{id} {name}")),
            Thing::Fact(_) | Thing::Consent(_) => el("li").text(name),
        }
    };
    things.iter().map(item).collect()
}
