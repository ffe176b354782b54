//! Customers, policies, the shop's settings and the counts.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::documents;
use super::items;
use super::rows::{column, failed, text};
use super::traces;
use super::writer::Tx;
use crate::event::{Customer, Subject};
use crate::ids::CustomerId;
use crate::rerank::Policy;
use crate::store::codes::{corrupt, from_json, to_json};
use crate::store::{Change, Counts, Shop, StoreError};
use crate::units::Time;

fn record(conn: &Connection, id: &CustomerId) -> Result<Option<String>, StoreError> {
    let found = conn
        .prepare_cached("SELECT record FROM subject WHERE kind = 0 AND id = ?1")
        .and_then(|mut select| {
            select.query_row([id.as_str()], |row| Ok(column(row, 0, "customer", id.as_str()))).optional()
        })
        .map_err(failed)?;
    found.transpose().map(Option::flatten)
}

/// A customer's record.
pub(super) fn customer(conn: &Connection, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
    record(conn, id)?.map(|json| from_json("customer", id.as_str(), &json)).transpose()
}

/// Adds or replaces records; how many differ. Of a customer that comes twice the last one counts.
pub(super) fn put_customers(tx: &mut Tx<'_>, customers: &[Customer]) -> Result<usize, StoreError> {
    let last: BTreeMap<_, _> = customers.iter().map(|customer| (&customer.id, customer)).collect();
    let mut changed = BTreeSet::new();
    for (id, customer) in last {
        let json = to_json(customer);
        if record(tx.conn, id)?.as_ref() == Some(&json) {
            continue;
        }
        let no = tx.numbers.subject(tx.conn, &Subject::Customer(id.clone()))?;
        tx.conn
            .prepare_cached("UPDATE subject SET record = ?1 WHERE no = ?2")
            .and_then(|mut update| update.execute(params![json, no]))
            .map_err(failed)?;
        changed.insert(no);
    }
    traces::touch(tx.conn, &changed)?;
    Ok(changed.len())
}

/// Customers' ids after one, at most `limit`.
pub(super) fn customer_ids(
    conn: &Connection,
    after: Option<&CustomerId>,
    limit: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    let sql = "SELECT id FROM subject WHERE kind = 0 AND id > ?1 ORDER BY id LIMIT ?2";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    // No id is empty, so every id comes after the empty text.
    let after = after.map_or("", CustomerId::as_str);
    let mut rows = select.query(params![after, i64::try_from(limit).unwrap_or(i64::MAX)]).map_err(failed)?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let id = text(row, 0, "customer")?;
        ids.push(CustomerId::new(id).map_err(|cause| corrupt("customer", id, cause))?);
    }
    Ok(ids)
}

/// Saves a policy if its version is the next of its placement and every change can be made, else nothing; whether it was done.
pub(super) fn publish(tx: &Tx<'_>, policy: &Policy, changes: &[Change]) -> Result<bool, StoreError> {
    let live: u32 = tx
        .conn
        .prepare_cached("SELECT coalesce(max(version), 0) FROM policy WHERE placement = ?1")
        .and_then(|mut select| select.query_row([&policy.placement], |row| row.get(0)))
        .map_err(failed)?;
    if live.checked_add(1) != Some(policy.version) || !documents::change(tx, changes)? {
        return Ok(false);
    }
    tx.conn
        .prepare_cached("INSERT INTO policy VALUES (?1, ?2, ?3)")
        .and_then(|mut insert| insert.execute(params![policy.placement, policy.version, to_json(policy)]))
        .map_err(failed)?;
    Ok(true)
}

/// The newest version of a placement's policy that is not newer than `upto`.
fn newest_policy(conn: &Connection, placement: &str, upto: u32) -> Result<Option<Policy>, StoreError> {
    let sql = "SELECT body FROM policy WHERE placement = ?1 AND version <= ?2 ORDER BY version DESC LIMIT 1";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query(params![placement, upto]).map_err(failed)?;
    let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
    from_json("policy", placement, text(row, 0, "policy")?).map(Some)
}

/// The live policy of a placement.
pub(super) fn live_policy(conn: &Connection, placement: &str) -> Result<Option<Policy>, StoreError> {
    newest_policy(conn, placement, u32::MAX)
}

/// The live policies of all placements, in the order of their names.
pub(super) fn live_policies(conn: &Connection) -> Result<Vec<Policy>, StoreError> {
    let sql = "SELECT placement, body FROM policy AS live WHERE version =
        (SELECT max(version) FROM policy WHERE placement = live.placement) ORDER BY placement";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    let mut policies = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        policies.push(from_json("policy", text(row, 0, "policy")?, text(row, 1, "policy")?)?);
    }
    Ok(policies)
}

/// A certain version.
pub(super) fn policy(conn: &Connection, placement: &str, version: u32) -> Result<Option<Policy>, StoreError> {
    Ok(newest_policy(conn, placement, version)?.filter(|policy| policy.version == version))
}

/// The shop's settings; the standard ones until some were saved.
pub(super) fn shop(conn: &Connection) -> Result<Shop, StoreError> {
    let mut select = conn.prepare_cached("SELECT body FROM shop").map_err(failed)?;
    let mut rows = select.query([]).map_err(failed)?;
    let Some(row) = rows.next().map_err(failed)? else { return Ok(Shop::default()) };
    from_json("shop", "settings", text(row, 0, "shop")?)
}

/// Replaces the shop's settings.
pub(super) fn put_shop(tx: &Tx<'_>, shop: &Shop) -> Result<(), StoreError> {
    tx.conn
        .prepare_cached("INSERT INTO shop VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET body = excluded.body")
        .and_then(|mut put| put.execute([to_json(shop)]))
        .map_err(failed)?;
    Ok(())
}

fn total<T: rusqlite::types::FromSql>(conn: &Connection, sql: &str) -> Result<T, StoreError> {
    let value = conn
        .prepare_cached(sql)
        .and_then(|mut select| select.query_row([], |row| Ok(column(row, 0, "total", sql))))
        .optional()
        .map_err(failed)?;
    value.unwrap_or_else(|| Err(corrupt("total", sql, "the row is missing")))
}

/// How many there are.
pub(super) fn counts(conn: &Connection) -> Result<Counts, StoreError> {
    let whole = |n: i64| u64::try_from(n).map_err(|cause| corrupt("total", "counts", cause));
    Ok(Counts {
        customers: whole(total(conn, "SELECT count(*) FROM subject")?)?,
        items: whole(items::count(conn)?)?,
        events: whole(total(conn, "SELECT events FROM total")?)?,
        decisions: whole(total(conn, "SELECT decisions FROM total")?)?,
    })
}

/// The time of the newest event.
pub(super) fn newest_event_time(conn: &Connection) -> Result<Option<Time>, StoreError> {
    let millis: Option<i64> = total(conn, "SELECT newest FROM total")?;
    Ok(millis.map(Time::from_millis))
}
