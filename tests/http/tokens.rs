//! A publishable key speaks only of whom its token names; pages call from the origins of their key; a browser that asks for no profile
//! gets none; a token ends with its time and with the key that asked for it.

use axum::body::Body;
use candor::access::{Audience, Role};
use candor::event::Subject;
use candor::ids::VisitorId;
use serde_json::{Value, json};

use crate::client::{Headers, Reply, ask_as, request, send};
use crate::shop::{PAGE, Shop, customer, unhurried};

/// A page of a shop, with the token of somebody.
struct Page {
    shop: Shop,
    key: String,
    token: String,
}

impl Page {
    fn of(subject: Subject) -> Self {
        let shop = Shop::guarded(unhurried()).learnt();
        let (key, token) = (shop.key(Role::Publishable), shop.token(subject, Audience::Storefront));
        Self { shop, key, token }
    }

    async fn call(&self, further: Headers<'_>, route: (&str, &str), body: &Value) -> Reply {
        let headers = [further, &[("candor-token", self.token.as_str())]].concat();
        ask_as(&self.shop.router, &self.key, &headers, route, body).await
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(&[], ("POST", path), &body).await
    }
}

fn event(id: &str, who: Value) -> Value {
    let mut event = json!({"id": id, "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    for (field, value) in who.as_object().expect("an object") {
        event[field] = value.clone();
    }
    event
}

#[tokio::test]
async fn events_of_a_page_are_of_whom_its_token_names() {
    let page = Page::of(customer("c1"));
    let batch = json!([event("x1", json!({})), event("x2", json!({"customer": "c1"}))]);
    assert_eq!(page.post("/v1/events", batch).await.expect(200)["accepted"], 2);
    assert_eq!(page.post("/v1/events", event("x3", json!({}))).await.expect(200)["accepted"], 1);
    let secret = page.shop.key(Role::Secret);
    let path = ("GET", "/v1/customers/c1/events?limit=3");
    let kept = ask_as(&page.shop.router, &secret, &[], path, &json!(null)).await.expect(200);
    assert!(kept["events"].as_array().expect("events").iter().all(|event| event["customer"] == "c1"), "{kept}");
    for who in [json!({"customer": "c2"}), json!({"visitor": "c1"}), json!({"customer": "c1", "visitor": "v"})] {
        let batch = json!([event("y1", json!({})), event("y2", who.clone())]);
        page.post("/v1/events", batch).await.expect_problem(403, "forbidden");
    }
    assert_eq!(page.post("/v1/events", event("y1", json!({}))).await.expect(200)["accepted"], 1, "none was taken");
    let odd = page.post("/v1/events", json!([7, {"customer": "c1", "kind": "view"}])).await.expect(200);
    assert_eq!(odd["rejected"].as_array().map(Vec::len), Some(2), "{odd}");
}

#[tokio::test]
async fn recommendations_and_reasons_of_a_page_are_of_whom_its_token_names() {
    let page = Page::of(customer("c1"));
    let answer = page.post("/v1/recommendations", json!({"count": 3})).await.expect(200);
    assert_eq!(answer["personalised"], true, "{answer}");
    page.post("/v1/recommendations", json!({"customer": "c1", "count": 3})).await.expect(200);
    for other in [json!({"customer": "c2"}), json!({"visitor": "c1"})] {
        page.post("/v1/recommendations", other).await.expect_problem(403, "forbidden");
    }
    page.post("/v1/recommendations", json!({"customer": "c1", "visitor": "c1"})).await.expect_problem(422, "invalid");
    let why = |answer: &Value| {
        let text = |value: &Value| value.as_str().expect("a name").to_owned();
        format!("/v1/decisions/{}/items/{}/why", text(&answer["decision"]), text(&answer["items"][0]["item"]))
    };
    page.call(&[], ("GET", &why(&answer)), &json!(null)).await.expect(200);
    let secret = page.shop.key(Role::Secret);
    let theirs = json!({"customer": "c2", "count": 3});
    let theirs = ask_as(&page.shop.router, &secret, &[], ("POST", "/v1/recommendations"), &theirs).await.expect(200);
    page.call(&[], ("GET", &why(&theirs)), &json!(null)).await.expect_problem(404, "not-found");
    ask_as(&page.shop.router, &secret, &[], ("GET", &why(&theirs)), &json!(null)).await.expect(200);
}

#[tokio::test]
async fn a_visitors_page_speaks_of_the_visitor() {
    let page = Page::of(Subject::Visitor(VisitorId::new("v1").expect("a short id")));
    page.post("/v1/events", event("x1", json!({}))).await.expect(200);
    let answer = page.post("/v1/recommendations", json!({"count": 3})).await.expect(200);
    assert_eq!(answer["personalised"], true, "{answer}");
    page.post("/v1/recommendations", json!({"visitor": "v2"})).await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn a_browser_that_asks_for_no_profile_gets_none() {
    let page = Page::of(customer("c1"));
    let gpc: Headers<'_> = &[("sec-gpc", "1")];
    let asked = json!({"count": 3});
    let answer = page.call(gpc, ("POST", "/v1/recommendations"), &asked).await.expect(200);
    assert_eq!(
        (&answer["personalised"], &answer["fallback_reason"]),
        (&json!(false), &json!("personalisation_off")),
        "{answer}"
    );
    let decision = answer["decision"].as_str().expect("a name");
    let auditor = page.shop.key(Role::Auditor);
    let replay = format!("/v1/decisions/{decision}/replay");
    let replayed = ask_as(&page.shop.router, &auditor, &[], ("POST", &replay), &json!({})).await.expect(200);
    assert_eq!(replayed["identical"], true);
    for (signal, used) in [("1", false), ("0", true)] {
        let id = format!("gpc-{signal}");
        page.call(&[("sec-gpc", signal)], ("POST", "/v1/events"), &event(&id, json!({}))).await.expect(200);
        let me = page.shop.token(customer("c1"), Audience::Me);
        let path = ("GET", "/v1/me/events?limit=1000");
        let events = ask_as(&page.shop.router, &me, &[], path, &json!(null)).await.expect(200);
        let kept = events["events"].as_array().expect("events").iter().find(|event| event["id"] == id).cloned();
        assert_eq!(kept.expect("it is kept")["used"], used);
    }
    assert_eq!(page.post("/v1/recommendations", asked).await.expect(200)["personalised"], true);
}

#[tokio::test]
async fn a_browser_that_asks_beforehand_is_told_of_the_pages_of_publishable_keys() {
    let page = Page::of(customer("c1"));
    let preflight = |origin: &str| {
        let mut request = request("OPTIONS", "/v1/recommendations", Body::empty());
        request.headers_mut().insert("origin", origin.parse().expect("a header"));
        request.headers_mut().insert("access-control-request-method", "POST".parse().expect("a header"));
        request
    };
    let told = send(&page.shop.router, preflight(PAGE)).await;
    assert_eq!((told.status, told.header("access-control-allow-origin")), (204, PAGE));
    assert!(told.header("access-control-allow-headers").contains("candor-token"), "{:?}", told.headers);
    let told = send(&page.shop.router, preflight("https://evil.example")).await;
    assert_eq!((told.status, told.header("access-control-allow-origin")), (405, ""));
}

#[tokio::test]
async fn a_call_from_another_origin_than_the_keys_is_refused() {
    let page = Page::of(customer("c1"));
    let route = ("POST", "/v1/recommendations");
    let answer = page.call(&[("origin", PAGE)], route, &json!({"count": 1})).await;
    answer.expect(200);
    assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), (PAGE, "origin"));
    for origin in ["https://evil.example", "null"] {
        let refused = page.call(&[("origin", origin)], route, &json!({"count": 1})).await;
        refused.expect_problem(403, "forbidden");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
    let me = page.shop.token(customer("c1"), Audience::Me);
    for (origin, status) in [(PAGE, 200), ("https://evil.example", 403)] {
        let route = ("GET", "/v1/me/consent");
        let reply = ask_as(&page.shop.router, &me, &[("origin", origin)], route, &json!(null)).await;
        assert_eq!(reply.status, status, "{}", reply.text());
    }
}

#[tokio::test]
async fn a_repetition_is_never_answered_with_what_somebody_else_was_told() {
    let page = Page::of(customer("c1"));
    let asked = json!({"count": 3});
    let keyed: Headers<'_> = &[("idempotency-key", "k")];
    let mine = page.call(keyed, ("POST", "/v1/recommendations"), &asked).await.expect(200);
    let again = page.call(keyed, ("POST", "/v1/recommendations"), &asked).await;
    assert_eq!((again.header("idempotency-replayed"), again.expect(200)), ("true", mine.clone()));
    let token = page.shop.token(customer("c2"), Audience::Storefront);
    let other = Page { token, ..page };
    let theirs = other.call(keyed, ("POST", "/v1/recommendations"), &asked).await;
    assert_eq!(theirs.header("idempotency-replayed"), "");
    assert_ne!(theirs.expect(200)["decision"], mine["decision"]);
}

#[tokio::test]
async fn a_token_is_short_lived_and_ends_with_the_key_that_asked_for_it() {
    let shop = Shop::guarded(unhurried());
    let secret = shop.key(Role::Secret);
    let ask = |wish: Value| {
        let (router, secret) = (shop.router.clone(), secret.clone());
        async move { ask_as(&router, &secret, &[], ("POST", "/v1/tokens"), &wish).await }
    };
    for (wish, pointer) in [
        (json!({"customer": "c1", "audience": "me", "ttl_seconds": 901}), "/ttl_seconds"),
        (json!({"customer": "c1", "audience": "me", "ttl_seconds": 0}), "/ttl_seconds"),
        (json!({"customer": "c1", "audience": "us", "ttl_seconds": 60}), "/audience"),
        (json!({"audience": "me", "ttl_seconds": 60}), ""),
        (json!({"customer": "c1", "visitor": "v1", "audience": "me", "ttl_seconds": 60}), ""),
    ] {
        assert_eq!(ask(wish.clone()).await.expect_problem(422, "invalid"), [pointer], "{wish}");
    }
    let made = ask(json!({"customer": "c1", "audience": "me", "ttl_seconds": 900})).await.expect(200);
    let token = made["token"].as_str().expect("a token").to_owned();
    let consent = || async { ask_as(&shop.router, &token, &[], ("GET", "/v1/me/consent"), &json!(null)).await };
    consent().await.expect(200);
    let issuer = shop.service.keys().expect("a store at work").remove(0);
    shop.service.revoke_key(&issuer.id).expect("a store at work");
    consent().await.expect_problem(401, "unauthenticated");
}
