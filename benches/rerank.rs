//! How long does reranking take, with every rule at work and everything on record?
//!
//! 500 candidates to a list of 20: vectors of 64 numbers, variety by determinants, shares for two attributes, caps on eight
//! brands, every cause and price found by runs without it; and the same within a leakage budget of three groups of customers. Least time, median and 99th percentile over many lists are printed, with
//! the ratio to a plain sort of the same candidates; then the same at other numbers of candidates. With `CANDOR_CHARTS` the
//! medians are drawn there too.
#![expect(clippy::print_stderr, reason = "a bench prints its percentiles and ratios")]

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use candor::catalog::{Catalog, Item};
use candor::evaluate::{Axis, Chart, Diagonal, Scale, Series, line_chart};
use candor::fit::{Leaning, Leanings};
use candor::ids::{ItemId, ItemIx, Vocabulary};
use candor::rerank::{
    Candidate, Caps, CatalogSimilarity, DIMENSIONS, DiversityMode, GroupRule, Instance, Labels, LeakageBudget, Policy,
    Reranked, Scene, Selector, Traits, Vector, rerank, solve,
};
use candor::stats::{Contribution, GroupCounts};
use criterion::{Criterion, criterion_group, criterion_main};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

const COUNT: usize = 20;
const BRANDS: u64 = 8;
/// Lists per size; each has scores of its own.
const LISTS: u64 = 400;

fn unit(random: &mut SplitMix64) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn below(random: &mut SplitMix64, end: u64) -> u64 {
    random.next_u64() % end
}

fn id(at: usize) -> ItemId {
    ItemId::new(&format!("item-{at:05}")).expect("a valid id")
}

/// Items in twenty loose clusters, with a brand and two attributes each.
struct Shop {
    catalog: Catalog,
    labels: Labels,
    vectors: Vec<Vector>,
    leanings: Leanings,
}

impl Traits for Shop {
    fn vector(&self, item: ItemIx, into: &mut Vector) {
        *into = self.vectors[item.at()];
    }

    fn novelty(&self, item: ItemIx) -> f64 {
        f64::from(item.0 % 10) / 10.0
    }

    fn leaning(&self, segment: &str) -> Option<&Leaning> {
        self.leanings.segment(segment)
    }
}

impl Shop {
    fn new(random: &mut SplitMix64, n: usize) -> Self {
        let item = |at: usize, random: &mut SplitMix64| {
            let mut item = Item::titled(id(at), "An item");
            item.brand = Some(format!("brand {}", below(random, BRANDS)));
            let size = if below(random, 5) == 0 { "small" } else { "large" };
            let origin = if below(random, 4) == 0 { "near" } else { "far" };
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            item.attributes = BTreeMap::from([pair("size", size), pair("origin", origin)]);
            Arc::new(item)
        };
        let items: Vec<Arc<Item>> = (0..n).map(|at| item(at, random)).collect();
        let centres: Vec<Vector> = (0..20).map(|_| direction(random, None)).collect();
        let vectors = (0..n).map(|at| direction(random, Some(&centres[at % 20]))).collect();
        let vocabulary = Arc::new(Vocabulary::new((0..n).map(id)));
        let catalog = Catalog::new(vocabulary, 1, String::new(), items);
        let labels = Labels::new(&catalog);
        let leanings = leanings(random, n);
        Self { catalog, labels, vectors, leanings }
    }

    fn list(&self, candidates: &[Candidate], policy: &Policy) -> Reranked {
        let similarity = CatalogSimilarity::new(&self.catalog, |_, _| 0.0);
        let scene = Scene {
            catalog: &self.catalog,
            labels: &self.labels,
            similarity: &similarity,
            traits: self,
            taste: &[],
            exposure: &[],
            parity: &[],
        };
        rerank(candidates, &scene, policy, COUNT)
    }
}

/// What 300 people of three groups chose, each by a taste of its group.
fn leanings(random: &mut SplitMix64, n: usize) -> Leanings {
    let taste: Vec<Vec<u64>> = (0..3).map(|_| (0..n).map(|_| 1 + below(random, 9)).collect()).collect();
    let mut counts = GroupCounts::default();
    for (who, taste) in taste.iter().cycle().take(300).enumerate() {
        let chosen: Vec<ItemIx> = (0..n).filter(|&at| below(random, 10) < taste[at]).map(ItemIx::from_at).collect();
        let groups = BTreeMap::from([("age".to_owned(), format!("group {}", who % 3))]);
        counts.add(&groups, &Contribution::of_items(&chosen));
    }
    Leanings::of(&counts)
}

/// A random direction, drawn to a centre where there is one.
fn direction(random: &mut SplitMix64, centre: Option<&Vector>) -> Vector {
    let mut vector = [0.0_f32; DIMENSIONS];
    for (at, slot) in vector.iter_mut().enumerate() {
        let noise: f64 = (0..4).map(|_| unit(random) - 0.5).sum::<f64>() * 0.2;
        *slot = noise as f32 + centre.map_or(0.0, |centre| centre[at]);
    }
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    vector.iter_mut().for_each(|x| *x /= length);
    vector
}

fn group(name: &str, value: &str, min_share: f64) -> GroupRule {
    let attributes = BTreeMap::from([(name.to_owned(), BTreeSet::from([value.to_owned()]))]);
    let members = Selector { attributes, ..Selector::default() };
    GroupRule { name: value.to_owned(), members, min_share, ..GroupRule::default() }
}

fn varied() -> Policy {
    Policy { diversity: 0.3, diversity_mode: DiversityMode::Dpp, ..Policy::standard("home") }
}

fn full() -> Policy {
    Policy {
        caps: Caps { brand: Some(3), ..Caps::default() },
        groups: vec![group("size", "small", 0.3), group("origin", "near", 0.3)],
        ..varied()
    }
}

fn bounded() -> Policy {
    Policy { leakages: vec![LeakageBudget { segment: "age".to_owned(), budget: 0.7 }], ..full() }
}

fn candidates(random: &mut SplitMix64, n: usize) -> Vec<Candidate> {
    (0..n).map(|at| Candidate { item: ItemIx::from_at(at), base: -unit(random).ln() }).collect()
}

fn sorted(candidates: &[Candidate]) -> Vec<Candidate> {
    let mut sorted = candidates.to_vec();
    sorted.sort_unstable_by(|a, b| b.base.total_cmp(&a.base).then(a.item.cmp(&b.item)));
    sorted.truncate(COUNT);
    sorted
}

/// Least time, median and 99th percentile, in microseconds, of one call for each of many candidate sets.
fn percentiles(sets: &[Vec<Candidate>], mut call: impl FnMut(&[Candidate])) -> (f64, f64, f64) {
    sets.iter().take(50).for_each(|set| call(set));
    let timed = |set: &Vec<Candidate>| {
        let start = Instant::now();
        call(set);
        start.elapsed().as_secs_f64() * 1e6
    };
    let mut times: Vec<f64> = sets.iter().map(timed).collect();
    times.sort_by(f64::total_cmp);
    (times[0], times[times.len() / 2], times[times.len() * 99 / 100])
}

/// The medians by number of candidates, one line for each policy and one for the plain sort.
fn draw(folder: &str, lines: &[(&str, Vec<(f64, f64)>)]) {
    let lines: Vec<Series<'_>> = lines.iter().map(|(name, points)| Series { name, points }).collect();
    let x = Axis { label: "candidates", scale: Scale::Log };
    let y = Axis { label: "microseconds, median", scale: Scale::Log };
    let title = "What a list of 20 costs";
    let svg = line_chart(&Chart { title, x, y, lines: &lines, diagonal: Diagonal::Absent });
    let path = std::path::Path::new(folder).join("rerank-time.svg");
    std::fs::write(&path, svg).expect("a folder that can be written");
}

fn benches(criterion: &mut Criterion) {
    let rules =
        [("everything", full()), ("variety alone", varied()), ("everything within a leakage budget", bounded())];
    let mut medians = [rules[0].0, rules[1].0, rules[2].0, "a plain sort"].map(|name| (name, Vec::new()));
    for n in [100, 500, 2_000, 10_000] {
        let mut random = SplitMix64::seed_from_u64(7);
        let shop = Shop::new(&mut random, n);
        let sets: Vec<Vec<Candidate>> = (0..LISTS).map(|_| candidates(&mut random, n)).collect();
        let (_, plain, _) = percentiles(&sets, |set| drop(black_box(sorted(set))));
        medians[3].1.push((n as f64, plain));
        for (at, (name, policy)) in rules.iter().enumerate() {
            policy.check().expect("a sound policy");
            let (least, median, p99) = percentiles(&sets, |set| drop(black_box(shop.list(set, policy))));
            medians[at].1.push((n as f64, median));
            let ratio = median / plain;
            eprintln!(
                "rerank_{n}_to_{COUNT} {name}: least {least:.0} us, median {median:.0} us, p99 {p99:.0} us, {ratio:.1} plain sorts"
            );
        }
        let is_mended = |list: &Reranked| list.leaks.iter().any(|leak| leak.after < leak.before);
        let mended = sets.iter().filter(|set| is_mended(&shop.list(set, &bounded()))).count();
        eprintln!("rerank_{n}_to_{COUNT}: {mended} of {LISTS} lists were beyond the leakage budget");
        let is_bound = |list: &Reranked| list.accounts.iter().filter(|account| !account.bindings.is_empty()).count();
        let bound: usize = sets.iter().map(|set| is_bound(&shop.list(set, &full()))).sum();
        eprintln!("rerank_{n}_to_{COUNT}: {:.1} places of a list are bound by a rule", bound as f64 / LISTS as f64);
        if n == 500 {
            criterion.bench_function("rerank_500_to_20", |bench| {
                bench.iter(|| shop.list(black_box(&sets[0]), &full()));
            });
        }
    }
    if let Ok(folder) = std::env::var("CANDOR_CHARTS") {
        draw(&folder, &medians);
    }
    let mut random = SplitMix64::seed_from_u64(8);
    let instance = instance(&mut random);
    criterion.bench_function("solve_40_to_10", |bench| bench.iter(|| solve(black_box(&instance))));
}

/// Half of the items in each of six overlapping groups, each with a share.
fn instance(random: &mut SplitMix64) -> Instance {
    let (n, k, groups) = (40, 10, 6);
    let at_most = |q: usize| i64::try_from(q).expect("a short list");
    Instance {
        n,
        k,
        mask: (0..n).map(|_| below(random, 1 << groups)).collect(),
        score: (0..n).map(|_| unit(random)).collect(),
        lower: vec![(0..=k).map(|q| at_most(q * 2 / 5)).collect(); groups],
        upper: vec![(0..=k).map(|q| at_most(q.min(2 + q / 2))).collect(); groups],
    }
}

criterion_group!(all, benches);
criterion_main!(all);
