//! The pages on their data for the customers of a shop that has pages of its own: who gets in, as whom, and what a click changes there.
//!
//! Properties held:
//! - without a token, with one that has ended, was signed for another part of the service, for a device or by a key that was revoked, no page
//!   shows anything of anybody, and no form changes anything;
//! - only a page of the shop itself sends anybody in, and the token comes to stand in no address;
//! - whoever is in sees their own lists and no others, and takes their copy and their leave on the record;
//! - a customer comes in a real browser from the shop's page, sees each change in the next list, and goes back to the shop.

use std::sync::Arc;

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use candor::access::{Audience, Claims, KeyId, KeyWish, Role};
use candor::config::{Config, Customers};
use candor::event::{Kind, Purpose, Subject};
use candor::http::{AppState, Pages, app, personal_routes};
use candor::ids::{CustomerId, VisitorId};
use candor::service::Service;
use fantoccini::{Client, Locator};

use super::driver::{Scripts, reported, shown};
use super::no_script::{OWN, Reply, attributes, rail, whys, with};
use super::shop::{Keyed, damaged, keyed, untaught};
use super::visit::at_origins;

const SHOP: &str = "http://shop.example";

/// Every page and form on somebody's data; a form with what it sends.
const PERSONAL: [(&str, &str, &str); 13] = [
    ("GET", "/shop/you", ""),
    ("GET", "/shop/you/copy?format=json", ""),
    ("GET", "/shop/you/leave", ""),
    ("GET", "/shop/decisions/d_0/items/i/why", ""),
    ("POST", "/shop/you/purpose", "purpose=recommend&allowed=no"),
    ("POST", "/shop/you/extent", "extent=off"),
    ("POST", "/shop/you/topic", "topic=Kitchen&list=blocked"),
    ("POST", "/shop/you/event", "item=i&event=e&usage=unused"),
    ("POST", "/shop/you/all", "usage=unused"),
    ("POST", "/shop/you/leave", "sure=yes"),
    ("POST", "/shop/usage", "item=i&usage=unused"),
    ("POST", "/shop/feedback", "item=i&decision=d_0&verb=have"),
    ("POST", "/shop/undo", "item=i&event=e"),
];

/// A shop that has pages of its own elsewhere.
struct Elsewhere {
    shop: Keyed,
    router: Router,
    issuer: KeyId,
}

impl Elsewhere {
    fn new() -> Self {
        Self::at(SHOP)
    }

    fn at(address: &str) -> Self {
        Self::of_shop(keyed(), address)
    }

    fn of_shop(shop: Keyed, address: &str) -> Self {
        let customers = Customers { shop: address.to_owned(), ..Customers::default() };
        let config = Config { customers, console: false, ..Config::default() };
        let state = AppState::new(Arc::clone(&shop.service), config);
        assert_eq!(state.pages(), Pages::Off);
        let issuer = issuer(&shop.service);
        Self { router: app(state), shop, issuer }
    }

    /// The same before anything was learnt.
    fn without_model() -> Self {
        Self::of_shop(untaught(), SHOP)
    }

    fn token(&self, subject: Subject, audience: Audience, seconds: u32) -> String {
        let claims = Claims::new(subject, audience, self.issuer.clone(), Service::now(), seconds);
        self.shop.service.sign_token(&claims).expect("a store at work")
    }

    fn of(&self, customer: &CustomerId) -> String {
        self.token(Subject::Customer(customer.clone()), Audience::Me, 600)
    }

    /// Sends the form of a page of the shop.
    async fn enter(&self, origin: &str, body: &str) -> Reply {
        let headers = [("origin", origin), ("sec-fetch-site", "cross-site"), ("accept", "text/html")];
        with(&self.router, "POST", "/shop/enter", &headers, body).await
    }

    /// Asks for a page, or sends a form of one, with a token in the cookie.
    async fn ask(&self, method: &str, path: &str, body: &str, token: &str) -> Reply {
        let cookie = format!("candor-visit={token}");
        with(&self.router, method, path, &[("cookie", &cookie), OWN, ("accept", "text/html")], body).await
    }

    fn customer(&self, at: usize) -> CustomerId {
        CustomerId::new(candor::demo::personas()[at].id).expect("a short id")
    }
}

fn issuer(service: &Service) -> KeyId {
    let wish = KeyWish { name: "the shop".to_owned(), role: Role::Secret, expires: None, origins: Default::default() };
    service.create_key(wish).expect("a store at work").0.id
}

#[tokio::test]
async fn whoever_has_no_token_of_their_own_sees_nothing_and_changes_nothing() {
    let asked = |path: &str| {
        path.split('?').next().expect("a path").replace("/d_0/", "/{decision}/").replace("/i/", "/{item}/")
    };
    let mut listed: Vec<String> =
        PERSONAL.iter().map(|(method, path, _)| format!("{method} {}", asked(path))).collect();
    let mut all = personal_routes();
    listed.sort();
    all.sort();
    assert_eq!(listed, all, "every page and form on somebody's data");
    let shop = Elsewhere::new();
    let customer = shop.customer(0);
    let device = Subject::Visitor(VisitorId::new("a-device").expect("a short id"));
    let me = || Subject::Customer(customer.clone());
    let revoked = issuer(&shop.shop.service);
    let claims = Claims::new(me(), Audience::Me, revoked.clone(), Service::now(), 600);
    let orphan = shop.shop.service.sign_token(&claims).expect("a store at work");
    shop.shop.service.revoke_key(&revoked).expect("a store at work");
    let whole = shop.of(&customer);
    let changed = if whole.ends_with('0') { "1" } else { "0" };
    let tokens = [
        (String::new(), 401),
        ("candor_token_00".to_owned(), 401),
        (format!("{}{changed}", &whole[..whole.len() - 1]), 401),
        (shop.token(me(), Audience::Me, 0), 401),
        (orphan, 401),
        (shop.token(me(), Audience::Storefront, 600), 403),
        (shop.token(device, Audience::Me, 600), 403),
    ];
    let state = || {
        let store = shop.shop.service.store();
        store.flush().expect("a store at work");
        (store.customer(&customer).expect("a readable store"), store.events_of(&me()).expect("a readable store"))
    };
    let before = state();
    for (token, status) in &tokens {
        for (method, path, body) in PERSONAL {
            let reply = shop.ask(method, path, body, token).await;
            assert_eq!(reply.status, *status, "{method} {path}: {}", reply.text);
            assert!(reply.text.contains("This page opens from the shop"), "{}", reply.text);
            assert!(reply.text.contains(&format!("href=\"{SHOP}\"")), "the way back: {}", reply.text);
        }
        let reply = shop.enter(SHOP, &format!("token={token}")).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (*status, ""));
    }
    assert_eq!(state(), before);
    // The pages of nobody in particular are there for everybody.
    assert_eq!(shop.ask("GET", "/shop/how", "", "").await.status, 200);
}

#[tokio::test]
async fn only_a_page_of_the_shop_sends_anybody_in_and_no_address_holds_the_token() {
    let shop = Elsewhere::new();
    let token = shop.of(&shop.customer(0));
    for origin in ["https://shop.example", "http://evil.example", "null", "http://localhost:7878"] {
        let reply = shop.enter(origin, &format!("token={token}")).await;
        assert_eq!((reply.status, reply.header("set-cookie")), (403, ""), "{origin}");
        assert!(reply.text.contains("This page opens from the shop"), "{}", reply.text);
    }
    let form = format!("token={token}");
    let silent = with(&shop.router, "POST", "/shop/enter", &[("sec-fetch-site", "same-origin")], &form);
    assert_eq!(silent.await.status, 403);
    for (further, to) in [
        ("", "/shop/you"),
        ("&decision=d_1&item=a%2Fb", "/shop/decisions/d_1/items/a%2Fb/why"),
        ("&decision=../..&item=//evil.example", "/shop/decisions/..%2F../items/%2F%2Fevil.example/why"),
    ] {
        let reply = shop.enter(SHOP, &format!("token={token}{further}")).await;
        assert_eq!((reply.status, reply.header("location")), (303, to));
        let cookie = reply.header("set-cookie");
        assert!(cookie.starts_with(&format!("candor-visit={token}; Path=/; Max-Age=")), "{cookie}");
        assert!(cookie.ends_with("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let reply = shop.ask("POST", "/shop/you/extent", "extent=off", &token).await;
    assert_eq!(reply.status, 303);
    let outside = [("cookie", &*format!("candor-visit={token}")), ("sec-fetch-site", "same-site")];
    assert_eq!(with(&shop.router, "POST", "/shop/you/extent", &outside, "extent=full").await.status, 403);
    let reply = shop.ask("POST", "/shop/you/end", "", &token).await;
    assert!(
        reply.header("set-cookie").starts_with("candor-visit=; Path=/; Max-Age=0"),
        "{}",
        reply.header("set-cookie")
    );
}

#[tokio::test]
async fn an_encrypted_shop_gets_a_cookie_that_is_bound_to_it() {
    let shop = Elsewhere::at("https://shop.example");
    let token = shop.of(&shop.customer(0));
    let reply = shop.enter("https://shop.example", &format!("token={token}")).await;
    let cookie = reply.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-candor-visit=") && cookie.ends_with("; Secure"), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair");
    let headers = [("cookie", pair), ("sec-fetch-site", "same-origin"), ("accept", "text/html")];
    assert_eq!(with(&shop.router, "GET", "/shop/you", &headers, "").await.status, 200);
    // A cookie that a plain page could have set is none.
    assert_eq!(shop.ask("GET", "/shop/you", "", &token).await.status, 401);
}

#[tokio::test]
async fn everybody_sees_their_own_lists_alone() {
    let shop = Elsewhere::new();
    let (one, other) = (shop.customer(0), shop.customer(1));
    let page = shop.ask("GET", "/shop/you", "", &shop.of(&one)).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for foreign in ["/art/", "/console", "name=\"persona\"", "/shop/items/", "demonstration"] {
        assert!(!page.text.contains(foreign), "{foreign} stands in {}", page.text);
    }
    let why = whys(&page.text)[0].to_owned();
    let account = shop.ask("GET", &why, "", &shop.of(&one)).await;
    assert_eq!(account.status, 200, "{}", account.text);
    assert!(!account.text.contains("/shop/items/") && !account.text.contains("/art/"), "{}", account.text);
    assert_eq!(shop.ask("GET", &why, "", &shop.of(&other)).await.status, 404);
    let listed = rail(&page.text);
    assert_eq!(listed.len(), 8);
    let item = listed[0].to_owned();
    let sent = format!("item={item}&decision={}&verb=not_interested", attributes(&page.text, "data-decision")[0]);
    let reply = shop.ask("POST", "/shop/feedback", &sent, &shop.of(&one)).await;
    assert!(reply.header("location").starts_with("/shop/you?"), "{}", reply.header("location"));
    let next = shop.ask("GET", reply.header("location"), "", &shop.of(&one)).await;
    assert!(!rail(&next.text).contains(&item.as_str()));
}

#[tokio::test]
async fn a_copy_and_a_leave_are_on_the_record() {
    let shop = Elsewhere::new();
    let customer = shop.customer(0);
    let (token, subject) = (shop.of(&customer), Subject::Customer(customer));
    let service = &shop.shop.service;
    let routes = || {
        let trail = service.trail(None, 10).expect("a readable store");
        trail.into_iter().map(|entry| entry.noted.route).collect::<Vec<_>>()
    };
    for method in ["GET", "HEAD"] {
        assert_eq!(shop.ask(method, "/shop/you/copy?format=json", "", &token).await.status, 200);
    }
    assert_eq!(routes(), ["GET /shop/you/copy", "GET /shop/you/copy"]);
    let reply = shop.ask("POST", "/shop/you/leave", "sure=yes", &token).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.header("set-cookie").starts_with("candor-visit=; Path=/; Max-Age=0"), "the visit is over");
    assert!(!reply.text.contains("href=\"/shop/you\""), "{}", reply.text);
    assert!(service.store().events_of(&subject).expect("a readable store").is_empty());
    assert_eq!(routes().last().map(String::as_str), Some("POST /shop/you/leave"));
}

#[tokio::test]
async fn a_browser_that_wants_no_profile_is_heard_and_the_language_can_be_chosen() {
    let shop = Elsewhere::new();
    let cookie = format!("candor-visit={}; lang=de", shop.of(&shop.customer(0)));
    let signal = [("cookie", &*cookie), OWN, ("sec-gpc", "1"), ("accept", "text/html")];
    let page = with(&shop.router, "GET", "/shop/you", &signal, "").await;
    assert!(page.text.contains("<html lang=\"de\">") && page.text.contains("Diese Seiten verlassen"), "{}", page.text);
    assert!(page.text.contains("Global Privacy Control"), "{}", page.text);
    assert_eq!(page.header("referrer-policy"), "same-origin", "so that browsers name the origin of its forms");
    assert_eq!(with(&shop.router, "POST", "/shop/you/extent", &signal, "extent=full").await.status, 409);
    assert_eq!(with(&shop.router, "POST", "/shop/you/extent", &signal, "extent=off").await.status, 303);
    let chosen = with(&shop.router, "POST", "/shop/language", &signal, "lang=fr&to=/shop/you").await;
    assert_eq!((chosen.status, chosen.header("location")), (303, "/shop/you"));
}

#[tokio::test]
async fn the_choices_are_there_before_anything_was_learnt() {
    let shop = Elsewhere::without_model();
    let customer = shop.customer(0);
    let token = shop.of(&customer);
    let page = shop.ask("GET", "/shop/you", "", &token).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(rail(&page.text).is_empty() && page.text.contains("action=\"/shop/you/purpose\""), "{}", page.text);
    let reply = shop.ask("POST", "/shop/you/purpose", "purpose=recommend&allowed=no&page=you", &token).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    let page = shop.ask("GET", reply.header("location"), "", &token).await;
    assert!(page.text.contains("class=\"notice"), "{}", page.text);
    assert!(!shop.shop.service.consent(&customer).expect("a readable store").consent.allows(Purpose::Recommend));
}

#[tokio::test]
async fn a_model_that_cannot_be_read_is_told_and_not_taken_for_none() {
    let shop = Elsewhere::of_shop(damaged(), SHOP);
    let page = shop.ask("GET", "/shop/you", "", &shop.of(&shop.customer(0))).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let holds = |text: &str| page.text.contains(text);
    assert!(holds("no list can be made") && !holds("class=\"strip\""), "{}", page.text);
    assert!(holds("action=\"/shop/you/purpose\""), "{}", page.text);
}

async fn visit(client: &Client, shop: &Elsewhere, page: &str) {
    client.goto(page).await.expect("the shop's page");
    shown(client, "button").await.click().await.expect("the way in");
    shown(client, ".strip").await;
    let address = client.current_url().await.expect("an address");
    assert_eq!((address.path(), address.query()), ("/shop/you", None));
    let first = super::driver::attributes(client, ".strip li", "data-item").await;
    shown(client, ".strip li a").await.click().await.expect("why this?");
    shown(client, "button[value=unfair]").await.click().await.expect("a word on it");
    shown(client, ".notice").await;
    let reported_list = super::driver::attributes(client, ".strip li", "data-item").await;
    let subject = Subject::Customer(shop.customer(0));
    let events = shop.shop.service.store().events_of(&subject).expect("a readable store");
    assert!(events.iter().any(|event| event.kind == Kind::Report && event.item.as_str() == first[0]));
    shown(client, "button[value=off][name=extent]").await.click().await.expect("nothing personal");
    client.wait().for_element(Locator::Css("button[value=off][aria-pressed=true]")).await.expect("it holds");
    let next = super::driver::attributes(client, ".strip li", "data-item").await;
    assert_ne!(next, reported_list, "the next list is of nobody");
    shown(client, "form[action='/shop/you/end'] button").await.click().await.expect("the way out");
    shown(client, ".oops a").await.click().await.expect("back to the shop");
    shown(client, "form[action$='/shop/enter']").await;
    assert_eq!(reported(client).await, Vec::<String>::new());
}

#[test]
fn a_customer_comes_from_the_shops_own_page_and_goes_back_to_it() {
    let routers = |[service, front]: &[String; 2]| {
        let shop = Arc::new(Elsewhere::at(front));
        let token = shop.of(&shop.customer(0));
        let html = format!(
            "<!doctype html><html lang=\"en\"><link rel=\"icon\" href=\"data:,\"><title>A shop</title>\
             <form method=\"post\" action=\"{service}/shop/enter\"><input type=\"hidden\" name=\"token\" value=\"{token}\">\
             <button>Your data and choices</button></form></html>"
        );
        let front_page = Router::new().route("/", get(move || async move { Html(html) }));
        ([shop.router.clone(), front_page], shop)
    };
    at_origins(Scripts::On, routers, |client, [_, front], shop| async move { visit(&client, &shop, &front).await });
}
