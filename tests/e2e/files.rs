//! Case files through the screens: making one, looking into one, taking it in; handing a case back and forth; what is no case
//! file; what a partner never gets.

use std::fs;
use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::Value;
use sop_checklist::exchange::casefile::{CaseFile, FileKind, Found, read_case_file};
use sop_checklist::fnv::{START, fnv};
use sop_checklist::journal::{
    Act, By, CaseKind, Date, Entry, EntryId, Journal, Month, Stamp, Status, StopMark, When, Writer, to_stored,
};
use sop_checklist::vault::{CaseId, Cost, Passphrase};

use crate::harness::{Folder, Stage, intranet, stage};
use crate::official::{Official, id, procedure, saved, until};
use crate::script::{UNICODE, ZAWGYI};

/// The passphrase of the files.
pub const WORD: &str = "rice beside the old river";

/// To whom a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Own,
    Partner,
}

/// Comes to the form that makes a file of the open case; who gets it and what for was said.
pub async fn asks_for_file(official: &Official, to: For) {
    official.part("paper").await;
    let (kind, receiver, purpose) = match to {
        For::Own => ("file-own", "own-office", "record"),
        For::Partner => ("file-partner", "TH-MSD", "help"),
    };
    official.tap(&id(kind)).await;
    official.has(&id(kind), "checked", true).await;
    official.tap(&id("export-case")).await;
    until("the form, or who gets it", async || {
        let there = official.is_shown(&id("seal-file")).await || official.is_shown(&id("export-case-receiver")).await;
        if there { Ok(()) } else { Err("neither".to_owned()) }
    })
    .await;
    // Who gets it is asked once.
    if official.is_shown(&id("export-case-receiver")).await {
        official.chooses(&id("export-case-receiver"), receiver).await;
        official.chooses(&id("export-case-purpose"), purpose).await;
        official.tap(&id("export-case")).await;
    }
    official.sees(&id("seal-file")).await;
}

/// Types a passphrase of the file, twice, and says go.
pub async fn seals(official: &Official, word: &str) {
    for field in ["passphrase", "passphrase-again"] {
        official.tap(&id(field)).await;
        official.selects_all().await;
        official.types(word).await;
    }
    official.tap(&id("seal-file")).await;
}

/// Makes a sealed file of the open case. It stands on the screen then.
pub async fn makes(official: &Official, to: For) {
    asks_for_file(official, to).await;
    seals(official, WORD).await;
    official.has(&id("made-file"), "data-state", "sealed").await;
}

/// The text of the file that was made, as it stands there to be copied.
pub async fn made_text(official: &Official) -> String {
    let open = "const field = document.getElementById('case-file-text'); field.closest('details').open = true; \
                return field.value";
    until("the text of the file", async || {
        let text: String = official.js(open, &[]).await;
        if text.contains("end sopcase") { Ok(text) } else { Err(text) }
    })
    .await
}

/// The file that the browser saves.
async fn saved_file(official: &Official, folder: &Path) -> PathBuf {
    official.tap(&id("save-case-file")).await;
    saved(folder, "sopcase").await
}

/// The short code of the file that was made.
async fn code_of(official: &Official) -> String {
    let text = official.text(&id("file-code")).await;
    text.trim_start_matches("Short code ").chars().take(8).collect()
}

/// Comes to the screen that takes files in.
async fn goes_to_receive(official: &Official) {
    official.goes_to_list().await;
    official.tap(&id("import-file")).await;
    official.sees(&id("case-file")).await;
}

/// Pastes the text of a file and looks at it.
pub async fn pastes_file(official: &Official, text: &str) {
    if !official.is_shown(&id("case-text")).await {
        official.tap(&format!("{} summary", id("paste-text"))).await;
    }
    official.tap(&id("case-text")).await;
    official.selects_all().await;
    official.pastes(text).await;
    official.tap(&id("read-text")).await;
}

/// Types the passphrase of a sealed file and opens it.
pub async fn opens(official: &Official, word: &str) {
    official.tap(&id("passphrase")).await;
    official.selects_all().await;
    official.types(word).await;
    official.tap(&id("open-file")).await;
}

/// Looks into a sealed text.
pub async fn looks_into(official: &Official, text: &str) {
    goes_to_receive(official).await;
    pastes_file(official, text).await;
    official.sees(&id("file-sealed")).await;
    opens(official, WORD).await;
    official.sees(&id("file-preview")).await;
}

/// Takes in what stands there.
pub async fn takes_in(official: &Official, code: &str) {
    official.tap(&id("take-file")).await;
    official.reads("#heading", code).await;
    official.reads(&id("came-in"), "came in from the file").await;
    official.is_saved().await;
}

/// Hands the open case over, as a text.
async fn hands_over(from: &Official, to: &Official, code: &str, kind: For) {
    makes(from, kind).await;
    let text = made_text(from).await;
    looks_into(to, &text).await;
    takes_in(to, code).await;
}

async fn notes(official: &Official, step: &str, words: &str) {
    official.part("steps").await;
    official.open(step).await;
    official.goes_into_note(step).await;
    official.selects_all().await;
    official.types(words).await;
    official.leaves_field().await;
    official.close().await;
    official.is_saved().await;
}

/// Everything that the history says.
pub async fn history(official: &Official) -> String {
    official.part("history").await;
    official.sees(&id("history-list")).await;
    let more = "const more = document.querySelector('[data-testid=history-more]'); \
                if (more && more.checkVisibility()) { more.click(); return false } return true";
    until("all of the history", async || {
        if official.js::<bool>(more, &[]).await { Ok(()) } else { Err("there is more".to_owned()) }
    })
    .await;
    official.text(&id("history-list")).await
}

#[test]
fn two_devices_hand_a_case_back_and_forth_without_a_network() {
    stage().needs_chromium("two browsers at once").run_two(async |one, two, server| {
        one.open_app().await;
        two.open_app().await;
        for official in [one, two] {
            // What comes after the first screen is here.
            official.tap(&id("settings")).await;
            official.sees(&id("initials")).await;
            official.back().await;
        }
        server.stops();
        one.begin_case("HAND-1").await;
        one.tick("1.8").await;
        one.is_saved().await;
        hands_over(one, two, "HAND-1", For::Own).await;
        let steps = ["1.1", "1.2", "1.3", "1.4", "1.5"];
        for (round, step) in steps.into_iter().enumerate() {
            let (sends, takes) = if round % 2 == 0 { (two, one) } else { (one, two) };
            // Both go on, at the same place and at places of their own.
            notes(one, "2.7", &format!("one says {round}")).await;
            notes(two, "2.7", &format!("two says {round}")).await;
            notes(sends, step, &format!("sent in round {round}")).await;
            makes(sends, For::Own).await;
            let text = made_text(sends).await;
            looks_into(takes, &text).await;
            takes.has(&id("file-preview"), "data-state", "apart").await;
            takes.reads(&id("preview-apart"), &format!("one says {round}")).await;
            takes.reads(&id("preview-apart"), &format!("two says {round}")).await;
            takes.reads(&id("preview-apart"), "the other stays beside it").await;
            takes_in(takes, "HAND-1").await;
            takes.reads(&id("came-in"), "wait for a decision").await;
            // The same once more changes nothing.
            looks_into(takes, &text).await;
            takes.has(&id("file-preview"), "data-state", "older").await;
            takes.sees_no(&id("take-file")).await;
            takes.tap(&id("open-known")).await;
            takes.reads("#heading", "HAND-1").await;
        }
        // The last one has all; back it goes, and both are the same.
        hands_over(one, two, "HAND-1", For::Own).await;
        for official in [one, two] {
            makes(official, For::Own).await;
        }
        assert_eq!(code_of(one).await, code_of(two).await);
        let (here, there) = (history(one).await, history(two).await);
        for words in [&here, &there] {
            for round in 0..steps.len() {
                for said in [format!("one says {round}"), format!("two says {round}"), format!("sent in round {round}")]
                {
                    assert!(words.contains(&said), "{said} in {words}");
                }
            }
        }
        for official in [one, two] {
            official.part("steps").await;
        }
        assert_eq!(one.rows().await, two.rows().await);
    });
}

#[test]
fn a_partner_gets_no_word_and_the_whole_file_unites_later() {
    let files = Folder::new();
    intranet().needs_chromium("two browsers at once").run_two(async |one, two, _| {
        one.keeps_files_in(files.path()).await;
        one.open_app().await;
        two.open_app().await;
        one.tap(&id("settings")).await;
        one.chooses(&id("role"), "TH-SHE").await;
        one.tap(&id("initials")).await;
        one.types("QXZ").await;
        one.leaves_field().await;
        one.back().await;
        one.begin_case("PART-1").await;
        one.tick("1.8").await;
        notes(one, "2.7", "Planted Name of her aunt").await;
        one.part("consents").await;
        one.raise("S6", "planted fear of her uncle").await;
        one.part("facts").await;
        one.answer("age", "adult").await;
        one.is_saved().await;

        asks_for_file(one, For::Partner).await;
        one.reads(&id("file-holds"), "Notes, reasons and all else that somebody typed").await;
        // Without a passphrase only after a second step.
        one.tap(&format!("{} summary", id("without-passphrase"))).await;
        one.tap(&id("make-open-file")).await;
        one.sees_no(&id("made-file")).await;
        one.tap(&id("open-file-sure")).await;
        one.tap(&id("make-open-file")).await;
        one.has(&id("made-file"), "data-state", "open").await;
        let file = saved_file(one, files.path()).await;
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.starts_with(&code_of(one).await) && !name.contains("PART"), "{name}");
        let Ok(Found::Open(opened)) = read_case_file(&text) else { panic!("{text}") };
        let stored = to_stored(opened.journal.in_order());
        for planted in ["Planted", "aunt", "planted", "uncle", "QXZ", "S6", "fear"] {
            assert!(!stored.contains(planted) && !text.contains(planted), "{planted} in {stored}");
        }
        assert!(stored.contains("1.8") && stored.contains("adult"), "{stored}");
        assert_eq!(opened.kind, FileKind::Partner);

        goes_to_receive(two).await;
        two.gives_file(&id("case-file"), &file).await;
        two.has(&id("file-preview"), "data-state", "new").await;
        two.reads(&id("preview-kind"), "for partner agencies").await;
        two.reads(&id("preview-code"), "PART-1").await;
        takes_in(two, "PART-1").await;
        two.row_is("1.8", "done").await;
        two.tick("2.7").await;
        two.row_is("2.7", "done").await;
        assert!(!history(two).await.contains("lanted"));

        // The whole file of the same case, later.
        hands_over(one, two, "PART-1", For::Own).await;
        two.row_is("2.7", "done").await;
        let words = history(two).await;
        assert!(words.contains("Planted Name of her aunt") && words.contains("planted fear of her uncle"), "{words}");
        two.sees_no(&id("unread")).await;
        // What the partner added comes back.
        hands_over(two, one, "PART-1", For::Own).await;
        one.row_is("2.7", "done").await;
        two.reload().await;
        two.sees_no(&id("unread")).await;
        two.open_case("PART-1").await;
        two.row_is("1.8", "done").await;
        assert!(history(two).await.contains("Planted Name of her aunt"));
    });
}

// ---- What is no case file ----

fn random(bytes: &mut [u8]) -> bool {
    bytes.fill(7);
    true
}

fn entry(number: u32, act: Act) -> Entry {
    Entry {
        id: EntryId { writer: Writer(0xbad), number },
        lamport: u64::from(number),
        over: vec![],
        at: Stamp { unix: 1_795_000_000 + i64::from(number), offset: 420 },
        by: By { role: "TH-SHE".into(), ..By::default() },
        act,
        thin: false,
    }
}

/// A case of two entries; `change` makes of it what it wants.
fn made(change: impl FnOnce(&mut CaseFile, &mut Vec<Entry>)) -> CaseFile {
    let procedure = procedure();
    let opened = Act::Opened {
        code: "FILE-1".into(),
        procedure: procedure.id.clone(),
        edition: procedure.edition.clone(),
        kind: CaseKind::Real,
    };
    let note = Act::Note { step: "1.1".into(), text: "waits at the gate".into() };
    let mut entries = vec![entry(1, opened), entry(2, note)];
    let mut file = CaseFile {
        kind: FileKind::Own,
        case: CaseId(0xf11e),
        short: "short123".into(),
        procedure: procedure.id.clone(),
        edition: procedure.edition,
        made: Stamp { unix: 1_795_000_100, offset: 420 },
        incomplete: false,
        journal: Journal::default(),
    };
    change(&mut file, &mut entries);
    file.journal = entries.into_iter().collect();
    file
}

fn sealed(file: &CaseFile, cost: Cost) -> String {
    file.seal(&Passphrase::typed(WORD), cost, random).unwrap()
}

fn whole() -> String {
    sealed(&made(|_, _| {}), Cost::FLOOR)
}

/// What is given, and what is said. Bytes are given as a file.
fn bad_files() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let text = whole();
    let open = |file: CaseFile| file.to_open_text().into_bytes();
    let end = text.find("\nend").unwrap();
    let damaged = format!("{}{}{}", &text[..60], if &text[60..61] == "A" { "B" } else { "A" }, &text[61..]);
    vec![
        ("empty", Vec::new(), "This is not a case file."),
        ("letter", b"Dear colleague, the file follows.".to_vec(), "This is not a case file."),
        (
            "picture",
            [&b"\x89PNG\r\n\x1a\n"[..], &[0xff, 0xd8, 0, 1, 2, 3].repeat(900)].concat(),
            "This is not a case file.",
        ),
        ("nested", "[".repeat(100_000).into_bytes(), "This is not a case file."),
        ("hostile", b"<script>alert(1)</script><img src=x onerror=alert(2)>".to_vec(), "This is not a case file."),
        ("spare", b"{\"form\":\"sop-checklist-spare\",\"version\":1,\"pieces\":{}}".to_vec(), "This is a spare copy"),
        ("newer", text.replacen("sopcase 1", "sopcase 2", 1).into_bytes(), "A newer version of this checklist"),
        ("truncated", text.as_bytes()[..end - 40].to_vec(), "The end of the file is missing."),
        ("damaged", damaged.into_bytes(), "The file was changed on the way."),
        ("large", vec![b'x'; 25 << 20], "larger than any case file"),
        ("enormous", vec![b'x'; 65 << 20], "larger than any case file"),
        ("other", open(made(|file, _| file.procedure = "another-sop".into())), "another procedure, another-sop"),
        (
            "training",
            open(made(|_, entries| {
                if let Act::Opened { kind, .. } = &mut entries[0].act {
                    *kind = CaseKind::Training;
                }
            })),
            "This is a practice case.",
        ),
        ("clock", open(made(|_, entries| entries[1].lamport = u64::MAX)), "The times in this file cannot be right."),
        ("odd", open(made(|file, _| file.short = "../../x".into())), "The file is whole, but not as this checklist"),
    ]
}

#[rstest]
#[case::secure(stage())]
#[case::plain_http(intranet())]
fn what_is_no_case_file_is_said_and_changes_nothing(#[case] stage: Stage) {
    let files = Folder::new();
    stage.needs_chromium("files in a folder of the test").run(async |official| {
        official.open_app().await;
        official.begin_case("KEPT-1").await;
        official.is_saved().await;
        goes_to_receive(official).await;
        let before = official.storage_but_places().await;
        let nothing_changed = async || {
            official.reads(&id("file-fault"), "Nothing was changed.").await;
            official.sees_no(&id("file-preview")).await;
            assert_eq!(official.storage_but_places().await, before);
        };
        for (name, bytes, says) in bad_files() {
            let path = files.path().join(format!("{name}.sopcase"));
            fs::write(&path, &bytes).unwrap();
            official.gives_file(&id("case-file"), &path).await;
            official.reads(&id("file-fault"), says).await;
            nothing_changed().await;
            official.focus_is_on("#file-fault").await;
            fs::remove_file(&path).unwrap();
        }
        // The same pasted.
        pastes_file(official, "Dear colleague, the file follows.").await;
        official.reads(&id("file-fault"), "This is not a case file.").await;
        // A key that is too cheap.
        pastes_file(official, &sealed(&made(|_, _| {}), Cost { memory: 64, passes: 1 })).await;
        opens(official, WORD).await;
        official.reads(&id("file-fault"), "a key that this checklist never makes").await;
        nothing_changed().await;
        official.tap(&id("other-file")).await;
        // Sealed well, and within not as this checklist writes one.
        let odd = made(|file, _| file.short = "../../x".into());
        pastes_file(official, &sealed(&odd, Cost::FLOOR)).await;
        opens(official, WORD).await;
        official.reads(&id("file-fault"), "The file is whole, but not as this checklist").await;
        nothing_changed().await;
        official.tap(&id("other-file")).await;
        // Whole, with another passphrase, and then with its own.
        pastes_file(official, &whole()).await;
        opens(official, "not this one at all").await;
        official.reads("form", "That is not the passphrase of this file.").await;
        assert_eq!(official.storage_but_places().await, before);
        until("the next try", async || {
            let waits: bool =
                official.js("return !!document.querySelector('[data-testid=open-file][aria-disabled]')", &[]).await;
            if waits { Err("it waits".to_owned()) } else { Ok(()) }
        })
        .await;
        opens(official, WORD).await;
        official.reads(&id("preview-code"), "FILE-1").await;
        assert_eq!(official.storage_but_places().await, before);
        // Left alone, it leaves nothing.
        official.tap(&id("leave-file")).await;
        official.sees(&id("case-file")).await;
        assert_eq!(official.storage_but_places().await, before);
        official.back().await;
        official.sees(&id("new-case")).await;
        let rows: u32 = official.js("return document.querySelectorAll('[data-testid=case-row]').length", &[]).await;
        assert_eq!(rows, 1);
    });
}

#[test]
fn known_entries_that_say_something_else_are_refused() {
    stage().run(async |official| {
        official.open_app().await;
        looks_into(official, &whole()).await;
        takes_in(official, "FILE-1").await;
        let before = official.storage_but_places().await;
        let forged = made(|_, entries| {
            entries[1].act = Act::Note { step: "1.1".into(), text: "nobody waits".into() };
        });
        goes_to_receive(official).await;
        pastes_file(official, &forged.to_open_text()).await;
        official.reads(&id("file-fault"), "say something else in this file").await;
        assert_eq!(official.storage_but_places().await, before);
        official.open_case("FILE-1").await;
        assert!(history(official).await.contains("waits at the gate"));
    });
}

#[test]
fn a_red_flag_that_a_file_brings_stands_open_before_it_is_taken_in() {
    stage().run(async |official| {
        official.open_app().await;
        looks_into(official, &whole()).await;
        takes_in(official, "FILE-1").await;
        let words = Act::Note { step: "1.2".into(), text: "asked again".into() };
        let flag = Act::Stop { stop: "S6".into(), mark: StopMark::Raised, reason: String::new() };
        for (act, is_open) in [(words, false), (flag, true)] {
            goes_to_receive(official).await;
            pastes_file(official, &made(|_, entries| entries.push(entry(3, act))).to_open_text()).await;
            official.has(&id("file-preview"), "data-state", "newer").await;
            official.has(&id("preview-fold"), "open", is_open).await;
            official.tap(&id("leave-file")).await;
            official.back().await;
        }
    });
}

#[test]
fn a_file_of_a_record_that_was_not_whole_says_so_before_it_is_taken_in() {
    stage().run(async |official| {
        official.open_app().await;
        goes_to_receive(official).await;
        pastes_file(official, &made(|file, _| file.incomplete = true).to_open_text()).await;
        official.reads(&id("preview-incomplete"), "What is missing may be a no.").await;
        official.sees(&id("take-file")).await;
        official.tap(&id("leave-file")).await;
        official.sees(&id("case-file")).await;
        pastes_file(official, &made(|_, _| {}).to_open_text()).await;
        official.sees(&id("file-preview")).await;
        official.sees_no(&id("preview-incomplete")).await;
        official.tap(&id("leave-file")).await;

        // Taken in, it holds the gate, also where the browser ends in that moment, until somebody says that it is known.
        official.sees(&id("case-file")).await;
        pastes_file(official, &made(|file, _| file.incomplete = true).to_open_text()).await;
        official.ends_after_the_next_piece().await;
        takes_in(official, "FILE-1").await;
        official.reads(&id("came-in"), "so the gate waits").await;
        official.reads(&id("incomplete"), "could not be read").await;
        official.reload().await;
        official.open_case("FILE-1").await;
        official.sees(&id("incomplete")).await;
        assert!(history(official).await.contains("whose record was not whole"));
        official.tap(&id("gap-known")).await;
        official.sees_no(&id("incomplete")).await;
        official.sees_no(&id("gap-known")).await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("FILE-1").await;
        official.sees_no(&id("incomplete")).await;
    });
}

/// A year of the Buddhist Era in the place of the common one: said before, read as what it is, and kept as it was written.
#[test]
fn a_day_of_the_buddhist_era_in_a_file_is_said_and_read_as_one() {
    stage().run(async |official| {
        official.open_app().await;
        let day = |year: i32| Date::from_calendar_date(year, Month::May, 3).unwrap();
        let file = made(|_, entries| {
            let status = Status::Done { when: When::On(day(2569)) };
            entries.push(entry(3, Act::Status { step: "1.8".into(), status }));
        });
        goes_to_receive(official).await;
        pastes_file(official, &file.to_open_text()).await;
        official.reads(&id("preview-years"), "outside 1900 to 2100: 1.").await;
        takes_in(official, "FILE-1").await;
        official.open("1.8").await;
        let year: String = official.js("return document.getElementById('date-1.8-year').value", &[]).await;
        assert_eq!(year, "2026");
        official.close().await;
        assert!(history(official).await.contains("3 May 2026 (2569)"));
    });
}

/// What was agreed to is what was seen: another tab may remove the case, or go on with it, in between.
#[test]
fn a_preview_that_is_no_longer_true_is_shown_anew() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("TABS-1").await;
        official.tick("1.8").await;
        official.is_saved().await;
        makes(official, For::Own).await;
        let text = made_text(official).await;
        official.part("steps").await;
        official.tick("1.8").await;
        official.row_is("1.8", "todo").await;
        official.is_saved().await;
        let first = official.this_tab().await;
        let second = official.second_tab().await;
        official.open_case("TABS-1").await;
        official.go_to_tab(&first).await;
        official.part("paper").await;
        official.tap(&id("remove-case")).await;
        official.tap(&id("remove-code")).await;
        official.types("TABS-1").await;
        official.tap(&id("remove-confirm")).await;
        official.sees(&id("new-case")).await;
        // The other tab, in which it was open, lets go of it.
        official.go_to_tab(&second).await;
        official.sees(&id("new-case")).await;
        official.sees_no(&id("case-row")).await;
        looks_into(official, &text).await;
        official.has(&id("file-preview"), "data-state", "removed").await;
        // Taken in again here while the same stands in a preview there.
        official.go_to_tab(&first).await;
        looks_into(official, &text).await;
        official.has(&id("file-preview"), "data-state", "removed").await;
        official.tap(&id("take-removed")).await;
        takes_in(official, "TABS-1").await;
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;
        official.is_saved().await;
        official.go_to_tab(&second).await;
        official.tap(&id("take-removed")).await;
        official.tap(&id("take-file")).await;
        official.reads(&id("file-fault"), "The case was changed in this browser since you looked").await;
        official.has(&id("file-preview"), "data-state", "older").await;
        official.tap(&id("open-known")).await;
        official.row_is("2.7", "done").await;
        official.row_is("1.8", "done").await;
        official.tick("1.8").await;
        official.row_is("1.8", "todo").await;
        official.is_saved().await;
        for tab in [&first, &second] {
            official.go_to_tab(tab).await;
            official.reload().await;
            official.open_case("TABS-1").await;
            official.row_is("2.7", "done").await;
            official.row_is("1.8", "todo").await;
        }
    });
}

/// A file whose key wants more memory than the device has: said, and all else goes on.
#[test]
fn a_file_that_wants_more_memory_than_there_is_says_so() {
    const HOLDS_MEMORY: &str = "for (const name of ['instantiate', 'instantiateStreaming']) { \
        const real = WebAssembly[name]; \
        WebAssembly[name] = (...all) => real.apply(WebAssembly, all).then(made => { \
            for (const value of Object.values((made.instance || made).exports)) { \
                if (value instanceof WebAssembly.Memory) { window.appMemory = value } } return made }) }";
    const TAKES_ALL: &str = "let step = 32768; while (step >= 1) { \
        try { appMemory.grow(step) } catch { step = Math.floor(step / 2) } } return true";
    stage().needs_chromium("a script before the page's own").run(async |official| {
        official.before_every_page(HOLDS_MEMORY).await;
        official.open_app().await;
        official.begin_case("KEPT-2").await;
        official.is_saved().await;
        goes_to_receive(official).await;
        let before = official.storage_but_places().await;
        assert!(official.js::<bool>(TAKES_ALL, &[]).await);
        // Eighty letters A are sixty bytes of nought: salt, nonce and something sealed.
        let head = "1 own argon2id 262144 2";
        let sum = fnv(fnv(START, head.as_bytes()), &[0; 60]);
        pastes_file(official, &format!("sopcase {head}\n{}\nend sopcase {sum:016x}\n", "A".repeat(80))).await;
        opens(official, WORD).await;
        official.reads(&id("file-fault"), "This device has not enough memory to open the file.").await;
        official.reads(&id("file-fault"), "Nothing was changed.").await;
        assert_eq!(official.storage_but_places().await, before);
        official.open_case("KEPT-2").await;
        official.tick("1.8").await;
        official.is_saved().await;
    });
}

#[test]
fn text_out_of_a_file_stays_text() {
    const MARKUP: &str = "\"><img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>\u{202e}abc{count}";
    stage().run(async |official| {
        official.open_app().await;
        let file = made(|file, entries| {
            file.edition = MARKUP.into();
            entries[0].by = By { role: MARKUP.into(), office: MARKUP.into(), initials: MARKUP.into() };
            if let Act::Opened { code, .. } = &mut entries[0].act {
                *code = format!("{MARKUP}{}", "long ".repeat(80));
            }
            entries[1].act = Act::Note { step: "1.1".into(), text: MARKUP.repeat(20) };
            entries.push(entry(3, Act::Status { step: MARKUP.into(), status: Status::ToDo }));
        });
        goes_to_receive(official).await;
        pastes_file(official, &file.to_open_text()).await;
        official.reads(&id("preview-code"), "<img src=x").await;
        let wide: bool = official.js("return document.documentElement.scrollWidth > innerWidth", &[]).await;
        assert!(!wide, "it is wider than the screen");
        official.tap(&id("take-file")).await;
        official.reads("#heading", "<script>").await;
        assert!(history(official).await.contains("<img src=x"));
        assert!(!official.js::<bool>("return 'hit' in window || !!document.querySelector('main img')", &[]).await);
        assert!(!official.title_and_address().await.contains("img"));
    });
}

#[test]
fn a_removed_case_comes_back_by_choice() {
    for stage in [stage(), intranet()] {
        stage.run(async |official| {
            official.open_app().await;
            official.begin_case("GONE-1").await;
            official.tick("1.8").await;
            official.is_saved().await;
            makes(official, For::Own).await;
            let text = made_text(official).await;
            official.tap(&id("remove-case")).await;
            official.tap(&id("remove-code")).await;
            official.types("GONE-1").await;
            official.tap(&id("remove-confirm")).await;
            official.sees(&id("new-case")).await;
            official.sees_no(&id("case-row")).await;

            looks_into(official, &text).await;
            official.has(&id("file-preview"), "data-state", "removed").await;
            let before = official.storage_but_places().await;
            official.tap(&id("take-file")).await;
            official.reads(&id("file-fault"), "It was removed here before").await;
            assert_eq!(official.storage_but_places().await, before);
            official.tap(&id("take-removed")).await;
            takes_in(official, "GONE-1").await;
            official.row_is("1.8", "done").await;
            official.tick("2.7").await;
            official.is_saved().await;
            official.reload().await;
            official.open_case("GONE-1").await;
            official.row_is("1.8", "done").await;
            official.row_is("2.7", "done").await;
        });
    }
}

#[test]
fn a_file_is_made_under_a_passphrase_that_holds_and_its_leaving_is_recorded() {
    let files = Folder::new();
    stage().needs_chromium("files in a folder of the test").run(async |official| {
        official.keeps_files_in(files.path()).await;
        official.open_app().await;
        official.begin_case("SEND-1").await;
        official.tick("1.8").await;
        asks_for_file(official, For::Own).await;
        for (word, says) in [("short", "Too short."), ("passwordpassword", "Too easy to guess.")] {
            seals(official, word).await;
            official.reads(&id("door-fault"), says).await;
            official.sees_no(&id("made-file")).await;
        }
        official.tap(&id("suggest-passphrase")).await;
        let suggested: String = official.js("return document.getElementById('passphrase').value", &[]).await;
        assert_eq!(suggested.split(' ').count(), 4);
        official.has(&id("passphrase"), "type", "text").await;
        official.tap(&id("seal-file")).await;
        official.has(&id("made-file"), "data-state", "sealed").await;
        official.focus_is_on("#made-file").await;
        assert!(!history(official).await.contains("Shared"), "it has not left yet");

        asks_for_file(official, For::Own).await;
        official.tap(&id("suggest-passphrase")).await;
        let word: String = official.js("return document.getElementById('passphrase').value", &[]).await;
        official.tap(&id("seal-file")).await;
        official.has(&id("made-file"), "data-state", "sealed").await;
        let code = code_of(official).await;
        official.reads(&id("sheet"), &code).await;
        let file = saved_file(official, files.path()).await;
        let text = fs::read_to_string(file).unwrap();
        assert!(!text.contains("SEND-1") && !text.contains(&word));
        let Ok(Found::Sealed(sealed)) = read_case_file(&text) else { panic!("{text}") };
        let opened = sealed.open(&Passphrase::typed(&word)).unwrap();
        assert_eq!((opened.short.as_str(), opened.journal.len()), (code.as_str(), 2));
        // The code of the record is the same after it was noted that it left.
        official.reads(&id("sheet"), &code).await;
        let words = history(official).await;
        assert!(words.contains("Own office") || words.contains("own office"), "{words}");
        // Nothing of it stays on the screen for who comes next.
        official.part("paper").await;
        official.sees_no(&id("made-file")).await;
        assert!(
            !official.js::<Value>("return Object.values(localStorage).join()", &[]).await.to_string().contains(&word)
        );
    });
}

#[test]
fn a_file_for_the_other_side_waits_for_consent_and_the_look_at_fear() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("HELD-1").await;
        official.part("paper").await;
        official.tap(&id("file-partner")).await;
        official.tap(&id("export-case")).await;
        official.chooses(&id("export-case-receiver"), "MM-DOR").await;
        official.chooses(&id("export-case-purpose"), "help").await;
        official.sees(&id("export-case-refused")).await;
        official.tap(&id("export-case")).await;
        official.sees(&id("export-case-fault")).await;
        official.sees_no(&id("seal-file")).await;
        // For the own office nothing is in the way. What was said for the one kind does not stand for the other.
        official.chooses(&id("export-case-receiver"), "own-office").await;
        official.sees_no(&id("export-case-refused")).await;
        official.tap(&id("export-case")).await;
        official.sees(&id("seal-file")).await;
        official.tap(&id("file-own")).await;
        official.sees_no(&id("seal-file")).await;
    });
}

#[test]
fn a_practice_case_makes_no_file() {
    stage().run(async |official| {
        official.open_app().await;
        official.tap(&id("practise")).await;
        official.tap(&id("practise-empty")).await;
        official.part("paper").await;
        official.sees(&id("no-file")).await;
        official.sees_no(&id("export-case")).await;
    });
}

#[test]
fn zawgyi_that_comes_in_with_a_file_is_asked_about_and_stays_in_the_history() {
    stage().run_two(async |giver, taker, _server| {
        giver.open_app().await;
        giver.begin_case("Z-2").await;
        for step in ["1.1", "1.8"] {
            giver.open(step).await;
            giver.goes_into_note(step).await;
            giver.pastes(ZAWGYI).await;
            giver.leaves_field().await;
            giver.close().await;
        }
        giver.is_saved().await;
        taker.open_app().await;
        hands_over(giver, taker, "Z-2", For::Own).await;
        // Nothing is changed before the official says so, and a yes is for one text alone.
        let asks = id("zawgyi-came");
        taker.reads(&asks, UNICODE).await;
        taker.tap(&id("zawgyi-yes-note-1.1")).await;
        taker.sees_no(&id("zawgyi-yes-note-1.1")).await;
        taker.tap(&id("zawgyi-no-note-1.8")).await;
        taker.sees_no(&id("zawgyi-yes-note-1.8")).await;
        taker.is_saved().await;
        taker.reload().await;
        taker.open_case("Z-2").await;
        taker.open("1.1").await;
        taker.note_is("1.1", UNICODE).await;
        taker.close().await;
        taker.open("1.8").await;
        taker.note_is("1.8", ZAWGYI).await;
        taker.close().await;
        let told = history(taker).await;
        assert!(told.contains(ZAWGYI) && told.contains(UNICODE), "{told}");
    });
}
