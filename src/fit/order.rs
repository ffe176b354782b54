//! Items by how much they were chosen.

use super::Weights;
use crate::ids::ItemIx;
use crate::stats::{Contribution, Gram};

/// The most chosen items first, ties by item. Two items that are chosen together are mostly popular, so what a fit needs
/// together then lies together; and a row of sums up to its diagonal is short for just those items that most systems ask.
#[derive(Debug)]
pub(super) struct Order {
    /// By place.
    items: Vec<u32>,
    /// By item.
    places: Vec<u32>,
}

impl Order {
    pub(super) fn of(n_items: usize, customers: &[Contribution]) -> Self {
        let degrees = Gram::degrees_of(n_items, customers);
        let mut items: Vec<u32> = (0..n_items).map(|at| ItemIx::from_at(at).0).collect();
        items.sort_by(|&a, &b| degrees[b as usize].total_cmp(&degrees[a as usize]).then(a.cmp(&b)));
        let mut places = vec![0; n_items];
        items.iter().enumerate().for_each(|(place, &item)| places[item as usize] = ItemIx::from_at(place).0);
        Self { items, places }
    }

    /// The same choices, of places.
    pub(super) fn placed(&self, customers: &[Contribution]) -> Vec<Contribution> {
        customers.iter().map(|customer| customer.renamed(|item| ItemIx(self.places[item.at()]))).collect()
    }

    /// The item of a place.
    pub(super) fn item(&self, place: ItemIx) -> ItemIx {
        ItemIx(self.items[place.at()])
    }

    /// Weights between places as weights between items.
    pub(super) fn restored(&self, weights: &Weights) -> Weights {
        let mut restored = Weights::with_room(weights.targets.len());
        let mut row: Vec<(u32, f32)> = Vec::new();
        for &place in &self.places {
            row.clear();
            row.extend(weights.row(ItemIx(place)).map(|(target, value)| (self.item(ItemIx(target)).0, value)));
            row.sort_unstable_by_key(|&(target, _)| target);
            restored.push_row(&row);
        }
        restored
    }
}
