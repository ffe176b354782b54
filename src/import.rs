//! Readers of outside formats: a shop's files become events, items and customers, and every row that does not is counted.
//!
//! [`Reader`] is the extension point: a new format is a new file and a line in [`READERS`]. A reader streams its rows into
//! an [`Intake`] and holds no more than one row and what the format itself needs (said in each reader's file).
//! Must not know how anything is scored, nor how the store keeps it. `docs/import.md` describes every format and reason.

mod completejourney;
mod csv;
mod customers;
mod foodmart;
mod intake;
mod lines;
mod movielens;
mod online_retail;
mod own;
mod parquet;
mod rejects;
mod source;
mod text;

use std::io;
use std::path::PathBuf;

use thiserror::Error;

pub use customers::CustomerUpdate;
pub use intake::{BATCH_ROWS, Intake, Report, StoreIntake};
pub use lines::LINE_BYTES_MAX;
pub use rejects::{Place, Reason, Refusal, RejectFile, Rejected};
pub use source::{Found, Input, Source};

use crate::store::StoreError;

/// Reads one format. The only extension point of importing.
pub trait Reader: Sync {
    /// The FORMAT of the command line.
    fn name(&self) -> &'static str;

    /// Whether a file belongs to the format, by its name without a trailing `.gz`. Files of a folder that do not belong
    /// are passed over; a file that was named and does not belong is an error.
    fn takes(&self, file_name: &str, found: Found) -> bool;

    /// What [`Reader::takes`] expects, for the message when a file does not belong.
    fn expects(&self) -> &'static str;

    /// Streams every row into the intake: each is either accepted or rejected, in the order of the files.
    ///
    /// # Errors
    /// When a file cannot be read to its end, lacks a column, or the intake fails. What came before has been handed over.
    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError>;
}

/// Every format, in the order in which they are listed to people.
pub const READERS: [&dyn Reader; 7] = [
    &online_retail::OnlineRetail,
    &completejourney::CompleteJourney,
    &movielens::MovieLens,
    &foodmart::Foodmart,
    &own::EVENTS,
    &own::ITEMS,
    &own::CUSTOMERS,
];

/// The reader of a format.
#[must_use]
pub fn reader(format: &str) -> Option<&'static dyn Reader> {
    READERS.into_iter().find(|reader| reader.name() == format)
}

/// Reads a source into an intake and makes sure that everything taken is kept, also when the source turns out broken.
///
/// # Errors
/// As [`Reader::read`]; and when the intake cannot keep what it took.
pub fn import(reader: &dyn Reader, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
    let outcome = reader.read(source, intake);
    intake.finish()?;
    outcome
}

/// Why an import stops. A bad row is no error: it is rejected and counted.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file or folder cannot be opened.
    #[error("`{}` cannot be opened: {cause}", path.display())]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file breaks off or is damaged.
    #[error("`{}` ends early at line {line}: {cause}. Everything before that line is kept; get the whole file and import it again", path.display())]
    EndsEarly {
        /// Which.
        path: PathBuf,
        /// The first line that could not be read whole.
        line: u64,
        /// What the reader met.
        cause: io::Error,
    },
    /// A Parquet file is damaged or uses what is not supported.
    #[error("`{}` is not a Parquet file that can be read, at row {row}: {cause}. Everything before that row is kept", path.display())]
    Parquet {
        /// Which.
        path: PathBuf,
        /// The first row that could not be read; 0 for the file as a whole.
        row: u64,
        /// Why.
        cause: String,
    },
    /// The first line, which must name the columns, is missing or unreadable.
    #[error("`{}` has no header: {cause}", path.display())]
    Header {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: &'static str,
    },
    /// A column is missing.
    #[error("`{}` has no column `{column}`; its columns are {found}", path.display())]
    MissingColumn {
        /// Which file.
        path: PathBuf,
        /// Which column.
        column: String,
        /// What is there.
        found: String,
    },
    /// A column is not part of the schema, or stands there twice.
    #[error("`{}` has a column `{column}` that is {problem}; known columns are {known}. Nothing was stored of this file", path.display())]
    Column {
        /// Which file.
        path: PathBuf,
        /// Which column.
        column: String,
        /// `unknown` or `there twice`.
        problem: &'static str,
        /// What may be there.
        known: String,
    },
    /// A named file does not belong to the format.
    #[error("`{}` is no file of the format `{format}`, which expects {expects}", path.display())]
    NotOfFormat {
        /// Which.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// Its files.
        expects: &'static str,
    },
    /// The format needs a file that is not there.
    #[error("the format `{format}` needs {needs}, which none of the given paths holds")]
    MissingFile {
        /// The format.
        format: &'static str,
        /// What is missing.
        needs: &'static str,
    },
    /// The list of rejected rows cannot be written.
    #[error("the rejected rows cannot be written to `{}`: {cause}; name another file with --rejects", path.display())]
    Rejects {
        /// Where.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The store failed; what it acknowledged before is kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a row is not taken: the row's own fault, or one that ends the import.
enum Trouble {
    /// The row is at fault.
    Refused(Refusal),
    /// The import stops.
    Fatal(ImportError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ImportError> for Trouble {
    fn from(error: ImportError) -> Self {
        Self::Fatal(error)
    }
}

/// Counts a row as accepted or rejected, whichever it turned out to be.
fn settle(
    intake: &mut dyn Intake,
    place: Place<'_>,
    row: &[u8],
    outcome: Result<(), Trouble>,
) -> Result<(), ImportError> {
    match outcome {
        Ok(()) => {
            intake.accept_row();
            Ok(())
        }
        Err(Trouble::Refused(refusal)) => intake.reject(&Rejected { place, refusal, row }),
        Err(Trouble::Fatal(error)) => Err(error),
    }
}
