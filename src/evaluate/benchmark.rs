//! The protocol of the LightGCN benchmarks: learn from one file, rank all unseen items, find what is in the other.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::lightgcn::Split;
use super::recommender::{Choice, Linear, Recommender, top_k};
use super::search::{Knob, Trial, search};
use crate::fit::{FitError, FitParams, Workshop};
use crate::ids::ItemIx;
use crate::metrics::{mean, ndcg_at_k, recall_at_k};
use crate::model::ModelParams;
use crate::stats::Contribution;

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

/// What the training part adds to the sums: every interaction is a purchase of weight 1, and there is no time.
#[must_use]
pub fn contributions(split: &Split) -> Vec<Contribution> {
    split.train.by_user.values().map(|items| Contribution::of_items(items)).collect()
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
    averaged(each(lists, split, k))
}

/// Recall and NDCG of each case.
fn each(lists: &[Vec<ItemIx>], split: &Split, k: usize) -> Vec<(f64, f64)> {
    let cases = split.cases();
    assert_eq!(lists.len(), cases.len(), "one list per case");
    let measured = lists.iter().zip(&cases);
    measured.map(|(list, (_, targets))| (recall_at_k(list, targets, k), ndcg_at_k(list, targets, k))).collect()
}

fn averaged(each: impl IntoIterator<Item = (f64, f64)>) -> Accuracy {
    let (recalls, ndcgs): (Vec<f64>, Vec<f64>) = each.into_iter().unzip();
    let over = |values: &[f64]| mean(values).unwrap_or(0.0);
    Accuracy { recall: over(&recalls), ndcg: over(&ndcgs), users: recalls.len() }
}

/// Parameters and how they were found.
#[derive(Debug, Clone, Serialize)]
pub struct Chosen {
    /// The best.
    pub params: FitParams,
    /// What was tried, scored by NDCG at k.
    pub trials: Vec<Trial>,
}

/// Chooses parameters on the end of the training part ([`Split::validation`]); the test part is not looked at.
///
/// # Errors
/// When a fit fails.
pub fn choose_on_validation(
    split: &Split,
    start: &FitParams,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Chosen, FitError> {
    let inner = split.validation();
    let customers = contributions(&inner);
    let mut trials = Trials::new(&inner, &customers, k, threads);
    choose(start, &mut |params| Ok(averaged(trials.measured(params)?.iter().copied()).ndcg), tick)
}

/// The accuracy of parameters that were chosen on one half of the test users (every other one), on the other half,
/// averaged over both ways. For splits whose test part is not drawn like any part of the training part; the figure of
/// [`choose_on_validation`] stands beside it.
///
/// # Errors
/// When a fit fails.
pub fn split_half(
    split: &Split,
    start: &FitParams,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<(Accuracy, [Chosen; 2]), FitError> {
    let customers = contributions(split);
    let mut trials = Trials::new(split, &customers, k, threads);
    let half = |all: &[(f64, f64)], parity: usize| averaged(all.iter().copied().skip(parity).step_by(2));
    let mut sides = Vec::new();
    for parity in [0, 1] {
        let chosen = choose(start, &mut |params| Ok(half(trials.measured(params)?, parity).ndcg), tick)?;
        let other = half(trials.measured(&chosen.params)?, 1 - parity);
        sides.push((chosen, other));
    }
    let [(first, a), (second, b)] = <[_; 2]>::try_from(sides).expect("two halves");
    let mean = |x: f64, y: f64| f64::midpoint(x, y);
    let both = Accuracy { recall: mean(a.recall, b.recall), ndcg: mean(a.ndcg, b.ndcg), users: a.users + b.users };
    Ok((both, [first, second]))
}

pub(super) fn choose(
    start: &FitParams,
    measure: &mut dyn FnMut(&FitParams) -> Result<f64, FitError>,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Chosen, FitError> {
    let from = ModelParams { fit: *start, ..ModelParams::default() };
    let (best, trials) = search(&from, &Knob::of_fit(), &mut |params| measure(&params.fit), tick)?;
    Ok(Chosen { params: best.fit, trials })
}

/// Figures that were measured already, by parameters.
struct Trials<'a> {
    split: &'a Split,
    workshop: Workshop,
    k: usize,
    threads: usize,
    known: BTreeMap<String, Vec<(f64, f64)>>,
}

impl<'a> Trials<'a> {
    fn new(split: &'a Split, customers: &[Contribution], k: usize, threads: usize) -> Self {
        let workshop = Workshop::new(split.n_items, customers, threads);
        Self { split, workshop, k, threads, known: BTreeMap::new() }
    }

    /// Recall and NDCG of each case.
    fn measured(&mut self, params: &FitParams) -> Result<&[(f64, f64)], FitError> {
        let key = serde_json::to_string(params).expect("parameters are plain data");
        if !self.known.contains_key(&key) {
            let weights = self.workshop.fit(params)?;
            let lists = recommend(&Linear(&weights), self.split, self.k, self.threads);
            self.known.insert(key.clone(), each(&lists, self.split, self.k));
        }
        Ok(&self.known[&key])
    }
}
