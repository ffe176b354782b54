//! What is bought together: pairs of items that end up in one customer's hands on one day more often than by chance.

use rayon::prelude::*;

use super::{Weights, narrowed};
use crate::ids::ItemIx;
use crate::stats::Baskets;

/// The fewest people who bought both on one day: fewer are not spoken of as a group.
const PEOPLE_MIN: u32 = 50;
/// So many times as many of them as by chance ...
const LIFT_MIN: f64 = 1.5;
/// ... and by so many standard deviations more.
const DEVIATIONS_MIN: f64 = 3.0;
/// Of whom so many purchases are walked through for each target, before targets are looked for instead.
const WALKED_MAX: usize = 16;

/// Row `i` holds the items that are bought together with `i`, of those that a model has a weight for, and how many times as many people do so
/// as by chance.
///
/// That two items go to the same people is what the weights tell. This is more: of those who bought both, so many did on one day. Chance is
/// reckoned where enough did, customer by customer; one who bought on a single day tells nothing. Customers are
/// independent, hence the variance.
///
/// The same for any number of threads.
#[must_use]
pub fn bought_together(customers: &[Baskets], together: &Weights, threads: usize) -> Weights {
    let n_items = together.offsets.len() - 1;
    let mut buyers: Vec<Vec<&Baskets>> = vec![Vec::new(); n_items];
    for customer in customers.iter().filter(|customer| customer.days() > 1) {
        customer.by_item().for_each(|days| buyers[days[0].0.at()].push(customer));
    }
    let is_asked = |item: usize| buyers[item].len() >= PEOPLE_MIN as usize;
    if !(0..n_items).any(is_asked) {
        return Weights::none(n_items);
    }
    let pairs = |slots: &mut Vec<usize>, item: usize| {
        if !is_asked(item) {
            return Vec::new();
        }
        let targets = together.row(ItemIx::from_at(item)).map(|(target, _)| target);
        let targets: Vec<u32> = targets.filter(|&target| is_asked(target as usize)).collect();
        row(ItemIx::from_at(item), &buyers[item], &targets, slots)
    };
    let rows = (0..n_items).into_par_iter().map_init(|| vec![0; n_items], pairs);
    Weights::from_rows(crate::parallel::pool(threads).install(|| rows.collect()))
}

/// Which of the targets are bought together with an item of these buyers. `slots` holds 0 for every item, before and after.
fn row(item: ItemIx, buyers: &[&Baskets], targets: &[u32], slots: &mut [usize]) -> Vec<(u32, f32)> {
    let mut counts = vec![Count::default(); targets.len()];
    (1..).zip(targets).for_each(|(slot, &target)| slots[target as usize] = slot);
    for customer in buyers {
        shared(item, customer, targets, slots, &mut |slot, both| counts[slot - 1].people += u32::from(both.meet()));
    }
    let few = targets.iter().zip(&counts).filter(|(_, count)| count.people < PEOPLE_MIN);
    few.for_each(|(&target, _)| slots[target as usize] = 0);
    for customer in buyers {
        shared(item, customer, targets, slots, &mut |slot, both| counts[slot - 1].note(both.by_chance()));
    }
    targets.iter().for_each(|&target| slots[target as usize] = 0);
    let found = targets.iter().zip(&counts).filter(|(_, count)| count.is_more_than_chance());
    found.map(|(&target, count)| (target, narrowed(f64::from(count.people) / count.expected))).collect()
}

/// What a buyer of an item bought of the targets that have a slot, and which slot. Somebody who bought everything is asked
/// about the targets, everybody else walked through.
fn shared<'a>(
    item: ItemIx,
    customer: &'a Baskets,
    targets: &[u32],
    slots: &[usize],
    take: &mut dyn FnMut(usize, Both<'a>),
) {
    let one = customer.of_item(item);
    let mut visit = |other: &'a [(ItemIx, i64)]| {
        if let Some(&(target, _)) = other.first()
            && let slot @ 1.. = slots[target.at()]
        {
            take(slot, Both { customer, one, other });
        }
    };
    if customer.bought().len() > WALKED_MAX * targets.len() {
        targets.iter().for_each(|&target| visit(customer.of_item(ItemIx(target))));
    } else {
        customer.by_item().for_each(visit);
    }
}

/// What was counted of a pair.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Customers who bought both on one day.
    people: u32,
    /// How many of those who bought both would have by chance, and the variance of that.
    expected: f64,
    variance: f64,
}

impl Count {
    fn note(&mut self, chance: f64) {
        self.expected += chance;
        self.variance += chance * (1.0 - chance);
    }

    fn is_more_than_chance(&self) -> bool {
        let people = f64::from(self.people);
        let surplus = people - self.expected;
        self.people >= PEOPLE_MIN
            && people >= LIFT_MIN * self.expected
            && surplus >= DEVIATIONS_MIN * self.variance.sqrt()
    }
}

/// Two items that a customer bought, and on which days.
#[derive(Debug, Clone, Copy)]
struct Both<'a> {
    customer: &'a Baskets,
    one: &'a [(ItemIx, i64)],
    other: &'a [(ItemIx, i64)],
}

impl Both<'_> {
    /// Whether there is a day with both.
    fn meet(self) -> bool {
        let is_on = |day: i64| self.other.binary_search_by_key(&day, |&(_, day)| day).is_ok();
        self.one.iter().any(|&(_, day)| is_on(day))
    }

    /// How probable that is by chance: the mean of what it is when the one lies where it does and the other anywhere, on as many days, and
    /// the other way round.
    fn by_chance(self) -> f64 {
        1.0 - (apart(self.customer, self.one, self.other.len()) + apart(self.customer, self.other, self.one.len()))
            / 2.0
    }
}

/// How probable it is that somebody buys an item on `n` days and on none of these, on which they bought another.
///
/// A day is as probable as its basket has places; on each of these days the other item takes one. So two items in a large basket
/// say less than two in a small one. Days are drawn one after the other, those that are none of these each with their mean (the noncentral
/// hypergeometric distribution; Wallenius 1963).
#[expect(clippy::cast_precision_loss, reason = "a customer has far fewer than 2^53 days and purchases")]
fn apart(customer: &Baskets, days: &[(ItemIx, i64)], n: usize) -> f64 {
    let elsewhere = customer.days() - days.len();
    if elsewhere < n {
        return 0.0;
    }
    let places: usize = days.iter().map(|&(_, day)| customer.size(day)).sum();
    let other_places = customer.bought().len() - places;
    // What these days weigh together, where another day weighs 1.
    let weight = ((places - days.len()) * elsewhere) as f64 / other_places as f64;
    (0..n).map(|k| (elsewhere - k) as f64).map(|left| left / (left + weight)).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    const N_ITEMS: u32 = 40;

    /// Every pair of the first three items has a weight.
    fn weights() -> Weights {
        let others = |item: u32| (0..3).filter(|other| *other != item).map(|other| (other, 1.0)).collect();
        Weights::from_rows((0..N_ITEMS).map(|item| if item < 3 { others(item) } else { Vec::new() }).collect())
    }

    /// Purchases, and so many other things on each of some days.
    fn bought(purchases: &[(u32, i64)], beside: &[(i64, u32)]) -> Baskets {
        let fillers = beside.iter().flat_map(|&(day, n)| (3..3 + n).map(move |item| (item, day)));
        Baskets::of(purchases.iter().copied().chain(fillers).map(|(item, day)| (ItemIx(item), day)).collect())
    }

    /// The pairs of so many people who all bought this.
    fn pairs(people: usize, customer: Baskets) -> Weights {
        let customers = vec![customer; people];
        let pairs = bought_together(&customers, &weights(), 2);
        assert_eq!(pairs, bought_together(&customers, &weights(), 1), "whatever the number of threads");
        pairs
    }

    fn chance(customer: &Baskets) -> f64 {
        Both { customer, one: customer.of_item(ItemIx(0)), other: customer.of_item(ItemIx(1)) }.by_chance()
    }

    #[test]
    fn chance_is_that_of_drawing_places_in_baskets() {
        let is = |customer: &Baskets, wanted: f64| {
            let found = chance(customer);
            assert!((found - wanted).abs() < 1e-12, "{found}, not {wanted}");
        };
        // Four days of two things each: one of the seven other places is beside the first.
        is(&bought(&[(0, 1), (1, 2)], &[(1, 1), (2, 1), (3, 2), (4, 2)]), 1.0 / 7.0);
        // The second on two days: of seven places six are not beside the first, then four of five; or two days in three.
        let twice = bought(&[(0, 1), (1, 2), (1, 3)], &[(1, 1), (2, 1), (3, 1), (4, 2)]);
        is(&twice, 1.0 - (6.0 / 7.0 * 4.0 / 5.0 + 2.0 / 3.0) / 2.0);
        // Days without other things have no place for both.
        is(&bought(&[(0, 1), (1, 2)], &[]), 0.0);
        let always = bought(&[(0, 1), (0, 2), (0, 3), (1, 3), (1, 4)], &[]);
        is(&always, 1.0);
    }

    #[test]
    fn what_lies_in_one_basket_is_a_pair_and_what_the_same_people_buy_on_other_days_is_none() {
        let often = bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (0, 4), (1, 4)], &[]);
        let lift = 1.0 / chance(&often);
        assert_eq!(pairs(60, often), Weights::none(N_ITEMS as usize), "{lift} times as often is not enough");
        let rarer = bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (2, 4)], &[]);
        assert_eq!(pairs(60, rarer).to_rows()[..3], [vec![(1, 4.0)], vec![(0, 4.0)], vec![]]);
    }

    #[test]
    fn two_things_in_a_basket_that_holds_nearly_everything_are_no_pair() {
        let once = &[(0, 1), (1, 1), (2, 2), (2, 3), (2, 4)];
        assert!(pairs(60, bought(once, &[(1, 2)])).get(ItemIx(0), ItemIx(1)) > 1.5);
        assert_eq!(pairs(60, bought(once, &[(1, 18)])), Weights::none(N_ITEMS as usize));
    }

    #[test]
    fn fewer_than_fifty_people_and_single_days_tell_nothing() {
        assert_eq!(pairs(49, bought(&[(0, 1), (1, 1), (2, 2), (2, 3), (2, 4)], &[])), Weights::none(N_ITEMS as usize));
        assert_eq!(pairs(500, bought(&[(0, 1), (1, 1)], &[])), Weights::none(N_ITEMS as usize));
    }
}
