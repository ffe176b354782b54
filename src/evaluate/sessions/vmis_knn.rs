//! A baseline: the nearest visits among the recent ones.

use super::NextItem;
use crate::ids::ItemIx;

/// The parameters of [`VmisKnn`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct VmisParams {
    /// `m`: how many of the newest visits that share an item with the visit at hand are looked at.
    pub recent: usize,
    /// `k`: how many of these, the most similar, speak.
    pub neighbours: usize,
}

impl Default for VmisParams {
    fn default() -> Self {
        Self { recent: 1_000, neighbours: 100 }
    }
}

/// VMIS-kNN (Kersbergen, Sprangers and Schelter 2022, "Serenade: Low-Latency Session-Based Recommendation in e-Commerce
/// at Scale"), the indexed form of VS-kNN (Ludewig and Jannach 2018).
///
/// Of the visits that share an item with the `l` clicks at hand the `m` newest are taken; each is as similar as the sum
/// of `position / l` over the items shared (position from 1, an item clicked twice at its last); the `k` most similar,
/// ties by age, add `similarity * max(0, 1 - p / 10) * ln(N / N_j)` to each of their items `j`, where `p` counts from
/// the end, 1 for the last click, to the last click that they share, and `N_j` of the `N` visits hold `j`. The authors'
/// program never recommends the last click again; here it may be, as for everyone, which is kinder to it in figures.
#[derive(Debug, Clone)]
pub struct VmisKnn<'a> {
    visits: &'a [Vec<ItemIx>],
    /// For every item the newest visits that hold it, newest first.
    newest: Vec<Vec<u32>>,
    /// `ln(N / N_j)`.
    rarity: Vec<f64>,
    params: VmisParams,
}

/// A visit that shares something with the one at hand.
struct Neighbour {
    visit: u32,
    similarity: f64,
    /// The last position shared, from 0.
    shared: usize,
}

impl<'a> VmisKnn<'a> {
    /// Indexes visits, the oldest first.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "visits stay far below 2^53")]
    pub fn of(n_items: usize, visits: &'a [Vec<ItemIx>], params: VmisParams) -> Self {
        let (mut newest, mut holders) = (vec![Vec::new(); n_items], vec![0_usize; n_items]);
        for (at, visit) in visits.iter().enumerate().rev() {
            let number = u32::try_from(at).expect("fewer than 2^32 visits");
            for item in distinct(visit) {
                holders[item.at()] += 1;
                if newest[item.at()].len() < params.recent {
                    newest[item.at()].push(number);
                }
            }
        }
        let rarity = |&count: &usize| if count == 0 { 0.0 } else { libm::log(visits.len() as f64 / count as f64) };
        Self { visits, rarity: holders.iter().map(rarity).collect(), newest, params }
    }

    /// The visits that speak, most similar first.
    #[expect(clippy::cast_precision_loss, reason = "a visit is short")]
    fn neighbours(&self, prefix: &[ItemIx]) -> Vec<Neighbour> {
        let mut matches: Vec<(u32, usize)> = Vec::new();
        for (position, item) in prefix.iter().enumerate() {
            if !prefix[position + 1..].contains(item) {
                matches.extend(self.newest[item.at()].iter().map(|&visit| (visit, position)));
            }
        }
        matches.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let of_one = |shared: &[(u32, usize)]| Neighbour {
            visit: shared[0].0,
            similarity: shared.iter().map(|&(_, position)| (position + 1) as f64 / prefix.len() as f64).sum(),
            shared: shared[shared.len() - 1].1,
        };
        let mut near: Vec<Neighbour> =
            matches.chunk_by(|a, b| a.0 == b.0).take(self.params.recent).map(of_one).collect();
        near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(b.visit.cmp(&a.visit)));
        near.truncate(self.params.neighbours);
        near
    }
}

impl NextItem for VmisKnn<'_> {
    #[expect(clippy::cast_precision_loss, reason = "a visit is short")]
    fn score(&self, prefix: &[ItemIx], scores: &mut [f64]) {
        for neighbour in self.neighbours(prefix) {
            let from_end = (prefix.len() - neighbour.shared) as f64;
            let weight = neighbour.similarity * (1.0 - from_end / 10.0).max(0.0);
            for item in distinct(&self.visits[neighbour.visit as usize]) {
                scores[item.at()] += weight * self.rarity[item.at()];
            }
        }
    }
}

/// The items of a visit, each once.
fn distinct(visit: &[ItemIx]) -> impl Iterator<Item = ItemIx> + '_ {
    visit.iter().enumerate().filter(|(at, item)| !visit[..*at].contains(item)).map(|(_, &item)| item)
}
