//! Records of separated fields: CSV with quotes, and the plain separators of older files.
//!
//! A record is held whole, so that a rejected one can be shown, and never grows beyond
//! [`LINE_BYTES_MAX`](super::LINE_BYTES_MAX).

use std::ops::Range;

use super::lines::{self, Encoding, Length, Lines};
use super::{ImportError, Input, Intake, Place, Reason, Refusal, Source, Trouble, settle};

/// A row with the fields that were asked for.
pub(super) struct Row<'a, const N: usize> {
    /// The fields, in the order of the columns asked for.
    pub(super) fields: [&'a str; N],
}

/// Takes one row.
pub(super) type Take<'f, const N: usize> = &'f mut dyn FnMut(&mut dyn Intake, &Row<'_, N>) -> Result<(), Trouble>;

/// Streams the rows of a CSV file with a header, with the named columns. Other columns are passed over.
pub(super) fn csv<const N: usize>(
    input: &Input,
    source: &Source<'_>,
    columns: [&str; N],
    intake: &mut dyn Intake,
    take: Take<'_, N>,
) -> Result<(), ImportError> {
    let mut records = Records::open(input, source)?;
    let at = records.locate(columns)?;
    while let Some(outcome) = records.next()? {
        let outcome = outcome.and_then(|()| records.check_width());
        let outcome = outcome.map_err(Trouble::from).and_then(|()| {
            let row = Row { fields: at.map(|ix| records.field(ix)) };
            take(&mut *intake, &row)
        });
        settle(intake, records.place(), records.raw(), outcome)?;
    }
    Ok(())
}

/// How an older file writes its records.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain {
    /// Between two fields.
    pub(super) separator: &'static str,
    /// How bytes stand for characters.
    pub(super) encoding: Encoding,
}

/// Streams the rows of a file without header and quotes, of exactly `N` fields. Blank lines are passed over.
pub(super) fn plain<const N: usize>(
    input: &Input,
    source: &Source<'_>,
    form: Plain,
    intake: &mut dyn Intake,
    take: Take<'_, N>,
) -> Result<(), ImportError> {
    let mut lines = Lines::open(input, source)?;
    let mut line = Vec::new();
    while let Some(length) = lines.next(&mut line)? {
        if !line.is_empty() {
            let outcome = plain_row(&line, length, form, intake, take);
            settle(intake, lines.place(), &line, outcome)?;
        }
        line.clear();
    }
    Ok(())
}

fn plain_row<const N: usize>(
    line: &[u8],
    length: Length,
    form: Plain,
    intake: &mut dyn Intake,
    take: Take<'_, N>,
) -> Result<(), Trouble> {
    if length == Length::TooLong {
        return Err(lines::too_long().into());
    }
    let text = form.encoding.decode(line)?;
    let count = text.split(form.separator).count();
    let mut fields = text.split(form.separator);
    if count != N {
        return Err(wrong_columns(count, N).into());
    }
    let fields = std::array::from_fn(|_| fields.next().unwrap_or_default());
    take(intake, &Row { fields })
}

fn wrong_columns(found: usize, expected: usize) -> Refusal {
    Refusal::new(Reason::WrongColumns, format!("{found} fields where there are {expected} columns"))
}

/// The records of a CSV file (RFC 4180, comma, double quote): header first, then row by row.
pub(super) struct Records<'a> {
    lines: Lines<'a>,
    header: Vec<String>,
    first_line: u64,
    raw: Vec<u8>,
    /// The record as text without its quotes, and where its fields lie in it.
    text: String,
    fields: Vec<Range<usize>>,
}

impl<'a> Records<'a> {
    /// Opens a file and reads its header.
    pub(super) fn open(input: &'a Input, source: &'a Source<'a>) -> Result<Self, ImportError> {
        let lines = Lines::open(input, source)?;
        let (raw, text, fields) = (Vec::new(), String::new(), Vec::new());
        let mut records = Self { lines, header: Vec::new(), first_line: 1, raw, text, fields };
        let header = |cause| ImportError::Header { path: input.path.clone(), cause };
        match records.next()? {
            None => return Err(header("it is empty; its first line must name the columns")),
            Some(Err(_)) => return Err(header("its first line is no list of column names in UTF-8")),
            Some(Ok(())) => {}
        }
        records.header = (0..records.fields.len()).map(|ix| records.field(ix).trim().to_owned()).collect();
        Ok(records)
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    fn locate<const N: usize>(&self, columns: [&str; N]) -> Result<[usize; N], ImportError> {
        let mut at = [0; N];
        for (at, column) in at.iter_mut().zip(columns) {
            *at = self.header.iter().position(|name| name == column).ok_or_else(|| ImportError::MissingColumn {
                path: self.lines.path().to_owned(),
                column: column.to_owned(),
                found: self.header.join(", "),
            })?;
        }
        Ok(at)
    }

    /// Where the record begins.
    pub(super) fn place(&self) -> Place<'a> {
        Place { line: self.first_line, ..self.lines.place() }
    }

    /// The record's bytes.
    pub(super) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// A field of the record, empty where it is too short.
    pub(super) fn field(&self, ix: usize) -> &str {
        self.fields.get(ix).map_or("", |range| &self.text[range.clone()])
    }

    /// Whether the record has as many fields as the header.
    pub(super) fn check_width(&self) -> Result<(), Refusal> {
        let (found, expected) = (self.fields.len(), self.header.len());
        if found == expected { Ok(()) } else { Err(wrong_columns(found, expected)) }
    }

    /// Reads the next record; blank lines between records are passed over. `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Result<(), Refusal>>, ImportError> {
        self.raw.clear();
        let mut state = State::FieldStart;
        loop {
            let start = self.raw.len();
            let length = self.lines.next(&mut self.raw)?;
            if start == 0 {
                self.first_line = self.lines.place().line;
            }
            match length {
                None if self.raw.is_empty() => return Ok(None),
                None => return Ok(Some(Err(unclosed()))),
                Some(Length::TooLong) if state == State::Quoted => return Ok(Some(Err(unclosed()))),
                Some(Length::TooLong) => return Ok(Some(Err(lines::too_long()))),
                Some(Length::Whole) => {}
            }
            if self.raw.is_empty() {
                continue;
            }
            state = self.raw[start..].iter().fold(state, |state, &byte| state.after(byte));
            if state != State::Quoted {
                return Ok(Some(self.split()));
            }
            self.raw.push(b'\n');
        }
    }

    fn split(&mut self) -> Result<(), Refusal> {
        self.text.clear();
        self.fields.clear();
        let text = Encoding::Utf8.decode(&self.raw)?;
        let (mut state, mut start) = (State::FieldStart, 0);
        for c in text.chars() {
            let next = u8::try_from(c).map_or_else(|_| state.after(b'x'), |byte| state.after(byte));
            match (state, next) {
                (State::Quoted, State::Quoted) | (_, State::Bare) => self.text.push(c),
                (State::QuoteInQuotes, State::Quoted) => self.text.push('"'),
                (_, State::FieldStart) => {
                    self.fields.push(start..self.text.len());
                    start = self.text.len();
                }
                (_, State::Quoted | State::QuoteInQuotes) => {}
            }
            state = next;
        }
        self.fields.push(start..self.text.len());
        Ok(())
    }
}

fn unclosed() -> Refusal {
    Refusal::new(Reason::UnclosedQuote, "a field begins with a double quote that is not closed")
}

/// Where in a record a byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    QuoteInQuotes,
}

impl State {
    /// A quote opens only at the beginning of a field; after a closed one further text is taken as it is.
    const fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::FieldStart, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::QuoteInQuotes,
            (Self::Quoted, _) | (Self::QuoteInQuotes, b'"') => Self::Quoted,
            (Self::FieldStart | Self::Bare | Self::QuoteInQuotes, b',') => Self::FieldStart,
            (Self::FieldStart | Self::Bare | Self::QuoteInQuotes, _) => Self::Bare,
        }
    }
}
