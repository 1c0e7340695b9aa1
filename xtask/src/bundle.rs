//! Makes the folder of static files that is deployed.
//!
//! Files that lie directly in `public/` are entry points and keep their names: pages, configuration and scripts that
//! other pages refer to. Everything else goes to `assets/` under a name that holds a hash of its final bytes, so it may
//! be kept for ever, and an old page never meets new files. Entry points may use these marks:
//! `{{css}}` and `{{file NAME}}` a shipped path, `{{files}}` the map of what `boot.js` fetches, `{{all}}` every shipped
//! path, `{{entries}}` the names of the entry points, `{{set}}` (in `sw.js`) what has to be there to start without a
//! network, each path with the mark of its bytes, `{{build}}` a mark of the whole build, `{{policy}}` the policy,
//! `{{procedure}}` and `{{language}}` of the configuration, `{{dev}}` what only a development build adds to a page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;
use sop_checklist::fnv::mark;
use sop_checklist::procedure::{Ask, FactId, Procedure, read};
use sop_checklist::text::{Phrases, Words};

use crate::names::{self, Files};
use crate::{bindings, fonts, links, minify, oldest, policy, sizes, split, toolchain};

/// What is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Small, compressed, measured.
    Release,
    /// Quick, and pages that reload themselves.
    Dev,
}

/// Shipped path to bytes.
type Output = BTreeMap<String, Vec<u8>>;

/// The service worker, which names all that was built before it.
const WORKER: &str = "sw.js";
/// Registers it. The build that reloads itself has none.
const OFFLINE: &str = "scripts/offline.js";
/// The entry points that belong to what starts without a network.
const SET_ENTRIES: [&str; 3] = ["index.html", "boot.js", "manifest.webmanifest"];
/// Stands for the mark of the build until all of it is there.
const UNKNOWN_BUILD: &str = "@the-build@";

const DEV_SCRIPT: &str = "dev-reload.js";
/// The development build's mark, which its pages watch.
const DEV_MARK: &str = "dev-build.txt";

/// Builds the app into `out`, which is replaced whole or not at all.
pub fn build(root: &Path, kind: Kind, out: &Path) -> Result<()> {
    let release = kind == Kind::Release;
    let wasm = timed("compile", || toolchain::compile(root, release))?;
    let bound = timed("bindings", || bindings::bind(&wasm))?;
    let modules = if release {
        let parts = timed("split", || split::split(&bound.module, &links::read(&fs::read(&wasm)?)?))?;
        let work = wasm.with_extension("opt");
        let small = |part: &[u8]| timed("wasm-opt", || bindings::optimise(root, &work, part));
        vec![("app.wasm", small(&parts.first)?), ("later.wasm", small(&parts.later)?)]
    } else {
        vec![("app.wasm", bound.module)]
    };
    let (mut output, files) = timed("assemble", || assemble(root, kind, bound.script, modules))?;
    refuse_code_from_text(&output)?;
    if release {
        oldest::check(&output)?;
        let originals = output.clone();
        timed("compress", || compress(&mut output))?;
        write(out, &output)?;
        sizes::report(&originals, &output, &files)?;
    } else {
        write(out, &output)?;
    }
    println!("built {}", out.display());
    Ok(())
}

fn timed<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    let done = work()?;
    println!("{name}: {:.1} s", begun.elapsed().as_secs_f64());
    Ok(done)
}

/// All files of the app, and where each logical one is shipped.
fn assemble(root: &Path, kind: Kind, script: Vec<u8>, modules: Vec<(&str, Vec<u8>)>) -> Result<(Output, Files)> {
    let (entries, sources): (Vec<_>, Vec<_>) =
        read_public(&root.join("public"))?.into_iter().partition(|(name, _)| !name.contains('/'));
    let mut shelf = Shelf::default();
    let small = |how, text: Vec<u8>| match kind {
        Kind::Release => minify::minify(root, how, &text),
        Kind::Dev => Ok(text),
    };
    shelf.add("app.js", small(minify::Kind::Script, script)?);
    for (name, bytes) in modules {
        shelf.add(name, bytes);
    }
    let optional = optional_facts(&sources);
    for (name, bytes) in sources.into_iter().filter(|(name, _)| kind == Kind::Release || name != OFFLINE) {
        match shipped(&name, bytes, &optional)? {
            Shipped::Whole(bytes) if name.ends_with(".js") => shelf.add(&name, small(minify::Kind::Es5, bytes)?),
            Shipped::Whole(bytes) => shelf.add(&name, bytes),
            Shipped::Parts(first, more) => {
                shelf.add(&name, first);
                shelf.add(&name.replace(".json", ".more.json"), more);
            }
        }
    }
    fonts::read(root)?.into_iter().for_each(|(name, bytes)| shelf.add(name, bytes));
    // After the fonts, whose hashed names the style sheet holds.
    for (name, folder) in [("app.css", "style"), ("later.css", "style/later")] {
        let style = names::link_style(&style_sheet(&root.join(folder))?, &shelf.files)?;
        shelf.add(name, small(minify::Kind::Style, style.into_bytes())?);
    }

    let mut marks = Marks::new(kind, &entries)?;
    let Shelf { mut output, files } = shelf;
    let ship = |marks: &Marks, name: &str, bytes: Vec<u8>| -> Result<Vec<u8>> {
        let filled = marks.fill(name, bytes, &files)?;
        if name.ends_with(".js") { small(minify::Kind::Es5, filled) } else { Ok(filled) }
    };
    let (worker, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(name, _)| name == WORKER);
    let mut shipped = Output::new();
    for (name, bytes) in entries {
        let bytes = ship(&marks, &name, bytes)?;
        shipped.insert(name, bytes);
    }
    marks.build = mark(&serde_json::to_vec(&set(&output, &shipped))?);
    for (name, bytes) in shipped {
        let text =
            |bytes: Vec<u8>| Ok::<_, anyhow::Error>(String::from_utf8(bytes)?.replace(UNKNOWN_BUILD, &marks.build));
        output.insert(name.clone(), if is_filled(&name) { text(bytes)?.into_bytes() } else { bytes });
    }
    marks.set = set(&output, &output);
    for (name, bytes) in worker {
        let bytes = ship(&marks, &name, bytes)?;
        output.insert(name, bytes);
    }
    if kind == Kind::Dev {
        output.insert(DEV_SCRIPT.to_owned(), include_bytes!("dev-reload.js").to_vec());
        output.insert(DEV_MARK.to_owned(), marks.build.clone().into_bytes());
    }
    Ok((output, files))
}

/// What has to be there to start without a network, each path with the mark of its bytes: all files with hashed names, and
/// the entry points that lead to them.
fn set(assets: &Output, entries: &Output) -> BTreeMap<String, String> {
    let assets = assets.iter().filter(|(name, _)| name.starts_with("assets/"));
    let entries = SET_ENTRIES.iter().filter_map(|name| entries.get_key_value(*name));
    assets.chain(entries).map(|(name, bytes)| (name.clone(), mark(bytes))).collect()
}

/// Whether an entry point may have marks.
fn is_filled(entry: &str) -> bool {
    [".html", ".js", ".webmanifest"].iter().any(|end| entry.ends_with(end))
}

/// The files with hashed names.
#[derive(Default)]
struct Shelf {
    output: Output,
    files: Files,
}

impl Shelf {
    fn add(&mut self, logical: &str, bytes: Vec<u8>) {
        let shipped = names::hashed(logical, &bytes);
        self.files.insert(logical.to_owned(), shipped.clone());
        self.output.insert(shipped, bytes);
    }
}

/// Every file under `public/`, by its path with forward slashes. Notes (`.md`) and hidden files are not shipped.
fn read_public(public: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders = vec![public.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in sorted_entries(&folder)? {
            let name = logical_name(public, &path);
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".md") {
                found.push((name, fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?));
            }
        }
    }
    Ok(found)
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| !is_hidden(path)).collect();
    paths.sort();
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

fn logical_name(base: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// What is shipped of a file.
enum Shipped {
    Whole(Vec<u8>),
    /// For the first screen, and for what comes after it.
    Parts(Vec<u8>, Vec<u8>),
}

fn shipped(name: &str, bytes: Vec<u8>, optional: &BTreeSet<String>) -> Result<Shipped> {
    if !name.ends_with(".json") {
        return Ok(Shipped::Whole(bytes));
    }
    let text = String::from_utf8(bytes).with_context(|| format!("public/{name} is not UTF-8"))?;
    if let Some(language) = name.strip_prefix("words/").and_then(|name| name.strip_suffix(".json")) {
        let words = Words::read(language, &text).map_err(|problem| anyhow::anyhow!("public/{name}: {problem}"))?;
        let (first, later) = Phrases::lists(&words);
        return Ok(Shipped::Parts(first.into_bytes(), later.into_bytes()));
    }
    let compact = names::compact_json(&text).with_context(|| format!("public/{name} is not JSON"))?.into_bytes();
    if is_words_of_procedure(name) {
        let is_for_later = |key: &str| is_for_later(key) || optional.iter().any(|fact| is_of_fact(key, fact));
        let (first, more) = names::two_parts(&compact, is_for_later).with_context(|| format!("public/{name}"))?;
        return Ok(Shipped::Parts(first, more));
    }
    if is_procedure(name) {
        let (first, annex) = names::two_of_procedure(&compact).with_context(|| format!("public/{name}"))?;
        return Ok(Shipped::Parts(first, annex));
    }
    Ok(Shipped::Whole(compact))
}

/// `sop/NAME.LANGUAGE.json`; the procedure itself has no language in its name.
fn is_words_of_procedure(name: &str) -> bool {
    name.strip_prefix("sop/").and_then(|name| name.strip_suffix(".json")).is_some_and(|stem| stem.contains('.'))
}

/// Questions of any shipped procedure that are only asked as optional: nothing on the first screen names them.
fn optional_facts(sources: &[(String, Vec<u8>)]) -> BTreeSet<String> {
    let is_procedure = |name: &str| name.starts_with("sop/") && name.ends_with(".json") && !is_words_of_procedure(name);
    let texts = sources.iter().filter(|(name, _)| is_procedure(name)).map(|(_, bytes)| String::from_utf8_lossy(bytes));
    // One that cannot be read has no word that may wait; the check of the content says what is wrong with it.
    let procedures: Vec<Procedure> = texts.filter_map(|text| read(&text).ok()).collect();
    let asked = |fact: &FactId| {
        procedures.iter().flat_map(Procedure::steps).any(|step| step.asks.contains(&Ask::Fact(fact.clone())))
    };
    let steps = procedures.iter().flat_map(Procedure::steps);
    steps.flat_map(|step| &step.optional).filter(|fact| !asked(fact)).map(ToString::to_string).collect()
}

fn is_of_fact(key: &str, fact: &str) -> bool {
    key.strip_prefix("fact.")
        .and_then(|key| key.strip_prefix(fact))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// `sop/NAME.json`.
fn is_procedure(name: &str) -> bool {
    name.strip_prefix("sop/").and_then(|name| name.strip_suffix(".json")).is_some_and(|stem| !stem.contains('.'))
}

/// Whether only what comes after the first screen says a word of the procedure: guidance, particulars, sources.
fn is_for_later(key: &str) -> bool {
    let (kind, name) = key.split_once('.').unwrap_or((key, ""));
    let part = name.rsplit_once('.').map(|(_, part)| part);
    match kind {
        "source" | "limit" | "paper" | "contradiction" | "back" | "change" | "value" | "person" => true,
        "role" => part != Some("short"),
        "step" => part == Some("how"),
        "stop" => part == Some("check") || part == Some("do"),
        "consent" | "fact" => part.is_some(),
        _ => false,
    }
}

/// One style sheet: the tokens, the base, then the components by name. A later file may only build on the first two.
fn style_sheet(folder: &Path) -> Result<String> {
    let mut paths = sorted_entries(folder)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    paths.sort_by_key(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let rank = ["tokens.css", "base.css"].iter().position(|first| *first == name).unwrap_or(2);
        (rank, name)
    });
    let mut sheet = String::new();
    for path in paths {
        sheet.push_str(&fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?);
        sheet.push('\n');
    }
    Ok(sheet)
}

/// What the marks in entry points stand for.
struct Marks {
    kind: Kind,
    /// Changes when anything does that starts without a network.
    build: String,
    set: BTreeMap<String, String>,
    procedure: String,
    language: String,
    /// The names of the entry points.
    entries: String,
}

impl Marks {
    fn new(kind: Kind, entries: &[(String, Vec<u8>)]) -> Result<Self> {
        let config = entries.iter().find(|(name, _)| name == "config.json").context("public/config.json is missing")?;
        let config: Value = serde_json::from_slice(&config.1).context("public/config.json is not JSON")?;
        let text = |key: &str| config[key].as_str().map(str::to_owned).with_context(|| format!("config.json: {key}?"));
        let entries = serde_json::to_string(&entries.iter().map(|(name, _)| name).collect::<Vec<_>>())?;
        let (procedure, language) = (text("procedure")?, text("language")?);
        Ok(Self { kind, build: UNKNOWN_BUILD.to_owned(), set: BTreeMap::new(), procedure, language, entries })
    }

    fn fill(&self, entry: &str, bytes: Vec<u8>, files: &Files) -> Result<Vec<u8>> {
        if !is_filled(entry) {
            return Ok(bytes);
        }
        let text = String::from_utf8(bytes).with_context(|| format!("public/{entry} is not UTF-8"))?;
        // In a page all marks stand in attributes, but for the one that is markup itself.
        let page = entry.ends_with(".html");
        let filled = names::fill(&text, |mark| {
            let value = self.value(mark, files)?;
            Some(if page && mark != "dev" { names::attribute(&value) } else { value })
        });
        Ok(filled.with_context(|| format!("public/{entry}"))?.into_bytes())
    }

    fn value(&self, mark: &str, files: &Files) -> Option<String> {
        Some(match mark {
            "css" => files.get("app.css")?.clone(),
            "files" => serde_json::to_string(&fetched(files)).ok()?,
            "all" => serde_json::to_string(&files.values().collect::<Vec<_>>()).ok()?,
            "entries" => self.entries.clone(),
            "set" => serde_json::to_string(&self.set).ok()?,
            "build" => self.build.clone(),
            "policy" => policy::meta().to_owned(),
            "procedure" => self.procedure.clone(),
            "language" => self.language.clone(),
            "dev" if self.kind == Kind::Dev => {
                format!("<script src=\"{DEV_SCRIPT}\" defer></script>")
            }
            "dev" => String::new(),
            _ => files.get(mark.strip_prefix("file ")?.trim())?.clone(),
        })
    }
}

/// The files that scripts fetch by name; fonts and pictures are named by the style sheet and the pages.
fn fetched(files: &Files) -> Files {
    let wanted = |name: &str| [".js", ".css", ".wasm", ".json"].iter().any(|end| name.ends_with(end));
    files.iter().filter(|(name, _)| wanted(name)).map(|(name, path)| (name.clone(), path.clone())).collect()
}

fn refuse_code_from_text(output: &Output) -> Result<()> {
    for (name, bytes) in output.iter().filter(|(name, _)| name.ends_with(".js")) {
        let makes_code = names::makes_code(&String::from_utf8_lossy(bytes));
        anyhow::ensure!(!makes_code, "{name} makes code out of text (eval, new Function), which the policy forbids");
    }
    Ok(())
}

/// Puts a `.br` and a `.gz` beside each file that they make smaller.
fn compress(output: &mut Output) -> Result<()> {
    let mut smaller = Output::new();
    for (name, bytes) in output.iter().filter(|(name, _)| !is_compressed(name)) {
        for (end, packed) in [("br", brotli(bytes)?), ("gz", gzip(bytes)?)] {
            if packed.len() < bytes.len() {
                smaller.insert(format!("{name}.{end}"), packed);
            }
        }
    }
    output.append(&mut smaller);
    Ok(())
}

fn is_compressed(name: &str) -> bool {
    [".woff2", ".png", ".jpg", ".webp"].iter().any(|end| name.ends_with(end))
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, bytes)?;
    Ok(encoder.finish()?)
}

/// Writes beside `out` first: a build that fails half-way leaves the old one as it was.
fn write(out: &Path, output: &Output) -> Result<()> {
    let partial = out.with_extension("partial");
    remove(&partial)?;
    for (name, bytes) in output {
        let path = partial.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&partial))?;
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    remove(out)?;
    fs::rename(&partial, out).with_context(|| format!("cannot write {}", out.display()))
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot replace {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let pairs = ["app.js", "app.wasm", "app.css", "sop/a.json", "fonts/a.woff2"];
        pairs.into_iter().map(|name| (name.to_owned(), names::hashed(name, b"x"))).collect()
    }

    fn marks(kind: Kind) -> Marks {
        Marks {
            kind,
            build: "b1".to_owned(),
            set: BTreeMap::new(),
            procedure: "a".to_owned(),
            language: "en".to_owned(),
            entries: "[]".to_owned(),
        }
    }

    #[test]
    fn a_page_holds_its_files_as_an_attribute() {
        let page = br#"<script src="boot.js" data-files="{{files}}"></script>{{dev}}"#.to_vec();
        let filled =
            String::from_utf8(marks(Kind::Release).fill("index.html", page.clone(), &files()).unwrap()).unwrap();
        assert!(filled.contains("&quot;sop/a.json&quot;:&quot;assets/sop-a."));
        assert!(!filled.contains("woff2") && filled.contains("app.css") && !filled.contains(DEV_SCRIPT));
        let dev = String::from_utf8(marks(Kind::Dev).fill("index.html", page, &files()).unwrap()).unwrap();
        assert!(dev.contains("<script src=\"dev-reload.js\" defer></script>"));
    }

    #[test]
    fn a_worker_names_all_that_starts_without_a_network() {
        let output = ["assets/fonts-a.00.woff2", "boot.js", "config.json", "embed.js", "index.html"];
        let output: Output = output.into_iter().map(|name| (name.to_owned(), b"foobar".to_vec())).collect();
        let set = set(&output, &output);
        assert_eq!(set.keys().collect::<Vec<_>>(), ["assets/fonts-a.00.woff2", "boot.js", "index.html"]);
        let marks = Marks { set, ..marks(Kind::Release) };
        let filled = marks.fill("sw.js", b"var all = {{set}}; // {{build}}".to_vec(), &files()).unwrap();
        let filled = String::from_utf8(filled).unwrap();
        let mark = mark(b"foobar");
        assert!(filled.contains(&format!("\"boot.js\":\"{mark}\"")) && filled.ends_with("// b1"));
    }

    #[test]
    fn guidance_and_sources_come_after_the_first_screen() {
        let later = [
            "step.3.10.how",
            "stop.S6.do",
            "stop.S6.check",
            "consent.data.ask",
            "consent.data.point.uses",
            "source.THACT",
            "paper.D1.out",
            "role.TH-MSD",
            "fact.age.short",
            "fact.age.child",
            "value.yes",
            "person.hold",
        ];
        let first =
            ["step.3.10", "stop.S6", "consent.data", "fact.age", "role.TH-MSD.short", "phase.3", "_state", "title"];
        assert!(later.into_iter().all(is_for_later));
        assert!(!first.into_iter().any(is_for_later));
        assert!(is_of_fact("fact.age_band", "age_band") && is_of_fact("fact.age_band.0_5", "age_band"));
        assert!(!is_of_fact("fact.age_band", "age") && !is_of_fact("fact.age.child", "age_band"));
        let shipped = include_bytes!("../../public/sop/th-mm-return.json").to_vec();
        let optional = optional_facts(&[("sop/th-mm-return.json".to_owned(), shipped)]);
        assert!(optional.contains("exploitation") && !optional.contains("age") && !optional.contains("decided_by"));
        assert!(is_words_of_procedure("sop/a-b.my.json") && !is_words_of_procedure("sop/a-b.json"));
    }

    #[test]
    fn configuration_is_shipped_as_it_was_written() {
        let config = b"{ \"office\": \"{{x}}\" }".to_vec();
        assert_eq!(marks(Kind::Release).fill("config.json", config.clone(), &files()).unwrap(), config);
    }

    #[test]
    fn compressed_copies_stand_beside_what_they_shrink() {
        let mut output = Output::from([("a.js".to_owned(), vec![b'a'; 500]), ("b.woff2".to_owned(), vec![b'a'; 500])]);
        compress(&mut output).unwrap();
        assert_eq!(output.keys().collect::<Vec<_>>(), ["a.js", "a.js.br", "a.js.gz", "b.woff2"]);
    }

    #[test]
    fn a_script_that_makes_code_stops_the_build() {
        assert!(refuse_code_from_text(&Output::from([("a.js".to_owned(), b"eval('x')".to_vec())])).is_err());
        assert!(refuse_code_from_text(&Output::from([("a.txt".to_owned(), b"eval('x')".to_vec())])).is_ok());
    }
}
