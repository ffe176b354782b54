//! The items of the newest revision that was asked for. A revision never changes, so the next one is this plus what came
//! since.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::StoreError;
use crate::catalog::Item;
use crate::ids::ItemId;

type Items = BTreeMap<ItemId, Arc<Item>>;

/// The last version of each item that changed between two revisions; `None` when it was withdrawn.
pub(super) type Changes = Vec<(ItemId, Option<Arc<Item>>)>;

/// The newest revision that was asked for.
#[derive(Default)]
pub(super) struct Shelf(Mutex<Option<(i64, Items)>>);

impl Shelf {
    /// All items as they were at revision `no`, in id order; `changes` tells what came after a revision and not after `no`.
    pub(super) fn items_at(
        &self,
        no: i64,
        changes: impl FnOnce(Option<i64>) -> Result<Changes, StoreError>,
    ) -> Result<Vec<Arc<Item>>, StoreError> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shelf.as_ref().map(|(known, _)| *known);
        if known.is_some_and(|known| known > no) {
            drop(shelf);
            return Ok(apply(Items::new(), changes(None)?).into_values().collect());
        }
        if known != Some(no) {
            let changes = changes(known)?;
            let before = shelf.take().map(|(_, items)| items).unwrap_or_default();
            *shelf = Some((no, apply(before, changes)));
        }
        Ok(shelf.iter().flat_map(|(_, items)| items.values().cloned()).collect())
    }
}

fn apply(mut items: Items, changes: Changes) -> Items {
    for (id, item) in changes {
        match item {
            Some(item) => items.insert(id, item),
            None => items.remove(&id),
        };
    }
    items
}

/// A revision as a signed column holds it; what does not fit is after every one.
pub(super) fn number(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

/// The error of asking for a revision that is not there.
pub(super) fn unknown(revision: u64, newest: i64) -> StoreError {
    StoreError::Backend(format!("there is no revision {revision} of the items; the newest is {newest}"))
}
