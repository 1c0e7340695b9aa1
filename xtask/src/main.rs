//! The build tool: `cargo run -p xtask -- COMMAND`. `make` is the usual front.

mod bindings;
mod bundle;
mod content;
mod coverage;
mod dev;
mod fonts;
mod links;
mod minify;
mod names;
mod oldest;
mod pictures;
mod policy;
mod practice;
mod serve;
mod sizes;
mod split;
mod toolchain;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: xtask COMMAND
  build [--dev] [--out DIR]                       the app as static files (DIR: dist)
  serve [--dir DIR] [--host HOST] [--port PORT]   serves them with their real headers (dist, 127.0.0.1, 8080; port 0: any)
  dev   [--host HOST] [--port PORT]               builds, serves, rebuilds and reloads on change
  check-procedure FILE [--since OLDER]            what is wrong with a procedure file and the word files beside it, and
                                                  what changed since an older edition of it
  coverage [--check]                              makes docs/coverage.md, or fails where it is not as it would be made
  pictures DIR                                    contact sheets of the PDFs in a folder";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        // The chain of causes on one line; a backtrace would help nobody here.
        Err(problem) => {
            eprintln!("{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    let mut arguments = Arguments(std::env::args().skip(1).collect());
    let root = root()?;
    match arguments.0.first().cloned().as_deref() {
        Some("build") => {
            let kind = if arguments.flag("--dev") { bundle::Kind::Dev } else { bundle::Kind::Release };
            let out = arguments.value("--out")?.map_or_else(|| root.join("dist"), PathBuf::from);
            arguments.end()?;
            bundle::build(&root, kind, &out)
        }
        Some("serve") => {
            let dir = arguments.value("--dir")?.map_or_else(|| root.join("dist"), PathBuf::from);
            let address = arguments.address()?;
            arguments.end()?;
            serve::run(&dir, &address)
        }
        Some("dev") => {
            let address = arguments.address()?;
            arguments.end()?;
            dev::run(&root, &address)
        }
        Some("check-procedure") => match arguments.0.get(1) {
            Some(_) => {
                let older = arguments.value("--since")?.map(PathBuf::from);
                let file = PathBuf::from(arguments.0.remove(1));
                arguments.end()?;
                content::run(&file, older.as_deref())
            }
            None => bail!("check-procedure needs a file\n{USAGE}"),
        },
        Some("coverage") => {
            let check = arguments.flag("--check");
            arguments.end()?;
            coverage::run(&root, check)
        }
        Some("pictures") => match arguments.0.get(1) {
            Some(_) => {
                let folder = PathBuf::from(arguments.0.remove(1));
                arguments.end()?;
                pictures::run(&folder)
            }
            None => bail!("pictures needs a folder\n{USAGE}"),
        },
        _ => bail!("{USAGE}"),
    }
}

/// The repository: the nearest folder, from here upwards, that holds the build tool.
fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("no current folder")?;
    here.ancestors()
        .find(|folder| folder.join("xtask/Cargo.toml").is_file())
        .map(PathBuf::from)
        .context("run this inside the repository")
}

/// What is left of the command line; the first word is the command.
struct Arguments(Vec<String>);

impl Arguments {
    fn flag(&mut self, name: &str) -> bool {
        let found = self.0.iter().position(|word| word == name);
        found.map(|at| self.0.remove(at)).is_some()
    }

    fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|word| word == name) else {
            return Ok(None);
        };
        if at + 1 >= self.0.len() {
            bail!("{name} needs a value\n{USAGE}");
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    fn address(&mut self) -> Result<(String, u16)> {
        let host = self.value("--host")?.unwrap_or_else(|| "127.0.0.1".to_owned());
        let port = match self.value("--port")? {
            Some(port) => port.parse().with_context(|| format!("not a port: {port}"))?,
            None => 8080,
        };
        Ok((host, port))
    }

    /// A misspelt option must not pass silently.
    fn end(&self) -> Result<()> {
        match self.0.get(1) {
            Some(word) => bail!("what is {word}?\n{USAGE}"),
            None => Ok(()),
        }
    }
}
