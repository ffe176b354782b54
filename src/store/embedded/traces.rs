//! What a training keeps of subjects, and in which state it read them.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::events::{self, subject_of};
use super::numbers::Names;
use super::rows::{column, failed};
use super::writer::Tx;
use crate::event::Subject;
use crate::store::codes::{bits, subject_code};
use crate::store::{Remembered, StoreError, Trace};

/// Gives subjects a state that none had before, because something of them has changed.
pub(super) fn touch(conn: &Connection, subjects: &BTreeSet<i64>) -> Result<(), StoreError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let touch = || {
        let state: i64 = conn
            .prepare_cached("UPDATE total SET changes = changes + 1 RETURNING changes")?
            .query_row([], |row| row.get(0))?;
        let mut update = conn.prepare_cached("UPDATE subject SET state = ?1 WHERE no = ?2")?;
        subjects.iter().try_for_each(|no| update.execute(params![state, no]).map(drop))
    };
    touch().map_err(failed)
}

/// Streams everybody in order, by their trace where it is of their present state, else by their events.
pub(super) fn stream(
    conn: &Connection,
    names: &Names,
    key: u64,
    visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let sql = "SELECT no, kind, id, subject.state, body FROM subject
               LEFT JOIN trace ON trace.subject = no AND trace.key = ?1 AND trace.state = subject.state
               ORDER BY kind, id";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([bits(key)]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let subject = subject_of(row)?;
        if let Some(body) = column::<Option<Vec<u8>>>(row, 4, "trace", subject.as_str())? {
            visit(subject, Remembered::Trace(body))?;
            continue;
        }
        let state: i64 = column(row, 3, "subject", subject.as_str())?;
        let events = events::events_of(conn, names, &subject, column(row, 0, "subject", subject.as_str())?)?;
        if !events.is_empty() {
            visit(subject, Remembered::Events { events, state: Some(state.cast_unsigned()) })?;
        }
    }
    Ok(())
}

/// Keeps traces of subjects that are still in the state that was read; how many.
pub(super) fn keep(tx: &Tx<'_>, key: u64, traces: &[Trace]) -> Result<usize, StoreError> {
    let execute = |sql, params: &[&dyn rusqlite::ToSql]| {
        tx.conn.prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(failed)
    };
    execute("DELETE FROM trace WHERE key <> ?1", &[&bits(key)])?;
    let mut kept = 0;
    for Trace { subject, state, body } in traces {
        kept += execute(
            "INSERT INTO trace SELECT no, ?1, state, ?2 FROM subject WHERE kind = ?3 AND id = ?4 AND state = ?5
             ON CONFLICT (subject) DO UPDATE SET key = excluded.key, state = excluded.state, body = excluded.body",
            &[&bits(key), body, &subject_code(subject), &subject.as_str(), &state.cast_signed()],
        )?;
    }
    Ok(kept)
}
