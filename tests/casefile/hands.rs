//! Making files of what a device knows, and receiving them as the app does.

use std::cell::Cell;

use sop_checklist::case::Case;
use sop_checklist::exchange::casefile::{CaseFile, FileFault, FileKind, Found, compare, read_case_file, unite};
use sop_checklist::fnv::{START, fnv};
use sop_checklist::journal::{Entry, Stamp};
use sop_checklist::procedure::Partner;
use sop_checklist::vault::{CaseId, Cost, Passphrase};

use crate::support::{Device, annex, shipped};

pub const CASE: CaseId = CaseId(0x0123_4567_89ab_cdef);
pub const MADE: Stamp = Stamp { unix: 1_795_003_600, offset: 390 };

pub fn white() -> &'static Partner {
    annex().partner.as_ref().unwrap_or_else(|| panic!("no white list"))
}

/// Never the same twice.
pub fn random(bytes: &mut [u8]) -> bool {
    thread_local!(static NEXT: Cell<u64> = const { Cell::new(1) });
    for part in bytes.chunks_mut(8) {
        let next = NEXT.get().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ NEXT.get().rotate_left(29);
        NEXT.set(NEXT.get() + 1);
        part.copy_from_slice(&next.to_le_bytes()[..part.len()]);
    }
    true
}

pub fn phrase() -> Passphrase {
    Passphrase::typed("tea at the blue gate")
}

pub fn file(device: &Device, kind: FileKind) -> CaseFile {
    let made = device.see(|view| match kind {
        FileKind::Own => CaseFile::own(view, CASE, &device.journal, MADE),
        FileKind::Partner => CaseFile::partner(view, white(), CASE, &device.journal, MADE),
    });
    made.unwrap_or_else(|why| panic!("{why:?}"))
}

pub fn sealed(file: &CaseFile) -> String {
    file.seal(&phrase(), Cost::FLOOR, random).unwrap_or_else(|_| panic!("no randomness"))
}

pub fn open(text: &str) -> Result<CaseFile, FileFault> {
    match read_case_file(text)? {
        Found::Sealed(sealed) => sealed.open(&phrase()),
        Found::Open(file) => Ok(file),
    }
}

/// Takes a file in as the app does: compares first, then unites. What is new is enough to write.
pub fn receive(device: &mut Device, file: &CaseFile) -> usize {
    let known = (!device.journal.is_empty()).then(|| device.journal.clone());
    let preview = compare(shipped(), known.as_ref(), false, file).unwrap_or_else(|why| panic!("{why}"));
    let (whole, new) = unite(known.as_ref(), file);
    assert_eq!(preview.new, new.len());
    let before = device.journal.clone();
    for entry in &new {
        device.take(entry);
    }
    assert_eq!(device.journal, whole, "what is new is all that has to be written");
    assert_eq!(device.case, Case::of(shipped(), &whole), "followed entry by entry");
    for entry in before.entries() {
        let now = device.journal.get(entry.id).unwrap_or_else(|| panic!("lost: {entry:?}"));
        assert!(entry.thin || keeps(entry, now, device), "changed: {entry:?}");
    }
    new.len()
}

fn keeps(before: &Entry, now: &Entry, device: &Device) -> bool {
    let mut blank = before.clone();
    blank.act.erase_words();
    before == now || (device.journal.is_erased(before.id) && blank == *now)
}

/// A device that knows nothing yet.
pub fn stranger(writer: u64) -> Device {
    Device::new(shipped(), writer)
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The text around bytes, as `docs/casefile.md` describes it; made without the code that it is to test.
pub fn armour(head: &str, bytes: &[u8]) -> String {
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
    let six = |at: usize| (0..6).fold(0, |six, place| six << 1 | bit(at * 6 + place));
    let letters: Vec<u8> = (0..(bytes.len() * 8).div_ceil(6)).map(|at| LETTERS[six(at)]).collect();
    let lines: Vec<&str> = letters.chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let sum = fnv(fnv(START, head.as_bytes()), bytes);
    format!("sopcase {head}\n{}\nend sopcase {sum:016x}\n", lines.join("\n"))
}

/// The bytes between the first and the last line.
pub fn payload(text: &str) -> Vec<u8> {
    let body: String = text.lines().filter(|line| !line.contains("sopcase")).collect();
    let place = |letter: u8| LETTERS.iter().position(|known| *known == letter).unwrap();
    let six: Vec<usize> = body.bytes().map(place).collect();
    let bit = |at: usize| six[at / 6] >> (5 - at % 6) & 1;
    (0..six.len() * 6 / 8).map(|at| (0..8).fold(0, |byte, place| byte << 1 | bit(at * 8 + place) as u8)).collect()
}
