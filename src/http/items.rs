//! `/v1/items`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::AppState;
use super::body::{InPath, InQuery, JsonBytes, named_error, parse_named};
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::schemas::{OneOrMany, Rejected, Saved, sift};
use crate::catalog::Item;
use crate::decision::RequestError;
use crate::ids::ItemId;
use crate::service::ServiceError;

/// What became of a batch of items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemsTaken {
    /// Saved and durable now.
    #[schema(example = 2)]
    accepted: usize,
    /// How many of these differ from what was there.
    #[schema(example = 1)]
    changed: usize,
    /// Refused, each with what is wrong with it.
    rejected: Vec<Rejected>,
}

fn checked(item: &Item) -> Result<(), FieldError> {
    item.check().map_err(|cause| named_error(&cause.to_string()))
}

/// Adds or replaces items
///
/// One item, or an array of at most 1,000. An item that is refused does not keep the others out. New items can be
/// recommended after the next training; changes of known ones count at once.
#[utoipa::path(
    post, path = "/v1/items", tag = "items",
    request_body(content = OneOrMany<Item>, description = "One item, or an array of at most 1,000."),
    responses((status = 200, description = "What became of each item.", body = ItemsTaken), WriteProblems),
)]
pub(crate) async fn put_items(
    State(state): State<AppState>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<ItemsTaken>, Problem> {
    let (items, rejected) = sift(&bytes, state.config().limits.batch, checked)?;
    let accepted = items.len();
    let changed = state.off_thread(move |service| service.store().put_items(&items)).await?;
    Ok(Json(ItemsTaken { accepted, changed, rejected }))
}

/// Adds or replaces an item
///
/// The `id` may be left out of the body.
#[utoipa::path(
    put, path = "/v1/items/{id}", tag = "items", request_body = Item,
    params(("id" = ItemId, Path, description = "The item.")),
    responses((status = 200, description = "Saved and durable.", body = Saved), WriteProblems),
)]
pub(crate) async fn put_item(
    State(state): State<AppState>,
    InPath(id): InPath<ItemId>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Saved>, Problem> {
    let item: Item = parse_named(&bytes, "id", id.as_str())?;
    item.check().map_err(|cause| Problem::failed_check(&cause))?;
    let changed = state.off_thread(move |service| service.store().put_items(&[item])).await?;
    Ok(Json(Saved { changed: changed > 0 }))
}

/// An item
///
/// As it is on offer now.
#[utoipa::path(
    get, path = "/v1/items/{id}", tag = "items",
    params(("id" = ItemId, Path, description = "The item.")),
    responses((status = 200, description = "The item.", body = Item), ReadProblems),
)]
pub(crate) async fn get_item(State(state): State<AppState>, InPath(id): InPath<ItemId>) -> Result<Json<Item>, Problem> {
    let wanted = id.clone();
    let item = state.off_thread(move |service| service.store().item(&wanted)).await?;
    item.map(Json).ok_or_else(|| ServiceError::UnknownItem(id).into())
}

/// Withdraws an item
///
/// It is not recommended any more; earlier decisions can still be explained and replayed.
#[utoipa::path(
    delete, path = "/v1/items/{id}", tag = "items",
    params(("id" = ItemId, Path, description = "The item.")),
    responses((status = 204, description = "Withdrawn."), ReadProblems),
)]
pub(crate) async fn delete_item(
    State(state): State<AppState>,
    InPath(id): InPath<ItemId>,
) -> Result<StatusCode, Problem> {
    let wanted = id.clone();
    match state.off_thread(move |service| service.store().delete_item(&wanted)).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ServiceError::UnknownItem(id).into()),
    }
}

/// How many similar items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowMany {
    /// How many items, 1 to 100.
    #[serde(default = "count_default")]
    #[param(minimum = 1, maximum = 100, example = 10, default = 10)]
    count: u16,
}

/// As for a list of recommendations.
const COUNT_MAX: u16 = 100;

const fn count_default() -> u16 {
    10
}

/// What goes with an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Similar {
    /// The item that was asked about.
    item: ItemId,
    /// Best first.
    items: Vec<SimilarItem>,
}

/// An item that goes with another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SimilarItem {
    /// Which.
    item: ItemId,
    /// How many points one purchase of the item asked about gives it.
    #[schema(example = 0.37)]
    weight: f64,
}

/// What goes with an item
///
/// The items to which it gives the most points, best first; only what is on offer and in stock.
#[utoipa::path(
    get, path = "/v1/items/{id}/similar", tag = "items",
    params(("id" = ItemId, Path, description = "The item."), HowMany),
    responses((status = 200, description = "Items that go with it.", body = Similar), ReadProblems),
)]
pub(crate) async fn similar_items(
    State(state): State<AppState>,
    InPath(id): InPath<ItemId>,
    InQuery(HowMany { count }): InQuery<HowMany>,
) -> Result<Json<Similar>, Problem> {
    if !(1..=COUNT_MAX).contains(&count) {
        return Err(ServiceError::Request(RequestError::Count(count)).into());
    }
    let item = id.clone();
    let found = state.off_thread(move |service| service.similar(&id, usize::from(count))).await?;
    let items = found.into_iter().map(|(item, weight)| SimilarItem { item, weight }).collect();
    Ok(Json(Similar { item, items }))
}
