//! A copy of a whole store in one file, the same whichever backend it comes from or goes to. `docs/store.md` describes it.
//!
//! What is learnt anew from the rest, the traces, stays out.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::open::{Place, place};
use super::{Embedded, ModelDir, ModelDirError, Postgres, Shop, StoreError};
use crate::event::{Customer, Event};

/// The form of the file.
const FORMAT: u32 = 1;
/// How hard the file is packed; more costs much time for little.
const PACKED: i32 = 3;

/// One row of a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Row {
    /// A customer's record.
    Customer(Customer),
    /// An event, and whether it is not to be used.
    Event { event: Event, is_unused: bool },
    /// One version of an item, without a body when it was withdrawn.
    Item { id: String, revision: i64, body: Option<String> },
    /// One state of the items.
    Revision { no: i64, digest: String, items: i64 },
    /// One version of a policy.
    Policy { placement: String, version: i64, body: String },
    /// A decision, in the order of the log.
    Decision { no: i64, id: String, subject: Option<String>, time: Option<i64>, salt: Option<String>, record: Bytes },
    /// A link of the log's chain; its decision may be gone.
    Link { no: i64, decision: i64, commitment: String, hash: String },
    /// Where an exposure target stands.
    Exposure { placement: String, name: String, body: String },
    /// Where a parity rule stands for a group of customers.
    Parity { placement: String, name: String, customers: String, body: String },
    /// A small document.
    Document { collection: String, id: String, version: i64, subject: Option<String>, body: String },
    /// The shop's settings.
    Shop(Shop),
}

impl Row {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Customer(_) => "customers",
            Self::Event { .. } => "events",
            Self::Item { .. } => "items",
            Self::Revision { .. } => "revisions",
            Self::Policy { .. } => "policies",
            Self::Decision { .. } => "decisions",
            Self::Link { .. } => "links",
            Self::Exposure { .. } => "exposures",
            Self::Parity { .. } => "parities",
            Self::Document { .. } => "documents",
            Self::Shop(_) => "shop",
        }
    }
}

/// Bytes that are text nearly always.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes {
    Text(String),
    Raw(Vec<u8>),
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Raw(error.into_bytes()), Self::Text)
    }
}

impl Bytes {
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Raw(bytes) => bytes,
        }
    }
}

/// Takes the rows of a store one by one.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Row) -> Result<(), StoreError>;
/// Gives rows to a store one by one.
pub(super) type Rows = Box<dyn Iterator<Item = Result<Row, StoreError>> + Send>;

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    /// The first.
    Archive {
        format: u32,
        candor: String,
        /// The models that the store's decisions may name; they are copied as files.
        models: Vec<String>,
        current: Option<String>,
    },
    Row(Row),
    /// The last: how many rows of each kind there were, and the hash of all lines before.
    End {
        rows: BTreeMap<String, u64>,
        blake3: String,
    },
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Rows by their kind.
    pub rows: BTreeMap<String, u64>,
    /// The models that were in the folder of models; they are not in the archive.
    pub models: Vec<String>,
    /// The one that was in use.
    pub current: Option<String>,
}

/// Why there is no archive, or nothing was restored from it.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// A file is in the way.
    #[error("`{}` is there already; name another file", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// The disk failed.
    #[error("`{}`: {cause}", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What happened.
        cause: io::Error,
    },
    /// It is no archive, or not a whole one.
    #[error("`{}` is no whole archive: {cause}; nothing was restored", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// A store is filled once.
    #[error("the store `{url}` is not empty; name another one with --store")]
    NotEmpty {
        /// Which.
        url: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder of models failed.
    #[error(transparent)]
    Models(#[from] ModelDirError),
}

/// Copies one consistent state of a store into a new file, while others read and write it; the file is there whole or not
/// at all.
///
/// # Errors
/// When the file is there already, or store or disk fail.
pub fn back_up(url: &str, models: &ModelDir, to: &Path) -> Result<Contents, ArchiveError> {
    if to.exists() {
        return Err(ArchiveError::Exists { path: to.to_owned() });
    }
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let temporary = to.with_file_name(format!(".tmp-{name}-{}", std::process::id()));
    let written = write(url, models, &temporary).and_then(|contents| {
        let io = |cause| ArchiveError::Io { path: to.to_owned(), cause };
        fs::rename(&temporary, to).map_err(io)?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
        Ok(contents)
    });
    if written.is_err() {
        // What went wrong is told; that nothing could be tidied up adds nothing.
        drop(fs::remove_file(&temporary));
    }
    written
}

fn write(url: &str, models: &ModelDir, path: &Path) -> Result<Contents, ArchiveError> {
    let io = |cause| ArchiveError::Io { path: path.to_owned(), cause };
    let packer = zstd::Encoder::new(create(path).map_err(io)?, PACKED).map_err(io)?;
    let mut lines = Writing { out: BufWriter::new(packer), hash: blake3::Hasher::new() };
    let mut contents = Contents { rows: BTreeMap::new(), models: models.list()?, current: models.current()? };
    let candor = env!("CARGO_PKG_VERSION").to_owned();
    let (named, current) = (contents.models.clone(), contents.current.clone());
    lines.put(&Line::Archive { format: FORMAT, candor, models: named, current }).map_err(io)?;
    dump(url, &mut |row| {
        *contents.rows.entry(row.kind().to_owned()).or_default() += 1;
        lines.put(&Line::Row(row)).map_err(|cause| StoreError::Backend(format!("`{}`: {cause}", path.display())))
    })?;
    let blake3 = lines.hash.finalize().to_hex().to_string();
    lines.put(&Line::End { rows: contents.rows.clone(), blake3 }).map_err(io)?;
    let packer = lines.out.into_inner().map_err(|cause| io(cause.into_error()))?;
    packer.finish().and_then(|file| file.sync_all()).map_err(io)?;
    Ok(contents)
}

/// A new file that only its owner reads: it holds what is known of people.
fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

struct Writing<W> {
    out: W,
    hash: blake3::Hasher,
}

impl<W: Write> Writing<W> {
    fn put(&mut self, line: &Line) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hash.update(&text);
        self.out.write_all(&text)
    }
}

/// Fills an empty store from an archive, which is checked to its end before; all of it or nothing.
///
/// # Errors
/// When the archive is not whole, the store is not empty, or store or disk fail.
pub fn restore(from: &Path, url: &str) -> Result<Contents, ArchiveError> {
    let damaged = |cause| ArchiveError::Damaged { path: from.to_owned(), cause };
    let mut reading = Reading::open(from).map_err(damaged)?;
    reading.by_ref().try_for_each(|row| row.map(drop)).map_err(damaged)?;
    let again = Reading::open(from).map_err(damaged)?;
    let rows = again.map(|row| row.map_err(|cause| StoreError::Backend(format!("the archive has changed: {cause}"))));
    if fill(url, Box::new(rows))? {
        Ok(reading.contents)
    } else {
        Err(ArchiveError::NotEmpty { url: super::shown(url) })
    }
}

/// Reads an archive row by row. The last item is an error unless the file is whole.
struct Reading {
    lines: BufReader<zstd::Decoder<'static, BufReader<File>>>,
    hash: blake3::Hasher,
    contents: Contents,
    is_over: bool,
}

impl Reading {
    fn open(path: &Path) -> Result<Self, String> {
        let told = |cause: io::Error| cause.to_string();
        let lines = BufReader::new(zstd::Decoder::new(File::open(path).map_err(told)?).map_err(told)?);
        let contents = Contents { rows: BTreeMap::new(), models: Vec::new(), current: None };
        let mut reading = Self { lines, hash: blake3::Hasher::new(), contents, is_over: false };
        match reading.line()? {
            (Line::Archive { format: FORMAT, models, current, .. }, text) => {
                reading.hash.update(&text);
                reading.contents = Contents { rows: BTreeMap::new(), models, current };
                Ok(reading)
            }
            (Line::Archive { format, candor, .. }, _) => {
                Err(format!("it has form {format}, this program knows {FORMAT}; use candor {candor} or newer"))
            }
            (Line::Row(_) | Line::End { .. }, _) => Err("it does not begin as one".to_owned()),
        }
    }

    fn line(&mut self) -> Result<(Line, Vec<u8>), String> {
        let mut text = Vec::new();
        self.lines.read_until(b'\n', &mut text).map_err(|cause| cause.to_string())?;
        if text.is_empty() {
            return Err("its end is missing".to_owned());
        }
        Ok((serde_json::from_slice(&text).map_err(|cause| cause.to_string())?, text))
    }

    fn row(&mut self) -> Result<Option<Row>, String> {
        match self.line()? {
            (Line::Row(row), text) => {
                self.hash.update(&text);
                *self.contents.rows.entry(row.kind().to_owned()).or_default() += 1;
                Ok(Some(row))
            }
            (Line::End { rows, blake3 }, _) => {
                let is_whole = rows == self.contents.rows && blake3 == self.hash.finalize().to_hex().as_str();
                let mut rest = Vec::new();
                let is_last = self.lines.read_until(b'\n', &mut rest).map_err(|cause| cause.to_string())? == 0;
                if is_whole && is_last { Ok(None) } else { Err("its rows are not those that were written".to_owned()) }
            }
            (Line::Archive { .. }, _) => Err("it begins twice".to_owned()),
        }
    }
}

impl Iterator for Reading {
    type Item = Result<Row, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.row();
        self.is_over = !matches!(row, Ok(Some(_)));
        row.transpose()
    }
}

fn dump(url: &str, visit: Visit<'_>) -> Result<(), StoreError> {
    match place(url)? {
        Place::Directory(path) => Embedded::dump(path, visit),
        Place::Database => Postgres::open(url)?.dump(visit),
    }
}

/// Whether the store was empty, and so was filled.
fn fill(url: &str, rows: Rows) -> Result<bool, StoreError> {
    match place(url)? {
        Place::Directory(path) => Embedded::open(path)?.fill(rows),
        Place::Database => Postgres::open(url)?.fill(rows),
    }
}
