//! The candidates of a decision with the weights behind their lines, so that scores without some evidence are folded anew from
//! a few thousand numbers instead of the whole model.
//!
//! A refold runs the same scorers on the smaller history and adds in the same order, so its scores have the same bits. It
//! answers only when it can prove that nothing outside the pool belongs to the candidates.

use std::collections::BTreeMap;

use crate::ids::ItemIx;
use crate::ledger::{Sink, Slots, Source, amount, fold};
use crate::score::{Candidate, Query, better_first, candidates, reach_out, speak_of};

/// Relative slack of bounds, for sums that are folded in another order than the model folds them.
const ROUNDING: f64 = 1e-9;

/// The best items by all evidence, whether or not the customer has them, with the weights that reach them.
#[derive(Debug)]
pub(in crate::engine) struct Pool {
    /// Ascending.
    items: Vec<u32>,
    /// Where an item stands in `items`.
    slots: Slots,
    /// By item of the pool: whether it may be shown, whoever asks.
    is_shown: Vec<bool>,
    /// In the order of the traversal.
    rows: Vec<Row>,
    /// No item outside the pool that may be shown scores more than this by all evidence.
    ceiling: f64,
    /// Between which bounds lies what the history gives to no item: priors, the page and the clicks that follow.
    rest: [f64; 2],
    /// By item of the evidence: the largest amount that its lines take from any one item.
    depths: BTreeMap<ItemIx, f64>,
}

/// One row of the traversal, restricted to the pool.
#[derive(Debug)]
struct Row {
    source: Source,
    strength: f64,
    slots: Vec<usize>,
    weights: Vec<f32>,
}

impl Pool {
    /// Gathers the `size` best items that `may_show` lets through, what the customer owns or rejects among them, and
    /// all items of `also` and of the evidence.
    pub(in crate::engine) fn gather(
        query: &Query<'_>,
        may_show: &dyn Fn(ItemIx) -> bool,
        also: &[ItemIx],
        size: usize,
    ) -> Self {
        let found = candidates(query, may_show, &[], size);
        let ceiling = if found.len() < size { f64::NEG_INFINITY } else { found[size - 1].base };
        let own = query.profile.evidence().iter().map(|evidence| evidence.item);
        let mut items: Vec<u32> =
            found.iter().map(|c| c.item).chain(also.iter().copied()).chain(own).map(|item| item.0).collect();
        items.sort_unstable();
        items.dedup();
        let slots = Slots::of(query.model.n_items(), items.iter().map(|&item| ItemIx(item)));
        let is_shown = items.iter().map(|&item| may_show(ItemIx(item))).collect();
        let rest = prior_bounds(query);
        let mut gathering = Gathering { pool: &slots, rows: Vec::new(), depths: BTreeMap::new(), rest };
        reach_out(query, &mut gathering);
        let Gathering { rows, depths, rest, .. } = gathering;
        Self { items, slots, is_shown, rows, ceiling, rest, depths }
    }

    /// The place of an item in the pool.
    pub(in crate::engine) fn slot(&self, item: ItemIx) -> Option<usize> {
        self.slots.get(item)
    }

    /// The items, ascending.
    pub(in crate::engine) fn items(&self) -> impl Iterator<Item = ItemIx> {
        self.items.iter().map(|&item| ItemIx(item))
    }

    /// No item outside the pool that may be shown scores more than this by all evidence.
    pub(in crate::engine) const fn ceiling(&self) -> f64 {
        self.ceiling
    }

    /// Between which bounds lies what the history gives to no item.
    pub(in crate::engine) const fn rest_bounds(&self) -> [f64; 2] {
        self.rest
    }

    /// The most that the lines of an item of the evidence take from any one item.
    pub(in crate::engine) fn depth(&self, item: ItemIx) -> f64 {
        self.depths.get(&item).copied().unwrap_or(0.0)
    }

    /// Whether clicks of this visit speak.
    pub(in crate::engine) fn has_clicks(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.source, Source::Transition { .. }))
    }

    /// By item of the pool: what each of these pieces of evidence gives to it, and what else it has. `query` is the one that
    /// was gathered.
    pub(in crate::engine) fn account(&self, query: &Query<'_>, pieces: &[ItemIx]) -> (Vec<Vec<f64>>, Vec<f64>) {
        let place: BTreeMap<ItemIx, usize> = pieces.iter().copied().zip(0..).collect();
        let mut lines = vec![vec![0.0; pieces.len()]; self.items.len()];
        let mut rest = Rest(vec![0.0; self.items.len()]);
        speak_of(query, &self.items, &mut rest);
        for row in &self.rows {
            let piece = evidence(row.source).map(|item| place[&item]);
            for (&slot, &weight) in row.slots.iter().zip(&row.weights) {
                let amount = amount(row.strength, weight);
                match piece {
                    Some(piece) => lines[slot][piece] += amount,
                    None => rest.0[slot] += amount,
                }
            }
        }
        (lines, rest.0)
    }

    /// How many items there are.
    pub(in crate::engine) fn len(&self) -> usize {
        self.items.len()
    }

    /// The scores of the pool's items by a smaller history, in the order of [`Self::items`], and a bound that no item outside the
    /// pool exceeds; `None` when the history is not a part of the one that was gathered, or clicks of this visit are gone.
    pub(in crate::engine) fn refold(&self, query: &Query<'_>, gone: &[ItemIx]) -> Option<(Vec<f64>, f64)> {
        let mut refold = Refold {
            pool: self,
            sums: vec![0.0; self.items.len()],
            at: 0,
            volumes: [f64::INFINITY, 0.0],
            is_strange: false,
        };
        reach_out(query, &mut refold);
        speak_of(query, &self.items, &mut refold);
        let Refold { sums, volumes: [low, high], is_strange, .. } = refold;
        let is_uniform = high == 0.0 || high - low <= ROUNDING * high;
        if is_strange || !is_uniform || self.lose_clicks(gone) {
            return None;
        }
        let volume = if high == 0.0 { 1.0 } else { high };
        let returned = fold(gone.iter().map(|item| self.depths.get(item).copied().unwrap_or(0.0)));
        let rest = if volume >= 1.0 { -self.rest[0] } else { self.rest[1] };
        let bound = volume * (self.ceiling + returned) + (volume - 1.0).abs() * rest.max(0.0);
        Some((sums, bound + ROUNDING * (1.0 + bound.abs())))
    }

    /// The candidates by a smaller history, as [`candidates`] gives them, bit for bit; `None` when that is not certain. `is_free` says
    /// what that history leaves free.
    pub(in crate::engine) fn candidates(
        &self,
        query: &Query<'_>,
        gone: &[ItemIx],
        is_free: &dyn Fn(ItemIx) -> bool,
        also: &[ItemIx],
        m: usize,
    ) -> Option<Vec<Candidate>> {
        let (sums, bound) = self.refold(query, gone)?;
        let each = self.items.iter().zip(sums).map(|(&item, base)| Candidate { item: ItemIx(item), base });
        let shown = each.zip(&self.is_shown).filter(|(_, is_shown)| **is_shown).map(|(candidate, _)| candidate);
        let mut found: Vec<Candidate> = shown.filter(|candidate| is_free(candidate.item)).collect();
        found.sort_unstable_by(better_first);
        let is_whole = self.ceiling == f64::NEG_INFINITY;
        if !is_whole && found.get(m.checked_sub(1)?).is_none_or(|last| last.base <= bound) {
            return None;
        }
        if found.len() > m {
            let kept: Vec<Candidate> = found[m..].iter().copied().filter(|c| also.contains(&c.item)).collect();
            found.truncate(m);
            found.extend(kept);
        }
        Some(found)
    }

    /// Whether any of these items was clicked in this visit: the clicks that follow would then be weighed anew.
    fn lose_clicks(&self, gone: &[ItemIx]) -> bool {
        self.rows.iter().any(|row| matches!(row.source, Source::Transition { item, .. } if gone.contains(&item)))
    }
}

/// The least and the largest that priors give to any item.
fn prior_bounds(query: &Query<'_>) -> [f64; 2] {
    let (model, params) = (query.model, query.model.params());
    let prior = |&item: &u32| {
        let at = item as usize;
        amount(params.popularity, model.popularity()[at]) + amount(params.trend, model.trend()[at])
    };
    let order = model.prior_order();
    [order.last(), order.first()].map(|item| item.map_or(0.0, prior))
}

/// Adds the least and the largest amount of a row to bounds that hold 0.
fn widen(bounds: &mut [f64; 2], strength: f64, weights: &[f32]) {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for &weight in weights {
        let amount = amount(strength, weight);
        (low, high) = (low.min(amount), high.max(amount));
    }
    bounds[0] += low;
    bounds[1] += high;
}

/// Sums rows that speak of the whole pool.
struct Rest(Vec<f64>);

impl Sink for Rest {
    fn row(&mut self, _source: Source, strength: f64, _targets: &[u32], weights: &[f32]) {
        self.0.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += amount(strength, weight));
    }
}

/// Keeps of every row what reaches the pool, and what bounds need of the rest.
struct Gathering<'a> {
    pool: &'a Slots,
    rows: Vec<Row>,
    depths: BTreeMap<ItemIx, f64>,
    rest: [f64; 2],
}

impl Sink for Gathering<'_> {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        let mut row = Row { source, strength, slots: Vec::new(), weights: Vec::new() };
        for (&target, &weight) in targets.iter().zip(weights) {
            if let Some(slot) = self.pool.get(ItemIx(target)) {
                row.slots.push(slot);
                row.weights.push(weight);
            }
        }
        self.rows.push(row);
        match evidence(source) {
            Some(item) => {
                let mut bounds = [0.0; 2];
                widen(&mut bounds, strength, weights);
                *self.depths.entry(item).or_default() -= bounds[0];
            }
            None => widen(&mut self.rest, strength, weights),
        }
    }
}

/// The item of the history whose line it is, if the history's length and newest event make it louder or quieter.
const fn evidence(source: Source) -> Option<ItemIx> {
    // What is clicked next is not said any louder or quieter by the rest of the history.
    if matches!(source, Source::Transition { .. }) { None } else { source.done_with() }
}

/// Sums the pool's items over the rows that a smaller history still writes: a part of the gathered ones, in the same order.
struct Refold<'a> {
    pool: &'a Pool,
    sums: Vec<f64>,
    /// The gathered row that comes next.
    at: usize,
    /// The least and the largest factor by which a row of the history is louder than it was.
    volumes: [f64; 2],
    /// Whether a row came that was not gathered.
    is_strange: bool,
}

impl Sink for Refold<'_> {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        if matches!(source, Source::Popularity | Source::Trend) {
            debug_assert_eq!(targets, self.pool.items, "priors speak of what they are asked about");
            self.sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += amount(strength, weight));
            return;
        }
        let rest = &self.pool.rows[self.at.min(self.pool.rows.len())..];
        // Each rhythm of the customer writes a row of its own under one source: which one it is, its item says.
        let slots = || targets.iter().filter_map(|&target| self.pool.slot(ItemIx(target)));
        let is_same =
            |row: &Row| row.source == source && (source != Source::Reorder || slots().eq(row.slots.iter().copied()));
        let Some(passed) = rest.iter().position(is_same) else {
            self.is_strange = true;
            return;
        };
        let row = &rest[passed];
        self.at += passed + 1;
        if evidence(source).is_some() && row.strength != 0.0 {
            let volume = strength / row.strength;
            self.volumes = [self.volumes[0].min(volume), self.volumes[1].max(volume)];
        } else if strength.to_bits() != row.strength.to_bits() {
            self.is_strange = true;
        }
        for (&slot, &weight) in row.slots.iter().zip(&row.weights) {
            self.sums[slot] += amount(strength, weight);
        }
    }
}

#[cfg(test)]
mod tests;
