//! The rules of each placement as they were read last. They are read anew where the store cannot tell that nothing of them has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Service, ServiceError};
use crate::ids::ItemId;
use crate::oversight::{self, Experiment, Kept, Settings};
use crate::rerank::Policy;
use crate::store::{Shop, Store, StoreError};

/// Of how many placements rules are kept: anybody who may ask for a list may name one.
const PLACEMENTS_MAX: usize = 64;

/// What rules the lists of a placement.
#[derive(Debug)]
pub(super) struct Rules {
    /// The revision of the items.
    pub(super) revision: u64,
    pub(super) shop: Shop,
    /// The live policy, or the standard one.
    pub(super) live: Policy,
    /// The experiment that runs.
    pub(super) running: Option<Kept<Experiment>>,
    /// What reviews keep out.
    pub(super) suppressed: BTreeSet<ItemId>,
    /// The settings of oversight.
    pub(super) settings: Settings,
}

impl Rules {
    fn read(store: &dyn Store, placement: &str) -> Result<Self, StoreError> {
        Ok(Self {
            revision: store.catalog_state()?.revision,
            shop: store.shop()?,
            live: store.live_policy(placement)?.unwrap_or_else(|| Policy::standard(placement)),
            running: oversight::running(store, placement)?,
            suppressed: oversight::suppressed(store)?.of(placement),
            settings: oversight::settings(store)?.it,
        })
    }
}

/// The rules of placements, under the name that the store had for all of them.
#[derive(Default)]
pub(super) struct Rulebook(Mutex<(u64, BTreeMap<String, Arc<Rules>>)>);

impl Rulebook {
    fn lock(&self) -> MutexGuard<'_, (u64, BTreeMap<String, Arc<Rules>>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under(&self, name: u64, placement: &str) -> Option<Arc<Rules>> {
        let book = self.lock();
        book.1.get(placement).filter(|_| book.0 == name).map(Arc::clone)
    }

    fn write(&self, name: u64, placement: &str, rules: &Arc<Rules>) {
        let mut book = self.lock();
        if book.0 > name {
            return;
        }
        if book.0 < name || book.1.len() >= PLACEMENTS_MAX {
            book.1.clear();
        }
        book.0 = name;
        book.1.insert(placement.to_owned(), Arc::clone(rules));
    }
}

impl Service {
    /// What rules the lists of a placement now.
    pub(super) fn rules(&self, placement: &str) -> Result<Arc<Rules>, ServiceError> {
        // Asked for first: what is read after it is of this state or of a later one, which has another name.
        let Some(name) = self.store.rules_name() else { return Ok(Arc::new(Rules::read(&*self.store, placement)?)) };
        if let Some(rules) = self.rulebook.under(name, placement) {
            return Ok(rules);
        }
        let rules = Arc::new(Rules::read(&*self.store, placement)?);
        self.rulebook.write(name, placement, &rules);
        Ok(rules)
    }
}
