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
/// The fewest people who bought the item in that month, all years together: fewer are not spoken of as a group.
const PEOPLE_MIN: u32 = 50;
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
/// stand out in that month of every year that can be told, two at least, and what counts is the year in which it did so least. The
/// first and the last month of the data may be cut off and count for nothing. Months are those of UTC; counts are people, so their
/// variance is their expectation.
#[must_use]
pub fn seasons(n_items: usize, customers: &[Baskets]) -> Weights {
    let Some(calendar) = Calendar::of(customers) else { return Weights::none(MONTHS) };
    let mut choices: Vec<(ItemIx, usize)> = customers.iter().flat_map(|customer| calendar.choices(customer)).collect();
    choices.sort_unstable();
    let mut all = vec![0; calendar.months];
    choices.iter().for_each(|&(_, month)| all[month] += 1);
    let mut rows = vec![Vec::new(); MONTHS];
    for of_item in choices.chunk_by(|a, b| a.0 == b.0).filter(|of_item| of_item.len() >= PEOPLE_MIN as usize) {
        let mut people = vec![0; calendar.months];
        of_item.iter().for_each(|&(_, month)| people[month] += 1);
        for (month, row) in rows.iter_mut().enumerate() {
            let lift = calendar.lift(month, &people, &all);
            row.extend(lift.map(|lift| (of_item[0].0.0, narrowed(libm::log(lift).min(1.0)))));
        }
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

    /// The least of the lifts in a month of the year, when in every year it is large and certain enough.
    fn lift(self, month: usize, people: &[u32], all: &[u32]) -> Option<f64> {
        let years: Vec<usize> =
            (HALF_YEAR..self.months - HALF_YEAR).filter(|at| (self.begin + at) % MONTHS == month).collect();
        let bought: u32 = years.iter().map(|&at| people[at]).sum();
        if years.len() < YEARS_MIN || bought < PEOPLE_MIN {
            return None;
        }
        let lifts: Option<Vec<f64>> = years.into_iter().map(|at| lift(at, people, all)).collect();
        lifts?.into_iter().min_by(f64::total_cmp)
    }
}

/// How many times as many people as usual bought an item in a month; `None` where they are no more than by chance.
fn lift(at: usize, people: &[u32], all: &[u32]) -> Option<f64> {
    let usual = around(all, at);
    let expected = if usual > 0.0 { around(people, at) / usual * f64::from(all[at]) } else { 0.0 };
    let found = f64::from(people[at]);
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
