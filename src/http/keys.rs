//! `/v1/keys`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, Typed};
use super::caller::Acting;
use super::door::Caller;
use super::idempotency::ShownOnce;
use super::problem::{Problem, ReadProblems, WriteProblems};
use super::{AppState, cursor};
use crate::access::{Key, KeyId, KeyWish, Role};
use crate::service::Service;
use crate::units::Time;

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub(crate) struct KeyView {
    /// Its public name, which also stands in the key.
    id: KeyId,
    /// Who holds it.
    #[schema(example = "storefront servers")]
    name: String,
    /// What it lets its holder be.
    role: Role,
    /// Whether it opens now.
    #[schema(example = true)]
    live: bool,
    /// From which pages browsers may use it.
    #[schema(example = json!(["https://shop.example"]))]
    origins: Vec<String>,
    /// When it was made.
    created: Time,
    /// Who was given its present secret to hand on, and who may have acted through them, by the names of their keys; nobody where it was given out
    /// at the machine itself.
    #[schema(example = json!(["first admin"]))]
    given_to: Vec<String>,
    /// When its secret was replaced last.
    rotated: Option<Time>,
    /// When it ends.
    expires: Option<Time>,
    /// Since when it opens nothing any more.
    revoked: Option<Time>,
    /// The start of the last day on which it was used.
    last_used: Option<Time>,
}

impl From<Key> for KeyView {
    fn from(key: Key) -> Self {
        Self {
            live: key.is_live(Service::now()).is_ok(),
            id: key.id,
            name: key.name,
            role: key.role,
            origins: key.origins.into_iter().collect(),
            created: key.created,
            given_to: key.given_to,
            rotated: key.rotated,
            expires: key.expires,
            revoked: key.revoked,
            last_used: key.last_used,
        }
    }
}

/// A key with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyMade {
    /// What its holder sends. It is shown here and never again.
    #[schema(example = "candor_secret_3f2a9c1e5b7d8a60_<64 digits>")]
    key: String,
    /// What is kept of it.
    #[serde(flatten)]
    kept: KeyView,
}

impl KeyMade {
    pub(crate) fn new((key, text): (Key, String)) -> Self {
        Self { key: text, kept: key.into() }
    }
}

/// All keys.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Keys {
    /// In the order of their ids, those that have ended included.
    keys: Vec<KeyView>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022336632")]
    next: Option<String>,
}

/// Which keys.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 1,000.
    #[param(minimum = 1, maximum = 1000, example = 100, default = 1000)]
    limit: Option<usize>,
}

/// The most keys of one answer.
const LIMIT_MAX: usize = 1_000;
/// The list's name.
const LIST: &str = "keys";

impl Keys {
    pub(crate) fn new(keys: Vec<Key>) -> Self {
        Self { keys: keys.into_iter().map(KeyView::from).collect(), next: None }
    }
}

/// Makes a key
///
/// The answer shows it once; only its hash is kept. A repetition with the same `Idempotency-Key` is refused (409), for the answer is
/// not kept either.
#[utoipa::path(
    post, path = "/v1/keys", tag = "access", request_body = KeyWish,
    responses((status = 201, description = "The key, shown once.", body = KeyMade), WriteProblems),
)]
pub(crate) async fn create_key(
    State(state): State<AppState>,
    Acting(by): Acting,
    caller: Caller,
    Typed(wish): Typed<KeyWish>,
) -> Result<Response, Problem> {
    let made = state.off_thread(move |service| service.create_key_for(wish, caller.known_with(by))).await?;
    Ok((StatusCode::CREATED, ShownOnce::Done.answer(Json(KeyMade::new(made)))).into_response())
}

/// All keys
///
/// Without their secrets, which nobody knows but their holders.
#[utoipa::path(
    get, path = "/v1/keys", tag = "access", params(Which),
    responses((status = 200, description = "The keys.", body = Keys), ReadProblems),
)]
pub(crate) async fn list_keys(
    State(state): State<AppState>,
    InQuery(which): InQuery<Which>,
) -> Result<Json<Keys>, Problem> {
    let limit = cursor::limit(which.limit, LIMIT_MAX, LIMIT_MAX)?;
    let after: Option<KeyId> = cursor::after(LIST, which.after.as_deref())?;
    let mut keys = state.off_thread(Service::keys).await?;
    keys.retain(|key| after.as_ref().is_none_or(|after| key.id.as_str() > after.as_str()));
    keys.truncate(limit);
    let next = cursor::next(LIST, &keys, limit, |key| key.id.clone());
    Ok(Json(Keys { next, ..Keys::new(keys) }))
}

/// Revokes a key
///
/// It opens nothing from now on; another process of the same shop notices within a second. The last key of an admin is not revoked.
#[utoipa::path(
    delete, path = "/v1/keys/{id}", tag = "access",
    params(("id" = KeyId, Path, description = "The key's id.")),
    responses((status = 200, description = "What is kept of it.", body = KeyView), WriteProblems),
)]
pub(crate) async fn revoke_key(
    State(state): State<AppState>,
    InPath(id): InPath<KeyId>,
) -> Result<Json<KeyView>, Problem> {
    state.off_thread(move |service| service.revoke_key(&id)).await.map(|key| Json(key.into()))
}

/// For how long both secrets open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rotation {
    /// After how many seconds the earlier secret ends, at most seven days; at once where it is left out.
    #[serde(default)]
    #[schema(example = 3600, maximum = 604800)]
    overlap_seconds: u32,
}

/// Gives a key another secret
///
/// Name, role and id stay. The earlier secret ends at once, or after `overlap_seconds`. The answer shows the key once; a repetition with the same
/// `Idempotency-Key` is refused (409). For seven days the key approves nothing that whoever asked for this wishes for.
#[utoipa::path(
    post, path = "/v1/keys/{id}/rotate", tag = "access", request_body = Rotation,
    params(("id" = KeyId, Path, description = "The key's id.")),
    responses((status = 200, description = "The key, shown once.", body = KeyMade), WriteProblems),
)]
pub(crate) async fn rotate_key(
    State(state): State<AppState>,
    Acting(by): Acting,
    caller: Caller,
    InPath(id): InPath<KeyId>,
    Typed(Rotation { overlap_seconds }): Typed<Rotation>,
) -> Result<Response, Problem> {
    let made =
        state.off_thread(move |service| service.rotate_key_for(&id, overlap_seconds, &caller.known_with(by))).await?;
    Ok(ShownOnce::Done.answer(Json(KeyMade::new(made))))
}
