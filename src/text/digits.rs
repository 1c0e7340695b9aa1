//! Digits: typed in any of the three scripts, kept plain, shown as the language writes them.

/// The same text with Burmese and Thai digits as plain ones.
///
/// ```
/// use sop_checklist::text::plain_digits;
///
/// assert_eq!(plain_digits("၂၅/๑๑"), "25/11");
/// ```
pub fn plain_digits(text: &str) -> String {
    let plain = |sign: char| {
        let zero = match sign {
            '\u{1040}'..='\u{1049}' => 0x1040,
            '\u{0e50}'..='\u{0e59}' => 0x0e50,
            _ => return sign,
        };
        char::from_digit(u32::from(sign) - zero, 10).unwrap_or(sign)
    };
    text.chars().map(plain).collect()
}

/// The same text with its plain digits as a language writes them. Thai officials write plain ones.
///
/// ```
/// use sop_checklist::text::local_digits;
///
/// assert_eq!(local_digits("my", "06:30"), "၀၆:၃၀");
/// assert_eq!(local_digits("th", "06:30"), "06:30");
/// ```
pub fn local_digits(language: &str, text: &str) -> String {
    let zero = if language == "my" { 0x1040 } else { 0x30 };
    let local = |sign: char| sign.to_digit(10).and_then(|digit| char::from_u32(zero + digit)).unwrap_or(sign);
    text.chars().map(local).collect()
}

/// A whole number as typed, in any of the three scripts; none where it is something else. In Burmese the letter wa is typed
/// for nought, since both look alike.
///
/// ```
/// use sop_checklist::text::number_from_typed;
///
/// assert_eq!(number_from_typed(" ၂ဝ၂၆ "), Some(2026));
/// assert_eq!(number_from_typed("-3"), None);
/// ```
pub fn number_from_typed(text: &str) -> Option<u32> {
    let plain = plain_number(text);
    plain.bytes().all(|byte| byte.is_ascii_digit()).then(|| plain.parse().ok()).flatten()
}

/// What is meant where numbers are typed, in plain digits: without what is not seen, and with nought for the letter wa.
pub(super) fn plain_number(text: &str) -> String {
    plain_digits(&visible(text)).replace('\u{101d}', "0").trim().to_owned()
}

/// Whether two codes, one of them typed, are the same: whatever the script of the digits and the spaces between.
///
/// ```
/// use sop_checklist::text::same_code;
///
/// assert!(same_code(" MS-၁၂", "MS-12"));
/// assert!(!same_code("MS-1 2", "MS-12"));
/// assert!(same_code("MS-12", "MS\u{7}-12") && same_code("MS\u{fffd}-12", "MS\u{7}-12"));
/// ```
pub fn same_code(one: &str, other: &str) -> bool {
    // Nor does what no keyboard types and no screen shows tell two codes apart; it is copied as a sign that stands for it.
    let is_typed = |sign: &char| *sign != '\u{fffd}' && (!sign.is_control() || sign.is_whitespace());
    let plain = |text: &str| {
        let plain = plain_digits(&visible(text).chars().filter(is_typed).collect::<String>());
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    plain(one) == plain(other)
}

/// Without what takes no room: marks of direction and joiners, which come along when a number is pasted.
fn visible(text: &str) -> String {
    text.chars().filter(|sign| !matches!(sign, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')).collect()
}
