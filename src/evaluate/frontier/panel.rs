//! Some customers whose lists are made under one policy after another, and what each of these lists is worth.

use rayon::ThreadPool;
use rayon::prelude::*;

use super::resting::Resting;
use crate::catalog::Item;
use crate::decision::Inputs;
use crate::engine::{Engine, Prospect, Rehearsal};
use crate::ids::ItemIx;
use crate::ledger::fold;
use crate::metrics::{coverage, intra_list_distance, ndcg_at_k};
use crate::rerank::{Policy, Selector, Shown};

/// The cutoff of NDCG.
const NDCG_AT: usize = 10;

/// Customers with their candidates, scored once.
pub struct Panel<'a> {
    engine: &'a Engine,
    rehearsal: Rehearsal<'a>,
    prospects: Vec<Prospect>,
    /// What each of them newly chose later; empty where that is not known of anybody.
    targets: Vec<Vec<ItemIx>>,
    pool: ThreadPool,
}

/// What the lists of all customers of a panel are worth, customer by customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    /// Mean score of the evidence alone.
    pub(super) relevance: Vec<f64>,
    /// Mean `1 - cos` over all pairs of vectors; 0 for a list of fewer than two items.
    pub(super) distance: Vec<f64>,
    /// The share of places that surprise.
    pub(super) serendipity: Vec<f64>,
    /// NDCG@10; empty where nobody's later choices are known.
    pub(super) ndcg: Vec<f64>,
    /// By group: its share of attention, `1 / log2(1 + place)`.
    pub(super) exposure: Vec<Vec<f64>>,
    /// The share of the offer that stands in at least one list.
    pub(super) coverage: f64,
    /// The share of the offer that stands in the list of this customer alone, by customer.
    pub(super) covers_alone: Vec<f64>,
}

/// A list of one customer: items with the scores of the evidence alone.
pub(super) type List = Vec<(ItemIx, f64)>;

impl<'a> Panel<'a> {
    /// Scores the candidates of these customers, under each input's own policy. `targets` are what each newly chose later, ascending;
    /// leave them empty where that is not known.
    ///
    /// # Panics
    /// When there are targets, but not one set for each of the inputs.
    #[must_use]
    pub fn new(engine: &'a Engine, inputs: &[Inputs], targets: Vec<Vec<ItemIx>>, threads: usize) -> Self {
        assert!(targets.is_empty() || targets.len() == inputs.len(), "later choices of all customers or of none");
        let pool = crate::parallel::pool(threads);
        let prospects: Vec<Prospect> =
            pool.install(|| inputs.par_iter().map(|inputs| engine.prospect(inputs)).collect());
        let rehearsal = Rehearsal::new(engine, &prospects);
        Self { engine, rehearsal, prospects, targets, pool }
    }

    /// How many customers.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.prospects.len()
    }

    /// The lists that no rule touches.
    pub(super) fn unruled(&self) -> Vec<List> {
        self.each(|prospect| prospect.unruled().into_iter().map(|candidate| (candidate.item, candidate.base)).collect())
    }

    /// The lists under a policy whose prices rest.
    pub(super) fn lists(&self, policy: &Policy, resting: &Resting) -> Vec<List> {
        self.each(|prospect| {
            let placed = self.rehearsal.relist(prospect, policy, &resting.prices(policy, prospect)).placed;
            placed.into_iter().map(|placed| (placed.item, placed.base)).collect()
        })
    }

    /// The lists of the first `customers_max` customers, and whose they are.
    pub(super) fn listed(
        &self,
        (policy, resting): (&Policy, &Resting),
        customers_max: usize,
    ) -> Vec<(&Prospect, Vec<ItemIx>)> {
        let first = &self.prospects[..customers_max.min(self.prospects.len())];
        let listed = |prospect| {
            let placed = self.rehearsal.relist(prospect, policy, &resting.prices(policy, prospect)).placed;
            (prospect, placed.into_iter().map(|placed| placed.item).collect())
        };
        self.pool.install(|| first.par_iter().map(listed).collect())
    }

    pub(super) fn each<T: Send>(&self, of: impl Fn(&Prospect) -> T + Sync) -> Vec<T> {
        self.pool.install(|| self.prospects.par_iter().map(&of).collect())
    }

    pub(super) const fn rehearsal(&self) -> &Rehearsal<'a> {
        &self.rehearsal
    }

    /// An item, if it is on offer.
    pub(super) fn item(&self, item: ItemIx) -> Option<&Item> {
        self.engine.catalog().item(item)
    }

    /// All items.
    pub(super) fn places(&self) -> impl Iterator<Item = ItemIx> + use<> {
        (0..self.engine.catalog().len()).map(ItemIx::from_at)
    }

    /// By item whether a selector means it.
    pub(super) fn members(&self, selector: &Selector) -> Vec<bool> {
        let catalog = self.engine.catalog();
        let is_member = |at| catalog.item(ItemIx::from_at(at)).is_some_and(|item| selector.matches(item));
        (0..catalog.len()).map(is_member).collect()
    }

    /// By list, the most nats by which it moves the log-odds of any group of a segment of customers; nothing where nothing was learnt.
    pub(super) fn leaks(&self, segment: &str, lists: &[List]) -> Option<Vec<f64>> {
        let leaning = self.engine.model().leaning(segment)?;
        Some(lists.iter().map(|list| leaning.moved_by(list.iter().map(|(item, _)| *item))).collect())
    }

    /// Judges lists, one per customer; `groups` say by item who is in them.
    pub(super) fn sheet(&self, lists: &[List], groups: &[Vec<bool>]) -> Sheet {
        let items: Vec<Vec<ItemIx>> = lists.iter().map(|list| list.iter().map(|(item, _)| *item).collect()).collect();
        let judge = |(prospect, items): (&Prospect, &Vec<ItemIx>)| {
            let distance = intra_list_distance(items, |a, b| 1.0 - self.rehearsal.cosine(*a, *b));
            (distance.unwrap_or(0.0), share(self.rehearsal.surprises(prospect, items), items.len()))
        };
        let judged: Vec<(f64, f64)> = self.pool.install(|| self.prospects.par_iter().zip(&items).map(judge).collect());
        let targets = self.targets.iter().zip(&items);
        let (coverage, covers_alone) = self.coverage(&items);
        let exposure = |members: &Vec<bool>| items.iter().map(|items| attention(items, members)).collect();
        Sheet {
            relevance: lists.iter().map(mean_score).collect(),
            distance: judged.iter().map(|(distance, _)| *distance).collect(),
            serendipity: judged.iter().map(|(_, surprising)| *surprising).collect(),
            ndcg: targets.map(|(targets, items)| ndcg_at_k(items, targets, NDCG_AT)).collect(),
            exposure: groups.iter().map(exposure).collect(),
            coverage,
            covers_alone,
        }
    }

    fn coverage(&self, lists: &[Vec<ItemIx>]) -> (f64, Vec<f64>) {
        let catalog = self.engine.catalog();
        let mut shown = vec![0; catalog.len()];
        lists.iter().flatten().for_each(|item| shown[item.at()] += 1);
        let is_offered = |at: &usize| catalog.item(ItemIx::from_at(*at)).is_some();
        let offered: Vec<u64> = (0..catalog.len()).filter(is_offered).map(|at| shown[at]).collect();
        let is_alone = |item: &&ItemIx| shown[item.at()] == 1 && is_offered(&item.at());
        let alone = |list: &Vec<ItemIx>| share(list.iter().filter(is_alone).count(), offered.len());
        (coverage(&offered), lists.iter().map(alone).collect())
    }
}

fn mean_score(list: &List) -> f64 {
    let sum = fold(list.iter().map(|(_, base)| *base));
    if list.is_empty() { 0.0 } else { sum / count(list.len()) }
}

fn attention(items: &[ItemIx], members: &[bool]) -> f64 {
    let shown = Shown::count(items.iter().map(|item| members[item.at()]));
    if shown.all > 0.0 { shown.members / shown.all } else { 0.0 }
}

pub(super) fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count(part) / count(of) }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}
