//! A score and its item as one number, so that sorting compares numbers.

use crate::ids::ItemIx;

/// Greater is better; of the same score the lower item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u128);

impl Rank {
    /// Below every other.
    pub(super) const NONE: Self = Self(0);

    /// Orders like [`f64::total_cmp`], then by item.
    pub(super) fn new(score: f64, item: ItemIx) -> Self {
        let bits = score.to_bits();
        let ordered = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
        Self(u128::from(ordered) << 32 | u128::from(!item.0))
    }

    /// The score.
    #[expect(clippy::cast_possible_truncation, reason = "the upper half is what is left")]
    pub(super) const fn score(self) -> f64 {
        let ordered = (self.0 >> 32) as u64;
        f64::from_bits(if ordered >> 63 == 1 { ordered ^ 1 << 63 } else { !ordered })
    }

    /// The item.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    pub(super) const fn item(self) -> ItemIx {
        ItemIx(!(self.0 as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_order_by_score_then_by_the_lower_item_and_give_both_back() {
        let scores = [f64::MIN, -1.5, -0.0, 0.0, f64::MIN_POSITIVE, 1.5, f64::MAX];
        let ranks: Vec<Rank> =
            scores.iter().flat_map(|&score| [9, 3, 0].map(|item| Rank::new(score, ItemIx(item)))).collect();
        assert!(ranks.is_sorted() && ranks[0] > Rank::NONE);
        for (at, rank) in ranks.iter().enumerate() {
            assert_eq!((rank.score().to_bits(), rank.item()), (scores[at / 3].to_bits(), ItemIx([9, 3, 0][at % 3])));
        }
    }
}
