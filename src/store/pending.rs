//! Decisions that were handed over and are on their way: they can be read before they are durable.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::StoreError;
use super::pack::unpack;
use crate::ids::DecisionId;

/// Records that are on their way, packed.
#[derive(Default)]
pub(super) struct Pending(Mutex<HashMap<DecisionId, Arc<[u8]>>>);

impl Pending {
    fn lock(&self) -> MutexGuard<'_, HashMap<DecisionId, Arc<[u8]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a record on its way, unless one with this id is on it; whether it went.
    pub(super) fn put(&self, id: &DecisionId, record: &Arc<[u8]>) -> bool {
        let mut on_their_way = self.lock();
        if on_their_way.contains_key(id) {
            return false;
        }
        on_their_way.insert(id.clone(), Arc::clone(record));
        true
    }

    /// A record that is on its way. Ask this first and the database second: it leaves here only once it is there.
    pub(super) fn get(&self, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        let record = self.lock().get(id).map(Arc::clone);
        record.map(|record| unpack(id.as_str(), record.to_vec())).transpose()
    }

    /// It has arrived, or was not taken.
    pub(super) fn remove(&self, id: &DecisionId) {
        self.lock().remove(id);
    }
}
