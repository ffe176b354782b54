//! What one customer bought on which day.

use crate::ids::ItemIx;

/// The purchases of one customer, day by day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baskets {
    /// Item and day, ascending, each once.
    bought: Vec<(ItemIx, i64)>,
    /// On how many days they bought anything.
    days: usize,
}

impl Baskets {
    /// Of purchases in any order: item and day, counted from any day.
    #[must_use]
    pub fn of(mut bought: Vec<(ItemIx, i64)>) -> Self {
        bought.sort_unstable();
        bought.dedup();
        let mut days: Vec<i64> = bought.iter().map(|&(_, day)| day).collect();
        days.sort_unstable();
        days.dedup();
        Self { bought, days: days.len() }
    }

    /// Item and day, ascending, each once.
    #[must_use]
    pub fn bought(&self) -> &[(ItemIx, i64)] {
        &self.bought
    }

    /// On how many days they bought anything.
    #[must_use]
    pub const fn days(&self) -> usize {
        self.days
    }

    /// Feeds everything that is learnt from to a hash.
    pub(crate) fn hash_into(&self, hasher: &mut blake3::Hasher) {
        for (item, day) in &self.bought {
            hasher.update(&item.0.to_le_bytes()).update(&day.to_le_bytes());
        }
        hasher.update(b"|");
    }
}
