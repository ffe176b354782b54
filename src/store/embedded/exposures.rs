//! Where the controllers of exposure targets stand.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::rows::{failed, text};
use super::writer::{Job, Tx, Verdict, Writer};
use crate::rerank::ExposureState;
use crate::store::StoreError;
use crate::store::codes::{from_json, to_json};

/// The states of a placement by the targets' names.
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

/// Hands states over in place of those that were kept.
pub(super) fn put(
    writer: &Writer,
    placement: &str,
    states: &BTreeMap<String, ExposureState>,
) -> Result<(), StoreError> {
    let bodies = states.iter().map(|(name, state)| (name.clone(), to_json(state))).collect();
    writer.hand_over(Box::new(HandedOver { placement: placement.to_owned(), bodies }))
}

struct HandedOver {
    placement: String,
    bodies: Vec<(String, String)>,
}

impl Job for HandedOver {
    /// A state that is not kept costs what was learnt since the last one, so writing goes on.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let sql = "INSERT INTO exposure VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET body = excluded.body";
        let put = |(name, body): &(String, String)| {
            tx.conn.prepare_cached(sql)?.execute(params![self.placement, name, body]).map(drop)
        };
        match self.bodies.iter().try_for_each(put) {
            Ok(()) => Verdict::Keep,
            Err(cause) => {
                tracing::warn!(%cause, placement = self.placement, "the prices of exposure targets were not kept");
                Verdict::Undo
            }
        }
    }

    fn finish(self: Box<Self>, _outcome: Result<(), &str>) {}
}
