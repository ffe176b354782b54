//! Solving small symmetric positive definite systems, the kernel of the fit.

/// A system too close to singular to be solved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotPositiveDefinite;

/// Lanes of the dot product. They are summed in a fixed order, so the result does not depend on the processor.
const LANES: usize = 8;

/// Solves `A x = b` in place: `a` (row-major, `n * n`, lower triangle read) becomes its Cholesky factor, `b` becomes `x`.
pub(super) fn solve_in_place(a: &mut [f64], b: &mut [f64]) -> Result<(), NotPositiveDefinite> {
    let n = b.len();
    assert_eq!(a.len(), n * n, "a square system");
    factor(a, n)?;
    for row in 0..n {
        let (done, rest) = b.split_at_mut(row);
        let line = &a[row * n..row * n + row];
        rest[0] = (rest[0] - dot(line, done)) / a[row * n + row];
    }
    for row in (0..n).rev() {
        let x = b[row] / a[row * n + row];
        b[row] = x;
        for (column, value) in a[row * n..row * n + row].iter().enumerate() {
            b[column] -= value * x;
        }
    }
    Ok(())
}

/// `A = L L'`, row by row; `L` overwrites the lower triangle.
fn factor(a: &mut [f64], n: usize) -> Result<(), NotPositiveDefinite> {
    for row in 0..n {
        let (above, below) = a.split_at_mut(row * n);
        let line = &mut below[..n];
        for column in 0..row {
            let other = &above[column * n..column * n + column + 1];
            let (left, right) = line.split_at_mut(column);
            right[0] = (right[0] - dot(left, &other[..column])) / other[column];
        }
        let (left, right) = line.split_at_mut(row);
        let pivot = right[0] - dot(left, left);
        // NaN fails this comparison too.
        if !(pivot > 0.0 && pivot.is_finite()) {
            return Err(NotPositiveDefinite);
        }
        right[0] = pivot.sqrt();
    }
    Ok(())
}

/// `sum_t a_t b_t` in eight interleaved partial sums.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut partial = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            partial[lane] += x[lane] * y[lane];
        }
    }
    partial.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_solution_solves_the_system(n in 1usize..20, seed in prop::collection::vec(-1.0..1.0f64, 400 + 20)) {
            // A = M M' + I is positive definite whatever M is.
            let m = &seed[..n * n];
            let b = &seed[400..400 + n];
            let mut a = vec![0.0; n * n];
            for row in 0..n {
                for column in 0..n {
                    let product: f64 = (0..n).map(|t| m[row * n + t] * m[column * n + t]).sum();
                    a[row * n + column] = product + f64::from(u8::from(row == column));
                }
            }
            let (mut factor, mut x) = (a.clone(), b.to_vec());
            solve_in_place(&mut factor, &mut x).expect("positive definite");
            for row in 0..n {
                let product: f64 = (0..n).map(|t| a[row * n + t] * x[t]).sum();
                prop_assert!((product - b[row]).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn an_indefinite_system_is_refused() {
        let mut a = [1.0, 2.0, 2.0, 1.0];
        assert_eq!(solve_in_place(&mut a, &mut [1.0, 1.0]), Err(NotPositiveDefinite));
        let mut nan = [f64::NAN];
        assert_eq!(solve_in_place(&mut nan, &mut [1.0]), Err(NotPositiveDefinite));
    }
}
