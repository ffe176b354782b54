//! The fewest pieces of a customer's evidence without which an item would leave the list: bounds from the pool, proof by search.

use super::pool::Pool;
use super::{Fewest, Hunt, Reruns, Rival, SET_MAX, fewest};
use crate::engine::pipeline::Offer;
use crate::event::EVIDENCE_MAX;
use crate::ids::ItemIx;
use crate::rerank::{Caps, DiversityMode, Policy};

/// Comparisons of the item with a rival that one search may make.
const STEPS_MAX: u64 = 20_000_000;
/// Re-runs that one search may make.
const ASKED_MAX: u32 = 400;
/// More points than any score has: what an item that the customer owns must gain before it may be shown again, and gains
/// when the customer never had it.
const OWNED: f64 = 1_000.0;

impl Reruns<'_> {
    /// Searches for a smallest set of at most [`SET_MAX`] pieces of all the evidence (places in the profile) without which an item
    /// of the list, which has `length` places, leaves it.
    ///
    /// A set can only do it when `length` others could be chosen before the item. Every place is filled with an item of at least
    /// its value, a value lies between the score and the score with the whole variety bonus, and so a rival must come
    /// within that bonus; what lies outside the pool is one more rival that stands for any number. Where other rules than
    /// variety and exclusions are in force, or clicks of this visit, that does not hold, and nothing is said to be proven.
    pub(in crate::engine) fn fewest_without(&self, item: ItemIx, length: usize) -> Fewest {
        let evidence = self.pipeline.profile.evidence();
        let pool = self.pool_of_decision();
        let contest = Contest::new(self, pool, item, length);
        let hunt = Hunt { places: length, steps_max: STEPS_MAX, asked_max: ASKED_MAX };
        let mut leaves = |set: &[usize]| {
            let mut gone: Vec<ItemIx> = set.iter().map(|&at| evidence[at].item).collect();
            gone.sort_unstable();
            self.rank_without(&gone, item).is_none_or(|rank| rank as usize > length)
        };
        let found = fewest(&contest.rivals(), evidence.len(), hunt, &mut leaves);
        let is_proven = found.is_proven && self.bounds_hold(pool);
        Fewest { is_proven, ..found }
    }

    fn bounds_hold(&self, pool: &Pool) -> bool {
        let Policy { caps, groups, pins, boosts, exposures, parities, leakages, diversity_mode, .. } =
            &self.inputs.policy;
        let Policy { novelty, serendipity, calibration, .. } = self.inputs.policy;
        let has_rules = *caps != Caps::default() || !groups.is_empty() || !pins.is_empty() || !boosts.is_empty();
        let has_prices = !exposures.is_empty() || !parities.is_empty() || !leakages.is_empty();
        let has_aims = novelty + serendipity + calibration > 0.0 || has_prices;
        let has_rules = has_rules || has_aims || *diversity_mode != DiversityMode::Mmr;
        !has_rules && !pool.has_clicks() && self.pipeline.profile.evidence().len() < EVIDENCE_MAX
    }

    /// Between which bounds lies the factor by which the history is louder, when at most [`SET_MAX`] pieces are gone: the newest that
    /// is left counts as now, by `r >= 1` on every weight, and a shorter history is quietened less.
    fn volume_bounds(&self) -> [f64; 2] {
        let (evidence, params) = (self.pipeline.profile.evidence(), self.engine.model().params());
        let newest = self.inputs.events.iter().map(|event| event.time).max();
        let left = evidence.get(SET_MAX).or(evidence.last()).map(|piece| piece.time);
        let days = newest.zip(left).map_or(0.0, |(newest, left)| newest.days_since(left).max(0.0));
        let r = libm::exp2(days / params.half_life_days);
        let mut weights: Vec<f64> = evidence.iter().map(|piece| piece.weight.abs()).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        let (all, few): (f64, f64) = (weights.iter().sum(), weights.iter().skip(SET_MAX).sum());
        let quietness = |loudness: f64| libm::pow(loudness.max(1.0), -params.history_exponent);
        let [low, high] = [quietness(r * all) / quietness(all), r * quietness(few) / quietness(all)];
        [low.min(1.0), high.max(1.0)]
    }
}

/// One item against the pool.
struct Contest {
    /// By item of the pool, then by piece of evidence: what it gives.
    lines: Vec<Vec<f64>>,
    /// By item of the pool: what the history does not give.
    rest: Vec<f64>,
    /// By item of the pool: which piece of evidence bars it, if one does.
    barred_by: Vec<Barred>,
    /// The item's place in the pool.
    own: usize,
    volumes: [f64; 2],
    ceiling: f64,
    rest_bounds: [f64; 2],
    depths: Vec<f64>,
    diversity: f64,
    length: usize,
}

/// Whether an item may come into the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Barred {
    /// It may.
    Free,
    /// When this piece of evidence is gone.
    By(usize),
    /// Never.
    Always,
}

impl Contest {
    fn new(reruns: &Reruns<'_>, pool: &Pool, item: ItemIx, length: usize) -> Self {
        let (profile, policy) = (&reruns.pipeline.profile, &reruns.inputs.policy);
        let pieces: Vec<ItemIx> = profile.evidence().iter().map(|piece| piece.item).collect();
        let (lines, rest) = pool.account(&reruns.pipeline.query(reruns.engine), &pieces);
        let offer: &Offer<'_> = &reruns.offer;
        let barred = |item: ItemIx| match pieces.iter().position(|piece| *piece == item) {
            _ if !offer.may_show(item) => Barred::Always,
            _ if offer.is_free(item, profile, policy) => Barred::Free,
            Some(piece) => Barred::By(piece),
            None => Barred::Always,
        };
        Self {
            barred_by: pool.items().map(barred).collect(),
            lines,
            rest,
            own: pool.slot(item).expect("an item of the list is in the pool"),
            volumes: reruns.volume_bounds(),
            ceiling: pool.ceiling(),
            rest_bounds: pool.rest_bounds(),
            depths: pieces.iter().map(|&piece| pool.depth(piece)).collect(),
            diversity: policy.diversity,
            length,
        }
    }

    fn rivals(&self) -> Vec<Rival> {
        let slack = self.diversity * self.spread_max();
        let others = (0..self.lines.len()).filter(|slot| *slot != self.own);
        let mut rivals: Vec<Rival> = others.filter_map(|slot| self.rival(slot, slack)).collect();
        if self.ceiling > f64::NEG_INFINITY {
            rivals.extend(std::iter::repeat_n(self.outside(slack), self.length));
        }
        rivals
    }

    fn given(&self, slot: usize) -> f64 {
        self.lines[slot].iter().sum()
    }

    /// `points / volume` at its least.
    fn least(&self, points: f64) -> f64 {
        (points / self.volumes[0]).min(points / self.volumes[1])
    }

    fn rival(&self, slot: usize, slack: f64) -> Option<Rival> {
        let losses = self.lines[self.own].iter().zip(&self.lines[slot]).map(|(own, other)| own - other);
        let mut losses: Vec<f64> = losses.collect();
        let mut lead =
            self.given(self.own) - self.given(slot) + self.least(self.rest[self.own] - self.rest[slot] - slack);
        match self.barred_by[slot] {
            Barred::Free => {}
            Barred::Always => return None,
            Barred::By(piece) => {
                lead += OWNED;
                losses[piece] += OWNED;
            }
        }
        Some(Rival { lead, losses })
    }

    /// Whatever is not in the pool: it scores no more than the ceiling, and no piece takes more from it than its depth.
    fn outside(&self, slack: f64) -> Rival {
        let gap = self.given(self.own) + self.rest[self.own] - self.ceiling;
        let apart =
            (self.rest[self.own] - self.rest_bounds[0]).abs().max((self.rest_bounds[1] - self.rest[self.own]).abs());
        let drift = self.volumes.map(|volume| (1.0 / volume - 1.0).abs()).into_iter().fold(0.0, f64::max);
        let losses = self.lines[self.own].iter().zip(&self.depths).map(|(own, depth)| own + depth).collect();
        Rival { lead: gap - apart * drift + self.least(-slack), losses }
    }

    /// The largest distance between the best and the last score of the list that any set could leave.
    fn spread_max(&self) -> f64 {
        let extreme = |given: f64, rest: f64| self.volumes.map(|volume| volume * given + rest);
        let strongest = |line: &dyn Fn(f64) -> f64, slot: usize| -> f64 {
            let mut of: Vec<f64> = self.lines[slot].iter().map(|&given| line(given).max(0.0)).collect();
            of.sort_by(|a, b| b.total_cmp(a));
            of.iter().take(SET_MAX).sum()
        };
        let open = (0..self.lines.len()).filter(|&slot| self.barred_by[slot] != Barred::Always);
        let high = |slot: usize| extreme(self.given(slot) + strongest(&|given| -given, slot), self.rest[slot]);
        let best = open
            .clone()
            .map(|slot| high(slot).into_iter().fold(f64::NEG_INFINITY, f64::max))
            .fold(self.ceiling, f64::max);
        let low = |slot: usize| extreme(self.given(slot) - strongest(&|given| given, slot), self.rest[slot]);
        let free = open.filter(|&slot| self.barred_by[slot] == Barred::Free);
        let mut last: Vec<f64> = free.map(|slot| low(slot).into_iter().fold(f64::INFINITY, f64::min)).collect();
        last.sort_by(|a, b| b.total_cmp(a));
        let last = last.get(self.length.saturating_sub(1)).copied().unwrap_or(f64::NEG_INFINITY);
        if last.is_finite() { (best - last).max(0.0) } else { OWNED }
    }
}
