//! The place where values will be sealed. **This version does not seal**: it puts a checksum on the bytes and writes them
//! as letters that anybody can read back. It only makes sure that a damaged value, or one that was copied under another
//! key, is noticed. Nothing that is released may write it; sealing comes here, behind the same two functions, and with it
//! the prefix `sopc:1:`.

use std::fmt;

/// Why a value could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenError {
    /// It is not what was written under this key.
    Damaged,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("damaged")
    }
}

impl std::error::Error for OpenError {}

/// Frames bytes as a text that belongs to its context, the storage key.
pub fn seal(context: &str, plain: &[u8]) -> String {
    let mut framed = checksum(context, plain).to_le_bytes().to_vec();
    framed.extend_from_slice(plain);
    to_letters(&framed)
}

/// Gives the bytes back that were framed under the same context.
pub fn open(context: &str, value: &str) -> Result<Vec<u8>, OpenError> {
    let framed = from_letters(value).ok_or(OpenError::Damaged)?;
    let (sum, plain) = framed.split_first_chunk::<8>().ok_or(OpenError::Damaged)?;
    if u64::from_le_bytes(*sum) != checksum(context, plain) {
        return Err(OpenError::Damaged);
    }
    Ok(plain.to_vec())
}

/// FNV-1a: two texts that differ in one byte never have the same sum. It guards against accidents, not against people.
fn checksum(context: &str, plain: &[u8]) -> u64 {
    // No UTF-8 text holds this byte, so no context runs into the bytes.
    let bytes = context.bytes().chain([0xff]).chain(plain.iter().copied());
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base64 with the letters of URLs and without filling.
fn to_letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, place| bits << 8 | usize::from(chunk.get(place).copied().unwrap_or(0)));
        for place in 0..=chunk.len() {
            text.push(char::from(LETTERS[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
}

/// None: not what [`to_letters`] writes, down to the bits that fill the last letter.
fn from_letters(text: &str) -> Option<Vec<u8>> {
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
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_sealed_opens(context in ".*", plain in proptest::collection::vec(any::<u8>(), 0..99)) {
            prop_assert_eq!(open(&context, &seal(&context, &plain)), Ok(plain));
        }

        #[test]
        fn no_changed_letter_goes_unnoticed(plain in proptest::collection::vec(any::<u8>(), 0..50), at in any::<prop::sample::Index>(), by in 1_u8..128) {
            let mut value = seal("key", &plain).into_bytes();
            let at = at.index(value.len());
            value[at] = (value[at] ^ by) & 127;
            prop_assert_eq!(open("key", &String::from_utf8(value).unwrap()), Err(OpenError::Damaged));
        }

        #[test]
        fn nothing_made_up_panics(value in ".*") {
            let _ignored = open("key", &value);
        }
    }

    #[test]
    fn a_shortened_or_moved_value_is_noticed() {
        let value = seal("key", b"words");
        for end in 0..value.len() {
            assert_eq!(open("key", &value[..end]), Err(OpenError::Damaged));
        }
        assert_eq!(open("yek", &value), Err(OpenError::Damaged));
    }
}
