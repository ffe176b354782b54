//! The protocol of the LightGCN benchmarks: learn from one file, rank all unseen items, find what is in the other.

use rayon::prelude::*;
use serde::Serialize;

use super::lightgcn::Split;
use super::recommender::{Choice, Recommender, top_k};
use crate::ids::ItemIx;
use crate::metrics::{mean, ndcg_at_k, recall_at_k};
use crate::stats::{Contribution, Statistics};

/// The accuracy of a recommender, averaged over the users with something to be found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Accuracy {
    /// Recall at k.
    pub recall: f64,
    /// NDCG at k.
    pub ndcg: f64,
    /// Users that were averaged over.
    pub users: usize,
}

/// Sums the training part: every interaction is a purchase of weight 1, there is no time, and a user of n items has
/// the weight `n^-customer_exponent`.
#[must_use]
pub fn sum_split(split: &Split, customer_exponent: f64, threads: usize) -> Statistics {
    let by_user = split.train.by_user.values();
    let contributions: Vec<Contribution> =
        by_user.map(|items| Contribution::of_items(items, customer_exponent)).collect();
    Statistics::of(split.n_items, &contributions, threads)
}

/// The `k` best unseen items of every case of the split, in the order of [`Split::cases`], for any number of threads.
#[must_use]
pub fn recommend(recommender: &dyn Recommender, split: &Split, k: usize, threads: usize) -> Vec<Vec<ItemIx>> {
    let cases = split.cases();
    let list = |scores: &mut Vec<f64>, seen: &[ItemIx]| {
        let history: Vec<Choice> = seen.iter().map(|&item| Choice { item, weight: 1.0 }).collect();
        scores.fill(0.0);
        recommender.score(&history, scores);
        top_k(scores, |item| seen.binary_search(&item).is_err(), k)
    };
    crate::parallel::pool(threads).install(|| {
        cases.par_iter().map_init(|| vec![0.0; split.n_items], |scores, (seen, _)| list(scores, seen)).collect()
    })
}

/// Recall and NDCG at `k` of the lists that [`recommend`] gave.
///
/// # Panics
/// When the lists are not those of the split's cases.
#[must_use]
pub fn accuracy(lists: &[Vec<ItemIx>], split: &Split, k: usize) -> Accuracy {
    let cases = split.cases();
    assert_eq!(lists.len(), cases.len(), "one list per case");
    let over = |metric: fn(&[ItemIx], &[ItemIx], usize) -> f64| {
        let values: Vec<f64> = lists.iter().zip(&cases).map(|(list, (_, targets))| metric(list, targets, k)).collect();
        mean(&values).unwrap_or(0.0)
    };
    Accuracy { recall: over(recall_at_k), ndcg: over(ndcg_at_k), users: cases.len() }
}
