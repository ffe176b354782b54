//! `candor key`, and what the first `candor serve` says. Properties held:
//! - a key is made, listed without its secret, replaced and revoked, as JSON and in words;
//! - a store that is not there is told, not made, by commands that only look;
//! - the first start on a store without keys shows an admin's key once, outside the log; the next one shows none.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn candor(arguments: &[&str], store: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(arguments).arg("--store").arg(store).output().expect("the program runs")
}

fn json(arguments: &[&str], store: &Path) -> Value {
    let output = candor(&[arguments, &["--json"]].concat(), store);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

#[test]
fn a_key_is_made_listed_replaced_and_revoked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("store");
    let late = candor(&["key", "list"], &store);
    assert!(!late.status.success() && !store.exists(), "{late:?}");
    let made = json(&["key", "create", "--role", "secret", "--name", "servers"], &store);
    let (key, id) = (made["key"].as_str().expect("a key"), made["id"].as_str().expect("an id"));
    assert!(key.starts_with(&format!("candor_secret_{id}_")), "{key}");
    let listed = json(&["key", "list"], &store);
    assert_eq!((&listed["keys"][0]["id"], &listed["keys"][0]["live"]), (&made["id"], &Value::Bool(true)));
    assert!(!listed.to_string().contains(key), "{listed}");
    let rotated = json(&["key", "rotate", id, "--overlap", "60"], &store);
    assert_ne!(rotated["key"], made["key"]);
    assert_eq!(json(&["key", "revoke", id], &store)["live"], false);
    let words = candor(&["key", "list"], &store);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.contains(id) && words.contains("revoked") && words.contains("servers"), "{words}");
    let wrong = candor(&["key", "create", "--role", "king", "--name", "x"], &store);
    assert_eq!(wrong.status.code(), Some(2), "wrong usage: {wrong:?}");
}

/// What a service says on standard error until it listens.
fn first_words(store: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--store"]).arg(store);
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("the program starts");
    let mut said = String::new();
    for line in BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok) {
        said.push_str(&line);
        said.push('\n');
        if line.contains("listening on") {
            break;
        }
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    said
}

#[test]
fn the_first_start_shows_an_admins_key_once_and_outside_the_log() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = folder.path().join("store");
    let said = first_words(&store);
    let shown: Vec<&str> = said.lines().filter(|line| line.contains("candor_admin_")).collect();
    assert_eq!(shown.len(), 1, "{said}");
    assert!(shown[0].trim().starts_with("candor_admin_"), "a line of its own, not one of the log: {said}");
    assert!(!first_words(&store).contains("candor_"), "{said}");
    assert_eq!(json(&["key", "list"], &store)["keys"][0]["role"], "admin");
}
