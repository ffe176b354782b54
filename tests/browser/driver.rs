//! A headless browser, started for one test and ended with it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use axum::http::Method;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use serde_json::{Value, json};
use url::{ParseError, Url};

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

/// A browser of its own, with scripts and a console that is kept.
pub(crate) async fn browser(port: u16, profile: &Path) -> Client {
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
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
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

/// Writes a picture of the documents, when that is asked for.
pub(crate) async fn picture(client: &Client, name: &str) {
    if std::env::var("UPDATE_SCREENSHOTS").as_deref() == Ok("1") {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/images").join(name);
        let bytes = client.screenshot().await.expect("a picture");
        assert!(bytes.len() < 300_000, "{name} has {} bytes", bytes.len());
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        std::fs::write(path, bytes).expect("a writable folder");
    }
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
    let body = json!({ "cmd": "Emulation.setEmulatedMedia", "params": params });
    client.issue_cmd(Own { path: "goog/cdp/execute", body }).await.expect("the browser takes it");
}

/// What the browser's console has reported since it was asked last.
pub(crate) async fn reported(client: &Client) -> Vec<String> {
    let told = client.issue_cmd(Own { path: "se/log", body: json!({ "type": "browser" }) }).await.expect("a log");
    let entries = told.as_array().cloned().unwrap_or_default();
    entries.into_iter().map(|entry| entry["message"].to_string()).collect()
}
