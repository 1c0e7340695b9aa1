//! Bytes sealed under a passphrase of their own, to leave this device: no key record and no data key of the vault is in them.
//!
//! | bytes | what                                                                                         |
//! |-------|----------------------------------------------------------------------------------------------|
//! | 16    | salt, random                                                                                 |
//! | 24    | nonce, random                                                                                |
//! | rest  | XChaCha20-Poly1305 over the squeezed words, with its tag of 16 bytes                         |
//!
//! The key is Argon2id of the passphrase and the salt, one lane. Whoever carries the parcel says in the clear what that
//! costs; the tag covers what is said there, so nobody makes it cheaper or dearer unnoticed.

use std::fmt;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::Passphrase;
use super::record::{Cost, SALT, derive};
use super::seal::{NONCE, NoRandomness, Random};
use super::squeeze::{squeeze, unsqueeze};

/// Why a parcel could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpened {
    /// Another passphrase sealed it, or it is not what was sealed.
    Wrong,
    /// It asks for less than the floor, or more than the ceiling.
    Cost,
    /// The device has not the memory for it.
    NoMemory,
    /// It is no parcel, or holds more than anybody would send.
    Broken,
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotOpened::Wrong => "the passphrase does not fit",
            NotOpened::Cost => "the cost of the key is not allowed",
            NotOpened::NoMemory => "not enough memory to derive the key",
            NotOpened::Broken => "no parcel",
        })
    }
}

impl std::error::Error for NotOpened {}

/// Seals bytes. An error: there is no randomness, or not the memory.
pub fn seal(
    plain: &[u8],
    passphrase: &Passphrase,
    cost: Cost,
    said: &str,
    random: Random,
) -> Result<Vec<u8>, NoRandomness> {
    let (mut salt, mut nonce) = ([0; SALT], [0; NONCE]);
    if !(random(&mut salt) && random(&mut nonce)) {
        return Err(NoRandomness);
    }
    let derived = derive(passphrase, &salt, cost).ok_or(NoRandomness)?;
    let mut sealed = squeeze(plain).ok_or(NoRandomness)?;
    let cipher = XChaCha20Poly1305::new((&*derived).into());
    cipher.encrypt_in_place(&XNonce::from(nonce), said.as_bytes(), &mut sealed).map_err(|_| NoRandomness)?;
    Ok([&salt[..], &nonce, &sealed].concat())
}

/// Gives the bytes back. `said` is what was said in the clear when it was sealed.
pub fn open(parcel: &[u8], passphrase: &Passphrase, cost: Cost, said: &str) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    if !cost.is_allowed() {
        return Err(NotOpened::Cost);
    }
    let (salt, rest) = parcel.split_first_chunk::<SALT>().ok_or(NotOpened::Broken)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or(NotOpened::Broken)?;
    let derived = derive(passphrase, salt, cost).ok_or(NotOpened::NoMemory)?;
    let mut plain = Zeroizing::new(sealed.to_vec());
    let cipher = XChaCha20Poly1305::new((&*derived).into());
    cipher.decrypt_in_place(&XNonce::from(*nonce), said.as_bytes(), &mut *plain).map_err(|_| NotOpened::Wrong)?;
    unsqueeze(&plain).map(Zeroizing::new).ok_or(NotOpened::Broken)
}
