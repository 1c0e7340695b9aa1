//! What a test stands on: a server, a driver and a browser of its own, ended with the test whatever comes of it.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Instant;

use serde_json::json;
use thirtyfour::common::capabilities::firefox::FirefoxPreferences;
use thirtyfour::{
    Capabilities, ChromeCapabilities, ChromiumLikeCapabilities, FirefoxCapabilities, LoggingPrefsLogLevel, WebDriver,
};

use sop_checklist::fnv::mark;

use crate::official::Official;
use crate::servers::{self, Served};
use crate::{faults, webkit};

/// Browsers that run at the same time; more would only wait for each other on two cores.
const AT_ONCE: u32 = 2;
/// A host name that only the test's browser knows. Unlike 127.0.0.1 it is no secure context over plain http.
pub const INTRANET: &str = "intranet.example";

/// The browsers that the app is tried in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    Firefox,
    Webkit,
}

impl Browser {
    /// The one that `SOP_BROWSER` names, Chromium where it names none.
    fn chosen() -> Self {
        match std::env::var("SOP_BROWSER").unwrap_or_default().as_str() {
            "" | "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::Webkit,
            other => panic!("SOP_BROWSER is {other}: neither chromium nor firefox nor webkit"),
        }
    }

    /// Starts the driver, with the screen that it needs. Gives its port last.
    fn start_driver(self, fonts: Option<&Path>) -> (Option<Process>, Process, u16) {
        let (driver, port) = match self {
            Self::Chromium => {
                let mut driver = Command::new("chromedriver");
                // The browser has it from its driver.
                if let Some(fonts) = fonts {
                    driver.env("FONTCONFIG_FILE", fonts);
                }
                Process::start(driver.arg("--port=0"), "successfully on port ")
            }
            Self::Firefox => {
                Process::start(Command::new("geckodriver").args(["--port", "0"]), "Listening on 127.0.0.1:")
            }
            Self::Webkit => {
                let (screen, driver, port) = webkit::start();
                return (Some(screen), driver, port);
            }
        };
        (None, driver, port)
    }
}

/// A child process that ends with its handle, also when a test panics.
pub struct Process(Child);

impl Process {
    /// Starts a program that takes a free port, and reads which one it took. Two that start at once may choose the same, and
    /// one of them ends: it is started again.
    pub fn start(command: &mut Command, before_port: &str) -> (Self, u16) {
        let started = (0..5).find_map(|_| Self::started(command, before_port));
        started.unwrap_or_else(|| panic!("{command:?} did not say its port"))
    }

    fn started(command: &mut Command, before_port: &str) -> Option<(Self, u16)> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut process = Self(child.unwrap_or_else(|problem| panic!("cannot start {command:?}: {problem}")));
        let mut lines = BufReader::new(process.0.stdout.take().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, rest) = line.split_once(before_port)?;
            rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
        })?;
        // A pipe that nobody reads would fill and hold the program.
        thread::spawn(move || lines.for_each(drop));
        Some((process, port))
    }

    /// Starts a program that says nothing.
    pub fn silent(command: &mut Command) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Self(child.unwrap_or_else(|problem| panic!("cannot start {command:?}: {problem}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// A folder that goes with its handle.
pub struct Folder(PathBuf);

impl Folder {
    /// A new empty folder.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("sop-e2e-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What a dying browser still holds stays in the system's folder for temporary files.
        let _left = fs::remove_dir_all(&self.0);
    }
}

/// The built app.
pub fn dist() -> PathBuf {
    let dist = std::env::var_os("SOP_DIST").map_or_else(|| PathBuf::from("dist"), PathBuf::from);
    assert!(dist.join("index.html").is_file(), "{} is not there: `make build` first, or set SOP_DIST", dist.display());
    dist
}

/// The build tool, which also serves: beside the folder that this test was built into, unless `SOP_XTASK` names it.
fn xtask() -> PathBuf {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.parent()?.join("xtask"));
    let xtask = std::env::var_os("SOP_XTASK").map(PathBuf::from).or_else(beside).unwrap_or_default();
    assert!(xtask.is_file(), "{} is not there: `cargo build -p xtask` first, or set SOP_XTASK", xtask.display());
    xtask
}

/// The build tool as the server of a folder, and its port.
pub fn serve(folder: &Path) -> (Process, u16) {
    let mut serve = Command::new(xtask());
    Process::start(serve.arg("serve").arg("--dir").arg(folder).args(["--port", "0"]), "127.0.0.1:")
}

/// A web server's folder with copies of the app that a test may damage.
pub struct Site(Folder);

impl Site {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// An empty one.
    pub fn new() -> Self {
        Self(Folder::new())
    }

    /// Puts a copy of the app into a folder of it.
    pub fn copy(&self, to: &str) -> Copy {
        let copy = Copy(self.0.path().join(to));
        copy_folder(&dist(), &copy.0);
        copy
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A copy of the app.
pub struct Copy(PathBuf);

impl Copy {
    /// The one file whose name begins and ends so; what is between is made of its bytes.
    fn named(&self, start: &str, end: &str) -> PathBuf {
        let folder =
            if self.0.join(format!("{start}{end}")).is_file() { self.0.clone() } else { self.0.join("assets") };
        let hash = |name: &str| name.strip_prefix(start)?.strip_suffix(end).map(str::len);
        let fits = |name: &str| matches!(hash(name), Some(0 | 13));
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let mut found = files.filter(|file| fits(&file.file_name().unwrap().to_string_lossy()));
        found.next().unwrap_or_else(|| panic!("no {start}*{end} in {}", folder.display()))
    }

    /// Takes a file away, with its packed copies.
    pub fn without(&self, start: &str, end: &str) -> &Self {
        let file = self.named(start, end);
        fs::remove_file(&file).unwrap();
        drop_packed(&file);
        self
    }

    /// Makes a file as another build would: with its name, where that holds a mark, and with that name wherever it stands.
    pub fn with(&self, start: &str, end: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> &Self {
        let file = self.named(start, end);
        self.spoilt(start, end, change);
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some(old) = name.strip_prefix(&format!("{start}.")).and_then(|rest| rest.get(..12)) else { return self };
        let new = mark(&fs::read(&file).unwrap());
        fs::rename(&file, file.with_file_name(format!("{start}.{new}{end}"))).unwrap();
        ["index.html", "sw.js"].into_iter().for_each(|entry| self.says(entry, old, &new));
        self
    }

    /// Puts something else into a file, which keeps its name.
    pub fn spoilt(&self, start: &str, end: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> &Self {
        let file = self.named(start, end);
        let bytes = change(fs::read(&file).unwrap());
        fs::write(&file, bytes).unwrap();
        drop_packed(&file);
        self
    }

    /// What is in a file.
    pub fn read(&self, start: &str, end: &str) -> Vec<u8> {
        fs::read(self.named(start, end)).unwrap()
    }

    /// Puts a file beside the others, and gives its path.
    pub fn add(&self, path: &str, bytes: &[u8]) -> String {
        fs::write(self.0.join(path), bytes).unwrap();
        path.to_owned()
    }

    /// Makes it another build as a whole, after files were changed.
    pub fn is_new_build(&self) -> &Self {
        let read = |entry: &str| fs::read_to_string(self.0.join(entry)).unwrap();
        let mark_in = |entry: &str, before: &str| {
            let text = read(entry);
            let at = text.find(before).unwrap_or_else(|| panic!("no {before} in {entry}")) + before.len();
            text[at..at + 12].to_owned()
        };
        let (old, new) = (mark_in("index.html", "data-build=\""), mark(read("index.html").as_bytes()));
        ["index.html", "boot.js", "sw.js"].into_iter().for_each(|entry| self.says(entry, &old, &new));
        for entry in ["index.html", "boot.js"] {
            self.says("sw.js", &mark_in("sw.js", &format!("\"{entry}\":\"")), &mark(read(entry).as_bytes()));
        }
        self
    }

    /// Puts another word for one wherever it stands in an entry point.
    fn says(&self, entry: &str, old: &str, new: &str) {
        self.spoilt(entry.rsplit_once('.').unwrap().0, &format!(".{}", entry.rsplit_once('.').unwrap().1), |bytes| {
            String::from_utf8(bytes).unwrap().replace(old, new).into_bytes()
        });
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// A way to make it whole again later.
    pub fn repair(&self) -> impl Fn() + use<> {
        let folder = self.0.clone();
        move || copy_folder(&dist(), &folder)
    }

    /// Changes settings.
    pub fn config(&self, name: &str, value: serde_json::Value) -> &Self {
        self.with("config", ".json", |bytes| {
            let mut config: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            config[name] = value;
            config.to_string().into_bytes()
        })
    }
}

fn drop_packed(file: &Path) {
    for end in ["br", "gz"] {
        let packed = file.with_file_name(format!("{}.{end}", file.file_name().unwrap().to_string_lossy()));
        if packed.is_file() {
            fs::remove_file(packed).unwrap();
        }
    }
}

/// Where and with what an official works.
pub struct Stage {
    site: Option<Site>,
    plain_http: bool,
    frame: Option<Frame>,
    served: Option<(Served, &'static str)>,
    width: u32,
    allowed: &'static [&'static str],
    needs_chromium: Option<&'static str>,
    not_in_webkit: Option<&'static str>,
    faulty: bool,
    secure: bool,
    without_fonts: bool,
}

/// A phone on the usual address.
pub fn stage() -> Stage {
    Stage {
        site: None,
        plain_http: false,
        frame: None,
        served: None,
        width: 390,
        allowed: &[],
        needs_chromium: None,
        not_in_webkit: None,
        faulty: false,
        secure: false,
        without_fonts: false,
    }
}

/// A phone on a plain http address of an intranet, where the browser withholds much.
pub fn intranet() -> Stage {
    Stage { plain_http: true, ..stage() }
}

/// The same on a secure address and on plain http, where a browser has less to offer.
pub fn everywhere(run: impl AsyncFn(&Official)) {
    for (stage, secure) in [(stage(), true), (intranet(), false)] {
        stage.run(async |official| {
            run(official).await;
            assert_eq!(official.js::<bool>("return window.isSecureContext", &[]).await, secure);
        });
    }
}

/// How a page of another site shows the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// In a plain frame: storage is one of its own for this page.
    Plain,
    /// In a plain frame of a browser that blocks what it calls third parties.
    ThirdParty,
    /// In a plain frame of a browser that blocks whatever sites would keep.
    Blocked,
    /// In a sandbox that takes its origin, of a server that lets anybody read its files.
    NoOrigin,
    /// In a sandbox that takes its origin, of a server that does not.
    NoOriginNoFiles,
    /// In a sandbox in which nothing opens a dialog, not even the browser's print.
    NoModals,
    /// In a sandbox that allows nothing but scripts, of a server that lets anybody read its files.
    ScriptsOnly,
    /// In a sandbox that saves no files.
    NoDownloads,
    /// In a sandbox that allows scripts and its own origin, and nothing else.
    ScriptsAndOrigin,
    /// In the element that is shipped for it, on the example page of an intranet.
    Element(Around),
}

/// Where the page around the app lies, seen from the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// On another site.
    OtherSite,
    /// On another address of the same site.
    SameSite,
    /// On the same address.
    SameOrigin,
    /// On the same address, which the settings of the app do not name.
    Unnamed,
    /// On another site, in a browser that blocks what it calls third parties.
    ThirdParty,
    /// On another site, in a browser that blocks whatever sites would keep.
    Blocked,
}

impl Frame {
    fn sandbox(self) -> &'static str {
        match self {
            Self::Plain | Self::ThirdParty | Self::Blocked | Self::Element(_) => "",
            Self::ScriptsOnly => "sandbox=\"allow-scripts\"",
            Self::ScriptsAndOrigin => "sandbox=\"allow-scripts allow-same-origin\"",
            Self::NoDownloads => "sandbox=\"allow-scripts allow-forms allow-same-origin allow-popups allow-modals\"",
            Self::NoOrigin | Self::NoOriginNoFiles => "sandbox=\"allow-scripts allow-forms allow-downloads\"",
            Self::NoModals => "sandbox=\"allow-scripts allow-forms allow-downloads allow-same-origin allow-popups\"",
        }
    }

    /// Whether the app comes from the address of the page around it.
    fn shares_address(self) -> bool {
        matches!(self, Self::NoOriginNoFiles | Self::Element(Around::SameOrigin) | Self::Element(Around::Unnamed))
    }

    fn name_of_host(self) -> &'static str {
        match self {
            Self::Element(Around::SameSite | Around::SameOrigin | Around::Unnamed) => INTRANET,
            _ => "127.0.0.1",
        }
    }

    fn is_named(self) -> bool {
        self != Self::Element(Around::Unnamed)
    }

    /// The page around.
    fn page(self, origin: &str) -> String {
        if let Self::Element(_) = self {
            return include_str!("../../docs/example/intranet.html").replace("https://checklist.example", origin);
        }
        format!(
            "<!doctype html><link rel=icon href=data:,><title>Host</title>\
             <meta name=viewport content=\"width=device-width\"><body style=\"margin: 0\">\
             <iframe src=\"{origin}/\" width=390 height=840 style=\"border: 0; display: block\" {}></iframe>",
            self.sandbox()
        )
    }
}

/// A phone on a page of another site that shows the app, on a plain http address, in a frame.
pub fn framed(frame: Frame) -> Stage {
    Stage { frame: Some(frame), ..intranet() }
}

/// The other site: a page with the frame at `/host`, an empty one at `/other`; all else comes from the app's server, for
/// nobody else to read.
struct Host(TcpListener);

impl Host {
    fn bind() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Answers until the tests end.
    fn serve(self, page: String, app: u16) {
        thread::spawn(move || {
            for stream in self.0.incoming().flatten() {
                let page = page.clone();
                // A browser that goes away in the middle is no concern of the host's.
                thread::spawn(move || drop(Self::answer(stream, &page, app)));
            }
        });
    }

    fn answer(mut stream: TcpStream, page: &str, app: u16) -> std::io::Result<()> {
        let path = asked_for(&stream)?;
        let page = if path == "/other" { "<!doctype html><title>Other</title>" } else { page };
        let answer = if path == "/host" || path == "/other" {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
            format!("{head}Content-Length: {}\r\n\r\n{page}", page.len()).into_bytes()
        } else {
            let mut answer = answer_of(app, &path)?;
            let allows = b"Access-Control-Allow-Origin: *\r\n";
            if let Some(at) = answer.windows(allows.len()).position(|part| part == allows) {
                answer.drain(at..at + allows.len());
            }
            answer
        };
        stream.write_all(&answer)
    }
}

/// What a request is about; the rest of its head is read and forgotten.
pub fn asked_for(stream: &TcpStream) -> std::io::Result<String> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    Ok(first.split(' ').nth(1).unwrap_or("/").to_owned())
}

/// The whole answer of a server to a plain request.
pub fn answer_of(port: u16, path: &str) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    write!(server, "GET {path} HTTP/1.0\r\n\r\n")?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    Ok(answer)
}

impl Stage {
    /// With a web server of damaged or moved copies.
    pub fn site(mut self, site: Site) -> Self {
        self.site = Some(site);
        self
    }

    /// On a secure address, which is of another site than the page around it.
    pub fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Behind a web server as a technician sets it up, with the app in this folder of it.
    pub fn served_by(mut self, server: Served, folder: &'static str) -> Self {
        self.served = Some((server, folder));
        self
    }

    /// Behind something that damages what comes through it, as the address says (`faults`).
    pub fn faulty(mut self) -> Self {
        self.faulty = true;
        self
    }

    /// With a system that has fonts for Latin letters only.
    pub fn without_fonts(mut self) -> Self {
        self.without_fonts = true;
        self
    }

    /// With a screen of another width, in CSS pixels.
    pub fn width(mut self, width: u32) -> Self {
        self.width = width;
        self
    }

    /// Errors in the browser's log that the test is about: those whose text holds one of these.
    pub fn allows(mut self, allowed: &'static [&'static str]) -> Self {
        self.allowed = allowed;
        self
    }

    /// Not in another browser, whose driver cannot do this.
    pub fn needs_chromium(mut self, what_for: &'static str) -> Self {
        self.needs_chromium = Some(what_for);
        self
    }

    /// Not in WebKitGTK, whose driver cannot do this.
    pub fn not_in_webkit(mut self, what_for: &'static str) -> Self {
        self.not_in_webkit = Some(what_for);
        self
    }

    /// Whether the chosen browser cannot run the test, which is then said.
    fn is_left_out(&self, place: &Location) -> bool {
        let browser = Browser::chosen();
        let only_chromium = self.needs_chromium.filter(|_| browser != Browser::Chromium);
        let not_webkit = self.not_in_webkit.filter(|_| browser == Browser::Webkit);
        let left_out = only_chromium.map(|what_for| ("only in Chromium", what_for));
        let left_out = left_out.or_else(|| Some(("not in WebKitGTK", not_webkit?)));
        if let Some((where_, what_for)) = left_out {
            say(&format!("{where_} ({what_for}): {}", test_name(place)));
        }
        left_out.is_some()
    }

    /// Runs a test and fails it on errors in the browser's log and on requests to any other place.
    #[track_caller]
    pub fn run(self, test: impl AsyncFnOnce(&Official)) {
        if self.is_left_out(Location::caller()) {
            return;
        }
        let stand = Stand::of(self, Location::caller());
        stand.session(test, true);
        stand.passed();
    }

    /// Runs a test that may end its server.
    #[track_caller]
    pub fn run_and_stop(self, test: impl AsyncFnOnce(&Official, &Server)) {
        if self.is_left_out(Location::caller()) {
            return;
        }
        let stand = Stand::of(self, Location::caller());
        stand.session(async |official| test(official, &stand.server).await, true);
        stand.passed();
    }

    /// Runs a test with two officials, each with a browser and a profile of their own.
    #[track_caller]
    pub fn run_two(self, test: impl AsyncFnOnce(&Official, &Official, &Server)) {
        if self.is_left_out(Location::caller()) {
            return;
        }
        let stand = Stand::of(self, Location::caller());
        let other = Folder::new();
        stand.pair(other.path(), test);
        stand.passed();
    }

    /// Runs a test, kills the browser the moment that its first half is done, and goes on with the same profile.
    #[track_caller]
    pub fn killed_between(mut self, first: impl AsyncFnOnce(&Official), then: impl AsyncFnOnce(&Official)) {
        self.not_in_webkit = Some("under its driver it keeps nothing on disk");
        if self.is_left_out(Location::caller()) {
            return;
        }
        let stand = Stand::of(self, Location::caller());
        stand.session(first, false);
        stand.session(then, true);
        stand.passed();
    }
}

/// A driver that runs, with its screen.
struct Started {
    _screen: Option<Process>,
    driver: Process,
}

/// The server of a test.
pub struct Server(RefCell<Option<Process>>);

impl Server {
    /// Ends it: whatever is asked of it from now on fails, and stands in the browser's log.
    pub fn stops(&self) {
        self.0.replace(None);
    }
}

/// A test's server and profile, for one browser after another.
struct Stand {
    stage: Stage,
    browser: Browser,
    name: String,
    _turn: Turn,
    began: Instant,
    origin: String,
    host: Option<String>,
    profile: Folder,
    proxy: Option<webkit::Proxy>,
    runtime: tokio::runtime::Runtime,
    server: Server,
    _settings: Option<Folder>,
}

impl Stand {
    fn of(mut stage: Stage, place: &Location) -> Self {
        let name = test_name(place);
        let turn = Turn::take();
        say(&format!("begins: {name}"));
        let host = stage.frame.map(|frame| (frame, Host::bind()));
        if let Some((frame, host)) = &host {
            let site = Site::new();
            let hosts = frame.is_named().then(|| format!("http://{}:{}", frame.name_of_host(), host.port()));
            site.copy("").config("hosts", json!(hosts.into_iter().collect::<Vec<_>>()));
            stage.site = Some(site);
        }
        let folder = stage.site.as_ref().map_or_else(dist, |site| site.0.path().to_owned());
        let (server, settings, port) = match stage.served {
            Some((server, at)) => servers::start(server, &folder, at),
            None => {
                let (server, port) = serve(&folder);
                (server, None, port)
            }
        };
        let port = if stage.faulty { faults::before(port) } else { port };
        let browser = Browser::chosen();
        let name_of_host = match (stage.secure, stage.plain_http) {
            (true, _) => "localhost",
            (false, true) => INTRANET,
            (false, false) => "127.0.0.1",
        };
        let mut origin = format!("http://{name_of_host}:{port}");
        let host = host.map(|(frame, host)| {
            let address = format!("http://{}:{}/host", frame.name_of_host(), host.port());
            if frame.shares_address() {
                origin = format!("http://{name_of_host}:{}", host.port());
            }
            let page = frame.page(&origin);
            host.serve(page, port);
            address
        });
        Self {
            browser,
            name,
            _turn: turn,
            began: Instant::now(),
            origin,
            host,
            profile: Folder::new(),
            proxy: (browser == Browser::Webkit).then(webkit::Proxy::start),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            server: Server(RefCell::new(Some(server))),
            _settings: settings,
            stage,
        }
    }

    fn capabilities(&self, profile: &Path) -> Capabilities {
        let width = self.stage.width;
        match self.browser {
            Browser::Chromium => chromium(width, profile, &preferences(self.stage.frame)).into(),
            Browser::Firefox => firefox(width, profile).into(),
            Browser::Webkit => webkit::capabilities(self.proxy.as_ref().map(webkit::Proxy::port)),
        }
    }

    /// Starts a browser with a profile.
    fn starts(&self, profile: &Path) -> (Started, Official) {
        let fonts = self.stage.without_fonts.then(|| latin_alone(profile));
        let (screen, driver_process, port) = self.browser.start_driver(fonts.as_deref());
        let address = format!("http://127.0.0.1:{port}");
        let driver = self.runtime.block_on(WebDriver::new(address, self.capabilities(profile))).unwrap();
        if self.browser == Browser::Webkit {
            // A window is never narrower than about 450 pixels: this is no phone either.
            self.runtime.block_on(driver.set_window_rect(0, 0, self.stage.width, 844)).unwrap();
        }
        let official = Official::new(driver, self.browser, self.origin.clone(), self.host.clone());
        (Started { _screen: screen, driver: driver_process }, official)
    }

    /// One browser from its start to its end, which is a kill unless it may leave.
    fn session(&self, test: impl AsyncFnOnce(&Official), leaves: bool) {
        let (started, official) = self.starts(self.profile.path());
        let came = catch_unwind(AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                test(&official).await;
                if leaves {
                    self.checks(&official).await;
                }
            });
        }));
        if came.is_err() {
            self.keeps_evidence(&official, "");
        }
        if came.is_ok() && !leaves {
            kill_browser(self.profile.path());
            // It would look for its browser for minutes.
            drop(started.driver);
        }
        // The browser ends with its session; the driver alone would leave it behind.
        self.runtime.block_on(official.leave());
        self.tells(came);
    }

    /// Two browsers at the same time.
    fn pair(&self, other: &Path, test: impl AsyncFnOnce(&Official, &Official, &Server)) {
        let (_started, one) = self.starts(self.profile.path());
        let (_started_too, two) = self.starts(other);
        let came = catch_unwind(AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                test(&one, &two, &self.server).await;
                self.checks(&one).await;
                self.checks(&two).await;
            });
        }));
        if came.is_err() {
            self.keeps_evidence(&one, "-one");
            self.keeps_evidence(&two, "-two");
        }
        self.runtime.block_on(one.leave());
        self.runtime.block_on(two.leave());
        self.tells(came);
    }

    async fn checks(&self, official: &Official) {
        official.check_trouble(self.stage.allowed).await;
        if let Some(proxy) = &self.proxy {
            proxy.check();
        }
    }

    fn keeps_evidence(&self, official: &Official, which: &str) {
        let evidence = Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e");
        self.runtime.block_on(official.keep_evidence(&evidence, &format!("{}{which}", self.name)));
    }

    fn tells(&self, came: thread::Result<()>) {
        if let Err(panic) = came {
            say(&format!("FAILED: {}, {:.1} s", self.name, self.began.elapsed().as_secs_f32()));
            resume_unwind(panic);
        }
    }

    fn passed(self) {
        say(&format!("passed: {}, {:.1} s", self.name, self.began.elapsed().as_secs_f32()));
    }
}

/// Kills every process of the browser that has this profile, as a phone does that needs the memory.
fn kill_browser(profile: &Path) {
    let mark = profile.to_string_lossy().into_owned();
    let mut killed = 0;
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let is_browser = command.split(|byte| *byte == 0).next().is_some_and(|name| !name.ends_with(b"chromedriver"));
        if is_browser && String::from_utf8_lossy(&command).contains(&mark) {
            let id = entry.file_name();
            killed += u32::from(Command::new("kill").arg("-9").arg(&id).status().is_ok_and(|status| status.success()));
        }
    }
    assert!(killed > 0, "no browser to kill");
    // What says that the profile is in use names a process that is gone.
    for lock in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
        let _gone = fs::remove_file(profile.join(lock));
    }
}

/// The test's name is that of its thread; where all run in one, the place in the source must do.
fn test_name(place: &Location) -> String {
    let by_place = || format!("{}-{}", place.file().rsplit('/').next().unwrap_or_default(), place.line());
    thread::current().name().filter(|name| *name != "main").map_or_else(by_place, |name| name.replace("::", "-"))
}

/// The test runner holds back what a test prints; whoever watches a run wants to see where it is.
pub fn say(line: &str) {
    // Nothing depends on it.
    let _told = writeln!(std::io::stderr(), "{line}");
}

/// The right to run a browser.
struct Turn;

static RUNNING: Mutex<u32> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let running = RUNNING.lock().unwrap();
        *ENDED.wait_while(running, |running| *running >= AT_ONCE).unwrap() += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Ok(mut running) = RUNNING.lock() {
            *running -= 1;
        }
        ENDED.notify_one();
    }
}

/// A system's fonts, of which there are only such as have neither Burmese nor Thai letters.
fn latin_alone(profile: &Path) -> PathBuf {
    let folder = profile.join("fonts");
    fs::create_dir_all(&folder).unwrap();
    let known = Command::new("fc-list").args(["--format", "%{file}\n"]).output().unwrap().stdout;
    let known = String::from_utf8_lossy(&known).into_owned();
    for file in known.lines().map(Path::new) {
        let name = file.file_name().unwrap_or_default();
        if ["DejaVuSans", "LiberationSans"].iter().any(|start| name.to_string_lossy().starts_with(start)) {
            fs::copy(file, folder.join(name)).unwrap();
        }
    }
    let at = folder.display();
    let list = profile.join("fonts.conf");
    fs::write(&list, format!("<fontconfig><dir>{at}</dir><cachedir>{at}/cache</cachedir></fontconfig>")).unwrap();
    list
}

/// Settings of the browser. Blocking third parties leaves storage that is one of its own for each host; blocking all makes
/// it throw.
fn preferences(frame: Option<Frame>) -> serde_json::Value {
    match frame {
        Some(Frame::ThirdParty | Frame::Element(Around::ThirdParty)) => {
            json!({ "profile.block_third_party_cookies": true, "profile.cookie_controls_mode": 1 })
        }
        Some(Frame::Blocked | Frame::Element(Around::Blocked)) => {
            json!({ "profile.default_content_setting_values.cookies": 2 })
        }
        _ => json!({}),
    }
}

fn chromium(width: u32, profile: &Path, preferences: &serde_json::Value) -> ChromeCapabilities {
    let mut chrome = ChromeCapabilities::new();
    let profile = format!("--user-data-dir={}", profile.display());
    let names = format!("--host-resolver-rules=MAP {INTRANET} 127.0.0.1");
    let flags = [
        "--headless=new",
        // Chromium refuses to run as root with it, and containers are root.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        &profile,
        &names,
    ];
    for flag in flags {
        chrome.add_arg(flag).unwrap();
    }
    // A window is never narrower than 500 pixels; a phone's screen is.
    let screen = json!({ "width": width, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true });
    chrome.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": screen })).unwrap();
    chrome.add_experimental_option("prefs", preferences).unwrap();
    chrome.set_logging_prefs("browser", LoggingPrefsLogLevel::All).unwrap();
    chrome.set_logging_prefs("performance", LoggingPrefsLogLevel::All).unwrap();
    chrome
}

fn firefox(width: u32, profile: &Path) -> FirefoxCapabilities {
    let mut firefox = FirefoxCapabilities::new();
    // A window is never narrower than about 450 pixels, and there is no other screen to play: this is no phone.
    let (width, profile) = (width.to_string(), profile.to_string_lossy());
    for argument in ["-headless", "-width", &width, "-height", "844", "-profile", &profile] {
        firefox.add_arg(argument).unwrap();
    }
    let mut preferences = FirefoxPreferences::new();
    preferences.set("network.dns.localDomains", INTRANET).unwrap();
    preferences.set("network.proxy.type", 0).unwrap();
    // Its own page around a JSON file has no storage.
    preferences.set("devtools.jsonview.enabled", false).unwrap();
    firefox.set_preferences(preferences).unwrap();
    firefox
}
