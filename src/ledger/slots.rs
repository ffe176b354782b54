//! Places of a few items among all.

use crate::ids::ItemIx;

/// Tells the place of a few chosen items. A traversal asks this of every target of every row, and nearly always in vain: a bit
/// for each item of the catalogue answers that, and stays in the cache where a number for each would not.
#[derive(Debug, Clone, Default)]
pub struct Slots {
    bits: Vec<u64>,
    /// Item and place, ascending.
    chosen: Vec<(u32, u32)>,
}

impl Slots {
    /// Of items below `n_items`, each at most once: the first has place 0.
    #[must_use]
    pub fn of(n_items: usize, items: impl IntoIterator<Item = ItemIx>) -> Self {
        let mut bits = vec![0; n_items.div_ceil(64)];
        let mut chosen: Vec<(u32, u32)> = items.into_iter().map(|item| item.0).zip(0..).collect();
        chosen.iter().for_each(|&(item, _)| bits[item as usize / 64] |= 1 << (item % 64));
        chosen.sort_unstable();
        Self { bits, chosen }
    }

    /// The place of an item.
    #[inline]
    #[must_use]
    pub fn get(&self, item: ItemIx) -> Option<usize> {
        if self.bits[item.at() / 64] >> (item.0 % 64) & 1 == 0 {
            return None;
        }
        let at = self.chosen.partition_point(|&(other, _)| other < item.0);
        Some(self.chosen[at].1 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_is_where_an_item_stands_among_the_chosen(
            chosen in prop::collection::hash_set(0u32..200, 0..40).prop_map(|items| items.into_iter().map(ItemIx).collect::<Vec<_>>()),
        ) {
            let slots = Slots::of(200, chosen.iter().copied());
            for item in (0..200).map(ItemIx) {
                prop_assert_eq!(slots.get(item), chosen.iter().position(|&other| other == item));
            }
        }
    }
}
