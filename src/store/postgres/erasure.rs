//! Forgetting somebody for good.

use super::events::find;
use super::line::{Line, column};
use crate::event::Subject;
use crate::store::codes::key;
use crate::store::{Erased, StoreError};

/// Removes a subject with everything that hangs on it. The server frees the space with its next vacuum.
///
/// An item that only this subject's events named is no longer one that events name: what is learnt afterwards is what would
/// be learnt had the subject never been there.
pub(super) fn erase(line: &Line, subject: &Subject) -> Result<Erased, StoreError> {
    let key = key(subject);
    line.execute("DELETE FROM document WHERE subject = $1", &[&key])?;
    let decisions = line.execute("DELETE FROM decision WHERE subject = $1", &[&key])?;
    line.execute("UPDATE total SET decisions = decisions - $1", &[&less(decisions)])?;
    let Some(no) = find(line, subject)? else { return Ok(Erased { events: 0, decisions, was_known: decisions > 0 }) };
    line.execute("DELETE FROM trace WHERE subject = $1", &[&no])?;
    line.execute("DELETE FROM subject WHERE no = $1", &[&no])?;
    Ok(Erased { events: without_events(line, no)?, decisions, was_known: true })
}

/// Removes the events; how many.
fn without_events(line: &Line, no: i64) -> Result<u64, StoreError> {
    let items = line.query("SELECT DISTINCT item FROM event WHERE subject = $1", &[&no])?;
    let items: Vec<i64> = items.iter().map(|row| column(row, 0, "event", "of a subject")).collect::<Result<_, _>>()?;
    let events = line.execute("DELETE FROM event WHERE subject = $1", &[&no])?;
    let sql = "UPDATE total SET events = events - $1, newest = (SELECT max(time) FROM event)";
    line.execute(sql, &[&less(events)])?;
    // One pass over all events instead of an index that every event would have to pay for.
    let sql = "UPDATE event_item SET is_named = false
        WHERE no = ANY($1) AND no NOT IN (SELECT item FROM event WHERE item = ANY($1))";
    line.execute(sql, &[&items])?;
    Ok(events)
}

fn less(rows: u64) -> i64 {
    i64::try_from(rows).expect("fewer than 2^63")
}
