//! Events whose time is over.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::readers::Readers;
use super::rows::{column, failed};
use super::traces;
use super::writer::{Tx, Writer};
use crate::event::Kind;
use crate::store::StoreError;
use crate::store::codes::kind_code;
use crate::units::Time;

/// How many events go in one transaction, so that writers of new ones do not wait long.
const CHUNK: usize = 2_048;

/// Where an event lies.
struct Place {
    subject: i64,
    time: i64,
    id: String,
}

/// Removes the events of each kind that are older than its moment. They are looked for beside the writer; what comes late is
/// for the next time.
pub(super) fn expire_events(readers: &Readers, writer: &Writer, older: &[(Kind, Time)]) -> Result<u64, StoreError> {
    let mut removed = 0;
    for &(kind, before) in older {
        let places = readers.read(|conn| expired(conn, kind, before))?;
        let mut places = places.into_iter().peekable();
        while places.peek().is_some() {
            let chunk: Vec<Place> = places.by_ref().take(CHUNK).collect();
            removed += writer.call(chunk.len(), move |tx| remove(tx, &chunk))?;
        }
    }
    // Always, not only when something went: the last time may have ended in between.
    writer.call(1, tidy)?;
    Ok(removed)
}

fn expired(conn: &Connection, kind: Kind, before: Time) -> Result<Vec<Place>, StoreError> {
    let sql = "SELECT subject, time, id FROM event WHERE kind = ?1 AND time < ?2";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query(params![kind_code(kind), before.millis()]).map_err(failed)?;
    let mut places = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let id: String = column(row, 2, "event", "?")?;
        let (subject, time) = (column(row, 0, "event", &id)?, column(row, 1, "event", &id)?);
        places.push(Place { subject, time, id });
    }
    Ok(places)
}

/// Removes events that are still where they were found; how many. A merge may have moved one to another subject: it keeps
/// its place until the next time.
fn remove(tx: &mut Tx<'_>, places: &[Place]) -> Result<u64, StoreError> {
    let mut delete =
        tx.conn.prepare_cached("DELETE FROM event WHERE subject = ?1 AND time = ?2 AND id = ?3").map_err(failed)?;
    let (mut removed, mut subjects) = (0_u64, BTreeSet::new());
    for Place { subject, time, id } in places {
        if delete.execute(params![subject, time, id]).map_err(failed)? > 0 {
            removed += 1;
            subjects.insert(*subject);
        }
    }
    let less = i64::try_from(removed).expect("a chunk is small");
    tx.conn
        .prepare_cached("UPDATE total SET events = events - ?1")
        .and_then(|mut update| update.execute([less]))
        .map_err(failed)?;
    traces::touch(tx.conn, &subjects)?;
    Ok(removed)
}

/// Forgets who has neither event nor record, which items no event names any more, and the time of the newest event.
fn tidy(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let sql = "
        DELETE FROM trace WHERE subject IN
            (SELECT no FROM subject WHERE record IS NULL AND NOT EXISTS (SELECT 1 FROM event WHERE subject = no));
        DELETE FROM subject WHERE record IS NULL AND NOT EXISTS (SELECT 1 FROM event WHERE subject = no);
        UPDATE event_item SET is_named = 0 WHERE is_named = 1 AND no NOT IN (SELECT item FROM event);
        UPDATE total SET newest = (SELECT max(time) FROM event);";
    tx.conn.execute_batch(sql).map_err(failed)?;
    tx.numbers.forget();
    Ok(())
}
