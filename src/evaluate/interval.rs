//! How sure a mean is: bootstrap over customers.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::Serialize;

use crate::metrics::mean;

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Interval {
    /// Of the sample.
    #[schema(example = 0.41)]
    pub mean: f64,
    /// The 2.5th percentile of the resampled means; of a share of the offer the lower end by the jackknife.
    #[schema(example = 0.39)]
    pub low: f64,
    /// The 97.5th; of a share of the offer the upper end.
    #[schema(example = 0.43)]
    pub high: f64,
}

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resampling {
    /// How often; 1,000 give two digits of an interval.
    pub resamples: usize,
    /// Where the random numbers begin.
    pub seed: u64,
}

/// Percentile bootstrap (Efron & Tibshirani 1993) of the means of several columns over the same customers.
///
/// Every resample draws the same customers for all columns, so that the interval of a column of differences is that of
/// a paired comparison. Columns are as long as each other; without customers all is 0.
///
/// # Panics
/// When the columns differ in length.
#[must_use]
pub fn bootstrap(columns: &[&[f64]], how: Resampling) -> Vec<Interval> {
    let n = columns.first().map_or(0, |column| column.len());
    assert!(columns.iter().all(|column| column.len() == n), "columns over the same customers");
    let mut means: Vec<Vec<f64>> = vec![Vec::with_capacity(how.resamples); columns.len()];
    let mut random = Xoshiro256PlusPlus::seed_from_u64(how.seed);
    let mut drawn = vec![0; n];
    for _ in 0..how.resamples {
        drawn.iter_mut().for_each(|place| *place = below(n, &mut random));
        for (column, means) in columns.iter().zip(&mut means) {
            let sum = crate::ledger::fold(drawn.iter().map(|&place| column[place]));
            means.push(sum / count(n.max(1)));
        }
    }
    columns.iter().zip(means).map(|(column, means)| interval(column, means)).collect()
}

/// The interval of a figure of all customers together, such as the share of an offer that their lists cover, from how much it is lower
/// without each of them: `figure -+ 1.96 sqrt((n - 1) / n sum (loss - mean)^2)`. It is of that figure for as many customers drawn anew.
///
/// A bootstrap would be wrong here: resampled customers are partly the same ones, and cover less. The variance of the jackknife is never too
/// small on average, whatever the figure (Efron & Stein 1981); that the figure is about normal is an assumption.
#[must_use]
pub(super) fn jackknife(figure: f64, losses: &[f64]) -> Interval {
    let (n, middle) = (count(losses.len()), mean(losses).unwrap_or(0.0));
    let spread = crate::ledger::fold(losses.iter().map(|loss| (loss - middle).powi(2)));
    let half = 1.96 * libm::sqrt((n - 1.0).max(0.0) / n.max(1.0) * spread);
    Interval { mean: figure, low: figure - half, high: figure + half }
}

fn interval(column: &[f64], mut means: Vec<f64>) -> Interval {
    means.sort_by(f64::total_cmp);
    let centre = mean(column).unwrap_or(0.0);
    let at = |share: f64| means.get(place(share, means.len())).copied().unwrap_or(centre);
    Interval { mean: centre, low: at(0.025), high: at(0.975) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
fn place(share: f64, n: usize) -> usize {
    (share * count(n.saturating_sub(1))).round() as usize
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}

/// A number below `n`, by multiplication (Lemire 2019, without the rejection step: its bias is below `n / 2^64`).
#[expect(clippy::cast_possible_truncation, reason = "the high half of the product is below n")]
pub(super) fn below(n: usize, random: &mut Xoshiro256PlusPlus) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items that a customer sees: four of sixty, the first ones more often; every other customer one of ten more.
    fn list(random: &mut Xoshiro256PlusPlus) -> Vec<usize> {
        let mut seen: Vec<usize> = (0..4).map(|_| below(60, random).min(below(60, random))).collect();
        if below(2, random) == 0 {
            seen.push(60 + below(10, random));
        }
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// The share of seventy items that customers cover, and what each covers alone.
    fn covered(lists: &[Vec<usize>]) -> (f64, Vec<f64>) {
        let mut shown = [0; 70];
        lists.iter().flatten().for_each(|&item| shown[item] += 1);
        let share = |n: usize| count(n) / 70.0;
        let alone = |list: &Vec<usize>| share(list.iter().filter(|item| shown[**item] == 1).count());
        (share(shown.iter().filter(|times| **times > 0).count()), lists.iter().map(alone).collect())
    }

    #[test]
    fn the_interval_of_a_coverage_holds_that_of_so_many_customers_drawn_anew() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
        let mut drawn = |n: usize| (0..n).map(|_| list(&mut random)).collect::<Vec<_>>();
        for n in [20, 40] {
            let many: Vec<f64> = (0..4_000).map(|_| covered(&drawn(n)).0).collect();
            let truth = mean(&many).expect("figures");
            let holds = |(figure, alone): (f64, Vec<f64>)| {
                let Interval { low, high, .. } = jackknife(figure, &alone);
                low <= truth && truth <= high
            };
            let held = (0..1_000).filter(|_| holds(covered(&drawn(n)))).count();
            assert!(held >= 940, "{held} of 1,000 intervals of {n} customers hold {truth}");
        }
        assert_eq!(jackknife(0.5, &[]), Interval { mean: 0.5, low: 0.5, high: 0.5 });
        assert!((jackknife(0.5, &[0.1; 9]).high - 0.5).abs() < 1e-12, "nobody covers more than the others");
    }
}
