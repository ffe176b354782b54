//! The exact search: branch and bound over types by place, with the prices of [`super::dual`].
//!
//! At fixed prices a list gains the bound less what it pays: the slack of each assigned pair, the price of each column
//! that it leaves out, and each constraint's price times its distance from that bound. All of these are at least 0, so
//! what a partial list has paid already is a valid bound on its completions.

use std::collections::HashMap;
use std::sync::Arc;

use super::bounds::{Bounds, Limits, Partial};
use super::dual::{Columns, Dual};
use super::ladder::Ladder;
use super::witness::Budget;

/// What the search found.
#[derive(Debug)]
pub(super) struct Found {
    /// The best list of types seen; the one given, if none was better.
    pub(super) types: Option<Vec<usize>>,
    /// Whether nothing better exists (up to a few units in the last place).
    pub(super) is_proven: bool,
}

/// Searches for a list that gains more than `known`.
pub(super) fn improve(
    bounds: &Bounds,
    ladder: &Ladder,
    columns: &Columns,
    dual: &Dual,
    known: Option<Vec<usize>>,
    budget: &mut Budget,
) -> Found {
    let best_gain = known.as_ref().map_or(f64::NEG_INFINITY, |types| ladder.gain(types));
    let mut search = Branch {
        bounds,
        ladder,
        columns,
        dual,
        partial: bounds.empty(),
        path: Vec::with_capacity(bounds.k),
        seen: HashMap::new(),
        best_gain,
        best: known,
        tolerance: 1e-13 * (1.0 + dual.bound.abs()),
    };
    let is_proven = search.descend(0.0, 0.0, budget);
    Found { types: search.best, is_proven }
}

struct Branch<'a> {
    bounds: &'a Bounds,
    ladder: &'a Ladder,
    columns: &'a Columns,
    dual: &'a Dual,
    partial: Partial,
    path: Vec<usize>,
    /// The greatest gain with which a set of types was placed: fewer cannot lead to more.
    seen: HashMap<Box<[u16]>, f64>,
    best_gain: f64,
    best: Option<Vec<usize>>,
    tolerance: f64,
}

/// A type for the next place.
struct Child {
    t: usize,
    /// What the list has paid with it.
    paid: f64,
    gain: f64,
}

impl Branch<'_> {
    /// Searches below the partial list; `false` when the budget ran out.
    fn descend(&mut self, paid: f64, gain: f64, budget: &mut Budget) -> bool {
        if self.partial.placed == self.bounds.k {
            self.arrive();
            return true;
        }
        if !budget.step() {
            return false;
        }
        let key = self.partial.left.iter().map(|&left| u16::try_from(left).unwrap_or(u16::MAX)).collect();
        let seen = self.seen.entry(key).or_insert(f64::NEG_INFINITY);
        if gain <= *seen {
            return true;
        }
        *seen = gain;
        for child in self.children(paid, gain) {
            if self.cannot_win(child.paid) {
                break;
            }
            self.partial.push(self.bounds, child.t);
            self.path.push(child.t);
            let is_dead = self.cannot_win(child.paid + self.left_out()) || self.partial.is_hopeless(self.bounds);
            let is_done = is_dead || self.descend(child.paid, child.gain, budget);
            self.path.pop();
            self.partial.pop(self.bounds, child.t);
            if !is_done {
                return false;
            }
        }
        true
    }

    fn arrive(&mut self) {
        let gain = self.ladder.gain(&self.path);
        if gain > self.best_gain {
            self.best_gain = gain;
            self.best = Some(self.path.clone());
        }
    }

    fn cannot_win(&self, paid: f64) -> bool {
        self.dual.bound - paid <= self.best_gain + self.tolerance
    }

    /// The types that hold the bounds at the next place, by what they make the list pay.
    fn children(&mut self, paid: f64, gain: f64) -> Vec<Child> {
        let place = self.partial.placed;
        let mut children = Vec::new();
        for t in 0..self.partial.left.len() {
            if self.partial.left[t] == 0 {
                continue;
            }
            let rung = self.ladder.score[t].len() - self.partial.left[t];
            let slack = self.slack(place, self.columns.first[t] + rung);
            let gain = gain + self.ladder.score[t][rung] * self.ladder.discount[place];
            self.partial.push(self.bounds, t);
            if self.partial.holds(self.bounds, t) {
                children.push(Child { t, paid: paid + slack + self.distance(), gain });
            }
            self.partial.pop(self.bounds, t);
        }
        children.sort_by(|a, b| a.paid.total_cmp(&b.paid).then(b.gain.total_cmp(&a.gain)).then(a.t.cmp(&b.t)));
        children
    }

    fn slack(&self, place: usize, column: usize) -> f64 {
        let assignment = &self.dual.assignment;
        let value = self.dual.value[place * self.columns.len() + column];
        (assignment.row_price[place] + assignment.column_price[column] - value).max(0.0)
    }

    /// What the constraints charge for the prefix that has just been completed.
    fn distance(&self) -> f64 {
        let q = self.partial.placed;
        let charges = self.dual.price.iter().zip(&self.bounds.limits).zip(&self.partial.count);
        let charge = |((price, limits), &count): ((&Vec<f64>, &Arc<Limits>), &i32)| {
            let asked = if price[q] >= 0.0 { limits.lower[q] } else { limits.upper[q] };
            price[q] * f64::from(count - asked)
        };
        charges.map(charge).sum()
    }

    /// The least that columns left out will charge: at most one per empty place can still be taken.
    fn left_out(&self) -> f64 {
        let prices = &self.dual.assignment.column_price;
        let mut waiting = Vec::new();
        for (t, &left) in self.partial.left.iter().enumerate() {
            let rungs = self.ladder.score[t].len();
            let first = self.columns.first[t];
            waiting.extend((rungs - left..rungs).map(|rung| prices[first + rung]).filter(|&price| price > 0.0));
        }
        let empty = self.bounds.k - self.partial.placed;
        waiting.sort_by(|a, b| b.total_cmp(a));
        waiting.iter().skip(empty).sum()
    }
}
