//! Small checksums, FNV-1a: they guard against accidents, never against people. Know nothing of the project.

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

/// The mark of a file, 12 hexadecimal digits, which the build puts into its name and `boot.js` and `sw.js` look for in what
/// arrived. Two sums of 32 bits, which a script can make on every address and while the file still comes.
///
/// ```
/// use sop_checklist::fnv::mark;
///
/// assert_eq!(mark(b""), "811c9dc541c6");
/// assert_eq!(mark(b"foobar"), "bf9cf9681586");
/// ```
pub fn mark(bytes: &[u8]) -> String {
    let (mut a, mut b) = (0x811c_9dc5_u32, 0x41c6_ce57_u32);
    for byte in bytes {
        a = (a ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
        b = (b ^ u32::from(*byte)).wrapping_mul(0x5bd1_e995);
    }
    format!("{a:08x}{:04x}", b >> 16)
}
