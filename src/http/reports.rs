//! `/v1/reports`: what was shown in a span, and what came of it, as documents that are kept.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::AppState;
use super::body::{InPath, InQuery, Typed};
use super::caller::Acting;
use super::cursor::{self, Part};
use super::pages::{ReportForm, report_file};
use super::problem::{FieldError, Kind as Refused, Problem, ReadProblems, WriteProblems};
use super::rule::{OVERSEERS, Routes, Rule};
use super::shop::check_placement;
use crate::access::Role;
use crate::oversight::Kept;
use crate::report::{Brief, Kind, Language, Report, span};
use crate::service::{ReportWish, Service};
use crate::units::Time;

/// A report in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportListed)]
pub(crate) struct Listed {
    /// Its name.
    #[schema(example = "t_7ffffe63b8a4c1d28b1d3e5a0b91d7f2")]
    id: String,
    /// The rest.
    #[serde(flatten)]
    brief: Brief,
}

/// Some reports.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reports {
    /// The newest first.
    reports: Vec<Listed>,
    /// Give it as `after` to go on; `null` at the end.
    #[schema(example = "5d0f8a1c2b3e4f6022725f3031922")]
    next: Option<String>,
}

/// Which report is wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReportWish)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// What it is about.
    kind: Kind,
    /// Where; `home` where absent.
    #[schema(example = "home")]
    placement: Option<String>,
    /// A month in UTC, `YYYY-MM`; the last whole one where absent, unless `since` and `until` are given.
    #[schema(example = "2026-06")]
    month: Option<String>,
    /// Instead of a month: when the first day begins, at midnight in UTC.
    since: Option<Time>,
    /// When the last day is over, at a midnight too, at most 92 days later.
    until: Option<Time>,
    /// The language of its headings and sentences; the shop's where absent, English where reports do not speak that.
    language: Option<Language>,
}

/// In which form.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct InForm {
    /// `json`; `csv`, one table with a row for each cell; or `html`, a page with charts that needs nothing but itself.
    #[serde(default)]
    #[param(inline, example = "json")]
    format: ReportForm,
}

/// A report that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportKept)]
pub(crate) struct Made {
    /// Its name.
    #[schema(example = "t_7ffffe63b8a4c1d28b1d3e5a0b91d7f2")]
    id: String,
    /// The rest.
    #[serde(flatten)]
    report: Report,
}

/// The routes with their rules; which kinds a marketer may see is asked of the kind.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(Rule::keys(OVERSEERS), routes!(list_reports))
        .add(Rule::keys(OVERSEERS).noted(), routes!(make_report))
        .add(Rule::keys(OVERSEERS), routes!(get_report))
}

/// Refuses who may see reports, but not of this kind.
pub(super) fn check_role(kind: Kind, role: Role) -> Result<(), Problem> {
    if kind.is_for(role) {
        return Ok(());
    }
    Err(Problem::new(
        Refused::Forbidden,
        "a marketer reads the reviews of campaigns; the other reports are for those who check",
    ))
}

/// The reports
///
/// Those that are kept, in short; a marketer sees the reviews of campaigns alone.
#[utoipa::path(
    get, path = "/v1/reports", tag = "watch", params(Part),
    responses((status = 200, description = "The reports.", body = Reports), ReadProblems),
)]
pub(crate) async fn list_reports(
    State(state): State<AppState>,
    Acting(by): Acting,
    InQuery(part): InQuery<Part>,
) -> Result<Json<Reports>, Problem> {
    let list = format!("reports {}", by.role);
    let (limit, after) = part.of::<String>(&list)?;
    let work = move |service: &Service| {
        service.kept_reports(after.as_deref(), limit, &|brief: &Brief| brief.kind.is_for(by.role))
    };
    let found = state.off_thread(work).await?;
    let next = cursor::next(&list, &found, limit, |kept| kept.id.clone());
    let listed = found.into_iter().map(|Kept { id, it: brief, .. }| Listed { id, brief });
    Ok(Json(Reports { reports: listed.collect(), next }))
}

/// Makes a report
///
/// Counted from the decision log, and kept as it was made. Every share has a 95 % interval and its number of people, or is counted in full;
/// nothing is told of fewer than 20 people. It is told in one language, and says in which; figures and ids are the same in each. A marketer
/// makes the reviews of campaigns alone.
#[utoipa::path(
    post, path = "/v1/reports", tag = "watch", request_body = Wanted,
    responses((status = 201, description = "The report.", body = Made), WriteProblems),
)]
pub(crate) async fn make_report(
    State(state): State<AppState>,
    Acting(by): Acting,
    Typed(wanted): Typed<Wanted>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    check_role(wanted.kind, by.role)?;
    let placement = wanted.placement.unwrap_or_else(|| "home".to_owned());
    check_placement(&placement)?;
    let now = Service::now();
    let span = span(wanted.month.as_deref(), wanted.since, wanted.until, now).map_err(|cause| {
        let pointer = if wanted.month.is_some() { "/month" } else { "/since" };
        Problem::invalid(vec![FieldError { pointer: pointer.to_owned(), detail: cause.to_string() }])
    })?;
    let wish = ReportWish { kind: wanted.kind, placement, span, language: wanted.language, by: Some(by) };
    let kept = state.off_thread(move |service| service.make_report(wish, now)).await?;
    Ok((StatusCode::CREATED, Json(Made { id: kept.id, report: kept.it })))
}

/// A report
///
/// As it was made; as a file to save where another form than JSON is asked for. A marketer reads the reviews of campaigns alone.
#[utoipa::path(
    get, path = "/v1/reports/{id}", tag = "watch",
    params(("id" = String, Path, description = "The report.", example = "t_7ffffe63b8a4c1d28b1d3e5a0b91d7f2"), InForm),
    responses(
        (status = 200, description = "It.", content(
            (Made = "application/json"), (String = "text/csv"), (String = "text/html"),
        )),
        ReadProblems,
    ),
)]
pub(crate) async fn get_report(
    State(state): State<AppState>,
    Acting(by): Acting,
    InPath(id): InPath<String>,
    InQuery(InForm { format }): InQuery<InForm>,
) -> Result<Response, Problem> {
    let kept = state.off_thread(move |service| service.kept_report(&id)).await?;
    check_role(kept.it.kind, by.role)?;
    Ok(match format {
        ReportForm::Json => Json(Made { id: kept.id, report: kept.it }).into_response(),
        ReportForm::Csv | ReportForm::Html => report_file(&kept.it, format),
    })
}
