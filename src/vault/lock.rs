//! Closing the vault, and opening it again: nothing that was not saved is lost while the key is away.

use super::key::{Key, PREFIX};
use super::place::HeldPlace;
use super::record::{self, Record};
use super::seal::{Keyring, NoRandomness};
use super::{CaseId, Passphrase, Shelf, ShelfError, Vault};
use crate::journal::{Entry, from_stored, to_stored};

/// What a locked vault holds in memory: what could not be written, sealed, and the key records that never reached storage.
#[derive(Default)]
pub struct Held {
    /// Key records, to be tried beside those in storage.
    pub records: Vec<Record>,
    pending: Vec<(CaseId, String)>,
    pub(super) places: Vec<HeldPlace>,
}

impl Held {
    /// Whether something is in memory only.
    pub fn is_unsaved(&self) -> bool {
        !self.pending.is_empty() || self.places.iter().any(|place| place.is_worded)
    }
}

impl<S: Shelf> Vault<S> {
    /// What has to outlive the closed vault; it is then dropped. An error: it could not be sealed, and must stay open.
    pub fn lock(&self) -> Result<Held, NoRandomness> {
        let seal = |(case, entries): &(CaseId, Vec<Entry>)| {
            let sealed = self.ring.seal(&place(*case), to_stored(entries.iter()).as_bytes())?;
            Ok((*case, sealed))
        };
        let pending = self.pending.iter().map(seal).collect::<Result<_, _>>()?;
        Ok(Held { records: self.records.clone(), pending, places: self.hold_places()? })
    }

    /// Takes back what was held while the vault was closed, to be written with the next change. Gives it to be shown, and
    /// leaves what another passphrase sealed.
    pub fn take_back(&mut self, held: &mut Held) -> Vec<(CaseId, Vec<Entry>)> {
        let mut taken = Vec::new();
        held.pending.retain(|(case, sealed)| {
            let bytes = self.ring.open(&place(*case), sealed).ok();
            let entries = bytes.and_then(|bytes| from_stored(&String::from_utf8(bytes).ok()?).ok());
            entries.is_none_or(|entries| {
                taken.push((*case, entries));
                false
            })
        });
        self.take_places_back(held);
        if held.pending.is_empty() && held.places.is_empty() {
            held.records.clear();
        }
        for (case, entries) in &taken {
            self.wait(*case, entries);
        }
        taken
    }

    /// Puts the data keys under another passphrase: writes the new records, reads them back, and only then removes the old.
    pub fn change_passphrase(&mut self, new: &Passphrase, cost: record::Cost) -> Result<(), ShelfError> {
        let random = self.ring.random();
        let made = self.ring.keys().iter().map(|key| Record::make(key, new, cost, random));
        let mut made = made.collect::<Result<Vec<_>, _>>().map_err(|NoRandomness| ShelfError::Failed)?;
        record::write_all(&self.shelf, &made)?;
        // What was written has to open before anything that opens goes.
        let proven = record::unlock(&self.shelf, &[], new, random).is_ok_and(|(ring, _)| ring.opens_all_of(&self.ring));
        if !proven {
            return Err(ShelfError::Failed);
        }
        record::remove_others(&self.shelf, &self.ring, &made)?;
        std::mem::swap(&mut self.records, &mut made);
        Ok(())
    }

    /// Sees to it that the key records lie in storage. Every write asks for it first.
    pub fn keep_records(&mut self) -> Result<(), ShelfError> {
        record::keep(&self.shelf, &mut self.records)
    }
}

fn place(case: CaseId) -> String {
    format!("held:{case}")
}

/// Removes everything that this app keeps here, without its passphrase. Marks of the removed cases stay, so that a tab that
/// is still open drops them too.
pub fn wipe(shelf: &impl Shelf) -> Result<(), ShelfError> {
    let names = shelf.keys()?;
    let keys = names.iter().filter_map(|name| Key::read(name)).filter(|key| !matches!(key, Key::Gone(_)));
    for case in keys.map(Key::case).filter(|case| *case != CaseId::NONE) {
        let mark = Key::Gone(case).to_string();
        if shelf.get(&mark)?.is_none() {
            // A full shelf has no room for marks; the cases go all the same.
            let _ignored = shelf.set(&mark, "gone");
        }
    }
    let ours = |name: &String| name.starts_with(PREFIX) && !matches!(Key::read(name), Some(Key::Gone(_)));
    let mut failed = None;
    for name in names.iter().filter(|name| ours(name)) {
        failed = shelf.remove(name).err().or(failed);
    }
    match failed {
        Some(why) => Err(why),
        None if shelf.keys()?.iter().any(ours) => Err(ShelfError::Failed),
        None => Ok(()),
    }
}

impl Keyring {
    fn opens_all_of(&self, other: &Keyring) -> bool {
        other.keys().iter().all(|key| self.keys().iter().any(|own| own.id == key.id && *own.secret == *key.secret))
    }
}
