//! Selection rates by group, and whether a gap between them is more than chance.

use serde::Serialize;

use super::fairness::FOUR_FIFTHS;
use super::sequential::{RateInterval, rate_interval};

/// What happened to one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// Its name.
    pub group: String,
    /// How many could have been selected.
    pub people: u64,
    /// How many were.
    pub selected: u64,
}

/// The impact ratio of one group (New York City Local Law 144, 5 RCNY 5-301; 29 CFR 1607.4 D).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImpactRatio {
    /// Which.
    pub group: String,
    /// How many could have been selected.
    pub people: u64,
    /// The share that was.
    pub rate: f64,
    /// Where the true rate lies at every moment at once, with half of the error that was asked for.
    pub rate_interval: RateInterval,
    /// Its rate over the highest rate of all groups; 1 where nobody was selected at all.
    pub ratio: f64,
    /// Where the true ratio lies at every moment at once, with the error that was asked for.
    pub interval: RateInterval,
    /// Whether the ratio lies below four fifths.
    pub is_below_four_fifths: bool,
    /// Whether it does so with certainty: all of the interval does. An alarm needs both.
    pub is_certainly_below: bool,
}

/// Impact ratios of groups of at least one person, in the order given, against the group with the highest rate (the first of
/// them). The two rates are each bounded with half of the error `alpha`, so the interval of the ratio holds at all times at
/// once, however often somebody looks; the tightest moment is about `trials_opt` people.
#[must_use]
pub fn impact_ratios(groups: &[Selected], alpha: f64, trials_opt: f64) -> Vec<ImpactRatio> {
    let groups: Vec<&Selected> = groups.iter().filter(|group| group.people > 0).collect();
    let highest = |a: &&&Selected, b: &&&Selected| rate(a).total_cmp(&rate(b));
    // The last of equal maxima is taken, so the order is turned to take the first.
    let Some(best) = groups.iter().rev().max_by(highest).copied() else { return Vec::new() };
    let bounds = |group: &Selected| rate_interval(group.selected, group.people, alpha / 2.0, trials_opt);
    let reference = bounds(best);
    groups
        .into_iter()
        .map(|group| {
            let ratio = if rate(best) > 0.0 { rate(group) / rate(best) } else { 1.0 };
            let own = bounds(group);
            let interval = if std::ptr::eq(group, best) {
                RateInterval { low: 1.0, high: 1.0 }
            } else {
                RateInterval { low: own.low / reference.high, high: quotient(own.high, reference.low) }
            };
            ImpactRatio {
                group: group.group.clone(),
                people: group.people,
                rate: rate(group),
                rate_interval: own,
                ratio,
                interval,
                is_below_four_fifths: ratio < FOUR_FIFTHS,
                is_certainly_below: interval.high < FOUR_FIFTHS,
            }
        })
        .collect()
}

fn quotient(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { f64::MAX }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn rate(group: &Selected) -> f64 {
    group.selected as f64 / group.people as f64
}
