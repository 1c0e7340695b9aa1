//! The page, element by element, on Leptos' reactive graph.
//!
//! Leptos' `view!` makes a type of every element and compiles building and rebuilding for each; the screens of this app cost
//! 140 kB (brotli) that way, more than the whole first load may have (`docs/decisions.md` has the figures). So elements are
//! built here by plain functions, and what changes is a render effect of Leptos over a boxed closure: owned by the owner
//! that was current when it was made, and gone with it. Text is only ever a text node, an attribute or a field's value;
//! there is no way here to make markup of it. Every text node turns and hides nothing beyond itself (`shown`), whoever
//! typed what is in it; a field's value is as it was typed.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use js_sys::Reflect;
use leptos::prelude::{Owner, RenderEffect, StoredValue, untrack};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlElement, Node};

use crate::shown::shown;

/// An element. A clone is the same element.
#[derive(Clone, Debug)]
pub struct El(Element);

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Makes an element.
pub fn el(tag: &str) -> El {
    let made = document().and_then(|page| page.create_element(tag).ok());
    // Outside a page there is nothing to make elements of, and nobody to show them to.
    El(made.unwrap_or_else(|| JsValue::NULL.unchecked_into()))
}

/// Makes an element of a drawing.
pub fn svg(tag: &str) -> El {
    let made = document().and_then(|page| page.create_element_ns(Some("http://www.w3.org/2000/svg"), tag).ok());
    El(made.unwrap_or_else(|| JsValue::NULL.unchecked_into()))
}

/// Puts an element at the end of the page.
pub fn mount(element: &El) {
    if let Some(body) = document().and_then(|page| page.body()) {
        append(&body, &element.0);
    }
}

fn append(parent: &Node, child: &Node) {
    // Refused only for a child that holds its parent, which a tree built from leaves cannot have.
    let _ignored = parent.append_child(child);
}

/// Runs now, and again after each change of what it read, as long as the current owner lives.
pub fn effect(run: impl Fn() + 'static) {
    fn boxed(run: Box<dyn Fn()>) {
        StoredValue::new_local(RenderEffect::new(move |_| run()));
    }
    boxed(Box::new(run));
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, Some(value));
        self
    }

    /// Sets the class.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets the id.
    pub fn id(self, id: &str) -> Self {
        self.attr("id", id)
    }

    /// Sets the name that tests know the element by.
    pub fn testid(self, id: &str) -> Self {
        self.attr("data-testid", id)
    }

    /// An attribute that follows what it reads; none takes it away.
    pub fn attr_by(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        follow_attr(&self.0, name, Box::new(value));
        self
    }

    /// Hides the element while it holds.
    pub fn hidden_by(self, hidden: impl Fn() -> bool + 'static) -> Self {
        self.attr_by("hidden", move || hidden().then(String::new))
    }

    /// Adds text.
    pub fn text(self, text: &str) -> Self {
        if let Some(page) = document() {
            append(&self.0, &page.create_text_node(&shown(text)));
        }
        self
    }

    /// Adds text that follows what it reads.
    pub fn said(self, text: impl Fn() -> String + 'static) -> Self {
        follow_text(&self.0, Box::new(text));
        self
    }

    /// Adds an element.
    pub fn child(self, child: El) -> Self {
        append(&self.0, &child.0);
        self
    }

    /// Adds an element if there is one.
    pub fn maybe(self, child: Option<El>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Adds elements.
    pub fn children(self, children: Vec<El>) -> Self {
        for child in &children {
            append(&self.0, &child.0);
        }
        self
    }

    /// A place for elements that are built anew whenever the key changes, and only then: what is in it keeps its focus,
    /// caret and unfolded parts while the key stays. With an empty key the place is empty.
    pub fn slot<K>(self, key: impl Fn() -> K + 'static, build: impl Fn() -> Vec<El> + 'static) -> Self
    where
        K: Default + PartialEq + 'static,
    {
        let shown = RefCell::new(K::default());
        let turn = move || {
            let key = key();
            if *shown.borrow() == key {
                return Turn::Stay;
            }
            let turn = if key == K::default() { Turn::Empty } else { Turn::Build };
            shown.replace(key);
            turn
        };
        follow_slot(&self.0, Box::new(turn), Box::new(build));
        self
    }

    /// A place for an element that is there while it holds.
    pub fn when(self, holds: impl Fn() -> bool + 'static, build: impl Fn() -> El + 'static) -> Self {
        self.slot(holds, move || vec![build()])
    }

    /// Calls on an event.
    pub fn on(self, event: &'static str, call: impl Fn() + 'static) -> Self {
        listen(&self.0, event, Box::new(move |_| call()));
        self
    }

    /// Calls when a form is sent; the browser does not send it anywhere. In a frame without the right to send forms the
    /// browser does not even tell: so what counts is the press of the button, which Enter presses too.
    pub fn on_submit(self, call: impl Fn() + 'static) -> Self {
        let call = Rc::new(call);
        let pressed = call.clone();
        let press = move |event: &Event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            if target.and_then(|target| target.closest("[type=submit]").ok().flatten()).is_some() {
                event.prevent_default();
                pressed();
            }
        };
        listen(&self.0, "click", Box::new(press));
        self.instead_of("submit", Box::new(move || call()))
    }

    /// Calls when a link is followed; the browser goes nowhere.
    pub fn on_follow(self, call: impl Fn() + 'static) -> Self {
        self.instead_of("click", Box::new(call))
    }

    /// Pressed with a finger or a mouse, the element does not take the focus from where the caret is.
    pub fn leaves_focus(self) -> Self {
        self.instead_of("mousedown", Box::new(|| {}))
    }

    fn instead_of(self, event: &'static str, call: Box<dyn Fn()>) -> Self {
        listen(
            &self.0,
            event,
            Box::new(move |event| {
                event.prevent_default();
                call();
            }),
        );
        self
    }

    /// Keeps the browser's helpers away from a field of a case: they learn, and some send what they see.
    pub fn without_helpers(self) -> Self {
        self.attr("autocomplete", "off")
            .attr("autocorrect", "off")
            .attr("autocapitalize", "off")
            .attr("spellcheck", "false")
    }

    /// A field's value.
    pub fn value(&self) -> String {
        Reflect::get(&self.0, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
    }

    /// Sets a field's value, if it differs: setting moves the caret.
    pub fn set_value(&self, value: &str) {
        if self.value() != value {
            put(&self.0, "value", &value.into());
        }
    }

    /// Sets a field's value as if it had been typed there.
    pub fn retype(&self, value: &str) {
        self.set_value(value);
        for name in ["input", "change"] {
            if let Ok(event) = Event::new(name) {
                let _ignored = self.0.dispatch_event(&event);
            }
        }
    }

    /// A field's value that follows what it reads, except while the caret is in the field.
    pub fn value_by(self, value: impl Fn() -> String + 'static) -> Self {
        let field = self.clone();
        effect(move || {
            let value = value();
            if !field.has_focus() {
                field.set_value(&value);
            }
        });
        self
    }

    /// Whether a box is ticked.
    pub fn checked(&self) -> bool {
        Reflect::get(&self.0, &"checked".into()).is_ok_and(|checked| checked.is_truthy())
    }

    /// Ticks a box or takes the tick away.
    pub fn set_checked(&self, checked: bool) {
        put(&self.0, "checked", &checked.into());
    }

    /// A box that follows what it reads.
    pub fn checked_by(self, checked: impl Fn() -> bool + 'static) -> Self {
        let field = self.clone();
        effect(move || field.set_checked(checked()));
        self
    }

    /// Unfolds what can be folded away, or folds it.
    pub fn set_open(&self, open: bool) {
        put(&self.0, "open", &open.into());
    }

    /// Whether the caret is in the element.
    pub fn has_focus(&self) -> bool {
        document().and_then(|page| page.active_element()).is_some_and(|active| active == self.0)
    }

    /// A property that the browser keeps.
    pub fn property(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or(JsValue::UNDEFINED)
    }

    /// The element itself, for the rest of this module.
    pub(super) fn node(&self) -> &Node {
        &self.0
    }

    /// Calls a method of the element, if it has it: `click` presses it, `select` marks the text of a field.
    pub fn call(&self, method: &str) {
        if let Ok(method) = self.property(method).dyn_into::<js_sys::Function>() {
            let _ignored = method.call0(&self.0);
        }
    }

    /// Moves the focus here.
    pub fn focus(&self) {
        if let Some(element) = self.0.dyn_ref::<HtmlElement>() {
            let _ignored = element.focus();
        }
    }
}

fn put(element: &Element, name: &str, value: &JsValue) {
    // A property of an element of the page; a refusal would leave it as it was, which the next look shows.
    let _ignored = Reflect::set(element, &name.into(), value);
}

fn set(element: &Element, name: &str, value: Option<&str>) {
    let _ignored = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}

fn follow_attr(element: &Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let element = element.clone();
    let shown = RefCell::new(None);
    effect(move || {
        let value = value();
        if shown.replace(value.clone()) != value {
            set(&element, name, value.as_deref());
        }
    });
}

fn follow_text(parent: &Element, text: Box<dyn Fn() -> String>) {
    let Some(node) = document().map(|page| page.create_text_node("")) else { return };
    append(parent, &node);
    let last = RefCell::new(String::new());
    effect(move || {
        let text = text();
        if *last.borrow() != text {
            node.set_data(&shown(&text));
            last.replace(text);
        }
    });
}

/// What a changed key means for its place.
enum Turn {
    Stay,
    Empty,
    Build,
}

fn follow_slot(parent: &Element, turn: Box<dyn Fn() -> Turn>, build: Box<dyn Fn() -> Vec<El>>) {
    let (Some(end), Some(owner)) = (document().map(|page| page.create_comment("")), Owner::current()) else { return };
    append(parent, &end);
    let shown = RefCell::new((None::<Owner>, Vec::<El>::new()));
    effect(move || {
        let turn = turn();
        if matches!(turn, Turn::Stay) {
            return;
        }
        let (old_owner, old) = shown.replace((None, Vec::new()));
        for El(element) in old {
            element.remove();
        }
        if let Some(old_owner) = old_owner {
            old_owner.cleanup();
        }
        if matches!(turn, Turn::Empty) {
            return;
        }
        let inner = owner.child();
        let made = inner.with(|| untrack(&build));
        if let Some(parent) = end.parent_node() {
            for El(element) in &made {
                let _ignored = parent.insert_before(element, Some(&end));
            }
        }
        shown.replace((Some(inner), made));
    });
}

fn listen(element: &Element, event: &'static str, call: Box<dyn Fn(&Event)>) {
    // Not passive: a form's own sending has to be prevented.
    let options = EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(element, event, options, move |event| call(event));
    StoredValue::new_local(listener);
}
