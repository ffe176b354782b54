//! `/v1/shop` and `/v1/placements/{placement}/policy`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::AppState;
use super::body::{InPath, InQuery, JsonBytes, Typed, parse_named};
use super::caller::Acting;
use super::policies::act;
use super::problem::{FieldError, Kind, Problem, ReadProblems, WriteProblems};
use crate::rerank::Policy;
use crate::service::{Reworded, Service};
use crate::store::Shop;

/// The longest name, language or placement, in characters.
const TEXT_MAX: usize = 64;

/// The shop's settings
///
/// Its name, its language, and its declared basis for customers who have not chosen yet.
#[utoipa::path(
    get, path = "/v1/shop", tag = "shop",
    responses((status = 200, description = "The settings.", body = Shop), ReadProblems),
)]
pub(crate) async fn get_shop(State(state): State<AppState>) -> Result<Json<Shop>, Problem> {
    state.off_thread(|service| service.store().shop()).await.map(Json)
}

/// Replaces the shop's settings
///
/// They count from the next request on; the declared basis also for the next training. Once rules are live, another `tone` or language of
/// `locale` is a change of what was approved: 409 names the placements where people would read other words, those whose rules leave it to the
/// shop and those that were shown in the last 31 days without any. Each gets a draft that says it, which somebody approves; where all do, the
/// shop's own is free again.
#[utoipa::path(
    put, path = "/v1/shop", tag = "shop", request_body = Shop,
    responses((status = 200, description = "Saved and durable.", body = Shop), WriteProblems),
)]
pub(crate) async fn put_shop(State(state): State<AppState>, Typed(shop): Typed<Shop>) -> Result<Json<Shop>, Problem> {
    let texts = [("/name", &shop.name), ("/locale", &shop.locale)];
    let mut errors: Vec<FieldError> = texts.into_iter().filter_map(|(field, text)| wrong_text(field, text)).collect();
    if shop.consent_unrecorded.measure_fairness {
        let detail = "measuring fairness always needs a customer's choice".to_owned();
        errors.push(FieldError { pointer: "/consent_unrecorded/measure_fairness".to_owned(), detail });
    }
    if !errors.is_empty() {
        return Err(Problem::invalid(errors));
    }
    let save = move |service: &Service| match service.reworded(&shop, Service::now())?.as_slice() {
        [] => {
            service.store().put_shop(&shop)?;
            Ok(shop)
        }
        reworded => Err(unapproved(reworded)),
    };
    state.off_thread(save).await.map(Json)
}

/// Refuses what people would read without anybody's approval.
fn unapproved(reworded: &[Reworded]) -> Problem {
    let of = |Reworded { field, placements }: &Reworded| {
        let named: Vec<String> = placements.iter().map(|name| format!("`{name}`")).collect();
        let detail = format!(
            "people would read another {field} in {} without anybody's approval: hand in a draft of their rules that says `{field}` first \
             (POST /v1/placements/{{placement}}/policies)",
            named.join(", ")
        );
        FieldError { pointer: format!("/{field}"), detail }
    };
    Problem::of_fields(Kind::Conflict, reworded.iter().map(of).collect())
}

fn wrong_text(field: &str, text: &str) -> Option<FieldError> {
    let is_fine = !text.trim().is_empty() && text.chars().count() <= TEXT_MAX;
    let detail = || format!("`{field}` must have 1 to {TEXT_MAX} characters");
    (!is_fine).then(|| FieldError { pointer: field.to_owned(), detail: detail() })
}

/// The live policy of a placement
///
/// The standard policy, version 0, where none was saved. `/v1/placements/{placement}/policies` says how rules become live.
#[utoipa::path(
    get, path = "/v1/placements/{placement}/policy", tag = "placements",
    params(("placement" = String, Path, description = "The placement.", example = "home")),
    responses((status = 200, description = "The policy.", body = Policy), ReadProblems),
)]
pub(crate) async fn get_policy(
    State(state): State<AppState>,
    InPath(placement): InPath<String>,
) -> Result<Json<Policy>, Problem> {
    check_placement(&placement)?;
    state.off_thread(move |service| service.policy(&placement)).await.map(Json)
}

/// Why, in the caller's words.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Because {
    /// Why approval is passed by, 1 to 1,000 characters.
    #[param(example = "The recalled lamp must go now.")]
    reason: Option<String>,
}

/// Makes a policy live at once, past approval
///
/// For admins, and for what cannot wait: it becomes the next version unmeasured and without anybody's approval. It is on record as imposed,
/// with its reason and the thresholds that would have asked for approval. The `placement` may be left out of the body, and its `version` is not
/// read. Earlier decisions keep naming their version.
#[utoipa::path(
    put, path = "/v1/placements/{placement}/policy", tag = "placements", request_body = Policy,
    params(("placement" = String, Path, description = "The placement.", example = "home"), Because),
    responses((status = 200, description = "Saved, durable and live.", body = Policy), WriteProblems),
)]
pub(crate) async fn put_policy(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(placement): InPath<String>,
    InQuery(Because { reason }): InQuery<Because>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Policy>, Problem> {
    check_placement(&placement)?;
    let policy: Policy = parse_named(&bytes, "placement", &placement)?;
    policy.check().map_err(|cause| Problem::failed_check(&cause))?;
    let kept = state.off_thread(move |service| service.impose(&policy, &act(by, reason))).await?;
    Ok(Json(kept.it.policy))
}

/// Refuses a placement that is no name.
pub(super) fn check_placement(placement: &str) -> Result<(), Problem> {
    match wrong_text("placement", placement) {
        Some(error) => Err(Problem::new(Kind::Invalid, error.detail)),
        None => Ok(()),
    }
}
