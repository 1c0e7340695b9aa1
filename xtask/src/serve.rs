//! A static server that sends the headers which the deployed app needs. It is for development and tests; the README says
//! how a web server of the intranet is set up to do the same.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::policy;

/// The longest request head that is read.
const MAX_HEAD: u64 = 16 * 1024;
/// How long a connection may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// Serves a folder until it is stopped.
pub fn run(dir: &Path, address: &(String, u16)) -> Result<()> {
    let server = Server::bind(dir, address)?;
    server.announce()?;
    server.accept();
    Ok(())
}

/// A bound server.
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

impl Server {
    /// Takes the address; port 0 means any free one.
    pub fn bind(dir: &Path, (host, port): &(String, u16)) -> Result<Self> {
        let site = Arc::new(Site::open(dir)?);
        let listener =
            TcpListener::bind((host.as_str(), *port)).with_context(|| format!("cannot listen on {host}:{port}"))?;
        Ok(Self { listener, site })
    }

    /// Prints the one line that people and tests read the address from.
    pub fn announce(&self) -> Result<()> {
        println!("serving http://{}/", self.listener.local_addr()?);
        std::io::stdout().flush()?;
        Ok(())
    }

    /// Answers each connection in a thread of its own.
    pub fn accept(&self) {
        for stream in self.listener.incoming().flatten() {
            let site = Arc::clone(&self.site);
            // A client that goes away in the middle is no concern of the server's.
            thread::spawn(move || drop(converse(&site, stream)));
        }
    }
}

/// Requests and answers on one connection, until one side wants to close it.
fn converse(site: &Site, stream: TcpStream) -> std::io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    loop {
        let Some(request) = Request::read(&mut reader)? else {
            return Ok(());
        };
        let answer = site.answer(&request);
        writer.write_all(&answer.bytes(&request))?;
        if request.close {
            return Ok(());
        }
    }
}

/// What matters of a request.
struct Request {
    method: String,
    target: String,
    accept_encoding: String,
    close: bool,
}

impl Request {
    /// Reads a request's head; nothing at the end of the connection or where the head makes no sense.
    fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Self>> {
        let mut head = reader.take(MAX_HEAD);
        let mut line = String::new();
        head.read_line(&mut line)?;
        let mut words = line.split_ascii_whitespace();
        let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
            return Ok(None);
        };
        let mut request = Self {
            method: method.to_owned(),
            target: target.to_owned(),
            accept_encoding: String::new(),
            close: version != "HTTP/1.1",
        };
        loop {
            line.clear();
            if head.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            if line.trim().is_empty() {
                return Ok(Some(request));
            }
            let Some((name, value)) = line.split_once(':') else {
                return Ok(None);
            };
            request.note(&name.to_ascii_lowercase(), value.trim());
        }
    }

    fn note(&mut self, name: &str, value: &str) {
        match name {
            "accept-encoding" => value.clone_into(&mut self.accept_encoding),
            "connection" if value.eq_ignore_ascii_case("close") => self.close = true,
            // A body is never read, so what follows it cannot be told from it.
            "content-length" if value != "0" => self.close = true,
            "transfer-encoding" => self.close = true,
            _ => {}
        }
    }

    /// Does the client take this encoding? `br;q=0` says no.
    fn takes(&self, encoding: &str) -> bool {
        self.accept_encoding.split(',').any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
            named && weight != Some(0.0)
        })
    }
}

/// An answer, whole.
#[derive(Debug)]
struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn plain(status: &'static str) -> Self {
        let headers =
            vec![("Content-Type", "text/plain; charset=utf-8".to_owned()), ("Cache-Control", "no-store".to_owned())];
        Self { status, headers, body: format!("{status}\n").into_bytes() }
    }

    fn bytes(&self, request: &Request) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {}\r\nContent-Length: {}\r\n", self.status, self.body.len());
        head.push_str(if request.close { "Connection: close\r\n" } else { "Connection: keep-alive\r\n" });
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if request.method != "HEAD" {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// The folder that is served, and who may show it in a frame.
struct Site {
    dir: PathBuf,
    hosts: Vec<String>,
}

impl Site {
    fn open(dir: &Path) -> Result<Self> {
        anyhow::ensure!(dir.is_dir(), "{} is not there: build first", dir.display());
        let config = std::fs::read_to_string(dir.join("config.json")).unwrap_or_default();
        Ok(Self { dir: dir.to_owned(), hosts: policy::hosts(&config) })
    }

    fn answer(&self, request: &Request) -> Answer {
        let mut answer = self.content(request);
        answer.headers.extend([
            ("Content-Security-Policy", policy::header(&self.hosts)),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
        ]);
        answer
    }

    fn content(&self, request: &Request) -> Answer {
        if request.method != "GET" && request.method != "HEAD" {
            let mut answer = Answer::plain("405 Method Not Allowed");
            answer.headers.push(("Allow", "GET, HEAD".to_owned()));
            return answer;
        }
        let Some(path) = safe_path(&request.target) else {
            return Answer::plain("400 Bad Request");
        };
        let file = self.dir.join(&path);
        if file.is_dir() {
            return self.folder(request, &path);
        }
        self.file(request, &path)
    }

    /// A folder stands for its page, once its address ends in a slash: relative paths count from there.
    fn folder(&self, request: &Request, path: &Path) -> Answer {
        let address = request.target.split(['?', '#']).next().unwrap_or_default();
        if address.ends_with('/') {
            return self.file(request, &path.join("index.html"));
        }
        let mut answer = Answer::plain("301 Moved Permanently");
        // Only the last part: an address that begins with two slashes would lead to another host.
        let last = address.rsplit('/').next().unwrap_or_default();
        answer.headers.push(("Location", format!("{last}/")));
        answer
    }

    fn file(&self, request: &Request, path: &Path) -> Answer {
        let file = self.dir.join(path);
        if !self.is_inside(&file) {
            return Answer::plain("404 Not Found");
        }
        let packed = [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, end)| {
            let copy = file.with_file_name(format!("{}.{end}", file.file_name()?.to_string_lossy()));
            let body = request.takes(encoding).then(|| std::fs::read(copy).ok())??;
            Some((body, encoding))
        });
        let (body, encoding) = match packed {
            Some((body, encoding)) => (body, Some(encoding)),
            None => match std::fs::read(&file) {
                Ok(body) => (body, None),
                Err(_) => return Answer::plain("404 Not Found"),
            },
        };
        let mut headers = vec![
            ("Content-Type", media_type(path).to_owned()),
            ("Cache-Control", caching(path).to_owned()),
            ("Vary", "Accept-Encoding".to_owned()),
        ];
        if is_hashed(path) {
            // A frame without an origin reads nothing else, and nothing in it is secret. The settings are not for everyone.
            headers.push(("Access-Control-Allow-Origin", "*".to_owned()));
        }
        headers.extend(encoding.map(|encoding| ("Content-Encoding", encoding.to_owned())));
        Answer { status: "200 OK", headers, body }
    }

    /// A link inside the folder may not lead out of it.
    fn is_inside(&self, file: &Path) -> bool {
        match (self.dir.canonicalize(), file.canonicalize()) {
            (Ok(dir), Ok(file)) => file.is_file() && file.starts_with(dir),
            _ => false,
        }
    }
}

/// The path below the served folder that a request means, or nothing where it points elsewhere.
fn safe_path(target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let decoded = percent_decoded(path)?;
    if decoded.contains(['\\', '\0', ':']) || decoded.starts_with('/') {
        return None;
    }
    let path = PathBuf::from(decoded);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let (high, low) = (char::from(rest.next()?).to_digit(16)?, char::from(rest.next()?).to_digit(16)?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Hashed names may be kept for ever; entry points are asked for again each time.
fn caching(path: &Path) -> &'static str {
    if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn is_hashed(path: &Path) -> bool {
    let in_assets = path.parent().is_some_and(|folder| folder.ends_with("assets"));
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let hash = stem.rsplit('.').next().unwrap_or_default();
    in_assets && hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small site in a folder of its own, removed when dropped.
    struct Sample(Site, PathBuf);

    impl Sample {
        fn new(name: &str) -> Self {
            let base = std::env::temp_dir().join(format!("sop-xtask-{}-{name}", std::process::id()));
            let dir = base.join("site");
            std::fs::create_dir_all(dir.join("assets")).unwrap();
            std::fs::create_dir_all(dir.join("a/b")).unwrap();
            std::fs::write(base.join("secret.txt"), "secret").unwrap();
            std::fs::write(dir.join("index.html"), "<p>page").unwrap();
            std::fs::write(dir.join("a/b/index.html"), "<p>deep").unwrap();
            std::fs::write(dir.join("config.json"), r#"{"hosts":["https://intranet.example"]}"#).unwrap();
            std::fs::write(dir.join("assets/app.0123456789ab.wasm"), "raw").unwrap();
            std::fs::write(dir.join("assets/app.0123456789ab.wasm.br"), "brotli").unwrap();
            std::fs::write(dir.join("assets/app.0123456789ab.wasm.gz"), "gzip").unwrap();
            Self(Site::open(&dir).unwrap(), base)
        }

        fn ask(&self, method: &str, target: &str, accept_encoding: &str) -> Answer {
            let head = format!("{method} {target} HTTP/1.1\r\nAccept-Encoding: {accept_encoding}\r\n\r\n");
            self.0.answer(&Request::read(&mut head.as_bytes()).unwrap().unwrap())
        }
    }

    impl Drop for Sample {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.1);
        }
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
        answer.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn the_smallest_accepted_copy_is_sent() {
        let sample = Sample::new("encoding");
        let path = "/assets/app.0123456789ab.wasm";
        let cases = [
            ("gzip, deflate, br", "brotli", Some("br")),
            ("gzip", "gzip", Some("gzip")),
            ("br;q=0, gzip;q=0.5", "gzip", Some("gzip")),
            ("identity", "raw", None),
            ("", "raw", None),
        ];
        for (accepted, body, encoding) in cases {
            let answer = sample.ask("GET", path, accepted);
            assert_eq!((answer.body.as_slice(), header(&answer, "Content-Encoding")), (body.as_bytes(), encoding));
            assert_eq!(header(&answer, "Content-Type"), Some("application/wasm"));
            assert_eq!(header(&answer, "Vary"), Some("Accept-Encoding"));
        }
    }

    #[test]
    fn hashed_files_are_kept_and_entry_points_asked_for_again() {
        let sample = Sample::new("caching");
        let kept = sample.ask("GET", "/assets/app.0123456789ab.wasm", "");
        assert_eq!(header(&kept, "Cache-Control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(header(&kept, "Access-Control-Allow-Origin"), Some("*"));
        for entry in ["/", "/index.html", "/config.json"] {
            let answer = sample.ask("GET", entry, "");
            assert_eq!(header(&answer, "Cache-Control"), Some("no-cache"));
            assert_eq!(header(&answer, "Access-Control-Allow-Origin"), None);
        }
    }

    #[test]
    fn every_answer_carries_the_policy() {
        let sample = Sample::new("policy");
        for target in ["/", "/nothing", "/../secret.txt"] {
            let answer = sample.ask("GET", target, "");
            assert!(header(&answer, "Content-Security-Policy").unwrap().ends_with("'self' https://intranet.example"));
            assert_eq!(header(&answer, "X-Content-Type-Options"), Some("nosniff"));
            assert_eq!(header(&answer, "Referrer-Policy"), Some("no-referrer"));
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let sample = Sample::new("traversal");
        let targets = [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/a/..%2f..%2fsecret.txt",
            "/..\\secret.txt",
            "//etc/passwd",
            "/%00",
            "x",
        ];
        for target in targets {
            assert_eq!(sample.ask("GET", target, "").status, "400 Bad Request", "{target}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_folder() {
        let sample = Sample::new("link");
        std::os::unix::fs::symlink(sample.1.join("secret.txt"), sample.0.dir.join("link.txt")).unwrap();
        assert_eq!(sample.ask("GET", "/link.txt", "").status, "404 Not Found");
    }

    #[test]
    fn folders_stand_for_their_page() {
        let sample = Sample::new("folders");
        assert_eq!(sample.ask("GET", "/a/b/?x=1", "").body, b"<p>deep");
        let moved = sample.ask("GET", "/a/b", "");
        assert_eq!((moved.status, header(&moved, "Location")), ("301 Moved Permanently", Some("b/")));
        assert_eq!(sample.ask("GET", "/assets/", "").status, "404 Not Found");
    }

    #[test]
    fn only_reading_is_allowed() {
        let sample = Sample::new("methods");
        assert_eq!(sample.ask("POST", "/", "").status, "405 Method Not Allowed");
        let head = "HEAD / HTTP/1.1\r\n\r\n";
        let request = Request::read(&mut head.as_bytes()).unwrap().unwrap();
        let sent = String::from_utf8(sample.0.answer(&request).bytes(&request)).unwrap();
        assert!(sent.contains("Content-Length: 7\r\n") && sent.ends_with("\r\n\r\n"));
    }

    #[test]
    fn heads_without_end_or_sense_are_dropped() {
        let endless = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(20_000));
        assert!(Request::read(&mut endless.as_bytes()).unwrap().is_none());
        assert!(Request::read(&mut "".as_bytes()).unwrap().is_none());
        assert!(Request::read(&mut "GET\r\n\r\n".as_bytes()).unwrap().is_none());
        let with_body = "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        assert!(Request::read(&mut with_body.as_bytes()).unwrap().unwrap().close);
    }

    #[test]
    fn one_connection_answers_several_requests() {
        let sample = Sample::new("socket");
        let server = Server::bind(&sample.0.dir, &("127.0.0.1".to_owned(), 0)).unwrap();
        let mut stream = TcpStream::connect(server.listener.local_addr().unwrap()).unwrap();
        thread::spawn(move || server.accept());
        stream.write_all(b"GET / HTTP/1.1\r\n\r\nGET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        assert!(answers.starts_with("HTTP/1.1 200 OK\r\n") && answers.contains("<p>pageHTTP/1.1 404 Not Found\r\n"));
    }
}
