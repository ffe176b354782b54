//! A low-rank operator: what the leading taste directions of all customers say about two items.

use pulp::{Arch, NullaryFnOnce};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::basis::{Basis, PANEL};
use super::codes::Codes;
use super::{FitError, narrowed};
use crate::stats::{Contribution, Gram};

/// The parameters of the spectral operator.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpectralParams {
    /// How many directions.
    pub rank: usize,
    /// Rounds of the iteration that finds them.
    pub rounds: usize,
    /// `theta`: how strongly it enters, relative to the ridge; 0 leaves it out.
    pub strength: f64,
}

impl Default for SpectralParams {
    fn default() -> Self {
        Self { rank: 512, rounds: 4, strength: 0.5 }
    }
}

impl SpectralParams {
    pub(super) fn check(&self) -> Result<(), FitError> {
        let (name, wanted) = ("spectral.strength", "from 0 to 10");
        if !(0.0..=10.0).contains(&self.strength) {
            return Err(FitError::Parameter { name, wanted, value: self.strength });
        }
        if self.rank == 0 || self.rank > RANK_MAX {
            let (name, wanted) = ("spectral.rank", "from 1 to 1024");
            #[expect(clippy::cast_precision_loss, reason = "for a message")]
            return Err(FitError::Parameter { name, wanted, value: self.rank as f64 });
        }
        Ok(())
    }
}

const RANK_MAX: usize = 1024;
/// Names the random start; the subspace that it leads to hardly depends on it.
const SEED: u64 = 0x5eed_0f00;

/// `L = D^-1/2 Q Q' D^1/2`, with `Q` (`n_items * rank`, orthonormal columns) spanning the leading right singular vectors
/// of `D_u^-1/2 X D_i^-1/2`: the ideal low-pass filter of GF-CF (Shen et al. 2021, "How powerful is graph convolution for
/// recommendation?"). Every row of `Q` is rounded to steps of 1/127 of its largest entry.
#[derive(Debug)]
pub(super) struct Spectral {
    /// The rows of `Q`.
    pub(super) codes: Codes,
    /// `D^-1/2`, times the step of a row, by item of evidence.
    pub(super) from: Vec<f32>,
    /// `D^1/2`, times the step of a row, by target.
    pub(super) to: Vec<f32>,
    rank: usize,
}

impl Spectral {
    /// Finds the subspace by block power iteration (Halko, Martinsson & Tropp 2011). Each product is a sum over customers
    /// (`(x_u . V)`, then `x_u (x_u . V)`), so shards only have to add. Work is split into fixed parts, so the result
    /// has the same bits for any number of threads.
    pub(super) fn of(n_items: usize, customers: &[Contribution], rank: usize, rounds: usize, threads: usize) -> Self {
        let incidence = Incidence::new(n_items, customers);
        let rank = rank.min(n_items).min(customers.len()).max(1);
        crate::parallel::pool(threads).install(|| {
            let mut basis = start(&incidence.degrees, rank);
            for round in 0..rounds {
                incidence.multiply(&mut basis, 2);
                basis.orthonormalise();
                if round + 1 == rounds {
                    // Once more: the first pass leaves what rounding made of badly conditioned columns.
                    basis.orthonormalise();
                }
            }
            let codes = Codes::of(rank, n_items, |item| basis.row(item));
            let scaled = |exponent: f64| {
                let scale = |(&degree, step): (&f64, &f32)| {
                    if degree > 0.0 { narrowed(libm::pow(degree, exponent)) * step } else { 0.0 }
                };
                incidence.degrees.iter().zip(&codes.steps).map(scale).collect()
            };
            Self { from: scaled(-0.5), to: scaled(0.5), codes, rank }
        })
    }

    /// `L[from][to]`.
    pub(super) fn entry(&self, from: usize, to: usize) -> f32 {
        self.from[from] * (self.to[to] * whole(self.codes.product(from, to)))
    }

    /// `x_u D^-1/2 Q` of a few customers: what a row of evidence is, of a whole history.
    pub(super) fn tastes(&self, customers: &[&Contribution]) -> Codes {
        let taste = |customer: usize| {
            let mut taste = vec![0.0; self.rank];
            for entry in customers[customer].entries() {
                let scale = narrowed(entry.strength()) * self.from[entry.item.at()];
                for (sum, &code) in taste.iter_mut().zip(self.codes.row(entry.item.at())) {
                    *sum = scale.mul_add(f32::from(code), *sum);
                }
            }
            taste
        };
        Codes::of(self.rank, customers.len(), taste)
    }
}

/// A product of codes as a real number.
#[expect(clippy::cast_precision_loss, reason = "1024 products of two codes stay below 2^24, where all are exact")]
pub(super) const fn whole(product: i32) -> f32 {
    product as f32
}

/// Random directions, popular items louder.
fn start(degrees: &[f64], rank: usize) -> Basis {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(SEED);
    let mut uniform = || f64::from(random.next_u32()) / f64::from(u32::MAX) - 0.5;
    Basis::of(degrees.len(), rank, |item, _| narrowed(uniform() * degrees[item].sqrt()))
}

/// `A = D_u^-1/2 X D_i^-1/2`, by customer.
struct Incidence {
    ends: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    /// `D_i`: the sum of all choices of an item.
    degrees: Vec<f64>,
}

impl Incidence {
    fn new(n_items: usize, customers: &[Contribution]) -> Self {
        let degrees = Gram::degrees_of(n_items, customers);
        let n_entries = customers.iter().map(|customer| customer.entries().len()).sum();
        let mut ends = Vec::with_capacity(customers.len());
        let (mut columns, mut values) = (Vec::with_capacity(n_entries), Vec::with_capacity(n_entries));
        for customer in customers {
            let loudness: f64 = customer.entries().iter().map(|entry| entry.strength()).sum();
            // So many customers as the weight says, each with a line of its own, add up to one that is its root as loud.
            let root = customer.weight().sqrt();
            for entry in customer.entries() {
                let damping = (loudness * degrees[entry.item.at()]).sqrt();
                columns.push(entry.item.0);
                values.push(if damping > 0.0 { narrowed(root * entry.strength() / damping) } else { 0.0 });
            }
            ends.push(columns.len());
        }
        Self { ends, columns, values, degrees }
    }

    /// `V <- A' A V`, `times` times over. Columns do not mix, so each panel of them is a task of its own: it stays in
    /// the cache as far as it can, nothing is held for each customer, and sums run over customers in their order.
    fn multiply(&self, basis: &mut Basis, times: usize) {
        let arch = Arch::new();
        basis.panels_mut().par_iter_mut().for_each(|lines| {
            let mut sums = vec![[0.0; PANEL]; lines.len()];
            for _ in 0..times {
                sums.fill([0.0; PANEL]);
                arch.dispatch(Product { incidence: self, lines, sums: &mut sums });
                std::mem::swap(lines, &mut sums);
            }
        });
    }
}

/// `sums += A' A lines`, in a form that is compiled for each kind of processor.
struct Product<'a> {
    incidence: &'a Incidence,
    lines: &'a [[f32; PANEL]],
    sums: &'a mut [[f32; PANEL]],
}

impl NullaryFnOnce for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let mut start = 0;
        for &end in &self.incidence.ends {
            let (columns, values) = (&self.incidence.columns[start..end], &self.incidence.values[start..end]);
            start = end;
            let mut taste = [0.0f32; PANEL];
            for (&column, &value) in columns.iter().zip(values) {
                let line = &self.lines[column as usize];
                for at in 0..PANEL {
                    taste[at] = value.mul_add(line[at], taste[at]);
                }
            }
            for (&column, &value) in columns.iter().zip(values) {
                let sum = &mut self.sums[column as usize];
                for at in 0..PANEL {
                    sum[at] = value.mul_add(taste[at], sum[at]);
                }
            }
        }
    }
}
