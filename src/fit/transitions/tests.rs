use ndarray::Array2;
use proptest::prelude::*;

use super::super::dense::inverse;
use super::*;
use crate::stats::Visit;

const N_ITEMS: usize = 12;

fn sums(visits: &[Vec<u32>], params: &TransitionParams) -> TransitionSums {
    let visits: Vec<Vec<ItemIx>> = visits.iter().map(|visit| visit.iter().copied().map(ItemIx).collect()).collect();
    let weighted: Vec<Visit<'_>> = visits.iter().map(|clicks| Visit { clicks, weight: 0.9 }).collect();
    TransitionSums::of(N_ITEMS, &weighted, &params.shape(), 1)
}

fn dense(rows: &Rows) -> Array2<f64> {
    let mut matrix = Array2::zeros((N_ITEMS, N_ITEMS));
    for (row, entries) in rows.iter().enumerate() {
        entries.iter().for_each(|&(column, value)| matrix[[row, column as usize]] = value);
    }
    matrix
}

/// The closed form by a dense inverse, which shares no code with the neighbourhood solve.
fn oracle(sums: &TransitionSums, params: &TransitionParams) -> Array2<f64> {
    let (mut g, c) = (dense(&sums.gram()), dense(&sums.cross()));
    for at in 0..N_ITEMS {
        g[[at, at]] += params.lambda + params.dropout / (1.0 - params.dropout) * g[[at, at]];
    }
    let mut r = inverse(g).expect("regular").dot(&c);
    for j in 0..N_ITEMS {
        let mass = c.column(j).sum();
        let factor = if mass > 0.0 { mass.powf(-params.target_exponent) } else { 0.0 };
        r.column_mut(j).mapv_inplace(|weight| weight * factor);
    }
    let mut step = r.mapv(|weight| weight.max(0.0));
    step.diag_mut().fill(0.0);
    let mut next = r.clone();
    for i in 0..N_ITEMS {
        let mass = step.row(i).sum();
        next.row_mut(i).mapv_inplace(|weight| if mass > 0.0 { weight / mass } else { 0.0 });
    }
    &r + &(step.dot(&next) * params.walk)
}

fn visits() -> impl Strategy<Value = Vec<Vec<u32>>> {
    prop::collection::vec(prop::collection::vec(0..11u32, 1..7), 1..40)
}

fn everything(walk: f64) -> TransitionParams {
    TransitionParams {
        neighbours: N_ITEMS,
        row_weights: N_ITEMS,
        walk,
        lambda: 2.0,
        dropout: 0.3,
        ..Default::default()
    }
}

proptest! {
    #[test]
    fn a_neighbourhood_of_the_whole_catalogue_is_the_dense_closed_form(visits in visits(), lambda in 0.5..50.0f64) {
        let params = TransitionParams { lambda, ..everything(0.0) };
        let sums = sums(&visits, &params);
        let ours = dense(&columns(&sums, &params, 2).expect("solvable"));
        let wanted = oracle(&sums, &params);
        for ((j, i), value) in ours.indexed_iter() {
            prop_assert!((value - wanted[[i, j]]).abs() < 1e-9, "R[{i}][{j}]: {value} {}", wanted[[i, j]]);
        }
    }

    #[test]
    fn the_second_step_is_the_dense_product(visits in visits(), walk in 0.1..2.0f64) {
        let params = everything(walk);
        let sums = sums(&visits, &params);
        let first = by_evidence(columns(&sums, &params, 1).expect("solvable"));
        let ours = dense(&walked(&first, &params));
        let wanted = oracle(&sums, &params);
        prop_assert!(ours.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-9));
    }

    #[test]
    fn the_number_of_threads_changes_no_bit(visits in visits()) {
        let params = TransitionParams { neighbours: 5, row_weights: 4, ..TransitionParams::default() };
        let sums = sums(&visits, &params);
        let one = session_transitions(&sums, &params, 1).expect("solvable");
        let three = session_transitions(&sums, &params, 3).expect("solvable");
        prop_assert!(one.offsets.windows(2).all(|row| row[1] - row[0] <= 4));
        prop_assert_eq!(one, three);
    }
}

#[test]
fn what_always_follows_outweighs_what_comes_before() {
    let params = TransitionParams { consistency: 0.2, ..everything(0.0) };
    let weights = session_transitions(&sums(&vec![vec![0, 1, 2]; 50], &params), &params, 1).expect("solvable");
    let row = weights.offsets[1] as usize..weights.offsets[2] as usize;
    let weight = |target: u32| {
        let at = weights.targets[row.clone()].iter().position(|&t| t == target).expect("kept");
        weights.values[row.clone()][at]
    };
    assert!(weight(2) > weight(0));
}

#[test]
fn a_parameter_out_of_range_is_named() {
    let wrong = TransitionParams { click_decay: 0.0, ..TransitionParams::default() };
    assert!(wrong.check().expect_err("out of range").to_string().contains("click_decay"));
    assert!(TransitionParams { walk: f64::NAN, ..TransitionParams::default() }.check().is_err());
    assert!(TransitionParams::default().check().is_ok() && TransitionParams::slist().check().is_ok());
}
