//! `/v1/customers/{id}/events`, and what it shares with `/v1/me/events`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, Typed};
use super::problem::{Problem, ReadProblems, WriteProblems};
use super::schemas::Saved;
use super::{AppState, cursor};
use crate::event::{Subject, Usage};
use crate::ids::{CustomerId, EventId};
use crate::service::KeptEvent;

/// The most events of one answer.
const EVENTS_MAX: usize = 1_000;

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `next` of the part before.
    after: Option<String>,
    /// How many, 1 to 1,000.
    #[param(minimum = 1, maximum = 1000, example = 100, default = 1000)]
    limit: Option<usize>,
}

/// Somebody's events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = History)]
pub(crate) struct Events {
    /// The newest first.
    events: Vec<KeptEvent>,
    /// How many there are in all.
    #[schema(example = 42)]
    total: usize,
    /// Give it as `after` to go on, to older ones; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f605b312c226531225d")]
    next: Option<String>,
}

/// A customer's events
///
/// Those that the customer does not let count are among them, and marked.
#[utoipa::path(
    get, path = "/v1/customers/{id}/events", tag = "customers",
    params(("id" = CustomerId, Path, description = "The customer."), Wanted),
    responses((status = 200, description = "The events; none of an unknown customer.", body = Events), ReadProblems),
)]
pub(crate) async fn get_events(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Json<Events>, Problem> {
    events(&state, Subject::Customer(id), wanted).await
}

/// A page of somebody's events.
pub(super) async fn events(state: &AppState, subject: Subject, wanted: Wanted) -> Result<Json<Events>, Problem> {
    let list = format!("events {subject:?}");
    let limit = cursor::limit(wanted.limit, EVENTS_MAX, EVENTS_MAX)?;
    let after: Option<(i64, EventId)> = cursor::after(&list, wanted.after.as_deref())?;
    let all = state.off_thread(move |service| service.store().events_of(&subject)).await?;
    let total = all.len();
    // The event itself may be gone by now; its place is not.
    let end = after.map_or(total, |(time, id)| {
        all.partition_point(|event| (event.time.millis(), event.id.as_str()) < (time, id.as_str()))
    });
    let begin = end.saturating_sub(limit);
    let next = (begin > 0).then(|| cursor::seal(&list, &(all[begin].time.millis(), &all[begin].id)));
    let events = all.into_iter().take(end).skip(begin).map(KeptEvent::from);
    let mut events: Vec<KeptEvent> = events.collect();
    events.reverse();
    Ok(Json(Events { events, total, next }))
}

/// Whether an event counts.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Use {
    /// `false`: it is kept, but neither scores nor explains anything from now on.
    #[schema(example = false)]
    used: bool,
}

impl Use {
    /// Whether more is used afterwards.
    pub(super) const fn is_more(self) -> bool {
        self.used
    }
}

/// Lets an event count, or not
///
/// "Do not use this": the next answer does without it, and so does the next training.
#[utoipa::path(
    patch, path = "/v1/customers/{id}/events/{event}", tag = "customers", request_body = Use,
    params(
        ("id" = CustomerId, Path, description = "The customer."),
        ("event" = EventId, Path, description = "One of their events."),
    ),
    responses((status = 200, description = "Saved and durable.", body = Saved), WriteProblems),
)]
pub(crate) async fn use_event(
    State(state): State<AppState>,
    InPath((id, event)): InPath<(CustomerId, EventId)>,
    Typed(used): Typed<Use>,
) -> Result<Json<Saved>, Problem> {
    set(&state, Subject::Customer(id), event, used).await
}

/// Marks one of somebody's events as used or not.
pub(super) async fn set(
    state: &AppState,
    subject: Subject,
    event: EventId,
    Use { used }: Use,
) -> Result<Json<Saved>, Problem> {
    let missing = format!("there is no event `{event}` here");
    let usage = if used { Usage::Used } else { Usage::Unused };
    let changed = state.off_thread(move |service| service.set_usage(&subject, &event, usage)).await?;
    changed.map(|changed| Json(Saved { changed })).ok_or_else(|| Problem::not_found(missing))
}
