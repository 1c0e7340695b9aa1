//! Words as they are put on the page. Knows nothing of the project.
//!
//! What is stored is what was typed, sign by sign. What is shown must not reach beyond its own place: a mark of direction
//! turns round the rest of a line, and a control character may hide what follows it. What stands in a field to be edited
//! does not come through here.

use std::borrow::Cow;

/// The same words, safe among others. Marks of direction go, control characters and the two old line ends become something
/// that is seen. Words written from right to left are set apart, so that they turn nothing but themselves. Joiners and
/// spaces without width stay: Burmese needs them. A colon stands off a Burmese letter, or it is read as a visarga, which
/// looks like one.
///
/// ```
/// use sop_checklist::shown::shown;
///
/// assert_eq!(shown("MS\u{202e}12"), "MS12");
/// assert_eq!(shown("one\r\ntwo\u{7}"), "one\ntwo\u{fffd}");
/// assert_eq!(shown("“אב” 1"), "“\u{2068}אב\u{2069}” 1");
/// assert_eq!(shown("မြ\u{200b}ဝတီ"), "မြ\u{200b}ဝတီ");
/// assert_eq!(shown("ရှိ: 1"), "ရှိ\u{202f}: 1");
/// ```
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.chars().all(|sign| kind(sign) == Kind::Plain) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    // Behind the last letter of a word that goes from right to left: it may go on after a space.
    let mut end = None;
    for sign in text.chars() {
        let kind = kind(sign);
        let is_between = matches!(sign, ' '..='~') && !sign.is_ascii_alphabetic();
        if !is_between && !matches!(kind, Kind::Turns | Kind::FromRight) {
            close(&mut shown, &mut end);
        }
        match kind {
            Kind::Turns => {}
            Kind::Plain if sign == '\n' && before == Some('\r') => {}
            Kind::Colon => {
                shown.push_str(off(before));
                shown.push(sign);
            }
            Kind::Plain => shown.push(sign),
            Kind::LineEnd => shown.push('\n'),
            Kind::Hides => shown.push('\u{fffd}'),
            Kind::FromRight => {
                if end.is_none() {
                    shown.push(APART);
                }
                shown.push(sign);
                end = Some(shown.len());
            }
        }
        before = Some(sign);
    }
    close(&mut shown, &mut end);
    Cow::Owned(shown)
}

/// Begins what is set apart from the words around it.
const APART: char = '\u{2068}';
/// Ends it.
const TOGETHER: char = '\u{2069}';

/// What a colon stands off by, after this sign.
pub fn off(before: Option<char>) -> &'static str {
    if matches!(before, Some('\u{1000}'..='\u{103f}')) { "\u{202f}" } else { "" }
}

fn close(shown: &mut String, end: &mut Option<usize>) {
    if let Some(end) = end.take() {
        shown.insert(end, TOGETHER);
    }
}

/// What a sign does to those around it.
#[derive(PartialEq)]
enum Kind {
    /// Nothing.
    Plain,
    /// A colon.
    Colon,
    /// An end of a line that not everything knows.
    LineEnd,
    /// A control character.
    Hides,
    /// A mark that turns the text after it. None of the three languages is written from right to left.
    Turns,
    /// A letter of a script that is written from right to left.
    FromRight,
}

fn kind(sign: char) -> Kind {
    match sign {
        ':' => Kind::Colon,
        '\n' | '\t' | ' '..='~' => Kind::Plain,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::LineEnd,
        '\0'..='\u{9f}' => Kind::Hides,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Kind::Turns,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Kind::FromRight,
        _ => Kind::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("שלום", "\u{2068}שלום\u{2069}")]
    #[case("a: שלום עולם, b", "a: \u{2068}שלום עולם\u{2069}, b")]
    #[case("א\nב", "\u{2068}א\u{2069}\n\u{2068}ב\u{2069}")]
    #[case("א 12 ב ก", "\u{2068}א 12 ב\u{2069} ก")]
    #[case("א\u{202e}ב", "\u{2068}אב\u{2069}")]
    #[case("\u{2067}abc", "abc")]
    #[case("ရှိ: ၁၉:၁၃ – เสร็จ: 19:13", "ရှိ\u{202f}: ၁၉:၁၃ – เสร็จ: 19:13")]
    fn words_are_put_so_that_they_are_read_right(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn a_very_long_text_is_shown_whole_and_soon() {
        let text = "א b\u{202e}".repeat(100_000);
        let began = std::time::Instant::now();
        assert_eq!(shown(&text), "\u{2068}א\u{2069} b".repeat(100_000));
        assert!(began.elapsed().as_secs() < 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_shown_turns_and_hides_nothing(text in "[\\PC\u{0}-\u{1f}\u{7f}-\u{9f}א-ת\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]{0,40}") {
            let shown = shown(&text);
            // Whatever turns is between a beginning and an end, which come in turns.
            let mut inside = false;
            for sign in shown.chars() {
                match sign {
                    APART | TOGETHER => {
                        prop_assert_ne!(inside, sign == APART);
                        inside = sign == APART;
                    }
                    sign if kind(sign) == Kind::FromRight => prop_assert!(inside),
                    sign => prop_assert!(matches!(kind(sign), Kind::Plain | Kind::Colon) && (sign != '\n' || !inside), "{:?}", shown),
                }
            }
            prop_assert!(!inside);
            prop_assert_eq!(super::shown(&shown), shown.clone());
            // All that was a word is still there, in its order.
            let is_word = |sign: &char| match kind(*sign) {
                Kind::FromRight => true,
                Kind::Plain => !matches!(*sign, '\n' | '\u{fffd}' | '\u{202f}'),
                Kind::Colon => true,
                _ => false,
            };
            let words = |text: &str| text.chars().filter(is_word).collect::<String>();
            prop_assert_eq!(words(&shown), words(&text));
        }

        #[test]
        fn what_is_plain_is_not_touched(text in "[a-zက-႟ก-๙😀\u{200b}-\u{200d}\n\t ]{0,40}") {
            prop_assert!(matches!(shown(&text), Cow::Borrowed(same) if same == text));
        }
    }
}
