//! An official at work: what a test says, in the words of who uses the app.
//!
//! Nothing here sleeps for a guessed time. Every step waits until the page shows what it should, and says what it shows
//! instead where that does not come.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sop_checklist::procedure::{Ask, Procedure, Step, read};
use thirtyfour::common::print::{PrintPage, PrintParameters};
use thirtyfour::error::WebDriverError;
use thirtyfour::{By, Key, WebDriver, WindowHandle};

use crate::harness::Browser;
use crate::paper::Pdf;

/// How long a state may take to come, on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(15);
/// Time between two looks.
const LOOK: Duration = Duration::from_millis(15);

/// Waits until `look` finds something; until then it says what is there instead.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Result<T, String>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) if Instant::now() > deadline => {
                let instead: String = instead.chars().take(600).collect();
                panic!("waited for {what}; instead: {instead}")
            }
            Err(_) => tokio::time::sleep(LOOK).await,
        }
    }
}

/// The file that ends so in a folder, once the browser has saved it: until then it has another name, or nothing in it.
pub async fn saved(folder: &Path, end: &str) -> PathBuf {
    until("the saved file", async || {
        let files = fs::read_dir(folder).map_err(|problem| problem.to_string())?;
        let files: Vec<_> = files.flatten().map(|file| file.path()).collect();
        let is_whole = |file: &&PathBuf| {
            file.extension().is_some_and(|found| found == end) && fs::metadata(file).is_ok_and(|about| about.len() > 0)
        };
        files.iter().find(is_whole).cloned().ok_or_else(|| format!("{files:?}"))
    })
    .await
}

/// The first element that a selector finds and that is shown.
const SHOWN: &str =
    "[...document.querySelectorAll(arguments[0])].find(e => e.checkVisibility({ visibilityProperty: true }))";

fn told(problem: WebDriverError) -> String {
    problem.to_string().lines().next().unwrap_or_default().to_owned()
}

/// The selector of a name for tests.
pub fn id(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

/// The procedure that the app was built with.
pub fn procedure() -> Procedure {
    read(include_str!("../../public/sop/th-mm-return.json")).unwrap()
}

/// The English words of the procedure.
pub fn word(key: &str) -> String {
    let words: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("../../public/sop/th-mm-return.en.json")).unwrap();
    words.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no word {key}")).to_owned()
}

/// One of the app's own words in a language.
pub fn said(language: &str, key: &str) -> String {
    let file = format!("{}/public/words/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let words: BTreeMap<String, Value> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    words.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no word {key}")).to_owned()
}

/// What an official answers to the questions of the procedure.
pub type Answers = BTreeMap<&'static str, &'static [&'static str]>;

/// A script that changes one letter in the value of each of these keys in storage.
pub fn damage(keys: &str, letter: u32) -> String {
    format!(
        "for (const key of {keys}) {{ const old = localStorage[key]; localStorage[key] = \
         old.slice(0, {letter}) + (old[{letter}] === 'A' ? 'B' : 'A') + old.slice({letter} + 1) }}"
    )
}

/// The passphrase of the tests.
pub const PASSPHRASE: &str = "tea at the blue gate";

/// An official with a browser.
pub struct Official {
    driver: WebDriver,
    browser: Browser,
    origin: String,
    /// The page of another site whose frame the app is in.
    host: Option<String>,
    /// Whether the next tap is to be a little higher than the last.
    higher: Cell<bool>,
    /// Whether taps are played.
    plays_taps: Cell<bool>,
}

impl Official {
    /// An official whose app lies under this address.
    pub fn new(driver: WebDriver, browser: Browser, origin: String, host: Option<String>) -> Self {
        Self { driver, browser, origin, host, higher: Cell::new(false), plays_taps: Cell::new(false) }
    }

    // ---- The browser ----

    /// Goes to a page of the server.
    pub async fn visit(&self, path: &str) {
        self.driver.goto(format!("{}/{path}", self.origin)).await.unwrap();
    }

    /// Goes to the page of another site, and into its frame.
    pub async fn visits_host(&self) {
        let host = self.host.as_ref().unwrap_or_else(|| panic!("this stage has no host"));
        self.driver.goto(host).await.unwrap();
        self.driver.enter_frame(0).await.unwrap();
    }

    /// Host name and port of the app.
    pub fn app_host(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }

    /// Opens the app and waits until it stands.
    pub async fn open_app(&self) {
        self.open_app_at("").await;
    }

    /// Opens the app in a folder of the server.
    pub async fn open_app_at(&self, path: &str) {
        self.visit(path).await;
        self.passes_the_door().await;
    }

    /// Chooses the passphrase or types it, whichever the door asks for, and goes to the list.
    pub async fn passes_the_door(&self) {
        self.unlocks().await;
        self.goes_to_list().await;
    }

    /// Goes to the list from where she stands after unlocking.
    pub async fn goes_to_list(&self) {
        if !self.is_shown(&id("new-case")).await {
            self.js::<Value>("history.go(-history.state)", &[]).await;
        }
        self.sees(&id("new-case")).await;
    }

    /// Chooses the passphrase or types it, and stays where the app brings her.
    pub async fn unlocks(&self) {
        self.sees(&id("passphrase")).await;
        let new = self.is_shown(&id("passphrase-again")).await;
        self.gives(PASSPHRASE, new.then_some(PASSPHRASE)).await;
        self.is_in().await;
    }

    async fn is_in(&self) {
        self.sees(&id("lock")).await;
        self.sees_no(&id("unlock")).await;
    }

    /// Loads the page again, and stays where the app brings her.
    pub async fn reloads_here(&self) {
        self.driver.refresh().await.unwrap();
        self.unlocks().await;
    }

    /// Locks and unlocks, and stays where the app brings her.
    pub async fn locks_and_unlocks(&self) {
        self.tap(&id("lock")).await;
        self.unlocks().await;
    }

    /// Types a passphrase at the door, once more where it is new, and goes in.
    pub async fn gives(&self, passphrase: &str, again: Option<&str>) {
        for (field, words) in [("passphrase", Some(passphrase)), ("passphrase-again", again)] {
            let Some(words) = words else { continue };
            self.tap(&id(field)).await;
            self.selects_all().await;
            self.types(words).await;
        }
        self.presses(Key::Enter).await;
    }

    /// Loads the page again, as a phone does when it threw the page away.
    pub async fn reload(&self) {
        self.driver.refresh().await.unwrap();
        self.passes_the_door().await;
    }

    /// One more tab. The driver of WebKitGTK leaves a tab hidden for good, so there it is a window.
    async fn new_tab(&self) -> WindowHandle {
        match self.browser {
            Browser::Webkit => self.driver.new_window().await.unwrap(),
            Browser::Chromium | Browser::Firefox => self.driver.new_tab().await.unwrap(),
        }
    }

    /// Opens the app in one more tab of the same browser, and goes on there.
    pub async fn second_tab(&self) -> WindowHandle {
        let tab = self.new_tab().await;
        self.go_to_tab(&tab).await;
        self.open_app().await;
        tab
    }

    /// Opens the app in one more tab, and stays outside there.
    pub async fn second_tab_at_the_door(&self) -> WindowHandle {
        let tab = self.new_tab().await;
        self.go_to_tab(&tab).await;
        self.visit("").await;
        self.sees(&id("passphrase")).await;
        tab
    }

    /// Opens the app in a window beside the first, where neither hides the other, and goes on there.
    pub async fn second_window(&self) -> WindowHandle {
        let window = self.driver.new_window().await.unwrap();
        self.go_to_tab(&window).await;
        self.open_app().await;
        window
    }

    /// Opens the app in a window beside the first, and stays outside there.
    pub async fn second_window_at_the_door(&self) -> WindowHandle {
        let window = self.driver.new_window().await.unwrap();
        self.go_to_tab(&window).await;
        self.visit("").await;
        self.sees(&id("passphrase")).await;
        window
    }

    /// The tab in use.
    pub async fn this_tab(&self) -> WindowHandle {
        self.driver.window().await.unwrap()
    }

    /// Goes on in another tab.
    pub async fn go_to_tab(&self, tab: &WindowHandle) {
        self.driver.switch_to_window(tab.clone()).await.unwrap();
        // As a tap on the tab does; otherwise the page stays hidden, and covers itself. Other drivers bring it by themselves.
        if self.browser == Browser::Chromium {
            self.devtools("Page.bringToFront", json!({})).await;
        }
    }

    /// Goes into the frame of the page.
    pub async fn enters_frame(&self) {
        self.driver.enter_frame(0).await.unwrap();
    }

    /// Goes into one of several frames of the page.
    pub async fn enters_frame_number(&self, number: u16) {
        self.driver.enter_frame(number).await.unwrap();
    }

    /// Goes out of the frame, to the page around it.
    pub async fn leaves_frame(&self) {
        self.driver.enter_default_frame().await.unwrap();
    }

    /// Waits until there is one more tab.
    pub async fn other_tab(&self, this: &WindowHandle) -> WindowHandle {
        until("another tab", async || {
            let all = self.driver.windows().await.map_err(told)?;
            let other = all.into_iter().find(|tab| tab != this).ok_or_else(|| "none".to_owned())?;
            // A tab that has just opened can still change its handle.
            let can_be_seen = self.driver.switch_to_window(other.clone()).await.map_err(told);
            self.driver.switch_to_window(this.clone()).await.map_err(told)?;
            can_be_seen.map(|()| other)
        })
        .await
    }

    /// Waits until no other tab is left.
    pub async fn is_the_only_tab(&self) {
        until("no other tab", async || {
            let count = self.driver.windows().await.map_err(told)?.len();
            if count == 1 { Ok(()) } else { Err(count.to_string()) }
        })
        .await;
    }

    /// Closes the tab in use, and goes on in another.
    pub async fn closes_tab(&self, other: &WindowHandle) {
        self.driver.close_window().await.unwrap();
        self.go_to_tab(other).await;
    }

    /// Opens the app from this tab in one more, which takes along what a tab keeps for itself, and stays outside there.
    pub async fn duplicates_tab(&self) -> WindowHandle {
        let known = self.driver.windows().await.unwrap();
        self.js::<Value>("window.open(location.href)", &[]).await;
        let copy = until("one more tab", async || {
            let all = self.driver.windows().await.map_err(told)?;
            all.into_iter().find(|tab| !known.contains(tab)).ok_or_else(|| "none".to_owned())
        })
        .await;
        self.go_to_tab(&copy).await;
        self.sees(&id("passphrase")).await;
        copy
    }

    /// Does something else in a tab in front, which hides the app.
    pub async fn goes_elsewhere(&self) {
        let tab = self.driver.new_tab().await.unwrap();
        self.go_to_tab(&tab).await;
    }

    /// The tab's process is killed, as a phone does; the official goes on in another.
    pub async fn tab_dies(&self, tab: &WindowHandle) {
        let other = self.driver.new_tab().await.unwrap();
        self.go_to_tab(tab).await;
        // The answer to this is that the tab crashed.
        let _crashed = self.driver.cdp().send_raw("Page.crash", json!({})).await;
        self.go_to_tab(&other).await;
    }

    /// Loads the page again by force, past the browser's cache and past every worker, as with the shift key.
    pub async fn reloads_by_force(&self) {
        self.js::<Value>("window.before = true", &[]).await;
        self.devtools("Page.reload", json!({ "ignoreCache": true })).await;
        until("a page that was loaded anew", async || {
            if self.try_js("return !window.before", &[]).await? { Ok(()) } else { Err("the old one".to_owned()) }
        })
        .await;
        self.passes_the_door().await;
    }

    /// The value of a JavaScript function's body.
    pub async fn js<T: DeserializeOwned>(&self, body: &str, arguments: &[Value]) -> T {
        self.try_js(body, arguments).await.unwrap_or_else(|problem| panic!("{problem} in {body}"))
    }

    /// What a JavaScript function gives to the one that it is called with.
    pub async fn js_later<T: DeserializeOwned>(&self, body: &str) -> T {
        let given = self.driver.execute_async(body, Vec::new()).await.and_then(|value| value.convert());
        given.unwrap_or_else(|problem| panic!("{} in {body}", told(problem)))
    }

    pub async fn try_js<T: DeserializeOwned>(&self, body: &str, arguments: &[Value]) -> Result<T, String> {
        self.driver.execute(body, arguments).await.and_then(|value| value.convert()).map_err(told)
    }

    /// A command of Chromium's own protocol. Tests that use it say that they need Chromium.
    pub async fn devtools(&self, command: &str, arguments: Value) -> Value {
        assert_eq!(self.browser, Browser::Chromium, "{command}");
        self.driver.cdp().send_raw(command, arguments).await.unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    /// Has a script run in every page before its own.
    pub async fn before_every_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Title and address of the page.
    pub async fn title_and_address(&self) -> String {
        format!("{} {}", self.driver.title().await.unwrap(), self.driver.current_url().await.unwrap())
    }

    /// The browser's back.
    pub async fn browser_back(&self) {
        self.driver.back().await.unwrap();
    }

    /// Everything that the app keeps in the browser, by key.
    pub async fn storage(&self) -> BTreeMap<String, String> {
        self.js("return Object.assign({}, localStorage)", &[]).await
    }

    /// The same without the places, which follow the official wherever she goes.
    pub async fn storage_but_places(&self) -> BTreeMap<String, String> {
        let mut all = self.storage().await;
        all.retain(|key, _| !key.rsplit(':').next().is_some_and(|end| end.starts_with('p')));
        all
    }

    /// Puts values into storage, as the app would have.
    pub async fn puts(&self, entries: &[(String, String)]) {
        let put = "for (const [key, value] of arguments[0]) localStorage.setItem(key, value)";
        self.js::<Value>(put, &[json!(entries)]).await;
    }

    /// Puts the language that was chosen at an earlier start into storage.
    pub async fn chose(&self, language: &str) {
        self.puts(&[("sopc:language".into(), json!(language).to_string())]).await;
    }

    /// The browser ends right after the next piece of a record is on disk: nothing of what follows gets there.
    pub async fn ends_after_the_next_piece(&self) {
        let body = r"const put = Storage.prototype.setItem, ledger = sopLedger.put; let last = '';
                     const ended = () => /^sopc:1:[0-9a-f]{16}:[0-9a-f]{16}:\d+$/.test(last);
                     Storage.prototype.setItem = function (key, value) {
                         if (ended()) return;
                         last = key;
                         put.call(this, key, value);
                     };
                     sopLedger.put = (key, value) => { if (key === last) ledger(key, value) }";
        self.js::<Value>(body, &[]).await;
    }

    /// Another app of the same address leaves no room in storage, not even for one more letter.
    pub async fn fills_storage(&self) {
        let body = "localStorage.setItem('filler', ''); let size = 6 << 20; while (size) { \
                    try { localStorage.setItem('filler', localStorage.getItem('filler') + 'x'.repeat(size)) } \
                    catch (_) { size >>= 1 } }";
        self.js::<Value>(body, &[]).await;
    }

    /// The other app gives the room back.
    pub async fn frees_storage(&self) {
        self.js::<Value>("localStorage.removeItem('filler')", &[]).await;
    }

    /// Someone empties the browser of all that this address keeps.
    pub async fn empties_the_browser(&self) {
        // A page of the same address without the app, which would write anew what it holds.
        self.visit("config.json").await;
        let body = "const done = arguments[0]; localStorage.clear(); \
                    const gone = indexedDB.deleteDatabase('sopc'); \
                    gone.onsuccess = () => done(localStorage.length); gone.onerror = () => done(-1)";
        assert_eq!(self.js_later::<i32>(body).await, 0);
    }

    /// Has the browser put what it is given into a folder.
    pub async fn keeps_files_in(&self, folder: &Path) {
        let to = json!({ "behavior": "allow", "downloadPath": folder });
        self.devtools("Browser.setDownloadBehavior", to).await;
    }

    /// Saves a spare copy by a button, and waits for the file.
    pub async fn saves_spare(&self, button: &str, folder: &Path) -> PathBuf {
        self.tap(button).await;
        saved(folder, "sopspare").await
    }

    /// Waits until the clock shows another second.
    pub async fn lets_a_second_pass(&self) {
        let second = "return Math.floor(Date.now() / 1000)";
        let begun: u64 = self.js(second, &[]).await;
        until("another second", async || {
            let now: u64 = self.try_js(second, &[]).await?;
            if now > begun { Ok(()) } else { Err(now.to_string()) }
        })
        .await;
    }

    /// The sheet of paper that the browser's print makes of the page.
    pub async fn print(&self) -> Pdf {
        if self.browser == Browser::Chromium {
            let printed = self.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true })).await;
            return Pdf::read(printed["data"].as_str().unwrap());
        }
        let a4 = PrintPage { width: 21.0, height: 29.7 };
        let printed = self.driver.print_page_base64(PrintParameters { page: a4, ..PrintParameters::default() }).await;
        Pdf::read(&printed.unwrap())
    }

    /// Fails on errors in the browser's log, and on requests to any other place than the app's own server.
    pub async fn check_trouble(&self, allowed: &[&str]) {
        // Other drivers give no log.
        if self.browser != Browser::Chromium {
            return;
        }
        let entries = self.driver.get_log("browser").await.unwrap();
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        // The browser asks for it beside a file that is no page of the app.
        let errors = errors.filter(|entry| !entry.message.contains("/favicon.ico"));
        let errors = errors.filter(|entry| !allowed.iter().any(|text| entry.message.contains(text)));
        let errors: Vec<_> = errors.map(|entry| entry.message).collect();
        assert!(errors.is_empty(), "errors in the browser's log: {errors:#?}");
        let mut asked = 0;
        for entry in self.driver.get_log("performance").await.unwrap() {
            let event: Value = serde_json::from_str(&entry.message).unwrap();
            if event["message"]["method"] != "Network.requestWillBeSent" {
                continue;
            }
            let address = event["message"]["params"]["request"]["url"].as_str().unwrap_or_default();
            let own = address.starts_with(&format!("{}/", self.origin))
                || self.host.as_deref() == Some(address)
                // Empty pages that tests of frames put beside the app.
                || (self.host.is_some() && address.ends_with("/other"));
            asked += u32::from(own);
            // The browser's own pages, such as that of a new tab, and what never leaves the page.
            let inside =
                ["chrome:", "chrome-untrusted:", "data:", "blob:"].iter().any(|start| address.starts_with(start));
            assert!(own || inside, "asked elsewhere: {address}");
        }
        assert!(asked > 0, "the browser's log of requests is empty, so it proves nothing");
    }

    /// Keeps a picture and the text of the page for whoever looks into a failure.
    pub async fn keep_evidence(&self, folder: &Path, name: &str) {
        let text: Result<String, _> = self.try_js("return location.href + ' ' + document.body.innerText", &[]).await;
        let picture = self.driver.screenshot_as_png().await.unwrap_or_default();
        let log = self.driver.get_log("browser").await.unwrap_or_default();
        let log: Vec<_> = log.into_iter().map(|entry| format!("{} {}", entry.level, entry.message)).collect();
        // The failure itself is what counts; it must not be hidden by another.
        let _kept = fs::create_dir_all(folder)
            .and_then(|()| fs::write(folder.join(format!("{name}.png")), picture))
            .and_then(|()| fs::write(folder.join(format!("{name}.txt")), format!("{text:?}\n{log:#?}")));
    }

    /// Ends the browser.
    pub async fn leave(self) {
        // A browser that is gone already cannot be left again.
        let _left = self.driver.quit().await;
    }

    // ---- Looking and touching ----

    /// Waits until an element is shown.
    pub async fn sees(&self, css: &str) {
        until(css, async || if self.shown(css).await? { Ok(()) } else { Err("not shown".to_owned()) }).await;
    }

    /// Waits until no element is shown that this selects.
    pub async fn sees_no(&self, css: &str) {
        until(&format!("no {css}"), async || if self.shown(css).await? { Err("shown".to_owned()) } else { Ok(()) })
            .await;
    }

    /// Whether an element is shown now.
    pub async fn is_shown(&self, css: &str) -> bool {
        self.shown(css).await.unwrap()
    }

    async fn shown(&self, css: &str) -> Result<bool, String> {
        self.try_js(&format!("return !!{SHOWN}"), &[css.into()]).await
    }

    /// Waits until an element's text holds this.
    pub async fn reads(&self, css: &str, text: &str) {
        until(&format!("“{text}” in {css}"), async || {
            let shown = self.text_of(css).await?;
            if shown.contains(text) { Ok(()) } else { Err(shown) }
        })
        .await;
    }

    /// An element's text as it is shown.
    pub async fn text(&self, css: &str) -> String {
        until(css, async || self.text_of(css).await).await
    }

    async fn text_of(&self, css: &str) -> Result<String, String> {
        // No browser lays out a phase that is far off, and WebKitGTK nothing that is out of view; there is no text of it then.
        let far = if self.browser == Browser::Webkit { "e" } else { "e?.closest('.phase')" };
        let body =
            format!("const e = {SHOWN}; if ({far}) e.scrollIntoView({{ block: 'nearest' }}); return e?.innerText");
        let text: Option<String> = self.try_js(&body, &[css.into()]).await?;
        text.ok_or_else(|| "not shown".to_owned())
    }

    /// Waits until an element's property or attribute has this value.
    pub async fn has(&self, css: &str, name: &str, value: impl Into<Value>) {
        let value = value.into();
        until(&format!("{css} with {name} = {value}"), async || {
            let body = "const e = document.querySelector(arguments[0]); if (!e) return 'no such element'; \
                        return arguments[1] in e ? e[arguments[1]] : e.getAttribute(arguments[1])";
            let now: Value = self.try_js(body, &[css.into(), name.into()]).await?;
            if now == value { Ok(()) } else { Err(now.to_string()) }
        })
        .await;
    }

    /// From now on taps are played on the element itself. With letters of twice the size a row can be higher than the screen,
    /// and the driver's own tap goes astray.
    pub fn plays_taps(&self) {
        self.plays_taps.set(true);
    }

    /// Taps an element, once it is there, stands still, and nothing lies over it.
    pub async fn tap(&self, css: &str) {
        if self.plays_taps.get() {
            self.sees(css).await;
            let body = format!("const e = {SHOWN}; e.focus(); e.click()");
            return self.js::<()>(&body, &[css.into()]).await;
        }
        // Two quick taps less than 100 pixels apart are a double tap, even on two fields that were scrolled there in turn,
        // and the second field then takes no letters. No thumb is that quick. The others have a mouse here.
        let aside = match (self.browser, self.higher.replace(!self.higher.get())) {
            (Browser::Firefox | Browser::Webkit, _) => 0,
            (Browser::Chromium, true) => 80,
            (Browser::Chromium, false) => -80,
        };
        until(&format!("a tap on {css}"), async || {
            let body = format!(
                "const [css, aside, done] = arguments; const e = {SHOWN}; if (!e) return done('not shown'); \
                 const place = () => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height].join() }}; \
                 e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); scrollBy(0, aside); const before = place(); \
                 requestAnimationFrame(() => requestAnimationFrame(() => done(place() === before ? e : 'it moves from ' + before + ' to ' + place())))"
            );
            let answer = self.driver.execute_async(body, vec![css.into(), aside.into()]).await.map_err(told)?;
            if let Some(problem) = answer.json().as_str() {
                return Err(problem.to_owned());
            }
            answer.element().map_err(told)?.click().await.map_err(told)
        })
        .await;
    }

    /// Types into whatever has the focus.
    pub async fn types(&self, keys: impl AsRef<str>) {
        // Firefox's driver goes on while keys are still on their way: a page that is left at once never gets them.
        let is_late = self.browser == Browser::Firefox;
        if is_late {
            let count = "const keys = window.keys ??= {}; keys.up = 0; \
                         if (!keys.seen) keys.seen = !addEventListener('keyup', () => { keys.up++ }, true)";
            self.js::<Value>(count, &[]).await;
        }
        self.driver.action_chain().send_keys(keys.as_ref()).perform().await.unwrap();
        if is_late {
            let typed = keys.as_ref().chars().count();
            until("the keys that were typed", async || {
                let came: usize = self.js("return window.keys.up", &[]).await;
                if came >= typed { Ok(()) } else { Err(format!("{came} of {typed}")) }
            })
            .await;
        }
    }

    /// Puts words in where the caret is, all at once.
    pub async fn pastes(&self, words: &str) {
        assert!(
            self.js::<bool>("return document.execCommand('insertText', false, arguments[0])", &[words.into()]).await
        );
    }

    /// What is pasted now, wherever it is pasted.
    pub async fn pasted(&self) -> String {
        let field = "const field = document.createElement('textarea'); field.id = 'pasted'; \
                     document.body.append(field); field.focus()";
        self.js::<Value>(field, &[]).await;
        let keys = self.driver.action_chain().key_down(Key::Control).send_keys("v").key_up(Key::Control);
        keys.perform().await.unwrap();
        let read = "const field = document.getElementById('pasted'); field.remove(); return field.value";
        self.js(read, &[]).await
    }

    /// Gives a file to a field.
    pub async fn gives_file(&self, css: &str, file: &Path) {
        let field = self.driver.find(By::Css(css)).await.unwrap();
        field.send_keys(file.to_string_lossy()).await.unwrap();
    }

    /// Presses a key.
    pub async fn presses(&self, key: Key) {
        self.types(char::from(key).to_string()).await;
    }

    /// Selects everything in the field that has the focus.
    pub async fn selects_all(&self) {
        let body = "const e = document.activeElement; if (!e.select) return e.nodeName; e.select(); return ''";
        until("a field that has the focus", async || {
            let instead: String = self.js(body, &[]).await;
            if instead.is_empty() { Ok(()) } else { Err(instead) }
        })
        .await;
    }

    /// Presses the tab key until this has the focus.
    pub async fn tabs_to(&self, css: &str) {
        const FURTHEST: usize = 150;
        let mut passed = Vec::new();
        for _ in 0..FURTHEST {
            self.presses(Key::Tab).await;
            if self.has_focus(css).await {
                return;
            }
            let name = "const e = document.activeElement; return e.dataset.testid || e.id || e.innerText || e.tagName";
            passed.push(self.js::<String>(name, &[]).await);
        }
        panic!("the tab key never came to {css}, only to {passed:?}");
    }

    /// Whether this has the focus now.
    pub async fn has_focus(&self, css: &str) -> bool {
        self.js("return document.activeElement.matches(arguments[0])", &[css.into()]).await
    }

    /// Waits until this has the focus.
    pub async fn focus_is_on(&self, css: &str) {
        until(&format!("the focus on {css}"), async || {
            if self.has_focus(css).await {
                return Ok(());
            }
            self.try_js("return document.activeElement.outerHTML.slice(0, 200)", &[]).await.and_then(Err)
        })
        .await;
    }

    // ---- A case ----

    /// Begins a case under a code.
    pub async fn begin_case(&self, code: &str) {
        self.tap(&id("new-case")).await;
        self.tap(&id("case-code")).await;
        self.types(code).await;
        self.tap(&id("create-case")).await;
        self.reads("#heading", code).await;
    }

    /// Opens a case from the list; from the door she may stand elsewhere.
    pub async fn open_case(&self, code: &str) {
        self.is_in().await;
        self.goes_to_list().await;
        let row = until(&format!("case {code} in the list"), async || {
            let body = "return [...document.querySelectorAll('[data-testid=case-row] .code')].map(e => e.innerText)";
            let codes: Vec<String> = self.try_js(body, &[]).await?;
            codes.iter().position(|known| known == code).ok_or_else(|| format!("{codes:?}"))
        })
        .await;
        self.tap(&format!("{}:nth-of-type({}) button", id("case-row"), row + 1)).await;
        self.reads("#heading", code).await;
    }

    /// Goes back as the app's own button does.
    pub async fn back(&self) {
        self.tap(&id("back")).await;
    }

    /// Shows a part of the case: `steps`, `facts`, `consents`, `paper` or `history`.
    pub async fn part(&self, name: &str) {
        let tab = if name == "history" { id(name) } else { id(&format!("tab-{name}")) };
        self.tap(&tab).await;
        self.has(&tab, "aria-current", "page").await;
    }

    /// Waits until the gate stands so: `go`, `wait` or `stop`.
    pub async fn gate_is(&self, state: &str) {
        self.has(&id("gate"), "data-state", state).await;
    }

    /// Waits until a step's row stands so.
    pub async fn row_is(&self, step: &str, state: &str) {
        self.has(&id(&format!("step-{step}")), "data-state", state).await;
    }

    /// How every step's row stands, in the order of the page.
    pub async fn rows(&self) -> Vec<(String, String)> {
        let body = "return [...document.querySelectorAll('li.step')].map(e => [e.dataset.testid, e.dataset.state])";
        let rows: Vec<(String, String)> = self.js(body, &[]).await;
        rows.into_iter().map(|(name, state)| (name.trim_start_matches("step-").to_owned(), state)).collect()
    }

    /// How a step's row stands now.
    pub async fn row(&self, step: &str) -> String {
        let body = "return document.querySelector(arguments[0]).dataset.state";
        self.js(body, &[id(&format!("step-{step}")).into()]).await
    }

    /// Today as the app writes a day in English.
    pub async fn today(&self) -> String {
        let body = "const part = options => new Date().toLocaleDateString('en-GB', options); \
                    return part({ day: 'numeric', month: 'long', year: 'numeric' })";
        self.js(body, &[]).await
    }

    /// Taps a step's box.
    pub async fn tick(&self, step: &str) {
        self.tap(&id(&format!("done-{step}"))).await;
    }

    /// Whether a step's box is ticked on screen.
    pub async fn box_is_ticked(&self, step: &str) -> bool {
        self.js("return document.querySelector(arguments[0]).checked", &[id(&format!("done-{step}")).into()]).await
    }

    /// Opens a step.
    pub async fn open(&self, step: &str) {
        self.tap(&id(&format!("open-{step}"))).await;
        self.step_is_open(step).await;
    }

    /// Waits until a step is open.
    pub async fn step_is_open(&self, step: &str) {
        self.reads("#step-heading .number", step).await;
    }

    /// Closes the opened step.
    pub async fn close(&self) {
        self.back().await;
        self.sees_no("#step-heading").await;
    }

    /// Answers a question that is on the screen, and says yes where it is shown first what that changes.
    pub async fn answer(&self, fact: &str, value: &str) {
        self.chooses_answer(fact, value).await;
        let change = id(&format!("change-{fact}"));
        if self.is_shown(&change).await {
            self.tap(&change).await;
            self.sees_no(&change).await;
        }
    }

    /// Taps an answer, and says nothing more.
    pub async fn chooses_answer(&self, fact: &str, value: &str) {
        let choice = id(&format!("answer-{fact}-{value}"));
        self.tap(&choice).await;
        self.has(&choice, "checked", true).await;
    }

    /// Says that a red flag was looked at and is clear.
    pub async fn check_clear(&self, stop: &str) {
        self.tap(&id(&format!("answer-{stop}-clear"))).await;
        self.tap(&id(&format!("record-{stop}"))).await;
        self.has(&id(&format!("stop-{stop}")), "data-state", "clear").await;
    }

    /// Raises a red flag.
    pub async fn raise(&self, stop: &str, reason: &str) {
        self.tap(&id(&format!("answer-{stop}-raised"))).await;
        self.tap(&format!("#reason-{stop}")).await;
        self.types(reason).await;
        self.tap(&id(&format!("record-{stop}"))).await;
        self.has(&id(&format!("stop-{stop}")), "data-state", "raised").await;
    }

    /// Records that the person said yes, in a few taps; of a child, and of somebody whose age nobody asked, the guardian too.
    pub async fn consents(&self, kind: &str) {
        let both = "return document.querySelector(arguments[0]).checkVisibility()";
        let guardian = id(&format!("answer-{kind}-guardian-given"));
        self.sees(&id(&format!("answer-{kind}-given"))).await;
        let both: bool = self.js(both, &[guardian.as_str().into()]).await;
        self.tap(&id(&format!("answer-{kind}-given"))).await;
        self.tap(&id(&format!("record-{kind}"))).await;
        if both {
            self.has(&id(&format!("consent-{kind}")), "data-state", "not-asked").await;
            self.tap(&guardian).await;
            self.tap(&id(&format!("record-{kind}"))).await;
        }
        self.has(&id(&format!("consent-{kind}")), "data-state", "given").await;
    }

    /// Puts the caret into the note of the opened step.
    pub async fn goes_into_note(&self, step: &str) {
        let note = id(&format!("note-{step}"));
        self.tap(&note).await;
        self.focus_is_on(&note).await;
    }

    /// Waits until the note's field holds this.
    pub async fn note_is(&self, step: &str, text: &str) {
        self.has(&id(&format!("note-{step}")), "value", text).await;
    }

    /// Leaves the field that the caret is in.
    pub async fn leaves_field(&self) {
        self.js::<Value>("document.activeElement.blur()", &[]).await;
    }

    /// Waits until the app says that everything is saved.
    pub async fn is_saved(&self) {
        self.has(&id("save-state"), "data-state", "saved").await;
        self.reads(&id("save-state"), "Saved at ").await;
    }

    /// Chooses from a list. What opens is the browser's own and outside the page; what it answers is played.
    pub async fn chooses(&self, list: &str, value: &str) {
        self.sees(list).await;
        let choose = "const list = document.querySelector(arguments[0]);
                      list.value = arguments[1];
                      ['input', 'change'].forEach(word => list.dispatchEvent(new Event(word, { bubbles: true })))";
        self.js::<serde_json::Value>(choose, &[list.into(), value.into()]).await;
    }

    /// Says which role the official has.
    pub async fn is_a(&self, role: &str) {
        self.tap(&id("settings")).await;
        self.chooses(&id("role"), role).await;
        self.has(&id("role"), "value", role).await;
        self.back().await;
        self.sees(&id("new-case")).await;
    }

    /// Sets day and month of the opened step, which is done. Gives the day in words.
    pub async fn sets_day(&self, step: &str, day: u8, month: u8) -> String {
        self.tap(&format!("[id=\"date-{step}-day\"]")).await;
        self.selects_all().await;
        self.types(day.to_string()).await;
        self.chooses(&format!("[id=\"date-{step}-month\"]"), &month.to_string()).await;
        self.leaves_field().await;
        let body = "return new Date(new Date().getFullYear(), arguments[1] - 1, arguments[0]) \
                    .toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })";
        let words: String = self.js(body, &[day.into(), month.into()]).await;
        self.reads(&id(&format!("status-{step}")), &words).await;
        words
    }

    /// Undoes the last thing.
    pub async fn undo(&self) {
        self.tap(&id("undo")).await;
    }

    // ---- Whole cases ----

    /// Works through the case: ticks whatever can be ticked and answers what that asks, until nothing is left to do.
    pub async fn work_through(&self, answers: &Answers) {
        let procedure = procedure();
        let steps = procedure.steps().count();
        for _ in 0..steps {
            let rows = self.rows().await;
            let Some((next, _)) = rows.iter().find(|(_, state)| state == "todo") else { return };
            let step = procedure.step(next).unwrap();
            self.tick(next).await;
            until(&format!("{next} done, or its questions"), async || {
                let done = self.rows().await.iter().any(|(id, state)| id == next && is_done(state));
                let asks = self.is_shown("#step-heading").await;
                if done || asks { Ok(()) } else { Err("neither".to_owned()) }
            })
            .await;
            if self.is_shown("#step-heading").await {
                self.answer_all(step, answers).await;
                // The last check is looked at as a whole before it is marked done.
                if step.gate_check.is_some() && !self.box_is_ticked(next).await {
                    self.reads(&id("last-check"), "Nothing open in this check. Ask again before the crossing.").await;
                    self.tap(&id(&format!("mark-{next}"))).await;
                }
                let done = format!("{}:is([data-state=done],[data-state=reported])", id(&format!("step-{next}")));
                until(&format!("{next} done"), async || {
                    let done: bool =
                        self.try_js("return !!document.querySelector(arguments[0])", &[done.clone().into()]).await?;
                    if done { Ok(()) } else { Err(self.text_of(".panel").await?) }
                })
                .await;
                self.close().await;
            }
        }
        panic!("the case never came to an end");
    }

    /// Answers everything that the opened step asks and that has no answer yet.
    async fn answer_all(&self, step: &Step, answers: &Answers) {
        for ask in &step.asks {
            match ask {
                Ask::Fact(fact) => {
                    let values = answers.get(fact.as_str()).unwrap_or_else(|| panic!("no answer for {fact}"));
                    for value in *values {
                        let choice = id(&format!("answer-{fact}-{value}"));
                        if !self
                            .js::<bool>("return document.querySelector(arguments[0]).checked", &[choice.into()])
                            .await
                        {
                            self.answer(fact.as_str(), value).await;
                        }
                    }
                }
                Ask::Consent(kind) => {
                    let open = format!("{}[data-state=not-asked]", id(&format!("consent-{kind}")));
                    if self.is_shown(&open).await {
                        self.consents(kind.as_str()).await;
                    }
                }
                Ask::Stop(stop) => {
                    let open = format!("{}[data-state=unchecked]", id(&format!("stop-{stop}")));
                    if self.is_shown(&open).await {
                        self.check_clear(stop.as_str()).await;
                    }
                }
            }
        }
    }
}

/// Whether a row of this state counts as done.
pub fn is_done(state: &str) -> bool {
    matches!(state, "done" | "reported" | "elsewhere")
}
