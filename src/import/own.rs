//! `events`, `items` and `customers`: the service's own wire form as CSV, JSON lines or Parquet.
//!
//! Every form becomes a flat [`Record`] first, and one builder per schema reads that. Items and customers hold one digest
//! per id, to find repeated ones.

mod build;
mod columns;
mod json;
mod record;

use std::path::Path;

use self::columns::Schema;
pub(super) use self::columns::canonical;
pub(super) use self::record::Record;
use super::csv::Records;
use super::intake::Seen;
use super::lines::{self, Encoding, Length, Lines};
use super::source::{Found, Input, Source};
use super::{ImportError, Intake, Reader, Reason, Refusal, Trouble, parquet, settle};

/// The reader of one schema.
pub(super) struct Own {
    schema: Schema,
}

/// `events`.
pub(super) const EVENTS: Own = Own { schema: Schema::Events };
/// `items`.
pub(super) const ITEMS: Own = Own { schema: Schema::Items };
/// `customers`.
pub(super) const CUSTOMERS: Own = Own { schema: Schema::Customers };

#[derive(Clone, Copy)]
enum Form {
    Csv,
    JsonLines,
    Parquet,
}

fn form(file_name: &str) -> Option<Form> {
    let extension = Path::new(file_name).extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "csv" => Some(Form::Csv),
        "jsonl" | "ndjson" => Some(Form::JsonLines),
        "parquet" => Some(Form::Parquet),
        _ => None,
    }
}

impl Reader for Own {
    fn name(&self) -> &'static str {
        self.schema.name()
    }

    fn takes(&self, file_name: &str, _found: Found) -> bool {
        form(file_name).is_some()
    }

    fn expects(&self) -> &'static str {
        "files that end in .csv, .jsonl or .parquet, or one of these and .gz"
    }

    fn read(&self, source: &Source<'_>, intake: &mut dyn Intake) -> Result<(), ImportError> {
        let inputs = || source.inputs().iter().filter_map(|input| Some((input, form(&input.name)?)));
        for (input, form) in inputs() {
            check_columns(self.schema, input, form, source)?;
        }
        let mut builder = Builder { schema: self.schema, ids_seen: Seen::default() };
        for (input, form) in inputs() {
            match form {
                Form::Csv => read_csv(&mut builder, input, source, intake)?,
                Form::JsonLines => read_json_lines(&mut builder, input, source, intake)?,
                Form::Parquet => parquet::read(input, source, &mut |place, record| {
                    let (shown, outcome) = match record {
                        Ok(record) => (record.shown(), builder.take(intake, &record)),
                        Err(refusal) => (String::new(), Err(refusal.into())),
                    };
                    settle(intake, place, shown.as_bytes(), outcome)
                })?,
            }
        }
        Ok(())
    }
}

/// Refuses a file with columns that nobody would read, before anything of any file is stored.
fn check_columns(schema: Schema, input: &Input, form: Form, source: &Source<'_>) -> Result<(), ImportError> {
    let names = match form {
        Form::Csv => Records::open(input, source)?.header().to_vec(),
        Form::Parquet => parquet::columns(input, source)?,
        Form::JsonLines => {
            let mut lines = Lines::open(input, source)?;
            let mut line = Vec::new();
            let is_whole = lines.next(&mut line)? == Some(Length::Whole);
            let first = is_whole.then(|| json::record(&line).ok()).flatten();
            return first.map_or(Ok(()), |record| schema.check_known(&input.path, record.names()));
        }
    };
    schema.check_all(&input.path, names.iter().map(String::as_str))
}

fn read_csv(
    builder: &mut Builder,
    input: &Input,
    source: &Source<'_>,
    intake: &mut dyn Intake,
) -> Result<(), ImportError> {
    let mut records = Records::open(input, source)?;
    let columns: Vec<String> = records.header().iter().map(|name| canonical(name)).collect();
    while let Some(outcome) = records.next()? {
        let outcome = outcome.and_then(|()| records.check_width()).map_err(Trouble::from).and_then(|()| {
            let mut record = Record::default();
            for (ix, column) in columns.iter().enumerate() {
                record.push_text(column, records.field(ix));
            }
            builder.take(intake, &record)
        });
        settle(intake, records.place(), records.raw(), outcome)?;
    }
    Ok(())
}

fn read_json_lines(
    builder: &mut Builder,
    input: &Input,
    source: &Source<'_>,
    intake: &mut dyn Intake,
) -> Result<(), ImportError> {
    let mut lines = Lines::open(input, source)?;
    let mut line = Vec::new();
    while let Some(length) = lines.next(&mut line)? {
        if !line.trim_ascii().is_empty() {
            let record = if length == Length::TooLong { Err(lines::too_long()) } else { json_record(&line) };
            let outcome = record.map_err(Trouble::from).and_then(|record| {
                builder.schema.refuse_unknown(record.names())?;
                builder.take(intake, &record)
            });
            settle(intake, lines.place(), &line, outcome)?;
        }
        line.clear();
    }
    Ok(())
}

fn json_record(line: &[u8]) -> Result<Record, Refusal> {
    Encoding::Utf8.decode(line)?;
    json::record(line)
}

/// Turns records into events, items or customers.
struct Builder {
    schema: Schema,
    ids_seen: Seen,
}

impl Builder {
    fn take(&mut self, intake: &mut dyn Intake, record: &Record) -> Result<(), Trouble> {
        match self.schema {
            Schema::Events => intake.event(build::event(record)?)?,
            Schema::Items => {
                let item = build::item(record)?;
                self.once(item.id.as_str())?;
                intake.item(item)?;
            }
            Schema::Customers => {
                let update = build::customer(record)?;
                self.once(update.id.as_str())?;
                intake.customer(update)?;
            }
        }
        Ok(())
    }

    /// Of two rows with one id the first counts, as with events: so a second run of the same file changes nothing.
    fn once(&mut self, id: &str) -> Result<(), Refusal> {
        let detail = || format!("`{id}` stands in the files before, and the first row counts");
        if self.ids_seen.insert(id.as_bytes()) { Ok(()) } else { Err(Refusal::new(Reason::DuplicateId, detail())) }
    }
}
