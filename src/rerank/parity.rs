//! Parity between groups of customers: a controller for each group raises some items until the group sees them about as often
//! as the group that sees most of them.
//!
//! Pure, as [`super::exposure`] is, and made of the same controller: what a group is owed is what the leading group gets, less
//! the difference that the rule allows. It only ever levels up. The leading group is owed less than it has, so its price falls to
//! nothing: what all others are held to is what its customers would see anyway.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::exposure::{ExposureState, Shown};
use super::policy::{ExposureTarget, ParityRule, Selector};
use crate::units::Time;

/// Where the controllers of one rule stand, by the group of customers.
pub type ParityStates = BTreeMap<String, ExposureState>;

/// A group leads only after so many lists: fewer say little of what its customers see.
const LISTS_MIN: u64 = 100;

/// The most groups that one rule evens out; customers of further ones are in none.
const GROUPS_MAX: usize = 64;

/// How the customer of a decision stands to a parity rule.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParityStand {
    /// The customer's group; absent where it is not known or may not be used, and then nothing is raised or measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "25-34")]
    pub group: Option<String>,
    /// What the rule's items gain for this group, in spreads of a list; 0 to 10.
    #[serde(default)]
    #[schema(example = 0.2)]
    pub price: f64,
}

impl ParityStand {
    /// The stand of a customer of this group.
    #[must_use]
    pub fn of(group: Option<&String>, states: &ParityStates) -> Self {
        let group = group.filter(|group| states.len() < GROUPS_MAX || states.contains_key(*group));
        let price = group.and_then(|group| states.get(group)).map_or(0.0, |state| state.price);
        Self { group: group.cloned(), price }
    }
}

impl ParityRule {
    /// The least share that a group is owed: that of the group which leads among the others, less the allowed difference.
    #[must_use]
    pub fn owed(&self, group: &str, states: &ParityStates) -> f64 {
        let others = states.iter().filter(|(other, state)| other.as_str() != group && state.lists >= LISTS_MIN);
        let leading = others.filter_map(|(_, state)| state.share()).fold(0.0, f64::max);
        (leading - self.difference).max(0.0)
    }

    /// The state of a group after a list for one of its customers.
    #[must_use]
    pub fn after(&self, group: &str, states: &ParityStates, shown: Shown, now: Time) -> ExposureState {
        let target = ExposureTarget {
            name: String::new(),
            members: Selector::default(),
            target: self.owed(group, states),
            window: self.window,
            gain: self.gain,
        };
        states.get(group).copied().unwrap_or_default().after(&target, shown, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rerank::Window;
    use rand_xoshiro::SplitMix64;
    use rand_xoshiro::rand_core::{Rng, SeedableRng};

    fn rule(difference: f64) -> ParityRule {
        ParityRule {
            name: "discounts".to_owned(),
            members: Selector::default(),
            segment: "age".to_owned(),
            difference,
            window: Window::Requests { length: 1_000 },
            gain: 0.02,
        }
    }

    fn unit(random: &mut SplitMix64) -> f64 {
        f64::from(u32::try_from(random.next_u64() >> 32).expect("32 bits")) / f64::from(u32::MAX)
    }

    /// The ten best of 60 items, a third of which the rule means; those score worse by `handicap`.
    fn list(random: &mut SplitMix64, lift: f64) -> Shown {
        let mut items: Vec<(f64, bool)> =
            (0..60).map(|item| (unit(random) + if item % 3 == 0 { lift } else { 0.0 }, item % 3 == 0)).collect();
        items.sort_by(|a, b| b.0.total_cmp(&a.0));
        Shown::count(items.into_iter().take(10).map(|(_, is_member)| is_member))
    }

    /// Lists for groups in turn, each with its own handicap; the share of each over the last half of its lists.
    fn run(rule: &ParityRule, handicaps: &[f64], lists: usize) -> (Vec<f64>, ParityStates) {
        let mut random = SplitMix64::seed_from_u64(7);
        let mut states = ParityStates::new();
        let mut sums = vec![Shown::default(); handicaps.len()];
        for at in 0..lists * handicaps.len() {
            let who = at % handicaps.len();
            let group = format!("g{who}");
            let price = ParityStand::of(Some(&group), &states).price;
            let shown = list(&mut random, price - handicaps[who]);
            let after = rule.after(&group, &states, shown, Time::from_millis(0));
            states.insert(group, after);
            if at >= lists * handicaps.len() / 2 {
                sums[who] = Shown { members: sums[who].members + shown.members, all: sums[who].all + shown.all };
            }
        }
        (sums.into_iter().map(|sum| sum.members / sum.all).collect(), states)
    }

    #[test]
    fn a_group_that_lags_is_raised_to_the_allowed_difference_and_the_leading_one_stays_as_it_was() {
        let handicaps = [0.0, 0.1, 0.3];
        let (free, _) = run(&rule(1.0), &handicaps, 8_000);
        let (held, states) = run(&rule(0.05), &handicaps, 8_000);
        assert!(free[0] - free[1] > 0.05 && free[0] - free[2] > 0.2, "{free:?}");
        for lagging in [1, 2] {
            assert!((held[0] - held[lagging] - 0.05).abs() < 0.005, "{held:?}");
        }
        assert!((held[0] - free[0]).abs() < 0.01, "the leading group: {} before, {} after", free[0], held[0]);
        assert!(states["g0"].price < 0.05 && states["g2"].price > states["g1"].price, "{states:?}");
    }

    #[test]
    fn groups_that_see_as_much_do_not_push_each_other_up() {
        let (free, _) = run(&rule(1.0), &[0.2; 5], 20_000);
        let (held, states) = run(&rule(0.02), &[0.2; 5], 20_000);
        assert!(states.values().all(|state| state.price < 0.05), "{states:?}");
        for (free, held) in free.iter().zip(held) {
            assert!((free - held).abs() < 0.01, "{free} {held}");
        }
    }

    #[test]
    fn a_group_of_a_few_lists_does_not_lead_and_nobody_leads_alone() {
        let rule = rule(0.05);
        let mut states = ParityStates::new();
        let all = Shown::count([true; 10]);
        for at in 0..LISTS_MIN {
            assert!(rule.owed("b", &states) <= 0.0, "after {at} lists");
            states.insert("a".to_owned(), rule.after("a", &states, all, Time::from_millis(0)));
        }
        assert!((rule.owed("b", &states) - 0.95).abs() < 1e-12);
        assert!(rule.owed("a", &states) <= 0.0 && states["a"].price <= 0.0, "{states:?}");
    }
}
