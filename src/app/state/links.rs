//! Linked cases: where both are in this browser, each says so, and the link goes from both.

use super::App;
use crate::journal::{Act, EntryId, Kin};
use crate::text::same_code;
use crate::vault::CaseId;

impl App {
    /// The real cases in this browser under a code. For a practice case there are none.
    pub fn with_code(self, from: CaseId, code: &str) -> Vec<CaseId> {
        let mut ids = if self.is_training(from) { Vec::new() } else { self.case_ids() };
        ids.retain(|id| *id != from && self.line(*id).is_some_and(|line| same_code(&line.code, code)));
        ids
    }

    /// Links a case with another.
    pub fn link(self, id: CaseId, code: &str, kin: Kin) {
        self.link_one(id, code, kin);
        // Two cases under one code: nobody knows which is meant.
        if let [other] = self.with_code(id, code)[..]
            && self.read(other)
        {
            self.link_one(other, &self.code(id), kin.turned());
        }
    }

    fn link_one(self, id: CaseId, code: &str, kin: Kin) {
        if self.entries_of_link(id, code, kin).is_empty() {
            self.act_in(id, Act::Link { code: code.to_owned(), kin });
        }
    }

    fn unlink_one(self, id: CaseId, code: &str, kin: Kin) {
        for entry in self.entries_of_link(id, code, kin) {
            self.act_in(id, Act::Undo { entry });
        }
    }

    fn entries_of_link(self, id: CaseId, code: &str, kin: Kin) -> Vec<EntryId> {
        let find = |view: crate::case::View| {
            let link = view.case.links().iter().find(|link| link.code == code && link.kin == kin)?;
            Some(link.entries.clone())
        };
        self.peek(id, |view, _| find(view)).flatten().unwrap_or_default()
    }
}

/// Takes a link away.
pub fn unlink(app: App, (id, code, kin): (CaseId, String, Kin)) {
    app.unlink_one(id, &code, kin);
    let own = app.code(id);
    for other in app.with_code(id, &code) {
        if app.read(other) {
            app.unlink_one(other, &own, kin.turned());
        }
    }
}
