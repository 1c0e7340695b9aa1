//! Every sheet as a PDF: each reader, each language and two side by side, a case with nothing in it, a filled one and a
//! long one, and the blank form. With `SOP_PICTURES` the PDFs are kept there, and `make pictures` lays them out.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::harness::{intranet, stage};
use crate::official::{Official, id, procedure, said, word};
use crate::paper::{Pdf, squeezed};
use crate::planted::{CODES, FEAR, MORE, NAME, WORD, more, storage};

const PDF: &str = "a PDF with numbered pages";
const READERS: [&str; 4] = ["file", "partner", "escort", "person"];
/// The language of the sheet, and the one beside it.
const LANGUAGES: [(&str, &str); 4] = [("en", "none"), ("my", "none"), ("th", "none"), ("th", "en")];

/// Puts the cases into storage and opens one of them.
async fn with_cases(official: &Official) {
    with(official, storage()).await;
}

async fn with(official: &Official, cases: Vec<(String, String)>) {
    official.visit("config.json").await;
    official.puts(&cases).await;
    official.open_app().await;
}

async fn paper_of(official: &Official, code: &str) {
    official.open_case(code).await;
    official.part("paper").await;
    official.sees(&id("sheet")).await;
}

async fn choose(official: &Official, testid: &str) {
    let css = id(testid);
    if !official.js::<bool>("return document.querySelector(arguments[0]).checked", &[json!(css)]).await {
        official.tap(&css).await;
    }
}

/// Chooses reader and languages, and waits until the sheet is that one.
async fn shows(official: &Official, reader: &str, (first, second): (&str, &str)) {
    choose(official, &format!("sheet-{reader}")).await;
    choose(official, &format!("sheet-first-{first}")).await;
    choose(official, &format!("sheet-second-{second}")).await;
    let two = if second == "none" { ":not(.two)" } else { ".two" };
    official.sees(&format!("{}{two}[lang={first}][data-reader={reader}]", id("sheet"))).await;
}

fn pictures() -> Option<PathBuf> {
    std::env::var_os("SOP_PICTURES").map(PathBuf::from)
}

/// What is true of every sheet of paper.
fn whole(pdf: &Pdf, name: &str, code: &str) -> String {
    let count = pdf.pages.len();
    assert!(pdf.about.contains("A4"), "{name}: {}", pdf.about);
    let mut all = String::new();
    for (page, number) in pdf.pages.iter().zip(1..) {
        let page = squeezed(page);
        // Which of the two words of the head stands a hair higher depends on the font.
        let head = page.split(&squeezed(&procedure().edition)).next().unwrap_or_default();
        assert!(head.len() < page.len(), "{name}: page {number} has no stamp: {page}");
        assert!(head.contains(&squeezed(code)), "{name}: page {number} has no head: {page}");
        let end = format!("{number}/{count}");
        assert!(page.ends_with(&end), "{name}: page {number} does not end with {end}: {page}");
        all.push_str(&page);
    }
    for font in pdf.fonts() {
        assert!(font.embedded, "{name}: {} is not embedded", font.name);
    }
    // The last page holds more than the line of privacy, and more than the end of a sentence.
    if let Some(last) = pdf.pages.last().filter(|_| count > 1) {
        let [first, last] = [&pdf.pages[0], last].map(|page| squeezed(page));
        let head = first.chars().zip(last.chars()).take_while(|(one, other)| one == other).count();
        let body: String = last.chars().skip(head).collect();
        let ends = ["en", "my", "th"].map(|language| squeezed(&said(language, "part_privacy")));
        let is_end = ends.iter().any(|end| body.starts_with(end));
        assert!(body.chars().count() > 60 && !is_end, "{name}: on the last page {body}");
    }
    // No page is nearly empty but the last one.
    for (used, number) in pdf.used().iter().zip(1..) {
        let least = if number < count { 0.6 } else { 0.0 };
        assert!(*used >= least, "{name}: page {number} of {count} ends at {used}");
    }
    all
}

/// Prints a case for each reader in each language. `most` is the most pages of each reader's sheet in one language.
fn prints_all(code: &'static str, most: [usize; 4]) {
    stage().needs_chromium(PDF).run(async |official| {
        with_cases(official).await;
        paper_of(official, code).await;
        for (reader, most) in READERS.into_iter().zip(most) {
            for languages in LANGUAGES {
                shows(official, reader, languages).await;
                let name = format!("{code} {reader} {}-{}", languages.0, languages.1);
                // A colon at a Burmese letter is read as a visarga, which changes the word.
                let stuck =
                    r"return document.querySelector(arguments[0]).textContent.match(/.{0,9}[\u1000-\u103f]:/g) || []";
                let stuck: Vec<String> = official.js(stuck, &[json!(id("sheet"))]).await;
                assert!(stuck.is_empty(), "{name}: {stuck:?}");
                let pdf = official.print().await;
                if let Some(folder) = pictures() {
                    pdf.keep(&folder, &name);
                }
                let text = whole(&pdf, &name, code);
                assert!(pdf.pages.len() <= most * 2, "{name}: {} pages", pdf.pages.len());
                tells(&text, &name, code, reader, languages);
                // Thai marks of the repeated head were printed at the foot of the page before.
                if languages == ("th", "en") {
                    assert_eq!(pdf.strays(), [0; 0], "{name}: strays");
                }
            }
        }
    });
}

#[test]
fn every_sheet_of_a_case_with_nothing_in_it_is_whole() {
    prints_all(CODES[0], [8, 7, 2, 2]);
}

#[test]
fn every_sheet_is_whole_and_tells_its_reader_no_more_than_it_may() {
    prints_all(CODES[1], [10, 8, 2, 2]);
}

#[test]
fn every_sheet_of_a_long_case_is_whole() {
    prints_all(CODES[2], [12, 9, 2, 2]);
}

/// What a sheet says, and what it keeps to itself.
fn tells(text: &str, name: &str, code: &str, reader: &str, (first, _): (&str, &str)) {
    let planted = [WORD, "Plantedname", FEAR].map(|word| text.contains(word));
    match (code, reader) {
        ("FILLED-2", "file") => assert_eq!(planted, [true; 3], "{name}"),
        ("MW-0000", "file") => assert_eq!(planted, [true, true, false], "{name}"),
        _ => assert_eq!(planted, [false; 3], "{name}: {text}"),
    }
    if code == "FILLED-2" {
        for part in ["note", "opennote", "place", "notneeded", "raised", "clear", "language", "present", "scope"] {
            let said = text.contains(&format!("{WORD}{part}"));
            assert_eq!(said, reader == "file", "{name}: {part}");
        }
        // The flag of fear, and what rests on it.
        // Words of two columns stand between each other in the text of a PDF.
        let english = first == "en";
        for (key, what) in [("stop.S6", "S6"), ("fact.fear.short", ""), ("step.7.2", "7.2")] {
            let said = text.contains(&squeezed(&format!("{what} {}", word(key))));
            assert!(!english || said == (reader == "file"), "{name}: {key}");
        }
    }
    if code == "MW-0000" && reader == "file" {
        assert!(text.contains("w699") && text.contains("END."), "{name}: the long note is not whole");
        for step in procedure().steps() {
            assert!(text.contains(&format!("☑{}", step.id)) || !text.contains(&format!("☐{}", step.id)), "{name}");
        }
    }
    let scripts = |range: std::ops::RangeInclusive<char>| text.chars().filter(|sign| range.contains(sign)).count();
    let (thai, burmese) = (scripts('\u{e00}'..='\u{e7f}'), scripts('\u{1000}'..='\u{109f}'));
    for language in ["my", "th"] {
        let draft = text.contains(&format!("{language}:{}", squeezed(&said(language, "draft_translation"))));
        assert_eq!(draft, first == language, "{name}: draft translation");
    }
    match first {
        "th" => assert!(thai > 60 && burmese == 0, "{name}: {thai} Thai letters, {burmese} Burmese"),
        "my" => assert!(burmese > 60 && thai == 0, "{name}: {burmese} Burmese letters, {thai} Thai"),
        _ => assert!(thai == 0 && burmese == 0, "{name}"),
    }
}

/// Nothing that somebody typed, and no word of fear.
fn tells_nothing(text: &str, what: &str) {
    for word in [WORD, NAME, FEAR, "Planted", "Halftyped"] {
        assert!(!text.contains(word), "{what}: {word} in {text}");
    }
}

/// The page of a sheet, the text that is copied and the page of a crossing day, of a case with words in every field, and
/// with words that were replaced, undone, erased or are not finished.
#[test]
fn nothing_planted_leaves_on_another_way() {
    stage().needs_chromium(PDF).run(async |official| {
        with(official, more()).await;
        official.open_case(MORE).await;
        official.open("1.8").await;
        official.goes_into_note("1.8").await;
        official.types("Halftyped").await;
        official.close().await;
        official.tap(&format!("{} > summary", id("missing-fold"))).await;
        let copies = "document.execCommand = () => false; delete Navigator.prototype.clipboard; window.print = undefined; \
                      window.shared = []; navigator.canShare = () => true; \
                      navigator.share = what => what.files[0].text().then(text => { shared.push(text) })";
        official.js::<Value>(copies, &[]).await;
        official.tap(&id("copy-missing")).await;
        official.focus_is_on("#missing-text").await;
        let text: String = official.js("return document.activeElement.value", &[]).await;
        assert!(text.lines().count() > 3, "{text}");
        tells_nothing(&text, "what is missing");
        official.part("paper").await;
        official.sees(&id("sheet")).await;
        let mut pages = 0;
        for languages in [("en", "none"), ("my", "none"), ("th", "none"), ("th", "en")] {
            for reader in &READERS[1..] {
                shows(official, reader, languages).await;
                let name = format!("{reader} {languages:?}");
                let sheet: String = official.js("return document.querySelector('.sheet').outerHTML", &[]).await;
                tells_nothing(&sheet, &name);
                official.tap(&id("print")).await;
                let asks = "const who = document.querySelector('[data-testid=print-receiver]'); return who && !who.value";
                if official.js::<Option<bool>>(asks, &[]).await == Some(true) {
                    official.chooses(&id("print-receiver"), "IOM").await;
                    official.tap(&id("print-side-from")).await;
                    official.chooses(&id("print-purpose"), "help").await;
                }
                if official.js::<bool>("return !document.querySelector('[data-testid=share-page]')", &[]).await {
                    official.tap(&id("print")).await;
                }
                official.sees(&id("share-page")).await;
                official.tap(&id("share-page")).await;
                pages += 1;
                official.reads(&id("said-page"), "Handed to the app").await;
                let shared: Vec<String> = official.js("return shared", &[]).await;
                assert_eq!(shared.len(), pages, "{name}");
                assert!(shared[pages - 1].contains(MORE), "{name}");
                tells_nothing(&shared[pages - 1], &name);
                // Asked anew for the next one.
                official.part("steps").await;
                official.part("paper").await;
                official.sees(&id("sheet")).await;
            }
        }
        // The own file has it: what is looked for can be found.
        shows(official, "file", ("th", "en")).await;
        let own = official.text(&id("sheet")).await;
        for found in [WORD, NAME, FEAR, "Halftyped", "Plantedwordnewer"] {
            assert!(own.contains(found), "{found}");
        }
        for gone in ["Plantedwordolder", "Plantedwordundone", "Plantedworderased"] {
            assert!(!own.contains(gone), "{gone}");
        }
        official.goes_to_list().await;
        official.tap(&id("border-day")).await;
        official.tap(&id(&format!("choose-{MORE}"))).await;
        official.sees(".border-sheet").await;
        for language in ["my", "th", "en"] {
            official.tap(&id(&format!("language-{language}"))).await;
            official.sees(&format!(".border-sheet[lang={language}]")).await;
            let page = official.print().await.pages.join("\n");
            assert!(page.contains(MORE), "{page}");
            tells_nothing(&page, "the crossing day");
        }
    });
}

/// The sections of the reference, read on the sheet of the own file.
#[test]
fn the_file_sheet_has_every_section_of_the_reference() {
    stage().needs_chromium(PDF).run(async |official| {
        with_cases(official).await;
        paper_of(official, CODES[1]).await;
        shows(official, "file", ("en", "none")).await;
        let pdf = official.print().await;
        let text = whole(&pdf, "file", CODES[1]);
        let says = |part: &str| assert!(text.contains(&squeezed(part)), "“{part}” is not in {text}");
        // 1 and 2: head; the gate and why.
        says("Working note, not an official decision");
        says("At a glance Stop");
        says(&format!("S2 {}", word("stop.S2")));
        // 3: the person in brief.
        says("Person in brief – Age: Adult (18 or over) – Gender: Woman or girl – Language: Shan – Interpreter: Yes");
        // 4: consents, asked by whom.
        says("asked by Thai shelter worker");
        // 5: raised flags, what to do, who acts.
        says(&word("stop.S2.do").replace('\n', " "));
        // 7: next steps, who, side, limit.
        says("Next ☐");
        says("no public limit");
        // 8: what does not apply, and why.
        says(&format!("3.5 {} (Age: Adult", word("step.3.5")));
        // 9, 10, 11.
        says("Needs on the way – Needs on the way: Medicine, Special food");
        says("Receiving place – Receiving place: ");
        says("Family safe: No");
        says("Legal matters – Court case open: Yes – Unpaid wages: Yes – How it goes on: 4.7");
        // 12 to 15.
        says("D3 Consent to return: Needed");
        says("Signature, receiver");
        says("Safe way to contact: Visit at an agreed place");
        says("Who may see this sheet Only for those who act on this case.");
        let last = squeezed(pdf.pages.last().unwrap());
        assert!(last.contains("Signature,receiver") && last.contains("Whomayseethissheet"), "{last}");
    });
}

#[test]
fn an_escort_and_the_person_get_what_is_for_them() {
    stage().needs_chromium(PDF).run(async |official| {
        with_cases(official).await;
        // Where nobody answered, nothing says that there is no need.
        paper_of(official, CODES[0]).await;
        shows(official, "escort", ("en", "none")).await;
        let text = squeezed(&official.text(&id("sheet")).await);
        assert!(text.contains(&squeezed("Needs on the way not answered")), "{text}");
        official.goes_to_list().await;
        paper_of(official, CODES[1]).await;
        shows(official, "escort", ("en", "none")).await;
        let text = squeezed(&official.text(&id("sheet")).await);
        for part in [
            "Age: Adult",
            "Language: Shan",
            "Crossing: ",
            "Medicine, Special food",
            "Mae Sot",
            "☐ D3 Consent to return",
            &word("consent.crossing.withdraw"),
            word("back.do").lines().next().unwrap(),
            "Whom to call",
        ] {
            assert!(text.contains(&squeezed(part)), "“{part}” is not in {text}");
        }
        for never in ["Gender", "Familysafe", "Courtcase", "S2", "forced", "Interview"] {
            assert!(!text.contains(never), "{never} in {text}");
        }
        shows(official, "person", ("en", "none")).await;
        let text = squeezed(&official.text(&id("sheet")).await);
        let body = text.split("decision").nth(1).unwrap();
        assert!(body.starts_with(&squeezed(word("person.hold").lines().next().unwrap())), "{body}");
        for part in [
            "Keeping and sharing data: You said yes, 21 November 2026",
            "Contact with family: You said no, 21 November 2026",
            "In Myanmar: You were not asked yet",
            &word("person.ask"),
            &word("person.withdraw.do").replace('\n', " "),
            &word("consent.data.withdraw"),
        ] {
            assert!(text.contains(&squeezed(part)), "“{part}” is not in {text}");
        }
        for never in ["Gender", "S2", "Step", "D3", "MaeSot", "shelterworker", "Thai"] {
            assert!(!body.contains(never), "{never} in {text}");
        }
        // In her language.
        shows(official, "person", ("my", "none")).await;
        official.reads(&id("sheet"), "ဒီစာရွက်ကို မသိမ်းခင်").await;
    });
}

#[test]
fn the_blank_form_is_whole_in_every_language() {
    stage().needs_chromium(PDF).run(async |official| {
        with_cases(official).await;
        paper_of(official, CODES[1]).await;
        for languages in LANGUAGES {
            shows(official, "blank", languages).await;
            let name = format!("blank {}-{}", languages.0, languages.1);
            let pdf = official.print().await;
            if let Some(folder) = pictures() {
                pdf.keep(&folder, &name);
            }
            let text = whole(&pdf, &name, "………………");
            assert!(!text.contains(CODES[1]) && !text.contains("Planted") && !text.contains('☑'), "{name}");
            for step in procedure().steps() {
                assert!(text.contains(&format!("☐{}", step.id)), "{name}: {}", step.id);
            }
            // Beside each other, the room for a date is labelled in both.
            let labels = if languages.1 == "en" { procedure().steps().count() } else { 0 };
            assert_eq!(text.matches("/Date").count(), labels, "{name}: labels of dates");
            for flag in &procedure().stops {
                assert!(text.contains(flag.id.as_str()), "{name}: {}", flag.id);
            }
        }
    });
}

#[test]
fn words_of_another_language_are_fetched_when_asked_for_and_each_is_said_in_its_own() {
    // Over plain http, where no worker has all languages ready.
    intranet().needs_chromium("a browser without a network").allows(&["ERR_INTERNET_DISCONNECTED"]).run(async |official| {
        with_cases(official).await;
        paper_of(official, CODES[1]).await;
        let came = "return performance.getEntriesByType('resource').filter(e => e.name.includes('th-mm-return.th')).length";
        assert_eq!(official.js::<u32>(came, &[]).await, 0);
        let network = |offline: bool| {
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 })
        };
        official.devtools("Network.enable", json!({})).await;
        official.devtools("Network.emulateNetworkConditions", network(true)).await;
        official.tap(&id("sheet-second-th")).await;
        official.reads(".paper [role=alert]", "cannot be fetched now").await;
        official.has(&id("sheet-second-none"), "checked", true).await;
        official.sees(&format!("{}[lang=en]:not(.two)", id("sheet"))).await;
        official.devtools("Network.emulateNetworkConditions", network(false)).await;
        shows(official, "file", ("th", "en")).await;
        assert!(official.js::<u32>(came, &[]).await > 0);
        // Each script stands in its language, and what the app says in English only is marked English.
        let wrong = "
            const walker = document.createTreeWalker(document.querySelector('.sheet'), NodeFilter.SHOW_TEXT);
            const wrong = [];
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const lang = node.parentElement.closest('[lang]').lang, text = node.data;
              const wants = /[\\u0e00-\\u0e7f]/.test(text) ? 'th' : /[\\u1000-\\u109f]/.test(text) ? 'my' : null;
              if (wants && lang !== wants && lang !== '') wrong.push([lang, text]);
            }
            return wrong.slice(0, 5).map(String)";
        assert_eq!(official.js::<Vec<String>>(wrong, &[]).await, Vec::<String>::new());
        let heading = "return [...document.querySelectorAll('.sheet h3')].filter(e => e.textContent.includes('At a glance')) \
            .map(e => [...e.querySelectorAll('[lang]')].map(h => h.lang).join()).join()";
        assert_eq!(official.js::<String>(heading, &[]).await, "th,en");
        let phase = "return [...document.querySelectorAll('.sheet li')].filter(e => e.textContent.includes('1.4 ')) \
            .map(e => [...e.querySelectorAll('.half')].map(h => h.lang).join())[0]";
        assert_eq!(official.js::<String>(phase, &[]).await, "th,en");
        let typed = "return [...document.querySelectorAll('.sheet .typed')].every(e => e.lang === '')";
        assert!(official.js::<bool>(typed, &[]).await);
    });
}

#[test]
fn the_sheet_chosen_last_stands_when_the_official_comes_back_and_thai_alone_has_both_calendars() {
    stage().needs_chromium(PDF).run(async |official| {
        with_cases(official).await;
        paper_of(official, CODES[1]).await;
        shows(official, "partner", ("th", "en")).await;
        official.part("steps").await;
        official.part("paper").await;
        official.sees(&format!("{}.two[lang=th][data-reader=partner]", id("sheet"))).await;
        official.has(&id("sheet-second-en"), "checked", true).await;
        // Beside each other each has its own calendar, on the line of the handover too.
        let text = official.text(&id("sheet")).await;
        assert!(text.contains("25 พฤศจิกายน 2569 06:30") && text.contains("25 November 2026 06:30"), "{text}");
        assert!(!text.contains("2569 (25"), "{text}");
        choose(official, "sheet-second-none").await;
        official.sees(&format!("{}:not(.two)[lang=th]", id("sheet"))).await;
        official.reads(&id("sheet"), "25 พฤศจิกายน 2569 (25 November 2026) 06:30").await;
        // What is drawn is in the language of the sheet.
        let drawn: String = official.js("return document.querySelector('.sheet .way').textContent", &[]).await;
        assert!(drawn.contains("ไทย") && !drawn.contains("Thailand"), "{drawn}");
        // After a lock and on another case.
        official.locks_and_unlocks().await;
        official.sees(&format!("{}:not(.two)[lang=th][data-reader=partner]", id("sheet"))).await;
        official.goes_to_list().await;
        paper_of(official, CODES[0]).await;
        official.sees(&format!("{}[lang=en][data-reader=file]", id("sheet"))).await;
    });
}

#[test]
fn sheets_are_black_on_white_in_the_dark() {
    stage().needs_chromium("a dark browser").run(async |official| {
        with_cases(official).await;
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        official.devtools("Emulation.setEmulatedMedia", dark).await;
        paper_of(official, CODES[1]).await;
        for (reader, languages) in [("file", ("en", "none")), ("partner", ("th", "en")), ("person", ("my", "none"))] {
            shows(official, reader, languages).await;
            for (tones, number) in official.print().await.tones().into_iter().zip(1..) {
                assert!(tones.white > 0.75, "{reader}, page {number}: only {} is white", tones.white);
                assert!(tones.black > 0.004, "{reader}, page {number}: only {} is black", tones.black);
                // Letters have soft edges; a grey text would have no black.
                assert!(tones.black > tones.grey / 4.0, "{reader}, page {number}: {tones:?}");
            }
        }
        official.tap(&id("sheet-blank")).await;
        official.sees(".blank-steps").await;
        for tones in official.print().await.tones() {
            assert!(tones.white > 0.75 && tones.black > 0.004, "{tones:?}");
        }
    });
}
