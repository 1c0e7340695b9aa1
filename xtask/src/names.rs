//! Names that change exactly when the bytes change, and the text work that puts them where they are used.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};
use sop_checklist::fnv::mark;

/// Logical path (`sop/th-mm-return.json`) to shipped path (`assets/sop-th-mm-return.0123456789ab.json`).
pub type Files = BTreeMap<String, String>;

/// Where a file is shipped. One flat folder, so that a style sheet names fonts beside itself.
pub fn hashed(logical: &str, bytes: &[u8]) -> String {
    let flat = logical.replace('/', "-");
    let (stem, extension) = flat.rsplit_once('.').unwrap_or((&flat, "bin"));
    format!("assets/{stem}.{}.{extension}", mark(bytes))
}

/// Text as the value of an HTML attribute in double quotes.
pub fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Fills each `{{name}}` of a template. Unknown names are an error: they would otherwise be shipped.
pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, behind) = after.split_once("}}").context("a {{ without its }}")?;
        filled.push_str(before);
        filled.push_str(&value(name.trim()).with_context(|| format!("nothing is called {{{{{name}}}}}"))?);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Points each `url(…)` of a style sheet at the shipped file beside it. `../public/fonts/a.woff2`, `../fonts/a.woff2` and
/// `fonts/a.woff2` all mean the logical path `fonts/a.woff2`.
pub fn link_style(css: &str, files: &Files) -> Result<String> {
    let mut linked = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("url(") {
        let (target, behind) = after.split_once(')').context("a url( without its )")?;
        let target = target.trim().trim_matches(['"', '\'']);
        linked.push_str(before);
        linked.push_str(&format!("url({})", shipped_beside(target, files)?));
        rest = behind;
    }
    linked.push_str(rest);
    Ok(linked)
}

fn shipped_beside(target: &str, files: &Files) -> Result<String> {
    if target.starts_with('#') {
        return Ok(target.to_owned());
    }
    if target.starts_with("data:") {
        return Ok(format!("\"{target}\""));
    }
    let mut logical = target.trim_start_matches("./");
    while let Some(shorter) = logical.strip_prefix("../") {
        logical = shorter;
    }
    let logical = logical.strip_prefix("public/").unwrap_or(logical);
    let Some(shipped) = files.get(logical) else { bail!("a style sheet names {target}, which is not in public/") };
    Ok(shipped.trim_start_matches("assets/").to_owned())
}

/// A flat JSON object as two: what stays, and what comes later.
pub fn two_parts(json: &[u8], is_later: impl Fn(&str) -> bool) -> Result<(Vec<u8>, Vec<u8>)> {
    let whole: BTreeMap<String, String> = serde_json::from_slice(json).context("not a flat object of texts")?;
    let (more, first): (BTreeMap<_, _>, BTreeMap<_, _>) = whole.into_iter().partition(|(key, _)| is_later(key));
    Ok((serde_json::to_vec(&first)?, serde_json::to_vec(&more)?))
}

/// What of a procedure stands in its annex; nothing before the first screen asks for it.
const ANNEX: [&str; 6] = ["basis", "htcds", "partner", "records", "report", "sources"];

/// A procedure as two: what the first screen needs, and its annex, in which things stand by their ids.
pub fn two_of_procedure(json: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut first: Value = serde_json::from_slice(json)?;
    let mut annex = cut(&mut first).context("it has no annex")?;
    annex["format"] = first["format"].clone();
    Ok((serde_json::to_vec(&first)?, serde_json::to_vec(&annex)?))
}

/// Takes out what belongs into the annex, if there is any.
fn cut(value: &mut Value) -> Option<Value> {
    match value {
        Value::Object(map) => {
            let mut cut_off = Map::new();
            for (key, value) in map.iter_mut() {
                let part = if ANNEX.contains(&key.as_str()) { Some(value.take()) } else { cut(value) };
                cut_off.extend(part.map(|part| (key.clone(), part)));
            }
            map.retain(|key, _| !ANNEX.contains(&key.as_str()));
            if cut_off.is_empty() {
                return None;
            }
            cut_off.extend(map.get("id").map(|id| ("id".to_owned(), id.clone())));
            Some(Value::Object(cut_off))
        }
        Value::Array(list) => {
            let cut_off: Vec<Value> = list.iter_mut().filter_map(cut).collect();
            (!cut_off.is_empty()).then_some(Value::Array(cut_off))
        }
        _ => None,
    }
}

/// JSON without the blanks between its tokens. Nothing else changes: not the order of keys, not the form of a number.
pub fn compact_json(text: &str) -> Result<String> {
    let _: serde_json::Value = serde_json::from_str(text)?;
    let (mut compact, mut in_string, mut escaped) = (String::with_capacity(text.len()), false, false);
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_string = c == '"';
        }
        compact.push(c);
    }
    Ok(compact)
}

/// Does a script make code out of text? The policy would stop it in the browser, late and far from its cause.
pub fn makes_code(script: &str) -> bool {
    script.contains("new Function") || script.match_indices("eval(").any(|(at, _)| !ends_in_word(&script[..at]))
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

#[cfg(test)]
mod tests {
    use sop_checklist::procedure::{read, read_annex};

    use super::*;

    #[test]
    fn names_change_exactly_with_the_bytes() {
        assert_eq!(hashed("app.wasm", b"a"), hashed("app.wasm", b"a"));
        assert_ne!(hashed("app.wasm", b"a"), hashed("app.wasm", b"b"));
        assert_eq!(hashed("sop/x.en.json", b"foobar"), "assets/sop-x.en.bf9cf9681586.json");
    }

    #[test]
    fn templates_are_filled_and_unknown_names_refused() {
        let value = |name: &str| (name == "a").then(|| "1".to_owned());
        assert_eq!(fill("x{{a}}y{{ a }}", value).unwrap(), "x1y1");
        assert!(fill("{{b}}", value).is_err());
        assert!(fill("{{a", value).is_err());
    }

    #[test]
    fn attributes_cannot_be_left() {
        assert_eq!(attribute(r#"{"a":"<b>&"}"#), "{&quot;a&quot;:&quot;&lt;b&gt;&amp;&quot;}");
    }

    #[test]
    fn styles_name_the_shipped_fonts() {
        let files = Files::from([("fonts/a.woff2".to_owned(), "assets/fonts-a.00.woff2".to_owned())]);
        for source in ["fonts/a.woff2", "../public/fonts/a.woff2", "'../fonts/a.woff2'", "\"./fonts/a.woff2\""] {
            let css = format!("a{{src:url({source}) format(\"woff2\")}}");
            assert_eq!(link_style(&css, &files).unwrap(), "a{src:url(fonts-a.00.woff2) format(\"woff2\")}");
        }
        assert_eq!(
            link_style("url(data:image/png;base64,AA==)", &files).unwrap(),
            "url(\"data:image/png;base64,AA==\")"
        );
        assert!(link_style("url(fonts/b.woff2)", &files).is_err());
    }

    #[test]
    fn a_procedure_is_cut_in_two_and_nothing_is_lost() {
        for text in
            [include_str!("../../public/sop/th-mm-return.json"), include_str!("../../public/sop/shelter-intake.json")]
        {
            let (first, annex) = two_of_procedure(text.as_bytes()).unwrap();
            let (first, annex) = (String::from_utf8(first).unwrap(), String::from_utf8(annex).unwrap());
            assert_eq!(read(&first).unwrap(), read(text).unwrap());
            assert_eq!(read_annex(&annex).unwrap(), read_annex(text).unwrap());
            assert!(ANNEX.iter().all(|key| !first.contains(&format!("\"{key}\":"))));
            assert!(!annex.contains("\"acts\"") && !annex.contains("\"values\":["));
        }
    }

    #[test]
    fn compact_json_keeps_all_but_blanks() {
        let text = "{ \"b\" : [ 1.50 , 1e3 ] ,\n \"a\" : \"x \\\" y \\\\\" , \"c\": \" \" }";
        assert_eq!(compact_json(text).unwrap(), r#"{"b":[1.50,1e3],"a":"x \" y \\","c":" "}"#);
        assert!(compact_json("{ \"a\": }").is_err());
    }

    #[test]
    fn code_made_of_text_is_found() {
        assert!(makes_code("a = new Function('x')"));
        assert!(makes_code("window.eval('x')"));
        assert!(makes_code("eval('x')"));
        assert!(!makes_code("retrieval(x); my_eval(x)"));
    }
}
