//! The links of the decision log. They outlive their decisions.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::decisions;
use super::rows::{column, failed};
use crate::chain::{Digest, Head, Kept, Link};
use crate::ids::DecisionId;
use crate::store::StoreError;
use crate::store::codes::corrupt;

/// The end of the chain.
pub(super) fn head(conn: &Connection) -> Result<Head, StoreError> {
    last(conn).map(|last| last.map_or(Head::START, |(head, _)| head))
}

/// The last link, with the number that its decision has or had.
fn last(conn: &Connection) -> Result<Option<(Head, i64)>, StoreError> {
    let found = conn
        .prepare_cached("SELECT no, hash, decision FROM chain ORDER BY no DESC LIMIT 1")
        .and_then(|mut select| {
            let read = |row: &Row<'_>| {
                let head = Head { no: number(row, 0)?, hash: digest(row, 1)? };
                Ok((head, column(row, 2, "link", "last")?))
            };
            select.query_row([], |row| Ok(read(row))).optional()
        })
        .map_err(failed)?;
    found.transpose()
}

/// Adds a link; the number that its decision gets. No number is given twice, also when the decisions behind it were
/// forgotten: a link must never find another's decision.
pub(super) fn append(conn: &Connection, commitment: &Digest) -> Result<i64, StoreError> {
    let (head, taken) = last(conn)?.unwrap_or((Head::START, 0));
    let newest: i64 = conn
        .prepare_cached("SELECT coalesce(max(no), 0) FROM decision")
        .and_then(|mut select| select.query_row([], |row| row.get(0)))
        .map_err(failed)?;
    let (decision, head) = (newest.max(taken) + 1, head.next(commitment));
    let no = i64::try_from(head.no).map_err(|cause| corrupt("link", "last", cause))?;
    conn.prepare_cached("INSERT INTO chain VALUES (?1, ?2, ?3, ?4)")
        .and_then(|mut insert| insert.execute(params![no, decision, &commitment.0[..], &head.hash.0[..]]))
        .map_err(failed)?;
    Ok(decision)
}

/// The links after one, at most `limit`.
pub(super) fn links(conn: &Connection, after: u64, limit: usize) -> Result<Vec<Link>, StoreError> {
    let sql = "SELECT chain.no, commitment, hash, id, salt, record FROM chain
               LEFT JOIN decision ON decision.no = chain.decision WHERE chain.no > ?1 ORDER BY chain.no LIMIT ?2";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let (after, limit) = (i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
    let mut rows = select.query([after, limit]).map_err(failed)?;
    let mut links = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (no, commitment, hash) = (number(row, 0)?, digest(row, 1)?, digest(row, 2)?);
        let id: Option<String> = column(row, 3, "link", "?")?;
        let kept = id.map(|id| kept(row, &id)).transpose()?;
        links.push(Link { no, commitment, hash, kept });
    }
    Ok(links)
}

fn kept(row: &Row<'_>, id: &str) -> Result<Kept, StoreError> {
    let record = String::from_utf8(decisions::record(row, 5, id)?).map_err(|cause| corrupt("decision", id, cause))?;
    let salt = digest(row, 4)?;
    Ok(Kept { id: DecisionId::new(id).map_err(|cause| corrupt("decision", id, cause))?, salt, record })
}

fn number(row: &Row<'_>, ix: usize) -> Result<u64, StoreError> {
    let no: i64 = column(row, ix, "link", "?")?;
    u64::try_from(no).map_err(|cause| corrupt("link", &no.to_string(), cause))
}

fn digest(row: &Row<'_>, ix: usize) -> Result<Digest, StoreError> {
    let bytes: Vec<u8> = column(row, ix, "link", "?")?;
    bytes.try_into().map(Digest).map_err(|_| corrupt("link", "?", "a hash has 32 bytes"))
}
