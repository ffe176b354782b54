//! A POST that is repeated with the same `Idempotency-Key` is done once, and answered the same.
//!
//! Answers are kept in memory, up to `limits.idempotency_bytes`, the oldest forgotten first; a restart forgets them all.
//! Events do not need this: their own ids make a repetition harmless for good.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::door::Caller;
use super::problem::{Kind, Problem};
use super::{AppState, body};

/// The request header.
pub(super) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Set on an answer that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key, in bytes.
pub(super) const KEY_BYTES_MAX: usize = 255;
/// What keeping an answer costs besides its body, roughly.
const ENTRY_BYTES: usize = 1_024;

/// The layer around every route: passes on, answers again, or refuses.
pub(super) async fn once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return next.run(request).await;
    }
    keyed(&state, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn keyed(state: &AppState, request: Request, next: Next) -> Result<Response, Problem> {
    let key = key_of(request.headers())?;
    let caller = request.extensions().get::<Caller>().map(Caller::scope).unwrap_or_default();
    // What one caller was answered is no other caller's, whatever key they choose.
    let key = format!("{caller}\n{key}");
    let (parts, incoming) = request.into_parts();
    let bytes = body::read(&parts.headers, incoming, &state.config().limits).await?;
    let asked = digest(&parts.uri, &bytes);
    let reservation = match state.answers().reserve(&key, asked) {
        Found::Nothing(reservation) => reservation,
        Found::Answer(answer) => return Ok(answer.again()),
        Found::InProgress => {
            return Err(Problem::new(Kind::Conflict, "the first request with this `Idempotency-Key` is in progress"));
        }
        Found::OtherRequest => {
            let detail = "this `Idempotency-Key` was used for another request; choose a new one";
            return Err(Problem::new(Kind::Invalid, detail));
        }
    };
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (parts, outgoing) = response.into_parts();
    let bytes = to_bytes(outgoing, usize::MAX).await.map_err(|cause| Problem::internal(&cause))?;
    let is_shown_once = parts.extensions.get::<ShownOnce>().is_some();
    let answer = Answer { status: parts.status, headers: parts.headers, body: bytes };
    // What went wrong on our side may go right the next time.
    if !answer.status.is_server_error() && !is_shown_once {
        reservation.keep(answer.clone());
    }
    Ok(answer.into_response())
}

/// Marks an answer that holds a secret: it is kept nowhere, so it cannot be given again.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShownOnce;

impl ShownOnce {
    /// The answer with the mark.
    pub(super) fn answer(answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        response.extensions_mut().insert(Self);
        response
    }
}

fn key_of(headers: &HeaderMap) -> Result<String, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let first = given.next().and_then(|key| key.to_str().ok()).unwrap_or_default();
    if first.is_empty() || first.len() > KEY_BYTES_MAX || given.next().is_some() {
        let detail = format!("send one `Idempotency-Key` of 1 to {KEY_BYTES_MAX} printable characters");
        return Err(Problem::new(Kind::Malformed, detail));
    }
    Ok(first.to_owned())
}

fn digest(uri: &Uri, body: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    hasher.update(&(target.len() as u64).to_le_bytes()).update(target.as_bytes()).update(body);
    hasher.finalize()
}

/// An answer that was given.
#[derive(Debug, Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn again(self) -> Response {
        let mut response = self.into_response();
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        response
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers, self.body).into_response()
    }
}

/// The answers that are kept.
pub(crate) struct Answers {
    kept: Arc<Mutex<Kept>>,
    bytes_max: usize,
}

#[derive(Default)]
struct Kept {
    entries: HashMap<String, Entry>,
    /// Keys of answers, oldest first.
    order: VecDeque<String>,
    bytes: usize,
}

struct Entry {
    asked: blake3::Hash,
    /// `None` while the first request is being worked on.
    answer: Option<Answer>,
}

enum Found {
    Nothing(Reservation),
    Answer(Answer),
    InProgress,
    OtherRequest,
}

/// The right to answer a key first. Dropped without an answer, the key is free again.
struct Reservation {
    kept: Arc<Mutex<Kept>>,
    key: String,
    bytes_max: usize,
}

fn locked(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().expect("no holder panics")
}

impl Answers {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self { kept: Arc::default(), bytes_max }
    }

    fn reserve(&self, key: &str, asked: blake3::Hash) -> Found {
        let mut kept = locked(&self.kept);
        if let Some(entry) = kept.entries.get(key) {
            return match &entry.answer {
                _ if entry.asked != asked => Found::OtherRequest,
                Some(answer) => Found::Answer(answer.clone()),
                None => Found::InProgress,
            };
        }
        kept.entries.insert(key.to_owned(), Entry { asked, answer: None });
        Found::Nothing(Reservation { kept: Arc::clone(&self.kept), key: key.to_owned(), bytes_max: self.bytes_max })
    }
}

impl Reservation {
    fn keep(self, answer: Answer) {
        let mut kept = locked(&self.kept);
        kept.bytes += cost(&answer);
        if let Some(entry) = kept.entries.get_mut(&self.key) {
            entry.answer = Some(answer);
        }
        kept.order.push_back(self.key.clone());
        while kept.bytes > self.bytes_max {
            let Some(oldest) = kept.order.pop_front() else { break };
            let forgotten = kept.entries.remove(&oldest).and_then(|entry| entry.answer);
            kept.bytes -= forgotten.as_ref().map_or(0, cost);
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut kept = locked(&self.kept);
        if kept.entries.get(&self.key).is_some_and(|entry| entry.answer.is_none()) {
            kept.entries.remove(&self.key);
        }
    }
}

fn cost(answer: &Answer) -> usize {
    answer.body.len() + ENTRY_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(length: usize) -> Answer {
        Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::from(vec![b'x'; length]) }
    }

    fn keep(answers: &Answers, key: &str, length: usize) {
        match answers.reserve(key, blake3::hash(b"same")) {
            Found::Nothing(reservation) => reservation.keep(answer(length)),
            Found::Answer(_) | Found::InProgress | Found::OtherRequest => panic!("`{key}` should be free"),
        }
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_answer_is_forgotten_first() {
        let answers = Answers::new(3 * (100 + ENTRY_BYTES));
        for key in ["a", "b", "c", "d"] {
            keep(&answers, key, 100);
        }
        assert!(matches!(answers.reserve("a", blake3::hash(b"same")), Found::Nothing(_)));
        for key in ["b", "c", "d"] {
            assert!(matches!(answers.reserve(key, blake3::hash(b"same")), Found::Answer(_)), "{key}");
        }
        keep(&answers, "huge", 1 << 20);
        let kept = locked(&answers.kept);
        assert_eq!((kept.bytes, kept.entries.len(), kept.order.len()), (0, 0, 0));
    }

    #[test]
    fn a_key_in_progress_is_neither_done_twice_nor_held_for_ever() {
        let answers = Answers::new(1 << 20);
        let first = answers.reserve("a", blake3::hash(b"same"));
        assert!(matches!(answers.reserve("a", blake3::hash(b"same")), Found::InProgress));
        assert!(matches!(answers.reserve("a", blake3::hash(b"other")), Found::OtherRequest));
        drop(first);
        assert!(matches!(answers.reserve("a", blake3::hash(b"other")), Found::Nothing(_)));
    }
}
