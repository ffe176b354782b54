//! After a write that did not reach the disk, writing stops and reading goes on; nothing acknowledged is lost.
//!
//! The failing disk is a limit on the size of the child's files, set by the shell that starts it.
#![cfg(unix)]

use std::collections::BTreeSet;

use candor::store::{Store, StoreError};

use super::embedded::open;
use super::fixtures::{decided, decision, event_ids, titled};
use super::process::{BATCH, acknowledge, acknowledgements, batch, directory, start};

/// In units of 512 bytes; without the trap the child would be killed instead of told.
const LIMIT: &str = "trap '' XFSZ; ulimit -f 2000";

fn assert_stopped<T>(outcome: Result<T, StoreError>) {
    let error = outcome.map(drop).expect_err("writing has stopped");
    assert!(matches!(error, StoreError::WriterStopped(_)), "{error}");
    assert!(error.to_string().contains("did not reach the disk"), "{error}");
}

#[test]
#[ignore = "plays the child of `a_full_disk_stops_the_writer_and_nothing_else`"]
fn child_fills_the_disk() {
    let Some(dir) = directory() else { return };
    let store = open(&dir);
    store.put_items(&[titled("a", "A")]).expect("durable");
    let mut n = 0;
    let failure = loop {
        if let Err(failure) = store.append_events(&batch("w", n)) {
            break failure;
        }
        acknowledge(&format!("w-{n}"));
        n += 1;
    };
    assert_stopped::<()>(Err(failure));
    assert_stopped(store.append_events(&batch("w", n + 1)));
    assert_stopped(store.put_items(&[titled("b", "B")]));
    assert_stopped(store.put_decision(decided("d", [1])));
    assert_eq!(store.decision(&decision("d")).expect("readable"), None, "what was refused is not kept");
    assert_stopped(store.flush());
    assert_stopped(store.writable());
    assert_eq!(event_ids(&store).len(), n * BATCH);
    assert_eq!(store.catalog_state().expect("readable").revision, 1);
    acknowledge("end");
}

#[test]
fn a_full_disk_stops_the_writer_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut child = start("store::full_disk::child_fills_the_disk", dir.path(), Some(LIMIT));
    let mut acknowledged: BTreeSet<String> = acknowledgements(child.stdout.take().expect("a pipe")).collect();
    let output = child.wait_with_output().expect("an end");
    assert!(acknowledged.remove("end"), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(acknowledged.len() > 10);
    let store = open(dir.path());
    let kept: BTreeSet<String> = event_ids(&store).iter().map(|id| id[..id.len() - 2].to_owned()).collect();
    let lost: Vec<_> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(kept.len() <= acknowledged.len() + 1, "at most the call that failed may have reached the disk");
    store.append_events(&batch("after", 0)).expect("with room on the disk, writing goes on");
}
