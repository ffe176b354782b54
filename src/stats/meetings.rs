//! Small parts of the Gram matrix, straight from the customers who chose several of the items in question.

use super::contribution::Contribution;
use super::gram::{Accumulator, Chooser, Choosers, real, row_of};
use crate::ids::ItemIx;

/// Customers by item, so that sums of a few items need not all be held.
pub(crate) struct Meetings<'a> {
    customers: &'a [Contribution],
    choosers: Choosers,
    /// `w_u` in 1/2^20.
    weights: Vec<u32>,
    /// `G_ii`.
    diagonal: Vec<i64>,
}

/// What a thread needs for one part after another.
pub(crate) struct MeetingRoom {
    row: Accumulator,
    /// By customer: how many of the items they chose, then where the next of their choices goes. 0 between two parts.
    next: Vec<u32>,
    /// Who chose any of the items.
    met: Vec<u32>,
    /// Where each of `met` begins among `choices`.
    starts: Vec<u32>,
    /// Places of items and how strongly they were chosen, customer by customer, places ascending.
    choices: Vec<(u32, u32)>,
    /// The part, lower triangle, row by row.
    sums: Vec<i64>,
}

impl<'a> Meetings<'a> {
    pub(crate) fn of(n_items: usize, customers: &'a [Contribution], customer_exponent: f64) -> Self {
        let choosers = Choosers::of(n_items, customers);
        let weights: Vec<u32> = customers.iter().map(|customer| customer.weight_in(customer_exponent)).collect();
        let square = |chooser: &Chooser| {
            i64::from(weights[chooser.customer as usize]) * i64::from(chooser.choice) * i64::from(chooser.choice)
        };
        let diagonal = (0..n_items).map(|item| choosers.of_item(item).iter().map(square).sum()).collect();
        Self { customers, choosers, weights, diagonal }
    }

    pub(crate) fn room(&self) -> MeetingRoom {
        MeetingRoom {
            row: Accumulator::new(self.diagonal.len()),
            next: vec![0; self.customers.len()],
            met: Vec::new(),
            starts: Vec::new(),
            choices: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// The whole row of an item, columns ascending.
    pub(crate) fn row(&self, item: ItemIx, room: &mut MeetingRoom) -> Vec<(u32, f64)> {
        let choosers = self.choosers.of_item(item.at());
        let row = row_of(choosers, self.customers, &self.weights, |_| 0, &mut room.row);
        row.columns.into_iter().zip(row.sums.into_iter().map(real)).collect()
    }

    /// No more entries than this are in the row of an item.
    pub(crate) fn row_length_max(&self, item: ItemIx) -> usize {
        let choosers = self.choosers.of_item(item.at()).iter();
        let length = choosers.map(|chooser| self.customers[chooser.customer as usize].entries().len()).sum::<usize>();
        length.min(self.diagonal.len())
    }

    /// How many choices of these items there are.
    pub(crate) fn choices(&self, items: &[u32]) -> usize {
        items.iter().map(|&item| self.choosers.of_item(item as usize).len()).sum()
    }

    /// How many pairs of these items were chosen by one customer, each as often as by customers.
    pub(crate) fn pairs(&self, items: &[u32], room: &mut MeetingRoom) -> usize {
        self.count(items, room);
        let MeetingRoom { met, next, .. } = room;
        let counts = met.drain(..).map(|customer| std::mem::take(&mut next[customer as usize]) as usize);
        counts.map(|n| n * (n - 1) / 2).sum()
    }

    /// `G[items, items]`, lower triangle with its diagonal, row by row: the values of [`super::Gram`], bit for bit.
    pub(crate) fn part<'r>(&self, items: &[u32], room: &'r mut MeetingRoom) -> impl Iterator<Item = f64> + use<'r> {
        self.gather(items, room);
        let MeetingRoom { next, met, starts, choices, sums, .. } = room;
        sums.clear();
        sums.resize(items.len() * (items.len() + 1) / 2, 0);
        for (&customer, &start) in met.iter().zip(starts.iter()) {
            let end = std::mem::take(&mut next[customer as usize]) as usize;
            let weight = i64::from(self.weights[customer as usize]);
            let choices = &choices[start as usize..end];
            for (at, &(place, choice)) in choices.iter().enumerate() {
                let place = place as usize;
                let row = &mut sums[place * (place + 1) / 2..][..place];
                let scale = weight * i64::from(choice);
                for &(other, choice) in &choices[..at] {
                    row[other as usize] += scale * i64::from(choice);
                }
            }
        }
        for (place, &item) in items.iter().enumerate() {
            sums[place * (place + 3) / 2] = self.diagonal[item as usize];
        }
        sums.iter().map(|&sum| real(sum))
    }

    /// Lists for each customer who chose at least two of the items, which ones.
    fn gather(&self, items: &[u32], room: &mut MeetingRoom) {
        self.count(items, room);
        let MeetingRoom { next, met, starts, choices, .. } = room;
        starts.clear();
        let mut end = 0;
        met.retain(|&customer| {
            let n = &mut next[customer as usize];
            if *n < 2 {
                *n = 0;
                return false;
            }
            starts.push(end);
            end += *n;
            // From here on `next` is one too large, so that 0 says that nothing is asked for.
            *n = end - *n + 1;
            true
        });
        choices.clear();
        choices.resize(end as usize, (0, 0));
        for (place, &item) in (0..).zip(items) {
            for chooser in self.choosers.of_item(item as usize) {
                let next = &mut next[chooser.customer as usize];
                if *next > 0 {
                    choices[*next as usize - 1] = (place, chooser.choice);
                    *next += 1;
                }
            }
        }
        met.iter().for_each(|&customer| next[customer as usize] -= 1);
    }

    /// Counts for each customer how many of the items they chose.
    fn count(&self, items: &[u32], room: &mut MeetingRoom) {
        room.met.clear();
        for chooser in items.iter().flat_map(|&item| self.choosers.of_item(item as usize)) {
            let count = &mut room.next[chooser.customer as usize];
            if *count == 0 {
                room.met.push(chooser.customer);
            }
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Entry, Gram};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_part_is_that_of_the_whole_matrix(
            choices in prop::collection::vec(prop::collection::btree_map(0u32..12, 1u16..257, 0..8), 0..30),
            weights in prop::collection::vec(0.0..3.0f64, 30), parts in prop::collection::vec(prop::collection::btree_set(0u32..12, 0..12), 1..4),
        ) {
            let entry = |(item, choice)| Entry { item: ItemIx(item), choice, is_late: false };
            let customers: Vec<Contribution> = choices
                .into_iter()
                .zip(weights)
                .map(|(entries, weight)| Contribution::of(entries.into_iter().map(entry).collect()).weighted(weight))
                .collect();
            let whole = Gram::of(12, &customers, 0.3, 1).expand();
            let meetings = Meetings::of(12, &customers, 0.3);
            let mut room = meetings.room();
            for items in parts {
                let items: Vec<u32> = items.into_iter().collect();
                let pairs = items.iter().enumerate().flat_map(|(at, &row)| items[..=at].iter().map(move |&column| (row, column)));
                let expected: Vec<f64> = pairs.map(|(row, column)| whole.get(ItemIx(row), ItemIx(column))).collect();
                prop_assert_eq!(meetings.part(&items, &mut room).collect::<Vec<_>>(), expected);
                let chosen = |customer: &Contribution| customer.entries().iter().filter(|e| items.contains(&e.item.0)).count();
                prop_assert_eq!(meetings.choices(&items), customers.iter().map(chosen).sum::<usize>());
                let pairs: usize = customers.iter().map(chosen).map(|n| n * n.saturating_sub(1) / 2).sum();
                prop_assert_eq!(meetings.pairs(&items, &mut room), pairs);
            }
            for item in (0..12).map(ItemIx) {
                prop_assert_eq!(meetings.row(item, &mut room), whole.entries(item).collect::<Vec<_>>());
                prop_assert!(whole.row(item).0.len() <= meetings.row_length_max(item));
            }
        }
    }
}
