//! A tall matrix whose columns are made orthonormal, laid out for wide instructions.
#![expect(clippy::needless_range_loop, reason = "kernels walk lanes of fixed width by position")]

use ndarray::Array2;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

use super::narrowed;

/// Columns of a panel: two cache lines of an item.
pub(super) const PANEL: usize = 32;
/// Rows whose products are summed in single precision.
const BLOCK: usize = 128;
/// Sums that fit the registers together, each of [`PANEL`] lanes.
const ROWS: usize = 8;

/// Some columns of a row for each row.
type Lines = Vec<[f32; PANEL]>;

/// `n * rank`, in panels of [`PANEL`] columns, the last of them filled up with zeros.
#[derive(Debug)]
pub(super) struct Basis {
    rank: usize,
    panels: Vec<Lines>,
}

impl Basis {
    /// Entry by entry, row by row.
    pub(super) fn of(n: usize, rank: usize, mut entry: impl FnMut(usize, usize) -> f32) -> Self {
        let mut panels = vec![vec![[0.0; PANEL]; n]; rank.div_ceil(PANEL)];
        for row in 0..n {
            (0..rank).for_each(|column| panels[column / PANEL][row][column % PANEL] = entry(row, column));
        }
        Self { rank, panels }
    }

    pub(super) fn panels_mut(&mut self) -> &mut [Lines] {
        &mut self.panels
    }

    pub(super) fn row(&self, row: usize) -> Vec<f32> {
        (0..self.rank).map(|column| self.panels[column / PANEL][row][column % PANEL]).collect()
    }

    /// Makes the columns orthonormal: `V <- V R^-1` with `V'V = R'R` (Cholesky QR).
    pub(super) fn orthonormalise(&mut self) {
        let inverse = inverse_factor(self.gram()).mapv(narrowed);
        let arch = Arch::new();
        // `R^-1` is an upper triangle: a panel needs those left of it.
        let panel = |at: usize| {
            let part =
                |row: usize| std::array::from_fn(|lane| inverse.get([row, at * PANEL + lane]).copied().unwrap_or(0.0));
            let factor: Lines = (0..(at + 1) * PANEL).map(part).collect();
            let mut out = vec![[0.0; PANEL]; self.panels[at].len()];
            arch.dispatch(Apply { panels: &self.panels[..=at], factor: &factor, out: &mut out });
            out
        };
        self.panels = (0..self.panels.len()).into_par_iter().map(panel).collect();
    }

    /// `V'V`, lower triangle: in single precision within a block of rows, in double precision from block to block.
    fn gram(&self) -> Array2<f64> {
        let arch = Arch::new();
        let pairs: Vec<(usize, usize)> = (0..self.panels.len()).flat_map(|a| (0..=a).map(move |b| (a, b))).collect();
        let sums: Vec<Vec<[f64; PANEL]>> = pairs
            .par_iter()
            .map(|&(a, b)| {
                let mut sums = vec![[0.0; PANEL]; PANEL];
                arch.dispatch(Gram { left: &self.panels[a], right: &self.panels[b], sums: &mut sums });
                sums
            })
            .collect();
        let mut gram = Array2::zeros((self.rank, self.rank));
        for ((a, b), sums) in pairs.into_iter().zip(sums) {
            for (row, column) in (0..PANEL).flat_map(|row| (0..PANEL).map(move |column| (row, column))) {
                if let Some(place) = gram.get_mut([a * PANEL + row, b * PANEL + column]) {
                    *place = sums[row][column];
                }
            }
        }
        gram
    }
}

/// `sums += left' right`.
struct Gram<'a> {
    left: &'a [[f32; PANEL]],
    right: &'a [[f32; PANEL]],
    sums: &'a mut [[f64; PANEL]],
}

impl WithSimd for Gram<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { left, right, sums } = self;
        for (left, right) in left.chunks(BLOCK).zip(right.chunks(BLOCK)) {
            for register in 0..PANEL / S::F32_LANES {
                for first in (0..PANEL).step_by(ROWS) {
                    let mut part = [simd.splat_f32s(0.0); ROWS];
                    for (left, right) in left.iter().zip(right) {
                        let (right, left) = (S::as_simd_f32s(right).0[register], &left[first..first + ROWS]);
                        for row in 0..ROWS {
                            part[row] = simd.mul_add_f32s(simd.splat_f32s(left[row]), right, part[row]);
                        }
                    }
                    let lanes = register * S::F32_LANES..(register + 1) * S::F32_LANES;
                    for (row, part) in part.iter().enumerate() {
                        let part: &[f32] = bytemuck::cast_slice(std::slice::from_ref(part));
                        let sums = sums[first + row][lanes.clone()].iter_mut();
                        sums.zip(part).for_each(|(sum, &part)| *sum += f64::from(part));
                    }
                }
            }
        }
    }
}

/// `out = V factor`, a few rows at a time.
struct Apply<'a> {
    panels: &'a [Lines],
    factor: &'a [[f32; PANEL]],
    out: &'a mut [[f32; PANEL]],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { panels, factor, out } = self;
        for (at, out) in out.chunks_mut(ROWS).enumerate() {
            for register in 0..PANEL / S::F32_LANES {
                let mut sums = [simd.splat_f32s(0.0); ROWS];
                for (panel, factor) in panels.iter().zip(factor.chunks(PANEL)) {
                    // The last rows may be fewer; the lines of another one then stand in for them.
                    let lines = &panel[at * ROWS..at * ROWS + out.len()];
                    let lines: [&[f32; PANEL]; ROWS] = std::array::from_fn(|row| &lines[row.min(lines.len() - 1)]);
                    for (k, factor) in factor.iter().enumerate() {
                        let factor = S::as_simd_f32s(factor).0[register];
                        for row in 0..ROWS {
                            sums[row] = simd.mul_add_f32s(simd.splat_f32s(lines[row][k]), factor, sums[row]);
                        }
                    }
                }
                for (out, sum) in out.iter_mut().zip(sums) {
                    S::as_mut_simd_f32s(out).0[register] = sum;
                }
            }
        }
    }
}

/// `R^-1` (upper triangle) of `G = R'R`. Directions that vanish among the others are left out: their columns become 0.
fn inverse_factor(mut gram: Array2<f64>) -> Array2<f64> {
    let n = gram.nrows();
    let floor = 1e-10 * (0..n).map(|at| gram[[at, at]]).fold(0.0f64, f64::max);
    // `gram` becomes L = R', lower.
    for row in 0..n {
        for column in 0..=row {
            let mut sum = gram[[row, column]];
            for t in 0..column {
                sum -= gram[[row, t]] * gram[[column, t]];
            }
            gram[[row, column]] = match (row == column, gram[[column, column]]) {
                (true, _) if sum > floor => sum.sqrt(),
                (true, _) => 0.0,
                (false, pivot) if pivot > 0.0 => sum / pivot,
                (false, _) => 0.0,
            };
        }
    }
    let mut inverse = Array2::zeros((n, n));
    for column in 0..n {
        if gram[[column, column]] == 0.0 {
            continue;
        }
        // Solves L z = e_column; z' is a row of L^-1 transposed, a column of R^-1 by rows.
        let mut z = vec![0.0; n];
        for row in column..n {
            if gram[[row, row]] == 0.0 {
                continue;
            }
            let mut sum = f64::from(u8::from(row == column));
            for (t, value) in z.iter().enumerate().take(row).skip(column) {
                sum -= gram[[row, t]] * value;
            }
            z[row] = sum / gram[[row, row]];
        }
        for (row, value) in z.into_iter().enumerate() {
            inverse[[column, row]] = value;
        }
    }
    inverse
}
