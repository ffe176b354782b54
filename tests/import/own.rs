//! The own schema in its three forms, and broken input.

use candor::catalog::Item;
use candor::event::{Consent, Customer, Kind, Personalisation};
use candor::ids::{CustomerId, ItemId};
use candor::import::{ImportError, LINE_BYTES_MAX, Reason};
use candor::store::Store;

use crate::parquet_file;
use crate::run::{Shop, gzip};

const EVENTS_CSV: &str =
    "\u{feff}id,customer,visitor,item,kind,time,value,quantity,price_amount,price_currency,session,gift\r
e1,c1,,i1,purchase,2011-11-02T09:14:00Z,,6,3.39,GBP,s1,true\r
e2,,v1,\"i,2\",view,2011-11-02T09:15:00+01:00,,,,,,\r
\r
e3,c1,,i1,rate,2011-11-02T09:16:00Z,4.5,,,,,false\r
";
const EVENTS_JSONL: &str = r#"{"id":"e1","customer":"c1","item":"i1","kind":"purchase","time":"2011-11-02T09:14:00Z","quantity":6,"price":{"amount":"3.39","currency":"GBP"},"session":"s1","gift":true}

{"id":"e2","visitor":"v1","item":"i,2","kind":"view","time":"2011-11-02T08:15:00Z","value":null}
{"id":"e3","customer":"c1","item":"i1","kind":"rate","time":"2011-11-02T09:16:00Z","value":4.5}"#;

#[test]
fn one_history_is_the_same_in_every_form_and_compressed() {
    let reference = Shop::new();
    let jsonl = reference.file("events.jsonl", EVENTS_JSONL.as_bytes());
    let run = reference.import_twice("events", &[&jsonl]);
    assert_eq!((run.report.read, run.report.events, run.report.customers), (3, 3, 2));
    let expected = reference.store.contents().events;
    let parquet = parquet_file::events();
    let forms: [(&str, &[u8]); 5] = [
        ("events.csv", EVENTS_CSV.as_bytes()),
        ("events.csv.gz", EVENTS_CSV.as_bytes()),
        ("events.ndjson.GZ", EVENTS_JSONL.as_bytes()),
        ("events.parquet", &parquet),
        ("events.parquet.gz", &parquet),
    ];
    for (name, contents) in forms {
        let shop = Shop::new();
        let file = shop.file(name, contents);
        let run = shop.import_whole("events", &[&file]);
        assert_eq!(shop.store.contents().events, expected, "{name}: {:?}", run.rejects);
    }
}

#[test]
fn an_item_is_the_same_flat_and_nested() {
    let csv = "id,title,brand,category,price_amount,price_currency,attr.color,sponsored_payer,stock,sensitive\n\
               1,\"Mug, \"\"red\"\"\nlarge\",Acme,Home > Kitchen,2.50,GBP,red,Payer,3,health\n\
               1,Another,,,,,,,,\n";
    let json = r#"{"id":"1","title":"Mug, \"red\"\nlarge","brand":"Acme","category":["Home","Kitchen"],"price":{"amount":"2.50","currency":"GBP"},"attributes":{"color":"red"},"sponsored":{"payer":"Payer"},"stock":3,"sensitive":"health"}"#;
    let (flat, nested) = (Shop::new(), Shop::new());
    let run = flat.import_twice("items", &[&flat.file("items.csv", csv.as_bytes())]);
    assert_eq!((run.rejected("duplicate_id"), run.rejects[0]["line"].as_u64()), (1, Some(4)));
    nested.import_twice("items", &[&nested.file("items.jsonl", json.as_bytes())]);
    assert_eq!(flat.store.contents().items, nested.store.contents().items);
    let item = &flat.store.contents().items[&ItemId::new("1").expect("a valid id")];
    assert_eq!(*item, serde_json::from_str::<Item>(json).expect("the wire form"));
}

#[test]
fn an_import_never_takes_back_a_choice_that_it_does_not_mention() {
    let shop = Shop::new();
    let mut known = Customer::unknown(CustomerId::new("c1").expect("a valid id"));
    known.consent = Some(Consent::NONE);
    known.personalisation = Personalisation::Off;
    shop.store.put_customers(&[known.clone()]).expect("a store in memory");
    let file = shop.file("customers.csv", b"id,segment.age,blocked_topics,locale\nc1,25-34,Toys; Wine,de\n");
    shop.import_twice("customers", &[&file]);
    let customer = shop.store.customer(&known.id).expect("a store in memory").expect("it is there");
    assert_eq!((customer.consent, customer.personalisation), (known.consent, known.personalisation));
    assert_eq!(customer.blocked_topics.into_iter().collect::<Vec<_>>(), ["Toys", "Wine"]);
    let file = shop.file("choice.jsonl", br#"{"id":"c1","consent":{"recommend":true},"personalisation":"light"}"#);
    shop.import_twice("customers", &[&file]);
    let customer = shop.store.customer(&known.id).expect("a store in memory").expect("it is there");
    assert_eq!(customer.consent, Some(Consent { recommend: true, ..Consent::NONE }));
    assert_eq!((customer.personalisation, customer.locale.as_deref()), (Personalisation::Light, Some("de")));
}

#[test]
fn a_broken_row_is_rejected_with_its_reason_and_line_and_the_next_one_is_taken() {
    let good = "e,c,,i,view,2011-11-02T09:14:00Z,,,,,";
    let long = "x".repeat(LINE_BYTES_MAX + 1);
    let of = |field: usize, text: &str| {
        let mut fields: Vec<&str> = good.split(',').collect();
        fields[field] = text;
        fields.join(",").into_bytes()
    };
    let cases: [(&str, Vec<u8>); 22] = [
        ("missing_id", of(0, "")),
        ("bad_id", of(3, &"i".repeat(129))),
        ("bad_id", of(0, "a\u{7}b")),
        ("bad_subject", of(1, "")),
        ("bad_subject", of(2, "v")),
        ("bad_kind", of(4, "stare")),
        ("missing_field", of(4, "")),
        ("bad_time", of(5, "2011-11-02")),
        ("bad_time", of(5, "2011-02-30T00:00:00Z")),
        ("bad_value", of(6, "NaN")),
        ("bad_quantity", of(7, "1.5")),
        ("zero_quantity", of(7, "0")),
        ("negative_quantity", of(7, "-2")),
        ("bad_quantity", of(7, "99999999999")),
        ("bad_price", of(8, "NaN")),
        ("bad_price", of(8, "-1")),
        ("bad_currency", of(8, "1.00")),
        ("bad_flag", of(10, "maybe")),
        ("wrong_columns", b"e,c".to_vec()),
        ("bad_utf8", b"e\xff,c,,i,view,2011-11-02T09:14:00Z,,,,,".to_vec()),
        ("line_too_long", of(1, &long)),
        ("missing_id", b",,,,,,,,,,\0".to_vec()),
    ];
    for (reason, row) in cases {
        let shop = Shop::new();
        let mut csv = b"id,customer,visitor,item,kind,time,value,quantity,price_amount,price_currency,gift\n".to_vec();
        csv.extend_from_slice(&row);
        csv.extend_from_slice(format!("\n{good}\n").as_bytes());
        let run = shop.import_whole("events", &[&shop.file("events.csv", &csv)]);
        assert_eq!((run.rejected(reason), run.report.accepted), (1, 1), "{reason}: {:?}", run.rejects);
        assert_eq!(run.rejects[0]["line"], 2);
        assert!(run.rejects[0]["row"].as_str().expect("a text").len() < 3_000);
    }
}

#[test]
fn a_broken_json_line_is_rejected_and_the_next_one_is_taken() {
    let good = r#"{"id":"1","title":"A"}"#;
    for (reason, line) in [
        ("bad_json", "{\"id\":"),
        ("bad_json", "[1]"),
        ("bad_json", &"[".repeat(5_000)),
        ("unknown_column", r#"{"id":"2","title":"B","colour":"red"}"#),
        ("missing_field", r#"{"id":"2","title":" "}"#),
        ("bad_text", r#"{"id":"2","title":["B"]}"#),
        ("bad_text", r#"{"id":"2","title":"B","category":[1]}"#),
        ("bad_text", r#"{"id":"2","title":"B","category":["a","b","c","d","e","f","g","h","i"]}"#),
        ("bad_text", r#"{"id":"2","title":"B","sensitive":"secret"}"#),
        ("bad_price", r#"{"id":"2","title":"B","price":{"amount":1e99,"currency":"GBP"}}"#),
        ("bad_currency", r#"{"id":"2","title":"B","price":{"amount":1,"currency":"gbp"}}"#),
        ("bad_time", r#"{"id":"2","title":"B","available_since":5}"#),
    ] {
        let shop = Shop::new();
        let text = format!("{good}\n{line}\n{}\n", good.replace('1', "3"));
        let run = shop.import_whole("items", &[&shop.file("items.jsonl", text.as_bytes())]);
        assert_eq!((run.rejected(reason), run.report.items), (1, 2), "{reason}: {:?}", run.rejects);
        assert_eq!(run.rejects[0]["line"], 2);
    }
}

#[test]
fn a_quote_that_is_not_closed_is_one_rejected_row() {
    let shop = Shop::new();
    let run = shop.import_whole("items", &[&shop.file("items.csv", b"id,title\n1,A\n2,\"B\n3,C\n")]);
    assert_eq!((run.rejected("unclosed_quote"), run.report.items), (1, 1));
    assert_eq!(run.rejects[0]["line"], 3);
}

#[test]
fn an_unknown_column_stops_the_import_before_anything_is_stored() {
    let json = r#"{"id":"2","title":"B","colour":"red"}"#;
    let repeated = "id,title,price_amount,price.amount\n2,B,1,1\n";
    for (name, contents, column, known) in [
        ("b.csv", "id,title,colour\n2,B,red\n", "colour", "attr.*"),
        ("b.jsonl", json, "colour", "attr.*"),
        ("b.csv", repeated, "price.amount", "there twice"),
        ("b.csv", "id,name\n2,B\n", "name", "title"),
        ("b.csv", "id,brand\n2,B\n", "title", "brand"),
        ("b.csv", "", "header", "empty"),
    ] {
        let shop = Shop::new();
        let good = shop.file("a.csv", b"id,title\n1,A\n");
        let run = shop.import("items", &[&good, &shop.file(name, contents.as_bytes())]);
        let message = run.outcome.expect_err("it should stop").to_string();
        assert!(message.contains(column) && message.contains(known), "{message}");
        assert!(shop.store.contents().items.is_empty());
    }
}

#[test]
fn a_file_that_breaks_off_keeps_what_came_before_and_says_where() {
    let rows: String = (0..5_000).map(|n| format!("{n},Title number {n} of {}\n", n * 7919 % 5_003)).collect();
    let whole = gzip(format!("id,title\n{rows}").as_bytes());
    let shop = Shop::new();
    let run = shop.import("items", &[&shop.file("cut.bin", &whole[..whole.len() / 2])]);
    assert!(matches!(run.outcome, Err(ImportError::NotOfFormat { .. })));
    let path = shop.folder.path().join("items.csv.gz");
    std::fs::write(&path, &whole[..whole.len() / 2]).expect("writable");
    let run = shop.import("items", &[&path]);
    let Err(ImportError::EndsEarly { line, .. }) = run.outcome else { panic!("{:?}", run.outcome) };
    assert_eq!(line, run.report.read + 2, "the header and every row before that line were read");
    assert!(run.report.items > 1_000);
    assert_eq!(shop.store.contents().items.len() as u64, run.report.items);
    std::fs::write(&path, &whole).expect("writable");
    let again = shop.import_whole("items", &[&path]);
    assert_eq!((again.report.items, again.report.unchanged), (5_000, run.report.items));
}

#[test]
fn a_damaged_parquet_file_is_an_error_and_never_a_crash() {
    let whole = parquet_file::events();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        let shop = Shop::new();
        let run = shop.import("events", &[&shop.file("events.parquet", &damaged)]);
        assert!(run.report.read <= 3 || run.outcome.is_err(), "byte {at}");
    }
    let shop = Shop::new();
    let run = shop.import("events", &[&shop.file("events.parquet", &whole[..whole.len() / 2])]);
    assert!(matches!(run.outcome, Err(ImportError::Parquet { .. })));
}

#[test]
fn a_path_that_does_not_belong_is_named() {
    let shop = Shop::new();
    let file = shop.file("notes.txt", b"hello");
    for format in ["completejourney", "movielens", "foodmart", "events"] {
        let run = shop.import(format, &[&file]);
        let message = run.outcome.expect_err("it should stop").to_string();
        assert!(message.contains("notes.txt") && message.contains(format), "{message}");
    }
    let run = shop.import("online-retail", &[&file]);
    assert!(matches!(run.outcome, Err(ImportError::MissingColumn { .. })));
    let run = shop.import("items", &[&shop.folder.path().join("absent.csv")]);
    assert!(matches!(run.outcome, Err(ImportError::Open { .. })));
}

#[test]
fn online_retail_cancels_what_was_bought_and_nothing_else() {
    let shop = Shop::new();
    let csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
        1,85123a,RED  MUG ,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n\
        C2,85123A,RED MUG,-4,2010-12-02 08:26:00,2.55,17850.0,United Kingdom\n\
        C3,85123A,RED MUG,-4,2010-12-03 08:26:00,2.55,17850.0,United Kingdom\n\
        C4,85123A,RED MUG,-4,2010-12-04 08:26:00,2.55,17850.0,United Kingdom\n\
        C5,85123A,RED MUG,-4,2010-12-04 08:26:00,2.55,1.0,Unspecified\n\
        6,85123A,damaged,-4,2010-12-04 08:26:00,0,,United Kingdom\n\
        7,85123A,RED MUG,1,yesterday,2.55,17850.0,United Kingdom\n\
        8,85123A,RED MUG,-1,2010-12-04 08:26:00,2.55,17850.0,United Kingdom\n\
        9,POST,POSTAGE,1,2010-12-04 08:26:00,2.55,17850.0,United Kingdom\n";
    let run = shop.import_twice("online-retail", &[&shop.file("sales.csv", csv.as_bytes())]);
    let contents = shop.store.contents();
    let mut story: Vec<_> = contents.events.values().map(|event| (event.time, event.kind, event.quantity)).collect();
    story.sort_by_key(|&(time, ..)| time);
    let story: Vec<_> = story.into_iter().map(|(_, kind, quantity)| (kind, quantity)).collect();
    assert_eq!(story, [(Kind::Purchase, Some(6)), (Kind::Return, Some(4)), (Kind::Return, Some(2))]);
    assert_eq!((run.rejected("cancels_nothing"), run.noticed("cancels_more_than_bought")), (2, 1));
    for reason in ["no_customer", "bad_time", "negative_quantity", "not_a_product"] {
        assert_eq!(run.rejected(reason), 1, "{reason}");
    }
    let [(id, item)] = contents.items.iter().collect::<Vec<_>>()[..] else { panic!("{:?}", contents.items) };
    assert_eq!((id.as_str(), item.title.as_str()), ("85123A", "Red Mug"));
}

#[test]
fn every_reason_is_documented() {
    let docs = include_str!("../../docs/import.md");
    for reason in Reason::ALL {
        assert!(docs.contains(&format!("`{}`", reason.as_str())), "docs/import.md lacks `{}`", reason.as_str());
    }
}
