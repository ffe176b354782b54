//! The embedded store: one directory with an SQLite database, for one process. `docs/store.md` describes its files.
//!
//! One thread writes, in transactions shared by all who wait; any number of threads read consistent states beside it.

mod archive;
mod chain;
mod decisions;
mod documents;
mod erasure;
mod events;
mod expiry;
mod exposures;
mod files;
mod items;
mod numbers;
mod readers;
mod records;
mod rows;
mod schema;
mod traces;
mod writer;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::files::Held;
pub(super) use self::files::{DATABASE, LOCK};
use self::numbers::Names;
use self::readers::Readers;
use self::writer::{Tx, Writer};
use super::archive::{Rows, Visit};
use super::pending::Pending;
use super::people::People;
use super::shelf::{self, Shelf};
use super::{
    Appended, CatalogState, Change, Collection, Counts, Decided, Document, Erased, Found, Glance, Outlined, Person,
    Receipt, Remembered, Search, Shop, Span, Store, StoreError, Trace,
};
use crate::catalog::Item;
use crate::chain::{Head, Link};
use crate::event::{Customer, Event, Kind, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use crate::rerank::{ExposureState, ParityStates, Policy};
use crate::units::Time;

/// A store in a directory of its own. Dropping it takes to the disk what was handed over.
///
/// The fields are in the order in which they must go: the writer closes the database last, the lock goes at the end.
pub struct Embedded {
    readers: Readers,
    writer: Writer,
    pending: Arc<Pending>,
    shelf: Shelf,
    names: Names,
    people: People,
    /// Counts the calls that may have changed what rules recommendations; no other process writes here.
    ruled: AtomicU64,
    _held: Held,
}

impl Embedded {
    /// Opens the store in a directory, which is made when it is absent, and holds it for this process alone. A store of
    /// an older version is brought forward.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process holds it, [`StoreError::NewerSchema`] when a newer version wrote it,
    /// [`StoreError::Open`] when the directory cannot be used or holds something else.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let held = Held::take(path)?;
        let writer = Writer::start(held.writer()?)?;
        let readers = Readers::new(held.database());
        Ok(Self {
            readers,
            writer,
            pending: Arc::default(),
            shelf: Shelf::default(),
            names: Names::default(),
            people: People::default(),
            ruled: AtomicU64::new(0),
            _held: held,
        })
    }
}

impl Embedded {
    /// Gives all rows of one committed state, beside the process that holds the store.
    pub(super) fn dump(path: &Path, visit: Visit<'_>) -> Result<(), StoreError> {
        let readers = Readers::new(files::existing(path)?);
        readers.read(|conn| archive::dump(conn, visit))
    }

    /// Looks at the store beside the process that holds it.
    pub(super) fn glance(path: &Path) -> Result<Glance, StoreError> {
        let Some(schema) = files::schema_there(path)? else {
            return Ok(Glance { schema: None, known: schema::SCHEMA, newest_event: None, server_clock: None });
        };
        let is_ours = schema == schema::SCHEMA;
        let newest = || Readers::new(files::existing(path)?).read(records::newest_event_time);
        let newest_event = if is_ours { newest()? } else { None };
        Ok(Glance { schema: Some(schema), known: schema::SCHEMA, newest_event, server_clock: None })
    }

    /// Writes as [`Writer::call`] does, what may rule recommendations. It is counted whatever becomes of it, for of a commit that failed
    /// it is not known what was kept.
    fn rule<T, F>(&self, rows: usize, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let outcome = self.writer.call(rows, work);
        self.ruled.fetch_add(1, Ordering::SeqCst);
        outcome
    }

    /// Takes all rows, if the store is empty; whether it was.
    pub(super) fn fill(&self, rows: Rows) -> Result<bool, StoreError> {
        self.rule(0, move |tx| archive::fill(tx, rows))
    }
}

impl Store for Embedded {
    fn append_events(&self, events: &[Event]) -> Result<Appended, StoreError> {
        let events = events.to_vec();
        self.writer.call(events.len(), move |tx| events::append(tx, &events))
    }

    fn append_with_receipt(&self, events: &[Event], receipt: Receipt) -> Result<Option<Appended>, StoreError> {
        let events = events.to_vec();
        let rules = receipt.collection.rules();
        let (rows, work) = (events.len() + 1, move |tx: &mut Tx<'_>| events::append_with_receipt(tx, &events, receipt));
        if rules { self.rule(rows, work) } else { self.writer.call(rows, work) }
    }

    fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, StoreError> {
        self.readers.read(|conn| events::history(conn, &self.names, subject))
    }

    fn person(&self, subject: &Subject) -> Result<Arc<Person>, StoreError> {
        self.readers.read(|conn| events::person(conn, &self.names, &self.people, subject))
    }

    fn set_usage(&self, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError> {
        let (subject, event) = (subject.clone(), event.clone());
        self.writer.call(1, move |tx| events::set_usage(tx, &subject, &event, usage))
    }

    fn for_each_subject(
        &self,
        visit: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.readers.read(|conn| events::stream(conn, &self.names, visit))
    }

    fn for_each_remembered(
        &self,
        key: u64,
        visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.readers.read(|conn| traces::stream(conn, &self.names, key, visit))
    }

    fn keep_traces(&self, key: u64, traces: Vec<Trace>) -> Result<usize, StoreError> {
        self.writer.call(traces.len(), move |tx| traces::keep(tx, key, &traces))
    }

    fn merge_visitor(&self, customer: &CustomerId, visitor: &VisitorId) -> Result<u64, StoreError> {
        let (customer, visitor) = (customer.clone(), visitor.clone());
        let gone = Subject::Visitor(visitor.clone());
        let moved = self.writer.call(1, move |tx| events::merge(tx, customer, visitor));
        self.people.forget(&gone);
        moved
    }

    fn event_items(&self) -> Result<Vec<ItemId>, StoreError> {
        self.readers.read(events::items)
    }

    fn newest_event_time(&self) -> Result<Option<Time>, StoreError> {
        self.readers.read(records::newest_event_time)
    }

    fn put_items(&self, items: &[Item]) -> Result<usize, StoreError> {
        let items = items.to_vec();
        self.rule(items.len(), move |tx| items::put(tx, &items))
    }

    fn delete_item(&self, id: &ItemId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.rule(1, move |tx| items::delete(tx, &id))
    }

    fn item(&self, id: &ItemId) -> Result<Option<Item>, StoreError> {
        self.readers.read(|conn| items::item(conn, id))
    }

    fn catalog_state(&self) -> Result<CatalogState, StoreError> {
        self.readers.read(items::state)
    }

    fn items_at(&self, revision: u64) -> Result<(String, Vec<Arc<Item>>), StoreError> {
        self.readers.read(|conn| {
            let (no, digest) = (shelf::number(revision), items::digest_at(conn, revision)?);
            Ok((digest, self.shelf.items_at(no, |after| items::changes(conn, after, no))?))
        })
    }

    fn put_customers(&self, customers: &[Customer]) -> Result<usize, StoreError> {
        let customers = customers.to_vec();
        self.writer.call(customers.len(), move |tx| records::put_customers(tx, &customers))
    }

    fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        self.readers.read(|conn| records::customer(conn, id))
    }

    fn customer_ids(&self, after: Option<&CustomerId>, limit: usize) -> Result<Vec<CustomerId>, StoreError> {
        self.readers.read(|conn| records::customer_ids(conn, after, limit))
    }

    fn publish(&self, policy: &Policy, changes: Vec<Change>) -> Result<bool, StoreError> {
        let policy = policy.clone();
        self.rule(1 + changes.len(), move |tx| records::publish(tx, &policy, &changes))
    }

    fn live_policy(&self, placement: &str) -> Result<Option<Policy>, StoreError> {
        self.readers.read(|conn| records::live_policy(conn, placement))
    }

    fn live_policies(&self) -> Result<Vec<Policy>, StoreError> {
        self.readers.read(records::live_policies)
    }

    fn policy(&self, placement: &str, version: u32) -> Result<Option<Policy>, StoreError> {
        self.readers.read(|conn| records::policy(conn, placement, version))
    }

    fn put_decision(&self, decided: Decided) -> Result<(), StoreError> {
        decisions::put(&self.writer, &self.pending, decided)
    }

    fn find_decisions(&self, search: &Search) -> Result<Vec<Found>, StoreError> {
        self.readers.read(|conn| decisions::find(conn, search))
    }

    fn outlines(&self, span: &Span) -> Result<Vec<Outlined>, StoreError> {
        self.readers.read(|conn| decisions::outlines(conn, span))
    }

    fn keep_outlines(&self, made: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError> {
        self.writer.call(made.len(), move |tx| decisions::keep_outlines(tx, &made))
    }

    fn place_before(&self, since: Time) -> Result<u64, StoreError> {
        self.readers.read(|conn| decisions::place_before(conn, since))
    }

    fn events_quoting(&self, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
        self.readers.read(|conn| events::quoting(conn, &self.names, decisions))
    }

    fn chain_head(&self) -> Result<Head, StoreError> {
        self.readers.read(chain::head)
    }

    fn chain_links(&self, after: u64, limit: usize) -> Result<Vec<Link>, StoreError> {
        self.readers.read(|conn| chain::links(conn, after, limit))
    }

    fn expire_decisions(&self, before: Time, limit: usize) -> Result<u64, StoreError> {
        self.writer.call(limit, move |tx| decisions::expire(tx, before, limit))
    }

    fn expire_events(&self, older: &[(Kind, Time)]) -> Result<u64, StoreError> {
        let removed = expiry::expire_events(&self.readers, &self.writer, older);
        // What failed in the end has still removed what came before.
        self.people.forget_all();
        removed
    }

    fn decisions_of(&self, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
        self.readers.read(|conn| decisions::of_subject(conn, subject))
    }

    fn erase(&self, subject: &Subject) -> Result<Erased, StoreError> {
        let theirs = subject.clone();
        let erased = self.rule(1, move |tx| erasure::erase(tx, &theirs));
        self.people.forget(subject);
        erased
    }

    fn decision(&self, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        let pending = self.pending.get(id)?;
        let stored = self.readers.read(|conn| decisions::stored(conn, id))?;
        Ok(stored.or(pending))
    }

    fn last_decisions(&self, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        self.readers.read(|conn| decisions::last(conn, limit))
    }

    fn exposures(&self, placement: &str) -> Result<BTreeMap<String, ExposureState>, StoreError> {
        self.readers.read(|conn| exposures::states(conn, placement))
    }

    fn put_exposures(&self, placement: &str, states: &BTreeMap<String, ExposureState>) -> Result<(), StoreError> {
        exposures::put(&self.writer, placement, states)
    }

    fn parities(&self, placement: &str) -> Result<BTreeMap<String, ParityStates>, StoreError> {
        self.readers.read(|conn| exposures::parities(conn, placement))
    }

    fn put_parities(&self, placement: &str, states: &BTreeMap<String, ParityStates>) -> Result<(), StoreError> {
        exposures::put_parities(&self.writer, placement, states)
    }

    fn document(&self, collection: Collection, id: &str) -> Result<Option<Document>, StoreError> {
        self.readers.read(|conn| documents::one(conn, collection, id))
    }

    fn documents(
        &self,
        collection: Collection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Document>, StoreError> {
        self.readers.read(|conn| documents::page(conn, collection, after, limit))
    }

    fn documents_of(&self, collection: Collection, subject: &Subject) -> Result<Vec<Document>, StoreError> {
        self.readers.read(|conn| documents::of_subject(conn, collection, subject))
    }

    fn change_documents(&self, changes: Vec<Change>) -> Result<bool, StoreError> {
        let rules = changes.iter().any(|change| change.collection.rules());
        let (rows, work) = (changes.len(), move |tx: &mut Tx<'_>| documents::change(tx, &changes));
        if rules { self.rule(rows, work) } else { self.writer.call(rows, work) }
    }

    fn rules_name(&self) -> Option<u64> {
        Some(self.ruled.load(Ordering::SeqCst))
    }

    fn shop(&self) -> Result<Shop, StoreError> {
        self.readers.read(records::shop)
    }

    fn put_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let shop = shop.clone();
        self.rule(1, move |tx| records::put_shop(tx, &shop))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.readers.read(records::counts)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.writer.call(0, |_| Ok(()))
    }

    fn writable(&self) -> Result<(), StoreError> {
        self.writer.writable()
    }
}
