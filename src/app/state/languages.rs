//! The language in use: changed in place, with only its own files fetched, and remembered for the next start.
//!
//! Words that were here once stay as long as the page, so that the way back needs no network.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{Notify, Track, Trigger};

use super::App;
use crate::browser::hold::hold_view;
use crate::browser::shelf::LocalShelf;
use crate::browser::texts;
use crate::text::{Book, Phrases, Words};
use crate::vault::Shelf;

/// The boot script reads it.
const KEPT: &str = "sopc:language";

/// What is known of other languages than the one in use.
pub(super) struct Languages {
    /// Those that were in use or fetched before.
    books: RefCell<Vec<Rc<Book>>>,
    /// The one that was asked for last and is not here yet.
    wanted: RefCell<Option<String>>,
    /// The one that was asked for last and could not be fetched.
    missed: RefCell<Option<String>>,
    watch: Trigger,
}

impl Languages {
    pub(super) fn new() -> Self {
        let none = || RefCell::new(None);
        Self { books: RefCell::new(Vec::new()), wanted: none(), missed: none(), watch: Trigger::new() }
    }
}

impl App {
    /// Codes of the languages that this installation offers and the app has words in. English is behind all others: it is
    /// offered beside a draft whatever the settings say.
    pub fn languages(self) -> Vec<String> {
        let has = |code: &&String| texts::has(&format!("words/{code}.json"));
        let mut offered: Vec<String> = self.config().languages.iter().filter(has).cloned().collect();
        if self.book().is_draft() && !offered.iter().any(|code| code == "en") {
            offered.push("en".to_owned());
        }
        offered
    }

    /// The language that was asked for and is not here yet.
    pub fn language_wanted(self) -> Option<String> {
        self.0.languages.watch.track();
        self.0.languages.wanted.borrow().clone()
    }

    /// The language that was asked for last and could not be fetched.
    pub fn language_missed(self) -> Option<String> {
        self.0.languages.watch.track();
        self.0.languages.missed.borrow().clone()
    }

    /// Puts all that is said into another language, once its words are here. Of several asked for quickly the last counts;
    /// where its words cannot be had nothing changes.
    pub fn speak_in(self, code: &str) {
        let code = code.to_owned();
        self.0.languages.missed.replace(None);
        self.0.languages.wanted.replace(Some(code.clone()));
        self.0.languages.watch.notify();
        self.fetch_book(&code.clone(), move |book| self.words_came(&code, book));
    }

    fn words_came(self, code: &str, book: Option<Rc<Book>>) {
        let languages = &self.0.languages;
        if languages.wanted.borrow().as_deref() != Some(code) {
            return;
        }
        languages.wanted.replace(None);
        match book {
            Some(book) => self.use_book(book),
            None => {
                languages.missed.replace(Some(code.to_owned()));
            }
        }
        languages.watch.notify();
    }

    fn use_book(self, book: Rc<Book>) {
        // Where storage refuses, it counts for this page. Nothing of a case hangs on it, so nothing is said.
        let _ignored = LocalShelf.set(KEPT, book.language());
        if Rc::ptr_eq(&self.0.book.borrow(), &book) {
            return;
        }
        hold_view(".tongues", || {
            let before = self.0.book.replace(book);
            self.keep_book(before);
            // What was said last was said in the other language.
            self.0.spoken.replace(String::new());
            self.0.watches.spoken.notify();
            self.0.watches.words.notify();
        });
    }

    fn keep_book(self, book: Rc<Book>) {
        let mut books = self.0.languages.books.borrow_mut();
        if !books.iter().any(|known| known.language() == book.language()) {
            books.push(book);
        }
    }

    /// The words of a language, if they are here.
    pub fn book_in(self, code: &str) -> Option<Rc<Book>> {
        let book = self.book();
        if book.language() == code {
            return Some(book);
        }
        let known = self.0.languages.books.borrow().iter().find(|known| known.language() == code).cloned();
        known.or_else(|| {
            let (app, procedure) = (code == "en").then(|| english(&book))?;
            Some(Rc::new(Book { app, procedure, ..Book::default() }))
        })
    }

    /// Tells the words of a language once they are here, or that they cannot be had now.
    pub fn fetch_book(self, code: &str, tell: impl FnOnce(Option<Rc<Book>>) + 'static) {
        if let Some(book) = self.book_in(code) {
            return tell(Some(book));
        }
        // The app may have words that the procedure lacks, and the other way round.
        let stems = ["sop/{procedure}.", "training/{procedure}.", "words/"].map(|stem| {
            let stem = stem.replace("{procedure}", &self.procedure().id);
            [format!("{stem}{code}.json"), format!("{stem}{code}.more.json")]
        });
        let names: Vec<String> = stems.into_iter().flatten().filter(|name| texts::has(name)).collect();
        if names.is_empty() {
            return tell(None);
        }
        let code = code.to_owned();
        let asked = names.clone();
        let came = move |came: Option<Vec<String>>| {
            let book = came.and_then(|came| read(&self.book(), &code, &asked, &came)).map(Rc::new);
            if let Some(book) = &book {
                self.keep_book(book.clone());
            }
            tell(book);
        };
        texts::fetch(&names, Box::new(came));
    }
}

/// English, which is always here.
fn english(book: &Book) -> (Phrases, Words) {
    match book.language() {
        "en" => (book.app.clone(), book.procedure.clone()),
        _ => (book.app_english.clone(), book.procedure_english.clone()),
    }
}

/// A book of the files that came, each by its name.
fn read(here: &Book, code: &str, names: &[String], came: &[String]) -> Option<Book> {
    let (app_english, procedure_english) = english(here);
    let (mut app, mut procedure) = (Phrases::empty(code), Words::empty(code));
    for (name, text) in names.iter().zip(came) {
        match (name.starts_with("words/"), name.ends_with(".more.json")) {
            (true, false) => app = Phrases::read(code, text)?,
            (true, true) => app.add(text).then_some(())?,
            (false, _) => procedure.add(Words::read(code, text).ok()?),
        }
    }
    Some(Book { app, app_english, procedure, procedure_english, days: None })
}
