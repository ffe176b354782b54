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

/// Of a trained shop: a decision for `c1`, the items that it shows, and one that it does not.
async fn decided(shop: &Shop) -> (String, Vec<String>, String) {
    let list = json!({"customer": "c1", "count": 3});
    let list = ask(&shop.router, "POST", "/v1/recommendations", &list).await.expect(200);
    let shown = list["items"].as_array().expect("a list").iter();
    let shown: Vec<String> = shown.map(|item| item["item"].as_str().expect("an id").to_owned()).collect();
    let other = (0..12).map(|at| format!("i{at:02}")).find(|id| !shown.contains(id)).expect("twelve items");
    (list["decision"].as_str().expect("an id").to_owned(), shown, other)
}

#[tokio::test]
async fn what_an_event_says_of_a_decision_and_cannot_be_so_leaves_it_and_is_told_also_when_repeated() {
    let shop = Shop::trained();
    let (decision, shown, other) = decided(&shop).await;
    let quoting = |id: &str, customer: &str, item: &str, decision: &str| {
        event(id, &json!({"customer": customer, "item": item, "decision": decision}))
    };
    let batch = json!([
        quoting("q0", "c1", &shown[0], &decision),
        event("q1", &json!({"kind": "stare"})),
        quoting("q2", "c2", &shown[0], &decision),
        quoting("q3", "c1", &other, &decision),
        quoting("q4", "c1", &shown[0], "d_nobody_knows"),
        event("q5", &json!({})),
        quoting("q6", "c1", &shown[1], &decision),
    ]);
    let mut answers = Vec::new();
    for _ in 0..2 {
        let mut request = request("POST", "/v1/events", batch.to_string());
        request.headers_mut().insert("idempotency-key", "quotes".parse().expect("a header"));
        answers.push(send(&shop.router, request).await.expect(200));
    }
    assert_eq!(answers[0], answers[1], "a repetition tells the same");
    let told = &answers[0];
    assert_eq!((&told["accepted"], told["rejected"].as_array().map(Vec::len)), (&json!(6), Some(1)), "{told}");
    let misquoted = told["misquoted"].as_array().expect("some");
    let places: Vec<&Value> = misquoted.iter().map(|one| &one["index"]).collect();
    assert_eq!(places, [2, 3, 4], "{told}");
    // Whether somebody else's decision has this name is told to nobody.
    assert_eq!(misquoted[0]["detail"], misquoted[2]["detail"]);
    assert!(misquoted[1]["detail"].as_str().is_some_and(|text| text.contains("does not show")), "{told}");
    let kept = |customer: &'static str| {
        let shop = &shop;
        async move {
            let path = format!("/v1/customers/{customer}/events");
            ask(&shop.router, "GET", &path, &Value::Null).await.expect(200)["events"]
                .as_array()
                .expect("events")
                .clone()
        }
    };
    let (theirs, others) = (kept("c1").await, kept("c2").await);
    let of = |events: &[Value], id: &str| events.iter().find(|event| event["id"] == id).expect("it was taken").clone();
    assert_eq!(of(&theirs, "q0")["decision"], decision.as_str());
    assert_eq!(of(&theirs, "q6")["decision"], decision.as_str());
    assert_eq!(of(&theirs, "q4")["decision"], "d_nobody_knows", "it may still be on its way");
    assert!(of(&others, "q2")["decision"].is_null() && of(&theirs, "q3")["decision"].is_null());
}

#[tokio::test]
async fn what_a_visitor_was_shown_may_be_quoted_by_the_customer_whom_they_turned_out_to_be_and_by_nobody_else() {
    let shop = Shop::trained();
    let list = json!({"visitor": "v9", "count": 3});
    let list = ask(&shop.router, "POST", "/v1/recommendations", &list).await.expect(200);
    let quoting = |id: &str, customer: &str, item: &Value| {
        event(id, &json!({"customer": customer, "item": item, "decision": list["decision"]}))
    };
    let shown = &list["items"][0]["item"];
    let before = ask(&shop.router, "POST", "/v1/events", &quoting("q0", "c1", shown)).await.expect(200);
    assert_eq!(before["misquoted"].as_array().map(Vec::len), Some(1), "nobody knows yet who they are");
    ask(&shop.router, "POST", "/v1/customers/c1/merge", &json!({"visitor": "v9"})).await.expect(200);
    let batch = json!([quoting("q1", "c1", shown), quoting("q2", "c2", shown), quoting("q3", "c1", &json!("i99"))]);
    let told = ask(&shop.router, "POST", "/v1/events", &batch).await.expect(200);
    let places: Vec<_> = told["misquoted"].as_array().expect("some").iter().map(|one| &one["index"]).collect();
    assert_eq!(places, [1, 2], "{told}");
    let kept = ask(&shop.router, "GET", "/v1/customers/c1/events", &Value::Null).await.expect(200);
    let kept = kept["events"].as_array().expect("events").iter().find(|event| event["id"] == "q1");
    assert_eq!(kept.expect("it was taken")["decision"], list["decision"]);
}

#[tokio::test]
async fn events_are_taken_with_what_they_quote_where_it_cannot_be_looked_up() {
    let shop = Shop::trained();
    let (decision, shown, _) = decided(&shop).await;
    shop.store.set_fault(Fault::Unread);
    let quoting = event("q0", &json!({"customer": "c1", "item": shown[0], "decision": decision}));
    let told = ask(&shop.router, "POST", "/v1/events", &quoting).await.expect(200);
    assert_eq!((&told["accepted"], told["misquoted"].as_array().map(Vec::len)), (&json!(1), Some(1)), "{told}");
    shop.store.set_fault(Fault::None);
    let kept = ask(&shop.router, "GET", "/v1/customers/c1/events", &Value::Null).await.expect(200);
    let kept = kept["events"].as_array().expect("events").iter().find(|event| event["id"] == "q0");
    assert_eq!(kept.expect("it was taken")["decision"], decision.as_str());
}
