//! From cargo's wasm file to what the browser loads: the JavaScript glue (wasm-bindgen) and the optimised module (wasm-opt).

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// The glue and the module, which still has the names of its functions.
pub struct Bound {
    pub script: Vec<u8>,
    pub module: Vec<u8>,
}

/// Makes the glue as a classic script: in a sandboxed frame, whose origin is opaque, a module script would need
/// cross-origin headers from the web server.
pub fn bind(wasm: &Path) -> Result<Bound> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).no_modules(true)?;
    // `boot.js` knows the hashed name and passes the module; the glue must not guess one.
    bindgen.typescript(false).omit_default_module_path(true);
    // `split` reads the names as the compiler wrote them.
    bindgen.demangle(false).remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen failed")?;
    if output.snippets().values().any(|scripts| !scripts.is_empty()) || !output.local_modules().is_empty() {
        bail!("a dependency brings JavaScript files of its own, which a classic script cannot load");
    }
    let mut script = output.js().to_owned();
    let module = output.wasm_mut();
    for (number, import) in module.imports.iter_mut().enumerate() {
        let short = format!("i{number}");
        script = renamed(&script, &import.name, &short)?;
        import.name = short;
    }
    // A longer name may begin with a shorter one.
    let mut long: Vec<_> = module.exports.iter_mut().filter(|export| export.name.starts_with("_R")).collect();
    long.sort_by_key(|export| std::cmp::Reverse(export.name.len()));
    for (number, export) in long.into_iter().enumerate() {
        let short = format!("closure{number}");
        script = script.replace(&export.name, &short);
        export.name = short;
    }
    // The linker's notes are of the module as it was; see `links`.
    for notes in ["linking", "reloc.CODE", "reloc.DATA"] {
        module.customs.remove_raw(notes);
    }
    Ok(Bound { script: script.into_bytes(), module: module.emit_wasm() })
}

/// The script with one import under a short name: the long ones end in a hash each, which no compression makes smaller
/// and which both files carry.
fn renamed(script: &str, long: &str, short: &str) -> Result<String> {
    let (key, found) = (format!("{long}: "), script.matches(&format!("{long}: ")).count());
    if found != 1 {
        bail!("the glue names the import {long} {found} times");
    }
    Ok(script.replacen(&key, &format!("{short}: "), 1))
}

/// The features that rustc turns on by itself; wasm-opt refuses what it was not told of.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What makes the module smallest: control flow laid out anew, twice, and a last round. Memory is the module's own and
/// begins as zeros, and nothing lies in its first kilobyte. What is computed twice stays so: it compresses better than a
/// local.
const PASSES: &str = "--low-memory-unused --zero-filled-memory --skip-pass=local-cse \
                      --flatten --rereloop -Oz --flatten --rereloop -Oz -Oz";

/// Runs wasm-opt over a module, in the folder `work`. It drops the names.
pub fn optimise(root: &Path, work: &Path, module: &[u8]) -> Result<Vec<u8>> {
    let tool = root.join("node_modules/.bin/wasm-opt");
    if !tool.is_file() {
        bail!("wasm-opt is not here: run 'make setup'");
    }
    std::fs::create_dir_all(work)?;
    let (before, after) = (work.join("before.wasm"), work.join("after.wasm"));
    std::fs::write(&before, module)?;
    let mut command = Command::new(tool);
    command.args(FEATURES).args(PASSES.split(' ')).arg(&before).arg("-o").arg(&after);
    if !command.status().context("cannot start wasm-opt")?.success() {
        bail!("wasm-opt failed");
    }
    std::fs::read(&after).context("wasm-opt wrote nothing")
}
