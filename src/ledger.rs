//! The one idea: a score is a ledger of signed lines, and ranking, explaining, auditing and replaying all fold it.
//!
//! Scorers write rows of amounts into a [`Sink`]. [`Scores`] keeps sums and ranks; [`Ledgers`] keeps lines and
//! explains. Both see the same rows from the same traversal and multiply and add in the same order, so that
//! `fold(ledger)` equals the ranking score bit for bit. Must not know where a line comes from or what it is called.

mod slots;

pub use slots::Slots;

use crate::catalog::Aspect;
use crate::event::Kind;
use crate::ids::ItemIx;

/// Where a line comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An earlier event of the customer.
    History {
        /// With this item.
        item: ItemIx,
        /// Of this kind.
        kind: Kind,
    },
    /// A click of this visit.
    Session {
        /// On this item.
        item: ItemIx,
        /// Of this kind.
        kind: Kind,
    },
    /// What people click after a click of this visit.
    Transition {
        /// The click's item.
        item: ItemIx,
        /// Of this kind.
        kind: Kind,
    },
    /// What the description of an item of the history or the visit has in common with this one.
    Content {
        /// The item of the event.
        item: ItemIx,
        /// What was done with it.
        kind: Kind,
        /// Which side of the description.
        aspect: Aspect,
    },
    /// The item of the page that asks.
    Context {
        /// Which.
        item: ItemIx,
    },
    /// How many customers choose the item.
    Popularity,
    /// How much more than usual they choose it lately.
    Trend,
    /// It was first offered not long ago.
    Newness,
    /// It sells more than usual at this time of the year, year after year.
    Season,
    /// A topic that the customer told the shop they like: the position in their list.
    Stated {
        /// Which.
        topic: u16,
    },
    /// The customer's own rhythm of buying it.
    Reorder,
    /// A merchandiser's boost (positive) or bury (negative): the position in the policy's list.
    Boost {
        /// Which.
        rule: u16,
    },
    /// How different the item is from those placed above it.
    Diversity,
    /// How little known the item is.
    Novelty,
    /// How far from the customer's own taste, little known, and yet relevant the item is.
    Serendipity,
    /// What gives a group its share of attention over time: the position of the target in the policy's list.
    Exposure {
        /// Which.
        rule: u16,
    },
    /// What lets a group of customers see such items as often as others do: the position of the rule in the policy's list.
    Parity {
        /// Which.
        rule: u16,
    },
    /// How much nearer the item brings the list's mix of categories to the customer's own.
    Calibration,
}

impl Source {
    /// The item that the customer did something with, where the line follows from that.
    #[must_use]
    pub const fn done_with(self) -> Option<ItemIx> {
        match self {
            Self::History { item, .. }
            | Self::Session { item, .. }
            | Self::Transition { item, .. }
            | Self::Content { item, .. } => Some(item),
            Self::Context { .. }
            | Self::Popularity
            | Self::Trend
            | Self::Newness
            | Self::Season
            | Self::Stated { .. }
            | Self::Reorder
            | Self::Boost { .. }
            | Self::Diversity
            | Self::Novelty
            | Self::Serendipity
            | Self::Exposure { .. }
            | Self::Parity { .. }
            | Self::Calibration => None,
        }
    }
}

/// One signed contribution to a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where it comes from.
    pub source: Source,
    /// How much, in score points; finite.
    pub amount: f64,
}

/// The account of one item's score, in the order in which it was summed. Lines are appended, never rewritten.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    lines: Vec<Line>,
}

impl Ledger {
    /// Appends a line.
    ///
    /// # Panics
    /// When the amount is not finite: every producer bounds its amounts, so this is a bug.
    pub fn append(&mut self, source: Source, amount: f64) {
        assert!(amount.is_finite(), "a ledger line must be finite, {source:?} gave {amount}");
        self.lines.push(Line { source, amount });
    }

    /// The lines, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The score: `((0 + a_1) + a_2) + ...`, in order, in f64.
    #[must_use]
    pub fn fold(&self) -> f64 {
        fold(self.lines.iter().map(|line| line.amount))
    }
}

/// The one fold: every sum that ranks or is shown is this one.
pub fn fold(amounts: impl IntoIterator<Item = f64>) -> f64 {
    amounts.into_iter().fold(0.0, |sum, amount| sum + amount)
}

/// `strength * weight`: the amount that a row gives to one of its targets, the same for both sinks.
#[inline]
#[must_use]
pub fn amount(strength: f64, weight: f32) -> f64 {
    strength * f64::from(weight)
}

/// What a traversal of the evidence writes into.
pub trait Sink {
    /// One source speaks to many items: item `targets[t]` gets `strength * weights[t]`.
    ///
    /// `targets` holds item indices, each at most once, and is as long as `weights`.
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]);
}

/// The ranking sink: a running sum per item, and the items that were touched.
#[derive(Debug)]
pub struct Scores {
    sums: Vec<f64>,
    is_touched: Vec<bool>,
    touched: Vec<u32>,
}

impl Scores {
    /// Sums of zero for `n_items` items.
    #[must_use]
    pub fn new(n_items: usize) -> Self {
        Self { sums: vec![0.0; n_items], is_touched: vec![false; n_items], touched: Vec::new() }
    }

    /// The items that any row reached, in the order in which they were first reached.
    #[must_use]
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// Whether any row reached an item.
    #[must_use]
    pub fn is_touched(&self, item: ItemIx) -> bool {
        self.is_touched[item.at()]
    }

    /// The sum of an item; 0 when no row reached it.
    #[must_use]
    pub fn sum(&self, item: ItemIx) -> f64 {
        self.sums[item.at()]
    }
}

impl Sink for Scores {
    fn row(&mut self, _source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        for (&target, &weight) in targets.iter().zip(weights) {
            let at = target as usize;
            if !self.is_touched[at] {
                self.is_touched[at] = true;
                self.touched.push(target);
            }
            self.sums[at] += amount(strength, weight);
        }
    }
}

/// The explaining sink: the ledgers of a few chosen items.
#[derive(Debug)]
pub struct Ledgers {
    slots: Slots,
    ledgers: Vec<Ledger>,
}

impl Ledgers {
    /// Empty ledgers for `chosen`, each an index below `n_items`.
    #[must_use]
    pub fn new(n_items: usize, chosen: &[ItemIx]) -> Self {
        Self { slots: Slots::of(n_items, chosen.iter().copied()), ledgers: vec![Ledger::default(); chosen.len()] }
    }

    /// The ledgers, in the order of `chosen`.
    #[must_use]
    pub fn into_ledgers(self) -> Vec<Ledger> {
        self.ledgers
    }
}

impl Sink for Ledgers {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        for (&target, &weight) in targets.iter().zip(weights) {
            if let Some(slot) = self.slots.get(ItemIx(target)) {
                self.ledgers[slot].append(source, amount(strength, weight));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (f64, Vec<(u32, f32)>);

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let row = (-10.0..10.0f64, prop::collection::btree_map(0u32..20, -1.0..1.0f32, 0..20));
        prop::collection::vec(row.prop_map(|(strength, targets)| (strength, targets.into_iter().collect())), 0..40)
    }

    fn traverse(rows: &[Row], sink: &mut dyn Sink) {
        for (strength, row) in rows {
            let (targets, weights): (Vec<u32>, Vec<f32>) = row.iter().copied().unzip();
            sink.row(Source::Popularity, *strength, &targets, &weights);
        }
    }

    proptest! {
        #[test]
        fn invariant_3_both_sinks_of_one_traversal_agree_bit_for_bit(rows in rows()) {
            let all: Vec<ItemIx> = (0..20).map(ItemIx).collect();
            let (mut scores, mut ledgers) = (Scores::new(20), Ledgers::new(20, &all));
            traverse(&rows, &mut scores);
            traverse(&rows, &mut ledgers);
            for (item, ledger) in all.iter().zip(ledgers.into_ledgers()) {
                prop_assert_eq!(scores.sum(*item).to_bits(), ledger.fold().to_bits());
            }
        }
    }
}
