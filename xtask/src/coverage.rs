//! The table that leads from each row of the reference to its place in the content, its screen and its tests.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const TABLE: &str = "docs/coverage.md";
const ROWS: &str = "tests/coverage.json";
const WORDS: &str = "public/sop/th-mm-return.en.json";

/// Writes the table, or only says whether it is as it would be written.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let json = |file: &str| -> Result<Value> {
        let text = fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))?;
        serde_json::from_str(&text).with_context(|| format!("{file} is not JSON"))
    };
    let table = table(&json(ROWS)?, &json(WORDS)?);
    let path = root.join(TABLE);
    if !check {
        return fs::write(&path, table).with_context(|| format!("cannot write {TABLE}"));
    }
    if fs::read_to_string(&path).unwrap_or_default() == table {
        return Ok(());
    }
    bail!("{TABLE} is not what {ROWS} says; run `make coverage`")
}

fn table(rows: &Value, words: &Value) -> String {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let what = |row: &Value| match row["what"].as_str() {
        Some(what) => what.to_owned(),
        // A step has its title in the content.
        None => text(words, &format!("step.{}", text(row, "row"))),
    };
    let tests = |row: &Value| {
        let tests = row["tests"].as_array().into_iter().flatten().filter_map(Value::as_str);
        tests.map(|test| format!("`{test}`")).collect::<Vec<_>>().join("<br>")
    };
    let sections: Vec<&Value> = rows.as_array().into_iter().flatten().collect();
    let all = || {
        sections.iter().flat_map(|section| {
            section["rows"].as_array().into_iter().flatten().map(move |row| (text(section, "section"), row))
        })
    };
    let untested = |row: &Value| row["tests"].as_array().is_none_or(Vec::is_empty);
    let count = all().count();
    let bare: Vec<_> = all().filter(|(_, row)| untested(row)).collect();
    let partly: Vec<_> = all().filter(|(_, row)| !untested(row) && row["gap"].is_string()).collect();
    let mut out = format!(
        "# Coverage\n\nMade by `make coverage` from `{ROWS}`; a test holds it to that file. Each row of the reference of the shipped \
         procedure, and what the app adds to it, with its place in the content, the screen that shows it and the tests that fail when it breaks.\n\n\
         {count} rows: {} held by tests, {} of them in part, {} not yet.\n",
        count - bare.len(),
        partly.len(),
        bare.len()
    );
    for (title, rows) in [("Not yet", &bare), ("In part", &partly)] {
        let _written = write!(out, "\n## {title}\n\n");
        for (section, row) in rows {
            let gap = text(row, "gap");
            let mut signs = gap.chars();
            let first = signs.next().map(char::to_uppercase).into_iter().flatten().collect::<String>();
            let _written =
                writeln!(out, "- {section}, {}: {}. {first}{}.", text(row, "row"), what(row), signs.as_str());
        }
    }
    for section in &sections {
        let _written = write!(
            out,
            "\n## {}\n\n| Row | What | In the content | Screen | Tests |\n| --- | --- | --- | --- | --- |\n",
            text(section, "section")
        );
        for row in section["rows"].as_array().into_iter().flatten() {
            let tests = if untested(row) { "not yet".to_owned() } else { tests(row) };
            let mark = if row["gap"].is_string() && !untested(row) { " (in part)" } else { "" };
            let _written = writeln!(
                out,
                "| {} | {} | {} | {} | {tests}{mark} |",
                text(row, "row"),
                what(row),
                text(row, "at"),
                text(row, "screen")
            );
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table_is_what_its_rows_say() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        run(&root, true).unwrap_or_else(|problem| panic!("{problem:#}"));
    }

    #[test]
    fn rows_without_a_test_stand_at_the_top() {
        let rows = json!([{ "section": "S", "rows": [
            { "row": "1", "what": "one", "at": "a", "screen": "b", "tests": [], "gap": "nobody did it" },
            { "row": "2.1", "at": "a", "screen": "b", "tests": ["c::d"], "gap": "half" }
        ] }]);
        let table = table(&rows, &json!({ "step.2.1": "two" }));
        assert!(table.contains("2 rows: 1 held by tests, 1 of them in part, 1 not yet."), "{table}");
        assert!(table.contains("## Not yet\n\n- S, 1: one. Nobody did it.\n"), "{table}");
        assert!(table.contains("## In part\n\n- S, 2.1: two. Half.\n"), "{table}");
        assert!(table.contains("| 1 | one | a | b | not yet |\n| 2.1 | two | a | b | `c::d` (in part) |"), "{table}");
    }
}
