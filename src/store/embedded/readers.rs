//! The connections that read.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use super::files;
use super::rows::failed;
use crate::store::StoreError;

/// How many idle connections are kept open.
const IDLE_MAX: usize = 8;

/// A pool that never makes a caller wait: when no connection is idle, one more is opened. So somebody who holds one
/// while streaming may read on another, whatever everybody else does.
pub(super) struct Readers {
    database: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) const fn new(database: PathBuf) -> Self {
        Self { database, idle: Mutex::new(Vec::new()) }
    }

    /// Reads one consistent state: what was committed when the first row is asked for.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let conn = self.take()?;
        let snapshot = conn.unchecked_transaction().map_err(failed)?;
        let outcome = read(&snapshot);
        let closed = snapshot.finish();
        if closed.is_ok() {
            self.give_back(conn);
        }
        outcome
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| files::reader(&self.database).map_err(failed), Ok)
    }

    fn give_back(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX {
            idle.push(conn);
        }
    }
}
