//! Printing what stands on the page; and where the browser does nothing, which it does not say, the other ways to paper.

use std::rc::Rc;

use leptos::prelude::on_cleanup;

use crate::browser::dom::{El, el};
use crate::browser::{clock, print};
use crate::case::sharing::Way;
use crate::exchange::page::{Page, STYLE};
use crate::text::Msg;

use super::parts::{Own, button, buttons, line};
use super::send::{Parcel, status, ways};
use super::share::{Cleared, Outgoing, asks, went, what_of};
use super::state::App;

/// The button that prints, with what is asked before, and what to do where nothing came. `sheet` holds what prints; `name` is
/// that of a file of it, without its ending: nothing of the case but its short code. `id` is the button's name for tests.
pub fn printing(app: App, id: &'static str, out: Outgoing, sheet: El, name: impl Fn() -> String + 'static) -> El {
    // A tab with a sheet must not outlive what it was made from, least of all a lock.
    on_cleanup(print::close_tabs);
    let unseen = Own::new(None::<(u32, Cleared)>);
    let (tell, key, shown, now) = (unseen.clone(), unseen.clone(), unseen, out.clone());
    let go = move |cleared: Cleared| {
        let (tell, count) = (tell.clone(), tell.get().map_or(0, |(count, _)| count) + 1);
        tell.set(None);
        print::print(move |begun| match begun {
            true => went(app, &cleared, Way::Paper),
            false => tell.set(Some((count, cleared))),
        });
    };
    let key = move || {
        let (count, cleared) = key.get()?;
        (what_of(&cleared) == (now.what)()).then(|| (count, app.book().language().to_owned()))
    };
    let build = move || {
        let cleared = shown.get().map(|(_, cleared)| cleared);
        cleared.map(|cleared| instead(app, &cleared, &sheet, &name())).into_iter().collect()
    };
    el("div").class("printing").child(asks(app, id, out, Msg::Print, go)).slot(key, build)
}

/// The short code of what is printed, and the day: what files are called.
pub fn dated(code: &str) -> String {
    clock::today().map_or_else(|| code.to_owned(), |day| format!("{code}-{day}"))
}

fn instead(app: App, cleared: &Cleared, sheet: &El, name: &str) -> El {
    let said = Own::new(None::<String>);
    let status = status("print-said", &said);
    let (of_print, of_tab, of_page) = (cleared.clone(), cleared.clone(), cleared.clone());
    let (printed, opened, shown) = (said.clone(), said, sheet.clone());
    let did_print = move || {
        went(app, &of_print, Way::Paper);
        printed.set(Some(app.say(Msg::Noted)));
    };
    let open_tab = move || {
        let [title, head] = [Msg::SheetTitle, Msg::PrintTabHead].map(|msg| app.say(msg));
        let is_open = print::open_tab(&shown, &title, &head, STYLE);
        if is_open {
            went(app, &of_tab, Way::Paper);
        }
        opened.set(Some(app.say(if is_open { Msg::PrintInTabOpen } else { Msg::PrintInTabRefused })));
    };
    let parcel = Parcel {
        id: "page",
        name: format!("{name}.html"),
        mime: "text/html",
        bytes: Rc::from(page(app, sheet).into_bytes()),
        text: None,
        is_sealed: false,
    };
    el("div")
        .class("apart")
        .testid("print-unseen")
        .child(line(app, "warn", Msg::PrintUnseen).attr("role", "alert"))
        .child(buttons(vec![
            button(app, "", Msg::DidPrint, did_print).testid("did-print"),
            button(app, "", Msg::PrintInTab, open_tab).testid("print-tab"),
        ]))
        .child(status)
        .child(line(app, "hint", Msg::PageWhat))
        .child(ways(app, parcel, move || went(app, &of_page, Way::File)))
}

/// What is shown, as a page of its own.
fn page(app: App, sheet: &El) -> String {
    let book = app.book();
    let mut page = Page::begin(book.language(), book.say(Msg::SheetTitle));
    print::read(sheet, &mut |part| match part {
        print::Part::Open(name, attributes) => page.open(name, attributes),
        print::Part::Text(words) => page.text(words),
        print::Part::Close => page.close(),
    });
    page.end()
}
