//! Answers that are the same until the catalogue changes: who has the last one is told that it still holds.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required, ResponseBuilder, response::Response as ResponseDoc};
use utoipa::{IntoParams, IntoResponses};

/// May be kept by who asked, and is asked for again each time.
const CACHED: HeaderValue = HeaderValue::from_static("private, no-cache");
/// Digits of a tag: 64 bits tell a catalogue's states apart.
const DIGITS: usize = 16;

/// The header that asks whether an answer still holds, for the description.
pub(super) enum IfNoneMatch {}

impl IntoParams for IfNoneMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let parameter = ParameterBuilder::new()
            .name("If-None-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The `ETag` of an answer that the caller has; 304 says that it still holds."))
            .schema(Some(text))
            .example(Some("W/\"5d0f8a1c2b3e4f60\"".into()));
        vec![parameter.build()]
    }
}

/// That it does, for the description.
pub(super) enum NotModified {}

impl IntoResponses for NotModified {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let response = ResponseBuilder::new().description("What the caller has still holds.").build();
        BTreeMap::from([("304".to_owned(), response.into())])
    }
}

/// The answer with its tag; 304 without a body where the caller has the same already.
pub(super) fn tagged(asked: &HeaderMap, answer: &impl Serialize) -> Response {
    let body = serde_json::to_vec(answer).expect("an answer is plain data");
    // Weak, for a body may be compressed or not.
    let tag = format!("W/\"{}\"", &blake3::hash(&body).to_hex()[..DIGITS]);
    let headers = [(ETAG, HeaderValue::from_str(&tag).expect("digits")), (CACHE_CONTROL, CACHED)];
    if is_known(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], Body::from(body)).into_response()
}

fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let same = |known: &str| known == "*" || known.trim_start_matches("W/") == tag.trim_start_matches("W/");
    let given = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|known| same(known.trim()))
}
