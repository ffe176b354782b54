//! The lower triangle of the Gram matrix in as few bytes as its exact sums allow, for solving large catalogues.

use rayon::prelude::*;

use super::contribution::Contribution;
use super::gram::{Accumulator, Choosers, real, row_of};
use crate::ids::ItemIx;

/// Sums of whole choices are multiples of `2^16`: two choices have eight fraction bits each.
const WHOLE_BITS: u32 = 16;

/// `G[i][j]` for `j <= i`, row by row, columns ascending, no zeros stored: eight bytes an entry where all choices of a row
/// are whole, twelve where not. Values are those of [`super::Gram`], bit for bit.
#[derive(Debug)]
pub struct LowerRows {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    columns: Box<[u32]>,
    sums: Sums,
}

#[derive(Debug)]
enum Sums {
    /// Without their [`WHOLE_BITS`] zeros.
    Whole(Box<[u32]>),
    Fine(Box<[i64]>),
}

impl LowerRows {
    /// Sums over customers as [`super::Gram::of`] does. `keep` sees every row whole, columns ascending, while it is at hand; what
    /// it returns is kept by item, so that a caller who wants a little of each row does not pay for all of them at once.
    ///
    /// Cost: `sum_u |x_u|^2` additions.
    ///
    /// # Panics
    /// When the thread pool cannot be started.
    #[must_use]
    pub fn of<T: Send>(
        n_items: usize,
        customers: &[Contribution],
        customer_exponent: f64,
        threads: usize,
        keep: impl Fn(ItemIx, &[(u32, f64)]) -> T + Sync,
    ) -> (Self, Vec<T>) {
        let choosers = Choosers::of(n_items, customers);
        let weights: Vec<u32> = customers.iter().map(|customer| customer.weight_in(customer_exponent)).collect();
        let row = |acc: &mut Accumulator, item: usize| {
            let whole = row_of(choosers.of_item(item), customers, &weights, |_| 0, acc);
            let entries = whole.columns.into_iter().zip(whole.sums).collect();
            split_off(ItemIx::from_at(item), entries, &keep)
        };
        let rows: Vec<(Row, T)> = crate::parallel::pool(threads)
            .install(|| (0..n_items).into_par_iter().map_init(|| Accumulator::new(n_items), row).collect());
        let (rows, kept) = rows.into_iter().unzip();
        (Self { rows }, kept)
    }

    /// `n_items`.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many entries are stored, those of the diagonal included.
    #[must_use]
    pub fn entries_len(&self) -> usize {
        self.rows.iter().map(|row| row.columns.len()).sum()
    }

    /// The columns of a row up to its diagonal, ascending.
    #[must_use]
    pub fn columns(&self, item: ItemIx) -> &[u32] {
        &self.rows[item.at()].columns
    }

    /// The entry of a row in the column at this place among its columns.
    #[must_use]
    pub fn value(&self, item: ItemIx, at: usize) -> f64 {
        self.rows[item.at()].sums.value(at)
    }

    /// The entries of a row up to its diagonal, columns ascending.
    pub fn entries(&self, item: ItemIx) -> impl Iterator<Item = (u32, f64)> {
        let row = &self.rows[item.at()];
        row.columns.iter().enumerate().map(|(at, &column)| (column, row.sums.value(at)))
    }

    /// One entry of the symmetric matrix. O(log of the row's length).
    #[must_use]
    pub fn get(&self, a: ItemIx, b: ItemIx) -> f64 {
        let row = &self.rows[a.max(b).at()];
        row.columns.binary_search(&a.min(b).0).map_or(0.0, |at| row.sums.value(at))
    }
}

impl Sums {
    fn of(sums: &[i64]) -> Self {
        let whole = |&sum: &i64| (sum.trailing_zeros() >= WHOLE_BITS).then(|| u32::try_from(sum >> WHOLE_BITS).ok())?;
        match sums.iter().map(whole).collect::<Option<Box<[u32]>>>() {
            Some(whole) => Self::Whole(whole),
            None => Self::Fine(sums.into()),
        }
    }

    fn value(&self, at: usize) -> f64 {
        match self {
            Self::Whole(sums) => real(i64::from(sums[at]) << WHOLE_BITS),
            Self::Fine(sums) => real(sums[at]),
        }
    }
}

/// The row up to its diagonal, and what the caller keeps of all of it.
fn split_off<T>(item: ItemIx, entries: Vec<(u32, i64)>, keep: &impl Fn(ItemIx, &[(u32, f64)]) -> T) -> (Row, T) {
    let end = entries.partition_point(|&(column, _)| column <= item.0);
    let columns = entries[..end].iter().map(|&(column, _)| column).collect();
    let sums: Vec<i64> = entries[..end].iter().map(|&(_, sum)| sum).collect();
    let values: Vec<(u32, f64)> = entries.into_iter().map(|(column, sum)| (column, real(sum))).collect();
    (Row { columns, sums: Sums::of(&sums) }, keep(item, &values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_back_whether_they_fit_the_short_form_or_not() {
        let largest = i64::from(u32::MAX) << WHOLE_BITS;
        for (sums, is_short) in [
            (vec![1 << WHOLE_BITS, 77 << WHOLE_BITS, largest], true),
            (vec![1 << WHOLE_BITS, 3], false),
            (vec![largest + (1 << WHOLE_BITS)], false),
            (vec![], true),
        ] {
            let held = Sums::of(&sums);
            assert_eq!(matches!(held, Sums::Whole(_)), is_short, "{sums:?}");
            sums.iter().enumerate().for_each(|(at, &sum)| assert_eq!(held.value(at).to_bits(), real(sum).to_bits()));
        }
    }
}
