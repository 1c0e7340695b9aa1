//! Index cards: what the list shows of a case, so that hundreds of cases are listed without reading them.
//!
//! A card lies sealed under `sopc:1:CASE:WRITER:cN` and names the segments that it was made from. It counts only while exactly
//! these lie there and no draft beside them. It is never more than a hint: what a case says is read from its segments, a
//! card that is stale or damaged is remade and no problem, and the removal of the case takes it along.

use super::key::Key;
use super::{CaseId, Loaded, News, NotWritten, Shelf, Vault};
use crate::journal::Set;
use crate::json::{self, Json};

/// Version of the stored form of a card.
const FORM: &str = "1";

impl<S: Shelf> Vault<S> {
    /// As [`Vault::load`], but a case with a card that counts is not read: its card is given instead. [`Vault::open_case`]
    /// reads it.
    pub fn load_listed(&mut self) -> Loaded {
        self.forget_pieces();
        let mut cards = self.cards();
        let mut loaded = self.load_rest();
        // Meanwhile another tab may have changed one, which was read then.
        cards.retain(|(case, _)| self.known(*case).carded.is_some());
        loaded.cards = cards;
        loaded
    }

    /// Reads a case of which only the card is known.
    pub fn open_case(&mut self, case: CaseId) -> News {
        self.known(case).carded = None;
        self.reload(case)
    }

    /// Makes a card of what the list shows of a case, in the place of older ones. Off the tap path. Where the case is not
    /// known whole, or storage refuses, it stays without, and is read at the next start.
    pub fn keep_card(&mut self, case: CaseId, shows: &str) {
        let _ignored = self.try_keep_card(case, shows);
    }

    fn try_keep_card(&mut self, case: CaseId, shows: &str) -> Result<(), NotWritten> {
        self.refuse_gone(case)?;
        self.keep_records()?;
        let listed = self.list()?;
        let is_segment = |key: &&Key| key.holds(case) && matches!(key, Key::Segment(..));
        let segments: Set<Key> = listed.iter().filter(is_segment).copied().collect();
        let waits = self.pending.iter().any(|(known, _)| *known == case);
        let known = self.known(case);
        if waits || segments.is_empty() || !known.read.keys().eq(segments.iter()) {
            return Ok(());
        }
        let key = Key::Card(case, self.writer, self.number());
        if let Err(why) = self.put(key, &to_stored(&segments, shows)) {
            self.spent.push(key);
            return Err(why.into());
        }
        for older in listed.iter().filter(|key| matches!(key, Key::Card(of, ..) if *of == case)) {
            // One that stays names other segments, or says the same.
            self.shelf.remove(&older.to_string())?;
        }
        Ok(())
    }

    /// The cards that count.
    fn cards(&mut self) -> Vec<(CaseId, String)> {
        let mut cards = Vec::new();
        let Ok(listed) = self.list() else { return cards };
        for key in listed.iter().filter(|key| matches!(key, Key::Card(..))) {
            // Two tabs that did not see each other made one each; both say the same.
            if self.known(key.case()).carded.is_some() {
                continue;
            }
            let mut segments = Set::new();
            let mut alone = true;
            for lies in listed.iter().filter(|lies| lies.case() == key.case()) {
                match lies {
                    Key::Segment(..) => alone &= segments.insert(*lies),
                    Key::Draft(..) | Key::Gone(_) => alone = false,
                    Key::Card(..) | Key::Place(..) => {}
                }
            }
            if alone
                && let Ok(Some(text)) = self.text(*key)
                && let Some(shows) = from_stored(&text, &segments)
            {
                cards.push((key.case(), shows));
                self.known(key.case()).carded = Some(segments);
            }
        }
        cards
    }
}

/// The form, what the list shows, and the segments.
fn to_stored(segments: &Set<Key>, shows: &str) -> String {
    let mut text = Json::default();
    text.open('[');
    text.text(FORM);
    text.text(shows);
    for segment in segments.iter() {
        text.text(&segment.to_string());
    }
    text.close(']');
    text.end()
}

/// What the list shows; none: the card is not one of these segments.
fn from_stored(text: &str, segments: &Set<Key>) -> Option<String> {
    let value = json::read(text).ok()?;
    let [form, shows, named @ ..] = value.as_array()? else { return None };
    let mut all = segments.iter();
    let same = named.iter().all(|name| all.next().map(Key::to_string).as_deref() == name.as_str());
    let counts = form.as_str() == Some(FORM) && same && !segments.is_empty() && all.next().is_none();
    shows.as_str().filter(|_| counts).map(str::to_owned)
}
