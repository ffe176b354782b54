//! Several shops in one process of the program. Properties held:
//! - each gets a first key of its own, is reached at its host alone, keeps what it is told in its own store, and stops in good order with the others;
//! - what is written at one is never read at the other, and stays apart over a restart;
//! - shops that share a store, or whose keys open each other, are refused at the start with words;
//! - `candor doctor` looks at each, `candor config` tells them without passwords.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

const CONFIG: &str = r#"
listen = "127.0.0.1:0"

[shops.one]
hosts = ["one.test"]
store = "one/store"
models = "one/models"

[shops.two]
hosts = ["two.test"]
store = "two/store"
models = "two/models"
"#;

fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("candor.toml"), config).expect("written");
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program starts")
}

/// The program at work. It is killed when this is dropped.
struct Running {
    child: Child,
    address: String,
    /// The first keys that it told, in the order of the shops.
    keys: Vec<String>,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Running {
    fn start(folder: &Path) -> Self {
        let child = command(folder, &["serve"]).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut running = Self { child, address: String::new(), keys: Vec::new() };
        let mut lines = BufReader::new(running.child.stderr.take().expect("a pipe")).lines();
        let mut of = Vec::new();
        while running.address.is_empty() {
            let line = lines.next().expect("it says where it listens").expect("text");
            let name = line.split_once("the first key of the shop `").and_then(|(_, rest)| rest.split('`').next());
            of.extend(name.map(str::to_owned));
            running.keys.extend(line.trim().starts_with("candor_admin_").then(|| line.trim().to_owned()));
            running
                .address
                .extend(line.split_once("listening on http://").map(|(_, address)| address.trim().to_owned()));
        }
        assert!(of.is_empty() || of == ["one", "two"], "{of:?}");
        thread::spawn(move || lines.for_each(drop));
        running
    }

    fn ask(&self, host: &str, key: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let body = body.to_string();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).expect("it takes a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("`kill` runs").success());
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn two_shops_are_served_apart_and_stay_so_over_a_restart() {
    let folder = folder(CONFIG);
    let running = Running::start(folder.path());
    let keys = running.keys.clone();
    assert_eq!(keys.len(), 2, "{keys:?}");
    let event =
        |id: &str| json!({"id": id, "customer": "c1", "item": "i1", "kind": "view", "time": "2024-05-01T09:14:00Z"});
    for (host, key) in [("one.test", &keys[0]), ("two.test", &keys[1])] {
        let (status, told) = running.ask(host, key, "POST", "/v1/events", &event(host));
        assert_eq!((status, &told["accepted"]), (200, &json!(1)), "{told}");
    }
    assert_eq!(running.ask("one.test", &keys[1], "POST", "/v1/events", &event("x")).0, 401);
    assert_eq!(running.ask("three.test", &keys[0], "POST", "/v1/events", &event("x")).0, 421);
    assert_eq!(running.ask("127.0.0.1", "", "GET", "/healthz", &Value::Null).0, 200);
    let (status, told) = running.ask("127.0.0.1", "", "GET", "/readyz", &Value::Null);
    assert_eq!((status, &told["missing"]), (503, &json!(["2 of 2 shops: ask `/readyz` of each"])), "{told}");
    running.stop();

    let running = Running::start(folder.path());
    assert!(running.keys.is_empty(), "the keys are there already");
    for (host, key, other) in [("one.test", &keys[0], "two.test"), ("two.test", &keys[1], "one.test")] {
        let (status, told) = running.ask(host, key, "GET", "/v1/customers/c1/events", &Value::Null);
        assert!(status == 200 && told.to_string().contains(host) && !told.to_string().contains(other), "{told}");
    }
    running.stop();
}

#[test]
fn shops_that_share_a_store_or_are_copies_of_each_other_are_refused_with_words() {
    let check = |folder: &TempDir, needle: &str| {
        let ended = run(folder.path(), &["serve"]);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(1), "{told}");
        assert!(told.contains(needle) && !told.contains("panicked"), "{told}");
    };
    let shared = folder(&CONFIG.replace("two/store", "one/store"));
    check(&shared, "the shops `one` and `two` have the same `store`");
    let linked = folder(CONFIG);
    fs::create_dir_all(linked.path().join("one/store")).expect("a folder");
    fs::create_dir_all(linked.path().join("two")).expect("a folder");
    std::os::unix::fs::symlink("../one/store", linked.path().join("two/store")).expect("a link");
    check(&linked, "in use");
    for setting in ["models", "audit.signing_key"] {
        let keys = ["one", "two"]
            .map(|name| format!("models = \"{name}/models\"\naudit = {{ signing_key = \"{name}/key\" }}"));
        let config = CONFIG.replace("models = \"one/models\"", &keys[0]).replace("models = \"two/models\"", &keys[1]);
        let linked = folder(&config);
        let name = setting.rsplit_once("signing_").map_or(setting, |(_, name)| name);
        for shop in ["one", "two"] {
            fs::create_dir_all(linked.path().join(shop)).expect("a folder");
        }
        // Where the link leads there need be nothing yet of a folder that a training makes.
        std::os::unix::fs::symlink("one", linked.path().join("too")).expect("a link");
        if name == "key" {
            fs::write(linked.path().join("one/key"), "").expect("written");
            std::os::unix::fs::symlink("../one/key", linked.path().join("two/key")).expect("a link");
        } else {
            fs::write(linked.path().join("candor.toml"), config.replace("two/models", "too/models")).expect("written");
        }
        check(&linked, &format!("the shops `one` and `two` have the same `{setting}`"));
    }
    let copied = folder(CONFIG);
    Running::start(copied.path()).stop();
    fs::remove_dir_all(copied.path().join("two/store")).expect("a folder");
    let backed_up = run(copied.path(), &["backup", "copy", "--store", "one/store", "--model", "one/models"]);
    assert!(backed_up.status.success(), "{}", String::from_utf8_lossy(&backed_up.stderr));
    let restored = run(copied.path(), &["restore", "copy", "--store", "two/store"]);
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    check(&copied, "have a key in common");
}

#[test]
fn a_line_of_a_shops_work_says_whose_it_is_however_few_lines_are_wanted() {
    let folder = folder(&format!("{CONFIG}\n[log]\nfilter = \"error\"\n"));
    fs::create_dir_all(folder.path().join("two/models")).expect("a folder");
    fs::write(folder.path().join("two/models/current"), "a-model-that-is-not-there").expect("written");
    let child = command(folder.path(), &["serve"]).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut running = Running { child, address: String::new(), keys: Vec::new() };
    let lines = BufReader::new(running.child.stderr.take().expect("a pipe")).lines();
    let line = lines.map(|line| line.expect("text")).find(|line| line.contains("was not taken into use"));
    assert!(line.as_ref().is_some_and(|line| line.contains(r#"shop{name="two"}"#)), "{line:?}");
}

#[test]
fn the_doctor_looks_at_each_shop_and_the_configuration_is_told_without_passwords() {
    let folder = folder(&CONFIG.replace("two/store", "postgres://ann:s3cret@localhost:1/shop"));
    let looked = run(folder.path(), &["doctor", "--json"]);
    let report: Value = serde_json::from_slice(&looked.stdout).expect("one JSON object");
    let of = |shop: &str| {
        let checks = report["checks"].as_array().expect("checks").iter();
        let theirs = checks.filter(|check| check["about"] == "store" && check["shop"] == shop);
        theirs.map(|check| check["state"].as_str().expect("a state")).collect::<Vec<_>>()
    };
    assert_eq!((of("one"), of("two"), looked.status.code()), (vec!["doubtful"], vec!["broken"], Some(1)), "{report}");
    let told = String::from_utf8(run(folder.path(), &["config"]).stdout).expect("text");
    assert!(told.contains("one.test") && told.contains("ann@localhost") && !told.contains("s3cret"), "{told}");
}
