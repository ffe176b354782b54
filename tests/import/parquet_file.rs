//! Writes the events of the own-schema tests as Parquet, in two row groups.

use std::sync::Arc;

use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

const SCHEMA: &str = "message events {
    required binary id (UTF8);
    optional binary customer (UTF8);
    optional binary visitor (UTF8);
    required binary item (UTF8);
    required binary kind (UTF8);
    required int64 time (TIMESTAMP_MILLIS);
    optional double value;
    optional int32 quantity;
    optional group price { required binary amount (UTF8); required binary currency (UTF8); }
    optional binary session (UTF8);
    required boolean gift;
}";

struct Row {
    id: &'static str,
    customer: Option<&'static str>,
    visitor: Option<&'static str>,
    item: &'static str,
    kind: &'static str,
    time: i64,
    value: Option<f64>,
    quantity: Option<i32>,
    price: Option<(&'static str, &'static str)>,
    session: Option<&'static str>,
    gift: bool,
}

const EMPTY: Row = Row {
    id: "",
    customer: None,
    visitor: None,
    item: "i1",
    kind: "",
    time: 0,
    value: None,
    quantity: None,
    price: None,
    session: None,
    gift: false,
};
const FIRST: Row = Row {
    id: "e1",
    customer: Some("c1"),
    kind: "purchase",
    time: 1_320_225_240_000,
    quantity: Some(6),
    price: Some(("3.39", "GBP")),
    session: Some("s1"),
    gift: true,
    ..EMPTY
};
const SECOND: Row = Row { id: "e2", visitor: Some("v1"), item: "i,2", kind: "view", time: 1_320_221_700_000, ..EMPTY };
const THIRD: Row =
    Row { id: "e3", customer: Some("c1"), kind: "rate", time: 1_320_225_360_000, value: Some(4.5), ..EMPTY };

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn column<T: parquet::data_type::DataType>(group: &mut Group<'_>, values: &[Option<T::T>], max_level: i16) {
    let present: Vec<T::T> = values.iter().flatten().cloned().collect();
    let levels: Vec<i16> = values.iter().map(|value| if value.is_some() { max_level } else { 0 }).collect();
    let mut writer = group.next_column().expect("memory").expect("a further column");
    let levels = (max_level > 0).then_some(levels.as_slice());
    writer.typed::<T>().write_batch(&present, levels, None).expect("memory");
    writer.close().expect("memory");
}

fn text(group: &mut Group<'_>, values: &[Option<&str>], max_level: i16) {
    let values: Vec<Option<ByteArray>> = values.iter().map(|value| value.map(ByteArray::from)).collect();
    column::<ByteArrayType>(group, &values, max_level);
}

fn write(group: &mut Group<'_>, rows: &[Row]) {
    fn all<T>(rows: &[Row], of: impl Fn(&Row) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    text(group, &all(rows, |row| Some(row.id)), 0);
    text(group, &all(rows, |row| row.customer), 1);
    text(group, &all(rows, |row| row.visitor), 1);
    text(group, &all(rows, |row| Some(row.item)), 0);
    text(group, &all(rows, |row| Some(row.kind)), 0);
    column::<Int64Type>(group, &all(rows, |row| Some(row.time)), 0);
    column::<DoubleType>(group, &all(rows, |row| row.value), 1);
    column::<Int32Type>(group, &all(rows, |row| row.quantity), 1);
    text(group, &all(rows, |row| row.price.map(|(amount, _)| amount)), 1);
    text(group, &all(rows, |row| row.price.map(|(_, currency)| currency)), 1);
    text(group, &all(rows, |row| row.session), 1);
    column::<BoolType>(group, &all(rows, |row| Some(row.gift)), 0);
}

/// The three events.
pub(crate) fn events() -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).expect("a valid schema"));
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("memory");
    for rows in [&[FIRST, SECOND][..], &[THIRD][..]] {
        let mut group = writer.next_row_group().expect("memory");
        write(&mut group, rows);
        group.close().expect("memory");
    }
    writer.into_inner().expect("memory")
}
