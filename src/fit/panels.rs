//! The single-precision factor of a small system, laid out for wide instructions.
#![expect(clippy::needless_range_loop, reason = "kernels walk lanes of fixed width by position")]

use super::cholesky::Lower;
use super::narrowed;

/// Columns of a panel: sixteen floats are a cache line.
const W: usize = 16;
/// Rows that are updated together, so that a loaded panel row serves several.
const R: usize = 4;

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
    pub(super) fn factor(&mut self) -> bool {
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
