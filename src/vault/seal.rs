//! Sealing: what lies in storage can be neither read nor changed without the data key, and not moved to another place.
//!
//! | bytes | what                                                        |
//! |-------|-------------------------------------------------------------|
//! | 1     | 1: the words as they are, 2: squeezed                       |
//! | 8     | id of the data key                                          |
//! | 24    | nonce, random                                               |
//! | rest  | XChaCha20-Poly1305 over the words, with its tag of 16 bytes |
//!
//! Version, id and the storage key go into the tag, so a value that was copied under another key does not open.
//! Knows no storage and no passphrase; [`super::record`] keeps the data key under one.

use std::fmt;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::letters::{from_letters, to_letters};
use super::squeeze::{squeeze, unsqueeze};

/// The words as they are.
const PLAIN: u8 = 1;
/// The words squeezed, as [`super::squeeze`] does it.
const SQUEEZED: u8 = 2;
const HEAD: usize = 1 + 8;
pub(super) const NONCE: usize = 24;
const TAG: usize = 16;

/// Fills bytes with randomness; false: there is none. In the browser `getRandomValues`, which plain http has too.
pub type Random = fn(&mut [u8]) -> bool;

/// Names a data key. It is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u64);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Why a value could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenError {
    /// It is not what was written under this key.
    Damaged,
    /// It was sealed with a data key that is not here: by another passphrase.
    OtherKey,
    /// A newer version of this app sealed it.
    Newer(u32),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Damaged => f.write_str("damaged"),
            OpenError::OtherKey => f.write_str("sealed with another key"),
            OpenError::Newer(version) => write!(f, "sealed by a newer version ({version})"),
        }
    }
}

impl std::error::Error for OpenError {}

/// The browser gave no randomness, without which nothing can be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRandomness;

/// A random key under which everything is sealed. Its memory is wiped when it goes.
pub struct DataKey {
    pub(super) id: KeyId,
    pub(super) secret: Zeroizing<[u8; 32]>,
}

impl DataKey {
    /// A new one.
    pub fn new(random: Random) -> Result<Self, NoRandomness> {
        let (mut id, mut secret) = ([0; 8], Zeroizing::new([0; 32]));
        if random(&mut id) && random(&mut *secret) {
            Ok(Self { id: KeyId(u64::from_be_bytes(id)), secret })
        } else {
            Err(NoRandomness)
        }
    }

    fn head(&self, version: u8) -> [u8; HEAD] {
        let mut head = [version; HEAD];
        head[1..].copy_from_slice(&self.id.0.to_be_bytes());
        head
    }
}

/// The data keys that a passphrase opened: one as a rule, two where two tabs made their first start at the same moment.
/// Everything new is sealed with the first by id, so that all tabs agree.
pub struct Keyring {
    keys: Vec<DataKey>,
    random: Random,
}

impl Keyring {
    /// A ring with one key.
    pub fn new(key: DataKey, random: Random) -> Self {
        Self { keys: vec![key], random }
    }

    /// Adds a key, if it is not on the ring.
    pub(super) fn add(&mut self, key: DataKey) {
        if let Err(place) = self.keys.binary_search_by_key(&key.id, |known| known.id) {
            self.keys.insert(place, key);
        }
    }

    /// The keys.
    pub(super) fn keys(&self) -> &[DataKey] {
        &self.keys
    }

    pub(super) fn random(&self) -> Random {
        self.random
    }

    /// Seals bytes for one place, the storage key.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Result<String, NoRandomness> {
        self.seal_as(PLAIN, place, plain.to_vec())
    }

    /// The same in less room, which takes longer to write. What is too large for that is sealed as it is.
    pub fn seal_squeezed(&self, place: &str, plain: &[u8]) -> Result<String, NoRandomness> {
        match squeeze(plain) {
            Some(squeezed) => self.seal_as(SQUEEZED, place, squeezed),
            None => self.seal(place, plain),
        }
    }

    fn seal_as(&self, version: u8, place: &str, mut sealed: Vec<u8>) -> Result<String, NoRandomness> {
        let key = self.keys.first().ok_or(NoRandomness)?;
        let (head, mut nonce) = (key.head(version), [0; NONCE]);
        if !(self.random)(&mut nonce) {
            return Err(NoRandomness);
        }
        let cipher = XChaCha20Poly1305::new((&*key.secret).into());
        // It only fails beyond 256 GiB.
        cipher.encrypt_in_place(&XNonce::from(nonce), &bound(&head, place), &mut sealed).map_err(|_| NoRandomness)?;
        Ok(to_letters(&[&head[..], &nonce, &sealed].concat()))
    }

    /// Gives the bytes back that were sealed for the same place.
    pub fn open(&self, place: &str, value: &str) -> Result<Vec<u8>, OpenError> {
        let bytes = from_letters(value).ok_or(OpenError::Damaged)?;
        let (head, rest) = bytes.split_first_chunk::<HEAD>().ok_or(OpenError::Damaged)?;
        let [version, id @ ..] = *head;
        if version > SQUEEZED {
            return Err(OpenError::Newer(version.into()));
        }
        let id = KeyId(u64::from_be_bytes(id));
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(OpenError::Damaged)?;
        let key = self.keys.iter().find(|key| key.id == id).ok_or(OpenError::OtherKey)?;
        let mut plain = sealed.to_vec();
        let cipher = XChaCha20Poly1305::new((&*key.secret).into());
        let opened = cipher.decrypt_in_place(&XNonce::from(*nonce), &bound(head, place), &mut plain);
        opened.map_err(|_| OpenError::Damaged)?;
        if version == SQUEEZED { unsqueeze(&plain).ok_or(OpenError::Damaged) } else { Ok(plain) }
    }
}

/// Whether a value has the form of a sealed one. Only its key tells whether it is whole.
pub(super) fn is_sealed(value: &str) -> bool {
    from_letters(value).is_some_and(|bytes| bytes.len() >= HEAD + NONCE + TAG && (PLAIN..=SQUEEZED).contains(&bytes[0]))
}

/// What the tag covers beside the words.
fn bound(head: &[u8; HEAD], place: &str) -> Vec<u8> {
    [&head[..], place.as_bytes()].concat()
}
