//! What follows what within a visit: the sums that session models learn from.

use rayon::prelude::*;

use super::gram::{Accumulator, Row, combined};
use crate::ids::ItemIx;

/// The fixed-point representation of 1 in these sums: 32 fraction bits.
const ONE: f64 = 4_294_967_296.0;

/// How a visit is turned into sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SessionShape {
    /// `alpha`: how much "seen in one visit" counts beside "seen later in it", 0 to 1.
    pub consistency: f64,
    /// `e`: a visit of `n` different items speaks with the weight `n^-2e` for each pair of them.
    pub session_exponent: f64,
    /// `d`: the click `s` steps after another counts `exp(-(s - 1) / d)`; above 0.
    pub transition_decay: f64,
}

/// One visit: its clicks in order, and how much it counts (1 for the newest, less with age).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit<'a> {
    /// The items clicked, oldest first; an item may stand there more than once.
    pub clicks: &'a [ItemIx],
    /// How much the visit counts, 0 to 1.
    pub weight: f64,
}

/// The sums of SLIST (Choi et al. 2021), exact and free of order:
/// `G = sum_v w_v (alpha x_v x_v' + (1 - alpha) sum_t z_t z_t')`, `C = sum_v w_v (alpha x_v x_v' + (1 - alpha) sum_t z_t y_t')`.
///
/// For a visit of `n` different items `x_v` holds `n^-e` for each; for its click `t`, not the last, `z_t` holds 1 for
/// the item clicked and `y_t` the items clicked after it, decayed by distance and scaled to the sum 1. Every addend is
/// rounded to `2^-32` by itself, so that visits can be added and taken out again exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitionSums {
    gram: Vec<Row>,
    cross: Vec<Row>,
}

impl TransitionSums {
    /// Sums over visits, one item's row at a time, rows shared among `threads` threads.
    ///
    /// Cost: `sum_v |v|^2` additions; the order of the visits does not matter.
    ///
    /// # Panics
    /// When the thread pool cannot be started.
    #[must_use]
    pub fn of(n_items: usize, visits: &[Visit<'_>], shape: &SessionShape, threads: usize) -> Self {
        let shares: Vec<Share<'_>> = visits.iter().map(|visit| Share::of(visit, shape)).collect();
        let found = visitors(n_items, &shares);
        let row = |item: usize, acc: &mut Accumulator| {
            let item_ix = ItemIx::from_at(item);
            let mine = || found[item].iter().map(|&share| &shares[share as usize]);
            mine().for_each(|share| share.add_gram(item_ix, acc));
            let gram = acc.drain();
            mine().for_each(|share| share.add_cross(item_ix, acc));
            (gram, acc.drain())
        };
        let rows: Vec<(Row, Row)> = crate::parallel::pool(threads).install(|| {
            let items = (0..n_items).into_par_iter();
            items.map_init(|| Accumulator::new(n_items), |acc, item| row(item, acc)).collect()
        });
        let (gram, cross) = rows.into_iter().unzip();
        Self { gram, cross }
    }

    /// `n_items`.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.gram.len()
    }

    /// Adds the sums of other visits.
    ///
    /// # Panics
    /// When the two speak of different numbers of items.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    /// Takes the sums of some visits out again; exact.
    ///
    /// # Panics
    /// When the two speak of different numbers of items.
    pub fn remove(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        assert_eq!(self.n_items(), other.n_items(), "sums of one vocabulary");
        for (mine, theirs) in [(&mut self.gram, &other.gram), (&mut self.cross, &other.cross)] {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine = combined(mine, theirs, sign));
        }
    }

    /// `G` as real numbers, symmetric: for each item its entries, columns ascending.
    #[must_use]
    pub fn gram(&self) -> Vec<Vec<(u32, f64)>> {
        self.gram.iter().map(|row| entries(row).collect()).collect()
    }

    /// `C` as real numbers by evidence: row `i` holds `(j, C_ij)`, columns ascending.
    #[must_use]
    pub fn cross(&self) -> Vec<Vec<(u32, f64)>> {
        self.cross.iter().map(|row| entries(row).collect()).collect()
    }

    /// `C` as real numbers by target: row `j` holds `(i, C_ij)`, evidence ascending.
    #[must_use]
    pub fn cross_by_target(&self) -> Vec<Vec<(u32, f64)>> {
        let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); self.n_items()];
        for (item, row) in self.cross.iter().enumerate() {
            let item = ItemIx::from_at(item).0;
            entries(row).for_each(|(target, value)| rows[target as usize].push((item, value)));
        }
        rows
    }
}

#[expect(clippy::cast_precision_loss, reason = "sums stay below 2^53 up to 2^21 visits of full weight per pair")]
fn entries(row: &Row) -> impl Iterator<Item = (u32, f64)> + '_ {
    row.columns.iter().copied().zip(row.sums.iter().map(|&sum| sum as f64 / ONE))
}

#[expect(clippy::cast_possible_truncation, reason = "an addend is at most 2^32")]
fn fixed(addend: f64) -> i64 {
    (addend * ONE).round() as i64
}

/// A visit with what its pairs weigh.
struct Share<'a> {
    clicks: &'a [ItemIx],
    /// Ascending, each once.
    items: Vec<ItemIx>,
    /// What a pair seen together adds.
    together: i64,
    /// `w_v (1 - alpha)`: what a click with a successor adds.
    transition: f64,
    /// `exp(-s / d)` for `s` from 0.
    decays: Vec<f64>,
}

impl<'a> Share<'a> {
    #[expect(clippy::cast_precision_loss, reason = "a visit is short")]
    fn of(visit: &Visit<'a>, shape: &SessionShape) -> Self {
        let mut items = visit.clicks.to_vec();
        items.sort_unstable();
        items.dedup();
        let loudness = libm::pow(items.len().max(1) as f64, -2.0 * shape.session_exponent);
        let steps = 0..visit.clicks.len().saturating_sub(1);
        Self {
            clicks: visit.clicks,
            items,
            together: fixed(visit.weight * shape.consistency * loudness),
            transition: visit.weight * (1.0 - shape.consistency),
            decays: steps.map(|step| libm::exp(-(step as f64) / shape.transition_decay)).collect(),
        }
    }

    fn add_together(&self, acc: &mut Accumulator) {
        self.items.iter().for_each(|&other| acc.add(other, self.together));
    }

    fn add_gram(&self, item: ItemIx, acc: &mut Accumulator) {
        self.add_together(acc);
        self.positions(item).for_each(|_| acc.add(item, fixed(self.transition)));
    }

    fn add_cross(&self, item: ItemIx, acc: &mut Accumulator) {
        self.add_together(acc);
        for position in self.positions(item) {
            let later = &self.clicks[position + 1..];
            let sum: f64 = self.decays[..later.len()].iter().sum();
            for (&target, decay) in later.iter().zip(&self.decays) {
                acc.add(target, fixed(self.transition * decay / sum));
            }
        }
    }

    /// Where the item stands with a click after it.
    fn positions(&self, item: ItemIx) -> impl Iterator<Item = usize> + '_ {
        let with_successor = self.clicks.len().saturating_sub(1);
        (0..with_successor).filter(move |&position| self.clicks[position] == item)
    }
}

/// For each item the visits that it stands in.
fn visitors(n_items: usize, shares: &[Share<'_>]) -> Vec<Vec<u32>> {
    let mut found = vec![Vec::new(); n_items];
    for (at, share) in shares.iter().enumerate() {
        let at = u32::try_from(at).expect("fewer than 2^32 visits in one sum");
        share.items.iter().for_each(|item| found[item.at()].push(at));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: SessionShape = SessionShape { consistency: 0.5, session_exponent: 0.5, transition_decay: 1.0 };

    fn items(numbers: &[u32]) -> Vec<ItemIx> {
        numbers.iter().copied().map(ItemIx).collect()
    }

    fn sums(visits: &[Vec<ItemIx>], threads: usize) -> TransitionSums {
        let visits: Vec<Visit<'_>> = visits.iter().map(|clicks| Visit { clicks, weight: 0.75 }).collect();
        TransitionSums::of(5, &visits, &SHAPE, threads)
    }

    #[test]
    fn the_sums_of_one_visit_are_those_of_the_paper() {
        let sums = sums(&[items(&[0, 1, 0])], 1);
        let near = |row: &[(u32, f64)], wanted: &[(u32, f64)]| {
            assert_eq!(row.len(), wanted.len(), "{row:?}");
            row.iter().zip(wanted).for_each(|(a, b)| assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-8, "{row:?}"));
        };
        let (together, step) = (0.75 * 0.5 * 0.5, 0.75 * 0.5);
        let e = (-1.0_f64).exp();
        near(&sums.gram()[0], &[(0, together + step), (1, together)]);
        near(&sums.gram()[1], &[(0, together), (1, together + step)]);
        near(&sums.cross()[0], &[(0, together + step * e / (1.0 + e)), (1, together + step / (1.0 + e))]);
        near(&sums.cross()[1], &[(0, together + step), (1, together)]);
        near(&sums.cross_by_target()[1], &[(0, together + step / (1.0 + e)), (1, together)]);
        assert!(sums.gram()[2].is_empty());
    }

    #[test]
    fn sums_are_free_of_order_and_threads_and_visits_can_be_taken_out() {
        let visits: Vec<Vec<ItemIx>> =
            (0..40u32).map(|v| items(&[v % 5, (v * 3 + 1) % 5, (v * v) % 5, v % 2][..1 + v as usize % 4])).collect();
        let all = sums(&visits, 1);
        let reversed: Vec<Vec<ItemIx>> = visits.iter().rev().cloned().collect();
        assert_eq!(all, sums(&reversed, 3));
        let mut less = all.clone();
        less.remove(&sums(&visits[..15], 1));
        assert_eq!(less, sums(&visits[15..], 1));
        less.merge(&sums(&visits[..15], 2));
        assert_eq!(less, all);
    }
}
