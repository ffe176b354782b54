//! The decision log: a record is handed over and can be read at once, while the writer takes it to the disk.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::chain;
use super::rows::{column, failed};
use super::writer::{Job, Tx, Verdict, Writer};
use crate::chain::{Digest, commit};
use crate::event::Subject;
use crate::ids::DecisionId;
use crate::store::codes::{corrupt, key};
use crate::store::log::salt;
use crate::store::pack::{pack, unpack};
use crate::store::pending::Pending;
use crate::store::{Decided, Found, Outlined, Search, Span, StoreError, Told};
use crate::units::Time;

/// Hands a decision over. The first record with an id is kept.
pub(super) fn put(writer: &Writer, pending: &Arc<Pending>, decided: Decided) -> Result<(), StoreError> {
    let Decided { id, subject, time, record, outline } = decided;
    let salt = salt()?;
    let commitment = commit(&salt, &id, &record);
    let record: Arc<[u8]> = pack(&record).into();
    if !pending.put(&id, &record) {
        return Ok(());
    }
    let (subject, pending_too) = (subject.as_ref().map(key), Arc::clone(pending));
    let job = HandedOver { id: id.clone(), subject, time, salt, commitment, record, outline, pending: pending_too };
    writer.hand_over(Box::new(job)).inspect_err(|_| {
        pending.remove(&id);
    })
}

/// The record in a column of a row of the decision `id`.
pub(super) fn record(row: &Row<'_>, ix: usize, id: &str) -> Result<Vec<u8>, StoreError> {
    unpack(id, column(row, ix, "decision", id)?)
}

/// A record that is on the disk.
pub(super) fn stored(conn: &Connection, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
    let found = conn
        .prepare_cached("SELECT record FROM decision WHERE id = ?1")
        .and_then(|mut select| select.query_row([id.as_str()], |row| Ok(record(row, 0, id.as_str()))).optional())
        .map_err(failed)?;
    found.transpose()
}

/// The records of a subject on the disk.
pub(super) fn of_subject(conn: &Connection, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT record FROM decision WHERE subject = ?1 ORDER BY no").map_err(failed)?;
    let mut rows = select.query([key(subject)]).map_err(failed)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        records.push(record(row, 0, "of a subject")?);
    }
    Ok(records)
}

/// The newest records on the disk.
pub(super) fn last(conn: &Connection, limit: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut select = conn.prepare_cached("SELECT record FROM decision ORDER BY no DESC LIMIT ?1").map_err(failed)?;
    let mut rows = select.query([i64::try_from(limit).unwrap_or(i64::MAX)]).map_err(failed)?;
    let mut records = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        records.push(record(row, 0, "among the last")?);
    }
    Ok(records)
}

/// Those that are asked for, in the order of the log.
pub(super) fn find(conn: &Connection, search: &Search) -> Result<Vec<Found>, StoreError> {
    let moment = |time: Option<Time>| time.map(Time::millis);
    let subject = search.subject.as_ref().map(key);
    let mut sql = "SELECT no, record FROM decision WHERE no > ?1".to_owned();
    // Only what is asked for is named, so that the index of what is named can be used.
    let mut asked: Vec<&dyn rusqlite::ToSql> = Vec::new();
    let after = i64::try_from(search.after).unwrap_or(i64::MAX);
    let limit = i64::try_from(search.limit).unwrap_or(i64::MAX);
    let (since, until) = (moment(search.since), moment(search.until));
    asked.push(&after);
    asked.push(&limit);
    if subject.is_some() {
        asked.push(&subject);
        sql.push_str(&format!(" AND subject = ?{}", asked.len()));
    }
    if since.is_some() {
        asked.push(&since);
        sql.push_str(&format!(" AND time >= ?{}", asked.len()));
    }
    if until.is_some() {
        asked.push(&until);
        sql.push_str(&format!(" AND time < ?{}", asked.len()));
    }
    sql.push_str(" ORDER BY no LIMIT ?2");
    let mut select = conn.prepare_cached(&sql).map_err(failed)?;
    let mut rows = select.query(&asked[..]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let place: i64 = column(row, 0, "decision", "?")?;
        let place = u64::try_from(place).map_err(|cause| corrupt("decision", "?", cause))?;
        found.push(Found { place, record: record(row, 1, "among those found")? });
    }
    Ok(found)
}

/// Adds what is kept of a decision in outline.
pub(super) const OUTLINE: &str = "INSERT INTO outline VALUES (?1, ?2, ?3)";

/// The outlines of a span, in the order of the log.
pub(super) fn outlines(conn: &Connection, span: &Span) -> Result<Vec<Outlined>, StoreError> {
    // The records are long, so no other row of them is touched.
    let sql = "SELECT no, body, iif(body IS NULL, (SELECT record FROM decision WHERE decision.no = outline.no), NULL)
        FROM outline WHERE no > ?1 AND time >= ?2 AND time < ?3
            AND (body IS NOT NULL OR EXISTS (SELECT 1 FROM decision WHERE decision.no = outline.no))
        ORDER BY no LIMIT ?4";
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let limit = i64::try_from(span.limit).unwrap_or(i64::MAX);
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let asked = params![whole(span.after), span.since.millis(), span.until.millis(), limit];
    let mut rows = select.query(asked).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let place: i64 = column(row, 0, "outline", "?")?;
        let place = u64::try_from(place).map_err(|cause| corrupt("outline", "?", cause))?;
        let told = match column(row, 1, "outline", "?")? {
            Some(outline) => Told::Outline(outline),
            None => Told::Record(record(row, 2, "among those found")?),
        };
        found.push(Outlined { place, told });
    }
    Ok(found)
}

/// Keeps outlines that were made from records.
pub(super) fn keep_outlines(tx: &Tx<'_>, made: &[(u64, Vec<u8>)]) -> Result<(), StoreError> {
    let mut update = tx.conn.prepare_cached("UPDATE outline SET body = ?2 WHERE no = ?1").map_err(failed)?;
    made.iter().try_for_each(|(place, outline)| {
        let place = i64::try_from(*place).unwrap_or(i64::MAX);
        update.execute(params![place, outline]).map(drop).map_err(failed)
    })
}

/// The place just before the first decision that was made at a moment or later, wherever in the log it stands.
pub(super) fn place_before(conn: &Connection, since: Time) -> Result<u64, StoreError> {
    // Left to itself the planner walks the log from its beginning, past every record.
    let sql = "SELECT coalesce(min(no), (SELECT coalesce(max(no), 0) + 1 FROM decision)) - 1
        FROM decision INDEXED BY decision_time WHERE time >= ?1";
    let place = conn.prepare_cached(sql).and_then(|mut select| select.query_row([since.millis()], |row| row.get(0)));
    let place: i64 = place.map_err(failed)?;
    u64::try_from(place).map_err(|cause| corrupt("decision", "?", cause))
}

/// Removes records of before a moment, at most `limit`; how many. Their links stand.
pub(super) fn expire(tx: &Tx<'_>, before: Time, limit: usize) -> Result<u64, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = "DELETE FROM decision WHERE no IN (SELECT no FROM decision WHERE time < ?1 ORDER BY time LIMIT ?2)";
    let removed = || {
        let removed = tx.conn.prepare_cached(sql)?.execute(params![before.millis(), limit])?;
        let less = i64::try_from(removed).expect("fewer than 2^63");
        tx.conn.prepare_cached("UPDATE total SET decisions = decisions - ?1")?.execute([less])?;
        Ok(removed as u64)
    };
    removed().map_err(failed)
}

struct HandedOver {
    id: DecisionId,
    subject: Option<String>,
    time: Time,
    salt: Digest,
    commitment: Digest,
    /// Packed.
    record: Arc<[u8]>,
    outline: Option<Vec<u8>>,
    pending: Arc<Pending>,
}

impl HandedOver {
    /// Adds record and link, unless there is one with this id.
    fn insert(&self, conn: &Connection) -> Result<(), StoreError> {
        let known =
            conn.prepare_cached("SELECT 1 FROM decision WHERE id = ?1").map_err(failed)?.exists([self.id.as_str()]);
        if known.map_err(failed)? {
            return Ok(());
        }
        let no = chain::append(conn, &self.commitment)?;
        let row = params![no, self.id.as_str(), self.subject, self.time.millis(), &self.salt.0[..], &self.record[..]];
        let insert = || {
            let sql = "INSERT INTO decision (no, id, subject, time, salt, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            conn.prepare_cached(sql)?.execute(row)?;
            conn.prepare_cached(OUTLINE)?.execute(params![no, self.time.millis(), self.outline])?;
            conn.prepare_cached("UPDATE total SET decisions = decisions + 1")?.execute([]).map(drop)
        };
        insert().map_err(failed)
    }
}

impl Job for HandedOver {
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        match self.insert(tx.conn) {
            Ok(()) => Verdict::Keep,
            Err(cause) => Verdict::Stop(format!("the decision `{}` was not kept: {cause}", self.id)),
        }
    }

    /// What did not reach the disk stays readable as long as the process lives.
    fn finish(self: Box<Self>, outcome: Result<(), &str>) {
        if outcome.is_ok() {
            self.pending.remove(&self.id);
        }
    }
}
