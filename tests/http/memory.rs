//! A store in memory that fails when told to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::sleep;
use std::time::Duration;

use candor::catalog::Item;
use candor::chain::{Head, Link};
use candor::event::{Customer, Event, Kind, Subject, Usage};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use candor::rerank::Policy;
use candor::store::{
    Appended, Becomes, CatalogState, Change, Collection, Counts, Decided, Document, Erased, Expected, Found, Outlined,
    Receipt, Search, Shop, Span, Store, StoreError, Told,
};
use candor::units::Time;

/// What a failing store says; no answer may repeat it.
pub(crate) const SECRET: &str = "disk /dev/sda1 of customer 17850 is full";

/// How the next writes of events go.
#[derive(Default)]
pub(crate) enum Fault {
    /// As usual.
    #[default]
    None,
    /// The backend fails, on every call.
    Backend,
    /// Writing has stopped.
    Stopped,
    /// No decision can be read.
    Unread,
    /// Whether the store takes writes is told late.
    Late(Duration),
    /// The call panics.
    Panic,
    /// The call says that it has begun, then waits until the gate opens.
    Gate(Sender<()>, Receiver<()>),
}

/// The other side of [`Fault::Gate`].
pub(crate) struct Gate {
    pub(crate) begun: Receiver<()>,
    pub(crate) open: Sender<()>,
}

#[derive(Default)]
struct Content {
    events: BTreeMap<EventId, Event>,
    items: BTreeMap<ItemId, Item>,
    revisions: Vec<Vec<Arc<Item>>>,
    customers: BTreeMap<CustomerId, Customer>,
    policies: BTreeMap<String, Vec<Policy>>,
    log: Vec<Decided>,
    documents: BTreeMap<(Collection, String), Document>,
    shop: Shop,
}

/// A shop's memory that is gone with the process.
#[derive(Default)]
pub(crate) struct MemoryStore {
    content: Mutex<Content>,
    fault: Mutex<Fault>,
}

impl MemoryStore {
    /// Lets the next calls go this way.
    pub(crate) fn set_fault(&self, fault: Fault) {
        *self.fault.lock().expect("no holder panics") = fault;
    }

    /// Makes the next write of events wait; it says when it has begun.
    pub(crate) fn gate(&self) -> Gate {
        let ((begin, begun), (open, opened)) = (channel(), channel());
        self.set_fault(Fault::Gate(begin, opened));
        Gate { begun, open }
    }

    fn content(&self) -> Result<MutexGuard<'_, Content>, StoreError> {
        match &*self.fault.lock().expect("no holder panics") {
            Fault::Backend => Err(StoreError::Backend(SECRET.to_owned())),
            Fault::None | Fault::Stopped | Fault::Unread | Fault::Late(_) | Fault::Panic | Fault::Gate(..) => {
                Ok(self.content.lock().expect("no holder panics"))
            }
        }
    }

    fn to_write(&self) -> Result<MutexGuard<'_, Content>, StoreError> {
        self.writable()?;
        let fault = std::mem::take(&mut *self.fault.lock().expect("no holder panics"));
        match fault {
            Fault::Panic => panic!("{SECRET}"),
            Fault::Gate(begin, opened) => {
                begin.send(()).expect("the test waits");
                opened.recv().expect("the test opens the gate");
            }
            Fault::None | Fault::Stopped | Fault::Unread | Fault::Late(_) | Fault::Backend => {}
        }
        self.content()
    }
}

impl Content {
    fn freeze(&mut self) {
        self.revisions.push(self.items.values().cloned().map(Arc::new).collect());
    }

    fn of(&self, subject: &Subject) -> Vec<Event> {
        let mut events: Vec<Event> = self.events.values().filter(|e| e.subject == *subject).cloned().collect();
        events.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
        events
    }

    fn append(&mut self, events: &[Event]) -> Appended {
        let before = self.events.len();
        for event in events {
            self.events.entry(event.id.clone()).or_insert_with(|| event.clone());
        }
        let accepted = self.events.len() - before;
        Appended { accepted, duplicates: events.len() - accepted }
    }

    fn version(&self, collection: Collection, id: &str) -> Option<u64> {
        self.documents.get(&(collection, id.to_owned())).map(|document| document.version)
    }

    fn is_as_expected(&self, collection: Collection, id: &str, expected: Expected) -> bool {
        let version = self.version(collection, id);
        match expected {
            Expected::Any => true,
            Expected::Absent => version.is_none(),
            Expected::Version(expected) => version == Some(expected),
        }
    }

    /// Makes all changes, or none; whether they were made.
    fn change(&mut self, changes: Vec<Change>) -> bool {
        if !changes.iter().all(|change| self.is_as_expected(change.collection, &change.id, change.expected)) {
            return false;
        }
        for change in changes {
            let version = self.version(change.collection, &change.id).unwrap_or_default() + 1;
            let name = (change.collection, change.id.clone());
            match change.to {
                Becomes::Written { subject, body } => {
                    self.documents.insert(name, Document { id: change.id, version, subject, body });
                }
                Becomes::Removed => drop(self.documents.remove(&name)),
            }
        }
        true
    }
}

impl Store for MemoryStore {
    fn append_events(&self, events: &[Event]) -> Result<Appended, StoreError> {
        Ok(self.to_write()?.append(events))
    }

    fn append_with_receipt(&self, events: &[Event], receipt: Receipt) -> Result<Option<Appended>, StoreError> {
        let mut content = self.to_write()?;
        let Receipt { collection, id, expected, body } = receipt;
        if !content.is_as_expected(collection, &id, expected) {
            return Ok(None);
        }
        let appended = content.append(events);
        content.change(vec![Change::write(collection, &id, expected, body(appended))]);
        Ok(Some(appended))
    }

    fn events_of(&self, subject: &Subject) -> Result<Vec<Event>, StoreError> {
        Ok(self.content()?.of(subject))
    }

    fn set_usage(&self, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError> {
        let mut content = self.to_write()?;
        let found = content.events.get_mut(event).filter(|event| event.subject == *subject);
        Ok(found.map(|event| event.usage = usage).is_some())
    }

    fn for_each_subject(
        &self,
        visit: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let streamed: Vec<(Subject, Vec<Event>)> = {
            let content = self.content()?;
            let subjects: BTreeSet<Subject> = content.events.values().map(|event| event.subject.clone()).collect();
            subjects.into_iter().map(|subject| (subject.clone(), content.of(&subject))).collect()
        };
        streamed.into_iter().try_for_each(|(subject, events)| visit(subject, events))
    }

    fn merge_visitor(&self, customer: &CustomerId, visitor: &VisitorId) -> Result<u64, StoreError> {
        let mut content = self.to_write()?;
        let (from, to) = (Subject::Visitor(visitor.clone()), Subject::Customer(customer.clone()));
        let theirs = content.log.iter_mut().filter(|one| one.subject.as_ref() == Some(&from));
        theirs.for_each(|one| one.subject = Some(to.clone()));
        let moved = content.events.values_mut().filter(|event| event.subject == from);
        Ok(moved.map(|event| event.subject = to.clone()).count() as u64)
    }

    fn event_items(&self) -> Result<Vec<ItemId>, StoreError> {
        let items: BTreeSet<ItemId> = self.content()?.events.values().map(|event| event.item.clone()).collect();
        Ok(items.into_iter().collect())
    }

    fn newest_event_time(&self) -> Result<Option<Time>, StoreError> {
        Ok(self.content()?.events.values().map(|event| event.time).max())
    }

    fn put_items(&self, items: &[Item]) -> Result<usize, StoreError> {
        let mut content = self.to_write()?;
        let mut changed = 0;
        for item in items {
            changed += usize::from(content.items.insert(item.id.clone(), item.clone()).as_ref() != Some(item));
        }
        if changed > 0 {
            content.freeze();
        }
        Ok(changed)
    }

    fn delete_item(&self, id: &ItemId) -> Result<bool, StoreError> {
        let mut content = self.to_write()?;
        let was_there = content.items.remove(id).is_some();
        if was_there {
            content.freeze();
        }
        Ok(was_there)
    }

    fn item(&self, id: &ItemId) -> Result<Option<Item>, StoreError> {
        Ok(self.content()?.items.get(id).cloned())
    }

    fn catalog_state(&self) -> Result<CatalogState, StoreError> {
        let revision = self.content()?.revisions.len() as u64;
        Ok(CatalogState { revision, digest: format!("digest-{revision}") })
    }

    fn items_at(&self, revision: u64) -> Result<(String, Vec<Arc<Item>>), StoreError> {
        let content = self.content()?;
        let at = usize::try_from(revision).expect("a small revision");
        let items = at.checked_sub(1).map(|at| content.revisions[at].clone()).unwrap_or_default();
        Ok((format!("digest-{revision}"), items))
    }

    fn put_customers(&self, customers: &[Customer]) -> Result<usize, StoreError> {
        let mut content = self.to_write()?;
        let put = |customer: &Customer| content.customers.insert(customer.id.clone(), customer.clone());
        Ok(customers.iter().map(put).zip(customers).filter(|(before, now)| before.as_ref() != Some(*now)).count())
    }

    fn customer(&self, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
        Ok(self.content()?.customers.get(id).cloned())
    }

    fn customer_ids(&self, after: Option<&CustomerId>, limit: usize) -> Result<Vec<CustomerId>, StoreError> {
        let content = self.content()?;
        let ids = content.customers.keys().filter(|id| after.is_none_or(|after| *id > after));
        Ok(ids.take(limit).cloned().collect())
    }

    fn publish(&self, policy: &Policy, changes: Vec<Change>) -> Result<bool, StoreError> {
        let mut content = self.to_write()?;
        let live = content.policies.get(&policy.placement).map_or(0, Vec::len);
        if usize::try_from(policy.version).expect("a few versions") != live + 1 || !content.change(changes) {
            return Ok(false);
        }
        content.policies.entry(policy.placement.clone()).or_default().push(policy.clone());
        Ok(true)
    }

    fn live_policy(&self, placement: &str) -> Result<Option<Policy>, StoreError> {
        Ok(self.content()?.policies.get(placement).and_then(|versions| versions.last().cloned()))
    }

    fn live_policies(&self) -> Result<Vec<Policy>, StoreError> {
        Ok(self.content()?.policies.values().filter_map(|versions| versions.last().cloned()).collect())
    }

    fn policy(&self, placement: &str, version: u32) -> Result<Option<Policy>, StoreError> {
        let content = self.content()?;
        let mut versions = content.policies.get(placement).into_iter().flatten();
        Ok(versions.find(|policy| policy.version == version).cloned())
    }

    fn put_decision(&self, decided: Decided) -> Result<(), StoreError> {
        self.to_write()?.log.push(decided);
        Ok(())
    }

    /// Keeps none itself: counters read what was kept with a decision, or its record.
    fn outlines(&self, span: &Span) -> Result<Vec<Outlined>, StoreError> {
        let content = self.content()?;
        let is_asked_for =
            |(place, one): &(u64, &Decided)| *place > span.after && one.time >= span.since && one.time < span.until;
        let found = (1..).zip(&content.log).filter(is_asked_for).take(span.limit);
        let told = |one: &Decided| one.outline.clone().map_or_else(|| Told::Record(one.record.clone()), Told::Outline);
        Ok(found.map(|(place, one)| Outlined { place, told: told(one) }).collect())
    }

    fn keep_outlines(&self, _: Vec<(u64, Vec<u8>)>) -> Result<(), StoreError> {
        self.content().map(drop)
    }

    fn find_decisions(&self, search: &Search) -> Result<Vec<Found>, StoreError> {
        let content = self.content()?;
        let is_asked_for = |(place, one): &(u64, &Decided)| {
            *place > search.after
                && search.subject.as_ref().is_none_or(|subject| one.subject.as_ref() == Some(subject))
                && search.since.is_none_or(|since| one.time >= since)
                && search.until.is_none_or(|until| one.time < until)
        };
        let found = (1..).zip(&content.log).filter(is_asked_for).take(search.limit);
        Ok(found.map(|(place, one)| Found { place, record: one.record.clone() }).collect())
    }

    fn place_before(&self, since: Time) -> Result<u64, StoreError> {
        let content = self.content()?;
        let first = content.log.iter().position(|one| one.time >= since);
        Ok(first.unwrap_or(content.log.len()) as u64)
    }

    fn events_quoting(&self, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
        let content = self.content()?;
        let quotes = |event: &&Event| event.decision.as_ref().is_some_and(|decision| decisions.contains(decision));
        let mut events: Vec<Event> = content.events.values().filter(quotes).cloned().collect();
        events.sort_by(|a, b| (&a.decision, a.time, &a.id).cmp(&(&b.decision, b.time, &b.id)));
        Ok(events)
    }

    fn chain_head(&self) -> Result<Head, StoreError> {
        Ok(Head::START)
    }

    fn chain_links(&self, _after: u64, _limit: usize) -> Result<Vec<Link>, StoreError> {
        Ok(Vec::new())
    }

    fn expire_decisions(&self, before: Time, limit: usize) -> Result<u64, StoreError> {
        let log = &mut self.to_write()?.log;
        let old: BTreeSet<_> =
            log.iter().filter(|one| one.time < before).take(limit).map(|one| one.id.clone()).collect();
        log.retain(|one| !old.contains(&one.id));
        Ok(old.len() as u64)
    }

    fn expire_events(&self, older: &[(Kind, Time)]) -> Result<u64, StoreError> {
        let events = &mut self.to_write()?.events;
        let before = events.len();
        events.retain(|_, event| !older.iter().any(|&(kind, moment)| event.kind == kind && event.time < moment));
        Ok((before - events.len()) as u64)
    }

    fn decision(&self, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
        if matches!(&*self.fault.lock().expect("no holder panics"), Fault::Unread) {
            return Err(StoreError::Backend(SECRET.to_owned()));
        }
        Ok(self.content()?.log.iter().find(|one| one.id == *id).map(|one| one.record.clone()))
    }

    fn decisions_of(&self, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
        let content = self.content()?;
        let theirs = content.log.iter().filter(|one| one.subject.as_ref() == Some(subject));
        Ok(theirs.map(|one| one.record.clone()).collect())
    }

    fn erase(&self, subject: &Subject) -> Result<Erased, StoreError> {
        let theirs = self.decisions_of(subject)?;
        let mut content = self.to_write()?;
        let events = content.of(subject).len() as u64;
        content.events.retain(|_, event| event.subject != *subject);
        content.log.retain(|one| one.subject.as_ref() != Some(subject));
        content.documents.retain(|_, document| document.subject.as_ref() != Some(subject));
        let record = match subject {
            Subject::Customer(id) => content.customers.remove(id).is_some(),
            Subject::Visitor(_) => false,
        };
        let decisions = theirs.len() as u64;
        Ok(Erased { events, decisions, was_known: record || events + decisions > 0 })
    }

    fn last_decisions(&self, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
        let content = self.content()?;
        Ok(content.log.iter().rev().take(limit).map(|one| one.record.clone()).collect())
    }

    fn document(&self, collection: Collection, id: &str) -> Result<Option<Document>, StoreError> {
        Ok(self.content()?.documents.get(&(collection, id.to_owned())).cloned())
    }

    fn documents(
        &self,
        collection: Collection,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Document>, StoreError> {
        let content = self.content()?;
        let all = content.documents.iter().filter(|((of, _), _)| *of == collection).map(|(_, document)| document);
        Ok(all.filter(|document| after.is_none_or(|after| document.id.as_str() > after)).take(limit).cloned().collect())
    }

    fn documents_of(&self, collection: Collection, subject: &Subject) -> Result<Vec<Document>, StoreError> {
        let all = self.documents(collection, None, usize::MAX)?;
        Ok(all.into_iter().filter(|document| document.subject.as_ref() == Some(subject)).collect())
    }

    fn change_documents(&self, changes: Vec<Change>) -> Result<bool, StoreError> {
        // No event is written, so no gate stands before it.
        self.writable()?;
        Ok(self.content()?.change(changes))
    }

    fn shop(&self) -> Result<Shop, StoreError> {
        Ok(self.content()?.shop.clone())
    }

    fn put_shop(&self, shop: &Shop) -> Result<(), StoreError> {
        self.to_write()?.shop = shop.clone();
        Ok(())
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let content = self.content()?;
        Ok(Counts {
            customers: content.customers.len() as u64,
            items: content.items.len() as u64,
            events: content.events.len() as u64,
            decisions: content.log.len() as u64,
        })
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.writable()
    }

    fn writable(&self) -> Result<(), StoreError> {
        match &*self.fault.lock().expect("no holder panics") {
            Fault::Stopped => Err(StoreError::WriterStopped(SECRET.to_owned())),
            Fault::Backend => Err(StoreError::Backend(SECRET.to_owned())),
            Fault::Late(late) => {
                sleep(*late);
                Ok(())
            }
            Fault::None | Fault::Unread | Fault::Panic | Fault::Gate(..) => Ok(()),
        }
    }
}
