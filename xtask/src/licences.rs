//! `licences.txt` of the built folder: what of others is in the app, and under which terms it may be given on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

const HEAD: &str = "What of others is in this software. Where a licence gives a choice, MIT is taken. The fonts have their licences beside\n\
them (assets/fonts-*-OFL.*.txt). Rust's standard library, which is in the program too: MIT or Apache-2.0, Copyright (c) The\n\
Rust Project Developers.\n";

/// The whole text: each crate that is compiled into the app with its licence, then each text of a licence once.
pub fn text(root: &Path) -> Result<String> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["metadata", "--format-version", "1", "--locked"]);
    command.args(["--filter-platform", "wasm32-unknown-unknown"]);
    let output = command.output().context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata = serde_json::from_slice(&output.stdout)?;
    let (mut list, mut texts) = (String::new(), BTreeMap::<String, Vec<String>>::new());
    for package in shipped(&metadata).context("cargo metadata has another form")? {
        let word = |key: &str| package[key].as_str().unwrap_or_default();
        let name = format!("{} {}", word("name"), word("version"));
        let authors: Vec<_> = package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let who = if authors.is_empty() { word("repository").to_owned() } else { authors.join(", ") };
        list.push_str(&format!("{name}: {} ({who})\n", word("license")));
        let folder = Path::new(word("manifest_path")).parent().context("a package without a folder")?;
        for text in texts_in(folder)? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let texts = texts.into_iter().map(|(text, names)| format!("\n---- {} ----\n\n{}\n", names.join(", "), text.trim()));
    Ok(format!("{HEAD}\n{list}{}", texts.collect::<String>()))
}

/// The packages of others that are compiled into the app, by name. Macros run while it is built and are not in it.
fn shipped(metadata: &Value) -> Option<Vec<&Value>> {
    let packages = metadata["packages"].as_array()?;
    let package = |id: &str| packages.iter().find(|package| package["id"] == id);
    let nodes = metadata["resolve"]["nodes"].as_array()?;
    let is_macro = |package: &Value| {
        let targets = package["targets"].as_array().into_iter().flatten();
        targets.flat_map(|target| target["kind"].as_array().into_iter().flatten()).any(|kind| kind == "proc-macro")
    };
    let own = packages.iter().find(|package| package["name"] == "sop-checklist")?["id"].as_str()?;
    let (mut found, mut waiting) = (BTreeSet::new(), vec![own]);
    while let Some(id) = waiting.pop() {
        if is_macro(package(id)?) || !found.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|node| node["id"] == id)?;
        for needed in node["deps"].as_array()? {
            let kinds = needed["dep_kinds"].as_array()?;
            if kinds.iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(needed["pkg"].as_str()?);
            }
        }
    }
    let mut shipped: Vec<_> = found.into_iter().filter(|id| *id != own).filter_map(package).collect();
    shipped.sort_by_key(|package| (package["name"].as_str(), package["version"].as_str()));
    Some(shipped)
}

/// The texts beside a package, but for one of Apache where there is another to choose.
fn texts_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
    let is_licence = |path: &Path| ["LICEN", "COPYING", "COPYRIGHT"].iter().any(|start| name(path).starts_with(start));
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file() && is_licence(path));
    if paths.iter().any(|path| !name(path).contains("APACHE")) {
        paths.retain(|path| !name(path).contains("APACHE"));
    }
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).with_context(|| format!("{}", path.display()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_in_is_named_with_its_licence() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = text(&root).unwrap();
        for named in ["\nleptos 0", "\nwasm-bindgen 0", "\nargon2 0", "\nserde_json 1"] {
            let line = text.split(named).nth(1).unwrap_or_else(|| panic!("{named}")).lines().next().unwrap();
            assert!(line.contains("MIT"), "{named}{line}");
        }
        // Macros, tools of the build and tests are not in the app.
        for absent in ["\nleptos_macro", "\nproptest", "\nwasmparser", "\nsop-checklist "] {
            assert!(!text.contains(absent), "{absent}");
        }
        assert!(text.contains("Permission is hereby granted, free of charge"));
        // Others may be given on only under terms that nobody has looked at yet.
        let known = ["MIT", "Unicode-3.0", "Zlib", "BSL-1.0"];
        let (_, list) = text.split_once("\n\n").unwrap();
        for line in list.lines().take_while(|line| !line.is_empty()) {
            assert!(known.iter().any(|licence| line.contains(licence)), "{line}");
        }
    }
}
