//! Documents that are wanted, read a page at a time.

use serde::de::DeserializeOwned;

use super::{Kept, PAGE, read};
use crate::store::{Collection, Document, Store, StoreError};

/// The least documents of a page; some are long, so whoever asks for few reads few at once.
const PAGE_MIN: usize = 64;

/// What a document holds, under its own name.
///
/// # Errors
/// When it is not what it should be.
pub fn read_named<T: DeserializeOwned>(what: &'static str, document: Document) -> Result<Kept<T>, StoreError> {
    let id = document.id.clone();
    read(what, document, &id)
}

/// Those of a collection that are wanted, after one, in the order of their names, at most `limit`.
///
/// # Errors
/// When the store fails, or one is not what it should be.
pub fn wanted<T: DeserializeOwned>(
    store: &dyn Store,
    (collection, what): (Collection, &'static str),
    after: Option<&str>,
    limit: usize,
    is_wanted: &dyn Fn(&T) -> bool,
) -> Result<Vec<Kept<T>>, StoreError> {
    let (mut found, mut last) = (Vec::new(), after.map(str::to_owned));
    let size = limit.clamp(PAGE_MIN, PAGE);
    loop {
        let page = store.documents(collection, last.as_deref(), size)?;
        let is_last = page.len() < size;
        for document in page {
            last = Some(document.id.clone());
            let kept: Kept<T> = read_named(what, document)?;
            found.extend(Some(kept).filter(|kept| is_wanted(&kept.it)));
            if found.len() >= limit {
                return Ok(found);
            }
        }
        if is_last {
            return Ok(found);
        }
    }
}
