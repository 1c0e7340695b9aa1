//! A small checksum, FNV-1a of 64 bits: it guards against accidents, never against people. Knows nothing of the project.

/// The checksum of no bytes.
pub const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The checksum of bytes that follow those of `sum`.
///
/// ```
/// use sop_checklist::fnv::{START, fnv};
///
/// assert_eq!(fnv(fnv(START, b"foo"), b"bar"), 0x8594_4171_f739_67e8);
/// ```
pub const fn fnv(mut sum: u64, bytes: &[u8]) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        sum = (sum ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    sum
}
