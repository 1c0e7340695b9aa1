//! Small pieces that many screens are made of.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{Notify, Track, Trigger};

use crate::browser::dom::{El, el};
use crate::text::Msg;

use super::state::App;

/// A value that a view keeps for itself, such as what an official is about to record.
#[derive(Clone)]
pub struct Own<T: Clone> {
    value: Rc<RefCell<T>>,
    watch: Trigger,
}

impl<T: Clone + 'static> Own<T> {
    /// Begins with a value.
    pub fn new(value: T) -> Self {
        Self { value: Rc::new(RefCell::new(value)), watch: Trigger::new() }
    }

    /// The value.
    pub fn get(&self) -> T {
        self.watch.track();
        self.value.borrow().clone()
    }

    /// Whether something holds of the value; nothing follows it by that.
    pub fn is(&self, holds: impl FnOnce(&T) -> bool) -> bool {
        holds(&self.value.borrow())
    }

    /// Another value.
    pub fn set(&self, value: T) {
        self.value.replace(value);
        self.watch.notify();
    }

    /// The value of now; where it is the same, nobody is told.
    pub fn settle(&self, value: T)
    where
        T: PartialEq,
    {
        if *self.value.borrow() != value {
            self.set(value);
        }
    }
}

/// What is wrong with what was typed.
pub type Fault = Own<Option<Msg>>;

/// The line that says what is wrong, while something is.
pub fn fault_line(app: App, fault: &Fault) -> El {
    let (shown, said) = (fault.clone(), fault.clone());
    el("p")
        .class("error")
        .attr("role", "alert")
        .hidden_by(move || shown.get().is_none())
        .said(move || said.get().map(|msg| app.say(msg)).unwrap_or_default())
}

/// A paragraph of the app's words.
pub fn line(app: App, class: &str, msg: Msg) -> El {
    el("p").class(class).said(app.t(msg))
}

/// A button of the app's words.
pub fn button(app: App, class: &str, msg: Msg, call: impl Fn() + 'static) -> El {
    el("button").attr("type", "button").class(class).said(app.t(msg)).on("click", call)
}

/// A row of buttons.
pub fn buttons(buttons: Vec<El>) -> El {
    el("div").class("buttons").children(buttons)
}

/// A line of text to type in, with its label; `hint` stands between them.
pub fn text_field(app: App, id: &str, label: Msg, hint: Option<Msg>) -> (El, El) {
    let input = el("input").id(id).testid(id).attr("type", "text").without_helpers();
    let hint_id = format!("{id}-hint");
    let hint = hint.map(|hint| line(app, "hint", hint).id(&hint_id));
    let input = if hint.is_some() { input.attr("aria-describedby", &hint_id) } else { input };
    let label = el("label").attr("for", id).said(app.t(label));
    (el("div").class("field").child(label).maybe(hint).child(input.clone()), input)
}

/// One of several answers: a radio button or a box with its words.
pub fn choice(input: El, words: impl Fn() -> String + 'static) -> El {
    el("label").class("choice").child(input).child(el("span").said(words))
}

/// Choices under a question.
pub fn choices(legend: El, choices: Vec<El>) -> El {
    el("fieldset").child(legend).child(el("div").class("choices").children(choices))
}

/// Says what buttons belong to that only say what they do.
pub fn group(app: App, frame: El, key: String) -> El {
    let name = app.of(key);
    frame.attr("role", "group").attr_by("aria-label", move || Some(name()))
}

/// Lines of a word of the procedure, a point each.
pub fn lines(app: App, key: String) -> El {
    let points = move || {
        let book = app.book();
        book.maybe(&key).unwrap_or_default().lines().map(|point| el("li").text(point)).collect()
    };
    el("ul").class("lines").slot(move || app.book().language().to_owned(), points)
}

/// Something folded away.
pub fn folded(summary: impl Fn() -> String + 'static, inner: Vec<El>) -> El {
    el("details").child(el("summary").said(summary)).children(inner)
}

/// A number of a phase, step or flag.
pub fn number(text: &str) -> El {
    el("span").class("number").text(text)
}

/// A notice that something is wrong, there while there is something to say.
pub fn notice(testid: &'static str, text: impl Fn() -> Option<String> + Clone + 'static) -> El {
    let says = text.clone();
    el("div").when(
        move || says().is_some(),
        move || {
            let text = text.clone();
            el("p").class("warn").testid(testid).said(move || text().unwrap_or_default())
        },
    )
}
