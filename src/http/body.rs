//! From bytes to checked values, and from what is wrong with them to JSON pointers.

use std::error::Error;
use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::{Json, extract};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_path_to_error::{Error as PathError, Path, Segment};

use super::AppState;
use super::problem::{FieldError, Kind, Problem};
use crate::ids::pointer_part;

/// The bytes of a body that says it is JSON.
pub(super) struct JsonBytes(pub(super) Bytes);

impl FromRequest<AppState> for JsonBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "send `Content-Type: application/json`";
            return Err(Problem::new(Kind::UnsupportedMediaType, detail));
        }
        let (parts, body) = request.into_parts();
        Ok(Self(read(&parts.headers, body, state).await?))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads a body within the limits of size and time, and of what may arrive at once.
pub(super) async fn read(headers: &HeaderMap, body: Body, state: &AppState) -> Result<Bytes, Problem> {
    let limits = &state.config().limits;
    let too_large = || Problem::new(Kind::TooLarge, format!("at most {} bytes are taken", limits.body_bytes));
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limits.body_bytes) {
        return Err(too_large());
    }
    // What does not say how long it is may become as long as is allowed.
    let Some(_room) = state.room_for(declared.unwrap_or(limits.body_bytes)) else {
        // A client that is still sending would not see the answer if the connection was closed on it.
        drop(tokio::time::timeout(limits.body_read(), discard(body)).await);
        return Err(Problem::busy());
    };
    match tokio::time::timeout(limits.body_read(), to_bytes(body, limits.body_bytes)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(cause)) if is_length_limit(&cause) => Err(too_large()),
        Ok(Err(_)) => Err(Problem::new(Kind::Malformed, "the body broke off")),
        Err(_) => {
            let detail = format!("the body must arrive within {} ms", limits.body_read_ms);
            Err(Problem::new(Kind::BodyTimeout, detail))
        }
    }
}

/// Takes a body off the connection without keeping any of it.
async fn discard(mut body: Body) {
    while let Some(Ok(_)) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {}
}

fn is_length_limit(cause: &axum::Error) -> bool {
    // The limit's own error type is not ours to name; its text is all that tells it from a broken connection.
    cause.source().is_some_and(|source| source.to_string().contains("length limit"))
}

/// A body of a type.
pub(super) struct Typed<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Typed<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let JsonBytes(bytes) = JsonBytes::from_request(request, state).await?;
        check_object(&bytes)?;
        parse(&bytes).map(Self)
    }
}

/// Parts of the path.
pub(super) struct InPath<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for InPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|extract::Path(value)| Self(value)).map_err(|cause| unplaced(cause.body_text()))
    }
}

/// The query string.
pub(super) struct InQuery<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for InQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|cause| unplaced(cause.body_text()))
    }
}

/// A record is an object; the order of its fields is no wire format, so an array is refused.
fn check_object(bytes: &[u8]) -> Result<(), Problem> {
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Err(Problem::invalid(vec![no_object()])),
        Some(_) | None => Ok(()),
    }
}

/// What is wrong with the address, which has no JSON pointers.
fn unplaced(detail: String) -> Problem {
    Problem::invalid(vec![FieldError { pointer: String::new(), detail }])
}

fn no_object() -> FieldError {
    FieldError { pointer: String::new(), detail: "an object is expected".to_owned() }
}

/// Reads a value, or says what is wrong with which part of it.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    match Json::<T>::from_bytes(bytes) {
        Ok(Json(value)) => Ok(value),
        Err(cause) => match fault(bytes, &cause) {
            Some(error) => Err(Problem::invalid(vec![error])),
            None => Err(Problem::new(Kind::Malformed, cause.body_text())),
        },
    }
}

/// Reads an object whose name also stands in the path; in the body it may be left out.
pub(super) fn parse_named<T: DeserializeOwned>(bytes: &[u8], key: &str, name: &str) -> Result<T, Problem> {
    let mut value: Value = parse(bytes)?;
    let Some(object) = value.as_object_mut() else {
        return Err(Problem::invalid(vec![no_object()]));
    };
    match object.get(key).map(|given| given.as_str() == Some(name)) {
        Some(true) => parse(bytes),
        Some(false) => {
            let detail = format!("`{key}` must be the `{name}` of the path, or be left out");
            Err(Problem::invalid(vec![FieldError { pointer: format!("/{key}"), detail }]))
        }
        None => {
            object.insert(key.to_owned(), Value::from(name));
            parse(&serde_json::to_vec(&value).expect("a value is plain data"))
        }
    }
}

/// Reads a value of an array on its own; `base` is the pointer to it.
pub(super) fn parse_entry<T: DeserializeOwned>(entry: &Value, base: &str) -> Result<T, FieldError> {
    if !entry.is_object() {
        return Err(within(base, no_object()));
    }
    let refused = match T::deserialize(entry) {
        Ok(value) => return Ok(value),
        Err(refused) => refused,
    };
    // Only what is refused is read again, with the way to the fault.
    let bytes = serde_json::to_vec(entry).expect("a value is plain data");
    let error = Json::<T>::from_bytes(&bytes).err().and_then(|cause| fault(&bytes, &cause));
    Err(within(base, error.unwrap_or_else(|| named_error(&refused.to_string()))))
}

/// The error with its pointer below another one.
pub(super) fn within(base: &str, error: FieldError) -> FieldError {
    FieldError { pointer: format!("{base}{}", error.pointer), ..error }
}

/// What is wrong with a value, and the way to it; nothing where it is no JSON.
fn fault(bytes: &[u8], rejection: &JsonRejection) -> Option<FieldError> {
    match rejection {
        JsonRejection::JsonDataError(cause) => Some(located(cause)),
        // To serde_json a number where one of some words belongs is a fault of syntax.
        JsonRejection::JsonSyntaxError(cause) => {
            serde_json::from_slice::<IgnoredAny>(bytes).is_ok().then(|| located(cause))
        }
        _ => None,
    }
}

fn located(rejection: &dyn Error) -> FieldError {
    let mut causes = std::iter::successors(rejection.source(), |&cause| cause.source());
    let Some(fault) = causes.find_map(|cause| cause.downcast_ref::<PathError<serde_json::Error>>()) else {
        return named_error(&rejection.to_string());
    };
    let message = fault.inner().to_string();
    let message = without_position(&message);
    let mut error = named_error(&in_plain_words(message));
    let way = way(fault.path());
    if !way.is_empty() {
        error.pointer = way;
    }
    if let Some(field) = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        error.pointer = format!("{}/{}", error.pointer, pointer_part(field));
    }
    error
}

/// The way to a value as a JSON pointer, as far as it is known.
fn way(path: &Path) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key: name } | Segment::Enum { variant: name } => Some(format!("/{}", pointer_part(name))),
        Segment::Unknown => None,
    };
    path.iter().map_while(part).collect()
}

/// The names of our number types mean nothing to a caller.
fn in_plain_words(message: &str) -> String {
    let types = [("u16", "from 0 to 65535"), ("u32", "from 0 to 4294967295"), ("u64", "of at least 0"), ("i64", "")];
    let named = types.into_iter().find_map(|(name, range)| {
        let before = message.strip_suffix(name)?.strip_suffix("expected ")?;
        Some(format!("{before}expected a whole number {range}").trim_end().to_owned())
    });
    named.unwrap_or_else(|| if message == "expected value" { "a text is expected" } else { message }.to_owned())
}

fn without_position(text: &str) -> &str {
    text.rsplit_once(" at line ").map_or(text, |(text, _)| text)
}

/// An error whose message begins with the field's name, as `a.b`, or its pointer, as `/a/b`, in backticks.
pub(super) fn named_error(message: &str) -> FieldError {
    let named = message.strip_prefix('`').and_then(|rest| rest.split_once('`')).map(|(name, _)| name);
    let pointer = match named {
        Some(name) if name.starts_with('/') => name.to_owned(),
        Some(name) if name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.') => {
            name.split('.').map(|part| format!("/{part}")).collect()
        }
        Some(_) | None => String::new(),
    };
    FieldError { pointer, detail: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_fault_is_found_whatever_the_names_on_the_way_to_it() {
        for (key, expected) in
            [("a", "/a/1"), ("a.b[0]", "/a.b[0]/1"), ("a/b~c", "/a~1b~0c/1"), ("", "//1"), ("?", "/?/1")]
        {
            let body = serde_json::json!({key: [1, "two"]});
            let refused = parse_entry::<BTreeMap<String, Vec<u8>>>(&body, "").expect_err("a text is no number");
            assert_eq!(refused.pointer, expected);
        }
    }

    #[test]
    fn what_is_json_is_never_called_broken() {
        #[derive(Debug, serde::Deserialize)]
        struct Asked {
            #[expect(dead_code, reason = "it is only read")]
            intents: Vec<crate::decision::Intent>,
        }
        for entry in [serde_json::json!(5), serde_json::json!(true), serde_json::json!([]), serde_json::json!(null)] {
            let body = serde_json::json!({"intents": ["gift", entry]});
            let refused = parse_entry::<Asked>(&body, "").expect_err("no intent");
            assert_eq!((refused.pointer.as_str(), refused.detail.is_empty()), ("/intents/1", false), "{body}");
            let bytes = serde_json::to_vec(&body).expect("plain data");
            let rejection = Json::<Asked>::from_bytes(&bytes).expect_err("no intent");
            assert!(fault(&bytes, &rejection).is_some(), "{body}");
        }
    }

    #[test]
    fn a_message_that_names_its_field_gives_the_pointer() {
        for (message, expected) in [
            ("`count` must be between 1 and 100, not 0", "/count"),
            ("`filter.price` is no range", "/filter/price"),
            ("`/pins/1/label` must not be empty", "/pins/1/label"),
            ("give either `customer` or `visitor`, not both", ""),
            ("`2011` is not an RFC 3339 time", ""),
        ] {
            assert_eq!(named_error(message).pointer, expected);
        }
    }
}
