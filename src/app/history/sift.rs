//! The filter above a history: by kind, by day, by whom; and the rows in portions, since a history can be long.

use crate::app::words;
use crate::browser::dom::{El, el};
use crate::case::{Kind, Sieve, days, people};
use crate::journal::{By, Entry, Journal};
use crate::text::{Book, Msg, day_in_words, local};

use crate::app::parts::{Own, button, buttons};
use crate::app::state::App;

/// How many rows come at a time.
const PORTION: usize = 100;

/// The filter and the rows that it lets through, the latest first. `row` makes one.
pub fn sifted(app: App, row: fn(App, &Journal, &Entry) -> El) -> Vec<El> {
    let sieve = Own::new(Sieve::default());
    let room = Own::new(PORTION);
    let key = {
        let (sieve, room) = (sieve.clone(), room.clone());
        move || {
            let entries = app.see_here(|_, journal| journal.len()).unwrap_or(0);
            (entries, app.book().language().to_owned(), sieve.get(), room.get())
        }
    };
    let count = {
        let sieve = sieve.clone();
        move || {
            let sieve = sieve.get();
            let count = |journal: &Journal| journal.entries().filter(|entry| sieve.holds(journal, entry)).count();
            app.see_here(|_, journal| count(journal)).unwrap_or(0)
        }
    };
    let rows = {
        let (sieve, room) = (sieve.clone(), room.clone());
        move || {
            let (sieve, room) = (sieve.get(), room.get());
            let look = |journal: &Journal| {
                let entries = journal.in_order();
                let found = entries.iter().rev().filter(|entry| sieve.holds(journal, entry));
                found.take(room).map(|entry| row(app, journal, entry)).collect()
            };
            app.see_here(|_, journal| look(journal)).unwrap_or_default()
        }
    };
    let (counted, left) = (count.clone(), count);
    let (shown, beyond, grows) = (room.clone(), room.clone(), room.clone());
    let says = move || {
        let count = counted();
        app.fill(Msg::HistoryFound, &[("shown", &count.min(shown.get()).to_string()), ("count", &count.to_string())])
    };
    let more = button(app, "", Msg::HistoryMore, move || grows.set(grows.get() + PORTION))
        .testid("history-more")
        .hidden_by(move || left() <= beyond.get());
    vec![
        filter(app, sieve, room),
        el("p").class("hint").attr("role", "status").testid("history-found").said(says),
        el("ul").class("history").testid("history-list").slot(key, rows),
        buttons(vec![more]),
    ]
}

fn filter(app: App, sieve: Own<Sieve>, room: Own<usize>) -> El {
    let put = move |change: &dyn Fn(&mut Sieve)| {
        let mut new = sieve.get();
        change(&mut new);
        room.set(PORTION);
        sieve.set(new);
    };
    let kinds = move || {
        let book = app.book();
        Kind::ALL.iter().zip(0..).map(|(kind, at): (_, u8)| (at.to_string(), kind_word(&book, *kind))).collect()
    };
    let whens = move || {
        let days = app.see_here(|_, journal| days(journal)).unwrap_or_default();
        let book = app.book();
        let word = |at| local(at).map(|(day, _)| day_in_words(&book, day)).unwrap_or_default();
        days.into_iter().map(|(day, at)| (day.to_string(), word(at))).collect()
    };
    let whos = move || {
        let people = app.see_here(|_, journal| people(journal)).unwrap_or_default();
        let book = app.book();
        people.iter().map(|by| (by_key(by), by_words(&book, by))).collect()
    };
    let (of_day, of_who) = (put.clone(), put.clone());
    let set_kind = move |value: &str| {
        let kind = value.parse().ok().and_then(|at: usize| Kind::ALL.get(at)).copied();
        put(&|sieve| sieve.kind = kind);
    };
    let set_day = move |value: &str| {
        let day = value.parse().ok();
        of_day(&|sieve| sieve.day = day);
    };
    let set_who = move |value: &str| {
        let people = app.see_here(|_, journal| people(journal)).unwrap_or_default();
        let by = people.into_iter().find(|by| !value.is_empty() && by_key(by) == value);
        of_who(&|sieve| sieve.by = by.clone());
    };
    el("div")
        .class("sieve")
        .child(choose(app, "history-kind", Msg::HistoryKind, kinds, set_kind))
        .child(choose(app, "history-day", Msg::Day, whens, set_day))
        .child(choose(app, "history-who", Msg::HistoryWho, whos, set_who))
}

/// One of these values, each with its word, or all.
fn choose(
    app: App,
    id: &str,
    label: Msg,
    words: impl Fn() -> Vec<(String, String)> + Copy + 'static,
    put: impl Fn(&str) + 'static,
) -> El {
    let select = el("select").id(id).testid(id);
    let chosen = select.clone();
    let options = move || {
        // A new day or a new official makes the options anew; what was chosen stays chosen.
        let now = chosen.value();
        let option = |(value, word): (String, String)| {
            let option = el("option").attr("value", &value).text(&word);
            if value == now { option.attr("selected", "") } else { option }
        };
        std::iter::once(el("option").attr("value", "").text(&app.say(Msg::HistoryAll)))
            .chain(words().into_iter().map(option))
            .collect()
    };
    let select = select.slot(move || Some(words()), options);
    let value = select.clone();
    let select = select.on("change", move || put(&value.value()));
    el("div").class("field").child(el("label").attr("for", id).said(app.t(label))).child(select)
}

fn kind_word(book: &Book, kind: Kind) -> String {
    let msg = match kind {
        Kind::Steps => Msg::TabSteps,
        Kind::Facts => Msg::TabFacts,
        Kind::Consents => Msg::ConsentsWord,
        Kind::Stops => Msg::StopsWord,
        Kind::Words => Msg::HistoryWords,
        Kind::Sharing => Msg::HistorySharing,
        Kind::Incidents => Msg::Incident,
        Kind::Undone => Msg::ActUndo,
        Kind::Case => Msg::HistoryCase,
    };
    book.say(msg).to_owned()
}

/// Stands for an official among the options.
fn by_key(by: &By) -> String {
    [by.role.as_str(), &by.office, &by.initials].join("\u{1f}")
}

/// Who wrote, by role, office and initials.
fn by_words(book: &Book, by: &By) -> String {
    let official = words::official(book, by);
    if official.is_empty() { book.say(Msg::NotSaid).to_owned() } else { official }
}
