//! The fewest pieces of evidence without which an item would lose its place, with a proof that fewer do not do it.
//!
//! Scores are linear in the evidence, so bounds from the lines rule out most sets without asking the model again; what they
//! leave open is asked. Must not know where lines come from.

mod decisive;
mod minimal;
mod pool;
mod rerun;

pub use decisive::{Leads, Until, decisive};
pub(super) use rerun::Reruns;

/// The largest set that is searched for.
pub const SET_MAX: usize = 3;

/// Something that could stand before an item, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// How many points the item must lose against it before it may stand first; where this is not exact, a lower bound.
    pub lead: f64,
    /// By piece of evidence: how many points the item loses against it when that piece goes.
    pub losses: Vec<f64>,
}

/// What is searched for, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hunt {
    /// So many rivals must come first before the item has lost its place; at least 1.
    pub places: usize,
    /// At most so many comparisons of an item with a rival; counted, so that the answer does not depend on the machine.
    pub steps_max: u64,
    /// The model is asked again at most so often.
    pub asked_max: u32,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fewest {
    /// The places of the pieces, ascending; `None` when no set was found.
    pub set: Option<Vec<usize>>,
    /// Whether every smaller set (or, where none was found, every set of at most [`SET_MAX`]) was ruled out. If not, the
    /// search ran out of its budget.
    pub is_proven: bool,
}

/// Searches for a smallest set of at most [`SET_MAX`] pieces whose absence makes an item lose its place.
///
/// A set is asked about only when enough rivals could come first: `sum of losses >= lead`, up to a rounding slack. A part of
/// a set is left as soon as even the largest losses that it might still add are too small for enough rivals. Both are
/// necessary conditions, so nothing that would do is passed over; `confirm` has the last word.
#[must_use]
pub fn fewest(rivals: &[Rival], n_pieces: usize, hunt: Hunt, confirm: &mut dyn FnMut(&[usize]) -> bool) -> Fewest {
    let mut search = Search { hunt, confirm, steps: 0, asked: 0, is_cut: false };
    for size in 1..=SET_MAX.min(n_pieces) {
        let field = Field::new(rivals, n_pieces, size);
        let sums = vec![0.0; field.leads.len()];
        if let Some(mut set) = search.descend(&field, &mut Vec::with_capacity(size), &sums, 0) {
            set.sort_unstable();
            return Fewest { set: Some(set), is_proven: !search.is_cut };
        }
        if search.is_cut {
            break;
        }
    }
    Fewest { set: None, is_proven: !search.is_cut }
}

/// Relative slack for sums that are folded in another order than the model folds them.
const ROUNDING: f64 = 1e-9;

/// The rivals that sets of one size could bring before the item.
struct Field {
    size: usize,
    leads: Vec<f64>,
    /// By piece, then by rival.
    losses: Vec<Vec<f64>>,
    /// By number of pieces, then by rival: the sum of so many of the largest losses.
    largest: Vec<Vec<f64>>,
    /// The pieces, those first that cost the item most against the rivals nearest to it.
    order: Vec<usize>,
}

impl Field {
    fn new(rivals: &[Rival], n_pieces: usize, size: usize) -> Self {
        let mut near: Vec<(f64, &Rival, Vec<f64>)> = rivals
            .iter()
            .map(|rival| (slackened(rival), rival, largest(&rival.losses, size)))
            .filter(|(lead, _, largest)| largest[size] >= *lead)
            .collect();
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let by_count = (0..=size).map(|count| near.iter().map(|(_, _, largest)| largest[count]).collect());
        let by_piece = (0..n_pieces).map(|piece| near.iter().map(|(_, rival, _)| rival.losses[piece]).collect());
        let losses: Vec<Vec<f64>> = by_piece.collect();
        let promise: Vec<f64> = losses.iter().map(|of| of.iter().take(PROMISING).sum()).collect();
        let mut order: Vec<usize> = (0..n_pieces).collect();
        order.sort_by(|&a, &b| promise[b].total_cmp(&promise[a]).then(a.cmp(&b)));
        let leads = near.iter().map(|(lead, _, _)| *lead).collect();
        Self { size, leads, largest: by_count.collect(), losses, order }
    }
}

/// So many of the nearest rivals decide in which order pieces are tried.
const PROMISING: usize = 10;

fn slackened(rival: &Rival) -> f64 {
    rival.lead - ROUNDING * (1.0 + rival.lead.abs())
}

/// By count up to `size`: the sum of so many of the largest losses.
fn largest(losses: &[f64], size: usize) -> Vec<f64> {
    let mut best: Vec<f64> = Vec::with_capacity(size + 1);
    for &loss in losses {
        let at = best.partition_point(|other| *other >= loss);
        if at < size {
            best.insert(at, loss);
            best.truncate(size);
        }
    }
    let mut sums = vec![0.0];
    for count in 0..size {
        sums.push(sums[count] + best.get(count).copied().unwrap_or(0.0));
    }
    sums
}

struct Search<'a> {
    hunt: Hunt,
    confirm: &'a mut dyn FnMut(&[usize]) -> bool,
    steps: u64,
    asked: u32,
    is_cut: bool,
}

impl Search<'_> {
    /// A set that holds what is chosen and pieces from `from` on, and does it.
    fn descend(&mut self, field: &Field, chosen: &mut Vec<usize>, sums: &[f64], from: usize) -> Option<Vec<usize>> {
        let left = field.size - chosen.len();
        self.steps += sums.len() as u64;
        let in_reach = sums.iter().zip(&field.largest[left]).zip(&field.leads);
        if in_reach.filter(|((sum, more), lead)| *sum + *more >= **lead).count() < self.hunt.places {
            return None;
        }
        if left == 0 {
            return self.ask(chosen);
        }
        for at in from..=field.order.len() - left {
            if self.is_cut || self.steps > self.hunt.steps_max {
                self.is_cut = true;
                return None;
            }
            let piece = field.order[at];
            let with: Vec<f64> = sums.iter().zip(&field.losses[piece]).map(|(sum, loss)| sum + loss).collect();
            chosen.push(piece);
            let found = self.descend(field, chosen, &with, at + 1);
            chosen.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn ask(&mut self, chosen: &[usize]) -> Option<Vec<usize>> {
        if self.asked >= self.hunt.asked_max {
            self.is_cut = true;
            return None;
        }
        self.asked += 1;
        (self.confirm)(chosen).then(|| chosen.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPEN: Hunt = Hunt { places: 2, steps_max: u64::MAX, asked_max: u32::MAX };

    fn passes(rivals: &[Rival], set: &[usize]) -> bool {
        let ahead = |rival: &&Rival| set.iter().map(|&piece| rival.losses[piece]).sum::<f64>() > rival.lead;
        rivals.iter().filter(ahead).count() >= OPEN.places
    }

    fn all_sets(n: usize) -> Vec<Vec<usize>> {
        let masks = (1u32..1 << n).filter(|mask| mask.count_ones() as usize <= SET_MAX);
        let mut sets: Vec<Vec<usize>> = masks.map(|mask| (0..n).filter(|at| mask >> at & 1 == 1).collect()).collect();
        sets.sort_by_key(Vec::len);
        sets
    }

    fn contests() -> impl Strategy<Value = (usize, Vec<Rival>)> {
        (0usize..8).prop_flat_map(|n| {
            let rival = (0.0..3.0f64, prop::collection::vec(-0.5..1.5f64, n));
            let rivals = prop::collection::vec(rival.prop_map(|(lead, losses)| Rival { lead, losses }), 0..6);
            (Just(n), rivals)
        })
    }

    proptest! {
        #[test]
        fn what_is_found_is_as_small_as_what_trying_all_sets_finds((n, rivals) in contests()) {
            let found = fewest(&rivals, n, OPEN, &mut |set| passes(&rivals, set));
            let smallest = all_sets(n).into_iter().find(|set| passes(&rivals, set)).map(|set| set.len());
            prop_assert!(found.is_proven);
            prop_assert_eq!(found.set.as_ref().map(Vec::len), smallest);
            prop_assert!(found.set.is_none_or(|set| passes(&rivals, &set)));
        }

        #[test]
        fn a_search_that_is_cut_short_claims_nothing_that_is_not_so((n, rivals) in contests(), steps_max in 0u64..60) {
            let hunt = Hunt { steps_max, asked_max: 3, ..OPEN };
            let found = fewest(&rivals, n, hunt, &mut |set| passes(&rivals, set));
            let smallest = all_sets(n).into_iter().find(|set| passes(&rivals, set)).map(|set| set.len());
            if found.is_proven {
                prop_assert_eq!(found.set.map(|set| set.len()), smallest);
            } else if let Some(set) = found.set {
                prop_assert!(passes(&rivals, &set));
            }
        }
    }
}
