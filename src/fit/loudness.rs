//! How loud an operator is: the standard deviation of the scores that it gives a sample of customers.

use rayon::prelude::*;

use super::codes::{LANES, ROWS};
use super::fold::Fold;
use super::graph::Graph;
use super::kernels::Kernel;
use super::narrowed;
use super::spectral::{Spectral, whole};
use super::walk::Walk;
use crate::ids::ItemIx;
use crate::stats::Contribution;

/// Customers whose scores tell how loud an operator is.
const SAMPLE: usize = 512;
/// Memory for scores that are summed together, and for rows that are held together.
const BYTES: usize = 256 << 20;

/// Targets and entries of a row of evidence.
type Row = (Vec<u32>, Vec<f32>);

/// Customers at even distances, and the threads that ask for their scores.
pub(super) struct Sample<'a> {
    n_items: usize,
    customers: Vec<&'a Contribution>,
    threads: usize,
    bytes: usize,
}

impl<'a> Sample<'a> {
    pub(super) fn of(n_items: usize, customers: &'a [Contribution], threads: usize) -> Self {
        let step = customers.len().div_ceil(SAMPLE).max(1);
        Self { n_items, customers: customers.iter().step_by(step).collect(), threads, bytes: BYTES }
    }

    pub(super) fn of_ridge(&self, fold: &Fold<'_>) -> f64 {
        let row = |item: ItemIx, (): &mut ()| {
            fold.ridge_row(item.at()).map(|(target, weight)| (target, narrowed(weight))).unzip()
        };
        self.of_rows(|| (), row)
    }

    pub(super) fn of_graph(&self, graph: &Graph<'_>) -> f64 {
        self.of_rows(|| graph.room(), |item, room| graph.row(item, room))
    }

    pub(super) fn of_walk(&self, walk: &Walk) -> f64 {
        let row = |item: ItemIx, (): &mut ()| {
            let (targets, values) = walk.row(item);
            (targets.to_vec(), values.to_vec())
        };
        self.of_rows(|| (), row)
    }

    pub(super) fn of_spectral(&self, spectral: &Spectral) -> f64 {
        let (panels, kernel) = (spectral.codes.panels(self.n_items), Kernel::best());
        let scores = |customers: &[&Contribution]| -> Vec<(f64, f64)> {
            let tastes = spectral.tastes(customers);
            let mut products = vec![[0; LANES]; ROWS * panels.len()];
            panels.products(kernel, &tastes.block(0..customers.len()), 0..panels.len(), &mut products);
            let scores = |at: usize| {
                let products = products[at * panels.len()..(at + 1) * panels.len()].as_flattened();
                let step = tastes.steps[at];
                moments(products.iter().zip(&spectral.to).map(move |(&product, to)| step * (to * whole(product))))
            };
            (0..customers.len()).map(scores).collect()
        };
        let sums: Vec<Vec<(f64, f64)>> =
            crate::parallel::pool(self.threads).install(|| self.customers.par_chunks(ROWS).map(scores).collect());
        self.deviation(&sums.concat())
    }

    /// Of an operator whose rows are asked for, with a thread's own room. A row may cost as much as all histories that it
    /// stands in, and popular items stand in many: so it is made once for as many customers as the memory allows.
    fn of_rows<R: Send>(
        &self,
        room: impl Fn() -> R + Sync + Send,
        row: impl Fn(ItemIx, &mut R) -> Row + Sync + Send,
    ) -> f64 {
        let n = self.n_items.max(1);
        let together = (self.bytes / size_of::<f32>() / n).max(1);
        let held = (self.bytes / size_of::<(u32, f32)>() / n).max(self.threads);
        let sums = |customers: &[&Contribution]| -> Vec<(f64, f64)> {
            let mut items: Vec<ItemIx> = customers.iter().flat_map(|customer| items_of(customer)).collect();
            items.sort_unstable();
            items.dedup();
            let mut scores = vec![0.0f32; customers.len() * n];
            for items in items.chunks(held) {
                let rows: Vec<Row> = items.par_iter().map_init(&room, |room, &item| row(item, room)).collect();
                let lines = scores.par_chunks_exact_mut(n).zip(customers);
                lines.for_each(|(line, customer)| add_rows(line, customer, items, &rows));
            }
            scores.par_chunks_exact(n).map(|line| moments(line.iter().copied())).collect()
        };
        let sums: Vec<Vec<(f64, f64)>> =
            crate::parallel::pool(self.threads).install(|| self.customers.chunks(together).map(sums).collect());
        self.deviation(&sums.concat())
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn deviation(&self, sums: &[(f64, f64)]) -> f64 {
        let n = (sums.len() * self.n_items).max(1) as f64;
        let (sum, squares) = sums.iter().fold((0.0, 0.0), |(sum, squares), (a, b)| (sum + a, squares + b));
        (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt()
    }
}

fn items_of(customer: &Contribution) -> impl Iterator<Item = ItemIx> {
    customer.entries().iter().map(|entry| entry.item)
}

/// Adds the rows of those items that a customer chose, items ascending.
fn add_rows(line: &mut [f32], customer: &Contribution, items: &[ItemIx], rows: &[Row]) {
    let first = customer.entries().partition_point(|entry| entry.item < items[0]);
    let mut at = 0;
    for entry in &customer.entries()[first..] {
        at += items[at..].partition_point(|&item| item < entry.item);
        if at == items.len() {
            return;
        }
        let ((targets, values), strength) = (&rows[at], narrowed(entry.strength()));
        targets.iter().zip(values).for_each(|(&target, &value)| line[target as usize] += strength * value);
    }
}

fn moments(scores: impl Iterator<Item = f32>) -> (f64, f64) {
    scores.map(f64::from).fold((0.0, 0.0), |(sum, squares), score| (sum + score, score.mul_add(score, squares)))
}

#[cfg(test)]
mod tests {
    use super::super::walk::WalkParams;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn loudness_is_the_deviation_of_all_scores_however_little_is_held_at_once(
            choices in prop::collection::vec(prop::collection::btree_set((0u32..12).prop_map(ItemIx), 0..8), 1..20),
        ) {
            let customers: Vec<Contribution> =
                choices.into_iter().map(|items| Contribution::of_items(&items.into_iter().collect::<Vec<_>>())).collect();
            let walk = Walk::of(12, &customers, &WalkParams::default(), 1);
            let mut scores = vec![0.0f64; customers.len() * 12];
            for (customer, line) in customers.iter().zip(scores.chunks_mut(12)) {
                for item in items_of(customer) {
                    let (targets, values) = walk.row(item);
                    targets.iter().zip(values).for_each(|(&target, &value)| line[target as usize] += f64::from(value));
                }
            }
            let n = f64::from(u32::try_from(scores.len()).expect("few"));
            let mean = scores.iter().sum::<f64>() / n;
            let expected = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / n).sqrt();
            let whole = Sample::of(12, &customers, 1).of_walk(&walk);
            prop_assert!((whole - expected).abs() < 1e-5 * (1.0 + expected), "{whole}, not {expected}");
            for (bytes, threads) in [(1, 1), (150, 1), (150, 3), (BYTES, 3)] {
                let sample = Sample { bytes, ..Sample::of(12, &customers, threads) };
                prop_assert_eq!(sample.of_walk(&walk).to_bits(), whole.to_bits());
            }
        }
    }
}
