//! The engine on a real shop's year of sales, through the program as people run it. Properties held:
//! - every row of the file is accounted for;
//! - training on one and on two threads gives the same model and the same answers, byte for byte;
//! - a customer's list has true reasons that add up: the folded ledger is the score, bit for bit;
//! - what is said to go with something was bought on one day with it by at least fifty people, half as many again as by chance, counted anew
//!   from the file;
//! - on a hold-out in time, the engine is better than popularity and than co-occurrence neighbours.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use candor::decision::Request;
use candor::engine::Engine;
use candor::ids::{DecisionId, ItemId};
use candor::ledger::fold;
use candor::reason::Code;
use candor::service::Service;
use candor::store::ModelDir;
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

/// Less than the defaults, so that a build without optimisation fits it in a minute.
const PARAMS: &str =
    r#"{"fit": {"ridge": {"neighbours": 30}, "spectral": {"rank": 32, "rounds": 2}, "row_weights": 100}}"#;

/// Folders that hold the same shop, and the report of its import.
fn shops<const N: usize>(file: &Path) -> ([tempfile::TempDir; N], Value) {
    let folders: [tempfile::TempDir; N] = std::array::from_fn(|_| tempfile::tempdir().expect("a folder"));
    let first = folders[0].path();
    let report = json(first, &["import", "online-retail", file.to_str().expect("a plain path"), "--json"]);
    for folder in &folders {
        std::fs::write(folder.path().join("params.json"), PARAMS).expect("a writable folder");
    }
    for folder in &folders[1..] {
        let store = folder.path().join("candor-data");
        std::fs::create_dir(&store).expect("a writable folder");
        for file in std::fs::read_dir(first.join("candor-data")).expect("a store") {
            let file = file.expect("a file").path();
            std::fs::copy(&file, store.join(file.file_name().expect("a name"))).expect("room for a copy");
        }
    }
    (folders, report)
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
    let (folders, report) = shops::<3>(&file);
    let [one, two, third] = folders.each_ref().map(tempfile::TempDir::path);
    check_import(&report);
    let train = |folder, threads| candor(folder, &["train", "--params", "params.json", "--threads", threads, "--json"]);
    let evaluate = ["evaluate", "--params", "params.json", "--customers", "400", "--explained", "10", "--json"];
    // Each is a program of its own, and they wait for one another only here.
    std::thread::scope(|scope| {
        scope.spawn(|| train(one, "1"));
        scope.spawn(|| train(two, "2"));
        check_evaluation(&json(third, &evaluate));
    });
    let model = |folder: &Path| std::fs::read(folder.join("models/current")).expect("a model");
    assert_eq!(model(one), model(two));
    for customer in ["17850", "12347", "14911"] {
        let arguments = ["recommend", "--customer", customer, "--explain", "full", "--json"];
        let answer = candor(one, &arguments);
        assert_eq!(answer, candor(two, &arguments), "customer {customer}");
        check_list(&serde_json::from_slice(&answer).expect("JSON"));
    }
    check_pairs(one, &file);
}

/// By person and day: what they bought of the items that a shop knows, by the file.
type Baskets = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn baskets(file: &Path, engine: &Engine) -> Baskets {
    let text = flate2::read::GzDecoder::new(std::fs::File::open(file).expect("a readable file"));
    let mut bought = Baskets::new();
    for row in csv::Reader::from_reader(text).records() {
        let row = row.expect("a row");
        let (invoice, time, customer) = (&row[0], &row[4], &row[6]);
        let item = row[1].trim().to_uppercase();
        let is_sale = !invoice.starts_with('C') && !row[3].starts_with('-') && !customer.is_empty();
        let is_known = || ItemId::new(&item).is_ok_and(|id| engine.model().vocabulary().index(&id).is_some());
        if is_sale && is_known() {
            let days = bought.entry(customer.trim_end_matches(".0").to_owned()).or_default();
            days.entry(time[..10].to_owned()).or_default().insert(item);
        }
    }
    bought
}

/// What the lists of some customers say to go with what they bought.
fn claims(service: &Service, engine: &Engine) -> BTreeSet<[String; 2]> {
    let now = service.store().newest_event_time().expect("readable").expect("events");
    let customers = service.store().customer_ids(None, usize::MAX >> 1).expect("readable");
    let mut claims = BTreeSet::new();
    for (at, customer) in customers.into_iter().step_by(101).enumerate() {
        let id = DecisionId::new(&format!("d{at}")).expect("a valid id");
        let inputs = service.gather(id, now, Request::home(Some(customer))).expect("a sound request");
        for item in engine.decide(&inputs).items {
            let reasons = item.reasons.expect("told by default").into_iter();
            let pairs = reasons.filter(|reason| reason.code == Code::CmpComplement);
            claims.extend(pairs.map(|reason| [&reason.evidence[0].item, &item.item].map(|id| id.as_str().to_owned())));
        }
    }
    claims
}

/// How many people bought both on one day, and how many would have by chance, at least: the one lies where it does, and each day of the other
/// is drawn from all places of their baskets, as if it had not been drawn before; then the other way round.
#[expect(clippy::cast_precision_loss, reason = "a few hundred purchases")]
fn counted(pair: &[String; 2], bought: &Baskets) -> (usize, f64) {
    let (mut people, mut by_chance) = (0, 0.0);
    for days in bought.values().filter(|days| days.len() > 1) {
        let of = |item: &String| days.values().filter(|basket| basket.contains(item)).collect::<Vec<_>>();
        let own = pair.each_ref().map(of);
        if own.iter().any(Vec::is_empty) {
            continue;
        }
        people += usize::from(own[0].iter().any(|basket| basket.contains(&pair[1])));
        let all: usize = days.values().map(BTreeSet::len).sum();
        for (one, other) in [(&own[0], &own[1]), (&own[1], &own[0])] {
            let beside: usize = one.iter().map(|basket| basket.len() - 1).sum();
            let missed = 1.0 - beside as f64 / (all - one.len()) as f64;
            by_chance += (1.0 - (0..other.len()).map(|_| missed).product::<f64>()) / 2.0;
        }
    }
    (people, by_chance)
}

/// What lists say to go with what: enough people say so, and half as many again as by chance.
fn check_pairs(folder: &Path, file: &Path) {
    let store = candor::store::open(folder.join("candor-data").to_str().expect("a plain path"));
    let service = Service::open(store.expect("a store"), ModelDir::new(folder.join("models")));
    let engine = service.reload().expect("a model");
    let (claims, bought) = (claims(&service, &engine), baskets(file, &engine));
    assert!(claims.len() >= 5, "{claims:?}");
    for pair in claims {
        let (people, by_chance) = counted(&pair, &bought);
        assert!(people >= 50 && people as f64 >= 1.5 * by_chance, "{pair:?}: {people}, by chance {by_chance}");
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
