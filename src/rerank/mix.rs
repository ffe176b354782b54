//! The mix of categories: the customer's own, and how near a list comes to it (Steck 2018).

use std::collections::BTreeMap;

use super::labels::{Labels, NONE};
use super::scene::Scene;
use crate::ids::ItemIx;

/// How much of the taste is mixed into the list's own shares, so that a category which it lacks has no share of 0.
const SMOOTHING: f64 = 0.01;

/// Categories of candidates and taste, at the widest level of the path that tells any apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Mix {
    /// By entry: the category, from 0.
    pub(super) of_entry: Vec<u16>,
    /// By category: the share of the taste; all 0 where nothing is known of it.
    wanted: Vec<f64>,
    /// By category: items of the list.
    count: Vec<f64>,
    placed: f64,
}

impl Mix {
    pub(super) fn new(items: impl Iterator<Item = ItemIx> + Clone, scene: &Scene<'_>) -> Self {
        let depth = depth(items.clone(), scene);
        let mut number: BTreeMap<u32, u16> = BTreeMap::new();
        let mut category = |item: ItemIx| {
            let label = level(scene.labels, item, depth);
            let next = u16::try_from(number.len()).expect("fewer categories than candidates");
            *number.entry(label).or_insert(next)
        };
        let of_entry: Vec<u16> = items.map(&mut category).collect();
        let taste: Vec<(u16, f64)> = scene.taste.iter().map(|&(item, weight)| (category(item), weight)).collect();
        let mut wanted = vec![0.0; number.len()];
        let total: f64 = crate::ledger::fold(taste.iter().map(|(_, weight)| *weight));
        taste.iter().for_each(|&(category, weight)| wanted[usize::from(category)] += weight / total);
        let count = vec![0.0; wanted.len()];
        Self { of_entry, wanted, count, placed: 0.0 }
    }

    /// The same mix before anything is placed.
    pub(super) fn emptied(&self) -> Self {
        Self { of_entry: Vec::new(), wanted: self.wanted.clone(), count: vec![0.0; self.count.len()], placed: 0.0 }
    }

    /// By category: how much nearer the list comes to the taste with one more of it than with one more of the worst, from 0
    /// to 1; times the list's length, as one item moves the shares of a longer list less.
    pub(super) fn gains(&self) -> Vec<f64> {
        if self.wanted.iter().all(|share| *share == 0.0) {
            return vec![0.0; self.wanted.len()];
        }
        let distances: Vec<f64> = (0..self.wanted.len()).map(|category| self.distance(category)).collect();
        let worst = distances.iter().copied().fold(0.0, f64::max);
        let unit = (self.placed + 1.0) / -libm::log(SMOOTHING);
        distances.into_iter().map(|distance| ((worst - distance) * unit).clamp(0.0, 1.0)).collect()
    }

    /// `KL(taste || list)` with one more item of a category.
    fn distance(&self, category: usize) -> f64 {
        let terms = self.wanted.iter().zip(&self.count).enumerate().filter(|(_, (wanted, _))| **wanted > 0.0);
        crate::ledger::fold(terms.map(|(at, (&wanted, &count))| {
            let own = (count + f64::from(u8::from(at == category))) / (self.placed + 1.0);
            wanted * libm::log(wanted / ((1.0 - SMOOTHING) * own + SMOOTHING * wanted))
        }))
    }

    pub(super) fn place(&mut self, category: u16) {
        self.count[usize::from(category)] += 1.0;
        self.placed += 1.0;
    }
}

fn level(labels: &Labels, item: ItemIx, depth: usize) -> u32 {
    let path = labels.path(item);
    path.get(depth).or(path.last()).copied().unwrap_or(NONE)
}

/// The first level at which the candidates differ.
fn depth(items: impl Iterator<Item = ItemIx> + Clone, scene: &Scene<'_>) -> usize {
    (0..crate::catalog::CATEGORY_DEPTH_MAX)
        .find(|&depth| {
            let mut levels = items.clone().map(|item| level(scene.labels, item, depth));
            let first = levels.next();
            levels.any(|other| Some(other) != first)
        })
        .unwrap_or(0)
}
