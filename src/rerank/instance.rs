//! The reranker alone: lists of bare scores under prefix bounds, for `candor rerank` and for checks against exact solvers.
//!
//! Where no item is counted twice the best list is an assignment, found in polynomial time. Elsewhere a list is found by
//! search, improved by branch and bound, and certified by prices on the bounds.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::bounds::{Bounds, Limits, Types, index};
use super::branch::{self, Found};
use super::disjoint;
use super::dual::{self, Columns};
use super::ladder::Ladder;
use super::witness::{Budget, Completion, complete};

/// The most constraints of an instance: as many as a mask has bits.
pub const CONSTRAINTS_MAX: usize = 64;
/// The longest list of an instance.
pub const LENGTH_MAX: usize = 1_000;

/// Steps of the search for a first list, and of the exact search.
const FEASIBILITY_STEPS: u64 = 200_000;
const IMPROVEMENT_STEPS: u64 = 60_000;
/// Attempts to polish a list, times the cost of one.
const POLISH_WORK: u64 = 4_000_000;
/// Above so many pairs of place and item the exact search is not tried: only feasibility, polish and a plain bound.
const CELLS_MAX: usize = 2_000_000;

/// Choose and order `k` of `n` items: maximise `sum score[i] / log2(1 + position)`, position from 1, with
/// `L[g][q] <= (items among the first q whose mask has bit g) <= U[g][q]` for every constraint and prefix.
///
/// Further fields of the JSON form are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// How many items there are.
    pub n: usize,
    /// How many are to be listed.
    pub k: usize,
    /// By item: bit `g` is set when constraint `g` counts it; bits beyond the constraints say nothing.
    pub mask: Vec<u64>,
    /// By item: finite.
    pub score: Vec<f64>,
    /// Lower bounds, `L[g][q]` for `q` from 0 to `k`.
    #[serde(rename = "L")]
    pub lower: Vec<Vec<i64>>,
    /// Upper bounds, of the same shape.
    #[serde(rename = "U")]
    pub upper: Vec<Vec<i64>>,
}

/// Whether a list exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// One was found.
    Feasible,
    /// None exists; proven.
    Infeasible,
    /// None was found, and none was excluded, within the search budget.
    Unknown,
}

/// What the solver answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether a list exists.
    pub status: Status,
    /// Items by place, from the top; empty unless feasible.
    pub list: Vec<usize>,
    /// What the list gains; absent unless feasible.
    pub dcg: Option<f64>,
    /// No list gains more (up to rounding in the last places); equal to `dcg` when the list is proven best, absent when
    /// no list exists.
    pub upper_bound: Option<f64>,
}

/// Why an instance is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum InstanceError {
    /// An array of the wrong length.
    #[error("`{field}` has {found} entries, it must have {expected}")]
    Length {
        /// Which.
        field: String,
        /// How many it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
    /// A list longer than there are items.
    #[error("`k` is {k}, it must be at most `n`, {n}")]
    TooLong {
        /// Asked for.
        k: usize,
        /// At hand.
        n: usize,
    },
    /// A list that is too long to be searched for.
    #[error("`k` is {k}, lists have at most {LENGTH_MAX} items")]
    TooDeep {
        /// Asked for.
        k: usize,
    },
    /// A score that is infinite or not a number.
    #[error("`score[{item}]` must be a finite number")]
    Score {
        /// Whose.
        item: usize,
    },
    /// More constraints than a mask has bits.
    #[error("`L` has {count} constraints, at most {CONSTRAINTS_MAX} are kept")]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

/// Solves an instance: feasibility by search; the list by assignment where no two constraints count one item, else by
/// branch and bound with a bound by prices.
///
/// All budgets are counted in steps, so that the answer is the same on every machine.
///
/// # Errors
/// When the instance is malformed: the first array, score or mask that is wrong.
pub fn solve(instance: &Instance) -> Result<Answer, InstanceError> {
    instance.check()?;
    let (bounds, ladder) = instance.compile();
    let mut budget = Budget(FEASIBILITY_STEPS);
    Ok(match complete(&bounds, &bounds.empty(), &mut budget) {
        Completion::Impossible => Answer::without_list(Status::Infeasible, None),
        Completion::Found(types) => optimise(&bounds, &ladder, Some(types)),
        Completion::Unknown => optimise(&bounds, &ladder, None),
    })
}

fn optimise(bounds: &Bounds, ladder: &Ladder, first: Option<Vec<usize>>) -> Answer {
    let mut attempts = Budget(POLISH_WORK / (bounds.k + ladder.items.len()).max(1) as u64);
    let settled = attempts;
    let answer = |mut types: Vec<usize>, bound: Option<f64>| {
        ladder.settle_ties(bounds, &mut types, &mut { settled });
        Answer::with_list(ladder, &types, bound)
    };
    if let Some(types) = disjoint::best(bounds, ladder) {
        return answer(types, None);
    }
    let polished = first.map(|mut types| {
        ladder.polish(bounds, &mut types, &mut attempts);
        types
    });
    let columns = Columns::new(ladder);
    if bounds.k * columns.len() > CELLS_MAX {
        let bound = free_gain(ladder);
        return match polished {
            Some(types) => answer(types, Some(bound)),
            None => Answer::without_list(Status::Unknown, Some(bound)),
        };
    }
    let least = least_gain(ladder);
    let target = polished.as_ref().map_or(least, |types| ladder.gain(types));
    let dual = dual::bound(bounds, ladder, &columns, target);
    if polished.is_none() && dual.bound < least - 1e-9 * (1.0 + least.abs()) {
        return Answer::without_list(Status::Infeasible, None);
    }
    let mut budget = Budget(IMPROVEMENT_STEPS);
    let Found { types, is_proven } = branch::improve(bounds, ladder, &columns, &dual, polished, &mut budget);
    match (types, is_proven) {
        (None, true) => Answer::without_list(Status::Infeasible, None),
        (None, false) => Answer::without_list(Status::Unknown, Some(dual.bound)),
        (Some(types), true) => answer(types, None),
        (Some(mut types), false) => {
            ladder.polish(bounds, &mut types, &mut attempts);
            answer(types, Some(dual.bound))
        }
    }
}

/// What the best list gains when no bound is asked for.
fn free_gain(ladder: &Ladder) -> f64 {
    let mut scores: Vec<f64> = ladder.score.iter().flatten().copied().collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores.iter().zip(&ladder.discount).map(|(score, discount)| score * discount).sum()
}

/// What every list gains at least, whatever the bounds.
fn least_gain(ladder: &Ladder) -> f64 {
    let worst = ladder.score.iter().flatten().copied().fold(0.0, f64::min);
    worst * ladder.discount.iter().sum::<f64>()
}

impl Answer {
    fn without_list(status: Status, upper_bound: Option<f64>) -> Self {
        Self { status, list: Vec::new(), dcg: None, upper_bound }
    }

    fn with_list(ladder: &Ladder, types: &[usize], bound: Option<f64>) -> Self {
        let gain = ladder.gain(types);
        let upper_bound = bound.map_or(gain, |bound| bound.max(gain));
        Self { status: Status::Feasible, list: ladder.list(types), dcg: Some(gain), upper_bound: Some(upper_bound) }
    }
}

impl Instance {
    fn check(&self) -> Result<(), InstanceError> {
        let constraints = self.lower.len();
        if constraints > CONSTRAINTS_MAX {
            return Err(InstanceError::TooMany { count: constraints });
        }
        if self.k > self.n {
            return Err(InstanceError::TooLong { k: self.k, n: self.n });
        }
        if self.k > LENGTH_MAX {
            return Err(InstanceError::TooDeep { k: self.k });
        }
        length(|| "mask".to_owned(), self.mask.len(), self.n)?;
        length(|| "score".to_owned(), self.score.len(), self.n)?;
        length(|| "U".to_owned(), self.upper.len(), constraints)?;
        for (name, rows) in [("L", &self.lower), ("U", &self.upper)] {
            for (g, row) in rows.iter().enumerate() {
                length(|| format!("{name}[{g}]"), row.len(), self.k + 1)?;
            }
        }
        if let Some(item) = self.score.iter().position(|score| !score.is_finite()) {
            return Err(InstanceError::Score { item });
        }
        Ok(())
    }

    fn compile(&self) -> (Bounds, Ladder) {
        let constraints = self.lower.len();
        let bits = |mask: &u64| (0..constraints).filter(|&g| mask >> g & 1 == 1).map(index).collect();
        let items: Vec<Vec<u16>> = self.mask.iter().map(bits).collect();
        let types = Types::new(&items);
        let ladder = Ladder::new(&self.score, &types.of_item, types.len(), self.k);
        let limits = self.lower.iter().zip(&self.upper).map(|(lower, upper)| Limits {
            lower: lower.iter().map(|&value| self.clamp(value)).collect(),
            upper: upper.iter().map(|&value| self.clamp(value)).collect(),
        });
        let bounds = Bounds::new(limits.collect(), types.counted_by, ladder.supply(), vec![None; self.k]);
        (bounds, ladder)
    }

    /// A bound below 0 or above `k` says no more than -1 or `k + 1`.
    fn clamp(&self, value: i64) -> i32 {
        let top = i64::try_from(self.k).map_or(i64::from(i32::MAX / 8), |k| k + 1);
        i32::try_from(value.clamp(-1, top)).unwrap_or(i32::MAX / 8)
    }
}

fn length(field: impl Fn() -> String, found: usize, expected: usize) -> Result<(), InstanceError> {
    if found == expected { Ok(()) } else { Err(InstanceError::Length { field: field(), found, expected }) }
}
