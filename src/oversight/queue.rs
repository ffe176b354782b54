//! What comes into the review queue, and under which name: a draw that anybody can repeat.

use super::review::{Review, Source};
use super::settings::Sampling;
use crate::decision::{Answer, AnswerItem};
use crate::ids::{DecisionId, EventId, ItemId};
use crate::units::{DAY_MS, Time};

/// From 1 January 1970, a Thursday, to the Monday after it.
const FIRST_MONDAY_MS: i64 = 4 * DAY_MS;

/// The week of a moment, from Monday to Sunday in UTC, counted from that of 5 January 1970.
#[must_use]
pub const fn week(at: Time) -> i64 {
    at.millis().saturating_sub(FIRST_MONDAY_MS).div_euclid(7 * DAY_MS)
}

/// The items of an answer that are drawn for review, at most one for each source.
///
/// A decision is drawn for a source when the hash of week, source and decision, read as a number in [0, 1), is below the source's rate: the
/// seed of the draw is the week. Of a list that is drawn as a sample the hash also picks the item; else it is the first that qualifies.
#[must_use]
pub fn picks(
    sampling: &Sampling,
    placement: &str,
    answer: &Answer,
    at: Time,
    is_sensitive: impl Fn(&ItemId) -> bool,
) -> Vec<Review> {
    let (items, week) = (&answer.items, week(at));
    if items.is_empty() {
        return Vec::new();
    }
    let sources = [
        (Source::Sensitive, sampling.sensitive),
        (Source::LowConfidence, sampling.low_confidence),
        (Source::Sample, sampling.random),
    ];
    let pick = |(source, rate): (Source, f64)| {
        let (place, pick) = drawn(week, source, &answer.decision);
        if place >= rate {
            return None;
        }
        let item = match source {
            Source::Sensitive => items.iter().find(|item| is_sensitive(&item.item)),
            Source::LowConfidence => items.iter().find(|item| item.confidence < sampling.confidence_min),
            Source::Sample | Source::Report => items.get(usize::try_from(pick).unwrap_or_default() % items.len()),
        };
        item.map(|item| review(source, week, placement, item, answer, at))
    };
    sources.into_iter().filter_map(pick).collect()
}

fn review(source: Source, week: i64, placement: &str, item: &AnswerItem, answer: &Answer, at: Time) -> Review {
    Review {
        source,
        at,
        item: item.item.clone(),
        decision: Some(answer.decision.clone()),
        placement: Some(placement.to_owned()),
        confidence: Some(item.confidence),
        week: Some(week),
        event: None,
        history: Vec::new(),
    }
}

/// Where a decision falls in the draw of a source: a number in [0, 1), and another to pick with.
fn drawn(week: i64, source: Source, decision: &DecisionId) -> (f64, u32) {
    let hash = blake3::hash(format!("{week}/{source:?}/{decision}").as_bytes());
    let number = |at: usize| u32::from_le_bytes(std::array::from_fn(|byte| hash.as_bytes()[at + byte]));
    (f64::from(number(0)) / (f64::from(u32::MAX) + 1.0), number(4))
}

/// The name of an entry that was drawn: the same for the same draw, and in the order of time.
#[must_use]
pub fn sampled_id(source: Source, decision: &DecisionId, at: Time) -> String {
    name(at, &format!("{source:?}/{decision}"))
}

/// The name of the entry that a report makes: the same however often the event is sent.
#[must_use]
pub fn report_id(event: &EventId, at: Time) -> String {
    name(at, &format!("event/{event}"))
}

/// What stands before the names of all entries of a moment or later.
#[must_use]
pub fn first_id(at: Time) -> String {
    format!("r_{:012x}", at.millis().max(0))
}

fn name(at: Time, what: &str) -> String {
    let hash = blake3::hash(what.as_bytes()).to_hex();
    format!("{}{}", first_id(at), &hash[..16])
}
