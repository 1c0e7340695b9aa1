//! Lays the pages of every printed sheet on contact sheets, one picture per PDF, and the pictures of all screens, one per
//! language and size, for a look at all of them.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// Dots per inch; words in the size of paper can be read.
const FINE: &str = "64";
/// Pages in a row.
const ACROSS: usize = 4;
/// So wide a row of screens may be, in dots.
const SCREENS: usize = 3_200;
/// Grey between pages.
const GAP: usize = 8;

/// A page, a byte per dot.
struct Page {
    width: usize,
    height: usize,
    dots: Vec<u8>,
}

/// Makes a contact sheet of each PDF in a folder, and of each folder of screens in its folder `screens`.
pub fn run(folder: &Path) -> Result<()> {
    sheets(folder)?;
    let screens = folder.join("screens");
    let Ok(listed) = fs::read_dir(&screens) else { return Ok(()) };
    for of in listed.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let mut files: Vec<PathBuf> = fs::read_dir(&of)?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        let pages = files.iter().map(|file| {
            let page = read_png(&fs::read(file)?).with_context(|| format!("cannot read {}", file.display()))?;
            Ok(half(&page))
        });
        let pages: Vec<Page> = pages.collect::<Result<_>>()?;
        let wide = pages.iter().map(|page| page.width + GAP).max().unwrap_or(1);
        let picture = of.with_extension("png");
        fs::write(&picture, png(&lay(&pages, (SCREENS / wide).max(1)))?)?;
        println!("{}: {} screens", picture.display(), pages.len());
    }
    Ok(())
}

fn sheets(folder: &Path) -> Result<()> {
    let listed = fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut files: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pdf"));
    files.sort();
    ensure!(!files.is_empty(), "there is no PDF in {}", folder.display());
    for file in &files {
        let pages = pages(file)?;
        let picture = file.with_extension("png");
        fs::write(&picture, png(&lay(&pages, ACROSS))?)
            .with_context(|| format!("cannot write {}", picture.display()))?;
        println!("{}: {} pages", picture.display(), pages.len());
    }
    Ok(())
}

fn pages(file: &Path) -> Result<Vec<Page>> {
    let output = Command::new("pdftoppm").args(["-gray", "-r", FINE]).arg(file).output();
    let output = output.context("cannot run pdftoppm; `make setup-browser` brings it")?;
    ensure!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    let (mut pages, mut rest) = (Vec::new(), output.stdout.as_slice());
    while !rest.is_empty() {
        let (page, after) = page(rest)?;
        pages.push(page);
        rest = after;
    }
    Ok(pages)
}

/// One page in the form `P5 WIDTH HEIGHT 255`, and what comes after it.
fn page(bytes: &[u8]) -> Result<(Page, &[u8])> {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_whitespace()).map(|(at, _)| at);
    let Some(head) = ends.take(4).last() else { bail!("no picture") };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    let [kind, width, height, most] = words[..] else { bail!("not a picture: {text}") };
    ensure!(kind == "P5" && most == "255", "another form of picture: {text}");
    let (width, height): (usize, usize) = (width.parse()?, height.parse()?);
    let end = head + 1 + width * height;
    let dots = bytes.get(head + 1..end).context("the picture is cut")?.to_vec();
    Ok((Page { width, height, dots }, &bytes[end..]))
}

/// All pages on one.
fn lay(pages: &[Page], most: usize) -> Page {
    let across = pages.len().min(most);
    let (wide, high) = pages.iter().fold((0, 0), |(wide, high), page| (page.width.max(wide), page.height.max(high)));
    let width = across * (wide + GAP) + GAP;
    let height = pages.len().div_ceil(across) * (high + GAP) + GAP;
    let mut dots = vec![160; width * height];
    for (at, page) in pages.iter().enumerate() {
        let (left, top) = (GAP + at % across * (wide + GAP), GAP + at / across * (high + GAP));
        for row in 0..page.height {
            let to = (top + row) * width + left;
            dots[to..to + page.width].copy_from_slice(&page.dots[row * page.width..(row + 1) * page.width]);
        }
    }
    Page { width, height, dots }
}

fn png(page: &Page) -> Result<Vec<u8>> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    for row in page.dots.chunks(page.width) {
        packed.write_all(&[0])?;
        packed.write_all(row)?;
    }
    let size = |size: usize| u32::try_from(size).map(u32::to_be_bytes).context("too large a picture");
    // Eight bits, grey, and the only kinds of packing there are.
    let head = [&size(page.width)?[..], &size(page.height)?, &[8, 0, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", head), (b"IDAT", packed.finish()?), (b"IEND", Vec::new())] {
        let mut check = Crc::new();
        check.update(kind);
        check.update(&data);
        file.extend_from_slice(&size(data.len())?);
        file.extend_from_slice(kind);
        file.extend_from_slice(&data);
        file.extend_from_slice(&check.sum().to_be_bytes());
    }
    Ok(file)
}

/// A picture of a browser: eight bits for each of three or four colours, in rows. Only how light it is stays.
fn read_png(bytes: &[u8]) -> Result<Page> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n").context("no picture")?;
    let (mut head, mut packed) = (None, Vec::new());
    while let Some((front, after)) = rest.split_at_checked(8) {
        let length = number(front)?;
        let data = after.get(..length).context("the picture is cut")?;
        match &front[4..] {
            b"IHDR" => head = Some(data),
            b"IDAT" => packed.extend_from_slice(data),
            _ => {}
        }
        rest = after.get(length + 4..).unwrap_or_default();
    }
    let head = head.context("no head")?;
    let (width, height) = (number(head)?, number(head.get(4..).unwrap_or_default())?);
    let deep = match head.get(8..) {
        Some([8, 2, 0, 0, 0]) => 3,
        Some([8, 6, 0, 0, 0]) => 4,
        other => bail!("another form of picture: {other:?}"),
    };
    let mut rows = Vec::new();
    ZlibDecoder::new(&packed[..]).read_to_end(&mut rows)?;
    ensure!(rows.len() == height * (width * deep + 1), "the picture is cut");
    let (mut above, mut dots) = (vec![0; width * deep], Vec::with_capacity(width * height));
    for row in rows.chunks(width * deep + 1) {
        let mut now = row[1..].to_vec();
        for at in 0..now.len() {
            let left = if at < deep { 0 } else { now[at - deep] };
            let corner = if at < deep { 0 } else { above[at - deep] };
            now[at] = now[at].wrapping_add(guess(row[0], left, above[at], corner));
        }
        dots.extend(now.chunks(deep).map(|dot| {
            let [red, green, blue] = [dot[0], dot[1], dot[2]].map(u32::from);
            ((red * 3 + green * 6 + blue) / 10) as u8
        }));
        above = now;
    }
    Ok(Page { width, height, dots })
}

/// What a row's filter expects of a byte.
fn guess(filter: u8, left: u8, up: u8, corner: u8) -> u8 {
    match filter {
        1 => left,
        2 => up,
        3 => u8::midpoint(left, up),
        4 => {
            let [a, b, c] = [left, up, corner].map(i32::from);
            let near = |of: i32| (a + b - c - of).abs();
            if near(a) <= near(b) && near(a) <= near(c) {
                left
            } else if near(b) <= near(c) {
                up
            } else {
                corner
            }
        }
        _ => 0,
    }
}

fn number(bytes: &[u8]) -> Result<usize> {
    let four = bytes.first_chunk::<4>().context("the picture is cut")?;
    Ok(u32::from_be_bytes(*four) as usize)
}

/// Half as wide and half as high.
fn half(page: &Page) -> Page {
    let (width, height) = (page.width / 2, page.height / 2);
    let dot = |at: usize| {
        let from = at / width * 2 * page.width + at % width * 2;
        let four = [0, 1, page.width, page.width + 1].map(|more| u32::from(page.dots[from + more]));
        (four.iter().sum::<u32>() / 4) as u8
    };
    Page { width, height, dots: (0..width * height).map(dot).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_one_after_the_other_and_laid_side_by_side() {
        let bytes = b"P5\n2 1\n255\n\x00\xffP5\n1 2\n255\n\x07\x08".to_vec();
        let (first, rest) = page(&bytes).unwrap();
        let (second, rest) = page(rest).unwrap();
        assert!(rest.is_empty());
        assert_eq!((first.width, first.height, &first.dots[..]), (2, 1, &[0, 255][..]));
        let laid = lay(&[first, second], 4);
        assert_eq!((laid.width, laid.height), (2 * (2 + GAP) + GAP, 2 + 2 * GAP));
        assert_eq!(laid.dots.iter().filter(|dot| **dot == 7 || **dot == 8).count(), 2);
        assert_eq!(half(&laid).height, laid.height / 2);
        assert!(png(&laid).unwrap().starts_with(b"\x89PNG"));
        assert!(page(b"P6\n1 1\n255\n\x00").is_err() && page(b"P5\n9 9\n255\n\x00").is_err());
    }
}
