//! `/v1/watch/{placement}`: what a placement shows, and what comes of it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::AppState;
use super::body::{InPath, InQuery};
use super::problem::{FieldError, Problem, ReadProblems};
use super::shop::check_placement;
use crate::monitor::{DAYS_MAX, Watch};
use crate::service::Service;

/// Over how many days.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Span {
    /// Whole days in UTC, 1 to 92, today included as far as it has come; 7 where it is left out.
    #[param(example = 7)]
    days: Option<u16>,
}

impl Span {
    fn checked(self) -> Result<u16, Problem> {
        let days = self.days.unwrap_or(7);
        if (1..=DAYS_MAX).contains(&days) {
            return Ok(days);
        }
        let detail = format!("`days` must be between 1 and {DAYS_MAX}, not {days}");
        Err(Problem::invalid(vec![FieldError::of_query(&detail)]))
    }
}

/// What a placement shows, and what comes of it
///
/// Counted anew from the decision log at each call: exposure, click and purchase rates by group of items, and by group of customers who
/// allow measuring, with impact ratios whose intervals hold however often somebody looks; drift against as many days before; coverage,
/// concentration, fallbacks, opt-outs, reports, latency; and the alarms that follow. Nothing is told of fewer than 20 people.
#[utoipa::path(
    get, path = "/v1/watch/{placement}", tag = "watch",
    params(("placement" = String, Path, description = "The placement.", example = "home"), Span),
    responses((status = 200, description = "The figures.", body = Watch), ReadProblems),
)]
pub(crate) async fn watch(
    State(state): State<AppState>,
    InPath(placement): InPath<String>,
    InQuery(span): InQuery<Span>,
) -> Result<Json<Watch>, Problem> {
    check_placement(&placement)?;
    let days = span.checked()?;
    state.off_thread(move |service| service.watch(&placement, days, Service::now())).await.map(Json)
}
