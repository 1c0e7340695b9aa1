//! Every screen in every language. The tour looks at each: nothing is wider than the screen, no word is cut or left in another
//! language, every target is large enough for a thumb. With `SOP_PICTURES` it takes pictures in all sizes instead, and
//! `make pictures` lays them out.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::files::{For, made_text, pastes_file};
use crate::harness::{Copy, Site, stage};
use crate::languages::accented;
use crate::lock::SKEWED;
use crate::official::{Official, id};
use crate::planted::{APART, CODES, apart, storage};
use crate::script::ZAWGYI;

/// The passphrase of a file.
const FILE_WORD: &str = "rice beside the old river";
const PICTURES: &str = "sizes and pictures of a screen";

/// A screen: its name, width and height, whether it is dark, and how large letters are in percent.
type Size = (&'static str, u32, u32, bool, u32);

/// Every language is looked at in these.
const SIZES: [Size; 6] = [
    ("phone", 390, 844, false, 100),
    ("tablet", 820, 1180, false, 100),
    ("desk", 1280, 900, false, 100),
    ("dark", 390, 844, true, 100),
    ("tablet-dark", 820, 1180, true, 100),
    ("desk-dark", 1280, 900, true, 100),
];
/// The smallest phone with the largest letters.
const LARGE: Size = ("large", 320, 568, false, 200);
/// What a screen reader names.
pub const ROLES: [&str; 12] = [
    "button",
    "link",
    "checkbox",
    "radio",
    "textbox",
    "combobox",
    "group",
    "radiogroup",
    "navigation",
    "region",
    "heading",
    "alert",
];
/// So much of a long page is in a picture.
const LONGEST: u32 = 9_000;

/// A walk through all screens in one language.
struct Tour<'a> {
    official: &'a Official,
    /// What is served, of which a newer version can come.
    copy: &'a Copy,
    language: &'static str,
    /// Letters of this size, in percent.
    letters: u32,
    pictures: Option<PathBuf>,
    seen: RefCell<Vec<String>>,
    faults: RefCell<Vec<String>>,
}

/// What is wrong with the screen as it stands.
const LOOK: &str = r#"
    const [language, spoken] = arguments, faults = [];
    const name = e => (e.dataset.testid || e.id || e.className || e.tagName) + ' “' + (e.innerText || e.value || '').slice(0, 60) + '”';
    const all = [...document.querySelectorAll('#app *, .app *')].filter(e => !e.closest('svg, option, .sheet-frame, .sr, .skip')
        && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
    const scrolled = document.scrollingElement;
    if (scrolled.scrollWidth > innerWidth) faults.push(`the page is ${scrolled.scrollWidth} wide on ${innerWidth}`);
    const wide = all.filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().left < -0.5);
    for (const e of wide.slice(0, 3)) faults.push('beyond the edge: ' + name(e));

    // Cut: what holds words and hides what it has no room for, or a field that is too low for its letters.
    for (const e of all) {
        const style = getComputedStyle(e), size = parseFloat(style.fontSize);
        const hides = [style.overflowX, style.overflowY].some(way => way === 'hidden' || way === 'clip') && style.webkitLineClamp === 'none';
        if (hides && !e.matches('input, textarea, select') && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) faults.push('cut: ' + name(e));
        const own = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('') + (e.matches('input, textarea, select') ? ' ' : '');
        if (!own) continue;
        const least = /[\u1000-\u109f]/.test(own) || e.matches('input, textarea, select') && language === 'my' ? 1.75
            : /[\u0e00-\u0e7f]/.test(own) ? 1.5 : 1.2;
        const line = e.matches('select') && style.lineHeight === 'normal' ? 1.8 * size : parseFloat(style.lineHeight);
        if (line < least * size - 0.1) faults.push(`lines of ${line} for letters of ${size}: ` + name(e));
        if (e.matches('input[type=text], input[type=password], select')) {
            const room = e.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
            if (room < least * size - 0.5) faults.push(`room of ${room} for letters of ${size}: ` + name(e));
        }
        // Two lines of words that lie on each other, or words that stick out of what has an edge.
        const frame = e.closest('button, .choice, .chip, .tag');
        if (frame && !e.matches('input, select')) {
            const range = document.createRange(); range.selectNodeContents(e);
            const words = range.getBoundingClientRect(), box = frame.getBoundingClientRect();
            if (words.width && (words.right > box.right + 1 || words.left < box.left - 1 || words.bottom > box.bottom + 3 || words.top < box.top - 3))
                faults.push('sticks out: ' + name(e));
        }
    }

    // Left in another language: Latin words that are no code and were not typed, and letters of a third script.
    const planted = /Plantedword\S*|Kredtrakarn|Daw|Plantedname|Plantedfear|A second paragraph|Mae Sot|Myawaddy/g;
    const allowed = /^(art|sopcase|sopspare|sopc|con|Consent|false|draft|township|ward|Burmese|csv|json|html|txt|pdf|JavaScript|WebAssembly|English|Zawgyi|Unicode|Wi-Fi|iPhone|iPad|Android|Chrome|Chromium|Firefox|Safari|Edge|HTCDS|Excel|Downloads|IndexedDB|http|https|localhost|example)$/;
    // `qps` is English with accents: what has none did not come from the files of words.
    const strange = { qps: /[\u1000-\u109f\u0e00-\u0e7f]/, en: /[\u1000-\u109f\u0e00-\u0e7f]/, my: /[\u0e00-\u0e7f]/, th: /[\u1000-\u109f]/ }[language];
    const says = (text, e) => {
        if (e.closest('.typed, [lang=""], textarea, [data-testid=story], .undo') && !e.matches('[aria-label]')) return;
        const lang = e.closest('[lang]')?.lang;
        if (strange.test(text) && ![lang].some(l => l && l !== language && l !== 'en')) faults.push('another script: ' + text.slice(0, 80));
        if (language === 'en') return;
        const words = text.replace(planted, '').match(/[A-Za-z][A-Za-z'-]{2,}/g) || [];
        const left = words.filter(word => /[aeiou]/.test(word) && !allowed.test(word));
        if (left.length && !(lang && lang !== language && e.closest('label, button')?.matches('[lang]'))) faults.push(`English (${left.slice(0, 4).join(' ')}): ` + text.trim().slice(0, 80));
    };
    // What stands on paper is no control, and may be of two languages.
    const plain = text => text.replace(/\s/g, '');
    const elsewhere = plain([...document.querySelectorAll(`.sheet, .app [lang]:not([lang=${language === 'qps' ? 'en' : language}])`)].map(e => e.textContent).join());
    for (const name of language === 'en' ? [] : spoken) {
        const left = name.replace(planted, '').match(/[A-Za-z][A-Za-z'-]{2,}/g)?.filter(word => /[aeiou]/.test(word) && !allowed.test(word));
        if (left?.length && !elsewhere.includes(plain(name))) faults.push('spoken in English: ' + name);
    }
    for (const e of all) for (const node of e.childNodes) {
        const lang = e.closest('[lang]').lang;
        const of = node.nodeType !== 3 ? null : /[\u0e00-\u0e7f]/.test(node.data) ? 'th' : /[\u1000-\u109f]/.test(node.data) ? 'my' : null;
        if (language === 'my' && node.nodeType === 3 && !e.closest('.typed, [lang=""], textarea, option, .number') && /[\u1000-\u109f]\u202f?: \d+$/.test(node.data)) faults.push('plain digits: ' + node.data.slice(-60));
        // What was done last may quote words of any language.
        if (of && lang && lang !== of && !e.closest('.undo')) faults.push(`marked as ${lang}: ` + node.data.slice(0, 80));
    }
    for (const e of all) {
        for (const node of e.childNodes) if (node.nodeType === 3 && node.data.trim()) says(node.data, e);
        for (const label of ['aria-label', 'placeholder', 'title']) if (e.getAttribute(label)) says(e.getAttribute(label), e);
        if (e.matches('select')) for (const option of e.options) says(option.text, option);
    }

    for (const e of all.filter(e => e.matches('input[type=file]') && getComputedStyle(e).opacity !== '0')) faults.push('words of the browser: ' + name(e));
    // Lines that the eye loses.
    for (const e of all.filter(e => e.matches('p, li, dd, label, legend') && !e.closest('.sheet, button') && !e.querySelector('p, li, ul, button, dl'))) {
        const words = document.createRange(); words.selectNodeContents(e);
        if (words.getBoundingClientRect().width > 50 * 16) faults.push(`a line of ${words.getBoundingClientRect().width}: ` + name(e));
    }

    // Squeezed, though there is room.
    for (const e of all.filter(e => innerWidth > 1000 && e.childNodes.length === 1 && e.firstChild.nodeType === 3)) {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (e.innerText.length > 12 && box.width < 4 * parseFloat(style.fontSize) && box.height > 2.5 * parseFloat(style.lineHeight)) faults.push('squeezed: ' + name(e));
    }

    // Too small for a thumb. A choice is as large as its label, a box as what lies around it.
    for (const e of all.filter(e => e.matches('button, select, textarea, summary, input'))) {
        const area = (e.closest('label, .tick') || e).getBoundingClientRect();
        if (area.height < 43.9 || area.width < 43.9) faults.push(`a target of ${area.width} x ${area.height}: ` + name(e));
        if (e.matches('input[type=text], select, textarea') && parseFloat(getComputedStyle(e).fontSize) < 16) faults.push('a phone zooms into ' + name(e));
    }
    return [...new Set(faults)].slice(0, 12);
"#;

/// What is too pale: words below 4.5:1, large ones, edges of fields and the mark of the focus below 3:1.
const PALE: &str = r#"
    const faults = [], dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const name = e => (e.dataset.testid || e.id || e.className || e.tagName) + ' “' + (e.innerText || '').slice(0, 40) + '”';
    const colour = of => { const [r, g, b, a = 1] = of.match(/[\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
    const over = (top, under) => under.map((below, i) => top.rgb[i] * top.a + below * (1 - top.a));
    const chain = e => e ? [...chain(e.parentElement), e] : [];
    const ground = e => chain(e).reduce((under, at) => over(colour(getComputedStyle(at).backgroundColor), under), [255, 255, 255]);
    // What is faded is mixed with what lies under it.
    const seen = (rgb, e) => {
        for (let at = e; at; at = at.parentElement) {
            const a = Number(getComputedStyle(at).opacity);
            if (a < 1) rgb = over({ rgb, a }, ground(at.parentElement));
        }
        return rgb;
    };
    const light = rgb => rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((a, b) => b - a); return (a + 0.05) / (b + 0.05); };
    const holds = (what, rgb, e, behind, least) => {
        const found = ratio(seen(rgb, e), seen(behind, e));
        if (found < least) faults.push(`${what} at ${found.toFixed(2)} in the ${dark}: ` + name(e));
    };
    const all = [...document.querySelectorAll('.app *')].filter(e => !e.closest('svg, option, .sr, .skip')
        && !e.matches(':disabled, :disabled *, [data-covered] *') && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }));
    for (const e of all) {
        const style = getComputedStyle(e), size = parseFloat(style.fontSize), isBold = style.fontWeight >= 700;
        const isField = e.matches('input[type=text], input[type=password], select, textarea');
        const own = isField ? e.value : [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        const large = size >= 24 || isBold && size >= 18.66;
        if (own) { const back = ground(e); holds('words', over(colour(style.color), back), e, back, large ? 3 : 4.5); }
        if (isField) { const back = ground(e.parentElement); holds('an edge', over(colour(style.borderBlockEndColor), back), e, back, 3); }
        if (e.matches(':focus-visible') && style.outlineStyle !== 'none') {
            const back = ground(e.parentElement), marks = [style.outlineColor, style.boxShadow.match(/rgba?\([^)]*\)/)?.[0]].filter(Boolean);
            const best = Math.max(...marks.map(mark => ratio(over(colour(mark), back), back)));
            if (best < 3) faults.push(`the focus at ${best.toFixed(2)} in the ${dark}: ` + name(e));
        }
    }
    return [...new Set(faults)].slice(0, 12);
"#;

impl Tour<'_> {
    async fn wears(&self, (_, width, height, dark, letters): Size) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 800 });
        self.official.devtools("Emulation.setDeviceMetricsOverride", screen).await;
        let scheme =
            json!({ "features": [{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }] });
        self.official.devtools("Emulation.setEmulatedMedia", scheme).await;
        self.letters_of(letters).await;
    }

    async fn letters_of(&self, letters: u32) {
        let size = "document.documentElement.style.fontSize = arguments[0] + '%'";
        self.official.js::<Value>(size, &[letters.into()]).await;
    }

    /// The language that words are in. Those of twice the length are of none.
    fn mark(&self) -> &'static str {
        if self.letters > 100 { "qps" } else { self.language }
    }

    /// What a screen reader is told of headings, and of all that can be tapped or filled.
    async fn spoken(&self) -> Vec<String> {
        if self.mark() == "en" {
            return Vec::new();
        }
        let tree = self.official.devtools("Accessibility.getFullAXTree", json!({})).await;
        let is_spoken = |node: &&Value| {
            !node["ignored"].as_bool().unwrap_or(true)
                && ROLES.contains(&node["role"]["value"].as_str().unwrap_or_default())
        };
        let nodes = tree["nodes"].as_array().into_iter().flatten().filter(is_spoken);
        let names: Vec<String> = nodes.filter_map(|node| node["name"]["value"].as_str()).map(str::to_owned).collect();
        assert!(names.len() > 3, "hardly anything is spoken: {names:?}");
        names
    }

    /// Looks at what is on the screen now.
    async fn look(&self, screen: &str) {
        let number = self.seen.borrow().len() + 1;
        self.seen.borrow_mut().push(screen.to_owned());
        self.letters_of(self.letters).await;
        // Fonts are here, and what moves stands still.
        let settled = "const done = arguments[0], look = () => document.fonts.status === 'loaded' \
            ? requestAnimationFrame(() => requestAnimationFrame(() => done(true))) : setTimeout(look, 20); \
            document.body.offsetHeight; look()";
        self.official.js_later::<bool>(settled).await;
        let Some(folder) = &self.pictures else {
            let spoken = json!(self.spoken().await);
            let mut found = Vec::new();
            // A desk has room for lines that are too long; letters of twice the size are for phones.
            let sizes = [("small", 320, 568, false, self.letters), SIZES[2]];
            for size in sizes.into_iter().take(if self.letters > 100 { 1 } else { 2 }) {
                self.wears(size).await;
                self.official.js_later::<bool>(settled).await;
                let faults: Vec<String> = self.official.js(LOOK, &[self.mark().into(), spoken.clone()]).await;
                found.extend(faults.into_iter().map(|fault| format!("{screen}, {}: {fault}", size.0)));
            }
            // Colours are the same in every language.
            for size in [SIZES[0], SIZES[3]].into_iter().filter(|_| self.mark() == "en") {
                self.wears(size).await;
                self.official.js_later::<bool>(settled).await;
                found.extend(pale(self.official).await.into_iter().map(|fault| format!("{screen}: {fault}")));
            }
            self.wears(sizes[0]).await;
            self.faults.borrow_mut().append(&mut found);
            return;
        };
        let large = (self.language != "en").then_some(LARGE);
        for size in SIZES.into_iter().chain(large) {
            self.wears(size).await;
            self.official.js_later::<bool>(settled).await;
            let high: u32 = self.official.js("return document.scrollingElement.scrollHeight", &[]).await;
            let clip = json!({ "x": 0, "y": 0, "width": size.1, "height": high.clamp(size.2, LONGEST), "scale": 1 });
            let shot = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
            let shot = self.official.devtools("Page.captureScreenshot", shot).await;
            let folder = folder.join(format!("{}-{}", self.language, size.0));
            fs::create_dir_all(&folder).unwrap();
            let picture = crate::paper::bytes(shot["data"].as_str().unwrap());
            fs::write(folder.join(format!("{number:02}-{screen}.png")), picture).unwrap();
        }
        self.wears(SIZES[0]).await;
    }

    async fn puts(&self, entries: &[(String, String)]) {
        self.official.puts(entries).await;
        self.official.chose(self.language).await;
    }

    /// What was folded out above hides nothing of what is looked at below.
    async fn folds(&self, where_: &str) {
        let fold = "for (const e of document.querySelectorAll(arguments[0] + ' details')) e.open = false";
        self.official.js::<Value>(fold, &[where_.into()]).await;
    }

    async fn unfolds(&self, where_: &str) {
        let open = "for (const e of document.querySelectorAll(arguments[0] + ' details')) e.open = true";
        self.official.js::<Value>(open, &[where_.into()]).await;
    }

    /// All of it.
    async fn walks(&self) {
        if self.letters > 100 || self.pictures.is_some() {
            self.official.plays_taps();
        }
        self.outside().await;
        self.fresh_case().await;
        self.case_in_the_middle().await;
        self.files_and_paper().await;
        self.around().await;
        self.end_of_a_case().await;
        self.devices_that_differ().await;
        self.notices().await;
    }

    /// An empty browser, a locked one, the list.
    async fn outside(&self) {
        let o = self.official;
        o.empties_the_browser().await;
        self.puts(&[]).await;
        o.visit("").await;
        o.sees(&id("passphrase-again")).await;
        self.look("door-first").await;
        o.tap(&id("passphrase")).await;
        o.types("short").await;
        o.tap(&id("show-passphrase")).await;
        o.tap(&id("unlock")).await;
        o.sees(&id("door-fault")).await;
        self.look("door-refused").await;
        o.tap(&id("suggest-passphrase")).await;
        self.look("door-suggested").await;
        o.passes_the_door().await;
        o.sees(&id("save-state")).await;
        self.look("list-empty").await;
        o.empties_the_browser().await;
        self.puts(&storage()).await;
        o.visit("").await;
        o.sees(&id("unlock")).await;
        o.sees_no(&id("passphrase-again")).await;
        self.look("door-locked").await;
        self.unfolds("main").await;
        o.sees(&id("remove-all")).await;
        o.tap(&id("remove-all")).await;
        self.look("door-remove-all").await;
        self.folds("main").await;
        o.gives("no such passphrase", None).await;
        o.sees(&id("door-fault")).await;
        self.look("door-wrong").await;
        o.sees(&format!("{}:not([aria-disabled])", id("unlock"))).await;
        o.passes_the_door().await;
        o.sees(&id("reports")).await;
        self.look("list").await;
        o.tap(&id("new-case")).await;
        o.tap(&id("create-case")).await;
        o.sees("form [role=alert]").await;
        self.unfolds("form").await;
        self.look("new-case").await;
        o.tap(&id("back")).await;
    }

    /// A case with nothing in it: steps, questions, consents, flags.
    async fn fresh_case(&self) {
        let o = self.official;
        o.open_case(CODES[0]).await;
        o.sees(".way").await;
        self.look("case-fresh").await;
        self.unfolds(".gate").await;
        self.unfolds(".next").await;
        o.sees(&id("copy-missing")).await;
        self.look("case-missing").await;
        self.folds(".gate").await;
        o.open("1.6").await;
        o.sees(&id("fact-age")).await;
        self.look("step-asks").await;
        o.tap(&id("answer-age-child")).await;
        o.sees(&id("fact-alone")).await;
        o.close().await;
        o.open("1.1").await;
        o.tap(&id("answer-S9-raised")).await;
        o.sees(&id("record-S9")).await;
        self.unfolds(".panel").await;
        self.look("step-flag-form").await;
        o.close().await;
        self.words_that_are_asked_about().await;
        o.open("1.2").await;
        o.tap(&id("not-needed-of-1.2")).await;
        o.tap(&id("record-not-needed-1.2")).await;
        self.look("step-says-why").await;
        o.tap(&id("cancel-not-needed-1.2")).await;
        o.close().await;
        o.tick("1.8").await;
        o.row_is("1.8", "done").await;
        o.part("facts").await;
        o.sees(&id("fact-age")).await;
        o.tap(&id("answer-age-adult")).await;
        o.sees(&id("change-age")).await;
        self.unfolds(".part").await;
        self.look("facts-change").await;
        o.tap(&id("keep-age")).await;
        o.part("consents").await;
        o.sees(&id("consent-data")).await;
        self.look("consents").await;
        o.tap(&id("answer-data-given")).await;
        o.sees(&id("record-data")).await;
        self.unfolds(&id("consent-data")).await;
        self.look("consent-form").await;
        o.tap(&id("back")).await;
        o.goes_to_list().await;
    }

    /// A number that may be a person's, Zawgyi, and words that are to go for good.
    async fn words_that_are_asked_about(&self) {
        let o = self.official;
        o.open("1.4").await;
        o.goes_into_note("1.4").await;
        o.types("081 234 5678").await;
        o.leaves_field().await;
        o.sees(&id("erase-note-1.4")).await;
        self.look("note-needed").await;
        o.goes_into_note("1.4").await;
        o.selects_all().await;
        o.pastes(ZAWGYI).await;
        o.sees(&id("zawgyi-yes-note-1.4")).await;
        self.look("note-zawgyi").await;
        o.tap(&id("zawgyi-yes-note-1.4")).await;
        o.sees(&id("zawgyi-back-note-1.4")).await;
        o.tap(&id("erase-note-1.4")).await;
        o.sees(&id("erase-confirm-note-1.4")).await;
        self.look("note-erasing").await;
        o.tap(&id("erase-confirm-note-1.4")).await;
        o.sees_no(&id("erase-note-1.4")).await;
        o.close().await;
    }

    /// A case on its way, whose gate is stopped.
    async fn case_in_the_middle(&self) {
        let o = self.official;
        o.open_case(CODES[1]).await;
        o.sees(".way").await;
        self.unfolds(".gate").await;
        self.look("case-stopped").await;
        self.folds(".gate").await;
        for (step, name) in [
            ("1.8", "step-done"),
            ("4.1", "step-waiting"),
            ("4.5", "step-not-needed"),
            ("5.1", "step-fear"),
            ("8.11", "step-last-check"),
            ("9.2", "step-crossing"),
            ("10.6", "step-after-return"),
            ("11.3", "step-follow-up"),
        ] {
            o.open(step).await;
            o.sees(".panel .foot-back, .panel .buttons").await;
            self.unfolds(".panel").await;
            self.look(name).await;
            o.close().await;
        }
        o.open("9.5").await;
        o.tap(&id("handover")).await;
        o.sees(&id("record-handover")).await;
        self.unfolds(".panel").await;
        self.look("step-handover").await;
        o.close().await;
        o.part("facts").await;
        o.sees(&id("fact-age")).await;
        self.unfolds(".part").await;
        self.look("facts").await;
        o.part("consents").await;
        o.sees(&id("withdraw-data")).await;
        self.unfolds(".part").await;
        self.look("flags").await;
        o.tap(&id("withdraw-data")).await;
        self.look("consent-withdrawal").await;
        o.part("history").await;
        o.sees(&id("history-list")).await;
        self.unfolds(".part").await;
        self.look("history").await;
        // Any kind will do: the values are numbers.
        o.chooses(&id("history-kind"), "1").await;
        self.look("history-filtered").await;
    }

    /// Paper, its preview, files in and out.
    async fn files_and_paper(&self) {
        let o = self.official;
        o.part("paper").await;
        o.sees(&id("sheet")).await;
        self.look("paper").await;
        o.tap(&id("sheet-partner")).await;
        o.tap(&id("sheet-second-en")).await;
        o.tap(&id("print")).await;
        self.look("paper-asks").await;
        o.tap(&id("sheet-blank")).await;
        o.sees(".blank-steps").await;
        self.look("paper-blank").await;
        o.tap(&id("to-dossier")).await;
        o.sees(&id("paper-D2")).await;
        self.unfolds(".part").await;
        self.look("dossier").await;
        o.goes_to_list().await;
        o.open_case(CODES[0]).await;
        crate::files::asks_for_file(o, For::Own).await;
        self.look("file-making").await;
        crate::files::seals(o, FILE_WORD).await;
        o.sees(&id("made-file")).await;
        let file = made_text(o).await;
        self.look("file-made").await;
        o.part("steps").await;
        o.tick("1.3").await;
        o.goes_to_list().await;
        o.tap(&id("import-file")).await;
        o.sees(&id("case-file")).await;
        self.look("receive").await;
        pastes_file(o, &file).await;
        o.sees(&id("file-sealed")).await;
        self.look("receive-sealed").await;
        crate::files::opens(o, "no such word at all").await;
        o.sees(&id("door-fault")).await;
        self.look("receive-wrong").await;
        o.sees(&format!("{}:not([aria-disabled])", id("open-file"))).await;
        crate::files::opens(o, FILE_WORD).await;
        o.sees(&id("file-preview")).await;
        self.unfolds("main").await;
        self.look("receive-preview").await;
        o.goes_to_list().await;
    }

    /// A case that comes to its end, and one that is closed.
    async fn end_of_a_case(&self) {
        let o = self.official;
        o.open_case(CODES[2]).await;
        o.sees(".way").await;
        self.look("case-all-done").await;
        o.part("paper").await;
        o.sees(&id("close-case-paper")).await;
        o.tap(&id("close-case-paper")).await;
        o.sees(&id("record-closing-paper")).await;
        o.tap(&id("remove-case")).await;
        o.sees(&id("remove-code")).await;
        self.look("closing").await;
        o.answer("closing_reason", "moved").await;
        o.tap(&id("record-closing-paper")).await;
        o.sees(&id("closed")).await;
        o.part("steps").await;
        self.look("case-closed").await;
        o.tap(&id("reopen-closed")).await;
        o.tap(&id("record-reopening-closed")).await;
        self.look("reopening").await;
        o.goes_to_list().await;
    }

    /// What lies beside the cases.
    async fn around(&self) {
        let o = self.official;
        o.tap(&id("border-day")).await;
        o.sees(&id(&format!("choose-{}", CODES[1]))).await;
        self.look("border-choose").await;
        for code in CODES {
            o.tap(&id(&format!("choose-{code}"))).await;
        }
        o.tap(&id(&format!("record-{}", CODES[1]))).await;
        o.sees(".border-inside").await;
        self.look("border").await;
        o.goes_to_list().await;
        o.tap(&id("reports")).await;
        o.sees(&id("month")).await;
        self.unfolds("main").await;
        self.look("reports").await;
        o.tap(&id("rows-none")).await;
        self.look("reports-without-rows").await;
        o.goes_to_list().await;
        o.tap(&id("settings")).await;
        o.sees(&id("role")).await;
        self.unfolds("main").await;
        self.look("settings").await;
        o.goes_to_list().await;
        o.tap(&id("practise")).await;
        o.sees(&id("practise-ready")).await;
        self.look("practice").await;
        o.tap(&id("practise-ready")).await;
        o.sees(&id("story")).await;
        o.tap(&id("debrief")).await;
        o.sees(&id("debriefing")).await;
        self.look("practice-case").await;
        o.goes_to_list().await;
        o.open_case(CODES[0]).await;
        o.part("facts").await;
        o.sees(&format!("{} > summary", id("links-fold"))).await;
        self.unfolds(".links-place").await;
        self.look("links").await;
        o.part("steps").await;
        o.fills_storage().await;
        o.tick("2.7").await;
        o.sees(&id("retry")).await;
        self.look("not-saved").await;
        o.frees_storage().await;
        o.tap(&id("retry")).await;
        o.has(&id("save-state"), "data-state", "saved").await;
        o.goes_to_list().await;
    }

    /// A case that two devices worked on without each other, begun under an older edition, and a piece nobody can read.
    async fn devices_that_differ(&self) {
        let o = self.official;
        o.empties_the_browser().await;
        self.puts(&apart()).await;
        o.visit("").await;
        o.passes_the_door().await;
        o.sees(&id("unread")).await;
        self.look("list-unread").await;
        o.open_case(APART).await;
        o.sees(&id("edition-changes")).await;
        self.look("case-apart").await;
        o.open("1.8").await;
        o.sees(".panel .foot-back, .panel .buttons").await;
        self.look("step-apart").await;
        o.close().await;
        o.part("facts").await;
        o.sees(&id("fact-age")).await;
        self.look("facts-apart").await;
        o.part("consents").await;
        o.sees(&id("consent-return")).await;
        self.look("consents-apart").await;
        o.goes_to_list().await;
        o.tap(&id("settings")).await;
        o.sees(&id("role")).await;
        self.unfolds("main").await;
        self.look("settings-unread").await;
        o.goes_to_list().await;
        o.tap(&id("new-case")).await;
        o.tap(&id("case-code")).await;
        o.types("081 234 5678").await;
        o.tap(&format!("{} summary", id("under-way"))).await;
        o.chooses(&id("stood"), "7").await;
        self.look("new-case-under-way").await;
        o.tap(&id("case-code")).await;
        o.selects_all().await;
        o.types("M-1").await;
        o.tap(&id("create-case")).await;
        o.sees(&id("not-seen")).await;
        o.tap(&format!("{} summary", id("fold-told-1"))).await;
        self.look("case-not-seen").await;
        o.goes_to_list().await;
    }

    /// What stands above or below any screen when something happens.
    async fn notices(&self) {
        let o = self.official;
        let theme = "document.documentElement.dataset.theme = arguments[0]";
        o.js::<Value>(theme, &["dark".into()]).await;
        self.look("dark-by-host").await;
        o.js::<Value>("delete document.documentElement.dataset.theme", &[]).await;
        o.js::<Value>("skew.device = 4.5 * 60000", &[]).await;
        o.sees(&id("lock-soon")).await;
        self.look("lock-soon").await;
        o.tap(&id("stay")).await;
        o.js::<Value>("skew.device = 5 * 365 * 86400000", &[]).await;
        o.sees(&id("unlock")).await;
        self.look("door-after-the-lock").await;
        o.passes_the_door().await;
        o.open_case(APART).await;
        o.sees(&id("clock-question")).await;
        self.look("clock-doubted").await;
        o.tap(&id("clock-no")).await;
        self.look("clock-wrong").await;
        o.goes_to_list().await;
        let replaced = "const text = document.querySelector('.foot p').firstChild, font = document.createElement('font'); \
                        font.textContent = text.data; text.replaceWith(font)";
        o.js::<Value>(replaced, &[]).await;
        o.sees(&id("rewritten")).await;
        self.look("rewritten").await;
        // As a whole, so that it can be kept; and then another.
        self.copy.is_new_build();
        o.visit("").await;
        o.has(&id("offline"), "data-state", "ready").await;
        self.copy.with("words-en", ".json", |bytes| [&bytes[..], b" "].concat()).is_new_build();
        o.visit("").await;
        o.sees(&id("newer")).await;
        self.look("door-newer").await;
        let refuses =
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })";
        o.before_every_page(refuses).await;
        o.visit("").await;
        o.sees(&id("keeps-nothing")).await;
        o.tap(&id(&format!("language-{}", self.language))).await;
        o.has(".app", "lang", self.language).await;
        self.look("keeps-nothing").await;
    }
}

async fn pale(official: &Official) -> Vec<String> {
    official.js(PALE, &[]).await
}

fn pictures() -> Option<PathBuf> {
    std::env::var_os("SOP_PICTURES").map(|folder| PathBuf::from(folder).join("screens"))
}

fn walk(language: &'static str, letters: u32, takes_pictures: bool, prepare: impl FnOnce(&Copy)) {
    let pictures = pictures();
    if pictures.is_some() && !takes_pictures {
        return;
    }
    let site = Site::new();
    let copy = site.copy("");
    copy.with("boot", ".js", |boot| [SKEWED.as_bytes(), &boot].concat());
    prepare(&copy);
    stage().site(site).width(320).needs_chromium(PICTURES).run(async |official| {
        official.visit("config.json").await;
        official.devtools("Accessibility.enable", json!({})).await;
        let (seen, faults) = (RefCell::default(), RefCell::default());
        let tour = Tour { official, copy: &copy, language, letters, pictures, seen, faults };
        tour.walks().await;
        let faults = tour.faults.take();
        assert!(tour.seen.take().len() > 70);
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    });
}

#[test]
fn every_screen_in_english() {
    walk("en", 100, true, |_| ());
}

#[test]
fn every_screen_in_burmese() {
    walk("my", 100, true, |_| ());
}

#[test]
fn every_screen_in_thai() {
    walk("th", 100, true, |_| ());
}

/// The eye of the tour for colours has to see.
#[test]
fn what_is_too_pale_is_seen_by_the_tour() {
    stage().needs_chromium(PICTURES).run(async |official| {
        official.open_app().await;
        official.tap(&id("new-case")).await;
        official.tap(&id("case-code")).await;
        assert_eq!(pale(official).await, Vec::<String>::new());
        for (style, fault) in [
            (".hint { color: #8a939d }", "words at 3.1"),
            ("input { border-color: #b6bec7 !important }", "an edge at 1.8"),
            (":focus-visible { box-shadow: none !important }", "the focus at 1.6"),
            ("h1 { opacity: 0.4 }", "words at "),
        ] {
            let planted = "const sheet = new CSSStyleSheet(); sheet.replaceSync(arguments[0]); \
                           document.adoptedStyleSheets = [sheet]";
            official.js::<Value>(planted, &[style.into()]).await;
            let found = pale(official).await;
            assert!(found.iter().any(|one| one.starts_with(fault)), "{style}: {found:?}");
        }
    });
}

/// Words of twice the length, in letters of twice the size, on the smallest phone.
#[test]
fn every_screen_with_words_of_twice_the_length_and_letters_of_twice_the_size() {
    walk("en", 200, false, |copy| {
        for file in
            ["words-en", "words-en.more", "sop-th-mm-return.en", "sop-th-mm-return.en.more", "training-th-mm-return.en"]
        {
            copy.with(file, ".json", |bytes| {
                let words: Value = serde_json::from_slice(&bytes).unwrap();
                doubled(words).to_string().into_bytes()
            });
        }
    });
}

fn doubled(words: Value) -> Value {
    match words {
        Value::String(word) => Value::String(accented(&word)),
        // The language and its state stand first.
        Value::Array(list) => Value::Array(
            list.into_iter().enumerate().map(|(at, word)| if at < 2 { word } else { doubled(word) }).collect(),
        ),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, word)| if key.starts_with('_') { (key, word) } else { (key, doubled(word)) })
                .collect(),
        ),
        other => other,
    }
}
