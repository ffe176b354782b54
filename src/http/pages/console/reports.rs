//! The reports that are kept, and a form that makes one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::fault::{Fault, Oops};
use super::page::{Frame, Here};
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled};
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::{LANGUAGES, Tongue};
use crate::http::reports::check_role;
use crate::http::rule::AUDITORS;
use crate::http::{AppState, bundle};
use crate::oversight::Kept;
use crate::report::{Brief, Kind, Language, span};
use crate::service::{ReportWish, Service};
use crate::units::Time;

/// Reports of one page.
const PAGE: usize = 50;
/// How many months the form offers, the present one included.
const MONTHS: usize = 13;

/// Where the list begins.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    after: Option<String>,
}

/// A report that is wanted. Dates are days in UTC, the last one included.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Kind,
    placement: String,
    language: Option<Language>,
    #[serde(default)]
    month: String,
    #[serde(default)]
    since: String,
    #[serde(default)]
    until: String,
}

/// A report in the list.
struct Row {
    id: String,
    title: String,
    placement: String,
    language: &'static str,
    span: String,
    at: String,
    by: String,
}

#[derive(Template)]
#[template(path = "console/reports.html")]
struct Reports {
    frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
    kinds: Vec<(&'static str, String)>,
    placements: Vec<String>,
    months: Vec<String>,
    /// Each with what it calls itself, and whether it is the page's.
    languages: Vec<(&'static str, &'static str, bool)>,
    /// Whether this person may have a bundle for an auditor from outside, and whether a key signs here.
    may_bundle: bool,
    is_signed: bool,
}

/// `GET /console/reports`
pub(super) async fn list(State(state): State<AppState>, person: Person, Asked(part): Asked<Part>) -> Response {
    let is_signed = bundle::is_signed(&state);
    answered(state, move |service| {
        let is_theirs = |brief: &Brief| brief.kind.is_for(person.actor.role);
        let found = service.kept_reports(part.after.as_deref(), PAGE, &is_theirs)?;
        let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_for(person.actor.role));
        let frame = Frame::new(service, &person, Here::Reports)?;
        let tongue = frame.words;
        Ok(Rendered(Reports {
            frame,
            next: found.last().filter(|_| found.len() == PAGE).map(|kept| kept.id.clone()),
            rows: found.into_iter().map(|kept| row(tongue, kept)).collect(),
            kinds: kinds.map(|kind| (kind.as_str(), kind_words(tongue, kind))).collect(),
            placements: service.placements()?,
            months: months(Service::now()),
            languages: LANGUAGES.map(|(code, name)| (code, name, code == tongue.code())).to_vec(),
            may_bundle: AUDITORS.contains(&person.actor.role),
            is_signed,
        }))
    })
    .await
}

/// `POST /console/reports`
pub(super) async fn make(State(state): State<AppState>, person: Person, Filled(wanted): Filled<Wanted>) -> Response {
    answered(state, move |service| {
        if let Err(problem) = check_role(wanted.kind, person.actor.role) {
            return Ok(Oops::new(problem.status(), Fault::Named("fault-report")).into_response());
        }
        let now = Service::now();
        let (since, until) = (midnight(&wanted.since)?, midnight(&wanted.until)?.map(|last| last.plus_days(1)));
        // Days that somebody filled in say more than a month that was chosen already.
        let month = Some(wanted.month.as_str()).filter(|month| !month.is_empty() && since.is_none() && until.is_none());
        let span = match span(month, since, until, now) {
            Ok(span) => span,
            Err(cause) => return Ok(Oops::of_span(&cause).into_response()),
        };
        let is_known = |names: &[String]| names.contains(&wanted.placement);
        if !is_known(&service.placements()?) && !is_known(&service.placements_in(span)?) {
            return Err(PageError::Form("placement"));
        }
        let Wanted { kind, placement, language, .. } = wanted;
        let wish = ReportWish { kind, placement, span, language, by: Some(person.actor) };
        let kept = service.make_report(wish, now)?;
        Ok(see(&format!("/console/reports/{}", encoded(&kept.id))))
    })
    .await
}

/// The month of a bundle.
#[derive(Debug, Deserialize)]
pub(super) struct OfMonth {
    month: String,
    language: Option<Language>,
}

/// `GET /console/reports/bundle`: for an auditor from outside.
pub(super) async fn bundle(State(state): State<AppState>, person: Person, Asked(of): Asked<OfMonth>) -> Response {
    if !bundle::is_signed(&state) {
        return Oops::new(StatusCode::CONFLICT, Fault::Named("fault-unsigned")).into_response();
    }
    let span = match span(Some(&of.month), None, None, Service::now()) {
        Ok(span) => span,
        Err(cause) => return Oops::of_span(&cause).into_response(),
    };
    match bundle::bundled(&state, span, of.language, person.actor).await {
        Ok(file) => file,
        Err(problem) => Oops::of(&problem).into_response(),
    }
}

/// What a kind of report is called.
pub(super) fn kind_words(tongue: Tongue, kind: Kind) -> String {
    tongue.say(&format!("report-{}", kind.as_str()))
}

/// What a language calls itself.
pub(super) fn own_name(language: Language) -> &'static str {
    let found = LANGUAGES.into_iter().find(|(code, _)| *code == language.as_str());
    found.map_or(language.as_str(), |(_, name)| name)
}

fn row(tongue: Tongue, kept: Kept<Brief>) -> Row {
    let Brief { kind, language, placement, span, made_at, by } = kept.it;
    Row {
        id: kept.id,
        title: kind_words(tongue, kind),
        placement,
        language: own_name(language),
        span: tongue.pair("desk-range", span.from.day(), Time::from_millis(span.to.millis() - 1).day()),
        at: made_at.minute(),
        by: by.map_or_else(String::new, |by| by.name),
    }
}

/// The present month and those before it, the newest first.
fn months(now: Time) -> Vec<String> {
    let mut months = vec![now.day().chars().take("2026-06".len()).collect::<String>()];
    let mut first = now;
    while months.len() < MONTHS {
        match span(None, None, None, first) {
            Ok(month) => {
                first = month.from;
                months.push(month.from.day().chars().take("2026-06".len()).collect());
            }
            Err(_) => break,
        }
    }
    months
}

/// The beginning of a day as a form writes it; nothing where it is blank.
fn midnight(day: &str) -> Result<Option<Time>, PageError> {
    if day.is_empty() {
        return Ok(None);
    }
    format!("{day}T00:00:00Z").parse().map(Some).map_err(|_| PageError::Form("since"))
}
