//! Words that point to a person: noticed while they are typed, so that the official is asked whether they are needed.
//!
//! A guess, never a judge: it misses some and takes some for what they are not. Nothing is ever blocked or changed for it.

use super::plain_digits;

/// What a piece of text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likely {
    /// A phone number.
    Phone,
    /// The number of an identity card.
    Card,
    /// An e-mail address.
    Mail,
    /// A place on the map, in numbers.
    Spot,
    /// A person's name.
    Name,
}

/// What a text seems to hold, each kind once.
///
/// ```
/// use sop_checklist::text::{Likely, likely};
///
/// assert_eq!(likely("call Daw Hla at ၀၉ ၇၈၉ ၁၂၃ ၄၅၆"), [Likely::Phone, Likely::Name]);
/// assert_eq!(likely("seen on 25.11.2026 at 06:30, file 12/2026"), []);
/// ```
pub fn likely(text: &str) -> Vec<Likely> {
    let plain = plain_digits(text);
    let groups = groups(&plain);
    let card = (0..groups.len()).any(|at| is_thai_card(&groups, at)) || has_national_card(&plain);
    let looks = [
        (Likely::Phone, (0..groups.len()).any(|at| is_phone(&groups, at))),
        (Likely::Card, card),
        (Likely::Mail, has_mail(&plain)),
        (Likely::Spot, has_spot(&plain)),
        (Likely::Name, has_name(&plain)),
    ];
    looks.into_iter().filter(|(_, found)| *found).map(|(kind, _)| kind).collect()
}

/// Digits without anything between them.
struct Group<'a> {
    digits: &'a str,
    /// What stands between the group before and this one; none where no number would go on over it.
    joint: Option<&'a str>,
    /// Whether a plus sign stands before it.
    plus: bool,
}

/// All groups of digits, without those of dates and times.
fn groups(text: &str) -> Vec<Group<'_>> {
    let mut found: Vec<Group> = Vec::new();
    let (mut at, mut end) = (0, None);
    while let Some(start) = text[at..].find(|sign: char| sign.is_ascii_digit()).map(|found| found + at) {
        let rest = &text[start..];
        let length = rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len());
        let between = end.map(|end: usize| &text[end..start]);
        let joins = |between: &&str| between.len() <= 3 && between.chars().all(|sign| " \u{a0}-.()/".contains(sign));
        found.push(Group {
            digits: &rest[..length],
            joint: between.filter(joins),
            plus: text[..start].trim_end_matches(['(', ' ']).ends_with('+'),
        });
        at = start + length;
        end = Some(at);
    }
    let mut kept = Vec::new();
    let mut at = 0;
    let mut cut = false;
    while at < found.len() {
        let skip = date_or_time(&found[at..]);
        if skip == 0 {
            let Group { digits, joint, plus } = found[at];
            kept.push(Group { digits, joint: joint.filter(|_| !cut), plus });
        }
        cut = skip > 0;
        at += skip.max(1);
    }
    kept
}

/// How many groups make a date or a time at the beginning.
fn date_or_time(groups: &[Group]) -> usize {
    let length = |at: usize| groups.get(at).map_or(0, |group| group.digits.len());
    let joint = |at: usize| groups.get(at).and_then(|group| group.joint).unwrap_or_default();
    let (first, second, third) = (length(0), length(1), length(2));
    let same = joint(1) == joint(2) && matches!(joint(1), "-" | "." | "/" | " ");
    let short = |length: usize| (1..=2).contains(&length);
    let ends = joint(3) != joint(1);
    let day_first = short(first) && short(second) && (third == 4 || (third == 2 && joint(1) != " "));
    if same && ends && (day_first || (first == 4 && short(second) && short(third))) {
        return 3;
    }
    if short(first) && second == 2 && joint(1) == "." && joint(2) != "." { 2 } else { 0 }
}

/// Whether a phone number begins at a group: with a plus sign, with a nought, or with the code of either country.
fn is_phone(groups: &[Group], start: usize) -> bool {
    let (mut digits, mut longest) = (0, 0);
    for (at, group) in groups.iter().enumerate().skip(start) {
        if at > start && (group.joint.is_none() || group.plus) {
            break;
        }
        digits += group.digits.len();
        longest = longest.max(group.digits.len());
        let first = groups[start].digits;
        let fits = if groups[start].plus || first.starts_with("00") {
            (8..=15).contains(&digits)
        } else if first.starts_with('0') {
            (8..=11).contains(&digits)
        } else {
            (first.starts_with("66") || first.starts_with("95")) && (10..=12).contains(&digits)
        };
        // Single and double figures in a row are a list, not a number to call.
        if fits && longest >= 3 && groups.get(at + 1).is_none_or(|next| next.joint.is_none_or(|joint| joint != "-")) {
            return true;
        }
    }
    false
}

/// Thirteen digits, in one or as they stand on the card.
fn is_thai_card(groups: &[Group], start: usize) -> bool {
    const ON_CARD: [usize; 5] = [1, 4, 5, 2, 1];
    let parts = ON_CARD.iter().zip(&groups[start..]).enumerate();
    let fits = parts.filter(|(at, (length, group))| {
        group.digits.len() == **length && (*at == 0 || matches!(group.joint, Some("-" | " ")))
    });
    let digits = groups[start].digits;
    (digits.len() == 13 && !digits.starts_with("00")) || fits.count() == ON_CARD.len()
}

/// A Myanmar card: a state's number, a stroke, a township, a kind in brackets, six digits, such as 12/ABC(N)123456.
fn has_national_card(text: &str) -> bool {
    text.match_indices('/').any(|(at, _)| {
        let state = text[..at].trim_end().chars().next_back().is_some_and(|sign| sign.is_ascii_digit());
        let Some((township, rest)) = text[at + 1..].split_once(['(', '[']) else { return false };
        let Some((kind, number)) = rest.split_once([')', ']']) else { return false };
        let number = number.trim_start();
        let digits = number.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(number.len());
        let is_word = |word: &str, most: usize| {
            let word = word.trim();
            !word.is_empty() && word.chars().count() <= most && word.chars().all(is_letter)
        };
        state && is_word(township, 24) && is_word(kind, 12) && digits == 6
    })
}

fn has_mail(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(|sign| sign.is_ascii_alphanumeric());
        let host = text[at + 1..].split(|sign: char| !sign.is_ascii_alphanumeric() && !"-.".contains(sign)).next();
        let ending = host.unwrap_or_default().trim_end_matches('.').rsplit_once('.');
        before
            && ending.is_some_and(|(name, ending)| {
                !name.is_empty() && ending.len() >= 2 && ending.chars().all(|sign| sign.is_ascii_alphabetic())
            })
    })
}

/// Two numbers with three decimals or more side by side, or degrees with minutes.
fn has_spot(text: &str) -> bool {
    let fine = |word: &&str| {
        let number = word.trim_matches(|sign: char| !sign.is_ascii_digit());
        number.split_once('.').is_some_and(|(whole, part)| {
            let digits = |text: &str| text.chars().all(|sign| sign.is_ascii_digit());
            (1..=3).contains(&whole.len()) && part.len() >= 3 && digits(whole) && digits(part)
        })
    };
    let words: Vec<&str> = text.split([' ', ',', ';', '/', '\n']).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| pair.iter().all(fine))
        || text.match_indices('°').any(|(at, sign)| {
            let after = text[at + sign.len()..].trim_start();
            text[..at].ends_with(|sign: char| sign.is_ascii_digit())
                && after.starts_with(|sign: char| sign.is_ascii_digit())
        })
}

/// Titles in Latin letters; a capitalised word or one in another script must follow.
const LATIN: [&str; 14] =
    ["Mr", "Mrs", "Ms", "Miss", "MR", "MRS", "U", "Daw", "Ma", "Ko", "Maung", "Naw", "Nang", "Khun"];
/// Those that are written with a dot, too.
const DOTTED: [&str; 5] = ["Mr", "Mrs", "Ms", "MR", "MRS"];
/// Titles in Thai and Burmese, and the beginnings of ordinary words that look the same.
const NATIVE: [(&str, &[&str]); 10] = [
    ("นางสาว", &[]),
    ("น.ส.", &[]),
    ("ด.ช.", &[]),
    ("ด.ญ.", &[]),
    ("เด็กชาย", &[]),
    ("เด็กหญิง", &[]),
    ("นาย", &["จ้าง", "หน้า", "กรัฐ", "แพทย์", "ทหาร", "ตำรวจ", "อำเภอ", "ประกัน", "ท่า", "ทะเบียน", "ก "]),
    ("นาง", &["พยาบาล", "แบบ", "ฟ้า"]),
    ("ဦး", &["စွာ", "ဆောင်", "တည်", "စား", "နှောက်", "ခေါင်း", "ရေ", "လေး", "ထုပ်", "ဝင်"]),
    ("ဒေါ်", &["လာ"]),
];

fn has_name(text: &str) -> bool {
    let mut before = '\n';
    for (at, sign) in text.char_indices() {
        let rest = &text[at..];
        if (!is_letter(before) && (has_latin_name(rest) || has_spaced_name(rest))) || has_native_name(&text[..at], rest)
        {
            return true;
        }
        before = sign;
    }
    false
}

fn has_latin_name(rest: &str) -> bool {
    LATIN.iter().filter_map(|title| Some((*title, rest.strip_prefix(title)?))).any(|(title, rest)| {
        let (rest, dot) = match rest.strip_prefix('.') {
            Some(rest) if DOTTED.contains(&title) => (rest, true),
            _ => (rest, false),
        };
        let name = rest.trim_start_matches([' ', '\u{a0}']);
        let mut signs = name.chars();
        let (first, second) = (signs.next().unwrap_or(' '), signs.next().unwrap_or(' '));
        let capitalised = first.is_ascii_uppercase()
            && (second.is_ascii_lowercase() || (title.starts_with("MR") && second.is_ascii_uppercase()));
        (dot || name.len() < rest.len()) && (capitalised || is_thai(first) || is_burmese(first))
    })
}

/// Burmese titles that are also parts of words. Alone before a word, the one for young women is no denial; before a
/// syllable that no asat closes, the one for young men is no other word.
fn has_spaced_name(rest: &str) -> bool {
    let consonant = |sign: char| matches!(sign, '\u{1000}'..='\u{1021}');
    let woman = rest.strip_prefix("မ ").is_some_and(|name| name.starts_with(consonant));
    let man = rest.strip_prefix("ကို").is_some_and(|name| {
        let mut signs = name.trim_start_matches(' ').chars();
        signs.next().is_some_and(|sign| consonant(sign) || sign == '\u{1021}') && signs.next() != Some('\u{103a}')
    });
    woman || man
}

fn has_native_name(before: &str, rest: &str) -> bool {
    NATIVE.iter().filter_map(|(title, others)| Some((*title, *others, rest.strip_prefix(title)?))).any(
        |(title, others, after)| {
            let last = before.chars().next_back().unwrap_or(' ');
            // Thai runs on without spaces; only of the long titles no other word is the end.
            let begins = match title {
                "นาย" => last != 'ท' && !before.ends_with("เจ้า"),
                "นาง" => !is_thai(last),
                // Behind a number it counts people.
                "ဦး" | "ဒေါ်" => {
                    !is_burmese(last) && !before.trim_end().ends_with(|sign: char| sign.is_ascii_digit())
                }
                _ => true,
            };
            let name = after.trim_start_matches(' ');
            let script = if is_burmese(title.chars().next().unwrap_or(' ')) { is_burmese } else { is_thai };
            begins
                && name.chars().take(2).filter(|sign| script(*sign)).count() == 2
                && !others.iter().any(|other| after.starts_with(other))
        },
    )
}

// By hand: the tables of Unicode that the standard library asks would be in the first part of the app.

fn is_letter(sign: char) -> bool {
    sign.is_ascii_alphabetic() || is_thai(sign) || is_burmese(sign)
}

fn is_thai(sign: char) -> bool {
    matches!(sign, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}')
}

fn is_burmese(sign: char) -> bool {
    matches!(sign, '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{aa60}'..='\u{aa7f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::Likely::{Card, Mail, Name, Phone, Spot};
    use super::*;

    #[rstest]
    #[case("0812345678", Phone)]
    #[case("call 081-234-5678 first", Phone)]
    #[case("08 1234 5678", Phone)]
    #[case("(02) 123 4567", Phone)]
    #[case("tel ๐๘๑-๒๓๔-๕๖๗๘", Phone)]
    #[case("09789123456", Phone)]
    #[case("၀၉-၇၈၉၁၂၃၄၅၆", Phone)]
    #[case("+66 81 234 5678", Phone)]
    #[case("+95 9 789 123 456", Phone)]
    #[case("0066812345678", Phone)]
    #[case("66812345678", Phone)]
    #[case("on 25.11.2026 0812345678", Phone)]
    #[case("1234567890123", Card)]
    #[case("1-2345-67890-12-3", Card)]
    #[case("๑ ๒๓๔๕ ๖๗๘๙๐ ๑๒ ๓", Card)]
    #[case("12/ABC(N)123456", Card)]
    #[case("NRC 12/OuKaMa (Naing) 123456.", Card)]
    #[case("၁၂/ကမရ(နိုင်)၁၂၃၄၅၆", Card)]
    #[case("၅/ဝလန(နိုင်)၀၀၁၂၃၄", Card)]
    #[case("hla.hla@example.org", Mail)]
    #[case("write to a@b.co.th.", Mail)]
    #[case("16.6897, 98.5089", Spot)]
    #[case("at (16.68971 98.50892)", Spot)]
    #[case("16°41'N 98°30'E", Spot)]
    #[case("Mr Somchai", Name)]
    #[case("Mr.Somchai came", Name)]
    #[case("with Daw Hla", Name)]
    #[case("U Ba Tun", Name)]
    #[case("her brother, Ko Aung", Name)]
    #[case("Ma Hla", Name)]
    #[case("นายสมชาย", Name)]
    #[case("พบนายสมชายที่ด่าน", Name)]
    #[case("นาง สมศรี", Name)]
    #[case("กับนางสาวมาลี", Name)]
    #[case("ด.ญ. มาลี", Name)]
    #[case("ဦးဘထွန်း", Name)]
    #[case("ဒေါ်လှလှ ပြောသည်", Name)]
    #[case("မ လှလှ", Name)]
    #[case("ကိုအောင်", Name)]
    fn what_points_to_a_person_is_noticed(#[case] text: &str, #[case] kind: Likely) {
        assert_eq!(likely(text), [kind]);
    }

    #[rstest]
    #[case("")]
    #[case("2026-11-25")]
    #[case("25.11.2026 06:30, 26/11/2569")]
    #[case("01-02-2026 10:30")]
    #[case("01 02 2026 to 05 02 2026")]
    #[case("၂၅/၁၁/၂၀၂၆ ၀၆:၃၀")]
    #[case("06.30 07.45 08.15")]
    #[case("step 3.10 before 5.4, then 10.11")]
    #[case("MM-2026-001")]
    #[case("TH-2026-0012345")]
    #[case("file 12/2026, cupboard 4, shelf 07")]
    #[case("room 012, 3 persons, 1,500 baht")]
    #[case("01 02 03 04 05")]
    #[case("38.5 °C, twice 0.250 mg")]
    #[case("@ the gate; a@b")]
    #[case("U turn at the bridge. Ma. Ko")]
    #[case("U.S. Embassy; Mrs; Mae Sot")]
    #[case("the Myanmar side, Kawthaung, Mandalay")]
    #[case("นายจ้างไม่จ่ายค่าจ้าง")]
    #[case("ทนายความ เจ้านาย นายหน้า นายแพทย์")]
    #[case("နောက်မှ မသိသေးပါ")]
    #[case("မသိသေးပါ")]
    #[case("၃ ဦး ရောက်သည်")]
    #[case("ဦးစွာ မေးပါ")]
    #[case("ကိုယ်တိုင် လာသည်")]
    #[case("၁၀၀ ဒေါ်လာ")]
    fn what_is_none_is_left_alone(#[case] text: &str) {
        assert_eq!(likely(text), []);
    }

    proptest! {
        #[test]
        fn no_text_is_too_much(text in "(\\PC|[0-9 ./()+°@-]|[က-႟]|[ก-๛]|U |Ma |Mr\\.|နာย){0,60}") {
            let found = likely(&text);
            prop_assert!(found.len() <= 5);
        }
    }
}
