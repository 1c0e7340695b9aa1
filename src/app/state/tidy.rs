//! What is done to storage while the official rests: small pieces of cases are folded, and index cards made. What cannot be
//! done now is tried again after the next change.

use leptos::prelude::{Notify, Track};

use super::{App, CaseId, Saving};
use crate::app::later::if_here;

impl App {
    /// Folds the pieces of a case, if that is worth it.
    pub(super) fn pack_soon(self, id: CaseId) {
        // After the tap: the tick is on screen and in storage by then.
        gloo_timers::callback::Timeout::new(0, move || if_here(self, pack, id)).forget();
    }

    /// The same for all cases, one at a time.
    pub(super) fn pack_all_soon(self) {
        let ids: Vec<CaseId> = self.0.cases.borrow().keys().copied().collect();
        for id in ids {
            if self.vault(|vault| vault.needs_packing(id)) == Some(true) {
                self.pack_soon(id);
            }
        }
    }

    /// Whether words that were removed for good still lie in storage, sealed, in what is to be folded anew.
    pub fn holds_erased(self, id: CaseId) -> bool {
        self.0.watches.saving.track();
        self.vault(|vault| vault.holds_erased(id)) == Some(true)
    }

    /// Makes the cards that are missing, so many at most.
    pub(super) fn make_cards(self, most: usize) {
        if_here(self, cards, most);
    }
}

fn pack(app: App, id: CaseId) {
    let state = {
        let (cases, mut vault) = (app.0.cases.borrow(), app.0.vault.borrow_mut());
        let (Some(open), Some(vault)) = (cases.get(&id), vault.as_mut()) else { return };
        // Refused: the next change tries again.
        let _ignored = vault.pack(id, &open.journal);
        vault.state()
    };
    // A pack holds what was pending, too.
    if matches!(app.0.saving.get(), Saving::Unsaved(_)) {
        app.told(state);
    }
    app.0.watches.saving.notify();
}

fn cards(app: App, most: usize) {
    let ids: Vec<CaseId> = app.0.resting.uncarded.borrow().iter().copied().take(most).collect();
    for id in ids {
        app.0.resting.uncarded.borrow_mut().remove(&id);
        let card = app.0.lines.borrow().get(&id).map(|line| line.to_card(&app.0.procedure));
        if let Some(card) = card {
            app.vault(|vault| vault.keep_card(id, &card));
        }
    }
}
