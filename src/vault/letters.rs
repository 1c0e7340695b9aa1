//! Bytes as the letters of a text: local storage holds texts, and counts the letters whatever they are.
//!
//! Each letter holds 15 bits: it is one of the 32,768 from U+5000 to U+CFFF, each of which is one unit of UTF-16 and no half
//! of a pair. A byte 0x80 and bits of 0 fill the last one. The first samples are in Base64, with the letters of URLs and
//! without filling: six bits each. That is read for ever and no longer written.

const FIRST: u32 = 0x5000;
const BITS: u32 = 15;
/// Ends the bytes, so that what fills the last letter is no byte.
const END: u8 = 0x80;

/// The letters for these bytes.
pub(super) fn to_letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(letters_for(bytes.len()) * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes.iter().chain(&[END]) {
        bits = bits << 8 | u32::from(*byte);
        count += 8;
        if count >= BITS {
            count -= BITS;
            text.extend(letter(bits >> count));
        }
    }
    if count > 0 {
        text.extend(letter(bits << (BITS - count)));
    }
    text
}

/// The letter for the last bits.
fn letter(bits: u32) -> Option<char> {
    char::from_u32(FIRST + bits % (1 << BITS))
}

/// None: not what [`to_letters`] writes or wrote, down to the bits that fill the last letter.
pub(super) fn from_letters(text: &str) -> Option<Vec<u8>> {
    if text.is_ascii() {
        return from_base64(text);
    }
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2);
    let (mut bits, mut count) = (0_u32, 0);
    let mut letters = 0;
    for letter in text.chars() {
        letters += 1;
        let value = u32::from(letter).checked_sub(FIRST).filter(|value| *value < 1 << BITS)?;
        bits = bits << BITS | value;
        count += BITS;
        while count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    let whole = bytes.pop() == Some(END) && bits & ((1 << count) - 1) == 0 && letters == letters_for(bytes.len());
    whole.then_some(bytes)
}

/// How many letters so many bytes and their end take.
fn letters_for(bytes: usize) -> usize {
    (8 * (bytes + 1)).div_ceil(BITS as usize)
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            bits = bits << 6 | chunk.get(place).map_or(Some(0), |letter| value(*letter))?;
        }
        let whole = chunk.len().checked_sub(1).filter(|whole| *whole > 0)?;
        let [_, all @ ..] = bits.to_be_bytes();
        if all[whole..].iter().any(|filling| *filling != 0) {
            return None;
        }
        bytes.extend_from_slice(&all[..whole]);
    }
    Some(bytes)
}

fn value(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_letters_do_not_drift() {
        assert_eq!(to_letters(&[]), "\u{9000}");
        assert_eq!(to_letters(&[0xff; 15]), "\u{cfff}".repeat(8) + "\u{9000}");
        assert_eq!(from_letters("AQID_w"), Some(vec![1, 2, 3, 0xff]));
    }

    proptest! {
        #[test]
        fn letters_give_the_bytes_back(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
            let text = to_letters(&bytes);
            prop_assert_eq!(text.encode_utf16().count(), letters_for(bytes.len()));
            prop_assert_eq!(from_letters(&text), Some(bytes));
        }

        #[test]
        fn one_text_for_the_same_bytes(letters in proptest::collection::vec(prop_oneof![Just(0_u32), Just(0x4000), 0..0x7fff_u32], 1..20)) {
            let text: String = letters.iter().filter_map(|letter| char::from_u32(FIRST + letter)).collect();
            if let Some(bytes) = from_letters(&text) {
                prop_assert_eq!(to_letters(&bytes), text);
            }
        }

        #[test]
        fn any_text_is_letters_or_not(text in ".*") {
            let _ignored = from_letters(&text);
        }
    }
}
