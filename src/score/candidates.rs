//! The best items for a query, and their ledgers, from the same traversal.

use std::cmp::Ordering;

use super::{Query, reach_out, speak_of};
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Ledgers, Scores};

/// An item that may be shown, with the score of the evidence alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Which.
    pub item: ItemIx,
    /// The folded evidence lines; finite.
    pub base: f64,
}

/// The `m` best eligible items by score (ties by item), and every eligible item of `also`, best first.
///
/// What no evidence reaches is scored by its priors alone, and only the best of those can matter: so the cost follows
/// the rows of the evidence, not the catalogue. Whether an item may be shown is asked of the best first, and of no more
/// than it takes to find enough.
#[must_use]
pub fn candidates(
    query: &Query<'_>,
    is_eligible: &dyn Fn(ItemIx) -> bool,
    also: &[ItemIx],
    m: usize,
) -> Vec<Candidate> {
    let mut scores = Scores::new(query.model.n_items());
    reach_out(query, &mut scores);
    let is_new = |item: &u32| !scores.is_touched(ItemIx(*item)) && is_eligible(ItemIx(*item));
    let mut unreached: Vec<u32> = query.model.prior_order().iter().copied().filter(is_new).take(m).collect();
    unreached.extend(also.iter().map(|item| item.0).filter(is_new));
    unreached.sort_unstable();
    unreached.dedup();
    let targets = [scores.touched(), &unreached].concat();
    speak_of(query, &targets, &mut scores);
    let scored = |item: ItemIx| Candidate { item, base: scores.sum(item) };
    let mut found: Vec<Candidate> = targets.into_iter().map(|item| scored(ItemIx(item))).collect();
    let mut best = best(&mut found, is_eligible, m);
    let is_left = |item: &ItemIx| is_eligible(*item) && best.iter().all(|candidate| candidate.item != *item);
    let mut kept: Vec<Candidate> = also.iter().copied().filter(is_left).map(scored).collect();
    kept.sort_unstable_by(better_first);
    kept.dedup();
    best.extend(kept);
    best
}

/// The order of candidates.
pub(crate) fn better_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.base.total_cmp(&a.base).then(a.item.cmp(&b.item))
}

/// The `m` best eligible ones, best first; those that are left come in no order.
fn best(found: &mut [Candidate], is_eligible: &dyn Fn(ItemIx) -> bool, m: usize) -> Vec<Candidate> {
    let mut best = Vec::with_capacity(m.min(found.len()));
    let (mut left, mut next_n) = (found, 2 * m);
    while best.len() < m && !left.is_empty() {
        // Some will not be eligible: of few that are, twice as many are looked at each time.
        let n = next_n.min(left.len());
        next_n *= 2;
        if n < left.len() {
            left.select_nth_unstable_by(n - 1, better_first);
        }
        let (next, others) = left.split_at_mut(n);
        next.sort_unstable_by(better_first);
        let eligible = next.iter().filter(|candidate| is_eligible(candidate.item));
        best.extend(eligible.take(m - best.len()));
        left = others;
    }
    best
}

/// The ledgers of chosen items, in their order. Each folds to the score that [`candidates`] gave, bit for bit.
#[must_use]
pub fn ledgers(query: &Query<'_>, chosen: &[ItemIx]) -> Vec<Ledger> {
    let mut ledgers = Ledgers::new(query.model.n_items(), chosen);
    let targets: Vec<u32> = chosen.iter().map(|item| item.0).collect();
    reach_out(query, &mut ledgers);
    speak_of(query, &targets, &mut ledgers);
    ledgers.into_ledgers()
}
