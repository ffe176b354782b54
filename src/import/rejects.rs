//! Rows that are not taken: why, and the file that lists them.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::ImportError;

/// The most bytes of a row's text that are written to the list of rejected rows.
const ROW_BYTES_MAX: usize = 2_000;

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Why a row is rejected: a closed set of stable names, listed in `docs/import.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $variant,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

reasons! {
    /// The line has more bytes than are held.
    LineTooLong = "line_too_long",
    /// The text is not UTF-8.
    BadUtf8 = "bad_utf8",
    /// A quoted field is not closed before the file ends or the line grows too long.
    UnclosedQuote = "unclosed_quote",
    /// More or fewer fields than columns.
    WrongColumns = "wrong_columns",
    /// Not a JSON object.
    BadJson = "bad_json",
    /// A JSON line has a field that the schema does not know.
    UnknownColumn = "unknown_column",
    /// The row names no id.
    MissingId = "missing_id",
    /// An id is too long or holds control characters.
    BadId = "bad_id",
    /// The id stands in the file before.
    DuplicateId = "duplicate_id",
    /// A field that must be there is empty.
    MissingField = "missing_field",
    /// Neither a customer nor a visitor, or both.
    BadSubject = "bad_subject",
    /// Not a known kind of event.
    BadKind = "bad_kind",
    /// Not a time.
    BadTime = "bad_time",
    /// Not a price: not a decimal number, or below zero.
    BadPrice = "bad_price",
    /// Not a currency code, or a price without one.
    BadCurrency = "bad_currency",
    /// Not a number of pieces.
    BadQuantity = "bad_quantity",
    /// Not a rating from 1 to 5, or a value where none belongs.
    BadValue = "bad_value",
    /// Neither `true` nor `false`.
    BadFlag = "bad_flag",
    /// A text is blank, too long, of the wrong shape, or not one of the words that may stand there.
    BadText = "bad_text",
    /// The item is in no catalogue of the source.
    UnknownItem = "unknown_item",
    /// The customer is in no list of the source.
    UnknownCustomer = "unknown_customer",
    /// The day is in no calendar of the source.
    UnknownDay = "unknown_day",
    /// A sale to nobody known.
    NoCustomer = "no_customer",
    /// Postage, fees, manual entries: no product.
    NotAProduct = "not_a_product",
    /// An accounting entry, invoice `A...`.
    BadDebt = "bad_debt",
    /// The price is zero or below.
    NoPrice = "no_price",
    /// The same row stands in the file before.
    DuplicateRow = "duplicate_row",
    /// A cancellation of something that this file does not show being bought.
    CancelsNothing = "cancels_nothing",
    /// Fewer than no pieces, and no cancellation.
    NegativeQuantity = "negative_quantity",
    /// No pieces.
    ZeroQuantity = "zero_quantity",
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind of fault.
    pub reason: Reason,
    /// The fault in words.
    pub detail: String,
}

impl Refusal {
    /// A refusal with its words.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// In which file.
    pub file: &'a Path,
    /// In which line, from 1 (the header is a line); in a Parquet file, in which row, from 1.
    pub line: u64,
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected<'a> {
    /// Where it stands.
    pub place: Place<'a>,
    /// What is wrong with it.
    pub refusal: Refusal,
    /// Its bytes as they are in the file, or the beginning of them.
    pub row: &'a [u8],
}

#[derive(Serialize)]
struct Written<'a> {
    file: std::borrow::Cow<'a, str>,
    line: u64,
    reason: &'static str,
    detail: &'a str,
    row: &'a str,
}

/// The list of rejected rows: one JSON object per line, `{"file","line","reason","detail","row"}`.
#[derive(Debug)]
pub struct RejectFile {
    path: PathBuf,
    out: BufWriter<File>,
}

impl RejectFile {
    /// Starts a list; an earlier one at that place is replaced.
    ///
    /// # Errors
    /// When the file cannot be created, or is one of `inputs`.
    pub fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self, ImportError> {
        let fail = |cause| ImportError::Rejects { path: path.to_owned(), cause };
        if let Ok(existing) = path.canonicalize() {
            let is_input = |input: &PathBuf| input.canonicalize().is_ok_and(|input| input == existing);
            if inputs.iter().any(is_input) {
                return Err(fail(std::io::Error::other("it is the file to import")));
            }
        }
        let out = BufWriter::new(File::create(path).map_err(fail)?);
        Ok(Self { path: path.to_owned(), out })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn write(&mut self, rejected: &Rejected<'_>) -> Result<(), ImportError> {
        let line = Written {
            file: rejected.place.file.to_string_lossy(),
            line: rejected.place.line,
            reason: rejected.refusal.reason.as_str(),
            detail: &rejected.refusal.detail,
            row: &readable(rejected.row),
        };
        let written = serde_json::to_writer(&mut self.out, &line).map_err(std::io::Error::from);
        written.and_then(|()| self.out.write_all(b"\n")).map_err(|cause| self.fail(cause))
    }

    /// Hands everything to the disk.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn flush(&mut self) -> Result<(), ImportError> {
        self.out.flush().map_err(|cause| self.fail(cause))
    }

    fn fail(&self, cause: std::io::Error) -> ImportError {
        ImportError::Rejects { path: self.path.clone(), cause }
    }
}

/// The beginning of a row as valid text.
fn readable(row: &[u8]) -> String {
    let head = &row[..row.len().min(ROW_BYTES_MAX)];
    let mut text = String::from_utf8_lossy(head).into_owned();
    if head.len() < row.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejected_row_is_short_valid_text_whatever_its_bytes() {
        assert_eq!(readable(b"a\xffb"), "a\u{fffd}b");
        let long = readable(&vec![b'x'; ROW_BYTES_MAX + 1]);
        assert_eq!(long.chars().count(), ROW_BYTES_MAX + 1);
        assert!(long.ends_with('…'));
    }

    #[test]
    fn a_list_of_rejected_rows_never_overwrites_what_is_imported() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("in.csv");
        std::fs::write(&input, "a,b\n").expect("writable");
        assert!(RejectFile::create(&input, std::slice::from_ref(&input)).is_err());
        assert_eq!(std::fs::read(&input).expect("readable"), b"a,b\n");
    }
}
