//! Items: every version is kept, so that the catalogue of any past revision can be read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{column, failed, text};
use super::writer::Tx;
use crate::catalog::Item;
use crate::ids::ItemId;
use crate::store::codes::{corrupt, from_json, to_json};
use crate::store::digest::{DIGEST_BYTES, Digest};
use crate::store::shelf::{self, Changes};
use crate::store::{CatalogState, StoreError};

/// One state of the items.
#[derive(Clone, Copy)]
struct Revision {
    no: i64,
    digest: Digest,
    items: i64,
}

impl Revision {
    const SELECT: &str = "SELECT no, digest, items FROM revision";

    fn find(conn: &Connection, which: &str, no: i64) -> Result<Option<Self>, StoreError> {
        let mut select = conn.prepare_cached(&format!("{} WHERE {which}", Self::SELECT)).map_err(failed)?;
        let mut rows = select.query([no]).map_err(failed)?;
        let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
        let id = no.to_string();
        let bytes: [u8; DIGEST_BYTES] = column(row, 1, "revision", &id)?;
        let no = column(row, 0, "revision", &id)?;
        Ok(Some(Self { no, digest: Digest::from_bytes(bytes), items: column(row, 2, "revision", &id)? }))
    }

    fn at(conn: &Connection, no: i64) -> Result<Option<Self>, StoreError> {
        Self::find(conn, "no = ?1", no)
    }

    fn newest(conn: &Connection) -> Result<Self, StoreError> {
        let newest = Self::find(conn, "no <= ?1 ORDER BY no DESC LIMIT 1", i64::MAX)?;
        newest.ok_or_else(|| corrupt("revision", "0", "the first one is missing"))
    }

    /// Keeps another version of an item, `None` when it is withdrawn, as part of this revision.
    fn change(
        &mut self,
        conn: &Connection,
        id: &ItemId,
        old: Option<&str>,
        new: Option<&str>,
    ) -> Result<(), StoreError> {
        if let Some(body) = old {
            self.digest = self.digest.minus(Digest::of(id, body));
            self.items -= 1;
        }
        if let Some(body) = new {
            self.digest = self.digest.plus(Digest::of(id, body));
            self.items += 1;
        }
        conn.prepare_cached("INSERT INTO item VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![id.as_str(), self.no, new]))
            .map_err(failed)?;
        Ok(())
    }

    fn save(&self, conn: &Connection) -> Result<(), StoreError> {
        conn.prepare_cached("INSERT INTO revision VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![self.no, self.digest.to_bytes(), self.items]))
            .map_err(failed)?;
        Ok(())
    }
}

fn next(conn: &Connection) -> Result<Revision, StoreError> {
    let newest = Revision::newest(conn)?;
    Ok(Revision { no: newest.no + 1, ..newest })
}

/// The item's JSON as it is on offer now.
fn body(conn: &Connection, id: &ItemId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT body FROM item WHERE id = ?1 ORDER BY revision DESC LIMIT 1";
    let found = conn
        .prepare_cached(sql)
        .and_then(|mut select| {
            select.query_row([id.as_str()], |row| Ok(column(row, 0, "item", id.as_str()))).optional()
        })
        .map_err(failed)?;
    found.transpose().map(Option::flatten)
}

/// Adds or replaces items; how many differ. Of an item that comes twice the last one counts.
pub(super) fn put(tx: &Tx<'_>, items: &[Item]) -> Result<usize, StoreError> {
    let last: BTreeMap<&ItemId, &Item> = items.iter().map(|item| (&item.id, item)).collect();
    let mut revision = next(tx.conn)?;
    let mut changed = 0;
    for (id, item) in last {
        let (old, new) = (body(tx.conn, id)?, to_json(item));
        if old.as_ref() != Some(&new) {
            revision.change(tx.conn, id, old.as_deref(), Some(&new))?;
            changed += 1;
        }
    }
    if changed > 0 {
        revision.save(tx.conn)?;
    }
    Ok(changed)
}

/// Withdraws an item; whether it was on offer.
pub(super) fn delete(tx: &Tx<'_>, id: &ItemId) -> Result<bool, StoreError> {
    let Some(old) = body(tx.conn, id)? else { return Ok(false) };
    let mut revision = next(tx.conn)?;
    revision.change(tx.conn, id, Some(&old), None)?;
    revision.save(tx.conn)?;
    Ok(true)
}

/// An item that is on offer.
pub(super) fn item(conn: &Connection, id: &ItemId) -> Result<Option<Item>, StoreError> {
    body(conn, id)?.map(|body| from_json("item", id.as_str(), &body)).transpose()
}

/// How many items are on offer.
pub(super) fn count(conn: &Connection) -> Result<i64, StoreError> {
    Ok(Revision::newest(conn)?.items)
}

/// The state of the items now.
pub(super) fn state(conn: &Connection) -> Result<CatalogState, StoreError> {
    let newest = Revision::newest(conn)?;
    let revision = u64::try_from(newest.no).map_err(|cause| corrupt("revision", "newest", cause))?;
    Ok(CatalogState { revision, digest: newest.digest.to_string() })
}

/// What names a revision's items; an error when there is no such revision.
pub(super) fn digest_at(conn: &Connection, revision: u64) -> Result<String, StoreError> {
    match Revision::at(conn, shelf::number(revision))? {
        Some(state) => Ok(state.digest.to_string()),
        None => Err(shelf::unknown(revision, Revision::newest(conn)?.no)),
    }
}

/// The last version of each item that changed after revision `after` and not after `upto`.
pub(super) fn changes(conn: &Connection, after: Option<i64>, upto: i64) -> Result<Changes, StoreError> {
    // With a bare column beside max(), SQLite takes it from the row that has the maximum.
    let all = "SELECT id, body, max(revision) FROM item WHERE revision <= ?2 AND revision > ?1 GROUP BY id";
    let mut select = conn.prepare_cached(all).map_err(failed)?;
    let mut rows = select.query([after.unwrap_or(0), upto]).map_err(failed)?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let id = text(row, 0, "item")?;
        let body: Option<String> = column(row, 1, "item", id)?;
        let item = body.map(|body| from_json("item", id, &body).map(Arc::new)).transpose()?;
        changes.push((ItemId::new(id).map_err(|cause| corrupt("item", id, cause))?, item));
    }
    Ok(changes)
}
