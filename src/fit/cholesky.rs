//! Solving small symmetric positive definite systems, the kernel of the fit: a factor in single precision, refined to
//! double precision, and a factor in double precision where that does not converge.
//!
//! The code is compiled for several processors and the best is picked at run time. It uses fused multiply-adds in a
//! fixed order, which are defined to the last bit, so that the result does not depend on the processor.
#![expect(clippy::needless_range_loop, reason = "kernels walk lanes of fixed width by position")]

use pulp::{Arch, NullaryFnOnce};

/// A system too close to singular to be solved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotPositiveDefinite;

/// Columns of a panel: sixteen floats are a cache line.
const W: usize = 16;
/// Rows that are updated together, so that a loaded panel row serves several.
const R: usize = 4;
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

    /// The entries `0..=row` of a row.
    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        let start = row * (row + 1) / 2;
        &mut self.entries[start..=start + row]
    }

    fn row(&self, row: usize) -> &[f64] {
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

impl NullaryFnOnce for Task<'_> {
    type Output = Result<(), NotPositiveDefinite>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        self.solver.solve_here(self.a, self.b)
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
    fn solve_here(&mut self, a: &Lower, b: &mut [f64]) -> Result<(), NotPositiveDefinite> {
        self.panels.load(a);
        if self.panels.factor() && self.refine(a, b) { Ok(()) } else { solve_in_double(a, b) }
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
            self.step.resize(self.panels.padded, 0.0);
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

#[expect(clippy::cast_possible_truncation, reason = "single precision is refined afterwards")]
#[inline(always)]
fn narrowed(value: f64) -> f32 {
    value as f32
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

/// A lower triangle in panels of [`W`] columns, rows contiguous within a panel, padded by ones on the diagonal.
#[derive(Debug, Default)]
struct Panels {
    padded: usize,
    /// Where each panel begins; panel `p` holds the rows `p W..padded`.
    starts: Vec<usize>,
    entries: Vec<[f32; W]>,
    /// The rows of the diagonal block at hand, transposed, against all columns left of it.
    left: Vec<[f32; W]>,
}

impl Panels {
    #[inline(always)]
    fn load(&mut self, a: &Lower) {
        self.padded = a.n.next_multiple_of(W);
        self.starts.clear();
        let mut start = 0;
        for panel in 0..self.padded / W {
            self.starts.push(start);
            start += self.padded - panel * W;
        }
        self.entries.clear();
        self.entries.resize(start, [0.0; W]);
        for row in 0..a.n {
            let line = a.row(row);
            for (panel, chunk) in line.chunks(W).enumerate() {
                let place = &mut self.entries[self.starts[panel] + row - panel * W];
                for (to, &from) in place.iter_mut().zip(chunk) {
                    *to = narrowed(from);
                }
            }
        }
        for row in a.n..self.padded {
            let panel = row / W;
            self.entries[self.starts[panel] + row - panel * W][row % W] = 1.0;
        }
    }

    /// `A = L L'`, panel by panel; `false` where a pivot is not positive.
    #[inline(always)]
    fn factor(&mut self) -> bool {
        for panel in 0..self.starts.len() {
            self.pack(panel);
            self.update(panel);
            if !self.finish(panel) {
                return false;
            }
        }
        true
    }

    /// Transposes the rows of a diagonal block against the columns left of it.
    #[inline(always)]
    fn pack(&mut self, panel: usize) {
        self.left.clear();
        self.left.resize(panel * W, [0.0; W]);
        for other in 0..panel {
            let first = self.starts[other] + (panel - other) * W;
            for c in 0..W {
                let row = self.entries[first + c];
                for k in 0..W {
                    self.left[other * W + k][c] = row[k];
                }
            }
        }
    }

    /// Subtracts from a panel what the columns left of it contribute.
    #[inline(always)]
    fn update(&mut self, panel: usize) {
        let (before, here) = self.entries.split_at_mut(self.starts[panel]);
        let n_rows = self.padded - panel * W;
        for first in (0..n_rows).step_by(R) {
            let mut acc = [[0.0f32; W]; R];
            acc.copy_from_slice(&here[first..first + R]);
            for other in 0..panel {
                let start = self.starts[other] + (panel - other) * W + first;
                let rows = &before[start..start + R];
                let left = &self.left[other * W..(other + 1) * W];
                for k in 0..W {
                    let across = left[k];
                    for i in 0..R {
                        let factor = -rows[i][k];
                        for c in 0..W {
                            acc[i][c] = factor.mul_add(across[c], acc[i][c]);
                        }
                    }
                }
            }
            here[first..first + R].copy_from_slice(&acc);
        }
    }

    /// Factors a diagonal block and divides the rows below by it.
    #[inline(always)]
    fn finish(&mut self, panel: usize) -> bool {
        let n_rows = self.padded - panel * W;
        let here = &mut self.entries[self.starts[panel]..][..n_rows];
        // Row `d` of `across` holds column `d` of the diagonal block below its pivot.
        let (mut across, mut inverse) = ([[0.0f32; W]; W], [0.0f32; W]);
        for d in 0..W {
            let pivot = here[d][d];
            // NaN fails this comparison too.
            if !(pivot > 0.0 && pivot.is_finite()) {
                return false;
            }
            let root = pivot.sqrt();
            here[d][d] = root;
            inverse[d] = 1.0 / root;
            for r in d + 1..W {
                here[r][d] *= inverse[d];
                across[d][r] = here[r][d];
            }
            for r in d + 1..W {
                let factor = -here[r][d];
                for c in d + 1..W {
                    here[r][c] = factor.mul_add(across[d][c], here[r][c]);
                }
            }
        }
        for r in 0..W {
            for c in r + 1..W {
                here[r][c] = 0.0;
            }
        }
        for rows in here[W..].chunks_exact_mut(R) {
            for d in 0..W {
                for row in rows.iter_mut() {
                    let x = row[d] * inverse[d];
                    for c in 0..W {
                        row[c] = (-x).mul_add(across[d][c], row[c]);
                    }
                    row[d] = x;
                }
            }
        }
        true
    }

    /// Solves `L L' x = b`; `b` (padded) becomes `x`.
    #[inline(always)]
    fn substitute(&self, b: &mut [f32]) {
        for (panel, &start) in self.starts.iter().enumerate() {
            let (done, below) = b.split_at_mut((panel + 1) * W);
            let here = &mut done[panel * W..];
            for r in 0..W {
                let row = &self.entries[start + r];
                let mut sum = here[r];
                for c in 0..r {
                    sum = (-row[c]).mul_add(here[c], sum);
                }
                here[r] = sum / row[r];
            }
            for (value, row) in below.iter_mut().zip(&self.entries[start + W..]) {
                let mut products = [0.0f32; W];
                for c in 0..W {
                    products[c] = row[c] * here[c];
                }
                *value -= sum(products);
            }
        }
        for (panel, &start) in self.starts.iter().enumerate().rev() {
            let (done, below) = b.split_at_mut((panel + 1) * W);
            let here = &mut done[panel * W..];
            let mut sums = [0.0f32; W];
            for (&value, row) in below.iter().zip(&self.entries[start + W..]) {
                for c in 0..W {
                    sums[c] = row[c].mul_add(value, sums[c]);
                }
            }
            for r in (0..W).rev() {
                let mut sum = here[r] - sums[r];
                for other in r + 1..W {
                    sum = (-self.entries[start + other][r]).mul_add(here[other], sum);
                }
                here[r] = sum / self.entries[start + r][r];
            }
        }
    }
}

/// In halves, so that the order is the same on every processor.
#[inline(always)]
fn sum(mut lanes: [f32; W]) -> f32 {
    let mut width = W;
    while width > 1 {
        width /= 2;
        for at in 0..width {
            lanes[at] += lanes[at + width];
        }
    }
    lanes[0]
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
