//! The item-item Gram matrix, sparse and exact.

use rayon::prelude::*;

use super::contribution::{CHOICE_ONE, Contribution, WEIGHT_ONE};
use crate::ids::ItemIx;

/// One unit of a Gram sum, as a real number: the sums are held in `1 / (2^20 2^8 2^8)`.
const UNIT: f64 = 1.0 / (WEIGHT_ONE * CHOICE_ONE * CHOICE_ONE);

/// `G = sum_u w_u x_u x_u'`: the upper triangle with its diagonal, row by row, columns ascending, no zeros stored.
///
/// The form is canonical: equal sums are equal values, whatever was added and removed on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gram {
    rows: Vec<Row>,
    /// `n_i = sum_u v_u x_u[i]`, in `1 / (2^20 2^8)`, with `v_u` the customer's own weight alone.
    degrees: Vec<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) columns: Vec<u32>,
    pub(super) sums: Vec<i64>,
}

impl Gram {
    /// Sums over customers, one row at a time, rows shared among `threads` threads: `w_u` is a customer's own weight
    /// times `|x_u|^-customer_exponent`, which takes loudness from customers with many items.
    ///
    /// Cost: `sum_u |x_u|^2 / 2` additions.
    ///
    /// # Panics
    /// When the thread pool cannot be started.
    #[must_use]
    pub fn of(n_items: usize, customers: &[Contribution], customer_exponent: f64, threads: usize) -> Self {
        let choosers = Choosers::of(n_items, customers);
        let weights: Vec<u32> = customers.iter().map(|customer| customer.weight_in(customer_exponent)).collect();
        let pool = crate::parallel::pool(threads);
        let rows = pool.install(|| {
            (0..n_items)
                .into_par_iter()
                .map_init(
                    || Accumulator::new(n_items),
                    |acc, item| row_of(choosers.of_item(item), customers, &weights, |position| position, acc),
                )
                .collect()
        });
        Self { rows, degrees: degree_sums(n_items, customers) }
    }

    /// How much of an item was chosen, whoever chose it: `n_i`, a count where all choices are whole.
    #[must_use]
    pub fn degrees(&self) -> Vec<f64> {
        real_degrees(&self.degrees)
    }

    /// The same, without the matrix.
    #[must_use]
    pub fn degrees_of(n_items: usize, customers: &[Contribution]) -> Vec<f64> {
        real_degrees(&degree_sums(n_items, customers))
    }

    /// `n_items`.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.rows.len()
    }

    /// Adds `sign` times another matrix.
    ///
    /// # Panics
    /// When the sizes differ.
    pub(super) fn combine(&mut self, other: &Self, sign: i64) {
        assert_eq!(self.n_items(), other.n_items(), "Gram matrices of one vocabulary");
        for (mine, theirs) in self.rows.iter_mut().zip(&other.rows) {
            if !theirs.columns.is_empty() {
                *mine = combined(mine, theirs, sign);
            }
        }
        self.degrees.iter_mut().zip(&other.degrees).for_each(|(mine, theirs)| *mine += sign * theirs);
    }

    /// The full symmetric matrix as real numbers, for solving.
    #[must_use]
    pub fn expand(&self) -> SymmetricRows {
        let mut lengths: Vec<usize> = self.rows.iter().map(|row| row.columns.len()).collect();
        for (at, row) in self.rows.iter().enumerate() {
            row.columns
                .iter()
                .filter(|&&column| column as usize != at)
                .for_each(|&column| lengths[column as usize] += 1);
        }
        let mut rows: Vec<Entries> = lengths.into_iter().map(Entries::with_capacity).collect();
        for (at, row) in self.rows.iter().enumerate() {
            let item = ItemIx::from_at(at).0;
            for (&column, &sum) in row.columns.iter().zip(&row.sums) {
                if column != item {
                    rows[column as usize].push(item, real(sum));
                }
            }
        }
        // Every entry left of the diagonal is in place and ascending; those right of it follow.
        for (row, upper) in rows.iter_mut().zip(&self.rows) {
            upper.columns.iter().zip(&upper.sums).for_each(|(&column, &sum)| row.push(column, real(sum)));
        }
        SymmetricRows { rows }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums stay below 2^53 up to 2^17 customers of full weight per pair; beyond, the last bits are rounded"
)]
pub(super) fn real(sum: i64) -> f64 {
    sum as f64 * UNIT
}

fn degree_sums(n_items: usize, customers: &[Contribution]) -> Vec<i64> {
    let mut degrees = vec![0; n_items];
    for customer in customers {
        let own = i64::from(customer.weight_in(0.0));
        customer.entries().iter().for_each(|entry| degrees[entry.item.at()] += own * i64::from(entry.choice));
    }
    degrees
}

#[expect(clippy::cast_precision_loss, reason = "sums stay far below 2^53 in steps that matter")]
fn real_degrees(degrees: &[i64]) -> Vec<f64> {
    degrees.iter().map(|&sum| sum as f64 / (WEIGHT_ONE * CHOICE_ONE)).collect()
}

/// Who chose each item.
pub(super) struct Choosers {
    ends: Vec<usize>,
    choosers: Vec<Chooser>,
}

/// Somebody who chose an item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chooser {
    pub(super) customer: u32,
    /// Where the item stands in the customer's history.
    pub(super) position: u32,
    /// `x_u[i]` in 1/256.
    pub(super) choice: u32,
}

impl Choosers {
    pub(super) fn of(n_items: usize, customers: &[Contribution]) -> Self {
        let mut counts = vec![0; n_items];
        customers.iter().flat_map(Contribution::entries).for_each(|entry| counts[entry.item.at()] += 1);
        let mut next: Vec<usize> = Vec::with_capacity(n_items);
        let mut end = 0;
        let add = |count: usize| {
            next.push(end);
            end += count;
            end
        };
        let ends: Vec<usize> = counts.into_iter().map(add).collect();
        let mut choosers = vec![Chooser::default(); end];
        for (customer, contribution) in customers.iter().enumerate() {
            let customer = u32::try_from(customer).expect("fewer than 2^32 customers in one sum");
            for (position, entry) in contribution.entries().iter().enumerate() {
                let next = &mut next[entry.item.at()];
                let position = u32::try_from(position).expect("a history is short");
                choosers[*next] = Chooser { customer, position, choice: u32::from(entry.choice) };
                *next += 1;
            }
        }
        Self { ends, choosers }
    }

    pub(super) fn of_item(&self, item: usize) -> &[Chooser] {
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.choosers[start..self.ends[item]]
    }
}

/// A dense row under construction, and which of its entries are in use.
pub(super) struct Accumulator {
    sums: Vec<i64>,
    touched: Vec<u32>,
}

impl Accumulator {
    pub(super) fn new(n_items: usize) -> Self {
        Self { sums: vec![0; n_items], touched: Vec::new() }
    }

    /// Adds to one entry; addends are never negative.
    pub(super) fn add(&mut self, item: ItemIx, addend: i64) {
        debug_assert!(addend >= 0, "an entry that returned to 0 would be listed twice");
        let sum = &mut self.sums[item.at()];
        if *sum == 0 && addend != 0 {
            self.touched.push(item.0);
        }
        *sum += addend;
    }

    pub(super) fn drain(&mut self) -> Row {
        let columns = self.columns();
        let sums = columns.iter().map(|&column| std::mem::take(&mut self.sums[column as usize])).collect();
        Row { columns, sums }
    }

    /// What is in use, ascending. A long row is read off a bit for each item, which is quicker than sorting it.
    fn columns(&mut self) -> Vec<u32> {
        let touched = &mut self.touched;
        if touched.len() * 64 < self.sums.len() {
            touched.sort_unstable();
            return std::mem::take(touched);
        }
        let mut bits = vec![0u64; self.sums.len().div_ceil(64)];
        touched.iter().for_each(|&column| bits[column as usize / 64] |= 1 << (column % 64));
        touched.clear();
        for (start, mut word) in (0..).step_by(64).zip(bits) {
            while word != 0 {
                touched.push(start + word.trailing_zeros());
                word &= word - 1;
            }
        }
        std::mem::take(touched)
    }
}

/// The row of an item; `first` says from where on a history is summed, by where the item stands in it.
pub(super) fn row_of(
    choosers: &[Chooser],
    customers: &[Contribution],
    weights: &[u32],
    first: impl Fn(usize) -> usize,
    acc: &mut Accumulator,
) -> Row {
    debug_assert!(acc.touched.is_empty(), "the accumulator is drained after each row");
    for &Chooser { customer, position, choice } in choosers {
        let entries = customers[customer as usize].entries();
        let scale = i64::from(weights[customer as usize]) * i64::from(choice);
        for entry in &entries[first(position as usize)..] {
            acc.add(entry.item, scale * i64::from(entry.choice));
        }
    }
    acc.drain()
}

pub(super) fn combined(mine: &Row, theirs: &Row, sign: i64) -> Row {
    let mut row = Row::default();
    let (mut a, mut b) = (0, 0);
    while a < mine.columns.len() || b < theirs.columns.len() {
        let left = mine.columns.get(a).copied().unwrap_or(u32::MAX);
        let right = theirs.columns.get(b).copied().unwrap_or(u32::MAX);
        let column = left.min(right);
        let mut sum = 0;
        if left == column {
            sum += mine.sums[a];
            a += 1;
        }
        if right == column {
            sum += sign * theirs.sums[b];
            b += 1;
        }
        if sum != 0 {
            row.columns.push(column);
            row.sums.push(sum);
        }
    }
    row
}

#[derive(Debug)]
struct Entries {
    columns: Vec<u32>,
    values: Vec<f64>,
}

impl Entries {
    fn with_capacity(n: usize) -> Self {
        Self { columns: Vec::with_capacity(n), values: Vec::with_capacity(n) }
    }

    fn push(&mut self, column: u32, value: f64) {
        self.columns.push(column);
        self.values.push(value);
    }
}

/// The rows of a symmetric sparse matrix, columns ascending.
#[derive(Debug)]
pub struct SymmetricRows {
    rows: Vec<Entries>,
}

impl SymmetricRows {
    /// The columns of a row, ascending, and their values.
    #[must_use]
    pub fn row(&self, item: ItemIx) -> (&[u32], &[f64]) {
        let row = &self.rows[item.at()];
        (&row.columns, &row.values)
    }

    /// The entries of a row, columns ascending.
    pub fn entries(&self, item: ItemIx) -> impl Iterator<Item = (u32, f64)> {
        let (columns, values) = self.row(item);
        columns.iter().copied().zip(values.iter().copied())
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

    /// The diagonal.
    #[must_use]
    pub fn diagonal(&self) -> Vec<f64> {
        (0..self.len()).map(ItemIx::from_at).map(|item| self.get(item, item)).collect()
    }

    /// One entry. O(log of the row's length).
    #[must_use]
    pub fn get(&self, row: ItemIx, column: ItemIx) -> f64 {
        let (columns, values) = self.row(row);
        columns.binary_search(&column.0).map_or(0.0, |at| values[at])
    }
}
