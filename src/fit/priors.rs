//! What can be said of an item before anything is known of the customer.

use super::narrowed;
use crate::stats::Counts;

/// Prior strengths per item, each in a fixed range; a scorer multiplies them with its own factor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Priors {
    /// `ln(1 + c_j) / ln(1 + max c) - m`, where `m` is the mean over all choices: 0 for an item as popular as what people
    /// choose on average, so that only what stands out adds to a score. Between -1 and 1.
    pub popularity: Vec<f32>,
    /// `ln((late_j + s) / (expected_j + s))`, clamped to -1 to 1; 0 for an item that sells as always.
    pub trend: Vec<f32>,
    /// Customers of the most chosen item: `max c`.
    pub most_chosen: u64,
    /// `m`.
    pub mean_popularity: f64,
}

/// Customers that are added to both sides of the trend ratio, so that three sales are not yet a trend.
const TREND_SMOOTHING: f64 = 10.0;

/// Popularity and trend from the counts. An item's expected late choices are its share of all choices times all late
/// ones.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn priors(counts: &Counts) -> Priors {
    let most = counts.chosen.iter().copied().max().unwrap_or(0) as f64;
    let (all, late) = (sum(&counts.chosen), sum(&counts.chosen_lately));
    let share = |&count: &i64| if most > 0.0 { libm::log1p(count as f64) / libm::log1p(most) } else { 0.0 };
    let popularity: Vec<f64> = counts.chosen.iter().map(share).collect();
    let weighed: f64 = popularity.iter().zip(&counts.chosen).map(|(share, &count)| share * count as f64).sum();
    let mean_popularity = if all > 0.0 { weighed / all } else { 0.0 };
    let trend = counts.chosen.iter().zip(&counts.chosen_lately).map(|(&count, &count_late)| {
        let expected = if all > 0.0 { late * count as f64 / all } else { 0.0 };
        libm::log((count_late as f64 + TREND_SMOOTHING) / (expected + TREND_SMOOTHING)).clamp(-1.0, 1.0)
    });
    let most_chosen = u64::try_from(counts.chosen.iter().copied().max().unwrap_or(0)).unwrap_or(0);
    let popularity = popularity.into_iter().map(|share| narrowed(share - mean_popularity)).collect();
    Priors { popularity, trend: trend.map(narrowed).collect(), most_chosen, mean_popularity }
}

/// The standard error of a popularity that `people` of at most `most` make: a count has its root.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn popularity_error(people: u64, most: u64) -> f64 {
    let people = people as f64;
    if most == 0 { 0.0 } else { people.sqrt() / (1.0 + people) / libm::log1p(most as f64) }
}

/// The standard error of a trend where so many late choices were expected.
#[must_use]
pub(crate) fn trend_error(trend: f64, expected: f64) -> f64 {
    let smoothed = (expected + TREND_SMOOTHING) * libm::exp(trend);
    (smoothed - TREND_SMOOTHING).max(1.0).sqrt() / smoothed
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn sum(counts: &[i64]) -> f64 {
    counts.iter().sum::<i64>() as f64
}
