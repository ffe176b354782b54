//! A matrix that is solved column by column and used row by row.

use crate::ids::ItemIx;

/// What is evidence for a target, items ascending, and how strongly each item is.
pub(super) type Column = (Vec<u32>, Vec<f64>);

/// A sparse matrix by rows of evidence, targets ascending.
#[derive(Debug)]
pub(super) struct EvidenceRows {
    ends: Vec<usize>,
    targets: Vec<u32>,
    values: Vec<f64>,
}

impl EvidenceRows {
    /// From columns, one for each target.
    pub(super) fn of_columns(columns: Vec<Column>) -> Self {
        let mut lengths = vec![0; columns.len()];
        columns.iter().flat_map(|(items, _)| items).for_each(|&item| lengths[item as usize] += 1);
        let mut next = Vec::with_capacity(columns.len());
        let mut end = 0;
        let add = |length| {
            next.push(end);
            end += length;
            end
        };
        let ends: Vec<usize> = lengths.into_iter().map(add).collect();
        let (mut targets, mut values) = (vec![0; end], vec![0.0; end]);
        for (target, (items, weights)) in columns.into_iter().enumerate() {
            for (item, value) in items.into_iter().zip(weights) {
                let at = next[item as usize];
                (targets[at], values[at]) = (ItemIx::from_at(target).0, value);
                next[item as usize] += 1;
            }
        }
        Self { ends, targets, values }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The targets of a row, ascending, and their values.
    pub(super) fn row(&self, at: usize) -> (&[u32], &[f64]) {
        let range = if at == 0 { 0 } else { self.ends[at - 1] }..self.ends[at];
        (&self.targets[range.clone()], &self.values[range])
    }
}
