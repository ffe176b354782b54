//! `/v1/items`

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, JsonBytes, named_error, parse_named};
use super::etag::{IfNoneMatch, NotModified, tagged};
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::schemas::{OneOrMany, Rejected, Saved, sift};
use super::{AppState, cursor};
use crate::catalog::Item;
use crate::decision::RequestError;
use crate::ids::ItemId;
use crate::service::{Service, ServiceError};

/// The most items of one answer.
const LIMIT_MAX: usize = 1_000;

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

/// Which items.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 1,000.
    #[param(minimum = 1, maximum = 1000, example = 100, default = 100)]
    limit: Option<usize>,
}

/// Some of the items on offer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items {
    /// In the order of their ids.
    #[schema(value_type = Vec<Item>)]
    items: Vec<Arc<Item>>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022373130353322")]
    next: Option<String>,
}

/// The list's name.
const LIST: &str = "items";

/// The items
///
/// As they are on offer now. An item that comes or goes between two parts may be missed by who reads them; none is told twice.
#[utoipa::path(
    get, path = "/v1/items", tag = "items", params(Which, IfNoneMatch),
    responses((status = 200, description = "Some of them.", body = Items), NotModified, ReadProblems),
)]
pub(crate) async fn list_items(
    State(state): State<AppState>,
    headers: HeaderMap,
    InQuery(which): InQuery<Which>,
) -> Result<Response, Problem> {
    let limit = cursor::limit(which.limit, 100, LIMIT_MAX)?;
    let after: Option<ItemId> = cursor::after(LIST, which.after.as_deref())?;
    let work = move |service: &Service| {
        let revision = service.store().catalog_state()?.revision;
        let (_, all) = service.store().items_at(revision)?;
        let begin = after.map_or(0, |after| all.partition_point(|item| item.id <= after));
        Ok::<_, ServiceError>(all[begin..].iter().take(limit).cloned().collect::<Vec<_>>())
    };
    let items = state.off_thread(work).await?;
    let next = cursor::next(LIST, &items, limit, |item| item.id.clone());
    Ok(tagged(&headers, &Items { items, next }))
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
    params(("id" = ItemId, Path, description = "The item."), IfNoneMatch),
    responses((status = 200, description = "The item.", body = Item), NotModified, ReadProblems),
)]
pub(crate) async fn get_item(
    State(state): State<AppState>,
    headers: HeaderMap,
    InPath(id): InPath<ItemId>,
) -> Result<Response, Problem> {
    let wanted = id.clone();
    let item = state.off_thread(move |service| service.store().item(&wanted)).await?;
    item.map(|item| tagged(&headers, &item)).ok_or_else(|| ServiceError::UnknownItem(id).into())
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
    params(("id" = ItemId, Path, description = "The item."), HowMany, IfNoneMatch),
    responses((status = 200, description = "Items that go with it.", body = Similar), NotModified, ReadProblems),
)]
pub(crate) async fn similar_items(
    State(state): State<AppState>,
    headers: HeaderMap,
    InPath(id): InPath<ItemId>,
    InQuery(HowMany { count }): InQuery<HowMany>,
) -> Result<Response, Problem> {
    if !(1..=COUNT_MAX).contains(&count) {
        return Err(ServiceError::Request(RequestError::Count(count)).into());
    }
    let item = id.clone();
    let found = state.off_thread(move |service| service.similar(&id, usize::from(count))).await?;
    let items = found.into_iter().map(|(item, weight)| SimilarItem { item, weight }).collect();
    Ok(tagged(&headers, &Similar { item, items }))
}
