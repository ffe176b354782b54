//! Rows of numbers in eight bits, and the products of all pairs of them.
//!
//! Sums of whole numbers are exact: they have the same bits on every processor and in any order, and many processors
//! multiply bytes several times faster than floats.

use std::ops::Range;

use super::kernels::Kernel;

/// Rows that are multiplied together.
pub(super) const ROWS: usize = 8;
/// Columns of a panel: sixteen sums are a cache line.
pub(super) const LANES: usize = 16;
/// Panels that are multiplied together.
pub(super) const PAIR: usize = 2;
/// The largest code.
const LARGEST: f32 = 127.0;
/// What makes a code positive.
const OFFSET: i32 = 128;

/// Four codes of a row that follow one another.
pub(super) type Quad = [i8; 4];

/// Four codes of each column of a panel, made positive.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct Columns(pub(super) [[u8; 4]; LANES]);

/// Rows of numbers, each in steps of its own: the largest by absolute value is 127 of them.
#[derive(Debug)]
pub(super) struct Codes {
    /// Quads of a row.
    quads: usize,
    /// Row by row.
    codes: Vec<Quad>,
    /// The step of each row.
    pub(super) steps: Vec<f32>,
}

impl Codes {
    /// Rounds rows of `width` numbers.
    pub(super) fn of(width: usize, n: usize, row: impl Fn(usize) -> Vec<f32>) -> Self {
        let quads = width.div_ceil(4);
        let (mut codes, mut steps) = (Vec::with_capacity(n * quads), Vec::with_capacity(n));
        for row in (0..n).map(row) {
            let largest = row.iter().fold(0.0f32, |most, value| most.max(value.abs()));
            let step = largest / LARGEST;
            let code = |at: usize| if at < width && step > 0.0 { rounded(row[at] / step) } else { 0 };
            codes.extend((0..quads).map(|quad| std::array::from_fn(|at| code(4 * quad + at))));
            steps.push(step);
        }
        Self { quads, codes, steps }
    }

    /// The codes of a row, and zeros up to a multiple of four.
    pub(super) fn row(&self, at: usize) -> &[i8] {
        self.quads(at).as_flattened()
    }

    fn quads(&self, at: usize) -> &[Quad] {
        &self.codes[at * self.quads..(at + 1) * self.quads]
    }

    /// The product of two rows.
    pub(super) fn product(&self, a: usize, b: usize) -> i32 {
        let pairs = self.row(a).iter().zip(self.row(b));
        pairs.map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
    }

    /// The first `n_columns` rows, as what others are multiplied with.
    pub(super) fn panels(&self, n_columns: usize) -> Panels {
        let n_panels = n_columns.div_ceil(LANES).next_multiple_of(PAIR);
        let quad = |column: usize, at: usize| if column < n_columns { self.quads(column)[at] } else { [0; 4] };
        let columns = |panel: usize, at: usize| {
            Columns(std::array::from_fn(|lane| quad(panel * LANES + lane, at).map(|code| code.cast_unsigned() ^ 0x80)))
        };
        let columns = (0..n_panels).flat_map(|panel| (0..self.quads).map(move |at| columns(panel, at)));
        Panels { quads: self.quads, columns: columns.collect() }
    }

    /// Rows, laid out to be multiplied with panels.
    pub(super) fn block(&self, rows: Range<usize>) -> Block {
        let quad = |row: usize, at: usize| if row < rows.end { self.quads(row)[at] } else { [0; 4] };
        let sum = |row: usize| (0..self.quads).flat_map(|at| quad(row, at)).map(i32::from).sum::<i32>();
        let (mut groups, mut starts) = (Vec::new(), Vec::new());
        for first in rows.clone().step_by(ROWS) {
            groups.extend((0..self.quads).map(|at| std::array::from_fn(|row| quad(first + row, at))));
            // What the offset of the columns adds is taken away beforehand.
            starts.push(std::array::from_fn(|row| -OFFSET * sum(first + row)));
        }
        Block { quads: self.quads, groups, starts }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a code is at most 127")]
fn rounded(value: f32) -> i8 {
    value.round() as i8
}

/// Rows as columns, in panels of [`LANES`].
#[derive(Debug)]
pub(super) struct Panels {
    quads: usize,
    columns: Vec<Columns>,
}

/// A few rows, in groups of [`ROWS`].
#[derive(Debug)]
pub(super) struct Block {
    quads: usize,
    groups: Vec<[Quad; ROWS]>,
    starts: Vec<[i32; ROWS]>,
}

impl Panels {
    /// How many.
    pub(super) fn len(&self) -> usize {
        self.columns.len() / self.quads.max(1)
    }

    /// The products of all rows of a block with all columns of an even number of panels: `out` holds for each row
    /// (a multiple of [`ROWS`]) its sums, panel by panel.
    pub(super) fn products(&self, kernel: Kernel, block: &Block, panels: Range<usize>, out: &mut [[i32; LANES]]) {
        let n_panels = panels.len();
        for pair in (0..n_panels).step_by(PAIR) {
            let first = (panels.start + pair) * self.quads;
            let columns = &self.columns[first..first + PAIR * self.quads];
            for (group, starts) in block.starts.iter().enumerate() {
                let rows = &block.groups[group * block.quads..(group + 1) * block.quads];
                let place = group * ROWS * n_panels + pair;
                kernel.multiply(rows, starts, columns, &mut out[place..], n_panels);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_kernel_gives_the_sum_of_the_products(
            n in 1usize..40, width in 1usize..20, values in prop::collection::vec(-3i8..4, 40 * 20), extreme in 0usize..800,
        ) {
            let mut values: Vec<f32> = values.into_iter().map(f32::from).collect();
            values[extreme] = 1000.0;
            let codes = Codes::of(width, n, |row| values[row * 20..row * 20 + width].to_vec());
            let (block, panels) = (codes.block(0..n), codes.panels(n));
            for kernel in Kernel::all() {
                let mut out = vec![[0; LANES]; n.next_multiple_of(ROWS) * panels.len()];
                panels.products(kernel, &block, 0..panels.len(), &mut out);
                for (row, column) in (0..n).flat_map(|row| (0..n).map(move |column| (row, column))) {
                    let found = out[row * panels.len() + column / LANES][column % LANES];
                    prop_assert_eq!(found, codes.product(row, column), "{:?} {} {}", kernel, row, column);
                }
            }
        }

        #[test]
        fn a_code_is_off_by_half_a_step_at_most(row in prop::collection::vec(-1e3f32..1e3, 1..30)) {
            let codes = Codes::of(row.len(), 1, |_| row.clone());
            for (at, value) in row.iter().enumerate() {
                let code = f32::from(codes.row(0)[at]);
                prop_assert!(code.mul_add(codes.steps[0], -value).abs() <= 0.5001 * codes.steps[0]);
            }
        }
    }
}
