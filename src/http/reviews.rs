//! `/v1/reviews`, the review queue.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::{InPath, InQuery, Typed};
use super::caller::Acting;
use super::idempotency::about;
use super::policies::act;
use super::problem::{Problem, ReadProblems, WriteProblems};
use super::{AppState, cursor};
use crate::decision::ShownReason;
use crate::ids::ItemId;
use crate::oversight::{Figures, Kept, Review, Source, Verdict};
use crate::service::{Service, ServiceError};

/// The most entries of one answer.
const LIMIT_MAX: usize = 200;

/// An entry of the queue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewShown)]
pub(crate) struct Shown {
    /// Its name.
    #[schema(example = "r_0192f0c4a5b2c81f27d3e5a0b91d")]
    id: String,
    /// Counts its changes; whoever decides says which they saw.
    #[schema(example = 1)]
    revision: u64,
    /// The decision that holds; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    /// The rest.
    #[serde(flatten)]
    review: Review,
}

impl From<Kept<Review>> for Shown {
    fn from(kept: Kept<Review>) -> Self {
        let verdict = kept.it.ruling().and_then(|ruling| ruling.verdict);
        Self { id: kept.id, revision: kept.revision, verdict, review: kept.it }
    }
}

/// An entry, and what the customer was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTold)]
pub(crate) struct Told {
    /// The entry.
    #[serde(flatten)]
    shown: Shown,
    /// What was said of the item; `null` where the list that showed it is not known, or was forgotten.
    #[schema(example = json!([{"text": "Because you bought White Metal Lantern.", "share": 0.61}]))]
    reasons: Option<Vec<Said>>,
    /// Items that the decision took for no reason for this one: no model that is trained from now on has a weight from them to it.
    #[schema(example = json!(["71053"]))]
    unlinked: Vec<ItemId>,
}

/// A reason as the customer read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewReason)]
pub(crate) struct Said {
    /// One sentence.
    #[schema(example = "Because you bought White Metal Lantern.")]
    text: String,
    /// Of the item's positive evidence, 0 to 1.
    #[schema(example = 0.61)]
    share: f64,
    /// What it cites: what `wrong_reason` would take back.
    #[schema(example = json!(["71053"]))]
    cites: Vec<ItemId>,
}

/// Some entries of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reviews {
    /// In the order of time.
    reviews: Vec<Shown>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022725f3031922")]
    next: Option<String>,
}

/// Whether an entry is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    /// Not yet, or not any more.
    Open,
    /// It is.
    Decided,
}

/// Which part of the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// `open` or `decided`; both where it is left out.
    #[param(inline, example = "open")]
    state: Option<Wanted>,
    /// Only those that are looked at for this reason.
    #[param(inline, example = "report")]
    source: Option<Source>,
    /// `next` of the part before.
    after: Option<String>,
    /// At most so many, 1 to 200.
    #[param(minimum = 1, maximum = 200, example = 50, default = 50)]
    limit: Option<usize>,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReviewDecision)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decided {
    /// The revision that was seen.
    #[schema(example = 1)]
    revision: u64,
    /// What is decided.
    verdict: Verdict,
    /// Of `wrong_reason`: which of the entry's sentences are wrong, from 0, of those that cite something; all of them where it is left out or empty.
    #[serde(default)]
    #[schema(example = json!([0]))]
    sentences: Vec<usize>,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "The lamp was recalled.")]
    reason: Option<String>,
}

/// That a decision no longer holds.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReviewUndone)]
#[serde(deny_unknown_fields)]
pub(crate) struct Undone {
    /// The revision that was seen.
    #[schema(example = 2)]
    revision: u64,
    /// Why, in your words, 1 to 1,000 characters.
    #[schema(example = "It was another lamp.")]
    reason: Option<String>,
}

/// The review queue
///
/// Customers' reports, recommendations of little confidence or of a sensitive kind, and a sample of each week's decisions, drawn so that
/// anybody can repeat the draw.
#[utoipa::path(
    get, path = "/v1/reviews", tag = "reviews", params(Part),
    responses((status = 200, description = "The entries.", body = Reviews), ReadProblems),
)]
pub(crate) async fn list_reviews(
    State(state): State<AppState>,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Reviews>, Problem> {
    let limit = cursor::limit(part.limit, 50, LIMIT_MAX)?;
    let list = format!("reviews {:?} {:?}", part.state, part.source);
    let after: Option<String> = cursor::after(&list, part.after.as_deref())?;
    let work = move |service: &Service| {
        let is_wanted = |review: &Review| {
            let is_decided = review.ruling().is_some();
            part.state.is_none_or(|state| (state == Wanted::Decided) == is_decided)
                && part.source.is_none_or(|source| source == review.source)
        };
        service.reviews(after.as_deref(), limit, &is_wanted)
    };
    let found = state.off_thread(work).await?;
    let next = cursor::next(&list, &found, limit, |kept| kept.id.clone());
    Ok(Json(Reviews { reviews: found.into_iter().map(Shown::from).collect(), next }))
}

/// An entry
///
/// With the sentences that the customer read and the items that they cite; these may tell what the customer did, and never who that is. For approvers, auditors and admins.
#[utoipa::path(
    get, path = "/v1/reviews/{id}", tag = "reviews",
    params(("id" = String, Path, description = "The entry.", example = "r_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "The entry.", body = Told), ReadProblems),
)]
pub(crate) async fn get_review(
    State(state): State<AppState>,
    InPath(id): InPath<String>,
) -> Result<Json<Told>, Problem> {
    let work = move |service: &Service| {
        let unlinked = service.unlinked_by(&id)?;
        Ok::<_, ServiceError>((service.review(&id)?, unlinked))
    };
    let ((kept, reasons), unlinked) = state.off_thread(work).await?;
    let said = |reason: ShownReason| Said {
        text: reason.text,
        share: reason.share,
        cites: reason.evidence.into_iter().map(|cited| cited.item).collect(),
    };
    Ok(Json(Told { shown: kept.into(), reasons: reasons.map(|all| all.into_iter().map(said).collect()), unlinked }))
}

/// Decides an entry
///
/// `suppress_here` and `suppress_everywhere` keep the item out of the placement, or of all, from the next list on. What the sentences of a
/// `wrong_reason` cite has no weight on the item in any model that is trained from then on. The other verdicts are kept and counted. For
/// approvers and admins.
#[utoipa::path(
    post, path = "/v1/reviews/{id}", tag = "reviews", request_body = Decided,
    params(("id" = String, Path, description = "The entry.", example = "r_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "Decided.", body = Shown), WriteProblems),
)]
pub(crate) async fn decide_review(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    Typed(Decided { revision, verdict, sentences, reason }): Typed<Decided>,
) -> Result<Response, Problem> {
    let work = move |service: &Service| service.rule(&id, revision, Some(verdict), &sentences, &act(by, reason));
    state.off_thread(work).await.map(ruled)
}

/// Undoes a decision
///
/// What it kept out may be shown again, what it took back of what is learnt is learnt again by the next training, and the entry is open. The history keeps both.
#[utoipa::path(
    post, path = "/v1/reviews/{id}/undo", tag = "reviews", request_body = Undone,
    params(("id" = String, Path, description = "The entry.", example = "r_0192f0c4a5b2c81f27d3e5a0b91d")),
    responses((status = 200, description = "Open again.", body = Shown), WriteProblems),
)]
pub(crate) async fn undo_review(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    Typed(Undone { revision, reason }): Typed<Undone>,
) -> Result<Response, Problem> {
    let work = move |service: &Service| service.rule(&id, revision, None, &[], &act(by, reason));
    state.off_thread(work).await.map(ruled)
}

fn ruled(kept: Kept<Review>) -> Response {
    about(kept.subject.clone(), Json(Shown::from(kept)))
}

/// How often people agree
///
/// Of the entries the decided ones, by verdict, with the share that is fine: in all, by source, placement and reviewer. What told of somebody
/// who was erased is no longer counted.
#[utoipa::path(
    get, path = "/v1/reviews/figures", tag = "reviews",
    responses((status = 200, description = "The figures.", body = Figures), ReadProblems),
)]
pub(crate) async fn review_figures(State(state): State<AppState>) -> Result<Json<Figures>, Problem> {
    state.off_thread(|service| service.review_figures()).await.map(Json)
}
