//! Asking the service, and reading what it answers.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request};
use serde_json::Value;
use tower::ServiceExt;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("{cause}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON of an answer of this status.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// A problem document of this status and kind; the pointers of its errors.
    pub(crate) fn expect_problem(&self, status: u16, kind: &str) -> Vec<String> {
        let document = self.expect(status);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(document["type"], format!("urn:candor:problem:{kind}"), "{document}");
        assert_eq!(document["status"], status);
        for field in ["title", "detail"] {
            assert!(document[field].as_str().is_some_and(|text| !text.is_empty()), "{document}");
        }
        assert!(document["instance"].as_str().is_some_and(|name| name.starts_with("urn:uuid:")), "{document}");
        pointers(&document["errors"])
    }
}

/// An answer as its decision's record has it: without the tokens for what comes next.
pub(crate) fn on_record(mut answer: Value) -> Value {
    for token in ["page", "next"] {
        answer.as_object_mut().expect("an answer").remove(token).expect("a token");
    }
    answer
}

/// The pointers of an `errors` array.
pub(crate) fn pointers(errors: &Value) -> Vec<String> {
    let entries = errors.as_array().cloned().unwrap_or_default();
    entries.iter().map(|error| error["pointer"].as_str().expect("a pointer").to_owned()).collect()
}

/// Sends a request as it is.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Reply {
    let response = router.clone().oneshot(request).await.expect("a router always answers");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a body in memory");
    Reply { status: parts.status.as_u16(), headers: parts.headers, body }
}

/// A request as a storefront on this machine sends it.
pub(crate) fn request(method: &str, path: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("host", "localhost:7878");
    request.header("content-type", "application/json").body(body.into()).expect("a valid request")
}

/// Sends JSON.
pub(crate) async fn ask(router: &Router, method: &str, path: &str, body: &Value) -> Reply {
    send(router, request(method, path, body.to_string())).await
}

/// What comes with a call beside its body.
pub(crate) type Headers<'a> = &'a [(&'static str, &'a str)];

/// Sends JSON with a key or token, and further headers.
pub(crate) async fn ask_as(
    router: &Router,
    bearer: &str,
    headers: Headers<'_>,
    (method, path): (&str, &str),
    body: &Value,
) -> Reply {
    let mut request = request(method, path, body.to_string());
    let authorization = format!("Bearer {bearer}");
    for (name, value) in headers.iter().copied().chain([("authorization", authorization.as_str())]) {
        request.headers_mut().append(name, HeaderValue::from_str(value).expect("a printable header"));
    }
    send(router, request).await
}

/// Reads.
pub(crate) async fn get(router: &Router, path: &str) -> Reply {
    send(router, request("GET", path, Body::empty())).await
}
