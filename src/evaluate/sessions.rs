//! The protocol of session recommendation: learn from visits, then say for every click what the next one is.
//!
//! The item to be found may stand in the visit already (people go back to what they saw), so that seen items are ranked
//! like all others; leaving them out would be another task with other figures.

mod read;
mod slist;
mod tuning;
mod vmis_knn;

use rayon::prelude::*;
use serde::Serialize;

pub use read::{RawExample, SessionError, read_examples, read_visits};
pub use slist::exact_slist;
pub use tuning::{SessionTrial, TunedSessions, VmisTrial, tune_slist, tune_transitions, tune_vmis};
pub use vmis_knn::{VmisKnn, VmisParams};

use super::recommender::{Choice, Linear, Recommender, top_k};
use crate::fit::{TransitionParams, Weights};
use crate::ids::ItemIx;
use crate::metrics::mean;
use crate::stats::{TransitionSums, Visit};

/// One question: after these clicks, which comes next?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextExample {
    /// What was clicked, oldest first; never empty.
    pub prefix: Vec<ItemIx>,
    /// What was clicked next.
    pub next: ItemIx,
}

/// Visits to learn from and questions to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSplit {
    /// How many items the vocabulary holds: those of the training part, by ascending number.
    pub n_items: usize,
    /// What is learnt from, the oldest visit first.
    pub visits: Vec<Vec<ItemIx>>,
    /// What is asked.
    pub examples: Vec<NextExample>,
    /// Questions that were left out, since the answer or the whole prefix is unknown to the training part.
    pub dropped: usize,
}

impl SessionSplit {
    /// Puts two files together. Items that the training part does not hold are dropped from the test part, as in
    /// Ludewig and Jannach 2018, "Evaluation of session-based recommendation algorithms".
    ///
    /// # Errors
    /// When nothing is left to learn from or to ask.
    pub fn new(train: &[Vec<u64>], test: &[RawExample]) -> Result<Self, SessionError> {
        let mut numbers: Vec<u64> = train.iter().flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let index = |number: &u64| numbers.binary_search(number).ok().map(ItemIx::from_at);
        let known = |visit: &[u64]| visit.iter().filter_map(index).collect::<Vec<ItemIx>>();
        let visits: Vec<Vec<ItemIx>> = train.iter().map(|visit| known(visit)).collect();
        let asked = test.iter().map(|example| (known(&example.prefix), index(&example.next)));
        Self::asking(numbers.len(), visits, asked)
    }

    /// Cuts a validation part off the end of the training part: the last `visits` visits, every next click of which is
    /// asked, as the test part does.
    ///
    /// # Errors
    /// When nothing is left to learn from or to ask.
    pub fn validation(&self, visits: usize) -> Result<Self, SessionError> {
        let (learnt, held) = self.visits.split_at(self.visits.len().saturating_sub(visits));
        let mut is_known = vec![false; self.n_items];
        learnt.iter().flatten().for_each(|item| is_known[item.at()] = true);
        let asked = held.iter().flat_map(|visit| {
            (1..visit.len()).map(|at| {
                let prefix = visit[..at].iter().copied().filter(|item| is_known[item.at()]).collect();
                (prefix, Some(visit[at]).filter(|item| is_known[item.at()]))
            })
        });
        Self::asking(self.n_items, learnt.to_vec(), asked)
    }

    fn asking(
        n_items: usize,
        visits: Vec<Vec<ItemIx>>,
        asked: impl Iterator<Item = (Vec<ItemIx>, Option<ItemIx>)>,
    ) -> Result<Self, SessionError> {
        let (mut examples, mut dropped) = (Vec::new(), 0);
        for (prefix, next) in asked {
            match next.filter(|_| !prefix.is_empty()) {
                Some(next) => examples.push(NextExample { prefix, next }),
                None => dropped += 1,
            }
        }
        if visits.is_empty() {
            return Err(SessionError::Empty("training"));
        }
        if examples.is_empty() {
            return Err(SessionError::Empty("test (or validation)"));
        }
        Ok(Self { n_items, visits, examples, dropped })
    }
}

/// Sums the training part: the newest visit counts 1, one that the share `q` of all visits followed `exp(-q / tau)`.
/// Files without times can be summed so too; where traffic is even it is a decay by time.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "visits stay far below 2^53")]
pub fn sum_visits(split: &SessionSplit, params: &TransitionParams, threads: usize) -> TransitionSums {
    let count = split.visits.len();
    let age = |at: usize| (count - 1 - at) as f64 / count as f64;
    let visits: Vec<Visit<'_>> = split
        .visits
        .iter()
        .enumerate()
        .map(|(at, clicks)| Visit { clicks, weight: params.visit_weight(age(at)) })
        .collect();
    TransitionSums::of(split.n_items, &visits, &params.shape(), threads)
}

/// Something that scores what comes next.
pub trait NextItem: Sync {
    /// Adds the scores of all items after these clicks to `scores`, which comes as zeros. Same input, same bits.
    fn score(&self, prefix: &[ItemIx], scores: &mut [f64]);
}

/// The session operator: every click adds its row of weights, decayed by how many clicks followed it.
#[derive(Debug, Clone, Copy)]
pub struct Transitions<'a> {
    /// The operator.
    pub weights: &'a Weights,
    /// Whose decay counts.
    pub params: &'a TransitionParams,
}

impl NextItem for Transitions<'_> {
    fn score(&self, prefix: &[ItemIx], scores: &mut [f64]) {
        let last = prefix.len().saturating_sub(1);
        let clicks = prefix.iter().enumerate();
        let history: Vec<Choice> =
            clicks.map(|(at, &item)| Choice { item, weight: self.params.click_weight(last - at) }).collect();
        Linear(self.weights).score(&history, scores);
    }
}

/// For every example the `k` best items of a score above 0, ties by item, for any number of threads.
#[must_use]
pub fn next_items(recommender: &dyn NextItem, split: &SessionSplit, k: usize, threads: usize) -> Vec<Vec<ItemIx>> {
    let list = |scores: &mut Vec<f64>, example: &NextExample| {
        scores.fill(0.0);
        recommender.score(&example.prefix, scores);
        top_k(scores, |item| scores[item.at()] > 0.0, k)
    };
    crate::parallel::pool(threads).install(|| {
        split
            .examples
            .par_iter()
            .map_init(|| vec![0.0; split.n_items], |scores, example| list(scores, example))
            .collect()
    })
}

/// How often and how early the next click was named.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NextAccuracy {
    /// The share of examples whose next item is among the `k` (hit rate, since one item is to be found).
    pub recall: f64,
    /// The mean of `1 / rank` of the next item, 0 where it is not among the `k`.
    pub mrr: f64,
    /// Examples that were averaged over.
    pub examples: usize,
}

impl NextAccuracy {
    /// What parameters are chosen by: the sum of both, so that neither is bought with the other.
    #[must_use]
    pub fn merit(&self) -> f64 {
        self.recall + self.mrr
    }
}

/// Recall and MRR of the lists that [`next_items`] gave.
///
/// # Panics
/// When the lists are not those of the split's examples.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a list is short")]
pub fn next_accuracy(lists: &[Vec<ItemIx>], split: &SessionSplit) -> NextAccuracy {
    assert_eq!(lists.len(), split.examples.len(), "one list per example");
    let place = |(list, example): (&Vec<ItemIx>, &NextExample)| list.iter().position(|&item| item == example.next);
    let places: Vec<Option<usize>> = lists.iter().zip(&split.examples).map(place).collect();
    let over = |value: fn(usize) -> f64| {
        mean(&places.iter().map(|place| place.map_or(0.0, value)).collect::<Vec<f64>>()).unwrap_or(0.0)
    };
    NextAccuracy { recall: over(|_| 1.0), mrr: over(|place| 1.0 / (place + 1) as f64), examples: places.len() }
}
