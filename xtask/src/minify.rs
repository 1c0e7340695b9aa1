//! Scripts and styles without their comments and long names, through esbuild. Sources stay readable, what is sent is small.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// What a text is, which decides how much of newer syntax may come out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An entry script that tells old browsers that they are old: ES5 in, ES5 out.
    Es5,
    /// A script for the browsers that the app supports.
    Script,
    /// A style sheet for them.
    Style,
}

/// The oldest browsers that the app supports.
const SUPPORTED: &str = "--target=chrome97,safari16,firefox102";

/// The same text, smaller.
pub fn minify(root: &Path, kind: Kind, text: &[u8]) -> Result<Vec<u8>> {
    let tool = root.join("node_modules/.bin/esbuild");
    if !tool.is_file() {
        bail!("esbuild is not here: run 'make setup'");
    }
    let (loader, target) = match kind {
        Kind::Es5 => ("--loader=js", "--target=es5"),
        Kind::Script => ("--loader=js", SUPPORTED),
        Kind::Style => ("--loader=css", SUPPORTED),
    };
    let mut child = Command::new(tool)
        .args(["--minify", "--charset=utf8", "--log-level=warning", loader, target])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start esbuild")?;
    // It reads to the end before it writes.
    child.stdin.take().context("esbuild takes no text")?.write_all(text)?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("esbuild failed");
    }
    Ok(output.stdout)
}
