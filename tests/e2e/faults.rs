//! A proxy that spoils one file on its way, as the address says: `/FAULT/FILE/…` is the app with that fault of that file.
//! `FILE` is its name without the mark, `FAULT` one of those below; any other leaves it as it is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// What a network puts in place of what was asked for.
const SIGN_IN: &[u8] = b"<!doctype html><title>Sign in</title><p>Sign in to the network";

/// Starts one before the app's server, and gives its port. It answers until the tests end.
pub fn before(app: u16) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser that goes away in the middle is no concern of the proxy's.
            thread::spawn(move || drop(answer(stream, app)));
        }
    });
    port
}

fn answer(mut stream: TcpStream, app: u16) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    while {
        let mut line = String::new();
        reader.read_line(&mut line)? > 2
    } {}
    let path = first.split(' ').nth(1).unwrap_or("/");
    let mut parts = path.trim_start_matches('/').splitn(3, '/');
    let (fault, file, rest) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let mut server = TcpStream::connect(("127.0.0.1", app))?;
    write!(server, "GET /{rest} HTTP/1.0\r\n\r\n")?;
    let mut whole = Vec::new();
    server.read_to_end(&mut whole)?;
    let end = whole.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
    let mut body = whole.split_off(end);
    let mut head = String::from_utf8_lossy(&whole).into_owned();
    if logical(rest) == file {
        spoil(fault, &mut head, &mut body);
    }
    let length = format!("Content-Length: {}", body.len());
    let lines = head.split("\r\n").map(|line| if line.starts_with("Content-Length") { &length } else { line });
    stream.write_all(lines.collect::<Vec<_>>().join("\r\n").as_bytes())?;
    if logical(rest) == file && fault == "silent" {
        stream.write_all(&body[..body.len() / 2])?;
        // Nothing more comes, and nobody says so.
        thread::park();
    }
    stream.write_all(&body)
}

/// A file's name without folder and mark.
fn logical(path: &str) -> String {
    let name = path.split(['?', '#']).next().unwrap_or_default();
    let name = if name.is_empty() { "index.html" } else { name.trim_start_matches("assets/") };
    let mut parts: Vec<&str> = name.split('.').collect();
    parts.retain(|part| part.len() != 12 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    parts.join(".")
}

fn spoil(fault: &str, head: &mut String, body: &mut Vec<u8>) {
    let swap = |head: &mut String, name: &str, value: &str| {
        let lines = head.split("\r\n").filter(|line| !line.starts_with(name)).collect::<Vec<_>>().join("\r\n");
        *head = lines.replacen("\r\n", &format!("\r\n{name}: {value}\r\n"), 1);
    };
    let instead = |word: &str, other: &str, body: &mut Vec<u8>| {
        *body = String::from_utf8_lossy(body).replacen(word, other, 1).into_bytes();
    };
    match fault {
        "missing" => {
            *head = head.replacen("200 OK", "404 Not Found", 1);
            *body = b"404 Not Found".to_vec();
        }
        "truncated" => body.truncate(body.len() / 2),
        "altered" => {
            let middle = body.len() / 2;
            body[middle] ^= 1;
        }
        // A module that runs as well as the right one, but is another.
        "other" => body.extend(b"\x00\x02\x01x"),
        "page" => {
            swap(head, "Content-Type", "text/html");
            *body = SIGN_IN.to_vec();
        }
        "type" => swap(head, "Content-Type", "text/plain"),
        // What an old page names, and an old script beside a new page.
        "stale" => *body = String::from_utf8_lossy(body).replace("assets/app.", "assets/app.0").into_bytes(),
        "stamp" => instead("data-build=\"", "data-build=\"0", body),
        "no-wasm" => instead("'wasm-unsafe-eval'", "", body),
        "no-fetch" => instead("connect-src 'self'", "connect-src 'none'", body),
        "no-script" => instead("script-src 'self' 'wasm-unsafe-eval'", "script-src 'none'", body),
        _ => {}
    }
}
