//! Which choices tell which group somebody is in: what a list of them would let others guess.
//!
//! Knows counts of people. The groups of a segment stand in the order of their names; the names are not kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::ItemIx;
use crate::stats::{GroupCount, GroupCounts};

/// What one nat is in the whole steps that leanings are kept in, so that their sums are exact.
pub const STEPS_PER_NAT: f64 = 1024.0;

/// Nothing is learnt of a group of fewer people, nor where all others together are fewer.
pub const GROUP_PEOPLE_MIN: u64 = 50;

/// An item that fewer of the measured people chose leans to nobody.
pub const ITEM_PEOPLE_MIN: u64 = 20;

/// More groups than any segment has that tells anything, and more steps than any count of people gives: what no fit makes is not read.
const GROUPS_MAX: usize = 65_536;
const STEPS_MAX: u32 = 1 << 20;

/// So many further people are imagined to have chosen every item, spread over the groups as all people are.
const IMAGINED: f64 = 10.0;

/// What was learnt, by segment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Leanings(BTreeMap<String, Leaning>);

/// How strongly items lean to the groups of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaning {
    groups: usize,
    /// Ascending.
    items: Vec<u32>,
    /// Item by item, a number for each group.
    steps: Vec<i32>,
}

impl Leanings {
    /// The log-odds that a choice gives to each group, `d_g(i) = ln(P(i | g) / P(i | not g))`: the weights of a naive Bayes
    /// guess, linear in what a list holds. With `n_g` people in `g` of `n`, `c_gi` of whom chose `i`, and `m` imagined ones,
    /// `P(i | g) = (c_gi + m n_g / n) / n_g` up to a factor that both sides share.
    #[must_use]
    pub fn of(counts: &GroupCounts) -> Self {
        Self(counts.segments().filter_map(|(name, groups)| Some((name.clone(), leaning(groups)?))).collect())
    }

    /// What was learnt of a segment.
    #[must_use]
    pub fn segment(&self, name: &str) -> Option<&Leaning> {
        self.0.get(name)
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with every item at its new place; places ascend.
    #[must_use]
    pub(crate) fn moved(&self, place: &[u32]) -> Self {
        let moved = |(name, leaning): (&String, &Leaning)| {
            let items = leaning.items.iter().map(|&item| place[item as usize]).collect();
            (name.clone(), Leaning { items, ..leaning.clone() })
        };
        Self(self.0.iter().map(moved).collect())
    }

    /// Whether its parts fit together and to so many items.
    pub(crate) fn is_sound(&self, n_items: usize) -> bool {
        self.0.values().all(|Leaning { groups, items, steps }| {
            let is_known = |last: &u32| (*last as usize) < n_items;
            let is_small = |step: &i32| step.unsigned_abs() <= STEPS_MAX;
            (1..=GROUPS_MAX).contains(groups)
                && groups.checked_mul(items.len()) == Some(steps.len())
                && steps.iter().all(is_small)
                && items.is_sorted_by(|a, b| a < b)
                && items.last().is_none_or(is_known)
        })
    }
}

impl Leaning {
    /// How many groups are told apart: those of enough people.
    #[must_use]
    pub const fn groups(&self) -> usize {
        self.groups
    }

    /// What an item gives to each group, in steps; nothing where too few chose it.
    #[must_use]
    pub fn of(&self, item: ItemIx) -> &[i32] {
        let at = self.items.binary_search(&item.0);
        at.map_or(&[], |at| &self.steps[at * self.groups..(at + 1) * self.groups])
    }

    /// The most nats by which a list of items moves the log-odds of any group.
    #[must_use]
    pub fn moved_by(&self, items: impl IntoIterator<Item = ItemIx>) -> f64 {
        let mut sums = vec![0; self.groups];
        for item in items {
            sums.iter_mut().zip(self.of(item)).for_each(|(sum, step)| *sum += step);
        }
        f64::from(sums.into_iter().map(i32::abs).max().unwrap_or(0)) / STEPS_PER_NAT
    }
}

#[cfg(test)]
impl Leanings {
    /// Of these segments, with the steps of each item in turn.
    pub(crate) fn made(segments: &[(&str, Vec<Vec<i32>>)]) -> Self {
        let one = |(name, rows): &(&str, Vec<Vec<i32>>)| {
            let (groups, items) = (rows[0].len(), (0..).take(rows.len()).collect());
            ((*name).to_owned(), Leaning { groups, items, steps: rows.concat() })
        };
        Self(segments.iter().map(one).collect())
    }
}

/// `None` where no group can be told apart.
fn leaning(groups: &BTreeMap<String, GroupCount>) -> Option<Leaning> {
    let people: u64 = groups.values().map(|group| group.people).sum();
    let is_told = |group: &&GroupCount| group.people.min(people - group.people) >= GROUP_PEOPLE_MIN;
    let told: Vec<&GroupCount> = groups.values().filter(is_told).collect();
    let mut chosen: BTreeMap<ItemIx, u64> = BTreeMap::new();
    for (item, count) in groups.values().flat_map(|group| &group.chosen) {
        *chosen.entry(*item).or_default() += count;
    }
    chosen.retain(|_, people| *people >= ITEM_PEOPLE_MIN);
    let steps = chosen.iter().flat_map(|(item, &all)| told.iter().map(move |group| steps(group, *item, all, people)));
    let leaning =
        Leaning { groups: told.len(), items: chosen.keys().map(|item| item.0).collect(), steps: steps.collect() };
    (leaning.groups > 0).then_some(leaning)
}

#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
#[expect(clippy::cast_possible_truncation, reason = "a logarithm of counts is small")]
fn steps(group: &GroupCount, item: ItemIx, all: u64, people: u64) -> i32 {
    let chose = group.chosen.get(&item).copied().unwrap_or(0);
    let share = |chose: u64, of: u64| chose as f64 / of as f64 + IMAGINED / people as f64;
    let others = people - group.people;
    libm::round(STEPS_PER_NAT * libm::log(share(chose, group.people) / share(all - chose, others))) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Contribution;

    fn counted(people: &[(&str, &[u32])]) -> GroupCounts {
        let mut counts = GroupCounts::default();
        for (group, items) in people {
            let items: Vec<ItemIx> = items.iter().map(|&item| ItemIx(item)).collect();
            counts.add(&[("kind".to_owned(), (*group).to_owned())].into(), &Contribution::of_items(&items));
        }
        counts
    }

    const PLAIN: &[u32] = &[1];
    const WITH_FIRST: &[u32] = &[0, 1];
    const WITH_LAST: &[u32] = &[1, 2];

    /// 60 of one kind, of whom 30 chose item 0; 120 of another, of whom 15 did; everybody chose item 1; 19 chose item 2.
    fn people() -> Vec<(&'static str, &'static [u32])> {
        let one = (0..60).map(|at| ("a", if at < 30 { WITH_FIRST } else { PLAIN }));
        let other = (0..120).map(|at| match at {
            0..15 => ("b", WITH_FIRST),
            15..34 => ("b", WITH_LAST),
            _ => ("b", PLAIN),
        });
        one.chain(other).collect()
    }

    #[test]
    fn a_choice_speaks_for_a_group_by_the_ratio_of_its_shares() {
        let leanings = Leanings::of(&counted(&people()));
        let leaning = leanings.segment("kind").expect("two groups of enough people");
        let wanted = ((30.0 + 10.0 / 3.0) / 60.0_f64).ln() - ((15.0 + 20.0 / 3.0) / 120.0_f64).ln();
        let told = leaning.of(ItemIx(0));
        assert_eq!(told.len(), 2);
        assert!((f64::from(told[0]) / STEPS_PER_NAT - wanted).abs() < 1.0 / STEPS_PER_NAT, "{told:?} {wanted}");
        assert_eq!(told[0], -told[1], "of two groups one is what the other is not");
        assert_eq!(leaning.of(ItemIx(1)), [0, 0], "what everybody chooses tells nothing");
        assert!(leaning.of(ItemIx(2)).is_empty(), "of 19 people nothing is kept");
    }

    #[test]
    fn nothing_is_learnt_of_fewer_than_fifty_people_nor_of_what_fifty_would_give_away_of_the_others() {
        let of_first = |n: usize| people().into_iter().filter(|(group, _)| *group == "b").take(n).collect::<Vec<_>>();
        let one_of = |n: usize| people().into_iter().filter(|(group, _)| *group == "a").take(n).collect::<Vec<_>>();
        for (a, b) in [(49, 120), (60, 49)] {
            assert!(Leanings::of(&counted(&[one_of(a), of_first(b)].concat())).is_empty(), "{a} and {b}");
        }
        assert!(!Leanings::of(&counted(&[one_of(50), of_first(50)].concat())).is_empty());
    }

    #[test]
    fn who_is_gone_leaves_what_a_run_without_them_would_have_learnt_in_any_order() {
        let mut all = people();
        all.reverse();
        assert_eq!(Leanings::of(&counted(&all)), Leanings::of(&counted(&people())));
        let leanings = Leanings::of(&counted(&people()));
        let json = serde_json::to_vec(&leanings).expect("plain data");
        assert_eq!(serde_json::from_slice::<Leanings>(&json).expect("the same form"), leanings);
        assert!(leanings.is_sound(3) && !leanings.is_sound(1));
        let moved = leanings.moved(&[2, 5, 6]);
        assert_eq!(
            moved.segment("kind").map(|it| it.of(ItemIx(2))),
            leanings.segment("kind").map(|it| it.of(ItemIx(0)))
        );
    }
}
