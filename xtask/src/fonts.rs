//! The fonts that ship: Burmese and Thai letters only, from npm at the versions of its lock. Latin stays the system's.
//!
//! Padauk is the smallest good Burmese one and has the letters of Shan, Karen and Mon too. Thai letters are looped, as in
//! the papers that officials read. Style sheets name these files, so that a browser fetches those of the scripts that it shows.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// What each file is called here, and where its package has it.
const FILES: [(&str, &str); 6] = [
    ("fonts/padauk-400.woff2", "padauk/files/padauk-myanmar-400-normal.woff2"),
    ("fonts/padauk-700.woff2", "padauk/files/padauk-myanmar-700-normal.woff2"),
    ("fonts/padauk-OFL.txt", "padauk/LICENSE"),
    ("fonts/thai-400.woff2", "noto-sans-thai-looped/files/noto-sans-thai-looped-thai-400-normal.woff2"),
    ("fonts/thai-700.woff2", "noto-sans-thai-looped/files/noto-sans-thai-looped-thai-700-normal.woff2"),
    ("fonts/thai-OFL.txt", "noto-sans-thai-looped/LICENSE"),
];

/// Every file with its licence, by its logical path.
pub fn read(root: &Path) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let folder = root.join("node_modules/@fontsource");
    let read = |(name, file): (&'static str, &str)| {
        let path = folder.join(file);
        let bytes = fs::read(&path).with_context(|| format!("no {}; `make setup` brings it", path.display()))?;
        Ok((name, bytes))
    };
    FILES.into_iter().map(read).collect()
}
