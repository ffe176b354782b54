//! Neighbourhood ridge: the main operator.

use rayon::prelude::*;

use super::rows::{Column, EvidenceRows};
use super::scratch::Scratch;
use super::{FitError, RidgeParams};
use crate::ids::ItemIx;
use crate::stats::{Contribution, Gram, LowerRows, MeetingRoom, Meetings};

/// Memory for rows that are kept dense, so that a pair with one of them is looked up and not searched.
const DENSE_BYTES: usize = 512 << 20;
/// Targets whose systems tell which way is shorter for all of them.
const SAMPLE: usize = 256;

/// The solved systems of item-item weights, each target on its own nearest items, before the popularity factor: whatever
/// that is, they need not be solved again.
///
/// For every target `j`: `C_j` = the `k` nearest of the items that somebody chose together with it, by
/// `G_ij / sqrt(n_i)`, ties by item (with `k >= n_items - 1`: every item that somebody chose);
/// `w = (G[C,C] + diag(lambda + p/(1-p) n_i))^-1 G[C,j]`; `B[i][j] = w_i (n_i / n_j)^a`. `n_i` is how much of an item was
/// chosen in all; with customers of weight 1 and whole choices it is `G_ii`.
///
/// With `k = n_items - 1` this is EDLAE in closed form (Steck 2020, "Autoencoders that don't overfit
/// towards the identity"), itself EASE (Steck 2019, arXiv:1905.03375) with a dropout penalty. Here the system is
/// restricted to a neighbourhood as in Ning & Karypis 2011 (SLIM), and the last factor is the item part of DAN (Park et
/// al. 2025, arXiv:2504.05805). Cost: `O(n k^3)` time, `O(n k)` memory; targets are shared among threads and gathered by
/// index, so the result has the same bits for any number of them.
#[derive(Debug)]
pub(super) struct Ridge {
    /// `w` by row of evidence.
    pub(super) rows: EvidenceRows,
    /// `n_i`.
    pub(super) degrees: Vec<f64>,
    /// How many pairs of items somebody chose together.
    pub(super) pairs: usize,
}

impl Ridge {
    /// Solves the system of every target. Where most items are chosen by few, a system is summed straight from those who chose
    /// several of its items, and no sums but its own are ever held; elsewhere the lower half of all sums is. Both give the
    /// same bits. `summed` is called before the systems: when all sums are at hand, where they are held.
    ///
    /// # Errors
    /// A parameter out of range, or a system that is not positive definite, by item.
    pub(super) fn of_customers(
        n_items: usize,
        customers: &[Contribution],
        params: &RidgeParams,
        threads: usize,
        summed: &mut dyn FnMut(),
    ) -> Result<Self, FitError> {
        params.check()?;
        let nearest = Nearest::new(Gram::degrees_of(n_items, customers), params);
        let meetings = Meetings::of(n_items, customers, params.customer_exponent);
        if is_shorter_by_customers(&meetings, &nearest, threads) {
            summed();
            return Self::of_meetings(&meetings, nearest, params, threads);
        }
        drop(meetings);
        Self::of_sums(n_items, customers, nearest, params, threads, summed)
    }

    fn of_sums(
        n_items: usize,
        customers: &[Contribution],
        nearest: Nearest,
        params: &RidgeParams,
        threads: usize,
        summed: &mut dyn FnMut(),
    ) -> Result<Self, FitError> {
        let keep = |target: ItemIx, row: &[(u32, f64)]| nearest.of(target, row);
        let (rows, neighbours) = LowerRows::of(n_items, customers, params.customer_exponent, threads, keep);
        summed();
        Self::solve(&Local::new(&rows, nearest.degrees, params), neighbours, threads)
    }

    fn of_meetings(
        meetings: &Meetings<'_>,
        nearest: Nearest,
        params: &RidgeParams,
        threads: usize,
    ) -> Result<Self, FitError> {
        let n = nearest.degrees.len();
        let solve = |(room, scratch): &mut (MeetingRoom, Scratch), target: usize| {
            let target = ItemIx::from_at(target);
            let row = meetings.row(target, room);
            let items = nearest.of(target, &row);
            scratch.fill(items.len(), meetings.part(&items, room));
            for (at, &item) in items.iter().enumerate() {
                scratch.system.row_mut(at)[at] += params.penalty(nearest.degrees[item as usize]);
            }
            let weights =
                scratch.solve(entries_at(&items, &row)).map_err(|_| FitError::NotPositiveDefinite { item: target })?;
            // The entries below the diagonal, of all rows, are the pairs.
            let pairs = row.partition_point(|&(column, _)| column < target.0);
            Ok((pairs, (items, weights)))
        };
        let columns: Result<Vec<(usize, Column)>, FitError> = crate::parallel::pool(threads).install(|| {
            let targets = (0..n).into_par_iter();
            targets.map_init(|| (meetings.room(), Scratch::new(0)), solve).collect()
        });
        let (pairs, columns): (Vec<usize>, Vec<Column>) = columns?.into_iter().unzip();
        Ok(Self { rows: EvidenceRows::of_columns(columns), degrees: nearest.degrees, pairs: pairs.into_iter().sum() })
    }

    fn solve(local: &Local<'_>, neighbours: Vec<Vec<u32>>, threads: usize) -> Result<Self, FitError> {
        let n = local.rows.len();
        let columns: Result<Vec<Column>, FitError> = crate::parallel::pool(threads).install(|| {
            let targets = neighbours.into_par_iter().enumerate();
            let solve = |scratch: &mut Scratch, (target, items): (usize, Vec<u32>)| {
                let weights = local.solve(ItemIx::from_at(target), &items, scratch)?;
                Ok((items, weights))
            };
            targets.map_init(|| Scratch::new(n), solve).collect()
        });
        let diagonal = (0..n).map(ItemIx::from_at).filter(|&item| local.rows.columns(item).last() == Some(&item.0));
        let pairs = local.rows.entries_len() - diagonal.count();
        Ok(Self { rows: EvidenceRows::of_columns(columns?), degrees: local.degrees.clone(), pairs })
    }
}

/// Whether systems are summed from customers with less work than rows of sums are walked, by a sample of targets.
fn is_shorter_by_customers(meetings: &Meetings<'_>, nearest: &Nearest, threads: usize) -> bool {
    let n = nearest.degrees.len();
    let is_dense = n * n * size_of::<f64>() <= DENSE_BYTES;
    let looked_up = |items: &[u32]| -> usize {
        let length = |&item: &u32| if is_dense { items.len() } else { meetings.row_length_max(ItemIx(item)) } / 2;
        items.iter().map(length).sum()
    };
    crate::parallel::pool(threads).install(|| {
        let targets = (0..n).into_par_iter().step_by(n.div_ceil(SAMPLE).max(1)).map(ItemIx::from_at);
        let neighbours = |room: &mut MeetingRoom, target: ItemIx| nearest.of(target, &meetings.row(target, room));
        let systems: Vec<Vec<u32>> = targets.map_init(|| meetings.room(), neighbours).collect();
        let by_rows: usize = systems.par_iter().map(|items| looked_up(items)).sum();
        let choices: usize = systems.iter().map(|items| meetings.choices(items)).sum();
        // Pairs are counted only where they can still tip the scales: that walks all choices.
        let pairs = |room: &mut MeetingRoom, items: &Vec<u32>| meetings.pairs(items, room);
        2 * choices <= by_rows
            && 2 * choices + systems.par_iter().map_init(|| meetings.room(), pairs).sum::<usize>() <= by_rows
    })
}

/// The entries of a row in these columns, both ascending; 0 where there is none.
fn entries_at(columns: &[u32], row: &[(u32, f64)]) -> Vec<f64> {
    let mut row = row.iter().peekable();
    let entry = |&column: &u32| {
        while row.next_if(|(other, _)| *other < column).is_some() {}
        row.next_if(|(other, _)| *other == column).map_or(0.0, |&(_, value)| value)
    };
    columns.iter().map(entry).collect()
}

/// Which items are evidence for a target.
struct Nearest {
    /// `n_i`.
    degrees: Vec<f64>,
    /// `1 / sqrt(n_i)`.
    loudness: Vec<f64>,
    k: usize,
}

impl Nearest {
    fn new(degrees: Vec<f64>, params: &RidgeParams) -> Self {
        let loudness = degrees.iter().map(|n| 1.0 / n.sqrt()).collect();
        Self { degrees, loudness, k: params.neighbours }
    }

    /// `C_j`, items ascending, from the whole row of the target.
    fn of(&self, target: ItemIx, row: &[(u32, f64)]) -> Vec<u32> {
        if self.degrees[target.at()] <= 0.0 {
            return Vec::new();
        }
        if self.k + 1 >= self.degrees.len() {
            return self.all_others(target);
        }
        let nearness = |&(item, together): &(u32, f64)| together * self.loudness[item as usize];
        let mut others: Vec<(u32, f64)> = row.iter().copied().filter(|&(item, _)| item != target.0).collect();
        if others.len() > self.k {
            let nearest = |a: &(u32, f64), b: &(u32, f64)| nearness(b).total_cmp(&nearness(a)).then(a.0.cmp(&b.0));
            others.select_nth_unstable_by(self.k, nearest);
            others.truncate(self.k);
        }
        let mut items: Vec<u32> = others.into_iter().map(|(item, _)| item).collect();
        items.sort_unstable();
        // What is kept of every row must not hold the room of a whole one.
        items.shrink_to_fit();
        items
    }

    fn all_others(&self, target: ItemIx) -> Vec<u32> {
        let others = (0..self.degrees.len()).map(ItemIx::from_at);
        others.filter(|&item| item != target && self.degrees[item.at()] > 0.0).map(|item| item.0).collect()
    }
}

/// The sums in a form that is quick to take small systems from.
struct Local<'a> {
    rows: &'a LowerRows,
    degrees: Vec<f64>,
    params: &'a RidgeParams,
    /// Where the dense row of an item begins, or [`ABSENT`].
    dense_of: Vec<u32>,
    dense: Vec<f64>,
}

/// No dense row.
const ABSENT: u32 = u32::MAX;

impl<'a> Local<'a> {
    fn new(rows: &'a LowerRows, degrees: Vec<f64>, params: &'a RidgeParams) -> Self {
        let (dense_of, dense) = dense_rows(rows);
        Self { rows, degrees, params, dense_of, dense }
    }

    /// `w` for the evidence of a target.
    fn solve(&self, target: ItemIx, neighbours: &[u32], scratch: &mut Scratch) -> Result<Vec<f64>, FitError> {
        self.fill_system(neighbours, scratch);
        let together = neighbours.iter().map(|&item| self.rows.get(target, ItemIx(item))).collect();
        scratch.solve(together).map_err(|_| FitError::NotPositiveDefinite { item: target })
    }

    /// `G[C,C] + diag(penalty)`, lower triangle.
    fn fill_system(&self, neighbours: &[u32], scratch: &mut Scratch) {
        scratch.open(neighbours.iter().copied());
        for (row, &item) in neighbours.iter().enumerate() {
            match self.dense_row(item) {
                Some(dense) => {
                    let line = scratch.system.row_mut(row);
                    line.iter_mut().zip(neighbours).for_each(|(place, &column)| *place = dense[column as usize]);
                }
                None => self.fill_row(row, item, neighbours, scratch),
            }
            scratch.system.row_mut(row)[row] += self.params.penalty(self.degrees[item as usize]);
        }
        scratch.close(neighbours.iter().copied());
    }

    fn dense_row(&self, item: u32) -> Option<&[f64]> {
        let start = self.dense_of[item as usize];
        (start != ABSENT).then(|| &self.dense[start as usize * self.rows.len()..][..self.rows.len()])
    }

    /// Walks a short row, searches a long one.
    fn fill_row(&self, row: usize, item: u32, neighbours: &[u32], scratch: &mut Scratch) {
        let item = ItemIx(item);
        let columns = self.rows.columns(item);
        if columns.len() <= neighbours.len() * (columns.len().max(1).ilog2() as usize + 1) {
            scratch.fill_row(row, columns, |at| self.rows.value(item, at));
        } else {
            for (place, &column) in scratch.system.row_mut(row).iter_mut().zip(neighbours) {
                *place = self.rows.get(item, ItemIx(column));
            }
        }
    }
}

/// The longest rows, dense up to their diagonal, as many as the memory allows; ties by item.
fn dense_rows(rows: &LowerRows) -> (Vec<u32>, Vec<f64>) {
    let n = rows.len();
    let room = DENSE_BYTES / size_of::<f64>() / n.max(1);
    let length = |item: u32| rows.columns(ItemIx(item)).len();
    let mut longest: Vec<u32> = (0..n).map(|at| ItemIx::from_at(at).0).filter(|&item| length(item) * 64 > n).collect();
    longest.sort_by_key(|&item| (std::cmp::Reverse(length(item)), item));
    longest.truncate(room);
    let (mut dense_of, mut dense) = (vec![ABSENT; n], vec![0.0; longest.len() * n]);
    for (at, &item) in longest.iter().enumerate() {
        dense_of[item as usize] = u32::try_from(at).expect("few rows are dense");
        for (column, value) in rows.entries(ItemIx(item)) {
            dense[at * n + column as usize] = value;
        }
    }
    (dense_of, dense)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn systems_from_customers_are_those_from_all_sums(
            choices in prop::collection::vec(prop::collection::vec(0u32..30, 0..9), 1..60), k in 1usize..12, threads in 1usize..3,
        ) {
            let customers: Vec<Contribution> = choices
                .iter()
                .map(|items| Contribution::of_items(&items.iter().map(|&item| ItemIx(item)).collect::<Vec<_>>()))
                .collect();
            let params = RidgeParams { neighbours: k, ..RidgeParams::default() };
            let nearest = || Nearest::new(Gram::degrees_of(30, &customers), &params);
            let by_rows = Ridge::of_sums(30, &customers, nearest(), &params, 1, &mut || ()).expect("sound");
            let meetings = Meetings::of(30, &customers, params.customer_exponent);
            let by_customers = Ridge::of_meetings(&meetings, nearest(), &params, threads).expect("sound");
            prop_assert_eq!(by_rows.pairs, by_customers.pairs);
            for item in 0..30 {
                prop_assert_eq!(by_rows.rows.row(item), by_customers.rows.row(item));
            }
        }
    }
}
