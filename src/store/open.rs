//! From an address to a store.

use std::path::Path;
use std::sync::Arc;

use super::{Embedded, Store, StoreError};

/// Opens the store that `url` names: a directory, which is made when it is not there.
///
/// # Errors
/// [`StoreError::Open`] for an address that is no directory path, and every error of [`Embedded::open`].
pub fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    let refused = |cause: &str| Err(StoreError::Open { url: url.to_owned(), cause: cause.to_owned() });
    match url.split_once("://") {
        Some(("postgres" | "postgresql", _)) => {
            refused("PostgreSQL is not supported yet; name a directory with --store")
        }
        Some(_) => refused("this kind of address is not known; name a directory with --store"),
        None if url.trim().is_empty() => refused("the name is empty; name a directory with --store"),
        None => Ok(Arc::new(Embedded::open(Path::new(url))?)),
    }
}
