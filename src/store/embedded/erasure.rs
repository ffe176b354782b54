//! Forgetting somebody for good.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::numbers::find_subject;
use super::rows::failed;
use super::writer::Tx;
use crate::event::Subject;
use crate::store::codes::key;
use crate::store::{Erased, StoreError};

/// Removes a subject with everything that hangs on it. Freed space is overwritten (`secure_delete`).
///
/// An item that only this subject's events named is no longer one that events name: what is learnt afterwards is what would
/// be learnt had the subject never been there.
pub(super) fn erase(tx: &mut Tx<'_>, subject: &Subject) -> Result<Erased, StoreError> {
    let erased = removed(tx.conn, subject).map_err(failed)?;
    if let Some(no) = find_subject(tx.conn, subject)? {
        let events = without_events(tx.conn, no).map_err(failed)?;
        tx.numbers.forget();
        return Ok(Erased { events, decisions: erased, was_known: true });
    }
    Ok(Erased { events: 0, decisions: erased, was_known: erased > 0 })
}

/// Removes documents and decisions; how many decisions.
fn removed(conn: &Connection, subject: &Subject) -> rusqlite::Result<u64> {
    conn.prepare_cached("DELETE FROM document WHERE subject = ?1")?.execute([key(subject)])?;
    let decisions = conn.prepare_cached("DELETE FROM decision WHERE subject = ?1")?.execute([key(subject)])? as u64;
    let less = i64::try_from(decisions).expect("fewer than 2^63");
    conn.prepare_cached("UPDATE total SET decisions = decisions - ?1")?.execute([less])?;
    Ok(decisions)
}

/// Removes record, events and trace; how many events.
fn without_events(conn: &Connection, no: i64) -> rusqlite::Result<u64> {
    let mut items = conn.prepare_cached("SELECT DISTINCT item FROM event WHERE subject = ?1")?;
    let items: BTreeSet<i64> = items.query_map([no], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for sql in ["DELETE FROM trace WHERE subject = ?1", "DELETE FROM subject WHERE no = ?1"] {
        conn.prepare_cached(sql)?.execute([no])?;
    }
    let events = conn.prepare_cached("DELETE FROM event WHERE subject = ?1")?.execute([no])? as u64;
    let less = i64::try_from(events).expect("fewer than 2^63");
    conn.prepare_cached("UPDATE total SET events = events - ?1, newest = (SELECT max(time) FROM event)")?
        .execute([less])?;
    unname(conn, &items)?;
    Ok(events)
}

/// Items that no event names any more. Their rows stay, for readers that still stream an earlier state and for events to come.
fn unname(conn: &Connection, items: &BTreeSet<i64>) -> rusqlite::Result<()> {
    // One pass over all events instead of an index that every event would have to pay for.
    let among: Vec<String> = items.iter().map(i64::to_string).collect();
    let sql = format!("SELECT DISTINCT item FROM event WHERE item IN ({})", among.join(","));
    let mut named = conn.prepare(&sql)?;
    let named: BTreeSet<i64> = named.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut orphan = conn.prepare_cached("UPDATE event_item SET is_named = 0 WHERE no = ?1")?;
    items.difference(&named).try_for_each(|item| orphan.execute([item]).map(drop))
}
