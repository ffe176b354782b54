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
use crate::stats::MeetingRoom;

/// Rows that are folded together.
const BLOCK: usize = 64;
/// Panels of targets that are folded together: what they need stays in the cache.
const TILE: usize = 64;
/// The largest catalogue whose rows are folded in full.
const WHOLE_ROWS_MAX: usize = 65_536;
/// How many targets are folded in full in a larger one.
const POPULAR_TARGETS: usize = 8_192;

/// The operators, each with its factor: `F = B + theta L + phi P + psi W`, where the factors hold what makes scores of
/// `L`, `P` and `W` as loud as those of `B`.
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

    /// Adds other operators, each times a factor.
    pub(super) fn with(
        self,
        spectral: Option<(&'a Spectral, f32)>,
        graph: Option<(&'a Graph<'a>, f32)>,
        walk: Option<(&'a Walk, f32)>,
    ) -> Self {
        Self { spectral, graph, walk, ..self }
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
        let mut best: Vec<Largest> =
            items.clone().map(|_| Largest::new(row_weights.min(self.ridge.rows.len()))).collect();
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
