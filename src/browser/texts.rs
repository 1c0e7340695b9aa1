//! Texts that are fetched only when somebody asks for them. Through `Reflect`, so that the first part of the module has
//! none of it.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use super::send::{function, member, settled, window};

/// So long a text may take, in milliseconds; a network that says nothing says no.
const PATIENCE: u32 = 20_000;

/// The files that the boot script knows: name to shipped path.
fn files() -> Option<JsValue> {
    member(&member(&window()?, "sopBoot")?, "files")
}

/// Whether there is a file of this name to fetch.
pub fn has(name: &str) -> bool {
    files().and_then(|files| member(&files, name)).is_some_and(|path| path.is_string())
}

/// The name of a language in that language, as far as the browser knows it; else in another, or its code.
pub fn name_of_language(code: &str) -> String {
    try_name(code).filter(|name| !name.is_empty()).unwrap_or_else(|| code.to_owned())
}

fn try_name(code: &str) -> Option<String> {
    let options: JsValue = Object::new().into();
    Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    let display = function(&member(&window()?, "Intl")?, "DisplayNames")?;
    let names = Reflect::construct(&display, &Array::of2(&code.into(), &options)).ok()?;
    function(&names, "of")?.call1(&names, &code.into()).ok()?.as_string()
}

/// Takes all texts, or none.
type Tell = Box<dyn FnOnce(Option<Vec<String>>)>;

/// What is still to come, and whom to tell.
struct Waiting {
    texts: Vec<Option<String>>,
    tell: Option<Tell>,
}

impl Waiting {
    /// Tells once: all texts, or that one cannot be had.
    fn came(this: &Rc<RefCell<Self>>, at: usize, text: Option<String>) {
        let mut waiting = this.borrow_mut();
        let failed = text.is_none();
        if let Some(place) = waiting.texts.get_mut(at) {
            *place = text;
        }
        let all = waiting.texts.iter().cloned().collect::<Option<Vec<_>>>();
        if !failed && all.is_none() {
            return;
        }
        let tell = waiting.tell.take();
        drop(waiting);
        if let Some(tell) = tell {
            tell(if failed { None } else { all });
        }
    }
}

/// Fetches texts by their names and tells all of them, or that they cannot be had now.
pub fn fetch(names: &[String], tell: Tell) {
    let waiting = Rc::new(RefCell::new(Waiting { texts: vec![None; names.len()], tell: Some(tell) }));
    for (at, name) in names.iter().enumerate() {
        if ask(&waiting, at, name).is_none() {
            Waiting::came(&waiting, at, None);
        }
    }
    Timeout::new(PATIENCE, move || Waiting::came(&waiting, usize::MAX, None)).forget();
}

fn ask(waiting: &Rc<RefCell<Waiting>>, at: usize, name: &str) -> Option<()> {
    let (window, path) = (window()?, member(&files()?, name)?.as_string()?);
    let answer = function(&window, "fetch")?.call1(&window, &path.into()).ok()?;
    let (came, refused) = (waiting.clone(), waiting.clone());
    let read = move |answer: JsValue| {
        if read(&came, at, &answer).is_none() {
            Waiting::came(&came, at, None);
        }
    };
    settled(&answer, read, move |_| Waiting::came(&refused, at, None))
}

fn read(waiting: &Rc<RefCell<Waiting>>, at: usize, answer: &JsValue) -> Option<()> {
    if !member(answer, "ok")?.is_truthy() {
        return None;
    }
    let text = function(answer, "text")?.call0(answer).ok()?;
    let (came, refused) = (waiting.clone(), waiting.clone());
    settled(&text, move |text| Waiting::came(&came, at, text.as_string()), move |_| Waiting::came(&refused, at, None))
}
