//! `/v1/placements/{placement}/policies/...`: the steps from a draft to a live policy, and back.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Shown, act};
use crate::access::Actor;
use crate::http::AppState;
use crate::http::body::{InPath, Typed};
use crate::http::caller::Acting;
use crate::http::door::Caller;
use crate::http::preview::threads;
use crate::http::problem::{Problem, WriteProblems};
use crate::http::shop::check_placement;
use crate::oversight::{Act, Step};
use crate::service::Service;
use crate::units::Time;

/// A step.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ProposalDecision)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    /// The revision that was seen: what has changed since is not decided unseen.
    #[schema(example = 3)]
    revision: u64,
    /// Why, in your words, 1 to 1,000 characters; needed for all but publishing.
    #[schema(example = "The summer goods have arrived.")]
    reason: Option<String>,
}

/// When to go live.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publication {
    /// The revision that was seen.
    #[schema(example = 4)]
    revision: u64,
    /// Why, in your words.
    #[schema(example = "As agreed for Monday.")]
    reason: Option<String>,
    /// When it goes live by itself; now where absent.
    at: Option<Time>,
}

/// Where to return to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Return {
    /// The version whose rules are to hold again, 0 for the standard ones; the one before the live one where absent.
    #[schema(example = 9)]
    version: Option<u32>,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "Orders of small makers fell by half.")]
    reason: Option<String>,
}

/// Measures a draft
///
/// As `POST /v1/placements/{placement}/preview` does, and keeps what was measured with the draft.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/preview", tag = "policies",
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The draft.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "The draft, measured.", body = Shown), WriteProblems),
)]
pub(crate) async fn preview_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath((placement, id)): InPath<(String, String)>,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.preview_draft(&placement, &id, &act(by, None), threads());
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Hands a draft in
///
/// What it would change is measured now, kept for whoever approves it, and held against the thresholds. `needs_approval` says whether one
/// is met, `checks` which; where none is, its author may publish it at once.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/submit", tag = "policies", request_body = Decision,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The draft.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "Submitted.", body = Shown), WriteProblems),
)]
pub(crate) async fn submit_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath((placement, id)): InPath<(String, String)>,
    Typed(Decision { revision, reason }): Typed<Decision>,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.submit(&placement, &id, revision, &act(by, reason), threads());
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Approves a proposal
///
/// An approver or an admin who did not write it, and who may not be its author by a key that was given out over the API in the last seven
/// days (`docs/oversight.md`). It is not live yet: publish it.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/approve", tag = "policies", request_body = Decision,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "Approved.", body = Shown), WriteProblems),
)]
pub(crate) async fn approve_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    Caller { known_to, .. }: Caller,
    InPath((placement, id)): InPath<(String, String)>,
    Typed(Decision { revision, reason }): Typed<Decision>,
) -> Result<Json<Shown>, Problem> {
    let act = Act { known_to, ..act(by, reason) };
    let work = move |service: &Service| service.step(&placement, &id, revision, Step::Approve, &act);
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Rejects a proposal
///
/// An approver or an admin who did not write it, until it is live. Its author may change and submit it again.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/reject", tag = "policies", request_body = Decision,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "Rejected.", body = Shown), WriteProblems),
)]
pub(crate) async fn reject_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(which): InPath<(String, String)>,
    Typed(decision): Typed<Decision>,
) -> Result<Json<Shown>, Problem> {
    take(&state, which, decision, Step::Reject, by).await
}

/// Withdraws a proposal
///
/// Its author or an admin, until it is live; for good.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/withdraw", tag = "policies", request_body = Decision,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "Withdrawn.", body = Shown), WriteProblems),
)]
pub(crate) async fn withdraw_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(which): InPath<(String, String)>,
    Typed(decision): Typed<Decision>,
) -> Result<Json<Shown>, Problem> {
    take(&state, which, decision, Step::Withdraw, by).await
}

/// Publishes a proposal
///
/// Now, or by itself `at` a moment, which a restart does not miss. What was approved by its author or an approver; what needs no approval by
/// its author, as long as the policy that it was measured against is live. It becomes the next version of the placement, and the version
/// before it is retired.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/{id}/publish", tag = "policies", request_body = Publication,
    params(
        ("placement" = String, Path, description = "The placement.", example = "home"),
        ("id" = String, Path, description = "The proposal.", example = "p_019ac2f05a7e7c3b9d0e2f6b8a1c4d5e"),
    ),
    responses((status = 200, description = "Live or scheduled.", body = Shown), WriteProblems),
)]
pub(crate) async fn publish_proposal(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath((placement, id)): InPath<(String, String)>,
    Typed(Publication { revision, reason, at }): Typed<Publication>,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.publish(&placement, &id, revision, at, &act(by, reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Returns to an earlier version
///
/// Its rules are live at once, as a new version that names the one that it returns to. For approvers and admins.
#[utoipa::path(
    post, path = "/v1/placements/{placement}/policies/rollback", tag = "policies", request_body = Return,
    params(("placement" = String, Path, description = "The placement.", example = "home")),
    responses((status = 200, description = "Live.", body = Shown), WriteProblems),
)]
pub(crate) async fn roll_back(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(placement): InPath<String>,
    Typed(Return { version, reason }): Typed<Return>,
) -> Result<Json<Shown>, Problem> {
    check_placement(&placement)?;
    let work = move |service: &Service| service.roll_back(&placement, version, &act(by, reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}

/// Takes a step that follows from nothing but the proposal.
async fn take(
    state: &AppState,
    (placement, id): (String, String),
    Decision { revision, reason }: Decision,
    step: Step,
    by: Actor,
) -> Result<Json<Shown>, Problem> {
    let work = move |service: &Service| service.step(&placement, &id, revision, step, &act(by, reason));
    state.off_thread(work).await.map(|kept| Json(kept.into()))
}
