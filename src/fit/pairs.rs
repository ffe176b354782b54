//! What is bought together: pairs of items that end up in one customer's hands on one day more often than by chance.

use super::{Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::Baskets;

/// The fewest people who bought both on one day: fewer are not spoken of as a group.
const PEOPLE_MIN: u32 = 50;
/// So many times as many of them as by chance ...
const LIFT_MIN: f64 = 1.5;
/// ... and by so many standard deviations more.
const DEVIATIONS_MIN: f64 = 3.0;

/// What was counted of a pair.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Customers who bought both on one day.
    people: u32,
    /// How many of those who bought both would have by chance, and the variance of that.
    expected: f64,
    variance: f64,
}

/// Row `i` holds the items that are bought together with `i`, of those that a model has a weight for, and how many times as many people do so
/// as by chance.
///
/// That two items go to the same people is what the weights tell. This is more: of those who bought both, so many did on one day. By chance
/// somebody who bought on `d` days, `i` on `a` of them and `j` on `b`, has a day with both with the probability `1 - C(d - a, b) / C(d, b)`,
/// so one who bought on a single day tells nothing. Customers are independent, hence the variance.
#[must_use]
pub fn bought_together(customers: &[Baskets], together: &Weights) -> Weights {
    let n_items = together.offsets.len() - 1;
    let mut counts = vec![Count::default(); together.targets.len()];
    // By item: where its days lie in the customer's list, counted from 1.
    let mut place = vec![0_usize; n_items];
    for customer in customers.iter().filter(|customer| customer.days() > 1) {
        let days: Vec<&[(ItemIx, i64)]> = customer.bought().chunk_by(|a, b| a.0 == b.0).collect();
        (1..).zip(&days).for_each(|(at, days)| place[days[0].0.at()] = at);
        for own in &days {
            let row = together.range(own[0].0);
            for at in row {
                let other = place[together.targets[at] as usize];
                if other > 0 {
                    counts[at].note(own, days[other - 1], customer.days());
                }
            }
        }
        days.iter().for_each(|days| place[days[0].0.at()] = 0);
    }
    let pairs = |item: usize| {
        let found = together.range(ItemIx::from_at(item)).filter(|&at| counts[at].is_more_than_chance());
        found.map(|at| (together.targets[at], narrowed(f64::from(counts[at].people) / counts[at].expected))).collect()
    };
    Weights::from_rows((0..n_items).map(pairs).collect())
}

impl Count {
    fn note(&mut self, own: &[(ItemIx, i64)], other: &[(ItemIx, i64)], days: usize) {
        let share = by_chance(own.len(), other.len(), days);
        let is_on = |day: i64| other.binary_search_by_key(&day, |&(_, day)| day).is_ok();
        self.people += u32::from(own.iter().any(|&(_, day)| is_on(day)));
        self.expected += share;
        self.variance += share * (1.0 - share);
    }

    fn is_more_than_chance(&self) -> bool {
        let people = f64::from(self.people);
        let surplus = people - self.expected;
        self.people >= PEOPLE_MIN
            && people >= LIFT_MIN * self.expected
            && surplus >= DEVIATIONS_MIN * self.variance.sqrt()
    }
}

/// How probable it is that days of which `a` and `b` are drawn have one in common.
#[expect(clippy::cast_precision_loss, reason = "a customer has far fewer than 2^53 days")]
fn by_chance(a: usize, b: usize, days: usize) -> f64 {
    let apart = |k: usize| (days - k).saturating_sub(a.max(b)) as f64 / (days - k) as f64;
    1.0 - (0..a.min(b)).map(apart).product::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of three items has a weight.
    fn weights() -> Weights {
        Weights::from_rows(vec![vec![(1, 1.0), (2, 1.0)], vec![(0, 1.0), (2, 1.0)], vec![(0, 1.0), (1, 1.0)]])
    }

    fn bought(purchases: &[(u32, i64)]) -> Baskets {
        Baskets::of(purchases.iter().map(|&(item, day)| (ItemIx(item), day)).collect())
    }

    #[test]
    fn chance_is_that_of_drawing_days() {
        assert!((by_chance(1, 1, 4) - 0.25).abs() < 1e-12);
        assert!((by_chance(2, 1, 4) - 0.5).abs() < 1e-12);
        assert!((by_chance(1, 2, 4) - 0.5).abs() < 1e-12);
        // C(2, 2) / C(4, 2) = 1 / 6.
        assert!((by_chance(2, 2, 4) - 5.0 / 6.0).abs() < 1e-12);
        assert!((by_chance(3, 2, 4) - 1.0).abs() < 1e-12, "three and two of four days always meet");
    }

    #[test]
    fn what_lies_in_one_basket_is_a_pair_and_what_the_same_people_buy_on_other_days_is_none() {
        let customer = |_| bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (0, 4), (1, 4)]);
        let pairs = bought_together(&(0..60).map(customer).collect::<Vec<_>>(), &weights());
        let lift = 1.0 / by_chance(2, 2, 4);
        assert!(f64::from(pairs.get(ItemIx(0), ItemIx(1))) < 1e-9, "{lift} times as often is not enough");
        let rarer = |_| bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (2, 4)]);
        let pairs = bought_together(&(0..60).map(rarer).collect::<Vec<_>>(), &weights());
        assert_eq!(pairs.to_rows(), [vec![(1, 4.0)], vec![(0, 4.0)], vec![]]);
    }

    #[test]
    fn fewer_than_fifty_people_and_single_days_tell_nothing() {
        let rarer = |_| bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (2, 4)]);
        assert_eq!(bought_together(&(0..49).map(rarer).collect::<Vec<_>>(), &weights()), Weights::none(3));
        let once = |_| bought(&[(0, 1), (1, 1)]);
        assert_eq!(bought_together(&(0..500).map(once).collect::<Vec<_>>(), &weights()), Weights::none(3));
    }
}
