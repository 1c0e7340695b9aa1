//! Who the official is, kept for the next time: sealed like the cases, under `sopc:1:me:WRITER:N`.

use super::key::PREFIX;
use super::{Shelf, Vault};
use crate::journal::{By, Stamp};
use crate::json::{self, Json};

impl<S: Shelf> Vault<S> {
    /// Who the official was when this was last said here.
    pub fn me(&self) -> Option<By> {
        let found = self.said().into_iter().max_by_key(|(at, ..)| *at);
        found.map(|(_, by, _)| by)
    }

    /// Keeps who the official is. False: storage refused, and the official has to say it again next time.
    pub fn keep_me(&mut self, me: &By, now: Stamp) -> bool {
        let older = self.said();
        let mut text = Json::default();
        text.texts(&[&now.unix.to_string(), &me.role, &me.office, &me.initials]);
        let number = self.number();
        let name = format!("{PREFIX}me:{}:{number}", self.writer);
        if self.keep_records().is_err() || self.put_text(&name, &text.end()).is_err() {
            return false;
        }
        for (.., name) in older {
            // One that stays is older, and the newest counts.
            let _ignored = self.shelf.remove(&name);
        }
        true
    }

    fn said(&self) -> Vec<(i64, By, String)> {
        let Ok(names) = self.shelf.keys() else { return Vec::new() };
        let ours = names.into_iter().filter(|name| name.starts_with(&format!("{PREFIX}me:")));
        ours.filter_map(|name| {
            let value = json::read(&self.text_of(&name).ok()??).ok()?;
            let [at, role, office, initials] = value.as_array()? else { return None };
            let text = |value: &json::Value| value.as_str().map(str::to_owned);
            let by = By { role: text(role)?, office: text(office)?, initials: text(initials)? };
            Some((at.as_str()?.parse().ok()?, by, name))
        })
        .collect()
    }
}
