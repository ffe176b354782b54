use super::*;
use crate::stats::{Contribution, Statistics};
use proptest::prelude::*;

const N_ITEMS: usize = 14;

fn statistics() -> impl Strategy<Value = Statistics> {
    let customer = prop::collection::btree_set(0..14u32, 1..8);
    prop::collection::vec(customer, 1..40).prop_map(|customers| {
        let contributions: Vec<Contribution> = customers
            .into_iter()
            .map(|items| Contribution::of_items(&items.into_iter().map(ItemIx).collect::<Vec<_>>(), 0.3))
            .collect();
        Statistics::of(N_ITEMS, &contributions, 1)
    })
}

fn weight(weights: &Weights, row: usize, column: usize) -> f64 {
    let range = weights.offsets[row] as usize..weights.offsets[row + 1] as usize;
    let targets = &weights.targets[range.clone()];
    targets.iter().position(|&t| t as usize == column).map_or(0.0, |at| f64::from(weights.values[range][at]))
}

proptest! {
    #[test]
    fn a_neighbourhood_of_the_whole_catalogue_is_the_dense_closed_form(
        statistics in statistics(), lambda in 0.5..50.0f64, dropout in 0.0..0.9f64, item_exponent in -0.5..0.5f64,
    ) {
        let params = RidgeParams { neighbours: N_ITEMS, row_weights: N_ITEMS, lambda, dropout, item_exponent,
            ..RidgeParams::default() };
        let weights = ridge::columns(&statistics.gram, &params, 2).expect("solvable");
        let dense = dense_ridge(&statistics.gram, &params).expect("solvable");
        for (target, column) in weights.iter().enumerate() {
            for item in 0..N_ITEMS {
                let ours = column.iter().find(|&&(i, _)| i as usize == item).map_or(0.0, |&(_, w)| w);
                prop_assert!((ours - dense[[item, target]]).abs() < 1e-9, "B[{item}][{target}]: {ours} {}", dense[[item, target]]);
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit(statistics in statistics()) {
        let params = RidgeParams { neighbours: 5, row_weights: 4, ..RidgeParams::default() };
        let one = neighbourhood_ridge(&statistics.gram, &params, 1).expect("solvable");
        let three = neighbourhood_ridge(&statistics.gram, &params, 3).expect("solvable");
        prop_assert_eq!(one, three);
    }
}

#[test]
fn a_row_keeps_its_largest_weights() {
    let customers: Vec<Contribution> =
        (0..30u32).map(|u| Contribution::of_items(&[ItemIx(0), ItemIx(1 + u % 6), ItemIx(7 + u % 3)], 0.0)).collect();
    let statistics = Statistics::of(N_ITEMS, &customers, 1);
    let all = RidgeParams { neighbours: 13, row_weights: 13, ..RidgeParams::default() };
    let few = RidgeParams { row_weights: 3, ..all };
    let [all, few] = [all, few].map(|p| neighbourhood_ridge(&statistics.gram, &p, 1).expect("solvable"));
    let row = |w: &Weights| (0..N_ITEMS).map(|column| weight(w, 0, column)).collect::<Vec<_>>();
    let mut sizes: Vec<f64> = row(&all).iter().map(|w| w.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let kept: Vec<f64> = row(&few).into_iter().filter(|w| *w != 0.0).collect();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|w| w.abs() >= sizes[2]), "{kept:?} of {sizes:?}");
}

#[test]
fn calibration_recovers_a_known_curve() {
    let truth = Calibration { slope: 2.0, intercept: -1.0 };
    // A thousand copies of each score, chosen in exactly the share that the curve says.
    let observations: Vec<Observation> = (-20..=20)
        .flat_map(|step| {
            let score = f64::from(step) / 10.0;
            let chosen = (truth.confidence(score) * 1000.0).round() as usize;
            (0..1000).map(move |copy| Observation { score, was_chosen: copy < chosen })
        })
        .collect();
    let fitted = calibrate(&observations).expect("a solution");
    assert!((fitted.slope - 2.0).abs() < 0.02 && (fitted.intercept + 1.0).abs() < 0.02, "{fitted:?}");
}

#[test]
fn calibration_of_one_sided_outcomes_is_their_smoothed_share() {
    let never = vec![Observation { score: 1.0, was_chosen: false }; 98];
    let fitted = calibrate(&never).expect("a solution");
    assert!((fitted.confidence(5.0) - 0.01).abs() < 1e-4);
    assert!((calibrate(&[]).expect("a solution").confidence(0.0) - 0.5).abs() < 1e-9);
}

#[test]
fn parameters_out_of_range_are_named() {
    let params = RidgeParams { dropout: 1.0, ..RidgeParams::default() };
    assert!(matches!(params.check(), Err(FitError::Parameter { name: "dropout", .. })));
    let params = RidgeParams { lambda: f64::NAN, ..RidgeParams::default() };
    assert!(matches!(params.check(), Err(FitError::Parameter { name: "lambda", .. })));
}
