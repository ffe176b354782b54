//! All rows of the store out of it, or into an empty one.

use rusqlite::{Connection, Row as Columns, params};

use super::numbers::Names;
use super::rows::{column, failed};
use super::writer::Tx;
use super::{decisions, events, records};
use crate::event::Usage;
use crate::store::StoreError;
use crate::store::archive::{Row, Rows, Visit};
use crate::store::codes::{corrupt, from_json};
use crate::store::pack::pack;

/// Gives all rows of one state.
pub(super) fn dump(conn: &Connection, visit: Visit<'_>) -> Result<(), StoreError> {
    table(conn, visit, "SELECT record, id FROM subject WHERE record IS NOT NULL ORDER BY kind, id", |row, id| {
        Ok(Row::Customer(from_json("customer", id, &column::<String>(row, 0, "customer", id)?)?))
    })?;
    events::stream(conn, &Names::default(), &mut |_, events| {
        events.into_iter().try_for_each(|event| {
            let is_unused = event.usage == Usage::Unused;
            visit(Row::Event { event, is_unused })
        })
    })?;
    table(conn, visit, "SELECT revision, id, body FROM item ORDER BY revision, id", |row, id| {
        let (revision, body) = (column(row, 0, "item", id)?, column(row, 2, "item", id)?);
        Ok(Row::Item { id: id.to_owned(), revision, body })
    })?;
    table(
        conn,
        visit,
        "SELECT no, CAST(no AS TEXT), lower(hex(digest)), items FROM revision ORDER BY no",
        |row, id| {
            let (no, digest) = (column(row, 0, "revision", id)?, column(row, 2, "revision", id)?);
            Ok(Row::Revision { no, digest, items: column(row, 3, "revision", id)? })
        },
    )?;
    table(conn, visit, "SELECT version, placement, body FROM policy ORDER BY placement, version", |row, id| {
        let (version, body) = (column(row, 0, "policy", id)?, column(row, 2, "policy", id)?);
        Ok(Row::Policy { placement: id.to_owned(), version, body })
    })?;
    let decisions = "SELECT no, id, subject, time, lower(hex(salt)), record FROM decision ORDER BY no";
    table(conn, visit, decisions, |row, id| {
        let (no, subject, time) =
            (column(row, 0, "decision", id)?, column(row, 2, "decision", id)?, column(row, 3, "decision", id)?);
        let salt: Option<String> = column(row, 4, "decision", id)?;
        let record = decisions::record(row, 5, id)?;
        // Of a decision from before the chain there is no salt, for which `hex` gives an empty text.
        let salt = salt.filter(|salt| !salt.is_empty());
        Ok(Row::Decision { no, id: id.to_owned(), subject, time, salt, record: record.into() })
    })?;
    let links =
        "SELECT no, CAST(no AS TEXT), decision, lower(hex(commitment)), lower(hex(hash)) FROM chain ORDER BY no";
    table(conn, visit, links, |row, id| {
        let (no, decision) = (column(row, 0, "link", id)?, column(row, 2, "link", id)?);
        Ok(Row::Link { no, decision, commitment: column(row, 3, "link", id)?, hash: column(row, 4, "link", id)? })
    })?;
    table(conn, visit, "SELECT placement, name, body FROM exposure ORDER BY placement, name", |row, name| {
        let (placement, body) = (column(row, 0, "exposure", name)?, column(row, 2, "exposure", name)?);
        Ok(Row::Exposure { placement, name: name.to_owned(), body })
    })?;
    let parities = "SELECT placement, name, customers, body FROM parity ORDER BY placement, name, customers";
    table(conn, visit, parities, |row, name| {
        let (placement, customers) = (column(row, 0, "parity", name)?, column(row, 2, "parity", name)?);
        Ok(Row::Parity { placement, name: name.to_owned(), customers, body: column(row, 3, "parity", name)? })
    })?;
    let documents = "SELECT collection, id, version, subject, body FROM document ORDER BY collection, id";
    table(conn, visit, documents, |row, id| {
        let (collection, version) = (column(row, 0, "document", id)?, column(row, 2, "document", id)?);
        let (subject, body) = (column(row, 3, "document", id)?, column(row, 4, "document", id)?);
        Ok(Row::Document { collection, id: id.to_owned(), version, subject, body })
    })?;
    table(conn, visit, "SELECT body, 'settings' FROM shop", |row, id| {
        Ok(Row::Shop(from_json("shop", id, &column::<String>(row, 0, "shop", id)?)?))
    })
}

/// Gives the rows of a query whose second column names the row.
fn table(
    conn: &Connection,
    visit: Visit<'_>,
    sql: &str,
    read: impl Fn(&Columns<'_>, &str) -> Result<Row, StoreError>,
) -> Result<(), StoreError> {
    let mut select = conn.prepare(sql).map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let id: String = column(row, 1, "row", "?")?;
        visit(read(row, &id)?)?;
    }
    Ok(())
}

/// Takes all rows, if the store is empty; whether it was.
pub(super) fn fill(tx: &mut Tx<'_>, rows: Rows) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM subject) OR EXISTS (SELECT 1 FROM item) OR EXISTS (SELECT 1 FROM policy)
        OR EXISTS (SELECT 1 FROM decision) OR EXISTS (SELECT 1 FROM exposure)
        OR EXISTS (SELECT 1 FROM parity) OR EXISTS (SELECT 1 FROM document)
        OR EXISTS (SELECT 1 FROM shop)";
    if tx.conn.query_row(sql, [], |row| row.get::<_, bool>(0)).map_err(failed)? {
        return Ok(false);
    }
    for row in rows {
        put(tx, row?)?;
    }
    let totals = "UPDATE total SET events = (SELECT count(*) FROM event), decisions = (SELECT count(*) FROM decision),
        newest = (SELECT max(time) FROM event)";
    tx.conn.execute(totals, []).map_err(failed)?;
    Ok(true)
}

fn put(tx: &mut Tx<'_>, row: Row) -> Result<(), StoreError> {
    let execute = |sql, row: &[&dyn rusqlite::ToSql]| {
        tx.conn.prepare_cached(sql).and_then(|mut insert| insert.execute(row)).map(drop).map_err(failed)
    };
    match row {
        Row::Customer(customer) => records::put_customers(tx, &[customer]).map(drop),
        Row::Event { mut event, is_unused } => {
            event.usage = if is_unused { Usage::Unused } else { Usage::Used };
            events::insert(tx, &event).map(drop)
        }
        Row::Item { id, revision, body } => {
            execute("INSERT INTO item VALUES (?1, ?2, ?3)", params![id, revision, body])
        }
        Row::Revision { no, digest, items } => {
            let digest = bytes("revision", no, &digest)?;
            // The first one is there already.
            let sql = "INSERT INTO revision VALUES (?1, ?2, ?3) ON CONFLICT (no) DO NOTHING";
            execute(sql, params![no, digest, items])
        }
        Row::Policy { placement, version, body } => {
            execute("INSERT INTO policy VALUES (?1, ?2, ?3)", params![placement, version, body])
        }
        Row::Decision { no, id, subject, time, salt, record } => {
            let salt = salt.map(|salt| bytes("decision", no, &salt)).transpose()?;
            let sql = "INSERT INTO decision (no, id, subject, time, salt, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            execute(sql, params![no, id, subject, time, salt, pack(record.as_slice())])?;
            execute(decisions::OUTLINE, params![no, time, None::<Vec<u8>>])
        }
        Row::Link { no, decision, commitment, hash } => {
            let row = params![no, decision, bytes("link", no, &commitment)?, bytes("link", no, &hash)?];
            execute("INSERT INTO chain VALUES (?1, ?2, ?3, ?4)", row)
        }
        Row::Exposure { placement, name, body } => {
            execute("INSERT INTO exposure VALUES (?1, ?2, ?3)", params![placement, name, body])
        }
        Row::Parity { placement, name, customers, body } => {
            execute("INSERT INTO parity VALUES (?1, ?2, ?3, ?4)", params![placement, name, customers, body])
        }
        Row::Document { collection, id, version, subject, body } => {
            let sql = "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5)";
            execute(sql, params![collection, id, version, subject, body])
        }
        Row::Shop(shop) => records::put_shop(tx, &shop),
    }
}

/// The 32 bytes of a hash or a salt.
fn bytes(what: &'static str, no: i64, hex: &str) -> Result<[u8; 32], StoreError> {
    let bytes = blake3::Hash::from_hex(hex).map_err(|cause| corrupt(what, &no.to_string(), cause))?;
    Ok(*bytes.as_bytes())
}
