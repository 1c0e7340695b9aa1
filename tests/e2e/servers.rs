//! The app behind the web servers that a technician has: Debian's nginx and Apache, set up by the files in `docs/servers` as
//! those tell. `xtask/setup/servers.sh` unpacks both; where it could not, these tests say so and leave them out, unless
//! `SOP_ALL` asks for everything.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::{Folder, Frame, Process, Site, framed, say, serve, stage};
use crate::official::id;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(15);
/// The folder that the files in `docs/servers` are written for.
const WRITTEN_FOR: &str = "/checklist/";
const IN_A_FOLDER: &str = "/a/b/c/";

/// Web servers that the app is tried behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    Nginx,
    /// With Debian's package for brotli, and the line that uses it.
    NginxWithBrotli,
    Apache,
    /// The build tool's, behind one that calls modules by another type and drops the policy and the word on caching.
    Liar,
}

/// Where the set-up script unpacked the servers; nothing, and a word about it, where it did not.
fn unpacked() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/servers");
    if root.join("usr/sbin/apache2").is_file() {
        return Some(root);
    }
    assert!(std::env::var_os("SOP_ALL").is_none(), "{} is empty: bash xtask/setup/servers.sh", root.display());
    say("left out: no web servers here (bash xtask/setup/servers.sh)");
    None
}

/// What `docs/servers` says, changed as a technician changes it: the place, and who may show the app in a frame.
fn written(name: &str, at: &str, copy: &Path) -> String {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/servers").join(name)).unwrap();
    let config: serde_json::Value = serde_json::from_slice(&fs::read(copy.join("config.json")).unwrap()).unwrap();
    let hosts: Vec<_> = config["hosts"].as_array().unwrap().iter().map(|host| host.as_str().unwrap()).collect();
    let ancestors = format!("frame-ancestors 'self' {}", hosts.join(" "));
    text.replace(&format!("^~ {WRITTEN_FOR}"), &format!("^~ {at}"))
        .replace("frame-ancestors 'self'", ancestors.trim_end())
}

/// Starts a server for a web root, in whose folder `at` lies the app. Gives its settings, which have to outlive it, and its
/// port.
pub fn start(served: Served, root: &Path, at: &str) -> (Process, Option<Folder>, u16) {
    if served == Served::Liar {
        let (server, port) = serve(root);
        return (server, None, lie(port));
    }
    let servers = unpacked().unwrap();
    let settings = Folder::new();
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
    let mut command = match served {
        Served::Apache => apache(&servers, settings.path(), root, at, port),
        _ => nginx(served, &servers, settings.path(), root, at, port),
    };
    let process = Process::silent(&mut command);
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < deadline, "{served:?} does not listen; by hand: {command:?}");
        thread::sleep(Duration::from_millis(10));
    }
    (process, Some(settings), port)
}

/// A server before another one, which lies until the tests end. Gives its port.
fn lie(truthful: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let path = asked_for(&stream)?;
                let answer = ask(truthful, &path, "");
                let mut head = format!("HTTP/1.1 {} x\r\nConnection: close\r\n", answer.status);
                if let Some(said) = answer.header("content-type") {
                    let said = said.replace("application/wasm", "application/octet-stream");
                    head.push_str(&format!("Content-Type: {said}\r\nContent-Length: {}\r\n\r\n", answer.body.len()));
                }
                stream.write_all(&[head.into_bytes(), answer.body].concat())
            });
        }
    });
    port
}

/// What a request is about; the rest of its head is read and forgotten.
fn asked_for(stream: &TcpStream) -> std::io::Result<String> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
    Ok(first.split(' ').nth(1).unwrap_or("/").to_owned())
}

/// The folder in which the app lies.
fn folder_of(root: &Path, at: &str) -> PathBuf {
    root.join(at.trim_matches('/'))
}

fn nginx(served: Served, servers: &Path, settings: &Path, root: &Path, at: &str, port: u16) -> Command {
    let mut checklist = written("nginx.conf", at, &folder_of(root, at));
    let mut module = String::new();
    if served == Served::NginxWithBrotli {
        checklist = checklist.replace("#brotli_static on;", "brotli_static on;");
        let path = servers.join("usr/lib/nginx/modules/ngx_http_brotli_static_module.so");
        module = format!("load_module {};", path.display());
    }
    fs::write(settings.join("checklist.conf"), checklist).unwrap();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {}/{kind};", settings.display()))
        .concat();
    let (here, root) = (settings.display(), root.display());
    // One process, which ends when it is killed. As in Debian's own settings, nginx packs by itself what nobody packed.
    let main = format!(
        "daemon off; master_process off; pid {here}/pid; error_log {here}/log; {module} events {{}}
         http {{ access_log off; {temporary} gzip on; default_type text/plain;
         server {{ listen 127.0.0.1:{port}; root {root}; include {here}/checklist.conf; }} }}"
    );
    fs::write(settings.join("nginx.conf"), main).unwrap();
    let mut command = Command::new(servers.join("usr/sbin/nginx"));
    command.arg("-e").arg(settings.join("log")).arg("-c").arg(settings.join("nginx.conf"));
    command
}

fn apache(servers: &Path, settings: &Path, root: &Path, at: &str, port: u16) -> Command {
    let copy = folder_of(root, at);
    fs::write(copy.join(".htaccess"), written("apache.htaccess", at, &copy)).unwrap();
    let modules = servers.join("usr/lib/apache2/modules");
    let load = ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "negotiation", "autoindex", "filter"]
        .into_iter()
        .chain(["deflate", "env"])
        .map(|name| format!("LoadModule {name}_module {}/mod_{name}.so\n", modules.display()))
        .collect::<String>();
    fs::write(settings.join("types"), "text/html html\n").unwrap();
    let (here, root) = (settings.display(), root.display());
    // As Debian sets it up: it packs by itself, and calls packed files and Breton ones by the endings that the app uses.
    let main = format!(
        "{load}ServerRoot {here}\nServerName localhost\nListen 127.0.0.1:{port}\nPidFile {here}/pid\nErrorLog {here}/log\n\
         User nobody\nGroup nogroup\nTypesConfig {here}/types\nAddType application/x-gzip .gz .tgz\nAddLanguage br .br\n\
         AddOutputFilterByType DEFLATE text/html text/plain text/css text/javascript application/json application/wasm\n\
         DocumentRoot {root}\n<Directory {root}>\nOptions Indexes FollowSymLinks MultiViews\n\
         AllowOverride FileInfo Indexes Options=Indexes,MultiViews\nRequire all granted\n</Directory>\n"
    );
    fs::write(settings.join("httpd.conf"), main).unwrap();
    let libraries = fs::read_dir(servers.join("usr/lib")).unwrap().map(|entry| entry.unwrap().path());
    let libraries = libraries.into_iter().find(|path| path.to_string_lossy().ends_with("-linux-gnu")).unwrap();
    let mut command = Command::new(servers.join("usr/sbin/apache2"));
    // One process, which ends when it is killed.
    command.arg("-X").arg("-f").arg(settings.join("httpd.conf")).env("LD_LIBRARY_PATH", libraries);
    command
}

/// An answer, with the names of its headers in small letters.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

fn ask(port: u16, path: &str, encodings: &str) -> Answer {
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(server, "GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {encodings}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut bytes = Vec::new();
    server.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Answer { status, headers, body }
}

/// Every file of the app, as it is asked for, with none of the packed copies.
fn all_files(folder: &Path) -> Vec<String> {
    let mut found = vec![String::new()];
    for (inside, prefix) in [(folder.to_owned(), ""), (folder.join("assets"), "assets/")] {
        let entries = fs::read_dir(inside).unwrap().map(Result::unwrap);
        let names =
            entries.filter(|entry| entry.path().is_file()).map(|entry| entry.file_name().into_string().unwrap());
        let wanted = names.filter(|name| ![".br", ".gz", ".htaccess"].iter().any(|end| name.ends_with(end)));
        found.extend(wanted.map(|name| format!("{prefix}{name}")));
    }
    assert!(found.len() > 20, "{found:?}");
    found
}

/// What has to be the same as with the server that all other tests run under.
const COMPARED: [&str; 8] = [
    "content-type",
    "content-encoding",
    "content-length",
    "cache-control",
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
];

fn answers_alike(served: Served, encodings: &[&str]) {
    if unpacked().is_none() {
        return;
    }
    let site = Site::new();
    site.copy(IN_A_FOLDER.trim_matches('/'));
    let (_own, own) = serve(site.path());
    let (_running, _settings, port) = start(served, site.path(), IN_A_FOLDER);
    for file in all_files(&folder_of(site.path(), IN_A_FOLDER)) {
        let path = format!("{IN_A_FOLDER}{file}");
        for encodings in encodings {
            let (wanted, got) = (ask(own, &path, encodings), ask(port, &path, encodings));
            assert_eq!((got.status, &got.body), (200, &wanted.body), "{path} for {encodings:?}");
            for header in COMPARED {
                assert_eq!(got.header(header), wanted.header(header), "{header} of {path} for {encodings:?}");
            }
            // Fonts and pictures are packed as they are.
            let has_one_form = [".woff2", ".png"].iter().any(|end| path.ends_with(end));
            let varies = got.header("vary").is_some_and(|vary| vary.contains("Accept-Encoding"));
            assert!(varies || has_one_form, "{path}");
            // A file that says something of the office is for the app alone.
            let open = path.contains("/assets/").then_some("*");
            assert_eq!(got.header("access-control-allow-origin"), open, "{path}");
        }
    }
    for missing in ["nothing.json", "assets/app.0123456789ab.wasm", "assets/", "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"]
    {
        let got = ask(port, &format!("{IN_A_FOLDER}{missing}"), "gzip");
        assert!((400..500).contains(&got.status), "{missing}: {}", got.status);
        assert_ne!(got.header("cache-control"), Some("public, max-age=31536000, immutable"), "{missing}");
    }
    assert_eq!(ask(port, IN_A_FOLDER.trim_end_matches('/'), "").status, 301);
}

#[test]
fn nginx_answers_as_the_build_tools_server_does() {
    answers_alike(Served::Nginx, &["gzip", ""]);
}

#[test]
fn nginx_with_brotli_answers_as_the_build_tools_server_does() {
    answers_alike(Served::NginxWithBrotli, &["gzip, deflate, br", "gzip", ""]);
}

#[test]
fn apache_answers_as_the_build_tools_server_does() {
    answers_alike(Served::Apache, &["gzip, deflate, br", "gzip", ""]);
}

/// From an empty browser to a case that is still there after a reload, three folders deep.
fn a_case_is_kept(served: Served) {
    if unpacked().is_none() {
        return;
    }
    let site = Site::new();
    site.copy(IN_A_FOLDER.trim_matches('/'));
    stage().site(site).served_by(served, IN_A_FOLDER).run(async |official| {
        for path in ["a/b/c", "a/b/c/index.html", "a/b/c/"] {
            official.open_app_at(path).await;
        }
        official.begin_case("DEEP-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.open("3.9").await;
        official.sees(".panel .lines li").await;
        official.is_saved().await;
        official.reload().await;
        official.open_case("DEEP-1").await;
        official.row_is("1.8", "done").await;
    });
}

#[test]
fn behind_nginx_a_case_is_kept() {
    a_case_is_kept(Served::Nginx);
}

#[test]
fn behind_apache_a_case_is_kept() {
    a_case_is_kept(Served::Apache);
}

#[test]
fn behind_nginx_a_frame_without_an_origin_gets_its_files_but_not_the_offices_settings() {
    if unpacked().is_none() {
        return;
    }
    let frame = framed(Frame::NoOrigin).served_by(Served::Nginx, "/");
    frame.allows(&["config.json"]).run(async |official| {
        official.visits_host().await;
        official.reads(&id("config-problem"), "The settings file of this installation is missing").await;
        official.passes_the_door().await;
        official.begin_case("FRAME-1").await;
        official.tick("1.8").await;
        official.row_is("1.8", "done").await;
        official.has(&id("save-state"), "data-state", "unsaved").await;
    });
}
