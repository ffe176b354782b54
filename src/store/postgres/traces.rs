//! What a training keeps of subjects, and the stream of everybody.

use tokio_postgres::Row;

use super::events::{self, COLUMNS};
use super::line::{Cursor, Line, column, text};
use crate::event::{Event, Subject};
use crate::store::codes::{bits, corrupt, subject_code, subject_of};
use crate::store::{Remembered, StoreError, Trace};

/// Gives subjects a state that none had before, because something of them has changed.
pub(super) fn touch(line: &Line, subjects: &[i64]) -> Result<(), StoreError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let row = line.one("UPDATE total SET changes = changes + 1 RETURNING changes", &[])?;
    let row = row.ok_or_else(|| corrupt("total", "changes", "the row is missing"))?;
    let state: i64 = column(&row, 0, "total", "changes")?;
    line.execute("UPDATE subject SET state = $1 WHERE no = ANY($2)", &[&state, &subjects]).map(drop)
}

/// Subjects whose events are asked for together.
const SUBJECTS: usize = 256;

struct Told {
    no: i64,
    subject: Subject,
    state: i64,
    trace: Option<Vec<u8>>,
}

fn told(row: &Row) -> Result<Told, StoreError> {
    let id = text(row, 2, "subject")?;
    let subject = subject_of(column(row, 1, "subject", id)?, id)?;
    let (no, state) = (column(row, 0, "subject", id)?, column(row, 3, "subject", id)?);
    Ok(Told { no, state, trace: column(row, 4, "trace", id)?, subject })
}

/// Streams everybody in order, by their trace where it is of their present state, else by their events. Without a key
/// nobody has a trace.
pub(super) fn stream(
    line: &Line,
    key: Option<u64>,
    visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let trace = match key {
        Some(key) => format!(
            "body FROM subject LEFT JOIN trace ON trace.subject = no AND trace.key = {} AND trace.state = subject.state",
            bits(key)
        ),
        None => "NULL::bytea FROM subject".to_owned(),
    };
    let select = format!("SELECT no, kind::int8, id, subject.state, {trace} ORDER BY kind, id");
    let mut people = Cursor::open(line, "people", &select)?;
    loop {
        let mut page = Vec::with_capacity(SUBJECTS);
        while page.len() < SUBJECTS
            && let Some(row) = people.next()?
        {
            page.push(told(&row)?);
        }
        if page.is_empty() {
            return Ok(());
        }
        visit_page(line, page, visit)?;
    }
}

fn visit_page(
    line: &Line,
    page: Vec<Told>,
    visit: &mut dyn FnMut(Subject, Remembered) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let asked: Vec<String> = page.iter().filter(|told| told.trace.is_none()).map(|told| told.no.to_string()).collect();
    let select = format!(
        "SELECT subject, {COLUMNS} FROM unnest('{{{}}}'::int8[]) WITH ORDINALITY AS asked (no, at)
         JOIN event ON event.subject = asked.no LEFT JOIN event_item ON event_item.no = item
         ORDER BY at, time, event.id",
        asked.join(",")
    );
    let mut rows = Cursor::open(line, "histories", &select)?;
    let mut ahead = rows.next()?;
    for Told { no, subject, state, trace } in page {
        let remembered = match trace {
            Some(trace) => Remembered::Trace(trace),
            None => {
                let events = history(&mut rows, &mut ahead, no, &subject)?;
                Remembered::Events { events, state: Some(state.cast_unsigned()) }
            }
        };
        if !matches!(&remembered, Remembered::Events { events, .. } if events.is_empty()) {
            visit(subject, remembered)?;
        }
    }
    rows.close()
}

/// The rows of one subject; the first of the next one stays in `ahead`.
fn history(
    rows: &mut Cursor<'_>,
    ahead: &mut Option<Row>,
    no: i64,
    subject: &Subject,
) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::new();
    while let Some(row) = ahead
        && column::<i64>(row, 0, "event", subject.as_str())? == no
    {
        events.push(events::read(row, 1, subject)?);
        *ahead = rows.next()?;
    }
    Ok(events)
}

/// Keeps traces of subjects that are still in the state that was read; how many.
pub(super) fn keep(line: &Line, key: u64, traces: &[Trace]) -> Result<usize, StoreError> {
    line.execute("DELETE FROM trace WHERE key <> $1", &[&bits(key)])?;
    let kinds: Vec<i64> = traces.iter().map(|trace| subject_code(&trace.subject)).collect();
    let ids: Vec<&str> = traces.iter().map(|trace| trace.subject.as_str()).collect();
    let states: Vec<i64> = traces.iter().map(|trace| trace.state.cast_signed()).collect();
    let bodies: Vec<&[u8]> = traces.iter().map(|trace| &trace.body[..]).collect();
    let sql = "INSERT INTO trace SELECT DISTINCT ON (no) no, $1::int8, subject.state, new.body
        FROM unnest($2::int8[], $3::text[], $4::int8[], $5::bytea[]) WITH ORDINALITY AS new (kind, id, state, body, at)
        JOIN subject ON subject.kind = new.kind AND subject.id = new.id AND subject.state = new.state
        ORDER BY no, at DESC
        ON CONFLICT (subject) DO UPDATE SET key = excluded.key, state = excluded.state, body = excluded.body";
    let kept = line.execute(sql, &[&bits(key), &kinds, &ids, &states, &bodies])?;
    usize::try_from(kept).map_err(|cause| StoreError::Backend(cause.to_string()))
}
