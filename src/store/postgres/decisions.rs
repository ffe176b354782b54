//! The decision log: a decision is handed over and can be read at once, while the writer takes it to the server, where it gets
//! the next link of the chain. Links outlive their decisions.

use std::collections::HashSet;
use std::sync::Arc;

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use super::line::{Line, column, limit, text};
use crate::chain::{Digest, Head, Kept, Link};
use crate::event::Subject;
use crate::ids::DecisionId;
use crate::store::codes::{corrupt, key};
use crate::store::pack::unpack;
use crate::store::{Found, Outlined, Search, Span, StoreError, Told};
use crate::units::Time;

/// A decision on its way.
pub(super) struct HandedOver {
    pub(super) id: DecisionId,
    pub(super) subject: Option<Subject>,
    pub(super) time: Time,
    pub(super) salt: Digest,
    pub(super) commitment: Digest,
    /// Packed.
    pub(super) record: Arc<[u8]>,
    pub(super) outline: Option<Vec<u8>>,
}

/// Adds decisions and their links in the order in which they came. The first one with an id is kept.
pub(super) fn keep(line: &Line, handed_over: &[&HandedOver]) -> Result<(), StoreError> {
    let ids: Vec<&str> = handed_over.iter().map(|decision| decision.id.as_str()).collect();
    let known = line.query("SELECT id FROM decision WHERE id = ANY($1)", &[&ids])?;
    let mut seen = HashSet::with_capacity(ids.len());
    for row in &known {
        seen.insert(text(row, 0, "decision")?);
    }
    let new: Vec<_> = handed_over.iter().filter(|decision| seen.insert(decision.id.as_str())).collect();
    let numbers = link(line, &new.iter().map(|decision| decision.commitment).collect::<Vec<_>>())?;
    let ids: Vec<&str> = new.iter().map(|decision| decision.id.as_str()).collect();
    let subjects: Vec<_> = new.iter().map(|decision| decision.subject.as_ref().map(key)).collect();
    let times: Vec<i64> = new.iter().map(|decision| decision.time.millis()).collect();
    let salts: Vec<&[u8]> = new.iter().map(|decision| &decision.salt.0[..]).collect();
    let records: Vec<&[u8]> = new.iter().map(|decision| &decision.record[..]).collect();
    let sql = "INSERT INTO decision (no, id, subject, time, salt, record)
        SELECT * FROM unnest($1::int8[], $2::text[], $3::text[], $4::int8[], $5::bytea[], $6::bytea[])";
    line.execute(sql, &[&numbers, &ids, &subjects, &times, &salts, &records])?;
    let outlines: Vec<Option<&[u8]>> = new.iter().map(|decision| decision.outline.as_deref()).collect();
    let sql = "INSERT INTO outline SELECT * FROM unnest($1::int8[], $2::int8[], $3::bytea[])";
    line.execute(sql, &[&numbers, &times, &outlines])?;
    let more = i64::try_from(new.len()).expect("a group fits in memory");
    line.execute("UPDATE total SET decisions = decisions + $1", &[&more]).map(drop)
}

/// Adds a link for each commitment; the numbers that their decisions get. No number is given twice, also when the decisions
/// behind it were forgotten: a link must never find another's decision.
fn link(line: &Line, commitments: &[Digest]) -> Result<Vec<i64>, StoreError> {
    let (mut head, taken) = last(line)?.unwrap_or((Head::START, 0));
    let newest = line.one("SELECT coalesce(max(no), 0) FROM decision", &[])?;
    let newest: i64 = newest.map_or(Ok(0), |row| column(&row, 0, "decision", "last"))?;
    let (mut links, mut hashes) = (Vec::new(), Vec::new());
    for commitment in commitments {
        head = head.next(commitment);
        links.push(i64::try_from(head.no).map_err(|cause| corrupt("link", "last", cause))?);
        hashes.push(head.hash.0.to_vec());
    }
    let numbers: Vec<i64> = (newest.max(taken) + 1..).take(commitments.len()).collect();
    let commitments: Vec<&[u8]> = commitments.iter().map(|commitment| &commitment.0[..]).collect();
    let sql = "INSERT INTO chain (no, decision, commitment, hash)
        SELECT * FROM unnest($1::int8[], $2::int8[], $3::bytea[], $4::bytea[])";
    line.execute(sql, &[&links, &numbers, &commitments, &hashes])?;
    Ok(numbers)
}

/// The last link, with the number that its decision has or had.
fn last(line: &Line) -> Result<Option<(Head, i64)>, StoreError> {
    let row = line.one("SELECT no, hash, decision FROM chain ORDER BY no DESC LIMIT 1", &[])?;
    row.map(|row| Ok((Head { no: number(&row, 0)?, hash: digest(&row, 1)? }, column(&row, 2, "link", "last")?)))
        .transpose()
}

/// The end of the chain.
pub(super) fn head(line: &Line) -> Result<Head, StoreError> {
    last(line).map(|last| last.map_or(Head::START, |(head, _)| head))
}

/// The links after one, at most so many.
pub(super) fn links(line: &Line, after: u64, at_most: usize) -> Result<Vec<Link>, StoreError> {
    let sql = "SELECT chain.no, commitment, hash, id, salt, record FROM chain
        LEFT JOIN decision ON decision.no = chain.decision WHERE chain.no > $1 ORDER BY chain.no LIMIT $2";
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let read = |row: &Row| {
        let (no, commitment, hash) = (number(row, 0)?, digest(row, 1)?, digest(row, 2)?);
        let id: Option<&str> = column(row, 3, "link", "?")?;
        let kept = id.map(|id| kept(row, id)).transpose()?;
        Ok(Link { no, commitment, hash, kept })
    };
    line.query(sql, &[&after, &limit(at_most)])?.iter().map(read).collect()
}

fn kept(row: &Row, id: &str) -> Result<Kept, StoreError> {
    let record = String::from_utf8(record(row, 5, id)?).map_err(|cause| corrupt("decision", id, cause))?;
    Ok(Kept { id: DecisionId::new(id).map_err(|cause| corrupt("decision", id, cause))?, salt: digest(row, 4)?, record })
}

fn number(row: &Row, ix: usize) -> Result<u64, StoreError> {
    let no: i64 = column(row, ix, "link", "?")?;
    u64::try_from(no).map_err(|cause| corrupt("link", &no.to_string(), cause))
}

fn digest(row: &Row, ix: usize) -> Result<Digest, StoreError> {
    let bytes: Vec<u8> = column(row, ix, "link", "?")?;
    bytes.try_into().map(Digest).map_err(|_| corrupt("link", "?", "a hash has 32 bytes"))
}

/// Those that are asked for, in the order of the log.
pub(super) fn find(line: &Line, search: &Search) -> Result<Vec<Found>, StoreError> {
    let (after, limit) = (i64::try_from(search.after).unwrap_or(i64::MAX), limit(search.limit));
    let subject = search.subject.as_ref().map(key);
    let (since, until) = (search.since.map(Time::millis), search.until.map(Time::millis));
    // Only what is asked for is named, so that the index of what is named can be used.
    let mut asked: Vec<(&(dyn ToSql + Sync), Type)> = vec![(&after, Type::INT8), (&limit, Type::INT8)];
    let mut sql = "SELECT no, record FROM decision WHERE no > $1".to_owned();
    let conditions: [(&str, bool, &(dyn ToSql + Sync), Type); 3] = [
        ("subject =", subject.is_some(), &subject, Type::TEXT),
        ("time >=", since.is_some(), &since, Type::INT8),
        ("time <", until.is_some(), &until, Type::INT8),
    ];
    for (condition, is_asked, value, kind) in conditions {
        if is_asked {
            asked.push((value, kind));
            sql.push_str(&format!(" AND {condition} ${}", asked.len()));
        }
    }
    sql.push_str(" ORDER BY no LIMIT $2");
    let read = |row: &Row| {
        let place: i64 = column(row, 0, "decision", "?")?;
        let place = u64::try_from(place).map_err(|cause| corrupt("decision", "?", cause))?;
        Ok(Found { place, record: record(row, 1, "among those found")? })
    };
    line.once_with(&sql, &asked)?.iter().map(read).collect()
}

/// The outlines of a span, in the order of the log.
pub(super) fn outlines(line: &Line, span: &Span) -> Result<Vec<Outlined>, StoreError> {
    // A process of an earlier version may go on writing decisions without outlines.
    let sql = "SELECT decision.no, body, CASE WHEN body IS NULL THEN record END
        FROM decision LEFT JOIN outline ON outline.no = decision.no
        WHERE decision.no > $1 AND decision.time >= $2 AND decision.time < $3 ORDER BY decision.no LIMIT $4";
    let after = i64::try_from(span.after).unwrap_or(i64::MAX);
    let read = |row: &Row| {
        let place: i64 = column(row, 0, "outline", "?")?;
        let place = u64::try_from(place).map_err(|cause| corrupt("outline", "?", cause))?;
        let told = match column(row, 1, "outline", "?")? {
            Some(outline) => Told::Outline(outline),
            None => Told::Record(record(row, 2, "among those found")?),
        };
        Ok(Outlined { place, told })
    };
    let (since, until) = (span.since.millis(), span.until.millis());
    line.query(sql, &[&after, &since, &until, &limit(span.limit)])?.iter().map(read).collect()
}

/// Keeps outlines that were made from records.
pub(super) fn keep_outlines(line: &Line, made: &[(u64, Vec<u8>)]) -> Result<(), StoreError> {
    let numbers: Vec<i64> = made.iter().map(|(place, _)| i64::try_from(*place).unwrap_or(i64::MAX)).collect();
    let outlines: Vec<&[u8]> = made.iter().map(|(_, outline)| outline.as_slice()).collect();
    let sql = "INSERT INTO outline SELECT decision.no, decision.time, made.body
        FROM unnest($1::int8[], $2::bytea[]) AS made (no, body) JOIN decision ON decision.no = made.no
        ON CONFLICT (no) DO UPDATE SET body = excluded.body";
    line.execute(sql, &[&numbers, &outlines]).map(drop)
}

/// The place just before the first decision that was made at a moment or later, wherever in the log it stands.
pub(super) fn place_before(line: &Line, since: Time) -> Result<u64, StoreError> {
    // Written so that the index of the times is used: `min(no)` alone makes the planner walk the log from its beginning.
    let sql = "SELECT coalesce(min(no), (SELECT coalesce(max(no), 0) + 1 FROM decision)) - 1
        FROM (SELECT no FROM decision WHERE time >= $1 OFFSET 0) AS late";
    let row = line.one(sql, &[&since.millis()])?.ok_or_else(|| corrupt("decision", "?", "no place came back"))?;
    let place: i64 = column(&row, 0, "decision", "?")?;
    u64::try_from(place).map_err(|cause| corrupt("decision", "?", cause))
}

/// Removes records of before a moment, at most so many; how many. Their links stand.
pub(super) fn expire(line: &Line, before: Time, at_most: usize) -> Result<u64, StoreError> {
    let sql = "DELETE FROM decision WHERE no IN (SELECT no FROM decision WHERE time < $1 ORDER BY time LIMIT $2)";
    let removed = line.execute(sql, &[&before.millis(), &limit(at_most)])?;
    let less = i64::try_from(removed).expect("fewer than 2^63");
    line.execute("UPDATE total SET decisions = decisions - $1", &[&less])?;
    Ok(removed)
}

/// A record that is on the server.
pub(super) fn stored(line: &Line, id: &DecisionId) -> Result<Option<Vec<u8>>, StoreError> {
    let row = line.one("SELECT record FROM decision WHERE id = $1", &[&id.as_str()])?;
    row.map(|row| record(&row, 0, id.as_str())).transpose()
}

/// The records of a subject on the server.
pub(super) fn of_subject(line: &Line, subject: &Subject) -> Result<Vec<Vec<u8>>, StoreError> {
    records(line.query("SELECT record FROM decision WHERE subject = $1 ORDER BY no", &[&key(subject)])?)
}

/// The newest records on the server.
pub(super) fn newest_records(line: &Line, at_most: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    records(line.query("SELECT record FROM decision ORDER BY no DESC LIMIT $1", &[&limit(at_most)])?)
}

fn records(rows: Vec<Row>) -> Result<Vec<Vec<u8>>, StoreError> {
    rows.iter().map(|row| record(row, 0, "?")).collect()
}

/// The record in a column of a row of the decision `id`.
pub(super) fn record(row: &Row, ix: usize, id: &str) -> Result<Vec<u8>, StoreError> {
    unpack(id, column(row, ix, "decision", id)?)
}
