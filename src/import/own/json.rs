//! A JSON object of the wire form as a flat record.

use serde_json::Value;

use super::columns::canonical;
use super::record::Record;
use crate::import::{Reason, Refusal};

/// Reads a line.
pub(super) fn record(line: &[u8]) -> Result<Record, Refusal> {
    let bad = |detail: String| Refusal::new(Reason::BadJson, detail);
    let value: Value = serde_json::from_slice(line).map_err(|error| bad(error.to_string()))?;
    let Value::Object(fields) = value else {
        return Err(bad("a line holds one JSON object".to_owned()));
    };
    let mut record = Record::default();
    for (name, value) in fields {
        match value {
            Value::Object(inner) => {
                for (inner_name, value) in inner {
                    push(&mut record, &canonical(&format!("{name}.{inner_name}")), value)?;
                }
            }
            other => push(&mut record, &canonical(&name), other)?,
        }
    }
    Ok(record)
}

fn push(record: &mut Record, column: &str, value: Value) -> Result<(), Refusal> {
    let shape = || Refusal::new(Reason::BadText, format!("`{column}` holds a value of the wrong shape"));
    match value {
        Value::Null => {}
        Value::Bool(flag) => record.push_text(column, if flag { "true" } else { "false" }),
        Value::Number(number) => record.push_text(column, &number.to_string()),
        Value::String(text) => record.push_text(column, &text),
        Value::Array(values) => {
            let texts = values.into_iter().map(|value| match value {
                Value::String(text) => Ok(text),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Err(shape()),
            });
            record.push_list(column, texts.collect::<Result<_, _>>()?);
        }
        Value::Object(_) => return Err(shape()),
    }
    Ok(())
}
