//! Bad input, through the program as people run it. Properties held for every case of the table:
//! - the exit code is 0 (the input was refused in part, and said so), 1 (it was refused) or 2 (wrong usage), never a panic;
//! - the message names what is wrong;
//! - nothing that was there before is lost.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

/// A shop on disk, with its program.
struct Shop {
    folder: tempfile::TempDir,
}

const EVENTS_BEFORE: u64 = 80;

fn event(at: usize, customer: usize, item: usize) -> String {
    format!(
        r#"{{"id":"e{at}","customer":"c{customer}","item":"i{item}","kind":"purchase","time":"2020-01-{:02}T10:00:00Z"}}"#,
        at % 28 + 1
    )
}

impl Shop {
    /// Twenty customers who bought four things each, and a model.
    fn open() -> Self {
        let shop = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let lines: Vec<String> = (0..80).map(|at| event(at, at / 4, (at % 4 + at / 16) % 6)).collect();
        shop.write("events.jsonl", lines.join("\n").as_bytes());
        let items: Vec<String> =
            (0..6).map(|at| format!(r#"{{"id":"i{at}","title":"Thing {at}","category":["Home"]}}"#)).collect();
        shop.write("items.jsonl", items.join("\n").as_bytes());
        for (format, file) in [("events", "events.jsonl"), ("items", "items.jsonl")] {
            shop.succeeds(&["import", format, &shop.path(file)]);
        }
        shop.succeeds(&["train", "--out", &shop.path("models")]);
        shop
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().expect("a plain path").to_owned()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).expect("a writable folder");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(arguments).current_dir(self.folder.path());
        command.output().expect("the program starts")
    }

    fn succeeds(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        let output = self.run(&all);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON object on standard output")
    }

    /// How many events are there: importing what is there already accepts all of it and changes nothing.
    fn events_kept(&self) -> u64 {
        let report = self.succeeds(&["import", "events", &self.path("events.jsonl")]);
        assert_eq!(report["read"], report["accepted"], "{report}");
        report["unchanged"].as_u64().expect("a count")
    }

    fn model_file(&self) -> PathBuf {
        let models = self.folder.path().join("models");
        let current = fs::read_to_string(models.join("current")).expect("a model");
        models.join(current.trim()).join("model.bin")
    }
}

/// What a case runs, how it must end, and what its words must hold.
struct Case {
    name: &'static str,
    prepare: fn(&Shop),
    arguments: &'static [&'static str],
    exit: i32,
    says: &'static [&'static str],
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

/// Two good lines with two gigabytes that hold no line end between them.
fn two_gigabytes(path: &Path) {
    let mut file = File::create(path).expect("a writable folder");
    writeln!(file, "{}", event(900, 1, 1)).expect("a writable file");
    let start = file.stream_position().expect("a position");
    file.set_len(start + 2 * 1024 * 1024 * 1024).expect("a sparse file");
    file.seek(SeekFrom::End(0)).expect("a position");
    writeln!(file, "\n{}", event(901, 1, 2)).expect("a writable file");
}

fn truncated(shop: &Shop) {
    let lines: Vec<String> = (1000..3000).map(|at| event(at, at / 4, at % 6)).collect();
    let whole = gz(lines.join("\n").as_bytes());
    shop.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
}

fn flip_one_bit(shop: &Shop) {
    let path = shop.model_file();
    let mut bytes = fs::read(&path).expect("a model");
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::remove_file(&path).expect("a writable folder");
    fs::write(&path, bytes).expect("a writable folder");
}

const CASES: [Case; 16] = [
    Case {
        name: "unknown columns",
        prepare: |shop| {
            shop.write("in.csv", b"id,customer,item,kind,time,colour\ne1,c1,i1,view,2020-01-01T00:00:00Z,red\n")
        },
        arguments: &["import", "events", "in.csv"],
        exit: 1,
        says: &["colour", "known"],
    },
    Case {
        name: "truncated gz",
        prepare: truncated,
        arguments: &["import", "events", "cut.jsonl.gz"],
        exit: 1,
        says: &["cut.jsonl.gz", "line"],
    },
    Case {
        name: "broken UTF-8",
        prepare: |shop| {
            let mut bytes = event(910, 1, 1).into_bytes();
            bytes.extend(b"\n{\"id\":\"\xff\xfe\"}\n");
            bytes.extend(event(911, 1, 2).into_bytes());
            shop.write("in.jsonl", &bytes);
        },
        arguments: &["import", "events", "in.jsonl", "--json"],
        exit: 0,
        says: &["\"bad_utf8\": 1", "\"accepted\": 2", "\"rejected\": 1"],
    },
    Case {
        name: "NaN price",
        prepare: |shop| {
            shop.write("in.csv", b"id,title,price_amount,price_currency\nn1,Nut,NaN,EUR\nn2,Nail,1.50,EUR\n")
        },
        arguments: &["import", "items", "in.csv", "--json"],
        exit: 0,
        says: &["\"bad_price\": 1", "\"accepted\": 1"],
    },
    Case {
        name: "an item without id",
        prepare: |shop| shop.write("in.jsonl", b"{\"title\":\"Nobody\"}\n{\"id\":\"n3\",\"title\":\"Somebody\"}\n"),
        arguments: &["import", "items", "in.jsonl", "--json"],
        exit: 0,
        says: &["\"missing_id\": 1", "\"accepted\": 1"],
    },
    Case {
        name: "a line of 2 GB",
        prepare: |shop| two_gigabytes(Path::new(&shop.path("in.jsonl"))),
        arguments: &["import", "events", "in.jsonl", "--json"],
        exit: 0,
        says: &["\"line_too_long\": 1", "\"accepted\": 2"],
    },
    Case {
        name: "a file that is not there",
        prepare: |_| {},
        arguments: &["import", "events", "nowhere.csv"],
        exit: 1,
        says: &["nowhere.csv"],
    },
    Case {
        name: "a model with one bit flipped",
        prepare: flip_one_bit,
        arguments: &["recommend", "--customer", "c1"],
        exit: 1,
        says: &["model.bin", "damaged"],
    },
    Case {
        name: "an unknown customer",
        prepare: |_| {},
        arguments: &["recommend", "--customer", "nobody", "--json"],
        exit: 0,
        says: &["\"fallback\": \"popular\"", "\"fallback_reason\": \"unknown\"", "\"personalised\": false"],
    },
    Case {
        name: "an empty store: training",
        prepare: |shop| fs::create_dir(shop.folder.path().join("empty")).expect("a writable folder"),
        arguments: &["train", "--store", "empty"],
        exit: 1,
        says: &["`empty` is empty", "candor import"],
    },
    Case {
        name: "an empty store: recommending",
        prepare: |shop| fs::create_dir(shop.folder.path().join("empty")).expect("a writable folder"),
        arguments: &["recommend", "--customer", "c1", "--store", "empty"],
        exit: 1,
        says: &["`empty` is empty", "candor import"],
    },
    Case {
        name: "a store that is not there",
        prepare: |_| {},
        arguments: &["recommend", "--customer", "c1", "--store", "mistyped"],
        exit: 1,
        says: &["no store at `mistyped`", "--store"],
    },
    Case {
        name: "no model",
        prepare: |_| {},
        arguments: &["recommend", "--customer", "c1", "--model", "no-models"],
        exit: 1,
        says: &["no model", "candor train"],
    },
    Case {
        name: "a list of nothing",
        prepare: |_| {},
        arguments: &["recommend", "--customer", "c1", "--count", "0"],
        exit: 2,
        says: &["0", "1..=100"],
    },
    Case {
        name: "a store that is a file",
        prepare: |shop| shop.write("plain", b"text"),
        arguments: &["recommend", "--customer", "c1", "--store", "plain"],
        exit: 1,
        says: &["plain"],
    },
    Case {
        name: "wrong usage",
        prepare: |_| {},
        arguments: &["recommend", "--count", "many"],
        exit: 2,
        says: &["--count"],
    },
];

#[test]
fn every_bad_input_gets_a_clear_message_and_loses_nothing() {
    for case in &CASES {
        let shop = Shop::open();
        (case.prepare)(&shop);
        let output = shop.run(case.arguments);
        let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(case.exit), "{}: {words}", case.name);
        assert!(!words.contains("panicked"), "{}: {words}", case.name);
        for needle in case.says {
            assert!(words.contains(needle), "{}: `{needle}` is not in: {words}", case.name);
        }
        assert_eq!(shop.events_kept(), EVENTS_BEFORE, "{}", case.name);
    }
}

#[test]
fn a_port_in_use_is_named() {
    let shop = Shop::open();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = shop.run(&["serve", "--listen", &address]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains(&address) && words.contains("in use") && !words.contains("panicked"), "{words}");
}

#[test]
fn what_a_truncated_file_gave_before_its_end_is_kept() {
    let shop = Shop::open();
    truncated(&shop);
    assert_eq!(shop.run(&["import", "events", "cut.jsonl.gz"]).status.code(), Some(1));
    let lines: Vec<String> = (1000..3000).map(|at| event(at, at / 4, at % 6)).collect();
    shop.write("whole.jsonl", lines.join("\n").as_bytes());
    let report = shop.succeeds(&["import", "events", &shop.path("whole.jsonl")]);
    let kept = report["unchanged"].as_u64().expect("a count");
    assert!(kept > 0 && kept < 2000, "{report}");
}

#[test]
fn any_one_bit_flipped_in_a_model_is_noticed() {
    use candor::model::{AlignedBytes, Model};
    use std::sync::Arc;
    let shop = Shop::open();
    let bytes = fs::read(shop.model_file()).expect("a model");
    let load = |bytes: &[u8]| Model::from_bytes(Arc::new(AlignedBytes::from_slice(bytes)));
    assert!(load(&bytes).is_ok());
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(load(&damaged).is_err(), "a flipped bit in byte {at} of {} goes unnoticed", bytes.len());
    }
}
