//! `POST /v1/events`

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::AppState;
use super::body::{JsonBytes, named_error, parse};
use super::door::{Caller, not_theirs};
use super::idempotency::{IsKept, Turn};
use super::problem::{Kind, Problem, WriteProblems};
use super::schemas::{OneOrMany, Rejected, sift};
use crate::event::{Event, Subject, Usage};
use crate::service::{History, Misquote, Service, ServiceError};
use crate::store::Appended;

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
    /// Taken, although what they say of a `decision` cannot be so; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    misquoted: Vec<Misquoted>,
}

/// An event that was taken, but leads back to no decision.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Misquoted {
    /// Its place in the batch, from 0.
    #[schema(example = 0)]
    index: usize,
    /// What is wrong with its `decision`.
    #[schema(example = "`decision` does not show `item`; send it only with what its list led to")]
    detail: &'static str,
}

/// A day is granted, for clocks that differ.
const FUTURE: &str = "`time` lies more than a day ahead of this service's clock; send when it happened";

/// Takes events
///
/// One event, or an array of at most 1,000. The answer comes after the accepted events are durable. An event that is
/// refused, such as one that lies more than a day ahead, does not keep the others out. Sending an event again is harmless: the first one with an id wins.
/// A `report` comes into the review queue. A `decision` of somebody else, or one that does not show the item, is left out of the event, and told
/// as `misquoted`; so is one that is not known, which stays.
/// With a publishable key, `customer` and `visitor` may be left out, for the token says who it is; an event of somebody else refuses them
/// all (403). With `Sec-GPC: 1` beside a token, events are kept as not to be used.
#[utoipa::path(
    post, path = "/v1/events", tag = "events",
    request_body(content = OneOrMany<Event>, description = "One event, or an array of at most 1,000."),
    responses((status = 200, description = "What became of each event.", body = Recorded), WriteProblems),
)]
pub(crate) async fn record_events(
    State(state): State<AppState>,
    caller: Caller,
    turn: Option<Extension<Turn>>,
    JsonBytes(bytes): JsonBytes,
) -> Result<Response, Problem> {
    let bytes = caller.bound.as_ref().map_or(Ok(bytes.clone()), |subject| of_subject(&bytes, subject))?;
    let turn = turn.map(|Extension(turn)| turn);
    // A repetition is looked at with the eyes of the first time.
    let now = if let Some(Turn::Again { at, .. }) = &turn { *at } else { Service::now() };
    let latest = now.plus_days(1);
    let check = |event: &Event| {
        event.check().map_err(|cause| named_error(&cause.to_string()))?;
        if event.time <= latest { Ok(()) } else { Err(named_error(FUTURE)) }
    };
    let (mut events, rejected) = sift(&bytes, state.config().limits.batch, check)?;
    if caller.history == History::Unused {
        events.iter_mut().for_each(|event| event.usage = Usage::Unused);
    }
    let is_again = matches!(turn, Some(Turn::Again { .. }));
    let ((appended, misquoted), is_kept) = match turn {
        Some(Turn::Again { appended, misquoted, .. }) => ((appended, misquoted), false),
        Some(Turn::First(place)) => {
            let take = move |service: &Service| {
                let misquoted = service.check_quotes(&mut events);
                let taken = service.take_events_once(&events, &place, (now, misquoted.clone()))?;
                Ok::<_, ServiceError>(taken.map(|appended| (appended, misquoted)))
            };
            (state.off_thread(take).await?.ok_or_else(overtaken)?, true)
        }
        None => {
            let take = move |service: &Service| {
                let misquoted = service.check_quotes(&mut events);
                Ok::<_, ServiceError>((service.take_events(&events)?, misquoted))
            };
            (state.off_thread(take).await?, false)
        }
    };
    let misquoted = in_the_batch(&misquoted, &rejected);
    let Appended { accepted, duplicates } = appended;
    let mut response = Json(Recorded { accepted, duplicates, rejected, misquoted }).into_response();
    if is_kept {
        response.extensions_mut().insert(IsKept);
    }
    if !is_again {
        state.metrics().count_events(accepted);
    }
    Ok(response)
}

/// By their places in the batch, which holds those that were rejected too.
fn in_the_batch(misquoted: &[(usize, Misquote)], rejected: &[Rejected]) -> Vec<Misquoted> {
    let out: BTreeSet<usize> = rejected.iter().map(|rejected| rejected.index).collect();
    let mut places = (0..).filter(|index| !out.contains(index)).enumerate();
    let place = |&(wanted, misquote): &(usize, Misquote)| {
        let (_, index) = places.find(|(nth, _)| *nth == wanted).expect("they come in order, and there is no end");
        Misquoted { index, detail: misquote.as_str() }
    };
    misquoted.iter().map(place).collect()
}

fn overtaken() -> Problem {
    Problem::new(Kind::Conflict, "another process works on the request with this `Idempotency-Key`")
}

/// The same events, each of the one who alone may be meant. What is no event is refused later, as any other.
fn of_subject(bytes: &[u8], subject: &Subject) -> Result<Bytes, Problem> {
    let mut body: Value = parse(bytes)?;
    let (field, id) = match subject {
        Subject::Customer(id) => ("customer", id.as_str()),
        Subject::Visitor(id) => ("visitor", id.as_str()),
    };
    let entries = match &mut body {
        Value::Array(entries) => entries.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
        let named = ["customer", "visitor"].map(|name| entry.get(name).filter(|id| !id.is_null()).map(|id| (name, id)));
        if named.iter().flatten().any(|(name, named)| *name != field || named.as_str() != Some(id)) {
            return Err(not_theirs());
        }
        entry.insert(field.to_owned(), Value::from(id));
    }
    Ok(serde_json::to_vec(&body).expect("a value is plain data").into())
}
