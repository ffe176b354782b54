//! The review queue: what waits for somebody to look at, and what is kept out because somebody did.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::page::{Frame, Here};
use super::words::{source_words, verdict_words};
use crate::http::AppState;
use crate::http::pages::asked::Asked;
use crate::http::pages::page::Rendered;
use crate::http::pages::tongue::Tongue;
use crate::http::pages::{PageError, words};
use crate::http::rule::REVIEWERS;
use crate::ids::ItemId;
use crate::oversight::{self, Kept, Review, Source, Suppression};
use crate::service::Service;

/// Entries of one page.
const PAGE: usize = 50;

/// Which part of the queue.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    /// `open` where it is not said; `decided` or `any`.
    state: Option<String>,
    source: Option<String>,
    after: Option<String>,
}

/// An entry in the list.
struct Row {
    id: String,
    title: String,
    source: String,
    placement: String,
    at: String,
    confidence: Option<String>,
    verdict: Option<(String, String)>,
}

/// An item that is kept out.
struct Out {
    title: String,
    placement: Option<String>,
    by: String,
    at: String,
    review: String,
}

#[derive(Template)]
#[template(path = "console/reviews.html")]
struct Reviews {
    frame: Frame,
    state: String,
    source: String,
    sources: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    next: Option<String>,
    out: Vec<Out>,
    may_open: bool,
}

/// `GET /console/reviews`
pub(super) async fn list(State(state): State<AppState>, person: Person, Asked(part): Asked<Part>) -> Response {
    answered(state, move |service| {
        let state = part.state.filter(|state| ["decided", "any"].contains(&state.as_str()));
        let state = state.unwrap_or_else(|| "open".to_owned());
        let source = part.source.as_deref().and_then(|wanted| Source::ALL.into_iter().find(|s| s.as_str() == wanted));
        let is_wanted = |review: &Review| {
            let is_decided = review.ruling().is_some();
            (state == "any" || (state == "decided") == is_decided)
                && source.is_none_or(|wanted| wanted == review.source)
        };
        let found = service.reviews(part.after.as_deref(), PAGE, &is_wanted)?;
        let frame = Frame::new(service, &person, Here::Reviews)?;
        let tongue = frame.words;
        let out = oversight::suppressed(service.store())?.items;
        Ok(Rendered(Reviews {
            next: found.last().filter(|_| found.len() == PAGE).map(|kept| kept.id.clone()),
            rows: found.into_iter().map(|kept| row(tongue, service, kept)).collect::<Result<_, PageError>>()?,
            out: out.into_iter().map(|kept| kept_out(service, kept)).collect::<Result<_, PageError>>()?,
            sources: Source::ALL.map(|source| (source.as_str(), source_words(tongue, source))).to_vec(),
            source: source.map_or(String::new(), |source| source.as_str().to_owned()),
            frame,
            may_open: REVIEWERS.contains(&person.actor.role),
            state,
        }))
    })
    .await
}

/// What an item is called; its id where the shop has withdrawn it.
pub(super) fn title(service: &Service, item: &ItemId) -> Result<String, PageError> {
    Ok(service.store().item(item)?.map_or_else(|| item.to_string(), |item| item.title))
}

fn row(tongue: Tongue, service: &Service, kept: Kept<Review>) -> Result<Row, PageError> {
    let review = kept.it;
    let verdict =
        review.ruling().and_then(|ruling| Some((verdict_words(tongue, ruling.verdict?), ruling.by.name.clone())));
    Ok(Row {
        id: kept.id,
        title: title(service, &review.item)?,
        source: source_words(tongue, review.source),
        confidence: review.confidence.map(|confidence| words::confidence(tongue, confidence)),
        placement: review.placement.unwrap_or_else(|| tongue.say("desk-not-known")),
        at: review.at.minute(),
        verdict,
    })
}

fn kept_out(service: &Service, kept: Suppression) -> Result<Out, PageError> {
    Ok(Out {
        title: title(service, &kept.item)?,
        placement: kept.placement,
        by: kept.by.name,
        at: kept.at.minute(),
        review: kept.review,
    })
}
