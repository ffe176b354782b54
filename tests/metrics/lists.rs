//! Properties held here:
//! - accuracy, diversity, entropy, Gini, novelty and coverage give the published figures of other implementations;
//! - a metric has its extremes where its formula says;
//! - a reliability table does not depend on the order of its input, and equal confidences share a bin;
//! - groups too small are withheld, four fifths of the best is the border;
//! - explanation quality sees missing lines, missing points and reasons that change nothing.

use std::collections::BTreeMap;

use candor::decision::{AnswerItem, LedgerLine, LineSource, ShownReason, SmallerSignals, Without};
use candor::ids::ItemId;
use candor::metrics::*;
use candor::reason::{Code, Disclosure};
use serde_json::Value;

use crate::{close, close_within, naturals, numbers, vectors};

/// The items of each user, in the order of the rows.
fn by_user(rows: &Value) -> BTreeMap<u64, Vec<u64>> {
    let mut users: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for (user, item) in naturals(&rows["user"]).into_iter().zip(naturals(&rows["item"])) {
        users.entry(user).or_default().push(item);
    }
    users
}

/// The rows by falling prediction.
fn best_first(rows: &Value) -> Value {
    let predictions = numbers(&rows["prediction"]);
    let mut order: Vec<usize> = (0..predictions.len()).collect();
    order.sort_by(|&a, &b| predictions[b].total_cmp(&predictions[a]));
    let column = |name: &str| order.iter().map(|&row| rows[name][row].clone()).collect::<Vec<Value>>();
    serde_json::json!({ "user": column("user"), "item": column("item") })
}

#[test]
fn accuracy_agrees_with_published_figures() {
    let Some(vectors) = vectors("novelty_serendipity_coverage") else { return };
    let fixture = &vectors["accuracy_fixture"];
    let truth = by_user(&fixture["rating_true"]);
    let lists = by_user(&best_first(&fixture["rating_pred"]));
    let over = |metric: fn(&[u64], &[u64], usize) -> f64| {
        let values: Vec<f64> = lists
            .iter()
            .map(|(user, list)| {
                let mut targets = truth[user].clone();
                targets.sort_unstable();
                metric(list, &targets, 10)
            })
            .collect();
        mean(&values).expect("three users")
    };
    close(over(ndcg_at_k), &fixture["ndcg_at_10"]);
    close(over(precision_at_k), &fixture["precision_at_10"]);
    close(over(recall_at_k), &fixture["recall_at_10"]);
}

#[test]
fn novelty_and_coverage_agree_with_published_figures() {
    let Some(vectors) = vectors("novelty_serendipity_coverage") else { return };
    let train = naturals(&vectors["train"]["item"]);
    let total = train.len() as u64;
    let chosen = |item: &u64| train.iter().filter(|other| *other == item).count() as u64;
    for (item, bits) in vectors["item_novelty"].as_object().expect("by item") {
        close(self_information_bits(chosen(&item.parse().expect("a number")), total), bits);
    }
    let shown = naturals(&vectors["reco"]["item"]);
    close(novelty_bits(&shown, chosen, total).expect("a list"), &vectors["novelty"]);
    let counts: Vec<u64> = (1..=5).map(|item| shown.iter().filter(|other| **other == item).count() as u64).collect();
    close(coverage(&counts), &vectors["catalog_coverage"]);
    close(entropy_bits(&counts), &vectors["distributional_coverage"]);
}

fn cosine_distance(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    1.0 - dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn intra_list_distance_agrees_with_published_figures() {
    let (Some(one), Some(other)) = (vectors("novelty_serendipity_coverage"), vectors("diversity_entropy_misc")) else {
        return;
    };
    for (user, list) in by_user(&one["reco"]) {
        let features: Vec<Vec<f64>> =
            list.iter().map(|item| numbers(&one["item_features"][item.to_string()])).collect();
        let distance = intra_list_distance(&features, |a, b| cosine_distance(a, b)).expect("two items");
        close(distance, &one["feature_cosine"]["user_diversity"][user.to_string()]);
    }
    for case in other["ils"].as_array().expect("cases") {
        let features: Vec<Vec<f64>> = case["vectors"].as_array().expect("vectors").iter().map(numbers).collect();
        match intra_list_distance(&features, |a, b| cosine_distance(a, b)) {
            Some(distance) => close(1.0 - distance, &case["ils"]),
            None => assert!(features.len() < 2, "only a pair has a distance"),
        }
    }
}

#[test]
fn entropy_and_gini_agree_with_published_figures() {
    let Some(vectors) = vectors("diversity_entropy_misc") else { return };
    for case in vectors["entropy_bits"].as_array().expect("cases") {
        let features: Vec<Vec<u64>> = case["vectors"].as_array().expect("vectors").iter().map(naturals).collect();
        let counts: Vec<u64> = (0..features[0].len()).map(|at| features.iter().map(|row| row[at]).sum()).collect();
        let tolerance = case["tol"].as_f64().expect("a tolerance");
        close_within(entropy_bits(&counts), case["value"].as_f64().expect("a value"), tolerance);
    }
    close(gini(&[7; 100]), &vectors["gini"][0]["value"]);
    let mut one_has_all = vec![0; 10_000];
    one_has_all[17] = 5;
    close_within(gini(&one_has_all), 1.0, vectors["gini"][1]["tol"].as_f64().expect("a tolerance"));
}

#[test]
fn accuracy_is_1_for_a_perfect_list_and_0_without_a_hit() {
    type Metric = fn(&[u32], &[u32], usize) -> f64;
    let metrics: [Metric; 5] = [recall_at_k, precision_at_k, ndcg_at_k, reciprocal_rank_at_k, hit_at_k];
    for metric in metrics {
        assert_eq!(metric(&[3, 1, 2], &[1, 2, 3], 3), 1.0);
        assert_eq!(metric(&[4, 5, 6], &[1, 2, 3], 3), 0.0);
        assert_eq!(metric(&[4, 5, 6, 1], &[1, 2, 3], 3), 0.0, "what stands after k does not count");
    }
    assert_eq!(reciprocal_rank_at_k(&[9, 1, 2], &[1, 2], 3), 0.5);
    assert_eq!(recall_at_k(&[1, 2], &[1, 2, 3, 4], 2), 0.5);
    assert!(ndcg_at_k(&[9, 1], &[1], 2) < ndcg_at_k(&[1, 9], &[1], 2), "higher up is better");
}

#[test]
fn what_popularity_would_show_too_is_not_serendipitous() {
    assert_eq!(serendipity_at_k(&[1, 2, 3, 4], &[1, 2, 9], &[2, 7], 4), 0.25);
    assert_eq!(serendipity_at_k(&[2, 7], &[2, 7], &[2, 7], 2), 0.0);
}

#[test]
fn one_place_has_no_entropy_and_no_list_covers_nothing() {
    assert_eq!(entropy_bits(&[0, 8, 0]).to_bits(), 0.0f64.to_bits());
    assert_eq!(coverage(&[]), 0.0);
    assert_eq!(gini(&[0, 0]), 0.0);
    assert!(mean(&[]).is_none() && brier_score(&[]).is_none());
}

#[test]
fn a_reliability_table_ignores_order_and_keeps_equal_confidences_together() {
    let mut told: Vec<(f64, bool)> = (0..100).map(|at| (f64::from(at / 20) / 5.0, at % 4 == 0)).collect();
    let table = reliability_table(&told, 7);
    told.reverse();
    assert_eq!(table, reliability_table(&told, 7));
    assert_eq!(table.len(), 5, "five different confidences make at most five bins");
    assert!(table.iter().all(|bin| bin.count == 20 && bin.share_chosen == 0.25));
    close_within(expected_calibration_error(&told, 7), (0.25 + 0.05 + 0.15 + 0.35 + 0.55) / 5.0, 1e-12);
}

#[test]
fn a_perfect_forecast_has_no_error() {
    let told = [(1.0, true), (0.0, false), (1.0, true)];
    assert_eq!(expected_calibration_error(&told, 10), 0.0);
    assert_eq!(brier_score(&told), Some(0.0));
    assert_eq!(brier_score(&[(0.5, true), (0.5, false)]), Some(0.25));
}

#[test]
fn small_groups_are_withheld_and_four_fifths_is_the_border() {
    let people = |group: &str, n: usize, value: f64| vec![(group.to_owned(), value); n];
    let values = [people("a", 50, 5.0), people("b", 50, 4.0), people("c", 50, 3.75), people("d", 49, 9.0)].concat();
    let means = group_means(values, 50);
    let found: Vec<(&str, bool)> = means.groups.iter().map(|g| (g.group.as_str(), g.is_below_four_fifths)).collect();
    assert_eq!(found, [("a", false), ("b", false), ("c", true)]);
    assert_eq!(means.groups_withheld, 1);
}

#[test]
fn attention_goes_to_the_top_of_a_list() {
    let lists = vec![vec!["x1", "y1"], vec!["x2", "nobody's"]];
    let shares = exposure_shares(&lists, |item| match item.as_bytes()[0] {
        b'x' => Some("x"),
        b'y' => Some("y"),
        _ => None,
    });
    let second = 1.0 / 3f64.log2();
    close_within(shares["x"], 2.0 / (2.0 + 2.0 * second), 1e-12);
    close_within(shares["y"], second / (2.0 + 2.0 * second), 1e-12);
}

fn reason(points: f64, share: f64, without: Option<u32>) -> ShownReason {
    ShownReason {
        code: Code::DivVariety,
        text: "Because of two words more.".to_owned(),
        share,
        points,
        expected: None,
        standard_error: None,
        certainty: None,
        how_sure: None,
        evidence: Vec::new(),
        without: Some(Without { rank: without }),
        disclosure: Disclosure::None,
    }
}

fn explained(score: f64, amounts: &[f64], reasons: Vec<ShownReason>, smaller: f64) -> AnswerItem {
    let line = |&amount: &f64| LedgerLine { source: LineSource::Popularity, amount };
    AnswerItem {
        item: ItemId::new("i").expect("a valid id"),
        rank: 2,
        base_rank: 2,
        score,
        confidence: 0.5,
        reasons: Some(reasons),
        smaller_signals: Some(SmallerSignals { count: 1, points: smaller }),
        ledger: Some(amounts.iter().map(line).collect()),
    }
}

#[test]
fn a_complete_account_has_no_residual() {
    let reasons = vec![reason(1.0, 0.5, Some(9)), reason(0.5, 0.25, Some(2)), reason(-0.25, 0.0, Some(1))];
    let item = explained(1.5, &[1.0, 0.5, -0.25, 0.25], reasons, 0.25);
    let quality = explanation_quality(&[item]).expect("reasons");
    assert_eq!((quality.ledger_residual_max, quality.points_residual_max), (Some(0.0), 0.0));
    assert_eq!((quality.evidence_coverage, quality.reasons_per_item, quality.words_per_sentence), (0.75, 3.0, 5.0));
    assert_eq!(
        quality.reasons_that_matter,
        Some(0.5),
        "one of two in favour changes the rank; one against is not asked"
    );
}

#[test]
fn a_line_or_points_that_are_missing_show_as_a_residual() {
    let item = explained(1.5, &[1.0, 0.25], vec![reason(1.0, 1.0, None)], 0.0);
    let quality = explanation_quality(&[item]).expect("reasons");
    assert_eq!((quality.ledger_residual_max, quality.points_residual_max), (Some(0.25), 0.5));
    assert_eq!(quality.reasons_that_matter, Some(1.0), "an item that is gone without it");
    assert!(explanation_quality(&[]).is_none());
}
