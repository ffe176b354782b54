//! From an address to a store.

use std::path::Path;
use std::sync::Arc;

use super::embedded::{DATABASE, LOCK};
use super::{Embedded, Postgres, Store, StoreError};

/// Opens the store that `url` names: a directory, which is made when it is not there, or a PostgreSQL database.
///
/// # Errors
/// [`StoreError::Open`] for an address that is neither, and every error of [`Embedded::open`] or [`Postgres::open`].
pub fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    Ok(match place(url)? {
        Place::Directory(path) => Arc::new(Embedded::open(path)?),
        Place::Database => Arc::new(Postgres::open(url)?),
    })
}

/// Whether a place is one of the files that an embedded store lives in.
#[must_use]
pub fn is_own_file(url: &str, path: &Path) -> bool {
    let Ok(Place::Directory(folder)) = place(url) else { return false };
    // Where a link leads is what would be written to.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_inside = matches!((folder.canonicalize(), parent.canonicalize()), (Ok(store), Ok(own)) if store == own);
    let is_own = |name: &str| name == LOCK || name.starts_with(DATABASE);
    is_inside && path.file_name().is_some_and(|name| is_own(&name.to_string_lossy()))
}

/// What an address names.
pub(super) enum Place<'u> {
    Directory(&'u Path),
    Database,
}

pub(super) fn place(url: &str) -> Result<Place<'_>, StoreError> {
    let refused = |cause: &str| Err(StoreError::Open { url: shown(url), cause: cause.to_owned() });
    match url.split_once("://") {
        Some(("postgres" | "postgresql", _)) => Ok(Place::Database),
        Some(_) => refused("this kind of address is not known; name a directory or a postgres:// address with --store"),
        None if url.trim().is_empty() => refused("the name is empty; name a directory with --store"),
        None => Ok(Place::Directory(Path::new(url))),
    }
}

/// An address as it may be told: without its password.
#[must_use]
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    let masked = match rest.rsplit_once('@') {
        Some((who, place)) => format!("{}@{place}", who.split_once(':').map_or(who, |(user, _)| user)),
        None => rest.to_owned(),
    };
    let is_told = |pair: &&str| !pair.starts_with("password=");
    let query: Vec<&str> = query.into_iter().flat_map(|query| query.split('&')).filter(is_told).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{scheme}://{masked}{query}")
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn an_address_is_told_without_its_password() {
        for (url, told) in [
            ("candor-data", "candor-data"),
            ("postgres://db/shop", "postgres://db/shop"),
            ("postgres://ann@db/shop", "postgres://ann@db/shop"),
            ("postgres://ann:s3cret@db:5433/shop?sslmode=disable", "postgres://ann@db:5433/shop?sslmode=disable"),
            ("postgres://ann:p@ss:w@db/shop", "postgres://ann@db/shop"),
            ("postgres:///shop?user=ann&password=s3cret", "postgres:///shop?user=ann"),
            ("postgres:///shop?password=s3cret", "postgres:///shop"),
        ] {
            assert_eq!(shown(url), told);
        }
    }
}
