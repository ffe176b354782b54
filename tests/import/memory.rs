//! A store in memory, of which imports need the writing half only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use candor::catalog::Item;
use candor::chain::{Head, Link};
use candor::event::{Customer, Event, Kind, Subject, Usage};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use candor::rerank::Policy;
use candor::store::{
    Appended, CatalogState, Change, Collection, Counts, Decided, Document, Erased, Found, Outlined, Receipt, Search,
    Shop, Span, Store, StoreError,
};
use candor::units::Time;

/// What a shop remembers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Contents {
    pub(crate) events: BTreeMap<EventId, Event>,
    pub(crate) items: BTreeMap<ItemId, Item>,
    pub(crate) customers: BTreeMap<CustomerId, Customer>,
}

/// A store whose contents a test can look at.
#[derive(Default)]
pub(crate) struct Memory {
    contents: Mutex<Contents>,
}

impl Memory {
    /// What it holds now.
    pub(crate) fn contents(&self) -> Contents {
        self.contents.lock().expect("no test panics while writing").clone()
    }

    fn with<T>(&self, change: impl FnOnce(&mut Contents) -> T) -> T {
        change(&mut self.contents.lock().expect("no test panics while writing"))
    }
}

fn not_here<T>() -> Result<T, StoreError> {
    Err(StoreError::Backend("an import does not need this".to_owned()))
}

impl Store for Memory {
    fn append_events(&self, events: &[Event]) -> Result<Appended, StoreError> {
        self.with(|contents| {
            let before = contents.events.len();
            for event in events {
                contents.events.entry(event.id.clone()).or_insert_with(|| event.clone());
            }
            let accepted = contents.events.len() - before;
            Ok(Appended { accepted, duplicates: events.len() - accepted })
        })
    }

    fn append_with_receipt(&self, _events: &[Event], _receipt: Receipt) -> Result<Option<Appended>, StoreError> {
        not_here()
    }

    fn put_items(&self, items: &[Item]) -> Result<usize, StoreError> {
        let put = |contents: &mut Contents, item: &Item| {
            contents.items.insert(item.id.clone(), item.clone()).as_ref() != Some(item)
        };
        self.with(|contents| Ok(items.iter().filter(|item| put(contents, item)).count()))
    }

    fn put_customers(&self, customers: &[Customer]) -> Result<usize, StoreError> {
        let put = |contents: &mut Contents, customer: &Customer| {
            contents.customers.insert(customer.id.clone(), customer.clone()).as_ref() != Some(customer)
        };
        self.with(|contents| Ok(customers.iter().filter(|customer| put(contents, customer)).count()))
    }

    fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        self.with(|contents| Ok(contents.customers.get(id).cloned()))
    }

    fn item(&self, id: &ItemId) -> Result<Option<Item>, StoreError> {
        self.with(|contents| Ok(contents.items.get(id).cloned()))
    }

    fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, StoreError> {
        let mut events: Vec<Event> =
            self.with(|contents| contents.events.values().filter(|event| event.subject == *subject).cloned().collect());
        events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
        Ok(events)
    }

    fn flush(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn writable(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn set_usage(&self, _: &Subject, _: &EventId, _: Usage) -> Result<bool, StoreError> {
        not_here()
    }

    fn for_each_subject(
        &self,
        _: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        not_here()
    }

    fn merge_visitor(&self, _: &CustomerId, _: &VisitorId) -> Result<u64, StoreError> {
        not_here()
    }

    fn event_items(&self) -> Result<Vec<ItemId>, StoreError> {
        not_here()
    }

    fn newest_event_time(&self) -> Result<Option<Time>, StoreError> {
        not_here()
    }

    fn delete_item(&self, _: &ItemId) -> Result<bool, StoreError> {
        not_here()
    }

    fn catalog_state(&self) -> Result<CatalogState, StoreError> {
        not_here()
    }

    fn items_at(&self, _: u64) -> Result<(String, Vec<Arc<Item>>), StoreError> {
        not_here()
    }

    fn customer_ids(&self, _: Option<&CustomerId>, _: usize) -> Result<Vec<CustomerId>, StoreError> {
        not_here()
    }

    fn publish(&self, _: &Policy, _: Vec<Change>) -> Result<bool, StoreError> {
        not_here()
    }

    fn live_policy(&self, _: &str) -> Result<Option<Policy>, StoreError> {
        not_here()
    }

    fn live_policies(&self) -> Result<Vec<Policy>, StoreError> {
        not_here()
    }

    fn policy(&self, _: &str, _: u32) -> Result<Option<Policy>, StoreError> {
        not_here()
    }

    fn put_decision(&self, _: Decided) -> Result<(), StoreError> {
        not_here()
    }

    fn find_decisions(&self, _: &Search) -> Result<Vec<Found>, StoreError> {
        not_here()
    }

    fn outlines(&self, _: &Span) -> Result<Vec<Outlined>, StoreError> {
        not_here()
    }

    fn keep_outlines(&self, _: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError> {
        not_here()
    }

    fn place_before(&self, _: Time) -> Result<u64, StoreError> {
        not_here()
    }

    fn events_quoting(&self, _: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
        not_here()
    }

    fn chain_head(&self) -> Result<Head, StoreError> {
        not_here()
    }

    fn chain_links(&self, _: u64, _: usize) -> Result<Vec<Link>, StoreError> {
        not_here()
    }

    fn expire_decisions(&self, _: Time, _: usize) -> Result<u64, StoreError> {
        not_here()
    }

    fn expire_events(&self, _: &[(Kind, Time)]) -> Result<u64, StoreError> {
        not_here()
    }

    fn decision(&self, _: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        not_here()
    }

    fn decisions_of(&self, _: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
        not_here()
    }

    fn erase(&self, _: &Subject) -> Result<Erased, StoreError> {
        not_here()
    }

    fn last_decisions(&self, _: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        not_here()
    }

    fn document(&self, _: Collection, _: &str) -> Result<Option<Document>, StoreError> {
        not_here()
    }

    fn documents(&self, _: Collection, _: Option<&str>, _: usize) -> Result<Vec<Document>, StoreError> {
        not_here()
    }

    fn documents_of(&self, _: Collection, _: &Subject) -> Result<Vec<Document>, StoreError> {
        not_here()
    }

    fn change_documents(&self, _: Vec<Change>) -> Result<bool, StoreError> {
        not_here()
    }

    fn shop(&self) -> Result<Shop, StoreError> {
        not_here()
    }

    fn put_shop(&self, _: &Shop) -> Result<(), StoreError> {
        not_here()
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        not_here()
    }
}
