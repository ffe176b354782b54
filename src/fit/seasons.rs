//! What sells at one time of the year, year after year.

use super::{Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::Baskets;
use crate::units::{DAY_MS, Time};

/// A row for each month.
pub(crate) const MONTHS: usize = 12;
/// So many months on either side of one tell what is usual: together with it a whole year, whatever grows or shrinks meanwhile.
const HALF_YEAR: usize = MONTHS / 2;
/// One year alone cannot tell a season from a trend.
const YEARS_MIN: usize = 2;
/// The fewest people who bought the item in that month of any year: fewer are not spoken of as a group.
const PEOPLE_MIN: usize = 50;
/// In every year so many times as many of them as usual ...
const LIFT_MIN: f64 = 1.2;
/// ... and by so many standard deviations more.
const DEVIATIONS_MIN: f64 = 3.0;
/// People that are added to both sides of the lift.
const SMOOTHING: f64 = 10.0;

/// Row `m`, 0 for January, holds the items that sell in that month more than in the rest of the year, and `ln` of how many times as much, at most 1.
///
/// A month's buyers of an item, as a share of all choices of that month, are held against their share in the year around it: the ratio to
/// a centred moving average of twelve months (Macaulay 1931, "The Smoothing of Time Series"), in which a trend cancels out. The item has to
/// stand out in that month of every year in which it was sold, two at least, and what counts is the year in which it did so least. The
/// first and the last month of the data may be cut off and count for nothing. Months are those of UTC; counts are people, so their
/// variance is their expectation.
#[must_use]
pub fn seasons(n_items: usize, customers: &[Baskets]) -> Weights {
    let Some(calendar) = Calendar::of(customers) else { return Weights::none(MONTHS) };
    let mut choices: Vec<(ItemIx, usize)> = Vec::new();
    // Somebody who buys an item every December is one person of its Decembers.
    let mut people: Vec<(ItemIx, usize)> = Vec::new();
    for customer in customers {
        let from = people.len();
        people.extend(calendar.choices(customer).filter_map(|(item, month)| Some((item, calendar.told(month)?))));
        people[from..].sort_unstable();
        let mut own = people.split_off(from);
        own.dedup();
        people.append(&mut own);
        choices.extend(calendar.choices(customer));
    }
    choices.sort_unstable();
    people.sort_unstable();
    let mut all = vec![0; calendar.months];
    choices.iter().for_each(|&(_, month)| all[month] += 1);
    let mut rows = vec![Vec::new(); MONTHS];
    let enough = people.chunk_by(|a, b| a == b).filter(|people| people.len() >= PEOPLE_MIN);
    for &(item, month) in enough.map(|people| &people[0]) {
        let own = &choices[choices.partition_point(|choice| choice.0 < item)..];
        let own = &own[..own.partition_point(|choice| choice.0 == item)];
        let mut bought = vec![0; calendar.months];
        own.iter().for_each(|&(_, month)| bought[month] += 1);
        let lift = calendar.lift(month, &bought, &all);
        rows[month].extend(lift.map(|lift| (item.0, narrowed(libm::log(lift).min(1.0)))));
    }
    debug_assert!(rows.iter().flatten().all(|&(item, _)| (item as usize) < n_items), "items of the vocabulary");
    Weights::from_rows(rows)
}

/// The whole months of some data, from 0.
#[derive(Debug, Clone, Copy)]
struct Calendar {
    /// The first of them, as [`Time::month`] counts.
    first: i64,
    /// The same in its year, 0 for January.
    begin: usize,
    /// How many.
    months: usize,
}

impl Calendar {
    /// `None` where no month has enough years around it.
    fn of(customers: &[Baskets]) -> Option<Self> {
        let days = || customers.iter().flat_map(Baskets::bought).map(|&(_, day)| day);
        let (first, last) = (month_of(days().min()?) + 1, month_of(days().max()?) - 1);
        let months = usize::try_from(last - first + 1).ok()?;
        let begin = usize::try_from(first.rem_euclid(12)).expect("below twelve");
        (months > MONTHS * (YEARS_MIN - 1) + 2 * HALF_YEAR).then_some(Self { first, begin, months })
    }

    /// Each item that somebody bought and each whole month in which they did.
    fn choices(self, customer: &Baskets) -> impl Iterator<Item = (ItemIx, usize)> {
        let month = move |day: i64| usize::try_from(month_of(day) - self.first).ok().filter(|&at| at < self.months);
        let mut last = None;
        let placed = customer.bought().iter().filter_map(move |&(item, day)| Some((item, month(day)?)));
        placed.filter(move |&choice| last.replace(choice) != Some(choice))
    }

    /// The month of the year of one that has half a year on both sides.
    fn told(self, at: usize) -> Option<usize> {
        (HALF_YEAR..self.months - HALF_YEAR).contains(&at).then_some((self.begin + at) % MONTHS)
    }

    /// The least of the lifts in a month of the year, when in every year in which the item was sold it is large and certain enough.
    fn lift(self, month: usize, bought: &[u32], all: &[u32]) -> Option<f64> {
        let is_sold = |at: &usize| self.told(*at) == Some(month) && around(bought, *at) > 0.0;
        let years: Vec<usize> = (0..self.months).filter(is_sold).collect();
        if years.len() < YEARS_MIN {
            return None;
        }
        let lifts: Option<Vec<f64>> = years.into_iter().map(|at| lift(at, bought, all)).collect();
        lifts?.into_iter().min_by(f64::total_cmp)
    }
}

/// How many times as many people as usual bought an item in a month of a year in which it was sold; `None` where they are no more than by chance.
fn lift(at: usize, bought: &[u32], all: &[u32]) -> Option<f64> {
    let expected = around(bought, at) / around(all, at) * f64::from(all[at]);
    let found = f64::from(bought[at]);
    let is_more = found >= LIFT_MIN * expected && found - expected >= DEVIATIONS_MIN * expected.sqrt();
    is_more.then(|| (found + SMOOTHING) / (expected + SMOOTHING))
}

/// Twelve times the centred moving average of a year: the months at both ends count half.
fn around(counts: &[u32], at: usize) -> f64 {
    let [before, after] = [counts[at - HALF_YEAR], counts[at + HALF_YEAR]].map(f64::from);
    let between: u32 = counts[at - HALF_YEAR + 1..at + HALF_YEAR].iter().sum();
    f64::from(between) + (before + after) / 2.0
}

fn month_of(day: i64) -> i64 {
    Time::from_millis(day.saturating_mul(DAY_MS)).month()
}

#[cfg(test)]
mod tests;
