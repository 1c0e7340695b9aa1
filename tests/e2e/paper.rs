//! Printed sheets, read back.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::Folder;

/// Dots per inch for the look of a page.
const COARSE: &str = "50";
/// For the look of its letters.
const FINE: &str = "150";

/// A font of a document.
#[derive(Debug)]
pub struct Font {
    /// Its name.
    pub name: String,
    /// Whether the document has it inside.
    pub embedded: bool,
}

/// How much of a page is nearly white, nearly black, and neither; from 0 to 1.
#[derive(Debug)]
pub struct Tones {
    /// Paper.
    pub white: f32,
    /// Letters.
    pub black: f32,
    /// Edges of letters, or worse.
    pub grey: f32,
}

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

    fn file(&self) -> PathBuf {
        self.folder.path().join("sheet.pdf")
    }

    /// Keeps a copy under a name.
    pub fn keep(&self, folder: &Path, name: &str) {
        fs::create_dir_all(folder).unwrap();
        fs::copy(self.file(), folder.join(format!("{name}.pdf"))).unwrap();
    }

    /// The fonts of the document.
    pub fn fonts(&self) -> Vec<Font> {
        let output = Command::new("pdffonts").arg(self.file()).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "cannot run pdffonts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // Name, type and encoding, then emb, sub, uni, object and generation.
        let font = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let embedded = words.len().checked_sub(5).and_then(|at| words.get(at)) == Some(&"yes");
            Font { name: words.first().copied().unwrap_or_default().to_owned(), embedded }
        };
        let fonts: Vec<Font> = text.lines().skip(2).map(font).collect();
        assert!(!fonts.is_empty(), "no fonts: {text}");
        fonts
    }

    /// Every page as a picture, of so many dots per inch: its width and its dots, a byte each.
    fn dots(&self, fine: &str) -> Vec<(usize, Vec<u8>)> {
        let mut draw = Command::new("pdftoppm");
        draw.current_dir(self.folder.path()).args(["-gray", "-r", fine, "sheet.pdf", fine]);
        assert!(draw.status().is_ok_and(|status| status.success()), "cannot run pdftoppm");
        let is_page = |file: &PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(&format!("{fine}-")) && name.ends_with(".pgm")
        };
        let files = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(is_page).collect();
        files.sort();
        let page = |file: &PathBuf| {
            let picture = fs::read(file).unwrap();
            // A head of three lines, then a byte per dot.
            let head =
                picture.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2).map_or(0, |(at, _)| at + 1);
            let lines = String::from_utf8_lossy(&picture[..head]).into_owned();
            let width = lines.split_whitespace().nth(1).and_then(|width| width.parse().ok()).unwrap_or(1);
            (width, picture[head..].to_vec())
        };
        files.iter().map(page).collect()
    }

    /// How much of each page is dark, from 0 to 1.
    pub fn ink(&self) -> Vec<f32> {
        let share = |dots: &[u8]| dots.iter().filter(|dot| **dot < 128).count() as f32 / dots.len() as f32;
        self.dots(COARSE).iter().map(|(_, dots)| share(dots)).collect()
    }

    /// How light and dark each page is.
    pub fn tones(&self) -> Vec<Tones> {
        let share = |dots: &[u8], wanted: fn(u8) -> bool| {
            dots.iter().filter(|dot| wanted(**dot)).count() as f32 / dots.len() as f32
        };
        let tones = |(_, dots): &(usize, Vec<u8>)| Tones {
            white: share(dots, |dot| dot >= 240),
            black: share(dots, |dot| dot < 96),
            grey: share(dots, |dot| (96..240).contains(&dot)),
        };
        self.dots(FINE).iter().map(tones).collect()
    }

    /// How far down each page is used, from 0 to 1, without the number at its foot.
    pub fn used(&self) -> Vec<f32> {
        let used = |(width, dots): &(usize, Vec<u8>)| {
            let rows: Vec<&[u8]> = dots.chunks(*width).collect();
            let body = rows.len() * 94 / 100;
            let last = (0..body).rev().find(|row| rows[*row].iter().any(|dot| *dot < 160));
            last.map_or(0.0, |row| row as f32 / body as f32)
        };
        self.dots(COARSE).iter().map(used).collect()
    }

    /// Pages at whose foot, well below the last line, stands something too small for a word.
    pub fn strays(&self) -> Vec<usize> {
        let is_stray = |(width, dots): &(usize, Vec<u8>)| {
            let rows: Vec<&[u8]> = dots.chunks(*width).collect();
            // Down to the margin, where the number stands.
            let inked = |row: &usize| rows[*row].iter().any(|dot| *dot < 200);
            let mut up = (0..rows.len() * 95 / 100).rev();
            let Some(last) = up.find(inked) else { return false };
            let first = up.find(|row| !inked(row)).map_or(0, |row| row + 1);
            let above = up.find(inked).unwrap_or(0);
            let columns = (0..*width).filter(|at| (first..=last).any(|row| rows[row][*at] < 200)).count();
            last - first < 8 && columns < 40 && first - above > 10
        };
        let pages = self.dots(FINE);
        pages.iter().zip(1..).filter(|(page, _)| is_stray(page)).map(|(_, number)| number).collect()
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

/// What is written in base64.
pub fn bytes(base64: &str) -> Vec<u8> {
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
