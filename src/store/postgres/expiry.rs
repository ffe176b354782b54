//! Events whose time is over.

use std::collections::BTreeSet;

use super::line::{Cursor, Line, column};
use super::lines::Lines;
use super::traces;
use super::writer::Writer;
use crate::event::Kind;
use crate::store::StoreError;
use crate::store::codes::kind_code;
use crate::units::Time;

/// How many events go in one transaction, so that writers of new ones do not wait long.
const CHUNK: usize = 2_048;

/// Removes the events of each kind that are older than its moment. They are looked for beside the writer; what comes late is
/// for the next time.
pub(super) fn expire_events(lines: &Lines, writer: &Writer, older: &[(Kind, Time)]) -> Result<u64, StoreError> {
    let mut removed = 0;
    for &(kind, before) in older {
        let ids = lines.stream(|line| expired(line, kind, before))?;
        for chunk in ids.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            removed += writer.call(chunk.len(), move |line| remove(line, &chunk, kind, before))?;
        }
    }
    // Always, not only when something went: the last time may have ended in between.
    writer.call(1, tidy)?;
    Ok(removed)
}

fn expired(line: &Line, kind: Kind, before: Time) -> Result<Vec<String>, StoreError> {
    let select = format!("SELECT id FROM event WHERE kind = {} AND time < {}", kind_code(kind), before.millis());
    let mut rows = Cursor::open(line, "expired", &select)?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(column(&row, 0, "event", "?")?);
    }
    Ok(ids)
}

/// Removes events that are still what they were found to be; how many.
fn remove(line: &Line, ids: &[String], kind: Kind, before: Time) -> Result<u64, StoreError> {
    let sql = "DELETE FROM event WHERE id = ANY($1) AND kind = $2::int8 AND time < $3 RETURNING subject";
    let rows = line.query(sql, &[&ids, &kind_code(kind), &before.millis()])?;
    let subjects: BTreeSet<i64> =
        rows.iter().map(|row| column(row, 0, "event", "that expired")).collect::<Result<_, _>>()?;
    let removed = i64::try_from(rows.len()).expect("a chunk is small");
    line.execute("UPDATE total SET events = events - $1", &[&removed])?;
    traces::touch(line, &subjects.into_iter().collect::<Vec<_>>())?;
    Ok(rows.len() as u64)
}

/// Forgets who has neither event nor record, which items no event names any more, and the time of the newest event.
fn tidy(line: &Line) -> Result<(), StoreError> {
    line.batch(
        "DELETE FROM trace WHERE subject IN (SELECT no FROM subject
             WHERE record IS NULL AND NOT EXISTS (SELECT 1 FROM event WHERE event.subject = no));
         DELETE FROM subject WHERE record IS NULL AND NOT EXISTS (SELECT 1 FROM event WHERE event.subject = no);
         UPDATE event_item SET is_named = false
             WHERE is_named AND NOT EXISTS (SELECT 1 FROM event WHERE item = event_item.no);
         UPDATE total SET newest = (SELECT max(time) FROM event)",
    )
}
