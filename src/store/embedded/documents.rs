//! Small documents, changed by compare-and-set.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{column, failed};
use super::writer::Tx;
use crate::event::Subject;
use crate::store::codes::{corrupt, from_key, key};
use crate::store::{Becomes, Change, Collection, Document, Expected, StoreError};

const COLUMNS: &str = "SELECT id, version, subject, body FROM document WHERE collection = ?1";

/// One of a collection.
pub(super) fn one(conn: &Connection, collection: Collection, id: &str) -> Result<Option<Document>, StoreError> {
    let found = conn
        .prepare_cached(&format!("{COLUMNS} AND id = ?2"))
        .and_then(|mut select| select.query_row([collection.name(), id], |row| Ok(document(row))).optional())
        .map_err(failed)?;
    found.transpose()
}

/// Those of a collection after one, in the order of their ids, at most `limit`.
pub(super) fn page(
    conn: &Connection,
    collection: Collection,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Document>, StoreError> {
    // No id is empty, so every id comes after the empty text.
    let (after, limit) = (after.unwrap_or_default(), i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = format!("{COLUMNS} AND id > ?2 ORDER BY id LIMIT ?3");
    let mut select = conn.prepare_cached(&sql).map_err(failed)?;
    let mut rows = select.query(params![collection.name(), after, limit]).map_err(failed)?;
    let mut page = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        page.push(document(row)?);
    }
    Ok(page)
}

/// Those of a collection that tell of a subject, in the order of their ids.
pub(super) fn of_subject(
    conn: &Connection,
    collection: Collection,
    subject: &Subject,
) -> Result<Vec<Document>, StoreError> {
    let sql = format!("{COLUMNS} AND subject = ?2 ORDER BY id");
    let mut select = conn.prepare_cached(&sql).map_err(failed)?;
    let mut rows = select.query(params![collection.name(), key(subject)]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(document(row)?);
    }
    Ok(found)
}

fn document(row: &Row<'_>) -> Result<Document, StoreError> {
    let id: String = column(row, 0, "document", "?")?;
    let version: i64 = column(row, 1, "document", &id)?;
    let version = u64::try_from(version).map_err(|cause| corrupt("document", &id, cause))?;
    let subject: Option<String> = column(row, 2, "document", &id)?;
    let subject = subject.map(|subject| from_key("document", &id, &subject)).transpose()?;
    let body = column(row, 3, "document", &id)?;
    Ok(Document { id, version, subject, body })
}

/// Makes all changes if each finds what it expects, else none; whether they were made.
pub(super) fn change(tx: &Tx<'_>, changes: &[Change]) -> Result<bool, StoreError> {
    for change in changes {
        if !is_as_expected(tx.conn, change.collection, &change.id, change.expected)? {
            return Ok(false);
        }
    }
    changes.iter().try_for_each(|change| make(tx.conn, change).map_err(failed))?;
    Ok(true)
}

/// Whether a document is like that.
pub(super) fn is_as_expected(
    conn: &Connection,
    collection: Collection,
    id: &str,
    expected: Expected,
) -> Result<bool, StoreError> {
    let version: Option<i64> = conn
        .prepare_cached("SELECT version FROM document WHERE collection = ?1 AND id = ?2")
        .and_then(|mut select| select.query_row([collection.name(), id], |row| row.get(0)).optional())
        .map_err(failed)?;
    Ok(match expected {
        Expected::Any => true,
        Expected::Absent => version.is_none(),
        Expected::Version(expected) => version.is_some_and(|version| u64::try_from(version) == Ok(expected)),
    })
}

fn make(conn: &Connection, change: &Change) -> rusqlite::Result<()> {
    let collection = change.collection.name();
    match &change.to {
        Becomes::Written { subject, body } => {
            let sql = "INSERT INTO document VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (collection, id)
                DO UPDATE SET version = version + 1, subject = excluded.subject, body = excluded.body";
            conn.prepare_cached(sql)?.execute(params![collection, change.id, subject.as_ref().map(key), body])
        }
        Becomes::Removed => conn
            .prepare_cached("DELETE FROM document WHERE collection = ?1 AND id = ?2")?
            .execute([collection, &change.id]),
    }
    .map(drop)
}
