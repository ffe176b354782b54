//! Reading columns and texts back, with the error that says which row is damaged.

use rusqlite::types::FromSql;
use rusqlite::{ErrorCode, Row};

use super::files::DATABASE;
use crate::store::StoreError;
use crate::store::codes::corrupt;

/// What a failure of SQLite means for the caller.
pub(super) fn failed(cause: rusqlite::Error) -> StoreError {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => corrupt("database", DATABASE, cause),
        _ => StoreError::Backend(cause.to_string()),
    }
}

/// A column of the row of `what` called `id`.
pub(super) fn column<T: FromSql>(row: &Row<'_>, ix: usize, what: &'static str, id: &str) -> Result<T, StoreError> {
    row.get(ix).map_err(|cause| corrupt(what, id, cause))
}

/// A text column that is not copied.
pub(super) fn text<'a>(row: &'a Row<'_>, ix: usize, what: &'static str) -> Result<&'a str, StoreError> {
    let value = row.get_ref(ix).map_err(failed)?;
    value.as_str().map_err(|cause| corrupt(what, "?", cause))
}
