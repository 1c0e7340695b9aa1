//! The Zawgyi guard: measured on both encodings, and on the other languages that are written with these letters.

#![allow(clippy::unwrap_used)] // clippy knows a test by its attribute, and so misses the helpers here

#[path = "../support/mod.rs"]
mod support;

use std::fs;

use proptest::prelude::*;
use rstest::rstest;

use sop_checklist::case::{reread, rereadable};
use sop_checklist::journal::{Act, Entry, Field};
use sop_checklist::json::{Value, read};
use sop_checklist::text::zawgyi;

use support::{Device, shipped};

/// The same in Zawgyi and in Unicode.
fn pairs() -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("pairs.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').unwrap()).collect()
}

/// All Burmese that ships, text by text.
fn burmese() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in ["sop", "training", "words"] {
        for entry in fs::read_dir(format!("{}/public/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap() {
            let path = entry.unwrap().path();
            if !path.to_string_lossy().ends_with("my.json") {
                continue;
            }
            let Value::Object(words) = read(&fs::read_to_string(&path).unwrap()).unwrap() else { panic!("no object") };
            texts.extend(words.values().filter_map(Value::as_str).map(str::to_owned));
        }
    }
    texts
}

#[test]
fn most_of_zawgyi_is_seen_and_all_that_is_seen_becomes_what_was_meant() {
    let pairs = pairs();
    let seen: Vec<_> = pairs.iter().filter_map(|(typed, meant)| Some((zawgyi(typed)?, *meant))).collect();
    assert!(pairs.len() >= 160 && seen.len() * 100 >= pairs.len() * 97, "{} of {}", seen.len(), pairs.len());
    for (seen, meant) in &seen {
        assert_eq!(seen.unicode, *meant);
    }
    let sure = seen.iter().filter(|(seen, _)| seen.sure).count();
    assert!(sure * 100 >= pairs.len() * 75, "{sure} of {}", pairs.len());
}

#[test]
fn no_unicode_that_ships_is_taken_for_zawgyi() {
    let texts = burmese();
    assert!(texts.len() > 700);
    for text in texts {
        for piece in [text.as_str()].into_iter().chain(text.split_whitespace()) {
            assert_eq!(zawgyi(piece), None);
        }
    }
    for (_, unicode) in pairs() {
        assert_eq!(zawgyi(unicode), None);
    }
}

#[rstest]
// Each kind of letter and mark, and the words that are typed with what looks like another.
#[case("ေနျပည္ေတာ္", "နေပြည်တော်")]
#[case("ေနရာ", "နေရာ")]
#[case("အဂၤလိပ္", "အင်္ဂလိပ်")]
#[case("ပစၥည္း", "ပစ္စည်း")]
#[case("အႏၲရာယ္", "အန္တရာယ်")]
#[case("ဘ႑ာေရး", "ဘဏ္ဍာရေး")]
#[case("ႏွင့္ လူမႈ", "နှင့် လူမှု")]
#[case("လႊဲေျပာင္း", "လွှဲပြောင်း")]
#[case("ဦးေက်ာ္", "ဦးကျော်")]
#[case("ျပႆနာ", "ပြဿနာ")]
#[case("ေယာက္်ားႏွင့္ ကၽြန္ုပ္", "ယောက်ျားနှင့် ကျွန်ုပ်")]
#[case("ေစ်းႀကီး", "ဈေးကြီး")]
#[case("ၾသဂုတ္ ေၾသာ္", "ဩဂုတ် ဪ")]
#[case("ဥာဏ္ ဥကၠ႒", "ဉာဏ် ဥက္ကဋ္ဌ")]
#[case("၀န္ႀကီး ၁၀ ဦး", "ဝန်ကြီး ၁၀ ဦး")]
#[case("လည္းေကာင္း၊ ၎", "လည်းကောင်း၊ ၎င်း")]
#[case("ဝင္၊ ၄င္း", "ဝင်၊ ၎င်း")]
// What is no Burmese stays what it is.
#[case("MS-12: ျမန္မာ, ไทย!", "MS-12: မြန်မာ, ไทย!")]
#[case("ျမန္မာ\u{200b}ႏိုင္ငံ", "မြန်မာ\u{200b}နိုင်ငံ")]
fn zawgyi_in_unicode(#[case] typed: &str, #[case] meant: &str) {
    assert_eq!(zawgyi(typed).map(|seen| seen.unicode).as_deref(), Some(meant));
    assert_eq!(zawgyi(meant), None);
}

#[rstest]
// Words of Burmese Unicode that look odd: stacks of Pali, names from abroad, the word for man, kinzi, typed dot last.
#[case("ယောက်ျား ကျွန်ုပ် လက်ျာ သင်္ဘော အင်္ဂါ ဗုဒ္ဓ ဝိညာဉ် သတ္တဝါ ဥက္ကဋ္ဌ မဏ္ဍပ် ပဉ္စမ")]
#[case("ပါရာဇိကပါဠိ ဝိနယပိဋကေ ဘသ္မ ဗြဟ္မဏ သြဂုတ် နှင့် ခွင့်")]
// Shan: months, days, greetings, digits.
#[case("လိူၼ်ၵမ် လိူၼ်သၢမ် ႁႃႈ ဝၼ်းၸၼ် ဝၼ်းသုၵ်း မႂ်ႇသုင်ၶႃႈ လိၵ်ႈတႆး ႁူင်းႁဵၼ်း")]
#[case("ထၢမ်တွပ်ႇ")]
#[case("မႃး ယူႇ")]
#[case("႐႓ ႑႖ ႒႘")]
// Karen: S'gaw, and Western Pwo.
#[case("ပှၤကညီကျိာ် တၢ်ထံၣ်တၢ်ပၥ်သး တၢ်ကစီၣ်")]
#[case("ယွၤ တဂၤဂၤ အဂၤတဂၤ ကၠး")]
#[case("ဖိၪၥံၪ အကၠၪကၠၪ ထိၪၥံၪလံၪၥံၪ")]
// Mon, whose stacks are its own.
#[case("ဘာသာမန် ဂလာန်ညးဒါန်လိက် ဍုၚ်မွဲမွဲ")]
#[case("ပ္ဍဲအပ္ဍဲ")]
#[case("ကဵုသကေက် ပ္ဍဲတ္ၚဲ သ္ပ လ္တူ")]
// Nothing to tell them apart, or nothing at all.
#[case("လူ ၂၅ ကို")]
#[case("ကေလး")]
#[case("MS-12 ไทย 25.11.2026")]
#[case("")]
fn never_taken_for_zawgyi(#[case] text: &str) {
    assert_eq!(zawgyi(text), None);
    for word in text.split_whitespace() {
        assert_eq!(zawgyi(word), None, "{word}");
    }
}

/// Not even where Zawgyi stands beside it: one of the two would become something else.
#[test]
fn a_text_with_letters_of_another_language_is_left_alone() {
    assert_eq!(zawgyi("ျမန္မာႏိုင္ငံ ကဵု"), None);
    assert_eq!(zawgyi("ျမန္မာႏိုင္ငံ ဢၼ်"), None);
}

#[test]
fn a_short_text_is_a_question_and_a_long_one_is_told() {
    assert!(!zawgyi("ျမန္မာ").unwrap().sure);
    assert!(zawgyi("ျမန္မာႏိုင္ငံသို႔ ျပန္ပို႔ျခင္း").unwrap().sure);
}

#[test]
fn in_a_text_of_both_only_the_one_is_changed() {
    let unicode = "မိသားစုနှင့် ပြန်လည်ပေါင်းစည်းရေး ကျန်းမာရေး";
    let seen = zawgyi(&format!("{unicode} ေက်ာင္းသားမ်ား")).unwrap();
    assert_eq!(seen.unicode, format!("{unicode} ကျောင်းသားများ"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_typed_makes_it_panic_or_touches_what_is_no_burmese(text in "[a-z \u{1000}-\u{109f}\u{200b}-\u{200d}ก-๙]{0,24}") {
        if let Some(seen) = zawgyi(&text) {
            let rest = |text: &str| text.chars().filter(|sign| !('\u{1000}'..='\u{109f}').contains(sign)).collect::<String>();
            prop_assert_eq!(rest(&seen.unicode), rest(&text));
        }
        zawgyi(&text.chars().rev().collect::<String>());
    }

    #[test]
    fn nothing_else_is_ever_taken_for_it(text in "[^\u{1000}-\u{109f}]{0,40}") {
        prop_assert_eq!(zawgyi(&text), None);
    }
}

fn note(text: &str) -> Act {
    Act::Note { step: "2.2".into(), text: text.into() }
}

#[test]
fn what_was_typed_stays_in_the_history_under_what_it_became() {
    let mut device = Device::opened(shipped(), 1);
    let typed = device.act(note("ျမန္မာ"));
    let field = Field::Note("2.2".into());
    assert_eq!(rereadable(&device.journal), [(field.clone(), "ျမန္မာ".to_owned())]);

    let seen = zawgyi("ျမန္မာ").unwrap();
    let (act, over) = reread(&device.journal, &field, "ျမန္မာ", &seen.unicode).unwrap();
    assert_eq!((&act, &over), (&note("မြန်မာ"), &vec![typed]));
    let written = device.act(act);
    assert_eq!(device.journal.get(written).map(|entry| entry.over.clone()), Some(over));
    let texts: Vec<&Act> = device.journal.written(&field).map(|entry: &Entry| &entry.act).collect();
    assert_eq!(texts, [&note("ျမန္မာ"), &note("မြန်မာ")]);
    // Undone, it is as typed.
    device.undo(written);
    assert_eq!(rereadable(&device.journal), [(field, "ျမန္မာ".to_owned())]);
}

#[test]
fn words_are_not_written_again_that_changed_meanwhile_or_that_devices_differ_about() {
    let mut one = Device::opened(shipped(), 1);
    let field = Field::Note("2.2".into());
    one.act(note("ျမန္မာ"));
    let mut two = one.copy(2);
    assert!(reread(&one.journal, &field, "ျမန္မာ", "မြန်မာ").is_some());
    assert_eq!(reread(&one.journal, &field, "ေက်ာင္း", "ကျောင်း"), None);
    assert_eq!(reread(&one.journal, &Field::Note("2.3".into()), "ျမန္မာ", "မြန်မာ"), None);
    one.act(note("a"));
    two.act(note("b"));
    one.merge(&two);
    assert_eq!(reread(&one.journal, &field, "a", "b"), None);
    assert_eq!(rereadable(&one.journal), []);
}
