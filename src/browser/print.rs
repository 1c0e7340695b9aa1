//! The browser's own print, and a tab of its own for a sheet where that does nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Node;

use super::clock;
use super::dom::{El, el};
use super::send::{document, function, member};

/// A browser that prints says so at once, or soon after. In milliseconds.
const SOON: u32 = 1_500;
/// A call that takes longer held the page up with a dialog. In milliseconds.
const HELD_UP: f64 = 1_500.0;
/// Time between two looks for letters, in milliseconds.
const LOOK: u32 = 50;
/// So often it is looked for letters, for ten seconds; a sheet in the system's own is better than none.
const LOOKS: u32 = 200;

thread_local! {
    /// Tabs that hold a sheet.
    static TABS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// Asks the browser to print the page, and tells whether it began to. False: there is no such function, it refused, or it
/// did nothing, as in a frame without that right and in many apps.
///
/// Must be called in the handler of the click, or some browsers ignore it. It waits only where letters are still on their
/// way: paper would have none, or boxes.
pub fn print(tell: impl FnOnce(bool) + 'static) {
    print_with_letters(LOOKS, tell);
}

/// Looks again and again, for some engines do not outlive a wait for `document.fonts.ready`.
fn print_with_letters(looks: u32, tell: impl FnOnce(bool) + 'static) {
    if looks > 0 && are_on_their_way() == Some(true) {
        Timeout::new(LOOK, move || print_with_letters(looks - 1, tell)).forget();
    } else {
        print_now(tell);
    }
}

/// Whether fonts are being fetched. What was shown a moment ago has asked for its own once it is laid out.
fn are_on_their_way() -> Option<bool> {
    let page = document()?;
    let _laid_out = member(&member(&page, "body")?, "offsetHeight");
    Some(member(&member(&page, "fonts")?, "status")? == "loading")
}

fn print_now(tell: impl FnOnce(bool) + 'static) {
    let begun = Rc::new(Cell::new(false));
    let Some(window) = web_sys::window() else { return tell(false) };
    let listen = |event: &'static str| {
        let begun = begun.clone();
        EventListener::new(&window, event, move |_| begun.set(true))
    };
    let listeners = [listen("beforeprint"), listen("afterprint")];
    let before = clock::moment();
    let called = function(&window, "print").is_some_and(|print| print.call0(&window).is_ok());
    if called && clock::since(before) > HELD_UP {
        begun.set(true);
    }
    if !called || begun.get() {
        return tell(called);
    }
    Timeout::new(SOON, move || {
        drop(listeners);
        tell(begun.get());
    })
    .forget();
}

/// What a part of the page is made of, in its order.
pub enum Part<'a> {
    /// An element begins; its name and attributes.
    Open(&'a str, &'a [(String, String)]),
    /// Words.
    Text(&'a str),
    /// The element that began last ends.
    Close,
}

/// Reads what an element shows: what is hidden is left out.
pub fn read(element: &El, tell: &mut dyn FnMut(Part)) {
    walk(element.node(), tell);
}

fn walk(node: &Node, tell: &mut dyn FnMut(Part)) {
    if node.node_type() == Node::TEXT_NODE {
        return tell(Part::Text(&node.text_content().unwrap_or_default()));
    }
    let Some(element) = node.dyn_ref::<web_sys::Element>().filter(|element| !element.has_attribute("hidden")) else {
        return;
    };
    let attribute = |name: String| element.get_attribute(&name).map(|value| (name, value));
    let names = element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect::<Vec<_>>();
    let attributes: Vec<(String, String)> = names.into_iter().filter_map(attribute).collect();
    tell(Part::Open(&element.tag_name().to_lowercase(), &attributes));
    let mut child = node.first_child();
    while let Some(one) = child {
        walk(&one, tell);
        child = one.next_sibling();
    }
    tell(Part::Close);
}

/// Shows a copy of an element in a tab of its own, with a line above it that does not print. No address and no script of
/// ours is in it. False: the browser opens none, or lets nobody write into it.
///
/// Must be called in the handler of the click. The tab is closed by [`close_tabs`], and when this page goes.
pub fn open_tab(sheet: &El, title: &str, head: &str, style: &str) -> bool {
    let opened = web_sys::window().and_then(|window| {
        let window: JsValue = window.into();
        let tab = function(&window, "open")?.call2(&window, &"".into(), &"_blank".into()).ok()?;
        tab.is_object().then_some(tab)
    });
    let Some(tab) = opened else { return false };
    if fill(&tab, sheet, title, head, style).is_none() {
        close(&tab);
        return false;
    }
    if TABS.with_borrow_mut(|tabs| {
        tabs.push(tab);
        tabs.len() == 1
    }) && let Some(window) = web_sys::window()
    {
        EventListener::new(&window, "pagehide", |_| close_tabs()).forget();
    }
    true
}

fn fill(tab: &JsValue, sheet: &El, title: &str, head: &str, style: &str) -> Option<()> {
    let page = member(tab, "document")?;
    let body = member(&page, "body")?;
    Reflect::set(&page, &"title".into(), &title.into()).ok()?;
    // A style in the page's text is against the policy that the tab has from this page; one that is made is not.
    let styled = || {
        let made = Reflect::construct(&function(tab, "CSSStyleSheet")?, &Array::new()).ok()?;
        function(&made, "replaceSync")?.call1(&made, &style.into()).ok()?;
        Reflect::set(&page, &"adoptedStyleSheets".into(), &Array::of1(&made)).ok()
    };
    // Without it the sheet is plain, and whole.
    let _plain = styled();
    let import = function(&page, "importNode")?;
    let append: Function = function(&body, "append")?;
    for part in [&el("p").class("off-paper").text(head), sheet] {
        let copy = import.call2(&page, part.node(), &true.into()).ok()?;
        append.call1(&body, &copy).ok()?;
    }
    Some(())
}

fn close(tab: &JsValue) {
    if let Some(close) = function(tab, "close") {
        let _ignored = close.call0(tab);
    }
}

/// Closes the tabs that hold a sheet.
pub fn close_tabs() {
    TABS.take().iter().for_each(close);
}
