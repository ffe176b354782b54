//! `/v1/disclosure`

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::AppState;
use super::body::{InPath, InQuery};
use super::problem::{Problem, ReadProblems};
use super::shop::check_placement;
use crate::disclosure::Disclosure;

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Language {
    /// A locale; the shop's where it is left out, English where there are no texts for it.
    #[param(example = "en")]
    locale: Option<String>,
}

/// How a placement chooses
///
/// What data are used, what a score is made of with the measured share of each parameter in the last decisions and why it
/// weighs as it does, which rules of promotion, fairness and variety are in force, and what a customer can do, switching
/// personalisation off included. Made from the live configuration. Shares are told once the decisions rest on 20 people or on nobody.
#[utoipa::path(
    get, path = "/v1/disclosure/{placement}", tag = "placements",
    params(("placement" = String, Path, description = "The placement.", example = "home"), Language),
    responses((status = 200, description = "The disclosure.", body = Disclosure), ReadProblems),
)]
pub(crate) async fn disclose(
    State(state): State<AppState>,
    InPath(placement): InPath<String>,
    InQuery(Language { locale }): InQuery<Language>,
) -> Result<Json<Disclosure>, Problem> {
    check_placement(&placement)?;
    state.off_thread(move |service| service.disclose(&placement, locale.as_deref())).await.map(Json)
}
