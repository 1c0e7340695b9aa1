//! The start: takes what the boot script brought, opens storage, and mounts the app, or a page that says what is missing.

use crate::browser::boot::{self, Boot, Fetched};
use crate::browser::dom::{self, el};
use crate::browser::{ledger, page, random, tabs};
use crate::case::Pen;
use crate::exchange::{Config, ConfigProblem, Start};
use crate::journal::Writer;
use crate::procedure::{Procedure, read};
use crate::text::{Book, Msg, Phrases, Words};

use super::cases::practise;
use super::later::quietly;
use super::outside::outside;
use super::shell::shell;
use super::state::App;

/// How often the clocks are looked at, in milliseconds.
const CLOCKS: u32 = 5_000;

/// Mounts the app into the page.
pub fn mount() {
    let brought = boot::take();
    let book = book(&brought);
    page::set_language(book.language());
    let (config, config_problem) = config(&brought.config);
    match (procedure(&brought.procedure), random::number()) {
        (Ok(procedure), Some(writer)) => run(procedure, config, config_problem, book, Writer(writer)),
        (Err(problem), _) => cannot_start(&book, problem),
        (Ok(_), None) => cannot_start(&book, Msg::NoRandomness),
    }
    boot::done();
}

fn run(procedure: Procedure, config: Config, problem: Option<ConfigProblem>, book: Book, writer: Writer) {
    // Leptos brings its executor and the root of all owners; the elements are built by `dom`.
    leptos::mount::mount_to_body(move || {
        let app = App::start(procedure, config, problem, book, Pen::new(writer));
        page::first();
        page::on_back(move |depth| app.went_back(depth));
        page::on_storage(move |key| app.storage_changed(key.as_deref()));
        page::on_leave(move || app.may_go());
        tabs::on_word(move |word| app.hear_tab(&word));
        app.ask_tabs();
        page::on_shown(move || app.shown_again());
        page::on_touch(move || app.touched());
        ledger::when_recovered(move || app.recovered());
        boot::when_all_here(move || app.code_came());
        page::on_freeze(move || app.lock());
        page::every(CLOCKS, move || app.look_at_clocks());
        if app.config().start == Start::Training {
            practise(app);
        }
        let whole = el("div").slot(move || app.drawn(), move || vec![shell(app)]);
        dom::mount(&quietly(app, outside, whole.clone()));
        dom::mount(&whole);
    });
}

/// A page that says why there is no checklist, and that nothing is lost.
fn cannot_start(book: &Book, problem: Msg) {
    let page = el("main")
        .class("app")
        .testid("cannot-start")
        .attr("lang", book.language())
        .child(el("h1").text(book.say(Msg::CannotStartApp)))
        .child(el("p").class("warn").text(book.say(problem)))
        .child(el("p").text(book.say(Msg::CasesAreKept)));
    dom::mount(&page);
}

fn procedure(fetched: &Fetched) -> Result<Procedure, Msg> {
    match fetched {
        Fetched::Text(text) => read(text).map_err(|_| Msg::ProcedureBroken),
        Fetched::Problem(_) => Err(Msg::ProcedureMissing),
    }
}

fn config(fetched: &Fetched) -> (Config, Option<ConfigProblem>) {
    match fetched {
        Fetched::Text(text) => Config::read(text),
        Fetched::Problem(_) => (Config::default(), Some(ConfigProblem::NotReadable)),
    }
}

/// Words of the procedure that cannot be read leave their keys standing.
fn book(brought: &Boot) -> Book {
    let language = brought.language.as_str();
    let procedure = |language: &str, fetched: &Fetched| match fetched {
        Fetched::Text(text) => Words::read(language, text).unwrap_or_else(|_| Words::empty(language)),
        Fetched::Problem(_) => Words::empty(language),
    };
    let app = |language: &str, fetched: &Fetched| match fetched {
        Fetched::Text(text) => Phrases::read(language, text).unwrap_or_else(|| Phrases::empty(language)),
        Fetched::Problem(_) => Phrases::empty(language),
    };
    // Behind English there is no other language; its words are read once.
    let english = &brought.words_english;
    let english_procedure = &brought.procedure_words_english;
    let book = Book {
        app: app(language, &brought.words),
        app_english: english.as_ref().map_or_else(Phrases::default, |fetched| app("en", fetched)),
        procedure: procedure(language, &brought.procedure_words),
        procedure_english: english_procedure.as_ref().map_or_else(Words::default, |fetched| procedure("en", fetched)),
        days: None,
    };
    if book.app.is_empty() && book.app_english.is_empty() {
        // Not one word to say it with: the boot script has some.
        boot::give_up("words");
    }
    book
}
