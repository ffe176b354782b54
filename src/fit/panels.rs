//! The single-precision factor of a small system, laid out for wide instructions.
#![expect(clippy::needless_range_loop, reason = "kernels walk lanes of fixed width by position")]

use pulp::Simd;

use super::cholesky::Lower;
use super::narrowed;

/// Columns of a panel: sixteen floats are a cache line.
const W: usize = 16;
/// Rows that are updated together, so that a loaded panel row serves several.
const R: usize = 8;

/// A lower triangle in panels of [`W`] columns, rows contiguous within a panel, padded by ones on the diagonal.
#[derive(Debug, Default)]
pub(super) struct Panels {
    padded: usize,
    /// Where each panel begins; panel `p` holds the rows `p W..padded`.
    starts: Vec<usize>,
    entries: Vec<[f32; W]>,
    /// The rows of the diagonal block at hand, transposed, against all columns left of it.
    left: Vec<[f32; W]>,
}

impl Panels {
    /// How many rows, the padding included.
    #[inline(always)]
    pub(super) const fn padded(&self) -> usize {
        self.padded
    }

    #[inline(always)]
    pub(super) fn load(&mut self, a: &Lower) {
        self.padded = a.len().next_multiple_of(W);
        self.starts.clear();
        let mut start = 0;
        for panel in 0..self.padded / W {
            self.starts.push(start);
            start += self.padded - panel * W;
        }
        self.entries.clear();
        self.entries.resize(start, [0.0; W]);
        for row in 0..a.len() {
            let line = a.row(row);
            for (panel, chunk) in line.chunks(W).enumerate() {
                let place = &mut self.entries[self.starts[panel] + row - panel * W];
                for (to, &from) in place.iter_mut().zip(chunk) {
                    *to = narrowed(from);
                }
            }
        }
        for row in a.len()..self.padded {
            let panel = row / W;
            self.entries[self.starts[panel] + row - panel * W][row % W] = 1.0;
        }
    }

    /// `A = L L'`, panel by panel; `false` where a pivot is not positive.
    #[inline(always)]
    pub(super) fn factor<S: Simd>(&mut self, simd: S) -> bool {
        for panel in 0..self.starts.len() {
            self.pack(panel);
            self.update(simd, panel);
            if !self.finish(simd, panel) {
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
    fn update<S: Simd>(&mut self, simd: S, panel: usize) {
        let (before, here) = self.entries.split_at_mut(self.starts[panel]);
        let n_rows = self.padded - panel * W;
        for first in (0..n_rows).step_by(R) {
            let here = &mut here[first..first + R];
            for register in 0..W / S::F32_LANES {
                let mut sums: [S::f32s; R] = std::array::from_fn(|row| S::as_simd_f32s(&here[row]).0[register]);
                for other in 0..panel {
                    let start = self.starts[other] + (panel - other) * W + first;
                    let left = &self.left[other * W..(other + 1) * W];
                    subtract_products(simd, &before[start..start + R], left, register, &mut sums);
                }
                (0..R).for_each(|row| S::as_mut_simd_f32s(&mut here[row]).0[register] = sums[row]);
            }
        }
    }

    /// Factors a diagonal block and divides the rows below by it.
    #[inline(always)]
    fn finish<S: Simd>(&mut self, simd: S, panel: usize) -> bool {
        let n_rows = self.padded - panel * W;
        let here = &mut self.entries[self.starts[panel]..][..n_rows];
        for d in 0..W {
            let pivot = here[d][d];
            // NaN fails this comparison too.
            if !(pivot > 0.0 && pivot.is_finite()) {
                return false;
            }
            let root = pivot.sqrt();
            here[d][d] = root;
            let (inverse, mut across) = (1.0 / root, [0.0f32; W]);
            for r in d + 1..W {
                here[r][d] *= inverse;
                across[r] = here[r][d];
            }
            for r in d + 1..W {
                let factor = -here[r][d];
                for c in d + 1..W {
                    here[r][c] = factor.mul_add(across[c], here[r][c]);
                }
            }
        }
        for r in 0..W {
            for c in r + 1..W {
                here[r][c] = 0.0;
            }
        }
        let (block, below) = here.split_at_mut(W);
        let inverse = negative_inverse(block);
        for rows in below.chunks_exact_mut(R) {
            let old: [[f32; W]; R] = std::array::from_fn(|row| rows[row]);
            for register in 0..W / S::F32_LANES {
                let mut sums = [simd.splat_f32s(0.0); R];
                subtract_products(simd, &old, &inverse, register, &mut sums);
                (0..R).for_each(|row| S::as_mut_simd_f32s(&mut rows[row]).0[register] = sums[row]);
            }
        }
        true
    }

    /// Solves `L L' x = b`; `b` (padded) becomes `x`.
    #[inline(always)]
    pub(super) fn substitute(&self, b: &mut [f32]) {
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

/// `sums -= rows factor`, of one register of columns.
#[inline(always)]
fn subtract_products<S: Simd>(
    simd: S,
    rows: &[[f32; W]],
    factor: &[[f32; W]],
    register: usize,
    sums: &mut [S::f32s; R],
) {
    for k in 0..W {
        let factor = S::as_simd_f32s(&factor[k]).0[register];
        for row in 0..R {
            sums[row] = simd.negate_mul_add_f32s(simd.splat_f32s(rows[row][k]), factor, sums[row]);
        }
    }
}

/// `-L^-T` of a lower triangle: rows below are divided by the block in one product, no step of which waits for another.
#[inline(always)]
fn negative_inverse(block: &[[f32; W]]) -> [[f32; W]; W] {
    let mut inverse = [[0.0f32; W]; W];
    for k in (0..W).rev() {
        let mut row = [0.0f32; W];
        row[k] = -1.0;
        for m in k + 1..W {
            for c in 0..W {
                row[c] = (-block[m][k]).mul_add(inverse[m][c], row[c]);
            }
        }
        let scale = 1.0 / block[k][k];
        for c in 0..W {
            inverse[k][c] = row[c] * scale;
        }
    }
    inverse
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
