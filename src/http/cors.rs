//! Which pages of other origins may call from a browser: those of publishable keys.
//!
//! A browser asks before the call, without the key; so it is told of the origins of all publishable keys of the shop. Whether the
//! page is one of the very key that it sends is looked at by the door.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{AppState, Door};
use crate::service::Service;

/// What pages may send.
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization, candor-token, content-type, idempotency-key");
/// What pages may read.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after, idempotency-replayed");
/// For how many seconds a browser need not ask again.
const MAX_AGE_S: HeaderValue = HeaderValue::from_static("600");

/// The layer: answers what a browser asks beforehand, and marks what a page may read.
pub(super) async fn cors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(ORIGIN).cloned() else { return next.run(request).await };
    let is_asking =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let is_allowed = match state.door() {
        Door::Open => false,
        Door::Keys => match (origin.to_str(), state.off_thread(Service::origins).await) {
            (Ok(origin), Ok(origins)) => origins.contains(origin),
            (Err(_), _) | (_, Err(_)) => false,
        },
    };
    let mut response = match (is_asking, is_allowed) {
        (true, true) => {
            let told = [
                (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
                (ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
                (ACCESS_CONTROL_MAX_AGE, MAX_AGE_S),
            ];
            (StatusCode::NO_CONTENT, told).into_response()
        }
        (true, false) | (false, _) => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("origin"));
    if is_allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    response
}
