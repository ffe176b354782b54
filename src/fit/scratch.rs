//! What a thread needs while it solves one neighbourhood after another.

use super::cholesky::{Lower, NotPositiveDefinite, Solver};

/// The system at hand, and where each item stands in the neighbourhood that it is about.
pub(super) struct Scratch {
    /// A bit for each item: whether it is in the neighbourhood. Small enough to stay in the nearest cache.
    inside: Vec<u64>,
    /// Of those that are.
    position: Vec<u32>,
    found: Vec<u32>,
    pub(super) system: Lower,
    solver: Solver,
}

impl Scratch {
    pub(super) fn new(n_items: usize) -> Self {
        Self {
            inside: vec![0; n_items.div_ceil(64)],
            position: vec![0; n_items],
            found: Vec::new(),
            system: Lower::default(),
            solver: Solver::default(),
        }
    }

    /// Begins a system over these items, ascending, with all entries 0.
    pub(super) fn open(&mut self, items: impl ExactSizeIterator<Item = u32>) {
        self.system.reset(items.len());
        for (position, item) in items.enumerate() {
            self.inside[item as usize / 64] |= 1 << (item % 64);
            self.position[item as usize] = u32::try_from(position).expect("a neighbourhood is small");
        }
    }

    /// Fills a row of the system from the entries of its item; columns outside the neighbourhood are passed over.
    ///
    /// Few columns are inside and which cannot be foretold, so they are first found without a branch.
    pub(super) fn fill_row(&mut self, row: usize, columns: &[u32], value: impl Fn(usize) -> f64) {
        self.found.resize(self.found.len().max(columns.len()), 0);
        let mut n_found = 0;
        for (at, &column) in (0..).zip(columns) {
            self.found[n_found] = at;
            n_found += usize::from(self.inside[column as usize / 64] >> (column % 64) & 1 == 1);
        }
        let line = self.system.row_mut(row);
        for &at in &self.found[..n_found] {
            line[self.position[columns[at as usize] as usize] as usize] = value(at as usize);
        }
    }

    /// Forgets the neighbourhood; the system stays.
    pub(super) fn close(&mut self, items: impl Iterator<Item = u32>) {
        items.for_each(|item| self.inside[item as usize / 64] = 0);
    }

    /// Begins a system of `n` rows with these entries of its lower triangle, row by row.
    pub(super) fn fill(&mut self, n: usize, entries: impl Iterator<Item = f64>) {
        self.system.fill(n, entries);
    }

    /// The solution of the system for a right-hand side.
    pub(super) fn solve(&mut self, mut b: Vec<f64>) -> Result<Vec<f64>, NotPositiveDefinite> {
        self.solver.solve(&self.system, &mut b)?;
        Ok(b)
    }
}
