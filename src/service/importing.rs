//! Files that were handed over are read into the shop, one at a time, by whichever process has them on its disk.
//!
//! What is known of a job lies in the store, its files in a folder of their own. Reading a file again changes nothing, so a job whose
//! process died is read from its beginning again.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::webhooks::News;
use super::{Service, ServiceError};
use crate::import::{self, RejectFile, Report, Source, StoreIntake};
use crate::store::{Change, Collection, Document, Expected, StoreError};
use crate::units::Time;

/// How long a job that has ended is kept, with its list of rejected rows.
pub const IMPORTS_KEPT: Duration = Duration::from_secs(7 * 86_400);
/// How long whoever reads a file has before saying that it goes on.
const LEASE: Duration = Duration::from_secs(30);
/// How often a job is begun at most.
const ATTEMPTS_MAX: u32 = 5;
/// After how long a file that no job has is nobody's.
const LEFT_OVER: Duration = Duration::from_secs(86_400);
/// Documents that are read at once.
const PAGE: usize = 256;
/// Where jobs lie in their collection.
const PLACE: &str = "import/";
/// The list of rejected rows, in a job's folder.
const REJECTS: &str = "rejects.jsonl";

/// A file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// The job's name.
    pub id: String,
    /// The format, as `candor import` names it.
    pub format: String,
    /// The file's name; its ending says how it is written.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its BLAKE3 hash, in hex.
    pub digest: String,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ImportState, example = "finished")]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It is not begun.
    Waiting,
    /// It is being read.
    Running,
    /// It was read to its end.
    Finished,
    /// It could not be; what came before is kept.
    Failed,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// What it reads.
    pub upload: Upload,
    /// How far it is.
    pub state: Progress,
    /// Since when it waits.
    pub created: Time,
    /// When it ended.
    pub ended: Option<Time>,
    /// How often it was begun.
    pub attempts: u32,
    /// What became of the rows, once it has ended.
    pub report: Option<Value>,
    /// Why it failed.
    pub failure: Option<String>,
    /// While it is read: until when nobody else takes it.
    until: Option<Time>,
}

/// A job that this process reads.
#[derive(Debug)]
pub struct Reading {
    import: Import,
    version: u64,
}

/// What an attempt brought: the rows, and why it failed if it did.
pub type Read = (Report, Result<(), String>);

fn place(id: &str) -> String {
    format!("{PLACE}{id}")
}

fn read(document: &Document) -> Result<Import, StoreError> {
    serde_json::from_str(&document.body).map_err(|cause| StoreError::Corrupt {
        what: "import",
        id: document.id.clone(),
        cause: cause.to_string(),
    })
}

fn change(import: &Import, expected: Expected) -> Change {
    let body = serde_json::to_string(import).expect("a job is plain data");
    Change::write(Collection::Job, &place(&import.upload.id), expected, body)
}

fn after(now: Time, wait: Duration) -> Time {
    Time::from_millis(now.millis().saturating_add(i64::try_from(wait.as_millis()).expect("days, not ages")))
}

/// The folder of a job; its id is a name that we made.
fn folder(all: &Path, id: &str) -> PathBuf {
    all.join(id)
}

/// Where the file of a job lies: apart from any other file that came under its name.
#[must_use]
pub fn upload_path(all: &Path, upload: &Upload) -> PathBuf {
    folder(all, &upload.id).join(&upload.digest[..16]).join(&upload.name)
}

impl Service {
    /// Queues a file whose bytes are where [`upload_path`] says. A job of that name that is there already is given back as it is.
    ///
    /// # Errors
    /// When the store fails.
    pub fn queue_import(&self, upload: Upload, now: Time) -> Result<Import, ServiceError> {
        let import = Import {
            upload,
            state: Progress::Waiting,
            created: now,
            ended: None,
            attempts: 0,
            report: None,
            failure: None,
            until: None,
        };
        loop {
            if self.store.change_documents(vec![change(&import, Expected::Absent)])? {
                return Ok(import);
            }
            if let Some(known) = self.import(&import.upload.id)? {
                return Ok(known);
            }
        }
    }

    /// A job.
    ///
    /// # Errors
    /// When it cannot be read, or the store fails.
    pub fn import(&self, id: &str) -> Result<Option<Import>, ServiceError> {
        let found = self.store.document(Collection::Job, &place(id))?;
        Ok(found.as_ref().map(read).transpose()?)
    }

    /// The jobs after one, in the order of their ids, at most `limit`.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn imports(&self, after: Option<&str>, limit: usize) -> Result<Vec<Import>, ServiceError> {
        let documents = self.store.documents(Collection::Job, Some(&place(after.unwrap_or_default())), limit)?;
        let jobs = documents.iter().take_while(|document| document.id.starts_with(PLACE));
        Ok(jobs.map(read).collect::<Result<_, _>>()?)
    }

    /// Takes the next job whose file lies here: one that waits, or one whose process died.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn take_import(&self, all: &Path, now: Time) -> Result<Option<Reading>, ServiceError> {
        let mut last: Option<String> = None;
        loop {
            let page = self.store.documents(Collection::Job, Some(last.as_deref().unwrap_or(PLACE)), PAGE)?;
            for document in &page {
                let mut import = read(document)?;
                let is_free = match import.state {
                    Progress::Waiting => true,
                    Progress::Running => import.until.is_none_or(|until| until <= now),
                    Progress::Finished | Progress::Failed => false,
                };
                // A file that stops the process must not stop it for ever.
                if is_free && import.attempts >= ATTEMPTS_MAX {
                    let tries = format!("it was begun {ATTEMPTS_MAX} times, and no time was its reading ended");
                    let reading = Reading { import, version: document.version };
                    self.settle_import(all, reading, (Report::default(), Err(tries)), now)?;
                    continue;
                }
                if !is_free || !upload_path(all, &import.upload).is_file() {
                    continue;
                }
                (import.state, import.until) = (Progress::Running, Some(after(now, LEASE)));
                import.attempts += 1;
                if self.store.change_documents(vec![change(&import, Expected::Version(document.version))])? {
                    return Ok(Some(Reading { import, version: document.version + 1 }));
                }
            }
            match page.last() {
                Some(document) if page.len() == PAGE => last = Some(document.id.clone()),
                Some(_) | None => return Ok(None),
            }
        }
    }

    /// Says that a job is still being read; whether it is still this process's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn go_on_importing(&self, reading: &mut Reading, now: Time) -> Result<bool, ServiceError> {
        reading.import.until = Some(after(now, LEASE));
        let is_ours = self.store.change_documents(vec![change(&reading.import, Expected::Version(reading.version))])?;
        reading.version += u64::from(is_ours);
        Ok(is_ours)
    }

    /// Reads a job's file into the shop.
    pub fn read_import(&self, all: &Path, upload: &Upload) -> Read {
        let Some(reader) = import::reader(&upload.format) else {
            return (Report::default(), Err(format!("there is no format `{}`", upload.format)));
        };
        let path = upload_path(all, upload);
        let paths = [path.clone()];
        // Paths of this machine are nobody's business; the file has a name of its own.
        let told = |cause: import::ImportError| cause.to_string().replace(&path.display().to_string(), &upload.name);
        let begun = Source::new(reader, &paths, &|_| ());
        let begun =
            begun.and_then(|source| Ok((source, RejectFile::create(&folder(all, &upload.id).join(REJECTS), &paths)?)));
        let (source, rejects) = match begun {
            Ok(begun) => begun,
            Err(cause) => return (Report::default(), Err(told(cause))),
        };
        let mut intake = StoreIntake::new(&*self.store, rejects).at(Self::now());
        let outcome = import::import(reader, &source, &mut intake);
        (intake.report(), outcome.map_err(told))
    }

    /// Keeps what a job brought, tells webhooks in the same step, and removes the file; the list of rejected rows stays.
    ///
    /// # Errors
    /// When the store fails.
    pub fn settle_import(&self, all: &Path, reading: Reading, read: Read, now: Time) -> Result<(), ServiceError> {
        let Reading { mut import, version } = reading;
        let (report, outcome) = read;
        import.state = if outcome.is_ok() { Progress::Finished } else { Progress::Failed };
        (import.ended, import.until, import.failure) = (Some(now), None, outcome.err());
        import.report = Some(json!(report));
        let news = json!({"import": import.upload.id, "state": import.state, "report": import.report});
        if self.tell_with(News::ImportFinished, &news, vec![change(&import, Expected::Version(version))])? {
            drop(fs::remove_file(upload_path(all, &import.upload)));
        }
        Ok(())
    }

    /// Rejected rows of a job from a place in their list on, at most `limit`, and the place after them where there are more; `None` where
    /// the list is not on this machine.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn rejected_rows(
        &self,
        all: &Path,
        id: &str,
        from: u64,
        limit: usize,
    ) -> io::Result<Option<(Vec<Value>, Option<u64>)>> {
        let file = match File::open(folder(all, id).join(REJECTS)) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(cause),
        };
        let mut lines = BufReader::new(file);
        lines.seek(SeekFrom::Start(from))?;
        let (mut rows, mut at, mut line) = (Vec::new(), from, Vec::new());
        while rows.len() < limit {
            line.clear();
            let bytes = lines.read_until(b'\n', &mut line)?;
            if bytes == 0 {
                return Ok(Some((rows, None)));
            }
            let mut row: Value = serde_json::from_slice(&line)?;
            // The file has one name for its owner and another one on this disk.
            row.as_object_mut().map(|row| row.remove("file"));
            rows.push(row);
            at += bytes as u64;
        }
        let has_more = !lines.fill_buf()?.is_empty();
        Ok(Some((rows, has_more.then_some(at))))
    }

    /// Removes a job that is not being read, with its files; whether it was there and could be removed.
    ///
    /// # Errors
    /// When the store fails.
    pub fn delete_import(&self, all: &Path, id: &str) -> Result<bool, ServiceError> {
        let Some(document) = self.store.document(Collection::Job, &place(id))? else { return Ok(false) };
        if read(&document)?.state == Progress::Running {
            return Ok(false);
        }
        let remove = Change::remove(Collection::Job, &place(id), Expected::Version(document.version));
        let is_removed = self.store.change_documents(vec![remove])?;
        if is_removed {
            drop(fs::remove_dir_all(folder(all, id)));
        }
        Ok(is_removed)
    }

    /// Removes jobs that ended long ago, with their files; how many.
    ///
    /// # Errors
    /// When one cannot be read, or the store fails.
    pub fn forget_imports(&self, all: &Path, now: Time) -> Result<usize, ServiceError> {
        let (mut removed, mut last) = (0, None);
        loop {
            let page = self.imports(last.as_deref(), PAGE)?;
            for import in &page {
                if import.ended.is_some_and(|ended| after(ended, IMPORTS_KEPT) <= now) {
                    removed += usize::from(self.delete_import(all, &import.upload.id)?);
                }
            }
            match page.last() {
                Some(import) if page.len() == PAGE => last = Some(import.upload.id.clone()),
                Some(_) | None => break,
            }
        }
        self.forget_leftovers(all)?;
        Ok(removed)
    }

    /// Removes files of a day ago that no job has: of uploads that broke off with their process, and of jobs that another process removed.
    fn forget_leftovers(&self, all: &Path) -> Result<(), ServiceError> {
        for entry in fs::read_dir(all).into_iter().flatten().flatten() {
            let age =
                entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|then| then.elapsed().ok());
            let name = entry.file_name().to_string_lossy().into_owned();
            if age.is_none_or(|age| age < LEFT_OVER) || self.import(&name)?.is_some() {
                continue;
            }
            if name.starts_with("incoming-") {
                drop(fs::remove_file(entry.path()));
            } else if name.starts_with("imp_") {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
        Ok(())
    }
}

impl Reading {
    /// What is read.
    #[must_use]
    pub const fn upload(&self) -> &Upload {
        &self.import.upload
    }
}
