//! Says how large the files are, and holds the first load to its budget.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::names::Files;

/// What may travel before the first step can be worked on, in brotli bytes; the aim is well below.
const BUDGET: usize = 150_000;
const AIM: usize = 110_000;

/// Prints the table and fails where the first load is over its budget. `originals` are the files without their compressed
/// copies, `output` those with them.
pub fn report(originals: &BTreeMap<String, Vec<u8>>, output: &BTreeMap<String, Vec<u8>>, files: &Files) -> Result<()> {
    println!("{:>9} {:>9} {:>9}  file", "raw", "gzip", "brotli");
    for (name, bytes) in originals {
        println!("{:>9} {:>9} {:>9}  {name}", bytes.len(), sent(output, name, "gz"), sent(output, name, "br"));
    }
    let config = originals.get("config.json").map(Vec::as_slice).unwrap_or_default();
    let (mut total, mut absent) = (0, Vec::new());
    for wanted in first_load(config) {
        let name = files.get(&wanted).unwrap_or(&wanted);
        if !originals.contains_key(name) {
            absent.push(wanted);
            continue;
        }
        total += sent(output, name, "br");
    }
    println!("first load without fonts: {total} bytes brotli (budget {BUDGET}, aim {AIM})");
    if !absent.is_empty() {
        println!("not counted, because not there: {}", absent.join(", "));
    }
    if let Some(later) = files.get("later.wasm") {
        let more = files.iter().filter(|(name, _)| name.ends_with(".en.more.json"));
        let more: usize = more.map(|(_, path)| sent(output, path, "br")).sum();
        println!("after the first screen: {} bytes brotli of code, {more} of words", sent(output, later, "br"));
    }
    ensure!(total <= BUDGET, "the first load is over its budget by {} bytes", total.saturating_sub(BUDGET));
    Ok(())
}

/// How many bytes a server sends for a file.
fn sent(output: &BTreeMap<String, Vec<u8>>, name: &str, end: &str) -> usize {
    output.get(&format!("{name}.{end}")).or_else(|| output.get(name)).map_or(0, Vec::len)
}

/// What an English first visit fetches.
fn first_load(config: &[u8]) -> Vec<String> {
    let config: Value = serde_json::from_slice(config).unwrap_or_default();
    let procedure = config["procedure"].as_str().unwrap_or_default();
    let mut wanted: Vec<String> =
        ["index.html", "boot.js", "config.json", "app.css", "app.js", "app.wasm", "words/en.json", "scripts/ledger.js"]
            .map(str::to_owned)
            .into();
    wanted.push(format!("sop/{procedure}.json"));
    wanted.push(format!("sop/{procedure}.en.json"));
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(wasm: usize) -> BTreeMap<String, Vec<u8>> {
        BTreeMap::from([
            ("assets/app.00.wasm".to_owned(), vec![0; wasm * 3]),
            ("assets/app.00.wasm.br".to_owned(), vec![0; wasm]),
            ("config.json".to_owned(), br#"{"procedure":"p"}"#.to_vec()),
        ])
    }

    #[test]
    fn a_first_load_over_its_budget_fails() {
        let files = Files::from([("app.wasm".to_owned(), "assets/app.00.wasm".to_owned())]);
        assert!(report(&output(BUDGET - 17), &output(BUDGET - 17), &files).is_ok());
        assert!(report(&output(BUDGET), &output(BUDGET), &files).is_err());
    }

    #[test]
    fn the_first_load_holds_the_configured_procedure() {
        let wanted = first_load(br#"{"procedure":"p"}"#);
        assert!(wanted.contains(&"sop/p.json".to_owned()) && wanted.contains(&"sop/p.en.json".to_owned()));
    }
}
