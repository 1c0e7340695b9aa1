//! Who the official is, kept for the next time: sealed like the cases, under `sopc:1:me:WRITER:N`.

use serde_json::Value;

use super::key::PREFIX;
use super::{Shelf, Vault};
use crate::journal::json::Json;
use crate::journal::{By, Stamp};

impl<S: Shelf> Vault<S> {
    /// Who the official was when this was last said here.
    pub fn me(&self) -> Option<By> {
        let found = self.said().into_iter().max_by_key(|(at, ..)| *at);
        found.map(|(_, by, _)| by)
    }

    /// Keeps who the official is. Where storage refuses, the official says it again next time.
    pub fn keep_me(&mut self, me: &By, now: Stamp) {
        let older = self.said();
        let mut text = Json::default();
        text.texts(&[&now.unix.to_string(), &me.role, &me.office, &me.initials]);
        let number = self.number();
        let name = format!("{PREFIX}me:{}:{number}", self.writer);
        if self.keep_records().is_err() || self.put_text(&name, &text.end()).is_err() {
            return;
        }
        for (.., name) in older {
            // One that stays is older, and the newest counts.
            let _ignored = self.shelf.remove(&name);
        }
    }

    fn said(&self) -> Vec<(i64, By, String)> {
        let Ok(names) = self.shelf.keys() else { return Vec::new() };
        let ours = names.into_iter().filter(|name| name.starts_with(&format!("{PREFIX}me:")));
        ours.filter_map(|name| {
            let value: Value = serde_json::from_str(&self.text_of(&name).ok()??).ok()?;
            let [at, role, office, initials] = [0, 1, 2, 3].map(|at| value.get(at).and_then(Value::as_str));
            let by = By { role: role?.to_owned(), office: office?.to_owned(), initials: initials?.to_owned() };
            Some((at?.parse().ok()?, by, name))
        })
        .collect()
    }
}
