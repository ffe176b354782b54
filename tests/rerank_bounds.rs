//! The reranker under random policies. Properties held in every random instance:
//! - no list holds an item twice, an excluded item, or one that is no candidate;
//! - every cap, minimum, maximum and leakage budget that is not said to be given up holds, in every prefix or in the list; pins stand;
//! - the ledger lines fold to the score, and the prices of the stages add up to what the rules cost;
//! - a rule that binds a place, when it is left out, changes that place, in at least 99 of 100 re-runs; next to a leakage budget in all.
//!
//! `CANDOR_CASES` sets the number of instances.

#[path = "common/world.rs"]
mod world;

use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::ids::ItemIx;
use candor::rerank::{CapLevel, Labels, Policy, Rule, relist};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use world::{Draw, Sizes, World};

const SIZES: Sizes = Sizes { items: 20, places: 12 };

impl Draw for SplitMix64 {
    fn below(&mut self, end: u64) -> usize {
        usize::try_from(self.next_u64() % end).expect("small")
    }

    fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

fn cases() -> u64 {
    std::env::var("CANDOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

#[test]
fn no_list_breaks_a_bound_that_is_not_said_to_be_given_up() {
    let mut random = SplitMix64::seed_from_u64(11);
    let (mut given_up, mut leaky) = (0, 0);
    for case in 0..cases() {
        let world = World::random(&mut random, SIZES);
        let list = world.rerank(&world.policy);
        world::check(&world, &list, case);
        leaky += u64::from(list.leaks.iter().any(|leak| leak.after < leak.before));
        given_up += u64::from(!list.conflicts.is_empty());
    }
    assert!(leaky > cases() / 100, "{leaky} lists were mended");
    assert!(given_up < cases() / 2 && given_up > cases() / 100, "{given_up} instances say something of both kinds");
}

/// The policy without a rule that binds.
fn without(world: &World, rule: Rule) -> Option<Policy> {
    let mut policy = world.policy.clone();
    match rule {
        Rule::Pin { rule } => policy.pins[usize::from(rule)].position = u16::MAX,
        Rule::Group { rule } => policy.groups[usize::from(rule)].open(),
        // Where a single label is at the cap, taking the level's cap away takes away that of the label.
        Rule::Cap { level: CapLevel::Brand, .. } => policy.caps.brand = None,
        Rule::Cap { level: CapLevel::Category, .. } => policy.caps.category = None,
        Rule::Cap { level: CapLevel::Seller, .. } => policy.caps.seller = None,
        Rule::Leakage { rule } => policy.leakages[usize::from(rule)].lift(),
        Rule::Serendipity => return None,
    }
    Some(policy)
}

#[test]
fn a_rule_that_binds_a_place_changes_it_when_it_is_left_out() {
    let mut random = SplitMix64::seed_from_u64(12);
    let (mut bindings, mut changed) = (0_u64, 0_u64);
    for _ in 0..cases() {
        let mut world = World::random(&mut random, SIZES);
        world.policy.leakages.clear();
        let list = world.rerank(&world.policy);
        for (at, account) in list.accounts.iter().enumerate() {
            for binding in &account.bindings {
                let Some(policy) = without(&world, binding.rule) else { continue };
                let other = world.rerank(&policy);
                bindings += 1;
                changed += u64::from(other.placed.get(at).map(|placed| placed.item) != Some(list.placed[at].item));
            }
        }
    }
    assert!(bindings > cases() / 4, "{bindings} bindings say something");
    assert!(changed * 100 >= bindings * 99, "{changed} of {bindings}");
}

/// Labels under which no two items of one label count together any more, and all others as before.
fn uncapped(world: &World, level: CapLevel, label: u32) -> Labels {
    let name = world.labels.text(level, label);
    let own = |at: usize| {
        let mut item = world.item(ItemIx::from_at(at)).clone();
        let slot = match level {
            CapLevel::Brand => item.brand.as_mut(),
            CapLevel::Category => item.category.last_mut(),
            CapLevel::Seller => item.seller.as_mut(),
        };
        slot.into_iter().filter(|of| *of == name).for_each(|of| *of = format!("{name} {at}"));
        Arc::new(item)
    };
    let vocabulary = Arc::clone(world.catalog.vocabulary());
    let items: Vec<Arc<Item>> = (0..vocabulary.len()).map(own).collect();
    Labels::new(&Catalog::new(vocabulary, 1, String::new(), items))
}

#[test]
fn next_to_a_leakage_budget_every_rule_that_binds_a_place_changes_it_when_it_is_left_out() {
    let mut random = SplitMix64::seed_from_u64(13);
    let (mut bindings, mut budgets) = (0_u64, 0_u64);
    for case in 0..cases() {
        let world = World::random(&mut random, SIZES);
        if world.policy.leakages.is_empty() {
            continue;
        }
        let list = world.rerank(&world.policy);
        let bound = list.accounts.iter().enumerate();
        for (at, binding) in bound.flat_map(|(at, account)| account.bindings.iter().map(move |one| (at, one))) {
            let other = match binding.rule {
                Rule::Cap { level, label } => world.made(&world.policy, &uncapped(&world, level, label), relist),
                rule => match without(&world, rule) {
                    Some(policy) => world.made(&policy, &world.labels, relist),
                    None => continue,
                },
            };
            let stands = other.placed.get(at).map(|placed| placed.item);
            assert_ne!(stands, Some(list.placed[at].item), "case {case}: {binding:?} at {at}");
            bindings += 1;
            budgets += u64::from(matches!(binding.rule, Rule::Leakage { .. }));
        }
    }
    assert!(
        bindings > cases() / 4 && budgets > cases() / 10,
        "{bindings} bindings say something, {budgets} of budgets"
    );
}
