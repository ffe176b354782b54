//! Neighbourhood ridge: the model.

use rayon::prelude::*;

use super::cholesky::solve_in_place;
use super::{FitError, RidgeParams, Weights};
use crate::ids::ItemIx;
use crate::stats::{Gram, SymmetricRows};

/// Fits item-item weights, each target on its own nearest items.
///
/// For every target `j`: `C_j` = the `k` nearest of the items that somebody chose together with it, by
/// `G_ij / sqrt(G_ii)`, ties by item (with `k >= n_items - 1`: every item that somebody chose);
/// `w = (G[C,C] + diag(lambda + p/(1-p) G_ii))^-1 G[C,j]`; `B[i][j] = w_i (G_ii / G_jj)^a`.
/// Then every evidence row keeps its `row_weights` largest weights by absolute value, ties by target.
///
/// With `k = row_weights = n_items - 1` this is EDLAE in closed form (Steck 2020, "Autoencoders that don't overfit
/// towards the identity"), itself EASE (Steck 2019, arXiv:1905.03375) with a dropout penalty. Here the system is
/// restricted to a neighbourhood as in Ning & Karypis 2011 (SLIM), and the last factor is the item part of DAN (Park et
/// al. 2025, arXiv:2504.05805). Cost: `O(n k^3)` time, `O(n k)` memory; targets are shared among `threads` threads and
/// gathered by index, so the result has the same bits for any number of them.
///
/// # Errors
/// A parameter out of range, or a system that is not positive definite, by item.
pub fn neighbourhood_ridge(gram: &Gram, params: &RidgeParams, threads: usize) -> Result<Weights, FitError> {
    Ok(Weights::from_rows(pruned(by_evidence(&columns(gram, params, threads)?, narrowed), params.row_weights)))
}

/// For each target `j` the pairs `(i, B[i][j])`, items ascending, before pruning and narrowing.
pub(super) fn columns(gram: &Gram, params: &RidgeParams, threads: usize) -> Result<Vec<Vec<(u32, f64)>>, FitError> {
    params.check()?;
    let rows = gram.expand();
    let diagonal: Vec<f64> = (0..rows.len()).map(ItemIx::from_at).map(|item| rows.get(item, item)).collect();
    let local = Local { rows: &rows, diagonal: &diagonal, params };
    crate::parallel::pool(threads).install(|| {
        (0..rows.len())
            .into_par_iter()
            .map_init(|| Scratch::new(rows.len()), |scratch, target| local.solve(ItemIx::from_at(target), scratch))
            .collect()
    })
}

struct Local<'a> {
    rows: &'a SymmetricRows,
    diagonal: &'a [f64],
    params: &'a RidgeParams,
}

/// What a thread needs while it solves: the position of each item in the neighbourhood at hand.
struct Scratch {
    position: Vec<u32>,
    system: Vec<f64>,
}

const ABSENT: u32 = u32::MAX;

impl Scratch {
    fn new(n_items: usize) -> Self {
        Self { position: vec![ABSENT; n_items], system: Vec::new() }
    }
}

impl Local<'_> {
    /// The column of a target: `(i, B[i][target])`, items ascending.
    fn solve(&self, target: ItemIx, scratch: &mut Scratch) -> Result<Vec<(u32, f64)>, FitError> {
        let neighbours = self.neighbours(target);
        self.fill_system(&neighbours, scratch);
        let mut weights: Vec<f64> = neighbours.iter().map(|&(_, together)| together).collect();
        solve_in_place(&mut scratch.system, &mut weights)
            .map_err(|_| FitError::NotPositiveDefinite { item: target })?;
        let g_jj = self.diagonal[target.at()];
        let scaled = neighbours.iter().zip(weights).map(|(&(item, _), weight)| {
            (item, weight * self.params.popularity_factor(self.diagonal[item as usize], g_jj))
        });
        Ok(scaled.collect())
    }

    /// `C_j` with `G[i][j]`, items ascending.
    fn neighbours(&self, target: ItemIx) -> Vec<(u32, f64)> {
        if self.diagonal[target.at()] <= 0.0 {
            return Vec::new();
        }
        if self.params.neighbours + 1 >= self.rows.len() {
            return self.all_others(target);
        }
        let nearness = |&(item, together): &(u32, f64)| together / self.diagonal[item as usize].sqrt();
        let mut others: Vec<(u32, f64)> =
            self.rows.row(target).iter().copied().filter(|&(item, _)| item != target.0).collect();
        let k = self.params.neighbours;
        if others.len() > k {
            let nearest = |a: &(u32, f64), b: &(u32, f64)| nearness(b).total_cmp(&nearness(a)).then(a.0.cmp(&b.0));
            others.select_nth_unstable_by(k, nearest);
            others.truncate(k);
            others.sort_unstable_by_key(|&(item, _)| item);
        }
        others
    }

    fn all_others(&self, target: ItemIx) -> Vec<(u32, f64)> {
        let others = (0..self.rows.len()).map(ItemIx::from_at);
        let chosen = others.filter(|&item| item != target && self.diagonal[item.at()] > 0.0);
        chosen.map(|item| (item.0, self.rows.get(target, item))).collect()
    }

    /// `G[C,C] + diag(penalty)`, lower triangle, row-major.
    fn fill_system(&self, neighbours: &[(u32, f64)], scratch: &mut Scratch) {
        let n = neighbours.len();
        scratch.system.clear();
        scratch.system.resize(n * n, 0.0);
        for (position, &(item, _)) in neighbours.iter().enumerate() {
            scratch.position[item as usize] = u32::try_from(position).expect("a neighbourhood is small");
        }
        for (row, &(item, _)) in neighbours.iter().enumerate() {
            let line = &mut scratch.system[row * n..(row + 1) * n];
            self.fill_row(ItemIx(item), neighbours, &scratch.position, line);
            line[row] += self.params.penalty(self.diagonal[item as usize]);
        }
        for &(item, _) in neighbours {
            scratch.position[item as usize] = ABSENT;
        }
    }

    /// One row of `G[C,C]`, by whichever is shorter: walking the item's row, or looking up the neighbours in it.
    fn fill_row(&self, item: ItemIx, neighbours: &[(u32, f64)], position: &[u32], line: &mut [f64]) {
        let row = self.rows.row(item);
        let look_ups = neighbours.len() * (row.len().ilog2() as usize + 1);
        if row.len() <= look_ups {
            for &(column, value) in row {
                let at = position[column as usize];
                if at != ABSENT {
                    line[at as usize] = value;
                }
            }
        } else {
            for (at, &(column, _)) in neighbours.iter().enumerate() {
                line[at] = self.rows.get(item, ItemIx(column));
            }
        }
    }
}

/// Turns columns by target into rows by evidence, targets ascending.
pub(super) fn by_evidence<T: Clone>(columns: &[Vec<(u32, f64)>], as_kept: fn(f64) -> T) -> Vec<Vec<(u32, T)>> {
    let mut rows: Vec<Vec<(u32, T)>> = vec![Vec::new(); columns.len()];
    for (target, column) in columns.iter().enumerate() {
        for &(item, weight) in column {
            rows[item as usize].push((ItemIx::from_at(target).0, as_kept(weight)));
        }
    }
    rows
}

#[expect(clippy::cast_possible_truncation, reason = "the frozen weights are f32: these are the model")]
pub(super) fn narrowed(weight: f64) -> f32 {
    weight as f32
}

fn pruned(mut rows: Vec<Vec<(u32, f32)>>, row_weights: usize) -> Vec<Vec<(u32, f32)>> {
    rows.iter_mut().for_each(|row| keep_largest(row, row_weights));
    rows
}

/// Cuts a row to its `row_weights` largest by absolute value, ties by target; targets stay ascending.
pub(super) fn keep_largest<T: Copy + Into<f64>>(row: &mut Vec<(u32, T)>, row_weights: usize) {
    if row.len() > row_weights {
        let size = |weight: T| weight.into().abs();
        row.select_nth_unstable_by(row_weights, |a, b| size(b.1).total_cmp(&size(a.1)).then(a.0.cmp(&b.0)));
        row.truncate(row_weights);
        row.sort_unstable_by_key(|&(target, _)| target);
    }
}
