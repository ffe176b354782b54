//! How far what was learnt can be trusted: the same fit on two halves of the people, each asked what it would show to its own.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{Lesson, Survey};
use crate::fit::{FitError, FitParams, Relearnt, Spread, Spreads, Weights};
use crate::ids::ItemIx;
use crate::model::ModelParams;
use crate::stats::{Contribution, Counts, GroupCounts};

/// So many people of each half are asked for ...
const PEOPLE: usize = 400;
/// ... so many items.
const LIST: usize = 10;
/// A half keeps at least so many weights in all when it is only looked up in, so that few pairs are missed because another took
/// their place.
const LOOKED_UP_MIN: usize = 8 << 20;

/// A half of the people, what it learns, and what the other half can look up in that.
struct Half {
    lesson: Lesson,
    counts: Counts,
}

/// The weights of both halves: as a model keeps them, and roomy.
struct Pair {
    kept: [Weights; 2],
    roomy: [Weights; 2],
}

impl Lesson {
    /// How far the weights of a fit under these parameters can be trusted. Each half of the people is a shop of its own: for some of its
    /// people, the weights behind the ten items that go best with what they chose are looked up in what the other half teaches.
    /// What is kept and how far it strays is a law of the weight and of the people behind it. `None` where that tells nothing.
    ///
    /// # Errors
    /// As for the fit itself.
    pub fn spreads(&self, survey: &Survey, params: &ModelParams, threads: usize) -> Result<Option<Spreads>, FitError> {
        let n_items = survey.vocabulary.len();
        let halves = [0, 1].map(|side| Half::of(self, side, n_items));
        let together = |half: &Half, room: usize| {
            let row_weights = params.fit.row_weights.max(room);
            half.lesson.workshop(survey, threads).fit(&FitParams { row_weights, ..params.fit })
        };
        let roomy = [together(&halves[0], roomy(n_items))?, together(&halves[1], roomy(n_items))?];
        let kept = roomy.each_ref().map(|weights| weights.largest(params.fit.row_weights));
        let pool = crate::parallel::pool(threads);
        let together = pool.install(|| law(&halves, &Pair { kept, roomy }, |half, at| half.history(at)));
        let next = [0, 1].map(|side| halves[side].lesson.next(survey, params, threads));
        let [a, b] = next;
        let next = [a?, b?];
        let next = pool.install(|| law(&halves, &Pair { kept: next.clone(), roomy: next }, |half, at| half.click(at)));
        let counts = Counts::of(n_items, &self.contributions);
        let people = self.contributions.len() as u64 / 2;
        Ok(together.map(|together| Spreads { people, together, next, late_share: late_share(&counts) }))
    }
}

fn roomy(n_items: usize) -> usize {
    (LOOKED_UP_MIN / n_items.max(1)).min(n_items)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn late_share(counts: &Counts) -> f64 {
    counts.chosen_lately.iter().sum::<i64>() as f64 / counts.chosen.iter().sum::<i64>().max(1) as f64
}

impl Half {
    /// Every other person and their visits.
    fn of(whole: &Lesson, side: usize, n_items: usize) -> Self {
        let is_own = |at: &usize| at % 2 == side;
        let contributions: Vec<Contribution> =
            (0..whole.contributions.len()).filter(is_own).map(|at| whole.contributions[at].clone()).collect();
        let own = whole.walks.iter().zip(&whole.walkers);
        let kept = own.filter_map(|(walk, walker)| Some((walk.clone(), Some(walker.filter(is_own)? / 2))));
        let (walks, walkers) = kept.unzip();
        let counts = Counts::of(n_items, &contributions);
        let Lesson { events, newest, .. } = *whole;
        Self {
            lesson: Lesson {
                contributions,
                walks,
                walkers,
                baskets: Vec::new(),
                groups: GroupCounts::default(),
                events,
                newest,
                digest: String::new(),
            },
            counts,
        }
    }

    /// What one of [`PEOPLE`] people chose, and how strongly.
    fn history(&self, at: usize) -> Option<Vec<(ItemIx, f64)>> {
        let people = &self.lesson.contributions;
        let person = people.get(at * people.len().div_ceil(PEOPLE))?;
        Some(person.entries().iter().map(|entry| (entry.item, entry.strength())).collect())
    }

    /// The last click but one of one of [`PEOPLE`] visits.
    fn click(&self, at: usize) -> Option<Vec<(ItemIx, f64)>> {
        let walks = &self.lesson.walks;
        let clicks = &walks.get(at * walks.len().div_ceil(PEOPLE))?.clicks;
        Some(clicks.iter().rev().nth(1).map(|&item| (item, 1.0)).into_iter().collect())
    }

    fn people_of(&self, item: ItemIx) -> u64 {
        self.counts.chosen_by(item).unsigned_abs()
    }
}

/// The law of a matrix: what each half would show for some evidence, in the eyes of the other.
fn law(
    halves: &[Half; 2],
    pair: &Pair,
    evidence: impl Fn(&Half, usize) -> Option<Vec<(ItemIx, f64)>> + Sync,
) -> Option<Spread> {
    let of_side = |side: usize| {
        let (half, own, other) = (&halves[side], &pair.kept[side], &pair.roomy[1 - side]);
        let asked = |at: usize| {
            let evidence = evidence(half, at).unwrap_or_default();
            let relearnt = |target: ItemIx| {
                let one = |&(item, _): &(ItemIx, f64)| {
                    let weight = f64::from(own.get(item, target));
                    let people = [half.people_of(item), half.people_of(target)];
                    (weight > 0.0).then(|| Relearnt { weight, people, again: f64::from(other.get(item, target)) })
                };
                evidence.iter().filter_map(one).collect::<Vec<Relearnt>>()
            };
            best(&evidence, own).into_iter().map(relearnt).collect::<Vec<_>>()
        };
        (0..PEOPLE).into_par_iter().map(asked).collect::<Vec<_>>()
    };
    let sums: Vec<Vec<Relearnt>> = [0, 1].into_iter().flat_map(of_side).flatten().collect();
    Spread::of(&sums)
}

/// The items that go best with some evidence, ties by item.
fn best(evidence: &[(ItemIx, f64)], weights: &Weights) -> Vec<ItemIx> {
    let mut scores = vec![0.0; weights.offsets.len() - 1];
    for &(item, strength) in evidence {
        for (target, weight) in weights.row(item) {
            scores[target as usize] += strength * f64::from(weight);
        }
    }
    evidence.iter().for_each(|(item, _)| scores[item.at()] = 0.0);
    let mut found: Vec<(u32, f64)> = (0..).zip(scores).filter(|&(_, score)| score > 0.0).collect();
    let better = |a: &(u32, f64), b: &(u32, f64)| -> Ordering { b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)) };
    found.sort_unstable_by(better);
    found.into_iter().take(LIST).map(|(target, _)| ItemIx(target)).collect()
}
