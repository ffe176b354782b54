//! Whom the shop tells of what happens: signed, until it arrives or is given up, past restarts, and nowhere it may not.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use candor::http::deliver;
use candor::service::{GIVEN_UP_AFTER, Service};
use candor::units::Time;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::client::{Reply, ask, get, request, send};
use crate::shop::Shop;

/// A status, and where it leads.
type Canned = (u16, Option<String>);

/// What arrived, and with what the next calls are answered (200 after that).
#[derive(Clone, Default)]
struct Receiver {
    arrived: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<VecDeque<Canned>>>,
}

impl Receiver {
    /// Listens on loopback; where.
    async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(receive).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/hook?from=candor")
    }

    fn answer_next(&self, status: u16, location: Option<String>) {
        self.answers.lock().expect("no panic").push_back((status, location));
    }

    fn arrived(&self) -> Vec<(HeaderMap, String)> {
        self.arrived.lock().expect("no panic").clone()
    }

    /// Waits until so many messages arrived.
    async fn wait_for(&self, count: usize) -> Vec<(HeaderMap, String)> {
        let waiting = async {
            while self.arrived().len() < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("they arrive");
        self.arrived()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap) {
    let text = String::from_utf8(body.to_vec()).expect("text");
    receiver.arrived.lock().expect("no panic").push((headers, text));
    let (status, location) = receiver.answers.lock().expect("no panic").pop_front().unwrap_or((200, None));
    let mut headers = HeaderMap::new();
    if let Some(location) = location {
        headers.insert("location", location.parse().expect("an address"));
    }
    (StatusCode::from_u16(status).expect("a status"), headers)
}

async fn create(shop: &Shop, url: &str, events: &[&str]) -> Reply {
    ask(&shop.router, "POST", "/v1/webhooks", &json!({"url": url, "events": events})).await
}

/// The same request each time, as its key says.
async fn keyed(shop: &Shop, path: &str) -> Reply {
    let mut again = request("POST", path, "null".to_owned());
    again.headers_mut().insert("idempotency-key", HeaderValue::from_static("again"));
    send(&shop.router, again).await
}

async fn deliveries(shop: &Shop, id: &str) -> Vec<Value> {
    let reply = get(&shop.router, &format!("/v1/webhooks/{id}/deliveries")).await.expect(200);
    reply["deliveries"].as_array().expect("deliveries").clone()
}

fn after(wait: Duration) -> Time {
    Time::from_millis(Service::now().millis() + i64::try_from(wait.as_millis()).expect("days"))
}

fn signed(secret: &str, headers: &HeaderMap, body: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).expect("a header").to_owned();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("{}.{body}", header("candor-timestamp")).as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    header("candor-signature") == format!("v1={digits}")
}

#[tokio::test(flavor = "multi_thread")]
async fn news_arrive_once_signed_with_the_secret_that_was_shown_and_name_nobody() {
    let shop = Shop::untrained();
    let receiver = Receiver::default();
    let made = create(&shop, &receiver.listen().await, &["model.published", "erasure.finished"]).await.expect(201);
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    let delivering = tokio::spawn(deliver(shop.state.clone()));
    let model = shop.train(0.05);
    shop.state.follow_model().expect("a sound model");
    shop.state.follow_model().expect("a sound model");
    receiver.wait_for(1).await;
    ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    let arrived = receiver.wait_for(2).await;
    delivering.abort();
    for (headers, body) in &arrived {
        assert!(signed(&secret, headers, body), "{headers:?}");
        assert!(!signed("another", headers, body) && !body.contains("\"c1\""), "{body}");
    }
    let bodies: Vec<Value> = arrived.iter().map(|(_, body)| serde_json::from_str(body).expect("JSON")).collect();
    assert_eq!((&bodies[0]["type"], &bodies[0]["data"]["model"]), (&json!("model.published"), &json!(model)));
    assert_eq!((&bodies[1]["type"], &bodies[1]["data"]["was_known"]), (&json!("erasure.finished"), &json!(true)));
    assert_eq!(arrived.len(), 2, "who is forgotten twice is told of once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_waits_is_seen_and_sent_again_with_the_same_bytes_and_no_redirect_is_followed() {
    let shop = Shop::untrained();
    let (receiver, elsewhere) = (Receiver::default(), Receiver::default());
    receiver.answer_next(307, Some(elsewhere.listen().await));
    let made = create(&shop, &receiver.listen().await, &["erasure.finished"]).await.expect(201);
    let id = made["webhook"]["id"].as_str().expect("a name").to_owned();
    ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    let delivering = tokio::spawn(deliver(shop.state.clone()));
    receiver.wait_for(1).await;
    let failed = loop {
        let waiting = deliveries(&shop, &id).await;
        if !waiting[0]["failure"].is_null() {
            break waiting;
        }
        tokio::task::yield_now().await;
    };
    delivering.abort();
    assert_eq!((&failed[0]["failure"], &failed[0]["attempts"]), (&json!("it was answered with 307"), &json!(1)));
    assert!(failed[0]["next"].is_string() && elsewhere.arrived().is_empty(), "{failed:?}");
    // Another process, or this one after a restart, finds what is due then.
    let restarted = Service::open(Arc::clone(&shop.store) as _, shop.models.clone());
    assert_eq!(restarted.take_messages(8, Service::now()).expect("a store at work").len(), 0, "not before its time");
    let errand = restarted.take_messages(8, after(Duration::from_secs(11))).expect("a store at work").remove(0);
    assert_eq!(errand.message.body, receiver.arrived()[0].1);
    let taken = after(Duration::from_secs(12));
    assert_eq!(shop.service.take_messages(8, taken).expect("a store at work").len(), 0, "one takes it at a time");
    restarted.settle_message(errand, Ok(()), taken).expect("a store at work");
    assert!(deliveries(&shop, &id).await.is_empty());
}

#[tokio::test]
async fn after_three_days_a_message_is_given_up_and_can_still_be_seen() {
    let shop = Shop::untrained();
    let made = create(&shop, "http://127.0.0.1:9/", &["erasure.finished"]).await.expect(201);
    let id = made["webhook"]["id"].as_str().expect("a name").to_owned();
    ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    let mut now = Service::now();
    let begun = now;
    let mut attempts = 0;
    while let Some(errand) = shop.service.take_messages(8, now).expect("a store at work").pop() {
        attempts += 1;
        shop.service.settle_message(errand, Err("nobody is there".to_owned()), now).expect("a store at work");
        let waiting = &deliveries(&shop, &id).await[0];
        let Some(next) = waiting["next"].as_str() else { break };
        now = next.parse().expect("a time");
    }
    let given_up = &deliveries(&shop, &id).await[0];
    assert_eq!((&given_up["next"], &given_up["failure"]), (&Value::Null, &json!("nobody is there")));
    let tried_for = u64::try_from(now.millis() - begun.millis()).expect("forward");
    assert!(Duration::from_millis(tried_for) <= GIVEN_UP_AFTER && attempts > 15, "{attempts} in {tried_for} ms");
    assert!(shop.service.take_messages(8, after(2 * GIVEN_UP_AFTER)).expect("a store at work").is_empty());
    assert_eq!(shop.service.forget_messages(after(Duration::from_secs(29 * 86_400))).expect("a store at work"), 0);
    assert_eq!(shop.service.forget_messages(after(Duration::from_secs(31 * 86_400))).expect("a store at work"), 1);
}

#[tokio::test]
async fn a_secret_is_shown_once_rotated_and_gone_with_its_webhook() {
    let shop = Shop::untrained();
    let made = create(&shop, "http://localhost:9/hook", &["import.finished"]).await.expect(201);
    let id = made["webhook"]["id"].as_str().expect("a name").to_owned();
    let list = get(&shop.router, "/v1/webhooks").await;
    assert_eq!(list.expect(200)["webhooks"], json!([made["webhook"]]));
    assert!(!list.text().contains("whsec"), "{}", list.text());
    let rotated = ask(&shop.router, "POST", &format!("/v1/webhooks/{id}/rotate"), &json!(null)).await.expect(200);
    assert_eq!(rotated["webhook"], made["webhook"]);
    assert_ne!(rotated["secret"], made["secret"]);
    let route = format!("/v1/webhooks/{id}/rotate");
    let again = || keyed(&shop, &route);
    again().await.expect(200);
    again().await.expect_problem(409, "conflict");
    let path = format!("/v1/webhooks/{id}");
    assert_eq!(deliveries(&shop, &id).await, Vec::<Value>::new());
    assert_eq!(ask(&shop.router, "DELETE", &path, &json!(null)).await.status, 204);
    get(&shop.router, &format!("{path}/deliveries")).await.expect_problem(404, "not-found");
    ask(&shop.router, "DELETE", &path, &json!(null)).await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn only_this_machine_may_be_told_unless_the_configuration_names_others() {
    let shop = Shop::untrained();
    for (url, needle) in [
        ("https://localhost/", "no TLS"),
        ("http://10.0.0.7/", "webhooks.hosts"),
        ("http://169.254.169.254/latest", "webhooks.hosts"),
        ("localhost", "`url`"),
    ] {
        let reply = create(&shop, url, &["model.published"]).await;
        assert_eq!(reply.expect_problem(422, "invalid"), ["/url"], "{url}");
        assert!(reply.text().contains(needle), "{}", reply.text());
    }
    for (events, pointer) in [(json!([]), "/events"), (json!(["model.retired"]), "/events/0")] {
        let wish = json!({"url": "http://localhost/", "events": events});
        let reply = ask(&shop.router, "POST", "/v1/webhooks", &wish).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{}", reply.text());
    }
}
