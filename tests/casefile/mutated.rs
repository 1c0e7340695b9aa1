//! Ten thousand broken files: none panics, none changes what is stored, and what is taken in loses nothing.

use serde_json::Value;

use sop_checklist::case::{Case, Reader, View, overview, short_code, summary};
use sop_checklist::exchange::casefile::{FileKind, compare, unite};
use sop_checklist::journal::{Act, Answer, Giver, Journal, StopMark};
use sop_checklist::vault::{DataKey, Keyring, MemoryShelf, Shelf, Vault};

use crate::hands::{CASE, armour, file, open, payload, random};
use crate::support::{Device, shipped};

/// Numbers that look random, the same at each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

fn device() -> Device {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["child"]);
    device.done("1.1");
    device.done("1.1");
    device.act(Act::Note { step: "1.1".into(), text: "asked twice".into() });
    device.answer("return", Giver::Person, Answer::Refused);
    device.mark("S1", StopMark::Raised);
    let note = device.act(Act::Note { step: "1.2".into(), text: "a word".into() });
    device.undo(note);
    device.act(Act::Erased { entries: vec![note] });
    device
}

/// Letters taken out, put in, swapped, doubled and cut off.
fn mutate_bytes(dice: &mut Dice, mut bytes: Vec<u8>) -> Vec<u8> {
    const STRANGE: [&[u8]; 12] = [
        b"",
        b"\0",
        b"\xff\xfe",
        b"\"",
        b"}",
        b"[[[[",
        b"18446744073709551616",
        b"-1",
        b"null",
        b"end sopcase ",
        b"\xe2\x80\x9c",
        b"\\ud800",
    ];
    for _ in 0..=dice.roll(4) {
        let (at, to) = (dice.roll(bytes.len() + 1), dice.roll(bytes.len() + 1));
        let (from, to) = (at.min(to), at.max(to).min(at.min(to) + 40));
        match dice.roll(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let copied = bytes[from..to].to_vec();
                bytes.splice(from..from, copied);
            }
            3 => drop(bytes.splice(at..at, dice.pick(&STRANGE).iter().copied())),
            _ if at < bytes.len() => bytes[at] ^= 1 << dice.roll(8),
            _ => {}
        }
    }
    bytes
}

fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, format!("{at}/{key}"), found)),
        Value::Array(items) => {
            (0..).zip(items).for_each(|(number, value): (usize, _)| places(value, format!("{at}/{number}"), found))
        }
        _ => {}
    }
    found.push(at);
}

/// One value in the place of another, so that what comes out is often still a journal.
fn mutate_json(dice: &mut Dice, mut value: Value) -> Value {
    let mut all = Vec::new();
    places(&value, String::new(), &mut all);
    // Mostly a leaf that takes the value of another of its kind: what comes out may be a journal.
    let kind = |value: &Value| (value.is_string(), value.is_number());
    let (times, wild) = (1 + dice.roll(3), dice.roll(4) == 0);
    for _ in 0..times {
        let (from, to) = (dice.pick(&all).clone(), dice.pick(&all).clone());
        let strange = [
            Value::Null,
            Value::from(0),
            Value::from(u64::MAX),
            Value::from(-1),
            Value::from(""),
            Value::from("2026-13-40"),
            Value::from(vec![0, 1]),
            Value::from(true),
        ];
        let new = if wild { Some(dice.pick(&strange).clone()) } else { value.pointer(&from).cloned() };
        if let (Some(new), Some(place)) = (new, value.pointer_mut(&to))
            && (wild || kind(&new) == kind(place))
        {
            *place = new;
        }
    }
    value
}

/// What stays the same whatever is received: of each entry that is here all but erased words.
fn nothing_lost(ours: &Journal, whole: &Journal) -> bool {
    ours.entries().all(|entry| {
        let mut blank = entry.clone();
        blank.act.erase_words();
        whole.get(entry.id).is_some_and(|now| now == entry || (whole.is_erased(entry.id) && *now == blank))
    })
}

#[test]
fn ten_thousand_broken_files_change_nothing_that_is_stored() {
    let device = device();
    // Somebody else's newer copy of the same case, whole and thin, is what gets broken.
    let mut theirs = device.copy(2);
    theirs.done("1.3");
    theirs.answer("data", Giver::Person, Answer::Withdrawn);
    let texts = [FileKind::Own, FileKind::Partner].map(|kind| file(&theirs, kind).to_open_text());

    let shelf = MemoryShelf::default();
    let ring = DataKey::new(random).map(|key| Keyring::new(key, random)).unwrap_or_else(|_| panic!("no randomness"));
    let mut vault = Vault::open(shelf.clone(), ring, vec![], sop_checklist::journal::Writer(1));
    let _report = vault.append(CASE, &device.journal.in_order().into_iter().cloned().collect::<Vec<_>>());
    let stored =
        || -> Vec<_> { shelf.keys().unwrap().into_iter().map(|key| (shelf.get(&key).unwrap(), key)).collect() };
    let (before, journal) = (stored(), device.journal.clone());
    assert!(!before.is_empty());

    let mut dice = Dice(0x5eed_1234_abcd_0001);
    let (mut read, mut compared) = (0, 0);
    for round in 0..10_000 {
        let kind = dice.roll(2);
        let head = ["1 own open", "1 partner open"][kind];
        let text = match round % 4 {
            // On the way.
            0 => String::from_utf8_lossy(&mutate_bytes(&mut dice, texts[kind].clone().into_bytes())).into_owned(),
            // By somebody who makes the checksum fit.
            1 => armour(head, &mutate_bytes(&mut dice, payload(&texts[kind]))),
            _ => {
                let value: Value = serde_json::from_slice(&payload(&texts[kind])).unwrap();
                armour(head, mutate_json(&mut dice, value).to_string().as_bytes())
            }
        };
        let Ok(file) = open(&text) else { continue };
        read += 1;
        let Ok(preview) = compare(shipped(), Some(&device.journal), false, &file) else { continue };
        compared += 1;
        let (whole, new) = unite(Some(&device.journal), &file);
        assert_eq!(new.len(), preview.new, "{text}");
        assert!(nothing_lost(&device.journal, &whole), "{text}");
        let case = Case::of(shipped(), &whole);
        let view = View::new(shipped(), &case);
        let (_summary, _code) = (summary(view, &overview(view), &whole, Reader::File), short_code(&whole));
        let (again, none) = unite(Some(&whole), &file);
        assert!(again == whole && none.is_empty(), "{text}");
    }
    assert_eq!(device.journal, journal);
    assert_eq!(stored(), before);
    // Enough of them get far enough to try what lies behind.
    assert!(read > 1500 && compared > 400, "{read} {compared}");
}

/// Sealed, whatever is changed is noticed before anything is looked at.
#[test]
fn broken_sealed_files_are_never_taken_for_whole() {
    let device = device();
    let whole = file(&device, FileKind::Own);
    let text = crate::hands::sealed(&whole);
    let mut dice = Dice(77);
    let mut opened = 0;
    for _ in 0..2_000 {
        let changed = String::from_utf8_lossy(&mutate_bytes(&mut dice, text.clone().into_bytes())).into_owned();
        if let Ok(file) = open(&changed) {
            assert_eq!(file, whole, "{changed}");
            opened += 1;
        }
    }
    assert!(opened < 200, "{opened}");
}
