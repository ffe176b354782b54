//! `POST /v1/events`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::AppState;
use super::body::{JsonBytes, named_error};
use super::problem::{Problem, WriteProblems};
use super::schemas::{OneOrMany, Rejected, sift};
use crate::event::Event;
use crate::service::Service;

/// What became of a batch of events; `accepted`, `duplicates` and the length of `rejected` add up to its length.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recorded {
    /// New, and durable now.
    #[schema(example = 2)]
    accepted: usize,
    /// Their id was known; the first event with an id wins.
    #[schema(example = 1)]
    duplicates: usize,
    /// Refused, each with what is wrong with it.
    rejected: Vec<Rejected>,
}

/// A day is granted, for clocks that differ.
const FUTURE: &str = "`time` lies more than a day ahead of this service's clock; send when it happened";

/// Takes events
///
/// One event, or an array of at most 1,000. The answer comes after the accepted events are durable. An event that is
/// refused, such as one that lies more than a day ahead, does not keep the others out. Sending an event again is harmless: the first one with an id wins.
/// A `report` comes into the review queue.
#[utoipa::path(
    post, path = "/v1/events", tag = "events",
    request_body(content = OneOrMany<Event>, description = "One event, or an array of at most 1,000."),
    responses((status = 200, description = "What became of each event.", body = Recorded), WriteProblems),
)]
pub(crate) async fn record_events(
    State(state): State<AppState>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Json<Recorded>, Problem> {
    let latest = Service::now().plus_days(1);
    let check = |event: &Event| {
        event.check().map_err(|cause| named_error(&cause.to_string()))?;
        if event.time <= latest { Ok(()) } else { Err(named_error(FUTURE)) }
    };
    let (events, rejected) = sift(&bytes, state.config().limits.batch, check)?;
    let appended = state.off_thread(move |service| service.take_events(&events)).await?;
    state.metrics().count_events(appended.accepted);
    Ok(Json(Recorded { accepted: appended.accepted, duplicates: appended.duplicates, rejected }))
}
