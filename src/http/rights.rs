//! `/v1/customers/{id}/export` and erasure, and what they share with `/v1/me`.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::AppState;
use super::body::{InPath, InQuery};
use super::problem::{Problem, ReadProblems, WriteProblems};
use super::table;
use super::trail::Concerning;
use crate::event::Subject;
use crate::ids::CustomerId;
use crate::service::{Export, Service};
use crate::store::Erased;

/// In which form.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// Everything.
    #[default]
    Json,
    /// Everything as one table.
    Csv,
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `json`, or `csv`: one table, whose first column says whether a row is `given` or `derived`.
    #[serde(default)]
    #[param(inline, example = "json")]
    format: Form,
}

/// A copy of everything that is kept of a customer
///
/// What came from them (record and events) and what was made of it (the profile that speaks now, and what was recommended).
#[utoipa::path(
    get, path = "/v1/customers/{id}/export", tag = "customers",
    params(("id" = CustomerId, Path, description = "The customer."), Wanted),
    responses(
        (status = 200, description = "The copy.", content((Export = "application/json"), (String = "text/csv"))),
        ReadProblems,
    ),
)]
pub(crate) async fn export_customer(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
    InQuery(wanted): InQuery<Wanted>,
) -> Result<Response, Problem> {
    copy(&state, Subject::Customer(id), wanted).await
}

/// A copy of everything that is kept of somebody.
pub(super) async fn copy(state: &AppState, subject: Subject, wanted: Wanted) -> Result<Response, Problem> {
    let of = subject.clone();
    let export = state.off_thread(move |service| service.export(&of, Service::now())).await?;
    let mut response = match wanted.format {
        Form::Json => Json(export).into_response(),
        Form::Csv => ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], table::of(&export)).into_response(),
    };
    response.extensions_mut().insert(Concerning(subject));
    Ok(response)
}

/// Erases a customer
///
/// Record, events, decisions and what was kept for learning are removed for good, and the space they took is overwritten. What they added to
/// the sums is gone with the next fit, which gives the model that would be there had they never come. Erasing again removes
/// nothing.
#[utoipa::path(
    delete, path = "/v1/customers/{id}", tag = "customers",
    params(("id" = CustomerId, Path, description = "The customer.")),
    responses((status = 200, description = "Erased and durable.", body = Erased), WriteProblems),
)]
pub(crate) async fn erase_customer(
    State(state): State<AppState>,
    InPath(id): InPath<CustomerId>,
) -> Result<Json<Erased>, Problem> {
    erase(&state, Subject::Customer(id)).await
}

/// Removes everything that is kept of somebody.
pub(super) async fn erase(state: &AppState, subject: Subject) -> Result<Json<Erased>, Problem> {
    state.off_thread(move |service| service.erase(&subject)).await.map(Json)
}
