//! What reranking is told besides candidates and policy: the snapshot's view of its items, and the customer's taste.

use super::labels::Labels;
use super::similarity::Similarity;
use crate::catalog::Catalog;
use crate::fit::Leaning;
use crate::ids::ItemIx;

/// Numbers in an item's vector.
pub const DIMENSIONS: usize = 64;

/// An item as a direction: two items are as alike as their vectors' inner product. Of length 1, or all zeros where nothing is
/// known.
pub type Vector = [f32; DIMENSIONS];

/// What is known of items as numbers: one of the engine's extension points. A pure function of the snapshot.
pub trait Traits {
    /// Writes an item's vector over `into`.
    fn vector(&self, item: ItemIx, into: &mut Vector);

    /// How little known an item is, from 0 (what everybody chooses) to 1 (what nobody does).
    fn novelty(&self, item: ItemIx) -> f64;

    /// How strongly items lean to each group of a segment of customers; `None` where nothing was learnt of it.
    fn leaning(&self, _segment: &str) -> Option<&Leaning> {
        None
    }
}

/// Nothing is known of any item: all are unlike each other, none is new.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTraits;

impl Traits for NoTraits {
    fn vector(&self, _item: ItemIx, into: &mut Vector) {
        into.fill(0.0);
    }

    fn novelty(&self, _item: ItemIx) -> f64 {
        0.0
    }
}

/// Everything about items and the customer that a list depends on besides candidates and policy.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// Its labels.
    pub labels: &'a Labels,
    /// How alike two items are, for variety by the likest item.
    pub similarity: &'a dyn Similarity,
    /// What else is known of items.
    pub traits: &'a dyn Traits,
    /// What the customer turned to, loudest first, with weights above 0. Empty for strangers.
    pub taste: &'a [(ItemIx, f64)],
    /// What the members of each of the policy's exposure targets gain, in spreads, by the target's position; absent is 0.
    pub exposure: &'a [f64],
    /// The same for each of its parity rules: what the items gain for this customer.
    pub parity: &'a [f64],
}

/// The inner product, in eight sums that are added in a fixed order: the same bits on every processor.
pub(super) fn dot(a: &Vector, b: &Vector) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
