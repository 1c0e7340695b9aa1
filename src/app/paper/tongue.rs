//! The languages of a sheet. Words of another language than the one in use are fetched when somebody asks for them, and
//! are gone with the screen.

use std::rc::Rc;

use crate::app::parts::Own;
use crate::app::state::App;
use crate::browser::texts;
use crate::text::{Book, Era, Phrases, Words, day_in_both, marked};

/// The words of a sheet in one language, each marked with the language it came in.
pub type Tongue = Rc<Book>;

/// The languages of a sheet: one, or two side by side.
#[derive(Clone)]
pub struct Tongues {
    /// The first; it is the language of the sheet.
    pub first: Tongue,
    /// The second, beside it.
    pub second: Option<Tongue>,
}

impl Tongues {
    /// One language, or two. A date in two languages stands in the calendar of each; in Thai alone it has both, for across
    /// the border the other one is counted.
    pub fn new(first: Tongue, second: Option<Tongue>) -> Self {
        let alone = second.is_none() && Era::of(first.language()) == Era::Buddhist;
        let first = if alone { Rc::new(Book { days: Some(day_in_both), ..(*first).clone() }) } else { first };
        Self { first, second }
    }

    /// Says something in each language, one after the other, or once where it is the same.
    pub fn each(&self, say: impl Fn(&Book) -> String, between: &str) -> String {
        let mut said: Vec<String> = self.all().map(say).collect();
        said.dedup();
        said.join(between)
    }

    /// Both.
    pub fn all(&self) -> impl Iterator<Item = &Book> {
        [Some(&self.first), self.second.as_ref()].into_iter().flatten().map(|book| &**book)
    }
}

/// Codes of the languages that this installation offers and the procedure has words in.
pub fn offered(app: App) -> Vec<String> {
    let here = app.book().language().to_owned();
    let has = |code: &&String| **code == here || texts::has(&words_of(app, code));
    app.config().languages.iter().filter(has).cloned().collect()
}

fn words_of(app: App, code: &str) -> String {
    format!("sop/{}.{code}.json", app.procedure().id)
}

/// Words that are here without being fetched.
pub fn at_hand(app: App, code: &str) -> Option<Tongue> {
    let book = app.book();
    if code == book.language() {
        return Some(Rc::new(marked(&book)));
    }
    (code == "en").then(|| {
        let (app, procedure) = english(&book);
        Rc::new(marked(&Book { app, procedure, ..Book::default() }))
    })
}

/// English, which is always here.
fn english(book: &Book) -> (Phrases, Words) {
    match book.language() {
        "en" => (book.app.clone(), book.procedure.clone()),
        _ => (book.app_english.clone(), book.procedure_english.clone()),
    }
}

/// Puts the words of a language to those that were fetched, and tells whether they are here.
pub fn fetch(app: App, code: &str, fetched: &Own<Vec<(String, Tongue)>>, tell: impl FnOnce(bool) + 'static) {
    let known = fetched.get().iter().any(|(known, _)| known == code);
    if known || at_hand(app, code).is_some() {
        return tell(true);
    }
    let words = words_of(app, code);
    let mut names = vec![words.clone(), words.replace(".json", ".more.json")];
    // The app itself may not speak it.
    let own = format!("words/{code}.json");
    if texts::has(&own) {
        names.extend([own.clone(), own.replace(".json", ".more.json")]);
    }
    let (code, fetched) = (code.to_owned(), fetched.clone());
    texts::fetch(
        &names,
        Box::new(move |came| {
            let book = came.and_then(|came| read(app, &code, &came));
            let is_here = book.is_some();
            if let Some(book) = book {
                let mut all = fetched.get();
                all.push((code, Rc::new(marked(&book))));
                fetched.set(all);
            }
            tell(is_here);
        }),
    );
}

/// A book of what came: the procedure's words in two parts, and the app's own where it has some.
fn read(app: App, code: &str, came: &[String]) -> Option<Book> {
    let [first, more, own @ ..] = came else { return None };
    let mut procedure = Words::read(code, first).ok()?;
    procedure.add(Words::read(code, more).ok()?);
    let (app_english, procedure_english) = english(&app.book());
    let phrases = match own {
        [first, more] => {
            let mut phrases = Phrases::read(code, first)?;
            phrases.add(more).then_some(phrases)?
        }
        _ => Phrases::empty(code),
    };
    Some(Book { app: phrases, app_english, procedure, procedure_english, days: None })
}

/// The words of a language, fetched or at hand.
pub fn of(app: App, code: &str, fetched: &Own<Vec<(String, Tongue)>>) -> Option<Tongue> {
    let came = fetched.get().into_iter().find(|(known, _)| known == code).map(|(_, book)| book);
    came.or_else(|| at_hand(app, code))
}
