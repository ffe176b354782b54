//! From statistics and parameters to frozen weights. Closed forms only; the same input gives the same bits.
//!
//! Must not know customers or how scores are used; only the content operator reads what items are called.

mod basis;
mod blend;
mod calibration;
mod cholesky;
mod codes;
mod content;
mod dense;
mod fold;
mod graph;
mod kernels;
mod largest;
mod leaning;
mod loudness;
mod operators;
mod order;
mod pairs;
mod panels;
mod priors;
mod ridge;
mod rows;
mod scratch;
mod seasons;
mod spectral;
mod spread;
mod transitions;
mod walk;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use blend::{ACTIVITY, Blend, PLACE, SOURCES, Sample, blend};
pub use calibration::{Calibration, Observation, Standing, calibrate};
pub use content::{ContentParams, Lexicon, content_weights};
pub(crate) use content::{Newcomers, newcomers};
pub use dense::dense_ridge;
pub use graph::GraphParams;
pub use leaning::{GROUP_PEOPLE_MIN, ITEM_PEOPLE_MIN, Leaning, Leanings, STEPS_PER_NAT};
pub use operators::{FitParams, Part, Workshop};
pub use pairs::bought_together;
pub use priors::{Priors, priors};
pub(crate) use priors::{popularity_error, trend_error};
pub(crate) use seasons::MONTHS;
pub use seasons::seasons;
pub use spectral::SpectralParams;
pub use spread::{Belief, Crowd, Relearnt, Spread, Spreads};
pub use transitions::{TransitionParams, session_transitions};
pub use walk::WalkParams;

use crate::ids::ItemIx;
use largest::Largest;

/// The parameters of the neighbourhood ridge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RidgeParams {
    /// `k`: how many items may be evidence for one target.
    pub neighbours: usize,
    /// Ridge penalty.
    pub lambda: f64,
    /// `p`: the share of evidence that is hidden while learning, 0 to below 1 (EDLAE).
    pub dropout: f64,
    /// `a` in `B_ij (c_i / c_j)^a`: how much popular targets are held back (DAN).
    pub item_exponent: f64,
    /// `beta` in `w_u = |x_u|^-beta`.
    pub customer_exponent: f64,
}

impl Default for RidgeParams {
    fn default() -> Self {
        Self { neighbours: 200, lambda: 20.0, dropout: 0.5, item_exponent: 0.1, customer_exponent: 0.3 }
    }
}

/// Why nothing can be fitted.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FitError {
    /// A parameter outside its range.
    #[error("parameter `{name}` must be {wanted}, not {value}")]
    Parameter {
        /// Which.
        name: &'static str,
        /// What is asked for.
        wanted: &'static str,
        /// What it is.
        value: f64,
    },
    /// The local system of an item cannot be solved; a larger `lambda` helps.
    #[error("the system of item {} is not positive definite; raise `lambda`", item.0)]
    NotPositiveDefinite {
        /// Whose.
        item: ItemIx,
    },
    /// The calibration found no solution.
    #[error("calibration failed: {0}")]
    Calibration(String),
    /// There is nothing to learn from.
    #[error("there is nothing to learn from: {0}")]
    Empty(&'static str),
}

impl RidgeParams {
    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first parameter that is out of range.
    pub fn check(&self) -> Result<(), FitError> {
        let checks = [
            ("lambda", self.lambda, self.lambda > 0.0 && self.lambda.is_finite(), "above 0"),
            ("dropout", self.dropout, (0.0..1.0).contains(&self.dropout), "from 0 to below 1"),
            ("item_exponent", self.item_exponent, self.item_exponent.abs() <= 2.0, "between -2 and 2"),
            ("customer_exponent", self.customer_exponent, self.customer_exponent.abs() <= 2.0, "between -2 and 2"),
        ];
        match checks.into_iter().find(|(_, _, is_sound, _)| !is_sound) {
            Some((name, value, _, wanted)) => Err(FitError::Parameter { name, wanted, value }),
            None => Ok(()),
        }
    }

    /// The diagonal penalty of an item: `lambda + p/(1-p) n_i`.
    fn penalty(&self, n_i: f64) -> f64 {
        self.lambda + self.dropout / (1.0 - self.dropout) * n_i
    }

    /// The popularity factor of a weight: `(n_i / n_j)^a`.
    fn popularity_factor(&self, n_i: f64, n_j: f64) -> f64 {
        libm::pow(n_i / n_j, self.item_exponent)
    }
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "weights, priors and what is refined are single precision")]
pub(crate) fn narrowed(value: f64) -> f32 {
    value as f32
}

/// Item-item weights `B` by row of evidence: `score(u, j) = sum_i x_u[i] B[i][j]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weights {
    /// Row `i` occupies `offsets[i]..offsets[i + 1]`; `n_items + 1` entries.
    pub offsets: Vec<u64>,
    /// `j`, ascending within a row.
    pub targets: Vec<u32>,
    /// `B[i][j]`, finite, never 0.
    pub values: Vec<f32>,
}

impl Weights {
    /// So many rows without a weight.
    #[must_use]
    pub fn none(n_rows: usize) -> Self {
        Self { offsets: vec![0; n_rows + 1], ..Self::default() }
    }

    /// Freezes rows of `(target, weight)`, targets ascending; zeros are dropped.
    #[must_use]
    pub fn from_rows(rows: Vec<Vec<(u32, f32)>>) -> Self {
        let mut weights = Self::with_room(rows.iter().map(Vec::len).sum());
        rows.iter().for_each(|row| weights.push_row(row));
        weights
    }

    /// No row, and room for so many weights.
    fn with_room(n_weights: usize) -> Self {
        Self { offsets: vec![0], targets: Vec::with_capacity(n_weights), values: Vec::with_capacity(n_weights) }
    }

    fn push_row(&mut self, row: &[(u32, f32)]) {
        for &(target, value) in row.iter().filter(|(_, value)| *value != 0.0) {
            self.targets.push(target);
            self.values.push(value);
        }
        self.offsets.push(self.targets.len() as u64);
    }

    /// Where an item of evidence has its targets.
    #[expect(clippy::cast_possible_truncation, reason = "offsets stay within the weights")]
    fn range(&self, evidence: ItemIx) -> std::ops::Range<usize> {
        self.offsets[evidence.at()] as usize..self.offsets[evidence.at() + 1] as usize
    }

    /// The targets of an item of evidence, ascending, and their weights.
    pub fn row(&self, evidence: ItemIx) -> impl Iterator<Item = (u32, f32)> {
        let row = self.range(evidence);
        self.targets[row.clone()].iter().copied().zip(self.values[row].iter().copied())
    }

    /// The weight between two items, 0 where there is none. O(log of the row's length).
    #[must_use]
    pub fn get(&self, evidence: ItemIx, target: ItemIx) -> f32 {
        let row = self.range(evidence);
        let found = self.targets[row.clone()].binary_search(&target.0);
        found.map_or(0.0, |at| self.values[row.start + at])
    }

    /// The `row_weights` largest of every row by absolute value, ties by target: what a fit that keeps so many would keep of these.
    pub(crate) fn largest(&self, row_weights: usize) -> Self {
        let row = |item: usize| {
            let mut largest = Largest::new(row_weights);
            self.row(ItemIx::from_at(item)).for_each(|(target, value)| largest.offer(target, value));
            largest.sorted()
        };
        Self::from_rows((0..self.offsets.len() - 1).map(row).collect())
    }

    /// Without the weights of some pairs of evidence and target, ascending; every item has so many rows.
    pub(crate) fn without(self, rows_per_item: usize, unlinked: &[(ItemIx, ItemIx)]) -> Self {
        if unlinked.is_empty() {
            return self;
        }
        let mut kept = Self::with_room(self.targets.len());
        for row in 0..self.offsets.len() - 1 {
            let evidence = ItemIx::from_at(row / rows_per_item);
            let is_kept = |(target, _): &(u32, f32)| unlinked.binary_search(&(evidence, ItemIx(*target))).is_err();
            kept.push_row(&self.row(ItemIx::from_at(row)).filter(is_kept).collect::<Vec<_>>());
        }
        kept
    }

    /// The rows of `(target, weight)`, as [`Self::from_rows`] takes them.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "offsets stay within the weights")]
    pub fn to_rows(&self) -> Vec<Vec<(u32, f32)>> {
        let range = |ends: &[u64]| ends[0] as usize..ends[1] as usize;
        let row = |ends: &[u64]| range(ends).map(|at| (self.targets[at], self.values[at])).collect();
        self.offsets.windows(2).map(row).collect()
    }
}

#[cfg(test)]
mod tests;
