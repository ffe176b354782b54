//! The best items for a query, and their ledgers, from the same traversal.

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
/// the rows of the evidence, not the catalogue.
#[must_use]
pub fn candidates(
    query: &Query<'_>,
    is_eligible: &dyn Fn(ItemIx) -> bool,
    also: &[ItemIx],
    m: usize,
) -> Vec<Candidate> {
    let mut scores = Scores::new(query.model.n_items());
    reach_out(query, &mut scores);
    let unreached = query.model.prior_order().iter().copied().filter(|&item| !scores.is_touched(ItemIx(item)));
    let mut targets: Vec<u32> = scores.touched().iter().copied().filter(|&item| is_eligible(ItemIx(item))).collect();
    targets.extend(unreached.filter(|&item| is_eligible(ItemIx(item))).take(m));
    let missing = also.iter().filter(|item| is_eligible(**item)).map(|item| item.0);
    targets.extend(missing);
    targets.sort_unstable();
    targets.dedup();
    speak_of(query, &targets, &mut scores);
    let mut found: Vec<Candidate> =
        targets.iter().map(|&item| Candidate { item: ItemIx(item), base: scores.sum(ItemIx(item)) }).collect();
    keep_best(&mut found, also, m);
    found
}

fn keep_best(found: &mut Vec<Candidate>, also: &[ItemIx], m: usize) {
    let by_score = |a: &Candidate, b: &Candidate| b.base.total_cmp(&a.base).then(a.item.cmp(&b.item));
    found.sort_unstable_by(by_score);
    if found.len() > m {
        let kept: Vec<Candidate> = found[m..].iter().copied().filter(|c| also.contains(&c.item)).collect();
        found.truncate(m);
        found.extend(kept);
    }
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
