//! Packs made small: a block of LZ4 behind the length of what it holds, four bytes, the last first.
//!
//! Knows no case and no storage. What it reads is sealed, so nobody else made it; still no bytes make it panic, nor take
//! more room than [`MOST`]. See `docs/decisions.md` for what else was weighed.

use lz4_flex::block::{compress, decompress};

/// More is neither squeezed nor taken back: some hundred thousand entries, and more than local storage holds.
const MOST: usize = 1 << 24;

/// The same in less room; none: there is too much of it.
pub(super) fn squeeze(plain: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(plain.len()).ok().filter(|_| plain.len() <= MOST)?;
    Some([&length.to_le_bytes()[..], &compress(plain)].concat())
}

/// What was squeezed; none: nothing was.
pub(super) fn unsqueeze(squeezed: &[u8]) -> Option<Vec<u8>> {
    let (length, block) = squeezed.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    // No byte of a block stands for more than 255.
    if length > MOST || length / 255 > block.len() {
        return None;
    }
    decompress(block, length).ok().filter(|plain| plain.len() == length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_block_does_not_drift() {
        let squeezed = [27, 0, 0, 0, 0x1f, b'a', 1, 0, 2, 0x50, b'a', b'a', b'a', b'a', b'a'];
        assert_eq!(unsqueeze(&squeezed), Some(vec![b'a'; 27]));
    }

    #[test]
    fn a_length_that_cannot_be_takes_no_room() {
        assert_eq!(unsqueeze(&[0xff, 0xff, 0xff, 0xff, 0x10, b'a']), None);
        assert_eq!(unsqueeze(&[0, 0, 0, 1, 0x10, b'a']), None);
        assert_eq!(unsqueeze(&[2, 0, 0, 0, 0x10, b'a']), None);
        assert_eq!(squeeze(&vec![0; MOST + 1]), None);
    }

    proptest! {
        #[test]
        fn what_was_squeezed_comes_back(plain in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..900),
            proptest::collection::vec(0..3_u8, 0..900),
        ]) {
            let squeezed = squeeze(&plain);
            prop_assert_eq!(squeezed.and_then(|squeezed| unsqueeze(&squeezed)), Some(plain));
        }

        #[test]
        fn any_bytes_are_a_block_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..200), length in 0..2_000_u32) {
            let _ignored = unsqueeze(&bytes);
            let _ignored = unsqueeze(&[&length.to_le_bytes()[..], &bytes].concat());
        }

        #[test]
        fn damage_is_noticed_or_gives_other_bytes(
            plain in proptest::collection::vec(0..9_u8, 0..300),
            at in any::<prop::sample::Index>(),
            by in 1..=255_u8,
        ) {
            if let Some(mut squeezed) = squeeze(&plain) {
                let at = at.index(squeezed.len());
                squeezed[at] ^= by;
                let _ignored = unsqueeze(&squeezed);
            }
        }
    }
}
