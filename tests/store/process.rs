//! This test binary as a child process that writes into a store and says what was acknowledged.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use candor::event::Event;

use super::fixtures::{by_customer, view};

/// Names the directory to a child; a test that plays the child does nothing without it.
const DIRECTORY: &str = "CANDOR_TEST_STORE";
const ACKNOWLEDGED: &str = "acknowledged ";

/// How many events a batch of the child has.
pub(super) const BATCH: usize = 3;

/// Batch `n` of a writer: its events are named `{writer}-{n}-{k}`.
pub(super) fn batch(writer: &str, n: usize) -> Vec<Event> {
    (0..BATCH).map(|k| view(&format!("{writer}-{n}-{k}"), by_customer(&format!("c{}", n % 50)), n as i64)).collect()
}

/// The directory, when this process is a child.
pub(super) fn directory() -> Option<PathBuf> {
    env::var_os(DIRECTORY).map(PathBuf::from)
}

/// Tells the parent that something is durable. It goes straight to the pipe, past the test harness.
pub(super) fn acknowledge(what: &str) {
    let mut out = io::stdout().lock();
    writeln!(out, "\n{ACKNOWLEDGED}{what}").and_then(|()| out.flush()).expect("a parent that listens");
}

/// Starts the ignored test `role` of this binary as a child on a directory, below `shell` where one is given.
pub(super) fn start(role: &str, dir: &Path, shell: Option<&str>) -> Child {
    let binary = env::current_exe().expect("a path");
    let mut command = match shell {
        Some(script) => {
            let mut command = Command::new("sh");
            command.arg("-c").arg(format!("{script}; exec \"$0\" \"$@\"")).arg(binary);
            command
        }
        None => Command::new(binary),
    };
    command.args([role, "--exact", "--ignored", "--nocapture", "--test-threads=1"]).env(DIRECTORY, dir);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a child")
}

/// What a child acknowledges, until it ends. A line that its end cut off was not acknowledged.
pub(super) fn acknowledgements(out: ChildStdout) -> impl Iterator<Item = String> {
    let mut lines = BufReader::new(out);
    let next = move || {
        let mut line = String::new();
        lines.read_line(&mut line).expect("a readable pipe");
        line.ends_with('\n').then_some(line)
    };
    std::iter::from_fn(next).filter_map(|line| line.trim_end().strip_prefix(ACKNOWLEDGED).map(str::to_owned))
}
