//! Items of each type, best first, and what a list of types is worth.

use super::bounds::Bounds;
use super::witness::{Budget, is_within};

/// The items of each type, best first. Within a type nothing but the score matters, so a list uses them in this order.
#[derive(Debug)]
pub(super) struct Ladder {
    /// By type: the items, best first, ties by position; at most `k`.
    pub(super) items: Vec<Vec<usize>>,
    /// By type: their scores.
    pub(super) score: Vec<Vec<f64>>,
    /// By place from 0: `1 / log2(1 + position)`.
    pub(super) discount: Vec<f64>,
}

impl Ladder {
    /// Sorts items into their types.
    pub(super) fn new(score: &[f64], type_of: &[usize], types: usize, k: usize) -> Self {
        let mut items: Vec<Vec<usize>> = vec![Vec::new(); types];
        type_of.iter().enumerate().for_each(|(item, &t)| items[t].push(item));
        for of_type in &mut items {
            of_type.sort_by(|&a, &b| score[b].total_cmp(&score[a]).then(a.cmp(&b)));
            of_type.truncate(k);
        }
        let score = items.iter().map(|of_type| of_type.iter().map(|&item| score[item]).collect()).collect();
        Self { items, score, discount: (0..k).map(discount).collect() }
    }

    /// How many items of each type there are.
    pub(super) fn supply(&self) -> Vec<usize> {
        self.items.iter().map(Vec::len).collect()
    }

    /// The best list of items with these types.
    pub(super) fn list(&self, types: &[usize]) -> Vec<usize> {
        self.rungs(types).map(|(t, rung)| self.items[t][rung]).collect()
    }

    /// Its discounted gain, `sum score / log2(1 + position)`, from the top.
    pub(super) fn gain(&self, types: &[usize]) -> f64 {
        let gains = self.rungs(types).zip(&self.discount).map(|((t, rung), discount)| self.score[t][rung] * discount);
        gains.fold(0.0, |sum, gain| sum + gain)
    }

    fn rungs<'a>(&self, types: &'a [usize]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let mut used = vec![0; self.items.len()];
        types.iter().map(move |&t| {
            used[t] += 1;
            (t, used[t] - 1)
        })
    }

    /// Improves a list that holds the bounds by exchanging two places or one place's type, until neither helps or the
    /// budget of attempts is used up.
    pub(super) fn polish(&self, bounds: &Bounds, types: &mut [usize], budget: &mut Budget) {
        let mut is_better = true;
        while is_better {
            is_better = false;
            for at in 0..types.len() {
                is_better |= self.improve_at(bounds, types, at, budget);
            }
        }
    }

    /// Of items of one score the one that stands first in the input comes first, as far as the bounds and the gain bear it.
    pub(super) fn settle_ties(&self, bounds: &Bounds, types: &mut [usize], budget: &mut Budget) {
        let mut used = vec![0; self.items.len()];
        for at in 0..types.len() {
            let own = types[at];
            let next = |t: usize| Some((*self.items[t].get(used[t])?, self.score[t][used[t]]));
            let (item, score) = next(own).expect("a list holds no more of a type than there are");
            let is_tied = |t: usize| next(t).filter(|(other, equal)| *other < item && *equal == score);
            let mut tied: Vec<(usize, usize)> =
                (0..self.items.len()).filter_map(|t| Some((is_tied(t)?.0, t))).collect();
            tied.sort_unstable();
            let mut tried = tied.into_iter().take_while(|_| budget.step());
            if let Some(settled) = tried.find_map(|(_, t)| self.brought_up(bounds, types, (at, t))) {
                types.copy_from_slice(&settled);
            }
            used[types[at]] += 1;
        }
    }

    /// The list with a type at a place: in exchange for the next place of it, or for the item there.
    fn brought_up(&self, bounds: &Bounds, types: &[usize], (at, t): (usize, usize)) -> Option<Vec<usize>> {
        let mut tried = types.to_vec();
        match (at + 1..types.len()).find(|&later| types[later] == t) {
            Some(later) => tried.swap(at, later),
            None => tried[at] = t,
        }
        (is_within(bounds, &tried) && self.gain(&tried) >= self.gain(types)).then_some(tried)
    }

    fn improve_at(&self, bounds: &Bounds, types: &mut [usize], at: usize, budget: &mut Budget) -> bool {
        let mut is_better = false;
        for other in (at + 1..types.len()).take_while(|_| budget.step()) {
            is_better |= self.try_change(bounds, types, |types| types.swap(at, other));
        }
        for t in (0..self.items.len()).take_while(|_| budget.step()) {
            is_better |= self.try_change(bounds, types, |types| types[at] = t);
        }
        is_better
    }

    fn try_change(&self, bounds: &Bounds, types: &mut [usize], change: impl Fn(&mut [usize])) -> bool {
        let mut tried = types.to_vec();
        change(&mut tried);
        let is_better =
            tried != types && is_within(bounds, &tried) && self.gain(&tried) > self.gain(types) + f64::EPSILON;
        if is_better {
            types.copy_from_slice(&tried);
        }
        is_better
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place in a list is far below 2^52")]
fn discount(place: usize) -> f64 {
    1.0 / libm::log2(place as f64 + 2.0)
}
