//! Where an id stands in a sorted list: a table of positions, so that one comparison of texts does instead of one for each halving.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{ItemId, ItemIx};

/// No position.
const FREE: u32 = u32::MAX;

/// Positions by the hash of the id there, at most half of the places taken; a taken place is passed by to the next one.
///
/// Nothing but whether and where an id stands can be asked, so the order of the table shows nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Lookup {
    /// A power of two of them, or none.
    places: Vec<u32>,
}

impl Lookup {
    /// Of distinct ids, fewer than 2^32 - 1.
    pub(super) fn of(ids: &[ItemId]) -> Self {
        let mut places = vec![FREE; if ids.is_empty() { 0 } else { (2 * ids.len()).next_power_of_two() }];
        for (at, id) in ids.iter().enumerate() {
            let mut place = first(id, places.len());
            while places[place] != FREE {
                place = (place + 1) % places.len();
            }
            places[place] = ItemIx::from_at(at).0;
        }
        Self { places }
    }

    /// The position of an id in the list that this is the lookup of.
    pub(super) fn find(&self, ids: &[ItemId], id: &ItemId) -> Option<ItemIx> {
        if self.places.is_empty() {
            return None;
        }
        let mut place = first(id, self.places.len());
        while self.places[place] != FREE {
            let found = ItemIx(self.places[place]);
            if ids[found.at()] == *id {
                return Some(found);
            }
            place = (place + 1) % self.places.len();
        }
        None
    }
}

/// Where an id is looked for first.
#[expect(clippy::cast_possible_truncation, reason = "a few bits of a hash are a hash")]
fn first(id: &ItemId, places: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish() as usize % places
}
