//! The decision log through the program, as an auditor uses it. Properties held:
//! - what was decided is listed, and replays to the same bytes;
//! - a sound log is found sound, from the store and from its export, and says what is signed by whom;
//! - one changed byte of a record, a missing decision, a cut end (also together with the store's own signed states) and another's
//!   signature are each named, with exit code 1;
//! - a bundle holds reports, log, rules and model, is found sound without the store, and each changed bit, each missing or added file,
//!   a report of another log and another's signature are found, with exit code 1; where two keys signed, both are asked for;
//! - reports are written as pages, tables and JSON;
//! - an erasure and an export without records leave a log that still verifies;
//! - a signing key's file is its owner's alone and never overwritten.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use candor::service::Service;
use rusqlite::Connection;
use serde_json::Value;

/// A shop on disk, with its program.
struct Shop(tempfile::TempDir);

impl Shop {
    /// Twenty customers who bought four things each, a model, and five decisions.
    fn decided() -> Self {
        let shop = Self(tempfile::tempdir().expect("a temporary folder"));
        let event = |at: usize| {
            let (customer, item, day) = (at / 4, (at % 4 + at / 16) % 6, at % 28 + 1);
            format!(
                r#"{{"id":"e{at}","customer":"c{customer}","item":"i{item}","kind":"purchase","time":"2020-01-{day:02}T10:00:00Z"}}"#
            )
        };
        let lines: Vec<String> = (0..80).map(event).collect();
        fs::write(shop.path("events.jsonl"), lines.join("\n")).expect("a writable folder");
        let item = |at: usize| format!(r#"{{"id":"i{at}","title":"Thing {at}","category":["Home"]}}"#);
        fs::write(shop.path("items.jsonl"), (0..6).map(item).collect::<Vec<_>>().join("\n"))
            .expect("a writable folder");
        shop.succeeds(&["import", "events", "events.jsonl"]);
        shop.succeeds(&["import", "items", "items.jsonl"]);
        shop.succeeds(&["train"]);
        for customer in ["c0", "c1", "c2", "c3", "c0"] {
            shop.succeeds(&["recommend", "--customer", customer, "--count", if customer == "c0" { "2" } else { "3" }]);
        }
        shop
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.args(arguments).arg("--json").current_dir(self.0.path()).output().expect("the program starts")
    }

    fn succeeds(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("one JSON object on standard output")
    }

    /// What it says when it fails.
    fn fails(&self, arguments: &[&str]) -> String {
        self.ends_with(1, arguments)
    }

    /// What it says when it ends with a code.
    fn ends_with(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }

    /// Replaces what a record says, which lies packed in its row.
    fn falsify(&self, no: i64, what: &str, by: &str) {
        let store = Connection::open(self.path("candor-data/candor.db")).expect("a store that nobody holds");
        let record = "SELECT record FROM decision WHERE no = ?1";
        let packed: Vec<u8> = store.query_row(record, [no], |row| row.get(0)).expect("a record");
        let record = String::from_utf8(zstd::decode_all(&packed[..]).expect("packed")).expect("text");
        assert!(record.contains(what), "{record}");
        let row = (record.replace(what, by).into_bytes(), no);
        store.execute("UPDATE decision SET record = ?1 WHERE no = ?2", row).expect("a statement of ours");
    }

    fn sql(&self, sql: &str) {
        let store = Connection::open(self.path("candor-data/candor.db")).expect("a store that nobody holds");
        assert!(store.execute(sql, []).expect("a statement of ours") > 0, "{sql}");
    }
}

fn names(listed: &Value) -> Vec<&str> {
    let decisions = listed["decisions"].as_array().expect("a list");
    decisions.iter().map(|one| one["decision"].as_str().expect("a name")).collect()
}

#[test]
fn decisions_are_listed_and_replay_to_the_same_bytes() {
    let shop = Shop::decided();
    let all = shop.succeeds(&["audit", "list"]);
    let count = names(&all).len();
    assert!(count >= 4, "the same question at the same moment has the same name: {all}");
    let theirs = shop.succeeds(&["audit", "list", "--customer", "c1"]);
    assert_eq!(names(&theirs).len(), 1);
    let item = theirs["decisions"][0]["items"][0].as_str().expect("an item");
    assert!(names(&shop.succeeds(&["audit", "list", "--item", item])).contains(&names(&theirs)[0]));
    assert!(names(&shop.succeeds(&["audit", "list", "--until", "2020-01-01T00:00:00Z"])).is_empty());
    let replays = shop.succeeds(&["audit", "replay", "--since", "2020-01-01T00:00:00Z"]);
    assert_eq!((&replays["identical"], &replays["different"]), (&count.into(), &Value::Array(Vec::new())));
    shop.falsify(1, r#""rank":1,"#, r#""rank":2,"#);
    assert!(shop.fails(&["audit", "replay"]).contains("did not give the same bytes"));
}

#[test]
fn a_sound_log_is_found_sound_from_the_store_and_from_its_export() {
    let shop = Shop::decided();
    let count = shop.succeeds(&["verify"])["links"].as_u64().expect("a count");
    let key = shop.succeeds(&["audit", "key", "--out", "key"])["public_key"].as_str().expect("a key").to_owned();
    let signed = shop.succeeds(&["audit", "sign", "--key", "key"]);
    assert_eq!(signed["signed"]["no"], count);
    assert_eq!(shop.succeeds(&["audit", "sign", "--key", "key"]), signed, "nothing new to sign");
    shop.succeeds(&["recommend", "--customer", "c5"]);
    shop.succeeds(&["audit", "export", "--out", "log.jsonl"]);
    let (by_store, by_file) =
        (shop.succeeds(&["verify", "--key", &key]), shop.succeeds(&["verify", "log.jsonl", "--key", &key]));
    assert_eq!(by_store, by_file);
    assert_eq!((&by_store["links"], &by_store["signed"]), (&(count + 1).into(), &count.into()));
    shop.succeeds(&["erase", "--customer", "c1"]);
    shop.succeeds(&["audit", "export", "--out", "bare.jsonl", "--without-records"]);
    let after = shop.succeeds(&["verify", "--key", &key]);
    assert_eq!((&after["forgotten"], &after["hash"]), (&1.into(), &by_store["hash"]));
    let bare = shop.succeeds(&["verify", "bare.jsonl", "--key", &key]);
    assert_eq!((&bare["kept"], &bare["hash"]), (&0.into(), &by_store["hash"]));
    assert!(!fs::read_to_string(shop.path("bare.jsonl")).expect("a file").contains("inputs"));
    let other = shop.succeeds(&["audit", "key", "--out", "other"])["public_key"].as_str().expect("a key").to_owned();
    assert!(shop.fails(&["verify", "log.jsonl", "--key", &other]).contains("not by an expected key"));
}

#[test]
fn another_key_signs_a_state_that_was_signed_before() {
    let shop = Shop::decided();
    let key = |name: &str| shop.succeeds(&["audit", "key", "--out", name])["public_key"].clone();
    let (old, new) = (key("old"), key("new"));
    let sign = |name: &str| shop.succeeds(&["audit", "sign", "--key", name])["signed"].clone();
    let (first, second) = (sign("old"), sign("new"));
    assert_eq!((&first["key"], &second["key"], &first["no"]), (&old, &new, &second["no"]));
    assert_eq!((sign("old"), sign("new")), (first, second), "what is signed stays as it is");
    let keys = [old.as_str().expect("a key"), new.as_str().expect("a key")];
    shop.succeeds(&["verify", "--key", keys[0], "--key", keys[1]]);
    assert!(shop.fails(&["verify", "--key", keys[0]]).contains("not by an expected key"));
}

#[test]
fn a_replay_of_nothing_and_an_output_over_the_store_fail() {
    let shop = Shop::decided();
    assert!(shop.fails(&["audit", "replay", "--model", "nowhere"]).contains("check --model"));
    for own in ["candor-data/candor.db", "candor-data/candor.lock"] {
        assert!(shop.fails(&["audit", "export", "--out", own]).contains("belongs to the store"), "{own}");
    }
    shop.succeeds(&["verify"]);
}

#[test]
fn what_was_done_to_a_log_is_named() {
    let shop = Shop::decided();
    shop.succeeds(&["audit", "key", "--out", "key"]);
    let signed = shop.succeeds(&["audit", "sign", "--key", "key"]);
    shop.succeeds(&["audit", "export", "--out", "log.jsonl"]);
    let sound = fs::read_to_string(shop.path("log.jsonl")).expect("a file");
    let lines: Vec<&str> = sound.lines().collect();
    let refused = |lines: &[&str]| {
        fs::write(shop.path("other.jsonl"), lines.join("\n")).expect("a writable folder");
        shop.fails(&["verify", "other.jsonl"])
    };
    assert!(refused(&[&lines[..2], &lines[3..]].concat()).contains("link 2 is missing"));
    assert!(refused(&lines[..lines.len() - 1]).contains("its end is missing"));
    let changed = lines[2].replace(r#"\"count\":"#, r#"\"count\":1"#);
    assert_ne!(changed, lines[2]);
    assert!(refused(&[&lines[..2], &[changed.as_str()], &lines[3..]].concat()).contains("link 2 was changed"));
    assert!(refused(&["{}"]).contains("is not a decision log"));
    // Whoever can write to the log can cut its end with the states that were signed after; not those that are held elsewhere.
    let beginning = r#"{"candor_decision_log":1,"checkpoints":[]}"#;
    fs::write(shop.path("cut.jsonl"), [&[beginning], &lines[1..3]].concat().join("\n")).expect("a writable folder");
    shop.succeeds(&["verify", "cut.jsonl"]);
    fs::write(shop.path("state.json"), signed.to_string()).expect("a writable folder");
    assert!(shop.fails(&["verify", "cut.jsonl", "--held", "state.json"]).contains("its end is missing"));
    assert!(shop.fails(&["verify", "--held", "key"]).contains("is no signed state"));
    shop.sql("DELETE FROM chain WHERE no = 2");
    assert!(shop.fails(&["verify"]).contains("link 2 is missing"));
}

/// Where the contents of a bundle's files lie in it: name, first byte, length.
fn files_of(bundle: &[u8]) -> Vec<(String, usize, usize)> {
    let (mut files, mut at) = (Vec::new(), 0);
    while bundle[at] != 0 {
        let text = |from: usize, to: usize| {
            let bytes = bundle[at + from..at + to].split(|byte| *byte == 0).next().expect("a field");
            String::from_utf8(bytes.to_vec()).expect("ASCII")
        };
        let size = usize::from_str_radix(&text(124, 135), 8).expect("a length");
        files.push((text(0, 100), at + 512, size));
        at += 512 + size.next_multiple_of(512);
    }
    files
}

/// A shop with decisions and a key, its bundle of this month, and the public key.
fn bundled() -> (Shop, String) {
    let shop = Shop::decided();
    let key = shop.succeeds(&["audit", "key", "--out", "key"])["public_key"].as_str().expect("a key").to_owned();
    // Today and the days around it: its decisions are in the reports.
    let days = [-1, 2].map(|days| format!("{}T00:00:00Z", Service::now().plus_days(days).day()));
    let span = ["--since", &days[0], "--until", &days[1]];
    let bundle = [&["audit", "bundle", "--out", "bundle.tar", "--key", "key"][..], &span].concat();
    let written = shop.succeeds(&bundle);
    assert_eq!(written["written"]["key"], key.as_str());
    (shop, key)
}

#[test]
fn a_bundle_is_found_sound_without_the_store() {
    let (shop, key) = bundled();
    let bytes = fs::read(shop.path("bundle.tar")).expect("a file");
    let names: Vec<String> = files_of(&bytes).into_iter().map(|(name, ..)| name).collect();
    for wanted in [
        "README.txt",
        "reports/01-home-fairness-en.html",
        "reports/01-home-model-en.csv",
        "policies/01-home.json",
        "oversight.json",
        "model/manifest.json",
        "model/card.md",
        "log.jsonl",
        "manifest.json",
        "manifest.seal.json",
    ] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}: {names:?}");
    }
    let away = Shop(tempfile::tempdir().expect("a temporary folder"));
    fs::copy(shop.path("bundle.tar"), away.path("bundle.tar")).expect("a copy");
    let sound = away.succeeds(&["verify", "bundle.tar", "--key", &key]);
    assert_eq!((&sound["files"], &sound["reports"]), (&names.len().into(), &4.into()), "{sound}");
    assert_eq!((&sound["log"]["kept"], &sound["log"]["signed"]), (&0.into(), &sound["log"]["links"]));
    let reports = files_of(&bytes).into_iter().filter(|(name, ..)| name.ends_with("fairness-en.csv"));
    let told: Vec<&[u8]> = reports.map(|(_, from, size)| &bytes[from..from + size]).collect();
    assert!(String::from_utf8_lossy(told[0]).contains("lists"), "the decisions of today are told of");
    // The card of the model calls its columns so.
    let others = files_of(&bytes).into_iter().filter(|(name, ..)| !name.contains("-model-"));
    let words: BTreeSet<&[u8]> = others
        .flat_map(|(_, from, size)| {
            bytes[from..from + size].split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        })
        .collect();
    for no in 0..4 {
        assert!(!words.contains(format!("c{no}").as_bytes()), "customer c{no} is not in it");
    }
    assert!(!String::from_utf8_lossy(&bytes).contains("\"customer\""), "nobody else either");
    let other = away.succeeds(&["audit", "key", "--out", "other"])["public_key"].as_str().expect("a key").to_owned();
    assert!(away.fails(&["verify", "bundle.tar", "--key", &other]).contains("not by an expected key"));
    // A state of the log that was signed later is not one of this log.
    shop.succeeds(&["recommend", "--customer", "c5"]);
    let state = shop.succeeds(&["audit", "sign", "--key", "key"]);
    fs::write(away.path("state.json"), state.to_string()).expect("a writable folder");
    let said = away.fails(&["verify", "bundle.tar", "--key", &key, "--held", "state.json"]);
    assert!(said.contains("its end is missing"), "an earlier bundle is not the present log: {said}");
}

#[test]
fn a_log_that_two_keys_signed_is_checked_by_both() {
    let shop = Shop::decided();
    let key =
        |name: &str| shop.succeeds(&["audit", "key", "--out", name])["public_key"].as_str().expect("a key").to_owned();
    let (old, new) = (key("old"), key("new"));
    shop.succeeds(&["audit", "sign", "--key", "old"]);
    shop.succeeds(&["recommend", "--customer", "c5"]);
    shop.succeeds(&["audit", "bundle", "--out", "bundle.tar", "--key", "new"]);
    let both = ["verify", "bundle.tar", "--key", &new, "--key", &old];
    assert_eq!(shop.succeeds(&both)["log"]["checkpoints"], 2);
    for one in [&old, &new] {
        assert!(shop.fails(&["verify", "bundle.tar", "--key", one]).contains("not by an expected key"), "{one}");
    }
    let bytes = fs::read(shop.path("bundle.tar")).expect("a file");
    let (_, begin, size) = files_of(&bytes).into_iter().find(|(name, ..)| name == "README.txt").expect("a file");
    let readme = String::from_utf8_lossy(&bytes[begin..begin + size]).into_owned();
    assert!(readme.contains("--key KEY --key KEY") && readme.contains(&old) && readme.contains(&new), "{readme}");
    shop.succeeds(&["audit", "export", "--out", "log.jsonl", "--without-records"]);
    assert_eq!(shop.succeeds(&["verify", "log.jsonl", "--key", &old, "--key", &new])["checkpoints"], 2);
}

#[test]
fn every_changed_bit_of_a_bundle_is_found() {
    let (shop, key) = bundled();
    let sound = fs::read(shop.path("bundle.tar")).expect("a file");
    let refused = |bytes: &[u8]| {
        fs::write(shop.path("other.tar"), bytes).expect("a writable folder");
        shop.fails(&["verify", "other.tar", "--key", &key])
    };
    let mut places: Vec<usize> = vec![0, 99, 100, 130, 148, 257, 300, 511, sound.len() - 1, sound.len() - 1024];
    for (_, begin, size) in files_of(&sound) {
        places.extend([begin - 512, begin - 388, begin, begin + size / 3, begin + size / 2, begin + size - 1]);
        places.extend(Some(begin + size).filter(|end| end % 512 != 0));
    }
    for (nth, at) in places.into_iter().enumerate() {
        let mut other = sound.clone();
        other[at] ^= 1 << (nth % 8);
        assert!(!refused(&other).is_empty(), "byte {at}");
    }
    let named = |name: &str| {
        let files = files_of(&sound);
        files.into_iter().find(|(known, ..)| known == name).unwrap_or_else(|| panic!("no {name}"))
    };
    let changed = |name: &str, from: &str, to: &str| {
        let (_, begin, size) = named(name);
        let text = String::from_utf8(sound[begin..begin + size].to_vec()).expect("a text");
        assert!(text.contains(from) && from.len() == to.len(), "{name}: {text}");
        let other = [&sound[..begin], text.replacen(from, to, 1).as_bytes(), &sound[begin + size..]].concat();
        refused(&other)
    };
    let said = changed("reports/01-home-fairness-en.csv", "lists", "lisps");
    assert!(said.contains("reports/01-home-fairness-en.csv is not the file that was signed"), "{said}");
    let said = changed("log.jsonl", "\"no\":2", "\"no\":9");
    assert!(said.contains("log.jsonl") && said.contains("link 2 is missing"), "{said}");
    let said = changed("manifest.json", "candor_bundle", "candor_bumble");
    assert!(said.contains("the manifest is not the one that was signed"), "{said}");
    // A file left out, one put in, and the end cut off.
    let (_, begin, size) = named("oversight.json");
    let without = [&sound[..begin - 512], &sound[begin + size.next_multiple_of(512)..]].concat();
    assert!(refused(&without).contains("oversight.json is missing"));
    let twice = [&sound[..begin - 512], &sound[begin - 512..begin + size.next_multiple_of(512)], &sound[begin - 512..]]
        .concat();
    assert!(refused(&twice).contains("is missing: oversight.json stands in its place"));
    assert!(refused(&sound[..sound.len() - 512]).contains("damaged"));
    assert!(refused(&sound[..named("log.jsonl").1 - 512]).contains("damaged after"));
}

#[test]
fn reports_are_written_as_pages_tables_and_json() {
    let shop = Shop::decided();
    let written = shop.succeeds(&["report", "model", "transparency", "--month", "2026-02", "--out", "told"]);
    let files = written["files"].as_array().expect("files");
    assert_eq!(files.len(), 6, "{written}");
    let text = fs::read_to_string(shop.path("told/model-home-2026-02-01-2026-03-01-en.json")).expect("a file");
    let card: Value = serde_json::from_str(&text).expect("JSON");
    let titles: Vec<&str> =
        card["sections"].as_array().expect("sections").iter().filter_map(|section| section["title"].as_str()).collect();
    assert!(titles.contains(&"Intended use") && titles.contains(&"Limits"), "{titles:?}");
    let open = fs::read_to_string(shop.path("told/transparency-home-2026-02-01-2026-03-01-en.html")).expect("a file");
    assert!(open.contains("<h1>Transparency report</h1>") && open.contains("the chain ended at link"));
    for (language, title) in [("de", "Verwendungszweck"), ("fr", "Usage prévu")] {
        shop.succeeds(&["report", "model", "--month", "2026-02", "--language", language, "--out", "told"]);
        let file = format!("told/model-home-2026-02-01-2026-03-01-{language}.json");
        let told: Value = serde_json::from_slice(&fs::read(shop.path(&file)).expect("a file")).expect("JSON");
        assert_eq!(told["language"], language);
        let sections = told["sections"].as_array().expect("sections");
        assert_eq!(sections.len(), card["sections"].as_array().map_or(0, Vec::len), "{told}");
        assert!(sections.iter().any(|section| section["title"] == title), "training wrote it: {told}");
        assert!(sections.iter().all(|section| section.get("language").is_none()), "nothing of it is English");
    }
    assert!(shop.ends_with(2, &["report", "model", "--month", "2026-2"]).contains("a year and a month"));
}

#[test]
fn a_signing_key_is_its_owners_alone_and_never_overwritten() {
    let shop = Shop(tempfile::tempdir().expect("a temporary folder"));
    shop.succeeds(&["audit", "key", "--out", "key"]);
    let before = fs::read(shop.path("key")).expect("a file");
    assert!(shop.fails(&["audit", "key", "--out", "key"]).contains("key"));
    assert_eq!(fs::read(shop.path("key")).expect("a file"), before);
    assert!(is_private(&shop.path("key")));
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("a file").permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(_path: &Path) -> bool {
    true
}
