//! One pass from the top of the list to its end.

use super::compile::{Field, Left, Rules, STEPS_MAX};
use super::similarity::Similarity;
use super::witness::{Budget, Walk};

/// Steps that all searches of one pass may take together.
const PASS_STEPS_MAX: u64 = 200_000;

/// An entry with its variety bonus.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pick {
    pub(super) entry: usize,
    pub(super) bonus: Option<f64>,
}

/// A filled list.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) list: Vec<Pick>,
    /// Whether a bound ever stood in the way of the best item.
    pub(super) was_blocked: bool,
}

/// Fills the list: at each place the pinned item, or the best by score and variety whose choice leaves a completion.
pub(super) fn fill(field: &Field, rules: &Rules, similarity: &dyn Similarity, diversity: f64, left: Left) -> Filled {
    let mut filled = Filled { list: Vec::new(), was_blocked: false };
    let Some(mut walk) = Walk::start(&rules.bounds, Budget(PASS_STEPS_MAX), STEPS_MAX) else { return filled };
    let scores: Vec<f64> = field.entries.iter().map(|entry| entry.score(left)).collect();
    let k = rules.bounds.k;
    let strength = diversity * spread(&scores, k);
    let bonus = |likeness: f64| (strength > 0.0).then_some(strength * (1.0 - likeness));
    let mut likeness = vec![0.0_f64; scores.len()];
    let mut is_free: Vec<bool> = (0..scores.len()).map(|at| !rules.pinned.contains(&Some(at))).collect();
    for place in 0..k {
        let entry = match rules.pinned[place] {
            Some(entry) => {
                let passage = walk.passage(rules.type_of[entry]).expect("a pin is part of every completion");
                walk.go(passage);
                entry
            }
            None => {
                let value = |at: usize| scores[at] + bonus(likeness[at]).unwrap_or(0.0);
                best(field, rules, &mut walk, &is_free, &value, &mut filled.was_blocked)
            }
        };
        is_free[entry] = false;
        filled.list.push(Pick { entry, bonus: bonus(likeness[entry]) });
        if strength > 0.0 {
            for at in (0..scores.len()).filter(|&at| is_free[at] || rules.pinned.contains(&Some(at))) {
                let alike = similarity.between(field.entries[at].item, field.entries[entry].item);
                likeness[at] = likeness[at].max(alike.clamp(0.0, 1.0));
            }
        }
    }
    filled
}

/// The best free entry by value (ties by item) that leaves a completion; takes the step.
fn best(
    field: &Field,
    rules: &Rules,
    walk: &mut Walk<'_>,
    is_free: &[bool],
    value: &dyn Fn(usize) -> f64,
    was_blocked: &mut bool,
) -> usize {
    let mut is_shut = vec![false; rules.bounds.supply.len()];
    loop {
        let open = (0..is_free.len()).filter(|&at| is_free[at] && !is_shut[rules.type_of[at]]);
        let better = |a: &usize, b: &usize| {
            value(*a).total_cmp(&value(*b)).then_with(|| field.entries[*b].item.cmp(&field.entries[*a].item))
        };
        let at = open.max_by(better).expect("the completion at hand is always open");
        match walk.passage(rules.type_of[at]) {
            Some(passage) => {
                walk.go(passage);
                return at;
            }
            None => {
                is_shut[rules.type_of[at]] = true;
                *was_blocked = true;
            }
        }
    }
}

/// The distance between the best and the `k`-th best score.
fn spread(scores: &[f64], k: usize) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    match (sorted.first(), sorted.get(k.saturating_sub(1))) {
        (Some(best), Some(last)) => best - last,
        _ => 0.0,
    }
}
