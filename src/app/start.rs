//! The start: takes what the boot script brought, opens storage, and mounts the app, or a page that says what is missing.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::boot::{self, Boot, Fetched};
use crate::browser::{page, random, settings};
use crate::case::Pen;
use crate::exchange::{Config, ConfigProblem, Start};
use crate::journal::{By, Writer};
use crate::procedure::{Procedure, read};
use crate::text::{Book, Msg, Words};

use super::shell::Shell;
use super::state::App;
use super::store::Store;

/// Mounts the app into the page.
pub fn mount() {
    std::panic::set_hook(Box::new(|_| boot::failed()));
    let brought = boot::take();
    let book = book(&brought);
    page::set_language(book.language());
    let (config, config_problem) = config(&brought.config);
    match (procedure(&brought.procedure), random::number()) {
        (Ok(procedure), Some(writer)) => run(procedure, config, config_problem, book, writer),
        (Err(problem), _) => stop(book, problem),
        (Ok(_), None) => stop(book, Msg::NoRandomness),
    }
    boot::done();
}

fn run(procedure: Procedure, config: Config, config_problem: Option<ConfigProblem>, book: Book, writer: u64) {
    let me = settings::me().unwrap_or_else(|| By { office: config.office.clone(), ..By::default() });
    let start = config.start;
    leptos::mount::mount_to_body(move || {
        let writer = Writer(writer);
        let store = Store::open(writer);
        let app = App::start(Arc::new(procedure), config, config_problem, book, me, store, Pen::new(writer));
        provide_context(app);
        page::on_back(move |depth| app.went_back(depth));
        page::on_storage(move |key| app.storage_changed(key.as_deref()));
        page::on_leave(move || app.commit_typing());
        page::on_shown(move || app.shown_again());
        if start == Start::Training {
            super::cases::practise(app);
        }
        view! { <Shell /> }
    });
}

/// A page that says why there is no checklist, and that nothing is lost.
fn stop(book: Book, problem: Msg) {
    leptos::mount::mount_to_body(move || {
        let language = book.language().to_owned();
        view! {
            <main class="app" lang=language data-testid="cannot-start">
                <h1>{book.say(Msg::CannotStartApp).to_owned()}</h1>
                <p class="warn">{book.say(problem).to_owned()}</p>
                <p>{book.say(Msg::CasesAreKept).to_owned()}</p>
            </main>
        }
    });
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

/// Words that cannot be read leave their keys standing; the keys of the app's own words are plain enough to go on with.
fn book(brought: &Boot) -> Book {
    let words = |language: &str, fetched: &Fetched| match fetched {
        Fetched::Text(text) => Words::read(language, text).unwrap_or_else(|_| Words::empty(language)),
        Fetched::Problem(_) => Words::empty(language),
    };
    Book {
        app: words(&brought.language, &brought.words),
        app_english: words("en", &brought.words_english),
        procedure: words(&brought.language, &brought.procedure_words),
        procedure_english: words("en", &brought.procedure_words_english),
    }
}
