//! The decision log through the program, as an auditor uses it. Properties held:
//! - what was decided is listed, and replays to the same bytes;
//! - a sound log is found sound, from the store and from its export, and says what is signed by whom;
//! - one changed byte of a record, a missing decision, a cut end (also together with the store's own signed states) and another's
//!   signature are each named, with exit code 1;
//! - an erasure and an export without records leave a log that still verifies;
//! - a signing key's file is its owner's alone and never overwritten.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

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
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        said
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
    shop.sql(r#"UPDATE decision SET record = CAST(replace(CAST(record AS TEXT), '"rank":1,', '"rank":2,') AS BLOB) WHERE no = 1"#);
    assert!(shop.fails(&["audit", "replay"]).contains("did not give the same bytes"));
}

#[test]
fn a_sound_log_is_found_sound_from_the_store_and_from_its_export() {
    let shop = Shop::decided();
    let count = shop.succeeds(&["verify"])["links"].as_u64().expect("a count");
    let key = shop.succeeds(&["audit", "key", "--out", "key"])["public_key"].as_str().expect("a key").to_owned();
    let signed = shop.succeeds(&["audit", "sign", "--key", "key"]);
    assert_eq!(signed["signed"]["no"], count);
    assert!(shop.succeeds(&["audit", "sign", "--key", "key"])["signed"].is_null(), "nothing new to sign");
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
    assert!(shop.fails(&["verify", "log.jsonl", "--key", &other]).contains("not by the expected key"));
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
