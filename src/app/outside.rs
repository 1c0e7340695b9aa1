//! What comes to the app from outside: the page around it, and whatever in the browser rewrites its page (a translation, an
//! extension). Neither may cost any work, nor leave a screen that says what is no longer so.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::browser::clock::{self, Moment};
use crate::browser::dom::{El, effect, el};
use crate::browser::host::{self, Host};
use crate::browser::page;
use crate::browser::rewritten::{self, Rewritten};
use crate::exchange::host::{Theme, Wish, Word};
use crate::text::Msg;

use super::parts::{Own, line};
use super::state::App;

/// A page may ask for something again and again; only the last of so many milliseconds is done.
const LAST_OF: u32 = 100;
/// So often the whole page is put back, ...
const PUT_BACK: u32 = 3;
/// ... within so many milliseconds. What rewrites it more often would go on for ever.
const WITHIN: f64 = 10_000.0;

/// Listens to both, as long as the page lives. `whole` holds the app.
pub fn outside(app: App, whole: El) -> Vec<El> {
    if let Some(host) = host::around(&app.config().hosts) {
        talk(app, host);
    }
    vec![hold(app, whole)]
}

// ---- The page around ----

fn talk(app: App, host: Host) {
    let (heard, follows) = (host.clone(), Cell::new(false));
    let (language, theme) = (last_of(move |code: String| speak(app, &code)), last_of(set_theme));
    host.on_message(move |fields| match Wish::read(fields) {
        Some(Wish::Lock) => app.lock(),
        Some(Wish::Language(code)) => language(code),
        Some(Wish::Theme(wanted)) => theme(wanted),
        Some(Wish::Height) if !follows.replace(true) => {
            let told = heard.clone();
            host::on_height(move |height| told.tell(&Word::Height(height).fields()));
        }
        Some(Wish::Height) | None => {}
    });
    host.tell(&Word::Ready.fields());
    let told = Cell::new(None);
    effect(move || {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let word = match app.is_open() {
            true => Word::State { cases: count(app.case_ids().len()), unsaved: count(app.unsaved_cases()) },
            false => Word::Locked,
        };
        if told.replace(Some(word)) != Some(word) {
            host.tell(&word.fields());
        }
    });
}

fn set_theme(theme: Theme) {
    host::set_theme(theme.mark());
}

fn speak(app: App, code: &str) {
    if app.book().language() != code && app.languages().iter().any(|offered| offered == code) {
        app.speak_in(code);
    }
}

/// Does what was asked for last, once nothing was asked for a moment or the moment is over.
fn last_of<T: 'static>(act: impl Fn(T) + 'static) -> impl Fn(T) {
    let (act, last) = (Rc::new(act), Rc::new(RefCell::new(None)));
    move |wanted| {
        if last.replace(Some(wanted)).is_none() {
            let (act, last) = (act.clone(), last.clone());
            Timeout::new(LAST_OF, move || {
                let wanted = last.take();
                if let Some(wanted) = wanted {
                    act(wanted);
                }
            })
            .forget();
        }
    }
}

// ---- What rewrites the page ----

/// Words that were replaced no longer follow the case: with the next change the page is drawn anew, but never under the
/// caret. Parts that were replaced by their likeness do nothing any more: they are put back at once.
fn hold(app: App, whole: El) -> El {
    let (is_rewritten, stale) = (Own::new(false), Rc::new(Cell::new(false)));
    let (seen, marked, often) = (is_rewritten.clone(), stale.clone(), Often::default());
    rewritten::on_rewritten(move |what| {
        seen.settle(true);
        match what {
            Rewritten::Words => marked.set(true),
            Rewritten::Parts if often.once_more() => {
                draw_anew(app);
                whole.stands_alone();
            }
            Rewritten::Parts => {}
        }
    });
    effect(move || {
        app.any_change();
        if stale.get() && !rewritten::is_typing() {
            stale.set(false);
            draw_anew(app);
        }
    });
    el("div")
        .class("outside")
        .hidden_by(move || !is_rewritten.get())
        .child(line(app, "warn", Msg::PageRewritten).attr("role", "alert").testid("rewritten"))
}

fn draw_anew(app: App) {
    let (scrolled, focused) = (page::scrolled(), rewritten::focused());
    app.draw_anew();
    page::scroll_to(scrolled);
    if let Some(id) = focused {
        page::focus(&id);
    }
}

/// Counts within a while.
#[derive(Default)]
struct Often {
    since: Cell<Option<Moment>>,
    count: Cell<u32>,
}

impl Often {
    fn once_more(&self) -> bool {
        if self.since.get().is_none_or(|since| clock::since(since) > WITHIN) {
            self.since.set(Some(clock::moment()));
            self.count.set(0);
        }
        self.count.set(self.count.get() + 1);
        self.count.get() <= PUT_BACK
    }
}
