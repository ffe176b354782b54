//! Two shops in one process: a request reaches the shop of its host, and what is one shop's is nothing at the other.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::HeaderValue;
use candor::access::{Audience, Role};
use candor::config::Limits;
use candor::http::whole;
use serde_json::{Value, json};

use crate::client::{Reply, request, send};
use crate::memory::Fault;
use crate::shop::{Shop, customer, unhurried};

struct Two {
    one: Shop,
    two: Shop,
    router: Router,
}

fn two() -> Two {
    let (one, two) = (Shop::among("one", "one.test"), Shop::among("two", "two.test"));
    let router = whole(&[one.state.clone(), two.state.clone()]);
    Two { one, two, router }
}

impl Two {
    async fn at(&self, host: &str, bearer: &str, (method, path): (&str, &str), body: &Value) -> Reply {
        let mut request = request(method, path, body.to_string());
        let text = |text: &str| HeaderValue::from_str(text).expect("a printable header");
        request.headers_mut().insert("host", text(host));
        if !bearer.is_empty() {
            request.headers_mut().insert("authorization", text(&format!("Bearer {bearer}")));
        }
        send(&self.router, request).await
    }
}

#[tokio::test]
async fn what_is_written_at_one_host_is_in_that_shop_alone() {
    let shops = two();
    let keys = [shops.one.key(Role::Admin), shops.two.key(Role::Admin)];
    let lamp = json!({"title": "Lamp of one"});
    shops.at("one.test", &keys[0], ("PUT", "/v1/items/lamp"), &lamp).await.expect(200);
    let event = json!({"id": "only", "customer": "c1", "item": "lamp", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    shops.at("ONE.test:8443", &keys[0], ("POST", "/v1/events"), &event).await.expect(200);
    let lamp = shops.at("one.test", &keys[0], ("GET", "/v1/items/lamp"), &Value::Null).await.expect(200);
    assert_eq!(lamp["title"], "Lamp of one");
    shops.at("two.test", &keys[1], ("GET", "/v1/items/lamp"), &Value::Null).await.expect_problem(404, "not-found");
    let events = |host: &'static str, key: String| {
        let shops = &shops;
        async move { shops.at(host, &key, ("GET", "/v1/customers/c1/events"), &Value::Null).await.expect(200).to_string() }
    };
    assert!(events("one.test", keys[0].clone()).await.contains("only"));
    assert!(!events("two.test", keys[1].clone()).await.contains("only"));
}

#[tokio::test]
async fn no_key_and_no_token_opens_the_other_shop_whatever_its_role() {
    let shops = two();
    for (at_home, abroad, shop) in [("one.test", "two.test", &shops.one), ("two.test", "one.test", &shops.two)] {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Publishable) {
            let key = shop.key(role);
            assert_ne!(shops.at(at_home, &key, ("GET", "/v1/shop"), &Value::Null).await.status, 401, "{role}");
            let reply = shops.at(abroad, &key, ("GET", "/v1/shop"), &Value::Null).await;
            reply.expect_problem(401, "unauthenticated");
        }
        let token = shop.token(customer("c1"), Audience::Me);
        shops.at(at_home, &token, ("GET", "/v1/me/consent"), &Value::Null).await.expect(200);
        let reply = shops.at(abroad, &token, ("GET", "/v1/me/consent"), &Value::Null).await;
        reply.expect_problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_session_of_one_shops_console_is_none_at_the_others() {
    let shops = two();
    let sign_in = |host: &'static str, key: String| {
        let shops = &shops;
        async move {
            let mut request = request("POST", "/console/sign-in", format!("key={key}"));
            let headers = request.headers_mut();
            headers.insert("host", HeaderValue::from_static(host));
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
            headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
            let reply = send(&shops.router, request).await;
            reply.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
        }
    };
    let look = |host: &'static str, cookie: String| {
        let shops = &shops;
        async move {
            let mut request = request("GET", "/console", "");
            request.headers_mut().insert("host", HeaderValue::from_static(host));
            request.headers_mut().insert("cookie", HeaderValue::from_str(&cookie).expect("a cookie"));
            send(&shops.router, request).await.status
        }
    };
    assert_eq!(sign_in("two.test", shops.one.key(Role::Admin)).await, "", "a key of the other shop");
    let cookie = sign_in("one.test", shops.one.key(Role::Admin)).await;
    assert_eq!(look("one.test", cookie.clone()).await, 200);
    assert_eq!(look("two.test", cookie).await, 303, "to where one signs in");
}

#[tokio::test]
async fn a_host_of_no_shop_learns_how_the_process_is_and_nothing_else() {
    let shops = two();
    let key = shops.one.key(Role::Admin);
    for host in ["127.0.0.1", "localhost:7878", "three.test", "one.test.evil.example"] {
        assert_eq!(shops.at(host, "", ("GET", "/healthz"), &Value::Null).await.expect(200), json!({"status": "ok"}));
        let ready = shops.at(host, "", ("GET", "/readyz"), &Value::Null).await;
        assert_eq!(ready.expect(503)["missing"], json!(["2 of 2 shops: ask `/readyz` of each"]));
        for path in ["/v1/shop", "/metrics", "/v1/openapi.json", "/console", "/"] {
            shops.at(host, &key, ("GET", path), &Value::Null).await.expect_problem(421, "misdirected");
        }
    }
    let unsaid = axum::http::Request::get("/v1/shop").header("authorization", format!("Bearer {key}"));
    let unsaid = send(&shops.router, unsaid.body(axum::body::Body::empty()).expect("a request")).await;
    unsaid.expect_problem(421, "misdirected");
    shops.one.train(0.05);
    shops.one.state.follow_model().expect("a published model");
    let ready = shops.at("localhost", "", ("GET", "/readyz"), &Value::Null).await;
    assert_eq!(ready.expect(503)["missing"], json!(["1 of 2 shops: ask `/readyz` of each"]));
    shops.at("one.test", "", ("GET", "/readyz"), &Value::Null).await.expect(200);
    shops.at("two.test", "", ("GET", "/readyz"), &Value::Null).await.expect(503);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_shop_does_not_make_the_process_unready_and_one_that_does_not_answer_does_so_in_time() {
    let limits = Limits { in_flight: 1, request_ms: 1_000, ..unhurried() };
    let shop = |name, host| Shop::limited_among(name, host, limits).learnt();
    let (one, two) = (shop("one", "one.test"), shop("two", "two.test"));
    let shops = Two { router: whole(&[one.state.clone(), two.state.clone()]), one, two };
    shops.at("localhost", "", ("GET", "/readyz"), &Value::Null).await.expect(200);
    let key = format!("Bearer {}", shops.one.key(Role::Secret));
    let gate = shops.one.store.gate();
    let event = json!({"id": "x", "customer": "c1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    let mut request = request("POST", "/v1/events", event.to_string());
    request.headers_mut().insert("authorization", HeaderValue::from_str(&key).expect("a key"));
    let router = shops.one.router.clone();
    let busy = tokio::spawn(async move { send(&router, request).await.status });
    gate.begun.recv().expect("the request reaches the store");
    let of_shop = shops.at("one.test", "", ("GET", "/readyz"), &Value::Null).await;
    assert!(of_shop.expect(503)["missing"].to_string().contains("too many requests"), "{}", of_shop.text());
    shops.at("localhost", "", ("GET", "/readyz"), &Value::Null).await.expect(200);
    gate.open.send(()).expect("the request waits");
    busy.await.expect("no panic");
    shops.two.store.set_fault(Fault::Late(Duration::from_secs(3)));
    let began = Instant::now();
    let late = shops.at("localhost", "", ("GET", "/readyz"), &Value::Null).await;
    assert_eq!(late.expect(503)["missing"], json!(["an answer of every shop within 1000 ms"]));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    shops.at("localhost", "", ("GET", "/healthz"), &Value::Null).await.expect(200);
}

#[tokio::test]
async fn a_request_that_names_two_hosts_is_no_shops() {
    let shops = two();
    let key = shops.one.key(Role::Admin);
    for (target, status) in [("http://one.test/v1/shop", 200), ("http://two.test/v1/shop", 421)] {
        shops.at("one.test:80", &key, ("GET", target), &Value::Null).await.expect(status);
    }
}

#[tokio::test]
async fn each_shops_figures_carry_its_name_and_count_it_alone() {
    let shops = two();
    let key = shops.one.key(Role::Auditor);
    shops.at("one.test", &key, ("GET", "/v1/audit"), &Value::Null).await.expect(200);
    let told = shops.at("one.test", &key, ("GET", "/metrics"), &Value::Null).await.text();
    assert!(told.contains(r#"candor_events_accepted_total{shop="one"} 0"#), "{told}");
    assert!(told.contains(r#"route="/v1/audit""#) && !told.contains("two"), "{told}");
    let key = shops.two.key(Role::Auditor);
    let told = shops.at("two.test", &key, ("GET", "/metrics"), &Value::Null).await.text();
    assert!(told.contains(r#"shop="two""#) && !told.contains("/v1/audit"), "{told}");
    let single = crate::client::get(&Shop::untrained().router, "/metrics").await.text();
    assert!(!single.contains("shop="), "{single}");
}
