//! `GET /v1/audit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::InQuery;
use super::problem::{Problem, ReadProblems};
use super::{AppState, cursor};
use crate::service::{Service, TrailEntry};

/// The most entries of one answer.
const LIMIT_MAX: usize = 1_000;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// `next` of the part before.
    after: Option<String>,
    /// How many, 1 to 1,000.
    #[param(minimum = 1, maximum = 1000, example = 100, default = 100)]
    limit: Option<usize>,
}

/// The list's name.
const LIST: &str = "audit";

/// A part of the trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trail)]
pub(crate) struct TrailPage {
    /// The oldest first.
    entries: Vec<TrailEntry>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f60223031223031")]
    next: Option<String>,
}

/// Who did what
///
/// Calls that need rights (keys, settings, policies, reviews, exports, erasures, replays), each at once, and refused calls, counted for a minute
/// by key, route and status. Entries hold no body. Whose data a copy was made of is told until they are erased.
#[utoipa::path(
    get, path = "/v1/audit", tag = "access", params(Which),
    responses((status = 200, description = "The entries.", body = TrailPage), ReadProblems),
)]
pub(crate) async fn get_trail(
    State(state): State<AppState>,
    InQuery(Which { after, limit }): InQuery<Which>,
) -> Result<Json<TrailPage>, Problem> {
    let limit = cursor::limit(limit, 100, LIMIT_MAX)?;
    let after: Option<String> = cursor::after(LIST, after.as_deref())?;
    let counting = state.clone();
    let work = move |service: &Service| {
        counting.trail().settle(service)?;
        service.trail(after.as_deref(), limit)
    };
    let entries = state.off_thread(work).await?;
    let next = cursor::next(LIST, &entries, limit, |entry| entry.id.clone());
    Ok(Json(TrailPage { entries, next }))
}
