//! The pages as a browser without scripts sees them: plain requests, plain forms.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use tower::ServiceExt;

use super::shop::{Own, own};

pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

pub(crate) async fn send(router: &Router, method: &str, path: &str, header: (&str, &str), body: &str) -> Reply {
    with(router, method, path, &[header], body).await
}

/// The same with several headers.
pub(crate) async fn with(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let headers: Vec<(&str, &str)> = headers.iter().copied().chain([form]).collect();
    with_headers(router, method, path, &headers, body).await
}

/// The same with nothing added.
pub(crate) async fn with_headers(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let request = Request::builder().method(method).uri(path).header("host", "localhost:7878");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    reply(router, request.body(Body::from(body.to_owned())).expect("a valid request")).await
}

async fn reply(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.expect("a router always answers");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body in memory");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Reply { status: parts.status.as_u16(), headers: parts.headers, text }
}

pub(crate) async fn get(router: &Router, path: &str, persona: &str) -> Reply {
    let cookie = format!("persona={persona}");
    let reply = send(router, "GET", path, ("cookie", &cookie), "").await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply
}

/// Every value of an attribute, in order.
pub(crate) fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    html.split(&opening).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

/// The items of the rail, in order.
pub(crate) fn rail(html: &str) -> Vec<&str> {
    attributes(html, "data-item")
}

/// The addresses of the rail's explanations.
pub(crate) fn whys(html: &str) -> Vec<&str> {
    attributes(html, "href").into_iter().filter(|href| href.ends_with("/why")).collect()
}

/// Signs in as one of the demo's people, with one click; the cookie.
pub(crate) async fn colleague(shop: &Own, name: &str) -> String {
    let reply = send(&shop.router, "POST", "/console/people", OWN, &format!("name={name}")).await;
    assert_eq!((reply.status, reply.header("location")), (303, "/console"), "{}", reply.text);
    reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_page_is_complete_without_scripts_and_strict() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let items = rail(&home.text);
    assert_eq!(items.len(), 8);
    let pages = [
        "/".to_owned(),
        format!("/shop/items/{}", items[0]),
        whys(&home.text)[0].to_owned(),
        "/shop/how".into(),
        "/console/sign-in".into(),
        "/shop/you".into(),
        "/shop/you/leave".into(),
        "/console".into(),
        "/console/tune/home?diversity=0.7".into(),
        "/console/wording/home?tone=warm&locale=fr".into(),
        "/console/policies/home".into(),
        "/console/watch/home".into(),
        "/console/incidents".into(),
        "/console/experiments".into(),
        "/console/experiments/plan".into(),
    ];
    let mara = colleague(&shop, "Mara").await;
    for path in pages {
        let page = send(&shop.router, "GET", &path, ("cookie", &mara), "").await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        let referrer = if path.starts_with("/console") { "same-origin" } else { "no-referrer" };
        assert_eq!(page.header("referrer-policy"), referrer);
        assert_eq!(page.header("cache-control"), "no-store");
        for banned in [" style=\"", "<style", " onclick", "https://"] {
            assert!(!page.text.contains(banned), "{path} holds {banned}");
        }
        let elsewhere = attributes(&page.text, "src").into_iter().chain(attributes(&page.text, "href"));
        for address in elsewhere {
            assert!(address.starts_with(['/', '#']) && !address.starts_with("//"), "{path}: {address}");
        }
    }
}

#[tokio::test]
async fn switching_the_customer_changes_the_rail() {
    let shop = own();
    let first = get(&shop.router, "/", "c0001").await;
    let reply = send(&shop.router, "POST", "/shop/persona", OWN, "persona=c0003").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/"));
    let cookie = reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let second = send(&shop.router, "GET", "/", ("cookie", &cookie), "").await;
    assert_ne!(rail(&first.text), rail(&second.text));
    let unknown = send(&shop.router, "POST", "/shop/persona", OWN, "persona=somebody").await;
    assert_eq!(unknown.status, 422);
}

#[tokio::test]
async fn what_is_bought_or_turned_down_leaves_the_rail() {
    let shop = own();
    for kind in ["purchase", "not_interested"] {
        let before = get(&shop.router, "/", "c0001").await;
        let first = rail(&before.text)[0];
        let body = format!("item={first}&kind={kind}");
        let reply = send(&shop.router, "POST", "/shop/events", ("origin", "http://localhost:7878"), &body).await;
        assert_eq!(reply.status, 303, "{}", reply.text);
        let after = get(&shop.router, reply.header("location"), "c0001").await;
        assert!(!rail(&after.text).contains(&first), "{kind}");
        assert!(after.text.contains("Your list follows."));
    }
}

#[tokio::test]
async fn the_numbers_add_up_as_printed_and_exactly() {
    let shop = own();
    for persona in ["c0001", "c0003"] {
        let home = get(&shop.router, "/", persona).await;
        for why in whys(&home.text) {
            let page = get(&shop.router, why, persona).await;
            let (chart, exact) = page.text.split_once("<table class=\"exact\"").expect("both tables");
            let shown: Vec<i64> =
                attributes(chart, "data-shown").iter().map(|text| text.parse().expect("an integer")).collect();
            assert_eq!(shown[1..].iter().sum::<i64>(), shown[0], "{why}");
            let score: f64 = attributes(exact, "data-score")[0].parse().expect("a score");
            let lines: Vec<f64> =
                attributes(exact, "data-amount").iter().map(|text| text.parse().expect("an amount")).collect();
            assert!(!lines.is_empty());
            assert_eq!(candor::ledger::fold(lines).to_bits(), score.to_bits(), "{why}");
        }
    }
}

#[tokio::test]
async fn why_not_that_compares_line_by_line() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let (why, other) = (whys(&home.text)[0], rail(&home.text)[1]);
    let page = get(&shop.router, &format!("{why}?instead_of={other}"), "c0001").await;
    assert!(page.text.contains("class=\"chart versus\""));
    let panel = get(&shop.router, &format!("{why}?part=panel"), "c0001").await;
    assert!(panel.text.contains("class=\"account\"") && !panel.text.contains("<html"));
}

#[tokio::test]
async fn what_is_switched_off_is_not_used_and_can_be_used_again() {
    let shop = own();
    let evidence = |html: &str| -> Option<String> {
        let form = html.split("action=\"/shop/usage\"").nth(1)?;
        attributes(form, "value").first().map(|id| (*id).to_owned())
    };
    let home = get(&shop.router, "/", "c0001").await;
    let mut found = None;
    for why in whys(&home.text) {
        let page = get(&shop.router, why, "c0001").await;
        found = found.or_else(|| evidence(&page.text));
    }
    let item = found.expect("some reason names what the customer did");
    let body = format!("item={item}&usage=unused");
    let reply = send(&shop.router, "POST", "/shop/usage", OWN, &body).await;
    let after = get(&shop.router, reply.header("location"), "c0001").await;
    assert!(after.text.contains("is no longer used"));
    for why in whys(&after.text) {
        let page = get(&shop.router, why, "c0001").await;
        let (used, off) = page.text.split_once("What you switched off").expect("the list of what is off");
        // The page may be about the thing itself, which may be listed again: only the buttons on evidence count.
        let is_of_item = |form: &str| attributes(form, "value").first().is_some_and(|id| **id == item);
        let is_told = |html: &str| html.split("action=\"/shop/usage\"").skip(1).any(is_of_item);
        assert!(!is_told(used), "{why}");
        assert!(is_told(off), "{why}");
    }
    let body = format!("item={item}&usage=used");
    assert_eq!(send(&shop.router, "POST", "/shop/usage", OWN, &body).await.status, 303);
    assert_eq!(rail(&get(&shop.router, "/", "c0001").await.text), rail(&home.text));
}

#[tokio::test]
async fn a_preview_changes_nothing_and_what_is_kept_is_a_draft() {
    let shop = own();
    let mara = colleague(&shop, "Mara").await;
    let before = get(&shop.router, "/", "c0001").await;
    let rules = "diversity=1&caps.brand=1&caps.category=1&caps.seller=&groups.0.min_share=60&for=0";
    let preview = send(&shop.router, "GET", &format!("/console/tune/home?{rules}"), ("cookie", &mara), "").await;
    assert!(preview.text.contains("Version 1 is live.") && preview.text.contains("places change."), "{}", preview.text);
    // What follows the form as it is filled in shows the same, however much it holds.
    let followed = signed(&shop, &mara, "/console/tune/home/preview", rules).await;
    assert!(followed.status == 200 && followed.text.contains("places change."), "{}", followed.text);
    let titles: Vec<&str> = rail(&followed.text);
    assert_eq!(titles, rail(&preview.text));
    let names: Vec<String> = (0..9_000).map(|at| format!("no-such-item-{at}")).collect();
    let much = format!("{rules}&exclusions.0.label=much&exclusions.0.members.items={}", names.join("%3B"));
    assert!(much.len() > 128 << 10);
    let followed = signed(&shop, &mara, "/console/tune/home/preview", &much).await;
    assert_eq!(followed.status, 200, "{}", followed.text);
    assert_eq!(signed(&shop, &mara, "/console/tune/home/preview", "for=nobody").await.status, 422);
    for (path, form, status) in [("/console/tune/home", "diversity=7", 422), ("/console/tune/home", "", 422)] {
        assert_eq!(signed(&shop, &mara, path, form).await.status, status, "{form}");
    }
    let kept = signed(&shop, &mara, "/console/tune/home", rules).await;
    assert!(kept.status == 303 && kept.header("location").ends_with("?done=created"), "{}", kept.text);
    assert_eq!(rail(&get(&shop.router, "/", "c0001").await.text), rail(&before.text));
}

/// Sends a form as somebody who is signed in.
async fn signed(shop: &Own, cookie: &str, path: &str, body: &str) -> Reply {
    let form = "application/x-www-form-urlencoded";
    let request = Request::builder().method("POST").uri(path).header("host", "localhost:7878").header(OWN.0, OWN.1);
    let request = request.header("content-type", form).header("cookie", cookie);
    reply(&shop.router, request.body(Body::from(body.to_owned())).expect("a valid request")).await
}

#[tokio::test]
async fn assets_are_kept_by_browsers_and_pictures_are_pictures() {
    let shop = own();
    let home = get(&shop.router, "/", "c0001").await;
    let sheet = *attributes(&home.text, "href").iter().find(|href| href.ends_with("shop.css")).expect("a style sheet");
    let reply = get(&shop.router, sheet, "c0001").await;
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    let art = *attributes(&home.text, "src").iter().find(|src| src.starts_with("/art/")).expect("a picture");
    let reply = get(&shop.router, art, "c0001").await;
    assert_eq!(reply.header("content-type"), "image/svg+xml");
    assert!(reply.text.starts_with("<svg"), "{}", reply.text);
    for missing in ["/art/nothing.svg", "/assets/0000/shop.css", "/shop/items/nothing"] {
        assert_eq!(send(&shop.router, "GET", missing, ("x-a", "b"), "").await.status, 404, "{missing}");
    }
}

#[tokio::test]
async fn a_wrong_address_or_form_is_answered_with_a_page() {
    let shop = own();
    let wrong =
        [("GET", "/?page=abc", ""), ("POST", "/shop/events", "item=descaler-06"), ("POST", "/shop/persona", "")];
    for (method, path, body) in wrong {
        let reply = send(&shop.router, method, path, OWN, body).await;
        assert_eq!(reply.status, 422, "{path}: {}", reply.text);
        assert!(reply.text.contains("Not like that") && reply.text.contains("</html>"), "{path}: {}", reply.text);
    }
}
