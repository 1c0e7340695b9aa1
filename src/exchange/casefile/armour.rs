//! A case file as a text of plain letters, which outlives copying, mailing and editors.
//!
//! ```text
//! sopcase 1 own argon2id 19456 2
//! kJ3f...                              Base64 (A-Z a-z 0-9 + /, no filling), in lines of 64
//! end sopcase 8f0c2d9a66b1e34a
//! ```
//!
//! The first line says the version, the kind, and `argon2id` with its memory in KiB and its passes, or `open`. The last has a
//! checksum of the first line and of the bytes between, which tells damage from a wrong passphrase. What
//! stands before and after is left alone. White space, marks of quotation and what an editor or a mail puts in between
//! does not count; a letter that was changed does.

use super::FileFault;
use crate::fnv::{START, fnv};

/// More than the largest file, however it is spaced.
const LARGEST: usize = 16 << 20;
const MARK: &str = "sopcase";
const LINE: usize = 64;

/// A text taken apart: the words of its first line, and the bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Armour {
    pub(super) head: String,
    pub(super) bytes: Vec<u8>,
}

impl Armour {
    /// The text.
    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{MARK} {}\n", self.head);
        for (at, letter) in letters(&self.bytes).into_iter().enumerate() {
            if at > 0 && at % LINE == 0 {
                text.push('\n');
            }
            text.push(char::from(letter));
        }
        text + &format!("\nend {MARK} {:016x}\n", self.sum())
    }

    /// Takes a text apart, whatever it went through.
    pub(super) fn of_text(text: &str) -> Result<Self, FileFault> {
        if text.len() > LARGEST {
            return Err(FileFault::TooLarge);
        }
        let plain = plain(text);
        let lower = plain.to_ascii_lowercase();
        let begin = begin(&lower)?;
        let (plain, lower) = (&plain[begin + MARK.len()..], &lower[begin + MARK.len()..]);
        let version: String = plain.trim_start().chars().take_while(char::is_ascii_digit).collect();
        match version.parse::<u32>() {
            Ok(super::VERSION) => {}
            Ok(newer) if newer > super::VERSION => return Err(FileFault::Newer),
            _ => return Err(FileFault::NotACaseFile),
        }
        let end = lower.find("end sopcase").ok_or(FileFault::CutOff)?;
        let (body, tail) = (&plain[..end], &lower[end + "end sopcase".len()..]);
        let sum: String = tail.trim_start().chars().take_while(char::is_ascii_hexdigit).collect();
        if sum.len() < 16 {
            return Err(FileFault::CutOff);
        }
        let sum = u64::from_str_radix(&sum, 16).map_err(|_| FileFault::Damaged)?;
        let (head, body) = split(body).ok_or(FileFault::Damaged)?;
        let bytes = bytes(body).ok_or(FileFault::Damaged)?;
        let armour = Self { head, bytes };
        if armour.sum() == sum { Ok(armour) } else { Err(FileFault::Damaged) }
    }

    fn sum(&self) -> u64 {
        fnv(fnv(START, self.head.as_bytes()), &self.bytes)
    }
}

/// The words of the first line, however they are spaced, and what comes behind them.
fn split(body: &str) -> Option<(String, &str)> {
    let mut words: Vec<String> = Vec::new();
    let mut rest = body;
    let mut count = 3;
    while words.len() < count {
        let trimmed = rest.trim_start();
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (word, behind) = trimmed.split_at(end);
        if word.is_empty() {
            return None;
        }
        if words.len() == 2 && word.eq_ignore_ascii_case("argon2id") {
            count = 5;
        }
        words.push(word.to_ascii_lowercase());
        rest = behind;
    }
    Some((words.join(" "), rest))
}

/// What is not a letter of ours and does not count is taken out; what stands in pointed brackets is markup.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find('<') {
        let (before, from) = rest.split_at(begin);
        plain.push_str(before);
        plain.push(' ');
        rest = from.split_once('>').map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    let plain = plain.replace("&nbsp;", " ").replace("&#43;", "+").replace("&#47;", "/");
    plain
        .chars()
        .filter(|sign| !matches!(sign, '\0' | '\u{feff}' | '\u{fffd}' | '\u{200b}'..='\u{200f}' | '>'))
        .collect()
}

/// Where the mark of the first line stands, or what a text is that has none.
fn begin(lower: &str) -> Result<usize, FileFault> {
    let mut marks = lower.match_indices("sopcase ").map(|(at, _)| at);
    let is_last_line = |at: &usize| lower[..*at].trim_end().ends_with("end");
    match marks.find(|at| !is_last_line(at)) {
        Some(at) => Ok(at),
        None if lower.contains("end sopcase ") => Err(FileFault::CutOff),
        None if lower.contains("sop-checklist-spare") => Err(FileFault::SpareCopy),
        None => Err(FileFault::NotACaseFile),
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn letters(bytes: &[u8]) -> Vec<u8> {
    let mut letters = Vec::with_capacity(bytes.len() / 3 * 4 + 4);
    for chunk in bytes.chunks(3) {
        let mut bits = 0_u32;
        for place in 0..3 {
            bits = bits << 8 | u32::from(chunk.get(place).copied().unwrap_or(0));
        }
        for place in 0..=chunk.len() {
            letters.push(LETTERS[(bits >> (18 - 6 * place)) as usize % 64]);
        }
    }
    letters
}

/// None: a letter that is none of ours, or not as many as bytes need.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for sign in text.chars().filter(|sign| !sign.is_whitespace()) {
        let value = match sign {
            'A'..='Z' => u32::from(sign) - u32::from('A'),
            'a'..='z' => u32::from(sign) - u32::from('a') + 26,
            '0'..='9' => u32::from(sign) - u32::from('0') + 52,
            '+' => 62,
            '/' => 63,
            _ => return None,
        };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    (count < 6 && bits & ((1 << count) - 1) == 0).then_some(bytes)
}
