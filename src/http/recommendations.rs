//! `POST /v1/recommendations`

use axum::Json;
use axum::extract::State;

use super::AppState;
use super::body::Typed;
use super::problem::{Problem, WriteProblems};
use crate::decision::{Answer, Request};
use crate::service::Service;

/// Recommends
///
/// A list for a customer, a visitor or a page, with the reasons for each item. The answer's `decision` names it: quote
/// it in the events that follow from it, and ask `/v1/decisions/{id}` about it.
#[utoipa::path(
    post, path = "/v1/recommendations", tag = "recommendations", request_body = Request,
    responses((status = 200, description = "The list, by rank.", body = Answer), WriteProblems),
)]
pub(crate) async fn recommend(
    State(state): State<AppState>,
    Typed(request): Typed<Request>,
) -> Result<Json<Answer>, Problem> {
    // A wrong request is told so even while no model could answer a right one.
    request.check().map_err(|cause| Problem::failed_check(&cause))?;
    let work = move |service: &Service| service.recommend(Service::new_decision_id(), Service::now(), request);
    let answer = state.off_thread(work).await?;
    state.metrics().count_decision();
    Ok(Json(answer))
}
