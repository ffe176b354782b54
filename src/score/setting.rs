//! What follows from the moment, the shelf, and what the customer told the shop.

use std::collections::BTreeMap;

use super::{Query, Reach, Scorer};
use crate::catalog::Catalog;
use crate::ids::ItemIx;
use crate::ledger::{Sink, Source};
use crate::units::Time;

/// The circumstances of a question; by default nothing is known of them, and their scorers say nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting<'a> {
    /// When it is asked.
    pub now: Option<Time>,
    /// What is on offer.
    pub shelf: Option<&'a Shelf>,
    /// Topics that the customer told the shop they like, in a fixed order.
    pub stated: &'a [String],
}

/// A catalogue by date and by topic.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Items of which it is known when they were first offered, ascending.
    offered: Vec<(Time, u32)>,
    /// Items by category or brand, in lower case; ascending.
    topics: BTreeMap<String, Vec<u32>>,
}

impl Shelf {
    /// Of a catalogue.
    #[must_use]
    pub fn new(catalog: &Catalog) -> Self {
        let mut shelf = Self::default();
        for at in 0..catalog.len() {
            let Some(item) = catalog.item(ItemIx::from_at(at)) else { continue };
            let ix = ItemIx::from_at(at).0;
            shelf.offered.extend(item.available_since.map(|since| (since, ix)));
            for topic in item.category.iter().chain(&item.brand) {
                let items = shelf.topics.entry(topic.trim().to_lowercase()).or_default();
                if items.last() != Some(&ix) {
                    items.push(ix);
                }
            }
        }
        shelf.offered.sort_unstable();
        shelf
    }

    /// The items of a category or brand, ascending.
    #[must_use]
    pub fn of_topic(&self, topic: &str) -> &[u32] {
        self.topics.get(&topic.trim().to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The items that were first offered within so many days before `now`, ascending, with the share of these days that
    /// is left.
    fn recent(&self, now: Time, days: f64) -> (Vec<u32>, Vec<f32>) {
        let to = self.offered.partition_point(|(since, _)| *since <= now);
        let fresh = self.offered[..to].iter().rev().map_while(|&(since, item)| {
            let left = 1.0 - now.days_since(since) / days;
            (left > 0.0).then_some((item, crate::fit::narrowed(left)))
        });
        let mut fresh: Vec<(u32, f32)> = fresh.collect();
        fresh.sort_unstable_by_key(|(item, _)| *item);
        fresh.into_iter().unzip()
    }
}

/// `score(j) += newness (1 - age_days / newness_days)` for what was first offered less than `newness_days` ago.
#[derive(Debug, Clone, Copy)]
pub struct Newness;

/// `score(j) += season ln(lift_j)` for what sells so many times as much as usual in this month of every year.
#[derive(Debug, Clone, Copy)]
pub struct Season;

/// `score(j) += stated` for every topic that the customer stated and the item carries, as category or brand.
#[derive(Debug, Clone, Copy)]
pub struct Stated;

/// `score(j) += reorder (1 - |log2(t / m)|)` where `t` is the time since the customer's last purchase of the item and `m`
/// their own median interval between purchases of it, for `t` between half and twice `m`.
#[derive(Debug, Clone, Copy)]
pub struct Reorder;

impl Scorer for Newness {
    fn reach(&self) -> Reach {
        Reach::OwnRows
    }

    fn rows(&self, query: &Query<'_>, _targets: &[u32], sink: &mut dyn Sink) {
        let (params, setting) = (query.model.params(), &query.setting);
        let (Some(now), Some(shelf)) = (setting.now, setting.shelf) else { return };
        if params.newness != 0.0 && params.newness_days > 0.0 && !query.muted.newness {
            let (targets, weights) = shelf.recent(now, params.newness_days);
            if !targets.is_empty() {
                sink.row(Source::Newness, params.newness, &targets, &weights);
            }
        }
    }
}

impl Scorer for Season {
    fn reach(&self) -> Reach {
        Reach::OwnRows
    }

    fn rows(&self, query: &Query<'_>, _targets: &[u32], sink: &mut dyn Sink) {
        let strength = query.model.params().season;
        let Some(now) = query.setting.now.filter(|_| strength != 0.0 && !query.muted.season) else { return };
        let (targets, weights) = query.model.season(now);
        if !targets.is_empty() {
            sink.row(Source::Season, strength, targets, weights);
        }
    }
}

impl Scorer for Stated {
    fn reach(&self) -> Reach {
        Reach::OwnRows
    }

    fn rows(&self, query: &Query<'_>, _targets: &[u32], sink: &mut dyn Sink) {
        let (strength, setting) = (query.model.params().stated, &query.setting);
        let Some(shelf) = setting.shelf.filter(|_| strength != 0.0) else { return };
        for (topic, name) in (0u16..).zip(setting.stated) {
            let targets = shelf.of_topic(name);
            if !targets.is_empty() {
                sink.row(Source::Stated { topic }, strength, targets, &vec![1.0; targets.len()]);
            }
        }
    }
}

impl Scorer for Reorder {
    fn reach(&self) -> Reach {
        Reach::OwnRows
    }

    fn rows(&self, query: &Query<'_>, _targets: &[u32], sink: &mut dyn Sink) {
        let strength = query.model.params().reorder;
        let Some(now) = query.setting.now.filter(|_| strength != 0.0) else { return };
        for rhythm in query.profile.rhythms() {
            let t = now.days_since(rhythm.last) / rhythm.median_days;
            let is_due = if t > 0.0 { 1.0 - libm::fabs(libm::log2(t)) } else { 0.0 };
            if is_due > 0.0 {
                sink.row(Source::Reorder, strength * is_due, &[rhythm.item.0], &[1.0]);
            }
        }
    }
}
