//! Random catalogues, candidates and policies for the reranker, and what must hold of every list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::fit::{Leaning, Leanings};
use candor::ids::{ItemId, ItemIx, Vocabulary};
use candor::rerank::{
    Candidate, Caps, CatalogSimilarity, Correction, DIMENSIONS, DiversityMode, Exclusion, ExposureTarget, FairStar,
    GroupRule, Labels, LeakageBudget, ParityRule, Pin, Policy, Relaxed, Reranked, Scene, Schedule, Scope, Selector,
    Traits, Vector, Window, rerank,
};
use candor::stats::{Contribution, GroupCounts};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Where the choices of a random world come from.
pub(crate) trait Draw {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: u64) -> usize;

    /// A number from 0 to 1.
    fn unit(&mut self) -> f64;
}

/// How many sizes there are to choose from: of the catalogue from [`ITEMS_MIN`] up, of the list from 1 up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) items: u64,
    pub(crate) places: u64,
}

/// The fewest items.
const ITEMS_MIN: usize = 6;

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
fn leanings(seed: u64, n: usize) -> Leanings {
    let mut random = SplitMix64::seed_from_u64(seed);
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

/// A catalogue, what is ranked, and the rules.
pub(crate) struct World {
    pub(crate) catalog: Catalog,
    pub(crate) labels: Labels,
    traits: Directions,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) policy: Policy,
    pub(crate) count: usize,
}

impl World {
    /// A world of these sizes.
    pub(crate) fn random(random: &mut dyn Draw, sizes: Sizes) -> Self {
        let n = ITEMS_MIN + random.below(sizes.items);
        let item = |at: usize, random: &mut dyn Draw| {
            let mut item = Item::titled(id(at), "A thing");
            item.brand = Some(format!("b{}", random.below(4)));
            item.seller = (random.below(3) > 0).then(|| format!("s{}", random.below(3)));
            item.category = vec![format!("wide {}", random.below(3)), format!("narrow {}", random.below(5))];
            let flag = |random: &mut dyn Draw| random.below(3).to_string();
            item.attributes = (0..3).map(|g| (format!("g{g}"), flag(random))).collect();
            Arc::new(item)
        };
        let items: Vec<Arc<Item>> = (0..n).map(|at| item(at, random)).collect();
        let vocabulary = Arc::new(Vocabulary::new((0..n).map(id)));
        let catalog = Catalog::new(vocabulary, 1, String::new(), items);
        let vector = |random: &mut dyn Draw| {
            let mut vector = [0.0_f32; DIMENSIONS];
            vector[..6].iter_mut().for_each(|slot| *slot = random.unit() as f32 - 0.3);
            let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
            vector.iter_mut().for_each(|x| *x /= length);
            vector
        };
        let vectors = (0..n).map(|_| vector(random)).collect();
        let base = |random: &mut dyn Draw| (random.unit() * 20.0).round() / 10.0;
        let candidates = (0..n).map(|at| Candidate { item: ItemIx::from_at(at), base: base(random) }).collect();
        let labels = Labels::new(&catalog);
        let (mut policy, count) = (policy(random, n), 1 + random.below(sizes.places));
        let traits = Directions(vectors, leanings(random.below(256) as u64, n));
        let budget = |random: &mut dyn Draw| LeakageBudget { segment: "age".to_owned(), budget: random.unit() };
        policy.leakages = (0..random.below(2)).map(|_| budget(random)).collect();
        Self { catalog, labels, traits, candidates, policy, count }
    }

    /// The list under a policy.
    pub(crate) fn rerank(&self, policy: &Policy) -> Reranked {
        self.made(policy, &self.labels, rerank)
    }

    /// The list under a policy, by other labels or in another way.
    pub(crate) fn made(
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
            exposure: &vec![0.5; policy.exposures.len()],
            parity: &vec![0.3; policy.parities.len()],
        };
        make(&self.candidates, &scene, policy, self.count)
    }

    /// An item on offer.
    pub(crate) fn item(&self, item: ItemIx) -> &Item {
        self.catalog.item(item).expect("on offer")
    }
}

fn policy(random: &mut dyn Draw, n: usize) -> Policy {
    let wish = |random: &mut dyn Draw, odds: u64| if random.below(odds) == 0 { random.unit() * 0.6 } else { 0.0 };
    let cap =
        |random: &mut dyn Draw| (random.below(2) == 0).then(|| 1 + u16::try_from(random.below(4)).expect("small"));
    let group = |g: usize, random: &mut dyn Draw| {
        let value = BTreeSet::from([random.below(3).to_string()]);
        let members = Selector { attributes: BTreeMap::from([(format!("g{g}"), value)]), ..Selector::default() };
        let mut group = GroupRule {
            name: format!("group {g}"),
            members,
            min_share: random.unit() * 0.6,
            max_share: (random.below(3) == 0).then(|| 0.3 + random.unit() * 0.7),
            scope: if random.below(3) == 0 { Scope::List } else { Scope::Prefix },
            priority: u8::try_from(random.below(3)).expect("small"),
            fair_star: None,
        };
        if group.scope == Scope::Prefix && random.below(4) == 0 {
            let alpha = 0.05 + random.unit() * 0.4;
            group.fair_star = Some(FairStar { p: group.min_share, alpha, correction: Correction::default() });
            group.min_share = 0.0;
        }
        group
    };
    let active = Schedule::default();
    let label = || "Corner Shop".to_owned();
    let pin = |at: usize, random: &mut dyn Draw| Pin {
        item: id(random.below(n as u64)),
        position: u16::try_from(1 + at * 3).expect("small"),
        label: label(),
        paid_by: None,
        active,
    };
    let mut pins: Vec<Pin> = (0..random.below(3)).map(|at| pin(at, random)).collect();
    pins.dedup_by(|a, b| a.item == b.item);
    let bar = |random: &mut dyn Draw| Exclusion {
        label: label(),
        members: Selector { items: BTreeSet::from([id(random.below(n as u64))]), ..Selector::default() },
        active,
    };
    Policy {
        diversity: wish(random, 2),
        diversity_mode: if random.below(2) == 0 { DiversityMode::Dpp } else { DiversityMode::Mmr },
        serendipity: wish(random, 4),
        calibration: wish(random, 4),
        novelty: wish(random, 4),
        caps: Caps { brand: cap(random), category: cap(random), seller: cap(random) },
        groups: (0..random.below(4)).map(|g| group(g, random)).collect(),
        pins,
        exclusions: (0..random.below(2)).map(|_| bar(random)).collect(),
        exposures: (0..random.below(2)).map(|_| owed(random)).collect(),
        parities: (0..random.below(2)).map(|_| even(random)).collect(),
        ..Policy::standard("home")
    }
}

fn owed(random: &mut dyn Draw) -> ExposureTarget {
    let value = BTreeSet::from([random.below(3).to_string()]);
    let members = Selector { attributes: BTreeMap::from([("g0".to_owned(), value)]), ..Selector::default() };
    ExposureTarget { name: "owed".to_owned(), members, target: 0.1, window: Window::default(), gain: 0.05 }
}

fn even(random: &mut dyn Draw) -> ParityRule {
    let (ExposureTarget { members, window, gain, .. }, name) = (owed(random), "offers".to_owned());
    ParityRule { name, members, segment: "age".to_owned(), difference: 0.1, window, gain }
}

/// What must hold of every list, whatever the policy.
pub(crate) fn check(world: &World, list: &Reranked, case: u64) {
    check_items(world, list, case);
    check_bounds(world, list, case);
    check_leakage(world, list, case);
    check_sums(world, list, case);
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

/// The fewest and the most members that a group may have of the first `q` of `k` places.
pub(crate) fn limits(group: &GroupRule, q: usize, k: usize) -> (usize, usize) {
    let share = |share: f64| share * q as f64;
    let least = group.fair_star.map_or(0, |test| test.table(k)[q]).max(share(group.min_share).floor() as usize);
    let most = group.max_share.map_or(k, |most| match group.scope {
        Scope::Prefix => share(most).ceil() as usize,
        Scope::List => share(most).floor() as usize,
    });
    (least, most)
}

/// What a cap counts an item by.
pub(crate) type Name = fn(&Item) -> Option<&str>;

/// By level of caps: the cap, and what it counts by.
pub(crate) fn levels(caps: &Caps) -> [(Option<u16>, Name); 3] {
    [
        (caps.brand, |item| item.brand.as_deref()),
        (caps.category, |item| item.category.last().map(String::as_str)),
        (caps.seller, |item| item.seller.as_deref()),
    ]
}

fn check_bounds(world: &World, list: &Reranked, case: u64) {
    let k = list.placed.len();
    for (rule, group) in (0..).zip(&world.policy.groups) {
        if list.relaxed.contains(&Relaxed::Group { rule }) {
            continue;
        }
        for (q, &(members, pinned)) in counts(world, list, |item| group.members.matches(item)).iter().enumerate() {
            if group.scope == Scope::List && q < k {
                continue;
            }
            let (least, most) = limits(group, q, k);
            assert!(members >= least, "case {case}: group {rule}, prefix {q}");
            assert!(members <= most.max(pinned), "case {case}: group {rule}, prefix {q}: {members} > {most}");
        }
    }
    for (cap, name) in levels(&world.policy.caps) {
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
    for (rule, budget) in (0..).zip(&world.policy.leakages).filter(|(_, budget)| budget.is_in_force()) {
        let is_said = list.relaxed.contains(&Relaxed::Leakage { rule });
        let Some(leaning) = world.traits.leaning(&budget.segment) else {
            assert!(is_said, "case {case}: nothing was learnt of {}", budget.segment);
            continue;
        };
        let moved = leaning.moved_by(list.placed.iter().map(|placed| placed.item));
        assert_eq!(moved > budget.budget, is_said, "case {case}: {moved} of {}", budget.budget);
        let leak = list.leaks.iter().find(|leak| leak.rule == rule).expect("a budget that is in force is told of");
        assert_eq!(leak.after.to_bits(), moved.to_bits(), "case {case}");
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
