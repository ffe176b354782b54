//! A store as training data.

mod unlinked;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use unlinked::{UNLINKED, UNLINKED_MAX, Unlink, Unlinked, sweep_unlinked, unlinked, unlinked_by};

use super::{Remembered, Shop, Store, StoreError, Trace};
use crate::catalog::Item;
use crate::engine::{DataError, Keep, Person, Told, TrainingData};
use crate::event::{Event, Subject};
use crate::ids::ItemId;
use crate::units::Time;

/// Everybody in a store, with what they allow and what they have done up to a moment.
pub struct StoreData {
    store: Arc<dyn Store>,
    shop: Shop,
    until: Time,
}

impl StoreData {
    /// Reads the shop's settings; the people are streamed later. Events after `until` are left out: a wrong date in the
    /// future must not become the moment from which everything is counted back.
    ///
    /// # Errors
    /// When the store fails.
    pub fn new(store: Arc<dyn Store>, until: Time) -> Result<Self, StoreError> {
        let shop = store.shop()?;
        Ok(Self { store, shop, until })
    }

    /// Names what a trace depends on besides its person, the shop's declared basis included.
    fn key(&self, key: u64) -> u64 {
        let basis = serde_json::to_vec(&self.shop.consent_unrecorded).expect("plain switches");
        let hash = *blake3::Hasher::new().update(&key.to_le_bytes()).update(&basis).finalize().as_bytes();
        u64::from_le_bytes(hash[..8].try_into().expect("eight of 32 bytes"))
    }

    fn told(&self, subject: Subject, remembered: Remembered) -> Result<Told, StoreError> {
        match remembered {
            Remembered::Trace(trace) => Ok(Told::Kept(trace)),
            Remembered::Events { events, state } => {
                // Once its time has come such an event counts, though nothing of the person has changed.
                let is_settled = events.last().is_none_or(|event| event.time <= self.until);
                let person = self.person(subject, events)?;
                Ok(Told::Anew { person, state: state.filter(|_| is_settled) })
            }
        }
    }

    fn person(&self, subject: Subject, mut events: Vec<Event>) -> Result<Person, StoreError> {
        events.retain(|event| event.time <= self.until);
        let customer = match &subject {
            Subject::Customer(id) => self.store.customer(id)?,
            Subject::Visitor(_) => None,
        };
        let basis = self.shop.consent_unrecorded;
        let consent = customer.as_ref().map_or(basis, |c| c.consent_under(basis));
        let (personalisation, segments) = customer.map(|c| (c.personalisation, c.segments)).unwrap_or_default();
        Ok(Person { subject, consent, personalisation, segments, events })
    }
}

/// Traces of one call, so that events need not wait long for the writer.
const KEEP_AT_ONCE: usize = 1_024;

fn failed(cause: StoreError) -> DataError {
    DataError(Box::new(cause))
}

impl TrainingData for StoreData {
    fn items(&self) -> Result<Vec<ItemId>, DataError> {
        let mut ids = self.store.event_items().map_err(failed)?;
        let revision = self.store.catalog_state().map_err(failed)?.revision;
        let (_, items) = self.store.items_at(revision).map_err(failed)?;
        ids.extend(items.iter().map(|item| item.id.clone()));
        Ok(ids)
    }

    fn descriptions(&self) -> Result<Vec<Arc<Item>>, DataError> {
        let revision = self.store.catalog_state().map_err(failed)?.revision;
        Ok(self.store.items_at(revision).map_err(failed)?.1)
    }

    fn unlinked(&self) -> Result<BTreeSet<(ItemId, ItemId)>, DataError> {
        Ok(unlinked(&*self.store).map_err(failed)?.1.pairs())
    }

    fn for_each(&self, visit: &mut dyn FnMut(Person)) -> Result<(), DataError> {
        let stream = self.store.for_each_subject(&mut |subject, events| {
            visit(self.person(subject, events)?);
            Ok(())
        });
        stream.map_err(failed)
    }
    fn for_each_known(&self, key: u64, visit: &mut dyn FnMut(Told)) -> Result<(), DataError> {
        let stream = self.store.for_each_remembered(self.key(key), &mut |subject, remembered| {
            visit(self.told(subject, remembered)?);
            Ok(())
        });
        stream.map_err(failed)
    }

    fn keep(&self, key: u64, people: Vec<Keep>) -> Result<(), DataError> {
        let key = self.key(key);
        let trace = |Keep { subject, state, trace }| Trace { subject, state, body: trace };
        let mut people = people.into_iter().map(trace).peekable();
        while people.peek().is_some() {
            self.store.keep_traces(key, people.by_ref().take(KEEP_AT_ONCE).collect()).map_err(failed)?;
        }
        Ok(())
    }
}
