//! What the oldest supported browsers understand: Chrome and Android's WebView 97, Firefox 102, Safari 16.0. None of them
//! runs here, so what was built is compared with what they have, and the build fails where something newer is used.
//!
//! What is said of browsers is from MDN's browser-compat-data 8.1.9 (2026). For modules the comparison is complete. For
//! scripts, syntax is: esbuild writes it for these browsers (see `minify`). Names of what a browser offers, and words of
//! style sheets, are compared with the lists below: what somebody may well reach for and cannot have yet.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use wasmparser::{Validator, WasmFeatures};

/// What modules may use, and the first Chrome, Firefox and Safari that have it. WebView is Chrome of the same number.
const MODULE: [(&str, WasmFeatures, &str); 6] = [
    ("mutable globals", WasmFeatures::MUTABLE_GLOBAL, "74, 61, 13.1"),
    ("sign extension", WasmFeatures::SIGN_EXTENSION, "69, 62, 14.1"),
    ("saturating conversions", WasmFeatures::SATURATING_FLOAT_TO_INT, "75, 64, 15.1"),
    ("bulk memory", WasmFeatures::BULK_MEMORY, "75, 79, 15.1"),
    ("several values", WasmFeatures::MULTI_VALUE, "86, 78, 13.1"),
    ("reference types", WasmFeatures::REFERENCE_TYPES, "96, 79, 15.1"),
];

/// What scripts may not name, and the first Chrome, Firefox and Safari that have it; a dash where none has.
const SCRIPT: [(&str, &str); 60] = [
    ("structuredClone", "98, 94, 15.4"),
    ("findLast", "97, 104, 15.4"),
    ("findLastIndex", "97, 104, 15.4"),
    ("toSorted", "110, 115, 16"),
    ("toReversed", "110, 115, 16"),
    ("toSpliced", "110, 115, 16"),
    ("fromAsync", "121, 115, 16.4"),
    ("groupBy", "117, 119, 17.4"),
    ("isSubsetOf", "122, 127, 17"),
    ("withResolvers", "119, 121, 17.4"),
    ("isWellFormed", "111, 119, 16.4"),
    ("toWellFormed", "111, 119, 16.4"),
    ("waitAsync", "90, 145, 16.4"),
    ("fromBase64", "140, 133, 18.2"),
    ("toBase64", "140, 133, 18.2"),
    ("fromHex", "140, 133, 18.2"),
    ("toHex", "140, 133, 18.2"),
    ("Float16Array", "135, 129, 18.2"),
    ("Segmenter", "87, 125, 14.1"),
    ("DurationFormat", "129, 136, 16.4"),
    ("supportedValuesOf", "99, 93, 15.4"),
    ("Temporal", "144, 139, 27.3"),
    ("DisposableStack", "134, 141, 27.3"),
    ("(?<=", "62, 78, 16.4"),
    ("(?<!", "62, 78, 16.4"),
    ("CompressionStream", "80, 113, 16.4"),
    ("DecompressionStream", "80, 113, 16.4"),
    ("TextDecoderStream", "71, 105, 14.1"),
    ("OffscreenCanvas", "69, 105, 16.4"),
    ("WebTransport", "97, 114, 26.4"),
    ("CloseWatcher", "126, 149, 27.3"),
    ("URLPattern", "95, 142, 26"),
    ("canParse", "120, 115, 17"),
    ("cookieStore", "87, 140, 18.4"),
    ("scheduler", "94, 142, -"),
    ("navigation", "102, 147, 26.2"),
    ("requestIdleCallback", "47, 55, -"),
    ("startViewTransition", "111, 144, 18"),
    ("adoptedStyleSheets", "73, 101, 16.4"),
    ("attachInternals", "77, 93, 16.4"),
    ("checkVisibility", "105, 106, 17.4"),
    ("getHTML", "125, 128, 18"),
    ("setHTML", "146, 148, -"),
    ("setHTMLUnsafe", "124, 123, 26"),
    ("moveBefore", "133, 144, -"),
    ("inert", "102, 112, 15.5"),
    ("popover", "114, 125, 17"),
    ("showPopover", "114, 125, 17"),
    ("togglePopover", "114, 125, 17"),
    ("requestClose", "134, 139, 18.4"),
    ("showPicker", "99, 101, 16"),
    ("throwIfAborted", "100, 97, 15.4"),
    ("scrollend", "114, 109, 26.2"),
    ("storageBuckets", "122, -, -"),
    ("userAgentData", "90, -, -"),
    ("userActivation", "72, 120, 16.4"),
    ("wakeLock", "84, 126, 16.4"),
    ("getDirectory", "86, 111, 15.2"),
    ("databases", "72, 126, 14"),
    ("captureStackTrace", "3, 138, 17.2"),
];

/// The same of style sheets.
const STYLE: [(&str, &str); 38] = [
    (":has(", "105, 121, 15.4"),
    (":modal", "105, 103, 15.6"),
    (":popover-open", "114, 125, 17"),
    (":user-invalid", "119, 88, 16.5"),
    ("&", "120, 117, 17.2"),
    ("@container", "105, 110, 16"),
    ("@layer", "99, 97, 15.4"),
    ("@property", "85, 128, 16.4"),
    ("@scope", "118, 146, 26.4"),
    ("@starting-style", "117, 129, 17.5"),
    ("@position-try", "125, 147, 26"),
    ("@view-transition", "126, -, 18.2"),
    ("@counter-style", "91, 33, 17"),
    ("width>", "104, 102, 16.4"),
    ("width<", "104, 102, 16.4"),
    ("dvh", "108, 101, 15.4"),
    ("svh", "108, 101, 15.4"),
    ("lvh", "108, 101, 15.4"),
    ("dvw", "108, 101, 15.4"),
    ("cqw", "105, 110, 16"),
    ("color-mix(", "111, 113, 16.2"),
    ("oklch(", "111, 113, 15.4"),
    ("lab(", "111, 113, 15"),
    ("light-dark(", "123, 120, 17.5"),
    ("subgrid", "117, 71, 16"),
    ("text-wrap", "114, 121, 17.4"),
    ("white-space-collapse", "114, 124, 17.4"),
    ("field-sizing", "123, 152, 26.2"),
    ("interpolate-size", "129, -, -"),
    ("anchor-name", "125, 147, 26"),
    ("scrollbar-gutter", "94, 97, 18.2"),
    ("scrollbar-width", "121, 64, 18.2"),
    ("content-visibility", "85, 125, 18"),
    ("backdrop-filter", "76, 103, 18"),
    ("accent-color", "93, 92, 26.2"),
    ("translate:", "104, 72, 14.1"),
    ("scale:", "104, 72, 14.1"),
    ("rotate:", "104, 72, 14.1"),
];

/// What is newer and yet does no harm where it is not understood, exactly as it stands in what is built, and why.
const HARMLESS: [(&str, &str); 5] = [
    (".choice:has(input:checked)", "the box of a chosen answer has no tint; its button shows what is chosen"),
    (".preview:has(li,.buttons:not([hidden]))", "what a file holds stands there without a frame"),
    (".zawgyi:has(dl,button)", "the question about an encoding stands there without a frame"),
    ("content-visibility:auto", "only saves the work of drawing what is out of sight"),
    ("accent-color:", "ticks have the browser's own colour"),
];

/// Fails where the built files use what the oldest browsers lack, and says what the modules use.
pub fn check(output: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for (name, bytes) in output {
        if name.ends_with(".wasm") {
            println!("{name} uses: {}", used(bytes).with_context(|| name.clone())?.join(", "));
        }
        let list: &[(&str, &str)] = match name.rsplit('.').next() {
            Some("js") => &SCRIPT,
            Some("css") => &STYLE,
            _ => continue,
        };
        let found = newer(&String::from_utf8_lossy(bytes), list);
        ensure!(
            found.is_empty(),
            "{name} uses what Chrome 97, Firefox 102 or Safari 16 lacks (in brackets who has it): {}",
            found.join(", ")
        );
    }
    Ok(())
}

/// What of `MODULE` a module uses. An error where it uses anything else.
fn used(module: &[u8]) -> Result<Vec<&'static str>> {
    // Numbers with fractions and the types of references were there from the beginning, as far as these browsers go.
    let first = WasmFeatures::FLOATS | WasmFeatures::GC_TYPES;
    let all = MODULE.iter().fold(first, |all, (_, feature, _)| all | *feature);
    let works_with = |features| Validator::new_with_features(features).validate_all(module).map(drop);
    works_with(all).context("uses what Chrome 97, Firefox 102 or Safari 16 lacks")?;
    // What it does without is not used.
    let is_used = |feature: WasmFeatures| works_with(all - feature).is_err();
    Ok(MODULE.iter().filter(|(_, feature, _)| is_used(*feature)).map(|(name, ..)| *name).collect())
}

fn newer(text: &str, list: &[(&str, &str)]) -> Vec<String> {
    let text = HARMLESS.iter().fold(text.to_owned(), |text, (harmless, _)| text.replace(harmless, ""));
    let found = list.iter().filter(|(word, _)| stands_in(word, &text));
    found.map(|(word, since)| format!("{word} ({since})")).collect()
}

/// As a word of its own, or as the end of a number with its unit.
fn stands_in(word: &str, text: &str) -> bool {
    let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '-');
    let is_word = |c: Option<char>| c.is_some_and(of_word);
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        let begins = is_digit(before) || !is_word(before) || !word.starts_with(of_word);
        begins && (!is_word(after) || !word.ends_with(of_word))
    })
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Instruction, MemorySection, MemoryType, Module, TypeSection, ValType,
    };

    use super::*;

    /// A module with one function of these instructions, which takes a number.
    fn module(instructions: &[Instruction]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        module.section(&types);
        let mut functions = FunctionSection::new();
        functions.function(0);
        module.section(&functions);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        module.section(&memories);
        let mut code = CodeSection::new();
        let mut function = Function::new([]);
        for instruction in instructions {
            function.instruction(instruction);
        }
        function.instruction(&Instruction::End);
        code.function(&function);
        module.section(&code);
        module.finish()
    }

    #[test]
    fn what_a_module_uses_is_found() {
        use Instruction::{Drop, I32Extend8S, LocalGet, MemoryFill};
        assert_eq!(used(&module(&[])).unwrap(), Vec::<&str>::new());
        assert_eq!(used(&module(&[LocalGet(0), I32Extend8S, Drop])).unwrap(), ["sign extension"]);
        let fill = [LocalGet(0), LocalGet(0), LocalGet(0), MemoryFill(0)];
        assert_eq!(used(&module(&fill)).unwrap(), ["bulk memory"]);
    }

    #[test]
    fn a_module_that_the_oldest_browsers_refuse_is_refused() {
        let tail_call = [Instruction::LocalGet(0), Instruction::ReturnCall(0)];
        let vectors = [Instruction::V128Const(0), Instruction::Drop];
        for newer in [&tail_call[..], &vectors[..]] {
            assert!(used(&module(newer)).is_err());
        }
    }

    #[test]
    fn what_is_too_new_for_a_script_or_a_style_is_found_as_a_word() {
        let script = "a.toSorted();b.myinert=1;popovers;x=structuredClone(y);/(?<=a)b/";
        assert_eq!(
            newer(script, &SCRIPT),
            ["structuredClone (98, 94, 15.4)", "toSorted (110, 115, 16)", "(?<= (62, 78, 16.4)"]
        );
        let style =
            ".a:has(b){height:100dvh}.choice:has(input:checked){transform:scale(2);--lab:1}@media (width>=4em){}";
        let found = newer(style, &STYLE);
        assert_eq!(found, [":has( (105, 121, 15.4)", "width> (104, 102, 16.4)", "dvh (108, 101, 15.4)"]);
        assert!(newer(".choice:has(input:checked){a:b}", &STYLE).is_empty());
    }

    #[test]
    fn nothing_on_the_lists_is_in_all_of_the_oldest_browsers() {
        let is_new = |since: &str| {
            let numbers = since.split(", ").map(|number| number.parse::<f32>().unwrap_or(f32::INFINITY));
            numbers.zip([97.0, 102.0, 16.0]).any(|(first, oldest)| first > oldest)
        };
        for (word, since) in SCRIPT.iter().chain(&STYLE) {
            assert!(is_new(since), "{word}: {since}");
        }
        for (name, _, since) in MODULE {
            assert!(!is_new(since), "{name}: {since}");
        }
    }
}
