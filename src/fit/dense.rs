//! The dense closed form, for small catalogues in tests: the oracle that the neighbourhood ridge must equal.

use ndarray::Array2;

use super::{FitError, RidgeParams};
use crate::ids::ItemIx;
use crate::stats::Gram;

/// `B = -P diag(1 / diag(P))` off the diagonal and 0 on it, with `P = (G + diag(lambda + p/(1-p) n_i))^-1`, then the
/// popularity factor; `n_items` square, row = evidence, column = target (Steck 2019, equation 8; Steck 2020).
///
/// The inverse is by Gauss-Jordan elimination with pivoting, and shares no code with the neighbourhood ridge. Memory
/// and time grow with the square and the cube of the catalogue: for tests only. Items that nobody chose get no weights.
///
/// # Errors
/// A parameter out of range, or a matrix that is singular.
pub fn dense_ridge(gram: &Gram, params: &RidgeParams) -> Result<Array2<f64>, FitError> {
    params.check()?;
    let rows = gram.expand();
    let n = rows.len();
    let mut g = Array2::zeros((n, n));
    for item in (0..n).map(ItemIx::from_at) {
        for (column, value) in rows.entries(item) {
            g[[item.at(), column as usize]] = value;
        }
    }
    let counts = gram.degrees();
    let mut a = g;
    for at in 0..n {
        a[[at, at]] += params.penalty(counts[at]);
    }
    let p = inverse(a)?;
    let weight = |(i, j): (usize, usize)| {
        let is_learnt = i != j && counts[i] > 0.0 && counts[j] > 0.0;
        if is_learnt { -p[[i, j]] / p[[j, j]] * params.popularity_factor(counts[i], counts[j]) } else { 0.0 }
    };
    Ok(Array2::from_shape_fn((n, n), weight))
}

pub(super) fn inverse(mut a: Array2<f64>) -> Result<Array2<f64>, FitError> {
    let n = a.nrows();
    let mut p = Array2::eye(n);
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|&r, &s| a[[r, column]].abs().total_cmp(&a[[s, column]].abs()))
            .expect("the range is not empty");
        if a[[pivot, column]].abs() < 1e-12 {
            return Err(FitError::NotPositiveDefinite { item: ItemIx::from_at(column) });
        }
        for t in 0..n {
            a.swap([pivot, t], [column, t]);
            p.swap([pivot, t], [column, t]);
        }
        let scale = 1.0 / a[[column, column]];
        a.row_mut(column).mapv_inplace(|x| x * scale);
        p.row_mut(column).mapv_inplace(|x| x * scale);
        for row in (0..n).filter(|&row| row != column) {
            let factor = a[[row, column]];
            let (a_pivot, p_pivot) = (a.row(column).to_owned(), p.row(column).to_owned());
            a.row_mut(row).scaled_add(-factor, &a_pivot);
            p.row_mut(row).scaled_add(-factor, &p_pivot);
        }
    }
    Ok(p)
}
