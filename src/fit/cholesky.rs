//! Solving small symmetric positive definite systems, the kernel of the fit: a factor in single precision, refined to
//! double precision, and a factor in double precision where that does not converge.
//!
//! The code is compiled for several processors and the best is picked at run time. It uses fused multiply-adds in a
//! fixed order, which are defined to the last bit, so that the result does not depend on the processor.
use pulp::{Arch, Simd, WithSimd};

use super::narrowed;
use super::panels::Panels;

/// A system too close to singular to be solved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotPositiveDefinite;

/// Rounds of refinement before double precision takes over.
const ROUNDS_MAX: usize = 6;
/// The residual at which refinement stops, relative to the right-hand side.
const TOLERANCE: f64 = 1e-11;

/// A symmetric matrix, lower triangle by rows: row `i` holds `i + 1` entries.
#[derive(Debug, Default, Clone)]
pub(super) struct Lower {
    n: usize,
    entries: Vec<f64>,
}

impl Lower {
    /// Becomes the `n * n` zero matrix.
    pub(super) fn reset(&mut self, n: usize) {
        self.n = n;
        self.entries.clear();
        self.entries.resize(n * (n + 1) / 2, 0.0);
    }

    /// Becomes the matrix of `n` rows with these entries.
    pub(super) fn fill(&mut self, n: usize, entries: impl Iterator<Item = f64>) {
        self.n = n;
        self.entries.clear();
        self.entries.extend(entries);
        assert_eq!(self.entries.len(), n * (n + 1) / 2, "a lower triangle");
    }

    /// How many rows.
    pub(super) const fn len(&self) -> usize {
        self.n
    }

    /// The entries `0..=row` of a row.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        let start = row * (row + 1) / 2;
        &mut self.entries[start..=start + row]
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        let start = row * (row + 1) / 2;
        &self.entries[start..=start + row]
    }
}

/// Memory that is used again from one system to the next.
#[derive(Debug)]
pub(super) struct Solver {
    arch: Arch,
    panels: Panels,
    residual: Vec<f64>,
    step: Vec<f32>,
}

/// A system to be solved, in a form that is compiled for each kind of processor (a closure would not be).
struct Task<'a> {
    solver: &'a mut Solver,
    a: &'a Lower,
    b: &'a mut [f64],
}

impl WithSimd for Task<'_> {
    type Output = Result<(), NotPositiveDefinite>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        self.solver.solve_here(simd, self.a, self.b)
    }
}

impl Default for Solver {
    fn default() -> Self {
        Self { arch: Arch::new(), panels: Panels::default(), residual: Vec::new(), step: Vec::new() }
    }
}

impl Solver {
    /// Solves `A x = b`; `b` becomes `x`.
    pub(super) fn solve(&mut self, a: &Lower, b: &mut [f64]) -> Result<(), NotPositiveDefinite> {
        assert_eq!(a.n, b.len(), "a square system");
        self.arch.dispatch(Task { solver: self, a, b })
    }

    #[inline(always)]
    fn solve_here<S: Simd>(&mut self, simd: S, a: &Lower, b: &mut [f64]) -> Result<(), NotPositiveDefinite> {
        self.panels.load(a);
        if self.panels.factor(simd) && self.refine(a, b) { Ok(()) } else { solve_in_double(a, b) }
    }

    /// Iterative refinement (Wilkinson 1963): solves for the residual until it is small. `false` leaves `b` as it was.
    #[inline(always)]
    fn refine(&mut self, a: &Lower, b: &mut [f64]) -> bool {
        let scale = b.iter().fold(0.0f64, |most, value| most.max(value.abs()));
        let mut x = vec![0.0; b.len()];
        self.residual.clear();
        self.residual.extend_from_slice(b);
        for _ in 0..ROUNDS_MAX {
            let size = self.residual.iter().fold(0.0f64, |most, value| most.max(value.abs()));
            if size <= scale * TOLERANCE {
                b.copy_from_slice(&x);
                return true;
            }
            if !size.is_finite() {
                return false;
            }
            self.step.clear();
            self.step.extend(self.residual.iter().map(|&value| narrowed(value / size)));
            self.step.resize(self.panels.padded(), 0.0);
            self.panels.substitute(&mut self.step);
            for (x, &step) in x.iter_mut().zip(&self.step) {
                *x += f64::from(step) * size;
            }
            self.residual.copy_from_slice(b);
            subtract_product(a, &x, &mut self.residual);
        }
        false
    }
}

/// `r -= A x`.
#[inline(always)]
fn subtract_product(a: &Lower, x: &[f64], r: &mut [f64]) {
    for row in 0..a.n {
        let line = a.row(row);
        let (left, diagonal) = (&line[..row], line[row]);
        r[row] -= dot(left, &x[..row]) + diagonal * x[row];
        let scale = x[row];
        for (r, &entry) in r[..row].iter_mut().zip(left) {
            *r = (-entry).mul_add(scale, *r);
        }
    }
}

/// Lanes of the dot product in double precision.
const LANES: usize = 8;

/// `sum_t a_t b_t` in interleaved partial sums.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut partial = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            partial[lane] = x[lane].mul_add(y[lane], partial[lane]);
        }
    }
    partial.iter().sum::<f64>() + rest
}

/// Row by row in double precision: for systems that single precision cannot factor.
#[inline(always)]
fn solve_in_double(a: &Lower, b: &mut [f64]) -> Result<(), NotPositiveDefinite> {
    let mut factor = a.clone();
    for row in 0..a.n {
        let (above, below) = factor.entries.split_at_mut(row * (row + 1) / 2);
        let line = &mut below[..=row];
        for column in 0..row {
            let start = column * (column + 1) / 2;
            let other = &above[start..=start + column];
            line[column] = (line[column] - dot(&line[..column], &other[..column])) / other[column];
        }
        let pivot = line[row] - dot(&line[..row], &line[..row]);
        // NaN fails this comparison too.
        if !(pivot > 0.0 && pivot.is_finite()) {
            return Err(NotPositiveDefinite);
        }
        line[row] = pivot.sqrt();
        b[row] = (b[row] - dot(&line[..row], &b[..row])) / line[row];
    }
    for row in (0..a.n).rev() {
        let line = factor.row(row);
        let x = b[row] / line[row];
        b[row] = x;
        for (value, &entry) in b[..row].iter_mut().zip(line) {
            *value -= entry * x;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lower(n: usize, entry: impl Fn(usize, usize) -> f64) -> Lower {
        let mut a = Lower::default();
        a.reset(n);
        for row in 0..n {
            for (column, place) in a.row_mut(row).iter_mut().enumerate() {
                *place = entry(row, column);
            }
        }
        a
    }

    fn residual(a: &Lower, x: &[f64], b: &[f64]) -> f64 {
        let mut r = b.to_vec();
        subtract_product(a, x, &mut r);
        r.iter().fold(0.0, |most, value| most.max(value.abs()))
    }

    proptest! {
        #[test]
        fn the_solution_solves_the_system(n in 1usize..70, scale in 1e-3..1e3f64, seed in prop::collection::vec(-1.0..1.0f64, 70 * 70 + 70)) {
            // A = M M' + I is positive definite whatever M is.
            let m = |row: usize, t: usize| seed[row * 70 + t];
            let a = lower(n, |row, column| {
                let product: f64 = (0..n).map(|t| m(row, t) * m(column, t)).sum();
                scale * (product + f64::from(u8::from(row == column)))
            });
            let b = &seed[4900..4900 + n];
            let mut x = b.to_vec();
            Solver::default().solve(&a, &mut x).expect("positive definite");
            prop_assert!(residual(&a, &x, b) < 1e-9);
            let mut again = b.to_vec();
            solve_in_double(&a, &mut again).expect("positive definite");
            prop_assert!(x.iter().zip(&again).all(|(x, y)| (x - y).abs() < 1e-7 * (1.0 + y.abs()) / scale));
        }
    }

    #[test]
    fn what_single_precision_cannot_factor_is_solved_in_double() {
        // The second pivot, 1e-9, is lost next to 1 in single precision.
        let a = lower(2, |row, column| if row == 1 && column == 1 { 1.0 + 1e-9 } else { 1.0 });
        let mut x = [1.0, 1.0];
        Solver::default().solve(&a, &mut x).expect("positive definite");
        assert!(residual(&a, &x, &[1.0, 1.0]) < 1e-9, "{x:?}");
    }

    #[test]
    fn an_indefinite_system_is_refused() {
        let a = lower(2, |row, column| if row == column { 1.0 } else { 2.0 });
        assert_eq!(Solver::default().solve(&a, &mut [1.0, 1.0]), Err(NotPositiveDefinite));
        let nan = lower(1, |_, _| f64::NAN);
        assert_eq!(Solver::default().solve(&nan, &mut [1.0]), Err(NotPositiveDefinite));
    }
}
