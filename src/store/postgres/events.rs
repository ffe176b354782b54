//! Events: added many at a time, read as one history.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use tokio_postgres::Row;

use super::documents;
use super::line::{Line, column, text};
use super::traces;
use crate::event::{Event, Events, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, SessionId, VisitorId};
use crate::store::codes::{EventRow, UNUSED, corrupt, flags, from_json, key, kind_code, subject_code, usage_flag};
use crate::store::people::{People, Version};
use crate::store::{Appended, Person, Receipt, StoreError};

/// Adds the events of several calls whose ids are new; what became of each call.
pub(super) fn append(line: &Line, calls: &[&[Event]]) -> Result<Vec<Appended>, StoreError> {
    let ids: Vec<&str> = calls.iter().flat_map(|events| events.iter().map(|event| event.id.as_str())).collect();
    let known = line.query("SELECT id FROM event WHERE id = ANY($1)", &[&ids])?;
    let mut seen: HashSet<&str> = HashSet::with_capacity(ids.len());
    for row in &known {
        seen.insert(text(row, 0, "event")?);
    }
    let mut fresh = Vec::new();
    let outcome = calls.iter().map(|events| {
        let before = fresh.len();
        fresh.extend(events.iter().filter(|event| seen.insert(event.id.as_str())));
        let accepted = fresh.len() - before;
        Appended { accepted, duplicates: events.len() - accepted }
    });
    let outcome = outcome.collect();
    if !fresh.is_empty() {
        insert(line, &fresh)?;
    }
    Ok(outcome)
}

/// Adds the events of one call with their receipt; nothing at all where that does not find its document as it expects.
pub(super) fn append_with_receipt(
    line: &Line,
    events: &[Event],
    receipt: Receipt,
) -> Result<Option<Appended>, StoreError> {
    if !documents::is_as_expected(line, receipt.collection, &receipt.id, receipt.expected)? {
        return Ok(None);
    }
    let appended = append(line, &[events])?[0];
    documents::change(line, &[receipt.change(appended)])?;
    Ok(Some(appended))
}

/// Adds events that are new.
pub(super) fn insert(line: &Line, events: &[&Event]) -> Result<(), StoreError> {
    let newest = events.iter().map(|event| event.time.millis()).max();
    let state = count(line, events.len(), newest)?;
    let (subjects, items) = (subjects(line, events, state)?, items(line, events)?);
    let all = |read: &dyn Fn(&Event) -> i64| -> Vec<i64> { events.iter().map(|event| read(event)).collect() };
    let subject = all(&|event| subjects[&event.subject]);
    let (time, item) = (all(&|event| event.time.millis()), all(&|event| items[event.item.as_str()]));
    let (kind, flags) = (all(&|event| kind_code(event.kind)), all(&flags));
    let id: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
    let value: Vec<Option<f64>> = events.iter().map(|event| event.value).collect();
    let quantity: Vec<Option<i64>> = events.iter().map(|event| event.quantity.map(i64::from)).collect();
    let price: Vec<Option<i64>> = events.iter().map(|event| event.price.map(|price| price.amount.micros())).collect();
    let currency: Vec<_> =
        events.iter().map(|event| event.price.as_ref().map(|price| price.currency.as_str())).collect();
    let decision: Vec<_> = events.iter().map(|event| event.decision.as_ref().map(DecisionId::as_str)).collect();
    let session: Vec<_> = events.iter().map(|event| event.session.as_ref().map(SessionId::as_str)).collect();
    let sql =
        "INSERT INTO event (subject, time, id, item, kind, flags, value, quantity, price, currency, decision, session)
        SELECT * FROM unnest($1::int8[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int8[], $7::float8[],
            $8::int8[], $9::int8[], $10::text[], $11::text[], $12::text[])";
    let row: super::line::Params<'_> =
        &[&subject, &time, &id, &item, &kind, &flags, &value, &quantity, &price, &currency, &decision, &session];
    line.execute(sql, row).map(drop)
}

/// Counts events in; a state that no subject had before.
fn count(line: &Line, events: usize, newest: Option<i64>) -> Result<i64, StoreError> {
    let more = i64::try_from(events).expect("a batch fits in memory");
    let sql = "UPDATE total SET events = events + $1, newest = greatest(newest, $2), changes = changes + 1
        RETURNING changes";
    let row = line.one(sql, &[&more, &newest])?.ok_or_else(|| corrupt("total", "counts", "the row is missing"))?;
    column(&row, 0, "total", "counts")
}

/// The numbers of the events' subjects, which are now in a new state; new ones get a number.
fn subjects(line: &Line, events: &[&Event], state: i64) -> Result<HashMap<Subject, i64>, StoreError> {
    let all: BTreeSet<&Subject> = events.iter().map(|event| &event.subject).collect();
    let kinds: Vec<i64> = all.iter().map(|subject| subject_code(subject)).collect();
    let ids: Vec<&str> = all.iter().map(|subject| subject.as_str()).collect();
    let sql = "INSERT INTO subject (kind, id, state)
        SELECT kind, id, $3 FROM unnest($1::int8[], $2::text[]) AS new (kind, id)
        ON CONFLICT (kind, id) DO UPDATE SET state = excluded.state RETURNING no, kind::int8, id";
    let rows = line.query(sql, &[&kinds, &ids, &state])?;
    let number = |row: &Row| {
        let id = text(row, 2, "subject")?;
        let subject = crate::store::codes::subject_of(column(row, 1, "subject", id)?, id)?;
        Ok((subject, column(row, 0, "subject", id)?))
    };
    rows.iter().map(number).collect()
}

/// The numbers of the items that events name; new ones get a number.
fn items(line: &Line, events: &[&Event]) -> Result<HashMap<String, i64>, StoreError> {
    let all: BTreeSet<&str> = events.iter().map(|event| event.item.as_str()).collect();
    let all: Vec<&str> = all.into_iter().collect();
    let number = |row: &Row| Ok((text(row, 1, "event item")?.to_owned(), column(row, 0, "event item", "?")?));
    let known = line.query("SELECT no, id FROM event_item WHERE id = ANY($1) AND is_named", &[&all])?;
    let mut numbers: HashMap<String, i64> = known.iter().map(number).collect::<Result<_, StoreError>>()?;
    let new: Vec<&str> = all.into_iter().filter(|id| !numbers.contains_key(*id)).collect();
    if !new.is_empty() {
        let sql = "INSERT INTO event_item (id) SELECT * FROM unnest($1::text[])
            ON CONFLICT (id) DO UPDATE SET is_named = true RETURNING no, id";
        for row in &line.query(sql, &[&new])? {
            let (id, no) = number(row)?;
            numbers.insert(id, no);
        }
    }
    Ok(numbers)
}

/// The number of a subject that is there.
pub(super) fn find(line: &Line, subject: &Subject) -> Result<Option<i64>, StoreError> {
    let kind = subject_code(subject);
    let row = line.one("SELECT no FROM subject WHERE kind = $1::int8 AND id = $2", &[&kind, &subject.as_str()])?;
    row.map(|row| column(&row, 0, "subject", subject.as_str())).transpose()
}

/// Marks an event as used or unused; whether it is there.
pub(super) fn set_usage(line: &Line, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError> {
    let Some(no) = find(line, subject)? else { return Ok(false) };
    let sql = "UPDATE event SET flags = (flags & ~($1::int8)) | $2::int8 WHERE id = $3 AND subject = $4";
    let changed = line.execute(sql, &[&UNUSED, &usage_flag(usage), &event.as_str(), &no])?;
    if changed > 0 {
        traces::touch(line, &[no])?;
    }
    Ok(changed > 0)
}

/// Moves a visitor's events to a customer, and forgets the visitor.
pub(super) fn merge(line: &Line, customer: CustomerId, visitor: VisitorId) -> Result<u64, StoreError> {
    let (visitor, customer) = (Subject::Visitor(visitor), Subject::Customer(customer));
    let (to, from) = (key(&customer), key(&visitor));
    line.execute("UPDATE decision SET subject = $1 WHERE subject = $2", &[&to, &from])?;
    line.execute("UPDATE document SET subject = $1 WHERE subject = $2", &[&to, &from])?;
    let Some(from) = find(line, &visitor)? else { return Ok(0) };
    let add = "INSERT INTO subject (kind, id) VALUES (0, $1) ON CONFLICT (kind, id) DO NOTHING";
    line.execute(add, &[&customer.as_str()])?;
    let to = find(line, &customer)?.ok_or_else(|| corrupt("customer", customer.as_str(), "it was not added"))?;
    let moved = line.execute("UPDATE event SET subject = $1 WHERE subject = $2", &[&to, &from])?;
    line.execute("DELETE FROM trace WHERE subject = $1", &[&from])?;
    line.execute("DELETE FROM subject WHERE no = $1", &[&from])?;
    traces::touch(line, &[to])?;
    Ok(moved)
}

/// What is read of an event; its item comes by name.
pub(super) const COLUMNS: &str = "event.id, time, event_item.id, event.kind::int8, flags::int8, value, quantity, price,
    currency, decision, session";

/// A subject as it is now: as it was read before, where its row says that nothing has changed since, in whichever process.
pub(super) fn person(line: &Line, people: &People, subject: &Subject) -> Result<Arc<Person>, StoreError> {
    let moment = people.moment();
    let asked: super::line::Params<'_> = &[&subject_code(subject), &subject.as_str()];
    let sql = "SELECT no, state FROM subject WHERE kind = $1::int8 AND id = $2";
    let Some(row) = line.one(sql, asked)? else {
        people.let_go(subject);
        return Ok(Arc::default());
    };
    if let Some(person) = people.at(subject, version(&row, subject)?) {
        return Ok(person);
    }
    // One statement, so that record, events and the number of their state belong together.
    let sql = "SELECT subject.no, subject.state, subject.record, event.id, time, event_item.id, event.kind::int8, flags::int8, value,
            quantity, price, currency, decision, session
        FROM subject LEFT JOIN event ON event.subject = subject.no LEFT JOIN event_item ON event_item.no = item
        WHERE subject.kind = $1::int8 AND subject.id = $2 ORDER BY time, event.id";
    let rows = line.query(sql, asked)?;
    let Some(first) = rows.first() else {
        people.let_go(subject);
        return Ok(Arc::default());
    };
    let record: Option<&str> = column(first, 2, "customer", subject.as_str())?;
    let customer = record.map(|json| from_json("customer", subject.as_str(), json)).transpose()?;
    let has_events = column::<Option<&str>>(first, 3, "event", subject.as_str())?.is_some();
    let rows_of_events = rows.iter().filter(|_| has_events);
    let events = rows_of_events.map(|row| read(row, 3, subject)).collect::<Result<Vec<Event>, StoreError>>()?;
    let person = Arc::new(Person { customer, events: Events::written(events) });
    people.keep(subject, version(first, subject)?, &person, moment);
    Ok(person)
}

/// The state of the subject's row, whose number and state come first.
fn version(row: &Row, subject: &Subject) -> Result<Version, StoreError> {
    let number = |ix| column(row, ix, "subject", subject.as_str());
    Ok(Version { no: number(0)?, state: number(1)? })
}

/// Everything a subject did, in (time, id) order.
pub(super) fn history(line: &Line, subject: &Subject) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT event.id, time, event_item.id, event.kind::int8, flags::int8, value, quantity, price,
            currency, decision, session
        FROM subject JOIN event ON event.subject = subject.no LEFT JOIN event_item ON event_item.no = item
        WHERE subject.kind = $1::int8 AND subject.id = $2 ORDER BY time, event.id";
    let rows = line.query(sql, &[&subject_code(subject), &subject.as_str()])?;
    rows.iter().map(|row| read(row, 0, subject)).collect()
}

/// The events that quote one of these decisions, in (decision, time, id) order.
pub(super) fn quoting(line: &Line, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT event.id, time, event_item.id, event.kind::int8, flags::int8, value, quantity, price,
            currency, decision, session, subject.kind::int8, subject.id
        FROM event JOIN subject ON subject.no = event.subject LEFT JOIN event_item ON event_item.no = item
        WHERE decision = ANY($1) ORDER BY decision COLLATE \"C\", time, event.id";
    let ids: Vec<&str> = decisions.iter().map(DecisionId::as_str).collect();
    let event = |row: &Row| {
        let id = text(row, 12, "subject")?;
        read(row, 0, &crate::store::codes::subject_of(column(row, 11, "subject", id)?, id)?)
    };
    line.query(sql, &[&ids])?.iter().map(event).collect()
}

/// An event whose columns begin at `from`.
pub(super) fn read(row: &Row, from: usize, subject: &Subject) -> Result<Event, StoreError> {
    let id: &str = text(row, from, "event")?;
    let item: Option<&str> = column(row, from + 2, "event", id)?;
    let item = item.ok_or_else(|| corrupt("event", id, "its item has no name"))?;
    let event = EventRow {
        id,
        time: column(row, from + 1, "event", id)?,
        item: ItemId::new(item).map_err(|cause| corrupt("event", id, cause))?,
        kind: column(row, from + 3, "event", id)?,
        flags: column(row, from + 4, "event", id)?,
        value: column(row, from + 5, "event", id)?,
        quantity: column(row, from + 6, "event", id)?,
        price: column(row, from + 7, "event", id)?,
        currency: column(row, from + 8, "event", id)?,
        decision: column(row, from + 9, "event", id)?,
        session: column(row, from + 10, "event", id)?,
    };
    event.event(subject)
}

/// Every item that an event names, in id order.
pub(super) fn event_items(line: &Line) -> Result<Vec<ItemId>, StoreError> {
    let rows = line.query("SELECT id FROM event_item WHERE is_named ORDER BY id", &[])?;
    let item = |row: &Row| {
        let id = text(row, 0, "event item")?;
        ItemId::new(id).map_err(|cause| corrupt("event item", id, cause))
    };
    rows.iter().map(item).collect()
}
