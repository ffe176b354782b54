//! The prices at which exposure targets and parity rules come to rest when the customers of a panel come again and again.
//!
//! In service a controller finds them list by list (`src/rerank/exposure.rs`). A share only rises with its price, so here each is
//! found by halving: the least price at which the group has its share.

use std::collections::BTreeMap;

use serde::Serialize;

use super::panel::Panel;
use crate::engine::{Prices, Prospect};
use crate::ids::ItemIx;
use crate::rerank::{ExposureTarget, PRICE_MAX, ParityRule, Policy, Shown};

/// So many lists are made at one trial of a price at most. Where a policy has several prices they are fewer, so that all trials together make
/// about so many, but never less than the least.
const LISTS_MAX: usize = 400;
const LISTS_IN_ALL: usize = 18_000;
const LISTS_MIN: usize = 100;
/// A price is known to a 4,000th of the highest.
const HALVINGS: usize = 12;
/// How often each of several prices is found again next to the others, as long as these move.
const ROUNDS: usize = 3;
/// A group of fewer customers is raised by nothing, and none is held to it: what it sees says little.
const GROUP_MIN: usize = 20;
/// Sums of the same attention may differ by so much.
const ROUNDING: f64 = 1e-9;

/// Where the price of a rule comes to rest.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct RestingPrice {
    /// The exposure target's name, or the parity rule's.
    #[schema(example = "tail")]
    pub rule: String,
    /// What its items then gain, in spreads of a list; of a parity rule for the group of customers that it raises most.
    #[schema(example = 0.9)]
    pub price: f64,
    /// Whether lists at all these prices give it what it asks for: a price ends at 10, and rules may outbid each other. `null` where there
    /// are too few customers to tell, of a parity rule those of one group or more.
    #[schema(example = true)]
    pub is_reached: Option<bool>,
}

/// The prices of a policy at rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Resting {
    exposure: Vec<f64>,
    /// By rule, by group of customers; who is in none gains nothing.
    parity: Vec<BTreeMap<String, f64>>,
    /// By rule, exposure targets first.
    is_reached: Vec<Option<bool>>,
}

impl Resting {
    /// Finds the prices of a policy among the first customers of a panel.
    pub(super) fn of(panel: &Panel<'_>, policy: &Policy) -> Self {
        let (exposures, parities) = (policy.exposures.len(), policy.parities.len());
        let n_rules = exposures + parities;
        let rounds = if n_rules > 1 { ROUNDS } else { 1 };
        let lists = (LISTS_IN_ALL / (rounds * HALVINGS * n_rules.max(1))).clamp(LISTS_MIN, LISTS_MAX);
        let trial = Trial { panel, policy, lists };
        let parity = vec![BTreeMap::new(); parities];
        let mut resting = Self { exposure: vec![0.0; exposures], parity, is_reached: Vec::new() };
        for _ in 0..rounds {
            let before = resting.clone();
            for at in 0..exposures {
                resting.exposure[at] = trial.owed_by_all(&resting, at);
            }
            for at in 0..parities {
                resting.parity[at] = trial.owed_by_group(&resting, at);
            }
            if resting == before {
                break;
            }
        }
        resting.is_reached = trial.are_reached(&resting);
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
        let highest = |prices: &BTreeMap<String, f64>| prices.values().copied().fold(0.0, f64::max);
        let exposures = policy.exposures.iter().zip(&self.exposure).map(|(target, price)| (&target.name, *price));
        let parities = policy.parities.iter().zip(&self.parity).map(|(rule, prices)| (&rule.name, highest(prices)));
        let told = |((rule, price), is_reached): ((&String, f64), &Option<bool>)| RestingPrice {
            rule: rule.clone(),
            price,
            is_reached: *is_reached,
        };
        exposures.chain(parities).zip(&self.is_reached).map(told).collect()
    }
}

/// Where prices are tried.
struct Trial<'a, 'p> {
    panel: &'a Panel<'p>,
    policy: &'a Policy,
    /// How many lists a trial makes.
    lists: usize,
}

impl Trial<'_, '_> {
    /// What the lists at some prices show of these members, and whose they are.
    fn shown<'s>(&'s self, at: &Resting, members: &[bool]) -> Vec<(&'s Prospect, Shown)> {
        let shown = |(prospect, items): (&'s Prospect, Vec<ItemIx>)| {
            (prospect, Shown::count(items.iter().map(|item| members[item.at()])))
        };
        self.panel.listed((self.policy, at), self.lists).into_iter().map(shown).collect()
    }

    /// The price of an exposure target next to all others.
    fn owed_by_all(&self, next_to: &Resting, at: usize) -> f64 {
        let target = &self.policy.exposures[at];
        let members = self.panel.members(&target.members);
        let mut tried = next_to.clone();
        let mut is_met = |price: f64| {
            tried.exposure[at] = price;
            share(self.shown(&tried, &members).iter().map(|(_, shown)| shown)) >= target.target
        };
        let (mut low, mut high) = (0.0, if is_met(0.0) { 0.0 } else { PRICE_MAX });
        for _ in 0..if high > 0.0 { HALVINGS } else { 0 } {
            let price = f64::midpoint(low, high);
            if is_met(price) { high = price } else { low = price }
        }
        high
    }

    /// The prices of a parity rule by group, next to all others: a group is owed what the leading one of the others gets, less the
    /// difference that the rule allows. The leading one gains nothing, so the prices of the groups do not depend on each other.
    fn owed_by_group(&self, next_to: &Resting, at: usize) -> BTreeMap<String, f64> {
        let rule = &self.policy.parities[at];
        let members = self.panel.members(&rule.members);
        let mut tried = next_to.clone();
        let mut shares = |prices: BTreeMap<String, f64>| {
            tried.parity[at] = prices;
            by_group(rule, &self.shown(&tried, &members))
        };
        let before = shares(BTreeMap::new());
        let lags = before.iter().filter(|(group, share)| **share < owed(rule, &before, group));
        let mut ends: BTreeMap<String, (f64, f64)> = lags.map(|(group, _)| (group.clone(), (0.0, PRICE_MAX))).collect();
        for _ in 0..if ends.is_empty() { 0 } else { HALVINGS } {
            let middle = |(low, high): &(f64, f64)| f64::midpoint(*low, *high);
            let prices: BTreeMap<String, f64> =
                ends.iter().map(|(group, ends)| (group.clone(), middle(ends))).collect();
            let now = shares(prices.clone());
            for (group, (low, high)) in &mut ends {
                if now[group] >= owed(rule, &before, group) { *high = prices[group] } else { *low = prices[group] }
            }
        }
        ends.into_iter().map(|(group, (_, high))| (group, high)).collect()
    }

    /// By rule, exposure targets first, whether the lists at these prices give it what it asks for.
    fn are_reached(&self, at: &Resting) -> Vec<Option<bool>> {
        let met = |target: &ExposureTarget| {
            let shown = self.shown(at, &self.panel.members(&target.members));
            (!shown.is_empty()).then(|| share(shown.iter().map(|(_, shown)| shown)) + ROUNDING >= target.target)
        };
        let level = |rule: &ParityRule| {
            let shown = self.shown(at, &self.panel.members(&rule.members));
            let shares = by_group(rule, &shown);
            let is_owed_nothing = |(group, share): (&String, &f64)| share + ROUNDING >= owed(rule, &shares, group);
            let is_known = |group: &str| shares.contains_key(group);
            let are_all_known = shown.iter().filter_map(|(prospect, _)| prospect.group(&rule.segment)).all(is_known);
            // Whoever lags is not reached; that nobody does can be said only where everybody was measured.
            let is_level = shares.iter().all(is_owed_nothing);
            (shares.len() > 1 && (are_all_known || !is_level)).then_some(is_level)
        };
        self.policy.exposures.iter().map(met).chain(self.policy.parities.iter().map(level)).collect()
    }
}

/// The share of attention by group of customers, of those with enough of them.
fn by_group(rule: &ParityRule, lists: &[(&Prospect, Shown)]) -> BTreeMap<String, f64> {
    let mut groups: BTreeMap<&str, Vec<&Shown>> = BTreeMap::new();
    for (prospect, shown) in lists {
        if let Some(group) = prospect.group(&rule.segment) {
            groups.entry(group).or_default().push(shown);
        }
    }
    groups.retain(|_, lists| lists.len() >= GROUP_MIN);
    groups.into_iter().map(|(group, lists)| (group.to_owned(), share(lists))).collect()
}

/// What a group is owed next to the leading one of the others.
fn owed(rule: &ParityRule, shares: &BTreeMap<String, f64>, group: &String) -> f64 {
    let others = shares.iter().filter(|(other, _)| *other != group);
    others.map(|(_, share)| *share).fold(0.0, f64::max) - rule.difference
}

/// What lists gave of their attention; 0 where they are empty.
fn share<'s>(lists: impl IntoIterator<Item = &'s Shown>) -> f64 {
    let (mut members, mut all) = (0.0, 0.0);
    for shown in lists {
        members += shown.members;
        all += shown.all;
    }
    if all > 0.0 { members / all } else { 0.0 }
}
