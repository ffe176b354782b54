//! What is compared: anything that scores items for a history. Two baselines that a model must beat.

use rayon::prelude::*;

use crate::fit::Weights;
use crate::ids::ItemIx;
use crate::ledger::amount;
use crate::stats::{Counts, Gram, SymmetricRows};

/// One item of a history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Which.
    pub item: ItemIx,
    /// How strongly it speaks; 1 is a purchase.
    pub weight: f64,
}

/// Something that scores every item for a history.
pub trait Recommender: Sync {
    /// Adds the scores of all items to `scores`, which comes as zeros. The same input gives the same bits.
    fn score(&self, history: &[Choice], scores: &mut [f64]);
}

/// The `k` best of all items that `is_eligible` lets through: by score, ties by item. Every item takes part, those of
/// score 0 too, so a list is only shorter than `k` when too few are eligible.
#[must_use]
pub fn top_k(scores: &[f64], is_eligible: impl Fn(ItemIx) -> bool, k: usize) -> Vec<ItemIx> {
    let mut best: Vec<(f64, ItemIx)> = Vec::with_capacity(k + 1);
    for (at, &score) in scores.iter().enumerate() {
        let item = ItemIx::from_at(at);
        let is_out = best.len() == k && best.last().is_none_or(|(worst, _)| score <= *worst);
        if is_out || !is_eligible(item) {
            continue;
        }
        // Items come in order, so among equals the newcomer stands last.
        let place = best.partition_point(|(other, _)| *other >= score);
        best.insert(place, (score, item));
        best.truncate(k);
    }
    best.into_iter().map(|(_, item)| item).collect()
}

/// What most customers chose, whoever asks.
#[derive(Debug, Clone)]
pub struct Popularity {
    chosen: Vec<f64>,
}

impl Popularity {
    /// From the counts.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn of(counts: &Counts) -> Self {
        Self { chosen: counts.chosen.iter().map(|&count| count as f64).collect() }
    }
}

impl Recommender for Popularity {
    fn score(&self, _history: &[Choice], scores: &mut [f64]) {
        scores.copy_from_slice(&self.chosen);
    }
}

/// Item-item weights: `score(j) = sum_i x_i B[i][j]`, in the order of the history. It ranks as the engine does, without
/// priors.
#[derive(Debug, Clone, Copy)]
pub struct Linear<'a>(pub &'a Weights);

impl Recommender for Linear<'_> {
    #[expect(clippy::cast_possible_truncation, reason = "offsets index vectors that are in memory")]
    fn score(&self, history: &[Choice], scores: &mut [f64]) {
        let Weights { offsets, targets, values } = self.0;
        for choice in history {
            let row = offsets[choice.item.at()] as usize..offsets[choice.item.at() + 1] as usize;
            for (&target, &value) in targets[row.clone()].iter().zip(&values[row]) {
                scores[target as usize] += amount(choice.weight, value);
            }
        }
    }
}

/// The parameters of [`CooccurrenceKnn`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KnnParams {
    /// How many neighbours a target has.
    pub neighbours: usize,
    /// What is added to the denominator, so that two items chosen together once are not yet twins.
    pub shrinkage: f64,
}

impl Default for KnnParams {
    fn default() -> Self {
        Self { neighbours: 200, shrinkage: 10.0 }
    }
}

/// Item co-occurrence neighbours: `score(j) = sum over i in kNN(j) of x_i G_ij / (sqrt(G_ii G_jj) + shrinkage)`.
///
/// Sarwar et al. 2001, with the shrunk cosine that Ferrari Dacrema et al. 2019 found to beat many newer models. It gets
/// the same weighted sums as the model that it is compared with.
#[derive(Debug, Clone)]
pub struct CooccurrenceKnn {
    weights: Weights,
}

impl CooccurrenceKnn {
    /// Finds the neighbours of every item, on `threads` threads; ties go to the lower item.
    #[must_use]
    pub fn of(gram: &Gram, params: &KnnParams, threads: usize) -> Self {
        let rows = gram.expand();
        let norms: Vec<f64> = rows.diagonal().into_iter().map(f64::sqrt).collect();
        let columns: Vec<Vec<(u32, f32)>> = crate::parallel::pool(threads).install(|| {
            let targets = (0..rows.len()).into_par_iter();
            targets.map(|target| neighbours(&rows, &norms, ItemIx::from_at(target), params)).collect()
        });
        let mut by_evidence: Vec<Vec<(u32, f32)>> = vec![Vec::new(); rows.len()];
        for (target, column) in columns.into_iter().enumerate() {
            for (item, cosine) in column {
                by_evidence[item as usize].push((ItemIx::from_at(target).0, cosine));
            }
        }
        Self { weights: Weights::from_rows(by_evidence) }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a baseline's weights are narrowed as the model's are")]
fn neighbours(rows: &SymmetricRows, norms: &[f64], target: ItemIx, params: &KnnParams) -> Vec<(u32, f32)> {
    let cosine = |(item, together): (u32, f64)| {
        (item, (together / (norms[item as usize] * norms[target.at()] + params.shrinkage)) as f32)
    };
    let others = rows.entries(target).filter(|(item, _)| *item != target.0);
    let mut near: Vec<(u32, f32)> = others.map(cosine).collect();
    near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(params.neighbours);
    near
}

impl Recommender for CooccurrenceKnn {
    fn score(&self, history: &[Choice], scores: &mut [f64]) {
        Linear(&self.weights).score(history, scores);
    }
}
