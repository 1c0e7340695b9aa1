//! Key records: a data key under a passphrase, on the shelf in two copies.
//!
//! `sopc:1:key:KEY:RECORD:N` holds copy N of a record. RECORD is random, so a new passphrase makes new names and no record is
//! ever written over another. A copy that is damaged stays where it is and the next number is written beside it.
//!
//! | bytes | what                                              |
//! |-------|---------------------------------------------------|
//! | 1     | version, 1                                        |
//! | 8     | id of the data key                                |
//! | 16    | salt                                              |
//! | 4, 4  | Argon2id: memory in KiB, passes; one lane         |
//! | 24    | nonce                                             |
//! | 48    | the data key, sealed under the key from Argon2id  |
//! | 8     | checksum, which tells damage from a wrong word    |

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::key::PREFIX;
use super::letters::{from_letters, to_letters};
use super::passphrase::Passphrase;
use super::seal::{DataKey, KeyId, Keyring, NONCE, NoRandomness, Random};
use super::shelf::{Shelf, ShelfError};
use crate::fnv::{START, fnv};

const VERSION: u8 = 1;
pub(super) const SALT: usize = 16;
const HEAD: usize = 1 + 8 + SALT + 4 + 4;
const SEALED: usize = 32 + 16;
const LENGTH: usize = HEAD + NONCE + SEALED + 8;
/// So many whole copies of each record are kept.
const COPIES: usize = 2;

/// What deriving a key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// The least that is written or accepted: OWASP's minimum for Argon2id.
    pub const FLOOR: Cost = Cost { memory: 19 * 1024, passes: 2 };
    /// The most that is accepted: a record that asks for more would only freeze the device.
    pub const CEILING: Cost = Cost { memory: 256 * 1024, passes: 10 };

    /// The passes that take about half a second, after so many milliseconds for the floor.
    pub fn calibrated(floor_took: f64) -> Self {
        let passes = (f64::from(Self::FLOOR.passes) * 500.0 / floor_took.max(1.0)) as u32;
        Self { passes: passes.clamp(Self::FLOOR.passes, Self::CEILING.passes), ..Self::FLOOR }
    }

    /// Whether it is neither below the floor nor above the ceiling.
    pub(super) fn is_allowed(self) -> bool {
        let within = |least: u32, this: u32, most: u32| (least..=most).contains(&this);
        within(Self::FLOOR.memory, self.memory, Self::CEILING.memory)
            && within(Self::FLOOR.passes, self.passes, Self::CEILING.passes)
    }
}

/// Why a passphrase opened nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlockError {
    /// It fits none of the records.
    Wrong,
    /// There is no record that could be read.
    NoRecord,
    /// The device has not the memory for it.
    NoMemory,
    /// Storage did not give the records.
    NotReached(ShelfError),
}

impl fmt::Display for UnlockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnlockError::Wrong => f.write_str("the passphrase fits no key record"),
            UnlockError::NoRecord => f.write_str("no key record can be read"),
            UnlockError::NoMemory => f.write_str("not enough memory to derive the key"),
            UnlockError::NotReached(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for UnlockError {}

/// A record as it lies on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The part of its names that all its copies share.
    name: String,
    value: String,
}

impl Record {
    /// Puts a data key under a passphrase.
    pub fn make(key: &DataKey, passphrase: &Passphrase, cost: Cost, random: Random) -> Result<Self, NoRandomness> {
        let (mut salt, mut nonce, mut number) = ([0; SALT], [0; NONCE], [0; 8]);
        if !(random(&mut salt) && random(&mut nonce) && random(&mut number)) {
            return Err(NoRandomness);
        }
        let mut head = [VERSION; HEAD];
        head[1..9].copy_from_slice(&key.id.0.to_be_bytes());
        head[9..25].copy_from_slice(&salt);
        head[25..29].copy_from_slice(&cost.memory.to_be_bytes());
        head[29..].copy_from_slice(&cost.passes.to_be_bytes());
        let derived = derive(passphrase, &salt, cost).ok_or(NoRandomness)?;
        let mut sealed = key.secret.to_vec();
        let cipher = XChaCha20Poly1305::new((&*derived).into());
        cipher.encrypt_in_place(&XNonce::from(nonce), &head, &mut sealed).map_err(|_| NoRandomness)?;
        let mut bytes = [&head[..], &nonce, &sealed].concat();
        bytes.extend_from_slice(&checksum(&bytes));
        let name = format!("{PREFIX}key:{}:{:016x}", key.id, u64::from_be_bytes(number));
        Ok(Self { name, value: to_letters(&bytes) })
    }

    /// The data key, if the passphrase fits.
    fn open(&self, passphrase: &Passphrase) -> Result<DataKey, UnlockError> {
        let parts = Parts::of(&self.value).ok_or(UnlockError::NoRecord)?;
        let derived = derive(passphrase, &parts.salt, parts.cost).ok_or(UnlockError::NoMemory)?;
        let mut secret = Zeroizing::new(parts.sealed.to_vec());
        let cipher = XChaCha20Poly1305::new((&*derived).into());
        cipher
            .decrypt_in_place(&XNonce::from(parts.nonce), &parts.head, &mut *secret)
            .map_err(|_| UnlockError::Wrong)?;
        let secret = secret.as_slice().try_into().map(Zeroizing::new).map_err(|_| UnlockError::Wrong)?;
        Ok(DataKey { id: parts.id, secret })
    }

    /// Its first copy: the name and what lies there.
    pub(super) fn first_copy(&self) -> (String, String) {
        (format!("{}:1", self.name), self.value.clone())
    }

    fn key(&self) -> Option<KeyId> {
        Parts::of(&self.value).map(|parts| parts.id)
    }
}

/// A record's bytes, taken apart; only one that is whole and within floor and ceiling.
struct Parts {
    head: [u8; HEAD],
    id: KeyId,
    salt: [u8; SALT],
    cost: Cost,
    nonce: [u8; NONCE],
    sealed: [u8; SEALED],
}

impl Parts {
    fn of(value: &str) -> Option<Self> {
        let bytes: [u8; LENGTH] = from_letters(value)?.try_into().ok()?;
        let (body, sum) = bytes.split_at(LENGTH - 8);
        if checksum(body) != sum {
            return None;
        }
        let (head, rest) = body.split_first_chunk::<HEAD>()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        let (version, fields) = head.split_first()?;
        let (id, fields) = fields.split_first_chunk::<8>()?;
        let (salt, fields) = fields.split_first_chunk::<SALT>()?;
        let (memory, passes) = fields.split_first_chunk::<4>()?;
        let cost = Cost { memory: u32::from_be_bytes(*memory), passes: u32::from_be_bytes(passes.try_into().ok()?) };
        (*version == VERSION && cost.is_allowed()).then_some(Self {
            head: *head,
            id: KeyId(u64::from_be_bytes(*id)),
            salt: *salt,
            cost,
            nonce: *nonce,
            sealed: sealed.try_into().ok()?,
        })
    }
}

/// None: the device has not the memory for it.
pub(super) fn derive(passphrase: &Passphrase, salt: &[u8; SALT], cost: Cost) -> Option<Zeroizing<[u8; 32]>> {
    let params = Params::new(cost.memory, cost.passes, 1, Some(32)).ok()?;
    let mut derived = Zeroizing::new([0; 32]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.bytes(), salt, &mut *derived).ok()?;
    Some(derived)
}

/// It guards against accidents; against people the tag does.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    fnv(START, bytes).to_be_bytes()
}

/// What a start finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nothing was ever kept here: a passphrase is to be chosen.
    New,
    /// A passphrase opens it.
    Locked,
    /// Something is kept, and no key record can be read. It must not be taken for empty.
    NoKey,
}

/// What a start finds on the shelf. Storage that is absent holds nothing.
pub fn door(shelf: &impl Shelf) -> Door {
    let Ok(names) = shelf.keys() else { return Door::New };
    if !records(shelf, &names).is_empty() {
        return Door::Locked;
    }
    let marks = format!("{PREFIX}gone:");
    let kept = names.iter().any(|name| name.starts_with(PREFIX) && !name.starts_with(&marks));
    if kept { Door::NoKey } else { Door::New }
}

/// All data keys that a passphrase opens, each with its records. `held` are records that never reached the shelf.
pub fn unlock(
    shelf: &impl Shelf,
    held: &[Record],
    passphrase: &Passphrase,
    random: Random,
) -> Result<(Keyring, Vec<Record>), UnlockError> {
    let (mut all, refused) = match shelf.keys() {
        Ok(names) => (records(shelf, &names), None),
        Err(why) => (Vec::new(), Some(why)),
    };
    // Where storage has a record of the same key, that one counts: the passphrase may have been changed meanwhile.
    let unknown = |record: &&Record| !all.iter().any(|listed| listed.key() == record.key());
    let unknown: Vec<Record> = held.iter().filter(unknown).cloned().collect();
    all.extend(unknown);
    if all.is_empty() {
        return Err(refused.map_or(UnlockError::NoRecord, UnlockError::NotReached));
    }
    let (mut ring, mut opened, mut failed) = (None::<Keyring>, Vec::new(), UnlockError::Wrong);
    for record in all {
        match record.open(passphrase) {
            Ok(key) => {
                match &mut ring {
                    Some(ring) => ring.add(key),
                    None => ring = Some(Keyring::new(key, random)),
                }
                opened.push(record);
            }
            Err(UnlockError::NoMemory) => failed = UnlockError::NoMemory,
            Err(_) => {}
        }
    }
    ring.map(|ring| (ring, opened)).ok_or(failed)
}

/// The records that can be read, each once.
fn records(shelf: &impl Shelf, names: &[String]) -> Vec<Record> {
    let mut found: Vec<Record> = Vec::new();
    for (name, full) in names.iter().filter_map(|full| Some((copy_of(full)?, full))) {
        if found.iter().any(|record| record.name == name) {
            continue;
        }
        if let Ok(Some(value)) = shelf.get(full)
            && Parts::of(&value).is_some()
        {
            found.push(Record { name: name.to_owned(), value });
        }
    }
    found
}

/// Sees to it that each record lies on the shelf in two whole copies. An error: not even one does.
///
/// Where another record of the same key is there, its passphrase was changed meanwhile, and ours must not come back.
pub(super) fn keep(shelf: &impl Shelf, held: &mut [Record]) -> Result<(), ShelfError> {
    for record in held {
        let first = format!("{}:1", record.name);
        // The common case costs one look.
        if shelf.get(&first)?.as_deref() == Some(&record.value) {
            continue;
        }
        let names = shelf.keys()?;
        let listed = records(shelf, &names);
        if !listed.contains(record)
            && let Some(newer) = listed.into_iter().find(|other| other.key() == record.key())
        {
            *record = newer;
        }
        write(shelf, record)?;
    }
    Ok(())
}

/// Writes copies until there are enough, each under a number of its own. An error: there is none.
fn write(shelf: &impl Shelf, record: &Record) -> Result<(), ShelfError> {
    let (mut whole, mut number, mut failed) = (0, 0, ShelfError::Failed);
    while whole < COPIES && number < 8 {
        number += 1;
        let name = format!("{}:{number}", record.name);
        match shelf.get(&name) {
            Ok(Some(value)) => whole += usize::from(value == record.value),
            Ok(None) => match shelf.set(&name, &record.value).and_then(|()| shelf.get(&name)) {
                Ok(Some(value)) if value == record.value => whole += 1,
                Ok(_) => {}
                Err(why) => failed = why,
            },
            Err(why) => failed = why,
        }
    }
    if whole > 0 { Ok(()) } else { Err(failed) }
}

/// Writes records that are not on the shelf yet.
pub(super) fn write_all(shelf: &impl Shelf, records: &[Record]) -> Result<(), ShelfError> {
    records.iter().try_for_each(|record| write(shelf, record))
}

/// Removes all records of the keys on the ring but these.
pub(super) fn remove_others(shelf: &impl Shelf, ring: &Keyring, kept: &[Record]) -> Result<(), ShelfError> {
    for full in shelf.keys()? {
        let Some(name) = copy_of(&full) else { continue };
        let ours = ring.keys().iter().any(|key| name.starts_with(&format!("{PREFIX}key:{}:", key.id)));
        if ours && !kept.iter().any(|record| record.name == name) {
            shelf.remove(&full)?;
        }
    }
    Ok(())
}

/// Whether a key is that of a copy of a record.
pub(super) fn is_copy(full: &str) -> bool {
    copy_of(full).is_some()
}

/// Whether a value is a whole record within floor and ceiling.
pub(super) fn is_whole(value: &str) -> bool {
    Parts::of(value).is_some()
}

/// The name of the record that this is a copy of.
fn copy_of(full: &str) -> Option<&str> {
    let (name, number) = full.rsplit_once(':')?;
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    (is_number && full.starts_with(&format!("{PREFIX}key:"))).then_some(name)
}
