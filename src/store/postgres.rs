//! PostgreSQL: one schema of a database, for any number of processes. `docs/store.md` describes its tables.
//!
//! One thread of each process writes, in transactions shared by all who wait; readers ask beside it. What is synchronous
//! here waits on a small runtime of its own, so every call has a time limit.

mod archive;
mod decisions;
mod documents;
mod erasure;
mod events;
mod expiry;
mod items;
mod line;
mod lines;
mod records;
mod schema;
mod traces;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use self::decisions::HandedOver;
use self::line::{Address, Role};
use self::lines::{Lines, Reach};
use self::writer::Writer;
use super::archive::{Rows, Visit};
use super::codes::to_json;
use super::log::salt;
use super::pack::pack;
use super::pending::Pending;
use super::people::People;
use super::shelf::{self, Shelf};
use super::{
    Appended, CatalogState, Change, Collection, Counts, Decided, Document, Erased, Found, Glance, Outlined, Person,
    Receipt, Remembered, Search, Shop, Span, Store, StoreError, Trace,
};
use crate::catalog::Item;
use crate::chain::{Head, Link, commit};
use crate::event::{Customer, Event, Kind, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use crate::rerank::{ExposureState, ParityStates, Policy};
use crate::units::Time;

/// A store in a PostgreSQL database. Dropping it takes to the server what was handed over.
///
/// The fields are in the order in which they must go: the writer needs the runtime.
pub struct Postgres {
    writer: Writer,
    lines: Lines,
    pending: Arc<Pending>,
    shelf: Shelf,
    people: People,
    _runtime: Threads,
}

/// The threads that talk to the server.
struct Threads(Option<Runtime>);

impl Drop for Threads {
    fn drop(&mut self) {
        // Waiting for them is not allowed on every thread, and nothing of theirs is worth waiting for.
        self.0.take().into_iter().for_each(Runtime::shutdown_background);
    }
}

impl Postgres {
    /// Opens the store at a `postgres://` address, in the schema that is first in its `search_path`; a schema that is not
    /// there is made. A store of an older version is brought forward.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`] when a newer version wrote it, [`StoreError::Open`] when the server cannot be reached or
    /// will not do.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let address = Address::parse(url)?;
        let threads = Builder::new_multi_thread().worker_threads(1).thread_name("store-postgres").enable_all().build();
        let runtime = threads.map_err(|cause| StoreError::Backend(format!("no thread can be started: {cause}")))?;
        let reach = Arc::new(Reach::new(address, runtime.handle().clone()));
        let runtime = Threads(Some(runtime));
        let shown = reach.address().shown();
        let refused = |cause| match cause {
            StoreError::Away(cause) | StoreError::Backend(cause) => {
                let cause =
                    format!("{cause}; check the address with --store, the server, and what the user may do there");
                StoreError::Open { url: shown.to_owned(), cause }
            }
            other => other,
        };
        let line = reach.connect(Role::Write).map_err(refused)?;
        schema::settle(&line, shown).map_err(refused)?;
        let pending = Arc::default();
        let writer = Writer::start(Arc::clone(&reach), line, Arc::clone(&pending))?;
        Ok(Self {
            writer,
            lines: Lines::new(reach),
            pending,
            shelf: Shelf::default(),
            people: People::default(),
            _runtime: runtime,
        })
    }
}

impl Postgres {
    /// Looks at the store, and makes nothing.
    pub(super) fn glance(url: &str) -> Result<Glance, StoreError> {
        let address = Address::parse(url)?;
        let threads = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = threads.map_err(|cause| StoreError::Backend(format!("no thread can be started: {cause}")))?;
        let line = line::Line::open(&address, runtime.handle(), Role::Ask)?;
        let glance = schema::glance(&line, address.shown());
        drop(line);
        runtime.shutdown_background();
        glance
    }

    /// Gives all rows of one committed state.
    pub(super) fn dump(&self, visit: Visit<'_>) -> Result<(), StoreError> {
        self.lines.stream(|line| archive::dump(line, visit))
    }

    /// Takes all rows, if the store is empty; whether it was.
    pub(super) fn fill(&self, rows: Rows) -> Result<bool, StoreError> {
        self.writer.call(0, move |line| archive::fill(line, rows))
    }
}

impl Store for Postgres {
    fn append_events(&self, events: &[Event]) -> Result<Appended, StoreError> {
        self.writer.append(events.to_vec())
    }

    fn append_with_receipt(&self, events: &[Event], receipt: Receipt) -> Result<Option<Appended>, StoreError> {
        let events = events.to_vec();
        self.writer.call(events.len() + 1, move |line| events::append_with_receipt(line, &events, receipt))
    }

    fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, StoreError> {
        self.lines.ask(|line| events::history(line, subject))
    }

    fn person(&self, subject: &Subject) -> Result<Arc<Person>, StoreError> {
        self.lines.ask(|line| events::person(line, &self.people, subject))
    }

    fn set_usage(&self, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError> {
        let (subject, event) = (subject.clone(), event.clone());
        self.writer.call(1, move |line| events::set_usage(line, &subject, &event, usage))
    }

    fn for_each_subject(
        &self,
        visit: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let visit = &mut |subject, remembered| match remembered {
            Remembered::Events { events, .. } => visit(subject, events),
            Remembered::Trace(_) => unreachable!("without a key nobody has a trace"),
        };
        self.lines.stream(|line| traces::stream(line, None, visit))
    }

    fn for_each_remembered(
        &self,
        key: u64,
        visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.lines.stream(|line| traces::stream(line, Some(key), visit))
    }

    fn keep_traces(&self, key: u64, traces: Vec<Trace>) -> Result<usize, StoreError> {
        self.writer.call(traces.len(), move |line| traces::keep(line, key, &traces))
    }

    fn merge_visitor(&self, customer: &CustomerId, visitor: &VisitorId) -> Result<u64, StoreError> {
        let (customer, visitor) = (customer.clone(), visitor.clone());
        let gone = Subject::Visitor(visitor.clone());
        let moved = self.writer.call(1, move |line| events::merge(line, customer, visitor));
        self.people.forget(&gone);
        moved
    }

    fn event_items(&self) -> Result<Vec<ItemId>, StoreError> {
        self.lines.ask(events::event_items)
    }

    fn newest_event_time(&self) -> Result<Option<Time>, StoreError> {
        self.lines.ask(records::newest_event_time)
    }

    fn put_items(&self, items: &[Item]) -> Result<usize, StoreError> {
        let items = items.to_vec();
        self.writer.call(items.len(), move |line| items::put(line, &items))
    }

    fn delete_item(&self, id: &ItemId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.writer.call(1, move |line| items::delete(line, &id))
    }

    fn item(&self, id: &ItemId) -> Result<Option<Item>, StoreError> {
        self.lines.ask(|line| items::item(line, id))
    }

    fn catalog_state(&self) -> Result<CatalogState, StoreError> {
        self.lines.ask(items::state)
    }

    fn items_at(&self, revision: u64) -> Result<(String, Vec<Arc<Item>>), StoreError> {
        let digest = self.lines.ask(|line| items::digest_at(line, revision))?;
        let no = shelf::number(revision);
        let changes = |after| self.lines.stream(|line| items::changes(line, after, no));
        Ok((digest, self.shelf.items_at(no, changes)?))
    }

    fn put_customers(&self, customers: &[Customer]) -> Result<usize, StoreError> {
        let customers = customers.to_vec();
        self.writer.call(customers.len(), move |line| records::put_customers(line, &customers))
    }

    fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        self.lines.ask(|line| records::customer(line, id))
    }

    fn customers(&self, ids: &BTreeSet<CustomerId>) -> Result<Vec<Customer>, StoreError> {
        self.lines.ask(|line| records::customers(line, ids))
    }

    fn customer_ids(&self, after: Option<&CustomerId>, limit: usize) -> Result<Vec<CustomerId>, StoreError> {
        self.lines.ask(|line| records::customer_ids(line, after, limit))
    }

    fn publish(&self, policy: &Policy, changes: Vec<Change>) -> Result<bool, StoreError> {
        let policy = policy.clone();
        self.writer.call(1 + changes.len(), move |line| records::publish(line, &policy, &changes))
    }

    fn live_policy(&self, placement: &str) -> Result<Option<Policy>, StoreError> {
        self.lines.ask(|line| records::live_policy(line, placement))
    }

    fn live_policies(&self) -> Result<Vec<Policy>, StoreError> {
        self.lines.ask(records::live_policies)
    }

    fn policy(&self, placement: &str, version: u32) -> Result<Option<Policy>, StoreError> {
        self.lines.ask(|line| records::policy(line, placement, version))
    }

    fn put_decision(&self, decided: Decided) -> Result<(), StoreError> {
        let Decided { id, subject, time, record, outline } = decided;
        let salt = salt()?;
        let commitment = commit(&salt, &id, &record);
        let record = pack(&record).into();
        if !self.pending.put(&id, &record) {
            return Ok(());
        }
        let handed_over = HandedOver { id: id.clone(), subject, time, salt, commitment, record, outline };
        self.writer.hand_over(handed_over).inspect_err(|_| self.pending.remove(&id))
    }

    fn find_decisions(&self, search: &Search) -> Result<Vec<Found>, StoreError> {
        self.lines.ask(|line| decisions::find(line, search))
    }

    fn outlines(&self, span: &Span) -> Result<Vec<Outlined>, StoreError> {
        self.lines.ask(|line| decisions::outlines(line, span))
    }

    fn keep_outlines(&self, made: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError> {
        self.writer.call(made.len(), move |line| decisions::keep_outlines(line, &made))
    }

    fn place_before(&self, since: Time) -> Result<u64, StoreError> {
        self.lines.ask(|line| decisions::place_before(line, since))
    }

    fn events_quoting(&self, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
        self.lines.ask(|line| events::quoting(line, decisions))
    }

    fn chain_head(&self) -> Result<Head, StoreError> {
        self.lines.ask(decisions::head)
    }

    fn chain_links(&self, after: u64, limit: usize) -> Result<Vec<Link>, StoreError> {
        self.lines.ask(|line| decisions::links(line, after, limit))
    }

    fn expire_decisions(&self, before: Time, limit: usize) -> Result<u64, StoreError> {
        self.writer.call(limit, move |line| decisions::expire(line, before, limit))
    }

    fn expire_events(&self, older: &[(Kind, Time)]) -> Result<u64, StoreError> {
        let removed = expiry::expire_events(&self.lines, &self.writer, older);
        // What failed in the end has still removed what came before.
        self.people.forget_all();
        removed
    }

    fn decisions_of(&self, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
        self.lines.ask(|line| decisions::of_subject(line, subject))
    }

    fn erase(&self, subject: &Subject) -> Result<Erased, StoreError> {
        let theirs = subject.clone();
        let erased = self.writer.call(1, move |line| erasure::erase(line, &theirs));
        self.people.forget(subject);
        erased
    }

    fn decision(&self, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        let pending = self.pending.get(id)?;
        let stored = self.lines.ask(|line| decisions::stored(line, id));
        match (stored, pending) {
            (Ok(stored), pending) => Ok(stored.or(pending)),
            (Err(StoreError::Away(_)), Some(pending)) => Ok(Some(pending)),
            (Err(cause), _) => Err(cause),
        }
    }

    fn last_decisions(&self, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        self.lines.ask(|line| decisions::newest_records(line, limit))
    }

    fn exposures(&self, placement: &str) -> Result<BTreeMap<String, ExposureState>, StoreError> {
        self.lines.ask(|line| records::exposures(line, placement))
    }

    fn put_exposures(&self, placement: &str, states: &BTreeMap<String, ExposureState>) -> Result<(), StoreError> {
        let states = states.iter().map(|(name, state)| (name.clone(), to_json(state))).collect();
        self.writer.hand_over_exposures(placement, states)
    }

    fn parities(&self, placement: &str) -> Result<BTreeMap<String, ParityStates>, StoreError> {
        self.lines.ask(|line| records::parities(line, placement))
    }

    fn put_parities(&self, placement: &str, states: &BTreeMap<String, ParityStates>) -> Result<(), StoreError> {
        let of_rule = |(name, groups): (&String, &ParityStates)| {
            let row = |(group, state)| [name.clone(), String::clone(group), to_json(state)];
            groups.iter().map(row).collect::<Vec<_>>()
        };
        self.writer.hand_over_parities(placement, states.iter().flat_map(of_rule).collect())
    }

    fn document(&self, collection: Collection, id: &str) -> Result<Option<Document>, StoreError> {
        self.lines.ask(|line| documents::one(line, collection, id))
    }

    fn documents(
        &self,
        collection: Collection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Document>, StoreError> {
        self.lines.ask(|line| documents::page(line, collection, after, limit))
    }

    fn documents_of(&self, collection: Collection, subject: &Subject) -> Result<Vec<Document>, StoreError> {
        self.lines.ask(|line| documents::of_subject(line, collection, subject))
    }

    fn change_documents(&self, changes: Vec<Change>) -> Result<bool, StoreError> {
        self.writer.call(changes.len(), move |line| documents::change(line, &changes))
    }

    fn shop(&self) -> Result<Shop, StoreError> {
        self.lines.ask(records::shop)
    }

    fn put_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        let shop = shop.clone();
        self.writer.call(1, move |line| records::put_shop(line, &shop))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.lines.ask(records::counts)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.writer.call(0, |_| Ok(()))
    }

    fn writable(&self) -> Result<(), StoreError> {
        // A reader may have noticed first that the server hangs.
        self.lines.check()?;
        self.writer.writable()
    }
}
