//! `/v1/customers`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::AppState;
use super::body::{InPath, JsonBytes, Typed, parse, parse_named};
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::schemas::Saved;
use crate::event::Customer;
use crate::ids::{CustomerId, VisitorId};
use crate::service::Choices;

/// Adds or replaces a customer's record
///
/// Choices, segments and blocked topics. The `id` may be left out of the body. `consent` (with `undecided`), `personalisation`,
/// `paused_until` and `device` are the customer's own choices: left out, they stay as they were, but for a pause, which a word on
/// `personalisation` ends. Whatever else is left out is forgotten.
#[utoipa::path(
    put, path = "/v1/customers/{id}", tag = "customers", request_body = Customer,
    params(("id" = CustomerId, Path, description = "The customer.")),
    responses((status = 200, description = "Saved and durable.", body = Saved), WriteProblems),
)]
pub(crate) async fn put_customer(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Saved>, Problem> {
    let customer: Customer = parse_named(&bytes, "id", id.as_str())?;
    customer.check().map_err(|cause| Problem::failed_check(&cause))?;
    let body: Value = parse(&bytes)?;
    let is_given = |field: &str| body.get(field).is_some_and(|value| !value.is_null());
    if !customer.undecided.is_empty() && !is_given("consent") {
        let detail =
            "goes with `consent`: say there what they allow, and here which of the rest they have not decided on";
        return Err(Problem::invalid(vec![FieldError { pointer: "/undecided".to_owned(), detail: detail.to_owned() }]));
    }
    let given = Choices {
        consent: is_given("consent"),
        personalisation: is_given("personalisation"),
        paused_until: is_given("paused_until"),
        device: is_given("device"),
    };
    let changed = state.off_thread(move |service| service.put_customer(customer, given)).await?;
    Ok(Json(Saved { changed }))
}

/// A customer's record
///
/// Without their events.
#[utoipa::path(
    get, path = "/v1/customers/{id}", tag = "customers",
    params(("id" = CustomerId, Path, description = "The customer.")),
    responses((status = 200, description = "The record.", body = Customer), ReadProblems),
)]
pub(crate) async fn get_customer(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
) -> Result<Json<Customer>, Problem> {
    let wanted = id.clone();
    let customer = state.off_thread(move |service| service.store().customer(&wanted)).await?;
    customer.map(Json).ok_or_else(|| Problem::not_found(format!("there is no record of customer `{id}`")))
}

/// A visitor who has signed in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merge {
    /// The device whose events are the customer's from now on.
    visitor: VisitorId,
}

/// What a merge moved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Merged {
    /// How many events are the customer's now.
    #[schema(example = 7)]
    moved: u64,
}

/// Moves a visitor's events to a customer
///
/// For the moment at which a visitor signs in. Merging again moves nothing.
#[utoipa::path(
    post, path = "/v1/customers/{id}/merge", tag = "customers", request_body = Merge,
    params(("id" = CustomerId, Path, description = "The customer.")),
    responses((status = 200, description = "Moved and durable.", body = Merged), WriteProblems),
)]
pub(crate) async fn merge_visitor(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
    Typed(Merge { visitor }): Typed<Merge>,
) -> Result<Json<Merged>, Problem> {
    let moved = state.off_thread(move |service| service.store().merge_visitor(&id, &visitor)).await?;
    Ok(Json(Merged { moved }))
}
