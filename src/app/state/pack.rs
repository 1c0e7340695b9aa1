//! Folding the small pieces of cases, off the tap path. What cannot be folded now stays as it is, and is tried again.

use super::{App, CaseId, Saving};
use crate::app::later::if_here;

impl App {
    /// Folds the pieces of a case, or of all, where it is worth it.
    pub(super) fn pack_soon(self, only: Option<CaseId>) {
        // After the tap: the tick is on screen and in storage by then.
        gloo_timers::callback::Timeout::new(0, move || if_here(self, pack, only)).forget();
    }
}

fn pack(app: App, only: Option<CaseId>) {
    let state = {
        let (cases, mut vault) = (app.0.cases.borrow(), app.0.vault.borrow_mut());
        let Some(vault) = vault.as_mut() else { return };
        for (id, open) in cases.iter().filter(|(id, _)| only.is_none_or(|only| only == **id)) {
            if vault.needs_packing(*id) {
                // Refused: the next change tries again.
                let _ignored = vault.pack(*id, &open.journal);
            }
        }
        vault.state()
    };
    // A pack holds what was pending, too.
    if matches!(app.0.saving.get(), Saving::Unsaved(_)) {
        app.told(state);
    }
}
