//! Words of a case as they are put among other words.
//!
//! What is stored is what was typed, sign by sign. What is shown must not reach beyond its own place: a mark of direction
//! turns round the rest of a line, and a control character may hide what follows it.

use std::borrow::Cow;

/// The same words, safe among others. Marks of direction go, control characters and the two old line ends become something
/// that is seen. Joiners and spaces without width stay: Burmese needs them.
///
/// ```
/// use sop_checklist::text::shown;
///
/// assert_eq!(shown("MS\u{202e}12"), "MS12");
/// assert_eq!(shown("one\r\ntwo\u{7}"), "one\ntwo\u{fffd}");
/// assert_eq!(shown("မြ\u{200b}ဝတီ"), "မြ\u{200b}ဝတီ");
/// ```
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(|sign| !is_plain(sign)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    for sign in text.chars() {
        match sign {
            '\n' if before == Some('\r') => {}
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
            sign if is_direction(sign) => {}
            sign if is_plain(sign) => shown.push(sign),
            _ => shown.push('\u{fffd}'),
        }
        before = Some(sign);
    }
    Cow::Owned(shown)
}

/// Marks that turn the text after them. None of the three languages is written from right to left.
fn is_direction(sign: char) -> bool {
    matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_plain(sign: char) -> bool {
    let is_line_end = matches!(sign, '\u{2028}' | '\u{2029}');
    (!sign.is_control() || matches!(sign, '\n' | '\t')) && !is_line_end && !is_direction(sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_shown_turns_and_hides_nothing(text in "[\\PC\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]{0,40}") {
            let shown = shown(&text);
            prop_assert!(!shown.contains(|sign| !is_plain(sign)), "{:?}", shown);
            prop_assert_eq!(super::shown(&shown), shown.clone());
            // All that was a word is still there, in its order.
            let words = |text: &str| text.chars().filter(|sign| is_plain(*sign) && *sign != '\n' && *sign != '\u{fffd}').collect::<String>();
            prop_assert_eq!(words(&shown), words(&text));
        }

        #[test]
        fn what_is_plain_is_not_touched(text in "[a-zက-႟ก-๙😀\u{200b}-\u{200d}\n\t ]{0,40}") {
            prop_assert!(matches!(shown(&text), Cow::Borrowed(same) if same == text));
        }
    }
}
