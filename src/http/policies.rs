//! `/v1/placements/{placement}/policies`: drafts, and what is known of each proposal.

pub(super) mod steps;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, Typed, named_error, parse_entry, within};
use super::caller::Acting;
use super::problem::{FieldError, Problem, ReadProblems, WriteProblems};
use super::shop::check_placement;
use super::{AppState, cursor};
use crate::access::Actor;
use crate::oversight::{Act, Difference, Entry, Kept, Proposal, State as Stands, Step};
use crate::rerank::Policy;
use crate::service::Service;

/// The most proposals of one answer.
const LIMIT_MAX: usize = 200;

/// A proposal and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposalShown)]
pub(crate) struct Shown {
    /// Its name.
    #[schema(example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e")]
    id: String,
    /// Counts its changes; whoever takes a step says which they saw.
    #[schema(example = 3)]
    revision: u64,
    /// Whether a threshold was met, so that somebody else has to approve it.
    #[schema(example = false)]
    needs_approval: bool,
    /// The rest.
    #[serde(flatten)]
    proposal: Proposal,
}

impl From<Kept<Proposal>> for Shown {
    fn from(kept: Kept<Proposal>) -> Self {
        Self { needs_approval: kept.it.needs_approval(), id: kept.id, revision: kept.revision, proposal: kept.it }
    }
}

/// Some proposals of a placement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Proposals {
    /// The oldest first.
    proposals: Vec<Shown>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022705f3031922")]
    next: Option<String>,
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// Only those that stand so.
    #[param(inline, example = "submitted")]
    state: Option<Stands>,
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many are looked at, 1 to 200.
    #[param(minimum = 1, maximum = 200, example = 50, default = 50)]
    limit: Option<usize>,
}

/// A draft.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Drafted {
    /// The rules; the `placement` may be left out, and the `version` is not read.
    #[schema(value_type = Policy)]
    policy: Value,
    /// The revision that was seen; for a change of a draft only, and needed there.
    #[schema(example = 1)]
    revision: Option<u64>,
}

/// What to compare with.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Against {
    /// A version, 0 for the standard policy. Where absent the live one, or, for what was live itself, the one that it replaced.
    #[param(example = 11)]
    against: Option<u32>,
}

/// What a proposal changes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Differences {
    /// The version that it is compared with.
    #[schema(example = 11)]
    against: u32,
    /// Field by field; rules that both have are left out.
    differences: Vec<Difference>,
}

/// Everything that was done with a proposal.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProposalHistory)]
pub(crate) struct History {
    /// The oldest first.
    history: Vec<Entry>,
}

/// Who acts now, and why.
pub(super) fn act(by: Actor, reason: Option<String>) -> Act {
    Act { by, at: Service::now(), reason, known_to: Vec::new() }
}

/// The rules of a body, with the placement of the path.
fn policy_of(mut value: Value, placement: &str) -> Result<Policy, Problem> {
    let given = value.as_object_mut().map(|rules| rules.entry("placement").or_insert_with(|| Value::from(placement)));
    if given.is_some_and(|given| given.as_str() != Some(placement)) {
        let detail = format!("`placement` must be the `{placement}` of the path, or be left out");
        return Err(Problem::invalid(vec![FieldError { pointer: "/policy/placement".to_owned(), detail }]));
    }
    let policy: Policy = parse_entry(&value, "/policy").map_err(|error| Problem::invalid(vec![error]))?;
    let wrong = |error: FieldError| Problem::invalid(vec![within("/policy", error)]);
    policy.check().map_err(|cause| wrong(named_error(&cause.to_string())))?;
    Ok(policy)
}

/// The proposals of a placement
///
/// Drafts, what waits for approval, what is scheduled, live, retired, rejected and withdrawn, the oldest first.
#[utoipa::path(
    get, path = "/v1/placements/{placement}/policies", tag = "policies",
    params(("placement" = String, Path, description = "The placement.", example = "home"), Page),
    responses((status = 200, description = "The proposals.", body = Proposals), ReadProblems),
)]
pub(crate) async fn list_proposals(
    State(state): State<AppState>,
    InPath(placement): InPath<String>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Proposals>, Problem> {
    check_placement(&placement)?;
    let limit = cursor::limit(page.limit, 50, LIMIT_MAX)?;
    let list = format!("policies {placement} {:?}", page.state);
    let after: Option<String> = cursor::after(&list, page.after.as_deref())?;
    let found = state.off_thread(move |service| service.proposals(&placement, after.as_deref(), limit)).await?;
    let next = cursor::next(&list, &found, limit, |kept| kept.id.clone());
    let is_wanted = |kept: &Kept<Proposal>| page.state.is_none_or(|state| state == kept.it.state);
    Ok(Json(Proposals { proposals: found.into_iter().filter(is_wanted).map(Shown::from).collect(), next }))
}

/// Drafts a policy
///
/// Nothing is live yet: preview, submit and publish follow.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies", tag = "policies", request_body = Drafted,
    params(("placement" = String, Path, description = "The placement.", example = "home")),
    responses((status = 201, description = "The draft.", body = Shown), WriteProblems),
)]
pub(crate) async fn create_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(placement): InPath<String>,
    Typed(drafted): Typed<Drafted>,
) -> Result<(StatusCode, Json<Shown>), Problem> {
    check_placement(&placement)?;
    let policy = policy_of(drafted.policy, &placement)?;
    let kept = state.off_thread(move |service| service.draft(policy, &act(by, None))).await?;
    Ok((StatusCode::CREATED, Json(kept.into())))
}

/// A proposal
///
/// Its rules, what they would change as its author saw it, each threshold met or not, and its history.
#[utoipa::path(
    get, path = "/v1/placements/{placement}/policies/{id}", tag = "policies",
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "The proposal.", body = Shown), ReadProblems),
)]
pub(crate) async fn get_proposal(
    State(state): State<AppState>,
    InPath((placement, id)): InPath<(String, String)>,
) -> Result<Json<Shown>, Problem> {
    let kept = state.off_thread(move |service| service.proposal(&placement, &id)).await?;
    Ok(Json(kept.into()))
}

/// Changes a proposal
///
/// It is a draft again. Its author may, until it is approved.
#[utoipa::path(
    put, path = "/v1/placements/{placement}/policies/{id}", tag = "policies", request_body = Drafted,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "The draft.", body = Shown), WriteProblems),
)]
pub(crate) async fn put_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath((placement, id)): InPath<(String, String)>,
    Typed(drafted): Typed<Drafted>,
) -> Result<Json<Shown>, Problem> {
    let Some(revision) = drafted.revision else {
        let detail = "`revision` is missing: say which revision you saw".to_owned();
        return Err(Problem::invalid(vec![FieldError { pointer: "/revision".to_owned(), detail }]));
    };
    let step = Step::Edit(Box::new(policy_of(drafted.policy, &placement)?));
    let work = move |service: &Service| service.step(&placement, &id, revision, step, &act(by, None));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Deletes a draft
///
/// Only what was never handed in, and only by its author; else withdraw it.
#[utoipa::path(
    delete, path = "/v1/placements/{placement}/policies/{id}", tag = "policies",
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The draft.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 204, description = "It is gone."), WriteProblems),
)]
pub(crate) async fn delete_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath((placement, id)): InPath<(String, String)>,
) -> Result<StatusCode, Problem> {
    state.off_thread(move |service| service.delete_draft(&placement, &id, &act(by, None))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A proposal's history
///
/// Who did what with it, when and why; lines are added, never changed.
#[utoipa::path(
    get, path = "/v1/placements/{placement}/policies/{id}/history", tag = "policies",
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "The history.", body = History), ReadProblems),
)]
pub(crate) async fn get_history(
    State(state): State<AppState>,
    InPath((placement, id)): InPath<(String, String)>,
) -> Result<Json<History>, Problem> {
    let kept = state.off_thread(move |service| service.proposal(&placement, &id)).await?;
    Ok(Json(History { history: kept.it.history }))
}

/// What a proposal changes
///
/// Its rules against those of a version, field by field.
#[utoipa::path(
    get, path = "/v1/placements/{placement}/policies/{id}/diff", tag = "policies",
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
        Against,
    ),
    responses((status = 200, description = "The differences.", body = Differences), ReadProblems),
)]
pub(crate) async fn get_diff(
    State(state): State<AppState>,
    InPath((placement, id)): InPath<(String, String)>,
    InQuery(Against { against }): InQuery<Against>,
) -> Result<Json<Differences>, Problem> {
    let (against, differences) = state.off_thread(move |service| service.differences(&placement, &id, against)).await?;
    Ok(Json(Differences { against, differences }))
}
