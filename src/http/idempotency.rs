//! A POST that is repeated with the same `Idempotency-Key` is done once, and answered the same.
//!
//! Answers lie in the store, so that a restart forgets none and every process of the shop knows them. The work goes on when its caller
//! hangs up: whoever asks again gets its answer. Of events the counts are kept in the transaction that keeps the events, and the rest of
//! their answer is made from the request again.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tracing::Instrument;

use super::door::{Caller, history};
use super::problem::{Kind, Problem};
use super::{AppState, body};
use crate::event::Subject;
use crate::service::{Asked, Before, Erasures, History, KeptAnswer, Misquote, No, Place, Service};
use crate::store::Appended;
use crate::units::Time;

/// The request header.
pub(super) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Set on an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The route that takes files.
pub(super) const UPLOADS: &str = "/v1/imports";
/// The longest key, in bytes.
pub(super) const KEY_BYTES_MAX: usize = 255;
/// How much longer than a request may take a place is held for it: its work may outlast its answer.
const LEASE_BEYOND: Duration = Duration::from_secs(30);
/// After how long there may be room for another answer.
const ROOM_AGAIN: Duration = Duration::from_secs(600);
/// After how long a caller may ask again whose request is being worked on.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// The layer around every route: passes on, answers again, or refuses.
pub(super) async fn once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // A file is larger than memory: its route keeps the key with the job.
    let is_upload = request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() == UPLOADS);
    if request.method() != Method::POST || !request.headers().contains_key(KEY) || is_upload {
        return next.run(request).await;
    }
    let work = tokio::spawn(async move { keyed(&state, request, next).await }.in_current_span());
    let answer = work.await.unwrap_or_else(|cause| Err(Problem::internal(&cause)));
    answer.unwrap_or_else(IntoResponse::into_response)
}

/// What a handler of events is told: it may keep its answer together with them, or they were taken before.
#[derive(Debug, Clone)]
pub(super) enum Turn {
    /// The first.
    First(Place),
    /// Another one.
    Again {
        /// When the first was.
        at: Time,
        /// What became of its events.
        appended: Appended,
        /// What was wrong with what they said of decisions.
        misquoted: Vec<(usize, Misquote)>,
    },
}

/// Marks an answer that was kept together with what it tells of.
#[derive(Debug, Clone, Copy)]
pub(super) struct IsKept;

/// Marks an answer that tells of somebody whom the request does not name.
#[derive(Debug, Clone)]
struct About(Subject);

/// The answer with the mark, where it tells of anybody.
pub(super) fn about(subject: Option<Subject>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    if let Some(subject) = subject {
        response.extensions_mut().insert(About(subject));
    }
    response
}

/// Marks an answer that holds a secret: it is kept nowhere, so it cannot be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownOnce {
    /// What was done stands in the store, so a repetition is refused.
    Done,
    /// Nothing was done but to make it, so a repetition makes another one.
    Made,
}

impl ShownOnce {
    /// The answer with the mark.
    pub(super) fn answer(self, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

async fn keyed(state: &AppState, request: Request, next: Next) -> Result<Response, Problem> {
    let key = key_of(request.headers())?;
    let (mut parts, incoming) = request.into_parts();
    let caller = parts.extensions.get::<Caller>().cloned();
    let bytes = body::read(&parts.headers, incoming, state).await?;
    // What one caller was answered is no other caller's, whatever key they choose.
    let scope = caller.as_ref().map(Caller::scope).unwrap_or_default();
    let id = blake3::hash(format!("{scope}\n{key}").as_bytes()).to_hex().to_string();
    let is_pages = caller.as_ref().is_some_and(|caller| caller.bound.is_some());
    let asked = Asked { id, digest: digest(&parts, &bytes), is_pages };
    let lease = state.config().limits.request() + LEASE_BEYOND;
    let bytes_max = state.config().limits.answers_bytes;
    let before = state.off_thread(move |service| service.take_place(asked, lease, bytes_max, Service::now())).await;
    let is_unkept = match &before {
        Err(problem) => problem.is_outage(),
        Ok(before) => matches!(before, Before::No(No::Full)),
    };
    // A list is answered without the store and without room too: asking for one twice harms nobody.
    if is_unkept && is_for_a_list(&parts) {
        return Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await);
    }
    let place = match before? {
        Before::Nothing(place) => place,
        Before::Answer(kept) => return Ok(replayed(answer(kept))),
        Before::Events { at, appended, misquoted } => {
            parts.extensions.insert(Turn::Again { at, appended, misquoted });
            return Ok(replayed(next.run(Request::from_parts(parts, Body::from(bytes))).await));
        }
        Before::No(no) => return Err(refused(no)),
    };
    let began = state.service().erasures();
    let whose = whose(&mut parts, caller, &bytes).await;
    parts.extensions.insert(Turn::First(place.clone()));
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    settled(state, place, whose, began, response).await
}

fn refused(no: No) -> Problem {
    match no {
        No::TooLarge => {
            let detail = "this was done; its answer was too large to be kept, so it cannot be given again";
            Problem::new(Kind::Conflict, detail)
        }
        No::Secret => {
            let detail = "this was done; its answer held a secret, which is kept nowhere, so it cannot be given again: \
                          remove what was made, or rotate it, and ask with another `Idempotency-Key`";
            Problem::new(Kind::Conflict, detail)
        }
        No::Full => {
            let detail = "no more answers are kept for repetitions (`limits.answers_bytes`); send it later, or without \
                          `Idempotency-Key`";
            Problem::new(Kind::Busy, detail).retry_after(ROOM_AGAIN)
        }
        No::Working => {
            let detail = "the first request with this `Idempotency-Key` is in progress";
            Problem::new(Kind::Conflict, detail).retry_after(ASK_AGAIN)
        }
        No::Other => {
            let detail = "this `Idempotency-Key` was used for another request; choose a new one";
            Problem::new(Kind::Invalid, detail)
        }
    }
}

/// Keeps the answer, or gives the place back.
async fn settled(
    state: &AppState,
    place: Place,
    whose: Whose,
    began: Erasures,
    response: Response,
) -> Result<Response, Problem> {
    let (parts, outgoing) = response.into_parts();
    let bytes = to_bytes(outgoing, usize::MAX).await.map_err(|cause| Problem::internal(&cause))?;
    let is_kept = parts.extensions.get::<IsKept>().is_some();
    let secret = parts.extensions.get::<ShownOnce>().copied();
    let subject = match (parts.extensions.get::<About>(), whose) {
        (Some(About(subject)), _) => Ok(Some(subject.clone())),
        (None, Whose::Nobodys) => Ok(None),
        (None, Whose::Of(subject)) => Ok(Some(subject)),
        // What is refused may be repeated in the refusal.
        (None, Whose::Unknown) if parts.status.is_success() => Ok(None),
        (None, Whose::Unknown) => Err(()),
    };
    let kept = KeptAnswer {
        status: parts.status.as_u16(),
        headers: parts
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
            .collect(),
        body: String::from_utf8(bytes.to_vec()).unwrap_or_default(),
    };
    let work = move |service: &Service| match subject {
        _ if is_kept => Ok(()),
        _ if secret == Some(ShownOnce::Done) => service.keep_no_secret(&place, Service::now()),
        // What went wrong on our side may go right the next time.
        Ok(subject) if secret.is_none() && kept.status < 500 => {
            service.keep_answer(&place, kept, subject, (began, Service::now()))
        }
        Ok(_) | Err(()) => service.free_place(&place),
    };
    // The work is done, so its answer is given even where it could not be kept.
    if let Err(problem) = state.beside(work).await {
        tracing::error!(cause = problem.detail(), "an answer was not kept for a repetition");
    }
    Ok((parts, Body::from(bytes)).into_response())
}

fn is_for_a_list(parts: &Parts) -> bool {
    parts.extensions.get::<MatchedPath>().is_some_and(|path| path.as_str() == "/v1/recommendations")
}

/// Of whom a request is.
enum Whose {
    Nobodys,
    Of(Subject),
    /// It tells of several, or cannot be read.
    Unknown,
}

async fn whose(parts: &mut Parts, caller: Option<Caller>, bytes: &Bytes) -> Whose {
    if let Some(subject) = caller.and_then(|caller| caller.bound) {
        return Whose::Of(subject);
    }
    let is_of_customer =
        parts.extensions.get::<MatchedPath>().is_some_and(|path| path.as_str().starts_with("/v1/customers/{id}"));
    if is_of_customer {
        let named = RawPathParams::from_request_parts(parts, &()).await.ok();
        let id = named.and_then(|named| named.iter().find(|(name, _)| *name == "id").map(|(_, id)| id.to_owned()));
        let subject = id.and_then(|id| id.parse().ok()).map(Subject::Customer);
        return subject.map_or(Whose::Unknown, Whose::Of);
    }
    let body = if bytes.is_empty() { Ok(Value::Null) } else { serde_json::from_slice::<Value>(bytes) };
    let Ok(body) = body else { return Whose::Unknown };
    let named = |field: &str| body.get(field).filter(|id| !id.is_null());
    match (&body, named("customer"), named("visitor")) {
        (Value::Array(_), ..) | (_, Some(_), Some(_)) => Whose::Unknown,
        (_, None, None) => Whose::Nobodys,
        (_, Some(id), None) => of(id, |id| id.parse().ok().map(Subject::Customer)),
        (_, None, Some(id)) => of(id, |id| id.parse().ok().map(Subject::Visitor)),
    }
}

fn of(id: &Value, read: impl Fn(&str) -> Option<Subject>) -> Whose {
    id.as_str().and_then(read).map_or(Whose::Unknown, Whose::Of)
}

pub(super) fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let first = given.next().and_then(|key| key.to_str().ok()).unwrap_or_default();
    if first.is_empty() || first.len() > KEY_BYTES_MAX || given.next().is_some() {
        let detail = format!("send one `Idempotency-Key` of 1 to {KEY_BYTES_MAX} printable characters");
        return Err(Problem::new(Kind::Malformed, detail));
    }
    Ok(first.to_owned())
}

/// What is asked, and whether a browser says that it wants no profile: an answer that was given without that word is none to it.
fn digest(parts: &Parts, body: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new();
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let is_unused = history(&parts.headers) == History::Unused;
    hasher.update(&(target.len() as u64).to_le_bytes()).update(target.as_bytes());
    hasher.update(&[u8::from(is_unused)]).update(body);
    hasher.finalize().to_hex().to_string()
}

fn answer(kept: KeptAnswer) -> Response {
    let mut response = Response::new(Body::from(kept.body));
    *response.status_mut() = kept.status.try_into().expect("the status of an answer");
    let read =
        |(name, value): &(String, String)| Some((name.parse::<HeaderName>().ok()?, value.parse::<HeaderValue>().ok()?));
    response.headers_mut().extend(kept.headers.iter().filter_map(read));
    response
}

fn replayed(mut response: Response) -> Response {
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
