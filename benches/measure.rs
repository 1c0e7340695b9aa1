//! Figures of the rules and of storage, without a browser: `make bench`. Medians of 30, in microseconds.
//!
//! `cargo bench --bench measure -- cases N ENTRIES FILE` instead writes local storage with N full cases as JSON, to be put
//! into a browser; the first case, MW-0000, went on to so many entries. The passphrase is "tea at the blue gate".

#![allow(clippy::print_stdout)] // printing is what it is for

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Map, Value};
use sop_checklist::case::{Case, Pen, View, over, overview, short_code};
use sop_checklist::journal::{Act, By, Entry, Field, Journal, Stamp, Status, When, Writer, from_stored, to_stored};
use sop_checklist::vault::{CaseId, Cost, DataKey, Keyring, MemoryShelf, Passphrase, Record, Shelf, Vault};

use support::full::{Notes, full, long};
use support::{day, shipped};

const RUNS: usize = 30;
const PHRASE: &str = "tea at the blue gate";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match &words[..] {
        [what, count, entries, file] if what == "cases" => {
            let number = |text: &String| text.parse().unwrap_or_else(|_| panic!("{text} is no number"));
            std::fs::write(file, storage(number(count), number(entries)))
                .unwrap_or_else(|_| panic!("cannot write {file}"));
        }
        _ => measure(),
    }
}

fn measure() {
    for notes in [Notes::English, Notes::Burmese] {
        let entries = full(1, notes);
        let shelf = packed(CaseId(1), &entries);
        println!("a full case, notes in {notes:?}: {} entries", entries.len());
        println!("  stored {:>8} bytes", to_stored(&entries).len());
        println!("  packed {:>8} characters in local storage, keys and quotes counted", characters(&shelf));
    }
    let all = |_: &str| true;
    let one = |step: &str| step == "1.1";
    for (name, journal) in [
        ("full case", journal(1)),
        ("entry 5,000, over all steps", long(5_000, all)),
        ("entry 5,000, all of one step", long(5_000, one)),
    ] {
        println!("{name}");
        let shelf = packed(CaseId(1), &journal.in_order().into_iter().cloned().collect::<Vec<_>>());
        row("packed, characters", characters(&shelf) as f64);
        let text = to_stored(journal.in_order());
        row("write stored form", time(|| to_stored(journal.in_order())));
        row("read stored form", time(|| from_stored(&text).map(|entries| entries.len())));
        row("journal from entries", time(|| from_stored(&text).map(|all| all.into_iter().collect::<Journal>())));
        row("open from storage", time(|| opened(&shelf).load()));
        let case = Case::of(shipped(), &journal);
        row("case from journal", time(|| Case::of(shipped(), &journal)));
        row("overview", time(|| overview(View::new(shipped(), &case))));
        row("short code", time(|| short_code(&journal)));
        row("last undoable", time(|| journal.last_undoable().map(|entry| entry.id)));
        tick(&journal);
        row("pack all", time_of(|| packing(&journal), |mut vault| vault.pack(CaseId(1), &journal)));
        row("pack what came since", time_of(|| ticked(&journal), |(mut vault, all)| vault.pack(CaseId(1), &all)));
    }
    println!("500 full cases");
    let shelf = MemoryShelf::default();
    for number in 0..500 {
        let _packed = vault(&shelf, number).pack(CaseId(number), &journal(number));
    }
    row("characters", characters(&shelf) as f64);
    row("open from storage", time(|| opened(&shelf).load()));
    let loaded = opened(&shelf).load();
    row(
        "cases from journals",
        time(|| loaded.cases.values().map(|case| Case::of(shipped(), &case.journal)).collect::<Vec<_>>()),
    );
}

/// The parts of a tick of a plain step, the last with all of them.
fn tick(journal: &Journal) {
    let act = |status| Act::Status { step: "1.1".into(), status };
    let done = act(Status::Done { when: When::On(day(2026, 11, 25)) });
    let field = Field::Status("1.1".into());
    row("heads, looked for", time(|| journal.heads_among(journal.written(&field).collect()).len()));
    row("heads, known", time(|| journal.heads(&field).len()));
    let shelf = packed(CaseId(1), &journal.in_order().into_iter().cloned().collect::<Vec<_>>());
    let mut vault = opened(&shelf);
    let _loaded = vault.load();
    let (mut journal, mut case) = (journal.clone(), Case::of(shipped(), journal));
    let mut pen = Pen::new(Writer(77));
    row(
        "a tick, to the last byte",
        time_mut(|| {
            let over = over(shipped(), &journal, &done);
            let at = Stamp { unix: 1_795_000_000, offset: 420 };
            let entry = pen.write(&journal, done.clone(), over, at, By::default());
            journal.insert(entry.clone());
            case.follow(shipped(), &journal, &entry);
            black_box(overview(View::new(shipped(), &case)));
            vault.append(CaseId(1), &[entry])
        }),
    );
}

fn journal(number: u64) -> Journal {
    full(number, Notes::English).into_iter().collect()
}

fn vault(shelf: &MemoryShelf, number: u64) -> Vault<MemoryShelf> {
    let mut vault = Vault::open(shelf.clone(), ring(), vec![], Writer(1_000 + number));
    for entry in full(number, Notes::English) {
        let _report = vault.append(CaseId(number), &[entry]);
    }
    vault
}

fn opened(shelf: &MemoryShelf) -> Vault<MemoryShelf> {
    Vault::open(shelf.clone(), ring(), vec![], Writer(9))
}

/// A shelf with a case in one pack.
fn packed(case: CaseId, entries: &[Entry]) -> MemoryShelf {
    let shelf = MemoryShelf::default();
    let mut vault = opened(&shelf);
    for part in entries.chunks(entries.len().div_ceil(2)) {
        let _report = vault.append(case, part);
    }
    let _packed = vault.pack(case, &entries.iter().cloned().collect());
    shelf
}

/// A tab over a case in 25 pieces.
fn packing(journal: &Journal) -> Vault<MemoryShelf> {
    let mut vault = opened(&MemoryShelf::default());
    let entries: Vec<Entry> = journal.in_order().into_iter().cloned().collect();
    for part in entries.chunks(entries.len().div_ceil(25)) {
        let _report = vault.append(CaseId(1), part);
    }
    vault
}

/// A tab over a packed case that was ticked 24 times since.
fn ticked(journal: &Journal) -> (Vault<MemoryShelf>, Journal) {
    let mut all = journal.clone();
    let mut vault = opened(&packed(CaseId(1), &journal.in_order().into_iter().cloned().collect::<Vec<_>>()));
    let _loaded = vault.load();
    let mut pen = Pen::new(Writer(9));
    for _ in 0..24 {
        let act = Act::Status { step: "1.1".into(), status: Status::ToDo };
        let at = Stamp { unix: 1_795_000_000, offset: 420 };
        let entry = pen.write(&all, act.clone(), over(shipped(), &all, &act), at, By::default());
        all.insert(entry.clone());
        let _report = vault.append(CaseId(1), &[entry]);
    }
    (vault, all)
}

/// Local storage with full cases, behind a passphrase.
fn storage(count: usize, entries: usize) -> String {
    let shelf = MemoryShelf::default();
    let phrase = Passphrase::typed(PHRASE);
    let record = key().and_then(|key| Record::make(&key, &phrase, Cost::FLOOR, random).ok());
    let mut keeper = Vault::open(shelf.clone(), ring(), record.into_iter().collect(), Writer(8));
    keeper.keep_records().unwrap_or_else(|why| panic!("{why}"));
    for number in 0..count as u64 {
        let whole = if number == 0 { long(entries, |_| true) } else { journal(number) };
        let _packed = vault(&shelf, number).pack(CaseId(number), &whole);
    }
    let keys = shelf.keys().unwrap_or_default();
    let value = |key: &str| shelf.get(key).ok().flatten().unwrap_or_default();
    // As the browser's shelf keeps it: a text in JSON.
    let kept: Map<String, Value> =
        keys.into_iter().map(|key| (key.clone(), Value::String(Value::String(value(&key)).to_string()))).collect();
    Value::Object(kept).to_string()
}

fn characters(shelf: &MemoryShelf) -> usize {
    let keys = shelf.keys().unwrap_or_default();
    let value = |key: &str| shelf.get(key).ok().flatten().map_or(0, |value| value.encode_utf16().count() + 2);
    keys.iter().map(|key| key.len() + value(key)).sum()
}

fn key() -> Option<DataKey> {
    DataKey::new(|bytes| {
        bytes.fill(7);
        true
    })
    .ok()
}

fn ring() -> Keyring {
    key().map(|key| Keyring::new(key, random)).unwrap_or_else(|| panic!("no key"))
}

/// Never the same twice, which is all that a nonce asks for.
fn random(bytes: &mut [u8]) -> bool {
    thread_local!(static NEXT: std::cell::Cell<u64> = const { std::cell::Cell::new(1) });
    for part in bytes.chunks_mut(8) {
        let next = NEXT.get().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ NEXT.get().rotate_left(29);
        NEXT.set(NEXT.get() + 1);
        part.copy_from_slice(&next.to_le_bytes()[..part.len()]);
    }
    true
}

fn row(name: &str, value: f64) {
    println!("  {name:<26} {value:>12.0}");
}

fn time<T>(act: impl Fn() -> T) -> f64 {
    time_mut(act)
}

fn time_mut<T>(mut act: impl FnMut() -> T) -> f64 {
    time_of(|| (), |()| act())
}

fn time_of<P, T>(prepare: impl Fn() -> P, mut act: impl FnMut(P) -> T) -> f64 {
    let mut took: Vec<f64> = (0..RUNS)
        .map(|_| {
            let prepared = prepare();
            let begun = Instant::now();
            let made = black_box(act(prepared));
            let took = begun.elapsed().as_secs_f64() * 1e6;
            drop(made);
            took
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[RUNS / 2]
}
