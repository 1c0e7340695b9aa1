//! Checks a procedure file and the word files beside it, for the author of the content.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use sop_checklist::procedure::{check, read};

/// Prints what is wrong with `NAME.json` and each `NAME.LANGUAGE.json` in the same folder; fails if anything is.
pub fn run(file: &Path) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let procedure = match read(&text) {
        Ok(procedure) => procedure,
        Err(error) => bail!("{}: {error}", file.display()),
    };
    let words = words_beside(file)?;
    let named: Vec<(&str, &BTreeMap<String, String>)> =
        words.iter().map(|(language, words)| (language.as_str(), words)).collect();
    let faults = check(&procedure, &named);
    for fault in &faults {
        println!("{fault}");
    }
    let languages: Vec<&str> = words.keys().map(String::as_str).collect();
    let steps = procedure.steps().count();
    println!("{}: {steps} steps, words in {}, faults: {}", procedure.id, languages.join(" "), faults.len());
    if faults.is_empty() { Ok(()) } else { bail!("the content has faults") }
}

fn words_beside(file: &Path) -> Result<BTreeMap<String, BTreeMap<String, String>>> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = file.file_stem().context("a procedure file has a name")?.to_string_lossy().into_owned();
    let mut words = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let language = name.strip_prefix(&format!("{stem}.")).and_then(|rest| rest.strip_suffix(".json"));
        if let Some(language) = language {
            let text = fs::read_to_string(&path)?;
            let given = serde_json::from_str(text.trim_start_matches('\u{feff}'));
            words.insert(language.to_owned(), given.with_context(|| format!("{name} is not a flat object of texts"))?);
        }
    }
    if words.is_empty() {
        bail!("no word file {stem}.LANGUAGE.json beside {}", file.display());
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_content_passes_and_a_torn_one_does_not() {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/sop/th-mm-return.json");
        assert!(run(&shipped).is_ok());
        let folder = std::env::temp_dir().join(format!("sop-content-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let torn = folder.join("torn.json");
        fs::write(&torn, &fs::read_to_string(&shipped).unwrap()[..2000]).unwrap();
        assert!(run(&torn).is_err());
        fs::copy(&shipped, folder.join("alone.json")).unwrap();
        assert!(run(&folder.join("alone.json")).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
