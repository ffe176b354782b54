//! One visit in a real browser, with the mouse and with the keyboard, on a desk and on a phone.

use axum::Router;
use candor::config::Config;
use candor::http::{Patience, serve};
use candor::ledger::fold;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::access::nothing_ails;
use super::driver::{Scripts, attributes, browser, driver, picture, reported, shown};
use super::shop::{Own, own};

/// The items of the home rail.
pub(crate) async fn rail(client: &Client) -> Vec<String> {
    shown(client, "#rail .rail").await;
    attributes(client, "#rail [data-item]", "data-item").await
}

pub(crate) async fn no_sideways_scrolling(client: &Client, path: &str) {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(client.execute(script, Vec::new()).await.expect("a number"), json!(0), "{path} is too wide");
}

/// Remembers violations of the content policy and errors for as long as the page stands.
pub(crate) async fn listen(client: &Client) {
    let script = "window.heard = []; \
        document.addEventListener('securitypolicyviolation', (event) => heard.push(event.violatedDirective)); \
        window.addEventListener('error', (event) => heard.push(String(event.message)), true); \
        window.addEventListener('unhandledrejection', (event) => heard.push(String(event.reason)));";
    client.execute(script, Vec::new()).await.expect("a listener");
}

/// Nothing was reported, every file that the page names came from here and arrived, and everybody can use what is shown now.
pub(crate) async fn all_quiet(client: &Client) {
    let script = "return [window.heard ?? [], [...document.images].filter((image) => image.complete && !image.naturalWidth) \
        .map((image) => image.src), performance.getEntriesByType('resource').map((entry) => entry.name) \
        .filter((name) => !name.startsWith(location.origin)), document.styleSheets.length]";
    let found = client.execute(script, Vec::new()).await.expect("a report");
    let sheets = if client.current_url().await.expect("an address").path().starts_with("/console") { 2 } else { 1 };
    assert_eq!(found, json!([[], [], [], sheets]));
    // The browser notes as an error that an answer refuses something.
    let told: Vec<String> =
        reported(client).await.into_iter().filter(|line| !line.contains("responded with a status of 4")).collect();
    assert_eq!(told, Vec::<String>::new());
    nothing_ails(client).await;
}

pub(crate) async fn switch_customer(client: &Client, at: usize) {
    shown(client, "#persona").await.select_by_index(at).await.expect("a persona");
    shown(client, ".who button").await.click().await.expect("the shop again");
    shown(client, &format!("#persona option:nth-of-type({})[selected]", at + 1)).await;
}

/// The account that is open, in its panel or on its page, adds up as printed and to the last bit.
pub(crate) async fn the_account_adds_up(client: &Client) {
    shown(client, ".account .chart").await;
    let printed = attributes(client, ".account .chart:not(.versus) tbody tr", "data-shown").await;
    let sum: i64 = printed.iter().map(|text| text.parse::<i64>().expect("an integer")).sum();
    let score = shown(client, ".account #score").await.text().await.expect("a text");
    assert_eq!(format!("{}.{:04}", sum / 10_000, sum % 10_000), score);
    let amounts = attributes(client, ".account .exact tbody tr", "data-amount").await;
    let exact = attributes(client, ".account .exact", "data-score").await;
    let folded = fold(amounts.iter().map(|text| text.parse::<f64>().expect("a number")));
    assert_eq!(folded.to_bits(), exact[0].parse::<f64>().expect("a number").to_bits());
}

async fn with_the_mouse(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    listen(client).await;
    let first = rail(client).await;
    assert_eq!(first.len(), 8);
    picture(client, "shop.webp").await;
    switch_customer(client, 2).await;
    listen(client).await;
    let second = rail(client).await;
    assert_ne!(first, second, "another customer, another rail");
    shown(client, "#rail a[data-why]").await.click().await.expect("a panel");
    shown(client, "dialog[open]").await;
    the_account_adds_up(client).await;
    picture(client, "why.webp").await;
    all_quiet(client).await;
    shown(client, "dialog .close").await.click().await.expect("the panel closes");
    shown(client, "#rail button[value=not_interested]").await.click().await.expect("the rail follows");
    shown(client, "#rail .notice").await;
    let third = rail(client).await;
    assert!(!third.contains(&second[0]), "what is turned down leaves the rail in place");
    all_quiet(client).await;
    shown(client, "#rail .go").await.click().await.expect("an item");
    shown(client, ".item button[value=purchase]").await.click().await.expect("the shop again");
    let fourth = rail(client).await;
    assert_ne!(third, fourth, "a purchase moves the rail");
}

/// Presses keys in what has the focus.
pub(crate) async fn press(client: &Client, keys: &str) {
    client.active_element().await.expect("a focus").send_keys(keys).await.expect("a key press");
}

/// Tabs forward until what has the focus matches a selector.
pub(crate) async fn tab_to(client: &Client, selector: &str) {
    for _ in 0..300 {
        let script = "return document.activeElement.matches(arguments[0])";
        if client.execute(script, vec![json!(selector)]).await.expect("an answer") == json!(true) {
            return;
        }
        press(client, &String::from(char::from(Key::Tab))).await;
    }
    panic!("the keyboard does not reach {selector} on {}", client.current_url().await.expect("an address"));
}

async fn with_the_keyboard(client: &Client, address: &str) {
    client.goto(address).await.expect("the shop");
    let before = rail(client).await;
    let enter = String::from(char::from(Key::Enter));
    tab_to(client, ".skip").await;
    tab_to(client, "#persona").await;
    press(client, &String::from(char::from(Key::Down))).await;
    tab_to(client, ".who button").await;
    press(client, &enter).await;
    shown(client, "#persona option:nth-of-type(4)[selected]").await;
    let after = rail(client).await;
    assert_ne!(before, after, "switched by keyboard");
    tab_to(client, "a[data-why]").await;
    press(client, &enter).await;
    the_account_adds_up(client).await;
    press(client, &String::from(char::from(Key::Escape))).await;
    client.wait().for_element(Locator::Css("dialog:not([open])")).await.expect("closed by keyboard");
    let script = "return document.activeElement.matches('a[data-why]')";
    assert_eq!(client.execute(script, Vec::new()).await.expect("an answer"), Value::Bool(true), "the focus comes back");
    tab_to(client, "#rail button[value=not_interested]").await;
    press(client, &enter).await;
    shown(client, "#rail .notice").await;
    assert_ne!(after, rail(client).await, "turned down by keyboard");
}

async fn on_a_phone(client: &Client, address: &str) {
    client.set_window_size(360, 780).await.expect("a phone");
    client.goto(address).await.expect("the shop");
    let why = attributes(client, "#rail a[data-why]", "href").await.remove(0);
    let item = attributes(client, "#rail .go", "href").await.remove(0);
    let versus = format!("{why}?instead_of={}", rail(client).await.remove(1));
    for path in ["/", &item, &why, &versus] {
        client.goto(&format!("{address}{path}")).await.expect("a page");
        no_sideways_scrolling(client, path).await;
    }
    client.goto(address).await.expect("the shop");
    picture(client, "phone.webp").await;
    shown(client, "#rail a[data-why]").await.click().await.expect("a panel");
    shown(client, "dialog[open]").await;
    the_account_adds_up(client).await;
    no_sideways_scrolling(client, "the panel").await;
}

/// Serves a shop and walks through it with a browser; skips by name where this machine has none.
pub(crate) fn in_browser<F>(shop: Own, walk: impl FnOnce(Client, String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    in_browser_with(Scripts::On, shop, walk);
}

/// The same, with scripts or without.
pub(crate) fn in_browser_with<F>(scripts: Scripts, shop: Own, walk: impl FnOnce(Client, String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    at_origins(scripts, |_: &[String; 1]| ([shop.router.clone()], ()), |client, [address], ()| walk(client, address));
}

/// Serves each router at an origin of its own, which all of them may name, and walks through them with a browser.
pub(crate) fn at_origins<const N: usize, T, F>(
    scripts: Scripts,
    routers: impl FnOnce(&[String; N]) -> ([Router; N], T),
    walk: impl FnOnce(Client, [String; N], T) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let Some((_driver, port)) = driver() else { return };
    let profile = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("async threads");
    runtime.block_on(async {
        let listeners: [std::net::TcpListener; N] =
            std::array::from_fn(|_| std::net::TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let origins: [String; N] =
            std::array::from_fn(|at| format!("http://{}", listeners[at].local_addr().expect("an address")));
        let patience = Patience::of(&Config::default().limits);
        let (routers, with) = routers(&origins);
        let listening = |listener: std::net::TcpListener| {
            listener.set_nonblocking(true).expect("a listener of this process");
            tokio::net::TcpListener::from_std(listener).expect("async threads")
        };
        let begin = |(listener, router)| {
            tokio::spawn(serve(listening(listener), None, router, patience, std::future::pending()))
        };
        let served: Vec<_> = listeners.into_iter().zip(routers).map(begin).collect();
        let client = browser(port, profile.path(), scripts).await;
        let outcome = tokio::spawn(walk(client.clone(), origins, with)).await;
        client.close().await.expect("the browser closes");
        served.iter().for_each(tokio::task::JoinHandle::abort);
        outcome.expect("the visit");
    });
}

#[test]
fn the_shop_explains_itself_and_follows_what_is_clicked() {
    in_browser(own(), |client, address| async move {
        with_the_mouse(&client, &address).await;
        with_the_keyboard(&client, &address).await;
        on_a_phone(&client, &address).await;
    });
}
