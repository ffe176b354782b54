//! What one customer bought on which day.

use crate::ids::ItemIx;

/// The purchases of one customer, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baskets {
    /// Item and day, ascending, each once.
    bought: Vec<(ItemIx, i64)>,
    /// The days on which they bought anything, ascending, and of how many items.
    sizes: Vec<(i64, usize)>,
}

impl Baskets {
    /// Of purchases in any order: item and day, counted from any day.
    #[must_use]
    pub fn of(mut bought: Vec<(ItemIx, i64)>) -> Self {
        bought.sort_unstable();
        bought.dedup();
        let mut days: Vec<i64> = bought.iter().map(|&(_, day)| day).collect();
        days.sort_unstable();
        let sizes = days.chunk_by(|a, b| a == b).map(|day| (day[0], day.len())).collect();
        Self { bought, sizes }
    }

    /// Item and day, ascending, each once.
    #[must_use]
    pub fn bought(&self) -> &[(ItemIx, i64)] {
        &self.bought
    }

    /// The days of one item after the other.
    pub fn by_item(&self) -> impl Iterator<Item = &[(ItemIx, i64)]> {
        self.bought.chunk_by(|a, b| a.0 == b.0)
    }

    /// The days on which they bought an item.
    #[must_use]
    pub fn of_item(&self, item: ItemIx) -> &[(ItemIx, i64)] {
        let from = &self.bought[self.bought.partition_point(|&(own, _)| own < item)..];
        &from[..from.partition_point(|&(own, _)| own == item)]
    }

    /// On how many days they bought anything.
    #[must_use]
    pub const fn days(&self) -> usize {
        self.sizes.len()
    }

    /// How many items they bought on a day.
    #[must_use]
    pub fn size(&self, day: i64) -> usize {
        self.sizes.binary_search_by_key(&day, |&(day, _)| day).map_or(0, |at| self.sizes[at].1)
    }

    /// Feeds everything that is learnt from to a hash.
    pub(crate) fn hash_into(&self, hasher: &mut blake3::Hasher) {
        for (item, day) in &self.bought {
            hasher.update(&item.0.to_le_bytes()).update(&day.to_le_bytes());
        }
        hasher.update(b"|");
    }
}
