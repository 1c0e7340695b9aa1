//! A spare copy: everything of the shelf as it lies there, sealed, what cannot be read included, with what never reached it.
//! It opens with the passphrase that it was made under, on any device.
//!
//! When one was taken last lies sealed under `sopc:1:spare:WRITER:N`.
//!
//! Invariants: taking a copy and putting one back read no word of a case. Putting back only adds: no key that is there is
//! written again, and a case that was removed here stays away unless somebody decides otherwise.

use super::key::{Key, PREFIX};
use super::record::{Record, is_copy, is_whole};
use super::seal::{NoRandomness, is_sealed};
use super::{Shelf, ShelfError, Vault};
use crate::journal::{Set, Stamp, to_stored};

/// Keys and sealed values.
pub type Pieces = Vec<(String, String)>;

/// What came of putting a spare copy back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PutBack {
    /// Pieces that are on the shelf now and were not.
    pub new: usize,
    /// Pieces that were there.
    pub known: usize,
    /// Pieces under whose keys something else lies here, or that are damaged, or none of ours.
    pub left_out: usize,
    /// Pieces of cases that were removed here.
    pub removed: usize,
}

impl<S: Shelf> Vault<S> {
    /// Takes a spare copy. A piece that storage does not give is left out, and counted second. An error: storage does not
    /// even say what it holds, or there is no randomness to seal what is pending.
    pub fn spare(&mut self) -> Result<(Pieces, usize), ShelfError> {
        let names = match self.shelf.keys() {
            Ok(names) => names,
            // Where there is no storage, all there is is pending.
            Err(ShelfError::Absent) => Vec::new(),
            Err(why) => return Err(why),
        };
        let (mut pieces, mut missing) = (Pieces::new(), 0);
        for name in names.into_iter().filter(|name| is_piece(name)) {
            match self.shelf.get(&name) {
                Ok(Some(value)) => pieces.push((name, value)),
                // Folded away meanwhile: what it held lies under another key, or will at the next try.
                Ok(None) | Err(_) => missing += 1,
            }
        }
        // Without its record nothing of this would ever open.
        for (name, value) in self.records.iter().map(Record::first_copy) {
            if !pieces.iter().any(|(known, _)| *known == name) {
                pieces.push((name, value));
            }
        }
        for at in 0..self.pending.len() {
            let number = self.number();
            let (case, entries) = &self.pending[at];
            let name = Key::Segment(*case, self.writer, number).to_string();
            let sealed = self.ring.seal(&name, to_stored(entries.iter()).as_bytes());
            let sealed = sealed.map_err(|NoRandomness| ShelfError::Failed)?;
            pieces.push((name, sealed));
        }
        Ok((pieces, missing))
    }

    /// Puts a spare copy back while the vault is open, see [`put_back`]. What came is found at the next look.
    pub fn put_back(&mut self, pieces: &[(String, String)], with_removed: bool) -> Result<PutBack, ShelfError> {
        let put = put_back(&self.shelf, pieces, with_removed);
        if with_removed {
            // A case that this vault knows as removed stays so, unless somebody decided otherwise as here.
            for case in pieces.iter().filter_map(|(name, _)| Key::read(name)).map(Key::case).collect::<Set<_>>() {
                if matches!(self.shelf.get(&Key::Gone(case).to_string()), Ok(None)) {
                    self.gone.remove(&case);
                    self.unswept.remove(&case);
                }
            }
        }
        put
    }

    /// When a spare copy was taken last, in seconds since 1970.
    pub fn spared(&self) -> Option<i64> {
        let taken = |name: &String| self.text_of(name).ok().flatten()?.parse().ok();
        self.shelf.keys().ok()?.iter().filter(|name| name.starts_with(&noted())).filter_map(taken).max()
    }

    /// Notes that one was taken. Where storage refuses, the official is reminded once too often.
    pub fn note_spared(&mut self, now: Stamp) {
        let Ok(older) = self.shelf.keys() else { return };
        let (writer, number) = (self.writer, self.number());
        let name = format!("{}{writer}:{number}", noted());
        if self.keep_records().is_err() || self.put_text(&name, &now.unix.to_string()).is_err() {
            return;
        }
        for name in older.iter().filter(|name| name.starts_with(&noted())) {
            // One that stays is older, and the newest counts.
            let _ignored = self.shelf.remove(name);
        }
    }
}

fn noted() -> String {
    format!("{PREFIX}spare:")
}

/// Puts a spare copy back; cases that were removed here only if somebody decided so. An error: storage refused, and what was
/// put so far stays; doing it again goes on.
pub fn put_back(shelf: &impl Shelf, pieces: &[(String, String)], with_removed: bool) -> Result<PutBack, ShelfError> {
    let mut put = PutBack::default();
    for (name, value) in pieces {
        let is_whole = if is_copy(name) { is_whole(value) } else { is_sealed(value) };
        if !is_piece(name) || !is_whole {
            put.left_out += 1;
            continue;
        }
        if let Some(mark) = mark_of(shelf, name)? {
            if !with_removed {
                put.removed += 1;
                continue;
            }
            shelf.remove(&mark)?;
        }
        match shelf.get(name)? {
            Some(here) if here == *value => put.known += 1,
            Some(_) => put.left_out += 1,
            None => {
                shelf.set(name, value)?;
                if shelf.get(name).ok().flatten().as_ref() != Some(value) {
                    // Nothing that is not whole may keep the place.
                    let _ignored = shelf.remove(name);
                    return Err(ShelfError::Failed);
                }
                put.new += 1;
            }
        }
    }
    Ok(put)
}

/// Whether a key is one that a spare copy holds. Marks of removed cases are not: they would take cases
/// away elsewhere; nor are cards, which are made anew.
fn is_piece(name: &str) -> bool {
    match Key::read(name) {
        Some(key) => !matches!(key, Key::Gone(_) | Key::Card(..)),
        None => is_copy(name) || name.starts_with(&format!("{PREFIX}me:")),
    }
}

/// The mark that says that the piece's case was removed here.
fn mark_of(shelf: &impl Shelf, name: &str) -> Result<Option<String>, ShelfError> {
    let Some(key) = Key::read(name) else { return Ok(None) };
    let mark = Key::Gone(key.case()).to_string();
    Ok(shelf.get(&mark)?.map(|_| mark))
}
