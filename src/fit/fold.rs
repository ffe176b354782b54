//! Several operators, folded into one sparse matrix: what is kept of them is the model.
//!
//! Items stand by how much they were chosen, the most chosen first, so that the loudest targets of a row come first and
//! what a large catalogue leaves out are the rest.

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::codes::{LANES, Panels, ROWS};
use super::graph::Graph;
use super::kernels::Kernel;
use super::largest::Largest;
use super::ridge::Ridge;
use super::spectral::{Spectral, whole};
use super::walk::Walk;
use super::{Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::{Contribution, MeetingRoom};

/// Rows that are folded together.
const BLOCK: usize = 64;
/// Panels of targets that are folded together: what they need stays in the cache.
const TILE: usize = 64;
/// The largest catalogue whose rows are folded in full.
const WHOLE_ROWS_MAX: usize = 65_536;
/// How many targets are folded in full in a larger one.
const POPULAR_TARGETS: usize = 8_192;
/// Customers whose scores tell how loud an operator is.
const SAMPLE: usize = 512;

/// The operators, each with how strongly it enters: `F = B + theta L + phi P + psi W`, where the strengths already
/// hold what makes scores of `L`, `P` and `W` as loud as those of `B`.
pub(super) struct Fold<'a> {
    ridge: &'a Ridge,
    /// `n_i^a`.
    popularity: Vec<f64>,
    spectral: Option<(&'a Spectral, f32)>,
    graph: Option<(&'a Graph<'a>, f32)>,
    walk: Option<(&'a Walk, f32)>,
    /// How many targets of a row the low-rank operator is asked for; of the others only those that the ridge, the
    /// graph or the walk knows.
    reach: usize,
}

/// A row of a sparse operator as it enters the sum, targets ascending.
struct Sparse {
    targets: Vec<u32>,
    values: Vec<f32>,
    /// How many of them have been added.
    done: usize,
}

/// What a thread needs while it folds one block after another.
struct Room {
    meeting: Option<MeetingRoom>,
    products: Vec<[i32; LANES]>,
    line: Vec<f32>,
}

impl<'a> Fold<'a> {
    /// So many targets in full, whatever the size of the catalogue.
    pub(super) fn reaching(self, popular_targets: usize) -> Self {
        Self { reach: popular_targets.min(self.ridge.rows.len()), ..self }
    }

    /// The ridge alone: `B[i][j] = w_i (n_i / n_j)^a`.
    pub(super) fn of(ridge: &'a Ridge, item_exponent: f64) -> Self {
        let popularity = ridge.degrees.iter().map(|&n| libm::pow(n, item_exponent)).collect();
        let n = ridge.rows.len();
        let reach = if n <= WHOLE_ROWS_MAX { n } else { POPULAR_TARGETS };
        Self { ridge, popularity, spectral: None, graph: None, walk: None, reach }
    }

    /// Adds the other operators at these strengths, relative to the ridge.
    pub(super) fn with(
        mut self,
        spectral: Option<(&'a Spectral, f64)>,
        graph: Option<(&'a Graph<'a>, f64)>,
        walk: Option<(&'a Walk, f64)>,
        customers: &[Contribution],
        threads: usize,
    ) -> Self {
        let sample = sample(customers);
        let pool = crate::parallel::pool(threads);
        let loudness = pool.install(|| self.ridge_loudness(&sample));
        let relative = |strength: f64, own: f64| if own > 0.0 { narrowed(strength * loudness / own) } else { 0.0 };
        let n = self.ridge.rows.len();
        let spectral =
            spectral.map(|(it, strength)| (it, relative(strength, pool.install(|| spectral_loudness(it, n, &sample)))));
        let graph =
            graph.map(|(it, strength)| (it, relative(strength, pool.install(|| graph_loudness(it, n, &sample)))));
        let walk = walk.map(|(it, strength)| (it, relative(strength, pool.install(|| walk_loudness(it, n, &sample)))));
        (self.spectral, self.graph, self.walk) = (spectral, graph, walk);
        self
    }

    /// Folds and keeps of every row the `row_weights` largest by absolute value, ties by target: these are the model.
    pub(super) fn weights(&self, row_weights: usize, threads: usize) -> Weights {
        let n = self.ridge.rows.len();
        let reach = if self.spectral.is_some() { self.reach } else { 0 };
        let blocks: Vec<Vec<Vec<(u32, f32)>>> = crate::parallel::pool(threads).install(|| {
            let popular = self.spectral.map(|(spectral, _)| spectral.codes.panels(reach));
            let starts = (0..n.div_ceil(BLOCK)).into_par_iter();
            let fold = |room: &mut Room, block: usize| {
                let items = block * BLOCK..((block + 1) * BLOCK).min(n);
                self.block(items, popular.as_ref(), reach, row_weights, room)
            };
            starts.map_init(|| self.room(), fold).collect()
        });
        Weights::from_rows(blocks.into_iter().flatten().collect())
    }

    /// Rows, tile by tile of the popular targets, then what the sparse operators know beyond.
    fn block(
        &self,
        items: std::ops::Range<usize>,
        popular: Option<&Panels>,
        reach: usize,
        row_weights: usize,
        room: &mut Room,
    ) -> Vec<Vec<(u32, f32)>> {
        let Room { meeting, products, line } = room;
        let mut rows: Vec<Vec<Sparse>> = items.clone().map(|item| self.sparse_rows(item, meeting)).collect();
        let mut best: Vec<Largest> = items.clone().map(|_| Largest::new(row_weights)).collect();
        if let (Some((spectral, strength)), Some(popular)) = (self.spectral, popular) {
            let (block, kernel, arch) = (spectral.codes.block(items.clone()), Kernel::best(), Arch::new());
            for first in (0..popular.len()).step_by(TILE) {
                let tile = first..(first + TILE).min(popular.len());
                products.resize(items.len().next_multiple_of(ROWS) * tile.len(), [0; LANES]);
                popular.products(kernel, &block, tile.clone(), products);
                let targets = tile.start * LANES..(tile.end * LANES).min(reach);
                for (at, item) in items.clone().enumerate() {
                    let products = products[at * tile.len()..(at + 1) * tile.len()].as_flattened();
                    let (own, to) = (strength * spectral.from[item], &spectral.to[targets.clone()]);
                    line.clear();
                    line.extend(to.iter().zip(products).map(|(to, &product)| own * (to * whole(product))));
                    let offer = Offer { line, item, start: targets.start, sparse: &mut rows[at], best: &mut best[at] };
                    arch.dispatch(offer);
                }
            }
        }
        let finish = |(item, (sparse, mut best)): (usize, (Vec<Sparse>, Largest))| {
            self.beyond(item, &sparse).into_iter().for_each(|(target, value)| best.offer(target, value));
            best.sorted()
        };
        items.zip(rows.into_iter().zip(best)).map(finish).collect()
    }

    /// `B[item][..]`.
    pub(super) fn ridge_row(&self, item: usize) -> impl Iterator<Item = (u32, f64)> {
        let own = self.popularity[item];
        let (targets, values) = self.ridge.rows.row(item);
        let factor = move |&target: &u32| own / self.popularity[target as usize];
        targets.iter().zip(values).map(move |(target, w)| (*target, w * factor(target)))
    }

    /// A row of each sparse operator.
    fn sparse_rows(&self, item: usize, meeting: &mut Option<MeetingRoom>) -> Vec<Sparse> {
        let (targets, values) = self.ridge_row(item).map(|(target, weight)| (target, narrowed(weight))).unzip();
        let mut rows = vec![Sparse { targets, values, done: 0 }];
        let item = ItemIx::from_at(item);
        if let (Some((graph, strength)), Some(meeting)) = (self.graph, meeting) {
            let (targets, values) = graph.row(item, meeting);
            rows.push(Sparse { targets, values: values.into_iter().map(|value| strength * value).collect(), done: 0 });
        }
        if let Some((walk, strength)) = self.walk {
            let (targets, values) = walk.row(item);
            let values = values.iter().map(|value| strength * value).collect();
            rows.push(Sparse { targets: targets.to_vec(), values, done: 0 });
        }
        rows
    }

    fn room(&self) -> Room {
        Room { meeting: self.graph.map(|(graph, _)| graph.room()), products: Vec::new(), line: Vec::new() }
    }

    /// What is left of the sparse operators' rows, all operators added up, targets ascending.
    fn beyond(&self, item: usize, sparse: &[Sparse]) -> Vec<(u32, f32)> {
        let mut entries: Vec<(u32, f32)> = Vec::new();
        for Sparse { targets, values, done } in sparse {
            entries.extend(targets[*done..].iter().copied().zip(values[*done..].iter().copied()));
        }
        entries.sort_by_key(|&(target, _)| target);
        let mut pairs: Vec<(u32, f32)> = Vec::with_capacity(entries.len());
        for (target, value) in entries.into_iter().filter(|&(target, _)| target as usize != item) {
            match pairs.last_mut() {
                Some((last, sum)) if *last == target => *sum += value,
                Some(_) | None => pairs.push((target, value)),
            }
        }
        if let Some((spectral, strength)) = self.spectral {
            pairs.iter_mut().for_each(|(target, sum)| *sum += strength * spectral.entry(item, *target as usize));
        }
        pairs
    }

    fn ridge_loudness(&self, sample: &[&Contribution]) -> f64 {
        let add = |customer: &Contribution, scores: &mut [f32], (): &mut ()| {
            for entry in customer.entries() {
                for (target, weight) in self.ridge_row(entry.item.at()) {
                    scores[target as usize] += narrowed(entry.strength() * weight);
                }
            }
        };
        deviation(self.ridge.rows.len(), sample, || (), add)
    }
}

/// Adds the sparse operators to what the low-rank operator says of a tile of targets, and offers the sums to those that
/// are kept; no item is evidence for itself. In a form that is compiled for each kind of processor.
struct Offer<'a> {
    line: &'a mut [f32],
    item: usize,
    start: usize,
    sparse: &'a mut [Sparse],
    best: &'a mut Largest,
}

impl NullaryFnOnce for Offer<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { line, item, start, sparse, best } = self;
        let end = start + line.len();
        for Sparse { targets, values, done } in sparse {
            let (targets, values) = (&targets[*done..], &values[*done..]);
            let here = targets.partition_point(|&target| (target as usize) < end);
            for (&target, &value) in targets[..here].iter().zip(values) {
                line[target as usize - start] += value;
            }
            *done += here;
        }
        if (start..end).contains(&item) {
            line[item - start] = 0.0;
        }
        best.offer_line(start, line);
    }
}

/// Customers at even distances.
fn sample(customers: &[Contribution]) -> Vec<&Contribution> {
    customers.iter().step_by(customers.len().div_ceil(SAMPLE).max(1)).collect()
}

/// The standard deviation of all scores of the sample; `add` adds those of a customer, with a thread's own room.
fn deviation<R>(
    n_items: usize,
    sample: &[&Contribution],
    room: impl Fn() -> R + Sync + Send,
    add: impl Fn(&Contribution, &mut [f32], &mut R) + Sync + Send,
) -> f64 {
    let score = |(scores, room): &mut (Vec<f32>, R), customer: &&Contribution| {
        scores.fill(0.0);
        add(customer, scores, room);
        moments(scores.iter().copied())
    };
    let sums: Vec<(f64, f64)> = sample.par_iter().map_init(|| (vec![0.0f32; n_items], room()), score).collect();
    spread(&sums, n_items)
}

fn moments(scores: impl Iterator<Item = f32>) -> (f64, f64) {
    scores.map(f64::from).fold((0.0, 0.0), |(sum, squares), score| (sum + score, score.mul_add(score, squares)))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn spread(sums: &[(f64, f64)], n_items: usize) -> f64 {
    let n = (sums.len() * n_items).max(1) as f64;
    let (sum, squares) = sums.iter().fold((0.0, 0.0), |(sum, squares), (a, b)| (sum + a, squares + b));
    (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt()
}

fn graph_loudness(graph: &Graph<'_>, n_items: usize, sample: &[&Contribution]) -> f64 {
    let add = |customer: &Contribution, scores: &mut [f32], meeting: &mut MeetingRoom| {
        for entry in customer.entries() {
            let (targets, values) = graph.row(entry.item, meeting);
            add_row(scores, narrowed(entry.strength()), &targets, values);
        }
    };
    deviation(n_items, sample, || graph.room(), add)
}

fn walk_loudness(walk: &Walk, n_items: usize, sample: &[&Contribution]) -> f64 {
    let add = |customer: &Contribution, scores: &mut [f32], (): &mut ()| {
        for entry in customer.entries() {
            let (targets, values) = walk.row(entry.item);
            add_row(scores, narrowed(entry.strength()), targets, values.iter().copied());
        }
    };
    deviation(n_items, sample, || (), add)
}

fn add_row(scores: &mut [f32], strength: f32, targets: &[u32], values: impl IntoIterator<Item = f32>) {
    targets.iter().zip(values).for_each(|(&target, value)| scores[target as usize] += strength * value);
}

fn spectral_loudness(spectral: &Spectral, n_items: usize, sample: &[&Contribution]) -> f64 {
    let (panels, kernel) = (spectral.codes.panels(n_items), Kernel::best());
    let sums: Vec<Vec<(f64, f64)>> = sample
        .par_chunks(ROWS)
        .map(|customers| {
            let tastes = spectral.tastes(customers);
            let mut products = vec![[0; LANES]; ROWS * panels.len()];
            panels.products(kernel, &tastes.block(0..customers.len()), 0..panels.len(), &mut products);
            let scores = |at: usize| {
                let (step, products) =
                    (tastes.steps[at], products[at * panels.len()..(at + 1) * panels.len()].as_flattened());
                moments(products.iter().zip(&spectral.to).map(move |(&product, to)| step * (to * whole(product))))
            };
            (0..customers.len()).map(scores).collect()
        })
        .collect();
    spread(&sums.concat(), n_items)
}
