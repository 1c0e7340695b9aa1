//! Finds the Rust toolchain that can build for the browser, and builds the app with it.
//!
//! The standard library is compiled with the app, small and without the texts of panics: 14 kB less to load. Cargo and
//! rustc call that unstable, so `RUSTC_BOOTSTRAP` is set for this one build; what the flags do is written beside each.
//! `xtask/setup/wasm.sh` makes sure that a toolchain has the library's sources; nothing has to be written down about
//! which one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

const TARGET: &str = "wasm32-unknown-unknown";
/// The linked toolchain of the Debian route.
const LINKED: &str = "+sop-wasm";
/// Where rustc looks for flags of this target alone.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";
/// Leptos then erases the types of views: without it each screen brings its own copy of the code that builds it.
const ERASE: &str = "--cfg=erase_components";
/// Names of functions that say for which types they were made, and no two functions under one name: `split` goes by them.
const NAMES: &str = "-Csymbol-mangling-version=v0 -Zmerge-functions=disabled";
/// The linker then tells what refers to what: `split` goes by it.
const RELOCATIONS: &str = "-Clink-arg=--emit-relocs";
const BINARY: &str = "sop-checklist";

/// Builds the app's binary and gives the path of its wasm file.
pub fn compile(root: &Path, release: bool) -> Result<PathBuf> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(choice()?).args(["build", "--target", TARGET, "--bin", BINARY]);
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    command.env("RUSTC_BOOTSTRAP", "1");
    if release {
        // What is deployed is built from the very versions that were tested.
        command.args(["--release", "--locked"]);
        command.args(["-Zbuild-std=std", "-Zbuild-std-features=optimize_for_size"]);
        // A panic ends in a trap, which `boot.js` sees, and has no text: none can carry a word of a case.
        command.args(["-Zpanic-immediate-abort", "--config", "profile.release.panic='immediate-abort'"]);
        command.env(FLAGS, format!("{ERASE} {NAMES} {RELOCATIONS} -Zlocation-detail=none"));
    } else {
        command.arg("-Zbuild-std=std,panic_abort").env(FLAGS, ERASE);
    }
    let output = command.spawn().context("cannot start cargo")?.wait_with_output()?;
    if !output.status.success() {
        bail!("the app does not compile");
    }
    wasm_in(&String::from_utf8_lossy(&output.stdout)).context("cargo named no wasm file")
}

/// `+TOOLCHAIN` for cargo, or nothing where the default one has the library's sources.
fn choice() -> Result<Option<&'static str>> {
    // The set-up script reads the same variable: it tries the second route where the first is open.
    let skip_default = std::env::var("SOP_WASM_ROUTE").is_ok_and(|route| route == "debian");
    if !skip_default && has_sources(None) {
        return Ok(None);
    }
    if has_sources(Some(LINKED)) {
        return Ok(Some(LINKED));
    }
    bail!("no Rust toolchain here has the sources of its standard library: run 'make setup'")
}

fn has_sources(toolchain: Option<&str>) -> bool {
    let output = Command::new("rustc").args(toolchain).args(["--print", "sysroot"]).stderr(Stdio::null()).output();
    let Ok(output) = output else { return false };
    let sysroot = String::from_utf8_lossy(&output.stdout);
    output.status.success() && Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file()
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
