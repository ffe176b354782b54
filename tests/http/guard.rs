//! Every refusal is a problem document; foreign hosts, foreign media types, large and slow bodies are refused; work in
//! flight is bounded.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Request};
use candor::config::{Config, Limits};
use hyper::body::Frame;
use serde_json::json;

use crate::client::{ask, get, request, send};
use crate::shop::{Shop, limits};

/// A body that never comes.
struct Silence;

impl hyper::body::Body for Silence {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn where_no_route_is_and_where_the_method_is_wrong_a_problem_says_so() {
    let shop = Shop::untrained();
    get(&shop.router, "/v1/nothing").await.expect_problem(404, "not-found");
    let reply = send(&shop.router, request("PATCH", "/v1/items/i01", Body::empty())).await;
    reply.expect_problem(405, "method-not-allowed");
    for method in ["GET", "PUT", "DELETE"] {
        assert!(reply.header("allow").contains(method), "{:?}", reply.headers);
    }
}

#[tokio::test]
async fn a_body_must_be_declared_as_json() {
    let shop = Shop::untrained();
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let mut request = request("POST", "/v1/events", "[]");
        request.headers_mut().insert("content-type", HeaderValue::from_static(media));
        send(&shop.router, request).await.expect_problem(415, "unsupported-media-type");
    }
    let mut request = request("POST", "/v1/events", "[]");
    request.headers_mut().insert("content-type", HeaderValue::from_static("application/json; charset=utf-8"));
    send(&shop.router, request).await.expect(200);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_whether_its_length_was_declared_or_not() {
    let shop = Shop::limited(Limits { body_bytes: 1_024, ..limits() });
    let large = " ".repeat(1_025);
    send(&shop.router, request("POST", "/v1/events", large.clone())).await.expect_problem(413, "too-large");
    let mut declared = request("POST", "/v1/events", "[]");
    declared.headers_mut().insert("content-length", HeaderValue::from_static("4096"));
    send(&shop.router, declared).await.expect_problem(413, "too-large");
    let mut keyed = request("POST", "/v1/events", large);
    keyed.headers_mut().insert("idempotency-key", HeaderValue::from_static("k"));
    send(&shop.router, keyed).await.expect_problem(413, "too-large");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_given_up() {
    let shop = Shop::limited(Limits { body_read_ms: 1, ..limits() });
    send(&shop.router, request("POST", "/v1/events", Body::new(Silence))).await.expect_problem(408, "body-timeout");
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_refused() {
    let hosts = BTreeSet::from(["shop.test".to_owned()]);
    let shop = Shop::configured(Config { hosts, ..Config::default() });
    for (host, status) in [
        ("localhost", 200),
        ("localhost:7878", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:7878", 200),
        ("[::1]:7878", 200),
        ("shop.test", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:7878", 421),
        ("192.168.0.7", 421),
        ("", 421),
    ] {
        let request = Request::builder().uri("/healthz").header("host", host).body(Body::empty());
        let reply = send(&shop.router, request.expect("a valid request")).await;
        assert_eq!(reply.status, status, "{host}: {}", reply.text());
    }
    for (target, status) in [("http://LOCALHOST:7878/healthz", 200), ("http://shop.test/healthz", 421)] {
        let request = Request::builder().uri(target).header("host", "localhost").body(Body::empty());
        assert_eq!(send(&shop.router, request.expect("a valid request")).await.status, status, "{target}");
    }
    let two = Request::builder().uri("/healthz").header("host", "localhost").header("host", "evil.example");
    let reply = send(&shop.router, two.body(Body::empty()).expect("a valid request")).await;
    reply.expect_problem(421, "misdirected");
}

#[tokio::test(flavor = "multi_thread")]
async fn work_in_flight_is_bounded_and_the_rest_is_told_to_come_back() {
    let shop = Shop::limited(Limits { in_flight: 1, ..limits() });
    let gate = shop.store.gate();
    let event = json!({"id": "x", "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    let (router, sent) = (shop.router.clone(), event.clone());
    let first = tokio::spawn(async move { ask(&router, "POST", "/v1/events", &sent).await });
    gate.begun.recv().expect("the first request reaches the store");
    let second = ask(&shop.router, "POST", "/v1/events", &event).await;
    second.expect_problem(503, "busy");
    assert!(!second.header("retry-after").is_empty());
    get(&shop.router, "/healthz").await.expect(200);
    gate.open.send(()).expect("the first request waits");
    assert_eq!(first.await.expect("no panic").expect(200)["accepted"], 1);
    assert_eq!(ask(&shop.router, "POST", "/v1/events", &event).await.expect(200)["duplicates"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_takes_too_long_is_given_up() {
    let shop = Shop::limited(Limits { request_ms: 1, ..limits() });
    let gate = shop.store.gate();
    let event = json!({"id": "x", "visitor": "v1", "item": "i01", "kind": "view", "time": "2024-05-02T10:00:00Z"});
    ask(&shop.router, "POST", "/v1/events", &event).await.expect_problem(503, "timeout");
    gate.open.send(()).expect("the gate outlives the request");
}
