//! Each event of a batch is taken or refused on its own, by pointer; a repetition is harmless; nothing is acknowledged
//! that is not durable.

use serde_json::{Value, json};

use crate::client::{ask, pointers, request, send};
use crate::memory::{Fault, SECRET};
use crate::shop::{Shop, limits};

fn event(id: &str, extra: &Value) -> Value {
    let mut event = json!({"id": id, "customer": "c1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    let fields = event.as_object_mut().expect("an object");
    fields.extend(extra.as_object().cloned().unwrap_or_default());
    fields.retain(|_, value| !value.is_null());
    event
}

#[tokio::test]
async fn one_event_or_many_are_taken_and_the_first_with_an_id_wins() {
    let shop = Shop::untrained();
    let one = ask(&shop.router, "POST", "/v1/events", &event("x1", &json!({}))).await.expect(200);
    assert_eq!(one, json!({"accepted": 1, "duplicates": 0, "rejected": []}));
    let many = json!([event("x1", &json!({})), event("x2", &json!({})), event("x2", &json!({}))]);
    let many = ask(&shop.router, "POST", "/v1/events", &many).await.expect(200);
    assert_eq!(many, json!({"accepted": 1, "duplicates": 2, "rejected": []}));
}

#[tokio::test]
async fn a_refused_event_is_told_by_index_and_pointer_and_the_others_are_taken() {
    let shop = Shop::untrained();
    let cases = [
        (json!({"colour": "red"}), "/colour"),
        (json!({"kind": "stare"}), "/kind"),
        (json!({"time": "yesterday"}), "/time"),
        (json!({"item": 7}), "/item"),
        (json!({"item": ""}), "/item"),
        (json!({"time": null}), "/time"),
        (json!({"kind": "rate", "value": 9}), "/value"),
        (json!({"quantity": 0}), "/quantity"),
        (json!({"time": "9999-01-01T00:00:00Z"}), "/time"),
        (json!({"price": {"amount": "many", "currency": "GBP"}}), "/price/amount"),
        (json!({"price": {"amount": "-1.00", "currency": "GBP"}}), "/price"),
        (json!({"visitor": "v1"}), ""),
    ];
    for (extra, pointer) in cases {
        let batch = json!([event("good", &json!({})), event("bad", &extra)]);
        let answer = ask(&shop.router, "POST", "/v1/events", &batch).await.expect(200);
        assert_eq!(answer["rejected"][0]["index"], 1, "{extra}: {answer}");
        assert_eq!(pointers(&answer["rejected"][0]["errors"]), [format!("/1{pointer}")], "{extra}: {answer}");
        assert_eq!(answer["rejected"].as_array().map(Vec::len), Some(1), "{extra}: {answer}");
        let alone = ask(&shop.router, "POST", "/v1/events", &event("bad", &extra)).await.expect(200);
        assert_eq!(pointers(&alone["rejected"][0]["errors"]), [pointer], "{extra}: {alone}");
    }
}

#[tokio::test]
async fn a_batch_beyond_the_limit_is_refused_whole() {
    let shop = Shop::limited(candor::config::Limits { batch: 2, ..limits() });
    let batch: Vec<Value> = ["a", "b", "c"].iter().map(|id| event(id, &json!({}))).collect();
    ask(&shop.router, "POST", "/v1/events", &json!(batch)).await.expect_problem(422, "invalid");
    ask(&shop.router, "POST", "/v1/events", &json!(batch[..2])).await.expect(200);
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_with_the_place_of_the_fault() {
    let shop = Shop::untrained();
    let reply = send(&shop.router, request("POST", "/v1/events", "{\"id\": ")).await;
    reply.expect_problem(400, "malformed");
    assert!(reply.text().contains("line 1 column"), "{}", reply.text());
}

#[tokio::test]
async fn a_failing_store_acknowledges_nothing_and_leaks_nothing() {
    for (fault, status, kind) in
        [(Fault::Backend, 500, "internal"), (Fault::Stopped, 503, "read-only"), (Fault::Panic, 500, "internal")]
    {
        let shop = Shop::untrained();
        shop.store.set_fault(fault);
        let reply = ask(&shop.router, "POST", "/v1/events", &event("x1", &json!({}))).await;
        reply.expect_problem(status, kind);
        assert!(!reply.text().contains(SECRET) && !reply.text().contains("17850"), "{}", reply.text());
        shop.store.set_fault(Fault::None);
        let again = ask(&shop.router, "POST", "/v1/events", &event("x1", &json!({}))).await.expect(200);
        assert_eq!(again["accepted"], 1);
    }
}
