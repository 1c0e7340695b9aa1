//! Case files (`.sopcase`): one case with all that is recorded of it, to be kept by the office or handed to another.
//!
//! What is in it is a JSON text, described in `docs/casefile.md`; it is sealed under a passphrase of its own unless the
//! official insists, and stands in a text of plain letters, see [`armour`]. In the clear it says what it is, and nothing of
//! the case.
//!
//! Invariants: reading changes nothing, never panics, and a file is taken whole or not at all. What goes to a partner is
//! chosen by a white list, so that a new kind of entry stays here until somebody decides otherwise.

mod armour;
mod compare;
mod thin;

use std::fmt;

use armour::Armour;
pub use compare::{FieldChange, Preview, Relation, Wrote, compare, unite};

use crate::case::{View, short_code};
use crate::journal::{Act, CaseKind, Inserted, Journal, Stamp, StoredError, from_value, to_stored};
use crate::json::{self, Json, Value};
use crate::procedure::Partner;
use crate::vault::parcel::{self, NotOpened};
use crate::vault::seal::{NoRandomness, Random};
use crate::vault::{CaseId, Cost, Passphrase};

/// The newest version of the form that this code reads and writes.
const VERSION: u32 = 1;

const KEYS: [&str; 7] = ["case", "short", "procedure", "edition", "made", "incomplete", "journal"];
/// More than any case, in bytes: a file that somebody made up must not freeze the device.
const MOST: usize = 4 << 20;
/// No object of a file has more keys.
const MOST_KEYS: usize = 32;
/// The years 0 to 9999, in seconds from 1970.
const YEARS: std::ops::Range<i64> = -62_167_219_200..253_402_300_800;
/// A day east and west, in minutes.
const OFFSETS: std::ops::RangeInclusive<i16> = -24 * 60..=24 * 60;
/// More entries than anybody ever writes.
const COUNTED: u64 = 1 << 40;

/// How a file's name ends.
pub const ENDING: &str = "sopcase";

/// Whom a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// The own office: everything.
    Own,
    /// A partner agency: what the procedure's white list names, without words.
    Partner,
}

/// What is wrong with a file that was to be received. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// Larger than any case. Ask for the right file.
    TooLarge,
    /// Something else: a picture, a page, another app's file, or nothing. Choose the file whose name ends in `.sopcase`.
    NotACaseFile,
    /// A spare copy of all cases: it is put back in the settings.
    SpareCopy,
    /// A newer version of this app wrote it. Update this one, then try again.
    Newer,
    /// Its end is missing. Send or copy it again, all of it.
    CutOff,
    /// Letters of it were changed on the way. Have it sent again, as a file.
    Damaged,
    /// It asks for a key that is too cheap to be safe, or would freeze the device: this app never writes such a file. Ask who
    /// sent it.
    Cost,
    /// This device has not the memory to open it. Close other apps, or use another device.
    NoMemory,
    /// The passphrase does not fit.
    WrongPassphrase,
    /// It is whole, and not what this app writes. Ask who sent it to make it anew.
    NotUnderstood,
    /// Its clocks are beyond all measure. Ask who sent it.
    Clock,
    /// It is of this procedure, which is not the one here. Open it where that one is used.
    OtherProcedure(String),
    /// A practice case never becomes a real one.
    Training,
    /// So many entries that are known here have other content in the file. Ours stay; ask who sent it.
    Differs(usize),
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FileFault::TooLarge => "too large",
            FileFault::NotACaseFile => "not a case file",
            FileFault::SpareCopy => "a spare copy",
            FileFault::Newer => "written by a newer version",
            FileFault::CutOff => "its end is missing",
            FileFault::Damaged => "damaged on the way",
            FileFault::Cost => "the cost of its key is not allowed",
            FileFault::NoMemory => "not enough memory",
            FileFault::WrongPassphrase => "the passphrase does not fit",
            FileFault::NotUnderstood => "not what this app writes",
            FileFault::Clock => "impossible times",
            FileFault::OtherProcedure(_) => "of another procedure",
            FileFault::Training => "a practice case",
            FileFault::Differs(_) => "known entries with other content",
        })
    }
}

impl std::error::Error for FileFault {}

/// Why no file was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotMade {
    /// A practice case stays where it is.
    Training,
    /// The case is of another procedure: what a partner may know of it is not known here.
    OtherProcedure,
    /// It has more entries than a file may hold: nobody could open it.
    TooLarge,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// Whom it is for.
    pub kind: FileKind,
    /// The case's random name, by which both sides know that it is the same case.
    pub case: CaseId,
    /// The short code of the case when the file was made, as it stands on paper of the same moment. Of a partner file that
    /// of the whole case, since paper for the partner bears it too.
    pub short: String,
    /// The procedure's id.
    pub procedure: String,
    /// The edition that the sender worked with.
    pub edition: String,
    /// When it was made.
    pub made: Stamp,
    /// Part of the record could not be read where it was made.
    pub incomplete: bool,
    /// The entries.
    pub journal: Journal,
}

impl CaseFile {
    /// The whole case, for the own office.
    ///
    /// # Errors
    ///
    /// [`NotMade`]: a practice case does not leave, and what nobody could open is not made.
    pub fn own(view: View, case: CaseId, journal: &Journal, made: Stamp) -> Result<Self, NotMade> {
        let opened = view.case.opened.as_ref().map(|held| &held.value);
        if opened.is_some_and(|opened| opened.kind == CaseKind::Training) {
            return Err(NotMade::Training);
        }
        if to_stored(journal.entries()).len() > MOST - 1024 {
            return Err(NotMade::TooLarge);
        }
        let procedure = opened.map_or("", |opened| opened.procedure.as_str());
        Ok(Self {
            kind: FileKind::Own,
            case,
            short: short_code(journal),
            procedure: if procedure.is_empty() { view.procedure.id.clone() } else { procedure.to_owned() },
            edition: view.procedure.edition.clone(),
            made,
            incomplete: view.case.incomplete,
            journal: journal.clone(),
        })
    }

    /// What a partner agency gets of it.
    ///
    /// # Errors
    ///
    /// [`NotMade`].
    pub fn partner(view: View, white: &Partner, case: CaseId, journal: &Journal, made: Stamp) -> Result<Self, NotMade> {
        let own = Self::own(view, case, journal, made)?;
        if own.procedure != view.procedure.id {
            return Err(NotMade::OtherProcedure);
        }
        Ok(Self { kind: FileKind::Partner, journal: thin::thinned(view.procedure, white, journal), ..own })
    }

    /// The text of the file, sealed.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`]: the browser gave none, or has not the memory to derive a key.
    pub fn seal(&self, passphrase: &Passphrase, cost: Cost, random: Random) -> Result<String, NoRandomness> {
        let head = format!("{VERSION} {} argon2id {} {}", self.kind.word(), cost.memory, cost.passes);
        let bytes = parcel::seal(self.to_json().as_bytes(), passphrase, cost, &head, random)?;
        Ok(Armour { head, bytes }.to_text())
    }

    /// The text of the file, for anybody to read. Only where the official insists.
    pub fn to_open_text(&self) -> String {
        let head = format!("{VERSION} {} open", self.kind.word());
        Armour { head, bytes: self.to_json().into_bytes() }.to_text()
    }

    /// What the file is called: the short code and the day, never the code of the case.
    pub fn name(&self) -> String {
        let local = self.made.unix.saturating_add(i64::from(self.made.offset) * 60);
        let day = time::UtcDateTime::from_unix_timestamp(local).map(time::UtcDateTime::date).ok();
        let day = day.map(|day| format!("-{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day()));
        format!("{}{}.{ENDING}", self.short, day.unwrap_or_default())
    }

    fn to_json(&self) -> String {
        let mut text = Json::default();
        text.open('{');
        text.pair("case", &self.case.to_string());
        text.pair("short", &self.short);
        text.pair("procedure", &self.procedure);
        text.pair("edition", &self.edition);
        text.key("made");
        text.open('[');
        text.signed(self.made.unix);
        text.signed(self.made.offset.into());
        text.close(']');
        if self.incomplete {
            text.key("incomplete");
            text.yes(true);
        }
        text.key("journal");
        text.raw(&to_stored(self.journal.in_order()));
        text.close('}');
        text.end()
    }

    fn of_json(kind: FileKind, bytes: &[u8]) -> Result<Self, FileFault> {
        if bytes.len() > MOST {
            return Err(FileFault::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| FileFault::NotUnderstood)?;
        if has_many_keys(text) {
            return Err(FileFault::NotUnderstood);
        }
        let value = json::read(text).map_err(|_| FileFault::NotUnderstood)?;
        let known = value.as_object().is_some_and(|map| map.keys().all(|key| KEYS.contains(&key.as_str())));
        if !known || json::twice(text).is_some() {
            return Err(FileFault::NotUnderstood);
        }
        let word = |key: &str| value.get(key).and_then(Value::as_str).ok_or(FileFault::NotUnderstood);
        let case = word("case")?;
        let case = u64::from_str_radix(case, 16).ok().map(CaseId).filter(|id| id.to_string() == case);
        let case = case.filter(|id| *id != CaseId::NONE).ok_or(FileFault::NotUnderstood)?;
        Ok(Self {
            kind,
            case,
            short: word("short").ok().filter(|short| is_short_code(short)).ok_or(FileFault::NotUnderstood)?.to_owned(),
            procedure: word("procedure")?.to_owned(),
            edition: word("edition")?.to_owned(),
            made: stamp(value.get("made")).ok_or(FileFault::NotUnderstood)?,
            incomplete: match value.get("incomplete") {
                None => false,
                Some(value) => value.as_bool().ok_or(FileFault::NotUnderstood)?,
            },
            journal: journal(value.get("journal").ok_or(FileFault::NotUnderstood)?)?,
        })
    }
}

/// Whether an object has more keys than any of ours. Tables are made for few: a hundred thousand would take minutes.
fn has_many_keys(text: &str) -> bool {
    let (mut counts, mut in_text, mut escaped) = (vec![0_usize], false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => counts.push(0),
            b'}' | b']' => drop(counts.pop()),
            b':' => {
                let Some(count) = counts.last_mut() else { continue };
                *count += 1;
                if *count > MOST_KEYS {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

fn is_short_code(short: &str) -> bool {
    short.len() == 8 && short.bytes().all(|sign| sign.is_ascii_alphanumeric())
}

fn stamp(value: Option<&Value>) -> Option<Stamp> {
    let [unix, offset] = value?.as_array()? else { return None };
    Some(Stamp { unix: unix.as_i64()?, offset: offset.as_i64()?.try_into().ok()? })
}

fn journal(value: &Value) -> Result<Journal, FileFault> {
    let entries = from_value(value).map_err(|error| match error {
        StoredError::Newer(_) => FileFault::Newer,
        StoredError::Broken(_) => FileFault::NotUnderstood,
    })?;
    let mut journal = Journal::default();
    for entry in entries {
        // A device's clock may be off by centuries, as one that was set to a year of the Buddhist era. Beyond the years of
        // the calendar it was made up, and a counter that no case reaches would leave no room for what comes later.
        let is_possible =
            YEARS.contains(&entry.at.unix) && OFFSETS.contains(&entry.at.offset) && entry.lamport <= COUNTED;
        if !is_possible {
            return Err(FileFault::Clock);
        }
        if journal.insert(entry) == Inserted::Damaged {
            return Err(FileFault::NotUnderstood);
        }
    }
    if journal.entries().any(|entry| matches!(entry.act, Act::Opened { kind: CaseKind::Training, .. })) {
        return Err(FileFault::Training);
    }
    Ok(journal)
}

impl FileKind {
    fn word(self) -> &'static str {
        match self {
            FileKind::Own => "own",
            FileKind::Partner => "partner",
        }
    }
}

/// What a text turned out to be.
#[derive(Debug)]
pub enum Found {
    /// A sealed file: it wants its passphrase.
    Sealed(SealedFile),
    /// An open one.
    Open(CaseFile),
}

/// A whole case file that is still sealed.
#[derive(Debug)]
pub struct SealedFile {
    kind: FileKind,
    cost: Cost,
    armour: Armour,
}

/// Reads what was chosen as a file or pasted, up to where a passphrase is needed. Nothing is changed by it.
///
/// # Errors
///
/// A [`FileFault`]; it repeats nothing of the text.
pub fn read_case_file(text: &str) -> Result<Found, FileFault> {
    let armour = Armour::of_text(text)?;
    let words: Vec<&str> = armour.head.split(' ').collect();
    let kind = match words.get(1) {
        Some(&"own") => FileKind::Own,
        Some(&"partner") => FileKind::Partner,
        _ => return Err(FileFault::NotUnderstood),
    };
    match words[2..] {
        ["open"] => Ok(Found::Open(CaseFile::of_json(kind, &armour.bytes)?)),
        ["argon2id", memory, passes] => {
            let number = |word: &str| word.parse::<u32>().map_err(|_| FileFault::Cost);
            let cost = Cost { memory: number(memory)?, passes: number(passes)? };
            Ok(Found::Sealed(SealedFile { kind, cost, armour }))
        }
        _ => Err(FileFault::NotUnderstood),
    }
}

impl SealedFile {
    /// Whom it is for.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// Opens it. Takes as long as unlocking does.
    ///
    /// # Errors
    ///
    /// A [`FileFault`]; the same file can be tried again with another passphrase.
    pub fn open(&self, passphrase: &Passphrase) -> Result<CaseFile, FileFault> {
        let bytes =
            parcel::open(&self.armour.bytes, passphrase, self.cost, &self.armour.head).map_err(|why| match why {
                NotOpened::Wrong => FileFault::WrongPassphrase,
                NotOpened::Cost => FileFault::Cost,
                NotOpened::NoMemory => FileFault::NoMemory,
                NotOpened::Broken => FileFault::NotUnderstood,
            })?;
        CaseFile::of_json(self.kind, &bytes)
    }
}
