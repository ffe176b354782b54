//! Completing a partial list: the one search that says whether bounds can be held, and the walk that never loses sight
//! of a completion.

use std::collections::HashSet;

use super::bounds::{Bounds, Partial};

/// Steps that a search may still take; counted, so that the answer does not depend on the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget(pub(super) u64);

impl Budget {
    /// Takes one step, if one is left.
    pub(super) const fn step(&mut self) -> bool {
        let has_step = self.0 > 0;
        self.0 = self.0.saturating_sub(1);
        has_step
    }
}

/// What a search for a completion found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Completion {
    /// The types of the places that were still empty.
    Found(Vec<usize>),
    /// There is none.
    Impossible,
    /// The budget ran out first.
    Unknown,
}

/// Searches for types that complete a partial list within the bounds: depth first, most pressing type first, never
/// twice through states that allow the same completions.
pub(super) fn complete(bounds: &Bounds, partial: &Partial, budget: &mut Budget) -> Completion {
    if bounds.is_contradictory() || partial.is_hopeless(bounds) {
        return Completion::Impossible;
    }
    let mut search = Search { bounds, partial: partial.clone(), path: Vec::new(), failed: HashSet::new() };
    match search.descend(budget) {
        Some(true) => Completion::Found(search.path),
        Some(false) => Completion::Impossible,
        None => Completion::Unknown,
    }
}

struct Search<'a> {
    bounds: &'a Bounds,
    partial: Partial,
    path: Vec<usize>,
    failed: HashSet<Box<[u16]>>,
}

impl Search<'_> {
    /// Whether a completion was found; `None` when the budget ran out.
    fn descend(&mut self, budget: &mut Budget) -> Option<bool> {
        if self.partial.placed == self.bounds.k {
            return Some(true);
        }
        if !budget.step() {
            return None;
        }
        let key = self.partial.key(self.bounds);
        if self.failed.contains(&key) {
            return Some(false);
        }
        for t in self.children() {
            self.partial.push(self.bounds, t);
            self.path.push(t);
            let is_open = self.partial.holds(self.bounds, t) && !self.partial.is_hopeless(self.bounds);
            let found = if is_open { self.descend(budget) } else { Some(false) };
            if found != Some(false) {
                return found;
            }
            self.path.pop();
            self.partial.pop(self.bounds, t);
        }
        self.failed.insert(key);
        Some(false)
    }

    /// The types that may come next: first those that serve pressing lower bounds and use up no scarce room.
    fn children(&self) -> Vec<usize> {
        let urgency = self.partial.urgency(self.bounds);
        let k = self.bounds.k;
        let promise = |t: usize| -> f64 {
            let by = self.bounds.counted_by[t].iter().map(|&g| {
                let g = usize::from(g);
                let room = self.bounds.limits[g].upper[k] - self.partial.count[g];
                urgency[g] * urgency[g] - 0.3 / (1.0 + f64::from(room.max(0)))
            });
            by.sum()
        };
        let may_come = (0..self.partial.left.len()).filter(|&t| self.partial.may_push(self.bounds, t));
        let mut ranked: Vec<(f64, usize)> = may_come.map(|t| (promise(t), t)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().map(|(_, t)| t).collect()
    }
}

/// A list that is filled from the top and always keeps a completion at hand, so that it cannot run into a dead end.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    bounds: &'a Bounds,
    partial: Partial,
    /// The types of all `k` places: those that are filled, then a completion.
    witness: Vec<usize>,
    budget: Budget,
    steps_max: u64,
}

/// A completion that a walk would go on with.
#[derive(Debug)]
pub(super) struct Passage(Vec<usize>);

impl<'a> Walk<'a> {
    /// Starts at the top; `None` when no list holds the bounds, or none was found within the budget.
    ///
    /// `steps_max` limits each later search, `budget` all of them together.
    pub(super) fn start(bounds: &'a Bounds, mut budget: Budget, steps_max: u64) -> Option<Self> {
        let partial = bounds.empty();
        match complete(bounds, &partial, &mut budget) {
            Completion::Found(witness) => Some(Self { bounds, partial, witness, budget, steps_max }),
            Completion::Impossible | Completion::Unknown => None,
        }
    }

    /// Whether the next place may hold a type: whether the list can then still be completed. A search that runs out of
    /// budget counts as no; the completion at hand remains.
    pub(super) fn passage(&mut self, t: usize) -> Option<Passage> {
        let at = self.partial.placed;
        if self.witness[at] == t {
            return Some(Passage(self.witness.clone()));
        }
        if !self.partial.may_push(self.bounds, t) {
            return None;
        }
        self.partial.push(self.bounds, t);
        let is_open = self.partial.holds(self.bounds, t);
        let rest = if is_open { self.repaired(t).or_else(|| self.searched()) } else { None };
        self.partial.pop(self.bounds, t);
        let rest = rest?;
        Some(Passage(self.witness[..at].iter().copied().chain([t]).chain(rest).collect()))
    }

    /// Fills the next place as a passage says.
    pub(super) fn go(&mut self, passage: Passage) {
        self.witness = passage.0;
        let next = self.witness[self.partial.placed];
        self.partial.push(self.bounds, next);
    }

    /// The completion at hand with one item less: with `t` pushed, what it displaced takes the place of another.
    fn repaired(&mut self, t: usize) -> Option<Vec<usize>> {
        let at = self.partial.placed - 1;
        let displaced = self.witness[at];
        let rest = self.witness[at + 1..].to_vec();
        if self.is_completion(&rest) {
            return Some(rest);
        }
        let free = (0..rest.len()).rev().filter(|&r| self.bounds.fixed[at + 1 + r].is_none());
        let (same, other): (Vec<usize>, Vec<usize>) = free.partition(|&r| rest[r] == t);
        same.into_iter().rev().take(1).chain(other).find_map(|r| {
            let mut tried = rest.clone();
            tried[r] = displaced;
            self.is_completion(&tried).then_some(tried)
        })
    }

    fn is_completion(&mut self, rest: &[usize]) -> bool {
        let mut pushed = 0;
        while pushed < rest.len() && self.partial.may_push(self.bounds, rest[pushed]) {
            self.partial.push(self.bounds, rest[pushed]);
            pushed += 1;
            if !self.partial.holds(self.bounds, rest[pushed - 1]) {
                pushed += rest.len();
            }
        }
        let is_held = pushed == rest.len();
        let undo = if pushed > rest.len() { pushed - rest.len() } else { pushed };
        rest[..undo].iter().rev().for_each(|&t| self.partial.pop(self.bounds, t));
        is_held
    }

    fn searched(&mut self) -> Option<Vec<usize>> {
        let mut granted = Budget(self.steps_max.min(self.budget.0));
        let before = granted.0;
        let found = complete(self.bounds, &self.partial, &mut granted);
        self.budget.0 -= before - granted.0;
        match found {
            Completion::Found(rest) => Some(rest),
            Completion::Impossible | Completion::Unknown => None,
        }
    }
}

/// Whether a full list of types holds the bounds.
pub(super) fn is_within(bounds: &Bounds, types: &[usize]) -> bool {
    let mut partial = bounds.empty();
    types.len() == bounds.k
        && !bounds.is_contradictory()
        && types.iter().all(|&t| {
            let may_push = partial.may_push(bounds, t);
            if may_push {
                partial.push(bounds, t);
            }
            may_push && partial.holds(bounds, t)
        })
}
