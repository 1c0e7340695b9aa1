//! Where the official is, and what she typed there in forms and neither recorded nor cancelled yet.
//!
//! A place lies sealed under `sopc:1:CASE:WRITER:pN`, one for each case and tab; what belongs to no case lies under
//! [`CaseId::NONE`]. It is no history: each takes the place of the one before, and one with nothing in it is none. Only a tab
//! that no longer lives leaves one, see [`Vault::left_places`]. While entries of its case wait to be written it is not
//! touched, for they may be what its words have become. Spare copies and the ledger leave it out: they hold what was
//! recorded, and words that were recorded or cancelled since must not come back from there.

use super::key::Key;
use super::seal::NoRandomness;
use super::{CaseId, Flaw, Held, NotWritten, PREFIX, Problem, Report, Shelf, Vault, Why};
use crate::journal::json::{Reader, at};
use crate::journal::{Map, Set, Writer};
use crate::json::{self, Json};

/// Version of the stored form of a place.
const FORM: u32 = 1;

/// Where the official is in a case or outside of all, and what is half-typed there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// When it was so, in seconds since 1970.
    pub at: i64,
    /// The way to where she is, in words of the app; empty: she is elsewhere.
    pub spot: Vec<String>,
    /// What she typed and chose, by the field.
    pub words: Map<String, String>,
}

/// A place that another tab's life left behind, or this page's own before the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftPlace {
    /// The case.
    pub case: CaseId,
    /// Whose it was; none: it was held in memory while the vault was closed.
    pub writer: Option<Writer>,
    /// The place.
    pub place: Place,
}

/// What is known of this tab's place in a case.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// Where it and those before it lie, the newest last.
    keys: Vec<Key>,
    /// What is to be written.
    waits: Option<Place>,
}

/// The same while the vault is closed: what is to be written is sealed.
pub(super) struct HeldPlace {
    case: CaseId,
    keys: Vec<Key>,
    sealed: String,
    pub(super) is_worded: bool,
}

impl Place {
    /// Whether there is nothing to keep.
    fn is_empty(&self) -> bool {
        self.spot.is_empty() && self.words.is_empty()
    }

    pub(super) fn to_stored(&self) -> String {
        let mut text = Json::default();
        text.open('{');
        text.key("f");
        text.number(FORM.into());
        text.key("at");
        text.signed(self.at);
        text.key("spot");
        text.texts(&self.spot.iter().map(String::as_str).collect::<Vec<_>>());
        text.key("words");
        text.open('[');
        for (field, words) in self.words.iter() {
            text.texts(&[field, words]);
        }
        text.close(']');
        text.close('}');
        text.end()
    }

    pub(super) fn from_stored(text: &str) -> Result<Self, Flaw> {
        let value = json::read(text).map_err(|_| Flaw::NotUnderstood)?;
        let mut read = Reader::default();
        let form = read.small(at(&value, "f"));
        if form > FORM {
            return Err(Flaw::Newer(form));
        }
        read.object(&value, &["f", "at", "spot", "words"]);
        let mut place = Self { at: read.signed(at(&value, "at")), ..Self::default() };
        for part in read.items(at(&value, "spot")) {
            place.spot.push(read.str(part).to_owned());
        }
        for pair in read.items(at(&value, "words")) {
            let [field, words] = read.two(pair).map(|text| read.str(text).to_owned());
            place.words.insert(field, words);
        }
        read.end(place).map_err(|_| Flaw::NotUnderstood)
    }
}

impl<S: Shelf> Vault<S> {
    /// Keeps where the official is in a case, and what is half-typed there, in the place of what was kept of it before.
    pub fn keep_place(&mut self, case: CaseId, place: Place) -> Report {
        if !place.is_empty() || self.places.contains_key(&case) {
            self.places.or_default(case).waits = Some(place);
        }
        self.retry()
    }

    /// Half-typed words that are in memory only.
    pub(super) fn unplaced(&self) -> Option<Why> {
        let is_worded = |placed: &Placed| placed.waits.as_ref().is_some_and(|place| !place.words.is_empty());
        self.places.values().any(is_worded).then_some(self.place_why)
    }

    /// Writes the places that wait. Gives the cases that turned out to be removed.
    pub(super) fn settle_places(&mut self) -> Vec<CaseId> {
        let waits = self.places.iter().filter(|(_, placed)| placed.waits.is_some()).map(|(case, _)| *case);
        let mut removed = Vec::new();
        for case in waits.collect::<Vec<_>>() {
            match self.settle_place(case) {
                Ok(()) => {}
                Err(NotWritten::Removed) => removed.push(case),
                Err(NotWritten::Refused(why)) => self.place_why = why,
            }
        }
        removed
    }

    fn settle_place(&mut self, case: CaseId) -> Result<(), NotWritten> {
        if self.pending.iter().any(|(waiting, _)| *waiting == case) {
            return Ok(());
        }
        self.refuse_gone(case)?;
        let Some(placed) = self.places.get(&case) else { return Ok(()) };
        let Some(place) = placed.waits.clone() else { return Ok(()) };
        let mut old = placed.keys.clone();
        let mut new = Vec::new();
        if !place.is_empty() {
            self.keep_records()?;
            let key = Key::Place(case, self.writer, self.number());
            // Whether or not it is written, only a newer one that reads back takes its place.
            self.places.or_default(case).keys.push(key);
            self.put(key, &place.to_stored())?;
            new.push(key);
        }
        old.retain(|key| self.shelf.remove(&key.to_string()).is_err());
        let all_gone = old.is_empty();
        old.extend(new);
        let is_none = old.is_empty();
        let placed = self.places.or_default(case);
        placed.keys = old;
        // Where the last one cannot be removed it is tried again.
        if all_gone || !place.is_empty() {
            placed.waits = None;
        }
        if is_none {
            self.places.remove(&case);
        }
        Ok(())
    }

    /// The places that other tabs' lives left behind, but for the living, and what this page held over the lock, in the order
    /// in which they were left. They are this tab's from now on, and go from the shelf when it keeps its own. What cannot be
    /// read is listed and left alone.
    pub fn left_places(&mut self, living: &Set<Writer>) -> (Vec<LeftPlace>, Vec<Problem>) {
        let (mut found, mut problems) = (Map::<_, (Vec<Key>, u64, Place)>::new(), Vec::new());
        let listed = match self.list() {
            Ok(listed) => listed,
            Err(why) => {
                problems.push(Problem { key: PREFIX.to_owned(), flaw: Flaw::NotReached(why) });
                Set::new()
            }
        };
        for key in listed {
            let Key::Place(case, writer, number) = key else { continue };
            let is_own = writer == self.writer || self.places.get(&case).is_some_and(|own| own.keys.contains(&key));
            if is_own || living.contains(&writer) || self.gone.contains(&case) {
                continue;
            }
            match self.text(key).and_then(|text| text.map(|text| Place::from_stored(&text)).transpose()) {
                Ok(None) => {}
                // What belongs to no case is never removed with one: nobody could make this notice go.
                Err(_) if case == CaseId::NONE => {}
                Err(flaw) => problems.push(Problem { key: key.to_string(), flaw }),
                Ok(Some(place)) => {
                    // Keys come in the order of their numbers, so what comes later is newer.
                    // What this tab writes comes after all that it takes over.
                    self.next = self.next.max(number.saturating_add(1));
                    let newest = found.or_default((case, writer));
                    newest.0.push(key);
                    (newest.1, newest.2) = (number, place);
                }
            }
        }
        // In the order in which they were left.
        let mut left = Map::new();
        for ((case, writer), (keys, number, place)) in found {
            // Before those that are known here, so that the newest stays the last.
            self.places.or_default(case).keys.splice(0..0, keys);
            left.insert((place.at, number, case, writer), place);
        }
        let from_shelf = |((_, _, case, writer), place)| LeftPlace { case, writer: Some(writer), place };
        let mut left: Vec<LeftPlace> = left.into_iter().map(from_shelf).collect();
        for (case, placed) in self.places.iter() {
            if let Some(place) = placed.waits.clone() {
                left.push(LeftPlace { case: *case, writer: None, place });
            }
        }
        (left, problems)
    }

    /// What has to outlive the closed vault of the places.
    pub(super) fn hold_places(&self) -> Result<Vec<HeldPlace>, NoRandomness> {
        let seal = |(case, placed): (&CaseId, &Placed)| {
            let place = placed.waits.as_ref()?;
            let (keys, is_worded) = (placed.keys.clone(), !place.words.is_empty());
            let sealed = self.ring.seal(&held(*case), place.to_stored().as_bytes());
            Some(sealed.map(|sealed| HeldPlace { case: *case, keys, sealed, is_worded }))
        };
        self.places.iter().filter_map(seal).collect()
    }

    /// Takes back what was held of the places, and leaves what another passphrase sealed.
    pub(super) fn take_places_back(&mut self, all: &mut Held) {
        all.places.retain(|one| {
            let bytes = self.ring.open(&held(one.case), &one.sealed).ok();
            let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
            let Some(place) = text.and_then(|text| Place::from_stored(&text).ok()) else { return true };
            self.places.insert(one.case, Placed { keys: one.keys.clone(), waits: Some(place) });
            false
        });
    }
}

fn held(case: CaseId) -> String {
    format!("held-place:{case}")
}
