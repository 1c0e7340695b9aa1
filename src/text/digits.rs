//! Digits as typed, in any of the three scripts.

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
