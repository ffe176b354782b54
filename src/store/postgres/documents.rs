//! Small documents, changed by compare-and-set.

use tokio_postgres::Row;

use super::line::{Line, column, limit};
use crate::event::Subject;
use crate::store::codes::{corrupt, from_key, key};
use crate::store::{Becomes, Change, Collection, Document, Expected, StoreError};

/// One of a collection.
pub(super) fn one(line: &Line, collection: Collection, id: &str) -> Result<Option<Document>, StoreError> {
    let sql = "SELECT id, version, subject, body FROM document WHERE collection = $1 AND id = $2";
    line.one(sql, &[&collection.name(), &id])?.map(|row| document(&row)).transpose()
}

/// Those of a collection after one, in the order of their ids, at most so many.
pub(super) fn page(
    line: &Line,
    collection: Collection,
    after: Option<&str>,
    at_most: usize,
) -> Result<Vec<Document>, StoreError> {
    // No id is empty, so every id comes after the empty text.
    let after = after.unwrap_or_default();
    let sql = "SELECT id, version, subject, body FROM document WHERE collection = $1 AND id > $2 ORDER BY id LIMIT $3";
    line.query(sql, &[&collection.name(), &after, &limit(at_most)])?.iter().map(document).collect()
}

/// Those of a collection that tell of a subject, in the order of their ids.
pub(super) fn of_subject(line: &Line, collection: Collection, subject: &Subject) -> Result<Vec<Document>, StoreError> {
    let sql = "SELECT id, version, subject, body FROM document WHERE collection = $1 AND subject = $2 ORDER BY id";
    line.query(sql, &[&collection.name(), &key(subject)])?.iter().map(document).collect()
}

fn document(row: &Row) -> Result<Document, StoreError> {
    let id: String = column(row, 0, "document", "?")?;
    let version: i64 = column(row, 1, "document", &id)?;
    let version = u64::try_from(version).map_err(|cause| corrupt("document", &id, cause))?;
    let subject: Option<&str> = column(row, 2, "document", &id)?;
    let subject = subject.map(|subject| from_key("document", &id, subject)).transpose()?;
    let body = column(row, 3, "document", &id)?;
    Ok(Document { id, version, subject, body })
}

/// Makes all changes if each finds what it expects, else none; whether they were made.
pub(super) fn change(line: &Line, changes: &[Change]) -> Result<bool, StoreError> {
    for change in changes {
        if !is_as_expected(line, change.collection, &change.id, change.expected)? {
            return Ok(false);
        }
    }
    changes.iter().try_for_each(|change| make(line, change))?;
    Ok(true)
}

/// Whether a document is like that.
pub(super) fn is_as_expected(
    line: &Line,
    collection: Collection,
    id: &str,
    expected: Expected,
) -> Result<bool, StoreError> {
    let row = line.one("SELECT version FROM document WHERE collection = $1 AND id = $2", &[&collection.name(), &id])?;
    let version: Option<i64> = row.map(|row| column(&row, 0, "document", id)).transpose()?;
    Ok(match expected {
        Expected::Any => true,
        Expected::Absent => version.is_none(),
        Expected::Version(expected) => version.is_some_and(|version| u64::try_from(version) == Ok(expected)),
    })
}

fn make(line: &Line, change: &Change) -> Result<(), StoreError> {
    let collection = change.collection.name();
    match &change.to {
        Becomes::Written { subject, body } => {
            let sql = "INSERT INTO document AS there VALUES ($1, $2, 1, $3, $4) ON CONFLICT (collection, id)
                DO UPDATE SET version = there.version + 1, subject = excluded.subject, body = excluded.body";
            line.execute(sql, &[&collection, &change.id, &subject.as_ref().map(key), body]).map(drop)
        }
        Becomes::Removed => {
            line.execute("DELETE FROM document WHERE collection = $1 AND id = $2", &[&collection, &change.id]).map(drop)
        }
    }
}
