//! How far a learnt weight can be trusted: laws of what is left of it, and of how far it strays, when it is learnt from other people.

use serde::{Deserialize, Serialize};

use super::blend::on_grid;

/// How far the amounts that a model learnt can be trusted. Like a calibration it is a handful of numbers and outlives a refit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spreads {
    /// How many people each law was learnt from: half of those of the model.
    pub people: u64,
    /// Of what goes together.
    pub together: Spread,
    /// Of what is clicked after what; absent where too few visits of known order tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Spread>,
    /// The share of all choices that lie in the trend window.
    pub late_share: f64,
}

/// The law of a matrix of weights. With `f = (1, ln w, ln(1 + n_i), ln(1 + n_j))` for a weight `w` between an item that `n_i` people chose and
/// one that `n_j` chose, learnt from as many other people it is `kept w` on average, `kept = 1 / (1 + exp(-keep f))`, with the variance
/// `stretch^2 exp(noise (f, kept))`.
///
/// What is large among many is so by luck as well as in truth, and luck does not come twice: hence `kept`, the share that does
/// (regression to the mean; Galton 1886). Counts give the form of the rest: they have their root as a standard error.
///
/// The others' weight strays for two reasons: what both were drawn around is not known, and they are a draw too. With normal errors `kept` is
/// `t / (t + s)` for the variances `t` of what is drawn around and `s` of a draw; so of the variance `v = s + s kept` the part
/// `v kept / (1 + kept)` is of what is true, given the weight (empirical Bayes; Robbins 1956).
///
/// The form of the variance is a guess, how wide an interval has to be is not: `stretch` makes those of 90 % hold nine in ten of the weights
/// that the law was learnt from, band by band of the people of the rarer item, and `shared` does the same for sums of two or more (conformal
/// prediction; Vovk, Gammerman and Shafer 2005; by bands as in Mondrian prediction).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// What is left of a weight.
    pub keep: [f64; FEATURES],
    /// How far it strays.
    pub noise: [f64; FEATURES + 1],
    /// How much wider than its form says an interval has to be, by how many chose the rarer of both items.
    pub stretch: [f64; BANDS],
    /// The correlation of two weights of one sum, 0 to 1.
    pub shared: f64,
}

/// What a law goes by.
const FEATURES: usize = 4;
/// Bands of how many people chose the rarer of two items.
const BANDS: usize = BAND_ENDS.len() + 1;
/// Where one ends and the next begins.
const BAND_ENDS: [f64; 4] = [10.0, 25.0, 50.0, 100.0];

/// What can be believed of an amount: exact amounts are what they are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Belief {
    /// What it is for people at large, on average.
    pub expected: f64,
    /// The standard deviation of that.
    pub deviation: f64,
}

/// A weight, the people of both sides, and the same weight learnt from other people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relearnt {
    /// `w`, above 0.
    pub weight: f64,
    /// `n_i` and `n_j`.
    pub people: [u64; 2],
    /// 0 where the others do not know the pair.
    pub again: f64,
}

/// The fewest weights that a law is fitted on.
const RELEARNT_MIN: usize = 200;
/// Rounds without and with `kept` as a term of the noise; it only separates from the first term once `keep` is roughly known.
const ROUNDS: [usize; 2] = [20, 60];
/// So many of the largest weights of a sum are a sum themselves, as reasons are.
const LARGEST: [usize; 2] = [3, 10];
/// A square counts for no more than so many times what the law expects of it.
const RATIO_MAX: [f64; 2] = [25.0, 100.0];
/// Keeps a term that does not vary at 0.
const RIDGE: f64 = 0.01;
/// A normal quantity lies within so many standard errors ...
const INTERVAL: f64 = 1.6449;
/// ... so often.
const WITHIN: f64 = 0.9;

impl Belief {
    /// Of what nobody learnt.
    #[must_use]
    pub const fn exact(amount: f64) -> Self {
        Self { expected: amount, deviation: 0.0 }
    }
}

impl Spreads {
    /// How many people would have chosen an item among as few as the laws were learnt from: what one may go by in a model of `all` people.
    /// That more people make a weight surer is true and is not counted on, since by how much is not known.
    #[must_use]
    pub fn among(&self, people: u64, all: u64) -> f64 {
        count(people) * (count(self.people) / count(all.max(1))).min(1.0)
    }
}

impl Spread {
    /// What can be believed of a weight between items that so many people chose, in a shop as large as that of the law.
    #[must_use]
    pub fn belief(&self, weight: f64, people: [f64; 2]) -> Belief {
        let kept = self.kept(&features(weight, people));
        let Belief { expected, deviation } = self.relearnt(weight, people);
        Belief { expected, deviation: deviation * (kept / (1.0 + kept)).sqrt() }
    }

    /// A weight as as many other people would teach it.
    #[must_use]
    pub fn relearnt(&self, weight: f64, people: [f64; 2]) -> Belief {
        let features = features(weight, people);
        let kept = self.kept(&features);
        let deviation = libm::exp(self.log_variance(&features, kept) / 2.0) * self.stretch[band(people)];
        Belief { expected: kept * weight, deviation }
    }

    fn kept(&self, features: &[f64; FEATURES]) -> f64 {
        1.0 / (1.0 + libm::exp(-dot(&self.keep, features)))
    }

    fn log_variance(&self, &[one, size, evidence, target]: &[f64; FEATURES], kept: f64) -> f64 {
        dot(&self.noise, &[one, size, evidence, target, kept])
    }

    /// The law of these sums of weights, each over one history and target: `keep` by least squares (Gauss-Newton), the noise by a Gamma
    /// regression of the squares of what is left, with a logarithmic link (McCullagh and Nelder 1989), in turns; then what
    /// makes the intervals of weights and of sums hold. `None` where they do not tell a law.
    #[must_use]
    pub fn of(sums: &[Vec<Relearnt>]) -> Option<Self> {
        let all: Vec<&Relearnt> = sums.iter().flatten().collect();
        let mean = all.iter().map(|one| one.again * one.again).sum::<f64>() / count_of(all.len());
        if all.len() < RELEARNT_MIN || !(mean > 0.0 && mean.is_finite()) {
            return None;
        }
        let noise = [libm::log(mean), 0.0, 0.0, 0.0, 0.0];
        let mut law = Self { keep: [0.0; FEATURES], noise, stretch: [1.0; BANDS], shared: 0.0 };
        for (phase, rounds) in ROUNDS.into_iter().enumerate() {
            for _ in 0..rounds {
                law = law.nearer(&all, phase)?;
            }
        }
        let law = Self { keep: law.keep.map(on_grid), noise: law.noise.map(on_grid), ..law };
        let law = Self { stretch: law.stretches(&all)?, ..law };
        Some(Self { shared: law.correlation(sums), ..law })
    }

    /// One step of both regressions.
    fn nearer(&self, all: &[&Relearnt], phase: usize) -> Option<Self> {
        let (mut keep, mut noise) = (Normal::<FEATURES>::default(), Normal::<{ FEATURES + 1 }>::default());
        for one in all {
            let features @ [_, size, evidence, target] = features(one.weight, one.counts());
            let kept = self.kept(&features);
            let term = if phase == 0 { 0.0 } else { kept };
            let log_variance = self.log_variance(&features, term);
            let variance = libm::exp(log_variance);
            let error = one.again - kept * one.weight;
            let slope = kept * (1.0 - kept) * one.weight;
            keep.add(&features.map(|x| slope * x), error, 1.0 / variance);
            let ratio = (error * error / variance).min(RATIO_MAX[phase]);
            noise.add(&[1.0, size, evidence, target, term], log_variance + ratio - 1.0, 1.0);
        }
        let step = keep.solved(0.01, 1e-9)?;
        let longest = step.iter().fold(1.0f64, |longest, x| longest.max(x.abs()));
        let keep = std::array::from_fn(|at| self.keep[at] + step[at] / longest);
        Some(Self { keep, noise: noise.solved(0.0, RIDGE * count_of(all.len()))?, ..*self })
    }

    /// How wide the intervals have to be; a band of which too few weights tell is as all are.
    fn stretches(&self, all: &[&Relearnt]) -> Option<[f64; BANDS]> {
        let mut by_band: [Vec<f64>; BANDS] = Default::default();
        for one in all {
            let Belief { expected, deviation } = self.relearnt(one.weight, one.counts());
            by_band[band(one.counts())].push((one.again - expected).abs() / (INTERVAL * deviation));
        }
        let whole = widest(&mut by_band.concat());
        let stretch =
            by_band.map(|mut band| on_grid(if band.len() < RELEARNT_MIN { whole } else { widest(&mut band) }));
        stretch.iter().all(|stretch| stretch.is_finite()).then_some(stretch)
    }

    /// The least correlation with which the intervals of sums hold: those of the largest weights of each, and those of all, each for
    /// itself. The interval of a single weight is as wide as it is, whatever the correlation.
    fn correlation(&self, sums: &[Vec<Relearnt>]) -> f64 {
        let mut sums: Vec<Vec<Relearnt>> = sums.iter().filter(|sum| sum.len() > 1).cloned().collect();
        sums.iter_mut().for_each(|sum| sum.sort_by(|a, b| b.weight.total_cmp(&a.weight)));
        // `e^2 = INTERVAL^2 ((1 - r) sum v + r (sum sd)^2)` where the interval just holds.
        let just = |(error, variance, deviation): (f64, f64, f64)| {
            let room = deviation * deviation - variance;
            let needed = (error / INTERVAL) * (error / INTERVAL) - variance;
            if needed <= 0.0 { 0.0 } else { needed / room.max(f64::MIN_POSITIVE) }
        };
        let of_largest = |n: usize| {
            let parts = sums.iter().map(|sum| just(self.error(&sum[..n.min(sum.len())])));
            widest(&mut parts.collect::<Vec<f64>>())
        };
        let each = LARGEST.into_iter().chain([usize::MAX]).map(of_largest);
        on_grid(each.fold(0.0, f64::max).min(1.0))
    }

    /// By how much a sum came out otherwise, its variance if weights strayed alone, and its deviation if they strayed together.
    fn error(&self, sum: &[Relearnt]) -> (f64, f64, f64) {
        sum.iter().fold((0.0, 0.0, 0.0), |(error, variance, deviation), one| {
            let belief = self.relearnt(one.weight, one.counts());
            let own = belief.deviation;
            (error + one.again - belief.expected, variance + own * own, deviation + own)
        })
    }
}

impl Relearnt {
    fn counts(&self) -> [f64; 2] {
        self.people.map(count)
    }
}

/// What nine in ten of these lie at or below; 0 where there are none.
fn widest(all: &mut [f64]) -> f64 {
    all.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position among them")]
    let at = (WITHIN * count_of(all.len() + 1)).ceil() as usize;
    all.get(at.clamp(1, all.len().max(1)) - 1).copied().unwrap_or(0.0)
}

fn band([evidence, target]: [f64; 2]) -> usize {
    BAND_ENDS.partition_point(|&end| end <= evidence.min(target))
}

fn features(weight: f64, people: [f64; 2]) -> [f64; FEATURES] {
    let [evidence, target] = people.map(libm::log1p);
    [1.0, libm::log(weight.abs().max(f64::MIN_POSITIVE)), evidence, target]
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(people: u64) -> f64 {
    people as f64
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count_of(n: usize) -> f64 {
    n as f64
}

/// Normal equations of a weighted least squares.
struct Normal<const N: usize> {
    system: [[f64; N]; N],
    right: [f64; N],
}

impl<const N: usize> Default for Normal<N> {
    fn default() -> Self {
        Self { system: [[0.0; N]; N], right: [0.0; N] }
    }
}

impl<const N: usize> Normal<N> {
    fn add(&mut self, x: &[f64; N], y: f64, weight: f64) {
        for (row, &a) in x.iter().enumerate() {
            self.right[row] += weight * a * y;
            x.iter().enumerate().for_each(|(column, &b)| self.system[row][column] += weight * a * b);
        }
    }

    /// By Gauss-Jordan with the largest pivot; the diagonal is raised by a share of itself and by a constant.
    fn solved(mut self, share: f64, constant: f64) -> Option<[f64; N]> {
        (0..N).for_each(|at| self.system[at][at] += share * self.system[at][at] + constant);
        for at in 0..N {
            let pivot = (at..N).max_by(|&a, &b| self.system[a][at].abs().total_cmp(&self.system[b][at].abs()))?;
            self.system.swap(at, pivot);
            self.right.swap(at, pivot);
            let source = self.system[at];
            for row in (0..N).filter(|&row| row != at) {
                let factor = self.system[row][at] / source[at];
                self.system[row].iter_mut().zip(source).for_each(|(place, value)| *place -= factor * value);
                self.right[row] -= factor * self.right[at];
            }
        }
        let found = std::array::from_fn(|at| self.right[at] / self.system[at][at]);
        found.iter().all(|x: &f64| x.is_finite()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two thirds of what is large come again, with noise that shrinks with the people.
    fn sums() -> Vec<Vec<Relearnt>> {
        let mut state = 7u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 32).expect("32 bits")) / f64::from(u32::MAX)
        };
        let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        let mut one = |at: u32| {
            let people = 10 + u64::from(at % 40) * 10;
            let weight = 0.01 * (1.0 + f64::from(at % 17));
            let again =
                weight * 2.0 / 3.0 + 0.2 * normal() / (1.0 + f64::from(u32::try_from(people).expect("few"))).sqrt();
            Relearnt { weight, people: [people, 50], again }
        };
        (0..600).map(|sum| (0..10).map(|at| one(sum * 10 + at)).collect()).collect()
    }

    #[test]
    fn a_law_finds_what_is_kept_and_how_far_it_strays() {
        let law = Spread::of(&sums()).expect("a law");
        for people in [20u32, 100, 400] {
            let Belief { expected, deviation } = law.relearnt(0.1, [f64::from(people), 50.0]);
            assert!((expected / 0.1 - 2.0 / 3.0).abs() < 0.1, "{people}: {expected}");
            let true_deviation = 0.2 / f64::from(people + 1).sqrt();
            assert!((deviation / true_deviation - 1.0).abs() < 0.2, "{people}: {deviation} for {true_deviation}");
        }
        let all = sums().concat();
        let is_within = |one: &&Relearnt| {
            let Belief { expected, deviation } = law.relearnt(one.weight, one.counts());
            (one.again - expected).abs() <= INTERVAL * deviation
        };
        let within = count_of(all.iter().filter(is_within).count()) / count_of(all.len());
        assert!((within - WITHIN).abs() < 0.005, "nine in ten are within, whatever the form: {within}");
        assert!(law.shared < 0.05, "what is independent is not taken for correlated: {law:?}");
    }

    #[test]
    fn intervals_of_the_largest_hold_as_often_as_those_of_all_and_single_weights_change_nothing() {
        let mut sums = sums();
        // What is said most loudly strays together.
        for (at, sum) in sums.iter_mut().enumerate() {
            sum.sort_by(|a, b| b.weight.total_cmp(&a.weight));
            let astray = if at % 2 == 0 { 0.02 } else { -0.02 };
            sum[..3].iter_mut().for_each(|one| one.again += astray);
        }
        let law = Spread::of(&sums).expect("a law");
        for n in [3, 10] {
            let is_within = |sum: &&Vec<Relearnt>| {
                let (error, variance, deviation) = law.error(&sum[..n]);
                error.abs() <= INTERVAL * (variance + law.shared * (deviation * deviation - variance)).sqrt()
            };
            let within = count_of(sums.iter().filter(is_within).count()) / count_of(sums.len());
            assert!(within >= WITHIN, "the {n} largest: {within}, {law:?}");
        }
        let far = Relearnt { weight: 0.01, people: [10, 10], again: 9.0 };
        let with_singles: Vec<Vec<Relearnt>> = sums.iter().cloned().chain((0..600).map(|_| vec![far])).collect();
        assert!((law.correlation(&with_singles) - law.shared).abs() < f64::EPSILON, "{law:?}");
    }

    #[test]
    fn too_little_or_nothing_that_comes_again_tells_no_law() {
        assert_eq!(Spread::of(&sums()[..3]), None);
        let never = |sum: Vec<Relearnt>| sum.into_iter().map(|one| Relearnt { again: 0.0, ..one }).collect();
        assert_eq!(Spread::of(&sums().into_iter().map(never).collect::<Vec<_>>()), None);
    }
}
