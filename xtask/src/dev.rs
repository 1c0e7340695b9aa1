//! Builds, serves, and builds again when a source changes. The pages of such a build reload themselves.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::Result;

use crate::{bundle, serve};

const WATCHED: [&str; 4] = ["src", "public", "style", "Cargo.toml"];
const PAUSE: Duration = Duration::from_millis(400);

/// Runs until it is stopped.
pub fn run(root: &Path, address: &(String, u16)) -> Result<()> {
    let out = root.join("target/dist-dev");
    let mut seen = state(root);
    bundle::build(root, bundle::Kind::Dev, &out)?;
    let server = serve::Server::bind(&out, address)?;
    server.announce()?;
    thread::spawn(move || server.accept());
    loop {
        thread::sleep(PAUSE);
        let now = state(root);
        if now == seen {
            continue;
        }
        seen = now;
        // A build that fails leaves the last good one served.
        if let Err(problem) = bundle::build(root, bundle::Kind::Dev, &out) {
            eprintln!("{problem:#}");
        }
    }
}

/// The watched files with their times; polling needs no service of the operating system.
fn state(root: &Path) -> Vec<(PathBuf, Option<SystemTime>)> {
    let mut state = Vec::new();
    let mut left: Vec<PathBuf> = WATCHED.iter().map(|name| root.join(name)).collect();
    while let Some(path) = left.pop() {
        if let Ok(entries) = path.read_dir() {
            left.extend(entries.flatten().map(|entry| entry.path()));
        } else {
            let time = path.metadata().and_then(|metadata| metadata.modified()).ok();
            state.push((path, time));
        }
    }
    state.sort();
    state
}
