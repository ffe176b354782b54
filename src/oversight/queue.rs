//! What comes into the review queue, and under which name: a draw that anybody can repeat.

use super::review::{Review, Source};
use super::settings::Sampling;
use crate::decision::{Answer, AnswerItem};
use crate::ids::{DecisionId, EventId, ItemId};
use crate::units::{DAY_MS, Time};

/// From 1 January 1970, a Thursday, to the Monday after it.
const FIRST_MONDAY_MS: i64 = 4 * DAY_MS;
/// How many places a draw has.
const PLACES: f64 = 18_446_744_073_709_551_616.0;

/// The week of a moment, from Monday to Sunday in UTC, counted from that of 5 January 1970.
#[must_use]
pub const fn week(at: Time) -> i64 {
    at.millis().saturating_sub(FIRST_MONDAY_MS).div_euclid(7 * DAY_MS)
}

/// The first moment of a week.
#[must_use]
pub const fn week_begins(week: i64) -> Time {
    Time::from_millis(week.saturating_mul(7 * DAY_MS).saturating_add(FIRST_MONDAY_MS))
}

/// The items of an answer that are drawn for review by a rate, at most one for each source: the first that qualifies.
///
/// A decision is drawn for a source when the hash of week, source and decision, read as a number in [0, 1), is below the source's rate: the
/// seed of the draw is the week.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a rate needs no more digits of a place than a number has")]
pub fn picks(
    sampling: &Sampling,
    placement: &str,
    answer: &Answer,
    at: Time,
    is_sensitive: impl Fn(&ItemId) -> bool,
) -> Vec<Review> {
    let (items, week) = (&answer.items, week(at));
    let is_drawn = |source: Source, rate: f64| {
        let [place, _] = drawn(week, source, &answer.decision);
        (place as f64) < rate * PLACES
    };
    let sensitive = items.iter().find(|item| is_sensitive(&item.item));
    let low = items.iter().find(|item| item.confidence < sampling.confidence_min);
    let of =
        [(Source::Sensitive, sampling.sensitive, sensitive), (Source::LowConfidence, sampling.low_confidence, low)];
    let of = of.into_iter().filter(|(source, rate, item)| item.is_some() && is_drawn(*source, *rate));
    of.filter_map(|(source, _, item)| Some(review(source, week, placement, item?, answer, at))).collect()
}

/// The entry that an answer would be in the sample of its week, with its place there: the lists with the lowest places are the sample, so
/// that each is as likely to be in it as any other, however many there will be. The hash also picks the item. Nothing for an empty list.
#[must_use]
pub fn candidate(placement: &str, answer: &Answer, at: Time) -> Option<(u64, Review)> {
    let week = week(at);
    let [place, pick] = drawn(week, Source::Sample, &answer.decision);
    let n_items = answer.items.len() as u64;
    let item = answer.items.get(usize::try_from(pick.checked_rem(n_items)?).ok()?)?;
    Some((place, review(Source::Sample, week, placement, item, answer, at)))
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
        displaced: false,
        history: Vec::new(),
    }
}

/// Where a decision falls in the draw of a source: a number, and another to pick with.
fn drawn(week: i64, source: Source, decision: &DecisionId) -> [u64; 2] {
    let hash = blake3::hash(format!("{week}/{source:?}/{decision}").as_bytes());
    [0, 8].map(|at| u64::from_le_bytes(std::array::from_fn(|byte| hash.as_bytes()[at + byte])))
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
