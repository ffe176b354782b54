//! Incidents: what is open first, then what was resolved, and the form for what somebody saw.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::reviews::title;
use super::steps::because;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Asked, Filled};
use crate::http::pages::page::Rendered;
use crate::http::pages::placement_name;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::words::quoted;
use crate::http::rule::PLANNERS;
use crate::oversight::{Incident, Kept, Line, Origin, Phase, REASON_CHARS_MAX, TITLE_CHARS_MAX};
use crate::report::title_in_words;
use crate::service::Service;

/// Resolved incidents of one page.
const PAGE: usize = 50;

/// Which part of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    page: Option<usize>,
}

/// An incident in the list.
struct Row {
    id: String,
    title: String,
    is_english: bool,
    from: String,
    placement: Option<String>,
    owner: Option<String>,
    opened: String,
    last: String,
}

#[derive(Template)]
#[template(path = "console/incidents.html")]
struct Incidents {
    frame: Frame,
    open: Vec<Row>,
    resolved: Vec<Row>,
    page: usize,
    pages: usize,
    places: Vec<String>,
    may_open: bool,
    title_chars_max: usize,
    reason_chars_max: usize,
}

/// `GET /console/incidents`
pub(super) async fn list(State(state): State<AppState>, person: Person, Asked(part): Asked<Part>) -> Response {
    answered(state, move |service| {
        let open = service.incidents(None, usize::MAX, Some(Phase::Open))?;
        let resolved = service.incidents(None, usize::MAX, Some(Phase::Resolved))?;
        let pages = resolved.len().div_ceil(PAGE).max(1);
        let page = part.page.unwrap_or(1).clamp(1, pages);
        let frame = Frame::new(service, &person, Here::Incidents)?;
        let row = |kept: &Kept<Incident>| row(frame.words, service, kept);
        let resolved = resolved.iter().rev().skip((page - 1) * PAGE).take(PAGE);
        Ok(Rendered(Incidents {
            open: open.iter().rev().map(row).collect::<Result<_, PageError>>()?,
            resolved: resolved.map(row).collect::<Result<_, PageError>>()?,
            frame,
            page,
            pages,
            places: service.placements()?,
            may_open: PLANNERS.contains(&person.actor.role),
            title_chars_max: TITLE_CHARS_MAX,
            reason_chars_max: REASON_CHARS_MAX,
        }))
    })
    .await
}

fn row(tongue: Tongue, service: &Service, kept: &Kept<Incident>) -> Result<Row, PageError> {
    let Incident { origin, placement, owner, log, .. } = &kept.it;
    let at = |line: Option<&Line>| line.map(|line| line.at.minute()).unwrap_or_default();
    let (title, is_english) = titled(tongue, service, &kept.it)?;
    Ok(Row {
        id: kept.id.clone(),
        title,
        is_english,
        from: from(tongue, origin),
        placement: placement.clone(),
        owner: owner.clone(),
        opened: at(log.first()),
        last: at(log.last()),
    })
}

/// A title, and whether it is one that the service wrote, which it does in English.
pub(super) fn titled(tongue: Tongue, service: &Service, incident: &Incident) -> Result<(String, bool), PageError> {
    if incident.origin == Origin::Person {
        return Ok((quoted(tongue, &incident.title), false));
    }
    let told = title_in_words(&tongue, incident, |item| title(service, item))?;
    Ok(told.map_or_else(|| (quoted(Tongue::english(), &incident.title), true), |told| (told, false)))
}

/// What an incident comes from.
pub(super) fn from(tongue: Tongue, origin: &Origin) -> String {
    tongue.say(match origin {
        Origin::Alarm { .. } => "from-alarm",
        Origin::Review { .. } => "from-review",
        Origin::Person => "from-person",
    })
}

/// What somebody saw.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    #[serde(default)]
    placement: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    reason: String,
}

/// `POST /console/incidents`
pub(super) async fn open(State(state): State<AppState>, person: Person, Filled(seen): Filled<Seen>) -> Response {
    answered(state, move |service| {
        let placement = Some(seen.placement).filter(|name| !name.trim().is_empty());
        placement.as_deref().map_or(Ok(()), placement_name)?;
        let act = because(person.actor, seen.reason);
        let kept = service.open_incident(placement, &seen.title, &act)?;
        Ok(see(&format!("/console/incidents/{}?done=opened", encoded(&kept.id))))
    })
    .await
}
