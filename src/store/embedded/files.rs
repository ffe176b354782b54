//! The directory, its lock and the connections to its database.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::schema::{self, APPLICATION_ID, SCHEMA, STEPS};
use crate::store::StoreError;

/// The database's file within the directory.
pub(in crate::store) const DATABASE: &str = "candor.db";
pub(in crate::store) const LOCK: &str = "candor.lock";

/// How long a connection waits for another program that looks into the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of the write-ahead log after which they are moved into the database, 64 MiB: a page that many commits touch is
/// then moved once.
const CHECKPOINT_PAGES: u32 = 16_384;
/// The size to which the log is cut after a long reader made it grow.
const LOG_BYTES_MAX: u32 = 128 << 20;
/// Small: splitting a page of an index marks the cache as one to walk through at the next commit, all of it.
const WRITER_CACHE_KIB: i32 = 8_192;
const READER_CACHE_KIB: i32 = 16_384;
const STATEMENTS_MAX: usize = 64;

/// A directory that this process holds, until it is dropped.
pub(super) struct Held {
    url: String,
    root: PathBuf,
    _lock: File,
}

fn refused(url: &str, cause: String) -> StoreError {
    StoreError::Open { url: url.to_owned(), cause }
}

impl Held {
    /// Makes the directory where it is absent, and takes it for this process alone.
    pub(super) fn take(path: &Path) -> Result<Self, StoreError> {
        let url = path.display().to_string();
        if path.exists() && !path.is_dir() {
            return Err(refused(&url, "a file is in its place; name a directory with --store".to_owned()));
        }
        let root = make(path).map_err(|cause| {
            refused(&url, format!("the directory cannot be made ({cause}); name one that can be with --store"))
        })?;
        let unusable = |cause: io::Error| {
            refused(&url, format!("`{LOCK}` cannot be written there ({cause}); check the directory's permissions"))
        };
        let lock = File::options().create(true).truncate(false).write(true).open(root.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { url, root, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy { url }),
            Err(TryLockError::Error(cause)) => Err(unusable(cause)),
        }
    }

    /// The database's file.
    pub(super) fn database(&self) -> PathBuf {
        self.root.join(DATABASE)
    }

    /// Opens the one connection that writes, and brings the file to this program's schema.
    pub(super) fn writer(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> Result<Connection, Failure> {
            let mut conn = Connection::open_with_flags(self.database(), flags)?;
            conn.busy_timeout(BUSY_TIMEOUT)?;
            let found = found_schema(&conn)?;
            settle(&conn)?;
            schema::migrate(&mut conn, found, &STEPS)?;
            Ok(conn)
        };
        open().map_err(|failure| self.explain(failure))
    }

    fn explain(&self, failure: Failure) -> StoreError {
        let url = self.url.clone();
        match failure {
            Failure::Newer(found) => StoreError::NewerSchema { url, found, known: SCHEMA },
            Failure::Foreign(what) => {
                refused(&url, format!("`{DATABASE}` {what}; move it away or name another directory with --store"))
            }
            Failure::Sqlite(cause) => match cause.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { url },
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => refused(
                    &url,
                    format!("`{DATABASE}` is damaged or no store ({cause}); restore a copy or name another directory"),
                ),
                _ => refused(&url, format!("{cause}; check the directory's permissions and the space on the disk")),
            },
        }
    }
}

/// Makes a directory with its name on the disk; a new one is for its owner alone, since it will hold all that is known of people.
/// The full path starts with a slash, so SQLite cannot take it for a URI.
fn make(path: &Path) -> io::Result<PathBuf> {
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(path)?;
    let root = path.canonicalize()?;
    File::open(&root)?.sync_all()?;
    root.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())?;
    Ok(root)
}

enum Failure {
    Sqlite(rusqlite::Error),
    Newer(u32),
    Foreign(&'static str),
}

impl From<rusqlite::Error> for Failure {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

/// The schema of the file, 0 for a new one; the file is not changed.
fn found_schema(conn: &Connection) -> Result<u32, Failure> {
    let pragma = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (owner, version) = (pragma("application_id")?, pragma("user_version")?);
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match u32::try_from(version) {
        Ok(0) if owner == 0 && tables == 0 => Ok(0),
        _ if owner != APPLICATION_ID => Err(Failure::Foreign("belongs to another program")),
        Ok(found @ 1..=SCHEMA) => Ok(found),
        Ok(0) | Err(_) => Err(Failure::Foreign("has no valid schema number")),
        Ok(found) => Err(Failure::Newer(found)),
    }
}

/// A commit is on the disk when it returns: a write-ahead log, synced at every commit.
fn settle(conn: &Connection) -> Result<(), Failure> {
    let mode: String = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(Failure::Foreign("cannot keep a write-ahead log on this kind of disk"));
    }
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // What is erased is overwritten, not only unlinked.
    conn.pragma_update(None, "secure_delete", "ON")?;
    conn.pragma_update(None, "journal_size_limit", LOG_BYTES_MAX)?;
    conn.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    prepare_once(conn)?;
    Ok(())
}

/// Keeps statements as they were prepared: with an index over some rows alone, SQLite would prepare one anew for every value
/// that is bound to it.
fn prepare_once(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

/// The schema of what is there, whoever holds it; `None` where there is nothing.
pub(super) fn schema_there(path: &Path) -> Result<Option<u32>, StoreError> {
    let (url, database) = (path.display().to_string(), path.join(DATABASE));
    if !database.exists() {
        return Ok(None);
    }
    match reader(&database).map_err(Failure::Sqlite).and_then(|conn| found_schema(&conn)) {
        Ok(found) => Ok(Some(found)),
        Err(Failure::Newer(found)) => Err(StoreError::NewerSchema { url, found, known: SCHEMA }),
        Err(Failure::Foreign(what)) => Err(refused(&url, format!("`{DATABASE}` {what}"))),
        Err(Failure::Sqlite(cause)) => Err(refused(&url, format!("`{DATABASE}` cannot be read ({cause})"))),
    }
}

/// The database of a store that is there, whoever holds it; one of another version must be opened by its service first.
pub(super) fn existing(path: &Path) -> Result<PathBuf, StoreError> {
    let url = path.display().to_string();
    let root =
        path.canonicalize().map_err(|cause| refused(&url, format!("there is no store ({cause}); check --store")))?;
    let database = root.join(DATABASE);
    let found = reader(&database).map_err(Failure::Sqlite).and_then(|conn| found_schema(&conn));
    match found {
        Ok(SCHEMA) => Ok(database),
        Ok(found) => Err(refused(
            &url,
            format!("it has schema {found}, not {SCHEMA}; open it once with this program, then try again"),
        )),
        Err(Failure::Newer(found)) => Err(StoreError::NewerSchema { url, found, known: SCHEMA }),
        Err(Failure::Foreign(what)) => Err(refused(&url, format!("`{DATABASE}` {what}"))),
        Err(Failure::Sqlite(cause)) => {
            Err(refused(&url, format!("`{DATABASE}` cannot be read ({cause}); check --store")))
        }
    }
}

/// Opens one more connection that only reads.
pub(super) fn reader(database: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(database, flags)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.pragma_update(None, "cache_size", -READER_CACHE_KIB)?;
    prepare_once(&conn)?;
    Ok(conn)
}
