//! The reranker under random policies. Properties held in every random instance:
//! - no list holds an item twice, an excluded item, or one that is no candidate;
//! - every cap, minimum, maximum and leakage budget that is not said to be given up holds, in every prefix or in the list; pins stand;
//! - the ledger lines fold to the score, and the prices of the stages add up to what the rules cost;
//! - a rule that binds a place, when it is left out, changes that place, in at least 99 of 100 re-runs; next to a leakage budget in all.
//!
//! `CANDOR_CASES` sets the number of instances.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::fit::{Leaning, Leanings};
use candor::ids::{ItemId, ItemIx, Vocabulary};
use candor::rerank::{
    Candidate, CapLevel, Caps, CatalogSimilarity, Correction, DIMENSIONS, DiversityMode, Exclusion, ExposureTarget,
    FairStar, GroupRule, Labels, LeakageBudget, ParityRule, Pin, Policy, Relaxed, Reranked, Rule, Scene, Schedule,
    Scope, Selector, Traits, Vector, Window, relist, rerank,
};
use candor::stats::{Contribution, GroupCounts};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

fn cases() -> u64 {
    std::env::var("CANDOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(400)
}

fn below(random: &mut SplitMix64, end: u64) -> usize {
    usize::try_from(random.next_u64() % end).expect("small")
}

fn unit(random: &mut SplitMix64) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn id(at: usize) -> ItemId {
    ItemId::new(&format!("i{at:02}")).expect("a valid id")
}

/// Random directions, every other item little known, and what leans to which group of customers.
struct Directions(Vec<Vector>, Leanings);

impl Traits for Directions {
    fn vector(&self, item: ItemIx, into: &mut Vector) {
        *into = self.0[item.at()];
    }

    fn novelty(&self, item: ItemIx) -> f64 {
        if item.0.is_multiple_of(2) { 0.9 } else { 0.2 }
    }

    fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.1.segment(segment)
    }
}

/// What 240 people of three groups chose, each by a taste of its group.
fn leanings(random: &mut SplitMix64, n: usize) -> Leanings {
    let taste: Vec<Vec<u64>> = (0..3).map(|_| (0..n).map(|_| 1 + random.next_u64() % 9).collect()).collect();
    let mut counts = GroupCounts::default();
    for who in 0..240 {
        let chosen: Vec<ItemIx> =
            (0..n).filter(|&item| random.next_u64() % 10 < taste[who % 3][item]).map(ItemIx::from_at).collect();
        let groups = BTreeMap::from([("age".to_owned(), format!("g{}", who % 3))]);
        counts.add(&groups, &Contribution::of_items(&chosen));
    }
    Leanings::of(&counts)
}

struct World {
    catalog: Catalog,
    labels: Labels,
    traits: Directions,
    candidates: Vec<Candidate>,
    policy: Policy,
    count: usize,
}

impl World {
    fn random(random: &mut SplitMix64) -> Self {
        let n = 6 + below(random, 20);
        let item = |at: usize, random: &mut SplitMix64| {
            let mut item = Item::titled(id(at), "A thing");
            item.brand = Some(format!("b{}", below(random, 4)));
            item.seller = (below(random, 3) > 0).then(|| format!("s{}", below(random, 3)));
            item.category = vec![format!("wide {}", below(random, 3)), format!("narrow {}", below(random, 5))];
            let flag = |random: &mut SplitMix64| below(random, 3).to_string();
            item.attributes = (0..3).map(|g| (format!("g{g}"), flag(random))).collect();
            Arc::new(item)
        };
        let items: Vec<Arc<Item>> = (0..n).map(|at| item(at, random)).collect();
        let vocabulary = Arc::new(Vocabulary::new((0..n).map(id)));
        let catalog = Catalog::new(vocabulary, 1, String::new(), items);
        let vector = |random: &mut SplitMix64| {
            let mut vector = [0.0_f32; DIMENSIONS];
            vector[..6].iter_mut().for_each(|slot| *slot = unit(random) as f32 - 0.3);
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.iter_mut().for_each(|x| *x /= length);
            vector
        };
        // Drawn apart, so that the worlds are otherwise those of a time before budgets.
        let mut apart = random.clone();
        let traits = Directions((0..n).map(|_| vector(random)).collect(), leanings(&mut apart, n));
        let base = |random: &mut SplitMix64| (unit(random) * 20.0).round() / 10.0;
        let candidates = (0..n).map(|at| Candidate { item: ItemIx::from_at(at), base: base(random) }).collect();
        let labels = Labels::new(&catalog);
        let mut policy = policy(random, n);
        let budget = |random: &mut SplitMix64| LeakageBudget { segment: "age".to_owned(), budget: unit(random) };
        policy.leakages = (0..below(&mut apart, 2)).map(|_| budget(&mut apart)).collect();
        Self { catalog, labels, traits, candidates, policy, count: 1 + below(random, 12) }
    }

    fn rerank(&self, policy: &Policy) -> Reranked {
        self.made(policy, &self.labels, rerank)
    }

    fn made(
        &self,
        policy: &Policy,
        labels: &Labels,
        make: fn(&[Candidate], &Scene<'_>, &Policy, usize) -> Reranked,
    ) -> Reranked {
        let similarity = CatalogSimilarity::new(&self.catalog, |_, _| 0.0);
        let taste = [(ItemIx(0), 1.0), (ItemIx(5), 0.5)];
        let scene = Scene {
            catalog: &self.catalog,
            labels,
            similarity: &similarity,
            traits: &self.traits,
            taste: &taste,
            exposure: &[0.5],
            parity: &[0.3],
        };
        make(&self.candidates, &scene, policy, self.count)
    }

    fn item(&self, item: ItemIx) -> &Item {
        self.catalog.item(item).expect("on offer")
    }
}

fn policy(random: &mut SplitMix64, n: usize) -> Policy {
    let wish = |random: &mut SplitMix64, odds: u64| if below(random, odds) == 0 { unit(random) * 0.6 } else { 0.0 };
    let cap =
        |random: &mut SplitMix64| (below(random, 2) == 0).then(|| 1 + u16::try_from(below(random, 4)).expect("small"));
    let group = |g: usize, random: &mut SplitMix64| {
        let value = BTreeSet::from([below(random, 3).to_string()]);
        let members = Selector { attributes: BTreeMap::from([(format!("g{g}"), value)]), ..Selector::default() };
        let mut group = GroupRule {
            name: format!("group {g}"),
            members,
            min_share: unit(random) * 0.6,
            max_share: (below(random, 3) == 0).then(|| 0.3 + unit(random) * 0.7),
            scope: if below(random, 3) == 0 { Scope::List } else { Scope::Prefix },
            priority: u8::try_from(below(random, 3)).expect("small"),
            fair_star: None,
        };
        if group.scope == Scope::Prefix && below(random, 4) == 0 {
            let alpha = 0.05 + unit(random) * 0.4;
            group.fair_star = Some(FairStar { p: group.min_share, alpha, correction: Correction::default() });
            group.min_share = 0.0;
        }
        group
    };
    let active = Schedule::default();
    let label = || "Corner Shop".to_owned();
    let pin = |at: usize, random: &mut SplitMix64| Pin {
        item: id(below(random, n as u64)),
        position: u16::try_from(1 + at * 3).expect("small"),
        label: label(),
        paid_by: None,
        active,
    };
    let mut pins: Vec<Pin> = (0..below(random, 3)).map(|at| pin(at, random)).collect();
    pins.dedup_by(|a, b| a.item == b.item);
    let bar = |random: &mut SplitMix64| Exclusion {
        label: label(),
        members: Selector { items: BTreeSet::from([id(below(random, n as u64))]), ..Selector::default() },
        active,
    };
    Policy {
        diversity: wish(random, 2),
        diversity_mode: if below(random, 2) == 0 { DiversityMode::Dpp } else { DiversityMode::Mmr },
        serendipity: wish(random, 4),
        calibration: wish(random, 4),
        novelty: wish(random, 4),
        caps: Caps { brand: cap(random), category: cap(random), seller: cap(random) },
        groups: (0..below(random, 4)).map(|g| group(g, random)).collect(),
        pins,
        exclusions: (0..below(random, 2)).map(|_| bar(random)).collect(),
        exposures: (0..below(random, 2)).map(|_| owed(random)).collect(),
        parities: (0..below(random, 2)).map(|_| even(random)).collect(),
        ..Policy::standard("home")
    }
}

fn owed(random: &mut SplitMix64) -> ExposureTarget {
    let value = BTreeSet::from([below(random, 3).to_string()]);
    let members = Selector { attributes: BTreeMap::from([("g0".to_owned(), value)]), ..Selector::default() };
    ExposureTarget { name: "owed".to_owned(), members, target: 0.1, window: Window::default(), gain: 0.05 }
}

fn even(random: &mut SplitMix64) -> ParityRule {
    let (ExposureTarget { members, window, gain, .. }, name) = (owed(random), "offers".to_owned());
    ParityRule { name, members, segment: "age".to_owned(), difference: 0.1, window, gain }
}

fn check_items(world: &World, list: &Reranked, case: u64) {
    let items: BTreeSet<ItemIx> = list.placed.iter().map(|placed| placed.item).collect();
    assert_eq!(items.len(), list.placed.len(), "case {case}: an item stands twice");
    assert!(list.placed.len() <= world.count, "case {case}");
    let candidates: BTreeSet<ItemIx> = world.candidates.iter().map(|candidate| candidate.item).collect();
    assert!(items.is_subset(&candidates), "case {case}");
    let is_barred = |item: &ItemIx| world.policy.exclusions.iter().any(|rule| rule.members.matches(world.item(*item)));
    assert!(!items.iter().any(is_barred), "case {case}: an excluded item");
    for (rule, pin) in (0..).zip(&world.policy.pins) {
        let at = usize::from(pin.position) - 1;
        let stands = list.placed.get(at).is_some_and(|placed| world.item(placed.item).id == pin.item);
        assert!(
            stands || at >= world.count || list.relaxed.contains(&Relaxed::Pin { rule }),
            "case {case}: pin {rule}"
        );
    }
}

/// Counts of members by prefix, and of pinned ones.
fn counts(world: &World, list: &Reranked, is_member: impl Fn(&Item) -> bool) -> Vec<(usize, usize)> {
    let mut counts = vec![(0, 0)];
    for placed in &list.placed {
        let (mut members, mut pinned) = counts[counts.len() - 1];
        let item = world.item(placed.item);
        if is_member(item) {
            members += 1;
            let at = |pin: &Pin| pin.item == item.id && usize::from(pin.position) == placed.rank as usize;
            pinned += usize::from(world.policy.pins.iter().any(at));
        }
        counts.push((members, pinned));
    }
    counts
}

fn check_bounds(world: &World, list: &Reranked, case: u64) {
    let k = list.placed.len();
    for (rule, group) in (0..).zip(&world.policy.groups) {
        if list.relaxed.contains(&Relaxed::Group { rule }) {
            continue;
        }
        let table = group.fair_star.map_or_else(|| vec![0; k + 1], |test| test.table(k));
        for (q, &(members, pinned)) in counts(world, list, |item| group.members.matches(item)).iter().enumerate() {
            if group.scope == Scope::List && q < k {
                continue;
            }
            let share = |share: f64| share * q as f64;
            let least = table[q].max(share(group.min_share).floor() as usize);
            assert!(members >= least, "case {case}: group {rule}, prefix {q}");
            let most = group.max_share.map_or(k, |most| match group.scope {
                Scope::Prefix => share(most).ceil() as usize,
                Scope::List => share(most).floor() as usize,
            });
            assert!(members <= most.max(pinned), "case {case}: group {rule}, prefix {q}: {members} > {most}");
        }
    }
    type Name = fn(&Item) -> Option<&str>;
    let levels: [(Option<u16>, Name); 3] = [
        (world.policy.caps.brand, |item| item.brand.as_deref()),
        (world.policy.caps.category, |item| item.category.last().map(String::as_str)),
        (world.policy.caps.seller, |item| item.seller.as_deref()),
    ];
    for (cap, name) in levels {
        let Some(cap) = cap else { continue };
        let names: BTreeSet<&str> = list.placed.iter().filter_map(|placed| name(world.item(placed.item))).collect();
        for wanted in names {
            let counts = counts(world, list, |item| name(item) == Some(wanted));
            let &(members, pinned) = counts.last().expect("the empty prefix");
            assert!(members <= usize::from(cap).max(pinned), "case {case}: {members} of {wanted}");
        }
    }
}

fn check_leakage(world: &World, list: &Reranked, case: u64) {
    for (rule, budget) in (0..).zip(&world.policy.leakages) {
        let leaning = world.traits.leaning(&budget.segment).expect("learnt");
        let moved = leaning.moved_by(list.placed.iter().map(|placed| placed.item));
        let is_said = list.relaxed.contains(&Relaxed::Leakage { rule });
        assert_eq!(moved > budget.budget, is_said, "case {case}: {moved} of {}", budget.budget);
        assert_eq!(list.leaks[usize::from(rule)].after.to_bits(), moved.to_bits(), "case {case}");
    }
}

fn check_sums(world: &World, list: &Reranked, case: u64) {
    let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
    for placed in &list.placed {
        let folded = placed.lines.iter().fold(placed.base, |sum, line| sum + line.amount);
        assert_eq!(folded.to_bits(), placed.score.to_bits(), "case {case}");
    }
    let mut bases: Vec<f64> = world.candidates.iter().map(|candidate| candidate.base).collect();
    bases.sort_by(|a, b| b.total_cmp(a));
    let free: f64 = bases.iter().take(world.count).enumerate().map(|(at, base)| base * discount(at)).sum();
    let own: f64 = list.placed.iter().enumerate().map(|(at, placed)| placed.base * discount(at)).sum();
    let stages: f64 = list.prices.iter().map(|price| price.relevance).sum();
    assert!((free - own - stages).abs() < 1e-9, "case {case}: {} {stages}", free - own);
}

#[test]
fn no_list_breaks_a_bound_that_is_not_said_to_be_given_up() {
    let mut random = SplitMix64::seed_from_u64(11);
    let (mut given_up, mut leaky) = (0, 0);
    for case in 0..cases() {
        let world = World::random(&mut random);
        let list = world.rerank(&world.policy);
        check_items(&world, &list, case);
        check_bounds(&world, &list, case);
        check_leakage(&world, &list, case);
        check_sums(&world, &list, case);
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
        let mut world = World::random(&mut random);
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
        let world = World::random(&mut random);
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
