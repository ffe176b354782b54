//! Completing a partial list: the one search that says whether bounds can be held, and the walk that never loses sight
//! of a completion.

use std::collections::HashSet;

use super::bounds::{Bounds, Partial};
use super::outlook::Pressing;

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
/// twice through states that allow the same completions, nor with a type that serves no better than one that failed.
pub(super) fn complete(bounds: &Bounds, partial: &Partial, budget: &mut Budget) -> Completion {
    if bounds.is_contradictory() || partial.is_hopeless(bounds) {
        return Completion::Impossible;
    }
    let mut search =
        Search { bounds, partial: partial.clone(), path: Vec::with_capacity(bounds.k), failed: HashSet::new() };
    if search.dive(budget) {
        return Completion::Found(search.path);
    }
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
    /// Takes the most promising type at each place; whether that already completes the list. Mostly it does, and what a search asks
    /// before it goes on is then asked in vain. Where it does not, nothing has happened.
    fn dive(&mut self, budget: &mut Budget) -> bool {
        let (bounds, from, granted) = (self.bounds, self.partial.placed, *budget);
        while self.partial.placed < bounds.k && budget.step() {
            let worth = self.worth();
            let mut best: Option<(f64, usize)> = None;
            for t in (0..self.partial.left.len()).filter(|&t| self.partial.may_push(bounds, t)) {
                let promise = promise(bounds, &worth, t);
                if best.is_none_or(|(most, _)| promise.total_cmp(&most).is_gt()) {
                    best = Some((promise, t));
                }
            }
            let Some((_, t)) = best else { break };
            self.partial.push(bounds, t);
            self.path.push(t);
            if !self.partial.holds(bounds, t) || self.partial.is_hopeless(bounds) {
                break;
            }
            if self.partial.placed == bounds.k {
                return true;
            }
        }
        while self.partial.placed > from {
            let t = self.path.pop().expect("one for each place");
            self.partial.pop(bounds, t);
        }
        *budget = granted;
        from == bounds.k
    }

    /// Whether a completion was found; `None` when the budget ran out.
    fn descend(&mut self, budget: &mut Budget) -> Option<bool> {
        if self.partial.placed == self.bounds.k {
            return Some(true);
        }
        if !budget.step() {
            return None;
        }
        if !self.failed.is_empty() && self.failed.contains(&self.partial.key(self.bounds)) {
            return Some(false);
        }
        if self.partial.falls_short(self.bounds) {
            return Some(false);
        }
        let mut children = self.children();
        let mut pressing: Option<Pressing<'_>> = None;
        while let Some(t) = best_of(&mut children) {
            if pressing.as_ref().is_some_and(|pressing| pressing.is_vain(t)) {
                continue;
            }
            self.partial.push(self.bounds, t);
            self.path.push(t);
            let is_open = self.partial.holds(self.bounds, t) && !self.partial.is_hopeless(self.bounds);
            let found = if is_open { self.descend(budget) } else { Some(false) };
            if found != Some(false) {
                return found;
            }
            self.path.pop();
            self.partial.pop(self.bounds, t);
            pressing.get_or_insert_with(|| Pressing::of(self.bounds, &self.partial)).fail(t);
        }
        self.failed.insert(self.partial.key(self.bounds));
        Some(false)
    }

    /// The types that may come next, with their promise: most those that serve pressing lower bounds and use up no scarce room.
    fn children(&self) -> Vec<(f64, usize)> {
        let (bounds, partial, worth) = (self.bounds, &self.partial, self.worth());
        let mut children = Vec::with_capacity(partial.left.len());
        let may_push = (0..partial.left.len()).filter(|&t| partial.may_push(bounds, t));
        children.extend(may_push.map(|t| (promise(bounds, &worth, t), t)));
        children
    }

    /// By constraint, what serving it is worth: much where its lower bounds press, less than nothing where its room is scarce.
    fn worth(&self) -> Vec<f64> {
        let mut worth = self.partial.urgency(self.bounds);
        for ((worth, limits), count) in worth.iter_mut().zip(&self.bounds.limits).zip(&self.partial.count) {
            let room = limits.upper[self.bounds.k] - count;
            *worth = *worth * *worth - 0.3 / (1.0 + f64::from(room.max(0)));
        }
        worth
    }
}

fn promise(bounds: &Bounds, worth: &[f64], t: usize) -> f64 {
    bounds.counted_by[t].iter().map(|&g| worth[usize::from(g)]).sum()
}

/// Takes the most promising out: mostly one is enough, so nothing is sorted. Ties go to the lower type.
fn best_of(children: &mut Vec<(f64, usize)>) -> Option<usize> {
    let best = children.iter().enumerate().max_by(|(_, a), (_, b)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let at = best.map(|(at, _)| at)?;
    Some(children.swap_remove(at).1)
}

/// A list that is filled from the top and always keeps a completion at hand, so that it cannot run into a dead end.
///
/// It keeps its memory when it starts again, under other bounds on lists of the same length.
#[derive(Debug)]
pub(super) struct Walk {
    partial: Partial,
    /// The types of all `k` places: those that are filled, then a completion.
    witness: Vec<usize>,
    /// What the witness holds: `[g * (k + 1) + q]`, by constraint the members among the first `q`.
    held: Vec<i32>,
    budget: Budget,
    steps_max: u64,
}

impl Walk {
    /// Starts at the top with a full list of types within the bounds.
    ///
    /// `steps_max` limits each later search, `budget` all of them together.
    pub(super) fn new(bounds: &Bounds, witness: Vec<usize>, budget: Budget, steps_max: u64) -> Self {
        let held = vec![0; bounds.limits.len() * (bounds.k + 1)];
        let mut walk = Self { partial: bounds.empty(), witness, held, budget, steps_max };
        walk.hold(bounds, 0);
        walk
    }

    /// Starts where a list, of which `held` tells the members by prefix, has so many of its places filled.
    pub(super) fn again(&mut self, from: &Partial, types: &[usize], held: &[i32], budget: Budget) {
        self.partial.copy(from);
        self.witness.clear();
        self.witness.extend_from_slice(types);
        self.held.copy_from_slice(held);
        self.budget = budget;
    }

    /// What is placed.
    pub(super) const fn partial(&self) -> &Partial {
        &self.partial
    }

    /// By constraint and prefix, what the witness holds.
    pub(super) fn held(&self) -> &[i32] {
        &self.held
    }

    /// Fills the next place with a type if the list can then still be completed. A search that runs out of budget counts as
    /// no; the completion at hand remains.
    pub(super) fn step(&mut self, bounds: &Bounds, t: usize) -> bool {
        let at = self.partial.placed;
        if self.witness[at] == t {
            self.partial.push(bounds, t);
            return true;
        }
        if !self.partial.may_push(bounds, t) {
            return false;
        }
        let reach = self.reach(bounds, t, at);
        if reach == at {
            return false;
        }
        let is_open = self.repair(bounds, t, reach);
        self.partial.push(bounds, t);
        if is_open || !self.partial.is_hopeless(bounds) && self.search(bounds, t) {
            return true;
        }
        self.partial.pop(bounds, t);
        false
    }

    /// Whether a constraint has all that it may have: then no place to come can hold a type that it counts.
    pub(super) fn is_full(&self, bounds: &Bounds, g: usize) -> bool {
        self.partial.count[g] >= bounds.limits[g].upper[bounds.k]
    }

    /// The longest prefix up to which all, of those that hold a place, stay within the bounds with one more of `t` and one fewer
    /// of what the witness has at that place.
    fn reach(&self, bounds: &Bounds, t: usize, place: usize) -> usize {
        let (own, other) = (&bounds.counted_by[t], &bounds.counted_by[self.witness[place]]);
        let row = |g: u16| &self.held[usize::from(g) * (bounds.k + 1)..][..=bounds.k];
        let mut reach = bounds.k;
        for &g in own.iter().filter(|g| !other.contains(g)) {
            let (row, upper) = (row(g), &bounds.limits[usize::from(g)].upper);
            reach = (place..reach).find(|&q| row[q + 1] >= upper[q + 1]).unwrap_or(reach);
        }
        for &g in other.iter().filter(|g| !own.contains(g)) {
            let (row, lower) = (row(g), &bounds.limits[usize::from(g)].lower);
            reach = (place..reach).find(|&q| row[q + 1] <= lower[q + 1]).unwrap_or(reach);
        }
        reach
    }

    /// Lets `t` take the next place: in place of what the witness has there, or that moves to where another of its type or any
    /// other item would have stood, at a place of the first `reach`; or what that one displaces moves further down, and so on until
    /// nothing is out of bounds.
    fn repair(&mut self, bounds: &Bounds, t: usize, reach: usize) -> bool {
        let (at, k) = (self.partial.placed, bounds.k);
        let free = |r: &usize| bounds.fixed[*r].is_none();
        let same = (at + 1..k).filter(free).find(|&r| self.witness[r] == t);
        let used = 1 + (at + 1..k).filter(free).filter(|&r| self.witness[r] == t).count();
        let is_spare = used <= self.partial.left[t];
        if is_spare && reach == k {
            self.shift(bounds, t, &[]);
            return true;
        }
        let last = k.min(reach + 1);
        let one = same.filter(|&r| r < last).or_else(|| {
            let mut below = (at + 1..last).rev().filter(free);
            below.find(|&r| is_spare && self.reach(bounds, t, r) == k)
        });
        if let Some(r) = one {
            self.shift(bounds, t, &[r]);
            return true;
        }
        // By place: whose item it would take. All places up to the farthest reach can take one.
        let mut from = vec![at; k];
        let (mut farthest, mut holder) = (reach, at);
        for r in at + 1..k {
            if r > farthest {
                return false;
            }
            if !free(&r) {
                continue;
            }
            from[r] = holder;
            let reach = self.reach(bounds, t, r);
            if self.witness[r] == t || is_spare && reach == k {
                let chain: Vec<usize> =
                    std::iter::successors(Some(r), |&r| Some(from[r])).take_while(|&r| r != at).collect();
                self.shift(bounds, t, &chain);
                return true;
            }
            if reach > farthest {
                (farthest, holder) = (reach, r);
            }
        }
        false
    }

    /// Puts `t` at the next place of the witness, and the item of each place of a chain, given from below, where the one after stood.
    fn shift(&mut self, bounds: &Bounds, t: usize, chain: &[usize]) {
        let at = self.partial.placed;
        let above = chain.iter().skip(1).copied().chain([at]);
        for (&r, from) in chain.iter().zip(above) {
            self.count(bounds, (self.witness[from], self.witness[r]), r);
            self.witness[r] = self.witness[from];
        }
        self.count(bounds, (t, self.witness[at]), at);
        self.witness[at] = t;
    }

    /// Counts one more of one type and one fewer of another in all prefixes that hold a place.
    fn count(&mut self, bounds: &Bounds, (more, fewer): (usize, usize), place: usize) {
        for (t, by) in [(more, 1), (fewer, -1)] {
            for &g in &bounds.counted_by[t] {
                let row = usize::from(g) * (bounds.k + 1);
                self.held[row + place + 1..=row + bounds.k].iter_mut().for_each(|count| *count += by);
            }
        }
    }

    /// With `t` pushed: looks for any completion.
    fn search(&mut self, bounds: &Bounds, t: usize) -> bool {
        let at = self.partial.placed;
        let mut granted = Budget(self.steps_max.min(self.budget.0));
        let before = granted.0;
        let found = complete(bounds, &self.partial, &mut granted);
        self.budget.0 -= before - granted.0;
        match found {
            Completion::Found(rest) => {
                self.witness.truncate(at);
                self.witness[at - 1] = t;
                self.witness.extend(rest);
                self.hold(bounds, at - 1);
                true
            }
            Completion::Impossible | Completion::Unknown => false,
        }
    }

    /// Counts what the witness holds from a place on.
    fn hold(&mut self, bounds: &Bounds, from: usize) {
        let width = bounds.k + 1;
        for q in from..bounds.k {
            (0..bounds.limits.len()).for_each(|g| self.held[g * width + q + 1] = self.held[g * width + q]);
            for &g in &bounds.counted_by[self.witness[q]] {
                self.held[usize::from(g) * width + q + 1] += 1;
            }
        }
    }
}

/// The constraints that a full list of types breaks; none where it holds the bounds.
pub(super) fn broken(bounds: &Bounds, types: &[usize]) -> Vec<u16> {
    let mut partial = bounds.empty();
    let mut is_broken = vec![false; bounds.limits.len()];
    for &t in types {
        if !partial.may_push(bounds, t) {
            break;
        }
        partial.push(bounds, t);
        for (g, is_broken) in is_broken.iter_mut().enumerate() {
            let (count, limits) = (partial.count[g], &bounds.limits[g]);
            *is_broken |= !(limits.lower[partial.placed]..=limits.upper[partial.placed]).contains(&count);
        }
    }
    (0..).zip(is_broken).filter_map(|(g, is_broken)| is_broken.then_some(g)).collect()
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
