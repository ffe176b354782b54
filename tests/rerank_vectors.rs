//! The certified reranker against an exact solver. Properties held on 75 instances with overlapping groups:
//! - every feasible instance is answered with a list that holds every bound; every infeasible one is proven so;
//! - no list is worth more than the optimum, no upper bound less;
//! - on average a list is worth at least 98.5 % of the optimum.

mod common;

use candor::rerank::{Instance, Status, solve};
use serde_json::Value;

#[test]
fn every_instance_is_decided_as_the_exact_solver_decides_it() {
    let Some(path) = common::shared("vectors/overlap_prefix_ilp.json") else { return };
    let text = std::fs::read_to_string(path).expect("a readable file");
    let file: Value = serde_json::from_str(&text).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    let (mut sum, mut count) = (0.0, 0u32);
    for case in cases {
        let instance: Instance = serde_json::from_value(case.clone()).expect("an instance");
        let answer = solve(&instance).expect("a sound instance");
        let optimum = case["ilp_opt_dcg"].as_f64();
        let Some(optimum) = optimum else {
            assert_eq!(answer.status, Status::Infeasible, "case {}", case["id"]);
            continue;
        };
        assert_eq!(answer.status, Status::Feasible, "case {}", case["id"]);
        for q in 0..=instance.k {
            for (g, (lower, upper)) in instance.lower.iter().zip(&instance.upper).enumerate() {
                let members = answer.list[..q].iter().filter(|item| instance.mask[**item] >> g & 1 == 1).count();
                let members = i32::try_from(members).expect("a short list");
                assert!((lower[q]..=upper[q]).contains(&members), "case {}, group {g}, prefix {q}", case["id"]);
            }
        }
        let (dcg, bound) = (answer.dcg.expect("a list"), answer.upper_bound.expect("a list"));
        assert!(dcg <= optimum + 1e-6 && optimum <= bound + 1e-6, "case {}: {dcg} {optimum} {bound}", case["id"]);
        sum += dcg / optimum;
        count += 1;
    }
    assert!(count > 60, "the file holds feasible instances");
    let mean = sum / f64::from(count);
    assert!(mean >= 0.985, "on average a list is worth {mean:.4} of the optimum");
}
