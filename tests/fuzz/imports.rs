//! Files of any bytes, in every format; the first byte says which. Stated:
//! - every row is accepted or rejected, and the list of rejects adds up (`tests/import/run.rs`);
//! - of a text file each rejected row is named by its line, one after the other, with what stands there;
//! - what is accepted passes its check, and written and read again is the same;
//! - a second run of the same files says the same and changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use candor::catalog::Item;
use candor::event::{Customer, Event};
use candor::import::Report;
use serde_json::Value;

use super::run::{Run, Shop};

/// A format and the files that it is read from; the contents of several are parted by the byte 255, which no text has.
type Form = (&'static str, &'static [&'static str]);

const FORMS: [Form; 13] = [
    ("events", &["events.csv"]),
    ("events", &["events.jsonl"]),
    ("events", &["events.parquet"]),
    ("items", &["items.csv"]),
    ("items", &["items.jsonl"]),
    ("customers", &["customers.csv"]),
    ("customers", &["customers.jsonl"]),
    ("online-retail", &["sales.csv"]),
    ("completejourney", &["products.csv", "transactions.csv", "demographics.csv"]),
    ("movielens", &["u.item", "u.user", "u.data"]),
    ("movielens", &["movies.dat", "users.dat", "ratings.dat"]),
    ("foodmart", &["product_class.csv", "time_by_day.csv", "product.csv", "customer.csv", "sales_fact_1997.csv"]),
    ("events", &["events.csv.gz"]),
];

pub(crate) fn check(data: &[u8]) {
    let Some((&form, contents)) = data.split_first() else { return };
    let (format, names) = FORMS[usize::from(form) % FORMS.len()];
    let shop = Shop::new();
    let parts: Vec<&[u8]> = match names {
        [_] => vec![contents],
        [..] => contents.splitn(names.len(), |&byte| byte == u8::MAX).collect(),
    };
    let write = |(name, part): (&&str, &&[u8])| {
        let path = shop.folder.path().join(name);
        fs::write(&path, part).expect("writable");
        path
    };
    let paths: Vec<PathBuf> = names.iter().zip(&parts).map(write).collect();
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let first = shop.import(format, &paths);
    if !names[0].ends_with(".parquet") && !names[0].ends_with(".gz") {
        paths.iter().zip(&parts).for_each(|(path, part)| check_rejects(&first, path, part));
    }
    let before = shop.store.contents();
    before.events.values().for_each(check_event);
    before.items.values().for_each(check_item);
    before.customers.values().for_each(check_customer);
    let second = shop.import(format, &paths);
    assert!(shop.store.contents() == before, "a second run changed the store");
    assert_eq!(Report { unchanged: first.report.unchanged, ..second.report }, first.report);
    assert_eq!(second.rejects, first.rejects);
    assert_eq!(first.outcome.map_err(|error| error.to_string()), second.outcome.map_err(|error| error.to_string()));
}

/// The rejected rows of a file: by line, with the beginning of what stands there.
fn check_rejects(run: &Run, path: &Path, contents: &[u8]) {
    let lines: Vec<&[u8]> = contents.split(|&byte| byte == b'\n').collect();
    let is_here = |reject: &&Value| reject["file"].as_str() == path.to_str();
    let mut last = 0;
    for reject in run.rejects.iter().filter(is_here) {
        let line = reject["line"].as_u64().expect("a line");
        assert!(line > last, "line {line} after line {last}");
        last = line;
        let here = String::from_utf8_lossy(lines[usize::try_from(line).expect("a short file") - 1]);
        let row = reject["row"].as_str().expect("a text").split('\n').next().unwrap_or_default();
        let row = row.trim_end_matches(['…', '\u{fffd}']);
        assert!(here.contains(row), "line {line} is not `{row}` but `{here}`");
    }
}

fn check_event(event: &Event) {
    event.check().expect("only sound events are accepted");
    assert_eq!(
        serde_json::from_str::<Event>(&serde_json::to_string(event).expect("plain data")).ok().as_ref(),
        Some(event)
    );
}

fn check_item(item: &Item) {
    item.check().expect("only sound items are accepted");
    assert_eq!(
        serde_json::from_str::<Item>(&serde_json::to_string(item).expect("plain data")).ok().as_ref(),
        Some(item)
    );
}

fn check_customer(customer: &Customer) {
    customer.check().expect("only sound customers are accepted");
    let text = serde_json::to_string(customer).expect("plain data");
    assert_eq!(serde_json::from_str::<Customer>(&text).ok().as_ref(), Some(customer));
}
