//! The clients' own tests and the documents' examples, in their languages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::server::services;
use super::shape::{Shape, read};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A program of this machine; nothing where it has none.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn program(name: &str) -> Option<Command> {
    let runs = Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    if !runs {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {name}");
        eprintln!("skipped: {name} is not on this machine");
        return None;
    }
    let mut command = Command::new(name);
    // Nothing is left in the source.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Some(command)
}

fn passed(output: Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (said, told) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}\n{told}");
    said + &told
}

/// What the Python client names.
pub(super) fn python_shape() -> Option<Shape> {
    let mut python = program("python3")?;
    let output = python.arg(root().join("clients/python/tests/shape.py")).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("a shape"))
}

/// The examples of a document in one language, one after the other.
fn examples(language: &str) -> String {
    let text = read("docs/clients.md");
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    let examples: Vec<&str> = blocks.collect();
    assert!(!examples.is_empty(), "docs/clients.md has no example in {language}");
    examples.join("\n")
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a writable folder");
}

#[test]
fn the_python_client_and_its_examples_work_against_the_service() {
    let Some(mut tests) = program("python3") else { return };
    let services = services();
    let folder = root().join("clients/python");
    let all = ["-W", "error", "-m", "unittest", "discover", "-s", "tests"];
    tests.args(all).current_dir(&folder).env("CLIENTS_TEST", services.told.to_string());
    let said = passed(tests.output().expect("it runs"));
    assert!(said.contains("\nOK") && !said.contains("Ran 0"), "{said}");
    let example = tempfile::tempdir().expect("a temporary folder");
    let path = example.path().join("example.py");
    write(&path, &examples("python"));
    let mut python = program("python3").expect("it ran before");
    python.arg(&path).env("PYTHONPATH", &folder);
    python.env("SERVICE", text(&services.told["service"])).env("SECRET_KEY", text(&services.told["secret"]));
    passed(python.output().expect("it runs"));
}

#[test]
fn the_typescript_client_and_its_examples_work_against_the_service() {
    let Some(mut tests) = program("node") else { return };
    let services = services();
    let folder = root().join("clients/typescript");
    tests.args(["--test", "tests/client.test.js"]).current_dir(&folder).env("CLIENTS_TEST", services.told.to_string());
    let said = passed(tests.output().expect("it runs"));
    assert!(said.contains("fail 0") && !said.contains("pass 0"), "{said}");
    let example = tempfile::tempdir().expect("a temporary folder");
    let modules = example.path().join("node_modules");
    fs::create_dir(&modules).expect("a writable folder");
    std::os::unix::fs::symlink(&folder, modules.join("candor-client")).expect("a writable folder");
    let path = example.path().join("example.mjs");
    write(&path, &examples("js"));
    let mut node = program("node").expect("it ran before");
    node.arg(&path).env("SERVICE", text(&services.told["service"]));
    node.env("SECRET_KEY", text(&services.told["secret"])).env("PUBLISHABLE_KEY", text(&services.told["publishable"]));
    passed(node.output().expect("it runs"));
}

fn text(value: &serde_json::Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn the_typescript_client_passes_the_type_checker() {
    let Some(mut checker) = program("tsc") else { return };
    passed(
        checker.args(["-p", "tsconfig.json"]).current_dir(root().join("clients/typescript")).output().expect("it runs"),
    );
}
