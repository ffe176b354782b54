//! `/v1/decisions`

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery};
use super::door::Caller;
use super::idempotency::about;
use super::problem::{Kind, Problem, ReadProblems, WriteProblems};
use super::{AppState, cursor};
use crate::decision::{Answer, Record};
use crate::engine::Why;
use crate::event::Subject;
use crate::ids::{CustomerId, DecisionId, ItemId, VisitorId};
use crate::service::{Page, Service, ServiceError, Summary, Wanted};
use crate::store::Search;
use crate::units::Time;

/// The most decisions of one page.
const PAGE_MAX: usize = 100;

/// Which decisions are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Made for this customer.
    #[param(value_type = Option<String>, example = "17850")]
    customer: Option<CustomerId>,
    /// Made for this visitor.
    #[param(value_type = Option<String>)]
    visitor: Option<VisitorId>,
    /// With this item in the list.
    #[param(value_type = Option<String>, example = "22423")]
    item: Option<ItemId>,
    /// Made at this moment or later.
    #[param(value_type = Option<String>, example = "2026-01-01T00:00:00Z")]
    since: Option<Time>,
    /// Made before this moment.
    #[param(value_type = Option<String>)]
    until: Option<Time>,
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 100.
    #[param(minimum = 1, maximum = 100, example = 20, default = 20)]
    limit: Option<usize>,
}

/// Some decisions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decisions {
    /// In the order of the log.
    decisions: Vec<Summary>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f60313238")]
    next: Option<String>,
}

/// Finds decisions
///
/// By customer or visitor, by item and by time, in the order of the log. A search by item reads a bounded number of records for
/// each page, so a page may be short, or empty, before the end: as long as there is a `next` there may be more.
#[utoipa::path(
    get, path = "/v1/decisions", tag = "decisions", params(Asked),
    responses((status = 200, description = "A part of the log.", body = Decisions), ReadProblems),
)]
pub(crate) async fn list_decisions(
    State(state): State<AppState>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Json<Decisions>, Problem> {
    let list = format!(
        "decisions {:?} {:?} {:?} {:?} {:?}",
        asked.customer, asked.visitor, asked.item, asked.since, asked.until
    );
    let Asked { customer, visitor, item, since, until, after, limit } = asked;
    let subject = match (customer, visitor) {
        (Some(_), Some(_)) => return Err(Problem::new(Kind::Invalid, "name a `customer` or a `visitor`, not both")),
        (customer, visitor) => customer.map(Subject::Customer).or(visitor.map(Subject::Visitor)),
    };
    let limit = cursor::limit(limit, 20, PAGE_MAX)?;
    let after = cursor::after(&list, after.as_deref())?.unwrap_or(0);
    let wanted = Wanted { search: Search { subject, since, until, after, limit }, item };
    let Page { decisions, next } = state.off_thread(move |service| service.decisions(&wanted)).await?;
    Ok(Json(Decisions { decisions, next: next.map(|place| cursor::seal(&list, &place)) }))
}

/// A decision's record
///
/// Everything that the answer depended on, and the answer.
#[utoipa::path(
    get, path = "/v1/decisions/{id}", tag = "decisions",
    params(("id" = DecisionId, Path, description = "The decision.")),
    responses((status = 200, description = "The record.", body = Record), ReadProblems),
)]
pub(crate) async fn get_decision(
    State(state): State<AppState>,
    InPath(id): InPath<DecisionId>,
) -> Result<Json<Record>, Problem> {
    state.off_thread(move |service| service.record(&id)).await.map(Json)
}

/// What to compare with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Instead {
    /// Another item, to be told why it does not stand here instead.
    #[param(value_type = Option<String>, example = "22423")]
    instead_of: Option<ItemId>,
}

/// Why this?
///
/// The reasons with the rank that the item would have without each, the whole ledger, the fewest pieces of evidence
/// without which the item would not be in the list, and, with `instead_of`, a comparison with another item line by line. With a
/// publishable key, only of decisions for the one whom the token names.
#[utoipa::path(
    get, path = "/v1/decisions/{id}/items/{item}/why", tag = "decisions",
    params(
        ("id" = DecisionId, Path, description = "The decision."),
        ("item" = ItemId, Path, description = "An item of its list."),
        Instead,
    ),
    responses((status = 200, description = "The explanation.", body = Why), ReadProblems),
)]
pub(crate) async fn explain_item(
    State(state): State<AppState>,
    caller: Caller,
    InPath((id, item)): InPath<(DecisionId, ItemId)>,
    InQuery(Instead { instead_of }): InQuery<Instead>,
) -> Result<Json<Why>, Problem> {
    let work = move |service: &Service| {
        // Somebody else's decision is none that a page may know of.
        if caller.bound.is_some() && service.record(&id)?.inputs.request.subject() != caller.bound {
            return Err(ServiceError::UnknownDecision(id));
        }
        service.why(&id, &item, instead_of.as_ref())
    };
    state.off_thread(work).await.map(Json)
}

/// The outcome of a replay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// Whether the same inputs gave the same bytes.
    #[schema(example = true)]
    identical: bool,
    /// The decision.
    decision: DecisionId,
    /// The model that decided, then and now.
    #[schema(example = "9f2c4b1e7a3d5c6b8e0f1a2b3c4d5e6f")]
    model: String,
    /// What the same inputs give now, where that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
}

/// Decides again
///
/// Runs the recorded inputs on the artifacts that the record names, and compares the answers byte by byte. Changes
/// nothing. 409 when an artifact is no longer kept.
#[utoipa::path(
    post, path = "/v1/decisions/{id}/replay", tag = "decisions",
    params(("id" = DecisionId, Path, description = "The decision.")),
    responses((status = 200, description = "Whether the answers are identical.", body = Replayed), WriteProblems),
)]
pub(crate) async fn replay_decision(
    State(state): State<AppState>,
    InPath(id): InPath<DecisionId>,
) -> Result<Response, Problem> {
    let decision = id.clone();
    let work = move |service: &Service| {
        let subject = service.record(&id)?.inputs.request.subject();
        service.replay(&id).map(|replay| (subject, replay))
    };
    let (subject, replay) = state.off_thread(work).await?;
    let model = replay.answer.model.clone();
    let answer = (!replay.identical).then_some(replay.answer);
    Ok(about(subject, Json(Replayed { identical: replay.identical, decision, model, answer })))
}
