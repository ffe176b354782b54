//! `/v1/incidents`: what went wrong, who looks after it, and what was done.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, Typed};
use super::caller::Acting;
use super::policies::act;
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::shop::check_placement;
use super::{AppState, cursor};
use crate::oversight::{Handling, Incident, Kept, Phase};
use crate::service::Service;

/// The most incidents of one answer.
const LIMIT_MAX: usize = 200;

/// An incident.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IncidentShown)]
pub(crate) struct Shown {
    /// Its name.
    #[schema(example = "i_0192f0c4a5b2c81f27d3e5a0b91d")]
    id: String,
    /// Counts its changes; whoever takes a step says which they saw.
    #[schema(example = 2)]
    revision: u64,
    /// The rest.
    #[serde(flatten)]
    incident: Incident,
}

impl From<Kept<Incident>> for Shown {
    fn from(kept: Kept<Incident>) -> Self {
        Self { id: kept.id, revision: kept.revision, incident: kept.it }
    }
}

/// Some incidents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Incidents {
    /// In the order of time.
    incidents: Vec<Shown>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022725f3031922")]
    next: Option<String>,
}

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// `open` or `resolved`; both where it is left out.
    #[param(inline, example = "open")]
    state: Option<Phase>,
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 200.
    #[param(minimum = 1, maximum = 200, example = 50, default = 50)]
    limit: Option<usize>,
}

/// What somebody saw.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = IncidentSeen)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    /// Where, where it is about one placement.
    #[schema(example = "home")]
    placement: Option<String>,
    /// What happened, in a few words: 1 to 200 characters.
    #[schema(example = "The lamp that was recalled is still shown")]
    title: String,
    /// How you know, in your words, 1 to 1,000 characters.
    #[schema(example = "A customer called.")]
    reason: Option<String>,
}

/// What is done.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(as = IncidentAction, example = "assign")]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    /// Give it to `owner`.
    Assign,
    /// Say what was done or found out.
    Note,
    /// Close it.
    Resolve,
    /// Open it again.
    Reopen,
}

/// A step.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = IncidentHandling)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The revision that was seen.
    #[schema(example = 1)]
    revision: u64,
    /// What is done.
    action: Action,
    /// Who looks after it from now on, by the name of their key; with `assign` alone.
    #[schema(example = "bea")]
    owner: Option<String>,
    /// Why, or what was done, in your words, 1 to 1,000 characters.
    #[schema(example = "She knows the winter goods.")]
    reason: Option<String>,
}

impl Step {
    fn handling(&self) -> Result<Handling, Problem> {
        match (self.action, &self.owner) {
            (Action::Assign, Some(owner)) => Ok(Handling::Assign(owner.clone())),
            (Action::Note, None) => Ok(Handling::Note),
            (Action::Resolve, None) => Ok(Handling::Resolve),
            (Action::Reopen, None) => Ok(Handling::Reopen),
            (Action::Assign, None) | (Action::Note | Action::Resolve | Action::Reopen, Some(_)) => {
                let detail = "`owner` comes with `assign`, and with nothing else".to_owned();
                Err(Problem::invalid(vec![FieldError { pointer: "/owner".to_owned(), detail }]))
            }
        }
    }
}

/// The incidents
///
/// What the watch found alarming, what a review found to need more, and what people saw.
#[utoipa::path(
    get, path = "/v1/incidents", tag = "watch", params(Part),
    responses((status = 200, description = "The incidents.", body = Incidents), ReadProblems),
)]
pub(crate) async fn list_incidents(
    State(state): State<AppState>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Incidents>, Problem> {
    let limit = cursor::limit(part.limit, 50, LIMIT_MAX)?;
    let list = format!("incidents {:?}", part.state);
    let after: Option<String> = cursor::after(&list, part.after.as_deref())?;
    let work = move |service: &Service| service.incidents(after.as_deref(), limit, part.state);
    let found = state.off_thread(work).await?;
    let next = cursor::next(&list, &found, limit, |kept| kept.id.clone());
    Ok(Json(Incidents { incidents: found.into_iter().map(Shown::from).collect(), next }))
}

/// An incident
///
/// With its owner and its log.
#[utoipa::path(
    get, path = "/v1/incidents/{id}", tag = "watch",
    params(("id" = String, Path, description = "The incident.", example = "i_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "It, with its log.", body = Shown), ReadProblems),
)]
pub(crate) async fn get_incident(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<Json<Shown>, Problem> {
    state.off_thread(move |service| service.incident(&id)).await.map(|kept| Json(kept.into()))
}

/// Opens an incident
///
/// Of what somebody saw. For marketers, approvers and admins.
#[utoipa::path(
    post, path = "/v1/incidents", tag = "watch", request_body = Seen,
    responses((status = 201, description = "Open.", body = Shown), WriteProblems),
)]
pub(crate) async fn open_incident(
    State(state): State<AppState>,
    Acting(by): Acting,
    Typed(Seen { placement, title, reason }): Typed<Seen>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    placement.as_deref().map_or(Ok(()), check_placement)?;
    let work = move |service: &Service| service.open_incident(placement, &title, &act(by, reason));
    state.off_thread(work).await.map(|kept| (StatusCode::CREATED, Json(kept.into())))
}

/// Takes a step with an incident
///
/// Gives it to somebody, notes what was done, closes it or opens it again; each with a reason that stays in its log. For marketers,
/// approvers and admins.
#[utoipa::path(
    post, path = "/v1/incidents/{id}", tag = "watch", request_body = Step,
    params(("id" = String, Path, description = "The incident.", example = "i_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "Done.", body = Shown), WriteProblems),
)]
pub(crate) async fn handle_incident(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    Typed(step): Typed<Step>,
) -> Result<Json<Shown>, Problem> {
    let (handling, revision) = (step.handling()?, step.revision);
    let work = move |service: &Service| service.handle_incident(&id, revision, handling, &act(by, step.reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}
