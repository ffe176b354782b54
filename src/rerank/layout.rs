//! Entries by what rules and lines can tell apart.

use super::Policy;
use super::compile::Rules;
use super::field::{Entry, Field};
use super::mix::Mix;
use super::scene::Scene;
use crate::ledger::{Line, Source};

/// Which lines are counted that do not depend on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    Boosts,
    BoostsAndNovelty,
    ButPrices,
    ButParity,
    All,
}

impl Lines {
    fn start(self, entry: &Entry) -> f64 {
        let with = |sum: f64, line: Option<f64>| line.map_or(sum, |amount| sum + amount);
        match self {
            Self::Boosts => entry.boosted,
            Self::BoostsAndNovelty => with(entry.boosted, entry.novelty),
            Self::ButPrices => with(with(entry.boosted, entry.novelty), entry.serendipity),
            Self::ButParity | Self::All => {
                let is_counted = |line: &&Line| self == Self::All || !matches!(line.source, Source::Parity { .. });
                let before = with(with(entry.boosted, entry.novelty), entry.serendipity);
                entry.exposure.iter().filter(is_counted).fold(before, |sum, line| sum + line.amount)
            }
        }
    }
}

/// Entries that differ by score and variety alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    pub(super) t: usize,
    pub(super) category: u16,
    /// Where its entries lie in the order.
    pub(super) begin: u32,
    pub(super) end: u32,
}

/// The entries that may be chosen, by bucket.
#[derive(Debug)]
pub(super) struct Layout {
    /// By entry: the score before the lines that depend on the list.
    pub(super) start: Vec<f64>,
    /// In the order of their best entries.
    pub(super) buckets: Vec<Bucket>,
    /// Entries by bucket, best first; what is pinned is not among them.
    pub(super) order: Vec<u32>,
    pub(super) mix: Mix,
}

const NO_BUCKET: u32 = u32::MAX;

impl Layout {
    pub(super) fn new(field: &Field, rules: &Rules, scene: &Scene<'_>, policy: &Policy, lines: Lines) -> Self {
        let start: Vec<f64> = field.entries.iter().map(|entry| lines.start(entry)).collect();
        let mut ranked: Vec<u32> = (0..).take(start.len()).collect();
        let by_start = |a: &u32, b: &u32| {
            let (a, b) = (*a as usize, *b as usize);
            start[b].total_cmp(&start[a]).then_with(|| field.entries[a].item.cmp(&field.entries[b].item))
        };
        if !ranked.is_sorted_by(|a, b| by_start(a, b).is_le()) {
            ranked.sort_unstable_by(by_start);
        }
        for &pinned in rules.pinned.iter().flatten() {
            ranked.retain(|&entry| entry as usize != pinned);
        }
        let items = field.entries.iter().map(|entry| entry.item);
        let mix = if policy.calibration > 0.0 { Mix::new(items, scene) } else { Mix::default() };
        let category = |entry: usize| mix.of_entry.get(entry).copied().unwrap_or(0);
        let categories = 1 + mix.of_entry.iter().copied().max().map_or(0, usize::from);
        let key = |entry: u32| rules.type_of[entry as usize] * categories + usize::from(category(entry as usize));
        let mut slot_of = vec![NO_BUCKET; categories * rules.bounds.supply.len()];
        let mut buckets: Vec<Bucket> = Vec::new();
        for &entry in &ranked {
            let slot = &mut slot_of[key(entry)];
            if *slot == NO_BUCKET {
                *slot = u32::try_from(buckets.len()).expect("fewer buckets than candidates");
                let t = rules.type_of[entry as usize];
                buckets.push(Bucket { t, category: category(entry as usize), begin: 0, end: 0 });
            }
            buckets[*slot as usize].end += 1;
        }
        let mut begin = 0;
        for bucket in &mut buckets {
            let size = bucket.end;
            (bucket.begin, bucket.end) = (begin, begin);
            begin += size;
        }
        let mut order = vec![0; ranked.len()];
        for entry in ranked {
            let bucket = &mut buckets[slot_of[key(entry)] as usize];
            order[bucket.end as usize] = entry;
            bucket.end += 1;
        }
        Self { start, buckets, order, mix }
    }

    /// The same of some of the entries.
    pub(super) fn only(&self, is_kept: &[bool]) -> Self {
        let (mut buckets, mut order) = (Vec::new(), Vec::new());
        for bucket in &self.buckets {
            let begin = end_of(&order);
            let own = &self.order[bucket.begin as usize..bucket.end as usize];
            order.extend(own.iter().copied().filter(|&entry| is_kept[entry as usize]));
            let end = end_of(&order);
            buckets.extend((begin < end).then_some(Bucket { begin, end, ..*bucket }));
        }
        Self { start: self.start.clone(), buckets, order, mix: self.mix.clone() }
    }
}

fn end_of(order: &[u32]) -> u32 {
    u32::try_from(order.len()).expect("fewer entries than candidates")
}
