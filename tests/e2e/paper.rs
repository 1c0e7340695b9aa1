//! Printed sheets, read back.

use std::fs;
use std::process::{Command, Stdio};

use crate::harness::Folder;

/// A printed document as the text of its pages, and what it says of itself.
pub struct Pdf {
    folder: Folder,
    /// The text of each page, in reading order.
    pub pages: Vec<String>,
    /// What poppler tells of title and paper.
    pub about: String,
}

impl Pdf {
    /// Reads a document in base64.
    pub fn read(base64: &str) -> Self {
        let folder = Folder::new();
        let file = folder.path().join("sheet.pdf");
        fs::write(&file, bytes(base64)).unwrap();
        let run = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            let output = command.arg(&file).args(arguments).stdin(Stdio::null()).output();
            let output = output.unwrap_or_else(|problem| panic!("cannot run {program}: {problem}"));
            assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let text = run("pdftotext", &["-enc", "UTF-8", "-"]);
        // A form feed ends each page.
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        assert_eq!(pages.pop().as_deref(), Some(""));
        let about = run("pdfinfo", &[]);
        Self { folder, pages, about }
    }

    /// How much of each page is dark, from 0 to 1.
    pub fn ink(&self) -> Vec<f32> {
        let mut draw = Command::new("pdftoppm");
        draw.current_dir(self.folder.path()).args(["-gray", "-r", "50", "sheet.pdf", "page"]);
        assert!(draw.status().is_ok_and(|status| status.success()), "cannot run pdftoppm");
        let files = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let pictures = files.filter(|file| file.extension().is_some_and(|end| end == "pgm"));
        let dark = |file| {
            let picture = fs::read(file).unwrap();
            // A head of some twenty bytes, then a byte per dot.
            let dots = &picture[20.min(picture.len())..];
            dots.iter().filter(|dot| **dot < 128).count() as f32 / dots.len() as f32
        };
        pictures.map(dark).collect()
    }

    /// The content without white space, after every page was seen to be A4, to begin with `head`, to end with its number
    /// and to hold something between.
    pub fn content_under(&self, head: &str) -> String {
        let head = squeezed(head);
        let count = self.pages.len();
        assert!(self.about.contains("A4"), "not on A4: {}", self.about);
        let content = self.pages.iter().zip(1..).map(|(page, number)| {
            let page = squeezed(page);
            let rest = page.strip_prefix(&head).unwrap_or_else(|| panic!("page {number} has another head: {page}"));
            let end = format!("{number}/{count}");
            let rest =
                rest.strip_suffix(&end).unwrap_or_else(|| panic!("page {number} does not end with {end}: {page}"));
            assert!(!rest.is_empty(), "page {number} is blank");
            rest.to_owned()
        });
        content.collect()
    }
}

/// A text without its white space: lines break elsewhere on paper.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn bytes(base64: &str) -> Vec<u8> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let signs = base64.bytes().filter_map(|byte| SIGNS.iter().position(|sign| *sign == byte));
    let (mut held, mut bits, mut bytes) = (0_usize, 0, Vec::new());
    for sign in signs {
        (held, bits) = ((held << 6) | sign, bits + 6);
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    bytes
}
