//! A POST with a known key is answered again, not done again; with another body it is refused.

use axum::http::HeaderValue;
use serde_json::{Value, json};

use crate::client::{Reply, request, send};
use crate::memory::Fault;
use crate::shop::Shop;

async fn post(shop: &Shop, path: &str, key: &'static str, body: &Value) -> Reply {
    let mut request = request("POST", path, body.to_string());
    request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
    send(&shop.router, request).await
}

fn event(id: &str) -> Value {
    json!({"id": id, "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"})
}

#[tokio::test]
async fn a_repetition_is_answered_again_and_not_done_again() {
    let shop = Shop::untrained();
    let first = post(&shop, "/v1/events", "k1", &event("x1")).await;
    assert_eq!(first.header("idempotency-replayed"), "");
    let again = post(&shop, "/v1/events", "k1", &event("x1")).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!((first.expect(200), first.header("content-type")), (again.expect(200), again.header("content-type")));
    assert_eq!(again.json()["accepted"], 1, "done again, it would be a duplicate");
    assert_eq!(post(&shop, "/v1/events", "k2", &event("x1")).await.expect(200)["duplicates"], 1);
}

#[tokio::test]
async fn a_key_with_another_body_or_on_another_route_is_refused() {
    let shop = Shop::untrained();
    post(&shop, "/v1/events", "k1", &event("x1")).await.expect(200);
    post(&shop, "/v1/events", "k1", &event("x2")).await.expect_problem(422, "invalid");
    post(&shop, "/v1/items", "k1", &event("x1")).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn what_failed_on_our_side_is_done_anew_and_a_refusal_is_repeated() {
    let shop = Shop::untrained();
    shop.store.set_fault(Fault::Backend);
    post(&shop, "/v1/events", "k1", &event("x1")).await.expect_problem(500, "internal");
    shop.store.set_fault(Fault::None);
    assert_eq!(post(&shop, "/v1/events", "k1", &event("x1")).await.expect(200)["accepted"], 1);
    let refused = post(&shop, "/v1/recommendations", "k2", &json!({"count": 0})).await.expect(422);
    assert_eq!(post(&shop, "/v1/recommendations", "k2", &json!({"count": 0})).await.expect(422), refused);
}

#[tokio::test]
async fn an_empty_or_overlong_key_is_refused() {
    let shop = Shop::untrained();
    let long: &'static str = Box::leak("k".repeat(256).into_boxed_str());
    for key in ["", long] {
        post(&shop, "/v1/events", key, &event("x1")).await.expect_problem(400, "malformed");
    }
}
