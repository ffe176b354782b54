//! All rows of the store out of it, or into an empty one.

use std::mem;

use tokio_postgres::Row as Columns;

use super::line::{Cursor, Line, column, text};
use super::{decisions, events, records, traces};
use crate::event::{Event, Usage};
use crate::store::archive::{Row, Rows, Visit};
use crate::store::codes::{from_json, to_json};
use crate::store::pack::pack;
use crate::store::{Remembered, StoreError};

/// Rows that are added by one statement.
const AT_ONCE: usize = 1_000;

/// Gives all rows of one state.
pub(super) fn dump(line: &Line, visit: Visit<'_>) -> Result<(), StoreError> {
    table(line, visit, "SELECT record, id FROM subject WHERE record IS NOT NULL ORDER BY kind, id", |row, id| {
        Ok(Row::Customer(from_json("customer", id, column(row, 0, "customer", id)?)?))
    })?;
    traces::stream(line, None, &mut |_, remembered| match remembered {
        Remembered::Events { events, .. } => events.into_iter().try_for_each(|event| {
            let is_unused = event.usage == Usage::Unused;
            visit(Row::Event { event, is_unused })
        }),
        Remembered::Trace(_) => unreachable!("without a key nobody has a trace"),
    })?;
    table(line, visit, "SELECT revision, id, body FROM item ORDER BY revision, id", |row, id| {
        let (revision, body) = (column(row, 0, "item", id)?, column(row, 2, "item", id)?);
        Ok(Row::Item { id: id.to_owned(), revision, body })
    })?;
    table(line, visit, "SELECT no, no::text, encode(digest, 'hex'), items FROM revision ORDER BY 1", |row, id| {
        let (no, digest) = (column(row, 0, "revision", id)?, column(row, 2, "revision", id)?);
        Ok(Row::Revision { no, digest, items: column(row, 3, "revision", id)? })
    })?;
    table(line, visit, "SELECT version, placement, body FROM policy ORDER BY placement, version", |row, id| {
        let (version, body) = (column(row, 0, "policy", id)?, column(row, 2, "policy", id)?);
        Ok(Row::Policy { placement: id.to_owned(), version, body })
    })?;
    let decisions = "SELECT no, id, subject, time, encode(salt, 'hex'), record FROM decision ORDER BY no";
    table(line, visit, decisions, |row, id| {
        let (no, subject, time) =
            (column(row, 0, "decision", id)?, column(row, 2, "decision", id)?, column(row, 3, "decision", id)?);
        let (salt, record) = (column(row, 4, "decision", id)?, decisions::record(row, 5, id)?);
        Ok(Row::Decision { no, id: id.to_owned(), subject, time, salt, record: record.into() })
    })?;
    let links = "SELECT no, no::text, decision, encode(commitment, 'hex'), encode(hash, 'hex') FROM chain ORDER BY 1";
    table(line, visit, links, |row, id| {
        let (no, decision) = (column(row, 0, "link", id)?, column(row, 2, "link", id)?);
        Ok(Row::Link { no, decision, commitment: column(row, 3, "link", id)?, hash: column(row, 4, "link", id)? })
    })?;
    table(line, visit, "SELECT placement, name, body FROM exposure ORDER BY placement, name", |row, name| {
        let (placement, body) = (column(row, 0, "exposure", name)?, column(row, 2, "exposure", name)?);
        Ok(Row::Exposure { placement, name: name.to_owned(), body })
    })?;
    let parities = "SELECT placement, name, customers, body FROM parity ORDER BY placement, name, customers";
    table(line, visit, parities, |row, name| {
        let (placement, customers) = (column(row, 0, "parity", name)?, column(row, 2, "parity", name)?);
        Ok(Row::Parity { placement, name: name.to_owned(), customers, body: column(row, 3, "parity", name)? })
    })?;
    let documents = "SELECT collection, id, version, subject, body FROM document ORDER BY collection, id";
    table(line, visit, documents, |row, id| {
        let (collection, version) = (column(row, 0, "document", id)?, column(row, 2, "document", id)?);
        let (subject, body) = (column(row, 3, "document", id)?, column(row, 4, "document", id)?);
        Ok(Row::Document { collection, id: id.to_owned(), version, subject, body })
    })?;
    table(line, visit, "SELECT body, 'settings' FROM shop", |row, id| {
        Ok(Row::Shop(from_json("shop", id, column(row, 0, "shop", id)?)?))
    })
}

/// Gives the rows of a query whose second column names the row.
fn table(
    line: &Line,
    visit: Visit<'_>,
    select: &str,
    read: impl Fn(&Columns, &str) -> Result<Row, StoreError>,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(line, "rows", select)?;
    while let Some(row) = rows.next()? {
        visit(read(&row, text(&row, 1, "row")?)?)?;
    }
    rows.close()
}

/// Takes all rows, if the store is empty; whether it was.
pub(super) fn fill(line: &Line, rows: Rows) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM subject) OR EXISTS (SELECT 1 FROM item) OR EXISTS (SELECT 1 FROM policy)
        OR EXISTS (SELECT 1 FROM decision) OR EXISTS (SELECT 1 FROM exposure)
        OR EXISTS (SELECT 1 FROM parity) OR EXISTS (SELECT 1 FROM document)
        OR EXISTS (SELECT 1 FROM shop)";
    if line.one(sql, &[])?.map_or(Ok(false), |row| column(&row, 0, "store", "itself"))? {
        return Ok(false);
    }
    let mut waiting: Vec<Row> = Vec::with_capacity(AT_ONCE);
    for row in rows {
        let row = row?;
        let is_full = waiting.len() == AT_ONCE || waiting.first().is_some_and(|first| first.kind() != row.kind());
        if is_full {
            put(line, mem::take(&mut waiting))?;
        }
        waiting.push(row);
    }
    put(line, waiting)?;
    line.execute("UPDATE total SET decisions = (SELECT count(*) FROM decision)", &[])?;
    Ok(true)
}

/// Adds rows of one kind.
fn put(line: &Line, rows: Vec<Row>) -> Result<(), StoreError> {
    let sql = match rows.first() {
        None => return Ok(()),
        Some(Row::Customer(_) | Row::Event { .. } | Row::Decision { .. } | Row::Shop(_)) => return put_typed(line, rows),
        Some(Row::Item { .. }) => {
            "INSERT INTO item SELECT new.* FROM json_array_elements($1::text::json) AS one,
             json_populate_record(NULL::item, one->'item') AS new"
        }
        // The first revision is there already.
        Some(Row::Revision { .. }) => {
            "INSERT INTO revision SELECT no, decode(digest, 'hex'), items FROM json_array_elements($1::text::json) AS one,
             json_to_record(one->'revision') AS new (no int8, digest text, items int8) ON CONFLICT (no) DO NOTHING"
        }
        Some(Row::Link { .. }) => {
            "INSERT INTO chain SELECT no, decision, decode(commitment, 'hex'), decode(hash, 'hex')
             FROM json_array_elements($1::text::json) AS one,
             json_to_record(one->'link') AS new (no int8, decision int8, commitment text, hash text)"
        }
        Some(Row::Policy { .. }) => {
            "INSERT INTO policy SELECT new.* FROM json_array_elements($1::text::json) AS one,
             json_populate_record(NULL::policy, one->'policy') AS new"
        }
        Some(Row::Exposure { .. }) => {
            "INSERT INTO exposure SELECT new.* FROM json_array_elements($1::text::json) AS one,
             json_populate_record(NULL::exposure, one->'exposure') AS new"
        }
        Some(Row::Parity { .. }) => {
            "INSERT INTO parity SELECT new.* FROM json_array_elements($1::text::json) AS one,
             json_populate_record(NULL::parity, one->'parity') AS new"
        }
        Some(Row::Document { .. }) => {
            "INSERT INTO document SELECT new.* FROM json_array_elements($1::text::json) AS one,
             json_populate_record(NULL::document, one->'document') AS new"
        }
    };
    line.execute(sql, &[&to_json(&rows)]).map(drop)
}

/// Adds rows that the store's own calls know how to add.
fn put_typed(line: &Line, rows: Vec<Row>) -> Result<(), StoreError> {
    let (mut customers, mut events) = (Vec::new(), Vec::new());
    let (mut numbers, mut ids, mut subjects) = (Vec::new(), Vec::new(), Vec::new());
    let (mut times, mut salts, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        match row {
            Row::Customer(customer) => customers.push(customer.clone()),
            Row::Event { event, is_unused } => {
                let usage = if *is_unused { Usage::Unused } else { Usage::Used };
                events.push(Event { usage, ..event.clone() });
            }
            Row::Decision { no, id, subject, time, salt, record } => {
                numbers.push(no);
                ids.push(id);
                subjects.push(subject);
                times.push(time);
                salts.push(salt);
                bodies.push(pack(record.as_slice()));
            }
            Row::Shop(shop) => records::put_shop(line, shop)?,
            Row::Item { .. }
            | Row::Revision { .. }
            | Row::Policy { .. }
            | Row::Link { .. }
            | Row::Exposure { .. }
            | Row::Parity { .. }
            | Row::Document { .. } => unreachable!("rows of one kind"),
        }
    }
    records::put_customers(line, &customers)?;
    if !events.is_empty() {
        events::insert(line, &events.iter().collect::<Vec<_>>())?;
    }
    let sql = "INSERT INTO decision (no, id, subject, time, salt, record)
        SELECT no, id, subject, time, decode(salt, 'hex'), record
        FROM unnest($1::int8[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::bytea[])
            AS new (no, id, subject, time, salt, record)";
    line.execute(sql, &[&numbers, &ids, &subjects, &times, &salts, &bodies])?;
    let sql = "INSERT INTO outline SELECT no, time, NULL FROM unnest($1::int8[], $2::int8[]) AS new (no, time)";
    line.execute(sql, &[&numbers, &times]).map(drop)
}
