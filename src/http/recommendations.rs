//! `POST /v1/recommendations`

use axum::Json;
use axum::extract::State;

use super::AppState;
use super::body::Typed;
use super::door::{Caller, not_theirs};
use super::problem::{Problem, WriteProblems};
use crate::decision::{Answer, Request};
use crate::event::Subject;
use crate::service::Service;

/// Recommends
///
/// A list for a customer, a visitor or a page, with the reasons for each item. The answer's `decision` names it: quote
/// it in the events that follow from it, and ask `/v1/decisions/{id}` about it. With a publishable key the list is for whom the token
/// names, and with `Sec-GPC: 1` it is made as if they had switched personalisation off.
///
/// While the store is away the list rests on nothing of the person (`fallback_reason` is `store_away`), and `record` says what becomes of
/// its record.
#[utoipa::path(
    post, path = "/v1/recommendations", tag = "recommendations", request_body = Request,
    responses((status = 200, description = "The list, by rank.", body = Answer), WriteProblems),
)]
pub(crate) async fn recommend(
    State(state): State<AppState>,
    caller: Caller,
    Typed(mut request): Typed<Request>,
) -> Result<Json<Answer>, Problem> {
    // A wrong request is told so even while no model could answer a right one.
    request.check().map_err(|cause| Problem::failed_check(&cause))?;
    if let Some(subject) = caller.bound {
        if request.subject().is_some_and(|asked| asked != subject) {
            return Err(not_theirs());
        }
        match subject {
            Subject::Customer(id) => request.customer = Some(id),
            Subject::Visitor(id) => request.visitor = Some(id),
        }
    }
    let work = move |service: &Service| {
        service.recommend_with(Service::new_decision_id(), Service::now(), request, caller.history)
    };
    let answer = state.off_thread(work).await?;
    state.metrics().count_decision(&answer);
    Ok(Json(answer))
}
