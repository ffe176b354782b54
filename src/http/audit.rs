//! `GET /v1/audit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::AppState;
use super::body::InQuery;
use super::problem::{FieldError, Problem, ReadProblems};
use crate::service::{Service, TrailEntry};

/// The most entries of one answer.
const LIMIT_MAX: usize = 1_000;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Only those after this one.
    #[param(example = "019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    after: Option<String>,
    /// How many, 1 to 1,000.
    #[serde(default = "limit_default")]
    #[param(minimum = 1, maximum = 1000, example = 100, default = 100)]
    limit: usize,
}

const fn limit_default() -> usize {
    100
}

/// A part of the trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Trail)]
pub(crate) struct TrailPage {
    /// The oldest first.
    entries: Vec<TrailEntry>,
    /// What to give as `after` to go on; `null` at the end.
    #[schema(example = "019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
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
    if !(1..=LIMIT_MAX).contains(&limit) {
        let detail = format!("`limit` must be between 1 and {LIMIT_MAX}, not {limit}");
        return Err(Problem::invalid(vec![FieldError { pointer: String::new(), detail }]));
    }
    let counting = state.clone();
    let work = move |service: &Service| {
        counting.trail().settle(service)?;
        service.trail(after.as_deref(), limit)
    };
    let entries = state.off_thread(work).await?;
    let next = entries.last().filter(|_| entries.len() == limit).map(|entry| entry.id.clone());
    Ok(Json(TrailPage { entries, next }))
}
