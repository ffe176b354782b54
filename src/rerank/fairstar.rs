//! Minimum counts by prefix from a test of fairness instead of a share: FA*IR (Zehlike et al. 2017, arXiv:1706.06368; its
//! multinomial follow-up, arXiv:2006.02213, 2022).
//!
//! A ranking whose places were filled by coin flips of probability `p` for the group is fair by construction. A list of `k`
//! passes the test when each of its prefixes `q` has at least `m(q)` members, the least count whose cumulative binomial
//! probability `F(m; q, p)` reaches a level. As every prefix is a chance to fail, the level is corrected for `k`. Where we
//! differ: levels are looked for among the values of `F`, at which alone the table changes, the probability that a fair ranking
//! fails is summed exactly for each, and by default it may never exceed `alpha`.

use serde::{Deserialize, Serialize};

/// The test that a group's places must pass.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FairStar {
    /// The share of places that the group would get by chance, 0.001 to 0.999 and at most its `max_share`.
    #[schema(example = 0.4)]
    pub p: f64,
    /// How often a ranking that chance filled may fail, 0.001 to 0.5.
    #[schema(example = 0.1)]
    pub alpha: f64,
    /// How the level of each prefix answers for there being many.
    #[serde(default, skip_serializing_if = "Correction::is_default")]
    pub correction: Correction,
}

/// How the level of each prefix answers for there being many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FairStarCorrection, example = "conservative")]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// The strictest table with which a fair ranking fails at most `alpha` of the time.
    #[default]
    Conservative,
    /// The table whose rate of failures is nearest to `alpha`, which may be above it: what the method was published with.
    Nearest,
    /// Every prefix at level `alpha`: a fair ranking fails more often than that.
    None,
}

impl Correction {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Levels closer than this, relatively, differ by rounding alone.
const ROUNDING: f64 = 1e-12;

impl FairStar {
    /// By prefix length from 0 to `k`: at least so many members.
    #[must_use]
    pub fn table(&self, k: usize) -> Vec<usize> {
        let binomial = Binomial::new(self.p, k);
        if self.correction == Correction::None {
            return binomial.table(self.alpha);
        }
        let levels = binomial.levels(self.alpha);
        let failure = |level: f64| failure_probability(&binomial.table(level), self.p);
        // The lowest level asks for nothing, so that nothing fails.
        let n_held = levels.partition_point(|&level| failure(level) <= self.alpha).max(1);
        let held = levels[n_held - 1];
        let above = levels.get(n_held).filter(|_| self.correction == Correction::Nearest);
        let is_nearer = |above: &&f64| failure(**above) - self.alpha < self.alpha - failure(held);
        binomial.table(*above.filter(is_nearer).unwrap_or(&held))
    }
}

/// The probability that a list filled by coin flips of probability `p` has fewer members in some prefix than `table`, by
/// prefix length from 0, asks for. Exact but for rounding: a sum over the counts that a prefix can have.
#[must_use]
pub fn failure_probability(table: &[usize], p: f64) -> f64 {
    // By count of members: the probability of having it, with no prefix failed so far.
    let mut passing = vec![0.0; table.len() + 1];
    passing[0] = 1.0;
    let mut failed = 0.0;
    for (q, &least) in table.iter().enumerate().skip(1) {
        for members in (1..=q).rev() {
            passing[members] = passing[members] * (1.0 - p) + passing[members - 1] * p;
        }
        passing[0] *= 1.0 - p;
        for slot in &mut passing[..least.min(q + 1)] {
            failed += std::mem::take(slot);
        }
    }
    failed
}

/// `F(m; q, p)` for every prefix length `q` to `k` and every count `m` to `q`.
struct Binomial(Vec<Vec<f64>>);

impl Binomial {
    fn new(p: f64, k: usize) -> Self {
        let mut mass = vec![1.0];
        let mut rows = Vec::with_capacity(k + 1);
        for q in 0..=k {
            rows.push(
                mass.iter()
                    .scan(0.0, |sum, mass| {
                        *sum += mass;
                        Some(*sum)
                    })
                    .collect(),
            );
            let at = |m: usize| mass.get(m).copied().unwrap_or(0.0);
            mass = (0..=q + 1).map(|m| at(m) * (1.0 - p) + m.checked_sub(1).map_or(0.0, at) * p).collect();
        }
        Self(rows)
    }

    /// By prefix length: the least count whose cumulative probability reaches the level.
    fn table(&self, level: f64) -> Vec<usize> {
        let reached = level * (1.0 - ROUNDING);
        self.0.iter().map(|row| row.partition_point(|&below| below < reached).min(row.len() - 1)).collect()
    }

    /// The levels up to `alpha` at which the table changes, ascending.
    fn levels(&self, alpha: f64) -> Vec<f64> {
        let all = self.0.iter().flatten().copied().filter(|&level| level < alpha);
        let mut levels: Vec<f64> = all.chain([alpha]).collect();
        levels.sort_unstable_by(f64::total_cmp);
        levels.dedup_by(|next, level| *next <= *level * (1.0 + 2.0 * ROUNDING));
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(p: f64, alpha: f64, correction: Correction) -> FairStar {
        FairStar { p, alpha, correction }
    }

    /// The share of all 2^k rankings, each by its probability, that break the table.
    fn by_enumeration(table: &[usize], p: f64) -> f64 {
        let k = table.len() - 1;
        let fails = |ranking: u32| (0..=k).any(|q| ((ranking & ((1 << q) - 1)).count_ones() as usize) < table[q]);
        let likely = |ranking: u32| {
            let members = i32::try_from(ranking.count_ones()).expect("small");
            p.powi(members) * (1.0 - p).powi(i32::try_from(k).expect("small") - members)
        };
        (0..1 << k).filter(|&ranking| fails(ranking)).map(likely).sum()
    }

    #[test]
    fn the_failure_probability_is_that_of_all_rankings_counted_one_by_one() {
        for (p, alpha) in [(0.1, 0.3), (0.4, 0.1), (0.5, 0.5), (0.8, 0.05)] {
            let table = test(p, alpha, Correction::None).table(14);
            let (summed, counted) = (failure_probability(&table, p), by_enumeration(&table, p));
            assert!((summed - counted).abs() < 1e-12, "{summed} {counted}");
        }
    }

    #[test]
    fn a_conservative_table_holds_its_level_and_the_next_stricter_one_would_not() {
        for k in [1, 2, 7, 10, 23, 64, 100] {
            for (p, alpha) in
                [(0.001, 0.001), (0.05, 0.2), (0.3, 0.1), (0.5, 0.25), (0.5, 0.5), (0.77, 0.01), (0.999, 0.5)]
            {
                let rule = test(p, alpha, Correction::Conservative);
                let (table, strict) = (rule.table(k), test(p, alpha, Correction::None).table(k));
                assert!(failure_probability(&table, p) <= alpha, "{k} {p} {alpha}");
                let binomial = Binomial::new(p, k);
                let next = binomial
                    .levels(alpha)
                    .into_iter()
                    .map(|level| binomial.table(level))
                    .find(|other| other != &table && other.iter().zip(&table).all(|(other, own)| other >= own));
                assert!(next.is_none_or(|next| failure_probability(&next, p) > alpha), "{k} {p} {alpha}");
                assert!(table.iter().zip(&strict).all(|(own, strict)| own <= strict), "correcting asks for no more");
                assert!(
                    table.is_sorted() && table.windows(2).all(|pair| pair[1] <= pair[0] + 1),
                    "one place, one member"
                );
            }
        }
    }

    #[test]
    fn the_nearest_table_is_at_least_as_near_as_any_other_level_gives() {
        for (k, p, alpha) in [(10, 0.3, 0.1), (20, 0.25, 0.1), (40, 0.5, 0.15), (15, 0.1, 0.05)] {
            let off = |table: &[usize]| (failure_probability(table, p) - alpha).abs();
            let own = off(&test(p, alpha, Correction::Nearest).table(k));
            let binomial = Binomial::new(p, k);
            let best = binomial.levels(alpha).into_iter().map(|level| off(&binomial.table(level))).fold(1.0, f64::min);
            assert!(own <= best + 1e-12, "{own} {best}");
        }
    }
}
