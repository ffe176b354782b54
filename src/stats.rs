//! Additive sufficient statistics: all that a model learns from is a sum over customers.
//!
//! Every number is a fixed-point integer, so that adding, merging and removing are exact and order-free: forgetting a
//! customer gives, bit for bit, the statistics of a run that never saw them. Must not know what is fitted from them.

mod baskets;
mod contribution;
mod gram;
mod groups;
mod lower;
mod meetings;
mod transitions;

pub use baskets::Baskets;
pub use contribution::{Contribution, WEIGHT_ONE};
pub(crate) use contribution::{Entry, choice};
pub use gram::{Gram, SymmetricRows};
pub use groups::{GroupCount, GroupCounts};
pub use lower::LowerRows;
pub(crate) use meetings::{MeetingRoom, Meetings};
pub use transitions::{SessionShape, TransitionSums, Visit};

use crate::ids::ItemIx;

/// Everything that is summed: the Gram matrix, and how many customers chose each item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// `G = sum_u w_u x_u x_u'`, `n_items` square.
    pub gram: Gram,
    /// People per item.
    pub counts: Counts,
}

/// How many people chose what, whatever their weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Customers per item.
    pub chosen: Vec<i64>,
    /// Customers per item whose choice lies in the trend window.
    pub chosen_lately: Vec<i64>,
    /// Customers with at least one choice.
    pub customers: i64,
}

impl Counts {
    /// Counts the contributions of `customers` over `n_items` items.
    #[must_use]
    pub fn of(n_items: usize, customers: &[Contribution]) -> Self {
        let (mut chosen, mut chosen_lately) = (vec![0; n_items], vec![0; n_items]);
        for customer in customers {
            for entry in customer.entries() {
                chosen[entry.item.at()] += 1;
                chosen_lately[entry.item.at()] += i64::from(entry.is_late);
            }
        }
        let with_choice = customers.iter().filter(|customer| !customer.entries().is_empty()).count();
        Self { chosen, chosen_lately, customers: i64::try_from(with_choice).expect("fewer customers than 2^63") }
    }

    /// Customers who chose an item.
    #[must_use]
    pub fn chosen_by(&self, item: ItemIx) -> i64 {
        self.chosen[item.at()]
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        for (mine, theirs) in [(&mut self.chosen, &other.chosen), (&mut self.chosen_lately, &other.chosen_lately)] {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += sign * theirs);
        }
        self.customers += sign * other.customers;
    }
}

impl Statistics {
    /// Sums the contributions of `customers` over `n_items` items, on `threads` threads. The order does not matter.
    ///
    /// The Gram matrix weighs a customer by their own weight times `|x_u|^-customer_exponent` (Steck 2019 leaves the
    /// exponent at 0); counts are of people.
    #[must_use]
    pub fn of(n_items: usize, customers: &[Contribution], customer_exponent: f64, threads: usize) -> Self {
        let gram = Gram::of(n_items, customers, customer_exponent, threads);
        Self { gram, counts: Counts::of(n_items, customers) }
    }

    /// Adds the statistics of other customers.
    ///
    /// # Panics
    /// When the two speak of different numbers of items.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1);
    }

    /// Takes the statistics of some customers out again; exact.
    ///
    /// # Panics
    /// When the two speak of different numbers of items.
    pub fn remove(&mut self, other: &Self) {
        self.combine(other, -1);
    }

    fn combine(&mut self, other: &Self, sign: i64) {
        self.gram.combine(&other.gram, sign);
        self.counts.combine(&other.counts, sign);
    }
}

#[cfg(test)]
mod tests;
