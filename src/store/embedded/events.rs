//! Events: one row each, clustered by subject and time, so that a history is one run of neighbouring rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, Row, params};

use super::documents;
use super::numbers::{Names, find_subject};
use super::rows::{column, failed, text};
use super::traces;
use super::writer::Tx;
use crate::event::{Event, Events, Subject, Usage};
use crate::ids::{CustomerId, DecisionId, EventId, ItemId, SessionId, VisitorId};
use crate::store::codes::{EventRow, UNUSED, corrupt, flags, from_json, key, kind_code, subject_code, usage_flag};
use crate::store::people::{People, Version};
use crate::store::{Appended, Person, Receipt, StoreError, codes};

/// Adds the events whose ids are new.
pub(super) fn append(tx: &mut Tx<'_>, events: &[Event]) -> Result<Appended, StoreError> {
    let conn = tx.conn;
    let mut appended = Appended::default();
    let (mut newest, mut subjects) = (None, BTreeSet::new());
    let mut known = conn.prepare_cached("SELECT 1 FROM event WHERE id = ?1").map_err(failed)?;
    for event in events {
        if known.exists([event.id.as_str()]).map_err(failed)? {
            appended.duplicates += 1;
            continue;
        }
        subjects.insert(insert(tx, event)?);
        appended.accepted += 1;
        newest = newest.max(Some(event.time.millis()));
    }
    if appended.accepted > 0 {
        let count = i64::try_from(appended.accepted).expect("a batch fits in memory");
        conn.prepare_cached("UPDATE total SET events = events + ?1, newest = max(coalesce(newest, ?2), ?2)")
            .and_then(|mut update| update.execute(params![count, newest]))
            .map_err(failed)?;
        traces::touch(conn, &subjects)?;
    }
    Ok(appended)
}

/// The same, with the receipt; nothing at all where that does not find its document as it expects.
pub(super) fn append_with_receipt(
    tx: &mut Tx<'_>,
    events: &[Event],
    receipt: Receipt,
) -> Result<Option<Appended>, StoreError> {
    if !documents::is_as_expected(tx.conn, receipt.collection, &receipt.id, receipt.expected)? {
        return Ok(None);
    }
    let appended = append(tx, events)?;
    documents::change(tx, &[receipt.change(appended)])?;
    Ok(Some(appended))
}

/// Adds an event; the number of its subject.
pub(super) fn insert(tx: &mut Tx<'_>, event: &Event) -> Result<i64, StoreError> {
    let subject = tx.numbers.subject(tx.conn, &event.subject)?;
    let item = tx.numbers.item(tx.conn, &event.item)?;
    let price = event.price.map(|price| price.amount.micros());
    let currency = event.price.as_ref().map(|price| price.currency.as_str());
    let decision = event.decision.as_ref().map(DecisionId::as_str);
    let session = event.session.as_ref().map(SessionId::as_str);
    let row = params![
        subject,
        event.time.millis(),
        event.id.as_str(),
        item,
        kind_code(event.kind),
        flags(event),
        event.value,
        event.quantity,
        price,
        currency,
        decision,
        session
    ];
    tx.conn
        .prepare_cached("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        .and_then(|mut insert| insert.execute(row))
        .map_err(failed)?;
    Ok(subject)
}

/// Marks an event as used or unused; whether it is there.
pub(super) fn set_usage(tx: &Tx<'_>, subject: &Subject, event: &EventId, usage: Usage) -> Result<bool, StoreError> {
    let Some(no) = find_subject(tx.conn, subject)? else { return Ok(false) };
    let changed = tx
        .conn
        .prepare_cached("UPDATE event SET flags = (flags & ~?1) | ?2 WHERE id = ?3 AND subject = ?4")
        .and_then(|mut update| update.execute(params![UNUSED, usage_flag(usage), event.as_str(), no]))
        .map_err(failed)?;
    if changed > 0 {
        traces::touch(tx.conn, &BTreeSet::from([no]))?;
    }
    Ok(changed > 0)
}

/// Moves a visitor's events to a customer, and forgets the visitor.
pub(super) fn merge(tx: &mut Tx<'_>, customer: CustomerId, visitor: VisitorId) -> Result<u64, StoreError> {
    let (visitor, customer) = (Subject::Visitor(visitor), Subject::Customer(customer));
    let names = [key(&customer), key(&visitor)];
    for owned in ["decision", "document"] {
        let update = format!("UPDATE {owned} SET subject = ?1 WHERE subject = ?2");
        tx.conn.prepare_cached(&update).and_then(|mut update| update.execute(names.each_ref())).map_err(failed)?;
    }
    let Some(from) = find_subject(tx.conn, &visitor)? else { return Ok(0) };
    let to = tx.numbers.subject(tx.conn, &customer)?;
    let execute = |sql, no: &[i64]| {
        tx.conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(rusqlite::params_from_iter(no)))
            .map_err(failed)
    };
    let moved = execute("UPDATE event SET subject = ?1 WHERE subject = ?2", &[to, from])?;
    execute("DELETE FROM trace WHERE subject = ?1", &[from])?;
    execute("DELETE FROM subject WHERE no = ?1", &[from])?;
    traces::touch(tx.conn, &BTreeSet::from([to]))?;
    tx.numbers.forget();
    Ok(moved as u64)
}

/// The events that quote one of these decisions, in (decision, time, id) order.
pub(super) fn quoting(conn: &Connection, names: &Names, decisions: &[DecisionId]) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT event.id, time, item, event.kind, flags, value, quantity, price, currency, decision, session,
                 subject.kind, subject.id
               FROM event JOIN subject ON subject.no = event.subject WHERE decision = ?1 ORDER BY time, event.id";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut events = Vec::new();
    for decision in decisions.iter().collect::<BTreeSet<_>>() {
        let mut rows = select.query([decision.as_str()]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let id = text(row, 12, "subject")?;
            let subject = codes::subject_of(column(row, 11, "subject", id)?, id)?;
            events.push(read(conn, names, &subject, row)?);
        }
    }
    Ok(events)
}

/// A subject as it is now: as it was read before, where its row says that nothing has changed since.
pub(super) fn person(
    conn: &Connection,
    names: &Names,
    people: &People,
    subject: &Subject,
) -> Result<Arc<Person>, StoreError> {
    let moment = people.moment();
    let sql = "SELECT no, state, record FROM subject WHERE kind = ?1 AND id = ?2";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query(params![subject_code(subject), subject.as_str()]).map_err(failed)?;
    let Some(row) = rows.next().map_err(failed)? else {
        people.let_go(subject);
        return Ok(Arc::default());
    };
    let number = |ix| column::<i64>(row, ix, "subject", subject.as_str());
    let version = Version { no: number(0)?, state: number(1)? };
    if let Some(person) = people.at(subject, version) {
        return Ok(person);
    }
    let record = row.get_ref(2).map_err(failed)?.as_str_or_null();
    let record = record.map_err(|cause| corrupt("customer", subject.as_str(), cause))?;
    let customer = record.map(|json| from_json("customer", subject.as_str(), json)).transpose()?;
    let events = Events::written(events_of(conn, names, subject, version.no)?);
    let person = Arc::new(Person { customer, events });
    people.keep(subject, version, &person, moment);
    Ok(person)
}

/// Everything a subject did, in (time, id) order.
pub(super) fn history(conn: &Connection, names: &Names, subject: &Subject) -> Result<Vec<Event>, StoreError> {
    find_subject(conn, subject)?.map_or(Ok(Vec::new()), |no| events_of(conn, names, subject, no))
}

/// The events of the subject with a number, in (time, id) order.
pub(super) fn events_of(
    conn: &Connection,
    names: &Names,
    subject: &Subject,
    no: i64,
) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT id, time, item, kind, flags, value, quantity, price, currency, decision, session
               FROM event WHERE subject = ?1 ORDER BY time, id";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([no]).map_err(failed)?;
    let mut events = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        events.push(read(conn, names, subject, row)?);
    }
    Ok(events)
}

fn read(conn: &Connection, names: &Names, subject: &Subject, row: &Row<'_>) -> Result<Event, StoreError> {
    let id = text(row, 0, "event")?;
    let int = |ix| column::<i64>(row, ix, "event", id);
    let name = |ix| {
        let value = row.get_ref(ix).map_err(failed)?;
        value.as_str_or_null().map_err(|cause| corrupt("event", id, cause))
    };
    let row = EventRow {
        id,
        time: int(1)?,
        item: names.item(conn, int(2)?, id)?,
        kind: int(3)?,
        flags: int(4)?,
        value: column(row, 5, "event", id)?,
        quantity: column(row, 6, "event", id)?,
        price: column(row, 7, "event", id)?,
        currency: name(8)?,
        decision: name(9)?,
        session: name(10)?,
    };
    row.event(subject)
}

/// Streams everybody with their events: customers in id order, then visitors.
pub(super) fn stream(
    conn: &Connection,
    names: &Names,
    visit: &mut dyn FnMut(Subject, Vec<Event>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut select = conn.prepare_cached("SELECT no, kind, id FROM subject ORDER BY kind, id").map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let subject = subject_of(row)?;
        let events = events_of(conn, names, &subject, column(row, 0, "subject", subject.as_str())?)?;
        if !events.is_empty() {
            visit(subject, events)?;
        }
    }
    Ok(())
}

/// The subject of a row that begins with its number, kind and id.
pub(super) fn subject_of(row: &Row<'_>) -> Result<Subject, StoreError> {
    let id = text(row, 2, "subject")?;
    codes::subject_of(column(row, 1, "subject", id)?, id)
}

/// Every item that an event names, in id order.
pub(super) fn items(conn: &Connection) -> Result<Vec<ItemId>, StoreError> {
    let mut select = conn.prepare_cached("SELECT id FROM event_item WHERE is_named = 1 ORDER BY id").map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let id = text(row, 0, "event item")?;
        ids.push(ItemId::new(id).map_err(|cause| corrupt("event item", id, cause))?);
    }
    Ok(ids)
}
