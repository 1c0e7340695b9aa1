//! Finds the Rust toolchain that can build for the browser, and builds the app with it.
//!
//! `xtask/setup/wasm.sh` makes sure that there is one and says how; the choice is read from the folder of the target's
//! standard library, so nothing has to be written down or kept in step.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const TARGET: &str = "wasm32-unknown-unknown";
/// The linked toolchain of the Debian route.
const LINKED: &str = "+sop-wasm";
/// Leptos then erases the types of views: without it each screen brings its own copy of the code that builds it, which
/// makes the module a sixth larger.
const FLAGS: (&str, &str) = ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg=erase_components");
const BINARY: &str = "sop-checklist";

/// Builds the app's binary and gives the path of its wasm file.
pub fn compile(root: &Path, release: bool) -> Result<PathBuf> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(choice()?).args(["build", "--target", TARGET, "--bin", BINARY]);
    command.env(FLAGS.0, FLAGS.1);
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    if release {
        // What is deployed is built from the very versions that were tested.
        command.args(["--release", "--locked"]);
    }
    let output = command.spawn().context("cannot start cargo")?.wait_with_output()?;
    if !output.status.success() {
        bail!("the app does not compile");
    }
    wasm_in(&String::from_utf8_lossy(&output.stdout)).context("cargo named no wasm file")
}

/// `+TOOLCHAIN` for cargo, or nothing where the default one has the target.
fn choice() -> Result<Option<&'static str>> {
    // The set-up script reads the same variable: it tries the second route where the first is open.
    let skip_default = std::env::var("SOP_WASM_ROUTE").is_ok_and(|route| route == "debian");
    if !skip_default && has_target(None) {
        return Ok(None);
    }
    if has_target(Some(LINKED)) {
        return Ok(Some(LINKED));
    }
    bail!("no Rust toolchain here has {TARGET}: run 'make setup'")
}

fn has_target(toolchain: Option<&str>) -> bool {
    let output = Command::new("rustc")
        .args(toolchain)
        .args(["--print", "target-libdir", "--target", TARGET])
        .stderr(Stdio::null())
        .output();
    let Ok(output) = output else { return false };
    output.status.success() && holds_std(Path::new(String::from_utf8_lossy(&output.stdout).trim()))
}

fn holds_std(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}

/// Cargo reports each artifact as a line of JSON; the app's binary is the one whose file ends in `.wasm`.
fn wasm_in(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == BINARY)
        .filter_map(|message| message["filenames"].as_array().cloned())
        .flatten()
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wasm_file_is_read_from_cargos_messages() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"sop_checklist"},"filenames":["a/lib.rlib"]}
not json
{"reason":"compiler-artifact","target":{"name":"sop-checklist"},"filenames":["a/sop-checklist.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(wasm_in(messages), Some(PathBuf::from("a/sop-checklist.wasm")));
        assert_eq!(wasm_in("{}"), None);
    }
}
