//! What counts as a passphrase, and how one typed on two keyboards becomes the same.
//!
//! Knows no storage and no script. Unicode's composition (NFKC) is the browser's part, since its tables would be larger than
//! the app, and plain digits are `text`'s: what comes here has passed both.

use zeroize::Zeroizing;

use super::seal::{NoRandomness, Random};

/// The fewest characters, unless there are [`WORDS`] words.
pub const SHORTEST: usize = 12;
/// So many words are enough whatever their length.
pub const WORDS: usize = 4;
/// Fewer different characters than this are a pattern.
const DIFFERENT: usize = 5;

/// A passphrase, ready to derive a key from. Its memory is wiped when it goes.
pub struct Passphrase(Zeroizing<String>);

/// Why a passphrase cannot be taken for a new vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Neither long enough nor words enough.
    Short,
    /// It is among the first that anybody tries.
    Common,
}

impl Passphrase {
    /// What was typed, composed (NFKC) and with plain digits. White space becomes one space.
    ///
    /// ```
    /// use sop_checklist::vault::Passphrase;
    ///
    /// assert_eq!(Passphrase::typed("  tea  at the gate "), Passphrase::typed("tea at the gate"));
    /// ```
    pub fn typed(composed: &str) -> Self {
        let words: Vec<&str> = composed.split_whitespace().collect();
        Self(Zeroizing::new(words.join(" ")))
    }

    /// The bytes to derive from.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it may guard a new vault. An old one is opened with whatever it was made with.
    pub fn check(&self) -> Result<(), Weak> {
        let (letters, words) = (self.0.chars().count(), self.0.split(' ').count());
        if letters < SHORTEST && words < WORDS {
            return Err(Weak::Short);
        }
        // ASCII alone: the common ones are, and the tables of all scripts would be 10 kB more to load.
        let plain: String = self
            .0
            .to_ascii_lowercase()
            .chars()
            .filter(|letter| !letter.is_ascii_punctuation() && *letter != ' ')
            .collect();
        let mut different: Vec<char> = plain.chars().collect();
        different.sort_unstable();
        different.dedup();
        let common = COMMON.iter().any(|common| plain.replace(common, "").chars().count() < DIFFERENT);
        if different.len() < DIFFERENT || common || is_run(&plain) { Err(Weak::Common) } else { Ok(()) }
    }

    /// A new one: four made-up words of three syllables, 76 bits, easy to read aloud and to type on any keyboard.
    pub fn generate(random: Random) -> Result<String, NoRandomness> {
        let mut bytes = Zeroizing::new([0_u8; 12 * 2]);
        if !random(&mut *bytes) {
            return Err(NoRandomness);
        }
        let mut words = String::new();
        for (at, pair) in bytes.chunks(2).enumerate() {
            if at > 0 && at % 3 == 0 {
                words.push(' ');
            }
            // 65536 is no multiple of 80; the first sixteen syllables are likelier by one part in 800.
            let syllable = usize::from(pair[0]) << 8 | usize::from(pair[1]);
            words.push(char::from(CONSONANTS[syllable % 16]));
            words.push(char::from(VOWELS[syllable / 16 % 5]));
        }
        Ok(words)
    }
}

impl PartialEq for Passphrase {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// Never shown, not even by mistake.
impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 5] = b"aeiou";

/// What is left of a passphrase beside one of these is too little.
const COMMON: [&str; 14] = [
    "password",
    "passphrase",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx",
    "letmein",
    "iloveyou",
    "welcome",
    "administrator",
    "changeme",
    "trafficking",
    "checklist",
    "repatriation",
];

/// Letters or digits that only go up or down by one.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|letter| i64::from(u32::from(letter))).collect();
    let steps = codes.windows(2).filter(|pair| (pair[1] - pair[0]).abs() <= 1).count();
    codes.len() > 1 && steps * 4 >= (codes.len() - 1) * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("short", Err(Weak::Short))]
    #[case("eleven char", Err(Weak::Short))]
    #[case("twelve chars", Ok(()))]
    #[case("a b c d", Err(Weak::Common))]
    #[case("tea at the gate", Ok(()))]
    #[case("aaaaaaaaaaaaaaa", Err(Weak::Common))]
    #[case("123456789012", Err(Weak::Common))]
    #[case("abcdefghijklmn", Err(Weak::Common))]
    #[case("Password 1234", Err(Weak::Common))]
    #[case("passwordpassword", Err(Weak::Common))]
    #[case("qwertyuiop[]", Err(Weak::Common))]
    #[case("password of the blue gate", Ok(()))]
    #[case("ရေနွေးသောက်မလား", Ok(()))]
    #[case("ดื่มชาที่ประตูไหม", Ok(()))]
    fn what_may_guard_a_vault(#[case] typed: &str, #[case] expected: Result<(), Weak>) {
        assert_eq!(Passphrase::typed(typed).check(), expected);
    }

    #[test]
    fn a_generated_one_is_good_and_never_the_same() {
        fn counting(bytes: &mut [u8]) -> bool {
            use std::sync::atomic::{AtomicU8, Ordering};
            static NEXT: AtomicU8 = AtomicU8::new(0);
            bytes.iter_mut().for_each(|byte| *byte = NEXT.fetch_add(37, Ordering::Relaxed));
            true
        }
        let (one, two) = (Passphrase::generate(counting).unwrap(), Passphrase::generate(counting).unwrap());
        assert_ne!(one, two);
        assert_eq!(one.split(' ').map(str::len).collect::<Vec<_>>(), [6, 6, 6, 6]);
        assert_eq!(Passphrase::typed(&one).check(), Ok(()));
        assert_eq!(Passphrase::generate(|_| false), Err(NoRandomness));
    }
}
