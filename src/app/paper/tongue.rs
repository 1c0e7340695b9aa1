//! The languages of a sheet. Words of another language than the one in use are fetched when somebody asks for them.

use std::rc::Rc;

use crate::app::state::App;
use crate::browser::texts;
use crate::text::{Book, Era, day_in_both, marked};

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
    let has = |code: &&String| **code == here || texts::has(&format!("sop/{}.{code}.json", app.procedure().id));
    app.config().languages.iter().filter(has).cloned().collect()
}

/// The words of a language, where they are here.
pub fn at_hand(app: App, code: &str) -> Option<Tongue> {
    app.book_in(code).map(|book| Rc::new(marked(&book)))
}
