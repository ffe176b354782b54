//! The session operator: from what was clicked in a visit to what is clicked next.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::largest::keep_largest;
use super::rows::EvidenceRows;
use super::scratch::Scratch;
use super::{FitError, Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::{SessionShape, TransitionSums};

/// Rows of `(column, value)`, columns ascending.
type Rows = Vec<Vec<(u32, f64)>>;

/// The parameters of the session operator; the defaults were chosen as `docs/benchmarks-sessions.md` tells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TransitionParams {
    /// `alpha`: how much "seen in one visit" counts beside "seen later in it", 0 to 1.
    pub consistency: f64,
    /// `e`: a visit of `n` different items speaks with the weight `n^-2e` for each pair of them.
    pub session_exponent: f64,
    /// `d`: the click `s` steps after another counts `exp(-(s - 1) / d)` while learning; above 0.
    pub transition_decay: f64,
    /// `tau`: a visit that the share `q` of all visits followed counts `exp(-q / tau)`; above 0.
    pub age_decay: f64,
    /// `k`: how many items may be evidence for one target, itself among them.
    pub neighbours: usize,
    /// Ridge penalty.
    pub lambda: f64,
    /// `p`: the share of evidence that is hidden while learning, 0 to below 1.
    pub dropout: f64,
    /// `a` in `m_j^-a`: how much targets that follow often are held back.
    pub target_exponent: f64,
    /// `gamma`: how much items two steps away count; 0 leaves them out.
    pub walk: f64,
    /// The most weights kept for one item of evidence.
    pub row_weights: usize,
    /// `c`: a click `s` steps before the last counts `exp(-s / c)` when a list is made; above 0.
    pub click_decay: f64,
}

impl Default for TransitionParams {
    fn default() -> Self {
        Self {
            consistency: 0.8,
            session_exponent: 0.25,
            transition_decay: 1.0,
            age_decay: 0.8,
            neighbours: 200,
            lambda: 100.0,
            dropout: 0.95,
            target_exponent: 0.2,
            walk: 2.0,
            row_weights: 200,
            click_decay: 2.0,
        }
    }
}

impl TransitionParams {
    /// What SLIST itself uses on such data (Choi et al. 2021, the configuration published for Diginetica: 256 days of
    /// decay, in a training part of 145): no dropout, no popularity factor, no second step.
    #[must_use]
    pub fn slist() -> Self {
        Self {
            consistency: 0.8,
            session_exponent: 1.0,
            transition_decay: 1.0,
            age_decay: 256.0 / 145.0,
            lambda: 10.0,
            dropout: 0.0,
            target_exponent: 0.0,
            walk: 0.0,
            click_decay: 2.0,
            ..Self::default()
        }
    }

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first parameter that is out of range.
    pub fn check(&self) -> Result<(), FitError> {
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let above = "above 0";
        let small = "between -2 and 2";
        let checks = [
            ("consistency", self.consistency, (0.0..=1.0).contains(&self.consistency), "from 0 to 1"),
            ("session_exponent", self.session_exponent, self.session_exponent.abs() <= 2.0, small),
            ("transition_decay", self.transition_decay, positive(self.transition_decay), above),
            ("age_decay", self.age_decay, positive(self.age_decay), above),
            ("lambda", self.lambda, positive(self.lambda), above),
            ("dropout", self.dropout, (0.0..1.0).contains(&self.dropout), "from 0 to below 1"),
            ("target_exponent", self.target_exponent, self.target_exponent.abs() <= 2.0, small),
            ("walk", self.walk, self.walk >= 0.0 && self.walk.is_finite(), "0 or above"),
            ("click_decay", self.click_decay, positive(self.click_decay), above),
        ];
        match checks.into_iter().find(|(_, _, is_sound, _)| !is_sound) {
            Some((name, value, _, wanted)) => Err(FitError::Parameter { name, wanted, value }),
            None => Ok(()),
        }
    }

    /// What the sums need.
    #[must_use]
    pub fn shape(&self) -> SessionShape {
        SessionShape {
            consistency: self.consistency,
            session_exponent: self.session_exponent,
            transition_decay: self.transition_decay,
        }
    }

    /// What a click counts that `steps` clicks followed: `exp(-steps / c)`. A click's part of a score is this times its
    /// weight for the item scored, one line of evidence.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a visit is short")]
    pub fn click_weight(&self, steps: usize) -> f64 {
        libm::exp(-(steps as f64) / self.click_decay)
    }

    /// What a visit counts that the share `age` of all visits followed: `exp(-age / tau)`.
    #[must_use]
    pub fn visit_weight(&self, age: f64) -> f64 {
        libm::exp(-age / self.age_decay)
    }
}

/// Fits the session operator: `score(visit, j) = sum_s exp(-s / c) B[i_s][j]`, `i_s` being the click `s` before the last.
///
/// For every target `j`: `C_j` = the `k` nearest of the items seen with it or before it, by `C_ij / sqrt(G_ii)`, ties
/// by item; `w = (G[C,C] + diag(lambda + p/(1-p) G_ii))^-1 C[C,j]`; `R[i][j] = w_i m_j^-a` with `m_j = sum_i C_ij`. Then
/// `B = R + gamma R+ D^-1 R`: `R+` holds the positive weights of `R` between different items, and `D` is the sum of each
/// of its rows; so a weight to an item is passed on along that item's own row. Last, every row keeps its `row_weights`
/// largest weights by absolute value, ties by target.
///
/// With all items as neighbours, `e = 1`, no dropout, `a = 0` and `gamma = 0` this is SLIST in closed form (Choi, Kim,
/// Lee, Shim and Lee 2021, "Session-aware Linear Item-Item Models for Session-based Recommendation", with one click as
/// the past). The neighbourhood makes it linear in the catalogue; dropout follows Steck 2020; the second step is in the
/// spirit of S-Walk (Choi et al. 2022), one step long and in closed form. Rows are shared among `threads` threads and
/// gathered by index, so the result has the same bits for any number of them.
///
/// # Errors
/// A parameter out of range, or a system that is not positive definite, by item.
pub fn session_transitions(
    sums: &TransitionSums,
    params: &TransitionParams,
    threads: usize,
) -> Result<Weights, FitError> {
    let columns = columns(sums, params, threads)?;
    let first = by_evidence(columns);
    let rows = crate::parallel::pool(threads).install(|| walked(&first, params));
    let narrow = |row: Vec<(u32, f64)>| row.into_iter().map(|(target, weight)| (target, narrowed(weight))).collect();
    Ok(Weights::from_rows(rows.into_iter().map(narrow).collect()))
}

/// For each target `j` the pairs `(i, R[i][j])`, items ascending.
pub(super) fn columns(sums: &TransitionSums, params: &TransitionParams, threads: usize) -> Result<Rows, FitError> {
    params.check()?;
    let (gram, cross) = (sums.gram(), sums.cross_by_target());
    let diagonal: Vec<f64> = (0..gram.len()).map(ItemIx::from_at).map(|item| entry(&gram, item)).collect();
    let local = Local { gram: &gram, cross: &cross, diagonal: &diagonal, params };
    let n_items = gram.len();
    crate::parallel::pool(threads).install(|| {
        let targets = (0..n_items).into_par_iter();
        targets.map_init(|| Scratch::new(n_items), |scratch, j| local.solve(ItemIx::from_at(j), scratch)).collect()
    })
}

/// The diagonal entry of a row.
fn entry(gram: &Rows, item: ItemIx) -> f64 {
    let row = &gram[item.at()];
    row.binary_search_by_key(&item.0, |&(column, _)| column).map_or(0.0, |at| row[at].1)
}

struct Local<'a> {
    gram: &'a Rows,
    cross: &'a Rows,
    diagonal: &'a [f64],
    params: &'a TransitionParams,
}

impl Local<'_> {
    fn solve(&self, target: ItemIx, scratch: &mut Scratch) -> Result<Vec<(u32, f64)>, FitError> {
        let mass: f64 = self.cross[target.at()].iter().map(|&(_, value)| value).sum();
        if mass <= 0.0 {
            return Ok(Vec::new());
        }
        let neighbours = self.neighbours(target);
        self.fill_system(&neighbours, scratch);
        let together = neighbours.iter().map(|&(_, value)| value).collect();
        let weights = scratch.solve(together).map_err(|_| FitError::NotPositiveDefinite { item: target })?;
        let factor = libm::pow(mass, -self.params.target_exponent);
        Ok(neighbours.iter().zip(weights).map(|(&(item, _), weight)| (item, weight * factor)).collect())
    }

    /// `C_j` with `C[i][j]`, items ascending.
    fn neighbours(&self, target: ItemIx) -> Vec<(u32, f64)> {
        let k = self.params.neighbours;
        let row = &self.cross[target.at()];
        if k >= self.gram.len() {
            return self.all(row);
        }
        let mut near = row.clone();
        near.retain(|&(item, _)| self.diagonal[item as usize] > 0.0);
        if near.len() > k {
            let nearness = |&(item, value): &(u32, f64)| value / self.diagonal[item as usize].sqrt();
            near.select_nth_unstable_by(k, |a, b| nearness(b).total_cmp(&nearness(a)).then(a.0.cmp(&b.0)));
            near.truncate(k);
            near.sort_unstable_by_key(|&(item, _)| item);
        }
        near
    }

    fn all(&self, row: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let known = (0..self.gram.len()).map(ItemIx::from_at).filter(|item| self.diagonal[item.at()] > 0.0);
        let value = |item: ItemIx| row.binary_search_by_key(&item.0, |&(i, _)| i).map_or(0.0, |at| row[at].1);
        known.map(|item| (item.0, value(item))).collect()
    }

    /// `G[C,C] + diag(penalty)`, lower triangle.
    fn fill_system(&self, neighbours: &[(u32, f64)], scratch: &mut Scratch) {
        scratch.open(neighbours.iter().map(|&(item, _)| item));
        let hidden = self.params.dropout / (1.0 - self.params.dropout);
        for (at, &(item, _)) in neighbours.iter().enumerate() {
            let row = &self.gram[item as usize];
            let end = row.partition_point(|&(column, _)| column <= item);
            let columns: Vec<u32> = row[..end].iter().map(|&(column, _)| column).collect();
            scratch.fill_row(at, &columns, |at| row[at].1);
            scratch.system.row_mut(at)[at] += self.params.lambda + hidden * self.diagonal[item as usize];
        }
        scratch.close(neighbours.iter().map(|&(item, _)| item));
    }
}

/// Rows by evidence of columns by target.
pub(super) fn by_evidence(columns: Rows) -> Rows {
    let rows = EvidenceRows::of_columns(columns.into_iter().map(|column| column.into_iter().unzip()).collect());
    let row = |(targets, values): (&[u32], &[f64])| targets.iter().copied().zip(values.iter().copied()).collect();
    (0..rows.len()).map(|item| row(rows.row(item))).collect()
}

/// `R + gamma R+ D^-1 R`, row by row; a row keeps its `row_weights` largest at once, so that all fit into memory.
fn walked(first: &Rows, params: &TransitionParams) -> Rows {
    let onward = |(item, row): (usize, &Vec<(u32, f64)>)| -> f64 {
        row.iter().filter(|&&(target, weight)| target as usize != item && weight > 0.0).map(|&(_, weight)| weight).sum()
    };
    let mass: Vec<f64> = first.iter().enumerate().map(onward).collect();
    let row = |item: usize, sums: &mut Vec<f64>| {
        let mut touched: Vec<u32> = Vec::new();
        let mut add = |target: u32, amount: f64| {
            touched.push(target);
            sums[target as usize] += amount;
        };
        for &(target, weight) in &first[item] {
            add(target, weight);
            if params.walk > 0.0 && target as usize != item && weight > 0.0 && mass[target as usize] > 0.0 {
                let passed = params.walk * weight / mass[target as usize];
                first[target as usize].iter().for_each(|&(beyond, onward)| add(beyond, passed * onward));
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let mut row: Vec<(u32, f64)> =
            touched.into_iter().map(|target| (target, std::mem::take(&mut sums[target as usize]))).collect();
        keep_largest(&mut row, params.row_weights);
        // What two steps reach is many times what is kept.
        row.shrink_to_fit();
        row
    };
    (0..first.len()).into_par_iter().map_init(|| vec![0.0; first.len()], |sums, item| row(item, sums)).collect()
}

#[cfg(test)]
mod tests;
