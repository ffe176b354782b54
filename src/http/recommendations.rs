//! `POST /v1/recommendations`

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::AppState;
use super::body::{JsonBytes, parse};
use super::problem::{FieldError, Problem, WriteProblems};
use crate::decision::{Answer, Request};
use crate::service::Service;

/// Recommends
///
/// A list for a customer, a visitor or a page, with the reasons for each item. The answer's `decision` names it: quote
/// it in the events that follow from it, and ask `/v1/decisions/{id}` about it. `intent` is reserved and not supported
/// yet: a request that carries it is answered 422.
#[utoipa::path(
    post, path = "/v1/recommendations", tag = "recommendations", request_body = Request,
    responses((status = 200, description = "The list, by rank.", body = Answer), WriteProblems),
)]
pub(crate) async fn recommend(
    State(state): State<AppState>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Answer>, Problem> {
    let request: Request = parse(&bytes).map_err(|problem| intent_reserved(&bytes).unwrap_or(problem))?;
    // A wrong request is told so even while no model could answer a right one.
    request.check().map_err(|cause| Problem::failed_check(&cause))?;
    let work = move |service: &Service| service.recommend(Service::new_decision_id(), Service::now(), request);
    let answer = state.off_thread(work).await?;
    state.metrics().count_decision();
    Ok(Json(answer))
}

/// A known field of the contract deserves better than "unknown field".
fn intent_reserved(bytes: &[u8]) -> Option<Problem> {
    let body: Value = serde_json::from_slice(bytes).ok()?;
    body.get("intent").map(|_| {
        let detail = "`intent` is not supported yet; leave it out".to_owned();
        Problem::invalid(vec![FieldError { pointer: "/intent".to_owned(), detail }])
    })
}
