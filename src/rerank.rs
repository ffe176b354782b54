//! From candidates to a list: the policy compiled to constraints, and the one reranker.
//!
//! Knows scores, items and rules. Must not know where a score comes from, nor any customer. Every list is filled from the
//! top while a completion within all bounds is kept at hand, so there is no dead end; what cannot be held is given up in a
//! fixed order and said.

mod assign;
mod bounds;
mod branch;
mod compile;
mod disjoint;
mod dual;
mod exposure;
mod fairstar;
mod field;
mod front;
mod inquiry;
mod instance;
mod labels;
mod ladder;
mod layout;
mod leakage;
mod mix;
mod orders;
mod outlook;
mod parity;
mod pass;
mod policy;
mod rank;
mod record;
mod scene;
mod similarity;
mod stages;
mod trails;
mod variety;
mod witness;

pub use crate::score::Candidate;
pub use exposure::{ExposureState, PRICE_MAX, Shown};
pub use fairstar::{Correction, FairStar, failure_probability};
pub use field::surprises;
pub use instance::{Answer, CONSTRAINTS_MAX, Instance, InstanceError, LENGTH_MAX, Status, solve};
pub use labels::{CapLevel, Labels};
pub use orders::{Order, order_by};
pub use parity::{ParityStand, ParityStates};
pub use policy::{
    Boost, Caps, Clashing, DiversityMode, Exclusion, ExposureTarget, Fallback, GroupRule, Language, LeakageBudget,
    Owned, ParityRule, Pin, Policy, PolicyError, RULES_MAX, Schedule, Scope, Selector, Tone, Window,
};
pub use record::{
    Account, Binding, Cause, Conflict, Excluded, ExclusionCause, Leak, Placed, Price, Relaxed, Reranked, Rule, Stage,
};
pub use scene::{DIMENSIONS, NoTraits, Scene, Traits, Vector};
pub use similarity::{CatalogSimilarity, Similarity};

use crate::ids::ItemIx;
use crate::ledger::{Line, Source};
use compile::{Rules, cap_of};
use field::{Entry, Field};
use inquiry::{Inquiry, Made};
use layout::{Layout, Lines};
use leakage::Meters;
use pass::{Filled, Filler, Notes, Pick, Run};

/// Reranks candidates under a policy into a list of at most `count` items.
///
/// Greedy by score, among the items whose choice leaves a completion within the bounds. To the base score are added, each as a
/// line: boosts; `novelty * spread * n`; `serendipity * spread * (relevance * unexpectedness * n)`; the price of each exposure target
/// and parity rule that it counts for, in spreads; `diversity * spread * v`,
/// `v` from 0 to 1 what the item adds to those above it; `calibration * spread * c`, `c` how much nearer it brings the list to
/// the customer's own mix. `spread` is the distance between the best and the `count`-th best boosted score, so that none of
/// the strengths has a unit. A list beyond a leakage budget is then mended. Rules that do not hold now are left out by [`Policy::in_force`] before.
#[must_use]
pub fn rerank(candidates: &[Candidate], scene: &Scene<'_>, policy: &Policy, count: usize) -> Reranked {
    made(candidates, scene, (policy, count), Notes::Yes)
}

/// The same list without what is told about it: no causes, accounts or prices. For runs that only ask for ranks.
#[must_use]
pub fn relist(candidates: &[Candidate], scene: &Scene<'_>, policy: &Policy, count: usize) -> Reranked {
    made(candidates, scene, (policy, count), Notes::No)
}

fn made(candidates: &[Candidate], scene: &Scene<'_>, (policy, count): (&Policy, usize), notes: Notes) -> Reranked {
    let field = Field::new(candidates, scene, policy, count);
    let rules = Rules::settle(&field, scene, policy, count);
    let layout = Layout::new(&field, &rules, scene, policy, Lines::All);
    let run = Run::new((&field, scene), (&rules, &layout), policy);
    let (mut filler, filled) = Filler::first(run, policy.diversity_mode, notes);
    let meters = Meters::new(&field, scene, policy);
    let list = inquiry::entries(&filled);
    let mended = meters.mended(run, &list, (policy.diversity_mode, notes), &mut filler);
    let shown = mended.filled.as_ref().unwrap_or(&filled);
    let mut placed: Vec<Placed> = shown.list.iter().enumerate().map(|(at, pick)| place(&field, at, pick)).collect();
    let (accounts, prices) = match notes {
        Notes::Yes => {
            let made = Made {
                main: &filled,
                shown: inquiry::entries(shown),
                held_off: mended.held_off,
                meters: &meters,
                filler,
            };
            let mut inquiry = Inquiry::new((&field, scene), (policy, count), (&rules, &layout), made);
            (inquiry.causes(&mut placed), inquiry.prices())
        }
        Notes::No => (Vec::new(), Vec::new()),
    };
    let excluded = excluded(&field, &placed, policy, scene);
    let tail = tail(&field, shown);
    let shown = inquiry::entries(shown);
    let relaxed = [rules.relaxed, meters.relaxed(&shown)].concat();
    let leaks = meters.leaks(&list, &shown);
    Reranked { placed, excluded, relaxed, tail, accounts, prices, conflicts: rules.conflicts, leaks }
}

/// What would come next, by score with boosts.
fn tail(field: &Field, filled: &Filled) -> Vec<ItemIx> {
    let mut is_placed = vec![false; field.entries.len()];
    filled.list.iter().for_each(|pick| is_placed[pick.entry] = true);
    let rest = field.entries.iter().zip(is_placed).filter(|(_, is_placed)| !is_placed);
    let mut rest: Vec<&Entry> = rest.map(|(entry, _)| entry).collect();
    let by_boosted = |a: &&Entry, b: &&Entry| b.boosted.total_cmp(&a.boosted).then(a.item.cmp(&b.item));
    if !rest.is_sorted_by(|a, b| by_boosted(a, b).is_le()) {
        rest.sort_by(by_boosted);
    }
    rest.into_iter().map(|entry| entry.item).collect()
}

fn place(field: &Field, at: usize, pick: &Pick) -> Placed {
    let entry = &field.entries[pick.entry];
    let mut lines: Vec<Line> = entry.lines().collect();
    lines.extend(pick.diversity.map(|amount| Line { source: Source::Diversity, amount }));
    let pull = pick.calibration.filter(|amount| *amount > 0.0);
    lines.extend(pull.map(|amount| Line { source: Source::Calibration, amount }));
    let score = lines.iter().fold(entry.base, |sum, line| sum + line.amount);
    assert!(score.is_finite(), "a list holds finite scores only");
    let rank = u32::try_from(at + 1).expect("a short list");
    Placed { item: entry.item, rank, base_rank: entry.base_rank, base: entry.base, lines, score, causes: Vec::new() }
}

/// The attention that a place from 0 has (Järvelin & Kekäläinen 2002).
#[expect(clippy::cast_precision_loss, reason = "a place in a list")]
fn discount(at: usize) -> f64 {
    1.0 / libm::log2(at as f64 + 2.0)
}

/// What would be in the list by base score, and why it is not.
fn excluded(field: &Field, placed: &[Placed], policy: &Policy, scene: &Scene<'_>) -> Vec<Excluded> {
    let length = u32::try_from(placed.len()).expect("a short list");
    let in_reach = |base_rank: u32| base_rank <= length;
    let barred = field.barred.iter().filter(|barred| in_reach(barred.base_rank)).copied();
    let is_placed = |item: ItemIx| placed.iter().any(|placed| placed.item == item);
    let reached = field.entries.iter().take_while(|entry| in_reach(entry.base_rank));
    let left_out = reached.filter(|entry| !is_placed(entry.item)).map(|entry| {
        let cause = cap_reached(entry.item, placed, policy, scene).unwrap_or(ExclusionCause::Displaced);
        Excluded { item: entry.item, base_rank: entry.base_rank, cause }
    });
    let mut all: Vec<Excluded> = barred.chain(left_out).collect();
    all.sort_by_key(|excluded| excluded.base_rank);
    all
}

/// The cap that keeps an item out of a list, if one does.
fn cap_reached(item: ItemIx, placed: &[Placed], policy: &Policy, scene: &Scene<'_>) -> Option<ExclusionCause> {
    let reached = CapLevel::ALL.into_iter().find(|&level| {
        let label = scene.labels.at_level(level, item);
        let same = placed.iter().filter(|placed| scene.labels.at_level(level, placed.item) == label);
        label != labels::NONE && cap_of(&policy.caps, level).is_some_and(|cap| same.count() >= usize::from(cap))
    });
    reached.map(|level| match level {
        CapLevel::Brand => ExclusionCause::BrandCap,
        CapLevel::Category => ExclusionCause::CategoryCap,
        CapLevel::Seller => ExclusionCause::SellerCap,
    })
}

#[cfg(test)]
mod tests;
