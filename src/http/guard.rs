//! What stands around every route: known hosts, time limits, panics, measurements, and the answers where no route is.

use std::any::Any;
use std::net::IpAddr;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, HOST, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt, TraceState};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::AppState;
use super::idempotency::UPLOADS;
use super::problem::{Kind, Problem};
use crate::config::Config;
use crate::service::STAGES;

/// Where there is no route.
pub(super) async fn not_found(uri: Uri) -> Problem {
    Problem::not_found(format!("there is no `{}`; `/v1/openapi.json` lists what there is", uri.path()))
}

/// Where the route does not take the method; `Allow` lists those that it takes.
pub(super) async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    Problem::new(Kind::MethodNotAllowed, format!("`{}` does not take `{method}`", uri.path()))
}

/// Answers a panic. Its message has been printed by the panic hook, with the place.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Problem::internal(&format_args!("a panic: {}", text.unwrap_or("without words"))).into_response()
}

/// Gives up on an answer that takes too long.
pub(super) async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // How long a file takes is for its size to say; its route limits the wait for each piece.
    if request.uri().path() == UPLOADS && request.method() == Method::POST {
        return next.run(request).await;
    }
    let limits = &state.config().limits;
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match tokio::time::timeout(limits.request(), next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let further = if is_read { "" } else { "; a write may still take effect, so repeat it with the same ids" };
            let detail = format!("there was no answer within {} ms{further}", limits.request_ms);
            Problem::new(Kind::Timeout, detail).into_response()
        }
    }
}

/// Answers of the API are somebody's own unless the route says otherwise.
pub(super) async fn private_by_default(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Refuses a request that was meant for another host, so that a page elsewhere cannot reach this machine by giving its
/// own name our address (DNS rebinding). A browser always says which host it means; a request that says none is let
/// through.
pub(super) async fn known_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_ours = match meant_host(request.uri(), request.headers()) {
        Meant::Host(host) => is_known(&host, state.config()),
        Meant::Unsaid => true,
        Meant::Unreadable => false,
    };
    if is_ours {
        return next.run(request).await;
    }
    let detail = "the `Host` of the request is not a name of this service; add it to `hosts` in the configuration";
    Problem::new(Kind::Misdirected, detail).into_response()
}

/// Which host a request means. One that names two means none.
pub(super) enum Meant {
    Host(String),
    Unsaid,
    Unreadable,
}

pub(super) fn meant_host(uri: &Uri, headers: &HeaderMap) -> Meant {
    let mut given = headers.get_all(HOST).iter();
    let Some(value) = given.next() else {
        return uri.host().map_or(Meant::Unsaid, |host| Meant::Host(host.to_ascii_lowercase()));
    };
    let authority = value.to_str().ok().and_then(|text| text.parse::<axum::http::uri::Authority>().ok());
    match (authority, given.next()) {
        (Some(authority), None) if uri.host().is_none_or(|host| host.eq_ignore_ascii_case(authority.host())) => {
            Meant::Host(authority.host().to_ascii_lowercase())
        }
        (Some(_) | None, _) => Meant::Unreadable,
    }
}

fn is_known(host: &str, config: &Config) -> bool {
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    host == "localhost"
        || address.is_some_and(|address| address.is_loopback())
        || config.hosts.iter().any(|name| name.eq_ignore_ascii_case(host))
        || (!config.is_loopback() && config.hosts.is_empty())
}

/// Counts, times and logs every request, by the route's pattern: paths hold customers' names.
pub(super) async fn measured(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = known_method(request.method());
    let span = traced(&route, method, request.headers());
    let begin = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let took = begin.elapsed();
    let status = response.status().as_u16();
    span.record("http.response.status_code", status);
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    state.metrics().count_request(&route, method, status, took);
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(method, route, status, took_ms, "answered");
    response
}

/// The span of a request, beneath the one that its caller says it is part of; of nothing unless requests are traced.
fn traced(route: &str, method: &'static str, headers: &HeaderMap) -> Span {
    let span = tracing::trace_span!(
        target: STAGES,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        otel.status_code = tracing::field::Empty,
    );
    if !span.is_disabled() {
        let said = TraceContextPropagator::new().extract(&HeaderExtractor(headers)).span().span_context().clone();
        // Of what the caller says only the two names are taken: the rest is free text.
        let (trace, caller, flags) = (said.trace_id(), said.span_id(), said.trace_flags());
        let within = SpanContext::new(trace, caller, flags, true, TraceState::default());
        // It fails where no collector is told of the span, and then nobody asks for its parent.
        drop(span.set_parent(Context::new().with_remote_span_context(within)));
    }
    span
}

/// A method as a label; callers may invent methods, but not labels.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_with_a_problem_that_does_not_repeat_its_words() {
        async fn fails() -> &'static str {
            panic!("words that stay inside")
        }
        let router = axum::Router::new().route("/", get(fails)).layer(CatchPanicLayer::custom(panicked));
        let response = router.oneshot(Request::new(Body::empty())).await.expect("a router always answers");
        assert_eq!(response.status(), 500);
        let body = to_bytes(response.into_body(), 4_096).await.expect("a body in memory");
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("urn:candor:problem:internal") && !text.contains("words"), "{text}");
    }
}
