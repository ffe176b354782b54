//! A POST with a known key is answered again, not done again; with another body it is refused.

use std::time::Duration;

use axum::Router;
use axum::http::HeaderValue;
use candor::access::{Audience, Role};
use candor::config::Limits;
use candor::service::{ANSWER_BYTES_MAX, ANSWERS_KEPT, Service};
use candor::store::{Collection, Store};
use candor::units::Time;
use serde_json::{Value, json};

use crate::client::{Reply, ask, ask_as, request, send};
use crate::memory::Fault;
use crate::shop::{Shop, customer, limits, unhurried};

async fn to(router: &Router, path: &str, key: &'static str, body: &Value) -> Reply {
    let mut request = request("POST", path, body.to_string());
    request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
    send(router, request).await
}

async fn post(shop: &Shop, path: &str, key: &'static str, body: &Value) -> Reply {
    to(&shop.router, path, key, body).await
}

fn event(id: &str) -> Value {
    json!({"id": id, "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"})
}

/// Everything that is kept of answers.
fn kept(shop: &Shop) -> String {
    let documents = shop.store.documents(Collection::Answer, None, usize::MAX).expect("a store at work");
    documents.into_iter().map(|document| document.body).collect()
}

/// The second answer is the first one again, to the byte.
fn same(first: &Reply, again: &Reply) {
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!((first.status, &first.body), (again.status, &again.body), "{}", again.text());
    assert_eq!(first.header("content-type"), again.header("content-type"));
}

#[tokio::test]
async fn a_repetition_is_answered_again_and_not_done_again() {
    let shop = Shop::untrained();
    let first = post(&shop, "/v1/events", "k1", &event("x1")).await;
    let again = post(&shop, "/v1/events", "k1", &event("x1")).await;
    same(&first, &again);
    assert_eq!(again.expect(200)["accepted"], 1, "done again, it would be a duplicate");
    assert_eq!(post(&shop, "/v1/events", "k2", &event("x1")).await.expect(200)["duplicates"], 1);
}

#[tokio::test]
async fn a_key_outlives_the_process_and_holds_in_every_other() {
    let shop = Shop::trained();
    let list = json!({"customer": "c1", "count": 3});
    for (path, body) in [("/v1/events", event("x1")), ("/v1/recommendations", list), ("/v1/items", json!([]))] {
        let key = path;
        let first = post(&shop, path, key, &body).await;
        first.expect(200);
        same(&first, &to(&shop.beside(), path, key, &body).await);
        let other = json!({"customer": "c2", "count": 3});
        to(&shop.beside(), path, key, &other).await.expect_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_batch_that_was_refused_in_part_is_told_the_same_again_and_nothing_of_it_is_kept() {
    let shop = Shop::untrained();
    let wrong =
        |who: &str| json!({"id": "y", "customer": who, "item": "i01", "kind": who, "time": "2024-05-02T10:00:00Z"});
    let late = Service::now().plus_days(1).millis() + 60_000;
    let mut ahead = event("z");
    ahead["time"] = json!(Time::from_millis(late));
    let batch = json!([event("x1"), wrong("ann"), wrong("bob"), ahead]);
    let first = post(&shop, "/v1/events", "k", &batch).await;
    assert_eq!(first.expect(200)["rejected"].as_array().map(Vec::len), Some(3));
    same(&first, &post(&shop, "/v1/events", "k", &batch).await);
    let kept = kept(&shop);
    assert!(!["ann", "bob", "i01"].iter().any(|told| kept.contains(told)), "{kept}");
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
    post(&shop, "/v1/recommendations", "k1", &json!({})).await.expect_problem(503, "no-model");
    assert_eq!(post(&shop, "/v1/events", "k1", &event("x1")).await.expect(200)["accepted"], 1);
    let refused = post(&shop, "/v1/recommendations", "k2", &json!({"count": 0})).await.expect(422);
    assert_eq!(post(&shop, "/v1/recommendations", "k2", &json!({"count": 0})).await.expect(422), refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_first_is_worked_on_others_are_told_to_come_back_and_its_answer_waits_for_them() {
    let shop = Shop::untrained();
    let gate = shop.store.gate();
    let router = shop.router.clone();
    let first = tokio::spawn(async move { to(&router, "/v1/events", "k", &event("x1")).await });
    gate.begun.recv().expect("the first request reaches the store");
    first.abort();
    for router in [&shop.router, &shop.beside()] {
        let second = to(router, "/v1/events", "k", &event("x1")).await;
        second.expect_problem(409, "conflict");
        assert_eq!(second.header("retry-after"), "1");
    }
    gate.open.send(()).expect("the work goes on although its caller hung up");
    shop.service.flush().expect("a store at work");
    let answer = loop {
        let answer = post(&shop, "/v1/events", "k", &event("x1")).await;
        if answer.status != 409 {
            break answer;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!((answer.expect(200)["accepted"].as_u64(), answer.header("idempotency-replayed")), (Some(1), "true"));
}

#[tokio::test]
async fn who_is_forgotten_is_forgotten_in_what_was_answered() {
    let shop = Shop::trained();
    let list = json!({"customer": "c1", "count": 3});
    let first = post(&shop, "/v1/recommendations", "k1", &list).await.expect(200);
    post(&shop, "/v1/events", "k2", &json!({"id": "n", "customer": "c1"})).await.expect(200);
    post(&shop, "/v1/recommendations", "k3", &json!({"customer": "c1", "count": 0})).await.expect(422);
    post(&shop, "/v1/customers/c1/merge", "k4", &json!({"visitor": "v1"})).await.expect(200);
    let replay = format!("/v1/decisions/{}/replay", first["decision"].as_str().expect("a name"));
    post(&shop, &replay, "k5", &json!(null)).await.expect(200);
    let count = || shop.store.documents(Collection::Answer, None, usize::MAX).expect("a store at work").len();
    assert_eq!(count(), 5);
    ask(&shop.router, "DELETE", "/v1/customers/c1", &json!(null)).await.expect(200);
    assert_eq!(count(), 1, "the counts of a batch tell of nobody");
    assert!(!kept(&shop).contains("\"c1\""), "{}", kept(&shop));
    let anew = post(&shop, "/v1/recommendations", "k1", &list).await;
    assert_eq!((anew.header("idempotency-replayed"), anew.expect(200)["personalised"].as_bool()), ("", Some(false)));
}

#[tokio::test]
async fn an_answer_is_kept_for_a_day() {
    let shop = Shop::untrained();
    post(&shop, "/v1/events", "k1", &event("x1")).await.expect(200);
    let after = |wait: Duration| {
        let millis = i64::try_from(wait.as_millis()).expect("a day");
        Time::from_millis(Service::now().millis() + millis)
    };
    let forget = |now| shop.service.forget_answers(now).expect("a store at work");
    assert_eq!(forget(after(ANSWERS_KEPT.saturating_sub(Duration::from_secs(60)))), 0);
    assert_eq!(post(&shop, "/v1/events", "k1", &event("x1")).await.header("idempotency-replayed"), "true");
    assert_eq!(forget(after(ANSWERS_KEPT + Duration::from_secs(1))), 1);
    assert_eq!(post(&shop, "/v1/events", "k1", &event("x1")).await.expect(200)["duplicates"], 1);
}

#[tokio::test]
async fn an_empty_or_overlong_key_is_refused() {
    let shop = Shop::untrained();
    let long: &'static str = Box::leak("k".repeat(256).into_boxed_str());
    for key in ["", long] {
        post(&shop, "/v1/events", key, &event("x1")).await.expect_problem(400, "malformed");
    }
}

#[tokio::test]
async fn no_more_is_kept_than_the_limit_says_and_there_is_room_again_when_answers_are_old() {
    let shop = Shop::limited(Limits { answers_bytes: 4_000, ..limits() });
    let mut statuses = Vec::new();
    for nth in 0..40 {
        let mut request = request("POST", "/v1/events", event(&format!("x{nth}")).to_string());
        request.headers_mut().insert("idempotency-key", format!("k{nth}").parse().expect("a header"));
        let reply = send(&shop.router, request).await;
        if reply.status == 503 {
            reply.expect_problem(503, "busy");
            assert!(!reply.header("retry-after").is_empty());
        }
        statuses.push(reply.status);
    }
    let taken = statuses.iter().position(|status| *status == 503).expect("a bound");
    assert!(taken > 5 && statuses[taken..].iter().all(|status| *status == 503), "{statuses:?}");
    assert!(kept(&shop).len() <= 4_000 + 500, "{}", kept(&shop).len());
    let counts = shop.store.counts().expect("a store at work");
    assert_eq!(counts.events, 60 + taken as u64, "what was refused was not done");
    post(&shop, "/v1/events", "k0", &event("x0")).await.expect(200);
    ask(&shop.router, "POST", "/v1/events", &event("y")).await.expect(200);
    let later = Time::from_millis(Service::now().millis() + ANSWERS_KEPT.as_millis() as i64 + 1);
    assert_eq!(shop.service.forget_answers(later).expect("a store at work"), taken);
    post(&shop, "/v1/events", "k39", &event("x39")).await.expect(200);
}

#[tokio::test]
async fn a_page_takes_no_room_of_the_servers_and_a_list_needs_none() {
    let shop = Shop::guarded(Limits { answers_bytes: 64_000, ..unhurried() }).learnt();
    let (page, servers) = (shop.key(Role::Publishable), shop.key(Role::Secret));
    let token = shop.token(customer("c1"), Audience::Storefront);
    let keyed = |key: &str, path: &'static str, name: String, body: Value| {
        let (router, key, token) = (shop.router.clone(), key.to_owned(), token.clone());
        let is_page = key == page;
        async move {
            let mut headers = vec![("idempotency-key", name.as_str())];
            headers.extend(is_page.then_some(("candor-token", token.as_str())));
            ask_as(&router, &key, &headers, ("POST", path), &body).await
        }
    };
    let list = || json!({"customer": "c1", "count": 3});
    for nth in 0..80 {
        if nth == 40 {
            // Counted anew, a page's are still a page's.
            assert_eq!(shop.service.forget_answers(Service::now()).expect("a store at work"), 0);
        }
        keyed(&page, "/v1/recommendations", format!("k{nth}"), list()).await.expect(200);
    }
    let largest = shop.store.documents(Collection::Answer, None, usize::MAX).expect("a store at work");
    let largest = largest.iter().map(|document| document.body.len()).max().expect("some are kept");
    assert!((8_000..16_000 + largest).contains(&kept(&shop).len()), "{} of {largest}", kept(&shop).len());
    let first = keyed(&page, "/v1/recommendations", "k0".to_owned(), list()).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, "true"));
    let theirs = json!({"id": "p", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    keyed(&page, "/v1/events", "e".to_owned(), theirs).await.expect_problem(503, "busy");
    let mut taken = 0;
    while keyed(&servers, "/v1/events", format!("s{taken}"), event(&format!("x{taken}"))).await.status == 200 {
        taken += 1;
        assert!(taken < 1_000, "there is a bound");
    }
    assert!(taken > 20 && kept(&shop).len() > 32_000, "{taken} of {}", kept(&shop).len());
    for _ in 0..2 {
        let list = keyed(&servers, "/v1/recommendations", "list".to_owned(), list()).await;
        assert_eq!((list.status, list.header("idempotency-replayed")), (200, ""), "{}", list.text());
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_to_be_kept_is_not_worked_for_twice() {
    let shop = Shop::limited(Limits { body_bytes: 8 << 20, ..limits() });
    // Each entry is refused with some words, which together are more than a mebibyte.
    let items: Vec<Value> = (0..1_000).map(|nth| json!({ "id": format!("new{nth}"), "x".repeat(1_200): 1 })).collect();
    let body = Value::from(items);
    let first = post(&shop, "/v1/items", "large", &body).await;
    first.expect(200);
    assert!(first.body.len() > ANSWER_BYTES_MAX, "{}", first.body.len());
    post(&shop, "/v1/items", "large", &body).await.expect_problem(409, "conflict");
    assert!(kept(&shop).len() < 1_000, "it is not kept");
}
