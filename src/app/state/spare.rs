//! Spare copies: taking one, and putting one back.

use leptos::prelude::Notify;

use super::App;
use crate::browser::{clock, ledger, shelf::LocalShelf};
use crate::exchange::{NotSpare, spare_from_text, spare_to_text};
use crate::text::Msg;
use crate::vault::{Problem, PutBack, put_back};

impl App {
    /// The text of a spare copy, and how many pieces storage did not give. None: storage does not say what it holds.
    pub fn spare(self) -> Option<(String, usize)> {
        self.end_typing();
        let (pieces, missing) = self.vault(|vault| vault.spare())?.ok()?;
        Some((spare_to_text(&pieces), missing))
    }

    /// Notes that a spare copy was handed over.
    pub fn note_spared(self) {
        let now = clock::now();
        self.vault(|vault| vault.note_spared(now));
        self.0.spared.set(Some(now.unix));
        self.0.watches.case.notify();
    }

    /// What could not be read.
    pub fn problems(self) -> Vec<Problem> {
        let _followed = self.unread();
        self.0.problems.borrow().clone()
    }

    /// Whether local storage is all that keeps what was just saved, with nothing on disk beside it.
    pub fn keeps_once(self) -> bool {
        let _followed = self.saving();
        self.keeps() && ledger::is_out()
    }

    /// Puts a spare copy back. While the vault is open, the cases that came show at once. An error: what is to be said.
    pub fn put_back(self, text: &str, with_removed: bool) -> Result<PutBack, Msg> {
        let pieces = spare_from_text(text).map_err(|problem| match problem {
            NotSpare::Other => Msg::SpareOther,
            NotSpare::Newer => Msg::SpareNewer,
        })?;
        // Where storage refuses in the middle, what came stays, and shows.
        let open = self.vault(|vault| (vault.put_back(&pieces, with_removed), vault.look_again()));
        let put = match open {
            Some((put, news)) => {
                self.learn(news);
                put
            }
            None => {
                let put = put_back(&LocalShelf, &pieces, with_removed);
                self.0.watches.spot.notify();
                put
            }
        };
        put.map_err(|_| Msg::PutBackFailed)
    }
}
