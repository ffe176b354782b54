//! Items: every version is kept, so that the catalogue of any past revision can be read again.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio_postgres::Row;

use super::line::{Cursor, Line, column, text};
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
    fn read(row: &Row) -> Result<Self, StoreError> {
        let no: i64 = column(row, 0, "revision", "?")?;
        let id = no.to_string();
        let bytes: &[u8] = column(row, 1, "revision", &id)?;
        let bytes: [u8; DIGEST_BYTES] = bytes.try_into().map_err(|cause| corrupt("revision", &id, cause))?;
        Ok(Self { no, digest: Digest::from_bytes(bytes), items: column(row, 2, "revision", &id)? })
    }

    fn at(line: &Line, no: i64) -> Result<Option<Self>, StoreError> {
        let row = line.one("SELECT no, digest, items FROM revision WHERE no = $1", &[&no])?;
        row.map(|row| Self::read(&row)).transpose()
    }

    fn newest(line: &Line) -> Result<Self, StoreError> {
        let row = line.one("SELECT no, digest, items FROM revision ORDER BY no DESC LIMIT 1", &[])?;
        row.map_or_else(|| Err(corrupt("revision", "0", "the first one is missing")), |row| Self::read(&row))
    }

    /// Keeps other versions of items, `None` where one is withdrawn, as the next revision.
    fn next(self, line: &Line, changes: &[(&ItemId, Option<String>, Option<String>)]) -> Result<(), StoreError> {
        let Self { no, mut digest, mut items } = self;
        let no = no + 1;
        for (id, old, new) in changes {
            if let Some(body) = old {
                (digest, items) = (digest.minus(Digest::of(id, body)), items - 1);
            }
            if let Some(body) = new {
                (digest, items) = (digest.plus(Digest::of(id, body)), items + 1);
            }
        }
        let ids: Vec<&str> = changes.iter().map(|(id, ..)| id.as_str()).collect();
        let bodies: Vec<Option<&str>> = changes.iter().map(|(_, _, new)| new.as_deref()).collect();
        let sql = "INSERT INTO item (id, revision, body)
            SELECT id, $1, body FROM unnest($2::text[], $3::text[]) AS new (id, body)";
        line.execute(sql, &[&no, &ids, &bodies])?;
        let sql = "INSERT INTO revision (no, digest, items) VALUES ($1, $2, $3)";
        line.execute(sql, &[&no, &&digest.to_bytes()[..], &items]).map(drop)
    }
}

/// The items' JSON as they are on offer now.
fn bodies(line: &Line, ids: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let sql = "SELECT DISTINCT ON (id) id, body FROM item WHERE id = ANY($1) ORDER BY id, revision DESC";
    let mut bodies = HashMap::new();
    for row in &line.query(sql, &[&ids])? {
        let id = text(row, 0, "item")?;
        let body: Option<&str> = column(row, 1, "item", id)?;
        bodies.extend(body.map(|body| (id.to_owned(), body.to_owned())));
    }
    Ok(bodies)
}

/// Adds or replaces items; how many differ. Of an item that comes twice the last one counts.
pub(super) fn put(line: &Line, items: &[Item]) -> Result<usize, StoreError> {
    let last: BTreeMap<&ItemId, &Item> = items.iter().map(|item| (&item.id, item)).collect();
    let mut there = bodies(line, &last.keys().map(|id| id.as_str()).collect::<Vec<_>>())?;
    let changes = last.into_iter().map(|(id, item)| (id, there.remove(id.as_str()), Some(to_json(item))));
    let changes: Vec<_> = changes.filter(|(_, old, new)| old != new).collect();
    if !changes.is_empty() {
        Revision::newest(line)?.next(line, &changes)?;
    }
    Ok(changes.len())
}

/// Withdraws an item; whether it was on offer.
pub(super) fn delete(line: &Line, id: &ItemId) -> Result<bool, StoreError> {
    let Some(old) = bodies(line, &[id.as_str()])?.remove(id.as_str()) else { return Ok(false) };
    Revision::newest(line)?.next(line, &[(id, Some(old), None)])?;
    Ok(true)
}

/// An item that is on offer.
pub(super) fn item(line: &Line, id: &ItemId) -> Result<Option<Item>, StoreError> {
    let row = line.one("SELECT body FROM item WHERE id = $1 ORDER BY revision DESC LIMIT 1", &[&id.as_str()])?;
    let Some(row) = row else { return Ok(None) };
    let body: Option<&str> = column(&row, 0, "item", id.as_str())?;
    body.map(|body| from_json("item", id.as_str(), body)).transpose()
}

/// The state of the items now.
pub(super) fn state(line: &Line) -> Result<CatalogState, StoreError> {
    let newest = Revision::newest(line)?;
    let revision = u64::try_from(newest.no).map_err(|cause| corrupt("revision", "newest", cause))?;
    Ok(CatalogState { revision, digest: newest.digest.to_string() })
}

/// What names a revision's items; an error when there is no such revision.
pub(super) fn digest_at(line: &Line, revision: u64) -> Result<String, StoreError> {
    match Revision::at(line, shelf::number(revision))? {
        Some(state) => Ok(state.digest.to_string()),
        None => Err(shelf::unknown(revision, Revision::newest(line)?.no)),
    }
}

/// The last version of each item that changed after revision `after` and not after `upto`.
pub(super) fn changes(line: &Line, after: Option<i64>, upto: i64) -> Result<Changes, StoreError> {
    let after = after.unwrap_or(0);
    let select = format!(
        "SELECT DISTINCT ON (id) id, body FROM item WHERE revision > {after} AND revision <= {upto}
         ORDER BY id, revision DESC"
    );
    let mut rows = Cursor::open(line, "items", &select)?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let id = text(&row, 0, "item")?;
        let body: Option<&str> = column(&row, 1, "item", id)?;
        let item = body.map(|body| from_json("item", id, body).map(Arc::new)).transpose()?;
        changes.push((ItemId::new(id).map_err(|cause| corrupt("item", id, cause))?, item));
    }
    Ok(changes)
}
