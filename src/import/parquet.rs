//! Parquet files as flat records, one row group after another.

use std::fs::File;
use std::io;
use std::panic::AssertUnwindSafe;

use parquet::basic::ConvertedType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::own::{Record, canonical};
use super::source::{Input, Source};
use super::{ImportError, LINE_BYTES_MAX, Place, Reason, Refusal, lines};
use crate::units::{DAY_MS, Time};

/// Takes one row: where it is, and the record or why there is none.
pub(super) type Take<'f> = &'f mut dyn FnMut(Place<'_>, Result<Record, Refusal>) -> Result<(), ImportError>;

fn damaged(input: &Input, row: u64) -> impl Fn(ParquetError) -> ImportError {
    let path = input.path.clone();
    move |error| ImportError::Parquet { path: path.clone(), row, cause: error.to_string() }
}

/// Decodes a part of the file. The decoder panics on some damaged files; what it held is dropped then and never used again.
fn decode<T>(part: impl FnOnce() -> parquet::errors::Result<T>) -> parquet::errors::Result<T> {
    let panicked = |_| Err(ParquetError::General("the file is damaged".to_owned()));
    std::panic::catch_unwind(AssertUnwindSafe(part)).unwrap_or_else(panicked)
}

fn open(input: &Input, source: &Source<'_>) -> Result<SerializedFileReader<File>, ImportError> {
    let fail = |cause| ImportError::Open { path: input.path.clone(), cause };
    let file = if input.is_gzip() { unpacked(input, source)? } else { File::open(&input.path).map_err(fail)? };
    decode(|| SerializedFileReader::new(file)).map_err(damaged(input, 0))
}

/// The contents of a compressed file as a nameless temporary file: a Parquet file is read from its end.
fn unpacked(input: &Input, source: &Source<'_>) -> Result<File, ImportError> {
    let fail = |cause| ImportError::Open { path: input.path.clone(), cause };
    let path = std::env::temp_dir().join(format!("candor-{}.parquet", uuid::Uuid::now_v7().simple()));
    let mut file = File::options().read(true).write(true).create_new(true).open(&path).map_err(fail)?;
    std::fs::remove_file(&path).map_err(fail)?;
    let copied = io::copy(&mut lines::bytes(input, source)?, &mut file);
    copied.map_err(|cause| ImportError::EndsEarly { path: input.path.clone(), line: 1, cause })?;
    Ok(file)
}

/// The names of the columns; those of a group are `group.name`.
pub(super) fn columns(input: &Input, source: &Source<'_>) -> Result<Vec<String>, ImportError> {
    let reader = open(input, source)?;
    let root = reader.metadata().file_metadata().schema();
    let names = root.get_fields().iter().flat_map(|field| match &**field {
        Type::GroupType { fields, basic_info } => match basic_info.converted_type() {
            ConvertedType::LIST => vec![field.name().to_owned()],
            ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE => vec![format!("{}.*", field.name())],
            _ => fields.iter().map(|inner| format!("{}.{}", field.name(), inner.name())).collect(),
        },
        Type::PrimitiveType { .. } => vec![field.name().to_owned()],
    });
    Ok(names.collect())
}

/// Streams the rows.
pub(super) fn read(input: &Input, source: &Source<'_>, take: Take<'_>) -> Result<(), ImportError> {
    let reader = open(input, source)?;
    let mut number = 0;
    for ix in 0..reader.num_row_groups() {
        let group = decode(|| reader.get_row_group(ix)).map_err(damaged(input, number + 1))?;
        let mut rows = decode(|| group.get_row_iter(None)).map_err(damaged(input, number + 1))?;
        while let Some(row) = decode(|| rows.next().transpose()).map_err(damaged(input, number + 1))? {
            number += 1;
            take(Place { file: &input.path, line: number }, record(row))?;
        }
        source.progressed(usize::try_from(group.metadata().compressed_size()).unwrap_or(0));
    }
    Ok(())
}

fn record(row: Row) -> Result<Record, Refusal> {
    let mut record = Record::default();
    for (name, field) in row.into_columns() {
        match field {
            Field::Group(inner) => {
                for (inner_name, field) in inner.into_columns() {
                    push_text(&mut record, &format!("{name}.{inner_name}"), &field)?;
                }
            }
            Field::MapInternal(map) => {
                for (key, field) in map.entries() {
                    push_text(&mut record, &format!("{name}.{}", text(&name, key)?.unwrap_or_default()), field)?;
                }
            }
            Field::ListInternal(list) => {
                let texts = list.elements().iter().map(|field| text(&name, field).map(Option::unwrap_or_default));
                record.push_list(&canonical(&name), texts.collect::<Result<_, _>>()?);
            }
            simple => push_text(&mut record, &name, &simple)?,
        }
    }
    if record.n_bytes() > LINE_BYTES_MAX { Err(lines::too_long()) } else { Ok(record) }
}

fn push_text(record: &mut Record, column: &str, field: &Field) -> Result<(), Refusal> {
    if let Some(text) = text(column, field)? {
        record.push_text(&canonical(column), &text);
    }
    Ok(())
}

/// A value as it would stand in a CSV file; `None` where it is null.
fn text(column: &str, field: &Field) -> Result<Option<String>, Refusal> {
    let not_utf8 = || Refusal::new(Reason::BadUtf8, format!("`{column}` is not UTF-8"));
    let wrong_shape = || Refusal::new(Reason::BadText, format!("`{column}` holds a value of the wrong shape"));
    Ok(Some(match field {
        Field::Null => return Ok(None),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).map_err(|_| not_utf8())?.to_owned(),
        Field::TimestampMillis(millis) => Time::from_millis(*millis).to_string(),
        Field::TimestampMicros(micros) => Time::from_millis(micros.div_euclid(1_000)).to_string(),
        Field::Date(days) => Time::from_millis(i64::from(*days) * DAY_MS).to_string(),
        Field::Float(value) => value.to_string(),
        Field::Double(value) => value.to_string(),
        Field::Bool(flag) => flag.to_string(),
        Field::Byte(_) | Field::Short(_) | Field::Int(_) | Field::Long(_) => field.to_string(),
        Field::UByte(_) | Field::UShort(_) | Field::UInt(_) | Field::ULong(_) => field.to_string(),
        Field::Decimal(_) => field.to_string(),
        Field::Float16(_) | Field::TimeMillis(_) | Field::TimeMicros(_) => return Err(wrong_shape()),
        Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => return Err(wrong_shape()),
    }))
}
