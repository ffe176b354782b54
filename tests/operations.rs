//! What whoever runs the service leans on. Properties held:
//! - `candor doctor` changes nothing, finds nothing broken in a sound shop, and names what is broken with exit code 1;
//! - every figure that the dashboard asks for, and every one that `docs/operations.md` names, is exported;
//! - what the systemd unit, the Dockerfile and their configuration name exists and is taken.
//!
//! The image itself is not built here: that would fetch two others.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use candor::config::Config;
use candor::http::{AppState, Pages, app};
use candor::service::Service;
use candor::store::{Embedded, ModelDir};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn candor(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.current_dir(folder).args(arguments).output().expect("the program starts")
}

/// A store, and the golden model beside it, in a folder that others cannot read.
fn shop() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Embedded::open(&folder.path().join("store")).expect("a store"));
    let golden = root().join("models/golden");
    let name = fs::read_to_string(golden.join("current")).expect("a name");
    let home = folder.path().join("models").join(name.trim());
    fs::create_dir_all(&home).expect("a folder");
    for file in ["model.bin", "manifest.json"] {
        fs::copy(golden.join(name.trim()).join(file), home.join(file)).expect("a copy");
    }
    fs::copy(golden.join("current"), folder.path().join("models/current")).expect("a copy");
    folder
}

fn doctor(folder: &Path) -> (Option<i32>, Value) {
    let output = candor(folder, &["doctor", "--store", "store", "--model", "models", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}")))
}

/// The states of the checks about something.
fn states<'a>(report: &'a Value, about: &str) -> Vec<&'a str> {
    let checks = report["checks"].as_array().expect("checks").iter();
    checks.filter(|check| check["about"] == about).map(|check| check["state"].as_str().expect("a state")).collect()
}

/// Every file below a folder, with what is in it.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(contents(&path))
        } else {
            found.push((path.clone(), fs::read(&path).expect("readable")))
        }
    }
    found.sort();
    found
}

#[test]
fn the_doctor_finds_nothing_broken_in_a_sound_shop_and_changes_nothing() {
    let shop = shop();
    let before = contents(shop.path());
    let (code, report) = doctor(shop.path());
    assert_eq!((code, &report["healthy"]), (Some(0), &true.into()), "{report}");
    for about in ["configuration", "store", "model", "clock"] {
        assert_eq!(states(&report, about), ["fine"], "{about}: {report}");
    }
    let is_kept = |(path, _): &&(PathBuf, Vec<u8>)| !path.to_string_lossy().ends_with("-shm");
    let after = contents(shop.path());
    let (before, after): (Vec<_>, Vec<_>) =
        (before.iter().filter(is_kept).collect(), after.iter().filter(is_kept).collect());
    assert!(before.iter().all(|file| after.contains(file)), "nothing was changed");
    let empty = tempfile::tempdir().expect("a folder");
    let (code, report) = doctor(empty.path());
    assert_eq!(
        (code, states(&report, "store"), states(&report, "model")),
        (Some(0), vec!["doubtful"], vec!["doubtful"])
    );
    assert!(contents(empty.path()).is_empty(), "nothing was made");
}

#[test]
fn the_doctor_names_what_is_broken_and_what_to_do() {
    let check = |about: &str, state: &str, break_it: &dyn Fn(&Path)| {
        let shop = shop();
        break_it(shop.path());
        let (code, report) = doctor(shop.path());
        assert_eq!(states(&report, about), [state], "{report}");
        assert_eq!(code, Some(i32::from(state == "broken")), "{report}");
        let mut all = report["checks"].as_array().expect("checks").iter();
        assert!(all.any(|check| check["about"] == about && check["advice"].is_string()), "{report}");
    };
    check("model", "broken", &|shop| {
        let name = fs::read_to_string(shop.join("models/current")).expect("a name");
        let file = shop.join("models").join(name.trim()).join("model.bin");
        let mut bytes = fs::read(&file).expect("a file");
        bytes[100] ^= 1;
        fs::remove_file(&file).and_then(|()| fs::write(&file, bytes)).expect("written");
    });
    check("model", "doubtful", &|shop| fs::remove_file(shop.join("models/current")).expect("a file"));
    check("store", "broken", &|shop| fs::write(shop.join("store/candor.db"), "not a database").expect("written"));
    check("configuration", "broken", &|shop| fs::write(shop.join("candor.toml"), "lisen = 1").expect("written"));
    check("signing key", "broken", &|shop| {
        fs::write(shop.join("candor.toml"), "[audit]\nsigning_key = \"nowhere\"").expect("written");
    });
    check("open files", "broken", &|shop| {
        fs::write(shop.join("candor.toml"), "[limits]\nconnections = 1000000").expect("written");
    });
}

#[test]
fn the_doctor_says_how_it_stands_with_the_certificate() {
    let shop = shop();
    let pair = |year: i32| {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(year, 1, 1));
        let key = KeyPair::generate().expect("a key");
        (params.self_signed(&key).expect("a certificate").pem(), key.serialize_pem())
    };
    fs::write(shop.path().join("candor.toml"), "[tls]\ncertificate = \"chain.pem\"\nkey = \"key.pem\"")
        .expect("written");
    let check = |(chain, key): (String, String), state: &str, says: &str| {
        fs::write(shop.path().join("chain.pem"), chain).expect("written");
        fs::write(shop.path().join("key.pem"), key).expect("written");
        let (code, report) = doctor(shop.path());
        assert_eq!(
            (code, states(&report, "certificate")),
            (Some(i32::from(state == "broken")), vec![state]),
            "{report}"
        );
        assert!(report.to_string().contains(says), "{report}");
    };
    check(pair(2021), "broken", "it ended at 2021-01-01");
    check((pair(2100).0, pair(2100).1), "broken", "made together");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        check(pair(2100), "doubtful", "every user of this machine can read its key");
        let owned = fs::Permissions::from_mode(0o600);
        fs::set_permissions(shop.path().join("key.pem"), owned).expect("a file of ours");
        check(pair(2100), "fine", "it is good until 2100-01-01");
    }
}

/// The names of all figures that a service exports.
async fn exported() -> BTreeSet<String> {
    let shop = shop();
    let store = Arc::new(Embedded::open(&shop.path().join("store")).expect("a store"));
    let service = Service::open(store, ModelDir::new(shop.path().join("models")));
    let router = app(AppState::open(Arc::new(service), Config::default(), Pages::Off).expect("on loopback"));
    let mut text = String::new();
    // What the first call counts, the second one shows.
    for _ in 0..2 {
        let request = Request::get("/metrics").body(Body::empty()).expect("a valid request");
        let response = router.clone().oneshot(request).await.expect("a router always answers");
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
        text = String::from_utf8(bytes.to_vec()).expect("text");
    }
    let name = |line: &str| line.split(['{', ' ']).next().unwrap_or_default().to_owned();
    text.lines().filter(|line| !line.starts_with('#')).map(name).collect()
}

/// The names of figures that a text speaks of.
fn asked(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("candor_") && !word.starts_with("candor_secret")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_figure_that_the_dashboard_and_the_alarms_ask_for_is_exported() {
    let exported = exported().await;
    let dashboard: Value = serde_json::from_str(&read("docs/deploy/grafana.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let queries = panels.iter().flat_map(|panel| panel["targets"].as_array().expect("queries"));
    let queries: Vec<&str> = queries.map(|target| target["expr"].as_str().expect("a query")).collect();
    assert!(queries.len() >= panels.len() && queries.iter().all(|query| !asked(query).is_empty()), "{queries:?}");
    for text in [queries.join("\n"), read("docs/operations.md")] {
        let unknown: Vec<String> = asked(&text).difference(&exported).cloned().collect();
        assert!(unknown.is_empty(), "{unknown:?} are not among {exported:?}");
    }
    assert_eq!(asked("rate(candor_nothing_total[5m])").difference(&exported).count(), 1, "a wrong name is seen");
}

/// The flags of a command line of ours, and the command.
fn words(line: &str) -> Vec<String> {
    line.split([' ', '"', ',', '[', ']']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn assert_is_a_command(words: &[String]) {
    let help = candor(&root(), &[&words[0], "--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("Usage"), "`candor {}` is no command", words[0]);
    for flag in words.iter().filter(|word| word.starts_with("--")) {
        assert!(help.contains(flag.as_str()), "`candor {}` has no `{flag}`", words[0]);
    }
}

#[test]
fn what_the_unit_and_the_image_name_exists() {
    let unit = read("docs/deploy/candor.service");
    let commands = unit.lines().filter_map(|line| line.strip_prefix("ExecStart")?.split_once("/usr/local/bin/candor "));
    let commands: Vec<Vec<String>> = commands.map(|(_, command)| words(command)).collect();
    assert_eq!(commands.len(), 2, "{unit}");
    commands.iter().for_each(|command| assert_is_a_command(command));
    assert!(unit.contains("User=candor") && unit.contains("NoNewPrivileges=yes"));

    let image = read("docs/deploy/Dockerfile");
    let copied = image.lines().filter_map(|line| line.strip_prefix("COPY ")).filter(|line| !line.starts_with("--from"));
    let sources: Vec<&str> = copied.flat_map(|line| line.rsplit_once(' ').expect("a place").0.split(' ')).collect();
    assert!(sources.len() > 4 && sources.iter().all(|source| root().join(source).exists()), "{sources:?}");
    let command = image.lines().find_map(|line| line.strip_prefix("CMD ")).expect("a command");
    assert_is_a_command(&words(command));
    let user = image.lines().find_map(|line| line.strip_prefix("USER ")).expect("a user");
    assert!(!user.starts_with('0') && user != "root", "{user}");
    let wanted = read("Cargo.toml").lines().find_map(|line| line.strip_prefix("rust-version = ").map(str::to_owned));
    let wanted = wanted.expect("a version").trim_matches('"').to_owned();
    assert!(image.contains(&format!("FROM rust:{wanted}-")), "the image builds with Rust {wanted}");

    let config = root().join("docs/deploy/candor.toml");
    let config = Config::load(Some(&config), []).expect("it is taken");
    assert!(config.is_loopback(), "nothing is offered to other machines unless somebody says so");
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn systemd_takes_the_unit() {
    let folder = tempfile::tempdir().expect("a folder");
    // The program is not in its place on this machine; what else the unit says is checked.
    let unit = read("docs/deploy/candor.service").replace("/usr/local/bin/candor", "/bin/true");
    let file = folder.path().join("candor.service");
    fs::write(&file, unit).expect("written");
    let Ok(done) = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&file).output() else {
        eprintln!("skipped: systemd is not on this machine");
        return;
    };
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!told.lines().any(|line| line.contains("candor.service:")), "{told}");
}
