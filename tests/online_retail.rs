//! The engine on a real shop's year of sales, through the program as people run it. Properties held:
//! - every row of the file is accounted for;
//! - importing and training on one and on two threads give the same model and the same answers, byte for byte;
//! - a customer's list has true reasons that add up: the folded ledger is the score, bit for bit;
//! - what is said to go with something was bought on one day with it by at least fifty people, counted anew from the file;
//! - on a hold-out in time, the engine is better than popularity and than co-occurrence neighbours.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use candor::ledger::fold;
use serde_json::Value;

const FILE: &str = "data/uci-online-retail/online_retail_by_day.csv.gz";

fn candor(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_slice(&candor(folder, arguments)).expect("one JSON object on standard output")
}

/// Imports and trains in a folder of its own, on so many threads; gives the report of the import.
fn shop(folder: &Path, file: &Path, threads: &str) -> Value {
    let file = file.to_str().expect("a plain path");
    let report = json(folder, &["import", "online-retail", file, "--json"]);
    std::fs::write(folder.join("params.json"), "{}").expect("a writable folder");
    json(folder, &["train", "--params", "params.json", "--threads", threads, "--json"]);
    report
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a count")
}

fn check_import(report: &Value) {
    assert_eq!(number(&report["read"]), 541_909, "{report}");
    assert_eq!(number(&report["read"]), number(&report["accepted"]) + number(&report["rejected"]), "{report}");
    let reasons = report["rejected_by_reason"].as_object().expect("reasons");
    assert_eq!(reasons.values().map(number).sum::<u64>(), number(&report["rejected"]), "each rejection has a reason");
    assert!(number(&report["customers"]) > 4_200 && number(&report["items"]) > 3_500, "{report}");
}

fn check_list(answer: &Value) {
    let items = answer["items"].as_array().expect("a list");
    assert_eq!(items.len(), 10);
    for item in items {
        let amounts =
            item["ledger"].as_array().expect("in full").iter().map(|line| line["amount"].as_f64().expect("a number"));
        assert_eq!(fold(amounts).to_bits(), item["score"].as_f64().expect("a number").to_bits());
        let reasons = item["reasons"].as_array().expect("asked for");
        assert!((1..=4).contains(&reasons.len()), "{item}");
    }
    let is_own = |item: &&Value| {
        item["reasons"][0]["code"]
            .as_str()
            .is_some_and(|code| ["HIS-", "CMP-"].iter().any(|kind| code.starts_with(kind)))
    };
    assert!(items.iter().filter(is_own).count() >= 8, "a customer with a long history reads of it: {answer}");
}

#[test]
fn one_and_two_threads_give_the_same_model_and_the_same_answers() {
    let Some(file) = common::shared(FILE) else { return };
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let report = shop(one.path(), &file, "1");
    check_import(&report);
    assert_eq!(report, shop(two.path(), &file, "2"));
    let model = |folder: &Path| std::fs::read(folder.join("models/current")).expect("a model");
    assert_eq!(model(one.path()), model(two.path()));
    for customer in ["17850", "12347", "14911"] {
        let arguments = ["recommend", "--customer", customer, "--explain", "full", "--json"];
        let answer = candor(one.path(), &arguments);
        assert_eq!(answer, candor(two.path(), &arguments), "customer {customer}");
        check_list(&serde_json::from_slice(&answer).expect("JSON"));
    }
    check_pairs(one.path(), &file);
    check_evaluation(&json(one.path(), &["evaluate", "--customers", "800", "--explained", "20", "--json"]));
}

type DaysOfPeople = BTreeMap<String, BTreeSet<(String, String)>>;

/// By item: who bought it, and on which day.
fn purchases(file: &Path) -> DaysOfPeople {
    let text = flate2::read::GzDecoder::new(std::fs::File::open(file).expect("a readable file"));
    let mut bought = DaysOfPeople::new();
    for row in csv::Reader::from_reader(text).records() {
        let row = row.expect("a row");
        let (invoice, item, time, customer) = (&row[0], &row[1], &row[4], &row[6]);
        let is_sale = !invoice.starts_with('C') && !row[3].starts_with('-') && !customer.is_empty();
        if is_sale {
            let who = customer.trim_end_matches(".0").to_owned();
            bought.entry(item.trim().to_uppercase()).or_default().insert((who, time[..10].to_owned()));
        }
    }
    bought
}

/// What lists say to go with what, and whether so many people say so.
fn check_pairs(folder: &Path, file: &Path) {
    let bought = purchases(file);
    let customers: BTreeSet<&String> = bought.values().flatten().map(|(who, _)| who).collect();
    let mut claims = BTreeSet::new();
    for customer in customers.iter().step_by(101).take(40) {
        let answer = json(folder, &["recommend", "--customer", customer, "--explain", "reasons", "--json"]);
        for item in answer["items"].as_array().expect("a list") {
            let reasons = item["reasons"].as_array().expect("asked for").iter();
            for reason in reasons.filter(|reason| reason["code"] == "CMP-COMPLEMENT") {
                let with = reason["evidence"][0]["item"].as_str().expect("a named purchase");
                claims.insert((with.to_owned(), item["item"].as_str().expect("an id").to_owned()));
            }
        }
    }
    assert!(claims.len() >= 5, "{claims:?}");
    for (one, other) in claims {
        let both: BTreeSet<&String> = bought[&one].intersection(&bought[&other]).map(|(who, _)| who).collect();
        assert!(both.len() >= 50, "{one} and {other}: {}", both.len());
    }
}

/// Better than both baselines: the 95 % interval of the paired difference lies above zero.
fn check_evaluation(report: &Value) {
    let differences = report["differences"].as_array().expect("differences");
    assert_eq!(differences.len(), 2, "popularity and neighbours: {report}");
    for difference in differences {
        let low =
            difference["accuracy"]["ndcg@20"]["low"].as_f64().unwrap_or_else(|| panic!("an interval in {report}"));
        assert!(low > 0.0, "{difference}");
    }
}
