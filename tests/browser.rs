//! The demo shop in a real browser (headless Chromium through WebDriver). Properties held:
//! - switching the customer changes the rail, and so does clicking a product;
//! - every card gives a reason; "why this?" shows lines whose numbers add up to the shown score;
//! - no page scrolls sideways on a phone.
//!
//! With `UPDATE_SCREENSHOTS=1` it writes the pictures of the documents. Without Chromium it skips by name; with `CI=true` that
//! is a failure.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use candor::ledger::fold;
use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// Starts a program and waits for a line on its standard output that holds `sign`.
fn start(program: &str, arguments: &[&str], sign: &str) -> Option<Running> {
    let mut command = Command::new(program);
    let child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut running = Running(child);
    let mut lines = BufReader::new(running.0.stdout.take().expect("a pipe")).lines();
    let is_up = lines.by_ref().map_while(Result::ok).any(|line| line.contains(sign));
    assert!(is_up, "{program} ended before it said `{sign}`");
    // What it says later must not block it.
    std::thread::spawn(move || lines.for_each(drop));
    Some(running)
}

async fn browser(port: u16, profile: &std::path::Path) -> Client {
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,1000",
    ];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".to_owned(), json!({ "args": arguments }));
    let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
    builder.capabilities(capabilities);
    builder.connect(&format!("http://127.0.0.1:{port}")).await.expect("chromedriver takes the session")
}

async fn texts(client: &Client, selector: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].map(found => found.textContent.trim())";
    let found = client.execute(script, vec![json!(selector)]).await.expect("a page");
    serde_json::from_value(found).expect("a list of texts")
}

/// Waits until a page shows an element, and gives it.
async fn shown(client: &Client, selector: &str) -> Element {
    client.wait().for_element(Locator::Css(selector)).await.unwrap_or_else(|error| panic!("{selector}: {error}"))
}

async fn picture(client: &Client, name: &str) {
    if std::env::var("UPDATE_SCREENSHOTS").as_deref() == Ok("1") {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/images").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        std::fs::write(path, client.screenshot().await.expect("a picture")).expect("a writable folder");
    }
}

async fn switch_customer(client: &Client, at: usize) {
    shown(client, "#persona").await.select_by_index(at).await.expect("a persona");
    shown(client, ".persona button").await.click().await.expect("a new page");
    shown(client, &format!("#persona option[selected]:nth-child({})", at + 1)).await;
}

async fn the_bars_add_up(client: &Client) {
    let mut amounts = Vec::new();
    for cell in client.find_all(Locator::Css("td.amount")).await.expect("a ledger") {
        let amount = cell.attr("data-amount").await.expect("an attribute").expect("an amount");
        amounts.push(amount.parse::<f64>().expect("a number"));
    }
    assert!(!amounts.is_empty(), "the ledger has lines");
    let score = client.find(Locator::Css("#score")).await.expect("a score").text().await.expect("a text");
    assert_eq!(format!("{:.4}", fold(amounts)), score);
}

async fn no_sideways_scrolling(client: &Client) {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let excess = client.execute(script, Vec::new()).await.expect("a number");
    assert_eq!(excess, json!(0), "the page is wider than the phone");
}

async fn visit(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let first = texts(client, ".rail .title").await;
    assert_eq!(first.len(), 8, "a rail of eight: {first:?}");
    assert_eq!(texts(client, ".rail .reason").await.iter().filter(|text| !text.is_empty()).count(), 8);
    picture(client, "shop.png").await;
    switch_customer(client, 2).await;
    let second = texts(client, ".rail .title").await;
    assert_ne!(first, second, "another customer, another rail");
    shown(client, ".rail .why").await.click().await.expect("a page");
    shown(client, "dialog[open] #score").await;
    the_bars_add_up(client).await;
    picture(client, "why.png").await;
    client.goto(address).await.expect("the shop");
    shown(client, "section[aria-labelledby=all] .picture").await.click().await.expect("a page");
    shown(client, "button[value=purchase]").await.click().await.expect("the shop again");
    shown(client, "#for-you").await;
    assert_ne!(second, texts(client, ".rail .title").await, "a purchase moves the rail");
    client.goto(&format!("{address}/console")).await.expect("the rules");
    picture(client, "console.png").await;
    client.set_window_size(360, 800).await.expect("a phone");
    for path in ["/", "/console"] {
        client.goto(&format!("{address}{path}")).await.expect("a page");
        no_sideways_scrolling(client).await;
    }
    client.goto(address).await.expect("the shop");
    picture(client, "phone.png").await;
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn the_shop_explains_itself_and_follows_what_is_clicked() {
    let driver_port = free_port();
    let flag = format!("--port={driver_port}");
    let Some(_driver) = start("chromedriver", &[&flag], "successfully") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs chromium and chromium-driver");
        eprintln!("skipped: chromedriver is not on this machine");
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (port, dir) = (free_port().to_string(), folder.path().join("demo"));
    let dir = dir.to_str().expect("a plain path");
    let _shop = start(env!("CARGO_BIN_EXE_candor"), &["demo", "--port", &port, "--dir", dir], "openapi.json")
        .expect("the shop");
    let runtime = tokio::runtime::Runtime::new().expect("async threads");
    runtime.block_on(async {
        let client = browser(driver_port, &folder.path().join("profile")).await;
        let address = format!("http://127.0.0.1:{port}");
        let outcome = tokio::spawn({
            let client = client.clone();
            async move { visit(&client, &address).await }
        });
        let outcome = outcome.await;
        client.close().await.expect("the browser closes");
        outcome.expect("the visit");
    });
}
