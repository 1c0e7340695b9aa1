//! The text of a file: what it outlives, and what is said of one that did not.

use rstest::rstest;

use sop_checklist::exchange::casefile::{CaseFile, FileFault, FileKind, Found, NotMade, compare, read_case_file};
use sop_checklist::exchange::spare_to_text;
use sop_checklist::journal::{Act, Entry, Stamp, to_stored};
use sop_checklist::vault::{Cost, Passphrase};

use crate::hands::{armour, file, open, payload, phrase, sealed};
use crate::support::{Device, shipped};

fn device() -> Device {
    let mut device = Device::opened(shipped(), 1);
    device.fact("age", &["child"]);
    device.done("1.1");
    device.act(Act::Note { step: "1.1".into(), text: "မြဝတီ, at the gate".into() });
    device
}

fn own() -> CaseFile {
    file(&device(), FileKind::Own)
}

#[test]
fn what_was_sealed_opens_with_its_passphrase_alone() {
    let (own, text) = (own(), sealed(&own()));
    assert_eq!(open(&text), Ok(own.clone()));
    let Found::Sealed(file) = read_case_file(&text).unwrap() else { panic!("open") };
    assert_eq!(file.kind(), FileKind::Own);
    assert_eq!(file.open(&Passphrase::typed("tea at the blue gat")), Err(FileFault::WrongPassphrase));
    assert_eq!(file.open(&phrase()), Ok(own), "it can be tried again");
    assert_ne!(sealed(&self::own()), text, "never the same bytes twice");
}

#[test]
fn without_randomness_nothing_is_sealed() {
    assert!(own().seal(&phrase(), Cost::FLOOR, |_| false).is_err());
}

/// In the clear stand format, version, kind and the cost of the key, and letters: no code, no short code, no word.
#[test]
fn in_the_clear_it_says_what_it_is_and_nothing_of_the_case() {
    let text = sealed(&own());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("sopcase 1 own argon2id {} {}", Cost::FLOOR.memory, Cost::FLOOR.passes));
    assert!(lines.last().unwrap().starts_with("end sopcase ") && text.is_ascii());
    assert!(lines[1..lines.len() - 1].iter().all(|line| line.len() <= 64));
    for word in ["MS-12", "ms-12", "th-mm", &own().short, "0123456789abcdef"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(sealed(&file(&device(), FileKind::Partner)).starts_with("sopcase 1 partner argon2id "));
    assert!(own().to_open_text().starts_with("sopcase 1 own open\n"));
}

/// The description in `docs/casefile.md` is enough to write one.
#[test]
fn the_text_is_what_its_description_says() {
    let text = own().to_open_text();
    assert_eq!(armour("1 own open", &payload(&text)), text);
    let said: serde_json::Value = serde_json::from_slice(&payload(&text)).unwrap();
    let keys: Vec<&String> = said.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["case", "short", "procedure", "edition", "made", "journal"]);
    assert_eq!(said["journal"].to_string().len(), to_stored(own().journal.in_order()).len());
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> String {
    let bytes: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect();
    // What a browser's `text()` makes of it.
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wrapped(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let (first, last) = (lines.remove(0), lines.pop().unwrap());
    let letters: Vec<char> = lines.concat().chars().collect();
    let lines: Vec<String> = letters.chunks(23).map(|line| line.iter().collect()).collect();
    format!("{first}\n{}\n{last}", lines.join("\n"))
}

#[test]
fn it_outlives_what_editors_and_mails_do() {
    type Change = fn(&str) -> String;
    let changes: [(&str, Change); 15] = [
        ("mark", |text| format!("\u{feff}{text}")),
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("CR", |text| text.replace('\n', "\r")),
        ("one line", |text| text.replace('\n', " ")),
        ("spaced", |text| text.replace('\n', "\n\n   \t\u{a0}\u{3000}")),
        ("wrapped anew", wrapped),
        ("mail", |text| format!("On Friday she wrote:\n> {}\n> -- \n", text.trim_end().replace('\n', "\n> "))),
        ("HTML", |text| format!("<html><p class=\"sop\">{}</p></html>", text.replace('\n', "<br />\n"))),
        ("entities", |text| text.replace('+', "&#43;").replace('/', "&#47;").replace('\n', "&nbsp;<br>")),
        ("words around", |text| format!("“Here is the file” — «ok»\n\n{text}\n\nRegards")),
        ("a capital", |text| text.replacen("sopcase", "Sopcase", 1).replace("end sopcase", "End Sopcase")),
        ("invisible", |text| text.replace('\n', "\u{200b}\n\u{200e}")),
        ("UTF-16 LE", |text| utf16(text, u16::to_le_bytes)),
        ("UTF-16 BE", |text| utf16(text, u16::to_be_bytes)),
        ("no line at the end", |text| text.trim_end().to_owned()),
    ];
    let own = own();
    for (what, change) in changes {
        for text in [own.to_open_text(), sealed(&own)] {
            assert_eq!(open(&change(&text)).as_ref(), Ok(&own), "{what}");
        }
    }
}

#[test]
fn cut_anywhere_it_is_called_cut_off() {
    let text = sealed(&own());
    for end in (20..text.trim_end().len()).step_by(7) {
        let fault = read_case_file(&text[..end]).unwrap_err();
        assert_eq!(fault, FileFault::CutOff, "{end}");
    }
    // Its beginning is missing.
    assert_eq!(read_case_file(&text[9..]).unwrap_err(), FileFault::CutOff);
}

#[test]
fn a_changed_letter_is_called_damage_and_no_wrong_passphrase() {
    let text = sealed(&own());
    let body = text.find('\n').unwrap() + 1;
    for at in (body..text.len() - 32).step_by(11).filter(|at| text.as_bytes()[*at] != b'\n') {
        let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        assert_eq!(open(&changed), Err(FileFault::Damaged), "{at}");
    }
    let without_a_line: Vec<&str> = text.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    assert_eq!(open(&without_a_line.join("\n")), Err(FileFault::Damaged));
    assert_eq!(open(&text.replacen(" own ", " partner ", 1)), Err(FileFault::Damaged), "the kind is covered");
}

#[rstest]
#[case::nothing("", FileFault::NotACaseFile)]
#[case::picture("\u{fffd}PNG\r\n\u{1a}\n\0\0\0\rIHDR\0\0\u{3}\u{fffd}", FileFault::NotACaseFile)]
#[case::pdf("%PDF-1.7\n%\u{fffd}\u{fffd}\n1 0 obj\n<</Type/Catalog>>", FileFault::NotACaseFile)]
#[case::page("<!doctype html><title>Log in</title><p>The network wants you to log in.", FileFault::NotACaseFile)]
#[case::json("{\"form\":\"other\",\"version\":1}", FileFault::NotACaseFile)]
#[case::word("sopcase", FileFault::NotACaseFile)]
#[case::sentence("the sopcase file is attached", FileFault::NotACaseFile)]
#[case::newer("sopcase 2 own argon2id 19456 2\nAAAA\nend sopcase 0000000000000000", FileFault::Newer)]
#[case::far_newer("sopcase 4294967296 own\nAAAA\nend sopcase 0000000000000000", FileFault::NotACaseFile)]
#[case::older("sopcase 0 own open\nAAAA\nend sopcase 0000000000000000", FileFault::NotACaseFile)]
fn what_is_none_is_called_so(#[case] text: &str, #[case] fault: FileFault) {
    assert_eq!(read_case_file(text).unwrap_err(), fault);
}

#[test]
fn a_spare_copy_is_told_apart() {
    let spare = spare_to_text(&[("sopc:1:a".to_owned(), "b".to_owned())]);
    assert_eq!(read_case_file(&spare).unwrap_err(), FileFault::SpareCopy);
}

#[test]
fn an_enormous_text_is_refused_before_it_is_looked_at() {
    let text = "sopcase 1 own open\n".to_owned() + &"A".repeat(17 << 20);
    assert_eq!(read_case_file(&text).unwrap_err(), FileFault::TooLarge);
    // Squeezed, a small file can hold much: it is refused before anybody reads it.
    let mut own = own();
    own.edition = "a".repeat(5 << 20);
    let text = sealed(&own);
    assert!(text.len() < 1 << 20);
    assert_eq!(open(&text), Err(FileFault::TooLarge));
}

/// Objects with so many keys that a table made for few would take minutes.
#[test]
fn objects_with_many_keys_are_refused_at_once() {
    let keys: String = (0..200_000).rev().map(|key| format!("\"{key:06}\":1,")).collect();
    let fault = with(|text| text.replacen("{\"case\"", &format!("{{{keys}\"case\""), 1)).unwrap_err();
    assert_eq!(fault, FileFault::NotUnderstood);
}

#[test]
fn a_case_that_nobody_could_open_again_is_not_made_into_a_file() {
    let mut device = device();
    device.act(Act::Note { step: "1.1".into(), text: "a".repeat(4 << 20) });
    let made = device.see(|view| CaseFile::own(view, crate::hands::CASE, &device.journal, crate::hands::MADE));
    assert_eq!(made, Err(NotMade::TooLarge));
}

/// What could not be read may be a withdrawal; whoever receives the rest hears of it.
#[test]
fn a_file_of_an_incomplete_record_says_so() {
    let mut device = device();
    device.case.incomplete = true;
    let own = file(&device, FileKind::Own);
    let read = open(&sealed(&own)).unwrap();
    assert_eq!(read, own);
    assert!(compare(shipped(), None, false, &read).unwrap().incomplete);
}

/// A key that is too cheap, and one that would freeze the device for hours.
#[rstest]
#[case("8 1")]
#[case("19455 2")]
#[case("19456 1")]
#[case("262145 2")]
#[case("19456 11")]
#[case("4294967295 4294967295")]
#[case("99999999999 2")]
#[case("-1 2")]
#[case("x y")]
fn a_cost_out_of_bounds_is_refused(#[case] cost: &str) {
    let bytes = payload(&sealed(&own()));
    assert_eq!(open(&armour(&format!("1 own argon2id {cost}"), &bytes)), Err(FileFault::Cost));
}

/// The cost is covered by the tag: nobody makes a file cheaper to guess, or dearer to open, unnoticed.
#[test]
fn another_cost_does_not_open() {
    let bytes = payload(&sealed(&own()));
    assert_eq!(open(&armour("1 own argon2id 19456 3", &bytes)), Err(FileFault::WrongPassphrase));
    assert_eq!(open(&armour("1 partner argon2id 19456 2", &bytes)), Err(FileFault::WrongPassphrase));
}

#[rstest]
#[case("1 own")]
#[case("1 own zip")]
#[case("1 all open")]
#[case("1 own argon2id 19456")]
fn a_strange_head_is_not_understood_or_damage(#[case] head: &str) {
    let fault = open(&armour(head, b"{}")).unwrap_err();
    assert!(matches!(fault, FileFault::NotUnderstood | FileFault::Damaged | FileFault::Cost), "{fault:?}");
}

/// An open file whose JSON is so, with a checksum that fits.
fn with(change: impl FnOnce(&str) -> String) -> Result<CaseFile, FileFault> {
    let text = String::from_utf8(payload(&own().to_open_text())).unwrap();
    let changed = change(&text);
    assert_ne!(changed, text);
    open(&armour("1 own open", changed.as_bytes()))
}

#[test]
fn what_is_inside_is_taken_whole_or_not_at_all() {
    let deep = "[".repeat(200_000);
    let fault = |change: &dyn Fn(&str) -> String| with(change).unwrap_err();
    let replaced = |from: &'static str, to: &'static str| move |text: &str| text.replacen(from, to, 1);
    assert_eq!(fault(&|_| String::new()), FileFault::NotUnderstood);
    assert_eq!(fault(&|_| deep.clone()), FileFault::NotUnderstood);
    assert_eq!(
        fault(&|text| text.replacen("\"journal\":", &format!("\"journal\":{deep}"), 1)),
        FileFault::NotUnderstood
    );
    // Keys that stand twice, outside and inside of the journal, and keys that nobody knows.
    assert_eq!(fault(&replaced("{\"case\"", "{\"case\":\"0000000000000001\",\"case\"")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("\"l\":1", "\"l\":1,\"l\":1")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("{\"case\"", "{\"name\":\"x\",\"case\"")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("0123456789abcdef", "0000000000000000")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("0123456789abcdef", "123456789abcdef")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("\"short\":\"", "\"short\":\"../")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("\"made\":[", "\"made\":[1,")), FileFault::NotUnderstood);
    // A journal of a form that comes later.
    assert_eq!(fault(&replaced("\"f\":1", "\"f\":99")), FileFault::Newer);
    assert_eq!(fault(&replaced("\"training\":false", "\"training\":true")), FileFault::Training);
    // One name for two entries.
    assert_eq!(fault(&replaced("\"i\":[0,3]", "\"i\":[0,2]")), FileFault::NotUnderstood);
    assert_eq!(fault(&replaced("\"a\":{\"fact\"", "\"a\":{\"act\"")), FileFault::NotUnderstood);
}

#[rstest]
#[case(i64::MAX, 420, 1)]
#[case(i64::MIN, 420, 1)]
#[case(253_402_300_800, 420, 1)]
#[case(1_795_000_000, i16::MAX, 1)]
#[case(1_795_000_000, i16::MIN, 1)]
#[case(1_795_000_000, 420, u64::MAX)]
fn absurd_clocks_are_refused(#[case] unix: i64, #[case] offset: i16, #[case] lamport: u64) {
    let mut own = own();
    let first: Entry = own.journal.entries().next().unwrap().clone();
    own.journal = [Entry { at: Stamp { unix, offset }, lamport, ..first }].into_iter().collect();
    assert_eq!(open(&own.to_open_text()), Err(FileFault::Clock));
}

/// A device's clock that was set to a Thai year, or never set, is no reason to lose a case.
#[rstest]
#[case(0)]
#[case(18_923_000_000)]
fn clocks_that_are_only_wrong_are_taken(#[case] unix: i64) {
    let mut own = own();
    let first: Entry = own.journal.entries().next().unwrap().clone();
    own.journal = [Entry { at: Stamp { unix, offset: 420 }, ..first }].into_iter().collect();
    assert_eq!(open(&own.to_open_text()), Ok(own));
}

#[test]
fn another_procedure_is_named_and_refused() {
    let other = CaseFile { procedure: "shelter-intake".to_owned(), ..own() };
    let read = open(&other.to_open_text()).unwrap();
    let fault = compare(shipped(), None, false, &read).unwrap_err();
    assert_eq!(fault, FileFault::OtherProcedure("shelter-intake".to_owned()));
}

#[test]
fn known_names_with_other_content_are_counted_and_refused() {
    let device = device();
    let text = String::from_utf8(payload(&file(&device, FileKind::Own).to_open_text())).unwrap();
    let other =
        text.replace("at the gate", "at the bridge").replace("\"1.1\",\"2026-11-25\"", "\"1.1\",\"2026-11-26\"");
    let read = open(&armour("1 own open", other.as_bytes())).unwrap();
    let before = device.journal.clone();
    assert_eq!(compare(shipped(), Some(&device.journal), false, &read).unwrap_err(), FileFault::Differs(2));
    assert_eq!(device.journal, before);
}

/// Whatever stands in a text stays a text, sign by sign.
#[test]
fn hostile_text_comes_as_it_went() {
    let mut device = device();
    for text in
        ["<script>alert(1)</script>", "\u{202e}\u{2066}\0\u{1b}[2J", "\"}]}\\", "end sopcase 0", "=1+1", "😀\u{10ffff}"]
    {
        device.act(Act::Note { step: "1.1".into(), text: text.into() });
    }
    let own = file(&device, FileKind::Own);
    assert_eq!(open(&own.to_open_text()), Ok(own.clone()));
    assert_eq!(open(&sealed(&own)), Ok(own));
}

#[test]
fn a_case_without_its_beginning_can_still_be_handed_on() {
    let mut device = Device::new(shipped(), 1);
    device.done("1.1");
    let own = file(&device, FileKind::Own);
    let preview = compare(shipped(), None, false, &open(&own.to_open_text()).unwrap()).unwrap();
    assert_eq!((preview.code.as_str(), preview.entries), ("", 1));
}

/// What fits a chat message: a full case of a hundred steps with notes.
#[test]
fn a_full_case_is_small_enough_to_be_pasted() {
    let mut own = own();
    own.journal = crate::support::full::full(1, crate::support::full::Notes::English).into_iter().collect();
    let text = sealed(&own);
    assert!(text.len() < 30_000, "{}", text.len());
    assert_eq!(open(&text), Ok(own));
}
