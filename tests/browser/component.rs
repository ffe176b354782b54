//! `<why-this>` in a page of another origin, as `docs/clients.md` tells a shop to use it.
//!
//! Properties held:
//! - it shows what the service says: sentence, reasons, the rank without each, what the place hangs on; the printed numbers add up to the
//!   printed score, the exact ones to the exact score, bit for bit;
//! - it works under a policy that allows nothing inline, and nothing made of texts;
//! - with the keyboard alone everything can be switched off and on again and turned down and taken back; the focus stays, and what
//!   happened is announced, told to the page and kept by the service;
//! - it speaks English, German and French, and fits a phone;
//! - on a page whose origin the key does not list it says that there is nothing to show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Query;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum::routing::get;
use candor::access::{Audience, Claims, KeyId, KeyWish, Role};
use candor::config::Config;
use candor::decision::Request;
use candor::engine::Why;
use candor::event::{Kind, Subject};
use candor::http::{AppState, app};
use candor::ids::{CustomerId, DecisionId, ItemId};
use candor::ledger::fold;
use candor::service::Service;
use fantoccini::Client;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::driver::{Scripts, picture};
use super::shop::keyed;
use super::visit::at_origins;

const MODULE: &str = include_str!("../../clients/why-this/why-this.js");
const DOCUMENT: &str = include_str!("../../docs/clients.md");
/// Remembers what is reported and what the element tells.
const LISTEN: &str = "window.heard = []; window.told = [];
    document.addEventListener('securitypolicyviolation', (event) => heard.push(event.violatedDirective));
    window.addEventListener('error', (event) => heard.push(String(event.message)), true);
    window.addEventListener('unhandledrejection', (event) => heard.push(String(event.reason)));
    for (const name of ['shown', 'declined', 'used', 'failed']) {
      document.addEventListener(`why-this-${name}`, (event) => told.push([name, event.detail]));
    }";

/// An example of the document.
fn example(language: &str) -> &'static str {
    let block = DOCUMENT.split(&format!("```{language}\n")).nth(1).and_then(|rest| rest.split("```").next());
    block.unwrap_or_else(|| panic!("docs/clients.md has no example in {language}"))
}

/// What is explained, to whom.
struct Asked {
    service: Arc<Service>,
    customer: CustomerId,
    decision: DecisionId,
    why: Why,
}

impl Asked {
    /// A list for a customer of the demo shop, and an item of it that rests on something that can be named.
    fn of(service: Arc<Service>) -> Self {
        let customer = CustomerId::new("c0001").expect("a short id");
        let request = Request::home(Some(customer.clone()));
        let answer = service.recommend(Service::new_decision_id(), Service::now(), request).expect("a list");
        let whys = answer.items.iter().map(|item| service.why(&answer.decision, &item.item, None).expect("reasons"));
        let is_told = |why: &Why| reasons(why).iter().any(|reason| !reason.evidence.is_empty());
        let why = whys.into_iter().find(is_told).expect("a reason that rests on something");
        Self { service, customer, decision: answer.decision, why }
    }

    fn subject(&self) -> Subject {
        Subject::Customer(self.customer.clone())
    }

    /// Of the customer's events with an item, how many count and how many there are.
    fn counted(&self, item: &ItemId) -> (usize, usize) {
        let all = self.service.store().events_of(&self.subject()).expect("a readable store");
        let with: Vec<_> = all.iter().filter(|event| event.item == *item).collect();
        (with.iter().filter(|event| event.usage == candor::event::Usage::Used).count(), with.len())
    }

    fn key(&self, role: Role, origins: &[String]) -> (KeyId, String) {
        let origins: BTreeSet<String> = origins.iter().cloned().collect();
        let wish = KeyWish { name: format!("a {role}"), role, expires: None, origins };
        let (key, text) = self.service.create_key(wish).expect("a store at work");
        (key.id, text)
    }
}

fn reasons(why: &Why) -> &[candor::decision::ShownReason] {
    why.item.reasons.as_deref().expect("asked for in full")
}

/// The shop's own server: the page of the document with its values filled in, and tokens for who has signed in.
fn storefront(asked: &Arc<Asked>, service: &str, key: &str) -> Router {
    let values = [
        ("https://candor.example", service),
        ("candor_publishable_...", key),
        ("d_...", asked.decision.as_str()),
        ("22423", asked.why.item.item.as_str()),
    ];
    let body = values.iter().fold(example("html").to_owned(), |html, (from, to)| html.replace(from, to));
    let page = format!(
        "<!doctype html><html lang=\"en\"><title>A shop</title><script src=\"/listen.js\"></script>{body}</html>"
    );
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {service}; base-uri 'none'; \
         require-trusted-types-for 'script'"
    );
    let (issuer, _) = asked.key(Role::Secret, &[]);
    let titles = titles(asked);
    let script = |text: &'static str| get(move || async move { ([(CONTENT_TYPE, "text/javascript")], text) });
    let token = {
        let asked = Arc::clone(asked);
        move |Query(query): Query<BTreeMap<String, String>>| async move {
            let audience = if query["audience"] == "me" { Audience::Me } else { Audience::Storefront };
            let claims = Claims::new(asked.subject(), audience, issuer, Service::now(), 600);
            asked.service.sign_token(&claims).expect("a store at work")
        }
    };
    Router::new()
        .route("/", get(move || async move { ([(CONTENT_SECURITY_POLICY, policy)], axum::response::Html(page)).into_response() }))
        .route("/titles.json", get(move || async move { axum::Json(titles) }))
        .route("/token", get(token))
        .route("/why-this.js", script(MODULE))
        .route("/page.js", script(example("javascript")))
        .route("/listen.js", script(LISTEN))
}

fn titles(asked: &Asked) -> Value {
    let events = asked.service.store().events_of(&asked.subject()).expect("a readable store");
    let title = |item: &ItemId| asked.service.store().item(item).expect("a readable store").map(|item| item.title);
    let all: BTreeMap<String, String> =
        events.iter().filter_map(|event| Some((event.item.to_string(), title(&event.item)?))).collect();
    json!(all)
}

/// Runs a script whose `root` is the element's shadow tree.
async fn inside(client: &Client, script: &str) -> Value {
    let script = format!(
        "const root = document.querySelector('why-this')?.shadowRoot ?? document.createDocumentFragment(); {script}"
    );
    client.execute(&script, Vec::new()).await.unwrap_or_else(|cause| panic!("{script}: {cause}"))
}

/// Waits until a script inside gives something true.
async fn until(client: &Client, script: &str) {
    for _ in 0..500 {
        if inside(client, &format!("return Boolean({script})")).await == json!(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "{script} does not come true; {}",
        inside(client, "return root.textContent + JSON.stringify([heard, told])").await
    );
}

async fn texts(client: &Client, selector: &str) -> Vec<String> {
    let found =
        inside(client, &format!("return [...root.querySelectorAll('{selector}')].map((one) => one.textContent)")).await;
    serde_json::from_value(found).expect("texts")
}

async fn press(client: &Client, key: Key) {
    let key = char::from(key);
    let actions = KeyActions::new("keyboard".to_owned()).then(KeyAction::Down { value: key });
    client.perform_actions(actions.then(KeyAction::Up { value: key })).await.expect("a key press");
}

/// Tabs on until what has the focus inside matches.
async fn tab_to(client: &Client, selector: &str) {
    for _ in 0..120 {
        if inside(client, &format!("return Boolean(root.activeElement?.matches('{selector}'))")).await == json!(true) {
            return;
        }
        press(client, Key::Tab).await;
    }
    panic!("the keyboard does not reach {selector}");
}

/// The page has heard of nothing, and the names of what the element told it, the newest last.
async fn told(client: &Client) -> Vec<(String, Value)> {
    let found = client.execute("return [heard, told]", Vec::new()).await.expect("a report");
    assert_eq!(found[0], json!([]));
    serde_json::from_value(found[1].clone()).expect("pairs")
}

async fn it_shows_what_the_service_says(client: &Client, asked: &Asked) {
    let Why { item, minimal_set, .. } = &asked.why;
    assert_eq!(texts(client, ".sentence").await, [reasons(&asked.why)[0].text.clone()]);
    let told_reasons = texts(client, ".reasons > li").await;
    assert_eq!(told_reasons.len(), reasons(&asked.why).len());
    for (told, reason) in told_reasons.iter().zip(reasons(&asked.why)) {
        assert!(told.contains(&reason.text), "{told}");
        let expected = match reason.without.map(|without| without.rank) {
            None => continue,
            Some(None) => "would not be in the running.".to_owned(),
            Some(Some(rank)) if rank == item.rank => format!("still be at place {rank}."),
            Some(Some(rank)) => format!("would be at place {rank}."),
        };
        assert!(told.contains(&expected), "{told}: {expected}");
    }
    assert_eq!(texts(client, ".minimal").await.len(), usize::from(minimal_set.is_some()));
    let numbers = inside(
        client,
        "const of = (selector, name) => [...root.querySelectorAll(selector)].map((one) => Number(one.dataset[name])); \
         return [of('.chart tbody tr', 'points'), of('.chart tfoot tr', 'points'), of('.exact tbody tr', 'amount')]",
    );
    let numbers: Vec<Vec<f64>> = serde_json::from_value(numbers.await).expect("numbers");
    assert_eq!(fold(numbers[0].iter().copied()).to_bits(), numbers[1][0].to_bits(), "the printed numbers add up");
    assert!((numbers[1][0] / 1_000.0 - item.score).abs() <= 0.0005, "{numbers:?}");
    assert_eq!(fold(numbers[2].iter().copied()).to_bits(), item.score.to_bits(), "the exact ones to the last bit");
    assert!(texts(client, ".lines .hint").await[0].contains("the number that ranked it"));
    let untidy = inside(client, "return root.querySelectorAll('[style], style, [onclick]').length").await;
    assert_eq!(untidy, json!(0));
}

async fn it_can_be_used_with_the_keyboard(client: &Client, asked: &Asked) {
    tab_to(client, "button[data-item]").await;
    let item = inside(client, "return root.activeElement.dataset.item").await;
    let item = ItemId::new(item.as_str().expect("an id")).expect("a short id");
    let (before, all) = asked.counted(&item);
    assert!(before > 0 && before == all);
    press(client, Key::Enter).await;
    until(client, "root.querySelector('[role=status]').textContent.startsWith('No longer used')").await;
    assert_eq!(asked.counted(&item), (0, all));
    let focus = inside(client, "return [root.activeElement.dataset.item, root.activeElement.textContent]").await;
    assert_eq!(focus, json!([item, "Use it again"]), "the focus stays");
    press(client, Key::Enter).await;
    until(client, "root.querySelector('[role=status]').textContent.startsWith('Used again')").await;
    assert_eq!(asked.counted(&item), (all, all));
    tab_to(client, ".lines > summary").await;
    press(client, Key::Enter).await;
    until(client, "root.querySelector('.lines').open").await;
    tab_to(client, "button[data-decline]").await;
    press(client, Key::Space).await;
    until(client, "root.activeElement.textContent === 'Undo'").await;
    let declined = &asked.why.item.item;
    let events = asked.service.store().events_of(&asked.subject()).expect("a readable store");
    let event = events.iter().find(|event| event.kind == Kind::NotInterested && event.item == *declined);
    assert_eq!(event.expect("it was told").decision.as_ref(), Some(&asked.decision));
    let page = "return document.documentElement.dataset.declined";
    assert_eq!(client.execute(page, Vec::new()).await.expect("the page heard"), json!(declined));
    press(client, Key::Enter).await;
    until(client, "root.activeElement.textContent === 'Not interested'").await;
    assert_eq!(asked.counted(declined).0, asked.counted(declined).1 - 1, "the word is taken back");
    let told = told(client).await;
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["shown", "used", "used", "declined", "declined"]);
    assert_eq!(told[0].1["why"]["item"]["item"], json!(declined));
    assert_eq!((&told[1].1["used"], &told[2].1["used"]), (&json!(false), &json!(true)));
}

async fn it_speaks_three_languages_and_fits_a_phone(client: &Client) {
    for (locale, heading, decline) in
        [("de-AT", "Warum das?", "Interessiert mich nicht"), ("fr", "Pourquoi ceci ?", "Cela ne m'intéresse pas")]
    {
        inside(client, &format!("root.host.setAttribute('locale', '{locale}')")).await;
        until(client, &format!("root.querySelector('button[data-decline]')?.textContent === \"{decline}\"")).await;
        assert_eq!(texts(client, "h2").await, [heading]);
    }
    let paper = "return getComputedStyle(root.querySelector('section')).backgroundColor";
    inside(client, "root.host.setAttribute('theme', 'light')").await;
    let light = inside(client, paper).await;
    inside(client, "root.host.setAttribute('theme', 'dark')").await;
    assert_ne!(inside(client, paper).await, light);
    client.set_window_size(360, 780).await.expect("a phone");
    let sideways = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(inside(client, sideways).await, json!(0));
}

async fn visit(client: &Client, asked: &Asked, page: &str) {
    client.set_window_size(760, 1_000).await.expect("a column of a page");
    client.goto(page).await.expect("the page");
    until(client, "root.querySelector('.chart')").await;
    picture(client, "why-this.webp").await;
    it_shows_what_the_service_says(client, asked).await;
    it_can_be_used_with_the_keyboard(client, asked).await;
    it_speaks_three_languages_and_fits_a_phone(client).await;
    // The same page under another name is another origin.
    client.goto(&page.replace("127.0.0.1", "localhost")).await.expect("the page");
    until(client, "root.querySelector('[role=alert]')").await;
    let found = client.execute("return told.map(([name]) => name)", Vec::new()).await.expect("a report");
    assert_eq!(found, json!(["failed"]));
    assert_eq!(texts(client, "button").await, ["Try again"]);
}

#[test]
fn why_this_explains_and_obeys_on_a_page_of_another_origin() {
    let shop = keyed();
    let asked = Arc::new(Asked::of(Arc::clone(&shop.service)));
    let api = app(AppState::new(Arc::clone(&asked.service), Config::default()));
    let routers = |[service, origin]: &[String; 2]| {
        let (_, key) = asked.key(Role::Publishable, std::slice::from_ref(origin));
        ([api, storefront(&asked, service, &key)], Arc::clone(&asked))
    };
    at_origins(Scripts::On, routers, |client, [_, page], asked| async move { visit(&client, &asked, &page).await });
}
