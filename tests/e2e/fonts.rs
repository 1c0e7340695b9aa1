//! Burmese and Thai letters come with the app: a browser without any of its own shows no boxes, on screen and on paper.

use serde_json::{Value, json};

use crate::harness::{Stage, stage};
use crate::official::{Official, id, said, until};
use crate::paper::squeezed;
use crate::planted::{CODES, storage};

const OWN_FONTS: &str = "a browser with chosen fonts, and a PDF";
/// A language, its first and last base letter, and what its font is called in the app and in a PDF.
const SCRIPTS: [(&str, u32, u32, &str, &str); 2] =
    [("my", 0x1000, 0x1021, "Padauk", "Padauk"), ("th", 0xe01, 0xe2e, "Noto Sans Thai Looped", "NotoSansThaiLooped")];

fn bare() -> Stage {
    stage().without_fonts().needs_chromium(OWN_FONTS)
}

async fn speaks(official: &Official, language: &str, entries: &[(String, String)]) {
    official.visit("config.json").await;
    official.puts(entries).await;
    official.chose(language).await;
    official.visit("").await;
    official.sees(&format!(".app[lang={language}] {}", id("passphrase"))).await;
}

/// How many letters of a script look different from each other and from the box of a letter that no font has.
async fn legible(official: &Official, first: u32, last: u32) -> usize {
    let draw = "
        const board = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
        board.canvas.width = board.canvas.height = 80;
        board.font = '40px ' + getComputedStyle(document.querySelector('.app')).fontFamily;
        const drawn = code => { board.clearRect(0, 0, 80, 80); board.fillText(String.fromCodePoint(code), 10, 55);
            return board.getImageData(0, 0, 80, 80).data.join() };
        const seen = new Set();
        for (let code = arguments[0]; code <= arguments[1]; code += 1) seen.add(drawn(code));
        seen.delete(drawn(0x378));
        return seen.size";
    official.js(draw, &[first.into(), last.into()]).await
}

#[test]
fn letters_are_no_boxes_where_the_browser_has_none_of_the_script() {
    bare().run(async |official| {
        for (language, first, last, font, _) in SCRIPTS {
            speaks(official, language, &[]).await;
            let letters = (last - first + 1) as usize;
            until("the letters", async || match legible(official, first, last).await {
                count if count == letters => Ok(()),
                count => Err(format!("{count} of {letters}")),
            })
            .await;
            let here = "return document.fonts.check(`16px '${arguments[0]}'`, String.fromCodePoint(arguments[1]))";
            assert!(official.js::<bool>(here, &[font.into(), first.into()]).await, "{font}");
        }
    });
}

/// Otherwise the test above could prove nothing.
#[test]
fn without_the_shipped_fonts_there_are_boxes() {
    bare().allows(&["ERR_BLOCKED_BY_CLIENT"]).run(async |official| {
        official.devtools("Network.enable", json!({})).await;
        official.devtools("Network.setBlockedURLs", json!({ "urls": ["*.woff2"] })).await;
        for (language, first, last, _, _) in SCRIPTS {
            speaks(official, language, &[]).await;
            assert!(legible(official, first, last).await < 2, "this browser has letters of {language}");
        }
    });
}

#[test]
fn paper_holds_the_fonts_and_can_be_searched() {
    bare().run(async |official| {
        for (language, _, _, _, font) in SCRIPTS {
            official.empties_the_browser().await;
            speaks(official, language, &storage()).await;
            official.unlocks().await;
            official.open_case(CODES[1]).await;
            official.part("paper").await;
            official.sees(&format!("{}[lang={language}]", id("sheet"))).await;
            let settled = "const done = arguments[0], look = () => document.fonts.status === 'loaded' ? done(true) \
                           : setTimeout(look, 20); document.body.offsetHeight; look()";
            official.js_later::<bool>(settled).await;
            let words = "return [...document.querySelectorAll('.sheet h3')].map(e => e.textContent)";
            let headings: Vec<String> = official.js(words, &[]).await;
            assert!(headings.len() > 8, "{headings:?}");
            let pdf = official.print().await;
            let fonts = pdf.fonts();
            assert!(fonts.iter().all(|font| font.embedded), "{fonts:?}");
            assert!(fonts.iter().any(|of| of.name.replace('-', "").contains(font)), "no {font} in {fonts:?}");
            // Headings and a whole sentence are found, one after the other.
            let text = squeezed(&pdf.pages.concat());
            let mut rest = text.as_str();
            for words in headings.into_iter().chain([said(language, "privacy_line")]) {
                let found = rest.split_once(&squeezed(&words));
                rest = found.unwrap_or_else(|| panic!("{language}: “{words}” is not found in {rest}")).1;
            }
        }
    });
}

#[test]
fn printing_waits_for_letters_that_are_on_their_way() {
    stage().run(async |official| {
        official.open_app().await;
        official.begin_case("WAIT-1").await;
        official.part("paper").await;
        official.tap(&id("sheet-blank")).await;
        official.sees(".blank-steps").await;
        let slow = "window.coming = true; window.printed = 0; window.looks = 0;
            Object.defineProperty(document.fonts, 'status', { get: () => { looks += 1; return coming ? 'loading' : 'loaded' } });
            window.print = () => { printed += 1; dispatchEvent(new Event('beforeprint')) }";
        official.js::<Value>(slow, &[]).await;
        official.tap(&id("print")).await;
        until("some looks for letters", async || match official.try_js::<u32>("return looks", &[]).await? {
            looks if looks > 3 => Ok(()),
            looks => Err(looks.to_string()),
        })
        .await;
        assert_eq!(official.js::<u32>("return printed", &[]).await, 0);
        official.js::<Value>("coming = false", &[]).await;
        until("the print", async || match official.try_js::<u32>("return printed", &[]).await? {
            1 => Ok(()),
            count => Err(count.to_string()),
        })
        .await;
    });
}
