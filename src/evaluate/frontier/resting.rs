//! The prices at which exposure targets and parity rules come to rest when the customers of a panel come again and again.
//!
//! In service a controller finds them list by list (`src/rerank/exposure.rs`). A share only rises with its price, so here each is
//! found by halving: the least price at which the group has its share.

use std::collections::BTreeMap;

use serde::Serialize;

use super::panel::Panel;
use crate::engine::{Prices, Prospect};
use crate::rerank::{PRICE_MAX, ParityRule, Policy, Shown};

/// The price of a target is found on the lists of so many customers, those of a parity rule on so many, who are of several groups.
const CUSTOMERS_MAX: usize = 300;
const GROUPED_MAX: usize = 500;
/// A price is known to a 4,000th of the highest.
const HALVINGS: usize = 12;
/// How often each of several prices is found again next to the others.
const ROUNDS: usize = 2;
/// A group of fewer customers is raised by nothing, and none is held to it: what it sees says little.
const GROUP_MIN: usize = 20;

/// Where the price of a rule comes to rest.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RestingPrice {
    /// The exposure target's name, or the parity rule's.
    #[schema(example = "tail")]
    pub rule: String,
    /// What its items then gain, in spreads of a list; of a parity rule for the group of customers that it raises most.
    #[schema(example = 0.9)]
    pub price: f64,
    /// Whether that gives it what it asks for: the price ends at 10.
    #[schema(example = true)]
    pub is_reached: bool,
}

/// The prices of a policy at rest.
#[derive(Debug, Clone, Default)]
pub(super) struct Resting {
    exposure: Vec<f64>,
    /// By rule, by group of customers; who is in none gains nothing.
    parity: Vec<BTreeMap<String, f64>>,
}

impl Resting {
    /// Finds the prices of a policy among the first customers of a panel.
    pub(super) fn of(panel: &Panel<'_>, policy: &Policy) -> Self {
        let (exposures, parities) = (policy.exposures.len(), policy.parities.len());
        let mut resting = Self { exposure: vec![0.0; exposures], parity: vec![BTreeMap::new(); parities] };
        let rounds = if exposures + parities > 1 { ROUNDS } else { 1 };
        for _ in 0..rounds {
            for at in 0..exposures {
                resting.exposure[at] = resting.owed_by_all(panel, policy, at);
            }
            for at in 0..parities {
                resting.parity[at] = resting.owed_by_group(panel, policy, at);
            }
        }
        resting
    }

    /// What they add to the list of a customer.
    pub(super) fn prices(&self, policy: &Policy, prospect: &Prospect) -> Prices {
        let of_group = |(rule, prices): (&ParityRule, &BTreeMap<String, f64>)| {
            prospect.group(&rule.segment).and_then(|group| prices.get(group)).copied().unwrap_or(0.0)
        };
        Prices {
            exposure: self.exposure.clone(),
            parity: policy.parities.iter().zip(&self.parity).map(of_group).collect(),
        }
    }

    /// By rule, exposure targets first.
    pub(super) fn told(&self, policy: &Policy) -> Vec<RestingPrice> {
        let told =
            |rule: &String, price: f64| RestingPrice { rule: rule.clone(), price, is_reached: price < PRICE_MAX };
        let exposures = policy.exposures.iter().zip(&self.exposure).map(|(target, price)| told(&target.name, *price));
        let highest = |prices: &BTreeMap<String, f64>| prices.values().copied().fold(0.0, f64::max);
        let parities = policy.parities.iter().zip(&self.parity).map(|(rule, prices)| told(&rule.name, highest(prices)));
        exposures.chain(parities).collect()
    }

    /// The price of an exposure target next to all others.
    fn owed_by_all(&self, panel: &Panel<'_>, policy: &Policy, at: usize) -> f64 {
        let target = &policy.exposures[at];
        let members = panel.members(&target.members);
        let mut tried = self.clone();
        let mut is_met = |price: f64| {
            tried.exposure[at] = price;
            let shown = panel.shown((policy, &tried), &members, CUSTOMERS_MAX);
            share(&shown.into_iter().map(|(_, shown)| shown).collect::<Vec<Shown>>()) >= target.target
        };
        let (mut low, mut high) = (0.0, if is_met(0.0) { 0.0 } else { PRICE_MAX });
        for _ in 0..HALVINGS {
            let price = f64::midpoint(low, high);
            if high > 0.0 && is_met(price) { high = price } else { low = price }
        }
        high
    }

    /// The prices of a parity rule by group, next to all others: a group is owed what the leading one of the others gets, less the
    /// difference that the rule allows. The leading one gains nothing, so the prices of the groups do not depend on each other.
    fn owed_by_group(&self, panel: &Panel<'_>, policy: &Policy, at: usize) -> BTreeMap<String, f64> {
        let rule = &policy.parities[at];
        let members = panel.members(&rule.members);
        let mut tried = self.clone();
        let mut shares = |prices: BTreeMap<String, f64>| {
            tried.parity[at] = prices;
            let mut by_group: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
            for (prospect, shown) in panel.shown((policy, &tried), &members, GROUPED_MAX) {
                if let Some(group) = prospect.group(&rule.segment) {
                    by_group.entry(group.to_owned()).or_default().push(shown);
                }
            }
            by_group.retain(|_, lists| lists.len() >= GROUP_MIN);
            by_group.into_iter().map(|(group, lists)| (group, share(&lists))).collect::<BTreeMap<String, f64>>()
        };
        let before = shares(BTreeMap::new());
        let owed = |group: &String| {
            let others = before.iter().filter(|(other, _)| *other != group);
            others.map(|(_, share)| *share).fold(0.0, f64::max) - rule.difference
        };
        let lags = before.iter().filter(|(group, share)| **share < owed(group));
        let mut ends: BTreeMap<String, (f64, f64)> = lags.map(|(group, _)| (group.clone(), (0.0, PRICE_MAX))).collect();
        for _ in 0..if ends.is_empty() { 0 } else { HALVINGS } {
            let middle = |(low, high): &(f64, f64)| f64::midpoint(*low, *high);
            let prices: BTreeMap<String, f64> =
                ends.iter().map(|(group, ends)| (group.clone(), middle(ends))).collect();
            let now = shares(prices.clone());
            for (group, (low, high)) in &mut ends {
                if now[group] >= owed(group) { *high = prices[group] } else { *low = prices[group] }
            }
        }
        ends.into_iter().map(|(group, (_, high))| (group, high)).collect()
    }
}

/// What lists gave of their attention; 0 where they are empty.
fn share(lists: &[Shown]) -> f64 {
    let sum = |of: fn(&Shown) -> f64| lists.iter().map(of).sum::<f64>();
    let all = sum(|shown| shown.all);
    if all > 0.0 { sum(|shown| shown.members) / all } else { 0.0 }
}
