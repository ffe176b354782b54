//! `candor demo`, as a newcomer runs it. Properties held:
//! - it prints three addresses, and each opens;
//! - it stops in good order when asked to, and starts again from what it made;
//! - a port in use is told before any work, and a directory that holds another shop is left alone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn command(dir: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["demo", "--port", &port.to_string(), "--dir"]).arg(dir);
    command
}

/// A demo that runs; it ends with the test.
struct Demo {
    child: Child,
    /// What it said until it was up.
    said: Vec<String>,
}

impl Demo {
    fn start(dir: &Path) -> Self {
        let mut child = command(dir, free_port()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut said = Vec::new();
        for line in lines.by_ref() {
            said.push(line);
            if said.last().is_some_and(|line| line.starts_with("Stop with")) {
                break;
            }
        }
        // What it says later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, said }
    }

    fn addresses(&self) -> Vec<&str> {
        self.said.iter().filter_map(|line| line.split_once("http://")).map(|(_, address)| address).collect()
    }

    /// Asks it to stop; `true` when it says that all is well.
    fn stop(mut self) -> bool {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("`kill` runs").success());
        self.child.wait().expect("it ends").success()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn page(address: &str) -> String {
    let (host, path) = address.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("the demo listens");
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("it takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("text");
    match answer.lines().find_map(|line| line.strip_prefix("location: ")) {
        Some(path) if answer.starts_with("HTTP/1.1 303") => page(&format!("{host}{path}")),
        Some(_) | None => answer,
    }
}

fn refused(output: &Output, says: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(says), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

#[test]
fn three_addresses_open_and_a_second_start_finds_what_the_first_made() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = Demo::start(folder.path());
    let addresses = first.addresses();
    assert_eq!(addresses.len(), 3, "{:?}", first.said);
    for (address, title) in addresses.into_iter().zip(["Recommended for you", "Why this?", "Sign in to the console of"])
    {
        let page = page(address);
        assert!(page.starts_with("HTTP/1.1 200") && page.contains(title), "{address}: {page}");
    }
    assert!(first.stop(), "it stops in good order");
    let second = Demo::start(folder.path());
    assert_eq!(second.said.iter().filter(|line| line.starts_with("found")).count(), 2, "{:?}", second.said);
    assert!(second.stop(), "it stops in good order");
}

#[test]
fn a_port_in_use_is_told_before_any_work() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let output = command(folder.path(), port).output().expect("the program starts");
    refused(&output, "--port");
    assert!(output.stdout.is_empty(), "nothing was done");
}

#[test]
fn another_shops_directory_is_left_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let event = r#"{"id":"e1","customer":"c1","item":"i1","kind":"view","time":"2020-01-01T00:00:00Z"}"#;
    let file = folder.path().join("events.jsonl");
    std::fs::write(&file, event).expect("a writable folder");
    let store = folder.path().join("demo").join("store");
    std::fs::create_dir_all(&store).expect("a writable folder");
    let mut import = Command::new(env!("CARGO_BIN_EXE_candor"));
    let imported = import.args(["import", "events"]).arg(&file).arg("--store").arg(&store).output();
    assert!(imported.expect("the program starts").status.success());
    let output = command(&folder.path().join("demo"), free_port()).output().expect("the program starts");
    refused(&output, "--dir");
}
