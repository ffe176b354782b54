//! `/v1/experiments`: policy against policy, and reasons told against hidden.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AppState;
use super::body::{InPath, InQuery, Typed};
use super::caller::Acting;
use super::cursor::{self, Part};
use super::policies::act;
use super::problem::{Problem, ReadProblems, WriteProblems};
use super::shop::check_placement;
use crate::monitor::{Comparison, Outcome};
use crate::oversight::{Experiment, Kept, Plan};
use crate::service::Service;

/// An experiment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExperimentShown)]
pub(crate) struct Shown {
    /// Its name; decisions that take part have it, with their arm, in `experiment`.
    #[schema(example = "x_0192f0c4a5b2c81f27d3e5a0b91d")]
    id: String,
    /// Counts its changes; whoever begins or ends it says which they saw.
    #[schema(example = 1)]
    revision: u64,
    /// The rest.
    #[serde(flatten)]
    experiment: Experiment,
    /// Where it stands; with a single experiment only.
    #[serde(skip_serializing_if = "Option::is_none")]
    figures: Option<Comparison>,
}

impl From<Kept<Experiment>> for Shown {
    fn from(kept: Kept<Experiment>) -> Self {
        Self { id: kept.id, revision: kept.revision, experiment: kept.it, figures: None }
    }
}

/// Some experiments.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Experiments {
    /// In the order in which they were drafted.
    experiments: Vec<Shown>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022725f3031922")]
    next: Option<String>,
}

/// What is planned.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ExperimentPlan)]
#[serde(deny_unknown_fields)]
pub(crate) struct Planned {
    /// Where.
    #[schema(example = "home")]
    placement: String,
    /// What it is to find out: 1 to 200 characters.
    #[schema(example = "Do more people click when the list is more varied?")]
    question: String,
    /// The proposal whose rules are tried, approved before it begins; where absent, lists without reasons are.
    #[schema(example = "p_0192f0c4a5b27c3b9d0e2f6b8a1c4d5e")]
    proposal: Option<String>,
    /// The share of customers who get what is tried, 0.05 to 0.95; half where absent.
    #[schema(example = 0.5)]
    share: Option<f64>,
    /// What decides.
    outcome: Outcome,
    /// It ends early once an outcome is certainly lower than the control's less this share of it, 0 to 1; 0 where absent.
    #[schema(example = 0.0)]
    fall_max: Option<f64>,
    /// For how many days, 1 to 92.
    #[schema(example = 28)]
    days: u16,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "The new rules were approved; do people find what they want?")]
    reason: Option<String>,
}

/// A beginning or an end.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ExperimentStep)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// The revision that was seen.
    #[schema(example = 1)]
    revision: u64,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "It is clear enough.")]
    reason: Option<String>,
}

/// The experiments
///
/// What is planned, is tried and was tried, without figures.
#[utoipa::path(
    get, path = "/v1/experiments", tag = "watch", params(Part),
    responses((status = 200, description = "The experiments.", body = Experiments), ReadProblems),
)]
pub(crate) async fn list_experiments(
    State(state): State<AppState>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Experiments>, Problem> {
    let list = "experiments";
    let (limit, after) = part.of::<String>(list)?;
    let found = state.off_thread(move |service| service.experiments(after.as_deref(), limit)).await?;
    let next = cursor::next(list, &found, limit, |kept| kept.id.clone());
    Ok(Json(Experiments { experiments: found.into_iter().map(Shown::from).collect(), next }))
}

/// Drafts an experiment
///
/// Nobody's list is another before somebody begins it. For marketers, approvers and admins.
#[utoipa::path(
    post, path = "/v1/experiments", tag = "watch", request_body = Planned,
    responses((status = 201, description = "Drafted.", body = Shown), WriteProblems),
)]
pub(crate) async fn draft_experiment(
    State(state): State<AppState>,
    Acting(by): Acting,
    Typed(planned): Typed<Planned>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    check_placement(&planned.placement)?;
    let Planned { placement, question, proposal, share, outcome, fall_max, days, reason } = planned;
    let (share, fall_max) = (share.unwrap_or(0.5), fall_max.unwrap_or_default());
    let plan = Plan { placement, question, share, outcome, fall_max, days };
    let work = move |service: &Service| service.draft_experiment(plan, proposal.as_deref(), &act(by, reason));
    state.off_thread(work).await.map(|kept| (StatusCode::CREATED, Json(kept.into())))
}

/// An experiment, and where it stands
///
/// Counted anew from the decision log: of the customers who allow measuring each once, by their first list, after a day. The bounds hold
/// however often somebody looks.
#[utoipa::path(
    get, path = "/v1/experiments/{id}", tag = "watch",
    params(("id" = String, Path, description = "The experiment.", example = "x_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "It, with its figures.", body = Shown), ReadProblems),
)]
pub(crate) async fn get_experiment(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<Json<Shown>, Problem> {
    let (kept, figures) = state.off_thread(move |service| service.experiment(&id, Service::now())).await?;
    Ok(Json(Shown { figures: Some(figures), ..kept.into() }))
}

/// Begins an experiment
///
/// From now on the lists of customers who allow measuring are those of their arm, which follows from experiment and customer alone; the
/// records say so, and replay. Its proposal must be approved, and at most one runs in a placement. For approvers and admins.
#[utoipa::path(
    post, path = "/v1/experiments/{id}/begin", tag = "watch", request_body = Step,
    params(("id" = String, Path, description = "The experiment.", example = "x_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "Running.", body = Shown), WriteProblems),
)]
pub(crate) async fn begin_experiment(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    Typed(Step { revision, reason }): Typed<Step>,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.begin_experiment(&id, revision, &act(by, reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Ends an experiment
///
/// Everybody's list is the live policy's again from the next one on. For approvers and admins; a draft is dropped, by marketers too.
#[utoipa::path(
    post, path = "/v1/experiments/{id}/stop", tag = "watch", request_body = Step,
    params(("id" = String, Path, description = "The experiment.", example = "x_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "Ended.", body = Shown), WriteProblems),
)]
pub(crate) async fn stop_experiment(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    Typed(Step { revision, reason }): Typed<Step>,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.stop_experiment(&id, revision, &act(by, reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}
