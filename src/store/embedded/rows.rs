//! Reading columns and texts back, with the error that says which row is damaged.

use std::fmt::Display;

use rusqlite::types::FromSql;
use rusqlite::{ErrorCode, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::files::DATABASE;
use crate::store::StoreError;

/// What a failure of SQLite means for the caller.
pub(super) fn failed(cause: rusqlite::Error) -> StoreError {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => corrupt("database", DATABASE, cause),
        _ => StoreError::Backend(cause.to_string()),
    }
}

/// A row that cannot be read back.
pub(super) fn corrupt(what: &'static str, id: &str, cause: impl Display) -> StoreError {
    StoreError::Corrupt { what, id: id.to_owned(), cause: cause.to_string() }
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

/// Back from [`to_json`].
pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, id: &str, json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|cause| corrupt(what, id, cause))
}

/// The canonical JSON of a record: fields in declaration order, maps in key order.
pub(super) fn to_json<T: Serialize>(record: &T) -> String {
    serde_json::to_string(record).expect("records have text keys only")
}
