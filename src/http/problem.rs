//! What goes wrong, as RFC 9457 problem documents. The caller's mistakes say what to change; ours say nothing but a
//! reference under which the cause was logged, once.

mod oversight;

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder, response::Response as ResponseDoc};
use utoipa::{IntoResponses, ToSchema};

use crate::engine::WhyError;
use crate::service::{KeyError, ServiceError};
use crate::store::{ModelDirError, StoreError};

/// The media type of problem documents.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";
/// After how many seconds a caller may try again, where nothing tells more exactly.
const RETRY_AFTER_S: u64 = 1;

/// The kinds of problem; each has its own `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request cannot be read at all.
    Malformed,
    /// Nobody that we know calls.
    Unauthenticated,
    /// Who calls may not do this.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// The route exists, but not for this method.
    MethodNotAllowed,
    /// The body did not arrive in time.
    BodyTimeout,
    /// The state of things does not allow it.
    Conflict,
    /// The body is too large.
    TooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// The request was meant for another host.
    Misdirected,
    /// The request can be read, but not be followed.
    Invalid,
    /// Too many calls in too short a time.
    TooMany,
    /// A fault of ours.
    Internal,
    /// There is no usable model.
    NoModel,
    /// Too much is in flight.
    Busy,
    /// The answer took too long.
    Timeout,
    /// The store takes no writes.
    ReadOnly,
    /// The store cannot be reached.
    StoreAway,
}

impl Kind {
    const fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Malformed => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be read"),
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated", "It is not known who calls"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", "Who calls may not do this"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", "There is no such thing"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "The method is not allowed here")
            }
            Self::BodyTimeout => (StatusCode::REQUEST_TIMEOUT, "body-timeout", "The body did not arrive in time"),
            Self::Conflict => (StatusCode::CONFLICT, "conflict", "The present state does not allow it"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "The body must be JSON")
            }
            Self::Misdirected => (StatusCode::MISDIRECTED_REQUEST, "misdirected", "Unknown host"),
            Self::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request cannot be followed"),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many calls"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed on our side"),
            Self::NoModel => (StatusCode::SERVICE_UNAVAILABLE, "no-model", "There is no usable model"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", "Too much is in flight"),
            Self::Timeout => (StatusCode::SERVICE_UNAVAILABLE, "timeout", "The answer took too long"),
            Self::ReadOnly => (StatusCode::SERVICE_UNAVAILABLE, "read-only", "Writing has stopped"),
            Self::StoreAway => (StatusCode::SERVICE_UNAVAILABLE, "store-away", "The store cannot be reached"),
        }
    }

    /// Its HTTP status.
    pub(crate) const fn status(self) -> StatusCode {
        self.parts().0
    }
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Where in the request's body, as a JSON pointer (RFC 6901); empty for the whole of it.
    #[schema(example = "/items/0/price")]
    pub(crate) pointer: String,
    /// What is wrong, and what is expected.
    #[schema(example = "`price` must not be negative")]
    pub(crate) detail: String,
}

impl FieldError {
    /// About the query, into which no pointer leads.
    pub(crate) fn of_query(detail: &str) -> Self {
        Self { pointer: String::new(), detail: detail.to_owned() }
    }
}

/// A problem document (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// The kind of problem, `urn:candor:problem:...`.
    #[serde(rename = "type")]
    #[schema(example = "urn:candor:problem:invalid")]
    kind: String,
    /// The kind in words.
    #[schema(example = "The request cannot be followed")]
    title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What happened here, and what to change.
    #[schema(example = "`count` must be between 1 and 100, not 0")]
    detail: String,
    /// Names this occurrence; for a fault of ours the log has the cause under this name.
    #[schema(example = "urn:uuid:019ac2f0-5a7e-7c3b-9d0e-2f6b8a1c4d5e")]
    instance: String,
    /// What is wrong with which part of the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

/// Why a call is not answered as wished.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    kind: Kind,
    detail: String,
    errors: Vec<FieldError>,
    instance: String,
    /// After how many seconds the caller may try again, where that is known.
    retry_after_s: Option<u64>,
}

impl Problem {
    /// Of a kind, with what happened here.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        let instance = uuid::Uuid::now_v7().urn().to_string();
        let retry_after_s = (kind.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER_S);
        Self { kind, detail: detail.into(), errors: Vec::new(), instance, retry_after_s }
    }

    /// A body that can be read but not be followed, field by field.
    pub(crate) fn invalid(errors: Vec<FieldError>) -> Self {
        Self::of_fields(Kind::Invalid, errors)
    }

    /// Fields that say what is wrong with each of them.
    pub(crate) fn of_fields(kind: Kind, errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join("; ");
        Self { errors, ..Self::new(kind, detail) }
    }

    /// A check that failed; its message begins with the field's name or pointer in backticks, if it is about one.
    pub(crate) fn failed_check(cause: &impl Display) -> Self {
        Self::invalid(vec![super::body::named_error(&cause.to_string())])
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, detail)
    }

    /// Too much is in flight.
    pub(crate) fn busy() -> Self {
        Self::new(Kind::Busy, "too many requests are being worked on; try again in a moment")
    }

    /// Too many calls of one caller.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let detail = format!("too many calls with this key or from this address; try again in {seconds} s");
        Self { retry_after_s: Some(seconds), ..Self::new(Kind::TooMany, detail) }
    }

    /// The same; the caller may try again after so long.
    pub(crate) fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after_s: Some(wait.as_secs()), ..self }
    }

    /// A fault of ours: logs the cause under the document's `instance`, and tells nothing of it.
    pub(crate) fn internal(cause: &dyn Display) -> Self {
        Self::logged(Kind::Internal, "the cause was logged under `instance`", cause)
    }

    fn logged(kind: Kind, detail: &str, cause: &dyn Display) -> Self {
        let problem = Self::new(kind, detail);
        tracing::error!(instance = problem.instance, %cause, "a request failed");
        problem
    }

    /// Its kind.
    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    /// The HTTP status.
    pub(crate) const fn status(&self) -> StatusCode {
        self.kind.status()
    }

    /// Whether the store is away or takes no writes.
    pub(crate) const fn is_outage(&self) -> bool {
        matches!(self.kind, Kind::StoreAway | Kind::ReadOnly)
    }

    /// What happened here.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let (_, slug, title) = self.kind.parts();
        let document = ProblemDocument {
            kind: format!("urn:candor:problem:{slug}"),
            title,
            status: status.as_u16(),
            detail: self.detail,
            instance: self.instance,
            errors: self.errors,
        };
        let body = serde_json::to_vec(&document).expect("a problem is plain data");
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        // Where a browser asked for a page, one is made of it.
        response.extensions_mut().insert(self.kind);
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Request(cause) => Self::failed_check(&cause),
            ServiceError::Unlearnt { .. } => Self::failed_check(&error),
            ServiceError::UnknownDecision(_)
            | ServiceError::UnknownItem(_)
            | ServiceError::Why(WhyError::NotInList(_)) => Self::not_found(error.to_string()),
            ServiceError::Why(WhyError::UnknownOther(_)) => Self::new(Kind::Invalid, error.to_string()),
            ServiceError::Record(cause) => Self::internal(&cause),
            ServiceError::Key(cause) => cause.into(),
            ServiceError::Model(cause) => cause.into(),
            ServiceError::Oversight(cause) => cause.into(),
            ServiceError::Store(cause) => cause.into(),
            ServiceError::Outbox(cause) => Self::internal(&cause),
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Wish(_) | KeyError::Overlap(_) => Self::failed_check(&error),
            KeyError::Unknown(_) => Self::not_found(error.to_string()),
            KeyError::Ended { .. } | KeyError::LastAdmin(_) | KeyError::Contended(_) => {
                Self::new(Kind::Conflict, error.to_string())
            }
            KeyError::Random(_) => Self::internal(&error),
        }
    }
}

impl From<ModelDirError> for Problem {
    fn from(error: ModelDirError) -> Self {
        match error {
            ModelDirError::Refused { .. } => Self::new(Kind::Conflict, error.to_string()),
            ModelDirError::Promotion { .. } => Self::internal(&error),
            ModelDirError::None { .. } => Self::new(
                Kind::NoModel,
                "no model has been trained yet; run `candor train`, for which a service on an embedded store has to stop, or set `refit.every_minutes`",
            ),
            ModelDirError::Unknown { fingerprint, .. } => {
                Self::new(Kind::Conflict, format!("the model `{fingerprint}` that this needs is no longer kept"))
            }
            ModelDirError::Artifact { .. } | ModelDirError::Manifest { .. } | ModelDirError::Io { .. } => {
                Self::logged(Kind::NoModel, "the model cannot be used; the cause was logged under `instance`", &error)
            }
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::WriterStopped(_) | StoreError::Busy { .. } => {
                Self::logged(Kind::ReadOnly, "the store takes no writes; the cause was logged under `instance`", &error)
            }
            StoreError::Away(_) => {
                let detail = "the store cannot be reached; the cause was logged under `instance`";
                Self::logged(Kind::StoreAway, detail, &error)
            }
            // The id may be a customer's, and the cause may quote what was stored: neither belongs into a log.
            StoreError::Corrupt { what, .. } => Self::internal(&format_args!("a stored {what} cannot be read")),
            StoreError::Open { .. } | StoreError::NewerSchema { .. } | StoreError::Backend(_) => Self::internal(&error),
        }
    }
}

fn documented(kinds: &[(Kind, &'static str)]) -> BTreeMap<String, RefOr<ResponseDoc>> {
    let response = |description: &str| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        ResponseBuilder::new().description(description).content(MEDIA_TYPE, content).build().into()
    };
    kinds.iter().map(|(kind, description)| (kind.status().as_str().to_owned(), response(description))).collect()
}

const OURS: [(Kind, &str); 3] = [
    (Kind::Internal, "A fault of ours; the cause was logged under `instance`."),
    (
        Kind::Busy,
        "Too much is in flight, the answer took too long, writing has stopped, the store is away, or no model is usable yet.",
    ),
    (Kind::Misdirected, "The `Host` is not one of this service."),
];

/// What every read may answer instead.
pub(crate) enum ReadProblems {}

impl IntoResponses for ReadProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let theirs = [(Kind::NotFound, "There is no such thing."), (Kind::Invalid, "A parameter cannot be followed.")];
        documented(&[&theirs[..], &OURS[..]].concat())
    }
}

/// What a read of a customer's own choices answers a device that has not signed in.
pub(crate) enum CustomersAlone {}

impl IntoResponses for CustomersAlone {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        documented(&[(Kind::Conflict, "The token is a visitor's, who has no such choices.")])
    }
}

/// What every write may answer instead.
pub(crate) enum WriteProblems {}

impl IntoResponses for WriteProblems {
    fn responses() -> BTreeMap<String, RefOr<ResponseDoc>> {
        let theirs = [
            (Kind::Malformed, "The body is not JSON, or `Idempotency-Key` cannot be read."),
            (Kind::Forbidden, "The caller may not do this."),
            (Kind::NotFound, "There is no such thing."),
            (Kind::BodyTimeout, "The body did not arrive in time."),
            (
                Kind::Conflict,
                "The present state does not allow it: a request with this `Idempotency-Key` is being worked on, an artifact is gone, or somebody came before.",
            ),
            (Kind::TooLarge, "The body is too large."),
            (Kind::UnsupportedMediaType, "The body is not declared as JSON."),
            (Kind::Invalid, "The body cannot be followed; `errors` says where and why."),
        ];
        documented(&[&theirs[..], &OURS[..]].concat())
    }
}
