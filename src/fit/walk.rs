//! A random walk: from an item to those who chose it, and on to what else they chose, popular targets held back.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::largest::Largest;
use super::{FitError, Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::{Contribution, Gram};

/// The parameters of the random walk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WalkParams {
    /// `alpha`: the power that every transition probability is raised to.
    pub alpha: f64,
    /// `beta`: how much popular targets are held back.
    pub beta: f64,
    /// The most targets kept for one item of evidence.
    pub neighbours: usize,
    /// `psi`: how strongly it enters, relative to the ridge; 0 leaves it out, the default: no validation part asked for it
    /// beside the other operators.
    pub strength: f64,
}

impl Default for WalkParams {
    fn default() -> Self {
        Self { alpha: 0.8, beta: 0.4, neighbours: 300, strength: 0.0 }
    }
}

impl WalkParams {
    pub(super) fn check(&self) -> Result<(), FitError> {
        #[expect(clippy::cast_precision_loss, reason = "for a message")]
        let neighbours = self.neighbours as f64;
        let checks = [
            ("walk.alpha", self.alpha, (0.0..=3.0).contains(&self.alpha), "from 0 to 3"),
            ("walk.beta", self.beta, (0.0..=3.0).contains(&self.beta), "from 0 to 3"),
            ("walk.neighbours", neighbours, self.neighbours > 0, "at least 1"),
            ("walk.strength", self.strength, (0.0..=10.0).contains(&self.strength), "from 0 to 10"),
        ];
        match checks.into_iter().find(|(_, _, is_sound, _)| !is_sound) {
            Some((name, value, _, wanted)) => Err(FitError::Parameter { name, wanted, value }),
            None => Ok(()),
        }
    }
}

/// `W[i][j] = n_j^-beta sum_v w_v P_iv^alpha P_vj^alpha` without its diagonal, of every row of evidence the largest:
/// the last two steps of RP3beta (Paudel, Christoffel, Newell & Bernstein 2017, "Updatable, accurate, diverse, and
/// scalable recommendations for interactive applications").
///
/// `P_iv = x_v[i] / n_i` is the way from an item to one who chose it, `P_vj = x_v[j] / |x_v|` from there to an item;
/// `|x_v|` and `n_i` are sums of choices, and a customer of own weight `w_v` counts as so many customers. The first step,
/// from the customer who asks to their items, is the history that rows are read for: `P_ui^alpha` is the same for all of
/// whole choices. The paper ranks by all paths; here a row keeps its largest targets, so that memory is linear in the
/// catalogue.
#[derive(Debug)]
pub(super) struct Walk {
    rows: Weights,
}

impl Walk {
    /// Cost: `sum_v |x_v|^2` multiplications, `n_items * neighbours` weights. Each row is summed in the order of the
    /// customers, so the bits do not depend on the number of threads.
    pub(super) fn of(n_items: usize, customers: &[Contribution], params: &WalkParams, threads: usize) -> Self {
        let paths = Paths::new(n_items, customers, params);
        let rows = crate::parallel::pool(threads).install(|| {
            let items = (0..n_items).into_par_iter();
            let scratch = || (vec![0.0; n_items], Vec::new());
            items.map_init(scratch, |(sums, touched), item| paths.row(item, sums, touched, params.neighbours)).collect()
        });
        Self { rows: Weights::from_rows(rows) }
    }

    /// The entries of a row of evidence, targets ascending.
    #[expect(clippy::cast_possible_truncation, reason = "offsets index vectors that are in memory")]
    pub(super) fn row(&self, item: ItemIx) -> (&[u32], &[f32]) {
        let range = self.rows.offsets[item.at()] as usize..self.rows.offsets[item.at() + 1] as usize;
        (&self.rows.targets[range.clone()], &self.rows.values[range])
    }
}

/// The two steps, with their powers taken.
struct Paths {
    /// Per item: who chose it, and `w_v x_v[i]^alpha |x_v|^-alpha`.
    choosers: Vec<Vec<(u32, f64)>>,
    /// Per customer: their items and `x_v[j]^alpha`.
    choices: Vec<Vec<(u32, f64)>>,
    /// `n_i^-alpha`, 0 of an item that nobody chose.
    from: Vec<f64>,
    /// `n_j^-beta`.
    to: Vec<f64>,
}

impl Paths {
    fn new(n_items: usize, customers: &[Contribution], params: &WalkParams) -> Self {
        let mut choosers = vec![Vec::new(); n_items];
        let mut choices = Vec::with_capacity(customers.len());
        for (at, customer) in customers.iter().enumerate() {
            let at = u32::try_from(at).expect("fewer than 2^32 customers in one sum");
            let loudness: f64 = customer.entries().iter().map(|entry| entry.strength()).sum();
            let quiet = customer.weight() * libm::pow(loudness.max(f64::MIN_POSITIVE), -params.alpha);
            let power = |strength: f64| libm::pow(strength, params.alpha);
            for entry in customer.entries() {
                choosers[entry.item.at()].push((at, quiet * power(entry.strength())));
            }
            choices.push(customer.entries().iter().map(|entry| (entry.item.0, power(entry.strength()))).collect());
        }
        let degrees = Gram::degrees_of(n_items, customers);
        let damping = |exponent: f64| -> Vec<f64> {
            let of = |&degree: &f64| if degree > 0.0 { libm::pow(degree, -exponent) } else { 0.0 };
            degrees.iter().map(of).collect()
        };
        Self { choosers, choices, from: damping(params.alpha), to: damping(params.beta) }
    }

    /// The largest of a row; `sums` comes and goes as zeros, `touched` empty.
    fn row(&self, item: usize, sums: &mut [f64], touched: &mut Vec<u32>, keep: usize) -> Vec<(u32, f32)> {
        for &(customer, first) in &self.choosers[item] {
            for &(target, second) in &self.choices[customer as usize] {
                let sum = &mut sums[target as usize];
                if *sum == 0.0 {
                    touched.push(target);
                }
                *sum += first * second;
            }
        }
        touched.sort_unstable();
        // A sum that stayed 0 (a customer of weight 0) stands here more than once.
        touched.dedup();
        let mut best = Largest::new(keep.min(sums.len()));
        let weight = |target: u32| {
            let sum = std::mem::take(&mut sums[target as usize]);
            let is_self = target as usize == item;
            (target, if is_self { 0.0 } else { narrowed(self.from[item] * sum * self.to[target as usize]) })
        };
        touched.drain(..).map(weight).for_each(|(target, value)| best.offer(target, value));
        best.sorted()
    }
}
