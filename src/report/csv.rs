//! A report as one table (RFC 4180): a row for each cell, so that every figure stands beside its interval and its people.

use ::csv::Writer;

use super::{Cell, Report};

const COLUMNS: [&str; 11] =
    ["section", "table", "row", "column", "unit", "text", "value", "low", "high", "people", "withheld"];

/// The table, a header first.
#[must_use]
pub fn csv(report: &Report) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let mut write = |row: [String; COLUMNS.len()]| writer.write_record(row).expect("writing to memory");
    write(COLUMNS.map(str::to_owned));
    for section in &report.sections {
        let empty = String::new;
        for text in &section.text {
            let mut row = std::array::from_fn(|_| String::new());
            (row[0], row[5]) = (section.id.clone(), inert(text));
            write(row);
        }
        for table in &section.tables {
            for row in &table.rows {
                for (column, cell) in table.columns.iter().zip(&row.cells) {
                    let Cell { text, value, low, high, people, withheld } = cell;
                    let number = |number: &Option<f64>| number.map_or_else(empty, |number| number.to_string());
                    let unit = serde_json::to_value(column.unit).expect("plain data");
                    write([
                        section.id.clone(),
                        inert(&table.id),
                        inert(row.stable()),
                        column.id.clone(),
                        unit.as_str().unwrap_or_default().to_owned(),
                        text.as_deref().map_or_else(empty, inert),
                        number(value),
                        number(low),
                        number(high),
                        people.map_or_else(empty, |people| people.to_string()),
                        withheld.to_string(),
                    ]);
                }
            }
        }
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("texts are UTF-8")
}

/// A text that no spreadsheet takes for a formula: names of brands and rules come from elsewhere.
fn inert(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
