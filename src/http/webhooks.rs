//! `/v1/webhooks`

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AppState;
use super::body::{InPath, InQuery, Typed};
use super::cursor::{self, Part};
use super::idempotency::ShownOnce;
use super::messenger::Place;
use super::problem::{FieldError, Kind, Problem, ReadProblems, WriteProblems};
use crate::service::{Message, News, WEBHOOKS_MAX, Webhook};
use crate::units::Time;

/// The longest address, in bytes.
const URL_BYTES_MAX: usize = 2_048;

/// Whom to tell of what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookWish {
    /// Where: an `http://` address on this machine, or on a host that `webhooks.hosts` names.
    #[schema(example = "http://localhost:8080/candor")]
    url: String,
    /// Of what.
    #[schema(example = json!(["model.published", "erasure.finished"]))]
    events: BTreeSet<News>,
}

/// A webhook, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub(crate) struct Shown {
    /// Its name.
    #[schema(example = "wh_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    id: String,
    /// Where it is told.
    #[schema(example = "http://localhost:8080/candor")]
    url: String,
    /// Of what.
    events: BTreeSet<News>,
    /// Since when.
    created: Time,
}

impl From<Webhook> for Shown {
    fn from(webhook: Webhook) -> Self {
        Self { id: webhook.id, url: webhook.url, events: webhook.events, created: webhook.created }
    }
}

/// A webhook with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookMade {
    /// What messages are signed with; shown this once.
    #[schema(example = "whsec_<digits>")]
    secret: String,
    /// The webhook.
    webhook: Shown,
}

impl WebhookMade {
    fn answer(status: StatusCode, webhook: Webhook) -> Response {
        let secret = webhook.secret.clone();
        (status, ShownOnce::Done.answer(Json(Self { secret, webhook: webhook.into() }))).into_response()
    }
}

/// All webhooks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookList {
    /// The oldest first.
    webhooks: Vec<Shown>,
}

/// A message that has not arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// Its name, which also stands in the message.
    #[schema(example = "msg_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    id: String,
    /// What it tells of.
    event: News,
    /// When that was.
    time: Time,
    /// How often it was tried.
    #[schema(example = 3)]
    attempts: u32,
    /// When it is tried next; `null` once it was given up.
    next: Option<Time>,
    /// What came of the last attempt.
    #[schema(example = "it was answered with 500")]
    failure: Option<String>,
}

impl From<Message> for Delivery {
    fn from(message: Message) -> Self {
        let Message { id, event, time, attempts, next, failure, .. } = message;
        Self { id, event, time, attempts, next, failure }
    }
}

/// Messages that have not arrived.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deliveries {
    /// The newest first.
    deliveries: Vec<Delivery>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f60226d73675f3022")]
    next: Option<String>,
}

/// Makes a webhook
///
/// It is told by `POST` of what happens, signed with the secret that the answer shows this once. `docs/http.md` says how a message looks, how a
/// signature is checked, and how long a message is tried. A repetition with the same `Idempotency-Key` is refused (409), for the secret is not shown twice.
#[utoipa::path(
    post, path = "/v1/webhooks", tag = "webhooks", request_body = WebhookWish,
    responses((status = 201, description = "The webhook and its secret.", body = WebhookMade), WriteProblems),
)]
pub(crate) async fn create_webhook(
    State(state): State<AppState>,
    Typed(WebhookWish { url, events }): Typed<WebhookWish>,
) -> Result<Response, Problem> {
    let wrong =
        |field: &str, detail: String| Problem::invalid(vec![FieldError { pointer: format!("/{field}"), detail }]);
    if url.len() > URL_BYTES_MAX {
        return Err(wrong("url", format!("`url` has {} bytes, at most {URL_BYTES_MAX} are taken", url.len())));
    }
    Place::read(&url, &state.config().webhooks).map_err(|cause| wrong("url", cause))?;
    if events.is_empty() {
        return Err(wrong("events", "`events` must name something".to_owned()));
    }
    let made = state.off_thread(move |service| service.create_webhook(url, events)).await?;
    let full = || Problem::new(Kind::Conflict, format!("there are {WEBHOOKS_MAX} webhooks; remove one first"));
    made.map(|webhook| WebhookMade::answer(StatusCode::CREATED, webhook)).ok_or_else(full)
}

/// All webhooks
///
/// Without their secrets.
#[utoipa::path(
    get, path = "/v1/webhooks", tag = "webhooks",
    responses((status = 200, description = "The webhooks.", body = WebhookList), ReadProblems),
)]
pub(crate) async fn list_webhooks(State(state): State<AppState>) -> Result<Json<WebhookList>, Problem> {
    let webhooks = state.off_thread(|service| service.webhooks()).await?;
    Ok(Json(WebhookList { webhooks: webhooks.into_iter().map(Shown::from).collect() }))
}

/// Gives a webhook another secret
///
/// It signs from the next attempt on. What a receiver refuses until it knows the new secret is tried again. A repetition with the same
/// `Idempotency-Key` is refused (409), for the secret is not shown twice.
#[utoipa::path(
    post, path = "/v1/webhooks/{id}/rotate", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook.", example = "wh_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")),
    responses((status = 200, description = "The webhook and its secret.", body = WebhookMade), WriteProblems),
)]
pub(crate) async fn rotate_webhook(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let rotated = state.off_thread(move |service| service.rotate_webhook(&wanted)).await?;
    rotated.map(|webhook| WebhookMade::answer(StatusCode::OK, webhook)).ok_or_else(|| unknown(&id))
}

/// Removes a webhook
///
/// What it was still to be told goes too.
#[utoipa::path(
    delete, path = "/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook.", example = "wh_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")),
    responses((status = 204, description = "Removed."), WriteProblems),
)]
pub(crate) async fn delete_webhook(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<StatusCode, Problem> {
    let wanted = id.clone();
    match state.off_thread(move |service| service.delete_webhook(&wanted)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(unknown(&id)),
    }
}

/// What a webhook has not been told
///
/// Messages that wait for another attempt, and those that were given up, for 30 days.
#[utoipa::path(
    get, path = "/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook.", example = "wh_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"), Part),
    responses((status = 200, description = "The messages.", body = Deliveries), ReadProblems),
)]
pub(crate) async fn list_deliveries(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Deliveries>, Problem> {
    let list = format!("deliveries {id}");
    let (limit, after) = part.of::<String>(&list)?;
    let (wanted, asked) = (id.clone(), id.clone());
    let mut messages = state.off_thread(move |service| service.messages_of(&wanted)).await?;
    if messages.is_empty() && !state.off_thread(move |service| service.has_webhook(&asked)).await? {
        return Err(unknown(&id));
    }
    messages.retain(|message| after.as_ref().is_none_or(|after| message.id < *after));
    messages.truncate(limit);
    let next = cursor::next(&list, &messages, limit, |message| message.id.clone());
    Ok(Json(Deliveries { deliveries: messages.into_iter().map(Delivery::from).collect(), next }))
}

fn unknown(id: &str) -> Problem {
    Problem::not_found(format!("there is no webhook `{id}`"))
}
