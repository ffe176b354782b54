//! Where the controllers of exposure targets and of parity rules stand.

use std::collections::BTreeMap;

use rusqlite::{Connection, params_from_iter};

use super::rows::{failed, text};
use super::writer::{Job, Tx, Verdict, Writer};
use crate::rerank::{ExposureState, ParityStates};
use crate::store::StoreError;
use crate::store::codes::{from_json, to_json};

/// The states of a placement's exposure targets by their names.
pub(super) fn states(conn: &Connection, placement: &str) -> Result<BTreeMap<String, ExposureState>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT name, body FROM exposure WHERE placement = ?1 ORDER BY name").map_err(failed)?;
    let mut rows = select.query([placement]).map_err(failed)?;
    let mut states = BTreeMap::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let name = text(row, 0, "exposure")?;
        states.insert(name.to_owned(), from_json("exposure", name, text(row, 1, "exposure")?)?);
    }
    Ok(states)
}

/// The states of a placement's parity rules by their names.
pub(super) fn parities(conn: &Connection, placement: &str) -> Result<BTreeMap<String, ParityStates>, StoreError> {
    let sql = "SELECT name, customers, body FROM parity WHERE placement = ?1 ORDER BY name, customers";
    let mut select = conn.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query([placement]).map_err(failed)?;
    let mut states: BTreeMap<String, ParityStates> = BTreeMap::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let name = text(row, 0, "parity")?;
        let state = from_json("parity", name, text(row, 2, "parity")?)?;
        states.entry(name.to_owned()).or_default().insert(text(row, 1, "parity")?.to_owned(), state);
    }
    Ok(states)
}

/// Hands states over in place of those that were kept.
pub(super) fn put(
    writer: &Writer,
    placement: &str,
    states: &BTreeMap<String, ExposureState>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO exposure VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET body = excluded.body";
    let rows = states.iter().map(|(name, state)| vec![placement.to_owned(), name.clone(), to_json(state)]).collect();
    writer.hand_over(Box::new(HandedOver { sql, rows }))
}

/// The same for parity rules.
pub(super) fn put_parities(
    writer: &Writer,
    placement: &str,
    states: &BTreeMap<String, ParityStates>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parity VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET body = excluded.body";
    let all = states.iter().flat_map(|(name, groups)| groups.iter().map(move |(group, state)| (name, group, state)));
    let row = |(name, group, state): (&String, &String, &ExposureState)| {
        vec![placement.to_owned(), name.clone(), group.clone(), to_json(state)]
    };
    writer.hand_over(Box::new(HandedOver { sql, rows: all.map(row).collect() }))
}

struct HandedOver {
    sql: &'static str,
    rows: Vec<Vec<String>>,
}

impl Job for HandedOver {
    /// A state that is not kept costs what was learnt since the last one, so writing goes on.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let put = |row: &Vec<String>| tx.conn.prepare_cached(self.sql)?.execute(params_from_iter(row)).map(drop);
        match self.rows.iter().try_for_each(put) {
            Ok(()) => Verdict::Keep,
            Err(cause) => {
                let placement = self.rows.first().and_then(|row| row.first());
                tracing::warn!(%cause, placement, "the prices of exposure targets or parity rules were not kept");
                Verdict::Undo
            }
        }
    }

    fn finish(self: Box<Self>, _outcome: Result<(), &str>) {}
}
