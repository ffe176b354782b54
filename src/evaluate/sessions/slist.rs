//! A baseline: SLIST in its own closed form, without neighbourhoods, for catalogues whose dense inverse does not fit.

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::fit::{TransitionParams, Weights};
use crate::ids::ItemIx;
use crate::stats::TransitionSums;

/// A residual below this share of its diagonal entry is left. The weights are of the order of 0.01 to 1.
const TOLERANCE: f64 = 1e-7;
/// Weights below this are not stored.
const NEGLIGIBLE: f64 = 1e-6;

/// The rows of `(G + lambda I)^-1 C` for the items wanted, all others empty (Choi et al. 2021, equation for SLIST).
///
/// The dense inverse of 43,000 items would take 15 GB and 10^14 operations. Since `G` is symmetric and sparse, a row of
/// `(G + lambda I)^-1` is found instead by relaxing its residual, one item at a time, until every entry is below 1e-7 of
/// the diagonal; for a positive definite system this converges, whatever the order. Weights below 1e-6 are not kept.
/// Of the parameters only those of the sums and `lambda` count. Rows are shared among `threads` threads.
#[must_use]
pub fn exact_slist(sums: &TransitionSums, params: &TransitionParams, wanted: &[ItemIx], threads: usize) -> Weights {
    let (gram, cross) = (sums.gram(), sums.cross());
    let n_items = gram.len();
    let mut is_wanted = vec![false; n_items];
    wanted.iter().for_each(|item| is_wanted[item.at()] = true);
    let system = System::new(&gram, params.lambda);
    let row = |scratch: &mut Scratch, item: usize| {
        if is_wanted[item] {
            product(&system.solve(ItemIx::from_at(item), scratch), &cross, scratch)
        } else {
            Vec::new()
        }
    };
    let rows = crate::parallel::pool(threads).install(|| {
        (0..n_items).into_par_iter().map_init(|| Scratch::new(n_items), |scratch, item| row(scratch, item)).collect()
    });
    Weights::from_rows(rows)
}

type Entries = Vec<(u32, f64)>;

struct System<'a> {
    gram: &'a [Entries],
    diagonal: Vec<f64>,
    lambda: f64,
}

/// What a thread needs: a residual and a solution, both zero between two rows, and which entries are in use.
struct Scratch {
    residual: Vec<f64>,
    solution: Vec<f64>,
    is_queued: Vec<bool>,
}

impl Scratch {
    fn new(n_items: usize) -> Self {
        Self { residual: vec![0.0; n_items], solution: vec![0.0; n_items], is_queued: vec![false; n_items] }
    }
}

impl<'a> System<'a> {
    fn new(gram: &'a [Entries], lambda: f64) -> Self {
        let on_diagonal = |(item, row): (usize, &Entries)| {
            row.iter().find(|&&(column, _)| column as usize == item).map_or(0.0, |&(_, value)| value) + lambda
        };
        Self { gram, diagonal: gram.iter().enumerate().map(on_diagonal).collect(), lambda }
    }

    /// A row of the inverse, in the order in which its items were reached.
    fn solve(&self, item: ItemIx, scratch: &mut Scratch) -> Entries {
        let Scratch { residual, solution, is_queued } = scratch;
        let mut reached = vec![item.0];
        let mut touched = vec![item.0];
        let mut queue = VecDeque::from([item.0]);
        residual[item.at()] = 1.0;
        is_queued[item.at()] = true;
        while let Some(next) = queue.pop_front() {
            let at = next as usize;
            is_queued[at] = false;
            let step = residual[at] / self.diagonal[at];
            if solution[at] == 0.0 {
                reached.push(next);
            }
            solution[at] += step;
            residual[at] -= step * self.lambda;
            for &(column, value) in &self.gram[at] {
                let column_at = column as usize;
                if residual[column_at] == 0.0 {
                    touched.push(column);
                }
                residual[column_at] -= step * value;
                if residual[column_at].abs() > TOLERANCE * self.diagonal[column_at] && !is_queued[column_at] {
                    is_queued[column_at] = true;
                    queue.push_back(column);
                }
            }
        }
        touched.iter().for_each(|&column| residual[column as usize] = 0.0);
        let mut taken = |item: u32| (item, std::mem::take(&mut solution[item as usize]));
        reached.into_iter().map(&mut taken).filter(|&(_, value)| value != 0.0).collect()
    }
}

/// `v C`, targets ascending.
#[expect(clippy::cast_possible_truncation, reason = "a baseline's weights are narrowed as the model's are")]
fn product(v: &[(u32, f64)], cross: &[Entries], scratch: &mut Scratch) -> Vec<(u32, f32)> {
    let mut touched: Vec<u32> = Vec::new();
    for &(item, value) in v {
        for &(target, count) in &cross[item as usize] {
            let sum = &mut scratch.solution[target as usize];
            if *sum == 0.0 {
                touched.push(target);
            }
            *sum += value * count;
        }
    }
    touched.sort_unstable();
    let weights = touched.into_iter().map(|target| (target, std::mem::take(&mut scratch.solution[target as usize])));
    weights.filter(|(_, weight)| weight.abs() > NEGLIGIBLE).map(|(target, weight)| (target, weight as f32)).collect()
}
