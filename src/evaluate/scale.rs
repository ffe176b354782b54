//! Invented customers in any number: popular and rare items, loud and quiet customers, tastes to be found.
//!
//! Knows how to draw them and how to read an exponent off measurements. Must not know what is measured on them.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use rayon::prelude::*;
use thiserror::Error;

use crate::ids::ItemIx;
use crate::stats::Contribution;

/// Items of one taste.
const TASTE_ITEMS: usize = 200;
/// One more taste for so many choices of a customer.
const CHOICES_PER_TASTE: usize = 20;
/// The share of choices that follow popularity alone.
const STRAY_SHARE: f64 = 0.2;
/// `sigma` of the log-normal activity.
const ACTIVITY_SPREAD: f64 = 1.0;
/// The loudest customer, relative to the median one.
const ACTIVITY_MAX: f64 = 33.0;
/// One unit of activity; sums of integers are exact in any order.
const ACTIVITY_UNIT: f64 = 65_536.0;
/// Rounds of drawing after which a customer takes whatever is left of the catalogue.
const ROUNDS: usize = 24;

/// How many of what is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Population {
    /// `n`, the size of the catalogue.
    pub items: usize,
    /// Customers; each chooses at least one item.
    pub customers: usize,
    /// Choices of all customers together; nobody chooses an item twice.
    pub interactions: u64,
    /// `s`: an item of popularity rank `r` is chosen in proportion to `r^-s`, 0 to 1.5.
    pub exponent: f64,
    /// Names the draw.
    pub seed: u64,
}

/// Why a population cannot be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum PopulationError {
    /// There would be customers without a choice.
    #[error("{customers} customers cannot share {interactions} interactions: ask for at least one each")]
    TooFewInteractions {
        /// Asked for.
        customers: usize,
        /// Asked for.
        interactions: u64,
    },
    /// Somebody would have to choose most of the catalogue.
    #[error("the loudest customer would choose {largest} of {items} items: ask for more items or more customers")]
    TooFewItems {
        /// Choices of the loudest customer.
        largest: usize,
        /// Asked for.
        items: usize,
    },
    /// An exponent out of range.
    #[error("the exponent of popularity must be from 0 to 1.5, not {0}")]
    Exponent(f64),
    /// More than can be counted.
    #[error("{0} customers are more than 2^32 - 1: ask for fewer interactions")]
    TooManyCustomers(usize),
    /// More than indices can name.
    #[error("{0} items are more than the 2^32 - 1 that an index can name")]
    TooManyItems(usize),
}

/// Draws a population, customer by customer; the same for any number of threads.
///
/// Activity is log-normal (`sigma` = 1, cut at 33 times the median) and scaled so that exactly `interactions` choices are
/// made. Every 200 items, of all degrees of popularity, are a taste; a customer has one taste and one more for every 20
/// choices, each drawn by how popular its items are. Four choices in five are drawn from the customer's tastes, one in
/// five from all items; within either by popularity, `r^-s` (Zipf). An item that is there already is drawn again, so the
/// head of the popularity curve is a little flatter than `s`. Indices say nothing about popularity.
///
/// # Errors
/// When the numbers do not go together.
pub fn population(of: &Population, threads: usize) -> Result<Vec<Contribution>, PopulationError> {
    if !(0.0..=1.5).contains(&of.exponent) {
        return Err(PopulationError::Exponent(of.exponent));
    }
    if u32::try_from(of.items).is_err() {
        return Err(PopulationError::TooManyItems(of.items));
    }
    if of.customers == 0 || (of.customers as u64) > of.interactions {
        let (customers, interactions) = (of.customers, of.interactions);
        return Err(PopulationError::TooFewInteractions { customers, interactions });
    }
    if u32::try_from(of.customers).is_err() {
        return Err(PopulationError::TooManyCustomers(of.customers));
    }
    // The loudest customer is not quieter than the mean, which is known before anybody is drawn.
    let mean = usize::try_from(of.interactions / of.customers as u64).unwrap_or(usize::MAX);
    if mean.saturating_mul(2) > of.items {
        return Err(PopulationError::TooFewItems { largest: mean, items: of.items });
    }
    let pool = crate::parallel::pool(threads);
    pool.install(|| {
        let sizes = sizes(of);
        let largest = sizes.iter().copied().max().unwrap_or(0) as usize;
        if largest * 2 > of.items {
            return Err(PopulationError::TooFewItems { largest, items: of.items });
        }
        let shelf = Shelf::new(of);
        let customers = sizes.par_iter().enumerate();
        Ok(customers.map(|(who, &size)| Contribution::of_items(&shelf.choices(who, size as usize))).collect())
    })
}

/// How many items each customer chooses: one, and a share of the rest by activity. The shares of the customers up to any
/// one are rounded together, so that all of them add up to what is asked for.
fn sizes(of: &Population) -> Vec<u32> {
    let activities: Vec<u64> = (0..of.customers).into_par_iter().map(|who| activity(of.seed, who)).collect();
    let total = u128::from(activities.iter().sum::<u64>());
    let rest = u128::from(of.interactions - of.customers as u64);
    let mut before = 0;
    let mut passed = 0;
    let size = |activity: u64| {
        passed += u128::from(activity);
        let until = passed * rest / total;
        let own = until - before;
        before = until;
        1 + u32::try_from(own).expect("fewer than 2^32 choices")
    };
    activities.into_iter().map(size).collect()
}

/// Log-normal, in units of [`ACTIVITY_UNIT`].
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and cut far below 2^64")]
fn activity(seed: u64, who: usize) -> u64 {
    let mut random = stream(seed, who, Purpose::Activity);
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - unit(&mut random)));
    let normal = radius * libm::cos(2.0 * std::f64::consts::PI * unit(&mut random));
    libm::round(libm::exp(ACTIVITY_SPREAD * normal).min(ACTIVITY_MAX) * ACTIVITY_UNIT) as u64 + 1
}

/// What a customer's stream of chance is for.
#[derive(Clone, Copy)]
enum Purpose {
    Activity,
    Choices,
}

/// A stream of its own for each customer and purpose, so that threads cannot matter.
fn stream(seed: u64, who: usize, purpose: Purpose) -> Xoshiro256PlusPlus {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(&(who as u64).to_le_bytes()).update(&[purpose as u8]);
    Xoshiro256PlusPlus::from_seed(*hasher.finalize().as_bytes())
}

/// Uniform in `[0, 1)`, with 53 bits.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit an f64 exactly")]
fn unit(random: &mut Xoshiro256PlusPlus) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

/// The catalogue, by popularity.
struct Shelf {
    n_items: usize,
    n_tastes: usize,
    exponent: f64,
    seed: u64,
    /// Coprime to `n_items`: `rank * stride` visits every index once.
    stride: u64,
}

impl Shelf {
    fn new(of: &Population) -> Self {
        let n_tastes = of.items.div_ceil(TASTE_ITEMS);
        Self { n_items: of.items, n_tastes, exponent: of.exponent, seed: of.seed, stride: stride(of.items as u64) }
    }

    /// Distinct items.
    fn choices(&self, who: usize, size: usize) -> Vec<ItemIx> {
        let mut random = stream(self.seed, who, Purpose::Choices);
        let tastes: Vec<usize> =
            (0..=size / CHOICES_PER_TASTE).map(|_| self.any(&mut random) % self.n_tastes).collect();
        let mut items = Vec::with_capacity(size);
        for round in 0.. {
            for _ in items.len()..size {
                let rank = match round {
                    ROUNDS.. => below(self.n_items, &mut random),
                    _ if unit(&mut random) < STRAY_SHARE => self.any(&mut random),
                    _ => self.of_taste(tastes[below(tastes.len(), &mut random)], &mut random),
                };
                items.push(self.item(rank));
            }
            items.sort_unstable();
            items.dedup();
            if items.len() == size {
                break;
            }
        }
        items
    }

    /// A popularity rank from 0.
    fn any(&self, random: &mut Xoshiro256PlusPlus) -> usize {
        zipf(1.0, self.n_items, self.exponent, unit(random))
    }

    /// One of the ranks `taste`, `taste + n_tastes`, ...
    #[expect(clippy::cast_precision_loss, reason = "ranks stay far below 2^53")]
    fn of_taste(&self, taste: usize, random: &mut Xoshiro256PlusPlus) -> usize {
        let first = (taste + 1) as f64 / self.n_tastes as f64;
        let n_own = (self.n_items - taste).div_ceil(self.n_tastes);
        taste + self.n_tastes * zipf(first, n_own, self.exponent, unit(random))
    }

    fn item(&self, rank: usize) -> ItemIx {
        let at = (rank as u64 * self.stride) % self.n_items as u64;
        ItemIx(u32::try_from(at).expect("checked when the population was asked for"))
    }
}

/// `k` in `0..n` with probability in proportion to the integral of `x^-s` over `first + k..first + k + 1`, at `share` of
/// the whole.
#[expect(clippy::cast_precision_loss, reason = "ranks stay far below 2^53")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the range")]
fn zipf(first: f64, n: usize, exponent: f64, share: f64) -> usize {
    let (low, high, left) = (first, first + n as f64, 1.0 - exponent);
    let at = if left.abs() < 1e-9 {
        low * libm::pow(high / low, share)
    } else {
        let (from, to) = (libm::pow(low, left), libm::pow(high, left));
        libm::pow(share.mul_add(to - from, from), 1.0 / left)
    };
    ((at - first).max(0.0) as usize).min(n - 1)
}

fn below(count: usize, random: &mut Xoshiro256PlusPlus) -> usize {
    let wide = u128::from(random.next_u64()) * count as u128;
    usize::try_from(wide >> 64).expect("below a usize")
}

/// Near the golden section of `n`, and coprime to it.
fn stride(n: u64) -> u64 {
    let near = (n.saturating_mul(618) / 1000).max(1);
    (near..).find(|&stride| greatest_common_divisor(stride, n) == 1).expect("one of the next numbers is coprime")
}

const fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The slope of `log y` on `log x` by least squares: how something grows with the size of its input, `y ~ x^slope`.
/// `None` unless there are two different sizes; points that are not above 0 are left out.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a few measurements")]
pub fn growth_exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> =
        points.iter().filter(|(x, y)| *x > 0.0 && *y > 0.0).map(|&(x, y)| (libm::log(x), libm::log(y))).collect();
    let n = logs.len() as f64;
    let (x_mean, y_mean) = (logs.iter().map(|p| p.0).sum::<f64>() / n, logs.iter().map(|p| p.1).sum::<f64>() / n);
    let spread: f64 = logs.iter().map(|p| (p.0 - x_mean) * (p.0 - x_mean)).sum();
    let together: f64 = logs.iter().map(|p| (p.0 - x_mean) * (p.1 - y_mean)).sum();
    (spread > 1e-12).then(|| together / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Population =
        Population { items: 4_000, customers: 3_000, interactions: 90_000, exponent: 0.8, seed: 7 };

    fn counts(customers: &[Contribution], n_items: usize) -> Vec<i64> {
        crate::stats::Counts::of(n_items, customers).chosen
    }

    #[test]
    fn there_are_as_many_choices_as_asked_for_and_nobody_chooses_twice() {
        for (interactions, customers) in [(90_000, 3_000), (12_345, 678), (500, 500)] {
            let asked = Population { interactions, customers, ..SMALL };
            let drawn = population(&asked, 2).expect("sound numbers");
            assert_eq!(drawn.len(), customers);
            assert_eq!(drawn.iter().map(|who| who.entries().len() as u64).sum::<u64>(), interactions);
            assert!(drawn.iter().all(|who| !who.is_empty()));
            assert!(drawn.iter().all(|who| who.entries().is_sorted_by(|a, b| a.item < b.item)));
        }
    }

    #[test]
    fn a_seed_repeats_for_any_number_of_threads_and_another_seed_differs() {
        let one = population(&SMALL, 1).expect("sound numbers");
        assert_eq!(one, population(&SMALL, 3).expect("sound numbers"));
        assert_ne!(one, population(&Population { seed: 8, ..SMALL }, 1).expect("sound numbers"));
    }

    #[test]
    fn popularity_falls_by_the_exponent_that_is_asked_for() {
        for exponent in [0.5, 0.8, 1.0] {
            let asked = Population { customers: 40_000, interactions: 1_200_000, exponent, ..SMALL };
            let mut counts = counts(&population(&asked, 2).expect("sound numbers"), asked.items);
            counts.sort_unstable_by(|a, b| b.cmp(a));
            let ranks = [50, 100, 200, 400, 800, 1600];
            let around = |rank: usize| counts[rank - rank / 10..rank + rank / 10].iter().sum::<i64>() as f64;
            // Windows grow with the rank, so their sums fall by one less.
            let points: Vec<(f64, f64)> =
                ranks.iter().map(|&rank| (rank as f64, around(rank) / (rank / 10) as f64)).collect();
            let found = -growth_exponent(&points).expect("several ranks");
            assert!((-0.18..0.08).contains(&(found - exponent)), "{found}, not {exponent} or a little less");
        }
    }

    #[test]
    fn customers_choose_within_their_tastes() {
        let drawn = population(&SMALL, 2).expect("sound numbers");
        let shelf = Shelf::new(&SMALL);
        let mut taste_of = vec![0; SMALL.items];
        (0..SMALL.items).for_each(|rank| taste_of[shelf.item(rank).at()] = rank % shelf.n_tastes);
        let (mut same, mut pairs) = (0, 0);
        for customer in drawn.iter().filter(|who| who.entries().len() > 1) {
            for pair in customer.entries().windows(2) {
                same += usize::from(taste_of[pair[0].item.at()] == taste_of[pair[1].item.at()]);
                pairs += 1;
            }
        }
        let by_chance = pairs / shelf.n_tastes;
        assert!(same > 3 * by_chance, "{same} of {pairs} neighbours share a taste, {by_chance} would by chance");
    }

    #[test]
    fn numbers_that_do_not_go_together_are_refused() {
        let refused = |asked: Population| population(&asked, 1).expect_err("numbers that do not go together");
        let few = Population { interactions: 10, ..SMALL };
        assert!(matches!(refused(few), PopulationError::TooFewInteractions { .. }));
        let small = Population { items: 100, ..SMALL };
        assert!(matches!(refused(small), PopulationError::TooFewItems { items: 100, .. }));
        assert_eq!(refused(Population { exponent: 2.0, ..SMALL }), PopulationError::Exponent(2.0));
    }

    #[test]
    fn an_exponent_is_read_off_a_power_law() {
        let points = [1e6, 1e7, 1e8].map(|x: f64| (x, 3.0 * x.powf(1.1)));
        assert!((growth_exponent(&points).expect("three sizes") - 1.1).abs() < 1e-9);
        assert_eq!(growth_exponent(&points[..1]), None);
        assert_eq!(growth_exponent(&[]), None);
    }
}
