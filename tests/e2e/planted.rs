//! Cases that lie in storage before the app starts, sealed under the passphrase of the tests: so a test of paper need not
//! tap a hundred steps.

use std::fs::File;
use std::io::Read;

use sop_checklist::journal::{
    Act, Answer, CaseKind, Consent, Entry, Form, Giver, Handover, Kin, PaperState, Party, Status, StopMark, Told,
    Writer,
};
use sop_checklist::vault::{CaseId, Cost, DataKey, Keyring, MemoryShelf, Passphrase, Record, Shelf, Vault};

use crate::official::PASSPHRASE;
use crate::support::full::{Notes, full};
use crate::support::{Device, at, consent, on, ready, shipped};

/// The codes of the cases: nothing in it, a case on its way with a planted word in every field, and a long one.
pub const CODES: [&str; 3] = ["FRESH-1", "FILLED-2", "MW-0000"];
/// What is planted wherever somebody can type words.
pub const WORD: &str = "Plantedword";
/// A name, as somebody should not have typed one.
pub const NAME: &str = "Daw Plantedname";
/// Why she fears to go.
pub const FEAR: &str = "Plantedfear";

fn random(bytes: &mut [u8]) -> bool {
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(bytes)).is_ok()
}

/// All three, as keys and values of the browser's storage.
pub fn storage() -> Vec<(String, String)> {
    storage_of(&[fresh(), filled(), long()])
}

/// The code of the case that two devices worked on without each other.
pub const APART: &str = "APART-4";

/// Such a case, begun under an older edition, beside a piece that nobody can read.
pub fn apart() -> Vec<(String, String)> {
    let mut stored = storage_of(&[two_devices()]);
    let (key, _) = stored.iter().find(|(key, _)| key.starts_with("sopc:1:")).unwrap();
    stored.push((format!("{}:99", key.rsplit_once(':').unwrap().0), "torn".into()));
    stored
}

/// Cases as keys and values of the browser's storage.
pub fn storage_of(cases: &[Vec<Entry>]) -> Vec<(String, String)> {
    let key = DataKey::new(random).unwrap();
    let record = Record::make(&key, &Passphrase::typed(PASSPHRASE), Cost::FLOOR, random).unwrap();
    let shelf = MemoryShelf::default();
    let mut vault = Vault::open(shelf.clone(), Keyring::new(key, random), vec![record], Writer(1));
    vault.keep_records().unwrap();
    for (number, entries) in cases.iter().enumerate() {
        let _held_in_memory = vault.append(CaseId(number as u64 + 1), entries);
    }
    let keys = shelf.keys().unwrap();
    keys.into_iter().map(|key| (key.clone(), shelf.get(&key).unwrap().unwrap())).collect()
}

/// Whatever can be recorded in two ways, recorded in both.
fn two_devices() -> Vec<Entry> {
    let procedure = shipped();
    let mut one = Device::new(procedure, 13);
    one.act(Act::Opened {
        code: APART.into(),
        procedure: procedure.id.clone(),
        edition: "2026-09 draft 0".into(),
        kind: CaseKind::Real,
    });
    let mut two = one.copy(14);
    for (device, age, answer, mark, text) in [
        (&mut one, "adult", Answer::Given, StopMark::Clear, "one"),
        (&mut two, "child", Answer::Refused, StopMark::Raised, "two"),
    ] {
        device.fact("age", &[age]);
        device.act(Act::Note { step: "1.8".into(), text: format!("{WORD}{text}") });
        device.act(Act::Consent(Consent { when: on(2026, 11, 21), ..consent("return", Giver::Person, answer) }));
        device.act(Act::Stop { stop: "S2".into(), mark, reason: format!("{WORD}{text}") });
        device.act(Act::Paper { paper: "D3".into(), state: PaperState::Present, place: format!("{WORD}{text}") });
    }
    one.done("1.8");
    two.act(Act::Status {
        step: "1.8".into(),
        status: Status::Waiting { on: "TH-OAG".into(), since: on(2026, 11, 20) },
    });
    one.merge(&two);
    entries(&one)
}

fn entries(device: &Device) -> Vec<Entry> {
    device.journal.entries().cloned().collect()
}

fn begun(code: &str) -> Act {
    let procedure = shipped();
    Act::Opened {
        code: code.into(),
        procedure: procedure.id.clone(),
        edition: procedure.edition.clone(),
        kind: CaseKind::Real,
    }
}

fn fresh() -> Vec<Entry> {
    let mut device = Device::new(shipped(), 11);
    device.act(begun(CODES[0]));
    entries(&device)
}

/// The code of the case that holds more than what stands now.
pub const MORE: &str = "MORE-5";

/// The filled case once more, with words that were replaced, undone or erased, closed and opened again.
pub fn more() -> Vec<(String, String)> {
    let mut device = filled_device(MORE);
    let word = |place: &str| format!("{NAME} {WORD}{place}");
    for place in ["older", "newer"] {
        device.act(Act::Note { step: "1.1".into(), text: word(place) });
        device.act(Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: format!("{FEAR} {place}") });
        device.act(Act::Paper { paper: "D3".into(), state: PaperState::Present, place: word(place) });
    }
    let undone = device.act(Act::Question { text: word("undone") });
    device.undo(undone);
    let erased = device.act(Act::Note { step: "1.2".into(), text: word("erased") });
    device.act(Act::Erased { entries: vec![erased] });
    device.act(Act::Status { step: "2.6".into(), status: Status::Waiting { on: word("on"), since: on(2026, 11, 20) } });
    let told = Status::ReportedDone { when: on(2026, 11, 20), by: word("by"), how: word("how") };
    device.act(Act::Status { step: "10.8".into(), status: told });
    device.act(Act::Shared { receiver: word("receiver"), purpose: word("purpose"), form: word("form") });
    device.act(Act::Closed { reason: word("closed") });
    device.act(Act::Reopened { why: "asks".into(), reason: word("reopened") });
    storage_of(&[entries(&device)])
}

fn filled() -> Vec<Entry> {
    entries(&filled_device(CODES[1]))
}

/// A woman on her way home who has told of fear, with a word of its own in every field.
fn filled_device(code: &str) -> Device {
    let mut device = ready(shipped(), 12, "adult");
    device.act(begun(code));
    let facts: [(&str, &[&str]); 16] = [
        ("gender", &["female"]),
        ("language", &["shan"]),
        ("interpreter", &["yes"]),
        ("identified", &["yes"]),
        ("exploitation", &["forced_labour", "servitude"]),
        ("medical", &["no"]),
        ("journey", &["medicine", "food"]),
        ("reception", &["border_shelter"]),
        ("crossing_point", &["mae_sot_myawaddy"]),
        ("case_open", &["yes"]),
        ("wages", &["yes"]),
        ("family", &["traced"]),
        ("family_safe", &["no"]),
        ("support", &["livelihood", "legal"]),
        ("contact_way", &["visit"]),
        ("fear", &["yes"]),
    ];
    for (fact, values) in facts {
        device.fact(fact, values);
    }
    for step in ["1.1", "1.2", "1.3", "1.8", "2.1", "2.4", "2.5", "2.7", "3.1", "3.2", "5.1", "7.2"] {
        device.done(step);
    }
    // No hyphens: the text of a PDF drops them where a line ends.
    let word = |place: &str| format!("{WORD}{place}");
    let acts = [
        Act::Note { step: "1.8".into(), text: format!("{NAME}, {}\n\nA second paragraph.", word("note")) },
        Act::Note { step: "3.9".into(), text: format!("{NAME}, {}", word("opennote")) },
        Act::Place { step: "1.8".into(), text: word("place") },
        Act::Status { step: "4.1".into(), status: Status::Waiting { on: "TH-OAG".into(), since: on(2026, 11, 20) } },
        Act::Status {
            step: "4.5".into(),
            status: Status::NotNeeded { reason: format!("{NAME} {}", word("notneeded")) },
        },
        Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: format!("{FEAR} of {NAME}") },
        Act::Stop { stop: "S2".into(), mark: StopMark::Raised, reason: word("raised") },
        Act::Stop { stop: "S9".into(), mark: StopMark::Clear, reason: word("clear") },
        Act::Consent(Consent {
            when: on(2026, 11, 21),
            language: word("language"),
            present: format!("{NAME} {}", word("present")),
            scope: word("scope"),
            interpreter: Some(true),
            private: Some(true),
            form: Some(Form::Spoken),
            ..consent("data", Giver::Person, Answer::Given)
        }),
        Act::Consent(Consent { when: on(2026, 11, 21), ..consent("family", Giver::Person, Answer::Refused) }),
        Act::Paper { paper: "D3".into(), state: PaperState::Present, place: word("paperplace") },
        Act::Paper { paper: "D10".into(), state: PaperState::Present, place: word("paperplace") },
        Act::Question { text: format!("{NAME}? {}", word("question")) },
        Act::Link { code: word("link"), kin: Kin::Sibling },
        Act::Incident {
            step: "9.5".into(),
            reason: format!("{NAME} {}", word("incident")),
            told: Told { role: "TH-MSD".into(), when: on(2026, 11, 22) },
        },
        Act::Handover(Handover {
            when: at(2026, 11, 25, 6, 30),
            giver: Party { role: "TH-SHE".into(), office: "Mae Sot".into() },
            receiver: Party { role: "MM-DOR".into(), office: "Myawaddy".into() },
            papers: vec!["D3".into(), "D10".into()],
            despite: word("despite"),
        }),
    ];
    acts.into_iter().for_each(|act| {
        device.act(act);
    });
    device
}

/// Every step done, twenty notes, and one of them very long.
fn long() -> Vec<Entry> {
    let mut all = full(0, Notes::English);
    for entry in &mut all {
        if let Act::Opened { edition, .. } = &mut entry.act {
            edition.clone_from(&shipped().edition);
        }
    }
    let long: String =
        (0..700).map(|number| format!("w{number:03}{}", if number % 90 == 89 { "\n\n" } else { " " })).collect();
    if let Some(Act::Note { text, .. }) =
        all.iter_mut().map(|entry| &mut entry.act).find(|act| matches!(act, Act::Note { .. }))
    {
        *text = format!("{NAME} {WORD}-long {long}END.");
    }
    all
}
