//! What a partial list still hangs on: bounds that no completion can meet, and types that no completion needs to try.
//!
//! Both only spare a search work that would find nothing, so what is found stays the same. Must not know what a constraint
//! stands for.

use super::bounds::{Bounds, Partial, index, saturate};

/// More types than this that failed at one place are not compared with those to come.
const FAILED_MAX: usize = 32;

impl Partial {
    /// Whether the items that are left cannot serve the lower bounds: too few of one constraint fit under the others, or the
    /// free places are too few even if each took an item that serves as many constraints as any can. `false` promises nothing.
    pub(super) fn falls_short(&self, bounds: &Bounds) -> bool {
        let rises = |q: &usize| {
            let is_next = |&g: &usize| bounds.limits[g].lower[*q] > bounds.limits[g].lower[*q - 1];
            bounds.floors().iter().any(is_next)
        };
        (self.placed + 1..=bounds.k).filter(rises).any(|q| self.falls_short_by(bounds, q))
    }

    fn falls_short_by(&self, bounds: &Bounds, q: usize) -> bool {
        let mut wanting = vec![0; bounds.limits.len()];
        for &g in bounds.floors() {
            wanting[g] = self.need(bounds, g, q).max(0);
        }
        let needed: i32 = wanting.iter().sum();
        if needed == 0 {
            return false;
        }
        let room: Vec<i32> = (0..bounds.limits.len()).map(|g| self.room(bounds, g, q)).collect();
        // By how many constraints that want items a type serves: items that fit.
        let mut serving: Vec<i32> = vec![0; bounds.floors().len() + 1];
        let mut fitting = Fitting::new(bounds);
        for (t, &left) in self.left.iter().enumerate().filter(|(_, left)| **left > 0) {
            let by = &bounds.counted_by[t];
            let is_wanted = |g: &&u16| wanting[usize::from(**g)] > 0;
            let served = by.iter().filter(is_wanted).count();
            if served == 0 {
                continue;
            }
            let fit = by.iter().fold(saturate(left), |fit, &g| fit.min(room[usize::from(g)])).max(0);
            serving[served] += fit;
            fitting.add(bounds, by, fit);
        }
        let starves = |(row, &g): (usize, &usize)| wanting[g] > 0 && wanting[g] > fitting.most(bounds, (row, g), &room);
        if bounds.floors().iter().enumerate().any(starves) {
            return true;
        }
        let (mut free, mut served) = (self.free(bounds, q), 0);
        for (times, &items) in serving.iter().enumerate().rev() {
            let taken = items.min(free);
            (free, served) = (free - taken, served + taken * saturate(times));
        }
        served < needed
    }
}

/// By constraint that asks for something: how many items fit, and which other constraints count them.
struct Fitting {
    width: usize,
    /// `[row * width + h]`: items of the `row`-th such constraint that `h` counts.
    shared: Vec<i32>,
}

impl Fitting {
    fn new(bounds: &Bounds) -> Self {
        let width = bounds.limits.len();
        Self { width, shared: vec![0; bounds.floors().len() * width] }
    }

    fn add(&mut self, bounds: &Bounds, counted_by: &[u16], items: i32) {
        for (row, g) in self.shared.chunks_exact_mut(self.width).zip(bounds.floors()) {
            if counted_by.contains(&index(*g)) {
                counted_by.iter().for_each(|&h| row[usize::from(h)] += items);
            }
        }
    }

    /// The most items of `g`, the `row`-th, that every family leaves room for.
    fn most(&self, bounds: &Bounds, (row, g): (usize, usize), room: &[i32]) -> i32 {
        let row = &self.shared[row * self.width..][..self.width];
        let over = |&h: &usize| (row[h] - room[h].max(0)).max(0);
        let families = bounds.families().map(|members| row[g] - members.iter().map(over).sum::<i32>());
        families.fold(row[g], i32::min)
    }
}

/// The constraints that can still stop a completion of a partial list.
pub(super) struct Pressing<'a> {
    bounds: &'a Bounds,
    /// By constraint: whether it still wants items, and whether it could still have too many.
    is_wanting: Vec<bool>,
    is_filling: Vec<bool>,
    failed: Vec<usize>,
}

impl<'a> Pressing<'a> {
    pub(super) fn of(bounds: &'a Bounds, partial: &Partial) -> Self {
        let ahead = || partial.placed + 1..=bounds.k;
        let is_filling = |g: usize| {
            let is_tight = |q: usize| partial.room(bounds, g, q) < partial.free(bounds, q).min(partial.left_in(g));
            ahead().any(is_tight)
        };
        let mut is_wanting = vec![false; bounds.limits.len()];
        for &g in bounds.floors() {
            is_wanting[g] = ahead().any(|q| partial.need(bounds, g, q) > 0);
        }
        let is_filling = (0..bounds.limits.len()).map(is_filling).collect();
        Self { bounds, is_wanting, is_filling, failed: Vec::new() }
    }

    /// Notes that no completion has a type at the next place.
    pub(super) fn fail(&mut self, t: usize) {
        if self.failed.len() < FAILED_MAX {
            self.failed.push(t);
        }
    }

    /// Whether a type that failed would have done no worse than `t`: it serves all that `t` serves and takes no room that `t` does not
    /// take. A completion with `t` here would be one with that type: in its place, or, if it stands further down, exchanged with it.
    pub(super) fn is_vain(&self, t: usize) -> bool {
        self.failed.iter().any(|&failed| self.is_at_least(failed, t))
    }

    fn is_at_least(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.bounds.counted_by[one], &self.bounds.counted_by[other]);
        let serves = |g: &u16| !self.is_wanting[usize::from(*g)] || one.contains(g);
        let takes = |g: &u16| !self.is_filling[usize::from(*g)] || other.contains(g);
        other.iter().all(serves) && one.iter().all(takes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::bounds::{Limits, Types};
    use super::super::witness::{Budget, Completion, complete, is_within};
    use super::*;

    /// Lists of `k` of these items, each given by the constraints that count it.
    fn bounds(k: usize, items: &[Vec<u16>], limits: Vec<Limits>, pin: Option<usize>) -> Bounds {
        let types = Types::new(items);
        let mut supply = vec![0; types.len()];
        types.of_item.iter().for_each(|&t| supply[t] += 1);
        let mut fixed = vec![None; k];
        if let Some(item) = pin {
            fixed[k / 2] = Some(types.of_item[item]);
            supply[types.of_item[item]] -= 1;
        }
        Bounds::new(limits, types.counted_by, supply, fixed)
    }

    fn exists(bounds: &Bounds, list: &mut Vec<usize>, left: &mut [usize]) -> bool {
        if list.len() == bounds.k {
            return is_within(bounds, list);
        }
        let fixed = bounds.fixed[list.len()];
        (0..left.len()).any(|t| {
            let taken = usize::from(fixed.is_none());
            if fixed.is_some_and(|fixed| fixed != t) || left[t] < taken {
                return false;
            }
            left[t] -= taken;
            list.push(t);
            let is_found = exists(bounds, list, left);
            list.pop();
            left[t] += taken;
            is_found
        })
    }

    prop_compose! {
        fn instances()(k in 1_usize..=4, n in 4_usize..=7)(
            k in Just(k),
            counted in prop::collection::vec(prop::collection::btree_set(0_u16..4, 0..=3), n),
            lower in prop::collection::vec(prop::collection::vec(0_i32..=2, k), 4),
            upper in prop::collection::vec(prop::collection::vec(0_i32..=4, k), 4),
            pin in prop::option::of(0..n),
        ) -> Bounds {
            let limit = |(lower, upper): (Vec<i32>, Vec<i32>)| Limits {
                lower: std::iter::once(0).chain(lower.into_iter().map(|least| least - 1)).collect(),
                upper: std::iter::once(0).chain(upper.into_iter().map(|most| most + 1)).collect(),
            };
            let items: Vec<Vec<u16>> = counted.into_iter().map(|by| by.into_iter().collect()).collect();
            bounds(k, &items, lower.into_iter().zip(upper).map(limit).collect(), pin)
        }
    }

    proptest! {
        #[test]
        fn a_completion_is_found_exactly_if_there_is_one(bounds in instances()) {
            let is_there = exists(&bounds, &mut Vec::new(), &mut bounds.supply.to_vec());
            match complete(&bounds, &bounds.empty(), &mut Budget(100_000)) {
                Completion::Found(types) => prop_assert!(is_there && is_within(&bounds, &types)),
                found => prop_assert!(!is_there && found == Completion::Impossible),
            }
        }
    }

    #[test]
    fn two_wishes_that_only_one_item_serves_at_once_cost_no_search_through_all_others() {
        // 90 labels of six items with a cap of three each; the first of each label has the first wish, 30 others the second,
        // one item both. Five places are left, and three of each wish are wanted.
        let (k, labels) = (10, 90_u16);
        let mut items: Vec<Vec<u16>> = (0..6 * labels).map(|at| vec![at % labels]).collect();
        (0..usize::from(labels)).for_each(|at| items[at].push(labels));
        items[0].push(labels + 1);
        (90..120).for_each(|at| items[at].push(labels + 1));
        let mut limits: Vec<Limits> = (0..labels + 2).map(|_| Limits::open(k)).collect();
        limits[..usize::from(labels)].iter_mut().for_each(|cap| cap.upper[k] = 3);
        limits[usize::from(labels)..].iter_mut().for_each(|wish| wish.lower[k] = 3);
        let bounds = bounds(k, &items, limits, None);
        let of = |wanted: &[u16]| bounds.counted_by.iter().position(|by| by == wanted).expect("a type");
        let mut partial = bounds.empty();
        (1..=5).for_each(|label| partial.push(&bounds, of(&[label])));
        let mut budget = Budget(100);
        let found = complete(&bounds, &partial, &mut budget);
        assert!(matches!(&found, Completion::Found(rest) if rest.contains(&of(&[0, labels, labels + 1]))), "{found:?}");
        partial.push(&bounds, of(&[6]));
        assert_eq!(complete(&bounds, &partial, &mut budget), Completion::Impossible, "four places serve at most five");
    }
}
