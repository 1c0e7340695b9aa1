//! WebKitGTK: Debian's driver with the small browser that comes with it, on a screen that nobody sees.
//!
//! This browser cannot be told what a host name means. So all that it asks goes through a proxy, which answers for any
//! name of the app's and notes what was asked of another.

use std::io::{BufRead, BufReader, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::Capabilities;

use crate::harness::{INTRANET, Process};

/// How long the driver may take to listen.
const PATIENCE: Duration = Duration::from_secs(15);

/// Starts a screen, and the driver on it. The screen has to outlive the driver. Gives the driver's port last.
pub fn start() -> (Process, Process, u16) {
    let (screen, display) =
        Process::start(Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1280x1280x24"]), "");
    // The driver takes a free port where it is given none, but says nothing of it.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
    let mut command = Command::new("WebKitWebDriver");
    command.arg(format!("--port={port}")).env("DISPLAY", format!(":{display}"));
    let driver = Process::silent(&mut command);
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < deadline, "WebKitWebDriver does not listen");
        thread::sleep(Duration::from_millis(10));
    }
    (screen, driver, port)
}

/// What the driver is asked for: its own browser, behind this proxy.
pub fn capabilities(proxy: Option<u16>) -> Capabilities {
    let mut webkit = Capabilities::new();
    if let Some(port) = proxy {
        webkit.set("proxy", json!({ "proxyType": "manual", "httpProxy": format!("127.0.0.1:{port}") })).unwrap();
    }
    webkit
}

/// Between the browser and the servers of a test.
pub struct Proxy {
    port: u16,
    elsewhere: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Answers until the tests end.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let elsewhere = Arc::new(Mutex::new(Vec::new()));
        let noted = elsewhere.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let noted = noted.clone();
                // A browser that goes away in the middle is no concern of the proxy's.
                thread::spawn(move || drop(answer(stream, &noted)));
            }
        });
        Self { port, elsewhere }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Fails on requests to any other place than the test's servers.
    pub fn check(&self) {
        let elsewhere = self.elsewhere.lock().unwrap();
        assert!(elsewhere.is_empty(), "asked elsewhere: {elsewhere:?}");
    }
}

fn answer(mut stream: TcpStream, elsewhere: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut headers = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let name = line.split(':').next().unwrap_or_default();
        if !name.eq_ignore_ascii_case("connection") && !name.eq_ignore_ascii_case("proxy-connection") {
            headers.push_str(&line);
        }
    }
    let address = first.split(' ').nth(1).unwrap_or_default();
    let server = address.strip_prefix("http://").and_then(|rest| {
        let (host, path) = rest.split_once('/')?;
        let (name, port) = host.split_once(':')?;
        let port: u16 = port.parse().ok()?;
        matches!(name, "127.0.0.1" | INTRANET).then_some((port, path))
    });
    let Some((port, path)) = server else {
        elsewhere.lock().unwrap().push(address.to_owned());
        return stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    write!(server, "GET /{path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n")?;
    copy(&mut server, &mut stream).map(drop)
}
