//! What all lists together show: variety, surprise, and who gets the attention.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::interval::{Interval, Resampling, bootstrap};
use crate::catalog::{Catalog, Item};
use crate::ids::ItemIx;
use crate::metrics::{
    coverage, entropy_bits, exposure_shares, gini, intra_list_distance, novelty_bits, serendipity_at_k,
};
use crate::stats::Statistics;

/// What lists are worth beyond accuracy, at the cutoff of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beyond {
    /// The share of the catalogue that stands in at least one list.
    pub coverage: f64,
    /// How unevenly the items are shown: 0 evenly, 1 one item only.
    pub exposure_gini: f64,
    /// Entropy of the items over all lists, in bits.
    pub exposure_entropy_bits: f64,
    /// Mean intra-list distance by [`features_distance`]; `null` where items have neither brand nor category.
    pub intra_list_distance: Option<Interval>,
    /// Mean entropy of the narrowest categories of a list, in bits; `null` where items have no category.
    pub category_entropy_bits: Option<Interval>,
    /// Mean self-information, in bits.
    pub novelty_bits: Interval,
    /// Share of places with a chosen item that the popularity list does not hold.
    pub serendipity: Interval,
}

/// A group of items and its share of attention, beside what it would have if attention followed offer or demand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupExposure {
    /// The seller's or brand's name.
    pub group: String,
    /// Of the attention of all lists.
    pub exposure: f64,
    /// Of the items on offer.
    pub offered: f64,
    /// Of what customers chose before the cut.
    pub chosen: f64,
}

/// `1 - |A ∩ B| / |A ∪ B|` over the category levels and the brand of two items (Jaccard); `None` when either has none.
#[must_use]
pub fn features_distance(a: &Item, b: &Item) -> Option<f64> {
    let (a, b) = (features(a), features(b));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let (shared, either) = (a.intersection(&b).count(), a.union(&b).count());
    Some(1.0 - count(shared) / count(either))
}

/// A brand and a category of one name are two features.
fn features(item: &Item) -> BTreeSet<(u8, &str)> {
    let levels = item.category.iter().map(|level| (0, level.as_str()));
    levels.chain(item.brand.iter().map(|brand| (1, brand.as_str()))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}

/// What lists are judged against.
pub(super) struct Backdrop<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) statistics: &'a Statistics,
    /// What each customer newly chose.
    pub(super) targets: &'a [&'a [ItemIx]],
    /// What popularity shows each customer.
    pub(super) expected: &'a [Vec<ItemIx>],
    pub(super) resampling: Resampling,
}

impl Backdrop<'_> {
    /// Judges lists, one per customer, cut at `k`.
    pub(super) fn judge(&self, lists: &[Vec<ItemIx>], k: usize) -> Beyond {
        let lists: Vec<&[ItemIx]> = lists.iter().map(|list| &list[..k.min(list.len())]).collect();
        let mut shown = vec![0; self.catalog.len()];
        lists.iter().flat_map(|list| *list).for_each(|item| shown[item.at()] += 1);
        let each = |of: &dyn Fn(usize, &[ItemIx]) -> Option<f64>| -> Vec<f64> {
            lists.iter().enumerate().filter_map(|(at, list)| of(at, list)).collect()
        };
        let sure = |values: &[f64]| bootstrap(&[values], self.resampling)[0];
        let some = |values: Vec<f64>| (!values.is_empty()).then(|| sure(&values));
        let total = self.statistics.counts.chosen.iter().copied().map(natural).sum();
        let chosen = |item: &ItemIx| natural(self.statistics.counts.chosen_by(*item));
        let serendipity =
            |at: usize, list: &[ItemIx]| Some(serendipity_at_k(list, self.targets[at], &self.expected[at], k));
        Beyond {
            coverage: coverage(&shown),
            exposure_gini: gini(&shown),
            exposure_entropy_bits: entropy_bits(&shown),
            intra_list_distance: some(each(&|_, list| self.distance(list))),
            category_entropy_bits: some(each(&|_, list| self.category_entropy(list))),
            novelty_bits: sure(&each(&|_, list| novelty_bits(list, chosen, total))),
            serendipity: sure(&each(&serendipity)),
        }
    }

    /// Over the items of the list that have features.
    pub(super) fn distance(&self, list: &[ItemIx]) -> Option<f64> {
        let items: Vec<&Item> = list.iter().filter_map(|item| self.catalog.item(*item)).collect();
        let described: Vec<&Item> = items.into_iter().filter(|item| !features(item).is_empty()).collect();
        intra_list_distance(&described, |a, b| features_distance(a, b).expect("both have features"))
    }

    fn category_entropy(&self, list: &[ItemIx]) -> Option<f64> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        let items = list.iter().filter_map(|item| self.catalog.item(*item));
        items.filter_map(|item| item.category.last()).for_each(|level| *counts.entry(level).or_default() += 1);
        (!counts.is_empty()).then(|| entropy_bits(&counts.into_values().collect::<Vec<u64>>()))
    }

    /// How attention is shared among the values of a field, the most shown first, at most `groups_max`.
    pub(super) fn groups(
        &self,
        lists: &[Vec<ItemIx>],
        field: fn(&Item) -> Option<&str>,
        groups_max: usize,
    ) -> Vec<GroupExposure> {
        let group_of = |item: &ItemIx| self.catalog.item(*item).and_then(field);
        let exposure = exposure_shares(lists, group_of);
        let all: Vec<ItemIx> = (0..self.catalog.len()).map(ItemIx::from_at).collect();
        let n_offered = all.iter().filter(|item| self.catalog.item(**item).is_some()).count().max(1);
        let n_chosen = self.statistics.counts.chosen.iter().copied().map(natural).sum::<u64>().max(1);
        let mut groups: BTreeMap<&str, (usize, u64)> = BTreeMap::new();
        for item in &all {
            if let Some(group) = group_of(item) {
                let entry = groups.entry(group).or_default();
                entry.0 += 1;
                entry.1 += natural(self.statistics.counts.chosen_by(*item));
            }
        }
        let share = |(group, (offered, chosen)): (&str, (usize, u64))| GroupExposure {
            group: group.to_owned(),
            exposure: exposure.get(group).copied().unwrap_or(0.0),
            offered: count(offered) / count(n_offered),
            chosen: wide(chosen) / wide(n_chosen),
        };
        let mut groups: Vec<GroupExposure> = groups.into_iter().map(share).collect();
        groups.sort_by(|a, b| b.exposure.total_cmp(&a.exposure).then_with(|| a.group.cmp(&b.group)));
        groups.truncate(groups_max);
        groups
    }
}

/// A sum over all customers; one that was removed too often would be a bug of the statistics.
fn natural(count: i64) -> u64 {
    u64::try_from(count).expect("nobody is subtracted who was not added")
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
const fn wide(count: u64) -> f64 {
    count as f64
}

/// The items of a shop, aligned with a model's vocabulary, under a digest of their own.
pub(super) fn catalog_of(items: &[Arc<Item>], vocabulary: Arc<crate::ids::Vocabulary>) -> Catalog {
    Catalog::new(vocabulary, 0, "evaluation".to_owned(), items.iter().cloned())
}
