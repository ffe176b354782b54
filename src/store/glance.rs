//! A look at a store from beside it, which changes nothing: what `candor doctor` asks before a service is started.

use super::open::{Place, place};
use super::{Embedded, Postgres, StoreError};
use crate::units::Time;

/// What a look shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glance {
    /// The schema that is there; `None` where there is no store yet.
    pub schema: Option<u32>,
    /// The schema of this program.
    pub known: u32,
    /// The newest event, where this program reads the schema.
    pub newest_event: Option<Time>,
    /// What the clock of a server says.
    pub server_clock: Option<Time>,
}

/// Looks at the store that `url` names.
///
/// # Errors
/// When it cannot be reached or read, or a newer version wrote it.
pub fn glance(url: &str) -> Result<Glance, StoreError> {
    match place(url)? {
        Place::Directory(path) => Embedded::glance(path),
        Place::Database => Postgres::glance(url),
    }
}
