//! The languages of a sheet. Words of another language than the one in use are fetched when somebody asks for them.

use std::rc::Rc;

use crate::app::state::App;
use crate::browser::texts;
use crate::text::{Book, marked};

/// The words of a sheet in one language, each marked with the language it came in.
pub type Tongue = Rc<Book>;

/// The languages of a sheet: one, or two side by side.
#[derive(Clone, PartialEq)]
pub struct Tongues {
    /// The first; it is the language of the sheet.
    pub first: Tongue,
    /// The second, beside it.
    pub second: Option<Tongue>,
}

impl Tongues {
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
