//! Customers, policies, the shop's settings, where exposure targets stand, and the counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::documents;
use super::line::{Line, column, limit, text};
use crate::event::Customer;
use crate::ids::CustomerId;
use crate::rerank::{ExposureState, ParityStates, Policy};
use crate::store::codes::{corrupt, from_json, to_json};
use crate::store::{Change, Counts, Shop, StoreError};
use crate::units::Time;

/// A customer's record.
pub(super) fn customer(line: &Line, id: &CustomerId) -> Result<Option<Customer>, StoreError> {
    let row = line.one("SELECT record FROM subject WHERE kind = 0 AND id = $1", &[&id.as_str()])?;
    let Some(row) = row else { return Ok(None) };
    let record: Option<&str> = column(&row, 0, "customer", id.as_str())?;
    record.map(|json| from_json("customer", id.as_str(), json)).transpose()
}

/// The records of those of these customers that have one, in id order.
pub(super) fn customers(line: &Line, ids: &BTreeSet<CustomerId>) -> Result<Vec<Customer>, StoreError> {
    let ids: Vec<&str> = ids.iter().map(CustomerId::as_str).collect();
    let sql = "SELECT id, record FROM subject WHERE kind = 0 AND id = ANY($1) AND record IS NOT NULL ORDER BY id";
    let read = |row: &Row| {
        let id = text(row, 0, "customer")?;
        from_json("customer", id, column::<&str>(row, 1, "customer", id)?)
    };
    line.query(sql, &[&ids])?.iter().map(read).collect()
}

/// Adds or replaces records; how many differ. Of a customer that comes twice the last one counts.
pub(super) fn put_customers(line: &Line, customers: &[Customer]) -> Result<usize, StoreError> {
    let last: BTreeMap<&str, String> =
        customers.iter().map(|customer| (customer.id.as_str(), to_json(customer))).collect();
    let ids: Vec<&str> = last.keys().copied().collect();
    let rows = line.query("SELECT id, record FROM subject WHERE kind = 0 AND id = ANY($1)", &[&ids])?;
    let mut there = HashMap::new();
    for row in &rows {
        let id = text(row, 0, "customer")?;
        there.insert(id, column::<Option<&str>>(row, 1, "customer", id)?);
    }
    let differs = |(id, json): &(&str, String)| there.get(id).copied().flatten() != Some(json.as_str());
    let (ids, records): (Vec<&str>, Vec<String>) = last.into_iter().filter(differs).unzip();
    if ids.is_empty() {
        return Ok(0);
    }
    let sql = "WITH change AS (UPDATE total SET changes = changes + 1 RETURNING changes)
        INSERT INTO subject (kind, id, record, state)
        SELECT 0, id, record, changes FROM change, unnest($1::text[], $2::text[]) AS new (id, record)
        ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record, state = excluded.state";
    line.execute(sql, &[&ids, &records])?;
    Ok(ids.len())
}

/// Customers' ids after one, at most so many.
pub(super) fn customer_ids(
    line: &Line,
    after: Option<&CustomerId>,
    at_most: usize,
) -> Result<Vec<CustomerId>, StoreError> {
    // No id is empty, so every id comes after the empty text.
    let after = after.map_or("", CustomerId::as_str);
    let sql = "SELECT id FROM subject WHERE kind = 0 AND id > $1 ORDER BY id LIMIT $2";
    let rows = line.query(sql, &[&after, &limit(at_most)])?;
    let id = |row: &Row| {
        let id = text(row, 0, "customer")?;
        CustomerId::new(id).map_err(|cause| corrupt("customer", id, cause))
    };
    rows.iter().map(id).collect()
}

/// Saves a policy as the version that it names, and makes changes of documents, if that is the next of its placement and each
/// change finds what it expects; whether it was done.
pub(super) fn publish(line: &Line, policy: &Policy, changes: &[Change]) -> Result<bool, StoreError> {
    let placement = &policy.placement;
    let row = line.one("SELECT coalesce(max(version), 0) FROM policy WHERE placement = $1", &[placement])?;
    let live: i64 = row.map_or(Ok(0), |row| column(&row, 0, "policy", placement))?;
    if live + 1 != i64::from(policy.version) || !documents::change(line, changes)? {
        return Ok(false);
    }
    let row: [&(dyn ToSql + Sync); 3] = [placement, &i64::from(policy.version), &to_json(policy)];
    line.execute("INSERT INTO policy VALUES ($1, $2, $3)", &row)?;
    Ok(true)
}

/// The newest version of a placement's policy that is not newer than `upto`.
fn newest_policy(line: &Line, placement: &str, upto: u32) -> Result<Option<Policy>, StoreError> {
    let sql = "SELECT body FROM policy WHERE placement = $1 AND version <= $2 ORDER BY version DESC LIMIT 1";
    let row = line.one(sql, &[&placement, &i64::from(upto)])?;
    row.map(|row| from_json("policy", placement, text(&row, 0, "policy")?)).transpose()
}

/// The live policy of a placement.
pub(super) fn live_policy(line: &Line, placement: &str) -> Result<Option<Policy>, StoreError> {
    newest_policy(line, placement, u32::MAX)
}

/// The live policies of all placements, in the order of their names.
pub(super) fn live_policies(line: &Line) -> Result<Vec<Policy>, StoreError> {
    let sql = "SELECT DISTINCT ON (placement) placement, body FROM policy ORDER BY placement, version DESC";
    let policy = |row: &Row| from_json("policy", text(row, 0, "policy")?, text(row, 1, "policy")?);
    line.query(sql, &[])?.iter().map(policy).collect()
}

/// A certain version.
pub(super) fn policy(line: &Line, placement: &str, version: u32) -> Result<Option<Policy>, StoreError> {
    Ok(newest_policy(line, placement, version)?.filter(|policy| policy.version == version))
}

/// The states of a placement's exposure targets by their names.
pub(super) fn exposures(line: &Line, placement: &str) -> Result<BTreeMap<String, ExposureState>, StoreError> {
    let rows = line.query("SELECT name, body FROM exposure WHERE placement = $1", &[&placement])?;
    let state = |row: &Row| {
        let name = text(row, 0, "exposure")?;
        Ok((name.to_owned(), from_json("exposure", name, text(row, 1, "exposure")?)?))
    };
    rows.iter().map(state).collect()
}

/// Replaces states, in JSON by the targets' names.
pub(super) fn put_exposures(line: &Line, placement: &str, states: &BTreeMap<String, String>) -> Result<(), StoreError> {
    let (names, bodies): (Vec<&str>, Vec<&str>) = states.iter().map(|(name, body)| (&name[..], &body[..])).unzip();
    let sql = "INSERT INTO exposure SELECT $1, name, body FROM unnest($2::text[], $3::text[]) AS new (name, body)
        ON CONFLICT (placement, name) DO UPDATE SET body = excluded.body";
    line.execute(sql, &[&placement, &names, &bodies]).map(drop)
}

/// The states of a placement's parity rules by their names.
pub(super) fn parities(line: &Line, placement: &str) -> Result<BTreeMap<String, ParityStates>, StoreError> {
    let rows = line.query("SELECT name, customers, body FROM parity WHERE placement = $1", &[&placement])?;
    let mut states: BTreeMap<String, ParityStates> = BTreeMap::new();
    for row in &rows {
        let name = text(row, 0, "parity")?;
        let state = from_json("parity", name, text(row, 2, "parity")?)?;
        states.entry(name.to_owned()).or_default().insert(text(row, 1, "parity")?.to_owned(), state);
    }
    Ok(states)
}

/// Replaces states: a rule's name, a group of customers, JSON.
pub(super) fn put_parities(line: &Line, placement: &str, states: &[[String; 3]]) -> Result<(), StoreError> {
    let part = |at: usize| states.iter().map(|state| &state[at][..]).collect::<Vec<&str>>();
    let sql = "INSERT INTO parity SELECT $1, name, customers, body
        FROM unnest($2::text[], $3::text[], $4::text[]) AS new (name, customers, body)
        ON CONFLICT (placement, name, customers) DO UPDATE SET body = excluded.body";
    line.execute(sql, &[&placement, &part(0), &part(1), &part(2)]).map(drop)
}

/// The shop's settings; the standard ones until some were saved.
pub(super) fn shop(line: &Line) -> Result<Shop, StoreError> {
    let row = line.one("SELECT body FROM shop", &[])?;
    row.map_or_else(|| Ok(Shop::default()), |row| from_json("shop", "settings", text(&row, 0, "shop")?))
}

/// Replaces the shop's settings.
pub(super) fn put_shop(line: &Line, shop: &Shop) -> Result<(), StoreError> {
    let sql = "INSERT INTO shop VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET body = excluded.body";
    line.execute(sql, &[&to_json(shop)]).map(drop)
}

/// How many there are.
pub(super) fn counts(line: &Line) -> Result<Counts, StoreError> {
    let sql = "SELECT (SELECT count(*) FROM subject), (SELECT items FROM revision ORDER BY no DESC LIMIT 1),
        events, decisions FROM total";
    let row = line.one(sql, &[])?.ok_or_else(|| corrupt("total", "counts", "the row is missing"))?;
    let whole = |ix| {
        let n: i64 = column(&row, ix, "total", "counts")?;
        u64::try_from(n).map_err(|cause| corrupt("total", "counts", cause))
    };
    Ok(Counts { customers: whole(0)?, items: whole(1)?, events: whole(2)?, decisions: whole(3)? })
}

/// The time of the newest event.
pub(super) fn newest_event_time(line: &Line) -> Result<Option<Time>, StoreError> {
    let row = line.one("SELECT newest FROM total", &[])?;
    let row = row.ok_or_else(|| corrupt("total", "newest", "the row is missing"))?;
    Ok(column::<Option<i64>>(&row, 0, "total", "newest")?.map(Time::from_millis))
}
