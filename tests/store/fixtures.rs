//! Short ways to write names, events and items.

use candor::catalog::Item;
use candor::event::{Event, Kind, Subject};
use candor::ids::{CustomerId, DecisionId, EventId, ItemId, VisitorId};
use candor::store::{Decided, Store, StoreError};
use candor::units::Time;

pub(crate) fn customer(id: &str) -> CustomerId {
    CustomerId::new(id).expect("a valid id")
}

pub(crate) fn visitor(id: &str) -> VisitorId {
    VisitorId::new(id).expect("a valid id")
}

pub(crate) fn item(id: &str) -> ItemId {
    ItemId::new(id).expect("a valid id")
}

pub(crate) fn event_id(id: &str) -> EventId {
    EventId::new(id).expect("a valid id")
}

pub(crate) fn decision(id: &str) -> DecisionId {
    DecisionId::new(id).expect("a valid id")
}

pub(crate) fn by_customer(id: &str) -> Subject {
    Subject::Customer(customer(id))
}

pub(crate) fn by_visitor(id: &str) -> Subject {
    Subject::Visitor(visitor(id))
}

/// A view by a subject of item `i{minute % 7}`, in minute `minute`.
pub(crate) fn view(id: &str, subject: Subject, minute: i64) -> Event {
    let item = item(&format!("i{}", minute.rem_euclid(7)));
    Event::new(event_id(id), subject, item, Kind::View, Time::from_millis(minute * 60_000))
}

pub(crate) fn titled(id: &str, title: &str) -> Item {
    Item::titled(item(id), title)
}

/// A decision of nobody in particular, made in minute 1.
pub(crate) fn decided(id: &str, record: impl Into<Vec<u8>>) -> Decided {
    let (record, time) = (record.into(), Time::from_millis(60_000));
    Decided { id: decision(id), subject: None, time, record, outline: None }
}

/// A decision that was made for a subject in a minute; its record is its name.
pub(crate) fn decided_for(subject: Subject, id: &str, minute: i64) -> Decided {
    Decided { subject: Some(subject), time: Time::from_millis(minute * 60_000), ..decided(id, id) }
}

/// Everybody with their events, as the stream gives them.
pub(crate) fn streamed(store: &dyn Store) -> Vec<(Subject, Vec<Event>)> {
    try_streamed(store).expect("a readable store")
}

pub(crate) fn try_streamed(store: &dyn Store) -> Result<Vec<(Subject, Vec<Event>)>, StoreError> {
    let mut all = Vec::new();
    store.for_each_subject(&mut |subject, events| {
        all.push((subject, events));
        Ok(())
    })?;
    Ok(all)
}

/// The ids of all events, in the order of the stream.
pub(crate) fn event_ids(store: &dyn Store) -> Vec<String> {
    streamed(store).iter().flat_map(|(_, events)| events.iter().map(|event| event.id.to_string())).collect()
}
