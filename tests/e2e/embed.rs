//! The app inside a page of an intranet: the element that is shipped for it, the messages, and sandboxes that withhold things.

use serde_json::{Value, json};

use crate::harness::{Around, Folder, Frame, framed};
use crate::official::{Official, id, until};

/// Opens the host page, passes the door and begins a case with one step done.
async fn works(official: &Official, code: &str) {
    official.visits_host().await;
    official.passes_the_door().await;
    official.begin_case(code).await;
    official.tick("1.8").await;
    official.row_is("1.8", "done").await;
}

/// Runs a script in the page around.
async fn in_host(official: &Official, script: &str, argument: Value) -> Value {
    official.leaves_frame().await;
    let value = official.js(script, &[argument]).await;
    official.enters_frame().await;
    value
}

/// Waits until the page around says so.
async fn host_says(official: &Official, words: &str) {
    official.leaves_frame().await;
    official.reads("#told", words).await;
    official.enters_frame().await;
}

#[test]
fn the_element_shows_the_app_tells_counts_and_takes_commands() {
    for around in [Around::OtherSite, Around::SameSite, Around::SameOrigin] {
        framed(Frame::Element(around)).run(async |official| {
            works(official, "EMBED-1").await;
            official.is_saved().await;
            host_says(official, "Cases on this device: 1. Not saved: 0.").await;
            let frame = "const frame = document.querySelector('sop-checklist iframe'); \
                         return [frame.title, frame.sandbox.contains('allow-same-origin'), \
                                 frame.sandbox.contains('allow-top-navigation'), frame.referrerPolicy, \
                                 frame.offsetHeight === innerHeight, frame.getAttribute('loading')]";
            let frame = in_host(official, frame, json!(null)).await;
            assert_eq!(frame, json!(["Return checklist", true, false, "no-referrer", true, "eager"]));

            in_host(official, "document.getElementById('dark').click()", json!(null)).await;
            official.has("html", "data-theme", "dark").await;
            let paper = "return getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()";
            assert_eq!(official.js::<String>(paper, &[]).await, "#14181c");
            in_host(official, "document.querySelector('sop-checklist').theme('auto')", json!(null)).await;
            let auto = "return String(document.documentElement.getAttribute('data-theme'))";
            until("the device's own theme", async || {
                let theme: String = official.js(auto, &[]).await;
                if theme == "null" { Ok(()) } else { Err(theme) }
            })
            .await;

            in_host(official, "document.getElementById('my').click()", json!(null)).await;
            official.has("html", "lang", "my").await;
            let title = "return document.querySelector('sop-checklist iframe').title";
            assert_eq!(in_host(official, title, json!(null)).await, "နေရပ်ပြန်ပို့ရေး စစ်ဆေးရန်စာရင်း");
            in_host(official, "document.querySelector('sop-checklist').language('en')", json!(null)).await;
            official.has("html", "lang", "en").await;

            // In the middle of a word.
            official.open("1.1").await;
            official.goes_into_note("1.1").await;
            official.types("half a word").await;
            in_host(official, "document.getElementById('lock').click()", json!(null)).await;
            official.sees(&id("unlock")).await;
            host_says(official, "Locked.").await;
            official.passes_the_door().await;
            host_says(official, "Cases on this device: 1. Not saved: 0.").await;
            official.open_case("EMBED-1").await;
            official.row_is("1.8", "done").await;
            official.open("1.1").await;
            official.note_is("1.1", "half a word").await;
        });
    }
}

#[test]
fn a_host_that_asks_follows_the_height_of_the_app() {
    framed(Frame::Element(Around::OtherSite)).run(async |official| {
        official.visits_host().await;
        official.passes_the_door().await;
        let set = "document.querySelector('sop-checklist').setAttribute('height', 'content')";
        in_host(official, set, json!(null)).await;
        let follows = async |what: &str, is_higher: bool| {
            until(what, async || {
                let own: f64 = official.js("return document.body.offsetHeight", &[]).await;
                let look = "const frame = document.querySelector('sop-checklist iframe'); \
                            return [frame.offsetHeight, innerHeight]";
                let [frame, window]: [f64; 2] =
                    serde_json::from_value(in_host(official, look, json!(null)).await).unwrap();
                let is_so = (frame - own).abs() < 1.0 && (frame > window) == is_higher;
                if is_so { Ok(()) } else { Err(format!("app {own}, frame {frame}, window {window}")) }
            })
            .await;
        };
        follows("a frame as low as the list", false).await;
        official.begin_case("HIGH-1").await;
        follows("a frame as high as the case", true).await;
        official.back().await;
        follows("a frame that is low again", false).await;
        in_host(official, "document.querySelector('sop-checklist').removeAttribute('height')", json!(null)).await;
        let look = "return document.querySelector('sop-checklist iframe').offsetHeight === innerHeight";
        assert_eq!(in_host(official, look, json!(null)).await, true);
    });
}

/// Messages that are none. Each would lock, or put the page into the dark, if it counted.
const HOSTILE: &str = "
    const app = document.querySelector('sop-checklist iframe').contentWindow;
    const to = new URL(document.querySelector('sop-checklist iframe').src).origin;
    const deep = {}; let at = deep; for (let i = 0; i < 500; i += 1) { at.sop = {}; at = at.sop; }
    const bare = Object.create(null); bare.sop = 1; bare.type = 'unlock';
    const round = { sop: 1, type: 'lock' }; round.round = round;
    const many = { sop: 1, type: 'lock' }; for (let i = 0; i < 50000; i += 1) { many['x' + i] = i; }
    const messages = [null, undefined, 0, NaN, 'lock', true, [], ['lock'], {}, deep, bare, round, many,
        JSON.stringify({ sop: 1, type: 'lock' }), [{ sop: 1, type: 'lock' }], { type: 'lock' }, { sop: 1 },
        { sop: '1', type: 'lock' }, { sop: true, type: 'lock' }, { sop: 1.5, type: 'lock' }, { sop: 2, type: 'lock' },
        { sop: 1, type: ['lock'] }, { sop: 1, type: { toString: 'lock' } }, { sop: 1, type: 'lock', value: 1 },
        { sop: 1, type: 'lock', more: null }, { sop: 1, type: 'unlock' }, { sop: 1, type: 'constructor' },
        { sop: 1, type: '__proto__' }, JSON.parse('{\"__proto__\": {\"sop\": 1, \"type\": \"lock\"}}'),
        JSON.parse('{\"sop\": 1, \"type\": \"theme\", \"__proto__\": \"dark\"}'),
        { sop: 1, type: 'theme', value: 'dark'.repeat(1e6) }, { sop: 1, type: 'theme', value: '<b>' },
        { sop: 1, type: 'theme', value: ['dark'] }, { sop: 1, type: 'language', value: '../../x' },
        { sop: 1, type: 'language', value: 'xx' }, { sop: 1, type: 'language', value: 'constructor' },
        new Map([['sop', 1], ['type', 'lock']]), new Date(), /lock/, new Error('lock'), new ArrayBuffer(1e6), 10n,
        new Blob(['lock'])];
    let sent = 0; // The browser itself refuses one that it cannot copy.
    for (const message of messages) { try { app.postMessage(message, to); sent += 1; } catch (_) { } }
    for (let i = 0; i < 20000; i += 1) { app.postMessage({ sop: 1, type: 'theme', value: 'x' + i % 7 }, to); }
    return messages.length - sent";

#[test]
fn hostile_messages_change_nothing_and_nothing_of_a_case_is_told() {
    framed(Frame::Element(Around::OtherSite)).run(async |official| {
        official.visits_host().await;
        let listen = "window.all = []; addEventListener('message', event => all.push([event.origin, event.data]))";
        in_host(official, listen, json!(null)).await;
        official.passes_the_door().await;
        official.begin_case("SECRET-77").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        let refused = in_host(official, HOSTILE, json!(null)).await;
        assert!(refused.as_u64().unwrap() <= 2, "{refused}");
        official.tick("2.7").await;
        official.row_is("2.7", "done").await;

        // Another origin, and the right origin in a window that is not around the app.
        let other = official.app_host().split(':').next().unwrap_or_default().to_owned();
        let frames = "const origins = [location.origin, location.origin.replace('127.0.0.1', arguments[0])];
                      for (const origin of origins) { const frame = document.createElement('iframe');
                      frame.className = 'other'; frame.src = origin + '/other'; document.body.append(frame); }";
        in_host(official, frames, json!(other)).await;
        for number in [1, 2] {
            official.leaves_frame().await;
            official.enters_frame_number(number).await;
            let send = "for (const type of ['lock', 'height', 'ready']) \
                        parent.frames[0].postMessage({ sop: 1, type }, '*'); \
                        parent.frames[0].postMessage({ sop: 1, type: 'theme', value: 'dark' }, '*'); \
                        for (const type of ['locked', 'ready']) parent.postMessage({ sop: 1, type }, '*'); \
                        parent.postMessage({ sop: 1, type: 'state', cases: 99, unsaved: 99 }, '*'); \
                        return location.pathname";
            assert_eq!(official.js::<String>(send, &[]).await, "/other");
        }
        official.leaves_frame().await;
        official.enters_frame().await;
        official.tick("2.7").await;
        official.row_is("2.7", "todo").await;
        official.is_saved().await;
        official.sees_no(&id("unlock")).await;
        let look = "return [document.documentElement.lang, String(document.documentElement.dataset.theme)]";
        assert_eq!(official.js::<[String; 2]>(look, &[]).await, ["en", "undefined"]);
        host_says(official, "Cases on this device: 1. Not saved: 0.").await;

        let app = format!("http://{}", official.app_host());
        let all = in_host(official, "return all", json!(null)).await;
        let told: Vec<&Value> =
            all.as_array().unwrap().iter().filter(|event| event[0] == app.as_str()).map(|event| &event[1]).collect();
        assert!(told.iter().any(|data| data["type"] == "state"), "{told:?}");
        for data in told {
            let fields: Vec<&String> = data.as_object().unwrap().keys().collect();
            let known = match data["type"].as_str().unwrap() {
                "ready" | "locked" => vec!["sop", "type"],
                "state" => vec!["cases", "sop", "type", "unsaved"],
                other => panic!("{other} was told"),
            };
            assert_eq!(fields, known, "{data}");
        }
    });
}

#[test]
fn where_no_host_is_named_nothing_is_heard_or_told() {
    framed(Frame::Element(Around::Unnamed)).run(async |official| {
        official.visits_host().await;
        let listen = "window.all = []; addEventListener('message', event => all.push(event.data))";
        in_host(official, listen, json!(null)).await;
        official.passes_the_door().await;
        official.begin_case("QUIET-1").await;
        official.open("3.9").await;
        // What comes later is here.
        official.sees(".panel .lines li").await;
        official.close().await;
        let send = "const app = document.querySelector('sop-checklist iframe').contentWindow; \
                    for (const type of ['height', 'lock']) app.postMessage({ sop: 1, type }, location.origin); \
                    app.postMessage({ sop: 1, type: 'theme', value: 'dark' }, location.origin); return all.length";
        assert_eq!(in_host(official, send, json!(null)).await, 0);
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.is_saved().await;
        assert!(!official.js::<bool>("return 'theme' in document.documentElement.dataset", &[]).await);
        assert_eq!(in_host(official, "return all.length", json!(null)).await, 0);
    });
}

#[test]
fn a_sandbox_that_allows_scripts_alone_still_shows_a_checklist_and_says_what_is_missing() {
    let stage = framed(Frame::ScriptsOnly).allows(&["sandboxed", "Blocked form submission"]);
    stage.not_in_webkit("scripts in a page without an origin").run(async |official| {
        official.visits_host().await;
        official.reads(&id("keeps-nothing"), "Nothing can be saved in this browser or in this page.").await;
        // The door is a form, which such a frame does not send.
        official.passes_the_door().await;
        official.begin_case("ALONE-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
        official.reads(&id("save-state"), "NOT saved").await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.reads(&id("print-unseen"), "Nothing shows that this browser opened its print.").await;
        official.tap(&id("lock")).await;
        official.reads("main", "Something you recorded or typed is not saved yet.").await;
        official.unlocks().await;
        // By the button: from the paper to the steps, from there to the list. Firefox has no way back in such a frame.
        official.sees(&id("sheet")).await;
        official.back().await;
        official.row_is("1.8", "done").await;
        official.back().await;
        official.sees(&id("new-case")).await;
        official.open_case("ALONE-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn a_sandbox_that_saves_no_files_is_not_said_to_have_saved_one_and_the_words_can_be_copied() {
    let files = Folder::new();
    let stage = framed(Frame::NoDownloads).allows(&["sandboxed", "allow-downloads"]);
    stage.needs_chromium("files in a folder of the test").run(async |official| {
        official.keeps_files_in(files.path()).await;
        works(official, "NOFILE-1").await;
        official.is_saved().await;
        official.back().await;
        official.tap(&id("save-spare")).await;
        official.reads(&id("spare-said"), "Look whether it is there").await;
        assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
        official.open_case("NOFILE-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn the_element_in_a_browser_that_blocks_third_parties_keeps_cases_for_its_page_and_says_so() {
    let stage = framed(Frame::Element(Around::ThirdParty)).needs_chromium("a setting of its own");
    stage.run(async |official| {
        official.visits_host().await;
        official.passes_the_door().await;
        official.reads("main", &format!("inside {}.", official.app_host())).await;
        official.begin_case("THIRD-1").await;
        official.tick("1.8").await;
        official.is_saved().await;
        host_says(official, "Cases on this device: 1. Not saved: 0.").await;
        official.visits_host().await;
        official.passes_the_door().await;
        official.open_case("THIRD-1").await;
        official.row_is("1.8", "done").await;
        in_host(official, "document.getElementById('lock').click()", json!(null)).await;
        official.sees(&id("unlock")).await;
        // Its own tab is another place, which knows of no case and says nothing else.
        official.visit("").await;
        official.sees(&id("passphrase-again")).await;
    });
}

#[test]
fn the_element_in_a_browser_that_keeps_nothing_says_so_inside_and_counts_it_outside() {
    let files = Folder::new();
    let stage = framed(Frame::Element(Around::Blocked)).needs_chromium("a setting of its own");
    stage.run(async |official| {
        official.keeps_files_in(files.path()).await;
        official.visits_host().await;
        official.reads(&id("keeps-nothing"), "Nothing can be saved in this browser or in this page.").await;
        official.passes_the_door().await;
        official.begin_case("NONE-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
        host_says(official, "Cases on this device: 1. Not saved: 1.").await;
        in_host(official, "document.getElementById('lock').click()", json!(null)).await;
        official.reads("main", "Something you recorded or typed is not saved yet.").await;
        official.passes_the_door().await;
        official.open_case("NONE-1").await;
        official.row_is("1.8", "done").await;
        official.back().await;
        official.saves_spare(&id("save-spare"), files.path()).await;
    });
}

#[test]
fn a_sandbox_with_nothing_but_scripts_and_an_origin_keeps_cases_and_says_what_it_withholds() {
    let stage = framed(Frame::ScriptsAndOrigin).allows(&["sandboxed", "Blocked form submission", "allow-"]);
    stage.run(async |official| {
        works(official, "FEW-1").await;
        official.is_saved().await;
        official.part("paper").await;
        official.tap(&id("print")).await;
        official.tap(&id("print")).await;
        official.reads(&id("print-unseen"), "Nothing shows that this browser opened its print.").await;
        official.tap(&id("print-tab")).await;
        official.reads(&id("print-said"), "This browser opened no tab. Save the sheet as a page.").await;
        official.tap(&id("save-page")).await;
        official.reads(&id("said-page"), "Look whether it is there").await;
        official.visits_host().await;
        official.passes_the_door().await;
        official.open_case("FEW-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn a_frame_that_may_not_copy_copies_the_old_way_or_shows_the_text_selected() {
    // A secure address, where browsers have a clipboard: here they refuse it, since no page around allows it.
    framed(Frame::Plain).secure().needs_chromium("what the browser says of its clipboard").run(async |official| {
        official.visits_host().await;
        official.passes_the_door().await;
        official.begin_case("COPY-1").await;
        let refusal =
            "const done = arguments[0]; navigator.clipboard.writeText('x').then(() => done('no'), e => done(e.name))";
        assert_eq!(official.js_later::<String>(refusal).await, "NotAllowedError");
        official.tap(&format!("{} > summary", id("missing-fold"))).await;
        official.tap(&id("copy-missing")).await;
        official.reads(&id("copied-missing"), "Copied. Should pasting bring nothing").await;
        official.js::<Value>("document.execCommand = () => false", &[]).await;
        official.tap(&id("copy-missing")).await;
        official.reads(&id("copied-missing"), "This browser does not copy by itself.").await;
        let selected = "const field = document.querySelector('[data-testid=missing-text]'); \
                        return document.activeElement === field && field.value.length > 20 \
                            && field.selectionStart === 0 && field.selectionEnd === field.value.length";
        assert!(official.js::<bool>(selected, &[]).await);
    });
}
