//! `/v1/customers/{id}/events`, and what it shares with `/v1/me/events`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::AppState;
use super::body::{InPath, InQuery, Typed};
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::schemas::Saved;
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
    /// Only those that come after this one, that is, older ones.
    #[param(value_type = Option<String>, example = "order-536365-1")]
    after: Option<EventId>,
    /// How many, 1 to 1,000.
    #[serde(default = "limit_default")]
    #[param(minimum = 1, maximum = 1000, example = 100, default = 1000)]
    limit: usize,
}

const fn limit_default() -> usize {
    EVENTS_MAX
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
    /// What to give as `after` to go on; `null` at the end.
    next: Option<EventId>,
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
    let Wanted { after, limit } = wanted;
    let invalid = |detail: String| Problem::invalid(vec![FieldError { pointer: String::new(), detail }]);
    if !(1..=EVENTS_MAX).contains(&limit) {
        return Err(invalid(format!("`limit` must be between 1 and {EVENTS_MAX}, not {limit}")));
    }
    let all = state.off_thread(move |service| service.store().events_of(&subject)).await?;
    let total = all.len();
    let end = match after {
        None => total,
        Some(after) => {
            let at = all.iter().position(|event| event.id == after);
            at.ok_or_else(|| invalid(format!("`after`: there is no event `{after}` here")))?
        }
    };
    let begin = end.saturating_sub(limit);
    let next = (begin > 0).then(|| all[begin].id.clone());
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
    let is_there = state.off_thread(move |service| service.store().set_usage(&subject, &event, usage)).await?;
    if is_there { Ok(Json(Saved { changed: true })) } else { Err(Problem::not_found(missing)) }
}
