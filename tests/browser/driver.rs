//! A headless browser, started for one test and ended with it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::http::Method;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use url::{ParseError, Url};

/// The most of a page that is drawn, in pixels from its top.
const HEIGHT_MAX: u32 = 4_000;

/// A process that ends with the test.
pub(crate) struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts the driver on a free port; nothing where this machine has none.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn driver() -> Option<(Running, u16)> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let mut command = Command::new("chromedriver");
    let started = command.arg(format!("--port={port}")).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(child) = started else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs chromium and chromium-driver");
        eprintln!("skipped: chromedriver is not on this machine");
        return None;
    };
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let is_up = lines.by_ref().map_while(Result::ok).any(|line| line.contains("successfully"));
    assert!(is_up, "chromedriver ended before it was up");
    // What it says later must not block it.
    std::thread::spawn(move || lines.for_each(drop));
    Some((running, port))
}

/// Whether pages may run their scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// A browser of its own, with a console that is kept.
pub(crate) async fn browser(port: u16, profile: &Path, scripts: Scripts) -> Client {
    let mut arguments: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en-GB",
        "--hide-scrollbars",
        "--window-size=1280,1000",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    let prefs = match scripts {
        Scripts::On => json!({}),
        Scripts::Off => json!({ "profile.managed_default_content_settings.javascript": 2 }),
    };
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments, "prefs": prefs }));
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    builder.connect(&format!("http://127.0.0.1:{port}")).await.expect("chromedriver takes the session")
}

/// Waits for an element to be there, then gives it.
pub(crate) async fn shown(client: &Client, selector: &str) -> Element {
    client.wait().for_element(Locator::Css(selector)).await.unwrap_or_else(|cause| panic!("{selector}: {cause}"))
}

/// Every value of an attribute on what a selector finds.
pub(crate) async fn attributes(client: &Client, selector: &str, name: &str) -> Vec<String> {
    let mut values = Vec::new();
    for element in client.find_all(Locator::Css(selector)).await.expect("a page") {
        values.push(element.attr(name).await.expect("an attribute").expect("a value"));
    }
    values
}

/// The most bytes of a picture of the documents.
const PICTURE_BYTES_MAX: usize = 120_000;

/// Writes a picture of the documents, when that is asked for.
pub(crate) async fn picture(client: &Client, name: &str) {
    if std::env::var("UPDATE_SCREENSHOTS").as_deref() == Ok("1") {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/images").join(name);
        let told = devtools(client, "Page.captureScreenshot", json!({ "format": "webp", "quality": 82 })).await;
        let bytes = decoded(told["data"].as_str().expect("a text"));
        assert!(bytes.len() < PICTURE_BYTES_MAX, "{name} has {} bytes", bytes.len());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        std::fs::write(path, bytes).expect("a writable folder");
    }
}

/// Bytes from base64 (RFC 4648), as the browser sends pictures.
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("{letter} is no letter of base64"),
    };
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(value(letter));
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
        }
    }
    bytes
}

#[test]
fn bytes_come_out_of_base64_as_they_went_in() {
    for (text, bytes) in
        [("", &b""[..]), ("Zg==", b"f"), ("Zm8=", b"fo"), ("Zm9vYmFy", b"foobar"), ("+/8A", &[251, 255, 0])]
    {
        assert_eq!(decoded(text), bytes, "{text}");
    }
}

/// Draws a whole page into `target/screenshots/`, for whoever looks at a run, and gives the window its size back.
pub(crate) async fn drawn(client: &Client, name: &str, width: u32, height: u32) {
    let whole = client.execute("return document.documentElement.scrollHeight", Vec::new()).await.expect("a number");
    let whole = whole.as_u64().and_then(|whole| u32::try_from(whole).ok()).unwrap_or(height);
    client.set_window_size(width, whole.clamp(height, HEIGHT_MAX)).await.expect("a window");
    let bytes = client.screenshot().await.expect("a picture");
    client.set_window_size(width, height).await.expect("a window");
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a writable folder");
    std::fs::write(folder.join(format!("{name}.png")), bytes).expect("a writable folder");
}

/// A command that only this browser knows.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

/// Asks the browser for something that pages cannot ask for.
async fn devtools(client: &Client, command: &str, params: Value) -> Value {
    let body = json!({ "cmd": command, "params": params });
    let told = client.issue_cmd(Own { path: "goog/cdp/execute", body }).await;
    told.unwrap_or_else(|cause| panic!("{command}: {cause}"))
}

/// Clicks what saves a file; the name that the browser gave it, and what it wrote.
pub(crate) async fn saved(client: &Client, selector: &str) -> (String, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let params = json!({ "behavior": "allow", "downloadPath": folder.path() });
    devtools(client, "Browser.setDownloadBehavior", params).await;
    shown(client, selector).await.click().await.unwrap_or_else(|cause| panic!("{selector}: {cause}"));
    for _ in 0..600 {
        let files = std::fs::read_dir(folder.path()).expect("a readable folder");
        let mut names = files.map(|file| file.expect("a readable folder").file_name().to_string_lossy().into_owned());
        // Until it is whole it is written under another name, and nothing or an empty file stands under its own.
        if let Some(name) = names.find(|name| !name.starts_with('.') && !name.ends_with(".crdownload")) {
            let bytes = std::fs::read(folder.path().join(&name)).expect("a readable file");
            if !bytes.is_empty() {
                return (name, bytes);
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{selector} saves no file");
}

/// How the browser draws pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// Draws the page in light or dark colours from now on, as the browser's user may wish.
pub(crate) async fn prefer(client: &Client, scheme: Scheme) {
    let value = if scheme == Scheme::Dark { "dark" } else { "light" };
    let params = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
    devtools(client, "Emulation.setEmulatedMedia", params).await;
}

/// Lets pages behave as if their window were in front, which nobody sees to here until a key is pressed.
pub(crate) async fn keep_in_front(client: &Client) {
    devtools(client, "Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await;
}

/// What the browser's console has reported since it was asked last.
pub(crate) async fn reported(client: &Client) -> Vec<String> {
    let told = client.issue_cmd(Own { path: "se/log", body: json!({ "type": "browser" }) }).await.expect("a log");
    let entries = told.as_array().cloned().unwrap_or_default();
    entries.into_iter().map(|entry| entry["message"].to_string()).collect()
}
