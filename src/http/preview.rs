//! `/v1/placements/{placement}/preview`

use axum::Json;
use axum::extract::State;

use super::AppState;
use super::body::{InPath, JsonBytes, parse_named};
use super::problem::{Problem, WriteProblems};
use super::shop::check_placement;
use crate::evaluate::Impact;
use crate::rerank::Policy;
use crate::service::SAMPLE_MAX;

/// What a draft of a policy would change
///
/// Makes the lists of up to 1,000 customers with a history, chosen by a hash of their names, under the live policy and under the draft: what
/// becomes of relevance, variety, surprise, coverage and the groups' attention, with 95 % paired bootstrap intervals, and which
/// places move by which rules. Nothing is saved, and nobody is shown anything. The `placement` may be left out of the body, and its
/// `version` is not read.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/preview", tag = "placements", request_body = Policy,
    params(("placement" = String, Path, description = "The placement.", example = "home")),
    responses((status = 200, description = "The draft against the live policy.", body = Impact), WriteProblems),
)]
pub(crate) async fn preview_policy(
    State(state): State<AppState>,
    InPath(placement): InPath<String>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Impact>, Problem> {
    check_placement(&placement)?;
    let draft: Policy = parse_named(&bytes, "placement", &placement)?;
    draft.check().map_err(|cause| Problem::failed_check(&cause))?;
    state.off_thread(move |service| service.impact(&draft, SAMPLE_MAX, threads())).await.map(Json)
}

/// How many threads a measurement gets.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
