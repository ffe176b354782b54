//! The certified reranker against exact solutions. Properties held:
//! - on the instances with overlapping groups that an integer program solver decided: the same decision, every bound held,
//!   the list worth the optimum within 0.1 % on average and 1 % in all but one of a hundred, no bound below the optimum;
//! - on lists with shares of disjoint groups: the optimum of the assignment, within 1e-9;
//! - on random instances, disjoint and overlapping: what a dynamic program over all lists of types finds;
//! - larger ones are certified by their own upper bound to the same gaps;
//! - orders by likeness, by distances and by determinants are those of another program on the same vectors and scores;
//! - tables of minimum counts are those of other programs, and a conservative one never fails a fair list more often than its level;
//! - no list that is answered breaks a bound or holds an item twice.
//!
//! `CANDOR_CASES` sets the number of random instances of each kind; more of them and larger ones run in release builds.

mod common;
#[path = "common/exact.rs"]
mod exact;

use std::collections::BTreeMap;
use std::sync::Arc;

use candor::catalog::{Catalog, Item};
use candor::ids::{ItemId, Vocabulary};
use candor::rerank::{
    Candidate, CatalogSimilarity, Correction, FairStar, Instance, Labels, NoTraits, Order, Policy, Relaxed, Reranked,
    Scene, Status, failure_probability, order_by, rerank, solve,
};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde_json::Value;

use exact::{check_list, optimum};

fn vectors(name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(common::shared(&format!("vectors/{name}"))?).expect("a readable file");
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn cases() -> u64 {
    std::env::var("CANDOR_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(300)
}

/// How far answers fall short of the optimum, as shares of it.
#[derive(Default)]
struct Gaps(Vec<f64>);

impl Gaps {
    /// Holds an answer to what an exact method says; `None` when it says that no list holds the bounds.
    fn check(&mut self, instance: &Instance, optimum: Option<f64>, name: &str) {
        let answer = solve(instance).expect("a sound instance");
        let Some(optimum) = optimum else {
            assert_eq!(answer.status, Status::Infeasible, "{name}");
            return;
        };
        assert_eq!(answer.status, Status::Feasible, "{name}");
        check_list(instance, &answer, name);
        let (dcg, bound) = (answer.dcg.expect("a list"), answer.upper_bound.expect("a list"));
        assert!(dcg <= optimum + 1e-9 && optimum <= bound + 1e-9, "{name}: {dcg} {optimum} {bound}");
        self.0.push((optimum - dcg).max(0.0) / optimum.abs().max(1e-9));
    }

    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }

    /// What all but one of a hundred stay below.
    fn p99(&mut self) -> f64 {
        self.0.sort_by(f64::total_cmp);
        self.0[(self.0.len() * 99).div_ceil(100) - 1]
    }
}

#[test]
fn every_overlapping_instance_is_decided_as_the_integer_program_decides_it() {
    let Some(file) = vectors("overlap_prefix_ilp.json") else { return };
    let mut gaps = Gaps::default();
    for case in file["cases"].as_array().expect("cases") {
        let instance: Instance = serde_json::from_value(case.clone()).expect("an instance");
        gaps.check(&instance, case["ilp_opt_dcg"].as_f64(), &format!("case {}", case["id"]));
    }
    assert!(gaps.0.len() > 60, "the file holds feasible instances");
    let (mean, p99) = (gaps.mean(), gaps.p99());
    assert!(mean <= 0.001 && p99 <= 0.01, "mean gap {mean}, 99th percentile {p99}");
}

/// Shares as bounds on every prefix: at least `floor(p q)`, and with `ceil` at most `ceil(p q)`.
fn shares(case: &Value, has_upper: bool) -> Instance {
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().expect("numbers").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let k = usize::try_from(case["K"].as_u64().expect("K")).expect("a short list");
    let shares = numbers(&case["p"]);
    let groups: Vec<Vec<f64>> = case["scores_by_group_desc"].as_array().expect("groups").iter().map(numbers).collect();
    let members = |(g, scores): (usize, &Vec<f64>)| vec![1u64 << g; scores.len()];
    let mask: Vec<u64> = groups.iter().enumerate().flat_map(members).collect();
    let row = |round: fn(f64) -> f64, p: f64| -> Vec<i64> { (0..=k).map(|q| round(p * q as f64) as i64).collect() };
    let upper =
        |&p: &f64| if has_upper { row(f64::ceil, p) } else { vec![i64::try_from(k).expect("a short list"); k + 1] };
    Instance {
        n: mask.len(),
        k,
        mask,
        score: groups.concat(),
        lower: shares.iter().map(|&p| row(f64::floor, p)).collect(),
        upper: shares.iter().map(upper).collect(),
    }
}

#[test]
fn shares_of_disjoint_groups_are_held_at_the_assignment_optimum() {
    let Some(file) = vectors("det_rerank.json") else { return };
    let mut solved = 0;
    for (at, case) in file["cases"].as_array().expect("cases").iter().enumerate() {
        for (name, has_upper) in [("ExactLowerBounds", false), ("ExactLowerUpper", true)] {
            let instance = shares(case, has_upper);
            let answer = solve(&instance).expect("a sound instance");
            let Some(optimum) = case[name]["dcg"].as_f64() else {
                assert_eq!(answer.status, Status::Infeasible, "case {at}");
                continue;
            };
            check_list(&instance, &answer, &format!("case {at}"));
            let (dcg, bound) = (answer.dcg.expect("a list"), answer.upper_bound.expect("a list"));
            assert!((dcg - optimum).abs() < 1e-9 && (bound - dcg).abs() < 1e-9, "case {at} {name}: {dcg} {optimum}");
            solved += 1;
        }
    }
    assert!(solved >= 60, "the file holds feasible instances");
}

fn below(random: &mut SplitMix64, end: u64) -> u64 {
    random.next_u64() % end
}

fn unit(random: &mut SplitMix64) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// A random instance: `groups` disjoint ones, or overlapping ones with at most eight kinds of item.
fn random_instance(random: &mut SplitMix64, is_disjoint: bool) -> Instance {
    let n = 8 + usize::try_from(below(random, 30)).expect("small");
    let k = (3 + usize::try_from(below(random, 6)).expect("small")).min(n);
    let groups = 2 + usize::try_from(below(random, if is_disjoint { 4 } else { 5 })).expect("small");
    let kinds: Vec<u64> = (0..8).map(|_| below(random, 1 << groups)).collect();
    let mask = |random: &mut SplitMix64| {
        if is_disjoint {
            (1 << below(random, groups as u64 + 1)) & ((1 << groups) - 1)
        } else {
            kinds[usize::try_from(below(random, 8)).expect("small")]
        }
    };
    let is_signed = below(random, 5) == 0;
    let mut lower = vec![vec![0; k + 1]; groups];
    let mut upper = lower.clone();
    for (lower, upper) in lower.iter_mut().zip(&mut upper) {
        let (least, most) = (unit(random) * 0.5, 0.3 + unit(random) * 0.8);
        for q in 0..=k {
            lower[q] = (least * q as f64).floor() as i64;
            upper[q] = (most * q as f64).ceil() as i64 + i64::from(below(random, 8) == 0);
        }
    }
    let mask: Vec<u64> = (0..n).map(|_| mask(random)).collect();
    let score = (0..n).map(|_| unit(random) - if is_signed { 0.5 } else { 0.0 }).collect();
    Instance { n, k, mask, score, lower, upper }
}

#[test]
fn random_disjoint_instances_are_solved_to_the_optimum() {
    let mut random = SplitMix64::seed_from_u64(1);
    let (mut feasible, mut proven) = (0, 0);
    for case in 0..cases() {
        let instance = random_instance(&mut random, true);
        let answer = solve(&instance).expect("a sound instance");
        let Some(optimum) = optimum(&instance) else {
            assert_eq!(answer.status, Status::Infeasible, "case {case}");
            continue;
        };
        feasible += 1;
        check_list(&instance, &answer, &format!("case {case}"));
        let (dcg, bound) = (answer.dcg.expect("a list"), answer.upper_bound.expect("a list"));
        assert!((dcg - optimum).abs() < 1e-9, "case {case}: {dcg} {optimum}");
        assert!(bound + 1e-9 >= optimum, "case {case}: {bound} {optimum}");
        proven += u64::from(bound <= dcg);
    }
    assert!(feasible * 4 > cases(), "{feasible} feasible instances say something");
    assert_eq!(proven, feasible, "an assignment proves itself");
}

#[test]
fn random_overlapping_instances_are_decided_exactly_and_solved_within_a_thousandth() {
    let mut random = SplitMix64::seed_from_u64(2);
    let mut gaps = Gaps::default();
    for case in 0..cases() {
        let instance = random_instance(&mut random, false);
        gaps.check(&instance, optimum(&instance), &format!("case {case}"));
    }
    assert!(gaps.0.len() as u64 * 8 > cases(), "{} feasible instances say something", gaps.0.len());
    let (mean, p99) = (gaps.mean(), gaps.p99());
    assert!(mean <= 0.001 && p99 <= 0.01, "mean gap {mean}, 99th percentile {p99}");
}

/// Items in overlapping groups, each with a share around its own; too many kinds of item for the dynamic program.
fn large_instance(random: &mut SplitMix64, n: usize, k: usize) -> Instance {
    let groups = 2 + usize::try_from(below(random, 12)).expect("small");
    let shares: Vec<f64> = (0..groups).map(|_| 0.1 + 0.5 * unit(random)).collect();
    let mask = |random: &mut SplitMix64| {
        shares.iter().enumerate().map(|(g, share)| u64::from(unit(random) < *share) << g).sum::<u64>()
    };
    let mask = (0..n).map(|_| mask(random)).collect();
    let score = (0..n).map(|_| unit(random)).collect();
    let row = |share: f64, round: fn(f64) -> f64| (0..=k).map(|q| round(share * q as f64) as i64).collect();
    let lower = shares.iter().map(|share| row(share * (0.3 + 0.6 * unit(random)), f64::floor)).collect();
    let upper = shares.iter().map(|share| row((share * (1.1 + unit(random))).min(1.0), f64::ceil)).collect();
    Instance { n, k, mask, score, lower, upper }
}

#[test]
fn large_overlapping_instances_are_certified_within_a_thousandth() {
    let mut random = SplitMix64::seed_from_u64(4);
    let (mut gaps, mut unknown) = (Gaps::default(), 0);
    for case in 0..cases().div_ceil(10) {
        let instance = large_instance(&mut random, 60, 12);
        let answer = solve(&instance).expect("a sound instance");
        unknown += u64::from(answer.status == Status::Unknown);
        if let (Some(dcg), Some(bound)) = (answer.dcg, answer.upper_bound) {
            check_list(&instance, &answer, &format!("case {case}"));
            gaps.0.push((bound - dcg) / bound);
        }
    }
    assert!(unknown * 1_000 <= cases().div_ceil(10), "{unknown} are not decided");
    let (mean, p99) = (gaps.mean(), gaps.p99());
    assert!(mean <= 0.001 && p99 <= 0.01, "mean certified gap {mean}, 99th percentile {p99}");
}

#[test]
fn an_answer_does_not_change_from_run_to_run() {
    let mut random = SplitMix64::seed_from_u64(3);
    for case in 0..20 {
        let instance = random_instance(&mut random, false);
        assert_eq!(solve(&instance), solve(&instance), "case {case}");
    }
}

#[test]
fn orders_by_variety_are_those_of_another_program() {
    let Some(file) = vectors("pyversity_golden.json") else { return };
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().expect("numbers").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let mut checked = 0;
    for case in file["cases"].as_array().expect("cases") {
        let measure = match case["strategy"].as_str().expect("a name") {
            "MMR" => Order::Mmr,
            "MSD" => Order::Msd,
            "DPP" => Order::Dpp,
            _ => continue,
        };
        let data = &file["datasets"][case["dataset"].to_string().trim_matches('"')];
        let vectors: Vec<Vec<f64>> = data["embeddings"].as_array().expect("vectors").iter().map(numbers).collect();
        let diversity = case["diversity"].as_f64().expect("a number");
        let k = usize::try_from(case["k"].as_u64().expect("a number")).expect("a short list");
        let wanted: Vec<usize> = numbers(&case["indices"]).into_iter().map(|x| x as usize).collect();
        let found = order_by(measure, &vectors, &numbers(&data["scores"]), diversity, k);
        assert_eq!(found, wanted, "{} at {diversity} on {}", case["strategy"], case["dataset"]);
        checked += 1;
    }
    assert_eq!(checked, 18, "three measures, two sets of vectors, three strengths");
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn whole(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a count")).expect("small")
}

/// A table as others write it: from the first place on.
fn table(value: &Value) -> Vec<usize> {
    std::iter::once(0).chain(value.as_array().expect("counts").iter().map(whole)).collect()
}

#[test]
fn minimum_counts_are_those_of_other_programs_and_conservative_ones_hold_their_level() {
    let Some(file) = vectors("fairstar.json") else { return };
    let (mut held, mut exceeded) = (0, 0);
    for case in file["grid"].as_array().expect("cases") {
        let (k, p, alpha) = (whole(&case["k"]), number(&case["p"]), number(&case["alpha"]));
        for (correction, name) in [
            (Correction::None, "unadjusted"),
            (Correction::Nearest, "adjusted_nearest"),
            (Correction::Conservative, "adjusted_conservative"),
        ] {
            let own = FairStar { p, alpha, correction }.table(k);
            assert_eq!(own, table(&case[name]), "{name} of {k} places, {p}, {alpha}");
            let failure = failure_probability(&own, p);
            assert!((failure - number(&case[&format!("fail_{name}")])).abs() < 1e-12, "{name} of {k}, {p}, {alpha}");
            held += usize::from(correction == Correction::Conservative && failure <= alpha);
        }
        let peer = failure_probability(&table(&case["fairsearch_adjusted"]), p);
        assert!((peer - number(&case["fairsearch_fail"])).abs() < 1e-12, "{k} places, {p}, {alpha}");
        exceeded += usize::from(peer > alpha);
    }
    assert_eq!((held, exceeded), (72, 33), "our tables hold their level, those of the published package do not");
    let published = &file["published_tests"];
    for case in published["unadjusted"].as_array().expect("cases") {
        let rule = FairStar { p: number(&case[1]), alpha: number(&case[2]), correction: Correction::None };
        assert_eq!(rule.table(whole(&case[0])), table(&case[3]));
    }
    let failures = published["fail_probability_of_adjusted"].as_array().expect("cases").iter();
    for (case, failure) in published["adjusted"].as_array().expect("cases").iter().zip(failures) {
        assert!((failure_probability(&table(&case[3]), number(&case[1])) - number(&failure[3])).abs() < 1e-12);
    }
    for name in ["mtable1", "mtable2"] {
        let case = &file["java_fixtures"][name];
        let rule = FairStar { p: number(&case["p"]), alpha: number(&case["alpha"]), correction: Correction::None };
        let wanted: Vec<usize> = case["table"].as_array().expect("counts").iter().map(whole).collect();
        assert_eq!(rule.table(whole(&case["k"])), wanted, "{name}");
    }
}

/// A list under a test of fairness, from the policy as JSON on.
fn tested(case: &Value) -> Reranked {
    let mut items = BTreeMap::new();
    for side in ["nonprotected", "protected"] {
        for pair in case[side].as_array().expect("pairs") {
            let mut item =
                Item::titled(ItemId::new(&format!("{:02}", whole(&pair[0]))).expect("a short id"), "A thing");
            item.attributes = BTreeMap::from([("side".to_owned(), side.to_owned())]);
            items.insert(item.id.clone(), (Arc::new(item), number(&pair[1])));
        }
    }
    let vocabulary = Arc::new(Vocabulary::new(items.keys().cloned()));
    let base = |(id, (_, base)): (&ItemId, &(Arc<Item>, f64))| Candidate {
        item: vocabulary.index(id).expect("one of them"),
        base: *base,
    };
    let candidates: Vec<Candidate> = items.iter().map(base).collect();
    let catalog = Catalog::new(Arc::clone(&vocabulary), 1, String::new(), items.into_values().map(|(item, _)| item));
    let test = serde_json::json!({"p": case["p"], "alpha": case["alpha"], "correction": "none"});
    let group =
        serde_json::json!({"name": "protected", "members": {"attributes": {"side": ["protected"]}}, "fair_star": test});
    let policy: Policy =
        serde_json::from_value(serde_json::json!({"placement": "home", "groups": [group]})).expect("a policy");
    policy.check().expect("a sound policy");
    let (labels, similarity) = (Labels::new(&catalog), CatalogSimilarity::new(&catalog, |_, _| 0.0));
    let scene = Scene {
        catalog: &catalog,
        labels: &labels,
        similarity: &similarity,
        traits: &NoTraits,
        taste: &[],
        exposure: &[],
        parity: &[],
    };
    rerank(&candidates, &scene, &policy, whole(&case["k"]))
}

#[test]
fn lists_under_a_test_of_fairness_are_those_of_another_program_and_say_what_they_lack() {
    let Some(file) = vectors("fairstar.json") else { return };
    for (name, relaxed) in [("java_merge_k10", vec![]), ("java_few_protected", vec![Relaxed::Group { rule: 0 }])] {
        let case = &file["published_tests"][name];
        let list = tested(case);
        let found: Vec<usize> = list.placed.iter().map(|placed| placed.item.at() + 1).collect();
        let wanted: Vec<usize> = case["expected"].as_array().expect("ids").iter().map(whole).collect();
        assert_eq!((found, list.relaxed), (wanted, relaxed), "{name}");
    }
}
