//! The reranker alone: lists of bare scores under prefix bounds of overlapping groups, for `candor rerank` and for checks
//! against exact solvers.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::bounds::{Bounds, Limits, Types, saturate};
use super::witness::{Budget, Completion, Walk, complete, is_within};

/// Choose and order `k` of `n` items: maximise `sum score / log2(1 + place)` so that for each group `g` and prefix `q`
/// `L[g][q] <= members of g among the first q <= U[g][q]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Instance {
    /// Items.
    pub n: usize,
    /// Places.
    pub k: usize,
    /// By item: bit `g` is set when group `g` counts it.
    pub mask: Vec<u64>,
    /// By item.
    pub score: Vec<f64>,
    /// By group: `k + 1` lower bounds.
    #[serde(rename = "L")]
    pub lower: Vec<Vec<i32>>,
    /// By group: `k + 1` upper bounds.
    #[serde(rename = "U")]
    pub upper: Vec<Vec<i32>>,
}

/// Why an instance is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InstanceError {
    /// A list has the wrong length.
    #[error("`{field}` must have {expected} entries, it has {found}")]
    Length {
        /// Which.
        field: String,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// More places than items.
    #[error("`k` is {k}, but there are only {n} items")]
    TooLong {
        /// Places.
        k: usize,
        /// Items.
        n: usize,
    },
    /// More groups than a mask has bits.
    #[error("{0} groups are given, a mask has 64 bits")]
    Groups(usize),
    /// A score that is no number.
    #[error("`score` of item {item} is not a finite number")]
    Score {
        /// Whose.
        item: usize,
    },
}

/// Whether the bounds can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// They are, by `list`.
    Feasible,
    /// No list holds them: proven.
    Infeasible,
    /// The search ended without an answer.
    Unknown,
}

/// The answer to an instance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// Whether the bounds can be held.
    pub status: Status,
    /// Items by place.
    pub list: Vec<usize>,
    /// What the list is worth.
    pub dcg: Option<f64>,
    /// What no list can exceed.
    pub upper_bound: Option<f64>,
}

const STEPS_MAX: u64 = 400_000;
/// Rounds of improvement; each ends early when nothing improves.
const ROUNDS_MAX: usize = 12;

impl Instance {
    fn check(&self) -> Result<(), InstanceError> {
        let length = |field: String, expected: usize, found: usize| {
            if expected == found { Ok(()) } else { Err(InstanceError::Length { field, expected, found }) }
        };
        length("mask".to_owned(), self.n, self.mask.len())?;
        length("score".to_owned(), self.n, self.score.len())?;
        length("U".to_owned(), self.lower.len(), self.upper.len())?;
        for (g, (lower, upper)) in self.lower.iter().zip(&self.upper).enumerate() {
            length(format!("L[{g}]"), self.k + 1, lower.len())?;
            length(format!("U[{g}]"), self.k + 1, upper.len())?;
        }
        if self.lower.len() > 64 {
            return Err(InstanceError::Groups(self.lower.len()));
        }
        if self.k > self.n {
            return Err(InstanceError::TooLong { k: self.k, n: self.n });
        }
        match self.score.iter().position(|score| !score.is_finite()) {
            Some(item) => Err(InstanceError::Score { item }),
            None => Ok(()),
        }
    }

    /// The constraints that count an item.
    fn counted_by(&self, item: usize) -> Vec<u16> {
        let groups = u16::try_from(self.lower.len()).expect("at most 64 groups");
        (0..groups).filter(|g| self.mask[item] >> g & 1 == 1).collect()
    }
}

/// Solves an instance: greedily with a completion at hand, then by exchanging places until nothing improves.
///
/// # Errors
/// When the instance contradicts itself.
pub fn solve(instance: &Instance) -> Result<Answer, InstanceError> {
    instance.check()?;
    let counted: Vec<Vec<u16>> = (0..instance.n).map(|item| instance.counted_by(item)).collect();
    let types = Types::new(&counted);
    let mut supply = vec![0; types.len()];
    types.of_item.iter().for_each(|&t| supply[t] += 1);
    let limits = instance.lower.iter().zip(&instance.upper);
    let limits = limits.map(|(lower, upper)| Limits { lower: lower.clone(), upper: upper.clone() }).collect();
    let bounds = Bounds::new(limits, types.counted_by.clone(), supply, vec![None; instance.k]);
    let nothing = |status| Answer { status, list: Vec::new(), dcg: None, upper_bound: None };
    match complete(&bounds, &bounds.empty(), &mut Budget(STEPS_MAX)) {
        Completion::Impossible => return Ok(nothing(Status::Infeasible)),
        Completion::Unknown => return Ok(nothing(Status::Unknown)),
        Completion::Found(_) => {}
    }
    let Some(walk) = Walk::start(&bounds, Budget(STEPS_MAX), STEPS_MAX / 10) else {
        return Ok(nothing(Status::Unknown));
    };
    let mut list = greedy(instance, &types, walk);
    polish(instance, &types, &bounds, &mut list);
    let dcg = dcg(instance, &list);
    Ok(Answer { status: Status::Feasible, list, dcg: Some(dcg), upper_bound: Some(upper_bound(instance).max(dcg)) })
}

/// Items best first, ties by position.
fn by_score(instance: &Instance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..instance.n).collect();
    order.sort_by(|&a, &b| instance.score[b].total_cmp(&instance.score[a]).then(a.cmp(&b)));
    order
}

fn greedy(instance: &Instance, types: &Types, mut walk: Walk<'_>) -> Vec<usize> {
    let order = by_score(instance);
    let mut is_used = vec![false; instance.n];
    let mut list = Vec::with_capacity(instance.k);
    for _ in 0..instance.k {
        let mut is_shut = vec![false; types.len()];
        for &item in &order {
            let t = types.of_item[item];
            if is_used[item] || is_shut[t] {
                continue;
            }
            if let Some(passage) = walk.passage(t) {
                walk.go(passage);
                is_used[item] = true;
                list.push(item);
                break;
            }
            is_shut[t] = true;
        }
    }
    list
}

/// Exchanges two places, or a place and an item that is not in the list, as long as that is within the bounds and better.
fn polish(instance: &Instance, types: &Types, bounds: &Bounds, list: &mut [usize]) {
    let order = by_score(instance);
    let is_held = |list: &[usize]| is_within(bounds, &list.iter().map(|&item| types.of_item[item]).collect::<Vec<_>>());
    for _ in 0..ROUNDS_MAX {
        let mut has_improved = false;
        for at in 0..list.len() {
            for &item in &order {
                let old = list[at];
                let other = list.iter().position(|&listed| listed == item);
                let before = dcg(instance, list);
                match other {
                    Some(other) => list.swap(at, other),
                    None => list[at] = item,
                }
                if dcg(instance, list) > before + 1e-12 && is_held(list) {
                    has_improved = true;
                    continue;
                }
                match other {
                    Some(other) => list.swap(at, other),
                    None => list[at] = old,
                }
            }
        }
        if !has_improved {
            break;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place in a list")]
fn discount(at: usize) -> f64 {
    1.0 / libm::log2((at + 2) as f64)
}

fn dcg(instance: &Instance, list: &[usize]) -> f64 {
    crate::ledger::fold(list.iter().enumerate().map(|(at, &item)| instance.score[item] * discount(at)))
}

/// What no list can exceed: the exact optimum under any one group's bounds alone, the lowest over the groups.
fn upper_bound(instance: &Instance) -> f64 {
    let order = by_score(instance);
    let free =
        crate::ledger::fold(order.iter().take(instance.k).enumerate().map(|(at, &i)| instance.score[i] * discount(at)));
    (0..instance.lower.len()).map(|g| alone(instance, &order, g)).fold(free, f64::min)
}

/// The optimum under the bounds of group `g` alone: by prefix and count of members, as members and others each come best first.
fn alone(instance: &Instance, order: &[usize], g: usize) -> f64 {
    let is_member = |item: &&usize| instance.mask[**item] >> g & 1 == 1;
    let scores = |items: Vec<&usize>| -> Vec<f64> { items.into_iter().map(|&item| instance.score[item]).collect() };
    let members = scores(order.iter().filter(is_member).collect());
    let others = scores(order.iter().filter(|item| !is_member(item)).collect());
    let mut best = vec![f64::NEG_INFINITY; instance.k + 1];
    best[0] = 0.0;
    for q in 1..=instance.k {
        let mut next = vec![f64::NEG_INFINITY; instance.k + 1];
        for count in 0..=q.min(members.len()) {
            let is_within = (instance.lower[g][q]..=instance.upper[g][q]).contains(&saturate(count));
            if !is_within {
                continue;
            }
            let from_other = (q - count).checked_sub(1).and_then(|at| others.get(at)).filter(|_| count < q);
            let other = from_other.map_or(f64::NEG_INFINITY, |score| best[count] + score * discount(q - 1));
            let member = match count.checked_sub(1) {
                Some(at) => best[at] + members[at] * discount(q - 1),
                None => f64::NEG_INFINITY,
            };
            next[count] = other.max(member);
        }
        best = next;
    }
    best.into_iter().fold(f64::NEG_INFINITY, f64::max)
}
